"""What somebody's own sentences claim of a project: numbers, days, places, ids and titles."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.tables.months import named_day
from vetpartner.model import Meeting, Organisation, Participant, Person, ReportDue, Task, Training
from vetpartner.model.partnership import once
from vetpartner.state.held import actual
from vetpartner.values.keyed import grouped
from vetpartner.values.page_text import folded
from vetpartner.values.phrases import Phrases
from vetpartner.values.toml import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership, Span

_FOLDER = Path(__file__).parent
_SENTENCE = re.compile(r"(?<=[.!?;\u2026])(?<![\s.]\d\.)[\"'\u201d\u00bb)\]]*\s+|\n+")
_TOKEN = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?![\w])"
    r"|\d+(?:[.,:]\d+)*|[^\W\d_]+|[%,;:()|]"
)
_DAY = re.compile(
    r"(?<![\w./])(?<!\D-)(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sign>[./-]) ?(?P<two>\d{1,2})(?P=sign) ?(?P<year>\d{4})"
    r"|(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th|º)? (?:de |of )?(?P<month>[^\W\d_]{3,15})"
    r"(?:\.?,? (?:de )?(?P<of>\d{4}))?"
    r"|(?P<us>[^\W\d_]{3,15}) (?P<at>\d{1,2}),? (?P<in>\d{4}))(?![\w/-])"
)
_RANGE = re.compile(r"\d\.\s+[-\u2013\u2014]\s?\d")
"""A point behind a day, before the last day of a range."""
_TWO_DIGITS = re.compile(r"(?<!\d)\d\d\.\Z")
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"\b\w+(?:-\w+){3,}")
"""A reference, whose numbers count nothing."""
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+")
_HOMES = (Organisation, Participant, Person)
_FAR, _NEAR = 5, 2
"""How many words behind a number people may stand that it counts, and how many anything else."""
_ENDS = frozenset(",;:()|")
_SIGNS = frozenset("%,;:()|")
_LONG = 14
_ENDING = 4
"""How many letters the end of a place may have in another case."""
_HEAD = re.compile(r"[,:(]")
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
    """A number in a sentence and what it counts; `whole` tells that no part of a group is meant.

    `role` is that of the people it counts, such as `learner`, where a word says so.
    """

    quantity: str
    value: Decimal
    said: str
    whole: bool
    role: str = ""


@frozen
class Sentence:
    """A sentence, what of the plan it names, and what it says of it.

    `named` are the ids of what it names, where `placed` by kind and place alone; `homes` are those
    of people and organisations. `days` are as they are written, with each reading. `cities` are the
    places outside of names of organisations: a school may be named after its town.
    """

    text: str
    named: tuple[str, ...]
    homes: tuple[str, ...]
    placed: bool
    numbers: tuple[Number, ...]
    days: tuple[tuple[str, frozenset[Day]], ...]
    cities: tuple[str, ...]


def sentences(p: Partnership, text: str) -> Iterator[Sentence]:
    """Yield the sentences of a plain text that can be compared with the record.

    No answer has more than a thousand; those behind them are not read.
    """
    read = _read(p)
    for _, line in islice(pieces(text), _MOST):
        if line not in read:
            read[line] = sentence(p, line)
        yield read[line]


@once
def _read(p: Partnership) -> dict[str, Sentence]:
    """Return the sentences that were read already: more than one rule looks at each of them."""
    del p
    return {}


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each sentence of a text begins, and the sentence with single blanks."""
    start = 0
    ends = (match.span() for match in _SENTENCE.finditer(text) if not _goes_on(text, match))
    for end, after in (*ends, (len(text),) * 2):
        line = " ".join(text[start:end].split())
        if 0 < len(line) <= _LONGEST:
            yield start, line
        start = after


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Tell whether a point is that of an ordinal or an abbreviation: a small letter follows."""
    if text[end.start() - 1 : end.start()] != "." or "\n" in end[0]:
        return False
    following = text[end.end() : end.end() + 2]
    if following[:1].islower() or following[:1] == "|":
        return True
    if _RANGE.match(text, end.start() - 2):
        return True
    word = (
        _WORD.match(text, end.end())
        if _TWO_DIGITS.search(text, max(0, end.start() - 4), end.start())
        else None
    )
    return word is not None and _named_day(f"1 {word[0]} 2000") is not None


def sentence(p: Partnership, line: str) -> Sentence:
    """Return what a sentence names and says."""
    names = _names(p)
    dated = _DAY.finditer(line) if _DIGIT.search(line) else ()
    days = [(match[0], day) for match in dated if (day := _readings(match))]
    without = line
    for said, _ in days:
        without = without.replace(said, " ; ")
    without = _CODE.sub(" ; ", without)
    without = names.without_ids(without)
    found = list(_TOKEN.finditer(without))
    tokens = [_fold(match[0]) for match in found]
    cities = names.cities(tokens)
    every = names.named(line, tokens)
    homes = tuple(id_ for id_ in every if isinstance(p.get(id_), _HOMES))
    named = tuple(id_ for id_ in every if id_ not in homes)
    named = named or names.by_ordinal(tokens) or names.by_day(tokens, days)
    placed = () if named else names.by_place(tokens, cities)
    return Sentence(
        text=line,
        named=named or placed,
        homes=homes,
        placed=bool(placed),
        numbers=tuple(
            Number(
                quantity,
                value,
                without[found[first].start() : found[last].end()],
                whole,
                _role(tokens[last]) if quantity == "people" else "",
            )
            for quantity, value, first, last, whole in _numbers(tokens)
        ),
        days=tuple(days),
        cities=names.towns(tokens),
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
    named = _named_day(
        f"{match['day'] or match['at']} {match['month'] or match['us']} {said or 2000}"
    )
    if named is None:
        return frozenset()
    return frozenset((int(said) if said else None, month, named[2]) for month in named[1])


# Words, by their beginnings.

_fold = lru_cache(maxsize=50_000)(folded)
_named_day = lru_cache(maxsize=10_000)(named_day)


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = shipped(_FOLDER / "claim_words.toml")
    read = {name: {key: tuple(words) for key, words in part.items()} for name, part in raw.items()}
    kinds, counted = read["kinds"], read["counted"]
    kinds["meeting"] = counted["meetings"]
    kinds["training"] += counted["trainings"]
    return read


@cache
def _is(group: str, name: str, word: str) -> bool:
    whole, begins = _beginnings(group, name)
    return word in whole or word.startswith(begins)


@cache
def _beginnings(group: str, name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the whole words of a list, which end with a point there, and the beginnings."""
    words = _lists()[group][name]
    whole = frozenset(word[:-1] for word in words if word.endswith("."))
    return whole, tuple(word for word in words if not word.endswith("."))


def takes_place(text: str) -> bool:
    """Tell whether a sentence says that something took place, or that people were there."""
    return any(_is("beside", "there", word) for word in _words(text))


def counts_attending(said: str) -> bool:
    """Tell whether a number counts participants, guests or visitors, by its own words."""
    return any(_is("beside", "attending", word) for word in _words(said))


def is_rough(text: str, number: str) -> bool:
    """Tell whether a sentence calls a number that stands in it one of about so many."""
    words = _words(text)
    return number in words and _rough(words, words.index(number))


def numbered_packages(text: str) -> list[tuple[str, int]]:
    """Return the work packages that are called by word and number, as `Work package 3`."""
    return [(match[0], int(match["n"])) for match in _packages().finditer(text)]


@cache
def _packages() -> re.Pattern[str]:
    words = "|".join(word.replace(" ", r"\s+") for word in _lists()["ids"]["work_packages"])
    short = "|".join(_lists()["ids"]["short"])
    return re.compile(
        rf"(?<!\w)(?:(?i:{words})\s+(?:n[or]?[.°]?\s*)?|(?:{short}) ?)0?(?P<n>\d{{1,2}})"
        r"(?!\w|\.\d)"
    )


@cache
def _counted(word: str) -> str | None:
    """Return what a word counts, or None."""
    return next((name for name in _lists()["counted"] if _is("counted", name, word)), None)


@cache
def _role(word: str) -> str:
    """Return the role of the people that a word counts, an empty text where it says none."""
    return next((name for name in _lists()["roles"] if _is("roles", name, word)), "")


@cache
def _spelt() -> dict[str, Decimal]:
    return {word: Decimal(n) for n, words in _lists()["numbers"].items() for word in words}


@lru_cache(maxsize=50_000)
def whole_number(token: str) -> Decimal | None:
    """Return the whole number that a token is; a time, a mark or a version is none."""
    if token.isdigit():
        return Decimal(token)
    if _GROUPED.fullmatch(token):
        return Decimal(re.sub(r"\D", "", token))
    return _spelt().get(token)


def _numbers(tokens: list[str]) -> Iterator[tuple[str, Decimal, int, int, bool]]:
    """Yield what is counted, the number, its first and last word, and whether it is of all."""
    if not any(whole_number(token) is not None for token in tokens):
        return
    there = any(_is("beside", "there", token) for token in tokens)
    fewer = _with_fewer(tokens)
    part = False
    for at, token in enumerate(tokens):
        value = whole_number(token)
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
        if whole_number(token) is None:
            behind.append(token)
            continue
        whole = numbers and behind and len(behind) <= _BEFORE and _is("beside", "of", behind[0])
        # Some of the 16: the whole, of which no number says how many are told.
        some = len(behind) > 1 and _is("beside", "of", behind[-2])
        numbers, behind = numbers if whole or some else [*numbers, at], []
    before = [at for at in numbers if at < told]
    return max(before) if before else next((at for at in numbers if at > told), None)


def _behind(tokens: list[str], at: int) -> list[str]:
    """Return the words behind a number, up to the next one."""
    found: list[str] = []
    for token in tokens[at + 1 : at + 1 + _FAR]:
        if whole_number(token) is not None or token in _ENDS:
            break
        found.append(token)
    return found


def _rough(tokens: list[str], at: int) -> bool:
    return any(_is("beside", "roughly", token) for token in tokens[max(0, at - _BEFORE) : at])


# Names of the plan: ids, titles, and what is the only one of its kind in its place.


class _Names:
    def __init__(self, p: Partnership) -> None:
        things = [(thing.id, thing) for _, thing in p.plan.things() if thing.id]
        # The ids of reports, such as `final`, are words of any sentence.
        ids = "|".join(re.escape(id_) for id_, thing in things if not isinstance(thing, ReportDue))
        self._ids = re.compile(rf"(?<![\w.-])(?:{ids})(?![\w]|[.-]\w)")
        self._titles: Phrases[str] = Phrases()
        for id_, thing in things:
            for title in (p.label(id_), *_in_languages(thing)):
                if len(title) >= _SHORTEST_TITLE:
                    self._titles.add(_words(title), id_)
        for head, id_ in _heads(p):
            self._titles.add(_words(head), id_)
        for words, id_ in _called_by_number(p):
            self._titles.add(words, id_)
        self._cities: Phrases[str] = Phrases(endings=_ENDING)
        cities = {o.city for o in p.plan.organisations} | {
            venue.city for a in p.plan.activities if (venue := actual(p, a).venue) is not None
        }
        for city in sorted(filter(None, cities)):
            self._cities.add(_words(city), city)
        self._homes = _called(p)
        self._at: dict[tuple[str, str], list[str]] = {}
        self._on: dict[tuple[str, Day], list[str]] = {}
        self._meetings = [meeting.id for meeting in p.plan.meetings]
        for activity in p.plan.activities:
            now, kind = actual(p, activity), _kind(activity)
            if kind and now.venue is not None and now.venue.city:
                self._at.setdefault((kind, now.venue.city), []).append(activity.id)
            for day in _days_of(now.when.span(p.start)) if kind else ():
                self._on.setdefault((kind or "", day), []).append(activity.id)

    def without_ids(self, line: str) -> str:
        """Return a sentence in which the number of an id is no number."""
        return self._ids.sub("id", line)

    def named(self, line: str, tokens: list[str]) -> tuple[str, ...]:
        """Return the ids that a sentence names, by id or by title, of titles the longest."""
        words = [token for token in tokens if token not in _SIGNS]
        titles = (id_ for _, _, id_ in self._titles.found(words))
        return tuple(dict.fromkeys((*self._ids.findall(line), *titles)))

    def cities(self, tokens: list[str]) -> tuple[str, ...]:
        """Return the places that a sentence names, in any case of theirs."""
        return tuple(dict.fromkeys(city for _, _, city in self._cities.found(tokens)))

    def towns(self, tokens: list[str]) -> tuple[str, ...]:
        """Return the places that a sentence names, without those in names of organisations."""
        inside = {at for start, end, _ in self._homes.found(tokens) for at in range(start, end)}
        found = (city for start, _, city in self._cities.found(tokens) if start not in inside)
        return tuple(dict.fromkeys(found))

    def by_ordinal(self, tokens: list[str]) -> tuple[str, ...]:
        """Return the one meeting that a sentence counts: the second meeting."""
        found = {
            number
            for at, token in enumerate(tokens)
            if (number := _ordinal(token))
            and any(_is("kinds", "meeting", word) for word in tokens[at + 1 : at + 1 + _NEAR + 1])
        }
        (number,) = found if len(found) == 1 else (0,)
        return (self._meetings[number - 1],) if 0 < number <= len(self._meetings) else ()

    def by_day(self, tokens: list[str], days: list[tuple[str, frozenset[Day]]]) -> tuple[str, ...]:
        """Return the one meeting, training or event of a kind on a day that a sentence says."""
        readings = {day for _, each in days for day in each}
        found = {
            id_
            for kind in (_kinds(tokens) if readings else ())
            for day in readings
            for id_ in self._on.get((kind, day), ())
        }
        return tuple(found) if len(found) == 1 else ()

    def by_place(self, tokens: list[str], cities: tuple[str, ...]) -> tuple[str, ...]:
        """Return the one meeting, training or event of a kind and a place, if there is one."""
        if not cities:
            return ()
        found = [
            id_
            for kind in _kinds(tokens)
            for city in cities
            for id_ in self._at.get((kind, city), ())
        ]
        return tuple(found) if len(found) == 1 else ()


_names = once(_Names)


def _kinds(tokens: list[str]) -> list[str]:
    """Return the kinds of activities that words name, in the order of the list."""
    return [k for k in _lists()["kinds"] if any(_is("kinds", k, token) for token in tokens)]


def _words(title: str) -> list[str]:
    return [token for token in _TOKEN.findall(folded(title)) if token not in _SIGNS]


def _called(p: Partnership) -> Phrases[str]:
    """Return the long names of organisations."""
    found: Phrases[str] = Phrases(endings=_ENDING)
    for o in p.plan.organisations:
        for name in filter(None, (o.name, *o.also_known_as)):
            found.add(_words(name), o.id)
    return found


def _called_by_number(p: Partnership) -> Iterator[tuple[list[str], str]]:
    """Yield how work packages are called where nobody writes their ids: work package 3."""
    for each in p.plan.work_packages:
        number = each.id.removeprefix("WP")
        if number.isdecimal():
            words = (*_lists()["ids"]["work_packages"], *_lists()["ids"]["short"])
            yield from (([*_words(word), str(int(number))], each.id) for word in words)


def _in_languages(thing: object) -> Iterator[str]:
    """Yield the title of a thing in further languages."""
    texts = getattr(thing, "translations", {}).get("title", {})
    yield from (text for text in texts.values() if isinstance(text, str))


def _heads(p: Partnership) -> Iterator[tuple[str, str]]:
    """Yield titles up to their comma or colon, where no other title begins so."""
    heads = grouped(
        (folded(head), (head, thing.id))
        for _, thing in p.plan.things()
        if thing.id and len(head := _HEAD.split(p.label(thing.id))[0]) >= _SHORTEST_TITLE
    )
    yield from (same[0] for same in heads.values() if len(same) == 1)


@cache
def _ordinal(word: str) -> int | None:
    """Return which one a word says: second is 2."""
    return next((int(n) for n in _lists()["ordinals"] if _is("ordinals", n, word)), None)


def _days_of(span: Span | None) -> Iterator[Day]:
    """Yield the days of something that goes on for a fortnight at most."""
    if span is not None and (length := (span.last - span.first).days) < _LONG:
        days = (span.first + timedelta(n) for n in range(length + 1))
        yield from ((day.year, day.month, day.day) for day in days)


def _kind(activity: Activity) -> str | None:
    if isinstance(activity, Task):
        return None
    if isinstance(activity, Meeting):
        return "meeting"
    return "training" if isinstance(activity, Training) else "event"
