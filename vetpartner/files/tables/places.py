"""Countries as lists name them, by their codes and in the languages of the headings."""

from __future__ import annotations

from functools import cache

from vetpartner.files.tables.days import LANGUAGES
from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.values import read_text, shown
from vetpartner.values.reading import WrongValue


def read_country(value: object) -> str:
    """Return the code of a country: a code stays as it is, a name in the languages is looked up."""
    from vetpartner.programme import country

    text = read_text(value)
    code = country(text) or _country_names().get(folded(text))
    if code is None:
        message = f"{shown(value)} is not a country"
        raise WrongValue("table-value", message, "write a code of two letters, such as HR")
    return text if country(text) else code


@cache
def _country_names() -> dict[str, str]:
    """Return the codes by the names of countries in the languages of the headings."""
    from babel import Locale

    from vetpartner.programme import country

    names = {}
    for language in reversed(LANGUAGES):
        for code, name in Locale(language).territories.items():
            if country(code):
                names[folded(name)] = code
    return names
