"""TOML of a project, parsed within limits: Python's own parser takes its time and its memory."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from vetpartner.values.kept import kept

if TYPE_CHECKING:
    from pathlib import Path

    from tree_sitter import Node

MOST_PARTS, MOST_TABLES = 50, 300_000
"""Of how many parts a key may be, and how many tables and points a text may hold.

The parser compares all parts of a key with each other, and keeps a thousand bytes for each table
and each part of a key.
"""
LONGEST_TREE = 1_000_000
"""How many signs are made a syntax tree of, which needs a hundred times the memory."""
_PARTS = re.compile(
    rf"""(?<![\w\-."'])(?:(?:[\w\-]++|"[^"]*+"|'[^']*+')[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}"""
)


class NotParsed(ValueError):
    """TOML that is not parsed; `slug` is that of the finding, `line` where it stands, from 1."""

    def __init__(self, slug: str, message: str, line: int, way_out: str | None = None) -> None:
        """Take slug, message, line and the way out."""
        super().__init__(message)
        self.slug, self.line, self.way_out = slug, line, way_out


def toml_of(text: str) -> dict[str, Any]:
    """Return what TOML holds, numbers as they are written.

    Raises `NotParsed` for what would take too long, `tomllib.TOMLDecodeError` for what is no TOML,
    `RecursionError` for lists in lists in lists, and `ArithmeticError` or `ValueError` for a number
    of too many digits.
    """
    points = text.count(".")
    if points + text.count("\n[") > MOST_TABLES:
        way_out = "make several files of it; long lists go into tables/"
        raise NotParsed("file-too-large", "there are more tables than are read", 1, way_out)
    for number, line in enumerate(text.split("\n") if points >= MOST_PARTS else (), start=1):
        if line.count(".") >= MOST_PARTS and _PARTS.search(line) and _has_long_key(text):
            message = f"a key has more than {MOST_PARTS} parts"
            raise NotParsed("nested-too-deeply", message, number)
    return tomllib.loads(text, parse_float=Decimal)


def shipped(file: Path) -> dict[str, Any]:
    """Return what a file of TOML holds that is part of the program: texts, numbers, no days."""
    data = file.read_bytes()
    return kept("toml", sha256(data).hexdigest(), lambda: tomllib.loads(data.decode()))


def tree_of(text: str) -> Node:
    """Return the syntax tree of a text, of whatever in it could be understood."""
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    return parser.parse(text.encode("utf-8", "surrogatepass")).root_node


def _has_long_key(text: str) -> bool:
    """Tell whether something that looks like a long key is one, and not the text of a value."""
    if len(text) > LONGEST_TREE:
        return True
    stack = [tree_of(text)]
    while stack:
        node = stack.pop()
        if node.type == "dotted_key" and (node.text or b"").count(b".") >= MOST_PARTS:
            return True
        stack += [] if node.type == "dotted_key" else node.named_children
    return False
