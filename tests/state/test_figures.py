"""Figures: the records behind every number add up to it, and each is where it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from builders import when
from reported import PLAN, full, partnership

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Delivered,
    Disseminated,
    Fact,
    Held,
    Measured,
    Money,
    Paid,
    Participant,
    Presence,
    When,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.figures import (
    FigureRecord,
    UnknownFigure,
    explain_figure,
    figures,
    for_readers,
)

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 1, 31)


def counted(records: tuple[FigureRecord, ...]) -> list[tuple[str, str]]:
    """Return address and value of the records that count."""
    return [(record.address, str(record.value)) for record in records if record.counts]


def test_every_figure_of_the_example_is_the_sum_of_its_records() -> None:
    """Guard the promise itself, for every number of a whole project."""
    p = vp.load(GREEN).on(DAY)
    found = figures(p, achieved(p))
    sums = {}
    for figure in found:
        values = [r.value for r in figure.records if r.counts]
        sums[figure.address] = sum(values[1:], values[0]) if values else None

    assert {figure.address: figure.value for figure in found} == sums
    assert {
        "participants",
        "deliverables",
        "indicators",
        "dissemination",
        "payments",
        "budget",
    } == {figure.address.partition("/")[0] for figure in found}
    assert 33 == len(found)


def test_places() -> None:
    """Guard that each record can be found in the files: line by line, or the table."""
    p = vp.load(GREEN).on(DAY)
    meeting = explain_figure(p, "participants/M1")
    training = explain_figure(p, "participants/T2")

    assert Decimal(12) == meeting.value
    assert ["(12)", "4", "2", "2", "2", "2"] == [
        str(r.value) if r.counts else f"({r.value})" for r in meeting.records
    ]
    assert "facts.toml:62:1" == str(meeting.records[1].place)
    assert "[[attended]]" == (GREEN / "facts.toml").read_text("utf-8").splitlines()[61]
    assert "tables/attendance-T2.csv:1:1" == str(training.records[-1].place)
    assert "  + 4 attended/M1 (facts.toml:62:1): STS; staff; 2023-12-04" in str(meeting)
    with pytest.raises(UnknownFigure, match="did you mean participants/T2"):
        explain_figure(p, "participant/T2")


def test_stated_counts_only_where_nothing_is_recorded() -> None:
    """Guard against counting a meeting twice: in the minutes and in the records."""
    stated = Held(of="M1", participants=9)
    alone = explain_figure(partnership(stated), "participants/M1")
    both = explain_figure(partnership(stated, Attended(of="M1", count=8)), "participants/M1")

    assert [("held/M1", "9")] == counted(alone.records)
    assert [("attended/M1", "8")] == counted(both.records)
    assert (Decimal(9), Decimal(8)) == (alone.value, both.value)


def test_presences_count_each_one_once() -> None:
    """Guard days: who was there twice is one, a group is as many as it has, the absent none."""
    rows = [
        Presence(of="M1", participant=who, when=When.parse(f"2023-12-{day:02}"), status=status)
        for who, day, status in (
            ("L1", 4, "present"),
            ("L1", 5, "present"),
            ("G", 4, "online"),
            ("L2", 4, "absent"),
        )
    ]
    group = Participant(id="G", organisation="fbk", count=7)
    p = partnership(*rows, Attended(of="M1", count=50), participants=(group,))
    found = explain_figure(p, "participants/M1")

    assert [("presences/M1#3", "7"), ("presences/M1", "1")] == counted(found.records)
    assert Decimal(8) == found.value


def test_only_the_latest_measurement_and_new_languages_count() -> None:
    """Guard what is no sum: an indicator has its last value, a language counts once."""
    facts: tuple[Fact, ...] = (
        Measured(of="I1", when=when("2024-03-01"), value=Decimal(70)),
        Measured(of="I1", when=when("2024-01-01"), value=Decimal(30)),
        Measured(of="I1", when=when("2024-04-01"), text="no number"),
        Delivered(of="D1", when=when("2024-05-01"), languages=("en",)),
        Delivered(of="D1", when=when("2024-06-01"), languages=("en", "hr")),
    )
    p = partnership(*facts)

    assert [("measured/I1", "70")] == counted(explain_figure(p, "indicators/I1").records)
    assert ["measured/I1#2", "measured/I1", "measured/I1#3"] == [
        record.address for record in explain_figure(p, "indicators/I1").records
    ]
    assert [("delivered/D1", "1"), ("delivered/D1#2", "1")] == counted(
        explain_figure(p, "deliverables/D1").records
    )
    assert [("delivered/D1", "1")] == counted(explain_figure(p, "deliverables").records)


def test_money() -> None:
    """Guard that only what the agency paid counts, in the project's currency."""
    day = date(2024, 1, 1)
    p = partnership(
        Paid(of="P1", recorded=day, amount=Money(100)),
        Paid(of="P1", recorded=day, amount=Money(50), payer="sts", payee="fbk"),
        Paid(of="P1", recorded=day, amount=Money(10, "CHF")),
        Paid(recorded=day, amount=Money(7)),
    )

    assert [("paid/P1", "100 EUR")] == counted(explain_figure(p, "payments/P1").records)
    assert [("paid/#1", "7 EUR")] == counted(explain_figure(p, "payments/").records)
    assert Money(107) == explain_figure(p, "payments").value
    assert [
        ("work_packages/WP2/grant/sts", "60 000 EUR"),
        ("work_packages/WP2/grant/fbk", "40 000 EUR"),
    ] == counted(explain_figure(p, "budget/WP2").records)


def test_an_amount_without_shares_and_reach() -> None:
    """Guard the other two sources: the amount of the whole, and people reached."""
    package = evolve(PLAN.work_packages[0], id="WP9", grant=type(PLAN.work_packages[0].grant)())
    package = evolve(package, amount=Money(5000))
    known = Disseminated(of="N1", recorded=DAY, reach=40, title="Post", channel="web")
    p = partnership(known, Disseminated(of="N1", recorded=DAY), work_packages=(package,))
    reach = explain_figure(p, "dissemination/N1")

    assert [("work_packages/WP9/amount", "5 000 EUR")] == counted(
        explain_figure(p, "budget/WP9").records
    )
    assert [("disseminated/N1", "40")] == counted(reach.records)
    assert 2 == len(reach.records)


def test_for_readers() -> None:
    """Guard the page: who was at one activity is one number there, and says nothing of whom."""
    p = vp.load(GREEN).on(DAY)
    whole = explain_figure(p, "participants/T2")
    held, people = for_readers(whole).records

    assert held == whole.records[0]
    assert (Decimal(20), len(whole.records) - 1) == (people.value, people.number)
    assert ("presences/T2", ()) == (whole.records[1].address, people.who)
    assert ["STS", "learner"] == [str(one) for one in whole.records[1].who]
    assert explain_figure(p, "budget") == for_readers(explain_figure(p, "budget"))


def test_links_of_the_report() -> None:
    """Guard that every link from a figure leads to its records in the same page."""
    page = vp.report(full(), "final", draft=True).html
    anchors = {part.partition('"')[0] for part in page.split('href="#figure-')[1:]}

    assert {
        "participants-M1",
        "deliverables-D1",
        "indicators-I1",
        "dissemination-N1",
        "payments-P1",
        "budget-WP1",
        "budget-WP2",
        "budget",
    } == anchors
    assert all(page.count(f'id="figure-{anchor}"') == 1 for anchor in anchors)
    assert ("payments", "budget") == tuple(
        figure.address
        for figure in vp.report(full(), "final").figures
        if figure.address in {"payments", "budget"}
    )
