"""Findings, and the rules that make them: one generator function per rule.

The rules are imported when they are first used: reading a project needs findings alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vetpartner.values.finding import Finding, Findings, Severity, error, note, warning

if TYPE_CHECKING:
    from vetpartner.checks.rule import Rule
    from vetpartner.checks.running import (
        FAMILIES,
        RULES,
        UnknownSlug,
        accept,
        check,
        explain,
        page,
        placed,
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
    "warning",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - rules, functions and classes
    """Import a name when it is first used."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    home = {"Rule": "rule", "Subject": "subject"}.get(name, "running")
    value = getattr(import_module(f"vetpartner.checks.{home}"), name)
    globals()[name] = value
    return value
