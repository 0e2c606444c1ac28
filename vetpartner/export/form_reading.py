"""What stands in a form that came back, whichever program saved it: rows by the heads above them.

Sheets may be called otherwise, hidden ones be lost, and one of them come alone as CSV: a table is
known by its heads, in whichever language.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.tables.encodings import NotDecoded, decoded
from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.rows import SEPARATORS, letters_of
from vetpartner.files.workbooks.merging import SENT
from vetpartner.files.workbooks.reading import BookReader
from vetpartner.render.language import language, languages
from vetpartner.state.partner_form import DATES, HAPPENED, PROOFS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vetpartner.model import Place, Plan
    from vetpartner.values.table import Table

TABLES = {table.name: table for table in (DATES, *HAPPENED, PROOFS)}
_TEXTS = (".csv", ".tsv", ".txt")
_LARGEST_TEXT = 2_000_000
_MOST_ROWS = 5_000
_LONGEST_HEAD = 60
_FEWEST = 3
"""How many heads must be known of a row; fewer may be anything."""


@frozen(kw_only=True)
class Row:
    """A row of a table: its sheet and line, its first cell, and what stands below each head."""

    sheet: str
    line: int
    label: str = ""
    cells: Mapping[str, object] = Factory(dict)


@frozen(kw_only=True)
class Found:
    """A table in a form: its name, its sheet, the column of each of its heads, its rows."""

    name: str
    sheet: str
    code: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]


@cache
def _heads(code: str) -> dict[str, dict[str, str]]:
    """Return the plain spelling of the heads of each table in a language, with their columns."""
    here = language(code, papers=True)
    return {
        name: {
            folded(head): column.name
            for head, column in zip(table.heads(here), table.shown, strict=True)
        }
        for name, table in TABLES.items()
    }


@cache
def _helps(code: str) -> frozenset[str]:
    say = language(code, papers=True).gettext
    return frozenset(
        folded(say(column.meaning))
        for table in TABLES.values()
        for column in table.shown
        if column.meaning
    )


@cache
def _captions(code: str) -> frozenset[str]:
    say = language(code, papers=True).gettext
    return frozenset(folded(say(str(table.caption))) for table in TABLES.values() if table.caption)


class FormReader(BookReader):
    """Reads the sheets of a form; each mistake has its cell."""

    def read(self, file: Path, plan: Plan) -> bool:
        """Open a workbook or a text; tell whether there is anything to look at."""
        if file.suffix.lower() not in _TEXTS:
            return self.opened(file)
        try:
            self.data = contents(file, most=_LARGEST_TEXT)
            text = decoded(self.data, partial(letters_of, plan)).text
        except NotOpened as error:
            self.say(error.slug, f"{self.name} {error}", way_out=error.way_out)
            return False
        except NotDecoded as error:
            self.say("table-encoding", f"{self.name}: {error}", way_out=error.way_out)
            return False
        self.sheets = {"": _rows_of(text)}
        return True

    def _ours(self, rows: Mapping[str, Sequence[str]]) -> bool:  # noqa: ARG002 - known by heads
        return True

    def _reads(self, sheet: str) -> bool:
        return not sheet.startswith("_")

    def at(self, sheet: str, row: int, column: int) -> Place:
        """Return the place of a cell; a text has no sheets."""
        place = super().at(sheet, row, column)
        return place if sheet else type(place)(file=self.name, line=row, column=column)

    def sent(self) -> dict[str, Any] | None:
        """Return what was kept with the form when it was written; None where that is gone."""
        try:
            held = json.loads("".join(str(row[0]) for row in self.sheets[SENT]))
        except (KeyError, ValueError, TypeError, IndexError, RecursionError):
            return None
        return held if isinstance(held, dict) else None

    def shown(self) -> Iterator[tuple[str, list[list[object]]]]:
        """Yield the sheets that people see, as far down as a form may go."""
        for sheet, rows in self.sheets.items():
            if self._reads(sheet):
                yield sheet, rows[:_MOST_ROWS]

    def found_tables(self, first: Sequence[str]) -> list[Found]:
        """Return the tables of all sheets; heads are looked for in these languages first."""
        codes = tuple(dict.fromkeys((*first, *languages(papers=True))))
        found = []
        for sheet, rows in self.shown():
            starts = [
                (number, *best)
                for number, row in enumerate(rows)
                if (best := _heading(row, codes)) is not None
            ]
            ends = [*(number for number, *_ in starts), len(rows)][1:]
            for (number, name, code, columns), end in zip(starts, ends, strict=True):
                self._unknown(sheet, number, rows, columns, end)
                body = enumerate(rows[number + 1 : end], start=number + 2)
                made = tuple(_entries(sheet, body, columns, code, TABLES[name]))
                found.append(Found(name=name, sheet=sheet, code=code, columns=columns, rows=made))
        return found

    def _unknown(
        self,
        sheet: str,
        number: int,
        rows: list[list[object]],
        columns: Mapping[str, int],
        end: int,
    ) -> None:
        """Tell of a column that somebody added, from which nothing is taken."""
        from vetpartner.values.finding import Severity

        known = set(columns.values())
        for index, head in enumerate(rows[number]):
            below = (row[index] if index < len(row) else None for row in rows[number + 1 : end])
            if index not in known and _text(head) and any(_text(value) for value in below):
                message = f"the column “{_text(head)}” is not part of the form; it was not taken"
                place = self.at(sheet, number + 1, index + 1)
                self.say("form-differs", message, severity=Severity.WARNING, place=place)


def _rows_of(text: str) -> list[list[object]]:
    """Return the rows of a text, by the separator that finds most heads, else most cells."""

    def parsed(separator: str) -> list[list[object]]:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error:
            return []
        return [[value.strip() or None for value in row] for row in rows]

    tried = [parsed(separator) for separator in SEPARATORS]
    return max(
        tried, key=lambda rows: sum(_heading(r, languages(papers=True)) is not None for r in rows)
    )


def _heading(row: Sequence[object], codes: Sequence[str]) -> tuple[str, str, dict[str, int]] | None:
    """Return table, language and columns of a row of heads, None for any other row."""
    texts = [
        (n, folded(t)) for n, v in enumerate(row) if (t := _text(v)) and len(t) < _LONGEST_HEAD
    ]
    if len(texts) < _FEWEST:
        return None
    best: tuple[int, str, str, dict[str, int]] | None = None
    for code in codes:
        for name, heads in _heads(code).items():
            columns: dict[str, int] = {}
            for index, text in texts:
                if text in heads:
                    columns.setdefault(heads[text], index)
            fits = 2 * len(columns) >= len(texts) and len(columns) >= _FEWEST
            if fits and (best is None or len(columns) > best[0]):
                best = (len(columns), name, code, columns)
    return best[1:] if best is not None else None


def _entries(
    sheet: str,
    rows: Iterator[tuple[int, list[object]]],
    columns: Mapping[str, int],
    code: str,
    table: Table,
) -> Iterator[Row]:
    first = table.shown[0].name
    for line, row in rows:
        cells = {
            name: row[index]
            for name, index in columns.items()
            if index < len(row) and _text(row[index])
        }
        label = _text(cells.pop(first, None))
        filled = [text for value in row if (text := _text(value))]
        is_help = any(folded(text) in _helps(code) for text in filled)
        alone = len(filled) == 1 and folded(filled[0]) in _captions(code)
        if filled and not is_help and not alone:
            yield Row(sheet=sheet, line=line, label=label, cells=cells)


def _text(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""
