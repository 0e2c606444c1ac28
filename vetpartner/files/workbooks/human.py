"""One value in one cell as people write it, in their language, where it is read as the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from attrs import frozen

from vetpartner.files.workbooks.cells import (
    LONGEST,
    PAIRED,
    CellError,
    SheetColumn,
    from_cell,
    paired,
    rule_to_cell,
    to_cell,
)
from vetpartner.files.workbooks.sheets import (
    HAPPENED,
    KIND,
    RULE_COLUMN,
    TEXTS,
    WORDS,
    columns_of,
    divided,
    head,
)
from vetpartner.model import Money, When
from vetpartner.values.catalogue import ENGLISH, catalogue, languages
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

Row = dict[str, Any]


@frozen
class Human:
    """The cells and heads of a workbook in a language, by its code."""

    code: str

    def said(self, text: str) -> str:
        """Return a text in the language."""
        return catalogue(self.code).said(text)

    def head(self, table: str, key: str) -> str:
        """Return what people call a column: `Title (hr)`, `Amount: P1`."""
        first, _, rest = key.partition(".")
        if table not in TEXTS and key not in columns_of(table) and rest:
            if divided(table, first):
                return f"{self.said(head(table, first))}: {rest}"
            return f"{self.said(head(table, first))} ({rest})"
        return self.said(head(table, key))

    def value(self, table: str, row: Row, key: str) -> Any:  # noqa: ANN401 - what a cell holds
        """Return what a cell of a row holds: as people write it, or as the files do."""
        held = _at(row, key)
        if held is None or table in TEXTS or key == KIND:
            return held
        if key.partition(".")[0] == RULE_COLUMN:
            return rule_to_cell(held)
        column = self._column(table, row, key)
        plain = to_cell(held, column)
        for human in self._as_written(held, column):
            if _reads_as(human, held, column):
                return human
        return plain

    def _column(self, table: str, row: Row, key: str) -> SheetColumn:
        """Return the column of a cell; of what happened it depends on the kind of the row."""
        first = key.partition(".")[0]
        if divided(table, first):
            return SheetColumn(Money)
        known = columns_of(table)
        if table == HAPPENED:
            kind = next(kind for kind, word in WORDS.items() if self.said(word) == row[KIND])
            known = columns_of(kind)
        return known.get(key) or known[first]

    def _as_written(self, held: Any, column: SheetColumn) -> Iterator[Any]:  # noqa: ANN401
        """Yield how people write a value."""
        type_ = column.type
        if isinstance(held, bool):
            yield self.said("yes" if held else "no")
        elif get_origin(type_) is Literal:
            yield self.said(str(held))
        elif column.name == "country" and isinstance(held, str):
            yield country_name(held, self.code)
        elif type_ is When and isinstance(held, str):
            yield _dotted(held)
        elif isinstance(held, list) and held and (of := PAIRED.get(get_args(type_)[0])):
            if all(isinstance(each, dict) for each in held):
                yield "\n".join(paired({k: str(v) for k, v in each.items()}, of) for each in held)
        elif isinstance(held, list) and held and all(isinstance(each, str) for each in held):
            yield ", ".join(held)


def human_of(p: Partnership) -> Human:
    """Return the language of a partnership's workbook: that of its project, or else English."""
    code = p.baseline.project.language.partition("_")[0]
    return Human(code if code in languages() else ENGLISH)


def _at(row: Row, key: str) -> Any:  # noqa: ANN401
    if key in row:
        return row[key]
    first, _, rest = key.partition(".")
    inner = row.get(first)
    return inner.get(rest) if isinstance(inner, dict) else None


def _reads_as(human: Any, held: Any, column: SheetColumn) -> bool:  # noqa: ANN401
    """Tell whether a cell written for people is read as the same."""
    if isinstance(human, str) and (len(human) > LONGEST or human != human.strip() or not human):
        return False
    try:
        return bool(from_cell(human, column) == held)
    except (CellError, WrongValue):
        return False


def _dotted(text: str) -> str:
    """Return a date as people write it, from the text of one: `12.05.2025 – 14.05.2025`."""
    first, dots, last = text.partition("..")
    days = [_day(each) for each in (first, *((last,) if dots else ()))]
    return " – ".join(days)


def _day(text: str) -> str:
    day, _, rest = text.partition(" ")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return text
    return " ".join(filter(None, (f"{found:%d.%m.%Y}", rest)))


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; another text as it is."""
    from babel import Locale

    return str(Locale.parse(language).territories.get(code, code))
