"""Several PDFs as one: their pages in order, with bookmarks, and nothing in them that runs.

Written by pypdf, which reads and writes without any program beside it. What a page shows stays as
it is; scripts, actions, attachments and form data stay behind.
"""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.files.bounded import Bounded
from vetpartner.render.pdf import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_PAGES = 2_000
"""How many pages of one file are taken."""
_HARMLESS = frozenset({"/GoTo", "/URI"})
"""The actions of a link that stay: within the document, and to an address that is shown."""
_RUNS = ("/AA", "/AcroForm", "/JavaScript", "/Names", "/OpenAction", "/Perms", "/URI")


class NotJoined(ValueError):
    """A PDF cannot be joined with others; the text says why, and begins with a verb."""


@frozen
class Piece:
    """A PDF with the title of its bookmark, and how many pages it has."""

    title: str
    data: bytes
    pages: int


def piece(title: str, data: bytes) -> Piece:
    """Return a PDF that can be joined with others, read once and written anew.

    Raises `NotJoined` for one that is broken, locked, or of too many pages, and for one that is
    signed electronically: a signature holds for the whole file as it is. Raises `MissingExtra`.
    """
    return evolve(_written([Piece(title, data, 0)], ""), title=title)


class Pieces(Bounded):
    """Makes pieces of foreign files, one after the other, within limits of memory and time."""

    def __init__(self) -> None:
        """Begin nothing yet."""
        super().__init__("vetpartner.render.volumes_child")

    def piece(self, title: str, data: bytes) -> Piece:
        """Return a PDF that can be joined with others; raises as the function `piece`."""
        _library()
        answer = next(self.answers(data), None)
        if answer is None or answer["end"]:
            raise NotJoined(answer["end"] if answer else "cannot be read within bounds")
        return Piece(title, answer["data"], answer["pages"])


def joined(pieces: Iterable[Piece], *, title: str, author: str = "") -> Piece:
    """Return one PDF of all pages in order: the same bytes for the same pieces.

    Raises as `piece`.
    """
    return _written(pieces, title, author, marks=True)


def _written(
    pieces: Iterable[Piece], title: str, author: str = "", *, marks: bool = False
) -> Piece:
    pypdf = _library()
    out = io.BytesIO()
    try:
        with _silent():
            writer = pypdf.PdfWriter()
            for each in pieces:
                first = len(writer.pages)
                for page in _pages(pypdf.PdfReader(io.BytesIO(each.data))):
                    _quiet(writer.add_page(page))
                if marks:
                    writer.add_outline_item(title=each.title, page_number=first)
            for name in _RUNS:
                writer.root_object.pop(pypdf.generic.NameObject(name), None)
            said = {"/Title": title, "/Author": author}
            writer.metadata = {name: text for name, text in said.items() if text}
            writer.write(out)
            return Piece(title, out.getvalue(), len(writer.pages))
    except (NotJoined, MemoryError):
        raise
    except Exception as error:  # a broken file makes the library raise anything
        msg = "cannot be read as a PDF"
        raise NotJoined(msg) from error


def _library() -> Any:  # noqa: ANN401 - a module
    return needed("pypdf", "pack", "a PDF of several files")


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the library from printing what it finds odd: what matters is raised."""
    log = logging.getLogger("pypdf")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _pages(reader: Any) -> list[Any]:  # noqa: ANN401 - of the library
    if reader.is_encrypted:
        msg = "is locked with a password"
        raise NotJoined(msg)
    if _is_signed(reader):
        msg = "is signed electronically, which holds for the file as it is"
        raise NotJoined(msg)
    pages = len(reader.pages)
    if not pages or pages > MOST_PAGES:
        msg = f"has more than {MOST_PAGES} pages" if pages else "has no page"
        raise NotJoined(msg)
    return list(reader.pages)


def _is_signed(reader: Any) -> bool:  # noqa: ANN401 - of the library
    form = reader.root_object.get("/AcroForm")
    form = form.get_object() if form is not None else {}
    return bool(int(form.get("/SigFlags", 0)) & 1)


def _quiet(page: Any) -> None:  # noqa: ANN401 - of the library
    """Take from a page what runs when it is opened, clicked or printed, and how it was made."""
    for name in ("/AA", "/Metadata", "/PieceInfo"):
        page.pop(name, None)
    notes = page.get("/Annots")
    notes = notes.get_object() if notes is not None else []
    for note in list(notes):
        one = note.get_object()
        one.pop("/AA", None)
        action = one.get("/A")
        kind = action.get_object().get("/S") if action is not None else None
        if one.get("/Subtype") in {"/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"}:
            notes.remove(note)
        elif action is not None and (kind not in _HARMLESS or "/Next" in action.get_object()):
            one.pop("/A")
