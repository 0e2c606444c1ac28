"""Indicators: target, latest value, and how far it is from the target."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from vetpartner.model import Measured
from vetpartner.model.partnership import once
from vetpartner.state.disputed import disputed, unsettled
from vetpartner.state.rows import (
    NOT_JUDGED,
    Achieved,
    Outcome,
    Status,
    approved,
    due_by,
    due_day,
    happened,
    is_over,
    joined_row,
    moved,
    timing,
)
from vetpartner.values.counts import apart, with_unit
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, clause, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from vetpartner.model import Indicator, Partnership


@once
def measurements(p: Partnership) -> Mapping[str | None, Sequence[tuple[str, Measured]]]:
    """Return the measurements of each indicator by their days, whenever they were written down."""

    def day(pair: tuple[str, Measured]) -> tuple[date, date]:
        when, known = pair[1].when, p.known_from(pair[1])
        span = when.span(p.start) if when is not None else None
        return (span.last if span is not None else known, known)

    return grouped((pair[1].of, pair) for pair in sorted(p.numbered_facts(Measured), key=day))


def indicator_row(p: Partnership, indicator: Indicator) -> Achieved:
    """Return what became of an indicator; the latest value counts."""
    measured = measurements(p).get(indicator.id, ())
    facts = [fact for _, fact in measured]
    at, value = next(
        ((at, f.value) for at, f in reversed(measured) if f.value is not None), ("", None)
    )
    may_be = tuple(Decimal(each) for each in disputed(p, at, "value"))
    states = {_reached(p, indicator, facts, each) for each in may_be or (value,)}
    value = None if may_be else value
    found = Outcome(
        # Values of which one meets the target and another does not tell of neither.
        status=states.pop() if len(states) == 1 else NOT_JUDGED,
        facts=facts,
        planned=partial(_target, p),
        achieved=_measured(indicator, facts, value, may_be),
        differences=(
            *_new_target(p, indicator),
            *moved(p, indicator),
            *_distance(p, indicator, value),
            *_told_not_reached(p, indicator, facts, value),
        ),
        values=(indicator.target, value),
        start=indicator.baseline,
    )
    return joined_row(p, "indicator", indicator, found)


def _reached(
    p: Partnership, indicator: Indicator, facts: Sequence[Measured], value: Decimal | None
) -> Status:
    if not facts:
        return timing(p, due_day(p, indicator), indicator.id)
    if value is None or indicator.target is None:
        # Words do not tell whether a target is reached, nor does a number without one.
        told = judged(facts)
        if told is None:
            return NOT_JUDGED
        return "done" if told else _short(p, indicator)
    if meets(indicator, value):
        return "done" if value == indicator.target else "exceeded"
    # What stands where it began is not reached in part.
    return _short(p, indicator) if value == (indicator.baseline or 0) else "partly"


def _short(p: Partnership, indicator: Indicator) -> Status:
    """Return the status of an indicator that was measured, and of which nothing is reached."""
    return "not reached" if is_over(p, due_day(p, indicator)) else "open"


def judged(facts: Sequence[Measured]) -> bool | None:
    """Return whether the target is reached by the word of the latest measurement, None without one.

    What was said of an earlier one does not tell of what was found since.
    """
    last = next((fact for fact in reversed(facts) if fact.says_something), None)
    return None if last is None else last.reached


def _told_not_reached(
    p: Partnership, indicator: Indicator, facts: Sequence[Measured], value: Decimal | None
) -> Iterator[Phrase]:
    """Yield that the record says it of an indicator without a number, once its day is past."""
    numbered = value is not None and indicator.target is not None
    if not numbered and judged(facts) is False and is_over(p, due_day(p, indicator)):
        yield say("its target is not reached")


def meets(indicator: Indicator, value: Decimal) -> bool:
    """Tell whether a value is at the target or beyond it; less may be better, as of accidents.

    False where the indicator has no number as its target.
    """
    target, baseline = indicator.target, indicator.baseline
    falls = baseline is not None and target is not None and baseline > target
    return target is not None and (value == target or (value > target) is not falls)


def _target(p: Partnership, indicator: Indicator) -> Iterator[Phrase]:
    if indicator.target is not None:
        yield with_unit(indicator.target, indicator.unit)
    if indicator.expected:
        yield clause(indicator.expected)
    if (phrase := due_by(p, indicator.due)) is not None:
        yield phrase


def _measured(
    indicator: Indicator,
    facts: Sequence[Measured],
    value: Decimal | None,
    may_be: Sequence[Decimal],
) -> Iterator[Phrase]:
    if value is not None:
        yield with_unit(value, indicator.unit)
    elif may_be:
        yield unsettled(may_be, lambda last: with_unit(last, indicator.unit))
    text = next((fact.text for fact in reversed(facts) if fact.text), None)
    if text:
        yield clause(text)
    if facts and value is None and not text and not may_be:
        yield say("value not stated")
    if facts and (when := happened(facts[-1])) is not None:
        yield say("as of {when}", when=when)


def _new_target(p: Partnership, indicator: Indicator) -> Iterator[Phrase]:
    before: Indicator | None = approved(p, indicator)
    old, new = (before.target if before is not None else None), indicator.target
    if old is not None and new is not None and old != new:
        yield say("target changed from {before} to {now}", before=old, now=new)


def _distance(p: Partnership, indicator: Indicator, value: Decimal | None) -> Iterator[Phrase]:
    target = indicator.target
    if value is None or target is None or value == target:
        return
    if not meets(indicator, value) and not is_over(p, due_day(p, indicator)):
        return
    if value > target:
        yield say("{value} above the target", value=apart(value - target, indicator.unit))
    else:
        yield say("{value} below the target", value=apart(target - value, indicator.unit))
