"""Putting a partnership together from parsed tables, whichever home they came from."""

from __future__ import annotations

import re
from typing import Any

from attrs import frozen

from vetpartner.files.scalars import near
from vetpartner.files.structuring import Problem, structure
from vetpartner.model import FACTS, KINDS, Fact, Narrative, Plan

PLAN_TABLES = ("project", "agreement", *KINDS, "accepted", "limits")
FACT_TABLES = tuple(FACTS)
EXTRA_TABLES = ("narratives", "own_rules")


@frozen(kw_only=True)
class Assembly:
    """What could be built from tables, and every problem; a part with a problem is None."""

    plan: Plan | None
    facts: tuple[Fact, ...] | None
    narratives: tuple[Narrative, ...] = ()
    own_rules: str | None = None
    problems: tuple[Problem, ...] = ()


def currency_of(raw: dict[str, Any]) -> str:
    """Return the project's currency, in which plain numbers are money."""
    project = raw.get("project")
    currency = project.get("currency") if isinstance(project, dict) else None
    sound = isinstance(currency, str) and re.fullmatch(r"[A-Z]{3}", currency)
    return str(currency) if sound else "EUR"


def assemble(raw: dict[str, Any], known: tuple[str, ...], *, currency: str, name: str) -> Assembly:
    """Build plan, facts and the rest from tables; tables that are not `known` are problems.

    `name` is what the problems call the source, such as `facts.toml`.
    """
    problems = [_unknown(table, known, name) for table in raw if table not in known]
    plan, found = structure(
        {table: raw[table] for table in PLAN_TABLES if table in raw and table in known},
        Plan,
        currency=currency,
    )
    problems += found
    facts: list[Fact] | None = []
    for table in (t for t in FACT_TABLES if t in raw and t in known):
        kind: Any = tuple.__class_getitem__((FACTS[table], ...))
        got, found = structure(raw[table], kind, currency=currency, at=(table,))
        problems += found
        facts = [*facts, *got] if facts is not None and got is not None else None
    narratives, own_rules = (), None
    if "narratives" in raw and "narratives" in known:
        got, found = structure(raw["narratives"], tuple[Narrative, ...], at=("narratives",))
        narratives, problems = got or (), [*problems, *found]
    if "own_rules" in raw and "own_rules" in known:
        own_rules, found = structure(raw["own_rules"], str, at=("own_rules",))
        problems += found
    return Assembly(
        plan=plan,
        facts=None if facts is None else tuple(facts),
        narratives=narratives,
        own_rules=own_rules,
        problems=tuple(problems),
    )


def _unknown(table: str, known: tuple[str, ...], name: str) -> Problem:
    home = "facts.toml" if table in FACTS else "project.toml" if table in PLAN_TABLES else None
    return Problem(
        slug="unknown-key",
        message=f"`{table}` is not a table of {name}",
        path=(table,),
        at_key=True,
        way_out=f"it belongs in {home}"
        if home
        else near(table, known) or f"known tables: {', '.join(known)}",
    )
