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
    _sound: set[str] = field(init=False, factory=set, repr=False)

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

    def body(self, path: str) -> tuple[dict[str, Columns], list[int]]:
        """Return the tables of a path, and the numbers of what is compared of it.

        Raises `StoreChanged` where they are no longer these.
        """
        data = self._held.get(path) or self._earlier(path)
        if data is None or _mark(data) != self._marks.get(path):
            msg = f"another run wrote into {self.folder} meanwhile; make the portfolio again"
            raise StoreChanged(msg)
        body = body_of(data, looked_at=path in self._sound)
        if body is None:
            raise StoreChanged(f"{self._file(path)} is no entry of ours; delete it")
        self._sound.add(path)
        return body

    def forget(self, paths: Iterable[str]) -> None:
        """Remove the entries of all other paths: what is asked for no more is not kept."""
        if self.folder is None or not self.folder.is_dir():
            return
        wanted = {self._file(path).name for path in paths}
        for file in sorted(self.folder.iterdir()):
            if file.suffix == _SUFFIX and file.name not in wanted:
                disk.remove(file)

    def _file(self, path: str) -> Path:
        where = str(Path(path).absolute()).encode("utf-8", "surrogatepass")
        return (self.folder or Path()) / f"{sha256(where).hexdigest()[:32]}{_SUFFIX}"


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


def body_of(data: bytes, *, looked_at: bool = False) -> tuple[dict[str, Columns], list[int]] | None:
    """Return the tables and numbers of an entry; None for bytes that are none of ours.

    One that was `looked_at` before is the same by its mark, and is not looked at again.
    """
    try:
        packed = data.partition(b"\n")[2]
        body = json.loads(zlib.decompressobj().decompress(packed, LARGEST_ENTRY))
    except (ValueError, zlib.error, RecursionError):
        return None
    if not looked_at and not _is_body(body):
        return None
    return body["tables"], body["keys"]


def _is_body(body: Any) -> bool:  # noqa: ANN401 - whatever lies there
    keys = body.get("keys") if isinstance(body, dict) else None
    numbers = isinstance(keys, list) and all(type(n) is int and 0 <= n < 2**32 for n in keys)
    return numbers and _sound(body.get("tables"))


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
