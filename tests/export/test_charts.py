"""Charts: the drawing and the table say the same, escaped and with a title for readers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.charts import CHARTS, UnknownChart, chart
from vetpartner.model import Plan, Project, Spent, WorkPackage
from vetpartner.render.chart_svg import Bars, Series, bar_table, drawn_bars, figure

GREEN = Path(__file__).parents[2] / "examples/green-welding"
BARS = ("budget", "participation", "timeline")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def green() -> vp.Partnership:
    """Read the invented partnership, 15 months after its beginning."""
    return vp.load(GREEN).on(date(2025, 1, 31))


def told(svg: str) -> list[str]:
    """Return what a screen reader hears for each row."""
    return [group.findtext(f"{SVG}title", "") for group in fromstring(svg).iter(f"{SVG}g")]


def cells(table: str) -> list[list[str]]:
    """Return the rows of a table, its heads first."""
    return [[cell.text or "" for cell in row] for row in fromstring(table).iter("tr")]


def test_participation(green: vp.Partnership) -> None:
    """Guards planned and recorded participants; what has none yet has a dash."""
    made = chart(green, "participation")

    assert ["Of", "planned", "took part"] == cells(made.table)[0]
    assert ["M3 Third meeting", "12", "11"] in cells(made.table)
    assert ["E3 Final conference", "80", "–"] in cells(made.table)
    assert "M3 Third meeting: 12 planned, 11 took part" in told(made.svg)
    assert len(cells(made.table)) == len(told(made.svg)) + 1


def test_budget_without_costs(green: vp.Partnership) -> None:
    """Guards that a project that keeps no costs has no bar of nothing."""
    made = chart(green, "budget")

    assert [
        ["Of", "planned"],
        ["WP1 Project management", "45 000"],
        ["WP2 Needs and curriculum", "60 000"],
        ["WP3 Learning units and simulator exercises", "60 000"],
        ["WP4 Training of teachers and pilot", "50 000"],
        ["WP5 Sharing and lasting use", "35 000"],
    ] == cells(made.table)


def test_budget_with_costs() -> None:
    """Guards spent beside planned, with cents where there are any."""
    plan = Plan(
        project=Project(acronym="Small"),
        work_packages=(WorkPackage(id="WP1", amount=vp.Money(900)), WorkPackage(id="WP2")),
    )
    p = vp.Partnership(baseline=plan, facts=(Spent(of="WP1", amount=vp.Money("200.50")),))

    assert [
        ["Of", "planned", "spent"],
        ["WP1", "900", "200.50"],
        ["WP2", "–", "0"],
    ] == cells(chart(p, "budget").table)


def test_timeline(green: vp.Partnership) -> None:
    """Guards the quarters in their order: what is done, open and cancelled in each."""
    made = chart(green, "timeline")

    assert ["Of", "done", "open", "cancelled"] == cells(made.table)[0]
    assert ["2024 Q4", "5", "0", "1"] == cells(made.table)[5]
    assert "2024 Q4: 5 done, 1 cancelled" == told(made.svg)[4]
    assert sorted(row[0] for row in cells(made.table)[1:]) == [
        row[0] for row in cells(made.table)[1:]
    ]


def test_late_is_striped(green: vp.Partnership) -> None:
    """Guards that late things are told apart without colours."""
    made = chart(green.on(date(2025, 10, 31)), "timeline")

    assert "late" in cells(made.table)[0]
    assert 'fill="url(#chart-timeline-late)"' in made.svg
    assert '<pattern id="chart-timeline-late"' in made.svg


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

    assert ["410.0", "205.0"] == rects
    assert ["R0", "R1", "R2", "R3"] == [row[0] for row in cells(bar_table(bars))[1:]]


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
    [
        (None, "–"),
        (Decimal(1_234_567), "1 234 567"),
        (Decimal("0.5"), "0.50"),
        (Decimal(0), "0"),
    ],
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
        UnknownChart, match=r"of 'altar'; did you mean altair\?; there are svg and a"
    ):
        chart(vp.Partnership(), "budget", backend="altar")


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=examples(10),
)
@given(partnerships())
def test_nothing_raises(p: vp.Partnership) -> None:
    """Guards that whatever stands in a plan, the drawing is sound and the table complete."""
    for name in BARS:
        made = chart(p, name)

        assert len(cells(made.table)) == len(told(made.svg)) + 1
