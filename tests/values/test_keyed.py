"""Things by key: the order of first coming, sums of one currency, two sides."""

import pytest

from vetpartner.values.keyed import added, beside, firsts, grouped, summed
from vetpartner.values.money import CurrencyMismatch, Money
from vetpartner.values.words import NOT_TOLD, HowMany

PAIRS = (("b", 1), ("a", 2), ("b", 3))


def test_keys_stand_as_they_come() -> None:
    """Guard the order, on which every table relies, and which of two is kept."""
    assert [("b", [1, 3]), ("a", [2])] == list(grouped(PAIRS).items())
    assert [("b", 1), ("a", 2)] == list(firsts(PAIRS).items())


def test_amounts_are_added_up() -> None:
    """Guard that no two currencies become one sum."""
    amounts = [(key, Money(number)) for key, number in PAIRS]

    assert [("b", Money(4)), ("a", Money(2))] == list(summed(amounts).items())
    assert {} == summed(())
    with pytest.raises(CurrencyMismatch):
        summed((*amounts, ("a", Money(1, "CZK"))))


@pytest.mark.parametrize(
    ("counts", "sum_"),
    [
        ((), 0),
        ((1, 0, 2), 3),
        ((1, None), None),
        ((1, NOT_TOLD), NOT_TOLD),
        ((NOT_TOLD, None, 1), None),
    ],
)
def test_counts_are_added_up(counts: tuple[HowMany, ...], sum_: HowMany) -> None:
    """Guard that no sum is made of what nobody stated, nor of what is kept back."""
    assert sum_ == added(counts)


def test_both_sides_of_each_key() -> None:
    """Guard that what one side lacks is None, and the first side gives the order."""
    assert [("x", 1, None), ("y", 2, 3), ("z", None, 4)] == list(
        beside({"x": 1, "y": 2}, {"z": 4, "y": 3})
    )
