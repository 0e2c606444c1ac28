"""A page as HTML: one file that needs nothing else, with what a screen reader needs."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.render.page import (
    Break,
    Code,
    Facts,
    Grid,
    Heading,
    Lines,
    Listing,
    Paragraph,
    Part,
    Picture,
    Rule,
    Shaded,
    runs,
    text_of,
    walk,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.render.page import Block, Blocks, Cell, Page, Row, Run

CSS = Path(__file__).parents[1] / "templates" / "page.css"
DOTS = 96 / 25.4
"""How many dots of a screen a millimetre has, by the law of CSS."""
SECTION = 2
"""The level of the headings that a table of contents lists."""
_NO_ID = re.compile(r"[^\w.\-]+")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")
_PARAGRAPHS = frozenset({"kind", "under", "note", "none", "missing", "fallback"})
"""Parts that are a look of their paragraphs, and no box around them."""
_BEFORE, _AFTER = ("header", "contents"), ("footer",)


def html(page: Page) -> str:
    """Return a page as HTML: header and contents, the content with sections, the footer."""
    blocks = without(page.blocks, "paper")
    first = next((n for n, b in enumerate(blocks) if not _is(b, _BEFORE)), len(blocks))
    last = next((n for n in range(len(blocks), 0, -1) if not _is(blocks[n - 1], _AFTER)), 0)
    writer = _Writer(page, blocks)
    say = page.language.gettext
    skip = f'<a class="skip" href="#content">{escape(say("Skip to the content"))}</a>\n'
    parts = [
        "<!DOCTYPE html>\n",
        f'<html lang="{page.language.code}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="generator" content="vetpartner">\n',
        f"<title>{escape(page.title)}</title>\n<style>\n{_style(page)}</style>\n</head>\n",
        f'<body class="{_id(page.kind)}{" across" if page.across else ""}">\n',
        skip if first else "",
        writer.picture(page.look.logo) if page.look.logo is not None else "",
        *writer.all(blocks[:first]),
        '<main id="content" tabindex="-1">\n' if first else "<main>\n",
        *writer.sections(blocks[first:last]),
        "</main>\n",
        *writer.all(blocks[last:]),
        "</body>\n</html>\n",
    ]
    return "".join(parts)


def table(grid: Grid) -> str:
    """Return a table on its own, as a notebook shows it."""
    return _table(grid, grid.caption)


@cache
def _css() -> str:
    return CSS.read_text(encoding="utf-8")


def _style(page: Page) -> str:
    look = page.look
    own = []
    if look.colour:
        own.append(f":root {{ --blue: {look.colour}; }}")
    if look.font:
        own.append(f'body {{ font-family: "{look.font}", "Liberation Sans", Arial, sans-serif; }}')
    # What closes the element of the style would be read as part of the page.
    own.append(look.css.replace("</", "<\\/"))
    side = "@page { size: A4 landscape; margin: 12mm 12mm 15mm; }\n" if page.across else ""
    return _css() + side + "".join(f"{text.rstrip()}\n" for text in own if text.strip())


def _is(block: Block, kinds: tuple[str, ...]) -> bool:
    return isinstance(block, Part) and block.kind in kinds


def _id(text: str) -> str:
    return escape(_NO_ID.sub("-", text))


def runs_html(cell: Cell) -> str:
    """Return a text, or pieces with their looks."""
    return escape(cell) if isinstance(cell, str) else "".join(map(_run, runs(cell)))


def _run(run: Run) -> str:
    text = escape(run.text)
    if "\n" in text:
        text = text.replace("\n", "<br>")
    if run.code:
        text = f"<code>{text}</code>"
    if run.href.startswith("#"):
        text = f'<a class="figure" href="#{_id(run.href[1:])}">{text}</a>'
    elif run.href:
        text = f'<a href="{escape(run.href)}">{text}</a>'
    if run.italic:
        text = f"<em>{text}</em>"
    if run.bold:
        text = f"<strong>{text}</strong>"
    spoken = f' lang="{run.language}"' if run.language else ""
    if not run.look and not spoken:
        return text
    return f"<span{_class(run.look)}{spoken}>{text}</span>"


def _table(grid: Grid, caption: str = "") -> str:
    heads = [
        f'<th scope="col"{_class("number" if n in grid.numbers else "")}>{escape(head)}</th>'
        for n, head in enumerate(grid.heads)
    ]
    above = (
        f'<tr><th scope="colgroup" colspan="{len(grid.heads)}" class="above">{escape(grid.above)}'
        "</th></tr>\n"
        if grid.above
        else ""
    )
    # How wide they are is said in the style, by the look of the table.
    columns = "<col>" * len(grid.heads) if grid.widths else ""
    parts = [
        f"<table{_class(grid.look)}>\n",
        f"<caption>{escape(caption)}</caption>\n" if caption else "",
        f"<colgroup>{columns}</colgroup>\n" if columns else "",
        f"<thead>{above}<tr>{''.join(heads)}</tr></thead>\n" if any(grid.heads) else "",
        *_bodies(grid),
        "</table>\n",
    ]
    return "".join(parts)


def _bodies(grid: Grid) -> Iterator[str]:
    """Yield the bodies of a table: a new one for each title within it, the one total in a foot."""
    tag = ""
    totals = sum(row.kind == "total" for row in grid.rows)
    for row in grid.rows:
        wanted = "tfoot" if row.kind == "total" and totals == 1 else "tbody"
        if wanted != tag or row.kind == "group":
            yield f"</{tag}>\n" if tag else ""
            yield f"<{wanted}>\n"
            tag = wanted
        yield _row(grid, row)
    yield f"</{tag}>\n" if tag else "<tbody></tbody>\n"


def _row(grid: Grid, row: Row) -> str:
    id_ = f' id="{_id(row.id)}"' if row.id else ""
    if row.kind == "group" and len(row.cells) == 1:
        inside = runs_html(row.cells[0])
        return f'<tr><th scope="rowgroup" colspan="{len(grid.heads)}"{id_}>{inside}</th></tr>\n'
    scope = "rowgroup" if row.kind == "group" else "row"
    cells = []
    for n, cell in enumerate(row.cells):
        look = "number" if n in grid.numbers else "nowrap" if n in grid.short else ""
        if n == 0 and grid.named:
            cells.append(f'<th scope="{scope}"{id_}{_class(look)}>{runs_html(cell)}</th>')
        else:
            look = cell.look if isinstance(cell, Shaded) else look
            cells.append(f"<td{_class(look)}>{runs_html(cell)}</td>")
    strong = _class("sum" if row.kind in {"strong", "total"} else "")
    return f"<tr{strong}>{''.join(cells)}</tr>\n"


def _class(name: str) -> str:
    return f' class="{escape(name)}"' if name else ""


class _Writer:
    """Writes the blocks of one page, each heading with an id that no other has."""

    def __init__(self, page: Page, blocks: Blocks) -> None:
        self._page = page
        headings = [block for block in walk(blocks) if isinstance(block, Heading)]
        self._contents = [(b.id, text_of(b.text)) for b in headings if b.id and b.level == SECTION]
        self._screen = {
            inside.id
            for block in walk(blocks)
            if isinstance(block, Part) and block.kind == "screen"
            for inside in walk(block.blocks)
            if isinstance(inside, Heading)
        }
        self._region = ""

    def all(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield blocks one after the other."""
        for block in blocks:
            if isinstance(block, Heading):
                self._region = text_of(block.text)
            yield self._block(block)

    def sections(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield blocks, those below a heading with an id in a section of that name."""
        open_ = False
        for block in blocks:
            inner = block
            if isinstance(block, Part) and block.blocks and block.kind == "screen":
                inner = block.blocks[0]
            if isinstance(inner, Heading) and inner.level == SECTION and inner.id:
                yield "</section>\n" if open_ else ""
                open_ = inner is block
                if inner is not block and isinstance(block, Part):
                    yield f'<section class="{block.kind}" aria-labelledby="{_id(inner.id)}">\n'
                    yield from self.all(block.blocks)
                    yield "</section>\n"
                    continue
                yield f'<section aria-labelledby="{_id(inner.id)}">\n'
            if isinstance(block, Heading):
                self._region = text_of(block.text)
            yield self._block(block)
        yield "</section>\n" if open_ else ""

    def picture(self, block: Picture) -> str:
        """Return a picture: a drawing as it is, anything else within an address."""
        if block.media == "image/svg+xml" and block.height is None:
            named = f'role="region" tabindex="0" aria-label="{escape(block.alt)}"'
            return f'<div class="drawing" {named}>\n{block.data.decode()}\n</div>\n'
        data = base64.b64encode(block.data).decode()
        size = f' height="{round(block.height * DOTS)}"' if block.height else ""
        return (
            f'<p class="logo"><img alt="{escape(block.alt)}"{size} '
            f'src="data:{block.media};base64,{data}"></p>\n'
        )

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911 - a kind after the other
        match block:
            case Heading():
                id_ = f' id="{_id(block.id)}"' if block.id else ""
                return f"<h{block.level}{id_}>{runs_html(block.text)}</h{block.level}>\n"
            case Paragraph():
                return f"<p>{runs_html(block.text)}</p>\n"
            case Code():
                return f"<pre><code>{escape(block.text)}\n</code></pre>\n"
            case Rule():
                return "<hr>\n"
            case Break():
                return '<div class="break"></div>\n'
            case Lines():
                return '<div class="line"></div>\n' * block.number
            case Listing():
                return self._listing(block)
            case Facts():
                pairs = (
                    f"<dt>{escape(label)}</dt><dd>{runs_html(value)}</dd>\n"
                    for label, value in block.pairs
                )
                return f'<dl class="facts">\n{"".join(pairs)}</dl>\n' if block.pairs else ""
            case Grid():
                return self._grid(block)
            case Picture():
                return self.picture(block)
            case Part():
                return self._part(block)

    def _listing(self, block: Listing) -> str:
        tag = "ul" if block.start is None else "ol"
        start = f' start="{block.start}"' if block.start not in {None, 1} else ""
        items = []
        for item in block.items:
            if item and isinstance(item[0], Paragraph):
                # A list of short items has no paragraphs in them.
                inside = runs_html(item[0].text) + "".join(self.all(item[1:]))
            else:
                inside = "".join(self.all(item))
            items.append(f"<li>{inside.rstrip()}</li>\n")
        return f"<{tag}{start}>\n{''.join(items)}</{tag}>\n"

    def _grid(self, grid: Grid) -> str:
        caption = grid.caption if grid.captioned else ""
        label = escape(grid.caption or self._region or self._page.title)
        made = _table(grid, caption)
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{label}">\n{made}</div>\n'
        )

    def _part(self, part: Part) -> str:
        if part.kind == "contents":
            return self._navigation(part)
        if part.kind in _PARAGRAPHS:
            return "".join(
                f'<p class="{part.kind}">{runs_html(block.text)}</p>\n'
                if isinstance(block, Paragraph)
                else self._block(block)
                for block in part.blocks
            )
        inside = "".join(self.all(part.blocks))
        if part.kind == "header":
            return f"<header>\n{inside}</header>\n"
        if part.kind == "footer":
            heading = next((b for b in part.blocks if isinstance(b, Heading) and b.id), None)
            named = f' aria-labelledby="{_id(heading.id)}"' if heading is not None else ""
            return f"<footer{named}>\n{inside}</footer>\n"
        if part.kind == "quote":
            return f"<blockquote>\n{inside}</blockquote>\n"
        if part.kind == "address":
            return f"<address>\n{inside}</address>\n"
        if part.kind == "sheet":
            titles = (text_of(b.text) for b in walk(part.blocks) if isinstance(b, Heading))
            named = " ".join(filter(None, (next(titles, ""), part.language)))
            return f'<section class="sheet" aria-label="{escape(named)}">\n{inside}</section>\n'
        if part.kind == "language":
            return f"<div{self._spoken(part.language)}>\n{inside}</div>\n"
        return f'<div class="{_id(part.kind)}">\n{inside}</div>\n'

    def _spoken(self, code: str) -> str:
        if not _CODE.fullmatch(code) or code == self._page.language.code:
            return ""
        return f' lang="{code.replace("_", "-")}"'

    def _navigation(self, part: Part) -> str:
        heading = next((b for b in part.blocks if isinstance(b, Heading)), None)
        entries = (
            f"<li{_class('screen' if id_ in self._screen else '')}>"
            f'<a href="#{_id(id_)}">{escape(text)}</a></li>\n'
            for id_, text in self._contents
            if heading is None or id_ != heading.id
        )
        title = "".join(self.all(part.blocks))
        named = f' aria-labelledby="{_id(heading.id)}"' if heading is not None else ""
        return f"<nav{named}>\n{title}<ul>\n{''.join(entries)}</ul>\n</nav>\n"
