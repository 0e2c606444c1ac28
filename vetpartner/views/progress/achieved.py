"""Planned and achieved: the plan in force joined with the facts known on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model.once import once
from vetpartner.views.progress.achieved_activities import activity_rows
from vetpartner.views.progress.achieved_deliveries import deliverable_rows, milestone_rows
from vetpartner.views.progress.achieved_results import dissemination_rows, indicator_rows
from vetpartner.views.progress.rows import Kind, Row, Status, as_approved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Partnership

__all__ = ["Kind", "Row", "Status", "achieved", "deviations", "milestones"]


@once
def achieved(p: Partnership) -> tuple[Row, ...]:
    """Return activities, deliverables, indicators and dissemination, each in the plan's order."""
    before = as_approved(p)
    return (
        *activity_rows(p, before),
        *deliverable_rows(p, before),
        *indicator_rows(p, before),
        *dissemination_rows(p, before),
    )


def milestones(p: Partnership) -> tuple[Row, ...]:
    """Return the milestones, which no funder counts but the partners do."""
    return tuple(milestone_rows(p, as_approved(p)))


def deviations(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that differ from the plan; those without a reason have `reason` None."""
    return tuple(row for row in rows if row.difference_phrases)
