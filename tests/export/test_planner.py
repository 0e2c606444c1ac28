"""The year planner: grid and lists, languages, one partner, and that texts stay texts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import attrs
import pypdfium2 as pdfium
import pytest

import vetpartner as vp
from vetpartner.export.planner import SIGNS
from vetpartner.model import Meeting, Partnership, Plan, Project, UnknownId, When
from vetpartner.render.language import UnknownLanguage

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 3, 20)
W = When.parse


def plain(html: str) -> str:
    """Return the words of a piece of HTML."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split()).replace(" ( ", " (")


def grid(html: str) -> list[list[str]]:
    """Return the cells of the first grid, row by row, as a reader of the screen hears them."""
    body = html.partition('<table class="year">')[2].partition("</table>")[0]
    return [
        [plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def lists(html: str) -> list[list[str]]:
    """Return the rows of all lists, which stand in tables without a look."""
    return [
        [plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for table in re.findall(r"<table>.*?</table>", html, re.DOTALL)
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]


def test_the_grid() -> None:
    """Guard the grid: months side by side, days below, weekday, holidays, what is on."""
    rows = grid(vp.planner(vp.load(GREEN).on(DAY), 2025).html)

    assert ["Day", "January", "February"] == rows[0][:3]
    assert 32 == len(rows)
    assert ["1", "We HR AT DE PT", "Sa", "Sa", "Tu", "Th HR AT DE PT"] == rows[1][:6]
    assert "Mo ▲✓ T2 Pilot week for learners (training, done)" == rows[20][1]
    assert "Th as of this day" == rows[20][3]
    assert "Tu ● M4 Fourth meeting (meeting, not due)" == rows[16][9]
    assert "" == rows[30][2]


def test_the_lists() -> None:
    """Guard that whoever cannot use a grid has all of it as lists, and in which words."""
    rows = lists(vp.planner(vp.load(GREEN).on(DAY), 2025).html)

    assert ["20–24 January 2025", "T2 Pilot week for learners", "▲ training", "done"] in [
        [row[0].replace("\u2009", ""), *row[1:]] for row in rows
    ]
    assert ["31 March 2025", "D3.3 Guide for teachers", "◆ deliverable", "not due"] in rows
    due = ["30 December 2025", "Final report to the national agency", "■ deadline", "not due"]
    assert due in rows
    assert ["30 May 2025", "Statehood Day", "Croatia"] in rows


def test_all_years_or_one() -> None:
    """Guard the years: all of the project, or the one that is asked for, also one outside."""
    p = vp.load(GREEN).on(DAY)

    assert ["2023", "2024", "2025"] == re.findall(r'<h2 id="y\d+">(\d+)', vp.planner(p).html)
    empty = vp.planner(p, 2030).html
    assert ["2030"] == re.findall(r'<h2 id="y\d+">(\d+)', empty)
    assert "GreenWeld: Year planner 2023–2025" in vp.planner(p).html
    assert "Nothing has a date in this year." not in vp.planner(p, 2025).html
    for year in (1899, 2201):
        with pytest.raises(ValueError, match=f"{year} is not a year such as 2025"):
            vp.planner(p, year)


def test_school_holidays_late_things_and_bare_months() -> None:
    """Guard what is in brackets, the mark of what is late, and the row of days not fixed."""
    p = vp.load(GREEN).on(date(2025, 4, 10))
    closed = tuple(
        attrs.evolve(o, school_holidays=(W("2025-06-16..2025-06-17"),)) if o.id != "zja" else o
        for o in p.baseline.organisations
    )
    only = attrs.evolve(closed[0], school_holidays=(W("2025-06-16..2025-06-18"),))
    meetings = (*p.baseline.meetings, Meeting(id="M9", when=W("2025-07")), Meeting(id="M10"))
    plan = attrs.evolve(p.baseline, organisations=(only, *closed[1:]), meetings=meetings)
    html = vp.planner(attrs.evolve(p, baseline=plan), 2025).html
    rows = grid(html)

    assert ("Mo (4)", "We (STS)") == (rows[16][6], rows[18][6])
    assert "Mo ◆! D3.3 Guide for teachers (deliverable, overdue)" in rows[31][3]
    assert ("? day not fixed", "● M9 (meeting, not due)") == (rows[32][0], rows[32][7])
    assert "<li>M10</li>" in html


def test_one_partner() -> None:
    """Guard that a partner has its own planner, and an unknown one is refused."""
    p = vp.load(GREEN).on(DAY)
    html = vp.planner(p, 2025, partner="fbk").html

    assert "GreenWeld (FBK), as of 20 March 2025" in html
    assert "Statehood Day" not in html
    assert "T2 Pilot week" in html
    with pytest.raises(UnknownId):
        vp.planner(p, partner="M1")


def test_croatian() -> None:
    """Guard that words, months, weekdays and countries are in the language."""
    html = vp.planner(vp.load(GREEN).on(DAY), 2025, language="hr").html

    assert '<html lang="hr">' in html
    assert '<th scope="col">siječanj</th>' in html
    assert "GreenWeld: Godišnji planer 2025" in html
    assert "(osposobljavanje, obavljeno)" in html
    assert "Njemačka" in html
    with pytest.raises(UnknownLanguage):
        vp.planner(Partnership(), language="sl")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a]]>b", "x" * 3000, "\u202e\u05e9\u05dc\u05d5\u05dd", "{{ 7 }}"],
)
def test_nasty_texts_stay_texts(text: str) -> None:
    """Guard that nobody's title becomes markup or turns the page around, and none is lost."""
    meeting = Meeting(id="M1", title=text, when=W("2025-03-03"))
    plan = Plan(project=Project(acronym=text, start=date(2025, 1, 1)), meetings=(meeting,))
    html = vp.planner(Partnership(baseline=plan, day=DAY), 2025).html

    assert "<script" not in html
    escaped = text.replace(">", "&gt;").replace("<", "&lt;").removeprefix("\u202e")
    # A short title is not broken.
    assert re.search(rf"<td(?: class=\"nowrap\")?>M1 {re.escape(escaped)}</td>", html)
    assert "\u202e" not in html


def test_formats_and_same_bytes() -> None:
    """Guard repeatability, the PDF, a partnership of which nothing is known, other formats."""
    p = vp.load(GREEN).on(DAY)
    first, second = (vp.planner(p) for _ in range(2))

    assert first.html == second.html
    assert b"%PDF" == vp.planner(p, 2025).data(".pdf")[:4]
    assert "Year planner" in vp.planner(Partnership()).html
    with pytest.raises(ValueError, match=r"a year planner cannot be written as '\.xlsx'"):
        first.data(".xlsx")


def test_entries_that_are_cut_on_paper_say_so() -> None:
    """Guard the grid in a PDF: no word ends in a hyphen there, and what is cut ends with a sign."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    with pdfium.PdfDocument(vp.planner(p, 2025).data(".pdf")) as document:
        grid = document[0].get_textpage().get_text_range()
    signs = "".join(SIGNS.values())
    entries = [line.strip() for line in grid.splitlines() if re.match(rf"[{signs}][✓!]? ", line)]
    entries = [line for line in entries if " · " not in line]

    assert "● M4 Fourth meeting" in entries
    assert [line for line in entries if re.fullmatch("★ E3 Final con[a-z]*…", line)]
    assert [] == [line for line in entries if re.search("[-\u2010\ufffe\\s]…?$", line)]
