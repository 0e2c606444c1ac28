"""The periods of a project, by its reports or else by years, and amounts spread over them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import (
    Amended,
    Attended,
    Certified,
    Delivered,
    Disseminated,
    Fact,
    Held,
    Measured,
    Money,
    Paid,
    Presence,
    Quoted,
    Span,
    add_months,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


_DAY = timedelta(days=1)
BEFORE, AFTER = "before", "after"


@frozen(kw_only=True)
class Period:
    """The days from `first` to `last` of a project; `id` is `1`, `2`, …."""

    id: str
    first: date
    last: date

    @property
    def title(self) -> str:
        """Return the period for a heading."""
        return f"{self.first} to {self.last}"


def periods(p: Partnership) -> tuple[Period, ...]:
    """Return the periods: up to the last day that each report covers, else years of the project.

    None where start or duration is unknown.
    """
    start, end = p.start, p.end
    if start is None or end is None:
        return ()
    covered = {r.until for r in p.plan.reports if r.until is not None}
    ends = sorted(day for day in covered if start <= day < end)
    if not covered:
        years = (add_months(start, 12 * year) - _DAY for year in range(1, 11))
        ends = [day for day in years if day < end]
    firsts = [start, *(day + _DAY for day in ends)]
    return tuple(
        Period(id=str(number), first=first, last=last)
        for number, (first, last) in enumerate(zip(firsts, [*ends, end], strict=True), start=1)
    )


def period_of(day: date, listed: tuple[Period, ...]) -> str | None:
    """Return the id of the period of a day, `before` or `after` all; None without periods."""
    if not listed:
        return None
    if day < listed[0].first:
        return BEFORE
    return next((period.id for period in listed if day <= period.last), AFTER)


def spread(
    money: Money, span: Span | None, listed: tuple[Period, ...]
) -> Iterator[tuple[str | None, Money]]:
    """Yield `(period, part)` of an amount, evenly over the days of `span`; the parts add up.

    What has no days in the project's period stands under None.
    """
    days = [0 if span is None else _common(span, period) for period in listed]
    if not any(days):
        if money:
            yield None, money
        return
    for period, part in zip(listed, money.allocate(days), strict=True):
        if part:
            yield period.id, part


def _common(span: Span, period: Period) -> int:
    first, last = max(span.first, period.first), min(span.last, period.last)
    return max(0, (last - first).days + 1)


_WHEN_IT_IS_WRITTEN = (Amended, Attended, Certified, Delivered, Disseminated, Held, Measured, Paid)
"""Facts that without a day of their own belong to the day on which they were recorded."""
_TOOK_PLACE = (Attended, Delivered, Held, Presence)


def within(p: Partnership, until: date) -> Partnership:
    """Return what happened up to a day, as far as it was known on the day of the partnership.

    It is looked at on the day after `until`, when what was due by then is late, and what was done
    later is still ahead. What lasted longer had not happened yet. Reasons and evidence that were
    recorded later about what happened by then are in it.
    """

    def happened_by(fact: Fact) -> bool:
        span = fact.when.span(p.start) if fact.when is not None else None
        if isinstance(fact, Amended) or (span is None and isinstance(fact, _WHEN_IT_IS_WRITTEN)):
            return fact.recorded is None or fact.recorded <= until
        return span is None or span.last <= until

    facts = [fact for fact in p.facts if happened_by(fact)]
    there = {fact.of for fact in facts if isinstance(fact, _TOOK_PLACE)}
    # What was said of something without a day was said once that had taken place.
    kept = tuple(f for f in facts if not isinstance(f, Quoted) or f.when or f.of in there)
    return evolve(p, facts=kept, day=min(until + _DAY, p.as_of), recorded=p.recorded or p.facts)
