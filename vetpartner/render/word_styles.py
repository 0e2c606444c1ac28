"""The styles of a Word document that a page needs, and its table of contents."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field

from vetpartner.values.grid import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.values.grid import Run, Runs

SOFT, RED = "4D5A6A", "8F1418"
_INDENT = 6
"""Millimetres by which each level of a list and of the table of contents is set in."""


_NARROWEST, _USUAL = 60.0, 170.0
"""Millimetres of text across a page: at least, and where a template does not say."""


def page_width(section: Any) -> float:  # noqa: ANN401 - a section of python-docx
    """Return the millimetres between the margins."""
    sides = (section.page_width, section.left_margin, section.right_margin)
    if any(side is None for side in sides):
        return _USUAL
    page, left, right = (float(side.mm) for side in sides)
    return max(_NARROWEST, page - left - right)


class Styles:
    """The styles of a document by name, the name that Word has in English for its own ones."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - a document of python-docx
        """Take the document; it is changed where a style is missing."""
        self._document = document
        self._there = {(style.type, style.name) for style in document.styles}
        self._added: set[str] = set()

    def named(self, name: str) -> str:
        """Return the name of a style of paragraphs; a missing one is added before."""
        from docx.enum.style import WD_STYLE_TYPE

        self._supply(WD_STYLE_TYPE.PARAGRAPH, name)
        return name

    def contents(self, level: int) -> str:
        """Return the style of an entry of the table of contents, for headings of a level."""
        from docx.enum.style import WD_STYLE_TYPE

        name = f"toc {level}"
        if (WD_STYLE_TYPE.PARAGRAPH, name) not in self._there:
            self.named(name)
            style = self._document.styles[name]
            style.paragraph_format.tab_stops.add_tab_stop(*self._page_numbers())
        return name

    def _page_numbers(self) -> tuple[Any, ...]:
        """Return where page numbers stand once there are any: at the right margin, behind dots."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm

        width = Mm(page_width(self._document.sections[-1]))
        return width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS

    def table(self, name: str) -> str:
        """Return a style of tables: the one named, or else the plain grid."""
        from docx.enum.style import WD_STYLE_TYPE

        if (WD_STYLE_TYPE.TABLE, name) in self._there:
            return name
        self._supply(WD_STYLE_TYPE.TABLE, "Table Grid")
        return "Table Grid"

    def without_marks(self, name: str) -> bool:
        """Tell whether a style of lists sets no bullets or numbers, since it was added here."""
        return name in self._added and name.startswith("List ")

    def _supply(self, kind: Any, name: str) -> None:  # noqa: ANN401 - an enum of python-docx
        if (kind, name) in self._there:
            return
        self._there.add((kind, name))
        self._added.add(name)
        if name.startswith(("List ", "toc ")):
            self._indented(kind, name)
        else:
            self._copied(name)

    def _indented(self, kind: Any, name: str) -> None:  # noqa: ANN401
        """Add a style set in by the number behind its name."""
        from docx.shared import Mm, Pt

        style = self._document.styles.add_style(name, kind)
        style.base_style = self._document.styles["Normal"]
        last = name.rpartition(" ")[2]
        level = int(last) if last.isdecimal() else 1
        # The first level that the contents show is 2, which stands at the margin.
        style.paragraph_format.left_indent = Mm(_INDENT * (level - 2 * name.startswith("toc ")))
        style.paragraph_format.space_after = Pt(2)

    def _copied(self, name: str) -> None:
        """Add a style as Word has it when it is new, headings in the looks of those that exist."""
        from docx.oxml.ns import qn

        made = deepcopy(self._fresh.styles[name].element)
        for tag in ("w:basedOn", "w:link", "w:next"):
            # They name other styles, which may not be there.
            for found in made.findall(qn(tag)):
                made.remove(found)
        self._document.styles.element.append(made)
        if name == "Table Grid":
            return
        above = _above(name)
        if above != "Normal":
            for tag in ("w:color", "w:rFonts"):
                for found in made.findall(f"{qn('w:rPr')}/{qn(tag)}"):
                    found.getparent().remove(found)
        self._document.styles[name].base_style = self._document.styles[self.named(above)]

    @cached_property
    def _fresh(self) -> Any:  # noqa: ANN401 - a document of python-docx
        import docx

        return docx.Document()


def _above(name: str) -> str:
    """Return the style whose looks a style goes on from: that of the next higher heading."""
    if name == "TOC Heading":
        return "Heading 2"
    kind, _, level = name.rpartition(" ")
    if kind == "Heading" and int(level) > 1:
        return f"Heading {int(level) - 1}"
    return "Normal"


# The table of contents of a Word document, with entries that lead to their headings.

LEVELS = (2, 3)
"""The levels of headings that it shows; level 1 is the title of the report."""


@define(kw_only=True)
class Contents:
    """A table of contents that grows with each heading.

    Its entries are links, and the number of the page is a field at the end of each: only who lays
    the document out knows it. It is empty and marked as stale, so that Word reckons it on opening;
    LibreOffice reckons every such field, but not those within a field for the whole table.
    """

    document: Any
    styles: Styles
    end: Any
    number: int = field(default=0, init=False)

    def add(self, heading: Any, level: int) -> None:  # noqa: ANN401 - a paragraph of python-docx
        """Mark a heading and add the entry that leads to it."""
        if level not in LEVELS:
            return
        self.number += 1
        name = f"_Toc{self.number:09}"
        _mark(heading, name, self.number)
        entry = self.document.add_paragraph(style=self.styles.contents(level))
        link = element("w:hyperlink", ("w:anchor", name), ("w:history", "1"))
        link.append(entry.add_run(heading.text)._r)  # noqa: SLF001 - it has no links within
        link.append(entry.add_run("\t")._r)  # noqa: SLF001
        link.extend(_page_of(entry, name))
        entry._p.append(link)  # noqa: SLF001
        self.end.addprevious(entry._p)  # noqa: SLF001


def contents(document: Any, styles: Styles, title: str) -> Contents:  # noqa: ANN401
    """Begin a table of contents at the end of the document; the next heading is its first."""
    from docx.enum.text import WD_BREAK

    document.add_paragraph(title, style=styles.named("TOC Heading"))
    last = document.add_paragraph()
    last.add_run().add_break(WD_BREAK.PAGE)
    return Contents(document=document, styles=styles, end=last._p)  # noqa: SLF001


def _page_of(entry: Any, name: str) -> list[Any]:  # noqa: ANN401 - a paragraph of python-docx
    """Return a field that shows the page of a bookmark: its runs, which the caller places."""
    text = element("w:instrText")
    text.text = f"PAGEREF {name} \\h"
    made = []
    for part in (
        element("w:fldChar", ("w:fldCharType", "begin"), ("w:dirty", "true")),
        text,
        element("w:fldChar", ("w:fldCharType", "separate")),
        element("w:fldChar", ("w:fldCharType", "end")),
    ):
        run = entry.add_run()._r  # noqa: SLF001 - python-docx has no fields
        run.append(part)
        made.append(run)
    return made


def _mark(heading: Any, name: str, number: int) -> None:  # noqa: ANN401
    """Put a bookmark around the text of a heading."""
    paragraph = heading._p  # noqa: SLF001 - python-docx has no bookmarks
    start = element("w:bookmarkStart", ("w:id", str(number)), ("w:name", name))
    paragraph.insert(1, start)  # Behind its properties, which name its style.
    paragraph.append(element("w:bookmarkEnd", ("w:id", str(number))))


def element(tag: str, *attributes: tuple[str, str]) -> Any:  # noqa: ANN401 - an XML element
    """Return an element of WordprocessingML."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes:
        made.set(qn(name), value)
    return made


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


def centre(paragraph: Any) -> None:  # noqa: ANN401
    """Put a paragraph in the middle of the line."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def write(paragraph: Any, pieces: Runs, *, bold: bool = False, size: Any = None) -> None:  # noqa: ANN401
    """Write pieces with their looks; a link shows its address where its text is another."""
    for piece in pieces:
        if piece.look == "spoken":
            continue
        run = paragraph.add_run()
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                run.add_break()
            _add(run, line, whole=piece.look in WHOLE)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001
        properties.extend(_properties(piece, bold=piece.bold or bold, size=size))
        if piece.href and not piece.href.startswith("#") and piece.href != piece.text:
            paragraph.add_run(f" ({piece.href})")


def _add(run: Any, text: str, *, whole: bool) -> None:  # noqa: ANN401
    """Add a line to a run; with `whole` it does not end at a hyphen."""
    first, *others = text.split("-") if whole else [text]
    run.add_text(first)
    for other in others:
        run._r.append(element("w:noBreakHyphen"))  # noqa: SLF001
        run.add_text(other)


def _properties(piece: Run, *, bold: bool, size: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the looks of a piece in the order of the format, where python-docx would seek it."""
    if bold:
        yield element("w:b")
    elif size is not None:
        # In a row of a table the style may make it bold, which has to be undone.
        yield element("w:b", ("w:val", "0"))
    if piece.italic:
        yield element("w:i")
    colour = _LOOKS.get(piece.look)
    if colour is not None:
        yield element("w:color", ("w:val", colour))
    if size is not None:
        yield element("w:sz", ("w:val", str(int(size.pt * 2))))
    if piece.language:
        yield element("w:lang", ("w:val", piece.language))
