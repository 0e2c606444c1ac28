"""What speaks against days on which all can meet: bridge days, travel, other meetings, season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.views.dates.deadlines import Deadline, deadlines
from vetpartner.views.dates.off_days import DAY, Busy, Home, busy, days_of, holidays_on, homes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Organisation, Partnership, Span

BRIDGE, TRAVEL_ON_HOLIDAY, TRAVEL_ON_WEEKEND = 3, 2, 1
NEAR_IN_PERSON, NEAR_ONLINE, MONTH_ONLY, SEASON, REPORT = 2, 1, 1, 2, 1
"""Points against a date; they are practice and no rule of the programme."""
_NEAR = 7
_BEFORE_REPORT = 14
_SUMMER = (7, 8)
_LAST_OF_YEAR, _FIRST_OF_YEAR = (12, 20), (1, 7)


@frozen(kw_only=True)
class Reason:
    """Something that speaks against a date, and how much."""

    points: int
    text: str


@frozen(kw_only=True)
class Surroundings:
    """What may lie near a date: where people live, what else they do, what is due."""

    homes: tuple[Home, ...]
    busy: tuple[Busy, ...]
    reports: tuple[Deadline, ...]

    @classmethod
    def of(cls, p: Partnership, organisations: tuple[Organisation, ...]) -> Surroundings:
        """Collect what concerns these organisations."""
        reports = tuple(d for d in deadlines(p) if d.kind == "report" and not d.done)
        return cls(homes=homes_of(organisations), busy=busy(p, organisations), reports=reports)


def reasons_against(around: Surroundings, run: Span) -> tuple[Reason, ...]:
    """Return what speaks against days on which all can meet, in the order of a reader's interest.

    Basis: none; practice.
    """
    return (
        *_bridges(around.homes, run),
        *_travel(around.homes, run),
        *_activities(around.busy, run),
        *_season(run),
        *_reports(around.reports, run),
    )


def _bridges(homes: tuple[Home, ...], run: Span) -> Iterator[Reason]:
    """Yield working days between a public holiday and another free day: many take them off."""
    for day in days_of(run):
        where = [home.named for home in homes if _bridge(home, day)]
        if where:
            yield Reason(points=BRIDGE, text=f"{day} is a bridge day in {', '.join(where)}")


def _bridge(home: Home, day: date) -> bool:
    beside = (day - DAY, day + DAY)
    holidays = [home.holiday(one) is not None for one in beside]
    return any(holidays) and all(
        holiday or home.weekend(one) for one, holiday in zip(beside, holidays, strict=True)
    )


def _travel(homes: tuple[Home, ...], run: Span) -> Iterator[Reason]:
    """Yield where the day before or after, on which people travel, is a free day."""
    for day, side in ((run.first - DAY, "there"), (run.last + DAY, "home")):
        named = holidays_on(homes, day)
        if named:
            yield Reason(
                points=TRAVEL_ON_HOLIDAY, text=f"travel {side} falls on {', '.join(named)}"
            )
        elif any(home.weekend(day) for home in homes):
            yield Reason(points=TRAVEL_ON_WEEKEND, text=f"travel {side} falls on a weekend")


def _activities(busy_days: tuple[Busy, ...], run: Span) -> Iterator[Reason]:
    """Yield activities in the week before and after, and those of which only the month is known."""
    for one in busy_days:
        if not one.fixed:
            if one.span.overlaps(run):
                text = f"{one.named} is planned for {one.activity.when}, day not fixed"
                yield Reason(points=MONTH_ONLY, text=text)
            continue
        after, before = (run.first - one.span.last).days, (one.span.first - run.last).days
        gap = max(after, before)
        if 0 < gap <= _NEAR:
            side = "before" if after > 0 else "after"
            days = "1 day" if gap == 1 else f"{gap} days"
            points = NEAR_ONLINE if one.activity.online else NEAR_IN_PERSON
            yield Reason(points=points, text=f"{one.named} is {days} {side}")


def _season(run: Span) -> Iterator[Reason]:
    if any(day.month in _SUMMER for day in (run.first, run.last)):
        yield Reason(points=SEASON, text="in July and August many are on leave")
    edges = [(day.month, day.day) for day in (run.first, run.last)]
    if any(edge >= _LAST_OF_YEAR or edge <= _FIRST_OF_YEAR for edge in edges):
        yield Reason(points=SEASON, text="at the turn of the year many are on leave")


def _reports(reports: tuple[Deadline, ...], run: Span) -> Iterator[Reason]:
    """Yield reports that are due soon after: those who write them have no time then."""
    for report in reports:
        if 0 <= (report.day - run.last).days <= _BEFORE_REPORT:
            yield Reason(points=REPORT, text=f"{report.title} is due on {report.day}")
