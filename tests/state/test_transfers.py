"""Transfers of money as a table: rows, sums, balances, and how they read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import attrs
import pytest

import vetpartner as vp
from vetpartner.model import NO_REASON, Amended, Amounts, Money, Partnership
from vetpartner.papers.report_columns import TRANSFERS
from vetpartner.state.transfers import Transfer, Verdict, transfers

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2025, 1, 31)
WHY = "Two more exercises < planned & written."


def green(*facts: Amended) -> Partnership:
    """Return the invented partnership with more facts, as of a day."""
    p = vp.load(EXAMPLES / "green-welding")
    return attrs.evolve(p, facts=(*p.facts, *facts)).on(DAY)


def shares(sts: int, fbk: str, hwk: int, cfs: int, zja: int) -> Amounts:
    """Return the shares of a work package."""
    parts = {"sts": sts, "fbk": fbk, "hwk": hwk, "cfs": cfs, "zja": zja}
    return Amounts({id_: Money(amount) for id_, amount in parts.items()})


FROM = Amended(
    of="WP4",
    recorded=date(2024, 12, 1),
    reason=WHY,
    approved=date(2025, 1, 15),
    grant=shares(13_000, "7500.50", 12_000, 10_000, 6_000),
)
TO = Amended(
    of="WP3",
    recorded=date(2024, 12, 1),
    reason=WHY,
    approved=date(2025, 1, 20),
    grant=shares(14_000, "16499.50", 8_000, 16_000, 7_000),
)
INSIDE = (
    Amended(of="T2", recorded=date(2025, 1, 10), reason=NO_REASON, amount=Money(12_000)),
    Amended(of="T3", recorded=date(2025, 1, 10), reason="not yet recorded", amount=Money(9_000)),
)


def test_rows_sums_and_balances() -> None:
    """Guards the whole table of two transfers: one amended, one without a reason."""
    found = transfers(green(FROM, TO, *INSIDE))

    assert (
        "GreenWeld, transfers of money as of 2025-01-31\n"
        "\n"
        "Date        From       To             Amount  By the rules       Approved    Reason\n"
        "2024-12-01  WP4 (fbk)  WP3 (fbk)  1 499.50 EUR  needs an amendment  2025-01-20  "
        f"{WHY}\n"
    ).split() == str(found).partition("2025-01-10")[0].split()
    assert Money("2499.50") == found.total
    assert (
        ("needs an amendment", Money("1499.50")),
        ("to be explained", Money(1_000)),
    ) == found.by_verdict
    assert ["T2 → T3"] == [row.route for row in found.without_reason]
    assert [("WP3", Money("1499.50")), ("WP4", Money("-1499.50"))] == [
        (one.id, one.difference) for one in found.packages
    ]
    assert () == found.organisations
    assert str(found).endswith(
        "WP3: 60 000 EUR → 61 499.50 EUR (+1 499.50 EUR)\n"
        "WP4: 50 000 EUR → 48 500.50 EUR (-1 499.50 EUR)\n"
        "\n"
        "Rule: Money between work packages, or between organisations, needs an amendment; between "
        "the activities of a work package it is explained in the final report. German national "
        "agency at BIBB, pages for beneficiaries, pages 471302145, 155713594, 128090178, "
        "119242939 (confidence B, checked 2026-06-30)"
    )


def test_columns_stand_under_each_other() -> None:
    """Guards that the printed table is aligned, and amounts to the right."""
    lines = str(transfers(green(FROM, TO, *INSIDE))).splitlines()[2:5]
    ends = {line.index(" EUR") for line in lines[1:]}

    assert 1 == len(ends)
    assert 1 == len(
        {line.index(word) for line, word in zip(lines, ("To", "WP3", "T3"), strict=True)}
    )
    assert lines[2].endswith("[missing: reason]")


def test_nothing_moved_and_no_rules() -> None:
    """Guards the sentence for a project in which all stayed where it was."""
    empty = transfers(Partnership())

    assert "GreenWeld, transfers of money as of 2025-01-31\nNo money was moved." == str(
        transfers(green())
    )
    assert (None, Money(0), ()) == (empty.law, empty.total, empty.by_verdict)


def test_organisations_whose_sum_changed() -> None:
    """Guards the balance of each organisation."""
    other = attrs.evolve(TO, grant=shares(14_000, "13000", 8_000, 18_000, 7_000))

    assert [("fbk", Money(-2_000)), ("cfs", Money(2_000))] == [
        (one.id, one.difference) for one in transfers(green(other)).organisations
    ]


def test_lines_of_the_report_call_organisations_by_their_acronyms() -> None:
    """Guards what the report shows: who, how much, when agreed, why; one side may be unknown."""
    both, inside = transfers(green(FROM, TO, *INSIDE)).rows
    (alone,) = transfers(green(TO)).rows

    assert ("WP4 FBK", "WP3 FBK", WHY) == (both.giver.named, both.taker.named, both.reason)
    assert ("T2", "T3", None) == (inside.giver.named, inside.taker.named, inside.reason)
    assert (None, "WP3 FBK", "not decided") == (alone.giver, alone.taker.named, alone.verdict)


def test_the_report_lists_transfers_and_marks_a_missing_reason() -> None:
    """Guards the computed part of interim and final report, in both languages."""
    p = green(FROM, TO, *INSIDE)
    for kind in ("interim", "final"):
        text = vp.report(p, kind, draft=True).markdown

        assert (
            "| 1 December 2024 | WP4 FBK | WP3 FBK | 1,499.50 | needs an amendment | "
            in text.replace("\N{NO-BREAK SPACE}", " ")
        )
        # An interim report does not tell what happened after the time that it covers.
        explained = "| to be explained | – | **\\[missing: Reason\\]** |" in text
        assert explained is (kind == "final")
    croatian = vp.report(p, "final", language="hr", draft=True).html

    assert "<h3>Prijenosi sredstava</h3>" in croatian
    assert "traži izmjenu ugovora" in croatian
    assert "Transfers of money" not in vp.report(green(), "final", draft=True).markdown


@pytest.mark.parametrize("verdict", get_args(Verdict))
@pytest.mark.parametrize("approved", [None, date(2024, 12, 9)])
def test_a_consent_that_nobody_recorded(verdict: Verdict, approved: date | None) -> None:
    """Guard the report: a consent that is needed is not recorded, of one that is not no word."""
    transfer = Transfer(
        day=date(2024, 12, 1),
        giver=None,
        taker=None,
        amount=Money(5),
        verdict=verdict,
        why="",
        basis=None,
        reason=None,
        approved=approved,
        address="amended/WP3",
    )
    cell = next(c for c in TRANSFERS.columns if c.name == "approved").get(transfer)

    if approved is None and verdict in {"needs an amendment", "not decided"}:
        assert "not recorded" == cell.text
    else:
        assert approved == cell
