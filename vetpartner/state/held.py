"""How an activity took place: when, where, how, with how many; as planned while that is unknown."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import frozen

from vetpartner.model import THERE, Attended, Held, Mode, Span, Task, Venue, When
from vetpartner.model.partnership import once
from vetpartner.values.keyed import added, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Activity, Partnership

A = TypeVar("A", bound="Activity")


@frozen(kw_only=True)
class Actual:
    """Time, place and mode as recorded last, or else as planned; `held` tells of any record.

    See `held_facts` for what is one.
    """

    when: When
    venue: Venue | None
    mode: Mode | None
    held: bool


def held_facts(p: Partnership, activity: Activity) -> tuple[Held, ...]:
    """Return the records that it took place; attendance is one where there is no other.

    Who was there shows that a meeting, training or event was held, once its days are over; of a
    task it shows only that somebody works on it. `when` is None where nobody stated a day.
    """
    facts = p.facts_of(activity.id, Held)
    if facts or activity.cancelled or isinstance(activity, Task):
        return facts
    if all(fact.people == 0 for fact in p.attended(activity.id)):
        return ()
    planned, days = activity.when.span(p.start), _days_there(p).get(activity.id)
    # On some of the planned days, it was as planned: a list may not have all days yet.
    inside = days is None or (
        planned is not None and planned.first <= days.first and days.last <= planned.last
    )
    last = planned if inside else days
    if last is not None and last.last > p.as_of:
        return ()
    if days is None or (inside and not activity.when.tentative):
        return (Held(of=activity.id, when=activity.when if days else None),)
    return (Held(of=activity.id, when=When.days(days.first, days.last)),)


@once
def _days_there(p: Partnership) -> dict[str, Span]:
    """Return from which to which day somebody is recorded to have been at each activity."""
    ids = dict.fromkeys((*p.presences, *(fact.of for fact in p.facts_of_kind(Attended))))
    found: dict[str, Span] = {}
    for id_ in ids:
        if id_ is not None:
            listed = (row.when for row in p.presences.get(id_, ()) if row.status in THERE)
            # Rows that were read from one table share their days: each of these is placed once.
            whens = (*listed, *(fact.when for fact in p.attended(id_)))
            span = _joined(p, {id(when): when for when in whens}.values())
            if span is not None:
                found[id_] = span
    return found


def _joined(p: Partnership, whens: Iterable[When | None]) -> Span | None:
    spans = [span for when in whens if when and (span := when.span(p.start)) is not None]
    if not spans:
        return None
    return Span(first=min(s.first for s in spans), last=max(s.last for s in spans))


def actual(p: Partnership, activity: Activity) -> Actual:
    """Return how an activity is, or was: each word of a later record counts before earlier ones."""
    facts = held_facts(p, activity)
    if not facts:
        return Actual(when=activity.when, venue=activity.venue, mode=activity.mode, held=False)

    def last(name: str) -> Any:  # noqa: ANN401 - of the type of the field
        stated = (getattr(fact, name) for fact in reversed(facts))
        return next((value for value in stated if value is not None), getattr(activity, name))

    return Actual(when=last("when"), venue=last("venue"), mode=last("mode"), held=bool(facts))


def as_held(p: Partnership, activity: A) -> A:
    """Return an activity with the time, place and mode that it really had."""
    now = actual(p, activity)
    changes: dict[str, Any] = {"when": now.when, "venue": now.venue, "mode": now.mode}
    return attrs.evolve(activity, **changes)


def parts_held(p: Partnership, activity: A) -> tuple[A, ...]:
    """Return an activity once for each part that was held, or else as planned."""
    facts, whole = held_facts(p, activity), as_held(p, activity)
    if len(facts) <= 1:
        return (whole,)
    return tuple(
        attrs.evolve(
            whole,
            when=fact.when or whole.when,
            venue=fact.venue or whole.venue,
            mode=fact.mode or whole.mode,
        )
        for fact in facts
    )


def held_span(p: Partnership, activity: Activity) -> Span | None:
    """Return the days on which it took place, from the first to the last."""
    return _joined(p, (fact.when or activity.when for fact in held_facts(p, activity)))


@frozen(kw_only=True)
class Headcount:
    """How many were planned, recorded one by one or in groups, stated in the minutes, and settled.

    `listed` tells that there is any record; `recorded` is None too where one of them has no number,
    and `stated` where a part of it that was held has none. `least` is what the others tell.
    `settled` is the number that the coordinator settled, whatever the others say.
    """

    planned: int | None
    listed: bool
    recorded: int | None
    stated: int | None
    least: int | None
    settled: int | None = None

    @property
    def known(self) -> int | None:
        """Return the settled number, or else the recorded one, or else the stated one."""
        if self.settled is not None:
            return self.settled
        return self.stated if self.recorded is None else self.recorded


def participants(p: Partnership, activity: Activity) -> Headcount:
    """Count the participants of an activity."""
    attended, stated = p.attended(activity.id), stated_at(p, activity.id)
    number = None if stated is None else stated[1]
    counted = sum(fact.people or 0 for fact in attended)
    return Headcount(
        planned=activity.expected,
        listed=bool(attended),
        recorded=added(fact.people for fact in attended) if attended else None,
        stated=None if _part_uncounted(p, activity.id) else number,
        least=max(counted, number or 0) or None,
        settled=settled_number(p, activity.id),
    )


def settled_number(p: Partnership, id_: str) -> int | None:
    """Return how many were at an activity as it was settled, None where it was not."""
    held = p.settled.number_of(id_)
    return held.value if held is not None and isinstance(held.value, int) else None


def _part_uncounted(p: Partnership, id_: str) -> bool:
    """Tell whether one of several parts has no number; an entry without a day is of all of them."""
    facts = p.facts_of(id_, Held)
    parts = {part for fact in facts if (part := _part(fact)) is not None}
    counted = {_part(fact) for fact in facts if fact.participants is not None}
    return len(parts) > 1 and None not in counted and parts > counted


def _part(fact: Held) -> str | When | None:
    return fact.id or fact.when


def stated_at(p: Partnership, activity: str) -> tuple[str, int] | None:
    """Return the number of participants that was stated, with the address of the fact.

    Of an activity in several parts the largest counts: nobody knows who came to more than one.
    """
    return max(_all_stated(p).get(activity, ()), key=itemgetter(1), default=None)


@once
def _all_stated(p: Partnership) -> dict[str | None, list[tuple[str, int]]]:
    """Return all numbers that were stated of each activity, with the addresses of the facts."""
    told = ((f.of, at, f.participants) for at, f in p.numbered_facts(Held))
    return grouped((of, (at, number)) for of, at, number in told if number is not None)
