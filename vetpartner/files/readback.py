"""Reading back what was written, before it takes the place of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files.disk import NotWritten
from vetpartner.model import FACT_TABLES
from vetpartner.values.keyed import beside, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.files.reading import Reading
    from vetpartner.model import Partnership

_SHOWN = 80


class NotKept(NotWritten):
    """What was to be written would read back as something else; nothing was written."""


def encoded(text: str, name: str) -> bytes:
    """Return a text as UTF-8; raise `NotKept` for half a character, which no file can hold."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        near = ascii(text[max(0, error.start - 20) : error.end])
        raise NotKept(f"{name} was not written, because it has half a character: {near}") from None


def kept(meant: Partnership, reading: Reading, name: str, read_as: str = "") -> None:
    """Raise `NotKept` with file, place and both values unless a reading says what was meant.

    `name` is that of the file, which was read under the name `read_as` before it took its place.
    """
    found = reading.partnership
    if found is None:
        first = next(iter(reading.findings.errors), None)
        why = f"{first.place or first.address}: {first.message}" if first else "it has no project"
        why = why.replace(read_as, name) if read_as else why
        raise NotKept(f"{name} was not written, because it could not be read again: {why}")
    for place, want, got in _differences(meant, found):
        raise NotKept(
            f"{name} was not written, because {place} would be read as {_said(got)}, "
            f"not as {_said(want)}"
        )


def _differences(meant: Partnership, found: Partnership) -> Iterator[tuple[str, object, object]]:
    for a in attrs.fields(type(meant.baseline)):
        want, got = getattr(meant.baseline, a.name), getattr(found.baseline, a.name)
        if want != got:
            yield from _first(a.name, want, got)
    for kind, table in FACT_TABLES.items():
        wanted, have = meant.typed_of(kind), found.typed_of(kind)
        if wanted != have:
            yield from _first(table, wanted, have)
    words = [
        grouped(((n.report, n.language), n.answers) for n in p.narratives) for p in (meant, found)
    ]
    for key, want, got in beside(*words):
        if want != got:
            yield f"narrative/{'.'.join(key)}", want, got
    if meant.own_rules != found.own_rules:
        yield "the project's own rules", meant.own_rules, found.own_rules


def _first(place: str, want: object, got: object) -> Iterator[tuple[str, object, object]]:
    """Yield the first of many that differs, and in it the first field."""
    if isinstance(want, tuple) and isinstance(got, tuple) and len(want) == len(got):
        index, one, other = next(
            (n, a, b) for n, (a, b) in enumerate(zip(want, got, strict=True)) if a != b
        )
        yield from _first(f"{place}[{index + 1}]", one, other)
    elif attrs.has(type(want)) and type(want) is type(got):
        kind: type[Any] = type(want)
        names = (a.name for a in attrs.fields(kind) if a.eq)
        name = next((n for n in names if getattr(want, n) != getattr(got, n)), None)
        values = (want, got) if name is None else (getattr(want, name), getattr(got, name))
        yield (f"{place}.{name}" if name else place, *values)
    else:
        yield place, want, got


def _said(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
