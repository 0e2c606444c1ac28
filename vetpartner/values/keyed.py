"""Things by key: gathered, added up, or two sides of them beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, overload

from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.values.money import Money
    from vetpartner.values.words import HowMany

K = TypeVar("K")
V = TypeVar("V")


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values of each key, keys and values in the order in which they first come."""
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def summed(pairs: Iterable[tuple[K, Money]]) -> dict[K, Money]:
    """Return the sum of the amounts of each key; two currencies in one raise as in `Money`."""
    return {key: money[0].total(money) for key, money in grouped(pairs).items()}


@overload
def added(counts: Iterable[int | None]) -> int | None: ...
@overload
def added(counts: Iterable[HowMany]) -> HowMany: ...
def added(counts: Iterable[HowMany]) -> HowMany:
    """Return the sum of counts: not known where one of them is not, else not told where one is."""
    every = list(counts)
    numbers = stated(every)
    if len(numbers) == len(every):
        return sum(numbers)
    return None if None in every else NOT_TOLD


def stated(counts: Iterable[HowMany]) -> list[int]:
    """Return those that are numbers; their sum is the least that all can be."""
    return [number for number in counts if isinstance(number, int)]


def firsts(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """Return the first value of each key: an id may be used twice by mistake."""
    found: dict[K, V] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def beside(before: Mapping[K, V], after: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """Yield each key with what it has before and after, None where it has nothing."""
    for key in dict.fromkeys((*before, *after)):
        yield key, before.get(key), after.get(key)
