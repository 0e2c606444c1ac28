"""Reading a planning workbook: every mistake comes with its sheet, row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.reading import Reader
from vetpartner.files.structuring import CONTINUOUS
from vetpartner.files.tables.folder import LISTS
from vetpartner.files.tables.headings import folded
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
    word_meant,
)
from vetpartner.files.workbooks.heads import TOP, VALUE, fitting, labelled, language_of, text_of
from vetpartner.files.workbooks.opening import opened as opened_sheets
from vetpartner.files.workbooks.opening import typed_formulas
from vetpartner.files.workbooks.sheets import (
    CLASSES,
    COVER,
    HAPPENED,
    HELP_SIGN,
    KIND,
    LIGHT,
    MANY,
    RULE_COLUMN,
    SHEETS,
    SINGLE,
    TEXTS,
    TO_DO,
    WORDS,
    heads,
    key_of,
    titles,
)
from vetpartner.model import FACTS, Amounts, Money, Place, Share
from vetpartner.model.facts import CHANGES
from vetpartner.programme.questions import REPORT_KINDS
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue
from vetpartner.values.translations import spoken
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vetpartner.files.reading import Where
    from vetpartner.files.tables.sheets import OddCell
    from vetpartner.values.problems import Path as Cell
    from vetpartner.values.problems import Problem


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
        self.columns: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.refused: set[Place] = set()
        self.lights: dict[str, int] = {}
        self.tops: dict[str, int] = {}

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
        plain = any(title in _SHEETS for title in self.sheets)
        if not plain and self.sheets and not any(self._fits(title) for title in self.sheets):
            self._foreign("no-project", "none of its sheets has the heads of one")
            return {}
        for title, cells in self.sheets.items():
            if title.startswith("_"):
                continue  # our own notes and lists
            if title in _SHEETS:
                self._take(raw, title, self._rows(title, cells))
            elif (table := titles().get(folded(title))) is not None:
                self._asked(raw, table, title, cells)
            elif plain:
                hint = near(title, [*SINGLE, *MANY, *TEXTS])
                message = f"`{title}` is not a sheet of a planning workbook"
                self.say("unknown-key", message, place=self.at(title, 1, 1), way_out=hint)
            else:
                self._not_ours(f"the sheet `{title}`", self.at(title, 1, 1))
        return {name: raw[name] for name in _SHEETS if name in raw}

    def _fits(self, title: str) -> bool:
        """Tell whether a sheet has the heads that its title promises."""
        table, cells = titles().get(folded(title), ""), self.sheets[title]
        if table in {"", COVER, TO_DO}:
            return False
        if table in SINGLE:
            code = language_of(cells)
            return any(key_of(table, label, code) for _, _, label, _ in labelled(cells, code))
        return fitting(table, cells)[0] > 1 or table == "own_rules"

    def _take(self, raw: dict[str, Any], table: str, found: Iterable[dict[str, Any]]) -> None:
        """Put the rows of a sheet where they belong."""
        rows = list(found)
        if table in SINGLE:
            raw[table] = rows[0] if rows else {}
        elif table == "narratives":
            raw[table] = self._answers(rows)
        elif table == "own_rules":
            raw[table] = "".join(str(row.get("text", "")) for row in rows)
        else:
            raw[table] = raw.get(table, []) + rows

    def _not_ours(self, what: str, place: Place, way_out: str | None = None) -> None:
        """Say that something of a workbook is somebody's own, and not read."""
        severity = Severity.NOTE if way_out is None else Severity.WARNING
        message = f"{what} is no part of the plan; it is kept, and not read"
        self.say("sheet-not-read", message, place=place, severity=severity, way_out=way_out)

    def _asked(
        self, raw: dict[str, Any], table: str, title: str, cells: list[list[object]]
    ) -> None:
        """Read a sheet with heads in the words of people."""
        if table in {COVER, TO_DO}:
            if table == TO_DO:
                message = f"the sheet `{title}` tells what the last check found; it is not read"
                severity = Severity.NOTE
                self.say("sheet-not-read", message, place=self.at(title, 1, 1), severity=severity)
        elif table in SINGLE:
            raw.update(self._lines(title, cells))
        elif (found := self._head_row(table, title, cells)) is not None:
            top, keys = found
            if table == HAPPENED:
                self._happened(raw, title, cells, top, keys)
            else:
                before = len(raw.get(table, ())) if table in MANY else 0
                rows = self._below(table, title, cells, top, keys, before)
                self._take(raw, table, rows)

    def _head_row(
        self, table: str, title: str, cells: list[list[object]]
    ) -> tuple[int, list[str]] | None:
        """Return the place of the row of heads and the keys of its columns; None with a finding."""
        most, top, code = fitting(table, cells)
        if not most:
            if any(value is not None for row in cells for value in row):
                message = f"the sheet `{title}` has none of its heads"
                way_out = "take the row of heads from a workbook of `vetpartner new plan.xlsx`"
                self.say("unknown-key", message, place=self.at(title, 1, 1), way_out=way_out)
            return None
        line = [*map(text_of, cells[top])]
        keys: list[str] = []
        for column, text in enumerate(line, start=1):
            key = "" if text in {"", LIGHT} else key_of(table, text, code)
            place = self.at(title, top + 1, column)
            if key is None:
                hint = near(
                    text, [said for said in heads(table, code) if said not in map(folded, line)]
                )
                self._not_ours(f"the column `{text}`", place, hint)
            elif key and key in keys:
                message = f"two columns hold the same: `{text}` stands twice"
                self.say("table-heading-twice", message, place=place)
                key = ""
            keys.append(key or "")
        self.heads[table] = tuple(filter(None, keys))
        self.columns[table] = title, tuple(keys)
        self.tops[title] = top + 1
        if LIGHT in line:
            self.lights[title] = line.index(LIGHT) + 1
        return top, keys

    def _filled(
        self, cells: list[list[object]], top: int, keys: list[str]
    ) -> Iterator[tuple[int, list[object]]]:
        """Yield the rows below the heads in which something of the plan stands, with their number.

        A row of help is told by its sign.
        """
        for number, row in enumerate(cells[top + 1 :], start=top + 2):
            is_help = any(text_of(value) == HELP_SIGN for value in row[:2])
            filled = (v is not None and key for key, v in zip(keys, row, strict=False))
            if not is_help and any(filled):
                yield number, row

    def _below(
        self,
        table: str,
        title: str,
        cells: list[list[object]],
        top: int,
        keys: list[str],
        before: int,
    ) -> Iterator[dict[str, Any]]:
        for index, (number, row) in enumerate(self._filled(cells, top, keys), start=before):
            yield self._row(table, title, number, (table, index), keys, row)

    def _happened(
        self,
        raw: dict[str, Any],
        title: str,
        cells: list[list[object]],
        top: int,
        keys: list[str],
    ) -> None:
        """Read the sheet of what happened: each row says in words which kind of fact it is."""
        at = keys.index(KIND) if KIND in keys else None
        others = ["" if key == KIND else key for key in keys]
        for number, row in self._filled(cells, top, keys):
            said = "" if at is None or at >= len(row) else text_of(row[at])
            meant = word_meant(folded(said), _WORDS) if said else None
            kind = _KINDS.get(meant or said)
            if kind is None:
                message = f"`{said}` is nothing that can happen" if said else "what happened here?"
                way_out = f"choose one of: {', '.join(_WORDS)}"
                place = self.at(title, number, (at or 0) + 1)
                self.say("unknown-word", message, place=place, way_out=way_out)
                continue
            rows = raw.setdefault(kind, [])
            fact = self._row(kind, title, number, (kind, len(rows)), others, row)
            rows.append({**CHANGES.get(meant or said, {}), **fact})

    def _lines(self, title: str, cells: list[list[object]]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the tables of a sheet on which each field has a line: its head and its value."""
        code = language_of(cells)
        if any(text_of(row[0]) == LIGHT for row in cells[:TOP] if row):
            self.lights[title] = 1
        self.cells[("project",)] = self.at(title, 1, VALUE - 1)
        found: dict[str, dict[str, Any]] = {}
        for number, table, label, value in labelled(cells, code):
            place = self.at(title, number, VALUE)
            if not label:  # all of the table is as usual, and it was stated all the same
                found.setdefault(table, {})
            elif (key := key_of(table, label, code)) is not None:
                self.cells[table, *key.split(".")] = place
                if value is not None:
                    self.cells.setdefault((table,), place)
                    row = found.setdefault(table, {})
                    self._cell(table, (table,), key, value, place, row)
            elif value is not None:
                self._not_ours(f"the line `{label}`", self.at(title, number, VALUE - 1))
        for table, row in found.items():
            yield table, joined(row, CLASSES[table])

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
        return sheet in _SHEETS or folded(sheet) in titles()

    def _ours(self, rows: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a file is a planning workbook, by its sheets and heads; else say why not.

        What is not ours is not read whole: the workbooks of an agency are large.
        """
        ours = {name: row for name, row in rows.items() if name in _SHEETS}
        if not ours and len({titles().get(folded(name)) for name in rows} - {None}) > 1:
            return True
        if rows and not ours:
            self._foreign("no-project", f"none of its sheets is called {', '.join(_TITLES)}, …")
            return False
        if any(ours.values()) and not any(_fits(name, row) for name, row in ours.items()):
            # Somebody may have spoilt the heads of a plan: that is one that cannot be read.
            self._foreign("not-a-workbook", f"its sheet `{next(iter(ours))}` has other heads")
            return False
        return True

    def _foreign(self, slug: str, why: str) -> None:
        message = f"{self.name} is no planning workbook of vetpartner: {why}"
        way_out = (
            f"a list goes into tables/ of a project folder, named {LISTS}; "
            "a form that came back is taken by `vetpartner merge`"
        )
        self.say(slug, message, way_out=way_out)

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
        """Yield the rows of a sheet whose heads are the keys of the files, in its first row."""
        rows = iter(cells)
        keys = self._heads(sheet, [*map(text_of, next(rows, ()))])
        self.heads[sheet] = tuple(filter(None, keys))
        self.columns[sheet] = sheet, tuple(keys)
        filled = 0
        for number, row in enumerate(rows, start=2):
            if all(value is None for value in row):
                continue
            index = (sheet,) if sheet in SINGLE else (sheet, filled)
            filled += 1
            yield self._row(sheet, sheet, number, index, keys, row)

    def _row(
        self,
        table: str,
        title: str,
        number: int,
        index: Cell,
        keys: Sequence[str],
        row: Sequence[object],
    ) -> dict[str, Any]:
        """Return what stands in a row, and remember from which cell each value came."""
        asks = title not in _SHEETS
        first = next((at for at, key in enumerate(keys, start=1) if key), 1) if asks else 1
        self.cells[index] = self.at(title, number, first)
        held: dict[str, Any] = {}
        for column, (key, value) in enumerate(zip(keys, row, strict=False), start=1):
            if value is not None and key:
                self._cell(table, index, key, value, self.at(title, number, column), held)
            elif key and asks:
                # What is missing is said where it belongs.
                self.cells[*index, *key.split(".")] = self.at(title, number, column)
        cls = CLASSES.get(table)
        return joined(held, cls) if cls else held

    def _cell(
        self, table: str, index: Cell, key: str, value: object, place: Place, held: dict[str, Any]
    ) -> None:
        """Read a cell into the row in which it stands."""
        cls = CLASSES.get(table)
        known = columns(cls) if cls else {}
        first, rest = _parted(table, key)
        of = SheetColumn(RULE) if first == RULE_COLUMN else known.get(key, SheetColumn())
        if rest and known.get(first, SheetColumn()).type is Amounts:
            of = SheetColumn(Money)
        in_languages = cls is not None and first in spoken(cls)
        if rest and in_languages:
            of = known[first]
        path = (*index, *((first, rest) if rest else (first,)))
        self.cells[path] = place
        read = self._read(value, of, path)
        if in_languages:
            held[key] = read
        elif rest:
            held.setdefault(first, {})[rest] = read
        else:
            held[first] = read

    def _answers(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers of each report; one that is too long for a cell goes on below it."""
        narratives: dict[tuple[Any, Any], dict[str, str]] = {}
        above: tuple[Any, ...] = ()
        for number, row in enumerate(rows):
            report, language, question = map(row.get, ("report", "language", "question"))
            report = word_meant(folded(str(report)), REPORT_KINDS) or report
            answers = narratives.setdefault((report, language), {})
            text, whose = str(row.get("text", "")), (report, language, question)
            here = self.place(("narratives", number))
            if here is not None:
                self.cells.setdefault(("narratives", f"{report}.{language}"), here)
                self.cells.setdefault(("narratives", f"{report}.{language}", str(question)), here)
            if question is not None:
                before = answers.get(str(question), "")
                goes_on = whose == above and before and len(before) % LONGEST == 0
                if str(question) in answers and not goes_on:
                    message, place = f"`{question}` is answered twice", ("narratives", number)
                    way_out, slug = "put both answers into one row", "narrative-question-twice"
                    self.say(slug, message, place=self.place(place), way_out=way_out)
                answers[str(question)] = before + text
            above = whose
        return [
            {"report": report, "language": language, "answers": answers}
            for (report, language), answers in narratives.items()
        ]

    def _heads(self, sheet: str, heads: list[str]) -> list[str]:
        """Return the heads; one that stands twice, or beside parts of itself, is said and empty."""
        known: set[str] = set()
        texts = spoken(CLASSES[sheet]) if sheet in CLASSES else ()
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


_SHEETS = (*CLASSES, *TEXTS)
_TITLES = [each.title for each in SHEETS[:4]]
_WORDS = (*WORDS.values(), *CHANGES)
_KINDS = {
    **{name: name for name in FACTS},
    **{word: kind for kind, word in WORDS.items()},
    **dict.fromkeys(CHANGES, "amended"),
}


def _fits(sheet: str, heads: Sequence[str]) -> bool:
    """Tell whether at least half of the heads of a sheet are those of a planning workbook."""
    known = TEXTS[sheet] if sheet in TEXTS else columns(CLASSES[sheet])
    filled = [head for head in map(text_of, heads) if head]
    fitting = [head for head in filled if head in known or head.partition(".")[0] in known]
    return bool(filled) and 2 * len(fitting) >= len(filled)


def _parted(sheet: str, head: str) -> tuple[str, str]:
    """Return the key of a head and the key within it, which is empty where there is none."""
    first, _, rest = head.partition(".")
    return (first, rest) if first and rest and sheet not in TEXTS else (head, "")


def _heads(rows: Sequence[Sequence[object]]) -> list[str]:
    return [*map(text_of, rows[0])] if rows else []
