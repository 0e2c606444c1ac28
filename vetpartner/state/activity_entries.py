"""An entry of a calendar, and those of activities: one each, or one for each session."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import (
    ACTIVITY_KINDS,
    Amended,
    Meeting,
    Organisation,
    Precision,
    Task,
    Training,
    Venue,
    When,
)
from vetpartner.model.partnership import once
from vetpartner.programme.countries import zone_of_activity
from vetpartner.state.held import Actual, actual
from vetpartner.values.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership, Session


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

    `session` is the id of the session of a training that it is, or its number where it has none
    and is not `named`. `phrases` are the title of what no one typed, for other languages.
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
    session: str | None = None
    named: bool = False
    phrases: tuple[Phrase, ...] = ()

    @property
    def is_session(self) -> bool:
        """Tell whether it is a part of a training."""
        return self.session is not None

    @property
    def is_deadline(self) -> bool:
        """Tell whether it is a day by which something is due, not something that takes place."""
        return not self.busy


_WORDS = {cls.table: str(cls.word) for cls in ACTIVITY_KINDS}
_MOVING = ("when", "due", "venue", "mode", "cancelled")
LATER_SESSIONS = (1,)
"""Days before each session after the first on which a calendar reminds."""


class _Names:
    """How a partnership calls things, each found out once for all of its activities."""

    def __init__(self, p: Partnership) -> None:
        self.contact = cache(partial(contact_of, p))
        self.label = cache(p.label)
        self.leavers = _leavers(p)


def activity_entries(p: Partnership) -> Iterator[Entry]:
    """Yield the entries of all activities that have a date."""
    names = _Names(p)
    for activity in p.plan.activities:
        yield from _entries(p, activity, names)


def _entries(p: Partnership, activity: Activity, names: _Names) -> Iterator[Entry]:
    now = actual(p, activity)
    whole = _whole(p, activity, now, names)
    sessions = activity.sessions if isinstance(activity, Training) else ()
    if whole is None:
        return
    if not sessions or not isinstance(activity, Training):
        yield whole
    elif all(_inside(p, session, whole) for session in sessions if not session.cancelled):
        yield from _sessions(p, activity, now, whole, names)
    else:
        # The training has moved away from its sessions: their days would be wrong.
        planned = (one for one in sessions if not one.cancelled)
        told = (f"Session as planned before: {one.when} {one.title or ''}" for one in planned)
        yield evolve(whole, description=(*whole.description, *map(str.strip, told)))


def _whole(p: Partnership, activity: Activity, now: Actual, names: _Names) -> Entry | None:
    span = now.when.span(p.start)
    if span is None or (isinstance(activity, Task) and now.when.tentative):
        return None
    starts, ends, remark = _times(p, activity, now.when, now.venue)
    moved = moves(p, activity.id)
    status: EntryStatus = "tentative" if now.when.tentative else "confirmed"
    return Entry(
        id=activity.id,
        category=_WORDS[activity.table],
        title=activity.title or activity.id,
        first=span.first,
        last=span.last,
        starts=starts,
        ends=ends,
        status="cancelled" if activity.cancelled else status,
        place=_place(now),
        position=now.venue.position if now.venue and now.mode != "online" else None,
        link=activity.link,
        contact=names.contact(activity.responsible),
        description=(*remark, *_about(p, activity, names, span.first)),
        alarms=() if now.held or activity.cancelled else activity.reminders,
        sequence=len(moved),
        changed=_last_change(p, moved),
        address=f"{activity.table}/{activity.id}",
        concerns=concerned(activity),
        people=activity.trainers if isinstance(activity, Training) else (),
        work_package=activity.work_package,
    )


def _inside(p: Partnership, session: Session, whole: Entry) -> bool:
    span = session.when.span(p.start)
    return span is not None and whole.first <= span.first and span.last <= whole.last


def _sessions(
    p: Partnership, activity: Training, now: Actual, whole: Entry, names: _Names
) -> Iterator[Entry]:
    sessions, about = activity.sessions, tuple(_about(p, activity, names, whole.first))
    first = next((one for one in sessions if not one.cancelled), None)
    for number, session in enumerate(sessions, start=1):
        span = session.when.span(p.start)
        starts, ends, remark = _times(p, activity, session.when, now.venue)
        if span is None:
            continue
        title = session.title or f"session {number} of {len(sessions)}"
        off = activity.cancelled or session.cancelled
        moved = moves(p, activity.id, session.id)
        called_off = _called_off(p, activity, session.id) if session.cancelled else ()
        alarms = whole.alarms if session is first else whole.alarms and LATER_SESSIONS
        yield evolve(
            whole,
            id=f"{activity.id}/{session.id or number}",
            session=session.id or str(number),
            named=session.id is not None,
            status="cancelled" if off else whole.status,
            sequence=len(moved),
            changed=_last_change(p, moved),
            title=f"{whole.title}: {title}",
            first=span.first,
            last=span.last,
            starts=starts,
            ends=ends,
            description=(*remark, *about, *called_off),
            alarms=() if off else alarms,
        )


def concerned(activity: Activity) -> tuple[str, ...] | None:
    """Return the organisations that take part; where none is listed, all do."""
    if not activity.organisations:
        return None
    named = (activity.lead, activity.host, *activity.organisations)
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))


@once
def _leavers(p: Partnership) -> dict[str, date]:
    """Return the last days of the organisations that left."""
    return {o.id: o.left for o in p.plan.organisations if o.left is not None}


def is_in(p: Partnership, organisation: str, day: date) -> bool:
    """Tell whether an organisation has not left the partnership before a day."""
    return day <= _leavers(p).get(organisation, day)


def takes_part(p: Partnership, activity: Activity, organisation: str) -> bool:
    """Tell whether an organisation takes part in an activity, and has not left before it begins."""
    taking = concerned(activity)
    return (taking is None or organisation in taking) and is_in(
        p, organisation, begins(p, activity)
    )


def taking_part(p: Partnership, activity: Activity) -> tuple[str, ...]:
    """Return the organisations listed for an activity, all if none is, without those that left."""
    listed = activity.organisations or tuple(o.id for o in p.plan.organisations)
    first = begins(p, activity)
    return tuple(id_ for id_ in dict.fromkeys(listed) if is_in(p, id_, first))


def begins(p: Partnership, activity: Activity) -> date:
    """Return the first day of an activity; the day looked at where it has none."""
    span = actual(p, activity).when.span(p.start)
    return span.first if span is not None else p.as_of


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


def _about(p: Partnership, activity: Activity, names: _Names, first: date) -> Iterator[str]:
    label, lead = names.label, activity.responsible

    def there(organisation: str) -> bool:
        return first <= names.leavers.get(organisation, first)

    yield f"{activity.id}: {activity.kind}"
    if activity.work_package:
        yield f"Work package: {activity.work_package} {label(activity.work_package)}"
    if lead and there(lead):
        yield f"Led by: {label(lead)}"
    if activity.host and activity.lead and there(activity.host):
        yield f"Hosted by: {label(activity.host)}"
    if activity.organisations:
        yield f"With: {', '.join(map(label, filter(there, dict.fromkeys(activity.organisations))))}"
    if activity.link:
        yield f"Link: {activity.link}"
    agenda = activity.agenda if isinstance(activity, Meeting) else ()
    if agenda:
        yield "Agenda:"
        yield from (f"{number}. {item}" for number, item in enumerate(agenda, start=1))
    if contact := names.contact(lead):
        yield f"Contact: {contact}"
    if activity.cancelled:
        yield from _called_off(p, activity, None)


def _called_off(p: Partnership, activity: Activity, session: str | None) -> tuple[str, ...]:
    """Return why an activity is cancelled, or a session of it."""
    amendments = (a for a in p.facts_of(activity.id, Amended) if a.session == session)
    return tuple(f"Cancelled: {one.why}" for one in amendments if one.cancelled and one.why)


def contact_of(p: Partnership, id_: str | None) -> str | None:
    """Return whom to ask: the first person of an organisation with an address, or with a name.

    Where it has none or has left, the coordinator's; None if there is nobody.
    """
    for organisation in dict.fromkeys((id_, p.plan.project.coordinator)):
        found = p.get(organisation)
        if organisation is not None and not is_in(p, organisation, p.as_of):
            continue
        people = [one for one in p.plan.people if one.organisation == organisation]
        for person in sorted(people, key=lambda one: not one.email):
            if isinstance(found, Organisation) and (person.email or person.name):
                return ", ".join(filter(None, (person.name, found.short, person.email)))
    return None


def moves(p: Partnership, id_: str, session: str | None = None) -> list[Amended]:
    """Return the changes of something planned that a calendar shows, with those of a session."""
    amendments = (a for a in p.facts_of(id_, Amended) if a.session in {None, session})
    return [a for a in amendments if any(getattr(a, name) is not None for name in _MOVING)]


def changed(p: Partnership, id_: str) -> date:
    """Return the day of the last change, or of the start of the project."""
    return _last_change(p, moves(p, id_))


def _last_change(p: Partnership, moved: list[Amended]) -> date:
    return max((amendment.recorded for amendment in moved), default=p.start or LONG_AGO)
