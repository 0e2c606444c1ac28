"""The workbook that is handed out: openpyxl's for whoever looks into it, written fast by `save`.

What nobody has looked into is saved as the text that it was described as. What somebody has changed
goes through openpyxl, with the values of formulas beside them and the same bytes every time.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from vetpartner.files import write_whole
from vetpartner.render.xlsx_parts import FIXED, book_bytes, calculated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import SupportsWrite

    from vetpartner.render.xlsx_cells import Book

    Values = Mapping[str, Mapping[str, Any]]
    """Values of formulas by sheet and cell."""


_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v ?/?>(?:</v>)?')
"""A cell as openpyxl writes it: its place, its style, and a formula without a value."""


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
        """Return the values of formulas by sheet and cell; none if anything was changed."""
        found: dict[str, dict[str, Any]] = {}
        for sheet, put in zip(self._opened, self._book.sheets, strict=True):
            if sheet not in self.worksheets or sheet.title != put.title:
                return {}
            known = found[put.title] = {}
            for row, cells in put.rows.items():
                for column, (_, value, held) in cells.items():
                    cell = sheet.cell(row, column)
                    if type(value) is not str and cell.value != value:
                        return {}
                    if held is not None:
                        known[cell.coordinate] = held
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
    """Return a workbook as a file, with the `values` of its formulas."""
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
    """Writes each sheet in memory, rather than through a file, with the values of its formulas."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, values: Values) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self._values = values

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - as in openpyxl
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as in the method it replaces
        ws._drawing.charts = ws._charts  # noqa: SLF001
        ws._drawing.images = ws._images  # noqa: SLF001
        writer: Any = WorksheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        values = self._values.get(ws.title, {})
        text = _FORMULA.sub(lambda cell: _valued(cell, values), writer.read().decode())
        self._zip.writestr(ws.path[1:], text)
        self.manifest.append(ws)


def _valued(cell: re.Match[str], values: Mapping[str, Any]) -> str:
    """Return a cell with a formula, and with its value where that is known."""
    at, looks, formula = cell.groups()
    return f'<c r="{at}"{looks}{calculated(formula, values.get(at))}'
