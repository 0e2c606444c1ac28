"""Findings, and the rules that make them: one generator function per rule.

The rules are imported when they are first used: reading a project needs findings alone.
"""

from __future__ import annotations

from vetpartner.values.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
