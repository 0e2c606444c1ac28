"""How many of the faults planted in invented documents are found, and how much else is said."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import vetpartner as vp
from vetpartner.state.statement import statement
from vetpartner.values.page_text import folded

sys.path.insert(0, str(Path(__file__).parent))
from making import ROOT, Planted, all_planted, made

if TYPE_CHECKING:
    from vetpartner.documents.finding import DocumentFinding


@pytest.fixture(scope="module")
def p() -> vp.Partnership:
    """Return the example as of the day up to which its facts go."""
    return vp.load(ROOT / "examples/green-welding").on(date(2025, 1, 31))


@pytest.fixture(scope="module")
def planted(p: vp.Partnership) -> list[Planted]:
    """Return all invented documents."""
    languages = ("en", "de", "hr", "es", "it", "fr", "pt")
    return all_planted({each: " ".join(statement(p, each).said) for each in languages})


@pytest.fixture(scope="module")
def found(
    p: vp.Partnership, planted: list[Planted], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[DocumentFinding]]:
    """Return the findings of each document."""
    folder = tmp_path_factory.mktemp("planted")
    for one in planted:
        (folder / one.name).write_bytes(made(one))
    every = vp.lint(p, folder)
    return {
        one.name: [each for each in every if each.document.endswith(f"/{one.name}")]
        for one in planted
    }


def right(finding: DocumentFinding, fault: list[str]) -> bool:
    """Tell whether a finding is the one that was planted: of this rule, about these words."""
    slug, words = fault
    one, other = folded(finding.said), folded(words)
    return finding.slug == slug and (one in other or other in one)


def measured(
    half: str, planted: list[Planted], found: dict[str, list[DocumentFinding]]
) -> tuple[float, float, str]:
    """Return precision and recall of one half, and a table of them by rule."""
    faults: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    said: Counter[str] = Counter()
    good: Counter[str] = Counter()
    lines = []
    for one in (each for each in planted if each.half == half):
        for fault in one.planted:
            faults[fault[0]] += 1
            hit[fault[0]] += any(right(each, fault) for each in found[one.name])
            if not any(right(each, fault) for each in found[one.name]):
                lines.append(f"missed: {one.name}: {fault}")
        for each in found[one.name]:
            said[each.slug] += 1
            good[each.slug] += any(right(each, fault) for fault in one.planted)
            if not any(right(each, fault) for fault in one.planted):
                lines.append(f"false:  {one.name}: {each}")
    table = [f"half {half}: rule, planted, found; said, right"]
    table += [
        f"  {slug:32} {faults[slug]:3} {hit[slug]:3}   {said[slug]:3} {good[slug]:3}"
        for slug in sorted({*faults, *said})
    ]
    precision, recall = good.total() / said.total(), hit.total() / faults.total()
    table.append(
        f"  precision {precision:.0%} of {said.total()}, recall {recall:.0%} of {faults.total()}"
    )
    return precision, recall, "\n".join([*lines, *table])


@pytest.mark.parametrize("half", ["A", "B", "C", "D", "E", "F"])
def test_planted_faults_are_found_and_little_else(
    half: str, planted: list[Planted], found: dict[str, list[DocumentFinding]]
) -> None:
    """Guard what `lint` is for, in eight languages and nine formats; -s shows it by rule."""
    precision, recall, table = measured(half, planted, found)
    sys.stdout.write(f"\n{table}\n")

    assert precision >= 0.85, table
    assert recall >= 0.9, table
