"""The sheets of the budget workbook, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Money
from vetpartner.views.finance.money import Matrix, activity_amounts, payments, share_in
from vetpartner.views.progress.achieved import achieved

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.export.workbooks.workbook import CalculatedWorkbook
    from vetpartner.model import Activity, Partnership

TOP = 4
"""The row of the column heads on every sheet; the title and a remark stand above."""


def put_title(book: CalculatedWorkbook, sheet: Worksheet, title: str, remark: str) -> None:
    """Write title, remark and funding statement above the table."""
    book.put(sheet, 1, 1, title, "title")
    book.put(sheet, 2, 1, remark, "remark")
    if book.said:
        book.put(sheet, 3, 1, book.said, "remark")


def put_heads(
    book: CalculatedWorkbook, sheet: Worksheet, heads: list[str], *, numbers: int = 0
) -> None:
    """Write column heads; the last `numbers` of them stand over numbers, to the right."""
    for column, head in enumerate(heads, start=1):
        over_numbers = column > len(heads) - numbers
        book.put(sheet, TOP, column, head, "head number" if over_numbers else "head")


def letter_of(column: int) -> str:
    """Return the letters of a column, `AA` for 27."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def matrix_sheet(
    book: CalculatedWorkbook, p: Partnership, money: Matrix, name: str, partner: str | None
) -> dict[str, str]:
    """Write the matrix; return where its sums stand, for the summary."""
    from vetpartner.export.workbooks.sheet_helps import amounts_only, protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    sheet = book.create_sheet(name)
    shown = [
        (i, o) for i, o in enumerate(money.organisations) if partner is None or o.id == partner
    ]
    currency = p.plan.project.currency
    remark = f"Amounts in {currency}, as of {p.as_of}; what is not known is left empty"
    put_title(book, sheet, f"{p.plan.project.label}: {name}", remark)
    kind = "Activity" if money.by_activity else "Work package"
    heads = [kind, "Title", *(o.short for _, o in shown), "Total"]
    if partner is None:
        heads.append("Share")
    put_heads(book, sheet, heads, numbers=len(heads) - 2)
    last = TOP + len(money.rows)
    total_column = 3 + len(shown)
    cells = {"total": f"'{name}'!{letter_of(total_column)}{last + 1}"}
    for row, line in enumerate(money.rows, start=TOP + 1):
        book.put(sheet, row, 1, line.id, "strong")
        book.put(sheet, row, 2, line.title)
        for column, (i, _) in enumerate(shown, start=3):
            book.put(sheet, row, column, line.shares[i], "input")
        stated = (line.shares[i] for i, _ in shown)
        own = [share for share in stated if share is not None]
        if own:
            formula = f"=ROUND(SUM(C{row}:{letter_of(total_column - 1)}{row}),2)"
            value = Money.total(own, p.plan.project.currency)
            book.formula(sheet, row, total_column, formula, value, "money")
        else:
            book.put(sheet, row, total_column, line.total if partner is None else None, "money")
        if partner is None and money.total:
            letter, end = letter_of(total_column), last + 1
            share = line.total.amount / money.total.amount if line.total else 0
            formula = f"=IF({letter}${end}=0,0,{letter}{row}/{letter}${end})"
            book.formula(sheet, row, total_column + 1, formula, share, "percent")
        cells[line.id] = f"'{name}'!{letter_of(total_column)}{row}"
    for column, (_, home) in enumerate(shown, start=3):
        cells[f"organisation {home.id}"] = f"'{name}'!{letter_of(column)}{last + 1}"
    if shown and money.rows:
        amounts_only(sheet, f"C{TOP + 1}:{letter_of(total_column - 1)}{last}")
    table(sheet, "Shares", TOP, len(money.rows), len(heads))
    _totals(book, sheet, p, money, shown, partner)
    widths = [16, 44, *([15] * len(shown)), 16, 10]
    lay_out(sheet, widths, freeze=f"C{TOP + 1}", head_row=TOP)
    protect(sheet)
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
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{first}:{letter}{last}),2)" if money.rows else "=0"
        book.formula(sheet, row, column, formula, value, "total money")
    if partner is None and money.total:
        letter = letter_of(total_column + 1)
        parts = [line.total.amount / money.total.amount for line in money.rows if line.total]
        formula = f"=SUM({letter}{first}:{letter}{last})"
        book.formula(sheet, row, total_column + 1, formula, sum(parts), "total percent")


_ABOUT = ("Activity", "Title", "Kind", "Work package", "Led by", "When", "Where")


def activities_sheet(
    book: CalculatedWorkbook, p: Partnership, money: Matrix, partner: str | None
) -> None:
    """Write activities × partners, or what one partner gets for them.

    Only partners with a share of an activity have a column.
    """
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    sheet = book.create_sheet("Activities")
    currency = p.plan.project.currency
    whose = "parts of the lump sum" if partner is None else f"the shares of {p.label(partner)}"
    remark = f"Amounts in {currency} are {whose}; what is not known is left empty"
    put_title(book, sheet, f"{p.plan.project.label}: activities", remark)
    rows = activity_amounts(p, partner)
    named = {id_ for activity, _ in rows for id_ in activity.grant} if partner is None else set()
    homes = [home for home in money.organisations if home.id in named]
    heads = [*_ABOUT, *(home.short for home in homes), "Amount"]
    put_heads(book, sheet, heads, numbers=len(homes) + 1)
    sums: list[list[Money]] = [[] for _ in range(len(homes) + 1)]
    first, last = len(_ABOUT) + 1, len(heads)
    for row, (activity, amount) in enumerate(rows, start=TOP + 1):
        _about(book, sheet, row, p, activity)
        shares = [share_in(activity, home.id, currency) for home in homes]
        for column, share in enumerate(shares, start=first):
            book.put(sheet, row, column, share, "money")
        if any(share is not None for share in shares):
            formula = f"=ROUND(SUM({letter_of(first)}{row}:{letter_of(last - 1)}{row}),2)"
            book.formula(sheet, row, last, formula, amount, "money")
        else:
            book.put(sheet, row, last, amount, "money")
        for known, value in zip(sums, (*shares, amount), strict=True):
            if value is not None:
                known.append(value)
    end = TOP + len(rows) + 1
    for column in range(1, first):
        book.put(sheet, end, column, "Total" if column == 1 else None, "total")
    for column, values in enumerate(sums, start=first):
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{end - 1}),2)" if rows else "=0"
        book.formula(sheet, end, column, formula, Money.total(values, currency), "total money")
    table(sheet, "ActivityAmounts", TOP, len(rows), len(heads))
    widths = [11, 40, 24, 14, 12, 22, 40, *([14] * len(homes)), 16]
    lay_out(sheet, widths, freeze=f"C{TOP + 1}", head_row=TOP)
    protect(sheet)


def _about(
    book: CalculatedWorkbook, sheet: Worksheet, row: int, p: Partnership, activity: Activity
) -> None:
    texts = (
        activity.id,
        activity.title or "",
        activity.kind,
        activity.work_package or "",
        p.label(activity.responsible),
        "cancelled" if activity.cancelled else str(activity.when),
        "online" if activity.online else str(activity.venue or ""),
    )
    for column, text in enumerate(texts, start=1):
        book.put(sheet, row, column, text, "strong" if column == 1 else "text")


def payments_sheet(book: CalculatedWorkbook, p: Partnership) -> dict[str, tuple[str, Money]]:
    """Write the payments of the agency; return where their sums stand, and the sums."""
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    sheet = book.create_sheet("Payments")
    remark = f"Amounts in {p.plan.project.currency}, as of {p.as_of}"
    put_title(book, sheet, f"{p.plan.project.label}: payments of the agency", remark)
    heads = ["Payment", "Title", "Share", "Trigger", "Expected", "Amount", "Arrived", "Open"]
    put_heads(book, sheet, heads, numbers=3)
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
    for column, money in enumerate(sums, start=6):
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{end - 1}),2)" if rows else "=0"
        book.formula(sheet, end, column, formula, money, "total money")
    table(sheet, "AgencyPayments", TOP, len(rows), len(heads))
    lay_out(sheet, [11, 40, 10, 18, 14, 16, 16, 16], freeze=f"B{TOP + 1}", head_row=TOP)
    protect(sheet)
    return {"arrived": (f"'Payments'!G{end}", sums[1]), "open": (f"'Payments'!H{end}", sums[2])}


def achieved_sheet(book: CalculatedWorkbook, p: Partnership) -> None:
    """Write planned and achieved, with differences and reasons."""
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    sheet = book.create_sheet("Planned and achieved")
    put_title(book, sheet, f"{p.plan.project.label}: planned and achieved", f"As of {p.as_of}")
    heads = ["Id", "Kind", "Title", "Work package", "Planned", "Achieved", "Status", "Difference"]
    put_heads(book, sheet, [*heads, "Reason"])
    row = TOP
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
    table(sheet, "PlannedAndAchieved", TOP, row - TOP, len(heads) + 1)
    lay_out(sheet, [9, 13, 36, 10, 26, 26, 11, 28, 36], freeze=f"B{TOP + 1}", head_row=TOP)
    protect(sheet)
