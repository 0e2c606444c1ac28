"""What is said of counts: a number in its unit, the least that it can be, its part in percent.

A sum of which a part is not known is no number: it is not known, or at least what the other parts
make. Every output says it by `least_sum` and `told`, so that one number is not "not known" in one
place and "at least 7" in another.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from vetpartner.values.phrase import Phrase, bare, count, say
from vetpartner.values.translations import unmarked
from vetpartner.values.words import NOT_TOLD, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.values.words import HowMany


class AtLeast(Decimal):
    """A number of which a part is not known: what is known of it, and so is a sum with it."""

    __slots__ = ()

    def __add__(self, other: Decimal | int) -> AtLeast:
        return AtLeast(Decimal(self) + other)

    __radd__ = __add__


class KeptBack(Decimal):
    """A number that is known and not told, in a chart: its bar has no length, and its word is that.

    Nothing of the number is in it.
    """

    __slots__ = ()


def least_sum(counts: Iterable[HowMany | Decimal]) -> Decimal | None:
    """Return the sum of counts; `AtLeast` where one is not told, None where nothing is known then.

    A count that is itself at least so many makes the sum so too.
    """
    every = list(counts)
    numbers = [Decimal(one) for one in every if isinstance(one, int | Decimal)]
    whole = len(numbers) == len(every) and not any(isinstance(one, AtLeast) for one in every)
    return known_part(sum(numbers), whole=whole)


def known_part(number: Decimal | int, *, whole: bool) -> Decimal | None:
    """Return a number that is known; where a part of it is not, the least, None for no more than 0.

    That something is at least 0 tells nothing.
    """
    if whole:
        return Decimal(number)
    return AtLeast(number) if number > 0 else None


def told(number: Decimal | None) -> Phrase | None:
    """Return a number in words, `at least 7` where a part is not known; None for not known."""
    if number is None:
        return None
    if isinstance(number, KeptBack):
        return say(NOT_TOLD)
    if isinstance(number, AtLeast):
        return say("at least {number}", number=Decimal(number))
    return bare(number)


def percent(
    part: Decimal | int, whole: Decimal | int, *, digits: int = 0, least: Decimal | None = None
) -> Decimal:
    """Return a part in percent of a whole above 0, rounded to so many digits, halves up.

    0 and 100 stand for nothing and all alone: what is next to them stays on its side. `least` is a
    threshold in percent which no share below it is rounded up to. Of a part that is `AtLeast` so
    much it is rounded down, since no more than that is known.
    """
    exact = Decimal(part) * 100 / Decimal(whole)
    step = Decimal(1).scaleb(-digits)
    if isinstance(part, AtLeast):
        return exact.quantize(step, ROUND_FLOOR)
    near = exact.quantize(step, ROUND_HALF_UP)
    if near in {0, 100} and exact != near:
        return near + step if exact > near else near - step
    if least is not None and exact < least <= near:
        return near - step
    return near


def with_unit(value: Decimal, unit: str | None) -> Phrase:
    """Return a value with its unit, which is translated where it is a known one."""
    if not unit:
        return bare(value)
    known = unmarked(unit)
    return say("{value} {unit}", value=value, unit=say(known) if known in UNITS else unit)


_PERCENT = frozenset({"%", "percent", "per cent"})


def apart(value: Decimal, unit: str | None) -> Phrase:
    """Return how far two values lie apart, in their unit: shares do by percentage points."""
    if unit is None or unmarked(unit).strip().casefold() not in _PERCENT:
        return with_unit(value, unit)
    if value == value.to_integral_value():
        return count("{n} percentage point", "{n} percentage points", int(value))
    return say("{value} percentage points", value=value)
