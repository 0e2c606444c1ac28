"""Tables of aims, risks, agreements and numbers that are compared: exact rows, no names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Decided,
    Held,
    Meeting,
    Objective,
    Organisation,
    Participant,
    Partnership,
    Plan,
    Presence,
    Project,
    Risk,
    Surveyed,
    When,
    WorkPackage,
)
from vetpartner.tables.facts import FOLLOW_UP_TABLES

if TYPE_CHECKING:
    from vetpartner.tables.columns import Source

GREEN = Path(__file__).parents[2] / "examples/green-welding"


def rows(p: Partnership, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return these columns of a table."""
    source = next(source for source in FOLLOW_UP_TABLES if source.table.name == name)
    return [tuple(row[column] for column in columns) for row in source.of(p).records()]


def small() -> Partnership:
    """Make a partnership with a meeting to which somebody came whom nobody registered."""
    plan = Plan(
        project=Project(acronym="Small", start=date(2024, 1, 1), months=12),
        organisations=(Organisation(id="a"), Organisation(id="b")),
        objectives=(Objective(id="O1", title="Agree"), Objective(id="O2", title="Teach")),
        work_packages=(
            WorkPackage(id="WP1", objectives=("O1",)),
            WorkPackage(id="WP2", objectives=("O1",)),
        ),
        meetings=(
            Meeting(id="M1", work_package="WP1", expected=4, when=When.parse("2024-02-03")),
            Meeting(id="M2", work_package="WP2", when=When.parse("2024-09-03")),
        ),
        risks=(Risk(id="R1", title="No time", likelihood="high", owner="b"),),
        participants=(
            Participant(id="1", name="Ada Invented", organisation="a", activities=("M1",)),
        ),
    )
    facts = (
        Held(of="M1", participants=3, recorded=date(2024, 2, 5)),
        Attended(of="M1", organisation="b", count=2, recorded=date(2024, 2, 5)),
        Presence(
            of="M1",
            participant="1",
            status="absent",
            when=When.parse("2024-02-03"),
            recorded=date(2024, 2, 5),
        ),
        Decided(
            of="M1", text="Send it", owner="a", due=date(2024, 3, 1), recorded=date(2024, 2, 5)
        ),
        Decided(text="Ask", done=date(2024, 2, 6), recorded=date(2024, 2, 6)),
        Surveyed(
            of="M1",
            respondents=3,
            score=Decimal("4.5"),
            scale=Decimal(5),
            when=When.parse("2024-02-03"),
            recorded=date(2024, 2, 5),
        ),
    )
    return Partnership(baseline=plan, facts=facts, day=date(2024, 6, 30))


def test_objectives() -> None:
    """Guards what serves an objective and how much of it is done; one that nothing serves stays."""
    columns = ("id", "title", "work_packages", "activities", "activities_done", "indicators")

    assert [("O1", "Agree", "WP1, WP2", 2, 1, 0), ("O2", "Teach", None, 0, 0, 0)] == rows(
        small(), "objectives", *columns
    )


def test_risks() -> None:
    """Guards the levels and the owner; what is not stated is missing."""
    assert [("R1", "No time", None, "high", None, None, "b")] == list(
        next(one for one in FOLLOW_UP_TABLES if one.table.name == "risks").rows(small())
    )


def test_action_items() -> None:
    """Guards what is open and overdue as of the day, of a meeting or of none."""
    columns = ("of", "text", "owner", "due", "done", "open", "overdue", "address")
    due, done = date(2024, 3, 1), date(2024, 2, 6)

    assert [
        ("M1", "Send it", "a", due, None, True, True, "decided/M1"),
        (None, "Ask", None, None, done, False, False, "decided/#1"),
    ] == rows(small(), "action_items", *columns)
    assert [(True, False)] == rows(small().on(date(2024, 2, 5)), "action_items", "open", "overdue")


def test_reconciliation() -> None:
    """Guards that the numbers are those of `vp.reconcile`, and that differences name nobody."""
    p = small()
    found = rows(p, "reconciliation", "activity", "expected", "registered", "signed", "stated")
    (told,) = rows(p, "reconciliation", "differences")
    differences = vp.reconcile(p).rows[0].differences

    assert [
        (row.id, row.expected, row.registered, row.signed, row.stated)
        for row in vp.reconcile(p).rows
    ] == found
    assert ", ".join(one.what for one in differences) == told[0]
    assert any("Ada Invented" in who for one in differences for who in one.who)
    assert "Ada" not in told[0]


def test_surveys() -> None:
    """Guards score and scale, so that a mean is never read without its scale."""
    assert [("M1", date(2024, 2, 3), 3, Decimal("4.5"), Decimal(5), "surveyed/M1")] == list(
        next(one for one in FOLLOW_UP_TABLES if one.table.name == "surveys").rows(small())
    )


@pytest.mark.parametrize("source", FOLLOW_UP_TABLES, ids=lambda source: source.table.name)
def test_nothing_without_a_plan(source: Source) -> None:
    """Guards an empty project: no rows, no error."""
    assert [] == list(source.rows(Partnership()))
