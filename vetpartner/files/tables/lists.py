"""What the lists of a project have in common: read row by row, and written as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import frozen

from vetpartner.files.tables.archive import UnsafeTable, too_large
from vetpartner.files.tables.headings import TableFindings, clean, folded, headings, words
from vetpartner.files.tables.money import told
from vetpartner.files.tables.rows import tables
from vetpartner.files.tables.values import ERRORS, GUARDED, read_note
from vetpartner.model import Place, Plan
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vetpartner.files.tables.headings import Headed

T = TypeVar("T")
_MEMORY = 10_000
LONGEST, MOST_ENTRIES = 2_000, 300_000
"""How many signs are read of a cell that holds no note, and how many entries of a list."""
_NAMES = frozenset({"id", "name", "given_name", "family_name", "participant", "organisation"})


@frozen(kw_only=True)
class TableReading(Generic[T]):
    """The rows that could be read, where each stands, and all findings.

    `whole` tells that the file could be read as a table at all; single rows may be left out.
    """

    rows: tuple[T, ...] = ()
    places: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    whole: bool = True


class Cells:
    """Reads the cells of one table; what was read once is remembered."""

    def __init__(
        self, table: Headed, found: TableFindings, readers: Mapping[str, Callable[[Any], Any]]
    ) -> None:
        """Take a table, where its findings go, and how the cells of each field are read."""
        self.table = table
        self.found = found
        self.readers = readers
        self.known: dict[str, dict[object, Any]] = {name: {} for name in readers}

    def read(self, name: str, line: int, index: int, value: object) -> Any:  # noqa: ANN401
        """Return what a cell holds, read as a field, or None where it is empty.

        Raises `WrongValue`; the finding is made already.
        """
        if value == "":
            return None
        # A text is known by itself, a number also by its kind and by what its cell shows.
        is_text = type(value) is str
        key = value if is_text else (getattr(value, "text", type(value)), value)
        known = self.known[name]
        made = known.get(key, self)
        if made is self:
            made = self._value(name, line, index, value)
            if len(known) < _MEMORY:
                known[key] = made
        if isinstance(made, WrongValue):
            self.say(made, line, index)
            # What is remembered is never raised itself: it would keep every traceback alive.
            raise made.saying(str(made))
        return made

    def _value(self, name: str, line: int, index: int, value: object) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            if len(value) > LONGEST and self.readers[name] is not read_note:
                message = f"the cell holds {len(value)} signs, and is not read"
                return WrongValue("table-value", message, f"write at most {LONGEST} of them")
            if not (text := clean(value)):
                return None
            if name in _NAMES and text != value.strip() and not value.isprintable():
                message = "the cell contains invisible characters; they were ignored"
                hidden = WrongValue("table-hidden-signs", message, "type the text again")
                self.say(hidden, line, index, Severity.NOTE)
            if ERRORS.fullmatch(text):
                return WrongValue("table-error-cell", f"the cell holds the error {text}")
        try:
            made = self.readers[name](value)
        except WrongValue as error:
            return error.saying(str(error))
        if isinstance(made, int | Decimal) and (otherwise := told(value, made)):
            self.say(otherwise[0], line, index, otherwise[1])
        return made

    def say(
        self, error: WrongValue, line: int, index: int, severity: Severity = Severity.ERROR
    ) -> None:
        """Add a finding about a cell."""
        if error.slug == "table-unknown-organisation":
            severity = Severity.WARNING
        self.found.say(
            error.slug,
            str(error),
            severity=severity,
            at=self.place(line, index),
            way_out=error.hint,
        )

    def place(self, line: int, index: int) -> Place:
        """Return where a cell stands in its file."""
        return self.found.place(self.table.sheet, line, self.table.of.offset + index + 1)

    def column(self, *names: str) -> int:
        """Return the index of the first of these fields that has a column, else 0."""
        return next((self.table.columns[n] for n in names if n in self.table.columns), 0)


class ListRow:
    """One row of a table."""

    __slots__ = ("cells", "line", "values")

    def __init__(self, cells: Cells, line: int, values: Sequence[object]) -> None:
        """Take the cells of the table, the number of the row from 1, and its values."""
        self.cells = cells
        self.line = line
        self.values = values

    def get(self, name: str) -> Any:  # noqa: ANN401 - each field has its type
        """Return what a field's cell holds, or None where it is empty.

        Raises `WrongValue`; the finding is made already.
        """
        index = self.cells.table.columns.get(name)
        if index is None or index >= len(self.values):
            return None
        return self.cells.read(name, self.line, index, self.values[index])

    def held(self, names: Iterable[str]) -> tuple[dict[str, Any], set[str]]:
        """Return what the cells of some fields hold, and which of them cannot be read."""
        held: dict[str, Any] = {}
        wrong = set()
        columns, values, read, line = (
            self.cells.table.columns,
            self.values,
            self.cells.read,
            self.line,
        )
        for name in names:
            index = columns.get(name)
            if index is None or index >= len(values) or values[index] == "":
                continue
            try:
                value = read(name, line, index, values[index])
            except WrongValue:
                wrong.add(name)
            else:
                if value is not None:
                    held[name] = value
        return held, wrong

    def say(self, error: WrongValue, *names: str, severity: Severity = Severity.ERROR) -> None:
        """Add a finding at the cell of the first of these fields that has a column."""
        self.cells.say(error, self.line, self.cells.column(*names), severity)


class ListReader(Generic[T]):
    """Reads the lists of one kind; findings come from all files that one reader reads.

    `columns` are the headings as the list is written, `also` others that are read; an alias reads
    one field as another. Of `texts` nothing but a word such as `Total` makes a row a sum.
    """

    columns: ClassVar[tuple[str, ...]]
    also: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[tuple[str, str], ...]] = ()
    texts: ClassVar[tuple[str, ...]] = ()
    written: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    """What stands in a cell where it is not the field itself."""

    def __init__(self, file: str, plan: Plan) -> None:
        """Take how findings call the file, and the plan whose ids and names are known."""
        self.plan = plan
        self.found = TableFindings(file)
        self.rows: list[T] = []
        self.places: list[Place] = []
        self.readers = self.cell_readers()

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        raise NotImplementedError

    def row(self, row: ListRow) -> T | None:
        """Return what a row says, or None with a finding."""
        raise NotImplementedError

    @classmethod
    def headings(cls, plan: Plan) -> dict[str, str]:  # noqa: ARG003 - some depend on the plan
        """Return which heading stands for which field."""
        return headings((*cls.columns, *cls.also), cls.aliases)

    @staticmethod
    def is_day(_: object) -> bool:
        """Tell whether a heading that is not known is a day with a column of its own."""
        return False

    def read(self, path: Path, data: bytes | None = None) -> TableReading[T]:
        """Read a file; `data` is its content, if it is at hand already, of CSV without a suffix."""
        known = self.headings(self.plan)
        read = tables(path, known, self.plan, self.found, is_day=self.is_day, data=data)
        try:
            for table in read or ():
                self.table(table, Cells(table, self.found, self.readers))
        except UnsafeTable as error:
            self.found.say(error.slug, f"{self.found.file} {error}", way_out=error.way_out)
            return TableReading(findings=self.found.all(), whole=False)
        self.finish()
        return TableReading(
            rows=tuple(self.rows),
            places=tuple(self.places),
            findings=self.found.all(),
            whole=read is not None,
        )

    def table(self, table: Headed, cells: Cells) -> None:
        """Read all rows of a table."""
        for row in self.lines(table, cells):
            made = self.row(row)
            if made is not None:
                self.add(made, self.found.place(table.sheet, row.line, 1))

    def lines(self, table: Headed, cells: Cells) -> Iterator[ListRow]:
        """Yield the rows that are neither empty nor a sum of others."""
        for line, values in table.rows:
            if any(value != "" for value in values):
                row = ListRow(cells, line, values)
                if not self.is_sum(row):
                    yield row

    def add(self, made: T, place: Place) -> None:
        """Keep what was read; raise `UnsafeTable` where it is more than one list may hold."""
        if len(self.rows) >= MOST_ENTRIES:
            raise too_large(f"more than {MOST_ENTRIES} entries")
        self.rows.append(made)
        self.places.append(place)

    def finish(self) -> None:
        """Say what only all rows together show."""

    def is_sum(self, row: ListRow) -> bool:
        """Tell whether a row only adds up those above it, and say that it is left out."""
        columns, values, sums = row.cells.table.columns, row.values, words("sum")
        indices = [i for n in self.texts if (i := columns.get(n, len(values))) < len(values)]
        first = ""
        for index in indices:
            if text := clean(values[index]):
                if folded(text) not in sums:
                    return False
                first = first or text
        if not first:
            return False
        message = f"{first!r} is read as a sum of the rows above, and left out"
        way_out = "if it is somebody's name, write the whole name"
        wrong = WrongValue("table-sum", message, way_out)
        row.cells.say(wrong, row.line, min(indices), Severity.NOTE)
        return True

    @classmethod
    def writers(cls, rows: Sequence[T]) -> Mapping[str, Callable[[T], object]]:  # noqa: ARG003
        """Return what stands in a cell of these rows where it is not the field itself."""
        return cls.written

    @classmethod
    def text(cls, rows: Sequence[T]) -> str:
        """Return rows as CSV with a heading for each field."""
        written = cls.writers(rows)
        file = io.StringIO(newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cls.columns)
        writer.writerows(
            [
                written[name](row) if name in written else _cell(getattr(row, name))
                for name in cls.columns
            ]
            for row in rows
        )
        return file.getvalue()


def _cell(value: object) -> object:
    """Return a value so that it reads back; no spreadsheet takes a text for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(GUARDED) else value
    if isinstance(value, Decimal):
        return format(value, "f")
    return " ".join(value) if isinstance(value, tuple) else value
