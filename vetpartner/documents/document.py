"""A document as it is read: lines with their places, tables, what it says of itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

from attrs import Factory, field, frozen

from vetpartner.files.disk import NotOpened

Slug = Literal[
    "document-broken",
    "document-encrypted",
    "document-unsafe",
    "document-too-slow",
    "document-active",
    "document-scanned",
    "document-not-read",
]
"""What can be wrong with a file as such."""


class Unread(NotOpened):
    """A document that is not read; the text begins with a verb, see `NotOpened`."""


@frozen
class Trouble:
    """What is odd about a file that is read all the same, and on which page."""

    slug: Slug
    message: str
    way_out: str
    page: str = ""


@frozen
class Line:
    """A line of text, or a paragraph where a format has no lines.

    `page` is a page, slide or sheet as people call it, empty where a format has none; `number`
    counts from 1 in it. `wrapped` tells that a paragraph may go on in the next line.
    """

    text: str
    page: str
    number: int
    wrapped: bool = False


@frozen
class Grid:
    """A table: its rows of cells as texts, with the place of each row."""

    rows: tuple[tuple[str, ...], ...]
    places: tuple[Line, ...]


@frozen(kw_only=True)
class Document:
    """What was read of a file: `name` is its path as people see it.

    `properties` are what the file says of itself, such as title and author. `images` is how many
    pictures it has, None where a format has none. `changes` and `comments` count what was left in
    it by those who worked on it.
    """

    name: str
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    properties: Mapping[str, str] = field(factory=dict)
    images: int | None = None
    changes: int = 0
    comments: int = 0
    troubles: tuple[Trouble, ...] = ()


@frozen
class Passage:
    """A paragraph: its text, and where in it each of its lines begins."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[Line, ...]

    def line(self, at: int) -> tuple[Line, int]:
        """Return the line in which a sign of the text stands, and its column from 1."""
        last = bisect_right(self.starts, at) - 1
        return self.lines[last], at - self.starts[last] + 1


_ENDS = (".", "!", "?", ":", ";", "\N{HORIZONTAL ELLIPSIS}")
_SHORT = 0.8
"""A line of less than this part of the longest one ends its paragraph."""


def passages(document: Document) -> Iterator[Passage]:
    """Yield the paragraphs of a document; lines that a page has broken are joined."""
    for _, page in groupby(document.lines, key=lambda line: line.page):
        lines = list(page)
        longest = max(len(line.text) for line in lines)
        together: list[Line] = []
        for line in lines:
            if together and not _goes_on(together[-1], line, longest):
                yield _passage(together)
                together = []
            together.append(line)
        yield _passage(together)


def _goes_on(before: Line, line: Line, longest: int) -> bool:
    """Tell whether a line goes on with the paragraph of the one before it."""
    if not before.wrapped or line.number != before.number + 1:
        return False
    if before.text.rstrip().endswith(_ENDS) or "\t" in line.text or " | " in line.text:
        return False
    return line.text[:1].islower() or (
        len(before.text) >= _SHORT * longest and line.text[:1].isalnum()
    )


def _passage(lines: list[Line]) -> Passage:
    starts, at, texts = [], 0, []
    for line in lines:
        starts.append(at)
        texts.append(line.text)
        at += len(line.text) + 1
    return Passage(" ".join(texts), tuple(starts), tuple(lines))


@frozen
class Lines:
    """Collects the lines and tables of a document while it is read."""

    lines: list[Line] = Factory(list)
    grids: list[Grid] = Factory(list)

    def add(self, text: str, page: str, number: int, *, wrapped: bool = False) -> Line | None:
        """Keep a line, if there is anything in it."""
        plain = " ".join(text.split())
        if not plain:
            return None
        line = Line(plain, page, number, wrapped)
        self.lines.append(line)
        return line

    def table(self, rows: list[tuple[tuple[str, ...], int]], page: str) -> None:
        """Keep a table; each row is a line too, with its cells side by side."""
        kept: list[tuple[tuple[str, ...], Line]] = []
        for cells, number in rows:
            plain = tuple(" ".join(cell.split()) for cell in cells)
            line = self.add(" | ".join(filter(None, plain)), page, number)
            if line is not None:
                kept.append((plain, line))
        if kept:
            self.grids.append(Grid(tuple(row for row, _ in kept), tuple(at for _, at in kept)))
