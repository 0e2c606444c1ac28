"""Files as they are written: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date


MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
"""How large a file of a project may be."""
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_FIXED = (1980, 1, 1, 0, 0, 0)


def write_whole(
    path: Path,
    data: bytes | Iterable[bytes],
    *,
    check: Callable[[Path], object] | None = None,
) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, whole.

    Large files can be given piece by piece. `check` is called with the new file before it takes
    the place of the old one; what it raises leaves the old one as it was.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.writing")
    try:
        with waiting.open("wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(waiting)
        waiting.replace(path)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise


def write_folder_whole(
    folder: Path, files: Mapping[str, bytes], *, check: Callable[[Path], object] | None = None
) -> None:
    """Write a new folder so that a crash at any moment leaves all of it, or nothing.

    `files` are names below the folder, with `/` in them, and bytes; `check` as in `write_whole`.
    Raises `FileExistsError` where something stands at the path already.
    """
    if os.path.lexists(folder):
        raise FileExistsError(errno.EEXIST, "something is there already", str(folder))
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
        # A folder with something in it is never replaced by this, should one have come meanwhile.
        waiting.rename(folder)
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
