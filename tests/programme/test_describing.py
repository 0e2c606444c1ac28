"""The rules of a call as text, and what differs between two calls."""

from __future__ import annotations

import attrs
import pytest

from vetpartner.programme import GROUPS, Difference, calls, describe, differences, read_rules, rules
from vetpartner.programme.describing import WIDTH, said_by_one


def test_describe_2023() -> None:
    """Values stand in their group, with source; what is not verified says so; notes follow."""
    text = describe(rules("KA220-VET", 2023))

    assert text.startswith(
        "KA220-VET, call 2023: Cooperation Partnerships in vocational education and training\n"
        "53 values by confidence: 1 A, "
    )
    assert (
        "  Call for proposals: EAC/A10/2022\n"
        "      Official Journal C 2022/444/07 (Polish edition) (confidence A, checked 2026-11-28)\n"
    ) in text
    assert "  Changes after publication: 2023-03-10: a further priority of each field" in text
    assert "\n24 not known, and so not checked: " in text
    assert "  Deadlines for applications: round 1: 2023-03-24\n" in text
    assert (
        "  What holds in each round:\n"
        "      round 1: deadline 2023-03-24, projects start 2023-09-01 to 2023-12-31, applicants\n"
        "        established by 2021-03-24\n"
    ) in text
    assert "  Work packages [assumed from 2022]: yes\n" in text
    assert "      part: which there are (VET:UKRAINE): Corrigendum of the Programme Guide" in text
    assert "HR01 AMPEU (HR);" in text


@pytest.mark.parametrize(("action", "year"), calls())
def test_describe_fits_a_terminal(action: str, year: int) -> None:
    """Every group is there, no line is too long but for a pattern that cannot be broken."""
    lines = describe(rules(action, year)).splitlines()
    groups = [g for g, labels in GROUPS.items() if any(map(rules(action, year).says, labels))]
    body = lines[lines.index("") :]

    assert groups == [line for line in body if line and not line.startswith(" ")]
    assert [] == [line for line in lines if len(line) > WIDTH and "(?P<call>" not in line]


def test_describe_own_rules() -> None:
    """Only what the rules say is shown; a group without values has no heading."""
    text = (
        'action = "KA202-VET"\ncall = 2019\ntitle = "Old"\n[final_threshold]\nvalue = 50\n'
        'source = "Slovak agency"\nconfidence = "B"\nchecked = 2026-06-30\n'
    )
    law = read_rules(text, file="rules.toml").rules

    assert law is not None
    assert (
        "Final report\n"
        "  Points needed for the whole grant: 50\n"
        "      Slovak agency (confidence B, checked 2026-06-30)\n"
    ) == describe(law).partition("\n\n")[2]
    assert "1 values by confidence: 0 A, 1 B, 0 C, 0 D\n" in describe(law)


def test_from_2023_to_2025() -> None:
    """What a coordinator has to know who applied in 2023 and does so again in 2025."""
    found = {d.key: d for d in differences(rules("KA220-VET", 2023), rules("KA220-VET", 2025))}

    assert [
        "call_id",
        "guide_versions",
        "legal_basis",
        "max_applications_per_oid",
        "max_applications_per_oid_low",
        "third_country_role",
        "third_country_partners",
        "deadlines",
        "start_windows",
        "priorities",
        "aspects",
        "award_pass_mark",
    ] == list(found)
    assert (60, 70) == (found["award_pass_mark"].before, found["award_pass_mark"].after)
    assert "Points needed to be selected: 60 -> 70" == str(found["award_pass_mark"])
    assert (
        "Deadlines for applications: no more round 1: 2023-03-24; "
        "new round 1: 2025-03-05; round 2: 2025-10-01"
    ) == str(found["deadlines"])
    assert "Priorities: new VET:BASICSKILLS Addressing low basic skills" == str(found["priorities"])
    (unknown,) = said_by_one(rules("KA220-VET", 2023), rules("KA220-VET", 2025))
    assert unknown.startswith(
        "not known of KA220-VET 2023, so that it cannot be compared: Maximum number of"
    )


def test_the_same_call_does_not_differ() -> None:
    """Nothing differs from itself, and another source alone is no difference."""
    assert () == differences(rules("KA220-VET", 2023), rules("KA220-VET", 2023))
    assert "lump_sums" not in [
        d.key for d in differences(rules("KA220-VET", 2022), rules("KA220-VET", 2025))
    ]


def test_difference_in_order_and_in_countries() -> None:
    """Another order is said; a region that differs in its countries only shows them."""
    regions = rules("KA220-VET", 2025).third_country_regions[:1]
    smaller = (attrs.evolve(regions[0], countries=("AL",)),)

    assert "Topics: in other words or in another order" == str(
        Difference(key="topics", before=("a", "b"), after=("b", "a"))
    )
    assert (
        "Other third countries: no more Region 1 Western Balkans (eligible): AL, BA, XK, ME; "
        "new Region 1 Western Balkans (eligible): AL"
    ) == str(Difference(key="third_country_regions", before=regions, after=smaller))
