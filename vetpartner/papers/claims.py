"""What somebody's own sentences claim of a project: numbers, days, places, ids and titles."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.tables.months import named_day
from vetpartner.model import Meeting, Organisation, Participant, Person, ReportDue, Task, Training
from vetpartner.model.partnership import once
from vetpartner.papers.claim_words import (
    BEFORE,
    SIGNS,
    TOKEN,
    claim_words,
    fold,
    is_word,
    quantity_of,
    role_of,
    roughly,
    whole_number,
    words_of,
)
from vetpartner.state.held import actual
from vetpartner.values.keyed import grouped
from vetpartner.values.page_text import folded
from vetpartner.values.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership, Span

_named_day = lru_cache(maxsize=10_000)(named_day)
_SENTENCE = re.compile(r"(?<=[.!?;\u2026])(?<![\s.]\d\.)[\"'\u201d\u00bb)\]]*\s+|\n+")
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
_HOMES = (Organisation, Participant, Person)
_FAR, _NEAR = 5, 2
"""How many words behind a number people may stand that it counts, and how many anything else."""
_ENDS = frozenset(",;:()|")
_LONG = 14
_ENDING = 4
"""How many letters the end of a place may have in another case."""
_HEAD = re.compile(r"[,:(]")
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
    without = _counting(p, line, days)
    found = list(TOKEN.finditer(without))
    tokens = [fold(match[0]) for match in found]
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
                role_of(tokens[last]) if quantity == "people" else "",
            )
            for quantity, value, first, last, whole in _numbers(tokens)
        ),
        days=tuple(days),
        cities=names.towns(tokens) if cities else (),
    )


def _counting(p: Partnership, line: str, days: Iterable[tuple[str, object]]) -> str:
    """Return a sentence without the numbers that count nothing: days, references and ids."""
    for said, _ in days:
        line = line.replace(said, " ; ")
    return _names(p).without_ids(_CODE.sub(" ; ", line))


def numbers_before(p: Partnership, told: Sentence) -> Iterator[tuple[Decimal, str, list[str]]]:
    """Yield each whole number of a sentence, also such as count nothing that a word names.

    With it stand the number as it is said and the folded words behind it, up to the next number.
    """
    without = _counting(p, told.text, told.days)
    found = list(TOKEN.finditer(without))
    tokens = [fold(match[0]) for match in found]
    for at, token in enumerate(tokens):
        value = whole_number(token)
        if value is not None and tokens[at + 1 : at + 2] != ["%"]:
            yield value, found[at][0], _behind(tokens, at)


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


def _numbers(tokens: list[str]) -> Iterator[tuple[str, Decimal, int, int, bool]]:
    """Yield what is counted, the number, its first and last word, and whether it is of all."""
    if not any(whole_number(token) is not None for token in tokens):
        return
    there = any(is_word("beside", "there", token) for token in tokens)
    fewer = _with_fewer(tokens)
    part = False
    for at, token in enumerate(tokens):
        value = whole_number(token)
        if value is None:
            continue
        behind = _behind(tokens, at)
        year = _FIRST_YEAR <= value <= _LAST_YEAR and token.isdigit()
        if year or tokens[at + 1 : at + 2] == ["%"] or roughly(tokens, at):
            continue
        of_whole, part = part, bool(behind) and is_word("beside", "of", behind[0])
        counted = ((quantity_of(word), at + n) for n, word in enumerate(behind, 1))
        near = (each for each in counted if each[1] - at <= _NEAR or each[0] == "people")
        quantity, last = next((each for each in near if each[0]), (None, at))
        around = (*tokens[max(0, at - BEFORE) : at], *behind)
        if quantity == "people" and "registered" in map(quantity_of, around):
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
    told = next((at for at, token in enumerate(tokens) if is_word("beside", FEWER, token)), None)
    if told is None:
        return None
    numbers: list[int] = []
    behind: list[str] = []
    for at, token in enumerate(tokens):
        if whole_number(token) is None:
            behind.append(token)
            continue
        whole = numbers and behind and len(behind) <= BEFORE and is_word("beside", "of", behind[0])
        # Some of the 16: the whole, of which no number says how many are told.
        some = len(behind) > 1 and is_word("beside", "of", behind[-2])
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
                    self._titles.add(words_of(title), id_)
        for head, id_ in _heads(p):
            self._titles.add(words_of(head), id_)
        for words, id_ in _called_by_number(p):
            self._titles.add(words, id_)
        self._cities: Phrases[str] = Phrases(endings=_ENDING)
        cities = {o.city for o in p.plan.organisations} | {
            venue.city for a in p.plan.activities if (venue := actual(p, a).venue) is not None
        }
        for city in sorted(filter(None, cities)):
            self._cities.add(words_of(city), city)
        self._homes = _called(p)
        self._at: dict[tuple[str, str], list[str]] = {}
        self._on: dict[tuple[str, Day], list[str]] = {}
        self._meetings = [meeting.id for meeting in p.plan.meetings]
        for activity in p.plan.activities:
            now, kind = actual(p, activity), _kind(activity)
            if kind and now.place is not None and now.place.city:
                self._at.setdefault((kind, now.place.city), []).append(activity.id)
            for day in _days_of(now.when.span(p.start)) if kind else ():
                self._on.setdefault((kind or "", day), []).append(activity.id)

    def without_ids(self, line: str) -> str:
        """Return a sentence in which the number of an id is no number."""
        return self._ids.sub("id", line)

    def named(self, line: str, tokens: list[str]) -> tuple[str, ...]:
        """Return the ids that a sentence names, by id or by title, of titles the longest."""
        words = [token for token in tokens if token not in SIGNS]
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
            and any(
                is_word("kinds", "meeting", word) for word in tokens[at + 1 : at + 1 + _NEAR + 1]
            )
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
    return [
        k for k in claim_words()["kinds"] if any(is_word("kinds", k, token) for token in tokens)
    ]


def _called(p: Partnership) -> Phrases[str]:
    """Return the long names of organisations."""
    found: Phrases[str] = Phrases(endings=_ENDING)
    for o in p.plan.organisations:
        for name in filter(None, (o.name, *o.also_known_as)):
            found.add(words_of(name), o.id)
    return found


def _called_by_number(p: Partnership) -> Iterator[tuple[list[str], str]]:
    """Yield how work packages are called where nobody writes their ids: work package 3."""
    for each in p.plan.work_packages:
        number = each.id.removeprefix("WP")
        if number.isdecimal():
            words = (*claim_words()["ids"]["work_packages"], *claim_words()["ids"]["short"])
            yield from (([*words_of(word), str(int(number))], each.id) for word in words)


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
    return next((int(n) for n in claim_words()["ordinals"] if is_word("ordinals", n, word)), None)


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
