"""The timetable: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, add, change, found, old, project, told

from vetpartner.model import Amended, Partnership, Training, Venue, When

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "project-dates-missing",
        project(start=None, months=None),
        [
            ("warning", "project", "the project has no duration in months"),
            ("warning", "project", "the project has no first day"),
        ],
    ),
    (
        "duration-not-allowed",
        project(months=9),
        [
            (
                "error",
                "project/months",
                "the project lasts 9 months; KA220-VET 2025 needs at least 12",
            )
        ],
    ),
    (
        "duration-not-allowed",
        project(months=40),
        [
            (
                "error",
                "project/months",
                "the project lasts 40 months; KA220-VET 2025 allows at most 36",
            )
        ],
    ),
    (
        "extension-too-long",
        told(Amended(recorded=date(2026, 1, 1), reason="delay", months=37)),
        [
            (
                "error",
                "project/months",
                "the project was extended from 24 to 37 months; at most 36 are possible",
            )
        ],
    ),
    (
        "project-ends-too-late",
        old(project(months=36), call=2021),
        [
            (
                "error",
                "project/months",
                "the project ends on 2028-10-31; projects of KA220-VET 2021 end by 2024-08-31",
            )
        ],
    ),
    (
        "start-outside-window",
        project(start=date(2026, 1, 1)),
        [
            (
                "warning",
                "project/start",
                (
                    "the project starts on 2026-01-01; projects of KA220-VET 2025 start "
                    "between 2025-09-01 and 2025-12-31"
                ),
            )
        ],
    ),
    (
        "activity-outside-project",
        change("T1", when=When.parse("2027-10-30..2027-11-02")),
        [
            (
                "error",
                "trainings/T1/when",
                ("T1 is planned for 2027-10-30 to 2027-11-02, but the project ends on 2027-10-31"),
            )
        ],
    ),
    (
        "activity-outside-project",
        change("A1", when=When.parse("M20..M26")),
        [
            (
                "error",
                "tasks/A1/when",
                "A1 is planned for M20 to M26, but the project ends on 2027-10-31",
            )
        ],
    ),
    (
        "activity-outside-project",
        change("E1", when=When.parse("2025-09")),
        [
            (
                "error",
                "dissemination_events/E1/when",
                "E1 is planned for 2025-09, but the project begins on 2025-11-01",
            )
        ],
    ),
    (
        "activity-outside-work-package",
        change("WP2", when=When.parse("M6..M24")),
        [
            (
                "warning",
                "meetings/M1/when",
                ("M1 is planned for 2025-12-04 to 2025-12-05, but WP2 begins on 2026-04-01"),
            ),
            (
                "warning",
                "tasks/A1/when",
                "A1 is planned for M2 to M12, but WP2 begins on 2026-04-01",
            ),
        ],
    ),
    (
        "work-package-outside-project",
        change("WP2", when=When.parse("M1..M25")),
        [
            (
                "error",
                "work_packages/WP2/when",
                "WP2 is planned for M1 to M25, but the project ends on 2027-10-31",
            )
        ],
    ),
    (
        "deliverable-outside-project",
        change("D1", due=When.parse("2028-01")),
        [("error", "deliverables/D1/due", "D1 is due 2028-01, but the project ends on 2027-10-31")],
    ),
    (
        "deliverable-after-work-package",
        change("WP2", when=When.parse("M1..M11")),
        [("warning", "deliverables/D1/due", "D1 is due M12, but WP2 ends on 2026-09-30")],
    ),
    (
        "milestone-outside-project",
        change("MS2", due=When.parse("M25")),
        [("error", "milestones/MS2/due", "MS2 is due M25, but the project ends on 2027-10-31")],
    ),
    (
        "milestones-out-of-order",
        change("MS2", due=When.parse("M5")),
        [("note", "milestones/MS2/due", "MS2 stands after MS1, but is due earlier, on 2026-03-31")],
    ),
    (
        "activity-without-date",
        change("E1", when=When.undecided()),
        [("note", "dissemination_events/E1", "E1 has no date yet")],
    ),
    (
        "activities-overlap",
        change(
            "E1",
            when=When.parse("2026-09-11 09:00..12:00"),
            venue=Venue(city="Trento", country="IT"),
        ),
        [
            (
                "warning",
                "dissemination_events/E1/when",
                (
                    "E1 (2026-09-11 09:00 to 12:00, Trento) overlaps with T1 (2026-09-07 "
                    "to 2026-09-11, Bremen), and both need all partners"
                ),
            )
        ],
    ),
    (
        "trainer-in-two-places",
        add("trainings", Training(id="T2", when=When.parse("2026-09-10"), trainers=("ugo", "ugo"))),
        [
            (
                "error",
                "trainings/T2/trainers",
                (
                    "Ugo is trainer in T1 (2026-09-07 to 2026-09-11) and in T2 "
                    "(2026-09-10) at the same time"
                ),
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
