"""The table of contents of a Word document, with entries that lead to their headings."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from vetpartner.export.pages.word_styles import Styles

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
