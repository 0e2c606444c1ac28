"""The HTML pages as axe-core judges them in Chromium: no violation of WCAG 2.2 AA."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest
from axe import WIDTHS, judged, widths

import vetpartner as vp
from vetpartner.export.building import build, overview_page

ROOT = Path(__file__).parents[2]


@pytest.mark.judge("chromium", "axe-core")
@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "index.html with much to do",
        "report-interim.html",
        "report-final.html",
        "paste.html",
        "planner.html",
        "gantt.html",
    ],
)
def test_axe_finds_nothing(name: str, built: dict[str, bytes], tmp_path: Path) -> None:
    """Guards that a page can be used with a keyboard, a screen reader and weak eyes."""
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    name, _, much_to_do = name.partition(" ")
    if much_to_do:
        # Half of what happened was never recorded, and nothing proves the rest.
        facts = (attrs.evolve(fact, evidence=()) for fact in p.facts[:40])
        p = attrs.evolve(p, facts=tuple(facts))
    if name == "paste.html":
        page = vp.paste_pack(p, "final").html
    else:
        files = dict(build(p, vp.check(p))) if much_to_do else built
        page = files[name].decode()
    result = judged(page, tmp_path / name)

    assert [] == result["found"]
    assert result["passed"] > 10


@pytest.mark.judge("chromium")
@pytest.mark.parametrize("code", ["en", "de", "el"])
def test_the_overview_fits_its_widths(code: str, tmp_path: Path) -> None:
    """Guards that nobody scrolls sideways on phone, tablet and desk, even with an endless title."""
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    project = attrs.evolve(p.baseline.project, title="Donaudampfschifffahrt" * 20)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=project))
    page = overview_page(p, vp.check(p), language=code)

    assert list(WIDTHS) == widths(page, tmp_path / "widths.html")
