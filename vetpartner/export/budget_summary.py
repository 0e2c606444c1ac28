"""The first sheet of the budget workbook: what adds up, what came, and a chart of the amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.render.xlsx import COLOURS, TOP, put_title
from vetpartner.render.xlsx_cells import Chart, Rule
from vetpartner.state.shares import Matrix, MatrixRow, sum_of
from vetpartner.state.statement import statement
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.table import NOT_KNOWN, Warns
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Money, Organisation, Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.xlsx_cells import Book, Sheet


def dated(p: Partnership) -> Phrase:
    """Return currency and day for the remark under a title."""
    currency = p.plan.project.currency
    return say("Amounts in {currency}, as of {day}", currency=currency, day=p.as_of)


@frozen(kw_only=True)
class Cells:
    """Where the sums of the matrix stand: of its lines, of its organisations, and of all."""

    lines: dict[str, str]
    homes: dict[str, str]
    total: str


def shown(money: Matrix, partner: str | None) -> list[tuple[int, Organisation]]:
    """Return the organisations that have a column, with their places in the matrix."""
    return [(n, o) for n, o in enumerate(money.organisations) if partner in {None, o.id}]


@frozen
class _SummaryLine:
    """A line of the summary: what it is called, and its value or the formula that makes it.

    In the formula `{up}` and `{upper}` are the cells of the two values above. `name` is for
    formulas of one's own, `warns` colours the value.
    """

    what: Phrase
    value: Any
    style: str = "text"
    formula: str = ""
    name: str = ""
    warns: Warns | None = None

    def put(self, book: Book, sheet: Sheet, row: int, words: ReportLanguage) -> None:
        held = self.value.within(words) if isinstance(self.value, Phrase) else self.value
        sheet.put(row, 1, self.what.within(words), "strong")
        if self.formula:
            formula = self.formula.format(
                up=f"B{row - 1}", upper=f"B{row - 2}", **_answers_in(words)
            )
            sheet.formula(row, 2, formula, held, self.style)
        else:
            sheet.put(row, 2, held, self.style)
        if self.name:
            book.names[self.name] = f"Summary!$B${row}"
        if self.warns is not None:
            sheet.colour(f"B{row}", COLOURS[self.warns])


def summary(  # noqa: PLR0913, PLR0917 - all that a workbook has
    book: Book,
    sheet: Sheet,
    p: Partnership,
    money: Matrix,
    cells: Cells,
    states: dict[str, tuple[str, Any]],
    partner: str | None,
    words: ReportLanguage,
) -> None:
    """Write the sheet; `states` are where the sums of the accounts stand, with the sums."""
    whose = say("the partners") if partner is None else bare(p.label(partner))
    about = words.gettext("Budget")
    if partner is not None:
        about = say("budget for {partner}", partner=p.label(partner)).within(words)
    put_title(book, sheet, f"{p.plan.project.label}: {about}", dated(p).within(words))
    sheet.put(TOP, 1, words.gettext("What"), "head")
    sheet.put(TOP, 2, words.gettext("Value"), "head")
    lines = (*_about(p), *_sums(p, money, cells, partner), *_states(states, whose))
    for row, line in enumerate(lines, start=TOP + 1):
        line.put(book, sheet, row, words)
        if line.what == _ADDS_UP:
            # The word in it says the same.
            for test, colour in (("=0", "C6E7CE"), (">0", "FFE699"), ("<0", "F5B7B1")):
                sheet.colour(f"B{row}", Rule("", f"B{row - 1}{test}", colour))
    start = TOP + len(lines) + 2
    kind = words.gettext("Activity") if money.by_activity else words.gettext("Work package")
    sheet.put(start, 1, kind, "head")
    sheet.put(start, 2, words.gettext("Amount"), "head number")
    for row, each in enumerate(money.rows, start=start + 1):
        sheet.put(row, 1, entitled(each.id, each.title))
        value = planned_of(each, money, partner)
        if value is None:
            sheet.put(row, 2, words.gettext(NOT_KNOWN), "money")
        else:
            sheet.formula(row, 2, f"={cells.lines[each.id]}", value, "money")
    if disclaimer := statement(p, words.code).disclaimer:
        named = words.gettext("Funding and responsibility")
        sheet.put(start + len(money.rows) + 2, 1, named, "strong")
        sheet.put(start + len(money.rows) + 2, 2, disclaimer)
    if money.rows and money.total:
        by = say("Amounts by activity") if money.by_activity else say("Amounts by work package")
        sheet.chart = Chart(by.within(words), start + 1, start + len(money.rows))
    sheet.lay_out([44, 40], top=TOP)
    sheet.protected = True


def _about(p: Partnership) -> Iterator[_SummaryLine]:
    project, unknown = p.plan.project, say(NOT_KNOWN)
    call = f"{project.action or ''} {project.call or ''}".strip()
    days = (p.start or unknown, p.end or unknown)
    yield _SummaryLine(say("Project"), project.title or unknown)
    yield _SummaryLine(say("Project reference"), project.reference or unknown)
    yield _SummaryLine(say("Action and call"), call)
    yield _SummaryLine(say("Coordinator"), p.label(project.coordinator))
    period = say("{first} to {last}", first=days[0], last=days[1])
    yield _SummaryLine(say("Period"), period)


_ADDS_UP = say("Does it add up?")
_ANSWERS = {
    "yes": say("yes, to the cent"),
    "less": say("no: a part of the lump sum is not allocated yet"),
    "more": say("no: more is allocated than the lump sum"),
}


def _answers_in(words: ReportLanguage) -> dict[str, str]:
    return {name: one.within(words).replace('"', '""') for name, one in _ANSWERS.items()}


def _sums(
    p: Partnership, money: Matrix, cells: Cells, partner: str | None
) -> Iterator[_SummaryLine]:
    """Yield the lump sum, what is allocated of it, and the difference."""
    currency = p.plan.project.currency
    lump_sum = p.plan.project.lump_sum if partner is None else None
    if lump_sum is not None and lump_sum.currency != currency:
        other = say("{amount}, which is not the currency of the project", amount=lump_sum)
        yield _SummaryLine(say("Lump sum"), other)
        lump_sum = None
    elif lump_sum is not None:
        yield _SummaryLine(say("Lump sum"), lump_sum, "money", name="LumpSum")
    elif partner is None:
        yield _SummaryLine(say("Lump sum"), say("not stated"))
    mine = [t for t, o in zip(money.totals, money.organisations, strict=True) if o.id == partner]
    allocated = money.total if partner is None else sum_of(mine, currency)
    if allocated is None:
        yield _SummaryLine(say("Allocated"), say(NOT_KNOWN))
        return
    yield _SummaryLine(say("Allocated"), allocated, "money", f"={cells.total}", "Allocated")
    if lump_sum is None:
        return
    rest = lump_sum - allocated
    yield _SummaryLine(say("Difference"), rest, "money", "=ROUND({upper}-{up},2)")
    formula = '=IF({up}=0,"{yes}",IF({up}>0,"{less}","{more}"))'
    word = "yes" if not rest else "less" if rest.amount > 0 else "more"
    yield _SummaryLine(_ADDS_UP, _ANSWERS[word], "strong", formula)


def _states(sums: dict[str, tuple[str, Any]], whose: Phrase) -> Iterator[_SummaryLine]:
    """Yield what came, what is earned, and what is wrong."""
    lines: tuple[tuple[str, str, Phrase, Warns | None], ...] = (
        ("agency paid", "Arrived", say("Arrived from the agency"), None),
        ("agency open", "StillToArrive", say("Still to arrive"), None),
        ("earned", "Earned", say("Earned so far"), None),
        ("unverified", "Unverified", say("Rests on an unverified rule"), None),
        ("at_risk", "AtRisk", say("At risk"), "attention"),
        ("to_send", "ToSend", say("To send to: {whose}", whose=whose), "attention"),
        ("to_recover", "ToRecover", say("To be given back by: {whose}", whose=whose), "wrong"),
    )
    for key, name, what, warns in lines:
        if key in sums:
            at, value = sums[key]
            yield _SummaryLine(what, value, "money", f"={at}", name, warns)
        elif key in {"earned", "unverified", "at_risk", "to_recover"}:
            yield _SummaryLine(what, say(NOT_KNOWN))


def planned_of(line: MatrixRow, money: Matrix, partner: str | None) -> Money | None:
    """Return what was planned for a line, or of it for a partner; None where nobody stated it."""
    if partner is None:
        return line.total
    return next((money.part(line, n) for n, _ in shown(money, partner)), None)
