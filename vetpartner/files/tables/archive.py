"""The archive that a workbook is: what it unpacks to is bounded, and the same for every reader."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from vetpartner.files.disk import MEGABYTE, NotOpened

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_RATIO, SMALL = 200, 10 * MEGABYTE
MOST_PARTS = 10_000
_CHUNK = 1 << 20
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_NAME_AND_EXTRA = slice(26, 30)
_ENCRYPTED = 1


class UnsafeTable(NotOpened):
    """A workbook that is not opened."""

    def __init__(
        self, slug: str, why: str, way_out: str = "save it again in your spreadsheet program"
    ) -> None:
        """Take the slug of the finding, why the file is not opened, and the way out."""
        super().__init__(slug, f"is not read: {why}", way_out)


class Damaged(UnsafeTable):
    """What is no workbook, or not a whole one."""

    def __init__(self, why: object = "") -> None:
        """Take what is wrong, where that is known."""
        reason = f"it is damaged: {why}" if why else "it is not a workbook that can be opened"
        super().__init__("not-a-workbook", reason)


def too_large(what: str) -> UnsafeTable:
    """Return how a table is refused that holds more than is read, such as `more than 9 cells`."""
    return UnsafeTable("table-unsafe", f"it holds {what}", "make several files of it")


class Archive:
    """The parts of a workbook by name, each unpacked piece by piece.

    Whatever reads the same file later finds the same parts: there is one directory, at the end,
    no part is there twice, and none unpacks to more than the directory says. Names are compared
    without case.
    Raises `UnsafeTable` for any other file.
    """

    def __init__(self, data: bytes, *, most: int | None = None) -> None:
        """Open an archive; one that unpacks to more than so many bytes is refused, if given."""
        self._data = memoryview(data)
        end = data[-_END_SIZE:]
        size, offset = (int.from_bytes(end[at : at + 4], "little") for at in (12, 16))
        if not end.startswith(_END) or end[-2:] != b"\0\0" or size > _CHUNK:
            raise Damaged
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries, begin = archive.infolist(), archive.start_dir
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise Damaged from None
        if begin != offset:
            raise Damaged
        if most is not None:
            _refuse_large(entries, most)
        self._entries = {plain_name(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise UnsafeTable("table-unsafe", "a part of it is there twice")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, in small letters."""
        return tuple(self._entries)

    def has(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return plain_name(name) in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield what a part holds; nothing for one that is not there."""
        entry = self._entries.get(plain_name(name))
        if entry is None:
            return
        held, crc = 0, 0
        try:
            for piece in self._unpacked(entry):
                held, crc = held + len(piece), zlib.crc32(piece, crc)
                if held > entry.file_size:
                    raise UnsafeTable("table-unsafe", "a part of it is larger than it says")
                yield piece
        except zlib.error as error:
            raise Damaged(error) from None
        if (held, crc) != (entry.file_size, entry.CRC):
            raise Damaged("a part of it is not whole")

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        head = bytes(self._data[entry.header_offset :][:_LOCAL_SIZE])
        if not head.startswith(_LOCAL) or entry.flag_bits & _ENCRYPTED:
            raise Damaged
        lengths = head[_NAME_AND_EXTRA]
        begin = entry.header_offset + _LOCAL_SIZE
        begin += int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        packed = self._data[begin : begin + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflated(packed)
        else:
            raise Damaged


def plain_name(name: str) -> str:
    """Return the name of a part as it is compared."""
    return name.replace("\\", "/").lower()


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _CHUNK):
        rest: memoryview | bytes = packed[at : at + _CHUNK]
        while rest and not unpack.eof:
            yield unpack.decompress(rest, _CHUNK)
            rest = unpack.unconsumed_tail
    while not unpack.eof and (piece := unpack.decompress(b"", _CHUNK)):
        yield piece


def _refuse_large(entries: list[zipfile.ZipInfo], most: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > most:
        message = f"it unpacks to {unpacked // MEGABYTE} MB; more than {most // MEGABYTE} MB are"
        raise UnsafeTable("file-too-large", f"{message} not read", "make several files of it")
    if unpacked > SMALL and unpacked > LARGEST_RATIO * max(packed, 1):
        message = f"it unpacks to {unpacked // max(packed, 1)} times its size"
        raise UnsafeTable("table-unsafe", message)
    if len(entries) > MOST_PARTS:
        raise UnsafeTable("table-unsafe", f"it has more than {MOST_PARTS} parts")
