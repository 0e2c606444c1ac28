"""Transfers of money: how each is read from amendments, and whether the agency must agree."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from builders import when
from checks.clean import change, clean, eur, old, plan, told

from vetpartner.model import (
    Amended,
    Amounts,
    Held,
    Meeting,
    Money,
    Partnership,
    Training,
)
from vetpartner.state.transfers import Transfer, transfers_of

DAY = date(2026, 3, 1)
WHY = "The second partner writes more."
PACKAGES = (
    Amended(of="WP1", recorded=DAY, reason=WHY, grant=eur(sts=10_000, fbk=6_000, hwk=6_000)),
    Amended(of="WP2", recorded=DAY, reason=WHY, grant=eur(sts=38_000, fbk=30_000, hwk=30_000)),
)
SHARES = Amended(of="WP2", recorded=DAY, reason=WHY, grant=eur(sts=36_000, fbk=33_000, hwk=27_000))
INSIDE = (
    Amended(of="T1", recorded=DAY, reason=WHY, amount=Money(27_000)),
    Amended(of="A1", recorded=DAY, reason=WHY, amount=Money(37_000)),
)


def verdicts(p: Partnership) -> list[tuple[str, str, str]]:
    """Return route, amount and verdict of each transfer."""
    return [(one.route, str(one.amount), one.verdict) for one in transfers_of(p)]


def only(p: Partnership) -> Transfer:
    """Return the one transfer of a partnership."""
    (one,) = transfers_of(p)
    return one


def test_inside_a_work_package_it_is_to_be_explained() -> None:
    """Guards the mildest verdict, its source, reason and day."""
    one = only(told(*INSIDE))

    assert ("T1 → A1", Money(3_000), "to be explained") == (one.route, one.amount, one.verdict)
    assert (DAY, WHY, None) == (one.day, one.reason, one.approved)
    assert one.basis is not None
    assert one.basis.startswith("German national agency at BIBB")
    assert "confidence B" in one.basis


def test_amounts_of_activities_follow_an_amended_work_package_silently() -> None:
    """Guards that money between work packages is told once, not again by their activities."""
    p = told(*PACKAGES, Amended(of="A1", recorded=DAY, reason=WHY, amount=Money(36_000)))

    assert [("WP1 (sts) → WP2 (sts)", "2 000 EUR", "needs an amendment")] == verdicts(p)


def test_activities_of_two_packages_without_amended_packages_cross_a_border() -> None:
    """Guards that a transfer between packages cannot hide in the amounts of activities."""
    p = change("M2", work_package="WP1")
    p = told(
        Amended(of="M2", recorded=DAY, reason=WHY, amount=Money(1_000)),
        Amended(of="A1", recorded=DAY, reason=WHY, amount=Money(35_000)),
        p=p,
    )

    assert [("M2 → A1", "1 000 EUR", "needs an amendment")] == verdicts(p)


def test_another_day_is_another_transfer() -> None:
    """Guards that what was recorded on two days is not matched, and counts as of the day."""
    p = told(PACKAGES[0], attrs.evolve(PACKAGES[1], recorded=date(2026, 3, 2)))

    assert [
        ("WP1 (sts) → not recorded", "2 000 EUR", "not decided"),
        ("not recorded → WP2 (sts)", "2 000 EUR", "not decided"),
    ] == verdicts(p)
    assert 1 == len(transfers_of(p.on(DAY)))
    assert () == transfers_of(clean())


def test_shares_written_for_the_first_time_are_no_transfer() -> None:
    """Guards that a breakdown of a known sum, or a first amount, moves no money."""
    first = plan(meetings=(Meeting(id="M1", work_package="WP2"),))
    p = told(
        Amended(of="A1", recorded=DAY, reason=WHY, grant=eur(fbk=30_000, sts=4_000)),
        Amended(of="M1", recorded=DAY, reason=WHY, amount=Money(500)),
        p=first,
    )

    assert [] == verdicts(p)


def small(year: int, *facts: Amended | Held) -> Partnership:
    """Give an invented project of KA210 in which two activities share money."""
    both = eur(sts=20_000, fbk=10_000)
    p = plan(
        work_packages=(),
        meetings=(Meeting(id="M1", title="Start", grant=both),),
        trainings=(Training(id="T1", title="Course", grant=both),),
        dissemination_events=(),
        tasks=(),
    )
    p = old(p, action="KA210-VET", call=year, lump_sum=Money(60_000))
    return told(*facts, p=attrs.evolve(p, facts=()))


LESS = Amended(of="M1", recorded=DAY, reason=WHY, grant=eur(sts=19_000, fbk=10_000))
MORE = Amended(of="T1", recorded=DAY, reason=WHY, grant=eur(sts=21_000, fbk=10_000))


@pytest.mark.parametrize(
    ("year", "facts", "expected"),
    [
        (2024, (LESS, MORE), "to be explained"),
        (2024, (LESS, attrs.evolve(MORE, title="Longer course")), "needs an amendment"),
        (2023, (LESS, attrs.evolve(MORE, title="Longer course")), "to be explained"),
        (
            2024,
            (
                Held(of="T1", when=when("2026-01-05")),
                LESS,
                attrs.evolve(MORE, title="Longer course"),
            ),
            "to be explained",
        ),
    ],
)
def test_a_small_partnership(year: int, facts: tuple[Amended, ...], expected: str) -> None:
    """Guards KA210: from call 2024 on, another content of an unfinished activity is amended."""
    assert [("M1 (sts) → T1 (sts)", "1 000 EUR", expected)] == verdicts(small(year, *facts))


def test_between_organisations_of_a_small_partnership() -> None:
    """Guards that money between organisations needs an amendment inside one activity too."""
    p = small(2025, attrs.evolve(LESS, grant=eur(sts=15_000, fbk=15_000)))

    assert [("M1 (sts) → M1 (fbk)", "5 000 EUR", "needs an amendment")] == verdicts(p)


def unit_costs(*facts: Amended) -> Partnership:
    """Give an invented project of 2019, when headings were kinds of activities."""
    p = plan(
        work_packages=(),
        meetings=(Meeting(id="M1", amount=Money(10_000)), Meeting(id="M2", amount=Money(10_000))),
        trainings=(Training(id="T1", amount=Money(30_000)),),
        dissemination_events=(),
    )
    return told(*facts, p=old(p, action="KA202-VET", call=2019))


def now(id_: str, amount: int, day: date = DAY) -> Amended:
    """Return an amendment of an amount."""
    return Amended(of=id_, recorded=day, reason=WHY, amount=Money(amount))


def test_headings_of_an_old_call() -> None:
    """Guards the share that may leave a heading: counted up from transfer to transfer."""
    later_ = date(2026, 3, 20)
    p = unit_costs(
        now("M1", 8_000), now("M2", 9_000), now("T1", 33_000), now("M1", 6_500, later_),
        now("T1", 34_500, later_),
    )  # fmt: skip

    assert [
        ("M1 → T1", "2 000 EUR", "free"),
        ("M2 → T1", "1 000 EUR", "free"),
        ("M1 → T1", "1 500 EUR", "needs an amendment"),
    ] == verdicts(p)
    assert "4 500 EUR have left the heading, more than 4 000 EUR (20 %)" == transfers_of(p)[2].why


def test_a_heading_without_a_grant_and_one_heading() -> None:
    """Guards that nothing goes to a heading that was not awarded, and all is free inside one."""
    p = unit_costs(now("M1", 9_000), now("M2", 11_000))
    awarded = unit_costs(now("T1", 29_000), now("A1", 1_000))
    tasks = tuple(attrs.evolve(task, amount=Money(0)) for task in awarded.baseline.tasks)
    none = attrs.evolve(awarded, baseline=attrs.evolve(awarded.baseline, tasks=tasks))

    assert [("M1 → M2", "1 000 EUR", "free")] == verdicts(p)
    assert [("T1 → A1", "1 000 EUR", "impossible")] == verdicts(none)
    assert "no grant was awarded for tasks" == only(none).why


def test_without_rules_nothing_is_decided() -> None:
    """Guards that an unknown call gives no verdict, and another currency no sum."""
    unknown = old(told(*PACKAGES), call=1999)
    francs = told(*(attrs.evolve(one, grant=Amounts({"sts": Money(1, "CHF")})) for one in PACKAGES))

    assert ["not decided"] == [one.verdict for one in transfers_of(unknown)]
    assert None is only(unknown).basis
    assert [] == [one for one in transfers_of(francs) if one.amount.currency == "CHF"]
