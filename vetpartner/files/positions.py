"""Where in a TOML text each key and value stands; looked up only when there is a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

Path: TypeAlias = tuple[str | int, ...]
"""A way into parsed TOML: keys of tables and indexes of arrays."""

_KEYS = {"bare_key", "quoted_key", "dotted_key"}


@frozen
class Positions:
    """Line and column, both from 1 and in characters, of keys and of values, by path."""

    keys: dict[Path, tuple[int, int]]
    values: dict[Path, tuple[int, int]]

    def value(self, path: Path) -> tuple[int, int]:
        """Return where a value stands, or else the nearest thing around it."""
        while path:
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return (1, 1)

    def key(self, path: Path) -> tuple[int, int]:
        """Return where a key stands, or else the nearest thing around it."""
        return self.keys.get(path) or self.value(path)


def positions(text: str) -> Positions:
    """Parse a TOML text for positions; text that is not TOML gives what could be understood."""
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    tree = parser.parse(text.encode("utf-8", "surrogatepass"))
    return _Walk(text).walk(tree.root_node)


class _Walk:
    """One pass over a syntax tree; a stack instead of recursion, since nesting is the user's."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.found = Positions({}, {})
        self.counts: dict[Path, int] = {}

    def walk(self, root: Node) -> Positions:
        stack: list[tuple[Node, Path]] = [(child, ()) for child in reversed(root.named_children)]
        while stack:
            node, path = stack.pop()
            stack.extend(reversed(list(self._enter(node, path))))
        return self.found

    def _enter(self, node: Node, path: Path) -> Iterator[tuple[Node, Path]]:
        if node.type in {"table", "table_array_element"}:
            parts = _names(node.named_children[0]) if node.named_children else ()
            here = self._table(parts, array=node.type == "table_array_element")
            self._put(here, node, node)
            if here and isinstance(here[-1], int):
                self._put(here[:-1], node, node)
            for child in node.named_children[1:]:
                yield child, here
        elif node.type == "pair" and len(node.named_children) > 1:
            key, value = node.named_children[:2]
            here = (*path, *_names(key))
            self._put(here, key, value)
            yield value, here
        elif node.type == "inline_table":
            for child in node.named_children:
                yield child, path
        elif node.type == "array":
            elements = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(elements):
                self._put((*path, index), child, child)
                yield child, (*path, index)

    def _table(self, parts: tuple[str, ...], *, array: bool) -> Path:
        """Return the path of a header, with the index of each array of tables on the way."""
        path: Path = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            if array and number == len(parts) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _put(self, path: Path, key: Node, value: Node) -> None:
        self.found.keys.setdefault(path, self._at(key))
        self.found.values.setdefault(path, self._at(value))

    def _at(self, node: Node) -> tuple[int, int]:
        row, column = node.start_point
        line = self.lines[row] if row < len(self.lines) else ""
        characters = line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")
        return row + 1, len(characters) + 1


def _names(key: Node) -> tuple[str, ...]:
    if key.type == "dotted_key":
        return tuple(name for child in key.named_children for name in _names(child))
    if key.type not in _KEYS or key.text is None:
        return ()
    text = key.text.decode("utf-8", "replace")
    return (text[1:-1] if key.type == "quoted_key" else text,)
