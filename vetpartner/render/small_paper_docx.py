"""The smaller papers as Word documents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import steady_zip
from vetpartner.render.docx import keep_whole, repeat_head, set_up
from vetpartner.render.pdf import needed

if TYPE_CHECKING:
    from vetpartner.render.page import Block, SmallPaper


_WIDTH, _WIDTH_ACROSS = 170, 257
"""Millimetres between the margins, upright and across."""
_LETTER, _MARGINS, _LONGEST_WORD, _LONGEST_TEXT = 1.8, 5.0, 14, 60


def small_paper_docx(paper: SmallPaper) -> bytes:
    """Return a small paper as a Word document: the same bytes for the same content."""
    document = needed("docx", "docx", f"{paper.what} as Word document").Document()
    set_up(document, paper, paper.language)
    if paper.across:
        _turn(document.sections[0])
    kind = document.add_paragraph(paper.heading)
    kind.runs[0].bold = True
    document.add_paragraph(paper.title, style="Heading 1")
    for label, value in paper.pairs:
        paragraph = document.add_paragraph(f"{label}: ")
        paragraph.paragraph_format.space_after = 0
        paragraph.add_run(value).bold = True
    for block in paper.blocks:
        _block(document, block, _WIDTH_ACROSS if paper.across else _WIDTH)
    _signatures(document, paper)
    _statement(document, paper)
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue(), paper.as_of)


def _turn(section: Any) -> None:  # noqa: ANN401 - a section of python-docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def _block(document: Any, block: Block, width: int) -> None:  # noqa: ANN401
    document.add_paragraph(block.heading, style=f"Heading {block.level}")
    if block.text is not None:
        run = document.add_paragraph().add_run(block.text)
        run.bold = block.missing
    for number, item in enumerate(block.points, start=1):
        # Numbers are written out, since a numbered list of Word goes on from the list before it.
        document.add_paragraph(f"{number}.  {item}")
    if block.heads:
        _table(document, block, width)
    for _ in range(block.lines):
        document.add_paragraph("_" * 76)


def _table(document: Any, block: Block, whole: int) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    rows = (block.heads, *block.rows)
    table = document.add_table(rows=len(rows), cols=len(block.heads), style="Table Grid")
    table.autofit = False
    widths = _widths(rows, whole)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (line, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for index, (cell, width, text) in enumerate(zip(line.cells, widths, texts, strict=True)):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(2)
            paragraph.paragraph_format.space_after = Pt(2)
            if index in block.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(9), number == 0
        keep_whole(line)
    repeat_head(table.rows[0])
    document.add_paragraph()


def _widths(rows: tuple[tuple[str, ...], ...], whole: int) -> list[Any]:
    """Give each column room for its longest word, and share the rest by the length of texts."""
    from docx.shared import Mm

    columns = list(zip(*rows, strict=True))
    words = [max(len(word) for word in " x ".join(texts).split()) for texts in columns]
    least = [_MARGINS + _LETTER * min(word, _LONGEST_WORD) for word in words]
    wanted = [1 + min(_LONGEST_TEXT, max(map(len, texts))) for texts in columns]
    left = max(0.0, whole - sum(least))
    given = [n + left * w / sum(wanted) for n, w in zip(least, wanted, strict=True)]
    return [Mm(whole * width / sum(given)) for width in given]


def _signatures(document: Any, paper: SmallPaper) -> None:  # noqa: ANN401
    from docx.shared import Pt

    if not paper.signatures:
        return
    document.add_paragraph().paragraph_format.space_before = Pt(24)
    cells = document.add_table(rows=1, cols=len(paper.signatures)).rows[0].cells
    for cell, text in zip(cells, paper.signatures, strict=True):
        cell.paragraphs[0].text = f"{'_' * 30}\n{text}"


def _statement(document: Any, paper: SmallPaper) -> None:  # noqa: ANN401
    from docx.shared import Pt

    for number, text in enumerate(paper.said):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if number else 16)
        paragraph.add_run(text).font.size = Pt(8)
