"""Time zones as calendars need them: with rules, and only for the years in use."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from icalendar import Component, Timezone


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7


@frozen(kw_only=True)
class Onset:
    """A change of the clock: the local time before it at which it happens, and both offsets."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def rule(self) -> tuple[int, int, int, time, timedelta, timedelta, str]:
        """Return what recurs: month, which weekday of it (-1 the last), time and offsets."""
        last = (self.local + timedelta(days=_WEEK)).month != self.local.month
        number = -1 if last else (self.local.day - 1) // _WEEK + 1
        clock = self.local.time()
        weekday = self.local.weekday()
        return (self.local.month, number, weekday, clock, self.before, self.after, self.name)


def vtimezone(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the VTIMEZONE of a zone, right for every day from `first_year` to `last_year`.

    Changes that recur in each year have a rule that goes on; the rest stand one by one, because
    some programs read only the first of several dates on one line.
    """
    from icalendar import Timezone

    zone = zone_of(name)
    found = list(_onsets(zone, first_year - 1, last_year))
    component = Timezone()
    component.add("tzid", name)
    years = last_year - first_year + 2
    by_rule: dict[object, list[Onset]] = {}
    for onset in found:
        by_rule.setdefault(onset.rule, []).append(onset)
    steady = {rule for rule, onsets in by_rule.items() if len(onsets) == years}
    regular = bool(found) and len(steady) == len(by_rule)
    if not found:
        component.add_component(_standing(zone, first_year - 1))
        return component
    if not regular:
        component.add_component(_standing(zone, first_year - 1))
    for onset in [onsets[0] for onsets in by_rule.values()] if regular else found:
        component.add_component(_observance(onset, recurs=regular))
    return component


def _onsets(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Onset]:
    for year in range(first_year, last_year + 1):
        yield from _onsets_of_year(zone, year)


@lru_cache(maxsize=4096)
def _onsets_of_year(zone: ZoneInfo, year: int) -> tuple[Onset, ...]:
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
    return Onset(
        local=change.replace(tzinfo=None) + old,
        before=old,
        after=new,
        name=after.tzname() or "",
        summer=new > old,
    )


def _standing(zone: ZoneInfo, year: int) -> Component:
    from icalendar import TimezoneStandard

    moment = datetime(year, 1, 1, tzinfo=zone)
    component = TimezoneStandard()
    component.add("dtstart", datetime(year, 1, 1))  # noqa: DTZ001 - local by definition
    component.add("tzoffsetfrom", moment.utcoffset())
    component.add("tzoffsetto", moment.utcoffset())
    component.add("tzname", moment.tzname())
    return component


def _observance(onset: Onset, *, recurs: bool) -> Component:
    from icalendar import TimezoneDaylight, TimezoneStandard

    component = TimezoneDaylight() if onset.summer else TimezoneStandard()
    component.add("dtstart", onset.local)
    component.add("tzoffsetfrom", onset.before)
    component.add("tzoffsetto", onset.after)
    if recurs:
        month, number, weekday, *_ = onset.rule
        day = f"{number}{_DAYS[weekday]}"
        component.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})
    component.add("tzname", onset.name)
    return component
