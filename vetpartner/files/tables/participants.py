"""Who takes part, from a table: a row for each participant or counted group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files.tables.days import read_stamp
from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.kinds import Roles
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.rows import read_country
from vetpartner.files.tables.values import (
    known_as,
    named,
    needed,
    read_count,
    read_how_many,
    read_organisation,
    read_table_id,
    read_text,
    read_word,
    shown,
)
from vetpartner.model import HOW_MANY, Participant, Plan
from vetpartner.values.finding import Severity
from vetpartner.values.person_names import in_order, named_first
from vetpartner.values.reading import WrongValue
from vetpartner.values.table import NOT_KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vetpartner.files.tables.columns import Headed
    from vetpartner.files.tables.lists import Cells, ListRow, Unused
    from vetpartner.files.tables.notes import Noted
    from vetpartner.model import Place
    from vetpartner.values.words import HowMany

_NOT_HELD = frozenset({"signature", "contact", "nothing", "id"})
_STATUS = ("status", "estado", "stato", "statut", "durum", "stav")


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
    also = (
        *("given_name", "family_name", "signature", "contact"),
        *("registration", "quantity", "consent"),
    )
    aliases = (("participant", "name"), ("recorded", "registered"))
    kind = "participants"
    keys = frozenset({"id", "name", "given_name", "family_name", "organisation"})
    roles = Roles(
        texts=("id", "name", "given_name", "family_name", "organisation", "role"),
        numbers=("count", *HOW_MANY),
        named=("name", "given_name", "family_name"),
        single=("id", "name", "given_name", "family_name", "person", "quantity"),
        way_out="if it is somebody's name, write the whole name",
    )
    dated = ("registered",)

    def __init__(self, file: str, plan: Plan, noted: Noted | None = None) -> None:
        """Take how findings call the file, the plan, and notes on the list."""
        super().__init__(file, plan, noted)
        self.given = 0
        self.registers: str | None = None
        """The activity for which a list registers that has no column of activities."""
        self.waiting: tuple[dict[str, Any], int] | None = None
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

    @classmethod
    def headings(cls, plan: Plan) -> dict[str, str]:
        """Return which heading stands for which field; a status is that of the registration."""
        return {**super().headings(plan), **dict.fromkeys(_STATUS, "registration")}

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        activities = known_as(self.plan.activities)
        return {
            "id": needed(read_table_id),
            **dict.fromkeys(("name", "given_name", "family_name"), read_text),
            "organisation": lambda value: read_organisation(value, self.known_organisations),
            "country": read_country,
            "role": needed(lambda value: read_word("role", value)),
            "count": needed(read_count),
            **dict.fromkeys(HOW_MANY, lambda value: value),
            "gender": lambda value: read_word("gender", value),
            "activities": lambda value: _activities(value, activities),
            "person": read_table_id,
            "registered": lambda value: read_stamp(value, self.days),
            "registration": needed(_registration),
            "quantity": needed(read_count),
            "consent": read_text,
        }

    def table(self, cells: Cells, rows: Iterable[tuple[int, Sequence[object]]]) -> None:
        """Read all rows of a table, and what its empty cells mean.

        Whoever marks only those whom it concerns leaves the other cells empty. Where a column says
        no anywhere, or nothing at all, an empty cell is not known.
        """
        self.empty, self.marked = {}, {}
        super().table(cells, rows)
        none: dict[int, dict[str, Any]] = {}
        for name, only_marks in self.marked.items():
            for index in self.empty.get(name, ()) if only_marks else ():
                none.setdefault(index, {})[name] = 0
        for index, changes in none.items():
            self.rows[index] = attrs.evolve(self.rows[index], **changes)

    def begin(self, table: Headed) -> None:
        """Begin a table; a number without a name may count people, or be that of somebody."""
        super().begin(table)
        columns = table.columns
        at = columns.get("id")
        if at is None or not self.keys.isdisjoint(columns.keys() - {"id", "organisation"}):
            return
        heading = clean(table.shape.heads[at].text)
        said = [clean(value).removesuffix(".0") for value in table.cells(at)]
        running = [str(n + 1) for n in range(len(said))]
        if "count" in columns or folded(heading) not in words("of_numbers") or said == running:
            return
        if said and all(each.isdecimal() for each in said):
            self.found.say(
                "table-unknown-heading",
                f"nobody knows whether {heading[:60]!r} is how many they are, or an id",
                at=self.found.place(table.sheet, table.line, table.offset + at + 1),
                way_out="head it as count or as id",
            )

    def is_mark(self, value: object) -> bool:
        """Tell whether a cell may say that somebody who registered does not come."""
        text = folded(clean(value))
        return words("registration").get(text) == "stays away" and text not in words("yes_no")

    def say_unused(self, unused: Unused, cells: Cells) -> None:
        """Say which columns that nobody knows may tell who does not come."""
        for index, (line, value) in unused.told(numbers=False).items():
            heading = unused.columns[index].heading[:60]
            message = f"{heading!r} holds {shown(value)}, and nobody knows who does not come"
            way_out = 'write means = "registration" or "nothing" into the file beside it: '
            wrong = WrongValue(
                "table-marks-unused", message, f"{way_out}`vetpartner people tables`"
            )
            cells.say(wrong, line, index)

    def row(self, row: ListRow) -> Participant | None:
        """Return the participant of a row."""
        columns = row.cells.columns
        held, wrong = row.held(name for name in columns if name not in _NOT_HELD)
        empty = [n for n in HOW_MANY if n in columns and n not in held and n not in wrong]
        self._count(row, held)
        comes, quantity = held.pop("registration", "comes"), held.pop("quantity", 1)
        self._consent(row, held.pop("consent", None))
        # A name may come in parts: `Nom` and `Prénom`, `Ime` and `Prezime`.
        if "given_name" in held or "family_name" in held:
            quantity = held.pop("count", quantity)  # nobody is three people
        parts = [held.pop(part, None) for part in ("given_name", "name", "family_name")]
        if name := " ".join(filter(None, parts)):
            # A name stands as people are called, where the heading tells the order and the name
            # itself tells where it begins.
            turned = row.cells.table.family_first and not (parts[0] or parts[2])
            held["name"] = in_order(named_first(name), "en") if turned else name
        try:
            id_ = row.get("id")
        except WrongValue:
            return None
        if wrong & {"role", "count", "registration", "quantity"} or (id_ is None and not held):
            return None
        if comes != "comes" or quantity == 0:
            self._stays_away(row, held.get("name") or id_)
            return None
        if self.group is not None:
            held.setdefault("organisation", self.group)
        id_ = id_ or self._next()
        if id_ in self.ids:
            message = f"the id `{id_}` stands in row {self.ids[id_]} already; this row is left out"
            row.say(WrongValue("table-id-twice", message, "give one of them another id"), "id")
            return None
        self.ids[id_] = row.line
        self._keep_marks(held, empty)
        if self.registers is not None and "activities" not in row.cells.columns:
            held["activities"] = (self.registers,)
        if quantity > 1:
            self._others(row, held, quantity - 1)
        return Participant(id=id_, **held)

    def _keep_marks(self, held: dict[str, Any], empty: list[str]) -> None:
        """Keep which cells of counts are empty, and whether all others only mark somebody."""
        for name in empty:
            self.empty.setdefault(name, []).append(len(self.rows))
        for name in HOW_MANY:
            if name in held:
                marked = isinstance(held[name], int) and held[name] > 0
                self.marked[name] = self.marked.get(name, True) and marked

    def _stays_away(self, row: ListRow, who: str | None) -> None:
        """Say that somebody registered and does not come."""
        at = "registration" if "registration" in row.cells.columns else "quantity"
        value = row.values[row.cells.columns[at]]
        message = f"{who or 'the row'} does not come ({shown(value)}), and is left out"
        row.say(WrongValue("table-row-left-out", message), at, severity=Severity.NOTE)

    def _others(self, row: ListRow, held: dict[str, Any], count: int) -> None:
        """Keep those who come on the ticket of somebody, whose names nobody knows, as a group."""
        kept: dict[str, Any] = {
            n: held[n] for n in ("organisation", "role", "activities") if n in held
        }
        self.waiting = ({"count": count, **kept}, row.line)
        message = f"{count} more come on the same registration; they are a group without names"
        row.say(WrongValue("table-unnamed", message), "quantity", severity=Severity.NOTE)

    def add(self, made: Participant, place: Place) -> None:
        """Keep a participant, and behind it the others on the same registration."""
        super().add(made, place)
        if self.waiting is not None:
            group, line = self.waiting
            self.waiting, id_ = None, self._next()
            self.ids[id_] = line
            super().add(Participant(id=id_, **group), place)

    @staticmethod
    def _consent(row: ListRow, said: str | None) -> None:
        """Say where somebody refused that data or pictures of them are used."""
        if said is not None and words("yes_no").get(folded(said) or said) == "no":
            message = "somebody gave no consent; nothing of it is kept here"
            way_out = "see to it where names or pictures are shown"
            row.say(
                WrongValue("table-no-consent", message, way_out),
                "consent",
                severity=Severity.WARNING,
            )

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


def _registration(value: object) -> str:
    """Return whether somebody who registered comes."""
    known = words("registration")
    text = read_text(value)
    answers = {"yes": "comes", "no": "stays away"}
    found = known.get(folded(text)) or answers.get(words("yes_no").get(folded(text), ""))
    if found is None:
        message = f"{shown(value)} tells nobody whether somebody comes"
        raise WrongValue("table-value", message, "write registered or cancelled")
    return found


def _activities(value: object, known: dict[str, str]) -> tuple[str, ...]:
    otherwise = f"known are {', '.join(dict.fromkeys(known.values()))}"
    parts = filter(None, re.split(r"[,;|\s]+", read_text(value)))
    what = "an activity of the project"
    read = (named(part, known, "table-unknown-activity", what, otherwise) for part in parts)
    return tuple(dict.fromkeys(read))
