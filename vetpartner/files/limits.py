"""How large a file of a project may be."""

from __future__ import annotations

MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
