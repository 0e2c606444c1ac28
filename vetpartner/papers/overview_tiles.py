"""The numbers at the head of the overview, each with its name, in no language yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money
from vetpartner.state.achieved import achieved
from vetpartner.state.ledger import ledger
from vetpartner.state.rows import NOT_JUDGED
from vetpartner.state.shares import matrix
from vetpartner.values.counts import percent
from vetpartner.values.phrase import Listed, Phrase, count, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.state.status import Status
    from vetpartner.values.finding import Findings

COUNTED = ("done", "exceeded")


@frozen(kw_only=True)
class Tile:
    """A number with its name, at the head of the page; `percent` draws a bar below it.

    `tone` is the kind of trouble that the number tells of, empty where there is none.
    """

    name: Phrase
    value: Phrase | Money | int
    note: Phrase | str = ""
    percent: int | None = None
    tone: str = ""


def summary(findings: Findings) -> Phrase:
    """Return how many there are of each severity."""
    counted = (
        count("{n} error", "{n} errors", len(findings.errors)),
        count("{n} warning", "{n} warnings", len(findings.warnings)),
        count("{n} note", "{n} notes", len(findings.notes)),
    )
    return Listed(parts=counted, between=", ")


def tiles(p: Partnership, now: Status, findings: Findings) -> Iterator[Tile]:
    """Yield the numbers at the head of the page, what is not known left out."""
    rows = achieved(p)
    yield _time(p, now)
    if rows:
        done = sum(row.status in COUNTED for row in rows)
        value = part_done(done, len(rows), sum(row.status == NOT_JUDGED for row in rows))
        yield Tile(name=say("Promises kept"), value=value, percent=int(percent(done, len(rows))))
    yield from _money(p)
    if now.risk is not None:
        risk = say("at least {amount}", amount=now.risk) if now.at_least else now.risk
        note = say("of {amount} it is not known", amount=now.unjudged) if now.unjudged else ""
        yield Tile(name=say("Money at risk"), value=risk, note=note, tone="warning")
    tone = "error" if findings.errors else "warning" if findings.warnings else ""
    number = len(findings.errors) + len(findings.warnings)
    name, note = say("Errors and warnings"), summary(findings)
    yield Tile(name=name, value=number, note=note, tone=tone)


def part_done(done: int, all_: int, unjudged: int) -> Phrase:
    """Return how many of all are done, and of how many it is not known."""
    part = say("{done} of {all}", done=done, all=all_)
    if not unjudged:
        return part
    return say("{part}; measured, not judged: {number}", part=part, number=unjudged)


def _time(p: Partnership, now: Status) -> Tile:
    if p.start is None or p.end is None or not p.start <= p.as_of <= p.end:
        return Tile(name=say("Time"), value=now.time)
    day, days = (p.as_of - p.start).days + 1, (p.end - p.start).days + 1
    note = say("of {days}, {left} left until {day}", days=days, left=days - day, day=p.end)
    over = int(percent(day, days))
    return Tile(name=say("Time"), value=say("Day {day}", day=day), note=note, percent=over)


def _money(p: Partnership) -> Iterator[Tile]:
    project = p.plan.project
    total, arrived = matrix(p).total, ledger(p).arrived
    whole = project.lump_sum or total
    if project.lump_sum is not None:
        some = say("{amount} of it allocated", amount=total) if total else say("not allocated yet")
        note = "" if total == project.lump_sum else some
        yield Tile(name=say("Lump sum"), value=project.lump_sum, note=note)
    elif total:
        yield Tile(name=say("Allocated"), value=total)
    if arrived:
        yield Tile(
            name=say("Arrived"),
            value=arrived,
            note=_on_its_way(p),
            percent=_part(arrived, whole),
        )


def _on_its_way(p: Partnership) -> Phrase | str:
    way = ledger(p).on_its_way
    return say("{amount} on its way to partners", amount=way) if way else ""


def _part(part: Money, whole: Money | None) -> int | None:
    """Return a part in whole percent, 100 at most; None where it cannot be told."""
    if whole is None or part.currency != whole.currency or whole.amount <= 0:
        return None
    return min(max(int(percent(part.amount, whole.amount)), 0), 100)
