"""Calendars as `icalendar.Calendar`: stable ids, right zones, no clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from vetpartner.export.vtimezone import vtimezone
from vetpartner.views.calendar import day_after, entries

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Event

    from vetpartner.model import Partnership
    from vetpartner.views.calendar import Entry

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COLOURS = {
    "meeting": "royalblue",
    "training": "seagreen",
    "dissemination event": "darkorange",
    "task": "slategray",
    "deliverable": "purple",
    "milestone": "teal",
    "deadline": "crimson",
}


def calendar(p: Partnership, *, partner: str | None = None, person: str | None = None) -> Calendar:
    """Return meetings, trainings, events, deliverables and deadlines as a calendar.

    For a `partner` or a `person` only what concerns them; raises `UnknownId` for an unknown one.
    Nothing in it depends on the present time: the same partnership gives the same bytes.
    """
    from icalendar import Calendar, vText

    made = Calendar()
    made.add("prodid", "-//vetpartner//vetpartner//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    label = " ".join(clean(p.plan.project.label).split())
    name = (
        label if partner is None and person is None else f"{label} ({p.label(person or partner)})"
    )
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    found = entries(p, partner=partner, person=person)
    for zone, (first, last) in sorted(_zones(found).items()):
        made.add_component(vtimezone(zone, first, last))
    for entry in found:
        made.add_component(event(p, entry))
    return made


def uid(p: Partnership, entry: Entry) -> str:
    """Return an id that survives changes of title and date: from the project and the id.

    The project stands in it by acronym and call, which it has before it has a reference.
    """
    project = p.baseline.project
    text = f"{project.acronym or project.title or project.reference or ''} {project.call or ''}"
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "project"
    return f"{entry.category.replace(' ', '-')}-{entry.id}@{slug}.vetpartner"


def event(p: Partnership, entry: Entry) -> Event:
    """Return one entry as an event."""
    from icalendar import Event

    made = Event()
    made.add("uid", uid(p, entry))
    made.add("dtstamp", datetime.combine(entry.changed, time(), UTC))
    if entry.starts is not None and entry.ends is not None:
        made.add("dtstart", told(entry.starts))
        made.add("dtend", told(entry.ends))
    else:
        made.add("dtstart", entry.first)
        made.add("dtend", day_after(entry.last))
    made.add("summary", clean(entry.title))
    made.add("status", entry.status.upper())
    made.add("sequence", entry.sequence)
    made.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    made.add("categories", [entry.category])
    made.add("color", _COLOURS[entry.category])
    if entry.place:
        made.add("location", clean(entry.place))
    if entry.description:
        made.add("description", clean("\n".join(entry.description)))
    if entry.link:
        made.add("url", uri(entry.link))
        conference = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": clean(entry.title)}
        made.add("conference", uri(entry.link), parameters=conference)
    for days in entry.alarms if entry.status != "cancelled" else ():
        made.add_component(_alarm(entry, days))
    return made


def told(moment: datetime) -> datetime:
    """Return a moment; one that the clock shows twice in UTC, because readers differ about it."""
    again = moment.replace(fold=1 - moment.fold)
    return moment if moment.utcoffset() == again.utcoffset() else moment.astimezone(UTC)


def _alarm(entry: Entry, days: int) -> Component:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean(entry.title))
    alarm.add("trigger", timedelta(days=-days))
    return alarm


def clean(text: str) -> str:
    """Return a text without control characters, which no calendar can hold."""
    return _CONTROL.sub("", text)


def uri(link: str) -> str:
    """Return a link that can stand in a calendar; the description shows it as it was written."""
    return re.sub(r"\s+", "%20", clean(link).strip())


def _zones(found: tuple[Entry, ...]) -> dict[str, tuple[int, int]]:
    """Return the zones in use, each with the first and the last year."""
    years: dict[str, tuple[int, int]] = {}
    for entry in found:
        for moment in (entry.starts, entry.ends):
            zone = getattr(moment.tzinfo, "key", None) if moment else None
            if moment and zone:
                first, last = years.get(zone, (moment.year, moment.year))
                years[zone] = (min(first, moment.year), max(last, moment.year))
    return years
