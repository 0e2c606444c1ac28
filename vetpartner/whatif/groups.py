"""Participants and attendance as counted groups, none of which is small enough to point at one."""

from __future__ import annotations

from functools import reduce
from itertools import count
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import HOW_MANY, Attended, Participant
from vetpartner.values.keyed import added
from vetpartner.values.keyed import grouped as by_key
from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from typing import TypeVar

    Counted = TypeVar("Counted", Attended, Participant)


def participant_groups(
    people: Iterable[Participant], least: int, taken: Container[str] = ()
) -> tuple[Participant, ...]:
    """Return participants as groups by organisation and role, with ids `G1`, `G2`, … not taken."""
    plain = [
        Participant(
            id="G",
            organisation=each.organisation,
            role=each.role,
            count=each.count,
            fewer_opportunities=each.fewer_opportunities,
            minors=each.minors,
            green_travel=each.green_travel,
        )
        for each in people
    ]
    free = (id_ for n in count(1) if (id_ := f"G{n}") not in taken)
    return tuple(attrs.evolve(group, id=next(free)) for group in grouped(plain, least))


def grouped(rows: Iterable[Counted], least: int) -> tuple[Counted, ...]:
    """Add rows up by organisation and role; what is below `least` joins the others of its role.

    The others of a role have no organisation. If they are still too few, the next smallest group
    of the role joins them. Where a whole role is below `least`, it goes to those of role `other`,
    and if they are too few, the smallest group of all joins them. So a small number stays only
    where there are no more people at all.
    Where one of them was not counted nobody knows how many they are, and all are one row.
    Counts within a group that are small, or leave a small rest, are not told; what nobody stated
    stays not known.
    """
    rows = tuple(rows)
    if any(row.people is None for row in rows):
        return (_quiet(attrs.evolve(reduce(_plus, rows), role="other", organisation=None), least),)
    alike = by_key(((row.role, row.organisation), row) for row in rows)
    roles = by_key((role, reduce(_plus, some)) for (role, _), some in alike.items())
    shown = [row for groups in roles.values() for row in _merged(groups, least)]
    return tuple(_quiet(row, least) for row in _without_small_roles(shown, least))


def _without_small_roles(shown: list[Counted], least: int) -> list[Counted]:
    """Put roles that are too small together, with as many others as it takes."""
    small: list[Counted] = [row for row in shown if (row.people or 0) < least]
    kept: list[Counted] = [row for row in shown if (row.people or 0) >= least]
    if not small:
        return shown
    while sum((row.people or 0) for row in small) < least and kept:
        fewest = min((row.people or 0) for row in kept)
        small.append(next(row for row in kept if (row.people or 0) == fewest))
        kept.remove(small[-1])
    kept.append(attrs.evolve(reduce(_plus, small), role="other", organisation=None))
    return kept


def _merged(groups: list[Counted], least: int) -> list[Counted]:
    kept = sorted(groups, key=lambda row: (row.organisation is not None, (row.people or 0)))
    others: list[Counted] = [row for row in kept if row.organisation is None]
    others += [row for row in kept if row.organisation is not None and (row.people or 0) < least]
    rest = [row for row in kept if row not in others]
    while others and sum((row.people or 0) for row in others) < least and rest:
        others.append(rest.pop(0))
    order = [row for row in groups if row in rest]
    if others:
        order.append(attrs.evolve(reduce(_plus, others), organisation=None))
    return order


def _plus(one: Counted, other: Counted) -> Counted:
    names = [name for name in HOW_MANY if hasattr(one, name)]
    sums: dict[str, Any] = {
        name: added((getattr(one, name), getattr(other, name))) for name in names
    }
    sums["count"] = added((one.people, other.people))
    return attrs.evolve(one, **sums)


def _quiet(row: Counted, least: int) -> Counted:
    told = {name: n for name in HOW_MANY if isinstance(n := getattr(row, name, None), int)}
    quiet: dict[str, Any] = {
        name: NOT_TOLD
        for name, n in told.items()
        if 0 < n < least or (0 < row.people - n < least if row.people is not None else n)
    }
    return attrs.evolve(row, **quiet)
