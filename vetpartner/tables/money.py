"""The tables of money that was planned, earned, sent on, received or moved, and of deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Paid
from vetpartner.state import shares
from vetpartner.state.balance import budget_lines
from vetpartner.state.deadlines import deadlines as deadlines_of
from vetpartner.state.ledger import LEDGER, instalments, ledger
from vetpartner.state.transfers import TRANSFERS, transfers
from vetpartner.tables.columns import (
    ADDRESS,
    CURRENCY,
    ORGANISATION,
    TITLE,
    Source,
    day,
    flag,
    last_day,
    listing,
    money,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.tables.columns import Cells


@listing(
    text("of", "id of the work package or activity"),
    TITLE,
    money("approved", "amount of the approved plan"),
    money("now", "amount of the plan in force"),
    money("difference", "now less approved"),
    money("earned", "held or delivered with all its proofs; no promise of the agency"),
    money("unverified", "would be earned, but lacks what only a rule without a source asks for"),
    money("at_risk", "late, cancelled or without proof"),
    CURRENCY,
    text("reason", "what the amendments say about the difference"),
)
def balance(p: Partnership) -> Iterator[Cells]:
    """One row for each work package, or each activity of a project without work packages.

    It has the approved budget, that in force, and what became of it.
    """
    for line in budget_lines(p):
        if line.organisation is None:
            planned = line.approved, line.now, line.difference
            became = line.earned, line.unverified, line.at_risk
            yield line.id, line.title, *planned, *became, p.plan.project.currency, line.reason


@listing(
    text("of", "id of the payment or instalment"),
    day("sent", "day of the transfer"),
    day("arrived", "day on which it was there"),
    text("payer", "id of the organisation; missing is the national agency"),
    text("payee", "id of the organisation"),
    money("amount", "amount"),
    text("currency", "currency in which it was paid"),
    flag("received", "whether it is there, and not only on its way"),
    ADDRESS,
)
def paid(p: Partnership) -> Iterator[Cells]:
    """One row for each amount that was sent or arrived."""
    for address, fact in p.numbered_facts(Paid):
        payee = fact.payee or p.plan.project.coordinator
        days = fact.sent, last_day(p, fact.when)
        sums = fact.amount, fact.amount.currency
        yield fact.of, *days, fact.payer, payee, *sums, fact.received, address


@listing(
    text("of", "id of the work package or activity"),
    TITLE,
    ORGANISATION,
    money("amount", "planned amount"),
    CURRENCY,
)
def budget(p: Partnership) -> Iterator[Cells]:
    """One row for each organisation's share in a work package.

    In a project without work packages it is the share in an activity.
    A share of nobody is what is not shared out yet.
    """
    table, currency = shares.matrix(p), p.plan.project.currency
    for row in table.rows:
        pairs = zip(table.organisations, row.shares, strict=True)
        known = [(o.id, share) for o, share in pairs if share is not None]
        for share in known:
            yield row.id, row.title, *share, currency
        if row.rest or (not known and row.total is not None):
            yield row.id, row.title, None, row.rest, currency


@listing(
    text("id", "stable name of the deadline"),
    text("title", "what is due"),
    text("kind", "report, results, amendment, project, payment or records"),
    day("day", "last day"),
    day("internal", "day by which the partners send their part"),
    flag("done", "whether it is done"),
    text("basis", "source of the rule"),
    ADDRESS,
)
def deadlines(p: Partnership) -> Iterator[Cells]:
    """One row for each deadline of the agreement and the call, by day."""
    for row in deadlines_of(p):
        yield row.id, row.title, row.kind, row.day, row.internal, row.done, row.basis, row.address


MONEY_TABLES = (
    budget,
    Source(shares.PAYMENTS, shares.payments),
    deadlines,
    balance,
    Source(LEDGER, lambda p: ledger(p).accounts),
    Source(shares.INSTALMENTS, instalments),
    paid,
    Source(TRANSFERS, lambda p: transfers(p).rows),
)
