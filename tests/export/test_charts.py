"""Charts: drawing, table and altair say the same, with a title for readers, and no text harms."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.charts import CHARTS, UnknownChart, chart, harmless
from vetpartner.model import Meeting, Plan, Project, Spent, WorkPackage
from vetpartner.render.bars import Bars, Series, bar_table, drawn_bars, figure
from vetpartner.render.pdf import MissingExtra

GREEN = Path(__file__).parents[2] / "examples/green-welding"
BARS = ("budget", "participation", "timeline")
NASTY = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def green() -> vp.Partnership:
    """Read the invented partnership, 15 months after its beginning."""
    return vp.load(GREEN).on(date(2025, 1, 31))


def small() -> vp.Partnership:
    """Make a partnership with costs to the cent, and a work package without money."""
    plan = Plan(
        project=Project(acronym="Small"),
        work_packages=(WorkPackage(id="WP1", amount=vp.Money(900)), WorkPackage(id="WP2")),
    )
    return vp.Partnership(baseline=plan, facts=(Spent(of="WP1", amount=vp.Money("200.50")),))


def told(svg: str) -> list[str]:
    """Return what a screen reader hears for each row."""
    return [group.findtext(f"{SVG}title", "") for group in fromstring(svg).iter(f"{SVG}g")]


def cells(table: str) -> list[list[str]]:
    """Return the rows of a table, its heads first."""
    return [[cell.text or "" for cell in row] for row in fromstring(table).iter("tr")]


def test_participation(green: vp.Partnership) -> None:
    """Guards planned and recorded participants; what has none yet has a dash."""
    made = chart(green, "participation")

    assert ["What", "planned", "took part"] == cells(made.table)[0]
    assert ["M3 Third meeting", "12", "11"] in cells(made.table)
    assert ["E3 Final conference", "80", "–"] in cells(made.table)
    assert "M3 Third meeting: 12 planned, 11 took part" in told(made.svg)
    assert len(cells(made.table)) == len(told(made.svg)) + 1


def test_budget_without_costs(green: vp.Partnership) -> None:
    """Guards that a project that keeps no costs has no bar of nothing."""
    made = chart(green, "budget")

    assert [
        ["What", "planned"],
        ["WP1 Project management", "45 000"],
        ["WP2 Needs and curriculum", "60 000"],
        ["WP3 Learning units and simulator exercises", "60 000"],
        ["WP4 Training of teachers and pilot", "50 000"],
        ["WP5 Sharing and lasting use", "35 000"],
    ] == cells(made.table)


def test_budget_with_costs() -> None:
    """Guards spent beside planned, with cents where there are any."""
    assert [["What", "planned", "spent"], ["WP1", "900", "200.50"], ["WP2", "–", "0"]] == cells(
        chart(small(), "budget").table
    )


def test_timeline(green: vp.Partnership) -> None:
    """Guards the quarters in their order: what is done, open and cancelled in each."""
    made = chart(green, "timeline")

    assert ["What", "done", "done late", "open", "cancelled"] == cells(made.table)[0]
    assert ["2024 Q3", "1", "2", "0", "0"] == cells(made.table)[4]
    assert ["2024 Q4", "5", "0", "0", "1"] == cells(made.table)[5]
    assert "2024 Q4: 5 done, 1 cancelled" == told(made.svg)[4]
    assert sorted(row[0] for row in cells(made.table)[1:]) == [
        row[0] for row in cells(made.table)[1:]
    ]


def test_late_is_striped(green: vp.Partnership) -> None:
    """Guards that late things are told apart without colours."""
    made = chart(green.on(date(2025, 10, 31)), "timeline")

    assert {"overdue", "done late"} < set(cells(made.table)[0])
    assert 'fill="url(#chart-timeline-late)"' in made.svg
    assert '<pattern id="chart-timeline-late"' in made.svg
    assert 'fill="url(#chart-timeline-after)"' in made.svg
    assert '<pattern id="chart-timeline-after"' in made.svg


def test_lengths() -> None:
    """Guards the bars: as long as their numbers say, none for nothing or less."""
    values = (Decimal(100), Decimal(50), None, Decimal(-5))
    bars = Bars(
        title="T",
        unit="in EUR",
        series=(Series(name="planned", form="full"),),
        rows=tuple((f"R{i}", (value,)) for i, value in enumerate(values)),
    )
    rects = [
        rect.get("width")
        for group in fromstring(drawn_bars(bars, "x")).iter(f"{SVG}g")
        for rect in group.iter(f"{SVG}rect")
    ]

    assert ["492.0", "246.0"] == rects
    assert ["R0", "R1", "R2", "R3"] == [row[0] for row in cells(bar_table(bars).html())[1:]]


@pytest.mark.parametrize("stacked", [True, False])
def test_lines_between_rows_touch_no_bar(*, stacked: bool) -> None:
    """Guard that each line lies above its row and below the one before, and so does its text."""
    series = (Series(name="a", form="full"), Series(name="b", form="empty"))
    rows = tuple((name, (Decimal(3), Decimal(5))) for name in ("One", "Two", "Three"))
    bars = Bars(title="T", unit="units", series=series, rows=rows, stacked=stacked)
    bottom = 0.0
    for group in fromstring(drawn_bars(bars, "t")).iter(f"{SVG}g"):
        path = group.find(f"{SVG}path")
        assert path is not None
        line = float(path.get("d", "").partition("H")[0].split()[1])
        drawn = [
            (float(r.get("y", 0)), float(r.get("height", 0))) for r in group.iter(f"{SVG}rect")
        ]
        top, bottom_before = min(y for y, _ in drawn), bottom
        bottom = max(y + high for y, high in drawn)

        assert bottom_before <= line <= top
        assert all(top <= float(t.get("y", 0)) <= bottom for t in group.iter(f"{SVG}text"))


def test_title_and_description(green: vp.Partnership) -> None:
    """Guards the drawing for those who do not see it: it has a name."""
    root = fromstring(chart(green, "budget").svg)

    assert "img" == root.get("role")
    assert "chart-budget-title chart-budget-desc" == root.get("aria-labelledby")
    assert "GreenWeld: budget as of 2025-01-31" == root.findtext(f"{SVG}title")
    assert "Bars for 5 rows, in EUR. The table has the same numbers." == (
        root.findtext(f"{SVG}desc")
    )


def test_names_are_escaped() -> None:
    """Guards titles that are HTML: they are shown and do nothing."""
    nasty = "<script>alert(1)</script>&"
    plan = Plan(
        project=Project(acronym=nasty),
        work_packages=(WorkPackage(id="WP1", title=nasty, amount=vp.Money(1)),),
    )
    made = chart(vp.Partnership(baseline=plan), "budget")

    assert "<script" not in made._repr_html_()
    assert [f"WP1 {nasty}: 1 planned"] == told(made.svg)
    assert ["WP1 " + nasty, "1"] == cells(made.table)[1]


def test_nothing_to_draw() -> None:
    """Guards a project without anything: a chart that says so."""
    assert (*BARS, "gantt") == tuple(CHARTS)
    assert [] == [n for n in BARS if "nothing to draw" not in chart(vp.Partnership(), n).svg]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (Decimal(1_234_567), "1 234 567"), (Decimal("0.5"), "0.50"), (Decimal(0), "0")],
)
def test_figure(value: Decimal | None, shown: str) -> None:
    """Guards numbers: thousands apart, cents only where there are any."""
    assert shown == figure(value)


def test_writing(green: vp.Partnership, tmp_path: Path) -> None:
    """Guards the file, and that another format is refused."""
    made = chart(green, "budget")
    made.write(tmp_path / "budget.svg")

    assert made.svg == (tmp_path / "budget.svg").read_text("utf-8")
    with pytest.raises(ValueError, match=r"cannot be written as '.png'; use .svg"):
        made.write(tmp_path / "budget.png")


def test_unknown_chart() -> None:
    """Guards the refusal: it names what is like it and what there is."""
    with pytest.raises(UnknownChart, match=r"'budgets'; did you mean budget\?; there are budget, "):
        chart(vp.Partnership(), "budgets")


def test_gantt_is_the_one_of_its_own(green: vp.Partnership) -> None:
    """Guards that there is one drawing of the days, whichever name one asks by."""
    made, own = chart(green, "gantt"), vp.gantt(green)

    assert (own.svg, own.table) == (made.svg, made.table)
    assert "GreenWeld: Gantt chart as of 2025-01-31" == made.title


def test_unknown_backend() -> None:
    """Guards the refusal of a package that makes no charts here."""
    with pytest.raises(
        UnknownChart, match=r"charts 'altar'; did you mean altair\?; there are svg, a"
    ):
        chart(vp.Partnership(), "budget", backend="altar")


@settings(phases=[Phase.explicit, Phase.generate], max_examples=examples(10))
@given(partnerships())
def test_nothing_raises(p: vp.Partnership) -> None:
    """Guards that whatever stands in a plan, the drawing is sound and the table complete."""
    for name in BARS:
        made = chart(p, name)

        assert len(cells(made.table)) == len(told(made.svg)) + 1


# The same as charts of altair.


def made(p: vp.Partnership, what: str) -> dict[str, Any]:
    """Return a chart as what Vega-Lite reads; making it checks it against the schema."""
    drawn = chart(p, what, backend="altair")
    assert isinstance(drawn, alt.Chart)
    found: dict[str, Any] = drawn.to_dict()
    return found


def rows(p: vp.Partnership, what: str) -> list[dict[str, Any]]:
    """Return the rows that a chart holds."""
    found: list[dict[str, Any]] = made(p, what)["data"]["values"]
    return found


def test_budget_of_altair() -> None:
    """Guards the rows: all of the table, with nothing where nothing is known."""
    assert [
        {"of": "WP1", "series": "planned", "value": 900},
        {"of": "WP1", "series": "spent", "value": 200.5},
        {"of": "WP2", "series": "planned", "value": None},
        {"of": "WP2", "series": "spent", "value": 0},
    ] == rows(small(), "budget")
    assert ["WP1", "WP2"] == made(small(), "budget")["encoding"]["y"]["scale"]["domain"]


@pytest.mark.parametrize("what", ["budget", "participation", "timeline"])
def test_same_rows_as_the_drawing(green: vp.Partnership, what: str) -> None:
    """Guards that both kinds of chart have the same names, series and numbers."""
    make = CHARTS[what]
    assert make is not None
    bars = make(green)

    assert [
        (label, series.name, value)
        for label, values in bars.rows
        for series, value in zip(bars.series, values, strict=True)
    ] == [
        (row["of"], row["series"], None if row["value"] is None else Decimal(str(row["value"])))
        for row in rows(green, what)
    ]


def test_gantt_of_altair(green: vp.Partnership) -> None:
    """Guards the days: from the morning of the first to the night of the last, in their order."""
    found = rows(green, "gantt")

    assert {
        "of": "WP1 Project management",
        "series": "open",
        "kind": "work package",
        "first": "2023-11-01T00:00:00",
        "last": "2025-10-31T23:59:59",
    } == found[0]
    assert ("M3 Third meeting", "done") in {(row["of"], row["series"]) for row in found}
    assert {"done", "done late", "open", "cancelled"} == {row["series"] for row in found}


def test_described_and_told(green: vp.Partnership) -> None:
    """Guards title and description for those who do not see it, and what a mouse brings up."""
    drawn = made(green, "participation")
    forms = made(green.on(date(2025, 10, 31)), "timeline")["encoding"]

    assert "GreenWeld: participants as of 2025-01-31" == drawn["title"]["text"]
    assert (
        "GreenWeld: participants as of 2025-01-31. Bars for 10 rows, number of participants."
        == drawn["description"]
    )
    assert ["of", "series", "value"] == [told["field"] for told in drawn["encoding"]["tooltip"]]
    assert ["done", "done late", "open", "overdue", "cancelled"] == forms["fill"]["scale"]["domain"]
    looks = zip(*(forms[x]["scale"]["range"] for x in ("fill", "stroke")), strict=True)
    assert len(set(looks)) == 5


class Scripts(HTMLParser):
    """Counts the scripts of a page, and the pictures."""

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append(tag)


@pytest.mark.parametrize("what", list(CHARTS))
def test_no_text_becomes_a_script(what: str) -> None:
    """Guards the page of altair, which puts all texts into a script as they are."""

    def named(name: str) -> vp.Partnership:
        when = vp.When.parse("2024-03-01")
        plan = Plan(
            project=Project(acronym=name, start=date(2024, 1, 1), months=12),
            work_packages=(WorkPackage(id="WP1", title=name, when=when, amount=vp.Money(1)),),
            meetings=(Meeting(id="M1", title=name, when=when, expected=3),),
        )
        return vp.Partnership(baseline=plan)

    pages = [chart(named(x), what, backend="altair").to_html() for x in (NASTY, "good")]

    assert Scripts(pages[0]).tags == Scripts(pages[1]).tags
    assert "alert(1)" in pages[0]
    assert "img" not in Scripts(pages[0]).tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("</script>", "< /script>"),
        ("<!-- <<b>", "< !-- < < b>"),
        ("5 < 6 & 7 > 6 <", "5 < 6 & 7 > 6 <"),
    ],
)
def test_harmless(text: str, expected: str) -> None:
    """Guards that nothing can be a tag, and that comparisons stay as they are."""
    assert expected == harmless(text)


def test_without_altair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the way to get it; the drawings need nothing."""
    monkeypatch.setitem(sys.modules, "altair", None)

    assert chart(small(), "budget").svg
    with pytest.raises(
        MissingExtra, match=r"needs the 'plots' extra: pip install .vetpartner\[plo"
    ):
        chart(small(), "budget", backend="altair")


@settings(phases=[Phase.explicit, Phase.generate], max_examples=examples(5))
@given(partnerships())
def test_nothing_raises_in_altair(p: vp.Partnership) -> None:
    """Guards that whatever stands in a plan, the chart keeps to the schema of Vega-Lite."""
    for what in CHARTS:
        assert made(p, what)["description"]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_signs_that_no_xml_has_are_in_no_chart(sign: str) -> None:
    """Guard labels, title and what is read out: one such sign made a file that nothing opens."""
    rows = ((f"M1 Kick{sign}off", (Decimal(3),)),)
    series = (Series(name=f"people{sign}", form="full"),)
    bars = Bars(title=f"Who{sign}", unit=f"people{sign}", series=series, rows=rows)
    drawn = drawn_bars(bars, "x", described=f"Who: M1 Kick{sign}off 3")

    assert sign not in drawn
    fromstring(drawn)
