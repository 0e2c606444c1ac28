"""What a smaller paper shows: its head, then blocks with lists, tables and lines to write on."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from vetpartner.export.pages.report_language import ReportLanguage
from vetpartner.views.reports.report_statement import VisibleStatement


@frozen(kw_only=True)
class Block:
    """A part of a paper: a heading, a text, a numbered list, a table, lines to write on.

    `heads` and `rows` are texts; columns in `numbers` stand to the right. `level` is that of the
    heading, 2 or 3. `missing` tells that `text` names something that is still open.
    """

    heading: str
    level: int = 2
    text: str | None = None
    missing: bool = False
    points: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    lines: int = 0


@frozen(kw_only=True)
class SmallPaper:
    """All that a small paper shows, in its language.

    `pairs` are labels and values below the title; `signatures` are who signs at the end.
    `across` tells that the page lies on its side, for wide tables.
    `label`, `reference` and `as_of` are those of the project, for the properties of the file.
    """

    what: str
    heading: str
    title: str
    pairs: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    signatures: tuple[str, ...]
    statement: VisibleStatement
    language: ReportLanguage
    label: str
    reference: str | None
    as_of: date
    across: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """Return funding statement and disclaimer, of which one may begin with the other."""
        return self.statement.said
