"""The rules that come with the package: one file for each action and call."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.programme.near import did_you_mean
from vetpartner.programme.reading import read_rules

if TYPE_CHECKING:
    from vetpartner.programme.law import Rules

_FOLDER = Path(__file__).with_name("calls")


class UnknownCall(LookupError):
    """There are no rules for an action and call; the message names the file to add."""


class BrokenRules(UnknownCall):
    """The rules of a project's own cannot be read; the message holds every problem."""


@lru_cache(maxsize=1)
def calls() -> tuple[tuple[str, int], ...]:
    """Return the action and the year of every call that is shipped, in order."""
    names = sorted(file.stem.rpartition("-") for file in _FOLDER.glob("*.toml"))
    return tuple((action.upper(), int(year)) for action, _, year in names)


@lru_cache(maxsize=64)
def rules(action: str, call: int) -> Rules:
    """Return the rules of a call, such as `rules("KA220-VET", 2023)`.

    Raise `UnknownCall` for an action or a year that is not shipped; nothing is carried over.
    """
    if (action, call) not in calls():
        raise UnknownCall(_unknown(action, call))
    file = file_name(action, call)
    reading = read_rules((_FOLDER / file).read_text(encoding="utf-8"), file=file)
    if reading.rules is None:
        raise BrokenRules("\n".join(str(problem) for problem in reading.problems))
    return reading.rules


def file_name(action: str, call: int) -> str:
    """Return the name of the file that holds, or would hold, the rules of a call."""
    return f"{re.sub(r'[^a-z0-9]+', '-', action.lower()).strip('-')}-{call}.toml"


def _unknown(action: str, call: int) -> str:
    actions = sorted({action for action, _ in calls()})
    near = "" if action in actions else did_you_mean(action, actions)
    shipped = "; ".join(
        f"{each} {_years([year for other, year in calls() if other == each])}" for each in actions
    )
    return (
        f"there are no rules for {action} {call}{near}; add them as "
        f"vetpartner/programme/calls/{file_name(action, call)} or as rules.toml in the project's "
        f"folder; shipped are {shipped}"
    )


def _years(years: list[int]) -> str:
    """Return `2014 to 2020` for years without a gap, else all of them."""
    whole = len(years) > 1 and years == list(range(years[0], years[-1] + 1))
    return f"{years[0]} to {years[-1]}" if whole else ", ".join(map(str, years))
