"""Results, indicators and reports: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, change, found, later, told

from vetpartner.model import Delivered, Partnership, Reported, When

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "deliverable-without-date",
        change("D1", due=When.undecided()),
        [("warning", "deliverables/D1", "D1 does not say when it is due")],
    ),
    (
        "deliverable-without-lead",
        change("D1", lead=None),
        [("warning", "deliverables/D1", "D1 has no lead")],
    ),
    (
        "deliverable-without-language",
        change("D1", languages=()),
        [("warning", "deliverables/D1", "D1 does not say in which languages it is made")],
    ),
    (
        "deliverable-overdue",
        later(date(2026, 11, 1)),
        [
            (
                "warning",
                "deliverables/D1/due",
                "D1 was due by FBK until 2026-10-31 and is not delivered",
            )
        ],
    ),
    (
        "languages-missing",
        told(Delivered(of="D1", languages=("EN",), recorded=date(2026, 3, 1))),
        [("warning", "deliverables/D1/languages", "D1 is delivered, but not in hr as promised")],
    ),
    (
        "licence-not-open",
        change("D1", licence=None),
        [("warning", "deliverables/D1", "D1 is learning material without a licence")],
    ),
    (
        "licence-not-open",
        change("D1", licence="CC BY-ND 4.0"),
        [
            (
                "warning",
                "deliverables/D1",
                ("D1 is learning material under `CC BY-ND 4.0`, which is not known as open"),
            )
        ],
    ),
    (
        "licence-not-open",
        told(Delivered(of="D1", licence="all rights reserved", recorded=date(2026, 3, 1))),
        [
            (
                "warning",
                "deliverables/D1",
                ("D1 is learning material under `all rights reserved`, which is not known as open"),
            )
        ],
    ),
    (
        "milestone-overdue",
        later(date(2026, 5, 1)),
        [("warning", "milestones/MS1/due", "MS1 was to be reached until 2026-04-30")],
    ),
    (
        "indicator-without-target",
        change("I1", target=None),
        [("warning", "indicators/I1", "I1 has no target")],
    ),
    (
        "indicator-without-target",
        change("I2", expected=None),
        [("warning", "indicators/I2", "I2 does not say what is expected")],
    ),
    (
        "indicator-without-source",
        change("I1", source=None),
        [("note", "indicators/I1", "I1 does not say how it is verified")],
    ),
    (
        "indicator-overdue",
        later(date(2027, 7, 1)),
        [("warning", "indicators/I1/due", "I1 was to be measured until 2027-06-30")],
    ),
    (
        "report-overdue",
        later(date(2026, 12, 1)),
        [("warning", "reports/RI", "the interim report RI was due on 2026-11-30 and is not sent")],
    ),
    (
        "report-overdue",
        later(date(2027, 12, 31), told(Reported(of="RI", when=When.parse("2026-11-30")))),
        [("warning", "reports/RF", "the final report RF was due on 2027-12-30 and is not sent")],
    ),
    (
        "report-late",
        later(date(2026, 12, 31), told(Reported(of="RI", when=When.parse("2026-12-01")))),
        [
            (
                "warning",
                "reported/RI/when",
                "the report RI was sent on 2026-12-01, but due on 2026-11-30",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
