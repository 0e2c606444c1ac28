"""Data frames: the same rows and the right types in pandas and polars, and clear refusals."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.frames import FRAMES, UnknownFrame, frame, frames_page, kind_of
from vetpartner.model import (
    Attended,
    Indicator,
    Measured,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Plan,
    Project,
    Spent,
    When,
    WorkPackage,
)
from vetpartner.render.pdf import MissingExtra
from vetpartner.state.shares import matrix
from vetpartner.values.money import Amounts

GREEN = Path(__file__).parents[2] / "examples/green-welding"
DAY = date(2025, 1, 31)
DTYPES = {
    "text": ("string", pl.String),
    "whole number": ("Int64", pl.Int64),
    "number": ("Float64", pl.Float64),
    "day": ("datetime64[s]", pl.Date),
    "yes or no": ("boolean", pl.Boolean),
    "amount": ("object", pl.Decimal(38, 2)),
}


@pytest.fixture(scope="module")
def green() -> Partnership:
    """Read the invented partnership, 15 months after its beginning."""
    return vp.load(GREEN).on(DAY)


def small() -> Partnership:
    """Make a partnership of which everything is known that these tests look at."""
    plan = Plan(
        project=Project(acronym="Small", start=date(2024, 1, 1), months=12),
        organisations=(
            Organisation(id="a", name="Škola A", country="HR"),
            Organisation(id="b", country="DE", left=date(2024, 6, 30)),
        ),
        work_packages=(
            WorkPackage(
                id="WP1",
                title="Work",
                lead="a",
                when=When.project_months(1, 2),
                grant=Amounts({"a": Money("1000.10"), "b": Money("0.20")}),
            ),
            WorkPackage(id="WP2", amount=Money(50)),
        ),
        meetings=(Meeting(id="M1", work_package="WP1", expected=4),),
        indicators=(
            Indicator(id="I1", unit="people", target=Decimal(4), baseline=Decimal("0.5")),
            Indicator(id="I2", kind="qualitative"),
        ),
    )
    facts = (
        Attended(of="M1", organisation="b", count=3, minors=1, when=When.day(date(2024, 2, 3))),
        Attended(of="nowhere", organisation="a", role="staff", count=2),
        Measured(of="I1", value=Decimal("2.5"), when=When.day(date(2024, 3, 1))),
        Spent(
            of="M1",
            organisation="a",
            amount=Money("12.30", "HRK"),
            days=Decimal("1.5"),
            when=When.day(date(2024, 2, 3)),
        ),
        Spent(of="WP2", organisation="b", amount=Money(7), category="travel"),
    )
    return Partnership(baseline=plan, facts=facts, day=date(2024, 12, 31))


@pytest.mark.parametrize("name", FRAMES)
def test_types(green: Partnership, name: str) -> None:
    """Guards that each column has the type of its kind, with rows and without, in both packages."""
    columns = FRAMES[name].table.data
    pandas_types = {c.name: DTYPES[kind_of(c)][0] for c in columns}
    polars_types = {c.name: DTYPES[kind_of(c)][1] for c in columns}

    for p in (green, Partnership()):
        assert pandas_types == frame(p, name).dtypes.astype(str).to_dict()
        assert polars_types == dict(frame(p, name, backend="polars").schema)


def without(value: Any) -> Any:  # noqa: ANN401 - a cell
    """Return a cell of pandas as polars has it."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("name", FRAMES)
def test_both_packages_say_the_same(green: Partnership, name: str) -> None:
    """Guards that no value differs between pandas and polars."""
    with_pandas = frame(green, name)
    rows = [tuple(map(without, row)) for row in with_pandas.itertuples(index=False, name=None)]

    assert frame(green, name, backend="polars").rows() == rows


def test_numbers_of_rows(green: Partnership) -> None:
    """Guards that nothing is lost: each table has a row for each thing."""
    counted = {name: len(frame(green, name, backend="polars")) for name in FRAMES}

    assert {
        "organisations": 5,
        "work_packages": 5,
        "activities": 17,
        "deliverables": 12,
        "milestones": 3,
        "indicators": 11,
        "dissemination": 3,
        "objectives": 4,
        "risks": 7,
        "action_items": 4,
        "reconciliation": 6,
        "surveys": 2,
        "budget": 25,
        "payments": 3,
        "deadlines": 9,
        "balance": 5,
        "ledger": 5,
        "instalments": 15,
        "paid": 5,
        "transfers": 0,
        "participants": 20,
        "attendance": 28,
        "presences": 100,
        "costs": 0,
        "evidence": 57,
        "findings": 5,
        "gaps": 1,
    } == counted


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_amounts_are_exact(green: Partnership, backend: str) -> None:
    """Guards the cents: the shares add up to what the matrix of the report says."""
    amounts = frame(green, "budget", backend=backend)["amount"]

    assert Decimal("250000.00") == amounts.sum() == matrix(green).total.amount
    assert isinstance(amounts.sum(), Decimal)


def test_amounts_as_plain_numbers() -> None:
    """Guards the way for charts: `exact=False` gives floating point numbers, missing ones stay."""
    with_pandas = frame(small(), "costs", exact=False)
    with_polars = frame(small(), "costs", exact=False, backend="polars")

    assert "Float64" == str(with_pandas.dtypes["booked"])
    assert pl.Float64 == with_polars.schema["booked"]
    assert [None, 7.0] == with_polars["booked"].to_list()
    assert 7.0 == with_pandas["booked"].sum()


def rows_of(name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return these columns of a table of the small partnership."""
    rows: list[tuple[Any, ...]] = frame(small(), name, backend="polars").select(columns).rows()
    return rows


def test_budget() -> None:
    """Guards that an amount stated for the whole only belongs to no organisation."""
    assert [
        ("WP1", "Work", "a", Decimal("1000.10"), "EUR"),
        ("WP1", "Work", "b", Decimal("0.20"), "EUR"),
        ("WP2", "WP2", None, Decimal("50.00"), "EUR"),
    ] == rows_of("budget", "of", "title", "organisation", "amount", "currency")


def test_attendance() -> None:
    """Guards who was recorded for something that is not planned, and what nobody stated."""
    assert [
        ("M1", date(2024, 2, 3), "b", "DE", None, 3, 1),
        ("nowhere", None, "a", "HR", "staff", 2, None),
    ] == rows_of(
        "attendance", "activity", "day", "organisation", "country", "role", "count", "minors"
    )


def test_costs() -> None:
    """Guards the work package of a cost, its currency as paid, and what is not converted."""
    assert [
        (date(2024, 2, 3), "M1", "WP1", 1.5, Decimal("12.30"), "HRK", None, "EUR"),
        (None, "WP2", "WP2", None, Decimal("7.00"), "EUR", Decimal("7.00"), "EUR"),
    ] == rows_of(
        "costs", "day", "of", "work_package", "days", "amount", "currency", "booked",
        "booked_currency",
    )  # fmt: skip


def test_indicators() -> None:
    """Guards target and value in the unit, and that a qualitative one has no numbers."""
    assert [("I1", "people", 0.5, 4.0, 2.5, 63), ("I2", None, None, None, None, None)] == rows_of(
        "indicators", "id", "unit", "baseline", "target", "value", "percent"
    )


def test_work_packages_and_organisations() -> None:
    """Guards days of project months, sums of shares, and the day on which a partner left."""
    assert [
        ("WP1", date(2024, 1, 1), date(2024, 2, 29), Decimal("1000.30")),
        ("WP2", None, None, Decimal("50.00")),
    ] == rows_of("work_packages", "id", "first", "last", "amount")
    assert [("a", "Škola A", None), ("b", None, date(2024, 6, 30))] == rows_of(
        "organisations", "id", "name", "left"
    )


def test_activities() -> None:
    """Guards an activity without a date: it was held on the day on which somebody was there."""
    there = ("M1", "transnational project meeting", "M1", date(2024, 2, 3), 4, 3, "meetings/M1")
    assert [there] == rows_of(
        "activities", "id", "kind", "title", "first", "expected", "participants", "address"
    )


def test_a_result_that_is_not_there_was_not_done_on_the_day_planned(green: Partnership) -> None:
    """Guards `done`: a milestone ahead has no such day, one that was reached its own."""
    found = frame(green, "milestones", backend="polars").select("id", "due", "done").rows()

    assert [
        ("MS1", date(2024, 8, 31), date(2024, 9, 18)),
        ("MS2", date(2025, 1, 31), date(2025, 1, 27)),
        ("MS3", date(2025, 10, 31), None),
    ] == found


def test_days_far_away() -> None:
    """Guards days that the usual nanoseconds of pandas cannot hold."""
    far = attrs.evolve(small().baseline.organisations[0], left=date(9999, 12, 31))
    p = Partnership(baseline=attrs.evolve(small().baseline, organisations=(far,)))

    assert [pd.Timestamp("9999-12-31")] == list(frame(p, "organisations")["left"])


def test_no_name_of_a_participant(green: Partnership) -> None:
    """Guards privacy: the name of a registered participant comes into no table."""
    who = attrs.evolve(green.baseline.participants[0], name="Željka Novak-Invented")
    others = green.baseline.participants[1:]
    plan = attrs.evolve(green.baseline, participants=(who, *others))
    p = attrs.evolve(green, baseline=plan)

    assert [] == [n for n in FRAMES if "Novak-Invented" in frame(p, n).to_csv()]


def test_unknown_names() -> None:
    """Guards the refusals: each names what is like it and what there is."""
    with pytest.raises(UnknownFrame, match=r"no table 'budgets'; did you mean budget\?"):
        frame(small(), "budgets")
    with pytest.raises(UnknownFrame, match=r"'panda'; did you mean pandas\?; .* pandas, polars"):
        frame(small(), "budget", backend="panda")


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ("narwhals", r"a data frame needs the 'frames' extra: pip install .vetpartner\[frames\]."),
        ("polars", r"a data frame of polars needs the package: pip install polars"),
    ],
)
def test_missing_packages(monkeypatch: pytest.MonkeyPatch, gone: str, told: str) -> None:
    """Guards that somebody without the packages is told which one to install."""
    monkeypatch.setitem(sys.modules, gone, None)

    with pytest.raises(MissingExtra, match=told):
        frame(small(), "budget", backend="polars")


def test_page_lists_every_column() -> None:
    """Guards the reference: all tables and columns are in it, each with its meaning."""
    page = frames_page()

    for name, source in FRAMES.items():
        assert f"## {name}\n\n{source.table.about}" in page
        for column in source.table.data:
            assert f"| `{column.name}` | {kind_of(column)} | {column.meaning} |" in page
            assert column.meaning


@settings(phases=[Phase.explicit, Phase.generate], max_examples=examples(15))
@given(partnerships())
def test_nothing_raises(p: Partnership) -> None:
    """Guards that whatever stands in a plan, each table can be made of it in both packages."""
    for name in FRAMES:
        assert len(frame(p, name)) == len(frame(p, name, backend="polars"))
