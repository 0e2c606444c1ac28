"""The tables for data frames about money and deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.finance.money import matrix, payments
from vetpartner.views.tables.frame_columns import (
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
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

Cells = tuple[Any, ...]


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
