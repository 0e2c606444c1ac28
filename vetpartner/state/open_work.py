"""What is still to do and since when the rest is done, and action items."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import (
    Activity,
    Amended,
    Decided,
    Deliverable,
    Delivered,
    Held,
    Task,
    Training,
    When,
    WorkPackage,
    date_of,
)
from vetpartner.model.partnership import once
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import evidence
from vetpartner.state.rows import DONE, happened, last_day
from vetpartner.values.keyed import grouped
from vetpartner.values.when import NO_DAY
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


@frozen(kw_only=True)
class OpenRole:
    """Something that an organisation has to do: `verb` is `leads`, `hosts` or `trains in`.

    `field` is the one of the thing that names it; `amendable` tells whether an amendment can.
    """

    id: str
    title: str
    verb: str
    field: str
    address: str
    due: date | None

    @property
    def amendable(self) -> bool:
        """Tell whether an amendment can name somebody else."""
        return self.field in {"lead", "host"}

    @property
    def said(self) -> str:
        """Return it as the end of a sentence: `leads WP3 Learning units (until 2025-04-30)`."""
        named = entitled(self.id, self.title)
        return f"{self.verb} {named}{f' (until {self.due})' if self.due else ''}"


def open_roles(p: Partnership, organisation: str, day: date) -> Iterator[OpenRole]:
    """Yield what an organisation leads, hosts and trains in that is neither done nor over on a day.

    What has no date is open until it is recorded as done.
    """
    complete = complete_since(p)
    people = {one.id for one in p.plan.people if one.organisation == organisation}
    for kind, thing in p.plan.things():
        if not isinstance(thing, WorkPackage | Activity | Deliverable) or thing.id in complete:
            continue
        if isinstance(thing, Activity) and thing.cancelled:
            continue
        last = last_day(p, date_of(thing))
        # A result that is late is still owed; an activity that is over is a matter of its fact.
        if last is not None and last <= day and not isinstance(thing, Deliverable):
            continue
        for verb, field in _roles(thing, organisation, people):
            yield OpenRole(
                id=thing.id,
                title=p.label(thing.id),
                verb=verb,
                field=field,
                address=f"{kind}/{thing.id}",
                due=last,
            )


def _roles(
    thing: WorkPackage | Activity | Deliverable, organisation: str, people: set[str]
) -> Iterator[tuple[str, str]]:
    if thing.lead == organisation:
        yield "leads", "lead"
    if isinstance(thing, WorkPackage) and organisation in thing.co_leads:
        yield "leads with others", "co_leads"
    if isinstance(thing, Activity) and thing.host == organisation:
        yield "hosts", "host"
    if isinstance(thing, Training) and people & set(thing.trainers):
        yield "trains in", "trainers"


# Action items: what was agreed, who does it until when, and whether it is done, with proof.


@frozen(kw_only=True)
class ActionItem:
    """One action item.

    `of` is the id of the meeting, or whatever else it was agreed at, `agreed` the day of that.
    `owner` is an id, `owner_label` how it is called. `done` is None while it is open.
    `proofs` are the numbers of the evidence and what it is, `M1-b minutes`.
    `address` is that of the fact.
    """

    address: str
    text: str
    of: str | None
    agreed: When | None
    owner: str | None
    owner_label: str | None
    due: date | None
    done: date | None
    proofs: tuple[str, ...] = ()

    @property
    def done_in_time(self) -> bool:
        """Tell whether it was done by its day; what has none is never late."""
        return self.done is not None and (self.due is None or self.done <= self.due)

    def open_on(self, day: date) -> bool:
        """Tell whether it is not done by the end of a day."""
        return self.done is None or self.done > day

    def overdue_on(self, day: date) -> bool:
        """Tell whether it is open although its day has passed."""
        return self.due is not None and self.due < day and self.open_on(day)


def action_items(p: Partnership) -> tuple[ActionItem, ...]:
    """Return all action items known on the day, in the order of the facts."""
    proofs = grouped((row.address, f"{row.number} {row.kind}") for row in evidence(p))
    return tuple(
        ActionItem(
            address=address,
            text=fact.text,
            of=fact.of,
            agreed=happened(fact),
            owner=fact.owner,
            owner_label=p.label(fact.owner) or None,
            due=fact.due,
            done=fact.done,
            proofs=tuple(proofs.get(address, ())),
        )
        for address, fact in p.numbered_facts(Decided)
    )


def brought_forward(p: Partnership, meeting: Activity) -> tuple[ActionItem, ...]:
    """Return the items of earlier meetings with which a meeting begins: those due first come first.

    They are those open when it begins, or on the day of the partnership if that is earlier.
    An item without a day counts as earlier, so that none is lost.
    """
    span = meeting.when.span(p.start)
    begins = span.first if span is not None else None
    day = p.as_of if begins is None else min(begins, p.as_of)
    found = [
        item
        for item in action_items(p)
        if item.of != meeting.id and item.open_on(day) and _before(p, item, begins)
    ]
    return tuple(sorted(found, key=lambda item: item.due or date.max))


def _before(p: Partnership, item: ActionItem, begins: date | None) -> bool:
    agreed = item.agreed.span(p.start) if item.agreed is not None else None
    return begins is None or agreed is None or agreed.first < begins


def agreed_at(p: Partnership, meeting: str) -> tuple[ActionItem, ...]:
    """Return the items agreed at a meeting, in the order of the facts."""
    return tuple(item for item in action_items(p) if item.of == meeting)


# When work packages and activities were complete.


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
    cancelled = (fact for fact in p.facts_of_kind(Amended) if fact.cancels)
    for fact in (*p.facts_of_kind(Held), *p.facts_of_kind(Delivered), *cancelled):
        if fact.of is not None:
            since[fact.of] = max(since.get(fact.of, NO_DAY), p.known_from(fact))
    return since
