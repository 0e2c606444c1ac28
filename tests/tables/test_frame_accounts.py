"""Tables of money earned, sent on, received or moved: exact rows, and nothing lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vetpartner as vp
from vetpartner.model import (
    Amended,
    Instalment,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Plan,
    Project,
    Share,
    When,
    WorkPackage,
)
from vetpartner.tables.money import ACCOUNT_TABLES
from vetpartner.values.amounts import Amounts

if TYPE_CHECKING:
    from vetpartner.tables.columns import Source

GREEN = Path(__file__).parents[2] / "examples/green-welding"
LATE = date(2024, 6, 30)


def rows(p: Partnership, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return these columns of a table."""
    source = next(source for source in ACCOUNT_TABLES if source.table.name == name)
    return [tuple(row[column] for column in columns) for row in source.of(p).records()]


def moved() -> Partnership:
    """Make a partnership that moved money, and passed on a part of what came."""
    plan = Plan(
        project=Project(
            acronym="Small",
            action="KA220-VET",
            call=2023,
            start=date(2024, 1, 1),
            months=12,
            coordinator="a",
        ),
        organisations=(Organisation(id="a", acronym="A"), Organisation(id="b")),
        work_packages=(
            WorkPackage(id="WP1", title="Work", grant=Amounts({"a": Money(600), "b": Money(300)})),
            WorkPackage(id="WP2", grant=Amounts({"a": Money(100)})),
        ),
        payments=(Payment(id="P1", amount=Money(500)),),
        instalments=(
            Instalment(
                id="I1",
                title="First",
                share=Share.parse("50 %"),
                after="P1",
                expected=When.parse("2024-02-29"),
            ),
            Instalment(id="I2", share=Share.parse("50 %")),
        ),
    )
    facts = (
        Paid(of="P1", amount=Money(500), when=When.parse("2024-02-01"), recorded=date(2024, 2, 1)),
        Paid(
            of="I1",
            amount=Money("100.50"),
            sent=date(2024, 3, 1),
            payer="a",
            payee="b",
            recorded=date(2024, 3, 1),
        ),
        Paid(of="I1", amount=Money(7, "HRK"), payer="a", payee="b", recorded=date(2024, 3, 2)),
        Amended(
            of="WP1",
            grant=Amounts({"a": Money(600), "b": Money(250)}),
            reason="Fewer days.",
            recorded=date(2024, 4, 1),
        ),
        Amended(
            of="WP2",
            grant=Amounts({"a": Money(150)}),
            reason="Fewer days.",
            recorded=date(2024, 4, 1),
        ),
    )
    return Partnership(baseline=plan, facts=facts, day=LATE)


def test_balance() -> None:
    """Guards approved, now and the difference, with its reason; shares stand in `budget`."""
    assert [
        ("WP1", "Work", Decimal(900), Decimal(850), Decimal(-50), "Fewer days."),
        ("WP2", "WP2", Decimal(100), Decimal(150), Decimal(50), "Fewer days."),
    ] == rows(moved(), "balance", "of", "title", "approved", "now", "difference", "reason")


def test_ledger_adds_up() -> None:
    """Guards the accounts: each has the numbers of `vp.ledger`, and a share is its three parts."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    found = rows(p, "ledger", "organisation", "share", "earned", "at_risk", "open")

    assert ("fbk", Decimal(57_500), Decimal(36_040), Decimal("1818.18"), Decimal("19641.82")) == (
        found[1]
    )
    assert [] == [row for row in found if row[1] != sum(row[2:])]
    assert vp.ledger(p).total.share.amount == sum(row[1] for row in found)


def test_ledger_without_instalments() -> None:
    """Guards that what nobody agreed is missing, and not nothing."""
    plan = Plan(
        organisations=(Organisation(id="a"),),
        work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(5)})),),
    )

    assert [("a", None, None)] == rows(
        Partnership(baseline=plan), "ledger", "organisation", "due", "to_send"
    )


def test_instalments() -> None:
    """Guards each part to the cent, what is on its way, and no other currency among it."""
    columns = ("instalment", "title", "expected", "organisation", "amount", "sent", "due")
    first, second = ("I1", "First", date(2024, 2, 29)), ("I2", "I2", None)

    assert [
        (*first, "a", Decimal(375), Decimal(0), True),
        (*first, "b", Decimal(125), Decimal("100.50"), True),
        (*second, "a", Decimal(375), Decimal(0), True),
        (*second, "b", Decimal(125), Decimal(0), True),
    ] == rows(moved(), "instalments", *columns)
    assert [False, False, True, True] == [
        due for (due,) in rows(moved().on(date(2024, 1, 31)), "instalments", "due")
    ]


def test_paid() -> None:
    """Guards who paid whom, in which currency, and what has not arrived yet."""
    columns = ("sent", "arrived", "payer", "payee", "amount", "currency", "received", "address")

    assert [
        (None, date(2024, 2, 1), None, "a", Decimal(500), "EUR", True, "paid/P1"),
        (date(2024, 3, 1), None, "a", "b", Decimal("100.50"), "EUR", False, "paid/I1"),
        (None, None, "a", "b", Decimal(7), "HRK", True, "paid/I1#2"),
    ] == rows(moved(), "paid", *columns)


def test_transfers() -> None:
    """Guards both ends of a transfer with their organisations, and its reason."""
    columns = ("day", "giver", "giver_organisation", "taker", "taker_organisation", "amount")

    assert [(date(2024, 4, 1), "WP1", "b", "WP2", "a", Decimal(50))] == rows(
        moved(), "transfers", *columns
    )
    assert [(vp.transfers(moved()).rows[0].verdict, None, "Fewer days.")] == rows(
        moved(), "transfers", "verdict", "approved", "reason"
    )


@pytest.mark.parametrize("source", ACCOUNT_TABLES, ids=lambda source: source.table.name)
def test_nothing_without_a_plan(source: Source) -> None:
    """Guards an empty project: no rows, no error."""
    assert [] == list(source.rows(Partnership()))
