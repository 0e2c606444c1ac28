"""Money at risk: amounts of activities that are not done, not shown or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held, Money
from vetpartner.model.once import once
from vetpartner.views.finance.money import amount_of, makers_of
from vetpartner.views.phrases import Phrase, say
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.progress.owed import missing_proofs, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership, WorkPackage
    from vetpartner.views.progress.rows import Row

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
