"""What belongs into a calendar: for everybody, an organisation, a person or a work package."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import (
    TABLES,
    Deliverable,
    Delivered,
    Organisation,
    Partnership,
    Person,
    WorkPackage,
)
from vetpartner.state.activity_entries import (
    LONG_AGO,
    Entry,
    activity_entries,
    changed,
    concerned,
    contact_of,
    moves,
)
from vetpartner.state.deadlines import PART, deadlines
from vetpartner.values.phrase import bare, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Milestone, When
    from vetpartner.state.deadlines import DeadlineKind


_NOBODY = ""  # the organisation of a person who belongs to none: what is for all, and no more


@frozen(kw_only=True)
class Choice:
    """What a calendar is of; all of it where nothing is said.

    `organisation` is also that of the `person`, and "" for one who belongs to none. `until` is the
    last day of an organisation that has left: nothing that begins later is for it.
    """

    organisation: str | None = None
    person: str | None = None
    work_package: str | None = None
    deadlines: bool = False
    until: date | None = None

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
    if work_package is not None:
        p.thing(work_package, WorkPackage)
    organisation = partner
    if person is not None:
        organisation = partner or p.thing(person, Person).organisation or _NOBODY
    elif partner is not None:
        p.thing(partner, Organisation)
    return Choice(
        organisation=organisation,
        person=person,
        work_package=work_package,
        deadlines=deadlines,
        until=getattr(p.get(organisation), "left", None),
    )


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
    yield from _results(p)
    yield from _deadlines(p)


def day_after(day: date) -> date:
    """Return the next day: the end of an all-day entry is not part of it."""
    return day + timedelta(days=1)


def order(entry: Entry) -> tuple[date, str, str]:
    """Return what entries of a calendar are sorted by."""
    return (entry.first, entry.starts.isoformat() if entry.starts else "", entry.id)


def chosen(found: Iterable[Entry], wanted: Choice) -> tuple[Entry, ...]:
    """Return those of the entries that belong into a calendar, in the same order."""
    return tuple(entry for entry in found if belongs(entry, wanted))


def belongs(entry: Entry, wanted: Choice) -> bool:
    """Tell whether an entry belongs into a calendar."""
    mine = wanted.takes(entry.concerns, entry.people, entry.work_package)
    late = wanted.until is not None and entry.first > wanted.until
    return mine and not late and (entry.is_deadline or not wanted.deadlines)


def undated(p: Partnership, wanted: Choice | None = None) -> tuple[str, ...]:
    """Return the ids of activities, deliverables and milestones that have no date yet.

    With a choice, only of those that would belong into that calendar.
    """
    wanted = wanted or Choice()
    if wanted.until is not None and wanted.until < p.as_of:
        return ()
    return tuple(
        id_ for id_, when, takes in _dated(p, wanted) if takes and when.span(p.start) is None
    )


def _dated(p: Partnership, wanted: Choice) -> Iterator[tuple[str, When, bool]]:
    for activity in p.plan.activities if not wanted.deadlines else ():
        people = getattr(activity, "trainers", ())
        takes = wanted.takes(concerned(activity), people, activity.work_package)
        yield activity.id, activity.when, takes
    for thing in _due_things(p):
        yield thing.id, thing.due, wanted.takes(makers(thing), (), thing.work_package)


# What is due: deliverables, milestones, and the deadlines of agreement and call.

RESULT_ALARMS = {"deliverables": (28, 7), "milestones": (7,)}
DEADLINE_ALARMS: dict[DeadlineKind, tuple[int, ...]] = {
    "report": (56, 28, 7, 1),
    "results": (28, 7),
    "amendment": (28, 7, 1),
    "project": (28, 7, 1),
    "payment": (),
    "records": (28,),
}
"""Days before a deadline on which a calendar reminds; nobody has to do anything for a payment."""


def makers(thing: Deliverable | Milestone) -> tuple[str, ...] | None:
    """Return the organisations that make a deliverable; a milestone is for all."""
    if not isinstance(thing, Deliverable):
        return None
    named = (thing.lead, *thing.organisations)
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))


def _due_things(p: Partnership) -> tuple[Deliverable | Milestone, ...]:
    return (*p.plan.deliverables, *p.plan.milestones)


def _results(p: Partnership) -> Iterator[Entry]:
    ask = cache(partial(contact_of, p))
    for thing in _due_things(p):
        span, table = thing.due.span(p.start), TABLES[type(thing)]
        if span is None:
            continue
        done = bool(p.facts_of(thing.id, Delivered))
        title, contact = thing.title or thing.id, None
        word = say("Due") if isinstance(thing, Deliverable) else say("Milestone")
        if isinstance(thing, Deliverable):
            contact = ask(thing.lead)
            about = tuple(_about(p, thing, contact))
            title = f"Due: {title}{' (delivered)' * done}"
        else:
            about = (thing.verification,) if thing.verification else ()
            title = f"Milestone: {title}{' (reached)' * done}"
        yield Entry(
            id=thing.id,
            category=table.removesuffix("s"),
            title=title,
            phrases=(word, bare(thing.title or thing.id)),
            first=span.last,
            last=span.last,
            contact=contact,
            description=about,
            alarms=() if done else RESULT_ALARMS[table],
            sequence=len(moves(p, thing.id)),
            changed=changed(p, thing.id),
            busy=False,
            address=f"{table}/{thing.id}",
            concerns=makers(thing),
            work_package=thing.work_package,
        )


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


def _deadlines(p: Partnership) -> Iterator[Entry]:
    """Yield all deadlines for the coordinator; for all, the day their part is due."""
    coordinator = p.plan.project.coordinator
    contact = contact_of(p, coordinator)
    leads = () if coordinator is None else (coordinator,)
    for deadline in deadlines(p):
        about = ("Basis: ", deadline.basis), ("Contact: ", contact)
        whole = Entry(
            id=deadline.id,
            category="deadline",
            title=deadline.title + (" (done)" if deadline.done else ""),
            phrases=(deadline.phrase,),
            first=deadline.day,
            last=deadline.day,
            contact=contact,
            description=tuple(f"{name}{text}" for name, text in about if text),
            alarms=() if deadline.done else DEADLINE_ALARMS[deadline.kind],
            changed=p.start or LONG_AGO,
            busy=False,
            address=deadline.address,
            concerns=None if deadline.kind == "project" else leads,
        )
        yield whole
        if deadline.internal is not None:
            yield evolve(
                whole,
                id=f"{deadline.id}-input",
                title=f"Contributions of the partners: {whole.title}",
                phrases=(PART, deadline.phrase),
                first=deadline.internal,
                last=deadline.internal,
                concerns=None,
            )
