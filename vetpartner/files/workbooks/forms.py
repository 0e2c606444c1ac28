"""A form for one partner: its own part of the plan, and empty rows for what happened."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.files.plain import plain_plan
from vetpartner.files.workbooks.cells import LONGEST
from vetpartner.files.workbooks.workbook import book_bytes, ids_of, words_of, write_tables
from vetpartner.model import ACTIVITIES, Organisation, UnknownId

if TYPE_CHECKING:
    from openpyxl import Workbook

    from vetpartner.model import Partnership

    Row = dict[str, Any]
    Tables = dict[str, list[Row]]

SENT = "_sent"
"""The hidden sheet that says what stood in the form when it was sent."""
FACTS_TO_FILL = ("held", "attended", "delivered", "disseminated")
MONEY = frozenset({"amount", "grant", "rationale"})
"""What a form neither shows nor takes."""
PLAN_TO_FILL = ("organisations", "people", *ACTIVITIES, "deliverables", "dissemination_actions")


def form(p: Partnership, partner: str) -> bytes:
    """Return the form of a partner as a workbook; the same bytes for the same partnership.

    It has the partner itself, its people, the activities in which it takes part, its deliverables
    and dissemination, without money; and empty sheets for meetings held, attendance, results and
    dissemination. Raises `UnknownId` for what is no organisation.
    """
    from openpyxl import Workbook

    if not isinstance(p[partner], Organisation):
        raise UnknownId(f"{partner!r} is no organisation of the partnership")
    tables = part_of(p, partner)
    book = Workbook()
    del book[book.sheetnames[0]]
    always = ("organisations", "people", *FACTS_TO_FILL)
    write_tables(book, tables, ids_of(p), always, without=MONEY, words=words_of(p))
    _remember(book, {"project": p.plan.project.label, "partner": partner, "tables": tables})
    return book_bytes(book, p.as_of)


def part_of(p: Partnership, partner: str) -> Tables:
    """Return the rows of the plan as approved that concern a partner, without money."""
    plain = plain_plan(p)
    everybody = [home.id for home in p.baseline.organisations]

    def concerns(kind: str, row: Row) -> bool:
        if kind == "organisations":
            return bool(row["id"] == partner)
        if kind in ACTIVITIES:
            taking = row.get("organisations", everybody)
            return partner in {row.get("lead"), row.get("host"), *taking}
        if kind == "dissemination_actions":
            return partner in row.get("organisations", ())
        return partner in {row.get("organisation"), row.get("lead")}

    return {
        kind: rows
        for kind in PLAN_TO_FILL
        if (
            rows := [
                {key: held for key, held in row.items() if key not in MONEY}
                for row in plain.get(kind, [])
                if concerns(kind, row)
            ]
        )
    }


def _remember(book: Workbook, sent: dict[str, Any]) -> None:
    sheet = book.create_sheet(SENT)
    sheet.sheet_state = "hidden"
    text = json.dumps(sent, ensure_ascii=False, default=plainly)
    for row, start in enumerate(range(0, len(text), LONGEST), start=1):
        cell: Any = sheet.cell(row, 1, text[start : start + LONGEST])
        cell.data_type = "s"


def plainly(value: object) -> object:
    """Return days and exact numbers as JSON can hold them, the same way every time."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    msg = f"{type(value).__name__} has no place in JSON"
    raise TypeError(msg)
