"""Charts of altair: the same rows as the drawings, described, and no text becomes a script."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.charts import CHARTS, chart, harmless
from vetpartner.model import Meeting, Plan, Project, Spent, WorkPackage
from vetpartner.render.pdf import MissingExtra

GREEN = Path(__file__).parents[2] / "examples/green-welding"
NASTY = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def green() -> vp.Partnership:
    """Read the invented partnership, 15 months after its beginning."""
    return vp.load(GREEN).on(date(2025, 1, 31))


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


def small() -> vp.Partnership:
    """Make a partnership with costs to the cent, and a work package without money."""
    plan = Plan(
        project=Project(acronym="Small"),
        work_packages=(WorkPackage(id="WP1", amount=vp.Money(900)), WorkPackage(id="WP2")),
    )
    return vp.Partnership(baseline=plan, facts=(Spent(of="WP1", amount=vp.Money("200.50")),))


def test_budget() -> None:
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


def test_gantt(green: vp.Partnership) -> None:
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
    assert {"done", "open", "cancelled"} == {row["series"] for row in found}


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
    assert ["done", "open", "late", "cancelled"] == forms["fill"]["scale"]["domain"]
    looks = zip(*(forms[x]["scale"]["range"] for x in ("fill", "stroke")), strict=True)
    assert len(set(looks)) == 4


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


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=examples(5),
)
@given(partnerships())
def test_nothing_raises(p: vp.Partnership) -> None:
    """Guards that whatever stands in a plan, the chart keeps to the schema of Vega-Lite."""
    for what in CHARTS:
        assert made(p, what)["description"]
