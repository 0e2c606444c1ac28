"""What stands in a workbook, as plain values: sheets with their cells, sizes and helps.

Nothing here knows openpyxl: `xlsx_parts` writes it as a file, and whoever looks into a workbook
gets that file opened by openpyxl.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from attrs import define, field, frozen

from vetpartner.model import Money
from vetpartner.values.translations import unmarked

Cell = tuple[str, Any, Any]
"""The style of a cell, its value or formula, and the value that a formula makes.

A value is a text, a number, a day, or None where a cell is empty.
"""
LONGEST = 32_767
LINE_HEIGHT = 15.5
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@frozen
class Rule:
    """When a cell is coloured: how it is compared with a formula, or that the formula is true."""

    operator: str
    formula: str
    colour: str


@frozen
class Chart:
    """Bars of the second column, named by the first, of some rows of its own sheet."""

    title: str
    first: int
    last: int


@define
class Sheet:
    """A sheet: rows of cells by row and column, from 1; heights in points, widths in signs.

    `top` is the row of the heads and `beside` how many columns stay where they are; `heads` are the
    rows that every printed page repeats. `table` is the name of a structured table, the last row of
    it and its heads. `rules` and `typed` are of ranges such as `B5:B9`; into `typed` nothing but
    amounts can be typed. `merged` are rows of which so many columns are one.
    """

    title: str
    rows: dict[int, dict[int, Cell]] = field(factory=dict)
    widths: list[int] = field(factory=list)
    heights: dict[int, float] = field(factory=dict)
    top: int = 0
    beside: int = 0
    heads: tuple[int, int] = (0, 0)
    merged: dict[int, int] = field(factory=dict)
    table: tuple[str, int, list[str]] | None = None
    rules: dict[str, list[Rule]] = field(factory=dict)
    typed: list[str] = field(factory=list)
    protected: bool = False
    chart: Chart | None = None

    def put(self, row: int, column: int, value: Any, style: str = "text") -> None:  # noqa: ANN401
        """Write a value in a style of `xlsx_styles`; a text never becomes a formula."""
        if isinstance(value, str):
            value = shortened(unmarked(value))
        elif isinstance(value, Money):
            value = value.amount
        self.rows.setdefault(row, {})[column] = (style, value, None)

    def formula(self, row: int, column: int, formula: str, value: Any, style: str) -> None:  # noqa: ANN401 - as in `put`
        """Write a formula together with its value."""
        held = value.amount if isinstance(value, Money) else value
        self.rows.setdefault(row, {})[column] = (style, Formula(formula), held)

    def lay_out(self, widths: list[int], *, top: int, beside: int = 0, day: int = 0) -> None:
        """Set widths (of columns of days at least `day`), heights, and the heads that stay."""
        self.top, self.beside, self.heads, self.widths = top, beside, (top, top), widths
        for cells in self.rows.values():
            for column, (_, value, _) in cells.items():
                if isinstance(value, date) and column <= len(widths):
                    widths[column - 1] = max(widths[column - 1], day)
        for row, cells in self.rows.items():
            if row < top:
                continue
            tall = max(
                (
                    _lines(value, widths[column - 1])
                    for column, (_, value, _) in cells.items()
                    if type(value) is str and column <= len(widths)
                ),
                default=1,
            )
            if tall > 1:
                self.heights[row] = LINE_HEIGHT * tall + 2

    def colour(self, cells: str, rule: Rule) -> None:
        """Colour cells of a range where a rule says so; the numbers say the same."""
        self.rules.setdefault(cells, []).append(rule)

    def structured(self, name: str, rows: int, columns: int) -> None:
        """Make a structured table of the rows below their heads; none without rows.

        Heads that are equal, or empty, would make a broken file, so that there is no table then.
        """
        heads = [self.rows[self.top][column][1] for column in range(1, columns + 1)]
        if rows and len({str(head).casefold() for head in heads if head}) == columns:
            self.table = (name, self.top + rows, [str(head) for head in heads])


class Formula(str):
    """A formula, with its sign of equality."""

    __slots__ = ()


@define
class Book:
    """A workbook: its sheets, and names for cells such as `Summary!B10`.

    `day` stands as created and modified in the file's properties. `said` is the funding statement
    that every sheet shows below its title.
    """

    day: date
    said: str = ""
    day_format: str = "yyyy-mm-dd"
    title: str = ""
    sheets: list[Sheet] = field(factory=list)
    names: dict[str, str] = field(factory=dict)

    def sheet(self, title: str) -> Sheet:
        """Return a new sheet behind the others."""
        self.sheets.append(made := Sheet(title))
        return made


def letters(column: int) -> str:
    """Return how a column is called: `A` for 1, `AA` for 27."""
    named = ""
    while column:
        column, last = divmod(column - 1, 26)
        named = chr(65 + last) + named
    return named


def shortened(text: str) -> str:
    """Return a text that a cell can hold: no control characters, and a visible end if cut."""
    text = _CONTROL.sub("", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 6]} […]"


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, by a careful guess."""
    wide = int(width * 1.1)
    if len(text) <= wide and "\n" not in text:
        return 1
    return sum(-(-max(len(line), 1) // wide) for line in text.split("\n"))
