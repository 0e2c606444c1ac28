"""Calendar entries of what is due: deliverables, milestones, reports, payments, amendments."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from vetpartner.model import Delivered
from vetpartner.views.dates.activity_entries import changed, contact_of, moves
from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.dates.entry import LONG_AGO, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Deliverable, Partnership
    from vetpartner.views.dates.deadlines import Deadline, DeadlineKind

DELIVERABLE_ALARMS = (28, 7)
MILESTONE_ALARMS = (7,)
DEADLINE_ALARMS: dict[DeadlineKind, tuple[int, ...]] = {
    "report": (56, 28, 7, 1),
    "results": (28, 7),
    "amendment": (28, 7, 1),
    "project": (28, 7, 1),
    "payment": (),
    "records": (28,),
}
"""Days before a deadline on which a calendar reminds; nobody has to do anything for a payment."""


def due_entries(p: Partnership) -> Iterator[Entry]:
    """Yield the entries of everything that is due on a known day."""
    yield from _deliverables(p)
    yield from _milestones(p)
    yield from _deadlines(p)


def _deliverables(p: Partnership) -> Iterator[Entry]:
    ask = cache(partial(contact_of, p))
    for deliverable in p.plan.deliverables:
        span = deliverable.due.span(p.start)
        if span is None:
            continue
        delivered = bool(p.facts_of(deliverable.id, Delivered))
        contact = ask(deliverable.lead)
        yield Entry(
            id=deliverable.id,
            category="deliverable",
            title=f"Due: {deliverable.title or deliverable.id}" + (" (delivered)" * delivered),
            first=span.last,
            last=span.last,
            contact=contact,
            description=tuple(_about(p, deliverable, contact)),
            alarms=() if delivered else DELIVERABLE_ALARMS,
            sequence=len(moves(p, deliverable.id)),
            changed=changed(p, deliverable.id),
            busy=False,
            address=f"deliverables/{deliverable.id}",
            concerns=makers(deliverable),
            work_package=deliverable.work_package,
        )


def makers(deliverable: Deliverable) -> tuple[str, ...]:
    """Return the organisations that make a deliverable."""
    named = (deliverable.lead, *deliverable.organisations)
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))


def _about(p: Partnership, deliverable: Deliverable, contact: str | None) -> Iterator[str]:
    yield f"{deliverable.id}: deliverable"
    if deliverable.work_package:
        yield f"Work package: {deliverable.work_package}"
    if deliverable.lead:
        yield f"Led by: {p.label(deliverable.lead)}"
    if deliverable.languages:
        yield f"Languages: {', '.join(deliverable.languages)}"
    if contact:
        yield f"Contact: {contact}"


def _milestones(p: Partnership) -> Iterator[Entry]:
    for milestone in p.plan.milestones:
        span = milestone.due.span(p.start)
        if span is not None:
            reached = bool(p.facts_of(milestone.id, Delivered))
            yield Entry(
                id=milestone.id,
                category="milestone",
                title=f"Milestone: {milestone.title or milestone.id}" + (" (reached)" * reached),
                first=span.last,
                last=span.last,
                description=(milestone.verification,) if milestone.verification else (),
                alarms=() if reached else MILESTONE_ALARMS,
                sequence=len(moves(p, milestone.id)),
                changed=changed(p, milestone.id),
                busy=False,
                address=f"milestones/{milestone.id}",
                work_package=milestone.work_package,
            )


def _deadlines(p: Partnership) -> Iterator[Entry]:
    """Yield all deadlines for the coordinator; for all, the day their part is due."""
    coordinator = p.plan.project.coordinator
    leads = () if coordinator is None else (coordinator,)
    contact = contact_of(p, coordinator)
    for deadline in deadlines(p):
        whom = None if deadline.kind == "project" else leads
        yield _deadline(p, deadline, deadline.title, deadline.day, contact, whom)
        if deadline.internal is not None:
            title = f"Contributions of the partners: {deadline.title}"
            yield _deadline(p, deadline, title, deadline.internal, contact, None, suffix="-input")


def _deadline(
    p: Partnership,
    deadline: Deadline,
    title: str,
    day: date,
    contact: str | None,
    concerns: tuple[str, ...] | None,
    suffix: str = "",
) -> Entry:
    basis = (f"Basis: {deadline.basis}",) if deadline.basis else ()
    return Entry(
        id=f"{deadline.id}{suffix}",
        category="deadline",
        title=title + (" (done)" if deadline.done else ""),
        first=day,
        last=day,
        contact=contact,
        description=(*basis, *((f"Contact: {contact}",) if contact else ())),
        alarms=() if deadline.done else DEADLINE_ALARMS[deadline.kind],
        changed=p.start or LONG_AGO,
        busy=False,
        address=deadline.address,
        concerns=concerns,
    )
