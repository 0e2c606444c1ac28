"""Since when something is done: one answer for status, money, transfers and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Amended, Delivered, Held, Task
from vetpartner.model.partnership import once
from vetpartner.state.achieved import achieved
from vetpartner.state.rows import DONE, last_day
from vetpartner.values.when import NO_DAY

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Activity, Partnership


@once
def complete_since(p: Partnership) -> dict[str, date]:
    """Return, by id, since when an activity, deliverable or work package is complete.

    Done is what its row of `achieved` calls done. A work package is complete when all of its
    activities are done or cancelled and all of its deliverables delivered; one without any, such as
    management, not before its last day.
    """
    done = {row.id for row in achieved(p) if row.status in DONE}
    since = _recorded(p)
    complete: dict[str, date] = {}
    parts: dict[str | None, list[date | None]] = {}
    for activity in p.plan.activities:
        day = _since(p, activity, since) if activity.id in done else None
        if day is None and activity.cancelled:
            # Cancelled in the plan itself means at no day that is recorded.
            day = since.get(activity.id, NO_DAY)
        if day is not None:
            complete[activity.id] = day
        parts.setdefault(activity.work_package, []).append(day)
    busy = set(parts)
    for deliverable in p.plan.deliverables:
        day = since.get(deliverable.id) if deliverable.id in done else None
        if day is not None:
            complete[deliverable.id] = day
        parts.setdefault(deliverable.work_package, []).append(day)
    for package in p.plan.work_packages:
        days = parts.get(package.id, [])
        if package.id not in busy:
            days = [*days, last_day(p, package.when)]
        known = [day for day in days if day is not None]
        if known and len(known) == len(days):
            complete[package.id] = max(known)
    return complete


def _since(p: Partnership, activity: Activity, since: dict[str, date]) -> date:
    """Return since when a done activity is done; a task with its last result and its last day."""
    if activity.id in since or not isinstance(activity, Task):
        return since.get(activity.id, NO_DAY)
    days = [since.get(id_, NO_DAY) for id_ in activity.results]
    return max([*days, last_day(p, activity.when) or NO_DAY])


def _recorded(p: Partnership) -> dict[str, date]:
    """Return the last day on which something was recorded as done or cancelled, by id."""
    since: dict[str, date] = {}
    cancelled = (fact for fact in p.facts_of_kind(Amended) if fact.cancelled)
    for fact in (*p.facts_of_kind(Held), *p.facts_of_kind(Delivered), *cancelled):
        if fact.of is not None:
            since[fact.of] = max(since.get(fact.of, NO_DAY), p.known_from(fact))
    return since
