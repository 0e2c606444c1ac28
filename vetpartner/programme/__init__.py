"""The rules of each call as data: every value with its source and how sure we are of it.

The names of `__init__.pyi` are imported when they are first used: to know a country needs no law.
"""

from __future__ import annotations

from vetpartner.values.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
