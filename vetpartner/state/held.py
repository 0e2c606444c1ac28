"""How an activity took place: when, where, how, with how many; as planned while that is unknown."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import frozen

from vetpartner.model import THERE, Attended, Held, Mode, Span, Task, Venue, When
from vetpartner.model.holding import PEOPLE
from vetpartner.model.partnership import once
from vetpartner.state.disputed import alternatives, disputed
from vetpartner.values.keyed import added, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Activity, Partnership

A = TypeVar("A", bound="Activity")


@frozen(kw_only=True)
class Actual:
    """Time, place and mode as recorded last, or else as planned; `held` tells of any record.

    See `held_facts` for what is one. `venue` is known of what was online too, for its time zone;
    `place` is where people met, None for online.
    """

    when: When
    venue: Venue | None
    mode: Mode | None
    held: bool
    place: Venue | None = None


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
        return Actual(
            when=activity.when,
            venue=activity.venue,
            mode=activity.mode,
            held=False,
            place=activity.place,
        )

    def last(name: str) -> Any:  # noqa: ANN401 - of the type of the field
        stated = (getattr(fact, name) for fact in reversed(facts))
        return next((value for value in stated if value is not None), getattr(activity, name))

    return Actual(
        when=last("when"),
        venue=last("venue"),
        mode=last("mode"),
        held=True,
        place=next(reversed(places_held(p, activity)), None),
    )


def places_held(p: Partnership, activity: Activity) -> tuple[Venue, ...]:
    """Return where an activity was held, each place once by the days; nothing of parts online.

    A record of a place without a word on how it was held tells that people met there, also where it
    was planned online; one that says online tells of no place, whatever was planned.
    """
    places = (place_held(activity, fact) for fact in held_facts(p, activity))
    return tuple(dict.fromkeys(place for place in places if place is not None))


def place_held(activity: Activity, fact: Held) -> Venue | None:
    """Return where people met by a record, None for online; what it leaves out is as planned."""
    if fact.mode is None and fact.venue is None:
        return activity.place
    return None if fact.mode == "online" else fact.venue or activity.venue


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
    `settled` is the number that the coordinator settled, whatever the others say. Where entries
    contradict each other and nobody settled it, `recorded` and `stated` are what the later one
    says, and `disputed` and `said` all that there may have been by them; `least` is the smallest.
    """

    planned: int | None
    listed: bool
    recorded: int | None
    stated: int | None
    least: int | None
    settled: int | None = None
    disputed: tuple[int, ...] = ()
    said: tuple[int, ...] = ()

    @property
    def counts(self) -> int | None:
        """Return the settled number, or else the recorded one, or else the stated one."""
        if self.settled is not None:
            return self.settled
        return self.stated if self.recorded is None else self.recorded

    @property
    def unsettled(self) -> tuple[int, ...]:
        """Return the numbers of which nobody knows which is right, the smallest first."""
        if self.settled is not None or self.counts is None:
            return ()
        return self.said if self.recorded is None else self.disputed

    @property
    def known(self) -> int | None:
        """Return the number that counts, None where entries contradict each other about it."""
        return None if self.unsettled else self.counts


def participants(p: Partnership, activity: Activity) -> Headcount:
    """Count the participants of an activity."""
    attended, stated = p.attended(activity.id), stated_at(p, activity.id)
    number = None if stated is None else stated[1]
    groups, parts = _groups(p, activity.id), _parts_stated(p, activity.id)
    listed, said = alternatives(groups, sum), alternatives(parts, max)
    return Headcount(
        planned=activity.expected,
        listed=bool(attended),
        recorded=added(fact.people for fact in attended) if attended else None,
        stated=None if _part_uncounted(p, activity.id) else number,
        least=max(listed[0] if groups else _sum(attended), said[0]) or None,
        settled=settled_number(p, activity.id),
        disputed=listed if len(listed) > 1 else (),
        said=said if len(said) > 1 else (),
    )


def _sum(attended: Iterable[Attended]) -> int:
    return sum(fact.people or 0 for fact in attended)


def _groups(p: Partnership, id_: str) -> list[tuple[int, ...]]:
    """Return how many each recorded group may have been; nothing where nobody disputes it."""
    rows = () if p.presences.get(id_) else p.attended_at(id_)
    disputes = [_disputed_people(p, at, row) for at, row in rows]
    if not any(disputes):
        return []
    return [told or (row.people or 0,) for (_, row), told in zip(rows, disputes, strict=True)]


def _disputed_people(p: Partnership, at: str, row: Attended) -> tuple[int, ...]:
    """Return how many a group may have been; those of it who are named are in no count."""
    fact, told = p.settled.at.get(at), disputed(p, at, "count")
    named = (fact.count or 0) - (row.count or 0) if isinstance(fact, Attended) else 0
    return tuple(max(int(number) - named, 0) for number in told)


def _parts_stated(p: Partnership, id_: str) -> list[tuple[int, ...]]:
    """Return how many may have been at each part of an activity by what is stated."""
    stated = _all_stated(p).get(id_, ())
    return [tuple(map(int, disputed(p, at, PEOPLE))) or (number,) for at, number in stated]


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
