"""Countries: codes of ISO and of the EU, what each is to the programme by call, and time zones."""

from __future__ import annotations

import pytest

from vetpartner.model import Organisation, Venue, zone_of
from vetpartner.programme import (
    Rules,
    country,
    country_name,
    country_status,
    eu_code,
    read_rules,
    rules,
    state_of,
)
from vetpartner.programme.countries import zone_of_place, zones_to_choose

SPAIN = ("Europe/Madrid", "Atlantic/Canary")


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("GR", "EL"),
        ("GR", "GR"),
        ("GR", " el "),
        ("GB", "UK"),
        ("GB", "gb"),
        ("XK", "XK"),
        ("HR", "hr"),
        (None, "XX"),
        (None, "EU"),
        (None, "Croatia"),
        (None, ""),
    ],
)
def test_country(expected: str | None, given: str) -> None:
    """Codes come out as ISO codes, whichever of the two ways they are written."""
    assert expected == country(given)


@pytest.mark.parametrize(("expected", "iso"), [("EL", "GR"), ("UK", "GB"), ("HR", "HR")])
def test_eu_code(expected: str, iso: str) -> None:
    """The EU writes Greece and the United Kingdom in its own way, and no other country."""
    assert expected == eu_code(iso)


@pytest.mark.parametrize(
    ("expected", "code"),
    [("Croatia", "HR"), ("Greece", "EL"), ("Kosovo", "XK"), ("Türkiye", "tr"), ("Split", "Split")],
)
def test_country_name(expected: str, code: str) -> None:
    """A finding can name the country; what is no code is shown as it is."""
    assert expected == country_name(code)


@pytest.mark.parametrize(
    ("code", "call", "expected"),
    [
        ("HR", 2023, ("HR", "member state", None, True, True, "member_states")),
        ("EL", 2025, ("GR", "member state", None, True, True, "member_states")),
        ("RS", 2022, ("RS", "associated", None, True, True, "associated_countries")),
        ("UK", 2025, ("GB", "third country", 14, False, False, "third_country_regions")),
        ("CH", 2023, ("CH", "third country", None, True, False, "third_country_partners")),
        ("BA", 2025, ("BA", "third country", 1, True, False, "third_country_regions")),
        ("UA", 2026, ("UA", "third country", 2, True, False, "third_country_regions")),
        ("BY", 2025, ("BY", "third country", 2, False, False, "ineligible_countries")),
        ("BY", 2023, ("BY", "third country", None, False, False, "ineligible_countries")),
        ("RU", 2025, ("RU", "third country", 4, False, False, "ineligible_countries")),
        ("BR", 2024, ("BR", "third country", None, True, False, "third_country_partners")),
        ("BR", 2025, ("BR", "third country", 10, False, False, "third_country_regions")),
        ("RE", 2025, ("RE", "member state", None, True, True, "member_states")),
        ("GL", 2022, ("GL", "member state", None, True, True, "member_states")),
        ("AQ", 2025, ("AQ", "unknown", None, None, None, None)),
        ("ZZ", 2025, ("ZZ", "unknown", None, None, None, None)),
    ],
)
def test_status_in_cooperation_partnerships(
    code: str, call: int, expected: tuple[object, ...]
) -> None:
    """Until 2024 any third country could be partner, from 2025 only Regions 1 to 3."""
    status = country_status(rules("KA220-VET", call), code)

    assert expected == (
        status.code,
        status.kind,
        status.region,
        status.eligible,
        status.may_coordinate,
        status.key,
    )


@pytest.mark.parametrize("call", [2022, 2023, 2024, 2025, 2026])
def test_small_scale_takes_no_third_countries(call: int) -> None:
    """In KA210 no third country may be partner, in any call."""
    law = rules("KA210-VET", call)

    for code in ("UA", "CH", "BR"):
        status = country_status(law, code)
        assert ("third country", False, False) == (
            status.kind,
            status.eligible,
            status.may_coordinate,
        )


@pytest.mark.parametrize(
    ("action", "call", "code", "state"),
    [
        ("KA220-VET", 2025, "RE", "FR"),
        ("KA220-VET", 2025, "ax", "FI"),
        ("KA202-VET", 2019, "MQ", "FR"),
        ("KA210-VET", 2024, "NC", "FR"),
        ("KA202-VET", 2019, "NC", None),
        ("KA220-VET", 2025, "FO", "FO"),
        ("KA220-VET", 2025, "EL", "GR"),
        ("KA220-VET", 2025, "Split", None),
    ],
)
def test_territories_count_as_their_state(
    action: str, call: int, code: str, state: str | None
) -> None:
    """Outermost regions do in every call, those overseas where the call says so."""
    assert state == state_of(rules(action, call), code)


def test_a_territory_of_which_nobody_says_how_it_counts() -> None:
    """It has no status then, and none is guessed."""
    assert "unknown" == country_status(rules("KA202-VET", 2019), "GL").kind


def test_no_country_stands_twice() -> None:
    """A country has one status: member, associated, or one region."""
    law = rules("KA220-VET", 2025)
    codes = [
        *law.member_states,
        *law.associated_countries,
        *(third.code for third in law.third_countries),
    ]

    assert len(set(codes)) == len(codes)
    assert law.cite("third_countries") == law.cite("third_country_regions")


def test_rules_without_countries() -> None:
    """Own rules that say nothing about countries leave every country unknown."""
    law = read_rules('action = "KA202-VET"\ncall = 2019\ntitle = "Old"', file="rules.toml").rules

    assert isinstance(law, Rules)
    assert "unknown" == country_status(law, "HR").kind
    assert "Croatia" == country_status(law, "HR").name


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("ES", "ES-CN", "Atlantic/Canary"),
        ("ES", "es-tf ", "Atlantic/Canary"),
        ("ES", "ES-CT", "Europe/Madrid"),
        ("PT", "PT-20", "Atlantic/Azores"),
        ("PT", "PT-30", "Atlantic/Madeira"),
        ("FR", "FR-974", "Indian/Reunion"),
    ],
)
def test_regions(country: str, region: str, zone: str) -> None:
    """Guards that a region's code settles the time zone where no town does."""
    assert zone == zone_of_place(country, None, region)
    assert zone_of(zone).key == zone


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Venue(country="ES"), SPAIN),
        (Venue(country="ES", city="Teguise"), SPAIN),
        (Venue(country="ES", city="Málaga"), ()),
        (Venue(country="ES", city="Las Palmas de Gran Canaria"), ()),
        (Venue(country="ES", region="ES-AN"), ()),
        (Venue(country="ES", region="Andalucía"), SPAIN),
        (Venue(country="ES", timezone="Europe/Madrid"), ()),
        (
            Organisation(id="x", country="PT", city="Lagos"),
            ("Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"),
        ),
        (Organisation(id="x", country="PT", city="ÉVORA"), ()),
        (Venue(country="HR"), ()),
        (Venue(), ()),
    ],
)
def test_who_has_to_choose(place: Venue | Organisation, expected: tuple[str, ...]) -> None:
    """Guards that only a place which could be on either side is asked about."""
    assert expected == zones_to_choose(place)
