"""How much of what the agency paid is used: earned by two readings, or spent as it was booked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money, Share
from vetpartner.programme import known_rules
from vetpartner.state.costs import costs
from vetpartner.state.ledger import ledger
from vetpartner.state.shares import payments
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from vetpartner.model import Partnership
    from vetpartner.state.ledger import PartnerLedger


@frozen(kw_only=True)
class Use:
    """What is used by one reading, and its whole percent of what was received.

    Both are None where nobody knows them; `least` tells that it may be more.
    """

    reading: Phrase
    amount: Money | None
    percent: Decimal | None
    least: bool = False


@frozen(kw_only=True)
class PaymentUse:
    """What the agency paid by the day, in which payments, and how much of it is used.

    `received` is None where no payment is recorded. `asked` is the share that has to be used before
    the next payment, None where the rules say none, or no payment comes before the final report;
    `verified` tells whether a source says so.
    """

    received: Money | None
    payments: tuple[str, ...]
    uses: tuple[Use, ...]
    asked: Share | None
    verified: bool


def payment_use(p: Partnership) -> PaymentUse:
    """Return how much of what the agency paid is used, as of the day.

    Where no costs are kept, as nobody has to under a lump sum, nothing is told of what is spent.
    """
    found, rules, key = ledger(p), known_rules(p), "used_share_before_next"
    planned = payments(p)
    later = [row for row in planned if row.id and not row.paid]
    balance = bool(planned) and all(row.trigger == "final report" for row in later)
    arrived = found.arrived if found.arrived.amount > 0 else None
    readings = (
        (say("Earned: each activity and work package as a whole, or nothing of it"), "earned"),
        (say("Earned: of each activity and work package the share of its results"), "by_results"),
    )
    earned = (_use(found, text, getattr(found.total, name)) for text, name in readings)
    return PaymentUse(
        received=arrived,
        payments=tuple(row.title for row in planned if row.paid),
        uses=(*earned, *_spent(p, found)),
        asked=None if balance else found.asked,
        verified=rules.says(key) and rules.cite(key).verified,
    )


def _use(
    found: PartnerLedger, reading: Phrase, amount: Money | None, *, least: bool = False
) -> Use:
    percent = None if amount is None else found.used_of(amount)
    return Use(reading=reading, amount=amount, percent=percent, least=least)


def _spent(p: Partnership, found: PartnerLedger) -> tuple[Use, ...]:
    """Return what was spent where costs are kept; those without an exchange rate are in no sum."""
    kept = costs(p)
    if kept.total.spent is None:
        return ()
    reading = say("Spent: the costs that are recorded")
    return (_use(found, reading, kept.total.spent, least=bool(kept.unconverted)),)
