"""The styles of a Word document that a page needs, and its table of contents."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field

from vetpartner.render.word_text import paragraph, parsed, pieces, plain, shown

if TYPE_CHECKING:
    from vetpartner.values.grid import Runs

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
        self._ids: dict[tuple[Any, str], str] = {}

    def id(self, name: str) -> str:
        """Return the id of a style of paragraphs, empty for the usual; a missing one is added."""
        from docx.enum.style import WD_STYLE_TYPE

        return self._id(WD_STYLE_TYPE.PARAGRAPH, name)

    def contents(self, level: int) -> str:
        """Return the id of an entry of the table of contents, for headings of a level."""
        from docx.enum.style import WD_STYLE_TYPE

        name = f"toc {level}"
        if (WD_STYLE_TYPE.PARAGRAPH, name) not in self._there:
            self._supply(WD_STYLE_TYPE.PARAGRAPH, name)
            style = self._document.styles[name]
            style.paragraph_format.tab_stops.add_tab_stop(*self._page_numbers())
        return self.id(name)

    def _page_numbers(self) -> tuple[Any, ...]:
        """Return where page numbers stand once there are any: at the right margin, behind dots."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm

        width = Mm(page_width(self._document.sections[-1]))
        return width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS

    def table(self, name: str) -> str:
        """Return the id of a style of tables: the one named, or else the plain grid."""
        from docx.enum.style import WD_STYLE_TYPE

        there = (WD_STYLE_TYPE.TABLE, name) in self._there
        return self._id(WD_STYLE_TYPE.TABLE, name if there else "Table Grid")

    def _id(self, kind: Any, name: str) -> str:  # noqa: ANN401 - an enum of python-docx
        # python-docx goes through all styles for each paragraph, to find the same again.
        if (kind, name) not in self._ids:
            self._supply(kind, name)
            self._ids[kind, name] = self._document.part.get_style_id(name, kind) or ""
        return self._ids[kind, name]

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
        self.id(above)
        if above != "Normal":
            for tag in ("w:color", "w:rFonts"):
                for found in made.findall(f"{qn('w:rPr')}/{qn(tag)}"):
                    found.getparent().remove(found)
        self._document.styles[name].base_style = self._document.styles[above]

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

    styles: Styles
    end: Any
    number: int = field(default=0, init=False)

    def add(self, heading: Runs, inside: str, level: int) -> str:
        """Add the entry that leads to a heading; return what is inside it, marked."""
        if level not in LEVELS:
            return inside
        self.number += 1
        name = f"_Toc{self.number:09}"
        link = plain(shown(heading)) + plain("\t") + _PAGE_OF.format(name=name)
        entry = f'<w:hyperlink w:anchor="{name}" w:history="1">{link}</w:hyperlink>'
        (made,) = parsed(paragraph(entry, style=self.styles.contents(level)))
        self.end.addprevious(made)
        mark = f'w:id="{self.number}"'
        begin, end = f'<w:bookmarkStart {mark} w:name="{name}"/>', f"<w:bookmarkEnd {mark}/>"
        return f"{begin}{inside}{end}"


def contents(document: Any, styles: Styles, title: str) -> Contents:  # noqa: ANN401
    """Begin a table of contents at the end of the document; the next heading is its first."""
    last = document.add_page_break()._p  # noqa: SLF001 - what comes before it is XML
    for made in parsed(paragraph(plain(title), style=styles.id("TOC Heading"))):
        last.addprevious(made)
    return Contents(styles=styles, end=last)


_PAGE_OF = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    "<w:r><w:instrText>PAGEREF {name} \\h</w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
"""A field that shows the page of a bookmark."""


def element(tag: str, *attributes: tuple[str, str]) -> Any:  # noqa: ANN401 - an XML element
    """Return an element of WordprocessingML."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes:
        made.set(qn(name), value)
    return made


def centre(line: Any) -> None:  # noqa: ANN401 - a paragraph of python-docx
    """Put a paragraph in the middle of the line."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def write(to: Any, texts: Runs) -> None:  # noqa: ANN401 - a paragraph of python-docx
    """Write pieces with their looks; a link shows its address where its text is another."""
    to._p.extend(parsed(pieces(texts)))  # noqa: SLF001 - it takes no XML
