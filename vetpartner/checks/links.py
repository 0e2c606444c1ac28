"""Ids and links: each id once, each link to something that exists and is of the right kind."""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from vetpartner.checks.finding import error
from vetpartner.model import ANYTHING, KINDS, link_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

_WORDS = {
    "organisations": "an organisation",
    "people": "a person",
    "participants": "a participant",
    "objectives": "an objective",
    "work_packages": "a work package",
    "meetings": "a meeting",
    "trainings": "a training",
    "dissemination_events": "a dissemination event",
    "tasks": "a task",
    "deliverables": "a deliverable",
    "milestones": "a milestone",
    "indicators": "an indicator",
    "risks": "a risk",
    "dissemination_actions": "a dissemination action",
    "payments": "a payment",
    "instalments": "an instalment",
    "reports": "a report",
}


def id_used_twice(s: Subject) -> Iterator[Finding]:
    """Guard that each id is used once in the whole plan.

    Facts and links go by the id, and nobody can tell which of the two is meant.
    Give one of them another id.

    Basis: the file format.
    """
    first: dict[str, str] = {}
    for kind, thing in s.plan.things():
        if thing.id in first:
            other = first[thing.id]
            where = "twice" if other == kind else f"in {other} and in {kind}"
            message = f"the id `{thing.id}` is used {where}"
            yield error(message, f"{kind}/{thing.id}", way_out="give one of them another id")
        else:
            first[thing.id] = kind


def link_to_nowhere(s: Subject) -> Iterator[Finding]:
    """Guard that each link of plan and facts leads to something in the plan.

    What it means is counted nowhere: the lead is not told, the fact is not reported.
    Correct the id, or add what is missing.

    Basis: the file format.
    """
    told: set[tuple[str, str, str]] = set()
    for at, field, kinds, id_ in _links(s):
        if id_ not in s.kinds:
            # Of a list of attendance each day would say the same again.
            key = (at.partition("#")[0], field, id_)
            if key in told and at.startswith("presences/"):
                continue
            told.add(key)
            near = _near(s, kinds, id_)
            way_out = f"did you mean {' or '.join(near)}?" if near else "add it, or correct the id"
            message = f"`{field}` of {_owner(at)} leads to `{id_}`, and nothing has this id"
            yield error(message, f"{at}/{field}", way_out=way_out)


def link_to_wrong_kind(s: Subject) -> Iterator[Finding]:
    """Guard that each link leads to a thing of the kind that is meant.

    A work package cannot be a meeting, and a fact about a deliverable is not held.
    Correct the id.

    Basis: the file format.
    """
    for at, field, kinds, id_ in _links(s):
        found = s.kinds.get(id_)
        if found is not None and kinds != ANYTHING and not found.intersection(kinds):
            is_ = " and ".join(_WORDS[kind] for kind in KINDS if kind in found)
            wanted = " or ".join(_WORDS[kind] for kind in kinds)
            near = _near(s, kinds, id_)
            way_out = f"did you mean {' or '.join(near)}?" if near else None
            message = f"`{field}` of {_owner(at)} leads to {id_}, which is {is_} and not {wanted}"
            yield error(message, f"{at}/{field}", way_out=way_out)


def _links(s: Subject) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield `(address, field, kinds, id)` for every link of plan and facts."""
    for at, thing in (("project", s.plan.project), *s.everything, *s.numbered):
        for field, kinds, id_ in link_values(type(thing), partial(getattr, thing)):
            yield at, field, kinds, id_


def _near(s: Subject, kinds: tuple[str, ...], id_: str) -> list[str]:
    """Return ids of these kinds that are like an id that is wrong."""
    fitting = [known for known, of in s.kinds.items() if kinds == ANYTHING or of & set(kinds)]
    lowered = {known.casefold(): known for known in fitting}
    return [lowered[found] for found in get_close_matches(id_.casefold(), lowered, n=3)]


def _owner(at: str) -> str:
    """Return how a sentence calls what stands at an address."""
    kind, _, name = at.partition("/")
    return f"the {kind}" if not name else name if kind in KINDS else at


LINKS = (
    id_used_twice,
    link_to_nowhere,
    link_to_wrong_kind,
)
