"""A table as a paper of its own: a page, a workbook of one sheet, CSV and JSON."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.render.language import ReportLanguage
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import Paper, formats, page_of
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.page import Page
    from vetpartner.values.table import Table


def table_paper(
    p: Partnership,
    table: Table,
    *,
    what: str,
    title: str,
    under: str,
    language: ReportLanguage | None = None,
    replaces: str = "table.html",
) -> Paper:
    """Return a table as a page, in English if no language is given, as workbook, CSV and JSON.

    `what` is how it is called in messages, `under` stands below the title,
    `replaces` is the template that it had in version 0.1.
    """
    said = statement(p, "en" if language is None else language.code).funding or ""
    # What stands below the title need not stand above the table again.
    shown = evolve(table, caption="") if table.caption == under else table

    def page() -> Page:
        return page_of(
            p,
            "table.md",
            {"title": title, "under": under, "table": shown},
            what=what,
            title=f"{title} – {under}",
            language=language or language_of("en"),
            across=True,
            replaces=(replaces, "papers.html"),
        )

    def xlsx() -> bytes:
        return table_workbook(table, title, under, p.as_of, said, language)

    def csv() -> bytes:
        # With the mark Excel reads the letters of all languages.
        return table.csv().encode("utf-8-sig")

    def json() -> bytes:
        return f"{table.json()}\n".encode()

    data = ((".xlsx", xlsx), (".csv", csv), (".json", json))
    return Paper(what=what, makers=(*formats(page), *data))


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
    put_table(book, sheet, table, scrolls="A5", language=language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
