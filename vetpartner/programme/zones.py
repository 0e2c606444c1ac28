"""The time zone of a place, from its country and, where a country has several, its city."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Organisation
from vetpartner.programme.countries import country

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership, Venue

_FILE = Path(__file__).with_name("zones.toml")


@frozen
class _Zones:
    """What `zones.toml` holds: zones by country, by town, and by region."""

    countries: dict[str, str]
    towns: dict[str, dict[str, list[str]]]
    regions: dict[str, str]
    several: dict[str, list[str]]
    mainland: dict[str, list[str]]


@cache
def _zones() -> _Zones:
    return _Zones(**tomllib.loads(_FILE.read_text("utf-8")))


def zone_of_place(code: str | None, city: str | None, region: str | None = None) -> str | None:
    """Return the time zone of a city in a country, or None where the country is not known.

    Where a country has several, that of the capital, unless city or region are known to differ;
    `zones_to_choose` tells whether that is sure.
    """
    iso = country(code) if code else None
    if iso is None:
        return None
    known = _zones()
    if region and region.strip().upper() in known.regions:
        return known.regions[region.strip().upper()]
    for zone, towns in known.towns.get(iso, {}).items():
        if any(_is_town(city, town) for town in towns):
            return zone
    return known.countries.get(iso)


def zones_to_choose(place: Venue | Organisation) -> tuple[str, ...]:
    """Return the zones among which a place leaves the choice; none where it settles it."""
    iso = country(place.country) if place.country else None
    if iso not in _zones().several or place.timezone:
        return ()
    if (place.region or "").strip().upper().startswith(f"{iso}-"):
        return ()
    known = [_zones().mainland[iso], *_zones().towns[iso].values()]
    is_known = any(_is_town(place.city, town) for towns in known for town in towns)
    return () if is_known else tuple(_zones().several[iso])


def place_of_activity(
    p: Partnership, activity: Activity, venue: Venue | None
) -> Venue | Organisation | None:
    """Return venue, host, lead or coordinator: the first whose zone or country is given."""
    places: list[Venue | Organisation] = [venue] if venue is not None else []
    found = (p.get(id_) for id_ in (activity.host, activity.lead, p.plan.project.coordinator))
    places += [each for each in found if isinstance(each, Organisation)]
    return next((place for place in places if place.timezone or place.country), None)


def zone_of_activity(p: Partnership, activity: Activity, venue: Venue | None) -> str:
    """Return the zone of venue, host, lead or coordinator: of the first whose country is given.

    It is "" where that country is not in the table: another's time would be a guess.
    """
    place = place_of_activity(p, activity, venue)
    if place is None:
        return ""
    return place.timezone or zone_of_place(place.country, place.city, place.region) or ""


def _is_town(city: str | None, town: str) -> bool:
    """Tell whether a city is a town, whatever stands behind its name."""
    return f"{_plain(city or '')} ".startswith((f"{town} ", f"{town},"))


@lru_cache(maxsize=4096)
def _plain(city: str) -> str:
    """Return a town's name in small letters without accents."""
    letters = unicodedata.normalize("NFKD", city.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
