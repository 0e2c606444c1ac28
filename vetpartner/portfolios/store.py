"""Where the entries of a portfolio lie: in memory, or in a folder from one run to the next.

An entry is what a worker gave back of a path. In memory it is compressed, some kilobytes each; in
a folder it is a file, written whole or not at all, so that memory does not grow with the projects.
"""

from __future__ import annotations

import json
import zlib
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.files import disk
from vetpartner.files.atomic import write_whole
from vetpartner.portfolios.declared import TABLES
from vetpartner.portfolios.worker import Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.portfolios.declared import Columns

KEPT = ".portfolio"
"""The folder beside the page in which the command keeps what it knows of each project."""
LARGEST_ENTRY = 200 * disk.MEGABYTE
"""How large an entry may be, in bytes, packed or not: what is larger is not ours."""


class StoreChanged(RuntimeError):
    """Another run wrote into the store since this portfolio was made; the message says where."""


@frozen(kw_only=True)
class Store:
    """The entries of all paths; without a folder they stay in memory.

    `marks` are the digests of the entries that belong to this portfolio.
    """

    folder: Path | None = None
    _held: dict[str, bytes] = field(init=False, factory=dict, repr=False)
    _marks: dict[str, bytes] = field(init=False, factory=dict, repr=False)

    def known(self, path: str) -> Task:
        """Return the task of a path, with what an earlier run found out about it."""
        data = self._earlier(path)
        head = head_of(data) if data is not None else {}
        if data is None or not head:
            return Task(path=path)
        self._marks[path] = _mark(data)
        return Task(
            path=path,
            stamp=head.get("stamp", ""),
            fingerprint=head.get("fingerprint", ""),
            evidence={name: tuple(told) for name, told in head.get("evidence", {}).items()},
        )

    def _earlier(self, path: str) -> bytes | None:
        if self.folder is None:
            return self._held.get(path)
        try:
            return disk.contents(self._file(path), most=LARGEST_ENTRY)
        except disk.NotOpened:
            return None

    def keep(self, path: str, entry: bytes, *, lasting: bool) -> None:
        """Keep an entry; one that is not `lasting` is not used by a later run."""
        if self.folder is None or not lasting:
            self._held[path] = entry
        else:
            self._held.pop(path, None)
            write_whole(self._file(path), entry, private=True)
        self._marks[path] = _mark(entry)

    def columns(self, path: str) -> dict[str, Columns]:
        """Return the tables of a path; raise `StoreChanged` where they are no longer these."""
        data = self._held.get(path) or self._earlier(path)
        if data is None or _mark(data) != self._marks.get(path):
            msg = f"another run wrote into {self.folder} meanwhile; make the portfolio again"
            raise StoreChanged(msg)
        tables = tables_of(data)
        if tables is None:
            raise StoreChanged(f"{self._file(path)} is no entry of ours; delete it")
        return tables

    def forget(self, paths: Iterable[str]) -> None:
        """Remove the entries of all other paths: what is asked for no more is not kept."""
        if self.folder is None or not self.folder.is_dir():
            return
        wanted = {self._file(path).name for path in paths}
        for file in sorted(self.folder.iterdir()):
            if file.suffix == _SUFFIX and file.name not in wanted:
                disk.remove(file)

    def _file(self, path: str) -> Path:
        name = sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return (self.folder or Path()) / f"{name}{_SUFFIX}"


_SUFFIX = ".entry"


def _mark(data: bytes) -> bytes:
    return sha256(data).digest()[:16]


def head_of(data: bytes) -> dict[str, Any]:
    """Return what an entry says of its files; nothing where it is none of ours, or not whole."""
    first, _, tables = data.partition(b"\n")
    try:
        head = json.loads(first)
    except (ValueError, RecursionError):
        return {}
    texts = ("stamp", "fingerprint")
    if not isinstance(head, dict) or not all(isinstance(head.get(n, ""), str) for n in texts):
        return {}
    if head.get("sum") != sha256(tables).hexdigest():
        return {}
    known = head.get("evidence", {})
    shaped = isinstance(known, dict) and all(
        isinstance(told, list) and list(map(type, told)) == [int, int, str]
        for told in known.values()
    )
    return head if shaped else {}


def tables_of(data: bytes) -> dict[str, Columns] | None:
    """Return the tables of an entry; None for bytes that are none, so that all is read anew."""
    try:
        packed = data.partition(b"\n")[2]
        tables = json.loads(zlib.decompressobj().decompress(packed, LARGEST_ENTRY))
    except (ValueError, zlib.error, RecursionError):
        return None
    return tables if _sound(tables) else None


def _sound(tables: Any) -> bool:  # noqa: ANN401 - whatever lies there
    """Tell whether these are tables of ours: columns of one length, by their names."""
    if not isinstance(tables, dict) or tables.keys() != TABLES.keys():
        return False
    for name, declared in TABLES.items():
        held, wanted = tables[name], {column.name for column in declared.columns[1:]}
        if not isinstance(held, dict) or held.keys() != wanted:
            return False
        if len({len(v) if isinstance(v, list) else None for v in held.values()} - {None}) > 1:
            return False
        if not all(isinstance(values, list) for values in held.values()):
            return False
    return True
