"""Money at risk: amounts of activities that are not done, not shown or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held, Money
from vetpartner.model.partnership import once
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import missing_proofs, owner_of
from vetpartner.state.shares import amount_of, makers_of, matrix
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import Activity, Partnership, WorkPackage
    from vetpartner.state.rows import Row
    from vetpartner.state.shares import MatrixRow


Reason = tuple[str, tuple[Phrase, ...]]


@frozen(kw_only=True)
class AtRisk:
    """An amount that the agency may cut, and why; `owner` is the id of an organisation.

    `reasons` say what is the matter, each with the id that it is about, empty for the thing itself.
    """

    id: str
    title: str
    amount: Money
    reasons: tuple[tuple[str, tuple[Phrase, ...]], ...]
    owner: str | None
    address: str

    @property
    def why(self) -> str:
        """Return the reasons in English."""
        return "; ".join(
            f"{id_} {', '.join(map(str, phrases))}".strip() for id_, phrases in self.reasons
        )


@once
def at_risk(p: Partnership) -> tuple[AtRisk, ...]:
    """Return the amounts at risk as of the day, the largest first; none is in it twice.

    What is late or lacks proof counts with its activity's amount, a result with that of the
    activity that makes it; where that has none, with its work package as a whole.
    Amounts in another currency than the project's are left out.
    """
    activities: dict[str, list[Reason]] = {}
    packages: dict[str, list[Reason]] = {}
    makers = makers_of(p)
    known = {activity.id: activity for activity in p.plan.activities}
    for row, why in _troubled(p):
        maker = (known if row.kind == "activity" else makers).get(row.id)
        if maker is not None and amount_of(p, maker) is not None:
            subject = "" if row.kind == "activity" else row.id
            activities.setdefault(maker.id, []).append((subject, why))
        elif row.work_package is not None:
            packages.setdefault(row.work_package, []).append((row.id, why))
    found = []
    for package in p.plan.work_packages:
        amount = amount_of(p, package) if package.id in packages else None
        if amount is not None:
            found.append(_risk(p, package, amount, packages[package.id]))
    whole = {at.id for at in found}
    for activity in p.plan.activities:
        amount = amount_of(p, activity) if activity.id in activities else None
        if amount is not None and activity.work_package not in whole:
            found.append(_risk(p, activity, amount, activities[activity.id]))
    return tuple(sorted(found, key=lambda at: (-at.amount.amount, at.id)))


def total_at_risk(p: Partnership, found: tuple[AtRisk, ...]) -> Money:
    """Return the sum of amounts at risk in the project's currency."""
    return Money.total((at.amount for at in found), p.plan.project.currency)


def _troubled(p: Partnership) -> Iterator[tuple[Row, tuple[Phrase, ...]]]:
    """Yield what is late, cancelled or held without proof, and what is the matter with it."""
    proofs = missing_proofs(p)
    for row in achieved(p):
        if row.kind not in {"activity", "deliverable"}:
            continue
        if row.status == "cancelled":
            yield row, (say("cancelled"),)
        elif row.status == "overdue":
            yield row, (say("overdue"),)
        elif row.id in proofs and p.facts_of(row.id, Held):
            yield row, (say("held"), *(say(f"no {kind}") for kind in proofs[row.id]))


def _risk(
    p: Partnership, thing: Activity | WorkPackage, amount: Money, reasons: list[Reason]
) -> AtRisk:
    return AtRisk(
        id=thing.id,
        title=thing.title or thing.id,
        amount=amount,
        reasons=tuple(dict.fromkeys(reasons)),
        owner=owner_of(p, thing.id),
        address=f"{p.kind_of(thing.id)}/{thing.id}",
    )


# What of the lump sum is earned and what is at risk, by organisation.

_DONE = frozenset({"done", "exceeded"})


@frozen(kw_only=True)
class Earning:
    """Amounts by row of the matrix and organisation; under None what is not shared out."""

    earned: dict[tuple[str, str | None], Money]
    at_risk: dict[tuple[str, str | None], Money]

    def sums(self) -> tuple[dict[str | None, Money], dict[str | None, Money]]:
        """Return what is earned and what is at risk by organisation."""
        return _summed(self.earned), _summed(self.at_risk)


@once
def earning(p: Partnership) -> Earning:
    """Return what is earned and at risk of the amounts of the matrix.

    An activity is earned once it is done with all its evidence. What a work package has beyond
    its activities is earned once all its activities and deliverables are, and its last day is past.
    An amount of an activity that is not shared out goes to those who take part in it, in proportion
    to their shares of the work package.
    At risk is what `at_risk` names: an activity with its amount, or a work package as a whole.
    """
    table = matrix(p)
    found = Earning(earned={}, at_risk={})
    proofs = missing_proofs(p)
    rows = [row for row in achieved(p) if row.kind in {"activity", "deliverable"}]
    done = {row.id for row in rows if row.status in _DONE and row.id not in proofs}
    open_packages = {row.work_package for row in rows if row.id not in done}
    packages = {row.work_package for row in rows}
    risky = {at.id for at in at_risk(p)}
    ids = [home.id for home in table.organisations]
    inside: dict[str | None, list[Activity]] = {}
    for activity in p.plan.activities:
        inside.setdefault(activity.work_package, []).append(activity)
    for line in table.rows:
        amounts = _amounts(line, ids)
        if table.by_activity or line.id in risky:
            _add(found, line.id, amounts, earned=line.id in done, risky=line.id in risky)
            continue
        whole = dict(amounts)
        for activity in inside.get(line.id, ()):
            own = _own(activity, whole)
            _add(found, line.id, own, earned=activity.id in done, risky=activity.id in risky)
            for home, money in own.items():
                amounts[home] -= money
        if line.id in packages and line.id not in open_packages and _over(p, line.id):
            _add(found, line.id, amounts, earned=True, risky=False)
    return found


def _over(p: Partnership, package: str) -> bool:
    """Tell whether the last day of a work package is past; management lasts to the end."""
    when = getattr(p.get(package), "when", None)
    span = when.span(p.start) if when is not None else None
    return span is None or span.last <= p.as_of


def _summed(amounts: Mapping[tuple[str, str | None], Money]) -> dict[str | None, Money]:
    sums: dict[str | None, Money] = {}
    for (_, home), money in amounts.items():
        sums[home] = sums[home] + money if home in sums else money
    return sums


def _own(activity: Activity, whole: Mapping[str | None, Money]) -> dict[str | None, Money]:
    """Return what each organisation has in an activity of a work package, of which it has `whole`.

    An amount that is not shared out goes to those who take part, in proportion to their shares of
    the work package.
    """
    own: dict[str | None, Money] = {
        id_: money
        for id_, money in activity.grant.items()
        if id_ in whole and money.currency == whole[id_].currency
    }
    amount = activity.amount
    if own or amount is None or not whole or amount.currency != next(iter(whole.values())).currency:
        return own
    taking = {*activity.organisations, activity.responsible}
    some = {id_: share for id_, share in whole.items() if id_ in taking and share.amount > 0}
    if not activity.organisations or not some:
        some = {id_: share for id_, share in whole.items() if share.amount > 0}
    if not some:
        return {}
    parts = amount.allocate([share.amount for share in some.values()])
    return dict(zip(some, parts, strict=True))


def _amounts(line: MatrixRow, ids: list[str]) -> dict[str | None, Money]:
    """Return the shares of a row by organisation, and under None what is not shared out."""
    amounts: dict[str | None, Money] = {
        id_: share for id_, share in zip(ids, line.shares, strict=True) if share is not None
    }
    if line.total is not None:
        rest = line.total - Money.total(amounts.values(), line.total.currency)
        if rest:
            amounts[None] = rest
    return amounts


def _add(
    found: Earning,
    line: str,
    amounts: Mapping[str | None, Money],
    *,
    earned: bool,
    risky: bool,
) -> None:
    sums = found.at_risk if risky else found.earned if earned else None
    if sums is not None:
        for home, money in amounts.items():
            key = (line, home)
            sums[key] = sums[key] + money if key in sums else money
