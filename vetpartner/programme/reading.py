"""Reading the rules of a call from TOML: all mistakes at once, none of them raised."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.programme.labels import FACTS
from vetpartner.programme.law import IDENTITY, Citation, Rules
from vetpartner.programme.typed import read_value, shown_raw, types_of
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from vetpartner.programme.typed import Say

_CITED = ("source", "place", "confidence", "checked", "note", "others")
_ORDERED = (
    ("min_months", "max_months"),
    ("min_work_packages", "max_work_packages"),
    ("retention_years_low", "retention_years_high"),
    ("max_applications_per_oid_low", "max_applications_per_oid"),
    ("grant_min", "grant_max"),
)


@frozen(kw_only=True)
class RulesProblem:
    """A mistake in rules of a project's own, or in what its agreement overrides.

    `address` is the way through the file, such as `lump_sums/value`; "" is the whole file.
    """

    address: str
    message: str

    def __str__(self) -> str:
        return f"{self.address}: {self.message}" if self.address else self.message


@frozen(kw_only=True)
class RulesReading:
    """The rules that were read, or None if there is any problem, and all problems."""

    rules: Rules | None
    problems: tuple[RulesProblem, ...] = field(default=())


def read_rules(text: str, *, file: str) -> RulesReading:
    """Read the rules of one call from TOML; `file` is what the messages call it.

    Only `action`, `call` and `title` are required, as plain values.
    Every other value is a table of `value`, `source`, `confidence`, `checked` and, where there is
    one, `place` and `note`.
    """
    problems: list[RulesProblem] = []

    def say(address: str, message: str) -> None:
        problems.append(RulesProblem(address=address, message=message))

    raw = _parsed(text, file, say)
    types = types_of(Rules)
    values: dict[str, Any] = {}
    for key in (key for key in raw if key not in FACTS and key not in IDENTITY):
        near = did_you_mean(key, (*IDENTITY, *FACTS))
        say(key, f"`{key}` is not a rule that {file} can hold{near}")
    for key in IDENTITY:
        if key in raw:
            values[key] = read_value(raw[key], types[key], key, say)
        elif raw or not problems:
            say("", f"{file} needs `{key}`")
    citations: list[Citation] = []
    for key in (key for key in FACTS if key in raw):
        table = raw[key]
        if not isinstance(table, dict):
            say(key, f"expected a table with `value` and `source`, not {shown_raw(table)}")
            continue
        citations += _citation(key, table, say)
        if "value" in table:
            values[key] = read_value(table["value"], types[key], f"{key}/value", say)
        else:
            say(key, "`value` is missing")
    if not problems:
        problems += contradictions(values, {key: f"{key}/value" for key in values})
    rules = None if problems else Rules(**values, citations=tuple(citations))
    return RulesReading(rules=rules, problems=tuple(problems))


def contradictions(values: dict[str, Any], addresses: dict[str, str]) -> list[RulesProblem]:
    """Return what cannot be true of values together.

    `addresses` holds where each value stands; values without one were found sound before.
    """
    found: list[RulesProblem] = []

    def say(key: str, message: str) -> None:
        found.append(RulesProblem(address=addresses[key], message=message))

    for low, high in _ORDERED:
        least, most = values.get(low), values.get(high)
        if least is not None and most is not None and least > most:
            say(low if low in addresses else high, f"{least} for {low} is above {most} for {high}")
    for window in values.get("start_windows") or ():
        if window.first > window.last:
            say("start_windows", f"the window of round {window.round} ends before it begins")
    for band in values.get("final_bands") or ():
        if band.at_least > band.at_most:
            say("final_bands", f"a band goes from {band.at_least} down to {band.at_most} points")
    return found


def _parsed(text: str, file: str, say: Say) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        say("", f"{file} nests lists or tables too deeply")
    except (ValueError, ArithmeticError) as error:  # a number too large is no TOMLDecodeError
        say("", f"{file} is not TOML: {error}")
    return {}


def _citation(key: str, table: dict[str, Any], say: Say) -> list[Citation]:
    types = types_of(Citation)
    for name in (name for name in table if name not in ("value", *_CITED)):
        near = did_you_mean(name, ("value", *_CITED))
        say(f"{key}/{name}", f"`{name}` is not known here{near}")
    given: dict[str, Any] = {}
    for name in _CITED:
        if name in table and (name, table[name]) != ("place", ""):
            given[name] = read_value(table[name], types[name], f"{key}/{name}", say)
        elif name in ("source", "confidence", "checked"):
            say(key, f"`{name}` is missing")
    sound = all(given.get(name) is not None for name in ("source", "confidence"))
    return [Citation(key=key, **given)] if sound else []
