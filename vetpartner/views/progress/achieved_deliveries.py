"""Planned and achieved: deliverables and milestones, when they came and in which languages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.model import Delivered
from vetpartner.views.phrases import Phrase, bare, count, say
from vetpartner.views.progress.rows import (
    Kind,
    Row,
    Status,
    due_by,
    happened,
    late_phrases,
    moved,
    reasons,
    timing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.model import Deliverable, Milestone, Partnership
    from vetpartner.views.progress.rows import Approved


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
