"""Whose calendars say something else after a change: to whom they must be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import ACTIVITIES, Held, Paid, Partnership, Person
from vetpartner.views.dates.calendar import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_CALENDARS = (*ACTIVITIES, "deliverables", "milestones")
_AT_ONCE = 25
_NOT_SHOWN = attrs.filters.exclude("sequence", "changed", "concerns", "people", "work_package")


def recipients(before: Partnership, after: Partnership) -> tuple[str, ...]:
    """Return the ids of organisations, then of people, whose calendar entries differ.

    A number or a stamp that nobody sees in a calendar is no difference.
    `after` has the organisations and people of `before`.
    """
    differ = _shown(before) ^ _shown(after)
    keys = {(address, id_) for address, id_, _ in differ}
    waiting = list(_recipients(before))
    # Each calendar is searched only up to the first entry that differs, a few things at a time:
    # what moves many entries moves some that are in every calendar.
    for addresses in _portions(before, {address for address, _ in keys}):
        for p in (before, after):
            part = _only(p, addresses)
            waiting = [one for one in waiting if not _concerns(part, one, keys)]
    left = set(waiting)
    return tuple(id_ for key, id_ in _recipients(before) if keys and (key, id_) not in left)


def _shown(p: Partnership) -> set[tuple[str, str, tuple[Any, ...]]]:
    return {
        (entry.address, entry.id, attrs.astuple(entry, recurse=False, filter=_NOT_SHOWN))
        for entry in entries(p)
    }


def _recipients(p: Partnership) -> Iterator[tuple[str, str]]:
    """Yield `partner` or `person` and the id; a person with the id of an organisation has none."""
    for organisation in dict.fromkeys(o.id for o in p.plan.organisations):
        yield "partner", organisation
    for person in dict.fromkeys(one.id for one in p.plan.people):
        if isinstance(p.get(person), Person):
            yield "person", person


def _portions(p: Partnership, addresses: set[str]) -> Iterator[frozenset[str]]:
    """Yield nothing first, which leaves the deadlines; then things, a few at a time."""
    yield frozenset()
    things = [f"{kind}/{thing.id}" for kind, thing in p.plan.things() if kind in _IN_CALENDARS]
    found = [address for address in dict.fromkeys(things) if address in addresses]
    for start in range(0, len(found), _AT_ONCE):
        yield frozenset(found[start : start + _AT_ONCE])


def _only(p: Partnership, addresses: frozenset[str]) -> Partnership:
    """Return the partnership without activities, deliverables and milestones but these."""
    kept: dict[str, Any] = {
        kind: tuple(thing for thing in getattr(p.plan, kind) if f"{kind}/{thing.id}" in addresses)
        for kind in _IN_CALENDARS
    }
    # The plan in force is taken, so amendments are in it already.
    facts = tuple(fact for fact in p.facts if isinstance(fact, Held | Paid))
    return attrs.evolve(p, baseline=attrs.evolve(p.plan, **kept), facts=facts, day=p.as_of)


def _concerns(p: Partnership, recipient: tuple[str, str], keys: set[tuple[str, str]]) -> bool:
    kind, id_ = recipient
    found: tuple[Entry, ...] = (
        entries(p, partner=id_) if kind == "partner" else entries(p, person=id_)
    )
    return any((entry.address, entry.id) in keys for entry in found)
