"""How quality was followed and what can be learned, in numbers, and where the rest of it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import (
    Amended,
    Measured,
    Meeting,
    Organisation,
    Person,
    Surveyed,
    Training,
)
from vetpartner.state.disputed import certain_of
from vetpartner.state.evidence import SAME_EVIDENCE
from vetpartner.state.held import held_facts
from vetpartner.state.open_work import action_items
from vetpartner.state.outcomes import risks
from vetpartner.state.rows import DONE, NOT_JUDGED
from vetpartner.values.counts import least_sum, told
from vetpartner.values.phrase import Phrase, bare, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.evidence import EvidenceRow
    from vetpartner.state.rows import Achieved


_JUDGED = frozenset({"evaluation", "review"})
"""Kinds of evidence in which somebody says how good something is."""


@frozen(kw_only=True)
class Followed:
    """One thing that was followed: what, what the record says of it, and where it stands in full.

    `much` is None where it is not known. `where` is a computed part of a report, such as
    `risks`, or `evidence` for the list of it. What is `internal` tells the partners what to do.
    """

    what: Phrase
    much: Phrase | None
    where: str | None = None
    internal: bool = False


def quality(
    p: Partnership, rows: Iterable[Achieved], proofs: Iterable[EvidenceRow]
) -> tuple[Followed, ...]:
    """Return how quality was followed: indicators, surveys, reviews, meetings, actions, evidence.

    What is not planned and did not take place has no row; what should be there and is not
    recorded has one that says so.
    """
    proofs = tuple(proofs)
    return (
        *_indicators(p, [row for row in rows if row.kind == "indicator"]),
        *_surveys(p),
        *_reviews(proofs),
        *_meetings(p),
        *_actions(p),
        *_evidence(proofs),
        *_risks(p),
    )


def _part(part: int, whole: int) -> Phrase:
    return say("{part} of {whole}", part=part, whole=whole)


def _indicators(p: Partnership, rows: list[Achieved]) -> Iterator[Followed]:
    if rows:
        measured = sum(bool(p.facts_of(row.id, Measured)) for row in rows)
        later = sum(row.status == "not due" for row in rows)
        much = _part(measured, len(rows))
        if later:
            much = say("{part}; not due yet: {number}", part=much, number=later)
        yield Followed(what=say("Indicators that were measured"), much=much, where="reached")
        reached = _part(sum(row.status in DONE for row in rows), len(rows))
        if unjudged := sum(row.status == NOT_JUDGED for row in rows):
            reached = say("{part}; measured, not judged: {number}", part=reached, number=unjudged)
        yield Followed(what=say("Indicators reached"), much=reached, where="reached")


def _surveys(p: Partnership) -> Iterator[Followed]:
    held = [a for a in p.plan.activities if isinstance(a, Training) and held_facts(p, a)]
    if not held:
        return
    asked = [facts for training in held if (facts := certain_of(p, Surveyed, training.id))]
    answers = least_sum(fact.respondents for facts in asked for fact in facts)
    yield Followed(
        what=say("Trainings with a survey of participants"),
        much=_part(len(asked), len(held)),
        where="people",
    )
    if asked:
        yield Followed(
            what=say("Answers to surveys"),
            much=told(answers),
            where="people",
        )


def _reviews(proofs: tuple[EvidenceRow, ...]) -> Iterator[Followed]:
    kinds = ((row.number, row.kind.strip().lower()) for row in proofs)
    found = [number for number, kind in kinds if SAME_EVIDENCE.get(kind, kind) in _JUDGED]
    if proofs:
        much = bare(", ".join(found)) if found else say("nothing is recorded")
        yield Followed(
            what=say("Reviews and evaluations"), much=much, where="evidence", internal=not found
        )


def _meetings(p: Partnership) -> Iterator[Followed]:
    held: list[Activity] = [
        a for a in p.plan.activities if isinstance(a, Meeting) and held_facts(p, a)
    ]
    if held:
        minutes = sum(
            any(proof.kind.strip().lower() == "minutes" for proof in fact.evidence)
            for activity in held
            for fact in held_facts(p, activity)[:1]
        )
        much = _part(minutes, len(held))
        yield Followed(what=say("Meetings with minutes"), much=much, where="evidence")


def _actions(p: Partnership) -> Iterator[Followed]:
    items = [item for item in action_items(p) if item.agreed is not None]
    if not items:
        return
    done = sum(not item.open_on(p.as_of) for item in items)
    yield Followed(what=say("Agreed actions on record that are done"), much=_part(done, len(items)))
    # One that is late and open was not done in time either; leaving it out would hide it.
    due = [item for item in items if item.due is not None and item.due < p.as_of]
    if due:
        in_time = sum(item.done_in_time for item in due)
        what = say("Of those that were due, done by the day agreed")
        yield Followed(what=what, much=_part(in_time, len(due)))


def _evidence(proofs: tuple[EvidenceRow, ...]) -> Iterator[Followed]:
    if not proofs:
        return
    shown = sum(bool(row.file or row.url) for row in proofs)
    much = _part(shown, len(proofs))
    yield Followed(
        what=say("Pieces of evidence with a file or an address"), much=much, where="evidence"
    )
    linked = [row for row in proofs if row.url]
    if linked:
        seen = _part(sum(row.seen is not None for row in linked), len(linked))
        what = say("Addresses of which it is recorded when they were seen")
        yield Followed(what=what, much=seen, where="evidence", internal=True)


def _risks(p: Partnership) -> Iterator[Followed]:
    found = risks(p)
    if found:
        known = sum(row.came_true is not None for row in found)
        what = say("Risks whose outcome is recorded")
        yield Followed(what=what, much=_part(known, len(found)), where="risks")


def learned(p: Partnership, different: Iterable[Achieved]) -> tuple[Followed, ...]:
    """Return the facts from which to learn, by id: deviations, risks that came true, amendments."""
    found = risks(p)
    open_ = sum(row.came_true is None for row in found)
    true = [row.risk.id for row in found if row.came_true]
    parts = [bare(", ".join(true))] if true else []
    if open_:
        parts.append(say("not recorded for {number}", number=open_))
    amended = dict.fromkeys(
        code_of(p, fact.of) or p.label(fact.of) or p.plan.project.label
        for fact in p.facts_of_kind(Amended)
    )
    return (
        Followed(
            what=say("Differences from the plan"),
            much=_named(row.id for row in different),
            where="deviations",
        ),
        Followed(
            what=say("Risks that came true"),
            much=listed(parts) or say("none on record") if found else say("no risk is planned"),
            where="risks" if found else None,
        ),
        Followed(
            what=say("Amendments"),
            much=_named(amended),
            where="amendments" if amended else None,
        ),
    )


def code_of(p: Partnership, id_: str | None) -> str | None:
    """Return an id that stands in papers, as T1 does; organisations and people have none there."""
    return None if isinstance(p.get(id_), Organisation | Person) else id_


def _named(ids: Iterable[str]) -> Phrase:
    """Return ids in a row, or that there are none."""
    found = ", ".join(ids)
    return bare(found) if found else say("none on record")
