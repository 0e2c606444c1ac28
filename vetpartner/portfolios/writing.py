"""The files of a portfolio: its page, its answers, and its tables as Parquet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.export.frames import arrow_table, kind_of
from vetpartner.files.transaction import transaction
from vetpartner.portfolios.declared import TABLES, values_of
from vetpartner.portfolios.page import page
from vetpartner.portfolios.running import WHO
from vetpartner.render.pdf import MissingExtra, needed

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.portfolios.declared import Columns
    from vetpartner.portfolios.one import One
    from vetpartner.portfolios.portfolio import Portfolio
    from vetpartner.values.table import Table

ROWS = 1_000
"""So many rows of a table are gathered before they are written as one group: more take memory."""
WANTS = "Parquet files of the tables"


def write(found: Portfolio, folder: Path) -> tuple[list[Path], str]:
    """Write all files into a folder: all of them, or none.

    Return them, and why there are no Parquet files where the extra `frames` is missing. The page
    is the last. Other files in the folder stay.
    """
    names: list[str] = []
    files, why = _growing()

    def grow(one: One) -> None:
        for name, file in files.items():
            file.add(one.path, one.tables[name])

    answers = found.answered(grow)
    with transaction(folder, WHO) as changes:

        def put(name: str, data: bytes) -> None:
            changes.write(name, data)
            names.append(name)

        for name, table in answers.tables.items():
            # The mark by which Excel knows the letters.
            put(f"answers/{name}.csv", table.csv().encode("utf-8-sig"))
            if files:
                put(f"answers/{name}.parquet", _one_file(table))
        for name in tuple(files):
            put(f"tables/{name}.parquet", files.pop(name).whole())
        put("index.html", page(found, tuple(names)).encode())
    return [folder / name for name in names], why


def _growing() -> tuple[dict[str, _Growing], str]:
    """Return a Parquet file for each table; none, and why, where the extra is missing."""
    try:
        parquet = needed("pyarrow.parquet", "frames", WANTS)
    except MissingExtra as missing:
        return {}, str(missing)
    return {name: _Growing(parquet, declared) for name, declared in TABLES.items()}, ""


class _Growing:
    """A Parquet file of a table that grows project by project."""

    def __init__(self, parquet: Any, declared: Table) -> None:  # noqa: ANN401 - a module
        self.parquet, self.declared = parquet, declared
        self.kinds = {column.name: kind_of(column) for column in declared.columns}
        self.gathered: dict[str, list[Any]] = {name: [] for name in self.kinds}
        self.file = io.BytesIO()
        self.writer: Any = None

    def add(self, path: str, held: Columns) -> None:
        first, *others = self.declared.columns
        for column in others:
            self.gathered[column.name] += values_of(column, held[column.name])
        self.gathered[first.name] += [path] * len(held[others[0].name])
        if len(self.gathered[first.name]) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        made = arrow_table(self.gathered, self.kinds)
        if self.writer is None:
            self.writer = self.parquet.ParquetWriter(self.file, made.schema, compression="zstd")
        self.writer.write_table(made)
        for values in self.gathered.values():
            values.clear()

    def whole(self) -> bytes:
        if self.writer is None or any(self.gathered.values()):
            self._flush()
        self.writer.close()
        return self.file.getvalue()


def _one_file(table: Table) -> bytes:
    parquet = needed("pyarrow.parquet", "frames", WANTS)
    kinds = {column.name: kind_of(column) for column in table.data}
    records = table.records()
    columns = {name: [record[name] for record in records] for name in kinds}
    out = io.BytesIO()
    parquet.write_table(arrow_table(columns, kinds), out, compression="zstd")
    return out.getvalue()
