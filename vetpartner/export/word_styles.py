"""The styles of a Word document that a report needs; those it lacks are added to it."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from typing import Any

_INDENT = 6
"""Millimetres by which each level of a list and of the table of contents is set in."""


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
        style.paragraph_format.left_indent = Mm(_INDENT * (level - name.startswith("toc ")))
        style.paragraph_format.space_after = Pt(2)

    def _copied(self, name: str) -> None:
        """Add a style as Word has it when it is new."""
        from docx.oxml.ns import qn

        style = deepcopy(self._fresh.styles[name].element)
        for tag in ("w:basedOn", "w:link", "w:next"):
            # They name other styles, which may not be there.
            for found in style.findall(qn(tag)):
                style.remove(found)
        self._document.styles.element.append(style)

    @cached_property
    def _fresh(self) -> Any:  # noqa: ANN401 - a document of python-docx
        import docx

        return docx.Document()
