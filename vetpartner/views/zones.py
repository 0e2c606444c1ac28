"""The time zone of a place, from its country and, where a country has several, its city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Organisation
from vetpartner.programme import country

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership, Venue

_ZONES = {
    "AL": "Europe/Tirane",
    "AM": "Asia/Yerevan",
    "AT": "Europe/Vienna",
    "AZ": "Asia/Baku",
    "BA": "Europe/Sarajevo",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "EG": "Africa/Cairo",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
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
    "MA": "Africa/Casablanca",
    "MD": "Europe/Chisinau",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PH": "Asia/Manila",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "TH": "Asia/Bangkok",
    "TN": "Africa/Tunis",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
    "VN": "Asia/Ho_Chi_Minh",
    "XK": "Europe/Belgrade",
}
_CITIES = {
    ("ES", "las palmas"): "Atlantic/Canary",
    ("ES", "santa cruz de tenerife"): "Atlantic/Canary",
    ("PT", "angra do heroísmo"): "Atlantic/Azores",
    ("PT", "funchal"): "Atlantic/Madeira",
    ("PT", "horta"): "Atlantic/Azores",
    ("PT", "ponta delgada"): "Atlantic/Azores",
}
"""Towns that do not keep the time of their country's capital; others state their zone."""


def zone_of_place(code: str | None, city: str | None) -> str | None:
    """Return the time zone of a city in a country, or None where the country is not known."""
    iso = country(code) if code else None
    if iso is None:
        return None
    name = (city or "").strip().casefold()
    for (its_country, its_city), zone in _CITIES.items():
        if its_country == iso and name.startswith(its_city):
            return zone
    return _ZONES.get(iso)


def zone_of_activity(p: Partnership, activity: Activity, venue: Venue | None) -> str:
    """Return the zone of venue, host, lead or coordinator, whichever is known first; else ""."""
    if venue is not None and venue.timezone:
        return venue.timezone
    if venue is not None and (zone := zone_of_place(venue.country, venue.city)):
        return zone
    for id_ in (activity.host, activity.lead, p.plan.project.coordinator):
        found = p.get(id_)
        if isinstance(found, Organisation):
            zone = found.timezone or zone_of_place(found.country, found.city)
            if zone:
                return zone
    return ""
