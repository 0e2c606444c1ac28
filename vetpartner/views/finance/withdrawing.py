"""What happens if a partner withdraws: its work, its money, and the rules that break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.open_work import open_roles
from vetpartner.model import NO_REASON, Activity, Amended, Amounts, Money, Paid
from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.differing import findings_that_differ
from vetpartner.views.finance.withdrawal import Part, Withdrawal
from vetpartner.views.finance.worked_for import worked_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from vetpartner.model import Partnership, WorkPackage

__all__ = ["Part", "Withdrawal", "withdraw"]


def withdraw(
    p: Partnership,
    id_: str,
    *,
    on: date | None = None,
    reason: str | None = None,
    worked: Mapping[str, Money] | None = None,
) -> Withdrawal:
    """Return what happens if an organisation withdraws; nothing is written anywhere.

    `on` is the last day on which it takes part, the day as of which `p` is looked at if left out.
    What it worked for up to then stays with it. By work package that is its share times what is
    done:
    by the amounts of the activities, where there are none by the days that are over.
    `worked` gives other amounts, by the id of a work package, or of an activity in a project
    without work packages.

    The open rest is shared out among those that have a share of the same work package, in
    proportion to it, by largest remainder; where there are none, in equal parts among the
    remaining full partners. That is a proposal: who does the work decides who gets the money.
    `amendments` are the facts that would record it; nobody is proposed as leader or host.

    Raises `UnknownId`, a `KeyError`, for an unknown id; `ValueError` for what is no organisation
    or left already, for a day outside the project, and for `worked` that cannot be.
    """
    day = on or p.as_of
    _refuse(p, id_, day)
    parts = tuple(_parts(p, id_, day, worked or {}))
    amendments = (
        Amended(of=id_, recorded=p.as_of, reason=reason or NO_REASON, left=day),
        *(_amendment(p, id_, part, reason) for part in parts if part.open.amount > 0 and part.to),
    )
    after = attrs.evolve(p, facts=(*p.facts, *amendments), day=p.as_of)
    appeared, disappeared = findings_that_differ(p, after)
    return Withdrawal(
        id=id_,
        day=day,
        before=p,
        after=after,
        roles=tuple(open_roles(p, id_, day)),
        parts=parts,
        received=_received(p, id_),
        ask_by=next((one for one in deadlines(p) if one.kind == "amendment"), None),
        amendments=amendments,
        appeared=appeared,
        disappeared=disappeared,
        remarks=tuple(_remarks(p, id_)),
    )


def _refuse(p: Partnership, id_: str, day: date) -> None:
    """Raise `ValueError` for a withdrawal that cannot be."""
    organisation = p[id_]
    if p.kind_of(id_) != "organisations":
        raise ValueError(f"{id_} is no organisation, and only an organisation can withdraw")
    if organisation.left is not None:
        raise ValueError(f"{organisation.short} left on {organisation.left} already")
    if p.start is not None and day < p.start:
        raise ValueError(f"{day} is before the project, which starts on {p.start}")


def _parts(p: Partnership, id_: str, day: date, given: Mapping[str, Money]) -> Iterator[Part]:
    """Yield what the organisation has in each work package, or activity where there are none."""
    things: tuple[WorkPackage | Activity, ...] = p.plan.work_packages or p.plan.activities
    shared = {thing.id: thing for thing in things if id_ in thing.grant}
    for key, money in given.items():
        if key not in shared:
            raise ValueError(
                f"{id_} has no share in {key}, of which it could have worked for {money}"
            )
    for thing in shared.values():
        share = thing.grant[id_]
        if share.currency != p.plan.project.currency:
            continue
        basis, worked = "as given", given.get(thing.id)
        if worked is None:
            worked, basis = worked_for(p, thing, id_, day)
        if not Money(0, share.currency) <= worked <= share:
            raise ValueError(f"of {share} in {thing.id} nobody can have worked for {worked}")
        rest = share - worked
        yield Part(
            id=thing.id,
            title=thing.title or thing.id,
            share=share,
            worked=worked,
            basis=basis,
            open=rest,
            to=_shared_out(p, id_, thing, rest),
        )


def _shared_out(p: Partnership, id_: str, thing: WorkPackage | Activity, rest: Money) -> Amounts:
    """Return a proposal of who takes over how much of what is open."""
    staying = {o.id for o in p.partners if o.id != id_ and o.left is None}
    weights = {
        o: money.amount
        for o, money in thing.grant.items()
        if o in staying and money.amount > 0 and money.currency == rest.currency
    }
    if not weights:
        named = [o for o in thing.organisations if o in staying]
        weights = dict.fromkeys(
            named or [o.id for o in p.partners if o.id in staying], Money(1).amount
        )
    if not weights or not rest:
        return Amounts()
    return Amounts(zip(weights, rest.allocate(tuple(weights.values())), strict=True))


def _amendment(p: Partnership, id_: str, part: Part, reason: str | None) -> Amended:
    """Return the amendment that gives the open rest of one part to the others."""
    old: Amounts = p[part.id].grant
    new = {o: part.worked if o == id_ else money for o, money in old.items()}
    for o, money in part.to.items():
        new[o] = new[o] + money if o in new else money
    if not part.worked:
        del new[id_]
    return Amended(of=part.id, recorded=p.as_of, reason=reason or NO_REASON, grant=Amounts(new))


def _received(p: Partnership, id_: str) -> Money:
    """Return what an organisation got and kept: received minus passed on or given back."""
    currency, coordinator = p.plan.project.currency, p.plan.project.coordinator
    total = Money(0, currency)
    for fact in p.facts_of_kind(Paid):
        if fact.amount.currency != currency:
            continue
        if (fact.payee or coordinator) == id_:
            total += fact.amount
        if fact.payer == id_:
            total -= fact.amount
    return total


def _remarks(p: Partnership, id_: str) -> Iterator[str]:
    if id_ == p.plan.project.coordinator:
        yield "It coordinates the project: another partner has to take that over first."
    if p.plan.work_packages:
        for activity in p.plan.activities:
            if id_ in activity.grant and not activity.cancelled:
                money = activity.grant[id_]
                yield f"{activity.id} has a share of its own for it, {money}; amend it too."
