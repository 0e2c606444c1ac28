"""What is looked at in the sheets of an OpenDocument file, in which rows and cells repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.files.tables.money import NumberCell, as_written
from vetpartner.files.tables.sheets import adds_up, counted
from vetpartner.files.tables.xml_stream import LONGEST_TEXT

if TYPE_CHECKING:
    from vetpartner.files.tables.sheets import Found
    from vetpartner.files.tables.xml_stream import Held, Stream

_FILLED = frozenset(
    f"office:{name}"
    for name in ("value", "value-type", "string-value", "date-value", "time-value", "boolean-value")
) | {"table:formula"}
_BEHIND = ("shapes", "named-expressions", "database-ranges", "data-pilot-tables")
_HIDING = frozenset({"collapse", "filter"})
MOST_HIDDEN = 120_000
_TEXTS = ("office:string-value", "table:formula")


class Document:
    """Looks at all sheets of a document, from the first `table` on."""

    def __init__(self, held: Held, stream: Stream, found: Found) -> None:
        """Begin with the first sheet."""
        self.stream, self.found = stream, found
        self.sheet = self.remark_name = ""
        self.row = self.rows = self.column = self.times = 0
        self.last = self.widest = self.columns = 0
        self.held: Held = {}
        self.waits = self.hides = False
        self.text_end: int | None = None
        stream.turn(
            {
                "table": self.table,
                "table-column": self.table_column,
                "table-row": self.table_row,
                "table-cell": self.cell,
                "covered-table-cell": self.cell,
                "p": self.paragraph,
                "annotation": self.remark,
                **dict.fromkeys(_BEHIND, self.leave),
            },
            longest=LONGEST_TEXT,
        )
        self.table(held)

    def leave(self, _: Held) -> None:
        """Come to what is no cell, and may have a text."""
        if self.waits:
            self.settle()

    def table(self, held: Held) -> None:
        """Come to a sheet."""
        self.end()
        self.sheet = held.get("table:name", "")
        self.row = self.rows = self.column = self.times = self.columns = 0

    def table_column(self, held: Held) -> None:
        """Come to columns: whether anybody sees them."""
        self.found.count_other(held)
        times = counted(held.get("table:number-columns-repeated"))
        if held.get("table:visibility") in _HIDING:
            self.found.hide_columns(self.sheet, self.columns + 1, self.columns + times)
        self.columns += times

    def table_row(self, held: Held) -> None:
        """Come to a row."""
        if self.waits:
            self.settle()
        self.row += self.rows
        self.rows = counted(held.get("table:number-rows-repeated"))
        self.hides = held.get("table:visibility") in _HIDING
        self.column = self.times = 0

    def cell(self, held: Held) -> None:
        """Come to a cell, or to so many that are the same."""
        if self.waits:
            self.settle()
        self.column += self.times
        self.times = counted(held.get("table:number-columns-repeated"))
        if _FILLED.isdisjoint(held):
            return
        self.last = max(self.last, self.row + self.rows)
        self.widest = max(self.widest, self.column + self.times)
        same = self.rows * self.times
        self.found.count_cells(same)  # at once: what holds too many is not read to its end
        if self.hides:
            lines = range(self.row + 1, self.row + self.rows + 1)
            self.found.hidden.setdefault(self.sheet, set()).update(lines[:MOST_HIDDEN])
        at = (self.row + 1, self.column + 1)
        if adds_up(held.get("table:formula", ""), at):
            self.found.sums.setdefault(self.sheet, set()).add(at)
        if held.get("table:style-name") in self.found.bold_styles:
            self.found.keep_bold(self.sheet, at)
        for name in _TEXTS:
            if name in held:
                self.stream.refuse_long(len(held[name]))
                self.stream.budget.take_text(len(held[name]), same)
        if same > 1 or "office:value" in held:
            self.held, self.waits = held, True

    def paragraph(self, _: Held) -> None:
        """Come to a paragraph: of a cell, or of a remark in it."""
        stream = self.stream
        if self.waits and stream.keep is None and self.remark_name not in stream.opened:
            stream.keep = len(stream.texts)

    def remark(self, _: Held) -> None:
        """Come to a remark, whose text is none of the cell."""
        stream = self.stream
        self.remark_name = stream.opened[-1]
        if stream.keep is not None and self.text_end is None:
            self.text_end = len(stream.texts) - stream.keep

    def settle(self) -> None:
        """Look at the text of the cell that is behind us."""
        text = "".join(self.stream.kept()[: self.text_end])
        self.waits, self.text_end, self.stream.keep = False, None, None
        self.stream.budget.take_text(len(text), self.rows * self.times - 1)
        other = _other(self.held.get("office:value"), text)
        if other is None:
            return
        shown = self.found.shown.setdefault(self.sheet, {})
        for row in range(self.row + 1, self.row + self.rows + 1):
            for column in range(self.column + 1, self.column + self.times + 1):
                shown[row, column] = other

    def end(self) -> None:
        """Come to the end of a sheet."""
        if self.waits:
            self.settle()
        self.found.count_area(self.last, self.widest)
        self.last = self.widest = 0


def _other(value: str | None, text: str) -> NumberCell | None:
    """Return a stored number whose text shows another one; None for all others."""
    try:
        shown = as_written(float(value), text) if value is not None else None
    except ValueError:
        return None
    return shown if isinstance(shown, NumberCell) else None
