"""Attendance: lists that contradict themselves, the plan, or the certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family
from vetpartner.model import THERE, Activity, Attended, Certified, Held, Participant, Presence
from vetpartner.state.attendance import (
    THRESHOLD,
    amount,
    attending,
    called,
    certified_count,
    reached_count,
    registered,
    unequal,
    unlisted_days,
)
from vetpartner.state.held import participants, settled_number
from vetpartner.state.open_lists import DELETE_ONE, too_long, unlisted_said
from vetpartner.values.keyed import added

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject
    from vetpartner.state.attendance import Attending

rule = family("Attendance")


@rule("none; practice. No rule of the programme fixes the 80 %")
def certificate_below_threshold(s: Subject) -> Found:
    """A certificate of attendance is for at least 80 % of the hours.

    Who checks the lists doubts all other certificates.
    Give a participation note that states the hours instead, or correct the list.
    """
    rows: dict[str, dict[str, Attending]] = {}
    for at, fact in s.facts(Certified):
        if fact.of is None or fact.participant is None:
            continue
        if fact.of not in rows:
            rows[fact.of] = {row.participant: row for row in attending(s.p, fact.of)}
        row = rows[fact.of].get(fact.participant)
        if row is not None and row.reached is False:
            who = called(s.p, fact.participant)
            message = f"{who} has a certificate of {fact.of}, but was there for {amount(row)}"
            way_out = "give a participation note that states the hours, or correct the list"
            yield s.warning(f"{message}, below {THRESHOLD}", at, way_out)


@rule("arithmetic")
def more_hours_than_activity(s: Subject) -> Found:
    """Nobody was there for more hours than the activity has.

    A certificate that says 36 of 30 hours is worth nothing; one of the two numbers is wrong.
    """
    for id_, at in _first_of(s, Presence).items():
        for message, way_out in too_long(s.p, id_):
            yield s.error(message, at, way_out)


@rule("none; practice")
def certificate_number_twice(s: Subject) -> Found:
    """No two certificates have the same number.

    In the register each number leads to one person and one activity.
    """
    first: dict[str, tuple[str | None, str | None]] = {}
    for at, fact in s.facts(Certified):
        if fact.number is None:
            continue
        whose = (fact.of, fact.participant)
        before = first.setdefault(fact.number, whose)
        if before != whose:
            names = (" for ".join((w or "?", a or "?")) for a, w in (before, whose))
            message = f"certificate {fact.number} was given twice: to {' and to '.join(names)}"
            yield s.warning(message, f"{at}/number", "give each certificate a number of its own")


@rule("evidence of activities, signed lists")
def attended_without_count(s: Subject) -> Found:
    """An entry of attendance or certificates says how many they are.

    Who names nobody and gives no number says only that somebody was there.
    So it is not known how many took part, and no sum is made of it.
    """
    for at, attended in s.facts(Attended):
        if attended.people is None:
            home = f" of {s.p.label(attended.organisation)}" if attended.organisation else ""
            message = f"how many{home} attended {attended.of or 'something'} is not known"
            yield s.note(message, at, "add count = 4, the number on the signed list")
    for at, certified in s.facts(Certified):
        if certified.participant is None and certified.count is None:
            message = f"how many certificates of {certified.of or 'something'} were given out"
            way_out = "add count = 19, or for each participant an entry with their id"
            yield s.note(f"{message} is not known", at, way_out)


def _first_of(s: Subject, kind: type[Presence | Certified]) -> dict[str, str]:
    """Return the activities with facts of a kind, and where the first of them stands."""
    found: dict[str, str] = {}
    for at, fact in s.facts(kind):
        if fact.of is not None:
            found.setdefault(fact.of, at)
    return found


@rule("evidence of activities, certificates and lists per day")
def certified_differ_from_reached(s: Subject) -> Found:
    """There are as many certificates as participants who were there for 80 %.

    Two numbers for one training make a reader doubt all the others.
    `vetpartner people reconcile` names who is on one side only, where the certificates name people.
    """
    for id_, at in _first_of(s, Certified).items():
        certified, reached = certified_count(s.p, id_), reached_count(attending(s.p, id_))
        # More certificates than people are told by another rule.
        there = _there(s, id_)
        if None in {certified, reached, there} or (certified or 0) > (there or 0):
            continue
        if certified is not None and reached is not None and certified != reached:
            message = (
                f"{id_} has {_many(certified, 'certificate')}, but "
                f"{_many(reached, 'participant')} reached {THRESHOLD}"
            )
            yield s.warning(message, at, "see who: `vetpartner people reconcile FOLDER`")


@rule("arithmetic")
def more_certificates_than_participants(s: Subject) -> Found:
    """No more certificates are given out than participants were there.

    One of the two numbers is wrong.
    """
    for id_, at in _first_of(s, Certified).items():
        certified = certified_count(s.p, id_) or 0
        there, stated = _there(s, id_), _stated(s, id_)
        known = 0 if there is None else there or stated or 0
        if known and certified > known:
            what = ("was" if known == 1 else "were") + (" there" if there else " stated")
            message = f"{id_} has {_many(certified, 'certificate')}, but "
            message += f"{_many(known, 'participant')} {what}"
            yield s.error(message, at)


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _there(s: Subject, id_: str) -> int | None:
    """Return how many were there, None where one of the records has no number.

    What was settled counts before the records.
    """
    settled = settled_number(s.p, id_)
    return settled if settled is not None else added(row.people for row in s.p.attended(id_))


def _stated(s: Subject, id_: str) -> int | None:
    """Return how many were there as stated, None where a part of it has no number."""
    thing = s.p.get(id_)
    return participants(s.p, thing).stated if isinstance(thing, Activity) else None


@rule("evidence of activities, signed lists")
def stated_differs_from_registered(s: Subject) -> Found:
    """Without a list, the number of participants is that of the registrations.

    Where nobody recorded who was there, the registrations are all that can be shown.
    Add the attendance list; then the number is compared with it instead.
    """
    for at, fact in s.facts(Held):
        if fact.of is None or fact.participants is None or s.p.attended(fact.of):
            continue
        number = sum(who.count for who in registered(s.p, fact.of))
        stated = {held.participants for held in s.p.facts_of(fact.of, Held)} - {None}
        alone = len(stated) == 1 and _stated(s, fact.of) is not None
        if number and number != fact.participants and alone:
            message = f"{fact.participants} participants are stated for {fact.of}, but {number} "
            message += "are registered, and there is no attendance list"
            way_out = f"record who was there in tables/attendance-{fact.of}.csv"
            yield s.warning(message, f"{at}/participants", way_out)


@rule("none; practice")
def presence_of_unregistered(s: Subject) -> Found:
    """Whoever is in an attendance list is registered for the activity.

    The registration is missing, or the line stands in the list of another activity.
    """
    with_some = {id_ for who in s.plan.participants for id_ in who.activities}
    told: set[tuple[str, str]] = set()
    for at, fact in s.facts(Presence):
        who = s.p.get(fact.participant)
        key = (fact.of or "", fact.participant or "")
        if not isinstance(who, Participant) or fact.status not in THERE or key in told:
            continue
        if fact.of in who.activities or fact.of not in with_some:
            continue
        told.add(key)
        message = f"{called(s.p, who.id)} was at {fact.of}, but is not registered for it"
        way_out = f"add {fact.of} to the activities of {who.id}, or correct the list"
        yield s.warning(message, f"{at}/participant", way_out)


@rule("evidence of activities, lists per day")
def presence_outside_activity(s: Subject) -> Found:
    """Each day of an attendance list is a day of the activity.

    The date is a slip of the pen, or the activity was held on other days than recorded.
    """
    told: set[tuple[str, str]] = set()
    seen: set[tuple[str | None, int]] = set()
    for at, fact in s.facts(Presence):
        # Rows that were read from one table share their days: each of these is looked at once.
        if (fact.of, id(fact.when)) in seen:
            continue
        seen.add((fact.of, id(fact.when)))
        activity, day = s.p.get(fact.of), s.span(fact.when)
        key = (fact.of or "", str(fact.when))
        if not isinstance(activity, Activity) or day is None or key in told:
            continue
        whens = (activity.when, *(held.when for held in s.p.facts_of(activity.id, Held)))
        spans = [span for when in whens if (span := s.span(when)) is not None]
        if spans and not any(span.first <= day.first and day.last <= span.last for span in spans):
            told.add(key)
            message = f"the attendance list of {fact.of} has {fact.when}, "
            message += f"but {fact.of} is not on that day"
            yield s.warning(message, f"{at}/when", "correct the date, or record when it was held")


@rule("evidence of activities, lists per day")
def presence_twice(s: Subject) -> Found:
    """Nobody is in a list twice for one session with two different answers.

    It counts as there, with the longer time, until one of the two is taken out.
    """
    at = {id(fact): address for address, fact in s.facts(Presence)}
    for activity in s.p.presences:
        for fact, message in unequal(s.p, activity):
            yield s.warning(message, at[id(fact)], DELETE_ONE)


@rule("evidence of activities, lists per day")
def activity_day_unlisted(s: Subject) -> Found:
    """Each day on which an activity was held is in its attendance list.

    Somebody who is in a list of two days of four was there for half of the hours at most, and no
    certificate is written while a day is missing. Weekends and public holidays of the place need
    no list.
    Add the day to the list, or record on which days it was held.
    """
    for activity in s.p.presences:
        days = [day for day in unlisted_days(s.p, activity) if day <= s.day]
        if days:
            message, way_out = unlisted_said(activity, days)
            yield s.warning(message, f"{s.p.kind_of(activity)}/{activity}", way_out)
