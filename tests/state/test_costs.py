"""Planned and spent add up by work package, partner, period and category; nothing is mixed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vetpartner as vp
from vetpartner.model import (
    Agreement,
    Amounts,
    Fact,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Person,
    Plan,
    Project,
    Rate,
    ReportDue,
    Spent,
    UnknownId,
    When,
    WorkPackage,
)
from vetpartner.state.personal import PERSONAL, held
from vetpartner.state.unit_costs import NoUnitCost
from vetpartner.whatif.copies import erase

if TYPE_CHECKING:
    from vetpartner.state.costs import CostLine


def eur(**amounts: int) -> Amounts:
    """Give whole euros by organisation."""
    return Amounts({key: Money(value) for key, value in amounts.items()})


PLAN = Plan(
    project=Project(acronym="Inv", start=date(2024, 1, 1), months=24, coordinator="a"),
    agreement=Agreement(rate_month="cost"),
    organisations=(
        Organisation(id="a", name="School", country="HR"),
        Organisation(id="b", name="Centre", country="CZ"),
    ),
    work_packages=(
        WorkPackage(id="WP1", title="Management", when=When.parse("M1..M24"), grant=eur(a=731)),
        WorkPackage(id="WP2", title="Course", when=When.parse("M13..M24"), grant=eur(a=200, b=300)),
    ),
    meetings=(
        Meeting(
            id="M1",
            work_package="WP2",
            when=When.parse("2024-03-01..2024-03-02"),
            grant=eur(b=100),
        ),
    ),
)
RATE = Rate(
    currency="CZK",
    when=When.parse("2024-03"),
    rate=Decimal("25.305"),
    source="an invented list",
    recorded=date(2024, 3, 4),
)


def day(text: str) -> When:
    """Give a day."""
    return When.day(date.fromisoformat(text))


def known(*facts: Fact, **plan: object) -> Partnership:
    """Give the invented partnership with these facts."""
    changes: dict[str, object] = plan
    return Partnership(baseline=attrs.evolve(PLAN, **changes), facts=facts)


def rows(lines: tuple[CostLine, ...]) -> list[tuple[str, str, str, str]]:
    """Return id, planned, spent and days of each line."""
    return [(x.id or x.title, str(x.planned), str(x.spent), str(x.days)) for x in lines]


P = known(
    RATE,
    Spent(of="WP1", organisation="a", when=day("2024-02-01"), amount=Money(31), category="staff",
          days=Decimal("1.5")),
    Spent(of="M1", organisation="b", when=day("2025-02-01"), amount=Money(50), category="travel"),
    Spent(of="WP2", organisation="b", when=day("2024-03-05"), amount=Money(500, "CZK")),
    Spent(amount=Money("0.50")),
)  # fmt: skip


def test_planned_and_spent_by_work_package_partner_period_and_category() -> None:
    """Guards every sum, what belongs nowhere, and that nothing foreign is added."""
    found = vp.costs(P)

    assert [
        ("WP1", "731 EUR", "31 EUR", "1.5"),
        ("WP2", "500 EUR", "50 EUR", "0"),
        ("not stated", "0 EUR", "0.50 EUR", "0"),
    ] == rows(found.packages)
    assert [
        ("a", "931 EUR", "31 EUR", "1.5"),
        ("b", "300 EUR", "50 EUR", "0"),
        ("not stated", "0 EUR", "0.50 EUR", "0"),
    ] == rows(found.partners)
    # 731 days of WP1, 366 of them in the first year; the meeting is in it, the rest of WP2 is not.
    assert [
        ("1", "466 EUR", "31 EUR", "1.5"),
        ("2", "765 EUR", "50 EUR", "0"),
        ("no date", "0 EUR", "0.50 EUR", "0"),
    ] == rows(found.periods)
    assert [
        ("staff", "None", "31 EUR", "1.5"),
        ("travel", "None", "50 EUR", "0"),
        ("not stated", "None", "0.50 EUR", "0"),
    ] == rows(found.categories)
    assert (Money(1231), Money("81.50"), Money("1149.50")) == (
        found.total.planned,
        found.total.spent,
        found.total.left,
    )
    assert (Money(500, "CZK"),) == found.unconverted
    assert (RATE,) == found.rates
    assert (
        ("WP1", "a", Money(731), Money(31)),
        ("WP2", "a", Money(200), Money(0)),
        ("WP2", "b", Money(300), Money(50)),
        ("", "", None, Money("0.50")),
    ) == found.cells


def test_only_one_partner() -> None:
    """Guards that no figure of another partner is in it."""
    found = vp.costs(P, "b")

    assert [("WP1", "0 EUR", "0 EUR", "0"), ("WP2", "300 EUR", "50 EUR", "0")] == rows(
        found.packages
    )
    assert [("b", "300 EUR", "50 EUR", "0")] == rows(found.partners)
    assert [("1", "100 EUR", "0 EUR", "0"), ("2", "200 EUR", "50 EUR", "0")] == rows(found.periods)
    assert (("WP2", "b", Money(300), Money(50)),) == found.cells
    with pytest.raises(UnknownId, match="nothing in the plan has the id 'x'"):
        vp.costs(P, "x")


def test_it_prints_and_shows_as_a_table() -> None:
    """Guards the text for a terminal, and that names cannot be markup."""
    organisations = (PLAN.organisations[0], Organisation(id="b", acronym="<b>"))
    found = vp.costs(attrs.evolve(P, baseline=attrs.evolve(PLAN, organisations=organisations)))

    assert """\
Inv: planned and spent as of 2025-02-01, amounts in EUR

Work packages                 Planned  Spent       Left  Days
WP1 Management                 731.00  31.00     700.00   1.5
WP2 Course                     500.00  50.00     450.00
not stated                       0.00   0.50      -0.50
Total                        1 231.00  81.50   1 149.50   1.5
""" == str(found).partition("\nPartners")[0]
    assert """\
Categories                    Planned  Spent       Left  Days
staff                       not known  31.00  not known   1.5
travel                      not known  50.00  not known
not stated                  not known   0.50  not known
Total                       not known  81.50  not known   1.5

Left out of these totals (no exchange rate): 500 CZK""" == str(found)[str(found).index("Categ") :]


def test_a_project_without_work_packages() -> None:
    """Guards a KA210: its activities are the rows, and amounts without shares are of no partner."""
    meeting = Meeting(id="M1", when=When.parse("2024-03-01"), amount=Money(70))
    found = vp.costs(known(Spent(of="M1", amount=Money(5)), work_packages=(), meetings=(meeting,)))

    assert [("M1", "70 EUR", "5 EUR", "0")] == rows(found.packages)
    assert [
        ("a", "None", "0 EUR", "0"),
        ("b", "None", "0 EUR", "0"),
        ("not stated", "70 EUR", "5 EUR", "0"),
    ] == rows(found.partners)


def test_periods_are_those_of_the_reports() -> None:
    """Guards reporting periods, and what lies outside of the project."""
    reports = (ReportDue(id="r", kind="interim", until=date(2024, 6, 30)),)
    found = vp.costs(
        known(
            Spent(when=day("2023-12-31"), amount=Money(1)),
            Spent(when=day("2024-06-30"), amount=Money(2)),
            Spent(when=day("2026-01-01"), amount=Money(4)),
            reports=reports,
        )
    )

    assert ["2024-01-01 to 2024-06-30", "2024-07-01 to 2025-12-31", "before", "after"] == [
        line.title for line in found.periods
    ]
    assert ["2 EUR", "0 EUR", "1 EUR", "4 EUR"] == [str(line.spent) for line in found.periods]
    undated = known(Spent(amount=Money(1)), project=attrs.evolve(PLAN.project, start=None))
    assert [("no date", "1 231 EUR", "1 EUR", "0")] == rows(vp.costs(undated).periods)


costs = st.builds(
    Spent,
    of=st.sampled_from([None, "WP1", "WP2", "M1", "WP9"]),
    organisation=st.sampled_from([None, "a", "b", "c"]),
    when=st.none() | st.dates(date(2023, 1, 1), date(2027, 1, 1)).map(When.day),
    category=st.sampled_from([None, "staff", "x"]),
    amount=st.builds(
        Money, st.decimals(-(10**6), 10**6, places=2), st.sampled_from(["EUR", "CZK"])
    ),
)


@given(st.lists(costs, min_size=1, max_size=6))
def test_every_group_adds_up(facts: list[Spent]) -> None:
    """Guards, for any costs, that each group has all of the money, planned and spent."""
    found = vp.costs(known(*facts))

    own = Money.total(f.amount for f in facts if f.amount.currency == "EUR")
    assert own == found.total.spent
    for name, lines in found.groups:
        assert own == Money.total(line.spent for line in lines)
        planned = Money.total(line.planned for line in lines if line.planned is not None)
        assert Money(0 if name == "Categories" else 1231) == planned
    assert own == Money.total(cell[3] for cell in found.cells)


def test_costs_are_converted_once() -> None:
    """Guards month, rate, rounding and source, and that a stored conversion stays."""
    done = vp.convert(P)
    address, cost, made = done.stored[0]

    assert ("spent/WP2", Money(500, "CZK")) == (address, cost.amount)
    assert (When.parse("2024-03"), Decimal("25.305"), Money("19.76")) == (
        made.month,
        made.rate,
        made.converted,
    )
    assert (
        "spent/WP2: 500 CZK is 19.76 EUR at 25.305 for 2024-03 (an invented list, "
        "entered 2024-03-04)"
    ) == str(done)
    assert Money("101.26") == vp.costs(done.partnership).total.spent
    changed = attrs.evolve(RATE, rate=Decimal(24))
    facts = tuple(changed if f == RATE else f for f in done.partnership.facts)
    again = vp.convert(attrs.evolve(done.partnership, facts=facts))
    assert facts == again.partnership.facts
    assert "no cost is to be converted" == str(again)


@pytest.mark.parametrize(
    ("rate_month", "when", "why"),
    [
        (
            "cost",
            "2024-04-01",
            "there is no rate of CZK for 2024-04; add [[rates]] with the rate of CZK for 2024-04",
        ),
        (
            "2024-02",
            "2024-03-01",
            "there is no rate of CZK for 2024-02; add [[rates]] with the rate of CZK for 2024-02",
        ),
        (
            None,
            "2024-03-01",
            (
                "the agreement does not fix whose month's rate holds; "
                'write rate_month = "cost", or a month, into [agreement]'
            ),
        ),
        (
            "March",
            "2024-03-01",
            (
                "`rate_month` of the agreement is 'March', which is not a month; "
                'write "cost", or a month such as "2024-02"'
            ),
        ),
        ("cost", None, "the cost has no date, so its month is not known; write its date"),
        (
            "cost",
            "2024-03-30..2024-04-01",
            "the cost has the date 2024-03-30..2024-04-01, of several months; write one day",
        ),
    ],
)
def test_without_the_rate_of_the_month_nothing_is_converted(
    rate_month: str | None, when: str | None, why: str
) -> None:
    """Guards that the rate of another month is never taken."""
    cost = Spent(of="WP2", when=when and When.parse(when), amount=Money(500, "CZK"))
    p = known(RATE, cost, agreement=Agreement(rate_month=rate_month))
    done = vp.convert(p)

    assert ((("spent/WP2", why),), p) == (done.refused, done.partnership)
    assert f"spent/WP2: not converted, {why}" == str(done)


def test_a_month_fixed_by_the_agreement_holds_for_all() -> None:
    """Guards the other usual rule of agreements, and that a cost needs no date then."""
    cost = Spent(of="WP2", amount=Money(500, "CZK"))
    done = vp.convert(known(RATE, cost, agreement=Agreement(rate_month="2024-03")))

    assert [Money("19.76")] == [made.converted for _, _, made in done.stored]


def test_an_ambiguous_or_impossible_rate_is_refused() -> None:
    """Guards that no rate is chosen between two, and nothing is divided by zero."""
    cost = Spent(of="WP2", when=day("2024-03-05"), amount=Money(500, "CZK"))
    two = vp.convert(known(RATE, attrs.evolve(RATE, rate=Decimal(25)), cost))
    zero = vp.convert(known(attrs.evolve(RATE, rate=Decimal(0)), cost))

    assert (
        "there are several rates of CZK for 2024-03: 25, 25.305; leave the right one"
    ) == two.refused[0][1]
    assert "the rate of CZK for 2024-03 is 0; write the rate" == zero.refused[0][1]


def test_a_public_copy_and_an_erased_person_keep_the_sums() -> None:
    """Guards that who worked is not told, and that no money is lost by that."""
    people = (Person(id="ana", name="Ana Anić", organisation="a"),)
    cost = Spent(of="WP1", organisation="a", person="ana", amount=Money(5), note="for Ana Anić")
    p = known(cost, people=people)
    without = attrs.evolve(cost, note="for […]")

    assert (attrs.evolve(without, person=None),) == vp.public(p).facts
    assert (attrs.evolve(without, person="X1"),) == erase(p, "ana").facts
    assert 1 == held(p, next(field for field in PERSONAL if field.kind is Spent))


def old(call: int = 2018) -> Partnership:
    """Give the invented partnership under the rules of an old call."""
    return known(project=attrs.evolve(PLAN.project, action="KA202-VET", call=call))


def test_unit_costs_for_planning() -> None:
    """Guards days × rate by country and profile, bands of distance, and split days."""
    staff = vp.unit_cost(old(), "Intellectual outputs", 12, who="teacher", organisation="b")
    travel = vp.unit_cost(old(), "training: travel", 3, km=1999)
    support = vp.unit_cost(old(), "individual support", Decimal("20.5"), who="staff")
    events = vp.unit_cost(old(), "multiplier", 20, who="local")

    assert ["1 644 EUR"] == [str(line.amount) for line in staff]
    assert (
        "Intellectual outputs (teacher, trainer or researcher, group 3: CZ GR ES CY MT PT SI): "
        "12 × 137 EUR per day = 1 644 EUR [unverified]"
    ) == str(staff[0])
    assert ["825 EUR"] == [str(line.amount) for line in travel]
    assert [("14", "1 484 EUR"), ("6.5", "481 EUR")] == [
        (str(line.number), str(line.amount)) for line in support
    ]
    assert [("2 000 EUR", True)] == [(str(line.amount), line.verified) for line in events]
    assert "confidence" in staff[0].basis


@pytest.mark.parametrize(
    ("heading", "number", "options", "why"),
    [
        ("meals", 1, {}, "^the rules of KA202-VET 2018 have no unit cost under 'meals'$"),
        ("training: travel", 1, {}, "^KA202-VET 2018 has several unit costs under 'training:"),
        ("training: travel", 1, {"km": 9}, "or none that fits: Learning, teaching and training"),
        ("Intellectual outputs", 1, {"who": "manager"}, "several unit costs"),
        ("individual support", 61, {"who": "staff"}, "no rate holds for 1 of the 61 days"),
    ],
)
def test_a_unit_cost_is_never_guessed(
    heading: str, number: int, options: dict[str, object], why: str
) -> None:
    """Guards that two rates that could hold are refused, with a list of them."""
    given_: dict[str, object] = options
    with pytest.raises(NoUnitCost, match=why):
        vp.unit_cost(old(), heading, number, **given_)


def test_units_below_zero_and_calls_with_lump_sums() -> None:
    """Guards the two ways in which there is nothing to compute."""
    lump = known(project=attrs.evolve(PLAN.project, action="KA220-VET", call=2023))

    with pytest.raises(ValueError, match="there cannot be -1 units"):
        vp.unit_cost(old(), "multiplier", -1)
    with pytest.raises(NoUnitCost, match="KA220-VET 2023 have no unit cost"):
        vp.unit_cost(lump, "travel", 1)
