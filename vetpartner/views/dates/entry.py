"""One entry of a calendar, whatever it is made of, and whom it concerns."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from attrs import frozen

Status = Literal["confirmed", "tentative", "cancelled"]
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

    @property
    def is_deadline(self) -> bool:
        """Tell whether it is a day by which something is due, not something that takes place."""
        return not self.busy


def day_after(day: date) -> date:
    """Return the next day: the end of an all-day entry is not part of it."""
    return day + timedelta(days=1)
