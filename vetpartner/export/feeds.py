"""All calendars of a partnership as bytes: each event is written once and stands in many of them.

The bytes are those of `calendar(...).to_ical()`, made without its objects.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.calendar import (
    COLOURS,
    PRODUCT,
    REFRESH_HOURS,
    clean,
    description,
    domain,
    feed_name,
    uri,
    widen,
    zone_years,
)
from vetpartner.export.vtimezone import vtimezone
from vetpartner.files import write_whole
from vetpartner.model import Person
from vetpartner.state.entries import (
    Choice,
    all_entries,
    belongs,
    choice,
    chosen,
    day_after,
    each_entry,
    order,
)
from vetpartner.values.showing import Listing, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo
    from pathlib import Path

    from vetpartner.model import Partnership
    from vetpartner.state.activity_entries import Entry


# Content lines of calendars as bytes: escaped, quoted and folded as icalendar does it, but fast.

_ROOM = 74
"""Octets of text in a line before the end: one less than the 75 that are allowed."""
_CONTINUES = 0x80  # the two leading bits of an octet that goes on a character
_TWO_BITS = 0xC0
_NOT_PLAIN = re.compile(r"[\\;,\r\n]")
_QUOTED = re.compile("[,;:\N{RIGHT SINGLE QUOTATION MARK}]")


def line(name: str, value: str) -> bytes:
    """Return a content line with its end; `value` is escaped already."""
    data = f"{name}:{value}".encode()
    if len(data) <= _ROOM:
        return data + b"\r\n"
    return b"\r\n ".join(_parts(data)) + b"\r\n"


def _parts(data: bytes) -> list[bytes]:
    """Cut a long line between characters, and never behind a sign that escapes the next one."""
    parts, begin = [], 0
    while len(data) - begin > _ROOM:
        end = begin + _ROOM
        while data[end] & _TWO_BITS == _CONTINUES:
            end -= 1
        if data[end - 1] in b"\\^":
            end -= 1
        parts.append(data[begin:end])
        begin = end
    parts.append(data[begin:])
    return parts


def text(value: str) -> str:
    """Return a text as a value: backslash, semicolon, comma and ends of lines escaped."""
    if not _NOT_PLAIN.search(value):
        return value
    # icalendar takes a backslash and N in a text for an end of line, so it is one here too.
    value = value.replace(r"\N", "\n").replace("\\", r"\\").replace(";", r"\;")
    value = value.replace(",", r"\,").replace("\r\n", r"\n")
    return value.replace("\n", r"\n").replace("\r", r"\n")


def parameter(value: str) -> str:
    """Return the value of a parameter: escaped as RFC 6868 says, and quoted where it must be."""
    escaped = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{escaped}"' if _QUOTED.search(escaped) else escaped


@frozen(kw_only=True)
class Feed(Shown):
    """One calendar: the name of its file, how it is called, and its bytes."""

    name: str
    title: str
    data: bytes = field(repr=False)


def feeds(p: Partnership) -> Listing[Feed]:
    """Return the calendars of all, of the deadlines, of organisations, people and work packages.

    Names of files differ also where capital and small letters count as the same.
    """
    everything = all_entries(p)
    years = zone_years(everything)
    home = domain(p)
    lines = {id(entry): event_lines(entry, home) for entry in everything}
    taken: set[str] = set()
    made = []
    for stem, title, wanted in _choices(p):
        found = chosen(everything, wanted)
        used = {zone: years[zone] for zone in zone_years(found)}
        parts = [*_head(p, wanted, used), *(lines[id(entry)] for entry in found), _END]
        made.append(Feed(name=_file_name(stem, taken), title=title, data=b"".join(parts)))
    return Listing(made)


def write_feed(
    p: Partnership,
    path: Path,
    *,
    partner: str | None = None,
    person: str | None = None,
    work_package: str | None = None,
    deadlines: bool = False,
) -> None:
    """Write one calendar to a file, the bytes those of `calendar` with the same choice.

    Events wait in a file until all time zones are known, so that a large calendar needs little
    memory: what an event is sorted by, and where it waits.
    Raises `UnknownId` like `calendar`, and leaves the old file whole if anything fails.
    """
    wanted = choice(
        p, partner=partner, person=person, work_package=work_package, deadlines=deadlines
    )
    home = domain(p)
    years: dict[str, tuple[int, int]] = {}
    used: dict[str, tuple[int, int]] = {}
    places: list[tuple[date, str, str, int, int]] = []
    with TemporaryFile() as waiting:
        for entry in each_entry(p):
            widen(years, entry)
            if belongs(entry, wanted):
                widen(used, entry)
                begin = waiting.tell()
                length = waiting.write(event_lines(entry, home))
                places.append((*order(entry), begin, length))
        places.sort()

        def pieces() -> Iterator[bytes]:
            yield from _head(p, wanted, {zone: years[zone] for zone in used})
            for *_, begin, length in places:
                waiting.seek(begin)
                yield waiting.read(length)
            yield _END

        write_whole(path, pieces())


def _choices(p: Partnership) -> Iterator[tuple[str, str, Choice]]:
    """Yield the stem of the file's name, the title, and what the calendar is of."""
    yield "calendar", "Calendar of all", Choice()
    yield "calendar-deadlines", "Calendar of deadlines", Choice(deadlines=True)
    for organisation in dict.fromkeys(o.id for o in p.plan.organisations):
        found = p[organisation]
        title = f"Calendar of {getattr(found, 'short', organisation)}"
        yield f"calendar-{organisation}", title, Choice(organisation=organisation)
    for package in dict.fromkeys(w.id for w in p.plan.work_packages):
        yield f"calendar-{package}", f"Calendar of {package}", Choice(work_package=package)
    for person in p.plan.people:
        if isinstance(p.get(person.id), Person):
            title = f"Calendar of {p.label(person.id)}"
            yield f"calendar-{person.id}", title, choice(p, person=person.id)


def _file_name(stem: str, taken: set[str]) -> str:
    """Return a name that leads out of no folder and is not taken by another calendar."""
    plain = re.sub(r"[^\w.-]|^\.+", "-", stem)
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name.casefold())
    return f"{name}.ics"


_END = b"END:VCALENDAR\r\n"


def _head(p: Partnership, wanted: Choice, years: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    yield f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nCALSCALE:GREGORIAN\r\n".encode()
    described = text(description(p, wanted))
    if described:
        yield line("DESCRIPTION", described) + line("X-WR-CALDESC", described)
    name = text(feed_name(p, wanted))
    yield line("NAME", name) + line("X-WR-CALNAME", name)
    refresh = f"PT{REFRESH_HOURS}H"
    yield line("REFRESH-INTERVAL;VALUE=DURATION", refresh) + line("X-PUBLISHED-TTL", refresh)
    for zone in sorted(years):
        yield _zone_lines(zone, *years[zone])


@lru_cache(maxsize=256)
def _zone_lines(zone: str, first: int, last: int) -> bytes:
    made: bytes = vtimezone(zone, first, last).to_ical()
    return made


def event_lines(entry: Entry, home: str) -> bytes:
    """Return the lines of one event; `home` stands behind the @ of its id."""
    title = clean(entry.title)
    summary = text(title)
    made = [b"BEGIN:VEVENT\r\n", line("SUMMARY", summary)]
    if entry.starts is not None and entry.ends is not None:
        made += [_moment("DTSTART", entry.starts), _moment("DTEND", entry.ends)]
    else:
        first, after = _day(entry.first), _day(day_after(entry.last))
        made.append(f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n".encode())
    made += [
        f"DTSTAMP:{_day(entry.changed)}T000000Z\r\n".encode(),
        line("UID", text(f"{entry.category.replace(' ', '-')}-{entry.id}@{home}")),
        f"SEQUENCE:{entry.sequence}\r\nCATEGORIES:{entry.category}\r\n".encode(),
        f"COLOR:{COLOURS[entry.category]}\r\n".encode(),
    ]
    link = uri(entry.link) if entry.link else None
    if link is not None:
        made.append(line(f"CONFERENCE;FEATURE=VIDEO;LABEL={parameter(title)};VALUE=URI", link))
    if entry.contact:
        made.append(line("CONTACT", text(clean(entry.contact))))
    if entry.description:
        made.append(line("DESCRIPTION", text(clean("\n".join(entry.description)))))
    if entry.position:
        made.append(line("GEO", "{};{}".format(*entry.position)))
    if entry.place:
        made.append(line("LOCATION", text(clean(entry.place))))
    transparency = "OPAQUE" if entry.busy else "TRANSPARENT"
    made.append(f"STATUS:{entry.status.upper()}\r\nTRANSP:{transparency}\r\n".encode())
    if link is not None:
        made.append(line("URL", link))
    if entry.alarms and entry.status != "cancelled":
        made += _alarms(entry.alarms, line("DESCRIPTION", summary))
    made.append(b"END:VEVENT\r\n")
    return b"".join(made)


def _alarms(days: tuple[int, ...], description: bytes) -> Iterator[bytes]:
    for number in days:
        yield b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n" + description
        yield f"TRIGGER:-P{number}D\r\nEND:VALARM\r\n".encode()


def _moment(name: str, moment: datetime) -> bytes:
    zone = _zone_id(moment.tzinfo)
    stamp = f"{_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}"
    return line(f"{name};TZID={zone}", stamp) if zone else line(name, f"{stamp}Z")


@lru_cache(maxsize=256)
def _zone_id(zone: tzinfo | None) -> str | None:
    """Return how icalendar names a zone; None for UTC, which has several names."""
    from icalendar import vDatetime

    made = vDatetime(datetime(2000, 1, 1, tzinfo=zone))
    return None if made.is_utc() else str(made.params["TZID"])


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
