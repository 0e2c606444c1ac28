"""Sharing an amount out: percentages, staff days, equal parts, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import Money, Share
from vetpartner.values.money import distribute


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"sts": "40 %", "fbk": "35%", "hwk": "25 %"}, ["40.01", "35.00", "25.00"]),
        ({"sts": Share("0.5"), "fbk": "50 %"}, ["50.01", "50.00"]),
        ({"sts": 12, "fbk": Decimal("7.5"), "hwk": "0.5"}, ["60.01", "37.50", "2.50"]),
        (("sts", "fbk", "hwk"), ["33.34", "33.34", "33.33"]),
        ({"sts": 1, "fbk": 0}, ["100.01", "0.00"]),
    ],
)
def test_parts(weights: Any, expected: list[str]) -> None:  # noqa: ANN401 - of several kinds
    """Guards each way of sharing 100.01 EUR; the largest remainders get the last cents."""
    assert expected == [str(m.amount) for m in distribute(Money("100.01"), weights).values()]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"sts": "40 %", "fbk": "50 %"}, "the percentages add up to 90 %, not to 100 %"),
        ({"sts": "40 %", "fbk": 3}, "give percentages for all organisations, or plain numbers"),
        ({"sts": "many"}, "'many' is neither a number nor a percentage"),
        ({"sts": "NaN"}, "“NaN” cannot be used as a weight"),
        ({"sts": "1e999999"}, "cannot be used as a weight"),
        ({"sts": Decimal("1e-999999"), "fbk": 1}, "cannot be used as a weight"),
        ({"sts": 0}, "weights must be non-negative and not all zero"),
        ({"sts": 2, "fbk": -1}, "weights must be non-negative and not all zero"),
        ((), "at least one organisation"),
    ],
)
def test_refuses(weights: Any, message: str) -> None:  # noqa: ANN401 - of several kinds
    """Guards that weights that make no sense are refused in words."""
    with pytest.raises(ValueError, match=message):
        distribute(Money(100), weights)


@pytest.mark.parametrize("weight", [0.5, True])
def test_refuses_floats(weight: Any) -> None:  # noqa: ANN401 - the wrong kinds
    """Guards that nothing inexact gets in."""
    with pytest.raises(TypeError, match="a weight is an int, a Decimal or a text"):
        distribute(Money(100), {"sts": weight})


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 10**6), min_size=1),
)
def test_parts_always_add_up(cents: int, weights: dict[str, int]) -> None:
    """Guards that no cent is lost or made, and no part is off by a cent or more."""
    amount = Money(Decimal(cents) / 100)
    parts = distribute(amount, weights)
    whole = sum(weights.values())

    assert amount == parts.total()
    for id_, part in parts.items():
        assert abs(part.amount * 100 - Decimal(cents * weights[id_]) / whole) < 1
