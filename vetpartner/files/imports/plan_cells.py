"""Cells of a plan as people write them: when, where, who, which work package, which kind.

Each function gives what a cell says in no other way than one, and raises `WrongValue` for the rest.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.files.imports.plan_words import in_title, meant, month_label, package_label
from vetpartner.files.tables.days import parts_of_span, read_moment
from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.money import amount_of, read_amount
from vetpartner.files.tables.months import named_day
from vetpartner.files.tables.rows import read_country
from vetpartner.files.tables.values import read_text, shown
from vetpartner.model import When
from vetpartner.model.activities import ACTIVITIES
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from vetpartner.files.tables.days import Days

NOT_CLEAR = "table-value"
_MOST_MONTHS = 60
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{4})|(\d{4})\s?[./-]\s?(\d{1,2})")
_DAYS_OF_MONTH = re.compile(
    r"(\d{1,2})\.?\s*(?:[-\u2013\u2014+&/]|to|and|und|bis|i|do|y|al|e|et|au)\s*"
    r"(\d{1,2}(?:\.|st|nd|rd|th)?\s+[^\W\d_]{3}.*)"
)
"""Two days of a month that is named once: `4-5 December 2023`."""
_TO = re.compile(r"\s*(?:\.\.|\u2013|\u2014|-)\s*")
_ZEROS = re.compile(r"0\d")
_TIMED = re.compile(r"\d{1,2}:\d{2}")
_LIST = re.compile(r"\s*[;\n|•]\s*")
_COMMAS = re.compile(r"\s*[,/&+]\s*|\s+(?:and|und|et|i|y|e|in|și|oraz|και|ve|a|és)\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_BEHIND_NUMBER = re.compile(r"^\D*\d{1,2}[\s.:)\u2013\u2014-]*")
_PIECES = re.compile(r"\s[-\u2013\u2014]\s|[/:,]")
_QUOTES = " '\"\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def wrong(message: str) -> WrongValue:
    """Return how a cell is refused whose meaning is open."""
    return WrongValue(NOT_CLEAR, message)


def as_text(value: object) -> str:
    """Return what a cell says as a text of one line, whatever stands in it."""
    iso = getattr(value, "isoformat", None)
    if iso is not None:
        return str(iso())
    try:
        return read_text(value)
    except WrongValue:
        return clean("".join(sign if sign.isprintable() else " " for sign in str(value)))


# When


def when_of(value: object, days: Days, *, months: bool = False) -> str:
    """Return a date of any precision as the files have it.

    `months` tells that numbers alone are months of the project.
    """
    if isinstance(value, datetime | date):
        return _one(value, days, months=months)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _one(value, days, months=months)
    text = clean(value)
    try:
        When.parse(text)
    except (ValueError, OverflowError):
        pass
    else:
        return text
    if (span := _DAYS_OF_MONTH.fullmatch(text)) is not None:
        last = _one(span[2], days, months=False)
        return joined(f"{last[:-2]}{int(span[1]):02}", last)
    parts = parts_of_span(text)
    if len(parts) == 1:
        both = _TO.split(text)
        if len(both) == 2 and all(_is_month(part, months=months) for part in both):  # noqa: PLR2004
            parts = both
    if len(parts) > 2:  # noqa: PLR2004 - from, to
        raise wrong(f"{shown(value)} is no one date")
    found = [_one(part, days, months=months) for part in parts]
    return joined(*found) if len(found) > 1 else found[0]


def _is_month(text: str, *, months: bool) -> bool:
    plain = folded(text)
    return bool(month_label().fullmatch(plain)) or (months and plain.isdecimal())


def joined(first: str, last: str) -> str:
    """Return a date from the first to the last one, which are as exact as each other."""
    if ".." in first or ".." in last or _TIMED.search(first + last):
        raise wrong(f"{first} and {last} are no beginning and end")
    both = f"{first}..{last}"
    try:
        When.parse(both)
    except (ValueError, OverflowError) as error:
        raise wrong(str(error)) from None
    return first if first == last else both


def _one(value: object, days: Days, *, months: bool) -> str:
    """Return a day, a month of the project or a calendar month."""
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    if is_number and (month := _number_of_month(value, months=months)) is not None:  # type: ignore[arg-type]
        return month
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        text = clean(value)
        if found := month_label().fullmatch(folded(text)):
            return f"M{int(found[1])}"
        if months and text.isdecimal() and 0 < int(text) <= _MOST_MONTHS:
            return f"M{int(text)}"
        if month := _calendar_month(text):
            return month
        value = text
    when, rest = read_moment(value, days)
    if rest:
        raise wrong(f"{rest!r} stands behind the day in {shown(value)}")
    return str(_plain(when))


def _number_of_month(value: float, *, months: bool) -> str | None:
    """Return a month by a number alone, where its heading says so; None for what is no month."""
    if value != int(value) or not 0 < value <= _MOST_MONTHS:
        return None
    if not months:
        raise wrong(f"{int(value)} may be a month of the project, or something else")
    return f"M{int(value)}"


def _plain(when: When) -> str:
    if when.one_day is None:
        raise wrong("it is no one day")
    return when.one_day.isoformat()


def _calendar_month(text: str) -> str | None:
    """Return a month with its year, as `2023-11`; None for another text."""
    if match := _MONTH_YEAR.fullmatch(text):
        year, month = (match[2], match[1]) if match[2] else (match[3], match[4])
        return f"{year}-{int(month):02}" if 0 < int(month) <= 12 else None  # noqa: PLR2004
    named = named_day(f"1 {text}")
    if named is None or named[3]:
        return None
    year_, numbers, _, _ = named
    if len(numbers) > 1:
        raise wrong(f"the month of {text!r} is another one in another language")
    return f"{year_}-{numbers[0]:02}"


# Where


@frozen
class Place:
    """Where something takes place: a town and a country as far as they are said; or online."""

    city: str | None = None
    country: str | None = None
    online: bool = False


def place_of(value: object) -> Place:
    """Return the place of a venue: `Split, Croatia`, `Split (HR)`, `Croatia`, `online`."""
    text = read_text(value)
    if meant("modes").get(folded(text)) == "online":
        return Place(online=True)
    parts = [part.strip() for part in re.split(r"[,;/()\n]|\s[-\u2013\u2014]\s", text)]
    parts = [part for part in parts if part]
    countries = [(part, code) for part in parts if (code := country_of(part)) is not None]
    towns = [part for part in parts if country_of(part) is None]
    codes = {code for _, code in countries}
    if len(codes) > 1 or len(towns) > 1 or any(each.isdigit() for each in text):
        raise wrong(f"{shown(value)} is more than a town and a country")
    return Place(city=towns[0] if towns else None, country=next(iter(codes), None))


def country_of(text: str) -> str | None:
    """Return the code of a country by code or name; None for another text."""
    try:
        return read_country(text)
    except WrongValue:
        return None


def read_land(value: object) -> str:
    """Return the code of a country, which may stand there as code and name: `HR - Croatia`."""
    text = read_text(value)
    if (code := country_of(text)) is not None:
        return code
    parts = [part for part in re.split(r"[,;/()\n:]|\s[-\u2013\u2014]\s", text) if part.strip()]
    codes = {country_of(part.strip()) for part in parts}
    if len(codes) == 1 and (one := codes.pop()) is not None:
        return one
    raise wrong(f"{shown(value)} is no country that is known")


# Who


def organisation_of(value: object, known: Mapping[str, str]) -> str:
    """Return the id of the organisation that a cell names by id, acronym or name, or by several."""
    text = read_text(value)
    if (found := known.get(text) or known.get(folded(text))) is not None:
        return found
    bare = _BRACKETS.sub(" ", text).strip()
    inner = _BRACKETS.findall(text)
    pieces = [part.strip() for each in (bare, *inner) for part in (each, *_PIECES.split(each))]
    if first := re.match(r"(\S+)\s+(.+)", bare):
        pieces += [first[1], first[2]] if known.get(folded(first[2])) else []
    ids = {known[folded(piece)] for piece in pieces if folded(piece) in known}
    ids |= _named_in(" ".join(inner), known)
    if len(ids) == 1:
        return ids.pop()
    if ids:
        raise wrong(f"{shown(value)} names more than one organisation")
    raise wrong(f"{shown(value)} is no organisation that is listed")


def _named_in(text: str, known: Mapping[str, str]) -> set[str]:
    """Return the organisations whose names stand somewhere in a text, longer names first."""
    rest, ids = f" {folded(text)} ", set()
    for name in sorted(known, key=lambda each: (-len(each), each)) if text else ():
        if f" {name} " in rest:
            ids.add(known[name])
            rest = rest.replace(f" {name} ", "  ")
    return ids


def organisations_of(value: object, known: Mapping[str, str]) -> list[str]:
    """Return the ids of the organisations that a cell lists; none where all are meant."""
    text = str(value).strip()
    if folded(text) in meant("everybody"):
        return []
    found: list[str] = []
    for line in filter(None, _LIST.split(text)):
        try:
            found.append(organisation_of(line, known))
        except WrongValue:
            found += _between_commas(line, known)
    return list(dict.fromkeys(found))


def _between_commas(text: str, known: Mapping[str, str]) -> list[str]:
    """Return the organisations of a line; a name may have commas of its own."""
    parts = [part for part in _COMMAS.split(text) if part]
    marks = [match[0] for match in _COMMAS.finditer(text)]
    found: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            piece = parts[at]
            for n in range(at + 1, end):
                piece += (marks[n - 1] if n - 1 < len(marks) else ", ") + parts[n]
            if (one := known.get(folded(piece))) is not None:
                found.append(one)
                at = end
                break
        else:
            found.append(organisation_of(parts[at], known))
            at += 1
    return found


def role_of(value: object) -> str:
    """Return `coordinator`, `partner` or `associated`."""
    known = meant("roles")
    text = read_text(value)
    parts = [text, *re.split(r"[/,;(]|\s[-\u2013\u2014]\s", text)]
    roles = {known[folded(part)] for part in parts if folded(part) in known}
    if len(roles) != 1:
        raise wrong(f"{shown(value)} is no role that is known")
    return roles.pop()


# Which


@frozen
class Package:
    """A work package as it is called somewhere: its number, and a title where one stands there."""

    number: int | None
    title: str


def package_of(value: object, *, alone: bool = False) -> Package:
    """Return number and title of `WP2`, `Work package 2 - Title`, `AP 2: Titel`, or a title.

    `alone` tells that a number alone is that of a work package.
    """
    text = as_text(value)
    match = package_label().fullmatch(folded(text))
    if match is not None and not re.match(r"\D*\d{1,2}\.\d", text):
        title = _BEHIND_NUMBER.sub("", text).strip(_QUOTES) if match[2] else ""
        return Package(int(match[1]), title)
    if alone and (number := re.fullmatch(r"(\d{1,2})\.?", text)):
        return Package(int(number[1]), "")
    if alone and (numbered := re.match(r"(\d{1,2})\s*[.:)\u2013\u2014-]\s*([^\d\s].*)", text)):
        return Package(int(numbered[1]), numbered[2].strip(_QUOTES))
    return Package(None, text.strip(_QUOTES))


def kind_of(value: object, title: str, above: Iterable[str]) -> str:
    """Return the table of an activity: by its stated kind, by a term of the programme, by its list.

    `above` are the titles of the list in which it stands. Raises `WrongValue` where nothing says
    it: what a title may mean is no statement.
    """
    if value is not None:
        text = read_text(value)
        known = meant("kinds")
        parts = [text, _BRACKETS.sub(" ", text), *_BRACKETS.findall(text)]
        kinds = {known[folded(part)] for part in parts if folded(part) in known}
        kinds = kinds or in_title("kinds_in_titles", text)
        if len(kinds) == 1:
            return kinds.pop()
        raise wrong(f"{shown(value)} is no kind of activity that is known")
    kinds = in_title("kinds_in_titles", title)
    if len(kinds) == 1:
        return kinds.pop()
    listed = {meaning for each in above for meaning in _listed(each)}
    if len(listed) == 1:
        return listed.pop()
    raise wrong("nothing says of which kind it is")


def _listed(title: str) -> set[str]:
    """Return the kind of which a list is called, in one or in several: `Meetings`, `Trainings`."""
    plain = folded(title)
    return {kind for word, kind in _plural().items() if plain == word}


@cache
def _plural() -> dict[str, str]:
    from vetpartner.files.workbooks.sheets import SHEETS
    from vetpartner.values.catalogue import catalogue, languages

    found: dict[str, str] = {}
    for code in languages():
        for sheet in SHEETS:
            if sheet.table in ACTIVITIES:
                found[folded(catalogue(code).said(sheet.title))] = sheet.table
    return found


def mode_of(value: object) -> str:
    """Return `in person`, `online` or `blended`."""
    text = read_text(value)
    found = meant("modes").get(folded(text))
    if found is None:
        raise wrong(f"{shown(value)} is neither in person nor online nor blended")
    return found


# How much


def euros_of(value: object, country: str | None) -> Decimal | int:
    """Return an amount in euros; whole ones as a whole number."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        amount = amount_of(value)
    else:
        if _ZEROS.match(clean(value)):
            raise wrong(f"{shown(value)} begins with zeros")
        money = read_amount(value, "EUR", country)
        if money.currency != "EUR":
            raise wrong(f"{shown(value)} is not in euros")
        amount = money.amount
    return int(amount) if amount == amount.to_integral_value() else amount


def yes_or_no(value: object) -> bool:
    """Return whether a cell says yes."""
    answer = words("yes_no").get(folded(clean(value)) or clean(value))
    if answer is None:
        raise wrong(f"{shown(value)} is neither yes nor no")
    return answer == "yes"


def one_of(pattern: re.Pattern[str], what: str, value: object) -> Any:  # noqa: ANN401 - a text
    """Return the text of a cell that has this form, without spaces in it."""
    text = read_text(value).replace(" ", "").upper()
    if not pattern.fullmatch(text):
        raise wrong(f"{shown(value)} has not the form of {what}")
    return text
