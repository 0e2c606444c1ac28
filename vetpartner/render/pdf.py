"""A page as PDF, drawn by typst: accessible (PDF/UA-1) and made to last (PDF/A-2a).

`page.typ` is the only source that is ever run. It gets the blocks as data, so that nothing that
somebody typed is read as markup, and it reads no file.
"""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vetpartner.render.markdown import clean
from vetpartner.render.page import (
    Break,
    Code,
    Divider,
    Facts,
    Heading,
    ItemList,
    Lines,
    Paragraph,
    Part,
    Picture,
    headed,
    leads,
    on_paper,
)
from vetpartner.render.sheets import framed
from vetpartner.render.widths import broken, columns, lengths, width
from vetpartner.values.grid import WHOLE, Grid, Shaded, runs, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.render.page import Block, Blocks, Page
    from vetpartner.values.grid import Cell, Run

SOURCE = Path(__file__).with_name("page.typ")
SERIF, MONOSPACE = "Libertinus Serif", "DejaVu Sans Mono"
"""The fonts that come with typst, with Latin, Greek and Cyrillic letters."""
STANDARDS = ["ua-1", "a-2a"]
COLOUR = "#0b3d91"
UPRIGHT, ACROSS = 210, 297
_SIZE, TABLE_SIZE, _YEAR = 10.0, 9.0, 5.6
"""Points of a text, of one in a table, and of one in a year whose days stand side by side."""
_MARGIN, _FRAMED = 18, 17
_LARGER = {"large": 1.6, "name": 2.5}
"""How much larger the letters of a part are."""
_LABEL = 62.0
"""Millimetres of the widest label beside its value."""
_WHOLE = 700
"""Characters up to which a row of a table is kept on one page."""
_NOT_SHOWN = re.compile(r"(?:the text|the codepoint) `\"(.*?)\"`", re.DOTALL)
_CODEPOINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_TRIES = 4
INSTEAD = "\N{WHITE SQUARE}"
"""What stands for a letter that no font has."""


class MissingExtra(ImportError):
    """A format needs a package that is not installed; the message says how to get it."""


def needed(module: str, extra: str, what: str) -> Any:  # noqa: ANN401 - a module
    """Import a module that belongs to an extra, or raise `MissingExtra`."""
    try:
        return import_module(module)
    except ImportError as error:
        msg = f'{what} needs the {extra!r} extra: pip install "vetpartner[{extra}]" ({error})'
        raise MissingExtra(msg) from error


def pdf(page: Page) -> bytes:
    """Return a page as PDF/UA-1 and PDF/A-2a: the same bytes for the same page."""
    typst = needed("typst", "pdf", f"{page.what} as PDF")
    data = json.dumps(_data(page), ensure_ascii=False)
    fonts = [page.look.fonts] if page.look.fonts else []
    for _ in range(_TRIES):
        try:
            made: bytes = typst.compile(
                SOURCE,
                root=SOURCE.parent,
                font_paths=fonts,
                ignore_system_fonts=True,
                sys_inputs={"page": data},
                pdf_standards=STANDARDS,
            )
        except typst.TypstError as error:
            # The standards forbid letters that no font has, as those of Chinese.
            lacking = _lacking(error.diagnostic)
            if not lacking:
                raise
            data = re.sub(f"[{re.escape(lacking)}]", INSTEAD, data)
        else:
            return made
    msg = f"{page.what} has letters that no font of the PDF has"
    raise ValueError(msg)


def _lacking(diagnostic: str) -> str:
    """Return the letters that a message of typst names as not shown."""
    found = "".join(_NOT_SHOWN.findall(diagnostic))
    return "".join(
        dict.fromkeys(_CODEPOINT.sub(lambda match: chr(int(match[1], 16)), found))
    ).replace(INSTEAD, "")


def _data(page: Page) -> dict[str, Any]:
    look, across = page.look, page.across
    on_wall = framed(page)
    margin = _FRAMED if on_wall else 12 if across else _MARGIN
    writer = _Writer((ACROSS if across else UPRIGHT) - 2 * margin)
    above, blocks = headed(on_paper(page.blocks), look.logo)
    return {
        "title": page.title,
        "author": page.label,
        "subject": page.reference or "",
        "date": [page.as_of.year, page.as_of.month, page.as_of.day],
        "lang": page.language.code,
        "running": broken(page.running, writer.room, 8),
        "across": across,
        "framed": on_wall,
        "margin": margin,
        "numbered": page.numbered,
        "size": _SIZE,
        "colour": look.colour or COLOUR,
        "fonts": [*([look.font] if look.font else []), SERIF, MONOSPACE],
        "blocks": writer.all((*above, *blocks)),
    }


def as_png(drawings: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return drawings in dots, for what shows none: 200 of them on 25 millimetres.

    All are drawn in one go, since typst takes as long to begin as for a small one.
    """
    texts = {data: data.decode() for data in drawings}
    if not texts:
        return {}
    typst = needed("typst", "pdf", "a drawing in a Word document")
    source = b"""#set page(width: auto, height: auto, margin: 0pt)
#for drawing in json(bytes(sys.inputs.drawings)) {
  page(image(bytes(drawing), format: "svg", width: 260mm))
}"""
    made = typst.compile(
        source,
        root=SOURCE.parent,
        ignore_system_fonts=True,
        sys_inputs={"drawings": json.dumps([*texts.values()])},
        format="png",
        ppi=200,
    )
    return dict(zip(texts, [made] if isinstance(made, bytes) else made, strict=True))


def can_draw(picture: Picture) -> bool:
    """Tell whether typst can draw a picture; without typst, that it can.

    What is wrong with the dots of a JPEG only shows when they are read.
    """
    try:
        typst = import_module("typst")
    except ImportError:
        return True
    drawn = _picture(picture)
    source = b"""#set page(width: auto, height: auto, margin: 0pt)
#let drawn = json(bytes(sys.inputs.drawn))
#image(bytes(drawn.data), format: drawn.format, width: 20mm)"""
    inputs = {"drawn": json.dumps(drawn)}
    try:
        typst.compile(
            source,
            root=SOURCE.parent,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="png",
            ppi=20,
        )
    except typst.TypstError:
        return False
    return True


class _Writer:
    """Turns blocks into data for `page.typ`, with widths, and breaks in words without room."""

    def __init__(self, room: float) -> None:
        self.room = room

    def all(self, blocks: Blocks, *, outlined: bool = True) -> list[dict[str, Any]]:
        """Return blocks one after the other; nobody signs on a sheet with nothing above."""
        made = [self._block(block, outlined=outlined) for block in blocks]
        for number, block in enumerate(blocks[1:]):
            if isinstance(block, Part) and block.kind == "signatures":
                made[number] = {"t": "part", "k": "kept", "b": [made[number]], "lang": ""}
        return made

    def _block(self, block: Block, *, outlined: bool) -> dict[str, Any]:  # noqa: C901, PLR0911 - a kind after the other
        match block:
            case Heading():
                size = _SIZE * {1: 1.9, 2: 1.4}.get(block.level, 1.15)
                x = _runs(block.text, self.room, size)
                return {"t": "heading", "l": block.level, "x": x, "outlined": outlined}
            case Paragraph():
                x = _runs(block.text, self.room, _SIZE * 1.15)
                return {"t": "paragraph", "x": x, "leads": leads(block)}
            case Code():
                return {"t": "code", "x": broken(block.text, self.room, _SIZE)}
            case Divider():
                return {"t": "rule"}
            case Break():
                return {"t": "break"}
            case Lines():
                return {"t": "lines", "n": block.number}
            case ItemList():
                inner = _Writer(self.room - 8)
                items = [inner.all(item, outlined=outlined) for item in block.items]
                return {"t": "list", "start": block.start, "items": items}
            case Facts():
                return self._facts(block)
            case Grid():
                return self._grid(block)
            case Picture():
                return _picture(block) | {"caption": _runs(block.caption, self.room, _SIZE)}
            case Part():
                return self._part(block)

    def _facts(self, facts: Facts) -> dict[str, Any]:
        longest = max((width(label, _SIZE) for label, _ in facts.pairs), default=0)
        label_room = min(_LABEL, longest)
        room = self.room - label_room - 5
        pairs = [
            [broken(label, label_room, _SIZE), _runs(value, room, _SIZE * 1.15)]
            for label, value in facts.pairs
        ]
        return {"t": "facts", "width": label_room, "pairs": pairs}

    def _grid(self, grid: Grid) -> dict[str, Any]:
        year = grid.look == "year"
        text = _YEAR if year else TABLE_SIZE
        widths, shrunk = columns(grid, self.room, text)
        size = text * shrunk
        rooms = [
            10_000.0 if year else one - 3.2 * (shrunk if number + 1 < len(widths) else 0)
            for number, one in enumerate(widths)
        ]
        texts = [[text_of(cell) for cell in row.cells] for row in grid.rows]
        return {
            "t": "table",
            "caption": broken(grid.caption, self.room, 9) if grid.captioned else "",
            "heads": [
                broken(head, room, size) for head, room in zip(grid.heads, rooms, strict=True)
            ]
            if any(grid.heads)
            else [],
            "narrow-heads": [
                _too_wide(head, room, size) for head, room in zip(grid.heads, rooms, strict=True)
            ],
            "widths": widths,
            "size": size,
            "numbers": sorted(grid.numbers),
            "named": grid.named,
            "above": broken(grid.above, self.room, size),
            "look": grid.look,
            "breakable": lengths(texts) > _WHOLE,
            "rows": [
                {
                    "k": row.kind,
                    "c": [_runs(row.cells[0], self.room, size)]
                    if len(row.cells) == 1
                    else [
                        _runs(cell, room, size) for cell, room in zip(row.cells, rooms, strict=True)
                    ],
                    "s": [c.look if isinstance(c, Shaded) else "" for c in row.cells],
                    "narrow": [
                        _too_wide(text, room, size)
                        for text, room in zip(words, rooms, strict=False)
                    ],
                }
                for row, words in zip(grid.rows, texts, strict=True)
            ],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        room = self.room
        if part.kind in {"columns", "signatures"}:
            room = (room - 12 * (len(part.blocks) - 1)) / max(1, len(part.blocks))
        elif part.kind == "gallery":
            room = (room - 6) / 2
        elif part.kind == "landscape":
            room = ACROSS - (UPRIGHT - room)
        elif part.kind in {"missing", "fallback", "box", "quote"}:
            room -= 6
        elif part.kind == "outcomes":
            room /= 2
        inner = _Writer(room / _LARGER.get(part.kind, 1))
        blocks = inner.all(part.blocks, outlined=part.kind not in {"contents", "sheet"})
        code = part.language.partition("_")[0] if part.kind == "language" else ""
        return {"t": "part", "k": part.kind, "b": blocks, "lang": code if code.isalpha() else ""}


def _runs(cell: Cell, room: float, size: float) -> str | list[Any]:
    """Return a text, or pieces with their looks; links within the page are for the screen."""
    if isinstance(cell, str):
        return broken(cell, room, size)
    made = [_run(run, room, size) for run in runs(cell) if run.look != "spoken"]
    return made[0] if len(made) == 1 and isinstance(made[0], str) else made


def _too_wide(text: str, room: float, size: float) -> bool:
    """Tell whether a word of a text is wider than its room."""
    return broken(text, room, size) != text


def _run(run: Run, room: float, size: float) -> str | dict[str, Any]:
    text = broken(run.text, room, size)
    href = "" if run.href.startswith("#") else run.href
    looks = {"b": run.bold, "i": run.italic, "c": run.code, "h": href, "k": run.look}
    looks["lang"] = run.language.partition("-")[0]
    looks["w"] = run.look in WHOLE and width(text, size) <= room
    set_ = {key: value for key, value in looks.items() if value}
    return {"x": text, **set_} if set_ or "\n" in text else text


def _picture(picture: Picture) -> dict[str, Any]:
    kind = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}[picture.media]
    data = picture.data.decode() if kind == "svg" else list(picture.data)
    return {
        "t": "picture",
        "format": kind,
        "data": data,
        "alt": clean(picture.alt),
        "height": picture.height,
    }
