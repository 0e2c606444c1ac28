"""Workbooks that carry their calculated values, and the same bytes for the same content."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from vetpartner.files import write_whole
from vetpartner.model import Money, When
from vetpartner.render.widths import room_of_a_day
from vetpartner.render.xlsx_saving import undisturbed, workbook_bytes
from vetpartner.values.grid import text_in
from vetpartner.values.phrase import Language
from vetpartner.values.table import NOT_KNOWN, Column, plain
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from _typeshed import SupportsWrite
    from openpyxl.styles.cell_style import StyleArray

    from vetpartner.render.language import ReportLanguage
    from vetpartner.values.table import Group, Kind, Table, Warns


LONGEST = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINE = Side(style="thin", color="D5DBE3")
_DARK = Side(style="thin", color="4D5A6A")
_HEAD = PatternFill("solid", start_color="1F3A5F", end_color="1F3A5F")
_TOTAL = PatternFill("solid", start_color="EEF2F7", end_color="EEF2F7")
_BORDER = Border(top=_LINE, bottom=_LINE)
_CALCULATING = frozenset("=+-@")  # a text that begins so is quoted
_LINE_HEIGHT = 15.5
MONEY_FORMAT = '#,##0.00;[Red]-#,##0.00;"–"'


def _font(**given: Any) -> Font:  # noqa: ANN401 - fonts of openpyxl
    return Font(name="Calibri", **{"size": 11, **given})


# A number keeps away from the text of the next column.
_NUMBER: dict[str, Any] = {"horizontal": "right", "indent": 1}
_RIGHT = Alignment(vertical="top", **_NUMBER)
_NUMBERS = {"money": MONEY_FORMAT, "number": "#,##0.##", "percent": "0.0 %"}


def _style(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - styles of openpyxl
    top = Alignment(vertical="top", wrap_text=True)
    return {"alignment": top, "border": _BORDER, "font": _font(), **given}


STYLES: dict[str, dict[str, Any]] = {
    "title": {"font": _font(size=16, bold=True, color="1F3A5F")},
    "remark": {"font": _font(italic=True, color="566273")},
    "text": _style(),
    "strong": _style(font=_font(bold=True)),
    "sign": _style(
        alignment=Alignment(vertical="center", horizontal="left", wrap_text=True),
        border=Border(top=_DARK, bottom=_DARK, left=_DARK, right=_DARK),
    ),
    "input": _style(
        number_format=MONEY_FORMAT,
        alignment=_RIGHT,
        fill=PatternFill("solid", start_color="FFFBEA", end_color="FFFBEA"),
        protection=Protection(locked=False),
    ),
    "date": _style(
        number_format="yyyy-mm-dd", alignment=Alignment(vertical="top", horizontal="left")
    ),
    "total": _style(font=_font(bold=True), fill=_TOTAL),
}
for _name, _own in {"head": {}, "head number": _NUMBER}.items():
    _place = Alignment(vertical="center", wrap_text=True, **_own)
    STYLES[_name] = _style(font=_font(bold=True, color="FFFFFF"), fill=_HEAD, alignment=_place)
for _name, _shown in _NUMBERS.items():
    _own = {"number_format": _shown, "alignment": _RIGHT}
    STYLES[_name] = _style(**_own)
    STYLES[f"total {_name}"] = _style(font=_font(bold=True), fill=_TOTAL, **_own)


class CalculatedWorkbook(Workbook):
    """A workbook of openpyxl whose `save` stores the value of each formula beside it.

    A viewer that does not calculate then shows the totals too.
    The values are stored only while every number and formula is the one that was put, at its place:
    after any change none is stored, since a sum may depend on it, and Excel or LibreOffice
    calculates when it opens the file.
    Texts, formats and sheets of one's own may be added without losing them.
    The bytes depend on the content and on `day` alone.
    """

    def __init__(self, day: date, said: str = "", language: ReportLanguage | None = None) -> None:
        """Take the day that stands as created and modified in the file's properties.

        `said` is the funding statement that every sheet shows below its title. Days are written as
        `language` does.
        """
        super().__init__()
        self.said, self._language = said, language
        del self[self.sheetnames[0]]
        self.properties.created = self.properties.modified = datetime.combine(day, time())
        self._put: list[tuple[Worksheet, str, int, int, Any, Any]] = []
        self._resolved: dict[str, StyleArray] = {}

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, style: str = "text") -> None:  # noqa: ANN401
        """Write a value in a style; a text never becomes a formula."""
        cell = self._cell(sheet, row, column, style)
        if isinstance(value, str):
            text = shortened(unmarked(value))
            if text:
                # Set past openpyxl, which would look once more for formulas and bad characters.
                cell._value, cell.data_type = text, "s"  # noqa: SLF001
                cell.quotePrefix = text[0] in _CALCULATING
            return
        if value is not None:
            dress = cell._style  # noqa: SLF001 - a day would bring a format of its own
            cell.value = value = value.amount if isinstance(value, Money) else value
            cell._style = dress  # noqa: SLF001
        self._put.append((sheet, sheet.title, row, column, value, None))

    def formula(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        formula: str,
        value: Any,  # noqa: ANN401 - whatever a cell holds
        style: str,
    ) -> None:
        """Write a formula together with its value."""
        self._cell(sheet, row, column, style).value = formula
        held = value.amount if isinstance(value, Money) else value
        self._put.append((sheet, sheet.title, row, column, formula, held))

    def _cell(self, sheet: Any, row: int, column: int, style: str) -> Any:  # noqa: ANN401
        """Return a new cell in a style; resolving a style is slow, so it is done once."""
        if style not in self._resolved:
            model: Any = Cell(sheet, row, column)
            for name, value in STYLES[style].items():
                setattr(model, name, value)
            if style == "date" and self._language is not None:
                model.number_format = self._language.day_format
            self._resolved[style] = model._style  # noqa: SLF001 - no public way
        cell = Cell(sheet, row, column, style_array=self._resolved[style])
        sheet._add_cell(cell)  # noqa: SLF001 - `sheet.cell` takes twice as long
        return cell

    def values(self) -> dict[tuple[str, int, int], Any]:
        """Return the values of formulas by sheet, row and column; none if anything was changed."""
        sheets = {id(sheet): sheet.title for sheet in self.worksheets}
        for sheet, title, row, column, held, _ in self._put:
            if sheets.get(id(sheet)) != title or sheet.cell(row, column).value != held:
                return {}
        return {
            (title, row, column): value
            for _, title, row, column, _, value in self._put
            if value is not None
        }

    def save(self, filename: str | os.PathLike[str] | SupportsWrite[bytes]) -> None:
        """Write to a path, whole or not at all, or into an open binary file."""
        with undisturbed():
            data = workbook_bytes(self, self.values())
        if isinstance(filename, str | os.PathLike):
            write_whole(Path(filename), data)
        else:
            filename.write(data)


def shortened(text: str) -> str:
    """Return a text that a cell can hold: no control characters, and a visible end if cut."""
    text = _CONTROL.sub("", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 6]} […]"


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, by a careful guess."""
    wide = int(width * 1.1)
    if len(text) <= wide and "\n" not in text:
        return 1
    return sum(-(-max(len(line), 1) // wide) for line in text.split("\n"))


def lay_out(sheet: Any, widths: list[int], *, freeze: str, head_row: int, day: int = 0) -> None:  # noqa: ANN401
    """Set widths (of columns of days at least `day`), frozen panes, A4 landscape, a page wide."""
    for (_, column), cell in sheet._cells.items():  # noqa: SLF001 - as below
        if cell.data_type == "d" and column <= len(widths):
            widths[column - 1] = max(widths[column - 1], day)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    tall: dict[int, int] = {}
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001 - `iter_rows` adds empty cells
        if row >= head_row and cell.data_type == "s" and column <= len(widths):
            lines = _lines(cell.value, widths[column - 1])
            if lines > tall.get(row, 1):
                tall[row] = lines
    sheet.sheet_format.defaultRowHeight = _LINE_HEIGHT + 2
    sheet.sheet_format.customHeight = True
    for row, lines in tall.items():
        sheet.row_dimensions[row].height = _LINE_HEIGHT * lines + 2
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P of &N"


# What makes a sheet handy: tables to filter, colours that warn, inputs that are checked.


TOP = 4
"""The row of the column heads on every sheet; the title and a remark stand above."""


def put_title(book: CalculatedWorkbook, sheet: Worksheet, title: str, remark: str) -> None:
    """Write title, remark and funding statement above the table."""
    book.put(sheet, 1, 1, title, "title")
    book.put(sheet, 2, 1, remark, "remark")
    if book.said:
        book.put(sheet, 3, 1, book.said, "remark")


_STYLES_OF: Mapping[str, str] = {
    "money": "money",
    "amount": "money",
    "count": "number",
    "number": "number",
    "progress": "number",
    "share": "percent",
    "day": "date",
}
"""The styles of kinds that are no texts."""
_AS_IT_IS = frozenset({"money", "amount", "count", "number", "progress", "day"})
_USUAL: Mapping[str, int] = {"text": 30, "lines": 60, "word": 12, "id": 12, "share": 10}
"""How wide columns are, in signs; others are of the width of amounts."""
_COLOURS: Mapping[Warns, tuple[str, bool]] = {
    "attention": ("FFE699", False),
    "wrong": ("F5B7B1", False),
    "below zero": ("F5B7B1", True),
}
_NAMED = re.compile(r"\{([^{}]+?)(\.sum)?\}")


@frozen
class Placed:
    """Where a table stands: letters of its columns, the first row, the row of sums, the sums."""

    sheet: str
    letters: Mapping[str, str]
    first: int
    end: int
    sums: Mapping[str, Any]

    def at(self, name: str, number: int) -> str:
        """Return the cell of a column in the row of this number, from 0, for other sheets."""
        return f"'{self.sheet}'!{self.letters[name]}{self.first + number}"

    def sum(self, name: str) -> str:
        """Return the cell with the sum of a column, for other sheets."""
        return f"'{self.sheet}'!{self.letters[name]}{self.end}"

    def filled(self, formula: str, row: int) -> str:
        """Return the formula of a row with cells in place of the names of columns."""
        return _NAMED.sub(
            lambda name: f"{self.letters[name[1]]}{f'${self.end}' if name[2] else row}", formula
        )


def put_table(
    book: CalculatedWorkbook,
    sheet: Worksheet,
    table: Table,
    called: str = "",
    *,
    scrolls: str = f"B{TOP + 1}",
    language: Language | None = None,
    style: str = "",
) -> Placed:
    """Write a table below the title of a sheet, with formulas, sums and colours; lay it all out.

    Its rows can be filtered, and are known to formulas as the structured table `called`.
    `scrolls` is its first cell that does: the heads above and the columns beside it stay. All cells
    are in one `style`, or in those of their columns.
    """
    columns = table.shown
    top = begin = coordinate_from_string(scrolls)[1] - 1
    letters = {c.name: get_column_letter(n) for n, c in enumerate(columns, start=1)}
    put = _Putting(book, sheet, columns, language, style)
    for group in table.parts:
        heads = table.heads(language)
        put.heads(top, (group.title, *heads[1:]) if group.title else heads)
        placed = Placed(sheet.title, letters, top + 1, top + 1 + len(group.rows), {})
        put.rows(group.rows, placed)
        if group.total is not None:
            placed = evolve(placed, sums=put.sums(group, placed))
        put.colours(placed)
        top = placed.end + 2
    if table.empty and not any(group.rows for group in table.parts):
        book.put(sheet, begin + 1, 1, language.gettext(table.empty) if language else table.empty)
    for row, note in enumerate(table.notes, start=top):
        book.put(sheet, row, 1, text_in(language, note), "remark")
    if not table.groups:
        name = called or table.name.title().replace("_", "")
        structured(sheet, name, begin, len(table.rows), len(columns))
    widths = [c.width or _USUAL.get(c.kind, 16) for c in columns]
    lay_out(sheet, widths, freeze=scrolls, head_row=begin, day=room_of_a_day(language))
    return placed


def _style_of(column: Column) -> str:
    if column.input:
        return "input"
    return "strong" if column.names else _STYLES_OF.get(column.kind, "text")


@frozen
class _Putting:
    """The cells of a table that is being written."""

    book: CalculatedWorkbook
    sheet: Worksheet
    columns: Sequence[Column]
    language: Language | None
    style: str = ""

    def heads(self, row: int, heads: Sequence[str]) -> None:
        """Write the heads, those of numbers to the right."""
        for n, (column, head) in enumerate(zip(self.columns, heads, strict=True), start=1):
            right = column.number and not self.style
            self.book.put(self.sheet, row, n, head, "head number" if right else "head")

    def rows(self, rows: Sequence[Any], placed: Placed) -> None:
        """Write the rows, with formulas where the values are known."""
        looks = [
            (n, c.kind, c.get, c.formula, self.style or _style_of(c), c.absent == NOT_KNOWN)
            for n, c in enumerate(self.columns, start=1)
        ]
        put, sheet, plainly = self.book.put, self.sheet, self.language is None
        for y, row in enumerate(rows, start=placed.first):
            for n, kind, get, formula, style, said in looks:
                value = get(row)
                if isinstance(value, When) and not plainly and (day := value.one_day):
                    put(sheet, y, n, day, "date")  # which can be sorted, and calculated with
                    continue
                if value is None and said:
                    put(sheet, y, n, self._held("word", NOT_KNOWN), style)
                    continue
                # Most cells of ten thousand rows are numbers or texts and need no second look.
                if not (value is None or kind in _AS_IT_IS or (plainly and type(value) is str)):
                    value = self._held(kind, value)
                if formula is None or value is None:
                    put(sheet, y, n, value, style)
                    continue
                made = formula(row) if callable(formula) else formula
                if made is None:
                    put(sheet, y, n, value, style)
                else:
                    self.book.formula(sheet, y, n, placed.filled(made, y), value, style)

    def _held(self, kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a value of any kind
        """Return a value that is known as a cell holds it."""
        if kind == "lines":
            return "\n".join(text_in(self.language, one) for one in value)
        if kind == "share":
            return plain(kind, value)
        if self.language is not None and kind != "flag" and not isinstance(value, str):
            return text_in(self.language, value)
        text = ("yes" if value else "no") if kind == "flag" else str(value)
        return self.language.gettext(text) if self.language and kind in {"word", "flag"} else text

    def sums(self, group: Group, placed: Placed) -> dict[str, Any]:
        """Write the row of sums; return them; what is not known is in none."""
        sums: dict[str, Any] = {}
        for n, column in enumerate(self.columns, start=1):
            if not column.adds:
                named = group.total if isinstance(group.total, str) else column.get(group.total)
                if self.language is not None and isinstance(named, str):
                    named = self.language.gettext(named)
                self.book.put(self.sheet, placed.end, n, named if n == 1 else None, "total")
                continue
            known = plain(column.kind, column.sum(group.rows))
            if known is None and group.rows:
                absent = self._held("word", column.absent)
                self.book.put(self.sheet, placed.end, n, absent, "total number")
                continue
            sums[column.name] = Decimal("0.00") if known is None else known
            letter = placed.letters[column.name]
            cells = f"SUM({letter}{placed.first}:{letter}{placed.end - 1})"
            formula = f"=ROUND({cells},2)" if column.kind == "money" else f"={cells}"
            self.book.formula(
                self.sheet,
                placed.end,
                n,
                formula if group.rows else "=0",
                sums[column.name],
                f"total {_STYLES_OF[column.kind]}",
            )
        return sums

    def colours(self, placed: Placed) -> None:
        """Colour what warns, and let nothing but amounts be typed into the columns for input."""
        for column in self.columns:
            if column.warns is not None:
                colour, below = _COLOURS[column.warns]
                rows = range(placed.first, placed.end)
                mark(self.sheet, placed.letters[column.name], rows, colour, below=below)
        typed = [placed.letters[column.name] for column in self.columns if column.input]
        if typed and placed.end > placed.first:
            amounts_only(self.sheet, f"{typed[0]}{placed.first}:{typed[-1]}{placed.end - 1}")


def structured(sheet: Any, name: str, head_row: int, rows: int, columns: int) -> None:  # noqa: ANN401
    """Make a structured table of the rows below their heads; none without rows.

    Heads that are equal, or empty, would make a broken file, so that there is no table then.
    """
    from openpyxl.worksheet.table import Table, TableStyleInfo

    heads = [sheet.cell(head_row, column).value for column in range(1, columns + 1)]
    folded = [str(head).casefold() for head in heads if head]
    if not rows or len(set(folded)) != columns:
        return
    ref = f"A{head_row}:{get_column_letter(columns)}{head_row + rows}"
    made = Table(displayName=name, name=name, ref=ref)
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(made)


def mark(sheet: Any, column: str, rows: range, colour: str, *, below: bool = False) -> None:  # noqa: ANN401
    """Colour the cells of a column that are above zero, or below it; the numbers say the same."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    if not rows:
        return
    cells = f"{column}{rows[0]}:{column}{rows[-1]}"
    look = DifferentialStyle(fill=PatternFill(bgColor=colour))
    rule = Rule(type="cellIs", dxf=look, formula=["0"])
    rule.operator = "lessThan" if below else "greaterThan"
    sheet.conditional_formatting.add(cells, rule)


def protect(sheet: Any) -> None:  # noqa: ANN401 - a sheet of openpyxl
    """Guard formulas against a slip; there is no password, and inputs can be typed into."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.sort = False
    sheet.protection.autoFilter = False


def amounts_only(sheet: Any, cells: str) -> None:  # noqa: ANN401 - a sheet of openpyxl
    """Let nothing but amounts from zero upwards be typed into some cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    allowed = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="No amount",
        error="Type an amount in figures, such as 1234.50.",
        showInputMessage=True,
        promptTitle="Try it out",
        prompt="Sums follow at once. The project's own files stay as they are.",
    )
    allowed.add(cells)
    sheet.add_data_validation(allowed)


def named(book: Workbook, name: str, cell: str) -> None:
    """Give a cell such as `Summary!B10` a name for formulas of one's own."""
    from openpyxl.workbook.defined_name import DefinedName

    sheet, _, at = cell.rpartition("!")
    letters = at.rstrip("0123456789")
    place = f"{sheet}!${letters}${at[len(letters) :]}"
    book.defined_names[name] = DefinedName(name, attr_text=place)
