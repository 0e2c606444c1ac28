"""Planned and achieved: indicators and dissemination actions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.model import Delivered, Disseminated, Measured
from vetpartner.state.rows import (
    Kind,
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
from vetpartner.values.phrase import Phrase, bare, clause, count, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.model import Deliverable, DisseminationAction, Indicator, Milestone, Partnership
    from vetpartner.state.rows import Approved


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


# Planned and achieved: deliverables and milestones, when they came and in which languages.


def deliverable_rows(p: Partnership, before: Approved) -> Iterator[Row]:
    """Yield a row for each deliverable: delivered when, how late, in which languages."""
    for deliverable in p.plan.deliverables:
        yield _handed_over(
            p,
            deliverable,
            before.get((type(deliverable), deliverable.id)),
            "deliverable",
            deliverable.languages,
        )


def milestone_rows(p: Partnership, before: Approved) -> Iterator[Row]:
    """Yield a row for each milestone: reached when, how late."""
    for milestone in p.plan.milestones:
        yield _handed_over(
            p, milestone, before.get((type(milestone), milestone.id)), "milestone", ()
        )


def _handed_over(
    p: Partnership,
    thing: Deliverable | Milestone,
    approved: Deliverable | Milestone | None,
    kind: Kind,
    wanted: Sequence[str],
) -> Row:
    facts = p.facts_of(thing.id, Delivered)
    due = thing.due.span(p.start)
    last = due.last if due else None
    have = {language for fact in facts for language in fact.languages}
    missing = tuple(language for language in wanted if have and language not in have)
    status: Status = ("partly" if missing else "done") if facts else timing(p, last)
    day = _complete_on(p, facts, wanted)
    differences = (
        *moved(approved.due if approved is not None else None, thing.due),
        *_lateness(day, last),
        *_missing(p, missing, last),
        *late_phrases(p, status, last),
    )
    return Row(
        kind=kind,
        id=thing.id,
        title=p.label(thing.id),
        work_package=thing.work_package,
        status=status,
        planned_phrases=tuple(_planned_delivery(thing, wanted, last)),
        achieved_phrases=tuple(_deliveries(facts, kind)),
        difference_phrases=differences,
        reason=reasons(p, thing.id, facts) if differences else None,
        planned_value=Decimal(len(wanted)) if wanted else None,
        achieved_value=Decimal(len(wanted) - len(missing)) if wanted and have else None,
        due=last,
        first=day or (due.first if due else None),
        last=day or last,
        address=f"{kind}s/{thing.id}",
    )


def _complete_on(p: Partnership, facts: Sequence[Delivered], wanted: Sequence[str]) -> date | None:
    """Return the day on which all languages were there, or else the latest delivery."""
    days = sorted(
        (
            (span.last, fact.languages)
            for fact in facts
            if (when := happened(fact)) is not None and (span := when.span(p.start)) is not None
        ),
        key=lambda pair: pair[0],
    )
    have: set[str] = set()
    for day, languages in days:
        have.update(languages)
        if have.issuperset(wanted) or not languages:
            return day
    return days[-1][0] if days else None


def _planned_delivery(
    thing: Deliverable | Milestone, languages: Sequence[str], last: date | None
) -> Iterator[Phrase]:
    yield due_by(thing.due, last) or say("date not fixed")
    if languages:
        yield bare(", ".join(languages))


def _deliveries(facts: Sequence[Delivered], kind: Kind) -> Iterator[Phrase]:
    for fact in facts:
        when = happened(fact)
        if when is None:
            yield say("delivered, date not stated")
        else:
            yield say("reached {when}" if kind == "milestone" else "delivered {when}", when=when)
    if languages := dict.fromkeys(language for fact in facts for language in fact.languages):
        yield bare(", ".join(languages))


def _lateness(day: date | None, due: date | None) -> Iterator[Phrase]:
    if day is not None and due is not None and day > due:
        yield count("{n} day late", "{n} days late", (day - due).days)


def _missing(p: Partnership, missing: Sequence[str], due: date | None) -> Iterator[Phrase]:
    if missing and (due is None or due < p.as_of):
        yield say("missing languages: {languages}", languages=", ".join(missing))
