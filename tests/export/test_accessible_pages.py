"""The HTML pages as axe-core judges them in Chromium: no violation of WCAG 2.2 AA."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import attrs
import pytest

import vetpartner as vp
from vetpartner.export.building import build

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


@pytest.mark.judge
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
def test_axe_finds_nothing(name: str, tmp_path: Path) -> None:
    """Guards that a page can be used with a keyboard, a screen reader and weak eyes."""
    if shutil.which("chromium") is None or not AXE.is_file():
        pytest.skip("chromium or axe-core is missing: npm install in tests/judges")
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    name, _, much_to_do = name.partition(" ")
    if much_to_do:
        # Half of what happened was never recorded, and nothing proves the rest.
        facts = (attrs.evolve(fact, evidence=()) for fact in p.facts[:40])
        p = attrs.evolve(p, facts=tuple(facts))
    if name == "paste.html":
        page = vp.paste_pack(p, "final").html
    else:
        page = dict(build(p, vp.check(p)))[name].decode()
    judged = tmp_path / name
    script = f"<script>{AXE.read_text('utf-8')}</script>{RUN}</body>"
    judged.write_text(page.replace("</body>", script), "utf-8")
    shown = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=400,900",
            "--virtual-time-budget=20000",
            "--dump-dom",
            judged.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', shown, re.DOTALL)

    assert verdict, "axe-core gave no verdict"
    result = json.loads(verdict[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert [] == result["found"]
    assert result["passed"] > 10
