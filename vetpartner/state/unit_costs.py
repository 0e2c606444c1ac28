"""Unit costs for planning, where the rules of a call have them: how many units × the amount."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import CENT, Money
from vetpartner.programme import country as country_code
from vetpartner.programme import rules_for
from vetpartner.values.showing import Listing, Shown
from vetpartner.values.table import Column, Table, data

if TYPE_CHECKING:
    from vetpartner.model import Partnership
    from vetpartner.programme import UnitCost


_KM = re.compile(r"(?P<first>\d[\d ]*) (?:to (?P<last>\d[\d ]*) km|km and more)")
_DAYS = re.compile(r"days (?P<first>\d+) to (?P<last>\d+)")
_GROUP = re.compile(r"group \d+: (?P<codes>[A-Z]{2}(?: [A-Z]{2})*)")


class NoUnitCost(LookupError):
    """The rules have no unit cost for this, or several; the message names those that there are."""


@frozen(kw_only=True)
class UnitLine(Shown):
    """So many units at so much: `amount` is `number` × `rate`, rounded half up to the cent.

    `verified` tells whether a source of the rate was seen; `basis` is where the list comes from.
    """

    heading: str
    condition: str | None
    number: Decimal
    unit: str
    rate: Money
    amount: Money
    verified: bool
    basis: str

    def __str__(self) -> str:
        condition = f" ({self.condition})" if self.condition else ""
        mark = "" if self.verified else " [unverified]"
        units = f"{self.number.normalize():f} × {self.rate} per {self.unit}"
        return f"{self.heading}{condition}: {units} = {self.amount}{mark}"


@frozen(kw_only=True)
class _Condition:
    """What a condition asks for: a range of km or of days, countries, and words for the rest."""

    km: tuple[int, int | None] | None = None
    days: tuple[int, int] | None = None
    countries: tuple[str, ...] = ()
    words: str = ""


UNIT_COSTS = Table(
    name="unit_costs",
    about="One row for each rate, as in `vp.unit_cost`.",
    columns=(
        Column("heading", "What", "text", "heading of the list", names=True),
        Column("condition", "Condition", "text", "what the rate is for", absent=""),
        Column(
            "units",
            "Units",
            get=lambda line: f"{line.number.normalize():f} {line.unit}",
            place="shown",
        ),
        data("number", "number", "how many units"),
        data("unit", "text", "what a unit is"),
        Column("rate", "Rate", "amount", "amount of a unit"),
        Column("amount", "Amount", "amount", "number × rate"),
        data("currency", "text", "currency of the amounts", "amount.currency"),
        Column("verified", "Verified", "flag", "whether a source of the rate was seen"),
        Column("basis", "Basis", "text", "where the list comes from"),
    ),
)


def unit_cost(
    p: Partnership,
    heading: str,
    number: Decimal | int,
    *,
    who: str | None = None,
    organisation: str | None = None,
    km: int | None = None,
) -> Listing[UnitLine]:
    """Return what units cost by the rules of the project's call, a line for each rate.

    `heading` is that of the list, or a part of it: `Intellectual outputs`, `travel`.
    `who` is a word of condition or unit: `teacher`, `coordinator`, `local`.
    `organisation` stands for its country; `km` is the one-way distance.
    Where the rate changes with the number of days, the days are shared out.
    Raises `NoUnitCost`, a `LookupError`, where no rate or more than one holds, `UnknownId` for an
    unknown organisation, `UnknownCall` where there are no rules, and `ValueError` for a number
    below zero.
    A call with lump sums has no unit costs.
    """
    if number < 0:
        msg = f"there cannot be {number} units"
        raise ValueError(msg)
    rules = rules_for(p)
    land = country_code(p[organisation].country or "") if organisation is not None else None
    under = [cost for cost in rules.unit_costs if heading.casefold() in cost.heading.casefold()]
    fitting = [cost for cost in under if _fits(cost, who, land, km)]
    ranges = {_condition(cost).days for cost in fitting}
    if not fitting or (len(fitting) > 1 and (None in ranges or len(ranges) < len(fitting))):
        raise NoUnitCost(_told(f"{rules.action} {rules.call}", heading, fitting or under))
    citation = str(rules.cite("unit_costs"))
    lines = []
    left = Decimal(number)
    for cost in fitting:
        part = left
        if (days := _condition(cost).days) is not None:
            part = max(Decimal(0), min(Decimal(number), Decimal(days[1])) - (days[0] - 1))
        if part:
            left -= part
            lines.append(_line(cost, part, citation))
    if lines and left > 0 and None not in ranges:
        msg = f"{heading}: no rate holds for {left} of the {number} days"
        raise NoUnitCost(msg)
    return Listing(lines)


def _line(cost: UnitCost, number: Decimal, basis: str) -> UnitLine:
    exact = cost.amount.amount * number
    return UnitLine(
        heading=cost.heading,
        condition=cost.condition,
        number=number,
        unit=cost.unit,
        rate=cost.amount,
        amount=Money(exact.quantize(CENT, rounding=ROUND_HALF_UP), cost.amount.currency),
        verified=cost.verified,
        basis=basis,
    )


def _condition(cost: UnitCost) -> _Condition:
    text = cost.condition or ""
    km, days, group = _KM.search(text), _DAYS.search(text), _GROUP.search(text)
    words = _GROUP.sub("", _DAYS.sub("", _KM.sub("", text))).strip(" ,")
    return _Condition(
        km=(_int(km["first"]), _int(km["last"]) if km["last"] else None) if km else None,
        days=(_int(days["first"]), _int(days["last"])) if days else None,
        countries=tuple(group["codes"].split()) if group else (),
        words=words.casefold(),
    )


def _int(text: str) -> int:
    return int(text.replace(" ", ""))


def _fits(cost: UnitCost, who: str | None, land: str | None, km: int | None) -> bool:
    """Tell whether a rate can hold; what is not told of keeps all rates that ask for it."""
    condition = _condition(cost)
    if who is not None and who.casefold() not in f"{condition.words} {cost.unit}":
        return False
    if land is not None and condition.countries and land not in condition.countries:
        return False
    if km is not None and condition.km is not None:
        first, last = condition.km
        return first <= km and (last is None or km <= last)
    return True


def _told(law: str, heading: str, costs: list[UnitCost]) -> str:
    if not costs:
        return f"the rules of {law} have no unit cost under {heading!r}"
    listed = "; ".join(str(cost) for cost in costs)
    return f"{law} has several unit costs under {heading!r}, or none that fits: {listed}"
