"""A table as a paper of its own: a page, a workbook of one sheet, CSV and JSON."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from vetpartner.render.language import ReportLanguage, words
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import Paper
from vetpartner.render.templates import render
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.values.table import Table


def table_paper(p: Partnership, table: Table, *, what: str, title: str, under: str) -> Paper:
    """Return a table as a page in English: `.html`, `.xlsx`, `.csv` and `.json`.

    `what` is how it is called in messages, `under` stands below the title.
    """
    visible, english = statement(p, "en"), language_of("en")
    context = {
        "title": title,
        "under": under,
        "heads": table.heads(),
        "rows": tuple(_page_rows(table)),
        # Days stand like numbers, so that they are not cut at their signs.
        "numbers": tuple(n for n, c in enumerate(table.shown) if c.number or c.kind == "day"),
        "notes": tuple(str(note) for note in table.notes if str(note)),
        "statement": visible,
    }
    folder = p.origin.folder if p.origin is not None else None
    html = render("table.html", context, words=words(english, html=True), folder=folder)

    def xlsx() -> bytes:
        return table_workbook(table, title, under, p.as_of, visible.funding or "")

    def csv() -> bytes:
        # With the mark Excel reads the letters of all languages.
        return table.csv().encode("utf-8-sig")

    def json() -> bytes:
        return f"{table.json()}\n".encode()

    makers = ((".xlsx", xlsx), (".csv", csv), (".json", json))
    return Paper(what=what, html=html, makers=makers)


def _page_rows(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield the rows as texts, those of a group below one with its title."""
    for heads, rows in table.blocks():
        if table.groups:
            yield (heads[0], *("" for _ in heads[1:]))
        yield from rows


def table_workbook(
    table: Table,
    title: str,
    under: str,
    day: date,
    said: str,
    language: ReportLanguage | None = None,
) -> bytes:
    """Return a workbook with one sheet; `said` is the funding statement above the table."""
    from vetpartner.render.xlsx import CalculatedWorkbook, put_table, put_title

    book = CalculatedWorkbook(day, said)
    sheet = book.create_sheet(title[:31])
    put_title(book, sheet, title, under)
    put_table(book, sheet, table, still=0, language=language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
