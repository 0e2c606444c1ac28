"""The money as rows and totals: who gets what for what, and when it is paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money, Organisation, Paid, Partnership, Spent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Activity, WorkPackage


@frozen(kw_only=True)
class MatrixRow:
    """A work package, or an activity of a KA210, and the share of each organisation.

    `shares` stand in the order of the matrix's organisations, None where none is stated.
    `stated` is the amount typed for the whole, `total` the sum of the shares, or else `stated`.
    """

    id: str
    title: str
    shares: tuple[Money | None, ...]
    stated: Money | None
    total: Money | None


@frozen(kw_only=True)
class Matrix:
    """Rows × organisations, with totals that always agree.

    `by_activity` tells that the rows are activities, since the project has no work packages.
    """

    organisations: tuple[Organisation, ...]
    rows: tuple[MatrixRow, ...]
    by_activity: bool
    totals: tuple[Money, ...]
    total: Money


@frozen(kw_only=True)
class PaymentRow:
    """A payment of the agreement: its amount, when it is expected, and what arrived."""

    id: str
    title: str
    share: str
    trigger: str
    amount: Money | None
    expected: date | None
    paid: Money
    open: Money | None


def matrix(p: Partnership) -> Matrix:
    """Return work packages × organisations; for a project without them activities × organisations.

    Amounts in another currency than the project's are left out of the sums.
    """
    currency = p.plan.project.currency
    things: tuple[WorkPackage | Activity, ...] = p.plan.work_packages or p.plan.activities
    named = dict.fromkeys(id_ for thing in things for id_ in thing.grant)
    organisations = tuple(o for o in p.plan.organisations if o.role == "partner" or o.id in named)
    rows = tuple(_row(thing, organisations, currency) for thing in things)
    totals = tuple(
        _sum((row.shares[column] for row in rows), currency) for column in range(len(organisations))
    )
    return Matrix(
        organisations=organisations,
        rows=rows,
        by_activity=not p.plan.work_packages,
        totals=totals,
        total=_sum((row.total for row in rows), currency),
    )


def _row(
    thing: WorkPackage | Activity, organisations: tuple[Organisation, ...], currency: str
) -> MatrixRow:
    shares = tuple(_own(thing.grant.get(o.id), currency) for o in organisations)
    stated = _own(thing.amount, currency)
    total = _sum(shares, currency) if any(shares) else stated
    return MatrixRow(
        id=thing.id, title=thing.title or thing.id, shares=shares, stated=stated, total=total
    )


def activity_amounts(p: Partnership) -> tuple[tuple[Activity, Money | None], ...]:
    """Return each activity with its amount: the sum of its shares, or else what is stated."""
    currency = p.plan.project.currency
    return tuple(
        (
            activity,
            _sum(activity.grant.values(), currency)
            if activity.grant
            else _own(activity.amount, currency),
        )
        for activity in p.plan.activities
    )


def payments(p: Partnership) -> tuple[PaymentRow, ...]:
    """Return the payment plan; shares that make the whole add up to it to the cent."""
    project = p.plan.project
    lump_sum = _own(project.lump_sum, project.currency)
    rows: list[PaymentRow] = []
    given = Money(0, project.currency)
    portions = sum(payment.share.portion for payment in p.plan.payments if payment.share)
    with_shares = [payment.id for payment in p.plan.payments if payment.share]
    for payment in p.plan.payments:
        amount = _own(payment.amount, project.currency)
        if amount is None and payment.share is not None and lump_sum is not None:
            last = payment.id == with_shares[-1] and portions == 1
            amount = lump_sum - given if last else payment.share.of(lump_sum)
        given = given + amount if amount is not None else given
        arrived = (f.amount for f in p.facts_of(payment.id, Paid) if f.payer is None)
        paid = _sum((_own(money, project.currency) for money in arrived), project.currency)
        span = payment.expected.span(p.start)
        rows.append(
            PaymentRow(
                id=payment.id,
                title=payment.title or payment.id,
                share=str(payment.share) if payment.share else "",
                trigger=payment.trigger or "",
                amount=amount,
                expected=span.last if span else None,
                paid=paid,
                open=None if amount is None else amount - paid,
            )
        )
    return tuple(rows)


def spent(p: Partnership) -> tuple[tuple[str, str, Money], ...]:
    """Return what was spent, `(work package or activity, organisation, amount)`, summed up."""
    sums: dict[tuple[str, str], Money] = {}
    for fact in p.facts_of_kind(Spent):
        money = _own(fact.amount, p.plan.project.currency)
        if money is not None:
            key = (fact.of or "", fact.organisation or "")
            sums[key] = sums[key] + money if key in sums else money
    return tuple((of, organisation, money) for (of, organisation), money in sums.items())


def _own(money: Money | None, currency: str) -> Money | None:
    return money if money is not None and money.currency == currency else None


def _sum(amounts: Iterable[Money | None], currency: str) -> Money:
    known = (_own(money, currency) for money in amounts)
    return Money.total((money for money in known if money is not None), currency)
