"""Markdown: a filled template and people's own words read into blocks, and blocks written as it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from attrs import evolve, frozen

from vetpartner.render.page import (
    PARTS,
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
    Target,
    is_block,
    without,
)
from vetpartner.values.grid import Grid, Run, Runs, runs, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    from vetpartner.render.page import Block, Blocks, Page
    from vetpartner.values.grid import Cell, GridRow

DEEPEST = 6
"""The lowest level of headings in HTML and Markdown."""
OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a value in a filled template: signs that no text keeps, see `plain`."""

_PLACE = re.compile(f"{OPEN}(\\d+){CLOSE}")
_NO_TEXT = re.compile(
    "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]+"
)
"""Control signs, halves of signs and private ones, which XML and PDF refuse, and signs that turn
the direction of what follows them."""
_DIRECTIVE = re.compile(r":::[ \t]*(?P<kind>[a-z]*)[ \t]*(?P<rest>.*)")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\"|\\^`{}]+", re.IGNORECASE)


def plain(text: str) -> str:
    """Return what somebody typed on one line and without signs that are no text."""
    return clean(text.replace("\r\n", " ").replace("\n", " ").replace("\r", " "))


def clean(text: str) -> str:
    """Return a text without signs that are no text; the ends of its lines stay."""
    return _NO_TEXT.sub("", text)


def several_lines(text: str) -> Runs:
    """Return what somebody typed with the ends of its lines."""
    return (Run("\n".join(plain(line) for line in text.splitlines())),)


@cache
def markdown() -> MarkdownIt:
    """Return the reader of Markdown: tables, but no HTML and no pictures from outside."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def narrative(text: str, level: int) -> Blocks:
    """Return the blocks of an answer, its headings below the one of the question at `level`."""
    return tuple(block for block in _Reader((), level).blocks(clean(text)) if is_block(block))


class WrongDirective(ValueError):
    """A line that begins with `:::` opens or closes nothing that there is; `kind` is its word.

    `within` is a line in which `:::` stands, but not at its beginning, if there is one.
    """

    def __init__(self, kind: str, within: str = "") -> None:
        """Take the word; none for a part that is not closed, or was never opened."""
        self.kind = kind
        self.within = within
        super().__init__(kind)


@frozen
class _Directive:
    """A line that opens a part, or without a kind closes one."""

    kind: str
    rest: str


def read(text: str, values: Sequence[Any]) -> Blocks:
    """Return the blocks of a filled template, its numbers replaced by the values.

    `::: kind` on a line of its own opens a part, `:::` closes it; raises `WrongDirective`.
    """
    # Such a line stands for itself as a value while all the Markdown is read at once.
    held, lines = list(values), []
    for line in text.split("\n"):
        match = _DIRECTIVE.fullmatch(line) if line.startswith(":::") else None
        if match is None:
            lines.append(line)
        else:
            held.append(_Directive(match["kind"], match["rest"]))
            lines += ["", f"{OPEN}{len(held) - 1}{CLOSE}", ""]
    reader = _Reader(held, 0)
    open_: list[tuple[str, str, list[Block]]] = [("", "", [])]
    for block in reader.blocks("\n".join(lines)):
        if not isinstance(block, _Directive):
            open_[-1][2].append(block)
        elif not block.kind:
            if len(open_) == 1:
                raise WrongDirective("", _within(text))
            kind, rest, inside = open_.pop()
            open_[-1][2].append(Part(kind=kind, blocks=tuple(inside), language=rest))
        elif block.kind in PARTS:
            open_.append((block.kind, reader.filled(block.rest).strip(), []))
        else:
            raise WrongDirective(block.kind)
    if len(open_) > 1:
        raise WrongDirective("", _within(text))
    return tuple(open_[0][2])


def _within(text: str) -> str:
    """Return the first line of a filled template with `:::` behind something else, or nothing."""
    lines = (_PLACE.sub("…", line).strip() for line in text.split("\n") if line.find(":::") > 0)
    return next(lines, "")


class _Reader:
    """Turns the tree of Markdown into blocks, and the numbers in it into values."""

    def __init__(self, values: Sequence[Any], level: int) -> None:
        self._values = values
        self._level = level

    def blocks(self, text: str) -> Iterator[Block | _Directive]:
        """Yield the blocks of a text."""
        if not text.strip():
            return
        from markdown_it.tree import SyntaxTreeNode

        for node in SyntaxTreeNode(markdown().parse(text)).children:
            yield from self._block(node)

    def filled(self, text: str) -> str:
        """Return a text with the values as texts in it."""
        return _PLACE.sub(lambda match: str(self._values[int(match[1])]), text)

    def _inside(self, node: SyntaxTreeNode) -> Blocks:
        return tuple(b for child in node.children for b in self._block(child) if is_block(b))

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block | _Directive]:
        kind = node.type
        if kind == "paragraph":
            yield from self._paragraph(node)
        elif kind == "heading":
            yield self._heading(node)
        elif kind in {"bullet_list", "ordered_list"}:
            start = int(node.attrs.get("start", 1)) if kind == "ordered_list" else None
            yield ItemList(tuple(self._inside(item) for item in node.children), start)
        elif kind == "blockquote":
            yield Part(kind="quote", blocks=self._inside(node))
        elif kind in {"fence", "code_block"}:
            yield Code(self.filled(node.content).rstrip("\n"))
        elif kind == "hr":
            yield Divider()
        elif kind == "table":
            yield self._table(node)

    def _heading(self, node: SyntaxTreeNode) -> Heading:
        found = list(self._inline(node, Run("")))
        ids = [piece.id for piece in found if isinstance(piece, Target)]
        return Heading(
            level=min(DEEPEST, self._level + int(node.tag[1])),
            text=_merged(piece for piece in found if isinstance(piece, Run)),
            id=ids[0] if ids else "",
        )

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block | _Directive]:
        """Yield a paragraph, or the pieces between the tables and other blocks within it."""
        pieces: list[Run] = []
        for piece in self._inline(node, Run("")):
            if isinstance(piece, Run):
                pieces.append(piece)
            elif is_block(piece) or isinstance(piece, _Directive):
                yield from _paragraph(pieces)
                pieces = []
                yield piece
        yield from _paragraph(pieces)

    def _table(self, node: SyntaxTreeNode) -> Grid:
        from vetpartner.values.grid import GridRow

        head, *body = (part.children for part in node.children)
        cells = head[0].children
        return Grid(
            heads=tuple("".join(run.text for run in self._runs(cell)) for cell in cells),
            rows=tuple(
                GridRow(tuple(self._runs(cell) for cell in row.children))
                for part in body
                for row in part
            ),
            numbers=frozenset(
                n for n, cell in enumerate(cells) if "right" in str(cell.attrs.get("style", ""))
            ),
            named=False,
            captioned=False,
        )

    def _runs(self, node: SyntaxTreeNode) -> Runs:
        return _merged(p for p in self._inline(node, Run("")) if isinstance(p, Run))

    def _inline(
        self, node: SyntaxTreeNode, look: Run
    ) -> Iterator[Run | Target | Block | _Directive]:
        """Yield the pieces of a line; `look` is that of everything in it."""
        for child in node.children:
            kind = child.type
            if kind in {"text", "code_inline"}:
                code = kind == "code_inline"
                as_code = look if code == look.code else evolve(look, code=code)
                yield from self._text(child.content, as_code)
            elif kind == "softbreak":
                yield evolve(look, text=" ")
            elif kind == "hardbreak":
                yield evolve(look, text="\n")
            elif kind == "strong":
                yield from self._inline(child, evolve(look, bold=True))
            elif kind == "em":
                yield from self._inline(child, evolve(look, italic=True))
            elif kind == "link":
                # The parser writes signs that it does not know as %EE%80%80.
                address = self.filled(unquote(str(child.attrs["href"])))
                good = _WEB.fullmatch(address) or address.startswith("#")
                yield from self._inline(child, evolve(look, href=address if good else ""))
            else:
                yield from self._inline(child, look)

    def _text(self, text: str, look: Run) -> Iterator[Run | Target | Block | _Directive]:
        for number, piece in enumerate(_PLACE.split(text)):
            value = self._values[int(piece)] if number % 2 else piece
            if isinstance(value, str):
                if value:
                    yield evolve(look, text=value)
            elif isinstance(value, list):
                yield from value
            elif isinstance(value, tuple):
                yield from (
                    evolve(run, bold=run.bold or look.bold, italic=run.italic or look.italic)
                    for run in value
                )
            else:
                yield value


def _paragraph(pieces: list[Run]) -> Iterator[Paragraph]:
    """Yield a paragraph, if there is more in it than spaces."""
    if any(run.text.strip() for run in pieces):
        yield Paragraph(_merged(pieces))


def _merged(pieces: Iterable[Run]) -> Runs:
    """Return pieces, those of one look that follow each other as one."""
    found: list[Run] = []
    for run in pieces:
        if found and run.looks_like(found[-1]):
            found[-1] = evolve(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(found)


def written(page: Page) -> str:
    """Return a page as Markdown; what is for screen or paper alone is left out."""
    blocks = without(page.blocks, "screen", "spoken", "paper", "contents")
    colon = page.language.colon
    return "\n\n".join(_blocks(blocks, colon)) + "\n"


_MARKED = str.maketrans({c: f"\\{c}" for c in "\\`*[]|~"} | {"<": "&lt;", ">": "&gt;"})
_UNDERLINE = re.compile(r"(?<!\w)_|_(?!\w)")
"""An underline that is not inside a word, where it would begin or end emphasis."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BEGINS = re.compile(r"\A(?P<number>\d{0,9})(?P<mark>[#+\-=.)])(?=[\s#\-=]|$)")
"""What would make a heading, a list or a rule of a line that begins with it."""


_TO_SIGN = "\\_" * 30


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is, also inside a table."""
    return _UNDERLINE.sub(r"\_", _ENTITY.sub("&amp;", text).translate(_MARKED))


def _line(cell: Cell, *, begins: bool = False, within: str = "\\\n") -> str:
    """Return pieces as one paragraph; `begins` tells that it stands at the beginning of a line."""
    made = "".join(map(_piece, runs(cell))).strip()
    if begins:
        made = _BEGINS.sub(r"\g<number>\\\g<mark>", made, count=1)
    return made.replace("\n", within)


def _piece(run: Run) -> str:
    text = run.text.strip(" \n")
    if not text:
        return run.text
    before, _, after = run.text.partition(text)
    if run.code:
        made = f"`{text}`" if "`" not in text else escaped(text)
    elif run.href == run.text:
        made = f"<{text}>"
    else:
        made = escaped(text)
        if run.href and not run.href.startswith("#"):
            made = f"[{made}](<{run.href}>)"
    mark = "**" * run.bold + "*" * run.italic
    return f"{before}{mark}{made}{mark[::-1]}{after}"


def _blocks(blocks: Iterable[Block], colon: str) -> Iterator[str]:
    for block in blocks:
        made = _block(block, colon)
        if made:
            yield made


def _block(block: Block, colon: str) -> str:  # noqa: C901, PLR0911 - a kind after the other
    match block:
        case Heading():
            return f"{'#' * block.level} {_line(block.text, within=' ')}"
        case Paragraph():
            return _line(block.text, begins=True)
        case Code():
            fence = "`" * max(3, *(len(found) + 1 for found in re.findall("`+", block.text)), 3)
            return f"{fence}\n{block.text}\n{fence}"
        case Divider() | Break():
            return "---"
        case Lines():
            return "\n\n".join([_TO_SIGN] * block.number)
        case ItemList():
            return _listing(block, colon)
        case Facts():
            pairs = ((label, _line(value, within=" ")) for label, value in block.pairs)
            return "\n".join(f"- **{escaped(label)}{colon}** {value}" for label, value in pairs)
        case Grid():
            return _grid(block)
        case Picture():
            shown = f"*{escaped(block.alt)}*"
            return f"{shown}\\\n{escaped(text_of(block.caption))}" if block.caption else shown
        case Part():
            return _part(block, colon)


def _part(part: Part, colon: str) -> str:
    inside = part.blocks
    if part.kind in {"kind", "fallback"}:
        bold = part.kind == "kind"
        inside = tuple(
            Paragraph(tuple(evolve(run, bold=bold, italic=not bold) for run in block.text))
            if isinstance(block, Paragraph)
            else block
            for block in inside
        )
    made = "\n\n".join(_blocks(inside, colon))
    if part.kind in {"quote", "box"}:
        return "\n".join(f"> {line}".rstrip() for line in made.split("\n"))
    if part.kind == "signatures":
        return "\n\n".join(f"{_TO_SIGN}\\\n{one}" for one in _blocks(inside, colon))
    if part.kind == "sheet":
        return f"{made}\n\n---"
    return made


def _listing(block: ItemList, colon: str) -> str:
    items = []
    tight = all(len(item) <= 1 or isinstance(item[1], ItemList) for item in block.items)
    for number, item in enumerate(block.items, start=block.start or 0):
        mark = "- " if block.start is None else f"{number}. "
        inside = ("\n" if tight else "\n\n").join(_blocks(item, colon))
        items.append(mark + inside.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(items)


def _grid(grid: Grid) -> str:
    number = len(grid.heads) or max((len(row.cells) for row in grid.rows), default=0)
    heads = grid.heads or ("",) * number
    rules = ("---:" if n in grid.numbers else "---" for n in range(number))
    lines = [f"| {' | '.join(map(escaped, heads))} |", f"| {' | '.join(rules)} |"]
    lines += (_row(row, number) for row in grid.rows)
    caption = f"**{escaped(grid.caption)}**\n\n" if grid.captioned and grid.caption else ""
    return caption + "\n".join(lines)


def _row(row: GridRow, number: int) -> str:
    cells = [_line(cell, within=" – ") for cell in row.cells]
    if row.kind and cells[0]:
        cells[0] = cells[0] if cells[0].startswith("**") else f"**{cells[0]}**"
    cells += [""] * (number - len(cells))
    return "| " + " | ".join(cells) + " |"
