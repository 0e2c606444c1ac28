"""Reading a planning workbook: every mistake comes with its sheet, row and column."""

from __future__ import annotations

import re
import zipfile
import zlib
from html import unescape
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import LARGEST_FILE, MEGABYTE
from vetpartner.files.reading import Reader
from vetpartner.files.workbooks.cells import RULE, CellError, Column, columns, from_cell
from vetpartner.files.workbooks.workbook import MANY, RULE_COLUMN, SINGLE, TEXTS
from vetpartner.model import Place
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.files.reading import Reading, Where
    from vetpartner.values.reading import Path as Cell
    from vetpartner.values.reading import Problem

_TITLES = frozenset({*SINGLE, *MANY, *TEXTS})
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"')
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
        self.refused: set[Place] = set()

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
        if not self._sound(file) or not self._known_sheets(file):
            return {}
        try:
            self.book = _opened(file, data_only=True)
            self.formulas = frozenset(self._formulas(file))
        except Exception as error:  # noqa: BLE001 - openpyxl raises what broken XML makes it raise
            reason = " ".join(str(error).split()) or type(error).__name__
            self.say("not-a-workbook", f"{self.name} cannot be read as a workbook: {reason}")
            return {}
        raw: dict[str, Any] = {}
        if not self._known_heads():
            return {}
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

    def _known_sheets(self, file: Path) -> bool:
        """Tell from the names of its sheets, without reading it, whether a workbook can be ours."""
        try:
            with zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as part:
                names = [unescape(name.decode()) for name in _SHEET.findall(part.read(MEGABYTE))]
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
            return True  # who reads it whole says what is wrong with it
        return not names or self._ours(any(name in _TITLES for name in names), names)

    def _known_heads(self) -> bool:
        """Tell whether most columns are those of a planning workbook."""
        known = unknown = 0
        for sheet in self.book.worksheets:
            cls = {**SINGLE, **MANY}.get(sheet.title)
            if cls is None:
                continue
            heads = next(sheet.iter_rows(max_row=1, values_only=True), ())
            for name in (str(head).strip() for head in heads if head is not None):
                is_ours = name in columns(cls) or name.startswith(RULE_COLUMN)
                known, unknown = known + is_ours, unknown + (not is_ours)
        return self._ours(unknown <= known, [sheet.title for sheet in self.book.worksheets])

    def _ours(self, is_ours: bool, names: list[str]) -> bool:  # noqa: FBT001 - what was found
        if not is_ours:
            some = ", ".join(f"“{name}”" for name in names[:4]) + (", …" if len(names) > 4 else "")  # noqa: PLR2004
            message = f"{self.name} is no planning workbook of vetpartner: its sheets are {some}"
            way_out = "a list of people or costs belongs into the folder tables/ of a project; "
            way_out += "`vetpartner merge` takes a form back"
            self.say("not-a-workbook", message, way_out=way_out)
        return is_ours

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
                inner = table.setdefault(first, {}) if rest else None
                if rest and isinstance(inner, dict):
                    inner[rest] = read
                elif rest or first in table:
                    message = f"the column `{head}` says what another column says already"
                    self.say("unknown-key", message, place=self._at(sheet, 1, column))
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
            self.refused.add(place)
            return value

    def problems(self, problems: Iterable[Problem], where: Where) -> None:
        """Say problems, but of a cell that was refused nothing more."""
        super().problems((p for p in problems if self.place(p.path) not in self.refused), where)

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
