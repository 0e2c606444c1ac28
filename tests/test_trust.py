"""Cases in which the program once said more than it knew, each with the right value."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.state.timeline import items

if TYPE_CHECKING:
    import pytest

GREEN = Path(__file__).parents[1] / "examples" / "green-welding"
SMALL = GREEN.parent / "small-harvest"
PLAN = """
[project]
acronym = "X"
action = "KA220-VET"
call = 2024
start = 2025-01-01
months = 24
lump_sum = 250_000
coordinator = "A"
[[organisations]]
id = "A"
[[organisations]]
id = "B"
[[people]]
id = "P"
name = "Pat"
organisation = "A"
[[work_packages]]
id = "WP4"
when = "M1..M24"
[[meetings]]
id = "M1"
when = "2025-02-07..2025-02-08"
[[trainings]]
id = "T1"
when = "2025-04-28..2025-05-02"
venue = { city = "Zadar", country = "HR" }
[[meetings]]
id = "M2"
when = "2025-05-02..2025-05-03"
venue = { city = "Zadar", country = "HR" }
[[deliverables]]
id = "D4.1"
work_package = "WP4"
due = "2025-03-31"
"""


def project(folder: Path, facts: str, plan: str = PLAN) -> vp.Partnership:
    """Return an invented project as it stands in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "project.toml").write_text(plan, "utf-8")
    (folder / "facts.toml").write_text(facts, "utf-8")
    return vp.load(folder)


def green(tmp_path: Path, more: str = "") -> Path:
    """Return a copy of the example with more facts."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "gw"))
    with (folder / "facts.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    return folder


def told(p: vp.Partnership, slug: str) -> list[str]:
    """Return what a rule says."""
    return [finding.message for finding in vp.check(p) if finding.slug == slug]


def test_a_note_is_no_reason_and_a_late_result_is_late_everywhere(tmp_path: Path) -> None:
    """Guard a meeting seven months later, two activities in one city, a result a year late."""
    facts = """
[[held]]
of = "M1"
when = "2025-09-10..2025-09-11"
note = "Lunch was good."
[[delivered]]
of = "D4.1"
when = 2026-03-31
recorded = 2026-03-31
"""
    p = project(tmp_path / "p", facts).on(date(2026, 6, 30))
    report = vp.report(p, "final", draft=True).markdown
    (result,) = (item for item in items(p) if item.id == "D4.1")

    assert told(p, "moved-without-reason")
    assert "Lunch was good." not in report.partition("Deviations")[2]
    assert "overlaps with T1" in told(p, "activities-overlap")[0]
    assert "365 days late" in told(p, "delivered-late-without-reason")[0]
    assert "came 365 days late, and no reason is given" in str(vp.status(p))
    assert "365 days late" in report.replace("\N{NO-BREAK SPACE}", " ")
    assert date(2026, 3, 31) == result.first


def test_one_person_at_two_activities(tmp_path: Path) -> None:
    """Guard the days on which both were held, in two cities."""
    facts = """
[[held]]
of = "M1"
when = "2025-04-29..2025-04-30"
venue = { city = "Split", country = "HR" }
[[held]]
of = "T1"
[[attended]]
of = "M1"
person = "P"
organisation = "A"
when = 2025-04-29
[[attended]]
of = "T1"
person = "P"
organisation = "A"
when = 2025-04-29
"""
    (message,) = told(project(tmp_path / "p", facts).on(date(2025, 6, 30)), "person-in-two-places")

    assert "Pat attended" in message
    assert "Split" in message
    assert "Zadar" in message


def test_a_foreign_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard heads that contradict each other."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "organisations"
    for row in (["id", "venue", "venue.city"], ["A", "x", "Split"]):
        sheet.append(row)
    book.save(tmp_path / "dots.xlsx")

    assert 1 == main(["check", str(tmp_path / "dots.xlsx")])
    assert "dots.xlsx is no planning workbook of vetpartner" in capsys.readouterr().out


def test_amounts_with_three_decimals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard both readings, in facts and plan."""
    paid = '\n[[paid]]\nof = "P2"\nwhen = 2025-01-30\namount = 16.400\n'
    folder = green(tmp_path, paid)
    plan = folder / "project.toml"
    plan.write_text(
        plan.read_text("utf-8").replace("lump_sum = 250_000", "lump_sum = 250.000"), "utf-8"
    )

    assert 1 == main(["check", str(folder)])
    said = capsys.readouterr().out
    assert "16.400 can be read as 16400 or as 16.400" in said
    assert "250.000 can be read as 250000 or as 250.000" in said


def test_paid_held_and_measured_twice(tmp_path: Path) -> None:
    """Guard that each is told, and nothing is added up."""
    p = vp.load(GREEN)
    day = date(2025, 1, 31)
    before = vp.ledger(p.on(day))
    again = """
[[paid]]
of = "P1"
when = 2023-11-14
amount = 100_000

[[paid]]
of = "I1"
when = 2024-02-09
amount = 16_400

[[held]]
of = "M1"
participants = 12

[[measured]]
of = "I2.1"
when = 2024-06-01
value = 7
"""
    q = vp.load(green(tmp_path, again)).on(day)

    assert before.total.sent == vp.ledger(q).total.sent - vp.Money(16_400)
    assert ["paid/P1#2 says the same as paid/P1, and counts once"] == [
        message for message in told(q, "fact-twice") if message.startswith("paid/")
    ]
    assert "names no payer and no payee" in told(q, "payment-without-parties")[0]
    assert "12" == str(vp.explain_figure(q, "participants/M1").value)
    assert told(q, "indicator-falls")


def test_after_the_end_and_after_the_reported_time(tmp_path: Path) -> None:
    """Guard what is not paid, what the next report tells, and money that was never passed on."""
    late = """
[[held]]
of = "E3"
when = 2025-11-25

[[delivered]]
of = "D5.3"
when = 2025-11-20
"""
    day = date(2025, 12, 1)
    q = vp.load(green(tmp_path, late)).on(day)
    interim = vp.report(vp.load(GREEN).on(date(2025, 1, 31)), "interim", draft=True).markdown

    assert vp.ledger(vp.load(GREEN).on(day)).total.earned == vp.ledger(q).total.earned
    assert told(q, "done-outside-project")
    assert told(q, "held-outside-project")
    assert "held 20" not in interim.partition("T2 Pilot week")[2].partition("\n")[0]
    assert "| not due |" in interim.partition("MS2 Pilot begins")[2].partition("\n")[0]
    small = vp.ledger(vp.load(SMALL).on(date(2025, 4, 30)))
    assert [vp.Money(0)] * 2 == [account.to_recover for account in small.accounts]
