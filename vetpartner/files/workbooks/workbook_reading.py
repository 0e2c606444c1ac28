"""Reading a planning workbook: every mistake comes with its sheet, row and column."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from vetpartner.checks import Finding, Findings, Severity
from vetpartner.files.atomic import LARGEST_FILE, MEGABYTE
from vetpartner.files.reading import Reading
from vetpartner.files.structuring import (
    EXTRA_TABLES,
    PLAN_TABLES,
    TABLES_OF_FACTS,
    assemble,
    currency_of,
)
from vetpartner.files.workbooks.workbook import (
    MANY,
    RULE,
    RULE_COLUMN,
    SINGLE,
    TEXTS,
    CellError,
    columns,
    from_cell,
)
from vetpartner.model import Partnership, Place
from vetpartner.programme import read_rules
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Cells = dict[tuple[str | int, ...], Place]

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def read_workbook(file: Path) -> Reading:
    """Read a planning workbook; findings name sheet, row and column."""
    reader = BookReader(file.name)
    raw = reader.tables(file)
    known = (*PLAN_TABLES, *TABLES_OF_FACTS, *EXTRA_TABLES)
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


class BookReader:
    """Turns sheets into tables and remembers from which cell each value came."""

    def __init__(self, name: str) -> None:
        """Take the name by which findings call the file."""
        self.name = name
        self.found: list[Finding] = []
        self.cells: Cells = {}
        self.heads: dict[str, tuple[str, ...]] = {}
        self.formulas: frozenset[Place] = frozenset()

    def say(self, slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        """Add an error."""
        self.found.append(Finding(slug=slug, message=message, severity=Severity.ERROR, **more))

    def place(self, path: tuple[str | int, ...]) -> Place | None:
        """Return the cell of a path, or of the nearest thing around it."""
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
            self.formulas = frozenset(self._formulas(file))
        except Exception as error:  # noqa: BLE001 - openpyxl raises what broken XML makes it raise
            reason = " ".join(str(error).split()) or type(error).__name__
            self.say("not-a-workbook", f"{self.name} cannot be read as a workbook: {reason}")
            return {}
        raw: dict[str, Any] = {}
        for sheet in book.worksheets:
            if sheet.title.startswith("_"):
                continue  # our own notes and lists
            rows = list(self._rows(sheet))
            if sheet.title in SINGLE:
                raw[sheet.title] = rows[0] if rows else {}
            elif sheet.title == "narratives":
                raw[sheet.title] = _answers(rows)
            elif sheet.title == "own_rules":
                raw[sheet.title] = "".join(str(row.get("text", "")) for row in rows)
            elif sheet.title in MANY:
                raw[sheet.title] = rows
            else:
                hint = near(sheet.title, [*SINGLE, *MANY, *TEXTS])
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

    def _formulas(self, file: Path) -> Iterator[Place]:
        """Yield where formulas stand; a file without any is not opened a second time."""
        from openpyxl import load_workbook

        with zipfile.ZipFile(file) as archive:
            sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
            if not any(_FORMULA.search(archive.read(name)) for name in sheets):
                return
        for sheet in load_workbook(file).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield self.at(sheet.title, cell.row or 1, cell.column or 1)

    def _rows(self, sheet: Worksheet) -> Iterator[dict[str, Any]]:
        cls = {**SINGLE, **MANY}.get(sheet.title)
        types: dict[str, Any] = dict(columns(cls)) if cls else {}
        rows = sheet.iter_rows(values_only=True)
        heads = [str(head).strip() if head is not None else "" for head in next(rows, ())]
        self.heads[sheet.title] = tuple(filter(None, heads))
        filled = 0
        for number, values in enumerate(rows, start=2):
            if self.formulas:
                self._empty_formulas(sheet, number, values)
            if all(value is None for value in values):
                continue
            index = (sheet.title,) if sheet.title in SINGLE else (sheet.title, filled)
            self.cells[index] = self._at(sheet, number, 1)
            table: dict[str, Any] = {}
            for column, (head, value) in enumerate(zip(heads, values, strict=False), start=1):
                if value is None or not head:
                    continue
                first, _, rest = head.partition(".")
                type_ = RULE if first == RULE_COLUMN else types.get(head, object)
                path = (*index, *((first, rest) if rest else (first,)))
                self.cells[path] = self._at(sheet, number, column)
                read = self._read(value, type_, self.cells[path])
                if rest:
                    table.setdefault(first, {})[rest] = read
                else:
                    table[first] = read
            filled += 1
            yield table

    def _empty_formulas(self, sheet: Worksheet, number: int, values: tuple[object, ...]) -> None:
        for column, value in enumerate(values, start=1):
            place = self._at(sheet, number, column)
            if value is None and place in self.formulas:
                message = "a formula stands here that was never calculated, so there is no value"
                way_out = "type the value itself, or save the file once in a spreadsheet program"
                self.say("wrong-type", message, place=place, way_out=way_out)

    def _read(self, value: object, type_: type[Any], place: Place) -> Any:  # noqa: ANN401
        try:
            return from_cell(value, type_)
        except CellError as error:
            self.say("wrong-type", str(error), place=place)
            return value

    def at(self, sheet: str, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return Place(file=f"{self.name}!{sheet}", line=row, column=column)

    def _at(self, sheet: Worksheet, row: int, column: int) -> Place:
        return self.at(sheet.title, row, column)


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
