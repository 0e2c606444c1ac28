"""An invented partnership in which nothing is wrong, and ways to break it in one place."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from vetpartner.checks import check
from vetpartner.files.structuring import (
    EXTRA_TABLES,
    PLAN_TABLES,
    TABLES_OF_FACTS,
    Own,
    assemble,
)
from vetpartner.model import Amounts, Fact, Money, Partnership, Plan

CLEAN = tomllib.loads(
    Path(__file__).with_name("clean.toml").read_text("utf-8"), parse_float=Decimal
)
DAY = date(2026, 3, 31)
Found = list[tuple[str, str, str]]


def eur(**amounts: int) -> Amounts:
    """Give whole euros by organisation."""
    return Amounts({key: Money(value) for key, value in amounts.items()})


def build(raw: dict[str, Any], day: date | None = None) -> Partnership:
    """Give the partnership of tables as they stand in a file, as of a day."""
    known = (*PLAN_TABLES, *TABLES_OF_FACTS, *EXTRA_TABLES)
    built = assemble(raw, known, own=Own.in_tables(raw), name="clean.toml")
    assert built.plan is not None, built.problems
    assert built.facts is not None, built.problems
    return Partnership(baseline=built.plan, facts=built.facts, day=day, own_rules=built.own_rules)


def clean_plan() -> Plan:
    """Give the plan of a KA220-VET of call 2025 in which all is right."""
    return clean().baseline


def clean() -> Partnership:
    """Give the clean partnership with its first meeting held, as of the end of March 2026."""
    return build(CLEAN, DAY)


def project(**fields: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with some fields of the project changed."""
    p = clean()
    plan = attrs.evolve(p.baseline, project=attrs.evolve(p.baseline.project, **fields))
    return attrs.evolve(p, baseline=plan)


def plan(**tables: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with whole tables of the plan changed."""
    p = clean()
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, **tables))


def change(id_: str, **fields: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with some fields of one thing changed."""
    p = clean()
    kind = str(p.kind_of(id_))
    things = tuple(
        attrs.evolve(thing, **fields) if thing.id == id_ else thing
        for thing in getattr(p.baseline, kind)
    )
    return plan(**{kind: things})


def add(kind: str, *things: Any, p: Partnership | None = None) -> Partnership:  # noqa: ANN401
    """Give a partnership, the clean one unless another is given, with more things of a kind."""
    p = clean() if p is None else p
    more: dict[str, Any] = {kind: (*getattr(p.baseline, kind), *things)}
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, **more))


def told(*facts: Fact, p: Partnership | None = None) -> Partnership:
    """Give a partnership, the clean one unless another is given, with more facts."""
    p = clean() if p is None else p
    return attrs.evolve(p, facts=(*p.facts, *facts))


def later(day: date, p: Partnership | None = None) -> Partnership:
    """Give a partnership as of another day."""
    return attrs.evolve(clean() if p is None else p, day=day)


def old(p: Partnership, **fields: Any) -> Partnership:  # noqa: ANN401
    """Give a partnership under the rules of another action or call."""
    changed = attrs.evolve(p.baseline.project, reference=None, **fields)
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=changed))


def found(slug: str, p: Partnership) -> Found:
    """Return severity, address and message of the findings of one rule."""
    return [(f.severity.value, f.address, f.message) for f in check(p) if f.slug == slug]
