"""What a table for data frames is: named columns with their kind and meaning, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.model import Money, Partnership, When

if TYPE_CHECKING:
    from datetime import date


ColumnKind = Literal["text", "whole number", "number", "day", "yes or no", "amount"]


@frozen(kw_only=True)
class Column:
    """A column: its name, what kind of values it has, and what they mean, with their unit."""

    name: str
    kind: ColumnKind
    meaning: str


@frozen(kw_only=True)
class FrameTable:
    """A table that can become a data frame; each row has a value, or None, for each column."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Partnership], Iterable[tuple[Any, ...]]]


def text(name: str, meaning: str) -> Column:
    """Make a column of texts."""
    return Column(name=name, kind="text", meaning=meaning)


def whole(name: str, meaning: str) -> Column:
    """Make a column of whole numbers."""
    return Column(name=name, kind="whole number", meaning=meaning)


def number(name: str, meaning: str) -> Column:
    """Make a column of numbers that may have decimals."""
    return Column(name=name, kind="number", meaning=meaning)


def day(name: str, meaning: str) -> Column:
    """Make a column of days."""
    return Column(name=name, kind="day", meaning=meaning)


def flag(name: str, meaning: str) -> Column:
    """Make a column of yes or no."""
    return Column(name=name, kind="yes or no", meaning=meaning)


def amount(name: str, meaning: str) -> Column:
    """Make a column of amounts, in the currency that another column names."""
    return Column(name=name, kind="amount", meaning=meaning)


ID = text("id", "id in the plan")
TITLE = text("title", "title, or else the id")
PACKAGE = text("work_package", "id of the work package")
ORGANISATION = text("organisation", "id of the organisation")
CURRENCY = text("currency", "currency of the amounts, such as EUR")
ADDRESS = text("address", "where it stands in the project, such as meetings/M3")
STATUS = text("status", "done, exceeded, partly, open, not due, overdue or cancelled")


def first_day(p: Partnership, when: When | None) -> date | None:
    """Return the first day of a date, None where it has none."""
    span = when.span(p.start) if when is not None else None
    return span.first if span is not None else None


def last_day(p: Partnership, when: When | None) -> date | None:
    """Return the last day of a date, None where it has none."""
    span = when.span(p.start) if when is not None else None
    return span.last if span is not None else None


def digits(money: Money | None) -> Any:  # noqa: ANN401 - a decimal or None
    """Return the number of an amount."""
    return None if money is None else money.amount


def listed(values: Iterable[object]) -> str | None:
    """Return several values as one text, None for none."""
    return ", ".join(str(value) for value in values) or None
