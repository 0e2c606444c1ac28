"""Payments: from whom to whom, once, and no more than there is and than was agreed."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.checks.rule import Found, family
from vetpartner.model import Amended, Money, Paid
from vetpartner.state.ledger import instalments
from vetpartner.state.shares import ON_ITS_WAY, matrix
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.checks.subject import Subject

rule = family("Money")
NEAR = 14
"""Days within which two equal payments may be one and the same; practice, no rule."""


@rule("the file format")
def payment_without_parties(s: Subject) -> Found:
    """A payment says who paid whom.

    Without a payer it counts as money of the national agency, without a payee as money of the
    coordinator. So an instalment to a partner names both, and a payment of the agency no payer.
    """
    home = s.plan.project.coordinator or "sts"
    for at, paid in s.facts(Paid):
        kind, what = s.p.kind_of(paid.of or ""), f"{paid.amount}"
        if paid.payer is not None and paid.payer == paid.payee:
            message = f"{what} is paid by {s.p.label(paid.payer)} to itself"
            yield s.error(message, f"{at}/payee", "correct payer or payee")
        elif kind == "instalments" and (paid.payer is None or paid.payee is None):
            lacking = [name for name in ("payer", "payee") if getattr(paid, name) is None]
            counts = "the agency" if paid.payer is None else "a partner"
            message = f"{what} of the instalment {paid.of} names no {' and no '.join(lacking)}, "
            message += f"so that it counts as money from {counts} to "
            message += f"{s.p.label(paid.payee or home)}"
            given = {"payer": f'payer = "{home}"', "payee": f'payee = "{_partner(s)}"'}
            yield s.error(message, at, f"add {' and '.join(given[name] for name in lacking)}")
        elif kind == "payments" and paid.payer is not None:
            message = f"{paid.of} is a payment of the agency, but {s.p.label(paid.payer)} is named "
            yield s.error(f"{message}as its payer", f"{at}/payer", "take payer out")
        elif paid.payer is None and paid.payee not in {None, s.plan.project.coordinator}:
            message = (
                f"{what} to {s.p.label(paid.payee)} names no payer, so that it counts as money "
            )
            yield s.error(f"{message}from the agency", at, f'add payer = "{home}"')


def _partner(s: Subject) -> str:
    others = (o.id for _, o in s.partners if o.id != s.plan.project.coordinator)
    return next(others, "fbk")


@rule("none; practice")
def payment_may_be_twice(s: Subject) -> Found:
    """The same amount is not recorded twice as paid by the same to the same within two weeks.

    It may be one payment that two people wrote down, each with another day.
    If both are right, give each an `id`, or say in a `reason` why there were two.
    """
    alike = grouped(((f.payer, f.payee, f.amount), (at, f)) for at, f in s.facts(Paid))
    for rows in alike.values():
        for (first, one), (at, other) in combinations(rows, 2):
            known = None not in (one.id, other.id) or one.why or other.why
            days = _day(s, one), _day(s, other)
            if known or (one.of != other.of and None not in (one.of, other.of)):
                continue
            if days[0] is None or days[1] is None or abs((days[0] - days[1]).days) > NEAR:
                continue
            message = (
                f"{one.amount} is recorded twice, on {days[0]} and on {days[1]}: {first} and {at}"
            )
            yield s.warning(message, at, f'delete one of the two, or add id = "second" to {at}')


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
    """
    table = matrix(s.p) if _has_currency(s) else None
    if table is None or table.total is None:
        return
    shares = {o.id: total for o, total in zip(table.organisations, table.totals, strict=True)}
    told: set[str] = set()
    for at, paid in s.facts(Paid):
        who = paid.payee
        if who is None or paid.payer is None or who == s.plan.project.coordinator or who in told:
            continue
        if not shares.get(who) and paid.amount.amount > 0:
            told.add(who)
            message = (
                f"{s.p.label(who)} is paid {paid.amount}, but no share of the grant is stated "
            )
            way_out = f"correct the payee, or add {who} = 10_000 to grant of a work package"
            yield s.warning(f"{message}for it", f"{at}/payee", way_out)


@rule("arithmetic; the coordinator passes on what the agency pays")
def sent_more_than_arrived(s: Subject) -> Found:
    """No more is sent to the partners than came from the agency.

    A payment of the agency is not recorded, or one to a partner is too large.
    """
    home, currency = s.plan.project.coordinator, s.plan.project.currency
    rows = [fact for _, fact in s.facts(Paid) if fact.amount.currency == currency]
    if not rows:
        return
    came = s.total(fact.amount for fact in rows if fact.from_agency) or Money(0, currency)
    out = s.total(f.amount for f in rows if f.payer == home and f.payee not in {None, home})
    back = s.total(
        f.amount for f in rows if f.payer not in {None, home} and f.payee in {None, home}
    )
    sent = None if out is None else out - (back or Money(0, currency))
    if sent is not None and sent > came:
        message = f"{sent} was sent to partners, but only {came} came from the agency so far"
        yield s.warning(message, "paid", "record what the agency paid as [[paid]] without a payer")


@rule("none; the partners' own agreement")
def instalment_sum_off(s: Subject) -> Found:
    """What is paid of an instalment is what was agreed.

    A partner that gets more has to give it back, and one that gets less will ask for it.
    Where shares were amended, what was agreed before holds for what was paid before.
    """
    approved = evolve(s.p, facts=tuple(f for f in s.p.facts if not isinstance(f, Amended)))
    before = {
        (part.instalment.id, part.organisation): part.amount
        for part in (instalments(approved) if _has_currency(s) else ())
    }
    paid = grouped((f.of, (at, f)) for at, f in s.facts(Paid) if f.payee is not None)
    for part in instalments(s.p) if _has_currency(s) else ():
        rows = [
            at for at, fact in paid.get(part.instalment.id, []) if fact.payee == part.organisation
        ]
        was = before.get((part.instalment.id, part.organisation))
        if part.own or not rows or part.paid in {part.amount, was}:
            continue
        more = part.paid > part.amount
        difference = part.paid - part.amount if more else part.amount - part.paid
        message = (
            f"{part.partner} got {part.paid} of {part.instalment.id}, which is {part.amount}: "
        )
        message += f"{difference} {'more' if more else 'less'} than agreed"
        yield s.warning(message, f"{rows[-1]}/amount", "correct the amount, or record the rest")


@rule("none; the partners' own agreement")
def partner_paid_more_than_share(s: Subject) -> Found:
    """No partner gets more than its share of the lump sum.

    The coordinator answers for what was passed on, and has to ask for it back.
    """
    shares = s.share_of
    sums: dict[str, Money] = {}
    for at, paid in s.facts(Paid):
        for id_, money in ((paid.payee, paid.amount), (paid.payer, -paid.amount)):
            if paid.payer is None or id_ is None or money.currency != s.plan.project.currency:
                continue
            sums[id_] = sums.get(id_, Money(0, money.currency)) + money
            known = shares.get(id_)
            if known is not None and money.amount > 0 and sums[id_] > known:
                message = f"{s.p.label(id_)} got {sums[id_]} in all, but its share is {known}"
                yield s.warning(message, f"{at}/amount", "correct the payment or the share")


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
