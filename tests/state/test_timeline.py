"""Things by day and with their state, and the days of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest
from builders import KA220, more, partnership

import vetpartner as vp
from vetpartner.model import (
    Amended,
    Deliverable,
    Delivered,
    Fact,
    Held,
    Meeting,
    Milestone,
    Organisation,
    Partnership,
    Payment,
    Span,
    Task,
    UnknownId,
    When,
    WorkPackage,
)
from vetpartner.state.timeline import due_items, groups, items, planner_year, years_of

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
W = When.parse


def project() -> Partnership:
    """Return an invented project as of 1 July 2025, with something in each state."""
    facts = (
        Held(of="M1", when=W("2025-02-03"), recorded=date(2025, 2, 3)),
        Held(of="M1", when=W("2025-02-10"), recorded=date(2025, 2, 10)),
        Delivered(of="D1", languages=("en",), recorded=date(2025, 3, 1)),
    )
    return partnership(
        Organisation(id="sts", country="HR", school_holidays=(W("2025-06-16..2025-08-31"),)),
        Organisation(id="fbk", country="DE", region="DE-BY"),
        WorkPackage(id="WP1", title="First", when=W("M1..M3")),
        WorkPackage(id="WP2", when=W("M1..M4")),
        WorkPackage(id="WP3"),
        Meeting(id="M1", work_package="WP1", when=W("2025-02-03..2025-02-04")),
        Meeting(id="M2", work_package="WP2", when=W("2025-03-03")),
        Meeting(id="M3", work_package="WP2", when=W("2025-10"), organisations=("fbk",)),
        Meeting(id="M4", cancelled=True, when=W("2025-11-03")),
        Meeting(id="M5"),
        Task(id="A1", work_package="WP2", when=W("M1..M12")),
        Deliverable(id="D1", work_package="WP2", due=W("M3"), lead="sts", languages=("en", "hr")),
        Deliverable(id="D2", work_package="gone", due=W("M9"), lead="sts"),
        Milestone(id="MS1", work_package="WP2", due=W("2025-08-01")),
        Payment(id="P1", title="Second rate", expected=W("2025-05-02")),
        *facts,
        on="2025-07-01",
        acronym="Pro",
        start="2025-01-01",
        months=12,
        coordinator="sts",
    )


def test_states_and_days() -> None:
    """Guard the state of each thing, its days as held, and that a bare month is vague."""
    found = {item.id: item for item in items(project())}

    assert {
        "M1": "after",
        "M2": "late",
        "D1": "late",
        "A1": "open",
        "D2": "open",
        "MS1": "open",
        "M3": "open",
        "M4": "cancelled",
        "M5": "open",
    } == {id_: item.state for id_, item in found.items()}
    assert (
        Span(first=date(2025, 2, 3), last=date(2025, 2, 3)),
        Span(first=date(2025, 2, 10), last=date(2025, 2, 10)),
    ) == found["M1"].spans
    assert (Span(first=date(2025, 9, 30), last=date(2025, 9, 30)),) == found["D2"].spans
    assert ["M3"] == [item.id for item in items(project()) if item.vague]
    assert ((), None, None) == (found["M5"].spans, found["M5"].first, found["M5"].last)


def test_delivered_on_a_day_that_nobody_stated() -> None:
    """Guard that a result is not drawn on the day on which it was due."""
    done = Delivered(of="D2")
    found = {item.id: item for item in items(more(project(), done))}

    assert ("done", ()) == (found["D2"].state, found["D2"].spans)


def test_work_packages_with_what_belongs_to_them() -> None:
    """Guard the groups: in the plan's order, by day, and nothing is lost."""
    found = groups(project())

    assert [
        ("WP1", "done", ["M1"]),
        ("WP2", "late", ["A1", "M2", "D1", "MS1", "M3"]),
        ("WP3", "open", []),
        (None, None, ["D2", "M4", "M5"]),
    ] == [
        (
            group.package.id if group.package else None,
            group.package.state if group.package else None,
            [item.id for item in group.items],
        )
        for group in found
    ]


def test_a_work_package_is_not_done_before_it_ends() -> None:
    """Guard that more may be planned while it goes on."""
    p = attrs.evolve(project(), day=date(2025, 3, 1))

    assert ["open"] == [g.package.state for g in groups(p)[:1] if g.package is not None]


@pytest.mark.parametrize(
    ("facts", "word", "state"),
    [
        ((), "overdue", "late"),
        ((Held(of="M1", when=W("2025-02-03")),), "partly", "late"),
        ((Held(of="M1", when=W("2025-05-03")),), "partly", "late"),
        ((Delivered(of="D1", when=W("2025-02-03"), languages=("en",)),), "partly", "late"),
        (
            (Amended(of="M1", recorded=date(2025, 1, 1), cancelled=True, reason="x"),),
            "overdue",
            "late",
        ),
        (
            (
                Held(of="M1", when=W("2025-02-03")),
                Delivered(of="D1", when=W("2025-02-03"), languages=("en", "hr")),
            ),
            "done",
            "done",
        ),
    ],
)
def test_a_work_package_is_done_in_part(facts: tuple[Fact, ...], word: str, state: str) -> None:
    """Guard that what is done of it is seen: nothing, some of it, or all."""
    p = partnership(
        WorkPackage(id="WP1", when=W("2025-01-01..2025-03-31")),
        Meeting(id="M1", work_package="WP1", when=W("2025-02-03")),
        Deliverable(id="D1", work_package="WP1", due=W("2025-03-31"), languages=("en", "hr")),
        *facts,
        on="2025-06-01",
        **(KA220 | {"start": "2025-01-01"}),
    )
    package = groups(p)[0].package

    assert package is not None
    assert (word, state) == (package.word, package.state)


def test_deadlines() -> None:
    """Guard deadlines with their states, payments with their name, and the partners' part."""
    found = [(item.kind, str(item.title), item.first, item.state) for item in due_items(project())]

    assert ("deadline", "Second rate expected", date(2025, 5, 2), "late") in found
    assert ("deadline", "Last day of the project", date(2025, 12, 31), "open") in found
    p = vp.load(GREEN).on(date(2025, 1, 31))
    assert {
        ("deadline", "Final report to the national agency", date(2025, 12, 30), "open"),
        ("partners' part", "Final report to the national agency", date(2025, 12, 2), "open"),
        ("deadline", "Interim report to the national agency", date(2025, 1, 31), "done"),
    } <= {(item.kind, str(item.title), item.first, item.state) for item in due_items(p)}


def test_a_day_of_the_planner() -> None:
    """Guard what stands on a day: weekend, holidays by region, closed schools, what is on."""
    year = planner_year(project(), 2025)
    days = {day.day: day for day in year.days}
    corpus = days[date(2025, 6, 19)]

    assert 365 == len(days)
    assert [("HR", None), ("DE", "DE-BY")] == [(h.country, h.region) for h, _ in corpus.holidays]
    assert (("sts",), False, ()) == (corpus.closed, corpus.weekend, corpus.items)
    assert days[date(2025, 6, 21)].weekend
    assert ["M1"] == [item.id for item in days[date(2025, 2, 10)].items]
    assert [] == [item.id for item in days[date(2025, 2, 4)].items]
    assert ["D2"] == [item.id for item in days[date(2025, 9, 30)].items]
    assert ["M3"] == [item.id for item in year.vague[9]]
    assert [10] == [number for number, month in enumerate(year.vague, start=1) if month]


def test_lists_of_the_planner() -> None:
    """Guard the lists beside the grid: each date once, and each holiday with its countries."""
    year = planner_year(project(), 2025)
    named = [(str(span.first), item.id) for span, item in year.dates if item.kind == "meeting"]

    assert [
        ("2025-02-03", "M1"),
        ("2025-02-10", "M1"),
        ("2025-03-03", "M2"),
        ("2025-11-03", "M4"),
    ] == named
    first = year.holidays[0]
    assert (date(2025, 1, 1), "New Year's Day", ["HR", "DE"]) == (
        first[0],
        first[1],
        [home.country for home in first[2]],
    )


def test_rows_are_days_of_the_month() -> None:
    """Guard the grid: 31 rows of 12, with no 30 February."""
    rows = planner_year(project(), 2024).rows

    assert (31, {12}) == (len(rows), {len(row) for row in rows})
    assert [date(2024, 2, 29)] == [day.day for day in rows[28][1:2] if day is not None]
    assert None is rows[29][1]


def test_planner_of_one_partner() -> None:
    """Guard that a partner sees what concerns it, and only its own holidays."""
    year = planner_year(project(), 2025, "fbk")
    shown = {item.id for day in year.days for item in day.items}

    assert {"M1", "M2", "M4", "MS1", "project-end"} == shown
    assert ["M3"] == [item.id for item in year.vague[9]]
    assert {"DE"} == {home.country for day in year.days for home, _ in day.holidays}
    assert "payment-P1" in {
        item.id for day in planner_year(project(), 2025, "sts").days for item in day.items
    }
    with pytest.raises(UnknownId, match="'M1' is not an organisation"):
        planner_year(project(), 2025, "M1")


def test_years_of_a_project() -> None:
    """Guard that the year of the last report is among them, and that no start is no failure."""
    late = attrs.evolve(project().baseline.project, start=date(2025, 6, 1))
    p = attrs.evolve(project(), baseline=attrs.evolve(project().baseline, project=late))

    assert (2025, 2026) == years_of(p)
    assert (2024,) == years_of(Partnership(day=date(2024, 5, 5)))
    assert (9999,) == (planner_year(project(), 9999).year,)
