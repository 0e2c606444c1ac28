"""One JSON document as a home of a partnership: plan, facts, narratives and own rules."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.checks import Finding, Findings, Severity
from vetpartner.files.reading import Reading, text_of
from vetpartner.files.structuring import (
    EXTRA_TABLES,
    PLAN_TABLES,
    TABLES_OF_FACTS,
    assemble,
    currency_of,
    iso,
    plain_extras,
    plain_facts,
    plain_plan,
)
from vetpartner.model import Partnership, Place
from vetpartner.programme import read_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def json_text(p: Partnership) -> str:
    """Return a partnership as JSON; money in the project's currency stands as a number."""
    return _dump(plain_plan(p) | plain_facts(p) | plain_extras(p)) + "\n"


def _dump(value: Any, indent: str = "") -> str:  # noqa: ANN401 - json has no exact decimals
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        inner = indent + "  "
        rows = (
            f"{inner}{json.dumps(k, ensure_ascii=False)}: {_dump(v, inner)}"
            for k, v in value.items()
        )
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if value else "{}"
    if isinstance(value, list):
        inner = indent + "  "
        rows = (f"{inner}{_dump(item, inner)}" for item in value)
        return "[\n" + ",\n".join(rows) + f"\n{indent}]" if value else "[]"
    return json.dumps(value, ensure_ascii=False, default=iso)


def read_json(file: Path) -> Reading:
    """Read a JSON document; findings carry addresses, and line and column for bad syntax."""
    found: list[Finding] = []

    def say(slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        found.append(Finding(slug=slug, message=message, severity=Severity.ERROR, **more))

    raw = _parsed(file, say)
    if raw is None:
        return Reading(partnership=None, findings=Findings(found))
    known = (*PLAN_TABLES, *TABLES_OF_FACTS, *EXTRA_TABLES)
    built = assemble(raw, known, currency=currency_of(raw), name=file.name)
    for problem in built.problems:
        address = "/".join(str(part) for part in problem.path)
        say(problem.slug, problem.message, address=address, way_out=problem.way_out)
    if built.own_rules is not None:
        for wrong in read_rules(built.own_rules, file="own_rules").problems:
            say("rules-problem", wrong.message, address=f"own_rules/{wrong.address}")
    if found or built.plan is None or built.facts is None:
        return Reading(partnership=None, findings=Findings(found))
    partnership = Partnership(
        baseline=built.plan,
        facts=built.facts,
        narratives=built.narratives,
        own_rules=built.own_rules,
    )
    return Reading(partnership=partnership, findings=Findings())


def _parsed(file: Path, say: Callable[..., None]) -> dict[str, Any] | None:
    text = text_of(file, file.name, say)
    if text is None:
        return None
    start = Place(file=file.name, line=1, column=1)
    try:
        raw = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique
        )
    except RecursionError:
        say("nested-too-deeply", f"{file.name} nests lists or tables too deeply", place=start)
    except json.JSONDecodeError as error:
        place = Place(file=file.name, line=error.lineno, column=error.colno)
        say("not-json", f"this is not JSON: {error.msg}", place=place)
    except ValueError as error:
        say("not-json", str(error), place=start)
    else:
        if isinstance(raw, dict):
            return raw
        say("not-json", f"{file.name} holds no JSON object", place=start)
    return None


def _no_constant(name: str) -> object:
    msg = f"{name} is not a number"
    raise ValueError(msg)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        msg = f"the key {twice!r} stands twice in one object"
        raise ValueError(msg)
    return table
