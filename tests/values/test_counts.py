"""What is said of counts is said by one module: at least so many, and percent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vetpartner.values.counts import AtLeast, known_part, least_sum, percent, told
from vetpartner.values.words import NOT_TOLD


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([3, 4], "7"),
        ([], "0"),
        ([3, None, 4], "at least 7"),
        ([3, NOT_TOLD], "at least 3"),
        ([AtLeast(3), 4], "at least 7"),
        ([0, None], None),
        ([None], None),
    ],
)
def test_a_sum_of_which_a_part_is_not_known(counts: list[int | None], said: str | None) -> None:
    """It is at least what the others make; at least nothing is not known."""
    assert said == (None if (phrase := told(least_sum(counts))) is None else str(phrase))


def test_adding_to_what_is_known_at_least() -> None:
    """A sum with such a number is one itself, on either side."""
    assert isinstance(AtLeast(3) + Decimal(4), AtLeast)
    assert isinstance(Decimal(4) + AtLeast(3), AtLeast)
    assert 7 == sum([Decimal(4), AtLeast(3)])
    assert Decimal(4) == known_part(4, whole=True)
    assert not isinstance(known_part(4, whole=True), AtLeast)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ("83", 85, 98),  # 97.65
        ("46", 160, 29),  # 28.75
        ("1", 8, 13),  # 12.5
        ("0", 8, 0),
        ("8", 8, 100),
        ("999", 1000, 99),
        ("1001", 1000, 101),
        ("1", 1000, 1),
        ("-1", 1000, -1),
        ("74", 60, 123),
    ],
)
def test_whole_percent(part: str, whole: int, shown: int) -> None:
    """Halves go up; 0 and 100 stand for nothing and all alone."""
    assert shown == percent(Decimal(part), whole)


def test_percent_beside_a_threshold_and_with_digits() -> None:
    """What is below a threshold is never shown as it; the same rule holds for a decimal."""
    assert [69, 70, 71] == [
        percent(Decimal(part), 100, least=Decimal(70)) for part in ("69.9", "70", "70.6")
    ]
    assert Decimal("99.9") == percent(Decimal("0.99999"), 1, digits=1)
    assert Decimal("66.7") == percent(2, 3, digits=1)


@pytest.mark.parametrize("part", [0, 1, 7, 46, 92, 93])
@pytest.mark.parametrize("digits", [0, 1])
def test_at_least_is_never_rounded_up(part: int, digits: int) -> None:
    """Guard that "at least 8 %" is said of no 7.5 %."""
    found = percent(AtLeast(part), 93, digits=digits)

    assert found <= Decimal(part) * 100 / 93 < found + Decimal(1).scaleb(-digits)
