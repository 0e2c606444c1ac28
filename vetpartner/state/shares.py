"""The money as rows and totals: who gets what for what, and when it is paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import Instalment, Money, Organisation, Paid, Partnership, Spent, When
from vetpartner.model.partnership import once
from vetpartner.values.keyed import firsts, summed
from vetpartner.values.table import NOT_KNOWN, Column, Table, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.model import Activity, WorkPackage


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


InstalmentState = Literal["kept", "sent", "due", "not due"]


@frozen(kw_only=True)
class InstalmentPart:
    """What an organisation gets of an instalment, and what was `paid` of it.

    `own` is the part of the coordinator, who keeps it once it is due.
    """

    instalment: Instalment
    organisation: str
    partner: str
    after: str | None
    amount: Money
    paid: Money
    due: bool
    own: bool
    expected: date | None

    @property
    def sent(self) -> Money:
        """Return what was sent of it, or is kept."""
        return self.amount if self.state == "kept" else self.paid

    @property
    def to_send(self) -> Money:
        """Return what is due and not yet sent."""
        nothing = Money(0, self.amount.currency)
        return max(self.amount - self.sent, nothing) if self.due else nothing

    @property
    def named(self) -> str:
        """Return id and title."""
        return entitled(self.instalment.id, self.instalment.title)

    @property
    def state(self) -> InstalmentState:
        """Return whether it is kept, sent in full, due or not due."""
        if self.own:
            return "kept" if self.due else "not due"
        if self.paid >= self.amount and self.paid:
            return "sent"
        return "due" if self.due else "not due"

    @property
    def when(self) -> When | None:
        """Return when it is expected, None where that is not decided."""
        expected = self.instalment.expected
        return None if expected == When.undecided() else expected


INSTALMENTS = Table(
    name="instalments",
    about="One row for each organisation's part of each instalment; the coordinator's own part "
    "stands there too.",
    columns=(
        Column(
            "instalment",
            "Instalment",
            "id",
            "id of the instalment",
            get="instalment.id",
            names=True,
        ),
        Column(
            "title",
            "Title",
            "text",
            "title, or else the id",
            get=lambda part: part.instalment.title or part.instalment.id,
        ),
        data("after", "id", "id of the agency's payment after which it comes", "instalment.after"),
        Column("payment", "After", get="after", place="shown", width=26),
        data("expected", "day", "last day on which it is expected"),
        Column("when", "When", "when", place="shown"),
        Column("state", "State", "word", place="shown", width=10),
        data("organisation", "id", "id of the organisation"),
        Column("partner", "Partner", place="shown", width=20),
        Column("amount", "Amount", "money", "what the organisation gets of it"),
        data("sent", "money", "what was sent of it, on its way or there", "paid"),
        Column("has", "Sent", "money", get="sent", place="shown"),
        Column(
            "to_send",
            "To send",
            "money",
            formula=lambda part: "=MAX(0,ROUND({amount}-{has},2))" if part.due else None,
            place="shown",
        ),
        data("currency", "text", "currency of the amounts, such as EUR", "amount.currency"),
        data("due", "flag", "whether its payment has arrived and its day is there"),
    ),
)


def instalment_parts(p: Partnership, shares: Mapping[str, Money]) -> Iterator[InstalmentPart]:
    """Yield each organisation's part of each instalment, in the order of the shares."""
    currency = p.plan.project.currency
    for each, parts in parts_of(p, shares):
        paid = dict.fromkeys(parts, Money(0, currency))
        for fact in p.facts_of(each.id, Paid):
            if fact.amount.currency == currency and fact.payee in paid:
                paid[fact.payee] += fact.amount
        span = each.expected.span(p.start)
        for home in sorted(parts, key=[*shares, *parts].index):
            yield InstalmentPart(
                instalment=each,
                organisation=home,
                partner=p.label(home),
                after=p.label(each.after) if each.after else None,
                amount=parts[home],
                paid=paid[home],
                due=is_due(p, each),
                own=home == p.plan.project.coordinator,
                expected=span.last if span is not None else None,
            )


@frozen(kw_only=True)
class MatrixRow:
    """A work package, or an activity of a KA210, and the share of each organisation.

    `shares` stand in the order of the matrix's organisations, None where none is stated.
    `stated` is the amount typed for the whole, `total` that or the sum of the shares, whichever is
    more: what the shares do not make of it is not shared out yet. `least` is what is known of it:
    of a work package that has what its activities have, the amounts of those that state one.
    """

    id: str
    title: str
    shares: tuple[Money | None, ...]
    stated: Money | None
    total: Money | None
    least: Money | None

    @property
    def unshared(self) -> Money | None:
        """Return how much of it nobody has, None where its amount is not known."""
        return None if self.total is None else self.rest

    @property
    def rest(self) -> Money | None:
        """Return how much of what is known of it nobody has, None where nothing is."""
        known = (share for share in self.shares if share is not None)
        return None if self.least is None else self.least - Money.total(known, self.least.currency)


@frozen(kw_only=True)
class Matrix:
    """Rows × organisations, with totals that always agree.

    `by_activity` tells that the rows are activities, since the project has no work packages.
    The total of an organisation is None while nobody stated a share of it, unless the shares of the
    others make all amounts or the whole lump sum; and while a row has no amount, of which it may
    have a part. Where the other rows make the whole lump sum, nothing is left for that row.
    `total` is the sum of what is stated, None while no row has an amount.
    """

    organisations: tuple[Organisation, ...]
    rows: tuple[MatrixRow, ...]
    by_activity: bool
    totals: tuple[Money | None, ...]
    total: Money | None

    @property
    def whole(self) -> Money | None:
        """Return the sum of all rows, None where the amount of one is not known."""
        return None if any(row.total is None for row in self.rows) else self.total

    @property
    def partly(self) -> bool:
        """Tell whether some of the money is known, and some is not."""
        known = any(row.least is not None for row in self.rows)
        return known and any(row.total is None for row in self.rows)

    def part(self, row: MatrixRow, column: int) -> Money | None:
        """Return what an organisation has of a row; None where nobody stated how it is shared out.

        Who has a share elsewhere and none in a row that others share has nothing of it.
        """
        share, whole = row.shares[column], row.total
        if share is not None or whole is None:
            return share
        others = any(row.shares) and not row.unshared
        known = not whole or (others and self.totals[column] is not None)
        return whole - whole if known else None


@frozen(kw_only=True)
class PaymentRow:
    """A payment of the agreement: its amount, when it is expected, and what arrived.

    What arrived for no payment of the plan stands in a row of its own, without `id` and amount.
    """

    id: str
    title: str
    share: str
    trigger: str
    amount: Money | None
    expected: date | None
    paid: Money
    open: Money | None


@once
def matrix(p: Partnership) -> Matrix:
    """Return work packages × organisations; for a project without them activities × organisations.

    A work package for which nothing is stated has what its activities have, once all state it.
    An organisation that has a share but is not in the plan stands last, under its id.
    Amounts in another currency than the project's are left out of the sums.
    """
    currency = p.plan.project.currency
    things: tuple[WorkPackage | Activity, ...] = p.plan.work_packages or p.plan.activities
    parts = [_stated(p, thing) for thing in things]
    grants = [grant for grant, *_ in parts]
    named = dict.fromkeys(id_ for grant in grants for id_ in grant)
    listed = tuple(o for o in p.plan.organisations if o.role == "partner" or o.id in named)
    known = [o.id for o in listed]
    columns = (*known, *(id_ for id_ in named if id_ not in known))
    # A plan made in Python can give money to an id in which nothing stands.
    others = (Organisation(id=id_ if id_.strip() else "?") for id_ in columns[len(known) :])
    organisations = (*listed, *others)
    rows = tuple(
        MatrixRow(
            id=thing.id,
            title=thing.title or thing.id,
            shares=tuple(grant.get(id_) for id_ in columns),
            stated=_own(thing.amount, currency),
            total=total,
            least=least,
        )
        for thing, (grant, total, least) in zip(things, parts, strict=True)
    )
    totals = tuple(
        sum_of((row.shares[column] for row in rows), currency)
        for column in range(len(organisations))
    )
    shared = sum_of(totals, currency)
    complete = all(row.stated == row.total and any(row.shares) and not row.unshared for row in rows)
    if shared is not None and (complete or shared == p.plan.project.lump_sum):
        totals = tuple(shared - shared if total is None else total for total in totals)
    least = sum_of((row.least for row in rows), currency)
    if least is not None and least == p.plan.project.lump_sum:
        filled = ((row, row.least or least - least) for row in rows)
        rows = tuple(evolve(row, total=known, least=known) for row, known in filled)
    whole = sum_of((row.total for row in rows), currency)
    if any(row.total is None for row in rows):
        totals = (None,) * len(totals)
    return Matrix(
        organisations=organisations,
        rows=rows,
        by_activity=not p.plan.work_packages,
        totals=totals,
        total=whole,
    )


def _stated(
    p: Partnership, thing: WorkPackage | Activity
) -> tuple[Mapping[str, Money], Money | None, Money | None]:
    """Return the stated shares, the amount of the whole where it is known, and what is known of it.

    Those of a work package for which nothing is stated are the sums over its activities.
    """
    currency = p.plan.project.currency
    whole = thing.grant or thing.amount is not None or p.kind_of(thing.id) != "work_packages"
    inside = (thing,) if whole else (a for a in p.plan.activities if a.work_package == thing.id)
    parts = [(_grant(each, currency), _amount(each, currency)) for each in inside]
    grant = summed(pair for own, _ in parts for pair in own.items())
    least = sum_of((amount for _, amount in parts), currency)
    return grant, None if any(amount is None for _, amount in parts) else least, least


def _grant(thing: WorkPackage | Activity, currency: str) -> dict[str, Money]:
    return {id_: money for id_, money in thing.grant.items() if money.currency == currency}


def _amount(thing: WorkPackage | Activity, currency: str) -> Money | None:
    """Return the sum of the shares, or what is stated for the whole where that is more."""
    known = (sum_of(_grant(thing, currency).values(), currency), _own(thing.amount, currency))
    return max((money for money in known if money is not None), default=None)


def activity_amounts(
    p: Partnership, partner: str | None = None
) -> tuple[tuple[Activity, Money | None], ...]:
    """Return each activity with its amount, or with the share that a partner has in it."""
    currency = p.plan.project.currency
    if partner is not None:
        return tuple((a, _own(a.grant.get(partner), currency)) for a in p.plan.activities)
    return tuple((activity, _amount(activity, currency)) for activity in p.plan.activities)


def share_in(thing: Activity | WorkPackage, organisation: str, currency: str) -> Money | None:
    """Return the stated share of an organisation, None without one or in another currency."""
    return _own(thing.grant.get(organisation), currency)


def payments(p: Partnership) -> tuple[PaymentRow, ...]:
    """Return the payment plan; shares that make the whole add up to it to the cent."""
    currency = p.plan.project.currency
    arrived = _arrived(p)
    rows: list[PaymentRow] = []
    for payment, amount in zip(p.plan.payments, _payment_amounts(p), strict=True):
        paid = arrived.pop(payment.id, Money(0, currency))
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
    if arrived:
        rest = Money.total(arrived.values(), currency)
        rows.append(
            PaymentRow(
                id="",
                title="Arrived, but for no payment of the plan",
                share="",
                trigger="",
                amount=None,
                expected=None,
                paid=rest,
                open=-rest if rows else None,
            )
        )
    return tuple(rows)


PAYMENTS = Table(
    name="payments",
    about="One row for each payment of the national agency, and one for what arrived for none.",
    columns=(
        Column(
            "id",
            "Payment",
            "id",
            "id in the plan",
            get=lambda row: row.id or None,
            names=True,
            width=11,
        ),
        Column("title", "Title", "text", "title, or else the id", width=40),
        Column("share", "Share", "text", place="shown", width=10),
        Column(
            "trigger",
            "Trigger",
            "text",
            "what the payment follows",
            get=lambda row: row.trigger or None,
            width=18,
        ),
        Column("expected", "Expected", "day", "day on which it is expected", width=14),
        Column("amount", "Amount", "money", "amount by the agreement"),
        Column("paid", "Arrived", "money", "amount that arrived"),
        Column(
            "open",
            "Open",
            "money",
            "amount still to come",
            formula="=ROUND({amount}-{paid},2)",
            absent=NOT_KNOWN,
        ),
        data(
            "currency",
            "text",
            "currency of the amounts, such as EUR",
            lambda row: row.paid.currency,
        ),
    ),
)


def _payment_amounts(p: Partnership) -> Iterator[Money | None]:
    """Yield the amount of each payment; the last of shares that make the whole takes the rest."""
    project = p.plan.project
    lump_sum = _own(project.lump_sum, project.currency)
    by_share = [x for x in p.plan.payments if x.share is not None and x.amount is None]
    whole = sum(x.share.portion for x in by_share if x.share is not None) == 1
    given = Money(0, project.currency)
    for payment in p.plan.payments:
        amount = _own(payment.amount, project.currency)
        if payment.amount is None and payment.share is not None and lump_sum is not None:
            last = whole and payment is by_share[-1]
            amount = lump_sum - given if last else payment.share.of(lump_sum)
            given += amount
        yield amount


def _arrived(p: Partnership) -> dict[str | None, Money]:
    """Return what the agency paid, by payment, under None what belongs to none of the plan."""
    known = {payment.id for payment in p.plan.payments}
    return summed(
        (fact.of if fact.of in known else None, fact.amount)
        for fact in p.facts_of_kind(Paid)
        if fact.from_agency and fact.amount.currency == p.plan.project.currency
    )


def spent(p: Partnership) -> tuple[tuple[str, str, Money], ...]:
    """Return what was spent, `(work package or activity, organisation, amount)`, summed up."""
    booked = ((fact, fact.booked(p.plan.project.currency)) for fact in p.facts_of_kind(Spent))
    sums = summed(
        ((fact.of or "", fact.organisation or ""), money)
        for fact, money in booked
        if money is not None
    )
    return tuple((of, organisation, money) for (of, organisation), money in sums.items())


def _own(money: Money | None, currency: str) -> Money | None:
    return money if money is not None and money.currency == currency else None


def sum_of(amounts: Iterable[Money | None], currency: str) -> Money | None:
    """Return the sum of the amounts that are known, in a currency; None where none is."""
    known = [own for money in amounts if (own := _own(money, currency)) is not None]
    return Money.total(known, currency) if known else None


def amount_of(p: Partnership, thing: Activity | WorkPackage) -> Money | None:
    """Return what something takes of the grant; None if nothing, or in another currency."""
    _, total, _ = _stated(p, thing)
    return total if total is not None and total.amount > 0 else None


@once
def makers_of(p: Partnership) -> dict[str, Activity]:
    """Return which activity makes each result: the first that names it."""
    return firsts((id_, activity) for activity in p.plan.activities for id_ in activity.results)
