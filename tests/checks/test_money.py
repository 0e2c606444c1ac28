"""Money: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, add, change, eur, found, old, plan, project, told

from vetpartner.model import Money, Organisation, Paid, Partnership, Payment, Share, Spent

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "lump-sum-missing",
        project(lump_sum=None),
        [("note", "project", "the project has no lump sum")],
    ),
    (
        "lump-sum-not-allowed",
        project(lump_sum=Money(200_000)),
        [
            (
                "error",
                "project/lump_sum",
                (
                    "the lump sum is 200 000 EUR; KA220-VET 2025 pays 120 000 EUR or 250 "
                    "000 EUR or 400 000 EUR"
                ),
            )
        ],
    ),
    (
        "allocations-differ-from-lump-sum",
        change("WP2", grant=eur(sts=36_000, fbk=30_000, hwk=30_001)),
        [
            (
                "error",
                "project/lump_sum",
                (
                    "the work packages add up to 120 001 EUR, which is 1 EUR more than the "
                    "lump sum of 120 000 EUR"
                ),
            )
        ],
    ),
    (
        "allocations-differ-from-lump-sum",
        change("WP2", grant=eur(sts=36_000, fbk=30_000, hwk=29_000)),
        [
            (
                "warning",
                "project/lump_sum",
                (
                    "the work packages add up to 119 000 EUR, which is 1 000 EUR less than "
                    "the lump sum of 120 000 EUR (unverified rule)"
                ),
            )
        ],
    ),
    (
        "allocations-differ-from-lump-sum",
        old(project(lump_sum=Money(60_000)), action="KA210-VET"),
        [
            (
                "error",
                "project/lump_sum",
                (
                    "the activities add up to 96 000 EUR, which is 36 000 EUR more than "
                    "the lump sum of 60 000 EUR"
                ),
            )
        ],
    ),
    (
        "shares-differ-from-amount",
        change("WP2", amount=Money(95_000)),
        [
            (
                "error",
                "work_packages/WP2/amount",
                "the shares of WP2 add up to 96 000 EUR, its amount is 95 000 EUR",
            )
        ],
    ),
    (
        "activities-differ-from-work-package",
        change("A1", amount=Money(34_500)),
        [
            (
                "error",
                "work_packages/WP2",
                "the activities of WP2 add up to 96 500 EUR, more than its 96 000 EUR",
            )
        ],
    ),
    (
        "activities-differ-from-work-package",
        change("A1", amount=Money(33_500)),
        [
            (
                "warning",
                "work_packages/WP2",
                "the activities of WP2 add up to 95 500 EUR, less than its 96 000 EUR",
            )
        ],
    ),
    (
        "management-over-share",
        change("WP1", grant=eur(sts=18_000, fbk=6_000, hwk=6_000)),
        [
            (
                "error",
                "work_packages/WP1/grant",
                (
                    "WP1 takes 30 000 EUR for management, 6 000 EUR more than the 20 % of "
                    "the lump sum that are allowed (24 000 EUR)"
                ),
            )
        ],
    ),
    (
        "management-over-share",
        change("WP1", grant=eur(), amount=Money(24_001)),
        [
            (
                "error",
                "work_packages/WP1/amount",
                (
                    "WP1 takes 24 001 EUR for management, 1 EUR more than the 20 % of the "
                    "lump sum that are allowed (24 000 EUR)"
                ),
            )
        ],
    ),
    (
        "associated-partner-with-money",
        change("M1", grant=eur(uni=500)),
        [
            (
                "error",
                "meetings/M1/grant/uni",
                "uni is an associated partner, but gets 500 EUR in M1",
            )
        ],
    ),
    (
        "partner-without-money",
        add("organisations", Organisation(id="cfs", acronym="CFS", country="PT", oid="E10000004")),
        [("warning", "organisations/cfs", "CFS is a full partner, but has no share of the grant")],
    ),
    (
        "foreign-currency",
        change("M1", amount=Money(5_000, "CZK")),
        [
            (
                "error",
                "meetings/M1/amount",
                "M1 has 5 000 CZK, but the currency of the project is EUR",
            )
        ],
    ),
    (
        "foreign-currency",
        told(
            Spent(
                of="WP2", organisation="fbk", amount=Money(500, "CZK"), recorded=date(2026, 1, 1)
            ),
            Paid(of="P1", amount=Money(5, "CZK"), recorded=date(2026, 1, 1)),
        ),
        [
            (
                "error",
                "paid/P1/amount",
                "a payment for P1 has 5 CZK, but the currency of the project is EUR",
            ),
        ],
    ),
    (
        "negative-amount",
        change("M1", amount=Money(-10_000)),
        [("error", "meetings/M1/amount", "M1 has -10 000 EUR, which is below zero")],
    ),
    (
        "payments-do-not-add-up",
        change("P2", share=Share("0.1")),
        [("error", "payments", "the payments add up to 90 % of the grant, not to 100 %")],
    ),
    (
        "payments-do-not-add-up",
        plan(
            payments=(
                Payment(id="P1", amount=Money(100_000)),
                Payment(id="P2", amount=Money(10_000)),
            )
        ),
        [("error", "payments", "the payments add up to 110 000 EUR, the lump sum is 120 000 EUR")],
    ),
    (
        "received-more-than-lump-sum",
        told(
            Paid(of="P1", amount=Money(96_000), recorded=date(2026, 1, 1)),
            Paid(of="P2", amount=Money(24_001), recorded=date(2026, 1, 1)),
        ),
        [
            (
                "error",
                "paid",
                ("120 001 EUR were received from the agency, but the lump sum is 120 000 EUR"),
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
