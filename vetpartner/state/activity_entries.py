"""An entry of a calendar, and those of activities: one each, or one for each session."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import (
    Amended,
    Meeting,
    Organisation,
    Precision,
    Task,
    Training,
    Venue,
    When,
)
from vetpartner.programme.countries import zone_of_activity
from vetpartner.state.held import Actual, actual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.model import Activity, Partnership, Session

    Ask = Callable[[str | None], str | None]

EntryStatus = Literal["confirmed", "tentative", "cancelled"]
LONG_AGO = date(2014, 1, 1)
"""The beginning of Erasmus+: stands for the day of a change where no day is known."""


@frozen(kw_only=True)
class Entry:
    """One entry of a calendar.

    `first` and `last` are whole days, both included; `starts` and `ends` are aware times, if there
    are times. `sequence` counts the changes of time, place or status known on the day; `changed`
    is the day of the last of them. `alarms` are days before the entry. `position` is latitude and
    longitude in degrees. `contact` says who answers questions.

    `concerns` are the ids of the organisations it is for, None if it is for all of them; `people`
    those it is for whatever their organisation, such as trainers.
    """

    id: str
    category: str
    title: str
    first: date
    last: date
    starts: datetime | None = None
    ends: datetime | None = None
    status: EntryStatus = "confirmed"
    place: str | None = None
    position: tuple[float, float] | None = None
    link: str | None = None
    contact: str | None = None
    description: tuple[str, ...] = ()
    alarms: tuple[int, ...] = ()
    sequence: int = 0
    changed: date
    busy: bool = True
    address: str = ""
    concerns: tuple[str, ...] | None = None
    people: tuple[str, ...] = ()
    work_package: str | None = None

    @property
    def is_deadline(self) -> bool:
        """Tell whether it is a day by which something is due, not something that takes place."""
        return not self.busy


_MOVING = ("when", "due", "venue", "mode", "cancelled")
LATER_SESSIONS = (1,)
"""Days before each session after the first on which a calendar reminds."""


def activity_entries(p: Partnership) -> Iterator[Entry]:
    """Yield the entries of all activities that have a date."""
    ask = cache(partial(contact_of, p))
    for activity in p.plan.activities:
        yield from _entries(p, activity, ask)


def _entries(p: Partnership, activity: Activity, ask: Ask) -> Iterator[Entry]:
    now = actual(p, activity)
    whole = _whole(p, activity, now, ask(activity.responsible))
    sessions = activity.sessions if isinstance(activity, Training) else ()
    if whole is None:
        return
    if not sessions:
        yield whole
    elif all(_inside(p, session, whole) for session in sessions):
        yield from _sessions(p, activity, now, whole, sessions)
    else:
        # The training has moved away from its sessions: their days would be wrong.
        told = (f"Session as planned before: {one.when} {one.title or ''}" for one in sessions)
        yield evolve(whole, description=(*whole.description, *map(str.strip, told)))


def _whole(p: Partnership, activity: Activity, now: Actual, contact: str | None) -> Entry | None:
    span = now.when.span(p.start)
    if span is None or (isinstance(activity, Task) and now.when.tentative):
        return None
    starts, ends, remark = _times(p, activity, now.when, now.venue)
    status: EntryStatus = "tentative" if now.when.tentative else "confirmed"
    return Entry(
        id=activity.id,
        category=str(activity.word),
        title=activity.title or activity.id,
        first=span.first,
        last=span.last,
        starts=starts,
        ends=ends,
        status="cancelled" if activity.cancelled else status,
        place=_place(now),
        position=now.venue.position if now.venue and now.mode != "online" else None,
        link=activity.link,
        contact=contact,
        description=(*remark, *_about(p, activity, contact)),
        alarms=() if now.held or activity.cancelled else activity.reminders,
        sequence=len(moves(p, activity.id)),
        changed=changed(p, activity.id),
        address=f"{activity.table}/{activity.id}",
        concerns=concerned(activity),
        people=activity.trainers if isinstance(activity, Training) else (),
        work_package=activity.work_package,
    )


def _inside(p: Partnership, session: Session, whole: Entry) -> bool:
    span = session.when.span(p.start)
    return span is not None and whole.first <= span.first and span.last <= whole.last


def _sessions(
    p: Partnership, activity: Activity, now: Actual, whole: Entry, sessions: tuple[Session, ...]
) -> Iterator[Entry]:
    about = tuple(_about(p, activity, whole.contact))
    for number, session in enumerate(sessions, start=1):
        span = session.when.span(p.start)
        starts, ends, remark = _times(p, activity, session.when, now.venue)
        if span is None:
            continue
        title = session.title or f"session {number} of {len(sessions)}"
        yield evolve(
            whole,
            id=f"{activity.id}/{number}",
            title=f"{whole.title}: {title}",
            first=span.first,
            last=span.last,
            starts=starts,
            ends=ends,
            description=(*remark, *about),
            alarms=LATER_SESSIONS if whole.alarms and number > 1 else whole.alarms,
        )


def concerned(activity: Activity) -> tuple[str, ...] | None:
    """Return the organisations that take part; where none is listed, all do."""
    if not activity.organisations:
        return None
    named = (activity.lead, activity.host, *activity.organisations)
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))


def takes_part(activity: Activity, organisation: str) -> bool:
    """Tell whether an organisation takes part in an activity."""
    taking = concerned(activity)
    return taking is None or organisation in taking


def _times(
    p: Partnership, activity: Activity, when: When, venue: Venue | None
) -> tuple[datetime | None, datetime | None, tuple[str, ...]]:
    """Return aware times, or none and a remark that says what is known instead."""
    if when.precision is not Precision.TIMES:
        return None, None, ()
    zone = zone_of_activity(p, activity, venue)
    try:
        instants = when.instants(zone) if zone or when.zone else None
    except ValueError as error:
        return None, None, (str(error),)
    if instants is None:
        return None, None, (f"Local time: {when}",)
    return *instants, ()


def _place(now: Actual) -> str | None:
    if now.mode == "online":
        return "online"
    venue = now.venue
    parts = (venue.name, venue.address, venue.city, venue.country) if venue is not None else ()
    return ", ".join(filter(None, parts)) or None


def _about(p: Partnership, activity: Activity, contact: str | None) -> Iterator[str]:
    yield f"{activity.id}: {activity.kind}"
    if activity.work_package:
        yield f"Work package: {activity.work_package} {p.label(activity.work_package)}"
    if activity.responsible:
        yield f"Led by: {p.label(activity.responsible)}"
    if activity.host and activity.lead:
        yield f"Hosted by: {p.label(activity.host)}"
    if activity.organisations:
        yield f"With: {', '.join(p.label(o) for o in activity.organisations)}"
    if activity.link:
        yield f"Link: {activity.link}"
    agenda = activity.agenda if isinstance(activity, Meeting) else ()
    if agenda:
        yield "Agenda:"
        yield from (f"{number}. {item}" for number, item in enumerate(agenda, start=1))
    if contact:
        yield f"Contact: {contact}"
    if activity.cancelled:
        amendments = p.facts_of(activity.id, Amended)
        yield from (f"Cancelled: {one.why}" for one in amendments if one.cancelled and one.why)


def contact_of(p: Partnership, id_: str | None) -> str | None:
    """Return whom to ask: the first person of an organisation with an address, or with a name.

    Where it has none, the coordinator's; None if there is nobody.
    """
    for organisation in dict.fromkeys((id_, p.plan.project.coordinator)):
        found = p.get(organisation)
        people = [one for one in p.plan.people if one.organisation == organisation]
        for person in sorted(people, key=lambda one: not one.email):
            if isinstance(found, Organisation) and (person.email or person.name):
                return ", ".join(filter(None, (person.name, found.short, person.email)))
    return None


def moves(p: Partnership, id_: str) -> list[Amended]:
    """Return the changes of something planned that a calendar shows."""
    amendments = p.facts_of(id_, Amended)
    return [a for a in amendments if any(getattr(a, name) is not None for name in _MOVING)]


def changed(p: Partnership, id_: str) -> date:
    """Return the day of the last change, or of the start of the project."""
    days = [amendment.recorded for amendment in moves(p, id_)]
    return max(days, default=p.start or LONG_AGO)
