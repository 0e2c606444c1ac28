"""Reading values strictly: nothing is coerced, and every refusal says what was expected.

One value by one of the functions; whatever a type holds, such as a frozen class, by `Strict`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, get_origin
from unicodedata import normalize

import attrs

from vetpartner.values.file_names import portable
from vetpartner.values.hints import are_pairs, is_union, types_of, without_none, without_words
from vetpartner.values.money import Amounts, Money, Share, in_cents, plain_number, two_readings
from vetpartner.values.problems import Enough, Problems
from vetpartner.values.translations import CODE, FIELD, Translations, spoken
from vetpartner.values.when import When
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Read = Callable[[object], Any]
    """Reads one value; raises `WrongValue`."""
    from vetpartner.values.problems import Path, Problem, WayOut


EARLIEST, LATEST = 1000, 2100  # schools are old; a year of three digits is a slip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ID = re.compile(r"\w[\w.\-]{0,63}")
_LARGEST, _FINEST = Decimal(10) ** 15, -9
_THREE_DECIMALS, _FOUR_PLACES = -3, Decimal("0.0001")  # exponents of thousandths, and one more
_SHOWN, _MANY_BITS = 60, 128

AMBIGUOUS = "ambiguous-number"
"""The slug of a number that counts something and has two readings."""


class WrongValue(ValueError):
    """A value that cannot be read; the message is for the user.

    `hint` is what can be done, or how to find it out: looking for similar words takes longer than
    all the reading, and is left until somebody asks for `way_out`.
    """

    def __init__(self, slug: str, message: str, way_out: WayOut = None) -> None:
        """Take the slug of the finding, the message, and what can be done or how to find it out."""
        super().__init__(message)
        self.slug, self.hint = slug, way_out

    @property
    def way_out(self) -> str | None:
        """Return what can be done."""
        return self.hint() if callable(self.hint) else self.hint

    def saying(self, message: str) -> WrongValue:
        """Return the same in other words."""
        return WrongValue(self.slug, message, self.hint)


def read_str(value: object) -> str:
    """Return a text: not blank, and without control characters."""
    if not isinstance(value, str):
        hint = f'write "{value}" in quotes' if isinstance(value, int | Decimal) else None
        raise WrongValue("wrong-type", f"expected a text in quotes, not {shown(value)}", hint)
    if not value.strip():
        raise WrongValue("empty-text", "the text is empty", "leave the key out until it is known")
    if message := control_character(value):
        raise WrongValue("control-character", message)
    return value


def control_character(text: str) -> str | None:
    """Return that a text holds a sign which nobody sees and no workbook can hold, or None."""
    found = _CONTROL.search(text)
    return found and f"the text holds the control character U+{ord(found[0]):04X}"


def read_any_text(value: object) -> str:
    """Return a text whatever stands in it: one that the program itself wrote."""
    return value if isinstance(value, str) else read_str(value)


def read_id(value: object) -> str:
    """Return an id that is safe in addresses and file names."""
    text = read_str(value)
    if not _ID.fullmatch(text):
        meant, plain = portable(text), "letters, digits, dots, dashes and underscores, at most 64"
        why = ": a letter is written as two signs" if _ID.fullmatch(normalize("NFC", text)) else ""
        way_out = f'write "{meant}": {plain}' if _ID.fullmatch(meant) else f"write {plain}"
        raise WrongValue("bad-id", f"{shown(text)} cannot be an id{why}", way_out)
    return text


def read_bool(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongValue("wrong-type", f"expected true or false, not {shown(value)}")
    return value


def number_of(text: str, *, fine: bool = False) -> Decimal | None:
    """Return the number that a text says, however its thousands are set apart; None for none.

    With `fine` a mark is a decimal sign. Raises `WrongValue` for two readings, such as `2.000`.
    """
    if not fine:
        _refuse_two_readings(text, AMBIGUOUS)
    return plain_number(text, grouped=not fine)


def read_int(value: object) -> int:
    """Return a whole number from 0; `3.000` and "3.000" are refused with both readings."""
    _refuse_two_readings(value, AMBIGUOUS)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongValue("wrong-type", f"expected a whole number, not {shown(value)}")
    if not 0 <= value < _LARGEST:
        raise WrongValue("impossible-number", f"{shown(value)} cannot be right here")
    return value


def read_decimal(value: object) -> Decimal:
    """Return an exact number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise WrongValue("wrong-type", f"expected a number, not {shown(value)}")
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or abs(number) >= _LARGEST:
        raise WrongValue("impossible-number", f"{shown(value)} cannot be right here")
    return number


def read_quantity(value: object) -> Decimal:
    """Return an exact number of something that can be counted: `1.200` is refused as in `read_int`.

    `unmistakable` writes such a number so that it has one reading.
    """
    _refuse_two_readings(value, AMBIGUOUS)
    return read_decimal(value)


def unmistakable(number: Decimal) -> Decimal:
    """Return the same number, with a zero more behind three decimals: 4.125 becomes 4.1250."""
    three = number.as_tuple().exponent == _THREE_DECIMALS
    return number.quantize(_FOUR_PLACES) if three and two_readings(f"{number:f}") else number


def _refuse_two_readings(value: object, slug: str) -> None:
    """Refuse a number or a text with exactly three decimals: its point may group thousands."""
    text = value.strip() if isinstance(value, str) else ""
    if isinstance(value, Decimal) and value.as_tuple().exponent == _THREE_DECIMALS:
        text = f"{value:f}"
    if readings := two_readings(text):
        raise undecided(shown(value), readings, slug, money=slug == "bad-money")


def undecided(
    what: str, readings: tuple[Decimal, Decimal], slug: str, *, money: bool = False
) -> WrongValue:
    """Return how a number with two readings is refused: both of them, and what to write."""
    whole, other = readings
    small = unmistakable(Decimal(f"{other:f}".rstrip("0").rstrip(".")))
    way_out = in_cents(readings) if money else f"write {whole} or {small}"
    return WrongValue(slug, f"{what} can be read as {whole} or as {other}", way_out)


def read_date(value: object) -> date:
    """Return a day; a text in ISO form is one too."""
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise WrongValue("wrong-type", f"expected a day such as 2023-11-01, not {shown(value)}")
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            way_out = "write year, month and day: 2023-11-01"
            raise WrongValue("bad-date", f"{value!r} is not a day", way_out)
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise WrongValue("bad-date", f"there is no day {value!r}") from None
    return _in_our_time(value)


def _in_our_time(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise WrongValue("bad-date", f"the year {day.year} cannot be right")
    return day


def read_when(value: object) -> When:
    """Return a date of any precision."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return When.day(_in_our_time(value))
    if not isinstance(value, str):
        message = f"expected a day, a range, times, months or undecided, not {shown(value)}"
        raise WrongValue("wrong-type", message, 'write times as "2023-12-04 09:00..13:00"')
    try:
        when = When.parse(read_str(value))
    except WrongValue:
        raise
    except (ValueError, OverflowError) as error:
        raise WrongValue("bad-date", str(error)) from None
    for day in (when.first, when.last):
        if day is not None:
            _in_our_time(day)
    return when


def read_share(value: object) -> Share:
    """Return a share, from a text in percent or a number from 0 to 1."""
    try:
        if isinstance(value, str):
            return Share.parse(value)
        return Share(read_decimal(value))
    except WrongValue:
        raise
    except ValueError as error:
        raise WrongValue("bad-share", str(error), 'write a share as "40 %" or 0.40') from None


def read_money(value: object, currency: str) -> Money:
    """Return an amount; a plain number is in `currency`, and `16.400` none: it may be 16 400."""
    try:
        _refuse_two_readings(value, "bad-money")
        if isinstance(value, str):
            return Money.parse(read_str(value), currency)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise WrongValue("wrong-type", f"expected an amount, not {shown(value)}")
        return Money(value, currency)
    except WrongValue:
        raise
    except ValueError as error:
        way_out = 'write 12500.00 for the project\'s currency, or "500.00 CZK"'
        way_out = getattr(error, "way_out", None) or way_out
        raise WrongValue("bad-money", str(error), way_out) from None


def read_word(value: object, words: tuple[str, ...]) -> str:
    """Return one of a few words."""
    text = read_str(value) if isinstance(value, str) else ""
    if text not in words:
        slug = "unknown-word" if text else "wrong-type"
        listed = ", ".join(f"`{word}`" for word in words)
        raise WrongValue(slug, f"{shown(value)} is not one of {listed}", lambda: near(text, words))
    return text


def read_plain(value: object) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Return a value or a list as it was typed, frozen; only who uses it knows what it may be."""
    if isinstance(value, list | tuple):
        return tuple(read_plain(item) for item in value)
    if isinstance(value, dict):
        raise WrongValue("wrong-type", "expected a value or a list, not a table")
    if isinstance(value, Decimal):
        _refuse_two_readings(value, AMBIGUOUS)
    return value


def shown(value: object) -> str:
    """Return how a message shows a value: short, and as it is typed."""
    kinds: dict[type, str] = {dict: "a table", list: "a list", tuple: "a list"}
    kind = kinds.get(type(value), "")
    if isinstance(value, int) and value.bit_length() > _MANY_BITS:
        return "a very large number"  # the digits of which Python refuses to write
    text = str(value) if isinstance(value, bool | Decimal | date) else repr(value)
    text = text.lower() if isinstance(value, bool) else text
    return kind or (text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...")


# Whatever a type holds, with every mistake in it.

KEY = "key"
"""Metadata of a field: how its key is called in a file; None where a file does not have it."""


class _Reading:
    """One reading: currency of plain numbers, language of plain texts, the problems so far."""

    def __init__(self, currency: str, language: str) -> None:
        self.currency, self.language, self.problems = currency, language, Problems()

    def read(self, read: _In, value: object, path: Path) -> Any:  # noqa: ANN401
        """Return a value, or None with a problem."""
        try:
            return read(value, path, self)
        except WrongValue as error:
            field = ".".join(part for part in path[1:] if isinstance(part, str))
            self.problems.say(error.slug, str(error), path, way_out=error.hint, field=field)
        except (ValueError, ArithmeticError) as error:  # what a class refuses when it is made
            self.problems.say("impossible-value", str(error), path)
        return None


_In: TypeAlias = "Callable[[object, Path, _Reading], Any]"
"""Reads a value at a path; raises `WrongValue` for itself, and says what is wrong within."""
_SCALARS: dict[object, Read] = {
    str: read_str,
    bool: read_bool,
    int: read_int,
    Decimal: read_decimal,
    date: read_date,
    When: read_when,
    Share: read_share,
    Any: read_plain,
}


class Strict:
    """Reads parsed tables as types: frozen classes, tuples, words, scalars, and `X | None` of them.

    A tuple of pairs, `Amounts` or a dict stands as a table.
    How a type is read is worked out once; a class has no key beside its fields.
    """

    def __init__(
        self,
        of: Mapping[Any, Read] | None = None,
        *,
        named: Mapping[str, Read] | None = None,
        none: str | None = None,
    ) -> None:
        """Take readers for other types, and for fields of a name, before those that are usual.

        `none` is a word that stands for None where a type allows it.
        """
        own = _SCALARS | dict(of or {})
        self.known: dict[object, _In] = {type_: _alone(read) for type_, read in own.items()}
        self.known.setdefault(Money, lambda value, _, work: read_money(value, work.currency))
        self.named = {name: _alone(read) for name, read in (named or {}).items()}
        self.nothing = (None, none)

    def structure(
        self,
        raw: object,
        type_: Any,  # noqa: ANN401 - a type as typing gives it
        *,
        currency: str = "EUR",
        language: str = "en",
        at: Path = (),
    ) -> tuple[Any, tuple[Problem, ...]]:
        """Return raw tables as a type, or None with every problem in them.

        Plain numbers are money in `currency`, plain texts in `language`; `at` is where `raw` is.
        """
        reading = _Reading(currency, language)
        value = None
        with suppress(Enough):
            value = reading.read(self._of(type_), raw, at)
        return (None if reading.problems else value), reading.problems.told()

    def _of(self, type_: Any) -> _In:  # noqa: ANN401
        found = self.known.get(type_)
        if found is None:
            found = self.known[type_] = self._made(type_)
        return found

    def _made(self, type_: Any) -> _In:  # noqa: ANN401
        origin, arguments = get_origin(type_), get_args(type_)
        if is_union(type_):
            plain = without_none(type_)
            other, words = without_words(plain)
            if words:
                return self._optional(self._or_word(words, self._of(other)))
            return self._optional(self._of(plain))
        if origin is Literal:
            return lambda value, _, __: read_word(value, arguments)
        if type_ is Amounts:
            hint = "write { sts = 30_000, fbk = 22_500 }"
            return self._table(Money, Amounts, "amounts by organisation", hint)
        if origin is dict:
            return self._table(arguments[1], dict)
        if are_pairs(type_):
            return self._table(get_args(arguments[0])[1], tuple)
        return self._list(arguments[0]) if origin is tuple else self._record(type_)

    def _optional(self, inner: _In) -> _In:
        return lambda value, path, reading: (
            None if value in self.nothing else inner(value, path, reading)
        )

    @staticmethod
    def _or_word(words: tuple[str, ...], inner: _In) -> _In:
        return lambda value, *more: value if value in words else inner(value, *more)

    def _list(self, element: Any) -> _In:  # noqa: ANN401
        inner = self._of(element)

        def read(value: object, path: Path, reading: _Reading) -> Any:  # noqa: ANN401
            if not isinstance(value, list | tuple):
                hint = "write the header in double brackets: [[…]]"
                message = f"expected a list in brackets, not {shown(value)}"
                raise WrongValue("wrong-type", message, hint if isinstance(value, dict) else None)
            return tuple(reading.read(inner, item, (*path, n)) for n, item in enumerate(value))

        return read

    def _table(
        self,
        element: Any,  # noqa: ANN401
        make: Callable[[Iterable[tuple[str, Any]]], Any],
        expected: str = "a table",
        way_out: str | None = None,
    ) -> _In:
        inner = self._of(element)

        def read(value: object, path: Path, reading: _Reading) -> Any:  # noqa: ANN401
            if not isinstance(value, dict):
                raise WrongValue("wrong-type", f"expected {expected}, not {shown(value)}", way_out)
            before = len(reading.problems)
            pairs = [
                (read_str(key), reading.read(inner, held, (*path, key)))
                for key, held in value.items()
            ]
            return make(pairs) if len(reading.problems) == before else None

        return read

    def _field(self, a: attrs.Attribute[Any], type_: Any) -> _In:  # noqa: ANN401
        named, optional = self.named.get(a.name), without_none(type_) is not type_
        return self._of(type_) if named is None else self._optional(named) if optional else named

    def _record(self, cls: type[Any]) -> _In:
        types = types_of(cls)
        keys = {a.metadata.get(KEY, a.name): a for a in attrs.fields(cls)}
        keys.pop(None, None)
        keys.pop(FIELD, None)  # stands with each text
        readers = {key: (a.name, self._field(a, types[a.name])) for key, a in keys.items()}
        in_languages = spoken(cls)
        needed = [key for key, a in keys.items() if a.default is attrs.NOTHING]

        def read(value: object, path: Path, reading: _Reading) -> Any:  # noqa: ANN401
            if not isinstance(value, dict):
                raise WrongValue("wrong-type", f"expected a table, not {shown(value)}")
            before = len(reading.problems)
            held, others = {}, {}
            for key, item in value.items():
                if key in readers:
                    name, inner = readers[key]
                    if name in in_languages and isinstance(item, dict):
                        own, others[name] = _in_languages(inner, item, (*path, key), reading)
                        held.update({} if own is None else {name: own})
                    else:
                        held[name] = reading.read(inner, item, (*path, key))
                else:
                    message = f"`{key}` is not a key of {_called(path)}"
                    at, way_out = (*path, key), partial(_near_keys, key, tuple(keys))
                    reading.problems.say("unknown-key", message, at, at_key=True, way_out=way_out)
            for key in needed:
                if key not in value:
                    message = f"{_called(path)} needs the key `{key}`"
                    reading.problems.say("missing-key", message, path, key=key)
                elif key in others and key not in held:
                    message = f"`{key}` needs its text in {reading.language} too, as the project"
                    reading.problems.say("missing-key", message, (*path, key), key=key)
            if len(reading.problems) > before:
                return None
            return cls(**held, **({FIELD: Translations(others)} if any(others.values()) else {}))

        return read


def _in_languages(
    inner: _In, texts: dict[str | None, object], path: Path, reading: _Reading
) -> tuple[Any, dict[str, Any]]:
    """Return a text in the project's language, which None stands for too, and those in others."""
    own, others, say = None, {}, reading.problems.say
    if not texts:
        say("empty-text", "neither a language stands here nor a text", path)
    for code, held in texts.items():
        at = path if code is None else (*path, code)
        if code is None or code == reading.language:
            if own is not None:
                say("unknown-key", f"the text in {reading.language} stands here twice", at)
            own = reading.read(inner, held, at)
        elif not CODE.fullmatch(code):
            way_out = "write a code such as `hr`"
            say("unknown-key", f"`{code}` names no language", at, at_key=True, way_out=way_out)
        elif text := reading.read(inner, held, at):
            others[code] = text
    return own, others


def _near_keys(key: str, keys: tuple[str, ...]) -> str:
    return near(key, keys) or f"known keys: {', '.join(keys)}"


def _alone(read: Read) -> _In:
    return lambda value, _, __: read(value)


def _called(path: Path) -> str:
    """Return how the table at a path is written in a file."""
    header = ".".join(part for part in path if isinstance(part, str))
    if not header:
        return "this file"
    return f"[[{header}]]" if isinstance(path[-1], int) else f"[{header}]"
