"""Sheets to hang on a wall: how large their letters may be so that all of it is on one of them.

A PDF is measured as it is drawn; web page and Word cannot be, so their lines are reckoned here.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from vetpartner.render.page import Facts, Heading, ItemList, Lines, Paragraph, Part, Picture
from vetpartner.render.widths import MILLIMETRE, width
from vetpartner.values.grid import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.render.page import Block, Blocks, Page

BASE = 11.0
"""Points of the text of a sheet that has room."""
LARGER = {
    "name": 2.4,
    "large": 1.5,
    "columns": 0.85,
    "outcomes": 0.85,
    "footer": 0.75,
    "signatures": 0.8,
    "heading": 2.8,
    "label": 0.72,
}
"""How much larger than the rest the letters of each part are."""
ROOM, HIGH = 263.0, 172.0
"""Millimetres within the frame of A4 on its side."""
_SIZES = (1.15, 1.1, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)
_LINE, _BETWEEN, _TO_SIGN = 1.3, 0.55, 14.0
"""A line and the gap between two paragraphs, in heights of a letter; millimetres to sign in."""
FEW = 3
"""Items of a list that stand below each other; more have two columns."""


def framed(page: Page) -> bool:
    """Tell whether the sheets of a page are framed: those that lie on their side."""
    return page.across and any(isinstance(b, Part) and b.kind == "sheet" for b in page.blocks)


def scale(blocks: Blocks) -> float:
    """Return how large the letters of a framed sheet are, 1 being `BASE`."""
    return next((one for one in _SIZES if high(blocks, ROOM, BASE * one) <= HIGH), _SIZES[-1])


def high(blocks: Iterable[Block], room: float, size: float) -> float:
    """Return how high blocks are at most, in millimetres, in letters of so many points."""
    return sum(_one(block, room, size) for block in blocks)


def _one(block: Block, room: float, size: float) -> float:
    match block:
        case Heading():
            large = size * (LARGER["heading"] if block.level == 1 else 1)
            return _text(text_of(block.text), room, large)
        case Paragraph():
            return _text(text_of(block.text), room, size)
        case Lines():
            return 12.0 * block.number
        case Picture():
            return float(block.height or 0)
        case ItemList():
            items = [high(item, room - 6, size) for item in block.items]
            return sum(items)
        case Facts():
            rooms = room / max(1, len(block.pairs))
            return max((_text(text_of(v), rooms, size) for _, v in block.pairs), default=0) + 7
        case Part():
            return _part(block, room, size * LARGER.get(block.kind, 1))
    return 0.0


def _part(part: Part, room: float, size: float) -> float:
    blocks = part.blocks
    if part.kind in {"columns", "signatures"}:
        each = room / max(1, len(blocks)) - 10
        to_sign = _TO_SIGN if part.kind == "signatures" else 4
        return max((_one(block, each, size) for block in blocks), default=0) + to_sign
    if part.kind == "beside":
        each = room * 0.4
        return max((_one(block, each, size) for block in blocks), default=0)
    if part.kind == "outcomes":
        lists = [block for block in blocks if isinstance(block, ItemList)]
        many = sum(len(one.items) for one in lists) > FEW
        tall = high(lists, room / 2 - 5 if many else room, size)
        others = [block for block in blocks if not isinstance(block, ItemList)]
        return (tall / 2 + size / MILLIMETRE if many else tall) + high(others, room, size)
    return high(blocks, room, size)


def _text(text: str, room: float, size: float) -> float:
    lines = sum(max(1, ceil(width(line, size) / room)) for line in text.split("\n"))
    return (lines * _LINE + _BETWEEN) * size / MILLIMETRE
