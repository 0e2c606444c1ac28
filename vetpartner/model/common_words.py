"""Words that are typed most often where any word will do; reports know them in every language."""

from __future__ import annotations

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
