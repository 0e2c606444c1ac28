"""Amounts and numbers in cells: what is shown beside what is stored, and which amount is meant."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from vetpartner.files.tables.headings import clean, table_words
from vetpartner.model import Money
from vetpartner.values.finding import Severity
from vetpartner.values.money import CENT, two_readings
from vetpartner.values.reading import WrongValue, undecided

if TYPE_CHECKING:
    from collections.abc import Iterable

MONEY, AMBIGUOUS, SHOWN_OTHERWISE = "table-money", "table-money-ambiguous", "cell-shows-otherwise"
BUILT_IN = {
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((3, 5, 6, 37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((4, 7, 8, 39, 40, 43, 44), "#,##0.00"),
}
"""The formats of numbers that a workbook names by number alone (ECMA-376, 18.8.30)."""
_NOISE = Decimal("1e-6")
_GROUP = 3  # digits between the marks of thousands
_LARGEST = Decimal(10) ** 15
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]<>=]*\]')
# Each part takes all it can and gives nothing back, so that no format is tried twice.
_SHOWN_DIGITS = re.compile(
    r"[^0#?A-Za-z@/]*+(?P<whole>[#0?][#0?,]*+)(?:\.(?P<decimals>[0#?]*+))?+[^0#?A-Za-z@/]*+"
)
LONGEST_FORMAT = 255
"""How many signs a format has at most, and the text of a number."""


class NumberCell(float):
    """The number that a cell stores, where the cell shows `text`: another one, or `16.400`.

    `currency` is what it shows beside the number, empty for none and for the euro.
    """

    __slots__ = ("currency", "text")
    text: str
    currency: str


def as_shown(value: float, number_format: str | None) -> float:
    """Return a number, as a `NumberCell` where its format shows it otherwise."""
    # A day and a truth are no numbers, and `General` shows what is stored.
    if isinstance(value, bool) or number_format is None or number_format == "General":
        return value
    if len(number_format) > LONGEST_FORMAT:
        return value
    return _as_text(value, _text(repr(value), number_format), _beside(number_format))


def as_written(value: float, text: str) -> float:
    """Return a number, as a `NumberCell` where the text of its cell shows it otherwise.

    The text is as a spreadsheet wrote it, in the spelling of any country.
    """
    spelled = _spelled(repr(value), text) if len(text) <= LONGEST_FORMAT else None
    return _as_text(value, spelled, _beside(text) if spelled else "")


def is_number_format(number_format: str) -> bool:
    """Tell whether a format shows numbers, and not days or whatever is typed."""
    if len(number_format) > LONGEST_FORMAT:
        return False
    sections = _LITERAL.sub("", number_format).split(";")
    return any(_SHOWN_DIGITS.fullmatch(section) for section in sections[:2])


_NAMED = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]*)\"|([^\W\d_]{2,}|[$£¥₺₴])")


@lru_cache(maxsize=4096)
def _beside(shows: str) -> str:
    """Return the currency that a format or a text has beside the number, empty for the euro."""
    for names in _NAMED.findall(shows):
        name = "".join(names).strip()
        code = currency_code(name)
        if code is not None or name in _DOLLARS:
            return "" if code == "EUR" else name
    return ""


_DOLLARS = frozenset({"$", "¥", "kr", "kr."})
"""Signs of more than one currency."""


def _as_text(value: float, text: str | None, currency: str) -> float:
    if text is None:
        return value
    padded = len(text) > 1 and text.isdecimal() and text[0] == "0"
    same = Decimal(repr(value)) == _number(text) and not two_readings(text) and not padded
    if same and not currency:
        return value
    cell = NumberCell(value)
    cell.text, cell.currency = text, currency
    return cell


_NUMERAL = re.compile(r"\d[\d.,'\u2019\s]*")


@lru_cache(maxsize=4096)
def _spelled(stored: str, text: str) -> str | None:
    """Return the digits that a text shows, with a decimal point; None where it is no one number.

    Whether a mark is for decimals or for thousands is told by the number that is stored, where it
    tells; digits that no cell has room for are no difference.
    """
    found, number = _NUMERAL.findall(text), Decimal(stored)
    if len(found) != 1 or not number.is_finite() or abs(number) >= _LARGEST:
        return None
    digits = re.sub(r"['\u2019\s]", "", found[0]).rstrip(".,")
    percent = "%" in text
    scaled = abs(number).scaleb(2 * percent)
    parts = re.split("[.,]", digits)
    marks = set(digits) & set(".,")
    grouped, point = "".join(parts), ".".join(("".join(parts[:-1]), parts[-1]))
    last = digits[-len(parts[-1]) - 1 :][:1]
    readings = [point] if marks and digits.count(last) == 1 else []
    if len(marks) <= 1 and all(len(part) == _GROUP for part in parts[1:]):
        readings.append(grouped)
    fitting = (each for each in readings if _rounded(scaled, each) == Decimal(each))
    try:
        shown = next(fitting, readings[0] if readings else grouped)
    except InvalidOperation:  # more digits than any program computes with
        return None
    padded = shown.isdecimal() and shown != str(int(shown))
    near = abs(Decimal(shown) - scaled) < _NOISE
    if not percent and near and not two_readings(shown) and not padded:
        return None
    return "-" * (number < 0) + shown + " %" * percent


def _rounded(number: Decimal, like: str) -> Decimal:
    decimals = len(like.partition(".")[2])
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def _text(stored: str, number_format: str) -> str | None:
    """Return the digits that a format shows; None for formats of days, fractions and the like."""
    number = Decimal(stored)
    sections = _LITERAL.sub("", number_format).split(";")
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    match = _SHOWN_DIGITS.fullmatch(section)
    if match is None or not number.is_finite() or abs(number) >= _LARGEST:
        return None
    whole, decimals, percent = match["whole"], match["decimals"] or "", section.count("%")
    thousands = len(whole) - len(whole.rstrip(","))
    scaled = number.scaleb(2 * percent - 3 * thousands)
    try:
        text = f"{scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    except InvalidOperation:  # more digits than any program computes with
        return None
    if set(whole) == {"0"} and number >= 0:  # `000` keeps the zeros of an identity
        text = text.zfill(len(whole) + len(text) - len(text.partition(".")[0]))
    for _ in range(len(decimals) - decimals.count("0")):
        text = text.removesuffix("0")
    return text.removesuffix(".") + " %" * bool(percent)


def _number(text: str) -> Decimal:
    return Decimal(text.removesuffix(" %"))


def stored(value: float, *, count: bool = True) -> Decimal:
    """Return the number of a cell; one that shows exactly three decimals has two readings.

    `count` tells that it counts something, so that its point may group thousands.
    """
    text = value.text if count and isinstance(value, NumberCell) else ""
    if readings := two_readings(text):
        raise undecided(f"the cell shows {text}, which", readings, "ambiguous-number")
    number = Decimal(repr(value))
    # An integral float would be 3.0, and of 1e300 nobody needs the digits.
    whole = abs(number) < _LARGEST and number == number.to_integral_value()
    return Decimal(int(number)) if whole else number


def amount_of(value: float) -> Decimal:
    """Return the amount of a cell, rounded to cents; raise `WrongValue` for `16.400` and `16.375`.

    What computing added behind the cents is taken off; `told` says what else was rounded.
    """
    exact = Decimal(repr(float(value)))
    if not exact.is_finite() or abs(exact) >= _LARGEST:
        message = f"{float(value)} is not an amount"
        raise WrongValue(MONEY, message, "write 12500.00 without separators")
    text = value.text if isinstance(value, NumberCell) else f"{exact:f}"
    if readings := two_readings(text):
        raise undecided(text, readings, AMBIGUOUS, money=True)
    return exact.quantize(CENT, ROUND_HALF_UP)


def told(
    value: object, taken: Decimal | int, *, share: bool = False
) -> tuple[WrongValue, Severity] | None:
    """Return what is to be said of a cell whose stored number is not what it shows or what counts.

    It is a warning where the number taken is none that the reader of the cell sees.
    """
    if not isinstance(value, float):
        return None
    exact = stored(value, count=False)
    shows = value.text if isinstance(value, NumberCell) else f"{exact:f}"
    seen = _number(shows)
    if share and shows.endswith("%"):
        seen = seen.scaleb(-2)
    if seen == exact and abs(exact - taken) < _NOISE:
        return None
    message = f"{exact:f} is stored in the cell, which shows {shows}; {taken} is taken"
    severity = Severity.NOTE if seen == taken else Severity.WARNING
    return WrongValue(SHOWN_OTHERWISE, message, f"write {taken}, if that is meant"), severity


_NUMERALS = re.compile(r"\d[\d.,]*")
_ONE_GROUP = re.compile(r"(?<![\d.,])(\d{1,3})([.,])(\d{3})(?![\d.,])")
_HUNDREDS = 3


def decimal_mark(values: Iterable[object]) -> str:
    """Return the decimal sign that texts of one column prove, `.` or `,`; empty if none does.

    `12,5` proves a comma, and so do `1.250,50` and `1.234.567`.
    """
    proofs: set[str] = set()
    for value in values:
        for text in _NUMERALS.findall(value) if isinstance(value, str) else ():
            marks = [sign for sign in text.rstrip(".,") if sign in ".,"]
            if not marks:
                continue
            whole, _, rest = text.rstrip(".,").rpartition(marks[-1])
            if len(set(marks)) > 1 or (len(marks) == 1 and len(rest) != _HUNDREDS):
                proofs.add(marks[-1])
            elif len(marks) > 1:
                proofs.add("," if marks[-1] == "." else ".")
            elif len(whole) > _HUNDREDS or whole == "0":
                proofs.add(marks[-1])
    return proofs.pop() if len(proofs) == 1 else ""


def settled(text: str, mark: str, *, money: bool = False) -> str:
    """Return a text with two readings as a column of this decimal sign means it.

    Money has no three decimals, so that such an amount stays as it is.
    """

    def one(match: re.Match[str]) -> str:
        whole, sign, rest = match.groups()
        if sign != mark:
            return f"{whole}{rest}"
        return match[0] if money else f"{whole}.{rest}0"

    return _ONE_GROUP.sub(one, text) if mark else text


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
        sign = value.currency if isinstance(value, NumberCell) else ""
        return Money(amount_of(value), _currency(sign, sign, country) if sign else currency)
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
