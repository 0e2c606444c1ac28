"""A year day by day: what takes place, what is due, who has a holiday."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Organisation, Span, UnknownId
from vetpartner.views.dates.activity_entries import takes_part
from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.dates.off_days import DAY, Home, homes_of, school_holidays
from vetpartner.views.dates.timeline import Item, due_items, items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

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
