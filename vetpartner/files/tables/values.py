"""What the cell of a table holds: days, words, states and numbers, read and never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.money import stored
from vetpartner.model import Plan, PresenceStatus, When
from vetpartner.values.reading import WrongValue, number_of, read_id, read_str, read_when
from vetpartner.values.words import NOT_TOLD, near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.values.words import HowMany

LANGUAGES = ("en", "hr", "de", "pt", "it", "es", "fr", "sl", "ro", "pl", "el", "tr", "cs", "hu")
"""The languages of the headings, in which months are named too."""
_NAMED_MONTH = (
    re.compile(
        r"(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th|º)? (?:de |of )?(?P<month>[^\W\d_]{3,15})\.?,? "
        r"(?:de )?(?P<year>\d{4})\.?"
    ),
    re.compile(r"(?P<year>\d{4})\.? (?P<month>[^\W\d_]{3,15})\.? (?P<day>\d{1,2})\.?"),
    re.compile(r"(?P<month>[^\W\d_]{3,15})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)
ERRORS = re.compile(
    r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})([-./]) ?(\d{1,2})\2 ?(\d{1,2})\.?(?=\s|$)\s*(.*)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./]) ?(\d{1,2})\2 ?(\d{4})\.?(?=\s|$)\s*(.*)")
_SHORT_YEAR = re.compile(r"\d{1,2}([-./]) ?\d{1,2}\1 ?\d{2}\.?(?=\s|$)")
_WAY_OUT = "write the day as 2024-02-12"
_EARLIEST, _LATEST, _MONTHS = 1990, 2100, 12
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a text of a CSV file does not begin with, because a spreadsheet would compute it."""


def named_day(text: str) -> tuple[int, tuple[int, ...], int] | None:
    """Return year, months and day of a text that names its month; None if it is no such text.

    There are two months where a name is one month in one language and another in another:
    `listopad` is October in Croatian and November in Czech.
    """
    for pattern in _NAMED_MONTH:
        if match := pattern.fullmatch(text):
            months = _months().get(folded(match["month"]))
            return (int(match["year"]), months, int(match["day"])) if months else None
    return None


@cache
def _months() -> dict[str, tuple[int, ...]]:
    """Return the numbers of the months by their names, whole and short, bent and unbent."""
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    found.setdefault(folded(name), set()).add(number)
    return {name: tuple(sorted(numbers)) for name, numbers in found.items() if not name.isdigit()}


def _no_day(message: str, way_out: str = _WAY_OUT) -> WrongValue:
    return WrongValue("table-date", message, way_out)


def day_and_rest(value: object) -> tuple[date, str] | None:
    """Return the day that a cell names and the text behind it; None if it names none.

    ISO form, year first, or dotted with the day first; with slashes or dashes only where day and
    month cannot be taken for each other; or with the name of the month. Raises `WrongValue` where
    there is more than one such day, or none.
    """
    if isinstance(value, datetime):
        if value.time() != time():
            message = f"{value:%Y-%m-%d %H:%M} is a moment, not a day"
            way_out = "write the day alone; the part of the day goes into the column session"
            raise _no_day(message, way_out)
        return _made(value.year, value.month, value.day, str(value)), ""
    if isinstance(value, date):
        return _made(value.year, value.month, value.day, str(value)), ""
    if _is_serial(value):
        message = f"{shown(value)} may be a day that lost its format"
        way_out = "format the cell as a date, or write the day as 2024-02-12"
        raise _no_day(message, way_out)
    return _written(clean(value)) if isinstance(value, str) else None


def _written(text: str) -> tuple[date, str] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(int(match[1]), int(match[3]), int(match[4]), text), match[5]
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first > _MONTHS or first == second:
            return _made(year, second, first, text), match[5]
        if second > _MONTHS:
            return _made(year, first, second, text), match[5]
        message = f"{text!r} is one day to some readers and another to others"
        raise _no_day(message, f"{_WAY_OUT} or with dots, day first: 12.2.2024")
    if _SHORT_YEAR.match(text):
        raise _no_day(f"{text!r} has a year of two digits")
    if (named := named_day(text)) is None:
        return None
    year, months, day = named
    if len(months) > 1:
        raise _no_day(f"the month of {text!r} is another one in another language")
    return _made(year, months[0], day, text), ""


def _is_serial(value: object) -> bool:
    """Tell whether a number is how a spreadsheet counts a day from 2000 to 2099."""
    if isinstance(value, str):
        value = int(value) if _SERIAL.fullmatch(value.strip()) else None
    return isinstance(value, float | int) and _FIRST_SERIAL <= value <= _LAST_SERIAL


def read_day(value: object) -> date:
    """Return the day in a cell; raise `WrongValue` where there is none, or more than a day."""
    found = day_and_rest(value)
    if found is None or found[1]:
        raise _no_day(f"{shown(value)} is not a day")
    return found[0]


def read_moment(value: object) -> tuple[When, str]:
    """Return when something was, and what stands behind the day; times and ranges as in TOML."""
    if (
        isinstance(value, str)
        and named_day(clean(value)) is None
        and (".." in value or not value[:1].isdigit() or _is_month(value))
    ):
        try:
            return read_when(clean(value)), ""
        except WrongValue as error:
            raise _no_day(str(error)) from None
    found = day_and_rest(value)
    if found is None:
        raise _no_day(f"{shown(value)} is not a day")
    return _on(found[0]), found[1]


@lru_cache
def _on(day: date) -> When:
    """Return a day as a date: the rows of a table share their days."""
    return When.day(day)


def _is_month(text: str) -> bool:
    return re.fullmatch(r"\s*\d{4}-\d{2}\s*", text) is not None


def _made(year: int, month: int, day: int, text: str) -> date:
    if not _EARLIEST <= year <= _LATEST:
        raise _no_day(f"the year {year} cannot be right")
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_day(f"there is no day {text!r}") from None


def read_how_many(value: object, count: int, what: str) -> HowMany:
    """Return how many of a group: a number, or yes and no for one person; or that it is unstated.

    The cell is never repeated in a message: somebody may have written a reason into it.
    """
    if not isinstance(value, bool | float | int):
        word = folded(clean(value)) or clean(value)
        if (unstated := words("unstated").get(word)) is not None:
            return NOT_TOLD if unstated == NOT_TOLD else None
        answer = words("yes_no").get(word)
        if answer is not None and not word.isdigit():
            value = answer == "yes"
        elif (number := number_of(clean(value))) is not None:
            value = float(number)
    if value is True and count > 1:
        message = f"{what} must say how many of the {count}"
        raise WrongValue("table-value", message, "write a number")
    if not isinstance(value, bool | float | int) or value != int(value):
        message = f"{what} is neither yes nor no nor a number"
        raise WrongValue("table-value", message, "write yes, no or not known, and never the reason")
    if not 0 <= value <= count:
        raise WrongValue("table-value", f"{what} cannot be {int(value)} of {count}")
    return int(value)


def read_count(value: object) -> int:
    """Return how many a group is, from 1 where the cell says nothing else."""
    number = read_number(value)
    if number != int(number):
        raise WrongValue("table-value", f"{shown(value)} is not a whole number")
    return int(number)


def read_rate(value: object) -> Decimal:
    """Return an exact number that may have any decimals, such as `25.305`."""
    return read_number(value, fine=True)


def read_number(value: object, *, fine: bool = False) -> Decimal:
    """Return an exact number; a comma is a decimal sign, and `2.000` has two readings."""
    number = None
    if isinstance(value, float | int) and not isinstance(value, bool):
        number = stored(value, count=not fine)
    elif isinstance(value, str):
        number = number_of(clean(value), fine=fine)
    if number is None or not number.is_finite() or not 0 <= number < Decimal(10) ** 6:
        raise WrongValue("table-value", f"{shown(value)} is not a number that can be right here")
    return number


def read_word(kind: str, value: object) -> str:
    """Return what a word means: `kind` is `role` or `gender`."""
    known = words(kind)
    text = clean(value)
    meaning = known.get(folded(text))
    if meaning is None:
        raise WrongValue(
            "table-value",
            f"{shown(value)} is not known as a {kind}",
            lambda: near(folded(text), known) or _listed(known),
        )
    return meaning


def _listed(known: dict[str, str]) -> str:
    return f"write {', '.join(sorted(set(known.values())))}"


def read_presence(value: object) -> tuple[PresenceStatus, Decimal | None]:
    """Return the state that a cell tells, and the hours if it is a number; 0 is absent."""
    if isinstance(value, bool):
        return ("present" if value else "absent"), None
    text = clean(value)
    known: dict[str, Any] = words("status")
    status = known.get(folded(text) or text)
    if status is not None:
        return status, None
    try:
        number = read_number(value)
    except WrongValue:
        raise WrongValue(
            "table-value",
            f"{shown(value)} tells no presence",
            lambda: near(folded(text), known) or f"{_listed(known)}, or the hours",
        ) from None
    return ("present", number) if number else ("absent", None)


def read_table_id(value: object) -> str:
    """Return the id in a cell; a whole number is one too."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return read_id(clean(value))


def named(value: object, known: dict[str, str], slug: str, what: str, otherwise: str) -> str:
    """Return the id of what a cell names; `known` is from `known_as`.

    Raises `WrongValue` with this slug for what is not `what`; `otherwise` is the way out where
    nothing is like it.
    """
    text = read_text(value)
    found = known.get(text) or known.get(folded(text))
    if found is None:
        message = f"{shown(value)} is not {what}"
        raise WrongValue(slug, message, lambda: near(text, known) or otherwise)
    return found


def known_as(things: Iterable[Any], *names: str) -> dict[str, str]:
    """Return the ids of things by id and by these of their names, in their plain spelling too.

    An id leads before a name, and a thing before those behind it.
    """
    listed = list(things)
    known: dict[str, str] = {}
    for thing in listed:
        for name in names:
            held = getattr(thing, name)
            for text in held if isinstance(held, tuple) else (held or "",):
                known.setdefault(folded(text), thing.id)
    known |= {folded(thing.id): thing.id for thing in reversed(listed)}
    return known | {thing.id: thing.id for thing in listed}


def organisations(plan: Plan) -> dict[str, str]:
    """Return the ids of the organisations by id, name, acronym and other spelling."""
    return known_as(plan.organisations, "name", "acronym", "also_known_as")


def read_organisation(value: object, known: dict[str, str]) -> str:
    """Return the id of the organisation that a cell names; `known` is from `organisations`."""
    what, otherwise = (
        "an organisation of the project",
        "add it to the organisations of project.toml",
    )
    return named(value, known, "table-unknown-organisation", what, otherwise)


def shown(value: object) -> str:
    """Return how a message shows a cell: short."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")  # noqa: PLR2004 - a short line


def needed(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return how to read a cell without which a row says nothing; its message tells so."""

    def with_consequence(value: object) -> Any:  # noqa: ANN401
        try:
            return read(value)
        except WrongValue as error:
            message = f"{error}; the row is left out"
            raise error.saying(message) from None

    return with_consequence


def read_text(value: object) -> str:
    """Return a text of one line; numbers are texts here. A guard against formulas is taken off."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return read_str(_unguarded(clean(value)))


def read_note(value: object) -> str:
    """Return a text as it is, without the spaces around it."""
    return read_str(_unguarded(value.strip())) if isinstance(value, str) else read_text(value)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text
