"""Reading the rules of a call from TOML: all mistakes at once, none of them raised."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import field, frozen

from vetpartner.programme.countries import country
from vetpartner.programme.law import FACTS, IDENTITY, Rules
from vetpartner.programme.terms import Citation, Country, Pattern
from vetpartner.values.hints import types_of
from vetpartner.values.money import Money
from vetpartner.values.reading import Strict, WrongValue, read_money, read_str, shown
from vetpartner.values.toml import toml_of
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Say = Callable[[str, str], None]
    """Takes an address and a message."""

_MEMORY, _KNOWLEDGE = "memory", "general knowledge"
"""The source of what nobody read anywhere, and how it is called."""
_CITED = ("source", "place", "confidence", "checked", "note", "others", "parts", "assumed_from")
_ASSUMED = "Carried over from {}; no source read for this year."
_NOT_CITED = ("cited", "calls")
_Table = dict[str, Any]
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


def _money(value: object) -> Money:
    try:
        amount = read_money(value, "EUR")
    except WrongValue as error:  # its way out speaks of the currency of a project
        raise WrongValue(error.slug, str(error)) from None
    if amount < Money(0, amount.currency):
        raise WrongValue("bad-money", f"an amount of the rules is not negative: {amount}")
    return amount


def _country(value: object) -> Country:
    code = country(read_str(value))
    if code is None:
        message = f"{shown(value)} is not the code of a country, such as HR"
        raise WrongValue("unknown-word", message)
    return Country(code)


_LONGEST_PATTERN, _MOST_WAYS, _MOST_TIMES = 300, 5_000, 60
_TOKEN = re.compile(
    r"\\(?:[^\W\d_]|[\W_])|\[\^?(?:\\.|[^\]\\])+\]|\(\?P<\w+>|\(\?:|\((?!\?)|\)|[?*+|]"
    r"|\{(?P<least>\d{1,3})(?P<to>,(?P<most>\d{0,3}))?\}|[^\\\[(){}?*+|]"
)


def _pattern(value: object) -> Pattern:
    text = read_str(value)
    plain = len(text) <= _LONGEST_PATTERN and _ways(text) <= _MOST_WAYS
    try:
        re.compile(text if len(text) <= _LONGEST_PATTERN else "")
    except (re.error, RecursionError, OverflowError) as error:
        message = f"{shown(text)} is not a regular expression: {error}"
        raise WrongValue("wrong-type", message) from None
    if not plain:
        message = f"{shown(text)} could be tried in too many ways"
        way_out = r"say how often a sign stands, as in [A-Z]{2}\d{6}, and repeat no brackets"
        raise WrongValue("wrong-type", message, way_out)
    return Pattern(text)


def _ways(pattern: str) -> float:
    """Return in how many ways an expression can be tried on a text at most.

    Whatever a project's own rules say, matching comes to an end: what is repeated is a single sign,
    and all other expressions have ways without end.
    """
    ways, at, before = 1, 0, ""
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return math.inf
        if token["least"] is not None or token[0] in {"*", "+"}:
            if before == ")":
                return math.inf
            least = int(token["least"] or 0)
            most = least if token["least"] and not token["to"] else token["most"] or _MOST_TIMES
            ways *= abs(int(most) - least) + 1
        elif token[0] in {"?", "|"}:
            ways *= 2
        at, before = token.end(), token[0]
    return ways


# `none` stands where the law sets no value, since TOML has no word for it.
_STRICT = Strict({Money: _money, Country: _country, Pattern: _pattern}, none="none")


def read_value(raw: object, type_: Any, at: str, say: Say) -> Any:  # noqa: ANN401 - a type
    """Return a raw value as a type; each mistake in it is said with its address, and gives None."""
    path = tuple(at.split("/"))
    value, problems = _STRICT.structure(raw, type_, at=path)
    for problem in problems:
        inner = problem.path[len(path) : len(problem.path) - problem.at_key]
        within = "".join(
            f"item {part + 1}: " if isinstance(part, int) else f"`{part}`: " for part in inner
        )
        hint = f"; {problem.way_out}" if problem.way_out else ""
        say(at, f"{within}{problem.reason}{hint}")
    return value


def read_rules(text: str, *, file: str) -> RulesReading:
    """Read the rules of one call from TOML; `file` is what the messages call it.

    Only `action`, `call` and `title` are required, as plain values.
    Every other value is a table of `value`, `source`, `confidence`, `checked` and, where there is
    one, `place` and `note`.
    """
    problems: list[RulesProblem] = []
    raw = _parsed(text, file, _say_to(problems))
    return _read(raw, file, problems)


def read_call(text: str, call: int, *, file: str) -> RulesReading:
    """Read the rules of one call from the file of its action, in which each value stands once.

    A value is a table `[[name]]` with `value` and lines of `cited`: the `calls` for which each
    holds, and the words that `read_rules` knows, with a short word of `sources` as the source.
    What stands beside `value` holds for all its lines.
    A line with `assumed_from` is carried over and of confidence D by that word; if that is a call
    of the same value, it takes source, place, note and others from there, unless it has its own.
    """
    problems: list[RulesProblem] = []
    say = _say_to(problems)
    raw = _parsed(_about(text, call), file, say)
    return _read(_of_call(raw, call, say) if raw else {}, file, problems)


def _say_to(problems: list[RulesProblem]) -> Say:
    return lambda at, message: problems.append(RulesProblem(address=at, message=message))


def _read(raw: dict[str, Any], file: str, problems: list[RulesProblem]) -> RulesReading:
    """Return the rules of one call from its tables; `problems` were found while parsing."""
    say = _say_to(problems)
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
            say(key, f"expected a table with `value` and `source`, not {shown(table)}")
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


def _about(text: str, call: int) -> str:
    """Return a file of an action without the tables that do not name a call.

    They would take tomllib a third of its time; empty lines keep the numbers of the others.
    """
    head, *tables = text.split("\n[[")
    names_it = re.compile(rf"calls = \[[^]]*\b{call}\b")
    kept = (
        f"[[{table}" if names_it.search(table) else "\n" * table.count("\n") for table in tables
    )
    return "\n".join((head, *kept))


def _of_call(raw: _Table, call: int, say: Say) -> _Table:
    """Return what the file of an action says of one call, as rules of a project's own say it."""
    sources = raw.get("sources", {})
    laid: _Table = {"call": call}
    for key, tables in raw.items():
        if key in FACTS:
            lines = list(_lines(key, tables, call, say))
            if len(lines) > 1:
                say(key, f"two lines of `cited` hold for {call}")
            for table, line in lines[:1]:
                laid[key] = _named(_cited(key, table, line, say), sources, f"{key}/source", say)
        elif key not in ("calls", "sources"):
            laid[key] = tables
    return laid


def _lines(key: str, tables: object, call: int, say: Say) -> Iterator[tuple[_Table, _Table]]:
    """Yield the lines of `cited` that name a call, each with its table."""
    for table in tables if _are_tables(tables) else [{}]:
        cited = table.get("cited")
        if _are_tables(cited) and all(isinstance(line.get("calls"), list) for line in cited):
            yield from ((table, line) for line in cited if call in line["calls"])
        else:
            say(key, f"expected [[{key}]] with lines of `cited` that each have a list of `calls`")


def _cited(key: str, table: _Table, line: _Table, say: Say) -> _Table:
    """Return the value and the citation of one line, with what it takes from the line assumed."""
    given = table | line
    if "assumed_from" in given:
        if "confidence" in given:
            say(f"{key}/confidence", "`assumed_from` is confidence D by itself; leave it out")
        origin = given["assumed_from"]
        for other in table["cited"]:
            if origin in other["calls"]:
                given = table | _carried(table | other, line) | line
        note = given.get("note", "")
        if isinstance(note, str) and "carried over" not in note.casefold():
            given["note"] = f"{_ASSUMED.format(origin)} {note}".rstrip()
        given |= {"confidence": "D", "assumed_from": str(origin)}
    elif given.get("source") == _MEMORY and "parts" not in given:
        # No source was read: it is as much assumed as what another call says.
        given["assumed_from"] = _KNOWLEDGE
    return {name: raw for name, raw in given.items() if name not in _NOT_CITED}


def _carried(origin: _Table, line: _Table) -> _Table:
    """Return what a line takes from the one that it is assumed from; all parts are D too."""
    where = ("source", "place") if "source" not in line else ()
    taken = {name: origin[name] for name in (*where, "note", "others", "parts") if name in origin}
    for name in ("others", "parts"):
        if _are_tables(taken.get(name)):
            taken[name] = [each | {"confidence": "D"} for each in taken[name]]
    return taken


def _named(given: _Table, sources: _Table, at: str, say: Say) -> _Table:
    """Return a citation with its sources by their names in place of their short words."""
    named = dict(given)
    short = given.get("source")
    if isinstance(short, str) and short in sources:
        named["source"] = sources[short]
    elif short is not None:
        near = did_you_mean(short, sources) if isinstance(short, str) else ""
        say(at, f"{shown(short)} is not one of `sources`{near}")
    for name in ("others", "parts"):
        if _are_tables(given.get(name)):
            named[name] = [_named(each, sources, at, say) for each in given[name]]
    return named


def _are_tables(raw: object) -> TypeGuard[list[_Table]]:
    return isinstance(raw, list) and all(isinstance(item, dict) for item in raw)


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
        return toml_of(text)
    except RecursionError:
        say("", f"{file} nests lists or tables too deeply")
    except (ValueError, ArithmeticError) as error:  # a number too large is no TOMLDecodeError
        say("", f"{file} is not TOML: {error}")
    return {}


def _citation(key: str, table: dict[str, Any], say: Say) -> list[Citation]:
    types = types_of(Citation)
    parts = table.get("parts")
    letters = [str(part.get("confidence")) for part in parts] if _are_tables(parts) else []
    if letters:
        # A value that was put together has the confidence of its weakest part.
        weakest = max(letters)
        table = {"confidence": weakest} | table
        if table["confidence"] != weakest:
            say(f"{key}/confidence", f"the weakest of its `parts` is {weakest}; leave it out")
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
