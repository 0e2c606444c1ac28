"""How the sheets of a planning workbook look: styles, widths, what cells offer, how they print."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from vetpartner.values.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

BLUE, PALE, GREY = "1F3A5F", "EEF2F7", "5A6675"
WRONG, LOOK, WELL = "✖", "▲", "✔"
"""The lights of a row: it cannot be right, look at it, nothing was found."""
LIGHTS = {WRONG: "B3261E", LOOK: "B26A00", WELL: "2E7D32"}
LAST_ROW = 1000
"""Down to which row cells offer their choices."""
_LINE = Side(style="thin", color="D5DBE3")
_BELOW = Border(bottom=_LINE)
_TOP: dict[str, Any] = {"vertical": "top", "wrap_text": True}
_WIDE, _NARROW = 44, 9
_DIGITS = "0123456789"
LISTS = "_lists"
"""The hidden sheet with the choices that do not stand on a sheet of their own."""
_SHORT = 200  # a list of choices in a cell's own rule has 255 characters at most


def font(**given: Any) -> Font:  # noqa: ANN401 - fonts of openpyxl
    """Return the font of the workbook."""
    return Font(name="Calibri", **{"size": 11, **given})


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font": font(size=18, bold=True, color=BLUE)},
    "asks": {"font": font(size=12, italic=True, color=GREY)},
    "head": {
        "font": font(bold=True, color="FFFFFF"),
        "fill": PatternFill("solid", start_color=BLUE, end_color=BLUE),
        "alignment": Alignment(vertical="center", wrap_text=True),
    },
    "help": {
        "font": font(size=9, italic=True, color=GREY),
        "fill": PatternFill("solid", start_color=PALE, end_color=PALE),
        "alignment": Alignment(**_TOP),
    },
    "label": {"font": font(bold=True, color=BLUE), "alignment": Alignment(**_TOP)},
    "text": {"font": font(), "alignment": Alignment(**_TOP), "border": _BELOW},
    "id": {"font": font(bold=True), "alignment": Alignment(**_TOP), "border": _BELOW},
    "number": {
        "font": font(),
        "alignment": Alignment(vertical="top", horizontal="right"),
        "border": _BELOW,
    },
    "left": {
        "font": font(),
        "alignment": Alignment(**_TOP, horizontal="left"),
        "border": _BELOW,
    },
    "light": {"font": font(bold=True), "alignment": Alignment(vertical="top", horizontal="center")},
    "plain": {"font": font(), "alignment": Alignment(**_TOP)},
    "link": {"font": font(color="0B57D0", underline="single"), "alignment": Alignment(**_TOP)},
}


class Styles:
    """Resolves each look once for a book: most of the time goes into that."""

    def __init__(self, book: Workbook) -> None:
        """Take the book whose cells get the looks."""
        self.sheet = book.create_sheet("_styles")
        self.book = book
        self.known: dict[tuple[str, str, bool], Any] = {}

    def give(self, cell: Any, look: str, form: str = "", *, quoted: bool = False) -> None:  # noqa: ANN401 - a cell
        """Give a cell a look and a number format; `quoted` keeps a text from being a formula."""
        key = look, form, quoted
        if key not in self.known:
            made: Any = self.sheet.cell(1, 1)
            made.style = "Normal"
            for name, value in _LOOKS[look].items():
                setattr(made, name, value)
            made.number_format = form or "General"
            made.quotePrefix = quoted
            self.known[key] = copy(made._style)  # noqa: SLF001 - as openpyxl copies styles itself
        cell._style = copy(self.known[key])  # noqa: SLF001

    def done(self) -> None:
        """Take the scratch sheet out again."""
        self.book.remove(self.sheet)


def put(styles: Styles, cell: Any, value: Any, look: str = "text", form: str = "") -> None:  # noqa: ANN401
    """Write a value into a cell; a text never becomes a formula."""
    is_text = isinstance(value, str)
    styles.give(cell, look, form, quoted=is_text and value[:1] in {"=", "+", "-", "@"})
    if value is not None:
        cell.value = value
        if is_text:
            cell.data_type = "s"


@cache
def day_format(code: str) -> str:
    """Return how a spreadsheet shows a day as people of a language write it in short."""
    if code == "en":
        return "d mmm yyyy"  # nobody takes the day for the month
    pattern = Locale.parse(code).datetime_skeletons["yMd"].pattern
    return re.sub("'[^']*'", "", pattern).replace("M", "m").replace("y", "yyyy")


def widths(cells: Iterable[object], head: str, help_: str) -> float:
    """Return how wide a column is, in signs: as wide as its words, and not too wide for a page."""
    words = max((len(word) for word in head.split()), default=0)
    said = [len(line) for value in cells for line in shown(value).split("\n")]
    wanted = max(words + 3, min(len(help_), 11), max(said, default=0) + 2)
    return float(min(max(wanted, _NARROW), _WIDE))


def shown(value: object) -> str:
    """Return about what a cell shows, to measure it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return "12. 05. 2025."
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:,.2f}"
    return str(value)


def height(texts: Iterable[tuple[str, float]], line: float) -> float:
    """Return the height of a row of wrapped texts in columns of these widths."""
    lines = (
        sum(max(1, -(-len(part) // max(int(width) - 1, 1))) for part in text.split("\n"))
        for text, width in texts
    )
    return max(lines, default=1) * line + 3


def page(sheet: Worksheet, *, head: str | None = None, landscape: bool = True) -> None:
    """Let a sheet print one page wide on A4, with its heads on every page."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = head
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = "&A", "&P / &N"
    sheet.sheet_view.showGridLines = False


def lights(sheet: Worksheet, cells: str) -> None:
    """Colour the lights of rows by their sign."""
    make: Any = CellIsRule
    for sign, colour in LIGHTS.items():
        said = Font(bold=True, color=colour)
        rule = make(operator="equal", formula=[f'"{sign}"'], font=said)
        sheet.conditional_formatting.add(cells, rule)


# What cells offer.


class Offers:
    """Gives cells their choices; lists too long for a cell's rule stand on a hidden sheet."""

    def __init__(self, book: Workbook, code: str) -> None:
        """Take the book and the language of its words."""
        self.book = book
        self.said: Callable[[str], str] = catalogue(code).said
        self.lists: dict[tuple[str, ...], str] = {}

    def choose(
        self, sheet: Worksheet, cells: str, choices: tuple[str, ...], help_: str, *, asks: bool
    ) -> None:
        """Let cells offer choices; with `asks` another word is asked about."""
        if choices:
            self._add(sheet, cells, self._formula(choices), help_, asks=asks)

    def choose_from(self, sheet: Worksheet, cells: str, where: str, help_: str) -> None:
        """Let cells offer what stands in other cells, such as the ids of partners."""
        self._add(sheet, cells, where, help_, asks=False)

    def number(self, sheet: Worksheet, cells: str, first: str, help_: str) -> None:
        """Let cells ask about a text without any digit, where a number or a date is meant."""
        without = first
        for digit in _DIGITS:
            without = f'SUBSTITUTE({without},{digit},"")'
        made = DataValidation(type="custom", formula1=f"LEN({first})>LEN({without})")
        made.errorStyle = "warning"
        made.errorTitle, made.error = "?", self.said("There is no number in it. Keep it?")
        self._prompt(made, help_)
        made.allow_blank = made.showErrorMessage = True
        made.add(cells)
        sheet.add_data_validation(made)

    def _add(self, sheet: Worksheet, cells: str, formula: str, help_: str, *, asks: bool) -> None:
        made = DataValidation(
            type="list", formula1=formula, allow_blank=True, showErrorMessage=asks
        )
        if asks:
            made.errorStyle = "warning"
            made.errorTitle, made.error = "?", self.said("This is not in the list. Keep it?")
        self._prompt(made, help_)
        made.add(cells)
        sheet.add_data_validation(made)

    @staticmethod
    def _prompt(made: DataValidation, help_: str) -> None:
        if help_:
            made.prompt, made.showInputMessage = help_[:255], True

    def _formula(self, choices: tuple[str, ...]) -> str:
        flat = ",".join(choices)
        if len(flat) <= _SHORT and '"' not in flat and not any("," in one for one in choices):
            return f'"{flat}"'
        if choices not in self.lists:
            letter = get_column_letter(len(self.lists) + 1)
            self.lists[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
        return self.lists[choices]

    def write(self) -> None:
        """Write the hidden sheet, if any list needs it."""
        if not self.lists:
            return
        sheet = self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for column, choices in enumerate(self.lists, start=1):
            for row, choice in enumerate(choices, start=1):
                cell: Any = sheet.cell(row, column, choice)
                cell.data_type = "s"


def fold(sheet: Worksheet, first: int, last: int, widths: Mapping[int, float]) -> None:
    """Put columns behind an outline, closed."""
    for number in range(first, last + 1):
        made = sheet.column_dimensions[get_column_letter(number)]
        made.width, made.outlineLevel, made.hidden = widths.get(number, 16.0), 1, True
    if last >= first:
        behind = sheet.column_dimensions[get_column_letter(last + 1)]
        behind.collapsed = True
        behind.width = 4
