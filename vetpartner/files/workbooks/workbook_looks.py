"""What helps somebody who fills a sheet: choices, hints at the heads, and guarded ids."""

from __future__ import annotations

import types
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from vetpartner.files.schema import meaning
from vetpartner.model import KINDS, LINKS_TO, Amounts, Money, Share, Venue, When

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    Words = dict[tuple[str, str], tuple[str, ...]]

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

    def of_kinds(self, kinds: tuple[str, ...]) -> str | None:
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
    fields = _fields(cls)
    unlocked = Protection(locked=False)
    for column, head in enumerate(heads, start=1):
        letter = get_column_letter(column)
        hint, links = fields.get(head) or fields.get(head.partition(".")[0]) or (None, ())
        text = _in_words(hint, links)
        said = meaning(cls, head.partition(".")[0]).replace("`", "")
        note = Comment("\n".join(filter(None, (f"{head}: {text}", said))), "vetpartner")
        note.width, note.height = 260, 80 + 16 * (len(said) // 36 + bool(said))
        sheet.cell(1, column).comment = note
        if words := choices.words.get((cls.__name__, head)):
            _propose(sheet, f"{letter}2:{letter}{last}", choices.formula(words))
        else:
            _allow(sheet, f"{letter}2:{letter}{last}", hint, links, choices)
        sheet.column_dimensions[letter].protection = unlocked
        for row in range(2, rows + 2):
            cell = sheet.cell(row, column)
            if not (head == "id" and cell.value is not None):
                cell.protection = unlocked
    sheet.protection.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, name, False)


def _allow(
    sheet: Worksheet,
    cells: str,
    hint: Any,  # noqa: ANN401 - a type as typing gives it
    links: tuple[str, ...],
    choices: Choices,
) -> None:
    """Let a cell offer what it may hold; a list of several is left to the reader."""
    from openpyxl.worksheet.datavalidation import DataValidation

    single = _required(hint)
    rule, strict = None, False
    if get_origin(single) is Literal:
        rule, strict = choices.formula(tuple(map(str, get_args(single)))), True
    elif single is bool:
        rule = choices.formula(("TRUE", "FALSE"))
    elif links and single is str:
        rule = choices.of_kinds(links)
    elif hint is COUNTRY:
        rule = choices.formula(_countries())
    if rule is None:
        return
    made = DataValidation(type="list", formula1=rule, allow_blank=True, showErrorMessage=True)
    made.errorStyle = "stop" if strict else "warning"
    made.errorTitle = "Not one of the choices"
    made.error = "Choose from the list." if strict else "This is not in the list. Keep it?"
    made.add(cells)
    sheet.add_data_validation(made)


def _propose(sheet: Worksheet, cells: str, rule: str | None) -> None:
    """Let a cell offer words without asking about others: several are typed a line each."""
    from openpyxl.worksheet.datavalidation import DataValidation

    made = DataValidation(type="list", formula1=rule, allow_blank=True, showErrorMessage=False)
    made.add(cells)
    sheet.add_data_validation(made)


COUNTRY = "country"
"""Stands for the type of a field that holds the code of a country."""


def _fields(cls: type[Any]) -> dict[str, tuple[Any, tuple[str, ...]]]:
    """Return type and links of each column; a place takes several."""
    hints = get_type_hints(cls)
    found: dict[str, tuple[Any, tuple[str, ...]]] = {}
    for a in attrs.fields(cls):
        hint = COUNTRY if a.name == "country" else hints[a.name]
        links = a.metadata.get(LINKS_TO, ())
        if _required(hint) is Venue:
            found.update({f"{a.name}.{name}": held for name, held in _fields(Venue).items()})
        else:
            found[a.name] = (hint, tuple(kind for kind in links if kind in KINDS))
    return found


def _countries() -> tuple[str, ...]:
    """Return the codes of the countries in the programme, by the newest call that is known."""
    from vetpartner.programme import calls, rules

    law = rules("KA220-VET", max(call for action, call in calls() if action == "KA220-VET"))
    return tuple(sorted((*law.member_states, *law.associated_countries)))


def _required(hint: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    if get_origin(hint) in {types.UnionType, Union}:
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _in_words(hint: Any, links: tuple[str, ...]) -> str:  # noqa: ANN401
    """Return what a column holds."""
    if hint is None:
        return "text"
    if hint is COUNTRY:
        return "code of a country, such as HR"
    single = _required(hint)
    if get_origin(single) is tuple:
        inner = get_args(single)[0]
        return f"several, a line each (Alt+Enter): {_in_words(inner, links)}"
    if get_origin(single) is Literal:
        return f"one of {', '.join(map(str, get_args(single)))}"
    if links and single is str:
        return f"id from {' or '.join(links)}"
    return _HINTS.get(single, "as in the file format")
