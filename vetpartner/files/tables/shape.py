"""The shape of a sheet: titles, one or two rows of headings, the body below, where it ends.

Only the first rows are looked at for it, and kept; all others pass by once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, field, frozen

from vetpartner.files.tables.days import behind_words, day_like
from vetpartner.files.tables.headings import clean, folded, meaning, words
from vetpartner.values.toml import shipped

Values: TypeAlias = Sequence[object]
Row: TypeAlias = tuple[int, Values]
Rows: TypeAlias = Iterator[Row]
"""Rows with their numbers, each once."""
FIRST_ROWS = 20
"""Among so many rows the headings are looked for; above them stand banners."""
_MOST_NUMBER = 20  # a session is numbered with no more


@frozen(kw_only=True)
class Export:
    """A file as a program exports it, see `exports.toml`.

    `below` is how many rows under the headings are none of the body: at most so many where it is
    read, and as many as there are where it was found in a sheet.
    """

    name: str
    lists: tuple[str, ...]
    marks: frozenset[str] = frozenset()
    word: str = ""
    places: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(factory=dict)
    otherwise: str = ""
    until: str = ""
    visits: str = ""
    online: bool = False
    below: int = 0
    spare: str = ""
    complete: str = ""
    alone: bool = False


@cache
def exports() -> tuple[Export, ...]:
    """Return all exports that are known."""
    return tuple(
        Export(**{**held, "marks": frozenset(held.get("marks", ())), "lists": tuple(held["lists"])})
        for held in shipped(Path(__file__).with_name("exports.toml"))["export"]
    )


@frozen(kw_only=True)
class Sheet:
    """A sheet, or a CSV file as the only one; `again` goes through its rows from the first one.

    Rows come with their numbers. `offset` is how many columns before the first are empty, and left
    out of the rows; `merged` are the merged cells: first row, first column, last row, last column,
    from 1. `hidden` are rows that nobody sees, `hidden_columns` the first and the last of such
    columns; `sums` are cells, row and column from 1, whose formula adds up cells above them, `bold`
    those in bold; `totals` are the total rows of tables.
    """

    name: str
    again: Callable[[], Rows]
    offset: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()
    visible: bool = True
    hidden: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    sums: frozenset[tuple[int, int]] = frozenset()
    bold: frozenset[tuple[int, int]] = frozenset()
    totals: frozenset[int] = frozenset()

    def hides(self, index: int) -> bool:
        """Tell whether nobody sees a column, by its place in the rows."""
        column = self.offset + index + 1
        return any(first <= column <= last for first, last in self.hidden_columns)


@frozen(kw_only=True)
class Head:
    """The heading of a column: its cell, and what a second row of headings says below it."""

    cell: object = ""
    under: str = ""

    @property
    def text(self) -> str:
        """Return it as a text; its lines may be in several languages."""
        cell = _plain(self.cell)
        if isinstance(cell, str) and "\n" in cell:
            cell = " / ".join(filter(None, (clean(line).strip(" /") for line in cell.split("\n"))))
        return " ".join(filter(None, (clean(cell), self.under)))


@frozen(kw_only=True)
class Shape:
    """Where the headings of a sheet are, and what they say.

    `lines` are the numbers of their rows; `titles` are the rows above with their texts. `export`
    is what it was recognised as.
    """

    sheet: Sheet
    lines: tuple[int, ...]
    heads: tuple[Head, ...]
    titles: tuple[tuple[int, str], ...] = ()
    export: Export | None = None

    @property
    def line(self) -> int:
        """Return the number of the first row of headings."""
        return self.lines[0]

    def body(self) -> Rows:
        """Go through the rows below the headings, from the first one."""
        last = self.lines[-1] + (self.export.below if self.export else 0)
        for line, values in self.sheet.again():
            if line > last:
                yield line, values


def shape_of(
    sheet: Sheet,
    known: Mapping[str, str],
    keys: frozenset[str],
    heading: tuple[int, ...] = (),
) -> tuple[Shape, Rows] | None:
    """Return the shape of a sheet and the rows below its headings; None for one without headings.

    `keys` are the fields without which no row says anything; `heading` are the rows of headings,
    where somebody has said so.
    """
    rows = sheet.again()
    first = list(islice(rows, max(FIRST_ROWS, *heading, 0)))
    found = _fixed(first, heading, sheet) if heading else _found(first, known, keys, sheet)
    if found is None:
        return None
    found = _with_questions(found, first, known)
    count = next(n for n, (line, _) in enumerate(first) if line == found.lines[-1]) + 1
    below = count + (found.export.below if found.export else 0)
    titles = (
        (line, " ".join(clean(v) for v in values if v != ""))
        for line, values in first[: count - len(found.lines)]
    )
    shape = evolve(found, titles=tuple(each for each in titles if each[1]))
    return shape, _chained(first[below:], rows)


def _chained(first: list[Row], rows: Rows) -> Rows:
    yield from first
    yield from rows


def _fixed(first: list[Row], heading: tuple[int, ...], sheet: Sheet) -> Shape | None:
    held = [n for n, row in enumerate(first) if row[0] in heading]
    if len(held) != len(heading):
        return None
    top = first[held[0]]
    heads = _heads(top[1])
    if len(held) > 1:
        heads = _under(top, first[held[1]], sheet, is_heading=True) or heads
    return Shape(sheet=sheet, lines=heading, heads=heads, export=_export(first[held[0] :]))


def _heads(values: Values) -> tuple[Head, ...]:
    return tuple(Head(cell=value) for value in values)


def _export(rows: list[Row]) -> Export | None:
    """Return the export that the headings in the first of these rows mark, that with most marks.

    One that is written in many languages is known by a word of one heading, and by the moments in
    the first row below; what its columns mean is told by their places.
    """
    texts = [head.text for head in _heads(rows[0][1])]
    held = {folded(text) for text in texts if text}
    if len(held) < 2:  # noqa: PLR2004 - one heading is that of many
        return None
    marked = [e for e in exports() if e.marks and e.marks <= held and not e.alone]
    if marked:
        return max(marked, key=lambda e: len(e.marks))
    below = rows[1][1] if len(rows) > 1 else ()
    for export in exports():
        by_word = export.word and any(export.word in text.split() for text in held)
        if by_word and len(texts) >= len(export.places) <= len(below) and _moments(export, below):
            meant = {folded(text): place for text, place in zip(texts, export.places, strict=False)}
            return evolve(export, columns=meant)
    return None


_TIME = re.compile(r"\d{1,2}[:.]\d{2}")


def _moments(export: Export, values: Values) -> bool:
    """Tell whether moments stand in a row where the export has them."""
    moments = [v for v, place in zip(values, export.places, strict=False) if place in _MOMENTS]
    return all(_TIME.search(str(value)) is not None for value in moments)


_MOMENTS = frozenset({"joined", "left"})


def _with_questions(shape: Shape, first: list[Row], known: Mapping[str, str]) -> Shape:
    """Return the shape with what the rows under the headings of an export say of them.

    They are no answers, because no day stands in them; the first of them has the questions where
    the headings are codes, or their parts.
    """
    export = shape.export
    if export is None or not export.below:
        return shape
    sent = (n for n, h in enumerate(shape.heads) if export.columns.get(folded(h.text)) == _SENT)
    if (day := next(sent, None)) is None:  # somebody has noted other rows of headings
        return evolve(shape, export=evolve(export, below=0))
    rows = [row for row in first if row[0] > shape.lines[-1]][: export.below]
    answers = (n for n, (_, row) in enumerate(rows) if day < len(row) and _begins_day(row[day]))
    below = next(answers, len(rows))
    questions = [clean(value) for value in rows[0][1]] if below else []
    heads = tuple(
        Head(cell=question)
        if not meaning(head.text, known).name and meaning(question, known).name
        and folded(head.text) not in export.columns
        else head
        for head, question in zip_longest(shape.heads, questions, fillvalue="")
        if isinstance(head, Head)
    )  # fmt: skip
    return evolve(shape, heads=heads, export=evolve(export, below=below))


_SENT = "registered"
"""What the day is called on which an answer was sent."""


def _begins_day(value: object) -> bool:
    return not isinstance(value, str) or value.strip()[:1].isdigit()


def _found(
    first: list[Row], known: Mapping[str, str], keys: frozenset[str], sheet: Sheet
) -> Shape | None:
    """Find the headings among the first rows: those of an export, else the row that says most."""
    best, most = None, (False, 1)
    for at, (line, values) in enumerate(first):
        heads = _heads(values)
        export = _export(first[at:])
        if export is not None:
            return Shape(sheet=sheet, lines=(line,), heads=heads, export=export)
        score = _score(heads, known, keys)
        if score > most:
            best, most = Shape(sheet=sheet, lines=(line,), heads=heads), score
        if at + 1 < len(first):
            below = first[at + 1]
            both = _under((line, values), below, sheet, is_heading=_names(below, known, keys))
            if both is not None and (score := _score(both, known, keys)) > most:
                best = Shape(sheet=sheet, lines=(line, below[0]), heads=both)
                most = score
    if best is None:
        held = [_heads(values) for _, values in first]
        for at, heads in enumerate(held):
            alone = [e for e in exports() if e.alone and e.marks <= {folded(h.text) for h in heads}]
            if alone:
                return Shape(sheet=sheet, lines=(first[at][0],), heads=heads, export=alone[0])
        return None
    return _in_two_languages(best, first, known)


def _in_two_languages(best: Shape, first: list[Row], known: Mapping[str, str]) -> Shape:
    """Take in a second row that repeats the headings in another language."""
    below = next((row for row in first if row[0] == best.lines[-1] + 1), None)
    if below is None or len(best.lines) > 1:
        return best
    texts = [clean(value) for value in below[1] if value != ""]
    if len(texts) < 2 or not all(known.get(folded(text)) for text in texts):  # noqa: PLR2004
        return best
    under = [clean(value) for value in below[1]]
    heads = tuple(
        head if meaning(head.text, known).name or at >= len(under) else Head(cell=under[at])
        for at, head in enumerate(best.heads)
    )
    return evolve(best, lines=(best.line, below[0]), heads=heads)


def _score(
    heads: tuple[Head, ...], known: Mapping[str, str], keys: frozenset[str]
) -> tuple[bool, int]:
    """Return whether somebody is named at all, and how many headings are known; a day is one."""
    names, days = set(), 0
    for head in heads:
        if head.cell == "":
            continue
        name = meaning(head.text, known).name if isinstance(head.cell, str) else ""
        if name:
            names.add(name)
        elif day_like(head.cell) or (isinstance(head.cell, str) and behind_words(head.cell)):
            days += 1
    count = len(names) + days
    return (count > 1 and not keys.isdisjoint(names), count)


def _names(row: Row, known: Mapping[str, str], keys: frozenset[str]) -> bool:
    """Tell whether a row heads the column of names, so that its words are no marks."""
    return any(known.get(folded(value)) in keys for value in row[1] if isinstance(value, str))


def _under(top: Row, bottom: Row, sheet: Sheet, *, is_heading: bool) -> tuple[Head, ...] | None:
    """Return the headings of two rows together; None where the second is none of headings.

    A heading in the first row stands over all columns up to the next one. The second says more of
    at least two of them, or of a gap, and no mark stands in it.
    """
    (line, above), (_, below) = top, bottom
    width = max(len(above), len(below))
    upper = [*above, *[""] * (width - len(above))]
    lower = [*below, *[""] * (width - len(below))]
    if not is_heading and not all(_is_part(value) for value in lower):
        return None
    heads, both, gaps = [], 0, 0
    last: object = ""
    covered = _covered(sheet, line, width)
    for at, (cell, value) in enumerate(zip(upper, lower, strict=True)):
        gap = cell == "" and value != "" and (covered[at] or day_like(last))
        last = last if gap else cell
        under = "" if value == "" else clean(_plain(value))
        if last == "":
            heads.append(Head(cell=value))
        else:
            heads.append(Head(cell=last, under=under))
            both += under != ""
        gaps += gap
    stands = sum(1 for cell, value in zip(upper, lower, strict=True) if cell != "" and value == "")
    named = sum(1 for cell, value in zip(upper, lower, strict=True) if cell == "" and value != "")
    return tuple(heads) if both > 1 and (gaps or stands or named) else None


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_part(value: object) -> bool:
    """Tell whether a cell can say more of the heading above it, and is no mark."""
    if isinstance(value, bool):
        return False
    if isinstance(value, float | int):
        return 0 < value <= _MOST_NUMBER
    if not isinstance(value, str):
        return False
    text = clean(value)
    return len(text) <= 40 and (folded(text) or text) not in words("status")  # noqa: PLR2004


def _covered(sheet: Sheet, line: int, width: int) -> bytearray:
    """Tell for each cell of a row whether it is merged with one at its left."""
    covered = bytearray(width)
    for first_row, first, last_row, last in sheet.merged:
        begin, end = first - sheet.offset, min(last - sheet.offset, width)
        if first_row <= line <= last_row and 0 <= begin < end:
            covered[begin:end] = b"\1" * (end - begin)
    return covered


def ends(export: Export | None, values: Values) -> bool:
    """Tell whether a row begins the next section of an export, and none of its body any more."""
    if export is None or not export.until or not values:
        return False
    return re.fullmatch(export.until, clean(values[0])) is not None
