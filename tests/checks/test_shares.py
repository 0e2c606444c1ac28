"""Shares and reasons: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, change, eur, found, old, plan, project

from vetpartner.model import Deliverable, Money, Partnership, Payment, WorkPackage

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "payment-without-report",
        plan(reports=(), payments=(Payment(id="P1", trigger="interim report"),)),
        [
            (
                "warning",
                "payments/P1/trigger",
                "P1 follows an interim report, but the agreement has none",
            )
        ],
    ),
    (
        "payment-without-report",
        plan(payments=(Payment(id="P1", trigger="progress report"),)),
        [
            (
                "warning",
                "payments/P1/trigger",
                "P1 follows a progress report, but the agreement has none",
            )
        ],
    ),
    (
        "grant-outside-range",
        old(project(lump_sum=Money(90_000)), call=2021),
        [
            (
                "error",
                "project/lump_sum",
                "the grant is 90 000 EUR; KA220-VET 2021 pays at least 100 000 EUR",
            )
        ],
    ),
    (
        "grant-outside-range",
        old(project(lump_sum=Money(401_000)), call=2021),
        [
            (
                "error",
                "project/lump_sum",
                "the grant is 401 000 EUR; KA220-VET 2021 pays at most 400 000 EUR",
            )
        ],
    ),
    (
        "grant-outside-range",
        old(project(lump_sum=Money(310_000)), action="KA202-VET", call=2019),
        [
            (
                "error",
                "project/lump_sum",
                "the grant is 310 000 EUR; KA202-VET 2019 pays at most 300 000 EUR for 24 months",
            )
        ],
    ),
    (
        "amount-without-rationale",
        change("WP2", rationale=None),
        [
            (
                "warning",
                "work_packages/WP2",
                "WP2 takes 96 000 EUR, and nothing says how that was determined",
            )
        ],
    ),
    (
        "amount-without-rationale",
        old(change("M1", amount=Money(60_000)), action="KA210-VET"),
        [
            (
                "warning",
                "dissemination_events/E1",
                "E1 takes 20 000 EUR, and nothing says how that was determined",
            ),
            (
                "warning",
                "meetings/M1",
                "M1 takes 60 000 EUR, and nothing says how that was determined",
            ),
            (
                "warning",
                "meetings/M2",
                "M2 takes 2 000 EUR, and nothing says how that was determined",
            ),
            (
                "warning",
                "tasks/A1",
                "A1 takes 34 000 EUR, and nothing says how that was determined",
            ),
            (
                "warning",
                "trainings/T1",
                "T1 takes 30 000 EUR, and nothing says how that was determined",
            ),
        ],
    ),
    (
        "money-without-work",
        change("WP2", grant=eur(sts=36_000, fbk=30_000, uni=30_000)),
        [
            (
                "warning",
                "work_packages/WP2/grant/uni",
                "uni gets money from WP2, but is named nowhere in its work",
            )
        ],
    ),
    (
        "money-without-work",
        change("WP1", organisations=("sts", "fbk")),
        [
            (
                "warning",
                "work_packages/WP1/grant/hwk",
                "HWK gets money from WP1, but is named nowhere in its work",
            )
        ],
    ),
    (
        "work-without-money",
        change("WP2", grant=eur(sts=60_000, hwk=36_000)),
        [("warning", "work_packages/WP2/grant", "FBK leads WP2, but gets no money from it")],
    ),
    (
        "work-without-money",
        plan(
            work_packages=(WorkPackage(id="WP2", lead="fbk", grant=eur(fbk=1)),),
            deliverables=(Deliverable(id="D1", work_package="WP2", lead="sts"),),
        ),
        [
            (
                "warning",
                "work_packages/WP2/grant",
                "STS leads a result of WP2, but gets no money from it",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
