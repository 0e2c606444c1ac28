"""The first sheet of the budget workbook: what adds up, what came, and a chart of the amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.state.shares import Matrix, MatrixRow, sum_of
from vetpartner.state.statement import statement
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.table import NOT_KNOWN
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.model import Money, Organisation, Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.xlsx import CalculatedWorkbook


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
    formulas of one's own, `colour` is shown where the value is above zero.
    """

    what: Phrase
    value: Any
    style: str = "text"
    formula: str = ""
    name: str = ""
    colour: str = ""

    def put(
        self, book: CalculatedWorkbook, sheet: Worksheet, row: int, words: ReportLanguage
    ) -> None:
        from vetpartner.render.xlsx import mark, named

        held = self.value.within(words) if isinstance(self.value, Phrase) else self.value
        book.put(sheet, row, 1, self.what.within(words), "strong")
        if self.formula:
            formula = self.formula.format(
                up=f"B{row - 1}", upper=f"B{row - 2}", **_answers_in(words)
            )
            book.formula(sheet, row, 2, formula, held, self.style)
        else:
            book.put(sheet, row, 2, held, self.style)
        if self.name:
            named(book, self.name, f"Summary!B{row}")
        if self.colour:
            mark(sheet, "B", range(row, row + 1), self.colour)


def summary(  # noqa: PLR0913, PLR0917 - all that a workbook has
    book: CalculatedWorkbook,
    sheet: Worksheet,
    p: Partnership,
    money: Matrix,
    cells: Cells,
    states: dict[str, tuple[str, Any]],
    partner: str | None,
    words: ReportLanguage,
) -> None:
    """Write the sheet; `states` are where the sums of the accounts stand, with the sums."""
    from vetpartner.render.xlsx import TOP, lay_out, protect, put_title

    whose = say("the partners") if partner is None else bare(p.label(partner))
    about = words.gettext("Budget")
    if partner is not None:
        about = say("budget for {partner}", partner=p.label(partner)).within(words)
    put_title(book, sheet, f"{p.plan.project.label}: {about}", dated(p).within(words))
    book.put(sheet, TOP, 1, words.gettext("What"), "head")
    book.put(sheet, TOP, 2, words.gettext("Value"), "head")
    lines = (*_about(p), *_sums(p, money, cells, partner), *_states(states, whose))
    for row, line in enumerate(lines, start=TOP + 1):
        line.put(book, sheet, row, words)
        if line.what == _ADDS_UP:
            _traffic_light(sheet, f"B{row}", f"B{row - 1}")
    start = TOP + len(lines) + 2
    kind = words.gettext("Activity") if money.by_activity else words.gettext("Work package")
    book.put(sheet, start, 1, kind, "head")
    book.put(sheet, start, 2, words.gettext("Amount"), "head number")
    for row, each in enumerate(money.rows, start=start + 1):
        book.put(sheet, row, 1, entitled(each.id, each.title))
        value = planned_of(each, money, partner)
        if value is None:
            book.put(sheet, row, 2, words.gettext(NOT_KNOWN), "money")
        else:
            book.formula(sheet, row, 2, f"={cells.lines[each.id]}", value, "money")
    if disclaimer := statement(p, words.code).disclaimer:
        named = words.gettext("Funding and responsibility")
        book.put(sheet, start + len(money.rows) + 2, 1, named, "strong")
        book.put(sheet, start + len(money.rows) + 2, 2, disclaimer)
    if money.rows and money.total:
        _chart(sheet, start, money, words)
    lay_out(sheet, [44, 40], freeze="A5", head_row=TOP)
    protect(sheet)


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
    for key, name, what, colour in (
        ("agency paid", "Arrived", say("Arrived from the agency"), ""),
        ("agency open", "StillToArrive", say("Still to arrive"), ""),
        ("earned", "Earned", say("Earned so far"), ""),
        ("unverified", "Unverified", say("Rests on an unverified rule"), ""),
        ("at_risk", "AtRisk", say("At risk"), "FFE699"),
        ("to_send", "ToSend", say("To send to: {whose}", whose=whose), "FFE699"),
        ("to_recover", "ToRecover", say("To be given back by: {whose}", whose=whose), "F5B7B1"),
    ):
        if key in sums:
            at, value = sums[key]
            yield _SummaryLine(what, value, "money", f"={at}", name, colour)
        elif key in {"earned", "unverified", "at_risk", "to_recover"}:
            yield _SummaryLine(what, say(NOT_KNOWN))


def planned_of(line: MatrixRow, money: Matrix, partner: str | None) -> Money | None:
    """Return what was planned for a line, or of it for a partner; None where nobody stated it."""
    if partner is None:
        return line.total
    return next((money.part(line, n) for n, _ in shown(money, partner)), None)


def _traffic_light(sheet: Worksheet, cell: str, difference: str) -> None:
    """Colour a cell green, yellow or red; the word in it says the same."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    for test, colour in (("=0", "C6E7CE"), (">0", "FFE699"), ("<0", "F5B7B1")):
        look = DifferentialStyle(fill=PatternFill(bgColor=colour))
        rule = Rule(type="expression", dxf=look, formula=[f"{difference}{test}"])
        sheet.conditional_formatting.add(cell, rule)


def _chart(sheet: Worksheet, head_row: int, money: Matrix, words: ReportLanguage) -> None:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.axis import ChartLines
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    first, last = head_row + 1, head_row + len(money.rows)
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    by = say("Amounts by activity") if money.by_activity else say("Amounts by work package")
    chart.title = by.within(words)
    chart.legend = None
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.y_axis.delete = chart.x_axis.delete = False
    pale = GraphicalProperties(ln=LineProperties(solidFill="D5DBE3"))
    chart.y_axis.majorGridlines = ChartLines(spPr=pale)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.numFmt = "#,##0"
    chart.height, chart.width = 4 + len(money.rows) * 0.9, 18
    sheet.add_chart(chart, "D4")
