"""A page as a Word document with real styles: the same bytes for the same page."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from vetpartner.files.atomic import steady_zip
from vetpartner.render.page import (
    Break,
    Code,
    Divider,
    Facts,
    Heading,
    ItemList,
    Lines,
    Paragraph,
    Part,
    Picture,
    headed,
    leads,
    on_paper,
)
from vetpartner.render.pdf import needed
from vetpartner.render.sheets import framed
from vetpartner.render.widths import columns, cut
from vetpartner.render.word_pictures import Pictures
from vetpartner.render.word_sheets import frame, write_framed
from vetpartner.render.word_styles import (
    LEVELS,
    Contents,
    Styles,
    contents,
    element,
    page_width,
    write,
)
from vetpartner.render.word_template import WordTemplate, opened
from vetpartner.render.word_text import (
    SOFT,
    USUAL,
    Letters,
    paragraph,
    parsed,
    pieces,
    plain,
    row,
    table,
    table_cell,
)
from vetpartner.values.grid import Grid, GridRow, runs, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vetpartner.render.page import Block, Page

_BLUE = "0B3D91"


def docx(page: Page, template: WordTemplate | None = None) -> bytes:
    """Return a page as a Word document.

    Of a `template` the styles, the paper, the headers and the footers are kept, and its text is
    not. What it lacks of the styles that a page needs is added.
    """
    package = needed("docx", "docx", f"{page.what} as Word document")
    if template is None:
        document = package.Document()
        _set_up(document, page)
    else:
        document = opened(template)
    _describe(document, page)
    _speak(document, page)
    logo = page.look.logo if template is None else None
    above, blocks = headed(on_paper(page.blocks), logo)
    pictures = Pictures(document, (*above, *blocks))
    _Writer(document, page, pictures).all((*above, *blocks))
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue(), page.as_of)


def _set_up(document: Any, page: Page) -> None:  # noqa: ANN401 - a document of python-docx
    """Set paper, fonts, what stands at the top of each sheet, and numbers at its bottom."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    if page.across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = section.top_margin = Mm(12)
    if framed(page):
        frame(section, page.look.colour.removeprefix("#").upper() or _BLUE)
    section.header.paragraphs[0].text = page.running
    if page.numbered:
        _page_number(section.footer.paragraphs[0])
    font = page.look.font or "Arial"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(10)
    normal.paragraph_format.space_after = Pt(5)
    colour = RGBColor.from_string(page.look.colour.removeprefix("#").upper() or _BLUE)
    for level in range(1, 7):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.italic = font, False
        for name in list(style.element.rPr.rFonts.attrib):
            if name.endswith("Theme"):
                del style.element.rPr.rFonts.attrib[name]
        style.font.size = Pt({1: 22, 2: 15, 3: 12}.get(level, 10))
        style.font.color.rgb = colour
    document.styles["TOC Heading"].font.size = Pt(15)
    document.styles["Caption"].font.color.rgb = RGBColor(0x1C, 0x25, 0x30)


def _describe(document: Any, page: Page) -> None:  # noqa: ANN401
    """Set what the document says of itself, in the properties of the file."""
    properties = document.core_properties
    stamp = datetime.combine(page.as_of, time(), UTC).replace(tzinfo=None)
    properties.title = page.title
    properties.subject = page.reference or ""
    properties.author = properties.last_modified_by = page.label
    properties.comments = properties.keywords = ""
    properties.language = page.language.code
    properties.created = properties.modified = stamp
    properties.revision = 1


def _speak(document: Any, page: Page) -> None:  # noqa: ANN401
    """Set the language of all text, in place of the one that a template was written in."""
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("w:lang", ("w:val", page.language.tag)))


def _page_number(paragraph: Any) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name, before in (("PAGE", ""), ("NUMPAGES", " / ")):
        paragraph.add_run(before)
        paragraph._p.append(element("w:fldSimple", ("w:instr", name)))  # noqa: SLF001 - it has no fields


# The blocks of a page, written one after the other.

TABLE_SIZE, WIDER, BOLD, GAP = 8, 1.22, 1.1, 4.6
"""Points of a text in a table, how much wider a sans is, and a bold one once more, and
millimetres between two columns."""
_YEAR = 5.5
"""Points of a text in a year whose days stand side by side, each of its lines cut to its room."""
_FEW = 9
"""Rows of a table that is kept on one page."""
_PARTS = {
    "large": Letters(size=16, bold=True),
    "footer": Letters(size=8),
    "fallback": Letters(italic=True),
    "kind": Letters(bold=True, colour=SOFT),
    "under": Letters(colour=SOFT),
    "note": Letters(colour=SOFT),
    "none": Letters(colour=SOFT),
}
"""How the letters of paragraphs look in parts of a kind."""
_TO_SIGN = 8
"""Millimetres of a row to sign in."""
_BLANK = "_" * 30


class _Writer:
    """Writes blocks into a document; `room` is the width of its text in millimetres."""

    def __init__(self, document: Any, page: Page, pictures: Pictures) -> None:  # noqa: ANN401
        self._document = document
        self._pictures = pictures
        self._end = document.element.body.sectPr
        self._styles = Styles(document)
        self._page = page
        self._contents: Contents | None = None
        self._title = ""
        self._lists: list[tuple[bool, int]] = []
        self._part = ""
        self._sheets = 0
        self._framed = framed(page)

    def all(self, blocks: Iterable[Block]) -> None:
        """Write blocks one after the other."""
        for block in blocks:
            self._block(block)

    def _write(self, xml: str) -> None:
        """Put what `word_text` made at the end of the document."""
        for made in parsed(xml):
            self._end.addprevious(made)

    def _block(self, block: Block) -> None:  # noqa: C901 - a kind after the other
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Code():
                self._write(paragraph(plain(block.text), style=self._styles.id("No Spacing")))
            case Divider():
                pass
            case Break():
                self._document.add_page_break()
            case Lines():
                for _ in range(block.number):
                    self._document.add_paragraph("_" * 76)
            case ItemList():
                self._listing(block)
            case Facts():
                self._facts(block)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)
            case Part():
                self._section(block)

    def _section(self, part: Part) -> None:
        before, self._part = self._part, part.kind
        if part.kind == "contents":
            self._title = next((text_of(b.text) for b in part.blocks if isinstance(b, Heading)), "")
        elif part.kind in {"columns", "signatures"}:
            self._side_by_side(part)
        elif part.kind == "landscape":
            self._turned(part)
        elif part.kind == "logos":
            self._row(part)
        elif part.kind == "gallery":
            self._gallery(part)
        elif part.kind == "language":
            self._spoken(part)
        else:
            if part.kind == "sheet":
                if self._sheets:
                    self._document.add_page_break()
                self._sheets += 1
            if part.kind == "sheet" and self._framed:
                write_framed(self._document, self._styles, self._pictures, part.blocks, self._block)
            else:
                self.all(part.blocks)
        self._part = before

    def _spoken(self, part: Part) -> None:
        """Write a part in another language than the page, each piece of it marked so."""
        from docx.oxml.ns import qn

        body = self._document.element.body
        before = set(body)
        self.all(part.blocks)
        if part.language == self._page.language.code:
            return
        for run in (run for new in body if new not in before for run in new.iter(qn("w:r"))):
            if run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is None:
                run.get_or_add_rPr().append(element("w:lang", ("w:val", part.language)))

    def _heading(self, heading: Heading) -> None:
        if heading.level in LEVELS and self._contents is None and self._title:
            self._contents = contents(self._document, self._styles, self._title)
        style = self._styles.id(f"Heading {heading.level}")
        inside = pieces(heading.text)
        if self._contents is not None:
            inside = self._contents.add(heading.text, inside, heading.level)
        side = "center" if self._part == "sheet" else ""
        self._write(paragraph(inside, style=style, side=side))

    def _paragraph(self, block: Paragraph) -> None:
        name = "Quote" if self._part == "quote" else self._style()
        style = self._styles.id(name)
        letters = _PARTS.get(self._part, USUAL)
        inside = pieces(block.text, letters, letters)
        if self._lists and self._styles.without_marks(name):
            bullet, number = self._lists[-1]
            inside = plain("\N{BULLET} " if bullet else f"{number}. ", letters) + inside
        side = "center" if self._part in {"centre", "large"} else ""
        self._write(paragraph(inside, style=style, keep=leads(block), side=side))

    def _style(self) -> str:
        if not self._lists:
            return "Normal"
        depth, kind = min(len(self._lists), 3), "Bullet" if self._lists[-1][0] else "Number"
        return f"List {kind}" if depth == 1 else f"List {kind} {depth}"

    def _listing(self, block: ItemList) -> None:
        for number, item in enumerate(block.items, start=block.start or 0):
            self._lists.append((block.start is None, number))
            self.all(item)
            self._lists.pop()

    def _facts(self, facts: Facts) -> None:
        style, colon = self._styles.id("Normal"), self._page.language.colon
        for number, (label, value) in enumerate(facts.pairs, start=1):
            inside = plain(f"{label}{colon} ") + pieces(runs(value), Letters(bold=True))
            after = 8 if number == len(facts.pairs) else 1
            self._write(paragraph(inside, style=style, after=after))

    def _grid(self, grid: Grid) -> None:
        if grid.caption and grid.captioned:
            style = self._styles.id("Caption")
            self._write(paragraph(plain(grid.caption), style=style, keep=True))
        heads = [GridRow(grid.heads)] if any(grid.heads) else []
        signing = grid.look == "sign"
        style = self._styles.table("Table Grid" if signing else "Light Grid Accent 1")
        rows = (*heads, *grid.rows)
        widths, shrunk = columns(grid, self._room, TABLE_SIZE * WIDER, GAP, BOLD)
        size = _YEAR if grid.look == "year" else max(5.0, TABLE_SIZE * shrunk)
        few = len(rows) <= _FEW
        made = []
        for index, line in enumerate(rows):
            head = index < len(heads)
            # No row stands alone above or below the end of a page, and no title over its rows.
            title = head or line.kind == "group"
            keep = index + 1 < len(rows) and (few or title or index + 2 == len(rows))
            cells = _cells(line, grid, widths, size, head=head, keep=keep)
            high = _TO_SIGN if signing and not head else None
            made.append(row(cells, head=head, high=high))
        self._write(table(style, widths, made))
        self._document.add_paragraph()

    def _picture(self, picture: Picture) -> None:
        self._put(self._document.add_paragraph(), picture)

    def _put(self, paragraph: Any, picture: Picture) -> None:  # noqa: ANN401
        self._pictures.put(paragraph, picture, wide=self._room)

    def _row(self, part: Part) -> None:
        """Write pictures in one paragraph, with room between them."""
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(14)
        for number, picture in enumerate(part.blocks):
            if isinstance(picture, Picture):
                if number:
                    paragraph.add_run(" " * 6)
                self._put(paragraph, picture)

    def _gallery(self, part: Part) -> None:
        """Write pictures two by two in a table without lines, each above its caption."""
        from docx.shared import Pt, RGBColor

        pictures = [block for block in part.blocks if isinstance(block, Picture)]
        rows = -(-len(pictures) // 2)
        cells = self._document.add_table(rows=rows, cols=2)._cells  # noqa: SLF001 - of all rows at once
        for cell, picture in zip(cells, pictures, strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = True
            self._put(paragraph, picture)
            below = cell.add_paragraph()
            write(below, runs(picture.caption))
            for run in below.runs:
                run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(SOFT)
        self._document.add_paragraph()

    @property
    def _room(self) -> float:
        return page_width(self._document.sections[-1])

    def _side_by_side(self, part: Part) -> None:
        """Write paragraphs in the cells of a table without lines."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        if part.kind == "signatures":
            before = self._document.add_paragraph()
            before.paragraph_format.space_before = Pt(40)
            # Nobody signs on a page with nothing above.
            for paragraph in self._document.paragraphs[-2:]:
                paragraph.paragraph_format.keep_with_next = True
        cells = self._document.add_table(rows=1, cols=max(1, len(part.blocks))).rows[0].cells
        for cell, block in zip(cells, part.blocks, strict=True):
            paragraph = cell.paragraphs[0]
            if part.kind == "signatures":
                paragraph.add_run(_BLANK).add_break()
            if isinstance(block, Paragraph):
                write(paragraph, block.text)
        if part.kind == "columns" and len(part.blocks) > 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _turned(self, part: Part) -> None:
        """Write a part in a section whose sheets lie on their side."""
        from docx.enum.section import WD_ORIENT, WD_SECTION

        for turned in (True, False):
            section = self._document.add_section(WD_SECTION.NEW_PAGE)
            section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width
            if turned:
                self.all(part.blocks)


def _cells(
    line: GridRow, grid: Grid, widths: Sequence[float], size: float, *, head: bool, keep: bool
) -> str:
    """Return the cells of a row of a table; with `keep` it stays with the next one."""
    if line.kind == "group" and len(line.cells) == 1:
        spans = [(sum(widths) / len(widths), len(widths))]
    else:
        spans = [(width, 1) for width in widths]
    year, made = grid.look == "year", ""
    for n, ((width, span), content) in enumerate(zip(spans, line.cells, strict=True)):
        texts = runs(content)
        if year:
            texts = cut(texts, width - GAP, size * WIDER)
        bold = head or bool(line.kind) or (n == 0 and grid.named)
        inside = pieces(texts, Letters(bold=bold, size=size))
        side = "right" if n in grid.numbers else ""
        made += table_cell(
            paragraph(inside, keep=keep, after=0 if year else 1, side=side), width, span
        )
    return made
