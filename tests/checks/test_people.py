"""People: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, add, change, found, told

from vetpartner.model import Attended, Meeting, Partnership, Presence, Venue, When

TRENTO = Meeting(id="M5", when=When.parse("2026-03-02"), venue=Venue(city="Trento", country="IT"))
CASES: list[tuple[str, Partnership, Found]] = [
    (
        "minors-without-accompanying-person",
        told(
            Presence(of="T1", participant="L1", when=When.parse("2026-03-02")),
            p=change("L1", minors=1),
        ),
        [
            (
                "warning",
                "presences/T1",
                "1 minor attended T1, and no accompanying person is recorded",
            )
        ],
    ),
    (
        "person-in-two-places",
        told(
            Presence(of="T1", participant="L1", when=When.parse("2026-03-02")),
            Presence(of="T1", participant="L1", when=When.parse("2026-03-02"), session="evening"),
            Presence(of="M5", participant="L1", when=When.parse("2026-03-02")),
            Presence(of="M5", participant="L1", when=When.parse("2026-03-03")),
            Presence(of="M5", participant="L2", when=When.parse("2026-03-02"), status="absent"),
            p=add("meetings", TRENTO),
        ),
        [
            (
                "error",
                "presences/M5",
                "L1 was in T1 in Bremen and in M5 in Trento on 2026-03-02",
            )
        ],
    ),
    (
        "partner-without-contact",
        change("eva", email=None),
        [("note", "organisations/hwk", "nobody of HWK has an e-mail address")],
    ),
    (
        "minors-without-accompanying-person",
        change("T1", minors=8),
        [("warning", "trainings/T1", "T1 expects 8 minors and no accompanying person")],
    ),
    (
        "minors-without-accompanying-person",
        told(
            Attended(
                of="M1",
                organisation="hwk",
                role="learner",
                count=5,
                minors=4,
                recorded=date(2025, 12, 6),
            )
        ),
        [
            (
                "warning",
                "attended/M1#3",
                "4 minors attended M1, and no accompanying person is recorded",
            )
        ],
    ),
    (
        "more-minors-than-participants",
        change("T1", minors=13, accompanying=2),
        [("error", "trainings/T1/minors", "T1 expects 13 minors of 12 participants in all")],
    ),
    (
        "more-minors-than-participants",
        told(
            Attended(
                of="M1",
                organisation="hwk",
                role="learner",
                count=5,
                minors=6,
                recorded=date(2025, 12, 6),
            ),
            Attended(of="M1", role="accompanying person", recorded=date(2025, 12, 6)),
        ),
        [("error", "attended/M1#3/minors", "M1: 6 of 5 participants are minors")],
    ),
    (
        "person-in-two-places",
        told(
            Attended(of="M5", person="ana", recorded=date(2025, 12, 6)),
            p=add(
                "meetings",
                Meeting(
                    id="M5", when=When.parse("2025-12-05"), venue=Venue(city="Trento", country="IT")
                ),
            ),
        ),
        [
            (
                "error",
                "attended/M5/person",
                "Ana attended M1 in Split (2025-12-04 to 2025-12-05) and M5 in Trento (2025-12-05)",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
