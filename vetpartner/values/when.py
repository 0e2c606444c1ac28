"""When something is planned or happened: a day, a range, times, months, or not yet fixed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Self, TypeVar

from attrs import field, frozen
from attrs.validators import ge, instance_of

from vetpartner.values.showing import Shown
from vetpartner.values.words import needs_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class _NoDay(date):
    """Stands before all days where none is known, and is never shown as one."""

    __slots__ = ()

    def __str__(self) -> str:
        return "a day that is not known"

    def __format__(self, form: str) -> str:
        return str(self)

    def isoformat(self) -> str:
        return "not known"


NO_DAY = _NoDay(1, 1, 1)
"""The day of what nobody dated: it sorts first, and says that it is not known."""


# Project months (M1, M2, …) and the calendar arithmetic behind them.


def add_months(day: date, months: int) -> date:
    """Move a day by calendar months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def project_end(start: date, months: int) -> date:
    """Return the last day of a project that starts on `start` and runs `months` months."""
    return add_months(start, months) - timedelta(days=1)


LONGEST = 120


def possible_duration(_: object, __: object, months: int | None) -> None:
    """Validate a duration in months, for attrs: a project lasts one month at least."""
    # What is no number is refused by its type.
    if isinstance(months, int) and not 1 <= months <= LONGEST:
        msg = f"a project lasts 1 to {LONGEST} months, not {months}"
        raise ValueError(msg)


@frozen(order=True)
class ProjectMonth(Shown):
    """A month of the project, counted from 1: `ProjectMonth(1)` is the first, written `M1`.

    Month n begins `n - 1` calendar months after the start of the project.
    M12 of a project that starts in December is November.
    """

    number: int = field(validator=[instance_of(int), ge(1)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `M7`; raise `ValueError` for anything else."""
        match = re.fullmatch(r"M(\d{1,3})", needs_text("ProjectMonth", "M7", text).strip())
        if not match:
            msg = f"a project month is written M1, M2, …, not {text!r}"
            raise ValueError(msg)
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date, start: date) -> Self:
        """Return the month in which a day falls; raise `ValueError` before the start."""
        if day < start:
            msg = f"{day} lies before the start of the project on {start}"
            raise ValueError(msg)
        number = (day.year - start.year) * 12 + day.month - start.month + 1
        month = cls(number)
        return month if month.first_day(start) <= day else cls(number - 1)

    def first_day(self, start: date) -> date:
        """Return the first day of this month in a project that starts on `start`."""
        return add_months(start, self.number - 1)

    def last_day(self, start: date) -> date:
        """Return the last day of this month in a project that starts on `start`."""
        return project_end(start, self.number)

    def __add__(self, months: int) -> Self:
        return type(self)(self.number + months)

    def __sub__(self, months: int) -> Self:
        return type(self)(self.number - months)

    def __str__(self) -> str:
        return f"M{self.number}"


class NeedsProjectStart(ValueError):
    """A project month can be compared with a calendar date only when the start is known."""


class Precision(Enum):
    """How exactly a `When` is known."""

    TIMES = "times"
    DAYS = "days"
    CALENDAR_MONTHS = "calendar months"
    PROJECT_MONTHS = "project months"
    UNDECIDED = "undecided"


@frozen(kw_only=True, order=True)
class Span:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return the number of days, both ends included."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one day."""
        return self.first <= other.last and other.first <= self.last


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name, `Europe/Zagreb`; raise `ValueError` if there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{name!r} is not a time zone such as Europe/Zagreb"
        raise ValueError(msg) from None


@lru_cache(maxsize=4096)
def local_instant(moment: datetime, zone: str) -> datetime:
    """Return a local time as an aware one; raise `ValueError` where the clock skips it."""
    local = moment.replace(tzinfo=zone_of(zone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        msg = f"{moment:%Y-%m-%d %H:%M} does not exist in {zone}: the clock goes forward then"
        raise ValueError(msg)
    return local


@frozen(kw_only=True)
class When(Shown):
    """A day, a range of days, times, project months, calendar months, or undecided.

    Make one with `When.parse` or with the named constructors; `str()` gives the parsable text back.

    | text | meaning |
    |---|---|
    | `2023-12-04` | one day |
    | `2023-12-04..2023-12-05` | whole days, both included |
    | `2023-12-04 09:00..13:00` | times on one day, in the zone of the venue |
    | `2023-12-04 09:00..2023-12-05 13:00 Europe/Zagreb` | times with their own zone |
    | `M7`, `M11..M12` | project months, M1 is the first |
    | `2026-05`, `2026-05..2026-07` | calendar months |
    | `undecided` | not yet fixed |

    `first` and `last` are calendar days (none for project months and undecided).
    """

    precision: Precision
    first: date | None = None
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    zone: str | None = None
    months: tuple[ProjectMonth, ProjectMonth] | None = field(default=None)

    @classmethod
    def day(cls, day: date) -> Self:
        """Make a single whole day."""
        return cls.days(day, day)

    @classmethod
    def days(cls, first: date, last: date) -> Self:
        """Make a range of whole days, both included."""
        _in_order(first, last)
        return cls(precision=Precision.DAYS, first=first, last=last)

    @classmethod
    def times(cls, start: datetime, end: datetime, zone: str | None = None) -> Self:
        """Make a range of local times; without a zone they are local to the venue."""
        _in_order(start, end)
        if start == end:
            raise ValueError(f"it ends at {end:%H:%M}, the minute it starts")
        if zone is not None:
            local_instant(start, zone)
            local_instant(end, zone)
        return cls(
            precision=Precision.TIMES,
            first=start.date(),
            last=end.date(),
            starts=start.time(),
            ends=end.time(),
            zone=zone,
        )

    @property
    def one_day(self) -> date | None:
        """Return the day, None unless it is one, without hours."""
        single = self.precision is Precision.DAYS and self.first == self.last
        return self.first if single else None

    @classmethod
    def calendar_months(cls, first: date, last: date) -> Self:
        """Make whole calendar months, from the month of `first` to the month of `last`."""
        _in_order(first, first)
        begin = first.replace(day=1)
        _in_order(begin, last)
        end = project_end(last.replace(day=1), 1)
        return cls(precision=Precision.CALENDAR_MONTHS, first=begin, last=end)

    @classmethod
    def project_months(cls, first: int, last: int | None = None) -> Self:
        """Make a project month or a range of them, by number."""
        months = (ProjectMonth(first), ProjectMonth(first if last is None else last))
        _in_order(*months)
        return cls(precision=Precision.PROJECT_MONTHS, months=months)

    @classmethod
    def undecided(cls) -> Self:
        """Make a date that is not yet fixed."""
        return cls(precision=Precision.UNDECIDED)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of the forms in the table above; raise `ValueError` saying what is wrong."""
        text = needs_text("When", "2025-03-31", text).strip()
        if text == "undecided":
            return cls.undecided()
        left, dots, right = (part.strip() for part in text.partition(".."))
        if _PROJECT_MONTH.fullmatch(left):
            last = ProjectMonth.parse(right).number if dots else None
            return cls.project_months(ProjectMonth.parse(left).number, last)
        if _CALENDAR_MONTH.fullmatch(left):
            return cls.calendar_months(_month(left), _month(right if dots else left))
        if match := _TIMES.fullmatch(text):
            first_day = match["first_day"]
            start = _moment(first_day, match["starts"])
            end = _moment(match["last_day"] or first_day, match["ends"])
            return cls.times(start, end, match["zone"])
        if _DAY.fullmatch(left):
            return cls.days(_day(left), _day(right if dots else left))
        msg = (
            f"{text!r} is not a date; write 2023-12-04, 2023-12-04..2023-12-05, "
            "2023-12-04 09:00..13:00, M7, M11..M12, 2026-05 or undecided"
        )
        raise ValueError(msg)

    @property
    def tentative(self) -> bool:
        """Tell whether no exact day is fixed yet."""
        return self.precision not in {Precision.DAYS, Precision.TIMES}

    def span(self, start: date | None) -> Span | None:
        """Return the days it covers in a project that starts on `start`; none if undecided.

        Project months of a project without a start have no days either, nor have those after the
        end of time.
        """
        if self.first is not None and self.last is not None:
            return Span(first=self.first, last=self.last)
        if self.months is None or start is None:
            return None
        try:
            return Span(first=self.months[0].first_day(start), last=self.months[1].last_day(start))
        except ValueError:
            return None

    def instants(self, zone: str) -> tuple[datetime, datetime] | None:
        """Return start and end as aware times; `zone` is used if it names none itself.

        None unless times are given. A time that the clock skips raises `ValueError`.
        """
        if self.first is None or self.last is None or self.starts is None or self.ends is None:
            return None
        name = self.zone or zone
        return (
            local_instant(datetime.combine(self.first, self.starts), name),
            local_instant(datetime.combine(self.last, self.ends), name),
        )

    def overlaps(self, other: When, *, start: date | None = None) -> bool:
        """Tell whether both can be on the same day, or at the same time if both have times.

        `start` is the first day of the project, needed when project months meet dates.
        An undecided date overlaps nothing.
        """
        if Precision.UNDECIDED in {self.precision, other.precision}:
            return False
        if self._timed_like(other):
            (begin, end), (other_begin, other_end) = self._moments(), other._moments()
            return begin < other_end and other_begin < end
        if self.months and other.months:
            return self.months[0] <= other.months[1] and other.months[0] <= self.months[1]
        mine, theirs = self.span(start), other.span(start)
        if mine is None or theirs is None:
            raise _needs_start(self, other)
        return mine.overlaps(theirs)

    def key(self, start: date | None = None) -> tuple[int, datetime, datetime]:
        """Return a sorting key: by beginning, then end; undecided comes last."""
        if self.precision is Precision.UNDECIDED:
            return (1, datetime.max, datetime.max)  # noqa: DTZ901 - only a place at the end
        span = self.span(start)
        if span is None:
            raise _needs_start(self)
        if self.precision is Precision.TIMES:
            return (0, *self._moments())
        midnight = time()
        return (
            0,
            datetime.combine(span.first, midnight),
            datetime.combine(span.last + timedelta(days=1), midnight),
        )

    def __lt__(self, other: When) -> bool:
        if self.months and other.months:
            return self.months < other.months
        try:
            return self.key() < other.key()
        except NeedsProjectStart:
            if Precision.UNDECIDED in {self.precision, other.precision}:
                return other.precision is Precision.UNDECIDED is not self.precision
            raise

    def __str__(self) -> str:
        if self.months:
            return "..".join(str(month) for month in dict.fromkeys(self.months))
        if self.first is None or self.last is None:
            return "undecided"
        if self.precision is Precision.CALENDAR_MONTHS:
            return "..".join(dict.fromkeys(f"{day:%Y-%m}" for day in (self.first, self.last)))
        if self.starts is None or self.ends is None:
            return "..".join(dict.fromkeys((str(self.first), str(self.last))))
        until = "" if self.first == self.last else f"{self.last} "
        zone = f" {self.zone}" if self.zone else ""
        return f"{self.first} {self.starts:%H:%M}..{until}{self.ends:%H:%M}{zone}"

    def _timed_like(self, other: When) -> bool:
        """Tell whether both have times that can be compared: both with a zone, or both without."""
        both = self.precision is other.precision is Precision.TIMES
        return both and bool(self.zone) == bool(other.zone)

    def _moments(self) -> tuple[datetime, datetime]:
        """Return the given times: in UTC where a zone is named, else as the local clock shows."""
        if self.first is None or self.last is None or self.starts is None or self.ends is None:
            msg = f"{self} has no times"
            raise ValueError(msg)
        begin = datetime.combine(self.first, self.starts)
        end = datetime.combine(self.last, self.ends)
        return (_utc(begin, self.zone), _utc(end, self.zone)) if self.zone else (begin, end)


_PROJECT_MONTH = re.compile(r"M\d+")
_CALENDAR_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMES = re.compile(
    r"(?P<first_day>\d{4}-\d{2}-\d{2})[ T](?P<starts>\d{2}:\d{2})\.\."
    r"(?:(?P<last_day>\d{4}-\d{2}-\d{2})[ T])?(?P<ends>\d{2}:\d{2})"
    r"(?: (?P<zone>[A-Za-z]+(?:/[A-Za-z_+\-0-9]+)*))?",
)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day {text!r}") from None


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(f"there is no month {text!r}") from None


def _moment(day: str, clock: str) -> datetime:
    try:
        return datetime.combine(_day(day), time.fromisoformat(clock))
    except ValueError as error:
        if "no day" in str(error):
            raise
        raise ValueError(f"there is no time {clock!r}") from None


T = TypeVar("T", date, ProjectMonth)


def _in_order(first: T, last: T) -> None:
    for each in (first, last):
        if not isinstance(each, date | ProjectMonth):
            msg = f"expected a day such as date(2024, 12, 4), not {each!r}; When.parse takes texts"
            raise TypeError(msg)
    if last < first:
        msg = f"it ends ({last}) before it begins ({first})"
        raise ValueError(msg)


def _utc(moment: datetime, zone: str) -> datetime:
    try:
        return moment.replace(tzinfo=zone_of(zone)).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        # An order is needed whatever was typed; a check tells of the zone.
        return moment


def _needs_start(*whens: When) -> NeedsProjectStart:
    names = " and ".join(str(when) for when in whens)
    return NeedsProjectStart(f"give the start of the project to place {names} in the calendar")
