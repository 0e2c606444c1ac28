"""Facts: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, change, found, later, plan, told

from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Delivered,
    Held,
    Measured,
    Noted,
    Partnership,
    Venue,
    When,
)

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "fact-without-id",
        told(Delivered(recorded=date(2026, 1, 1))),
        [("error", "delivered/#1", "something is recorded as delivered, but not what")],
    ),
    (
        "fact-after-day",
        told(Held(of="M2", when=When.parse("2026-05-06"), recorded=date(2026, 1, 1))),
        [
            (
                "error",
                "held/M2/when",
                ("M2 is recorded as held on 2026-05-06, after 2026-03-31, the day of the facts"),
            )
        ],
    ),
    (
        "fact-after-day",
        told(Noted(note="?", recorded=date(2026, 4, 1))),
        [("error", "noted/#1/recorded", "noted/#1 was recorded on 2026-04-01, after 2026-03-31")],
    ),
    (
        "fact-after-day",
        told(Decided(text="Book", done=date(2026, 4, 1), recorded=date(2026, 1, 1))),
        [
            (
                "error",
                "decided/#1/done",
                "the item “Book” is recorded as done on 2026-04-01, after 2026-03-31",
            )
        ],
    ),
    (
        "held-outside-project",
        told(Held(of="M2", when=When.parse("2025-10-31"), note="early")),
        [
            (
                "error",
                "held/M2/when",
                "M2 was held on 2025-10-31, but the project begins on 2025-11-01",
            )
        ],
    ),
    (
        "held-outside-project",
        later(date(2028, 1, 1), told(Held(of="M2", when=When.parse("2027-11-01"), note="late"))),
        [
            (
                "error",
                "held/M2/when",
                "M2 was held on 2027-11-01, but the project ends on 2027-10-31",
            )
        ],
    ),
    (
        "activity-without-fact",
        later(date(2026, 5, 7)),
        [
            (
                "warning",
                "meetings/M2",
                "M2 was planned until 2026-05-06, and nothing is recorded of it",
            )
        ],
    ),
    (
        "activity-without-fact",
        later(date(2026, 11, 1), plan(meetings=(), trainings=(), dissemination_events=())),
        [("warning", "tasks/A1", "A1 was planned until 2026-10-31, and nothing is recorded of it")],
    ),
    (
        "moved-without-reason",
        told(Held(of="M2", when=When.parse("2026-02-06"))),
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
        "held-elsewhere-without-reason",
        told(Held(of="M1", venue=Venue(country="DE"), recorded=date(2026, 1, 1))),
        [
            (
                "warning",
                "held/M1#2/venue",
                "M1 was planned in Croatia and held in Germany, without a reason",
            )
        ],
    ),
    (
        "cancelled-without-reason",
        change("E1", cancelled=True),
        [("warning", "dissemination_events/E1/cancelled", "E1 is cancelled without a reason")],
    ),
    (
        "cancelled-but-held",
        change("M1", cancelled=True),
        [("error", "meetings/M1/cancelled", "M1 is cancelled, but recorded as held")],
    ),
    (
        "participants-differ",
        told(Attended(of="M1", organisation="hwk", recorded=date(2026, 1, 1))),
        [("warning", "held/M1/participants", "M1 has 3 participants, but 4 are recorded")],
    ),
    (
        "participants-differ",
        told(Held(of="M1", participants=4, recorded=date(2026, 1, 1))),
        [
            (
                "warning",
                "held/M1#2/participants",
                "M1 has 3 participants in one fact and 4 in another",
            )
        ],
    ),
    (
        "attended-impossible",
        told(
            Attended(of="T1", organisation="hwk", fewer_opportunities=2, recorded=date(2026, 1, 1))
        ),
        [
            (
                "error",
                "attended/T1/fewer_opportunities",
                "T1: 2 of 1 participants have fewer opportunities",
            )
        ],
    ),
    (
        "attended-impossible",
        told(Attended(of="T1", organisation="hwk", person="ugo", recorded=date(2026, 1, 1))),
        [("warning", "attended/T1/organisation", "Ugo attended T1 for HWK, but belongs to FBK")],
    ),
    (
        "amendment-does-not-fit",
        told(Amended(of="D1", when=When.parse("M13"), reason="late", recorded=date(2026, 1, 1))),
        [
            (
                "error",
                "amended/D1/when",
                "an amendment changes `when` of D1, which has no such field",
            )
        ],
    ),
    (
        "amendment-does-not-fit",
        told(Amended(due=When.parse("M13"), reason="late", recorded=date(2026, 1, 1))),
        [
            (
                "error",
                "amended/#1/due",
                "an amendment changes `due` of the project, which has no such field",
            )
        ],
    ),
    (
        "amendment-does-not-fit",
        told(Amended(of="D1", reason="?", recorded=date(2026, 1, 1))),
        [("note", "amended/D1", "an amendment of D1 changes nothing")],
    ),
    (
        "measured-without-value",
        told(Measured(of="I1", recorded=date(2026, 1, 1))),
        [("warning", "measured/I1", "I1 was measured, but no value is recorded")],
    ),
    (
        "item-overdue",
        told(
            Decided(
                text="Book the hall", owner="ana", due=date(2026, 3, 1), recorded=date(2026, 1, 1)
            ),
            Decided(text="Print", due=date(2026, 3, 2), recorded=date(2026, 1, 1)),
        ),
        [
            ("warning", "decided/#1", "Ana was to do this until 2026-03-01: Book the hall"),
            ("warning", "decided/#2", "this was to be done until 2026-03-02: Print"),
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
