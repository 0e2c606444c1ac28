"""The rules: one generator function per rule, which makes its findings.

They are imported when they are first used, so that reading a project needs none of them.
"""

from __future__ import annotations

from vetpartner.values.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
