"""The one place that changes what lies on the disk, and the one that opens what lies there.

Everything written goes through these few steps, so that a test can stop the program at each of
them. A new file is made under a name that nobody can have prepared; nothing is written through a
link, and nothing but a regular file is read.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from vetpartner.values.finding import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
"""How large a file of a project may be, in bytes."""
STAGED = re.compile(r"\.vetpartner-[0-9a-f]{12}(?:\.[\w-]{1,9})?")
"""How a file is called until it takes its place."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_AS_IT_IS = getattr(os, "O_BINARY", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes into would be waited for


class NotWritten(ValueError):
    """What was to be written was not, and all is as it was; the message says why."""


class NotOpened(ValueError):
    """A file that is not read; `slug` is that of the finding, the text says what is wrong with it.

    The text begins with a verb, so that the name of the file can stand before it.
    """

    def __init__(self, slug: str, message: str, way_out: str | None = None) -> None:
        """Take the slug of the finding, what is wrong, and the way out."""
        super().__init__(message)
        self.slug = slug
        self.way_out = way_out


def contents(path: Path, *, most: int = LARGEST_FILE) -> bytes:
    """Return what a regular file holds, read once; raise `NotOpened` for anything else.

    That are folders, pipes, devices, files of more than `most` bytes, and what the system refuses.
    """
    return _read(path, most, whole=True)


def beginning(path: Path, size: int) -> bytes:
    """Return the first bytes of a regular file, however large it is; raises as `contents`."""
    return _read(path, size, whole=False)


def hash_of(path: str | Path) -> str:
    """Return the SHA-256 of a regular file, however large it is; raises as `contents`."""
    digest = sha256()
    with _opened(path) as (file, _):
        while piece := file.read(MEGABYTE):
            digest.update(piece)
    return digest.hexdigest()


def _read(path: Path, most: int, *, whole: bool) -> bytes:
    with _opened(path) as (file, size):
        if whole and size > most:
            raise _too_large(most)
        data = file.read(min(most, size) + 1 if whole else most)
    if len(data) > most:
        raise _too_large(most)
    return data


@contextlib.contextmanager
def _opened(path: str | Path) -> Iterator[tuple[BinaryIO, int]]:
    """Give a regular file and its size; turn what the system refuses into `NotOpened`."""
    try:
        number = os.open(path, os.O_RDONLY | _AT_ONCE | _AS_IT_IS)
        with os.fdopen(number, "rb") as file:
            held = os.fstat(number)
            if not stat.S_ISREG(held.st_mode):
                raise NotOpened("unreadable-file", "cannot be read: it is no regular file")
            yield file, held.st_size
    except OSError as error:
        raise NotOpened("unreadable-file", f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        if isinstance(error, NotOpened):
            raise
        raise NotOpened("unreadable-file", f"cannot be read: {error}") from None


def _too_large(most: int) -> NotOpened:
    message = f"is larger than {most / MEGABYTE:g} MB, and is not read"
    way_out = "make several files of it; long lists go into tables/"
    return NotOpened("file-too-large", message, way_out)


def staged_beside(target: Path) -> Path:
    """Return a new name in the folder of a target, short enough for every file system."""
    name = f".vetpartner-{secrets.token_hex(6)}"
    with_suffix = f"{name}{target.suffix}"
    return target.with_name(with_suffix if STAGED.fullmatch(with_suffix) else name)


def create(
    path: Path, data: bytes | Iterable[bytes], *, meant: Path, mode: int | None = None
) -> None:
    """Write a file that is not there yet, and see that it is on the disk.

    It has the permissions `mode`, else those of the file `meant`, whose place it takes, or those
    that the system gives a new one; an error of the disk names that file.
    Raises `FileExistsError` for anything that is there, a link too.
    """
    mode = _mode(meant) if mode is None else mode
    try:
        number = os.open(path, _NEW | _NO_LINK | _AS_IT_IS, 0o666 if mode is None else 0o600)
        with os.fdopen(number, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(number, mode)
            os.fsync(number)
    except OSError as error:
        error.filename = str(meant)
        raise


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def make_folders(path: Path) -> None:
    """Make a folder, and those in which it lies; one that is there stays."""
    path.mkdir(parents=True, exist_ok=True)


def replace(path: Path, target: Path) -> None:
    """Put a file in the place of another one in one step, or a folder in that of an empty one."""
    if target.is_dir() and not target.is_symlink():
        target.rmdir()  # not every system does it on its own
    path.replace(target)
    # The change of the name must be on the disk too; systems without this do it on their own.
    with contextlib.suppress(OSError):
        number = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def remove(path: Path) -> None:
    """Remove a file or a link, if there is one."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, as far as the system lets us."""
    shutil.rmtree(path, ignore_errors=True)


def text_of(
    read: Callable[[], bytes], file: str, say: Callable[..., None], *, anyway: bool = False
) -> str | None:
    """Return a file's text with plain line ends, or None with a finding; `file` is its name.

    `anyway` asks, after the finding, for a text that is not UTF-8 too, with the letters that
    Windows would show, so that what else is wrong in it can be told.
    """
    try:
        data = read()
    except NotOpened as error:
        start = Place(file=file, line=1, column=1)
        say(error.slug, f"{file} {error}", place=start, way_out=error.way_out)
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file=file, line=before.count(b"\n") + 1, column=column)
        message = f"{file} is not UTF-8: the byte 0x{data[error.start]:02X} cannot be read"
        say("not-utf-8", message, place=place, way_out="save the file again as UTF-8")
    lines = data.split(b"\n") if anyway and b"\0" not in data else ()
    return "\n".join(map(_guessed, lines)).replace("\r\n", "\n") or None


def _guessed(line: bytes) -> str:
    """Return a line as text in whichever encoding it may have."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
