"""What belongs into a calendar: for everybody, an organisation, a person or a work package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Organisation, Partnership, Person, UnknownId, WorkPackage
from vetpartner.views.dates.activity_entries import CATEGORIES, activity_entries, concerned
from vetpartner.views.dates.due_entries import due_entries, makers
from vetpartner.views.dates.entry import LONG_AGO, Entry, day_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.model import When

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
