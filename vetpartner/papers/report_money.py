"""The tables of money that every reader of a report gets: shares, what is carried out, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Money
from vetpartner.papers.report_columns import cell, naming
from vetpartner.papers.report_going_on import KINDS
from vetpartner.render.grids import Explained, Named, Word
from vetpartner.state.rows import DONE, has_begun
from vetpartner.state.shares import sum_of
from vetpartner.values.counts import AtLeast, told
from vetpartner.values.phrase import Phrase, listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.papers.report import ReportData
    from vetpartner.state.rows import Achieved
    from vetpartner.state.shares import Matrix, MatrixRow, PaymentRow


_UNSTATED = Explained(say(NOT_KNOWN), None)
"""An amount that nobody stated, in a table of amounts."""


@frozen(kw_only=True)
class Totals:
    """The row of sums below the amounts by organisation."""

    shares: tuple[Money | None, ...]
    total: Money | None
    id: str = ""


def shared_out(report: ReportData) -> Table:
    """Return the amounts as allocated, with a column for each organisation."""
    budget = report.budget
    shares = (
        Column(f"share_{n}", home.short, "money", get=_share(budget, n))
        for n, home in enumerate(budget.organisations)
    )

    def total(row: Any) -> Explained:  # noqa: ANN401 - a row of the matrix, or its total
        if row.total is None:
            return _UNSTATED
        address = "/".join(filter(None, ("budget", row.id)))
        return Explained(row.total, address if address in report.explained else None)

    columns = (
        naming("Activity" if budget.by_activity else "Work package", _line_or_total),
        *shares,
        Column("total", "Total", "money", get=total),
    )
    table = Table(name="budget", columns=columns, empty="No amount is allocated.", cents=False)
    return table.of(
        budget.rows if budget.total else (),
        caption=say(
            "Amounts as allocated, by organisation, in {currency}", currency=report.currency
        ),
        total=Totals(shares=budget.totals, total=budget.whole),
        notes=undivided(budget) if budget.total else (),
    )


def _share(budget: Matrix, number: int) -> Callable[[Any], Any]:
    def share(row: Any) -> Any:  # noqa: ANN401 - a row of the matrix, or its total
        if not isinstance(row, Totals):
            return row.shares[number]
        found = budget.totals[number]
        if found is None:
            return _UNSTATED
        # The caption says the currency: with it in each cell the first column has no room.
        least = told(AtLeast(found.amount)) if undivided(budget) else None
        return found if least is None else Explained(least, None)

    return share


def total_of(budget: Matrix, number: int) -> Money | Phrase | None:
    """Return the total of an organisation, `at least` it while some money is not shared out."""
    found = budget.totals[number]
    if found is None or not undivided(budget):
        return found
    return say("at least {amount}", amount=found)


def undivided(budget: Matrix) -> tuple[Phrase, ...]:
    """Return that totals of organisations lack what is not shared out, where there is any."""
    open_ = [row.unshared for row in budget.rows if row.unshared and row.unshared.amount > 0]
    if not open_:
        return ()
    return (
        say(
            "{amount} is not shared out among the organisations yet, and in no total of one.",
            amount=Money.total(open_, open_[0].currency),
        ),
    )


def _line_or_total(row: Any) -> Any:  # noqa: ANN401 - a row of the matrix, or its total
    return Named(id=row.id, title=row.title) if row.id else Word("Total")


# What the grant was for, by how much of it is done.


@frozen(kw_only=True)
class CarriedOut:
    """The lines of the budget of which as much is done, by id, and their amounts as one text."""

    what: Phrase
    lines: tuple[str, ...]
    amount: Phrase


_ALL = say("all that was planned is done")
_PART = say("a part is done, or its planned time has begun")
_NONE = say("nothing of it is recorded as done")
_UNKNOWN = say(NOT_KNOWN)
_PEOPLE = "Participants"


def carried_out(report: ReportData) -> Table:
    """Return the lines of the budget by how much of them is done, with their whole amounts.

    All is done where each planned thing is, and as many came as were planned. Where activities and
    deliverables are, and something else is not, the kinds of things stand there. It is not known
    where neither of those is planned. Project management stands apart. Nothing is reckoned of what
    is done in part.
    """
    budget, day = report.budget, report.planned_by
    going_on = {
        line.id for line in report.packages if day and (line.last is None or line.last > day)
    }
    found: dict[Phrase, list[MatrixRow]] = {}
    for row, paid in zip(budget.rows, report.paid_for, strict=True):
        far = _how_far(paid.rows, goes_on=row.id in going_on)
        if paid.managing:
            far = say("{part}: {of}", part=say("Project management"), of=far)
        found.setdefault(far, []).append(row)
    lines = "Activities" if budget.by_activity else "Work packages"
    table = Table(
        name="carried_out",
        cents=False,
        columns=(
            naming("How much", lambda row: row.what),
            Column("lines", lines, get=lambda row: ", ".join(row.lines) or None),
            Column("amount", "Amount", "amount"),
        ),
        notes=(
            say(
                "Each of them stands with its whole amount. All is done once its time is over, "
                "everything that was planned for it is recorded as done, indicators included, and "
                "as many took part as were planned. The national agency decides about the grant "
                "when it assesses the final report."
            ),
        ),
    )
    rows = tuple(
        CarriedOut(
            what=far,
            lines=tuple(line.id for line in lines),
            amount=_sum(lines, report.currency),
        )
        for far, lines in sorted(found.items(), key=_place)
    )
    return table.of(
        rows if budget.total else (),
        caption=say("What the grant was for, and how much of it is done"),
    )


_ORDER = (_ALL, None, _PART, _NONE, _UNKNOWN)
"""The order in which they are told; None stands for what is done by kinds."""


def _place(told: tuple[Phrase, list[MatrixRow]]) -> tuple[bool, int]:
    """Return where it stands: management last, and what is the furthest first."""
    of = dict(told[0].values).get("of")
    far = of if isinstance(of, Phrase) else told[0]
    return far is not told[0], _ORDER.index(far if far in _ORDER else None)


def _how_far(rows: tuple[Achieved, ...], *, goes_on: bool) -> Phrase:
    made = [row for row in rows if row.kind in {"activity", "deliverable"}]
    if not made:
        return _UNKNOWN
    if all(row.status in DONE for row in made):
        return _PART if goes_on else _by_kinds(rows)
    begun = any(row.status in {*DONE, "partly"} or has_begun(row) for row in made)
    return _PART if begun else _NONE


def _by_kinds(rows: tuple[Achieved, ...]) -> Phrase:
    """Return that all is done, or else which kinds of things are, and which are not."""
    kinds = {title: [r.status in DONE for r in rows if r.kind == k] for k, title in KINDS.items()}
    kinds[_PEOPLE] = [
        row.achieved_value is not None and row.achieved_value >= row.planned_value
        for row in rows
        if row.kind == "activity" and row.planned_value is not None
    ]
    whole = [say(title) for title, done in kinds.items() if done and all(done)]
    short = [say(title) for title, done in kinds.items() if not all(done)]
    if not short:
        return _ALL
    return say(
        "recorded as done in full ({done}), not in full ({rest})",
        done=listed(whole, ", ") or "",
        rest=listed(short, ", ") or "",
    )


def _sum(lines: Iterable[MatrixRow], currency: str) -> Phrase:
    """Return the amounts of lines in all, at least where one is not known."""
    amounts = [line.total for line in lines]
    known = sum_of(amounts, currency)
    if known is None:
        return say(NOT_KNOWN)
    if None in amounts:
        return say("at least {amount}", amount=known)
    return say("{value}", value=known)


# What the agency paid.


def paid(report: ReportData) -> Table:
    """Return the payments of the agency as agreed and as received, and their sums."""
    rows = report.payments

    def received(row: Any) -> Explained:  # noqa: ANN401 - a row of payments, or their sums
        address = f"payments/{row.id}"
        return Explained(row.paid, address if address in report.explained else None)

    def name(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
        if row is total:
            return Word("Total")
        return row.title if row.id else Word("Arrived, but for no payment of the plan")

    total = _payments(rows, report.currency)
    columns = (
        naming("Payment", name),
        cell("after", "After", lambda row: Word(row.trigger) if row.trigger else None),
        Column("expected", "Expected by", "when"),
        Column("agreed", "Agreed", "money", get=lambda row: row.amount),
        Column("received", "Received", "money", get=received),
        Column("open", "Open", "money"),
    )
    return Table(name="payments", columns=columns, cents=False).of(
        rows,
        caption=say(
            "Payments of the agency, as agreed and as received, in {currency}",
            currency=report.currency,
        ),
        total=total,
    )


@frozen(kw_only=True)
class PaymentSums:
    """The sums of payments; one of which a part is not known is not known."""

    amount: Money | Explained
    paid: Money | None
    open: Money | Explained
    id: str = ""
    title: str = ""
    trigger: str = ""
    expected: None = None


def _payments(rows: Iterable[PaymentRow], currency: str) -> PaymentSums:
    planned = [row for row in rows if row.id]

    def added(amounts: list[Money | None]) -> Money | Explained:
        known = None if None in amounts else sum_of(amounts, currency)
        return _UNSTATED if known is None else known

    return PaymentSums(
        amount=added([row.amount for row in planned]),
        paid=sum_of((row.paid for row in rows), currency),
        open=added([row.open for row in planned]),
    )
