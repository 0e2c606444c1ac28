"""Findings, and the rules that make them: one generator function per rule."""

from vetpartner.checks.accepting import accept
from vetpartner.checks.finding import Finding, Findings, Severity, error, note, warning
from vetpartner.checks.running import (
    FAMILIES,
    RULES,
    Rule,
    UnknownSlug,
    check,
    explain,
    page,
    placed,
    slug_of,
)
from vetpartner.checks.subject import Subject

__all__ = [
    "FAMILIES",
    "RULES",
    "Finding",
    "Findings",
    "Rule",
    "Severity",
    "Subject",
    "UnknownSlug",
    "accept",
    "check",
    "error",
    "explain",
    "note",
    "page",
    "placed",
    "slug_of",
    "warning",
]
