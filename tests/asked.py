"""As of which day invented projects are looked at together, how many, and with which key."""

from __future__ import annotations

from datetime import date

KEY = b"9f3c1d0e7a5b48c26e91f0d3b7a4c85e12fd6b90a3c7e85d41b2f6093e7dc5a8"
"""A key for tests alone, which anybody can read here."""
DAY = date(2026, 10, 15)
COUNT = 27
