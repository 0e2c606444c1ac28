"""The HTML pages as axe-core judges them in Chromium: no violation of WCAG 2.2 AA."""

from __future__ import annotations

import json
import re
from datetime import date
from html import escape
from pathlib import Path

import attrs
import pytest
from outside import shown_by_chromium

import vetpartner as vp
from vetpartner.export.building import build, overview_page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "judges" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
<script>
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
  .then((result) => {
    const found = result.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html]);
    const shown = document.createElement("pre");
    shown.id = "verdict";
    shown.textContent = JSON.stringify({found: found, passed: result.passes.length});
    document.body.append(shown);
  });
</script>
"""
WIDTHS = (320, 768, 1100, 1160, 1280)
MEASURE = """
<script>
addEventListener("load", () => {
  const wide = [...document.querySelectorAll("iframe")].map(
    (frame) => frame.contentDocument.documentElement.scrollWidth);
  document.body.innerHTML = `<pre id="verdict">${JSON.stringify(wide)}</pre>`;
});
</script>
"""


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
    judged = tmp_path / name
    script = f"<script>{AXE.read_text('utf-8')}</script>{RUN}</body>"
    judged.write_text(page.replace("</body>", script), "utf-8")
    shown = shown_by_chromium(judged)
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', shown, re.DOTALL)

    assert verdict, "axe-core gave no verdict"
    result = json.loads(verdict[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert [] == result["found"]
    assert result["passed"] > 10


@pytest.mark.judge("chromium")
@pytest.mark.parametrize("code", ["en", "de", "el"])
def test_the_overview_fits_its_widths(code: str, tmp_path: Path) -> None:
    """Guards that nobody scrolls sideways on phone, tablet and desk, even with an endless title."""
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    project = attrs.evolve(p.baseline.project, title="Donaudampfschifffahrt" * 20)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=project))
    page = escape(overview_page(p, vp.check(p), language=code))
    frames = (
        f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>'
        for width in WIDTHS
    )
    file = tmp_path / "widths.html"
    file.write_text(f"<!DOCTYPE html><body>{''.join(frames)}{MEASURE}</body>", "utf-8")
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', shown_by_chromium(file))

    assert verdict, "Chromium measured nothing"
    assert list(WIDTHS) == json.loads(verdict[1])
