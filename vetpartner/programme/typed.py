"""From parsed TOML to typed values: the class says what is expected, every mistake is said."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import attrs

from vetpartner.model import Money, Share
from vetpartner.programme.countries import country
from vetpartner.programme.values import Country, Pattern
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[[str, str], None]
    """Takes an address and a message."""

NONE = "none"
"""What stands in a file where the law sets no value, since TOML has no word for it."""
_MANY_BITS = 128


def read_value(raw: object, type_: Any, at: str, say: Say) -> Any:  # noqa: ANN401 - a type is any value
    """Return a raw value as `type_`; a mistake is said with its address, and gives None.

    `type_` is a scalar, a `Literal`, `X | None`, `tuple[X, ...]` or an attrs class of these.
    """
    if type_ in _SCALARS:
        try:
            return _SCALARS[type_](raw)
        except (TypeError, ValueError) as error:
            say(at, str(error))
            return None
    origin = get_origin(type_)
    if origin in (Union, UnionType):
        return None if raw == NONE else read_value(raw, _without_none(type_), at, say)
    if origin is Literal:
        return _word(raw, get_args(type_), at, say)
    if origin is tuple:
        return _tuple(raw, get_args(type_)[0], at, say)
    return _record(raw, type_, at, say)


def types_of(cls: type) -> dict[str, Any]:
    """Return the types of a class's fields by name; its annotations are types, not texts."""
    return _types_of(cls)


@cache
def _types_of(cls: type) -> dict[str, Any]:
    return {a.name: a.type for a in attrs.fields(cls)}


def _without_none(type_: Any) -> Any:  # noqa: ANN401 - a type is any value
    return next(t for t in get_args(type_) if t is not NoneType)


def _word(raw: object, words: tuple[str, ...], at: str, say: Say) -> object:
    if isinstance(raw, str) and raw in words:
        return raw
    near = did_you_mean(raw, words) if isinstance(raw, str) else ""
    say(at, f"expected one of {', '.join(words)}, not {shown_raw(raw)}{near}")
    return None


def _tuple(raw: object, element: Any, at: str, say: Say) -> object:  # noqa: ANN401 - a type is any value
    if not isinstance(raw, list | tuple):
        say(at, f"expected a list in brackets, not {shown_raw(raw)}")
        return None

    def say_of(number: int) -> Say:
        return lambda where, message: say(where, f"item {number}: {message}")

    return tuple(read_value(item, element, at, say_of(n)) for n, item in enumerate(raw, start=1))


def _record(raw: object, cls: type[Any], at: str, say: Say) -> object:
    if not isinstance(raw, dict):
        say(at, f"expected a table in braces, not {shown_raw(raw)}")
        return None
    types = types_of(cls)
    problems = [
        f"`{key}` is not known here{did_you_mean(str(key), types)}"
        for key in raw
        if key not in types
    ]
    values = {}
    for a in attrs.fields(cls):
        if a.name in raw:
            found: list[str] = []
            values[a.name] = read_value(raw[a.name], types[a.name], at, _only_message(found))
            problems += [f"`{a.name}`: {message}" for message in found]
        elif a.default is attrs.NOTHING:
            problems.append(f"`{a.name}` is missing")
    for message in problems:
        say(at, message)
    return None if problems else cls(**values)


def _only_message(found: list[str]) -> Say:
    return lambda _, message: found.append(message)


def shown_raw(raw: object) -> str:
    """Return a raw value for a message, short enough for one line."""
    if isinstance(raw, dict):
        return "a table"
    if isinstance(raw, list | tuple):
        return "a list"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, date | Decimal):
        return str(raw)
    if isinstance(raw, int) and raw.bit_length() > _MANY_BITS:
        return "a very large number"
    longest = 60
    text = repr(raw)
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _str(raw: object) -> str:
    if not isinstance(raw, str):
        msg = f"expected a text in quotes, not {shown_raw(raw)}"
        raise TypeError(msg)
    if not raw.strip():
        msg = "the text is empty"
        raise ValueError(msg)
    return raw


def _int(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < 10**9:
        msg = f"expected a whole number from 0, not {shown_raw(raw)}"
        raise TypeError(msg)
    return raw


def _bool(raw: object) -> bool:
    if not isinstance(raw, bool):
        msg = f"expected true or false, not {shown_raw(raw)}"
        raise TypeError(msg)
    return raw


def _date(raw: object) -> date:
    if isinstance(raw, datetime) or not isinstance(raw, date):
        msg = f"expected a day such as 2025-03-05 without quotes, not {shown_raw(raw)}"
        raise TypeError(msg)
    return raw


def _money(raw: object) -> Money:
    amount = Money.parse(raw) if isinstance(raw, str) else Money(raw)
    if amount < Money(0, amount.currency):
        msg = f"an amount of the rules is not negative: {amount}"
        raise ValueError(msg)
    return amount


def _share(raw: object) -> Share:
    return Share.parse(raw) if isinstance(raw, str) else Share(raw)


def _country(raw: object) -> Country:
    code = country(_str(raw))
    if code is None:
        msg = f"{shown_raw(raw)} is not the code of a country, such as HR"
        raise ValueError(msg)
    return Country(code)


def _pattern(raw: object) -> Pattern:
    text = _str(raw)
    try:
        re.compile(text)
    except re.error as error:
        msg = f"{shown_raw(text)} is not a regular expression: {error}"
        raise ValueError(msg) from None
    return Pattern(text)


_SCALARS: dict[Any, Callable[[object], object]] = {
    str: _str,
    int: _int,
    bool: _bool,
    date: _date,
    Money: _money,
    Share: _share,
    Country: _country,
    Pattern: _pattern,
}
