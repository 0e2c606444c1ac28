"""What all Word documents share: paper and fonts, properties, and rows of tables."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.export.pages.report_language import ReportLanguage


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
