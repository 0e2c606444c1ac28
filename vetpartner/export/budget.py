"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from vetpartner.export.budget_sheets import (
    TOP,
    achieved_sheet,
    activities_sheet,
    matrix_sheet,
    payments_sheet,
    put_heads,
    put_title,
)
from vetpartner.model import Money
from vetpartner.views.money import Matrix, MatrixRow, matrix

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.export.workbook import CalculatedWorkbook
    from vetpartner.model import Partnership

_LONG_AGO = date(2014, 1, 1)  # the beginning of Erasmus+, for a project without a start


def budget(p: Partnership, *, partner: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Planned and
    achieved.
    Raises `UnknownId` for a partner that the plan does not have.
    """
    from vetpartner.export.workbook import CalculatedWorkbook

    if partner is not None:
        p[partner]
    book = CalculatedWorkbook(max(p.as_of, p.start or _LONG_AGO))
    book.properties.title = f"Budget of {p.plan.project.label}"
    book.properties.creator = "vetpartner"
    summary = book.create_sheet("Summary")
    money = matrix(p)
    name = "Activities × partners" if money.by_activity else "Work packages × partners"
    cells = matrix_sheet(book, p, money, name, partner)
    if not money.by_activity:
        activities_sheet(book, p)
    if partner is None:
        payments_sheet(book, p)
    achieved_sheet(book, p)
    _summary(book, summary, p, money, name, cells, partner)
    return book


def _summary(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    p: Partnership,
    money: Matrix,
    name: str,
    cells: dict[str, str],
    partner: str | None,
) -> None:
    from vetpartner.export.workbook import lay_out

    project = p.plan.project
    for_whom = "" if partner is None else f" for {p.label(partner)}"
    put_title(book, sheet, f"{project.label}: budget{for_whom}", f"As of {p.as_of}")
    put_heads(book, sheet, ["What", "Value"])
    facts = [
        ("Project", project.title or ""),
        ("Reference", project.reference or "not yet known"),
        ("Action and call", f"{project.action or ''} {project.call or ''}".strip()),
        ("Coordinator", p.label(project.coordinator)),
        ("Period", f"{p.start or '?'} to {p.end or '?'}"),
    ]
    for row, (what, text) in enumerate(facts, start=TOP + 1):
        book.put(sheet, row, 1, what, "strong")
        book.put(sheet, row, 2, text)
    after = TOP + len(facts)
    _sums(book, sheet, after + 1, p, money, cells, partner)
    start = after + 6
    book.put(sheet, start, 1, "Part", "head")
    book.put(sheet, start, 2, "Amount", "head number")
    for line_row, line in enumerate(money.rows, start=start + 1):
        book.put(sheet, line_row, 1, f"{line.id} {line.title}")
        value = _line_value(line, money, partner, project.currency)
        book.formula(sheet, line_row, 2, f"={cells[line.id]}", value, "money")
    if money.rows and money.total:
        _chart(sheet, start, len(money.rows), name)
    lay_out(sheet, [44, 40], freeze="A5", head_row=TOP)


def _line_value(line: MatrixRow, money: Matrix, partner: str | None, currency: str) -> Money:
    if partner is None:
        return line.total or Money(0, currency)
    shares = [s for s, o in zip(line.shares, money.organisations, strict=True) if o.id == partner]
    return Money.total((s for s in shares if s is not None), currency)


def _sums(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    row: int,
    p: Partnership,
    money: Matrix,
    cells: dict[str, str],
    partner: str | None,
) -> None:
    currency = p.plan.project.currency
    lump_sum = p.plan.project.lump_sum
    mine = [t for t, o in zip(money.totals, money.organisations, strict=True) if o.id == partner]
    allocated = money.total if partner is None else Money.total(mine, currency)
    book.put(sheet, row + 1, 1, "Allocated", "strong")
    book.formula(sheet, row + 1, 2, f"={cells['total']}", allocated, "money")
    if partner is not None:
        return
    book.put(sheet, row, 1, "Lump sum", "strong")
    book.put(sheet, row, 2, lump_sum or "not stated", "money" if lump_sum else "text")
    if lump_sum is None or lump_sum.currency != currency:
        return
    book.put(sheet, row + 2, 1, "Difference", "strong")
    rest = lump_sum - allocated
    book.formula(sheet, row + 2, 2, f"=ROUND(B{row}-B{row + 1},2)", rest, "money")
    book.put(sheet, row + 3, 1, "Does it add up?", "strong")
    words = ("yes", "no: allocations and lump sum differ")
    formula = f'=IF(B{row + 2}=0,"{words[0]}","{words[1]}")'
    book.formula(sheet, row + 3, 2, formula, words[1] if rest else words[0], "strong")


def _chart(sheet: Worksheet, head_row: int, rows: int, name: str) -> None:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.title = "Amounts by " + ("activity" if name.startswith("Act") else "work package")
    chart.legend = None
    values = Reference(sheet, min_col=2, min_row=head_row + 1, max_row=head_row + rows)
    labels = Reference(sheet, min_col=1, min_row=head_row + 1, max_row=head_row + rows)
    chart.add_data(values)
    chart.set_categories(labels)
    chart.y_axis.delete = False
    chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.numFmt = "#,##0"
    chart.height, chart.width = 4 + rows * 0.9, 18
    sheet.add_chart(chart, "D4")
