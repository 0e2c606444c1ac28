"""The tables of a portfolio: what is kept of each project, and nothing else of it.

A row stands behind the path of its project. Names of people stand in none of them: a person is a
keyed word, see `pseudonym`, and their names in titles are hidden.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve

from vetpartner.export.frames import kind_of
from vetpartner.state.ledger import LEDGER
from vetpartner.tables.columns import (
    CURRENCY,
    ID,
    TITLE,
    day,
    flag,
    money,
    text,
    whole,
)
from vetpartner.tables.plan import activities, deliverables
from vetpartner.values.money import Money
from vetpartner.values.table import Column, Table, in_order, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.values.table import Kind

Columns = dict[str, list[Any]]
"""Values by the name of their column, as JSON has them: amounts and days are texts."""

PATH = text("path", "where the project lies, as it was given")
_BY_MAIL = "keyed word for the e-mail address, missing where none is known"
_BY_NAME = "keyed word for the name as it sounds"
PERSON = (
    text("name", _BY_NAME),
    text("name_too", "keyed word for another reading of the name, missing where there is one only"),
    text("mail", _BY_MAIL),
)
KEY = "what tells it in all projects: oid, pic, or name and country"


def table(name: str, about: str, *columns: Column) -> Table:
    """Return a table of a portfolio: rows in the order of its columns, the path before them."""
    return Table(name=name, about=about, columns=in_order(PATH, *(map(_own, columns))))


def _own(column: Column) -> Column:
    """Return a column whose amounts have a currency of their own: projects may have another."""
    kind: Kind = "amount" if column.kind == "money" else column.kind
    return evolve(column, kind=kind, place="everywhere")


PROJECTS = table(
    "projects",
    "One row for each path.",
    text("state", "read, not read, no project, not there, or stopped with its worker"),
    text("reason", "why it could not be read"),
    text("reference", "project code"),
    text("acronym", "short name"),
    text("title", "title"),
    text("action", "such as KA220-VET"),
    whole("call", "year of the call"),
    whole("round", "selection round, missing where it is not known"),
    day("start", "first day"),
    day("end", "last day"),
    text("coordinator", "short name of the coordinator"),
    text("coordinator_key", KEY),
    money("lump_sum", "the whole grant"),
    money("at_risk", "late, cancelled or without proof; missing where none is known to be"),
    money("unjudged", "of which it is not known whether it is at risk"),
    CURRENCY,
    whole("promised", "activities, results and indicators promised"),
    whole("kept", "how many of them are done"),
    whole("late", "how many of them are overdue"),
    whole("errors", "errors found"),
    whole("warnings", "warnings found"),
    whole("notes", "notes found"),
    whole("most", "applications of one deadline allowed for an organisation"),
    whole("most_low", "the same by the stricter reading"),
    whole("most_sent", "applications of one deadline allowed for an applicant"),
    text("most_basis", "where the call says so"),
)
ORGANISATIONS = table(
    "organisations",
    "One row for each organisation of each project.",
    ID,
    text("key", KEY),
    text("name", "full name, or acronym"),
    text("short", "acronym, or else the id"),
    text("role", "coordinator, partner or associated"),
    text("country", "ISO 3166 code such as HR"),
    text("city", "town"),
    text("oid", "organisation ID"),
    text("pic", "participant identification code"),
    text("kind", "type of organisation"),
    day("left", "last day on which it took part"),
    whole("applications", "applications of one deadline that it stated"),
    whole("applications_as_applicant", "how many of them it sent itself"),
)
PEOPLE = table(
    "people",
    "One row for each person and each participant with a name or an e-mail address.",
    *PERSON,
    text("kind", "person of the plan, or participant"),
    text("organisation", "id of the organisation"),
    text("organisation_key", KEY),
    text("country", "ISO 3166 code of the organisation"),
)
PRESENCES = table(
    "presences",
    "One row for each person and the days of an activity in person.",
    *PERSON,
    text("organisation_key", KEY),
    text("activity", "id of the activity"),
    text("title", "title of the activity"),
    day("first", "first day"),
    day("last", "last day"),
    text("city", "town of the venue"),
    text("country", "ISO 3166 code of the venue"),
    text("basis", "list, record or plan: where it is said that they are there"),
    flag("sure", "whether they are there on each of the days"),
)
DEADLINES = table(
    "deadlines",
    "One row for each deadline, result and agreed item that is not done.",
    ID,
    text("title", "what is due"),
    text("kind", "report, results, amendment, project, payment, records, deliverable or agreed"),
    day("day", "last day"),
    day("internal", "day by which the partners send their part"),
    text("owner", "short name of the organisation that does it"),
    text("owner_key", KEY),
)
FINDINGS = table(
    "findings",
    "One row for each finding of a check, without its words, which may name somebody.",
    text("slug", "name of the rule"),
    text("severity", "error, warning or note"),
    text("address", "where it stands in the project; of people the table alone"),
    text("partner", "short name of the organisation that it concerns"),
    text("partner_key", KEY),
)
RISKS = table(
    "risks",
    "One row for each amount that is at risk.",
    ID,
    TITLE,
    money("amount", "amount"),
    CURRENCY,
    text("owner", "short name of the organisation that answers for it"),
    text("owner_key", KEY),
)
EVIDENCE = table(
    "evidence",
    "One row for each file of evidence that lies in the folder.",
    text("of", "id of what it proves"),
    text("kind", "agenda, minutes, attendance list and so on"),
    text("digest", "SHA-256 of the file"),
    whole("size", "bytes"),
)
INVOICES = table(
    "invoices",
    "One row for each cost with the number of a document.",
    text("document", "number of the invoice or receipt"),
    text("of", "id of the work package or activity"),
    day("day", "day of the cost"),
    money("amount", "amount as paid"),
    CURRENCY,
    text("organisation_key", KEY),
)
ACTIVITIES = table(
    "activities",
    "One row for each activity of each project.",
    *activities.table.columns,
    text("venue", "name of the venue"),
    text("host_key", KEY),
)
DELIVERABLES = table(
    "deliverables",
    "One row for each result of each project.",
    *deliverables.table.columns,
    text("lead_key", KEY),
)
MONEY = table(
    "money",
    "One row for the account of each organisation of each project; without an id nobody's.",
    *LEDGER.data,
    text("key", KEY),
)
TABLES = {
    each.name: each
    for each in (
        *(PROJECTS, ORGANISATIONS, PEOPLE, ACTIVITIES, DELIVERABLES, DEADLINES, FINDINGS, MONEY),
        *(PRESENCES, RISKS, EVIDENCE, INVOICES),
    )
}
"""All tables by name."""


def columns_of(declared: Table, rows: Iterable[tuple[Any, ...]]) -> Columns:
    """Return rows, without their path, as columns of what JSON can hold."""
    own = declared.columns[1:]
    listed = list(rows)
    if not listed:
        return {column.name: [] for column in own}
    return {
        column.name: [_json(plain(column.kind, value)) for value in values]
        for column, values in zip(own, zip(*listed, strict=True), strict=True)
    }


def _json(value: Any) -> Any:  # noqa: ANN401 - a plain value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def values_of(column: Column, held: Iterable[Any]) -> list[Any]:
    """Return the values of a column as Python has them: `Decimal`, `date`, text, int, bool."""
    kind = kind_of(column)
    if kind in {"amount", "number"}:
        return [None if value is None else Decimal(value) for value in held]
    if kind == "day":
        return [None if value is None else date.fromisoformat(value) for value in held]
    return list(held)


def rows_of(declared: Table, path: str, held: Mapping[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one project, the path before them; amounts have their currency."""
    own = declared.columns[1:]
    columns = [values_of(column, held[column.name]) for column in own]
    currencies = held.get("currency", ())
    for number, column in enumerate(own):
        if column.kind == "amount":
            columns[number] = [
                None if value is None or unit is None else Money(value, unit)
                for value, unit in zip(columns[number], currencies, strict=True)
            ]
    for row in zip(*columns, strict=True):
        yield (path, *row)
