"""All calendars of a partnership as bytes: each event is written once and stands in many of them.

This is the only writer of calendars; what `icalendar` reads from the bytes and writes again is the
same to the last byte.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.files import write_whole
from vetpartner.model import ACTIVITY_KINDS, Person, zone_of
from vetpartner.state.entries import (
    Choice,
    all_entries,
    belongs,
    choice,
    chosen,
    day_after,
    each_entry,
    order,
    undated,
)
from vetpartner.state.statement import statement
from vetpartner.values.file_names import file_stems
from vetpartner.values.showing import Listing, Shown
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, tzinfo
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from vetpartner.model import Partnership
    from vetpartner.state.activity_entries import Entry

PRODUCT = "-//vetpartner//vetpartner//EN"
REFRESH_HOURS = 12
"""How often a program that subscribes to a calendar should fetch it again."""
COLOURS = {
    **{str(cls.word): cls.colour for cls in ACTIVITY_KINDS},
    "deliverable": "purple",
    "milestone": "teal",
    "deadline": "crimson",
}


# Content lines: escaped, quoted and folded as icalendar does it, but fast.

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


def parameter(value: str, also: str = "") -> str:
    """Return the value of a parameter: escaped as RFC 6868 says, and quoted where it must be.

    It is quoted too where it holds one of the characters of `also`.
    """
    # A reader that knows escapes in texts takes a backslash before a semicolon for one here too.
    value = value.replace("\\", "/")
    escaped = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    quoted = _QUOTED.search(escaped) or set(also) & set(value)
    return f'"{escaped}"' if quoted else escaped


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a text without control characters, which no calendar can hold."""
    return _CONTROL.sub("", text)


BEGIN = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\n".encode()
END = b"END:VCALENDAR\r\n"


# Events: each is written once, and stands in many calendars.


def uid(entry: Entry, home: str) -> str:
    """Return an id that survives changes of title and date; `home` stands behind the @."""
    return f"{entry.category.replace(' ', '-')}-{entry.id}@{home}"


def domain(p: Partnership) -> str:
    """Return what stands behind the @ in the ids of all entries of a partnership.

    It is of acronym and call, which a project has before it has a reference.
    """
    project = p.baseline.project
    name = f"{project.acronym or project.title or project.reference or ''} {project.call or ''}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "project"
    return f"{slug}.vetpartner"


def event_lines(
    entry: Entry,
    key: str,
    *,
    stamp: date | None = None,
    attendees: bytes = b"",
    organizer: bytes = b"",
) -> bytes:
    """Return the lines of one event with the id `key`.

    `stamp` is the day of which it is, that of its last change if left out; `attendees` and
    `organizer` are lines of an invitation.
    """
    title = clean(entry.title)
    summary = text(title)
    made = [b"BEGIN:VEVENT\r\n", line("SUMMARY", summary)]
    if entry.starts is not None and entry.ends is not None:
        made += [_moment("DTSTART", entry.starts), _moment("DTEND", entry.ends)]
    else:
        first, after = _day(entry.first), _day(day_after(entry.last))
        made.append(f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n".encode())
    made += [
        f"DTSTAMP:{_day(stamp or entry.changed)}T000000Z\r\n".encode(),
        line("UID", text(key)),
        f"SEQUENCE:{entry.sequence}\r\n".encode(),
        attendees,
        f"CATEGORIES:{entry.category}\r\nCOLOR:{COLOURS[entry.category]}\r\n".encode(),
    ]
    # A link is made fit to stand here; the description shows it as it was written. Readers take a
    # backslash for an escape, which an address has none of.
    link = re.sub(r"\s+", "%20", clean(entry.link).strip()) if entry.link else None
    link = link.replace("\\", "%5C") if link is not None else None
    if link is not None:
        # Of white space a label keeps what stands between words, and readers none beside `=`.
        label = parameter(re.sub(" ?= ?", "=", " ".join(title.split())))
        made.append(line(f"CONFERENCE;FEATURE=VIDEO;LABEL={label};VALUE=URI", link))
    if entry.contact:
        made.append(line("CONTACT", text(clean(entry.contact))))
    if entry.description:
        made.append(line("DESCRIPTION", text(clean("\n".join(entry.description)))))
    if entry.position:
        made.append(line("GEO", "{};{}".format(*entry.position)))
    if entry.place:
        made.append(line("LOCATION", text(clean(entry.place))))
    transparency = "OPAQUE" if entry.busy else "TRANSPARENT"
    made += [organizer, f"STATUS:{entry.status.upper()}\r\nTRANSP:{transparency}\r\n".encode()]
    if link is not None:
        made.append(line("URL", link))
    if entry.status != "cancelled":
        made += _alarms(entry.alarms, line("DESCRIPTION", summary))
    made.append(b"END:VEVENT\r\n")
    return b"".join(made)


def _alarms(days: tuple[int, ...], description: bytes) -> Iterator[bytes]:
    for number in days:
        yield b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n" + description
        yield f"TRIGGER:-P{number}D\r\nEND:VALARM\r\n".encode()


def _moment(name: str, moment: datetime) -> bytes:
    again = moment.replace(fold=1 - moment.fold)
    if moment.utcoffset() != again.utcoffset():
        # What the clock shows twice is written in UTC, because readers differ about it.
        moment = moment.astimezone(UTC)
    stamp = f"{_day(moment)}T{moment:%H%M%S}"
    if _as_utc(moment.tzinfo):
        return line(name, f"{stamp}Z")
    return line(f"{name};TZID={getattr(moment.tzinfo, 'key', '')}", stamp)


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


# Time zones as calendars need them: with rules, and only for the years in use.

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7
_KNOWN = range(1970, 2038)  # the years of which all systems know the same about time zones


@lru_cache(maxsize=256)
def _as_utc(zone: tzinfo | None) -> bool:
    """Tell whether the clocks of a zone have always shown UTC: of Iceland, of Abidjan."""
    moments = (datetime(year, month, 1, tzinfo=zone) for year in _KNOWN for month in (1, 7))
    return zone is UTC or not any(moment.utcoffset() for moment in moments)


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


@frozen(kw_only=True)
class Onset:
    """A change of the clock: the local time before it at which it happens, and both offsets."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def rule(self) -> str:
        """Return how it recurs: which weekday (-1 the last) of which month."""
        last = (self.local + timedelta(days=_WEEK)).month != self.local.month
        number = -1 if last else (self.local.day - 1) // _WEEK + 1
        day = f"{number}{_DAYS[self.local.weekday()]}"
        return f"FREQ=YEARLY;BYDAY={day};BYMONTH={self.local.month}"

    def lines(self, *, recurs: bool = False) -> bytes:
        """Return it as a part of a time zone: once, or from now on in each year."""
        kind = "DAYLIGHT" if self.after > self.before else "STANDARD"
        rule = f"RRULE:{self.rule}\r\n" if recurs else ""
        return (
            f"BEGIN:{kind}\r\nDTSTART:{_day(self.local)}T{self.local:%H%M%S}\r\n{rule}"
            f"TZNAME:{text(self.name)}\r\nTZOFFSETFROM:{_offset(self.before)}\r\n"
            f"TZOFFSETTO:{_offset(self.after)}\r\nEND:{kind}\r\n"
        ).encode()


def _offset(offset: timedelta) -> str:
    seconds = abs(int(offset.total_seconds()))
    sign = "-" if offset < timedelta() else "+"
    exact = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}{exact}"


@lru_cache(maxsize=256)
def zone_lines(name: str, first_year: int, last_year: int) -> bytes:
    """Return a time zone, right for every day from `first_year` to `last_year`.

    Changes that recur in each year have a rule that goes on; the rest stand one by one, because
    some programs read only the first of several dates on one line.
    """
    zone = zone_of(name)
    years = range(first_year - 1, last_year + 1)
    found = [onset for year in years for onset in _onsets(zone, year)]
    by_rule: dict[object, list[Onset]] = {}
    for onset in found:
        key = (onset.rule, onset.local.time(), onset.before, onset.after, onset.name)
        by_rule.setdefault(key, []).append(onset)
    if found and all(len(onsets) == len(years) for onsets in by_rule.values()):
        parts = [onsets[0].lines(recurs=True) for onsets in by_rule.values()]
    else:
        begin = datetime(first_year - 1, 1, 1, tzinfo=zone)
        offset, called = begin.utcoffset() or timedelta(), begin.tzname() or ""
        local = begin.replace(tzinfo=None)
        standing = Onset(local=local, before=offset, after=offset, name=called)
        parts = [onset.lines() for onset in (standing, *found)]
    named = line("TZID", text(name))
    return b"BEGIN:VTIMEZONE\r\n" + named + b"".join(parts) + b"END:VTIMEZONE\r\n"


@lru_cache(maxsize=4096)
def _onsets(zone: ZoneInfo, year: int) -> tuple[Onset, ...]:
    """Return the changes of the clock in a year, found day by day and then to the minute."""
    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    before = day.astimezone(zone).utcoffset()
    while day < end:
        after = (day + timedelta(days=1)).astimezone(zone).utcoffset()
        if before != after:
            found.append(_onset(zone, day))
        before, day = after, day + timedelta(days=1)
    return tuple(found)


def _onset(zone: ZoneInfo, day: datetime) -> Onset:
    low, high = 0, 24 * 60
    offset = day.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (day + timedelta(minutes=middle)).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    change = day + timedelta(minutes=high)
    after = change.astimezone(zone)
    before = (change - timedelta(minutes=1)).astimezone(zone)
    old, new = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
    local = change.replace(tzinfo=None) + old
    return Onset(local=local, before=old, after=new, name=after.tzname() or "")


# Whole calendars: of everybody, the deadlines, an organisation, a person, a work package.


@frozen(kw_only=True)
class Feed(Shown):
    """One calendar: the name of its file, how it is called, and its bytes."""

    name: str
    title: str
    data: bytes = field(repr=False)


def feeds(p: Partnership) -> Listing[Feed]:
    """Return the calendars of all, of the deadlines, of organisations, people and work packages.

    No two files have names that are one on any system, such as `calendar-a` and `calendar-A`.
    """
    everything = all_entries(p)
    years = zone_years(everything)
    home = domain(p)
    lines = {id(entry): event_lines(entry, uid(entry, home)) for entry in everything}
    choices = list(_choices(p))
    stems = file_stems(stem for stem, _, _ in choices)
    made = []
    for stem, (_, title, wanted) in zip(stems, choices, strict=True):
        found = chosen(everything, wanted)
        head = _head(p, wanted, {zone: years[zone] for zone in zone_years(found)})
        data = b"".join([*head, *(lines[id(entry)] for entry in found), END])
        made.append(Feed(name=f"{stem}.ics", title=title, data=data))
    return Listing(made)


def feed(p: Partnership, wanted: Choice) -> bytes:
    """Return one calendar."""
    everything = all_entries(p)
    found, home = chosen(everything, wanted), domain(p)
    years = zone_years(everything)
    head = _head(p, wanted, {zone: years[zone] for zone in zone_years(found)})
    return b"".join([*head, *(event_lines(entry, uid(entry, home)) for entry in found), END])


def write_feed(p: Partnership, path: Path, wanted: Choice) -> None:
    """Write one calendar to a file, the bytes those of `feed`.

    Events wait in a file until all time zones are known, so that a large calendar needs little
    memory: what an event is sorted by, and where it waits.
    If anything fails, the old file is left whole.
    """
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
                length = waiting.write(event_lines(entry, uid(entry, home)))
                places.append((*order(entry), begin, length))
        places.sort()

        def pieces() -> Iterator[bytes]:
            yield from _head(p, wanted, {zone: years[zone] for zone in used})
            for *_, begin, length in places:
                waiting.seek(begin)
                yield waiting.read(length)
            yield END

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
    named = [entitled(id_, p.label(id_)) for id_ in undated(p, wanted)]
    return clean(f"Without a date yet: {'; '.join(named)}") if named else ""


def _head(p: Partnership, wanted: Choice, years: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    yield BEGIN + b"CALSCALE:GREGORIAN\r\n"
    # What it lacks, and who pays for the project.
    said = filter(None, (without_date(p, wanted), *statement(p, "en").said))
    described = text(clean(" ".join(said)))
    if described:
        yield line("DESCRIPTION", described) + line("X-WR-CALDESC", described)
    name = text(feed_name(p, wanted))
    yield line("NAME", name) + line("X-WR-CALNAME", name)
    refresh = f"PT{REFRESH_HOURS}H"
    yield line("REFRESH-INTERVAL;VALUE=DURATION", refresh) + line("X-PUBLISHED-TTL", refresh)
    for zone in sorted(years):
        yield zone_lines(zone, *years[zone])
