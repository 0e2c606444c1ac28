"""The rows of a table in CSV, XLSX or ODS, below the headings, one after the other.

Encoding and separator of a CSV file are found, and never guessed in silence.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.tables.archive import too_large
from vetpartner.files.tables.headings import (
    FIRST_ROWS,
    Headed,
    Sheet,
    TableFindings,
    headed,
    known_headings,
    table_words,
)
from vetpartner.files.tables.safety import LISTS, look
from vetpartner.values.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from vetpartner.files.tables.money import NumberCell
    from vetpartner.model import Plan

BOOKS = (".xlsx", ".ods")
SUFFIXES = (".csv", *BOOKS)
SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 20
_SPACE = 0xA0  # a no-break space in most code pages, and a letter in others
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAGES = {
    "cp1250": ("HR", "SI", "PL", "CZ", "SK", "HU", "RO", "BA", "RS"),
    "iso8859-2": ("HR", "SI", "PL", "CZ", "SK", "HU", "RO", "BA", "RS"),
    "cp1253": ("GR", "CY"),
    "iso8859-7": ("GR", "CY"),
    "cp1254": ("TR",),
    "cp1252": ("DE", "AT", "FR", "ES", "IT", "PT"),
}


def decoded(data: bytes, countries: tuple[str, ...]) -> tuple[str, str | None]:
    """Return the text, and the encoding where it had to be assumed.

    A byte order mark and valid UTF-8 leave no doubt. Otherwise those code pages are tried in which
    the languages of `countries` are written (ISO codes, the most likely first), and that is taken
    in which the fewest signs are foreign to these languages; without countries it is cp1252.
    Raises `ValueError` for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding), None
    if b"\0" in data:
        raise ValueError("it holds NUL bytes and is not text")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return _assumed(data, countries)


def _assumed(data: bytes, countries: tuple[str, ...]) -> tuple[str, str]:
    high = bytes(dict.fromkeys(byte for byte in data if byte > 127))  # noqa: PLR2004 - ASCII
    counts = {byte: data.count(byte) for byte in high}
    first = {land: rank for rank, land in reversed(list(enumerate(countries)))}
    home = "".join(table_words()["letters"].get(land, "") for land in countries)
    best = ("cp1252", (sum(counts.values()) + 1, len(first), 0))
    for order, (page, lands) in enumerate(_PAGES.items()):
        rank = min((first[land] for land in lands if land in first), default=None)
        if rank is None and page != "cp1252":
            continue
        foreign = sum(counts[byte] for byte in high if _of(byte, page) not in home)
        score = (foreign, len(first) if rank is None else rank, order)
        best = min(best, (page, score), key=lambda each: each[1])
    try:
        return data.decode(best[0]), best[0]
    except UnicodeDecodeError:
        # Latin-1 has a sign for every byte, so that nothing is lost.
        return data.decode("latin-1"), "latin-1"


def _of(byte: int, page: str) -> str:
    sign = bytes((byte,)).decode(page, "replace").lower()
    # A sign that no language owns, such as a dash, speaks against no page; a control code does.
    kind = unicodedata.category(sign[0])
    return "" if kind in {"Zs", "Pd", "Pi", "Pf"} and byte != _SPACE else sign


def csv_rows(text: str, words: dict[str, str]) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line, values)` of each row, in the separator that finds most known headings.

    Raises `csv.Error` for a cell that no table needs.
    """
    best, most = ",", (-1, -1)
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row for row, _ in zip(_until_error(reader), range(_LOOKED_AT), strict=False)]
        known = max((len(known_headings(row, words)) for row in rows), default=0)
        found = (known, max((len(row) for row in rows), default=0))
        if found > most:
            best, most = separator, found
    # Strict, because a quotation mark too many would swallow the rows that follow in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return


def tables(
    path: Path,
    known: dict[str, str],
    plan: Plan,
    found: TableFindings,
    *,
    is_day: Callable[[object], bool] = lambda _: False,
    data: bytes | None = None,
) -> tuple[Headed, ...] | None:
    """Return the tables of a file below their headings; None if it cannot be read as one.

    `data` is the content of the file, if it is at hand already.
    `known` are the headings; `is_day` tells which other headings are days. The countries of
    `plan` help where the encoding of a CSV file is not certain.
    Of several sheets those with the headings of the first are returned.
    """
    try:
        held = contents(path) if data is None else data
        is_book = path.suffix.lower() in BOOKS
        sheets = _book(held, found) if is_book else _csv(held, known, plan, found)
        if sheets is None:
            return None
        found_tables = [table for sheet in sheets if (table := headed(sheet, known, is_day))]
    except NotOpened as error:
        found.say(error.slug, f"{found.file} {error}", way_out=error.way_out)
        return None
    if not found_tables:
        wanted = ", ".join(dict.fromkeys(known.values()))
        found.say(
            "table-no-heading",
            f"none of the first {FIRST_ROWS} rows holds two headings that are known",
            way_out=f"head the columns as {wanted}",
        )
        return None
    return tuple(_used(found_tables, known, found))


def _used(headings: list[Headed], known: dict[str, str], found: TableFindings) -> Iterator[Headed]:
    first = headings[0]
    for table in headings:
        same = table.form == first.form
        if table is not first:
            found.say(
                "table-two-sheets",
                f"{table.sheet} is a table too, and has "
                + (f"the headings of {first.sheet}: both are read" if same else "other headings"),
                severity=Severity.WARNING if same else Severity.ERROR,
                at=found.place(table.sheet, table.line),
                way_out=None if same else f"only {first.sheet} is read: make two files of it",
            )
        if same:
            table.say_unused(known, found)
            _say_merged(table, found)
            yield table


def _say_merged(table: Headed, found: TableFindings) -> None:
    for first_row, first_column, last_row, _ in table.of.merged:
        if last_row >= table.line:
            what = "a heading" if first_row <= table.line else "a cell"
            found.say(
                "table-merged",
                f"{what} is merged with its neighbours, and only the first of them has its value",
                severity=Severity.WARNING,
                at=found.place(table.sheet, first_row, first_column),
                way_out="unmerge the cells, and write the value into each",
            )


def _csv(
    data: bytes, known: dict[str, str], plan: Plan, found: TableFindings
) -> tuple[Sheet, ...] | None:
    try:
        text, assumed = decoded(data, countries(plan))
    except ValueError as error:
        message = f"{found.file} cannot be read as text: {error}"
        found.say("table-encoding", message, way_out="save it again as CSV in UTF-8")
        return None
    if sum(map(text.count, (*SEPARATORS, "\n", "\r"))) > 2 * LISTS.cells:
        raise too_large(f"more than {LISTS.cells} cells")
    if assumed is not None:
        found.say(
            "table-encoding",
            f"{found.file} is not UTF-8; it was read as {assumed}",
            severity=Severity.NOTE,
            way_out="look whether all letters are right, and save it again as CSV in UTF-8",
        )
    return (Sheet(name="", rows=_until_broken(csv_rows(text, known), found)),)


def _until_broken(
    rows: Iterator[tuple[int, list[str]]], found: TableFindings
) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for number, (line, row) in enumerate(rows):
            if number > LISTS.rows or len(row) > LISTS.columns:
                raise too_large(f"more than {LISTS.rows} rows or {LISTS.columns} columns")
            yield line, row
    except csv.Error as error:
        message = f"reading stops here, and the rows from here on are left out: {error}"
        way_out = "look for a quotation mark too many"
        found.say("table-broken-csv", message, at=found.place("", line + 1), way_out=way_out)


def countries(plan: Plan) -> tuple[str, ...]:
    """Return the countries of a plan, that of the coordinator first."""
    from vetpartner.programme import country

    own = plan.project.coordinator
    ordered = sorted(plan.organisations, key=lambda o: o.id != own)
    return tuple(dict.fromkeys(code for o in ordered if (code := country(o.country or ""))))


def _book(data: bytes, found: TableFindings) -> tuple[Sheet, ...] | None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        looked = look(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = looked.shown
        sheets = tuple(_sheet(book, name, shown.get(name, {})) for name in book.sheet_names)
    except NotOpened:
        raise
    except (CalamineError, OSError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        message = f"{found.file} cannot be read as a workbook: {reason}"
        found.say("not-a-workbook", message, way_out="save it again in your spreadsheet program")
        return None
    for sheet, cells in looked.odd.items():
        for cell in cells:
            slug = "table-error-cell" if cell.error else "table-formula"
            message = "holds an error" if cell.error else "holds a formula without a stored value"
            found.say(
                slug,
                f"the cell {message}, and is read as empty",
                at=found.place(sheet, cell.line, cell.column),
                way_out="type the value, or save the file again in your spreadsheet program",
            )
    return sheets


def _sheet(book: CalamineWorkbook, name: str, shown: Mapping[tuple[int, int], NumberCell]) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    start = sheet.start
    # The oldest version allowed has no rows of an empty sheet, and panics.
    held = sheet.iter_rows() if start is not None else ()
    rows: Iterator[tuple[int, Sequence[object]]] = enumerate(held, start=1)
    if shown and start is not None:
        rows = _with_shown(rows, start[1], shown)
    merged = sheet.merged_cell_ranges or ()
    return Sheet(
        name=name,
        rows=rows,
        offset=start[1] if start is not None else 0,
        merged=tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in merged),
    )


def _with_shown(
    rows: Iterator[tuple[int, Sequence[object]]],
    offset: int,
    shown: Mapping[tuple[int, int], NumberCell],
) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield rows in which a number that shows otherwise knows what it shows."""
    lines = {line for line, _ in shown}
    for line, row in rows:
        if line in lines:
            at = enumerate(row, start=offset + 1)
            row = [shown.get((line, n), v) if isinstance(v, float) else v for n, v in at]  # noqa: PLW2901
        yield line, row
