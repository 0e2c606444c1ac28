"""What happens if a partner withdraws: its work, its money, the rules that break, and the words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from builders import when
from checks.clean import add, change, clean, eur, plan, told
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples

import vetpartner as vp
from vetpartner.model import (
    Amounts,
    Held,
    Meeting,
    Money,
    Organisation,
    Paid,
    Task,
    UnknownId,
    When,
)
from vetpartner.state.shares import matrix
from vetpartner.whatif.withdraw import withdraw, worked_for

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2025, 1, 31)
GREEN = vp.load(EXAMPLES / "green-welding").on(DAY)


def test_its_work_its_money_and_whom_to_tell() -> None:
    """Guards the whole text of a withdrawal in the invented partnership."""
    found = withdraw(GREEN, "cfs", reason="The company was sold.")

    assert (
        "CFS Centro de Formação Soldarte withdraws, its last day is 2025-01-31\n"
        "\n"
        "Tasks left without anybody responsible\n"
        "  leads WP3 Learning units and simulator exercises (until 2025-04-30)\n"
        "  leads, hosts M4 Fourth meeting (until 2025-09-17)\n"
        "  leads, hosts, trains in T3 Online teaching of practical subjects (until 2025-05-15)\n"
        "  leads A3.1 Making the learning units (until 2025-03-31)\n"
        "  leads A5.2 Plan for the time after the project (until 2025-10-31)\n"
        "  leads D5.3 Sustainability plan with signed agreements of use (until 2025-10-31)\n"
        "\n"
        "Its money: 22 273.52 EUR of 43 000 EUR worked for, 20 726.48 EUR open\n"
        "  WP1: 3 759.23 EUR of 6 000 EUR worked for (458 of 731 days elapsed); 2 240.77 EUR open, "
        "proposal: STS 1 206.57 EUR, FBK 344.74 EUR, HWK 344.73 EUR, ZJA 344.73 EUR\n"
        "  WP2: 5 000 EUR of 5 000 EUR worked for (3 of 3 activities done, 60 000 EUR of 60 000 EUR)\n"  # noqa: E501
    ) == "".join(str(found).partition("  WP3: ")[0])
    assert str(found).endswith(
        "Received so far\n"
        "  17 200 EUR; 5 073.52 EUR are still to be paid to it\n"
        "\n"
        "Rules that break\n"
        "  warning: M4 takes place in Porto (PT), but CFS, the only partner from Portugal, left on "
        "2025-01-31 (assumed from call 2026) [venue-outside-partnership]\n"
        "  warning: T3 takes place in Porto (PT), but CFS, the only partner from Portugal, left on "
        "2025-01-31 (assumed from call 2026) [venue-outside-partnership]\n"
        "\n"
        "Whom to tell\n"
        "  the national agency HR01: it has to agree; ask for the amendment by 2025-10-01\n"
        "  STS: Marija Perković, Ante Bralić, Jelena Tomić\n"
        "  FBK: Lukas Ebner\n"
        "  HWK: Silke Behrens, Jens Ahlers\n"
        "  CFS: Inês Carvalho\n"
        "  ZJA: Damir Vuković"
    )


def test_no_rule_breaks_where_another_partner_is_in_the_country() -> None:
    """Guards that it is said when nothing else is at stake: STS is in Croatia as ZJA is."""
    found = withdraw(GREEN, "zja", reason="Bankrupt.")

    assert "Rules that break\n  no other than that the agency has to agree" in str(found)


def test_the_amendments_keep_every_sum() -> None:
    """Guards that the money only changes hands, and what is worked for stays."""
    found = withdraw(GREEN, "cfs", reason="The company was sold.")
    before, after = matrix(found.before), matrix(found.after)

    assert [row.total for row in before.rows] == [row.total for row in after.rows]
    assert found.worked == after.totals[3]
    assert found.open == found.taken_over.total()
    assert ("cfs", DAY, None) == (
        found.amendments[0].of,
        found.amendments[0].left,
        found.amendments[0].grant,
    )
    assert ["cfs", "WP1", "WP3", "WP4", "WP5"] == [one.of for one in found.amendments]
    assert {"The company was sold."} == {one.reason for one in found.amendments}
    assert {
        "left-with-open-work",
        "transfer-without-amendment",
        "venue-outside-partnership",
    } == {one.slug for one in found.appeared}


def test_what_must_come_back() -> None:
    """Guards received minus worked: what was passed on or given back counts."""
    paid = (
        Paid(of=None, amount=Money(30_000), payee="hwk", payer="sts", recorded=date(2026, 1, 2)),
        Paid(of=None, amount=Money(500), payee="sts", payer="hwk", recorded=date(2026, 1, 3)),
        Paid(of=None, amount=Money(9, "CHF"), payee="hwk", recorded=date(2026, 1, 3)),
    )
    found = withdraw(told(*paid), "hwk", worked={"WP1": Money(1_000), "WP2": Money(8_000)})
    exact = withdraw(told(*paid), "hwk", worked={"WP1": Money(4_500), "WP2": Money(25_000)})

    assert (Money(29_500), Money(9_000)) == (found.received, found.worked)
    assert (Money(20_500), Money(0)) == (found.to_return, found.to_pay)
    assert "29 500 EUR; 20 500 EUR must come back" in str(found)
    assert "WP1: 1 000 EUR of 6 000 EUR worked for (as given); 5 000 EUR open" in str(found)
    assert "29 500 EUR; nothing is to come back" in str(exact)


def test_rules_that_break() -> None:
    """Guards that only new findings are shown, and that too few partners are among them."""
    found = withdraw(clean(), "hwk")

    assert "error: too few full partners from member states" in str(found)
    assert "[too-few-organisations]" in str(found)
    assert "no other than" not in str(found)


def test_the_coordinator() -> None:
    """Guards that a coordinator first has to be followed by another; it received for all."""
    paid = Paid(of="P1", amount=Money(96_000), recorded=date(2025, 12, 1))
    found = withdraw(told(paid), "sts")

    assert ("It coordinates the project: another partner has to take that over first.",) == (
        found.remarks
    )
    assert Money(96_000) == found.received


def test_without_others_in_a_work_package() -> None:
    """Guards that an open share goes to those named, else to all; with nobody left it stays."""
    alone = change("WP2", grant=eur(hwk=96_000), organisations=("hwk", "fbk", "uni"))
    everybody = change("WP2", grant=eur(hwk=96_000))
    nobody = change("WP1", grant=eur(hwk=24_000))
    nobody = attrs.evolve(
        nobody,
        baseline=attrs.evolve(
            nobody.baseline,
            organisations=tuple(o for o in nobody.baseline.organisations if o.id == "hwk"),
        ),
    )

    assert ["fbk"] == list(withdraw(alone, "hwk").parts[1].to)
    assert ["sts", "fbk"] == list(withdraw(everybody, "hwk").parts[1].to)
    assert Amounts() == withdraw(nobody, "hwk").parts[0].to
    assert "nobody is left for it" in str(withdraw(nobody, "hwk"))


def test_a_share_in_an_activity_is_remembered() -> None:
    """Guards that shares written at activities are not forgotten, and that all may be open."""
    p = change("T1", grant=eur(hwk=20_000, sts=10_000))
    found = withdraw(p, "hwk", on=date(2025, 11, 1), worked={"WP1": Money(0)})
    (one,) = [a for a in found.amendments if a.of == "WP1"]

    assert ("T1 has a share of its own for it, 20 000 EUR; amend it too.",) == found.remarks
    assert one.grant is not None
    assert "hwk" not in one.grant


def test_a_project_without_work_packages() -> None:
    """Guards KA210: activities that are done are worked for, the others are open."""
    both = eur(sts=10_000, hwk=5_000)
    p = plan(
        work_packages=(),
        meetings=(Meeting(id="M1", grant=both), Meeting(id="M2", grant=both)),
        tasks=(Task(id="A1", grant=eur(hwk=100), cancelled=True),),
    )
    found = withdraw(p, "hwk")

    assert [
        ("M1", Money(5_000), "done"),
        ("M2", Money(0), "not done"),
        ("A1", Money(0), "not done"),
    ] == [(part.id, part.worked, part.basis) for part in found.parts]
    assert () == found.remarks


def test_what_was_done_after_the_last_day_is_not_earned() -> None:
    """Guards that only facts up to the last day count, and half of the days are half."""
    held = Held(of="T1", when=when("2026-03-02..2026-03-06"))
    p = told(held)
    package = p["WP2"]
    undated = attrs.evolve(p["WP1"], when=When.undecided())

    assert (
        "2 of 5 activities done, 40 000 EUR of 96 000 EUR"
        == worked_for(p, package, "hwk", date(2026, 3, 31))[1]
    )
    assert (Money(3_125), "1 of 5 activities done, 10 000 EUR of 96 000 EUR") == worked_for(
        p, package, "hwk", date(2026, 3, 1)
    )
    assert Money(0) == worked_for(p, undated, "hwk", DAY)[0]
    assert Money(0) == worked_for(p, p["WP1"], "hwk", date(2025, 10, 1))[0]
    assert Money(6_000) == worked_for(p, p["WP1"], "hwk", date(2030, 1, 1))[0]


@pytest.mark.parametrize(
    ("id_", "options", "message"),
    [
        ("WP1", {}, "WP1 is not an organisation"),
        ("gone", {}, "gone left on 2026-01-31 already"),
        ("hwk", {"on": date(2025, 10, 31)}, "before the project, which starts on 2025-11-01"),
        ("hwk", {"worked": {"WP9": Money(1)}}, "hwk has no share in WP9"),
        ("hwk", {"worked": {"WP1": Money(6_001)}}, "nobody can have worked for 6 001 EUR"),
        ("hwk", {"worked": {"WP1": Money(-1)}}, "nobody can have worked for -1 EUR"),
    ],
)
def test_refuses(id_: str, options: dict[str, Any], message: str) -> None:
    """Guards that what cannot be is said in words."""
    p = add("organisations", Organisation(id="gone", left=date(2026, 1, 31)))

    with pytest.raises(ValueError, match=message):
        withdraw(p, id_, **options)
    with pytest.raises(UnknownId):
        withdraw(p, "hwkk")


@settings(max_examples=examples(25))
@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), st.integers(0, 10**7))
def test_no_cent_is_lost(cents: list[int], worked: int) -> None:
    """Guards that worked for and shared out always add up to the share."""
    parts = {
        id_: Money(f"{n / 100:.2f}") for id_, n in zip(("sts", "fbk", "hwk"), cents, strict=True)
    }
    p = change("WP1", grant=Amounts(parts))
    stays = min(parts["hwk"], Money(f"{worked / 100:.2f}"))
    part = withdraw(p, "hwk", worked={"WP1": stays}).parts[0]

    assert parts["hwk"] == part.worked + part.to.total()
