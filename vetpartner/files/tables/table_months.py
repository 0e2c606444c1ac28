"""Days with the name of the month, as in `24. ožujka 2025.`, in the languages of the headings."""

from __future__ import annotations

import re
from functools import cache

from vetpartner.files.tables.table_headings import folded

LANGUAGES = ("en", "hr", "de", "pt", "it", "es", "fr", "sl", "ro", "pl", "el", "tr", "cs", "hu")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:\.|er|st|nd|rd|th|º)? (?:de |of )?([^\W\d_]{3,15})\.?,? (?:de )?(\d{4})\.?"
)
_YEAR_FIRST = re.compile(r"(\d{4})\.? ([^\W\d_]{3,15})\.? (\d{1,2})\.?")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,15})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def named_day(text: str) -> tuple[int, tuple[int, ...], int] | None:
    """Return year, months and day of a text that names its month; None if it is no such text.

    There are two months where a name is one month in one language and another in another:
    `listopad` is October in Croatian and November in Czech.
    """
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _YEAR_FIRST.fullmatch(text):
        year, name, day = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    months = _months().get(folded(name))
    return (int(year), months, int(day)) if months else None


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
