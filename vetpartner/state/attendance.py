"""Who attended an activity, for how long, and who reached the threshold of a certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import THERE, Activity, Certified, Held, Participant, Share, Span, When
from vetpartner.model.partnership import once
from vetpartner.programme import country
from vetpartner.programme.countries import public_holiday, weekend
from vetpartner.state.disputed import certain_of
from vetpartner.state.held import actual, held_facts, held_span, parts_held
from vetpartner.state.off_days import days_of
from vetpartner.values.keyed import added, grouped
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vetpartner.model import Organisation, Partnership, Presence, Venue


THRESHOLD = Share("0.8")
"""The part of an activity that a certificate of attendance needs by custom; no rule fixes it."""
MOST_DAYS = 31
"""An activity over more days has no column for each of them."""

Session = tuple[str, str | None]
"""What tells one session from another: the day as a text, and the name of the session."""


@frozen(kw_only=True)
class Attending:
    """A participant of an activity, or a counted group, and how much of it they were there.

    `hours` of `whole` and `percent` are rounded down to two decimals; `part` is the exact share,
    from which `reached` is told. `hours` and `whole` are None where hours are not known, `part`,
    `percent` and `reached` while there is no list of presences.
    `sessions` of `held` were attended. `count` is above 1 for a counted group.
    `country` is an ISO code, or as it was typed; `number` is that of a recorded certificate.
    """

    participant: str
    name: str | None
    organisation: str | None
    country: str | None
    role: str
    count: int
    registered: bool
    hours: Decimal | None
    whole: Decimal | None
    part: Fraction | None
    percent: Decimal | None
    reached: bool | None
    sessions: int
    held: int
    certified: bool
    number: str | None


def attending(
    p: Partnership, activity: str, *, threshold: Share = THRESHOLD
) -> tuple[Attending, ...]:
    """Return who is registered for an activity, in the order of the participants, then who else.

    A session is a day together with the name of a session; those in the list are the ones held,
    whoever was there. One that stands twice in the list of somebody counts once, with the longer
    time.
    The hours of somebody are the sum of the hours of their presences.
    A presence without hours counts the hours of the activity divided by the number of sessions:
    three of five sessions of a training of 30 hours are 18 hours. A day of the activity that is in
    no list yet, see `unlisted_days`, counts as many sessions as the listed ones have on average.
    The share is that of the activity's hours, 18 of 30 or 60 %; where the activity states none, of
    the sum of the longest presence in each session; where hours are not known for every session,
    the share is that of the sessions.
    Exactly the threshold, by default 80 %, reaches it.
    An unknown activity has no rows, apart from those whose presences name it.
    """
    rows, known = p.presences.get(activity, ()), registered(p, activity)
    placed = [(session(row), row) for row in rows]
    held = tuple(dict.fromkeys(place for place, _ in placed))
    planned = len(held) * _days_in_all(p, activity)
    whole, even = _hours(p, activity, placed, held, planned)
    there: dict[str, dict[Session, Fraction]] = {}
    for place, row in placed:
        if row.participant is not None and row.status in THERE:
            own = there.setdefault(row.participant, {})
            hours = _positive(row.hours)
            hours = (even or Fraction(0)) if hours is None else hours
            own[place] = max(hours, own.get(place, Fraction(0)))
    certificates = {f.participant: f.number for f in reversed(p.facts_of(activity, Certified))}
    enrolled = [who.id for who in known]
    listed = dict.fromkeys((*enrolled, *(row.participant for row in rows)))
    found: list[Attending] = []
    for id_ in listed:
        if id_ is None:
            continue
        own = there.get(id_, {})
        sum_ = sum(own.values(), Fraction(0))
        part = len(own) / planned if held else None
        if held and whole is not None:
            part = sum_ / whole
        who = participant_of(p, id_)
        land = who.country or getattr(p.get(who.organisation), "country", None)
        found.append(
            Attending(
                participant=id_,
                name=name_of(p, id_),
                organisation=who.organisation,
                country=land and (country(land) or land),
                role=who.role,
                count=who.count,
                registered=id_ in enrolled,
                hours=rounded_down(sum_) if held and whole is not None else None,
                whole=None if whole is None else rounded_down(whole),
                part=part,
                percent=None if part is None else rounded_down(part * 100),
                reached=None if part is None else part >= Fraction(threshold.portion),
                sessions=len(own),
                held=ceil(planned),
                certified=id_ in certificates,
                number=certificates.get(id_),
            )
        )
    return tuple(found)


def session(row: Presence) -> Session:
    """Return what tells one session from another: the day, and the name of the session."""
    return ("" if row.when is None else str(row.when), row.session)


def unlisted_days(p: Partnership, activity: str) -> tuple[date, ...]:
    """Return the days on which an activity was held and that are in none of its presences.

    Weekends and public holidays of the place are none; there are none either where the presences
    have no days, or those of the activity are not fixed or more than 31.
    """
    thing, listed = p.get(activity), _listed_days(p, activity)
    if not isinstance(thing, Activity) or not listed:
        return ()
    # What the list itself tells of the days cannot tell which of them it lacks.
    parts = parts_held(p, thing) if p.facts_of(activity, Held) else (thing,)
    days = chain.from_iterable(_days(part.when) for part in parts)
    host = p.get(thing.host or thing.lead or p.plan.project.coordinator)
    place = actual(p, thing).place
    return tuple(day for day in sorted({*days} - listed) if not _is_off(day, place, host))


def _is_off(day: date, venue: Venue | None, host: Organisation | None) -> bool:
    place = venue if venue is not None and venue.country else host
    code = country(place.country or "") if place is not None else None
    if code is None:
        return day.weekday() in _WEEKEND
    region = getattr(place, "region", None)
    return day.weekday() in weekend(code) or public_holiday(code, region, day) is not None


_WEEKEND = (5, 6)


def _listed_days(p: Partnership, activity: str) -> set[date]:
    """Return the single days that presences name."""
    # Rows that were read from one table share their days.
    whens = {id(row.when): row.when for row in p.presences.get(activity, ())}.values()
    return {day for when in whens if when is not None for day in _days(when)}


def _days_in_all(p: Partnership, activity: str) -> Fraction:
    """Return how many times as many days an activity has as are listed, 1 where all are."""
    missing = len(unlisted_days(p, activity))
    return 1 + Fraction(missing, len(_listed_days(p, activity))) if missing else Fraction(1)


def _hours(
    p: Partnership,
    activity: str,
    rows: Iterable[tuple[Session, Presence]],
    held: tuple[Session, ...],
    planned: Fraction,
) -> tuple[Fraction | None, Fraction | None]:
    """Return the hours of the activity, and those of a session without hours of its own.

    `planned` is how many sessions it has, those that are in no list yet among them.
    """
    stated = _positive(getattr(p.get(activity), "hours", None))
    if stated:
        return stated, stated / planned if held else None
    longest: dict[Session, Fraction] = {}
    for place, row in rows:
        hours = _positive(row.hours)
        if hours is not None:
            longest[place] = max(hours, longest.get(place, Fraction(0)))
        elif row.status in THERE:
            return None, None
    whole = sum(longest.values(), Fraction(0))
    known = whole and len(longest) == len(held) == planned
    return (whole, None) if known else (None, None)


def unequal(p: Partnership, activity: str) -> Iterator[tuple[Presence, str]]:
    """Yield each presence that contradicts an earlier one of that person and session, and how.

    It counts as there, with the longer time, until one of the two is taken out.
    """
    first: dict[tuple[str, str, str | None], Presence] = {}
    for fact in p.presences.get(activity, ()):
        if fact.participant is None:
            continue
        day, name = session(fact)
        before = first.setdefault((fact.participant, day, name), fact)
        if (before.status, before.hours) != (fact.status, fact.hours):
            when = ", ".join(filter(None, (day, name))) or "one day"
            who = called(p, fact.participant)
            message = f"{who} is twice in the attendance list of {activity} for {when}: "
            yield fact, f"{message}{_answer(before)}, and {_answer(fact)}"


def _answer(fact: Presence) -> str:
    hours = "" if fact.hours is None else f" {fact.hours.normalize() + 0:f} hours"
    return f"{fact.status}{hours}"


def _positive(hours: Decimal | None) -> Fraction | None:
    """Return hours exactly; None where there are none, or they cannot be hours."""
    return Fraction(hours) if hours is not None and hours >= 0 else None


def rounded_down(number: Fraction) -> Decimal:
    """Return a number with at most two decimals, never more than it was: 79.99 % is not 80."""
    whole, hundredths = divmod(number.numerator * 100 // number.denominator, 100)
    return Decimal(f"{whole}.{hundredths:02}".rstrip("0").rstrip("."))


def registered(p: Partnership, activity: str) -> tuple[Participant, ...]:
    """Return the participants registered for an activity up to the day, in their order."""
    return tuple(_all_registered(p).get(activity, ()))


@once
def _all_registered(p: Partnership) -> dict[str, list[Participant]]:
    return grouped(
        (activity, who)
        for who in p.plan.participants
        if who.registered is None or who.registered <= p.as_of
        for activity in dict.fromkeys(who.activities)
    )


def certified_count(p: Partnership, activity: str) -> int | None:
    """Return how many certificates were given out; None where nothing is recorded, or no number.

    A participant who is named twice has one; that of a counted group counts for all of it.
    """
    facts = certain_of(p, Certified, activity)
    return given_out(p, facts) if facts else None


def given_out(p: Partnership, facts: Sequence[Certified]) -> int | None:
    """Return how many certificates these facts tell of, None where one says no number."""
    named = {fact.participant for fact in facts if fact.participant is not None}
    counted = added(fact.count for fact in facts if fact.participant is None)
    own = sum(participant_of(p, id_).count for id_ in named)
    return None if counted is None else counted + own


def reached_count(rows: Iterable[Attending]) -> int | None:
    """Return how many reached the threshold; None without a list of presences."""
    known = [row for row in rows if row.reached is not None]
    return sum(row.count for row in known if row.reached) if known else None


def participant_of(p: Partnership, id_: str) -> Participant:
    """Return a participant; somebody who is not registered is known by the id alone."""
    who = p.get(id_)
    return who if isinstance(who, Participant) else Participant(id=id_)


def name_of(p: Partnership, participant: str) -> str | None:
    """Return the name of a participant, or of the person of the plan that it is."""
    who = p.get(participant)
    if isinstance(who, Participant) and who.name is None:
        who = p.get(who.person)
    return getattr(who, "name", None)


def amount(row: Attending) -> str:
    """Return how much somebody was there, `18 of 30 hours (60 %)`; in sessions without hours."""
    percent = "" if row.part is None else f" ({row.percent} %)"
    if row.hours is None or row.whole is None:
        return f"{row.sessions} of {row.held} sessions{percent}"
    return f"{row.hours} of {row.whole} hours{percent}"


def called(p: Partnership, participant: str) -> str:
    """Return the id of a participant with the name, where there is one: `P07 Ana Anić`."""
    return entitled(participant, name_of(p, participant))


# What stands at the head of a list or certificate of an activity; nothing of it is typed.


@frozen(kw_only=True)
class ActivityHead:
    """The project and one of its activities.

    `label`, `project` and `reference` are the project's; `title` is that of the activity.
    `when`, `place` and `mode` are as planned, or as held. `country` is an ISO code, or as typed.
    `days` are the single days, none where they are not fixed or too many.
    `organiser` is the host, or else the leading organisation, or the coordinator.
    """

    label: str
    project: str | None
    reference: str | None
    as_of: date
    id: str
    title: str
    when: When
    days: tuple[date, ...]
    place: str | None
    country: str | None
    mode: str | None
    hours: Decimal | None
    organiser: str | None

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.id, self.title)


def activity_head(p: Partnership, activity: Activity, *, held: bool = False) -> ActivityHead:
    """Return the head as the plan in force has it, or with `held` as it really took place."""
    now = actual(p, activity) if held else activity
    when = _when(p, activity) if held else activity.when
    home = p.get(activity.host or activity.lead or p.plan.project.coordinator)
    venue, project = now.place, p.plan.project
    parts = (venue.name, venue.city) if venue is not None else ()
    land = venue.country if venue is not None else None
    return ActivityHead(
        label=project.label,
        project=project.title,
        reference=project.reference,
        as_of=p.as_of,
        id=activity.id,
        title=p.label(activity.id),
        when=when,
        days=_days(when),
        place=", ".join(filter(None, parts)) or None,
        country=land and (country(land) or land),
        mode=now.mode,
        hours=getattr(activity, "hours", None),
        organiser=getattr(home, "label", None),
    )


def _when(p: Partnership, activity: Activity) -> When:
    """Return the days on which it was held; those of the plan while that is not recorded."""
    facts = held_facts(p, activity)
    if len(facts) == 1:
        return facts[0].when or activity.when
    span = held_span(p, activity)
    return activity.when if span is None else When.days(span.first, span.last)


def _days(when: When) -> tuple[date, ...]:
    if when.tentative or when.first is None or when.last is None:
        return ()
    span = Span(first=when.first, last=when.last)
    return tuple(days_of(span)) if span.days <= MOST_DAYS else ()
