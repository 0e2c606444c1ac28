"""From the model to plain values: what TOML, JSON and workbooks can hold."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import (
    FACT_TABLES,
    KINDS,
    Agreement,
    Amounts,
    Money,
    Partnership,
    Precision,
    Share,
    When,
)

if TYPE_CHECKING:
    from decimal import Decimal


def plain_plan(p: Partnership) -> dict[str, Any]:
    """Return the plan as approved as tables of plain values, in the order of the file format.

    Values are str, int, bool, Decimal, date, lists and dicts; defaults are left out.
    """
    plan, currency = p.baseline, p.baseline.project.currency
    tables: dict[str, Any] = {}
    for name in ("project", "agreement"):
        if (value := getattr(plan, name)) is not None and (table := plain(value, currency)):
            tables[name] = table
    if plan.agreement is not None:
        tables.setdefault("agreement", {})
    for kind in KINDS:
        if things := getattr(plan, kind):
            tables[kind] = [plain(thing, currency) for thing in things]
    if plan.accepted:
        tables["accepted"] = [plain(each, currency) for each in plan.accepted]
    if plan.limits:
        tables["limits"] = [plain(each, currency) for each in plan.limits]
    return tables


def plain_extras(p: Partnership) -> dict[str, Any]:
    """Return narratives and own rules, which a folder keeps in files of their own."""
    extras: dict[str, Any] = {}
    if p.narratives:
        extras["narratives"] = [
            {"report": n.report, "language": n.language, "answers": dict(n.answers)}
            for n in p.narratives
        ]
    if p.own_rules is not None:
        extras["own_rules"] = p.own_rules
    return extras


def plain_facts(p: Partnership) -> dict[str, Any]:
    """Return the facts as tables of plain values."""
    tables: dict[str, Any] = {}
    for fact in p.facts:
        row = plain(fact, p.baseline.project.currency)
        tables.setdefault(FACT_TABLES[type(fact)], []).append(row)
    return tables


def plain(value: Any, currency: str) -> Any:  # noqa: ANN401 - whatever the model holds
    """Return one value of the model as plain values; money in `currency` becomes a number."""
    if isinstance(value, Money):
        number = _number(value.amount)
        return number if value.currency == currency else f"{value.amount} {value.currency}"
    if isinstance(value, When):
        single = value.precision is Precision.DAYS and value.first == value.last
        return value.first if single else str(value)
    if isinstance(value, Share):
        return str(value)
    if isinstance(value, Amounts):
        return {key: plain(money, currency) for key, money in value.items()}
    if isinstance(value, tuple):
        return [plain(item, currency) for item in value]
    if isinstance(value, Agreement):
        table = _fields(value, currency)
        if value.rules:
            table["rules"] = {key: _thawed(item) for key, item in value.rules}
        return table
    return _fields(value, currency) if attrs.has(type(value)) else value


def _fields(value: Any, currency: str) -> dict[str, Any]:  # noqa: ANN401
    table = {}
    for name, default in _defaults(value.__class__):
        item = getattr(value, name)
        if item is not None and item != default:
            table[name] = plain(item, currency)
    return table


@cache
def _defaults(cls: type) -> tuple[tuple[str, object], ...]:
    """Return the fields of a class, `id` and `of` first, with what they are if left out."""

    def default(a: attrs.Attribute[Any]) -> object:
        factory = getattr(a.default, "factory", None)
        return factory() if factory is not None else a.default

    fields = sorted(attrs.fields(cls), key=lambda a: a.name not in {"id", "of"})
    return tuple((a.name, default(a)) for a in fields)


def _number(amount: Decimal) -> int | Decimal:
    return int(amount) if amount == amount.to_integral_value() else amount


def _thawed(value: Any) -> Any:  # noqa: ANN401 - the inverse of what reading froze
    if isinstance(value, tuple):
        return [_thawed(item) for item in value]
    return value


def iso(value: Any) -> Any:  # noqa: ANN401 - for `json.dumps(default=…)`
    """Return days as ISO text; JSON has no dates."""
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} has no place in JSON"
    raise TypeError(msg)
