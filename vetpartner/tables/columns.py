"""What the listings have in common: how one is declared, and columns that many of them have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Partnership, When
from vetpartner.values.table import Column, Kind, Table, in_order

if TYPE_CHECKING:
    from datetime import date

Cells = tuple[Any, ...]
Rows = Callable[[Partnership], Iterable[Cells]]


@frozen
class Source:
    """A table as it is declared, and what gives its rows."""

    table: Table
    rows: Callable[[Partnership], Iterable[Any]]

    def of(self, p: Partnership) -> Table:
        """Return the table of a partnership, as of its day."""
        return self.table.of(self.rows(p))


def listing(*columns: Column) -> Callable[[Rows], Source]:
    """Make a listing of a function that gives its rows: tuples in the order of the columns.

    Its name is that of the function, and what a row is stands in the docstring.
    """

    def of(rows: Rows) -> Source:
        about = " ".join((rows.__doc__ or "").split())
        return Source(Table(name=rows.__name__, about=about, columns=in_order(*columns)), rows)

    return of


def _column_of(kind: Kind) -> Callable[[str, str], Column]:
    """Return what makes a column of a name and a meaning; its head is the name in words."""
    return lambda name, meaning: Column(name, name.replace("_", " ").capitalize(), kind, meaning)


text, whole, number = _column_of("text"), _column_of("count"), _column_of("number")
day, flag, money = _column_of("day"), _column_of("flag"), _column_of("money")

ID = text("id", "id in the plan")
TITLE = text("title", "title, or else the id")
PACKAGE = text("work_package", "id of the work package")
ORGANISATION = text("organisation", "id of the organisation")
LEAD = text("lead", "id of the leading organisation")
CURRENCY = text("currency", "currency of the amounts, such as EUR")
ADDRESS = text("address", "where it stands in the project, such as meetings/M3")
STATUS = text(
    "status",
    "done, exceeded, partly, open, not judged, not due, overdue, not recorded, not reached or "
    "cancelled",
)
ROLE = text("role", "staff, learner, accompanying person, trainer or guest; empty if not recorded")
_UNSTATED = "empty if not known, or not told"
FEWER = whole("fewer_opportunities", f"how many of them have fewer opportunities; {_UNSTATED}")
MINORS = whole("minors", f"how many of them are under 18; {_UNSTATED}")
GREEN = whole("green_travel", f"how many of them travel green; {_UNSTATED}")


def first_day(p: Partnership, when: When | None) -> date | None:
    """Return the first day of a date, None where it has none."""
    span = when.span(p.start) if when is not None else None
    return span.first if span is not None else None


def last_day(p: Partnership, when: When | None) -> date | None:
    """Return the last day of a date, None where it has none."""
    span = when.span(p.start) if when is not None else None
    return span.last if span is not None else None


def listed(values: Iterable[object]) -> str | None:
    """Return several values as one text, None for none."""
    return ", ".join(str(value) for value in values) or None
