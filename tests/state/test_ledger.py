"""The accounts of the partners: each column, and that all sums agree in every state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from builders import KA220, changed, eur, more, partnership, when
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.model import (
    Amended,
    Amounts,
    Deliverable,
    Delivered,
    Evidence,
    Fact,
    Held,
    Instalment,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Share,
    WorkPackage,
)
from vetpartner.state.account import PackageRow, account_statement
from vetpartner.state.earned import at_risk, total_at_risk
from vetpartner.state.ledger import LEDGER, Account, ledger
from vetpartner.state.shares import matrix

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
PROOFS = tuple(
    Evidence(kind=kind, file=f"evidence/{kind}.pdf")
    for kind in ("agenda", "minutes", "signed list")
)


P = partnership(
    Organisation(id="sts", acronym="STS"),
    Organisation(id="fbk"),
    WorkPackage(id="WP2", title="Course", grant=eur(sts=6_000, fbk=4_000)),
    Meeting(id="M1", work_package="WP2", when=when("2024-02-01"), amount=Money(1_000)),
    Meeting(id="M2", work_package="WP2", grant=eur(fbk=500)),
    Payment(id="P1", share=Share("0.8")),
    Payment(id="P2", share=Share("0.2")),
    Instalment(id="I1", share=Share("0.5"), after="P1"),
    Instalment(id="I2", share=Share("0.5"), after="P2"),
    on="2024-06-01",
    **{**KA220, "call": 2026},  # a source says what must be proved
    lump_sum=Money(10_000),
    coordinator="sts",
)
"""Two partners with a work package of two meetings, on 1 June 2024."""


def accounts(*facts: Fact, **tables: object) -> Partnership:
    """Give the two partners with facts, or with other tables of the plan."""
    return more(changed(P, **tables), *facts)


def held(id_: str, *proofs: Evidence) -> Held:
    """Give a meeting that took place."""
    return Held(of=id_, evidence=proofs, recorded=date(2024, 2, 2))


def paid(amount: int, **fields: Any) -> Paid:  # noqa: ANN401
    """Give a payment that arrived in March."""
    given = {"when": when("2024-03-01"), "recorded": date(2024, 3, 1), **fields}
    return Paid(amount=Money(amount), **given)


def row(account: Account) -> list[int | None]:
    """Return share, due, sent, received, earned, at risk and open as whole euros."""
    names = ("share", "due", "sent", "received", "earned", "at_risk", "open")
    assert not account.unverified
    amounts = (getattr(account, name) for name in names)
    return [None if money is None else int(money.amount) for money in amounts]


def test_the_columns() -> None:
    """Guard a state in which money came, was passed on, and a meeting was held with all proofs."""
    p = accounts(
        paid(8_000, of="P1"),
        paid(1_500, of="I1", payer="sts", payee="fbk"),
        paid(200, of="I1", payer="sts", payee="fbk", when=None, sent=date(2024, 3, 5)),
        held("M1", *PROOFS),
    )
    found = ledger(p)

    assert [6_000, 3_000, 6_300, 6_300, 600, 0, 5_400] == row(found.account("sts"))
    assert [4_000, 2_000, 1_700, 1_500, 400, 0, 3_600] == row(found.account("fbk"))
    assert [10_000, 5_000, 8_000, 7_800, 1_000, 0, 9_000] == row(found.total)
    assert (Money(8_000), Money(200)) == (found.arrived, found.on_its_way)
    assert Money(300) == found.account("fbk").to_send
    assert Money(0) == found.account("sts").to_send
    assert Money(300) == found.total.to_send
    with pytest.raises(KeyError):
        found.account("other")


def test_what_is_not_shown_is_at_risk() -> None:
    """Guard that a meeting without proof, and a cancelled one, are at risk and not open."""
    cancelled = Amended(of="M2", cancelled=True, reason="no host", recorded=date(2024, 2, 1))
    found = ledger(accounts(held("M1"), cancelled))

    assert [6_000, 0, 0, 0, 0, 600, 5_400] == row(found.account("sts"))
    assert [4_000, 0, 0, 0, 0, 900, 3_100] == row(found.account("fbk"))


def test_what_must_come_back() -> None:
    """Guard that who got more than can still be earned has to give the rest back."""
    cancelled = Amended(of="M2", cancelled=True, reason="no host", recorded=date(2024, 2, 1))
    p = accounts(cancelled, held("M1", *PROOFS), paid(8_000), paid(3_700, payer="sts", payee="fbk"))
    account = ledger(p).account("fbk")

    assert [4_000, 0, 3_700, 3_700, 400, 500, 3_100] == row(account)
    assert Money(200) == account.to_recover
    assert Money(200) == ledger(p).total.to_recover


def test_the_rest_of_a_work_package() -> None:
    """Guard that it is earned once everything in it is done, and the package is over."""
    both = (held("M1", *PROOFS), held("M2", *PROOFS))
    package = WorkPackage(id="WP2", grant=eur(sts=6_000), when=when("2024-01..2024-06"))
    over = attrs.evolve(package, when=when("2024-01..2024-05"))
    result = Deliverable(id="D1", work_package="WP2", due=when("2024-12"))

    def earned(*packages: WorkPackage, **tables: Any) -> int:  # noqa: ANN401
        p = accounts(*both, work_packages=packages, **tables)
        money = ledger(p).account("sts").earned
        return -1 if money is None else int(money.amount)

    assert 1_000 == earned(package)
    assert 6_000 == earned(over)
    assert 1_000 == earned(over, deliverables=(result,))
    done = Delivered(
        of="D1", evidence=(Evidence(kind="result", file="a.pdf"),), recorded=date(2024, 3, 1)
    )
    p = accounts(*both, done, work_packages=(over,), deliverables=(result,))
    assert Money(6_000) == ledger(p).account("sts").earned
    assert ledger(p).total.earned is None
    assert ("fbk", None) == (ledger(p).accounts[1].id, ledger(p).accounts[1].share)


def test_what_is_not_shared_out() -> None:
    """Guard that an amount without partners stands in a row of its own, and sums agree."""
    found = ledger(accounts(work_packages=(WorkPackage(id="WP2", amount=Money(5_000)),)))

    assert ["not shared out"] == [a.label for a in found.accounts if a.share]
    assert Money(5_000) == found.accounts[-1].share
    assert found.total.share is None
    assert "The share of STS, fbk is not known: no amounts are stated for it" in str(found)


def test_shares_of_activities_where_the_package_states_none() -> None:
    """Guard that a work package without amounts has those of its activities."""
    p = accounts(work_packages=(WorkPackage(id="WP2"),))

    assert [None, Money(500)] == [
        next(
            (s for s, o in zip(line.shares, matrix(p).organisations, strict=True) if o.id == id_),
            None,
        )
        for line in matrix(p).rows
        for id_ in ("sts", "fbk")
    ]
    assert Money(500) == ledger(p).account("fbk").share


def test_without_instalments_nothing_is_due() -> None:
    """Guard that what was not agreed is not made up."""
    found = ledger(accounts(instalments=()))

    assert [None, None] == [account.due for account in found.accounts]
    assert found.total.to_send is None
    assert "\N{EN DASH}" in str(found)


def test_before_the_first_day_nothing_is_earned() -> None:
    """Guard that what was held before the project began is at risk, with all its proofs."""
    early = changed(P, project=attrs.evolve(P.plan.project, start=date(2024, 2, 2)))
    total = ledger(more(early, held("M1", *PROOFS))).total

    assert Money(1_000) == ledger(accounts(held("M1", *PROOFS))).total.earned
    assert (Money(0), Money(1_000)) == (total.earned, total.at_risk)


def test_a_work_package_as_a_whole_tells_of_its_activities() -> None:
    """Guard that no reason is lost where a result puts the whole package at risk."""
    plan = changed(P, deliverables=(Deliverable(id="D1", work_package="WP2", due=when("M1")),))
    told = {reason.of for one in at_risk(plan) for reason in one.reasons}

    assert ["WP2"] == [one.id for one in at_risk(plan)]
    assert {"M1", "D1"} == told


def test_no_payment_is_not_none() -> None:
    """Guard that nobody says that the agency paid nothing, where nothing is recorded."""
    assert str(ledger(accounts())).endswith("No payment of the agency is recorded")
    assert "From the agency 8 000 EUR" in str(ledger(accounts(paid(8_000, of="P1"))))


def test_how_it_prints() -> None:
    """Guard text and table, with everything from files escaped."""
    p = accounts(organisations=(Organisation(id="sts", acronym="<b>"), Organisation(id="fbk")))

    assert "<b>" in str(ledger(p))
    assert "&lt;b&gt;" in ledger(p)._repr_html_()
    lines = str(vp.ledger(vp.load(GREEN).on(date(2025, 1, 31)))).splitlines()
    assert lines[0] == "GreenWeld, EUR, as of 2025-01-31"
    assert lines[2].split() == " ".join(LEDGER.heads()).split()
    assert lines[-3] == "From the agency 100 000 EUR; on its way 0 EUR"
    assert lines[-2] == (
        "STS passed on 69 600 EUR, keeps 30 400 EUR, and has 0 EUR not yet passed on and 0 EUR "
        "that is due to nobody yet"
    )
    assert lines[-1].startswith(
        "119.5 % of the money received is earned; that 70 % must be used before the next "
        "payment is not verified: German national agency DAAD"
    )


def test_statement_in_full() -> None:
    """Guard instalments, transfers in both directions, packages and risks of one partner."""
    p = accounts(
        paid(8_000, of="P1"),
        paid(1_500, of="I1", payer="sts", payee="fbk"),
        paid(100, payer="fbk", note="too much"),
        held("M1"),
    )
    data = account_statement(p, "fbk")

    assert [("I1", 2_000, 1_500, True), ("I2", 2_000, 0, False)] == [
        (r.instalment.id, int(r.amount.amount), int(r.paid.amount), r.due) for r in data.instalments
    ]
    assert [(1_500, "STS"), (-100, "STS")] == [
        (int(t.amount.amount), t.other) for t in data.transfers
    ]
    assert [("WP2", 4_000, 0, 400, 3_600)] == [
        (
            r.id,
            *(int(m.amount) for m in (r.share, r.earned, r.at_risk, r.open)),
        )
        for r in data.packages
    ]
    assert ["M1"] == [risk.id for risk in data.risks]


states = st.lists(
    st.sampled_from(
        [
            paid(8_000, of="P1"),
            paid(333, payer="sts", payee="fbk"),
            paid(7, payer="fbk"),
            paid(50, payer="sts", payee="fbk", when=None, sent=date(2024, 3, 5)),
            paid(11, of="P2", payee="fbk"),
            paid(13, payer="sts", payee="unknown"),
            held("M1"),
            held("M1", *PROOFS),
            held("M2", *PROOFS),
            Amended(of="M2", cancelled=True, reason="no host", recorded=date(2024, 2, 1)),
        ]
    ),
    max_size=6,
)


def agree(p: Partnership) -> None:
    """Assert that all sums agree to the cent."""
    found = ledger(p)
    currency = p.plan.project.currency

    for account in (*found.accounts, found.total):
        parts = (account.earned, account.unverified, account.at_risk, account.open)
        if account.share is None:
            assert (None,) * 5 == (*parts, account.to_recover)
        elif account.earned is None:
            # Without rules nobody knows what must be proved.
            assert (None, None, None) == (account.open, account.at_risk, account.unverified)
        else:
            assert account.share == Money.total((x for x in parts if x is not None), currency)
    known = None not in [account.share for account in found.accounts]
    if known and matrix(p).total is not None:
        assert matrix(p).whole == found.total.share
    for name in ("share", "sent", "received", "earned", "unverified", "at_risk", "open"):
        amounts = [getattr(account, name) for account in found.accounts]
        if (known and None not in amounts) or name in {"sent", "received"}:
            total = getattr(found.total, name)
            assert Money.total((x for x in amounts if x), currency) == (total or Money(0, currency))
        else:
            assert getattr(found.total, name) is None
    assert found.arrived == found.total.received + found.on_its_way
    assert found.arrived == found.total.sent
    for account in found.accounts:
        if account.id is not None and account.share is not None:
            statement = account_statement(p, account.id)
            shares = [line.share for line in statement.packages]
            assert account.share == Money.total(shares, currency)
            earned = [line.earned for line in statement.packages]
            if account.earned is None:
                assert {None} >= set(earned)
            else:
                assert account.earned == Money.total((x for x in earned if x), currency)


@given(states)
def test_sums_agree_in_every_state(facts: list[Fact]) -> None:
    """Guard money that came, was passed on, came back or is on its way, and work in any state."""
    agree(accounts(*facts))


@settings(max_examples=examples(60))
@given(partnerships())
def test_sums_agree_whatever_the_files_say(p: Partnership) -> None:
    """Guard unknown ids, other currencies, negative and contradicting amounts."""
    agree(p)


def test_what_is_used_of_what_arrived() -> None:
    """Guard the part of a payment that is earned, before anything came and without rules."""
    p = accounts(paid(8_000, of="P1"), held("M1", *PROOFS))
    nowhere = attrs.evolve(p.baseline.project, call=1999)

    assert (Decimal("12.5"), Share("0.7")) == (ledger(p).used, ledger(p).asked)
    assert ledger(accounts()).used is None
    unknown = ledger(attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=nowhere)))
    assert (None, None) == (unknown.asked, unknown.basis)
    assert "must be used" not in str(unknown)


def _amounts(draw: st.DrawFn, most: int) -> Amounts:
    ids = draw(st.sets(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=3))
    return Amounts({id_: Money(draw(st.integers(0, most))) for id_ in sorted(ids)})


@st.composite
def shared_out(draw: st.DrawFn) -> Partnership:
    """Draw work packages whose activities are shared out in their own way, some of them done."""
    packages, meetings, facts = [], [], []
    for number in range(draw(st.integers(1, 2))):
        package = f"WP{number}"
        packages.append(WorkPackage(id=package, grant=_amounts(draw, 99)))
        for each in range(draw(st.integers(0, 4))):
            stated, id_ = draw(st.booleans()), f"M{number}{each}"
            meeting = Meeting(
                id=id_,
                work_package=package,
                when=when("2024-02-01"),
                host=draw(st.sampled_from([None, "a", "b"])),
                organisations=tuple(sorted(draw(st.sets(st.sampled_from("abc"))))),
                amount=None if stated else Money(draw(st.integers(0, 99))),
                grant=_amounts(draw, 60) if stated else Amounts(),
            )
            meetings.append(meeting)
            if draw(st.booleans()):
                proofs = PROOFS if draw(st.booleans()) else ()
                facts.append(Held(of=id_, evidence=proofs, recorded=date(2024, 2, 2)))
    return partnership(
        *(Organisation(id=id_) for id_ in "abc"),
        *packages,
        *meetings,
        *facts,
        on="2024-06-01",
        **KA220,
        coordinator="a",
    )


@settings(max_examples=examples(300))
@given(shared_out())
def test_nobody_has_less_than_nothing_open(p: Partnership) -> None:
    """Guard accounts against activities that are shared out otherwise than their work package."""
    for account in ledger(p).accounts:
        if account.share is not None:
            parts = [account.earned, account.unverified, account.at_risk, account.open]
            assert all(part is not None and part.amount >= 0 for part in parts)
            assert account.share == Money.total(part for part in parts if part is not None)
    for one in account_packages(p):
        assert one.open is not None
        assert one.open.amount >= 0
    total, risk = ledger(p).total, total_at_risk(p, at_risk(p))
    told = {finding.slug for finding in vp.check(p)}
    fits = told.isdisjoint({"activities-differ-from-work-package", "shared-out-otherwise"})
    if fits and total.at_risk is not None:
        assert risk == total.at_risk


def account_packages(p: Partnership) -> list[PackageRow]:
    """Give the work packages of all accounts."""
    ids = [account.id for account in ledger(p).accounts if account.id is not None]
    return [row for id_ in ids for row in account_statement(p, id_).packages]
