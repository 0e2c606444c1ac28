"""What is the same: people under several ids, as somebody answered, and facts by what they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from vetpartner.model.fact import Fact
from vetpartner.model.facts import (
    Answered,
    Attended,
    Certified,
    Decided,
    Delivered,
    Disseminated,
    Held,
    Measured,
    Noted,
    Paid,
    Presence,
    Quoted,
    Reported,
    Risked,
    Surveyed,
    Sustained,
)
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from vetpartner.model.activities import Participant
    from vetpartner.model.plan import Plan
    from vetpartner.values.when import When

F = TypeVar("F", bound=Fact)


def same_ids(plan: Plan) -> dict[str, str]:
    """Return the first id of somebody by each further one, from the answers of a plan."""
    first: dict[str, str] = {}
    people = {person.id for person in plan.people}

    def root(id_: str) -> str:
        while id_ in first:
            id_ = first[id_]
        return id_

    for answer in plan.identities:
        ids = (id_ for id_ in answer.ids if answer.same and id_ not in people)
        roots = list(dict.fromkeys(map(root, ids)))
        first |= dict.fromkeys(roots[1:], roots[0]) if roots else {}
    return {id_: root(id_) for id_ in first}


def _persons(plan: Plan) -> dict[str, str]:
    """Return the id of a person of the plan by that of the participant who is the same."""
    people, first = {person.id for person in plan.people}, same_ids(plan)
    return {
        first.get(id_, id_): person
        for answer in plan.identities
        if answer.same
        for person in answer.ids
        if person in people
        for id_ in answer.ids
        if id_ not in people
    }


def told_apart(plan: Plan) -> frozenset[frozenset[str]]:
    """Return the pairs of ids that are not one person, whichever further ids each of them has."""
    first = same_ids(plan)
    return frozenset(
        frozenset((first.get(one, one), first.get(other, other)))
        for answer in plan.identities
        if not answer.same
        for number, one in enumerate(answer.ids)
        for other in answer.ids[number + 1 :]
    )


def joined(plan: Plan) -> Plan:
    """Return a plan in which each participant stands once: what the first lacks others give.

    Who was said to be a person of the plan has its id as `person`.
    """
    first, persons = same_ids(plan), _persons(plan)
    if not first and not persons:
        return plan
    people: dict[str, Participant] = {}
    for who in plan.participants:
        id_ = first.get(who.id, who.id)
        people[id_] = _one(people[id_], who) if id_ in people else attrs.evolve(who, id=id_)
    return attrs.evolve(
        plan,
        participants=tuple(
            attrs.evolve(who, person=who.person or persons.get(who.id)) for who in people.values()
        ),
    )


def _one(who: Participant, other: Participant) -> Participant:
    """Return somebody with what only the other entry says, and the activities of both."""
    names = ("name", "organisation", "country", "gender", "person")
    missing: dict[str, Any] = {
        name: getattr(other, name) for name in names if getattr(who, name) is None
    }
    days = [each.registered for each in (who, other) if each.registered is not None]
    known = min(days) if len(days) > 1 else None  # an entry without a day was always known
    numbers: dict[str, Any] = {}
    for name in ("fewer_opportunities", "minors", "green_travel"):
        said = [each for one in (who, other) if (each := getattr(one, name)) is not None]
        kept_back = next((each for each in said if isinstance(each, str)), None)
        numbers[name] = kept_back or max(said, default=None)
    activities = tuple(dict.fromkeys((*who.activities, *other.activities)))
    return attrs.evolve(who, activities=activities, registered=known, **missing, **numbers)


def as_one(fact: F, first: Mapping[str, str]) -> F:
    """Return a fact with the first id of the participant that it names."""
    if isinstance(fact, Presence | Certified) and fact.participant is not None:
        id_ = first.get(fact.participant, fact.participant)
        return fact if id_ == fact.participant else attrs.evolve(fact, participant=id_)
    return fact


# What makes two facts the same.

Key = tuple[object, ...]
Numbered = tuple[str, Fact]
"""A fact with its address."""

KEYS: dict[type[Fact], Callable[[Any], Key]] = {
    Held: lambda f: (f.of,),
    Answered: lambda f: (f.of, f.session, f.person) if f.person else (f,),
    Attended: lambda f: (
        (f.of, f.person) if f.person else (f.of, f.organisation, f.same_as, f.when or "")
    ),
    Certified: lambda f: (f.of, f.participant or f.when or "", f.number if f.participant else ""),
    Delivered: lambda f: (f.of, f.when or "", f.languages),
    Measured: lambda f: (f.of, f.when or f.recorded or ""),
    Disseminated: lambda f: (
        (f.of, f.when or "", f.url)
        if f.url
        else (f.of, f.when, f.organisation, f.channel, f.title)
        if f.when or f.title
        else (f,)
    ),
    Paid: lambda f: (f.of, f.payer, f.payee, "" if f.of else f.amount),
    Decided: lambda f: (f.of, f.text),
    Surveyed: lambda f: (f.of, f.when) if f.when else (f,),
    Quoted: lambda f: (f.of, f.text),
    Risked: lambda f: (f.of, f.when or f.recorded or ""),
    Sustained: lambda f: (f.of, f.organisation, f.when) if f.when else (f,),
    Reported: lambda f: (f.of, f.when or ""),
    Noted: lambda f: (f,),
}
"""What, about whom and on which day or in which period: what makes two facts of a kind the same.

Who says it is no part of it. A kind that is not here has no identity but an `id`: of two costs
nobody can tell whether they are the same. Nor can it be told of two notes, dissemination records
or surveys without a day, unless they say the same. Presences have one for each session, see
`state.attendance`.
"""


def identity(fact: Fact, key: Callable[[Any], Key] | None) -> Key:
    """Return what a fact has in common with those that are the same, by the key of its kind."""
    return (id(fact),) if key is None else key(fact)


def vague(fact: Fact) -> tuple[int, bool, str]:
    """Return what orders facts of one identity: those that say most of their days come first."""
    days = (fact.when, getattr(fact, "sent", None))
    return (sum(day is None for day in days), fact.id is None, repr(fact))


def ids_fit(one: Fact, other: Fact) -> bool:
    """Tell whether two facts may be the same by their ids."""
    return None in (one.id, other.id) or one.id == other.id


def same_transfer(one: Paid, other: Paid, start: date | None) -> bool:
    """Tell whether two transfers of the same to the same are one: on one day, or sent and arrived.

    One that gives no day at all goes with any of the same amount.
    """
    days = [(one.sent, other.sent), (one.when, other.when)]
    both = [(mine, theirs) for mine, theirs in days if mine is not None and theirs is not None]
    if both:
        return any(mine == theirs for mine, theirs in both)
    sent = one.sent or other.sent
    arrived = span_first((one.when or other.when), start)
    in_order = sent is None or arrived is None or sent <= arrived
    nothing = not any(day for pair in days for day in pair)
    return nothing or (one.amount == other.amount and in_order)


def span_first(when: When | None, start: date | None) -> date | None:
    """Return the first day of a date, None where it has none."""
    span = when.span(start) if when is not None else None
    return span.first if span is not None else None


def first_day(fact: Fact, start: date | None) -> date | None:
    """Return the day by which a fact comes before others; when it was written down if none."""
    return span_first(fact.when, start) or getattr(fact, "sent", None) or fact.recorded


def parts_of(group: list[Numbered]) -> list[list[Numbered]]:
    """Return the records of an activity by the parts that have an id; all of it where one has."""
    ids = {fact.id for _, fact in group} - {None}
    if len(ids) <= 1:
        return [group]
    return list(grouped((fact.id, (at, fact)) for at, fact in group).values())
