"""Changing single cells of a workbook of somebody, and nothing else in it.

A program that reads a workbook and writes it anew loses what it does not know: pictures, drawings,
values of formulas, macros. So cells, comments and one sheet are put into the parts of the file, and
all other parts stay as they are, byte for byte.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from vetpartner.files.atomic import steady_entry
from vetpartner.files.disk import NotWritten
from vetpartner.files.workbooks.boxes import BOX, box, cell_of, no_boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR = "vetpartner"
_OURS = "\n— vetpartner —\n"
"""What stands between a comment of somebody and what is said below it."""
_BEHIND_DRAWING = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
_DAY_ZERO = date(1899, 12, 30)
_DATE_FORMATS = frozenset(range(14, 23))
_DEFAULT: dict[str, Any] = {space: {None: space} for space in (MAIN, _RELS)}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def letters(column: int) -> str:
    """Return the letters of a column, from 1 on."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def number_of(name: str) -> tuple[int, int]:
    """Return row and column of a cell by its name, such as `C5`."""
    column = 0
    for sign in name.rstrip("0123456789"):
        column = column * 26 + ord(sign) - 64
    return int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0), column


class Patch:
    """An .xlsx file that is changed cell by cell; `data` gives it with the changes.

    Raises `NotWritten` for a file that is no plain .xlsx file.
    """

    def __init__(self, data: bytes) -> None:
        """Take the file, which has been read without a mistake."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.trees: dict[str, Any] = {}
        if "xl/workbook.xml" not in self.parts:
            raise NotWritten("only an .xlsx file can be written into; save it as one")
        book = self._tree("xl/workbook.xml")
        if etree.QName(book).namespace != MAIN:
            raise NotWritten("it was saved as a strict file; save it as a usual .xlsx file")
        targets = self._targets("xl/workbook.xml")
        self.sheets = {
            str(sheet.get("name")): targets[str(sheet.get(f"{{{RELATED}}}id"))]
            for sheet in book.iter(f"{{{MAIN}}}sheet")
        }

    def data(self) -> bytes:
        """Return the file with all changes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                tree = self.trees.get(name)
                made = content
                if tree is not None:
                    made = etree.tostring(
                        tree, xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                archive.writestr(steady_entry(name), made)
        return out.getvalue()

    # Cells.

    def put(self, sheet: str, row: int, column: int, value: object) -> None:
        """Put a text, number or day into a cell; None empties it. How it looks stays.

        A new cell looks like the one above it.
        """
        self._recalculated()
        cell = self._cell(sheet, row, column)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, date):
            as_day = self._shows_days(cell)
            value = (value - _DAY_ZERO).days if as_day else f"{value:%d.%m.%Y}"
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, _m("is")), _m("t"))
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif isinstance(value, int | Decimal):
            etree.SubElement(cell, _m("v")).text = (
                format(value, "f") if isinstance(value, Decimal) else str(value)
            )

    def _recalculated(self) -> None:
        """Let formulas be calculated anew when the file is opened: what they rest on changes."""
        book = self._tree("xl/workbook.xml")
        settings = book.find(_m("calcPr"))
        if settings is None:
            settings = etree.Element(_m("calcPr"))
            before = (
                book.find(_m(tag)) for tag in ("definedNames", "externalReferences", "sheets")
            )
            next(one for one in before if one is not None).addnext(settings)
        settings.set("fullCalcOnLoad", "1")

    def _cell(self, sheet: str, row: int, column: int) -> Any:  # noqa: ANN401 - an element
        tree = self._tree(self.sheets[sheet])
        rows = self._rows(tree)
        line = rows.get(row)
        if line is None:
            data = tree.find(_m("sheetData"))
            line = etree.Element(_m("row"), r=str(row))
            behind = next(
                (at for at, other in enumerate(data) if int(other.get("r")) > row), len(data)
            )
            data.insert(behind, line)
        cells = {number_of(str(cell.get("r")))[1]: cell for cell in line}
        if column in cells:
            return cells[column]
        made = etree.Element(_m("c"), r=f"{letters(column)}{row}")
        above = next(
            (
                cell.get("s")
                for number in sorted((n for n in rows if n < row), reverse=True)[:3]
                for cell in rows[number]
                if number_of(cell.get("r"))[1] == column
            ),
            None,
        )
        if above is not None:
            made.set("s", above)
        line.insert(sum(number < column for number in cells), made)
        return made

    @staticmethod
    def _rows(tree: Any) -> dict[int, Any]:  # noqa: ANN401
        """Return the rows of a sheet by number; some programs leave out where cells stand."""
        found: dict[int, Any] = {}
        last = 0
        for row in tree.find(_m("sheetData")):
            last = int(row.get("r") or last + 1)
            row.set("r", str(last))
            column = 0
            for cell in row:
                column = number_of(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", f"{letters(column)}{last}")
            found[last] = row
        return found

    def _shows_days(self, cell: Any) -> bool:  # noqa: ANN401
        styles = self._tree("xl/styles.xml")
        formats = styles.find(_m("cellXfs"))
        index = int(cell.get("s") or 0)
        number = int(formats[index].get("numFmtId") or 0) if index < len(formats) else 0
        own = {int(one.get("numFmtId")): one.get("formatCode") for one in styles.iter(_m("numFmt"))}
        return number in _DATE_FORMATS or "y" in own.get(number, "").lower()

    # Comments.

    def comment(self, sheet: str, texts: dict[tuple[int, int], str]) -> None:
        """Let cells, by row and column, say something; what was said before by us is taken off.

        A comment of somebody else stays, and the text is put below it.
        """
        part = self.sheets[sheet]
        found = self._comments(part, make=bool(texts))
        if found is None:
            return
        authors, listed = found.find(_m("authors")), found.find(_m("commentList"))
        names = [author.text or "" for author in authors]
        here: dict[tuple[int, int], Any] = {}
        for one in list(listed):
            own = names[int(one.get("authorId") or 0)] == _AUTHOR
            before, _, _ = "".join(one.itertext()).partition(_OURS)
            if own:
                listed.remove(one)
            else:
                here[number_of(one.get("ref"))] = one
                self._say(one, before)
        shapes = self._shapes(part)
        for shape in list(shapes.iter(BOX)):
            at = cell_of(shape)
            if at is not None and at not in here:
                shape.getparent().remove(shape)
        if _AUTHOR not in names:
            etree.SubElement(authors, _m("author")).text = _AUTHOR
            names.append(_AUTHOR)
        for at, text in texts.items():
            if at in here:
                self._say(here[at], "".join(here[at].itertext()) + _OURS + text)
                continue
            one = etree.SubElement(
                listed,
                _m("comment"),
                ref=f"{letters(at[1])}{at[0]}",
                authorId=str(names.index(_AUTHOR)),
            )
            self._say(one, text)
            shapes.append(box(at, len(shapes), text))
        listed[:] = sorted(listed, key=lambda each: number_of(each.get("ref")))

    @staticmethod
    def _say(one: Any, text: str) -> None:  # noqa: ANN401
        if "".join(one.itertext()) == text and len(one):
            return
        for child in list(one):
            one.remove(child)
        made = etree.SubElement(
            etree.SubElement(etree.SubElement(one, _m("text")), _m("r")), _m("t")
        )
        made.text = text
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _comments(self, part: str, *, make: bool) -> Any:  # noqa: ANN401
        """Return the part of a sheet's comments; None where there is none and none is wanted."""
        for target, kind in self._related(part):
            if kind.endswith("/comments") and target in self.parts:
                return self._tree(target)
        if not make:
            return None
        name = self._free("xl/comments", ".xml")
        self.trees[name] = _element("comments", "authors", "commentList")
        self.parts[name] = b""
        self._type(name, _COMMENTS_TYPE)
        self._relate(part, name, "comments")
        return self.trees[name]

    def _shapes(self, part: str) -> Any:  # noqa: ANN401
        """Return the drawing in which the comments of a sheet have their boxes."""
        sheet = self._tree(part)
        there = sheet.find(_m("legacyDrawing"))
        if there is not None:
            target = self._targets(part).get(str(there.get(f"{{{RELATED}}}id")))
            if target in self.parts:
                return self._tree(target)
        name = self._free("xl/drawings/vmlDrawing", ".vml")
        made = no_boxes()
        self.trees[name], self.parts[name] = made, b""
        self._default("vml", _VML_TYPE)
        if there is not None:
            sheet.remove(there)
        drawing = etree.Element(_m("legacyDrawing"))
        drawing.set(f"{{{RELATED}}}id", self._relate(part, name, "vmlDrawing"))
        later = [sheet.find(_m(tag)) for tag in _BEHIND_DRAWING]
        behind = next((one for one in later if one is not None), None)
        if behind is None:
            sheet.append(drawing)
        else:
            behind.addprevious(drawing)
        return made

    # A sheet of our own.

    def sheet(
        self, title: str, rows: Sequence[Sequence[tuple[str, int, str]]], widths: Sequence[float]
    ) -> None:
        """Put a sheet of texts at the end, or in the place of an earlier one of that title.

        Cells are text, style, and where a link leads within the file, empty for none.
        """
        made = _element("worksheet", "sheetPr", "sheetViews", "cols", "sheetData")
        tab = etree.SubElement(made.find(_m("sheetPr")), _m("tabColor"))
        tab.set("rgb", "FFB26A00")
        etree.SubElement(made.find(_m("sheetPr")), _m("pageSetUpPr"), fitToPage="1")
        view = etree.SubElement(
            made.find(_m("sheetViews")), _m("sheetView"), workbookViewId="0", showGridLines="0"
        )
        etree.SubElement(
            view, _m("pane"), ySplit="3", topLeftCell="A4", activePane="bottomLeft", state="frozen"
        )
        for number, width in enumerate(widths, start=1):
            etree.SubElement(
                made.find(_m("cols")),
                _m("col"),
                min=str(number),
                max=str(number),
                width=str(width),
                customWidth="1",
            )
        links = etree.Element(_m("hyperlinks"))
        for at, row in enumerate(rows, start=1):
            tall = max(
                (
                    -(-len(text) // int(width))
                    for (text, *_), width in zip(row, widths, strict=False)
                ),
                default=1,
            )
            size = str(26 if at == 1 else 15.5 * max(tall, 1))
            line = etree.SubElement(
                made.find(_m("sheetData")), _m("row"), r=str(at), ht=size, customHeight="1"
            )
            for column, (text, style, where) in enumerate(row, start=1):
                if not text:
                    continue
                name = f"{letters(column)}{at}"
                cell = etree.SubElement(line, _m("c"), r=name, s=str(style), t="inlineStr")
                said = etree.SubElement(etree.SubElement(cell, _m("is")), _m("t"))
                said.text = text
                if where:
                    etree.SubElement(links, _m("hyperlink"), ref=name, location=where, display=text)
        if len(links):
            made.append(links)
        etree.SubElement(
            made,
            _m("pageMargins"),
            left="0.4",
            right="0.4",
            top="0.5",
            bottom="0.5",
            header="0.3",
            footer="0.3",
        )
        etree.SubElement(
            made, _m("pageSetup"), paperSize="9", orientation="landscape", fitToHeight="0"
        )
        if title in self.sheets:
            self.trees[self.sheets[title]] = made
            return
        name = self._free("xl/worksheets/sheet", ".xml")
        self.trees[name], self.parts[name], self.sheets[title] = made, b"", name
        self._type(name, _SHEET_TYPE)
        listed = self._tree("xl/workbook.xml").find(_m("sheets"))
        number = 1 + max(int(sheet.get("sheetId")) for sheet in listed)
        one = etree.SubElement(listed, _m("sheet"), name=title, sheetId=str(number))
        one.set(f"{{{RELATED}}}id", self._relate("xl/workbook.xml", name, "worksheet"))

    def style(self, *, font: dict[str, str], fill: str = "", wrap: bool = True) -> int:
        """Return the number of a style: a font by its tags and values, and a colour behind it."""
        styles = self._tree("xl/styles.xml")
        fonts, fills, formats = (styles.find(_m(tag)) for tag in ("fonts", "fills", "cellXfs"))
        made = etree.SubElement(fonts, _m("font"))
        for tag, value in font.items():
            one = etree.SubElement(made, _m(tag))
            if value:
                one.set("rgb" if tag == "color" else "val", value)
        index = 0
        if fill:
            pattern = etree.SubElement(
                etree.SubElement(fills, _m("fill")), _m("patternFill"), patternType="solid"
            )
            etree.SubElement(pattern, _m("fgColor"), rgb=fill)
            index = len(fills) - 1
        one = etree.SubElement(
            formats,
            _m("xf"),
            numFmtId="0",
            fontId=str(len(fonts) - 1),
            fillId=str(index),
            borderId="0",
            xfId="0",
            applyFont="1",
            applyFill="1",
            applyAlignment="1",
        )
        etree.SubElement(one, _m("alignment"), vertical="top", wrapText="1" if wrap else "0")
        for listed in (fonts, fills, formats):
            listed.set("count", str(len(listed)))
        return len(formats) - 1

    # Parts.

    def _tree(self, name: str) -> Any:  # noqa: ANN401
        if name not in self.trees:
            try:
                self.trees[name] = etree.fromstring(self.parts[name], _PARSER)
            except etree.XMLSyntaxError:
                raise NotWritten(
                    f"its part {name} cannot be read, so nothing is written into it"
                ) from None
        return self.trees[name]

    def _related(self, part: str) -> Iterator[tuple[str, str]]:
        name = _rels_of(part)
        for one in self._tree(name) if name in self.parts else ():
            yield _resolved(part, str(one.get("Target"))), str(one.get("Type"))

    def _targets(self, part: str) -> dict[str, str]:
        name = _rels_of(part)
        rels = self._tree(name) if name in self.parts else ()
        return {str(one.get("Id")): _resolved(part, str(one.get("Target"))) for one in rels}

    def _relate(self, part: str, target: str, kind: str) -> str:
        name = _rels_of(part)
        if name not in self.parts:
            self.trees[name] = etree.Element(f"{{{_RELS}}}Relationships", nsmap=_DEFAULT[_RELS])
            self.parts[name] = b""
        rels = self._tree(name)
        ids = {str(one.get("Id")) for one in rels}
        id_ = next(f"rIdV{n}" for n in range(1, 9999) if f"rIdV{n}" not in ids)
        etree.SubElement(
            rels, f"{{{_RELS}}}Relationship", Id=id_, Type=f"{RELATED}/{kind}", Target=f"/{target}"
        )
        return id_

    def _type(self, name: str, type_: str) -> None:
        types = self._tree("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=type_)

    def _default(self, extension: str, type_: str) -> None:
        types = self._tree("[Content_Types].xml")
        known = {str(one.get("Extension", "")).lower() for one in types}
        if extension not in known:
            types.insert(
                0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=type_)
            )

    def _free(self, start: str, end: str) -> str:
        return next(name for n in range(1, 9999) if (name := f"{start}V{n}{end}") not in self.parts)


def _m(tag: str) -> str:
    return f"{{{MAIN}}}{tag}"


def _element(tag: str, *children: str) -> Any:  # noqa: ANN401
    made = etree.Element(_m(tag), nsmap={**_DEFAULT[MAIN], "r": RELATED})
    for child in children:
        etree.SubElement(made, _m(child))
    return made


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
