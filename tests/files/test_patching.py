"""Cells of a foreign workbook: the wanted ones hold the value, and nothing else is touched."""

from __future__ import annotations

import io
import re
import time
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from vetpartner.files.workbooks.patching import ForeignWorkbook, NotFilled


def template() -> bytes:
    """Return a workbook as an agency makes it: locked, with formulas, colours and a choice."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Costs & more"
    sheet["A1"], sheet["B1"], sheet["C1"] = "Units", "Cost", "Total"
    for row in (3, 4, 7):
        sheet[f"A{row}"].protection = Protection(locked=False)
        sheet[f"B{row}"].protection = Protection(locked=False)
        sheet[f"A{row}"].font = Font(bold=True)
        sheet[f"C{row}"] = f"=A{row}*B{row}"
    sheet["C9"] = "=SUM(C3:C7)"
    sheet.protection.sheet = True
    red = CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill(bgColor="FF0000"))
    sheet.conditional_formatting.add("C3:C9", red)
    choice = DataValidation(type="list", formula1='"a,b"')
    choice.add("D3")
    sheet.add_data_validation(choice)
    other = book.create_sheet("Other")
    other["A1"] = "='Costs & more'!C9"
    other["B2"] = "Name & sign"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = "Costs & more"
VALUES = {"A3": Decimal("2.50"), "B3": Decimal(-1000), "A4": Decimal("1e2"), "B7": Decimal(0)}


def test_values_stand_in_their_cells_with_the_style_of_the_cell() -> None:
    """Guards values and styles, also of cells and rows that were not there."""
    new = {**VALUES, "B2": "Škola <1> & Söhne\n", "AA3": "far", "A12": Decimal(7), "D3": "a"}
    data = ForeignWorkbook(template()).filled({SHEET: new})

    sheet = load_workbook(io.BytesIO(data))[SHEET]
    assert {at: sheet[at].value for at in new} == {
        **{at: float(value) for at, value in VALUES.items()},
        "B2": "Škola <1> & Söhne\n",
        "AA3": "far",
        "A12": 7,
        "D3": "a",
    }
    assert sheet["A3"].font.bold
    assert not sheet["A3"].protection.locked
    assert "=A3*B3" == sheet["C3"].value


def test_all_else_is_byte_for_byte_as_it_was() -> None:
    """Guards that only the cells, results of formulas and the order to compute change."""
    data = template()  # once: its properties have the second in which it is made
    before, after = parts(data), parts(ForeignWorkbook(data).filled({SHEET: VALUES}))

    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"} >= changed
    cell = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
    for name in changed - {"xl/workbook.xml"}:
        assert cell.sub(b"", before[name]) == cell.sub(b"", after[name])
    calculation = re.compile(rb"<calcPr[^>]*>")
    book = "xl/workbook.xml"
    assert calculation.sub(b"", before[book]) == calculation.sub(b"", after[book])
    assert b'fullCalcOnLoad="1"' in after[book]


def test_old_results_of_formulas_are_gone() -> None:
    """Guards that nobody reads what a formula made of the empty cells."""
    held = parts(template())
    sheet = (
        held["xl/worksheets/sheet1.xml"]
        .replace(b"<v></v>", b"<v>0</v>")
        .replace(b"<v/>", b"<v>0</v>")
    )
    assert b"<v>0</v>" in sheet
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**held, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(name, data)
    made = ForeignWorkbook(out.getvalue()).filled({SHEET: {"A3": Decimal(1)}})

    book = load_workbook(io.BytesIO(made), data_only=True)
    assert [None, None] == [book[SHEET][at].value for at in ("C3", "C9")]
    assert 1 == book[SHEET]["A3"].value


def test_the_same_values_make_the_same_bytes() -> None:
    """Guards that nothing in it depends on the day."""
    data = template()
    once, again = (ForeignWorkbook(data).filled({SHEET: VALUES}) for _ in range(2))
    assert once == again


def test_texts_of_cells_are_read() -> None:
    """Guards how a workbook is recognised, from shared texts and from those in the cell."""
    book = ForeignWorkbook(template())
    assert (SHEET, "Other") == book.sheets
    assert ("Units", "Name & sign") == (book.texts(SHEET)["A1"], book.texts("Other")["B2"])
    assert {} == book.texts("Nowhere")
    again = ForeignWorkbook(book.filled({"Other": {"C5": "Ćuk & <b>"}}))
    assert "Ćuk & <b>" == again.texts("Other")["C5"]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Nowhere": {"A1": "x"}}, "no sheet “Nowhere”"),
        ({SHEET: {"C3": Decimal(1)}}, "“Costs & more” C3 holds a formula"),
        ({SHEET: {"a3": Decimal(1)}}, "not the address of a cell"),
        ({SHEET: {"A0": Decimal(1)}}, "not the address of a cell"),
    ],
)
def test_what_cannot_be_filled_in_says_why(cells: dict[str, dict[str, object]], why: str) -> None:
    """Guards that a wrong map destroys no formula."""
    with pytest.raises(NotFilled, match=why):
        ForeignWorkbook(template()).filled(cells)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"<html>", template()[:-40], parts(template())["xl/workbook.xml"]]
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    """Guards that a broken file ends in a sentence."""
    with pytest.raises(NotFilled, match="not a workbook that can be filled in"):
        ForeignWorkbook(data)


def test_a_bomb_and_an_entity_are_refused() -> None:
    """Guards that neither memory nor files of the machine are reached by a workbook."""
    held = parts(template())
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    for name, data in (
        ("xl/workbook.xml", evil + held["xl/workbook.xml"].partition(b"?>")[2]),
        ("xl/worksheets/sheet1.xml", b"0" * 150_000_000),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 2_000_010 + b"</sst>"),
        ("xl/sharedStrings.xml", b"<si>" * 2_000_000),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for each, content in {**held, name: data}.items():
                archive.writestr(each, content)
        with pytest.raises(NotFilled, match="not a workbook that can be filled in"):
            ForeignWorkbook(out.getvalue())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"<row>" + b"<c " * 200_000, "cannot be read"),
        (b'<row r="2">' + b'<c r="A2">' * 200_000, "cannot be read"),
        (b'<row r="2"><!-- <c r="A2"> --></row>', "not understood"),
        (b"<?x <c> ?>" * 50_000, "not understood"),
        (b'<row r="2"><x:c r="A2"/></row>', None),
        (b'<row r="2">' + b'<c r="A2" s=">"/>' * 50_000 + b"</row>", None),
        (b'<row r="2">' + b'<cc r="A2"></cc>' * 50_000 + b"</row>", None),
        (b'<row r="2"><c r="A2" t="s"><v>' + b"9" * 5000 + b"</v></c></row>", None),
        (b'<row r="2"><c r="A2" t="s"><v>x</v></c></row>', None),
        (b'<row r="2"><c r="A2" t="inlineStr"><is><r:t>x</r:t></is></c></row>', None),
        (b'<row r="' + b"9" * 5000 + b'"></row>', "without a number"),
    ],
)
def test_a_made_up_sheet_is_refused_or_read_at_once(row: bytes, why: str | None) -> None:
    """Guards that no sheet takes long, ends in another exception, or is filled in elsewhere."""
    held = parts(template())
    before, begin, after = held["xl/worksheets/sheet1.xml"].partition(b"<sheetData>")
    before = before.replace(b"<worksheet ", b'<worksheet xmlns:x="x" xmlns:r="r" ', 1)
    after = after[after.index(b'<row r="3"') :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            made = before + begin + row + after if name.endswith("sheet1.xml") else content
            archive.writestr(name, made)
    book = ForeignWorkbook(out.getvalue())
    started = time.process_time()
    if why is None:
        assert "A2" not in book.texts(SHEET)
        filled = parts(book.filled({SHEET: VALUES}))["xl/worksheets/sheet1.xml"]
        assert b'<c r="A3" s="1"><v>2.5</v></c>' in filled
    else:
        with pytest.raises(NotFilled, match=why):
            book.filled({SHEET: VALUES})
    assert time.process_time() - started < 5
