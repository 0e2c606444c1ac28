"""A planning workbook as a home of a partnership: a sheet per kind of thing, a row per thing."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import steady_zip
from vetpartner.files.schema import EXAMPLES
from vetpartner.files.structuring import plain_facts, plain_plan
from vetpartner.files.workbooks.cells import LONGEST, columns, rule_to_cell, to_cell
from vetpartner.files.workbooks.looks import Choices, dress
from vetpartner.model import FACTS, KINDS, Acceptance, Agreement, Limit, Project
from vetpartner.programme import calls, rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.files.workbooks.looks import Words
    from vetpartner.model import Partnership


SINGLE = {"project": Project, "agreement": Agreement}
MANY = {**KINDS, "accepted": Acceptance, "limits": Limit, **FACTS}
TEXTS = {"narratives": ("report", "language", "question", "text"), "own_rules": ("text",)}
RULE_COLUMN, RULE_PREFIX = "rules", "rules."
_FACT = {"void": False}
"""A fact of which nothing is known yet: a row without any cell would be none."""
_EARLIEST = date(1990, 1, 1)


def workbook_bytes(p: Partnership) -> bytes:
    """Return a partnership as an .xlsx file: the same bytes for the same partnership.

    Raises `ValueError` for a text that no cell can hold.
    """
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    write_tables(book, plain_plan(p) | plain_facts(p), ids_of(p), words=words_of(p))
    for name, rows in _text_rows(p).items():
        if rows:
            _write(book.create_sheet(name), TEXTS[name], rows)
    return book_bytes(book, p.as_of)


def book_bytes(book: Workbook, day: date) -> bytes:
    """Return a book as a file; the bytes depend on its content and the day alone."""
    raw = io.BytesIO()
    book.save(raw)
    return steady_zip(raw.getvalue(), max(day, _EARLIEST))


def ids_of(p: Partnership) -> dict[str, list[str]]:
    """Return the ids of each kind of thing, as they may be chosen."""
    return {kind: [thing.id for thing in getattr(p.baseline, kind)] for kind in KINDS}


def words_of(p: Partnership) -> Words:
    """Return the words that cells propose: of the call for the project, usual ones elsewhere."""
    project = p.baseline.project
    words = dict(EXAMPLES) | {("Project", "action"): tuple(sorted({name for name, _ in calls()}))}
    if (project.action, project.call) in calls():
        law = rules(project.action, project.call)
        words["Project", "priorities"] = tuple(priority.key for priority in law.priorities)
        words["Project", "topics"] = law.topics
    return words


def write_tables(
    book: Workbook,
    tables: dict[str, Any],
    ids: dict[str, list[str]],
    always: Iterable[str] = ("project", "organisations", "people", "work_packages"),
    *,
    without: frozenset[str] = frozenset(),
    words: Words | None = None,
) -> None:
    """Write a sheet for each table that has rows, or is always wanted, `without` some columns."""
    wanted = [name for name in (*SINGLE, *MANY) if name in tables or name in always]
    sheets = {name: book.create_sheet(name) for name in wanted}
    choices = Choices(book, ids, words)
    for name, sheet in sheets.items():
        cls = {**SINGLE, **MANY}[name]
        rows = [tables.get(name, {})] if name in SINGLE else tables.get(name, [])
        rows = [row or _FACT for row in rows] if name in FACTS else rows
        heads = tuple(head for head in _heads(cls, rows) if head not in without)
        _write(sheet, heads, rows)
        dress(sheet, cls, heads, len(rows), choices)
    choices.write()


def _heads(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the column heads: every field, and one column per organisation with an amount."""
    heads = [head for head in columns(cls) if head not in {"grant", RULE_COLUMN}]
    for field in ("grant", RULE_COLUMN):
        inner = dict.fromkeys(key for row in rows for key in row.get(field, {}))
        heads += [f"{field}.{key}" for key in inner]
    return tuple(heads)


def _text_rows(p: Partnership) -> dict[str, list[dict[str, Any]]]:
    answers = [
        {"report": n.report, "language": n.language, "question": question, "text": part}
        for n in p.narratives
        for question, text in n.answers or ((None, ""),)
        for part in parts(text)
    ]
    rules = [{"text": part} for part in parts(p.own_rules)] if p.own_rules is not None else []
    return {"narratives": answers, "own_rules": rules}


def parts(text: str) -> list[str]:
    """Return a text in pieces that each fit into a cell."""
    return [text[i : i + LONGEST] for i in range(0, len(text), LONGEST)] or [""]


def _write(sheet: Worksheet, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    bold, wrapped = Font(bold=True, color="FFFFFF"), Alignment(wrap_text=True, vertical="top")
    blue = PatternFill("solid", start_color="1F3A5F", end_color="1F3A5F")
    for column, head in enumerate(heads, start=1):
        top = sheet.cell(1, column, head)
        top.font, top.fill = bold, blue
        sheet.column_dimensions[get_column_letter(column)].width = 14 if "." in head else 22
    sheet.freeze_panes = "B2"
    for row, table in enumerate(rows, start=2):
        for column, head in enumerate(heads, start=1):
            held = _at(table, head)
            value = rule_to_cell(held) if head.startswith(RULE_PREFIX) else to_cell(held)
            if value is None:
                continue
            cell: Any = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = True
                cell.alignment = wrapped
            elif isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"


def _at(table: dict[str, Any], head: str) -> Any:  # noqa: ANN401
    if head in table:
        return table[head]
    first, _, rest = head.partition(".")
    inner = table.get(first)
    return inner.get(rest) if isinstance(inner, dict) else None
