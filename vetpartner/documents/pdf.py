"""Texts of PDF, read in a process of its own that can fill no memory and take no time for ever."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from vetpartner.documents.document import Document, Lines, Trouble, Unread
from vetpartner.documents.placed import tables_of
from vetpartner.files.bounded import Bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEWEST = 8
"""A page with fewer signs has no text."""
_AGAIN = "save it again as PDF in the program in which it was made"
_WHY = {
    "encrypted": (
        "document-encrypted",
        "is not read: it has a password, or is encrypted",
        "save it without a password",
    ),
    "broken": ("document-broken", "is not read: it is damaged", _AGAIN),
    "memory": ("document-unsafe", "is not read: it would fill the memory", _AGAIN),
    "slow": ("document-too-slow", "is not read: it takes too long to open", _AGAIN),
}
NO_READER = "PDF needs the package pypdf: pip install 'vetpartner[lint]'"


class PdfReader(Bounded):
    """Reads PDF files one after the other; the process begins with the first, and ends with `with`.

    `read` gives a `Document`, and raises `Unread` for what cannot be read.
    """

    def __init__(self) -> None:
        """Begin nothing yet."""
        super().__init__("vetpartner.documents.pdf_child")

    def read(self, data: bytes, name: str) -> Document:
        """Read a file, page by page."""
        return _document(name, *self._pages(data))

    def placed(self, data: bytes, name: str) -> Document:
        """Read a file with its tables, which are told by where their texts stand on a page."""
        pages, end = self._pages(data, "placed")
        lines = Lines()
        cut = tables_of([page.get("text", "") for page in pages])
        for page, tables in zip(pages, cut, strict=True):
            for table in tables:
                if len(table[0].cells) == 1:
                    lines.add(table[0].cells[0], str(page["page"]), table[0].number)
                else:
                    lines.table([(row.cells, row.number) for row in table], str(page["page"]))
        return Document(
            name=name,
            lines=tuple(lines.lines),
            grids=tuple(lines.grids),
            troubles=tuple(_troubles(pages, end)),
        )

    def _pages(self, data: bytes, how: str = "") -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Return what was read of each page, and at the end of the file."""
        if find_spec("pypdf") is None:
            raise Unread("document-not-read", f"is not read: {NO_READER}")
        pages: list[dict[str, Any]] = []
        for answer in self.answers(data, how):
            if "end" not in answer:
                pages.append(answer)
            elif answer["end"]:
                raise Unread(*_WHY[answer["end"]])
            else:
                return pages, answer
        raise Unread(*_WHY["slow" if pages else "broken"])


def _document(name: str, pages: list[dict[str, Any]], end: dict[str, Any]) -> Document:
    lines = Lines()
    for page in pages:
        for number, text in enumerate(page.get("text", "").splitlines(), 1):
            lines.add(text, str(page["page"]), number, wrapped=True)
    return Document(
        name=name,
        lines=tuple(lines.lines),
        properties=end["properties"],
        images=sum(page.get("images", 0) for page in pages),
        comments=sum(page.get("remarks", 0) for page in pages),
        troubles=tuple(_troubles(pages, end)),
    )


def _troubles(pages: list[dict[str, Any]], end: dict[str, Any]) -> Iterator[Trouble]:
    if end["active"]:
        message = "has JavaScript, or something else that runs by itself; nothing was run"
        yield Trouble("document-active", message, "print it to a new PDF")
    for why, slug, message in (
        ("slow", "document-too-slow", "takes too long to read"),
        ("broken", "document-broken", "is damaged"),
    ):
        found = [page["page"] for page in pages if page.get(why)]
        if found:
            yield Trouble(slug, f"{_listed(found)} {message}", _AGAIN, str(found[0]))  # type: ignore[arg-type]
    if end["pages"] > len(pages):
        message = f"only {len(pages)} of its {end['pages']} pages are read"
        yield Trouble("document-too-slow", message, "make several files of it")
    scanned = [
        page["page"]
        for page in pages
        if page.get("images") and len(page.get("text", "").strip()) < _FEWEST
    ]
    if scanned:
        message = f"{_listed(scanned)} is a picture without text, and was not read"
        way_out = "scan it again with text recognition (OCR), or keep the document it was made from"
        yield Trouble("document-scanned", message, way_out, str(scanned[0]))


def _listed(pages: list[int]) -> str:
    """Return `page 3`, or `each of the pages 3, 4 and 5 more`."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    shown = ", ".join(map(str, pages[:5]))
    more = f" and {len(pages) - 5} more" if len(pages) > len(pages[:5]) else ""
    return f"each of the pages {shown}{more}"
