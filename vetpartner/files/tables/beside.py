"""What stands beside the cells of a book and says something of them: styles, tables, columns."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from vetpartner.files.tables.archive import UnsafeTable, plain_name
from vetpartner.files.tables.money import BUILT_IN, LONGEST_FORMAT, is_number_format
from vetpartner.files.tables.sheets import TRUE, counted

if TYPE_CHECKING:
    from vetpartner.files.tables.sheets import Found
    from vetpartner.files.tables.xml_stream import Held, Take

_PARTS = ("fonts", "cellStyleXfs", "cellXfs", "dxfs")


class Styles:
    """Takes the styles of an .xlsx file; `count` counts elements that are no cells."""

    def __init__(self, count: Take) -> None:
        """Begin before the first style."""
        self.count = count
        self.codes = {str(number): code for number, code in BUILT_IN.items()}
        self.cells: list[tuple[str, str]] = []
        self.fonts: list[bool] = []
        self.part = ""

    def takes(self) -> dict[str, Take | None]:
        """Return what is called for which element."""
        return {
            **{name: self._begin(name) for name in _PARTS},
            "numFmt": self._code,
            "font": self._font,
            "b": self._bold,
            "xf": self._style,
        }

    def _begin(self, name: str) -> Take:
        def take(_: Held) -> None:
            self.part = name

        return take

    def _code(self, held: Held) -> None:
        self.count(held)
        code = held.get("formatCode", "")
        if len(code) > LONGEST_FORMAT:
            raise UnsafeTable("table-unsafe", "a format of numbers is too long")
        self.codes[held.get("numFmtId", "")] = code

    def _font(self, held: Held) -> None:
        self.count(held)
        if self.part == "fonts":
            self.fonts.append(False)

    def _bold(self, held: Held) -> None:
        self.count(held)
        if self.part == "fonts" and self.fonts:
            self.fonts[-1] = held.get("val", "1") in TRUE

    def _style(self, held: Held) -> None:
        self.count(held)
        if self.part == "cellXfs":
            self.cells.append((held.get("numFmtId", ""), held.get("fontId", "")))

    def formats(self) -> dict[str, str]:
        """Return the formats that show numbers, by the number of the style of a cell."""
        found = ((str(n), self.codes.get(id_, "")) for n, (id_, _) in enumerate(self.cells))
        return {style: code for style, code in found if is_number_format(code)}

    def bold(self) -> set[str]:
        """Return the numbers of the styles in bold."""
        heavy = {str(n) for n, is_bold in enumerate(self.fonts) if is_bold}
        return {str(n) for n, (_, font) in enumerate(self.cells) if font in heavy}


class Beside:
    """Takes what a part holds before its cells, or instead of them."""

    def __init__(self, name: str, found: Found) -> None:
        """Take the name of the part, and what is found in it."""
        self.name, self.found, self.style = name, found, ""

    def takes(self) -> dict[str, Take | None]:
        """Return what is called for which element."""
        return {
            "Relationship": self._link,
            "col": self._column,
            "style": self._style,
            "text-properties": self._text,
        }

    def _link(self, held: Held) -> None:
        """Come to what the part of a sheet belongs together with: its tables."""
        self.found.count_other(held)
        if held.get("Type", "").endswith("/table"):
            folder, _, file = self.name.rpartition("/_rels/")
            target = held.get("Target", "")
            path = target[1:] if target.startswith("/") else normpath(f"{folder}/{target}")
            sheet = f"{folder}/{file.removesuffix('.rels')}"
            self.found.linked.setdefault(sheet, []).append(plain_name(path))

    def _column(self, held: Held) -> None:
        self.found.count_other(held)
        if held.get("hidden") in TRUE:
            self.found.hide_columns(self.name, counted(held.get("min")), counted(held.get("max")))

    def _style(self, held: Held) -> None:
        """Come to a style of an OpenDocument file."""
        self.found.count_other(held)
        self.style = held.get("style:name", "")

    def _text(self, held: Held) -> None:
        self.found.count_other(held)
        if held.get("fo:font-weight") == "bold" and self.style:
            self.found.bold_styles.add(self.style)
