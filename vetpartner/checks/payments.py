"""Payments: from whom to whom, once, and no more than there is and than was agreed."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.checks.rule import Found, family, listed
from vetpartner.model import Amended, Money, Paid
from vetpartner.model.partnership import once
from vetpartner.state.ledger import instalments
from vetpartner.state.shares import ON_ITS_WAY, matrix, payments
from vetpartner.values.keyed import grouped
from vetpartner.values.money import CENT

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Partnership
    from vetpartner.state.shares import InstalmentPart

rule = family("Money")
NEAR = 14
"""Days within which two equal payments may be one and the same; practice, no rule."""


@rule("the file format")
def payment_without_parties(s: Subject) -> Found:
    """A payment says who paid whom.

    Without a payer it counts as money of the national agency, without a payee as money of the
    coordinator. So an instalment to a partner names both, and a payment of the agency no payer.
    """
    coordinator = s.plan.project.coordinator
    home = coordinator or "sts"
    for at, paid in s.facts(Paid):
        kind, what = s.p.kind_of(paid.of or ""), f"{paid.amount}"
        payer, payee = s.organisation(paid.payer), s.organisation(paid.payee)
        if payer is not None and payer == payee:
            message = f"{what} is paid by {s.p.label(payer)} to itself"
            yield s.error(message, f"{at}/payee", "correct payer or payee")
        elif kind == "instalments" and (payer is None or payee is None):
            lacking = [name for name in ("payer", "payee") if getattr(paid, name) is None]
            counts = "the agency" if payer is None else "a partner"
            message = f"{what} of the instalment {paid.of} names no {' and no '.join(lacking)}, "
            message += f"so that it counts as money from {counts} to "
            message += f"{s.p.label(payee or home)}"
            given = {"payer": f'payer = "{home}"', "payee": f'payee = "{_partner(s)}"'}
            yield s.error(message, at, f"add {' and '.join(given[name] for name in lacking)}")
        elif kind == "payments" and payer is not None:
            message = f"{paid.of} is a payment of the agency, but {s.p.label(payer)} is named "
            yield s.error(f"{message}as its payer", f"{at}/payer", "take payer out")
        elif payer is not None and payee is None and payer == coordinator:
            message = f"{what} of {s.p.label(payer)} names no payee, so that it is paid to itself"
            way_out = f'add payee = "{_partner(s)}", or take payer out if the agency paid it'
            yield s.error(message, at, way_out)
        elif payer is None and payee not in {None, coordinator}:
            message = f"{what} to {s.p.label(payee)} names no payer, so that it counts as money "
            yield s.error(f"{message}from the agency", at, f'add payer = "{home}"')


def _partner(s: Subject) -> str:
    others = (o.id for _, o in s.partners if o.id != s.plan.project.coordinator)
    return next(others, "fbk")


@rule("the file format")
def payment_of_nothing(s: Subject) -> Found:
    """A payment is more than nothing.

    Money that is given back is a payment with payer and payee the other way round. Only what the
    agency took back has no other form than an amount below zero, and needs a `reason`.
    """
    home = s.plan.project.coordinator or "sts"
    for at, paid in s.facts(Paid):
        amount, payer = paid.amount, s.organisation(paid.payer)
        if amount.amount > 0 or (amount.amount < 0 and payer is None and paid.why):
            continue
        if not amount.amount:
            message, way_out = f"{amount} was paid", "write the amount that was paid, or delete it"
        elif payer is None:
            message = f"the agency paid {amount}, which is less than nothing"
            way_out = 'correct the amount; if the agency took it back, add reason = "…"'
        else:
            payee = s.organisation(paid.payee) or home
            message = f"{s.p.label(payer)} paid {amount}, which is less than nothing"
            way_out = f"write {-amount.amount:f} as amount; if {s.p.label(payee)} gave it back, "
            way_out += f'with payer = "{payee}" and payee = "{payer}"'
        yield s.error(message, f"{at}/amount", way_out)


@rule("none; practice")
def payment_may_be_twice(s: Subject) -> Found:
    """The same amount is not recorded twice as paid by the same to the same within two weeks.

    It may be one payment that two people wrote down, each with another day, or in another currency.
    If both are right, give each an `id`, or say in a `reason` why there were two.
    """
    alike = grouped((_transfer(s, fact)[:2], (at, fact)) for at, fact in s.facts(Paid))
    for rows in alike.values():
        for (first, one), (at, other) in combinations(rows, 2):
            told = None not in (one.id, other.id) or one.why or other.why
            if told or (one.of != other.of and None not in (one.of, other.of)):
                continue
            days = _day(s, one), _day(s, other)
            foreign = one.amount.currency != other.amount.currency
            # Of two currencies nobody can tell whether it is as much, but on one day it may be.
            near = 0 if foreign else NEAR if one.amount == other.amount else -1
            if days[0] is None or days[1] is None or abs((days[0] - days[1]).days) > near:
                continue
            message = f"{one.amount} on {days[0]} and {other.amount} on {days[1]}, by the same to "
            message += f"the same, may be one payment: {first} and {at}"
            way_out = 'delete one of the two, or give each its own id, as id = "first"'
            yield s.warning(message, at, way_out)


def _transfer(s: Subject, paid: Paid) -> tuple[str | None, str | None, Money]:
    """Return who paid whom how much, the parties by their ids where they are known."""
    return s.organisation(paid.payer), s.organisation(paid.payee), paid.amount


def _has_currency(s: Subject) -> bool:
    """Tell whether sums can be made; another rule tells of a currency that is none."""
    return re.fullmatch(r"[A-Z]{3}", s.plan.project.currency) is not None


def _day(s: Subject, paid: Paid) -> date | None:
    span = s.span(paid.when)
    return paid.sent or (span.first if span is not None else None)


@rule("none; the partners' own agreement")
def paid_without_share(s: Subject) -> Found:
    """Whoever is paid has a share of the grant.

    An associated partner gets none, and what is passed on without a share cannot be reported.
    While nobody's share is stated, nothing can be said.
    """
    shares = _shares(s)
    told: set[str] = set()
    for at, paid in s.facts(Paid) if any(shares.values()) else ():
        who = s.organisation(paid.payee)
        if who is None or paid.payer is None or who == s.plan.project.coordinator or who in told:
            continue
        if not shares.get(who) and paid.amount.amount > 0:
            told.add(who)
            message = (
                f"{s.p.label(who)} is paid {paid.amount}, but no share of the grant is stated "
            )
            way_out = f"correct the payee, or add {who} = 10_000 to grant of a work package"
            yield s.warning(f"{message}for it", f"{at}/payee", way_out)


@rule("arithmetic; money comes from the agency by way of the coordinator")
def partner_sent_more_than_it_got(s: Subject) -> Found:
    """A partner passes on, or gives back, no more than it got.

    One of the entries names the wrong one of the two, or a transfer to the partner is not recorded.
    """
    currency, home = s.plan.project.currency, s.plan.project.coordinator
    left: dict[str, Money] = {}
    last: dict[str, str] = {}
    for at, paid in s.facts(Paid):
        payer, payee, amount = _transfer(s, paid)
        if payer in {None, payee} or amount.currency != currency:
            continue
        for id_, money in ((payee or home, amount), (payer, -amount)):
            if id_ is not None:
                left[id_] = left.get(id_, Money(0, currency)) + money
        if payer is not None and payer != home:
            last[payer] = at
    for id_, at in last.items() if home is not None else ():
        if left[id_].amount < 0:
            message = f"{s.p.label(id_)} sent {-left[id_]} more than it got"
            way_out = "correct payer or payee, or record what it got"
            yield s.warning(message, f"{at}/payer", way_out)


@rule("arithmetic; the coordinator passes on what the agency pays")
def sent_more_than_arrived(s: Subject) -> Found:
    """No more is sent to the partners than came from the agency.

    A payment of the agency is not recorded, or one to a partner is too large.
    """
    home, currency = s.plan.project.coordinator, s.plan.project.currency
    rows = [fact for _, fact in s.facts(Paid) if fact.amount.currency == currency]
    if not rows or home is None:
        return
    came = s.total(fact.amount for fact in rows if fact.from_agency) or Money(0, currency)
    ways = [(s.organisation(f.payer), s.organisation(f.payee) or home, f.amount) for f in rows]
    out = s.total(money for payer, payee, money in ways if payer == home != payee)
    back = s.total(
        money for payer, payee, money in ways if payee == home and payer not in {None, home}
    )
    sent = None if out is None else out - (back or Money(0, currency))
    if sent is not None and sent > came:
        message = f"{sent} was sent to partners, but only {came} came from the agency so far"
        yield s.warning(message, "paid", "record what the agency paid as [[paid]] without a payer")


@rule("the grant agreement of the project")
def payment_sum_off(s: Subject) -> Found:
    """What the agency paid of a payment is what the agreement says.

    A digit is missing, a payment is recorded under another one, or the agency paid less than asked.
    If it did so, say in `reason` why. Where amounts were amended, what was agreed before holds too.
    """
    if not _has_currency(s):
        return
    facts = grouped((f.of, (at, f)) for at, f in s.facts(Paid) if f.from_agency)
    for row in payments(s.p):
        rows = facts.get(row.id, [])
        if row.amount is None or not row.paid or row.paid == row.amount:
            continue
        if row.paid == _agreed_payments(_approved(s.p)).get(row.id):
            continue
        if not any(fact.why for _, fact in rows):
            difference = _difference(row.paid, row.amount)
            message = f"the agency paid {row.paid} of {row.id}, which is {row.amount} by the "
            way_out = "correct the amount, record the rest, or add a reason"
            at = f"{rows[-1][0]}/amount"
            yield s.warning(f"{message}agreement: {difference}", at, way_out)


@rule("none; the partners' own agreement")
def instalment_sum_off(s: Subject) -> Found:
    """What is paid of an instalment is what was agreed.

    A partner that gets more has to give it back, and one that gets less will ask for it.
    Where shares were amended, what was agreed before holds for what was paid before; if it is less
    for another cause, say it in `reason`.
    """
    if not _has_currency(s):
        return
    currency = s.plan.project.currency
    paid = grouped(((f.of, f.payee), (at, f)) for at, f in s.facts(Paid) if f.payee is not None)
    for part in instalments(s.p):
        place = part.instalment.id, part.organisation
        rows = paid.get(place, [])
        if part.own or not rows or part.paid == part.amount:
            continue
        if part.paid == _agreed_parts(_approved(s.p)).get(place):
            continue
        # What was paid in another currency is in no sum, and told by another rule.
        if not any(fact.why or fact.amount.currency != currency for _, fact in rows):
            message = f"{part.partner} got {part.paid} of {part.instalment.id}, which is "
            message += f"{part.amount}: {_difference(part.paid, part.amount)} than agreed"
            at = f"{rows[-1][0]}/amount"
            yield s.warning(message, at, "correct the amount, or record the rest")
    named = {each.id: each for each in s.plan.instalments if each.amounts}
    for (of, payee), rows in paid.items():
        instalment = named.get(of or "")
        if instalment is not None and payee in s.p and payee not in instalment.amounts:
            at, fact = rows[0]
            message = f"{s.p.label(payee)} got {fact.amount} of {of}, of which nothing is agreed "
            way_out = f"correct payee or of, or add {payee} to amounts of {of}"
            yield s.warning(f"{message}for it", f"{at}/payee", way_out)


# What was agreed before the amendments is computed only where something else was paid than now.


@once
def _approved(p: Partnership) -> Partnership:
    """Return the partnership as approved, with all that was paid."""
    facts = tuple(f for f in p.facts if not isinstance(f, Amended))
    return p if len(facts) == len(p.facts) else evolve(p, facts=facts)


@once
def _agreed_payments(p: Partnership) -> dict[str, Money | None]:
    return {row.id: row.amount for row in payments(p)}


@once
def _agreed_parts(p: Partnership) -> dict[tuple[str, str], Money | None]:
    return {(part.instalment.id, part.organisation): part.amount for part in instalments(p)}


def _difference(paid: Money, agreed: Money) -> str:
    return f"{paid - agreed} more" if paid > agreed else f"{agreed - paid} less"


@rule("arithmetic; the coordinator passes on what the agency pays")
def instalments_over_payments(s: Subject) -> Found:
    """The instalments after a payment pass on no more than the agency pays up to it.

    The parts of all partners count, that of the coordinator too.
    """
    parts = grouped((one.instalment.after, one.amount.amount) for one in _parts(s))
    came = out = rounded = Decimal(0)
    for row in payments(s.p) if parts else ():
        if row.amount is None:
            return
        passed = parts.get(row.id, [])
        came, out = came + row.amount.amount, sum(passed, out)
        rounded += CENT * len(passed)  # each part is rounded by itself
        if out > came + rounded:
            after = [one.id for one in s.plan.instalments if one.after == row.id]
            sums = [Money(amount, row.amount.currency) for amount in (out, came)]
            message = f"the instalments up to {listed(after)} pass on {sums[0]}, but the payments "
            message += f"up to {row.id} bring {sums[1]}"
            way_out = "correct the shares, or after"
            yield s.warning(message, f"instalments/{after[-1]}", way_out)
            return


def _parts(s: Subject) -> tuple[InstalmentPart, ...]:
    return tuple(instalments(s.p)) if _has_currency(s) else ()


@rule("none; the partners' own agreement")
def partner_paid_more_than_share(s: Subject) -> Found:
    """No partner gets more than its share of the lump sum.

    The coordinator answers for what was passed on, and has to ask for it back.
    """
    shares = _shares(s)
    sums: dict[str, Money] = {}
    for at, paid in s.facts(Paid):
        payer, payee, amount = _transfer(s, paid)
        for id_, money in ((payee, amount), (payer, -amount)):
            if payer is None or id_ is None or money.currency != s.plan.project.currency:
                continue
            sums[id_] = sums.get(id_, Money(0, money.currency)) + money
            known = shares.get(id_)
            if known and money.amount > 0 and sums[id_] > known:
                message = f"{s.p.label(id_)} got {sums[id_]} in all, but its share is {known}"
                yield s.warning(message, f"{at}/amount", "correct the payment or the share")


def _shares(s: Subject) -> dict[str, Money | None]:
    """Return what each organisation has of the lump sum, None where nobody stated it."""
    if not _has_currency(s):
        return {}
    table = matrix(s.p)
    return {o.id: total for o, total in zip(table.organisations, table.totals, strict=True)}


@rule("none; practice")
def transfer_not_arrived(s: Subject) -> Found:
    """Money that was sent to a partner arrives within two weeks.

    Ask the partner; a wrong account number is found early or not at all.
    """
    for at, paid in s.facts(Paid):
        if not paid.received and paid.sent is not None:
            days = (s.p.as_of - paid.sent).days
            if days > ON_ITS_WAY:
                whom = s.p.label(paid.payee) if paid.payee else "the coordinator"
                message = f"{paid.amount} to {whom} was sent {days} days ago, but has not arrived"
                yield s.warning(message, f"{at}/sent", f"add when = {s.day} (the day it arrived)")
