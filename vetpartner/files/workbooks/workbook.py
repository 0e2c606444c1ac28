"""A planning workbook as a home of a partnership: a sheet per kind of thing, a row per thing."""

from __future__ import annotations

import io
import types
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from vetpartner.files.atomic import steady_zip
from vetpartner.files.schema import EXAMPLES
from vetpartner.files.structuring import plain_facts, plain_plan
from vetpartner.files.toml_editing import toml_value
from vetpartner.files.workbooks.workbook_looks import Choices, dress
from vetpartner.model import (
    FACTS,
    KINDS,
    Acceptance,
    Agreement,
    Amounts,
    Limit,
    Money,
    Project,
    Share,
    Venue,
    When,
)
from vetpartner.programme import calls, rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.files.workbooks.workbook_looks import Words
    from vetpartner.model import Partnership


# One value of the model in one spreadsheet cell, and back: by the type of its field.

LONGEST = 32_000
_DIGITS = 15  # what a spreadsheet keeps of a number
_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}


RULE = Any
"""The type of a rule's value, which stands in a cell as in TOML where it is a list."""


class CellError(ValueError):
    """What stands in a cell cannot be what its column asks for."""


def columns(cls: type[Any]) -> dict[str, type[Any]]:
    """Return the columns of a class and their types; places and amounts take several."""
    found: dict[str, type[Any]] = {}
    hints = get_type_hints(cls)
    for a in attrs.fields(cls):
        type_ = _required(hints[a.name])
        if type_ is Venue:
            found.update({f"{a.name}.{k}": t for k, t in columns(Venue).items()})
        else:
            found[a.name] = type_
    return found


def _required(hint: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    if get_origin(hint) in {types.UnionType, Union}:
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    return str if get_origin(hint) is Literal else hint


def to_cell(value: Any) -> Any:  # noqa: ANN401 - plain values, as `plain` makes them
    """Return what a cell holds for a plain value: text, number, bool or day.

    Lists of texts take a line each; what is nested deeper stands as TOML.
    """
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) > _DIGITS:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        plain = all(isinstance(item, str) and _is_line(item) for item in value)
        value = "\n".join(value) if value and plain else toml_value(value)
    if isinstance(value, dict):
        value = toml_value(value)
    if isinstance(value, str) and len(value) > LONGEST:
        msg = f"a cell holds at most {LONGEST} characters, not {len(value)}"
        raise CellError(msg)
    return value


def rule_to_cell(value: Any) -> Any:  # noqa: ANN401
    """Return what a cell holds for a rule: lists, and texts that look like one, as in TOML."""
    looks = isinstance(value, list) or (isinstance(value, str) and value[:1] in {"[", '"'})
    return toml_value(value) if looks else to_cell(value)


def _is_line(text: str) -> bool:
    return bool(text) and "\n" not in text and text == text.strip() and text[0] not in "[{"


def from_cell(value: Any, type_: type[Any]) -> Any:  # noqa: ANN401
    """Return the plain value of a cell in a column of this type; raise `CellError`."""
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else Decimal(repr(value))
    if type_ is RULE:
        return _toml(value) if isinstance(value, str) and value[:1] in {"[", '"'} else value
    if get_origin(type_) is tuple:
        return _list(value)
    if type_ is bool:
        return _truth(value)
    if type_ is str:
        return value.isoformat() if isinstance(value, date) else str(value)
    if type_ is Amounts:
        return _toml(value) if isinstance(value, str) else value
    if type_ in {int, Decimal, Money, Share} and isinstance(value, str):
        return _number(value, type_)
    if type_ is When and isinstance(value, str):
        return value.strip()
    return value


def _list(value: object) -> Any:  # noqa: ANN401
    text = str(value)
    if text.lstrip().startswith(("[", "{")):
        return _toml(text)
    return [line.strip() for line in text.split("\n") if line.strip()]


def _truth(value: object) -> bool:
    word = str(value).strip().lower()
    if word in _YES | _NO:
        return word in _YES
    msg = f"expected yes or no, not {value!r}"
    raise CellError(msg)


def _number(text: str, type_: type[Any]) -> Any:  # noqa: ANN401
    digits = text.strip()
    try:
        number = Decimal(digits)
    except ArithmeticError:
        return digits if type_ in {Money, Share} else text
    return int(number) if type_ is int and number == number.to_integral_value() else number


def _toml(text: str) -> Any:  # noqa: ANN401
    import tomllib

    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except (ValueError, ArithmeticError, RecursionError):
        msg = f"{text[:60]!r} is neither plain text nor a list or table as in TOML"
        raise CellError(msg) from None


SINGLE = {"project": Project, "agreement": Agreement}
MANY = {**KINDS, "accepted": Acceptance, "limits": Limit, **FACTS}
TEXTS = {"narratives": ("report", "language", "question", "text"), "own_rules": ("text",)}
RULE_COLUMN, RULE_PREFIX = "rules", "rules."
_EARLIEST = date(1990, 1, 1)


def workbook_bytes(p: Partnership) -> bytes:
    """Return a partnership as an .xlsx file: the same bytes for the same partnership.

    Raises `ValueError` for a text that no cell can hold.
    """
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    write_tables(book, plain_plan(p) | plain_facts(p), ids_of(p), words=words_of(p))
    for name, rows in _text_rows(p).items():
        if rows:
            _write(book.create_sheet(name), TEXTS[name], rows)
    return book_bytes(book, p.as_of)


def book_bytes(book: Workbook, day: date) -> bytes:
    """Return a book as a file; the bytes depend on its content and the day alone."""
    raw = io.BytesIO()
    book.save(raw)
    return steady_zip(raw.getvalue(), max(day, _EARLIEST))


def ids_of(p: Partnership) -> dict[str, list[str]]:
    """Return the ids of each kind of thing, as they may be chosen."""
    return {kind: [thing.id for thing in getattr(p.baseline, kind)] for kind in KINDS}


def words_of(p: Partnership) -> Words:
    """Return the words that cells propose: of the call for the project, usual ones elsewhere."""
    project = p.baseline.project
    words = dict(EXAMPLES) | {("Project", "action"): tuple(sorted({name for name, _ in calls()}))}
    if (project.action, project.call) in calls():
        law = rules(project.action, project.call)
        words["Project", "priorities"] = tuple(priority.key for priority in law.priorities)
        words["Project", "topics"] = law.topics
    return words


def write_tables(
    book: Workbook,
    tables: dict[str, Any],
    ids: dict[str, list[str]],
    always: Iterable[str] = ("project", "organisations", "people", "work_packages"),
    *,
    without: frozenset[str] = frozenset(),
    words: Words | None = None,
) -> None:
    """Write a sheet for each table that has rows, or is always wanted, `without` some columns."""
    wanted = [name for name in (*SINGLE, *MANY) if name in tables or name in always]
    sheets = {name: book.create_sheet(name) for name in wanted}
    choices = Choices(book, ids, words)
    for name, sheet in sheets.items():
        cls = {**SINGLE, **MANY}[name]
        rows = [tables.get(name, {})] if name in SINGLE else tables.get(name, [])
        heads = tuple(head for head in _heads(cls, rows) if head not in without)
        _write(sheet, heads, rows)
        dress(sheet, cls, heads, len(rows), choices)
    choices.write()


def _heads(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the column heads: every field, and one column per organisation with an amount."""
    heads = [head for head in columns(cls) if head not in {"grant", RULE_COLUMN}]
    for field in ("grant", RULE_COLUMN):
        inner = dict.fromkeys(key for row in rows for key in row.get(field, {}))
        heads += [f"{field}.{key}" for key in inner]
    return tuple(heads)


def _text_rows(p: Partnership) -> dict[str, list[dict[str, Any]]]:
    answers = [
        {"report": n.report, "language": n.language, "question": question, "text": part}
        for n in p.narratives
        for question, text in n.answers or ((None, ""),)
        for part in _parts(text)
    ]
    rules = [{"text": part} for part in _parts(p.own_rules)] if p.own_rules is not None else []
    return {"narratives": answers, "own_rules": rules}


def _parts(text: str) -> list[str]:
    return [text[i : i + LONGEST] for i in range(0, len(text), LONGEST)] or [""]


def _write(sheet: Worksheet, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
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
            value = rule_to_cell(held) if head.startswith(RULE_PREFIX) else to_cell(held)
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
