"""The index of evidence: all proofs, numbered for the annex of a report."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.files.evidence import look
from vetpartner.render.language import language, words
from vetpartner.render.paper import Paper
from vetpartner.render.templates import render
from vetpartner.state.evidence import EvidenceRow, evidence
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from vetpartner.model import Partnership


TITLE = "Index of evidence"
HEADS = ("Number", "Proves", "Title", "Kind", "File or link", "Seen", "State")
STATES = {
    "evidence-outside-folder": "outside the folder",
    "evidence-file-missing": "missing",
    "evidence-file-empty": "empty",
    "evidence-file-unreadable": "cannot be read",
    "evidence-file-of-unknown-type": "of no known type",
    "evidence-file-of-other-type": "not what its name says",
}
_WIDTHS = (10, 12, 40, 20, 48, 12, 22)

Cells = tuple[str, str, str, str, str, str, str]


def evidence_index(p: Partnership) -> Paper:
    """Return the index: `.html`, `.xlsx`, and `.write` for both.

    Each proof has its number such as `EV7`, the id of what it proves, title, kind, file or link,
    the day on which it was last seen, and whether the file is there.
    A link counts as seen only where a day is recorded. Where the partnership was not read from
    files, the files are `not looked for`.
    """
    rows = index_rows(p)
    under = f"{p.plan.project.label}, as of {p.as_of}"
    seen = (HEADS.index("Seen"),)
    context = {
        "title": TITLE,
        "under": under,
        "heads": HEADS,
        "rows": rows,
        "numbers": seen,
        "statement": statement(p, "en"),
    }
    folder = p.origin.folder if p.origin is not None else None
    html = render("table.html", context, words=words(language("en"), html=True), folder=folder)
    return Paper(
        what="an index of evidence", html=html, makers=((".xlsx", lambda: _xlsx(p, under, rows)),)
    )


def index_rows(p: Partnership) -> tuple[Cells, ...]:
    """Return the cells of each proof as texts, in the order of the numbers."""
    return tuple(
        (
            row.number,
            row.of or "",
            row.title,
            row.kind,
            " – ".join(filter(None, (row.file, row.url))),
            "" if row.seen is None else row.seen.isoformat(),
            _state(p, row),
        )
        for row in evidence(p)
    )


def _state(p: Partnership, row: EvidenceRow) -> str:
    """Return whether a file is there and good, or whether a link was seen."""
    if row.file is None:
        if row.url is None:
            return "no file and no link"
        return "link" if row.seen is not None else "link, not seen"
    if p.origin is None:
        return "not looked for"
    found = look(p.origin.folder, row.file, row.kind, row.address)
    return "there" if found is None else STATES[found.slug]


def _xlsx(p: Partnership, under: str, rows: tuple[Cells, ...]) -> bytes:
    from vetpartner.render.xlsx import TOP, CalculatedWorkbook, lay_out, put_heads, put_title

    book = CalculatedWorkbook(p.as_of, statement(p, "en").funding or "")
    sheet: Any = book.create_sheet(TITLE)
    put_title(book, sheet, TITLE, under)
    put_heads(book, sheet, list(HEADS))
    for number, row in enumerate(rows, start=TOP + 1):
        for column, text in enumerate(row, start=1):
            book.put(sheet, number, column, text, "strong" if column == 1 else "text")
    lay_out(sheet, list(_WIDTHS), freeze=f"A{TOP + 1}", head_row=TOP)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
