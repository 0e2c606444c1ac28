"""Costs, if they are kept: planned and spent, by work package, partner, period and category."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Money, Rate, Spent
from vetpartner.state.periods import Period, period_of, periods, spread
from vetpartner.state.shares import amount_of, matrix, share_in, sum_of
from vetpartner.values.keyed import grouped, summed
from vetpartner.values.table import NOT_KNOWN, Column, Group, Table, Tabled, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.model import Activity, Partnership, WorkPackage
    from vetpartner.state.shares import MatrixRow


# Lines of planned and spent money, in groups, printed as text and as a table.

NOWHERE = "not stated"
NO_DATE = "no date"


@frozen(kw_only=True)
class CostLine:
    """One line: what was planned for something, what was spent on it, and the staff days.

    `planned` is None where nobody stated an amount for such a line, as for a category, and nothing
    for what is in no line of the plan. `spent` is None where no costs are kept at all.
    """

    id: str
    title: str
    planned: Money | None
    spent: Money | None
    days: Decimal

    @property
    def left(self) -> Money | None:
        """Return planned less spent; below zero more was spent than planned."""
        if self.planned is None or self.spent is None:
            return None
        return self.planned - self.spent


@frozen(kw_only=True)
class Costs(Tabled):
    """Planned and spent as of the day, in the project's currency; each group adds up to `total`.

    Amounts planned for a period are those of its activities, and of each work package the rest,
    spread evenly over its days.
    `packages` are activities in a project without work packages.
    `cells` are work package (or activity), partner, planned and spent, where either is stated.
    Where no costs are kept, what was spent is not known: None everywhere.
    `unconverted` are the sums in other currencies that are in no line.
    `rates` are the exchange rates on which conversions can rest, with source and day of entry.
    """

    label: str
    currency: str
    packages: tuple[CostLine, ...]
    partners: tuple[CostLine, ...]
    periods: tuple[CostLine, ...]
    categories: tuple[CostLine, ...]
    total: CostLine
    cells: tuple[tuple[str, str, Money | None, Money | None], ...]
    unconverted: tuple[Money, ...]
    rates: tuple[Rate, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[CostLine, ...]], ...]:
        """Return the groups of lines with their headings, without empty ones."""
        named = (
            ("Work packages", self.packages),
            ("Partners", self.partners),
            ("Periods", self.periods),
            ("Categories", self.categories),
        )
        return tuple((name, lines) for name, lines in named if lines)

    @property
    def table(self) -> Table:
        """Return the groups, each with its total."""
        foreign = ", ".join(str(money) for money in self.unconverted)
        notes = (f"Left out of these totals (no exchange rate): {foreign}",) if foreign else ()
        if self.total.spent is None:
            notes = ("What was spent is not known: no costs are kept",)
        return evolve(
            PLANNED_AND_SPENT,
            caption=f"{self.label}, amounts in {self.currency}",
            groups=tuple(
                Group(title=name, rows=lines, total=_total(lines, self.total))
                for name, lines in self.groups
            ),
            notes=notes,
        )


PLANNED_AND_SPENT = Table(
    name="planned_and_spent",
    about="One row for each work package, partner, period and category, as in `vp.costs`.",
    columns=(
        data("id", "id", "id of the work package, activity or organisation, or of the period"),
        data("title", "text", "what it is called"),
        Column(
            "line",
            "",
            get=lambda x: entitled(x.id, x.title),
            place="shown",
            names=True,
        ),
        Column("planned", "Planned", "money", "what was planned", absent=NOT_KNOWN),
        Column("spent", "Spent", "money", "what was spent", absent=NOT_KNOWN),
        Column(
            "left",
            "Left",
            "money",
            "planned less spent",
            formula="=ROUND({planned}-{spent},2)",
            warns="below zero",
            absent=NOT_KNOWN,
        ),
        Column("days", "Days", "number", "staff days", get=lambda x: x.days or None, absent=""),
    ),
    cents=False,
)


def _total(lines: tuple[CostLine, ...], total: CostLine) -> CostLine:
    """Return the total of a group, without what is planned where its lines have no plan."""
    planned = any(line.planned is not None for line in lines)
    return total if planned else evolve(total, planned=None)


def costs(p: Partnership, partner: str | None = None) -> Costs:
    """Return what was planned and spent as of the day, of all or of one partner.

    Raises `UnknownId` for a partner that is not in the plan.
    A lump sum needs no cost proof: this is for the partners' own planning.
    """
    label = p.plan.project.label
    if partner is not None:
        label = f"{label}, {p[partner] and p.label(partner)}"
    booked, foreign = _booked(p, partner)
    packages = _packages(p, booked, partner)
    currency = p.plan.project.currency
    found = Costs(
        currency=currency,
        label=f"{label}: planned and spent as of {p.as_of}",
        packages=packages,
        partners=_partners(p, booked, partner),
        periods=_periods(p, booked, partner),
        categories=_grouped(booked, lambda cost: cost.category, {}, {}, currency),
        total=CostLine(
            id="",
            title="Total",
            planned=_stated(p, partner),
            spent=Money.total((money for _, money in booked), currency),
            days=sum((cost.days or Decimal(0) for cost, _ in booked), Decimal(0)),
        ),
        cells=_matrix_cells(p, booked, partner),
        unconverted=tuple(foreign.values()),
        rates=p.facts_of_kind(Rate),
    )
    return found if p.facts_of_kind(Spent) else _not_kept(found)


def _not_kept(found: Costs) -> Costs:
    """Return it without what was spent, which nobody knows where no costs are kept."""

    def bare(lines: tuple[CostLine, ...]) -> tuple[CostLine, ...]:
        return tuple(evolve(line, spent=None) for line in lines)

    return evolve(
        found,
        packages=bare(found.packages),
        partners=bare(found.partners),
        periods=bare(found.periods),
        total=evolve(found.total, spent=None),
        cells=tuple((*cell[:3], None) for cell in found.cells),
    )


def _stated(p: Partnership, partner: str | None) -> Money | None:
    """Return what is planned in all, or for one partner; None where a part is not known."""
    table = matrix(p)
    if partner is None:
        return table.whole
    homes = zip(table.organisations, table.totals, strict=True)
    return next((total for home, total in homes if home.id == partner), None)


Booked = list[tuple[Spent, Money]]


def _booked(p: Partnership, partner: str | None) -> tuple[Booked, dict[str, Money]]:
    """Return costs with their amounts in the project's currency, and what is not converted."""
    costs = [cost for cost in p.facts_of_kind(Spent) if partner in {None, cost.organisation}]
    known = [(cost, cost.booked(p.plan.project.currency)) for cost in costs]
    foreign = summed((c.amount.currency, c.amount) for c, money in known if money is None)
    return [(cost, money) for cost, money in known if money is not None], foreign


def package_of(p: Partnership) -> Callable[[Spent], str | None]:
    """Return what tells for which row of the matrix a cost is: its work package, or activity."""
    packages = {a.id: a.work_package for a in p.plan.activities} if p.plan.work_packages else {}
    return lambda cost: packages.get(cost.of or "") or cost.of


def _packages(p: Partnership, booked: Booked, partner: str | None) -> tuple[CostLine, ...]:
    table = matrix(p)
    column = {o.id: i for i, o in enumerate(table.organisations)}.get(partner or "")

    def part(row: MatrixRow) -> Money | None:
        if partner is None:
            return row.total
        return None if column is None else table.part(row, column)

    titles = {row.id: row.title for row in table.rows}
    planned = {row.id: part(row) for row in table.rows}
    return _grouped(booked, package_of(p), titles, planned, p.plan.project.currency)


def _partners(p: Partnership, booked: Booked, partner: str | None) -> tuple[CostLine, ...]:
    table = matrix(p)
    shown = [
        (o, total)
        for o, total in zip(table.organisations, table.totals, strict=True)
        if partner in {None, o.id}
    ]
    titles = {o.id: o.short for o, _ in shown}
    planned: dict[str, Money | None] = {o.id: total for o, total in shown}
    currency = p.plan.project.currency
    lines = _grouped(booked, lambda cost: cost.organisation, titles, planned, currency)
    if partner is not None:
        return lines
    shared = sum_of(table.totals, currency)
    if table.whole is None or table.whole == shared:
        return lines
    rest = table.whole - shared if shared is not None else table.whole
    others = [line for line in lines if line.title != NOWHERE]
    found = next((line for line in lines if line.title == NOWHERE), None)
    none = CostLine(id="", title=NOWHERE, planned=None, spent=Money(0, currency), days=Decimal(0))
    return (*others, evolve(found or none, planned=rest))


def _periods(p: Partnership, booked: Booked, partner: str | None) -> tuple[CostLine, ...]:
    listed = periods(p)
    currency = p.plan.project.currency
    amounts = list(_amounts(p, partner))
    none = Money(0, currency) if amounts else None
    planned: dict[str, Money | None] = {period.id: none for period in listed}
    for thing, money in amounts:
        span = thing.when.span(p.start)
        for id_, part in spread(money, span, listed):
            before = planned.get(id_ or NO_DATE)
            planned[id_ or NO_DATE] = part if before is None else before + part
    titles = {period.id: period.title for period in listed} | {NO_DATE: NO_DATE}

    def when(cost: Spent) -> str:
        return _dated(p, cost, listed) or NO_DATE

    return _grouped(booked, when, titles, planned, currency)


def _dated(p: Partnership, cost: Spent, listed: tuple[Period, ...]) -> str | None:
    span = cost.when.span(p.start) if cost.when is not None else None
    return None if span is None else period_of(span.last, listed)


def _amounts(p: Partnership, partner: str | None) -> Iterable[tuple[WorkPackage | Activity, Money]]:
    """Yield activities with their amounts, and work packages with what is left of theirs."""
    currency = p.plan.project.currency

    def amount(thing: WorkPackage | Activity) -> Money | None:
        return amount_of(p, thing) if partner is None else share_in(thing, partner, currency)

    packages = p.plan.work_packages
    rest = {each.id: own for each in packages if (own := amount(each)) is not None}
    for activity in p.plan.activities:
        money = amount(activity)
        if money is None:
            continue
        if activity.work_package in rest:
            rest[activity.work_package] -= money
            yield activity, money
        elif not packages:
            yield activity, money
    for package in packages:
        if package.id in rest:
            yield package, rest[package.id]


def _matrix_cells(
    p: Partnership, booked: Booked, partner: str | None
) -> tuple[tuple[str, str, Money | None, Money], ...]:
    table, of = matrix(p), package_of(p)
    zero = Money(0, p.plan.project.currency)
    spent: dict[tuple[str, str], Money] = {}
    for cost, money in booked:
        key = (of(cost) or "", cost.organisation or "")
        spent[key] = spent.get(key, zero) + money
    planned = {
        (row.id, o.id): share
        for row in table.rows
        for o, share in zip(table.organisations, row.shares, strict=True)
        if share is not None and partner in {None, o.id}
    }
    keys = (*planned, *(key for key in spent if key not in planned))
    return tuple(
        (of_, who, planned.get((of_, who)), spent.get((of_, who), zero)) for of_, who in keys
    )


def _grouped(
    booked: Booked,
    key: Callable[[Spent], str | None],
    titles: dict[str, str],
    planned: dict[str, Money | None],
    currency: str,
) -> tuple[CostLine, ...]:
    """Return a line for each key that is planned or spent; what has no key stands last."""
    keyed = [(key(cost), cost, money) for cost, money in booked]
    sums = summed((of, money) for of, _, money in keyed)
    days = grouped((of, cost.days or Decimal(0)) for of, cost, _ in keyed)
    keys = [*planned, *(of for of in sums if of is not None and of not in planned)]
    keys = [k for k in keys if k != NO_DATE] + [k for k in keys if k == NO_DATE]
    ordered: list[str | None] = [*keys, *(of for of in sums if of is None)]
    # What is not in the plan has nothing in it, where the others have anything.
    stated = any(money is not None for money in planned.values())
    nothing = Money(0, currency) if stated else None
    return tuple(
        CostLine(
            id=of or "",
            title=NOWHERE if of is None else titles.get(of, of),
            planned=nothing if of is None else planned.get(of, nothing),
            spent=sums.get(of, Money(0, currency)),
            days=sum(days.get(of, ()), Decimal(0)),
        )
        for of in ordered
    )
