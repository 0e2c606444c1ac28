"""Calendars by the ids of what stands in them: a UID tells nobody what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import icalendar

from vetpartner.export.calendar import calendar
from vetpartner.export.calendar_state import Numbering, State
from vetpartner.export.events import event_of
from vetpartner.state.entries import each_entry

if TYPE_CHECKING:
    from vetpartner.model import Partnership


def uids(p: Partnership, state: State | None = None) -> dict[str, str]:
    """Return kind and id of all entries, such as `meeting-M1`, by their UIDs."""
    numbers = Numbering(p, state or State())
    return {
        numbers.mark(entry, event_of(entry)).uid: f"{entry.category.replace(' ', '-')}-{entry.id}"
        for entry in each_entry(p)
    }


def events(p: Partnership, **wanted: object) -> dict[str, icalendar.Event]:
    """Return the events of a calendar, as read back from its bytes, by kind and id."""
    names = uids(p)
    read = icalendar.Calendar.from_ical(calendar(p, **wanted).to_ical())
    return {names[str(e["UID"])]: e for e in read.walk("VEVENT")}
