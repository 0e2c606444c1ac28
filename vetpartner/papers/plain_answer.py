"""An answer as the online form takes it: plain text, counted, and where it becomes too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.render.markdown import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.tree import SyntaxTreeNode

_SENTENCE_END = re.compile(r"(?<=[.!?…;])[\"'”»)\]]*\s+|\n+")


@frozen(kw_only=True)
class Crossing:
    """The sentence in which a text becomes too long: what of it still fits, and what does not."""

    fits: str
    over: str


def plain_text(text: str) -> str:
    """Return an answer in Markdown as plain text, which is all that a form takes.

    Marks of emphasis and headings vanish, list items begin with `- ` or their number, the cells of
    a table are divided by ` | `, and a link is followed by its address.
    """
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(markdown().parse(text))
    return "\n\n".join(part for node in root.children if (part := _block(node))).strip()


def characters(text: str, line_break: int) -> int:
    """Count the characters of a text: code points, and `line_break` for the end of a line."""
    return len(text) + text.count("\n") * (line_break - 1)


def crossing(text: str, limit: int, line_break: int) -> Crossing | None:
    """Return the sentence in which a text becomes longer than a limit, or None if it fits."""
    if characters(text, line_break) <= limit:
        return None
    left, at = limit, 0
    while left >= (cost := line_break if text[at] == "\n" else 1):
        left -= cost
        at += 1
    start, end = next(found for found in _sentences(text) if at < found[1])
    return Crossing(fits=text[start:at], over=text[at:end])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each sentence, with the spaces behind it."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _block(node: SyntaxTreeNode) -> str:
    if node.type in {"bullet_list", "ordered_list"}:
        first = int(node.attrs.get("start", 1))
        items = (_item(item, first + n) for n, item in enumerate(node.children))
        return "\n".join(items)
    if node.type in {"fence", "code_block"}:
        return node.content.rstrip("\n")
    if node.type == "table":
        rows = (row for part in node.children for row in part.children)
        return "\n".join(" | ".join(_inline(cell) for cell in row.children) for row in rows)
    if node.type == "blockquote":
        return "\n\n".join(filter(None, map(_block, node.children)))
    return _inline(node)


def _item(node: SyntaxTreeNode, number: int) -> str:
    ordered = node.parent is not None and node.parent.type == "ordered_list"
    mark = f"{number}. " if ordered else "- "
    inside = "\n".join(filter(None, map(_block, node.children)))
    return mark + inside.replace("\n", "\n" + " " * len(mark))


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    inside = "".join(map(_inline, node.children))
    if node.type == "link":
        address = str(node.attrs["href"])
        return inside if inside == address else f"{inside} ({address})"
    return inside
