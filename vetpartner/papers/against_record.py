"""A text in somebody's own words against the record: what it says otherwise."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.model import (
    Activity,
    Delivered,
    Disseminated,
    Measured,
    Meeting,
    Organisation,
    Person,
    Settled,
    Surveyed,
    Task,
    Training,
    When,
)
from vetpartner.model.partnership import once
from vetpartner.papers.claim_words import numbered_packages, takes_place
from vetpartner.papers.claims import FEWER, sentences
from vetpartner.papers.given_away import given_away
from vetpartner.programme import country
from vetpartner.state.achieved import achieved
from vetpartner.state.attendance import certified_count, registered
from vetpartner.state.held import actual, held_facts, participants
from vetpartner.state.rows import happened, package_of
from vetpartner.state.suppression import SMALLEST
from vetpartner.values.page_text import folded
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership, Span
    from vetpartner.papers.claims import Number, Sentence

Kind = Literal["number", "day", "place", "id", "title"]
"""What a sentence says otherwise."""
_SHOWN = 4
"""How many numbers of the record a difference names."""
_FEWEST = 6
"""Smaller numbers are of some among many, unless a sentence says that they are all."""
_OF_ALL = {"organisations", "countries"}
"""What is counted of the whole project, even where a sentence names some of its partners."""
_IN_A_CHANNEL = {"posts": "social media", "newsletters": "newsletter"}
_HOMES = (Organisation, Person)
_NEVER_PART = {"registered", "certificates", FEWER, *_IN_A_CHANNEL}
_ANYTHING = "anything"
_TITLE_BEHIND = re.compile(r"[\s:,(\[\"'\u201c\u201d\u201e\u00ab\u2018\u2013\u2014-]*")
_ID = re.compile(r"(?<![\w.-])([A-Z]{1,3})\d{1,3}(?:\.\d+)*(?![\w]|-\w|\.\d)")


@frozen
class Stated:
    """A number of the record: how many, of what, and of which thing of the plan, if of one.

    `planned` tells that nobody says it came about. `what` is empty where it is only a part of
    another one.
    """

    value: Decimal
    what: str
    of: str | None = None
    planned: bool = False

    def __str__(self) -> str:
        return f"{self.value:f} {self.what}" + (f" ({self.of})" if self.of else "")


@frozen
class Difference:
    """What a sentence says and the record says instead; `of` is the thing that it is about."""

    kind: Kind
    said: str
    sentence: str
    record: str
    of: str | None = None


def differences(p: Partnership, text: str, of: str | None = None) -> Iterator[Difference]:
    """Yield what plain text says otherwise than the record.

    `of` is a work package or an activity that the whole text is about. A number, a day or a place
    of which nothing is recorded is not compared.
    """
    for sentence in sentences(p, text):
        yield from in_sentence(p, sentence, of)


def in_sentence(p: Partnership, sentence: Sentence, of: str | None = None) -> Iterator[Difference]:
    """Yield what one sentence says otherwise than the record, see `differences`."""
    for number in sentence.numbers:
        if (found := _number(p, number, _scope(p, sentence, of))) is not None:
            yield Difference("number", number.said, sentence.text, found, _one(sentence))
    yield from _ids(p, sentence)
    thing = p.get(_one(sentence))
    if thing is not None:
        yield from _days(p, sentence, thing)
        yield from _places(p, sentence, thing)


@frozen
class Untold:
    """A number in a sentence that the record does not say; `of` is what it is about.

    `few` tells that it is of so few people that the report keeps it back in its tables, or that
    such a number follows from it.
    """

    said: str
    sentence: str
    of: str | None = None
    few: bool = False


def untold(p: Partnership, text: str, of: str | None = None) -> Iterator[Untold]:
    """Yield the numbers of plain text of which nothing is recorded, and those of very few people.

    `of` is as for `differences`. What the plan says is told, although nobody recorded it.
    """
    every = _stated(p)
    for sentence in sentences(p, text):
        scope = _scope(p, sentence, of)
        for number in sentence.numbers:
            if number.quantity != FEWER and number.value < _FEWEST:
                continue  # of some among many, of whom no record tells
            of_kind = _about(every.get(number.quantity, ()), scope)
            few = number.quantity == FEWER and _is_few(number.value, sentence)
            known = any(not one.planned for one in of_kind)
            others = every.get(_ANYTHING, ()) if number.quantity != FEWER else ()
            values = {one.value for one in (*of_kind, *_about(others, scope))}
            if few or not (known or number.value in values):
                about = _one(sentence) or of
                yield Untold(number.said, sentence.text, about, few=few and known)
        for said in given_away(p, sentence, of):
            yield Untold(said, sentence.text, _one(sentence) or of, few=True)


def _is_few(fewer: Decimal, sentence: Sentence) -> bool:
    """Tell whether so few have fewer opportunities, or so few of those that are told have not."""
    rest = (one.value - fewer for one in sentence.numbers)
    return any(0 < number < SMALLEST for number in (fewer, *rest))


def _about(stated: Iterable[Stated], scope: frozenset[str] | None) -> list[Stated]:
    return [one for one in stated if scope is None or one.of is None or one.of in scope]


def _one(sentence: Sentence) -> str | None:
    return sentence.named[0] if len(sentence.named) == 1 else None


def _scope(p: Partnership, sentence: Sentence, of: str | None) -> frozenset[str] | None:
    """Return the ids that a sentence is about; None for the whole project."""
    named = sentence.named or ((of,) if of is not None else sentence.homes)
    if not named:
        return None
    inside = {row.id for row in achieved(p) if package_of(p, row) in named}
    return frozenset(inside.union(named))


# Numbers.


def _number(p: Partnership, said: Number, scope: frozenset[str] | None) -> str | None:
    """Return what the record says where a number is another one; None where it agrees.

    A smaller number may be of some among many, and is let pass where nothing says that it is all.
    """
    every = _stated(p)
    of_all = said.quantity in _OF_ALL
    if of_all and scope and all(isinstance(p.get(each), _HOMES) for each in scope):
        scope = None
    of_kind = [one for one in every.get(said.quantity, ()) if scope is None or one.of in scope]
    of_role = [one for one in every.get(said.role, ()) if scope is not None and one.of in scope]
    people, of_kind = of_kind, of_role or of_kind
    others = () if of_all else every.get(_ANYTHING, ())
    anything = [one for one in others if scope is None or one.of in scope]
    values = {one.value for one in (*of_kind, *anything)}
    known = [one for one in of_kind if not one.planned]
    if not known or said.value in values | _sums(of_kind):
        return None
    whole = said.whole or said.quantity in _NEVER_PART
    most = max(one.value for one in known)
    all_of_them = whole and said.value >= _FEWEST and 2 * said.value >= most
    several = said.quantity == "people" and not of_role
    limit = max(values) if several else max(one.value for one in of_kind)
    if not all_of_them and said.value <= limit:
        return None
    shown = [one for one in dict.fromkeys((*of_role, *people)) if one.what]
    shown.sort(key=lambda one: (one.planned, one not in of_role, abs(one.value - said.value)))
    return ", ".join(map(str, shown[:_SHOWN]))


def _sums(stated: Iterable[Stated]) -> set[Decimal]:
    """Return what all numbers of one kind make together."""
    found: dict[str, Decimal] = {}
    for one in stated:
        if one.what:
            found[one.what] = found.get(one.what, Decimal(0)) + one.value
    return set(found.values())


@once
def _stated(p: Partnership) -> dict[str, tuple[Stated, ...]]:
    found: dict[str, list[Stated]] = {}
    for quantity, value, what, of, planned in _all(p):
        if value is not None:
            one = Stated(Decimal(value), what, of, planned)
            found.setdefault(quantity, []).append(one)
    return {quantity: tuple(each) for quantity, each in found.items()}


Row = tuple[str, "Decimal | int | None", str, "str | None", bool]


def _all(p: Partnership) -> Iterator[Row]:
    for activity in p.plan.activities:
        if not isinstance(activity, Task):
            yield from _of_activity(p, activity)
    for row in achieved(p):
        if row.kind == "indicator":
            for what, value in (("planned", row.planned_value), ("before", row.start_value)):
                yield _ANYTHING, value, what, row.id, True
            for fact in p.facts_of(row.id, Measured):
                yield _ANYTHING, fact.value, "measured", row.id, False
        if row.kind == "dissemination":
            yield "people", row.planned_value, "to be reached", row.id, True
            yield "people", row.achieved_value, "reached", row.id, False
        if row.planned_value is not None and row.achieved_value is not None:
            difference = abs(row.achieved_value - row.planned_value)
            yield _ANYTHING, difference, "more or fewer than planned", row.id, True
    yield from _made_known(p)
    yield from _of_the_project(p)


def _of_activity(p: Partnership, activity: Activity) -> Iterator[Row]:
    id_, people = activity.id, participants(p, activity)
    yield "people", people.planned, "planned", id_, True
    yield "people", people.known, "there", id_, False
    if people.stated != people.known:
        yield "people", people.stated, "stated", id_, False
    for value in _groups(p, id_):
        yield "people", value, "", id_, False
    for role, number, what in _by_role(p, id_):
        yield role, number, what, id_, False
    for fact in p.facts_of(id_, Surveyed):
        yield "people", fact.respondents, "answered the survey", id_, False
    yield FEWER, _with_fewer(p, id_), "with fewer opportunities", id_, False
    yield "certificates", certified_count(p, id_), "certificates", id_, False
    if listed := registered(p, id_):
        yield "registered", sum(who.count for who in listed), "registered", id_, False
        for part in _parts([(who.role, who.count) for who in listed]):
            yield "registered", part, "", id_, False


def _by_role(p: Partnership, id_: str) -> Iterator[tuple[str, int, str]]:
    """Yield how many of each role were there, in all and of each organisation.

    There are none while it is not known of all how many they were.
    """
    rows = [(row.role, row.organisation, row.people) for row in p.attended(id_)]
    counted = [(role, home, people) for role, home, people in rows if people is not None]
    if len(counted) < len(rows):
        return
    for role in dict.fromkeys(role for role, _, _ in counted if role is not None):
        own = [(home or "", people) for each, home, people in counted if each == role]
        yield role, sum(people for _, people in own), f"of the role {role}"
        yield from ((role, number, "") for number in _parts(own))


def _with_fewer(p: Partnership, id_: str) -> int | None:
    """Return how many had fewer opportunities as far as it is recorded, None where nothing is."""
    known = [n for row in p.attended(id_) if isinstance(n := row.fewer_opportunities, int)]
    return sum(known) if known else None


def _groups(p: Partnership, id_: str) -> Iterator[int]:
    """Yield how many were there of each organisation, country and role, and of some of them."""
    rows = [(row, row.people) for row in p.attended(id_)]
    counted = [(row, people) for row, people in rows if people is not None]
    yield from _parts([(row.role or "", people) for row, people in counted])
    yield from _parts([(row.organisation or "", people) for row, people in counted])
    yield from _parts([(_land(p, row.organisation), people) for row, people in counted])


def _parts(counted: list[tuple[str, int]]) -> set[int]:
    """Return what some of the groups make together: each alone, each two of them, all but one."""
    groups: dict[str, int] = {}
    for name, number in counted:
        groups[name] = groups.get(name, 0) + number
    whole = sum(groups.values())
    pairs = {one + other for one, other in combinations(groups.values(), 2)}
    return {*groups.values(), *pairs, *(whole - each for each in groups.values()), whole}


def _land(p: Partnership, organisation: str | None) -> str:
    code = getattr(p.get(organisation), "country", None)
    return (code and country(code)) or code or ""


def _made_known(p: Partnership) -> Iterator[Row]:
    """Yield how often something was made known; an entry without a number may be several."""
    facts = p.facts_of_kind(Disseminated)
    for quantity, channel in _IN_A_CHANNEL.items():
        own = [fact for fact in facts if fact.channel == channel]
        counts = [getattr(fact, "count", None) for fact in own]
        if own and None not in counts:
            for fact, number in zip(own, counts, strict=True):
                yield quantity, number, channel, fact.of, False
        elif own:
            # At least so often: more than the plan says of it, and less than a number.
            for of in dict.fromkeys(fact.of for fact in own):
                times = sum(fact.times for fact in own if fact.of == of)
                yield quantity, times, channel, of, True
            yield quantity, sum(fact.times for fact in own), channel, None, True
    for action in p.plan.dissemination_actions:
        for quantity, channel in _IN_A_CHANNEL.items():
            if action.channel == channel:
                yield quantity, action.count, "planned", action.id, True


def _of_the_project(p: Partnership) -> Iterator[Row]:
    homes = [o for o in p.plan.organisations if o.role != "associated"]
    yield "organisations", len(p.plan.organisations), "in the plan", None, False
    yield "organisations", len(homes), "take part", None, False
    lands = {_land(p, o.id) for o in p.plan.organisations}
    if "" not in lands:
        yield "countries", len(lands), "of the organisations", None, False
    for quantity, kind in (("meetings", Meeting), ("trainings", Training)):
        planned = [a for a in p.plan.activities if isinstance(a, kind)]
        if planned:
            held = sum(bool(held_facts(p, activity)) for activity in planned)
            yield quantity, len(planned), "planned", None, True
            yield quantity, held, "held", None, False
    for result in p.plan.deliverables:
        facts = p.facts_of(result.id, Delivered)
        languages = {code for fact in facts for code in fact.languages}
        yield "languages", len(result.languages) or None, "planned", result.id, True
        yield "languages", len(languages) or None, "delivered", result.id, False


# Days, places, ids and titles.


def _days(p: Partnership, sentence: Sentence, thing: object) -> Iterator[Difference]:
    if not sentence.days:
        return
    known = _known_days(p, thing)
    # What was written or looked at on a day may be told too, but nothing took place then.
    noted = set[date]() if takes_place(sentence.text) else _noted_days(p, thing)
    told = {(None, day.month, day.day) for day in noted} | {
        (day.year, day.month, day.day) for day in noted
    }
    told |= {(None, day.month, day.day) for day in known} | {
        (day.year, day.month, day.day) for day in known
    }
    spans = _long_spans(p, thing)
    inside = any(span.first <= day <= span.last for span in spans for day in _said_days(sentence))
    if not known or inside or any(told & readings for _, readings in sentence.days):
        return
    shown = ", ".join(str(day) for day in sorted(known)[:_SHOWN])
    for said, _ in sentence.days:
        yield Difference("day", said, sentence.text, shown, _one(sentence))


def _long_spans(p: Partnership, thing: Any) -> list[Span]:  # noqa: ANN401 - whatever has an id
    """Return when something goes on whose single days nobody plans."""
    when = getattr(thing, "when", None)
    long = isinstance(when, When) and not (isinstance(thing, Activity) and type(thing) is not Task)
    span = when.span(p.start) if isinstance(when, When) and long else None
    return [span] if span is not None else []


def _said_days(sentence: Sentence) -> Iterator[date]:
    for _, readings in sentence.days:
        for year, month, number in readings:
            with suppress(ValueError):
                if year is not None:
                    yield date(year, month, number)


def _known_days(p: Partnership, thing: Any) -> set[date]:  # noqa: ANN401 - whatever has an id
    """Return the first and last days that plan and facts connect with something."""
    before = next((each for _, each in p.baseline.things() if each.id == thing.id), thing)
    facts = [fact for fact in p.facts if fact.of == thing.id and not isinstance(fact, Settled)]
    whens = [getattr(each, name, None) for each in (thing, before) for name in ("when", "due")]
    whens += [fact.when for fact in facts] + [happened(fact) for fact in facts]
    days = set[date]()
    for when in whens:
        span = when.span(p.start) if isinstance(when, When) else None
        days |= {span.first, span.last} if span is not None else set()
    return days


def _noted_days(p: Partnership, thing: Any) -> set[date]:  # noqa: ANN401 - whatever has an id
    """Return the days on which facts of something were typed, or their proofs were seen."""
    facts = [fact for fact in p.facts if fact.of == thing.id]
    days = {fact.recorded for fact in facts}
    days |= {proof.seen for fact in facts for proof in fact.evidence}
    return {day for day in days if day is not None}


def _places(p: Partnership, sentence: Sentence, thing: object) -> Iterator[Difference]:
    """Yield the one place that a sentence names for an activity that was elsewhere."""
    if sentence.placed or len(sentence.cities) != 1 or not isinstance(thing, Activity):
        return
    now = actual(p, thing)
    venues = [now.place, thing.venue]
    homes = [p.get(getattr(thing, name, None)) for name in ("host", "lead")]
    places = {each.city for each in (*venues, *homes) if each is not None and each.city}
    said = sentence.cities[0]
    if places and now.place is not None and now.place.city and said not in places:
        yield Difference("place", said, sentence.text, str(now.place.city), _one(sentence))


def _ids(p: Partnership, sentence: Sentence) -> Iterator[Difference]:
    things, shapes = _known_ids(p)
    for match in _ID.finditer(sentence.text):
        id_ = match[0]
        if id_ in things:
            yield from _titles(p, sentence, things, match)
        elif match[1] in shapes and not _may_be_month(p, id_):
            known = did_you_mean(id_, things)
            yield Difference("id", id_, sentence.text, f"no {id_} in the plan{known}")
    for said, number in numbered_packages(sentence.text):
        if "WP" in shapes and f"WP{number}" not in things:
            yield Difference("id", said, sentence.text, f"no WP{number} in the plan")


@once
def _known_ids(p: Partnership) -> tuple[dict[str, str], set[str]]:
    """Return the kinds of all things by id, and with which letters ids begin."""
    things = {thing.id: kind for kind, thing in p.plan.things()}
    return things, {match[1] for id_ in things if (match := _ID.fullmatch(id_))}


def _may_be_month(p: Partnership, id_: str) -> bool:
    months = p.plan.project.months
    return re.fullmatch(r"M\d+", id_) is not None and (months is None or int(id_[1:]) <= months)


@once
def _folded_titles(p: Partnership) -> dict[str, str]:
    return {thing.id: folded(p.label(thing.id)) for _, thing in p.plan.things()}


def _titles(
    p: Partnership, sentence: Sentence, things: dict[str, str], match: re.Match[str]
) -> Iterator[Difference]:
    """Yield an id that stands before the title of another thing of its kind."""
    rest = _TITLE_BEHIND.sub("", sentence.text[match.end() :], count=1)
    titles = _folded_titles(p)
    plain, own = folded(rest), titles[match[0]]
    for other, kind in things.items():
        title = titles[other]
        if kind != things[match[0]] or other == match[0] or len(title) < len(match[0]) + 4:
            continue
        if plain.startswith(title) and not plain.startswith(own) and own != title:
            yield Difference(
                "title",
                f"{match[0]} {p.label(other)}",
                sentence.text,
                f"{match[0]} is {p.label(match[0])}, and this is the title of {other}",
                match[0],
            )
