"""Everything that has a place in time, by day and with its state: for planners and charts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Activity, Held, Partnership, Span, When
from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.phrases import Phrase, bare, say
from vetpartner.views.progress.achieved import achieved, milestones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.views.dates.deadlines import Deadline
    from vetpartner.views.progress.rows import Row, Status

ItemKind = Literal[
    "work package",
    "meeting",
    "training",
    "dissemination event",
    "task",
    "deliverable",
    "milestone",
    "deadline",
    "partners' part",
]
State = Literal["done", "open", "late", "cancelled"]
KINDS: dict[ItemKind, Phrase] = {
    "work package": say("work package"),
    "meeting": say("meeting"),
    "training": say("training"),
    "dissemination event": say("dissemination event"),
    "task": say("task"),
    "deliverable": say("deliverable"),
    "milestone": say("milestone"),
    "deadline": say("deadline"),
    "partners' part": say("partners' part"),
}
STATES: dict[State, Phrase] = {
    "done": say("done"),
    "open": say("open"),
    "late": say("late"),
    "cancelled": say("cancelled"),
}
_TABLES: dict[str, ItemKind] = {
    "meetings": "meeting",
    "trainings": "training",
    "dissemination_events": "dissemination event",
    "tasks": "task",
    "deliverables": "deliverable",
    "milestones": "milestone",
}


@frozen(kw_only=True)
class Item:
    """One thing in time: `spans` are its days, none where it is undated.

    `vague` tells that only a month is known of an activity; what is due in a month is due on its
    last day and is not vague. `when` is how it stands in the plan, where it stands there.
    A deliverable or milestone stands on the day on which it is due.
    """

    kind: ItemKind
    id: str
    title: Phrase
    work_package: str | None
    state: State
    spans: tuple[Span, ...]
    vague: bool = False
    when: When | None = None
    address: str = ""

    @property
    def first(self) -> date | None:
        """Return the first day, or None where it is undated."""
        return self.spans[0].first if self.spans else None

    @property
    def last(self) -> date | None:
        """Return the last day, or None where it is undated."""
        return self.spans[-1].last if self.spans else None

    @property
    def point(self) -> bool:
        """Tell whether it is a day by which something is due rather than a time of work."""
        return self.kind in {"deliverable", "milestone", "deadline", "partners' part"}


@frozen(kw_only=True)
class Group:
    """A work package with what belongs to it; `package` is None for what belongs to none."""

    package: Item | None
    items: tuple[Item, ...]


def groups(p: Partnership) -> tuple[Group, ...]:
    """Return work packages in the plan's order, and last what belongs to none.

    In each the items stand by day, those without a day at the end.
    """
    found = items(p)
    known = {wp.id for wp in p.plan.work_packages}
    made = []
    for wp in p.plan.work_packages:
        inside = tuple(item for item in found if item.work_package == wp.id)
        span = wp.when.span(p.start)
        package = Item(
            kind="work package",
            id=wp.id,
            title=bare(p.label(wp.id)),
            work_package=wp.id,
            state=_state_of_package(p, span, inside),
            spans=(span,) if span is not None else (),
            when=wp.when,
            address=f"work_packages/{wp.id}",
        )
        made.append(Group(package=package, items=inside))
    rest = tuple(item for item in found if item.work_package not in known)
    return (*made, Group(package=None, items=rest)) if rest else tuple(made)


def _state_of_package(p: Partnership, span: Span | None, inside: tuple[Item, ...]) -> State:
    """Return done or late once it has ended, whether or not all of it is done; open before."""
    if span is not None and span.last >= p.as_of:
        return "open"
    if inside and all(item.state in {"done", "cancelled"} for item in inside):
        return "done"
    return "open" if span is None else "late"


def items(p: Partnership) -> tuple[Item, ...]:
    """Return activities, deliverables and milestones by day, those without a day at the end."""
    rows = [row for row in achieved(p) if row.kind in {"activity", "deliverable"}]
    found = [_item(p, row) for row in (*rows, *milestones(p))]
    return tuple(sorted(found, key=_by_day))


def due_items(p: Partnership) -> tuple[Item, ...]:
    """Return deadlines of agreement and call, and the days on which partners send their part."""
    return tuple(sorted(_due(p), key=_by_day))


def _by_day(item: Item) -> tuple[date, date, str]:
    return (item.first or date.max, item.last or date.max, item.id)


def _item(p: Partnership, row: Row) -> Item:
    table = row.address.partition("/")[0]
    thing = p.get(row.id)
    when: When | None = None
    spans: tuple[Span, ...] = ()
    vague = False
    if row.kind == "activity":
        when = thing.when if isinstance(thing, Activity) else None
        held = [fact.when for fact in p.facts_of(row.id, Held) if fact.when is not None]
        vague = not held and when is not None and when.tentative and table != "tasks"
        spans = tuple(sorted({s for w in held if (s := w.span(p.start)) is not None}))
        if not spans and row.first is not None and row.last is not None:
            spans = (Span(first=row.first, last=row.last),)
    else:
        when = getattr(thing, "due", None)
        spans = (Span(first=row.due, last=row.due),) if row.due is not None else ()
    return Item(
        kind=_TABLES[table],
        id=row.id,
        title=bare(row.title),
        work_package=row.work_package,
        state=_state(row.status, late=row.due is not None and row.due < p.as_of),
        spans=spans,
        vague=vague and bool(spans),
        when=when,
        address=row.address,
    )


def _state(status: Status, *, late: bool) -> State:
    if status in {"done", "exceeded"}:
        return "done"
    if status == "cancelled":
        return "cancelled"
    return "late" if status == "overdue" or (status == "partly" and late) else "open"


def _due(p: Partnership) -> Iterator[Item]:
    for deadline in deadlines(p):
        state: State = "done" if deadline.done else "open"
        if not deadline.done and deadline.day < p.as_of and deadline.kind in _CAN_BE_LATE:
            state = "late"
        yield _deadline(deadline, "deadline", deadline.phrase, deadline.day, state)
        if deadline.internal is not None and not deadline.done:
            state = "late" if deadline.internal < p.as_of else "open"
            title = deadline.phrase
            yield _deadline(deadline, "partners' part", title, deadline.internal, state)


_CAN_BE_LATE = ("report", "results", "payment")


def _deadline(deadline: Deadline, kind: ItemKind, title: Phrase, day: date, state: State) -> Item:
    return Item(
        kind=kind,
        id=deadline.id,
        title=title,
        work_package=None,
        state=state,
        spans=(Span(first=day, last=day),),
        address=deadline.address,
    )
