"""The languages of reports and papers: words from catalogues, dates and numbers from Babel.

English needs no catalogue, because the texts in templates and views are English.
Some catalogues have the words of papers alone, of what partners and participants hold in their
hands; reports and workbooks are not written in their languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen
from babel import Locale

from vetpartner.model import Money, Precision, When
from vetpartner.programme import country
from vetpartner.values.catalogue import ENGLISH as ENGLISH  # noqa: PLC0414 - handed on
from vetpartner.values.catalogue import catalogue, one_or_many
from vetpartner.values.catalogue import languages as languages  # noqa: PLC0414 - handed on
from vetpartner.values.phrase import BETWEEN, Phrase, say
from vetpartner.values.table import NOT_KNOWN
from vetpartner.values.translations import unmarked
from vetpartner.values.when import NO_DAY
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from vetpartner.values.phrase import Value

_BABEL = {"en": "en_GB", "pt": "pt_PT"}
"""Where the plain code means another country's habits than Europe's."""

_OTHER_CODES = {"no": "nb"}
"""Codes that people write for a language that has another one here."""

_SPREADSHEET = {
    "bg": "402",
    "cs": "405",
    "da": "406",
    "de": "407",
    "el": "408",
    "en": "809",
    "es": "C0A",
    "et": "425",
    "fi": "40B",
    "fr": "40C",
    "ga": "83C",
    "hr": "41A",
    "hu": "40E",
    "is": "40F",
    "it": "410",
    "lt": "427",
    "lv": "426",
    "mk": "42F",
    "mt": "43A",
    "nb": "414",
    "nl": "413",
    "pl": "415",
    "pt": "816",
    "ro": "418",
    "sk": "41B",
    "sl": "424",
    "sr": "281A",
    "sv": "41D",
    "tr": "41F",
}
"""How spreadsheets call a language; in another one months are in that of the reader."""
_DAY = re.compile(r"\d{1,2}(?!\d)(?:\.|er)?")
"""The day at the beginning of a date, as `5`, `5.` or `1er`; no year has so few figures."""
_DAY_BEHIND = re.compile(r"(?<=\D)\d+(?:\.(?= ))?")
"""The day in a date that begins with the year; a dot at its end belongs to the whole date."""

_SHORT = re.compile(r"(?<=\d) (?=\w\.)")
"""The space before a short word such as the Lithuanian `d.`, which no line ends in."""

_FIRST = {"fr": "1er"}
"""How the first day of a month is written where Babel does not know it."""

NOTHING = "\N{EN DASH}"
_GROUPED = 1000
"""From here on languages write signs between the digits of a number."""


class UnknownLanguage(ValueError):
    """There are not the words for a language; the message lists those that there are."""


def _plain(code: str) -> str:
    """Return the code of a language without its country: `en_IE` is served by the words of `en`.

    Another script stays: a catalogue is in one.
    """
    first, _, rest = code.replace("-", "_").partition("_")
    return code if len(rest) == len("Latn") else _OTHER_CODES.get(first, first)


def has_catalogue(code: str, *, papers: bool = False) -> bool:
    """Tell whether there are words for a report in a language, or with `papers` for any paper."""
    return _plain(code) in languages(papers=papers)


@lru_cache
def language(code: str, *, papers: bool = False) -> ReportLanguage:
    """Return a language by its code, `hr` or `en_IE`; raise `UnknownLanguage` for others.

    With `papers` it may be one that has the words of papers alone.
    """
    from babel import Locale, UnknownLocaleError

    plain = _plain(code)
    if not has_catalogue(code, papers=papers):
        raise UnknownLanguage(_refused(code, papers=papers))
    try:
        locale = Locale.parse(_BABEL.get(code, code))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(_BABEL.get(plain, plain))
    held = catalogue(plain)
    return ReportLanguage(
        code=plain, locale=locale, words=held.words, forms=held.forms, form_of=held.form_of
    )


def _refused(code: str, *, papers: bool) -> str:
    """Say in which languages there are the words that `code` has not."""
    known = languages(papers=papers)
    named = ", ".join(f"{one} ({Locale.parse(one).get_language_name(ENGLISH)})" for one in known)
    if has_catalogue(code, papers=True):
        called = Locale.parse(_plain(code)).get_language_name(ENGLISH)
        return (
            f"a report or a workbook cannot be written in {code!r}: {called} has the words of "
            "papers alone, which are lists to sign, certificates, account letters, forms, mails "
            f"and what `vetpartner paper` makes; all words are there for {named}"
        )
    what = "a paper" if papers else "a report"
    meant = did_you_mean(code, known)
    return f"{what} cannot be written in {code!r}{meant}; there are words for {named}"


@frozen(kw_only=True, eq=False)
class ReportLanguage:
    """Words, dates, numbers, amounts and country names of one language."""

    code: str
    locale: Locale
    words: dict[str, str] = field(repr=False)
    forms: dict[str, tuple[str, ...]] = field(repr=False)
    form_of: Callable[[int], int] = field(repr=False)
    _shown: dict[When | date, str] = field(factory=dict, repr=False, init=False)

    def gettext(self, text: str) -> str:
        """Return a text in the language; what the catalogue lacks stays English."""
        return self.words.get(text) or self.words.get(unmarked(text)) or text

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of a text that goes with a number."""
        forms = self.forms.get(many)
        return forms[self.form_of(n)] if forms else (one, many)[one_or_many(n)]

    def in_a_row(self, texts: Iterable[str]) -> str:
        """Return texts one after the other, with between them what the language sets there."""
        return self.gettext(BETWEEN).join(texts)

    def phrases(self, phrases: tuple[Phrase, ...]) -> str:
        """Return phrases one after the other."""
        return self.in_a_row(phrase.within(self) for phrase in phrases)

    def value(self, value: Value | bool | None) -> str:  # noqa: FBT001 - it writes any value
        """Return a value as the language writes it; a dash for None."""
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return self.gettext("yes" if value else "no")
        if isinstance(value, str):
            return value
        if isinstance(value, Phrase):
            return value.within(self)
        if isinstance(value, Money):
            return self._money(value)
        if isinstance(value, int | Decimal):
            return self._number(value)
        if value == NO_DAY:
            return self.gettext(NOT_KNOWN)
        if value not in self._shown:
            when = value if isinstance(value, When) else When.day(value)
            self._shown[value] = self._when(when)
        return self._shown[value]

    @property
    def colon(self) -> str:
        """Return a colon as the language sets it."""
        return "\N{NO-BREAK SPACE}:" if self.code == "fr" else ":"

    @property
    def day_format(self) -> str:
        """Return how a spreadsheet shows a day as `value` writes it."""
        pattern = self.locale.date_formats["long"].pattern
        quoted = re.sub("'([^']*)'", r'"\1"', pattern)
        parts = quoted.replace("MMMM", "mmmm").replace("y", "yyyy")
        return f"[$-{_SPREADSHEET[self.code]}]{parts}" if self.code in _SPREADSHEET else parts

    @property
    def tag(self) -> str:
        """Return its code as web pages and Word write it, such as `en-GB`."""
        return str(self.locale).replace("_", "-")

    def amount(self, money: Money | None) -> str:
        """Return an amount without its currency, for columns that name it once."""
        return NOTHING if money is None else self._digits(money)

    def cents(self, money: Money | None) -> str:
        """Return an amount without its currency, always with its cents, for accounts."""
        from babel.numbers import format_decimal

        if money is None:
            return NOTHING
        return str(format_decimal(money.amount, format="#,##0.00", locale=self.locale))

    def country(self, code: str | None) -> str:
        """Return the name of a country by its ISO or EU code; other texts as they are."""
        if code is None:
            return NOTHING
        return str(self.locale.territories.get(country(code) or code, code))

    def language_name(self, code: str) -> str:
        """Return the name of a language by its code."""
        return str(self.locale.languages.get(code.partition("_")[0], code))

    def _number(self, number: int | Decimal) -> str:
        # All our languages write these alike; a large report has thousands of them.
        if 0 < number < _GROUPED and number == int(number):
            return str(int(number))
        from babel.numbers import format_decimal

        return str(format_decimal(number, locale=self.locale))

    def _money(self, money: Money) -> str:
        return f"{self._digits(money)}\N{NO-BREAK SPACE}{money.currency}"

    def _digits(self, money: Money) -> str:
        from babel.numbers import format_decimal

        whole = money.amount == money.amount.to_integral_value()
        pattern = "#,##0" if whole else "#,##0.00"
        return str(format_decimal(money.amount, format=pattern, locale=self.locale))

    def _when(self, when: When) -> str:
        """Return days or months; hours are for calendars."""
        from babel.dates import format_interval, format_skeleton

        if when.months:
            # M3 is a meeting, so that a month of the project is never written like one.
            first, last = (month.number for month in when.months)
            if first == last:
                return say("month {n}", n=first).within(self)
            return say("months {first}–{last}", first=first, last=last).within(self)
        if when.first is None or when.last is None:
            return self.gettext("not fixed")
        if when.precision is Precision.CALENDAR_MONTHS:
            same = (when.first.year, when.first.month) == (when.last.year, when.last.month)
            if same:
                return str(format_skeleton("yMMMM", when.first, locale=self.locale))
            return str(format_interval(when.first, when.last, "yMMMM", locale=self.locale))
        return self._days(when.first, when.last)

    def _days(self, first: date, last: date) -> str:
        """Return a day, or a range of days, in which what both have in common is said once."""
        begin, end = self._day(first), self._day(last)
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            if day := _DAY.match(begin):
                return f"{day.group()}{NOTHING}{end}"
            if (day := _DAY_BEHIND.search(begin)) and (until := _DAY_BEHIND.search(end)):
                return f"{begin[: day.end()]}{NOTHING}{end[until.start() :]}"
        return f"{begin} {NOTHING} {end}"

    def _day(self, day: date) -> str:
        from babel.dates import format_date

        text = str(format_date(day, "long", locale=self.locale))
        text = _SHORT.sub("\N{NO-BREAK SPACE}", text)
        first = _FIRST.get(self.code)
        return text if day.day != 1 or first is None else text.replace("1", first, 1)
