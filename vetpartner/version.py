"""The version of the program, for whatever says which program wrote it."""

from __future__ import annotations

VERSION = "0.2.0.dev0"
SAID = f"vetpartner {VERSION}"
"""What `vetpartner --version` says."""
