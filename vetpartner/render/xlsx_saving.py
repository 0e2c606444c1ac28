"""Writing a workbook of openpyxl: fast, with values beside formulas, the same bytes every time.

openpyxl's own writer goes through a temporary file for each sheet and an XML element for each cell.
Here the rows are written as text; everything else of a sheet stays with openpyxl.
"""

from __future__ import annotations

import gc
import io
import re
import zipfile
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from openpyxl.cell._writer import etree_write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl import Workbook

    Values = Mapping[tuple[str, int, int], str | Decimal | int]


_FIXED = (1980, 1, 1, 0, 0, 0)
_NO_ROWS = re.compile(rb"<sheetData ?/?>(</sheetData>)?")
_letters = cache(get_column_letter)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the collector of garbage rest: among many new cells it finds none, again and again."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def workbook_bytes(book: Workbook, values: Values) -> bytes:
    """Return a workbook as a file; `values` are those of formulas, by sheet, row and column.

    Created and modified are left as they stand in `book.properties`.
    """
    out = io.BytesIO()
    archive = _SteadyZip(out, "w", zipfile.ZIP_DEFLATED)
    _BookWriter(book, archive, values).save()
    return out.getvalue()


class _SteadyZip(zipfile.ZipFile):
    """A zip whose entries all carry the same date."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:  # noqa: ANN401 - as in zipfile
        entry = zipfile.ZipInfo(str(name), _FIXED)
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
