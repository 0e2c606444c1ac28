"""Who takes part, from a table: a row for each participant or counted group."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.values import (
    LANGUAGES,
    known_as,
    named,
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
from vetpartner.model import HOW_MANY, Participant, Plan
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue
from vetpartner.values.table import NOT_KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from vetpartner.files.tables.headings import Headed
    from vetpartner.files.tables.lists import Cells, ListRow
    from vetpartner.model import Place
    from vetpartner.values.words import HowMany


def _how_many(name: str) -> Callable[[Participant], object]:
    """Return what to write for how many of a group: yes or no for one person."""

    def written(who: Participant) -> object:
        number: HowMany = getattr(who, name)
        if who.count == 1 and number in {0, 1}:
            return "yes" if number else "no"
        return NOT_KNOWN if number is None else number

    return written


def _nothing(_: Participant) -> None:
    """Write nothing."""


class Participants(ListReader[Participant]):
    """Reads lists of participants.

    Organisations, people and activities are found by the ids and names in the plan.
    Where there is no id, `P1`, `P2`, … are given in the order of the rows, without those that
    the plan has already. A row whose id, role or count cannot be read is left out; any other cell
    that cannot be read is taken as empty. Each is a finding.
    """

    columns = (
        "id",
        "name",
        "organisation",
        "country",
        "role",
        "count",
        *HOW_MANY,
        "gender",
        "activities",
        "person",
        "registered",
    )
    also = ("given_name", "family_name", "signature")
    aliases = (("participant", "name"), ("recorded", "registered"))
    texts = ("id", "name", "given_name", "family_name", "organisation", "role")

    def __init__(self, file: str, plan: Plan) -> None:
        """Take how findings call the file, and the plan."""
        super().__init__(file, plan)
        self.given = 0
        self.ids: dict[str, int] = {}
        self.taken = {thing.id for _, thing in plan.things()}
        self.empty: dict[str, list[int]] = {}
        self.marked: dict[str, bool] = {}

    @classmethod
    def writers(cls, rows: Sequence[Participant]) -> Mapping[str, Callable[[Participant], object]]:
        """Return how counts are written; a column of which nobody stated anything stays empty."""
        known = {name for name in HOW_MANY if any(getattr(who, name) is not None for who in rows)}
        return {
            "count": lambda who: who.count if who.count != 1 else None,
            **{name: _how_many(name) if name in known else _nothing for name in HOW_MANY},
        }

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        known = organisations(self.plan)
        activities = known_as(self.plan.activities)
        return {
            "id": needed(read_table_id),
            **dict.fromkeys(("name", "given_name", "family_name"), read_text),
            "organisation": lambda value: read_organisation(value, known),
            "country": _country,
            "role": needed(lambda value: read_word("role", value)),
            "count": needed(read_count),
            **dict.fromkeys(HOW_MANY, lambda value: value),
            "gender": lambda value: read_word("gender", value),
            "activities": lambda value: _activities(value, activities),
            "person": read_table_id,
            "registered": read_day,
        }

    def table(self, table: Headed, cells: Cells) -> None:
        """Read all rows of a table, and what its empty cells mean.

        Whoever marks only those whom it concerns leaves the other cells empty. Where a column says
        no anywhere, or nothing at all, an empty cell is not known.
        """
        self.empty, self.marked = {}, {}
        super().table(table, cells)
        none: dict[int, dict[str, Any]] = {}
        for name, only_marks in self.marked.items():
            for index in self.empty.get(name, ()) if only_marks else ():
                none.setdefault(index, {})[name] = 0
        for index, changes in none.items():
            self.rows[index] = attrs.evolve(self.rows[index], **changes)

    def row(self, row: ListRow) -> Participant | None:
        """Return the participant of a row."""
        columns = row.cells.table.columns
        held, wrong = row.held(name for name in columns if name not in {"signature", "id"})
        empty = [n for n in HOW_MANY if n in columns and n not in held and n not in wrong]
        self._count(row, held)
        # A name may come in parts: `Nom` and `Prénom`, `Ime` and `Prezime`.
        parts = [held.pop(part, None) for part in ("given_name", "name", "family_name")]
        if name := " ".join(filter(None, parts)):
            held["name"] = name
        try:
            id_ = row.get("id")
        except WrongValue:
            return None
        if wrong & {"role", "count"} or (id_ is None and not held):
            return None
        id_ = id_ or self._next()
        if id_ in self.ids:
            message = f"the id `{id_}` stands in row {self.ids[id_]} already; this row is left out"
            row.say(WrongValue("table-id-twice", message, "give one of them another id"), "id")
            return None
        self.ids[id_] = row.line
        for name in empty:
            self.empty.setdefault(name, []).append(len(self.rows))
        for name in HOW_MANY:
            if name in held:
                marked = isinstance(held[name], int) and held[name] > 0
                self.marked[name] = self.marked.get(name, True) and marked
        return Participant(id=id_, **held)

    @staticmethod
    def _count(row: ListRow, held: dict[str, Any]) -> None:
        """Read how many of a group: it can be said only beside the count."""
        for name in HOW_MANY:
            if name in held:
                what = name.replace("_", " ")
                try:
                    held[name] = read_how_many(held[name], held.get("count", 1), what)
                except WrongValue as error:
                    row.say(error, name)
                    del held[name]

    def _next(self) -> str:
        while True:
            self.given += 1
            id_ = f"P{self.given}"
            if id_ not in self.taken and id_ not in self.ids:
                return id_

    def finish(self) -> None:
        """Say where two names of an organisation differ in little more than the spelling.

        That is accents, case, the order of the names, or one letter, which is left out of a list
        of tens of thousands. They are never merged. Linear in their number.
        """
        first: dict[tuple[str | None, str], tuple[Participant, Place]] = {}
        thorough = sum(len(who.name or "") for who in self.rows) <= _MOST_SIGNS
        for who, place in zip(self.rows, self.places, strict=True):
            known = {
                (who.organisation, key): None for key in _keys(who.name or "", thorough=thorough)
            }
            near = (first[key] for key in known if key in first)
            same = next((each for each in near if _alike(who.name or "", each[0].name or "")), None)
            for key in known:
                first.setdefault(key, (who, place))
            if same is not None:
                other, at = same
                self.found.say(
                    "table-probably-same",
                    f"{who.name} ({who.id}) is probably the same as {other.name} ({other.id})"
                    f" in row {at.line}",
                    severity=Severity.WARNING,
                    at=place,
                    way_out="if so, keep one row, and use its id in the attendance",
                )


_SHORTEST = 7  # shorter names are often one letter from another person's
_LONGEST, _MOST_SIGNS = 100, 400_000  # each sign of each name is a key that is kept


def _alike(name: str, other: str) -> bool:
    """Tell whether two names that have a key in common are really at most one letter apart."""
    one, two = folded(name), folded(other)
    if sorted(one.split()) == sorted(two.split()):
        return True
    differ = sum(a != b for a, b in zip(one, two, strict=False))
    return len(one) != len(two) or differ == 1


def _keys(name: str, *, thorough: bool) -> Iterator[str]:
    """Yield the words of a name in order, and the name with each letter left out once."""
    plain = folded(name)
    if not plain:
        return
    yield " ".join(sorted(plain.split()))
    # Numbers tell people apart: Learner 1 is not Learner 2.
    if not thorough or len(plain) > _LONGEST:
        return
    if len(plain) >= _SHORTEST and not any(sign.isdigit() for sign in plain):
        yield plain
        for index in range(len(plain)):
            yield f"{plain[:index]}{plain[index + 1 :]}"


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
    otherwise = f"known are {', '.join(dict.fromkeys(known.values()))}"
    parts = filter(None, re.split(r"[,;|\s]+", read_text(value)))
    what = "an activity of the project"
    read = (named(part, known, "table-unknown-activity", what, otherwise) for part in parts)
    return tuple(dict.fromkeys(read))
