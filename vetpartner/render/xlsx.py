"""Tables in a workbook: formulas with their values, sums, colours, and filters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import When
from vetpartner.render.widths import room_of_a_day
from vetpartner.render.xlsx_cells import Rule, Sheet, letters
from vetpartner.values.grid import text_in
from vetpartner.values.phrase import Language
from vetpartner.values.table import NOT_KNOWN, Column, plain

if TYPE_CHECKING:
    from vetpartner.render.xlsx_cells import Book
    from vetpartner.values.table import Group, Kind, Table, Warns

TOP = 4
"""The row of the column heads on every sheet; the title and a remark stand above."""


def put_title(book: Book, sheet: Sheet, title: str, remark: str) -> None:
    """Write title, remark and funding statement above the table."""
    sheet.put(1, 1, title, "title")
    sheet.put(2, 1, remark, "remark")
    if book.said:
        sheet.put(3, 1, book.said, "remark")


_STYLES_OF: Mapping[str, str] = {
    "money": "money",
    "amount": "money",
    "count": "number",
    "number": "number",
    "progress": "number",
    "share": "percent",
    "day": "date",
}
"""The styles of kinds that are no texts."""
_AS_IT_IS = frozenset({"money", "amount", "count", "number", "progress", "day"})
_USUAL: Mapping[str, int] = {"text": 30, "lines": 60, "word": 12, "id": 12, "share": 10}
"""How wide columns are, in signs; others are of the width of amounts."""
COLOURS: Mapping[Warns, Rule] = {
    "attention": Rule("greaterThan", "0", "FFE699"),
    "wrong": Rule("greaterThan", "0", "F5B7B1"),
    "below zero": Rule("lessThan", "0", "F5B7B1"),
}
"""How the numbers of a column that warns are coloured."""
_NAMED = re.compile(r"\{([^{}]+?)(\.sum)?\}")


@frozen
class Placed:
    """Where a table stands: letters of its columns, the first row, the row of sums, the sums."""

    sheet: str
    letters: Mapping[str, str]
    first: int
    end: int
    sums: Mapping[str, Any]

    def at(self, name: str, number: int) -> str:
        """Return the cell of a column in the row of this number, from 0, for other sheets."""
        return f"'{self.sheet}'!{self.letters[name]}{self.first + number}"

    def sum(self, name: str) -> str:
        """Return the cell with the sum of a column, for other sheets."""
        return f"'{self.sheet}'!{self.letters[name]}{self.end}"

    def filled(self, formula: str, row: int) -> str:
        """Return the formula of a row with cells in place of the names of columns."""
        return _NAMED.sub(
            lambda name: f"{self.letters[name[1]]}{f'${self.end}' if name[2] else row}", formula
        )


def put_table(
    sheet: Sheet,
    table: Table,
    called: str = "",
    *,
    top: int = TOP,
    beside: int = 1,
    language: Language | None = None,
    style: str = "",
) -> Placed:
    """Write a table below the title of a sheet, with formulas, sums and colours; lay it all out.

    Its rows can be filtered, and are known to formulas as the structured table `called`.
    Its heads stand in the row `top`; they and so many columns `beside` the others stay when it is
    scrolled. All cells are in one `style`, or in those of their columns.
    """
    columns = table.shown
    begin = top
    named = {c.name: letters(n) for n, c in enumerate(columns, start=1)}
    put = _Putting(sheet, columns, language, style)
    for group in table.parts:
        heads = table.heads(language)
        put.heads(top, (group.title, *heads[1:]) if group.title else heads)
        placed = Placed(sheet.title, named, top + 1, top + 1 + len(group.rows), {})
        put.rows(group.rows, placed)
        if group.total is not None:
            placed = evolve(placed, sums=put.sums(group, placed))
        put.colours(placed)
        top = placed.end + 2
    if table.empty and not any(group.rows for group in table.parts):
        sheet.put(begin + 1, 1, language.gettext(table.empty) if language else table.empty)
    for row, note in enumerate(table.notes, start=top):
        sheet.put(row, 1, text_in(language, note), "remark")
    widths = [c.width or _USUAL.get(c.kind, 16) for c in columns]
    sheet.lay_out(widths, top=begin, beside=beside, day=room_of_a_day(language))
    if not table.groups:
        name = called or table.name.title().replace("_", "")
        sheet.structured(name, len(table.rows), len(columns))
    return placed


def _style_of(column: Column) -> str:
    if column.input:
        return "input"
    return "strong" if column.names else _STYLES_OF.get(column.kind, "text")


@frozen
class _Putting:
    """The cells of a table that is being written."""

    sheet: Sheet
    columns: Sequence[Column]
    language: Language | None
    style: str = ""

    def heads(self, row: int, heads: Sequence[str]) -> None:
        """Write the heads, those of numbers to the right."""
        for n, (column, head) in enumerate(zip(self.columns, heads, strict=True), start=1):
            right = column.number and not self.style
            self.sheet.put(row, n, head, "head number" if right else "head")

    def rows(self, rows: Sequence[Any], placed: Placed) -> None:
        """Write the rows, with formulas where the values are known."""
        looks = [
            (n, c.kind, c.get, c.formula, self.style or _style_of(c), c.absent == NOT_KNOWN)
            for n, c in enumerate(self.columns, start=1)
        ]
        sheet, plainly = self.sheet, self.language is None
        for y, row in enumerate(rows, start=placed.first):
            for n, kind, get, formula, style, said in looks:
                value = get(row)
                if isinstance(value, When) and not plainly and (day := value.one_day):
                    sheet.put(y, n, day, "date")  # which can be sorted, and calculated with
                    continue
                if value is None and said:
                    sheet.put(y, n, self._held("word", NOT_KNOWN), style)
                    continue
                # Most cells of ten thousand rows are numbers or texts and need no second look.
                if not (value is None or kind in _AS_IT_IS or (plainly and type(value) is str)):
                    value = self._held(kind, value)
                if formula is None or value is None:
                    sheet.put(y, n, value, style)
                    continue
                made = formula(row) if callable(formula) else formula
                if made is None:
                    sheet.put(y, n, value, style)
                else:
                    sheet.formula(y, n, placed.filled(made, y), value, style)

    def _held(self, kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a value of any kind
        """Return a value that is known as a cell holds it."""
        if kind == "lines":
            return "\n".join(text_in(self.language, one) for one in value)
        if kind == "share":
            return plain(kind, value)
        if self.language is not None and kind != "flag" and not isinstance(value, str):
            return text_in(self.language, value)
        text = ("yes" if value else "no") if kind == "flag" else str(value)
        return self.language.gettext(text) if self.language and kind in {"word", "flag"} else text

    def sums(self, group: Group, placed: Placed) -> dict[str, Any]:
        """Write the row of sums; return them; what is not known is in none."""
        sums: dict[str, Any] = {}
        for n, column in enumerate(self.columns, start=1):
            if not column.adds:
                named = group.total if isinstance(group.total, str) else column.get(group.total)
                if self.language is not None and isinstance(named, str):
                    named = self.language.gettext(named)
                self.sheet.put(placed.end, n, named if n == 1 else None, "total")
                continue
            known = plain(column.kind, column.sum(group.rows))
            if known is None and group.rows:
                absent = self._held("word", column.absent)
                self.sheet.put(placed.end, n, absent, "total number")
                continue
            sums[column.name] = Decimal("0.00") if known is None else known
            letter = placed.letters[column.name]
            cells = f"SUM({letter}{placed.first}:{letter}{placed.end - 1})"
            formula = f"=ROUND({cells},2)" if column.kind == "money" else f"={cells}"
            self.sheet.formula(
                placed.end,
                n,
                formula if group.rows else "=0",
                sums[column.name],
                f"total {_STYLES_OF[column.kind]}",
            )
        return sums

    def colours(self, placed: Placed) -> None:
        """Colour what warns, and let nothing but amounts be typed into the columns for input."""
        if placed.end == placed.first:
            return
        rows = f"{placed.first}:{{}}{placed.end - 1}"
        for column in self.columns:
            if column.warns is not None:
                at = placed.letters[column.name]
                self.sheet.colour(f"{at}{rows.format(at)}", COLOURS[column.warns])
        typed = [placed.letters[column.name] for column in self.columns if column.input]
        if typed:
            self.sheet.typed.append(f"{typed[0]}{rows.format(typed[-1])}")
