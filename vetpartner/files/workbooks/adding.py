"""Facts put into a workbook of somebody, a row each, and nothing else in it is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.disk import NotWritten, contents
from vetpartner.files.structuring import Own, plain
from vetpartner.files.workbooks.cells import apart
from vetpartner.files.workbooks.changing import Patch
from vetpartner.files.workbooks.human import human_of
from vetpartner.files.workbooks.reading import BookReader
from vetpartner.files.workbooks.sheets import BY_TABLE, HAPPENED, KIND, WORDS
from vetpartner.model import FACT_TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.files.workbooks.human import Human
    from vetpartner.model import Fact, Partnership

_WAY_OUT = "`vetpartner convert {name} new.xlsx` writes a workbook that has one"


def with_facts(p: Partnership, file: Path, facts: tuple[Fact, ...]) -> bytes:
    """Return a workbook with a row more for each fact; all else in it stays as it is.

    A column that a fact needs and its sheet does not have is put behind the last one. Raises
    `NotWritten` where there is no sheet for a fact, and for what is no plain .xlsx file.
    """
    patch, reader = Patch(contents(file)), BookReader(file.name)
    reader.tables(file)
    own = Own.of(p)
    human = human_of(p)
    for fact in facts:
        kind = FACT_TABLES[type(fact)]
        row = apart(plain(fact, own) or {"void": False}, type(fact), own.language)
        on = kind if kind in reader.columns else HAPPENED
        if on not in reader.columns or (on == HAPPENED and kind not in WORDS):
            way_out = _WAY_OUT.format(name=file.name)
            raise NotWritten(f"{file.name} has no sheet for what is {kind}; {way_out}")
        if on == HAPPENED:
            row = {KIND: human.said(WORDS[kind]), **row}
        _append(patch, reader, human, (on, row))
    return patch.data()


def as_row(p: Partnership, fact: Fact) -> str:
    """Return a fact as it stands in a row of a workbook, for the one who typed it."""
    own = Own.of(p)
    human = human_of(p)
    kind = FACT_TABLES[type(fact)]
    table = HAPPENED if kind in WORDS else kind
    row = apart(plain(fact, own), type(fact), own.language)
    if kind in WORDS:
        row = {KIND: human.said(WORDS[kind]), **row}
    said = (f"{human.head(table, key)}: {human.value(table, row, key)}" for key in _flat(row))
    return f"{human.said(BY_TABLE[table].title)}\n" + "\n".join(f"  {line}" for line in said)


def _append(
    patch: Patch, reader: BookReader, human: Human, new: tuple[str, dict[str, Any]]
) -> None:
    """Put a row below the last one of its sheet in which anything stands."""
    table, row = new
    title, keys = reader.columns[table]
    is_plain = title == table
    at = _last(reader.sheets[title], reader.lights.get(title)) + 1
    columns = {key: number for number, key in enumerate(keys, start=1) if key}
    for key in _flat(row):
        if key not in columns:
            head = key if is_plain else human.head(table, key)
            columns[key] = 1 + max(map(len, reader.sheets[title]), default=0)
            patch.put(title, reader.tops.get(title, 1), columns[key], head)
            _grow(reader, table, title, columns[key], key)
        value = human.value(table, row, key)
        patch.put(title, at, columns[key], _truth(value, plain_heads=is_plain))
    cells = reader.sheets[title]
    cells += [[] for _ in range(at - len(cells))]
    cells[at - 1] = [True] * len(keys)  # this row is taken


def _flat(row: dict[str, Any]) -> list[str]:
    """Return the columns of a row: `venue.city` of what is a table within it."""
    return [
        each
        for key, held in row.items()
        for each in ([f"{key}.{inner}" for inner in held] if isinstance(held, dict) else [key])
    ]


def _truth(value: object, *, plain_heads: bool) -> object:
    """Return a value of a cell; a yes or no is a word in it."""
    if isinstance(value, bool):
        return str(value).upper() if plain_heads else value
    return value


def _last(cells: list[list[object]], light: int | None) -> int:
    """Return the last row, from 1, in which anything stands beside a light."""
    return max(
        (
            number
            for number, row in enumerate(cells, start=1)
            if any(v is not None for at, v in enumerate(row, start=1) if at != light)
        ),
        default=1,
    )


def _grow(reader: BookReader, table: str, title: str, column: int, key: str) -> None:
    """Remember a column that was added."""
    _, keys = reader.columns[table]
    missing = column - len(keys) - 1
    reader.columns[table] = title, (*keys, *[""] * missing, key)
    reader.sheets[title][0] += [None] * (column - len(reader.sheets[title][0]))
