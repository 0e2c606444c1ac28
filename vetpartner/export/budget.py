"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from vetpartner.checks.running import check_family
from vetpartner.export.budget_sheets import (
    achieved_sheet,
    activities_sheet,
    costs_sheet,
    instalments_sheet,
    matrix_sheet,
    partners_sheet,
    payments_sheet,
)
from vetpartner.model import Money, Organisation, UnknownId
from vetpartner.render.xlsx import TOP, letter_of, put_heads, put_title
from vetpartner.state.earned import earning
from vetpartner.state.shares import Matrix, MatrixRow, matrix, spent
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.model import Partnership
    from vetpartner.render.xlsx import CalculatedWorkbook


# The sheets of the budget workbook about what became of the money, and what is wrong with it.

_PROGRESS = ("Planned", "Earned", "At risk", "Spent", "Left")


def progress_sheet(
    book: CalculatedWorkbook,
    p: Partnership,
    money: Matrix,
    cells: dict[str, str],
    partner: str | None,
) -> None:
    """Write what was planned, earned and spent by work package, or activity of a KA210."""
    from vetpartner.render.xlsx import lay_out, mark, protect, table

    currency = p.plan.project.currency
    kind = "Activity" if money.by_activity else "Work package"
    sheet = book.create_sheet("Planned and spent")
    remark = (
        f"Amounts in {currency}, as of {p.as_of}; spent is kept for planning, "
        "a lump sum needs no proof of costs"
    )
    put_title(book, sheet, f"{p.plan.project.label}: planned, earned, spent", remark)
    put_heads(book, sheet, [kind, "Title", *_PROGRESS], numbers=len(_PROGRESS))
    earned, risky = _by_line(p, partner)
    used = _spent(p, money, partner)
    zero = Money(0, currency)
    sums = [zero] * len(_PROGRESS)
    for row, line in enumerate(money.rows, start=TOP + 1):
        shares = [
            share
            for share, home in zip(line.shares, money.organisations, strict=True)
            if share is not None and home.id == partner
        ]
        planned = (line.total or zero) if partner is None else Money.total(shares, currency)
        known = used.get(line.id, zero)
        values = (
            planned,
            earned.get(line.id, zero),
            risky.get(line.id, zero),
            known,
            planned - known,
        )
        book.put(sheet, row, 1, line.id, "strong")
        book.put(sheet, row, 2, line.title)
        book.formula(sheet, row, 3, f"={cells[line.id]}", planned, "money")
        for column, value in enumerate(values[1:4], start=4):
            book.put(sheet, row, column, value, "money")
        book.formula(sheet, row, 7, f"=ROUND(C{row}-F{row},2)", values[4], "money")
        sums = [a + b for a, b in zip(sums, values, strict=True)]
    last = TOP + len(money.rows)
    book.put(sheet, last + 1, 1, "Total", "total")
    book.put(sheet, last + 1, 2, None, "total")
    for column, value in enumerate(sums, start=3):
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{last}),2)" if money.rows else "=0"
        book.formula(sheet, last + 1, column, formula, value, "total money")
    mark(sheet, "E", range(TOP + 1, last + 1), "FFE699")
    mark(sheet, "G", range(TOP + 1, last + 1), "F5B7B1", below=True)
    table(sheet, "PlannedAndSpent", TOP, len(money.rows), 2 + len(_PROGRESS))
    lay_out(sheet, [16, 44, *([16] * len(_PROGRESS))], freeze=f"C{TOP + 1}", head_row=TOP)
    protect(sheet)


def _by_line(p: Partnership, partner: str | None) -> tuple[dict[str, Money], dict[str, Money]]:
    found = earning(p)
    sums: tuple[dict[str, Money], dict[str, Money]] = ({}, {})
    for which, amounts in zip(sums, (found.earned, found.at_risk), strict=True):
        for (line, home), amount in amounts.items():
            if partner in {None, home}:
                which[line] = which[line] + amount if line in which else amount
    return sums


def _spent(p: Partnership, money: Matrix, partner: str | None) -> dict[str, Money]:
    """Return what was spent by row of the matrix; for activities in their work package."""
    sums: dict[str, Money] = {}
    for of, home, amount in spent(p):
        if partner in {None, home}:
            line = of if money.by_activity else getattr(p.get(of), "work_package", None) or of
            sums[line] = sums[line] + amount if line in sums else amount
    return sums


def changes_sheet(book: CalculatedWorkbook, p: Partnership, partner: str | None) -> None:
    """Write what each one had by the approved plan and has now, where it differs."""
    from vetpartner.render.xlsx import lay_out, protect, table

    currency = p.plan.project.currency
    before, now = (_shares(p, partner, approved=approved) for approved in (True, False))
    changed = [key for key in dict.fromkeys((*before, *now)) if before.get(key) != now.get(key)]
    sheet = book.create_sheet("Changes")
    remark = f"Against the plan as approved; amounts in {currency}, as of {p.as_of}"
    put_title(book, sheet, f"{p.plan.project.label}: changes of the money", remark)
    put_heads(book, sheet, ["Where", "Partner", "Approved", "Now", "Difference"], numbers=3)
    zero = Money(0, currency)
    for row, (line, home) in enumerate(changed, start=TOP + 1):
        old, new = before.get((line, home), zero), now.get((line, home), zero)
        book.put(sheet, row, 1, line, "strong")
        book.put(sheet, row, 2, p.label(home))
        book.put(sheet, row, 3, old, "money")
        book.put(sheet, row, 4, new, "money")
        book.formula(sheet, row, 5, f"=ROUND(D{row}-C{row},2)", new - old, "money")
    if not changed:
        book.put(sheet, TOP + 1, 1, "nothing")
    table(sheet, "MoneyChanges", TOP, len(changed), 5)
    lay_out(sheet, [16, 30, 18, 18, 18], freeze=f"A{TOP + 1}", head_row=TOP)
    protect(sheet)


def _shares(p: Partnership, partner: str | None, *, approved: bool) -> dict[tuple[str, str], Money]:
    from attrs import evolve

    money = matrix(evolve(p, facts=()) if approved else p)
    return {
        (line.id, home.id): share
        for line in money.rows
        for share, home in zip(line.shares, money.organisations, strict=True)
        if share is not None and partner in {None, home.id}
    }


def findings_sheet(book: CalculatedWorkbook, p: Partnership) -> None:
    """Write the findings about money."""
    from vetpartner.render.xlsx import lay_out, protect, table

    found = check_family(p, "Money")
    sheet = book.create_sheet("Findings")
    remark = f"What a check says about the money, as of {p.as_of}"
    put_title(book, sheet, f"{p.plan.project.label}: findings about money", remark)
    put_heads(book, sheet, ["Severity", "What", "Way out", "Where"])
    for row, finding in enumerate(found, start=TOP + 1):
        where = str(finding.place or finding.address)
        texts = (finding.severity.value, finding.message, finding.way_out or "", where)
        for column, text in enumerate(texts, start=1):
            book.put(sheet, row, column, text, "strong" if column == 1 else "text")
    if not found:
        book.put(sheet, TOP + 1, 1, "none")
    table(sheet, "MoneyFindings", TOP, len(found), 4)
    lay_out(sheet, [12, 70, 44, 30], freeze=f"A{TOP + 1}", head_row=TOP)
    protect(sheet)


_LONG_AGO = date(2014, 1, 1)  # the beginning of Erasmus+, for a project without a start


def budget(p: Partnership, *, partner: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Partners,
    Instalments, Planned and spent, Costs, Changes, Findings, Planned and achieved.
    Shares can be tried out in the matrix; everything else is guarded, without a password.
    Raises `UnknownId` for a partner that is no organisation of the plan.
    """
    from vetpartner.render.xlsx import CalculatedWorkbook, undisturbed

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
    from vetpartner.render.xlsx import lay_out, protect

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
    from vetpartner.render.xlsx import mark, named

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
    from vetpartner.render.xlsx import named

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
