"""What somebody's own sentences claim of a project: numbers, days, places, ids and titles."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.tables.days import named_day
from vetpartner.model import Meeting, Task, Training
from vetpartner.model.partnership import once
from vetpartner.state.held import actual
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership

_FOLDER = Path(__file__).parent
_SENTENCE = re.compile(r"(?<=[.!?;\u2026])(?<![\s.]\d\.)(?<!\s\d\d\.)[\"'\u201d\u00bb)\]]*\s+|\n+")
_TOKEN = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?![\w])"
    r"|\d+(?:[.,:]\d+)*|[^\W\d_]+|[%,;:()]"
)
_DAY = re.compile(
    r"(?<![\w./-])(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sign>[./-]) ?(?P<two>\d{1,2})(?P=sign) ?(?P<year>\d{4})"
    r"|(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th|º)? (?:de |of )?(?P<month>[^\W\d_]{3,15})"
    r"(?:\.?,? (?:de )?(?P<of>\d{4}))?"
    r"|(?P<us>[^\W\d_]{3,15}) (?P<at>\d{1,2}),? (?P<in>\d{4}))(?![\w/-])"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+")
_FAR, _NEAR = 5, 2
"""How many words behind a number people may stand that it counts, and how many anything else."""
_ENDS = frozenset(",;:()")
_BEFORE = 3
"""How many words before a number are looked at."""
FEWER = "fewer_opportunities"
"""The quantity of people with fewer opportunities, who are some of those that a sentence counts."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_SHORTEST_TITLE = 8
_LONGEST = 2_000
"""What is longer is no sentence, and nothing is read from it."""
_MOST = 1_000


Day = tuple[int | None, int, int]
"""Year, month and day; the year is None where a sentence does not say it."""


@frozen
class Number:
    """A number in a sentence and what it counts; `whole` tells that no part of a group is meant."""

    quantity: str
    value: Decimal
    said: str
    whole: bool


@frozen
class Sentence:
    """A sentence, what of the plan it names, and what it says of it.

    `named` are the ids of what it names, where `placed` by kind and place alone. `days` are as they
    are written, with each reading.
    """

    text: str
    named: tuple[str, ...]
    placed: bool
    numbers: tuple[Number, ...]
    days: tuple[tuple[str, frozenset[Day]], ...]
    cities: tuple[str, ...]


def sentences(p: Partnership, text: str) -> Iterator[Sentence]:
    """Yield the sentences of a plain text that can be compared with the record.

    No answer has more than a thousand; those behind them are not read.
    """
    for piece in islice(_SENTENCE.split(text), _MOST):
        line = " ".join(piece.split())
        if 0 < len(line) <= _LONGEST:
            yield _read(_names(p), line)


def _read(names: _Names, line: str) -> Sentence:
    days = [(match[0], day) for match in _DAY.finditer(line) if (day := _readings(match))]
    without = line
    for said, _ in days:
        without = without.replace(said, " ; ")
    without = names.without_ids(without)
    found = list(_TOKEN.finditer(without))
    tokens = [folded(match[0]) for match in found]
    cities = names.cities(tokens)
    named = names.named(line)
    placed = () if named else names.by_place(tokens, cities)
    return Sentence(
        text=line,
        named=named or placed,
        placed=bool(placed),
        numbers=tuple(
            Number(quantity, value, without[found[first].start() : found[last].end()], whole)
            for quantity, value, first, last, whole in _numbers(tokens)
        ),
        days=tuple(days),
        cities=cities,
    )


def _readings(match: re.Match[str]) -> frozenset[Day]:
    """Return the days that a text can mean; none where its word is no month."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return frozenset({(year, month, day)})
    if match["one"]:
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        pairs = {(two, one)} if match["sign"] == "." else {(two, one), (one, two)}
        return frozenset((year, month, day) for month, day in pairs)
    said = match["of"] or match["in"]
    named = named_day(
        f"{match['day'] or match['at']} {match['month'] or match['us']} {said or 2000}"
    )
    if named is None:
        return frozenset()
    return frozenset((int(said) if said else None, month, named[2]) for month in named[1])


# Words, by their beginnings.


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = tomllib.loads((_FOLDER / "claim_words.toml").read_text("utf-8"))
    read = {name: {key: tuple(words) for key, words in part.items()} for name, part in raw.items()}
    kinds, counted = read["kinds"], read["counted"]
    kinds["meeting"] = counted["meetings"]
    kinds["training"] += counted["trainings"]
    return read


@cache
def _is(group: str, name: str, word: str) -> bool:
    return any(
        word == begin[:-1] if begin.endswith(".") else word.startswith(begin)
        for begin in _lists()[group][name]
    )


@cache
def _counted(word: str) -> str | None:
    """Return what a word counts, or None."""
    return next((name for name in _lists()["counted"] if _is("counted", name, word)), None)


@cache
def _spelt() -> dict[str, Decimal]:
    return {word: Decimal(n) for n, words in _lists()["numbers"].items() for word in words}


def _value(token: str) -> Decimal | None:
    """Return the whole number that a token is; a time, a mark or a version is none."""
    if token.isdigit():
        return Decimal(token)
    if _GROUPED.fullmatch(token):
        return Decimal(re.sub(r"\D", "", token))
    return _spelt().get(token)


def _numbers(tokens: list[str]) -> Iterator[tuple[str, Decimal, int, int, bool]]:
    """Yield what is counted, the number, its first and last word, and whether it is of all."""
    there = any(_is("beside", "there", token) for token in tokens)
    fewer = _with_fewer(tokens)
    part = False
    for at, token in enumerate(tokens):
        value = _value(token)
        if value is None:
            continue
        behind = _behind(tokens, at)
        year = _FIRST_YEAR <= value <= _LAST_YEAR and token.isdigit()
        if year or tokens[at + 1 : at + 2] == ["%"] or _rough(tokens, at):
            continue
        of_whole, part = part, bool(behind) and _is("beside", "of", behind[0])
        counted = ((_counted(word), at + n) for n, word in enumerate(behind, 1))
        near = (each for each in counted if each[1] - at <= _NEAR or each[0] == "people")
        quantity, last = next((each for each in near if each[0]), (None, at))
        around = (*tokens[max(0, at - _BEFORE) : at], *behind)
        if quantity == "people" and "registered" in map(_counted, around):
            quantity = "registered"
        if at == fewer:
            quantity, last = FEWER, max(last, at)
        if quantity is not None:
            yield quantity, value, at, last, of_whole or (there and not part)


def _with_fewer(tokens: list[str]) -> int | None:
    """Return which word is the number of people with fewer opportunities, None where none is.

    It is the last one before these words, or else the first one behind them; never the whole of
    which some are told: `six of the 45`.
    """
    told = next((at for at, token in enumerate(tokens) if _is("beside", FEWER, token)), None)
    if told is None:
        return None
    numbers: list[int] = []
    behind: list[str] = []
    for at, token in enumerate(tokens):
        if _value(token) is None:
            behind.append(token)
            continue
        whole = numbers and behind and len(behind) <= _BEFORE and _is("beside", "of", behind[0])
        numbers, behind = numbers if whole else [*numbers, at], []
    before = [at for at in numbers if at < told]
    return max(before) if before else next((at for at in numbers if at > told), None)


def _behind(tokens: list[str], at: int) -> list[str]:
    """Return the words behind a number, up to the next one."""
    found: list[str] = []
    for token in tokens[at + 1 : at + 1 + _FAR]:
        if _value(token) is not None or token in _ENDS:
            break
        found.append(token)
    return found


def _rough(tokens: list[str], at: int) -> bool:
    return any(_is("beside", "roughly", token) for token in tokens[max(0, at - _BEFORE) : at])


# Names of the plan: ids, titles, and what is the only one of its kind in its place.


class _Names:
    def __init__(self, p: Partnership) -> None:
        things = [(thing.id, p.label(thing.id)) for _, thing in p.plan.things() if thing.id]
        ids = "|".join(re.escape(id_) for id_, _ in things)
        self._ids = re.compile(rf"(?<![\w.-])(?:{ids})(?![\w]|[.-]\w)")
        self._titles = {
            folded(title): id_ for id_, title in reversed(things) if len(title) >= _SHORTEST_TITLE
        }
        cities = {o.city for o in p.plan.organisations} | {
            venue.city for a in p.plan.activities if (venue := actual(p, a).venue) is not None
        }
        self._cities = {city: _stem(city) for city in sorted(filter(None, cities))}
        self._at: dict[tuple[str, str], list[str]] = {}
        for activity in p.plan.activities:
            venue = actual(p, activity).venue
            if (kind := _kind(activity)) and venue is not None and venue.city:
                self._at.setdefault((kind, venue.city), []).append(activity.id)

    def without_ids(self, line: str) -> str:
        """Return a sentence in which the number of an id is no number."""
        return self._ids.sub("id", line)

    def named(self, line: str) -> tuple[str, ...]:
        """Return the ids that a sentence names, by id or by title, the longest titles first."""
        found = self._ids.findall(line)
        plain = folded(line)
        for title in sorted(self._titles, key=len, reverse=True):
            if title in plain:
                plain = plain.replace(title, " ")
                found.append(self._titles[title])
        return tuple(dict.fromkeys(found))

    def cities(self, tokens: list[str]) -> tuple[str, ...]:
        """Return the places that a sentence names, in any case of theirs."""
        line = f" {' '.join(tokens)}"
        return tuple(
            city
            for city, stem in self._cities.items()
            if re.search(rf" {re.escape(stem)}[^\W\d_]{{0,4}}(?: |$)", line)
        )

    def by_place(self, tokens: list[str], cities: tuple[str, ...]) -> tuple[str, ...]:
        """Return the one meeting, training or event of a kind and a place, if there is one."""
        kinds = [k for k in _lists()["kinds"] if any(_is("kinds", k, token) for token in tokens)]
        found = [id_ for kind in kinds for city in cities for id_ in self._at.get((kind, city), ())]
        return tuple(found) if len(found) == 1 else ()


_names = once(_Names)


def _stem(city: str) -> str:
    """Return a place without the end that its cases change."""
    plain = " ".join(_TOKEN.findall(folded(city)))
    return plain[:-1] if plain[-1:] in "aeiouασηοs" and len(plain) > len("Graz") else plain  # noqa: RUF001 - Greek


def _kind(activity: Activity) -> str | None:
    if isinstance(activity, Task):
        return None
    if isinstance(activity, Meeting):
        return "meeting"
    return "training" if isinstance(activity, Training) else "event"
