"""Planned and achieved: the plan in force joined with the facts known on the day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Certified, Delivered, Held, Span, Surveyed, Task
from vetpartner.model.partnership import once
from vetpartner.state.achieved_results import (
    deliverable_rows,
    dissemination_rows,
    indicator_rows,
    milestone_rows,
)
from vetpartner.state.rows import (
    Kind,
    Row,
    Status,
    as_approved,
    dated,
    late_phrases,
    moved,
    period,
    reasons,
    timing,
)
from vetpartner.values.phrase import Phrase, bare, count, say
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.model import Activity, Partnership, Venue
    from vetpartner.state.rows import Approved


# Planned and achieved: meetings, trainings, dissemination events and tasks.


@frozen(kw_only=True)
class Participants:
    """How many were planned, recorded one by one or in groups, and stated in the minutes."""

    planned: int | None
    recorded: int | None
    stated: int | None

    @property
    def known(self) -> int | None:
        """Return the recorded number, or else the stated one."""
        return self.stated if self.recorded is None else self.recorded


def participants(p: Partnership, activity: Activity) -> Participants:
    """Count the participants of an activity."""
    attended = p.attended(activity.id)
    stated = [h.participants for h in p.facts_of(activity.id, Held) if h.participants is not None]
    return Participants(
        planned=activity.expected,
        recorded=sum(fact.count for fact in attended) if attended else None,
        stated=sum(stated) if stated else None,
    )


def held_span(p: Partnership, activity: Activity) -> Span | None:
    """Return the days on which it took place, from the first to the last."""
    spans = [
        span
        for fact in p.facts_of(activity.id, Held)
        if (span := (fact.when or activity.when).span(p.start)) is not None
    ]
    if not spans:
        return None
    return Span(first=min(s.first for s in spans), last=max(s.last for s in spans))


def activity_rows(p: Partnership, before: Approved) -> Iterator[Row]:
    """Yield a row for each activity, with the kind of activity as the file calls it."""
    for table in ("meetings", "trainings", "dissemination_events", "tasks"):
        for activity in getattr(p.plan, table):
            yield _row(
                p, activity, before.get((type(activity), activity.id)), f"{table}/{activity.id}"
            )


def _row(p: Partnership, activity: Activity, approved: Activity | None, address: str) -> Row:
    plan = activity.when.span(p.start)
    held = p.facts_of(activity.id, Held)
    people = participants(p, activity)
    days = held_span(p, activity)
    last = plan.last if plan else None
    status = _status(p, activity, people, last)
    differences = (
        *_changes(activity, approved),
        *_held_differences(p, activity, days, people),
        *late_phrases(p, status, last),
    )
    shown = days or plan
    return Row(
        kind="activity",
        id=activity.id,
        title=p.label(activity.id),
        work_package=activity.work_package,
        status=status,
        planned_phrases=tuple(_planned(p, activity)),
        achieved_phrases=tuple(_achieved(p, activity, people)),
        difference_phrases=differences,
        reason=reasons(p, activity.id, held) if differences else None,
        planned_value=_decimal(people.planned),
        achieved_value=_decimal(people.known),
        due=last,
        first=shown.first if shown else None,
        last=shown.last if shown else None,
        address=address,
    )


def _status(p: Partnership, activity: Activity, people: Participants, last: date | None) -> Status:
    if p.facts_of(activity.id, Held):
        return "done"
    if activity.cancelled:
        return "cancelled"
    if _by_results(p, activity):
        return "done"
    if people.recorded is not None:
        return "partly"
    status = timing(p, last)
    plan = activity.when.span(p.start)
    begun = plan is not None and plan.first <= p.as_of <= plan.last
    return "open" if begun and status == "not due" else status


def _by_results(p: Partnership, activity: Activity) -> bool:
    """Tell whether a task, which nobody holds, is done because all its results are delivered."""
    return (
        isinstance(activity, Task)
        and bool(activity.results)
        and all(p.facts_of(result, Delivered) for result in activity.results)
    )


def _planned(p: Partnership, activity: Activity) -> Iterator[Phrase]:
    if (phrase := period(p, activity.when)) is not None:
        yield phrase
    else:
        yield say("date not fixed")
    if activity.venue is not None and (place := _city(activity.venue)):
        yield bare(place)
    elif activity.online:
        yield say("online")
    if activity.expected is not None:
        yield count("{n} participant", "{n} participants", activity.expected)


def _achieved(p: Partnership, activity: Activity, people: Participants) -> Iterator[Phrase]:
    held = p.facts_of(activity.id, Held)
    if activity.cancelled and not held:
        yield say("cancelled")
    for fact in held:
        when = fact.when or activity.when
        yield dated("held {when}", when) or say("held, date not stated")
    if people.known is not None:
        yield count("{n} participant", "{n} participants", people.known)
    yield from _certified_and_rated(p, activity)
    if not held and _by_results(p, activity):
        yield say("its results are delivered: {results}", results=", ".join(activity.results))
    elif people.recorded is not None and not held:
        yield say("attendance is recorded, but not that it was held")


def _certified_and_rated(p: Partnership, activity: Activity) -> Iterator[Phrase]:
    """Yield how many certificates were given, and what the participants thought of it."""
    if given := sum(fact.count for fact in p.facts_of(activity.id, Certified)):
        yield count("{n} certificate", "{n} certificates", given)
    for fact in p.facts_of(activity.id, Surveyed):
        if fact.score is None or fact.scale is None or not fact.respondents:
            continue
        yield count(
            "rated {score} of {scale} by {n} person",
            "rated {score} of {scale} by {n} people",
            fact.respondents,
            score=fact.score,
            scale=fact.scale,
        )


def _changes(activity: Activity, approved: Activity | None) -> Iterator[Phrase]:
    """Yield how amendments changed the activity itself."""
    if activity.cancelled:
        yield say("cancelled")
    if approved is None:
        return
    yield from moved(approved.when, activity.when)
    yield from _other_place(approved.venue, activity.venue)
    if approved.mode and activity.mode and approved.mode != activity.mode:
        yield _other_mode(approved.mode, activity.mode)


def _held_differences(
    p: Partnership, activity: Activity, days: Span | None, people: Participants
) -> Iterator[Phrase]:
    """Yield how it was held differently from the plan in force."""
    held = p.facts_of(activity.id, Held)
    plan = activity.when.span(p.start)
    if days is not None and plan is not None:
        as_planned = days == plan or (
            activity.when.tentative and plan.first <= days.first and days.last <= plan.last
        )
        when = held[0].when
        if not as_planned and when is not None:
            yield say("held {held} instead of {planned}", held=when, planned=activity.when)
    for fact in held:
        yield from _other_place(activity.venue, fact.venue)
        if fact.mode and activity.mode and fact.mode != activity.mode:
            yield _other_mode(activity.mode, fact.mode)
    if held and people.planned is not None and people.known is not None:
        more = people.known - people.planned
        if more > 0:
            yield count("{n} participant more", "{n} participants more", more)
        elif more < 0:
            yield count("{n} participant fewer", "{n} participants fewer", -more)
    if people.recorded is not None and people.stated not in {None, people.recorded}:
        yield say(
            "{stated} participants stated, {recorded} recorded",
            stated=people.stated or 0,
            recorded=people.recorded,
        )


def _other_place(before: Venue | None, now: Venue | None) -> Iterator[Phrase]:
    old, new = _city(before), _city(now)
    if old and new and old.casefold() != new.casefold():
        yield say("in {now} instead of {before}", now=new, before=old)


def _other_mode(before: str, now: str) -> Phrase:
    # One phrase for each pair, because languages bend these words.
    return say(f"{now} instead of {before}")


def _city(venue: Venue | None) -> str | None:
    return (venue.city or venue.name or venue.country) if venue is not None else None


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


__all__ = ["Kind", "Row", "Status", "achieved", "deviations", "milestones"]


ACHIEVED = Table(
    name="achieved",
    about="One row for each activity, deliverable, indicator and dissemination action.",
    columns=(
        Column("id", "Id", "id", "id in the plan", names=True, width=9),
        Column("kind", "Kind", "word", "activity, deliverable and so on", width=13),
        Column("title", "Title", "text", "title, or else the id", width=36),
        Column("work_package", "Work package", "id", "id of the work package", width=10),
        Column("planned", "Planned", "text", "what was planned, in words", width=26),
        Column("achieved", "Achieved", "text", "what was achieved, in words", width=26),
        Column("status", "Status", "word", "done, partly, open and so on", width=11),
        Column("difference", "Difference", "text", "how both differ, in words", width=28),
        Column("reason", "Reason", "text", "what the facts say about a difference", width=36),
    ),
)


@once
def achieved(p: Partnership) -> tuple[Row, ...]:
    """Return activities, deliverables, indicators and dissemination, each in the plan's order."""
    before = as_approved(p)
    return (
        *activity_rows(p, before),
        *deliverable_rows(p, before),
        *indicator_rows(p, before),
        *dissemination_rows(p, before),
    )


def milestones(p: Partnership) -> tuple[Row, ...]:
    """Return the milestones, which no funder counts but the partners do."""
    return tuple(milestone_rows(p, as_approved(p)))


def deviations(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that differ from the plan; those without a reason have `reason` None."""
    return tuple(row for row in rows if row.difference_phrases)
