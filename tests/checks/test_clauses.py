"""Each clause of the law is applied by what it names, or says why it is only told."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checks.case import FAMILIES, cases
from checks.clean import clean

from vetpartner.checks import RULES, Subject
from vetpartner.programme import APPLIED, FACTS, Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks import Rule

BY_SLUG = {rule.slug: rule for rule in RULES}


@pytest.fixture(scope="module")
def read_by() -> dict[str, set[str]]:
    """Return which values of the law each rule reads, in all its cases and the clean plan."""
    found: dict[str, set[str]] = {slug: set() for slug in BY_SLUG}
    reading: list[str] = []
    plainly = Rules.__getattribute__

    def noted(rules: Rules, name: str) -> Any:  # noqa: ANN401
        if name in FACTS and reading:
            found[reading[-1]].add(name)
        return plainly(rules, name)

    def cited(rules: Rules, key: str) -> bool:
        if reading:
            found[reading[-1]].add(key)
        return says(rules, key)

    says = Rules.says
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rules, "__getattribute__", noted)
        patch.setattr(Rules, "says", cited)
        for rule, subject in looked_at():
            reading.append(rule.slug)
            list(rule(subject))
            reading.pop()
    return found


def looked_at() -> Iterator[tuple[Rule, Subject]]:
    """Yield each rule with the partnerships of its cases."""
    for family in FAMILIES:
        for case in cases(family):
            p = case.partnership
            yield from ((BY_SLUG[slug], Subject.of(p)) for slug in case.expected)
    yield from ((rule, Subject.of(clean())) for rule in RULES)


def applied() -> Iterator[tuple[str, str]]:
    """Yield each clause with each rule or module that applies it."""
    for key, by in APPLIED.items():
        if not by.startswith("told: "):
            yield from ((key, name) for name in by.split())


def test_every_clause_names_what_applies_it() -> None:
    """Guards that no clause is prose beside the code: it is applied, or says why it cannot be."""
    assert list(FACTS) == list(APPLIED)
    assert [] == [key for key, by in APPLIED.items() if not by.removeprefix("told: ").strip()]


@pytest.mark.parametrize(("key", "name"), list(applied()))
def test_what_a_clause_names_reads_it(key: str, name: str, read_by: dict[str, set[str]]) -> None:
    """Guards that a rule looks at the clause in one of its cases, and that a module knows it."""
    if name in BY_SLUG:
        assert key in read_by[name]
        return
    spec = find_spec(f"vetpartner.{name}")

    assert spec is not None
    assert spec.origin is not None
    assert key in Path(spec.origin).read_text("utf-8")


def test_rules_read_no_clause_that_is_only_told(read_by: dict[str, set[str]]) -> None:
    """Guards that a clause which a rule applies does not say that nothing does.

    What the agreement replaces is read of all clauses, whatever they are.
    """
    read = set().union(*(keys for keys in read_by.values() if len(keys) < len(FACTS) // 2))

    assert [] == [key for key, by in APPLIED.items() if by.startswith("told: ") and key in read]
