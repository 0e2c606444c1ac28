"""The key figures of a project on one page: what was planned, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Disseminated, Measured, Task
from vetpartner.programme import country
from vetpartner.state.rows import DONE
from vetpartner.values.phrase import Phrase, bare, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.model import Money, Organisation, Partnership
    from vetpartner.state.rows import Achieved

MOST = 3
"""How many achievements and differences a summary tells."""


@frozen(kw_only=True)
class KeyFigure:
    """One number of the summary: `planned` and `achieved` are None where they are not known.

    `note` says what must be known to read it.
    """

    what: Phrase
    planned: Phrase | None = None
    achieved: Phrase | None = None
    note: Phrase | None = None


def key_figures(p: Partnership, rows: Iterable[Achieved]) -> tuple[KeyFigure, ...]:
    """Return the numbers that tell a project's size and progress, from its rows."""
    return tuple(_key_figures(p, tuple(rows)))


def _key_figures(p: Partnership, rows: tuple[Achieved, ...]) -> Iterator[KeyFigure]:
    planned = [o for o in p.baseline.organisations if o.role != "associated"]
    there = [o for o in p.plan.organisations if o.role != "associated" and _stays(p, o)]
    if planned or there:
        numbers = (bare(len(planned)), bare(len(there)))
        yield KeyFigure(
            what=say("Participating organisations"), planned=numbers[0], achieved=numbers[1]
        )
        yield KeyFigure(what=say("Countries"), planned=_lands(planned), achieved=_lands(there))
    meetings = [row for row in rows if row.kind == "activity" and not _is_task(p, row)]
    yield from _done(say("Meetings, trainings and events held"), meetings)
    yield from _people(meetings)
    results = [row for row in rows if row.kind == "deliverable"]
    yield from _done(say("Results delivered"), results)
    yield from _languages(p, results)
    yield from _done(
        say("Indicators reached"),
        [row for row in rows if row.kind == "indicator"],
        unsure=any(_is_measured_in_vain(p, row) for row in rows),
    )
    yield from _reach(p, rows)


def _stays(p: Partnership, home: Organisation) -> bool:
    """Tell whether an organisation is there; who stays to the end of the project has stayed."""
    return home.left is None or home.left >= min(p.as_of, p.end or p.as_of)


def _lands(homes: list[Organisation]) -> Phrase | None:
    """Return in how many countries organisations are; None where one says no country."""
    if any(not home.country for home in homes):
        return None
    return bare(len({country(home.country) or home.country for home in homes if home.country}))


def _is_task(p: Partnership, row: Achieved) -> bool:
    return isinstance(p.at(row.address), Task)


def _done(what: Phrase, rows: list[Achieved], *, unsure: bool = False) -> Iterator[KeyFigure]:
    """Yield how many are done; `unsure` tells that nobody can tell it of one of them."""
    if rows:
        done = sum(row.status in DONE for row in rows)
        achieved = at_least(done, whole=not unsure) if done or not unsure else None
        yield KeyFigure(what=what, planned=bare(len(rows)), achieved=achieved)


def _is_measured_in_vain(p: Partnership, row: Achieved) -> bool:
    """Tell whether an indicator was measured, and no value or no target tells if it is reached."""
    unstated = None in {row.planned_value, row.achieved_value}
    return unstated and row.status == "open" and bool(p.facts_of(row.id, Measured))


def _people(rows: list[Achieved]) -> Iterator[KeyFigure]:
    """Yield how many took part, one person in two activities twice."""
    # What was cancelled was planned too, as it is among the activities that were.
    wanted = [
        row.planned_value
        for row in rows
        if row.status != "cancelled" or row.planned_value is not None
    ]
    known = [row.achieved_value for row in rows if row.achieved_value is not None]
    held = [row for row in rows if row.status in {*DONE, "partly"}]
    if not known and not any(value is not None for value in wanted):
        return
    whole = all(row.achieved_value is not None for row in held)
    total = sum(known, 0)
    yield KeyFigure(
        what=say("Participations"),
        planned=None if None in wanted else bare(sum((v for v in wanted if v is not None), 0)),
        achieved=at_least(int(total), whole=whole) if known or whole else None,
        note=say("A person who takes part in two activities counts twice."),
    )


def _languages(p: Partnership, results: list[Achieved]) -> Iterator[KeyFigure]:
    planned = {code for result in p.plan.deliverables for code in result.languages}
    facts = [fact for result in results for fact in p.facts_of(result.id, Delivered)]
    made = {code for fact in facts for code in fact.languages}
    if planned or made:
        known = not facts or bool(made)
        yield KeyFigure(
            what=say("Languages of the results"),
            planned=bare(len(planned)) if planned else None,
            achieved=bare(len(made)) if known else None,
        )


def _reach(p: Partnership, rows: tuple[Achieved, ...]) -> Iterator[KeyFigure]:
    wanted = [row.planned_value for row in rows if row.kind == "dissemination"]
    facts = p.facts_of_kind(Disseminated)
    known = [fact.reach for fact in facts if fact.reach is not None]
    if not wanted and not facts:
        return
    yield KeyFigure(
        what=say("People reached by dissemination"),
        planned=None
        if None in wanted or not wanted
        else bare(sum((v for v in wanted if v is not None), 0)),
        achieved=at_least(sum(known), whole=len(known) == len(facts))
        if known or not facts
        else None,
        note=say("Who is reached twice counts twice."),
    )


def at_least(number: int, *, whole: bool) -> Phrase:
    """Return a number that is known, or which is the least where a part of it is not."""
    return bare(number) if whole else say("at least {number}", number=number)


def achievements(rows: Iterable[Achieved]) -> tuple[Achieved, ...]:
    """Return three achievements: what went furthest beyond its plan, then what is reached.

    These are indicators with a number, and then results, those in the most languages first.
    Nobody judges them here; what they changed the coordinator says in own words.
    """
    rows = tuple(rows)
    beyond = [row for row in rows if row.status == "exceeded" and row.percent is not None]
    reached = [row for row in rows if row.kind == "indicator" and row.status == "done"]
    made = [row for row in rows if row.kind == "deliverable" and row.status == "done"]
    return (
        *sorted(beyond, key=lambda row: (-(row.percent or 0), row.id)),
        *(row for row in reached if row.planned_value is not None),
        *sorted(made, key=lambda row: -(row.achieved_value or 0)),
    )[:MOST]


_GRAVE = {"cancelled": 0, "not done": 1, "overdue": 1, "partly": 2}


def gravest(
    rows: Iterable[Achieved], amounts: Mapping[str, Money]
) -> tuple[tuple[Achieved, Money | None], ...]:
    """Return the three gravest differences from the plan, each with its amount.

    First what was cancelled, then what is overdue, reached in part, or late; of these first that
    with the largest amount. What is more than was planned is none of them.
    """

    def grave(row: Achieved) -> tuple[int, Decimal, int, str]:
        amount = amounts[row.id].amount if row.id in amounts else Decimal(0)
        return _GRAVE.get(row.status, len(_GRAVE)), -amount, -(row.late or 0), row.id

    found = [row for row in rows if row.difference_phrases and row.status != "exceeded"]
    return tuple((row, amounts.get(row.id)) for row in sorted(found, key=grave)[:MOST])
