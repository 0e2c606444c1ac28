"""Calendars as `icalendar.Calendar`: stable ids, right zones, no clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from vetpartner.export.vtimezone import vtimezone
from vetpartner.state.entries import all_entries, choice, chosen, day_after, undated
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Calendar, Component, Event

    from vetpartner.model import Partnership
    from vetpartner.state.activity_entries import Entry
    from vetpartner.state.entries import Choice


PRODUCT = "-//vetpartner//vetpartner//EN"
REFRESH_HOURS = 12
"""How often a program that subscribes to a calendar should fetch it again."""
COLOURS = {
    "meeting": "royalblue",
    "training": "seagreen",
    "dissemination event": "darkorange",
    "task": "slategray",
    "deliverable": "purple",
    "milestone": "teal",
    "deadline": "crimson",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def calendar(
    p: Partnership,
    *,
    partner: str | None = None,
    person: str | None = None,
    work_package: str | None = None,
    deadlines: bool = False,
) -> Calendar:
    """Return meetings, trainings, events, deliverables and deadlines as a calendar.

    For a `partner` or a `person` only what concerns them, for a `work_package` only what belongs to
    it, with `deadlines` only what is due; they can be combined.
    Raises `UnknownId` for an unknown one.
    Nothing in it depends on the present time: the same partnership gives the same bytes.
    """
    from icalendar import Calendar, vText

    wanted = choice(
        p, partner=partner, person=person, work_package=work_package, deadlines=deadlines
    )
    everything = all_entries(p)
    found = chosen(everything, wanted)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    name = feed_name(p, wanted)
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    described = description(p, wanted)
    if described:
        made.add("description", vText(described))
        made.add("x-wr-caldesc", vText(described))
    refresh = timedelta(hours=REFRESH_HOURS)
    made.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
    years = zone_years(everything)
    for zone in sorted(zone_years(found)):
        made.add_component(vtimezone(zone, *years[zone]))
    for entry in found:
        made.add_component(event(p, entry))
    return made


def feed_name(p: Partnership, wanted: Choice) -> str:
    """Return how a calendar is called: the project, and in brackets of whom or what it is."""
    whose = wanted.person or wanted.organisation
    of = [p.label(whose)] if whose else []
    if wanted.work_package:
        of.append(wanted.work_package)
    if wanted.deadlines:
        of.append("deadlines")
    name = f"{p.plan.project.label} ({', '.join(of)})" if of else p.plan.project.label
    return " ".join(clean(name).split())


def without_date(p: Partnership, wanted: Choice) -> str:
    """Return a sentence that names what is in no calendar because it has no date; "" for none."""
    named = [" ".join(dict.fromkeys((id_, p.label(id_)))) for id_ in undated(p, wanted)]
    return clean(f"Without a date yet: {'; '.join(named)}") if named else ""


def description(p: Partnership, wanted: Choice) -> str:
    """Return what a calendar says of itself: what it lacks, and who pays for the project."""
    return clean(" ".join(filter(None, (without_date(p, wanted), *statement(p, "en").said))))


def uid(p: Partnership, entry: Entry) -> str:
    """Return an id that survives changes of title and date: from the project and the id.

    The project stands in it by acronym and call, which it has before it has a reference.
    """
    return f"{entry.category.replace(' ', '-')}-{entry.id}@{domain(p)}"


def domain(p: Partnership) -> str:
    """Return what stands behind the @ in the ids of all entries of a partnership."""
    project = p.baseline.project
    text = f"{project.acronym or project.title or project.reference or ''} {project.call or ''}"
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "project"
    return f"{slug}.vetpartner"


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
    made.add("color", COLOURS[entry.category])
    if entry.place:
        made.add("location", clean(entry.place))
    if entry.position:
        made.add("geo", entry.position)
    if entry.contact:
        made.add("contact", clean(entry.contact))
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


def zone_years(found: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """Return the zones in use, each with the first and the last year."""
    years: dict[str, tuple[int, int]] = {}
    for entry in found:
        widen(years, entry)
    return years


def widen(years: dict[str, tuple[int, int]], entry: Entry) -> None:
    """Make the years of an entry's zone long enough for it."""
    for moment in (entry.starts, entry.ends):
        zone = getattr(moment.tzinfo, "key", None) if moment else None
        if moment and zone:
            first, last = years.get(zone, (moment.year, moment.year))
            years[zone] = (min(first, moment.year), max(last, moment.year))
