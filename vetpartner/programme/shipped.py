"""The rules of a call as shipped, and those of one project, with what its agreement replaces."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model.partnership import once
from vetpartner.programme.describing import shown
from vetpartner.programme.law import FACTS, Rules
from vetpartner.programme.reading import (
    RulesProblem,
    RulesReading,
    contradictions,
    read_call,
    read_rules,
    read_value,
)
from vetpartner.programme.terms import Citation
from vetpartner.values.hints import types_of
from vetpartner.values.kept import digest, kept
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from vetpartner.model import Partnership

_FOLDER = Path(__file__).with_name("calls")
_READ_WITH = tuple(
    Path(__file__).parent / name
    for name in (
        *("countries.toml", "law.py", "reading.py", "terms.py"),
        *("../values/money.py", "../values/reading.py", "../values/when.py"),
    )
)
"""What the rules of a call are read with; of another version of it they are not the same."""


class UnknownCall(LookupError):
    """There are no rules for an action and call; the message says where to add them."""


class BrokenRules(UnknownCall):
    """The rules of a project's own cannot be read; the message holds every problem."""


@lru_cache(maxsize=1)
def calls() -> tuple[tuple[str, int], ...]:
    """Return the action and the year of every call that is shipped, in order."""
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(call for file in files for call in _calls_of(file.read_text("utf-8")))


@lru_cache(maxsize=1)
def shipped_digest() -> str:
    """Return what tells the shipped rules and countries from those of another version."""
    files = sorted(_FOLDER.parent.rglob("*.toml"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@lru_cache(maxsize=64)
def rules(action: str, call: int, *, assume: int | None = None) -> Rules:
    """Return the rules of a call, such as `rules("KA220-VET", 2023)`.

    With `assume` what they say nothing about is taken from that call, marked as assumed, also
    where the call itself is not shipped: `rules("KA220-VET", 2027, assume=2026)`.
    Raise `UnknownCall` for an action or a year that is not shipped; nothing is carried over
    without being asked for.
    """
    if assume is not None:
        base = rules(action, assume)
        known = (action, call) in calls()
        law = rules(action, call) if known else Rules(action=action, call=call, title=base.title)
        return assuming(law, base)
    file = file_name(action)
    text = (_FOLDER / file).read_text("utf-8") if (_FOLDER / file).is_file() else ""
    if (action, call) not in _calls_of(text):
        raise UnknownCall(_unknown(action, call))
    # Reading them takes longer than all else that a command does with them.
    of = sha256("\n".join((str(call), text, *map(digest, _READ_WITH))).encode()).hexdigest()
    return kept("rules", of, lambda: _read(text, call, file))


def _read(text: str, call: int, file: str) -> Rules:
    reading = read_call(text, call, file=file)
    if reading.rules is None:
        raise BrokenRules("\n".join(str(problem) for problem in reading.problems))
    return reading.rules


def _calls_of(text: str) -> list[tuple[str, int]]:
    """Return the calls of a file of an action; only what stands above its tables is parsed."""
    head = tomllib.loads(text.partition("\n[")[0])
    return [(head["action"], year) for year in head.get("calls", ())]


def file_name(action: str) -> str:
    """Return the name of the file that holds, or would hold, the rules of an action."""
    return f"{re.sub(r'[^a-z0-9]+', '-', action.lower()).strip('-')}.toml"


def _unknown(action: str, call: int) -> str:
    actions = sorted({action for action, _ in calls()})
    near = "" if action in actions else did_you_mean(action, actions)
    shipped = "; ".join(f"{each} {_years(years_of(each))}" for each in actions)
    newest = max(years_of(action), default=call)
    plan = f"; to plan with those of {newest}, write assume = {newest} into [project]"
    return (
        f"there are no rules for {action} {call}{near}; add them in "
        f"vetpartner/programme/calls/{file_name(action)} or as rules.toml in the project's "
        f"folder; shipped are {shipped}{plan if newest < call else ''}"
    )


def years_of(action: str) -> list[int]:
    """Return the years of the calls that are shipped for an action."""
    return [year for other, year in calls() if other == action]


def _years(years: list[int]) -> str:
    """Return `2014 to 2020` for years without a gap, else all of them."""
    whole = len(years) > 1 and years == list(range(years[0], years[-1] + 1))
    return f"{years[0]} to {years[-1]}" if whole else ", ".join(map(str, years))


# What a call alone can say: it is never assumed from another one.
_OF_ONE_CALL = frozenset(
    ("call_id", "guide_versions", "corrigenda", "deadlines", "start_windows", "latest_end")
)


def assuming(law: Rules, base: Rules) -> Rules:
    """Return rules in which what they say nothing about is that of another call, marked as such."""
    said = f"Assumed from call {base.call}, as the project asks."
    taken = {
        citation.key: attrs.evolve(
            citation,
            confidence="D",
            assumed_from=f"call {base.call}",
            note=" ".join(filter(None, (said, citation.note))),
            parts=tuple(attrs.evolve(part, confidence="D") for part in citation.parts),
            others=tuple(attrs.evolve(each, confidence="D") for each in citation.others),
        )
        for citation in base.citations
        if citation.key not in _OF_ONE_CALL and not law.says(citation.key)
    }
    values = {key: getattr(base, key) for key in taken}
    return attrs.evolve(law, **values, citations=(*law.citations, *taken.values()))


AGREEMENT = "grant agreement of the project"


def rules_for(partnership: Partnership) -> Rules:
    """Return the rules that hold for a partnership, with what its agreement replaces.

    Its own `rules.toml` comes before the shipped rules.
    Raise `UnknownCall` if there is none and the call is not shipped or not stated, and its
    subclass `BrokenRules` if the own rules cannot be read.
    """
    return _overridden(_law(partnership), partnership)[0]


@once
def known_rules(partnership: Partnership) -> Rules:
    """Return the rules that hold for a partnership, or ones that say nothing about anything."""
    try:
        return rules_for(partnership)
    except UnknownCall:
        return Rules(action="", call=0, title="")


def override_problems(partnership: Partnership) -> tuple[RulesProblem, ...]:
    """Return what is wrong in what the agreement replaces, and in the choice of own rules.

    The addresses are those of the project: `agreement/rules/management_share_max`, `rules/call`.
    Where there are no rules at all, there is nothing to say here: `rules_for` says it.
    """
    try:
        law = _law(partnership)
    except UnknownCall:
        return ()
    return (*_other_call(law, partnership), *_overridden(law, partnership)[1])


def _law(partnership: Partnership) -> Rules:
    project = partnership.plan.project
    if partnership.own_rules is not None:
        reading = _own(partnership.own_rules)
        if reading.rules is None:
            raise BrokenRules("\n".join(str(problem) for problem in reading.problems))
        law = reading.rules
        return law if project.assume is None else assuming(law, rules(law.action, project.assume))
    if project.action is None or project.call is None:
        missing = [name for name in ("action", "call") if getattr(project, name) is None]
        msg = f"the project states no {' and no '.join(missing)}, so that no rules can be chosen"
        raise UnknownCall(msg)
    if project.assume is None:
        return rules(project.action, project.call)
    return rules(project.action, project.call, assume=project.assume)


@lru_cache(maxsize=8)
def _own(text: str) -> RulesReading:
    return read_rules(text, file="rules.toml")


def _other_call(law: Rules, partnership: Partnership) -> tuple[RulesProblem, ...]:
    if partnership.own_rules is None:
        return ()
    project = partnership.plan.project
    return tuple(
        RulesProblem(
            address=f"rules/{name}",
            message=f"rules.toml is for {name} {getattr(law, name)}, "
            f"the project for {getattr(project, name)}",
        )
        for name in ("action", "call")
        if getattr(project, name) not in (None, getattr(law, name))
    )


def _overridden(law: Rules, partnership: Partnership) -> tuple[Rules, tuple[RulesProblem, ...]]:
    agreement = partnership.plan.agreement
    if agreement is None or not agreement.rules:
        return law, ()
    problems: list[RulesProblem] = []

    def say(address: str, message: str) -> None:
        problems.append(RulesProblem(address=address, message=message))

    types = types_of(type(law))
    changed: dict[str, Any] = {}
    for key, raw in agreement.rules:
        at = f"agreement/rules/{key}"
        if key not in FACTS:
            say(at, f"`{key}` is not a rule that an agreement can change{did_you_mean(key, FACTS)}")
            continue
        before = len(problems)
        value = read_value(raw, types[key], at, say)
        if len(problems) == before:
            changed[key] = value
    values = {key: changed.get(key, getattr(law, key)) for key in FACTS}
    addresses = {key: f"agreement/rules/{key}" for key in changed}
    problems += contradictions(values, addresses)
    replaced = {key: _citation(law, key, agreement.reference) for key in changed}
    kept = tuple(c for c in law.citations if c.key not in replaced)
    new = attrs.evolve(
        law, **changed, citations=(*kept, *replaced.values()), overridden=tuple(changed)
    )
    return new, tuple(problems)


def _citation(law: Rules, key: str, reference: str | None) -> Citation:
    if law.says(key):
        note = f"replaces {shown(getattr(law, key))} of {law.cite(key)}"
    else:
        note = f"the rules of {law.action} {law.call} say nothing about it"
    return Citation(key=key, source=AGREEMENT, place=reference or "", confidence="A", note=note)
