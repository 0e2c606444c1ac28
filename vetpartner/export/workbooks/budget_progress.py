"""The sheets of the budget workbook about what became of the money, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.running import check_family
from vetpartner.export.workbooks.budget_sheets import TOP, letter_of, put_heads, put_title
from vetpartner.model import Money
from vetpartner.views.finance.earning import earning
from vetpartner.views.finance.money import matrix, spent

if TYPE_CHECKING:
    from vetpartner.export.workbooks.workbook import CalculatedWorkbook
    from vetpartner.model import Partnership
    from vetpartner.views.finance.money import Matrix

_PROGRESS = ("Planned", "Earned", "At risk", "Spent", "Left")


def progress_sheet(
    book: CalculatedWorkbook,
    p: Partnership,
    money: Matrix,
    cells: dict[str, str],
    partner: str | None,
) -> None:
    """Write what was planned, earned and spent by work package, or activity of a KA210."""
    from vetpartner.export.workbooks.sheet_helps import mark, protect, table
    from vetpartner.export.workbooks.workbook import lay_out

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
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

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
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

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
