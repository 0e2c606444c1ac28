"""Framed sheets in Word: certificates that one would hang on a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.render.page import Facts, Heading, ItemList, Lines, Paragraph, Part, Picture
from vetpartner.render.sheets import BASE, FEW, HIGH, LARGER, ROOM, high, scale
from vetpartner.render.word_styles import centre, element, write
from vetpartner.render.word_text import SOFT
from vetpartner.values.grid import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vetpartner.render.page import Block, Blocks
    from vetpartner.render.word_pictures import Pictures
    from vetpartner.render.word_styles import Styles
    from vetpartner.values.grid import Cell

_MARGIN = 17
_HIGH = 20
"""Millimetres of a picture that does not say how high it is."""
_REAL = 0.92
"""How high a sheet is in Word at most, beside what is reckoned, in fonts of usual width."""
_ABOVE = 0.45
"""Which part of the room that is left stands above the title; the rest is to sign in."""


def frame(section: Any, colour: str) -> None:  # noqa: ANN401 - a section of python-docx
    """Give the sheets of a section a double line around, and margins within it."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin, section.bottom_margin = Mm(15), Mm(13)
    section.header_distance = section.footer_distance = Mm(6)
    look = (("w:val", "double"), ("w:sz", "12"), ("w:space", "22"), ("w:color", colour))
    borders = element("w:pgBorders", ("w:offsetFrom", "page"))
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", *look))
    section._sectPr.find(qn("w:pgMar")).addnext(borders)  # noqa: SLF001 - python-docx has no borders


def write_framed(
    document: Any,  # noqa: ANN401 - a document of python-docx
    styles: Styles,
    pictures: Pictures,
    blocks: Blocks,
    other: Callable[[Block], None],
) -> None:
    """Write a sheet so that all of it is on one page; what no sheet of ours has is left to `other`.

    What stands at its bottom is kept there by the room that is reckoned to be left.
    """
    size = BASE * scale(blocks)
    left = max(0.0, HIGH - _REAL * high(blocks, ROOM, size))
    _Sheet(document, styles, pictures, size, left, other).all(blocks)


class _Sheet:
    def __init__(
        self,
        document: Any,  # noqa: ANN401
        styles: Styles,
        pictures: Pictures,
        size: float,
        left: float,
        other: Callable[[Block], None],
    ) -> None:
        self._document, self._styles, self._other = document, styles, other
        self._pictures = pictures
        self._size, self._left = size, left

    def all(self, blocks: Iterable[Block], kind: str = "") -> None:
        """Write blocks one after the other, in the look of the part that they are."""
        for block in blocks:
            self._block(block, kind)

    def _block(self, block: Block, kind: str) -> None:
        size = self._size * LARGER.get(kind, 1)
        match block:
            case Heading() if block.level == 1:
                made = self._paragraph(block.text, self._size * LARGER["heading"], "Heading 1")
                self._before(made, self._left * _ABOVE)
                for run in made.runs:
                    run.bold = False
            case Heading():
                self._paragraph(block.text, size, f"Heading {block.level}")
            case Paragraph():
                made = self._paragraph(block.text, size)
                self._looks(made, kind)
            case Lines():
                for _ in range(block.number):
                    self._before(self._paragraph(runs("_" * 50), self._size), 6)
            case Facts():
                self._facts(block)
            case Picture():
                self._pictures.put(self._document.add_paragraph(), block, high=_HIGH)
            case Part():
                self._part(block)
            case _:
                self._other(block)

    def _part(self, part: Part) -> None:
        cells: Sequence[Blocks] = [(block,) for block in part.blocks]
        if part.kind in {"columns", "beside", "signatures"} and cells:
            self._side_by_side(part.kind, cells)
        elif part.kind == "outcomes":
            self._outcomes(part.blocks)
        else:
            self.all(part.blocks, part.kind)

    def _outcomes(self, blocks: Blocks) -> None:
        for block in blocks:
            if not isinstance(block, ItemList):
                self._block(block, "outcomes")
                continue
            items, half = block.items, -(-len(block.items) // 2)
            halves = [items] if len(items) <= FEW else [items[:half], items[half:]]
            table = self._table([ROOM / len(halves)] * len(halves))
            for cell, some in zip(table.rows[0].cells, halves, strict=True):
                for number, item in enumerate(some):
                    texts = [one.text for one in item if isinstance(one, Paragraph)]
                    pieces = (*runs("\N{BULLET} "), *(piece for text in texts for piece in text))
                    paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
                    self._fill(paragraph, pieces, self._size * LARGER["outcomes"])
                    if len(halves) == 1:
                        centre(paragraph)

    def _side_by_side(self, kind: str, cells: Sequence[Blocks]) -> None:
        """Write blocks in the cells of a table without lines."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        if kind == "signatures":
            gap = self._paragraph((), self._size * 0.5)
            self._before(gap, self._left * (1 - _ABOVE) + 8)
        elif kind == "beside":
            # Two tables that touch each other would be one.
            self._before(self._paragraph((), self._size * 0.3), 2)
        pictured = isinstance(cells[0][0], Picture)
        wide = [20.0, 140.0, ROOM - 160] if kind == "beside" and pictured else []
        widths = wide if len(wide) == len(cells) else [ROOM / len(cells)] * len(cells)
        if kind == "signatures" and len(cells) > 1:
            gap_wide = 40.0
            each = (ROOM - gap_wide * (len(cells) - 1)) / len(cells)
            widths = [w for _ in cells for w in (each, gap_wide)][:-1]
            cells = [c for one in cells for c in (one, ())][:-1]
        table = self._table(widths)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        size = self._size * LARGER["footer" if kind == "beside" else kind]
        for number, (cell, blocks) in enumerate(zip(table.rows[0].cells, cells, strict=True)):
            first = True
            for block in _flat(blocks):
                paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
                first = False
                if isinstance(block, Picture):
                    self._pictures.put(paragraph, block, high=_HIGH)
                elif isinstance(block, Paragraph):
                    self._fill(paragraph, block.text, size)
                if number and number + 1 == len(cells) and kind != "signatures":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if kind == "signatures" and blocks:
                cell._tc.get_or_add_tcPr().append(_line_above())  # noqa: SLF001

    def _facts(self, facts: Facts) -> None:
        if not facts.pairs:
            return
        longest = [max(len(label) * 0.8, len(_plain(value))) + 4 for label, value in facts.pairs]
        table = self._table([ROOM * one / sum(longest) for one in longest])
        for cell, (label, value) in zip(table.rows[0].cells, facts.pairs, strict=True):
            above = cell.paragraphs[0]
            self._fill(above, runs(label), self._size * LARGER["label"])
            _coloured(above)
            below = cell.add_paragraph()
            self._fill(below, runs(value), self._size * 0.92)
            for paragraph in (above, below):
                centre(paragraph)

    def _table(self, widths: Sequence[float]) -> Any:  # noqa: ANN401
        from docx.shared import Mm

        table = self._document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        for cell, column, wide in zip(table.rows[0].cells, table.columns, widths, strict=True):
            cell.width = column.width = Mm(wide)
        return table

    def _paragraph(self, text: Any, size: float, style: str = "Normal") -> Any:  # noqa: ANN401
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._styles.id(style) or None  # noqa: SLF001 - by its id
        self._fill(paragraph, text, size)
        centre(paragraph)
        return paragraph

    def _fill(self, paragraph: Any, text: Any, size: float) -> None:  # noqa: ANN401
        from docx.shared import Pt

        write(paragraph, text)
        form = paragraph.paragraph_format
        form.space_before = Pt(0)
        form.space_after = Pt(round(size * 0.3, 1))
        for run in paragraph.runs:
            run.font.size = Pt(round(size * 2) / 2)

    def _before(self, paragraph: Any, high_: float) -> None:  # noqa: ANN401
        from docx.shared import Mm

        paragraph.paragraph_format.space_before = Mm(round(high_, 1))

    def _looks(self, paragraph: Any, kind: str) -> None:  # noqa: ANN401
        colour = self._document.styles["Heading 1"].font.color.rgb
        for run in paragraph.runs:
            if kind == "large":
                run.bold = True
            elif kind == "name":
                run.font.color.rgb = colour


def _flat(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if isinstance(block, Part):
            yield from _flat(block.blocks)
        else:
            yield block


def _plain(value: Cell) -> str:
    return "".join(piece.text for piece in runs(value))


def _coloured(paragraph: Any) -> None:  # noqa: ANN401
    from docx.shared import RGBColor

    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(SOFT)


def _line_above() -> Any:  # noqa: ANN401
    borders = element("w:tcBorders")
    line = (("w:val", "single"), ("w:sz", "6"), ("w:color", "1C2530"))
    borders.append(element("w:top", *line))
    return borders
