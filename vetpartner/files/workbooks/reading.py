"""Reading a planning workbook: every mistake comes with its sheet, row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.reading import Reader
from vetpartner.files.structuring import CONTINUOUS
from vetpartner.files.tables.folder import LISTS
from vetpartner.files.tables.money import told
from vetpartner.files.tables.safety import PLANNING, first_rows, look
from vetpartner.files.workbooks.cells import (
    LONGEST,
    NUMBERS,
    RULE,
    CellError,
    SheetColumn,
    columns,
    from_cell,
    joined,
)
from vetpartner.files.workbooks.opening import opened as opened_sheets
from vetpartner.files.workbooks.opening import typed_formulas
from vetpartner.files.workbooks.workbook import MANY, RULE_COLUMN, SINGLE, TEXTS
from vetpartner.model import Amounts, Money, Place, Share
from vetpartner.values.finding import Findings
from vetpartner.values.reading import WrongValue
from vetpartner.values.translations import spoken
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vetpartner.files.reading import Reading, Where
    from vetpartner.files.tables.sheets import OddCell
    from vetpartner.values.problems import Path as Cell
    from vetpartner.values.problems import Problem


def read_workbook(file: Path) -> Reading:
    """Read a planning workbook; findings name sheet, row and column."""
    reader = BookReader(file.name)
    built = reader.document(reader.tables(file), file.name, reader.where)
    reader.sound = not Findings(reader.found).errors
    return reader.result(built, file)


class BookReader(Reader):
    """Turns sheets into tables and remembers from which cell each value came."""

    def __init__(self, name: str) -> None:
        """Take the name by which findings call the file."""
        super().__init__()
        self.name = name
        self.sheets: dict[str, list[list[object]]] = {}
        self.data = b""
        self.formulas: Mapping[str, list[tuple[int, int]]] = {}
        self.cells: dict[Cell, Place] = {}
        self.heads: dict[str, tuple[str, ...]] = {}
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
        if not self.opened(file):
            return {}
        raw: dict[str, Any] = {}
        for title, cells in self.sheets.items():
            if title.startswith("_"):
                continue  # our own notes and lists
            rows = list(self._rows(title, cells))
            if title in SINGLE:
                raw[title] = rows[0] if rows else {}
            elif title == "narratives":
                raw[title] = self._answers(rows)
            elif title == "own_rules":
                raw[title] = "".join(str(row.get("text", "")) for row in rows)
            elif title in MANY:
                raw[title] = rows
            else:
                hint = near(title, [*SINGLE, *MANY, *TEXTS])
                message = f"`{title}` is not a sheet of a planning workbook"
                self.say("unknown-key", message, place=self.at(title, 1, 1), way_out=hint)
        return raw

    def opened(self, file: Path) -> bool:
        """Read the cells of a file; one that is no planning workbook is said to be none."""
        try:
            self.data = contents(file)
            if not self._ours(first_rows(self.data)):
                return False
            looked = look(self.data, PLANNING)
            self.formulas = looked.formulas
            self.sheets = opened_sheets(self.data, looked)
        except NotOpened as error:
            self.say(error.slug, f"{self.name} {error}", way_out=error.way_out)
            return False
        except Exception as error:  # noqa: BLE001 - what broken XML makes its readers raise
            reason = " ".join(str(error).split()) or type(error).__name__
            self.say("not-a-workbook", f"{self.name} cannot be read as a workbook: {reason}")
            return False
        for sheet, odd in looked.odd.items():
            for cell in odd if self._reads(sheet) else ():
                self._odd(cell, self.at(sheet, cell.line, cell.column))
        # The first rows of an .ods file are known only now.
        return self._ours({name: _heads(rows) for name, rows in self.sheets.items()})

    def _reads(self, sheet: str) -> bool:
        """Tell whether a sheet is read at all."""
        return sheet in _SHEETS

    def _ours(self, rows: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a file is a planning workbook, by its sheets and heads; else say why not.

        What is not ours is not read whole: the workbooks of an agency are large.
        """
        ours = {name: row for name, row in rows.items() if name in _SHEETS}
        if rows and not ours:
            self._foreign(f"none of its sheets is called {', '.join(_SHEETS[:4])}, …")
            return False
        if any(ours.values()) and not any(_fits(name, row) for name, row in ours.items()):
            self._foreign(f"its sheet `{next(iter(ours))}` has other heads")
            return False
        return True

    def _foreign(self, why: str) -> None:
        message = f"{self.name} is no planning workbook of vetpartner: {why}"
        way_out = (
            f"a list goes into tables/ of a project folder, named {LISTS}; "
            "a form that came back is taken by `vetpartner merge`"
        )
        self.say("not-a-workbook", message, way_out=way_out)

    def _odd(self, cell: OddCell, place: Place) -> None:
        if cell.error:
            self.say("table-error-cell", "the cell holds an error", place=place)
            self.refused.add(place)
            return
        message = "a formula stands here that was never calculated, so there is no value"
        way_out = "type the value itself, or save the file once in a spreadsheet program"
        self.say("wrong-type", message, place=place, way_out=way_out)

    def formula_places(self) -> Iterator[Place]:
        """Yield where formulas stand, but for a yes or no that a program saved as one."""
        for sheet, row, column in typed_formulas(self.data, self.formulas):
            yield self.at(sheet, row, column)

    def _rows(self, sheet: str, cells: Iterable[Sequence[object]]) -> Iterator[dict[str, Any]]:
        cls = _CLASSES.get(sheet)
        known = columns(cls) if cls else {}
        rows = iter(cells)
        heads = self._heads(sheet, [*map(_head, next(rows, ()))])
        self.heads[sheet] = tuple(filter(None, heads))
        filled = 0
        for number, row in enumerate(rows, start=2):
            if all(value is None for value in row):
                continue
            index = (sheet,) if sheet in SINGLE else (sheet, filled)
            self.cells[index] = self.at(sheet, number, 1)
            table: dict[str, Any] = {}
            for column, (head, value) in enumerate(zip(heads, row, strict=False), start=1):
                if value is None or not head:
                    continue
                first, rest = _parted(sheet, head)
                of = SheetColumn(RULE) if first == RULE_COLUMN else known.get(head, SheetColumn())
                if rest and known.get(first, SheetColumn()).type is Amounts:
                    of = SheetColumn(Money)
                in_languages = cls is not None and first in spoken(cls)
                if rest and in_languages:
                    of = known[first]
                path = (*index, *((first, rest) if rest else (first,)))
                self.cells[path] = self.at(sheet, number, column)
                read = self._read(value, of, path)
                if in_languages:
                    table[head] = read
                elif rest:
                    table.setdefault(first, {})[rest] = read
                else:
                    table[first] = read
            filled += 1
            yield joined(table, cls) if cls else table

    def _answers(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers of each report; one that is too long for a cell goes on below it."""
        narratives: dict[tuple[Any, Any], dict[str, str]] = {}
        above: tuple[Any, ...] = ()
        for number, row in enumerate(rows):
            report, language, question = map(row.get, ("report", "language", "question"))
            answers = narratives.setdefault((report, language), {})
            text, here = str(row.get("text", "")), (report, language, question)
            if question is not None:
                before = answers.get(str(question), "")
                goes_on = here == above and before and len(before) % LONGEST == 0
                if str(question) in answers and not goes_on:
                    message, place = f"`{question}` is answered twice", ("narratives", number)
                    way_out, slug = "put both answers into one row", "narrative-question-twice"
                    self.say(slug, message, place=self.place(place), way_out=way_out)
                answers[str(question)] = before + text
            above = here
        return [
            {"report": report, "language": language, "answers": answers}
            for (report, language), answers in narratives.items()
        ]

    def _heads(self, sheet: str, heads: list[str]) -> list[str]:
        """Return the heads; one that stands twice, or beside parts of itself, is said and empty."""
        known: set[str] = set()
        texts = spoken(_CLASSES[sheet]) if sheet in _CLASSES else ()
        tables = {first for first, rest in (_parted(sheet, head) for head in heads) if rest}
        tables.difference_update(texts)  # a text stands beside itself in another language
        for column, head in enumerate(heads, start=1):
            if head and (head in known or head in tables):
                other = f"`{head}`" if head in known else f"columns such as `{head}.…`"
                message = f"two columns hold the same: `{head}` stands beside {other}"
                self.say("table-heading-twice", message, place=self.at(sheet, 1, column))
                heads[column - 1] = ""
            known.add(head)
        return heads

    def _read(self, value: object, column: SheetColumn, path: Cell) -> Any:  # noqa: ANN401
        place, type_ = self.cells[path], column.type
        try:
            taken = from_cell(value, column, count=path[-1] not in CONTINUOUS)
        except CellError as error:
            self.say("wrong-type", str(error), place=place)
            self.refused.add(place)
            return value
        except WrongValue as error:
            if place in self.refused:
                return value  # an error of a spreadsheet is said already
            self.say(error.slug, str(error), place=place, way_out=error.way_out)
            self.refused.add(place)
            return value
        otherwise = type_ in NUMBERS and told(value, taken, share=type_ is Share)
        if otherwise:
            said, severity = otherwise
            self.say(said.slug, str(said), severity=severity, place=place, way_out=said.way_out)
        return taken

    def problems(self, problems: Iterable[Problem], where: Where) -> None:
        """Say problems, but of a cell that was refused nothing more."""
        super().problems((p for p in problems if self.place(p.path) not in self.refused), where)

    def at(self, sheet: str, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return Place(file=f"{self.name}!{sheet}", line=row, column=column)


_CLASSES: dict[str, type[Any]] = {**SINGLE, **MANY}
_SHEETS = (*_CLASSES, *TEXTS)


def _fits(sheet: str, heads: Sequence[str]) -> bool:
    """Tell whether at least half of the heads of a sheet are those of a planning workbook."""
    known = TEXTS[sheet] if sheet in TEXTS else columns(_CLASSES[sheet])
    filled = [head for head in map(_head, heads) if head]
    fitting = [head for head in filled if head in known or head.partition(".")[0] in known]
    return bool(filled) and 2 * len(fitting) >= len(filled)


def _parted(sheet: str, head: str) -> tuple[str, str]:
    """Return the key of a head and the key within it, which is empty where there is none."""
    first, _, rest = head.partition(".")
    return (first, rest) if first and rest and sheet not in TEXTS else (head, "")


def _heads(rows: Sequence[Sequence[object]]) -> list[str]:
    return [*map(_head, rows[0])] if rows else []


def _head(value: object) -> str:
    return str(value).strip() if value is not None else ""
