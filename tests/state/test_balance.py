"""Objectives, work packages and lines of the budget: planned, reached, and the money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import evolve
from reported import PLAN, partnership

from vetpartner.export.report import report
from vetpartner.model import (
    Amended,
    Amounts,
    Delivered,
    Held,
    Indicator,
    Measured,
    Meeting,
    Money,
    Objective,
    Partnership,
    Plan,
    When,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.balance import (
    BalanceLine,
    BudgetLine,
    budget_lines,
    objective_lines,
    package_lines,
    total_line,
)
from vetpartner.values.counts import AtLeast

DAY = date(2024, 6, 1)
OBJECTIVES = (Objective(id="O1", title="Agree"), Objective(id="O2", title="Teach"))
INDICATORS = (
    *PLAN.indicators,
    Indicator(id="I2", of="O2", work_package="WP2", target=Decimal(5), due=When.parse("2024-03")),
)
PACKAGES = (
    evolve(PLAN.work_packages[0], objectives=("O2",)),
    evolve(PLAN.work_packages[1], objectives=("O1",)),
)


def served(*facts: Measured | Held | Delivered | Amended) -> Partnership:
    """Return the small partnership with two objectives, one of which has its own indicator."""
    return partnership(*facts, objectives=OBJECTIVES, indicators=INDICATORS, work_packages=PACKAGES)


def counts(line: BalanceLine) -> tuple[str, ...]:
    """Return the counts of a line: activities, deliverables, indicators."""
    tallies = (line.activities, line.deliverables, line.indicators)
    return tuple(f"{tally.done}/{tally.planned}" for tally in tallies)


def test_objectives() -> None:
    """Guard that an indicator of an objective counts for it, and not for that of its package."""
    p = served(
        Held(of="M1", participants=7),
        Measured(of="I1", value=Decimal(74)),
        Measured(of="I2", value=Decimal(3)),
        Delivered(of="D1", languages=("en", "hr")),
    )
    first, second = objective_lines(p, achieved(p))

    assert ("O1", "Agree", ("WP2",), ("2/4", "1/1", "1/1")) == (
        first.id,
        first.title,
        first.packages,
        counts(first),
    )
    assert (("WP1",), ("0/0", "0/0", "0/1")) == (second.packages, counts(second))
    assert [["I1"], ["I2"]] == [[row.id for row in line.measured] for line in (first, second)]
    assert 1 == second.differing
    assert ("partly", "open") == (first.status, second.status)


def test_objective_that_nothing_serves() -> None:
    """Guard an objective without a work package."""
    p = partnership(objectives=(Objective(id="O9", title="Alone"),))
    (line,) = objective_lines(p, achieved(p))

    assert ((), ("0/0", "0/0", "0/0"), ()) == (line.packages, counts(line), line.measured)
    assert line.status is None
    said = "in this table for the objective “O9 Alone”."
    assert said in report(p, "final", draft=True).markdown


def test_objective_with_everything_done_is_done() -> None:
    """Guard the word for an objective of which nothing is left open."""
    p = served(
        *(Held(of=id_) for id_ in ("M1", "T1", "E1", "A1")),
        Measured(of="I1", value=Decimal(74)),
        Delivered(of="D1", languages=("en", "hr")),
    )

    assert "done" == objective_lines(p, achieved(p))[0].status


def test_budget_lines_have_a_sum() -> None:
    """Guard the last row, which does not count a changed share twice."""
    fewer = Amended(
        of="WP2",
        recorded=DAY,
        reason="fewer days",
        grant=Amounts({"sts": Money(55_000), "fbk": Money(40_000)}),
    )
    p = evolve(served(), facts=(fewer,))
    lines = budget_lines(p)
    total = total_line(lines, "EUR")

    assert len(lines) > len([line for line in lines if line.organisation is None])
    assert (Money(120_000), Money(115_000)) == (total.approved, total.now)
    assert "| **Total** | 120,000 | 115,000 | -5,000 |" in report(p, "final", draft=True).markdown


def test_work_packages_with_money() -> None:
    """Guard counts by work package, and its line of the budget."""
    p = served(Held(of="M1", participants=10))
    first, second = package_lines(p, achieved(p), budget_lines(p))

    assert [("0/0", "0/0", "0/0"), ("1/4", "0/1", "0/2")] == [counts(first), counts(second)]
    assert [Money(20_000), Money(100_000)] == [
        line.money.now for line in (first, second) if line.money is not None
    ]


def amended() -> Partnership:
    """Return the small partnership with money moved from one work package to another."""
    facts = (
        Amended(
            of="WP2",
            recorded=DAY,
            reason="fewer days",
            grant=Amounts({"sts": Money(50_000), "fbk": Money(45_000)}),
        ),
        Amended(of="WP1", recorded=DAY, reason="an audit", grant=Amounts({"sts": Money(25_000)})),
    )
    return partnership(*facts)


def shown(line: BudgetLine) -> tuple[object, ...]:
    """Return a line in short."""
    return (
        line.id,
        line.organisation,
        int(line.approved.amount),
        int(line.now.amount),
        int(line.difference.amount),
        line.reason,
    )


def test_lines_of_the_budget() -> None:
    """Guard the whole lines, the shares that changed below them, and the reasons."""
    assert [
        ("WP1", None, 20_000, 25_000, 5_000, "an audit"),
        ("WP1", "STS", 20_000, 25_000, 5_000, "an audit"),
        ("WP2", None, 100_000, 95_000, -5_000, "fewer days"),
        ("WP2", "FBK", 40_000, 45_000, 5_000, "fewer days"),
        ("WP2", "STS", 60_000, 50_000, -10_000, "fewer days"),
    ] == [shown(line) for line in budget_lines(amended())]


def test_nothing_changed() -> None:
    """Guard that a line as approved has no reason and no shares below it."""
    assert [
        ("WP1", None, 20_000, 20_000, 0, None),
        ("WP2", None, 100_000, 100_000, 0, None),
    ] == [shown(line) for line in budget_lines(partnership())]


def test_lines_are_activities_where_there_are_no_work_packages() -> None:
    """Guard small projects, what is earned of them, and the sum over organisations."""
    meeting = Meeting(
        id="M1",
        when=When.parse("2024-05-08"),
        grant=Amounts({"sts": Money(600), "fbk": Money(400)}),
    )
    plan = Plan(
        project=evolve(PLAN.project, action="KA210-VET"),
        organisations=PLAN.organisations,
        meetings=(meeting,),
    )
    moved = Amended(of="M1", recorded=DAY, reason="trains", grant=Amounts({"sts": Money(700)}))
    p = Partnership(baseline=plan, facts=(moved,)).on(date(2024, 12, 31))
    lines = budget_lines(p)

    assert ("M1", None) == (lines[0].id, lines[0].organisation)
    assert {"trains"} == {line.reason for line in lines}
    assert sum(line.at_risk.amount for line in lines[1:]) == lines[0].at_risk.amount
    assert lines[0].now == lines[0].at_risk


def test_report_shows_all_three() -> None:
    """Guard the tables in both formats, and that a project without objectives has none."""
    p = evolve(served(), facts=amended().facts)
    made = report(p, "final", draft=True)

    for text in (
        (
            "| O1 Agree (WP2) | Activities 4; Deliverables 1; Indicators 1 "
            "| Activities 4; Deliverables 1; Indicators 1 "
            "| Activities 0; Deliverables 0; Indicators 0 | open |\n"
        ),
        "| WP1 Management | – | – | – | 25,000 |",
        "| WP2 STS | 60,000 | 50,000 | -10,000 |",
        "| fewer days |",
    ):
        assert text in made.markdown
    for text in (
        "Specific objectives: what was planned and what was reached",
        (
            "Work packages: what is done of what was planned, how much of it was due by "
            "31 December 2024, and the money in EUR"
        ),
        "Budget lines as approved and as they are now, in EUR",
    ):
        assert f"<caption>{text}</caption>" in made.html
        assert f"**{text}**" in made.markdown
    assert "Specific objectives: what" not in report(partnership(), "final", draft=True).html


def test_what_is_not_judged_is_not_counted_as_missed() -> None:
    """Guard that of an indicator in words nobody claims that it is reached, nor that it is not."""
    words = Indicator(id="I3", of="O2", expected="they like it")
    facts = (Measured(of="I2", value=Decimal(5)), Measured(of="I3", text="some do"))

    def second(*indicators: Indicator) -> BalanceLine:
        p = partnership(
            *facts, objectives=OBJECTIVES, indicators=indicators, work_packages=PACKAGES
        )
        return objective_lines(p, achieved(p))[1]

    both, alone = second(*INDICATORS, words), second(words)

    assert (AtLeast(1), 2, 1) == (
        both.indicators.done,
        both.indicators.planned,
        both.indicators.unjudged,
    )
    assert isinstance(both.indicators.done, AtLeast)
    assert (None, 1, 1) == (
        alone.indicators.done,
        alone.indicators.planned,
        alone.indicators.unjudged,
    )
    assert ("not judged", "not judged") == (both.status, alone.status)
