"""Days, places, ids and months that a document says otherwise than plan and facts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vetpartner.documents.towns import towns
from vetpartner.documents.words import TOKEN, fold, is_word, names
from vetpartner.files.tables.months import named_day
from vetpartner.model import Activity, Deliverable, Milestone, Task
from vetpartner.papers.against_record import in_sentence
from vetpartner.papers.claim_words import counts_attending
from vetpartner.state.held import actual, held_span
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.documents.finding import Found, Sure
    from vetpartner.documents.subject import Said, Subject
    from vetpartner.model import Span
    from vetpartner.papers.against_record import Difference
    from vetpartner.papers.claims import Day, Sentence

_SLUGS = {
    "number": "document-number-differs",
    "day": "document-date-differs",
    "place": "document-place-differs",
    "id": "document-id-does-not-exist",
    "title": "document-title-differs",
}
_CONNECTED = (
    r"\.?\s?(?:-|\u2013|\u2014|to|until|bis|do|al?|au|y|e|und|and|et|i"
    r"|\u03ad\u03c9\u03c2|\u03c9\u03c2)\s?\Z"
)
_FIRST = re.compile(
    rf"(?<![\w.:])(?P<day>\d{{1,2}})\.?"
    rf"(?:\s?(?P<month>\d{{1,2}})\.|(?: de| of)? (?P<name>[^\W\d_]{{3,15}}))?{_CONNECTED}"
)
"""The first day of a range, up to where its last one begins."""
_ONLY = re.compile(_CONNECTED.replace(r"\s?\Z", r"\s?"))
_MONTH = r"(?:(?P<m>M) ?(?P<a>\d{1,2})|(?P<w>[^\W\d_]{1,15})\.? (?P<b>\d{1,2}))(?!\w)"
_NAMED = r"(?P<name>[^\W\d_]{3,12})\.? (?:de )?(?P<year>20\d\d)(?!\w)"
_MONTHS = (
    re.compile(rf"(?<!\w){_MONTH}\)?[\s:,=(\[\u2013-]{{1,4}}{_NAMED}"),
    re.compile(rf"(?<!\w){_NAMED}[\s:,=(\[\u2013-]{{1,4}}{_MONTH}"),
)
_HEAD = re.compile(r"(?P<label>[^\W\d_][^|:]{1,30}?)\s?[|:]\s?(?P<place>[^|:]{3,80})")
"""A line or a row that says first what it tells."""
_ENDING, _SHORTEST = 3, 4
"""How many letters of a place bend, and how many it has at least."""
_SHORT = 100
"""In a longer sentence a day beside a result may be that of much else."""
_BESIDE = 3
_NEAR = 60
"""How many days a slip of the pen moves something that is known by its place alone."""
_YEAR = re.compile(r"20\d\d")


def claims(s: Subject) -> Iterator[Found]:
    """Yield what sentences say otherwise than the record, as a report finds it in its own words."""
    of = s.of if s.held else None
    for each, before in zip(s.sentences, _going_on(s), strict=True):
        said = each.sentence
        # An id of nothing in the plan is none of its names.
        numbered = any(sign.isdigit() for sign in said.text)
        if not (said.numbers or said.days or said.cities or said.named or numbered):
            continue
        about = of or (_spoken_of(s, said, s.topic or before) if not said.named else None)
        found = list(in_sentence(s.plan.p, said, of))
        if about != of:
            told = (one for one in in_sentence(s.plan.p, said, about) if _of_topic(said, one))
            found += [one for one in told if one.said not in {each.said for each in found}]
        for one in found:
            if one.kind == "day" and said.placed and not _soon(s, each):
                continue  # something else in the same place
            if one.kind == "day" and not _has_days(s, one.of, said):
                continue
            if one.kind == "day" and _in_range(s, each, one.said):
                continue  # `ranges` looks at it
            yield s.told(
                each,
                _SLUGS[one.kind],
                _message(one),
                one.said,
                sure=_sure(one, about),
                record=one.record,
                of=one.of or of,
            )


def _spoken_of(s: Subject, said: Sentence, id_: str | None) -> str | None:
    """Return an activity if a sentence that names none can be about it: of its days and town."""
    activity = s.plan.p.get(id_)
    if not isinstance(activity, Activity):
        return None
    spans = [*_spans(s, activity), *_ever(s, activity.id)]
    days = [day for _, readings in said.days for day in readings]
    if days and not any(_inside(day, span) for day in days for span in spans):
        return None
    venue = actual(s.plan.p, activity).place
    elsewhere = said.cities and venue is not None and venue.city not in said.cities
    return None if elsewhere else id_


def _going_on(s: Subject) -> Iterator[str | None]:
    """Yield for each sentence the activity of which the one before it in its paragraph speaks.

    Whoever names people, towns or days in between speaks of something else.
    """
    passage, about = None, None
    for each in s.sentences:
        said = each.sentence
        if each.passage is not passage:
            passage, about = each.passage, None
        if said.named:
            thing = s.plan.p.get(said.named[0]) if len(said.named) == 1 else None
            known = isinstance(thing, Activity) and not isinstance(thing, Task)
            about = said.named[0] if known else None
        elif said.homes or said.cities or said.days:
            about = None
        yield about


def _of_topic(said: Sentence, one: Difference) -> bool:
    """Tell whether a sentence that names nothing speaks of those who were there."""
    numbers = [each for each in said.numbers if each.said == one.said and one.kind == "number"]
    return any(each.whole or counts_attending(each.said) for each in numbers)


def places(s: Subject) -> Iterator[Found]:
    """Yield another place beside the days of an activity, or on its certificates and lists.

    Elsewhere the home of who hosts or leads it may be meant, which `claims` lets pass.
    """
    for each in s.sentences:
        said, activity = each.sentence, s.activity(each)
        # In a row of a table the place is that of who came.
        strict = bool(said.days) or s.kind in {"certificate", "attendance list"}
        strict = strict and "|" not in said.text
        if activity is None or said.placed or len(said.cities) > 1 or not strict:
            continue
        venue = actual(s.plan.p, activity).place
        if venue is None or not venue.city:
            continue
        other = [city for city in said.cities if city != venue.city]
        if not said.cities:
            own = fold(venue.city)
            other = [t.said for t in towns(said.text, s.language) if own not in t.names]
        if len(other) == 1:
            yield s.told(
                each,
                _SLUGS["place"],
                f"“{other[0]}” of {activity.id}: the record says {venue.city}",
                other[0],
                sure="likely",
                record=venue.city,
                of=activity.id,
            )


def venues(s: Subject) -> Iterator[Found]:
    """Yield the place in the head of minutes, lists and certificates where it was elsewhere."""
    activity = s.thing if s.held and isinstance(s.thing, Activity) else None
    venue = actual(s.plan.p, activity).place if activity is not None else None
    if activity is None or venue is None or not venue.city:
        return
    right = {fold(word) for text in (venue.city, venue.name or "") for word in TOKEN.findall(text)}
    for each in s.sentences:
        head = _HEAD.match(each.sentence.text)
        if head is None or not is_word("places", "heads", fold(head["label"].split()[0])):
            continue
        said = head["place"].strip()
        plain = [fold(word) for word in TOKEN.findall(said)]
        online = any(is_word("places", "online", word) for word in plain)
        known = any(_same_place(word, own) for word in plain for own in right)
        known = known or any(venue.city in (c, fold(c)) for c in each.sentence.cities)
        named = any(fold(venue.city) in town.names for town in towns(f"in {said}", s.language))
        town = TOKEN.match(said)
        if town is None or not town[0][0].isupper() or online or known or named:
            continue
        yield s.told(
            each,
            _SLUGS["place"],
            f"“{town[0]}” of {activity.id}: the record says {venue.city}",
            town[0],
            sure="likely",
            record=venue.city,
            of=activity.id,
        )


def _same_place(one: str, other: str) -> bool:
    """Tell whether two words are one name: bent, or with an article before it, as in Oporto."""
    same = max(len(one), len(other), _ENDING + _SHORTEST) - _ENDING
    long = min(len(one), len(other)) >= _SHORTEST
    return long and (one[:same] == other[:same] or other in one)


def _has_days(s: Subject, id_: str | None, said: Sentence) -> bool:
    """Tell whether a day beside something is its own: it has few, or it is the only one said."""
    thing = s.plan.p.get(id_)
    if isinstance(thing, Deliverable | Milestone):
        return len(said.days) == 1 and len(said.text) < _SHORT
    return isinstance(thing, Activity) and not isinstance(thing, Task)


def _in_range(s: Subject, each: Said, day: str) -> bool:
    """Tell whether a day is the end of a range of days of an activity."""
    activity = s.activity(each)
    known = activity is not None and bool(_spans(s, activity))
    return known and any(day in words for words, _, _ in _ranges(each))


def _soon(s: Subject, each: Said) -> bool:
    """Tell whether a day that a sentence says is near those of the activity that it names."""
    activity = s.activity(each)
    spans = _spans(s, activity) if activity is not None else []
    said = [day for _, readings in each.sentence.days for day in map(_date, readings)]
    near = timedelta(_NEAR)
    return any(span.first - near <= d <= span.last + near for span in spans for d in said if d)


def _message(one: Difference) -> str:
    if one.kind == "id":
        return f"{one.said} does not exist: {one.record}"
    if one.kind == "title":
        return one.record
    of = f" of {one.of}" if one.of else ""
    return f"“{one.said}”{of}: the record says {one.record}"


def _sure(one: Difference, of: str | None) -> Sure:
    if one.kind in {"id", "title"}:
        return "certain"
    return "likely" if one.of or of else "possible"


# Days.


def ranges(s: Subject) -> Iterator[Found]:
    """Yield ranges of days of an activity that begin or end on another day than the record says."""
    for each in s.sentences:
        activity = s.activity(each)
        spans = _spans(s, activity) if activity is not None and each.sentence.days else []
        if activity is None or not spans or (each.sentence.placed and not _soon(s, each)):
            continue
        known = [*spans, *(_ever(s, activity.id) if _planning(each) else ())]
        found = list(_ranges(each))
        if any(_is_range(first, last, span) for _, first, last in found for span in known):
            continue
        for said, _, _ in found:
            yield s.told(
                each,
                _SLUGS["day"],
                f"“{said}” of {activity.id}: the record says {_shown(spans[0])}",
                said,
                sure="likely",
                record=_shown(spans[0]),
                of=activity.id,
            )


def _is_range(first: frozenset[Day], last: frozenset[Day], span: Span) -> bool:
    return _is_day(first, span.first) and _is_day(last, span.last)


def _planning(each: Said) -> bool:
    """Tell whether a sentence speaks of what was planned, or moved."""
    words = TOKEN.findall(each.sentence.text)
    return any(is_word("planning", "words", fold(word)) for word in words)


def _spans(s: Subject, activity: Activity) -> list[Span]:
    """Return the days on which it took place, or else those that the plan says."""
    held = held_span(s.plan.p, activity)
    planned = activity.when.span(s.plan.p.start)
    return [span for span in ((held,) if held is not None else (planned,)) if span is not None]


def _ranges(each: Said) -> Iterator[tuple[str, frozenset[Day], frozenset[Day]]]:
    text, at, before = each.sentence.text, 0, None
    for said, readings in each.sentence.days:
        start = text.find(said, at)
        match = _FIRST.search(text, max(0, start - 40), start) if start >= 0 else None
        if before is not None and _ONLY.fullmatch(text[at:start]):
            yield text[before[1] : start + len(said)], before[0], readings
        elif match is not None:
            first = frozenset(_first_day(match, day) for day in readings)
            yield text[match.start() : start + len(said)], first, readings
        before = (readings, start)
        at = start + len(said)


def _first_day(match: re.Match[str], last: Day) -> Day:
    year, month, _ = last
    if match["month"]:
        month = int(match["month"])
    elif match["name"]:
        named = named_day(f"{match['day']} {match['name']} {year or 2000}")
        month = named[1][0] if named is not None else month
    return year, month, int(match["day"])


def _is_day(readings: frozenset[Day], day: date) -> bool:
    return bool(readings & {(day.year, day.month, day.day), (None, day.month, day.day)})


def _shown(span: Span) -> str:
    return f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"


def dates_of_papers(s: Subject) -> Iterator[Found]:
    """Yield the date of minutes, lists and certificates where the activity was on other days."""
    activity = s.thing if s.held and isinstance(s.thing, Activity) else None
    spans = _spans(s, activity) if activity is not None else []
    if activity is None or not spans:
        return
    for each in s.sentences:
        said = each.sentence
        own = not said.named and (_dated(said.text) or s.kind == "certificate")
        if not said.days or not own or _issued(said.text) or any(True for _ in _ranges(each)):
            continue
        for words, readings in said.days:
            if not any(_inside(day, span) for day in readings for span in spans):
                yield s.told(
                    each,
                    "document-date-differs",
                    f"“{words}” of {activity.id}: the record says {_shown(spans[0])}",
                    words,
                    sure="likely",
                    record=_shown(spans[0]),
                    of=activity.id,
                )


def planned_days(s: Subject) -> Iterator[Found]:
    """Yield the planned day of what took place on another, on papers that say when it did."""
    activity = s.thing if s.held and isinstance(s.thing, Activity) else None
    held = held_span(s.plan.p, activity) if activity is not None else None
    if activity is None or held is None or s.kind == "agenda":
        return
    for each in s.sentences:
        said = each.sentence
        if said.named != (activity.id,) or _planning(each) or not said.days or any(_ranges(each)):
            continue
        if any(_inside(day, held) for _, readings in said.days for day in readings):
            continue
        before = {span for span in _ever(s, activity.id) if span != held}
        for words, readings in said.days:
            if any(_inside(day, span) for day in readings for span in before):
                yield s.told(
                    each,
                    _SLUGS["day"],
                    f"“{words}” was planned for {activity.id}: the record says {_shown(held)}",
                    words,
                    sure="likely",
                    record=_shown(held),
                    of=activity.id,
                )


def days_beside(s: Subject) -> Iterator[Found]:
    """Yield a day just before or after an activity, beside a right one: it begins a day early."""
    for each in s.sentences:
        activity, said = s.activity(each), each.sentence
        spans = _spans(s, activity) if activity is not None else []
        apart = _planning(each) or _issued(said.text) or said.placed or not said.named
        if activity is None or not spans or apart or len(said.days) == 1 or any(_ranges(each)):
            continue
        (span,) = spans
        right = [w for w, readings in said.days if any(_inside(day, span) for day in readings)]
        near = timedelta(_BESIDE)
        for words, readings in said.days if right else ():
            dated = [day for day in map(_date, readings) if day is not None]
            if words not in right and any(
                span.first - near <= d <= span.last + near for d in dated
            ):
                yield s.told(
                    each,
                    _SLUGS["day"],
                    f"“{words}” of {activity.id}: the record says {_shown(span)}",
                    words,
                    sure="possible",
                    record=_shown(span),
                    of=activity.id,
                )


def _ever(s: Subject, id_: str) -> list[Span]:
    """Return the days that the plan says now, and said at the beginning."""
    p = s.plan.p
    things = [
        thing for plan in (p.plan, p.baseline) for _, thing in plan.things() if thing.id == id_
    ]
    return [span for thing in things if (span := thing.when.span(p.start)) is not None]


def _inside(day: Day, span: Span) -> bool:
    year, month, number = day
    try:
        years = (year,) if year is not None else (span.first.year, span.last.year)
        return any(span.first <= date(each, month, number) <= span.last for each in years)
    except ValueError:
        return False


def _dated(text: str) -> bool:
    """Tell whether a line begins by saying that a date follows."""
    first = TOKEN.findall(text)[:2]
    return any(is_word("date", "words", fold(word)) for word in first)


def _issued(text: str) -> bool:
    return any(is_word("date", "issued", fold(word)) for word in TOKEN.findall(text))


def weekdays(s: Subject) -> Iterator[Found]:
    """Yield dates beside a day of the week on which they do not fall."""
    for each in s.sentences:
        text, at = each.sentence.text, 0
        for said, readings in each.sentence.days:
            start = text.find(said, at)
            at = start + len(said)
            dated = [_date(day) for day in readings]
            days = {day.isoweekday() for day in dated if day is not None}
            before = TOKEN.findall(text[max(0, start - 20) : max(0, start)])[-1:]
            number = next((n for word in before if (n := _weekday(fold(word)))), None)
            if number is not None and days and number not in days and None not in dated:
                real = next(day for day in dated if day is not None)
                yield s.told(
                    each,
                    "document-weekday-differs",
                    f"{said} is a {real:%A}, not “{before[0]}”",
                    f"{before[0]} {said}" if f"{before[0]} {said}" in text else said,
                    sure="certain",
                    record=f"{real:%A}",
                )


def _date(day: Day) -> date | None:
    year, month, number = day
    try:
        return date(year, month, number) if year is not None else None
    except ValueError:
        return None


def _weekday(word: str) -> int | None:
    return next((int(n) for n in names("weekdays") if is_word("weekdays", n, word)), None)


def months(s: Subject) -> Iterator[Found]:
    """Yield project months beside calendar months that are others, such as M14 (January 2025)."""
    p = s.plan.p
    if p.start is None:
        return
    for passage in s.passages:
        if not _YEAR.search(passage.text):
            continue
        for pattern in _MONTHS:
            for match in pattern.finditer(passage.text):
                number, calendar = int(match["a"] or match["b"]), _calendar(match)
                word = match["w"] and is_word("months", "words", folded(match["w"]))
                if calendar is None or not (match["m"] or word) or not number:
                    continue
                if match["m"] and p.get(f"M{number}") is not None:
                    continue  # a meeting
                year, choices = calendar
                wanted = {(year - p.start.year) * 12 + m - p.start.month + 1 for m in choices}
                if number not in wanted:
                    right = p.start.month - 1 + number - 1
                    record = f"{p.start.year + right // 12}-{right % 12 + 1:02}"
                    yield s.found(
                        "document-month-differs",
                        f"project month {number} is {record}, not {match['name']} {match['year']}",
                        match[0],
                        sure="certain",
                        passage=passage,
                        at=match.start(),
                        record=record,
                    )


def _calendar(match: re.Match[str]) -> tuple[int, tuple[int, ...]] | None:
    named = named_day(f"1 {match['name']} {match['year']}")
    return None if named is None else (named[0], named[1])
