"""What stands at the head of a list or certificate of an activity; nothing of it is typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held, Span, When
from vetpartner.programme import country
from vetpartner.views.progress.achieved_activities import held_span

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership

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
