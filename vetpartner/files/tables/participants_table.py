"""Who takes part, from a table: a row for each participant or counted group."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from vetpartner.checks import Severity
from vetpartner.files.tables.table_headings import TableFindings, TableReading, folded, headings
from vetpartner.files.tables.table_rows import tables
from vetpartner.files.tables.table_values import (
    LANGUAGES,
    Cells,
    needed,
    organisations,
    read_count,
    read_day,
    read_how_many,
    read_organisation,
    read_table_id,
    read_text,
    read_word,
    shown,
)
from vetpartner.model import ACTIVITIES, Participant, Place, Plan
from vetpartner.values.reading import WrongValue
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from vetpartner.files.tables.table_headings import Headed


# One person in two spellings: said as probable, and never merged.

_SHORTEST = 7  # shorter names are often one letter from another person's


def say_probably_same(named: Iterable[tuple[Participant, str, int]], found: TableFindings) -> None:
    """Add a finding where two names of an organisation differ in little more than the spelling.

    That is accents, case, the order of the names, or one letter. `named` are participants with
    the sheet and row in which they stand. Linear in their number.
    """
    first: dict[tuple[str | None, str], tuple[Participant, int]] = {}
    for who, sheet, line in named:
        known = {(who.organisation, key): None for key in _keys(who.name or "")}
        near = (first[key] for key in known if key in first)
        other = next((each for each in near if _alike(who.name or "", each[0].name or "")), None)
        for key in known:
            first.setdefault(key, (who, line))
        if other is not None:
            found.say(
                "table-probably-same",
                f"{who.name} ({who.id}) is probably the same as {other[0].name} ({other[0].id})"
                f" in row {other[1]}",
                severity=Severity.WARNING,
                sheet=sheet,
                line=line,
                way_out="if so, keep one row, and use its id in the attendance",
            )


def _alike(name: str, other: str) -> bool:
    """Tell whether two names that have a key in common are really at most one letter apart."""
    one, two = folded(name), folded(other)
    if sorted(one.split()) == sorted(two.split()):
        return True
    differ = sum(a != b for a, b in zip(one, two, strict=False))
    return len(one) != len(two) or differ == 1


def _keys(name: str) -> Iterator[str]:
    """Yield the words of a name in order, and the name with each letter left out once."""
    plain = folded(name)
    yield " ".join(sorted(plain.split()))
    # Numbers tell people apart: Learner 1 is not Learner 2.
    if len(plain) >= _SHORTEST and not any(sign.isdigit() for sign in plain):
        yield plain
        for index in range(len(plain)):
            yield f"{plain[:index]}{plain[index + 1 :]}"


COLUMNS = (
    "id",
    "name",
    "organisation",
    "country",
    "role",
    "count",
    "fewer_opportunities",
    "minors",
    "green_travel",
    "gender",
    "activities",
    "person",
    "registered",
)
"""The headings of the table as it is written."""

_ALSO = ("given_name", "family_name", "signature")
_TEXTS = ("id", "name", "given_name", "family_name", "organisation", "role")
_ALIASES = (("participant", "name"), ("recorded", "registered"))
_HOW_MANY = ("fewer_opportunities", "minors", "green_travel")


def participant_headings() -> dict[str, str]:
    """Return which heading stands for which field of a participant."""
    return headings((*COLUMNS, *_ALSO), _ALIASES)


def read_participants(
    path: Path, file: str, plan: Plan, *, data: bytes | None = None
) -> TableReading:
    """Read a table of participants; `file` is how findings call it.

    Organisations, people and activities are found by the ids and names in `plan`.
    Where there is no id, `P1`, `P2`, … are given in the order of the rows, without those that
    the plan has already. A row whose id, role or count cannot be read is left out; any other cell
    that cannot be read is taken as empty. Each is a finding.
    `data` is the content of the file, if it is at hand already.
    """
    found = TableFindings(file)
    read = tables(path, participant_headings(), plan, found, data=data)
    if read is None:
        return TableReading(findings=found.all(), whole=False)
    reader = _Reader(plan, found)
    for table in read:
        reader.read(table)
    say_probably_same(reader.named, found)
    return TableReading(rows=tuple(reader.rows), findings=found.all(), places=tuple(reader.places))


class _Reader:
    """Makes participants of rows and remembers which ids are taken."""

    def __init__(self, plan: Plan, found: TableFindings) -> None:
        self.found = found
        self.rows: list[Participant] = []
        self.named: list[tuple[Participant, str, int]] = []
        self.places: list[tuple[str, Place]] = []
        self.given = 0
        self.ids: dict[str, int] = {}
        self.taken = {thing.id for _, thing in plan.things()}
        self.readers = _readers(plan)

    def read(self, table: Headed) -> None:
        cells = Cells(table=table, found=self.found, readers=self.readers)
        names = [name for name in table.columns if name not in {"signature", "id"}]
        for line, row in table.rows:
            if not any(cell != "" for cell in row) or cells.is_sum(line, row, _TEXTS):
                continue
            made = self._row(cells, names, line, row)
            if made is not None:
                self.rows.append(made)
                name = f"{self.found.file}!{table.sheet}" if table.sheet else self.found.file
                self.places.append((made.id, Place(file=name, line=line, column=1)))
                if made.name:
                    self.named.append((made, table.sheet, line))

    def _row(
        self, cells: Cells, names: list[str], line: int, row: Sequence[object]
    ) -> Participant | None:
        held, wrong = _held(cells, names, line, row)
        _name(held)
        try:
            id_ = cells.get("id", line, row)
        except WrongValue:
            return None
        if wrong & {"role", "count"} or (id_ is None and not held):
            return None
        id_ = id_ or self._next()
        if id_ in self.ids:
            message = f"the id `{id_}` stands in row {self.ids[id_]} already; this row is left out"
            twice = WrongValue("table-id-twice", message, "give one of them another id")
            cells.say(twice, line, cells.column("id"))
            return None
        self.ids[id_] = line
        return Participant(id=id_, **held)

    def _next(self) -> str:
        while True:
            self.given += 1
            id_ = f"P{self.given}"
            if id_ not in self.taken and id_ not in self.ids:
                return id_


def _held(
    cells: Cells, names: list[str], line: int, row: Sequence[object]
) -> tuple[dict[str, Any], set[str]]:
    """Return what the cells of a row hold, and which of them cannot be read."""
    held: dict[str, Any] = {}
    wrong = set()
    for name in names:
        try:
            value = cells.get(name, line, row)
            if value is not None:
                held[name] = value
        except WrongValue:
            wrong.add(name)
    for name in _HOW_MANY:
        if name in held:
            try:
                held[name] = read_how_many(held[name], held.get("count", 1), name.replace("_", " "))
            except WrongValue as error:
                cells.say(error, line, cells.column(name))
                del held[name]
    return held, wrong


def _name(held: dict[str, Any]) -> None:
    """Put a name together from its parts: `Nom` and `Prénom`, `Ime` and `Prezime`."""
    given, family = held.pop("given_name", None), held.pop("family_name", None)
    whole = held.pop("name", None)
    parts = [part for part in (given, whole, family) if part]
    if parts:
        held["name"] = " ".join(parts)


def _readers(plan: Plan) -> dict[str, Callable[[Any], Any]]:
    known = organisations(plan)
    activities = {a.id: a.id for kind in ACTIVITIES for a in getattr(plan, kind)}
    folded_ids = {folded(id_): id_ for id_ in reversed(activities)} | activities
    return {
        "id": needed(read_table_id),
        "name": read_text,
        "given_name": read_text,
        "family_name": read_text,
        "organisation": lambda value: read_organisation(value, known),
        "country": _country,
        "role": needed(lambda value: read_word("role", value)),
        "count": needed(read_count),
        **dict.fromkeys(_HOW_MANY, lambda value: value),
        "gender": lambda value: read_word("gender", value),
        "activities": lambda value: _activities(value, folded_ids),
        "person": read_table_id,
        "registered": read_day,
    }


def _country(value: object) -> str:
    """Return the code of a country: a code stays as it is, a name in the languages is looked up."""
    from vetpartner.programme import country

    text = read_text(value)
    code = country(text) or _country_names().get(folded(text))
    if code is None:
        message = f"{shown(value)} is not a country"
        raise WrongValue("table-value", message, "write a code of two letters, such as HR")
    return text if country(text) else code


@cache
def _country_names() -> dict[str, str]:
    """Return the codes by the names of countries in the languages of the headings."""
    from babel import Locale

    from vetpartner.programme import country

    names = {}
    for language in reversed(LANGUAGES):
        for code, name in Locale(language).territories.items():
            if country(code):
                names[folded(name)] = code
    return names


def _activities(value: object, known: dict[str, str]) -> tuple[str, ...]:
    found = []
    for part in re.split(r"[,;|\s]+", read_text(value)):
        if part:
            id_ = known.get(part) or known.get(folded(part))
            if id_ is None:
                message = f"{shown(part)} is not an activity of the project"
                way_out = near(part, list(known)) or f"known are {', '.join(known)}"
                raise WrongValue("table-unknown-activity", message, way_out)
            found.append(id_)
    return tuple(dict.fromkeys(found))
