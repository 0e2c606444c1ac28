"""The workbook that is handed out: openpyxl's for whoever looks into it, written fast by `save`.

What nobody has looked into is saved as the text that it was described as. What somebody has changed
goes through openpyxl, with the values of formulas beside them and the same bytes every time.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell._writer import etree_write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from vetpartner.files import write_whole
from vetpartner.render.xlsx_parts import FIXED, book_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import SupportsWrite

    from vetpartner.render.xlsx_cells import Book

    Values = Mapping[tuple[str, int, int], str | Decimal | int]


_NO_ROWS = re.compile(rb"<sheetData ?/?>(</sheetData>)?")
_letters = cache(get_column_letter)


class CalculatedWorkbook(Workbook):
    """A workbook of openpyxl whose `save` stores the value of each formula beside it.

    A viewer that does not calculate then shows the totals too.
    The values are stored only while every number and formula is the one that was put, at its place:
    after any change none is stored, since a sum may depend on it, and Excel or LibreOffice
    calculates when it opens the file.
    Texts, formats and sheets of one's own may be added without losing them.
    The bytes depend on the content and on the day of the book alone.
    """

    def __init__(self, book: Book) -> None:
        """Take what it holds; openpyxl opens it when somebody first looks into it."""
        # Not `super().__init__`: an attribute of openpyxl that is missing tells that nobody looked.
        self._book = book

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of openpyxl
        """Open it with openpyxl, and return what was asked for."""
        own = vars(self)
        if name.startswith("__") or "_book" not in own or "_opened" in own:
            raise AttributeError(name)
        opened = load_workbook(io.BytesIO(book_bytes(self._book)))
        vars(self).update(vars(opened) | own, _opened=list(opened.worksheets))
        sheets: list[Any] = own["_opened"]
        for sheet, put in zip(sheets, self._book.sheets, strict=True):
            sheet._parent = self  # noqa: SLF001 - no public way
            for row, cells in put.rows.items():
                for column, (_, value, _) in cells.items():
                    # openpyxl reads cents as floats, and days with an hour.
                    if not isinstance(value, str | None):
                        sheet.cell(row, column)._value = value  # noqa: SLF001
        return getattr(self, name)

    def values(self) -> Values:
        """Return the values of formulas by sheet, row and column; none if anything was changed."""
        found: dict[tuple[str, int, int], Any] = {}
        for sheet, put in zip(self._opened, self._book.sheets, strict=True):
            if sheet not in self.worksheets or sheet.title != put.title:
                return {}
            for row, cells in put.rows.items():
                for column, (_, value, held) in cells.items():
                    if type(value) is not str and sheet.cell(row, column).value != value:
                        return {}
                    if held is not None:
                        found[put.title, row, column] = held
        return found

    def save(self, filename: str | os.PathLike[str] | SupportsWrite[bytes]) -> None:
        """Write to a path, whole or not at all, or into an open binary file."""
        untouched = vars(self).keys() == {"_book"}
        data = book_bytes(self._book) if untouched else _workbook_bytes(self, self.values())
        if isinstance(filename, str | os.PathLike):
            write_whole(Path(filename), data)
        else:
            filename.write(data)


def _workbook_bytes(book: Workbook, values: Values) -> bytes:
    """Return a workbook as a file; `values` are those of formulas, by sheet, row and column."""
    out = io.BytesIO()
    archive = _SteadyZip(out, "w", zipfile.ZIP_DEFLATED)
    _BookWriter(book, archive, values).save()
    return out.getvalue()


class _SteadyZip(zipfile.ZipFile):
    """A zip whose entries all carry the same date."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:  # noqa: ANN401 - as in zipfile
        entry = zipfile.ZipInfo(str(name), FIXED)
        super().writestr(entry, data, zipfile.ZIP_DEFLATED)


class _BookWriter(ExcelWriter):
    """Writes each sheet in memory, with the values of its formulas."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, values: Values) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self._values = values

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - as in openpyxl
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as in the method it replaces
        ws._drawing.charts = ws._charts  # noqa: SLF001
        ws._drawing.images = ws._images  # noqa: SLF001
        writer: Any = _SheetWriter(ws, self._values)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self._zip.writestr(ws.path[1:], writer.whole())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Writes the rows as text, at the place that openpyxl's writer leaves for them."""

    def __init__(self, ws: Any, values: Values) -> None:  # noqa: ANN401 - as in openpyxl
        self._written = io.BytesIO()
        super().__init__(ws, self._written)
        self._sheet = ws
        self._values = values
        self._styles: dict[bytes, str] = {}
        self._rows = ""

    def whole(self) -> bytes:
        """Return the sheet as XML."""
        rows = f"<sheetData>{self._rows}</sheetData>".encode()
        return _NO_ROWS.sub(lambda _: rows, self._written.getvalue(), count=1)

    def write_rows(self) -> None:
        """Leave an empty place for the rows and write them as text."""
        xf: Any = self.xf.send(True)  # noqa: FBT003 - openpyxl asks so for its writer
        with xf.element("sheetData"):
            pass
        self.xf.send(None)
        sizes = self._sheet.row_dimensions
        parts: list[str] = []
        for number, cells in self.rows():
            size = {"r": f"{number}", **(dict(sizes[number]) if number in sizes else {})}
            attributes = "".join(f' {name}="{value}"' for name, value in size.items())
            parts += (f"<row{attributes}>", *map(self._cell, cells), "</row>")
        self._rows = "".join(parts)

    def _cell(self, cell: Any) -> str:  # noqa: ANN401 - a cell of openpyxl
        if cell.comment is not None:
            self._sheet._comments.append(CommentRecord.from_cell(cell))  # noqa: SLF001
        value, kind = cell.value, cell.data_type
        look = cell._style  # noqa: SLF001 - asking for `style_id` is slow, so it is asked once
        style = self._styles.get(key := look.tobytes()) if look is not None else ""
        if style is None:
            style = f' s="{cell.style_id}"' if cell.has_style else ""
            self._styles[key] = style
        head = f'<c r="{_letters(cell.column)}{cell.row}"{style}'
        if cell.hyperlink:
            return _as_openpyxl_does(self._sheet, cell)
        if value is None or value == "":
            return f"{head}/>" if style else ""
        if kind == "s" and type(value) is str:
            space = ' xml:space="preserve"' if value != value.strip() else ""
            return f'{head} t="inlineStr"><is><t{space}>{escape(value, quote=False)}</t></is></c>'
        if kind == "n" and type(value) in {int, Decimal}:
            return f"{head}><v>{_digits(value)}</v></c>"
        if kind == "f" and type(value) is str:
            known = self._values.get((self._sheet.title, cell.row, cell.column))
            return f"{head}{_with_value(escape(value[1:], quote=False), known)}</c>"
        return _as_openpyxl_does(self._sheet, cell)


def _with_value(formula: str, value: str | Decimal | int | None) -> str:
    if value is None:
        return f"><f>{formula}</f>"
    if isinstance(value, str):
        return f' t="str"><f>{formula}</f><v>{escape(value, quote=False)}</v>'
    return f"><f>{formula}</f><v>{_digits(value)}</v>"


def _digits(number: Decimal | int) -> str:
    return format(number, "f") if isinstance(number, Decimal) else str(number)


class _Collector:
    """Takes the one element that openpyxl writes for a cell."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, element: Any) -> None:  # noqa: ANN401 - of lxml, or of the standard library
        self.text += tostring(element).decode("ascii")


def _as_openpyxl_does(ws: Any, cell: Any) -> str:  # noqa: ANN401 - sheet and cell of openpyxl
    """Return any other cell, such as a date or a link, as openpyxl writes it."""
    collector = _Collector()
    etree_write_cell(collector, ws, cell, cell.has_style)
    return collector.text
