"""Words that are like a word that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean a or b?`, to end a message with, or an empty text."""
    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(lowered), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(lowered[name] for name in found)}?" if found else ""
