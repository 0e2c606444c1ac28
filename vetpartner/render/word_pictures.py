"""The pictures of a Word document, drawings in dots."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.render.markdown import clean
from vetpartner.render.page import Picture, walk
from vetpartner.render.pdf import as_png

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.render.page import Block

_HIGHEST = 130
"""Millimetres of a picture that leaves room for its title."""


class Pictures:
    """Puts pictures into a document; all its drawings are set in dots at once, each one once."""

    def __init__(self, document: Any, blocks: Iterable[Block]) -> None:  # noqa: ANN401 - a document of python-docx
        """Take the document and all that will be written into it."""
        pictures = [block for block in walk(blocks) if isinstance(block, Picture)]
        self._part = document.part
        self._dots = as_png(one.data for one in pictures if one.media == "image/svg+xml")
        self._number = 0

    def put(
        self,
        paragraph: Any,  # noqa: ANN401 - of python-docx
        picture: Picture,
        *,
        wide: float | None = None,
        high: float | None = None,
    ) -> None:
        """Put a picture behind what stands in a paragraph.

        Where it does not say how high it is, it is so wide or so high, in millimetres; what is too
        high for a page becomes smaller.
        """
        from docx.oxml.shape import CT_Inline
        from docx.shared import Mm

        data = io.BytesIO(self._dots.get(picture.data, picture.data))
        link, image = self._part.get_or_add_image(data)
        if picture.height:
            wide, high = None, picture.height
        across, down = image.scaled_dimensions(wide and Mm(wide), high and Mm(high))
        over = max(1, down / Mm(_HIGHEST))
        size = round(across / over), round(down / over)
        # python-docx would look through the whole document for the number of the last one.
        self._number += 1
        shape = CT_Inline.new_pic_inline(self._number, link, image.filename, *size)
        shape.docPr.set("descr", clean(picture.alt))
        paragraph.add_run()._r.add_drawing(shape)  # noqa: SLF001
