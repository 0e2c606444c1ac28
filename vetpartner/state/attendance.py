"""Who took part in an activity, for how long, and who reached the threshold of a certificate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import THERE, Certified, Held, Participant, Share, Span, When
from vetpartner.programme import country
from vetpartner.state.achieved import held_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Activity, Partnership, Presence


THRESHOLD = Share("0.8")
"""The part of an activity that a certificate of attendance needs by custom; no rule fixes it."""

Session = tuple[str, str | None]


@frozen(kw_only=True)
class TakingPart:
    """How much of an activity a participant, or a counted group, was there.

    `sessions` of the `held` ones; `hours` of `whole`, both None where hours are not known.
    `part` is the exact share, None while there is no list of presences; an activity of which
    everything was attended has 1.
    """

    participant: str
    registered: bool
    sessions: int
    held: int
    hours: Fraction | None
    whole: Fraction | None
    part: Fraction | None

    def reaches(self, threshold: Share) -> bool | None:
        """Tell whether the share is the threshold or more; None while nothing is recorded."""
        return None if self.part is None else self.part >= Fraction(threshold.portion)


def registered(p: Partnership, activity: str) -> tuple[Participant, ...]:
    """Return the participants registered for an activity up to the day, in their order."""
    return tuple(
        who
        for who in p.plan.participants
        if activity in who.activities and (who.registered is None or who.registered <= p.as_of)
    )


def taking_part(p: Partnership, activity: str) -> tuple[TakingPart, ...]:
    """Return a row for each registered participant, then for each other one in the presences.

    A session is a day together with the name of a session; those in the list are the ones held,
    whoever was there.
    In a session somebody was there for the hours of the presence.
    Where it carries none, each session counts the hours of the activity divided by the number of
    sessions: 30 hours in 5 sessions make 6 for each.
    The share is that of the activity's hours; where the activity states none, of the sum over
    the sessions of the longest presence in each.
    Where hours are not known for every session, the share is that of the sessions.
    A session that stands twice in the list of somebody counts once, with the longer time.
    """
    rows = p.presences.get(activity, ())
    ids = (*(who.id for who in registered(p, activity)), *(r.participant for r in rows))
    known = {who.id for who in registered(p, activity)}
    held = tuple(dict.fromkeys(session(row) for row in rows))
    whole, even = _hours(p, activity, rows, held)
    there: dict[str, dict[Session, Fraction]] = {}
    for row in rows:
        if row.participant is not None and row.status in THERE:
            own = there.setdefault(row.participant, {})
            hours = _positive(row.hours)
            hours = (even or Fraction(0)) if hours is None else hours
            own[session(row)] = max(hours, own.get(session(row), Fraction(0)))
    return tuple(
        _row(id_, there.get(id_, {}), held, whole, is_registered=id_ in known)
        for id_ in dict.fromkeys(ids)
        if id_ is not None
    )


def _row(
    id_: str,
    own: dict[Session, Fraction],
    held: tuple[Session, ...],
    whole: Fraction | None,
    *,
    is_registered: bool,
) -> TakingPart:
    hours = None if whole is None else sum(own.values(), Fraction(0))
    part = None
    if held:
        part = Fraction(len(own), len(held)) if whole is None or hours is None else hours / whole
    return TakingPart(
        participant=id_,
        registered=is_registered,
        sessions=len(own),
        held=len(held),
        hours=hours if held else None,
        whole=whole,
        part=part,
    )


def session(row: Presence) -> Session:
    """Return what tells one session from another: the day, and the name of the session."""
    return ("" if row.when is None else str(row.when), row.session)


def _hours(
    p: Partnership, activity: str, rows: Iterable[Presence], held: tuple[Session, ...]
) -> tuple[Fraction | None, Fraction | None]:
    """Return the hours of the activity, and those of a session without hours of its own."""
    stated = _positive(getattr(p.get(activity), "hours", None))
    if stated:
        return stated, stated / len(held) if held else None
    longest: dict[Session, Fraction] = {}
    for row in rows:
        hours = _positive(row.hours)
        if hours is not None:
            longest[session(row)] = max(hours, longest.get(session(row), Fraction(0)))
        elif row.status in THERE:
            return None, None
    whole = sum(longest.values(), Fraction(0))
    return (whole, None) if whole and len(longest) == len(held) else (None, None)


def _positive(hours: Decimal | None) -> Fraction | None:
    """Return hours exactly; None where there are none, or they cannot be hours."""
    good = hours is not None and hours.is_finite() and hours >= 0
    return Fraction(hours) if good and hours is not None else None


def shown_hours(hours: Fraction) -> Decimal:
    """Return hours as a number with at most two decimals, never more than they were."""
    return _rounded(hours)


def shown_percent(part: Fraction) -> Decimal:
    """Return a share in percent with at most two decimals, rounded down: 79.99 is not 80."""
    return _rounded(part * 100)


def _rounded(number: Fraction) -> Decimal:
    whole, hundredths = divmod(number.numerator * 100 // number.denominator, 100)
    return Decimal(f"{whole}.{hundredths:02}".rstrip("0").rstrip("."))


def certified_count(p: Partnership, activity: str) -> int | None:
    """Return how many certificates were given out; None where nothing is recorded.

    A participant who is named twice has one; that of a counted group counts for all of it.
    """
    facts = p.facts_of(activity, Certified)
    named = {fact.participant for fact in facts if fact.participant is not None}
    counted = sum(fact.count for fact in facts if fact.participant is None)
    return counted + sum(count_of(p, id_) for id_ in named) if facts else None


def reached_count(p: Partnership, activity: str, threshold: Share = THRESHOLD) -> int | None:
    """Return how many reached the threshold; None without presences."""
    if not p.presences.get(activity):
        return None
    rows = taking_part(p, activity)
    return sum(count_of(p, row.participant) for row in rows if row.reaches(threshold))


def count_of(p: Partnership, participant: str) -> int:
    """Return for how many people a participant stands: a counted group for more than one."""
    who = p.get(participant)
    return who.count if isinstance(who, Participant) else 1


def name_of(p: Partnership, participant: str) -> str | None:
    """Return the name of a participant, or of the person of the plan that it is."""
    who = p.get(participant)
    if isinstance(who, Participant) and who.name is None:
        who = p.get(who.person)
    return getattr(who, "name", None)


def called(p: Partnership, participant: str) -> str:
    """Return the id of a participant with the name, where there is one: `P07 Ana Anić`."""
    return " ".join(filter(None, (participant, name_of(p, participant))))


# Who was at an activity and for how long, one row for each participant.


@frozen(kw_only=True)
class Attending:
    """A participant of an activity, and how much of it they were there.

    `hours` of `whole` and `percent` are rounded down to two decimals; `reached` is told from the
    exact share. `hours` and `whole` are None where hours are not known, `percent` and `reached`
    while there is no list of presences.
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

    A session is a day together with the name of a session; those in the list are the ones held.
    The hours of somebody are the sum of the hours of their presences.
    A presence without hours counts the hours of the activity divided by the number of sessions:
    three of five sessions of a training of 30 hours are 18 hours.
    The share is that of the activity's hours, 18 of 30 or 60 %; where the activity states none, of
    the sum of the longest presence in each session; where hours are not known at all, the share is
    that of the sessions.
    Exactly the threshold, by default 80 %, reaches it.
    An unknown activity has no rows, apart from those whose presences name it.
    """
    certificates = {
        fact.participant: fact.number
        for fact in reversed(p.facts_of(activity, Certified))
        if fact.participant is not None
    }
    rows: list[Attending] = []
    for row in taking_part(p, activity):
        who = p.get(row.participant)
        if not isinstance(who, Participant):
            who = Participant(id=row.participant)
        home = p.get(who.organisation)
        land = who.country or getattr(home, "country", None)
        rows.append(
            Attending(
                participant=row.participant,
                name=name_of(p, row.participant),
                organisation=who.organisation,
                country=land and (country(land) or land),
                role=who.role,
                count=who.count,
                registered=row.registered,
                hours=None if row.hours is None else shown_hours(row.hours),
                whole=None if row.whole is None else shown_hours(row.whole),
                percent=None if row.part is None else shown_percent(row.part),
                reached=row.reaches(threshold),
                sessions=row.sessions,
                held=row.held,
                certified=row.participant in certificates,
                number=certificates.get(row.participant),
            )
        )
    return tuple(rows)


# What stands at the head of a list or certificate of an activity; nothing of it is typed.

MOST_DAYS = 31
"""An activity over more days has no column for each of them."""


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
    learning_outcomes: tuple[str, ...]
    organiser: str | None


def activity_head(p: Partnership, activity: Activity, *, held: bool = False) -> ActivityHead:
    """Return the head as the plan in force has it, or with `held` as it really took place."""
    facts = p.facts_of(activity.id, Held) if held else ()
    venue = next((fact.venue for fact in reversed(facts) if fact.venue), activity.venue)
    mode = next((fact.mode for fact in reversed(facts) if fact.mode), activity.mode)
    when = _when(p, activity) if held else activity.when
    home = p.get(activity.host or activity.lead or p.plan.project.coordinator)
    parts = (venue.name, venue.city) if venue is not None else ()
    land = venue.country if venue is not None else None
    project = p.plan.project
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
        mode=mode,
        hours=getattr(activity, "hours", None),
        learning_outcomes=getattr(activity, "learning_outcomes", ()),
        organiser=getattr(home, "label", None),
    )


def _when(p: Partnership, activity: Activity) -> When:
    """Return the days on which it was held; those of the plan while that is not recorded."""
    facts = p.facts_of(activity.id, Held)
    if len(facts) == 1:
        return facts[0].when or activity.when
    span = held_span(p, activity)
    return activity.when if span is None else When.days(span.first, span.last)


def _days(when: When) -> tuple[date, ...]:
    if when.tentative or when.first is None or when.last is None:
        return ()
    span = Span(first=when.first, last=when.last)
    if span.days > MOST_DAYS:
        return ()
    return tuple(span.first + timedelta(days=n) for n in range(span.days))
