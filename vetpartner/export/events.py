"""Lines of a calendar: values, events and time zones.

This is the only writer of calendars; what `icalendar` reads from the bytes and writes again is the
same to the last byte.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ACTIVITY_KINDS, zone_of
from vetpartner.state.entries import day_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo
    from zoneinfo import ZoneInfo

    from vetpartner.state.activity_entries import Entry

PRODUCT = "-//vetpartner//vetpartner//EN"
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


# Events.


@frozen(kw_only=True)
class Mark:
    """What calendars know an event by: its UID, the number of its changes, the day of the last.

    `told` is the day of the last message about it, feed or invitation: no later one is older.
    """

    uid: str
    sequence: int
    modified: date
    told: date


@frozen
class Event:
    """The lines of an event in the order of icalendar; between them stands what numbers it.

    What is numbered is no part of its content: `digest` changes when anything else does.
    """

    head: bytes
    middle: bytes
    place: bytes
    tail: bytes

    @property
    def digest(self) -> str:
        """Return a text that is the same as long as the event says the same."""
        found = sha256(b"".join((self.head, self.middle, self.place, self.tail)))
        return found.hexdigest()[:_DIGEST]

    def lines(
        self,
        mark: Mark,
        *,
        stamp: date | None = None,
        attendees: bytes = b"",
        organizer: bytes = b"",
    ) -> bytes:
        """Return its lines with a number; `attendees` and `organizer` are those of an invitation.

        `stamp` is the day of a message that is sent; a feed has that of the last one.
        """
        last = mark.modified
        return b"".join(
            (
                self.head,
                _stamp("DTSTAMP", max(mark.told, stamp) if stamp is not None else mark.told),
                line("UID", text(mark.uid)),
                b"SEQUENCE:%d\r\n" % mark.sequence,
                attendees,
                self.middle,
                _stamp("LAST-MODIFIED", last),
                self.place,
                organizer,
                self.tail,
            )
        )


_DIGEST = 20


def event_of(entry: Entry) -> Event:
    """Return the lines of an entry."""
    title = clean(entry.title)
    summary = text(title)
    head = [b"BEGIN:VEVENT\r\n", line("SUMMARY", summary)]
    if entry.starts is not None and entry.ends is not None:
        head += [_moment("DTSTART", entry.starts), _moment("DTEND", entry.ends)]
    else:
        first, after = _day(entry.first), _day(day_after(entry.last))
        head.append(f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n".encode())
    made = [_CATEGORIES[entry.category]]
    # A link is made fit to stand here; the description shows it as it was written. Readers take a
    # backslash for an escape, which an address has none of.
    link = re.sub(r"\s+", "%20", clean(entry.link).strip()) if entry.link else None
    link = link.replace("\\", "%5C") if link is not None else None
    if link is not None:
        # Of white space a label keeps what stands between words, and readers none beside `=`.
        label = parameter(re.sub(" ?= ?", "=", " ".join(title.split())))
        made.append(line(f"CONFERENCE;FEATURE=VIDEO;LABEL={label};VALUE=URI", link))
    if entry.contact:
        made.append(_often("CONTACT", entry.contact))
    if entry.description:
        made.append(line("DESCRIPTION", text(clean("\n".join(entry.description)))))
    if entry.position:
        made.append(line("GEO", "{};{}".format(*entry.position)))
    place = _often("LOCATION", entry.place) if entry.place else b""
    tail = [_state(entry.status, busy=entry.busy)]
    if link is not None:
        tail.append(line("URL", link))
    if entry.status != "cancelled" and entry.alarms:
        tail.append(_alarm_of(entry.alarms) % ((line("DESCRIPTION", summary),) * len(entry.alarms)))
    tail.append(b"END:VEVENT\r\n")
    return Event(b"".join(head), b"".join(made), place, b"".join(tail))


# Of what stands in many events the lines are made once.

_CATEGORIES = {
    name: f"CATEGORIES:{name}\r\nCOLOR:{colour}\r\n".encode() for name, colour in COLOURS.items()
}


@lru_cache(maxsize=4096)
def _often(name: str, value: str) -> bytes:
    return line(name, text(clean(value)))


@lru_cache(maxsize=4096)
def _stamp(name: str, day: date) -> bytes:
    return f"{name}:{_day(day)}T000000Z\r\n".encode()


@lru_cache(maxsize=16)
def _state(status: str, *, busy: bool) -> bytes:
    transparency = "OPAQUE" if busy else "TRANSPARENT"
    return f"STATUS:{status.upper()}\r\nTRANSP:{transparency}\r\n".encode()


@lru_cache(maxsize=64)
def _alarm_of(days: tuple[int, ...]) -> bytes:
    """Return the alarms, each with a place for its description."""
    head = "BEGIN:VALARM\r\nACTION:DISPLAY\r\n%s"
    return "".join(f"{head}TRIGGER:-P{n}D\r\nEND:VALARM\r\n" for n in days).encode()


def _moment(name: str, moment: datetime) -> bytes:
    # An aware time is slow to look up: the hash of one needs its offset.
    return _moment_line(name, moment.replace(tzinfo=None), moment.tzinfo, moment.fold)


@lru_cache(maxsize=8192)
def _moment_line(name: str, local: datetime, zone: tzinfo | None, fold: int) -> bytes:
    moment = local.replace(tzinfo=zone, fold=fold)
    again = moment.replace(fold=1 - fold)
    if moment.utcoffset() != again.utcoffset():
        # What the clock shows twice is written in UTC, because readers differ about it.
        moment = moment.astimezone(UTC)
    stamp = f"{_day(moment.date())}T{moment:%H%M%S}"
    if _as_utc(moment.tzinfo):
        return line(name, f"{stamp}Z")
    return line(f"{name};TZID={getattr(moment.tzinfo, 'key', '')}", stamp)


@lru_cache(maxsize=8192)
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
            f"BEGIN:{kind}\r\nDTSTART:{_day(self.local.date())}T{self.local:%H%M%S}\r\n{rule}"
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
