"""Finding partners' documents in folders and archives, and reading each by its kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.documents import office, pages
from vetpartner.documents.document import Document, Unread
from vetpartner.documents.pdf import PdfReader
from vetpartner.files.disk import MEGABYTE, NotOpened, contents
from vetpartner.files.tables.archive import UnsafeTable, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDERS = ("documents", "evidence")
"""Where partners' documents lie in a project's folder."""
LARGEST = 100 * MEGABYTE
_MOST_FILES = 5_000
_MOST_INSIDE = 500
_READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".docx": office.word,
    ".docm": office.word,
    ".odt": office.open_document,
    ".pptx": office.slides,
    ".xlsx": office.sheets,
    ".xlsm": office.sheets,
    ".ods": office.sheets,
    ".html": pages.web_page,
    ".htm": pages.web_page,
    ".md": pages.markdown,
    ".txt": pages.plain,
}
_OLD = {
    ".doc": ".docx", ".rtf": ".docx", ".xls": ".xlsx", ".ppt": ".pptx", ".pages": "PDF",
    ".odp": "PDF", ".msg": ".eml", ".key": "PDF", ".numbers": ".xlsx",
}  # fmt: skip
"""Formats that are not read, and as what they are to be saved."""
SUFFIXES = (*_READERS, ".pdf", ".eml", ".zip")


@frozen
class Refused:
    """A document that is not read, and why."""

    name: str
    why: NotOpened


Read = Document | Refused


def found(folder: Path | None, paths: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the documents below these paths, or else in the project's folder, with their names.

    A name is the path below the project's folder where it lies there. What begins with a dot is
    none, and no link is followed out of a folder.
    """
    roots = paths or tuple(folder / name for name in FOLDERS if folder is not None)
    seen: set[Path] = set()
    for root in roots:
        inside = sorted(root.rglob("*"))[:_MOST_FILES] if root.is_dir() else [root]
        home = root.resolve()
        for path in inside:
            kind = path.suffix.lower()
            real = path.resolve()
            if path.is_dir() or path.name.startswith(".") or real in seen:
                continue
            if root.is_dir() and (kind not in {*SUFFIXES, *_OLD} or home not in real.parents):
                continue
            if root.is_dir() or root.exists() or paths:
                seen.add(real)
                yield _name(folder, path), path


def _name(folder: Path | None, path: Path) -> str:
    if folder is not None:
        home, real = folder.resolve(), path.resolve()
        if home in real.parents:
            return real.relative_to(home).as_posix()
    return path.as_posix()


@frozen
class Reader:
    """Reads documents; what is inside of archives and mails is read as documents of their own."""

    pdf: PdfReader = field()

    def read(self, name: str, path: Path) -> Iterator[Read]:
        """Yield what a file holds; a `Refused` for what cannot be read."""
        try:
            data = contents(path, most=LARGEST)
        except NotOpened as why:
            yield Refused(name, why)
            return
        yield from self.held(name, data)

    def held(self, name: str, data: bytes, *, inside: bool = False) -> Iterator[Read]:
        """Yield what bytes hold, by the name under which they stand."""
        kind = PurePosixPath(name).suffix.lower()
        try:
            if kind == ".zip":
                yield from self._archive(name, data, inside=inside)
            elif kind == ".eml":
                yield from self._mail(name, data, inside=inside)
            else:
                yield self._document(name, kind, data)
        except NotOpened as why:
            yield Refused(name, why)
        except (RecursionError, MemoryError):
            message = "is not read: it would fill the memory"
            yield Refused(name, Unread("document-unsafe", message, office.AGAIN))

    def _document(self, name: str, kind: str, data: bytes) -> Document:
        if not data:
            raise Unread("document-broken", "is empty", "put the document itself there")
        if data.startswith(b"%PDF-") or kind == ".pdf":
            return self.pdf.read(data, name)
        if kind in _OLD:
            way_out = f"save it as {_OLD[kind]}"
            raise Unread(
                "document-not-read", f"is not read: {kind} is no format read here", way_out
            )
        if kind not in _READERS:
            why = f"is not read: only {', '.join(SUFFIXES)} are"
            raise Unread("document-not-read", why, "save it as PDF or .docx")
        return _READERS[kind](data, name)

    def _archive(self, name: str, data: bytes, *, inside: bool) -> Iterator[Read]:
        if inside:
            why = "is not read: it is an archive inside of another one"
            raise Unread("document-not-read", why, "unpack it into documents/")
        archive = office.archive_of(data)
        spelt = {}
        with zipfile.ZipFile(io.BytesIO(data)) as listed:
            spelt = {plain_name(each.filename): each.filename for each in listed.infolist()}
        wanted = [
            part
            for part in sorted(archive.names)
            if PurePosixPath(part).suffix in {*SUFFIXES, *_OLD} and not part.startswith("__macosx/")
        ]
        for part in wanted[:_MOST_INSIDE]:
            try:
                held = b"".join(archive.pieces(part))
            except UnsafeTable as refused:
                yield Refused(f"{name}/{spelt[part]}", office.refused(refused))
                continue
            yield from self.held(f"{name}/{spelt[part]}", held, inside=True)
        if len(wanted) > _MOST_INSIDE:
            why = f"is not read whole: it holds more than {_MOST_INSIDE} documents"
            raise Unread("document-unsafe", why, "unpack it into documents/")

    def _mail(self, name: str, data: bytes, *, inside: bool) -> Iterator[Read]:
        for part in pages.mail(data, name):
            if isinstance(part, Document):
                yield part
            elif not inside and PurePosixPath(part[0]).suffix.lower() in {*SUFFIXES, *_OLD}:
                yield from self.held(*part, inside=True)
