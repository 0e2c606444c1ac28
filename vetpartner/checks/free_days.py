"""Weekends, public holidays, rooms taken twice, and pauses in which nobody meets."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, land, listed, meeting, said
from vetpartner.model import Organisation, Task, add_months
from vetpartner.programme.countries import public_holiday, weekend
from vetpartner.state.activity_entries import taking_part
from vetpartner.state.held import actual
from vetpartner.state.off_days import days_of, homes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Span

rule = family("Weekends, holidays and pauses")

_WEEK = 7
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MEET = "plan a meeting in between, on site or online"
_LONGEST_PAUSE = 9
"""Months without a meeting after which a partnership loses its thread."""


@rule("none; practice")
def activity_on_weekend(s: Subject) -> Found:
    """Meetings, trainings and events of up to a week do not touch a weekend.

    Staff have to be given other days off, and schools are closed.
    Move it, or accept the finding if the weekend is meant.
    """
    for at, activity, span in _coming(s):
        place = _place(s, activity)
        free = weekend(place[0]) if place else frozenset[int]()
        days = [day for day in _days(span) if day.weekday() in free]
        if days and (span.last - span.first).days < _WEEK:
            named = listed([f"{_DAYS[day.weekday()]} {day}" for day in days])
            yield s.note(f"{activity.id} takes place on {named}", f"{at}/when")


@rule("public holidays by the package `holidays`; none of the programme")
def activity_on_public_holiday(s: Subject) -> Found:
    """Meetings, trainings and events are not on a public holiday of their place.

    The host's building is closed, and so are hotels' kitchens and offices.
    State `region` of the venue as a code such as `DE-BY` where regions have holidays of their own.
    """
    for at, activity, span in _coming(s):
        place = _place(s, activity)
        names = _holidays(*place, span) if place else []
        if place and names:
            message = (
                f"{activity.id} takes place on {listed(names)}, a public holiday in "
                f"{land(place[0])}"
            )
            yield s.warning(message, f"{at}/when", "move it, or accept this with a reason")


@rule("public holidays by the package `holidays`; none of the programme")
def participants_on_public_holiday(s: Subject) -> Found:
    """No activity falls on a public holiday in the country of a partner.

    Their staff are asked to work on a free day, and often stay away.
    """
    known = {o.id: o for o in s.plan.organisations}
    for at, activity, span in _coming(s):
        place = _place(s, activity)
        homes = homes_of(tuple(known[id_] for id_ in taking_part(s.p, activity) if id_ in known))
        free = [
            f"{listed(names)} in {land(home.country)} ({listed(home.organisations)})"
            for home in homes
            if (place is None or home.country != place[0])
            and (names := _holidays(home.country, home.region, span))
        ]
        if free:
            message = f"{activity.id} falls on a public holiday of partners: {'; '.join(free)}"
            yield s.note(message, f"{at}/when")


@rule("none; practice")
def place_taken_twice(s: Subject) -> Found:
    """No two activities are at the same venue at the same time.

    One room cannot hold both; with two rooms it may be meant.
    """
    by_place: dict[tuple[str | None, str], list[tuple[Activity, Span, str]]] = {}
    for at, activity, span in _coming(s):
        venue = activity.venue
        if venue is not None and venue.name is not None and not activity.online:
            key = (venue.city and venue.city.casefold(), venue.name.casefold())
            by_place.setdefault(key, []).append((activity, span, f"{at}/when"))
    for rows in by_place.values():
        for first, second, at in meeting(rows):
            message = (
                f"{second.id} ({said(second.when)}) is at the same venue as {first.id} "
                f"({said(first.when)})"
            )
            yield s.note(message, at)


@rule("award criterion on coordination and communication; nine months are practice")
def meetings_far_apart(s: Subject) -> Found:
    """The partners meet, online or not, at least once in nine months.

    Agencies ask for regular coordination, and partners who never talk deliver late.
    A plan in which some meeting has no date yet is not judged.
    """
    if s.period is None or any(not m.cancelled and m.when.tentative for m in s.plan.meetings):
        return
    spans = {m.id: s.span(actual(s.p, m).when) for m in s.plan.meetings if not m.cancelled}
    dated = sorted((span, id_) for id_, span in spans.items() if span is not None)
    before, at, since = s.period.first, "project", "the start of the project"
    for span, id_ in dated:
        if add_months(before, _LONGEST_PAUSE) < span.first:
            yield s.warning(_pause(since, before, id_, span.first), f"meetings/{id_}/when", _MEET)
        if span.last >= before:
            before, at, since = span.last, f"meetings/{id_}/when", id_
    if add_months(before, _LONGEST_PAUSE) < s.period.last:
        end = "the end of the project"
        yield s.warning(_pause(since, before, end, s.period.last), at, _MEET)


def _pause(since: str, before: date, until: str, after: date) -> str:
    months = (after.year - before.year) * 12 + after.month - before.month
    months -= add_months(before, months) > after
    return f"no meeting between {since} ({before}) and {until} ({after}): a gap of {months} months"


def _coming(s: Subject) -> Iterator[tuple[str, Activity, Span]]:
    """Yield what is fixed and still ahead; whoever was there knows what day it was."""
    for at, activity in s.activities:
        if isinstance(activity, Task) or activity.when.tentative or activity.id in s.done:
            continue
        span = s.span(activity.when)
        if span is not None and span.last >= s.day:
            yield at, activity, span


def _place(s: Subject, activity: Activity) -> tuple[str, str | None] | None:
    """Return country and region of the venue, or else of the host; None where it is not known."""
    code = None if activity.online else s.country(activity.venue)
    if code is not None and activity.venue is not None and activity.venue.region is not None:
        return code, activity.venue.region
    host = s.p.get(activity.host or activity.lead)
    home = s.country(host) if isinstance(host, Organisation) else None
    if home is not None and code in {None, home}:
        return home, host.region
    return (code, None) if code is not None else None


def _holidays(country: str, region: str | None, span: Span) -> list[str]:
    named = ((day, public_holiday(country, region, day)) for day in _days(span))
    return [f"{day} ({name})" for day, name in named if name is not None]


def _days(span: Span) -> Iterator[date]:
    """Yield the days of a span, of a long one those of the first two weeks."""
    return islice(days_of(span), 2 * _WEEK + 1)
