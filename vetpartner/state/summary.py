"""The key figures of a project on one page: what was planned, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Disseminated, Money, Task
from vetpartner.programme import country
from vetpartner.state.disputed import certain_of
from vetpartner.state.rows import DONE, NOT_JUDGED
from vetpartner.values.counts import known_part, least_sum, told
from vetpartner.values.keyed import firsts
from vetpartner.values.phrase import Phrase, bare, listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from vetpartner.model import Organisation, Partnership
    from vetpartner.state.rows import Achieved

MOST = 3
"""How many achievements and differences a summary tells."""


@frozen(kw_only=True)
class KeyFigure:
    """One number of the summary: planned in all and until a day, and achieved; None for not known.

    `notes` say what must be known to read it.
    """

    what: Phrase
    planned: Phrase | None = None
    so_far: Phrase | None = None
    achieved: Phrase | None = None
    notes: tuple[Phrase, ...] = ()


def key_figures(
    p: Partnership, rows: Iterable[Achieved], day: date | None = None
) -> tuple[KeyFigure, ...]:
    """Return the numbers that tell a project's size and progress, from its rows.

    `day` is the one until which something had to be there to be planned `so_far`; left out, that is
    None everywhere.
    """
    return tuple(_key_figures(p, tuple(rows), day))


def _key_figures(
    p: Partnership, rows: tuple[Achieved, ...], day: date | None
) -> Iterator[KeyFigure]:
    planned = [o for o in p.baseline.organisations if o.role != "associated"]
    there = [o for o in p.plan.organisations if o.role != "associated" and _took_part(p, o)]
    if planned or there:
        now = _with_leavers(p, there)
        yield from _whole(say("Participating organisations"), bare(len(planned)), now, day)
        yield from _whole(say("Countries"), _lands(planned), _lands(there), day)
    meetings = [row for row in rows if row.kind == "activity" and not _is_task(p, row)]
    yield from _done(say("Meetings, trainings and events held"), meetings, day)
    yield from _people(meetings, day)
    results = [row for row in rows if row.kind == "deliverable"]
    yield from _done(say("Results delivered"), results, day)
    yield from _languages(p, results, day)
    yield from _done(
        say("Indicators reached"),
        [row for row in rows if row.kind == "indicator"],
        day,
    )
    yield from _reach(p, [row for row in rows if row.kind == "dissemination"], day)


def _whole(
    what: Phrase, planned: Phrase | None, achieved: Phrase | None, day: date | None
) -> Iterator[KeyFigure]:
    """Yield what was planned from the first day on."""
    so_far = None if day is None else planned
    yield KeyFigure(what=what, planned=planned, so_far=so_far, achieved=achieved)


def _took_part(p: Partnership, home: Organisation) -> bool:
    """Tell whether an organisation was there at some time; who left before the start was not."""
    return home.left is None or p.start is None or home.left >= p.start


def _with_leavers(p: Partnership, there: list[Organisation]) -> Phrase:
    """Return how many organisations took part, and which of them left, with their last day."""
    leavers = listed(
        (
            say("{name} until {day}", name=home.short, day=left)
            for home in there
            if (left := left_by(p, home)) is not None
        ),
        ", ",
    )
    if leavers is None:
        return bare(len(there))
    return say("{number}, of which {parts}", number=len(there), parts=leavers)


def left_by(p: Partnership, home: Organisation) -> date | None:
    """Return the last day of an organisation that has left by now, None for one that stays.

    Who stays to the end of the project has stayed.
    """
    return home.left if home.left and home.left < min(p.as_of, p.end or p.as_of) else None


def _lands(homes: list[Organisation]) -> Phrase | None:
    """Return in how many countries organisations are; None where one says no country."""
    if any(not home.country for home in homes):
        return None
    return bare(len({country(home.country) or home.country for home in homes if home.country}))


def _is_task(p: Partnership, row: Achieved) -> bool:
    return isinstance(p.at(row.address), Task)


def _until(
    day: date | None,
    rows: Iterable[Achieved],
    add: Callable[[list[Achieved]], Decimal | None],
    *,
    runs: bool = False,
) -> Phrase | None:
    """Return what of the plan is of things that were to be there by a day; None without one.

    Of things without a date nobody knows whether it is, nor what it is of those that run then.
    """
    if day is None:
        return None
    rows = list(rows)
    number = add([row for row in rows if row.due_by(day)])
    unsure = runs or any(row.due is None for row in rows)
    return told(known_part(number, whole=False) if unsure and number is not None else number)


def _done(what: Phrase, rows: list[Achieved], day: date | None) -> Iterator[KeyFigure]:
    """Yield how many are done."""
    if rows:
        yield KeyFigure(
            what=what,
            planned=bare(len(rows)),
            so_far=_until(day, rows, lambda due: Decimal(len(due))),
            achieved=_done_in_words(rows),
        )


def _done_in_words(rows: list[Achieved]) -> Phrase:
    """Return how many are done, and beside it how many in part, or measured and not judged.

    An indicator below its target is not reached, and no part of those that are.
    """
    done, parts, unjudged = (
        sum(row.status in states for row in rows) for states in (DONE, {"partly"}, {NOT_JUDGED})
    )
    if unjudged:
        return say("{part}; measured, not judged: {number}", part=done, number=unjudged)
    if parts and rows[0].kind != "indicator":
        return say("{number}, and {part} in part", number=done, part=parts)
    return bare(done)


def _people(rows: list[Achieved], day: date | None) -> Iterator[KeyFigure]:
    """Yield how many took part, one person in two activities twice."""
    # What was cancelled was planned too, as it is among the activities that were.
    wanted = [row for row in rows if row.status != "cancelled" or row.planned_value is not None]
    known = [row.known_value for row in rows if row.known_value is not None]
    held = [row for row in rows if row.status in {*DONE, "partly"} and row.known_value is None]
    if not known and not any(row.planned_value is not None for row in wanted):
        return
    yield KeyFigure(
        what=say("Participations"),
        planned=told(_planned(wanted)),
        so_far=_until(day, wanted, _planned),
        achieved=told(least_sum([*known, *(row.known_value for row in held)])),
        notes=(say("A person who takes part in two activities counts twice."),),
    )


def _planned(rows: Iterable[Achieved]) -> Decimal | None:
    return least_sum(row.planned_value for row in rows)


def _languages(p: Partnership, results: list[Achieved], day: date | None) -> Iterator[KeyFigure]:
    facts = [fact for result in results for fact in p.facts_of(result.id, Delivered)]
    made = {code for fact in facts for code in fact.languages}

    def promised(rows: Iterable[Achieved]) -> Decimal:
        wanted = (getattr(p.at(row.address), "languages", ()) for row in rows)
        return Decimal(len({code for codes in wanted for code in codes}))

    planned = promised(results)
    if planned or made:
        yield KeyFigure(
            what=say("Languages of the results"),
            planned=bare(planned) if planned else None,
            so_far=_until(day, results, promised) if planned else None,
            achieved=bare(len(made)) if made or not facts else None,
        )


def _reach(p: Partnership, rows: list[Achieved], day: date | None) -> Iterator[KeyFigure]:
    facts = certain_of(p, Disseminated)
    if not rows and not facts:
        return
    runs = day is not None and any(
        row.due is not None and row.due > day and row.first is not None and row.first <= day
        for row in rows
    )
    begun = any(row.first is None or row.first <= p.as_of for row in rows)
    notes = [say("A person who is reached twice counts twice.")]
    if runs:
        notes.append(
            say("For dissemination that goes on after this day, the plan states no interim number.")
        )
    yield KeyFigure(
        what=say("People reached by dissemination"),
        planned=told(_planned(rows)) if rows else None,
        so_far=_until(day, rows, _planned, runs=runs) if rows else None,
        # Where its time has begun and nobody recorded anything, it is not known to be nobody.
        achieved=None if begun and not facts else told(least_sum(fact.reach for fact in facts)),
        notes=tuple(notes),
    )


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


_GRAVE = {"cancelled": 0, "not recorded": 1, "overdue": 1, "not reached": 1, "partly": 2}
_LATE, _OTHER, _MORE = 3, 4, 5
"""Results that came late, other differences, and what is but more people than planned."""
_PEOPLE_MORE = "{n} participants more"


@frozen(kw_only=True)
class Concerned:
    """An amount that stands or falls with something; `of` is the id of what has it as a whole."""

    amount: Money
    of: str


def gravest(
    rows: Iterable[Achieved], amounts: Mapping[str, Concerned]
) -> tuple[tuple[Achieved, Concerned | None], ...]:
    """Return the three gravest differences from the plan, each with its amount.

    First what was cancelled, then what is overdue, reached in part, a result that came late, and
    the rest; of these first that with the largest amount. More people than planned come last, and
    an indicator or dissemination beyond its target is none of them. Of what stands or falls with
    one amount, such as an activity and its result, only the gravest is one of the three.
    """

    def grave(row: Achieved) -> tuple[int, Decimal, int, str]:
        amount = amounts[row.id].amount.amount if row.id in amounts else Decimal(0)
        return _gravity(row), -amount, -(row.late or 0), row.id

    found = [row for row in rows if row.difference_phrases and row.status != "exceeded"]
    ordered = ((row, amounts.get(row.id)) for row in sorted(found, key=grave))
    single = firsts((row.id if one is None else one.of, (row, one)) for row, one in ordered)
    return tuple(islice(single.values(), MOST))


def _gravity(row: Achieved) -> int:
    if row.status in _GRAVE:
        return _GRAVE[row.status]
    if row.late and row.kind == "deliverable":
        return _LATE
    more = all(phrase.text == _PEOPLE_MORE for phrase in row.difference_phrases)
    return _MORE if more else _OTHER
