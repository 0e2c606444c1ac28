"""Each rule by its cases: where it finds something, where it finds nothing, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from checks.case import FAMILIES, cases
from checks.clean import clean

from vetpartner.checks import RULES, Subject, check, explain
from vetpartner.programme import Citation

if TYPE_CHECKING:
    from conftest import Golden

    from vetpartner.checks import Rule
    from vetpartner.values.finding import Finding

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)


@pytest.mark.parametrize("family", FAMILIES)
def test_cases(family: str, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards each finding of each case: its address stands there, its words in one snapshot.

    A basis is shown by its key, so that no law is typed here.
    """
    monkeypatch.setattr(Citation, "__str__", lambda citation: citation.key)
    wrong: list[tuple[str, object]] = []
    all_found: set[Finding] = set()
    for case in cases(family):
        findings = [one for one in check(case.partnership) if one.slug in case.expected]
        found = {s: sorted(f.address for f in findings if f.slug == s) for s in case.expected}
        if found != case.expected:
            wrong.append((case.name, found))
        all_found.update(findings)

    assert [] == wrong
    golden(f"sentences/{family}.txt", sentences(all_found).encode())


def sentences(findings: set[Finding]) -> str:
    """Return what findings say, each sentence once, in the order of the rules."""
    order = {rule.slug: number for number, rule in enumerate(RULES)}
    texts = {(order[finding.slug], finding.message, said(finding)) for finding in findings}
    return "\n".join(dict.fromkeys(text for *_, text in sorted(texts))) + "\n"


def said(finding: Finding) -> str:
    """Return severity, message, way out and basis of a finding."""
    text = f"{finding.severity.value}: {finding.message} [{finding.slug}]"
    for name, more in (("way out", finding.way_out), ("basis", finding.basis)):
        text += f"\n    {name}: {more}" if more else ""
    return text


@every_rule
def test_nothing_is_found_in_a_clean_partnership(rule: Rule) -> None:
    """Guards against false alarms, rule by rule."""
    assert [] == list(rule(Subject.of(clean())))


@every_rule
def test_every_rule_has_cases(rule: Rule) -> None:
    """Guards that a new rule comes with a case that it finds, and one that it does not."""
    family = rule.find.__module__.rpartition(".")[2]
    stated = [case.expected[rule.slug] for case in cases(family) if rule.slug in case.expected]

    assert [] in stated
    assert any(stated)


@every_rule
def test_every_rule_is_explained(rule: Rule) -> None:
    """Guards that each page says what is guarded, why, and on what basis."""
    paragraphs = rule.page.split("\n\n")

    assert not paragraphs[0].startswith(("Guard ", "Tell "))
    assert paragraphs[0].split("\n")[0].endswith(".")
    assert paragraphs[-1].startswith("Basis: ")
    assert explain(rule.slug).startswith(f"# {rule.slug}\n\n{paragraphs[0]}")
