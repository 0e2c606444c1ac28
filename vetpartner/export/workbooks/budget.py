"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from vetpartner.export.workbooks.budget_costs import costs_sheet
from vetpartner.export.workbooks.budget_partners import instalments_sheet, partners_sheet
from vetpartner.export.workbooks.budget_progress import (
    changes_sheet,
    findings_sheet,
    progress_sheet,
)
from vetpartner.export.workbooks.budget_sheets import (
    TOP,
    achieved_sheet,
    activities_sheet,
    matrix_sheet,
    payments_sheet,
    put_heads,
    put_title,
)
from vetpartner.model import Money, Organisation, UnknownId
from vetpartner.views.finance.money import Matrix, MatrixRow, matrix
from vetpartner.views.reports.report_statement import statement

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.export.workbooks.workbook import CalculatedWorkbook
    from vetpartner.model import Partnership

_LONG_AGO = date(2014, 1, 1)  # the beginning of Erasmus+, for a project without a start


def budget(p: Partnership, *, partner: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Partners,
    Instalments, Planned and spent, Costs, Changes, Findings, Planned and achieved.
    Shares can be tried out in the matrix; everything else is guarded, without a password.
    Raises `UnknownId` for a partner that is no organisation of the plan.
    """
    from vetpartner.export.workbooks.workbook import CalculatedWorkbook, undisturbed

    if partner is not None and not isinstance(p[partner], Organisation):
        raise UnknownId(f"{partner!r} is no organisation of the partnership")
    funding = statement(p, "en").funding or ""
    book = CalculatedWorkbook(max(p.as_of, p.start or _LONG_AGO), funding)
    book.properties.title = f"Budget of {p.plan.project.label}"
    book.properties.creator = "vetpartner"
    with undisturbed():
        _fill(book, p, partner)
    return book


def _fill(book: CalculatedWorkbook, p: Partnership, partner: str | None) -> None:
    summary = book.create_sheet("Summary")
    money = matrix(p)
    name = "Activities × partners" if money.by_activity else "Work packages × partners"
    cells = matrix_sheet(book, p, money, name, partner)
    if not money.by_activity:
        activities_sheet(book, p, money, partner)
    payments = payments_sheet(book, p) if partner is None else {}
    payments |= partners_sheet(book, p, cells, partner)
    if p.plan.instalments:
        instalments_sheet(book, p, partner)
    progress_sheet(book, p, money, cells, partner)
    costs_sheet(book, p, partner)
    changes_sheet(book, p, partner)
    if partner is None:
        findings_sheet(book, p)
    achieved_sheet(book, p)
    _summary(book, summary, p, money, cells, payments, partner)


def _summary(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    p: Partnership,
    money: Matrix,
    cells: dict[str, str],
    payments: dict[str, tuple[str, Money]],
    partner: str | None,
) -> None:
    from vetpartner.export.workbooks.sheet_helps import protect
    from vetpartner.export.workbooks.workbook import lay_out

    project = p.plan.project
    for_whom = "" if partner is None else f" for {p.label(partner)}"
    remark = f"Amounts in {project.currency}, as of {p.as_of}"
    put_title(book, sheet, f"{project.label}: budget{for_whom}", remark)
    put_heads(book, sheet, ["What", "Value"])
    facts = [
        ("Project", project.title or "not yet known"),
        ("Reference", project.reference or "not yet known"),
        ("Action and call", f"{project.action or ''} {project.call or ''}".strip()),
        ("Coordinator", p.label(project.coordinator)),
        ("Period", f"{p.start or '?'} to {p.end or '?'}"),
    ]
    for row, (what, text) in enumerate(facts, start=TOP + 1):
        book.put(sheet, row, 1, what, "strong")
        book.put(sheet, row, 2, text)
    row = TOP + len(facts) + 1
    row = _sums(book, sheet, row, p, money, cells, partner)
    row = _states(book, sheet, row, payments)
    start = row + 1
    book.put(sheet, start, 1, "Activity" if money.by_activity else "Work package", "head")
    book.put(sheet, start, 2, "Amount", "head number")
    for line_row, line in enumerate(money.rows, start=start + 1):
        book.put(sheet, line_row, 1, f"{line.id} {line.title}")
        value = _line_value(line, money, partner, project.currency)
        book.formula(sheet, line_row, 2, f"={cells[line.id]}", value, "money")
    if disclaimer := statement(p, "en").disclaimer:
        book.put(sheet, start + len(money.rows) + 2, 1, "Funding and responsibility", "strong")
        book.put(sheet, start + len(money.rows) + 2, 2, disclaimer)
    if money.rows and money.total:
        _chart(sheet, start, money)
    lay_out(sheet, [44, 40], freeze="A5", head_row=TOP)
    protect(sheet)


_STATES = (
    ("arrived", "Arrived", "Arrived from the agency", None),
    ("open", "StillToArrive", "Still to arrive", None),
    ("Earned", "Earned", "Earned so far", None),
    ("At risk", "AtRisk", "At risk", "FFE699"),
    ("To send", "ToSend", "To send to partners", "FFE699"),
    ("To recover", "ToRecover", "To be given back by partners", "F5B7B1"),
)


def _states(
    book: CalculatedWorkbook, sheet: Worksheet, row: int, sums: dict[str, tuple[str, Money]]
) -> int:
    """Write what came, what is earned and what is wrong; return the next free row."""
    from vetpartner.export.workbooks.sheet_helps import mark, named

    for key, name, what, colour in _STATES:
        if key in sums:
            at, value = sums[key]
            book.put(sheet, row, 1, what, "strong")
            book.formula(sheet, row, 2, f"={at}", value, "money")
            named(book, name, f"Summary!B{row}")
            if colour is not None:
                mark(sheet, "B", range(row, row + 1), colour)
            row += 1
    return row


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
) -> int:
    """Write lump sum, allocated and difference; return the next free row."""
    from vetpartner.export.workbooks.sheet_helps import named

    currency = p.plan.project.currency
    lump_sum = p.plan.project.lump_sum if partner is None else None
    if lump_sum is not None and lump_sum.currency != currency:
        book.put(sheet, row, 1, "Lump sum", "strong")
        book.put(sheet, row, 2, f"{lump_sum}, which is not the currency of the project")
        lump_sum = None
        row += 1
    elif partner is None:
        book.put(sheet, row, 1, "Lump sum", "strong")
        book.put(sheet, row, 2, lump_sum or "not stated", "money" if lump_sum else "text")
        row += 1
    mine = [t for t, o in zip(money.totals, money.organisations, strict=True) if o.id == partner]
    allocated = money.total if partner is None else Money.total(mine, currency)
    book.put(sheet, row, 1, "Allocated", "strong")
    book.formula(sheet, row, 2, f"={cells['total']}", allocated, "money")
    named(book, "Allocated", f"Summary!B{row}")
    if lump_sum is None:
        return row + 1
    named(book, "LumpSum", f"Summary!B{row - 1}")
    rest = lump_sum - allocated
    book.put(sheet, row + 1, 1, "Difference", "strong")
    book.formula(sheet, row + 1, 2, f"=ROUND(B{row - 1}-B{row},2)", rest, "money")
    book.put(sheet, row + 2, 1, "Does it add up?", "strong")
    yes, less, more = (
        "yes, to the cent",
        "no: a part of the lump sum is not allocated yet",
        "no: more is allocated than the lump sum",
    )
    at = f"B{row + 1}"
    formula = f'=IF({at}=0,"{yes}",IF({at}>0,"{less}","{more}"))'
    word = yes if not rest else less if rest.amount > 0 else more
    book.formula(sheet, row + 2, 2, formula, word, "strong")
    _traffic_light(sheet, f"B{row + 2}", at)
    return row + 3


def _traffic_light(sheet: Worksheet, cell: str, difference: str) -> None:
    """Colour a cell green, yellow or red; the word in it says the same."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    for test, colour in (("=0", "C6E7CE"), (">0", "FFE699"), ("<0", "F5B7B1")):
        look = DifferentialStyle(fill=PatternFill(bgColor=colour))
        rule = Rule(type="expression", dxf=look, formula=[f"{difference}{test}"])
        sheet.conditional_formatting.add(cell, rule)


def _chart(sheet: Worksheet, head_row: int, money: Matrix) -> None:
    from openpyxl.chart import BarChart, Reference

    rows = len(money.rows)
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.title = "Amounts by " + ("activity" if money.by_activity else "work package")
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
