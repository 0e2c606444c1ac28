"""How the plan was changed, and what a difference from it moved: days, people, results, dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from vetpartner.model import Activity, Amended, Indicator, Span, Task, date_of
from vetpartner.state.deadlines import hanging
from vetpartner.state.gaps import OF_DAYS, Unexplained
from vetpartner.state.quality import code_of
from vetpartner.state.rows import DONE, LATE, approved, changes
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, count, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.model import Partnership
    from vetpartner.state.rows import Achieved


Effects = dict[str, tuple[Phrase, ...]]
WHOLE = ""
"""What stands for the address of the whole project."""


def effects(p: Partnership, different: Iterable[Achieved], rows: Iterable[Achieved]) -> Effects:
    """Return what each row that differs from the plan moved, by its address.

    What the difference itself says, as by how many participants were fewer, is not said again.
    Where nothing else is known to have moved, there is no phrase. Below `WHOLE` stand the deadlines
    of the project that moved with its amendments.
    """
    by_id = {row.id: row for row in rows}
    short = grouped(_short(p, by_id.values()))
    deadlines, early = _hanging(p)
    found = {row.address: tuple(_effects(p, row, by_id, short, early)) for row in different}
    return {**found, WHOLE: deadlines}


def _effects(
    p: Partnership,
    row: Achieved,
    rows: Mapping[str, Achieved],
    short: Mapping[str | None, Iterable[str]],
    early: tuple[tuple[str, str], ...],
) -> Iterator[Phrase]:
    yield from _days(p, row)
    yield from _people(p, row)
    yield from _results(p, row, rows)
    for id_ in short.get(row.id, ()):
        yield say("{id} is below its target", id=id_)
    for activity, result in early:
        if row.id in {activity, result}:
            yield say("{result} is due before {activity} ends", result=result, activity=activity)


def _days(p: Partnership, row: Achieved) -> Iterator[Phrase]:
    """Yield by how many days it ended otherwise than approved, unless the difference says it."""
    thing = p.at(row.address)
    before = approved(p, thing)
    if before is None or row.status == "cancelled":
        return
    promised, became = date_of(before), _became(p, row)
    span = promised.span(p.start)
    if span is None or became is None or (promised.tentative and became.last in span):
        return
    days = (became.last - span.last).days
    if promised.tentative and days < 0:
        days = (became.last - span.first).days
    if isinstance(thing, Activity) and not isinstance(thing, Task):
        # What only began or ended on another day was shorter or longer, and neither is a move.
        other = span.last if promised.tentative and days > 0 else span.first
        if (days > 0) is not (became.first > other) or became.first == other:
            return
    said = {phrase.text: dict(phrase.values).get("n") for phrase in row.difference_phrases}
    if not days or abs(days) in {said.get(text) for text in OF_DAYS}:
        return
    if days > 0:
        yield count("{n} day later than approved", "{n} days later than approved", days)
    else:
        yield count("{n} day earlier than approved", "{n} days earlier than approved", -days)


def _became(p: Partnership, row: Achieved) -> Span | None:
    """Return when something was done, or else when it is planned now; None for not known.

    Something of which a part is done goes on; a day within what was approved is no move.
    """
    if row.status in {*DONE, "partly"} and row.kind != "indicator":
        if row.first is None or row.last is None:
            return None
        # Of a result of which only the month is known the difference says what can be said.
        exact = row.kind == "activity" or row.first == row.last
        return Span(first=row.first, last=row.last) if exact else None
    planned = date_of(p.at(row.address))
    return planned.span(p.start) if planned is not None else None


def _people(p: Partnership, row: Achieved) -> Iterator[Phrase]:
    """Yield how many were planned for what was cancelled; of what is not recorded nobody knows."""
    if row.status != "cancelled" or row.achieved_value:
        return
    thing = p.at(row.address)
    number = getattr(approved(p, thing) or thing, "expected", None)
    if isinstance(thing, Activity) and not isinstance(thing, Task) and number:
        yield count(
            "{n} planned participant was not reached",
            "{n} planned participants were not reached",
            number,
        )


def _results(p: Partnership, row: Achieved, rows: Mapping[str, Achieved]) -> Iterator[Phrase]:
    """Yield which results of an activity were late or are not there, or that all came in time."""
    made = [rows[id_] for id_ in getattr(p.at(row.address), "results", ()) if id_ in rows]
    for result in made:
        if result.late and result.first == result.last:
            yield count(
                "{id} was {n} day late", "{id} was {n} days late", result.late, id=result.id
            )
        elif result.status in LATE:
            yield say("{part}: {of}", part=result.id, of=result.difference_phrases[-1])
        elif result.status == "cancelled":
            yield say("{part}: {of}", part=result.id, of=say("cancelled"))
        elif result.status == "partly" and result.difference_phrases:
            yield say("{part}: {of}", part=result.id, of=say("not delivered in all languages"))
    if made and all(_in_time(one) for one in made):
        ids = ", ".join(one.id for one in made)
        yield say("its results came in time: {ids}", ids=ids)


def _in_time(row: Achieved) -> bool:
    """Tell whether a result is known to have come by its day."""
    known = row.last is not None or row.due is None
    return row.status in DONE and not row.late and known


def _short(p: Partnership, rows: Iterable[Achieved]) -> Iterator[tuple[str | None, str]]:
    """Yield which indicators are off their target, each with the id of what it measures."""
    for one in rows:
        # Of one that was never measured nobody knows how far it is from its target.
        if one.status in {"partly", "not reached"}:
            thing = p.at(one.address)
            if isinstance(thing, Indicator):
                yield thing.of, one.id


def _hanging(p: Partnership) -> tuple[tuple[Phrase, ...], tuple[tuple[str, str], ...]]:
    """Return the deadlines that all amendments of dates moved, and the results due too early."""
    left = tuple(fact for fact in p.facts if not (isinstance(fact, Amended) and _of_date(fact)))
    if len(left) == len(p.facts):
        return (), ()
    pairs, early = hanging(attrs.evolve(p, facts=left, day=p.as_of), p)
    moved = (
        say("{what} moved from {before} to {now}", what=now.phrase, before=was.day, now=now.day)
        for was, now in pairs
        if was is not None and now is not None and was.day != now.day
    )
    return tuple(moved), early


def _of_date(fact: Amended) -> bool:
    return not (fact.when is None and fact.due is None and fact.months is None)


# Changes of the plan after its approval, and those of which nobody wrote why.

CHANGED = {
    "when": "dates",
    "title": "title",
    "lead": "leading organisation",
    "host": "host",
    "venue": "venue",
    "mode": "in person or online",
    "due": "deadline",
    "target": "target",
    "amount": "amount",
    "grant": "shares of the grant",
    "months": "duration",
    "left": "withdrawal of the organisation",
    "cancelled": "cancelled",
}
"""What an amendment changes, in words."""
DETAILS = "details"
"""What stands for any other field."""


@frozen(kw_only=True)
class Amendment:
    """A change of the plan: what, which fields, from which day, why, and the agency's consent.

    `address` is that of the fact.
    """

    address: str
    id: str | None
    title: str
    fields: tuple[str, ...]
    known: date
    approved: date | None
    reason: str | None


def amendments(p: Partnership) -> Iterator[Amendment]:
    """Yield the changes of the plan, in the order of the facts.

    What changes nothing, since the thing has no such field, is no change; `check` tells it.
    """
    for address, fact in p.numbered_facts(Amended):
        changed = changes(p, fact)
        if not changed:
            continue
        yield Amendment(
            address=address,
            id=code_of(p, fact.of),
            title=p.label(fact.of) or p.plan.project.label,
            fields=tuple(dict.fromkeys(CHANGED.get(name, DETAILS) for name in changed)),
            known=fact.known_from(p.start),
            approved=fact.approved,
            reason=fact.why,
        )


def moved_because(p: Partnership) -> str | None:
    """Return why the deadlines of the project were moved: by its duration or those of reports."""
    told = (
        fact.why
        for _, fact in p.numbered_facts(Amended)
        if {"months", "due"} & {*changes(p, fact)} and p.kind_of(fact.of or "") in {None, "reports"}
    )
    return " ".join(dict.fromkeys(filter(None, told))) or None


def unreasoned(changed: Iterable[Amendment], known: set[str]) -> Iterator[Unexplained]:
    """Yield changes of the plan without a reason, but for those of what is `known` to need one."""
    for one in changed:
        if one.reason is None and (one.id or "") not in known:
            yield Unexplained(
                id=one.id or "",
                title=one.title,
                address=one.address,
                difference=f"amended: {', '.join(one.fields)}",
            )
