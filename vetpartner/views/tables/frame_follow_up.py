"""The tables for data frames of what a coordinator follows up: aims, risks, agreements, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Surveyed
from vetpartner.views.people.reconciling import reconcile
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.progress.action_items import action_items
from vetpartner.views.reports.balance import objective_lines
from vetpartner.views.tables.frame_columns import (
    ADDRESS,
    ID,
    PACKAGE,
    TITLE,
    FrameTable,
    day,
    flag,
    last_day,
    listed,
    number,
    text,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

Cells = tuple[Any, ...]


def _objectives(p: Partnership) -> Iterator[Cells]:
    for line in objective_lines(p, achieved(p)):
        tallies = (line.activities, line.deliverables, line.indicators)
        counted = (number for tally in tallies for number in (tally.planned, tally.done))
        yield line.id, line.title, listed(line.packages), *counted, line.differing


def _risks(p: Partnership) -> Iterator[Cells]:
    for risk in p.plan.risks:
        levels = risk.likelihood, risk.impact
        yield risk.id, risk.title, risk.work_package, *levels, risk.mitigation, risk.owner


def _action_items(p: Partnership) -> Iterator[Cells]:
    for item in action_items(p):
        state = item.open_on(p.as_of), item.overdue_on(p.as_of)
        about = item.of, last_day(p, item.agreed), item.text, item.owner, item.due, item.done
        yield *about, *state, listed(item.proofs), item.address


def _reconciliation(p: Partnership) -> Iterator[Cells]:
    for row in reconcile(p).rows:
        # Who differs are names, which no data frame has; `vp.reconcile` tells them.
        differing = listed(found.what for found in row.differences)
        yield row.id, row.title, *row.numbers, differing, row.address


def _surveys(p: Partnership) -> Iterator[Cells]:
    for address, fact in p.numbered_facts(Surveyed):
        yield fact.of, last_day(p, fact.when), fact.respondents, fact.score, fact.scale, address


FOLLOW_UP_TABLES = (
    FrameTable(
        name="objectives",
        about="One row for each objective of the application.",
        columns=(
            ID,
            text("title", "objective in the words of the application"),
            text("work_packages", "ids of the work packages that serve it"),
            whole("activities", "activities planned for it"),
            whole("activities_done", "how many of them are done"),
            whole("deliverables", "deliverables planned for it"),
            whole("deliverables_done", "how many of them are done"),
            whole("indicators", "indicators that measure it"),
            whole("indicators_done", "how many of them are reached"),
            whole("differing", "how many of all these differ from the plan"),
        ),
        rows=_objectives,
    ),
    FrameTable(
        name="risks",
        about="One row for each risk of the plan.",
        columns=(
            ID,
            text("title", "what may go wrong"),
            PACKAGE,
            text("likelihood", "low, medium or high"),
            text("impact", "low, medium or high"),
            text("mitigation", "what is done about it"),
            text("owner", "id of the organisation or person who looks after it"),
        ),
        rows=_risks,
    ),
    FrameTable(
        name="action_items",
        about="One row for each action item that was agreed.",
        columns=(
            text("of", "id of the meeting, or what else it was agreed at"),
            day("agreed", "day on which it was agreed"),
            text("text", "what was agreed"),
            text("owner", "id of the organisation or person who does it"),
            day("due", "last day for it"),
            day("done", "day on which it was done"),
            flag("open", "whether it is not done yet"),
            flag("overdue", "whether it is open although its day has passed"),
            text("proofs", "numbers of its evidence, such as E12, and what it is"),
            ADDRESS,
        ),
        rows=_action_items,
    ),
    FrameTable(
        name="reconciliation",
        about="One row for each activity that took place or has a list, as in `vp.reconcile`.",
        columns=(
            text("activity", "id of the activity"),
            TITLE,
            whole("expected", "people planned"),
            whole("registered", "people registered up to the day"),
            whole("signed", "people who were there by the lists"),
            whole("reached", "how many of them were there for 80 % of the hours"),
            whole("certified", "certificates given out"),
            whole("stated", "people by the minutes or the report"),
            text("differences", "what does not agree, without names"),
            ADDRESS,
        ),
        rows=_reconciliation,
    ),
    FrameTable(
        name="surveys",
        about="One row for each survey.",
        columns=(
            text("of", "id of what was asked about"),
            day("day", "last day of the survey"),
            whole("respondents", "people who answered"),
            number("score", "mean score"),
            number("scale", "highest score that there is"),
            ADDRESS,
        ),
        rows=_surveys,
    ),
)
