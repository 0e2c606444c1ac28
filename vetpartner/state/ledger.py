"""The account of each partner: its share, what is due and sent, what it earned, what is at risk."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Money, Paid, Share, When
from vetpartner.model.partnership import once
from vetpartner.programme import known_rules
from vetpartner.state.earned import AtRisk, at_risk, earning
from vetpartner.state.shares import (
    InstalmentPart,
    instalment_parts,
    is_due,
    matrix,
    parts_of,
    sum_of,
)
from vetpartner.state.unknown import outside_packages
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import DASH, NOT_KNOWN, Column, Table, Tabled, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


UNSHARED = "not shared out"


@frozen(kw_only=True)
class Account:
    """The money of one organisation; `id` is None for what belongs to nobody yet.

    `share` is its part of the lump sum, and always `earned` + `at_risk` + `open`. Where nobody
    stated it, it is None, and so is what would be reckoned with it; that of nobody is None where a
    work package has no amount.
    `due` is what it ought to have by the instalments, None where there are none, or where they are
    parts of a share that nobody stated.
    `sent` was transferred, `received` is there; a coordinator has what it did not pass on.
    `to_send` is due and not yet sent, None where `due` is; `to_recover` is what
    it has beyond what it earned and can still earn. The `own` account of the coordinator also has
    what is not yet passed on, and nothing to send or to recover.
    Where nobody knows what must be proved, what is earned, at risk and open is None.
    """

    id: str | None
    label: str
    share: Money | None
    due: Money | None
    sent: Money
    received: Money
    earned: Money | None
    at_risk: Money | None
    open: Money | None
    to_send: Money | None
    to_recover: Money | None
    own: bool = False


@frozen(kw_only=True)
class PartnerLedger(Tabled):
    """The accounts of all partners, and their sums; prints and shows as a table.

    `arrived` is what came from the agency: the sum of `received`, and `on_its_way`.
    `asked` is the part of it that has to be used before the next payment, None where the rules say
    none, and `basis` where they say so.
    `outside` is what activities have that are in no work package, and so in none of the accounts.
    """

    label: str
    day: date
    accounts: tuple[Account, ...]
    total: Account
    arrived: Money
    on_its_way: Money
    asked: Share | None = None
    basis: str | None = None
    outside: Money | None = None

    @property
    def used(self) -> Decimal | None:
        """Return what is earned in percent of what arrived, rounded down; None before that."""
        if self.arrived.amount <= 0 or self.total.earned is None:
            return None
        return (self.total.earned.amount * 100 / self.arrived.amount).quantize(
            Decimal(1), ROUND_FLOOR
        )

    def account(self, organisation: str) -> Account:
        """Return the account of an organisation; `KeyError` where it has none."""
        for account in self.accounts:
            if account.id == organisation:
                return account
        raise KeyError(organisation)

    @property
    def table(self) -> Table:
        """Return the accounts and their sums, with what came from the agency as notes."""
        return ledger_table(self).of(
            self.accounts,
            caption=f"{self.label}, {self.arrived.currency}, as of {self.day}",
            total=self.total,
            notes=tuple(self._notes()),
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return what those are called whose share nobody stated."""
        return tuple(a.label for a in self.accounts if a.share is None and a.id is not None)

    def _notes(self) -> Iterator[str]:
        if any(a.share is not None and a.earned is None for a in self.accounts):
            yield "What is earned is not known, since no rules say what must be proved"
        for account in self.accounts:
            if account.id is None and account.share:
                yield f"{account.share} of it is not shared out yet, so that nobody has it"
        if any(a.share is None and a.id is None for a in self.accounts):
            yield "A work package or activity has no amount, so that nobody’s whole share is known"
        elif self.unknown:
            who = ", ".join(self.unknown)
            yield f"The share of {who} is not known: no amounts are stated for it"
        if self.outside is not None:
            yield f"{self.outside} of activities in no work package is in none of these sums"
        if self.arrived or self.on_its_way:
            yield f"From the agency {self.arrived}; on its way {self.on_its_way}"
        else:
            yield "No payment of the agency is recorded"
        if self.used is not None and self.asked is not None:
            yield (
                f"{self.used} % of the money received is earned; {self.asked} must be used before "
                f"the next payment: {self.basis}"
            )


def _sum(name: str, head: str, meaning: str, **more: Any) -> Column:  # noqa: ANN401 - of Column
    return Column(name, head, "money", meaning, width=14, **{"absent": NOT_KNOWN, **more})


LEDGER = Table(
    name="ledger",
    about="One row for the account of each organisation, as in `vp.ledger`; one of nobody is "
    "money that is not shared out.",
    columns=(
        data("organisation", "id", "id of the organisation", "id"),
        Column("label", "Partner", "text", "what people call it", names=True, width=26),
        _sum(
            "share",
            "Share",
            "its part of the lump sum: earned, at risk and open together",
            full="Share of the lump sum",
        ),
        _sum(
            "due",
            "Due",
            "what it ought to have by the instalments that are due",
            full="Due by the instalments so far",
            absent=DASH,
        ),
        _sum("sent", "Sent", "what was transferred to it"),
        _sum("received", "Received", "what is there"),
        _sum(
            "to_send",
            "To send",
            "due and not yet sent",
            full="Still to send",
            absent=DASH,
            formula=lambda row: None if row.own else "=MAX(0,ROUND({due}-{sent},2))",
            warns="attention",
        ),
        _sum("earned", "Earned", "held or delivered with all its proofs; no promise of the agency"),
        _sum("at_risk", "At risk", "late, cancelled or without proof", warns="attention"),
        _sum(
            "open",
            "Open",
            "everything else of the share",
            full="Still open",
            formula="=ROUND({share}-{earned}-{at_risk},2)",
        ),
        _sum(
            "to_recover",
            "To recover",
            "what it has beyond what it earned and can still earn",
            full="To be given back",
            formula=lambda row: (
                None if row.own else "=MAX(0,ROUND({received}-{share}+{at_risk},2))"
            ),
            warns="wrong",
        ),
        data("currency", "text", "currency of the amounts, such as EUR", "sent.currency"),
    ),
)


def ledger_table(found: PartnerLedger) -> Table:
    """Return the table of accounts; where instalments are agreed, what is not due is not known."""
    if all(account.due is None for account in found.accounts):
        return LEDGER
    return LEDGER.changed("due", absent=NOT_KNOWN).changed("to_send", absent=NOT_KNOWN)


@once
def ledger(p: Partnership) -> PartnerLedger:
    """Return the account of each organisation with a share or a payment, in the plan's order.

    What was sent to a partner by the coordinator counts for it; what the coordinator keeps of the
    agency's money counts for the coordinator.
    Earned is what was held or delivered with all evidence, at risk what is late, cancelled or
    without proof; everything else is open. No acceptance by the agency is implied.
    Amounts in another currency than the project's are left out.
    """
    currency = p.plan.project.currency
    table = matrix(p)
    nothing = Money(0, currency)
    shares: dict[str | None, Money] = {
        home.id: total
        for home, total in zip(table.organisations, table.totals, strict=True)
        if total is not None
    }
    shared = sum_of(table.totals, currency)
    unshared = table.total and table.total - (shared or nothing)
    sent, received, arrived = _flows(p, currency)
    if table.partly:
        received.setdefault(None, nothing)  # what nobody has is there, but not known
    elif unshared or None in received:
        shares[None] = unshared or nothing
    earned, at_risk = earning(p).sums()
    due = _due(p, {id_: money for id_, money in shares.items() if id_ is not None})
    by_amount = all(each.share is None or each.amounts for each in p.plan.instalments)
    homes = [home.id for home in table.organisations]
    ids = [*homes, *(id_ for id_ in (*shares, *received) if id_ not in homes)]

    def account(id_: str | None) -> Account:
        share, has = shares.get(id_), received.get(id_, nothing)
        unsure = share is None and not by_amount
        owed = None if due is None or unsure else due.get(id_ or "", nothing)
        passed, risked = sent.get(id_, nothing), at_risk.get(id_, nothing)
        known, own = share is not None, id_ is not None and id_ == p.plan.project.coordinator
        proved = known and earned is not None
        done = earned.get(id_, nothing) if known and earned is not None else None
        kept = nothing if own or share is None else max(nothing, has - (share - risked))
        still = None if owed is None else nothing if own else max(nothing, owed - passed)
        return Account(
            id=id_,
            label=UNSHARED if id_ is None else p.label(id_),
            share=share,
            due=owed,
            sent=passed,
            received=has,
            earned=done,
            at_risk=risked if proved else None,
            open=None if share is None or done is None else share - done - risked,
            to_send=still,
            to_recover=kept if proved or (known and own) else None,
            own=own,
        )

    accounts = tuple(account(id_) for id_ in dict.fromkeys(ids))
    known = Money.total(received.values(), currency)
    asked, basis = _asked(p)
    return PartnerLedger(
        label=p.plan.project.label,
        day=p.as_of,
        accounts=accounts,
        total=_total(accounts, currency),
        arrived=arrived,
        on_its_way=arrived - known,
        asked=asked,
        basis=basis,
        outside=outside_packages(p),
    )


def _asked(p: Partnership) -> tuple[Share | None, str | None]:
    """Return which part of a payment has to be used before the next one, and who says so."""
    rules, key = known_rules(p), "used_share_before_next"
    return rules.used_share_before_next, str(rules.cite(key)) if rules.says(key) else None


def _total(accounts: tuple[Account, ...], currency: str) -> Account:
    """Return the sums; None where a part of one is not known, or none is."""

    def added(name: str) -> Money | None:
        amounts = [getattr(account, name) for account in accounts]
        return None if None in amounts else sum_of(amounts, currency)

    def flown(name: str) -> Money:
        return Money.total((getattr(account, name) for account in accounts), currency)

    return Account(
        id=None,
        label="Total",
        share=added("share"),
        due=added("due"),
        sent=flown("sent"),
        received=flown("received"),
        earned=added("earned"),
        at_risk=added("at_risk"),
        open=added("open"),
        to_send=added("to_send"),
        to_recover=added("to_recover"),
    )


Sums = dict[str | None, Money]


def _flows(p: Partnership, currency: str) -> tuple[Sums, Sums, Money]:
    """Return what was sent to and received by each one, and what came from the agency."""
    sent: Sums = {}
    received: Sums = {}
    arrived = Money(0, currency)
    coordinator = p.plan.project.coordinator
    for fact in p.facts_of_kind(Paid):
        money = fact.amount
        if money.currency != currency or (fact.payer is None and not fact.received):
            continue
        to = fact.payee or coordinator
        if fact.payer is None:
            arrived += money
        else:
            for sums in (sent, received):
                sums[fact.payer] = sums.get(fact.payer, Money(0, currency)) - money
        sent[to] = sent.get(to, Money(0, currency)) + money
        if fact.received:
            received[to] = received.get(to, Money(0, currency)) + money
        received.setdefault(to, Money(0, currency))
    return sent, received, arrived


def _due(p: Partnership, shares: dict[str, Money]) -> dict[str, Money] | None:
    """Return what each one ought to have up to the day; None where nothing is agreed."""
    if not p.plan.instalments:
        return None
    due = {id_: Money(0, money.currency) for id_, money in shares.items()}
    for instalment, parts in parts_of(p, shares):
        if is_due(p, instalment):
            for id_, money in parts.items():
                due[id_] = due[id_] + money if id_ in due else money
    return due


# The account of one partner in full: instalments, transfers, work packages, what is at risk.


def instalments(p: Partnership) -> Iterator[InstalmentPart]:
    """Yield each organisation's part of each instalment, in the order of the accounts."""
    accounts = ledger(p).accounts
    known = {one.id: one.share for one in accounts if one.id is not None}
    return instalment_parts(p, {id_: share for id_, share in known.items() if share is not None})


@frozen(kw_only=True)
class Movement:
    """Money from or to a partner; below zero it went out.

    `when` is the day on which it arrived, or that it is on its way since it was sent, or that
    nobody stated it.
    """

    when: When | Phrase | None
    of: str
    other: str | Phrase
    amount: Money
    note: str | None


MOVEMENTS = Table(
    name="movements",
    caption="Transfers",
    columns=(
        Column("when", "Date", "when", names=True),
        Column("of", "For"),
        Column("other", "From or to"),
        Column("amount", "Amount", "money"),
    ),
)


@frozen(kw_only=True)
class PackageRow:
    """A work package, or an activity of a project without them: the partner's part of it."""

    id: str
    title: str
    share: Money
    earned: Money | None
    at_risk: Money | None

    @property
    def named(self) -> str:
        """Return id and title."""
        return entitled(self.id, self.title)

    @property
    def open(self) -> Money | None:
        """Return what is neither earned nor at risk; None where nobody knows that."""
        if self.earned is None or self.at_risk is None:
            return None
        return self.share - self.earned - self.at_risk


PACKAGES = Table(
    name="packages",
    caption="Work packages",
    columns=(
        Column("named", "Work package", names=True),
        *LEDGER.only("share", "earned", "at_risk", "open").columns,
    ),
)


@frozen(kw_only=True)
class AccountStatement:
    """All that a partner has to know about its money, as of the day."""

    account: Account
    day: date
    coordinator: str | None
    instalments: tuple[InstalmentPart, ...]
    transfers: tuple[Movement, ...]
    packages: tuple[PackageRow, ...]
    risks: tuple[AtRisk, ...]


def account_statement(p: Partnership, organisation: str) -> AccountStatement:
    """Return the account of an organisation in full.

    Raises `KeyError` where it has neither a share nor a payment.
    """
    account = ledger(p).account(organisation)
    rows, found = _packages(p, organisation), earning(p).at_risk.items()
    known = {line for (line, home), money in found if home == organisation and money}
    risks = (
        at
        for at in at_risk(p)
        if at.id in known or getattr(p.get(at.id), "work_package", None) in known
    )
    return AccountStatement(
        account=account,
        day=p.as_of,
        coordinator=p.plan.project.coordinator,
        instalments=tuple(x for x in instalments(p) if x.organisation == organisation),
        transfers=_transfers(p, organisation),
        packages=rows,
        risks=tuple(risks),
    )


def _transfers(p: Partnership, organisation: str) -> tuple[Movement, ...]:
    coordinator = p.plan.project.coordinator
    found = []
    for fact in p.facts_of_kind(Paid):
        payee = fact.payee or coordinator
        if organisation in {payee, fact.payer}:
            out = fact.payer == organisation
            other = payee if out else fact.payer
            found.append(
                Movement(
                    when=fact.when or _undated(fact),
                    of=p.label(fact.of) if fact.of else "",
                    other=p.label(other) if other is not None else say("National agency"),
                    amount=-fact.amount if out else fact.amount,
                    note=fact.note,
                )
            )
    return tuple(found)


def _undated(fact: Paid) -> Phrase:
    if fact.sent is None:
        return say("date not stated")
    return say("{day}, on its way", day=fact.sent)


def _packages(p: Partnership, organisation: str) -> tuple[PackageRow, ...]:
    table = matrix(p)
    column = next((n for n, o in enumerate(table.organisations) if o.id == organisation), None)
    if column is None:
        return ()
    found = earning(p)
    nothing = Money(0, p.plan.project.currency)
    return tuple(
        PackageRow(
            id=line.id,
            title=line.title,
            share=share,
            earned=None
            if found.earned is None
            else found.earned.get((line.id, organisation), nothing),
            at_risk=None
            if found.earned is None
            else found.at_risk.get((line.id, organisation), nothing),
        )
        for line in table.rows
        if (share := line.shares[column]) is not None
    )
