"""What was spent, from a table: a row for each cost, or for each person's days of work."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from vetpartner.checks import Severity
from vetpartner.files.tables.money_text import SLUG, currency_code, read_amount
from vetpartner.files.tables.table_headings import (
    TableFindings,
    TableReading,
    clean,
    folded,
    headings,
    words,
)
from vetpartner.files.tables.table_rows import countries, tables
from vetpartner.files.tables.table_values import (
    Cells,
    organisations,
    read_day,
    read_moment,
    read_note,
    read_number,
    read_organisation,
    read_table_id,
    read_text,
    shown,
)
from vetpartner.model import ACTIVITIES, CATEGORIES, Place, Plan, Spent, When
from vetpartner.values.reading import WrongValue
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vetpartner.files.tables.table_headings import Headed
    from vetpartner.model import Money

COLUMNS = (
    "date",
    "organisation",
    "person",
    "of",
    "category",
    "days",
    "amount",
    "currency",
    "document",
    "rate_month",
    "rate",
    "converted",
    "recorded",
    "note",
)
"""The headings of the table as it is written."""

_ALSO = ("work_package", "activity", "id", "signature")
_ALIASES = (("activities", "activity"), ("name", "person"), ("participant", "person"))
_EUROS = frozenset({"eur", "euro", "eura", "eurima", "ευρω", "euroban"})
_MONEY = ("amount", "currency", "converted")
_WHERE = ("of", "activity", "work_package")
_PLAIN = tuple(name for name in COLUMNS if name not in {*_MONEY, "of"})


def cost_headings(currency: str = "EUR") -> dict[str, str]:
    """Return which heading stands for which field of a cost in a project with this currency."""
    known = headings((*COLUMNS, *_ALSO), _ALIASES)
    euros = currency == "EUR"
    return {word: name for word, name in known.items() if euros or word.split()[-1] not in _EUROS}


def read_costs(path: Path, file: str, plan: Plan, *, data: bytes | None = None) -> TableReading:
    """Read a table of costs as `Spent`; `file` is how findings call it.

    Amounts are read as people write them, see `read_amount`; the country is that of the row's
    organisation, or else that of the coordinator. Without a currency they are in the project's.
    A row is left out if its amount or currency cannot be read, or if it is a sum of other rows;
    any other cell that cannot be read is taken as empty. Each is a finding.
    Work packages and activities are found by id and title, people by id and name.
    `data` is the content of the file, if it is at hand already.
    """
    found = TableFindings(file)
    read = tables(path, cost_headings(plan.project.currency), plan, found, data=data)
    if read is None:
        return TableReading(findings=found.all(), whole=False)
    reader = _Reader(plan, found)
    for table in read:
        reader.read(table)
    return TableReading(rows=tuple(reader.rows), findings=found.all(), places=tuple(reader.places))


class _Reader:
    """Makes costs of rows."""

    def __init__(self, plan: Plan, found: TableFindings) -> None:
        self.found = found
        self.rows: list[Spent] = []
        self.places: list[tuple[str, Place]] = []
        self.currency = plan.project.currency
        self.home = next(iter(countries(plan)), None)
        self.lands = {o.id: o.country for o in plan.organisations if o.country}
        self.packages = {a.id: a.work_package for a in plan.activities}
        self.readers = _readers(plan)

    def read(self, table: Headed) -> None:
        """Read all rows of a table."""
        cells = Cells(table=table, found=self.found, readers=self.readers)
        for line, row in table.rows:
            if not any(cell != "" for cell in row) or self._sum(cells, line, row):
                continue
            made = self._row(cells, line, row)
            if made is not None:
                self.rows.append(made)
                name = f"{self.found.file}!{table.sheet}" if table.sheet else self.found.file
                self.places.append((made.of or "", Place(file=name, line=line, column=1)))

    def _row(self, cells: Cells, line: int, row: Sequence[object]) -> Spent | None:
        held: dict[str, Any] = {}
        for name in _PLAIN:
            try:
                value = cells.get(name, line, row)
            except WrongValue:
                continue
            if value is not None:
                held[name] = value
        when = held.pop("date", None)
        try:
            money = self._money(cells, line, row, held.get("organisation"))
        except WrongValue:
            return None
        held["of"] = self._of(cells, line, row)
        return Spent(when=when, **money, **held)

    def _money(
        self, cells: Cells, line: int, row: Sequence[object], organisation: str | None
    ) -> dict[str, Any]:
        """Return amount and converted amount; raise `WrongValue`, the finding is made already."""
        currency = cells.get("currency", line, row)
        land = _land(self.lands.get(organisation or "")) or self.home
        made: dict[str, Money] = {}
        values = {name: cells.get(name, line, row) for name in ("amount", "converted")}
        if values["amount"] is None and currency in {None, self.currency}:
            # The only amount is headed as one in the project's currency.
            values = {"amount": values["converted"], "converted": None}
        for name, other in (("amount", currency), ("converted", None)):
            value = values[name]
            index = cells.column(name)
            try:
                if value is None and name == "amount":
                    way_out = "write the amount, or 0 where only the days are counted"
                    raise WrongValue(SLUG, "the row has no amount, and is left out", way_out)
                if value is not None:
                    money = read_amount(value, other or self.currency, land)
                    if other is not None and money.currency != other:
                        message = f"{shown(value)} is not in {other}, as the row says"
                        raise WrongValue(SLUG, message, "correct the amount or the currency")
                    made[name] = money
            except WrongValue as error:
                cells.say(error, line, index)
                raise
        return made

    def _of(self, cells: Cells, line: int, row: Sequence[object]) -> str | None:
        """Return the activity of a row, or else its work package; the two must agree."""
        said: dict[str, str] = {}
        for name in _WHERE:
            try:
                if (value := cells.get(name, line, row)) is not None:
                    said[name] = value
            except WrongValue:
                continue
        activity, package = said.get("activity"), said.get("work_package")
        theirs = self.packages.get(activity or "")
        if activity and package and theirs is not None and theirs != package:
            message = f"{activity} belongs to {theirs}, not to {package}; {activity} counts"
            differs = WrongValue("table-value", message, "correct one of the two")
            cells.say(differs, line, cells.column("work_package"))
        return said.get("of") or activity or package

    def _sum(self, cells: Cells, line: int, row: Sequence[object]) -> bool:
        """Tell whether a row adds up others: it would count everything twice."""
        totals = words("sum")
        texts = [(i, folded(cell)) for i, cell in enumerate(row) if isinstance(cell, str) and cell]
        at = [i for i, text in texts if text in totals or text.partition(" ")[0] in totals]
        columns = (cells.table.columns.get(name) for name in ("document", "date"))
        dated = (i for i in columns if i is not None and i < len(row) and i not in at)
        if not at or any(row[i] != "" for i in dated):
            return False
        message = f"the row is read as a sum of others ({shown(row[at[0]])}), and left out"
        way_out = "if it is a cost, give its date or document"
        sum_ = WrongValue("table-sum", message, way_out)
        cells.say(sum_, line, at[0], Severity.WARNING)
        return True


def _land(text: str | None) -> str | None:
    from vetpartner.programme import country

    return country(text) if text else None


def _readers(plan: Plan) -> dict[str, Callable[[Any], Any]]:
    known = organisations(plan)
    people = {folded(who.name): who.id for who in reversed(plan.people) if who.name}
    people |= {folded(who.id): who.id for who in plan.people} | {w.id: w.id for w in plan.people}
    activities = [a for kind in ACTIVITIES for a in getattr(plan, kind)]
    known_activities, everything = _named(activities), _named([*plan.work_packages, *activities])
    return {
        "date": _moment,
        "organisation": lambda value: read_organisation(value, known),
        "person": lambda value: _person(value, people),
        "of": lambda value: _planned(value, everything),
        "work_package": lambda value: _planned(value, everything),
        "activity": lambda value: _planned(value, known_activities),
        "category": _category,
        "days": read_number,
        **dict.fromkeys(("amount", "converted"), lambda value: value),
        "currency": _currency,
        "document": read_text,
        "rate_month": _month,
        "rate": read_number,
        "recorded": read_day,
        "note": read_note,
    }


def _named(things: Sequence[Any]) -> dict[str, str]:
    """Return the ids of things by id and title, in their plain spelling too."""
    titles = {folded(each.title): each.id for each in reversed(things) if each.title}
    return titles | {folded(each.id): each.id for each in things} | {e.id: e.id for e in things}


def _planned(value: object, known: dict[str, str]) -> str:
    """Return the id of what a cell names; one that is not known stays, and is found by a rule."""
    text = read_text(value)
    return known.get(text) or known.get(folded(text)) or read_table_id(value)


def _person(value: object, known: dict[str, str]) -> str:
    text = read_text(value)
    id_ = known.get(text) or known.get(folded(text))
    if id_ is None:
        way_out = near(text, list(known)) or "add them to the people of project.toml"
        message = f"{shown(value)} is not one of the people of the project"
        raise WrongValue("table-unknown-person", message, way_out)
    return id_


def _category(value: object) -> str:
    """Return a usual category in any language; another text stays as it is."""
    text = read_text(value)
    return text if text in CATEGORIES else words("category").get(folded(text), text)


def _currency(value: object) -> str:
    code = currency_code(clean(value))
    if code is None:
        way_out = "write a code of three letters, such as EUR or CZK"
        raise WrongValue(SLUG, f"{shown(value)} is not one currency", way_out)
    return code


def _moment(value: object) -> When:
    when, rest = read_moment(value)
    if rest:
        message = f"{rest!r} stands behind the day in {shown(value)}"
        raise WrongValue("table-date", message, "write the day alone")
    return when


def _month(value: object) -> When:
    """Return a calendar month; a spreadsheet keeps it as one of its days."""
    if isinstance(value, datetime | date):
        return When.calendar_months(value, value)
    when = _moment(value)
    if when.first is None or when != When.calendar_months(when.first, when.first):
        raise WrongValue("table-date", f"{shown(value)} is not a month", "write it as 2024-02")
    return when
