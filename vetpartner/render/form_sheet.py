"""A sheet to fill in: what it is for, tables below each other, a line of help under each head.

What is only shown is grey and guarded without a password; what is asked is light yellow.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from vetpartner.model import When
from vetpartner.values.phrase import Phrase
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.render.language import ReportLanguage
    from vetpartner.values.table import Column, Table

_DARK, _GREY, _SOFT = "1F3A5F", "566273", "D5DBE3"
_EDGE = Side(style="thin", color=_SOFT)
_BORDER = Border(top=_EDGE, bottom=_EDGE, left=_EDGE, right=_EDGE)
_TOP = Alignment(vertical="top", wrap_text=True)
_TO_THE_SIDE = {
    "when": Alignment(vertical="top", horizontal="left", wrap_text=True),
    "count": Alignment(vertical="top", horizontal="center"),
}
"""How cells stand whose values a program would set to the right."""
_LINE = 15.0
_QUOTE, _ENDS, _SHORT = '"', 2, 250
"""How long a list of choices may be that stands in the cells themselves."""
_FREE = Protection(locked=False)
_CALCULATING = frozenset("=+-@")


def _font(**given: Any) -> Font:  # noqa: ANN401
    return Font(name="Calibri", **{"size": 10, **given})


_TITLE = {"font": _font(size=16, bold=True, color=_DARK)}
_PLAIN = {"font": _font(size=10, color="000000")}
_BOLD = {"font": _font(size=11, bold=True, color="9C2A00")}
_CAPTION = {"font": _font(size=12, bold=True, color=_DARK)}
_HEAD = {
    "font": _font(size=9, bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", start_color=_DARK, end_color=_DARK),
    "alignment": Alignment(vertical="center", wrap_text=True),
    "border": _BORDER,
}
_HELP = {
    "font": _font(size=9, italic=True, color=_GREY),
    "fill": PatternFill("solid", start_color="EEF2F7", end_color="EEF2F7"),
    "alignment": _TOP,
    "border": _BORDER,
}
_SHOWN = {
    "font": _font(color="333333"),
    "fill": PatternFill("solid", start_color="F5F6F8", end_color="F5F6F8"),
    "alignment": _TOP,
    "border": _BORDER,
}
_ASKED = {
    "font": _font(),
    "fill": PatternFill("solid", start_color="FFFBE0", end_color="FFFBE0"),
    "alignment": _TOP,
    "border": _BORDER,
    "protection": _FREE,
}


def shown(value: Any, column: Column, language: ReportLanguage) -> Any:  # noqa: ANN401
    """Return what a cell holds for a value: a whole number, or a text in the language.

    A day is a text too, so that every program keeps it as it is written.
    """
    if value is None:
        return None
    if isinstance(value, When):
        return language.value(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, Phrase):
        return value.within(language)
    text = unmarked(str(value))
    return language.gettext(text) if column.kind == "word" else text


@frozen
class _Place:
    """Where a column of a table stands: its first column in the sheet, how many, how wide."""

    column: int
    span: int
    width: float


class FormSheet:
    """Fills one sheet of a form, line by line from the top."""

    def __init__(
        self, sheet: Worksheet, language: ReportLanguage, *, widths: Iterable[int]
    ) -> None:
        """Take an empty sheet, its language, and how wide its columns are, in signs."""
        self.sheet, self.language = sheet, language
        self.widths = list(widths)
        self.row = 1
        for number, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width

    def line(self, text: str, style: str = "plain") -> None:
        """Write a line of its own: a `title`, a `caption`, something `bold` or plain."""
        looks = {"title": _TITLE, "caption": _CAPTION, "bold": _BOLD, "plain": _PLAIN}
        self._put(1, text, looks[style])
        self.sheet.row_dimensions[self.row].height = 24 if style == "title" else _LINE + 1
        self.row += 1

    def gap(self) -> None:
        """Leave a low row free."""
        self.sheet.row_dimensions[self.row].height = 8
        self.row += 1

    def table(self, table: Table, *, choices: Mapping[str, tuple[str, ...]]) -> None:
        """Write a table of rows of a form: heads, a line of help where any is, and the rows.

        `choices` are what a column offers, by its name; other texts are taken too. A column takes
        as many of those of the sheet as it needs.
        """
        say, columns = self.language.gettext, table.shown
        places = self._places(columns)
        self._across(places, table.heads(self.language), [_HEAD] * len(columns))
        if any(column.meaning for column in columns):
            helps = [say(column.meaning) if column.meaning else "" for column in columns]
            self._across(places, helps, [_HELP] * len(columns))
        first = self.row
        for row in table.rows:
            values = (row.label or None, *(row.value(column) for column in columns[1:]))
            held = [
                shown(value, column, self.language)
                for value, column in zip(values, columns, strict=True)
            ]
            looks = [
                _ASKED if not row.of or (c.input and c.name not in row.fixed) else _SHOWN
                for c in columns
            ]
            self._across(places, held, looks, [column.kind for column in columns])
        for column, place in zip(columns, places, strict=True):
            letter = get_column_letter(place.column)
            self._check(column, f"{letter}{first}:{letter}{self.row - 1}", choices)
        self.gap()

    def _places(self, columns: Sequence[Column]) -> list[_Place]:
        """Return which columns of the sheet each column takes."""
        found, at = [], 0
        for number, column in enumerate(columns):
            left = len(self.widths) - at - (len(columns) - number - 1)
            span, wide = 1, self.widths[at]
            while span < left and wide < 0.85 * (column.width or 0):
                wide += self.widths[at + span]
                span += 1
            found.append(_Place(at + 1, span, wide))
            at += span
        return found

    def _across(
        self,
        places: Sequence[_Place],
        values: Sequence[Any],
        looks: Sequence[dict[str, Any]],
        kinds: Sequence[str] = (),
    ) -> None:
        """Write one row, as high as its longest cell needs, and go on below it."""
        lines = 1
        for number, (place, value, look) in enumerate(zip(places, values, looks, strict=True)):
            for beside in range(place.span):
                cell = self._put(place.column + beside, None if beside else value, look)
            kind = kinds[number] if kinds else ""
            if kind in _TO_THE_SIDE:
                cell = self.sheet.cell(self.row, place.column)
                cell.alignment = _TO_THE_SIDE[kind]
                if kind == "when":
                    cell.number_format = self.language.day_format
            if place.span > 1:
                self.sheet.merge_cells(
                    start_row=self.row,
                    end_row=self.row,
                    start_column=place.column,
                    end_column=place.column + place.span - 1,
                )
            text = str(value or "")
            wide = max(int(place.width * 0.95), 1)
            lines = max(lines, sum(-(-max(len(part), 1) // wide) for part in text.split("\n")))
        self.sheet.row_dimensions[self.row].height = (_LINE - 1.5) * lines + 3
        self.row += 1

    def _check(self, column: Column, cells: str, choices: Mapping[str, tuple[str, ...]]) -> None:
        """Let cells offer choices, and refuse what is no number where one is asked."""
        offered = f'"{",".join(choices.get(column.name, ()))}"'
        if column.input and column.kind == "count":
            head = self.language.gettext(column.head)
            text = self.language.gettext("a whole number")
            rule = DataValidation(
                type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True
            )
            rule.showErrorMessage, rule.errorTitle, rule.error = True, head[:32], text
        elif column.name in choices and len(offered) <= _SHORT and offered.count(_QUOTE) == _ENDS:
            rule = DataValidation(type="list", formula1=offered, allow_blank=True)
            rule.showErrorMessage = False
        else:
            return
        rule.add(cells)
        self.sheet.add_data_validation(rule)

    def _put(self, column: int, value: Any, look: dict[str, Any]) -> Any:  # noqa: ANN401
        cell: Any = self.sheet.cell(self.row, column)
        if isinstance(value, str):
            if value:
                cell.value, cell.data_type = value, "s"
                cell.quotePrefix = value[0] in _CALCULATING
        elif value is not None:
            cell.value = value
        for name, given in look.items():
            setattr(cell, name, given)
        return cell

    def finish(self, footer: str) -> None:
        """Guard what is only shown, and print all on one page."""
        sheet: Any = self.sheet
        sheet.protection.sheet = True
        for name in ("formatCells", "formatColumns", "formatRows", "insertRows"):
            setattr(sheet.protection, name, False)
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
        for side in ("left", "right"):
            setattr(sheet.page_margins, side, 0.4)
        for side in ("top", "bottom"):
            setattr(sheet.page_margins, side, 0.5)
        sheet.print_area = f"A1:{get_column_letter(len(self.widths))}{max(self.row - 1, 1)}"
        sheet.oddFooter.left.text = footer.replace("&", "&&")
