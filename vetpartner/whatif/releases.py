"""What an earlier public copy and a new one tell together: counts that differ by few people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Certified, Held, Surveyed
from vetpartner.state.attendance import certified_count
from vetpartner.state.held import settled_number
from vetpartner.state.inclusion import NO_ROLE, TRAITS
from vetpartner.state.suppression import SMALLEST
from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.keyed import added, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Attended, Participant, Partnership
    from vetpartner.values.words import HowMany

Count = tuple[str, str]
"""An address such as `attended/T1`, and who is counted there."""


def differing(before: Partnership, after: Partnership, *, least: int = SMALLEST) -> Findings:
    """Return the counts that differ by fewer people than `least` between two public copies.

    Who has both copies sees how many came or went, and may know them. Also told is a count that
    one copy has and the other keeps back: it must be close to what it was. Raises `ValueError`
    where `before` names people, or is of another project.
    """
    if before.plan.people:
        raise ValueError("the earlier copy names people: it is no public copy")
    mine, theirs = after.plan.project, before.plan.project
    if (mine.reference or mine.label) != (theirs.reference or theirs.label):
        raise ValueError(f"the earlier copy is of {theirs.label}, and not of {mine.label}")
    earlier, later = dict(_counts(before)), dict(_counts(after))
    found = []
    for key in {**earlier, **later}:
        old, new = earlier.get(key, 0), later.get(key, 0)
        # What only one copy keeps back, and the other does not have, was not changed.
        both = key in earlier and key in later
        if _differ(old, new, least, both=both):
            found.append(_few(key, old, new))
    return Findings(found)


def _differ(one: HowMany, other: HowMany, least: int, *, both: bool) -> bool:
    """Tell whether two counts tell of few people; what nobody knows tells of none."""
    if isinstance(one, int) and isinstance(other, int):
        return 0 < abs(one - other) < least
    return both and None not in {one, other} and one != other


def _few(key: Count, old: HowMany, new: HowMany) -> Finding:
    address, who = key
    return Finding(
        message=f"{who}: {old} in the earlier copy and {new} now, which is about few people",
        severity=Severity.WARNING,
        slug="counts-differ-by-few",
        address=address,
        way_out="publish it when more has changed, or only where the earlier copy is gone",
    )


def _counts(p: Partnership) -> Iterator[tuple[Count, HowMany]]:
    """Yield each count of people, as it can be read from a copy or added up."""
    yield from _groups("participants", "participants", p.plan.participants)
    for activity in p.plan.activities:
        id_ = activity.id
        yield from _groups(f"attended/{id_}", f"{id_} attended", p.attended(id_))
        for fact in p.facts_of(id_, Held):
            if fact.participants is not None:
                yield (f"held/{id_}", f"{id_} as stated"), fact.participants
        if (settled := settled_number(p, id_)) is not None:
            yield (f"settled/{id_}", f"{id_} as settled"), settled
        if p.facts_of(id_, Certified):
            yield (f"certified/{id_}", f"{id_} certified"), certified_count(p, id_)
        if surveys := p.facts_of(id_, Surveyed):
            total = added(fact.respondents for fact in surveys)
            yield (f"surveyed/{id_}", f"{id_} surveyed"), total


def _groups(
    address: str, what: str, rows: Iterable[Attended | Participant]
) -> Iterator[tuple[Count, HowMany]]:
    listed: list[Any] = list(rows)
    if not listed:
        return
    parts = grouped(((row.role, row.organisation), row) for row in listed)
    yield (address, f"{what} in all"), added(row.people for row in listed)
    for (role, organisation), some in parts.items():
        name = f"{what}, {role or NO_ROLE}, {organisation or 'others'}"
        yield (address, name), added(row.people for row in some)
    for trait, field in TRAITS:
        known = [getattr(row, field, None) for row in listed]
        yield (address, f"{what}, {trait}"), added(known)
