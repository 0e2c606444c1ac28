"""Reading one value strictly: nothing is coerced, and every refusal says what was expected."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from vetpartner.values.money import Money, Share
from vetpartner.values.when import When

if TYPE_CHECKING:
    from collections.abc import Callable


EARLIEST, LATEST = 1000, 2100  # schools are old; a year of three digits is a slip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ID = re.compile(r"\w[\w.\-]{0,63}")
_LARGEST, _FINEST = Decimal(10) ** 15, -9
_SHOWN = 60


class WrongValue(ValueError):
    """A value that cannot be read; the message is for the user."""

    def __init__(self, slug: str, message: str, way_out: str | None = None) -> None:
        """Take the slug of the finding, the message and what can be done."""
        super().__init__(message)
        self.slug, self.way_out = slug, way_out


def near(word: str, words: object) -> str | None:
    """Return `did you mean …?` where a word is like one that exists."""
    known = [w for w in words if isinstance(w, str)] if isinstance(words, list | tuple) else []
    lowered = {w.lower(): w for w in reversed(known)}
    found = get_close_matches(word.lower(), list(lowered), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(f'`{lowered[w]}`' for w in found)}?" if found else None


def read_str(value: object, _: object = None) -> str:
    """Return a text: not blank, and without control characters."""
    if not isinstance(value, str):
        hint = f'write "{value}" in quotes' if isinstance(value, int | Decimal) else None
        raise WrongValue("wrong-type", f"expected a text in quotes, not {shown(value)}", hint)
    if not value.strip():
        raise WrongValue("empty-text", "the text is empty", "leave the key out until it is known")
    if match := _CONTROL.search(value):
        code = f"U+{ord(match[0]):04X}"
        raise WrongValue("control-character", f"the text holds the control character {code}")
    return value


def read_id(value: object, _: object = None) -> str:
    """Return an id that is safe in addresses and file names."""
    text = read_str(value)
    if not _ID.fullmatch(text):
        raise WrongValue(
            "bad-id",
            f"{text!r} cannot be an id",
            "use letters, digits, dots, dashes and underscores only, at most 64 of them",
        )
    return text


def read_bool(value: object, _: object = None) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongValue("wrong-type", f"expected true or false, not {shown(value)}")
    return value


def read_int(value: object, _: object = None) -> int:
    """Return a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongValue("wrong-type", f"expected a whole number, not {shown(value)}")
    if not 0 <= value < _LARGEST:
        raise WrongValue("impossible-number", f"{shown(value)} cannot be right here")
    return value


def read_decimal(value: object, _: object = None) -> Decimal:
    """Return an exact number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise WrongValue("wrong-type", f"expected a number, not {shown(value)}")
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or abs(number) >= _LARGEST:
        raise WrongValue("impossible-number", f"{shown(value)} cannot be right here")
    return number


def read_date(value: object, _: object = None) -> date:
    """Return a day; a text in ISO form is one too."""
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise WrongValue("wrong-type", f"expected a day such as 2023-11-01, not {shown(value)}")
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            way_out = "write year, month and day: 2023-11-01"
            raise WrongValue("bad-date", f"{value!r} is not a day", way_out)
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise WrongValue("bad-date", f"there is no day {value!r}") from None
    return _in_our_time(value)


def _in_our_time(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise WrongValue("bad-date", f"the year {day.year} cannot be right")
    return day


def read_when(value: object, _: object = None) -> When:
    """Return a date of any precision."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return When.day(_in_our_time(value))
    if not isinstance(value, str):
        message = f"expected a day, a range, times, months or undecided, not {shown(value)}"
        raise WrongValue("wrong-type", message, 'write times as "2023-12-04 09:00..13:00"')
    try:
        when = When.parse(read_str(value))
    except WrongValue:
        raise
    except (ValueError, OverflowError) as error:
        raise WrongValue("bad-date", str(error)) from None
    for day in (when.first, when.last):
        if day is not None:
            _in_our_time(day)
    return when


def read_share(value: object, _: object = None) -> Share:
    """Return a share, from a text in percent or a number from 0 to 1."""
    try:
        if isinstance(value, str):
            return Share.parse(value)
        return Share(read_decimal(value))
    except WrongValue:
        raise
    except ValueError as error:
        raise WrongValue("bad-share", str(error), 'write a share as "40 %" or 0.40') from None


def read_money(value: object, currency: str) -> Money:
    """Return an amount; a plain number is in `currency`."""
    try:
        if isinstance(value, str):
            return Money.parse(read_str(value), currency)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise WrongValue("wrong-type", f"expected an amount, not {shown(value)}")
        return Money(value, currency)
    except WrongValue:
        raise
    except ValueError as error:
        way_out = 'write 12500.00 for the project\'s currency, or "500.00 CZK"'
        raise WrongValue("bad-money", str(error), way_out) from None


def literal_reader(cls: type[Any]) -> Callable[[object, Any], str]:
    """Return a reader of one of a few words."""
    words = get_args(cls)

    def read(value: object, _: Any) -> str:  # noqa: ANN401
        text = read_str(value)
        if text not in words:
            listed = ", ".join(f"`{word}`" for word in words)
            raise WrongValue("unknown-word", f"{text!r} is not one of {listed}", near(text, words))
        return text

    return read


SCALARS: dict[type[Any], Callable[[object, Any], Any]] = {
    str: read_str,
    bool: read_bool,
    int: read_int,
    Decimal: read_decimal,
    date: read_date,
    When: read_when,
    Share: read_share,
}


def shown(value: object) -> str:
    """Return how a message shows a value: short, and as it is typed."""
    kinds: dict[type, str] = {dict: "a table", list: "a list", bool: "", str: ""}
    kind = kinds.get(type(value), "")
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    if isinstance(value, Decimal | date):
        text = str(value)
    return kind or (text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...")
