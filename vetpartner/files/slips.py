"""All slips of the pen in a file of TOML at once, each with the line to paste.

What a parser stumbles over is put right as it was meant, or left out, and the rest is read.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.files.meant import HEADER, LISTS, OTHER_NAMES, Slip, meant
from vetpartner.values.toml import NotParsed, toml_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST, LONGEST = 60, 200_000
"""How many slips of a file are told at once, and in how many signs they are looked for.

The text is parsed anew after each.
"""
LONGEST_LINE = 5_000
"""How many signs a line has that somebody typed; a longer one is not read as it was meant."""
AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_BEGINS = re.compile(r"\s*(?:\[+\s*[A-Za-z_]|[\w\-.]+[ \t]*=)")
_OPENS = re.compile(r"[^#]*(?:[\[{][^\]}]*$|\"\"\"|''')")
_OPENS_LIST = re.compile(r"[^=#]*=\s*\[")


def _single(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Return the headers with one bracket of tables that have two, or that are called otherwise."""
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("[") and (match := HEADER.fullmatch(line.strip())):
            name = match["name"].strip("\"'")
            if (name in LISTS and match["open"].count("[") == 1) or name in OTHER_NAMES:
                yield number, name


@frozen
class Slips:
    """All slips of a text by their line, and the text without them with what it holds.

    `held` is None where it is not known of every slip what was meant, or where there are too many.
    """

    found: tuple[Slip, ...]
    text: str
    held: dict[str, Any] | None


def slips(text: str) -> Slips:
    """Return the slips of a text.

    A text of TOML has none, unless a table is called otherwise or lacks its brackets.
    """
    lines, found, held = text.split("\n"), dict[int, Slip](), None
    if len(text) > LONGEST:
        return Slips((), text, None)
    for _ in range(2 * MOST):
        try:
            raw = toml_of("\n".join(lines))
        except NotParsed:
            break
        except tomllib.TOMLDecodeError as error:
            if not _put_right(lines, str(error), found) or len(found) >= MOST:
                break
        except (ValueError, ArithmeticError, RecursionError):
            break
        else:
            wrong = {name for name, held in raw.items() if name in LISTS and isinstance(held, dict)}
            for number, name in _single(lines):
                if name in wrong or (name in OTHER_NAMES and name in raw):
                    slug = "wrong-type" if name in wrong else "unknown-key"
                    _note(lines, number, found, slug=slug)
            held = toml_of("\n".join(lines))
            break
    told = tuple(found[number] for number in sorted(found))
    certain = all(slip.right is not None for slip in told)
    return Slips(told, "\n".join(lines), held if certain else None)


def _note(
    lines: list[str],
    number: int,
    found: dict[int, Slip],
    *,
    listed: bool = False,
    slug: str = "not-toml",
) -> bool:
    """Put one line right; tell whether that could be done."""
    line = lines[number - 1]
    slip = meant(line, listed=listed) if len(line) <= LONGEST_LINE else None
    if slip is None or slip.right == line:
        return False
    if number not in found:
        found[number] = attrs.evolve(slip, line=number, slug=slug)
    if slip.right is None:
        return False
    lines[number - 1] = slip.right
    return True


def error_place(message: str, lines: list[str]) -> tuple[int, int]:
    """Return line and column, from 1, of what a parser says; the end where it names none."""
    match = AT.search(message)
    if match and match["line"]:
        return int(match["line"]), int(match["column"])
    return len(lines), len(lines[-1]) + 1


def _put_right(lines: list[str], message: str, found: dict[int, Slip]) -> bool:
    """Put right what a parser stumbled over, or leave it out; False where nothing is left to do."""
    number, column = error_place(message, lines)
    what = AT.sub("", message)
    if what == "Cannot overwrite a value" or what.startswith("Cannot declare"):
        header = HEADER.fullmatch(lines[number - 1].strip())
        if header is not None:
            for single, name in _single(lines):
                if header["name"] == name and single not in found:
                    return _note(lines, single, found)
        return _left_out(lines, number, column, _twice(lines, number), found)
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    start = _start(lines, number)
    if what == "Unterminated string" and (opened := _open(lines)):
        why = f"the text that begins in line {opened} with three quotes is not closed by three"
        found.setdefault(opened, Slip(opened, 1, why))
        lines[opened - 1 :] = [""] * (len(lines) - opened + 1)
        return True
    listed = start < number
    if what.startswith("Unclosed array") and listed and _comma(lines, start, number, found):
        return True
    if number not in found and _note(lines, number, found, listed=listed):
        return True
    return _left_out(lines, number, column, found.get(number) or what, found)


def _comma(lines: list[str], start: int, number: int, found: dict[int, Slip]) -> bool:
    """Put a comma to the end of the line before one, in a list that begins in a line."""
    number -= 1
    while number > start and not lines[number - 1].strip():
        number -= 1
    line = lines[number - 1].rstrip()
    if number == start or number in found or line.endswith((",", "[")) or "#" in line:
        return False
    why = "the values of a list are parted by commas"
    found[number] = Slip(number, len(line) + 1, why, f"{line},")
    lines[number - 1] = f"{line},"
    return True


def _twice(lines: list[str], number: int) -> str:
    """Return what to say of a key or a table that stood before."""
    key = lines[number - 1].partition("=")[0].strip()
    for before in range(number - 1, 0, -1):
        line = lines[before - 1].strip()
        if line.partition("=")[0].strip() == key:
            return f"{key} stands twice: in line {before} too"
        if line.startswith("[") and not key.startswith("["):
            break
    return f"{key} stands twice"


def _left_out(
    lines: list[str], number: int, column: int, why: Slip | str, found: dict[int, Slip]
) -> bool:
    """Take a line and what belongs to it out of the text; a slip is told where none is yet."""
    start, end = _start(lines, number), number
    if start < number or _OPENS.match(lines[number - 1]):
        while end < len(lines) and not _BEGINS.match(lines[end]):
            end += 1
    if not any(line.strip() for line in lines[start - 1 : end]):
        return False
    if isinstance(why, str) and not any(one in found for one in range(start, end + 1)):
        found[number] = Slip(number, column, why)
    for one in range(start, end + 1):
        if one in found:
            found[one] = attrs.evolve(found[one], right=None)
    lines[start - 1 : end] = [""] * (end - start + 1)
    return True


def _start(lines: list[str], number: int) -> int:
    """Return the line in which what stands in a line begins."""
    if _BEGINS.match(lines[number - 1]):
        return number
    start = number
    while start > 1 and not _BEGINS.match(lines[start - 1]):
        start -= 1
    held = "\n".join(lines[start - 1 : number - 1])
    return start if _OPENS_LIST.match(held) and held.count("[") > held.count("]") else number


def _open(lines: list[str]) -> int | None:
    """Return the last line that opens a text with three quotes which no later one closes."""
    inside: int | None = None
    for number, line in enumerate(lines, start=1):
        for _ in re.finditer('"""|' + "'''", line):
            inside = None if inside else number
    return inside
