"""The table of amounts: organisations by work packages, whichever of them is the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.files.imports.blocks import Pair, is_total
from vetpartner.files.imports.plan_cells import euros_of, organisation_of, package_of
from vetpartner.files.imports.plan_tables import as_it_is, read_block
from vetpartner.files.imports.plan_words import PROJECT, field_of
from vetpartner.files.tables.headings import clean, folded
from vetpartner.files.tables.kinds import Roles
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.rows import Wanted
from vetpartner.model import Place, Plan
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.files.imports.blocks import Block
    from vetpartner.files.imports.plan_tables import Known
    from vetpartner.files.tables.headings import TableFindings
    from vetpartner.files.tables.lists import ListRow
    from vetpartner.files.tables.shape import Row


@frozen(kw_only=True)
class Amounts:
    """A row of the table of amounts: of whom or what it is, its amounts, and where it stands.

    `total` is what the row says of its own sum, None where it says nothing.
    """

    of: str
    parts: Mapping[str, Any]
    total: Any
    at: Place


class Budget(ListReader[Amounts]):
    """Reads a table of amounts: organisations by work packages, in either direction."""

    kind = ""
    columns = ("label", "total")
    keys = frozenset({"label"})

    def __init__(self, block: Block, found: TableFindings, known: Known) -> None:
        """Take the table, where findings go, and what is known."""
        self.names = {n: of.partition(":")[2] for n, of in block.columns.items()}
        self.across = next(iter(block.columns.values())).partition(":")[0]
        self.known = known
        self.facts: list[Pair] = []
        self.odd: list[tuple[str, Place]] = []
        super().__init__(found.file, Plan())
        self.found, self.block = found, block
        self.roles = Roles(texts=("label",), numbers=(*self.names.values(), "total"))  # type: ignore[misc]

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for: the columns as `block` has them."""
        known = {"label": "label", "total": "total"}
        known |= {folded(name): name for name in self.names.values()}
        return Wanted(known=known, keys=self.keys)

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return that cells are read by their row."""
        return dict.fromkeys(("label", "total", *self.names.values()), as_it_is)

    def entries(self) -> tuple[Amounts, ...]:
        """Read the table of the block."""
        rows = tuple(self.rows_of())
        sheet = evolve(self.block.sheet, again=lambda: iter(rows))
        return read_block(self, evolve(self.block, sheet=sheet))

    def rows_of(self) -> Iterator[Row]:
        """Yield the rows of the block, their headings replaced by what they mean."""
        rows = list(self.block.sheet.again())
        line, values = rows[0]
        first = min(self.names)
        before = [n for n in range(first) if any(n < len(r) and r[n] != "" for _, r in rows[1:])]
        new: list[object] = [""] * len(values)
        for n, name in self.names.items():
            new[n] = name
        if before:
            new[before[0]] = "label"
        for n, value in enumerate(values):
            if n not in self.names and isinstance(value, str) and value and is_total(value):
                new[n] = "total"
        yield line, new
        yield from rows[1:]

    def number(self, value: object) -> Any:  # noqa: ANN401 - as all lists have it
        """Return what a cell adds to a sum, None where it is no amount."""
        try:
            return euros_of(value, self.known.home)
        except WrongValue:
            return None

    def is_known(self, text: str) -> bool:
        """Tell whether a text alone in its row is an entry: it is one without amounts."""
        return bool(text)

    def row(self, row: ListRow) -> Amounts | None:
        """Return the amounts of a row."""
        held, _ = row.held(("label", "total", *self.names.values()))
        if (raw := held.pop("label", None)) is None:
            return None
        text, at = clean(raw), self.found.place(row.cells.table.sheet, row.line, 1)
        if is_total(text):
            return None
        if field_of(text, PROJECT) and held:
            value = next(iter(held.values()))
            self.facts.append(Pair(label=text, value=value, line=row.line, column=0))
            return None
        of = self._of(raw)
        if of is None:
            self.odd.append((text, at))
            return None
        parts: dict[str, Any] = {}
        for name, value in held.items():
            if clean(value) in {"-", "\u2013", ""}:
                continue
            try:
                parts[name] = self._amount(row, name, value)
            except WrongValue as error:
                row.say(error, name)
                return None
        total = parts.pop("total", None)
        return Amounts(of=of, parts={n: v for n, v in parts.items() if v}, total=total, at=at)

    def _of(self, raw: object) -> str | None:
        """Return the organisation or the work package of a row, None for another label."""
        if self.across == "organisation":
            package = package_of(raw, alone=True)
            if package.number is not None:
                return f"WP{package.number}"
            return self.known.packages.get(folded(package.title))
        try:
            return organisation_of(raw, self.known.organisations)
        except WrongValue:
            return None

    def _amount(self, row: ListRow, name: str, value: object) -> Any:  # noqa: ANN401 - a number
        try:
            return euros_of(value, self.known.home)
        except WrongValue as error:
            text = row.cells.settled(row.cells.columns[name], value, error, money=True)
            if text is None:
                raise
            return euros_of(text, self.known.home)
