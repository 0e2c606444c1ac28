"""The tables of what was promised, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Delivered, Indicator
from vetpartner.state.achieved import achieved
from vetpartner.state.achieved import milestones as milestones_of
from vetpartner.state.shares import activity_amounts, amount_of
from vetpartner.tables.columns import (
    ADDRESS,
    CURRENCY,
    ID,
    LEAD,
    PACKAGE,
    STATUS,
    TITLE,
    day,
    first_day,
    last_day,
    listed,
    listing,
    money,
    number,
    text,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.state.rows import Achieved
    from vetpartner.tables.columns import Cells


DUE = day("due", "last day by which it was promised")
REASON = text("reason", "what the facts say about a difference")
PROMISE = (ID, TITLE, PACKAGE, STATUS, DUE)


def _promise(row: Achieved) -> Cells:
    return row.id, row.title, row.work_package, row.status, row.due


def _done(p: Partnership, row: Achieved) -> date | None:
    """Return the day on which all was there, or else that of the latest delivery."""
    dated = (first_day(p, fact.when) for fact in p.facts_of(row.id, Delivered))
    return row.first if any(dated) else None


@listing(
    ID,
    text("name", "full name"),
    text("acronym", "short name"),
    text("role", "coordinator, partner or associated"),
    text("country", "ISO 3166 code such as HR"),
    text("city", "town"),
    text("kind", "type of organisation"),
    day("joined", "day on which it joined a running project"),
    day("left", "last day on which it took part"),
)
def organisations(p: Partnership) -> Iterator[Cells]:
    """One row for each organisation of the plan."""
    for o in p.plan.organisations:
        role = p.role_of(o.id)
        yield o.id, o.name, o.acronym, role, o.country, o.city, o.kind, o.joined, o.left


@listing(
    ID,
    text("title", "title"),
    LEAD,
    day("first", "first day planned"),
    day("last", "last day planned"),
    money("amount", "its part of the lump sum"),
    CURRENCY,
)
def work_packages(p: Partnership) -> Iterator[Cells]:
    """One row for each work package."""
    for wp in p.plan.work_packages:
        days = first_day(p, wp.when), last_day(p, wp.when)
        yield wp.id, wp.title, wp.lead, *days, amount_of(p, wp), p.plan.project.currency


@listing(
    ID,
    text("kind", "kind of activity in words"),
    TITLE,
    PACKAGE,
    STATUS,
    day("first", "first day on which it took place, or else is planned"),
    day("last", "last day on which it took place, or else is planned"),
    LEAD,
    text("host", "id of the organisation at whose place it is"),
    text("city", "town of the venue"),
    text("country", "ISO 3166 code of the venue"),
    text("mode", "in person, online or blended"),
    whole("expected", "participants planned in the plan in force"),
    whole("participants", "participants recorded"),
    money("amount", "its part of the lump sum"),
    CURRENCY,
    ADDRESS,
)
def activities(p: Partnership) -> Iterator[Cells]:
    """One row for each meeting, training, dissemination event and task."""
    rows = {row.address: row for row in achieved(p) if row.kind == "activity"}
    amounts = {id(activity): money for activity, money in activity_amounts(p)}
    for activity in p.plan.activities:
        row = rows[f"{activity.table}/{activity.id}"]
        venue = activity.place
        yield (
            activity.id,
            activity.kind,
            row.title,
            activity.work_package,
            row.status,
            row.first,
            row.last,
            activity.lead,
            activity.host,
            venue.city if venue is not None else None,
            venue.country if venue is not None else None,
            activity.mode,
            activity.expected,
            None if row.achieved_value is None else int(row.achieved_value),
            amounts[id(activity)],
            p.plan.project.currency,
            row.address,
        )


@listing(
    *PROMISE,
    day("done", "day on which all languages were there, or else of the latest delivery"),
    LEAD,
    text("languages", "language versions promised, as codes"),
    whole("versions", "language versions delivered"),
    REASON,
    ADDRESS,
)
def deliverables(p: Partnership) -> Iterator[Cells]:
    """One row for each deliverable."""
    for row in achieved(p):
        if row.kind == "deliverable":
            thing = p.at(row.address)
            lead = getattr(thing, "lead", None)
            languages = listed(getattr(thing, "languages", ()))
            counted = None if row.achieved_value is None else int(row.achieved_value)
            yield *_promise(row), _done(p, row), lead, languages, counted, row.reason, row.address


@listing(*PROMISE, day("done", "day it was reached"), REASON, ADDRESS)
def milestones(p: Partnership) -> Iterator[Cells]:
    """One row for each milestone."""
    for row in milestones_of(p):
        yield *_promise(row), _done(p, row), row.reason, row.address


_FALLS = "if it is to fall, how much of the way from the baseline"


@listing(
    *PROMISE,
    text("kind", "quantitative or qualitative"),
    text("unit", "what the numbers count"),
    number("baseline", "value before the project, in the unit"),
    number("target", "value promised, in the unit"),
    number("value", "value reached, in the unit"),
    whole("percent", f"value in whole percent of the target; {_FALLS}"),
    REASON,
    ADDRESS,
)
def indicators(p: Partnership) -> Iterator[Cells]:
    """One row for each indicator."""
    for row in achieved(p):
        if row.kind == "indicator":
            thing = p.at(row.address)
            known = thing if isinstance(thing, Indicator) else Indicator(id=row.id)
            values = known.unit, known.baseline, row.planned_value, row.achieved_value, row.percent
            yield *_promise(row), known.kind, *values, row.reason, row.address


@listing(
    *PROMISE,
    text("channel", "newsletter, article, fair and so on"),
    whole("expected", "people to be reached"),
    whole("reached", "people reached"),
    ADDRESS,
)
def dissemination(p: Partnership) -> Iterator[Cells]:
    """One row for each planned dissemination action."""
    for row in achieved(p):
        if row.kind == "dissemination":
            channel = getattr(p.at(row.address), "channel", None)
            values = row.planned_value, row.achieved_value
            yield (
                *_promise(row),
                channel,
                *(v if v is None else int(v) for v in values),
                row.address,
            )


PLAN_TABLES = (
    organisations,
    work_packages,
    activities,
    deliverables,
    milestones,
    indicators,
    dissemination,
)
