"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.checks.running import check_family
from vetpartner.model import Money, Organisation, UnknownId
from vetpartner.state.achieved import ACHIEVED, achieved
from vetpartner.state.earned import earning
from vetpartner.state.ledger import LEDGER, instalments, ledger
from vetpartner.state.shares import (
    INSTALMENTS,
    PAYMENTS,
    Matrix,
    MatrixRow,
    activity_amounts,
    matrix,
    payments,
    share_in,
    spent,
    sum_of,
)
from vetpartner.state.statement import statement
from vetpartner.tables.facts import COSTS, cost_rows
from vetpartner.values.finding import FINDINGS
from vetpartner.values.keyed import summed
from vetpartner.values.phrase import plain
from vetpartner.values.table import NOT_KNOWN, Column, Table, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.model import Partnership
    from vetpartner.render.xlsx import CalculatedWorkbook, Placed

    Put = Callable[..., Placed]
    """Writes a sheet: its name, what it is about, its structured table, a remark, and the table."""

_Amount = tuple[tuple[str, str | None], Money]
"""An amount of a work package or activity and an organisation."""
_LONG_AGO = date(2014, 1, 1)  # the beginning of Erasmus+, for a project without a start


def budget(p: Partnership, *, partner: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Partners,
    Instalments, Planned and spent, Costs, Changes, Findings, Planned and achieved.
    Shares can be tried out in the matrix; everything else is guarded, without a password.
    Raises `UnknownId` for a partner that is not an organisation of the plan.
    """
    from vetpartner.render.xlsx import CalculatedWorkbook, undisturbed

    if partner is not None and not isinstance(p[partner], Organisation):
        raise UnknownId(f"{partner!r} is not an organisation of the partnership")
    funding = statement(p, "en").funding or ""
    book = CalculatedWorkbook(max(p.as_of, p.start or _LONG_AGO), funding)
    book.properties.title = f"Budget of {p.plan.project.label}"
    book.properties.creator = "vetpartner"
    with undisturbed():
        _fill(book, p, partner)
    return book


def _fill(book: CalculatedWorkbook, p: Partnership, partner: str | None) -> None:
    from vetpartner.render.xlsx import protect, put_table, put_title

    def put(
        name: str, about: str, called: str, remark: str, table: Table, scrolls: str = "B5"
    ) -> Placed:
        sheet = book.create_sheet(name)
        put_title(book, sheet, f"{p.plan.project.label}: {about}", remark)
        placed = put_table(book, sheet, table, called, scrolls=scrolls)
        protect(sheet)
        return placed

    summary, money = book.create_sheet("Summary"), matrix(p)
    cells = _planned(put, p, money, partner)
    states = _accounts(put, p, cells, partner)
    _followed(put, p, money, cells, partner)
    _summary(book, summary, p, money, cells, states, partner)


def _dated(p: Partnership) -> str:
    return f"Amounts in {p.plan.project.currency}, as of {p.as_of}"


def _planned(put: Put, p: Partnership, money: Matrix, partner: str | None) -> _Cells:
    """Write who gets what for what; return where the sums stand."""
    unknown = "what is not known is left empty"
    name = "Activities × partners" if money.by_activity else "Work packages × partners"
    table = _matrix_table(money, partner)
    placed = put(name, name, "Shares", f"{_dated(p)}; {unknown}", table, scrolls="C5")
    if not money.by_activity:
        whose = "parts of the lump sum" if partner is None else f"the shares of {p.label(partner)}"
        table = _activities_table(p, money, partner)
        remark = f"Amounts in {p.plan.project.currency} are {whose}; {unknown}"
        if partner is None and table["amount"].sum(table.rows) != money.total:
            remark = f"{remark}; what stands for a work package alone is not here"
        put("Activities", "activities", "ActivityAmounts", remark, table, scrolls="C5")
    return _Cells(
        lines={line.id: placed.at("total", n) for n, line in enumerate(money.rows)},
        homes={o.id: placed.sum(f"share {n}") for n, o in _shown(money, partner)},
        total=placed.sum("total"),
    )


def _accounts(
    put: Put, p: Partnership, cells: _Cells, partner: str | None
) -> dict[str, tuple[str, Any]]:
    """Write what was paid and earned; return where the sums stand, and the sums."""
    states: dict[str, tuple[str, Any]] = {}
    if partner is None:
        table = PAYMENTS.of(payments(p), total="Total")
        placed = put("Payments", "payments of the agency", "AgencyPayments", _dated(p), table)
        states = {f"agency {name}": (placed.sum(name), placed.sums[name]) for name in placed.sums}
    linked = LEDGER.changed(
        "share", formula=lambda row: f"={cells.homes[row.id]}" if row.id in cells.homes else None
    )
    table = linked.of((a for a in ledger(p).accounts if partner in {None, a.id}), total="Total")
    remark = f"{_dated(p)}; earned is what was held or delivered with all its evidence"
    placed = put("Partners", "accounts of the partners", "PartnerAccounts", remark, table)
    if p.plan.instalments:
        parts = (row for row in instalments(p) if partner in {None, row.organisation})
        table = INSTALMENTS.of((row for row in parts if row.amount), total="Total")
        amounts = _dated(p).replace("Amounts", "amounts")
        remark = f"From the coordinator to the partners; {amounts}"
        put("Instalments", "instalments", "PartnerInstalments", remark, table)
    return states | {name: (placed.sum(name), placed.sums[name]) for name in placed.sums}


def _followed(put: Put, p: Partnership, money: Matrix, cells: _Cells, partner: str | None) -> None:
    """Write what became of the plan, and what is wrong with its money."""
    no_proof = "a lump sum needs no proof of costs"
    table = _progress_table(p, money, cells, partner)
    remark = f"{_dated(p)}; spent is kept for planning, {no_proof}"
    put("Planned and spent", "planned, earned, spent", "PlannedAndSpent", remark, table, "C5")
    costs = tuple(row for row in cost_rows(p) if partner in {None, row.fact.organisation})
    if costs:
        table = COSTS.of(costs, total="Total")
        put("Costs", "costs", "CostRows", f"{_dated(p)}; {no_proof}", table)
    amounts = _dated(p).replace("Amounts", "amounts")
    remark, table = f"Against the plan as approved; {amounts}", _CHANGES.of(_changes(p, partner))
    put("Changes", "changes of the money", "MoneyChanges", remark, table, scrolls="A5")
    if partner is None:
        chosen = FINDINGS.only("severity", "message", "way_out", "place")
        table = chosen.of(check_family(p, "Money"), empty="none")
        remark = f"What a check says about the money, as of {p.as_of}"
        put("Findings", "findings about money", "MoneyFindings", remark, table, scrolls="A5")
    name, table = "Planned and achieved", ACHIEVED.of(achieved(p))
    put(name, name.lower(), "PlannedAndAchieved", f"As of {p.as_of}", table)


@frozen(kw_only=True)
class _Cells:
    """Where the sums of the matrix stand: of its lines, of its organisations, and of all."""

    lines: dict[str, str]
    homes: dict[str, str]
    total: str


def _shown(money: Matrix, partner: str | None) -> list[tuple[int, Organisation]]:
    """Return the organisations that have a column, with their places in the matrix."""
    return [(n, o) for n, o in enumerate(money.organisations) if partner in {None, o.id}]


def _matrix_table(money: Matrix, partner: str | None) -> Table:
    """Return work packages × organisations, with the part of the whole where all are shown."""
    homes = _shown(money, partner)
    across = f"=ROUND(SUM({{share {homes[0][0]}}}:{{share {homes[-1][0]}}}),2)" if homes else None
    whole = money.total.amount if money.total is not None else None

    def stated(line: MatrixRow) -> list[Money]:
        return [share for n, _ in homes if (share := line.shares[n]) is not None]

    def total(line: MatrixRow) -> Money | None:
        own = stated(line)
        return Money.total(own) if own else line.total if partner is None else None

    def share_of(n: int) -> Callable[[MatrixRow], Money | None]:
        return lambda line: line.shares[n]

    columns = [
        Column(
            "id", "Activity" if money.by_activity else "Work package", "id", names=True, width=16
        ),
        Column("title", "Title", width=44),
        *(
            Column(f"share {n}", o.short, "money", get=share_of(n), input=True, width=15)
            for n, o in homes
        ),
        Column(
            "total",
            "Total",
            "money",
            get=total,
            formula=lambda line: across if stated(line) else None,
        ),
    ]
    if partner is None:
        columns.append(
            Column(
                "part",
                "Share",
                "share",
                get=lambda line: (
                    (line.total.amount / whole if line.total else 0) if whole else None
                ),
                formula="=IF({total.sum}=0,0,{total}/{total.sum})",
            )
        )
    return Table(name="matrix", columns=tuple(columns), rows=money.rows, total="Total")


def _activities_table(p: Partnership, money: Matrix, partner: str | None) -> Table:
    """Return activities × those partners that have a share of one; of one partner its shares."""
    rows = activity_amounts(p, partner)
    named = {id_ for activity, _ in rows for id_ in activity.grant} if partner is None else set()
    homes = [home for home in money.organisations if home.id in named]
    currency = p.plan.project.currency
    cells = [
        (
            activity.id,
            activity.title or "",
            activity.kind,
            activity.work_package or "",
            p.label(activity.responsible),
            "cancelled" if activity.cancelled else plain(activity.when),
            "online" if activity.online else str(activity.venue or ""),
            *(share_in(activity, home.id, currency) for home in homes),
            amount,
        )
        for activity, amount in rows
    ]
    across = f"=ROUND(SUM({{share 0}}:{{share {len(homes) - 1}}}),2)"
    columns = in_order(
        Column("id", "Activity", "id", names=True, width=11),
        Column("title", "Title", width=40),
        Column("kind", "Kind", width=28),
        Column("work_package", "Work package", "id", width=14),
        Column("lead", "Led by", width=12),
        Column("when", "When", width=34),
        Column("where", "Where", width=40),
        *(Column(f"share {n}", o.short, "money", width=14) for n, o in enumerate(homes)),
        Column(
            "amount",
            "Amount",
            "money",
            formula=lambda row: across if set(row[-1 - len(homes) : -1]) - {None} else None,
        ),
    )
    return Table(name="activities", columns=columns, rows=cells, total="Total")


def _progress_table(p: Partnership, money: Matrix, cells: _Cells, partner: str | None) -> Table:
    """Return what was planned, earned and spent by work package, or activity of a KA210."""
    found = earning(p)
    earned, risky = (_by_line(each.items(), partner) for each in (found.earned, found.at_risk))
    used = _by_line(_spent(p, money), partner)
    zero = Money(0, p.plan.project.currency)
    rows = []
    for line in money.rows:
        planned = _planned_of(line, money, partner, zero.currency)
        done, risk, known = (sums.get(line.id, zero) for sums in (earned, risky, used))
        counted = (None, None) if planned is None else (done, risk)
        left = None if planned is None else planned - known
        rows.append((line.id, line.title, planned, *counted, known, left))
    columns = in_order(
        Column(
            "id", "Activity" if money.by_activity else "Work package", "id", names=True, width=16
        ),
        Column("title", "Title", width=44),
        Column(
            "planned",
            "Planned",
            "money",
            formula=lambda row: f"={cells.lines[row[0]]}",
            absent=NOT_KNOWN,
        ),
        Column("earned", "Earned", "money", absent=NOT_KNOWN),
        Column("at_risk", "At risk", "money", warns="attention", absent=NOT_KNOWN),
        Column("spent", "Spent", "money"),
        Column(
            "left",
            "Left",
            "money",
            formula="=ROUND({planned}-{spent},2)",
            warns="below zero",
            absent=NOT_KNOWN,
        ),
    )
    return Table(name="progress", columns=columns, rows=rows, total="Total")


def _by_line(amounts: Iterable[_Amount], partner: str | None) -> dict[str, Money]:
    return summed((line, amount) for (line, home), amount in amounts if partner in {None, home})


def _spent(p: Partnership, money: Matrix) -> Iterator[_Amount]:
    """Yield what was spent by row of the matrix: for activities in their work package."""
    for of, home, amount in spent(p):
        line = of if money.by_activity else getattr(p.get(of), "work_package", None) or of
        yield (line, home), amount


_CHANGES = Table(
    name="changes",
    columns=in_order(
        Column("where", "Where", "id", names=True, width=16),
        Column("partner", "Partner"),
        Column("approved", "Approved", "money", width=18),
        Column("now", "Now", "money", width=18),
        Column("difference", "Difference", "money", formula="=ROUND({now}-{approved},2)", width=18),
    ),
    empty="nothing",
)


def _changes(p: Partnership, partner: str | None) -> Iterator[tuple[Any, ...]]:
    """Yield what each one had by the approved plan and has now, where it differs."""
    before, now = (_shares(p, partner, approved=approved) for approved in (True, False))
    zero = Money(0, p.plan.project.currency)
    for line, home in dict.fromkeys((*before, *now)):
        old, new = before.get((line, home), zero), now.get((line, home), zero)
        if before.get((line, home)) != now.get((line, home)):
            yield line, p.label(home), old, new, new - old


def _shares(p: Partnership, partner: str | None, *, approved: bool) -> dict[tuple[str, str], Money]:
    money = matrix(evolve(p, facts=()) if approved else p)
    return {
        (line.id, home.id): share
        for line in money.rows
        for n, home in _shown(money, partner)
        if (share := line.shares[n]) is not None
    }


@frozen
class _Line:
    """A line of the summary: what it is called, and its value or the formula that makes it.

    In the formula `{up}` and `{upper}` are the cells of the two values above. `name` is for
    formulas of one's own, `colour` is shown where the value is above zero.
    """

    what: str
    value: Any
    style: str = "text"
    formula: str = ""
    name: str = ""
    colour: str = ""

    def put(self, book: CalculatedWorkbook, sheet: Worksheet, row: int) -> None:
        from vetpartner.render.xlsx import mark, named

        book.put(sheet, row, 1, self.what, "strong")
        if self.formula:
            formula = self.formula.format(up=f"B{row - 1}", upper=f"B{row - 2}")
            book.formula(sheet, row, 2, formula, self.value, self.style)
        else:
            book.put(sheet, row, 2, self.value, self.style)
        if self.name:
            named(book, self.name, f"Summary!B{row}")
        if self.colour:
            mark(sheet, "B", range(row, row + 1), self.colour)


def _summary(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    p: Partnership,
    money: Matrix,
    cells: _Cells,
    states: dict[str, tuple[str, Any]],
    partner: str | None,
) -> None:
    from vetpartner.render.xlsx import TOP, lay_out, protect, put_title

    whose = "partners" if partner is None else p.label(partner)
    for_whom = "" if partner is None else f" for {whose}"
    put_title(book, sheet, f"{p.plan.project.label}: budget{for_whom}", _dated(p))
    book.put(sheet, TOP, 1, "What", "head")
    book.put(sheet, TOP, 2, "Value", "head")
    lines = (*_about(p), *_sums(p, money, cells, partner), *_states(states, whose))
    for row, line in enumerate(lines, start=TOP + 1):
        line.put(book, sheet, row)
        if line.what == _ADDS_UP:
            _traffic_light(sheet, f"B{row}", f"B{row - 1}")
    start = TOP + len(lines) + 2
    book.put(sheet, start, 1, "Activity" if money.by_activity else "Work package", "head")
    book.put(sheet, start, 2, "Amount", "head number")
    for row, each in enumerate(money.rows, start=start + 1):
        book.put(sheet, row, 1, f"{each.id} {each.title}")
        value = _planned_of(each, money, partner, p.plan.project.currency)
        book.formula(sheet, row, 2, f"={cells.lines[each.id]}", value, "money")
    if disclaimer := statement(p, "en").disclaimer:
        book.put(sheet, start + len(money.rows) + 2, 1, "Funding and responsibility", "strong")
        book.put(sheet, start + len(money.rows) + 2, 2, disclaimer)
    if money.rows and money.total:
        _chart(sheet, start, money)
    lay_out(sheet, [44, 40], freeze="A5", head_row=TOP)
    protect(sheet)


def _about(p: Partnership) -> Iterator[_Line]:
    project = p.plan.project
    yield _Line("Project", project.title or "not yet known")
    yield _Line("Reference", project.reference or "not yet known")
    yield _Line("Action and call", f"{project.action or ''} {project.call or ''}".strip())
    yield _Line("Coordinator", p.label(project.coordinator))
    yield _Line("Period", f"{p.start or '?'} to {p.end or '?'}")


_ADDS_UP = "Does it add up?"


def _sums(p: Partnership, money: Matrix, cells: _Cells, partner: str | None) -> Iterator[_Line]:
    """Yield the lump sum, what is allocated of it, and the difference."""
    currency = p.plan.project.currency
    lump_sum = p.plan.project.lump_sum if partner is None else None
    if lump_sum is not None and lump_sum.currency != currency:
        yield _Line("Lump sum", f"{lump_sum}, which is not the currency of the project")
        lump_sum = None
    elif lump_sum is not None:
        yield _Line("Lump sum", lump_sum, "money", name="LumpSum")
    elif partner is None:
        yield _Line("Lump sum", "not stated")
    mine = [t for t, o in zip(money.totals, money.organisations, strict=True) if o.id == partner]
    allocated = money.total if partner is None else sum_of(mine, currency)
    if allocated is None:
        yield _Line("Allocated", NOT_KNOWN)
        return
    yield _Line("Allocated", allocated, "money", f"={cells.total}", "Allocated")
    if lump_sum is None:
        return
    rest = lump_sum - allocated
    yield _Line("Difference", rest, "money", "=ROUND({upper}-{up},2)")
    yes, less, more = (
        "yes, to the cent",
        "no: a part of the lump sum is not allocated yet",
        "no: more is allocated than the lump sum",
    )
    formula = f'=IF({{up}}=0,"{yes}",IF({{up}}>0,"{less}","{more}"))'
    word = yes if not rest else less if rest.amount > 0 else more
    yield _Line(_ADDS_UP, word, "strong", formula)


def _states(sums: dict[str, tuple[str, Any]], whose: str) -> Iterator[_Line]:
    """Yield what came, what is earned, and what is wrong."""
    for key, name, what, colour in (
        ("agency paid", "Arrived", "Arrived from the agency", ""),
        ("agency open", "StillToArrive", "Still to arrive", ""),
        ("earned", "Earned", "Earned so far", ""),
        ("at_risk", "AtRisk", "At risk", "FFE699"),
        ("to_send", "ToSend", f"To send to {whose}", "FFE699"),
        ("to_recover", "ToRecover", f"To be given back by {whose}", "F5B7B1"),
    ):
        if key in sums:
            at, value = sums[key]
            yield _Line(what, value, "money", f"={at}", name, colour)
        elif key in {"earned", "at_risk", "to_recover"}:
            yield _Line(what, NOT_KNOWN)


def _planned_of(line: MatrixRow, money: Matrix, partner: str | None, currency: str) -> Money | None:
    """Return what was planned for a line, or of it for a partner; None where nobody stated it."""
    if partner is None:
        return line.total
    shown = [n for n, _ in _shown(money, partner)]
    own = sum_of((line.shares[n] for n in shown), currency)
    known = any(money.totals[n] is not None for n in shown)
    return Money(0, currency) if own is None and known else own


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
    from openpyxl.chart.axis import ChartLines
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    first, last = head_row + 1, head_row + len(money.rows)
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.title = "Amounts by " + ("activity" if money.by_activity else "work package")
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
