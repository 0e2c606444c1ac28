"""The sheet of the budget workbook with the costs, row by row, for those who keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.export.workbooks.budget_sheets import TOP, letter_of, put_title
from vetpartner.model import Money, Spent

if TYPE_CHECKING:
    from vetpartner.export.workbooks.workbook import CalculatedWorkbook
    from vetpartner.model import Partnership

_HEADS = (
    "Date",
    "Partner",
    "For",
    "Category",
    "Person",
    "Document",
    "Days",
    "Paid",
    "Currency",
    "Amount",
)
_DAYS, _PAID, _AMOUNT = 7, 8, 10
_WIDTHS = (18, 20, 14, 16, 24, 22, 10, 16, 10, 16)


def costs_sheet(book: CalculatedWorkbook, p: Partnership, partner: str | None) -> None:
    """Write the costs in the order of the files; none without any.

    `Amount` is in the project's currency: as paid, or as converted once; empty where it is neither.
    """
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    rows = [fact for fact in p.facts_of_kind(Spent) if partner in {None, fact.organisation}]
    if not rows:
        return
    currency = p.plan.project.currency
    sheet = book.create_sheet("Costs")
    remark = f"Amounts in {currency}, as of {p.as_of}; a lump sum needs no proof of costs"
    put_title(book, sheet, f"{p.plan.project.label}: costs", remark)
    for column, head in enumerate(_HEADS, start=1):
        over_number = column in {_DAYS, _PAID, _AMOUNT}
        book.put(sheet, TOP, column, head, "head number" if over_number else "head")
    names = {home.id: home.short for home in p.plan.organisations}
    people = {person.id: person.name or person.id for person in p.plan.people}
    booked = []
    for row, fact in enumerate(rows, start=TOP + 1):
        amount = fact.booked(currency)
        booked.append(amount)
        texts = (
            "" if fact.when is None else str(fact.when),
            names.get(fact.organisation or "", fact.organisation or ""),
            fact.of or "",
            fact.category or "",
            people.get(fact.person or "", fact.person or ""),
            fact.document or "",
        )
        for column, text in enumerate(texts, start=1):
            book.put(sheet, row, column, text)
        book.put(sheet, row, _DAYS, fact.days, "number")
        book.put(sheet, row, _PAID, fact.amount, "money")
        book.put(sheet, row, _AMOUNT - 1, fact.amount.currency)
        book.put(sheet, row, _AMOUNT, amount, "money")
    last = TOP + len(rows)
    for column in range(1, _AMOUNT):
        book.put(sheet, last + 1, column, "Total" if column == 1 else None, "total")
    letter = letter_of(_AMOUNT)
    formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{last}),2)"
    total = Money.total((money for money in booked if money is not None), currency)
    book.formula(sheet, last + 1, _AMOUNT, formula, total, "total money")
    table(sheet, "CostRows", TOP, len(rows), len(_HEADS))
    lay_out(sheet, list(_WIDTHS), freeze=f"B{TOP + 1}", head_row=TOP)
    protect(sheet)
