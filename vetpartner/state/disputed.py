"""What entries say differently of the same and nobody settled: no number of it is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import frozen

from vetpartner.model import Attended, Fact, Money, When
from vetpartner.model.partnership import once
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, bare, listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from vetpartner.model import Partnership

F = TypeVar("F", bound=Fact)
N = TypeVar("N", int, Decimal, Money, When)
MOST, FEW = 1_000, 4
"""How many numbers that may be are reckoned, and how many of them are told before the last."""


@frozen(kw_only=True)
class Entry:
    """One of the entries that contradict each other, as it was typed or corrected."""

    address: str
    fact: Fact


def contradicting(p: Partnership, address: str, names: Collection[str]) -> tuple[Entry, ...]:
    """Return all entries that count as the fact at an address, where a field of these is disputed.

    Nothing where they agree, or where it was settled which of them is right.
    """
    fields, entries = _contradicting(p).get(address, (frozenset(), ()))
    return () if fields.isdisjoint(names) else entries


def disputed(p: Partnership, address: str, name: str) -> tuple[int | Decimal, ...]:
    """Return the different numbers that entries say of a field of a fact, the smallest first.

    Nothing where it is not disputed. `address` is that of the fact that counts.
    """
    said = _disputed(p).get(address, {}).get(name, ())
    return tuple(sorted(said)) if len(said) > 1 else ()


def disputed_days(p: Partnership, address: str) -> tuple[When, ...]:
    """Return the dates that entries say of one fact, where these are not the same days."""
    said = dict.fromkeys(one.fact.when for one in contradicting(p, address, {"when"}))
    days = {when.span(p.start): when for when in said if when is not None}
    return tuple(days.values()) if len(days) > 1 else ()


def certain(p: Partnership, address: str, fact: F) -> F:
    """Return a fact without the numbers that are disputed: they are not known."""
    unsure: dict[str, Any] = dict.fromkeys(_disputed(p).get(address, ()))
    return attrs.evolve(fact, **unsure) if unsure else fact


def certain_of(p: Partnership, kind: type[F], of: str | None = None) -> tuple[F, ...]:
    """Return the facts of a kind that count, of one thing or all, without disputed numbers."""
    if not _disputed(p):
        return p.facts_of_kind(kind) if of is None else p.facts_of(of, kind)
    rows = ((at, fact) for at, fact in p.numbered_facts(kind) if of is None or fact.of == of)
    return tuple(certain(p, at, fact) for at, fact in rows)


def certain_there(p: Partnership, activity: str) -> tuple[Attended, ...]:
    """Return who attended, see `Partnership.attended`, without disputed numbers."""
    if not _disputed(p) or p.presences.get(activity):
        return p.attended(activity)
    return tuple(certain(p, at, row) for at, row in p.attended_at(activity))


def alternatives(
    choices: Iterable[Iterable[int]], join: Callable[[tuple[int, int]], int]
) -> tuple[int, ...]:
    """Return what numbers may make together, the smallest first, each with those it may be.

    Of more than `MOST` the smallest ones stay, and the largest: thirty groups have a thousand
    million. `join` gives more, or as much, where one of its numbers is more.
    """
    found = [0]
    for numbers in choices:
        found = sorted({join((so_far, number)) for number in numbers for so_far in found})
        found[MOST - 1 : -1] = []
    return tuple(found)


def unsettled(numbers: Iterable[N], with_unit: Callable[[N], Phrase] = bare) -> Phrase:
    """Return that at least two values are stated, and not settled which of them holds.

    `with_unit` makes the last of them a phrase that says what they count; of many only some stand.
    """
    *before, last = numbers
    some = [*map(bare, before[:FEW]), *([bare("…")] if len(before) > FEW else [])]
    either = say("{one} or {other}", one=listed(some, ", ") or "", other=with_unit(last))
    return say("{values} stated, not settled", values=either)


@once
def _disputed(p: Partnership) -> dict[str, dict[str, set[int | Decimal]]]:
    """Return the numbers of each disputed field, by the address of the fact and its name."""
    found: dict[str, dict[str, set[int | Decimal]]] = {}
    for clash in p.settled.clashes:
        home = p.settled.home(clash.counts[0])
        for _, value in (clash.counts, clash.other):
            if not isinstance(value, int | Decimal) or isinstance(value, bool):
                continue
            if home is not None:
                found.setdefault(home, {}).setdefault(clash.name, set()).add(value)
    return found


@once
def _contradicting(p: Partnership) -> dict[str, tuple[frozenset[str], tuple[Entry, ...]]]:
    """Return the disputed fields and all entries by the address of the fact that counts."""
    clashes = ((p.settled.home(clash.counts[0]), clash.name) for clash in p.settled.clashes)
    fields = {home: frozenset(names) for home, names in grouped(clashes).items()}
    if not fields:
        return {}
    every = (Entry(address=at, fact=f) for rows in p.settled.stated.values() for at, f in rows)
    by_home = grouped((p.settled.home(one.address), one) for one in every)
    return {h: (fields[h], tuple(rows)) for h, rows in by_home.items() if h and h in fields}
