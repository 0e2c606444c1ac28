"""Whatever stands in a plan, sound or not: everything can be checked, shown and built."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.export.calendar_state import State
from vetpartner.export.updates import updates
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
