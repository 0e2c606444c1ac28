"""The gate between reading lists and what certifies, converts or copies: open questions stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.model import Spent
from vetpartner.state.attendance import amount, attending, called, unequal, unlisted_days
from vetpartner.state.same_people import same_people
from vetpartner.values.finding import Finding, Findings, error, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from vetpartner.model import Money, Partnership

COSTS, PEOPLE, PRESENCES = "spent", "participants", "presences"
_NAMED = 10
"""How many people a preview names who were not there all the time."""


class OpenLists(ValueError):
    """A list has an open question, and what was asked for would pass it on; see `findings`."""

    def __init__(self, what: str, findings: Findings, read: str) -> None:
        """Take what is not done, the open questions, and what was read of the lists."""
        super().__init__(what, findings, read)
        self.what, self.findings, self.read = what, findings, read

    def __str__(self) -> str:
        return (
            f"{self.read}\n{self.what}, because a list has an open question\n"
            f"{self.findings.text()}\n"
            'put it right; or give the reason to go on all the same: --anyway "REASON"'
        )


def pass_gate(
    what: str, findings: Findings, anyway: str | None, read: Callable[[], str]
) -> str | None:
    """Return the reason to go on all the same, None where none is needed.

    `read` tells what was read of the lists.
    Raises `OpenLists` for open questions without a reason, `ValueError` for an empty one.
    """
    if anyway is not None and not anyway.strip():
        raise ValueError("the reason to go on all the same is empty")
    if findings and anyway is None:
        raise OpenLists(what, findings, read())
    return anyway if findings else None


def open_attendance(p: Partnership, activity: str) -> Findings:
    """Return what is open in the lists from which certificates of an activity are made."""
    return Findings(
        (
            *_unread(p, PEOPLE, f"{PRESENCES}/{activity}"),
            *_unequal(p, activity),
            *_unlisted(p, activity),
            *_too_long(p, activity),
            *_same(p, {fact.participant for fact in p.presences.get(activity, ())}),
        )
    ).sorted()


def open_people(p: Partnership, erased: str | None = None) -> Findings:
    """Return what is open in all lists of people: who was not read may stay in a copy.

    Of who is `erased` it must be known under which ids they stand.
    """
    twice = (found for activity in p.presences for found in _unequal(p, activity))
    same = _same(p, {erased}, both=False) if erased is not None else ()
    return Findings((*_unread(p, PEOPLE, PRESENCES), *twice, *same)).sorted()


def open_costs(p: Partnership) -> Findings:
    """Return what is open in the lists of costs."""
    return Findings(_unread(p, COSTS)).sorted()


def _unread(p: Partnership, *lists: str) -> Iterator[Finding]:
    for finding in p.unread:
        address = finding.address
        if address in lists or (address.startswith(f"{PRESENCES}/") and PRESENCES in lists):
            yield finding


def _same(p: Partnership, ids: set[str | None], *, both: bool = True) -> Iterator[Finding]:
    """Yield who of these is probably one person, or with whom one of them is if not `both` are."""
    for question in same_people(p):
        pair = {question.first.id, question.other.id}
        if pair <= ids or (pair & ids and not both):
            message, way_out = question.said
            address = f"{PEOPLE}/{question.other.id}"
            place = None if p.origin is None else p.origin.locate(address)
            found = warning(message, address, way_out=way_out)
            yield attrs.evolve(found, slug="table-probably-same", place=place)


def _unequal(p: Partnership, activity: str) -> Iterator[Finding]:
    for fact, message in unequal(p, activity):
        at = f"{PRESENCES}/{activity}"
        place = None if p.origin is None else p.origin.locate(at, fact)
        found = warning(message, at, way_out=DELETE_ONE)
        yield attrs.evolve(found, slug="presence-twice", place=place)


def _unlisted(p: Partnership, activity: str) -> Iterator[Finding]:
    if days := unlisted_days(p, activity):
        message, way_out = unlisted_said(activity, days)
        found = warning(message, f"{PRESENCES}/{activity}", way_out=way_out)
        yield attrs.evolve(found, slug="activity-day-unlisted")


def _too_long(p: Partnership, activity: str) -> Iterator[Finding]:
    for message, way_out in too_long(p, activity):
        at = f"{PRESENCES}/{activity}"
        place = None if p.origin is None else p.origin.locate(at)
        found = error(message, at, way_out=way_out)
        yield attrs.evolve(found, slug="more-hours-than-activity", place=place)


DELETE_ONE = "delete one of the two entries"


def unlisted_said(activity: str, days: Sequence[date]) -> tuple[str, str]:
    """Return how it is said that days of an activity are in no list, and what to do."""
    named = ", ".join(map(str, days))
    message = f"no attendance list of {activity} has {named}, on which it was held"
    return message, f"add the days to tables/attendance-{activity}.csv, or record when it was held"


def too_long(p: Partnership, activity: str) -> Iterator[tuple[str, str]]:
    """Yield how it is said who was there for more hours than an activity has, and what to do."""
    for row in attending(p, activity):
        if row.part is not None and row.part > 1:
            message = f"{called(p, row.participant)} was at {activity} for {amount(row)}"
            yield message, f"correct the list, or the hours of {activity}"


def preview(p: Partnership, activity: str) -> str:
    """Return what was read of the lists of an activity: `read 3 people × 4 days; Ivan 1 of 4`.

    Who was there all the time is not named, and of the others the first ten are.
    """
    rows = [row for row in attending(p, activity) if row.held]
    if not rows:
        return f"{activity}: read nobody's presence"
    by_day = all(fact.when and not fact.session for fact in p.presences[activity])
    what = "day" if by_day else "session"
    number, held = sum(row.count for row in rows), rows[0].held
    several = "people" if number > 1 else "person"
    head = f"{activity}: read {number} {several} × {held} {what}{'s' * (held > 1)}"
    less = [row for row in rows if row.sessions < row.held]
    told = [f"{called(p, row.participant)} {row.sessions} of {row.held}" for row in less[:_NAMED]]
    more = [f"{len(less) - _NAMED} more not all"] if len(less) > _NAMED else []
    return "; ".join((head, ", ".join((*told, *more)) or "everybody all of them"))


def people_read(p: Partnership) -> str:
    """Return how many people were read of all lists, and how many presences of which activities."""
    people = sum(who.count for who in p.baseline.participants)
    lists = [f"{len(rows)} presences of {activity}" for activity, rows in p.presences.items()]
    return ", ".join((f"read {people} participants", *lists))


def costs_read(p: Partnership) -> str:
    """Return how many costs were read, and their sum in each currency."""
    sums: dict[str, Money] = {}
    costs = p.facts_of_kind(Spent)
    for cost in costs:
        code = cost.amount.currency
        sums[code] = cost.amount + sums[code] if code in sums else cost.amount
    return ", ".join((f"read {len(costs)} costs", *map(str, sums.values())))
