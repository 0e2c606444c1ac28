"""Counted groups in a list of attendance: each member has a line to sign, and the group is there.

A group counts as a whole, so its lines are one presence where they say the same. Where they do not,
nobody knows of whom it holds, and it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.model.activities import THERE
from vetpartner.values.members import group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.files.tables.headings import TableFindings
    from vetpartner.model import Place, Presence

    Line = tuple[Presence, Place]


def together(
    lines: Iterable[Line], counts: Mapping[str, int], found: TableFindings
) -> Iterator[Line]:
    """Yield presences, those of the members of a group as one; `counts` are of groups by id."""
    held: dict[object, list[Line]] = {}
    for number, (row, place) in enumerate(lines):
        group, _ = group_of(row.participant or "")
        key: object = (group, row.when, row.session) if group in counts else number
        held.setdefault(key, []).append((row, place))
    for key, same in held.items():
        if isinstance(key, int):
            yield from same
        elif (one := _one(same, counts, found)) is not None:
            yield one, same[0][1]


def _one(lines: list[Line], counts: Mapping[str, int], found: TableFindings) -> Presence | None:
    """Return the presence of a group from the lines of its members, or None with a finding."""
    first, place = lines[0]
    group, _ = group_of(first.participant or "")
    said = {(row.participant, row.status, row.hours) for row, _ in lines}
    there = {row.participant for row, _ in lines if row.status in THERE}
    states = {(status, hours) for _, status, hours in said}
    whole = len({row.participant for row, _ in lines}) == counts[group]
    if len(states) == 1 and (whole or not there):
        return attrs.evolve(first, participant=group)
    if not there:
        return attrs.evolve(first, participant=group, status="absent")
    day = " ".join(filter(None, (str(first.when or ""), first.session)))
    found.say(
        "table-group-unequal",
        f"the lines of `{group}` do not say the same of {day or 'the activity'}: {len(there)} of "
        f"{counts[group]} were there; a group counts as a whole, and they are left out",
        at=place,
        way_out="register those who were there, and the others, as groups of their own",
    )
    return None
