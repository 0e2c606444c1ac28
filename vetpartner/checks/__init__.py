"""Findings, and the rules that make them: one generator function per rule."""

from vetpartner.checks.finding import Finding, Findings, Severity, error, note, warning

__all__ = ["Finding", "Findings", "Severity", "error", "note", "warning"]
