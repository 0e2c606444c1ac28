"""Tables of a partnership as data frames of pandas or polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.render.pdf import MissingExtra, needed
from vetpartner.tables.facts import FACT_TABLES, FOLLOW_UP_TABLES
from vetpartner.tables.money import MONEY_TABLES
from vetpartner.tables.plan import PLAN_TABLES
from vetpartner.values.words import none_such

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Partnership
    from vetpartner.tables.columns import Source
    from vetpartner.values.table import Column, Kind


_SOURCES = (*PLAN_TABLES, *FOLLOW_UP_TABLES, *MONEY_TABLES, *FACT_TABLES)
FRAMES: Mapping[str, Source] = {source.table.name: source for source in _SOURCES}
"""The tables by name: plan and progress, then money, then what happened."""
BACKENDS = ("pandas", "polars")
_TYPES = {
    "text": ("string", "String"),
    "whole number": ("Int64", "Int64"),
    "number": ("Float64", "Float64"),
    # Whole seconds, since the usual nanoseconds end in 2262.
    "day": ("datetime64[s]", "Date"),
    "yes or no": ("boolean", "Boolean"),
    "amount": ("object", "Decimal(38, 2)"),
}
"""How pandas and polars call the type of each kind of column."""
_ARROW = {
    "text": "string",
    "whole number": "int64",
    "number": "float64",
    "day": "date32",
    "yes or no": "bool_",
}
"""How pyarrow calls the type of all kinds of columns but amounts, which have two places."""
_KINDS: Mapping[Kind, str] = {
    "count": "whole number",
    "progress": "whole number",
    "number": "number",
    "share": "number",
    "day": "day",
    "flag": "yes or no",
    "money": "amount",
    "amount": "amount",
}


def kind_of(column: Column) -> str:
    """Return what the reference calls the kind of a column; most hold texts."""
    return _KINDS.get(column.kind, "text")


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
        raise UnknownFrame(none_such("table", table, FRAMES))
    if backend not in BACKENDS:
        raise UnknownFrame(none_such("package of data frames", backend, BACKENDS))
    narwhals = needed("narwhals", "frames", "a data frame")
    _installed(backend)
    asked = FRAMES[table].of(p)
    records = asked.records()
    kinds = {column.name: kind_of(column) for column in asked.data}
    floating = {"number"} if exact else {"number", "amount"}
    data = {
        name: [
            float(value) if kind in floating and value is not None else value
            for value in (record[name] for record in records)
        ]
        for name, kind in kinds.items()
    }
    if not exact:
        kinds = {name: "number" if kind == "amount" else kind for name, kind in kinds.items()}
    if backend == "pandas":
        # Without pyarrow narwhals has no type of pandas that can be missing; pandas itself has.
        made = narwhals.from_dict(data, backend=backend).to_native()
        return made.astype({name: _TYPES[kind][0] for name, kind in kinds.items()})
    return narwhals.from_dict(data, schema=_schema(narwhals, kinds), backend=backend).to_native()


def arrow_table(columns: Mapping[str, list[Any]], kinds: Mapping[str, str]) -> Any:  # noqa: ANN401 - of pyarrow
    """Return columns of plain values as a table of pyarrow; a missing package is `MissingExtra`.

    `kinds` are those of `kind_of`; an amount is a decimal with two places.
    """
    arrow = needed("pyarrow", "frames", "a data frame")
    made = {name: getattr(arrow, _ARROW[kind]) for name, kind in kinds.items() if kind in _ARROW}
    types = {name: made[name]() if name in made else arrow.decimal128(38, 2) for name in kinds}
    return arrow.table({n: arrow.array(columns[n], type=type_) for n, type_ in types.items()})


def _schema(narwhals: Any, kinds: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a module
    return {
        name: narwhals.Decimal(38, 2) if kind == "amount" else getattr(narwhals, _TYPES[kind][1])
        for name, kind in kinds.items()
    }


def _installed(backend: str) -> None:
    from importlib import import_module

    try:
        import_module(backend)
    except ImportError as error:
        msg = f"a data frame of {backend} needs the package: pip install {backend} ({error})"
        raise MissingExtra(msg) from error


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
    lines += [f"| {kind} | `{pandas}` | `{polars}` |" for kind, (pandas, polars) in _TYPES.items()]
    lines += ["", "An amount is exact, in pandas as a `Decimal` of Python."]
    lines += ["With `exact=False` amounts are numbers."]
    lines += ["What is not known is missing, never zero."]
    for name, source in FRAMES.items():
        lines += ["", f"## {name}", "", source.table.about, ""]
        lines += ["| Column | Kind | Meaning |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {kind_of(c)} | {c.meaning} |" for c in source.table.data]
    return "\n".join(lines)
