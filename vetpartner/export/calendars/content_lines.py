"""Content lines of calendars as bytes: escaped, quoted and folded as icalendar does it, but fast.

icalendar folds character by character; here a line is cut where it must be cut.
"""

from __future__ import annotations

import re

_ROOM = 74
"""Octets of text in a line before the end: one less than the 75 that are allowed."""
_CONTINUES = 0x80  # the two leading bits of an octet that goes on a character
_TWO_BITS = 0xC0
_NOT_PLAIN = re.compile(r"[\\;,\r\n]")
_QUOTED = re.compile("[,;:\N{RIGHT SINGLE QUOTATION MARK}]")


def line(name: str, value: str) -> bytes:
    """Return a content line with its end; `value` is escaped already."""
    data = f"{name}:{value}".encode()
    if len(data) <= _ROOM:
        return data + b"\r\n"
    return b"\r\n ".join(_parts(data)) + b"\r\n"


def _parts(data: bytes) -> list[bytes]:
    """Cut a long line between characters, and never behind a sign that escapes the next one."""
    parts, begin = [], 0
    while len(data) - begin > _ROOM:
        end = begin + _ROOM
        while data[end] & _TWO_BITS == _CONTINUES:
            end -= 1
        if data[end - 1] in b"\\^":
            end -= 1
        parts.append(data[begin:end])
        begin = end
    parts.append(data[begin:])
    return parts


def text(value: str) -> str:
    """Return a text as a value: backslash, semicolon, comma and ends of lines escaped."""
    if not _NOT_PLAIN.search(value):
        return value
    # icalendar takes a backslash and N in a text for an end of line, so it is one here too.
    value = value.replace(r"\N", "\n").replace("\\", r"\\").replace(";", r"\;")
    value = value.replace(",", r"\,").replace("\r\n", r"\n")
    return value.replace("\n", r"\n").replace("\r", r"\n")


def parameter(value: str) -> str:
    """Return the value of a parameter: escaped as RFC 6868 says, and quoted where it must be."""
    escaped = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{escaped}"' if _QUOTED.search(escaped) else escaped
