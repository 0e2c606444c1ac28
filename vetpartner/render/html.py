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
    Divider,
    Facts,
    Heading,
    ItemList,
    Lines,
    Paragraph,
    Part,
    Picture,
    headed,
    walk,
    without,
)
from vetpartner.render.sheets import framed, scale
from vetpartner.values.grid import Grid, cell_html, class_html, id_html, table_html, text_of
from vetpartner.values.translations import parted, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.render.page import Block, Blocks, Page

CSS = Path(__file__).parents[1] / "templates" / "page.css"
DOTS = 96 / 25.4
"""How many dots of a screen a millimetre has, by the law of CSS."""
SECTION = 2
"""The level of the headings that a table of contents lists."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")
_TAG = re.compile(r"(<title>.*?</title>|<[^>]*>)", re.DOTALL)
_PARAGRAPHS = frozenset({"kind", "under", "note", "none", "missing", "fallback"})
"""Parts that are a look of their paragraphs, and no box around them."""
_BEFORE, _AFTER = ("header", "contents"), ("footer",)


def html(page: Page) -> str:
    """Return a page as HTML: header and contents, the content with sections, the footer."""
    above, blocks = headed(without(page.blocks, "paper"), page.look.logo)
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
        f'<body class="{" ".join(_classes(page))}">\n',
        skip if first else "",
        *writer.all((*above, *blocks[:first])),
        '<main id="content" tabindex="-1">\n' if first else "<main>\n",
        *writer.sections(blocks[first:last]),
        "</main>\n",
        *writer.all(blocks[last:]),
        "</body>\n</html>\n",
    ]
    return "".join(parts)


def _classes(page: Page) -> Iterator[str]:
    yield id_html(page.kind)
    if page.across:
        yield "across"
    if framed(page):
        yield "framed"


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
    margin = "0" if framed(page) else "12mm 12mm 15mm"
    side = f"@page {{ size: A4 landscape; margin: {margin}; }}\n" if page.across else ""
    return _css() + side + "".join(f"{text.rstrip()}\n" for text in own if text.strip())


def _image(picture: Picture) -> str:
    data = base64.b64encode(picture.data).decode()
    size = f' height="{round(picture.height * DOTS)}"' if picture.height else ""
    return f'<img alt="{escape(picture.alt)}"{size} src="data:{picture.media};base64,{data}">'


def _pictures(part: Part) -> str:
    """Return pictures side by side, those of a gallery with what stands below them."""
    pictures = [block for block in part.blocks if isinstance(block, Picture)]
    if part.kind == "logos":
        made = "".join(f"{_image(picture)}\n" for picture in pictures)
    else:
        made = "".join(
            f"<figure>{_image(picture)}<figcaption>{cell_html(picture.caption)}</figcaption></figure>\n"
            for picture in pictures
        )
    return f'<div class="{part.kind}">\n{made}</div>\n'


def _is(block: Block, kinds: tuple[str, ...]) -> bool:
    return isinstance(block, Part) and block.kind in kinds


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
        self._framed = framed(page)

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
                    yield f'<section class="{block.kind}" aria-labelledby="{id_html(inner.id)}">\n'
                    yield from self.all(block.blocks)
                    yield "</section>\n"
                    continue
                yield f'<section aria-labelledby="{id_html(inner.id)}">\n'
            if isinstance(block, Heading):
                self._region = text_of(block.text)
            yield self._block(block)
        yield "</section>\n" if open_ else ""

    def picture(self, block: Picture) -> str:
        """Return a picture: a drawing as it is, anything else within an address."""
        if block.media == "image/svg+xml" and block.height is None:
            named = f'role="region" tabindex="0" aria-label="{escape(block.alt)}"'
            return f'<div class="drawing" {named}>\n{block.data.decode()}\n</div>\n'
        return f'<p class="logo">{_image(block)}</p>\n'

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911 - a kind after the other
        match block:
            case Heading():
                id_ = f' id="{id_html(block.id)}"' if block.id else ""
                return f"<h{block.level}{id_}>{cell_html(block.text)}</h{block.level}>\n"
            case Paragraph():
                return f"<p>{cell_html(block.text)}</p>\n"
            case Code():
                return f"<pre><code>{escape(block.text)}\n</code></pre>\n"
            case Divider():
                return "<hr>\n"
            case Break():
                return '<div class="break"></div>\n'
            case Lines():
                return '<div class="line"></div>\n' * block.number
            case ItemList():
                return self._listing(block)
            case Facts():
                pairs = (
                    f"<dt>{escape(label)}</dt><dd>{cell_html(value)}</dd>\n"
                    for label, value in block.pairs
                )
                return f'<dl class="facts">\n{"".join(pairs)}</dl>\n' if block.pairs else ""
            case Grid():
                return self._grid(block)
            case Picture():
                return self.picture(block)
            case Part(kind="logos" | "gallery"):
                return _pictures(block)
            case Part():
                return self._part(block)

    def _listing(self, block: ItemList) -> str:
        tag = "ul" if block.start is None else "ol"
        start = f' start="{block.start}"' if block.start not in {None, 1} else ""
        items = []
        for item in block.items:
            if item and isinstance(item[0], Paragraph):
                # A list of short items has no paragraphs in them.
                inside = cell_html(item[0].text) + "".join(self.all(item[1:]))
            else:
                inside = "".join(self.all(item))
            items.append(f"<li>{inside.rstrip()}</li>\n")
        return f"<{tag}{start}>\n{''.join(items)}</{tag}>\n"

    def _grid(self, grid: Grid) -> str:
        label = escape(grid.caption or self._region or self._page.title)
        made = table_html(grid)
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{label}">\n{made}</div>\n'
        )

    def _part(self, part: Part) -> str:
        if part.kind == "contents":
            return self._navigation(part)
        if part.kind in _PARAGRAPHS:
            return "".join(
                f'<p class="{part.kind}">{cell_html(block.text)}</p>\n'
                if isinstance(block, Paragraph)
                else self._block(block)
                for block in part.blocks
            )
        inside = "".join(self.all(part.blocks))
        if part.kind == "header":
            return f"<header>\n{inside}</header>\n"
        if part.kind == "footer":
            heading = next((b for b in part.blocks if isinstance(b, Heading) and b.id), None)
            named = f' aria-labelledby="{id_html(heading.id)}"' if heading is not None else ""
            return f"<footer{named}>\n{inside}</footer>\n"
        if part.kind == "quote":
            return f"<blockquote>\n{inside}</blockquote>\n"
        if part.kind == "address":
            return f"<address>\n{inside}</address>\n"
        if part.kind == "sheet":
            titles = (text_of(b.text) for b in walk(part.blocks) if isinstance(b, Heading))
            named = " ".join(filter(None, (next(titles, ""), part.language)))
            fit = f" fit-{round(scale(part.blocks) * 100)}" if self._framed else ""
            label = f' aria-label="{escape(named)}"'
            return f'<section class="sheet{fit}"{label}>\n{inside}</section>\n'
        if part.kind == "language":
            return f"<div{self._spoken(part.language)}>\n{inside}</div>\n"
        return f'<div class="{id_html(part.kind)}">\n{inside}</div>\n'

    def _spoken(self, code: str) -> str:
        if not _CODE.fullmatch(code) or code == self._page.language.code:
            return ""
        return f' lang="{code.replace("_", "-")}"'

    def _navigation(self, part: Part) -> str:
        heading = next((b for b in part.blocks if isinstance(b, Heading)), None)
        entries = (
            f"<li{class_html('screen' if id_ in self._screen else '')}>"
            f'<a href="#{id_html(id_)}">{escape(text)}</a></li>\n'
            for id_, text in self._contents
            if heading is None or id_ != heading.id
        )
        title = "".join(self.all(part.blocks))
        named = f' aria-labelledby="{id_html(heading.id)}"' if heading is not None else ""
        return f"<nav{named}>\n{title}<ul>\n{''.join(entries)}</ul>\n</nav>\n"


def spoken_html(page: str) -> str:
    """Return a page of HTML in which a text that is marked with another language says so.

    What stands in an attribute, or in the title of the window, cannot say it.
    """
    if page == unmarked(page):
        return page
    # Behind each tag, which the split keeps, comes a text, and neither has marks of the other.
    pieces = _TAG.split(page)
    return "".join(
        unmarked(piece) if number % 2 else "".join(map(_said_in, parted(piece)))
        for number, piece in enumerate(pieces)
    )


def _said_in(piece: tuple[str, str]) -> str:
    text, code = piece
    return f'<span lang="{code}">{text}</span>' if code and text else text
