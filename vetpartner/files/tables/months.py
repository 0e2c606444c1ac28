"""Months by their names, whole and short, in the languages of lists and of papers."""

from __future__ import annotations

import re
from functools import cache

from vetpartner.files.tables.headings import folded
from vetpartner.values.kept import kept, release

LANGUAGES = ("en", "hr", "de", "pt", "it", "es", "fr", "sl", "ro", "pl", "el", "tr", "cs", "hu")
"""The languages of the headings, in which months are named too."""
_OTHERS = ("bg", "da", "et", "fi", "ga", "is", "lt", "lv", "mk", "mt", "nb", "nl", "sk", "sr", "sv")
"""Those of lists to sign beside them, whose months are asked for where no other knows the name."""

_NAMED_MONTH = (
    re.compile(
        r"(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th|º)? (?:de |of |ta['’] )?"
        r"(?P<month>[^\W\d_]{3,15})\.?,? (?:de )?(?P<year>\d{4})(?: \u0433)?\.?(?P<rest> .*)?"
    ),
    re.compile(
        r"(?P<year>\d{4})\. gada (?P<day>\d{1,2})\. (?P<month>[^\W\d_]{3,15})(?P<rest> .*)?"
    ),
    re.compile(
        r"(?P<year>\d{4})\.? (?:m\. )?(?P<month>[^\W\d_]{3,15})\.? (?P<day>\d{1,2})(?: d)?\.?"
        r"(?P<rest> .*)?"
    ),
    re.compile(
        r"(?P<month>[^\W\d_]{3,15})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"
        r"(?P<rest> .*)?"
    ),
)
_YEARLESS_MONTH = (
    re.compile(r"(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th|º)? ?(?:de |of )?(?P<month>[^\W\d_]{3,15})\.?"
               r"(?P<rest> .*)?"),
    re.compile(r"(?P<month>[^\W\d_]{3,15})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?\.?(?P<rest> .*)?"),
)  # fmt: skip


def named_day(text: str) -> tuple[int, tuple[int, ...], int, str] | None:
    """Return year, months, day and the rest of a text that names its month; None for others.

    There are two months where a name is one month in one language and another in another:
    `listopad` is October in Croatian and November in Czech.
    """
    for pattern in _NAMED_MONTH:
        if match := pattern.fullmatch(text):
            months = _months_called(match["month"])
            rest = (match["rest"] or "").strip()
            return (int(match["year"]), months, int(match["day"]), rest) if months else None
    return None


def named_yearless(text: str) -> tuple[set[tuple[int, int]], str] | None:
    """Return the months and days of a text that names its month and no year, and what is behind."""
    for pattern in _YEARLESS_MONTH:
        if (match := pattern.fullmatch(text)) and (months := _months_called(match["month"])):
            return {(month, int(match["day"])) for month in months}, (match["rest"] or "").strip()
    return None


def _months_called(name: str) -> tuple[int, ...] | None:
    word = folded(name)
    return _months(LANGUAGES).get(word) or _months(_OTHERS).get(word)


@cache
def _months(languages: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the months by their names, whole and short, bent and unbent."""
    of = f"{' '.join(languages)} {release('babel')}"
    return kept("months", of, lambda: _named(languages))


def _named(languages: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in languages:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    found.setdefault(folded(name), set()).add(number)
    return {name: tuple(sorted(numbers)) for name, numbers in found.items() if not name.isdigit()}
