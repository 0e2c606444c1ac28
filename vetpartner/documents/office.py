"""Texts of Word, OpenDocument, PowerPoint and spreadsheets, from the parts of their archives."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.documents.document import Document, Line, Lines, Trouble, Unread
from vetpartner.files.disk import MEGABYTE
from vetpartner.files.tables.archive import Archive, Damaged, UnsafeTable
from vetpartner.files.tables.safety import look
from vetpartner.files.tables.xml_stream import Budget, Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.files.tables.xml_stream import Held

    Begin = Callable[[Held, list[str]], bool]
    """Called with the attributes of an element and the names of those that are open.

    It tells whether the text behind its beginning is heard.
    """

MOST = 200 * MEGABYTE
"""How much a document may unpack to; pictures are most of it, and are not unpacked."""
_ELEMENTS, _SIGNS, _STRINGS = 2_000_000, 10_000_000, 500_000
_MOST_ROWS, _MOST_COLUMNS = 5_000, 100
"""How much of a sheet is looked at."""
_NUMBERED = re.compile(r"(\d+)\.xml\Z")
_MACROS = re.compile(r"(?:^|/)vbaproject\.bin\Z|^basic/.*\.xml\Z|^scripts/.+\..+\Z")
_PICTURE = re.compile(
    r"(?:^|/)(?:media|pictures)/[^/]+\.(?:png|jpe?g|gif|svg|emf|wmf|tiff?|webp)\Z"
)
_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "initial-creator": "author",
    "lastModifiedBy": "last author",
    "subject": "subject",
    "Company": "company",
    "Template": "template",
    "keywords": "keywords",
    "keyword": "keywords",
}
"""What a file says of itself, by the names of its elements."""
_GENERIC = re.compile(r"Normal(?:\.dotm?)?", re.IGNORECASE)
AGAIN = "save it again in the program in which it was made, or ask the partner for another copy"
_NO_MACROS = "save it without macros, as .docx or PDF"


def archive_of(data: bytes) -> Archive:
    """Return the parts of a document; raise `Unread` for what is none, or would fill the memory."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        why = "is not read: it has a password, or is of an old format such as .doc or .xls"
        raise Unread("document-encrypted", why, "save it without a password as .docx or PDF")
    try:
        return Archive(data, most=MOST)
    except UnsafeTable as why:
        raise refused(why) from None


def refused(why: UnsafeTable) -> Unread:
    """Return how a document is refused whose archive is."""
    if isinstance(why, Damaged):
        return Unread("document-broken", "is not read: it is damaged", AGAIN)
    return Unread("document-unsafe", str(why), AGAIN)


class _Reader:
    """Goes through the parts of an archive, each with what is called at its elements."""

    def __init__(self, data: bytes, main: str) -> None:
        self.archive = archive_of(data)
        self.budget = Budget(_ELEMENTS, _SIGNS, _STRINGS)
        if not self.archive.has(main):
            raise Unread("document-broken", "is not read: it is not what its name says", AGAIN)

    def run(self, part: str, begins: dict[str, Begin], heard: Callable[[str], None]) -> None:
        """Go through a part, if it is there, and give what is heard piece by piece."""
        if not self.archive.has(part):
            return

        def close() -> None:
            if stream.keep is not None:
                heard("".join(stream.kept()))
            stream.keep = None

        def make(begin: Begin | None) -> Callable[[Held], None]:
            def start(held: Held) -> None:
                close()
                if begin is not None and begin(held, stream.opened):
                    stream.keep = len(stream.texts)

            return start

        takes = {name: make(begin) for name, begin in begins.items()}
        stream = Stream(takes, self.budget, other=make(None))
        try:
            stream.run(self.archive.pieces(part))
        except UnsafeTable as why:
            raise refused(why) from None
        close()

    def properties(self, *parts: str) -> dict[str, str]:
        """Return what the file says of itself, from the parts that hold it."""
        found: dict[str, str] = {}
        last = [""]

        def on(name: str) -> Begin:
            def begin(_: Held, __: list[str]) -> bool:
                last[0] = name
                return True

            return begin

        def heard(text: str) -> None:
            text = " ".join(text.split())
            if text and not _GENERIC.fullmatch(text):
                found.setdefault(_PROPERTIES[last[0]], text)

        for part in parts:
            self.run(part, {name: on(name) for name in _PROPERTIES}, heard)
        return found

    def count(self, part: str, *names: str) -> int:
        """Return how many elements of these names a part has."""
        found: list[str] = []

        def begin(_: Held, opened: list[str]) -> bool:
            found.append(opened[-1])
            return False

        self.run(part, dict.fromkeys(names, begin), lambda _: None)
        return len(found)

    def parts(self, pattern: str) -> list[str]:
        """Return the parts whose names fit, by their numbers."""
        found = [name for name in self.archive.names if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda n: (int(m[1]) if (m := _NUMBERED.search(n)) else 0, n))

    @property
    def images(self) -> int:
        """Return how many pictures there are."""
        return sum(bool(_PICTURE.search(name)) for name in self.archive.names)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Return whether there are macros, which nobody runs here."""
        if any(_MACROS.search(name) for name in self.archive.names):
            return (Trouble("document-active", "has macros; they were not run", _NO_MACROS),)
        return ()


class _Text:
    """Makes lines and tables of paragraphs and cells, for each of the formats."""

    def __init__(self, lines: Lines, page: str = "") -> None:
        self.lines, self.page, self.number = lines, page, 0
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []

    def heard(self, text: str) -> None:
        """Keep a piece of text; ends of lines in the XML are none of the text."""
        self.pieces.append(re.sub(r"\s*\n\s*", "", text))

    def paragraph(self, *, in_table: bool) -> None:
        """Begin a paragraph in a table or outside of it."""
        self._end()
        if not in_table:
            self._end_table()
            self.number += 1

    def row(self) -> None:
        """Begin a row."""
        self._end()
        self.rows.append([])

    def cell(self) -> None:
        """Begin a cell."""
        self._end()
        if self.rows:
            self.rows[-1].append("")

    def turn(self, page: str) -> None:
        """Begin another page; a paragraph that has begun stays on its own."""
        if not self.rows:
            self._end()
        self.page = page

    def finish(self) -> None:
        """End what has begun."""
        self._end()
        self._end_table()

    def _end(self) -> None:
        text, self.pieces = "".join(self.pieces), []
        if self.rows and self.rows[-1]:
            cells = self.rows[-1]
            cells[-1] = f"{cells[-1]} {text}".strip()
        elif text.strip():
            self.lines.add(text, self.page, max(1, self.number))

    def _end_table(self) -> None:
        rows = [(tuple(cells), self.number + n) for n, cells in enumerate(self.rows, 1)]
        self.number += len(rows)
        self.rows = []
        self.lines.table(rows, self.page)


def _blank(text: _Text) -> Begin:
    def begin(_: Held, __: list[str]) -> bool:
        text.pieces.append(" ")
        return False

    return begin


def _row(text: _Text) -> Begin:
    def begin(_: Held, __: list[str]) -> bool:
        text.row()
        return False

    return begin


def _cell_of(text: _Text) -> Begin:
    def begin(_: Held, __: list[str]) -> bool:
        text.cell()
        return False

    return begin


def _in(opened: list[str], *names: str) -> bool:
    return any(each.rpartition(":")[2] in names for each in opened)


# Word.


def word(data: bytes, name: str) -> Document:
    """Read a .docx: paragraphs, tables, heads and feet of pages, changes and comments."""
    reader, lines = _Reader(data, "word/document.xml"), Lines()
    for part in reader.parts(r"word/header\d*\.xml"):
        _word_part(reader, part, _Text(lines, "head"))
    breaks = _word_part(reader, "word/document.xml", _Text(lines, "1"), paged=True)
    for part in (*reader.parts(r"word/footer\d*\.xml"), "word/footnotes.xml"):
        _word_part(reader, part, _Text(lines, "foot"))
    if not breaks:
        # Word counts pages when it lays them out; a file that no Word has saved has none.
        lines = _without_pages(lines)
    return Document(
        name=name,
        lines=tuple(lines.lines),
        grids=tuple(lines.grids),
        properties=reader.properties("docprops/core.xml", "docprops/app.xml"),
        images=reader.images,
        changes=reader.count("word/document.xml", "ins", "del", "moveFrom", "moveTo"),
        comments=reader.count("word/comments.xml", "comment"),
        troubles=reader.troubles,
    )


def _word_part(reader: _Reader, part: str, text: _Text, *, paged: bool = False) -> int:
    breaks = 0

    def turned(_: Held, __: list[str]) -> bool:
        nonlocal breaks
        if paged:
            breaks += 1
            text.turn(str(breaks + 1))
        return False

    more = {"tab": _blank(text), "lastRenderedPageBreak": turned}
    reader.run(part, {**_begins(text), **more}, text.heard)
    text.finish()
    return breaks


def _begins(text: _Text) -> dict[str, Begin]:
    """Return what paragraphs and tables begin with, in documents and on slides."""

    def paragraph(_: Held, opened: list[str]) -> bool:
        text.paragraph(in_table=_in(opened, "tbl"))
        return False

    return {
        "p": paragraph,
        "t": lambda _, __: True,
        "br": _blank(text),
        "tr": _row(text),
        "tc": _cell_of(text),
    }


def _without_pages(lines: Lines) -> Lines:
    def plain(line: Line) -> Line:
        return evolve(line, page="") if line.page == "1" else line

    return Lines(
        [plain(line) for line in lines.lines],
        [evolve(grid, places=tuple(map(plain, grid.places))) for grid in lines.grids],
    )


# OpenDocument.


def open_document(data: bytes, name: str) -> Document:
    """Read an .odt: paragraphs, tables, changes and comments."""
    reader, lines = _Reader(data, "content.xml"), Lines()
    styles = _Text(lines, "head")
    text = _Text(lines)
    for part, into in (("styles.xml", styles), ("content.xml", text)):
        reader.run(part, _open_begins(into), into.heard)
        into.finish()
    return Document(
        name=name,
        lines=tuple(lines.lines),
        grids=tuple(lines.grids),
        properties=reader.properties("meta.xml"),
        images=reader.images,
        changes=reader.count("content.xml", "changed-region"),
        comments=reader.count("content.xml", "annotation"),
        troubles=reader.troubles,
    )


def _open_begins(text: _Text) -> dict[str, Begin]:
    def seen(opened: list[str]) -> bool:
        return not _in(opened, "tracked-changes", "annotation", "notes-configuration")

    def paragraph(_: Held, opened: list[str]) -> bool:
        if seen(opened):
            text.paragraph(in_table=_in(opened, "table-cell"))
        return seen(opened)

    def goes_on(_: Held, opened: list[str]) -> bool:
        return seen(opened)

    def blank(_: Held, opened: list[str]) -> bool:
        text.pieces.append(" ")
        return seen(opened)

    return {
        "p": paragraph,
        "h": paragraph,
        **dict.fromkeys(("span", "a", "change-end", "change-start", "bookmark"), goes_on),
        **dict.fromkeys(("s", "tab", "line-break"), blank),
        "table-row": _row(text),
        "table-cell": _cell_of(text),
    }


# PowerPoint.


def slides(data: bytes, name: str) -> Document:
    """Read a .pptx: each slide is a page."""
    reader, lines = _Reader(data, "ppt/presentation.xml"), Lines()
    for number, part in enumerate(reader.parts(r"ppt/slides/slide\d+\.xml"), 1):
        text = _Text(lines, str(number))
        reader.run(part, _begins(text), text.heard)
        text.finish()
    return Document(
        name=name,
        lines=tuple(lines.lines),
        grids=tuple(lines.grids),
        properties=reader.properties("docprops/core.xml", "docprops/app.xml"),
        images=reader.images,
        comments=sum(
            reader.count(part, "cm", "comment") for part in reader.parts(r"ppt/comments/.*\.xml")
        ),
        troubles=reader.troubles,
    )


# Spreadsheets.


def sheets(data: bytes, name: str) -> Document:
    """Read an .xlsx or .ods: each sheet is a page and a table."""
    from python_calamine import CalamineError, CalamineWorkbook

    main = "content.xml" if name.lower().endswith(".ods") else "xl/workbook.xml"
    reader, lines = _Reader(data, main), Lines()
    try:
        look(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False, nrows=_MOST_ROWS)
            shown = [tuple(map(_cell, row[:_MOST_COLUMNS])) for row in rows]
            lines.table([(row, n) for n, row in enumerate(shown, 1)], title)
    except UnsafeTable as why:
        raise refused(why) from None
    except CalamineError:
        raise Unread("document-broken", "is not read: it is damaged", AGAIN) from None
    return Document(
        name=name,
        lines=tuple(lines.lines),
        grids=tuple(lines.grids),
        properties=reader.properties("docprops/core.xml", "docprops/app.xml", "meta.xml"),
        comments=sum(reader.count(part, "comment") for part in reader.parts(r"xl/comments\d*\.xml"))
        + (reader.count(main, "annotation") if main == "content.xml" else 0),
        troubles=reader.troubles,
    )


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
