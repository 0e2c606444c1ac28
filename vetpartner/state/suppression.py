"""Which cells of a table must not be shown, so that no small one can be reckoned from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST = 5
"""Groups with fewer people than this are not shown."""
Cell = tuple[int, int]
"""Row and column of a table; row or column -1 is a total."""

_ROWS, _COLUMNS = "row", "column"
_TOTAL = -1


def suppressed(table: Mapping[Cell, int], least: int = SMALLEST) -> frozenset[Cell]:
    """Return the cells to leave out of a full table with its totals of rows, columns and all.

    First those from 1 up to below `least`; zeros are shown, because they are about nobody. Then
    the smallest further cells until each cell left out can still have another value, although
    one knows all others, that rows and columns add up, and that what is left out is at least 1.
    """
    out = {cell for cell, value in table.items() if 0 < value < least}
    shown = sorted((value, cell) for cell, value in table.items() if value and cell not in out)
    while any(not _open(table, out, cell) for cell in sorted(out)):
        tight = next(cell for cell in sorted(out) if not _open(table, out, cell))
        if not shown:
            return frozenset(table)
        chosen = min(shown, key=lambda each: (*_further(each[1], tight), each))
        shown.remove(chosen)
        out.add(chosen[1])
    return frozenset(out)


def _further(cell: Cell, tight: Cell) -> tuple[bool, bool]:
    """Put totals last, and before them what does not stand in the row or column of a cell."""
    return _TOTAL in cell, cell[0] != tight[0] and cell[1] != tight[1]


def _arc(cell: Cell) -> tuple[tuple[str, int], tuple[str, int]]:
    """Return a cell as an arc between its row and its column: then sums are what flows through."""
    row, column = (_ROWS, cell[0]), (_COLUMNS, cell[1])
    return (column, row) if (cell[0] == _TOTAL) != (cell[1] == _TOTAL) else (row, column)


def _open(table: Mapping[Cell, int], out: set[Cell], cell: Cell) -> bool:
    """Tell whether a cell could be one more or one less, while others left out make up for it."""
    start, end = _arc(cell)
    return _leads(table, out, cell, end, start) or (
        table[cell] > 1 and _leads(table, out, cell, start, end)
    )


def _leads(
    table: Mapping[Cell, int],
    out: set[Cell],
    without: Cell,
    start: tuple[str, int],
    end: tuple[str, int],
) -> bool:
    steps: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for cell in out - {without}:
        one, other = _arc(cell)
        steps.setdefault(one, []).append(other)
        if table[cell] > 1:
            steps.setdefault(other, []).append(one)
    seen, waiting = {start}, [start]
    while waiting:
        for step in steps.get(waiting.pop(), ()):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return end in seen
