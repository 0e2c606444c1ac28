"""The overview page as rows: numbers, progress, and what has no date yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import vetpartner as vp
from vetpartner.model import (
    Amounts,
    Deliverable,
    Delivered,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Plan,
    Project,
    Task,
    WorkPackage,
)
from vetpartner.views.dashboard import MOST_FINDINGS, dashboard

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def test_the_example() -> None:
    """Tiles, progress by work package, and the disclaimer with the agency's name."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    board = dashboard(p, vp.check(p))

    assert {
        "Time": "Day 458 of the project, 273 left.",
        "Promises kept": "23 of 43",
        "Lump sum": "250 000 EUR",
        "Arrived": "100 000",
    } == {tile.name: tile.value for tile in board.tiles}
    assert [("WP1", 1, 3, 33), ("WP2", 8, 8, 100)] == [
        (row.name[:3], row.done, row.all, row.percent) for row in board.packages[:2]
    ]
    assert "GreenWeld" == board.label
    assert "European Union or AMPEU" in board.statement
    assert "" == board.undated


def test_without_work_packages_and_dates() -> None:
    """What belongs to no work package counts for the whole project; undated things are named."""
    plan = Plan(
        project=Project(title="Only a title"),
        organisations=(Organisation(id="a"),),
        meetings=(Meeting(id="M1", title="Kick-off", grant=Amounts({"a": Money(5)})),),
        tasks=(Task(id="T1"),),
        deliverables=(Deliverable(id="D1"),),
    )
    p = Partnership(baseline=plan, facts=(Delivered(of="D1"),))
    board = dashboard(p, vp.check(p))

    assert [("The whole project", 1, 3)] == [(r.name, r.done, r.all) for r in board.packages]
    assert "M1 Kick-off, T1, D1" == board.undated
    assert ("Only a title", "") == (board.label, board.title)
    assert "Allocated" in {tile.name for tile in board.tiles}


def test_long_lists_of_findings_are_cut_and_counted() -> None:
    """A page stays a page; the rest is counted."""
    packages = tuple(WorkPackage(id=f"WP{n}") for n in range(40))
    p = Partnership(
        baseline=Plan(project=Project(action="KA220-VET", call=2023), work_packages=packages)
    )
    findings = vp.check(p)
    board = dashboard(p, findings)

    assert MOST_FINDINGS == len(board.findings)
    assert len(findings.errors) + len(findings.warnings) - MOST_FINDINGS == board.findings_left
    assert 0 < board.findings_left
