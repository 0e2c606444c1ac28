"""The money as rows: exact to the cent in every state."""

from datetime import date
from decimal import Decimal

from builders import partnership
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import (
    Amounts,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Share,
    Spent,
    Task,
    WorkPackage,
)
from vetpartner.state.shares import activity_amounts, matrix, payments, spent, sum_of

ORGANISATIONS = (
    Organisation(id="a"),
    Organisation(id="b"),
    Organisation(id="c", role="associated"),
)
moneys = st.integers(0, 10**9).map(lambda cents: Money(Decimal(cents) / 100))
grants = st.dictionaries(st.sampled_from("abcx"), moneys).map(Amounts)


def test_matrix_of_work_packages() -> None:
    """Rows are work packages, columns the partners; unknown shares stay unknown, and their sums."""
    found = matrix(
        partnership(
            *ORGANISATIONS,
            WorkPackage(id="WP1", title="One", grant=Amounts({"a": Money(10), "b": Money(5)})),
            WorkPackage(id="WP2", amount=Money(7)),
            WorkPackage(id="WP3", grant=Amounts({"b": Money(3, "CZK")})),
        )
    )

    assert ["a", "b"] == [o.id for o in found.organisations]
    assert [(Money(10), Money(5)), (None, None), (None, None)] == [r.shares for r in found.rows]
    assert [Money(15), Money(7), None] == [r.total for r in found.rows]
    assert ((None, None), Money(22), None) == (found.totals, found.total, found.whole)
    assert not found.by_activity


def test_matrix_of_activities() -> None:
    """A KA210 has no work packages: its activities are the rows."""
    p = partnership(
        *ORGANISATIONS,
        Meeting(id="M1", amount=Money(4)),
        Task(id="T1", grant=Amounts({"a": Money(1), "c": Money(2)})),
    )
    found = matrix(p)

    assert found.by_activity
    assert ["a", "b", "c"] == [o.id for o in found.organisations]
    assert Money(7) == found.total
    assert [Money(4), Money(3)] == [amount for _, amount in activity_amounts(p)]
    assert [None, Money(2)] == [amount for _, amount in activity_amounts(p, "c")]


def test_shares_of_unknown_organisations_are_kept() -> None:
    """A share under an id that the plan does not have is shown last, and counts."""
    grant = Amounts({"AMU": Money(4), "a": Money(6)})
    found = matrix(partnership(*ORGANISATIONS, WorkPackage(id="WP1", grant=grant)))

    assert ["a", "b", "AMU"] == [o.id for o in found.organisations]
    assert ((Money(6), None, Money(4)), Money(10)) == (found.totals, found.total)


def test_nothing_shared_out_is_not_unknown() -> None:
    """A share of zero is a share; an amount of which no currency counts is not known."""
    p = partnership(
        *ORGANISATIONS,
        WorkPackage(id="WP1", grant=Amounts({"a": Money(0)}), amount=Money(5)),
        WorkPackage(id="WP2", grant=Amounts({"a": Money(5, "CZK")})),
        Task(id="T1", grant=Amounts({"a": Money(5, "CZK")})),
    )

    assert [Money(5), None] == [row.total for row in matrix(p).rows]
    assert [Money(5), None] == [row.unshared for row in matrix(p).rows]
    assert [None] == [amount for _, amount in activity_amounts(p)]


@given(st.lists(grants, max_size=6))
def test_sums_agree(shares: list[Amounts]) -> None:
    """Whatever the amounts: the sum of the rows is the sum of the columns."""
    packages = tuple(WorkPackage(id=f"WP{n}", grant=grant) for n, grant in enumerate(shares))
    found = matrix(partnership(*ORGANISATIONS, *packages))

    typed = [grant.total() for grant in shares if grant]
    assert sum_of(found.totals, "EUR") == found.whole
    assert (Money.total(typed) if typed else None) == found.total


@given(moneys, st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_payments_add_up(lump_sum: Money, parts: list[int]) -> None:
    """Shares that make the whole add up to the lump sum to the cent."""
    portions = [Decimal(part) / 1000 for part in parts]
    portions.append(1 - sum(portions))
    amounts = [
        row.amount
        for row in payments(
            partnership(
                *(Payment(id=f"P{n}", share=Share(x)) for n, x in enumerate(portions)),
                lump_sum=lump_sum,
            )
        )
        if row.amount
    ]

    assert lump_sum == Money.total(amounts)


def test_payments_arrived_and_open() -> None:
    """What partners got from the coordinator is no payment of the agency."""
    facts = (
        Paid(of="P1", amount=Money(30), recorded=date(2024, 1, 1)),
        Paid(of="P1", amount=Money(9), payer="a", payee="b"),
    )
    rows = payments(
        partnership(
            Payment(id="P1", share=Share("0.4"), trigger="signature"),
            Payment(id="P2", amount=Money(60)),
            Payment(id="P3"),
            *facts,
            lump_sum=Money(100),
        )
    )

    assert [(Money(40), Money(30), Money(10)), (Money(60), Money(0), Money(60))] == [
        (row.amount, row.paid, row.open) for row in rows[:2]
    ]
    assert (None, None) == (rows[2].amount, rows[2].open)
    assert ("40 %", "signature", "P1") == (rows[0].share, rows[0].trigger, rows[0].title)


def test_payments_by_share_beside_one_by_amount() -> None:
    """The last share takes the rest of what goes by shares, whatever is paid besides."""
    amounts = [
        row.amount
        for row in payments(
            partnership(
                Payment(id="P0", amount=Money(7)),
                Payment(id="P1", share=Share("0.5")),
                Payment(id="P2", share=Share("0.5")),
                lump_sum=Money("100.01"),
            )
        )
    ]

    assert [Money(7), Money("50.01"), Money("50.00")] == amounts


def test_what_arrived_for_no_payment_of_the_plan() -> None:
    """Money without a payment's id, or with a wrong one, is shown in a row of its own."""
    facts = (
        Paid(of="P1", amount=Money(30)),
        Paid(of="P9", amount=Money(20)),
        Paid(amount=Money(5)),
        Paid(amount=Money(9, "CZK")),
    )
    rows = payments(
        partnership(
            Payment(id="P1", share=Share(1)),
            Payment(id="P1", share=None),
            *facts,
            lump_sum=Money(100),
        )
    )

    assert [Money(30), Money(0), Money(25)] == [row.paid for row in rows]
    assert ("", None, Money(-25)) == (rows[2].id, rows[2].amount, rows[2].open)


def test_spent_is_summed_up() -> None:
    """Costs are summed by work package and organisation; other currencies are left out."""
    facts = tuple(
        Spent(of="WP1", organisation="a", amount=money)
        for money in (Money(1), Money("2.50"), Money(9, "CZK"))
    )

    assert (("WP1", "a", Money("3.50")),) == spent(Partnership(facts=facts))
