"""Capitals and other large towns that a text names, as its language calls them and bends them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.documents.words import TOKEN, fold, is_word, names, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZONES = "Europe/"
_COUNTRIES = frozenset(
    ("Andorra", "Gibraltar", "Guernsey", "Isle_of_Man", "Jersey", "Luxembourg", "Malta", "Monaco",
     "San_Marino", "Vatican")
)  # fmt: skip
_ENDING, _SHORTEST = 3, 3


@frozen
class Town:
    """A town as a text calls it, and how it is called in all languages, folded."""

    said: str
    names: frozenset[str]


def towns(text: str, language: str | None) -> Iterator[Town]:
    """Yield the towns before which a word such as `in` stands; each language bends names."""
    known = _called(language or "en")
    before = ""
    for match in TOKEN.finditer(text):
        word, plain = match[0], fold(match[0])
        if word[0].isupper() and is_word("places", "before", before):
            for cut in range(min(_ENDING, len(plain) - _SHORTEST) + 1):
                stem = plain[: len(plain) - cut]
                if (
                    found := known.get(stem) or (known.get(f"{stem}~") if cut else None)
                ) is not None:
                    yield Town(word, found)
                    break
        before = plain


@cache
def _called(language: str) -> dict[str, frozenset[str]]:
    """Return all names of each town by its names in a language and in English."""
    found: dict[str, frozenset[str]] = {}
    for zone, every in _towns().items():
        own = {every[each] for each in ("en", language) if each in every}
        called = frozenset((*every.values(), zone))
        found |= dict.fromkeys(own, called)
        if language not in words("names", "unbent"):
            # Its last vowel falls out before an ending, as in Zadar and Zadru: marked by `~`.
            short = {f"{name[:-2]}{name[-1]}~" for name in own if name[-2:-1] in {"a", "e"}}
            found |= {name: called for name in short if len(name) > _SHORTEST + 1}
    return found


@cache
def _towns() -> dict[str, dict[str, str]]:
    """Return the names of each town of Europe by language, folded, as Unicode's tables have them.

    A town has no entry for a language in which it is called as in English.
    """
    from babel import Locale
    from babel.core import get_global

    zones = [
        zone
        for zones in get_global("territory_zones").values()
        for zone in zones
        if zone.startswith(_ZONES) and zone.removeprefix(_ZONES) not in _COUNTRIES
    ]
    found = {zone: {"en": fold(zone.rpartition("/")[2].replace("_", " "))} for zone in zones}
    for language in names("stopwords"):
        told = Locale.parse(language).time_zones
        for zone, called in found.items():
            if city := told.get(zone, {}).get("city"):
                called[language] = fold(city)
    return found
