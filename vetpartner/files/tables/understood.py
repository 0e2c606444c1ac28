"""What was understood of each list of a folder, step by step, and the notes that fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.files.tables.columns import DAY, NOTHING
from vetpartner.files.tables.folder import folder_tables
from vetpartner.files.tables.notes import FORMAT, Noted, NotedColumn
from vetpartner.model import Participant, Plan, Presence
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.files.door import Door
    from vetpartner.files.reading import Reading
    from vetpartner.files.tables.columns import ColumnRead, Headed
    from vetpartner.files.tables.lists import ListReader, TableReading, Understood

UNDERSTOOD = Table(
    name="tables",
    about="One row for each thing that was understood of a list: its file, its headings, each "
    "column, each row that is left out, and what was read in all.",
    columns=(
        Column("file", "List", "text", "file of the list", place="data"),
        Column("sheet", "Sheet", "text", "sheet of a workbook", absent="", place="data"),
        Column("step", "Step", "text", "file, sheet, title, headings, column, row or read"),
        Column("where", "Where", "text", "number of the row, or letter of the column", absent=""),
        Column("says", "What stands there", "text", "what stands there", absent=""),
        Column("means", "Means", "text", "what it means, empty where nobody knows", absent=""),
        Column("sure", "How sure", "text", "sure, likely, as noted, not used or not known",
               absent=""),
        Column("why", "Why", "text", "why it was understood so", absent=""),
    ),
    empty="no list stands in tables/",
)  # fmt: skip
_LONGEST = 50


@frozen(kw_only=True)
class UnderstoodRow:
    """One thing that was understood of a list."""

    file: str
    step: str
    sheet: str | None = None
    where: str | None = None
    says: str | None = None
    means: str | None = None
    sure: str | None = None
    why: str | None = None


@frozen(kw_only=True)
class UnderstoodList:
    """What was understood of one list, and notes that fix it; None where it cannot be read."""

    file: str
    rows: tuple[UnderstoodRow, ...]
    noted: Noted | None = None


def understood(door: Door, reading: Reading) -> tuple[UnderstoodList, ...]:
    """Return what is understood of each list in the folder of a project that was read."""
    lists: list[UnderstoodList] = []

    def watch(reader: ListReader[Any], read: TableReading[Any]) -> None:
        file = reader.found.file
        rows = tuple(_rows(file, read))
        noted = _noted(file, reader, read.understood) if read.understood else None
        lists.append(UnderstoodList(file=file, rows=rows, noted=noted))

    folder_tables(door, _plan(reading), watch)
    return tuple(lists)


def _plan(reading: Reading) -> Plan | None:
    """Return the plan without those who stand in the lists."""
    if reading.partnership is None:
        return None
    listed = {who.id for who in reading.tables.participants}
    plan = reading.partnership.baseline
    own = tuple(who for who in plan.participants if who.id not in listed)
    return attrs.evolve(plan, participants=own)


def _rows(file: str, read: TableReading[Any]) -> Iterator[UnderstoodRow]:
    made = read.understood
    if made is None:
        why = next((finding.message for finding in read.findings), "")
        yield UnderstoodRow(file=file, step="file", means="it is not read", why=why)
        return
    opened = made.file
    if opened.encoding is not None:
        sure = "sure" if opened.certain else "likely"
        why = "" if opened.certain else "its letters are those of the project's languages"
        yield UnderstoodRow(file=file, step="file", says="encoding", means=opened.encoding,
                            sure=sure, why=why)  # fmt: skip
        separator = {"\t": "tabulator"}.get(opened.separator or "", opened.separator)
        yield UnderstoodRow(file=file, step="file", says="separator", means=separator)
    for sheet, why in opened.left:
        yield UnderstoodRow(
            file=file, step="sheet", says=sheet, means="left out", sure="not used", why=why
        )
    for number, table in enumerate(made.tables):
        yield from _shape(file, table)
        for column in table.reads:
            yield _column(file, table, column)
        yield from _orders(file, table, made, number)
        for left in made.kinds[number].left:
            yield UnderstoodRow(
                file=file,
                sheet=left.sheet or None,
                step="row",
                where=str(left.line),
                means=f"left out: {left.what}",
                why=left.why,
            )
        if (more := len(made.kinds[number].out) - len(made.kinds[number].left)) > 0:
            yield UnderstoodRow(file=file, step="row", means=f"left out: {more} more")
    told = {(each.sheet, each.line) for each in made.left}
    told |= {(table.sheet, line) for table in made.tables for line in table.shape.lines}
    yield from _found(file, read, told)
    yield UnderstoodRow(file=file, step="read", means=_preview(read))


def _found(
    file: str, read: TableReading[Any], left: set[tuple[str, int]]
) -> Iterator[UnderstoodRow]:
    """Yield what is said of single rows that are not listed as left out already."""
    for finding in read.findings:
        if finding.place is None or finding.place.line == 1:
            continue
        sheet, line = finding.place.file.partition("!")[2], finding.place.line
        if (sheet, line) not in left:
            yield UnderstoodRow(
                file=file,
                sheet=sheet or None,
                step="row",
                where=str(line),
                means=finding.severity.value,
                why=finding.message,
            )


def _shape(file: str, table: Headed) -> Iterator[UnderstoodRow]:
    sheet = table.sheet or None
    for line, text in table.shape.titles:
        yield UnderstoodRow(
            file=file, sheet=sheet, step="title", where=str(line), says=_short(text), means="title"
        )
    lines = " and ".join(map(str, table.shape.lines))
    export = table.shape.export
    why = f"this is {export.name}" if export is not None else ""
    yield UnderstoodRow(file=file, sheet=sheet, step="headings", where=lines, says=table.sheet,
                        means="headings", why=why)  # fmt: skip


def _column(file: str, table: Headed, read: ColumnRead) -> UnderstoodRow:
    means = read.means.replace("_", " ")
    if read.when is not None:
        means = " ".join(filter(None, (str(read.when), read.session, read.holds)))
    elif read.means == NOTHING:
        means = "nothing that is read"
    if read.unit:
        means = f"{means}, in {read.unit}"
    return UnderstoodRow(
        file=file,
        sheet=table.sheet or None,
        step="column",
        where=_letters(table.offset + read.index),
        says=_short(read.heading),
        means=means if read.sure != "not used" else None,
        sure=read.sure,
        why=read.why,
    )


def _orders(file: str, table: Headed, made: Understood, number: int) -> Iterator[UnderstoodRow]:
    for days in (table.days, made.days[number]):
        if days.order is not None and days.settled:
            yield UnderstoodRow(
                file=file, step="days", means=days.order, sure="sure", why=days.settled
            )
            return


def _preview(read: TableReading[Any]) -> str:
    """Return what was read in all: `3 people, 4 days; Ana Horvat 4 of 4`."""
    rows = read.rows
    if not rows or not isinstance(rows[0], Presence):
        what = "participant" if rows and isinstance(rows[0], Participant) else "row"
        return _counted(len(rows), what)
    people = dict.fromkeys(row.participant for row in rows)
    sessions = dict.fromkeys((row.when, row.session) for row in rows)
    days = dict.fromkeys(row.when for row in rows)
    also = f" in {len(sessions)} sessions" if len(sessions) > len(days) else ""
    return f"{_counted(len(people), 'person', 'people')}, {_counted(len(days), 'day')}{also}"


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def _noted(file: str, reader: ListReader[Any], made: Understood) -> Noted:
    """Return the notes that fix what was understood."""
    first, noted = made.tables[0], reader.noted
    order = next((d.order for d in (first.days, *made.days) if d.order is not None), None)
    reads = {read.index: read for read in first.reads}
    columns = []
    for index, head in enumerate(first.shape.heads):
        read = reads.get(index)
        unit = (read.unit or None) if read is not None else None
        used = read is not None and read.sure not in {"not used", "not known"}
        means = (read.holds or None if read.means == DAY else read.means) if read else None
        columns.append(
            NotedColumn(
                heading=head.text,
                means=means if used else None,
                unit=unit if used else None,
                when=read.when if read is not None else None,
                session=read.session if read is not None else None,
            )
        )
    return Noted(
        format=FORMAT,
        file=file.rpartition("/")[2],
        encoding=made.file.encoding,
        separator=made.file.separator,
        sheet=first.sheet or None if len(made.tables) == 1 else None,
        heading=first.shape.lines,
        order=order,
        hidden=noted.hidden if noted is not None else None,
        day=noted.day if noted is not None else None,
        columns=tuple(columns),
    )


def _letters(index: int) -> str:
    """Return the letters of a column, as a spreadsheet has them; `index` is from 0."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
