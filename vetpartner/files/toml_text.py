"""TOML as a text: where each thing stands, writing it, and changing what somebody wrote."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.values.problems import Path
from vetpartner.values.toml import LONGEST_TREE, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    Tables = dict[str, Any]


# Where each key and value stands; looked up only when there is a finding.


_HEADER = re.compile(r"[ \t]*+(\[\[?+)([\w\-. \t]++)\]\]?+[ \t]*+(?:#.*+)?+")
_LONGEST_LINE = 10_000
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
    walk = _Walk(text)
    return walk.walk(tree_of(text)) if len(text) <= LONGEST_TREE else walk.headers()


class _Walk:
    """One pass over a syntax tree; a stack instead of recursion, since nesting is the user's."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.found = Positions({}, {})
        self.counts: dict[Path, int] = {}

    def headers(self) -> Positions:
        """Return where the tables begin, and nothing within them."""
        for row, line in enumerate(self.lines, start=1):
            if match := _HEADER.fullmatch(line):
                parts = tuple(part.strip() for part in match[2].split("."))
                here = self._table(parts, array=match[1] == "[[")
                for path in (here, here[:-1]) if isinstance(here[-1], int) else (here,):
                    self.found.values.setdefault(path, (row, 1))
        return self.found

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
            names = _names(key)
            here = (*path, *names)
            for number in range(1, len(names) + 1):
                self._put((*path, *names[:number]), key, value)
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
        if len(line) > _LONGEST_LINE:
            return row + 1, column + 1  # counted in bytes, at once
        characters = line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")
        return row + 1, len(characters) + 1


def _names(key: Node) -> tuple[str, ...]:
    if key.type == "dotted_key":
        return tuple(name for child in key.named_children for name in _names(child))
    if key.type not in _KEYS or key.text is None:
        return ()
    text = key.text.decode("utf-8", "replace")
    return (text[1:-1] if key.type == "quoted_key" else text,)


# Writing TOML: arrays of tables with short values inline, in a steady order.

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WIDTH = 100
_GROUPED = 10_000


def toml_text(tables: dict[str, Any]) -> str:
    """Return tables as TOML: dicts as `[name]`, lists of dicts as `[[name]]`, all else first."""
    first: list[str] = []
    blocks: list[str] = []
    for name, value in tables.items():
        if isinstance(value, dict):
            blocks.append(_block(f"[{name}]", value, name))
        elif isinstance(value, list):
            blocks.extend(_block(f"[[{name}]]", item, name) for item in value)
        else:
            first.append(f"{toml_key(name)} = {toml_value(value)}\n")
    return "\n".join((*first, *blocks))


def _block(header: str, table: dict[str, Any], name: str) -> str:
    lines = [header]
    nested = ""
    for key, value in table.items():
        if name == "agreement" and isinstance(value, dict):
            nested = "\n" + _block(f"[{name}.{key}]", value, "")
        else:
            lines.append(f"{toml_key(key)} = {toml_value(value)}")
    return "\n".join(lines) + "\n" + nested


def toml_value(value: Any, indent: str = "") -> str:  # noqa: ANN401 - whatever TOML holds
    """Return one value as TOML; long lists take a line for each element."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= _GROUPED else str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        inner = ", ".join(f"{toml_key(k)} = {toml_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    inner_indent = indent + "  "
    items = [toml_value(item, inner_indent) for item in value]
    flat = f"[{', '.join(items)}]"
    if len(flat) <= _WIDTH and "\n" not in flat:
        return flat
    rows = "".join(f"{inner_indent}{item},\n" for item in items)
    return f"[\n{rows}{indent}]"


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text if "." in text else f"{text}.0" if value.as_tuple().exponent != 0 else text


def toml_key(key: str) -> str:
    """Return a key as TOML, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else _quoted(key)


def _text(text: str) -> str:
    if "\n" in text and "'''" not in text and '"""' not in text and not text.endswith('"'):
        body = "".join(_escaped(c) if c not in {"\n", '"'} else c for c in text)
        return f'"""\n{body}"""'
    return _quoted(text)


def _quoted(text: str) -> str:
    return f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04X}" if _CONTROL.fullmatch(character) else character


# Changing values: comments, order and spelling stay. The caller compares what the new text says
# with what was meant; what cannot be edited here is written anew.


class CannotEdit(ValueError):
    """The text is written in a way in which a change would have to move things about."""


@frozen
class _Table:
    """A table of the text: its node, and its pairs by key."""

    node: Any
    pairs: dict[str, tuple[Any, Any]]


@frozen
class _Edits:
    """Pieces of the text to be replaced, in bytes; a later one never overlaps an earlier one."""

    text: bytes
    made: list[tuple[int, int, bytes]] = field(factory=list)

    def replace(self, node: Node, new: str) -> None:
        """Put another text in the place of a node."""
        self.made.append((node.start_byte, node.end_byte, new.encode()))

    def after(self, node: Node, new: str) -> None:
        """Put lines after the line on which a node ends."""
        at = self._line_end(node.end_byte)
        head = b"" if self.text[:at].endswith(b"\n") or not at else b"\n"
        self.made.append((at, at, head + new.encode()))

    def at_end(self, new: str) -> None:
        """Put lines at the end of the text, after an empty line."""
        end = len(self.text)
        head = "" if not self.text else "\n" if self.text.endswith(b"\n") else "\n\n"
        self.made.append((end, end, (head + new).encode()))

    def drop_lines(self, first: Node, last: Node) -> None:
        """Take out the lines from that on which one node begins to that on which another ends."""
        begin = self.text.rfind(b"\n", 0, first.start_byte) + 1
        if self.text[begin : first.start_byte].strip():
            raise CannotEdit
        self.made.append((begin, self._line_end(last.end_byte), b""))

    def applied(self) -> str:
        """Return the text with all edits."""
        parts, at = [], 0
        for begin, end, new in sorted(self.made, key=lambda edit: edit[:2]):
            if begin < at:
                raise CannotEdit
            parts += [self.text[at:begin], new]
            at = end
        return b"".join((*parts, self.text[at:])).decode()

    def _line_end(self, at: int) -> int:
        end = self.text.find(b"\n", at)
        return len(self.text) if end < 0 else end + 1


def edited(text: str, old: Tables, new: Tables) -> str:
    """Return a TOML text that said the tables `old` so that it says `new`.

    Rows are known by their `id`; rows without one may only be added at the end.
    Raises `CannotEdit` where that is not enough.
    """
    found = _tables(text)
    edits = _Edits(text.encode())
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        here = found.get(name, [])
        if isinstance(before if before is not None else after, list):
            _rows(edits, name, here, before or [], after or [])
        elif before is None or after is None or len(here) != 1:
            raise CannotEdit
        else:
            _pairs(edits, here[0], before, after)
    return edits.applied()


def _rows(
    edits: _Edits, name: str, here: list[_Table], before: list[Any], after: list[Any]
) -> None:
    """Edit the rows of an array of tables."""
    if len(here) != len(before):
        raise CannotEdit
    if not all("id" in row for row in (*before, *after)):
        if after[: len(before)] != before:
            raise CannotEdit
        _append(edits, name, here, after[len(before) :])
        return
    kept = {row["id"] for row in after}
    tables = {row["id"]: table for row, table in zip(before, here, strict=True)}
    if len(tables) != len(before) or len(kept) != len(after):
        raise CannotEdit
    for row in before:
        table = tables[row["id"]]
        if row["id"] not in kept:
            edits.drop_lines(table.node, _last(table))
    known = {row["id"]: row for row in before}
    for row in after:
        if row["id"] in known and known[row["id"]] != row:
            _pairs(edits, tables[row["id"]], known[row["id"]], row)
    _append(edits, name, here, [row for row in after if row["id"] not in known])


def _append(edits: _Edits, name: str, here: list[_Table], rows: list[Any]) -> None:
    if not rows:
        return
    block = toml_text({name: rows})
    if here:
        edits.after(_last(here[-1]), f"\n{block}")
    else:
        edits.at_end(block)


def _pairs(edits: _Edits, table: _Table, before: Tables, after: Tables) -> None:
    """Edit the keys of one table."""
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key):
            continue
        pair = table.pairs.get(key)
        if key not in before and pair is None:
            edits.after(_last(table), f"{toml_key(key)} = {toml_value(after[key])}\n")
        elif pair is None:
            raise CannotEdit
        elif key not in after:
            edits.drop_lines(pair[0], pair[1])
        else:
            edits.replace(pair[1], toml_value(after[key]))


def _last(table: _Table) -> Node:
    """Return the node with which a table ends: its last value, or its head."""
    values = [value for _, value in table.pairs.values()]
    last: Node = table.node.named_children[0]
    return max(values, key=lambda node: int(node.end_byte)) if values else last


def _tables(text: str) -> dict[str, list[_Table]]:
    """Return the tables of a text by name; those with a name of several parts are refused later."""
    root = tree_of(text)
    if root.has_error:
        raise CannotEdit
    found: dict[str, list[_Table]] = {}
    for node in root.named_children:
        if node.type in {"table", "table_array_element"} and node.named_children:
            names = _names(node.named_children[0])
            if len(names) == 1:
                found.setdefault(names[0], []).append(_Table(node, dict(_keys(node))))
    return found


def _keys(table: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
    for pair in table.named_children[1:]:
        if pair.type == "pair" and len(pair.named_children) > 1:
            key, value = pair.named_children[:2]
            names = _names(key)
            if len(names) == 1:
                yield names[0], (key, value)
