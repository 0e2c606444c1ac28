"""A page as one value: a tree of blocks without a format, from which every format is made.

What somebody typed is a text in this tree and nothing else: no writer looks for marks in it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, TypeGuard

from attrs import evolve, field, frozen

from vetpartner.render.language import ReportLanguage
from vetpartner.render.svg import BLUE
from vetpartner.values.grid import Bar, Cell, Grid, Run, Runs, Shaded, Stacked, runs, text_of
from vetpartner.values.translations import parted, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@frozen
class Target:
    """A mark in a template that gives an `id` to the heading in which it stands."""

    id: str


@frozen(kw_only=True)
class Heading:
    """A heading; `id` is where links and the table of contents lead."""

    level: int
    text: Runs
    id: str = ""


@frozen
class Paragraph:
    """A paragraph."""

    text: Runs


@frozen
class Code:
    """A text in which every space and line end counts."""

    text: str


@frozen
class Divider:
    """A line across, between two paragraphs."""


@frozen
class Break:
    """The end of a sheet of paper."""


@frozen
class Lines:
    """Empty lines to write on."""

    number: int


@frozen
class ItemList:
    """A list; `start` is the number of its first item, None for bullets."""

    items: tuple[Blocks, ...]
    start: int | None = None


@frozen
class Facts:
    """Labels and values, side by side."""

    pairs: tuple[tuple[str, Cell], ...]


Media = Literal["image/svg+xml", "image/png", "image/jpeg"]


@frozen(kw_only=True)
class Picture:
    """A picture, and in words what it shows. `height` in millimetres, None for the page's width.

    `name` is that of its file, if it has one. `caption` stands below it in a gallery.
    """

    data: bytes = field(repr=False)
    media: Media
    alt: str
    height: float | None = None
    name: str = ""
    caption: Cell = ""


@frozen(kw_only=True)
class Part:
    """Blocks that are something together: what, and in which language if not that of the page.

    `kind` is one of `PARTS`.
    """

    kind: str
    blocks: Blocks
    language: str = ""


PARTS = {
    "header": "what stands above the content",
    "contents": "a table of contents below its heading",
    "footer": "what stands below the content",
    "group": "what belongs to a work package or activity",
    "screen": "for the screen alone: left out of Markdown, Word and PDF",
    "spoken": "for readers of the screen alone: on the page, but not seen",
    "paper": "for paper alone: left out of Markdown and HTML",
    "language": "in the language whose code follows",
    "kind": "a line above the title",
    "under": "a line below the title",
    "note": "a remark",
    "none": "that there is nothing",
    "missing": "that something is missing",
    "fallback": "that something stands in for something else",
    "quote": "words of somebody else",
    "box": "a note in a box",
    "sheet": "a sheet of its own, with all that it needs",
    "columns": "paragraphs side by side",
    "logos": "pictures side by side, without captions",
    "gallery": "pictures two by two, each above its caption",
    "signatures": "who signs: a line over each paragraph",
    "centre": "in the middle of the line",
    "large": "in the middle of the line, and large",
    "name": "a name in the middle of the line, larger than all else",
    "outcomes": "a list, in two columns where it is long",
    "beside": "a picture, a text beside it, and another at the other side",
    "address": "to whom a letter goes",
    "landscape": "on sheets that lie on their side",
    "whole": "kept on one sheet of paper where it fits",
}
"""The parts of a page that Markdown has no signs for: `::: kind` opens one, `:::` closes it."""

Block = (
    Heading | Paragraph | Code | Divider | Break | Lines | ItemList | Facts | Grid | Picture | Part
)
Blocks = tuple[Block, ...]


@frozen(kw_only=True)
class Look:
    """How a project wants its pages to look.

    `css` is added to the style of HTML. `colour` is that of headings, `fonts` are files of its own
    for PDF, and `font` is the family of all text.
    """

    css: str = ""
    font: str = ""
    fonts: str = field(default="", repr=False)
    colour: str = ""
    logo: Picture | None = None


@frozen(kw_only=True)
class Page:
    """A page, or many sheets of it, with what a file says of itself.

    `kind` names its look, as `report` or `certificates`; `what` is how messages call it.
    `running` stands at the top of each sheet of paper. `across` tells that sheets lie on their
    side, `numbered` that they have numbers.
    """

    kind: str
    what: str
    title: str
    language: ReportLanguage
    label: str
    reference: str | None
    as_of: date
    blocks: Blocks
    running: str = ""
    across: bool = False
    numbered: bool = True
    look: Look = field(factory=Look)

    @property
    def said(self) -> str:
        """Return all its texts, one on a line."""
        return "\n".join(texts(self.blocks))


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield all blocks in the order of reading, those inside parts and lists too."""
    for block in blocks:
        yield block
        if isinstance(block, Part):
            yield from walk(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from walk(item)


def without(blocks: Blocks, *kinds: str) -> Blocks:
    """Return blocks without the parts of some kinds, at any depth."""
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Part):
            found.append(block)
        elif block.kind not in kinds:
            inside = without(block.blocks, *kinds)
            found.append(evolve(block, blocks=inside))
    return tuple(found)


def in_steps(blocks: Blocks, *, sheets: bool = False) -> Blocks:
    """Return blocks whose headings skip no level, as readers of a screen and PDF/UA need it.

    With `sheets` each sheet of its own begins anew, so that one looks like the other.
    The caption of a table that says the same as the heading above is not shown twice.
    """
    last, said = 0, ""

    def stepped(some: Blocks) -> Iterator[Block]:
        nonlocal last, said
        for block in some:
            if isinstance(block, Heading):
                last, said = min(block.level, last + 1), text_of(block.text)
                yield block if last == block.level else evolve(block, level=last)
            elif isinstance(block, Part):
                last = 0 if sheets and block.kind == "sheet" else last
                yield evolve(block, blocks=tuple(stepped(block.blocks)))
            elif isinstance(block, ItemList):
                yield evolve(block, items=tuple(tuple(stepped(item)) for item in block.items))
            elif isinstance(block, Grid) and block.caption == said:
                yield evolve(block, captioned=False)
            else:
                yield block

    return tuple(stepped(blocks))


def in_languages(blocks: Blocks) -> Blocks:  # noqa: C901 - a kind after the other
    """Return blocks in which a piece that was marked with another language says so."""
    code = ""

    def pieces(text: Runs) -> Runs:
        nonlocal code
        found: list[Run] = []
        for run in text:
            if not code and run.text and run.text == unmarked(run.text):
                found.append(run)
                continue
            for piece, spoken in parted(run.text, code):
                code = spoken
                if piece:
                    found.append(evolve(run, text=piece, language=spoken or run.language))
        return tuple(found) or text[:0]

    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return pieces((Run(value),)) if value != unmarked(value) else value
        if isinstance(value, Stacked):
            return evolve(value, lines=tuple(map(unmarked, value.lines)))
        if isinstance(value, Bar):
            return evolve(value, name=unmarked(value.name))
        made = pieces(runs(value))
        return evolve(value, text=made) if isinstance(value, Shaded) else made

    def spoken_in(block: Block) -> Block:
        match block:
            case Heading() | Paragraph():
                return evolve(block, text=pieces(block.text))
            case Code():
                return evolve(block, text=unmarked(block.text))
            case ItemList():
                items = tuple(tuple(map(spoken_in, item)) for item in block.items)
                return evolve(block, items=items)
            case Facts():
                return Facts(tuple((unmarked(label), cell(value)) for label, value in block.pairs))
            case Grid():
                return evolve(
                    block,
                    caption=unmarked(block.caption),
                    above=unmarked(block.above),
                    heads=tuple(map(unmarked, block.heads)),
                    rows=tuple(
                        evolve(row, cells=tuple(map(cell, row.cells))) for row in block.rows
                    ),
                )
            case Picture():
                drawn = block.media == "image/svg+xml"
                data = unmarked(block.data.decode()).encode() if drawn else block.data
                alt, caption = unmarked(block.alt), cell(block.caption)
                return evolve(block, alt=alt, caption=caption, data=data)
            case Part():
                return evolve(block, blocks=tuple(map(spoken_in, block.blocks)))
        return block

    return tuple(map(spoken_in, blocks))


def coloured(blocks: Blocks, colour: str) -> Blocks:
    """Return blocks whose drawings have another colour in the place of ours."""

    def one(block: Block) -> Block:
        if isinstance(block, Part):
            return evolve(block, blocks=coloured(block.blocks, colour))
        if isinstance(block, Picture) and block.media == "image/svg+xml":
            ours, other = (f'="{each}"'.encode() for each in (BLUE, colour))
            return evolve(block, data=block.data.replace(ours, other))
        return block

    return tuple(map(one, blocks)) if colour else blocks


def headed(blocks: Blocks, logo: Picture | None) -> tuple[Blocks, Blocks]:
    """Return what stands above all blocks, and the blocks: sheets of their own each have the logo.

    A certificate is one of many in a file, and goes out alone.
    """
    if logo is None:
        return (), blocks
    if not any(isinstance(block, Part) and block.kind == "sheet" for block in blocks):
        return (logo,), blocks
    return (), tuple(
        evolve(block, blocks=(logo, *block.blocks))
        if isinstance(block, Part) and block.kind == "sheet"
        else block
        for block in blocks
    )


def without_bare_heads(blocks: Blocks) -> Blocks:
    """Return blocks without the headings below which nothing stands before the next one as high.

    The heading of a table of contents stands, which is made of the others.
    """
    order = [b for b in walk(without(blocks, "contents")) if not isinstance(b, Part)]
    bare: set[int] = set()
    for number in range(len(order) - 1, -1, -1):
        head = order[number]
        if not isinstance(head, Heading):
            continue
        after = (one for one in order[number + 1 :] if id(one) not in bare)
        below = next(after, None)
        if below is None or (isinstance(below, Heading) and below.level <= head.level):
            bare.add(id(head))

    def kept(some: Blocks) -> Blocks:
        return tuple(
            evolve(block, blocks=kept(block.blocks)) if isinstance(block, Part) else block
            for block in some
            if id(block) not in bare
        )

    return kept(blocks) if bare else blocks


_LEADS = 200
"""Characters of a paragraph that may be a title of what stands below it."""


def leads(block: Block) -> bool:
    """Tell whether a paragraph belongs to what follows: a title in bold, or one with a colon.

    It is not the last on a sheet of paper.
    """
    if not isinstance(block, Paragraph):
        return False
    text = text_of(block.text).strip()
    bold = all(run.bold or not run.text.strip() for run in block.text)
    return 0 < len(text) <= _LEADS and (bold or text.endswith(":"))


def on_paper(blocks: Blocks) -> Blocks:
    """Return what of blocks is printed, its headings in steps."""
    return in_steps(without(blocks, "screen", "spoken"), sheets=True)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of blocks in the order of reading."""
    for block in walk(blocks):
        if isinstance(block, Heading | Paragraph):
            yield text_of(block.text)
        elif isinstance(block, Code):
            yield block.text
        elif isinstance(block, Facts):
            yield from (f"{label}: {text_of(value)}" for label, value in block.pairs)
        elif isinstance(block, Picture):
            yield block.alt
            yield text_of(block.caption)
        elif isinstance(block, Grid):
            yield block.caption
            yield from block.heads
            yield from (text_of(cell) for row in block.rows for cell in row.cells)


def is_block(value: object) -> TypeGuard[Block]:
    """Tell whether a value stands on its own between paragraphs."""
    return isinstance(value, Block)
