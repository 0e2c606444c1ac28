"""How much of what the agency paid is used, and by which reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import evolve
from reported import FACTS, partnership

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
    assert [(Money(82_500), Decimal(83)), (Money(106_750), Decimal(107))] == [
        (one.amount, one.percent) for one in found.uses
    ]
    assert (Share("0.7"), False) == (found.asked, found.verified)


def test_before_the_balance_nothing_is_asked() -> None:
    """Where the next payment follows the final report, no share has to be used before it."""
    p = vp.load(EXAMPLES / "small-harvest").on(date(2025, 4, 30))

    assert (Money(48_000), None) == (payment_use(p).received, payment_use(p).asked)
    assert [(Money(4_000), Decimal(8)), (Money(22_500), Decimal(47))] == [
        (one.amount, one.percent) for one in payment_use(p).uses
    ]


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
