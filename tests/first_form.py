"""The form as it was until 0.2: the tables of the files as sheets; partners still send it back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from plain_workbook import write_tables

from vetpartner.files.structuring import Own
from vetpartner.files.workbooks.merging import FACTS_TO_FILL, MONEY, SENT, part_of
from vetpartner.files.workbooks.workbook import book_bytes, ids_of, parts, words_of
from vetpartner.model import Organisation

if TYPE_CHECKING:
    from vetpartner.model import Partnership


def form(p: Partnership, partner: str) -> bytes:
    """Return the first form of a partner as a workbook."""
    p.thing(partner, Organisation)
    tables = part_of(p, partner)
    book = Workbook()
    del book[book.sheetnames[0]]
    always = ("organisations", "people", *FACTS_TO_FILL)
    language = Own.of(p).language
    write_tables(
        book, tables, ids_of(p), always, language=language, without=MONEY, words=words_of(p)
    )
    _remember(book, {"project": p.plan.project.label, "partner": partner, "tables": tables})
    return book_bytes(book, p.as_of)


def _remember(book: Workbook, sent: dict[str, Any]) -> None:
    sheet = book.create_sheet(SENT)
    sheet.sheet_state = "hidden"
    text = json.dumps(sent, ensure_ascii=False, default=plainly)
    for row, part in enumerate(parts(text), start=1):
        cell: Any = sheet.cell(row, 1, part)
        cell.data_type = "s"


def plainly(value: object) -> object:
    """Return days and exact numbers as JSON can hold them, the same way every time."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    msg = f"{type(value).__name__} has no place in JSON"
    raise TypeError(msg)
