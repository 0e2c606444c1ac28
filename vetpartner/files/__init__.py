"""The homes of a partnership: a folder of TOML, one TOML file, a workbook, a JSON document.

The names of `__init__.pyi` are imported when they are first used.
"""

from __future__ import annotations

from vetpartner.values.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
