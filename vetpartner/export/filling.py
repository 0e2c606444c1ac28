"""Workbooks of agencies and schools, filled in by a map that says which cell gets which figure.

A map is a file in TOML; `maps/` has those that are shipped, and anybody can write one. What a map
names and the project does not know stays empty and is told, and so is what has no room.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, fields_dict, frozen

from vetpartner.files.workbooks.patching import ForeignWorkbook, NotFilled
from vetpartner.model import KINDS, Money, Share, Spent
from vetpartner.programme import country
from vetpartner.state.figures import explain_figure
from vetpartner.state.ledger import ledger
from vetpartner.values.money import CENT
from vetpartner.values.reading import Strict, WrongValue, read_int
from vetpartner.values.showing import Shown
from vetpartner.values.table import Column, Table
from vetpartner.values.toml import toml_of
from vetpartner.values.translations import unmarked
from vetpartner.values.when import When
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import Partnership

_FOLDER = Path(__file__).with_name("maps")
_EXACT = Context(prec=15)
"""As many digits as a spreadsheet program keeps of a number."""
_NUMBERED = re.compile(r"\{organisation(?::0([1-9]))?\}")
_CENTS = 2


def _read_places(value: object) -> int:
    """Return to how many places behind the point money is rounded."""
    if (places := read_int(value)) > _CENTS:
        raise WrongValue("impossible-number", f"{places} is more than the places of a cent")
    return places


_STRICT = Strict(named={"rounds": _read_places})


class WrongMap(ValueError):
    """A map cannot be used; the text says where and why."""


@frozen(kw_only=True)
class KnownBy:
    """A text in a cell by which a workbook is recognised."""

    sheet: str
    cell: str
    text: str


@frozen(kw_only=True)
class MappedCell:
    """A cell and the address of its figure, such as `budget/WP2` or `project/acronym`."""

    sheet: str
    cell: str
    figure: str


@frozen(kw_only=True)
class ListedCountries:
    """Where a workbook lists countries, each with its code in brackets behind it."""

    sheet: str
    column: str


@frozen(kw_only=True)
class MappedList:
    """Rows for the organisations or the work packages, from row `first` on, at `most` so many.

    `columns` name a field for each column.
    """

    of: Literal["organisations", "work_packages"]
    sheet: str
    first: int
    most: int
    columns: dict[str, str]
    countries: ListedCountries | None = None


@frozen(kw_only=True)
class CostColumns:
    """The columns of how many units there are, and of what one of them costs."""

    units: str
    unit_cost: str


@frozen(kw_only=True)
class MappedIndirect:
    """Indirect costs: a share of what is filled in, rounded to so many places."""

    share: Share
    rounds: int = 2


@frozen(kw_only=True)
class MappedCosts:
    """Costs by organisation, a sheet each, and by work package, a block of `height` rows each.

    `sheet` has `{organisation}` where its number stands, or `{organisation:03}` for three digits.
    `rows` are the rows in a block by category of costs, `other` that of all others; `total` is the
    cell of the sheet's sum.
    """

    sheet: str
    first: int
    height: int
    columns: CostColumns
    rows: dict[str, int]
    other: int | None = None
    indirect: MappedIndirect | None = None
    total: str | None = None


@frozen(kw_only=True)
class WorkbookMap:
    """Which cell of a workbook gets which figure."""

    name: str
    known: tuple[KnownBy, ...] = ()
    cells: tuple[MappedCell, ...] = ()
    lists: tuple[MappedList, ...] = ()
    costs: tuple[MappedCosts, ...] = ()

    def knows(self, book: ForeignWorkbook) -> bool:
        """Tell whether a workbook has all texts by which it is recognised."""
        return bool(self.known) and all(
            book.texts(each.sheet).get(each.cell, "").strip() == each.text for each in self.known
        )


@frozen(kw_only=True)
class FilledCell:
    """A cell that was filled in, with what the figure is of."""

    sheet: str
    cell: str
    figure: str
    value: Decimal | str


@frozen(kw_only=True)
class NotPlaced:
    """What could not be filled in, and why."""

    figure: str
    why: str


@frozen(kw_only=True)
class SheetTotal:
    """What a sheet must show as its sum, recomputed here, beside what the plan has for it."""

    organisation: str
    cell: str
    total: Money
    planned: Money | None


FILLED = Table(
    name="filled_cells",
    about="One row for each cell that was filled in.",
    columns=(
        Column("sheet", "Sheet", "text", "name of the sheet"),
        Column("cell", "Cell", "id", "its address", names=True),
        Column("figure", "Figure", "text", "address of the figure"),
        Column("value", "Value", "text", "what was filled in", get=lambda row: str(row.value)),
    ),
)
_LEFT = Table(
    name="not_filled",
    columns=(
        Column("figure", "Not filled in", "text", names=True),
        Column("why", "Why", "text"),
    ),
)
_TOTALS = Table(
    name="sheet_totals",
    columns=(
        Column("cell", "Cell", "text", names=True),
        Column("organisation", "Organisation", "id"),
        Column("total", "Must show", "amount"),
        Column("planned", "In the plan", "amount", absent="not known"),
    ),
)


@frozen(kw_only=True)
class FilledWorkbook(Shown):
    """A workbook that was filled in: its bytes, each cell, what is left, and the sums."""

    name: str
    data: bytes = field(repr=False)
    rows: tuple[FilledCell, ...]
    left: tuple[NotPlaced, ...]
    totals: tuple[SheetTotal, ...]

    @property
    def table(self) -> Table:
        """Return every cell that was filled in."""
        return FILLED.of(self.rows, caption=self.name)

    def __str__(self) -> str:
        lines = [f"{self.name}: {len(self.rows)} cells filled in"]
        if self.totals:
            lines += ["", "Sums, computed here; look whether the workbook shows the same:"]
            lines.append(_TOTALS.of(self.totals).text())
        if self.left:
            lines += ["", _LEFT.of(self.left).text()]
        return "\n".join(lines)


def shipped_maps() -> tuple[WorkbookMap, ...]:
    """Return the maps that come with the program."""
    names = sorted(path.name for path in _FOLDER.iterdir() if path.suffix == ".toml")
    return tuple(read_map((_FOLDER / name).read_text("utf-8"), name) for name in names)


def read_map(text: str | bytes, name: str) -> WorkbookMap:
    """Return the map that a text in TOML holds; `name` is that of its file.

    Raises `WrongMap`.
    """
    try:
        held = toml_of(text if isinstance(text, str) else text.decode("utf-8"))
    except (ValueError, ArithmeticError, RecursionError) as error:
        msg = f"{name} is no TOML that can be read: {error}"
        raise WrongMap(msg) from None
    made, problems = _STRICT.structure({"name": name} | held, WorkbookMap)
    if problems:
        msg = "\n".join(
            f"{name}: {_place(wrong.path)}{'; '.join(filter(None, (wrong.message, wrong.way_out)))}"
            for wrong in problems
        )
        raise WrongMap(msg)
    return made  # type: ignore[no-any-return]


def _place(path: tuple[str | int, ...]) -> str:
    """Return in which entry of a map something is wrong, such as `[[cells]] 3: `."""
    match path:
        case (str(key), int(number), *_):
            return f"[[{key}]] {number + 1}: "
    return ""


def fill(p: Partnership, template: bytes, form: WorkbookMap | None = None) -> FilledWorkbook:
    """Return a workbook with the project's figures in the cells that a map names.

    Without a map it is the shipped one that knows the workbook. All else in it stays byte for byte,
    but results of formulas, which are computed anew when it is opened. Raises `NotFilled` for a
    workbook that no map knows, or that is not as the map says, and `WrongMap`.
    """
    book = ForeignWorkbook(template)
    if form is None:
        maps = shipped_maps()
        form = next((each for each in maps if each.knows(book)), None)
        if form is None:
            names = "; ".join(each.name for each in maps)
            msg = f"no map knows this workbook; there are: {names}. Write one, and give it by --map"
            raise NotFilled(msg)
    elif form.known and not form.knows(book):
        msg = f"this workbook is not the one for which the map is: {form.name}"
        raise NotFilled(msg)
    filling = _Filling(p, book, form)
    return filling.filled()


class _Filling:
    """Gathers the values of the cells."""

    def __init__(self, p: Partnership, book: ForeignWorkbook, form: WorkbookMap) -> None:
        self.p, self.book, self.form = p, book, form
        self.rows: list[FilledCell] = []
        self.left: list[NotPlaced] = []
        self.totals: list[SheetTotal] = []

    def filled(self) -> FilledWorkbook:
        """Return the workbook."""
        for cell in self.form.cells:
            self._put(cell.sheet, cell.cell, cell.figure, self._figure(cell.figure))
        for listed in self.form.lists:
            self._list(listed)
        for costs in self.form.costs:
            self._costs(costs)
        cells: dict[str, dict[str, Decimal | str]] = {}
        for row in self.rows:
            cells.setdefault(row.sheet, {})[row.cell] = row.value
        return FilledWorkbook(
            name=self.form.name,
            data=self.book.filled(cells),
            rows=tuple(self.rows),
            left=tuple(self.left),
            totals=tuple(self.totals),
        )

    def _put(self, sheet: str, cell: str, figure: str, value: object) -> None:
        plain = _plain(value)
        if plain is None:
            self._leave(figure, "it is not known")
        else:
            self.rows.append(FilledCell(sheet=sheet, cell=cell, figure=figure, value=plain))

    def _leave(self, figure: str, why: str) -> None:
        self.left.append(NotPlaced(figure=figure, why=why))

    def _figure(self, address: str) -> object:
        """Return the value of a field of the plan, or of a figure of the report."""
        table, *rest = address.split("/")
        thing: Any = self.p.plan.project if table == "project" else None
        if table in KINDS and len(rest) > 1:
            thing = self.p.get(rest.pop(0))
        if thing is None:
            try:
                return explain_figure(self.p, address).value
            except LookupError as error:
                raise WrongMap(str(error)) from None
        (name,) = rest if len(rest) == 1 else ("/".join(rest),)
        known = fields_dict(type(thing))
        if name not in known:
            msg = f"`{address}` is no figure: there is no `{name}`{did_you_mean(name, known)}"
            raise WrongMap(msg)
        return getattr(thing, name)

    def _list(self, listed: MappedList) -> None:
        things = getattr(self.p.plan, listed.of)
        for number, thing in enumerate(things):
            at = f"{listed.of}/{thing.id}"
            if number >= listed.most:
                self._leave(at, f"“{listed.sheet}” has room for {listed.most}")
                continue
            for column, name in listed.columns.items():
                value = self._figure(f"{at}/{name}")
                if name == "country" and listed.countries is not None and value is not None:
                    value = self._country(str(value), listed.countries)
                self._put(listed.sheet, f"{column}{listed.first + number}", f"{at}/{name}", value)

    def _country(self, code: str, listed: ListedCountries) -> str | None:
        """Return a country as the workbook lists it, None for one that it does not list."""
        iso = country(code)
        for address, text in self.book.texts(listed.sheet).items():
            if address.rstrip("0123456789") == listed.column and text.strip().endswith(f"({iso})"):
                return text
        return None

    def _costs(self, costs: MappedCosts) -> None:
        packages = [wp.id for wp in self.p.plan.work_packages]
        for number, organisation in enumerate(self.p.plan.organisations, start=1):
            lines = list(self._lines(organisation.id))
            if not lines:
                continue
            sheet = _numbered(costs.sheet, number)
            if sheet not in self.book.sheets:
                self._leave(f"spent/{organisation.id}", f"there is no sheet “{sheet}”")
                continue
            direct: dict[str, Decimal] = {}
            cells: dict[tuple[str, int], list[Spent]] = {}
            for package, cost in lines:
                row = costs.rows.get(cost.category or "", costs.other)
                why = self._why_not(package, cost, row, packages)
                if why:
                    self._leave(f"spent/{organisation.id}: {_called(cost)}", why)
                elif package is not None and row is not None:
                    cells.setdefault((package, row), []).append(cost)
            for (package, row), several in cells.items():
                at = costs.first + packages.index(package) * costs.height + row
                direct[package] = direct.get(package, Decimal()) + self._line(
                    costs, sheet, at, f"spent/{organisation.id}/{package}", several
                )
            if costs.total is not None and direct:
                self._total(costs, sheet, organisation.id, direct)

    def _lines(self, organisation: str) -> Iterator[tuple[str | None, Spent]]:
        for cost in self.p.facts_of_kind(Spent):
            if cost.organisation == organisation:
                package = getattr(self.p.get(cost.of), "work_package", cost.of)
                yield package, cost

    def _why_not(
        self, package: str | None, cost: Spent, row: int | None, packages: list[str]
    ) -> str | None:
        """Return why a cost has no cell."""
        if cost.booked(self.p.plan.project.currency) is None:
            return "its amount is not converted"
        if cost.units is None or cost.units <= 0:
            return "how many units it is for is not known: write `units`"
        if package not in packages:
            return "it belongs to no work package"
        return "its category has no row" if row is None else None

    def _line(
        self, costs: MappedCosts, sheet: str, row: int, figure: str, several: list[Spent]
    ) -> Decimal:
        """Fill in the units of several costs and what one of them costs; return their amount."""
        currency = self.p.plan.project.currency
        units = sum((cost.units or Decimal() for cost in several), Decimal())
        booked = (cost.booked(currency) for cost in several)
        amount = sum((money.amount for money in booked if money is not None), Decimal())
        each = (amount / units).normalize(_EXACT)
        cents = each.quantize(CENT, rounding=ROUND_HALF_UP)
        self._put(sheet, f"{costs.columns.units}{row}", f"{figure}/units", units)
        name, exact = f"{costs.columns.unit_cost}{row}", cents * units == amount
        self._put(sheet, name, f"{figure}/unit_cost", cents if exact else each)
        return amount

    def _total(
        self, costs: MappedCosts, sheet: str, organisation: str, direct: Mapping[str, Decimal]
    ) -> None:
        indirect = costs.indirect
        share = indirect.share.portion if indirect is not None else Decimal()
        places = Decimal(1).scaleb(-indirect.rounds if indirect is not None else -2)
        total = sum(
            (
                amount + (amount * share).quantize(places, rounding=ROUND_HALF_UP)
                for amount in direct.values()
            ),
            Decimal(),
        )
        currency = self.p.plan.project.currency
        planned = {each.id: each.share for each in ledger(self.p).accounts}
        self.totals.append(
            SheetTotal(
                organisation=organisation,
                cell=f"{sheet} {costs.total}",
                total=Money(amount=total.quantize(CENT), currency=currency),
                planned=planned.get(organisation),
            )
        )


def _numbered(sheet: str, number: int) -> str:
    return _NUMBERED.sub(lambda each: str(number).zfill(int(each[1] or 1)), sheet)


def _called(cost: Spent) -> str:
    return " ".join(filter(None, (cost.document, cost.category, str(cost.amount))))


def _plain(value: object) -> Decimal | str | None:
    """Return a value as a cell holds it; None of what is not known."""
    if value is None or value == "":
        return None
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Share):
        return value.portion
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return Decimal(value)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return ", ".join(unmarked(each) for each in value) or None
    if isinstance(value, str | date | When):
        return unmarked(str(value))
    msg = f"a cell cannot hold {type(value).__name__}"
    raise WrongMap(msg)
