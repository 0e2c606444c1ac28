"""The table of contents of a Word document, with its entries, so that nobody has to update it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from vetpartner.export.word_styles import Styles

_LEVELS = (2, 3)
"""The first and the last level of headings that it shows; level 1 is the title of the report."""


@define(kw_only=True)
class Contents:
    """A table of contents that grows with each heading."""

    styles: Styles
    after: Any
    end: Any
    width: Any
    number: int = field(default=0, init=False)

    def add(self, heading: Any, level: int) -> None:  # noqa: ANN401 - a paragraph of python-docx
        """Mark a heading and add its entry, which leads to it and shows its page."""
        if not _LEVELS[0] <= level <= _LEVELS[1]:
            return
        self.number += 1
        name = f"_Toc{self.number:09}"
        _mark(heading, name, self.number)
        style = self.styles.named(f"toc {level - 1}")
        entry = heading.part.document.add_paragraph(style=style)
        entry.paragraph_format.tab_stops.add_tab_stop(self.width, *_right_with_dots())
        link = _element("w:hyperlink", ("w:anchor", name), ("w:history", "1"))
        for part in (heading.text, "\t"):
            run = entry.add_run(part)
            link.append(run._r)  # noqa: SLF001 - python-docx has no links within a document
        for run in _field_runs(entry, f" PAGEREF {name} \\h "):
            link.append(run)
        entry._p.append(link)  # noqa: SLF001
        self.end.addprevious(entry._p)  # noqa: SLF001


def contents(document: Any, styles: Styles, title: str) -> Contents:  # noqa: ANN401
    """Begin a table of contents at the end of the document; it takes in later headings."""
    section = document.sections[-1]
    sides = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (int(side) if side is not None else 0 for side in sides)
    document.add_paragraph(title, style=styles.named("TOC Heading"))
    first = document.add_paragraph()
    run = first.add_run()
    levels = f"{_LEVELS[0]}-{_LEVELS[1]}"
    for part in _begin(f' TOC \\o "{levels}" \\h \\z \\u '):
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields
    last = document.add_paragraph()
    last.add_run()._r.append(_element("w:fldChar", ("w:fldCharType", "end")))  # noqa: SLF001
    last.add_run().add_break(_page())
    return Contents(styles=styles, after=first._p, end=last._p, width=page - left - right)  # noqa: SLF001


def _page() -> Any:  # noqa: ANN401 - an enum of python-docx
    from docx.enum.text import WD_BREAK

    return WD_BREAK.PAGE


def _right_with_dots() -> tuple[Any, Any]:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

    return WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS


def _begin(instruction: str) -> tuple[Any, ...]:
    text = _element("w:instrText", ("xml:space", "preserve"))
    text.text = instruction
    return (
        _element("w:fldChar", ("w:fldCharType", "begin"), ("w:dirty", "true")),
        text,
        _element("w:fldChar", ("w:fldCharType", "separate")),
    )


def _field_runs(paragraph: Any, instruction: str) -> tuple[Any, ...]:  # noqa: ANN401
    """Return the runs of a field; the number of the page is filled in by who opens the file."""
    runs = []
    for part in (*_begin(instruction), "", _element("w:fldChar", ("w:fldCharType", "end"))):
        run = paragraph.add_run("\N{EN DASH}" if part == "" else "")._r  # noqa: SLF001
        if part != "":
            run.append(part)
        runs.append(run)
    return tuple(runs)


def _mark(heading: Any, name: str, number: int) -> None:  # noqa: ANN401
    """Put a bookmark around the text of a heading."""
    paragraph = heading._p  # noqa: SLF001 - python-docx has no bookmarks
    start = _element("w:bookmarkStart", ("w:id", str(number)), ("w:name", name))
    paragraph.insert(1 if paragraph.pPr is not None else 0, start)
    paragraph.append(_element("w:bookmarkEnd", ("w:id", str(number))))


def _element(tag: str, *attributes: tuple[str, str]) -> Any:  # noqa: ANN401 - an XML element
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes:
        key = "{http://www.w3.org/XML/1998/namespace}space" if name == "xml:space" else qn(name)
        made.set(key, value)
    return made
