"""How an activity took place: when, where, how, with how many; as planned while that is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import frozen

from vetpartner.model import Held, Mode, Span, Venue, When
from vetpartner.values.keyed import added

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership

A = TypeVar("A", bound="Activity")


@frozen(kw_only=True)
class Actual:
    """Time, place and mode as recorded last, or else as planned; `held` tells of any record."""

    when: When
    venue: Venue | None
    mode: Mode | None
    held: bool


def actual(p: Partnership, activity: Activity) -> Actual:
    """Return how an activity is, or was: each word of a later record counts before earlier ones."""
    facts = p.facts_of(activity.id, Held)

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
    facts, whole = p.facts_of(activity.id, Held), as_held(p, activity)
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
    whens = [fact.when or activity.when for fact in p.facts_of(activity.id, Held)]
    spans = [span for when in whens if (span := when.span(p.start)) is not None]
    if not spans:
        return None
    return Span(first=min(s.first for s in spans), last=max(s.last for s in spans))


@frozen(kw_only=True)
class Headcount:
    """How many were planned, recorded one by one or in groups, and stated in the minutes.

    `listed` tells that there is any record; `recorded` is None too where one of them has no number.
    """

    planned: int | None
    listed: bool
    recorded: int | None
    stated: int | None

    @property
    def known(self) -> int | None:
        """Return the recorded number, or else the stated one."""
        return self.stated if self.recorded is None else self.recorded


def participants(p: Partnership, activity: Activity) -> Headcount:
    """Count the participants of an activity."""
    attended, stated = p.attended(activity.id), stated_at(p, activity.id)
    return Headcount(
        planned=activity.expected,
        listed=bool(attended),
        recorded=added(fact.people for fact in attended) if attended else None,
        stated=None if stated is None else stated[1],
    )


def stated_at(p: Partnership, activity: str) -> tuple[str, int] | None:
    """Return the number of participants that was stated, with the address of the fact.

    Of an activity in several parts the largest counts: nobody knows who came to more than one.
    """
    told = p.numbered_facts(Held) if p.facts_of(activity, Held) else ()
    stated = ((at, f.participants) for at, f in told if f.of == activity)
    known = [(at, number) for at, number in stated if number is not None]
    return max(known, key=lambda pair: pair[1], default=None)
