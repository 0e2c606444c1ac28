"""Plans and partnerships for tests, made of nothing but what a test says.

>>> partnership(Meeting(id="M1"), Held(of="M1"), on="2024-06-01", start="2024-01-01", months=24)
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import attrs

from vetpartner.model import (
    KINDS,
    Acceptance,
    Agreement,
    Amounts,
    Fact,
    Identity,
    Limit,
    Money,
    Narrative,
    Partnership,
    Plan,
    Project,
    When,
)
from vetpartner.values.keyed import grouped

KA220 = {"action": "KA220-VET", "call": 2023, "start": "2024-01-01", "months": 24}
"""What a project needs to have rules, deadlines and an end: `plan(**KA220)`."""

_TABLES: dict[type, str] = {
    **{cls: name for name, cls in KINDS.items()},
    Acceptance: "accepted",
    Identity: "identities",
    Limit: "limits",
}

P = TypeVar("P", Plan, Partnership)


def day(text: str) -> date:
    """Return a day: `day("2024-06-01")`."""
    return date.fromisoformat(text)


def when(text: str) -> When:
    """Return a date in any of its forms: a day, days, hours, a month, project months."""
    return When.parse(text)


def eur(**amounts: int | str) -> Amounts:
    """Return amounts in euros by organisation: `eur(sts=6_000, fbk=4_000)`."""
    return Amounts({organisation: Money(value) for organisation, value in amounts.items()})


def plan(*things: object, **project: object) -> Plan:
    """Return a plan of these things, each kind in the order given, and a project of these fields.

    The day of `start` may be a text; a whole `Project` may be among the things, which has the other
    fields then. Things that the model does not know end in a `KeyError`.
    """
    if isinstance(project.get("start"), str):
        project["start"] = day(str(project["start"]))
    whole = next((one for one in things if isinstance(one, Project)), Project())
    agreement = next((one for one in things if isinstance(one, Agreement)), None)
    tables = grouped((_TABLES[type(one)], one) for one in things if one not in (whole, agreement))
    return Plan(
        project=attrs.evolve(whole, **project),
        agreement=agreement,
        **{name: tuple(rows) for name, rows in tables.items()},
    )


def partnership(*things: object, on: str | date | None = None, **project: object) -> Partnership:
    """Return a partnership as of a day: things make its plan, facts and narratives stay as such."""
    facts = tuple(one for one in things if isinstance(one, Fact))
    narratives = tuple(one for one in things if isinstance(one, Narrative))
    rest = (one for one in things if not isinstance(one, Fact | Narrative))
    return Partnership(
        baseline=plan(*rest, **project),
        facts=facts,
        narratives=narratives,
        day=day(on) if isinstance(on, str) else on,
    )


def changed(whole: P, **tables: object) -> P:
    """Return a plan or partnership with other tables: `changed(p, meetings=(), project=other)`."""
    if isinstance(whole, Partnership):
        return attrs.evolve(whole, baseline=attrs.evolve(whole.baseline, **tables))
    return attrs.evolve(whole, **tables)


def with_fields(whole: P, id_: str, **fields: object) -> P:
    """Return a plan or partnership in which one thing, or `project`, has other fields."""
    base = whole.baseline if isinstance(whole, Partnership) else whole
    if id_ == "project":
        return changed(whole, project=attrs.evolve(base.project, **fields))
    kind = next(kind for kind, thing in base.things() if thing.id == id_)
    things = tuple(
        attrs.evolve(thing, **fields) if thing.id == id_ else thing for thing in getattr(base, kind)
    )
    return changed(whole, **{kind: things})


def more(whole: P, *things: object) -> P:
    """Return a plan or partnership with more things behind those it has, and more facts."""
    facts = tuple(one for one in things if isinstance(one, Fact))
    base = whole.baseline if isinstance(whole, Partnership) else whole
    tables: dict[str, tuple[object, ...]] = {}
    for thing in things:
        if thing not in facts:
            name = _TABLES[type(thing)]
            tables[name] = (*tables.get(name, getattr(base, name)), thing)
    made = changed(whole, **tables)
    return attrs.evolve(made, facts=(*made.facts, *facts)) if facts else made
