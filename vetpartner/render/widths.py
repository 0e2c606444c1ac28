"""How wide texts are on paper: columns that hold their words, and breaks where nothing holds one.

Widths are those of the serif in which a PDF is set, rounded up, in bold or not; Word's fonts are
about as wide.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from attrs import evolve

from vetpartner.values.grid import unbroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vetpartner.values.grid import Grid, Runs
    from vetpartner.values.phrase import Language

MILLIMETRE = 72 / 25.4
"""Points of a millimetre."""
PADDING = 3.2
"""Millimetres between the texts of two columns."""
BREAK = "\N{ZERO WIDTH SPACE}"
WIDEST_WORD, WIDEST_NUMBER, _WIDEST_TEXT = 43.0, 60.0, 95.0
"""Millimetres beyond which a word, a number or a text asks for no more room."""
_SMALLEST = 0.62
"""By how much the letters of a table shrink at most, before its words are broken."""
_FEW = 12
"""How many of the longest texts of a column are measured."""
_TALL, _STEPS = 40, 40
"""Of how many rows the heights are weighed, and in how many steps what is left is given."""
_EMS = {
    0.28: " '|,.:;·‘’‚\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}",
    0.32: "!()\\j{}јª",
    0.36: "-\N{NON-BREAKING HYPHEN}/iltſıι²³•іїł",
    0.4: '"IJ[]`fľťŀΙІЇº',
    0.44: "*?rsзѕ“”„",
    0.48: "cz~ςετсэЈ",
    0.52: "#$0123456789S^_aeαζξЅаетьє€",
    0.56: "+<=>Fbgov«»±×Γδλμνουбвдогуў–ðµГ",
    0.6: "LdpquxyđβθκπρσχклрхяŁøþЗŋ",
    0.64: "%EPYZhknΕΖΡΥηЕРЭийнпцчъђћџßγÞЬħ",
    0.68: "BΒΞΣΤάαБВДТУмφÝΈ",
    0.72: "CRTVXæΔΛΧψЄКЛСХЯ©®Ύ",
    0.76: "&ADGKNOQUĐØΑΘΚΝΟΦΩωώАОФЧ—",
    0.8: "wΠΨПЦжфљ",
    0.84: "HœЏИЙНюњ…✓ΗЂ",
    0.92: "MmΜЋЪМы",
    1.0: "@ÆŒЫЮшщ",
    1.2: "WЊЉЖШЩ→",
}
"""Letters by how wide they are at most, upright or bold, in the size of the text."""
_EM = {sign: wide for wide, signs in _EMS.items() for sign in signs}
_UNKNOWN_LETTER = 1.05
_SANS, _SANS_BOLD = 1.22, 1.34
"""How much wider than the serif a sans is at most, as measured with DejaVu Sans."""
_BREAKABLE = re.compile(r"(?<=[/\-–])")


@lru_cache(maxsize=4096)
def em(sign: str) -> float:
    """Return how wide a letter is at most, in the size of the text: with a mark as without it."""
    if combining(sign):
        return 0.0
    if sign not in _EM:
        sign = normalize("NFD", sign)[0]
    return _EM.get(sign, _UNKNOWN_LETTER)


def room_of_a_day(language: Language | None) -> int:
    """Return how many signs a column needs for any day: what has no room is shown as ###."""
    days = (date(2024, month, 28) for month in range(1, 13))
    return max(len(language.value(day)) for day in days) + 2 if language is not None else 0


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in millimetres, at a size in points."""
    return sum(map(em, text)) * size / MILLIMETRE


def drawn_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is at most in a drawing, in the unit of its size.

    A drawing is set in whatever sans the reader has; none that is common is wider than DejaVu.
    """
    return sum(map(em, text)) * size * (_SANS_BOLD if bold else _SANS)


def columns(
    grid: Grid, whole: float, size: float, padding: float = PADDING, bold: float = 1.0
) -> tuple[list[float], float]:
    """Return the width of each column in millimetres, and by how much the letters shrink.

    Each gets room for its longest word, or its longest number; what is left goes where it makes
    the rows less high. `padding` are the millimetres between the texts of two columns, and
    `bold` is by how much heads, names and sums are wider than other texts.
    """
    rows = [row for row in grid.rows if len(row.cells) > 1]
    cells = [[unbroken(cell) for cell in row.cells] for row in rows]
    strong = [size * bold if row.kind else size for row in rows]
    least, usual = [], []
    for number, head in enumerate(grid.heads or ("",) * max(map(len, cells), default=1)):
        texts = [row[number] for row in cells if number < len(row)]
        longest = nlargest(_FEW, texts, key=len)
        named = size * bold if number == 0 and grid.named else size
        sized = {
            (row[number], max(named, own))
            for row, own in zip(cells, strong, strict=True)
            if number < len(row)
        }
        if number in grid.numbers | grid.short:
            need = min(WIDEST_NUMBER, max((width(*each) for each in sized), default=0))
        else:
            words = {(word, own) for text, own in sized for word in kept_whole(text)}
            need = min(WIDEST_WORD, max((width(*each) for each in words), default=0))
        heads = (width(word, size * bold) for word in kept_whole(head))
        need = max(need, *(min(WIDEST_WORD, wide) for wide in heads), 0.0)
        least.append(need + padding)
        usual.append(
            max(need, *(min(_WIDEST_TEXT, width(text, size)) for text in (head, *longest)))
        )
    fixed = [float(given) for given in grid.widths]
    if fixed:
        each = (whole - sum(fixed)) / max(1, len(least) - len(fixed))
        return [*fixed, *(each for _ in least[len(fixed) :])], 1.0
    left = whole - sum(least)
    if left < 0:
        return [one * whole / sum(least) for one in least], max(_SMALLEST, whole / sum(least))
    longest_rows = nlargest(_TALL, cells, key=lambda row: sum(map(len, row)))
    texts_wide = [[width(text, size) for text in row] for row in (grid.heads, *longest_rows)]
    least, left = _less_high(texts_wide, least, left, padding)
    return [one + left * wide / sum(usual) for one, wide in zip(least, usual, strict=True)], 1.0


def _less_high(
    rows: list[list[float]], widths: list[float], left: float, padding: float
) -> tuple[list[float], float]:
    """Return the columns with what they get of the room that is left, and what nobody asked for.

    `rows` are the widths of their texts on one line. Each step goes to the column that makes most
    of the rows less high, which is where a row has more lines than in its other columns.
    """
    found, step = list(widths), left / _STEPS
    for done in range(_STEPS):
        gains = [0.0] * len(found)
        rooms = [one - padding for one in found]
        for row in rows:
            lines = [wide / room for wide, room in zip(row, rooms, strict=False)]
            highest = max(lines, default=0)
            if highest > 1:
                number = lines.index(highest)
                gains[number] += highest / rooms[number]
        if not any(gains):
            return found, left - done * step
        found[gains.index(max(gains))] += step
    return found, 0.0


def kept_whole(text: str) -> list[str]:
    """Return what is not broken without need: words, and their parts behind a stroke."""
    return [part for word in text.split() for part in _BREAKABLE.split(word) if part]


def broken(text: str, room: float, size: float) -> str:
    """Return a text with breaks in the words that are wider than a room in millimetres."""
    if width("m", size) * max(map(len, text.split()), default=0) <= room:
        return text
    # A column is as wide as its longest word, but for what sums of fractions lose.
    room += 0.001
    return re.sub(r"[^\s\-/–]+", lambda found: _broken(found[0], room, size), text)


def _broken(word: str, room: float, size: float) -> str:
    lines: list[str] = []
    start, line = 0, 0.0
    for at, sign in enumerate(word):
        own = width(sign, size)
        if line + own > room and at > start:
            # An address is broken behind a sign rather than within a word.
            end = 1 + max(word.rfind(one, start, at) for one in "._@=&?")
            end = end if end > start else at
            lines.append(word[start:end])
            start, line = end, width(word[end:at], size)
        line += own
    return BREAK.join((*lines, word[start:]))


def cut(pieces: Runs, room: float, size: float) -> Runs:
    """Return pieces whose lines fit a room in millimetres: what is too long ends with a sign."""
    made, left = [], room
    for piece in pieces:
        lines: list[str] = []
        for number, text in enumerate(piece.text.split("\n")):
            left = room if number else left
            kept = text
            while kept and width(f"{kept}…", size) > left and width(text, size) > left:
                kept = kept[:-1]
            lines.append(kept if kept == text or not kept else f"{kept.rstrip()}…")
            left -= width(text, size)
        made.append(evolve(piece, text="\n".join(lines)))
    return tuple(made)


def lengths(rows: Sequence[Sequence[str]]) -> int:
    """Return the characters of the longest row."""
    return max((sum(map(len, row)) for row in rows), default=0)
