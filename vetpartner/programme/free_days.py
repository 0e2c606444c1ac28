"""Public holidays and weekends of a country or one of its regions, by the package `holidays`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

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
    import holidays

    try:
        return frozenset(holidays.country_holidays(country).weekend)
    except NotImplementedError:
        return _SATURDAY_AND_SUNDAY


def _code(region: str | None) -> str | None:
    match = _REGION.fullmatch(region.strip().upper()) if region else None
    return match["code"] if match else None


@cache
def _of_year(country: str, region: str | None, year: int) -> Mapping[date, str]:
    import holidays

    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    language = _ENGLISH if _ENGLISH in known.supported_languages else None
    subdivision = region if region in known.subdivisions else None
    return dict(
        holidays.country_holidays(country, subdiv=subdivision, years=year, language=language)
    )


@cache
def has_holidays(country: str) -> bool:
    """Tell whether the public holidays of a country are known."""
    import holidays

    return country in holidays.list_supported_countries()
