"""The overview page as rows: numbers, progress, and what has no date yet."""

from __future__ import annotations

import re
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import vetpartner as vp
from vetpartner.export.building import overview_page
from vetpartner.model import (
    NO_REASON,
    Amended,
    Amounts,
    Deliverable,
    Delivered,
    Fact,
    Held,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Plan,
    Project,
    Task,
    When,
    WorkPackage,
)
from vetpartner.papers.overview import MOST, Dashboard, PeopleLine, dashboard
from vetpartner.render.language import languages
from vetpartner.values.phrase import say

if TYPE_CHECKING:
    from vetpartner.papers.overview_tiles import Tile

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def test_the_example() -> None:
    """Tiles, progress by work package, and the disclaimer with the agency's name."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    board = dashboard(p, vp.check(p))

    assert [
        ("Time", "Day 458", "of 731, 273 left until 2025-10-31", 63),
        ("Promises kept", "22 of 43", "", 51),
        ("Lump sum", "250 000 EUR", "", None),
        ("Arrived", "100 000 EUR", "", 40),
        ("Money at risk", "4 000 EUR", "", None),
        ("Errors and warnings", "3", "0 errors, 3 warnings, 2 notes", None),
    ] == [said(tile) for tile in board.tiles]
    assert ["warning", "warning"] == [tile.tone for tile in board.tiles[-2:]]
    assert [("CFS", "42 late")] == [row[1:] for row in board.attention.lines()]
    assert [("WP1", 1, 3, 33), ("WP2", 8, 8, 100)] == [
        (str(row.name)[:3], row.done, row.all, row.percent) for row in board.packages.rows[:2]
    ]
    assert "GreenWeld" == board.label
    assert "European Union or AMPEU" in board.statement
    assert "" == board.undated


def said(tile: Tile) -> tuple[str, str, str, int | None]:
    """Return what a tile says in English, and its bar."""
    return str(tile.name), str(tile.value), str(tile.note), tile.percent


def board_of(p: Partnership) -> Dashboard:
    """Return the overview of a partnership."""
    return dashboard(p, vp.check(p))


def green(*more: Fact, proofs: bool = True) -> Partnership:
    """Return the example with more facts, and perhaps without any proof of what was held."""
    p = vp.load(GREEN)
    facts = tuple(
        fact if proofs or not isinstance(fact, Held) else attrs.evolve(fact, evidence=())
        for fact in p.facts
    )
    return attrs.evolve(p, facts=(*facts, *more)).on(date(2025, 1, 31))


def tile(board: Dashboard, name: str) -> Tile:
    """Return a tile by its name."""
    return next(tile for tile in board.tiles if str(tile.name) == name)


def test_money_of_each_partner() -> None:
    """Guards the table of accounts, its sum, and why money is at risk."""
    board = board_of(green())

    heads = board.accounts.heads()
    rows = [dict(zip(heads, row, strict=True)) for row in board.accounts.lines()]

    assert ["STS", "FBK", "HWK", "CFS", "ZJA", "Total"] == [row["Partner"] for row in rows]
    assert {
        "Share": "43 000.00",
        "Sent": "17 200.00",
        "To send": "0.00",
        "Earned": "15 400.00",
        "At risk": "2 181.82",
    }.items() <= rows[3].items()
    assert ("250 000.00", "4 000.00") == (rows[-1]["Share"], rows[-1]["At risk"])
    assert [("E2 Welding and climate: multiplier event; cancelled", "CFS", "4 000 EUR")] == list(
        board.risks.lines()
    )
    assert () == board.transfers.rows


def test_whole_amounts_have_no_cents() -> None:
    """Guards that amounts stand under each other: cents in all of a table, or in none."""
    board = board_of(vp.load(GREEN).on(date(2024, 3, 1)))

    assert ["76 000", "57 500", "45 000", "43 000", "28 500", "250 000"] == [
        row[1] for row in board.accounts.lines()
    ]


def test_open_transfers() -> None:
    """Guards that a transfer is named until the agency agreed or a reason is there."""
    moved = (
        Amended(of="T2", recorded=date(2025, 1, 10), amount=Money(12_000), reason=NO_REASON),
        Amended(of="T3", recorded=date(2025, 1, 10), amount=Money(9_000), reason=NO_REASON),
    )
    explained = tuple(attrs.evolve(fact, reason="More learners came.") for fact in moved)

    assert [("T2 → T3; 2025-01-10", "to be explained", "1 000 EUR")] == list(
        board_of(green(*moved)).transfers.lines()
    )
    assert () == board_of(green(*explained)).transfers.rows


@pytest.mark.parametrize(("approved", "waiting"), [(None, 1), (date(2025, 1, 20), 0)])
def test_transfers_that_need_an_amendment(approved: date | None, waiting: int) -> None:
    """Guards that money between work packages waits for the agency, whatever the reason."""
    moved = (
        Amended(
            of="WP4",
            recorded=date(2024, 12, 1),
            reason="Two more exercises.",
            approved=approved,
            grant=_shares(13_000, 8_000),
        ),
        Amended(
            of="WP3",
            recorded=date(2024, 12, 1),
            reason="Two more exercises.",
            approved=approved,
            grant=_shares(14_000, 16_000),
        ),
    )

    assert waiting == len(board_of(green(*moved)).transfers.rows)


def _shares(sts: int, fbk: int) -> Amounts:
    rest = {"hwk": 12_000, "cfs": 10_000, "zja": 6_000}
    if sts == 14_000:
        rest = {"hwk": 8_000, "cfs": 16_000, "zja": 7_000}
    amounts = {"sts": sts, "fbk": fbk, **rest}
    return Amounts({id_: Money(amount) for id_, amount in amounts.items()})


def test_missing_proofs() -> None:
    """Guards that each missing proof has its owner and days, that of most money first."""
    board = board_of(green(proofs=False))

    what, who, days = next(board.proofs.lines())

    assert ("STS", "305") == (who, days)
    assert (
        "T2 Pilot week for learners; "
        "no programme, the attendance on record has no signed list among the evidence, the "
        "certificates given out have no document among the evidence; it proves 13 000 EUR"
    ) == what
    # A post that nothing shows is a proof that is missing too.
    posts = board_of(green())
    assert [("N3 Posts with photos from workshops", "neither a file nor an address to show")] == [
        tuple(map(str, name)) for name, *_ in posts.proofs.rows
    ]
    assert "No proof is missing" not in overview_page(green(), vp.check(green()))
    assert {"overdue"} == {row.group for row in board.attention.rows}


def test_participants() -> None:
    """Guards planned and achieved: a cancelled event is left out, and what is ahead not summed."""
    board = board_of(green())

    assert [
        ("M1", 12, 12, 0),
        ("M2", 12, 12, 0),
        ("M3", 12, 11, 1),
        ("M4", 12, None, 0),
        ("T1", 12, 12, 0),
        ("T2", 20, 20, 0),
        ("T3", 10, None, 0),
        ("E1", 40, 46, 0),
        ("E3", 80, None, 0),
    ] == [(str(row.name)[:2], row.planned, row.achieved, row.missing) for row in board.people.rows]
    assert PeopleLine(name=say("Took place so far"), planned=108, achieved=113) == (
        board.people.total
    )
    assert board_of(vp.load(GREEN).on(date(2023, 11, 1))).people.total is None


def test_late_things_by_work_package() -> None:
    """Guards that a work package says how many of its things are overdue."""
    p = vp.load(GREEN)
    board = board_of(attrs.evolve(p, facts=()).on(date(2025, 1, 31)))

    assert [("WP1", "1 late"), ("WP2", "8 late")] == [
        (row[0][:3], row[0][-6:]) for row in list(board.packages.lines())[:2]
    ]


def test_time_outside_of_the_project() -> None:
    """Guards that before and after the project no bar is drawn."""
    before = tile(board_of(vp.load(GREEN).on(date(2023, 10, 1))), "Time")
    after = tile(board_of(vp.load(GREEN).on(date(2025, 11, 10))), "Time")

    assert ("Time", "The project begins in 31 days, on 2023-11-01.", "", None) == said(before)
    assert ("Time", "The project ended 10 days ago, on 2025-10-31.", "", None) == said(after)


def test_money_that_is_shared_out_in_part_or_on_its_way() -> None:
    """Guards the small print of the tiles for money."""
    plan = Plan(
        project=Project(coordinator="a", lump_sum=Money(100)),
        organisations=(Organisation(id="a"), Organisation(id="b")),
    )
    facts = (
        Paid(amount=Money(80), when=When.parse("2024-01-01")),
        Paid(amount=Money(30), payer="a", payee="b", sent=date(2024, 2, 1)),
    )
    none = board_of(Partnership(baseline=plan))
    some = attrs.evolve(
        plan, work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(60)})),)
    )
    board = board_of(Partnership(baseline=some, facts=facts))

    assert "not allocated yet" == str(tile(none, "Lump sum").note)
    assert () == none.accounts.rows
    assert "60 EUR of it allocated" == str(tile(board, "Lump sum").note)
    assert ("Arrived", "80 EUR", "30 EUR on its way to partners", 80) == said(
        tile(board, "Arrived")
    )


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

    rows = board.packages.rows
    assert [("The whole project", 1, 3)] == [(str(r.name), r.done, r.all) for r in rows]
    assert "M1 Kick-off, T1, D1" == board.undated
    assert ("Only a title", "") == (board.label, board.title)
    assert "Allocated" in {str(tile.name) for tile in board.tiles}


def test_what_is_at_risk_is_cut_and_counted() -> None:
    """Ten rows of money at risk stand on the page, and the others are counted."""
    meetings = tuple(
        Meeting(
            id=f"M{number:02}",
            work_package="WP2",
            host="sts",
            when=When.parse(f"2024-{number:02}-10"),
            amount=vp.Money(1000),
        )
        for number in range(1, 13)
    )
    p = Partnership(
        baseline=Plan(
            project=Project(
                action="KA220-VET", call=2023, start=date(2024, 1, 1), months=24, coordinator="sts"
            ),
            organisations=(Organisation(id="sts"),),
            work_packages=(WorkPackage(id="WP1"), WorkPackage(id="WP2", amount=vp.Money(12_000))),
            meetings=meetings,
        ),
        day=date(2026, 6, 1),
    )
    risks = dashboard(p, vp.check(p)).risks

    assert (10, ["… and 2 more"]) == (len(risks.rows), list(map(str, risks.notes)))


def test_long_lists_of_findings_are_cut_and_counted() -> None:
    """A page stays a page; the rest is counted."""
    packages = tuple(WorkPackage(id=f"WP{n}") for n in range(40))
    p = Partnership(
        baseline=Plan(project=Project(action="KA220-VET", call=2023), work_packages=packages)
    )
    findings = vp.check(p)
    board = dashboard(p, findings)

    left = len(findings.errors) + len(findings.warnings) - MOST["to_mend"]

    assert MOST["to_mend"] == len(board.findings.rows)
    assert [f"… and {left} more"] == list(map(str, board.findings.notes))
    assert 0 < left


@pytest.mark.parametrize("slug", ["evidence-file-missing", "evidence-without-place"])
def test_no_all_clear_beside_findings_about_evidence(slug: str) -> None:
    """Guard that nothing is said to be there while a file of evidence is not."""
    p = attrs.evolve(green(), facts=())
    found = vp.Finding(slug=slug, message="x", severity=vp.Severity.WARNING)

    assert "No proof is missing" in overview_page(p, vp.Findings(()))
    assert "No proof is missing" not in overview_page(p, vp.Findings((found,)))


ENGLISH = re.compile(r"<(span|a)[^>]* (?:lang|hreflang)=\"en\"[^>]*>.*?</\1>", re.DOTALL)


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_the_overview_in_a_language(code: str) -> None:
    """Guard that a page in another language says nothing of its own in English but what it marks.

    What is on it and on the English page too are names, and words that two languages share.
    """
    p, english = green(proofs=False), overview_page(green(proofs=False), vp.check(green()))
    findings = vp.check(p)
    page = overview_page(p, findings, language=code)

    assert f'<html lang="{code}">' in page
    assert "\U000e0001" not in page
    ours, theirs = (
        set(re.findall(r">\s*([^<>{}]*[a-z]{3}[^<>{}]*?)\s*<", each[each.index("<body>") :]))
        for each in (ENGLISH.sub("", page), english)
    )
    own = {"Markdown", "Excel", "Mermaid"}
    named = {text for text in ours & theirs if not re.match(r"[A-Z]{1,2}\d|[a-z]+\.toml", text)}
    typed = {p.plan.project.label, p.plan.project.title}
    same = {"Participants", "Money", "Text", "Partner", "error", "Budget", "Total", "Name"}
    assert set() == {t for t in named if not any(one in t for one in (*own, *typed, *same))}
    for finding in findings.warnings[:3]:
        assert f'<span lang="en">{escape(finding.message)}</span>' in page


def test_nothing_ends_a_list_with_a_question_mark_in_greek() -> None:
    """Guard that several in a row are never set apart by what asks a question in Greek."""
    p = green(proofs=False)
    pages = [overview_page(p, vp.Findings(()), language="el")]
    pages += [
        vp.report(p, kind, language="el", draft=True, edition=edition).html
        for kind in ("interim", "progress", "final")
        for edition in ("agency", "partners")
    ]

    for page in pages:
        text = unescape(re.sub(r"<style.*?</style>|<[^>]*>", "\n", page, flags=re.DOTALL))
        # What somebody typed in English may have its own.
        assert [] == re.findall("[\u0370-\u03ff]; .*|.*; [\u0370-\u03ff]", text)
