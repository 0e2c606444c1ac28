"""Saving the budget workbook: what a notebook user adds is kept, and nothing stale is stored."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from vetpartner.export.budget import budget
from vetpartner.model import (
    Amounts,
    Money,
    Organisation,
    Partnership,
    Plan,
    Project,
    Spent,
    When,
    WorkPackage,
)
from vetpartner.render.xlsx_cells import Book
from vetpartner.render.xlsx_saving import CalculatedWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2024, 5, 6)
MATRIX = "Work packages × partners"


def small() -> Partnership:
    """Return an invented partnership; the second partner's shares are not known."""
    packages = tuple(
        WorkPackage(id=id_, grant=Amounts({"a": Money(amount)}))
        for id_, amount in (("WP1", 40), ("WP2", 60))
    )
    plan = Plan(
        project=Project(acronym="Small", lump_sum=Money(100), start=DAY),
        organisations=(Organisation(id="a"), Organisation(id="b")),
        work_packages=packages,
    )
    return Partnership(baseline=plan)


def reopened(book: Workbook, *, values: bool = False) -> Workbook:
    """Return a workbook as it is read after saving."""
    out = io.BytesIO()
    book.save(out)
    return load_workbook(io.BytesIO(out.getvalue()), data_only=values)


def test_it_is_a_workbook_to_go_on_with() -> None:
    """Rows can be walked through, cells found and styles changed one by one."""
    sheet = budget(small())[MATRIX]
    sheet["C5"].number_format = "0"

    assert ("A1:F7", 7) == (sheet.dimensions, len(list(sheet.iter_rows())))
    assert ["C4", "C5", "C6"] == [cell.coordinate for cell in sheet["C"][3:6]]
    assert "0" != sheet["C6"].number_format


def test_untouched_it_carries_values() -> None:
    """Guard the tests below: without a change every sum is there."""
    shown = reopened(budget(small()), values=True)

    assert [40, 60, 100] == [shown[MATRIX][at].value for at in ("C5", "C6", "C7")]
    assert 100 == shown["Summary"]["B11"].value


def test_who_looks_into_it_finds_what_was_put() -> None:
    """Cents are exact, days are days, and the sheets belong to the workbook that was asked."""
    p = small()
    spent = Spent(organisation="a", amount=Money("0.10"), when=When.day(DAY))
    book = budget(evolve(p, facts=(spent,)))
    costs = book["Costs"]

    assert isinstance(book, Workbook)
    assert (DAY, Decimal("0.10")) == (costs["A5"].value, costs["H5"].value)
    assert all(sheet.parent is book for sheet in book)
    with pytest.raises(AttributeError):
        book.nothing_of_the_sort  # noqa: B018 - asking is what is tested


def test_what_is_set_before_anybody_looks_is_kept() -> None:
    """An attribute of one's own is no reason to lose what was drawn, nor is it lost itself."""
    book = budget(small())
    book.code_name = "Mine"

    assert "Mine" == book.code_name
    assert 100 == reopened(book, values=True)["Summary"]["B11"].value
    assert "Mine" == reopened(book).code_name


def test_a_copy_can_be_looked_into() -> None:
    """What nobody has looked into can be pickled, as values can."""
    copied = pickle.loads(pickle.dumps(budget(small())))  # noqa: S301 - our own

    assert "Summary" == copied.sheetnames[0]


def change_number(book: Workbook) -> None:
    """Change an amount on which sums depend."""
    book[MATRIX]["C5"] = 1


def fill_unknown(book: Workbook) -> None:
    """Fill in a cell that was empty, inside the range of a sum."""
    book[MATRIX]["D5"] = 1


def change_formula(book: Workbook) -> None:
    """Change a formula."""
    book[MATRIX]["C7"] = "=SUM(C5:C5)"


def move_rows(book: Workbook) -> None:
    """Move cells away from where the formulas look for them."""
    book[MATRIX].insert_rows(5)


def rename(book: Workbook) -> None:
    """Rename a sheet to which formulas point."""
    book[MATRIX].title = "Work"


def remove(book: Workbook) -> None:
    """Remove a sheet to which formulas point."""
    del book[MATRIX]


@pytest.mark.parametrize(
    "change", [change_number, fill_unknown, change_formula, move_rows, rename, remove]
)
def test_no_stale_value_after_a_change(change: Callable[[Workbook], None]) -> None:
    """A sum that may have become wrong is not stored; a viewer shows nothing instead."""
    book = budget(small())
    change(book)
    shown = reopened(book, values=True)

    assert shown["Summary"]["B11"].value is None


def test_additions_keep_the_values() -> None:
    """Texts, looks and sheets of one's own change no sum, so the values stay."""
    book = budget(small())
    book["Summary"]["A30"] = "seen by the accountant"
    book["Summary"]["A1"].value = "Another title"
    book.create_sheet("Mine")["A1"] = 5

    assert 100 == reopened(book, values=True)["Summary"]["B11"].value


def test_other_cells_are_written_as_openpyxl_does() -> None:
    """Dates, truth values, links, comments, array formulas and floats of one's own survive."""
    book = budget(small())
    sheet: Any = book.create_sheet("Mine")
    sheet["A1"] = datetime(2024, 5, 6, 7, 8)  # noqa: DTZ001 - a workbook knows no zones
    sheet["A2"] = True
    sheet["A3"] = "web page"
    sheet["A3"].hyperlink = "https://example.org/"
    sheet["A4"] = 0.5
    sheet["A5"] = ArrayFormula("A5", "=SUM(A4:A4)")
    sheet["A6"] = " two spaces "
    sheet["A6"].comment = Comment("why?", "me")
    sheet["A7"] = Decimal("1.10")
    sheet["A8"] = "=A4*2"
    sheet["A9"].comment = Comment("empty", "me")
    sheet.row_dimensions[12].height = 40
    found: Any = reopened(book)["Mine"]

    assert [datetime(2024, 5, 6, 7, 8), True, "web page", 0.5] == [  # noqa: DTZ001
        found[f"A{row}"].value for row in range(1, 5)
    ]
    assert "https://example.org/" == found["A3"].hyperlink.target
    assert ("=SUM(A4:A4)", " two spaces ") == (found["A5"].value.text, found["A6"].value)
    assert ("why?", "empty") == (found["A6"].comment.text, found["A9"].comment.text)
    assert (1.1, "=A4*2") == (found["A7"].value, found["A8"].value)
    assert 40 == found.row_dimensions[12].height


def test_values_are_escaped_and_exact() -> None:
    """Texts in formulas and their values are XML, and cents are written as they are."""
    held = Book(DAY)
    sheet = held.sheet("Sheet")
    sheet.formula(1, 1, '=IF(1<2,"a & b","<")', "a & b", "text")
    sheet.formula(2, 1, "=0.1+0.2", Money("0.30"), "money")
    sheet.formula(3, 1, "=1+1", 2, "number")
    for looked in (False, True):
        book = CalculatedWorkbook(held)
        assert not looked or book.sheetnames
        shown = reopened(book, values=True)["Sheet"]

        assert ["a & b", 0.3, 2] == [shown[f"A{row}"].value for row in (1, 2, 3)]
        assert '=IF(1<2,"a & b","<")' == reopened(book)["Sheet"]["A1"].value


def test_no_clock_in_the_file() -> None:
    """Created and modified are the day of the partnership; entries carry one fixed date."""
    out = io.BytesIO()
    budget(small()).save(out)
    with zipfile.ZipFile(out) as archive:
        dates = {entry.date_time for entry in archive.infolist()}
        core = archive.read("docProps/core.xml")

    assert {(1980, 1, 1, 0, 0, 0)} == dates
    assert 2 == core.count(b"2024-05-06T00:00:00Z")


def test_it_works_without_lxml() -> None:
    """Without lxml openpyxl writes with the standard library; the cells are the same."""
    script = (
        "import io, sys; sys.path.insert(0, sys.argv[1]);"
        "from test_budget_saving import budget, small; out = io.BytesIO(); book = budget(small());"
        "book.sheetnames; book.save(out); sys.stdout.buffer.write(out.getvalue())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent)],
        check=True,
        capture_output=True,
        env={**os.environ, "OPENPYXL_LXML": "False"},
    )
    without = load_workbook(io.BytesIO(done.stdout), data_only=True)
    ours = reopened(budget(small()), values=True)

    for sheet in ours:
        assert list(sheet.values) == list(without[sheet.title].values)
