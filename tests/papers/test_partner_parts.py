"""What each partner did, in a report: what it led or hosted, done or begun."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from builders import KA220, partnership, when
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.export.report import report
from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    Held,
    Meeting,
    Organisation,
    Task,
    Training,
    WorkPackage,
)
from vetpartner.papers.report_tables import ReportTables
from vetpartner.state.achieved import achieved

HOMES = (Organisation(id="sts", acronym="STS"), Organisation(id="fbk", acronym="FBK"))
TASK = Task(
    id="A1", title="Writing", work_package="WP1", lead="fbk", when=when("M3..M8"), results=("D1",)
)
RESULT = Deliverable(id="D1", title="Units", work_package="WP1", due=when("M8"))
SECOND = Deliverable(id="D2", title="Guide", work_package="WP1", due=when("M8"))


def led(*things: object, on: str, **task: object) -> dict[str, str | None]:
    """Return by organisation what it led or hosted, in English."""
    first = attrs.evolve(TASK, **task)
    p = partnership(
        WorkPackage(id="WP1", lead="sts"), *HOMES, first, RESULT, SECOND, *things, on=on,
        coordinator="sts", **KA220,
    )  # fmt: skip
    parts = report(p, "progress", language="en", draft=True).data.parts
    return {
        part.id: next(
            (str(pair.value) for pair in part.pairs if pair.label == "Activities led or hosted"),
            None,
        )
        for part in parts
    }


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-02-28", None),
        ("2024-03-01", None),
        ("2024-05-15", "A1 Writing (its planned time has begun, its 1 result is still to come)"),
        ("2024-09-30", None),
    ],
)
def test_a_task_that_runs_is_told(on: str, expected: str | None) -> None:
    """Guard a task by the day: not begun, running, or over with nothing that shows for it."""
    assert {"sts": None, "fbk": expected} == led(on=on)


def test_how_far_it_is() -> None:
    """Guard results that came: while the task runs, and once it should have been over."""
    came = Delivered(of="D1", when=when("2024-06-01"))

    assert (
        "A1 Writing (its planned time has begun, 1 of 2 results delivered: D1)"
        == (led(came, on="2024-07-01", results=("D1", "D2"))["fbk"])
    )
    assert (
        "A1 Writing (overdue, 1 of 2 results delivered: D1)"
        == (led(came, on="2024-10-01", results=("D1", "D2"))["fbk"])
    )
    assert "A1 Writing" == led(came, on="2024-10-01")["fbk"]


def test_what_does_not_run_is_not_told() -> None:
    """Guard what is cancelled, and what has no date: nobody knows whether it began."""
    assert led(on="2024-05-15", cancelled=True)["fbk"] is None
    assert led(on="2024-05-15", when=when("undecided"))["fbk"] is None


def test_who_leads_it() -> None:
    """Guard a task without a lead, which the lead of its work package has, and a host."""
    days = when("2024-05-13..2024-05-17")
    week = Training(id="T1", title="Week", host="fbk", when=days)
    open_meeting = Meeting(id="M1", work_package="WP1", when=days)

    assert (
        "A1 Writing (its planned time has begun, its 1 result is still to come)"
        == (led(on="2024-05-15", lead=None)["sts"])
    )
    found = led(week, open_meeting, on="2024-05-15", lead="sts")
    assert "T1 Week (its planned time has begun)" == found["fbk"]
    assert "M1" not in (found["sts"] or "")


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ("2024-05-13..2024-05-17", "T1 Week (its planned time has begun)"),
        ("2024-05-15..2024-05-17", None),
        ("2024-05-15", None),
        ("2024-05", None),
        ("M5", None),
        ("undecided", None),
    ],
)
def test_what_has_no_fixed_days_does_not_run(planned: str, expected: str | None) -> None:
    """Guard a training on the fifteenth of May: a month says nothing of whether it began."""
    week = Training(id="T1", title="Week", host="fbk", when=when(planned))

    assert expected == led(week, on="2024-05-15", lead="sts")["fbk"]


def test_what_took_place_says_no_more() -> None:
    """Guard what was held, which the tables of activities tell in full."""
    days = when("2024-05-13..2024-05-17")
    week = Training(id="T1", title="Week", host="fbk", when=days)
    held = led(week, Held(of="T1", when=days), on="2024-05-30", lead="sts")
    partly = led(week, Attended(of="T1", count=4), on="2024-05-15", lead="sts")

    assert "T1 Week" == held["fbk"]
    assert "T1 Week" == partly["fbk"]


@given(day=st.dates(min_value=date(2024, 1, 1), max_value=date(2025, 12, 31)), came=st.booleans())
def test_whatever_is_begun_is_somebodys(*, day: date, came: bool) -> None:
    """Guard any day: what a row says of a task stands below the one who leads it, and no other."""
    facts = (Delivered(of="D1", when=when("2024-05-01")),) if came else ()
    p = partnership(
        WorkPackage(id="WP1", lead="sts"), *HOMES, TASK, RESULT, *facts, on=str(day),
        coordinator="sts", **KA220,
    )  # fmt: skip
    row = next(row for row in achieved(p) if row.id == "A1")
    found = led(*facts, on=str(day))

    assert found["sts"] is None
    assert bool(row.achieved) == (found["fbk"] is not None)


@pytest.mark.parametrize(
    ("left", "tells", "leads"),
    [("2024-04-30", True, False), ("2024-06-30", True, True), (None, False, True)],
)
def test_who_left_is_told_and_leads_nothing_after(
    left: str | None, *, tells: bool, leads: bool
) -> None:
    """Guard the last day, in the list of organisations too, and what was held since."""
    home = attrs.evolve(HOMES[1], left=None if left is None else date.fromisoformat(left))
    meeting = Meeting(id="M1", lead="fbk", when=when("2024-05-10"))
    p = partnership(
        HOMES[0], home, meeting, Held(of="M1", when=when("2024-05-10")), on="2025-01-01", **KA220
    )
    data = report(p, "progress", language="en", draft=True).data
    pairs = {pair.label: str(pair.value) for part in data.parts for pair in part.pairs}
    table = ReportTables(data).organisations

    assert pairs.get("Left on") == (left if tells else None)
    assert ("Activities led or hosted" in pairs) is leads
    assert ("left" in [column.name for column in table.columns]) is tells
