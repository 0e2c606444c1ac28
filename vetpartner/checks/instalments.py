"""Instalments from the coordinator to the partners: they add up, and they arrive."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.checks.finding import error, warning
from vetpartner.model import Money, Paid, Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Instalment, Partnership

ON_ITS_WAY = 14
"""Days after which a transfer that did not arrive is asked for; practice, no rule."""


def parts_of(
    p: Partnership, shares: Mapping[str, Money]
) -> Iterator[tuple[Instalment, dict[str, Money]]]:
    """Yield each instalment with what each organisation gets of it, in the project's currency.

    Where all instalments are shares and make the whole, the last one takes the rest, so that
    every partner gets its share to the cent.
    """
    currency = p.plan.project.currency
    by_share = [each.share for each in p.plan.instalments if each.share is not None]
    whole = len(by_share) == len(p.plan.instalments) and sum(x.portion for x in by_share) == 1
    given = {id_: Money(0, currency) for id_ in shares}
    for each in p.plan.instalments:
        if each.share is None or each.amounts:
            amounts = each.amounts.items()
            yield each, {id_: money for id_, money in amounts if money.currency == currency}
            continue
        last = whole and each is p.plan.instalments[-1]
        parts = {
            id_: money - given[id_] if last else each.share.of(money)
            for id_, money in shares.items()
        }
        for id_, money in parts.items():
            given[id_] += money
        yield each, parts


def is_due(p: Partnership, instalment: Instalment) -> bool:
    """Tell whether the payment before it has arrived, and its day is there."""
    if instalment.after is not None and not any(
        fact.from_agency for fact in p.facts_of(instalment.after, Paid)
    ):
        return False
    span = instalment.expected.span(p.start)
    return span is None or span.last <= p.as_of


def instalments_do_not_add_up(s: Subject) -> Iterator[Finding]:
    """Guard that the instalments to the partners make the whole of their shares.

    What is missing is asked for at the end of the project, when the money is gone.

    Basis: arithmetic.
    """
    portions = [each.share.portion for each in s.plan.instalments if each.share is not None]
    total = sum(portions, Decimal(0))
    if portions and len(portions) == len(s.plan.instalments) and total != 1:
        percent = Share(total) if total <= 1 else f"{(total * 100).normalize():f} %"
        yield error(
            f"the instalments add up to {percent} of the shares, not to 100 %", "instalments"
        )


def partner_paid_more_than_share(s: Subject) -> Iterator[Finding]:
    """Guard that no partner got more than its share of the lump sum.

    The coordinator answers for what was passed on, and has to ask for it back.

    Basis: none; the partners' own agreement.
    """
    shares = _shares(s)
    sums: dict[str, Money] = {}
    for at, paid in s.facts(Paid):
        for id_, money in ((paid.payee, paid.amount), (paid.payer, -paid.amount)):
            if paid.payer is None or id_ is None or money.currency != s.plan.project.currency:
                continue
            sums[id_] = sums.get(id_, Money(0, money.currency)) + money
            known = shares.get(id_)
            if known is not None and money.amount > 0 and sums[id_] > known:
                message = f"{s.p.label(id_)} got {sums[id_]} in all, its share is {known}"
                yield warning(message, f"{at}/amount", way_out="correct the payment or the share")


def _shares(s: Subject) -> dict[str, Money]:
    """Return what each organisation has of the lump sum, in the project's currency."""
    sums: dict[str, Money] = {}
    for _, thing in s.budgeted:
        for id_, money in thing.grant.items():
            if money.currency == s.plan.project.currency:
                sums[id_] = sums[id_] + money if id_ in sums else money
    return sums


def transfer_not_arrived(s: Subject) -> Iterator[Finding]:
    """Tell of a transfer that was sent more than two weeks ago and has not arrived.

    Ask the partner; a wrong account number is found early or not at all.

    Basis: none; practice.
    """
    for at, paid in s.facts(Paid):
        if not paid.received and paid.sent is not None:
            days = (s.p.as_of - paid.sent).days
            if days > ON_ITS_WAY:
                whom = s.p.label(paid.payee) if paid.payee else "the coordinator"
                message = f"{paid.amount} to {whom} was sent {days} days ago, and did not arrive"
                yield warning(message, f"{at}/sent", way_out="write when it arrived")


INSTALMENTS = (instalments_do_not_add_up, partner_paid_more_than_share, transfer_not_arrived)
