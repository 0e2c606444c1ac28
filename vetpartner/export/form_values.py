"""What partners type into the cells of a form, as facts hold it: days, numbers, places, files."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.export.mails import reachable
from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.rows import read_country
from vetpartner.files.workbooks.cells import CellError, SheetColumn, from_cell
from vetpartner.files.workbooks.merging import said
from vetpartner.model import Venue, When
from vetpartner.programme import known_rules
from vetpartner.values.reading import WrongValue, read_when
from vetpartner.values.words import CHANNELS, EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.values.table import Column

_ITEMS = re.compile(r"[\n;|]+")
_FILE = re.compile(r"https?://\S+|.*\.\w{2,5}", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*|www\.\S+", re.IGNORECASE)
_LETTERS_OF_A_CODE = 2
_MOST_PEOPLE = 100_000
_ENGLISH = "en"


def comparable(value: object) -> object:
    """Return what a cell holds so that equal ones are equal, whichever program saved them."""
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, int | Decimal):
        return said(value)
    text = " ".join(str(value).split())
    return text or None


def read(value: object, column: Column, spoken: ReportLanguage) -> Any:  # noqa: ANN401
    """Return what a cell says in a column that is filled in.

    Raises `CellError` and `WrongValue` for what it cannot hold.
    """
    if column.kind == "count":
        return _count(value)
    if column.kind == "when":
        return _when(value, spoken)
    text = from_cell(value, SheetColumn(str))
    text = str(text).strip()
    reads = {
        "languages": _languages,
        "venue": _venue,
        "channel": _channel,
        "email": _email,
        "url": _url,
        "file": _files,
    }.get(column.name)
    return text if reads is None else reads(text, spoken)


def kept(value: object) -> object:
    """Return a value that was read as the form keeps it, to be compared."""
    if isinstance(value, When):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return comparable(value if not isinstance(value, Venue) else str(value))


def _count(value: object) -> int:
    number = from_cell(value, SheetColumn(int))
    if not isinstance(number, int) or isinstance(number, bool):
        raise CellError(f"expected a whole number, not {str(value)[:60]!r}")
    if not 0 <= number <= _MOST_PEOPLE:
        raise CellError(f"{number} is no possible number of people")
    return number


def _when(value: object, spoken: ReportLanguage) -> When:
    text = in_figures(value, spoken) if isinstance(value, str) else value
    day = from_cell(text, SheetColumn(When))
    try:
        when = read_when(day.date() if isinstance(day, datetime) else day)
    except WrongValue:
        when = When.undecided()
    if when.tentative or when.first is None:
        shown = str(value)[:60]
        way_out = "write a day such as 12.5.2025, or two: 12.5.2025 – 15.5.2025"
        raise WrongValue("bad-date", f"{shown!r} is no day, and no first and last day", way_out)
    return when


_BESIDE_DATES = {"bg": "\u0433", "mk": "\u0433", "lt": "[md]", "lv": "gada", "mt": "ta['\u2019]"}
"""Short words that belong to the dates of a language."""
_DAYS_OF = r"\d{1,2}(?!\d)\.?(?:\s*[-\u2013]\s*\d{1,2}(?!\d)\.?)?"
"""A day, or the first and the last one, of a month that is named beside them."""


def in_figures(text: str, spoken: ReportLanguage) -> str:
    """Return a date with the months that a language names as figures: `12.5.2025`."""
    months: dict[str, int] = {}
    for kind in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in spoken.locale.months[kind][width].items():
                months[name.casefold().rstrip(".")] = number
    named = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    if beside := _BESIDE_DATES.get(spoken.code):
        text = re.sub(rf"(?<=[\s\d]){beside}(?:\.|(?=\s|$))", "", text.strip())
    text = re.sub(
        rf"(?P<year>\d{{4}})\.?\s+(?P<one>{_DAYS_OF})?\s*(?P<month>{named})\.?\s*(?P<two>{_DAYS_OF})?",
        lambda m: _with_year_last(m, months),
        text,
        flags=re.IGNORECASE,
    )
    found = re.compile(
        rf"(?<=\d)(?:er|\.|º)?\s*(?:de\s+)?(?P<month>{named})\.?(?:\s+de)?(?=\s|\d|$|\W)\s*",
        re.IGNORECASE,
    )
    plain = found.sub(lambda match: f".{months[match['month'].casefold()]}.", text.strip())
    return re.sub(r"^(\d{1,2})er(?=\s*[-\u2013])", r"\1.", plain)


def _with_year_last(match: re.Match[str], months: Mapping[str, int]) -> str:
    """Return a date that began with its year as others write it."""
    days = (match["one"] or match["two"] or "").strip().rstrip(".")
    if not days:
        return match[0]
    return f"{days}.{months[match['month'].casefold()]}.{match['year']}"


def _languages(text: str, spoken: ReportLanguage) -> tuple[str, ...]:
    known = _names(spoken)
    found = []
    for part in re.split(r"[,;|/\n]|\s(?:and|und|et|e|i|y|και)\s", text):
        if not (word := part.strip()):
            continue
        code = word.lower() if len(word) == _LETTERS_OF_A_CODE else known.get(folded(word))
        if code is None or code not in spoken.locale.languages:
            raise CellError(f"{word!r} is no language; write codes such as en, hr")
        found.append(code)
    return tuple(dict.fromkeys(found))


def _names(spoken: ReportLanguage) -> dict[str, str]:
    """Return the codes of languages by their names in English and in a language."""
    from babel import Locale

    return {
        folded(str(name)): code
        for locale in (Locale.parse(_ENGLISH), spoken.locale)
        for code, name in locale.languages.items()
        if len(code) == _LETTERS_OF_A_CODE
    }


def _venue(text: str, spoken: ReportLanguage) -> Venue | str:
    """Return a place of which city and country stand last, or that it was online."""
    if folded(text) in {"online", folded(spoken.gettext("online"))}:
        return "online"
    *before, last = (part.strip() for part in text.split(",") if part.strip())
    code = _country(last)
    if code is None:
        return Venue(city=text) if not before else Venue(name=", ".join(before), city=last)
    if not before:
        return Venue(country=code)
    *names, city = before
    return Venue(name=", ".join(names) or None, city=city, country=code)


def _country(word: str) -> str | None:
    try:
        return read_country(word)
    except WrongValue:
        return None


def _channel(text: str, spoken: ReportLanguage) -> str:
    words = {folded(spoken.gettext(one)): one for one in CHANNELS}
    return words.get(folded(text), text)


def _email(text: str, _: ReportLanguage) -> str:
    if reachable(text) is None:
        raise CellError(f"{text!r} is no e-mail address")
    return text


def _url(text: str, _: ReportLanguage) -> str:
    if not _LINK.fullmatch(text):
        raise CellError(f"{text!r} is no link; copy it from the browser, with https://")
    return text if "://" in text else f"https://{text}"


def _files(text: str, _: ReportLanguage) -> tuple[str, ...]:
    """Return names of files and links: on a line each, or with commas between them."""
    found: list[str] = []
    for part in _ITEMS.split(text):
        items = [item.strip() for item in part.split(",") if item.strip()]
        several = len(items) > 1 and all(_FILE.fullmatch(item) for item in items)
        found += items if several else [part.strip()]
    return tuple(dict.fromkeys(item for item in found if item))


def is_link(text: str) -> bool:
    """Tell whether a text is an address on the web, and no file."""
    return _LINK.fullmatch(text) is not None


def kind_of_proof(text: str, kinds: Iterable[str], spoken: ReportLanguage) -> str:
    """Return a kind of evidence as the rules call it, or else what was typed."""
    words = {folded(name): kind for kind in kinds for name in (kind, spoken.gettext(kind))}
    return words.get(folded(text), text)


def kinds_of_proof(p: Partnership) -> tuple[str, ...]:
    """Return the kinds of evidence that the rules name, and the usual others."""
    rules = known_rules(p)
    asked = (name for one in rules.activity_kinds for name in one.evidence)
    return tuple(dict.fromkeys((*asked, *rules.online_evidence, *EVIDENCE)))
