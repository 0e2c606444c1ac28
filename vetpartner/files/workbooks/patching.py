"""Cells of a foreign workbook are filled in, and all else in it stays byte for byte as it was.

A library would write the whole workbook anew, without what it does not know: protection, colours
that depend on values, drawings, lists to choose from. So the parts in the archive are changed as
text, and only where a cell stands. What formulas made of the empty cells is taken out, so that
nobody reads an old result; every spreadsheet program computes it anew when it opens the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

from vetpartner.files.tables.archive import Archive, UnsafeTable, plain_name
from vetpartner.files.tables.xml_stream import Budget, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Value = Decimal | str

LARGEST = 100_000_000
"""How many bytes a workbook may unpack to."""
_MOST_ELEMENTS, _MOST_IN_MEMORY = 5_000_000, 1_000_000
"""How many elements a sheet may have, and a part that is read as a whole."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# A value in quotes may hold what ends an element, or begins one.
_HELD = rb"""(?=[\s/>])([^>"'/]*+(?:(?:"[^"]*+"|'[^']*+'|/(?!>))[^>"'/]*+)*+)"""
_ROW = re.compile(rb"<row" + _HELD + rb"(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb"<c" + _HELD + rb"(?:/>|>(.*?)</c>)", re.DOTALL)
_NUMBER = re.compile(rb'(?<![\w:])r="([A-Z]{0,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'(?<![\w:])s="[0-9]+"')
_SHARED = re.compile(rb"<v>\s*([0-9]{1,9})\s*</v>")
_DATA = re.compile(rb"<sheetData\b[^>]*?(?:/>|>(.*)</sheetData>)", re.DOTALL)
_RESULT = re.compile(rb"<v>[^<]*</v>")
_CALCULATION = re.compile(rb"<calcPr\b([^>]*?)/>")
_ALWAYS = re.compile(rb'\s*fullCalcOnLoad="[^"]*"')
_AFTER = re.compile(rb"<(?:oleSize|customWorkbookViews|pivotCaches|extLst)\b|</workbook>")


class NotFilled(ValueError):
    """A workbook that is not filled in; the text says what is wrong with it, and where."""


class ForeignWorkbook:
    """A workbook of somebody else, of which texts are read and cells are filled in.

    Raises `NotFilled` for what is no whole workbook.
    """

    def __init__(self, data: bytes) -> None:
        """Open it; nothing in it is run."""
        try:
            self._archive = Archive(data, most=LARGEST)
            self._data = data
            self._parts = dict(self._sheets())
            self._texts = list(self._shared())
            self._whole: set[str] = set()
        except (UnsafeTable, ParseError, KeyError, ValueError) as error:
            msg = f"it is not a workbook that can be filled in: {error}"
            raise NotFilled(msg) from None

    @property
    def sheets(self) -> tuple[str, ...]:
        """Return the names of its sheets."""
        return tuple(self._parts)

    def texts(self, sheet: str) -> dict[str, str]:
        """Return the texts of a sheet by the address of their cell; none of a sheet not there."""
        part = self._parts.get(sheet)
        found: dict[str, str] = {}
        for attributes, body in () if part is None else _CELL.findall(self._sheet(sheet)):
            number, text = _NUMBER.search(attributes), self._said(attributes, body)
            if number is not None and text is not None:
                found[(number[1] + number[2]).decode()] = text
        return found

    def filled(self, cells: Mapping[str, Mapping[str, Value]]) -> bytes:
        """Return the workbook with these values, by sheet and address such as `B12`.

        Raises `NotFilled` for a sheet that is not there, and for a cell with a formula.
        """
        changed: dict[str, bytes] = {}
        for sheet, values in cells.items():
            if sheet not in self._parts:
                msg = f"it has no sheet “{sheet}”"
                raise NotFilled(msg)
            changed[self._parts[sheet]] = _patched(self._sheet(sheet), values, sheet)
        for sheet, part in self._parts.items():
            changed[part] = _without_results(changed.get(part) or self._sheet(sheet))
        changed["xl/workbook.xml"] = _computed(self._read("xl/workbook.xml"))
        return self._written(changed)

    def _written(self, changed: Mapping[str, bytes]) -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self._data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for entry in old.infolist():
                content = changed.get(plain_name(entry.filename))
                made = zipfile.ZipInfo(entry.filename, entry.date_time)
                made.compress_type, made.external_attr = entry.compress_type, entry.external_attr
                new.writestr(made, self._read(entry.filename) if content is None else content)
        return out.getvalue()

    def _read(self, part: str) -> bytes:
        return b"".join(self._archive.pieces(part))

    def _sheet(self, sheet: str) -> bytes:
        """Return the part of a sheet, whole and without what would hide cells from the patterns."""
        part = self._read(self._parts[sheet])
        if sheet in self._whole:
            return part
        try:
            Stream({}, Budget(_MOST_ELEMENTS, LARGEST, 0)).run([part])
        except UnsafeTable as error:
            msg = f"its sheet “{sheet}” cannot be read: {error}"
            raise NotFilled(msg) from None
        if b"<!" in part or part.count(b"<?") > 1:
            msg = f"its sheet “{sheet}” is written in a way that is not understood"
            raise NotFilled(msg)
        self._whole.add(sheet)
        return part

    def _tree(self, part: str) -> Any:  # noqa: ANN401 - the library has no types
        """Return a part as a tree, which takes memory by the number of its elements."""
        data = self._read(part)
        Stream({}, Budget(_MOST_IN_MEMORY, LARGEST, 0)).run([data])
        return fromstring(data)

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each sheet, and the part in which it stands."""
        leads = {
            each.attrib["Id"]: each.attrib["Target"]
            for each in self._tree("xl/_rels/workbook.xml.rels")
        }
        for sheet in self._tree("xl/workbook.xml").iter(f"{_MAIN}sheet"):
            target = leads[sheet.attrib[_REL]]
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if not self._archive.has(part):
                continue  # a sheet of another kind
            yield sheet.attrib["name"], plain_name(part)

    def _shared(self) -> Iterator[str]:
        for one in self._tree("xl/sharedStrings.xml") if self._read("xl/sharedStrings.xml") else ():
            yield "".join(text.text or "" for text in one.iter(f"{_MAIN}t"))

    def _said(self, attributes: bytes, body: bytes) -> str | None:
        kind = re.search(rb'(?<![\w:])t="(\w+)"', attributes)
        value = _SHARED.search(body)
        if kind is not None and kind[1] == b"s" and value is not None:
            number = int(value[1])
            return self._texts[number] if number < len(self._texts) else None
        found = re.search(rb"<is>.*?</is>", body, re.DOTALL)
        if found is None:
            return None
        try:
            return "".join(text.text or "" for text in fromstring(found[0]).iter("t"))
        except ParseError:  # its names stand in a space that is declared elsewhere
            return None


def _address(text: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(text)
    if found is None:
        msg = f"“{text}” is not the address of a cell, such as B12"
        raise NotFilled(msg)
    return found[1], int(found[2])


def _patched(part: bytes, values: Mapping[str, Value], sheet: str) -> bytes:
    """Return a sheet with values in its cells; rows and cells that are not there are added."""
    rows: dict[int, dict[str, Value]] = {}
    for address, value in values.items():
        column, row = _address(address)
        rows.setdefault(row, {})[column] = value
    found = _DATA.search(part)
    if found is None:
        msg = f"its sheet “{sheet}” is written in a way that is not understood"
        raise NotFilled(msg)
    made, at = [], 0
    held = found[1] or b""
    for each in _ROW.finditer(held):
        number = int((_NUMBER.search(each[1]) or _no_number(sheet))[2])
        made.append(held[at : each.start()])
        made += [_new_row(n, rows.pop(n)) for n in sorted(rows) if n < number]
        wanted = rows.pop(number, None)
        made.append(each[0] if wanted is None else _row(each[1], each[2] or b"", wanted, sheet))
        at = each.end()
    made += [held[at:], *(_new_row(n, rows[n]) for n in sorted(rows))]
    opened = found[0].partition(b">")[0].rstrip(b"/") + b">"
    return part[: found.start()] + opened + b"".join(made) + b"</sheetData>" + part[found.end() :]


def _no_number(sheet: str) -> re.Match[bytes]:
    msg = f"its sheet “{sheet}” has rows or cells without a number"
    raise NotFilled(msg)


def _row(attributes: bytes, held: bytes, wanted: dict[str, Value], sheet: str) -> bytes:
    """Return a row with values in its cells, in the order of the columns."""
    made, at, number = [], 0, int((_NUMBER.search(attributes) or _no_number(sheet))[2])
    left = dict(wanted)
    for each in _CELL.finditer(held):
        column = (_NUMBER.search(each[1]) or _no_number(sheet))[1].decode()
        made.append(held[at : each.start()])
        made += [_cell(c, number, left.pop(c)) for c in _before(left, column)]
        if column in left:
            if b"<f" in (each[2] or b""):
                msg = f"“{sheet}” {column}{number} holds a formula, and is no cell to fill in"
                raise NotFilled(msg)
            style = _STYLE.search(each[1])
            made.append(_cell(column, number, left.pop(column), style[0] if style else b""))
        else:
            made.append(each[0])
        at = each.end()
    made += [held[at:], *(_cell(c, number, left[c]) for c in sorted(left, key=_order))]
    return b"<row" + attributes + b">" + b"".join(made) + b"</row>"


def _order(column: str) -> tuple[int, str]:
    return len(column), column


def _before(left: Mapping[str, Value], column: str) -> list[str]:
    return sorted((each for each in left if _order(each) < _order(column)), key=_order)


def _new_row(number: int, values: Mapping[str, Value]) -> bytes:
    cells = b"".join(_cell(c, number, values[c]) for c in sorted(values, key=_order))
    return f'<row r="{number}">'.encode() + cells + b"</row>"


def _cell(column: str, row: int, value: Value, style: bytes = b"") -> bytes:
    head = f'<c r="{column}{row}"'.encode() + (b" " + style if style else b"")
    if isinstance(value, Decimal):
        return head + f"><v>{value.normalize():f}</v></c>".encode()
    text = escape("".join(sign for sign in value if sign.isprintable() or sign in "\n\t"))
    return head + f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'.encode()


def _without_results(part: bytes) -> bytes:
    """Return a sheet whose formulas have no results from before."""

    def computed_anew(each: re.Match[bytes]) -> bytes:
        return _RESULT.sub(b"", each[0]) if each[2] and b"<f" in each[2] else each[0]

    return _CELL.sub(computed_anew, part)


def _computed(workbook: bytes) -> bytes:
    """Return the part of the workbook in which it is said that all is computed when it opens."""
    always = b' fullCalcOnLoad="1"'
    found = _CALCULATION.search(workbook)
    if found is not None:
        kept = _ALWAYS.sub(b"", found[1])
        return (
            workbook[: found.start()] + b"<calcPr" + kept + always + b"/>" + workbook[found.end() :]
        )
    after = _AFTER.search(workbook)
    if after is None:
        msg = "its workbook part is written in a way that is not understood"
        raise NotFilled(msg)
    return workbook[: after.start()] + b"<calcPr" + always + b"/>" + workbook[after.start() :]
