"""Files are written whole or not at all, and read back before they take the place of others."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import FACT_TABLES
from vetpartner.values.keyed import beside, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from vetpartner.files.reading import Reading
    from vetpartner.model import Partnership

    Check = Callable[[Path], object]
    """Looks at a file or folder before it takes its place; raises what is wrong with it."""


MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
"""How large a file of a project may be."""
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_FIXED = (1980, 1, 1, 0, 0, 0)


def write_whole(
    path: Path, data: bytes | Iterable[bytes], *, check: Check | None = None, private: bool = False
) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, whole.

    Large files can be given piece by piece. `check` is called with the new file before it takes
    the place of the old one; what it raises leaves the old one as it was. A `private` file can be
    read by nobody else from the beginning.
    """
    write_together([(Path(path), data, check)], private=private)


def write_together(
    files: Iterable[tuple[Path, bytes | Iterable[bytes], Check | None]], *, private: bool = False
) -> None:
    """Write several files as `write_whole` does, and none where one of them is refused."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data, check in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f".{path.name}.writing")
            waiting.append((new, path))
            new.unlink(missing_ok=True)
            if private:
                new.touch(mode=0o600, exist_ok=False)
            with new.open("wb") as file:
                file.writelines((data,) if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
            if check is not None:
                check(new)
        for new, path in waiting:
            new.replace(path)
    except BaseException:
        for new, _ in waiting:
            new.unlink(missing_ok=True)
        raise


def write_folder_whole(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    check: Check | None = None,
    aside: Path | None = None,
) -> None:
    """Write a new folder so that a crash at any moment leaves all of it, or nothing.

    `files` are names below the folder, with `/` in them, and bytes; `check` as in `write_whole`.
    A folder that is there already is kept as `aside`, if that is given. Raises `FileExistsError`
    where something stands at the path that must be free.
    """
    if os.path.lexists(free := aside or folder):
        raise FileExistsError(errno.EEXIST, "something is there already", str(free))
    folder.parent.mkdir(parents=True, exist_ok=True)
    waiting = folder.with_name(f".{folder.name}.writing")
    if waiting.is_dir() and not waiting.is_symlink():
        shutil.rmtree(waiting)  # what a crash left behind
    waiting.mkdir()
    try:
        for name, data in files.items():
            path = waiting / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        if check is not None:
            check(waiting)
        if aside is not None:
            folder.rename(aside)
        try:
            # One with something in it is never replaced by this, should it have come meanwhile.
            waiting.rename(folder)
        except BaseException:
            if aside is not None:
                aside.rename(folder)
            raise
    except BaseException:
        shutil.rmtree(waiting, ignore_errors=True)
        raise


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


class NotKept(ValueError):
    """What was to be written would read back as something else; nothing was written."""


def encoded(text: str, name: str) -> bytes:
    """Return a text as UTF-8; raise `NotKept` for half a character, which no file can hold."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        near = ascii(text[max(0, error.start - 20) : error.end])
        raise NotKept(f"{name} was not written, because it has half a character: {near}") from None


def kept(meant: Partnership, reading: Reading, name: str) -> None:
    """Raise `NotKept` with file, place and both values unless a reading says what was meant."""
    found = reading.partnership
    if found is None:
        first = next(iter(reading.findings.errors), None)
        why = f"{first.place or first.address}: {first.message}" if first else "it has no project"
        why = why.replace(f".{name}.writing", name)
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
