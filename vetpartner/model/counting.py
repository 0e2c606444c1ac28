"""From presences, day by day, to how many of whom attended an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model.activities import THERE, Participant
from vetpartner.model.facts import Attended
from vetpartner.values.keyed import added, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.model.facts import Presence
    from vetpartner.values.when import When
    from vetpartner.values.words import HowMany


def those_there(rows: Iterable[Presence]) -> tuple[str, ...]:
    """Return the ids of those who were there at least once, in the order in which they came."""
    there = (row.participant for row in rows if row.status in THERE and row.participant)
    return tuple(dict.fromkeys(there))


def counted(
    activity: str, rows: Iterable[Presence], get: Callable[[str | None], Any]
) -> tuple[Attended, ...]:
    """Return attendance by organisation and role; of whoever is not registered no role is known.

    `get` looks an id up in the plan.
    """
    listed = tuple(rows)
    known = ((id_, get(id_)) for id_ in those_there(listed))
    people = [w if isinstance(w, Participant) else Participant(id=id_) for id_, w in known]
    groups = grouped(
        ((who.organisation, who.role if get(who.id) is who else None), who) for who in people
    )
    last = _last_day(listed)
    return tuple(
        Attended(
            of=activity,
            when=last,
            organisation=organisation,
            role=role,
            count=sum(who.count for who in group),
            fewer_opportunities=added(who.fewer_opportunities for who in group),
            minors=added(who.minors for who in group),
        )
        for (organisation, role), group in groups.items()
    )


def together(
    rows: Iterable[tuple[str, Attended]], get: Callable[[str | None], Any]
) -> tuple[tuple[str, Attended], ...]:
    """Return `(address, row)` of which the counts can be added up: nobody stands in two of them.

    The same people come on each day of an activity: of the groups of one organisation and role the
    largest counts. Those who are named are part of it, and only the others are left of its count.
    `get` looks an id up in the plan.
    """

    def whose(row: Attended) -> tuple[str | None, str]:
        home = row.organisation or getattr(get(row.person), "organisation", None)
        return home, row.same_as

    listed = tuple(rows)
    named = grouped((whose(row), row) for _, row in listed if row.person is not None)
    groups = grouped((whose(row), (at, row)) for at, row in listed if row.person is None)
    kept: dict[str, Attended] = {}
    for key, days in groups.items():
        # Where one of them was not counted it may be the largest.
        at, largest = max(days, key=lambda pair: (pair[1].count is None, pair[1].count or 0))
        same = named.get(key, [])
        left = None if largest.count is None else largest.count - len(same)
        if left is None or left > 0:
            kept[at] = attrs.evolve(
                largest,
                count=left,
                fewer_opportunities=_left(left, largest, same, "fewer_opportunities"),
                minors=_left(left, largest, same, "minors"),
            )
    return tuple(
        (at, kept.get(at, row)) for at, row in listed if row.person is not None or at in kept
    )


def _left(most: int | None, group: Attended, named: list[Attended], name: str) -> HowMany:
    """Return how many of a group are not among the named; impossible numbers stay as they are."""
    whole: HowMany = getattr(group, name)
    known = added(getattr(row, name) for row in named)
    if not isinstance(whole, int) or not isinstance(known, int):
        return added((whole, known)) if named else whole
    left = max(0, whole - known)
    return left if most is None else min(most, left)


def _last_day(rows: Iterable[Presence]) -> When | None:
    # Rows that were read from one table share their days, which makes this one for each day.
    days = {id(row.when): row.when for row in rows if row.status in THERE}.values()
    known = (when for when in days if when is not None and not when.tentative)
    return max(known, key=lambda when: when.key(None), default=None)
