"""What all Word documents share: paper and fonts, properties, and rows of tables."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from attrs import define, field

from vetpartner.files.atomic import steady_zip
from vetpartner.render.pdf import needed

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.page import Certificate, CertificateData, ListData
    from vetpartner.state.attendance import ActivityHead
    from vetpartner.state.statement import VisibleStatement


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


def set_up(document: Any, data: Titled, language: ReportLanguage) -> None:  # noqa: ANN401
    """Set paper, fonts, language and what the document says of itself."""
    from docx.shared import Mm, Pt, RGBColor

    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        _page_number(section.footer.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(5)
    speak(document, language)
    for level in range(1, 7):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.italic = "Arial", False
        for name in list(style.element.rPr.rFonts.attrib):
            if name.endswith("Theme"):
                del style.element.rPr.rFonts.attrib[name]
        style.font.size = Pt({1: 22, 2: 15, 3: 12}.get(level, 10))
        style.font.color.rgb = RGBColor(0x0B, 0x3D, 0x91)
    document.styles["TOC Heading"].font.size = Pt(15)
    document.styles["Caption"].font.color.rgb = RGBColor(0x1C, 0x25, 0x30)
    describe(document, data, language)


def describe(document: Any, data: Titled, language: ReportLanguage) -> None:  # noqa: ANN401
    """Set what the document says of itself, in the properties of the file."""
    properties = document.core_properties
    stamp = datetime.combine(data.as_of, time(), UTC).replace(tzinfo=None)
    properties.title = data.title or data.label
    properties.subject = data.reference or ""
    properties.author = properties.last_modified_by = data.label
    properties.comments = properties.keywords = ""
    properties.language = language.code
    properties.created = properties.modified = stamp
    properties.revision = 1


def speak(document: Any, language: ReportLanguage) -> None:  # noqa: ANN401
    """Set the language of all text, in place of the one that a template was written in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), str(language.locale).replace("_", "-"))
    properties.append(spoken)


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


# The styles of a Word document that a report needs; those it lacks are added to it.

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

    Its entries are links without page numbers, since only who lays the document out knows them:
    the field is marked as stale, so that Word makes it anew with page numbers when it opens it.
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
        if self.number == 1:
            _begin(entry)
        link = _element("w:hyperlink", ("w:anchor", name), ("w:history", "1"))
        link.append(entry.add_run(heading.text)._r)  # noqa: SLF001 - it has no links within
        entry._p.append(link)  # noqa: SLF001
        self.end.addprevious(entry._p)  # noqa: SLF001


def contents(document: Any, styles: Styles, title: str) -> Contents:  # noqa: ANN401
    """Begin a table of contents at the end of the document; the next heading is its first."""
    from docx.enum.text import WD_BREAK

    document.add_paragraph(title, style=styles.named("TOC Heading"))
    last = document.add_paragraph()
    last.add_run()._r.append(_element("w:fldChar", ("w:fldCharType", "end")))  # noqa: SLF001
    last.add_run().add_break(WD_BREAK.PAGE)
    return Contents(document=document, styles=styles, end=last._p)  # noqa: SLF001


def _begin(entry: Any) -> None:  # noqa: ANN401 - a paragraph of python-docx
    text = _element("w:instrText")
    text.text = f'TOC \\o "{LEVELS[0]}-{LEVELS[1]}" \\h \\z \\u'
    for part in (
        _element("w:fldChar", ("w:fldCharType", "begin"), ("w:dirty", "true")),
        text,
        _element("w:fldChar", ("w:fldCharType", "separate")),
    ):
        entry.add_run()._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _mark(heading: Any, name: str, number: int) -> None:  # noqa: ANN401
    """Put a bookmark around the text of a heading."""
    paragraph = heading._p  # noqa: SLF001 - python-docx has no bookmarks
    start = _element("w:bookmarkStart", ("w:id", str(number)), ("w:name", name))
    paragraph.insert(1, start)  # Behind its properties, which name its style.
    paragraph.append(_element("w:bookmarkEnd", ("w:id", str(number))))


def _element(tag: str, *attributes: tuple[str, str]) -> Any:  # noqa: ANN401 - an XML element
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes:
        made.set(qn(name), value)
    return made


# Attendance lists and certificates as Word documents.

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
