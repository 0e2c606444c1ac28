"""Things whose labels stand below each other, each label beside its value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve

from vetpartner.files.imports.blocks import Block, Pair, Text
from vetpartner.files.imports.plan_cells import package_of
from vetpartner.files.imports.plan_words import (
    ACTIVITIES,
    KEYS,
    ORGANISATIONS,
    PACKAGES,
    PROJECT,
    field_of,
)
from vetpartner.files.tables.shape import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_RECORDS = (ACTIVITIES, ORGANISATIONS, PACKAGES)


def bare(label: str) -> str:
    """Return a label without the signs behind it."""
    return label.rstrip(" :*")


@define
class Records:
    """Tells of what labels are: of the project, or of a thing that begins with a label of its own.

    `facts` are those of the project, `left` those of which nobody knows of what they are; both are
    there when `blocks` was gone through. `in_words` tells that texts between labels end nothing.
    """

    items: Sequence[tuple[Sheet, Block | Pair | Text]]
    in_words: bool = False
    facts: list[tuple[Sheet, Pair]] = Factory(list)
    left: list[tuple[Sheet, Pair]] = Factory(list)

    def blocks(self) -> Iterator[Block]:
        """Yield each thing as a table of one row."""
        run: list[Pair] = []
        sheet: Sheet | None = None
        for where, item in self.items:
            goes_on = where is sheet
            if isinstance(item, Text) and goes_on and self.in_words:
                continue
            if not isinstance(item, Pair) or not goes_on:
                yield from self._run(run, sheet)
                run = []
            if isinstance(item, Pair):
                run.append(item)
            sheet = where
        yield from self._run(run, sheet)

    def _run(self, run: list[Pair], sheet: Sheet | None) -> Iterator[Block]:
        """Yield the things of labels that follow each other."""
        if sheet is None:
            return
        record: dict[str, Pair] = {}
        table = ""
        for pair in run:
            own = _table_of(pair, table)
            name = field_of(bare(pair.label), own) if own else ""
            if own == PROJECT:
                self.facts.append((sheet, pair))
                continue
            if not name:
                self.left.append((sheet, pair))
                continue
            if record and (own != table or name in record):
                yield _block(table, record, sheet)
                record = {}
            table = own
            record[name] = pair
        if record:
            yield _block(table, record, sheet)


def _table_of(pair: Pair, before: str) -> str:
    """Return the table of a label: that of the labels above it, if it can be of it."""
    label = bare(pair.label)
    tables = {t for t in (*_RECORDS, PROJECT) if field_of(label, t)}
    if before in tables:
        return before
    if PROJECT in tables:
        return PROJECT if not pair.package or PACKAGES not in tables else PACKAGES
    begins = [t for t in _RECORDS if t in tables and field_of(label, t) in KEYS[t]]
    if pair.package and PACKAGES in tables and not begins:
        return PACKAGES
    return next(iter(begins), "")


def _block(table: str, record: Mapping[str, Pair], sheet: Sheet) -> Block:
    """Return a thing as a table of one row, which stands where its first label does."""
    pairs = list(record.values())
    labels: list[object] = [pair.label for pair in pairs]
    values = [pair.value for pair in pairs]
    if table == PACKAGES and "id" not in record and pairs[0].package:
        number = package_of(pairs[0].package).number
        labels, values = ["WP", *labels], [f"WP{number}", *values]
    first = pairs[0].line
    rows = ((first, labels), (first, values))
    plain = evolve(
        sheet,
        again=lambda: iter(rows),
        offset=0,
        sums=frozenset(),
        bold=frozenset(),
        totals=frozenset(),
        merged=(),
        hidden_columns=(),
    )
    return Block(kind=table, sheet=plain, package=pairs[0].package)
