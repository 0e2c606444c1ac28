"""Whether a workbook may be opened at all, and what reading its values alone would not show."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from vetpartner.files.disk import MEGABYTE, NotOpened
from vetpartner.files.tables.number_cells import BUILT_IN, NumberCell, as_shown, as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
LARGEST_UNPACKED = 400 * MEGABYTE
LARGEST_RATIO, SMALL = 200, 10 * MEGABYTE
MOST_CELLS, FEW_CELLS, SPARSE = 20_000_000, 4_000_000, 50
MOST_TEXT = 500 * MEGABYTE
_NEAR_COLUMNS, _NEAR_ROWS = 26, 99_999
_CHUNK, _HEAD = 1 << 20, 4096
_ENTITIES = ("<!DOCTYPE", "<!ENTITY")
_FORBIDDEN = tuple(
    word.encode(code) for word in _ENTITIES for code in ("ascii", "utf-16-le", "utf-16-be")
)
_TAG = 200  # bytes of the longest tag that is looked for
_PREFIXED = re.compile(rb"<\w+:(?:c|row|worksheet)[ >]")
_FAR_AT_ALL = re.compile(rb'r="[A-Z](?:[A-Z]|\d{6})')
_FAR = re.compile(rb'r="(?:([A-Z]{2,3})\d+|[A-Z](\d{6,7}))"')
_ROW = re.compile(rb'r="[A-Z]{0,3}(\d+)"')
_ODD = re.compile(
    rb'<(?:\w+:)?c [^>]*?\br="([A-Z]+)(\d+)"[^>]*?(?:\bt="e"[^>]*>()'
    rb"|>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</)"
)
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_REPEATED = re.compile(rb'<[^>]*number-(columns|rows)-repeated="(\d+)"[^>]*>')
_SI = re.compile(rb"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>", re.DOTALL)
_STRING_CELL = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')


class UnsafeTable(NotOpened):
    """A workbook that is not opened."""

    def __init__(self, slug: str, why: str) -> None:
        """Take the slug of the finding and why the file is not opened."""
        super().__init__(slug, f"is not read: {why}", "save it again in your spreadsheet program")


@frozen(kw_only=True)
class OddCell:
    """A cell whose value a reader does not show: `error`, or a formula without a stored value."""

    line: int
    column: int
    error: bool


def odd_cells(data: bytes) -> dict[str, tuple[OddCell, ...]]:
    """Return the odd cells of each sheet of an .xlsx file; of an .ods file its texts show them.

    Raises `UnsafeTable` for a file that is no workbook, that unpacks to more than it should, that
    declares a document type or entities, or whose cells lie so far apart, or repeat so long a
    text, that the table would fill the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _scanned(archive)
            return _by_sheet(archive, found) if any(found.values()) else {}
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        # What zipfile raises for a broken, an unknown or an encrypted archive.
        raise UnsafeTable("not-a-workbook", "it is not a workbook that can be opened") from None
    except zlib.error as error:
        raise UnsafeTable("not-a-workbook", f"it is damaged: {error}") from None


_FORMAT = re.compile(r"<(?:\w+:)?numFmt [^>]*?/>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf [^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_STYLED = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*?\br="([A-Z]+)(\d+)")(?=[^>]*?\bs="(\d+)")(?![^>]*\bt="[^n])[^>]*>'
    rb"(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]+)<"
)


def shown_otherwise(data: bytes) -> dict[str, dict[tuple[int, int], NumberCell]]:
    """Return the numbers of each sheet of a workbook that show otherwise, by row and column.

    The file is one of which `odd_cells` found nothing wrong. In an .xlsx file the format says what
    a cell shows, in an .ods file its text.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return _written(archive.read("content.xml"))
        formats: dict[bytes, str] = {}
        if "xl/styles.xml" in names:
            formats = _formats(archive.read("xl/styles.xml"))
        parts: dict[str, dict[tuple[int, int], NumberCell]] = {}
        for name in names if formats else ():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name, re.IGNORECASE):
                parts[name] = dict(_shown(archive.read(name), formats))
        return _by_sheet(archive, parts) if any(parts.values()) else {}


def _formats(styles: bytes) -> dict[bytes, str]:
    """Return the formats of numbers by the number of the style, without those that show all."""
    text = styles.decode("utf-8", "replace")
    held = (dict(_ATTRIBUTE.findall(tag)) for tag in _FORMAT.findall(text))
    own = {each.get("numFmtId", ""): unescape(each.get("formatCode", "")) for each in held}
    known = {**{str(id_): code for id_, code in BUILT_IN.items()}, **own}
    cells = _STYLES.search(text)
    ids = (
        dict(_ATTRIBUTE.findall(tag)).get("numFmtId")
        for tag in _STYLE.findall(cells[0] if cells else "")
    )
    return {str(n).encode(): known[id_] for n, id_ in enumerate(ids) if id_ in known}


def _shown(data: bytes, formats: dict[bytes, str]) -> Iterator[tuple[tuple[int, int], NumberCell]]:
    for match in _STYLED.finditer(data):
        if match[3] in formats:
            try:
                cell = as_shown(float(match[4]), formats[match[3]])
            except ValueError:
                continue
            if isinstance(cell, NumberCell):
                yield (int(match[2]), _column(match[1])), cell


_WRITTEN = re.compile(
    rb'<table:table-cell (?=[^>]*?office:value="([^"]+)")[^>]*>\s*'
    rb"(?:<office:annotation\b.*?</office:annotation>\s*)?"
    rb"<text:p[^>]*>(?:<text:span[^>]*>)?([^<]*)<",
    re.DOTALL,
)


def _written(data: bytes) -> dict[str, dict[tuple[int, int], NumberCell]]:
    """Return the numbers of the sheets of an .ods file whose texts show others."""
    cells = {(each.decode(errors="replace"), text) for each, text in _WRITTEN.findall(data)}
    if not any(_other(each, unescape(text.decode(errors="replace"))) for each, text in cells):
        return {}
    reader = _OpenDocument()
    reader.parse(data)
    return reader.found


def _other(value: str, text: str) -> NumberCell | None:
    try:
        cell = as_written(float(value), text)
    except ValueError:
        return None
    return cell if isinstance(cell, NumberCell) else None


class _OpenDocument:
    """Finds where in a document its numbers stand that show otherwise; rows and cells repeat."""

    def __init__(self) -> None:
        self.found: dict[str, dict[tuple[int, int], NumberCell]] = {}
        self.sheet: dict[tuple[int, int], NumberCell] = {}
        self.row = self.column = self.rows = self.cells = 0
        self.value: str | None = None
        self.text: list[str] = []
        self.way: list[str] = []

    def parse(self, data: bytes) -> None:
        """Read the content of a document that is known to be sound."""
        from xml.parsers import expat

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(data, True)  # noqa: FBT003 - as expat names it

    def start(self, name: str, held: dict[str, str]) -> None:
        """Come to an element."""
        self.way.append(name)
        if name == "table:table":
            self.sheet = self.found.setdefault(held.get("table:name", ""), {})
            self.row = 0
        elif name == "table:table-row":
            self.rows, self.column = int(held.get("table:number-rows-repeated", 1)), 0
        elif name in _CELLS:
            self.cells = int(held.get("table:number-columns-repeated", 1))
            self.value, self.text = held.get("office:value"), []

    def characters(self, text: str) -> None:
        """Keep the text of a cell, and not that of a remark in it."""
        if self.value is not None and "office:annotation" not in self.way:
            self.text.append(text)

    def end(self, name: str) -> None:
        """Leave an element."""
        self.way.pop()
        if name == "table:table-row":
            self.row += self.rows
        elif name in _CELLS:
            other = _other(self.value, "".join(self.text)) if self.value is not None else None
            if other is not None:
                rows = range(self.row + 1, self.row + self.rows + 1)
                columns = range(self.column + 1, self.column + self.cells + 1)
                self.sheet.update(((row, column), other) for row in rows for column in columns)
            self.column, self.value = self.column + self.cells, None


def _scanned(archive: zipfile.ZipFile) -> dict[str, tuple[OddCell, ...]]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // MEGABYTE
        message = f"it unpacks to {unpacked // MEGABYTE} MB; more than {limit} MB are not read"
        raise UnsafeTable("file-too-large", message)
    if unpacked > SMALL and unpacked > LARGEST_RATIO * max(packed, 1):
        message = f"it unpacks to {unpacked // max(packed, 1)} times its size"
        raise UnsafeTable("table-unsafe", message)
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnsafeTable("table-unsafe", "a part of it is there twice")
    if any(entry.filename == "content.xml" for entry in entries):
        _refuse_broken(archive, "content.xml")
    found = {}
    strings: bytes | None = None
    for entry in entries:
        name = entry.filename
        is_sheet = re.fullmatch(r"xl/worksheets/[^/]+\.(?:xml|bin)", name, re.IGNORECASE)
        if is_sheet or name == "content.xml":
            found[name] = _sheet(archive, name)
        elif name.lower().endswith((".xml", ".rels")):
            with archive.open(name) as part:
                _refuse_entities(part.read(_HEAD))
            if name.lower().endswith("sharedstrings.xml"):
                strings = archive.read(name)
    if strings is not None:
        _refuse_long_texts(archive, tuple(found), strings)
    return found


def _by_sheet(archive: zipfile.ZipFile, parts: dict[str, T]) -> dict[str, T]:
    """Return the same by the name of the sheet instead of the name of its part."""
    sheets = _sheets(archive)
    found = {name: parts.get(f"xl/{target}") for name, target in sheets.items()}
    return {name: held for name, held in found.items() if held}


_FIRST_ROW = re.compile(r"<(?:\w+:)?row\b([^>]*)>(.*?)</(?:\w+:)?row>", re.DOTALL)
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?[tv]\b[^>]*>([^<]*)<")
_MOST_CHUNKS = 32


def first_rows(data: bytes) -> dict[str, list[str]]:
    """Return the texts in the first row of each sheet of an .xlsx file, by the sheet's name.

    The sheets are not read whole: those of an agency are large. What is found in a broken file,
    or in one that is written in another way, is empty; who reads it whole says what is wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            found = {
                name: _first_row(_head(archive, f"xl/{part}")) if f"xl/{part}" in names else []
                for name, part in _sheets(archive).items()
            }
            last = max(
                (cell for row in found.values() for cell in row if isinstance(cell, int)),
                default=-1,
            )
            texts = _shared(archive, last) if "xl/sharedStrings.xml" in names else []
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return {}
    return {
        name: [
            cell if isinstance(cell, str) else texts[cell] if cell < len(texts) else ""
            for cell in row
        ]
        for name, row in found.items()
    }


def _first_row(text: str) -> list[int | str]:
    """Return the texts of the first row, or their numbers among those that are shared."""
    row = _FIRST_ROW.search(text)
    if row is None or dict(_ATTRIBUTE.findall(row[1])).get("r", "1") != "1":
        return []
    cells: list[int | str] = []
    for attributes, inner in _CELL.findall(row[2]):
        held = unescape("".join(_TEXT.findall(inner)))
        shared = dict(_ATTRIBUTE.findall(attributes)).get("t") == "s" and held.isdecimal()
        cells.append(int(held) if shared else held)
    return cells


def _shared(archive: zipfile.ZipFile, last: int) -> list[str]:
    """Return the shared texts up to that of number `last`."""
    data = b""
    for chunk in islice(_chunks(archive, "xl/sharedStrings.xml"), _MOST_CHUNKS):
        data += chunk
        if data.count(b"</si>") + data.count(b":si>") > last:
            break
    found = islice(_SI.finditer(data), last + 1)
    return [unescape("".join(_TEXT.findall(each[1].decode("utf-8", "replace")))) for each in found]


def _sheets(archive: zipfile.ZipFile) -> dict[str, str | None]:
    """Return the part of each sheet by its name."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    rels = _head(archive, "xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in re.findall(r"<[^>]*Relationship [^>]*>", rels):
        held = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[held.get("Id")] = held.get("Target", "").removeprefix("/xl/")
    found = {}
    book = _head(archive, "xl/workbook.xml")
    for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        held = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        link = next((value for key, value in held.items() if key.endswith(":id")), None)
        found[unescape(held.get("name", ""))] = targets.get(link)
    return found


def _head(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        return part.read(_CHUNK).decode("utf-8", "replace")


def _refuse_broken(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML that is not well-formed: the reader of OpenDocument would not come to an end."""
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise UnsafeTable("table-unsafe", "it declares a document type or entities")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in _chunks(archive, name):
            parser.Parse(chunk, False)  # noqa: FBT003 - as expat names it
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise UnsafeTable("not-a-workbook", f"it is damaged: {error}") from None


def _refuse_entities(head: bytes) -> None:
    if any(word in head for word in _FORBIDDEN):
        raise UnsafeTable("table-unsafe", "it declares a document type or entities")


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _sheet(archive: zipfile.ZipFile, name: str) -> tuple[OddCell, ...]:
    """Go once through a sheet, without keeping it; only if something is odd it is parsed."""
    columns, rows = _NEAR_COLUMNS, _NEAR_ROWS
    odd, tail = False, b""
    repeated: list[tuple[bytes, int, bool]] = []
    for chunk in _chunks(archive, name):
        # Tags that were cut in two are seen whole with the end of the part before.
        text = tail + chunk
        if not tail:
            _refuse_entities(chunk[:_HEAD])
            odd = _PREFIXED.search(chunk) is not None
        odd = odd or b't="e"' in text or b"<f" in text
        if _FAR_AT_ALL.search(text):
            for letters, number in set(_FAR.findall(text)):
                columns = max(columns, _column(letters)) if letters else columns
                rows = max(rows, int(number)) if number else rows
        if name == "content.xml":
            repeated += [
                (match[1], int(match[2]), b"value-type" in match[0])
                for match in _REPEATED.finditer(text)
            ]
        tail = text[-_TAG:]
    if name == "content.xml":
        _refuse_repeats(archive.read(name) if repeated else b"", repeated)
        return ()
    if columns > _NEAR_COLUMNS and rows == _NEAR_ROWS:
        rows = _last_row(archive.read(name))
    if columns * rows > FEW_CELLS:
        cells = archive.read(name).count(b"<c ")
        if columns * rows > min(MOST_CELLS, max(FEW_CELLS, SPARSE * cells)):
            raise UnsafeTable("table-unsafe", "a cell lies far away from the others")
    return tuple(_odd(archive.read(name))) if odd else ()


def _last_row(data: bytes) -> int:
    return max((int(match[1]) for match in _ROW.finditer(data)), default=0)


def _refuse_repeats(data: bytes, repeated: list[tuple[bytes, int, bool]]) -> None:
    """Refuse cells or rows with content that repeat until the memory is full."""
    across = sum(n for kind, n, filled in repeated if kind == b"columns" and filled)
    down = 1
    for match in re.finditer(rb'<table:table-row[^>]*number-rows-repeated="(\d+)"[^>]*[^/]>', data):
        end = data.find(b"</table:table-row>", match.end())
        if b"value-type" in data[match.end() : end]:
            down = max(down, int(match[1]))
    if max(across, 1) * down > FEW_CELLS:
        raise UnsafeTable("table-unsafe", "a cell is repeated too many times")


def _refuse_long_texts(archive: zipfile.ZipFile, sheets: tuple[str, ...], strings: bytes) -> None:
    """Refuse a text that so many cells share that together they fill the memory."""
    sizes = [len(match[1]) for match in _SI.finditer(strings)]
    cells = sum(chunk.count(b't="s"') for name in sheets for chunk in _chunks(archive, name))
    if max(sizes, default=0) * cells <= MOST_TEXT:
        return
    total = 0
    for name in sheets:
        for match in _STRING_CELL.finditer(archive.read(name)):
            index = int(match[1])
            total += sizes[index] if index < len(sizes) else 0
    if total > MOST_TEXT:
        raise UnsafeTable("table-unsafe", "its cells share texts that fill the memory")


def _odd(data: bytes) -> Iterator[OddCell]:
    for match in _ODD.finditer(data):
        error = match[3] is not None
        yield OddCell(line=int(match[2]), column=_column(match[1]), error=error)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
