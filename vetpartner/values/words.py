"""Words that are typed most often where any word will do; reports know them in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


EVIDENCE = (
    "article",
    "contract",
    "letter",
    "list",
    "newsletter",
    "presentation",
    "questionnaire",
    "receipt",
    "recording",
    "result",
    "timetable",
)
"""Kinds of evidence beside those that the rules name."""
CHANNELS = (
    "e-mail",
    "event",
    "newsletter",
    "press",
    "radio",
    "social media",
    "television",
    "trade journal",
    "website",
)
"""Ways in which something is made known."""
ORGANISATIONS = (
    "association",
    "chamber of commerce",
    "chamber of crafts",
    "company",
    "foundation",
    "public authority",
    "research institute",
    "school",
    "training centre",
    "training company",
    "university",
    "VET provider",
    "VET school",
)
"""Kinds of organisations."""


# Words that are like a word that is not known.


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean a or b?`, to end a message with, or an empty text."""
    from difflib import get_close_matches

    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(lowered), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(lowered[name] for name in found)}?" if found else ""
