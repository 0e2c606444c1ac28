"""Files are written whole or not at all, and read back before they take the place of others."""

from __future__ import annotations

import errno
import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.files import disk
from vetpartner.files.disk import NotWritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

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
            new.writestr(steady_entry(name), content)
    return out.getvalue()


def steady_entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of an archive that tells no moment."""
    entry = zipfile.ZipInfo(name, _FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class NotKept(NotWritten):
    """What was to be written would read back as something else; nothing was written."""


def encoded(text: str, name: str) -> bytes:
    """Return a text as UTF-8; raise `NotKept` for half a character, which no file can hold."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        near = ascii(text[max(0, error.start - 20) : error.end])
        raise NotKept(f"{name} was not written, because it has half a character: {near}") from None
