"""Reading a planning workbook: every mistake comes with its sheet, row and column."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import LARGEST_FILE, MEGABYTE
from vetpartner.files.reading import Reader
from vetpartner.files.workbooks.cells import RULE, CellError, Column, columns, from_cell
from vetpartner.files.workbooks.workbook import MANY, RULE_COLUMN, SINGLE, TEXTS
from vetpartner.model import Place
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.files.reading import Reading
    from vetpartner.values.reading import Path as Cell
    from vetpartner.values.reading import Problem

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def read_workbook(file: Path) -> Reading:
    """Read a planning workbook; findings name sheet, row and column."""
    reader = BookReader(file.name)
    built = reader.document(reader.tables(file), file.name, reader.where)
    reader.sound = not reader.found
    return reader.result(built)


class BookReader(Reader):
    """Turns sheets into tables and remembers from which cell each value came."""

    def __init__(self, name: str) -> None:
        """Take the name by which findings call the file."""
        super().__init__()
        self.name = name
        self.book: Workbook
        self.cells: dict[Cell, Place] = {}
        self.heads: dict[str, tuple[str, ...]] = {}
        self.formulas: frozenset[Place] = frozenset()

    def where(self, problem: Problem) -> dict[str, Any]:
        """Return the cell of a problem, for its finding."""
        return {"place": self.place(problem.path)}

    def move(self, path: Cell, to: Cell) -> None:
        """Let what stands below a path stand below another one, for its findings."""
        here = {cell: place for cell, place in self.cells.items() if cell[: len(path)] == path}
        self.cells.update((to + cell[len(path) :], place) for cell, place in here.items())

    def place(self, path: Cell) -> Place | None:
        """Return the cell of a path, or of the nearest thing around it."""
        while path and path not in self.cells:
            path = path[:-1]
        return self.cells.get(path)

    def tables(self, file: Path) -> dict[str, Any]:
        """Return the sheets as raw tables; an unreadable file gives none and a finding."""
        if not self._sound(file):
            return {}
        try:
            self.book = _opened(file, data_only=True)
            self.formulas = frozenset(self._formulas(file))
        except Exception as error:  # noqa: BLE001 - openpyxl raises what broken XML makes it raise
            reason = " ".join(str(error).split()) or type(error).__name__
            self.say("not-a-workbook", f"{self.name} cannot be read as a workbook: {reason}")
            return {}
        raw: dict[str, Any] = {}
        for sheet in self.book.worksheets:
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
        with zipfile.ZipFile(file) as archive:
            sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
            if not any(_FORMULA.search(archive.read(name)) for name in sheets):
                return
        for sheet in _opened(file).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield self.at(sheet.title, cell.row or 1, cell.column or 1)

    def _rows(self, sheet: Worksheet) -> Iterator[dict[str, Any]]:
        cls = {**SINGLE, **MANY}.get(sheet.title)
        known = columns(cls) if cls else {}
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
                type_ = RULE if first == RULE_COLUMN else known.get(head, Column()).type
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


def _opened(file: Path, *, data_only: bool = False) -> Workbook:
    """Return a whole workbook; the file is closed again, also where it cannot be read."""
    from openpyxl import load_workbook

    with file.open("rb") as opened:
        return load_workbook(opened, data_only=data_only)


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
