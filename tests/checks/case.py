"""Cases of rules: TOML that changes the clean partnership, and what must be found in it.

A case is a fragment of TOML with remarks above it, and a blank line between it and the next:

    # Nobody of the partnership is from Belgium.
    # FINDS venue-outside-partnership: meetings/M1/venue
    M1.venue = { city = "Goussainville", country = "BE" }

A key is the id of a thing, `project` or `agreement`, of which fields are changed; or the name of a
table such as `meetings` or `held`, to which rows are added.
`# FINDS` names rule and address of each finding; all that the rule finds must be named.
`# SILENT slug` says that a rule finds nothing, `# WITHOUT M1.host, deliverables` what is taken
away before anything is changed, and `# ON 2026-10-31` as of which day it is looked at.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from checks.clean import CLEAN, DAY, build

if TYPE_CHECKING:
    from vetpartner.model import Partnership


HOME = Path(__file__).parent / "cases"
FAMILIES = sorted(file.stem for file in HOME.glob("*.toml"))
REMARK = re.compile(r"^# ([A-Z]+) (.*)$", re.MULTILINE)


@frozen(kw_only=True)
class Case:
    """What is changed in the clean partnership, and at which addresses rules must find it.

    `expected` are sorted addresses by slug; those of a rule that must find nothing are empty.
    """

    name: str
    text: str
    expected: dict[str, list[str]]

    @property
    def partnership(self) -> Partnership:
        """Return the clean partnership with the changes."""
        raw, day = deepcopy(CLEAN), DAY
        for word, rest in REMARK.findall(self.text):
            if word == "ON":
                day = date.fromisoformat(rest)
            for gone in rest.split(", ") if word == "WITHOUT" else ():
                take_away(raw, gone)
        change(raw, tomllib.loads(self.text, parse_float=Decimal))
        return build(raw, day)


@cache
def cases(family: str) -> tuple[Case, ...]:
    """Read the cases of a family of rules."""
    text = (HOME / f"{family}.toml").read_text("utf-8")
    return tuple(case(f"{family} {n}", one) for n, one in enumerate(text.split("\n\n"), start=1))


def case(name: str, text: str) -> Case:
    """Read one case."""
    expected: dict[str, list[str]] = {}
    for word, rest in REMARK.findall(text):
        slug, _, address = rest.partition(": ")
        if word in {"FINDS", "SILENT"}:
            expected.setdefault(slug, []).extend([address] if address else [])
    return Case(name=name, text=text, expected={slug: sorted(at) for slug, at in expected.items()})


def change(raw: dict[str, Any], fragment: dict[str, Any]) -> None:
    """Add rows to tables, and put new fields into things, in place."""
    for key, value in fragment.items():
        if isinstance(value, list):
            raw[key] = [*raw.get(key, ()), *value]
        elif isinstance(value, dict):
            thing(raw, key).update(value)
        else:
            raw[key] = value


def take_away(raw: dict[str, Any], gone: str) -> None:
    """Take away a table, a thing or a field of a thing, in place; `everything` is all there is."""
    name, _, field = gone.partition(".")
    if gone == "everything":
        raw.clear()
    elif field:
        del thing(raw, name)[field]
    elif name in raw:
        del raw[name]
    else:
        tables = (rows for rows in raw.values() if isinstance(rows, list))
        next(rows for rows in tables if thing(raw, name) in rows).remove(thing(raw, name))


def thing(raw: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the table of a thing by its id, or `project` or `agreement`."""
    if name in {"project", "agreement"}:
        return raw.setdefault(name, {})
    tables = (rows for rows in raw.values() if isinstance(rows, list))
    return next(row for rows in tables for row in rows if row.get("id") == name)
