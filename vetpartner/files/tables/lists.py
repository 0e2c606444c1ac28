"""What the lists of a project have in common: read row by row, and written as CSV."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import frozen

from vetpartner.files.tables.archive import UnsafeTable, too_large
from vetpartner.files.tables.columns import Headed, say_columns
from vetpartner.files.tables.days import Days
from vetpartner.files.tables.headings import TableFindings, clean, folded, headings
from vetpartner.files.tables.kinds import Kinds, Roles
from vetpartner.files.tables.money import (
    AMBIGUOUS,
    decimal_mark,
    settled,
    told,
)
from vetpartner.files.tables.rows import Opened, Wanted, read_country, tables
from vetpartner.files.tables.values import (
    ERRORS,
    GUARDED,
    is_mark,
    organisations,
    read_note,
    read_number,
)
from vetpartner.model import Place, Plan
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.progress import steps
from vetpartner.values.reading import AMBIGUOUS as TWO_READINGS
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from vetpartner.files.tables.kinds import Left
    from vetpartner.files.tables.notes import Noted

T = TypeVar("T")
_MEMORY = 10_000
LONGEST, MOST_ENTRIES = 2_000, 300_000
"""How many signs are read of a cell that holds no note, and how many entries of a list."""
_NAMES = frozenset({"id", "name", "given_name", "family_name", "participant", "organisation"})


@frozen(kw_only=True)
class Understood:
    """What each step of reading a file made of it.

    `file` is how it was opened, `tables` are its sheets with what their columns mean; for each of
    them `kinds` has the rows that are no entries, and `days` how the days of its cells were read.
    """

    file: Opened
    tables: tuple[Headed, ...] = ()
    kinds: tuple[Kinds, ...] = ()
    days: tuple[Days, ...] = ()

    @property
    def left(self) -> tuple[Left, ...]:
        """Return the rows that are left out because they are no entries."""
        return tuple(left for kinds in self.kinds for left in kinds.left)


@frozen(kw_only=True)
class TableReading(Generic[T]):
    """The rows that could be read, where each stands, and all findings.

    `whole` tells that the file could be read as a table at all; single rows may be left out.
    `understood` is what each step made of it, None where there is no table in it.
    """

    rows: tuple[T, ...] = ()
    places: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    whole: bool = True
    understood: Understood | None = None


class Cells:
    """Reads the cells of one table; what was read once is remembered."""

    def __init__(
        self, table: Headed, found: TableFindings, readers: Mapping[str, Callable[[Any], Any]]
    ) -> None:
        """Take a table, where its findings go, and how the cells of each field are read."""
        self.table = table
        self.columns = table.columns
        self.found = found
        self.readers = readers
        self.marks: dict[int, str] = {}
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
            other = self.settled(index, value, error)
            if other is None:
                return error.saying(str(error))
            return self._value(name, line, index, other)
        if (
            name != "duration"
            and isinstance(made, int | Decimal)
            and (otherwise := told(value, made))
        ):
            self.say(otherwise[0], line, index, otherwise[1])
        return made

    def settled(
        self, index: int, value: object, error: WrongValue, *, money: bool = False
    ) -> str | None:
        """Return a number of two readings as its whole column means it; None where that is open."""
        if error.slug not in {TWO_READINGS, AMBIGUOUS} or not isinstance(value, str):
            return None
        if index not in self.marks:
            self.marks[index] = decimal_mark(self.table.cells(index))
        text = settled(value, self.marks[index], money=money)
        return text if text != value else None

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
        return self.found.place(self.table.sheet, line, self.table.offset + index + 1)

    def column(self, *names: str) -> int:
        """Return the index of the first of these fields that has a column, else 0."""
        return next((self.columns[n] for n in names if n in self.columns), 0)


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
        index = self.cells.columns.get(name)
        if index is None or index >= len(self.values):
            return None
        return self.cells.read(name, self.line, index, self.values[index])

    def held(self, names: Iterable[str]) -> tuple[dict[str, Any], set[str]]:
        """Return what the cells of some fields hold, and which of them cannot be read."""
        held: dict[str, Any] = {}
        wrong = set()
        columns, values, read, line = (
            self.cells.columns,
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
    one field as another. `keys` are fields without which no row says anything, `roles` tell
    entries from sums, `dated` are the fields of days.
    """

    kind: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    also: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[tuple[str, str], ...]] = ()
    keys: ClassVar[frozenset[str]]
    roles: ClassVar[Roles]
    dated: ClassVar[tuple[str, ...]] = ()
    with_days: ClassVar[bool] = False
    written: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    """What stands in a cell where it is not the field itself."""

    def __init__(self, file: str, plan: Plan, noted: Noted | None = None) -> None:
        """Take how findings call the file, the plan whose ids are known, and notes on the list."""
        self.plan = plan
        self.noted = noted
        self.found = TableFindings(file)
        self.rows: list[T] = []
        self.places: list[Place] = []
        self.own: tuple[date, ...] = ()
        self.days = Days()
        self.group: str | None = None
        self.known_organisations = organisations(plan)
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

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for in a file."""
        return Wanted(
            known=self.headings(self.plan),
            keys=self.keys,
            with_days=self.with_days,
            own=self.own,
            kind=self.kind,
            single=frozenset((*self.roles.numbers, *self.roles.single)),
            ours=self.columns,
        )

    def read(self, path: Path, data: bytes | None = None) -> TableReading[T]:
        """Read a file; `data` is its content, if it is at hand already, of CSV without a suffix."""
        wanted = self.wanted
        read = tables(path, wanted, self.plan, self.found, data=data, noted=self.noted)
        if read is None:
            return TableReading(findings=self.found.all(), whole=False)
        return self.read_headed(*read)

    def read_headed(self, file: Opened, found: tuple[Headed, ...]) -> TableReading[T]:
        """Read tables of which it is known already what their columns mean."""
        known = self.wanted.known
        kinds, days = [], []
        try:
            for table in found:
                self.begin(table)
                cells = Cells(table, self.found, self.readers)
                unused = Unused(table, self.is_mark)
                say_columns(table, known, self.found)
                kinds.append(self.kinds(table, cells))
                days.append(self.days)
                self.table(cells, unused.watched(kinds[-1].rows()))
                self.say_unused(unused, cells)
        except UnsafeTable as error:
            self.found.say(error.slug, f"{self.found.file} {error}", way_out=error.way_out)
            return TableReading(findings=self.found.all(), whole=False)
        self.finish()
        return TableReading(
            rows=tuple(self.rows),
            places=tuple(self.places),
            findings=self.found.all(),
            understood=Understood(file=file, tables=found, kinds=tuple(kinds), days=tuple(days)),
        )

    def begin(self, table: Headed) -> None:
        """Begin a table: its days are read together, and no group is known yet."""
        order = table.noted.order if table.noted is not None else table.days.order
        self.days = Days(own=self.own, order=order, evidence=lambda: table.values(*self.dated))
        self.group = None

    def kinds(self, table: Headed, cells: Cells) -> Kinds:
        """Return what tells the rows of a table apart."""
        return Kinds(
            table=table,
            roles=self.roles,
            say=cells.say,
            number=self.number,
            group=self.is_group,
            person=self.is_known,
        )

    def table(self, cells: Cells, rows: Iterable[tuple[int, Sequence[object]]]) -> None:
        """Read the entries of a table."""
        for line, values in steps(rows, f"reading {self.found.file}"):
            made = self.row(ListRow(cells, line, values))
            if made is not None:
                self.add(made, self.found.place(cells.table.sheet, line, 1))

    def number(self, value: object) -> Decimal | None:
        """Return what a cell adds to a sum, None where it is no number."""
        try:
            return read_number(value)
        except WrongValue:
            return None

    def is_group(self, text: str) -> bool:
        """Tell whether a text alone in its row names the group of the rows below, and keep it.

        How many they are, or where, may stand behind it. Below an empty text nobody knows the
        group.
        """
        bare = _COUNTED.sub("", text)
        named = [text, folded(text), folded(bare)]
        if (match := _PLACED.fullmatch(text)) and self._is_place(match[2]):
            named += [match[1], folded(match[1])]
        known = (self.known_organisations.get(each) for each in named)
        found = next(filter(None, known), None)
        self.group = (found or self.group) if text else None
        return found is not None

    def _is_place(self, text: str) -> bool:
        cities = {folded(each.city) for each in self.plan.organisations if each.city}
        try:
            return folded(text) in cities or bool(read_country(text))
        except WrongValue:
            return False

    def is_known(self, text: str) -> bool:  # noqa: ARG002 - some know it
        """Tell whether a text alone in its row is known to be an entry."""
        return False

    def is_mark(self, value: object) -> bool:
        """Tell whether a cell says something for which its column must not go unused."""
        return is_mark(value)

    def say_unused(self, unused: Unused, cells: Cells) -> None:
        """Say of columns that nobody knows what should have been used."""

    def add(self, made: T, place: Place) -> None:
        """Keep what was read; raise `UnsafeTable` where it is more than one list may hold."""
        if len(self.rows) >= MOST_ENTRIES:
            raise too_large(f"more than {MOST_ENTRIES} entries")
        self.rows.append(made)
        self.places.append(place)

    def finish(self) -> None:
        """Say what only all rows together show."""

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


_COUNTED = re.compile(r"\s*[(\[]\s*\d+[^()\[\]]*[)\]][\s:]*$")
_PLACED = re.compile(r"(.{1,200}?)(?: ?[(\[,]| [-\u2013\u2014]) ?([^\W\d_][\w .-]*)[)\]]?:?")
_IN_NUMBERS = str.maketrans("", "", " .,%")


class Unused:
    """The columns that nobody knows, and in which rows of them marks stand."""

    def __init__(self, table: Headed, is_mark: Callable[[object], bool]) -> None:
        """Take a table, whose unknown columns are watched, and what is a mark."""
        self.is_mark = is_mark
        self.columns = {read.index: read for read in table.unused}
        self.marks: dict[tuple[int, bool], tuple[int, object]] = {}

    def watched(
        self, rows: Iterable[tuple[int, Sequence[object]]]
    ) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield rows, and look for marks in the columns that nobody knows."""
        if not self.columns:
            yield from rows
            return
        for line, values in rows:
            for index in self.columns:
                value = values[index] if index < len(values) else ""
                if value == "":
                    continue
                text = str(value).translate(_IN_NUMBERS)
                key = (index, isinstance(value, float) or text.isdigit())
                if key not in self.marks and self.is_mark(value):
                    self.marks[key] = (line, value)
            yield line, values

    def told(self, *, numbers: bool) -> dict[int, tuple[int, object]]:
        """Return row and value of the first mark of each column; a number is one if asked."""
        return {
            index: mark for (index, number), mark in self.marks.items() if numbers or not number
        }


def _cell(value: object) -> object:
    """Return a value so that it reads back; no spreadsheet takes a text for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(GUARDED) else value
    if isinstance(value, Decimal):
        return format(value, "f")
    return " ".join(value) if isinstance(value, tuple) else value
