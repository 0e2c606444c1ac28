"""The account of each partner: its share, what is due and sent, what it earned, what is at risk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import Money, Paid, Share
from vetpartner.model.partnership import once
from vetpartner.programme import known_rules
from vetpartner.state.earned import by_home, earning
from vetpartner.state.shares import (
    InstalmentPart,
    instalment_parts,
    is_due,
    matrix,
    parts_of,
    sum_of,
)
from vetpartner.state.unknown import outside_packages
from vetpartner.values.counts import AtLeast, percent
from vetpartner.values.table import DASH, NOT_KNOWN, Column, Table, Tabled, data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from vetpartner.model import Partnership


UNSHARED = "not shared out"


@frozen(kw_only=True)
class Account:
    """The money of one organisation; `id` is None for what belongs to nobody yet.

    `share` is its part of the lump sum, and always `earned` + `unverified` + `at_risk` + `open`.
    Where nobody stated it, it is None, and so is what would be reckoned with it; that of nobody is
    None where a work package has no amount.
    `earned` counts whole activities and work packages; `by_results` counts of each so much as of
    its results is done. `unverified` would be earned, if not for a rule without a source.
    `due` is what it ought to have by the instalments, None where there are none, or where they are
    parts of a share that nobody stated.
    `sent` was transferred, `received` is there; a coordinator has what it did not pass on.
    `to_send` is due and not yet sent, None where `due` is; `to_recover` is what
    it has beyond what it earned and can still earn. The `own` account of the coordinator has
    nothing to send or to recover; what it received are its own parts that it keeps (`kept`), what
    is due to others (`to_pass_on`), and what is due to nobody yet. Both are None for the others,
    and where no instalments are agreed.
    Where nobody knows what must be proved, what is earned, at risk and open is None.
    """

    id: str | None
    label: str
    share: Money | None
    due: Money | None
    sent: Money
    received: Money
    earned: Money | None
    unverified: Money | None
    at_risk: Money | None
    open: Money | None
    to_send: Money | None
    to_recover: Money | None
    by_results: Money | None = None
    kept: Money | None = None
    to_pass_on: Money | None = None
    own: bool = False


@frozen(kw_only=True)
class PartnerLedger(Tabled):
    """The accounts of all partners, and their sums; prints and shows as a table.

    `arrived` is what came from the agency: the sum of `received`, and `on_its_way`; `passed_on` is
    what the coordinator sent of it to the others.
    `asked` is the part of it that has to be used before the next payment, None where the rules say
    none, and `basis` where they say so, which is `verified` or not.
    `outside` is what activities have that are in no work package, and so in none of the accounts.
    """

    label: str
    day: date
    accounts: tuple[Account, ...]
    total: Account
    arrived: Money
    on_its_way: Money
    passed_on: Money
    asked: Share | None = None
    basis: str | None = None
    verified: bool = False
    outside: Money | None = None

    @property
    def used(self) -> Decimal | None:
        """Return what is earned in percent of what arrived, as `used_of`; None before that."""
        return None if self.total.earned is None else self.used_of(self.total.earned)

    def used_of(self, amount: Money, *, more: bool = False) -> Decimal | None:
        """Return an amount in percent of what arrived, to one digit; None where nothing did.

        What is less than the share that is asked is not rounded up to it, and what may be `more` is
        not rounded up at all.
        """
        if self.arrived.amount <= 0:
            return None
        least = self.asked.portion * 100 if self.asked is not None else None
        part = AtLeast(amount.amount) if more else amount.amount
        found = percent(part, self.arrived.amount, digits=1, least=least)
        return found.to_integral_value() if found == found.to_integral_value() else found

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
        yield from self._readings()
        if self.arrived or self.on_its_way:
            yield f"From the agency {self.arrived}; on its way {self.on_its_way}"
        else:
            yield "No payment of the agency is recorded"
        yield from self._with_the_coordinator()
        if self.used is not None and self.asked is not None:
            share = f"{self.asked} must be used before the next payment"
            asked = share if self.verified else f"that {share} is not verified"
            yield f"{self.used} % of the money received is earned; {asked}: {self.basis}"

    def _readings(self) -> Iterator[str]:
        """Yield by which reading something is earned, and what another one makes of it."""
        if self.total.earned is None:
            return
        yield (
            "Earned counts whole activities and work packages, or nothing of them; "
            "by the share of results that are done, whatever unverified rules ask for, it would be "
            f"{self.total.by_results}"
        )
        if self.total.unverified:
            yield (
                f"{self.total.unverified} rests on an unverified rule: it would be earned, but "
                "lacks evidence that no source asks for, see `vetpartner rules`"
            )

    def _with_the_coordinator(self) -> Iterator[str]:
        """Yield what of the agency's money is passed on, kept, or not yet passed on."""
        own = next((account for account in self.accounts if account.own), None)
        if own is None or not self.arrived:
            return
        if own.kept is None or own.to_pass_on is None:
            more = own.received - own.share if own.share is not None else None
            least = f", at least {more}," if more is not None and more.amount > 0 else ""
            yield (
                f"{own.label} passed on {self.passed_on} and has {own.received}; how much of it"
                f"{least} it still has to pass on is not agreed: no instalments are planned"
            )
            return
        early = own.received - own.kept - own.to_pass_on
        yield (
            f"{own.label} passed on {self.passed_on}, keeps {own.kept}, and has "
            f"{own.to_pass_on} not yet passed on and {early} that is due to nobody yet"
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
        _sum(
            "unverified",
            "Unverified",
            "would be earned, but lacks what only a rule without a source asks for",
            full="Rests on an unverified rule",
        ),
        _sum("at_risk", "At risk", "late, cancelled or without proof", warns="attention"),
        _sum(
            "open",
            "Open",
            "everything else of the share",
            full="Still open",
            formula="=ROUND({share}-{earned}-{unverified}-{at_risk},2)",
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
        data("by_results", "money", "earned by the share of results that are done"),
        data("kept", "money", "what the coordinator keeps as its own parts of the instalments"),
        data("to_pass_on", "money", "what the coordinator has that is due to others"),
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
    money = earning(p)
    at_risk, unsourced = by_home(money.at_risk), by_home(money.unverified)
    earned = None if money.earned is None else by_home(money.earned)
    by_results = None if money.by_results is None else by_home(money.by_results)
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
        doubtful = unsourced.get(id_, nothing)
        back = nothing if own or share is None else max(nothing, has - (share - risked))
        still = None if owed is None else nothing if own else max(nothing, owed - passed)
        return Account(
            id=id_,
            label=UNSHARED if id_ is None else p.label(id_),
            share=share,
            due=owed,
            sent=passed,
            received=has,
            earned=done,
            unverified=doubtful if proved else None,
            at_risk=risked if proved else None,
            open=None if share is None or done is None else share - done - doubtful - risked,
            to_send=still,
            to_recover=back if proved or (known and own) else None,
            by_results=None if done is None or by_results is None else by_results.get(id_, nothing),
            own=own,
        )

    accounts = tuple(account(id_) for id_ in dict.fromkeys(ids))
    accounts = tuple(_with_parts(one, accounts) if one.own else one for one in accounts)
    known = Money.total(received.values(), currency)
    asked, basis, verified = _asked(p)
    return PartnerLedger(
        label=p.plan.project.label,
        day=p.as_of,
        accounts=accounts,
        total=_total(accounts, currency),
        arrived=arrived,
        on_its_way=arrived - known,
        passed_on=_passed_on(p, currency),
        asked=asked,
        basis=basis,
        verified=verified,
        outside=outside_packages(p),
    )


def _with_parts(own: Account, accounts: tuple[Account, ...]) -> Account:
    """Return the account of the coordinator with what it keeps, and what it has for others."""
    nothing = Money(0, own.received.currency)
    owed = [account.to_send for account in accounts if account.id is not None and not account.own]
    if own.due is None or None in owed:
        return own
    kept = max(nothing, min(own.received, own.due))
    to_pass_on = min(own.received - kept, sum_of(owed, nothing.currency) or nothing)
    return evolve(own, kept=kept, to_pass_on=max(nothing, to_pass_on))


def _passed_on(p: Partnership, currency: str) -> Money:
    """Return what the coordinator sent to others."""
    coordinator = p.plan.project.coordinator
    sent = (
        fact.amount
        for fact in p.facts_of_kind(Paid)
        if fact.payer is not None
        and fact.payer == coordinator != fact.payee
        and fact.amount.currency == currency
    )
    return Money.total(sent, currency)


def _asked(p: Partnership) -> tuple[Share | None, str | None, bool]:
    """Return which part of a payment is to be used before the next one, who says so, and if surely.

    The last one tells whether a source says it.
    """
    rules, key = known_rules(p), "used_share_before_next"
    if not rules.says(key):
        return rules.used_share_before_next, None, False
    basis = rules.cite(key)
    return rules.used_share_before_next, str(basis), basis.verified


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
        unverified=added("unverified"),
        by_results=added("by_results"),
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


def instalments(p: Partnership) -> Iterator[InstalmentPart]:
    """Yield each organisation's part of each instalment, in the order of the accounts."""
    accounts = ledger(p).accounts
    known = {one.id: one.share for one in accounts if one.id is not None}
    return instalment_parts(p, {id_: share for id_, share in known.items() if share is not None})
