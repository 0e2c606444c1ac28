"""Tables and charts of both examples: no word is broken without need, and no name touches a bar."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typst
from defusedxml.ElementTree import fromstring
from outside import shown_by_chromium

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.render import docx, pdf, widths
from vetpartner.render.bars import Bars, Series, drawn_bars
from vetpartner.render.language import language, languages
from vetpartner.render.page import Part
from vetpartner.values.grid import Grid, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DAYS = {"green-welding": date(2025, 1, 31), "small-harvest": date(2025, 4, 30)}
SVG = "{http://www.w3.org/2000/svg}"
FORMATS = {
    "pdf": (pdf.TABLE_SIZE, widths.PADDING, 1.0),
    "docx": (docx.TABLE_SIZE * docx.WIDER, docx.GAP, docx.BOLD),
}
"""Size of a letter, room between two columns, and what is bold, as each writer takes them."""
SMALLEST = {"pdf": 0.95, "docx": 0.8}
"""By how much letters may shrink where a table has many columns."""


@cache
def example(name: str) -> vp.Partnership:
    """Return an example as of the last day of its facts."""
    return vp.load(ROOT / "examples" / name).on(DAYS[name])


def grids(blocks: object, room: float) -> Iterator[tuple[Grid, float]]:
    """Yield the tables of a page, each with the millimetres that it has."""
    for block in blocks if isinstance(blocks, tuple | list) else ():
        if isinstance(block, Grid):
            yield block, room
        elif isinstance(block, Part):
            yield from grids(block.blocks, room + 87 if block.kind == "landscape" else room)


def tables(code: str) -> Iterator[tuple[Grid, float]]:
    """Yield the tables of all reports of both examples in a language."""
    for name in DAYS:
        for kind in ("interim", "progress", "final"):
            made = report(example(name), kind, language=code, draft=True)
            yield from grids(made.page.blocks, 174)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("form", FORMATS)
def test_columns_hold_their_words(form: str, code: str) -> None:
    """Guard that a column is as wide as its longest word, and a short state on one line."""
    size, padding, bold = FORMATS[form]
    seen = 0
    for grid, whole in tables(code):
        made, shrunk = widths.columns(grid, whole, size, padding, bold)
        seen += 1

        assert shrunk >= SMALLEST[form], grid.caption
        for number, wide in enumerate(made):
            cells = [
                text_of(row.cells[number]) for row in grid.rows if len(row.cells) > max(number, 1)
            ]
            kept = number in grid.numbers | grid.short
            parts = cells if kept else [p for text in cells for p in widths.kept_whole(text)]
            longest = max((widths.width(part, size) for part in parts), default=0.0)
            most = widths.WIDEST_NUMBER if kept else widths.WIDEST_WORD
            room = wide / shrunk - padding
            assert min(longest, most) <= room + 0.01, (grid.caption, number)
    assert seen > 60


def test_states_are_short() -> None:
    """Guard that the columns of states are among those that are not broken, in each language."""
    for code in languages():
        states = [
            number in grid.short
            for grid, _ in tables(code)
            for number, head in enumerate(grid.heads)
            if head == word_in(code, "Status")
        ]

        assert states
        assert all(states), code


def word_in(code: str, text: str) -> str:
    """Return a word of the catalogue."""
    return language(code).gettext(text)


def test_letters_are_no_wider_than_said(tmp_path: Path) -> None:
    """Guard the table of widths against the font itself, for every sign of the catalogues."""
    signs = sorted(
        {
            sign
            for path in (ROOT / "vetpartner/locale").glob("*/LC_MESSAGES/*.po")
            for sign in path.read_text("utf-8")
            if sign.isprintable() and not sign.isspace()
        }
    )
    source = tmp_path / "measure.typ"
    source.write_text(
        '#set text(font: "Libertinus Serif", size: 100pt)\n'
        "#let signs = json(bytes(sys.inputs.signs))\n"
        "#let one(s, w) = (measure(text(weight: w, s + s + s)).width / 300pt)\n"
        '#context [#metadata(signs.map(s => calc.max(one(s, "regular"), one(s, "bold")))) <w>]',
        "utf-8",
    )
    inputs = {"signs": json.dumps(signs)}
    found = json.loads(
        typst.query(
            str(source), "<w>", field="value", one=True, ignore_system_fonts=True, sys_inputs=inputs
        )
    )

    assert len(signs) > 150
    assert [] == [s for s, w in zip(signs, found, strict=True) if w > widths.em(s) + 0.005]


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("length", [3, 30, 300])
def test_names_end_before_their_bars(length: int, *, stacked: bool) -> None:
    """Guard room between a name and its bar, and behind the number of the longest bar."""
    series = (Series(name="planned", form="empty"), Series(name="took part", form="full"))
    rows = tuple((f"{n}" + "mW" * length, (Decimal(10**n), Decimal(n))) for n in range(1, 8))
    drawn = fromstring(
        drawn_bars(Bars(title="T", unit="EUR", series=series, rows=rows, stacked=stacked), "x")
    )

    for group in drawn.iter(f"{SVG}g"):
        name, *numbers = group.iter(f"{SVG}text")
        ends = float(name.get("x")) + widths.drawn_width(name.text or "", 12)
        assert all(ends < float(rect.get("x")) for rect in group.iter(f"{SVG}rect"))
        for number in numbers:
            end = float(number.get("x")) + widths.drawn_width(number.text or "", 11)
            assert end <= float(drawn.get("width"))


MEASURE = r"""
<script>
addEventListener("load", () => {
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument;
    for (const cell of page.querySelectorAll("table:not(.year):not(.sign) :is(td, th)")) {
      const walk = page.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (node.parentElement.closest("a[href^=http]")) continue;  // an address is broken anywhere
        const whole = cell.classList.contains("nowrap") || cell.classList.contains("number");
        for (const part of node.data.matchAll(whole ? /\S(.*\S)?/g : /[^\s\/\-–.,:;()]+/g)) {
          const range = page.createRange();
          range.setStart(node, part.index);
          range.setEnd(node, part.index + part[0].length);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
          if (lines.size > 1) found.push(part[0]);
        }
      }
    }
    for (const group of page.querySelectorAll("svg g:not(.legend)")) {
      const name = group.querySelector("text"), bars = group.querySelectorAll("rect");
      if (!name) continue;
      const end = name.getBBox().x + name.getBBox().width;
      for (const bar of bars) if (end > bar.getBBox().x) found.push(name.textContent);
    }
  }
  document.body.innerHTML = `<pre id="verdict"></pre>`;
  document.getElementById("verdict").textContent = JSON.stringify(found);
});
</script>
"""


@pytest.mark.judge("chromium")
@pytest.mark.parametrize("code", ["en", "de", "el"])
@pytest.mark.parametrize("name", DAYS)
def test_no_word_is_broken_on_the_screen(name: str, code: str, tmp_path: Path) -> None:
    """Guard the same where a browser chooses the widths, with the fonts that it has."""
    made = report(example(name), "final", language=code, draft=True, edition="partners").html
    frame = f'<iframe style="border:0;width:1280px;height:900px" srcdoc="{escape(made)}"></iframe>'
    file = tmp_path / "page.html"
    file.write_text(f"<!DOCTYPE html><body>{frame}{MEASURE}</body>", "utf-8")
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', shown_by_chromium(file), re.DOTALL)

    assert verdict, "Chromium measured nothing"
    assert [] == json.loads(unescape(verdict[1]))
