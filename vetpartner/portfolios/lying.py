"""What lies at the path of a project, so that one can tell whether anything of it changed.

What is read counts by its digest; files of evidence and all others by size and time. A file whose
size and time are as they were has the digest that it had.
"""

from __future__ import annotations

import json
import os
import posixpath
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.files.disk import LARGEST_FILE, STAGED, NotOpened, hash_of
from vetpartner.files.transaction import JOURNAL, STATE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

READ = frozenset({".toml", ".md", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json"})
"""The endings of what is read of a project; a file of evidence with one of them is none of it."""
Stamp = tuple[int, int]
"""Size in bytes, and time of the last change in nanoseconds."""


@frozen(kw_only=True)
class Lying:
    """The files at a path by their name below it: their stamps, and the digests of what is read.

    A single file is called by the empty name. `known` are the digests of evidence that an earlier
    look found, each with the stamp that the file had, by what `masked` makes of its name.
    """

    path: Path
    stamps: Mapping[str, Stamp | str]
    read: Mapping[str, str]
    known: Mapping[str, tuple[int, int, str]] = field(factory=dict, repr=False)

    def fingerprint(self, evidence: Collection[str]) -> str:
        """Return what is another one when anything changed; `evidence` counts by size and time."""
        lines = [
            (name, stamp if name not in self.read or masked(name) in evidence else self.read[name])
            for name, stamp in sorted(self.stamps.items())
        ]
        return sha256(json.dumps(lines).encode("utf-8", "surrogatepass")).hexdigest()

    def named(self, file: str) -> str | None:
        """Return the name by which a file lies here, however it is spelled or linked within.

        None is for what does not lie here.
        """
        name = posixpath.normpath(file)
        if name in self.stamps:
            return name
        try:
            name = (self.path / file).resolve().relative_to(self.path.resolve()).as_posix()
        except (OSError, ValueError, RuntimeError):
            return None
        return name if name in self.stamps else None

    def digest(self, name: str) -> tuple[int, int, str] | None:
        """Return size, time and SHA-256 of a file of evidence; None for what cannot be read."""
        stamp = self.stamps.get(name)
        if not isinstance(stamp, tuple):
            return None
        known = self.known.get(masked(name))
        if known is not None and tuple(known[:2]) == stamp:
            return (*stamp, known[2])
        try:
            return (*stamp, self.read.get(name) or hash_of(self.path / name))
        except NotOpened:
            return None


def lying(
    path: Path,
    evidence: Collection[str] = (),
    known: Mapping[str, tuple[int, int, str]] | None = None,
) -> Lying:
    """Look at a path; `evidence` are masked names of what counts by size and time."""
    stamps: dict[str, Stamp | str] = {}
    read: dict[str, str] = {}
    # Texts and not paths: of a thousand projects that did not change this is most of the work.
    home = os.fspath(path)
    for name in _names(home):
        file = os.path.join(home, name) if name else home  # noqa: PTH118
        try:
            # A link within the folder counts as what it leads to, as it does for the reader.
            held = os.stat(file)  # noqa: PTH116
        except OSError as error:
            stamps[name] = error.strerror or "unreadable"
            continue
        if not stat.S_ISREG(held.st_mode):
            stamps[name] = "no regular file"
            continue
        stamps[name] = (held.st_size, held.st_mtime_ns)
        ending = os.path.splitext(file)[1].lower()  # noqa: PTH122
        kept = ending in READ and not (evidence and masked(name) in evidence)
        if kept and held.st_size <= LARGEST_FILE:
            try:
                read[name] = hash_of(file)
            except NotOpened as error:
                stamps[name] = str(error)
    return Lying(path=path, stamps=stamps, read=read, known=known or {})


def masked(name: str) -> str:
    """Return what stands for the name of a file where it is kept: it may be that of a person."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _names(home: str) -> Iterator[str]:
    """Yield the names of all files below a folder; of a file the empty one."""
    if not os.path.isdir(home):  # noqa: PTH112
        if os.path.exists(home):  # noqa: PTH110
            yield ""
        return
    for place, folders, files in os.walk(home):
        below = "" if place == home else f"{Path(place).relative_to(home).as_posix()}/"
        # Lock and stopped work of other commands are no part of the project, their journal is.
        folders[:] = sorted(name for name in folders if name != STATE)
        for name in files:
            if not STAGED.fullmatch(name):
                yield f"{below}{name}"
    if os.path.exists(os.path.join(home, JOURNAL)):  # noqa: PTH110, PTH118
        yield JOURNAL
