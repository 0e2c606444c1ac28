"""Tables of aims, risks, agreements, numbers that are compared, and money: exact rows, no names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import vetpartner as vp
from vetpartner.export.frames import FRAMES
from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Held,
    Instalment,
    Meeting,
    Money,
    Objective,
    Organisation,
    Paid,
    Participant,
    Partnership,
    Payment,
    Plan,
    Presence,
    Project,
    Risk,
    Share,
    Surveyed,
    When,
    WorkPackage,
)
from vetpartner.values.money import Amounts

GREEN = Path(__file__).parents[2] / "examples/green-welding"
LATE = date(2024, 6, 30)


def rows(p: Partnership, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return these columns of a table."""
    return [tuple(row[column] for column in columns) for row in FRAMES[name].of(p).records()]


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

    assert ("fbk", Decimal(57_500), Decimal(35_040), Decimal("1818.18"), Decimal("20641.82")) == (
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


def agreed() -> Partnership:
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
        agreed(), "objectives", *columns
    )


def test_risks() -> None:
    """Guards the levels and the owner; what is not stated is missing."""
    assert [("R1", "No time", None, "high", None, None, "b")] == list(
        FRAMES["risks"].rows(agreed())
    )


def test_action_items() -> None:
    """Guards what is open and overdue as of the day, of a meeting or of none."""
    columns = ("of", "text", "owner", "due", "done", "open", "overdue", "address")
    due, done = date(2024, 3, 1), date(2024, 2, 6)

    assert [
        ("M1", "Send it", "a", due, None, True, True, "decided/M1"),
        (None, "Ask", None, None, done, False, False, "decided/#1"),
    ] == rows(agreed(), "action_items", *columns)
    assert [(True, False)] == rows(agreed().on(date(2024, 2, 5)), "action_items", "open", "overdue")


def test_reconciliation() -> None:
    """Guards that the numbers are those of `vp.reconcile`, and that differences name nobody."""
    p = agreed()
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
        FRAMES["surveys"].rows(agreed())
    )
