"""What changed, in words that go into a mail: days, places, and how an entry differs."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vetpartner.export.calendars.ledger import Sent


def when_of(sent: Sent) -> str:
    """Return when an entry is, with its hours and their time zone."""
    if sent.starts and sent.ends:
        begin, end = datetime.fromisoformat(sent.starts), datetime.fromisoformat(sent.ends)
        until = f"{end:%H:%M}" if begin.date() == end.date() else f"{_day(end)} {end:%H:%M}"
        return f"{_day(begin)} {begin:%H:%M} to {until} ({sent.zone})"
    first, last = sent.days
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def where_of(sent: Sent) -> str:
    """Return the place after a comma, nothing where none is known."""
    return f", {sent.place}" if sent.place else ""


def difference_of(old: Sent, new: Sent) -> str:
    """Return what is new about an entry since it was sent."""
    parts = []
    if old.when != new.when:
        parts.append(f"moved from {when_of(old)} to {when_of(new)}")
    if old.place != new.place:
        parts.append(f"takes place at {new.place or 'a place not yet fixed'}")
    if old.link != new.link:
        parts.append(f"has the link {new.link or 'no longer'}")
    if old.status != new.status:
        parts.append(f"is {new.status}")
    return ", and ".join(parts)
