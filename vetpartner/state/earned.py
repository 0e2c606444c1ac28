"""What of the lump sum is earned by each organisation, and what is at risk, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Money, management_of
from vetpartner.model.partnership import once
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import (
    lacks_document,
    missing_evidence,
    owner_of,
    proofs_verified,
    unshown,
)
from vetpartner.state.rows import DONE, LATE
from vetpartner.state.shares import amount_of, makers_of, matrix, share_in
from vetpartner.state.unknown import unknown_evidence, without_any_date
from vetpartner.values.keyed import grouped, summed
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.rows import Achieved
    from vetpartner.state.shares import MatrixRow
    from vetpartner.values.phrase import Language


OwnedRow = tuple[str, str | None]
"""A row of the matrix and an organisation, None for what is not shared out."""


@frozen
class Why:
    """What is the matter with something; `of` is its id, empty where that is clear."""

    of: str
    phrases: tuple[Phrase, ...]

    def __str__(self) -> str:
        return f"{self.of} {', '.join(map(str, self.phrases))}".strip()

    def within(self, language: Language) -> str:
        """Return it in a language."""
        said = ", ".join(phrase.within(language) for phrase in self.phrases)
        return f"{self.of} {said}".strip()


@frozen(kw_only=True)
class AtRisk:
    """An amount that the agency may cut, and why; `owner` is the id of an organisation.

    In `unverified` it is one that only a rule without a source would cut.
    """

    id: str
    title: str
    amount: Money
    reasons: tuple[Why, ...]
    owner: str | None
    owner_label: str
    address: str

    @property
    def why(self) -> str:
        """Return the reasons in English."""
        return "; ".join(map(str, self.reasons))

    @property
    def named(self) -> str:
        """Return id and title, the id alone where it has no title."""
        return entitled(self.id, self.title)


AT_RISK = Table(
    name="at_risk",
    caption="What is at risk",
    columns=(
        Column("named", "Activity", names=True),
        Column("reasons", "Reason", "lines"),
        Column("owner_label", "Who"),
        Column("amount", "Amount", "amount", full="Amount of all partners"),
    ),
)

UNVERIFIED = evolve(AT_RISK, name="unverified", caption="What rests on an unverified rule")


@once
def at_risk(p: Partnership) -> tuple[AtRisk, ...]:
    """Return the amounts at risk as of the day, the largest first; none is in it twice.

    What is late, outside the project's days or lacks evidence counts with its activity's amount, a
    result with that of the activity that makes it; where that has none, with its work package as a
    whole. What activities have beyond their work package is in no line of the budget, and so not
    at risk. What lacks evidence by a rule that has no source stands in `unverified`.
    Amounts in another currency than the project's are left out.
    """
    return _amounts_of(p, _reasons(p))


@once
def unverified(p: Partnership) -> tuple[AtRisk, ...]:
    """Return what would be earned if not for a rule that no source confirms, the largest first.

    Such a rule takes no money from anybody, and nobody is told that the money is safe.
    """
    return _amounts_of(p, _unverified(p))


def _amounts_of(p: Partnership, reasons: Mapping[str, list[Why]]) -> tuple[AtRisk, ...]:
    amounts = summed((id_, money) for id_, _, money in _parts(p) if id_ in reasons)
    found = [_risk(p, id_, money, reasons[id_]) for id_, money in amounts.items() if money]
    return tuple(sorted(found, key=lambda at: (-at.amount.amount, at.id)))


@once
def _reasons(p: Partnership) -> dict[str, list[Why]]:
    """Return what is the matter with activities, and with work packages as a whole.

    A work package as a whole has what is the matter with each of its activities too.
    """
    found = grouped(
        (at, Why("" if at == row.id else row.id, why))
        for row, why in _troubled(p)
        if (at := stands_with(p, row)) is not None
    )
    for activity in p.plan.activities:
        if activity.id in found and activity.work_package in found:
            own = (Why(why.of or activity.id, why.phrases) for why in found[activity.id])
            found[activity.work_package].extend(own)
    return found


@once
def _unverified(p: Partnership) -> dict[str, list[Why]]:
    """Return what only a rule without a source keeps from being earned, and what that asks for."""
    if proofs_verified(p):
        return {}
    asked = missing_evidence(p)
    open_ = _done(p, {*unshown(p)}) - _done(p, {*asked, *unshown(p)})
    lacking = (row for row in achieved(p) if row.id in asked and row.kind != "indicator")
    placed = (
        (at, row)
        for row in lacking
        for at in dict.fromkeys((row.id, stands_with(p, row), row.work_package))
    )
    return grouped(
        (at, Why("" if at == row.id else row.id, _lacks(p, row.id, asked[row.id])))
        for at, row in placed
        if at is not None and at in open_
    )


def _lacks(p: Partnership, id_: str, kinds: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(lacks_document(p, id_, kind) for kind in kinds)


def stands_with(p: Partnership, row: Achieved) -> str | None:
    """Return what a row stands or falls with: the activity that has an amount, or the package."""
    maker = (_activities(p) if row.kind == "activity" else makers_of(p)).get(row.id)
    return maker.id if maker is not None and amount_of(p, maker) else row.work_package


@once
def _activities(p: Partnership) -> dict[str, Activity]:
    return {activity.id: activity for activity in p.plan.activities}


def unjudged(p: Partnership) -> Money:
    """Return how much of the budget is not known to be at risk, and not known to be safe.

    It is that of what took place while no rules say what must be proved, and of what has no date.
    """
    risky, proved, undated = _reasons(p), unknown_evidence(p) is None, without_any_date(p)
    unsure = {
        stands_with(p, row)
        for row in achieved(p)
        if row.kind in {"activity", "deliverable"}
        and (row.id in undated or (row.status in DONE and not proved))
    }
    return Money.total(
        (m for id_, (line, _), m in _parts(p) if id_ not in risky and {id_, line} & unsure),
        p.plan.project.currency,
    )


def total_at_risk(p: Partnership, found: tuple[AtRisk, ...]) -> Money:
    """Return the sum of amounts at risk in the project's currency."""
    return Money.total((at.amount for at in found), p.plan.project.currency)


def _troubled(p: Partnership) -> Iterator[tuple[Achieved, tuple[Phrase, ...]]]:
    """Yield what is late, cancelled or without evidence, and what is the matter with it."""
    missing, end = missing_evidence(p) if proofs_verified(p) else {}, p.end
    for row in achieved(p):
        if row.kind not in {"activity", "deliverable"}:
            continue
        if row.status == "cancelled":
            yield row, (say("cancelled"),)
        elif row.status in DONE and end is not None and row.last is not None and row.last > end:
            yield row, (say("after the end of the project"),)
        elif row.status in DONE and p.start and row.first is not None and row.first < p.start:
            yield row, (say("before the start of the project"),)
        elif row.status in LATE:
            yield row, (say("overdue"),)
        elif row.kind == "activity" and row.id in missing:
            yield row, (say("held"), *_lacks(p, row.id, missing[row.id]))
        elif row.id in unshown(p):
            yield row, (say("neither a file nor an address to show"),)


def _risk(p: Partnership, id_: str, amount: Money, reasons: list[Why]) -> AtRisk:
    owner = owner_of(p, id_)
    return AtRisk(
        id=id_,
        title=getattr(p[id_], "title", None) or id_,  # an id may stand twice
        amount=amount,
        reasons=tuple(dict.fromkeys(reasons)),
        owner=owner,
        owner_label=p.label(owner),
        address=f"{p.kind_of(id_)}/{id_}",
    )


# What of the lump sum is earned and what is at risk, by organisation.


@frozen(kw_only=True)
class Earning:
    """Amounts by row of the matrix and organisation; under None what is not shared out.

    `earned` is by the reading that whole activities and work packages count, or nothing of them;
    `by_results` by the reading that of each so much counts as of its results is done, whatever
    rules without a source ask for. Both are None where no rules say what must be proved.
    `unverified` is what rests on a rule without a source, see `unverified`.
    """

    earned: dict[OwnedRow, Money] | None
    at_risk: dict[OwnedRow, Money]
    unverified: dict[OwnedRow, Money]
    by_results: dict[OwnedRow, Money] | None


def by_home(amounts: Mapping[OwnedRow, Money]) -> dict[str | None, Money]:
    """Return the sums by organisation."""
    return summed((home, money) for (_, home), money in amounts.items())


@once
def earning(p: Partnership) -> Earning:
    """Return what is earned and at risk of the amounts of the matrix.

    An activity is earned once it is done with all its evidence. What a work package has beyond
    its activities is earned once all its activities and deliverables are, and its last day is past.
    An amount of an activity that is not shared out goes to those who take part in it, in proportion
    to their shares of the work package, and to nobody beyond that share.
    At risk is what `at_risk` names: an activity with its amount, or a work package as a whole.
    """
    missing = {*missing_evidence(p), *unshown(p)}
    done, risky, unsure = _done(p, missing), _reasons(p).keys(), _unverified(p).keys()
    parts = _parts(p)
    earned: dict[OwnedRow, Money] | None = None
    by_results: dict[OwnedRow, Money] | None = None
    if unknown_evidence(p) is None:
        earned = summed((at, money) for id_, at, money in parts if id_ in done)
        made = _made(p, {*unshown(p), *(missing_evidence(p) if proofs_verified(p) else ())})
        by_results = summed(
            (at, money.allocate([some, all_ - some])[0])
            for id_, at, money in parts
            for some, all_ in (made.get(id_, (0, 1)),)
        )
    return Earning(
        earned=earned,
        at_risk=summed((at, money) for id_, at, money in parts if id_ in risky),
        unverified=summed((at, money) for id_, at, money in parts if id_ in unsure),
        by_results=by_results,
    )


def _done(p: Partnership, lacking: set[str]) -> set[str]:
    """Return the ids of activities, results and work packages that are earned.

    `lacking` are those without the evidence that they need.
    """
    rows = [row for row in achieved(p) if row.kind in {"activity", "deliverable"}]
    out = {*lacking, *(row.id for row, _ in _troubled(p))}
    done = {row.id for row in rows if row.status in DONE and row.id not in out}
    open_packages = {row.work_package for row in rows if row.id not in done}
    packages = {row.work_package for row in rows} - open_packages
    done |= {id_ for id_ in packages if id_ is not None and _over(p, id_)}
    return done - _reasons(p).keys()


def _made(p: Partnership, lacking: set[str]) -> dict[str, tuple[int, int]]:
    """Return of how many results of each activity and work package how many are done.

    An activity without results is one result itself; management as a whole is done once it is over.
    """
    done = _done(p, lacking)
    managing = management_of(p.plan.work_packages).package
    rows = (row for row in achieved(p) if row.kind in {"activity", "deliverable"})
    wanted: dict[str | None, Sequence[str]] = dict(grouped((r.work_package, r.id) for r in rows))
    wanted |= {each.id: each.results or (each.id,) for each in p.plan.activities}
    if managing is not None:
        wanted[managing.id] = (managing.id,)
    return {
        of: (sum(id_ in done for id_ in ids), len(ids))
        for of, ids in wanted.items()
        if of is not None
    }


@once
def _parts(p: Partnership) -> tuple[tuple[str, OwnedRow, Money], ...]:
    """Return what stands or falls with which activity or work package, its place, its amount."""
    return tuple(_each_part(p))


def _each_part(p: Partnership) -> Iterator[tuple[str, OwnedRow, Money]]:
    table, risky = matrix(p), _reasons(p)
    ids = [home.id for home in table.organisations]
    inside = grouped((activity.work_package, activity) for activity in p.plan.activities)
    for line in table.rows:
        rest = _amounts(line, ids)
        apart = not table.by_activity and line.id not in risky
        for id_, home, money in _shared_out(p, inside.get(line.id, ()) if apart else (), rest):
            yield id_, (line.id, home), money
            rest[home] -= money
        for home, money in rest.items():
            yield line.id, (line.id, home), money


def _over(p: Partnership, package: str) -> bool:
    """Tell whether the last day of a work package is past; management lasts to the end."""
    when = getattr(p.get(package), "when", None)
    span = when.span(p.start) if when is not None else None
    return span is None or span.last <= p.as_of


def _shared_out(
    p: Partnership, activities: Iterable[Activity], whole: Mapping[str | None, Money]
) -> tuple[tuple[str, str | None, Money], ...]:
    """Return what each organisation has in the activities of a work package; `whole` is in all.

    What is stated for an organisation counts up to its share of the package; what is more stays
    open, since nobody else has it. An amount that is not shared out goes to those who take part, in
    proportion to their shares, and what these cannot take to the others. So nobody has more in the
    activities than in the package. Those with the fewest who take part come first.
    """
    known = [(activity, amount) for activity in activities if (amount := amount_of(p, activity))]
    left = {home: money for home, money in whole.items() if money.amount > 0}
    found: list[tuple[str, str | None, Money]] = []
    for home, share in tuple(left.items()):
        stated = ((each.id, share_in(each, home or "", share.currency)) for each, _ in known)
        claims = [(id_, money) for id_, money in stated if money is not None and money.amount > 0]
        parts = _within(share, tuple(money for _, money in claims))
        found += ((id_, home, part) for (id_, _), part in zip(claims, parts, strict=True))
        left[home] = share - Money.total(parts, share.currency)
    for activity, amount in sorted(known, key=lambda pair: len(_takers(pair[0], left))):
        shares = (share_in(activity, id_, amount.currency) for id_ in activity.grant)
        need = amount - Money.total((one for one in shares if one is not None), amount.currency)
        for some in (_takers(activity, left), tuple(left)):
            for home, money in _filled(need, some, whole, left).items():
                found.append((activity.id, home, money))
                left[home], need = left[home] - money, need - money
    return tuple(found)


def _within(share: Money, claims: tuple[Money, ...]) -> tuple[Money, ...]:
    """Return the claims, or else the share in proportion to them where they are more."""
    fits = Money.total(claims, share.currency) <= share
    return claims if fits else share.allocate([one.amount for one in claims])


def _takers(activity: Activity, homes: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return those of the organisations that take part; all of them where nobody is named."""
    named = {*activity.organisations, activity.responsible} if activity.organisations else ()
    return tuple(home for home in homes if home in named) or tuple(homes)


def _filled(
    need: Money,
    homes: Iterable[str | None],
    whole: Mapping[str | None, Money],
    left: Mapping[str | None, Money],
) -> dict[str | None, Money]:
    """Return who takes how much of an amount, in proportion to `whole`, but no more than `left`."""
    open_ = [home for home in homes if left[home]]
    taken: dict[str | None, Money] = {}
    while need and open_:
        parts = need.allocate([whole[home].amount for home in open_])
        full = [home for home, part in zip(open_, parts, strict=True) if part >= left[home]]
        if not full:
            return taken | {home: part for home, part in zip(open_, parts, strict=True) if part}
        for home in full:
            taken[home] = left[home]
            need -= left[home]
        open_ = [home for home in open_ if home not in full]
    return taken


def _amounts(line: MatrixRow, ids: list[str]) -> dict[str | None, Money]:
    """Return the shares of a row by organisation, and under None what else is known of it."""
    amounts: dict[str | None, Money] = {
        id_: share for id_, share in zip(ids, line.shares, strict=True) if share is not None
    }
    if line.rest:
        amounts[None] = line.rest
    return amounts
