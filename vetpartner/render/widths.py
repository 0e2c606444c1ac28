"""How wide texts are on paper: columns that hold their words, and breaks where nothing holds one.

Widths are those of the serif in which a PDF is set, rounded up, in bold or not; Word's fonts are
about as wide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING

from vetpartner.values.grid import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vetpartner.values.grid import Grid

MILLIMETRE = 72 / 25.4
"""Points of a millimetre."""
PADDING = 3.2
"""Millimetres between the texts of two columns."""
BREAK = "\N{ZERO WIDTH SPACE}"
_WIDEST_WORD, _WIDEST_NUMBER, _WIDEST_TEXT = 38.0, 60.0, 95.0
"""Millimetres beyond which a word, a number or a text asks for no more room."""
_SMALLEST = 0.62
"""By how much the letters of a table shrink at most, before its words are broken."""
_FEW = 12
"""How many of the longest texts of a column are measured."""
_NARROW, _WIDE = frozenset(".,:;|'!()[]{}/\\ijltfrI-·`"), frozenset("mwMW@ÆŒ…%жшщюыфЖШЩЮЊЉЫ")
_BREAKABLE = re.compile(r"(?<=[/\-–])")


@lru_cache(maxsize=4096)
def _em(sign: str) -> float:
    """Return how wide a letter is at most, in the size of the text."""
    if sign in _NARROW:
        return 0.42
    if sign in _WIDE:
        return 1.2 if sign.isupper() and ord(sign) > 0x400 else 1.0  # noqa: PLR2004 - Cyrillic
    if sign.isdigit():
        return 0.52
    if sign.isupper():
        return 0.8
    return 0.64 if ord(sign) < 0x500 or sign.isspace() else 1.05  # noqa: PLR2004 - Latin to Cyrillic


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in millimetres, at a size in points."""
    return sum(map(_em, text)) * size / MILLIMETRE


def columns(
    grid: Grid, whole: float, size: float, padding: float = PADDING
) -> tuple[list[float], float]:
    """Return the width of each column in millimetres, and by how much the letters shrink.

    Each gets room for its longest word, or its longest number; the rest goes where texts are long.
    `padding` are the millimetres between the texts of two columns.
    """
    cells = [[text_of(cell) for cell in row.cells] for row in grid.rows if len(row.cells) > 1]
    least, wanted = [], []
    for number, head in enumerate(grid.heads or ("",) * max(map(len, cells), default=1)):
        texts = [row[number] for row in cells if number < len(row)]
        longest = nlargest(_FEW, texts, key=len)
        if number in grid.numbers | grid.short:
            need = min(_WIDEST_NUMBER, max((width(text, size) for text in longest), default=0))
        else:
            words = nlargest(_FEW, (word for text in texts for word in _words(text)), key=len)
            need = min(_WIDEST_WORD, max((width(word, size) for word in words), default=0))
        need = max(need, *(min(_WIDEST_WORD, width(word, size)) for word in _words(head) or ("",)))
        least.append(need + padding)
        # What most of the long texts ask for: a single long one does not take the others' room.
        full = sum(min(_WIDEST_TEXT, width(text, size)) for text in longest) / max(1, len(longest))
        wanted.append(max(0.0, max(full, min(_WIDEST_WORD, width(head, size))) - need))
    fixed = [float(given) for given in grid.widths]
    least[: len(fixed)], wanted[: len(fixed)] = fixed, [0.0] * len(fixed)
    if fixed and len(fixed) < len(least):
        each = (whole - sum(fixed)) / (len(least) - len(fixed))
        return [*fixed, *(each for _ in least[len(fixed) :])], 1.0
    left = whole - sum(least)
    if left < 0:
        return [one * whole / sum(least) for one in least], max(_SMALLEST, whole / sum(least))
    together = sum(wanted) or len(least)
    shares = [one / together if sum(wanted) else 1 / together for one in wanted]
    return [one + left * share for one, share in zip(least, shares, strict=True)], 1.0


def _words(text: str) -> list[str]:
    """Return what is not broken without need: words, and their parts behind a stroke."""
    return [part for word in text.split() for part in _BREAKABLE.split(word) if part]


def broken(text: str, room: float, size: float) -> str:
    """Return a text with breaks in the words that are wider than a room in millimetres."""
    if width("m", size) * max(map(len, text.split()), default=0) <= room:
        return text
    return re.sub(r"[^\s\-/–]+", lambda found: _broken(found[0], room, size), text)


def _broken(word: str, room: float, size: float) -> str:
    if width(word, size) <= room:
        return word
    made: list[str] = []
    line = 0.0
    for sign in word:
        own = width(sign, size)
        if line + own > room and made:
            made.append(BREAK)
            line = 0.0
        made.append(sign)
        line += own
    return "".join(made)


def lengths(rows: Sequence[Sequence[str]]) -> int:
    """Return the characters of the longest row."""
    return max((sum(map(len, row)) for row in rows), default=0)
