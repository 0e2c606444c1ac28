"""Reading the cells of a row: each value once, each mistake with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.checks import Severity
from vetpartner.files.scalars import WrongValue, read_str
from vetpartner.files.tables.table_headings import clean, folded, words
from vetpartner.files.tables.table_values import ERRORS
from vetpartner.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vetpartner.files.tables.table_findings import TableFindings
    from vetpartner.files.tables.table_headings import Headed

GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a text of a CSV file does not begin with, because a spreadsheet would compute it."""

_MEMORY = 10_000
_NAMES = frozenset({"id", "name", "given_name", "family_name", "participant", "organisation"})


@frozen(kw_only=True)
class Wrong:
    """What is wrong with a value, remembered without the exception that said so."""

    slug: str
    message: str
    way_out: str | None = None


class Cells:
    """Reads the cells of one table; what was read once is remembered."""

    def __init__(
        self, table: Headed, found: TableFindings, readers: dict[str, Callable[[Any], Any]]
    ) -> None:
        """Take a table, where its findings go, and how the cells of each field are read."""
        self.table = table
        self.found = found
        self.readers = readers
        self.known: dict[str, dict[tuple[type, object], Any]] = {}

    def get(self, name: str, line: int, row: Sequence[object]) -> Any:  # noqa: ANN401
        """Return what a field's cell holds, or None where it is empty.

        Raises `WrongValue`; the finding is made already.
        """
        index = self.table.columns.get(name)
        if index is None or index >= len(row):
            return None
        return self.read(name, line, index, row[index])

    def read(self, name: str, line: int, index: int, value: object) -> Any:  # noqa: ANN401
        """Return what a cell holds, read as a field."""
        if value == "":
            return None
        known = self.known.setdefault(name, {})
        key = (type(value), value)
        if key in known:
            made = known[key]
        else:
            made = self._value(name, line, index, value)
            if len(known) < _MEMORY:
                known[key] = made
        if isinstance(made, Wrong):
            error = WrongValue(made.slug, made.message, made.way_out)
            self.say(error, line, index)
            raise error
        return made

    def _value(self, name: str, line: int, index: int, value: object) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            if not (text := clean(value)):
                return None
            if name in _NAMES and text != value.strip() and not value.isprintable():
                self._say_hidden(line, index)
            if ERRORS.fullmatch(text):
                return Wrong(slug="table-error-cell", message=f"the cell holds the error {text}")
        try:
            return self.readers[name](value)
        except WrongValue as error:
            return Wrong(slug=error.slug, message=str(error), way_out=error.way_out)

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
            sheet=self.table.sheet,
            line=line,
            column=self.table.offset + index + 1,
            way_out=error.way_out,
        )

    def _say_hidden(self, line: int, index: int) -> None:
        message = "the cell holds signs that cannot be seen; they are left out"
        hidden = WrongValue("table-hidden-signs", message, "type the text again")
        self.say(hidden, line, index, Severity.NOTE)

    def is_sum(self, line: int, row: Sequence[object], names: Sequence[str]) -> bool:
        """Tell whether a row only adds up those above it, and say that it is left out.

        It does if nothing but a word such as `Total` stands in the cells of these fields.
        """
        indices = [i for n in names if (i := self.table.columns.get(n, len(row))) < len(row)]
        texts = [text for index in indices if (text := clean(row[index]))]
        if not texts or any(folded(text) not in words("sum") for text in texts):
            return False
        message = f"{texts[0]!r} is read as a sum of the rows above, and left out"
        way_out = "if it is somebody's name, write the whole name"
        self.say(WrongValue("table-sum", message, way_out), line, min(indices), Severity.NOTE)
        return True

    def place(self, line: int, index: int) -> Place:
        """Return where a cell stands in its file."""
        sheet = self.table.sheet
        file = f"{self.found.file}!{sheet}" if sheet else self.found.file
        return Place(file=file, line=line, column=self.table.offset + index + 1)

    def column(self, *names: str) -> int:
        """Return the index of the first of these fields that has a column, else 0."""
        return next((self.table.columns[n] for n in names if n in self.table.columns), 0)


def needed(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return how to read a cell without which a row says nothing; its message tells so."""

    def with_consequence(value: object) -> Any:  # noqa: ANN401
        try:
            return read(value)
        except WrongValue as error:
            message = f"{error}; the row is left out"
            raise WrongValue(error.slug, message, error.way_out) from None

    return with_consequence


def read_text(value: object) -> str:
    """Return a text of one line; numbers are texts here. A guard against formulas is taken off."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return read_str(_unguarded(clean(value)))


def read_note(value: object) -> str:
    """Return a text as it is, without the spaces around it."""
    return read_str(_unguarded(value.strip())) if isinstance(value, str) else read_text(value)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text
