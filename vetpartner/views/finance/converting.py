"""Converting costs in other currencies once, so that the conversion is stored with the cost."""

from __future__ import annotations

import attrs
from attrs import frozen

from vetpartner.checks.rates import Conversion, NoRate, Rates
from vetpartner.model import Fact, Partnership, Spent
from vetpartner.showing import Shown


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


def convert(p: Partnership) -> Converted:
    """Return the partnership with rate, month and converted amount stored with each cost.

    Costs in the project's currency and those with anything of a conversion stay as they are.
    The rate is that of the month which the agreement fixes, never of another one.
    """
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
