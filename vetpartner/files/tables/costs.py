"""What was spent, from a table: a row for each cost, or for each person's days of work."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP
from typing import TYPE_CHECKING, Any, ClassVar

from vetpartner.files.tables.days import Days, read_day, read_moment
from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.kinds import Roles
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.money import MONEY, currency_code, read_amount, told
from vetpartner.files.tables.rows import countries
from vetpartner.files.tables.values import (
    known_as,
    named,
    read_note,
    read_number,
    read_organisation,
    read_rate,
    read_table_id,
    read_text,
    shown,
)
from vetpartner.model import Money, Plan, Spent, When
from vetpartner.values.finding import Severity
from vetpartner.values.money import CENT
from vetpartner.values.reading import WrongValue
from vetpartner.values.words import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from vetpartner.files.tables.lists import ListRow
    from vetpartner.files.tables.notes import Noted

_EUROS = frozenset({"eur", "euro", "eura", "eurima", "ευρω", "euroban"})
_AMOUNTS = ("amount", "currency", "converted")
_WHERE = ("of", "activity", "work_package")


class Costs(ListReader[Spent]):
    """Reads lists of costs.

    Amounts are read as people write them, see `read_amount`; the country is that of the row's
    organisation, or else that of the coordinator. Without a currency they are in the project's.
    A row is left out if its amount or currency cannot be read, or if it is a sum of other rows;
    any other cell that cannot be read is taken as empty. Each is a finding.
    Work packages and activities are found by id and title, people by id and name.
    """

    columns = (
        "date",
        "organisation",
        "person",
        "of",
        "category",
        "days",
        "units",
        "amount",
        "currency",
        "document",
        "rate_month",
        "rate",
        "converted",
        "recorded",
        "note",
        "reason",
    )
    also = ("unit_cost", "work_package", "activity", "id", "signature", "contact")
    kind = "costs"
    keys = frozenset({"amount", "converted", "unit_cost"})
    roles = Roles(
        texts=(
            "person",
            "organisation",
            "of",
            "work_package",
            "activity",
            "category",
            "id",
            "date",
            "document",
            "note",
        ),
        numbers=("amount", "converted", "days", "units", "unit_cost"),
        firm=("date", "document"),
        single=("id",),
        way_out="if it is a cost, give its date or document",
        severity=Severity.WARNING,
    )
    dated = ("date", "recorded")
    aliases = (("activities", "activity"), ("name", "person"), ("participant", "person"))
    written: ClassVar = {
        "date": lambda row: row.when,
        "amount": lambda row: row.amount.amount,
        "currency": lambda row: row.amount.currency,
        "converted": lambda row: (
            row.converted and f"{row.converted.amount} {row.converted.currency}"
        ),
    }

    def __init__(self, file: str, plan: Plan, noted: Noted | None = None) -> None:
        """Take how findings call the file, the plan, and notes on the list."""
        super().__init__(file, plan, noted)
        self.currency = plan.project.currency
        self.home = next(iter(countries(plan)), None)
        self.lands = {o.id: o.country for o in plan.organisations if o.country}
        self.packages = {a.id: a.work_package for a in plan.activities}

    @classmethod
    def headings(cls, plan: Plan) -> dict[str, str]:
        """Return which heading stands for which field in a project with its currency."""
        known = super().headings(plan)
        euros = plan.project.currency == "EUR"
        return {w: name for w, name in known.items() if euros or w.split()[-1] not in _EUROS}

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        plan = self.plan
        people = known_as(plan.people, "name")
        activities = plan.activities
        activity_ids = known_as(activities, "title")
        planned = known_as([*plan.work_packages, *activities], "title")
        otherwise = "add them to the people of project.toml"
        what = "one of the people of the project"
        return {
            "date": lambda value: _moment(value, self.days),
            "organisation": lambda value: read_organisation(value, self.known_organisations),
            "person": lambda value: named(value, people, "table-unknown-person", what, otherwise),
            **dict.fromkeys(("of", "work_package"), lambda value: _planned(value, planned)),
            "activity": lambda value: _planned(value, activity_ids),
            "category": _category,
            **dict.fromkeys(("days", "units"), read_number),
            **dict.fromkeys(("amount", "converted", "unit_cost"), lambda value: value),
            "currency": _currency,
            "document": read_text,
            "rate_month": _month,
            "rate": read_rate,
            "recorded": lambda value: read_day(value, self.days),
            **dict.fromkeys(("note", "reason"), read_note),
        }

    def row(self, row: ListRow) -> Spent | None:
        """Return the cost of a row."""
        held, _ = row.held(name for name in self.columns if name not in {*_AMOUNTS, "of"})
        when = held.pop("date", None)
        if self.group is not None:
            held.setdefault("organisation", self.group)
        try:
            money = self._money(row, held.get("organisation"))
        except WrongValue:
            return None
        return Spent(when=when, of=self._of(row), **money, **held)

    def _money(self, row: ListRow, organisation: str | None) -> dict[str, Any]:
        """Return amount and converted amount; raise `WrongValue`, the finding is made already."""
        currency = row.get("currency")
        land = _land(self.lands.get(organisation or "")) or self.home
        made: dict[str, Money] = {}
        values = {name: row.get(name) for name in ("amount", "converted")}
        product = self._product(row, currency or self.currency, land)
        if product is not None and values["amount"] is None and values["converted"] is None:
            return {"amount": product}
        if values["amount"] is None and currency in {None, self.currency}:
            # The only amount is headed as one in the project's currency.
            values = {"amount": values["converted"], "converted": None}
        for name, other in (("amount", currency), ("converted", None)):
            value = values[name]
            try:
                if value is None and name == "amount":
                    way_out = "write the amount, or 0 where only the days are counted"
                    raise WrongValue(MONEY, "the row has no amount, and is left out", way_out)
                if value is not None:
                    money = self._amount(row, name, value, other or self.currency, land)
                    if other is not None and money.currency != other:
                        message = f"{shown(value)} is not in {other}, as the row says"
                        raise WrongValue(MONEY, message, "correct the amount or the currency")
                    made[name] = money
                    if otherwise := told(value, money.amount):
                        row.say(otherwise[0], name, severity=otherwise[1])
            except WrongValue as error:
                row.say(error, name)
                raise
        if product is not None and product != made["amount"]:
            message = f"the units and the cost per unit make {product}, not {made['amount']}"
            way_out = "correct the one that is wrong; the amount counts until then"
            row.say(WrongValue(MONEY, message, way_out), "unit_cost", severity=Severity.WARNING)
        return made

    def _product(self, row: ListRow, currency: str, land: str | None) -> Money | None:
        """Return what the units of a row cost, None unless it has both numbers."""
        value, units = row.get("unit_cost"), row.get("units")
        if value is None or units is None:
            return None
        try:
            each = self._amount(row, "unit_cost", value, currency, land)
        except WrongValue as error:
            row.say(error, "unit_cost")
            raise
        cents = (each.amount * units).quantize(CENT, rounding=ROUND_HALF_UP)
        return Money(amount=cents, currency=each.currency)

    @staticmethod
    def _amount(row: ListRow, name: str, value: object, currency: str, land: str | None) -> Money:
        """Return the amount in a cell; the whole column settles one that has two readings."""
        try:
            return read_amount(value, currency, land)
        except WrongValue as error:
            index = row.cells.columns[name]
            text = row.cells.settled(index, value, error, money=True)
            if text is None:
                raise
            return read_amount(text, currency, land)

    def _of(self, row: ListRow) -> str | None:
        """Return the activity of a row, or else its work package; the two must agree."""
        said, _ = row.held(_WHERE)
        activity, package = said.get("activity"), said.get("work_package")
        theirs = self.packages.get(activity or "")
        if activity and package and theirs is not None and theirs != package:
            message = f"{activity} belongs to {theirs}, not to {package}; {activity} counts"
            row.say(WrongValue("table-value", message, "correct one of the two"), "work_package")
        return said.get("of") or activity or package

    def number(self, value: object) -> Decimal | None:
        """Return what a cell adds to a sum, None where it is no amount."""
        try:
            return read_amount(value, self.currency, self.home).amount
        except WrongValue:
            return None


def _land(text: str | None) -> str | None:
    from vetpartner.programme import country

    return country(text) if text else None


def _planned(value: object, known: dict[str, str]) -> str:
    """Return the id of what a cell names; one that is not known stays, and is found by a rule."""
    text = read_text(value)
    return known.get(text) or known.get(folded(text)) or read_table_id(value)


def _category(value: object) -> str:
    """Return a usual category in any language; another text stays as it is."""
    text = read_text(value)
    return text if text in CATEGORIES else words("category").get(folded(text), text)


def _currency(value: object) -> str:
    code = currency_code(clean(value))
    if code is None:
        way_out = "write a code of three letters, such as EUR or CZK"
        raise WrongValue(MONEY, f"{shown(value)} is not one currency", way_out)
    return code


def _moment(value: object, days: Days | None = None) -> When:
    when, rest = read_moment(value, days)
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
