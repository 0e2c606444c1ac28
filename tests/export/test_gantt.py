"""The Gantt chart: what it draws, what the table says, and that nobody's text does harm."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import attrs
import pytest
from defusedxml import minidom
from outside import shown_by_chromium

import vetpartner as vp
from vetpartner.export.gantt import escaped
from vetpartner.model import (
    Deliverable,
    Meeting,
    Milestone,
    Partnership,
    Plan,
    Project,
    Task,
    When,
    WorkPackage,
)
from vetpartner.render.language import UnknownLanguage
from vetpartner.render.svg import one_line

ROOT = Path(__file__).parents[2]
GREEN = ROOT / "examples" / "green-welding"
MERMAID = ROOT / "tests" / "judges" / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
DAY = date(2025, 3, 20)
W = When.parse
NASTY = (
    "<script>alert(1)</script>",
    "a: b; c # d %% e",
    "section x",
    "title: y",
    "click me",
    "a]]>b & \"q\" 'z'",
    "x" * 3000,
    "\u202e\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "line\nbreak\x00\x1b",
    "done, 2024",
    "#58;",
    "%%{init: {}}%%",
    "---",
    "accTitle: x",
    "{{ 7 * 7 }} \ud800",
    "__proto__",
    "\U0001f4a5 \u201cé\u201d",
)


def nasty() -> Partnership:
    """Return a project whose titles, and half of whose ids, are nasty texts."""
    tasks = tuple(
        Task(id=f"A{n}" if n % 2 else text[:60], title=text, when=W(f"M{n + 1}..M{n + 2}"))
        for n, text in enumerate(NASTY)
    )
    points = tuple(
        Milestone(id=f"S{n}", title=text, due=W(f"M{n + 1}")) for n, text in enumerate(NASTY)
    )
    plan = Plan(
        project=Project(acronym="X: <script>", start=date(2024, 1, 1), months=24),
        work_packages=(WorkPackage(id="WP1", title="section: ;x", when=W("M1..M4")),),
        tasks=tasks,
        milestones=points,
    )
    return Partnership(baseline=plan, day=date(2024, 6, 1))


def rows_of(svg: str) -> dict[str, str]:
    """Return the spoken text of each row and what is drawn in it."""
    found = re.findall(r"<g><title>(.*?)</title>\n(.*?)\n</g>", svg, re.DOTALL)
    return {title.partition(" ")[0]: title + body for title, body in found}


def test_states_differ_by_form() -> None:
    """Guard that done, late, open and cancelled are told apart without colours and in words."""
    p = vp.load(GREEN).on(date(2025, 4, 10))
    rows = rows_of(vp.gantt(p).svg)

    assert "M1 Kick-off meeting: meeting, done" in rows["M1"]
    assert 'fill="#0b3d91"' in rows["M1"]
    assert "l3 4l6 -8" in rows["M1"]
    assert "D3.3 Guide for teachers: deliverable, overdue" in rows["D3.3"]
    assert 'fill="url(#gantt-greenweld-late)"' in rows["D3.3"]
    assert "v6m0 2.5v2" in rows["D3.3"]
    late = "D2.2 Curriculum for low-carbon welding: deliverable, done late (due 31 August 2024)"
    assert late in rows["D2.2"]
    assert 'fill="url(#gantt-greenweld-after)"' in rows["D2.2"]
    assert "l3 4l6 -8" in rows["D2.2"]
    assert 'stroke-dasharray="3 2"' in rows["D2.2"]
    assert "M4 Fourth meeting: meeting, not due" in rows["M4"]
    assert 'fill="#fff"' in rows["M4"]
    assert "stroke-dasharray" not in rows["M4"]
    assert 'text-decoration="line-through"' in rows["E2"]
    assert 'fill="none" stroke="#4d5a6a" stroke-width="1.5" stroke-dasharray="4 3"' in rows["E2"]


@pytest.mark.parametrize("kinds", [("deliverable",), ("milestone",), ("deliverable", "milestone")])
def test_the_legend_tells_the_forms_that_are_there(kinds: tuple[str, ...]) -> None:
    """Guard that no form is explained that nobody finds in the chart."""
    things = {
        "deliverable": {"deliverables": (Deliverable(id="D1", title="Guide", due=W("M3")),)},
        "milestone": {"milestones": (Milestone(id="S1", title="Half way", due=W("M3")),)},
    }
    plan = Plan(project=Project(acronym="X", start=date(2024, 1, 1), months=6))
    for kind in kinds:
        plan = attrs.evolve(plan, **things[kind])
    svg = vp.gantt(Partnership(baseline=plan).on(date(2024, 2, 1))).svg
    legend = svg[svg.index('class="legend"') :]

    assert {kind for kind in things if f">{kind}<" in legend} == set(kinds)


def test_bars_stand_where_their_days_are() -> None:
    """Guard the scale: a project of 24 months takes all of the width, a half of it the half."""
    plan = Plan(
        project=Project(start=date(2024, 1, 1), months=24),
        tasks=(Task(id="A1", when=W("M1..M24")), Task(id="A2", when=W("2025-01-01..2025-12-31"))),
    )
    rows = rows_of(vp.gantt(Partnership(baseline=plan, day=date(2024, 1, 1))).svg)

    # 856 pixels for 731 days; the year 2025 has 365 of them.
    assert 'x="330.0" y="62" width="856.0"' in rows["A1:"]
    assert 'x="758.6" y="84" width="427.4"' in rows["A2:"]


def test_a_drawing_says_what_it_is() -> None:
    """Guard title, description and the months of calendar and project."""
    svg = vp.gantt(vp.load(GREEN).on(DAY)).svg
    root = minidom.parseString(svg).documentElement
    texts = [node.firstChild.data for node in root.getElementsByTagName("text")]
    title, description = (
        root.getElementsByTagName(name)[0].firstChild.data for name in ("title", "desc")
    )

    assert "gantt-greenweld-title gantt-greenweld-desc" == root.getAttribute("aria-labelledby")
    assert "GreenWeld: Gantt chart" == title
    assert (
        "37 rows from 1 November 2023 to 31 October 2025 – done: 19; done late: 2; open: 7; "
        "not due: 8; cancelled: 1. The table has the same in words."
    ) == description
    assert ["2023", "Nov", "Dec", "2024", "Jan"] == [t for t in texts if not t.startswith("M")][:5]
    assert ["M1", "M2", "M3"] == [t for t in texts if re.fullmatch(r"M\d+", t)][:3]


def test_the_table_has_the_same() -> None:
    """Guard the table beside the chart, with what has no date."""
    p = vp.load(GREEN).on(DAY)
    meetings = (*p.baseline.meetings, Meeting(id="M9", title="Some day"))
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, meetings=meetings))
    made = vp.gantt(p)
    rows = [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", made.table)
    ]

    assert ["What", "Kind", "Begins", "Ends", "Project months", "Status"] == rows[0]
    assert [
        "WP2 Needs and curriculum",
        "work package",
        "1 November 2023",
        "31 December 2024",
        "M1–M14",
        "done",
    ] in rows
    assert ["M9 Some day", "meeting", "not fixed", "not fixed", "", "open"] == rows[-1]
    assert "M9 Some day" not in made.svg
    assert made.table in made.html
    assert f"{made.svg}{made.table}" == made._repr_html_()


def test_croatian() -> None:
    """Guard that the words, months and dates are in the language."""
    made = vp.gantt(vp.load(GREEN).on(DAY), language="hr")

    assert "GreenWeld: Ganttov dijagram" in made.html
    assert "M1 Kick-off meeting: sastanak, obavljeno" in made.svg
    assert ">stu<" in made.svg
    assert "4. prosinca 2023." in made.table
    assert "work package" not in made.html
    with pytest.raises(UnknownLanguage):
        vp.gantt(Partnership(), language="sl")


def test_a_long_chart_is_cut_into_pages() -> None:
    """Guard printing: at most 28 rows on a page, no work package torn apart, ids told apart."""
    html = vp.gantt(vp.load(GREEN).on(DAY)).html
    parts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    tasks = tuple(Task(id=f"A{n}", when=W("M1")) for n in range(60))
    plan = Plan(project=Project(start=date(2024, 1, 1), months=12), tasks=tasks)
    long = vp.gantt(Partnership(baseline=plan, day=date(2024, 1, 1))).html

    assert [26, 11] == [part.count("<g>") for part in parts]
    assert "WP5" not in parts[0]
    assert [28, 28, 4] == [p.count("<g>") for p in re.findall(r"<svg.*?</svg>", long, re.DOTALL)]
    ids = re.findall(r' id="([^"]*)"', html)
    assert sorted(set(ids)) == sorted(ids)


def test_nasty_texts_stay_texts() -> None:
    """Guard that every drawing is good XML, and that nobody's title becomes markup."""
    made = vp.gantt(nasty())
    minidom.parseString(made.svg)

    assert "<script" not in made.svg + made.html
    assert "]]>" not in made.svg
    assert "\u202e" not in made.svg
    assert "{{ 7 * 7 }}" in made.svg
    assert "x" * 3000 in made.html
    assert "x" * 201 not in made.svg
    for part in re.findall(r"<svg.*?</svg>", made.html, re.DOTALL):
        minidom.parseString(part)


def test_a_line_of_a_chart() -> None:
    """Guard one line: no control signs, nothing that turns the direction, a visible end."""
    assert "line break" == one_line("line\nbreak\x00\x1b", 46)
    assert "\u05d0" == one_line("\u202e\u05d0\u2069", 46)
    assert ("x" * 45 + "…", "x" * 46) == (one_line("x" * 47, 46), one_line("x" * 46, 46))


def test_far_away_and_nothing_at_all() -> None:
    """Guard a typing error in a year, and a project in which nothing has a date."""
    far = Task(id="A2", when=W("3025-01-01"))
    plan = Plan(
        project=Project(start=date(2024, 1, 1), months=12),
        tasks=(Task(id="A1", when=W("2025-02-01..2025-02-28")), far),
    )
    svg = vp.gantt(Partnership(baseline=plan, day=date(2024, 1, 1))).svg
    lost = Plan(
        tasks=(far, Task(id="A9", when=W("9999-12-31")), Task(id="A0", when=W("0001-01-01")))
    )

    assert "→ 1 January 3025" in rows_of(svg)["A2:"]
    assert "to 28 February 2025 – not due: 2" in svg
    minidom.parseString(vp.gantt(Partnership(baseline=lost)).svg)
    assert "Nothing has a date yet." in vp.gantt(Partnership()).html


def test_mermaid() -> None:
    """Guard the text for wikis: sections, tags, days with both ends, what is left out."""
    p = vp.load(GREEN).on(DAY)
    lines = vp.gantt(p).mermaid.splitlines()

    assert [
        "gantt",
        "    title GreenWeld#58; Gantt chart",
        "    dateFormat YYYY-MM-DD",
        "    axisFormat %Y-%m",
        "    inclusiveEndDates",
        "    section WP1 Project management",
        "    WP1 Project management :active, 2023-11-01, 2025-10-31",
        "    D1.1 Project handbook with quality plan :milestone, done, 2024-01-25, 0d",
        "    section WP2 Needs and curriculum",
        "    WP2 Needs and curriculum :done, 2023-11-01, 2024-12-31",
    ] == lines[:10]
    assert "    M4 Fourth meeting :2025-09-16, 2025-09-17" in lines
    assert not [line for line in lines if "E2" in line]
    late = vp.gantt(vp.load(GREEN).on(date(2025, 4, 10))).mermaid
    assert "    D3.3 Guide for teachers :milestone, crit, 2025-03-31, 0d\n" in late


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b; c # d", "a#58; b#59; c #35; d"),
        ("line\nbreak", "line break"),
        ("section x", "#115;ection x"),
        ("Title", "#84;itle"),
        ("the title", "the title"),
        ("<b>", "#60;b#62;"),
        ("%% x", "#37;#37; x"),
        ("Čas, 1–2 (d.d.)", "Čas, 1–2 (d.d.)"),
        ("\u202e", "–"),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_mermaid_signs(text: str, expected: str) -> None:
    """Guard that no sign of a title means anything to Mermaid."""
    assert expected == escaped(text)


def test_formats_and_same_bytes(tmp_path: Path) -> None:
    """Guard repeatability, each format, and the message for one that there is not."""
    p = vp.load(GREEN).on(DAY)
    first, second = vp.gantt(p), vp.gantt(p)
    for suffix in (".html", ".svg", ".mmd"):
        first.write(tmp_path / f"chart{suffix}")
        assert second.data(suffix) == (tmp_path / f"chart{suffix}").read_bytes()

    assert b"%PDF" == first.data(".pdf")[:4]
    with pytest.raises(ValueError, match=r"a chart cannot be written as '\.xlsx'"):
        first.data(".xlsx")


@pytest.mark.judge("chromium", "mermaid")
def test_mermaid_reads_every_title(tmp_path: Path) -> None:
    """Guard the text with Mermaid itself: it draws each task with the title that was meant."""
    p = nasty()
    page = tmp_path / "page.html"
    text = json.dumps(vp.gantt(p).mermaid).replace("<", "\\u003c")
    page.write_text(
        f'<meta charset="utf-8"><script src="{MERMAID.as_uri()}"></script><body><script>'
        f'mermaid.initialize({{startOnLoad: false}}); mermaid.render("g", {text}).then((made) => {{'
        'document.body.innerHTML = made.svg; const all = document.querySelectorAll("text");'
        'const shown = document.createElement("pre"); shown.id = "verdict";'
        "shown.textContent = JSON.stringify([...all].map((one) => one.textContent.trim()));"
        "document.body.append(shown)})</script>",
        "utf-8",
    )
    dumped = shown_by_chromium(page)
    verdict = re.search(r'<pre id="verdict">(.*?)</pre>', dumped, re.DOTALL)

    assert verdict, "mermaid drew nothing"
    plain = verdict[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    shown = json.loads(plain)
    wanted = [one_line(f"S{n} {text}", 80) for n, text in enumerate(NASTY)]
    assert wanted == [text for text in wanted if text in shown]
    assert "WP1 section: ;x" in shown
