"""Words about results and facts: for what is not named, and for what comes second."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from checks.clean import (
    Found,
    change,
    clean_plan,
    found,
    later,
    plan,
    told,
)

from vetpartner.model import (
    Amended,
    Attended,
    Delivered,
    Held,
    Partnership,
    Venue,
    When,
)

NEW = date(2026, 1, 1)
PLAN = clean_plan()
(D1,) = PLAN.deliverables

SAYS: list[tuple[str, Partnership, Found]] = [
    (
        "deliverable-overdue",
        later(date(2026, 11, 1), change("D1", lead=None)),
        [("warning", "deliverables/D1/due", "D1 was due until 2026-10-31 and is not delivered")],
    ),
    (
        "languages-missing",
        told(
            Delivered(of="D1", languages=("en",), recorded=NEW),
            p=change("D1", languages=("en", "hr", "de")),
        ),
        [
            (
                "warning",
                "deliverables/D1/languages",
                "D1 is delivered, but not in hr, de as promised",
            )
        ],
    ),
    (
        "licence-not-open",
        plan(
            deliverables=(
                attrs.evolve(D1, id="D0", learning_material=False),
                D1,
                attrs.evolve(D1, id="D2", licence=None),
            )
        ),
        [("warning", "deliverables/D2", "D2 is learning material without a licence")],
    ),
    (
        "fact-after-day",
        told(Delivered(when=When.parse("2026-04-01"), recorded=NEW)),
        [
            (
                "error",
                "delivered/#1/when",
                (
                    "something is recorded as delivered on 2026-04-01, after 2026-03-31, the "
                    "day of the facts"
                ),
            )
        ],
    ),
    (
        "held-outside-project",
        later(date(2028, 1, 1), told(Held(of="A1", when=When.parse("2025-11-01..2027-11-05")))),
        [
            (
                "error",
                "held/A1/when",
                "A1 was held on 2025-11-01, but the project ends on 2027-10-31",
            )
        ],
    ),
    (
        "activity-without-fact",
        later(
            date(2026, 5, 7),
            told(
                Delivered(of="D1", languages=("en", "hr"), recorded=NEW),
                p=change("M2", results=("D1",)),
            ),
        ),
        [
            (
                "warning",
                "meetings/M2",
                "M2 was planned until 2026-05-06, and nothing is recorded of it",
            )
        ],
    ),
    (
        "moved-without-reason",
        told(Held(of="T1", recorded=NEW), Held(of="M2", when=When.parse("2026-02-06"))),
        [
            (
                "warning",
                "held/M2/when",
                (
                    "M2 was planned for 2026-05-06 09:00..12:00 and held on 2026-02-06, "
                    "without a reason"
                ),
            )
        ],
    ),
    (
        "participants-differ",
        told(Held(of="T1", recorded=NEW), Held(of="M1", participants=4, recorded=NEW)),
        [
            (
                "warning",
                "held/M1#2/participants",
                "M1 has 3 participants in one fact and 4 in another",
            )
        ],
    ),
    (
        "venue-outside-partnership",
        told(Held(venue=Venue(country="AT"), recorded=NEW)),
        [
            (
                "error",
                "held/#1/venue",
                "an activity took place in Austria, but no partner is from there",
            )
        ],
    ),
    (
        "attended-impossible",
        told(Attended(organisation="hwk", person="ugo", recorded=NEW)),
        [
            (
                "warning",
                "attended/#1/organisation",
                "Ugo attended something for HWK, but belongs to FBK",
            )
        ],
    ),
    (
        "amendment-does-not-fit",
        told(
            Amended(of="M9", title="x", reason="?", recorded=NEW),
            Amended(of="D1", reason="?", recorded=NEW),
        ),
        [("note", "amended/D1", "an amendment of D1 changes nothing")],
    ),
]


@pytest.mark.parametrize(("slug", "p", "expected"), SAYS)
def test_says(slug: str, p: Partnership, expected: Found) -> None:
    """Guards the words for one and for several, for what is not named, and what comes second."""
    assert expected == found(slug, p)
