"""What makes a sheet handy: tables to filter, colours that warn, inputs that are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook


def table(sheet: Any, name: str, head_row: int, rows: int, columns: int) -> None:  # noqa: ANN401
    """Make a structured table of the rows below their heads; none without rows.

    Heads that are equal, or empty, would make a broken file, so that there is no table then.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    heads = [sheet.cell(head_row, column).value for column in range(1, columns + 1)]
    folded = [str(head).casefold() for head in heads if head]
    if not rows or len(set(folded)) != columns:
        return
    ref = f"A{head_row}:{get_column_letter(columns)}{head_row + rows}"
    made = Table(displayName=name, name=name, ref=ref)
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(made)


def mark(sheet: Any, column: str, rows: range, colour: str, *, below: bool = False) -> None:  # noqa: ANN401
    """Colour the cells of a column that are above zero, or below it; the numbers say the same."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    if not rows:
        return
    cells = f"{column}{rows[0]}:{column}{rows[-1]}"
    look = DifferentialStyle(fill=PatternFill(bgColor=colour))
    rule = Rule(type="cellIs", dxf=look, formula=["0"])
    rule.operator = "lessThan" if below else "greaterThan"
    sheet.conditional_formatting.add(cells, rule)


def protect(sheet: Any) -> None:  # noqa: ANN401 - a sheet of openpyxl
    """Guard formulas against a slip; there is no password, and inputs can be typed into."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.sort = False
    sheet.protection.autoFilter = False


def amounts_only(sheet: Any, cells: str) -> None:  # noqa: ANN401 - a sheet of openpyxl
    """Let nothing but amounts from zero upwards be typed into some cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    allowed = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="No amount",
        error="Type an amount in figures, such as 1234.50.",
        showInputMessage=True,
        promptTitle="Try it out",
        prompt="Sums follow at once. The project's own files stay as they are.",
    )
    allowed.add(cells)
    sheet.add_data_validation(allowed)


def named(book: Workbook, name: str, cell: str) -> None:
    """Give a cell such as `Summary!B10` a name for formulas of one's own."""
    from openpyxl.workbook.defined_name import DefinedName

    sheet, _, at = cell.rpartition("!")
    letters = at.rstrip("0123456789")
    place = f"{sheet}!${letters}${at[len(letters) :]}"
    book.defined_names[name] = DefinedName(name, attr_text=place)
