"""Time zones of places: by town, by region, and where somebody has to choose."""

from __future__ import annotations

import pytest

from vetpartner.model import Organisation, Venue, zone_of
from vetpartner.programme.zones import zone_of_place, zones_to_choose

SPAIN = ("Europe/Madrid", "Atlantic/Canary")


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
