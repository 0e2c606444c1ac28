"""Files are written whole or not at all, and read back before they take the place of others."""

from __future__ import annotations

import errno
import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files import disk
from vetpartner.files.disk import NotWritten
from vetpartner.model import FACT_TABLES
from vetpartner.values.keyed import beside, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from vetpartner.files.reading import Reading
    from vetpartner.model import Partnership

    Check = Callable[[Path], object]
    """Looks at a file or folder before it takes its place; raises what is wrong with it."""

_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_PRIVATE = 0o600
_FIXED = (1980, 1, 1, 0, 0, 0)


def write_whole(
    path: Path, data: bytes | Iterable[bytes], *, check: Check | None = None, private: bool = False
) -> None:
    """Write a file so that a stop at any moment leaves the old one or the new one, whole.

    Large files can be given piece by piece. `check` is called with the new file before it takes
    the place of the old one; what it raises leaves the old one as it was. Permissions stay, and a
    link within the folder stays one: the file to which it leads is written. A `private` file can be
    read by nobody else from the beginning. Raises `OSError`.
    """
    path = Path(path)
    disk.make_folders(path.parent)
    target = followed(path, path.parent)
    waiting = disk.staged_beside(target)
    try:
        disk.create(waiting, data, meant=target, mode=_PRIVATE if private else None)
        if check is not None:
            check(waiting)
        disk.replace(waiting, target)
    except BaseException:
        disk.remove(waiting)
        raise


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, wherever they lie: all are on the disk before one is seen.

    What is refused or fails while they are written leaves all as they were. They then take their
    places in turn, each in one step; a stop between two of these leaves the first ones new and the
    others old, all whole. Permissions and links stay, as in `write_whole`. Raises `OSError`.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            disk.make_folders(path.parent)
            target = followed(path, path.parent)
            waiting[target] = disk.staged_beside(target)
            disk.create(waiting[target], data, meant=target)
        for target, aside in waiting.items():
            disk.replace(aside, target)
    except BaseException:
        for aside in waiting.values():
            disk.remove(aside)
        raise


def write_folder_whole(
    folder: Path, files: Mapping[str, bytes], *, check: Check | None = None
) -> None:
    """Write a new folder so that a stop at any moment leaves all of it, or nothing.

    `files` are names below the folder, with `/` in them, and bytes; `check` as in `write_whole`.
    A folder without anything in it may be there already. Raises `FileExistsError` where anything
    else stands at the path.
    """
    if os.path.lexists(folder) and (folder.is_symlink() or not is_empty(folder)):
        raise FileExistsError(errno.EEXIST, "something is there already", str(folder))
    disk.make_folders(folder.parent)
    waiting = disk.staged_beside(folder)
    disk.make_folders(waiting)
    try:
        for name, data in files.items():
            path = waiting / name
            disk.make_folders(path.parent)
            disk.create(path, data, meant=folder / name)
        if check is not None:
            check(waiting)
        disk.replace(waiting, folder)
    except BaseException:
        disk.remove_folder(waiting)
        raise


def followed(path: Path, home: Path) -> Path:
    """Return the file to which a link leads within a folder, and anything else as it is.

    Raises `OSError` for a link that leads out of it: a folder may come from somebody else.
    """
    if not path.is_symlink():
        return path
    target = path.resolve()
    if not target.is_relative_to(home.resolve()):
        raise OSError(errno.ELOOP, "it is a link that leads out of the folder", str(path))
    return target


def is_empty(path: Path) -> bool:
    """Tell whether a path is a folder without anything in it."""
    return path.is_dir() and next(path.iterdir(), None) is None


def steady_zip(data: bytes, day: date) -> bytes:
    """Rewrite an Office document: entries dated 1980, created and modified on `day`."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()


# What was written is read back.


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
