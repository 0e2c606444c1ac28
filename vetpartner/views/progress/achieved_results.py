"""Planned and achieved: indicators and dissemination actions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.model import Disseminated, Measured
from vetpartner.views.phrases import Phrase, bare, clause, count, say
from vetpartner.views.progress.rows import (
    Row,
    Status,
    due_by,
    happened,
    late_phrases,
    moved,
    period,
    reasons,
    timing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.model import DisseminationAction, Indicator, Partnership
    from vetpartner.views.progress.rows import Approved


def indicator_rows(p: Partnership, before: Approved) -> Iterator[Row]:
    """Yield a row for each indicator: target, latest value, percent."""
    for indicator in p.plan.indicators:
        due = indicator.due.span(p.start)
        last = due.last if due else None
        facts = _by_day(p, p.facts_of(indicator.id, Measured))
        value = next((f.value for f in reversed(facts) if f.value is not None), None)
        status = _reached(p, indicator, facts, value, last)
        approved = before.get((type(indicator), indicator.id))
        differences = (
            *_new_target(approved, indicator),
            *moved(approved.due if approved is not None else None, indicator.due),
            *_distance(p, indicator, value, last),
            *late_phrases(p, status, last),
        )
        yield Row(
            kind="indicator",
            id=indicator.id,
            title=p.label(indicator.id),
            work_package=indicator.work_package,
            status=status,
            planned_phrases=tuple(_target(indicator, last)),
            achieved_phrases=tuple(_measured(indicator, facts, value)),
            difference_phrases=differences,
            reason=reasons(p, indicator.id, facts) if differences else None,
            planned_value=indicator.target,
            achieved_value=value,
            due=last,
            first=due.first if due else None,
            last=last,
            address=f"indicators/{indicator.id}",
        )


def _by_day(p: Partnership, facts: Sequence[Measured]) -> list[Measured]:
    return sorted(facts, key=lambda fact: fact.known_from(p.start))


def _reached(
    p: Partnership,
    indicator: Indicator,
    facts: Sequence[Measured],
    value: Decimal | None,
    last: date | None,
) -> Status:
    if value is None or indicator.target is None:
        return "done" if facts else timing(p, last)
    if value == indicator.target:
        return "done"
    return "exceeded" if (value > indicator.target) is not _falls(indicator) else "partly"


def _falls(indicator: Indicator) -> bool:
    """Tell whether less is better, as for a number of accidents."""
    if indicator.baseline is None or indicator.target is None:
        return False
    return indicator.baseline > indicator.target


def _target(indicator: Indicator, last: date | None) -> Iterator[Phrase]:
    if indicator.target is not None:
        yield _amount(indicator.target, indicator.unit)
    if indicator.expected:
        yield clause(indicator.expected)
    if (phrase := due_by(indicator.due, last)) is not None:
        yield phrase


def _measured(
    indicator: Indicator, facts: Sequence[Measured], value: Decimal | None
) -> Iterator[Phrase]:
    if value is not None:
        yield _amount(value, indicator.unit)
    text = next((fact.text for fact in reversed(facts) if fact.text), None)
    if text:
        yield clause(text)
    if facts and (when := happened(facts[-1])) is not None:
        yield say("as of {when}", when=when)


def _amount(value: Decimal, unit: str | None) -> Phrase:
    return say("{value} {unit}", value=value, unit=unit) if unit else bare(value)


def _new_target(approved: Indicator | None, indicator: Indicator) -> Iterator[Phrase]:
    old, new = (approved.target if approved else None), indicator.target
    if old is not None and new is not None and old != new:
        yield say("target changed from {before} to {now}", before=old, now=new)


def _distance(
    p: Partnership, indicator: Indicator, value: Decimal | None, last: date | None
) -> Iterator[Phrase]:
    target = indicator.target
    if value is None or target is None or value == target:
        return
    better = (value > target) is not _falls(indicator)
    due = last or p.end
    if not better and (due is None or due >= p.as_of):
        return
    if value > target:
        yield say("{value} more than the target", value=value - target)
    else:
        yield say("{value} less than the target", value=target - value)


def dissemination_rows(p: Partnership, before: Approved) -> Iterator[Row]:
    """Yield a row for each dissemination action: how often, and how many people were reached."""
    for action in p.plan.dissemination_actions:
        due = action.when.span(p.start)
        last = due.last if due else None
        facts = p.facts_of(action.id, Disseminated)
        reached = [fact.reach for fact in facts if fact.reach is not None]
        reach = sum(reached) if reached else None
        status = _spread(p, action, len(facts), reach, last)
        approved = before.get((type(action), action.id))
        differences = (
            *moved(approved.when if approved is not None else None, action.when),
            *_reach_difference(p, action, status, reach, last),
            *late_phrases(p, status, last),
        )
        yield Row(
            kind="dissemination",
            id=action.id,
            title=p.label(action.id),
            work_package=action.work_package,
            status=status,
            planned_phrases=tuple(_intended(p, action)),
            achieved_phrases=tuple(_told(len(facts), reach)),
            difference_phrases=differences,
            reason=reasons(p, action.id, facts) if differences else None,
            planned_value=Decimal(action.reach) if action.reach is not None else None,
            achieved_value=Decimal(reach) if reach is not None else None,
            due=last,
            first=due.first if due else None,
            last=last,
            address=f"dissemination_actions/{action.id}",
        )


def _spread(
    p: Partnership, action: DisseminationAction, times: int, reach: int | None, last: date | None
) -> Status:
    if not times:
        return timing(p, last)
    wanted = [(times, action.count), (reach or 0, action.reach)]
    known = [(have, want) for have, want in wanted if want is not None]
    if any(have < want for have, want in known):
        return "partly"
    return "exceeded" if any(have > want for have, want in known) else "done"


def _intended(p: Partnership, action: DisseminationAction) -> Iterator[Phrase]:
    if action.count is not None:
        yield count("{n} time", "{n} times", action.count)
    if action.reach is not None:
        yield count("{n} person reached", "{n} people reached", action.reach)
    if (phrase := period(p, action.when)) is not None:
        yield phrase


def _told(times: int, reach: int | None) -> Iterator[Phrase]:
    if times:
        yield count("{n} record", "{n} records", times)
    if reach is not None:
        yield count("{n} person reached", "{n} people reached", reach)


def _reach_difference(
    p: Partnership,
    action: DisseminationAction,
    status: Status,
    reach: int | None,
    last: date | None,
) -> Iterator[Phrase]:
    due = last or p.end
    over = due is not None and due < p.as_of
    if status in {"partly", "exceeded"} and action.reach is not None and reach is not None:
        more = reach - action.reach
        if more > 0:
            yield count("{n} person more reached", "{n} people more reached", more)
        elif more < 0 and over:
            yield count("{n} person fewer reached", "{n} people fewer reached", -more)
