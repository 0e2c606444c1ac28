"""The forecast of the final grant: the worked examples of the sources, and our own."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from builders import partnership, when

from vetpartner.model import Agreement, Money, Paid, Partnership, Project, Share, WorkPackage
from vetpartner.whatif.forecast import CannotForecast, forecast


def ka220(lump_sum: int, *amounts: int, facts: tuple[Paid, ...] = ()) -> Partnership:
    """Return a KA220 of call 2026 with these amounts, management first."""
    return partnership(
        *(
            WorkPackage(id=f"WP{number}", title=f"Part {number}", amount=Money(amount))
            for number, amount in enumerate(amounts, start=1)
        ),
        *facts,
        action="KA220-VET",
        call=2026,
        lump_sum=Money(lump_sum),
    )


def scores(*points: int) -> dict[str, int]:
    """Return points for WP2, WP3, …."""
    return {f"WP{number}": score for number, score in enumerate(points, start=2)}


def test_the_example_of_the_handbook() -> None:
    """50, 80 and 70 points with 25, 25 and 30 % give 66.875: 67 points, 90 % of 400 000."""
    (found,) = forecast(ka220(400_000, 80_000, 100_000, 100_000, 120_000), scores(50, 80, 70))

    assert Decimal("66.875") == found.exact
    assert (67, "up", "whole grant", Share("0.9")) == (
        found.score,
        found.rounding,
        found.reduced,
        found.share,
    )
    assert Money(360_000) == found.paid
    assert Decimal(3) == found.missing


def test_the_example_of_the_wiki() -> None:
    """21, 22, 16 and 20 points with 14, 32, 25 and 11 % give 19.7, which is rounded up to 20."""
    (found,) = forecast(ka220(101, 19, 14, 32, 25, 11), scores(21, 22, 16, 20))

    assert Decimal(1618) / 82 == found.exact
    assert (20, Share("0.3")) == (found.score, found.share)


@pytest.mark.parametrize(
    ("stated", "grant"),
    [(Money(260_000), 260_000), (None, 250_000), (Money(90_000, "CZK"), 250_000)],
)
def test_the_grant_is_the_lump_sum_that_is_stated(stated: Money | None, grant: int) -> None:
    """Where none is stated in the currency of the work packages, it is the sum of these."""
    p = ka220(1, 50_000, 80_000, 70_000, 50_000)
    project = attrs.evolve(p.plan.project, lump_sum=stated)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=project))
    (found,) = forecast(p, scores(50, 80, 70))

    assert Money(grant) == found.grant


def test_single_work_packages_are_reduced() -> None:
    """Above the threshold only WP3 is reduced, and management to a quarter of the others."""
    (found,) = forecast(ka220(250_000, 50_000, 80_000, 70_000, 50_000), scores(75, 60, 90))

    assert (Decimal("73.5"), 74, "work packages") == (found.exact, found.score, found.reduced)
    assert [Money(48_250), Money(80_000), Money(63_000), Money(50_000)] == [
        part.paid for part in found.parts
    ]
    assert Money(241_250) == found.paid
    assert [None, None, Decimal(10), None] == [part.missing for part in found.parts]


@pytest.mark.parametrize(
    ("most", "management"),
    [("20 %", Money(48_250)), ("10 %", Money("21444.44")), ("100 %", Money(50_000))],
)
def test_management_is_paid_by_what_the_others_get(most: str, management: Money) -> None:
    """Guard the share that the agreement sets; with all of it, management is its own amount."""
    p = ka220(250_000, 50_000, 80_000, 70_000, 50_000)
    agreement = Agreement(rules=(("management_share_max", most),))
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, agreement=agreement))
    (found,) = forecast(p, scores(75, 60, 90))

    assert management == found.parts[0].paid


def test_the_second_figure_of_the_handbook() -> None:
    """With 74 points in all, a work package of 50 points is paid at 60 %, all others in full."""
    found = forecast(ka220(400_000, 80_000, 64_000, 256_000), scores(50, 80))[0]

    assert (74, "work packages") == (found.score, found.reduced)
    assert Money(38_400) == found.parts[1].paid
    assert Money(256_000) == found.parts[2].paid


def test_both_readings_where_the_rounding_decides() -> None:
    """69.25 points are 70 by the wiki and 69 by the handbook: both outcomes are shown."""
    up, nearest = forecast(ka220(400_000, 80_000, 240_000, 80_000), scores(69, 70))

    assert Decimal("69.25") == up.exact == nearest.exact
    assert (70, "up", "work packages") == (up.score, up.rounding, up.reduced)
    assert (69, "nearest", "whole grant") == (nearest.score, nearest.rounding, nearest.reduced)
    assert [Money(370_000), Money(360_000)] == [up.paid, nearest.paid]


def test_one_reading_where_both_lead_to_the_same() -> None:
    """69.5 is 70 by both readings, so that there is one outcome."""
    assert 1 == len(forecast(ka220(400_000, 80_000, 160_000, 160_000), scores(69, 70)))


def test_nothing_is_reduced_and_the_balance_comes() -> None:
    """Full points pay everything; what arrived is taken off, what others paid is not."""
    paid = (
        Paid(amount=Money(200_000), when=when("2026-10-01")),
        Paid(amount=Money(9_000), payer="x", when=when("2026-10-02")),
    )
    (found,) = forecast(ka220(250_000, 50_000, 200_000, facts=paid), scores(95))

    assert ("none", Money(250_000), Money(50_000)) == (found.reduced, found.paid, found.balance)
    assert "still to come 50 000 EUR" in str(found)
    assert "nothing is reduced" in str(found)


def test_what_has_to_be_given_back() -> None:
    """A recovery is said as such, in text and table."""
    paid = (Paid(amount=Money(200_000), when=when("2026-10-01")),)
    (found,) = forecast(ka220(250_000, 50_000, 200_000, facts=paid), scores(45))

    assert (Money(150_000), Money(-50_000)) == (found.paid, found.balance)
    assert "to be given back 50 000 EUR" in str(found)
    assert "WP2   Part 2      45  100  200 000  120 000                10" in found.table.text()


SMALL = {
    "Relevance": 15,
    "Quality of partnership": 12,
    "Quality of implementation": 20,
    "Impact": 12,
}


def ka210(call: int = 2026) -> Partnership:
    """Return a KA210 with 60 000 EUR."""
    project = Project(action="KA210-VET", call=call, lump_sum=Money(60_000))
    return partnership(project)


def test_criteria_of_a_small_scale_partnership() -> None:
    """59 points pay 90 %, one more pays all; call 2026 has a source, 2025 has not."""
    (found,) = forecast(ka210(), SMALL)
    (better,) = forecast(ka210(), SMALL | {"Impact": 13})

    assert (59, Share("0.9"), Money(54_000), Decimal(1)) == (
        found.score,
        found.share,
        found.paid,
        found.missing,
    )
    assert (60, "none", Money(60_000)) == (better.score, better.reduced, better.paid)
    assert (True, False) == (found.verified, forecast(ka210(2025), SMALL)[0].verified)
    assert "bands unverified for this call" in str(forecast(ka210(2025), SMALL)[0])


@pytest.mark.parametrize(
    ("p", "points", "message"),
    [
        (ka210(), {"Impact": 1}, "no points for Relevance"),
        (ka210(), SMALL | {"Impact": 31}, "Impact has 31 points; 0 to 30 are possible"),
        (ka220(9, 1, 8), {"WP1": 5, "WP2": 5}, "WP1 is not scored; scored are WP2"),
        (ka220(9), {}, "no amount is known of any work package"),
        (
            partnership(action="KA220-VET", call=2021),
            {},
            "the rules of KA220-VET 2021 do not say how a score pays",
        ),
        (
            partnership(action="KA210-VET", call=2026),
            SMALL,
            "the project states no lump sum",
        ),
    ],
)
def test_what_is_missing_is_said(p: Partnership, points: dict[str, int], message: str) -> None:
    """Nothing is guessed: points, amounts and rules have to be there."""
    with pytest.raises(CannotForecast, match=message):
        forecast(p, points)


def test_rules_of_ones_own_without_a_lowest_band() -> None:
    """Bands that the agreement replaced may leave points out; that is said, and not guessed."""
    p = ka210()
    text = 'action = "KA210-VET"\ncall = 2026\ntitle = "x"\n' + "".join(
        f'[{key}]\nvalue = {value}\nsource = "x"\nconfidence = "A"\nchecked = 2026-01-01\n'
        for key, value in (
            ("final_score", '"sum of criteria"'),
            ("final_criteria", '[{ name = "Impact", maximum = 30 }]'),
            ("final_bands", '[{ at_least = 20, at_most = 30, paid = "100 %" }]'),
        )
    )
    own = Partnership(baseline=p.baseline, own_rules=text)

    with pytest.raises(CannotForecast, match="have no band for 5"):
        forecast(own, {"Impact": 5})
