"""Personal data in free text that can be told by their form, whoever they are of.

Telephone numbers, bank accounts, national numbers, dates of birth, home addresses, handles and
e-mail addresses. What may well be something else counts only behind a word that says what it is;
`personal_words.toml` has these words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.values.page_text import plain
from vetpartner.values.personal_numbers import NUMBERS, accounts
from vetpartner.values.toml import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal[
    "national number",
    "bank account",
    "date of birth",
    "home address",
    "telephone number",
    "e-mail address",
    "handle",
    "name",
    "initials",
    "id",
]
"""What is personal. The last three are found only where it is known whose they are."""


@frozen(order=True)
class Mark:
    """Something personal in a text, from `start` up to before `end`.

    `certain` tells that it counts in links and file names too, where digits mean much else.
    """

    start: int
    end: int
    kind: Kind
    certain: bool = True


@cache
def _lists() -> dict[str, list[str]]:
    return shipped(Path(__file__).with_name("personal_words.toml"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of `personal_words.toml`."""
    return frozenset(_lists()[name])


@cache
def _words(name: str) -> str:
    """Return a list of words as an alternative of a pattern."""
    return _one_of(_lists()[name])


def _one_of(words: Iterable[str]) -> str:
    """Return words as an alternative; where none of their first letters stands none is tried."""
    read = [plain(word) for word in words]
    begins = "".join(sorted({word[0] for word in read}))
    escaped = (re.escape(word).replace(r"\ ", r"\s+").replace(r"\*", r"\w*") for word in read)
    return f"(?=[{begins}])(?:{'|'.join(escaped)})"


def _behind(name: str) -> str:
    """Return a pattern of a word of a list at its beginning, with `no.` and the like behind it."""
    return rf"(?i:\b(?:{_words(name)})\b\.?(?:\W{{0,3}}(?:numbers?|numero|no|nr|br|num)\b)?)"


# Addresses in the net.

# Lengths are bounded, so that a text without an end in sight costs no more than its length.
_MAIL = re.compile(r"[\w.+'%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_AT = r"\s*[\[({]\s*(?:at|et|bei|arroba|chiocciola|kod|pri|malpa|@)\s*[\])}]\s*"
_DOT = r"(?:\.|\s*[\[({]\s*(?:dot|punkt|point|punto|ponto|tocka|pika|kropka)\s*[\])}]\s*)"
_SPELT_MAIL = re.compile(
    rf"[\w.+'-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}})+", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w.@+-])@[A-Za-z_][\w.-]*\w")
_NET = re.compile(r"[@\uff20\ufe6b(\[{&%]|linkedin", re.IGNORECASE)
_PROFILE = re.compile(r"(?<=linkedin\.com/in/)[^\s/?#]+", re.IGNORECASE)


def mails(text: str) -> Iterator[tuple[int, int]]:
    """Yield where e-mail addresses stand, `name (at) example.org` too."""
    for pattern in (_MAIL, _SPELT_MAIL):
        yield from (match.span() for match in pattern.finditer(text))


def _handles(text: str) -> Iterator[Mark]:
    for pattern in (_HANDLE, _PROFILE):
        for match in pattern.finditer(text):
            # A link to a channel, such as youtube.com/@channel, is seldom one to a person.
            channel = text[max(0, match.start() - 1) : match.start()] == "/" and pattern is _HANDLE
            yield Mark(*match.span(), "handle", certain=not channel)


# Telephone numbers.

_GAP = r"[ ./()-]{0,3}"
_ABROAD = re.compile(
    rf"(?<![\w+])(?<!\d[.,])(?:\+|00)[ (]{{0,2}}[1-9](?:{_GAP}\d){{7,14}}(?!\w)", re.ASCII
)
_AT_HOME = re.compile(
    r"(?<![\w.,/:+=-])\(?0[1-9]\d{0,4}\)?(?:[ ./-]{1,3}\d{2,}){1,5}(?!\w)", re.ASCII
)
_RUN_TOGETHER = re.compile(r"(?<![\w.,/:+=-])0[1-9]\d{7,9}(?![\w./-])", re.ASCII)
_MONEY = re.compile(r"\s?(?:[A-Z]{3}\b|[Ee]uros?\b|[€£%]|Kc\b|zl\b|kn\b|kr\b|lei\b)")
_DATED = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./ -]{1,2}\d{1,2}[./ -]{1,2}(?:19|20)\d\d|(?:19|20)\d\d(?!\d)"
)
_SHORTEST, _LONGEST, _LONG_GROUP = 8, 12, 3
_PAIRS = 5
"""In France numbers are five pairs; four pairs may be two times of a day."""


@cache
def _called() -> re.Pattern[str]:
    number = rf"(?P<it>[+(]?\d(?:{_GAP}\d){{5,14}})(?!\w)"
    return re.compile(rf"(?:{_behind('phone')}|[☎☏✆📞📱])[\s.:()]{{0,4}}{number}")


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_ABROAD, _RUN_TOGETHER):
        yield from (m.span() for m in pattern.finditer(text) if not _MONEY.match(text, m.end()))
    for match in _AT_HOME.finditer(text):
        groups = re.findall(r"\d+", match[0])
        paired = len(groups) == _PAIRS and {2} == {len(each) for each in groups}
        fits = _SHORTEST <= len("".join(groups)) <= _LONGEST
        long = any(len(each) >= _LONG_GROUP for each in groups)
        odd = _DATED.search(match[0]) or _MONEY.match(text, match.end())
        if fits and (long or paired) and not odd:
            yield match.span()
    for match in _called().finditer(text):
        if not _DATED.match(match["it"]) and not _MONEY.match(text, match.end()):
            yield match.span("it")


# National numbers.

_FEWEST_DIGITS = 5
_MAY_BE_NATIONAL = re.compile(
    r"[0-9](?:[ .]?[0-9]){5}"
    r"|(?<!\w)[A-Z]{3} ?[A-Z]{3} ?[0-9L-V]{2}[A-Z][0-9L-V]{2} ?[A-Z][0-9L-V]{3}",
    re.ASCII | re.IGNORECASE,
)
"""How the numbers of all countries go on: six figures, or as in Italy, where letters may be some.

Looked for once, where each of thirty shapes would be; a date in ISO form is none.
"""


@cache
def _named() -> re.Pattern[str]:
    words = _lists()["identity"]
    short = _one_of(word for word in words if plain(word).isupper())
    long = _one_of(word for word in words if not plain(word).isupper())
    number = r"(?P<it>[A-Z]{0,3}[ -]?\d(?:[ ./-]?[0-9A-Z]){4,19})(?!\w)"
    return re.compile(
        rf"\b(?:(?:{short})|(?i:{long}))\b\.?(?:\W{{0,3}}(?i:numbers?|numero|no|nr|br|num)\b)?"
        rf"\W{{0,4}}{number}"
    )


def _national(text: str) -> Iterator[tuple[int, int, bool]]:
    for kind in NUMBERS if _MAY_BE_NATIONAL.search(text) else ():
        yield from ((*span, kind.certain) for span in kind.found(text))
    for match in _named().finditer(text):
        enough = sum(map(str.isdigit, match["it"])) >= _FEWEST_DIGITS
        if enough and not _DATED.match(match["it"]):
            yield (*match.span("it"), True)


# Dates of birth.

_MONTH = r"[^\W\d_]{3,14}"
_IN_NUMBERS = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]{1,2}\d{1,2}[-./ ]{1,2}\d{2,4}"
_IN_WORDS = (
    rf"\d{{1,2}}(?:st|nd|rd|th|er|[.oº])?(?: of| de| d')? {_MONTH}\.?(?: de)?,?(?: \d{{4}})?"
)
_DATE = rf"(?:{_IN_NUMBERS}|{_IN_WORDS}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\w)"
_STAR = re.compile(r"(?<!\S)[*☆]\s?\Z")
_STAR_BEFORE = 3
_YEAR = re.compile(r"(?:19[2-9]\d|20(?:0\d|1[0-3]))(?!\d)")
"""Years in which somebody may be born whom a partnership meets, and no activity took place."""


_DATES = re.compile(rf"(?<![\w.]){_DATE}")
_BEFORE = 60
"""How far before a date the word stands that makes it one of birth."""


@cache
def _born(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return where a word of birth begins, and what stands from there up to its date."""
    gap = r"\.?[^\w\n]{0,4}(?:[^\W\d_]{1,9}[.:]?\s){0,2}"
    word = rf"\b(?:{_words(name)})\b"
    return re.compile(rf"(?={word})", re.IGNORECASE), re.compile(rf"{word}{gap}\Z", re.IGNORECASE)


class _Births:
    """Words of birth in a text; each is looked for once, however many dates there are."""

    def __init__(self, text: str, name: str) -> None:
        """Take a text and the name of a list of words."""
        begin, self._whole = _born(name)
        self._text = text
        self._starts = [match.start() for match in begin.finditer(text)]

    def before(self, date: int) -> bool:
        """Tell whether one stands before a date that begins there."""
        for at in range(bisect_left(self._starts, date - _BEFORE), len(self._starts)):
            start = self._starts[at]
            if start >= date:
                break
            if self._whole.match(self._text, start, date):
                return True
        return False


def _birthdays(text: str) -> Iterator[tuple[int, int]]:
    # A date is looked for first: there are fewer of them than words.
    dates = list(_DATES.finditer(text))
    if not dates:
        return
    certain, likely = _Births(text, "born"), _Births(text, "perhaps_born")
    for match in dates:
        start = match.start()
        old = _YEAR.search(match[0]) is not None
        starred = old and _STAR.search(text[max(0, start - _STAR_BEFORE) : start]) is not None
        if starred or certain.before(start) or (old and likely.before(start)):
            yield match.span()


# Home addresses.

_HOUSE = r"\d{1,4} ?[a-zA-Z]?(?:[/-]\d{1,4}[a-z]?)?(?![\w%]|[-.,:/]\d)"
_CODE = (
    r"(?:[A-Z]{1,3}-)?(?:\d{5}|\d{3} \d\d|\d\d-\d{3}|\d{4}-\d{3}|(?!19|20)\d{4}(?: [A-Z]{2}\b)?)"
)
_TOWN = r"(?!Euro)[A-Z][a-z][\w'-]*(?: [A-Z][\w'-]+){0,2}"
_BEHIND = rf"(?:,? {_CODE},? {_TOWN})?"
_NAME = r"(?:[\w.'-]{1,30} ){0,4}?[A-Z][\w.'-]{1,30}"


@cache
def _homes() -> tuple[re.Pattern[str], ...]:
    before, after, within, last = (
        _words(f"street_{name}") for name in ("before", "after", "within", "after_number")
    )
    house = rf",? (?:n\.? ?|br\. ?|nr\.? ?|no\.? ?)?{_HOUSE}{_BEHIND}"
    forms = (
        rf"\b(?i:{before})\b\.? {_NAME}{house}",
        rf"\b{_HOUSE},? (?i:{before})\b\.? {_NAME}{_BEHIND}",
        rf"\b[A-Z][\w.'-]{{1,30}} (?:[\w.'-]{{1,30}} ){{0,2}}?(?i:{after})\b\.?{house}",
        rf"\b[A-Z]\w{{1,30}}(?:{within})\b\.?{house}",
        rf"\b{_HOUSE} {_NAME} (?i:{last})\b{_BEHIND}",
        rf"\b[A-Z][\w.'-]{{1,30}}(?: [\w.'-]{{1,30}}){{0,4}},? {_HOUSE},? {_CODE},? {_TOWN}",
        rf"\b(?i:{_words('home')})\b:? (?=[^\n;]{{0,60}}\d)[^\n;]{{3,80}}?(?=[\n;]|\. |\Z)",
    )
    return tuple(map(re.compile, forms))


# All of them.

_WRAPPED = re.compile(r"(?<=\S)\n(?=[\w+(])")
"""The end of a line within a paragraph."""
_FROM = 4
"""A line with fewer digits has no number that is looked for."""


def may_be_personal(text: str) -> bool:
    """Tell whether there may be anything in a text as typed: a digit, or what stands in addresses.

    This is quick, and most paragraphs have neither.
    """
    return _NET.search(text) is not None or any(map(str.isdigit, text))


def personal_data(text: str, *, link: bool = False) -> Iterator[Mark]:
    """Yield what is personal by its form in a text, as `page_text` reads it; parts may overlap.

    In a `link` or a file name, only what is certain there.
    """
    start = 0
    for line in _WRAPPED.sub(" ", text).splitlines(keepends=True):
        for mark in _in(line, link=link):
            if mark.certain or not link:
                yield Mark(start + mark.start, start + mark.end, mark.kind, mark.certain)
        start += len(line)


def _in(line: str, *, link: bool) -> Iterator[Mark]:
    if _NET.search(line):
        yield from (Mark(*span, "e-mail address") for span in mails(line))
        yield from _handles(line)
    digits = sum(map(str.isdigit, line))
    for pattern in _homes() if digits and not link else ():
        yield from (Mark(*m.span(), "home address", certain=False) for m in pattern.finditer(line))
    if digits < _FROM:
        return
    yield from (Mark(*span, "bank account") for span in accounts(line))
    for start, end, certain in _national(line):
        yield Mark(start, end, "national number", certain)
    if not link:
        yield from (Mark(*s, "telephone number", certain=False) for s in _phones(line))
        yield from (Mark(*span, "date of birth", certain=False) for span in _birthdays(line))
