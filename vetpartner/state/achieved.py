"""Planned and achieved: the plan in force joined with the facts known on the day."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from vetpartner.model import (
    Certified,
    Deliverable,
    Delivered,
    Held,
    Span,
    Surveyed,
    Task,
    When,
)
from vetpartner.model.partnership import once
from vetpartner.state.attendance import certified_count
from vetpartner.state.disputed import certain_of, disputed_days, unsettled
from vetpartner.state.dissemination import dissemination_row
from vetpartner.state.held import Headcount, held_facts, held_span, participants, place_held
from vetpartner.state.indicators import indicator_row
from vetpartner.state.rows import (
    LATE,
    Achieved,
    Outcome,
    Status,
    approved,
    city_of,
    dated,
    due_by,
    due_day,
    joined_row,
    moved,
    other_mode,
    other_place,
    overdue,
    period,
    timing,
)
from vetpartner.values.phrase import Phrase, bare, count, say, tongues
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.model import (
        Activity,
        Milestone,
        Partnership,
    )


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


# Activities: meetings, trainings, dissemination events and tasks.


def _row(p: Partnership, activity: Activity) -> Achieved:
    people, days = participants(p, activity), held_span(p, activity)
    found = Outcome(
        status=_status(p, activity, people),
        facts=held_facts(p, activity),
        planned=partial(_planned, p),
        achieved=_achieved(p, activity, people),
        differences=(*_changes(p, activity), *_held_differences(p, activity, days, people)),
        values=(people.planned, people.known),
        least=people.least,
        days=days,
    )
    return joined_row(p, "activity", activity, found)


def _status(p: Partnership, activity: Activity, people: Headcount) -> Status:
    if held_facts(p, activity):
        return "done"
    if activity.cancelled:
        return "cancelled"
    if _by_results(p, activity):
        return "done"
    status = timing(p, due_day(p, activity), activity.id)
    if people.listed and status not in LATE:
        return "partly"
    return "open" if status == "not due" and _begun(p, activity) else status


def _begun(p: Partnership, activity: Activity) -> bool:
    """Tell whether something goes on; a task, of which no day is told, from its second day on.

    On the day after a period nothing was done yet for a task that begins on it.
    """
    plan = activity.when.span(p.start)
    if plan is None or p.as_of not in plan:
        return False
    return plan.first < p.as_of or not isinstance(activity, Task)


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
    """Yield date, place and number of people of an activity as approved, or as amended."""
    yield period(p, activity.when) or say("date not fixed")
    if place := city_of(activity.place):
        yield bare(place)
    elif activity.online:
        yield say("online")
    if activity.expected is not None:
        yield _participants(activity.expected)


def _participants(n: int) -> Phrase:
    return count("{n} participant", "{n} participants", n)


def _goes_on(p: Partnership, activity: Activity) -> bool:
    """Tell whether the days of an activity have begun, where they are fixed, before this one."""
    plan = activity.when.span(p.start)
    fixed = plan is not None and not activity.when.tentative and plan.first < p.as_of
    return fixed and _begun(p, activity)


def _achieved(p: Partnership, activity: Activity, people: Headcount) -> Iterator[Phrase]:
    held = held_facts(p, activity)
    if activity.cancelled and not held:
        yield say("cancelled")
    yield from _times_held(p, activity)
    if people.known is not None:
        yield _participants(people.known)
    elif people.unsettled:
        yield unsettled(people.unsettled, _participants)
    elif people.least is not None:
        yield count("at least {n} participant", "at least {n} participants", people.least)
    elif people.listed:
        yield say("how many took part is not known")
    yield from _certified_and_rated(p, activity)
    if not held and isinstance(activity, Task) and not activity.cancelled:
        yield from _task_so_far(p, activity)
    elif not held and not activity.cancelled and not people.listed and _goes_on(p, activity):
        yield say("its planned time has begun")
    if people.listed and not held and not _by_results(p, activity):
        yield say("attendance is recorded, but not that it was held")


def _times_held(p: Partnership, activity: Activity) -> Iterator[Phrase]:
    """Yield when it was held, for each part; of an entry without a day that is as planned."""
    recorded = [(at, fact) for at, fact in p.numbered_facts(Held) if fact.of == activity.id]
    for at, fact in recorded:
        if days := disputed_days(p, at):
            yield say("held {when}", when=unsettled(days))
        else:
            when = fact.when or activity.when
            yield dated("held {when}", when) or say("held, date not stated")
    # Attendance without a day does not say that it was as planned.
    for fact in () if recorded else held_facts(p, activity):
        when = fact.when or When.undecided()
        yield dated("held {when}", when) or say("held, date not stated")


def _task_so_far(p: Partnership, task: Task) -> Iterator[Phrase]:
    """Yield that the time of a task has begun, and what it delivered: nobody holds a task."""
    if _by_results(p, task):
        yield say("its results are delivered: {results}", results=", ".join(task.results))
        return
    runs = _begun(p, task)
    if runs:
        yield say("its planned time has begun")
    made, number = [id_ for id_ in task.results if p.facts_of(id_, Delivered)], len(task.results)
    if made:
        yield count(
            "{made} of {n} result delivered: {results}",
            "{made} of {n} results delivered: {results}",
            number,
            made=len(made),
            results=", ".join(made),
        )
    elif runs and number:
        yield count("its {n} result is still to come", "its {n} results are still to come", number)


def _certified_and_rated(p: Partnership, activity: Activity) -> Iterator[Phrase]:
    """Yield how many certificates were given, and what the participants thought of it."""
    if given := certified_count(p, activity.id):
        yield count("{n} certificate", "{n} certificates", given)
    elif given is None and p.facts_of(activity.id, Certified):
        yield say("how many certificates were given is not known")
    for fact in certain_of(p, Surveyed, activity.id):
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
        yield from other_place(before.place, activity.place)
        yield from other_mode(before.mode, activity.mode)
        old, new = before.expected, activity.expected
        if old is not None and new is not None and old != new:
            yield say("planned for {now} instead of {before} people", now=new, before=old)


def _held_differences(
    p: Partnership, activity: Activity, days: Span | None, people: Headcount
) -> Iterator[Phrase]:
    """Yield how it was held differently from the plan in force."""
    held = held_facts(p, activity)
    plan = activity.when.span(p.start)
    if days is not None and plan is not None:
        as_planned = days == plan or (
            activity.when.tentative and plan.first <= days.first and days.last <= plan.last
        )
        when = held[0].when
        if not as_planned and when is not None:
            yield say("held {held} instead of {planned}", held=when, planned=activity.when)
    for fact in held:
        yield from other_place(activity.place, place_held(activity, fact))
        yield from other_mode(activity.mode, fact.mode)
    if held and people.planned is not None and people.known is not None:
        more = people.known - people.planned
        if more > 0:
            yield count("{n} participant more", "{n} participants more", more)
        elif more < 0:
            yield count("{n} participant fewer", "{n} participants fewer", -more)
    recorded = people.known if people.settled is None and people.recorded is not None else None
    if recorded is None or people.stated is None:
        return
    if people.said:
        yield unsettled(people.said, _participants)
    elif people.stated != recorded:
        yield say(
            "{stated} participants stated, {recorded} recorded",
            stated=people.stated,
            recorded=recorded,
        )


# Deliverables and milestones: delivered or reached when, how late, in which languages.


def delivery_row(p: Partnership, thing: Deliverable | Milestone) -> Achieved:
    """Return what became of a deliverable or milestone."""
    result = isinstance(thing, Deliverable)
    wanted = thing.languages if isinstance(thing, Deliverable) else ()
    facts, last = p.facts_of(thing.id, Delivered), due_day(p, thing)
    have = {language for fact in facts for language in fact.languages}
    missing = [language for language in wanted if have and language not in have]
    days = _complete_on(p, facts, wanted)
    if days is not None and last is not None and days.first <= last < days.last:
        days = None  # it came before its due day, or after it
    after = last is not None and days is not None and days.first > last
    late = Span(first=days.first, last=days.last) if days is not None and after else None
    if missing:
        late = None  # what is not there in all languages has not come yet
    found = Outcome(
        status=("partly" if missing else "done") if facts else timing(p, last, thing.id),
        facts=facts,
        planned=partial(_promised, p),
        achieved=_deliveries(facts, result=result),
        differences=(*moved(p, thing), *_lateness(p, late, last, missing)),
        values=(len(wanted) or None, len(wanted) - len(missing) if wanted and have else None),
        days=days,
        late=None if late is None or last is None else (late.first - last).days,
    )
    return joined_row(p, "deliverable" if result else "milestone", thing, found)


def _complete_on(p: Partnership, facts: Sequence[Delivered], wanted: Sequence[str]) -> Span | None:
    """Return the day on which all languages were there, or else the latest delivery.

    Of a delivery of which only the month is known these are all days on which it can have been.
    Where one that may have been the first has no day, nobody knows it: the day on which it was
    written down is another.
    """
    spans = [(_delivered_on(p, fact), fact.languages) for fact in facts]
    if any(span is None and set(languages).issuperset(wanted) for span, languages in spans):
        return None
    days = sorted(
        ((span, languages) for span, languages in spans if span is not None),
        key=lambda pair: (pair[0].last, pair[0].first),
    )
    have: set[str] = set()
    earliest = date.min
    for span, languages in days:
        have.update(languages)
        earliest = max(earliest, span.first)
        if have.issuperset(wanted) or not languages:
            return Span(first=earliest, last=span.last)
    return Span(first=earliest, last=days[-1][0].last) if days else None


def _delivered_on(p: Partnership, fact: Delivered) -> Span | None:
    """Return the days on which it can have been delivered: of several days it is the last one."""
    span = fact.when.span(p.start) if fact.when is not None else None
    if fact.when is None or span is None or fact.when.tentative:
        return span
    return Span(first=span.last, last=span.last)


def _promised(p: Partnership, thing: Deliverable | Milestone) -> Iterator[Phrase]:
    yield due_by(p, thing.due) or say("date not fixed")
    if (named := tongues(getattr(thing, "languages", ()))) is not None:
        yield named


def _deliveries(facts: Sequence[Delivered], *, result: bool) -> Iterator[Phrase]:
    for fact in facts:
        if fact.when is None:
            yield say("delivered, date not stated")
        else:
            yield say("delivered {when}" if result else "reached {when}", when=fact.when)
    languages = dict.fromkeys(language for fact in facts for language in fact.languages)
    if (named := tongues(languages)) is not None:
        yield named


def _lateness(
    p: Partnership, late: Span | None, due: date | None, missing: Sequence[str]
) -> Iterator[Phrase]:
    if late is not None and due is not None:
        least, most = (late.first - due).days, (late.last - due).days
        if least == most:
            yield count("{n} day late", "{n} days late", most)
        else:
            yield count("{least}–{n} day late", "{least}–{n} days late", most, least=least)
    if missing and (due is None or due < p.as_of):
        yield say("missing languages: {languages}", languages=tongues(missing) or "")
        if due is not None and (behind := overdue(p, due)) is not None:
            yield behind
