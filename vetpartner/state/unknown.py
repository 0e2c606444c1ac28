"""What nobody can tell yet, because it was not stated: the state beside fine and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Activity, Attended, Certified, Delivered, date_of
from vetpartner.model.partnership import once
from vetpartner.programme import known_rules
from vetpartner.state.held import held_facts
from vetpartner.state.indicators import indicator_row
from vetpartner.state.rows import NOT_JUDGED, due_day
from vetpartner.state.shares import amount_of, matrix, sum_of
from vetpartner.values.phrase import Phrase, count, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Deliverable, Money, Partnership


@once
def unknown(p: Partnership) -> tuple[Phrase, ...]:
    """Return what cannot be told about evidence, lateness, deadlines and money, and why.

    Where this is not empty, nothing may be said to be complete, in time or without risk.
    """
    return tuple(_unknown(p))


def _unknown(p: Partnership) -> Iterator[Phrase]:
    project = p.plan.project
    if project.start is None or project.months is None:
        yield say("start or duration of the project are not known")
    if (proofs := unknown_evidence(p)) is not None:
        yield proofs
    if undated := len(without_any_date(p)):
        yield count(
            "{n} activity or result has no date: whether it is late is not known",
            "{n} activities and results have no date: whether they are late is not known",
            undated,
        )
    if (sometime := _delivered_sometime(p)) > 0:
        yield count(
            "{n} result was delivered on a day that nobody stated: "
            "whether it was late is not known",
            "{n} results were delivered on days that nobody stated: "
            "whether they were late is not known",
            sometime,
        )
    if (unjudged := _not_judged(p)) > 0:
        yield count(
            "{n} indicator was measured, and nothing says whether it is reached",
            "{n} indicators were measured, and nothing says whether they are reached",
            unjudged,
        )
    if (uncounted := _uncounted(p)) > 0:
        yield count(
            "{n} entry of attendance or certificates has no number: how many they are is not known",
            "{n} entries of attendance or certificates have no number: how many they are is not "
            "known",
            uncounted,
        )
    yield from _unknown_money(p)


def _unknown_money(p: Partnership) -> Iterator[Phrase]:
    if (outside := outside_packages(p)) is not None:
        yield say("{amount} of activities in no work package is in no sum", amount=outside)
    if not p.plan.activities and not p.plan.deliverables:
        yield say("nothing is planned, so that nothing can be late or missing")
    elif all(row.least is None for row in matrix(p).rows):
        yield say("no amounts are stated, so that nobody can tell what is at risk")
    elif (bare := sum(row.total is None for row in matrix(p).rows)) > 0:
        yield count(
            "{n} line of the budget has no amount: what is at risk of it is not known",
            "{n} lines of the budget have no amount: what is at risk of them is not known",
            bare,
        )


def outside_packages(p: Partnership) -> Money | None:
    """Return the amounts of activities in no work package, where there are some; None for nothing.

    They are in no row: whether a work package has them in its own amount, nobody said.
    """
    packages = {package.id for package in p.plan.work_packages}
    alone = (a for a in p.plan.activities if packages and a.work_package not in packages)
    return sum_of((amount_of(p, each) for each in alone), p.plan.project.currency)


@once
def unknown_evidence(p: Partnership) -> Phrase | None:
    """Return that nobody knows what must be proved, None where the rules of the call say it."""
    if known_rules(p).activity_kinds:
        return None
    bare = [id_ for id_, has_files in _took_place(p).items() if not has_files]
    if not bare:
        return say("what must be proved is not known for this call (no rules)")
    return count(
        "what must be proved is not known for this call (no rules): "
        "{n} activity or result without any file",
        "what must be proved is not known for this call (no rules): "
        "{n} activities and results without any file",
        len(bare),
    )


def _took_place(p: Partnership) -> dict[str, bool]:
    """Return what was held or delivered, and whether anything shows it."""
    found: dict[str, bool] = {}
    things: tuple[Activity | Deliverable, ...] = (*p.plan.activities, *p.plan.deliverables)
    for thing in things:
        held = held_facts(p, thing) if isinstance(thing, Activity) else ()
        facts = (*held, *p.facts_of(thing.id, Delivered))
        if facts:
            facts = (*facts, *p.facts_of(thing.id, Attended))
            urls = (getattr(fact, "url", None) for fact in facts)
            found[thing.id] = any(urls) or any(fact.evidence for fact in facts)
    return found


def without_any_date(p: Partnership) -> tuple[str, ...]:
    """Return the ids of activities and results that have no date and are not done.

    What has no date of its own has the months of its work package, until these are over.
    """
    done = _took_place(p)
    activities = (activity for activity in p.plan.activities if not activity.cancelled)
    things: tuple[Activity | Deliverable, ...] = (*activities, *p.plan.deliverables)
    return tuple(
        thing.id
        for thing in things
        if thing.id not in done
        and date_of(thing).span(p.start) is None
        and not _package_goes_on(p, thing.work_package)
    )


def _delivered_sometime(p: Partnership) -> int:
    """Return how many results were delivered on a day that leaves open whether that was in time.

    What was written down by the day on which it was due was delivered by then.
    """
    due = ((due_day(p, thing), thing.id) for thing in p.plan.deliverables)
    delivered = ((day, p.facts_of(id_, Delivered)) for day, id_ in due)
    return sum(
        all(_leaves_open(p, day, fact) for fact in facts)
        for day, facts in delivered
        if day is not None and facts
    )


def _leaves_open(p: Partnership, due: date, fact: Delivered) -> bool:
    if fact.when is None:
        return fact.recorded is None or fact.recorded > due
    span = fact.when.span(p.start)
    return span is not None and fact.when.tentative and span.first <= due < span.last


def _not_judged(p: Partnership) -> int:
    """Return how many indicators were measured, and nothing says whether that is enough."""
    return sum(indicator_row(p, one).status == NOT_JUDGED for one in p.plan.indicators)


def _uncounted(p: Partnership) -> int:
    """Return how many entries say that some were there or certified, and not how many."""
    given = (f.count for f in p.facts_of_kind(Certified) if f.participant is None)
    there = (fact.people for fact in p.facts_of_kind(Attended))
    return sum(number is None for number in (*there, *given))


def _package_goes_on(p: Partnership, package: str | None) -> bool:
    when = getattr(p.get(package), "when", None)
    span = when.span(p.start) if when is not None else None
    return span is not None and span.last >= p.as_of
