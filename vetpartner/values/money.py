"""Money, amounts by organisation and shares: exact decimals with a currency, and sharing out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Self

from attrs import field, frozen

from vetpartner.values.showing import Shown
from vetpartner.values.words import needs_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 15
_PLAIN = re.compile(r"(?P<sign>[-+]?)(?P<amount>\d+(?:\.\d{1,2})?)(?: (?P<currency>[A-Z]{3}))?")
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?:(?P<mark>[ '.,])\d{3})(?:(?P=mark)\d{3})*(?P<rest>[.,]\d{1,9})?"
)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " ") | dict.fromkeys("\u2019`", "'"))
_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met; convert one of them first."""


class UnreadableMoney(ValueError):
    """A text is not an amount in the plain form `12500.00` or `12500.00 EUR`.

    `way_out` says what to write where that follows from the text, else it is None.
    """

    def __init__(self, message: str, way_out: str | None = None) -> None:
        """Take the message, and what to write instead."""
        super().__init__(message)
        self.way_out = way_out


def two_readings(text: str) -> tuple[Decimal, Decimal] | None:
    """Return both numbers that `16.400` or `16,400` can be, in thousands first.

    None for any other text: `0.125` and `1234.567` are no groups of three, and have one reading.
    """
    if not _ONE_GROUP.fullmatch(text):
        return None
    return Decimal(text.replace(".", "").replace(",", "")), Decimal(text.replace(",", "."))


def plain_number(text: str, *, grouped: bool = True) -> Decimal | None:
    """Return the number that a text says, None for none; `grouped` lets marks stand for thousands.

    A text with two readings is that with a decimal sign, see `two_readings`.
    """
    plain = text.strip().translate(_SPACES)
    unsigned = plain.lstrip("+-")
    match = _GROUPED.fullmatch(unsigned) if grouped and not two_readings(plain) else None
    if match and match["mark"] != (match["rest"] or "")[:1]:
        rest = match["rest"] or ""
        whole = unsigned.removesuffix(rest)
        digits = re.sub(r"\D", "", whole) + rest.replace(",", ".")
    elif re.fullmatch(r"\d{1,30}(?:[.,]\d{1,9})?", unsigned):
        digits = unsigned.replace(",", ".")
    else:
        return None
    return -Decimal(digits) if plain.startswith("-") else Decimal(digits)


def in_cents(readings: tuple[Decimal, ...], currency: str = "") -> str:
    """Return what to write for amounts that may be meant; what is no whole cent is none."""
    cents = [number.quantize(CENT) for number in readings if number == number.quantize(CENT)]
    return f"write {' or '.join(f'{amount}{currency}' for amount in cents)}"


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        msg = f"an amount is an int, a str or a Decimal, not {type(value).__name__} {value!r}"
        raise TypeError(msg)
    if isinstance(value, str):
        _refuse_two_readings(value.strip())
    try:
        amount = Decimal(value)
    except InvalidOperation:
        msg = f"{value!r} is not an amount"
        raise ValueError(msg) from None
    if not amount.is_finite():
        msg = f"{value} is not an amount"
        raise ValueError(msg)
    if abs(amount) >= _LARGEST:
        msg = f"{value} is too large for an amount"
        raise ValueError(msg)
    if amount != amount.quantize(CENT):
        msg = f"{amount} has more than two decimals"
        raise ValueError(msg)
    return amount.quantize(CENT) + 0  # + 0 turns a negative zero into zero


def _refuse_two_readings(text: str, currency: str = "") -> None:
    if readings := two_readings(text):
        msg = f"{text!r} can be read as {readings[0]} or as {readings[1]}"
        raise UnreadableMoney(msg, in_cents(readings, currency))


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        msg = f"a currency is three capital letters such as EUR, not {value!r}"
        raise ValueError(msg)
    return value


@frozen(order=False)
class Money(Shown):
    """An amount in whole cents of one currency, for example `Money(250_000)`.

    `amount` takes an int, a str in plain notation or a Decimal; floats are refused with `TypeError`
    because they cannot hold cents exactly.
    Sums, differences and comparisons need the same currency, or raise `CurrencyMismatch`.
    """

    amount: Decimal = field(converter=_exact)
    currency: str = field(default="EUR", converter=_currency)

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Self:
        """Read `12500`, `12500.00` or `12500.00 EUR`; raise `UnreadableMoney` for anything else.

        A text with two readings, such as `1.234`, is never decided here: the message shows both.
        """
        match = _PLAIN.fullmatch(needs_text("Money", "12500.00 EUR", text).strip())
        if match:
            return cls(match["sign"] + match["amount"], match["currency"] or currency)
        number, _, named = text.strip().partition(" ")
        _refuse_two_readings(number, f" {named}" if re.fullmatch("[A-Z]{3}", named) else "")
        msg = f"{text!r} is not an amount in plain form; write 12500.00 without separators"
        meant = plain_number(text)
        exact = meant is not None and meant == round(meant, 2)
        raise UnreadableMoney(msg, in_cents((meant,)) if meant and exact else None)

    @classmethod
    def total(cls, amounts: Iterable[Self], currency: str = "EUR") -> Self:
        """Add up amounts of one currency; none of them gives zero of `currency`."""
        listed = iter(amounts)
        first = next(listed, None)
        if first is None:
            return cls(0, currency)
        sum_ = first.amount
        for amount in listed:
            if not isinstance(amount, Money) or amount.currency != first.currency:
                first._of(sum_)._same(amount)  # noqa: SLF001 - which tells what is wrong
            sum_ += amount.amount
        return first._of(sum_)  # noqa: SLF001 - of the same class

    def allocate(self, weights: Sequence[int | Decimal]) -> tuple[Self, ...]:
        """Split by weights, to the cent, by largest remainder; the parts always add up.

        Ties go to the earlier part. Weights are non-negative and not all zero, or `ValueError`.
        """
        exact = [Decimal(w) for w in weights]
        whole = sum(exact, Decimal(0))
        if whole <= 0 or any(w < 0 for w in exact):
            msg = "weights must be non-negative and not all zero"
            raise ValueError(msg)
        cents = int(abs(self.amount) * 100)
        # Integer arithmetic on common denominators, so that no division is rounded.
        scale = max(0, *(-int(w.as_tuple().exponent) for w in exact))
        parts = [int(w.scaleb(scale)) for w in exact]
        total = sum(parts)
        floors = [cents * part // total for part in parts]
        order = sorted(range(len(parts)), key=lambda i: (-(cents * parts[i] % total), i))
        for index in order[: cents - sum(floors)]:
            floors[index] += 1
        sign = -1 if self.amount < 0 else 1
        return tuple(self._of(Decimal(sign * part).scaleb(-2)) for part in floors)

    def __add__(self, other: Self) -> Self:
        return self._of(self.amount + self._same(other).amount)

    def __sub__(self, other: Self) -> Self:
        return self._of(self.amount - self._same(other).amount)

    def __neg__(self) -> Self:
        return self._of(-self.amount)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other).amount

    def __gt__(self, other: Self) -> bool:
        return self.amount > self._same(other).amount

    def __ge__(self, other: Self) -> bool:
        return self.amount >= self._same(other).amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        whole = self.amount == self.amount.to_integral_value()
        digits = f"{self.amount:,.0f}" if whole else f"{self.amount:,.2f}"
        return f"{digits.replace(',', ' ')} {self.currency}"

    def _of(self, amount: Decimal) -> Self:
        """Return an amount of whole cents, which sums of whole cents are, of the same currency.

        Only whether it is too large is tried again, which is a `ValueError`.
        """
        if not -_LARGEST < amount < _LARGEST:
            _exact(amount)
        made = object.__new__(type(self))
        object.__setattr__(made, "amount", amount)
        object.__setattr__(made, "currency", self.currency)
        return made

    def _same(self, other: object) -> Money:
        if not isinstance(other, Money):
            msg = f"expected Money, not {type(other).__name__}"
            raise TypeError(msg)
        if other.currency != self.currency:
            msg = f"{self} and {other} are of different currencies"
            raise CurrencyMismatch(msg)
        return other


def money_of(value: object) -> Money:
    """Return an amount, from `Money` or a text that names its currency; else raise `TypeError`."""
    if isinstance(value, Money):
        return value
    if isinstance(value, str) and re.search(r"[A-Z]{3}\s*$", value):
        return Money.parse(value)
    if isinstance(value, str):
        _refuse_two_readings(value.strip())
    form = "Money(9000"
    if isinstance(value, int | float | Decimal | str) and not isinstance(value, bool):
        form = f"Money({value if isinstance(value, int) else repr(str(value))}"
    msg = f'an amount has a currency: write {form}) or {form}, "CZK"), not {value!r}'
    raise TypeError(msg)


def _portion(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        msg = f"a share is an int, a str or a Decimal, not {type(value).__name__} {value!r}"
        raise TypeError(msg)
    try:
        portion = Decimal(value)
    except InvalidOperation:
        msg = f"{value!r} is not a share"
        raise ValueError(msg) from None
    if not (portion.is_finite() and 0 <= portion <= 1):
        msg = f"a share lies between 0 and 1, not {value}"
        raise ValueError(msg)
    return portion.normalize() + 0


@frozen(order=True)
class Share(Shown):
    """A part of a whole between 0 and 1, for example `Share("0.20")` for 20 %."""

    portion: Decimal = field(converter=_portion)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `20 %`, `20%` or `0.2`; raise `ValueError` for anything else."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", needs_text("Share", "40 %", text).strip())
        return cls(Decimal(match[1]) / 100) if match else cls(text.strip())

    def of(self, money: Money) -> Money:
        """Return this part of an amount, rounded half up to the cent."""
        cents = (self.portion * money.amount).quantize(CENT, rounding=ROUND_HALF_UP)
        return Money(cents, money.currency)

    def __str__(self) -> str:
        percent = (self.portion * 100).normalize()
        return f"{percent:f} %"


# Amounts by organisation.


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
