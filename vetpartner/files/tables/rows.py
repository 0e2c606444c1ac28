"""A file of rows in CSV, XLSX or ODS: encoding, separator, sheets, and the tables in it.

Nothing is guessed in silence; hidden sheets and rows are told, and not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import define, frozen

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.tables.archive import too_large
from vetpartner.files.tables.columns import columns_of
from vetpartner.files.tables.encodings import Letters, NotDecoded, decoded, words_of
from vetpartner.files.tables.headings import TableFindings, folded, meaning, table_words
from vetpartner.files.tables.merged import spread
from vetpartner.files.tables.months import LANGUAGES
from vetpartner.files.tables.notes import READ, Noted, unfit
from vetpartner.files.tables.safety import LISTS, Looked, look
from vetpartner.files.tables.shape import FIRST_ROWS, Sheet, ends, shape_of
from vetpartner.files.tables.values import read_text, shown
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from vetpartner.files.tables.columns import Headed
    from vetpartner.files.tables.money import NumberCell
    from vetpartner.files.tables.shape import Rows, Shape
    from vetpartner.model import Plan

BOOKS = (".xlsx", ".ods")
SUFFIXES = (".csv", *BOOKS)
SEPARATORS = ("\t", ";", ",", "|")
"""The first one counts where two find as much: a comma stands in many a cell between semicolons."""
_LOOKED_AT = 20


@frozen(kw_only=True)
class Wanted:
    """What is looked for in a file: `known` are the headings and the fields that they mean.

    `keys` are fields without which no row says anything. With `with_days` a column may be headed
    by a day; `own` are those of the activity. `kind` is the name of the list in `exports.toml`.
    """

    known: Mapping[str, str]
    keys: frozenset[str] = frozenset()
    with_days: bool = False
    own: tuple[date, ...] = ()
    kind: str = ""
    single: frozenset[str] = frozenset()
    """The fields that each row has for itself, so that a merged cell of them is asked."""
    ours: tuple[str, ...] = ()
    """The headings with which the list is written."""


@define(kw_only=True)
class Opened:
    """A file as it was opened: encoding and separator of a text, its sheets, and what is not read.

    `certain` tells that the file itself says its encoding.
    """

    encoding: str | None = None
    certain: bool = True
    separator: str | None = None
    sheets: tuple[Sheet, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    """Sheets that are not read, by name, and why."""
    rows: int | None = None


def opened(
    path: Path,
    wanted: Wanted,
    plan: Plan,
    found: TableFindings,
    *,
    data: bytes | None = None,
    noted: Noted | None = None,
) -> Opened | None:
    """Open a file; None, with a finding, if it cannot be read as one."""
    try:
        held = contents(path) if data is None else data
        if path.suffix.lower() in BOOKS:
            return _book(held, found)
        return _csv(held, wanted, plan, found, noted)
    except NotOpened as error:
        found.say(error.slug, f"{found.file} {error}", way_out=error.way_out)
        return None


def tables(
    path: Path,
    wanted: Wanted,
    plan: Plan,
    found: TableFindings,
    *,
    data: bytes | None = None,
    noted: Noted | None = None,
) -> tuple[Opened, tuple[Headed, ...]] | None:
    """Return a file and its tables below their headings; None if it cannot be read as one.

    `data` is the content of the file, if it is at hand already; `noted` is how it is to be
    understood, where its headings are still those that were noted. The countries and names of
    `plan` help where the encoding of a CSV file is not certain. Of several sheets those with the
    headings of the first are returned.
    """
    if noted is not None:
        trial = found.copy()
        read = _tables(path, wanted, plan, trial, data, noted)
        why = "it is no such table any more" if read is None else _unfit(noted, read[1])
        if why is None:
            found.adopt(trial)
            return read
        ours = wanted.ours == _heads_of(path, wanted, plan, data)  # it was saved since
        found.say(
            "table-notes",
            f"{found.file} is not as it was noted: {why}; the notes are not used",
            severity=Severity.NOTE if ours else Severity.ERROR,
            way_out="look at `vetpartner people tables`, and write the notes anew with --write",
        )
    return _tables(path, wanted, plan, found, data, None)


def _heads_of(path: Path, wanted: Wanted, plan: Plan, data: bytes | None) -> tuple[str, ...] | None:
    """Return the headings of a file as it is without notes."""
    read = _tables(path, wanted, plan, TableFindings(""), data, None)
    return None if read is None else tuple(head.text for head in read[1][0].shape.heads)


def _unfit(noted: Noted, tables: tuple[Headed, ...]) -> str | None:
    return next((why for table in tables if (why := unfit(noted, table.shape))), None)


def _tables(
    path: Path,
    wanted: Wanted,
    plan: Plan,
    found: TableFindings,
    data: bytes | None,
    noted: Noted | None,
) -> tuple[Opened, tuple[Headed, ...]] | None:
    file = opened(path, wanted, plan, found, data=data, noted=noted)
    if file is None:
        return None
    try:
        held = list(_headed(file, wanted, found, noted))
    except NotOpened as error:
        found.say(error.slug, f"{found.file} {error}", way_out=error.way_out)
        return None
    if not held:
        _say_no_heading(wanted, found)
        return None
    export = held[0].shape.export
    if export is not None and wanted.kind and wanted.kind not in export.lists:
        at = found.place(held[0].sheet, held[0].line)
        message = f"this is {export.name}, of which no list of this kind is read"
        way_out = export.otherwise or f"it can be read as a list of {', '.join(export.lists)}"
        found.say("table-other-export", message, at=at, way_out=way_out)
        return None
    return file, tuple(_used(held, file, wanted, found))


def _headed(
    file: Opened, wanted: Wanted, found: TableFindings, noted: Noted | None
) -> Iterator[Headed]:
    """Yield the tables of the sheets that are read, and say which sheets are not."""
    shown = any(sheet.visible for sheet in file.sheets)
    for sheet in file.sheets:
        if noted is not None and noted.sheet is not None and sheet.name != noted.sheet:
            file.left = (*file.left, (sheet.name, "the notes name another"))
            continue
        made = shape_of(
            sheet, wanted.known, wanted.keys, noted.heading if noted is not None else ()
        )
        if made is None:
            file.left = (*file.left, (sheet.name, "no headings are known in it"))
            continue
        wished = noted is not None and (noted.hidden == READ or noted.sheet is not None)
        if not sheet.visible and shown and not wished:
            file.left = (*file.left, (sheet.name, "it is hidden"))
            found.say(
                "table-hidden",
                f"the sheet {sheet.name} is hidden, and is not read",
                severity=Severity.WARNING,
                at=found.place(sheet.name, made[0].line),
                way_out="delete it, or show it if it is meant",
            )
            continue
        shape, rows = made
        yield columns_of(
            shape,
            _body(shape, rows),
            wanted.known,
            with_days=wanted.with_days,
            wanted_keys=wanted.keys,
            own=wanted.own,
            noted=noted,
        )


def _body(shape: Shape, rows: Rows) -> Rows:
    if shape.export is None or not shape.export.until:
        return rows
    return _until_section(shape, rows)


def _until_section(shape: Shape, rows: Rows) -> Rows:
    for line, values in rows:
        if ends(shape.export, values):
            return
        yield line, values


def _say_no_heading(wanted: Wanted, found: TableFindings) -> None:
    fields = ", ".join(dict.fromkeys(wanted.known.values()))
    found.say(
        "table-no-heading",
        f"none of the first {FIRST_ROWS} rows holds two headings that are known",
        way_out=f"head the columns as {fields}",
    )


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ONE_SHEET = 'if only one is meant, write its name as sheet = "…" into the file beside it'


def _used(
    held: list[Headed], file: Opened, wanted: Wanted, found: TableFindings
) -> Iterator[Headed]:
    first = held[0]
    for table in held:
        same = table.form == first.form
        # One of them may be that of an earlier year.
        dated = not wanted.with_days and _YEAR.search(table.sheet) is not None
        if table is not first:
            found.say(
                "table-two-sheets",
                f"{table.sheet} is a table too, and has "
                + (f"the headings of {first.sheet}: both are read" if same else "other headings"),
                severity=Severity.WARNING if same and not dated else Severity.ERROR,
                at=found.place(table.sheet, table.line),
                way_out=_ONE_SHEET if same else f"only {first.sheet} is read: make two files of it",
            )
        if same:
            single = wanted.single | (wanted.keys if table.day_columns else frozenset())
            yield spread(table, single, found)
        else:
            file.left = (*file.left, (table.sheet, "it has other headings"))


def letters_of(plan: Plan) -> Letters:
    """Return what tells encodings apart in a project: its countries, its names, usual words."""
    names: list[str] = []
    for each in plan.organisations:
        names += [each.name or "", each.acronym or "", *each.also_known_as]
    names += [who.name or "" for who in plan.people]
    names += [who.name or "" for who in plan.participants]
    usual = (
        word
        for kind in ("headings", "role", "status", "yes_no", "sum", "category", "gender")
        for spellings in table_words()[kind].values()
        for word in spellings
    )
    return Letters(countries=countries(plan), known=frozenset((*words_of(names), *words_of(usual))))


def _csv(
    data: bytes, wanted: Wanted, plan: Plan, found: TableFindings, noted: Noted | None
) -> Opened | None:
    try:
        told = noted.encoding if noted is not None else None
        read = decoded(data, partial(letters_of, plan), told)
    except NotDecoded as error:
        message = f"{found.file} cannot be read as text: {error}"
        found.say("table-encoding", message, way_out=error.way_out)
        return None
    text = read.text
    if sum(map(text.count, (*SEPARATORS, "\n", "\r"))) > 2 * LISTS.cells:
        raise too_large(f"more than {LISTS.cells} cells")
    if not read.certain:
        found.say(
            "table-encoding",
            f"{found.file} is not UTF-8; it was read as {read.encoding}",
            severity=Severity.NOTE,
            way_out="look whether all letters are right, and save it again as CSV in UTF-8",
        )
    separator = noted.separator if noted is not None else None
    best = separator or _separator(text, wanted.known)
    main = True

    def rows() -> Rows:
        nonlocal main
        told, main = (found if main else None), False
        return _until_broken(text, best, told)

    return Opened(
        encoding=read.encoding,
        certain=read.certain,
        separator=best,
        sheets=(Sheet(name="", again=rows),),
    )


def _separator(text: str, known: Mapping[str, str]) -> str:
    """Return the separator that finds most known headings; a line such as `sep=;` names it."""
    first = text[:20].partition("\n")[0].strip().lower().removeprefix("\ufeff")
    if first.startswith("sep=") and first[4:] in SEPARATORS:
        return first[4:]
    best, most = ",", (-1, -1)
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row for row, _ in zip(_until_error(reader), range(_LOOKED_AT), strict=False)]
        named = max((sum(_is_known(cell, known) for cell in row) for row in rows), default=0)
        score = (named, max((len(row) for row in rows), default=0))
        if score > most:
            best, most = separator, score
    return best


def _is_known(cell: str, known: Mapping[str, str]) -> bool:
    found = meaning(cell, known)
    return found.sure and bool(found.name)


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return


def _until_broken(text: str, separator: str, found: TableFindings | None) -> Rows:
    """Yield the rows of a text; say where it breaks off, if there is somebody to say it to."""
    # Strict, because a quotation mark too many would swallow the rows that follow in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for number, row in enumerate(reader):
            if number > LISTS.rows or len(row) > LISTS.columns:
                raise too_large(f"more than {LISTS.rows} rows or {LISTS.columns} columns")
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        if found is not None:
            message = f"reading stops here, and the rows from here on are left out: {error}"
            way_out = "look for a quotation mark too many"
            found.say("table-broken-csv", message, at=found.place("", line), way_out=way_out)


def countries(plan: Plan) -> tuple[str, ...]:
    """Return the countries of a plan, that of the coordinator first."""
    from vetpartner.programme import country

    own = plan.project.coordinator
    ordered = sorted(plan.organisations, key=lambda o: o.id != own)
    return tuple(dict.fromkeys(code for o in ordered if (code := country(o.country or ""))))


def read_country(value: object) -> str:
    """Return the code of a country: a code stays as it is, a name in the languages is looked up."""
    from vetpartner.programme import country

    text = read_text(value)
    code = country(text) or _country_names().get(folded(text))
    if code is None:
        message = f"{shown(value)} is not a country"
        raise WrongValue("table-value", message, "write a code of two letters, such as HR")
    return text if country(text) else code


@cache
def _country_names() -> dict[str, str]:
    """Return the codes by the names of countries in the languages of the headings."""
    from babel import Locale

    from vetpartner.programme import country

    names = {}
    for language in reversed(LANGUAGES):
        for code, name in Locale(language).territories.items():
            if country(code):
                names[folded(name)] = code
    return names


def _book(data: bytes, found: TableFindings) -> Opened | None:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        looked = look(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        seen = {
            meta.name: meta.visible == SheetVisibleEnum.Visible for meta in book.sheets_metadata
        }
        sheets = tuple(_sheet(book, name, looked, seen) for name in book.sheet_names)
    except NotOpened:
        raise
    except (CalamineError, OSError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        message = f"{found.file} cannot be read as a workbook: {reason}"
        found.say("not-a-workbook", message, way_out="save it again in your spreadsheet program")
        return None
    for sheet, cells in looked.odd.items():
        if not seen.get(sheet, True):
            continue
        for cell in cells:
            slug = "table-error-cell" if cell.error else "table-formula"
            message = "holds an error" if cell.error else "holds a formula without a stored value"
            found.say(
                slug,
                f"the cell {message}, and is read as empty",
                at=found.place(sheet, cell.line, cell.column),
                way_out="type the value, or save the file again in your spreadsheet program",
            )
    return Opened(sheets=sheets)


def _sheet(book: CalamineWorkbook, name: str, looked: Looked, seen: Mapping[str, bool]) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    start = sheet.start
    offset = start[1] if start is not None else 0
    shown = looked.shown.get(name, {})

    def rows() -> Rows:
        if start is None:  # the oldest version allowed has no rows of an empty sheet, and panics
            return iter(())
        every: Rows = enumerate(sheet.iter_rows(), start=1)
        return _with_shown(every, offset, shown) if shown else every

    merged = sheet.merged_cell_ranges or ()
    return Sheet(
        name=name,
        again=rows,
        offset=offset,
        merged=tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in merged),
        visible=seen.get(name, True),
        hidden=frozenset(looked.hidden.get(name, ())),
        hidden_columns=tuple(looked.hidden_columns.get(name, ())),
        sums=frozenset(looked.sums.get(name, ())),
        bold=frozenset(looked.bold.get(name, ())),
        totals=frozenset(looked.totals.get(name, ())),
    )


def _with_shown(rows: Rows, offset: int, shown: Mapping[tuple[int, int], NumberCell]) -> Rows:
    """Yield rows in which a number that shows otherwise knows what it shows."""
    lines = {line for line, _ in shown}
    for line, row in rows:
        if line not in lines:
            yield line, row
            continue
        at: Iterator[tuple[int, object]] = enumerate(row, start=offset + 1)
        values: Sequence[object] = [
            shown.get((line, n), v) if isinstance(v, float) else v for n, v in at
        ]
        yield line, values
