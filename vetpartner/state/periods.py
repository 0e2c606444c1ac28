"""The periods of a project, by its reports or else by years, and what belongs to them.

Amounts are spread over the days of periods. A report covers what happened in its days, and what is
said of it, also later.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import (
    Amended,
    Attended,
    Certified,
    Covered,
    Decided,
    Delivered,
    Disseminated,
    Fact,
    Held,
    LaterEvidence,
    Measured,
    Money,
    Noted,
    Presence,
    Quoted,
    Rate,
    Risked,
    Settled,
    Span,
    Surveyed,
    Sustained,
    When,
    add_months,
    date_of,
)
from vetpartner.model.partnership import once
from vetpartner.state.rows import approved
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership, ReportDue

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
    covered = {day for r in p.plan.reports if (day := covered_until(p, r)) is not None}
    ends = sorted(day for day in covered if start <= day < end)
    if not covered:
        years = (add_months(start, 12 * year) - _DAY for year in range(1, 11))
        ends = [day for day in years if day < end]
    firsts = [start, *(day + _DAY for day in ends)]
    return tuple(
        Period(id=str(number), first=first, last=last)
        for number, (first, last) in enumerate(zip(firsts, [*ends, end], strict=True), start=1)
    )


def covered_until(p: Partnership, report: ReportDue) -> date | None:
    """Return the last day that a report covers, None where the agreement names none.

    It is never after the end of the project, and of the final report it is that end: one that was
    moved by an amendment moves the last day of the final report too.
    """
    end, until = p.end, report.until
    if until is None or end is None:
        return until
    return end if report.kind == "final" else min(until, end)


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


# What a report covers.

_THERE = (Attended, Held, Presence)
_TOOK_PLACE = (*_THERE, Delivered)
"""Facts whose day tells when something of the plan came about."""
_CAME_ABOUT = (*_TOOK_PLACE, Disseminated, Measured)
"""Facts that tell of a planned thing that something was done."""
_SAID = (LaterEvidence, Noted, Quoted, Settled, Surveyed)
"""Facts that say something of what came about: their own day is that of saying it."""
_AS_PLANNED = (*_THERE, Certified, Decided, Risked, Sustained)
"""Facts that without a day of their own are of the day of what they are about."""
_WITH_A_REASON = (Amended, Attended, Certified, Delivered, Disseminated, Held, Measured)
"""Facts that may say why something was not as planned, although it came about later."""


def within(p: Partnership, until: date) -> Partnership:
    """Return what happened up to a day, as far as it was known on the day of the partnership.

    It is looked at on the day after `until`, when what was due by then is late, and what was done
    later is still ahead. What lasted longer had not happened yet.
    What a fact is about decides whether it is in it, and not when it was written down: a note, a
    survey, evidence or a correction of later days about what was over by then is, and so is the
    reason that a later fact gives for what was due by then. How long the project runs is agreed
    and does not happen: an amendment of the project itself counts as soon as it is known.
    """
    known = _known_within(p)
    if until not in known:
        known[until] = _within(p, until)
    return known[until]


@once
def _known_within(p: Partnership) -> dict[date, Partnership]:  # noqa: ARG001 - whose they are
    """Return what was found by its day: text and charts of a report are about the same one."""
    return {}


def _within(p: Partnership, until: date) -> Partnership:
    covered = _Covered(p, until)
    kept = tuple(fact for at, fact in p.typed if covered.has(at, fact))
    recorded = p.recorded or p.facts
    seen = min(until + _DAY, p.as_of)
    covers = Covered(until=min(until, seen), since=frozenset(_since(p, kept)))
    found = evolve(p, facts=kept, day=seen, recorded=recorded, covers=covers)
    reasons = tuple(_reasons(p, found, until))
    if not reasons:
        return found
    # As facts behind all others they change no address.
    return evolve(found, facts=(*kept, *reasons), recorded=(*recorded, *reasons))


def _since(p: Partnership, kept: tuple[Fact, ...]) -> Iterator[str]:
    """Yield the ids of what came about only after the time covered, as far as it is known."""
    there = {id(fact) for fact in kept}
    told = [fact for _, fact in p.typed if isinstance(fact, _CAME_ABOUT) and not fact.void]
    before = {fact.of for fact in told if id(fact) in there}
    since = {fact.of for fact in told if fact.of is not None} - before
    yield from (id_ for id_ in since if id_ is not None)
    for activity in p.plan.activities:
        # Nobody holds a task: it is done with the last of its results.
        results = set(getattr(activity, "results", ()))
        if results & since and results <= since | before and activity.id not in before:
            yield activity.id


def _reasons(p: Partnership, found: Partnership, until: date) -> Iterator[Noted]:
    """Yield what facts that are not in it say of why something due by then was not as planned."""
    kept = {id(fact) for fact in found.facts}
    for fact in p.facts:
        left_out = id(fact) not in kept and not fact.corrects and not fact.void
        if left_out and isinstance(fact, _WITH_A_REASON) and fact.why is not None:
            due = _planned(found, found.get(fact.of))
            if due is not None and due.last <= until:
                yield Noted(of=fact.of, when=fact.when, recorded=fact.recorded, reason=fact.why)


def _planned(p: Partnership, thing: Any) -> Span | None:  # noqa: ANN401 - anything of the plan
    """Return the days that something of the plan has, None for what has none."""
    when = date_of(thing)
    if isinstance(when, date):
        return Span(first=when, last=when)
    return when.span(p.start) if isinstance(when, When) else None


class _Covered:
    """Tells which facts of a partnership are about the time up to a day."""

    def __init__(self, p: Partnership, until: date) -> None:
        self.p = p
        self.until = until
        self.counting = p.settled
        self.corrected = {at: fact for rows in p.settled.stated.values() for at, fact in rows}
        self.typed = dict(p.typed)

    def has(self, at: str, fact: Fact, behind: frozenset[str] = frozenset()) -> bool:
        """Tell whether a typed fact is about that time; a correction is what it corrects is.

        `behind` are the addresses of those that are about it: two may be about each other.
        """
        if fact.corrects is not None:
            place = self.counting.joined.get(at)
            first = self.typed.get(place or "")
            if place is not None and first is not None and first is not fact:
                return self.has(place, first, behind | {at})
        return self._is_in(self.corrected.get(at, fact), behind | {at})

    def _is_in(self, fact: Fact, behind: frozenset[str]) -> bool:
        if isinstance(fact, Amended):
            return fact.of is None or fact.recorded <= self.until
        if isinstance(fact, _SAID):
            return self._said(fact, behind)
        span = self._span(fact)
        if span is not None:
            # A rate holds from the first day of its month.
            return (span.first if isinstance(fact, Rate) else span.last) <= self.until
        if isinstance(fact, _AS_PLANNED) and (days := self._days(fact.of)) is not None:
            early = fact.recorded is not None and fact.recorded <= self.until
            return early or days.last <= self.until
        return fact.recorded is None or fact.recorded <= self.until

    def _said(self, fact: Fact, behind: frozenset[str]) -> bool:
        """Tell whether something is said of what was over by then, or was said by then."""
        about = self._fact(fact.of)
        if about is not None and about[0] not in behind:
            return self.has(*about, behind)
        days, own = self._days(fact.of), self._own(fact)
        if own is not None and own <= self.until:
            return True
        if days is None:
            # Evidence of what has no day may be of any; it shows what else is in.
            return own is None or isinstance(fact, LaterEvidence | Settled)
        if days.last <= self.until or self._left(fact.of, own, days):
            return True
        later = days.first > self.until
        return not later and (own is None or isinstance(fact, LaterEvidence | Settled))

    def _left(self, of: str | None, own: date | None, days: Span) -> bool:
        """Tell whether it is said of a date that was given up: of the new one it came too early."""
        thing = self.p.get(of)
        before = None if thing is None else approved(self.p, thing)
        old = None if before is None else _planned(self.p, before)
        return old is not None and old.last <= self.until and own is not None and own < days.first

    def _fact(self, of: str | None) -> tuple[str, Fact] | None:
        """Return the typed fact whose address or id this is, None for a thing of the plan."""
        if of is None or of in self.p:
            return None
        at = self.counting.joined.get(of, of)
        return (at, self.typed[at]) if at in self.typed else None

    def _own(self, fact: Fact) -> date | None:
        span = self._span(fact)
        return fact.recorded if span is None else span.last

    def _span(self, fact: Fact) -> Span | None:
        return fact.when.span(self.p.start) if fact.when is not None else None

    def _days(self, of: str | None) -> Span | None:
        """Return the days on which something came about, or else for which it is planned."""
        spans = self._came_about.get(of)
        if spans:
            return Span(first=min(s.first for s in spans), last=max(s.last for s in spans))
        return _planned(self.p, self.p.get(of))

    @cached_property
    def _came_about(self) -> dict[str | None, list[Span]]:
        told = (fact for _, fact in self.p.numbered_facts() if isinstance(fact, _TOOK_PLACE))
        spans = ((fact.of, self._span(fact)) for fact in told)
        return grouped((of, span) for of, span in spans if span is not None)
