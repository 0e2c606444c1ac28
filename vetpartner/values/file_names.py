"""Names of files that Windows, macOS and Linux can hold, and of which no two are one on any."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAN_FILE, FACTS_FILE = "project.toml", "facts.toml"
"""The two files of a project's folder on which everything hangs."""
SEALS = "sealed"
"""The folder of what was reported and put away."""
LONGEST = 120
"""How many bytes of UTF-8 a name has, without its ending and what is put before it."""
RESERVED = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"),
    )
)
"""Names that Windows keeps for devices, whatever stands behind a dot in them."""
_FOREIGN = re.compile(r"[^\w.-]|^\.+|\.+$")
_NEVER = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udfff]')
_MARK, _MOST_BYTES = 8, 250


def alike(name: str) -> str:
    """Return what names have in common of which some system makes one.

    That are those that differ in case, or in how Unicode writes their letters.
    """
    plain = unicodedata.normalize("NFD", name).upper().casefold()
    return unicodedata.normalize("NFD", plain)


def portable(name: str) -> str:
    """Return a name that every system can hold, and that leads out of no folder.

    A name of letters, digits, dots, dashes and underscores is returned as it is, unless it begins
    or ends with a dot, is kept by Windows or is too long. Two names can become one.
    """
    stem = _FOREIGN.sub("-", unicodedata.normalize("NFC", name)) or "_"
    if stem.partition(".")[0].lower() in RESERVED:
        stem = f"_{stem}"
    return _cut(stem, LONGEST)


def why_not(name: str) -> str | None:
    """Return why a file cannot be called so on every computer, to stand behind it; else None."""
    if name.partition(".")[0].strip().lower() in RESERVED:
        return "is a name that Windows keeps for a device"
    if name.endswith((".", " ")):
        return "ends with a dot or a space, which Windows takes away"
    if _NEVER.search(name):
        return "has a sign that no file of Windows may have"
    if len(name.encode(errors="replace")) > _MOST_BYTES:
        return f"has more than {_MOST_BYTES} bytes"
    return None


def possible(name: str) -> str:
    """Return a name that is as much like a name as every computer lets it be."""
    found = _cut(_NEVER.sub("-", name).rstrip(". ") or "_", _MOST_BYTES)
    return f"_{found}" if found.partition(".")[0].strip().lower() in RESERVED else found


def marked(name: str, number: int = 0) -> str:
    """Return a name that no other has: in place of its end stands a mark that is made of all of it.

    `number` tells apart marks of one name.
    """
    mark = sha256(f"{name}{number or ''}".encode(errors="surrogatepass")).hexdigest()[:_MARK]
    return f"{_cut(portable(name), LONGEST - _MARK - 1)}-{mark}"


def file_stems(wanted: Iterable[str]) -> list[str]:
    """Return for each of these the name of a file, without its ending, that stands for it alone.

    A name that every system can hold is kept, and so is the first of those of which some system
    makes one; the others get a mark. What is wanted twice is numbered.
    """
    seen: dict[str, int] = {}
    names = []
    for name in wanted:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    found: dict[int, str] = {}
    taken: set[str] = set()
    plain = [number for number, name in enumerate(names) if portable(name) == name]
    for index in (*plain, *sorted(set(range(len(names))) - set(plain))):
        name = names[index]
        tried = (marked(name, number) for number in count())
        stem = portable(name)
        while alike(stem) in taken:
            stem = next(tried)
        taken.add(alike(stem))
        found[index] = stem
    return [found[index] for index in range(len(names))]


def _cut(name: str, size: int) -> str:
    """Return as much of a name as has at most so many bytes, and ends with no dot."""
    data = name.encode(errors="replace")
    return name if len(data) <= size else data[:size].decode(errors="ignore").rstrip(".")
