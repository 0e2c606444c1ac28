"""Tables of a partnership as data frames of pandas or polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.render.pdf import MissingExtra, needed
from vetpartner.tables.facts import FACT_TABLES, FOLLOW_UP_TABLES
from vetpartner.tables.money import ACCOUNT_TABLES, MONEY_TABLES
from vetpartner.tables.plan import PLAN_TABLES
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Partnership
    from vetpartner.tables.columns import ColumnKind, FrameTable


_TABLES = (*PLAN_TABLES, *FOLLOW_UP_TABLES, *MONEY_TABLES, *ACCOUNT_TABLES, *FACT_TABLES)
FRAMES: Mapping[str, FrameTable] = {table.name: table for table in _TABLES}
"""The tables by name: plan and progress, then money, then what happened."""
BACKENDS = ("pandas", "polars")
_PANDAS: Mapping[ColumnKind, str] = {
    "text": "string",
    "whole number": "Int64",
    "number": "Float64",
    # Whole seconds, since the usual nanoseconds end in 2262.
    "day": "datetime64[s]",
    "yes or no": "boolean",
    "amount": "object",
}
_POLARS: Mapping[ColumnKind, str] = {
    "text": "String",
    "whole number": "Int64",
    "number": "Float64",
    "day": "Date",
    "yes or no": "Boolean",
}


class UnknownFrame(ValueError):
    """There is no such table or kind of data frame; the message lists those that there are."""


def frame(p: Partnership, table: str, *, backend: str = "pandas", exact: bool = True) -> Any:  # noqa: ANN401 - of the package asked for
    """Return a table of the partnership, as of its day, as a data frame of pandas or polars.

    Tables, columns and units are listed in the reference, under data frames.
    Amounts are exact decimals with two places: `Decimal` of Python in pandas, `Decimal(38, 2)` in
    polars; with `exact=False` they are floating point numbers, which charts like better.
    Days are `datetime64[s]` in pandas and `Date` in polars; other numbers are floating point.
    What is not known is missing (`NA`, `NaT`, `None` or `null`), never zero.
    The lists of participants and presences have no names; what somebody typed elsewhere stays.
    Another table or backend raises `UnknownFrame`, a missing package `MissingExtra`.
    """
    if table not in FRAMES:
        near = did_you_mean(table, FRAMES)
        raise UnknownFrame(f"there is no table {table!r}{near}; there are {', '.join(FRAMES)}")
    if backend not in BACKENDS:
        near = did_you_mean(backend, BACKENDS)
        known = " and ".join(BACKENDS)
        raise UnknownFrame(f"there are no data frames of {backend!r}{near}; there are {known}")
    narwhals = needed("narwhals", "frames", "a data frame")
    _installed(backend)
    asked = FRAMES[table]
    rows = [_plain(asked, row, exact=exact) for row in asked.rows(p)]
    names = [column.name for column in asked.columns]
    data = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    kinds = {
        c.name: "number" if c.kind == "amount" and not exact else c.kind for c in asked.columns
    }
    if backend == "pandas":
        # Without pyarrow narwhals has no type of pandas that can be missing; pandas itself has.
        made = narwhals.from_dict(data, backend=backend).to_native()
        return made.astype({name: _PANDAS[kind] for name, kind in kinds.items()})
    schema = {
        name: narwhals.Decimal(38, 2) if kind == "amount" else getattr(narwhals, _POLARS[kind])
        for name, kind in kinds.items()
    }
    return narwhals.from_dict(data, schema=schema, backend=backend).to_native()


def _installed(backend: str) -> None:
    from importlib import import_module

    try:
        import_module(backend)
    except ImportError as error:
        msg = f"a data frame of {backend} needs the package: pip install {backend} ({error})"
        raise MissingExtra(msg) from error


def _plain(table: FrameTable, row: tuple[Any, ...], *, exact: bool) -> list[Any]:
    floating = ("number",) if exact else ("number", "amount")
    return [
        float(value) if value is not None and column.kind in floating else value
        for column, value in zip(table.columns, row, strict=True)
    ]


def frames_page() -> str:
    """Return the page of the reference: each table with its columns, their kinds and units."""
    lines = [
        "# The tables for data frames",
        "",
        '`vp.frame(p, "activities")` makes a data frame of pandas.',
        'With `backend="polars"` it is one of polars.',
        "It needs the extra `frames`, and pandas or polars itself.",
        "",
        "| Kind | In pandas | In polars |",
        "| --- | --- | --- |",
    ]
    for kind, dtype in _PANDAS.items():
        lines.append(f"| {kind} | `{dtype}` | `{_POLARS.get(kind, 'Decimal(38, 2)')}` |")
    lines += ["", "An amount is exact, in pandas as a `Decimal` of Python."]
    lines += ["With `exact=False` amounts are numbers."]
    lines += ["What is not known is missing, never zero."]
    for table in FRAMES.values():
        lines += ["", f"## {table.name}", "", table.about, ""]
        lines += ["| Column | Kind | Meaning |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in table.columns]
    return "\n".join(lines)
