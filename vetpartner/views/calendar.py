"""What belongs into a calendar: neutral entries, for everybody or for one partner or person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import (
    Activity,
    Amended,
    Deliverable,
    Delivered,
    Held,
    Meeting,
    Organisation,
    Partnership,
    Person,
    Precision,
    Training,
    UnknownId,
    Venue,
    When,
)
from vetpartner.views.deadlines import Deadline, deadlines
from vetpartner.views.zones import zone_of_activity

if TYPE_CHECKING:
    from collections.abc import Iterator

Status = Literal["confirmed", "tentative", "cancelled"]
_MOVING = ("when", "due", "venue", "mode", "cancelled")
LONG_AGO = date(2014, 1, 1)
"""The beginning of Erasmus+: stands for the day of a change where no day is known."""
ALARMS = {
    "meeting": (14, 1),
    "training": (14, 1),
    "dissemination event": (14, 1),
    "task": (),
    "deliverable": (28, 7),
    "milestone": (7,),
    "deadline": (28, 7, 1),
}
"""Days before an entry on which a calendar reminds, by category."""
_NOBODY = ""  # the organisation of a person who belongs to none: what is for all, and no more
_CATEGORIES = {
    "meetings": "meeting",
    "trainings": "training",
    "dissemination_events": "dissemination event",
    "tasks": "task",
}


@frozen(kw_only=True)
class Entry:
    """One entry of a calendar.

    `first` and `last` are whole days, both included; `starts` and `ends` are aware times, if there
    are times. `sequence` counts the changes of time, place or status known on the day; `changed`
    is the day of the last of them.
    """

    id: str
    category: str
    title: str
    first: date
    last: date
    starts: datetime | None = None
    ends: datetime | None = None
    status: Status = "confirmed"
    place: str | None = None
    link: str | None = None
    description: tuple[str, ...] = ()
    alarms: tuple[int, ...] = ()
    sequence: int = 0
    changed: date
    busy: bool = True
    address: str = ""


def entries(
    p: Partnership, *, partner: str | None = None, person: str | None = None
) -> tuple[Entry, ...]:
    """Return the entries by time; for one organisation or person only what concerns it.

    Raises `UnknownId` for a partner or person that the plan does not have.
    """
    organisation = _organisation(p, partner, person)
    found = [
        *_activities(p, organisation, person),
        *_deliverables(p, organisation),
        *_milestones(p),
        *_deadlines(p, organisation),
    ]
    return tuple(sorted(found, key=lambda entry: (entry.first, _clock(entry), entry.id)))


def undated(p: Partnership) -> tuple[str, ...]:
    """Return the ids of activities, deliverables and milestones that have no date yet."""
    dated = [(a.id, a.when) for a in p.plan.activities]
    dated += [(d.id, d.due) for d in p.plan.deliverables]
    dated += [(m.id, m.due) for m in p.plan.milestones]
    return tuple(id_ for id_, when in dated if when.span(p.start) is None)


def _clock(entry: Entry) -> str:
    return entry.starts.isoformat() if entry.starts else ""


def _organisation(p: Partnership, partner: str | None, person: str | None) -> str | None:
    if person is not None:
        found = p[person]
        if not isinstance(found, Person):
            raise UnknownId(f"{person!r} is not a person of this partnership")
        return partner or found.organisation or _NOBODY
    if partner is not None and not isinstance(p[partner], Organisation):
        raise UnknownId(f"{partner!r} is not an organisation of this partnership")
    return partner


def takes_part(activity: Activity, organisation: str) -> bool:
    """Tell whether an organisation takes part; where none is listed, all do."""
    named = {activity.lead, activity.host, *activity.organisations}
    return not activity.organisations or organisation in named


def _activities(p: Partnership, organisation: str | None, person: str | None) -> Iterator[Entry]:
    for kind in _CATEGORIES:
        for activity in getattr(p.plan, kind):
            trains = isinstance(activity, Training) and person in activity.trainers
            if organisation is None or trains or takes_part(activity, organisation):
                entry = _activity(p, kind, activity)
                if entry is not None:
                    yield entry


def _activity(p: Partnership, kind: str, activity: Activity) -> Entry | None:
    held = p.facts_of(activity.id, Held)
    actual = held[-1].when if held and held[-1].when is not None else activity.when
    venue = (held[-1].venue if held else None) or activity.venue
    mode = (held[-1].mode if held else None) or activity.mode
    span = actual.span(p.start)
    if span is None or (kind == "tasks" and actual.tentative):
        return None
    starts, ends, remark = _times(p, activity, actual, venue)
    status: Status = "tentative" if actual.tentative else "confirmed"
    return Entry(
        id=activity.id,
        category=_CATEGORIES[kind],
        title=activity.title or activity.id,
        first=span.first,
        last=span.last,
        starts=starts,
        ends=ends,
        status="cancelled" if activity.cancelled else status,
        place=_place(venue, online=mode == "online"),
        link=activity.link,
        description=(*remark, *_about(p, activity)),
        alarms=() if held or activity.cancelled else ALARMS[_CATEGORIES[kind]],
        sequence=len(_moves(p, activity.id)),
        changed=_changed(p, activity.id),
        address=f"{kind}/{activity.id}",
    )


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


def _place(venue: Venue | None, *, online: bool) -> str | None:
    if online:
        return "online"
    if venue is None:
        return None
    parts = (venue.name, venue.address, venue.city, venue.country)
    return ", ".join(part for part in parts if part) or None


def _about(p: Partnership, activity: Activity) -> Iterator[str]:
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
    if isinstance(activity, Meeting) and activity.agenda:
        yield "Agenda:"
        yield from (f"{number}. {item}" for number, item in enumerate(activity.agenda, start=1))
    if activity.cancelled:
        for amendment in p.facts_of(activity.id, Amended):
            if amendment.cancelled:
                yield f"Cancelled: {amendment.reason}"


def _deliverables(p: Partnership, organisation: str | None) -> Iterator[Entry]:
    for deliverable in p.plan.deliverables:
        span = deliverable.due.span(p.start)
        if span is None or not _contributes(deliverable, organisation):
            continue
        delivered = bool(p.facts_of(deliverable.id, Delivered))
        about = [f"{deliverable.id}: deliverable"]
        if deliverable.work_package:
            about.append(f"Work package: {deliverable.work_package}")
        if deliverable.lead:
            about.append(f"Led by: {p.label(deliverable.lead)}")
        if deliverable.languages:
            about.append(f"Languages: {', '.join(deliverable.languages)}")
        yield Entry(
            id=deliverable.id,
            category="deliverable",
            title=f"Due: {deliverable.title or deliverable.id}" + (" (delivered)" * delivered),
            first=span.last,
            last=span.last,
            description=tuple(about),
            alarms=() if delivered else ALARMS["deliverable"],
            sequence=len(_moves(p, deliverable.id)),
            changed=_changed(p, deliverable.id),
            busy=False,
            address=f"deliverables/{deliverable.id}",
        )


def _contributes(deliverable: Deliverable, organisation: str | None) -> bool:
    return organisation is None or organisation in {deliverable.lead, *deliverable.organisations}


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
                alarms=() if reached else ALARMS["milestone"],
                sequence=len(_moves(p, milestone.id)),
                changed=_changed(p, milestone.id),
                busy=False,
                address=f"milestones/{milestone.id}",
            )


def _deadlines(p: Partnership, organisation: str | None) -> Iterator[Entry]:
    """Yield all deadlines for the coordinator; partners get the day their part is due."""
    leads = organisation in {None, p.plan.project.coordinator}
    for deadline in deadlines(p):
        if leads:
            yield _deadline(p, deadline, deadline.title, deadline.day)
        if deadline.internal is not None:
            day = deadline.internal
            title = f"Contributions of the partners: {deadline.title}"
            yield _deadline(p, deadline, title, day, suffix="-input")
        elif deadline.kind == "project" and not leads:
            yield _deadline(p, deadline, deadline.title, deadline.day)


def _moves(p: Partnership, id_: str) -> list[Amended]:
    amendments = p.facts_of(id_, Amended)
    return [a for a in amendments if any(getattr(a, name) is not None for name in _MOVING)]


def _changed(p: Partnership, id_: str) -> date:
    days = [amendment.recorded for amendment in _moves(p, id_)]
    return max(days, default=p.start or LONG_AGO)


def _deadline(p: Partnership, deadline: Deadline, title: str, day: date, suffix: str = "") -> Entry:
    return Entry(
        id=f"{deadline.id}{suffix}",
        category="deadline",
        title=title + (" (done)" if deadline.done else ""),
        first=day,
        last=day,
        description=(f"Basis: {deadline.basis}",) if deadline.basis else (),
        alarms=() if deadline.done else ALARMS["deadline"],
        changed=p.start or LONG_AGO,
        busy=False,
        address=deadline.address,
    )


def day_after(day: date) -> date:
    """Return the next day: the end of an all-day entry is not part of it."""
    return day + timedelta(days=1)
