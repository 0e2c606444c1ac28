"""Dissemination: every partner, all the time, for somebody, with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import note, warning
from vetpartner.checks.subject import listed
from vetpartner.model import Disseminated, DisseminationEvent, Held, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Span

_HALF = 6


def partner_silent_for_half_a_year(s: Subject) -> Iterator[Finding]:
    """Guard that every full partner makes the project known in each half-year.

    Dissemination that is left to the coordinator alone has little impact, and costs points.
    Record what the partner did as `disseminated` with `organisation`, or agree on what it will do.
    Only half-years of the project that are over count, and for a partner that joined later or
    left only those in which it took part from the first to the last day.

    Basis: award criterion on impact; Handbook on the lump sum funding model, section 2.2.
    """
    if s.period is None:
        return
    ends = _half_years(s, s.period)
    starts = [s.period.first, *ends]
    active: dict[str, set[int]] = {}
    for id_, day in _activity(s):
        half = sum(1 for end in ends if end <= day)
        active.setdefault(id_, set()).add(half)
    if not any(half < len(ends) for halves in active.values() for half in halves):
        if ends:
            months = _months(range(len(ends)))
            message = f"it is not recorded which partner made the project known in {months}"
            yield warning(message, "project")
        return
    for o in s.p.partners:
        halves = [half for half in range(len(ends)) if half not in active.get(o.id, set())]
        silent = [
            half
            for half in halves
            if (o.joined is None or o.joined <= starts[half])
            and (o.left is None or o.left >= ends[half])
        ]
        if silent:
            message = f"nothing is recorded by which {o.short} made the project known in "
            way_out = "record what it did as `disseminated` with its `organisation`"
            yield warning(message + _months(silent), f"organisations/{o.id}", way_out=way_out)


def _months(halves: Sequence[int]) -> str:
    """Return half-years as project months; those that follow each other are one stretch."""
    stretches: list[list[int]] = []
    for half in halves:
        if stretches and stretches[-1][-1] == half - 1:
            stretches[-1].append(half)
        else:
            stretches.append([half])
    return listed([f"M{each[0] * _HALF + 1} to M{(each[-1] + 1) * _HALF}" for each in stretches])


def _half_years(s: Subject, period: Span) -> list[date]:
    """Return the days after the half-years of the project that are over."""
    ends: list[date] = []
    end = add_months(period.first, _HALF)
    while end <= s.day and end <= add_months(period.last, 1):
        ends.append(end)
        end = add_months(period.first, _HALF * (len(ends) + 1))
    return ends


def _activity(s: Subject) -> Iterator[tuple[str, date]]:
    """Yield who made the project known on which day."""
    for _, fact in s.facts(Disseminated):
        span = s.span(fact.when)
        day = span.last if span else fact.recorded
        if day is None:
            continue
        thing = s.p.get(fact.of)
        named = (fact.organisation,) if fact.organisation else getattr(thing, "organisations", ())
        yield from ((id_, day) for id_ in named if id_)
    for _, held in s.facts(Held):
        event = s.p.get(held.of)
        span = s.span(held.when or getattr(event, "when", None))
        if isinstance(event, DisseminationEvent) and span is not None:
            everybody = tuple(o.id for o in s.p.partners)
            named = event.organisations or everybody
            yield from ((id_, span.last) for id_ in {*named, event.lead, event.host} if id_)


def action_without_audience(s: Subject) -> Iterator[Finding]:
    """Guard that each planned dissemination says for whom it is and through which channel.

    A communication plan names audiences and channels; without them it is no plan.

    Basis: Programme Guide, communication and dissemination: objectives, audience, channels.
    """
    for action in s.plan.dissemination_actions:
        names = (("audience", action.audience), ("channel", action.channel))
        missing = [name for name, value in names if not value]
        if missing:
            at = f"dissemination_actions/{action.id}"
            message = f"{action.id} names no {' and no '.join(missing)}"
            yield warning(message, at, way_out=f"add {' and '.join(missing)}")


def reach_not_recorded(s: Subject) -> Iterator[Finding]:
    """Tell which dissemination has no number of people reached.

    Impact is shown by numbers, and nobody can look them up a year later.
    Write `reach`, also where it is small.

    Basis: Programme Guide, communication and dissemination: indicators of success.
    """
    for at, fact in s.facts(Disseminated):
        if fact.reach is None:
            name = fact.title or fact.of or "a dissemination"
            yield note(f"how many people {name} reached is not recorded", at, way_out="add reach")


DISSEMINATION = (
    partner_silent_for_half_a_year,
    action_without_audience,
    reach_not_recorded,
)
