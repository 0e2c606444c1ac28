"""Which differences from the plan are so large that a report has to give their reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import When
from vetpartner.views.phrases import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Partnership
    from vetpartner.views.phrases import Phrase, Value
    from vetpartner.views.progress.rows import Row
    from vetpartner.views.reports.balance import BudgetLine

OF_THE_NUMBER = frozenset(
    {
        "{n} participants more",
        "{n} participants fewer",
        "{n} people more reached",
        "{n} people fewer reached",
        "{value} more than the target",
        "{value} less than the target",
    }
)
"""Differences between the planned and the achieved number of a row."""

OF_DAYS = frozenset({"{n} days late", "{n} days overdue"})
"""Differences that say their days."""

PAIRS = (("before", "now"), ("planned", "held"), ("stated", "recorded"))
"""How a phrase calls the two values that it compares, the one promised first."""


@frozen(kw_only=True)
class Unexplained:
    """Something that differs from the plan by more than may pass, and nobody wrote why.

    `difference` is in English; `address` is where the thing stands in the plan.
    """

    id: str
    title: str
    address: str
    difference: str


def unexplained(
    p: Partnership, rows: Iterable[Row], lines: Iterable[BudgetLine] = ()
) -> tuple[Unexplained, ...]:
    """Return what needs a reason and has none: planned things, then whole lines of the budget."""
    return (
        *(
            Unexplained(
                id=row.id,
                title=row.title,
                address=row.address,
                difference=joined(row.difference_phrases),
            )
            for row in rows
            if row.reason is None and needs_reason(p, row)
        ),
        *(
            Unexplained(
                id=line.id,
                title=line.title,
                address=f"{p.kind_of(line.id) or 'work_packages'}/{line.id}/grant",
                difference=f"{line.now} instead of {line.approved}",
            )
            for line in lines
            if line.organisation is None
            and line.reason is None
            and beyond(p, line.approved.amount, line.now.amount)
        ),
    )


def needs_reason(p: Partnership, row: Row) -> bool:
    """Tell whether a row differs from the plan by more than `[project]` lets pass.

    A number may differ by `deviation_share` of the planned one, a date by `deviation_days`.
    Whatever is neither a number nor a date, such as another place, always needs a reason.
    """
    return any(_large(p, row, phrase) for phrase in row.difference_phrases)


def beyond(p: Partnership, planned: Decimal, achieved: Decimal) -> bool:
    """Tell whether a number differs by more than the share of the planned one that may pass."""
    return abs(achieved - planned) > abs(planned) * p.plan.project.deviation_share.portion


def _large(p: Partnership, row: Row, phrase: Phrase) -> bool:
    values = dict(phrase.values)
    if phrase.text in OF_THE_NUMBER:
        planned, achieved = row.planned_value, row.achieved_value
        return planned is None or achieved is None or beyond(p, planned, achieved)
    if phrase.text in OF_DAYS:
        late = values["n"]
        return not isinstance(late, int) or late > p.plan.project.deviation_days
    for promised, became in PAIRS:
        if promised in values and became in values:
            return _apart(p, values[promised], values[became])
    return True


def _apart(p: Partnership, promised: Value, became: Value) -> bool:
    if isinstance(promised, When) and isinstance(became, When):
        return _days_apart(p, promised, became) > p.plan.project.deviation_days
    if isinstance(promised, int | Decimal) and isinstance(became, int | Decimal):
        return beyond(p, Decimal(promised), Decimal(became))
    return True


def _days_apart(p: Partnership, promised: When, became: When) -> int:
    """Return by how many days something lies outside the time promised.

    An exact date within a month that was promised is no move; a date that was not fixed before is
    none either, and one that is not fixed any more counts as far away.
    """
    before, now = promised.span(p.start), became.span(p.start)
    if before is None:
        return 0
    if now is None:
        return p.plan.project.deviation_days + 1
    if promised.tentative:
        return max(0, (before.first - now.first).days, (now.last - before.last).days)
    return max(abs((now.first - before.first).days), abs((now.last - before.last).days))
