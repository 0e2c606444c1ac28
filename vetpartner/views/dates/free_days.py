"""On which days partners can meet: working days that are free for all, ranked, with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Organisation, Span, UnknownId
from vetpartner.programme import country
from vetpartner.programme.free_days import has_holidays
from vetpartner.views.dates.date_choices import DateChoice, FreeDays, NotFree
from vetpartner.views.dates.date_reasons import Surroundings, reasons_against
from vetpartner.views.dates.off_days import DAY, Home, days_of, holidays_on, school_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.model import Partnership

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
    found = []
    for id_ in dict.fromkeys(ids):
        thing = p[id_]
        if not isinstance(thing, Organisation):
            raise UnknownId(f"{id_!r} is not an organisation of this partnership")
        found.append(thing)
    return tuple(found)


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
    closed = [o.short for o in asked if any(_in(day, span) for span in school_holidays(p, o))]
    if closed:
        yield f"school holidays of {', '.join(closed)}"
    for one in around.busy:
        if one.fixed and _in(day, one.span):
            yield one.named


def _weekend(homes: tuple[Home, ...], day: date) -> bool:
    if not homes:
        return day.weekday() >= _WORKING_WEEK
    return any(home.weekend(day) for home in homes)


def _in(day: date, span: Span) -> bool:
    return span.first <= day <= span.last


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
