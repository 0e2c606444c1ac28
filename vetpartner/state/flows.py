"""Money that amendments move: from where to where, day by day, before any rule judges it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from vetpartner.model import Amended, Money, WorkPackage
from vetpartner.values.keyed import beside, firsts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vetpartner.model import Activity, Partnership

    Budgeted = WorkPackage | Activity


@frozen(kw_only=True)
class Side:
    """An end of a transfer: a work package or activity, and the organisation where it is known.

    `named` is the id with what people call the organisation.
    `address` is that of the amendment which changes it, `fact` the amendment.
    `unstated` tells that the plan said no amount before.
    """

    id: str
    organisation: str | None
    named: str
    package: str | None
    address: str
    fact: Amended
    unstated: bool = False

    def __str__(self) -> str:
        return f"{self.id} ({self.organisation})" if self.organisation else self.id


@frozen(kw_only=True)
class Flow:
    """Money that went from a giver to a taker on a day; None for a side that nobody recorded.

    `content` are the ids of activities whose content changed on the same day.
    """

    day: date
    giver: Side | None
    taker: Side | None
    amount: Money
    content: frozenset[str] = frozenset()


_CONTENT = frozenset({"title", "mode", "target", "cancelled"})
_ORGANISATION, _THING, _PACKAGE = (attrgetter(name) for name in ("organisation", "id", "package"))
_ANY = type  # the same for all sides


def flows(p: Partnership) -> Iterator[Flow]:
    """Yield the money moved by the amendments, in the order in which they became known.

    What was amended on one day belongs together: what one thing lost another gained.
    """
    things: tuple[Budgeted, ...] = (*p.baseline.work_packages, *p.baseline.activities)
    state = firsts((thing.id, thing) for thing in things)

    def known_from(one: tuple[str, Amended]) -> date:
        return p.known_from(one[1])

    amendments = sorted(p.numbered_facts(Amended), key=known_from)
    for day, group in groupby(amendments, key=known_from):
        known = [(address, fact) for address, fact in group if fact.of in state]
        whole = (f for _, f in known if f.session is None)
        content = frozenset(f.of for f in whole if f.of and _CONTENT & f.changes().keys())
        yield from _on(p, day, known, state, content)


def _on(
    p: Partnership,
    day: date,
    amendments: Sequence[tuple[str, Amended]],
    state: dict[str, Budgeted],
    content: frozenset[str],
) -> Iterator[Flow]:
    """Yield what moved on one day, and bring the state up to date."""
    before: dict[str, Budgeted] = {}
    told: dict[str, tuple[str, Amended]] = {}
    for address, fact in amendments:
        thing = state[fact.of or ""]
        before.setdefault(thing.id, thing)
        if fact.grant is not None or fact.amount is not None:
            told[thing.id] = (address, fact)
        state[thing.id] = attrs.evolve(
            thing,
            grant=thing.grant if fact.grant is None else fact.grant,
            amount=thing.amount if fact.amount is None else fact.amount,
        )
    amended = {id_ for id_ in told if isinstance(state[id_], WorkPackage)}
    packages: list[tuple[Side, Money]] = []
    activities: list[tuple[Side, Money]] = []
    for id_, (address, fact) in told.items():
        package = _package(state[id_])
        # Who gets a part of an amended work package is told by the work package alone.
        whole = id_ not in amended and package in amended
        for organisation, money in _change(before[id_], state[id_], whole=whole).items():
            side = Side(
                id=id_,
                organisation=organisation,
                named=f"{id_} {p.label(organisation)}".strip(),
                package=package,
                address=address,
                fact=fact,
                unstated=_whole(before[id_]) is None,
            )
            (packages if id_ in amended else activities).append((side, money))
    rest: list[tuple[Side, Money]] = []
    for package in dict.fromkeys(side.package for side, _ in activities):
        own = [one for one in activities if one[0].package == package]
        matched, left = _matched(own, (_ORGANISATION, _THING, _ANY))
        yield from _flows(day, content, matched)
        # What the activities gained in all is what their work package gained: it is told once.
        rest += [] if package in amended else left
    order = (_ORGANISATION, _PACKAGE, _ANY)
    matched, left = _matched([*packages, *rest], order)
    yield from _flows(day, content, matched)
    for side, money in left:
        if side.unstated:
            continue
        taker = money.amount > 0
        yield Flow(
            day=day,
            giver=None if taker else side,
            taker=side if taker else None,
            amount=money if taker else -money,
            content=content,
        )


def _flows(
    day: date, content: frozenset[str], matched: Sequence[tuple[Side, Side, Money]]
) -> Iterator[Flow]:
    for giver, taker, amount in matched:
        yield Flow(day=day, giver=giver, taker=taker, amount=amount, content=content)


def _package(thing: Budgeted) -> str | None:
    return thing.id if isinstance(thing, WorkPackage) else thing.work_package


def _change(before: Budgeted, after: Budgeted, *, whole: bool) -> dict[str | None, Money]:
    """Return by how much each organisation's part grew; under None where only wholes are known."""
    before_parts: dict[str | None, Money | None] = dict(before.grant.items())
    after_parts: dict[str | None, Money | None] = dict(after.grant.items())
    if whole or not before.grant or not after.grant:
        before_parts, after_parts = {None: _whole(before)}, {None: _whole(after)}
    changes: dict[str | None, Money] = {}
    for id_, old, new in beside(before_parts, after_parts):
        currency = (new or old or Money(0)).currency
        grown, was = new or Money(0, currency), old or Money(0, currency)
        if grown.currency == was.currency and grown != was:
            changes[id_] = grown - was
    return changes


def _whole(thing: Budgeted) -> Money | None:
    amounts = tuple(thing.grant.values()) or ((thing.amount,) if thing.amount is not None else ())
    same = len({money.currency for money in amounts}) == 1
    return Money.total(amounts, amounts[0].currency) if same else None


def _matched(
    sides: Sequence[tuple[Side, Money]], keys: Sequence[Callable[[Side], object]]
) -> tuple[list[tuple[Side, Side, Money]], list[tuple[Side, Money]]]:
    """Return pairs of giver and taker with their amounts, and what found no other side.

    What has the same `keys` in common is paired first, then what comes first in the amendments.
    """
    open_ = [money for _, money in sides]
    matched = []
    for key in keys:
        takers = [j for j, money in enumerate(open_) if money.amount > 0]
        for i in [i for i, money in enumerate(open_) if money.amount < 0]:
            for j in takers:
                giver, taker = sides[i][0], sides[j][0]
                same = open_[i].currency == open_[j].currency
                if open_[i] and open_[j] and same and key(giver) == key(taker):
                    amount = min(-open_[i], open_[j])
                    open_[i], open_[j] = open_[i] + amount, open_[j] - amount
                    matched.append((giver, taker, amount))
    left = [(side, money) for (side, _), money in zip(sides, open_, strict=True) if money]
    return matched, left
