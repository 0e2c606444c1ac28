"""The time zone of a place, from its country and, where a country has several, its city."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from vetpartner.model import Organisation
from vetpartner.programme.countries import country

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership, Venue

_ZONES = {
    "AD": "Europe/Andorra",
    "AL": "Europe/Tirane",
    "AM": "Asia/Yerevan",
    "AT": "Europe/Vienna",
    "AZ": "Asia/Baku",
    "BA": "Europe/Sarajevo",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "BY": "Europe/Minsk",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "DZ": "Africa/Algiers",
    "EE": "Europe/Tallinn",
    "EG": "Africa/Cairo",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FO": "Atlantic/Faroe",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GE": "Asia/Tbilisi",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IL": "Asia/Jerusalem",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "JO": "Asia/Amman",
    "LB": "Asia/Beirut",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "LY": "Africa/Tripoli",
    "MA": "Africa/Casablanca",
    "MC": "Europe/Monaco",
    "MD": "Europe/Chisinau",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PH": "Asia/Manila",
    "PL": "Europe/Warsaw",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "SM": "Europe/San_Marino",
    "SY": "Asia/Damascus",
    "TH": "Asia/Bangkok",
    "TN": "Africa/Tunis",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
    "VA": "Europe/Vatican",
    "VN": "Asia/Ho_Chi_Minh",
    "XK": "Europe/Belgrade",
}
"""Countries with one time for all, or for all but the towns below; Russia has no such time."""
_CITIES = {
    ("DK", "nuuk"): "America/Nuuk",
    ("ES", "adeje"): "Atlantic/Canary",
    ("ES", "arona"): "Atlantic/Canary",
    ("ES", "arrecife"): "Atlantic/Canary",
    ("ES", "la laguna"): "Atlantic/Canary",
    ("ES", "las palmas"): "Atlantic/Canary",
    ("ES", "puerto del rosario"): "Atlantic/Canary",
    ("ES", "san cristobal de la laguna"): "Atlantic/Canary",
    ("ES", "santa cruz de tenerife"): "Atlantic/Canary",
    ("ES", "telde"): "Atlantic/Canary",
    ("FR", "cayenne"): "America/Cayenne",
    ("FR", "fort-de-france"): "America/Martinique",
    ("FR", "mamoudzou"): "Indian/Mayotte",
    ("FR", "pointe-a-pitre"): "America/Guadeloupe",
    ("PT", "angra do heroismo"): "Atlantic/Azores",
    ("PT", "funchal"): "Atlantic/Madeira",
    ("PT", "horta"): "Atlantic/Azores",
    ("PT", "ponta delgada"): "Atlantic/Azores",
    ("PT", "praia da vitoria"): "Atlantic/Azores",
}
"""Towns that do not keep the time of their country's capital; others state their zone."""


_REGIONS = {
    "ES-CN": "Atlantic/Canary",
    "ES-GC": "Atlantic/Canary",
    "ES-TF": "Atlantic/Canary",
    "FR-971": "America/Guadeloupe",
    "FR-972": "America/Martinique",
    "FR-973": "America/Cayenne",
    "FR-974": "Indian/Reunion",
    "FR-976": "Indian/Mayotte",
    "PT-20": "Atlantic/Azores",
    "PT-30": "Atlantic/Madeira",
}
"""Regions, by their codes of ISO 3166-2, that do not keep the time of their country's capital."""
SEVERAL = {
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
    "PT": ("Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"),
}
"""Countries with islands of another time under the same code: the time of the capital first."""
_MAINLAND = {
    "ES": (
        "a coruna|albacete|alcala de henares|alicante|almeria|avila|badajoz|barcelona|bilbao|"
        "burgos|caceres|cadiz|cartagena|castellon|ceuta|ciudad real|cordoba|cuenca|donostia|elche|"
        "getafe|gijon|girona|granada|guadalajara|huelva|huesca|jaen|jerez|leganes|leon|lleida|"
        "logrono|lugo|madrid|malaga|melilla|merida|mostoles|murcia|ourense|oviedo|palencia|palma|"
        "pamplona|pontevedra|reus|sabadell|salamanca|san sebastian|santander|"
        "santiago de compostela|segovia|sevilla|seville|soria|tarragona|terrassa|teruel|toledo|"
        "valencia|valladolid|vigo|vitoria|zamora|zaragoza"
    ),
    "PT": (
        "almada|amadora|aveiro|barcelos|beja|braga|braganca|caldas da rainha|cascais|"
        "castelo branco|coimbra|covilha|evora|faro|figueira da foz|fundao|guarda|guimaraes|leiria|"
        "lisboa|lisbon|loures|maia|matosinhos|odivelas|oeiras|penafiel|portalegre|portimao|porto|"
        "santarem|santo tirso|setubal|sintra|tomar|torres vedras|viana do castelo|"
        "vila nova de famalicao|vila nova de gaia|vila real|viseu"
    ),
}
"""Towns of those countries that are known to keep the time of the capital."""


def zone_of_place(code: str | None, city: str | None, region: str | None = None) -> str | None:
    """Return the time zone of a city in a country, or None where the country is not known.

    Where a country has several, that of the capital, unless city or region are known to differ;
    `zones_to_choose` tells whether that is sure.
    """
    iso = country(code) if code else None
    if iso is None:
        return None
    if region and region.strip().upper() in _REGIONS:
        return _REGIONS[region.strip().upper()]
    for (its_country, its_city), zone in _CITIES.items():
        if its_country == iso and _is_town(city, its_city):
            return zone
    return _ZONES.get(iso)


def zones_to_choose(place: Venue | Organisation) -> tuple[str, ...]:
    """Return the zones among which a place leaves the choice; none where it settles it."""
    iso = country(place.country) if place.country else None
    if iso not in SEVERAL or place.timezone:
        return ()
    if (place.region or "").strip().upper().startswith(f"{iso}-"):
        return ()
    known = _MAINLAND[iso].split("|") + [city for land, city in _CITIES if land == iso]
    return () if any(_is_town(place.city, town) for town in known) else SEVERAL[iso]


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
