"""Amounts by organisation: a small frozen mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Self

from attrs import field, frozen

from vetpartner.values.money import Money, Share, money_of


def _pairs(
    value: Mapping[str, Money] | Iterable[tuple[str, Money]],
) -> tuple[tuple[str, Money], ...]:
    given = value.items() if isinstance(value, Mapping) else value
    pairs = tuple((key, money_of(money)) for key, money in given)
    if not all(isinstance(key, str) for key, _ in pairs):
        raise TypeError("amounts are by the ids of organisations, which are texts")
    if len({key for key, _ in pairs}) != len(pairs):
        msg = "an organisation appears twice in the same amounts"
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


# Sharing an amount out: by percent, by staff days, or in equal parts, exact to the cent.

Weight = int | Decimal | str | Share


def distribute(amount: Money, weights: Mapping[str, Weight] | Iterable[str]) -> Amounts:
    """Share an amount out among organisations by largest remainder; the parts always add up.

    `weights` are by organisation either all percentages, such as `"40 %"` or a `Share`, which have
    to add up to 100 %, or all plain numbers, such as staff days; ids alone share in equal parts.

    Raises `ValueError` for weights of both kinds, percentages of another sum, negative numbers,
    and where nobody gets anything; `TypeError` for a float, which cannot hold cents exactly.
    """
    amount = money_of(amount)
    if not isinstance(weights, Mapping):
        weights = dict.fromkeys(weights, 1)
    if not weights:
        raise ValueError("an amount is shared out among at least one organisation")
    percent = {id_: _is_percent(weight) for id_, weight in weights.items()}
    numbers = {id_: _possible(_number(weight), weight) for id_, weight in weights.items()}
    if len(set(percent.values())) > 1:
        raise ValueError("give percentages for all organisations, or plain numbers for all")
    whole = sum(numbers.values(), Decimal(0))
    if all(percent.values()) and whole != 1:
        raise ValueError(f"the percentages add up to {(whole * 100).normalize():f} %, not to 100 %")
    return Amounts(zip(numbers, amount.allocate(tuple(numbers.values())), strict=True))


_MOST_UNITS = 12
"""The most digits before the point of a weight, and after it."""


def _possible(number: Decimal, weight: Weight) -> Decimal:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() > _MOST_UNITS or exponent < -_MOST_UNITS:
        raise ValueError(f"“{weight}” cannot be used as a weight; give a number or a percentage")
    return number


def _is_percent(weight: Weight) -> bool:
    return isinstance(weight, Share) or (isinstance(weight, str) and weight.strip().endswith("%"))


def _number(weight: Weight) -> Decimal:
    if isinstance(weight, Share):
        return weight.portion
    if isinstance(weight, str):
        if _is_percent(weight):
            return Share.parse(weight).portion
        try:
            return Decimal(weight.strip())
        except ArithmeticError:
            raise ValueError(f"{weight!r} is neither a number nor a percentage") from None
    if isinstance(weight, bool) or not isinstance(weight, int | Decimal):
        raise TypeError(f"a weight is an int, a Decimal or a text, not {weight!r}")
    return Decimal(weight)
