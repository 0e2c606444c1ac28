"""Edges of rules: one more or one less, a day earlier or later, changes the answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from checks.clean import (
    add,
    change,
    clean,
    clean_plan,
    eur,
    found,
    later,
    old,
    plan,
    project,
    told,
)

from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Delivered,
    Held,
    Measured,
    Money,
    Noted,
    Paid,
    Partnership,
    Person,
    Plan,
    Reported,
    Venue,
    When,
    WorkPackage,
)

NEW = date(2026, 1, 1)
DAY = clean().as_of
PLAN = clean_plan()
M1, M2, *_ = PLAN.meetings
WP1, WP2 = PLAN.work_packages

SILENT: list[tuple[str, Partnership]] = [
    ("reference-disagrees", project(coordinator="ana")),
    ("too-many-priorities", project(priorities=("HORIZ:GREEN", "VET:QA", "VET:FLEX"))),
    ("too-many-topics", project(topics=("a", "b", "c"))),
    ("coordinator-too-young", old(change("sts", established=date(2023, 1, 1)), call=2023)),
    ("too-few-organisations", change("hwk", country="NO")),
    ("extension-too-long", project(months=40)),
    (
        "extension-too-long",
        told(Amended(recorded=NEW, reason="delay", months=37), p=project(months=None)),
    ),
    ("deliverable-after-work-package", change("WP2", when=When.parse("M1..M12"))),
    ("milestones-out-of-order", change("MS2", due=When.parse("M6"))),
    (
        "partner-without-money",
        plan(work_packages=(attrs.evolve(WP1, grant=eur()), attrs.evolve(WP2, grant=eur()))),
    ),
    ("negative-amount", change("M1", amount=Money(0))),
    ("negative-amount", change("M1", amount=Money("0.50"))),
    ("negative-amount", told(Paid(of="P1", amount=Money(-5), recorded=NEW))),
    (
        "received-more-than-lump-sum",
        told(Paid(of="P1", amount=Money(5), recorded=NEW), p=project(lump_sum=None)),
    ),
    (
        "too-many-work-packages",
        add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 6))),
    ),
    ("work-package-without-result", plan(deliverables=())),
    ("work-package-without-result", change("A1", results=())),
    ("without-work-package", old(change("M1", work_package=None), action="KA210-VET")),
    (
        "partner-without-task",
        Partnership(baseline=Plan(project=PLAN.project, organisations=PLAN.organisations)),
    ),
    ("same-person-twice", add("people", Person(id="ana", name="Ana", organisation="sts"))),
    (
        "deliverable-without-date",
        told(Delivered(of="D1", recorded=NEW), p=change("D1", due=When.undecided())),
    ),
    (
        "deliverable-overdue",
        later(date(2026, 11, 1), told(Delivered(of="D1", recorded=date(2026, 10, 1)))),
    ),
    (
        "milestone-overdue",
        later(date(2026, 5, 1), told(Delivered(of="MS1", recorded=date(2026, 4, 1)))),
    ),
    ("measured-without-value", told(Measured(of="I1", value=Decimal(3), recorded=NEW))),
    ("measured-without-value", told(Measured(of="I2", text="good", recorded=NEW))),
    (
        "report-late",
        later(date(2026, 12, 1), told(Reported(of="RI", when=When.parse("2026-11-30")))),
    ),
    ("activity-without-fact", later(date(2026, 5, 6))),
    (
        "participants-differ",
        told(Held(participants=3, recorded=NEW), Held(participants=4, recorded=NEW)),
    ),
    ("fact-after-day", told(Held(of="M2", when=When.day(DAY), note="early"))),
    ("fact-after-day", told(Noted(note="?", recorded=DAY))),
    ("fact-after-day", told(Decided(text="Book", done=DAY, recorded=NEW))),
    ("held-outside-project", told(Held(of="A1", when=When.parse("2025-11-01..2027-10-31")))),
    (
        "attended-impossible",
        told(Attended(of="T1", organisation="fbk", fewer_opportunities=1, recorded=NEW)),
    ),
    ("item-overdue", told(Decided(text="Book", due=DAY, recorded=NEW))),
]


@pytest.mark.parametrize(("slug", "p"), SILENT)
def test_silent(slug: str, p: Partnership) -> None:
    """Guards the last day, the largest number and the smallest amount that are still right."""
    assert [] == found(slug, p)


def test_the_largest_number_of_work_packages_is_only_noted() -> None:
    """Guards that the form takes eleven, though fewer are recommended."""
    p = add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 12)))

    expected = [
        ("note", "work_packages", "the plan has 11 work packages; at most 5 are recommended")
    ]

    assert expected == found("too-many-work-packages", p)


def meetings_on_one_day(*times: str) -> Partnership:
    """Give a plan with meetings of all partners in different cities at these times of a day."""
    meetings = tuple(
        attrs.evolve(
            M1,
            id=f"M{number}",
            when=When.parse(f"2026-09-01 {time}"),
            venue=Venue(city=f"City {number}", country="HR"),
        )
        for number, time in enumerate(times, start=1)
    )
    return plan(meetings=meetings)


def test_overlapping_meetings_are_compared_in_the_order_of_their_times() -> None:
    """Guards that the later one is the one that overlaps, wherever it stands in the plan."""
    expected = [
        (
            "warning",
            "meetings/M1/when",
            (
                "M1 (2026-09-01 14:00 to 18:00, City 1) overlaps with M2 "
                "(2026-09-01 09:00 to 15:00, City 2), and both need all partners"
            ),
        )
    ]

    assert expected == found(
        "activities-overlap", meetings_on_one_day("14:00..18:00", "09:00..15:00")
    )


def test_the_second_and_third_meeting_of_a_day_may_overlap() -> None:
    """Guards that a meeting is compared with the one before it, and not only with the first."""
    p = meetings_on_one_day("09:00..12:00", "13:00..16:00", "15:00..18:00")

    assert ["meetings/M3/when"] == [at for _, at, _ in found("activities-overlap", p)]


def test_a_month_may_begin_before_the_work_package_does() -> None:
    """Guards that a month counts by its days inside, where the work package begins within it."""
    p = change("WP2", when=When.parse("2027-10-10..2027-10-31"))

    addresses = [at for _, at, _ in found("activity-outside-work-package", p)]

    assert "trainings/T1/when" in addresses
    assert "dissemination_events/E1/when" not in addresses
