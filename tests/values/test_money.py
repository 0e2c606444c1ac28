"""Money and shares: exact, of one currency, and always adding up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import Amounts, CurrencyMismatch, Money, Share, UnreadableMoney

cents = st.integers(-(10**12), 10**12).map(lambda n: Money(Decimal(n) / 100))
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 10**6, places=4)), min_size=1, max_size=12
).filter(lambda ws: sum(ws) > 0)


@pytest.mark.parametrize("value", [0.1, 250_000.0, True, None])
def test_refuses_what_is_not_exact(value: object) -> None:
    """A float cannot hold cents, and True is no amount."""
    with pytest.raises(TypeError, match="an amount is an int, a str or a Decimal"):
        Money(value)


@pytest.mark.parametrize("value", ["1234.567", "1e-3", "abc", "NaN", "Infinity", 10**15])
def test_refuses_what_is_no_amount(value: object) -> None:
    """Thirds of cents, words, and numbers that no grant has are refused."""
    with pytest.raises(ValueError, match=r"decimals|not an amount|too large"):
        Money(value)


def test_currencies_do_not_mix() -> None:
    """Adding or comparing different currencies says so instead of guessing a rate."""
    euros, crowns = Money(100), Money(100, "CZK")

    for operation in (euros.__add__, euros.__sub__, euros.__lt__, euros.__ge__):
        with pytest.raises(CurrencyMismatch, match="100 EUR and 100 CZK are of different"):
            operation(crowns)
    assert euros != crowns


def test_only_money_is_added_to_money() -> None:
    """A bare number has no currency."""
    with pytest.raises(TypeError, match="expected Money, not int"):
        Money(1) + 1


def test_a_currency_is_three_capital_letters() -> None:
    """A currency such as `euro` is a slip."""
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, "euro")


def test_comparison_and_sign() -> None:
    """The order of amounts is that of their numbers."""
    small, large = Money("1.50"), Money(2)

    assert [small, large] == sorted([large, small])
    assert small <= Money("1.5")
    assert large > small
    assert large >= small
    assert Money("-1.50") == -small
    assert not Money(0)
    assert Money("0.50") == large - small
    assert str(Money("-0.00").amount) == "0.00"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", Money(12_500)),
        ("12500.50", Money("12500.50")),
        ("-3.5", Money("-3.50")),
        ("500.00 CZK", Money(500, "CZK")),
    ],
)
def test_parse_reads_plain_form(text: str, amount: Money) -> None:
    """Plain notation has one reading only."""
    assert amount == Money.parse(text)


def test_parse_shows_both_readings() -> None:
    """What has two readings is never decided for the user."""
    with pytest.raises(UnreadableMoney, match=r"can be read as 1234 or as 1\.234"):
        Money.parse("1.234")


@pytest.mark.parametrize("text", ["", "12,50", "12 500,00", "EUR 5", "1,234.50", "5.123"])
def test_parse_refuses_the_rest(text: str) -> None:
    """Separators are a matter of country; they are refused rather than guessed."""
    with pytest.raises(UnreadableMoney):
        Money.parse(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(250_000), "250 000 EUR"),
        (Money("1234.50"), "1 234.50 EUR"),
        (Money("-2", "CZK"), "-2 CZK"),
    ],
)
def test_text_form(amount: Money, text: str) -> None:
    """Amounts print with thin groups and without idle decimals."""
    assert text == str(amount)


def test_allocate_by_largest_remainder() -> None:
    """The cent that is left goes to the largest remainder, then to the earlier part."""
    assert (Money("33.34"), Money("33.33"), Money("33.33")) == Money(100).allocate([1, 1, 1])
    assert (Money("14.29"), Money("85.71")) == Money(100).allocate([1, 6])
    assert (Money("-0.01"), Money(0)) == Money("-0.01").allocate([1, 1])
    assert (Money("2.50"), Money("7.50")) == Money(10).allocate([Decimal("0.25"), Decimal("0.75")])


@given(cents, weights)
def test_allocated_parts_add_up(amount: Money, ws: list[Decimal]) -> None:
    """Whatever the weights, the parts are the whole, and none is a cent off its due."""
    parts = amount.allocate(ws)

    assert amount == Money.total(parts)
    whole = sum(Decimal(w) for w in ws)
    for part, weight in zip(parts, ws, strict=True):
        assert abs(part.amount - amount.amount * Decimal(weight) / whole) <= Decimal("0.01")


@pytest.mark.parametrize("ws", [[], [0, 0], [-1, 2]])
def test_allocate_refuses_senseless_weights(ws: list[int]) -> None:
    """Without a positive whole there is nothing to share by."""
    with pytest.raises(ValueError, match="weights must be"):
        Money(1).allocate(ws)


def test_total_of_nothing_is_zero() -> None:
    """An empty sum is zero of the currency asked for."""
    assert Money(0, "CZK") == Money.total([], "CZK")
    assert Money(3) == Money.total([Money(1), Money(2)])


def test_share() -> None:
    """Shares lie between 0 and 1 and round half up to the cent."""
    assert Share("0.2") == Share.parse("20 %") == Share.parse("20%") == Share.parse("0.20")
    assert Money("0.13") == Share("0.5").of(Money("0.25"))
    assert str(Share("0.125")) == "12.5 %"
    assert str(Share(1)) == "100 %"
    for wrong in ("120 %", "x", "-0.1", "NaN"):
        with pytest.raises(ValueError, match="share"):
            Share.parse(wrong)
    with pytest.raises(TypeError, match="a share is"):
        Share(0.2)


def test_amounts() -> None:
    """Amounts by organisation keep their order, add up and name nobody twice."""
    amounts = Amounts({"sts": Money(30), "fbk": Money(20)})

    assert ["sts", "fbk"] == list(amounts)
    assert Money(20) == amounts["fbk"]
    assert Money(50) == amounts.total()
    assert 2 == len(amounts)
    assert None is amounts.get("hwk")
    assert "Amounts({'sts': 30 EUR, 'fbk': 20 EUR})" == repr(amounts)
    assert hash(amounts) == hash(Amounts((("sts", Money(30)), ("fbk", Money(20)))))
    assert Amounts({"a": Money("0.01"), "b": Money(0)}) == Amounts.shared(
        Money("0.01"), {"a": 1, "b": 1}
    )
    other = Amounts({"fbk": Money(20), "sts": Money(30)})
    assert amounts == other
    assert hash(amounts) == hash(other)
    assert amounts != Amounts({"fbk": Money(30), "sts": Money(20)})
    with pytest.raises(KeyError):
        amounts["hwk"]
    with pytest.raises(ValueError, match="twice"):
        Amounts((("a", Money(1)), ("a", Money(2))))


@given(cents, cents, weights)
def test_what_is_computed_is_like_what_is_typed(
    one: Money, other: Money, shares: list[int | Decimal]
) -> None:
    """Guard that sums, which are not tried again, have two decimals and no negative zero."""
    made = (one + other, one - other, -one, one - one, Money.total([one, other, -one]))
    for money in (*made, *one.allocate(shares)):
        assert repr(Money(money.amount, money.currency)) == repr(money)
        assert {money} == {Money(money.amount)}


def test_sums_are_refused_like_amounts() -> None:
    """Guard what is said of a sum that is no amount: too large, of two currencies, of a number."""
    largest = Money(Decimal(10) ** 15 - 1)

    for adding in (lambda: largest + Money(1), lambda: Money.total([largest, Money(1)])):
        with pytest.raises(ValueError, match="too large for an amount"):
            adding()
    with pytest.raises(CurrencyMismatch, match="3 EUR and 5 CZK are of different"):
        Money.total([Money(1), Money(2), Money(5, "CZK"), Money(1)])
    with pytest.raises(TypeError, match="expected Money, not int"):
        Money.total([Money(1), 2])
