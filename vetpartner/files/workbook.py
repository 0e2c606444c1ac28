"""A planning workbook as a home of a partnership: a sheet per kind of thing, a row per thing."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

from vetpartner.checks import Finding, Findings, Severity
from vetpartner.files.assembling import (
    EXTRA_TABLES,
    FACT_TABLES,
    PLAN_TABLES,
    assemble,
    currency_of,
)
from vetpartner.files.cells import (
    LONGEST,
    RULE,
    CellError,
    columns,
    from_cell,
    rule_to_cell,
    to_cell,
)
from vetpartner.files.limits import LARGEST_FILE, MEGABYTE
from vetpartner.files.plain import plain_facts, plain_plan
from vetpartner.files.reading import Reading
from vetpartner.files.scalars import near
from vetpartner.files.steady_zip import steady_zip
from vetpartner.model import FACTS, KINDS, Acceptance, Agreement, Limit, Partnership, Place, Project
from vetpartner.programme import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Cells = dict[tuple[str | int, ...], Place]

_SINGLE = {"project": Project, "agreement": Agreement}
_MANY = {**KINDS, "accepted": Acceptance, "limits": Limit, **FACTS}
_TEXTS = {"narratives": ("report", "language", "question", "text"), "own_rules": ("text",)}
_RULE_COLUMN, _RULE_PREFIX = "rules", "rules."
_EARLIEST = date(1990, 1, 1)


def workbook_bytes(p: Partnership) -> bytes:
    """Return a partnership as an .xlsx file: the same bytes for the same partnership.

    Raises `ValueError` for a text that no cell can hold.
    """
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    tables = plain_plan(p) | plain_facts(p)
    for name, cls in _SINGLE.items():
        if name in tables or name == "project":
            _write(
                book.create_sheet(name), _heads(cls, [tables.get(name, {})]), [tables.get(name, {})]
            )
    for name, cls in _MANY.items():
        if name in tables or name in {"organisations", "people", "work_packages"}:
            rows = tables.get(name, [])
            _write(book.create_sheet(name), _heads(cls, rows), rows)
    for name, rows in _text_rows(p).items():
        if rows:
            _write(book.create_sheet(name), _TEXTS[name], rows)
    raw = io.BytesIO()
    book.save(raw)
    return steady_zip(raw.getvalue(), max(p.as_of, _EARLIEST))


def _heads(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the column heads: every field, and one column per organisation with an amount."""
    heads = [head for head in columns(cls) if head not in {"grant", _RULE_COLUMN}]
    for field in ("grant", _RULE_COLUMN):
        inner = dict.fromkeys(key for row in rows for key in row.get(field, {}))
        heads += [f"{field}.{key}" for key in inner]
    return tuple(heads)


def _text_rows(p: Partnership) -> dict[str, list[dict[str, Any]]]:
    answers = [
        {"report": n.report, "language": n.language, "question": question, "text": part}
        for n in p.narratives
        for question, text in n.answers or ((None, ""),)
        for part in _parts(text)
    ]
    rules = [{"text": part} for part in _parts(p.own_rules)] if p.own_rules is not None else []
    return {"narratives": answers, "own_rules": rules}


def _parts(text: str) -> list[str]:
    return [text[i : i + LONGEST] for i in range(0, len(text), LONGEST)] or [""]


def _write(sheet: Worksheet, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for column, head in enumerate(heads, start=1):
        sheet.cell(1, column, head).font = bold
        sheet.column_dimensions[get_column_letter(column)].width = 14 if "." in head else 22
    sheet.freeze_panes = "B2"
    for row, table in enumerate(rows, start=2):
        for column, head in enumerate(heads, start=1):
            held = _at(table, head)
            value = rule_to_cell(held) if head.startswith(_RULE_PREFIX) else to_cell(held)
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


def read_workbook(file: Path) -> Reading:
    """Read a planning workbook; findings name sheet, row and column."""
    reader = _BookReader(file.name)
    raw = reader.tables(file)
    known = (*PLAN_TABLES, *FACT_TABLES, *EXTRA_TABLES)
    built = assemble(raw, known, currency=currency_of(raw), name=file.name)
    for problem in built.problems:
        place = reader.place(problem.path)
        reader.say(problem.slug, problem.message, place=place, way_out=problem.way_out)
    for wrong in read_rules(built.own_rules, file="own_rules").problems if built.own_rules else ():
        reader.say("rules-problem", wrong.message, address=f"own_rules/{wrong.address}")
    partnership = None
    if not reader.found and built.plan is not None and built.facts is not None:
        partnership = Partnership(
            baseline=built.plan,
            facts=built.facts,
            narratives=built.narratives,
            own_rules=built.own_rules,
        )
    return Reading(partnership=partnership, findings=Findings(reader.found))


class _BookReader:
    """Turns sheets into tables and remembers from which cell each value came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Finding] = []
        self.cells: Cells = {}

    def say(self, slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        self.found.append(Finding(slug=slug, message=message, severity=Severity.ERROR, **more))

    def place(self, path: tuple[str | int, ...]) -> Place | None:
        while path and path not in self.cells:
            path = path[:-1]
        return self.cells.get(path)

    def tables(self, file: Path) -> dict[str, Any]:
        """Return the sheets as raw tables; an unreadable file gives none and a finding."""
        from openpyxl import load_workbook

        if not self._sound(file):
            return {}
        try:
            book = load_workbook(file, data_only=True)
        except Exception as error:  # noqa: BLE001 - openpyxl raises what broken XML makes it raise
            reason = " ".join(str(error).split()) or type(error).__name__
            self.say("not-a-workbook", f"{self.name} cannot be read as a workbook: {reason}")
            return {}
        raw: dict[str, Any] = {}
        for sheet in book.worksheets:
            rows = list(self._rows(sheet))
            if sheet.title in _SINGLE:
                raw[sheet.title] = rows[0] if rows else {}
            elif sheet.title == "narratives":
                raw[sheet.title] = _answers(rows)
            elif sheet.title == "own_rules":
                raw[sheet.title] = "".join(str(row.get("text", "")) for row in rows)
            elif sheet.title in _MANY:
                raw[sheet.title] = rows
            else:
                hint = near(sheet.title, [*_SINGLE, *_MANY, *_TEXTS])
                message = f"`{sheet.title}` is not a sheet of a planning workbook"
                self.say("unknown-key", message, place=self._at(sheet, 1, 1), way_out=hint)
        return raw

    def _sound(self, file: Path) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
        except (OSError, zipfile.BadZipFile):
            self.say("not-a-workbook", f"{self.name} is not an .xlsx workbook")
            return False
        if size > 10 * LARGEST_FILE:
            message = f"{self.name} unpacks to {size // MEGABYTE} MB, which is not read"
            self.say("file-too-large", message)
            return False
        return True

    def _rows(self, sheet: Worksheet) -> Iterator[dict[str, Any]]:
        cls = {**_SINGLE, **_MANY}.get(sheet.title)
        types: dict[str, Any] = dict(columns(cls)) if cls else {}
        rows = sheet.iter_rows(values_only=True)
        heads = [str(head).strip() if head is not None else "" for head in next(rows, ())]
        filled = 0
        for number, values in enumerate(rows, start=2):
            if all(value is None for value in values):
                continue
            index = (sheet.title,) if sheet.title in _SINGLE else (sheet.title, filled)
            self.cells[index] = self._at(sheet, number, 1)
            table: dict[str, Any] = {}
            for column, (head, value) in enumerate(zip(heads, values, strict=False), start=1):
                if value is None or not head:
                    continue
                first, _, rest = head.partition(".")
                type_ = RULE if first == _RULE_COLUMN else types.get(head, object)
                path = (*index, *((first, rest) if rest else (first,)))
                self.cells[path] = self._at(sheet, number, column)
                read = self._read(value, type_, self.cells[path])
                if rest:
                    table.setdefault(first, {})[rest] = read
                else:
                    table[first] = read
            filled += 1
            yield table

    def _read(self, value: object, type_: type[Any], place: Place) -> Any:  # noqa: ANN401
        try:
            return from_cell(value, type_)
        except CellError as error:
            self.say("wrong-type", str(error), place=place)
            return value

    def _at(self, sheet: Worksheet, row: int, column: int) -> Place:
        return Place(file=f"{self.name}!{sheet.title}", line=row, column=column)


def _answers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    narratives: dict[tuple[Any, Any], dict[str, str]] = {}
    for row in rows:
        answers = narratives.setdefault((row.get("report"), row.get("language")), {})
        if (question := row.get("question")) is not None:
            answers[str(question)] = answers.get(str(question), "") + str(row.get("text", ""))
    return [
        {"report": report, "language": language, "answers": answers}
        for (report, language), answers in narratives.items()
    ]
