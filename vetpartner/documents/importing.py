"""A project that begins from what somebody has: a list of results, a form, or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.documents.application import from_document
from vetpartner.documents.pdf import PdfReader
from vetpartner.documents.reading import LARGEST, Reader, Refused
from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.imports.draft import Draft, NotImported
from vetpartner.files.imports.results import from_results, is_results
from vetpartner.files.imports.spreadsheet import from_spreadsheet

if TYPE_CHECKING:
    from vetpartner.documents.document import Document

_SHEETS = (".xlsx", ".xlsm", ".ods")
_FORMS = (".pdf", ".docx", ".docm", ".odt", ".html", ".htm", ".md")
SOURCES = (".csv", ".json", ".xlsx", ".ods", ".pdf", ".docx", ".odt")
"""What a project can begin from."""


def import_project(source: Path | str, *, reference: str | None = None) -> Draft:
    """Return the plan that a file holds: what is certain, and what is asked.

    `source` is a row of the Commission's list of results as CSV or JSON, an application form as
    PDF or Word, or a spreadsheet of partners, work packages and activities; which one it is, is
    told by what stands in it, and `what` of the draft says it. Of a list with several projects
    `reference` says which. Nothing is guessed: what is not certain is a remark in the text,
    what is not understood stands in `left`, and both are `findings` with their places.
    `write(folder)` makes a new project folder.
    Raises `NotImported`, which is a `ValueError`, for a file in which nothing is understood.
    """
    path = Path(source)
    try:
        data = contents(path, most=LARGEST)
    except NotOpened as why:
        raise NotImported(_refused(path.name, why)) from None
    kind = _kind(path, data)
    if kind not in SOURCES and kind not in {*_SHEETS, *_FORMS}:
        msg = f"{path.name} is not read: only {', '.join(SOURCES)} are; save it as one of them"
        raise NotImported(msg)
    if kind == ".json" or (kind == ".csv" and is_results(data)):
        return from_results(data, path.name, reference=reference)
    if reference is not None:
        msg = f"{path.name} is no list of results, so that it has no project {reference}"
        raise NotImported(msg)
    if kind == ".csv" or kind in _SHEETS:
        return from_spreadsheet(data, path.name)
    return from_document(_document(path.name, kind, data))


def _kind(path: Path, data: bytes) -> str:
    """Return the kind of a file: by its name, or by how it begins where the name says nothing."""
    if data.startswith(b"%PDF-"):
        return ".pdf"
    suffix = path.suffix.lower()
    if suffix in {".txt", ".tsv", ""} and not data.startswith(b"PK"):
        return ".json" if data.lstrip()[:1] in {b"{", b"["} else ".csv"
    return suffix


def _document(name: str, kind: str, data: bytes) -> Document:
    with PdfReader() as pdf:
        if kind == ".pdf":
            try:
                return pdf.placed(data, name)
            except NotOpened as why:
                raise NotImported(_refused(name, why)) from None
        read = next(iter(Reader(pdf).held(name, data)))
    if isinstance(read, Refused):
        raise NotImported(_refused(name, read.why))
    return read


def _refused(name: str, why: NotOpened) -> str:
    way_out = f"; {why.way_out}" if why.way_out else ""
    return f"{name} {why}{way_out}"
