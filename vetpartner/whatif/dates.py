"""On which days partners can meet: working days that are free for all, ranked, with reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Organisation, Span
from vetpartner.programme import country
from vetpartner.programme.countries import has_holidays
from vetpartner.state.deadlines import Deadline, deadlines
from vetpartner.state.off_days import (
    DAY,
    Busy,
    Home,
    busy,
    days_of,
    holidays_on,
    homes_of,
    school_holidays,
)
from vetpartner.values.table import Column, Table, Tabled, data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.model import Partnership


# The answer, which shows itself.

SHOWN = 10
SHOWN_OUT = 25
"""How many choices, and how many reasons for other days, are printed."""
NOTHING_AGAINST = "no conflicts"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@frozen(kw_only=True)
class Reason:
    """Something that speaks against a date, and how much."""

    points: int
    text: str


@frozen(kw_only=True)
class _Run:
    """Days in a row."""

    first: date
    last: date

    @property
    def days(self) -> str:
        """Return the days with their weekdays."""
        ends = dict.fromkeys((self.first, self.last))
        return " to ".join(f"{_DAYS[day.weekday()]} {day}" for day in ends)


@frozen(kw_only=True)
class DateChoice(_Run):
    """Days in a row on which all can meet; `points` count what speaks against them."""

    reasons: tuple[Reason, ...] = ()

    @property
    def points(self) -> int:
        """Return the sum of all points against these days; 0 is best."""
        return sum(reason.points for reason in self.reasons)

    @property
    def why(self) -> str:
        """Return the reasons in one text."""
        return "; ".join(reason.text for reason in self.reasons) or NOTHING_AGAINST


@frozen(kw_only=True)
class NotFree(_Run):
    """Days on which not all can meet, and why."""

    why: str


@frozen(kw_only=True)
class FreeDays(Tabled):
    """The days on which partners can meet: prints as a small table, and shows as one in a notebook.

    `choices` are all of them, best first; `best` the best one of each week.
    `not_free` says why other days fall out, weekends alone left out; `notes` what is not known.
    """

    label: str
    days: int
    between: Span
    organisations: tuple[str, ...]
    choices: tuple[DateChoice, ...]
    not_free: tuple[NotFree, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> tuple[DateChoice, ...]:
        """Return the best choice of each week, best first."""
        found: dict[tuple[int, int], DateChoice] = {}
        for choice in self.choices:
            found.setdefault(choice.first.isocalendar()[:2], choice)
        return tuple(found.values())

    @property
    def line(self) -> str:
        """Return what was looked for, in one sentence."""
        what = "1 working day" if self.days == 1 else f"{self.days} working days in a row"
        return (
            f"{self.label}: {what} for {', '.join(self.organisations)}, "
            f"{self.between.first} to {self.between.last}"
        )

    def __str__(self) -> str:
        return self.text()

    def text(self, *, whole: bool = False) -> str:
        """Return it for a terminal: the best of each week, or with `whole` all days."""
        best = self.choices if whole else self.best[:SHOWN]
        lines = [self.line, ""]
        if best:
            width = max(len(choice.days) for choice in best)
            lines.append(f"      {'Days':<{width}}  Score  Why")
            for number, choice in enumerate(best, start=1):
                lines.append(
                    f"{number:>4}. {choice.days:<{width}}  {choice.points:>5}  {choice.why}"
                )
            lines += [self._more] if len(self.choices) > len(best) else []
        else:
            lines.append("There are no such days; look at other days, or ask for fewer partners.")
        if self.not_free:
            lines += ["", "Not free"]
            shown = self.not_free if whole else self.not_free[:SHOWN_OUT]
            width = max(len(row.days) for row in shown)
            lines += [f"      {row.days:<{width}}  {row.why}" for row in shown]
            if len(self.not_free) > len(shown):
                lines.append(f"      … and {len(self.not_free) - len(shown)} more, see --all")
        if self.notes:
            lines += ["", *self.notes]
        return "\n".join(lines)

    @property
    def _more(self) -> str:
        left = len(self.choices) - min(len(self.best), SHOWN)
        more = f"      … and {left} more, see --all"
        return f"{more}; the best of each week stands here, up to {SHOWN} weeks"

    @property
    def table(self) -> Table:
        """Return the best days of each week."""
        return DATES.of(enumerate(self.best, start=1), caption=self.line, notes=self.notes)

    def _repr_html_(self) -> str:
        gone = NOT_FREE.of(self.not_free)
        return self.table.first(SHOWN).html() + (gone.html() if gone.rows else "")


DATES = Table(
    name="dates",
    about="One row for the best days of each week on which all can meet, as in `vp.free_days`.",
    columns=(
        Column("rank", "Rank", "count", "1 is best", get=0, names=True, summed=False),
        Column("days", "Days", get=lambda row: row[1].days, place="shown"),
        data("first", "day", "first day", lambda row: row[1].first),
        data("last", "day", "last day", lambda row: row[1].last),
        Column(
            "points",
            "Score",
            "count",
            "how many conflicts these days have, each weighed; 0 is best",
            get=lambda row: row[1].points,
        ),
        Column("why", "Why", "text", "what speaks against them", get=lambda row: row[1].why),
    ),
)
NOT_FREE = Table(
    name="not_free",
    columns=(Column("days", "Days", names=True), Column("why", "Why")),
    caption="Not free",
)


# How it is found.

LONGEST_SEARCH = 1096
"""Days between the first and the last one looked at: three years."""
_WORKING_WEEK = 5
_EARLIEST, _LATEST = 1900, 2200
"""The years of which public holidays are known well enough."""
WEEKEND = "weekend"


def free_days(
    p: Partnership,
    organisations: Sequence[str] | None = None,
    days: int = 2,
    between: tuple[date, date] | None = None,
) -> FreeDays:
    """Return the runs of working days on which all of the organisations can meet, best first.

    A day falls out if it is at the weekend, a public holiday or a given school holiday of one of
    them, if one of them is at another activity, and if it is past or outside of the project.
    Runs of more than five days go on after the weekend.
    Without `organisations` it is for all of the plan; without `between` from the day after that of
    the partnership to the end of the project.

    Raises `UnknownId` for an unknown organisation, and `ValueError` for less than one day, for an
    end before the beginning, for more than three years or years
    far away, and where `between` is missing and the end
    of the project is not known or past.
    """
    asked = _asked(p, organisations)
    span = _span(p, days, between)
    around = Surroundings.of(p, asked)
    off = {day: tuple(_off(p, asked, around, day)) for day in days_of(span)}
    choices = []
    for day in days_of(span):
        last = _last_of_run(off, day, days)
        if last is not None:
            run = Span(first=day, last=last)
            choices.append(DateChoice(first=day, last=last, reasons=reasons_against(around, run)))
    choices.sort(key=lambda choice: (choice.points, choice.first))
    return FreeDays(
        label=p.plan.project.label,
        days=days,
        between=span,
        organisations=tuple(o.short for o in asked),
        choices=tuple(choices),
        not_free=_not_free(off, choices, days),
        notes=tuple(_notes(asked)),
    )


def _asked(p: Partnership, ids: Sequence[str] | None) -> tuple[Organisation, ...]:
    if ids is None:
        return p.plan.organisations
    return tuple(p.thing(id_, Organisation) for id_ in dict.fromkeys(ids))


def _span(p: Partnership, days: int, between: tuple[date, date] | None) -> Span:
    if days < 1:
        raise ValueError(f"ask for one day or more, not {days}")
    if between is None:
        if p.end is None or p.end <= p.as_of:
            raise ValueError("say between which days; the project has no known end ahead")
        between = (p.as_of + DAY, p.end)
    first, last = between
    if last < first:
        raise ValueError(f"the last day, {last}, is before the first, {first}")
    if first.year < _EARLIEST or last.year > _LATEST:
        raise ValueError(f"{first} to {last} is not between {_EARLIEST} and {_LATEST}")
    if (last - first).days > LONGEST_SEARCH:
        raise ValueError(f"{first} to {last} is longer than three years; ask for less")
    return Span(first=first, last=last)


def _off(
    p: Partnership, asked: tuple[Organisation, ...], around: Surroundings, day: date
) -> Iterator[str]:
    """Yield why not all can meet on a day."""
    if _weekend(around.homes, day):
        yield WEEKEND
    if day < p.as_of:
        yield "in the past"
    if p.start is not None and day < p.start:
        yield f"before the project begins on {p.start}"
    if p.end is not None and day > p.end:
        yield f"after the project ends on {p.end}"
    yield from holidays_on(around.homes, day)
    closed = [o.short for o in asked if any(day in span for span in school_holidays(p, o))]
    if closed:
        yield f"school holidays of {', '.join(closed)}"
    for one in around.busy:
        if one.fixed and day in one.span:
            yield one.named


def _weekend(homes: tuple[Home, ...], day: date) -> bool:
    if not homes:
        return day.weekday() >= _WORKING_WEEK
    return any(home.weekend(day) for home in homes)


def _last_of_run(off: dict[date, tuple[str, ...]], first: date, days: int) -> date | None:
    """Return the last day of a run; one that is longer than a week goes on after the weekend."""
    day, left = first, days
    while (reasons := off.get(day)) is not None:
        if not reasons:
            left -= 1
            if left == 0:
                return day
        elif left == days or days <= _WORKING_WEEK or reasons != (WEEKEND,):
            return None
        day += DAY
    return None


def _not_free(
    off: dict[date, tuple[str, ...]], choices: Sequence[DateChoice], days: int
) -> tuple[NotFree, ...]:
    """Return each reason with its days, those around a weekend as one; weekends say nothing."""
    used = {day for c in choices for day in days_of(Span(first=c.first, last=c.last))}
    short = (f"free, but fewer than {days} working days in a row",)
    rows: list[NotFree] = []
    now: dict[str, date] = {}
    before: date | None = None
    for day, reasons in off.items():
        if WEEKEND in reasons:
            continue
        told = reasons or (() if day in used else short)
        rows += _ended(now, set(told), before)
        now = {why: now.get(why, day) for why in told}
        before = day
    rows += _ended(now, set(), before)
    return tuple(sorted(rows, key=lambda row: (row.first, row.last, row.why)))


def _ended(now: dict[str, date], told: set[str], before: date | None) -> Iterator[NotFree]:
    """Yield the reasons that held up to the working day before, and hold no longer."""
    for why, first in now.items():
        if why not in told and before is not None:
            yield NotFree(first=first, last=before, why=why)


def _notes(asked: tuple[Organisation, ...]) -> Iterator[str]:
    """Yield what is not known and was therefore not looked at."""
    codes = {o.short: country(o.country) if o.country else None for o in asked}
    unknown = [who for who, code in codes.items() if code is None or not has_holidays(code)]
    if unknown:
        yield f"Public holidays are not known for {', '.join(unknown)}."
    without = [o.short for o in asked if not o.school_holidays]
    if without:
        who = ", ".join(without)
        yield f"No school holidays are given for {who}: write them as school_holidays."


# What speaks against days on which all can meet: bridge days, travel, other meetings, season.

BRIDGE, TRAVEL_ON_HOLIDAY, TRAVEL_ON_WEEKEND = 3, 2, 1
NEAR_IN_PERSON, NEAR_ONLINE, MONTH_ONLY, SEASON, REPORT = 2, 1, 1, 2, 1
"""Points against a date; they are practice and no rule of the programme."""
_NEAR = 7
_BEFORE_REPORT = 14
_SUMMER = (7, 8)
_LAST_OF_YEAR, _FIRST_OF_YEAR = (12, 20), (1, 7)


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
