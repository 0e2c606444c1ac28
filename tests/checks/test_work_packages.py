"""Work packages: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, add, change, clean, clean_plan, found, old, plan

from vetpartner.model import Organisation, Partnership, Task, When, WorkPackage

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "task-without-result",
        change("A1", results=()),
        [("warning", "tasks/A1", "A1 has no result")],
    ),
    (
        "task-without-result",
        plan(tasks=(Task(id="A1"), Task(id="A2"), Task(id="A3", cancelled=True))),
        [("warning", "tasks", "none of the 2 tasks says which deliverable comes out of it")],
    ),
    (
        "task-without-result",
        plan(tasks=(Task(id="A1", results=("D1",)), Task(id="A2"), Task(id="A3"))),
        [
            ("warning", "tasks/A2", "A2 has no result"),
            ("warning", "tasks/A3", "A3 has no result"),
        ],
    ),
    (
        "too-few-work-packages",
        plan(work_packages=clean_plan().work_packages[:1]),
        [
            (
                "warning",
                "work_packages",
                (
                    "the plan has 1 work package; KA220-VET 2025 needs at least 2, the "
                    "first for management"
                ),
            )
        ],
    ),
    (
        "too-few-work-packages",
        plan(work_packages=()),
        [
            (
                "warning",
                "work_packages",
                (
                    "the plan has no work packages; KA220-VET 2025 needs at least 2, the "
                    "first for management"
                ),
            )
        ],
    ),
    (
        "too-many-work-packages",
        add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 7))),
        [("note", "work_packages", "the plan has 6 work packages; at most 5 are recommended")],
    ),
    (
        "too-many-work-packages",
        add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 13))),
        [("error", "work_packages", "the plan has 12 work packages; the form takes at most 11")],
    ),
    (
        "work-packages-not-foreseen",
        old(clean(), action="KA210-VET"),
        [
            (
                "warning",
                "work_packages",
                ("the plan has 2 work packages, but KA210-VET 2025 is planned by activities"),
            )
        ],
    ),
    (
        "management-with-activities",
        change("M1", work_package="WP1"),
        [
            (
                "warning",
                "work_packages/WP1",
                "M1 stands under WP1, but project management has no activities",
            )
        ],
    ),
    (
        "work-package-without-lead",
        change("WP2", lead=None),
        [("warning", "work_packages/WP2", "WP2 has no lead")],
    ),
    (
        "work-package-without-activity",
        add("work_packages", WorkPackage(id="WP3")),
        [("warning", "work_packages/WP3", "WP3 has no activity")],
    ),
    (
        "work-package-without-result",
        add("work_packages", WorkPackage(id="WP3")),
        [("warning", "work_packages/WP3", "WP3 has no deliverable and no activity with results")],
    ),
    (
        "work-package-without-indicators",
        change("I2", of=None),
        [("warning", "work_packages/WP2", "WP2 has no qualitative indicator")],
    ),
    (
        "work-package-without-indicators",
        add("work_packages", WorkPackage(id="WP3")),
        [("warning", "work_packages/WP3", "WP3 has no quantitative and no qualitative indicator")],
    ),
    (
        "work-package-without-dates",
        change("WP2", when=When.undecided()),
        [("note", "work_packages/WP2", "WP2 has no dates")],
    ),
    (
        "without-work-package",
        change("M1", work_package=None),
        [("warning", "meetings/M1", "M1 stands under no work package")],
    ),
    (
        "without-work-package",
        change("D1", work_package=None),
        [("warning", "deliverables/D1", "D1 stands under no work package")],
    ),
    (
        "partner-without-task",
        add("organisations", Organisation(id="cfs", acronym="CFS", country="PT", oid="E10000004")),
        [
            (
                "warning",
                "organisations/cfs",
                "CFS leads and hosts nothing, and is named in no part of the work",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
