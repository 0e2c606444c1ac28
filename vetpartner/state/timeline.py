"""Everything that has a place in time, by day and with its state: for planners and charts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import ACTIVITY_KINDS, Activity, Organisation, Span, Task, When
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.activity_entries import is_in, takes_part
from vetpartner.state.deadlines import deadlines
from vetpartner.state.held import held_facts
from vetpartner.state.off_days import Home, days_of, homes_of, school_holidays
from vetpartner.state.rows import DONE, Word, timing
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, bare, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership, WorkPackage
    from vetpartner.state.rows import Achieved


State = Literal["done", "after", "open", "late", "cancelled"]
"""The form in which something is drawn: `after` is done later than planned, `late` not done
although its time is past."""
ENDED = frozenset[State]({"done", "after", "cancelled"})
KINDS: dict[str, Phrase] = {
    "work package": say("work package"),
    **{str(cls.word): cls.word for cls in ACTIVITY_KINDS},
    "deliverable": say("deliverable"),
    "milestone": say("milestone"),
    "deadline": say("deadline"),
    "partners' part": say("partners' part"),
}
_WORDS = {cls.table: str(cls.word) for cls in ACTIVITY_KINDS}
STATES: dict[State, Phrase] = {
    "done": say("done"),
    "after": say("done late"),
    "open": say("open"),
    "late": say("overdue"),
    "cancelled": say("cancelled"),
}
"""The forms in the words of a chart that counts by them."""
WORDS: dict[Word, Phrase] = {
    "done": say("done"),
    "exceeded": say("exceeded"),
    "done late": say("done late"),
    "partly": say("partly"),
    "open": say("open"),
    "not due": say("not due"),
    "overdue": say("overdue"),
    "not recorded": say("not recorded"),
    "cancelled": say("cancelled"),
}
"""The states in the words that stand beside a row, in the order in which charts explain them."""


@frozen(kw_only=True)
class Item:
    """One thing in time: `spans` are its days, none where it is undated.

    `vague` tells that only a month is known of an activity; what is due in a month is due on its
    last day and is not vague. `when` is how it stands in the plan, where it stands there.
    A deliverable or milestone stands on the day on which it was delivered, or else is due; `due` is
    the last day planned of what was done later.
    `kind` is one of `KINDS`. `word` tells the state as all other pages do.
    """

    kind: str
    id: str
    title: Phrase
    work_package: str | None
    state: State
    word: Word
    spans: tuple[Span, ...]
    vague: bool = False
    when: When | None = None
    due: date | None = None
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
class PackageItems:
    """A work package with what belongs to it; `package` is None for what belongs to none."""

    package: Item | None
    items: tuple[Item, ...]


def groups(p: Partnership) -> tuple[PackageItems, ...]:
    """Return work packages in the plan's order, and last what belongs to none.

    In each the items stand by day, those without a day at the end.
    """
    found, packages = items(p), p.plan.work_packages
    inside = grouped((item.work_package, item) for item in found)
    made = tuple(_group(p, package, tuple(inside.get(package.id, ()))) for package in packages)
    known = {package.id for package in packages}
    rest = tuple(item for item in found if item.work_package not in known)
    return (*made, PackageItems(package=None, items=rest)) if rest else made


def _group(p: Partnership, package: WorkPackage, inside: tuple[Item, ...]) -> PackageItems:
    span = package.when.span(p.start)
    word = _word_of_package(p, span, inside)
    # Of what is done in part the rest is late: its time is past.
    state: State = "late" if word == "partly" else _FORMS[word]
    item = Item(
        kind="work package",
        id=package.id,
        title=bare(p.label(package.id)),
        work_package=package.id,
        state=state,
        word=word,
        spans=(span,) if span is not None else (),
        when=package.when,
        due=span.last if span is not None and state == "after" else None,
        address=f"work_packages/{package.id}",
    )
    return PackageItems(package=item, items=inside)


def _word_of_package(p: Partnership, span: Span | None, inside: tuple[Item, ...]) -> Word:
    """Return done or late once it has ended, whether or not all of it is done.

    It is done late where something in it was done after its end, done in part where something in it
    is done at least in part, and open once it has begun.
    """
    if span is not None and span.last >= p.as_of:
        return "open" if span.first < p.as_of else "not due"
    if inside and all(item.state in ENDED for item in inside):
        days = [item.last for item in inside if item.state == "after" and item.last is not None]
        late = span is not None and max(days, default=span.last) > span.last
        return "done late" if late else "done"
    if span is None:
        return "open"
    some = any(item.state in {"done", "after"} or item.word == "partly" for item in inside)
    return "partly" if some else timing(p, span.last)


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


def _item(p: Partnership, row: Achieved) -> Item:
    thing = p.at(row.address)
    when: When | None = None
    spans: tuple[Span, ...] = ()
    vague = False
    if row.kind == "activity":
        when = thing.when if isinstance(thing, Activity) else None
        records = held_facts(p, thing) if isinstance(thing, Activity) else ()
        held = [fact.when for fact in records if fact.when is not None]
        vague = not held and when is not None and when.tentative and not isinstance(thing, Task)
        spans = tuple(sorted({s for w in held if (s := w.span(p.start)) is not None}))
        if not spans and row.first is not None and row.last is not None:
            spans = (Span(first=row.first, last=row.last),)
    else:
        when = getattr(thing, "due", None)
        # What was delivered stands on the day on which it was, however late; on none if not stated.
        day = row.last if row.status in DONE else row.due
        spans = (Span(first=day, last=day),) if day is not None else ()
    state, word = _state(row, late=row.due is not None and row.due < p.as_of), row.word
    return Item(
        kind=_WORDS.get(row.address.partition("/")[0], row.kind),
        id=row.id,
        title=bare(row.title),
        work_package=row.work_package,
        state=state,
        word=word,
        spans=spans,
        vague=vague and bool(spans),
        when=when,
        due=row.due if state == "after" else None,
        address=row.address,
    )


_FORMS: dict[Word, State] = {
    "done": "done",
    "exceeded": "done",
    "done late": "after",
    "partly": "open",
    "open": "open",
    "not due": "open",
    "overdue": "late",
    "not recorded": "late",
    "cancelled": "cancelled",
}


def _state(row: Achieved, *, late: bool) -> State:
    # What is open though it was measured stands where it began.
    short = row.status == "partly" or (row.status == "open" and row.achieved_value is not None)
    return "late" if short and late else _FORMS[row.word]


def _due(p: Partnership) -> Iterator[Item]:
    for deadline in deadlines(p):
        late = deadline.can_be_late and deadline.day < p.as_of
        word: Word = "done" if deadline.done else "overdue" if late else "not due"
        whole = Item(
            kind="deadline",
            id=deadline.id,
            title=deadline.phrase,
            work_package=None,
            state=_FORMS[word],
            word=word,
            spans=(Span(first=deadline.day, last=deadline.day),),
            address=deadline.address,
        )
        yield whole
        day = deadline.internal
        if day is not None and not deadline.done:
            spans = (Span(first=day, last=day),)
            part: Word = "overdue" if day < p.as_of else "not due"
            yield evolve(whole, kind="partners' part", state=_FORMS[part], word=part, spans=spans)


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
        named = grouped(((day.day, name), home) for day in self.days for home, name in day.holidays)
        return tuple((day, name, tuple(homes)) for (day, name), homes in named.items())


def years_of(p: Partnership) -> tuple[int, ...]:
    """Return the calendar years from the start of the project to its last report."""
    last = [d.day for d in deadlines(p) if d.kind in {"report", "project"}]
    first = p.start or p.as_of
    return tuple(range(first.year, max([first, *last]).year + 1))


def planner_year(p: Partnership, year: int, partner: str | None = None) -> PlannerYear:
    """Return a year, for all or for one organisation; tasks, which take months, are left out.

    Raises `UnknownId` for what is not an organisation.
    """
    asked = (p.thing(partner, Organisation),) if partner is not None else p.plan.organisations
    asked = tuple(o for o in asked if is_in(p, o.id, date(year, 1, 1)))
    homes = homes_of(asked)
    closed = [(o.short, span) for o in asked for span in school_holidays(p, o)]
    shown = [
        (span, item)
        for item in (*items(p), *due_items(p))
        if item.kind != "task" and _concerns(p, item, partner)
        for span in item.spans
    ]
    fixed = [(span, item) for span, item in shown if not item.vague]
    months = [_month(year, number) for number in range(1, _MONTHS + 1)]
    return PlannerYear(
        year=year,
        months=tuple(
            tuple(_day(day, homes, closed, fixed) for day in days_of(month)) for month in months
        ),
        vague=tuple(
            tuple(item for span, item in shown if item.vague and span.overlaps(month))
            for month in months
        ),
    )


def _month(year: int, number: int) -> Span:
    first = date(year, number, 1)
    return Span(first=first, last=first.replace(day=monthrange(year, number)[1]))


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
        closed=tuple(dict.fromkeys(who for who, span in closed if day in span)),
        items=tuple(item for span, item in fixed if day in span),
    )


def _concerns(p: Partnership, item: Item, partner: str | None) -> bool:
    """Tell whether something is for an organisation; the reports are the coordinator's."""
    if partner is None:
        return True
    if item.first is not None and not is_in(p, partner, item.first):
        return False
    if item.kind in {"milestone", "partners' part"}:
        return True
    thing = p.at(item.address)
    if item.kind == "deadline":
        return partner == p.plan.project.coordinator or item.id == "project-end"
    if item.kind == "deliverable":
        return partner in {thing.lead, *thing.organisations}
    return takes_part(p, thing, partner)
