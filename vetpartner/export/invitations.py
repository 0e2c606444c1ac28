"""What somebody must be told of one entry, and the calendar files that tell it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.export.calendar_state import Mailbox, Said
from vetpartner.export.events import (
    BEGIN,
    END,
    Mark,
    clean,
    event_of,
    line,
    parameter,
    text,
    zone_lines,
    zone_years,
)
from vetpartner.files.atomic import NotKept
from vetpartner.state.activity_entries import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


News = Literal[
    "new",
    "changed",
    "organiser",
    "cancelled",
    "withdrawn",
    "parts",
    "whole",
    "undated",
    "gone",
]
"""`parts` and `whole`: the training is shown by its sessions now, or not any more."""


@frozen(kw_only=True)
class Update:
    """One entry that people of one organisation must be told about.

    `to` are those whom it reaches, none where nobody of the organisation has an address; `for_some`
    tells that others of the organisation are not concerned. `listed` stand in the invitation,
    those of them in `to` are asked to answer. `old` is what the entry said when it was sent.
    `organiser` invites, `instead_of` somebody who did so before.
    """

    recipient: str
    news: News
    entry: Entry
    mark: Mark
    stamp: date
    said: Said
    to: tuple[Mailbox, ...] = ()
    listed: tuple[Mailbox, ...] = ()
    for_some: bool = False
    old: Said | None = None
    organiser: Mailbox | None = None
    instead_of: Mailbox | None = None

    @property
    def cancels(self) -> bool:
        """Tell whether it calls the entry off, for these recipients or for everybody."""
        return self.entry.status == "cancelled"

    @property
    def in_list(self) -> bool:
        """Tell whether it stands in the calendar of deadlines, which nobody has to answer."""
        return self.entry.is_deadline and not self.cancels

    @property
    def method(self) -> str | None:
        """Return whether it asks or calls off; None where nobody can answer, or has to."""
        if self.organiser is None or (self.to and not self.asked):
            return None  # the organiser has it in her own calendar, and imports it
        if not self.to and not self.cancels:
            return None  # a REQUEST to nobody is refused; this is a plain event to import
        return "CANCEL" if self.cancels else "REQUEST"

    @property
    def asked(self) -> tuple[Mailbox, ...]:
        """Return who is to answer: all whom it reaches but the organiser."""
        own = self.organiser.address if self.organiser else None
        return tuple(one for one in self.to if one.address != own)


def invitation(update: Update) -> bytes:
    """Return one entry for one organisation, to be answered if there is an organiser.

    The organiser is not asked.
    """
    method = update.method
    parts = [BEGIN, line("METHOD", method) if method else b""]
    parts += [zone_lines(zone, *years) for zone, years in _zones([update.entry])]
    event = event_of(update.entry).lines(
        update.mark,
        stamp=update.stamp,
        attendees=b"".join(_attendee(update, one) for one in update.listed)
        if update.organiser
        else b"",
        organizer=_address("ORGANIZER", update.organiser) if update.organiser else b"",
    )
    return b"".join([*parts, event, END])


def deadline_calendar(name: str, updates: Iterable[Update]) -> bytes:
    """Return deadlines in one calendar to be added to one's own: nobody has to answer them."""
    found = sorted(updates, key=lambda update: (update.entry.first, update.entry.id))
    parts = [BEGIN, b"CALSCALE:GREGORIAN\r\n"]
    parts += [line(key, text(clean(name))) for key in ("NAME", "X-WR-CALNAME")]
    parts += [zone_lines(zone, *years) for zone, years in _zones([u.entry for u in found])]
    parts += [event_of(u.entry).lines(u.mark, stamp=u.stamp) for u in found]
    return b"".join([*parts, END])


def _zones(found: list[Entry]) -> list[tuple[str, tuple[int, int]]]:
    return sorted(zone_years(found).items())


def _attendee(update: Update, one: Mailbox) -> bytes:
    if update.organiser is not None and one.address == update.organiser.address:
        return _address("ATTENDEE", one, ";PARTSTAT=ACCEPTED;ROLE=CHAIR")
    return _address("ATTENDEE", one, ";RSVP=TRUE" if one in update.asked else "")


def _address(role: str, one: Mailbox, more: str = "") -> bytes:
    called = parameter(clean(one.name), " '")  # names with spaces are quoted, as icalendar does it
    return line(f"{role};CN={called}{more}", f"MAILTO:{one.address}")


# What was written is read again before it takes its place.


def entries_read(file: Path, updates: tuple[Update, ...]) -> None:
    """Raise `NotKept` unless a file holds the calendar entries that were meant."""
    from icalendar import Calendar

    calendar: Any = Calendar.from_ical(file.read_bytes())
    found = {
        (str(event["UID"]), event["SEQUENCE"], _instant(event["DTSTART"].dt))
        for event in calendar.walk("VEVENT")
    }
    for update in updates:
        entry, mark = update.entry, update.mark
        if (mark.uid, mark.sequence, _instant(entry.starts or entry.first)) not in found:
            raise NotKept(f"the entry {entry.title!r} was not written; it would be read otherwise")
    if len(found) != len(updates):
        raise NotKept(f"{file.name} would have other entries")


def _instant(moment: date) -> date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
