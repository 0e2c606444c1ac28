"""The budget workbook: live formulas, each with its value, on sheets that print well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve

from vetpartner.checks.running import check_family
from vetpartner.export.budget_summary import Cells, dated, planned_of, shown, summary
from vetpartner.model import Money, Organisation, Spent
from vetpartner.render.language import ENGLISH
from vetpartner.render.paper import spoken
from vetpartner.render.xlsx import put_table, put_title
from vetpartner.render.xlsx_cells import Book, shortened
from vetpartner.render.xlsx_parts import book_bytes, undisturbed
from vetpartner.state.achieved import ACHIEVED, achieved
from vetpartner.state.costs import NOWHERE, costs
from vetpartner.state.earned import earning
from vetpartner.state.ledger import instalments, ledger, ledger_table
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
from vetpartner.values.phrase import Listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Table, in_order
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openpyxl import Workbook

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.xlsx import Placed
    from vetpartner.values.phrase import Phrase

    Put = Callable[..., Placed]
    """Writes a sheet: its name, what it is about, its structured table, a remark, and the table."""

_Amount = tuple[tuple[str, str | None], Money]
"""An amount of a work package or activity and an organisation."""
SHOWN_FINDINGS = ("severity", "message", "way_out", "place")
"""What the workbook shows of a finding about money."""
_LONG_AGO = date(2014, 1, 1)  # the beginning of Erasmus+, for a project without a start


def budget(p: Partnership, *, partner: str | None = None, language: str | None = None) -> Workbook:
    """Return the budget as a workbook; for a `partner` only that organisation's figures.

    Without `language` it is in the project's language, in English where there are no words for it;
    the names of the sheets, by which formulas find each other, and findings are in English.
    Sheets: Summary, Work packages (activities for a KA210), Activities, Payments, Partners,
    Instalments, Planned and spent, Costs, Changes, Findings, Planned and achieved.
    Shares can be tried out in the matrix; everything else is guarded, without a password.
    Raises `UnknownId` for a partner that is not an organisation of the plan, `UnknownLanguage` for
    a language without words.
    """
    from vetpartner.render.xlsx_saving import CalculatedWorkbook

    return CalculatedWorkbook(_book(p, partner, language))


def budget_bytes(
    p: Partnership, *, partner: str | None = None, language: str | None = None
) -> bytes:
    """Return the same workbook as a file, for whoever does not look into it."""
    return book_bytes(_book(p, partner, language))


@undisturbed()
def _book(p: Partnership, partner: str | None, language: str | None) -> Book:
    if partner is not None:
        p.thing(partner, Organisation)
    p, words = spoken(p, language, papers=False)
    book = Book(
        max(p.as_of, p.start or _LONG_AGO),
        statement(p, words.code).funding or "",
        words.day_format,
        shortened(unmarked(f"{p.plan.project.label}: {words.gettext('Budget')}")),
    )

    def put(
        name: str, about: Phrase, called: str, remark: Phrase, table: Table, beside: int = 1
    ) -> Placed:
        sheet = book.sheet(name)
        title = f"{p.plan.project.label}: {about.within(words)}"
        put_title(book, sheet, title, remark.within(words))
        placed = put_table(sheet, table, called, beside=beside, language=words)
        sheet.protected = True
        return placed

    first, money = book.sheet("Summary"), matrix(p)
    cells = _planned(put, p, money, partner)
    states = _accounts(put, p, cells, partner)
    _followed(put, p, money, cells, partner)
    if partner is None:
        _found(put, p, words)
    about, table = say("planned and achieved"), _ACHIEVED.of(achieved(p))
    put("Planned and achieved", about, "PlannedAndAchieved", say("as of {day}", day=p.as_of), table)
    summary(book, first, p, money, cells, states, partner, words)
    return book


def _planned(put: Put, p: Partnership, money: Matrix, partner: str | None) -> Cells:
    """Write who gets what for what; return where the sums stand."""
    unknown = say("what is not known is left empty")
    remark: Phrase
    by_activity = money.by_activity
    name = "Activities × partners" if by_activity else "Work packages × partners"
    about = say("activities × partners") if by_activity else say("work packages × partners")
    table = _matrix_table(money, partner)
    remark = Listed(parts=(dated(p), unknown))
    placed = put(name, about, "Shares", remark, table, beside=2)
    # Of shares in other currencies alone there is no sum that a formula could show.
    known = {n for n, _ in shown(money, partner) if table[f"share {n}"].sum(table.rows) is not None}
    if not by_activity:
        whose = say("parts of the lump sum")
        if partner is not None:
            whose = say("shares of {partner}", partner=p.label(partner))
        table = _activities_table(p, money, partner)
        parts = [dated(p), whose, unknown]
        if partner is None and table["amount"].sum(table.rows) != money.total:
            parts.append(say("what stands for a work package alone is not here"))
        remark = Listed(parts=tuple(parts))
        put("Activities", say("activities"), "ActivityAmounts", remark, table, beside=2)
    return Cells(
        lines={line.id: placed.at("total", n) for n, line in enumerate(money.rows)},
        homes={o.id: placed.sum(f"share {n}") for n, o in shown(money, partner) if n in known},
        total=placed.sum("total"),
    )


def _accounts(
    put: Put, p: Partnership, cells: Cells, partner: str | None
) -> dict[str, tuple[str, Any]]:
    """Write what was paid and earned; return where the sums stand, and the sums."""
    states: dict[str, tuple[str, Any]] = {}
    if partner is None:
        table = PAYMENTS.of(payments(p), total="Total")
        about = say("payments of the agency")
        placed = put("Payments", about, "AgencyPayments", dated(p), table)
        states = {f"agency {name}": (placed.sum(name), placed.sums[name]) for name in placed.sums}
    linked = ledger_table(ledger(p)).changed(
        "share", formula=lambda row: f"={cells.homes[row.id]}" if row.id in cells.homes else None
    )
    table = linked.of((a for a in ledger(p).accounts if partner in {None, a.id}), total="Total")
    earned = say("earned are whole activities and work packages with all their evidence")
    remark = Listed(parts=(dated(p), earned))
    placed = put("Partners", say("accounts of the partners"), "PartnerAccounts", remark, table)
    if p.plan.instalments:
        parts = (row for row in instalments(p) if partner in {None, row.organisation})
        table = INSTALMENTS.of((row for row in parts if row.amount), total="Total")
        remark = Listed(parts=(dated(p), say("from the coordinator to the partners")))
        put("Instalments", say("instalments"), "PartnerInstalments", remark, table)
    return states | {name: (placed.sum(name), placed.sums[name]) for name in placed.sums}


def _followed(put: Put, p: Partnership, money: Matrix, cells: Cells, partner: str | None) -> None:
    """Write what became of the money of the plan."""
    no_proof = say("a lump sum needs no proof of costs")
    table = _progress_table(p, money, cells, partner)
    parts = [dated(p), say("spent is kept for planning"), no_proof]
    if foreign := costs(p, partner).unconverted:
        amounts = ", ".join(map(str, foreign))
        parts.append(say("left out (no exchange rate): {amounts}", amounts=amounts))
    about, remark = say("planned, earned, spent"), Listed(parts=tuple(parts))
    put("Planned and spent", about, "PlannedAndSpent", remark, table, beside=2)
    kept = tuple(row for row in cost_rows(p) if partner in {None, row.fact.organisation})
    if kept:
        table = COSTS.of(kept, total="Total")
        put("Costs", say("costs"), "CostRows", Listed(parts=(dated(p), no_proof)), table)
    remark = Listed(parts=(dated(p), say("compared with the plan as approved")))
    table, about = _CHANGES.of(_changes(p, partner)), say("changes of the money")
    put("Changes", about, "MoneyChanges", remark, table, beside=0)


def _found(put: Put, p: Partnership, words: ReportLanguage) -> None:
    """Write what is wrong with the money; that its sentences are English is said."""
    table = FINDINGS.only(*SHOWN_FINDINGS).of(check_family(p, "Money"), empty="none")
    parts = [say("what a check says about the money, as of {day}", day=p.as_of)]
    if words.code != ENGLISH:
        parts.append(say("sentences in English"))
    about, remark = say("findings about money"), Listed(parts=tuple(parts))
    put("Findings", about, "MoneyFindings", remark, table, beside=0)


def _matrix_table(money: Matrix, partner: str | None) -> Table:
    """Return work packages × organisations, with the part of the whole where all are shown."""
    homes = shown(money, partner)
    across = f"=ROUND(SUM({{share {homes[0][0]}}}:{{share {homes[-1][0]}}}),2)" if homes else None
    whole = money.whole.amount if money.whole is not None else None

    def stated(line: MatrixRow) -> list[Money]:
        return [share for n, _ in homes if (share := line.shares[n]) is not None]

    def total(line: MatrixRow) -> Money | None:
        own = stated(line)
        return line.total if partner is None else Money.total(own) if own else None

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
            formula=lambda line: (
                across if stated(line) and (partner or not line.unshared) else None
            ),
        ),
    ]
    if partner is None:
        columns.append(
            Column(
                "part",
                "Share",
                "share",
                get=lambda line: line.total.amount / whole if line.total and whole else None,
                formula=lambda line: (
                    "=IF({total.sum}=0,0,{total}/{total.sum})" if line.total and whole else None
                ),
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
            activity.word,
            activity.work_package or "",
            p.label(activity.responsible),
            say("cancelled") if activity.cancelled else activity.when,
            say("online") if activity.online else str(activity.venue or ""),
            *(share_in(activity, home.id, currency) for home in homes),
            amount,
        )
        for activity, amount in rows
    ]
    across = f"=ROUND(SUM({{share 0}}:{{share {len(homes) - 1}}}),2)"

    def makes(row: tuple[Any, ...]) -> bool:
        """Tell whether the shares of a row make its amount; else a part is not shared out yet."""
        whole: Money | None = row[-1]
        return whole is not None and sum_of(row[-1 - len(homes) : -1], currency) == whole

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
            formula=lambda row: across if makes(row) else None,
        ),
    )
    return Table(name="activities", columns=columns, rows=cells, total="Total")


def _progress_table(p: Partnership, money: Matrix, cells: Cells, partner: str | None) -> Table:
    """Return what was planned, earned and spent by work package, or activity of a KA210."""
    found = earning(p)
    earned = None if found.earned is None else _by_line(found.earned.items(), partner)
    unsure, risky = (_by_line(one.items(), partner) for one in (found.unverified, found.at_risk))
    used = _by_line(_spent(p, money), partner)
    kept = bool(p.facts_of_kind(Spent))
    zero = Money(0, p.plan.project.currency)
    rows = []
    for line in money.rows:
        planned = planned_of(line, money, partner)
        known = used.get(line.id, zero) if kept else None
        done = None if earned is None else earned.get(line.id, zero)
        became = (done, unsure.get(line.id, zero), risky.get(line.id, zero))
        counted = (None,) * 3 if planned is None or done is None else became
        left = None if planned is None or known is None else planned - known
        rows.append((line.id, line.title, planned, *counted, known, left))
    # What is in no line of the plan has nothing planned, where the others have anything.
    none = None if money.total is None else zero
    done = None if earned is None else none
    for id_, known in used.items():
        if id_ not in cells.lines:
            left = None if none is None else -known
            rows.append((id_, "" if id_ else NOWHERE, none, done, done, done, known, left))
    columns = in_order(
        Column(
            "id", "Activity" if money.by_activity else "Work package", "id", names=True, width=16
        ),
        Column("title", "Title", width=44),
        Column(
            "planned",
            "Planned",
            "money",
            formula=lambda row: f"={cells.lines[row[0]]}" if row[0] in cells.lines else None,
            absent=NOT_KNOWN,
        ),
        Column("earned", "Earned", "money", absent=NOT_KNOWN),
        Column("unverified", "Unverified", "money", absent=NOT_KNOWN),
        Column("at_risk", "At risk", "money", warns="attention", absent=NOT_KNOWN),
        Column("spent", "Spent", "money", absent=NOT_KNOWN),
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


_ACHIEVED = ACHIEVED
for _name in ("planned", "achieved", "difference"):
    _ACHIEVED = _ACHIEVED.changed(_name, get=f"{_name}_phrases")
"""What was planned and achieved, in the words of the workbook's language."""
_CHANGES = Table(
    name="changes",
    columns=in_order(
        Column("where", "Where", "id", names=True, width=16),
        Column("partner", "Partner"),
        Column("approved", "Approved", "money", absent=NOT_KNOWN, width=18),
        Column("now", "Now", "money", absent=NOT_KNOWN, width=18),
        Column(
            "difference",
            "Difference",
            "money",
            formula="=ROUND({now}-{approved},2)",
            absent=NOT_KNOWN,
            width=18,
        ),
    ),
    empty="nothing",
)


def _changes(p: Partnership, partner: str | None) -> Iterator[tuple[Any, ...]]:
    """Yield what each one had by the approved plan and has now, where it differs."""
    before, now = (_shares(p, partner, approved=approved) for approved in (True, False))
    for line, home in dict.fromkeys((*before, *now)):
        old, new = before.get((line, home)), now.get((line, home))
        if old != new:
            difference = None if old is None or new is None else new - old
            yield line, p.label(home), old, new, difference


def _shares(p: Partnership, partner: str | None, *, approved: bool) -> dict[tuple[str, str], Money]:
    money = matrix(evolve(p, facts=()) if approved else p)
    return {
        (line.id, home.id): share
        for line in money.rows
        for n, home in shown(money, partner)
        if (share := money.part(line, n)) is not None
    }
