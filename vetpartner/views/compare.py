"""What differs between two versions of a partnership, by address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.model import KINDS, Agreement
from vetpartner.showing import Listing, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import Fact, Partnership, Plan


@frozen(kw_only=True)
class Change(Shown):
    """One difference: `before` is None for what was added, `after` for what was removed."""

    address: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.address}: added {self.after}"
        if self.after is None:
            return f"{self.address}: removed {self.before}"
        return f"{self.address}: {self.before} → {self.after}"


def compare(before: Partnership, after: Partnership) -> Listing[Change]:
    """Return what differs between two partnerships: the plans in force, then facts and words.

    Each changed field is one `Change` at its address; things and facts that came or went are one.
    """
    return Listing(
        (
            *plan_changes(before.plan, after.plan),
            *_tables(dict(before.numbered_facts()), dict(after.numbered_facts()), _fact_name),
            *answer_changes(before, after),
        )
    )


def answer_changes(before: Partnership, after: Partnership) -> Iterator[Change]:
    """Yield what differs between the coordinator's own words in two partnerships."""
    yield from _tables(_answers(before), _answers(after), str)


def fact_changes(address: str, before: Fact | None, after: Fact | None) -> tuple[Change, ...]:
    """Return what differs between two states of one fact; None where it is not in one of them."""
    old = {} if before is None else {address: before}
    new = {} if after is None else {address: after}
    return tuple(_tables(old, new, _fact_name))


def plan_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Yield what differs between two plans, each changed field at its address."""
    yield from _fields("project", before.project, after.project)
    none = Agreement()
    yield from _fields("agreement", before.agreement or none, after.agreement or none)
    for kind in KINDS:
        old = {f"{kind}/{thing.id}": thing for thing in getattr(before, kind)}
        new = {f"{kind}/{thing.id}": thing for thing in getattr(after, kind)}
        yield from _tables(old, new, _thing_name)
    yield from _tables(_accepted(before), _accepted(after), str)
    yield from _tables(_limits(before), _limits(after), str)


def _limits(plan: Plan) -> dict[str, str]:
    return {f"limits/{each.question}": f"{each.characters} characters" for each in plan.limits}


def _accepted(plan: Plan) -> dict[str, str]:
    return {f"accepted/{each.slug}/{each.address}": each.reason for each in plan.accepted}


def _tables(before: Mapping[str, Any], after: Mapping[str, Any], name: Any) -> Iterator[Change]:  # noqa: ANN401
    for address, old in before.items():
        if address not in after:
            yield Change(address=address, before=name(old), after=None)
        elif attrs.has(type(old)):
            yield from _fields(address, old, after[address])
        elif old != after[address]:
            yield Change(address=address, before=name(old), after=name(after[address]))
    for address, new in after.items():
        if address not in before:
            yield Change(address=address, before=None, after=name(new))


def _fields(address: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401
    for name in attrs.fields_dict(type(before)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(address=f"{address}/{name}", before=_shown(old), after=_shown(new))


def _answers(p: Partnership) -> dict[str, str]:
    return {
        f"narrative/{n.report}.{n.language}/{question}": text
        for n in p.narratives
        for question, text in n.answers
    }


def _thing_name(thing: Any) -> str:  # noqa: ANN401
    return str(getattr(thing, "title", None) or getattr(thing, "name", None) or thing.id)


def _fact_name(fact: Fact) -> str:
    return fact.note or getattr(fact, "text", None) or type(fact).__name__.lower()


def _shown(value: Any) -> str | None:  # noqa: ANN401 - whatever a field of the model holds
    if value is None or value in ((), ""):
        return None
    if isinstance(value, tuple):
        return ", ".join(str(_shown(item)) for item in value)
    if hasattr(value, "items"):
        return ", ".join(f"{key} {item}" for key, item in value.items()) or None
    return str(value)
