"""Tables of the pages of a PDF, told by where their texts stand.

A PDF knows no tables. Its text is laid out with spaces between what stands side by side and empty
lines between what stands apart: columns are where texts stand below each other. A row begins with
a line that has a day, an amount or another cell that never goes on in a second line, with one that
has text in a column that had ended, or behind more room than there is between the lines of a cell.
Where nothing tells the rows, each line is given by itself, and no table.
"""

from __future__ import annotations

import itertools
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = re.compile(r"\S+(?: \S+)*")
_AMOUNT = (
    r"(?:EUR ?|€ ?)?(?!0\d)(?:\d{1,3}(?:[ .,'\u00a0\u2009\u202f]\d{3})+(?:[.,]\d{2})?|\d+[.,]\d{2})"
    r"(?: ?EUR| ?€)?"
)
_SHORT = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}|E\d{8}|\d{9}|(?:WP|AP|RP) ?\d{1,2}"
    rf"|{_AMOUNT}"
)
"""A cell that never goes on in a second line."""
_SMALL = re.compile(r"\d{1,3}|-|\u2013")
"""What may stand among such cells, and tells nothing by itself."""
_ZEROS = re.compile(r"0\d.*")
_ALONE, _APART = 8, 10
"""In fifths of the height of a letter: no lines of a cell are so far apart, nor rows of a table."""
_LEAST = 4
"""Lines that are closer run into each other, and so do their rows."""
_OTHER, _MOST_COLUMNS = 1.5, 0.6
"""A line that is so much farther off, and has fewer texts than so many columns, is of no table."""
_ROOM_MORE = 1.1
"""More than this part of the room between the lines of a cell is that between rows."""
_FAR = 8
"""So many times the room between lines ends a table."""
_TABLE = 2


@frozen
class PlacedRow:
    """A row of a table, or a line of text as its only cell, with the number of its first line."""

    cells: tuple[str, ...]
    number: int


@frozen
class _Piece:
    begin: int
    end: int
    text: str


@frozen
class _PlacedLine:
    number: int
    pieces: tuple[_Piece, ...]


def tables_of(pages: Sequence[str]) -> list[list[tuple[PlacedRow, ...]]]:
    """Return for each page that is laid out its tables, and each other line by itself, in order."""
    cut = [list(_regions(_lines(text))) for text in pages]
    tables = [lines for page in cut for lines in page if len(lines[0].pieces) >= _TABLE]
    cell = _cell_room(tables)
    return [[table for lines in page for table in _read(lines, cell)] for page in cut]


def _lines(text: str) -> list[_PlacedLine]:
    return [
        _PlacedLine(number, pieces)
        for number, line in enumerate(text.split("\n"), 1)
        if (pieces := tuple(_Piece(m.start(), m.end(), m[0]) for m in _PIECE.finditer(line)))
    ]


def _regions(lines: list[_PlacedLine]) -> Iterator[list[_PlacedLine]]:
    """Yield the lines that may be a table together, and each other one by itself."""
    gaps = [after.number - before.number for before, after in itertools.pairwise(lines)]
    pitch = min(gaps, default=1)
    at = 0
    while at < len(lines):
        end = _end(lines, at, pitch) if len(lines[at].pieces) >= _TABLE else at + 1
        yield lines[at:end]
        at = end


def _text(pieces: Sequence[_Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _end(lines: list[_PlacedLine], at: int, pitch: int) -> int:
    """Return where a table ends that begins in a line with several pieces."""
    columns = _columns(lines[at : at + 1])
    end, most = at + 1, 0
    while end < len(lines):
        line = lines[end]
        gap = line.number - lines[end - 1].number
        fewer = len(line.pieces) < _MOST_COLUMNS * len(columns)
        if gap > _FAR * pitch or (gap >= _APART and gap >= _OTHER * (most or gap) and fewer):
            break
        here = _columns([line])
        both = _joined([*columns, *here])
        if len(line.pieces) == 1:
            piece = line.pieces[0]
            over = [c for c in columns if piece.begin < c[1] and c[0] < piece.end]
            below = lines[end + 1].number - line.number if end + 1 < len(lines) else _APART
            alone = min(gap, below) >= _ALONE and (not over or over[0] == columns[0])
            if len(over) > 1 or alone:
                break
        elif len(both) < min(len(columns), len(here)):
            break
        columns, most = both, max(gap, most)
        end += 1
    return end


def _columns(lines: Sequence[_PlacedLine]) -> list[tuple[int, int]]:
    return _joined([(piece.begin, piece.end) for line in lines for piece in line.pieces])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of which none lies over another."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _anchors(lines: list[_PlacedLine], columns: list[tuple[int, int]]) -> set[int]:
    """Return the lines that have a cell of one line in a column of which all are so."""
    found: set[int] = set()
    for column in columns:
        cells = [(n, text) for n, line in enumerate(lines) if (text := _cell(line, column))]
        matches = [n for n, text in cells if _SHORT.fullmatch(text)]
        if matches and all(
            n in matches or _SMALL.fullmatch(text) for n, text in cells if n >= matches[0]
        ):
            found.update(matches)
    return found


def _is_broken(lines: list[_PlacedLine], columns: list[tuple[int, int]]) -> bool:
    """Tell whether words are broken, because the columns are narrower than they are.

    A day, an amount or a number of an organisation that goes on in the next line shows it.
    """
    for column in columns:
        cells = [_cell(line, column) for line in lines]
        for before, after in pairwise(cells):
            if not before or not after or _SHORT.fullmatch(before):
                continue
            if _SHORT.fullmatch(before + after) or (
                before[-1:].isdigit() and _ZEROS.fullmatch(after)
            ):
                return True
    return False


def _filled(line: _PlacedLine, columns: list[tuple[int, int]]) -> set[int]:
    return {n for n, column in enumerate(columns) if _cell(line, column)}


def _cell_room(tables: list[list[_PlacedLine]]) -> int | None:
    """Return the room between the lines of a cell; None where rows have no more than that.

    It is that before lines that certainly go on: of a table with cells of one line, those that
    have none, and fewer texts than the line before them, below which they stand.
    """
    inside, between = [], []
    for lines in tables:
        columns = _columns(lines)
        anchors = _anchors(lines, columns)
        for n in range(1, len(lines)):
            gap = lines[n].number - lines[n - 1].number
            before, here = (_filled(lines[m], columns) for m in (n - 1, n))
            if n in anchors:
                between.append(gap)
            elif n - 1 in anchors and here < before:
                inside.append(gap)
    if not inside or (between and min(between) <= _ROOM_MORE * min(inside)):
        return None
    return min(inside)


def _read(lines: list[_PlacedLine], cell: int | None) -> Iterator[tuple[PlacedRow, ...]]:
    """Yield a table; where its rows cannot be told, each line by itself."""
    groups = _groups(lines, cell) if len(lines[0].pieces) >= _TABLE else None
    if groups is None:
        for line in lines:
            yield (PlacedRow((_text(line.pieces),), line.number),)
        return
    columns = _columns(lines)
    yield tuple(_row(group, columns) for group in groups)


def _groups(lines: list[_PlacedLine], cell: int | None) -> list[list[_PlacedLine]] | None:
    """Return the lines of each row; None where nothing tells them."""
    columns = _columns(lines)
    if _is_broken(lines, columns):
        return None
    anchors = _anchors(lines, columns)
    groups = [[lines[0]]]
    for n in range(1, len(lines)):
        line, before = lines[n], groups[-1][-1]
        gap = line.number - before.number
        if gap < _LEAST:
            return None
        here, there = _filled(line, columns), _filled(before, columns)
        apart = cell is not None and gap > _ROOM_MORE * cell
        full = here == there == set(range(len(columns)))
        if n in anchors or not here <= there or apart or (cell is None and full and not anchors):
            groups.append([line])
        elif not anchors and cell is None and 0 in here:
            return None
        else:
            groups[-1].append(line)
    return groups


def _cell(line: _PlacedLine, column: tuple[int, int]) -> str:
    return " ".join(p.text for p in line.pieces if p.begin < column[1] and column[0] < p.end)


def _row(group: list[_PlacedLine], columns: list[tuple[int, int]]) -> PlacedRow:
    cells = []
    for column in columns:
        text = ""
        for line in group:
            piece = _cell(line, column)
            goes_on = text.endswith("-") and piece[:1].islower()
            text += piece if goes_on or not text else f" {piece}" if piece else ""
        cells.append(text)
    return PlacedRow(tuple(cells), group[0].number)
