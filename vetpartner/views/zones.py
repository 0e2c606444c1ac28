"""The time zone of a place, from its country and, where a country has several, its city."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from vetpartner.model import Organisation
from vetpartner.programme import country

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


def zone_of_place(code: str | None, city: str | None) -> str | None:
    """Return the time zone of a city in a country, or None where the country is not known."""
    iso = country(code) if code else None
    if iso is None:
        return None
    name = _plain(city or "")
    for (its_country, its_city), zone in _CITIES.items():
        if its_country == iso and f"{name} ".startswith((f"{its_city} ", f"{its_city},")):
            return zone
    return _ZONES.get(iso)


def zone_of_activity(p: Partnership, activity: Activity, venue: Venue | None) -> str:
    """Return the zone of venue, host, lead or coordinator: of the first whose country is given.

    It is "" where that country is not in the table: another's time would be a guess.
    """
    places: list[Venue | Organisation] = [venue] if venue is not None else []
    found = (p.get(id_) for id_ in (activity.host, activity.lead, p.plan.project.coordinator))
    places += [each for each in found if isinstance(each, Organisation)]
    for place in places:
        if place.timezone:
            return place.timezone
        if place.country:
            return zone_of_place(place.country, place.city) or ""
    return ""


def _plain(city: str) -> str:
    """Return a town's name in small letters without accents."""
    letters = unicodedata.normalize("NFKD", city.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
