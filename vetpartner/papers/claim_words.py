"""The words by which somebody's own sentences are understood, see `claim_words.toml`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from vetpartner.values.page_text import folded
from vetpartner.values.toml import shipped

_FOLDER = Path(__file__).parent
TOKEN = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?![\w])"
    r"|\d+(?:[.,:]\d+)*|[^\W\d_]+|[%,;:()|]"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+")
SIGNS = frozenset("%,;:()|")
BEFORE = 3
"""How many words before a number are looked at."""


fold = lru_cache(maxsize=50_000)(folded)
"""Folds a word; most words stand often."""


@cache
def claim_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return all lists of words, by group and name."""
    raw = shipped(_FOLDER / "claim_words.toml")
    read = {name: {key: tuple(words) for key, words in part.items()} for name, part in raw.items()}
    kinds, counted = read["kinds"], read["counted"]
    kinds["meeting"] = counted["meetings"]
    kinds["training"] += counted["trainings"]
    return read


@cache
def is_word(group: str, name: str, word: str) -> bool:
    """Tell whether a folded word is one of a list."""
    whole, begins = _beginnings(group, name)
    return word in whole or word.startswith(begins)


@cache
def _beginnings(group: str, name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the whole words of a list, which end with a point there, and the beginnings."""
    words = claim_words()[group][name]
    whole = frozenset(word[:-1] for word in words if word.endswith("."))
    return whole, tuple(word for word in words if not word.endswith("."))


def takes_place(text: str) -> bool:
    """Tell whether a sentence says that something took place, or that people were there."""
    return any(is_word("beside", "there", word) for word in words_of(text))


def counts_attending(said: str) -> bool:
    """Tell whether a number counts participants, guests or visitors, by its own words."""
    return any(is_word("beside", "attending", word) for word in words_of(said))


def is_rough(text: str, number: str) -> bool:
    """Tell whether a sentence calls a number that stands in it one of about so many."""
    words = words_of(text)
    return number in words and roughly(words, words.index(number))


def numbered_packages(text: str) -> list[tuple[str, int]]:
    """Return the work packages that are called by word and number, as `Work package 3`."""
    return [(match[0], int(match["n"])) for match in _packages().finditer(text)]


@cache
def _packages() -> re.Pattern[str]:
    words = "|".join(word.replace(" ", r"\s+") for word in claim_words()["ids"]["work_packages"])
    short = "|".join(claim_words()["ids"]["short"])
    return re.compile(
        rf"(?<!\w)(?:(?i:{words})\s+(?:n[or]?[.°]?\s*)?|(?:{short}) ?)0?(?P<n>\d{{1,2}})"
        r"(?!\w|\.\d)"
    )


@cache
def quantity_of(word: str) -> str | None:
    """Return what a word counts, or None."""
    return next((name for name in claim_words()["counted"] if is_word("counted", name, word)), None)


@cache
def role_of(word: str) -> str:
    """Return the role of the people that a word counts, an empty text where it says none."""
    return next((name for name in claim_words()["roles"] if is_word("roles", name, word)), "")


@cache
def _spelt() -> dict[str, Decimal]:
    return {word: Decimal(n) for n, words in claim_words()["numbers"].items() for word in words}


@lru_cache(maxsize=50_000)
def whole_number(token: str) -> Decimal | None:
    """Return the whole number that a token is; a time, a mark or a version is none."""
    if token.isdigit():
        return Decimal(token)
    if _GROUPED.fullmatch(token):
        return Decimal(re.sub(r"\D", "", token))
    return _spelt().get(token)


def words_of(title: str) -> list[str]:
    """Return the folded words and numbers of a text, without its signs."""
    return [token for token in TOKEN.findall(folded(title)) if token not in SIGNS]


def roughly(tokens: list[str], at: int) -> bool:
    """Tell whether the number at a place of folded words is about so many, or more, or fewer."""
    return any(is_word("beside", "roughly", token) for token in tokens[max(0, at - BEFORE) : at])
