"""Money in a report for every reader: shares, what the grant was for, payments and their sums."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from builders import KA220, eur, partnership, when

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.model import (
    Amounts,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    Held,
    Indicator,
    Measured,
    Meeting,
    Milestone,
    Money,
    Organisation,
    Paid,
    Payment,
    Task,
    WorkPackage,
)
from vetpartner.papers.report_charts import ReportCharts
from vetpartner.papers.report_tables import ReportTables
from vetpartner.render.language import language
from vetpartner.values.grid import text_of

ROOT = Path(__file__).parents[2] / "examples"
HOME = Organisation(id="sts")


def rows(
    *things: object, on: str = "2026-01-31", name: str = "carried_out", **project: object
) -> list[list[str]]:
    """Return the rows of a table of a final report as texts."""
    p = partnership(HOME, *things, on=on, **(KA220 | project))
    table = getattr(ReportTables(report(p, "final", language="en", draft=True).data), name)
    return [
        [text_of(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells]
        for row in table.grid(language("en")).rows
    ]


def test_work_packages_by_what_is_done() -> None:
    """Guard done, begun, nothing, nothing planned, and an amount that nobody stated."""
    things = (
        WorkPackage(id="WP1", when=when("M1..M6"), amount=Money(10_000)),
        WorkPackage(id="WP2", when=when("M1..M6"), amount=Money(20_000)),
        WorkPackage(id="WP3", when=when("M1..M6"), amount=Money(30_000)),
        WorkPackage(id="WP4", when=when("M1..M6"), amount=Money(5_000)),
        WorkPackage(id="WP5", when=when("M1..M6")),
        Meeting(id="M1", work_package="WP1", when=when("2024-02-05")),
        Deliverable(id="D1", work_package="WP1", due=when("M6")),
        Meeting(id="M2", work_package="WP2", when=when("2024-02-05")),
        Deliverable(id="D2", work_package="WP2", due=when("M6")),
        Meeting(id="M3", work_package="WP3", when=when("2024-02-05")),
        Meeting(id="M5", work_package="WP5", when=when("2024-02-05")),
        Held(of="M1", when=when("2024-02-05")),
        Delivered(of="D1", when=when("2024-06-01")),
        Held(of="M2", when=when("2024-02-05")),
        Held(of="M5", when=when("2024-02-05")),
    )

    assert [
        ["all that was planned is done", "WP1, WP5", "at least 10,000 EUR"],
        ["a part is done, or its planned time has begun", "WP2", "20,000 EUR"],
        ["nothing of it is recorded as done", "WP3", "30,000 EUR"],
        ["not known", "WP4", "5,000 EUR"],
    ] == rows(*things)


@pytest.mark.parametrize(("on", "far"), [("2024-05-01", "a part"), ("2024-07-01", "all that")])
def test_what_goes_on_is_not_done(on: str, far: str) -> None:
    """Guard a work package that has all it promised before its time is over."""
    things = (
        WorkPackage(id="WP1", when=when("M1..M6"), amount=Money(10_000)),
        Deliverable(id="D1", work_package="WP1", due=when("M3")),
        Delivered(of="D1", when=when("2024-03-01")),
    )

    assert rows(*things, on=on)[0][0].startswith(far)


def test_activities_by_what_is_done() -> None:
    """Guard a project without work packages: each activity by its own state."""
    things = (
        Meeting(id="M1", when=when("2024-02-05"), grant=eur(sts=4_000)),
        Meeting(id="M2", when=when("2024-08-05"), grant=eur(sts=3_000)),
        Task(id="A1", when=when("M1..M12"), grant=eur(sts=5_000)),
        Held(of="M1", when=when("2024-02-05")),
    )

    assert [
        ["all that was planned is done", "M1", "4,000 EUR"],
        ["a part is done, or its planned time has begun", "A1", "5,000 EUR"],
        ["nothing of it is recorded as done", "M2", "3,000 EUR"],
    ] == rows(*things, on="2024-06-15", action="KA210-VET")


SIX = {"work_package": "WP1"}
REST = {
    "Milestones": (Milestone(id="MS1", due=when("M6"), **SIX),),
    "Indicators": (Indicator(id="I1", target=5, of="M1"),),
    "Dissemination": (DisseminationAction(id="N1", count=2, when=when("M6"), **SIX),),
    "Participants": (Meeting(id="M2", when=when("2024-03-05"), expected=8, **SIX),),
}
DONE = {
    "Milestones": Delivered(of="MS1", when=when("2024-06-01")),
    "Indicators": Measured(of="I1", value=5),
    "Dissemination": Disseminated(of="N1", when=when("2024-06-01"), count=2),
    "Participants": Held(of="M2", when=when("2024-03-05"), participants=8),
}


@pytest.mark.parametrize("kind", REST)
def test_all_is_done_only_where_everything_is(kind: str) -> None:
    """Guard each kind of thing that may be short although activities and deliverables are done."""
    things = (
        WorkPackage(id="WP1", when=when("M1..M6"), amount=Money(10_000)),
        Meeting(id="M1", when=when("2024-02-05"), **SIX),
        Deliverable(id="D1", due=when("M6"), **SIX),
        Held(of="M1", when=when("2024-02-05")),
        Delivered(of="D1", when=when("2024-06-01")),
        *REST[kind],
    )
    few = (
        (Held(of="M2", when=when("2024-03-05"), participants=0),) if kind == "Participants" else ()
    )

    short = f"recorded as done in full (Activities, Deliverables), not in full ({kind})"
    assert [[short, "WP1", "10,000 EUR"]] == rows(*things, *few)
    assert "all that was planned is done" == rows(*things, DONE[kind])[0][0]


@pytest.mark.parametrize("kind", ["Indicators", "Participants"])
def test_an_activity_is_done_with_all_that_hangs_on_it(kind: str) -> None:
    """Guard a project without work packages: results, indicators and people of each activity."""
    things = (
        Meeting(id="M1", when=when("2024-02-05"), grant=eur(sts=4_000)),
        Held(of="M1", when=when("2024-02-05"), participants=0),
    )
    if kind == "Indicators":
        found = rows(*things, *REST[kind], action="KA210-VET")
    else:
        first = evolve(things[0], expected=8)
        found = rows(first, *things[1:], action="KA210-VET")

    assert f"recorded as done in full (Activities), not in full ({kind})" == found[0][0]


@pytest.mark.parametrize("said", [{"management": True}, {"title": "Project management"}])
def test_management_stands_apart(said: dict[str, object]) -> None:
    """Guard that a handbook alone does not speak for the money of other work packages."""
    things = (
        WorkPackage(id="WP1", when=when("M1..M6"), amount=Money(10_000), **said),
        WorkPackage(id="WP2", when=when("M1..M6"), amount=Money(20_000), title="Pilot"),
        *(Deliverable(id=f"D{n}", work_package=f"WP{n}", due=when("M6")) for n in (1, 2)),
        *(Delivered(of=f"D{n}", when=when("2024-06-01")) for n in (1, 2)),
    )

    assert [
        ["all that was planned is done", "WP2", "20,000 EUR"],
        ["Project management: all that was planned is done", "WP1", "10,000 EUR"],
    ] == rows(*things)


def test_without_amounts_there_is_no_table() -> None:
    """Guard a plan without money: the table of shares says so, and this one is silent."""
    assert [] == rows(WorkPackage(id="WP1"), Meeting(id="M1", work_package="WP1"))


def test_sums_of_payments() -> None:
    """Guard what is received and open in all; not known where an amount is not agreed."""
    first = Payment(id="P1", title="First", amount=Money(40_000))
    last = Payment(id="P2", title="Balance", amount=Money(10_000))
    came = Paid(of="P1", amount=Money(40_000), when=when("2024-02-01"))

    *_, total = rows(first, last, came, name="payments")
    assert ["50,000", "40,000", "10,000"] == total[3:]
    *_, total = rows(first, Payment(id="P2", title="Balance"), came, name="payments")
    assert "Total" == total[0]
    assert ["not known", "40,000", "not known"] == total[3:]


@pytest.mark.parametrize("edition", ["agency", "partners"])
@pytest.mark.parametrize("kind", ["interim", "final"])
@pytest.mark.parametrize("name", ["green-welding", "small-harvest"])
def test_heads_say_what_stands_below(name: str, kind: str, edition: str) -> None:
    """Guard what a final tells of money, and that the agency's tells neither earned nor at risk."""
    p = vp.load(ROOT / name).on(date(2025, 1, 31))
    text = report(p, kind, language="en", draft=True, edition=edition).markdown
    data = report(p, kind, language="en", draft=True).data
    table = ReportTables(data).carried_out

    assert "Use of the grant" not in text
    assert "### Budget by organisation" in text
    assert (kind == "final") == ("What the grant was for" in text)
    if table is not None:
        named = [id_ for row in table.rows for id_ in row.lines]
        assert sorted(row.id for row in data.budget.rows) == sorted(named)
    if edition == "agency" and kind == "final":
        assert not [word for word in ("Earned", "At risk", "Unverified") if word in text]


def test_amounts_of_one_table_have_their_cents_or_none_has() -> None:
    """Guard that a column that leads somewhere is written as those beside it."""
    share = {"sts": Money("2500.50"), "cfs": Money(1_500)}
    things = (
        Organisation(id="cfs"),
        Meeting(id="M1", when=when("2024-02-05"), grant=Amounts(share)),
        Meeting(id="M2", when=when("2024-03-05"), grant=Amounts({"sts": Money(4_000)})),
    )
    project = {"action": "KA210-VET", "lump_sum": Money(30_000)}
    found = [cell for row in rows(*things, name="budget", **project) for cell in row[1:]]
    amounts = [cell for cell in found if cell[:1].isdigit()]

    assert {"2,500.50", "1,500.00", "4,000.50", "4,000.00"} <= set(amounts)
    assert all("." in amount for amount in amounts)


@pytest.mark.parametrize(
    ("third", "totals"),
    [
        ({"amount": Money(30_000)}, ["at least 16,000", "at least 14,000", "60,000"]),
        (
            {"amount": Money(30_000), "grant": eur(sts=5_000)},
            ["at least 21,000", "at least 14,000", "60,000"],
        ),
        ({"grant": eur(sts=5_000, fbk=25_000)}, ["21,000", "39,000", "60,000"]),
        ({}, ["not known", "not known", "not known"]),
    ],
)
def test_what_is_not_shared_out_leaves_totals_open(
    third: dict[str, object], totals: list[str]
) -> None:
    """Guard the table, the chart, and the share of each organisation, in one word."""
    things = (
        Organisation(id="fbk"),
        WorkPackage(id="WP1", grant=eur(sts=10_000, fbk=10_000)),
        WorkPackage(id="WP2", grant=eur(sts=6_000, fbk=4_000)),
        WorkPackage(id="WP3", **third),  # type: ignore[arg-type]
    )
    p = partnership(HOME, *things, on="2026-01-31", **KA220)
    data = report(p, "final", language="en", draft=True).data
    charts = ReportCharts(data, language("en"))
    drawn = str(getattr(charts.partners, "alt", ""))
    numbers = [one for one in charts.numbers if "organisation" in str(one.caption)]
    shares = [
        str(pair.value) for part in data.parts for pair in part.pairs if "Share" in pair.label
    ]
    table = ReportTables(data).budget
    open_ = totals[0].startswith("at least")

    assert totals == [c.removesuffix(" EUR") for c in rows(*things, name="budget")[-1][1:]]
    assert open_ == any("is not shared out" in str(note) for note in table.notes)
    assert open_ == any(share.startswith("at least") for share in shares)
    assert drawn.count("at least") == (2 if open_ else 0)
    assert open_ == any(one.notes for one in numbers)
