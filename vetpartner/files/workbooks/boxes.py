"""The boxes in which a spreadsheet shows comments: drawings in a language of their own."""

from __future__ import annotations

from typing import Any

from lxml import etree

_VML, _OFFICE, _EXCEL = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
BOX = f"{{{_VML}}}shape"
"""The element of a box."""


def no_boxes() -> Any:  # noqa: ANN401 - an element of lxml
    """Return a drawing without any box yet."""
    space = {"v": _VML, "o": _OFFICE, "x": _EXCEL}
    made = etree.Element("xml", nsmap=space)
    shape = etree.SubElement(
        made,
        f"{{{_VML}}}shapetype",
        id="_x0000_t202",
        coordsize="21600,21600",
        path="m,l,21600r21600,l21600,xe",
    )
    shape.set(f"{{{_OFFICE}}}spt", "202")
    return made


def cell_of(shape: Any) -> tuple[int, int] | None:  # noqa: ANN401
    """Return row and column, from 1, of the cell to which the box of a comment belongs."""
    row, column = (shape.find(f".//{{{_EXCEL}}}{tag}") for tag in ("Row", "Column"))
    if row is None or column is None:
        return None
    return int(row.text or 0) + 1, int(column.text or 0) + 1


def box(at: tuple[int, int], number: int, text: str) -> Any:  # noqa: ANN401
    """Return the box of a comment, hidden until somebody points at the cell."""
    lines = sum(1 + len(line) // 46 for line in text.split("\n"))
    made = etree.Element(
        f"{{{_VML}}}shape",
        id=f"_x0000_s{5000 + number}",
        type="#_x0000_t202",
        style="position:absolute;visibility:hidden;width:270pt;height:80pt",
        fillcolor="#ffffe1",
    )
    made.set(f"{{{_OFFICE}}}insetmode", "auto")
    data = etree.SubElement(made, f"{{{_EXCEL}}}ClientData", ObjectType="Note")
    row, column = at
    anchor = f"{column}, 12, {max(row - 2, 0)}, 4, {column + 4}, 20, {row + lines + 1}, 4"
    for tag, value in (
        ("Anchor", anchor),
        ("AutoFill", "False"),
        ("Row", str(row - 1)),
        ("Column", str(column - 1)),
    ):
        etree.SubElement(data, f"{{{_EXCEL}}}{tag}").text = value
    return made
