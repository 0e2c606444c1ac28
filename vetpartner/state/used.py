"""How much of what the agency paid is used: earned by two readings, or spent as it was booked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Money, Share
from vetpartner.state.costs import costs
from vetpartner.state.earned import AtRisk, unverified
from vetpartner.state.ledger import ledger
from vetpartner.state.shares import matrix, payments
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.state.ledger import PartnerLedger


@frozen(kw_only=True)
class Use:
    """What is used by one reading, and its percent of what was received, to one digit.

    Both are None where nobody knows them; `least` tells that it may be more. `left_out` are amounts
    in other currencies without an exchange rate, which are in neither.
    """

    reading: Phrase
    amount: Money | None
    percent: Decimal | None
    least: bool = False
    left_out: tuple[Money, ...] = ()


@frozen(kw_only=True)
class PaymentUse:
    """What the agency paid by the day, in which payments, and how much of it is used.

    `received` is None where no payment is recorded. `asked` is the share that has to be used before
    the next payment, None where the rules say none, or no payment comes before the final report;
    `verified` tells whether a source says so.
    `unverified` is what is in no reading by the whole, since it lacks evidence that only a rule
    without a source asks for: it is the second of the `uses`, and the third has both together.
    """

    received: Money | None
    payments: tuple[str, ...]
    uses: tuple[Use, ...]
    asked: Share | None
    verified: bool
    unverified: tuple[AtRisk, ...] = ()


def payment_use(p: Partnership) -> PaymentUse:
    """Return how much of what the agency paid is used, as of the day.

    Where no costs are kept, as nobody has to under a lump sum, nothing is told of what is spent.
    """
    found = ledger(p)
    planned = payments(p)
    later = [row for row in planned if row.id and not row.paid]
    balance = bool(planned) and all(row.trigger == "final report" for row in later)
    arrived = found.arrived if found.arrived.amount > 0 else None
    whole = say("Earned: each activity and work package as a whole, or nothing of it")
    parts = say("Earned: of each activity and work package the share of its results")
    if matrix(p).by_activity:
        whole = say("Earned: each activity as a whole, or nothing of it")
        parts = say("Earned: of each activity the share of its results")
    resting = unverified(p) if found.total.unverified else ()
    return PaymentUse(
        received=arrived,
        payments=tuple(row.title for row in planned if row.paid),
        uses=(
            _use(found, whole, found.total.earned),
            *(_with_unverified(found) if resting else ()),
            _use(found, parts, found.total.by_results),
            *_spent(p, found),
        ),
        asked=None if balance else found.asked,
        verified=found.verified,
        unverified=resting,
    )


def _with_unverified(found: PartnerLedger) -> Iterator[Use]:
    """Yield what rests on a rule without a source, and both it and what is earned together."""
    earned, resting = found.total.earned, found.total.unverified
    both = None if earned is None or resting is None else earned + resting
    yield _use(found, say("Rests on an unverified rule"), resting)
    yield _use(found, say("Both together"), both)


def _use(
    found: PartnerLedger, reading: Phrase, amount: Money | None, *, least: bool = False
) -> Use:
    percent = None if amount is None else found.used_of(amount, more=least)
    return Use(reading=reading, amount=amount, percent=percent, least=least)


def _spent(p: Partnership, found: PartnerLedger) -> tuple[Use, ...]:
    """Return what was spent where costs are kept; those without an exchange rate are in no sum."""
    kept = costs(p)
    if kept.total.spent is None:
        return ()
    reading, foreign = say("Spent: the costs that are recorded"), kept.unconverted
    # That at least nothing was spent tells nothing.
    known = None if foreign and not kept.total.spent else kept.total.spent
    use = _use(found, reading, known, least=bool(foreign and known))
    return (evolve(use, left_out=foreign),)
