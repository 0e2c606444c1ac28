"""axe-core in Chromium as a judge of pages: what it finds of WCAG 2.2 AA, and what it looked at."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from outside import MODULES, shown_by_chromium

if TYPE_CHECKING:
    from pathlib import Path

AXE = MODULES / "axe-core" / "axe.min.js"
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


def judged(page: str, file: Path) -> dict[str, Any]:
    """Return what axe-core found on a page, and how many of its rules passed."""
    return verdict(page, f"<script>{AXE.read_text('utf-8')}</script>{RUN}", file)


def verdict(page: str, script: str, file: Path) -> Any:  # noqa: ANN401 - as the script has it
    """Return what a script at the end of a page writes into `#verdict`, as JSON."""
    file.write_text(page.replace("</body>", f"{script}</body>"), "utf-8")
    said = re.search(r'<pre id="verdict">(.*?)</pre>', shown_by_chromium(file), re.DOTALL)
    if said is None:
        raise AssertionError("Chromium gave no verdict")
    return json.loads(said[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def widths(page: str, file: Path) -> list[int]:
    """Return how wide a page is in frames of `WIDTHS` pixels."""
    frames = (
        f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{escape(page)}"></iframe>'
        for width in WIDTHS
    )
    found: list[int] = verdict(f"<!DOCTYPE html><body>{''.join(frames)}</body>", MEASURE, file)
    return found
