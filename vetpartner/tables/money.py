"""The tables for data frames about money that was earned, sent on, received or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Money, Paid
from vetpartner.state.balance import budget_lines
from vetpartner.state.deadlines import deadlines
from vetpartner.state.ledger import ledger
from vetpartner.state.shares import is_due, matrix, parts_of, payments
from vetpartner.state.transfers import transfers
from vetpartner.tables.columns import (
    ADDRESS,
    CURRENCY,
    ID,
    ORGANISATION,
    TITLE,
    FrameTable,
    amount,
    day,
    digits,
    flag,
    last_day,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


Cells = tuple[Any, ...]


def _balance(p: Partnership) -> Iterator[Cells]:
    for line in budget_lines(p):
        if line.organisation is None:
            sums = line.approved, line.now, line.difference, line.earned, line.at_risk
            moneys = (money.amount for money in sums)
            yield line.id, line.title, *moneys, p.plan.project.currency, line.reason


def _ledger(p: Partnership) -> Iterator[Cells]:
    for one in ledger(p).accounts:
        due = one.due, one.sent, one.received, one.to_send
        earned = one.earned, one.at_risk, one.open, one.to_recover
        sums = (digits(money) for money in (one.share, *due, *earned))
        yield one.id, one.label, *sums, p.plan.project.currency


def _instalments(p: Partnership) -> Iterator[Cells]:
    currency = p.plan.project.currency
    shares = {one.id: one.share for one in ledger(p).accounts if one.id is not None}
    for each, parts in parts_of(p, shares):
        sent: dict[str | None, Money] = dict.fromkeys(parts, Money(0, currency))
        for fact in p.facts_of(each.id, Paid):
            if fact.amount.currency == currency and fact.payee in sent:
                sent[fact.payee] += fact.amount
        about = each.id, each.title or each.id, each.after, last_day(p, each.expected)
        for home, money in parts.items():
            yield *about, home, money.amount, sent[home].amount, currency, is_due(p, each)


def _paid(p: Partnership) -> Iterator[Cells]:
    for address, fact in p.numbered_facts(Paid):
        payee = fact.payee or p.plan.project.coordinator
        days = fact.sent, last_day(p, fact.when)
        sums = fact.amount.amount, fact.amount.currency
        yield fact.of, *days, fact.payer, payee, *sums, fact.received, address


def _transfers(p: Partnership) -> Iterator[Cells]:
    for row in transfers(p).rows:
        ends = [
            (side.id, side.organisation) if side is not None else (None, None)
            for side in (row.giver, row.taker)
        ]
        about = row.amount.amount, row.amount.currency, row.verdict, row.why, row.basis
        yield row.day, *ends[0], *ends[1], *about, row.approved, row.reason, row.address


ACCOUNT_TABLES = (
    FrameTable(
        name="balance",
        about="One row for each work package, or each activity of a project without work packages: "
        "the approved budget, that in force, and what became of it.",
        columns=(
            text("of", "id of the work package or activity"),
            TITLE,
            amount("approved", "amount of the approved plan"),
            amount("now", "amount of the plan in force"),
            amount("difference", "now less approved"),
            amount("earned", "held or delivered with all its proofs; no promise of the agency"),
            amount("at_risk", "late, cancelled or without proof"),
            CURRENCY,
            text("reason", "what the amendments say about the difference"),
        ),
        rows=_balance,
    ),
    FrameTable(
        name="ledger",
        about="One row for the account of each organisation, as in `vp.ledger`; one of nobody is "
        "money that is not shared out.",
        columns=(
            ORGANISATION,
            text("label", "what people call it"),
            amount("share", "its part of the lump sum: earned, at risk and open together"),
            amount("due", "what it ought to have by the instalments that are due"),
            amount("sent", "what was transferred to it"),
            amount("received", "what is there"),
            amount("to_send", "due and not yet sent"),
            amount("earned", "held or delivered with all its proofs; no promise of the agency"),
            amount("at_risk", "late, cancelled or without proof"),
            amount("open", "everything else of the share"),
            amount("to_recover", "what it has beyond what it earned and can still earn"),
            CURRENCY,
        ),
        rows=_ledger,
    ),
    FrameTable(
        name="instalments",
        about="One row for each organisation's part of each instalment; the coordinator's own part "
        "stands there too.",
        columns=(
            text("instalment", "id of the instalment"),
            TITLE,
            text("after", "id of the agency's payment after which it comes"),
            day("expected", "last day on which it is expected"),
            ORGANISATION,
            amount("amount", "what the organisation gets of it"),
            amount("sent", "what was sent of it, on its way or there"),
            CURRENCY,
            flag("due", "whether its payment has arrived and its day is there"),
        ),
        rows=_instalments,
    ),
    FrameTable(
        name="paid",
        about="One row for each amount that was sent or arrived.",
        columns=(
            text("of", "id of the payment or instalment"),
            day("sent", "day of the transfer"),
            day("arrived", "day on which it was there"),
            text("payer", "id of the organisation; missing is the national agency"),
            text("payee", "id of the organisation"),
            amount("amount", "amount"),
            text("currency", "currency in which it was paid"),
            flag("received", "whether it is there, and not only on its way"),
            ADDRESS,
        ),
        rows=_paid,
    ),
    FrameTable(
        name="transfers",
        about="One row for each amount that was moved inside the budget after approval.",
        columns=(
            day("day", "day on which it became known"),
            text("giver", "id of the work package or activity that gave"),
            text("giver_organisation", "id of its organisation"),
            text("taker", "id of the work package or activity that got it"),
            text("taker_organisation", "id of its organisation"),
            amount("amount", "amount moved"),
            CURRENCY,
            text("verdict", "free, to be explained, needs an amendment, impossible or not decided"),
            text("why", "how the verdict comes about"),
            text("basis", "source of the rule"),
            day("approved", "day on which the agency agreed"),
            text("reason", "reason recorded"),
            ADDRESS,
        ),
        rows=_transfers,
    ),
)


# The tables for data frames about money and deadlines.


def _budget(p: Partnership) -> Iterator[Cells]:
    table, currency = matrix(p), p.plan.project.currency
    for row in table.rows:
        shares = zip(table.organisations, row.shares, strict=True)
        known = [(o.id, share.amount) for o, share in shares if share is not None]
        for share in known:
            yield row.id, row.title, *share, currency
        if not known and row.total is not None:
            yield row.id, row.title, None, row.total.amount, currency


def _payments(p: Partnership) -> Iterator[Cells]:
    for row in payments(p):
        sums = digits(row.amount), row.paid.amount, digits(row.open)
        about = row.id or None, row.title, row.trigger or None, row.expected
        yield *about, *sums, p.plan.project.currency


def _deadlines(p: Partnership) -> Iterator[Cells]:
    for row in deadlines(p):
        yield row.id, row.title, row.kind, row.day, row.internal, row.done, row.basis, row.address


MONEY_TABLES = (
    FrameTable(
        name="budget",
        about="One row for each organisation's share in a work package, or in an activity of a "
        "project without work packages; a share of nobody is an amount stated for the whole only.",
        columns=(
            text("of", "id of the work package or activity"),
            TITLE,
            ORGANISATION,
            amount("amount", "planned amount"),
            CURRENCY,
        ),
        rows=_budget,
    ),
    FrameTable(
        name="payments",
        about="One row for each payment of the national agency, and one for what arrived for none.",
        columns=(
            ID,
            TITLE,
            text("trigger", "what the payment follows"),
            day("expected", "day on which it is expected"),
            amount("amount", "amount by the agreement"),
            amount("paid", "amount that arrived"),
            amount("open", "amount still to come"),
            CURRENCY,
        ),
        rows=_payments,
    ),
    FrameTable(
        name="deadlines",
        about="One row for each deadline of the agreement and the call, by day.",
        columns=(
            text("id", "stable name of the deadline"),
            text("title", "what is due"),
            text("kind", "report, results, amendment, project, payment or records"),
            day("day", "last day"),
            day("internal", "day by which the partners send their part"),
            flag("done", "whether it is done"),
            text("basis", "source of the rule"),
            ADDRESS,
        ),
        rows=_deadlines,
    ),
)
