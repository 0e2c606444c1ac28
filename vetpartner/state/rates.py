"""Exchange rates: which one holds for a cost, by the agreement, and what it makes of an amount."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, partial

import attrs
from attrs import frozen

from vetpartner.model import CENT, Fact, Money, Partnership, Rate, Spent, When
from vetpartner.state.open_lists import costs_read, open_costs, pass_gate
from vetpartner.values.keyed import firsts, grouped
from vetpartner.values.showing import Shown

OF_COST = "cost"
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


class NoRate(LookupError):
    """No rate holds for a cost; `way_out` says what to write."""

    def __init__(self, message: str, way_out: str) -> None:
        """Take what is missing and what can be done."""
        super().__init__(message)
        self.way_out = way_out


@frozen(kw_only=True)
class Conversion:
    """What a rate makes of an amount: the month, the rate, and the amount in the project's money.

    `source` is where the rate was published, `entered` the day on which it was written down.
    """

    month: When
    rate: Decimal
    converted: Money
    source: str
    entered: date


@frozen(kw_only=True)
class Rates:
    """The exchange rates of a project, and the month that its agreement fixes.

    `rates` are those known on the day.
    """

    currency: str
    month: str | None
    start: date | None
    rates: tuple[Rate, ...]

    @classmethod
    def of(cls, p: Partnership) -> Rates:
        """Take up the rates that a partnership knows on its day."""
        agreement = p.plan.agreement
        return cls(
            currency=p.plan.project.currency,
            month=agreement.rate_month if agreement is not None else None,
            start=p.start,
            rates=p.facts_of_kind(Rate),
        )

    @cached_property
    def _known(self) -> dict[tuple[str, When], list[Rate]]:
        """Return the rates by currency and month."""
        return grouped(((rate.currency, rate.when), rate) for rate in self.rates)

    def conversion(self, cost: Spent) -> Conversion:
        """Return the conversion of a cost at the rate of the month that the agreement fixes.

        It is the amount divided by the rate, rounded half up to the cent.
        Raises `NoRate` where the month is not fixed, or has no rate or several: the rate of another
        month is never taken.
        """
        month = self.month_of(cost)
        currency = cost.amount.currency
        known = self._known.get((currency, month), ())
        rates = tuple(firsts((rate.rate, rate) for rate in known).values())
        if not rates:
            msg = f"there is no rate of {currency} for {month}"
            raise NoRate(msg, f"add [[rates]] with the rate of {currency} for {month}")
        if len(rates) > 1:
            listed = ", ".join(str(rate.rate) for rate in rates)
            msg = f"there are several rates of {currency} for {month}: {listed}"
            raise NoRate(msg, "leave the right one")
        (rate,) = rates
        if rate.rate <= 0:
            raise NoRate(f"the rate of {currency} for {month} is {rate.rate}", "write the rate")
        return Conversion(
            month=month,
            rate=rate.rate,
            converted=at_rate(cost.amount, rate.rate, self.currency),
            source=rate.source,
            entered=rate.recorded,
        )

    def month_of(self, cost: Spent) -> When:
        """Return the month whose rate holds for a cost; raise `NoRate` where none is fixed."""
        if self.month is None:
            msg = "the agreement does not fix whose month's rate holds"
            raise NoRate(msg, 'write rate_month = "cost", or a month, into [agreement]')
        if _MONTH.fullmatch(self.month):
            return When.parse(self.month)
        if self.month != OF_COST:
            msg = f"`rate_month` of the agreement is {self.month!r}, which is not a month"
            raise NoRate(msg, 'write "cost", or a month such as "2024-02"')
        span = cost.when.span(self.start) if cost.when is not None else None
        if span is None:
            raise NoRate("the cost has no date, so its month is not known", "write its date")
        month = When.calendar_months(span.last, span.last)
        if month != When.calendar_months(span.first, span.first):
            raise NoRate(f"the cost has the date {cost.when}, of several months", "write one day")
        return month


def at_rate(money: Money, rate: Decimal, currency: str) -> Money:
    """Return an amount in `currency`, of which one unit buys `rate` units; rounded half up."""
    return Money((money.amount / rate).quantize(CENT, rounding=ROUND_HALF_UP), currency)


@frozen(kw_only=True)
class Converted(Shown):
    """A partnership with its costs converted.

    `stored` are the address, cost and conversion of those converted now; `refused` the address of
    those without a rate, and why. What was converted before stays.
    """

    partnership: Partnership
    stored: tuple[tuple[str, Spent, Conversion], ...]
    refused: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        lines = [
            f"{at}: {cost.amount} is {done.converted} at {done.rate} for {done.month} "
            f"({done.source}, entered {done.entered})"
            for at, cost, done in self.stored
        ]
        lines += [f"{at}: not converted, {why}" for at, why in self.refused]
        return "\n".join(lines) or "no cost is to be converted"


def convert(p: Partnership, *, anyway: str | None = None) -> Converted:
    """Return the partnership with rate, month and converted amount stored with each cost.

    Costs in the project's currency and those with anything of a conversion stay as they are.
    The rate is that of the month which the agreement fixes, never of another one.
    Raises `OpenLists` where a list of costs has an open question, unless `anyway` gives the reason
    to go on.
    """
    pass_gate("no cost is converted", open_costs(p), anyway, partial(costs_read, p))
    rates = Rates.of(p)
    facts: list[Fact] = []
    stored: list[tuple[str, Spent, Conversion]] = []
    refused: list[tuple[str, str]] = []
    for at, fact in p.numbered_facts():
        made = fact
        if isinstance(fact, Spent) and _open(fact, p.plan.project.currency):
            try:
                done = rates.conversion(fact)
            except NoRate as missing:
                refused.append((at, f"{missing.args[0]}; {missing.way_out}"))
            else:
                stored.append((at, fact, done))
                made = attrs.evolve(
                    fact, rate_month=done.month, rate=done.rate, converted=done.converted
                )
        facts.append(made)
    return Converted(
        partnership=attrs.evolve(p, facts=tuple(facts)),
        stored=tuple(stored),
        refused=tuple(refused),
    )


def _open(cost: Spent, currency: str) -> bool:
    parts = (cost.rate_month, cost.rate, cost.converted)
    return cost.amount.currency != currency and all(part is None for part in parts)
