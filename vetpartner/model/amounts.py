"""Amounts by organisation: a small frozen mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from attrs import field, frozen

from vetpartner.model.money import Money


def _pairs(
    value: Mapping[str, Money] | Iterable[tuple[str, Money]],
) -> tuple[tuple[str, Money], ...]:
    pairs = tuple(value.items() if isinstance(value, Mapping) else value)
    if len({key for key, _ in pairs}) != len(pairs):
        msg = "an organisation stands twice in the same amounts"
        raise ValueError(msg)
    return pairs


def _by_key(pairs: tuple[tuple[str, Money], ...]) -> tuple[tuple[str, Money], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


@frozen(repr=False)
class Amounts(Mapping[str, Money]):
    """Money by organisation id, in the order given: `Amounts({"sts": Money(30_000)})`.

    Like other mappings, two are equal whatever their order.
    """

    pairs: tuple[tuple[str, Money], ...] = field(default=(), converter=_pairs, eq=_by_key)

    def total(self, currency: str = "EUR") -> Money:
        """Add all amounts up; no amounts give zero of `currency`."""
        return Money.total((money for _, money in self.pairs), currency)

    def __getitem__(self, organisation: str) -> Money:
        for key, money in self.pairs:
            if key == organisation:
                return money
        raise KeyError(organisation)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"Amounts({{{', '.join(f'{key!r}: {money}' for key, money in self.pairs)}}})"

    @classmethod
    def shared(cls, money: Money, weights: Mapping[str, int]) -> Self:
        """Split an amount among organisations by weights, to the cent, by largest remainder."""
        return cls(zip(weights, money.allocate(list(weights.values())), strict=True))
