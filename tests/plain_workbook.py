"""A planning workbook as version 0.1.0 wrote it: heads are the keys of the files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from attrs import field, frozen

from vetpartner.files.schema import meaning
from vetpartner.files.workbooks.cells import (
    SheetColumn,
    apart,
    columns,
    rule_to_cell,
    to_cell,
)
from vetpartner.files.workbooks.sheets import MANY, RULE_COLUMN, RULE_PREFIX, SINGLE
from vetpartner.model import FACTS, Amounts, Money, Share, When
from vetpartner.programme import calls
from vetpartner.values.translations import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    Words = dict[tuple[str, str], tuple[str, ...]]


_FACT = {"void": False}
"""A fact of which nothing is known yet: a row without any cell would be none."""


def write_tables(
    book: Workbook,
    tables: dict[str, Any],
    ids: dict[str, list[str]],
    always: Iterable[str] = ("project", "organisations", "people", "work_packages"),
    *,
    language: str,
    without: frozenset[str] = frozenset(),
    words: Words | None = None,
) -> None:
    """Write a sheet for each table that has rows, or is always wanted, `without` some columns.

    `language` is that of texts in columns without one.
    """
    wanted = [name for name in (*SINGLE, *MANY) if name in tables or name in always]
    sheets = {name: book.create_sheet(name) for name in wanted}
    choices = Choices(book, ids, words)
    for name, sheet in sheets.items():
        cls = {**SINGLE, **MANY}[name]
        rows = [tables.get(name, {})] if name in SINGLE else tables.get(name, [])
        rows = [apart(row or _FACT if name in FACTS else row, cls, language) for row in rows]
        heads = tuple(head for head in _heads(cls, rows) if head not in without)
        _write(sheet, heads, rows, columns(cls))
        dress(sheet, cls, heads, len(rows), choices)
    choices.write()


def _heads(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the column heads: every field, one for each further language of a text.

    There is one column for each organisation with an amount too.
    """
    given = dict.fromkeys(key for row in rows for key in row)
    heads = []
    for head in columns(cls):
        heads += [head] if head not in {"grant", RULE_COLUMN} else []
        heads += [key for key in given if head in spoken(cls) and key.startswith(f"{head}.")]
    for whole in ("grant", RULE_COLUMN):
        inner = dict.fromkeys(key for row in rows for key in row.get(whole, {}))
        heads += [f"{whole}.{key}" for key in inner]
    return tuple(heads)


def _write(
    sheet: Worksheet,
    heads: tuple[str, ...],
    rows: list[dict[str, Any]],
    known: Mapping[str, SheetColumn] = MappingProxyType({}),
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    bold, wrapped = Font(bold=True, color="FFFFFF"), Alignment(wrap_text=True, vertical="top")
    blue = PatternFill("solid", start_color="1F3A5F", end_color="1F3A5F")
    for column, head in enumerate(heads, start=1):
        top = sheet.cell(1, column, head)
        top.font, top.fill = bold, blue
        sheet.column_dimensions[get_column_letter(column)].width = 14 if "." in head else 22
    sheet.freeze_panes = "B2"
    for row, table in enumerate(rows, start=2):
        for column, head in enumerate(heads, start=1):
            held = _at(table, head)
            is_rule = head.startswith(RULE_PREFIX)
            value = (
                rule_to_cell(held)
                if is_rule
                else to_cell(held, known.get(head) or known.get(head.partition(".")[0]))
            )
            if value is None:
                continue
            cell: Any = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = True
                cell.alignment = wrapped
            elif isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"


def _at(table: dict[str, Any], head: str) -> Any:  # noqa: ANN401
    if head in table:
        return table[head]
    first, _, rest = head.partition(".")
    inner = table.get(first)
    return inner.get(rest) if isinstance(inner, dict) else None


# How the sheets look.


LISTS = "_lists"
"""The hidden sheet with the choices that do not stand on a sheet of their own."""
MORE_ROWS = 200
"""Empty rows below the last one that can be filled with the same help."""
_SHORT = 200  # a list of choices in a cell's own rule has 255 characters at most

_HINTS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    bool: "yes or no",
    date: "day, as 2024-03-14",
    When: (
        "date: 2024-03-14, or 2024-03-14 09:00..13:00, 2024-03-14..2024-03-15, M7, M7..M9, "
        "2024-03, undecided"
    ),
    Money: "amount in the project's currency, as 1234.50; another one as 500 CZK",
    Share: "share, as 40 %",
    Amounts: "amount of this organisation",
}
_COUNTRY = "code of a country, such as HR"


@frozen
class Offer:
    """What cells offer: a `rule`, whether others are refused, and whether it asks about them."""

    rule: str | None
    strict: bool = field(default=False, kw_only=True)
    asks: bool = field(default=True, kw_only=True)

    def add_to(self, sheet: Worksheet, cells: str) -> None:
        """Let some cells of a sheet offer it."""
        from openpyxl.worksheet.datavalidation import DataValidation

        made = DataValidation(
            type="list", formula1=self.rule, allow_blank=True, showErrorMessage=self.asks
        )
        if self.asks:
            made.errorStyle = "stop" if self.strict else "warning"
            made.errorTitle = "Not one of the choices"
            made.error = (
                "Choose from the list." if self.strict else "This is not in the list. Keep it?"
            )
        made.add(cells)
        sheet.add_data_validation(made)


class Choices:
    """Collects lists of choices for a book and puts them on its hidden sheet."""

    def __init__(
        self, book: Workbook, ids: dict[str, list[str]], words: Words | None = None
    ) -> None:
        """Take the ids of each kind of thing; a kind with a sheet is pointed at there.

        `words` are proposed where others will do as well.
        """
        self.book = book
        self.ids = ids
        self.words = words or {}
        self.lists: dict[tuple[str, ...], str] = {}

    def formula(self, choices: tuple[str, ...]) -> str | None:
        """Return the rule of a cell for some choices; None where there are none."""
        if not choices:
            return None
        flat = ",".join(choices)
        if len(flat) <= _SHORT and '"' not in flat and not any("," in one for one in choices):
            return f'"{flat}"'
        if choices not in self.lists:
            from openpyxl.utils import get_column_letter

            letter = get_column_letter(len(self.lists) + 1)
            self.lists[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
        return self.lists[choices]

    def of_column(self, column: SheetColumn) -> Offer | None:
        """Return what a cell of a column offers; a list of several is left to the reader."""
        if get_origin(column.type) is Literal:
            return Offer(self.formula(tuple(map(str, get_args(column.type)))), strict=True)
        if column.type is bool:
            return Offer(self.formula(("TRUE", "FALSE")))
        rule = self._of_kinds(column.links) if column.links and column.type is str else None
        return Offer(rule) if rule is not None else None

    def countries(self) -> Offer:
        """Return the codes of the countries in the programme, by the newest call that is known."""
        from vetpartner.programme import rules

        law = rules("KA220-VET", max(call for action, call in calls() if action == "KA220-VET"))
        return Offer(self.formula(tuple(sorted((*law.member_states, *law.associated_countries)))))

    def _of_kinds(self, kinds: tuple[str, ...]) -> str | None:
        """Return the rule for ids of some kinds of things."""
        known = [kind for kind in kinds if self.ids.get(kind)]
        if len(known) == 1 and known[0] in self.book.sheetnames:
            return f"{known[0]}!$A$2:$A${len(self.ids[known[0]]) + 1 + MORE_ROWS}"
        return self.formula(tuple(id_ for kind in known for id_ in self.ids[kind]))

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


def dress(
    sheet: Worksheet, cls: type[Any], heads: tuple[str, ...], rows: int, choices: Choices
) -> None:
    """Give a sheet its choices and hints, and guard heads and the ids that stand there.

    There is no password: who must may take the guard off.
    """
    from openpyxl.comments import Comment
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    last = rows + 1 + MORE_ROWS
    fields = columns(cls)
    unlocked = Protection(locked=False)
    for number, head in enumerate(heads, start=1):
        letter = get_column_letter(number)
        column = fields.get(head) or fields.get(head.partition(".")[0]) or SheetColumn()
        is_country = head.rpartition(".")[2] == "country"
        holds = _COUNTRY if is_country else _in_words(column.type, column.links)
        said = meaning(cls, head.partition(".")[0]).replace("`", "")
        note = Comment("\n".join(filter(None, (f"{head}: {holds}", said))), "vetpartner")
        note.width, note.height = 260, 80 + 16 * (len(said) // 36 + bool(said))
        sheet.cell(1, number).comment = note
        words = choices.words.get((cls.__name__, head))
        offered = choices.countries() if is_country else choices.of_column(column)
        if words:
            # Others are taken without a word: several are typed a line each.
            offered = Offer(choices.formula(words), asks=False)
        if offered is not None:
            offered.add_to(sheet, f"{letter}2:{letter}{last}")
        sheet.column_dimensions[letter].protection = unlocked
        for row in range(2, rows + 2):
            cell = sheet.cell(row, number)
            if not (head == "id" and cell.value is not None):
                cell.protection = unlocked
    sheet.protection.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, name, False)


def _in_words(type_: Any, links: tuple[str, ...]) -> str:  # noqa: ANN401 - a type
    """Return what a column holds."""
    if type_ is object:
        return "text"
    if get_origin(type_) is tuple:
        inner = _in_words(get_args(type_)[0], links)
        return f"several, a line each (Alt+Enter): {inner}"
    if get_origin(type_) is Literal:
        return f"one of {', '.join(map(str, get_args(type_)))}"
    if links and type_ is str:
        return f"id from {' or '.join(links)}"
    return _HINTS.get(type_, "as in the file format")
