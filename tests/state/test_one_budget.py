"""One budget, however it is typed: nothing of it is lost, and what is at risk is one number."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from attrs import evolve
from builders import eur, partnership
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets import Sheets
from strategies import examples

import vetpartner as vp
from vetpartner.model import (
    Amounts,
    Deliverable,
    Held,
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
from vetpartner.state.account import account_statement
from vetpartner.state.balance import budget_lines, total_line
from vetpartner.state.earned import at_risk, earning, total_at_risk, unjudged
from vetpartner.state.shares import matrix

HOMES = (Organisation(id="a"), Organisation(id="b"))
euros = st.integers(0, 300).map(Money)


@st.composite
def moneys(draw: st.DrawFn) -> dict[str, object]:
    """Draw what somebody may type as the money of something: nothing, a whole, shares, or both."""
    shares = st.dictionaries(st.sampled_from("abx"), euros, max_size=3).map(Amounts)
    foreign = st.builds(lambda a, b: Amounts({"a": Money(a.amount, "CZK"), "b": b}), euros, euros)
    return draw(
        st.fixed_dictionaries({}, optional={"amount": euros, "grant": st.one_of(shares, foreign)})
    )


@st.composite
def budgets(draw: st.DrawFn) -> Partnership:
    """Draw a budget in which wholes, shares, activities and packages need not fit together."""
    whens = st.sampled_from([When.parse("2025-02-03"), When.parse("2025-11-03"), When.undecided()])
    packages = st.sampled_from(["WP0", "WP1", "WP9", None])
    wps = tuple(
        WorkPackage(id=f"WP{n}", when=When.parse("M1..M6"), **draw(moneys()))  # type: ignore[arg-type]
        for n in range(draw(st.integers(0, 2)))
    )
    meetings = tuple(
        Meeting(
            id=f"A{n}",
            work_package=draw(packages),
            when=draw(whens),
            cancelled=draw(st.integers(0, 4)) == 0,
            organisations=draw(st.sampled_from([(), ("a",), ("b", "x")])),
            results=draw(st.sampled_from([(), ("D0",)])),
            **draw(moneys()),  # type: ignore[arg-type]
        )
        for n in range(draw(st.integers(0, 4)))
    )
    results = tuple(
        Deliverable(id=f"D{n}", due=draw(whens), work_package=draw(packages))
        for n in range(draw(st.integers(0, 2)))
    )
    known = draw(st.booleans())
    project = Project(
        acronym="X",
        action="KA220-VET" if known else None,
        call=2024 if known else None,
        start=date(2025, 1, 1),
        months=12,
        coordinator="a",
        lump_sum=draw(st.none() | euros),
    )
    plan = Plan(
        project=project,
        organisations=HOMES,
        work_packages=wps,
        meetings=meetings,
        deliverables=results,
    )
    held = tuple(Held(of=m.id, when="2025-02-03") for m in meetings if draw(st.booleans()))
    return Partnership(baseline=plan, facts=held).on(date(2025, 7, 1))


def beyond_its_package() -> Partnership:
    """Return an activity whose shares go beyond those of its work package, and nobody proved it."""
    return partnership(
        *HOMES,
        WorkPackage(id="WP1", grant=eur(a=10)),
        Meeting(id="M1", when="2025-02-03", work_package="WP1", grant=eur(a=8, b=5)),
        Held(of="M1"),
        on="2025-07-01",
        start="2025-01-01",
        months=12,
        action="KA220-VET",
        call=2024,
    )


def mixed() -> Partnership:
    """Return a package that states nothing, over an activity with shares and one without."""
    return partnership(
        *HOMES,
        WorkPackage(id="WP1"),
        Meeting(id="M1", when="2025-02-03", work_package="WP1", grant=eur(a=8)),
        Meeting(id="M2", when="2025-02-04", work_package="WP1", amount=Money(7)),
        Held(of="M1"),
        Held(of="M2"),
        on="2025-07-01",
        start="2025-01-01",
        months=12,
        action="KA220-VET",
        call=2024,
    )


@settings(max_examples=examples(400))
@given(budgets())
@example(beyond_its_package())
@example(mixed())
def test_what_is_at_risk_is_one_number(p: Partnership) -> None:
    """Guard status, ledger, report and the accounts of the partners, whatever was typed."""
    risks, money, ledger = at_risk(p), earning(p), vp.ledger(p)
    whole, status = total_at_risk(p, risks), vp.status(p)

    assert whole == Money.total(money.at_risk.values(), "EUR")
    assert whole == (status.risk or Money(0))
    assert (unjudged(p) or None) == status.unjudged
    most = Money.total((row.least for row in matrix(p).rows if row.least), "EUR")
    assert Money(0) <= unjudged(p) + whole <= most
    line = total_line(budget_lines(p), "EUR").at_risk
    for total in (ledger.total.at_risk, line):
        assert total is None or total == whole
    if ledger.total.at_risk is not None:
        of_each = [account_statement(p, a.id) for a in ledger.accounts if a.id is not None]
        nobody = sum((m.amount for (_, home), m in money.at_risk.items() if home is None), 0)
        told = sum((row.at_risk.amount for s in of_each for row in s.packages if row.at_risk), 0)
        assert whole.amount == Decimal(told + nobody)


@settings(max_examples=examples(300))
@given(budgets())
@example(mixed())
def test_shares_and_what_is_not_shared_out_make_the_whole(p: Partnership) -> None:
    """Guard that no amount stays outside the accounts, and that status tells what nobody has."""
    table, ledger = matrix(p), vp.ledger(p)
    unshared = Money.total((r.unshared for r in table.rows if r.unshared), "EUR")
    told = re.findall(r"^  (.*) is not shared out yet", str(vp.status(p)), re.MULTILINE)

    assert [str(unshared)] * bool(unshared) == told
    for thing in (*p.plan.work_packages, *(p.plan.activities if table.by_activity else ())):
        row = next(row for row in table.rows if row.id == thing.id)
        own = Money.total(m for m in thing.grant.values() if m.currency == "EUR")
        assert row.total is None or row.total >= max(own, thing.amount or own)
    if table.whole is not None:
        shares = [a.share for a in ledger.accounts if a.share is not None]
        assert table.whole == Money.total(shares, "EUR")
        assert unshared == next((a.share for a in ledger.accounts if a.id is None), Money(0))
    rows = [
        (row["organisation"], row["amount"]) for row in vp.frame(p, "budget").to_dict("records")
    ]
    assert sum(r.least.amount for r in table.rows if r.least) == sum(m for _, m in rows)


@settings(max_examples=examples(40))
@given(budgets())
@example(mixed())
def test_the_workbook_works_out_the_same(p: Partnership) -> None:
    """Guard that no formula adds up shares to less than the amount of which they are a part."""
    sheets = Sheets.of(vp.budget(p))
    for at, _ in sheets.formulas:
        stored, worked = sheets.shown(at), sheets.value(at)
        if isinstance(worked, Decimal):
            stored, worked = round(Decimal(str(stored)), 6), round(worked, 6)
        assert stored == worked, at


def test_what_is_not_shared_out_is_told() -> None:
    """Guard a whole of which a part has an owner, and one of which nobody has anything."""
    p = partnership(
        *HOMES,
        WorkPackage(id="WP1", grant=eur(a=600), amount=Money(1000)),
        WorkPackage(id="WP2", amount=Money(500)),
    )
    ledger = vp.ledger(p)

    assert Money(600) == ledger.account("a").share
    assert ("not shared out", Money(900)) == (ledger.accounts[-1].label, ledger.accounts[-1].share)
    assert "900 EUR of it is not shared out yet" in str(ledger)
    assert "900 EUR is not shared out yet" in str(vp.status(p))


def test_money_whose_proof_is_not_known_is_no_money_without_risk() -> None:
    """Guard that what is known to be at risk is at least so much where no rules say the rest."""
    p = partnership(
        *HOMES,
        WorkPackage(id="WP1", amount=Money(1000)),
        Meeting(id="M1", when="2025-02-03", work_package="WP1", amount=Money(300)),
        Meeting(id="M2", when="2025-02-04", work_package="WP1", amount=Money(200)),
        Held(of="M1"),
        start="2025-01-01",
        months=12,
        on="2025-07-01",
    )

    assert (Money(200), Money(300)) == (vp.status(p).risk, vp.status(p).unjudged)
    assert "Money at risk (1): at least 200 EUR; of 300 EUR it is not known" in str(vp.status(p))
    assert "200 EUR in all" not in str(vp.status(p))


def test_without_costs_nobody_knows_what_was_spent() -> None:
    """Guard table, chart and workbook against a 0 where no costs are kept."""
    p = partnership(*HOMES, WorkPackage(id="WP1", grant=eur(a=600)))
    kept = p.with_facts(Spent(of="WP1", organisation="a", amount=Money(0)))

    assert (None, None) == (vp.costs(p).total.spent, vp.costs(p).total.left)
    assert "no costs are kept" in str(vp.costs(p))
    assert "0 EUR" not in str(vp.costs(p))
    assert (Money(0), Money(600)) == (vp.costs(kept).total.spent, vp.costs(kept).total.left)
    for held, known in ((p, False), (kept, True)):
        rows = list(vp.budget(held)["Planned and spent"].iter_rows(values_only=True))
        row = next(row for row in rows if row[0] == "WP1")
        assert known is (row[6] == 0)
        assert known is (row[7] != "not known")


def test_a_work_package_is_not_known_while_an_activity_of_it_is_not() -> None:
    """Guard that amounts of some activities are no amount of the whole, and yet are at risk."""
    p = partnership(
        *HOMES,
        WorkPackage(id="WP1"),
        Meeting(id="M1", when="2025-02-03", work_package="WP1", amount=Money(300)),
        Meeting(id="M2", when="2025-09-04", work_package="WP1"),
        start="2025-01-01",
        months=12,
        on="2025-07-01",
    )
    (row,) = matrix(p).rows
    made = evolve(p.baseline.project, lump_sum=Money(300))
    full = evolve(p, baseline=evolve(p.baseline, project=made))

    assert (None, Money(300), None) == (row.total, row.least, matrix(p).whole)
    assert "at least 300 EUR" in str(vp.status(p))
    assert "1 line of the budget has no amount" in str(vp.status(p))
    assert {None} == {line.planned for line in (*vp.costs(p).periods, *vp.costs(p).packages)}
    # What the others leave of the lump sum is nothing.
    assert Money(300) == matrix(full).whole
