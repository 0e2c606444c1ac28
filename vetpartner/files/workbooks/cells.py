"""One value of the model in one spreadsheet cell, and back: by the type of its field."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import attrs
from attrs import frozen

from vetpartner.files.tables.days import day_and_rest, parts_of_span
from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.money import amount_of, read_amount, stored
from vetpartner.files.tables.rows import read_country
from vetpartner.files.tables.values import ERRORS
from vetpartner.files.toml_text import toml_value
from vetpartner.model import KINDS, LINKS_TO, Amounts, Evidence, Money, Session, Share, Venue, When
from vetpartner.model.activities import Measure
from vetpartner.model.facts import NO_KIND
from vetpartner.programme import calls, rules
from vetpartner.state.evidence import kind_in_name
from vetpartner.values.catalogue import catalogue, languages
from vetpartner.values.hints import types_of, without_none, without_words
from vetpartner.values.reading import WrongValue, number_of, unmistakable
from vetpartner.values.toml import toml_of
from vetpartner.values.translations import FIELD, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.programme import Rules

LONGEST = 32_000
_NO_CURRENCY = "XXX"
"""The code of no currency: the amount is in that of the project."""
_DIGITS = 15  # what a spreadsheet keeps of a number
_ONE_WORD = re.compile(r"[^\s,;|]+")
_SEPARATED = re.compile(r"[,;|\n]")
_MONTHS = re.compile(r"[Mm] ?(\d{1,3})(?:\s*(?:\.\.|[-\u2013\u2014])\s*[Mm]? ?(\d{1,3}))?")
_WORDS = ("languages", "priorities", "ids")
"""Lists whose items are single words, beside those that lead to ids."""
_PERHAPS_WORDS = ("audience", "topics")
"""Lists whose items are often single words, and may be phrases with a comma in them."""
_SPELLED = ("role", "gender", "status")
"""Columns whose words are known in many languages."""
NUMBERS = frozenset({int, Decimal, Money, Share})
"""The types of columns of numbers."""
RULE = Any
"""The type of a rule's value, which stands in a cell as in TOML where it is a list."""


class CellError(ValueError):
    """What stands in a cell cannot be what its column asks for."""


@frozen
class SheetColumn:
    """What a column holds: a type that is not None, and the kinds of things that it leads to.

    `name` is that of its field.
    """

    type: Any = object
    links: tuple[str, ...] = ()
    name: str = ""

    def parts(self, text: str) -> list[str]:
        """Return the items of a list as people type it: a line each, or with commas between ids."""
        mark: re.Pattern[str] | str = "\n"
        if self.links or self.name in _WORDS:
            mark = _SEPARATED
        elif self.name in _PERHAPS_WORDS:
            items = [item.strip() for item in _SEPARATED.split(text) if item.strip()]
            mark = _SEPARATED if all(map(_ONE_WORD.fullmatch, items)) else mark
        return [item.strip() for item in re.split(mark, text) if item.strip()]


def columns(cls: type[Any]) -> dict[str, SheetColumn]:
    """Return the columns of a class; a place takes several."""
    asked: Any = cls
    return _columns(asked)


@cache
def _columns(cls: Any) -> dict[str, SheetColumn]:  # noqa: ANN401 - a class; a type has no hash to mypy
    found: dict[str, SheetColumn] = {}
    hints = types_of(cls)
    for a in attrs.fields(cls):
        if a.name == FIELD:
            continue  # a column beside that of the text
        type_, _ = without_words(without_none(hints[a.name]))
        if type_ is Venue:
            found |= {f"{a.name}.{name}": column for name, column in columns(Venue).items()}
        else:
            links = tuple(kind for kind in a.metadata.get(LINKS_TO, ()) if kind in KINDS)
            found[a.name] = SheetColumn(type_, links, a.name)
    return found


def apart(row: dict[str, Any], cls: type[Any], language: str) -> dict[str, Any]:
    """Return a row whose texts in several languages take a cell each: `title`, `title.hr`."""
    cells: dict[str, Any] = {}
    for key, held in row.items():
        if key in spoken(cls) and isinstance(held, dict):
            for code, text in held.items():
                cells[key if code in {None, language} else f"{key}.{code}"] = text
        else:
            cells[key] = held
    return cells


def joined(row: dict[str, Any], cls: type[Any]) -> dict[str, Any]:
    """Return a row with the texts of one field together again, that without a language at None."""
    cells: dict[str, Any] = {}
    for key, held in row.items():
        first, _, rest = key.partition(".")
        if rest and first in spoken(cls):
            here = cells.get(first)
            own = {} if here is None else here if isinstance(here, dict) else {None: here}
            cells[first] = {**own, rest: held}
        elif isinstance(there := cells.get(key), dict) and key in spoken(cls):
            cells[key] = {None: held, **there}
        else:
            cells[key] = held
    return cells


def to_cell(value: Any, column: SheetColumn | None = None) -> Any:  # noqa: ANN401 - plain values, as `plain` makes them
    """Return what a cell of a column holds for a plain value: text, number, bool or day.

    Lists of texts take a line each; what is nested deeper, or would be read otherwise, stands as
    TOML.
    """
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) > _DIGITS:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        plain = all(isinstance(item, str) and _is_line(item) for item in value)
        plain = plain and (column or SheetColumn()).parts("\n".join(value)) == value
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


def from_cell(value: Any, column: SheetColumn, *, count: bool = True) -> Any:  # noqa: ANN401
    """Return the plain value of a cell in a column.

    Numbers, days, words and lists are read as in the lists of `tables/`. `count` tells that a
    number counts something. Raises `CellError` for what the column cannot hold, and `WrongValue`
    for an error of a spreadsheet, and a number or a day with two readings.
    """
    type_ = column.type
    if isinstance(value, str) and ERRORS.fullmatch(value.strip()):
        raise WrongValue("table-error-cell", f"the cell holds the error {value.strip()}")
    if type_ in NUMBERS and isinstance(value, int | float | str) and not isinstance(value, bool):
        return _number(value, type_, count=count and type_ is not Share)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else unmistakable(Decimal(repr(value)))
    read = _READERS.get(get_origin(type_) or type_)
    return value if read is None else read(value, column)


def _list(value: object, column: SheetColumn) -> Any:  # noqa: ANN401
    text = str(value)
    if text.lstrip().startswith(("[", "{")):
        return _toml(text)
    if (of := PAIRED.get(get_args(column.type)[0])) is not None:
        return [_pair(line.strip(), *of) for line in text.split("\n") if line.strip()]
    return column.parts(text)


PAIRED: dict[Any, tuple[str, str]] = {
    Evidence: ("kind", "file"),
    Session: ("when", "title"),
    Measure: ("aspect", "what"),
}
"""Things that take a line each, as `minutes: M1.pdf`, by their two fields."""
_EVIDENCE = "evidence/"


def _pair(line: str, first: str, second: str) -> dict[str, Any]:
    """Return the thing of a line; of a proof the name of the file may say the kind."""
    before, colon, rest = line.partition(": ")
    if second != "file":
        when = _days(before, SheetColumn(When)) if first == "when" else before
        return {first: when, second: rest.strip()} if colon else {first: when}
    file = rest.strip() if colon else line
    kind = before.strip() if colon else kind_of(file)
    if file.startswith(("http://", "https://")):
        return {"kind": kind, "url": file}
    return {"kind": kind, "file": file if "/" in file else f"{_EVIDENCE}{file}"}


def kind_of(file: str) -> str:
    """Return the kind of evidence that the name of a file says; that it says none, if none."""
    return kind_in_name(file, newest_rules()) or NO_KIND


@cache
def newest_rules() -> Rules:
    """Return the rules of the newest call that is known, for what a workbook offers and takes."""
    return rules("KA220-VET", max(call for action, call in calls() if action == "KA220-VET"))


def paired(value: dict[str, Any], of: tuple[str, str]) -> str:
    """Return the line of a thing; it is read back as the thing where that can be."""
    first, second = of
    said = value.get(second) or value.get("url", "")
    if second == "file" and said.count("/") == 1:
        said = said.removeprefix(_EVIDENCE)
    return f"{value.get(first, '')}: {said}" if said else str(value.get(first, ""))


def _truth(value: object, _: SheetColumn) -> bool:
    answer = words("yes_no").get(folded(str(value)) or str(value).strip())
    if answer is not None:
        return answer == "yes"
    msg = f"expected yes or no, not {value!r}"
    raise CellError(msg)


def _text(value: object, column: SheetColumn) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    if column.name == "country":
        return _country(text)
    # An id has no spaces, and nobody sees one behind it.
    return clean(text) or text if column.name == "id" else text


def _country(text: str) -> str:
    """Return the code of a country that stands there by name; another text as it is."""
    try:
        return read_country(text)
    except WrongValue:
        return text


def _rule(value: object, _: SheetColumn) -> Any:  # noqa: ANN401
    return _toml(value) if isinstance(value, str) and value[:1] in {"[", '"'} else value


def _amounts(value: object, _: SheetColumn) -> Any:  # noqa: ANN401
    return _toml(value) if isinstance(value, str) else value


def _choice(value: object, column: SheetColumn) -> str:
    """Return one of the words of a column, however it is spelled; another text as it is."""
    text, choices = str(value), get_args(column.type)
    spelled = {folded(choice): choice for choice in choices}
    known = words(column.name) if column.name in _SPELLED else {}
    meant = spelled.get(folded(text)) or known.get(folded(text))
    if meant in choices:
        return str(meant)
    return word_meant(folded(text), choices) or text


@cache
def word_meant(text: str, choices: tuple[str, ...]) -> str | None:
    """Return which of some words a folded text is, in whatever language; None for another text."""
    for code in languages():
        said = catalogue(code).said
        for choice in choices:
            if folded(said(choice)) == text:
                return choice
    return None


def _days(value: object, column: SheetColumn) -> object:
    """Return a date as the files have it, where it is written as in lists: `12.5.2025`.

    Raises `WrongValue` for a day with two readings. What is no such date stays as it is.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if column.type is When:
        if months := _MONTHS.fullmatch(text):
            return "..".join(f"M{number}" for number in months.groups() if number)
        try:
            When.parse(text)
        except (ValueError, OverflowError):
            parts = parts_of_span(text)
        else:
            return text
    else:
        parts = [text]
    return "..".join(map(_day, parts))


def _day(text: str) -> str:
    found = day_and_rest(text)
    return text if found is None else " ".join(filter(None, (found[0].isoformat(), found[1])))


_READERS: dict[Any, Callable[[object, SheetColumn], Any]] = {
    RULE: _rule,
    tuple: _list,
    bool: _truth,
    Literal: _choice,
    str: _text,
    Amounts: _amounts,
    date: _days,
    When: _days,
}


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
