"""Planned dissemination and what became of it: how often, and how many people were reached."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Disseminated, When
from vetpartner.state.disputed import certain_of
from vetpartner.state.rows import (
    Achieved,
    Outcome,
    Status,
    due_day,
    is_over,
    joined_row,
    moved,
    period,
    timing,
)
from vetpartner.values.keyed import added, stated
from vetpartner.values.phrase import Phrase, count, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import DisseminationAction, Partnership


@frozen(kw_only=True)
class Record:
    """One act of dissemination as it was recorded, planned or not; None is not known."""

    when: When | None
    title: str | None
    channel: str | None
    organisation: str | None
    audience: str
    times: int
    reach: int | None
    url: str | None


def records(p: Partnership) -> Iterator[Record]:
    """Yield all acts of dissemination, by their days; a number that is disputed is not known."""
    for fact in certain_of(p, Disseminated):
        yield Record(
            when=fact.when,
            title=fact.title or p.label(fact.of) or None,
            channel=fact.channel,
            organisation=p.label(fact.organisation) or None,
            audience=", ".join(fact.audience),
            times=fact.times,
            reach=fact.reach,
            url=fact.url,
        )


def dissemination_row(p: Partnership, action: DisseminationAction) -> Achieved:
    """Return what became of a dissemination action."""
    facts = certain_of(p, Disseminated, action.id)
    reach = added(fact.reach for fact in facts) if facts else None
    least = sum(stated(fact.reach for fact in facts))
    times = sum(fact.times for fact in facts)
    status = _spread(p, action, times, reach)
    found = Outcome(
        status=status,
        facts=facts,
        planned=partial(_intended, p),
        achieved=_told(action, times, reach, least),
        differences=(*moved(p, action), *_spread_difference(p, action, status, times, reach)),
        values=(action.reach, reach),
        least=least,
    )
    return joined_row(p, "dissemination", action, found)


def _spread(p: Partnership, action: DisseminationAction, times: int, reach: int | None) -> Status:
    if not times:
        return timing(p, due_day(p, action), action.id)
    wanted = [(times, action.count), (reach, action.reach)]
    known = [(have, want) for have, want in wanted if have is not None and want is not None]
    if any(have < want for have, want in known):
        return "partly"
    if reach is None and action.reach is not None:
        return "open"  # how many were reached nobody stated
    return "exceeded" if any(have > want for have, want in known) else "done"


def _intended(p: Partnership, action: DisseminationAction) -> Iterator[Phrase]:
    if action.count is not None:
        yield count("{n} time", "{n} times", action.count)
    if action.reach is not None:
        yield count("{n} person reached", "{n} people reached", action.reach)
    if (phrase := period(p, action.when)) is not None:
        yield phrase


def _told(
    action: DisseminationAction, times: int, reach: int | None, least: int
) -> Iterator[Phrase]:
    if times:
        yield count("{n} time", "{n} times", times)
    if reach is not None:
        yield count("{n} person reached", "{n} people reached", reach)
    elif least:
        yield count("at least {n} person reached", "at least {n} people reached", least)
    elif times and action.reach is not None:
        yield say("how many were reached is not known")


def _spread_difference(
    p: Partnership, action: DisseminationAction, status: Status, times: int, reach: int | None
) -> Iterator[Phrase]:
    over, wanted = is_over(p, due_day(p, action)), action.count
    known = status in {"partly", "exceeded"}
    if known and wanted is not None and (times > wanted or (times < wanted and over)):
        yield say("{held} instead of {planned} actions", held=times, planned=wanted)
    if known and action.reach is not None and reach is not None:
        more = reach - action.reach
        if more > 0:
            yield count("{n} person more reached", "{n} people more reached", more)
        elif more < 0 and over:
            yield count("{n} person fewer reached", "{n} people fewer reached", -more)
