"""Who is one person under several ids, as somebody answered it; nobody is made one otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from vetpartner.model.fact import Fact
from vetpartner.model.facts import Certified, Presence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model.activities import Participant
    from vetpartner.model.plan import Plan

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
