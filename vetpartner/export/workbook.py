"""Workbooks that carry their calculated values, and the same bytes for the same content."""

from __future__ import annotations

import io
import os
import re
import zipfile
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from vetpartner.files import write_whole
from vetpartner.files.steady_zip import steady_zip
from vetpartner.model import Money

if TYPE_CHECKING:
    from datetime import date

    from _typeshed import SupportsWrite
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORMULA = re.compile(
    rb'<c r="(?P<cell>[A-Z]+\d+)"(?P<style>[^>]*)><f>(?P<formula>.*?)</f><v ?/?>(?:</v>)?</c>'
)
_LINE = Side(style="thin", color="D5DBE3")
_HEAD = PatternFill("solid", start_color="1F3A5F", end_color="1F3A5F")
_TOTAL = PatternFill("solid", start_color="EEF2F7", end_color="EEF2F7")
_BORDER = Border(top=_LINE, bottom=_LINE)
MONEY_FORMAT = '#,##0.00;[Red]-#,##0.00;"–"'


def _font(**given: Any) -> Font:  # noqa: ANN401 - fonts of openpyxl
    return Font(name="Calibri", **{"size": 11, **given})


def _style(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - styles of openpyxl
    top = Alignment(vertical="top", wrap_text=True)
    return {"alignment": top, "border": _BORDER, "font": _font(), **given}


STYLES: dict[str, dict[str, Any]] = {
    "title": {"font": _font(size=16, bold=True, color="1F3A5F")},
    "remark": {"font": _font(italic=True, color="566273")},
    "head": _style(
        font=_font(bold=True, color="FFFFFF"),
        fill=_HEAD,
        alignment=Alignment(vertical="center", wrap_text=True),
    ),
    "head number": _style(
        font=_font(bold=True, color="FFFFFF"),
        fill=_HEAD,
        alignment=Alignment(vertical="center", horizontal="right", wrap_text=True),
    ),
    "text": _style(),
    "strong": _style(font=_font(bold=True)),
    "money": _style(number_format=MONEY_FORMAT, alignment=Alignment(vertical="top")),
    "number": _style(number_format="#,##0.##", alignment=Alignment(vertical="top")),
    "percent": _style(number_format="0.0 %", alignment=Alignment(vertical="top")),
    "date": _style(
        number_format="yyyy-mm-dd", alignment=Alignment(vertical="top", horizontal="left")
    ),
    "total": _style(font=_font(bold=True), fill=_TOTAL),
    "total money": _style(font=_font(bold=True), fill=_TOTAL, number_format=MONEY_FORMAT),
    "total percent": _style(font=_font(bold=True), fill=_TOTAL, number_format="0.0 %"),
}


class CalculatedWorkbook(Workbook):
    """A workbook of openpyxl whose `save` stores the value of each formula beside it.

    A viewer that does not calculate then shows the totals too.
    The value is stored only while the formula is the one that it was calculated for, so a cell
    that is changed afterwards carries no stale value.
    The bytes depend on the content and on `day` alone.
    """

    def __init__(self, day: date) -> None:
        """Take the day that stands as created and modified in the file's properties."""
        super().__init__()
        del self[self.sheetnames[0]]
        self.day = day
        self.values: dict[tuple[str, str], tuple[str, Any]] = {}
        self._resolved: dict[str, Any] = {}

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, style: str = "text") -> str:  # noqa: ANN401
        """Write a value in a style and return its coordinate; a text never becomes a formula."""
        cell: Any = sheet.cell(row, column)
        if isinstance(value, Money):
            value = value.amount
        if isinstance(value, str):
            text = shortened(value)
            cell.value = text
            cell.data_type = "s"
            self._dress(cell, style)
            if text[:1] in {"=", "+", "-", "@"}:
                cell.quotePrefix = True
        else:
            if value is not None:
                cell.value = value
            self._dress(cell, style)
        return f"{get_column_letter(column)}{row}"

    def formula(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        formula: str,
        value: Any,  # noqa: ANN401 - whatever a cell holds
        style: str,
    ) -> str:
        """Write a formula together with its value and return its coordinate."""
        cell: Any = sheet.cell(row, column, formula)
        self._dress(cell, style)
        coordinate = f"{get_column_letter(column)}{row}"
        held = value.amount if isinstance(value, Money) else value
        self.values[sheet.title, coordinate] = (formula, held)
        return coordinate

    def _dress(self, cell: Any, style: str) -> None:  # noqa: ANN401
        """Give a cell its style; resolving a style is slow, so it is done once."""
        if style not in self._resolved:
            for name, value in STYLES[style].items():
                setattr(cell, name, value)
            self._resolved[style] = copy(cell._style)  # noqa: SLF001
        cell._style = copy(self._resolved[style])  # noqa: SLF001

    def save(self, filename: str | os.PathLike[str] | SupportsWrite[bytes]) -> None:
        """Write to a path, whole or not at all, or into an open binary file."""
        raw = io.BytesIO()
        # Stored, not compressed: what openpyxl writes is filled in, and compressed once, below.
        ExcelWriter(self, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED)).save()
        sheets = {f"xl/worksheets/sheet{n}.xml": s for n, s in enumerate(self.worksheets, start=1)}

        def filled(name: str, content: bytes) -> bytes:
            return self._fill(content, sheets[name]) if name in sheets else content

        data = steady_zip(raw.getvalue(), self.day, change=filled)
        if isinstance(filename, str | os.PathLike):
            write_whole(Path(filename), data)
        else:
            filename.write(data)

    def _fill(self, content: bytes, sheet: Worksheet) -> bytes:
        def fill(match: re.Match[bytes]) -> bytes:
            coordinate = match["cell"].decode()
            formula, value = self.values.get((sheet.title, coordinate), ("", None))
            if value is None or sheet[coordinate].value != formula:
                return match[0]
            kind, shown = b"", str(value)
            if isinstance(value, str):
                kind, shown = b' t="str"', escape(value)
            elif isinstance(value, Decimal):
                shown = format(value, "f")
            head = b'<c r="%s"%s%s>' % (match["cell"], match["style"], kind)
            return b"%s<f>%s</f><v>%s</v></c>" % (head, match["formula"], shown.encode())

        return _FORMULA.sub(fill, content)


def shortened(text: str) -> str:
    """Return a text that a cell can hold: no control characters, and a visible end if cut."""
    text = _CONTROL.sub("", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 6]} […]"


def _lines(text: object, width: float) -> int:
    """Return how many lines a text takes in a column, by a careful guess."""
    if not isinstance(text, str) or text.startswith("="):
        return 1
    return sum(-(-max(len(line), 1) // max(int(width * 1.1), 1)) for line in text.split("\n"))


def lay_out(sheet: Any, widths: list[int], *, freeze: str, head_row: int) -> None:  # noqa: ANN401
    """Set column widths, frozen panes, and the print: A4 landscape, one page wide."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.iter_rows(min_row=head_row), start=head_row):
        pairs = zip(row, widths, strict=False)
        lines = max((_lines(cell.value, width) for cell, width in pairs), default=1)
        sheet.row_dimensions[number].height = 15.5 * lines + 2
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P of &N"
