"""The rows of a table in CSV, XLSX or ODS, below the headings, one after the other."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from vetpartner.checks import Severity
from vetpartner.files.limits import LARGEST_FILE, MEGABYTE
from vetpartner.files.tables.table_findings import TableFindings
from vetpartner.files.tables.table_headings import FIRST_ROWS, Headed, Sheet, headed
from vetpartner.files.tables.table_safety import UnsafeTable, odd_cells
from vetpartner.files.tables.table_text import csv_rows, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from vetpartner.model import Plan

SUFFIXES = (".csv", ".xlsx", ".ods")


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

    `known` are the headings; `is_day` tells which other headings are days. The countries of
    `plan` help where the encoding of a CSV file is not certain.
    Of several sheets those with the headings of the first are returned.
    """
    sheets = (
        _csv(data, known, plan, found) if data is not None else _sheets(path, known, plan, found)
    )
    if sheets is None:
        return None
    headings: list[tuple[Headed, Sheet, TableFindings]] = []
    for sheet in sheets:
        apart = TableFindings(found.file)
        table = headed(sheet, known, is_day=is_day, found=apart)
        if table is not None:
            headings.append((table, sheet, apart))
    if not headings:
        wanted = ", ".join(dict.fromkeys(known.values()))
        found.say(
            "table-no-heading",
            f"none of the first {FIRST_ROWS} rows holds two headings that are known",
            way_out=f"head the columns as {wanted}",
        )
        return None
    return tuple(_used(headings, found))


def _used(
    headings: list[tuple[Headed, Sheet, TableFindings]], found: TableFindings
) -> Iterator[Headed]:
    first = headings[0][0]
    for table, sheet, apart in headings:
        same = table.form == first.form
        if table is not first:
            found.say(
                "table-two-sheets",
                f"{table.sheet} is a table too, and has "
                + (f"the headings of {first.sheet}: both are read" if same else "other headings"),
                severity=Severity.WARNING if same else Severity.ERROR,
                sheet=table.sheet,
                line=table.line,
                way_out=None if same else f"only {first.sheet} is read: make two files of it",
            )
        if same:
            found.take(apart)
            _say_merged(table, sheet, found)
            yield table


def _say_merged(table: Headed, sheet: Sheet, found: TableFindings) -> None:
    for first_row, first_column, last_row, _ in sheet.merged:
        if last_row >= table.line:
            what = "a heading" if first_row <= table.line else "a cell"
            found.say(
                "table-merged",
                f"{what} is merged with its neighbours, and only the first of them has its value",
                severity=Severity.WARNING,
                sheet=sheet.name,
                line=first_row,
                column=first_column,
                way_out="unmerge the cells, and write the value into each",
            )


def _sheets(
    path: Path, known: dict[str, str], plan: Plan, found: TableFindings
) -> tuple[Sheet, ...] | None:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            limit = LARGEST_FILE // MEGABYTE
            message = f"{found.file} has {size // MEGABYTE} MB; more than {limit} MB are not read"
            found.say("file-too-large", message, way_out="make several files of it")
            return None
        if path.suffix.lower() == ".csv":
            return _csv(path.read_bytes(), known, plan, found)
    except OSError as error:
        found.say("unreadable-file", f"{found.file} cannot be read: {error.strerror}")
        return None
    return _book(path, found)


def _csv(
    data: bytes, known: dict[str, str], plan: Plan, found: TableFindings
) -> tuple[Sheet, ...] | None:
    try:
        text, assumed = decoded(data, countries(plan))
    except ValueError as error:
        message = f"{found.file} cannot be read as text: {error}"
        found.say("table-encoding", message, way_out="save it again as CSV in UTF-8")
        return None
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
        for line, row in rows:
            yield line, row
    except csv.Error as error:
        message = f"reading stops here, and the rows from here on are left out: {error}"
        way_out = "look for a quotation mark too many"
        found.say("table-broken-csv", message, line=line + 1, way_out=way_out)


def countries(plan: Plan) -> tuple[str, ...]:
    """Return the countries of a plan, that of the coordinator first."""
    from vetpartner.programme import country

    own = plan.project.coordinator
    ordered = sorted(plan.organisations, key=lambda o: o.id != own)
    return tuple(dict.fromkeys(code for o in ordered if (code := country(o.country or ""))))


def _book(path: Path, found: TableFindings) -> tuple[Sheet, ...] | None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        odd = odd_cells(path)
        book = CalamineWorkbook.from_path(str(path))
        sheets = tuple(_sheet(book, name) for name in book.sheet_names)
    except UnsafeTable as error:
        way_out = "save it again in your spreadsheet program"
        found.say(error.slug, f"{found.file} is not read: {error}", way_out=way_out)
        return None
    except (CalamineError, OSError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        message = f"{found.file} cannot be read as a workbook: {reason}"
        found.say("not-a-workbook", message, way_out="save it again in your spreadsheet program")
        return None
    for sheet, cells in odd.items():
        for cell in cells:
            slug = "table-error-cell" if cell.error else "table-formula"
            message = "holds an error" if cell.error else "holds a formula without a stored value"
            found.say(
                slug,
                f"the cell {message}, and is read as empty",
                sheet=sheet,
                line=cell.line,
                column=cell.column,
                way_out="type the value, or save the file again in your spreadsheet program",
            )
    return sheets


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    start = sheet.start
    rows: Iterator[tuple[int, Sequence[object]]] = enumerate(sheet.iter_rows(), start=1)
    merged = sheet.merged_cell_ranges or ()
    return Sheet(
        name=name,
        rows=rows if start is not None else iter(()),
        offset=start[1] if start is not None else 0,
        merged=tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in merged),
    )
