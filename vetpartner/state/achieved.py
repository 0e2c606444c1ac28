"""Planned and achieved: the plan in force joined with the facts known on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Certified, Delivered, Held, Surveyed, Task
from vetpartner.model.partnership import once
from vetpartner.state.achieved_results import delivery_row, dissemination_row, indicator_row
from vetpartner.state.held import Participants, held_span, participants
from vetpartner.state.rows import (
    Achieved,
    Outcome,
    Status,
    approved,
    dated,
    due_day,
    joined_row,
    moved,
    period,
    timing,
)
from vetpartner.values.phrase import Phrase, bare, count, say
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership, Span, Venue


ACHIEVED = Table(
    name="achieved",
    about="One row for each activity, deliverable, indicator and dissemination action.",
    columns=(
        Column("id", "Id", "id", "id in the plan", names=True, width=9),
        Column("kind", "Kind", "word", "activity, deliverable and so on", width=13),
        Column("title", "Title", "text", "title, or else the id", width=36),
        Column("work_package", "Work package", "id", "id of the work package", width=10),
        Column("planned", "Planned", "text", "what was planned, in words", width=32),
        Column("achieved", "Achieved", "text", "what was achieved, in words", width=32),
        Column("status", "Status", "word", "done, partly, open and so on", width=11),
        Column("difference", "Difference", "text", "how both differ, in words", width=28),
        Column("reason", "Reason", "text", "what the facts say about a difference", width=36),
    ),
)


@once
def achieved(p: Partnership) -> tuple[Achieved, ...]:
    """Return activities, deliverables, indicators and dissemination, each in the plan's order."""
    plan = p.plan
    return (
        *(_row(p, activity) for activity in plan.activities),
        *(delivery_row(p, deliverable) for deliverable in plan.deliverables),
        *(indicator_row(p, indicator) for indicator in plan.indicators),
        *(dissemination_row(p, action) for action in plan.dissemination_actions),
    )


def milestones(p: Partnership) -> tuple[Achieved, ...]:
    """Return the milestones, which no funder counts but the partners do."""
    return tuple(delivery_row(p, milestone) for milestone in p.plan.milestones)


def late_without_reason(p: Partnership) -> tuple[Achieved, ...]:
    """Return the results that came later than may pass, and nobody wrote why."""
    most = p.plan.project.deviation_days
    return tuple(row for row in achieved(p) if (row.late or 0) > most and row.reason is None)


def deviations(rows: Iterable[Achieved]) -> tuple[Achieved, ...]:
    """Return the rows that differ from the plan; those without a reason have `reason` None."""
    return tuple(row for row in rows if row.difference_phrases)


# Activities: meetings, trainings, dissemination events and tasks.


def _row(p: Partnership, activity: Activity) -> Achieved:
    people, days = participants(p, activity), held_span(p, activity)
    found = Outcome(
        status=_status(p, activity, people),
        facts=p.facts_of(activity.id, Held),
        planned=_planned(p, activity),
        achieved=_achieved(p, activity, people),
        differences=(*_changes(p, activity), *_held_differences(p, activity, days, people)),
        values=(people.planned, people.known),
        days=days,
    )
    return joined_row(p, "activity", activity, found)


def _status(p: Partnership, activity: Activity, people: Participants) -> Status:
    if p.facts_of(activity.id, Held):
        return "done"
    if activity.cancelled:
        return "cancelled"
    if _by_results(p, activity):
        return "done"
    if people.recorded is not None:
        return "partly"
    status = timing(p, due_day(p, activity))
    plan = activity.when.span(p.start)
    begun = plan is not None and p.as_of in plan
    return "open" if begun and status == "not due" else status


def _by_results(p: Partnership, activity: Activity) -> bool:
    """Tell whether a task, which nobody holds, is done: its results are there and its months over.

    What runs on is not done, though its first results came.
    """
    last = due_day(p, activity)
    return (
        isinstance(activity, Task)
        and bool(activity.results)
        and (last is None or last <= p.as_of)
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


def _changes(p: Partnership, activity: Activity) -> Iterator[Phrase]:
    """Yield how amendments changed the activity itself."""
    if activity.cancelled:
        yield say("cancelled")
    before: Activity | None = approved(p, activity)
    if before is not None:
        yield from moved(p, activity)
        yield from _other_place(before.venue, activity.venue)
        yield from _other_mode(before.mode, activity.mode)


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
        yield from _other_mode(activity.mode, fact.mode)
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


def _other_mode(before: str | None, now: str | None) -> Iterator[Phrase]:
    if before and now and before != now:
        # One phrase for each pair, because languages bend these words.
        yield say(f"{now} instead of {before}")


def _city(venue: Venue | None) -> str | None:
    return (venue.city or venue.name or venue.country) if venue is not None else None
