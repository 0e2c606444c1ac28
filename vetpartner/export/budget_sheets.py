"""The sheets of the budget workbook, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Money, Paid, Spent, When
from vetpartner.render.xlsx import TOP, letter_of, put_heads, put_title
from vetpartner.state.achieved import achieved
from vetpartner.state.ledger import HEADS, Account, ledger
from vetpartner.state.shares import Matrix, activity_amounts, is_due, parts_of, payments, share_in

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.model import Activity, Instalment, Partnership
    from vetpartner.render.xlsx import CalculatedWorkbook


def matrix_sheet(
    book: CalculatedWorkbook, p: Partnership, money: Matrix, name: str, partner: str | None
) -> dict[str, str]:
    """Write the matrix; return where its sums stand, for the summary."""
    from vetpartner.render.xlsx import amounts_only, lay_out, protect, table

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
    from vetpartner.render.xlsx import lay_out, protect, table

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
    from vetpartner.render.xlsx import lay_out, protect, table

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
    from vetpartner.render.xlsx import lay_out, protect, table

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


# The sheets of the budget workbook about partners: their accounts, and the instalments.

_FORMULAS = {
    6: "=MAX(0,ROUND(C{row}-D{row},2))",
    9: "=ROUND(B{row}-G{row}-H{row},2)",
    10: "=MAX(0,ROUND(E{row}-G{row}-I{row},2))",
}


def partners_sheet(
    book: CalculatedWorkbook, p: Partnership, cells: dict[str, str], partner: str | None
) -> dict[str, tuple[str, Money]]:
    """Write the account of each partner; return where the sums stand, and the sums."""
    from vetpartner.render.xlsx import lay_out, mark, protect, table

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
    from vetpartner.render.xlsx import lay_out, protect, table

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


# The sheet of the budget workbook with the costs, row by row, for those who keep them.

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
    from vetpartner.render.xlsx import lay_out, protect, table

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
