"""How much of what the agency paid is used, and by which reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from reported import FACTS, partnership
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.model import Money, Share, Spent, When
from vetpartner.state.periods import within
from vetpartner.state.used import payment_use

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_both_readings_of_earned() -> None:
    """The interim report of the example: what is earned by its last day, of the first payment."""
    p = within(vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31)), date(2024, 12, 31))
    found = payment_use(p)

    assert (Money(100_000), ("First pre-financing",)) == (found.received, found.payments)
    assert [(Money(82_500), Decimal("82.5")), (Money(106_750), Decimal("106.8"))] == [
        (one.amount, one.percent) for one in found.uses
    ]
    assert (Share("0.7"), False) == (found.asked, found.verified)


def test_before_the_balance_nothing_is_asked() -> None:
    """Where the next payment follows the final report, no share has to be used before it."""
    p = vp.load(EXAMPLES / "small-harvest").on(date(2025, 4, 30))

    assert (Money(48_000), None) == (payment_use(p).received, payment_use(p).asked)


def test_what_rests_on_an_unverified_rule_is_told() -> None:
    """Guard that what only a rule without a source asks for is a row, with what it rests on."""
    found = payment_use(vp.load(EXAMPLES / "small-harvest").on(date(2025, 4, 30)))

    assert [
        ("Earned: each activity as a whole, or nothing of it", 4_000, "8.3"),
        ("Rests on an unverified rule", 12_000, "25"),
        ("Both together", 16_000, "33.3"),
        ("Earned: of each activity the share of its results", 22_500, "46.9"),
    ] == [
        (str(use.reading), use.amount and use.amount.amount, f"{use.percent}") for use in found.uses
    ]
    assert [("T1", 12_000, "the survey has no document among the evidence")] == [
        (one.id, one.amount.amount, one.why) for one in found.unverified
    ]


@settings(max_examples=examples(60))
@given(partnerships())
def test_what_is_used_adds_up(p: vp.Partnership) -> None:
    """Guard the sums of whatever was recorded: by the ledger, by the rows, and both together."""
    found, total = payment_use(p), vp.ledger(p).total
    by_reading = {str(use.reading): use.amount for use in found.uses}
    resting = by_reading.get("Rests on an unverified rule")

    assert (resting is not None) == bool(total.unverified) == bool(found.unverified)
    if resting is not None:
        rows = Money.total((one.amount for one in found.unverified), resting.currency)
        assert total.unverified == resting == rows
        assert total.earned is None or by_reading["Both together"] == total.earned + resting


@pytest.mark.parametrize(
    ("earned", "said"),
    [
        (69_999, "69.9"),
        (69_960, "69.9"),
        (70_000, "70"),
        (82_500, "82.5"),
        (82_550, "82.6"),
        (99_999, "99.9"),
        (100_000, "100"),
        (1, "0.1"),
    ],
)
def test_a_share_of_a_payment_has_a_digit(earned: int, said: str) -> None:
    """Guard that no share is printed as a whole one that it is not, nor as the threshold."""
    p = vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))

    assert said == str(vp.ledger(p).used_of(Money(earned)))


def test_what_is_not_known() -> None:
    """Without a payment nothing is a share of it; without rules nothing is known to be earned."""
    alone = payment_use(partnership())
    nowhere = evolve(partnership(*FACTS).baseline.project, call=1999)
    p = partnership(*FACTS, project=nowhere)

    assert (None, ()) == (alone.received, alone.payments)
    assert [None, None] == [one.percent for one in alone.uses]
    assert [(None, None), (None, None)] == [(u.amount, u.percent) for u in payment_use(p).uses]
    assert Money(96_000) == payment_use(p).received


def test_costs_that_are_kept() -> None:
    """What is spent is told where somebody keeps costs, at least where a rate is missing."""
    spent = Spent(of="WP2", when=When.parse("2024-02-01"), amount=Money(24_000), organisation="sts")
    foreign = evolve(spent, amount=Money(100, "CHF"))
    one, two = (payment_use(partnership(*FACTS, *some)) for some in ((spent,), (spent, foreign)))

    assert (Money(24_000), Decimal(25), False) == (
        one.uses[-1].amount,
        one.uses[-1].percent,
        one.uses[-1].least,
    )
    assert two.uses[-1].least
    assert 3 == len(one.uses)


@pytest.mark.parametrize(
    ("euros", "foreign", "expected"),
    [
        ((), ("214.60 CHF",), (None, False)),
        ((Money(100),), ("214.60 CHF",), (Money(100), True)),
        ((Money(100),), (), (Money(100), False)),
    ],
)
def test_costs_without_a_rate_are_not_nothing(
    euros: tuple[Money, ...], foreign: tuple[str, ...], expected: tuple[Money | None, bool]
) -> None:
    """What nobody could convert is neither 0 nor at least 0, and is named."""
    costs = (*euros, *(Money.parse(text) for text in foreign))
    facts = (Spent(of="M1", amount=amount, recorded=date(2024, 5, 1)) for amount in costs)
    p = partnership(*FACTS, *facts)
    spent = payment_use(p).uses[-1]

    assert expected == (spent.amount, spent.least)
    assert tuple(Money.parse(text) for text in foreign) == spent.left_out
    assert (spent.percent is None) is (spent.amount is None)
