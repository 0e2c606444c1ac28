"""Everything that has a place in time, by day and with its state: for planners and charts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Activity, Held, Organisation, Partnership, Span, UnknownId, When
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.activity_entries import takes_part
from vetpartner.state.deadlines import deadlines
from vetpartner.state.off_days import DAY, Home, homes_of, school_holidays
from vetpartner.values.phrase import Phrase, bare, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.state.deadlines import Deadline
    from vetpartner.state.rows import Row, Status


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


# A year day by day: what takes place, what is due, who has a holiday.

_MONTHS, _LONGEST_MONTH = 12, 31
_WORKING_WEEK = 5


@frozen(kw_only=True)
class PlannerDay:
    """A day with what is on it.

    `holidays` are the homes with a public holiday and its name; `closed` are the organisations
    with school holidays.
    """

    day: date
    weekend: bool
    holidays: tuple[tuple[Home, str], ...]
    closed: tuple[str, ...]
    items: tuple[Item, ...]


@frozen(kw_only=True)
class PlannerYear:
    """A year: `months` are its days; `vague` are, by month, activities without a fixed day."""

    year: int
    months: tuple[tuple[PlannerDay, ...], ...]
    vague: tuple[tuple[Item, ...], ...]

    @property
    def rows(self) -> tuple[tuple[PlannerDay | None, ...], ...]:
        """Return the first days of all months, the second days, and so on."""
        return tuple(
            tuple(month[number] if number < len(month) else None for month in self.months)
            for number in range(_LONGEST_MONTH)
        )

    @property
    def days(self) -> Iterator[PlannerDay]:
        """Yield all days of the year."""
        for month in self.months:
            yield from month

    @property
    def dates(self) -> tuple[tuple[Span, Item], ...]:
        """Return what is on in the year, with its days, by day; what spans the year once."""
        found = {(id(item), item.address): item for day in self.days for item in day.items}
        whole = Span(first=date(self.year, 1, 1), last=date(self.year, 12, 31))
        rows = [
            (span, item) for item in found.values() for span in item.spans if span.overlaps(whole)
        ]
        return tuple(sorted(rows, key=lambda row: (row[0], row[1].id)))

    @property
    def holidays(self) -> tuple[tuple[date, str, tuple[Home, ...]], ...]:
        """Return the public holidays of the year, each with the homes that have it."""
        rows = []
        for day in self.days:
            names: dict[str, list[Home]] = {}
            for home, name in day.holidays:
                names.setdefault(name, []).append(home)
            rows += [(day.day, name, tuple(homes)) for name, homes in names.items()]
        return tuple(rows)


def years_of(p: Partnership) -> tuple[int, ...]:
    """Return the calendar years from the start of the project to its last report."""
    last = [d.day for d in deadlines(p) if d.kind in {"report", "project"}]
    first = p.start or p.as_of
    return tuple(range(first.year, max([first, *last]).year + 1))


def planner_year(p: Partnership, year: int, partner: str | None = None) -> PlannerYear:
    """Return a year, for all or for one organisation; tasks, which take months, are left out.

    Raises `UnknownId` for what is no organisation.
    """
    organisations = p.plan.organisations
    if partner is not None:
        only = p[partner]
        if not isinstance(only, Organisation):
            raise UnknownId(f"{partner!r} is not an organisation of this partnership")
        organisations = (only,)
    homes = homes_of(organisations)
    closed = [(o.short, span) for o in organisations for span in school_holidays(p, o)]
    shown = [
        item
        for item in (*items(p), *due_items(p))
        if item.kind != "task" and _concerns(p, item, partner)
    ]
    fixed = [(span, item) for item in shown if not item.vague for span in item.spans]
    vague = [(span, item) for item in shown if item.vague for span in item.spans]
    months = []
    for number in range(1, _MONTHS + 1):
        days = []
        day = date(year, number, 1)
        while day.month == number:
            days.append(_day(day, homes, closed, fixed))
            if day == date.max:
                break
            day += DAY
        months.append(tuple(days))
    return PlannerYear(
        year=year,
        months=tuple(months),
        vague=tuple(
            tuple(
                item
                for span, item in vague
                if span.overlaps(Span(first=month[0].day, last=month[-1].day))
            )
            for month in months
        ),
    )


def _day(
    day: date,
    homes: tuple[Home, ...],
    closed: list[tuple[str, Span]],
    fixed: list[tuple[Span, Item]],
) -> PlannerDay:
    free = [home.weekend(day) for home in homes] or [day.weekday() >= _WORKING_WEEK]
    return PlannerDay(
        day=day,
        weekend=any(free),
        holidays=tuple((home, name) for home in homes if (name := home.holiday(day)) is not None),
        closed=tuple(dict.fromkeys(who for who, span in closed if span.first <= day <= span.last)),
        items=tuple(item for span, item in fixed if span.first <= day <= span.last),
    )


def _concerns(p: Partnership, item: Item, partner: str | None) -> bool:
    """Tell whether something is for an organisation; the reports are the coordinator's."""
    if partner is None or item.kind in {"milestone", "partners' part"}:
        return True
    thing = p.get(item.id)
    if item.kind == "deadline":
        return partner == p.plan.project.coordinator or item.id == "project-end"
    if item.kind == "deliverable":
        return partner in {thing.lead, *thing.organisations}
    return takes_part(thing, partner)
