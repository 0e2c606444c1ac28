"""Days in cells and headings: what one cell says alone, what its column settles, and who decides.

`05/12/2025` is one day to some readers and another to others. One cell of its column that can only
be read in one order, such as `05/13/2025`, settles all of it; so do the activity's own days, where
one order alone leads to them. A day without a year, `Day 2` and `Monday` are days of the activity,
or nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from attrs import define

from vetpartner.files.tables.headings import clean, folded, table_words, words
from vetpartner.files.tables.months import named_day, named_yearless
from vetpartner.files.tables.values import clock, shown
from vetpartner.model import When
from vetpartner.values.reading import WrongValue, read_when

if TYPE_CHECKING:
    from vetpartner.model import Activity

Order = Literal["day first", "month first"]
_ORDERS: tuple[Order, Order] = ("day first", "month first")
_YEAR_FIRST = re.compile(r"(\d{4})([-./]) ?(\d{1,2})\2 ?(\d{1,2})\.?(?=[\s,T]|$)[\s,T]*(.*)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./]) ?(\d{1,2})\2 ?(\d{4})\.?(?=[\s,]|$)[\s,]*(.*)")
_SHORT_YEAR = re.compile(r"(\d{1,2})([-./]) ?(\d{1,2})\2 ?(\d{2})\.?(?=[\s,]|$)[\s,]*(.*)")
_YEARLESS = re.compile(r"(\d{1,2})([./]) ?(\d{1,2})\.?(?=\s|$)\s*(.*)")
_NUMBERED = re.compile(
    r"(?P<word>[^\W\d_]+)\.? ?(?P<n>\d{1,2})\.?|(?P<m>\d{1,2})(?:\.?[º°]|\.) ?(?P<other>[^\W\d_]+)"
)
_WEEKDAY = re.compile(r"(?P<day>[^\W\d_]{2,14})\.?,?(?P<rest> .*)?")
_WAY_OUT, _EARLIEST, _LATEST, _MONTHS = "write the day as 2024-02-12", 1990, 2100, 12
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_MOST_DAYS, _LONGEST_HEADING = 100, 80


class TwoOrders(WrongValue):
    """A day that is another one to who reads the month first."""

    def __init__(self, text: str) -> None:
        """Take what the cell says."""
        super().__init__(
            "table-date",
            f"{text!r} is one day to some readers and another to others",
            f"{_WAY_OUT} or with dots, day first: 12.2.2024",
        )


def no_day(message: str, way_out: str = _WAY_OUT) -> WrongValue:
    """Return how a cell is refused that is no day."""
    return WrongValue("table-date", message, way_out)


def own_days(activity: Activity | None) -> tuple[date, ...]:
    """Return the days of an activity as planned, none where they are not fixed or too many.

    They are those of its sessions, where these are known.
    """
    if activity is None:
        return ()
    whens = [each.when for each in getattr(activity, "sessions", ())] or [activity.when]
    days: set[date] = set()
    for when in whens:
        if when.tentative or when.first is None or when.last is None:
            return ()
        if (when.last - when.first).days > _MOST_DAYS:
            return ()
        days |= {when.first + timedelta(n) for n in range((when.last - when.first).days + 1)}
    return tuple(sorted(days))


@define
class Days:
    """Reads the days of one column, or of the headings of a table.

    `own` are the activity's own days, `order` is as somebody fixed it. `evidence` gives all cells
    that are read together; it is asked only where one of them does not settle itself.
    """

    own: tuple[date, ...] = ()
    order: Order | None = None
    evidence: Callable[[], Iterable[object]] | None = None
    settled: str = ""
    """By what the order was settled, for who asks what was understood."""
    numbered: int = 0
    """How many headings such as `Day 2` stand side by side."""

    def read(self, value: object, text: str = "") -> tuple[date, str] | None:
        """Return the day in a cell, and what stands behind it; None where none is meant.

        Raises `WrongValue` where more than one can be meant, or none that is.
        """
        try:
            found = day_and_rest(value)
        except TwoOrders:
            return self._in_order(clean(value))
        except WrongValue:
            if isinstance(value, str) and (match := _SHORT_YEAR.fullmatch(clean(value))):
                return self._short(match, clean(value))
            raise
        if found is not None or not isinstance(value, str):
            return found
        return self._of_activity(text or clean(value))

    def _in_order(self, text: str) -> tuple[date, str]:
        match = _YEAR_LAST.fullmatch(text)
        order = self._settle()
        if match is None or order is None:
            raise TwoOrders(text)
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if order == "day first" else (second, first)
        return _made(year, month, day, text), match[5]

    def _settle(self) -> Order | None:
        """Find the order of day and month that all cells together allow."""
        if self.order is not None or self.evidence is None:
            return self.order
        seen = [clean(cell) for cell in self.evidence() if isinstance(cell, str)]
        self.evidence = None
        pairs = {
            (int(match[1]), int(match[3]), int(match[4]))
            for text in dict.fromkeys(seen)
            for pattern in (_YEAR_LAST, _SHORT_YEAR)
            if (match := pattern.fullmatch(text)) and match[2] != "."
        }
        proven = {_ORDERS[second > _MONTHS] for first, second, _ in pairs
                  if (first > _MONTHS) != (second > _MONTHS)}  # fmt: skip
        if len(proven) == 1:
            self.order, self.settled = proven.pop(), "one day has no other reading"
            return self.order
        if not proven and self.own:
            fitting = [order for order in _ORDERS if self._fits(pairs, order)]
            if len(fitting) == 1:
                self.order, self.settled = (
                    fitting[0],
                    "the other order is on no day of the activity",
                )
        return self.order

    def _fits(self, pairs: set[tuple[int, int, int]], order: Order) -> bool:
        for first, second, year in pairs:
            day, month = (first, second) if order == "day first" else (second, first)
            try:
                if date(year + 2000 * (year < 100), month, day) not in self.own:  # noqa: PLR2004
                    return False
            except ValueError:
                return False
        return bool(pairs)

    def _short(self, match: re.Match[str], text: str) -> tuple[date, str]:
        """Read a year of two digits by the activity's own days, or by the order of its column."""
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        readings = {
            made
            for year, month, day in (
                (third, second, first), (third, first, second), (first, second, third),
            )
            if (made := _day(2000 + year, month, day)) in self.own
        }  # fmt: skip
        if len(readings) == 1:
            return readings.pop(), match[5]
        order = "day first" if match[2] == "." else self._settle()
        if order is not None and not self.own and match[2] == "/":
            day, month = (first, second) if order == "day first" else (second, first)
            if made := _day(2000 + third, month, day):
                return made, match[5]
        raise no_day(f"{text!r} has a year of two digits")

    def _of_activity(self, text: str) -> tuple[date, str] | None:
        """Read what names a day of the activity without its year, or only by its number."""
        weekday, rest = _weekday(text)
        if weekday is not None and rest and folded(rest) in words("of_parts"):
            days = [day for day in self.own if day.weekday() in weekday]
            return (self._only(text, days), rest) if self.own else None
        if weekday is not None and rest:
            found = self.read(rest, rest)
            if found is not None and found[0].weekday() not in weekday:
                raise no_day(f"{text!r} is not a {found[0]:%A}")
            return found
        if weekday is not None and self.own:
            return self._only(text, [day for day in self.own if day.weekday() in weekday]), ""
        if (number := _number(text)) is not None:
            return self._numbered(text, number), ""
        named = _yearless(text)
        if named is None or (weekday is not None and not self.own):
            return None
        pairs, rest = named
        if not self.own:
            raise no_day(f"{text!r} has no year")
        return self._only(text, [day for day in self.own if (day.month, day.day) in pairs]), rest

    def _only(self, text: str, days: list[date]) -> date:
        if len(days) != 1:
            which = "no day" if not days else "more than one day"
            raise no_day(f"{text!r} is {which} of the activity")
        return days[0]

    def _numbered(self, text: str, number: int) -> date:
        days, working = self.own, [day for day in self.own if day.weekday() < 5]  # noqa: PLR2004
        if self.numbered == len(working) < len(days):
            days = tuple(working)
        # Where a weekend lies between, nobody knows whether it was counted.
        through = len(working) == len(self.own) or self.numbered == len(days)
        if not through or not 0 < number <= len(days):
            raise no_day(f"nobody knows which day of the activity {text!r} is")
        return days[number - 1]


def day_like(value: object) -> bool:
    """Tell whether a heading names a day, or nearly does."""
    try:
        if day_and_rest(value) is not None:
            return True
    except WrongValue:
        return True
    if not isinstance(value, str):
        return False
    text = clean(value)
    weekday, rest = _weekday(text)
    if weekday is not None:
        return not rest or folded(rest) in words("of_parts") or day_like(rest)
    return _number(text) is not None or _yearless(text) is not None


def behind_words(text: str) -> tuple[str, str] | None:
    """Return the words before a day and the day, as in `Signature 12.5.`; None for others."""
    parts = clean(text).split() if len(text) <= _LONGEST_HEADING else []
    for at in range(1, len(parts)):
        before, day = " ".join(parts[:at]), " ".join(parts[at:])
        if any(sign.isdigit() for sign in before):
            return None
        if day_like(day):
            return before, day
    return None


def is_numbered(value: object) -> bool:
    """Tell whether a heading is a day by its number alone, such as `Day 2`."""
    return isinstance(value, str) and _number(clean(value)) is not None


_BETWEEN = re.compile(r"\s*(?:\.\.|\u2013|\u2014|\s-\s|(?<=\.)-|(?<=\d\.\d{4})-(?=\d))\s*")
_BEGINS = re.compile(r"(?P<day>\d{1,2})\.?(?:\s?(?P<month>\d{1,2})\.)?")
_ENDS = re.compile(r"\d{1,2}(?P<month>\.\s?\d{1,2})(?P<year>\.\s?\d{4})\.?")


def parts_of_span(text: str) -> list[str]:
    """Return the first and the last day of a text such as `12.-15.5.2025`, or the text alone.

    What the first one leaves out is taken from the last.
    """
    parts = _BETWEEN.split(text)
    if len(parts) == 2 and (begins := _BEGINS.fullmatch(parts[0])):  # noqa: PLR2004 - from, to
        ends = _ENDS.fullmatch(parts[1])
        month = ends and (f".{begins['month']}" if begins["month"] else ends["month"])
        parts[0] = f"{begins['day']}{month}{ends['year']}" if ends else parts[0]
    return parts


def day_and_rest(value: object) -> tuple[date, str] | None:
    """Return the day that a cell names by itself and the text behind it; None if it names none.

    ISO form, year first, or dotted with the day first; with slashes or dashes only where day and
    month cannot be taken for each other; or with the name of the month. Raises `WrongValue` where
    there is more than one such day, or none.
    """
    if isinstance(value, datetime):
        if value.time() != time():
            message = f"{value:%Y-%m-%d %H:%M} is a moment, not a day"
            way_out = "write the day alone; the part of the day goes into the column session"
            raise no_day(message, way_out)
        return _made(value.year, value.month, value.day, str(value)), ""
    if isinstance(value, date):
        return _made(value.year, value.month, value.day, str(value)), ""
    if _is_serial(value):
        message = f"{_short(value)} may be a day that lost its format"
        way_out = "format the cell as a date, or write the day as 2024-02-12"
        raise no_day(message, way_out)
    return _written(clean(value)) if isinstance(value, str) else None


def _short(value: object) -> str:
    return repr(str(int(value)) if isinstance(value, float) else str(value).strip())


def _written(text: str) -> tuple[date, str] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(int(match[1]), int(match[3]), int(match[4]), text), match[5]
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first > _MONTHS or first == second:
            return _made(year, second, first, text), match[5]
        if second > _MONTHS:
            return _made(year, first, second, text), match[5]
        raise TwoOrders(text)
    if _SHORT_YEAR.fullmatch(text):
        raise no_day(f"{text!r} has a year of two digits")
    if (named := named_day(text)) is None:
        return None
    year, months, day, rest = named
    if len(months) > 1:
        raise no_day(f"the month of {text!r} is another one in another language")
    return _made(year, months[0], day, text), rest


def _yearless(text: str) -> tuple[set[tuple[int, int]], str] | None:
    """Return the months and days that a text without a year can mean, and what stands behind."""
    if match := _YEARLESS.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        both = {(second, first)} if match[2] == "." else {(second, first), (first, second)}
        # Points of an exam, such as 14/20, are no day.
        pairs = {pair for pair in both if 0 < pair[0] <= _MONTHS}
        return (pairs, match[4]) if pairs else None
    return named_yearless(text)


def _number(text: str) -> int | None:
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return None
    word = folded(match["word"] or match["other"])
    return int(match["n"] or match["m"]) if word in day_words() else None


@cache
def day_words() -> frozenset[str]:
    """Return what a day is called in the languages of the headings, in plain spelling."""
    return frozenset(words("of_days"))


def _weekday(text: str) -> tuple[frozenset[int] | None, str]:
    """Return which days of the week a text begins with, and what stands behind."""
    match = _WEEKDAY.fullmatch(text)
    found = _weekdays().get(folded(match["day"])) if match else None
    if match is None or found is None:
        return None, ""
    return found, (match["rest"] or "").strip()


@cache
def _weekdays() -> dict[str, frozenset[int]]:
    """Return the numbers of the days of the week by their names; a short one can be of several."""
    found: dict[str, set[int]] = {}
    for number, names in enumerate(table_words()["weekdays"].values()):
        for name in names:
            found.setdefault(folded(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _is_serial(value: object) -> bool:
    """Tell whether a number is how a spreadsheet counts a day from 2000 to 2099."""
    if isinstance(value, str):
        value = int(value) if _SERIAL.fullmatch(value.strip()) else None
    return isinstance(value, float | int) and _FIRST_SERIAL <= value <= _LAST_SERIAL


def read_day(value: object, days: Days | None = None) -> date:
    """Return the day in a cell; raise `WrongValue` where there is none, or more than a day."""
    found = day_and_rest(value) if days is None else days.read(value)
    if found is None or found[1]:
        raise no_day(f"{shown(value)} is not a day")
    return found[0]


def read_stamp(value: object, days: Days | None = None) -> date:
    """Return the day of a moment, such as the one at which a form was sent."""
    if isinstance(value, datetime):
        return value.date()
    found = (days or Days()).read(value)
    if found is None or (found[1] and clock(found[1]) is None):
        raise no_day(f"{shown(value)} is not a day")
    return found[0]


def read_moment(value: object, days: Days | None = None) -> tuple[When, str]:
    """Return when something was, and what stands behind the day; times and ranges as in TOML."""
    if isinstance(value, str) and (
        ".." in value or _is_month(value) or not (value[:1].isdigit() or day_like(value))
    ):
        try:
            return read_when(clean(value)), ""
        except WrongValue as error:
            raise no_day(str(error)) from None
    found = (days or Days()).read(value)
    if found is None:
        raise no_day(f"{shown(value)} is not a day")
    return _on(found[0]), found[1]


_IN_TEXT = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{1,2}\. ?\d{1,2}\.(?!\d)"
    r"|\d{1,2}\.? [^\W\d_]{3,15}(?: \d{4})?|[^\W\d_]{3,15} \d{1,2},? \d{4}"
)
_TO = re.compile(r"\d{1,2}\.?(?: ?\d{1,2}\.)? ?[-\u2013\u2014] ?\d{1,2}[. ]")


def days_in(text: str, own: tuple[date, ...]) -> set[date]:
    """Return the days of an activity that a text names; a range such as `12-15 May` names all."""
    if _TO.search(text):
        return set(own)
    days: set[date] = set()
    for found in _IN_TEXT.findall(text):
        try:
            read = Days(own=own).read(found)
        except WrongValue:
            continue
        if read is not None and read[0] in own:
            days.add(read[0])
    return days


def read_joined(value: object, days: Days) -> datetime:
    """Return the moment at which somebody came or went."""
    if isinstance(value, datetime):
        return value
    found = days.read(value)
    at = clock(found[1]) if found is not None else None
    if found is None or at is None:
        raise no_day(f"{shown(value)} is not a moment", "write it as 2024-02-12 09:30")
    return datetime.combine(found[0], at)


@lru_cache
def _on(day: date) -> When:
    """Return a day as a date: the rows of a table share their days."""
    return When.day(day)


def _is_month(text: str) -> bool:
    return re.fullmatch(r"\s*\d{4}-\d{2}\s*", text) is not None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _made(year: int, month: int, day: int, text: str) -> date:
    if not _EARLIEST <= year <= _LATEST:
        raise no_day(f"the year {year} cannot be right")
    if (made := _day(year, month, day)) is None:
        raise no_day(f"there is no day {text!r}")
    return made
