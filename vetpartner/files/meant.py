"""One line that is not TOML, read as somebody meant it who knows spreadsheets and e-mails.

What may be meant in two ways is asked.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_origin

from vetpartner.files.table_names import header_meant
from vetpartner.files.tables.days import day_and_rest, parts_of_span
from vetpartner.files.tables.money import currency_code, read_amount
from vetpartner.files.toml_text import toml_key, toml_value
from vetpartner.model import FACTS, KINDS, Money, Project, Share, When
from vetpartner.values.hints import types_of, without_none
from vetpartner.values.problems import Slip
from vetpartner.values.reading import WrongValue
from vetpartner.values.toml import toml_of

if TYPE_CHECKING:
    from collections.abc import Collection

_PAIR = re.compile(
    r"""(?P<key>"[^"=:]*"|[“”„][^"=:“”]*[“”"]|[^\W\d][\w\-. ]{0,60}?)\s*"""
    r"""(?P<mark>:=|=>|=+|:)\s*(?P<value>.*)"""
)
_REMARK = re.compile(r"(?://|--|;|%|\*)\s*(?P<text>.*)")
_OPENING = {
    marks[0]: marks[1:] for marks in ('""”“″', '“”"“', '””"', '„“”"', '«»"', '»«"', '″″"')
} | {marks[0]: marks[1:] for marks in ("''’", "‘’'‘", "’’'", "‚‘’'")}  # noqa: RUF001 - as typed
"""What closes a text, by what opens it."""
_STRAIGHT = "\"'"
_CLOSING = "".join(sorted({*"".join(_OPENING.values())}))
_NO_PAIR, _PAIRS = "a table within a line has a key, = and a value", "write { key = value, … }"
_LONGEST_WORD = 80
"""How many signs a day, a span or an amount has at most."""
_ENDS = re.compile(r"\s*(?:[,;\]}#]|$)")
_ENDS_ITEM = re.compile(r"\s*(?:[,;\]}#]|$)|\s+[\"“„«']")
_BARE_END = re.compile(r"[,;\]}]|\s#")
_SPACES = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff")) | dict.fromkeys(
    map(ord, "\u00a0\u202f\u2007\u2009"), " "
)
_IN_TABLE = re.compile(r"(\d[\d.\s']*,\d+(?:\s*[^\W\d_]{1,3}|\s*[€£$])?)(?=\s*(?:[,;}]|$))")
"""A number with a comma in a table within a line: behind a comma that parts stands a key."""
_PATH = re.compile(r"(?:[A-Za-z]:)?[^\\\s]*(?:\\+[^\\]+)+\\*")
_PERCENT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*%")
_PLAIN = re.compile(r"[1-9]\d*(?:[.,]\d+)?")
_TRUE = frozenset({"true", "yes", "ja", "da", "oui", "sí", "si", "sim", "tak", "evet", "ano"})
_FALSE = frozenset({"false", "no", "nein", "ne", "non", "não", "nie"})
_NUMBER_OF = re.compile(r"(\d+(?:\.\d{1,2})?)\s*[^\W\d_]+\.?")
_AMOUNT = re.compile(
    r"[^\w\s]*\s*[+-]?\d[\d.,'’\s]*(?:\s*(?:[A-Z]{3}|[^\w\s]|kn|zł|kč|kr|lei|ft))?", re.IGNORECASE
)


class _Asked(ValueError):
    """A value that may be meant in two ways."""

    def __init__(self, why: str, way_out: str | None) -> None:
        super().__init__(why)
        self.why, self.way_out = why, way_out


class _Line:
    """One line while it is read as it was meant, with what was not TOML in it."""

    def __init__(self) -> None:
        self.why: list[str] = []
        self.number = self.several = self.flag = self.share = self.day = self.text = False

    def about(self, key: str) -> None:
        """Note what the field of a key holds."""
        self.number, self.several = key in _fields(int, Decimal, Money), key in _fields(tuple)
        self.flag, self.share = key in _fields(bool), key in _fields(Share)
        self.day, self.text = key in _fields(date, When), key in _fields(str)

    def say(self, why: str) -> None:
        """Note what is not TOML; once, however often it stands in the line."""
        if why not in self.why:
            self.why.append(why)

    # Each takes a text and where to begin, and returns what it says as TOML and where it ended.

    def value(self, text: str, at: int, *, alone: bool = False) -> tuple[str, int]:
        at += len(text[at:]) - len(text[at:].lstrip())
        if at >= len(text):
            return "", at
        first = text[at]
        if first in "[(" and (first == "[" or alone):
            return self._list(text, at)
        if first == "{":
            return self._table(text, at)
        if first in _OPENING:
            return self._text(text, at, _ENDS if alone else _ENDS_ITEM)
        return self._bare(text, at, alone=alone)

    def _list(self, text: str, at: int) -> tuple[str, int]:
        if text[at] == "(":
            self.say("a list stands in square brackets")
        items, at = self.items(text, at + 1, "])")
        return f"[{', '.join(items)}]", at

    def items(self, text: str, at: int, until: str = "") -> tuple[list[str], int]:
        found: list[str] = []
        while at < len(text):
            at += len(text[at:]) - len(text[at:].lstrip())
            if at >= len(text) or text[at] == "#":
                break
            if text[at] in until:
                return found, at + 1
            if text[at] in ",;":
                if text[at] == ";":
                    self.say("the values of a list are parted by commas")
                at += 1
                continue
            item, end = self.value(text, at)
            rest = text[end:].lstrip()
            if rest and rest[0] not in ",;#" and rest[0] not in until:
                self.say("the values of a list are parted by commas")
            if end <= at:
                break
            found.append(item)
            at = end
        if until:
            self.say("a list ends with a bracket")
        return found, at

    def _table(self, text: str, at: int) -> tuple[str, int]:
        pairs: list[str] = []
        at += 1
        while at < len(text):
            at += len(text[at:]) - len(text[at:].lstrip())
            if at >= len(text):
                break
            if text[at] == "}":
                return ("{ " + ", ".join(pairs) + " }") if pairs else "{}", at + 1
            if text[at] in ",;":
                at += 1
                continue
            match = re.compile(r"[\"'“”„]?([\w\-. ]+?)[\"'“”]?\s*(:=|=>|=+|:)").match(text, at)
            if match is None:
                raise _Asked(_NO_PAIR, _PAIRS)
            self.mark(match[2])
            begin = len(text[: match.end()]) + len(text[match.end() :])
            begin -= len(text[match.end() :].lstrip())
            number = _IN_TABLE.match(text, begin)
            if number is not None:
                value, end = self._meant(number[1]), number.end(1)
            else:
                value, end = self.value(text, match.end())
            if not value or end <= at:
                raise _Asked(_NO_PAIR, _PAIRS)
            pairs.append(f"{self.key(match[1])} = {value}")
            at = end
        self.say("a table within a line ends with a brace")
        return "{ " + ", ".join(pairs) + " }", at

    def _text(self, text: str, at: int, ends: re.Pattern[str]) -> tuple[str, int]:
        opening = text[at]
        end = _closing(text, at, ends)
        closed = end < len(text)
        body, over = text[at + 1 : end], end + 1 if closed else len(text)
        if not closed:
            self.say("the text is not closed: the quotes at its end are missing")
            body = body.rstrip().rstrip(",;")
            if ends is _ENDS_ITEM and body.endswith("]"):
                body = body[:-1].rstrip()
                over = len(text.rstrip()) - 1
        if opening not in _STRAIGHT or (closed and text[end] not in _STRAIGHT):
            self.say(f"{opening}…{text[end] if closed else ''} are quotes of a letter, not of TOML")
        plain = f"{opening}{body}{opening}"
        try:
            return toml_value(str(tomllib.loads(f"a = {plain}")["a"])), over
        except (ValueError, RecursionError):
            pass
        if "\\" in body and opening == '"':
            self.say("in quotes a backslash begins a special sign")
            if _PATH.fullmatch(body):
                return toml_value(re.sub(r"\\+", "/", body)), over
        elif opening in _STRAIGHT and opening in body:
            self.say("quotes within a text end it")
            body = body.replace('\\"', '"')
        return toml_value(body), over

    def _bare(self, text: str, at: int, *, alone: bool) -> tuple[str, int]:
        end = len(text)
        if alone:
            if (remark := re.search(r"\s#", text[at:])) is not None:
                end = at + remark.start()
        elif (stop := _BARE_END.search(text, at)) is not None:
            end = stop.start()
        word = text[at:end].strip()
        while alone and word[-1:] in {",", ";"}:
            self.say("nothing stands behind a value")
            word = word[:-1].rstrip()
        if word[-1:] in set(_CLOSING) and not any(mark in word[:-1] for mark in _CLOSING):
            self.say("the text is not opened: the quotes before it are missing")
            return toml_value(word[:-1].rstrip()), end
        return self._meant(word), end

    def _meant(self, word: str) -> str:
        """Return what a value without quotes is: as it stands, as a value, or as a text."""
        if not word or _is_toml(word):
            return word
        value = self._value_of(word) if len(word) <= _LONGEST_WORD else None
        if value is not None:
            return value
        if any(mark in word for mark in ("=", "{", "}", "[")):
            return word
        self.say("a text stands in quotes")
        return toml_value(word)

    def _value_of(self, word: str) -> str | None:
        """Return a word that means yes or no, a number, a day or an amount, as TOML writes it."""
        folded = word.casefold().rstrip(".")
        if self.flag and folded in _TRUE | _FALSE:
            self.say("yes and no are written true and false, without quotes")
            return "true" if folded in _TRUE else "false"
        if (match := _PERCENT.fullmatch(word)) or (self.share and _PLAIN.fullmatch(word)):
            number = (match[1] if match else word).replace(",", ".")
            if self.share:
                self.say("a share stands in quotes, with its sign")
                return toml_value(f"{number} %")
            self.say("a number stands without a sign of per cent")
            return number
        if (when := self._when(word)) is not None:
            return when
        if self.number and (match := _NUMBER_OF.fullmatch(word)):
            self.say("a number stands without words")
            return match[1]
        if _AMOUNT.fullmatch(word):
            return self._amount(word)
        if self.number and word[:1].isdigit():
            raise _Asked(f"{word!r} is no number", "write a number such as 12500.00")
        return None

    def _when(self, word: str) -> str | None:
        try:
            found = [day_and_rest(part) for part in parts_of_span(word)]
        except WrongValue as error:
            raise _Asked(str(error), error.way_out) from None
        days = [f"{day.isoformat()} {rest}".rstrip() for day, rest in filter(None, found)]
        if len(days) < len(found):
            return None
        if len(days) == 1 and " " not in days[0]:
            self.say("a day is written with the year first")
            return days[0]
        try:
            When.parse("..".join(days))
        except ValueError:
            return None
        self.say("a span of days, and a day with its time, stand in quotes")
        return toml_value("..".join(days))

    def _amount(self, word: str) -> str:
        try:
            found = read_amount(word, "XXX")
        except WrongValue as error:
            raise _Asked(str(error), error.way_out) from None
        amount, currency = found.amount, found.currency
        plain = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
        if currency == "XXX":
            self.say("a number stands without marks for thousands, and with a point for decimals")
            return format(plain, "f")
        self.say("an amount stands without marks for thousands, with its currency in quotes")
        return toml_value(f"{found.amount:.2f} {currency}")

    def mark(self, mark: str) -> None:
        if mark != "=":
            self.say(f"between a key and its value stands =, not {mark}")

    def key(self, key: str) -> str:
        plain = key.strip().strip("\"“”„'")
        if " " in plain:
            self.say("the words of a key are joined by _")
            plain = re.sub(r"\s+", "_", plain).lower()
        elif plain != key.strip() and not key.strip().startswith(('"', "'")):
            self.say("a key stands without quotes")
        return ".".join(toml_key(part.strip()) for part in plain.split(".")) if plain else key


def _closing(text: str, at: int, ends: re.Pattern[str]) -> int:
    """Return where the quotes close that open at a place; `ends` is what then may follow."""
    opening, end = text[at], at + 1
    while end < len(text):
        if text[end] in _OPENING[opening] and ends.match(text, end + 1):
            escaped = opening == '"' and text[end - 1] == "\\" and text[end - 2] != "\\"
            if not escaped or end == len(text.rstrip()) - 1:
                return end
        end += 1
    # Something may stand behind the text that does not belong there.
    twin = text.find(opening, at + 1) if opening in _STRAIGHT else -1
    return twin if twin > 0 and text[twin + 1 :].strip().startswith(tuple(_OPENING)) else end


@cache
def _fields(*types: Any) -> frozenset[str]:  # noqa: ANN401 - types, or what they are made of
    """Return the fields that hold something of these types wherever they stand."""
    found = set()
    for cls in (Project, *KINDS.values(), *FACTS.values()):
        for name, type_ in types_of(cast("Any", cls)).items():
            plain = without_none(type_)
            if plain in types or get_origin(plain) in types:
                found.add(name)
    return frozenset(found)


def _is_toml(value: str) -> bool:
    """Tell whether this is a value as it stands."""
    try:
        return list(toml_of(f"a = {value}")) == ["a"]
    except (ValueError, ArithmeticError, RecursionError):
        return False


def meant(line: str, *, listed: bool, known: Collection[str] = ()) -> Slip | None:
    """Return what a line was meant to be; `listed` where it is part of a list of several lines.

    `known` are the tables that its file may hold.
    """
    plain = line.translate(_SPACES)
    indent, text = plain[: len(plain) - len(plain.lstrip())], plain.strip()
    read = _Line()
    if plain != line:
        read.say("signs that cannot be seen stand in it")
    try:
        right = _rewritten(text, read, known, listed=listed)
    except _Asked as asked:
        key = text.partition("=")[0].strip() if _PAIR.fullmatch(text) and not listed else ""
        typed = text.partition("=")[2].partition("#")[0]
        return Slip(0, len(indent) + 1, asked.why, None, _either(key, asked.way_out, typed))
    if right is None:
        return None
    right = indent + right
    pairs = enumerate(zip(line, right, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(line), len(right)))
    return Slip(0, at + 1, "; ".join(read.why) or "it is not TOML", right)


def _either(key: str, way_out: str | None, word: str) -> str | None:
    """Return a way out with two values as the two lines of which one is meant.

    `word` is the value as it was typed, whose sign and currency stay.
    """
    match = re.fullmatch(r"write ([\d.]+) or ([\d.]+)", way_out or "")
    if match is None or not re.fullmatch(r"\w+", key):
        return way_out
    plain = word.strip("\"' ")
    sign = "-" if plain.startswith(("-", "\N{MINUS SIGN}")) else ""
    code = currency_code(re.sub(r"[\d.,'\s\N{MINUS SIGN}-]", "", plain))
    money = code or key in _fields(Money)
    values = (f"{sign}{each if money else each.removesuffix('.00')}" for each in match.groups())
    lines = (toml_value(f"{each} {code}") if code else each for each in values)
    return " or ".join(f"`{key} = {each}`" for each in lines)


def retyped(line: str) -> Slip | None:
    """Return a line of TOML with a value of another kind than its key holds, as it was meant.

    None where nobody knows.
    """
    indent, text = line[: len(line) - len(line.lstrip())], line.strip()
    match = _PAIR.fullmatch(text)
    if match is None or len(line) > _LONGEST_WORD * 2 or match["mark"] != "=":
        return None
    key, read = match["key"].strip(), _Line()
    read.about(key)
    try:
        held = tomllib.loads(f"a = {match['value']}")["a"]
        remark = re.fullmatch(r"(?:\"[^\"]*\"|'[^']*'|[^\"'#]*?)(\s*#.*)?", match["value"])
        word = held.strip() if isinstance(held, str) else match["value"].partition("#")[0].strip()
        if isinstance(held, list | dict) or remark is None:
            return None
        value = _of_kind(word, read)
    except _Asked as asked:
        return Slip(0, len(indent) + 1, asked.why, None, _either(key, asked.way_out, word))
    except (ValueError, ArithmeticError, RecursionError):
        return None
    if value is None or value == match["value"].partition("#")[0].strip():
        return None
    behind = f"  {remark[1].strip()}" if remark[1] else ""
    return Slip(0, len(indent) + 1, "; ".join(read.why), f"{indent}{key} = {value}{behind}")


def _of_kind(word: str, read: _Line) -> str | None:
    """Return a text as the value that its key holds; None where it is none."""
    if read.several:
        items = [item.strip() for item in re.split(r"[,;]", word) if item.strip()]
        # A comma within a phrase parts nothing.
        items = items if all(" " not in item for item in items) else [word]
        read.say("several values stand in square brackets")
        return f"[{', '.join(map(toml_value, items))}]" if items else None
    if read.number and (match := re.fullmatch(r"(\d+)\.0{1,2}", word)):
        read.say("a whole number stands without decimals")
        return match[1]
    if read.number and re.fullmatch(r"\d+", word):
        read.say("a number stands without quotes")
        return word
    if len(word) > _LONGEST_WORD:
        return None
    if read.day and (when := read._when(word)) is not None:  # noqa: SLF001
        return when
    if read.text and word[:1].isdigit() and not (read.number or read.share or read.day):
        read.say("a text stands in quotes")
        return toml_value(word)
    if not (read.number or read.flag or read.share):
        return None
    value = read._value_of(word)  # noqa: SLF001
    if value is not None and not read.why:
        read.say("a number stands without quotes")
    return value


def _rewritten(text: str, read: _Line, known: Collection[str], *, listed: bool) -> str | None:
    if listed and re.match(r"[)}\s]*\]", text):
        read.say("the bracket that ends a list stands alone")
        return "]"
    if listed:
        items, end = read.items(text, 0, "")
        tail = text[end:].strip()
        comma = "," if not tail or tail.startswith("#") else ""
        return ", ".join(items) + comma + (f"  {tail}" if tail.startswith("#") else "")
    header = text.lstrip(",;. ").startswith(("[", "(", "{")) or re.fullmatch(r"[\w\- ]+\]+", text)
    if header and (right := header_meant(text, known, read.say)) is not None:
        return right
    if match := _PAIR.fullmatch(text):
        read.mark(match["mark"])
        return _pair(read.key(match["key"]), match["value"], read)
    if match := _REMARK.fullmatch(text):
        read.say("a remark begins with #")
        return f"# {match['text']}".rstrip()
    if match := re.fullmatch(r"([a-z_]{2,30})\s+([\"'“„«\d\[{].*)", text):
        read.say("between a key and its value stands =")
        return _pair(match[1], match[2], read)
    return None


def _pair(key: str, held: str, read: _Line) -> str | None:
    if not held or held.startswith("#"):
        read.say("nothing stands behind the =; what is not known yet is left out")
        return f"# {key} ="
    read.about(key)
    value, end = read.value(held, 0, alone=True)
    if read.several and value.startswith('"') and held[:1] not in _OPENING:
        items, end = read.items(held, 0)
        read.say("several values stand in square brackets")
        value = f"[{', '.join(items)}]"
    rest = held[end:].strip()
    if rest[:1] in {",", ";"} and not rest[1:].strip():
        read.say("nothing stands behind a value")
        rest = ""
    elif rest[:1] in {",", ";"} and value.startswith('"'):
        items, end = read.items(held, 0)
        read.say("several values stand in square brackets")
        value, rest = f"[{', '.join(items)}]", held[end:].strip()
    if rest and not rest.startswith("#"):
        return None
    return f"{key} = {value}{f'  {rest}' if rest else ''}"
