"""The cells of a workbook, whichever program saved it: .xlsx by openpyxl, .ods by calamine."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from vetpartner.files.tables.money import as_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.files.tables.money import NumberCell
    from vetpartner.files.tables.safety import Looked

    Rows = list[list[object]]

_DOCUMENT = "content.xml"
"""The part in which an OpenDocument file has its sheets, and an .xlsx file nothing."""
_TRUTHS = frozenset({"=TRUE()", "=FALSE()"})
"""How LibreOffice saves a yes or no."""


def opened(data: bytes, looked: Looked) -> dict[str, Rows]:
    """Return the rows of each sheet, from its first cell on; a cell without a value is None.

    A number that is shown otherwise than it is stored is a `NumberCell`. `looked` is what is known
    of the file already.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        is_document = _DOCUMENT in archive.namelist()
    return dict(_of_document(data, looked.shown) if is_document else _of_workbook(data))


def _of_workbook(data: bytes) -> Iterator[tuple[str, Rows]]:
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets:
        rows: Rows = [
            [
                as_shown(cell.value, cell.number_format)
                if isinstance(cell.value, int | float)
                else cell.value
                for cell in row
            ]
            for row in sheet.iter_rows()
        ]
        yield sheet.title, rows


def _of_document(
    data: bytes, shown: Mapping[str, Mapping[tuple[int, int], NumberCell]]
) -> Iterator[tuple[str, Rows]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        numbers = shown.get(name, {})
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield (
            name,
            [
                [
                    numbers.get((line, column), value) if value != "" else None
                    for column, value in enumerate(row, start=1)
                ]
                for line, row in enumerate(rows, start=1)
            ],
        )


def typed_formulas(
    data: bytes, formulas: Mapping[str, list[tuple[int, int]]]
) -> Iterator[tuple[str, int, int]]:
    """Yield sheet, row and column of the formulas of an .xlsx file that somebody typed."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data)) if any(formulas.values()) else None
    for sheet, cells in formulas.items():
        for row, column in cells:
            if book is not None and book[sheet].cell(row, column).value not in _TRUTHS:
                yield sheet, row, column
