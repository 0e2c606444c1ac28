"""Countries: codes of ISO 3166 and of the EU, status, holidays, and the time zones of places."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.model import Organisation
from vetpartner.values.kept import kept, release
from vetpartner.values.toml import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holidays import HolidayBase

    from vetpartner.model import Activity, Partnership, Venue
    from vetpartner.programme.law import Rules


_FOLDER = Path(__file__).parent
_EU_TO_ISO = {"EL": "GR", "UK": "GB"}
_ISO_TO_EU = {iso: eu for eu, iso in _EU_TO_ISO.items()}

CountryKind = Literal["member state", "associated", "third country", "unknown"]


@frozen(kw_only=True)
class CountryStatus:
    """What a country is to the programme in one call.

    `code` is the ISO code, or the text as given where it is no country.
    `eligible` tells whether organisations from there may be partners with a share of the grant,
    `may_coordinate` whether they may apply; both are None where the rules say nothing about it.
    `key` is the name of the value that says so, for `rules.cite`; None where nothing does.
    """

    code: str
    name: str
    kind: CountryKind
    region: int | None = None
    eligible: bool | None = None
    may_coordinate: bool | None = None
    key: str | None = None


def country(code: str) -> str | None:
    """Return the ISO 3166 code of two letters for a code of ISO or of the EU, or None.

    Small letters and spaces around are forgiven; Kosovo is XK.
    """
    text = code.strip().upper()
    iso = _EU_TO_ISO.get(text, text)
    return iso if iso in _names() else None


def eu_code(iso: str) -> str:
    """Return the code that the EU uses: `EL` for GR, `UK` for GB, else the same."""
    return _ISO_TO_EU.get(iso, iso)


def country_name(code: str) -> str:
    """Return the English name of a country; a text that is no code comes back as it is."""
    iso = country(code)
    return code if iso is None else _names()[iso]


def country_code(name: str) -> str | None:
    """Return the ISO code of a country by its English name, as `country_name` gives it."""
    return next((code for code, each in _names().items() if each == name), None)


def state_of(rules: Rules, code: str) -> str | None:
    """Return the ISO code of the state as which a country or territory counts in a call.

    Outermost regions count as their member state, overseas territories where the call says so.
    None where the code is none, or no source says how the territory counts.
    """
    iso = country(code)
    if iso is None or iso in _file()["territories"]:
        return None
    if iso in _file()["overseas"]:
        return _file()["overseas"][iso] if rules.overseas_as_member_state else None
    return _file()["parts"].get(iso, iso)


def state_within(code: str) -> str | None:
    """Return the ISO code of the state to which a territory belongs, None for what is none."""
    iso = country(code) or ""
    kinds = ("parts", "overseas", "territories")
    return next((_file()[kind][iso] for kind in kinds if iso in _file()[kind]), None)


def country_status(rules: Rules, code: str) -> CountryStatus:
    """Return what a country is to the programme under the rules of a call.

    A territory of a member state has the status of that state, under its own code and name.
    """
    iso = country(code)
    if iso is None:
        return CountryStatus(code=code, name=code, kind="unknown")
    name, state = _names()[iso], state_of(rules, iso)
    if state is None:
        return CountryStatus(code=iso, name=name, kind="unknown")
    full: tuple[tuple[CountryKind, str, tuple[str, ...]], ...] = (
        ("member state", "member_states", rules.member_states),
        ("associated", "associated_countries", rules.associated_countries),
    )
    for kind, key, codes in full:
        if state in codes:
            return CountryStatus(
                code=iso, name=name, kind=kind, eligible=True, may_coordinate=True, key=key
            )
    return _third_country(rules, iso)


def _third_country(rules: Rules, iso: str) -> CountryStatus:
    """Return the status of a country that is neither a member state nor associated."""
    region = next((each for each in rules.third_countries if each.code == iso), None)
    banned, open_to = iso in rules.ineligible_countries, rules.third_country_partners
    key = "ineligible_countries" if banned else "third_country_partners"
    if region is not None:
        eligible = region.eligible_as_partner
        key = key if banned else "third_country_regions"
    elif rules.member_states and (banned or open_to in {"all countries", "no country"}):
        eligible = open_to == "all countries" and not banned
    else:
        return CountryStatus(code=iso, name=_names()[iso], kind="unknown")
    return CountryStatus(
        code=iso,
        name=_names()[iso],
        kind="third country",
        region=None if region is None else region.region,
        eligible=eligible,
        may_coordinate=False,
        key=key,
    )


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, str]]:
    return shipped(_FOLDER / "countries.toml")


def _names() -> dict[str, str]:
    return _file()["names"]


# Public holidays and weekends of a country or one of its regions, by the package `holidays`.

_ENGLISH = "en_US"
_REGION = re.compile(r"(?:[A-Z]{2}-)?(?P<code>[A-Z0-9]{1,3})")
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


def public_holiday(country: str, region: str | None, day: date) -> str | None:
    """Return the English name of the public holiday that falls on a day, or None.

    `country` is an ISO code, `region` one of ISO 3166-2 such as `DE-BY` or `BY`; a region that is
    not known counts as none, and a country that is not known has no holidays.
    """
    return _of_year(country, _code(region), day.year).get(day)


@cache
def weekend(country: str) -> frozenset[int]:
    """Return the weekdays that are free, 0 for Monday; Saturday and Sunday if not known."""
    return frozenset(kept("weekend", f"{country} {_holidays()}", lambda: _weekend(country)))


def _weekend(country: str) -> frozenset[int]:
    known = _calendar(country)
    return _SATURDAY_AND_SUNDAY if known is None else frozenset(known.weekend)


def _holidays() -> str:
    """Return what tells one release of the package from another."""
    return release("holidays", "version.py")


def _calendar(country: str, **options: Any) -> HolidayBase | None:  # noqa: ANN401 - as `holidays` has them
    """Return the holidays of a country, None where they are not known.

    The package `holidays` imports 250 countries to give one. Put in place of its package of
    countries, an empty module with the same files lets it import the one that it is asked for.
    """
    import holidays

    name = "holidays.countries"
    alone = ModuleType(name)
    alone.__path__ = [str(Path(holidays.__file__).parent / "countries")]
    replaced = sys.modules.setdefault(name, alone) is alone
    try:
        return holidays.country_holidays(country, **options)
    except NotImplementedError:
        return None
    finally:
        if replaced:
            del sys.modules[name]


def _code(region: str | None) -> str | None:
    match = _REGION.fullmatch(region.strip().upper()) if region else None
    return match["code"] if match else None


@cache
def _of_year(country: str, region: str | None, year: int) -> Mapping[date, str]:
    of = f"{country} {region} {year} {_holidays()}"
    found = kept("holidays", of, lambda: _named_days(country, region, year))
    return {date.fromordinal(day): name for day, name in found.items()}


def _named_days(country: str, region: str | None, year: int) -> dict[int, str]:
    """Return the holidays by the ordinals of their days."""
    known = _calendar(country)
    if known is None:
        return {}
    language = _ENGLISH if _ENGLISH in known.supported_languages else None
    subdivision = region if region in known.subdivisions else None
    found = _calendar(country, subdiv=subdivision, years=year, language=language)
    return {day.toordinal(): name for day, name in (found or {}).items()}


@cache
def has_holidays(country: str) -> bool:
    """Tell whether the public holidays of a country are known."""
    import holidays

    return country in holidays.list_supported_countries()


# The time zone of a place, from its country and, where a country has several, its city.


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
    return _Zones(**shipped(_FOLDER / "zones.toml"))


@lru_cache(maxsize=4096)
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
    if venue is not None and (venue.timezone or venue.country):
        return venue
    found = (p.get(id_) for id_ in (activity.host, activity.lead, p.plan.project.coordinator))
    homes = (each for each in found if isinstance(each, Organisation))
    return next((home for home in homes if home.timezone or home.country), None)


def zone_of_activity(p: Partnership, activity: Activity, venue: Venue | None) -> str:
    """Return the zone of venue, host, lead or coordinator: of the first whose country is given.

    It is "" where that country is not in the table: another's time would be a guess.
    """
    place = place_of_activity(p, activity, venue)
    return "" if place is None else zone_at(place)


def zone_at(place: Venue | Organisation) -> str:
    """Return the zone of a place, "" where it is not known."""
    return place.timezone or zone_of_place(place.country, place.city, place.region) or ""


def _is_town(city: str | None, town: str) -> bool:
    """Tell whether a city is a town, whatever stands behind its name."""
    return f"{_plain(city or '')} ".startswith((f"{town} ", f"{town},"))


@lru_cache(maxsize=4096)
def _plain(city: str) -> str:
    """Return a town's name in small letters without accents."""
    letters = unicodedata.normalize("NFKD", city.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
