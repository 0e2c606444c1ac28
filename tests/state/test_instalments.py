"""Instalments: what each partner gets when, to the cent, and what counts as arrived."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from checks.clean import later, plan, told

from vetpartner.model import Amounts, Instalment, Money, Paid, Share, When
from vetpartner.state.shares import is_due, parts_of

MARCH = When.day(date(2026, 3, 2))


def test_the_last_share_takes_the_rest() -> None:
    """Guards that a share which is not divided evenly is paid out to the cent."""
    thirds = tuple(Instalment(id=f"IN{n}", share=Share("0.333")) for n in (1, 2))
    p = plan(instalments=(*thirds, Instalment(id="IN3", share=Share("0.334"))))
    parts = [amounts["a"] for _, amounts in parts_of(p, {"a": Money("100.01")})]

    assert [Money("33.30"), Money("33.30"), Money("33.41")] == parts


def test_stated_amounts() -> None:
    """Guards that amounts win over a share, and those in another currency are left out."""
    own = Instalment(
        id="IN1",
        share=Share("0.5"),
        amounts=Amounts({"fbk": Money(7), "hwk": Money(8, "CZK")}),
    )

    assert [(own, {"fbk": Money(7)})] == list(parts_of(plan(instalments=(own,)), {"fbk": Money(9)}))


@pytest.mark.parametrize(
    ("after", "expected", "due"),
    [
        (None, "undecided", True),
        ("P1", "undecided", False),
        ("P2", "undecided", True),
        ("P2", "2026-03-31", True),
        ("P2", "2026-04-01", False),
        (None, "2026-03", True),
    ],
)
def test_when_an_instalment_is_due(after: str | None, expected: str, *, due: bool) -> None:
    """Guards both conditions: money of the agency that is there, and the day."""
    p = told(
        Paid(of="P1", amount=Money(1), sent=date(2026, 3, 2), recorded=date(2026, 3, 2)),
        Paid(of="P2", amount=Money(1), when=MARCH),
        p=later(date(2026, 3, 31)),
    )
    each = Instalment(id="IN1", share=Share(1), after=after, expected=When.parse(expected))

    assert due is is_due(p, each)


def test_money_that_is_only_sent_did_not_arrive() -> None:
    """Guards the two words of a payment."""
    paid = Paid(amount=Money(1), sent=date(2026, 3, 2))

    assert not paid.received
    assert not paid.from_agency
    assert attrs.evolve(paid, when=MARCH).from_agency
    assert not attrs.evolve(paid, when=MARCH, payer="fbk").from_agency
