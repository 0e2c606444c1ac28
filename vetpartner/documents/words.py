"""The words by which documents are understood, see `words.toml`, and matching them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from vetpartner.values.page_text import folded
from vetpartner.values.toml import shipped

_FOLDER = Path(__file__).parent
TOKEN = re.compile(r"\w+(?:[-'\u2019+]\w+)*\+?")
"""A word as it stands in a text, with its hyphens."""


fold = lru_cache(maxsize=50_000)(folded)
"""Folds a word; most words of a document stand in it often."""


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = shipped(_FOLDER / "words.toml")
    return {name: {key: tuple(words) for key, words in part.items()} for name, part in raw.items()}


def words(group: str, name: str) -> tuple[str, ...]:
    """Return a list of words."""
    return _lists()[group][name]


def names(group: str) -> tuple[str, ...]:
    """Return the names of the lists of a group, in their order."""
    return tuple(_lists()[group])


@cache
def is_word(group: str, name: str, word: str) -> bool:
    """Tell whether a folded word is one of a list."""
    return any(
        word == begin[:-1] if begin.endswith(".") else word.startswith(begin)
        for begin in _lists()[group][name]
    )


@cache
def _pattern(group: str, name: str) -> re.Pattern[str]:
    parts = (
        re.escape(each[:-1]) + r"(?!\w)" if each.endswith(".") else re.escape(each)
        for each in _lists()[group][name]
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})")


def said(group: str, name: str, text: str) -> re.Match[str] | None:
    """Return where one of a list stands in a folded text, None if nowhere."""
    return _pattern(group, name).search(text)


_LANGUAGE_TOKENS = 3_000
_FEWEST = 3


def language_of(text: str) -> str | None:
    """Return the language of a text by its small words, or None where they do not tell."""
    tokens = [folded(word) for word in TOKEN.findall(text[: _LANGUAGE_TOKENS * 8])]
    counts = {
        language: sum(is_word("stopwords", language, token) for token in tokens)
        for language in names("stopwords")
    }
    best = max(counts, key=lambda language: counts[language])
    second = max(count for language, count in counts.items() if language != best)
    return best if counts[best] >= _FEWEST and counts[best] > second else None
