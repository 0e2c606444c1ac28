"""The report as a Word document with real styles, made of its Markdown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import steady_zip
from vetpartner.render.docx import (
    LEVELS,
    Contents,
    Styles,
    contents,
    describe,
    keep_whole,
    page_width,
    repeat_head,
    set_up,
    speak,
)
from vetpartner.render.language import markdown
from vetpartner.render.pdf import needed
from vetpartner.render.word_template import WordTemplate, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from vetpartner.papers.report import ReportData
    from vetpartner.render.language import ReportLanguage


def docx_bytes(
    text: str,
    data: ReportData,
    language: ReportLanguage,
    template: WordTemplate | None = None,
) -> bytes:
    """Return a report in Markdown as a Word document: the same bytes for the same text.

    Of a `template` the styles, the paper, the headers and the footers are kept, and its text is
    not. What it lacks of the styles that a report needs is added.
    """
    docx = needed("docx", "docx", "a report as Word document")
    if template is None:
        document = docx.Document()
        set_up(document, data, language)
        named = (data.label, data.reference, data.title)
        document.sections[0].header.paragraphs[0].text = " · ".join(
            dict.fromkeys(part for part in named if part)
        )
    else:
        document = opened(template)
        describe(document, data, language)
        speak(document, language)
    writer = _Writer(document, Styles(document), language.gettext("Contents"))
    writer.write(markdown().parse(text))
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue(), data.as_of)


_MARGINS, _LETTER = 5.0, 1.75
"""Millimetres of a cell's margins and of a letter, at the size of tables."""
_LONGEST_WORD, _LONGEST_TEXT = 14, 60
"""Characters beyond which a word or a text gets no more room."""


class _Writer:
    """Walks through Markdown and writes it into a document."""

    def __init__(self, document: Any, styles: Styles, contents_title: str) -> None:  # noqa: ANN401
        self._document = document
        self._styles = styles
        self._title = contents_title
        self._contents: Contents | None = None
        self._lists: list[tuple[str, int]] = []

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
            self._list(token)
            if token.type == "blockquote_open":
                quoted += 1
            elif token.type == "blockquote_close":
                quoted -= 1
            elif token.type == "heading_open":
                self._heading(int(token.tag[1]), tokens[index + 1])
            elif token.type == "paragraph_open":
                self._paragraph(tokens, index, quoted=quoted > 0)
            elif token.type in {"fence", "code_block"}:
                style = self._styles.named("No Spacing")
                self._document.add_paragraph(token.content.rstrip("\n"), style=style)
            index += 1

    def _list(self, token: Token) -> None:
        """Follow lists and their items, which are numbered where a style does not do it."""
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            kind = "List Bullet" if token.type.startswith("bullet") else "List Number"
            self._lists.append((kind, int(token.attrs.get("start", 1)) - 1))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif token.type == "list_item_open":
            kind, number = self._lists[-1]
            self._lists[-1] = (kind, number + 1)

    def _heading(self, level: int, inline: Token) -> None:
        if level in LEVELS and self._contents is None:
            self._contents = contents(self._document, self._styles, self._title)
        style = self._styles.named(f"Heading {level}")
        paragraph = self._document.add_paragraph(style=style)
        _inline(paragraph, inline)
        if self._contents is not None:
            self._contents.add(paragraph, level)

    def _paragraph(self, tokens: Sequence[Token], index: int, *, quoted: bool) -> None:
        caption = index + 3 < len(tokens) and tokens[index + 3].type == "table_open"
        name = "Caption" if caption else "Quote" if quoted else self._style()
        paragraph = self._document.add_paragraph(style=self._styles.named(name))
        paragraph.paragraph_format.keep_with_next = caption or None
        if self._lists and not caption and not quoted and self._styles.without_marks(name):
            kind, number = self._lists[-1]
            mark = "\N{BULLET}" if kind == "List Bullet" else f"{number}."
            paragraph.add_run(f"{mark} ")
        _inline(paragraph, tokens[index + 1])

    def _style(self) -> str:
        if not self._lists:
            return "Normal"
        depth, kind = min(len(self._lists), 3), self._lists[-1][0]
        return kind if depth == 1 else f"{kind} {depth}"

    def _table(self, tokens: Sequence[Token]) -> None:
        rows = list(_rows(tokens))
        style = self._styles.table("Light Grid Accent 1")
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style=style)
        table.autofit = False
        widths = _widths(rows, page_width(self._document.sections[-1]))
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


def _widths(rows: Sequence[Sequence[tuple[Token, bool]]], page: float) -> list[Any]:
    """Give each column room for its longest word, and share the rest by the length of texts."""
    from docx.shared import Mm

    columns = [[cell.content for cell, _ in column] for column in zip(*rows, strict=True)]
    words = [max(len(word) for word in " x ".join(texts).split()) for texts in columns]
    needed_mm = [_MARGINS + _LETTER * min(word, _LONGEST_WORD) for word in words]
    wanted = [1 + min(_LONGEST_TEXT, max(map(len, texts))) for texts in columns]
    left = max(0.0, page - sum(needed_mm))
    given = [n + left * w / sum(wanted) for n, w in zip(needed_mm, wanted, strict=True)]
    return [Mm(page * width / sum(given)) for width in given]


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
