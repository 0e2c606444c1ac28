"""Merged cells: all of them show the value that only the first one has.

Below the headings it holds for each row, where the column is certain and says what several rows can
have in common. A number, a signature or the name of a person can be one for all of them together,
or for each: that is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.files.tables.columns import DAY, UNREAD
from vetpartner.files.tables.values import shown
from vetpartner.values.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.files.tables.columns import ColumnRead, Headed
    from vetpartner.files.tables.headings import TableFindings
    from vetpartner.files.tables.shape import Rows, Sheet


_MOST = 5_000
"""So many merged cells are looked at in one sheet."""


@frozen
class _Range:
    """Cells below the headings that are merged: rows from 1, columns from 0, what they show."""

    first: int
    last: int
    columns: range
    value: object = ""

    @property
    def rows(self) -> str:
        if self.first == self.last:
            return f"row {self.first}"
        return f"the rows {self.first} to {self.last}"


def spread(table: Headed, single: frozenset[str], found: TableFindings) -> Headed:
    """Return a table in which merged cells hold for all of their rows; ask where they may not.

    `single` are the fields that each row has for itself.
    """
    _say_headings(table, found)
    shape = table.shape
    sure = {read.index: read for read in table.reads if read.sure != "not used"}
    held: list[_Range] = []
    for number, each in enumerate(_shown(shape.sheet, shape.lines[-1])):
        if number == _MOST:
            question = f"and so are more than {_MOST} others, which are not looked at"
            _say(table, each, found, question, Severity.ERROR)
            break
        reads = [read for n, read in sure.items() if n in each.columns]
        if _holds(reads, each, single):
            held.append(each)
            _say(table, each, found, "and is read in each of them", Severity.NOTE)
        elif not reads:
            _say(table, each, found, "in a column without a heading", Severity.WARNING)
        elif any(read.means and read.means not in UNREAD for read in reads):
            question = "and nobody knows whether it holds for each of them"
            _say(table, each, found, question, Severity.ERROR)
    if not held:
        return table
    again = shape.sheet.again
    sheet = evolve(shape.sheet, again=lambda: _filled(again(), held))
    return evolve(table, shape=evolve(shape, sheet=sheet), rows=_filled(table.rows, held))


def _holds(reads: list[ColumnRead], each: _Range, single: frozenset[str]) -> bool:
    """Tell whether what a cell shows is said of each of its rows, and of each of its days."""
    days = [read for read in reads if read.means == DAY and read.holds not in single]
    if len(days) == len(each.columns):
        return isinstance(each.value, str | bool)
    if len(each.columns) > 1 or len(reads) != 1:
        return False
    (read,) = reads
    return read.sure in {"sure", "as noted"} and read.means not in {DAY, *single}


def _shown(sheet: Sheet, last: int) -> Iterator[_Range]:
    """Yield the merged cells below the headings over which more than one entry or day stands."""
    ranges = {
        (top, left - sheet.offset - 1): _Range(
            top, bottom, range(left - sheet.offset - 1, right - sheet.offset)
        )
        for top, left, bottom, right in sheet.merged
        if top > last and left > sheet.offset
    }
    if not ranges:
        return
    filled: list[int] = []
    values: dict[tuple[int, int], object] = {}
    places = deque(sorted(ranges))
    for line, row in sheet.again():
        if any(value != "" for value in row):
            filled.append(line)
        while places and places[0][0] <= line:
            at = places.popleft()
            if at[0] == line and at[1] < len(row):
                values[at] = row[at[1]]
    for at, each in sorted(ranges.items()):
        value = values.get(at, "")
        below = bisect_right(filled, each.first) < bisect_right(filled, each.last)
        beside = each.first == each.last and each.columns.start > 0
        if value != "" and (below or beside):
            yield evolve(each, value=value)


def _filled(rows: Rows, held: Iterable[_Range]) -> Rows:
    """Yield rows in which each merged cell has its value; a row without anything stays so."""
    waiting = deque(held)
    active: dict[int, _Range] = {}
    for line, values in rows:
        while waiting and waiting[0].first <= line:
            each = waiting.popleft()
            active |= dict.fromkeys(each.columns, each)
        if active:
            active = {n: each for n, each in active.items() if line <= each.last}
        if not active or all(value == "" for value in values):
            yield line, values
            continue
        row = [*values, *[""] * (max(active) + 1 - len(values))]
        for n, each in active.items():
            row[n] = each.value if row[n] == "" else row[n]
        yield line, row


def _say(table: Headed, each: _Range, found: TableFindings, what: str, severity: Severity) -> None:
    found.say(
        "table-merged",
        f"{shown(each.value)} stands in a cell that is merged over {each.rows}, {what}",
        severity=severity,
        at=found.place(table.sheet, each.first, table.offset + each.columns.start + 1),
        way_out="unmerge the cells, and write the value into each that it holds for",
    )


def _say_headings(table: Headed, found: TableFindings) -> None:
    """Say where a heading is merged; two rows of headings say which columns they stand over."""
    lines = table.shape.lines
    for top, left, bottom, right in table.shape.sheet.merged:
        if len(lines) == 1 and top <= lines[0] <= bottom and left < right:
            found.say(
                "table-merged",
                "a heading is merged with its neighbours, and only the first of them has its value",
                severity=Severity.WARNING,
                at=found.place(table.sheet, top, left),
                way_out="unmerge the cells, and write the value into each",
            )
