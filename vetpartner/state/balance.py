"""What was promised and what became of it: objectives, work packages and lines of the budget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Amended, Money, Partnership, management_of
from vetpartner.state.earned import earning
from vetpartner.state.rows import NOT_JUDGED, Achieved, Status, done_of, last_day, package_of
from vetpartner.state.shares import matrix, sum_of
from vetpartner.values.counts import known_part
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vetpartner.state.shares import Matrix


@frozen(kw_only=True)
class Tally:
    """How many of the planned things are done, and how many were to be by a day.

    `done` is `AtLeast` where those `unjudged` may be too, and None where nothing else is.
    `so_far` is None where that day is not asked for, or no date tells it.
    """

    done: Decimal | None
    planned: int
    unjudged: int = 0
    so_far: Decimal | None = None


@frozen(kw_only=True)
class BudgetLine:
    """A work package or activity, or under it the changed share of one organisation.

    `organisation` is what people call the organisation, None for the whole line.
    An amount is None where nobody stated it, and so is what would be reckoned with it; `earned` and
    `at_risk` are None too where no rules say what must be proved. `unverified` rests on a rule
    without a source.
    `reason` is that of the amendments which changed it; None without a difference or a reason.
    """

    id: str
    title: str
    organisation: str | None
    approved: Money | None
    now: Money | None
    earned: Money | None
    unverified: Money | None
    at_risk: Money | None
    reason: str | None

    @property
    def difference(self) -> Money | None:
        """Return by how much it grew, None where that cannot be told."""
        return None if self.now is None or self.approved is None else self.now - self.approved


@frozen(kw_only=True)
class BalanceLine:
    """An objective or a work package: what is done of what was planned for it.

    `packages` are the work packages that serve an objective.
    `measured` are the rows of its indicators, each with target and value.
    `differing` is how many of all these differ from the plan.
    `money` is the line of the budget of a work package, `last` its last day planned, None where
    nobody knows it.
    """

    id: str
    title: str
    packages: tuple[str, ...]
    activities: Tally
    deliverables: Tally
    indicators: Tally
    measured: tuple[Achieved, ...]
    differing: int
    money: BudgetLine | None = None
    last: date | None = None

    @property
    def status(self) -> Status | None:
        """Return how far it is reached by what was planned for it, None where nothing was."""
        tallies = (self.activities, self.deliverables, self.indicators)
        done = int(sum(tally.done or 0 for tally in tallies))
        unjudged = sum(tally.unjudged for tally in tallies)
        planned = sum(tally.planned for tally in tallies)
        if not planned:
            return None
        if unjudged and done in {0, planned - unjudged}:
            return NOT_JUDGED
        return "done" if done == planned else "partly" if done else "open"


def objective_lines(
    p: Partnership, rows: Sequence[Achieved], day: date | None = None
) -> tuple[BalanceLine, ...]:
    """Return the objectives of the plan, each with the work packages and indicators it has.

    `day` is the one by which things had to be done to be planned `so_far`.
    An indicator belongs to the objective that it measures, or else to those of its work package.
    """
    objectives = {objective.id for objective in p.plan.objectives}
    own = {i.id: i.of for i in p.plan.indicators if i.of in objectives}
    apart = grouped((row.kind == "indicator" and row.id in own, row) for row in rows)
    measuring = grouped((own[row.id], row) for row in apart.get(True, ()))
    by_package = _by_package(p, apart.get(False, ()))
    serving = grouped((id_, wp.id) for wp in p.plan.work_packages for id_ in wp.objectives)
    return tuple(
        _line(
            objective.id,
            objective.title,
            tuple(serving.get(objective.id, ())),
            [
                *(r for id_ in serving.get(objective.id, ()) for r in by_package.get(id_, ())),
                *measuring.get(objective.id, ()),
            ],
            day,
        )
        for objective in p.plan.objectives
    )


def package_lines(
    p: Partnership,
    rows: Sequence[Achieved],
    budget: Iterable[BudgetLine],
    day: date | None = None,
) -> tuple[BalanceLine, ...]:
    """Return the work packages of the plan, each with its line of the budget; `day` as above."""
    by_package = _by_package(p, rows)
    money = {line.id: line for line in budget if line.organisation is None}
    return tuple(
        evolve(
            _line(package.id, package.title or package.id, (), by_package.get(package.id, ()), day),
            money=money.get(package.id),
            last=last_day(p, package.when),
        )
        for package in p.plan.work_packages
    )


@frozen(kw_only=True)
class PaidFor:
    """A line of the budget, by the id of its work package or activity, and what it pays for.

    `managing` tells that it is the work package of project management.
    """

    id: str
    rows: tuple[Achieved, ...]
    managing: bool = False


def paid_for(p: Partnership, rows: Iterable[Achieved], budget: Matrix) -> tuple[PaidFor, ...]:
    """Return all that each line of the budget pays for: what belongs to it of all planned things.

    To an activity belong its results and the indicators that measure it or one of them.
    """
    rows = tuple(rows)
    guess = management_of(p.plan.work_packages)
    package = guess.package if guess.why is None else None
    # An id such as WP1 alone is not enough to set its money apart.
    managing = package.id if package and (package.management or package.title) else None
    by_package = _by_package(p, rows)

    def of_activity(id_: str) -> Iterator[Achieved]:
        own = {id_, *getattr(p.get(id_), "results", ())}
        for row in rows:
            measured = getattr(p.at(row.address), "of", None) if row.kind == "indicator" else None
            if row.id in own or measured in own:
                yield row

    return tuple(
        PaidFor(
            id=line.id,
            rows=tuple(of_activity(line.id) if budget.by_activity else by_package.get(line.id, ())),
            managing=line.id == managing,
        )
        for line in budget.rows
    )


def _by_package(p: Partnership, rows: Iterable[Achieved]) -> dict[str | None, list[Achieved]]:
    return grouped((package_of(p, row), row) for row in rows)


def _line(
    id_: str,
    title: str,
    packages: tuple[str, ...],
    rows: Sequence[Achieved],
    day: date | None,
) -> BalanceLine:
    return BalanceLine(
        id=id_,
        title=title,
        packages=packages,
        activities=_tally(rows, "activity", day),
        deliverables=_tally(rows, "deliverable", day),
        indicators=_tally(rows, "indicator", day),
        measured=tuple(row for row in rows if row.kind == "indicator"),
        differing=sum(bool(row.difference_phrases) for row in rows),
    )


def _tally(rows: Iterable[Achieved], kind: str, day: date | None) -> Tally:
    some = [row for row in rows if row.kind == kind]
    so_far = None
    if day is not None:
        whole = all(row.due is not None for row in some)
        so_far = known_part(sum(row.due_by(day) for row in some), whole=whole)
    unjudged = sum(row.status == NOT_JUDGED for row in some)
    return Tally(done=done_of(some), planned=len(some), unjudged=unjudged, so_far=so_far)


OwnedLine = tuple[str, str]
"""A line and an organisation, or `WHOLE` for the line itself."""

WHOLE = ""
"""What stands for the whole line where an organisation would: no id is empty."""


@frozen(kw_only=True)
class _Cells:
    """All amounts and reasons by their place in the budget."""

    approved: Mapping[OwnedLine, Money]
    now: Mapping[OwnedLine, Money]
    earned: Mapping[OwnedLine, Money] | None
    unverified: Mapping[OwnedLine, Money]
    at_risk: Mapping[OwnedLine, Money]
    reasons: Mapping[str, tuple[str, ...]]
    none: Money

    def line(
        self, id_: str, title: str, home: str, label: str | None, *, changed: bool = True
    ) -> BudgetLine:
        """Return one line."""
        place = id_, home
        approved, now = self._stated(self.approved, place), self._stated(self.now, place)
        differs = changed if home == WHOLE and approved == now else approved != now
        # That somebody left is why less is theirs: what they got before has its own reason.
        less = approved is not None and now is not None and now < approved
        reasons = (*self.reasons.get(id_, ()), *(self.reasons.get(home, ()) if less else ()))
        judged = now is not None and self.earned is not None
        return BudgetLine(
            id=id_,
            title=title,
            organisation=label,
            approved=approved,
            now=now,
            earned=self._of(self.earned or {}, place) if judged else None,
            unverified=self._of(self.unverified, place) if judged else None,
            at_risk=self._of(self.at_risk, place) if judged else None,
            reason=" ".join(dict.fromkeys(reasons)) or None if differs else None,
        )

    def _of(self, amounts: Mapping[OwnedLine, Money], place: OwnedLine) -> Money:
        return amounts.get(place, self.none)

    def _stated(self, amounts: Mapping[OwnedLine, Money], place: OwnedLine) -> Money | None:
        """Return an amount: nothing for who has none in a line, None where the line has none."""
        return self._of(amounts, place) if (place[0], WHOLE) in amounts else None


def budget_lines(p: Partnership) -> tuple[BudgetLine, ...]:
    """Return each line of the budget, and below it each share that was changed after approval."""
    before, now = matrix(Partnership(baseline=p.baseline)), matrix(p)
    money = earning(p)
    cells = _Cells(
        approved=_cells(before),
        now=_cells(now),
        earned=None if money.earned is None else _with_sums(money.earned),
        unverified=_with_sums(money.unverified),
        at_risk=_with_sums(money.at_risk),
        reasons=_reasons(p),
        none=Money(0, p.plan.project.currency),
    )
    titles = {row.id: row.title for row in (*before.rows, *now.rows)}
    homes = {home.id: home.short for home in (*before.organisations, *now.organisations)}
    found: list[BudgetLine] = []
    for id_, title in titles.items():
        shares = [cells.line(id_, title, home, label) for home, label in homes.items()]
        changed = [share for share in shares if share.difference]
        found += (cells.line(id_, title, WHOLE, None, changed=bool(changed)), *changed)
    return tuple(found)


def total_line(lines: Iterable[BudgetLine], currency: str) -> BudgetLine:
    """Return the sums of whole lines, None where one of them is not known.

    The shares below are in it already.
    """
    whole = [line for line in lines if line.organisation is None]

    def added(name: str) -> Money | None:
        amounts = [getattr(line, name) for line in whole]
        return None if None in amounts else sum_of(amounts, currency)

    return BudgetLine(
        id="",
        title="",
        organisation=None,
        approved=added("approved"),
        now=added("now"),
        earned=added("earned"),
        unverified=added("unverified"),
        at_risk=added("at_risk"),
        reason=None,
    )


def _cells(table: Matrix) -> dict[OwnedLine, Money]:
    """Return the amounts of a matrix by row and organisation, and those of the whole rows."""
    found: dict[OwnedLine, Money] = {}
    for row in table.rows:
        if row.total is not None:
            found[row.id, WHOLE] = row.total
        for home, share in zip(table.organisations, row.shares, strict=True):
            if share is not None:
                found[row.id, home.id] = share
    return found


def _with_sums(amounts: Mapping[tuple[str, str | None], Money]) -> dict[OwnedLine, Money]:
    """Return amounts by organisation with the sum of each line; what nobody has is in the sum."""
    found: dict[OwnedLine, Money] = {}
    for (line, home), money in amounts.items():
        for place in dict.fromkeys((home or WHOLE, WHOLE)):
            found[line, place] = found.get((line, place), Money(0, money.currency)) + money
    return found


def _reasons(p: Partnership) -> dict[str, tuple[str, ...]]:
    """Return why money was moved, by the work package or activity amended, or by who left."""
    told = (
        (id_, text)
        for fact in p.facts_of_kind(Amended)
        if not {"grant", "amount", "left"}.isdisjoint(fact.changes())
        for id_ in (fact.of, getattr(p.get(fact.of), "work_package", None))
        if id_ is not None and (text := fact.why) is not None
    )
    return {id_: tuple(texts) for id_, texts in grouped(told).items()}
