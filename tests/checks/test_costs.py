"""Costs and rates: what each rule finds, where, in which words, and when it keeps quiet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from checks.clean import Found, clean, found, told

import vetpartner as vp
from vetpartner.model import Agreement, Fact, Money, Partnership, Rate, Spent, When

DAY = When.parse("2026-02-03")
CZK = Money(500, "CZK")


def rate(month: str = "2026-02", number: str = "25", currency: str = "CZK") -> Rate:
    """Give an exchange rate of an invented list."""
    return Rate(
        currency=currency,
        when=When.parse(month),
        rate=Decimal(number),
        source="an invented list",
        recorded=date(2026, 2, 1),
    )


def known(*facts: Fact, rate_month: str | None = "cost") -> Partnership:
    """Give the clean partnership with these facts, and an agreement that fixes the rate."""
    p = told(*facts)
    agreement = attrs.evolve(p.baseline.agreement or Agreement(), rate_month=rate_month)
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, agreement=agreement))


def cost(**fields: object) -> Spent:
    """Give a cost in which nothing is wrong, but for these fields."""
    sound: dict[str, object] = {"of": "WP2", "organisation": "sts", "when": DAY, "amount": Money(5)}
    return Spent(**(sound | fields))


def converted(**fields: object) -> Spent:
    """Give a cost that was converted, but for these fields."""
    done = {"rate_month": When.parse("2026-02"), "rate": Decimal(25), "converted": Money(20)}
    return cost(amount=CZK, **(done | fields))


CASES: list[tuple[str, Partnership, Found]] = [
    (
        "cost-outside-project",
        told(cost(when=When.parse("2025-10-31")), cost(when=When.parse("2027-11-01"))),
        [
            (
                "warning",
                "spent/WP2#2/when",
                ("the cost of 5 EUR of STS for WP2 has the date 2027-11-01, but the project ends "
                "on 2027-10-31"),
            ),
            (
                "warning",
                "spent/WP2/when",
                ("the cost of 5 EUR of STS for WP2 has the date 2025-10-31, but the project begins "
                "on 2025-11-01"),
            ),
        ],
    ),
    (
        "cost-counts-nowhere",
        told(cost(of=None), cost(organisation=None), cost(organisation=None, amount=CZK)),
        [
            ("warning", "spent/#1", "1 cost (5 EUR) belongs to no work package or activity"),
            ("warning", "spent/WP2", "2 costs (5 EUR and 500 CZK) belong to no partner"),
        ],
    ),
    (
        "cost-of-other-organisation",
        told(cost(person="ana"), cost(person="ugo"), cost(person="gone")),
        [
            (
                "warning",
                "spent/WP2#2/person",
                "the cost of 5 EUR of STS for WP2 is for Ugo, who belongs to FBK",
            )
        ],
    ),
    (
        "cost-category-unknown",
        told(cost(category="staff"), cost(category="Travels"), cost(category="Travels")),
        [("note", "spent/WP2#2/category", "“Travels” is no usual category of costs")],
    ),
    (
        "document-used-twice",
        told(
            cost(document="R 1"),
            cost(document="r1"),
            cost(document="R1", note="half of it for WP1"),
            cost(document="R1", organisation="fbk", amount=Money(6)),
            cost(document="R1", organisation="hwk"),
        ),
        [
            (
                "warning",
                "spent/WP2#2/document",
                "document r1 of the cost of 5 EUR of STS for WP2 stands in spent/WP2 already",
            ),
            (
                "warning",
                "spent/WP2#5/document",
                "document R1 of the cost of 5 EUR of HWK for WP2 stands in spent/WP2 already",
            ),
        ],
    ),
    (
        "cost-not-converted",
        known(rate("2026-03"), cost(amount=CZK), cost(amount=Money(7, "CZK")), converted()),
        [
            (
                "warning",
                "spent/WP2/amount",
                "2 costs (507 CZK) are not converted: there is no rate of CZK for 2026-02",
            )
        ],
    ),
    (
        "cost-not-converted",
        known(rate(), cost(amount=CZK)),
        [("warning", "spent/WP2/amount", "1 cost (500 CZK) is not converted")],
    ),
    (
        "cost-not-converted",
        told(cost(amount=CZK)),
        [
            (
                "warning",
                "spent/WP2/amount",
                ("1 cost (500 CZK) is not converted: the agreement does not fix whose month's "
                "rate holds"),
            )
        ],
    ),
    (
        "conversion-wrong",
        known(
            rate(),
            converted(),
            converted(converted=Money("20.01")),
            converted(rate=Decimal(0)),
            converted(rate=None, rate_month=None),
            cost(converted=Money(5)),
        ),
        [
            (
                "error",
                "spent/WP2#2/converted",
                "the cost of 500 CZK of STS for WP2 is not 20.01 EUR at 25",
            ),
            (
                "error",
                "spent/WP2#3/converted",
                "the cost of 500 CZK of STS for WP2 is not 20 EUR at 0",
            ),
            (
                "error",
                "spent/WP2#4/converted",
                "the conversion of the cost of 500 CZK of STS for WP2 has no rate_month and rate",
            ),
            (
                "error",
                "spent/WP2#5/converted",
                "the cost of 5 EUR of STS for WP2 is in EUR, and needs no conversion",
            ),
        ],
    ),
    (
        "conversion-differs-from-rates",
        known(
            rate(number="24"),
            converted(),
            converted(when=When.parse("2026-03-01")),
            converted(rate=Decimal(24), converted=Money("20.83")),
        ),
        [
            (
                "warning",
                "spent/WP2#2/rate",
                ("the cost of 500 CZK of STS for WP2 was converted at 25 of 2026-02, but there is "
                "no rate of CZK for 2026-03"),
            ),
            (
                "warning",
                "spent/WP2/rate",
                ("the cost of 500 CZK of STS for WP2 was converted at 25 of 2026-02, but the rate "
                "that holds is 24 of 2026-02"),
            ),
        ],
    ),
    (
        "rate-unusable",
        told(
            rate(currency="kč"),
            rate(currency="EUR"),
            rate(number="0"),
            rate("2026-02..2026-03"),
            rate("2026-02-01"),
        ),
        [
            ("error", "rates/#1/currency", "'kč' is no code of a currency"),
            ("error", "rates/#2/currency", "EUR is the currency of the project"),
            ("error", "rates/#3/rate", "the rate of CZK for 2026-02 is 0"),
            (
                "error",
                "rates/#4/when",
                "the rate of CZK is for 2026-02..2026-03, which is not one month",
            ),
            ("error", "rates/#5/when", "the rate of CZK is for 2026-02-01, which is not one month"),
        ],
    ),
    (
        "rate-given-twice",
        told(rate(), rate(), rate(number="26"), rate("2026-03", "27")),
        [
            (
                "error",
                "rates/#3/rate",
                ("the rate of CZK for 2026-02 is 25 from an invented list, and 26 from an invented "
                "list"),
            )
        ],
    ),
    (
        "spent-over-plan",
        told(
            cost(of="M1", amount=Money(30_000)),
            cost(amount=Money("6000.50")),
            cost(organisation="fbk", amount=Money(30_000)),
            cost(organisation="uni", amount=Money(30_000)),
        ),
        [
            (
                "note",
                "work_packages/WP2/grant/sts",
                "STS has spent 36 000.50 EUR on WP2, 0.50 EUR more than planned",
            )
        ],
    ),
    ("fact-after-day", told(cost(), cost(when=When.parse("2099-01-01"))), [
        (
            "error",
            "spent/WP2#2/when",
            "WP2 is recorded as spent on 2099-01-01, after 2026-03-31, the day of the facts",
        )
    ]),
    ("link-to-nowhere", told(cost(of="WP9")), [
        ("error", "spent/WP9/of", "`of` of spent/WP9 leads to `WP9`, and nothing has this id")
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "p", "expected"), CASES)
def test_what_a_rule_finds(slug: str, p: Partnership, expected: Found) -> None:
    """Guards each rule about costs and rates: address and words, and nothing else."""
    assert expected == found(slug, p)


def test_a_sound_cost_is_quiet() -> None:
    """Guards against false alarms over costs that are in order."""
    facts = (
        rate(),
        converted(document="R1", person="ana", category="staff", days=Decimal(1)),
        cost(document="R2", of="M1", organisation="fbk"),
    )

    assert [] == [f for f in vp.check(known(*facts)) if f.slug not in _found_without()]


def _found_without() -> set[str]:
    return {f.slug for f in vp.check(clean())}


def test_an_own_rule_on_the_period_silences_the_dates() -> None:
    """Guards that an agreement that allows costs outside of the period is followed."""
    p = told(cost(when=When.parse("2025-10-31")))
    rules = Agreement(rules=(("activities_inside_period", False),))
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, agreement=rules))

    assert [] == found("cost-outside-project", p)


WAYS_OUT = {
    "cost-counts-nowhere": {"write `of`", "write `organisation`"},
    "cost-category-unknown": {"did you mean travel?"},
    "document-used-twice": {"take one out, or say in a note how the document is shared out"},
    "cost-not-converted": {
        "add [[rates]] with the rate of CZK for 2026-02",
        "run `vetpartner costs FOLDER --convert`",
        'write rate_month = "cost", or a month, into [agreement]',
    },
    "conversion-wrong": {"delete rate_month, rate and converted, and convert it again"},
    "conversion-differs-from-rates": {"put the rates right, or convert it again"},
    "rate-unusable": {"write CZK", 'write when = "2024-02"'},
    "rate-given-twice": {"leave the right one"},
}


@pytest.mark.parametrize("slug", WAYS_OUT)
def test_ways_out(slug: str) -> None:
    """Guards that a finding says what to do."""
    ways = {f.way_out for s, p, _ in CASES if s == slug for f in vp.check(p) if f.slug == slug}

    assert WAYS_OUT[slug] == ways - {None}
