"""The reconciliation of participants as a page and as a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.render.language import language, words
from vetpartner.render.paper import Paper
from vetpartner.render.templates import render
from vetpartner.state.attendance import THRESHOLD
from vetpartner.state.reconciliation import HEADS, Reconciliation, reconcile
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from vetpartner.model import Partnership, Share


TITLE = "Participants"
_HEADS = ("Activity", "Title", *HEADS, "Differences")
_NUMBERS = tuple(range(2, 2 + len(HEADS)))
_WIDTHS = (10, 40, *(12 for _ in HEADS), 60)


def reconciliation(p: Partnership, *, threshold: Share = THRESHOLD) -> Paper:
    """Return the table of `reconcile`: `.html`, `.xlsx`, and `.write` for both."""
    found = reconcile(p, threshold=threshold)
    under = f"{found.label}, as of {found.day}"
    rows = [
        (row.id, row.title, *map(_shown, row.numbers), "; ".join(map(str, row.differences)))
        for row in found.rows
    ]
    visible = statement(p, "en")
    context = {
        "title": TITLE,
        "under": under,
        "heads": _HEADS,
        "rows": rows,
        "numbers": _NUMBERS,
        "statement": visible,
    }
    folder = p.origin.folder if p.origin is not None else None
    html = render("table.html", context, words=words(language("en"), html=True), folder=folder)
    return Paper(
        what="a reconciliation",
        html=html,
        makers=((".xlsx", lambda: _xlsx(found, under, visible.funding or "")),),
    )


def _shown(number: int | None) -> str:
    return "\N{EN DASH}" if number is None else str(number)


def _xlsx(found: Reconciliation, under: str, said: str) -> bytes:
    from vetpartner.render.xlsx import TOP, CalculatedWorkbook, lay_out, put_title

    book = CalculatedWorkbook(found.day, said)
    sheet: Any = book.create_sheet(TITLE)
    put_title(book, sheet, TITLE, under)
    for column, text in enumerate(_HEADS, start=1):
        book.put(sheet, TOP, column, text, "head number" if column - 1 in _NUMBERS else "head")
    for number, row in enumerate(found.rows, start=TOP + 1):
        book.put(sheet, number, 1, row.id, "strong")
        book.put(sheet, number, 2, row.title, "text")
        for column, count in enumerate(row.numbers, start=3):
            book.put(sheet, number, column, count, "number")
        book.put(sheet, number, len(_HEADS), "\n".join(map(str, row.differences)), "text")
    lay_out(sheet, list(_WIDTHS), freeze=f"C{TOP + 1}", head_row=TOP)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
