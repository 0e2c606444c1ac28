"""What a project leaves behind: its risks, who keeps its results, places, the four aspects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import (
    Delivered,
    Money,
    Risk,
    Risked,
    Sustained,
    Task,
    Training,
)
from vetpartner.programme import country
from vetpartner.state.held import actual, held_facts, held_span, places_held
from vetpartner.state.inclusion import ALL, EVERYBODY, FEWER, GREEN, STAFF, staff_apart
from vetpartner.state.rows import DONE
from vetpartner.state.statement import aspects
from vetpartner.state.travelling import beside, is_in, listed_green
from vetpartner.values.counts import AtLeast, known_part, least_sum, percent, told
from vetpartner.values.phrase import Phrase, count, listed, say
from vetpartner.values.words import HOURS, NOT_TOLD, HowMany, entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.inclusion import Inclusion, Told
    from vetpartner.state.rows import Achieved
    from vetpartner.state.statement import AspectRow
    from vetpartner.values.phrase import Value


@frozen(kw_only=True)
class RiskRow:
    """A risk of the plan; `came_true` is None where nobody recorded whether it did.

    With `goes_on` the project does: then one that did not come true may do so yet.
    """

    risk: Risk
    came_true: bool | None
    done: str | None
    goes_on: bool = False

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.risk.id, self.risk.title)

    @property
    def outcome(self) -> str:
        """Return in a word whether it came true."""
        if self.came_true is None:
            return "not recorded"
        not_true = say("not so far") if self.goes_on else say("no")
        return "yes" if self.came_true else not_true.text


def risks(p: Partnership) -> tuple[RiskRow, ...]:
    """Return the risks of the plan with their outcome, which is what was recorded last."""
    last = {risk.id: next(reversed(p.facts_of(risk.id, Risked)), None) for risk in p.plan.risks}
    return tuple(
        RiskRow(
            risk=risk,
            came_true=None if (fact := last[risk.id]) is None else fact.came_true,
            done=None if fact is None else fact.done,
            goes_on=p.end is None or p.end >= p.as_of,
        )
        for risk in p.plan.risks
    )


@frozen(kw_only=True)
class KeptRow:
    """A result and who keeps it after the project; None is what nobody stated."""

    id: str
    title: str
    keeper: str | None
    url: str | None
    cost: Money | None
    until: date | None


def kept(p: Partnership) -> tuple[KeptRow, ...]:
    """Return who keeps which result after the project, in the order of the plan."""
    return tuple(row for one in p.plan.deliverables for row in _kept(p, one.id))


def not_kept(p: Partnership) -> tuple[str, ...]:
    """Return the ids of the delivered results of which nobody said who keeps them."""
    return tuple(
        one.id
        for one in p.plan.deliverables
        if p.facts_of(one.id, Delivered) and not p.facts_of(one.id, Sustained)
    )


def _kept(p: Partnership, id_: str) -> Iterator[KeptRow]:
    delivered = reversed(p.facts_of(id_, Delivered))
    address = next((fact.url for fact in delivered if fact.url), None)
    agreed = p.facts_of(id_, Sustained)
    # Of agreements without a day the order of writing them down tells nothing.
    for fact in sorted(agreed, key=lambda f: (f.organisation or "", f.until or date.max, str(f))):
        yield KeptRow(
            id=id_,
            title=p.label(id_),
            keeper=p.label(fact.organisation) or None,
            url=fact.url or address,
            cost=fact.cost,
            until=fact.until,
        )


@frozen(kw_only=True)
class Place:
    """Where activities took place, and what; `country` is a code, or as it was typed."""

    city: str | None
    country: str | None
    held: tuple[str, ...]


def places(p: Partnership, rows: Iterable[Achieved]) -> tuple[Place, ...]:
    """Return the places in which something was held, in the order of the days; none of online."""
    done = {row.id for row in rows if row.status in DONE}
    held = [one for one in p.plan.activities if one.id in done and held_facts(p, one)]
    found: dict[tuple[str | None, str | None], list[str]] = {}
    for activity in sorted(held, key=lambda one: (_first(p, one), one.id)):
        for venue in places_held(p, activity):
            land = venue.country and (country(venue.country) or venue.country)
            ids = found.setdefault((venue.city, land), []) if venue.city or land else []
            if activity.id not in ids:
                ids.append(activity.id)
    return tuple(Place(city=at[0], country=at[1], held=tuple(ids)) for at, ids in found.items())


def _first(p: Partnership, activity: Activity) -> date:
    span = held_span(p, activity)
    return span.first if span is not None else date.max


# What was done for each of the four aspects in all, and which of its rows make each total.

DIGITAL, CIVIC = "ASPECT:DIGITAL", "ASPECT:CIVIC"


@frozen(kw_only=True)
class AspectTotal:
    """What was done for one of the four aspects in all; `much` is None where nobody knows it.

    `parts` are what the total is made of, in its unit: the activities, or the roles of those who
    are counted.
    `notes` say who is counted.
    """

    name: str
    what: Phrase
    much: Phrase | None
    parts: tuple[Phrase, ...] = ()
    notes: tuple[Phrase, ...] = ()

    @property
    def made_of(self) -> Phrase | None:
        """Return the parts in one text, None where there are none."""
        return listed(self.parts)


def aspect_totals(
    p: Partnership, people: Inclusion, rows: Iterable[Achieved]
) -> tuple[AspectTotal, ...]:
    """Return the totals of the four aspects: shares of people, hours online, measures.

    They are made of the measures that `aspects` lists and of the counts by role, so that what
    stands below a total adds up to it. `people` are counts that may be published: what is kept
    back there is not told here.
    """
    measures = aspects(p)
    return (
        _fewer(people),
        _green(p, people),
        _online(p, rows, [row for row in measures if row.aspect == DIGITAL]),
        _civic(p, [row for row in measures if row.aspect == CIVIC]),
    )


# People: those with fewer opportunities, and those who travelled green.


@frozen(kw_only=True)
class _Part:
    """A number of some people: who they are, how many, and of how many; None is not known."""

    who: str
    number: HowMany | Decimal
    whole: HowMany | Decimal


def _columns(people: Inclusion, trait: str) -> list[_Part]:
    """Return the counts of a trait by role, all of them last, as the table of participants has it.

    Nothing where nobody took part.
    """
    counts = dict(people.traits.told)
    if trait not in counts:
        return []
    numbers = zip(people.traits.heads, counts[trait], counts[EVERYBODY], strict=True)
    return [_Part(who=who, number=n, whole=whole) for who, n, whole in numbers]


def _nobody(people: Inclusion) -> _Part:
    """Return all where nobody is recorded: none while nothing was held, and else not known."""
    number = None if people.unlisted else 0
    return _Part(who=ALL, number=number, whole=number)


def _with_unlisted(people: Inclusion, number: HowMany | Decimal) -> HowMany | Decimal:
    """Return what is known of a number at least, where activities lack a record of who was there.

    None is where that is nothing; what is kept back stays so.
    """
    if not people.unlisted or not isinstance(number, int | Decimal):
        return number
    return least_sum((number, None))


def _rest(whole: Told, without: Told, others: Told) -> HowMany | Decimal:
    """Return what is left of `whole` without some of its columns: what a reader can reckon too.

    Where one of these is no number, that is what is known of the other columns.
    """
    all_of_them, some = least_sum(whole), least_sum(without)
    exact = not isinstance(all_of_them, AtLeast) and not isinstance(some, AtLeast)
    if all_of_them is not None and some is not None and exact:
        return int(all_of_them - some)
    least = least_sum(others) if others else None
    return NOT_TOLD if least is None and NOT_TOLD in others else least


def _fewer(people: Inclusion) -> AspectTotal:
    """Count those with fewer opportunities among all who are no staff of the partners.

    Where staff stand in one column with others, or nobody else took part, all are counted.
    """
    *columns, whole = _columns(people, FEWER) or [_nobody(people)]
    apart = staff_apart(one.who for one in columns)
    left_out = [one for one, staff in zip(columns, apart, strict=True) if staff]
    among = [one for one, staff in zip(columns, apart, strict=True) if not staff]
    with_staff = any(STAFF.intersection(one.who.split(", ")) for one in among)
    note = (
        say("People with fewer opportunities are counted among all, staff and trainers included.")
        if with_staff
        else say("People with fewer opportunities are counted without staff and trainers.")
    )

    def rest(name: str) -> HowMany | Decimal:
        of = (tuple(getattr(one, name) for one in some) for some in ([whole], left_out, among))
        return _with_unlisted(people, _rest(*of))

    return AspectTotal(
        name="Inclusion and diversity",
        what=(
            say("participants with fewer opportunities")
            if people.once
            else say("participations of people with fewer opportunities")
        ),
        much=_share(rest("number"), rest("whole")),
        parts=tuple(_in_words(among)),
        notes=(note,) if among else (),
    )


def _green(p: Partnership, people: Inclusion) -> AspectTotal:
    """Count who travelled green: by the lists of participants, and by the measures elsewhere."""
    *columns, whole = _columns(people, GREEN) or [_nobody(people)]
    measured = people.travellers
    in_all = whole.number
    if people.once or not columns:  # the table counts people, or nobody, and a measure journeys
        in_all = least_sum((whole.number, *(one.number for one in measured)))
    return AspectTotal(
        name="Environment and sustainability",
        what=(
            say("participants who travelled green")
            if people.once and not measured
            else say("participations with green travel")
        ),
        much=_share(
            _with_unlisted(people, whole.number if in_all is None else in_all),
            _with_unlisted(people, whole.whole),
        ),
        parts=(*_in_words(_of_lists(p, columns)), *(one.phrase for one in measured)),
    )


def _of_lists(p: Partnership, columns: Iterable[_Part]) -> Iterator[_Part]:
    """Yield those of the lists as one part, under the activities whose lists they are."""
    known = [one for one in columns if one.number is not None]
    if known:
        number = least_sum(one.number for one in known)
        whole = least_sum(one.whole for one in known)
        exact = not isinstance(number, AtLeast) and not isinstance(whole, AtLeast)
        yield _Part(
            who=", ".join(listed_green(p)),
            number=NOT_TOLD if number is None else number,
            whole=whole if exact else None,
        )


def _share(part: HowMany | Decimal, whole: HowMany | Decimal) -> Phrase | None:
    """Return a number of people, with its share where it is known of how many; None for unknown."""
    if not isinstance(part, int | Decimal):
        return say(NOT_TOLD) if part == NOT_TOLD else None
    if not isinstance(whole, int) or part > whole or not whole:
        return told(part if isinstance(part, Decimal) else Decimal(part))
    share = percent(part, whole)
    values: dict[str, Value] = {"part": Decimal(part), "whole": whole, "percent": share}
    if isinstance(part, AtLeast):
        return say("at least {part} of {whole} ({percent} %)", **values)
    return say("{part} of {whole} ({percent} %)", **values)


def _in_words(parts: Iterable[_Part]) -> Iterator[Phrase]:
    """Yield each part of which something is known, with of how many it is where that is known."""
    for one in parts:
        if one.number is None:
            continue
        who = listed((say(part) for part in one.who.split(", ")), between=", ")
        number: Value = say(NOT_TOLD)
        if isinstance(one.number, int | Decimal):
            number = told(Decimal(one.number) if isinstance(one.number, int) else one.number) or ""
            if isinstance(one.whole, int | Decimal):
                number = say("{part} of {whole}", part=one.number, whole=one.whole)
        yield beside(who or "", number)


# Hours online, and measures for participation.


def _online(p: Partnership, rows: Iterable[Achieved], measures: list[AspectRow]) -> AspectTotal:
    """Add up the hours of what was held online, and those of measures in other activities.

    What an activity that was online as a whole did for the digital dimension lies in its hours.
    Hours of what was blended nobody stated apart, unless a measure says them.
    """
    done = {row.id for row in rows if row.status in DONE}
    hours: dict[str, HowMany | Decimal] = {}
    for activity in p.plan.activities:
        if activity.id in done and not isinstance(activity, Task):
            hours |= _hours_held(p, activity)
    for id_ in dict.fromkeys(row.id for row in measures):
        own = [row for row in measures if row.id == id_ and is_in(HOURS, row.unit)]
        known = [row.number for row in own if row.done and row.number is not None]
        if known:
            hours[id_] = max(sum(known, Decimal(0)), Decimal(hours.get(id_) or 0))
        elif own and _is_over(p, own[0].id):
            hours.setdefault(id_, None)
    return AspectTotal(
        name="Digital dimension",
        what=say("hours online"),
        much=told(least_sum(hours.values())),
        parts=tuple(
            beside(id_, _in_hours(n)) for id_, n in hours.items() if isinstance(n, int | Decimal)
        ),
    )


def _in_hours(number: Decimal | int) -> Phrase:
    if number == int(number):
        return count("{n} hour", "{n} hours", int(number))
    return say("{number} hours", number=number)


def _hours_held(p: Partnership, activity: Activity) -> dict[str, Decimal | None]:
    """Return the hours online of what was held, None for not known; none of what was on site."""
    mode = actual(p, activity).mode
    if mode == "online":
        return {activity.id: _hours(p, activity)}
    return {} if mode == "in person" else {activity.id: None}


def _hours(p: Partnership, activity: Activity) -> Decimal | None:
    """Return the hours of a training by its plan, of anything else those on the one day it took."""
    if isinstance(activity, Training) and activity.hours:
        return activity.hours
    when = actual(p, activity).when
    span = when.span(p.start)
    if when.starts is None or when.ends is None or span is None or span.days != 1:
        return None
    minutes = (when.ends.hour - when.starts.hour) * 60 + when.ends.minute - when.starts.minute
    return (Decimal(minutes) / 60).quantize(Decimal("0.1")).normalize() + 0 if minutes > 0 else None


def _civic(p: Partnership, measures: Iterable[AspectRow]) -> AspectTotal:
    """Count the measures taken; of one whose activity is over it may not be recorded."""
    taken = [row.id for row in measures if row.done]
    unsure = any(not row.done and _is_over(p, row.id) for row in measures)
    return AspectTotal(
        name="Participation and civic engagement",
        what=say("measures taken"),
        much=told(known_part(len(taken), whole=not unsure)),
        parts=tuple(
            beside(id_, count("{n} measure", "{n} measures", taken.count(id_)))
            for id_ in dict.fromkeys(taken)
        ),
    )


def _is_over(p: Partnership, id_: str) -> bool:
    """Tell whether an activity took place, or was to be over by now."""
    activity = next((one for one in p.plan.activities if one.id == id_), None)
    if activity is None:
        return False
    last = activity.when.span(p.start)
    return bool(held_facts(p, activity)) or (last is not None and last.last < p.as_of)
