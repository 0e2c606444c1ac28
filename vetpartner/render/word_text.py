"""The text of a Word document as XML: runs, paragraphs and tables, parsed piece by piece.

python-docx seeks the place of each property among its neighbours, and asks for each of them anew;
what is written here in the order of the format takes a tenth of that time.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.render.markdown import clean
from vetpartner.values.grid import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vetpartner.values.grid import Run, Runs

SOFT, RED = "4D5A6A", "8F1418"
_LOOKS = {
    "id": SOFT,
    "soft": SOFT,
    "record": SOFT,
    "missing": RED,
    "status overdue": RED,
    "status not-recorded": RED,
    "status not-reached": RED,
    "status cancelled": RED,
}
_BREAK = "<w:br/>"
_SIGNS = re.compile(r"([\t\n\r])")


@frozen(kw_only=True)
class Letters:
    """How letters look: their `size` in points, and their `colour` where they have none of theirs.

    `bold` is None for what is as its style says, False for what is not bold whatever that says.
    """

    bold: bool | None = None
    italic: bool = False
    colour: str = ""
    size: float | None = None


USUAL = Letters()
"""Letters as their style says."""


def parsed(xml: str) -> list[Any]:
    """Return the elements of XML without a root, to be put into a document."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


# Runs.


def plain(text: str, letters: Letters = USUAL) -> str:
    """Return a run with a text as it is; tabs and ends of lines in it are those of Word."""
    signs = {"\t": "<w:tab/>", "\n": _BREAK, "\r": _BREAK}
    inside = "".join(signs.get(part) or _text(part) for part in _SIGNS.split(text) if part)
    looks = _properties(letters, bold=letters.bold, colour=letters.colour)
    return f"<w:r>{looks and f'<w:rPr>{looks}</w:rPr>'}{inside}</w:r>"


def pieces(texts: Runs, letters: Letters = USUAL, address: Letters = USUAL) -> str:
    """Return pieces with their looks; `address` is how that of a link looks, which stands behind.

    What is only spoken is left out.
    """
    made = []
    for piece in texts:
        if piece.look == "spoken":
            continue
        bold = True if piece.bold else letters.bold
        colour = _LOOKS.get(piece.look, letters.colour)
        looks = _properties(
            letters, bold=bold, colour=colour, italic=piece.italic, language=piece.language
        )
        whole = piece.look in WHOLE
        lines = _BREAK.join(_line(line, whole=whole) for line in piece.text.split("\n"))
        made.append(f"<w:r><w:rPr>{looks}</w:rPr>{lines}</w:r>")
        if behind := _address(piece):
            made.append(plain(behind, address))
    return "".join(made)


def shown(texts: Runs) -> str:
    """Return the text that `pieces` shows."""
    return "".join(piece.text + _address(piece) for piece in texts if piece.look != "spoken")


def _address(piece: Run) -> str:
    """Return where a link leads, if that is out of the document and its text does not say so."""
    leads = piece.href and not piece.href.startswith("#") and piece.href != piece.text
    return f" ({piece.href})" if leads else ""


def _line(text: str, *, whole: bool) -> str:
    """Return a line of a run; with `whole` it does not end at a hyphen."""
    return "<w:noBreakHyphen/>".join(map(_text, text.split("-"))) if whole else _text(text)


def _text(text: str) -> str:
    # Signs that no XML has are left out, as in the other formats.
    said = clean(text)
    space = ' xml:space="preserve"' if said.strip() != said else ""
    # An end of a line as old Macs had it would be read as another one.
    return f"<w:t{space}>{escape(said, quote=False).replace(chr(13), '&#13;')}</w:t>"


def _properties(
    letters: Letters, *, bold: bool | None, colour: str, italic: bool = False, language: str = ""
) -> str:
    """Return the looks of a run in the order of the format."""
    made = ""
    if bold is not None:
        made += "<w:b/>" if bold else '<w:b w:val="0"/>'
    if italic or letters.italic:
        made += "<w:i/>"
    if colour:
        made += f'<w:color w:val="{colour}"/>'
    if letters.size is not None:
        made += f'<w:sz w:val="{int(letters.size * 2)}"/>'
    if language:
        made += f'<w:lang w:val="{escape(language)}"/>'
    return made


# Paragraphs and tables.


def paragraph(
    runs: str, *, style: str = "", keep: bool = False, after: float | None = None, side: str = ""
) -> str:
    """Return a paragraph of runs in a style, by its id.

    With `keep` it stands on the page of what follows. `after` are the points below it, `side` is
    `center` or `right`.
    """
    looks = f'<w:pStyle w:val="{escape(style)}"/>' if style else ""
    if keep:
        looks += "<w:keepNext/>"
    if after is not None:
        looks += f'<w:spacing w:after="{round(after * 20)}"/>'
    if side:
        looks += f'<w:jc w:val="{side}"/>'
    return f"<w:p><w:pPr>{looks}</w:pPr>{runs}</w:p>"


def table(style: str, widths: Sequence[float], rows: Iterable[str]) -> str:
    """Return a table in a style, by its id, with the widths of its columns in millimetres."""
    look = f'<w:tblStyle w:val="{escape(style)}"/>' if style else ""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{look}<w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0"'
        ' w:noVBand="1" w:val="04A0"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: str, *, head: bool = False, high: float | None = None) -> str:
    """Return a row that stays on one page; a `head` stands on each, `high` are millimetres."""
    height = f'<w:trHeight w:val="{_twips(high)}"/>' if high is not None else ""
    again = '<w:tblHeader w:val="true"/>' if head else ""
    return f"<w:tr><w:trPr>{height}<w:cantSplit/>{again}</w:trPr>{cells}</w:tr>"


def table_cell(inside: str, width: float, span: int = 1) -> str:
    """Return a cell over some columns, each of so many millimetres."""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    looks = f'<w:tcW w:type="dxa" w:w="{_twips(width) * span}"/>{over}'
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{inside}</w:tc>"


def _twips(millimetres: float) -> int:
    """Return the twentieths of a point, in which Word counts, cut to its smallest unit before."""
    return round(int(millimetres * 36_000) / 635)
