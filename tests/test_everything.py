"""Whatever stands in a plan, sound or not: everything can be checked, shown and built."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.export.calendar_state import State
from vetpartner.export.updates import updates
from vetpartner.model import KINDS
from vetpartner.papers.scaffold import scaffold

if TYPE_CHECKING:
    from vetpartner import Partnership


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=examples(30),
)
@given(partnerships())
def test_nothing_raises(p: Partnership) -> None:
    """Ids used twice, links to nowhere, odd dates and texts end in findings, not in tracebacks."""
    for known in (p, p.on(date(2026, 1, 1))):
        findings = vp.check(known)
        names = [name for name, _ in build(known, findings)]

        assert "index.html" == names[-1]
        assert str(vp.status(known)).startswith(known.plan.project.label)
        assert scaffold(known, "final", "en")
        assert known == updates(known, State()).partnership


NEEDED: dict[str, dict[str, Any]] = {
    "objectives": {"title": "x"},
    "risks": {"title": "x"},
    "reports": {"kind": "final"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_ids_of_all_others_in_one_table(kind: str) -> None:
    """What stands twice is told, and each paper still finds the thing that it is about."""
    small = vp.load(Path(__file__).parents[1] / "examples" / "small-harvest")
    others = {thing.id for table, thing in small.plan.things() if table != kind}
    own = {thing.id for thing in getattr(small.plan, kind)}
    twice = tuple(KINDS[kind](id=id_, **NEEDED.get(kind, {})) for id_ in sorted(others - own))
    plan = attrs.evolve(small.baseline, **{kind: (*twice, *getattr(small.baseline, kind))})
    p = attrs.evolve(small, baseline=plan)
    findings = vp.check(p)

    assert len(twice) <= sum(finding.slug == "id-used-twice" for finding in findings)
    assert "index.html" == [name for name, _ in build(p, findings)][-1]
    assert str(vp.status(p)).startswith(p.plan.project.label)
