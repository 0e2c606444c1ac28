"""The forecast of the final grant: the worked examples of the sources, and our own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import partnership, when

from vetpartner.model import Agreement, Money, Paid, Partnership, Project, Share, WorkPackage
from vetpartner.whatif.forecast import CannotForecast, forecast, readings_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vetpartner.whatif.forecast import Forecast


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
    found = forecast(p, scores(50, 80, 70))[0]

    assert Money(grant) == found.grant


def test_single_work_packages_are_reduced() -> None:
    """Above the threshold only WP3 is reduced, and management to a quarter of the others."""
    found = forecast(ka220(250_000, 50_000, 80_000, 70_000, 50_000), scores(75, 60, 90))[0]

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
    found = forecast(p, scores(75, 60, 90))[0]

    assert management == found.parts[0].paid


def test_the_second_figure_of_the_handbook() -> None:
    """With 74 points in all, a work package of 50 points is paid at 60 %, all others in full."""
    found = forecast(ka220(400_000, 80_000, 64_000, 256_000), scores(50, 80))[0]

    assert (74, "work packages") == (found.score, found.reduced)
    assert Money(38_400) == found.parts[1].paid
    assert Money(256_000) == found.parts[2].paid


def test_both_readings_where_the_rounding_decides() -> None:
    """69.25 points are 70 by the wiki and 69 by the handbook: both outcomes are shown."""
    up, nearest, *others = forecast(ka220(400_000, 80_000, 240_000, 80_000), scores(69, 70))

    assert Decimal("69.25") == up.exact == nearest.exact
    assert (70, "up", "work packages") == (up.score, up.rounding, up.reduced)
    assert (69, "nearest", "whole grant") == (nearest.score, nearest.rounding, nearest.reduced)
    assert [Money(370_000), Money(360_000)] == [up.paid, nearest.paid]
    assert [Money(371_200), Money(376_000)] == [other.paid for other in others]


def paid_by(found: Sequence[Forecast]) -> dict[tuple[str | None, str, str | None], tuple[int, int]]:
    """Return score and whole euros paid by each reading: weights, rounding, management."""
    return {
        (reading.weights, reading.rounding, reading.management): (one.score, int(one.paid.amount))
        for one in found
        for reading in one.readings
    }


def test_exact_amounts_and_whole_percentages() -> None:
    """62, 80 and 65 points are 68.92 by exact amounts, and 69.05, rounded up to 70, by the wiki."""
    found = forecast(ka220(250_000, 49_000, 68_700, 66_300, 66_000), scores(62, 80, 65))
    paid = paid_by(found)

    assert 12 == len(paid)
    assert (69, 225_000) == paid["exact amounts", "up", "capped after it is cut"]
    assert (69, 225_000) == paid["whole percentages", "nearest", "the rest in full"]
    assert (70, 234_412) == paid["whole percentages", "up", "capped after it is cut"]
    assert {69, 70} == {score for score, _ in paid.values()}


def test_the_three_ways_to_cap_management() -> None:
    """400 000 EUR with 20 % for WP1 and 50, 84 and 86 points: 350 000, 352 000 or 360 000."""
    found = forecast(ka220(400_000, 80_000, 100_000, 100_000, 120_000), scores(50, 84, 86))
    paid = {cap: amount for (_, _, cap), (_, amount) in paid_by(found).items()}

    assert {
        "capped after it is cut": 350_000,
        "capped before it is cut": 352_000,
        "the rest in full": 360_000,
    } == paid
    assert {74, 75} == {one.score for one in found}


def test_all_readings_as_one_table() -> None:
    """The table has a row for each reading, the spread in euros, and where each of them stands."""
    found = forecast(ka220(400_000, 80_000, 100_000, 100_000, 120_000), scores(50, 84, 86))
    table = readings_table(found)

    assert 12 == len(table.rows)
    assert (
        "12 readings of the sources, from 350 000 EUR to 360 000 EUR, which is 10 000 EUR apart"
        == (table.caption)
    )
    assert "weights: wiki; rounding: handbook; management: handbook" in table.text()
    assert "wiki: Commission wiki NAITDOC, page 143427289" in table.text()
    one = readings_table(forecast(ka220(250_000, 50_000, 200_000), scores(95)))
    assert "12 readings of the sources, all pay 250 000 EUR" == one.caption


def test_a_cap_on_management_that_is_not_known_is_told() -> None:
    """Of call 2023 no source says how much management may cost; the readings do not hide that."""
    packages = (
        WorkPackage(id="WP1", amount=Money(50_000)),
        WorkPackage(id="WP2", amount=Money(200_000)),
    )
    p = partnership(*packages, action="KA220-VET", call=2023, lump_sum=Money(250_000))
    told = "; how much of management is paid at most is not known, and so not capped"
    capped = readings_table(forecast(ka220(250_000, 50_000, 200_000), scores(80)))

    assert (
        "4 readings of the sources, all pay 250 000 EUR" + told
        == readings_table(forecast(p, scores(80))).caption
    )
    assert "12 readings of the sources, all pay 250 000 EUR" == capped.caption


def test_management_is_the_package_that_says_so() -> None:
    """Listed second, or called something else, it is not scored all the same."""
    packages = (
        WorkPackage(id="A", title="Curriculum", amount=Money(200_000)),
        WorkPackage(id="B", title="Steering", amount=Money(50_000), management=True),
    )
    p = partnership(*packages, action="KA220-VET", call=2026, lump_sum=Money(250_000))

    (found, *_) = forecast(p, {"A": 45})

    assert [Decimal(45), None] == [part.score for part in found.parts]
    assert Money(150_000) == found.paid


def test_one_reading_where_both_lead_to_the_same() -> None:
    """69.5 is 70 by both roundings; only how management is capped makes a difference."""
    found = forecast(ka220(400_000, 80_000, 160_000, 160_000), scores(69, 70))

    assert {70} == {one.score for one in found}
    assert 3 == len(found)


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


def ka210(call: int = 2026, assume: int | None = None) -> Partnership:
    """Return a KA210 with 60 000 EUR."""
    project = Project(action="KA210-VET", call=call, assume=assume, lump_sum=Money(60_000))
    return partnership(project)


def test_criteria_of_a_small_scale_partnership() -> None:
    """59 points pay 90 %, one more pays all; of call 2025 nothing was read, but for 2026."""
    (found,) = forecast(ka210(), SMALL)
    (better,) = forecast(ka210(), SMALL | {"Impact": 13})

    assert (59, Share("0.9"), Money(54_000), Decimal(1)) == (
        found.score,
        found.share,
        found.paid,
        found.missing,
    )
    assert (60, "none", Money(60_000)) == (better.score, better.reduced, better.paid)
    with pytest.raises(CannotForecast, match=r"add assume = 2026 to \[project\]"):
        forecast(ka210(2025), SMALL)
    (assumed,) = forecast(ka210(2025, assume=2026), SMALL)
    assert (True, False) == (found.verified, assumed.verified)
    assert "bands assumed from call 2026" in str(assumed)


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
