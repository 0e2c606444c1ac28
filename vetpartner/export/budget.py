"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Money
from vetpartner.views.achieved import achieved
from vetpartner.views.money import Matrix, activity_amounts, matrix, payments

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.export.workbook import CalculatedWorkbook
    from vetpartner.model import Partnership

TOP = 4
"""The row of the column heads on every sheet; the title and a remark stand above."""


def budget(p: Partnership, *, partner: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Planned and
    achieved.
    Raises `UnknownId` for a partner that the plan does not have.
    """
    from vetpartner.export.workbook import CalculatedWorkbook

    if partner is not None:
        p[partner]
    book = CalculatedWorkbook(max(p.as_of, _first_day(p)))
    book.properties.title = f"Budget of {p.plan.project.label}"
    book.properties.creator = "vetpartner"
    summary = book.create_sheet("Summary")
    money = matrix(p)
    name = "Activities × partners" if money.by_activity else "Work packages × partners"
    cells = _matrix(book, p, money, name, partner)
    if not money.by_activity:
        _activities(book, p)
    if partner is None:
        _payments(book, p)
    _achieved(book, p)
    _summary(book, summary, p, money, name, cells, partner)
    return book


def _first_day(p: Partnership) -> Any:  # noqa: ANN401
    from datetime import date

    return p.start or date(2014, 1, 1)


def _title(book: CalculatedWorkbook, sheet: Worksheet, title: str, remark: str) -> None:
    book.put(sheet, 1, 1, title, "title")
    book.put(sheet, 2, 1, remark, "remark")


def _heads(
    book: CalculatedWorkbook, sheet: Worksheet, heads: list[str], *, numbers: int = 0
) -> None:
    """Write column heads; the last `numbers` of them stand over numbers, to the right."""
    for column, head in enumerate(heads, start=1):
        over_numbers = column > len(heads) - numbers
        book.put(sheet, TOP, column, head, "head number" if over_numbers else "head")


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _matrix(
    book: CalculatedWorkbook, p: Partnership, money: Matrix, name: str, partner: str | None
) -> dict[str, str]:
    """Write the matrix; return where its sums stand, for the summary."""
    from vetpartner.export.workbook import lay_out

    sheet = book.create_sheet(name)
    shown = [
        (i, o) for i, o in enumerate(money.organisations) if partner is None or o.id == partner
    ]
    remark = f"Amounts in {p.plan.project.currency}, as of {p.as_of}"
    _title(book, sheet, f"{p.plan.project.label}: {name}", remark)
    kind = "Activity" if money.by_activity else "Work package"
    heads = [kind, "Title", *(o.short for _, o in shown), "Total"]
    if partner is None:
        heads.append("Share")
    _heads(book, sheet, heads, numbers=len(heads) - 2)
    last = TOP + len(money.rows)
    total_column = 3 + len(shown)
    cells = {"total": f"'{name}'!{_letter(total_column)}{last + 1}"}
    for row, line in enumerate(money.rows, start=TOP + 1):
        book.put(sheet, row, 1, line.id, "strong")
        book.put(sheet, row, 2, line.title)
        for column, (i, _) in enumerate(shown, start=3):
            book.put(sheet, row, column, line.shares[i], "money")
        own = [line.shares[i] for i, _ in shown if line.shares[i] is not None]
        if own:
            formula = f"=ROUND(SUM(C{row}:{_letter(total_column - 1)}{row}),2)"
            value = Money.total(own, p.plan.project.currency)
            book.formula(sheet, row, total_column, formula, value, "money")
        else:
            book.put(sheet, row, total_column, line.total if partner is None else None, "money")
        if partner is None and money.total:
            column, end = _letter(total_column), last + 1
            share = line.total.amount / money.total.amount if line.total else 0
            formula = f"=IF({column}${end}=0,0,{column}{row}/{column}${end})"
            book.formula(sheet, row, total_column + 1, formula, share, "percent")
        cells[line.id] = f"'{name}'!{_letter(total_column)}{row}"
    _totals(book, sheet, p, money, shown, partner)
    widths = [16, 44, *([15] * len(shown)), 16, 10]
    lay_out(sheet, widths, freeze=f"C{TOP + 1}", head_row=TOP)
    return cells


def _totals(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    p: Partnership,
    money: Matrix,
    shown: list[tuple[int, Any]],
    partner: str | None,
) -> None:
    first, last = TOP + 1, TOP + len(money.rows)
    row, total_column = last + 1, 3 + len(shown)
    book.put(sheet, row, 1, "Total", "total")
    book.put(sheet, row, 2, None, "total")
    currency = p.plan.project.currency
    sums = [money.totals[i] for i, _ in shown]
    own = Money.total(sums, currency)
    sums.append(money.total if partner is None else own)
    for column, value in enumerate(sums, start=3):
        letter = _letter(column)
        formula = f"=ROUND(SUM({letter}{first}:{letter}{last}),2)" if money.rows else "=0"
        book.formula(sheet, row, column, formula, value, "total money")
    if partner is None and money.total:
        column = _letter(total_column + 1)
        parts = [line.total.amount / money.total.amount for line in money.rows if line.total]
        formula = f"=SUM({column}{first}:{column}{last})"
        book.formula(sheet, row, total_column + 1, formula, sum(parts), "total percent")


def _activities(book: CalculatedWorkbook, p: Partnership) -> None:
    from vetpartner.export.workbook import lay_out

    sheet = book.create_sheet("Activities")
    _title(book, sheet, f"{p.plan.project.label}: activities", "Amounts are parts of the lump sum")
    heads = ["Activity", "Title", "Kind", "Work package", "Led by", "When", "Where", "Amount"]
    _heads(book, sheet, heads, numbers=1)
    rows = activity_amounts(p)
    for row, (activity, amount) in enumerate(rows, start=TOP + 1):
        values = (
            activity.id,
            activity.title or "",
            activity.kind,
            activity.work_package or "",
            p.label(activity.responsible),
            "cancelled" if activity.cancelled else str(activity.when),
            "online" if activity.online else str(activity.venue or ""),
        )
        for column, value in enumerate(values, start=1):
            book.put(sheet, row, column, value, "strong" if column == 1 else "text")
        book.put(sheet, row, len(heads), amount, "money")
    end = TOP + len(rows) + 1
    for column in range(1, len(heads)):
        book.put(sheet, end, column, "Total" if column == 1 else None, "total")
    total = Money.total((a for _, a in rows if a is not None), p.plan.project.currency)
    formula = f"=ROUND(SUM(H{TOP + 1}:H{end - 1}),2)" if rows else "=0"
    book.formula(sheet, end, len(heads), formula, total, "total money")
    lay_out(sheet, [11, 40, 24, 14, 12, 22, 40, 16], freeze=f"C{TOP + 1}", head_row=TOP)


def _payments(book: CalculatedWorkbook, p: Partnership) -> None:
    from vetpartner.export.workbook import lay_out

    sheet = book.create_sheet("Payments")
    _title(book, sheet, f"{p.plan.project.label}: payments of the agency", f"As of {p.as_of}")
    heads = ["Payment", "Title", "Share", "Trigger", "Expected", "Amount", "Arrived", "Open"]
    _heads(book, sheet, heads, numbers=3)
    rows = payments(p)
    currency = p.plan.project.currency
    for row, line in enumerate(rows, start=TOP + 1):
        for column, value in enumerate((line.id, line.title, line.share, line.trigger), start=1):
            book.put(sheet, row, column, value, "strong" if column == 1 else "text")
        book.put(sheet, row, 5, line.expected, "date")
        book.put(sheet, row, 6, line.amount, "money")
        book.put(sheet, row, 7, line.paid, "money")
        if line.open is None:
            book.put(sheet, row, 8, None, "money")
        else:
            book.formula(sheet, row, 8, f"=ROUND(F{row}-G{row},2)", line.open, "money")
    end = TOP + len(rows) + 1
    for column in range(1, 6):
        book.put(sheet, end, column, "Total" if column == 1 else None, "total")
    sums = (
        Money.total((r.amount for r in rows if r.amount is not None), currency),
        Money.total((r.paid for r in rows), currency),
        Money.total((r.open for r in rows if r.open is not None), currency),
    )
    for column, value in enumerate(sums, start=6):
        letter = _letter(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{end - 1}),2)" if rows else "=0"
        book.formula(sheet, end, column, formula, value, "total money")
    lay_out(sheet, [11, 40, 10, 18, 14, 16, 16, 16], freeze=f"B{TOP + 1}", head_row=TOP)


def _achieved(book: CalculatedWorkbook, p: Partnership) -> None:
    from vetpartner.export.workbook import lay_out

    sheet = book.create_sheet("Planned and achieved")
    _title(book, sheet, f"{p.plan.project.label}: planned and achieved", f"As of {p.as_of}")
    heads = ["Id", "Kind", "Title", "Work package", "Planned", "Achieved", "Status", "Difference"]
    _heads(book, sheet, [*heads, "Reason"])
    for row, line in enumerate(achieved(p), start=TOP + 1):
        values = (
            line.id,
            line.kind,
            line.title,
            line.work_package or "",
            line.planned,
            line.achieved,
            line.status,
            line.difference or "",
            line.reason or "",
        )
        for column, value in enumerate(values, start=1):
            book.put(sheet, row, column, value, "strong" if column == 1 else "text")
    lay_out(sheet, [9, 13, 36, 10, 26, 26, 11, 28, 36], freeze=f"B{TOP + 1}", head_row=TOP)


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
    _title(book, sheet, f"{project.label}: budget{for_whom}", f"As of {p.as_of}")
    _heads(book, sheet, ["What", "Value"])
    facts = [
        ("Project", project.title or ""),
        ("Reference", project.reference or "not yet known"),
        ("Action and call", f"{project.action or ''} {project.call or ''}".strip()),
        ("Coordinator", p.label(project.coordinator)),
        ("Period", f"{p.start or '?'} to {p.end or '?'}"),
    ]
    row = TOP
    for row, (what, value) in enumerate(facts, start=TOP + 1):  # noqa: B007 - goes on below
        book.put(sheet, row, 1, what, "strong")
        book.put(sheet, row, 2, value)
    _sums(book, sheet, row + 1, p, money, cells, partner)
    start = row + 6
    book.put(sheet, start, 1, "Part", "head")
    book.put(sheet, start, 2, "Amount", "head number")
    for line_row, line in enumerate(money.rows, start=start + 1):
        book.put(sheet, line_row, 1, f"{line.id} {line.title}")
        value = _line_value(line, money, partner, project.currency)
        book.formula(sheet, line_row, 2, f"={cells[line.id]}", value, "money")
    if money.rows and money.total:
        _chart(sheet, start, len(money.rows), name)
    lay_out(sheet, [44, 40], freeze="A5", head_row=TOP)


def _line_value(line: Any, money: Matrix, partner: str | None, currency: str) -> Money:  # noqa: ANN401
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
    book.put(sheet, row, 2, lump_sum if lump_sum else "not stated", "money" if lump_sum else "text")
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
