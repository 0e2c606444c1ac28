"""From presences, day by day, to how many of whom attended an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model.facts import Attended, Presence
from vetpartner.model.participants import THERE, Participant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.model.when import When


def those_there(rows: Iterable[Presence]) -> tuple[str, ...]:
    """Return the ids of those who were there at least once, in the order in which they came."""
    there = (row.participant for row in rows if row.status in THERE and row.participant)
    return tuple(dict.fromkeys(there))


def counted(
    activity: str, rows: Iterable[Presence], get: Callable[[str | None], Any]
) -> tuple[Attended, ...]:
    """Return attendance by organisation and role; whoever is not registered counts as a learner.

    `get` looks an id up in the plan.
    """
    listed = tuple(rows)
    groups: dict[tuple[str | None, Any], list[Participant]] = {}
    for id_ in those_there(listed):
        known = get(id_)
        who = known if isinstance(known, Participant) else Participant(id=id_)
        groups.setdefault((who.organisation, who.role), []).append(who)
    last = _last_day(listed)
    return tuple(
        Attended(
            of=activity,
            when=last,
            organisation=organisation,
            role=role,
            count=sum(who.count for who in group),
            fewer_opportunities=sum(who.fewer_opportunities for who in group),
            minors=sum(who.minors for who in group),
        )
        for (organisation, role), group in groups.items()
    )


def _last_day(rows: Iterable[Presence]) -> When | None:
    # Rows that were read from one table share their days, which makes this one for each day.
    days = {id(row.when): row.when for row in rows if row.status in THERE}.values()
    known = (when for when in days if when is not None and not when.tentative)
    return max(known, key=lambda when: when.key(None), default=None)
