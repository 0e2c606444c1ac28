"""The sheets of the budget workbook about partners: their accounts, and the instalments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.checks.instalments import is_due, parts_of
from vetpartner.export.workbooks.budget_sheets import TOP, letter_of, put_heads, put_title
from vetpartner.model import Money, Paid, When
from vetpartner.views.finance.partner_ledger import HEADS, Account, ledger

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.export.workbooks.workbook import CalculatedWorkbook
    from vetpartner.model import Instalment, Partnership

_FORMULAS = {
    6: "=MAX(0,ROUND(C{row}-D{row},2))",
    9: "=ROUND(B{row}-G{row}-H{row},2)",
    10: "=MAX(0,ROUND(E{row}-G{row}-I{row},2))",
}


def partners_sheet(
    book: CalculatedWorkbook, p: Partnership, cells: dict[str, str], partner: str | None
) -> dict[str, tuple[str, Money]]:
    """Write the account of each partner; return where the sums stand, and the sums."""
    from vetpartner.export.workbooks.sheet_helps import mark, protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    found = ledger(p)
    accounts = [a for a in found.accounts if partner is None or a.id == partner]
    sheet = book.create_sheet("Partners")
    remark = (
        f"Amounts in {p.plan.project.currency}, as of {p.as_of}; earned is what was held or "
        "delivered with all its evidence"
    )
    put_title(book, sheet, f"{p.plan.project.label}: accounts of the partners", remark)
    put_heads(book, sheet, list(HEADS), numbers=len(HEADS) - 1)
    for row, account in enumerate(accounts, start=TOP + 1):
        book.put(sheet, row, 1, account.label, "strong")
        at = cells.get(f"organisation {account.id}")
        if at is None:
            book.put(sheet, row, 2, account.share, "money")
        else:
            book.formula(sheet, row, 2, f"={at}", account.share, "money")
        for column, value in enumerate(_amounts(account), start=3):
            formula = _FORMULAS.get(column)
            if formula is None or (column == 6 and account.due is None):  # noqa: PLR2004
                book.put(sheet, row, column, value, "money")
            else:
                book.formula(sheet, row, column, formula.format(row=row), value, "money")
    last = TOP + len(accounts)
    sums = _sums(book, sheet, p, accounts, last)
    for letter, colour in (("F", "FFE699"), ("H", "FFE699"), ("J", "F5B7B1")):
        mark(sheet, letter, range(TOP + 1, last + 1), colour)
    table(sheet, "PartnerAccounts", TOP, len(accounts), len(HEADS))
    lay_out(sheet, [26, *([14] * (len(HEADS) - 1))], freeze=f"B{TOP + 1}", head_row=TOP)
    protect(sheet)
    return {
        head: (f"'Partners'!{letter_of(column)}{last + 1}", sums[column - 2])
        for column, head in enumerate(HEADS[1:], start=2)
    }


def _amounts(account: Account) -> tuple[Money | None, ...]:
    return (
        account.due,
        account.sent,
        account.received,
        account.to_send,
        account.earned,
        account.at_risk,
        account.open,
        account.to_recover,
    )


def _sums(
    book: CalculatedWorkbook, sheet: Worksheet, p: Partnership, accounts: list[Account], last: int
) -> list[Money]:
    book.put(sheet, last + 1, 1, "Total", "total")
    rows = [(account.share, *_amounts(account)) for account in accounts]
    sums = []
    for column in range(2, len(HEADS) + 1):
        known = [money for row in rows if (money := row[column - 2]) is not None]
        sums.append(Money.total(known, p.plan.project.currency))
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{last}),2)" if accounts else "=0"
        book.formula(sheet, last + 1, column, formula, sums[-1], "total money")
    return sums


def instalments_sheet(book: CalculatedWorkbook, p: Partnership, partner: str | None) -> None:
    """Write the instalments: what each partner gets of each, and what was sent of it."""
    from vetpartner.export.workbooks.sheet_helps import protect, table
    from vetpartner.export.workbooks.workbook import lay_out

    accounts = [
        account
        for account in ledger(p).accounts
        if account.id is not None and partner in {None, account.id}
    ]
    shares = {str(account.id): account.share for account in accounts}
    currency = p.plan.project.currency
    sheet = book.create_sheet("Instalments")
    remark = f"From the coordinator to the partners; amounts in {currency}, as of {p.as_of}"
    put_title(book, sheet, f"{p.plan.project.label}: instalments", remark)
    heads = ["Instalment", "Title", "After", "When", "State", "Partner"]
    put_heads(book, sheet, [*heads, "Amount", "Sent", "To send"], numbers=3)
    row = TOP
    totals = [Money(0, currency), Money(0, currency), Money(0, currency)]
    for each, parts in parts_of(p, shares):
        due = is_due(p, each)
        for account in accounts:
            id_ = str(account.id)
            amount = parts.get(id_, Money(0, currency))
            if not amount:
                continue
            row += 1
            own = id_ == p.plan.project.coordinator
            sent = amount if own and due else _sent(p, each.id, id_, currency)
            rest = max(amount - sent, Money(0, currency)) if due else Money(0, currency)
            state = ("kept" if own else "due") if due else "not due"
            texts = (each.id, each.title or "", _after(p, each.after), _when(each), state)
            for column, text in enumerate((*texts, account.label), start=1):
                book.put(sheet, row, column, text, "strong" if column == 1 else "text")
            book.put(sheet, row, 7, amount, "money")
            book.put(sheet, row, 8, sent, "money")
            formula = f'=IF(E{row}="not due",0,MAX(0,ROUND(G{row}-H{row},2)))'
            book.formula(sheet, row, 9, formula, rest, "money")
            totals = [a + b for a, b in zip(totals, (amount, sent, rest), strict=True)]
    for column in range(1, 7):
        book.put(sheet, row + 1, column, "Total" if column == 1 else None, "total")
    for column, total in enumerate(totals, start=7):
        letter = letter_of(column)
        formula = f"=ROUND(SUM({letter}{TOP + 1}:{letter}{row}),2)" if row > TOP else "=0"
        book.formula(sheet, row + 1, column, formula, total, "total money")
    table(sheet, "PartnerInstalments", TOP, row - TOP, 9)
    widths = [12, 30, 26, 16, 10, 20, 16, 16, 16]
    lay_out(sheet, widths, freeze=f"B{TOP + 1}", head_row=TOP)
    protect(sheet)


def _when(each: Instalment) -> str:
    return "" if each.expected == When.undecided() else str(each.expected)


def _after(p: Partnership, payment: str | None) -> str:
    return p.label(payment) if payment else ""


def _sent(p: Partnership, instalment: str, partner: str, currency: str) -> Money:
    facts: list[Any] = [
        fact.amount
        for fact in p.facts_of(instalment, Paid)
        if fact.payee == partner and fact.amount.currency == currency
    ]
    return Money.total(facts, currency)
