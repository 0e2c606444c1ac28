"""The periods of a project, by its reports or else by years, and amounts spread over them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money, Span, add_months

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
