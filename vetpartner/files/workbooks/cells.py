"""One value of the model in one spreadsheet cell, and back: by the type of its field."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal, get_origin, get_type_hints

import attrs
from attrs import frozen

from vetpartner.files.tables.money import amount_of, read_amount, stored
from vetpartner.files.toml_text import toml_value
from vetpartner.model import KINDS, LINKS_TO, Amounts, Money, Share, Venue, When
from vetpartner.values.hints import without_none, without_words
from vetpartner.values.reading import number_of, unmistakable
from vetpartner.values.toml import toml_of

LONGEST = 32_000
_NO_CURRENCY = "XXX"
"""The code of no currency: the amount is in that of the project."""
_DIGITS = 15  # what a spreadsheet keeps of a number
_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}
NUMBERS = frozenset({int, Decimal, Money, Share})
"""The types of columns of numbers."""
RULE = Any
"""The type of a rule's value, which stands in a cell as in TOML where it is a list."""


class CellError(ValueError):
    """What stands in a cell cannot be what its column asks for."""


@frozen
class SheetColumn:
    """What a column holds: a type that is not None, and the kinds of things that it leads to."""

    type: Any = object
    links: tuple[str, ...] = ()


def columns(cls: type[Any]) -> dict[str, SheetColumn]:
    """Return the columns of a class; a place takes several."""
    found: dict[str, SheetColumn] = {}
    hints = get_type_hints(cls)
    for a in attrs.fields(cls):
        type_, _ = without_words(without_none(hints[a.name]))
        if type_ is Venue:
            found |= {f"{a.name}.{name}": column for name, column in columns(Venue).items()}
        else:
            links = tuple(kind for kind in a.metadata.get(LINKS_TO, ()) if kind in KINDS)
            found[a.name] = SheetColumn(type_, links)
    return found


def to_cell(value: Any) -> Any:  # noqa: ANN401 - plain values, as `plain` makes them
    """Return what a cell holds for a plain value: text, number, bool or day.

    Lists of texts take a line each; what is nested deeper stands as TOML.
    """
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) > _DIGITS:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        plain = all(isinstance(item, str) and _is_line(item) for item in value)
        value = "\n".join(value) if value and plain else toml_value(value)
    if isinstance(value, dict):
        value = toml_value(value)
    if isinstance(value, str) and len(value) > LONGEST:
        msg = f"a cell holds at most {LONGEST} characters, not {len(value)}"
        raise CellError(msg)
    return value


def rule_to_cell(value: Any) -> Any:  # noqa: ANN401
    """Return what a cell holds for a rule: lists, and texts that look like one, as in TOML.

    A text in which nothing stands is written so too, because an empty cell is no text.
    """
    is_text = isinstance(value, str)
    looks = isinstance(value, list) or (is_text and (value[:1] in {"[", '"'} or not value.strip()))
    return toml_value(value) if looks else to_cell(value)


def _is_line(text: str) -> bool:
    return bool(text) and "\n" not in text and text == text.strip() and text[0] not in "[{"


def from_cell(value: Any, type_: type[Any], *, count: bool = True) -> Any:  # noqa: ANN401
    """Return the plain value of a cell in a column of this type.

    `count` tells that a number counts something. Raises `CellError` for what the column cannot
    hold, and `WrongValue` for a number with two readings.
    """
    if type_ in NUMBERS and isinstance(value, int | float | str) and not isinstance(value, bool):
        return _number(value, type_, count=count and type_ is not Share)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else unmistakable(Decimal(repr(value)))
    if type_ is RULE:
        return _toml(value) if isinstance(value, str) and value[:1] in {"[", '"'} else value
    if get_origin(type_) is tuple:
        return _list(value)
    if type_ is bool:
        return _truth(value)
    if type_ is str or get_origin(type_) is Literal:
        return value.isoformat() if isinstance(value, date) else str(value)
    if type_ is Amounts:
        return _toml(value) if isinstance(value, str) else value
    if type_ is When and isinstance(value, str):
        return value.strip()
    return value


def _list(value: object) -> Any:  # noqa: ANN401
    text = str(value)
    if text.lstrip().startswith(("[", "{")):
        return _toml(text)
    return [line.strip() for line in text.split("\n") if line.strip()]


def _truth(value: object) -> bool:
    word = str(value).strip().lower()
    if word in _YES | _NO:
        return word in _YES
    msg = f"expected yes or no, not {value!r}"
    raise CellError(msg)


def _number(value: float | str, type_: type[Any], *, count: bool) -> Any:  # noqa: ANN401
    if type_ is Money:
        return _amount(value.strip()) if isinstance(value, str) else amount_of(value)
    if isinstance(value, str):
        number = None if type_ is Share else number_of(value, fine=not count)
        if number is None:
            return value.strip() if type_ is Share else value
    else:
        number = unmistakable(stored(value, count=count))
    return int(number) if type_ is not Share and number == number.to_integral_value() else number


def _amount(text: str) -> Any:  # noqa: ANN401
    """Return an amount as tables read it: a number, or a text that names another currency."""
    money = read_amount(text, _NO_CURRENCY)
    return money.amount if money.currency == _NO_CURRENCY else f"{money.amount} {money.currency}"


def _toml(text: str) -> Any:  # noqa: ANN401
    try:
        return toml_of(f"value = {text}")["value"]
    except (ValueError, ArithmeticError, RecursionError):
        msg = f"{text[:60]!r} is neither plain text nor a list or table as in TOML"
        raise CellError(msg) from None
