"""What is still to do: what an organisation leads, hosts or trains in, and action items."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Activity, Decided, Deliverable, Training, When, WorkPackage, date_of
from vetpartner.state.complete import complete_since
from vetpartner.state.evidence import evidence
from vetpartner.state.rows import happened, last_day
from vetpartner.values.keyed import grouped

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
        named = self.id if self.title == self.id else f"{self.id} {self.title}"
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
    `proofs` are the numbers of the evidence and what it is, `E12 minutes`.
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
