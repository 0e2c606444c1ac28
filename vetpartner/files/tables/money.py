"""Amounts as people write them in tables: read where there is one reading, never guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from vetpartner.files.tables.headings import clean, table_words
from vetpartner.files.tables.number_cells import AMBIGUOUS, MONEY, amount_of
from vetpartner.model import Money
from vetpartner.values.money import two_readings
from vetpartner.values.reading import WrongValue, undecided

_CROWNS = {"SE": "SEK", "DK": "DKK", "NO": "NOK", "IS": "ISK"}
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"))
_QUOTES = str.maketrans(dict.fromkeys("\u2019\u02bc\u2032`\u00b4", "'"))
# No part gives back what it took: a cell of nothing but dashes would be tried in every way.
_PARTS = re.compile(r"(?P<before>[^0-9.,]*+)(?P<digits>(?:[.,' -]*+[0-9]++)++)(?P<after>.*)")
_NO_CENTS = re.compile(r"[.,]-{1,2}(?![0-9])")
_SHORTENED = re.compile(r"([^\W\d_])\.")
_DIGITS = 3
_WAY_OUT = "write 12500.00 without separators"


def read_amount(value: object, currency: str, country: str | None = None) -> Money:
    """Return the amount in a cell of a table; in `currency` where the cell names none.

    `country` is where the text was written, as an ISO code. It tells what `kr` is, and where the
    separators of a text contradict it, as in `10 300.30` from a country with decimal commas, both
    readings are shown.
    `1.234` and `1,234` have two readings anywhere.
    Raises `WrongValue` for what is no amount, and for what has two readings.
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Money(amount_of(value), currency)
    text = clean(value)
    names, digits, negative = _taken_apart(text)
    found = dict.fromkeys(_currency(name, text, country) for name in names)
    if len(found) > 1:
        raise WrongValue(MONEY, f"{text!r} names two currencies", "leave one of them out")
    plain, other = _read(digits, text, decimal_sign(country))
    if other is not None:
        raise undecided(f"{text!r}", (Decimal(plain), Decimal(other)), AMBIGUOUS, money=True)
    amount = Decimal(plain)
    return _made(-amount if negative else amount, next(iter(found), currency))


def _made(amount: Decimal, currency: str) -> Money:
    try:
        return Money(amount, currency)
    except ValueError as error:
        raise WrongValue(MONEY, str(error), _WAY_OUT) from None


def _taken_apart(text: str) -> tuple[list[str], str, bool]:
    """Return the names of currencies, the digits with their separators, and whether it is minus."""
    plain = text.translate(_MINUS).translate(_QUOTES)
    inner, brackets = plain, False
    if match := re.fullmatch(r"([^()]*)\(([^()]+)\)([^()]*)", plain):
        inner, brackets = "".join(match.groups()), True
    # Without cents: 120,- or 120.--
    whole = _NO_CENTS.sub("", _SHORTENED.sub(r"\1", inner), count=1)
    found = _PARTS.fullmatch(whole)
    if found is None:
        raise _no_amount(text)
    before, digits, after = found["before"], found["digits"], found["after"]
    if "-" in digits:
        raise _no_amount(text)
    minus = before.count("-") + after.count("-")
    plus = before.count("+") + after.count("+")
    if minus + plus + brackets > 1 or (after.strip().startswith("+")):
        raise _no_amount(text)
    names = [part.replace("-", "").replace("+", "").strip() for part in (before, after)]
    if any(name.isascii() and not name.isalpha() and name not in {"", "$"} for name in names):
        raise _no_amount(text)
    return [name for name in names if name], digits.strip(), bool(minus or brackets)


def _no_amount(text: str) -> WrongValue:
    shown = text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a short line
    return WrongValue(MONEY, f"{shown!r} is not an amount", _WAY_OUT)


def _currency(name: str, text: str, country: str | None) -> str:
    if name.casefold() == "kr" and country in _CROWNS:
        return _CROWNS[country]
    code = currency_code(name)
    if code is None:
        way_out = "write a code of three letters, such as EUR or CZK"
        raise WrongValue(MONEY, f"{name!r} in {text!r} is not one currency", way_out)
    return code


def currency_code(name: str) -> str | None:
    """Return the code of a currency, from a code in any case or a sign with one meaning."""
    sign = _signs().get(name.casefold().rstrip("."))
    code = name.upper()
    return sign or (code if code in _codes() else None)


@cache
def _signs() -> dict[str, str]:
    return {sign: code for code, signs in table_words()["currency"].items() for sign in signs}


@cache
def _codes() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").currencies)


@cache
def decimal_sign(country: str | None) -> str | None:
    """Return the decimal sign of a country, `.` or `,`; None where it is not known."""
    from babel import Locale, UnknownLocaleError

    if country is None:
        return None
    try:
        return str(Locale.parse(f"und_{country}").number_symbols["latn"]["decimal"])
    except (UnknownLocaleError, ValueError, KeyError):
        return None


def _read(digits: str, text: str, sign: str | None) -> tuple[str, str | None]:
    """Return digits in plain form, and a second reading where there is one.

    The last separator before one or two digits is the decimal sign.
    """
    if readings := two_readings(digits):
        return str(readings[0]), str(readings[1])
    marks = [c for c in digits if not c.isdigit()]
    if not marks:
        return digits, None
    last = marks[-1]
    whole, _, rest = digits.rpartition(last)
    if last in ".," and len(rest) < _DIGITS and marks.count(last) == 1:
        group = marks[0] if len(marks) > 1 else ""
        if group and not _grouped(whole, group):
            raise _no_amount(text)
        plain = f"{_joined(whole) or '0'}.{rest}"
        odd = group == " " and sign is not None and last != sign
        return plain, _joined(digits) if odd else None
    if last in ".," and len(marks) == marks.count(last) == 1 and not _grouped(digits, last):
        message = f"{text!r} has more than two decimals"
        raise WrongValue(MONEY, message, "round it to cents")
    if not _grouped(digits, last):
        raise _no_amount(text)
    return _joined(digits), None


def _grouped(digits: str, mark: str) -> bool:
    """Tell whether digits stand in groups of three, with nothing but this mark between them."""
    return re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", digits) is not None


def _joined(digits: str) -> str:
    return "".join(c for c in digits if c.isdigit())
