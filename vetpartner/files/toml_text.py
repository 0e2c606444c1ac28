"""Writing TOML: arrays of tables with short values inline, in a steady order."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WIDTH = 100
_GROUPED = 10_000


def toml_text(tables: dict[str, Any]) -> str:
    """Return tables as TOML: dicts as `[name]`, lists of dicts as `[[name]]`."""
    blocks: list[str] = []
    for name, value in tables.items():
        if isinstance(value, str):
            blocks.insert(0, f"{toml_key(name)} = {toml_value(value)}\n")
        elif isinstance(value, dict):
            blocks.append(_block(f"[{name}]", value, name))
        else:
            blocks.extend(_block(f"[[{name}]]", item, name) for item in value)
    return "\n".join(blocks)


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
