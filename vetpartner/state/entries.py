"""What belongs into a calendar: for everybody, an organisation, a person or a work package."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Organisation, Partnership, Person, UnknownId, WorkPackage
from vetpartner.state.activity_entries import (
    CATEGORIES,
    LONG_AGO,
    Entry,
    activity_entries,
    changed,
    concerned,
    contact_of,
    day_after,
    moves,
)
from vetpartner.state.deadlines import deadlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.model import Deliverable, When
    from vetpartner.state.deadlines import Deadline, DeadlineKind


# Calendar entries of what is due: deliverables, milestones, reports, payments, amendments.

DELIVERABLE_ALARMS = (28, 7)
MILESTONE_ALARMS = (7,)
DEADLINE_ALARMS: dict[DeadlineKind, tuple[int, ...]] = {
    "report": (56, 28, 7, 1),
    "results": (28, 7),
    "amendment": (28, 7, 1),
    "project": (28, 7, 1),
    "payment": (),
    "records": (28,),
}
"""Days before a deadline on which a calendar reminds; nobody has to do anything for a payment."""


def due_entries(p: Partnership) -> Iterator[Entry]:
    """Yield the entries of everything that is due on a known day."""
    yield from _deliverables(p)
    yield from _milestones(p)
    yield from _deadlines(p)


def _deliverables(p: Partnership) -> Iterator[Entry]:
    ask = cache(partial(contact_of, p))
    for deliverable in p.plan.deliverables:
        span = deliverable.due.span(p.start)
        if span is None:
            continue
        delivered = bool(p.facts_of(deliverable.id, Delivered))
        contact = ask(deliverable.lead)
        yield Entry(
            id=deliverable.id,
            category="deliverable",
            title=f"Due: {deliverable.title or deliverable.id}" + (" (delivered)" * delivered),
            first=span.last,
            last=span.last,
            contact=contact,
            description=tuple(_about(p, deliverable, contact)),
            alarms=() if delivered else DELIVERABLE_ALARMS,
            sequence=len(moves(p, deliverable.id)),
            changed=changed(p, deliverable.id),
            busy=False,
            address=f"deliverables/{deliverable.id}",
            concerns=makers(deliverable),
            work_package=deliverable.work_package,
        )


def makers(deliverable: Deliverable) -> tuple[str, ...]:
    """Return the organisations that make a deliverable."""
    named = (deliverable.lead, *deliverable.organisations)
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))


def _about(p: Partnership, deliverable: Deliverable, contact: str | None) -> Iterator[str]:
    yield f"{deliverable.id}: deliverable"
    if deliverable.work_package:
        yield f"Work package: {deliverable.work_package}"
    if deliverable.lead:
        yield f"Led by: {p.label(deliverable.lead)}"
    if deliverable.languages:
        yield f"Languages: {', '.join(deliverable.languages)}"
    if contact:
        yield f"Contact: {contact}"


def _milestones(p: Partnership) -> Iterator[Entry]:
    for milestone in p.plan.milestones:
        span = milestone.due.span(p.start)
        if span is not None:
            reached = bool(p.facts_of(milestone.id, Delivered))
            yield Entry(
                id=milestone.id,
                category="milestone",
                title=f"Milestone: {milestone.title or milestone.id}" + (" (reached)" * reached),
                first=span.last,
                last=span.last,
                description=(milestone.verification,) if milestone.verification else (),
                alarms=() if reached else MILESTONE_ALARMS,
                sequence=len(moves(p, milestone.id)),
                changed=changed(p, milestone.id),
                busy=False,
                address=f"milestones/{milestone.id}",
                work_package=milestone.work_package,
            )


def _deadlines(p: Partnership) -> Iterator[Entry]:
    """Yield all deadlines for the coordinator; for all, the day their part is due."""
    coordinator = p.plan.project.coordinator
    leads = () if coordinator is None else (coordinator,)
    contact = contact_of(p, coordinator)
    for deadline in deadlines(p):
        whom = None if deadline.kind == "project" else leads
        yield _deadline(p, deadline, deadline.title, deadline.day, contact, whom)
        if deadline.internal is not None:
            title = f"Contributions of the partners: {deadline.title}"
            yield _deadline(p, deadline, title, deadline.internal, contact, None, suffix="-input")


def _deadline(
    p: Partnership,
    deadline: Deadline,
    title: str,
    day: date,
    contact: str | None,
    concerns: tuple[str, ...] | None,
    suffix: str = "",
) -> Entry:
    basis = (f"Basis: {deadline.basis}",) if deadline.basis else ()
    return Entry(
        id=f"{deadline.id}{suffix}",
        category="deadline",
        title=title + (" (done)" if deadline.done else ""),
        first=day,
        last=day,
        contact=contact,
        description=(*basis, *((f"Contact: {contact}",) if contact else ())),
        alarms=() if deadline.done else DEADLINE_ALARMS[deadline.kind],
        changed=p.start or LONG_AGO,
        busy=False,
        address=deadline.address,
        concerns=concerns,
    )


__all__ = [
    "LONG_AGO",
    "Choice",
    "Entry",
    "all_entries",
    "belongs",
    "choice",
    "chosen",
    "day_after",
    "each_entry",
    "entries",
    "order",
    "undated",
]
_NOBODY = ""  # the organisation of a person who belongs to none: what is for all, and no more


@frozen(kw_only=True)
class Choice:
    """What a calendar is of; all of it where nothing is said.

    `organisation` is also that of the `person`, and "" for one who belongs to none.
    """

    organisation: str | None = None
    person: str | None = None
    work_package: str | None = None
    deadlines: bool = False

    def takes(
        self, concerns: tuple[str, ...] | None, people: tuple[str, ...], package: str | None
    ) -> bool:
        """Tell whether something with these organisations, people and package belongs into it."""
        mine = (
            self.organisation is None
            or concerns is None
            or self.organisation in concerns
            or self.person in people
        )
        return mine and self.work_package in {None, package}


def choice(
    p: Partnership,
    *,
    partner: str | None = None,
    person: str | None = None,
    work_package: str | None = None,
    deadlines: bool = False,
) -> Choice:
    """Return what a calendar is of.

    Raises `UnknownId` for a partner, person or work package that the plan does not have.
    """
    if work_package is not None and not isinstance(p[work_package], WorkPackage):
        raise UnknownId(f"{work_package!r} is not a work package of this partnership")
    return Choice(
        organisation=_organisation(p, partner, person),
        person=person,
        work_package=work_package,
        deadlines=deadlines,
    )


def _organisation(p: Partnership, partner: str | None, person: str | None) -> str | None:
    if person is not None:
        found = p[person]
        if not isinstance(found, Person):
            raise UnknownId(f"{person!r} is not a person of this partnership")
        return partner or found.organisation or _NOBODY
    if partner is not None and not isinstance(p[partner], Organisation):
        raise UnknownId(f"{partner!r} is not an organisation of this partnership")
    return partner


def entries(
    p: Partnership,
    *,
    partner: str | None = None,
    person: str | None = None,
    work_package: str | None = None,
    deadlines: bool = False,
) -> tuple[Entry, ...]:
    """Return the entries by time; for one organisation or person only what concerns it.

    `work_package` leaves what belongs to it, `deadlines` what is due on a day: deliverables,
    milestones, reports, payments, amendments and the keeping of records.
    Raises `UnknownId` for a partner, person or work package that the plan does not have.
    """
    wanted = choice(
        p, partner=partner, person=person, work_package=work_package, deadlines=deadlines
    )
    return chosen(all_entries(p), wanted)


def all_entries(p: Partnership) -> tuple[Entry, ...]:
    """Return the entries of everything, by time."""
    return tuple(sorted(each_entry(p), key=order))


def each_entry(p: Partnership) -> Iterator[Entry]:
    """Yield the entries of everything as they stand in the plan, one at a time."""
    yield from activity_entries(p)
    yield from due_entries(p)


def order(entry: Entry) -> tuple[date, str, str]:
    """Return what entries of a calendar are sorted by."""
    return (entry.first, entry.starts.isoformat() if entry.starts else "", entry.id)


def chosen(found: Iterable[Entry], wanted: Choice) -> tuple[Entry, ...]:
    """Return those of the entries that belong into a calendar, in the same order."""
    return tuple(entry for entry in found if belongs(entry, wanted))


def belongs(entry: Entry, wanted: Choice) -> bool:
    """Tell whether an entry belongs into a calendar."""
    mine = wanted.takes(entry.concerns, entry.people, entry.work_package)
    return mine and (entry.is_deadline or not wanted.deadlines)


def undated(p: Partnership, wanted: Choice | None = None) -> tuple[str, ...]:
    """Return the ids of activities, deliverables and milestones that have no date yet.

    With a choice, only of those that would belong into that calendar.
    """
    wanted = wanted or Choice()
    return tuple(
        id_ for id_, when, takes in _dated(p, wanted) if takes and when.span(p.start) is None
    )


def _dated(p: Partnership, wanted: Choice) -> Iterator[tuple[str, When, bool]]:
    for kind in CATEGORIES if not wanted.deadlines else ():
        for activity in getattr(p.plan, kind):
            people = getattr(activity, "trainers", ())
            takes = wanted.takes(concerned(activity), people, activity.work_package)
            yield activity.id, activity.when, takes
    for deliverable in p.plan.deliverables:
        takes = wanted.takes(makers(deliverable), (), deliverable.work_package)
        yield deliverable.id, deliverable.due, takes
    for milestone in p.plan.milestones:
        yield milestone.id, milestone.due, wanted.takes(None, (), milestone.work_package)
