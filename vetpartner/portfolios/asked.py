"""All questions that only many projects together can answer, in two passes over them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.portfolios.clashes import clashes
from vetpartner.portfolios.clashes import keys as whereabouts
from vetpartner.portfolios.funding import doubles
from vetpartner.portfolios.funding import keys as funded
from vetpartner.portfolios.sums import Sums
from vetpartner.portfolios.twice import Found, Twice, number_of
from vetpartner.values.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from vetpartner.portfolios.one import One

_CLASHING = ("person", "mail", "host")


@frozen(kw_only=True)
class Answers:
    """What was asked of all projects: the tables by name, and how many paths are in which state.

    `projects` is how many different ones there are; `copies` says which paths lead to one that
    came before, each with the path that counts. `abouts` are the rows of all projects by path, and
    `labels` how they are called.
    """

    tables: dict[str, Table]
    states: dict[str, int]
    projects: int
    copies: tuple[tuple[str, str], ...]
    abouts: dict[str, dict[str, Any]]
    labels: dict[str, str]


def answers(
    each: Callable[[Iterable[int] | None], Iterator[One]],
    day: date,
    days: int,
    also: Callable[[One], None] | None = None,
) -> Answers:
    """Go over all projects, and once more over those that have something in common.

    `each` yields all of them, or those with these indices; `also` is given each of all.
    """
    twice, sums = Twice(), Sums(day=day, days=days)
    states: dict[str, int] = {}
    first: dict[str, str] = {}
    copies = []
    abouts: dict[str, dict[str, Any]] = {}
    labels: dict[str, str] = {}
    called: dict[str, dict[str, str]] = {}
    for one in each(None):
        abouts[one.path], labels[one.path] = one.about, one.label
        state = one.about["state"]
        states[state] = states.get(state, 0) + 1
        known = first.setdefault(one.project, one.path)
        if known != one.path:
            copies.append((one.path, known))
        called.setdefault(one.label, {}).setdefault(one.project, one.path)
        sums.add(one, again=known != one.path)
        twice.add(one.numbers)
        if also is not None:
            also(one)
    if any(len(projects) > 1 for projects in called.values()):
        # Two projects with one acronym could not be told apart: once more, with the reference too.
        alike = {path for label in called.values() if len(label) > 1 for path in label.values()}
        labels |= {path: _told_apart(path, labels[path], abouts[path]) for path in alike}
        for path, known in copies:
            labels[path] = labels[known]
        sums = Sums(day=day, days=days)
        for one in each(None):
            named = evolve(one, label=labels[one.path])
            sums.add(named, again=first[one.project] != one.path)
    again, concerned = twice.again()
    pairs: list[tuple[str, Found]] = []
    homes: dict[int, dict[str, str]] = {}
    for one in each(concerned):
        pairs += _repeated(evolve(one, label=labels[one.path]), again)
        known_homes = one.rows("organisations", "key", "short")
        homes[one.at] = {key: short for key, short in known_homes if key is not None}
    clashing = [pair for pair in pairs if pair[0].startswith(_CLASHING)]
    doubled = [pair for pair in pairs if not pair[0].startswith(_CLASHING)]
    people_clashes, organisation_clashes = clashes(clashing, homes)
    tables = {
        "double_funding": doubles(doubled, homes, len(first)),
        "people_clashes": people_clashes,
        "organisation_clashes": organisation_clashes,
        "limits": sums.limits(),
        "coming": sums.coming(),
        "money_at_risk": sums.risks(),
        "mistakes": sums.mistakes(),
        "partners": sums.partners(),
        "progress": sums.progress(),
    }
    return Answers(
        tables=tables,
        states=states,
        projects=len(first),
        copies=tuple(copies),
        abouts=abouts,
        labels=labels,
    )


def _told_apart(path: str, label: str, about: dict[str, Any]) -> str:
    return f"{label} ({about['reference'] or path})"


def keys_of(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all that is compared of a project: a key that another may have, and what has it."""
    return chain(funded(one), whereabouts(one))


def _repeated(one: One, again: frozenset[int]) -> Iterator[tuple[str, Found]]:
    if again.isdisjoint(one.numbers):
        return
    found = None
    for key, told in keys_of(one):
        if number_of(key) in again:
            # The keys of one thing have what it is in common: there are a dozen of a title.
            if found is None or found.told is not told:
                told["label"] = one.label
                found = Found(at=one.at, project=one.project, told=told)
            yield key, found
