"""The parts of a workbook: openpyxl reads what was put, and writes the same again."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

import vetpartner as vp
from vetpartner.model import Money
from vetpartner.render.xlsx_cells import Book, Chart, Rule, letters
from vetpartner.render.xlsx_parts import book_bytes
from vetpartner.render.xlsx_saving import CalculatedWorkbook
from vetpartner.render.xlsx_styles import STYLES

DAY = date(2024, 5, 6)
EXAMPLES = Path(__file__).parents[2] / "examples"
HARD = (
    " lead",
    "trail ",
    "a & b <c> \"d\" 'e'",
    "&amp; &lt;",
    "one\ntwo\tthree",
    "\u202bשלם العربية\u202c",
    "=1+1",
    "+49 170",
    "-5",
    "@home",
    "]]>",
    "_x0041_",
    "x" * 32_767,
)


def opened(data: bytes, *, values: bool = False) -> Any:  # noqa: ANN401 - a workbook of openpyxl
    """Return a file as openpyxl reads it."""
    return load_workbook(io.BytesIO(data), data_only=values)


def saved(book: Workbook) -> bytes:
    """Return a workbook as it is saved."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled() -> Book:
    """Return a workbook in which everything is used."""
    book = Book(DAY, title="A & <B>", day_format="d mmmm yyyy")
    sheet = book.sheet("Ours & 'theirs'")
    sheet.put(1, 1, "Title", "title")
    for column, head in enumerate(("Text", "Amount", 'A "head"\n<of> two'), start=1):
        sheet.put(4, column, head, "head")
    for row, text in enumerate(HARD, start=5):
        sheet.put(row, 1, text)
        sheet.put(row, 2, Money(row - 10), "input")
        sheet.put(row, 3, None, "sign")
    end = 5 + len(HARD)
    sheet.formula(end, 2, f"=SUM(B5:B{end - 1})", Decimal("-12.30"), "total money")
    sheet.lay_out([20, 16, 5], top=4, beside=1)
    sheet.structured("Rows", len(HARD), 3)
    sheet.colour("B5:B6", Rule("lessThan", "0", "F5B7B1"))
    sheet.colour("B7", Rule("", 'B6>"<&"', "FFE699"))
    sheet.colour("B7", Rule("", "B6=0", "F5B7B1"))
    sheet.typed.append("B5:B6")
    sheet.merged[2], sheet.heights[2], sheet.heads = 3, 28, (3, 4)
    sheet.chart, sheet.protected = Chart("A & B", 5, 7), True
    book.names["Sum"] = f"Other!$A${end}"
    other = book.sheet("Other")
    for row, (style, value) in enumerate(
        ((name, DAY if name == "date" else row) for row, name in enumerate(STYLES)), start=1
    ):
        other.put(row, 1, value, style)
    other.lay_out([10], top=1)
    return book


def facts(book: Any) -> dict[Any, Any]:  # noqa: ANN401 - a workbook of openpyxl
    """Return what a reader finds in a workbook, by sheet and cell."""
    found: dict[Any, Any] = {
        "names": {name: each.attr_text for name, each in book.defined_names.items()},
        "properties": (book.properties.title, book.properties.creator, book.properties.created),
    }
    for sheet in book:
        whole = {
            "rules": [
                (str(one.sqref), [(r.type, r.operator, r.formula, repr(r.dxf)) for r in one.rules])
                for one in sheet.conditional_formatting
            ],
            "widths": {n: one.width for n, one in sheet.column_dimensions.items()},
            "heights": {n: one.height for n, one in sheet.row_dimensions.items()},
            "tables": {
                one.name: (one.ref, [c.name for c in one.tableColumns])
                for one in sheet.tables.values()
            },
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "charts": [(tostring(one._write()), repr(one.anchor)) for one in sheet._charts],  # noqa: SLF001 - openpyxl has no public way to them
            "foot": (sheet.oddFooter.left.text, sheet.oddFooter.right.text),
        }
        for name in (
            "dimensions",
            "freeze_panes",
            "print_title_rows",
            "sheet_properties",
            "sheet_format",
            "sheet_view",
            "page_setup",
            "page_margins",
            "protection",
            "data_validations",
        ):
            whole[name] = repr(getattr(sheet, name))
        found |= {(sheet.title, name): value for name, value in whole.items()}
        for row in sheet.iter_rows():
            for cell in row:
                looks = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
                own = (cell.value, cell.data_type, cell.number_format, cell.style_id and 1)
                found[sheet.title, cell.coordinate] = (*own, *map(repr, looks))
    return found


@pytest.mark.parametrize("number", [1, 26, 27, 52, 702, 703, 16_384])
def test_letters_of_columns(number: int) -> None:
    """Columns are called as openpyxl calls them."""
    assert get_column_letter(number) == letters(number)


def test_texts_and_numbers_are_read_back() -> None:
    """Guard spaces, signs of XML, lines, other scripts, long texts and negative amounts."""
    sheet = opened(book_bytes(filled()))["Ours & 'theirs'"]

    assert list(HARD) == [sheet.cell(row, 1).value for row in range(5, 5 + len(HARD))]
    assert {"s"} == {sheet.cell(row, 1).data_type for row in range(5, 5 + len(HARD))}
    assert [False, True] == [sheet.cell(row, 1).quotePrefix for row in (5, 11)]
    assert (-5, 0) == (sheet["B5"].value, sheet["B10"].value)
    assert (None, "thin") == (sheet["C5"].value, sheet["C5"].border.left.style)


def test_control_characters_are_left_out() -> None:
    """What no XML may hold would make a file that no program opens."""
    book = Book(DAY)
    sheet = book.sheet("S")
    sheet.put(1, 1, "a\x00\x0b\x1f\ud800\ufffe\uffffb")
    sheet.put(2, 1, "\x07")
    sheet.lay_out([10], top=1)
    read = opened(book_bytes(book))["S"]

    assert ("ab", None) == (read["A1"].value, read["A2"].value)


def test_days_are_days() -> None:
    """Guard days around the 29 February 1900 that Excel counts, and a day of today."""
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), DAY, date(2100, 12, 31)]
    book = Book(DAY)
    sheet = book.sheet("S")
    for row, day in enumerate(days, start=1):
        sheet.put(row, 1, day, "date")
    sheet.lay_out([10], top=1, day=18)
    read = opened(book_bytes(book))["S"]

    assert days == [read.cell(row, 1).value.date() for row in range(1, 6)]
    assert 18 == read.column_dimensions["A"].width


def test_what_openpyxl_finds() -> None:
    """Each help of a sheet is there, and looks are those of the styles."""
    book = opened(book_bytes(filled()))
    sheet, other = book
    red, yellow = "00F5B7B1", "00FFE699"
    end = 5 + len(HARD)

    assert ("A & <B>", "vetpartner") == (book.properties.title, book.properties.creator)
    assert datetime(2024, 5, 6) == book.properties.modified  # noqa: DTZ001 - as openpyxl reads it
    assert f"Other!$A${end}" == book.defined_names["Sum"].attr_text
    assert ("B5", "$3:$4", "A1:C18") == (
        sheet.freeze_panes,
        sheet.print_title_rows,
        sheet.dimensions,
    )
    assert ["Text", "Amount", 'A "head"\n<of> two'] == [
        one.name for one in sheet.tables["Rows"].tableColumns
    ]
    assert f"A4:C{end - 1}" == sheet.tables["Rows"].ref
    assert [
        ("B5:B6", [("cellIs", "lessThan", ["0"], red)]),
        ("B7", [("expression", None, ['B6>"<&"'], yellow), ("expression", None, ["B6=0"], red)]),
    ] == [
        (
            str(one.sqref),
            [(r.type, r.operator, r.formula, r.dxf.fill.bgColor.rgb) for r in one.rules],
        )
        for one in sheet.conditional_formatting
    ]
    assert ["B5:B6"] == [str(one.sqref) for one in sheet.data_validations.dataValidation]
    assert ["A2:C2"] == [str(one) for one in sheet.merged_cells.ranges]
    assert (28, None) == (sheet.row_dimensions[2].height, sheet.row_dimensions[1].height)
    assert (True, False) == (sheet.protection.sheet, other.protection.sheet)
    assert (False, True) == (sheet["B5"].protection.locked, sheet["A5"].protection.locked)
    assert ("d mmmm yyyy", "#,##0.##", "0.0 %") == tuple(
        other.cell(1 + list(STYLES).index(name), 1).number_format
        for name in ("date", "number", "percent")
    )
    head = other.cell(1 + list(STYLES).index("head number"), 1)
    assert ("00FFFFFF", True, "001F3A5F", "right") == (
        head.font.color.rgb,
        head.font.b,
        head.fill.fgColor.rgb,
        head.alignment.horizontal,
    )
    assert -12.3 == opened(book_bytes(filled()), values=True)["Ours & 'theirs'"][f"B{end}"].value


@pytest.mark.parametrize("name", ["filled", "green-welding", "small-harvest"])
def test_looked_into_it_is_saved_the_same(name: str) -> None:
    """What goes through openpyxl is, cell by cell, what was written without it."""
    made: list[Any] = [
        CalculatedWorkbook(filled()) if name == "filled" else vp.budget(vp.load(EXAMPLES / name))
        for _ in "12"
    ]
    untouched, looked = made
    assert looked.sheetnames
    one, two = saved(untouched), saved(looked)

    for values in (False, True):
        assert facts(opened(one, values=values)) == facts(opened(two, values=values))
    assert one == saved(untouched)
