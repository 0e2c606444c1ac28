"""The report as a Word document with real styles, made of its Markdown."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from vetpartner.export.report_extras import needed
from vetpartner.export.report_words import markdown
from vetpartner.files.steady_zip import steady_zip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from markdown_it.token import Token

    from vetpartner.export.report_language import ReportLanguage
    from vetpartner.views.report import ReportData


class Titled(Protocol):
    """What a document says of itself: its day, its title, the project and its reference."""

    @property
    def as_of(self) -> date:
        """Return the day on which it counts as made."""
        ...

    @property
    def label(self) -> str:
        """Return how the project is called."""
        ...

    @property
    def title(self) -> str | None:
        """Return the title of the document."""
        ...

    @property
    def reference(self) -> str | None:
        """Return the reference of the project."""
        ...


def docx_bytes(text: str, data: ReportData, language: ReportLanguage) -> bytes:
    """Return a report in Markdown as a Word document: the same bytes for the same text."""
    docx = needed("docx", "docx", "a report as Word document")
    document = docx.Document()
    set_up(document, data, language)
    _Writer(document).write(markdown().parse(text))
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue(), data.as_of)


def set_up(document: Any, data: Titled, language: ReportLanguage) -> None:  # noqa: ANN401
    """Set paper, fonts, language and what the document says of itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        _page_number(section.footer.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(5)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), str(language.locale).replace("_", "-"))
    normal.element.get_or_add_rPr().append(spoken)
    for level in range(1, 7):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.italic = "Arial", False
        for name in list(style.element.rPr.rFonts.attrib):
            if name.endswith("Theme"):
                del style.element.rPr.rFonts.attrib[name]
        style.font.size = Pt({1: 22, 2: 15, 3: 12}.get(level, 10))
        style.font.color.rgb = RGBColor(0x0B, 0x3D, 0x91)
    document.styles["Caption"].font.color.rgb = RGBColor(0x1C, 0x25, 0x30)
    properties = document.core_properties
    stamp = datetime.combine(data.as_of, time(), UTC).replace(tzinfo=None)
    properties.title = data.title or data.label
    properties.subject = data.reference or ""
    properties.author = properties.last_modified_by = data.label
    properties.comments = properties.keywords = ""
    properties.language = language.code
    properties.created = properties.modified = stamp
    properties.revision = 1


def _page_number(paragraph: Any) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name, before in (("PAGE", ""), ("NUMPAGES", " / ")):
        paragraph.add_run(before)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


_PAGE_WIDTH = 170
"""Millimetres between the margins."""
_MARGINS, _LETTER = 5.0, 1.75
"""Millimetres of a cell's margins and of a letter, at the size of tables."""
_LONGEST_WORD, _LONGEST_TEXT = 14, 60
"""Characters beyond which a word or a text gets no more room."""


class _Writer:
    """Walks through Markdown and writes it into a document."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._document = document
        self._lists: list[str] = []

    def write(self, tokens: Sequence[Token]) -> None:
        """Write blocks: headings, paragraphs, lists, quotations, code and tables."""
        index = 0
        quoted = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                end = _end(tokens, index)
                self._table(tokens[index:end])
                index = end
                continue
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self._lists.append(
                    "List Bullet" if token.type.startswith("bullet") else "List Number"
                )
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._lists.pop()
            elif token.type == "blockquote_open":
                quoted += 1
            elif token.type == "blockquote_close":
                quoted -= 1
            elif token.type == "heading_open":
                level = int(token.tag[1])
                style = "Title" if level == 0 else f"Heading {level}"
                _inline(self._document.add_paragraph(style=style), tokens[index + 1])
            elif token.type == "paragraph_open":
                caption = index + 3 < len(tokens) and tokens[index + 3].type == "table_open"
                style = "Caption" if caption else "Quote" if quoted else self._style()
                paragraph = self._document.add_paragraph(style=style)
                paragraph.paragraph_format.keep_with_next = caption or None
                _inline(paragraph, tokens[index + 1])
            elif token.type in {"fence", "code_block"}:
                self._document.add_paragraph(token.content.rstrip("\n"), style="No Spacing")
            index += 1

    def _style(self) -> str:
        if not self._lists:
            return "Normal"
        depth = min(len(self._lists), 3)
        return self._lists[-1] if depth == 1 else f"{self._lists[-1]} {depth}"

    def _table(self, tokens: Sequence[Token]) -> None:
        rows = list(_rows(tokens))
        table = self._document.add_table(
            rows=len(rows), cols=len(rows[0]), style="Light Grid Accent 1"
        )
        table.autofit = False
        widths = _widths(rows)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, (line, row) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, width, (inline, right) in zip(line.cells, widths, row, strict=True):
                cell.width = width
                _fill_cell(cell, inline, right=right, head=number == 0)
            keep_whole(line)
        repeat_head(table.rows[0])
        self._document.add_paragraph()


def _rows(tokens: Sequence[Token]) -> Iterator[list[tuple[Token, bool]]]:
    """Yield the cells of each row of a table, and whether they are aligned to the right."""
    row: list[tuple[Token, bool]] = []
    right = False
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type in {"th_open", "td_open"}:
            right = "right" in str(token.attrs.get("style", ""))
        elif token.type == "inline":
            row.append((token, right))
        elif token.type == "tr_close":
            yield row


def _widths(rows: Sequence[Sequence[tuple[Token, bool]]]) -> list[Any]:
    """Give each column room for its longest word, and share the rest by the length of texts."""
    from docx.shared import Mm

    columns = [[cell.content for cell, _ in column] for column in zip(*rows, strict=True)]
    words = [max(len(word) for word in " x ".join(texts).split()) for texts in columns]
    needed_mm = [_MARGINS + _LETTER * min(word, _LONGEST_WORD) for word in words]
    wanted = [1 + min(_LONGEST_TEXT, max(map(len, texts))) for texts in columns]
    left = max(0.0, _PAGE_WIDTH - sum(needed_mm))
    given = [n + left * w / sum(wanted) for n, w in zip(needed_mm, wanted, strict=True)]
    return [Mm(_PAGE_WIDTH * width / sum(given)) for width in given]


def _fill_cell(cell: Any, inline: Token, *, right: bool, head: bool) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _inline(paragraph, inline)
    for run in paragraph.runs:
        run.font.size = Pt(8)
        run.bold = head or run.bold or False


def repeat_head(row: Any) -> None:  # noqa: ANN401 - a row of python-docx
    """Show a row of a table again on each page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no such setting


def keep_whole(row: Any) -> None:  # noqa: ANN401 - a row of python-docx
    """Keep a row of a table on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return the index after the end of the table that begins at `start`."""
    return next(i for i in range(start, len(tokens)) if tokens[i].type == "table_close") + 1


def _inline(paragraph: Any, token: Token) -> None:  # noqa: ANN401
    """Write texts with emphasis; a link shows its address where its text is another."""
    bold = italic = 0
    href, shown = "", ""
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            bold += child.nesting
        elif child.type in {"em_open", "em_close"}:
            italic += child.nesting
        elif child.type == "link_open":
            href, shown = str(child.attrs.get("href", "")), ""
        elif child.type == "link_close":
            if shown != href:
                paragraph.add_run(f" ({href})")
            href = ""
        elif child.type in {"softbreak", "hardbreak"}:
            _break(paragraph, hard=child.type == "hardbreak")
        else:
            shown += child.content
            run = paragraph.add_run(child.content)
            run.bold, run.italic = bold > 0 or None, italic > 0 or None


def _break(paragraph: Any, *, hard: bool) -> None:  # noqa: ANN401
    if hard:
        paragraph.add_run().add_break()
    else:
        paragraph.add_run(" ")
