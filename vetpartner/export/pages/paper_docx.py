"""Attendance lists and certificates as Word documents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.export.pages.report_extras import needed
from vetpartner.export.pages.word_parts import keep_whole, repeat_head, set_up
from vetpartner.files.steady_zip import steady_zip

if TYPE_CHECKING:
    from vetpartner.export.pages.paper_data import Certificate, CertificateData, ListData
    from vetpartner.export.pages.report_language import ReportLanguage
    from vetpartner.views.people.activity_head import ActivityHead
    from vetpartner.views.reports.report_statement import VisibleStatement

_ACROSS = 273
"""Millimetres between the margins of A4 across."""
_UPRIGHT = 170
"""Millimetres between the margins of A4 upright."""
_WIDTHS = (11, 52, 30, 27)
_LINE = 10
"""Millimetres of a line to sign."""


def list_docx(data: ListData) -> bytes:
    """Return an attendance list: A4 across, a table for each sheet, heads on every page."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = _document(data.head, data.language, "an attendance list as Word document")
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = Mm(12)
    section.header.paragraphs[0].text = data.which
    document.add_paragraph(data.title, style="Heading 1")
    for label, value in data.facts:
        paragraph = document.add_paragraph(f"{label}: ")
        paragraph.paragraph_format.space_after = Mm(0)
        paragraph.add_run(value).bold = True
    for number, days in enumerate(data.sheets):
        if number:
            document.add_page_break()
        _signing_table(document, data, days)
    _statement(document, data.statement)
    return _bytes(document, data.head)


def _signing_table(document: Any, data: ListData, days: tuple[str, ...]) -> None:  # noqa: ANN401
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm

    document.add_paragraph().paragraph_format.space_after = Mm(0)
    heads = (*data.heads, *days)
    table = document.add_table(rows=1 + len(data.lines), cols=len(heads), style="Table Grid")
    table.autofit = False
    each = (_ACROSS - sum(_WIDTHS)) / len(days)
    widths = [Mm(width) for width in (*_WIDTHS, *(each for _ in days))]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = list(table.rows)
    texts = [heads]
    for line in data.lines:
        country = data.language.country(line.country) if line.country else ""
        known = (str(line.number), line.shown, line.organisation, country)
        texts.append((*known, *("" for _ in days)))
    for index, (row, cells) in enumerate(zip(rows, texts, strict=True)):
        if index:
            row.height, row.height_rule = Mm(_LINE), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, width, text in zip(row.cells, widths, cells, strict=True):
            cell.width = width
            _fill(cell, text, bold=not index)
        keep_whole(row)
    repeat_head(rows[0])


def _fill(cell: Any, text: str, *, bold: bool) -> None:  # noqa: ANN401
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(9)


def certificates_docx(data: CertificateData) -> bytes:
    """Return certificates and participation notes, each on a page of its own."""
    document = _document(data.head, data.language, "certificates as Word document")
    # Each page goes to somebody else, who is not the third of twenty.
    document.sections[0].footer.paragraphs[0].clear()
    for number, page in enumerate(data.pages):
        if number:
            document.add_page_break()
        _certificate(document, data, page)
    return _bytes(document, data.head)


def _certificate(document: Any, data: CertificateData, page: Certificate) -> None:  # noqa: ANN401
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    gettext, head = data.language.gettext, data.head
    known = f"{head.label}    {head.reference}" if head.reference else head.label
    top = document.add_paragraph(f"{known}\t{gettext('Number')}: {page.number}")
    top.paragraph_format.tab_stops.add_tab_stop(Mm(_UPRIGHT), WD_TAB_ALIGNMENT.RIGHT)
    _centred(document, page.title, size=24, style="Heading 1", before=40)
    _centred(document, page.lines[0], before=12)
    if page.name is None:
        _centred(document, "_" * 40, before=12)
        _centred(document, page.attending.participant)
    else:
        _centred(document, page.name, size=18, bold=True, before=6)
    if page.organisation is not None:
        land = page.attending.country
        country = data.language.country(land) if land else None
        _centred(document, ", ".join(filter(None, (page.organisation, country))))
    _centred(document, page.lines[1], before=6)
    _centred(document, head.title, size=14, bold=True, after=20)
    for label, value in page.pairs:
        document.add_paragraph(f"{label}: ").add_run(value).bold = True
    if head.learning_outcomes:
        outcomes = document.add_paragraph(gettext("Learning outcomes of the training"))
        outcomes.runs[0].bold = True
        outcomes.paragraph_format.space_before = Pt(10)
        for outcome in head.learning_outcomes:
            document.add_paragraph(outcome, style="List Bullet")
    document.add_paragraph().paragraph_format.space_before = Pt(60)
    signed = document.add_table(rows=1, cols=2).rows[0].cells
    who = "\n".join(filter(None, (gettext("Name, signature and stamp"), head.organiser)))
    for cell, text in zip(signed, (gettext("Place and date"), who), strict=True):
        cell.paragraphs[0].text = f"{'_' * 34}\n{text}"
    _statement(document, data.statement)


def _centred(
    document: Any,  # noqa: ANN401
    text: str,
    *,
    size: int = 11,
    bold: bool = False,
    style: str = "Normal",
    before: int = 0,
    after: int = 4,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=style)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold or None


def _document(head: ActivityHead, language: ReportLanguage, what: str) -> Any:  # noqa: ANN401
    document = needed("docx", "docx", what).Document()
    set_up(document, head, language)
    return document


def _statement(document: Any, said: VisibleStatement) -> None:  # noqa: ANN401
    from docx.shared import Pt

    for number, text in enumerate(filter(None, (said.funding, said.disclaimer))):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if number else 16)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(8), number == 0


def _bytes(document: Any, head: ActivityHead) -> bytes:  # noqa: ANN401
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue(), head.as_of)
