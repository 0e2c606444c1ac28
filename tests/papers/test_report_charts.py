"""The charts of a report, its emblem, and the parts of the partners."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from builders import KA220, partnership, when

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.model import (
    Amounts,
    Attended,
    Held,
    Meeting,
    Money,
    Organisation,
    WorkPackage,
)
from vetpartner.papers.report_charts import ReportCharts
from vetpartner.papers.report_people import PartnerPart
from vetpartner.render.language import language
from vetpartner.render.page import Part, Picture
from vetpartner.render.pictures import HIGH, emblem
from vetpartner.values.grid import text_of

GREEN = vp.load(Path(__file__).parents[2] / "examples/green-welding").on(date(2025, 12, 1))
ALL = ("packages", "partners", "participants", "countries", "indicators", "channels", "languages")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("code", ["en", "el"])
def test_each_says_its_numbers(name: str, code: str) -> None:
    """What is drawn is said too, in the words and numbers of the language."""
    drawn = getattr(ReportCharts(report(GREEN, "final", draft=True).data, language(code)), name)

    assert isinstance(drawn, Picture)
    texts = [text for text in ET.fromstring(drawn.data).itertext() if text.strip()]  # noqa: S314 - ours
    numbers = set(re.findall(r"(?<![\w.])\d[\d., ]*", drawn.alt.partition("): ")[2]))
    assert numbers
    assert numbers <= {n for text in texts for n in re.findall(r"(?<![\w.])\d[\d., ]*", text)}


def test_numbers_of_the_charts_are_those_of_the_tables() -> None:
    """Amounts by organisation add up to the whole, and to what the table says."""
    data = report(GREEN, "final", draft=True).data
    drawn = ReportCharts(data, language("en")).partners

    assert isinstance(drawn, Picture)
    shares = [int(n.replace(",", "")) for n in re.findall(r": ([\d,]+)", drawn.alt)]
    assert [int(total.amount) for total in data.budget.totals if total is not None] == shares
    assert data.budget.total is not None
    assert int(data.budget.total.amount) == sum(shares)


def test_small_groups_are_not_told() -> None:
    """No country has fewer people in a chart than may be told; what is kept back is no number."""
    drawn = ReportCharts(report(GREEN, "final", draft=True).data, language("en")).countries

    assert isinstance(drawn, Picture)
    counts = [int(n) for n in re.findall(r": (\d+)", drawn.alt)]
    assert counts
    assert all(count == 0 or count >= 5 for count in counts)


@pytest.mark.parametrize("name", ALL)
def test_too_little_is_no_chart(name: str) -> None:
    """Nothing is drawn of a project of which nothing is known, and of one bar alone."""
    empty = report(vp.Partnership().on(date(2025, 1, 1)), "interim", draft=True).data

    assert "" == getattr(ReportCharts(empty, language("en")), name)


def test_the_emblem() -> None:
    """Twelve upright stars, at the hours, on a circle of a third of the height."""
    path = re.search(r' d="([^"]+)"', emblem())
    assert path is not None
    stars = [
        [tuple(map(float, corner.split())) for corner in star.split("L")]
        for star in path[1].strip("MZ").split("ZM")
    ]

    assert 12 == len(stars)
    for hour, star in enumerate(stars):
        middle = (sum(x for x, _ in star) / len(star), sum(y for _, y in star) / len(star))
        away = complex(middle[0] - HIGH * 0.75, middle[1] - HIGH / 2)
        assert abs(abs(away) - HIGH / 3) < 0.01, hour
        assert min(star, key=lambda corner: corner[1]) == star[0]
        assert abs(star[0][0] - middle[0]) < 0.01, hour


def test_it_stands_on_the_cover_in_every_format() -> None:
    """The emblem stands before the contents, apart from logos, for readers of screens too."""
    made = report(GREEN, "final", draft=True)
    header = made.page.blocks[0]
    assert isinstance(header, Part)
    (alone,) = (block for block in header.blocks if isinstance(block, Picture))

    assert "Emblem of the European Union" == alone.alt
    assert 'alt="Emblem of the European Union"' in made.html
    assert made.html.index("Emblem of the European Union") < made.html.index("Contents")


def test_what_each_partner_did() -> None:
    """The coordinator stands first; what nobody recorded of a partner is not said of it."""
    parts = report(GREEN, "final", draft=True).data.parts
    silent = evolve(GREEN, facts=())

    assert [o.id for o in GREEN.plan.organisations] == [part.id for part in parts]
    assert "coordinator" == parts[0].role
    assert {"Work packages led", "Share of the budget"} <= {pair.label for pair in parts[0].pairs}
    labels = {
        p.label for part in report(silent, "final", draft=True).data.parts for p in part.pairs
    }
    assert {"Participations in activities", "Made the project known"}.isdisjoint(labels)


@pytest.mark.parametrize(
    ("held", "there", "expected"),
    [
        ({"M1": 8}, {"M1": 8}, {"a": "8", "b": "0"}),
        ({"M1": 9}, {"M1": 8}, {"a": "at least 8"}),
        ({"M1": 8, "M2": None}, {"M1": 8}, {"a": "at least 8"}),
        ({"M1": 8}, {}, {}),
    ],
)
def test_how_many_a_partner_sent(
    held: dict[str, int | None], there: dict[str, int], expected: dict[str, str]
) -> None:
    """Of those whom no record names, nobody knows who sent them: none is not said, nor all."""
    p = partnership(
        Organisation(id="a"),
        Organisation(id="b"),
        *(Meeting(id=id_, when=when(f"2025-03-0{id_[1]}")) for id_ in ("M1", "M2")),
        *(Held(of=id_, participants=number) for id_, number in held.items()),
        *(Attended(of=id_, organisation="a", count=number) for id_, number in there.items()),
        on="2025-06-01",
    )
    parts = report(p, "final", draft=True).data.parts

    assert expected == sent(parts)


def sent(parts: Iterable[PartnerPart]) -> dict[str, str]:
    """Return what is said of how many each partner sent."""
    return {
        part.id: str(pair.value)
        for part in parts
        for pair in part.pairs
        if pair.label == "Participations in activities"
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, {"a": "8", "b": "6"}),
        (
            {"organisation": None, "count": 38, "role": "guest"},
            {"a": "at least 8", "b": "at least 6"},
        ),
        ({"organisation": None, "role": "learner"}, {"a": "at least 8", "b": "at least 6"}),
        ({"organisation": "a", "role": "learner"}, {"a": "at least 8", "b": "6"}),
    ],
)
def test_a_group_from_nobody_knows_where_hides_no_number(
    more: dict[str, Any], expected: dict[str, str]
) -> None:
    """Each may have sent some of them: at least so many; a group without a number is its own."""
    facts = [Attended(of="M1", organisation=o, count=n) for o, n in (("a", 8), ("b", 6))]
    if more:
        facts.append(Attended(of="M1", **more))
    p = partnership(
        Organisation(id="a"),
        Organisation(id="b"),
        Meeting(id="M1", when=when("2025-03-01")),
        *facts,
        on="2025-06-01",
    )

    assert expected == sent(report(p, "final", draft=True).data.parts)


@pytest.mark.parametrize(
    ("share", "told"),
    [("9000.50", ["12,000.50", "6,000.00"]), ("9000", ["12,000", "6,000"])],
)
def test_amounts_of_a_chart_have_their_cents_or_none_has(share: str, told: list[str]) -> None:
    """Guard against one amount with a decimal that no amount is written with, beside whole ones."""
    p = partnership(
        Organisation(id="sts"),
        Organisation(id="fbk"),
        WorkPackage(id="WP1", grant=Amounts({"sts": Money(share), "fbk": Money(4_000)})),
        WorkPackage(id="WP2", grant=Amounts({"sts": Money(3_000), "fbk": Money(2_000)})),
        on="2026-01-31",
        **KA220,
    )
    charts = ReportCharts(report(p, "final", language="en", draft=True).data, language("en"))
    drawn, numbers = charts.partners, charts.numbers[1]

    assert isinstance(drawn, Picture)
    assert told == re.findall(r": (\d[\d,.]*)", drawn.alt)
    assert told == [text_of(row.cells[1]) for row in numbers.grid(language("en")).rows]


def test_who_was_planned_for_what_was_cancelled_is_named_below_the_numbers() -> None:
    """Guard that the bars of the plan and what is left out make the planned sum."""
    data = report(GREEN, "final", language="en", draft=True).data
    (table,) = (
        one
        for one in ReportCharts(data, language("en")).numbers
        if "activity, p" in str(one.caption)
    )
    planned = {row.row.id: row.row.planned_value or 0 for row in data.everything.activities}
    named = {str(note).partition(":")[0] for note in table.notes}
    drawn = sum(int(text_of(row.cells[1])) for row in table.grid(language("en")).rows)

    assert {"E2"} == named
    assert drawn + sum(planned[id_] for id_ in named) <= sum(planned.values())
    assert all(str(note).endswith(": cancelled") for note in table.notes)
