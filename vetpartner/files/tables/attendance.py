"""Who was there, from a table: a row for each day and session, or a column for each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.values import (
    day_and_rest,
    needed,
    organisations,
    read_day,
    read_moment,
    read_note,
    read_number,
    read_organisation,
    read_presence,
    read_text,
)
from vetpartner.model import Place, Presence, PresenceStatus, When
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue, read_id
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from vetpartner.files.tables.headings import Headed
    from vetpartner.files.tables.lists import Cells, ListRow
    from vetpartner.model import Participant, Plan

    Found = tuple[str, WrongValue | None]
    """The id of who is meant, and what should be looked at all the same."""

_WHO = ("id", "participant", "name", "given_name", "family_name")
_OF_DAY = ("date", "session", "status", "hours")
_BEHIND = re.compile(r"\s*\(([^()]*)\)\s*$")
_AMBIGUOUS, _UNKNOWN = "table-ambiguous-participant", "table-unknown-participant"


class Registered:
    """Finds participants by id, by exact name, and by name without accents and case."""

    def __init__(self, participants: tuple[Participant, ...]) -> None:
        """Take all who are registered."""
        self.by_id: dict[str, Participant] = {}
        self.exact: dict[str, list[Participant]] = {}
        self.plain: dict[str, list[Participant]] = {}
        for who in participants:
            self.by_id.setdefault(who.id, who)
            if who.name:
                self.exact.setdefault(" ".join(who.name.split()), []).append(who)
                self.plain.setdefault(_plain(who.name), []).append(who)
        self.ids = {folded(id_): id_ for id_ in reversed(self.by_id)}
        self.known: dict[tuple[str | None, str | None, str | None], Found] = {}

    def find(self, id_: str | None, name: str | None, organisation: str | None) -> Found:
        """Return who is meant; an id leads before a name, an organisation tells names apart.

        Somebody who is not registered keeps an id that can be one, with a problem; a name, or a
        running number beside one, is no id.
        Raises `WrongValue` if nobody, or more than one, can be meant.
        """
        key = (id_, name, organisation)
        if key not in self.known:
            self.known[key] = self._find(id_, name, organisation)
        return self.known[key]

    def _find(self, id_: str | None, name: str | None, organisation: str | None) -> Found:
        text = id_ or name
        if text is None:
            message = "the row does not say who is meant, and is left out"
            raise WrongValue(_UNKNOWN, message, "write the participant's id or name")
        if name and (match := _BEHIND.search(name)) and match[1] in self.by_id:
            return match[1], None  # as the list to sign has it: Ana Horvat (Q1)
        who = self.by_id.get(text)
        if who is not None:
            return who.id, _other_name(who, name if id_ else None)
        # A running number in a list is not an id where nobody has it, but a name beside it counts.
        for candidate in dict.fromkeys(part for part in (id_, name) if part):
            named = self._named(candidate, organisation)
            if named is not None:
                return named.id, None
        if (same := self.ids.get(folded(text))) is not None and not name:
            return same, None
        is_id = id_ is not None and not (name and id_.isdecimal())
        return self._unknown(text if is_id else name or text, is_id=is_id)

    def _named(self, name: str, organisation: str | None) -> Participant | None:
        for known, key in ((self.exact, " ".join(name.split())), (self.plain, _plain(name))):
            meant = known.get(key, [])
            if len(meant) > 1 and organisation is not None:
                meant = [who for who in meant if who.organisation == organisation]
            if len(meant) > 1:
                ids = ", ".join(who.id for who in meant)
                message = f"{name} can be {ids}; the row is left out"
                raise WrongValue(_AMBIGUOUS, message, "write the id instead of the name")
            if meant:
                return meant[0]
        return None

    def _unknown(self, text: str, *, is_id: bool) -> Found:

        def way_out() -> str:
            return near(text, [*self.by_id, *self.exact]) or "add a row to the participants"

        try:
            id_ = read_id(text) if is_id else None
        except WrongValue:
            id_ = None
        if id_ is None:
            message = f"{text[:60]!r} is not a registered participant; the row is left out"
            raise WrongValue(_UNKNOWN, message, way_out)
        return id_, WrongValue(_UNKNOWN, f"`{id_}` is not registered", way_out)


def _plain(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def _other_name(who: Participant, name: str | None) -> WrongValue | None:
    if name is None or who.name in {None, name} or _plain(who.name or "") == _plain(name):
        return None
    message = f"`{who.id}` is registered as {who.name}, and here called {name}; the id counts"
    return WrongValue("table-other-name", message, "correct the id or the name")


class Attendance(ListReader[Presence]):
    """Reads the lists of attendance of one activity.

    In the long form each row is a participant on a day, perhaps in a session, with the state or
    the hours; without both it tells that they were there. In the wide form each row is a
    participant, and each column headed by a day, perhaps with a session behind it, holds the
    state or the hours; an empty cell says nothing. Where 0 and 1 are the only numbers, they are
    absent and present.
    Participants are found by id, else by name. A row that cannot be read is left out and found.
    `recorded` is None unless a column says it.
    """

    columns = ("participant", "date", "session", "status", "hours", "recorded", "note")
    also = (
        *("id", "name", "given_name", "family_name", "organisation"),
        *("country", "role", "signature", "gender"),  # on a list to sign, and not read
    )
    texts = (*_WHO, "organisation")
    written: ClassVar = {"date": lambda row: row.when}

    def __init__(
        self, file: str, plan: Plan, activity: str, participants: tuple[Participant, ...]
    ) -> None:
        """Take how findings call the file, the plan, the activity, and who is registered."""
        super().__init__(file, plan)
        self.activity = activity
        self.registered = Registered(participants)

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        known = organisations(self.plan)
        return {
            **dict.fromkeys(_WHO, read_text),
            "organisation": lambda value: read_organisation(value, known),
            "date": needed(read_moment),
            "session": read_text,
            "status": read_presence,
            "hours": needed(read_number),
            "recorded": needed(read_day),
            "note": read_note,
        }

    @staticmethod
    def is_day(heading: object) -> bool:
        """Tell whether a heading names a day, or nearly does."""
        try:
            return day_and_rest(heading) is not None
        except WrongValue:
            return True

    def table(self, table: Headed, cells: Cells) -> None:
        """Read all rows of a table, in its form."""
        columns = table.columns
        days = _days(cells, table) if table.days else []
        names = (*(() if table.days else _OF_DAY), "recorded", "note")
        stated = "status" in columns or "hours" in columns
        begin = len(self.rows)
        unused = dict(table.unused)
        for row in self.lines(table, cells):
            self._marked(row, unused)
            if self._is_free(row):
                continue
            held, wrong = row.held(names)
            who = self._who(row)
            if wrong or who is None:
                continue
            if not table.days:
                self._long(row, who, held, stated=stated)
            for index, when, session in days:
                if index < len(row.values):
                    self._day(row, index, who, when=when, session=session, **held)
        if table.days or "hours" not in columns:
            self._settle(table, begin)

    def _is_free(self, row: ListRow) -> bool:
        """Tell whether a row has a running number and nothing else: a line for somebody more."""
        filled = [(index, value) for index, value in enumerate(row.values) if value != ""]
        column = row.cells.table.columns.get("id")
        if len(filled) != 1 or filled[0][0] != column or "name" not in row.cells.table.columns:
            return False
        number = read_text(filled[0][1])
        return number.isdecimal() and number not in self.registered.by_id

    def _marked(self, row: ListRow, unused: dict[int, str]) -> None:
        """Say which columns that are not used hold marks, each once, and take them out."""
        for index in [i for i in unused if i < len(row.values) and _is_mark(row.values[i])]:
            heading = unused.pop(index)
            message = f"the column {heading[:60]!r} holds marks or hours, and is not used"
            way_out = "head it with its day, or as hours or status; or take the column out"
            wrong = WrongValue("table-marks-unused", message, way_out)
            row.cells.say(wrong, row.cells.table.line, index)

    def _long(self, row: ListRow, who: str, held: dict[str, Any], *, stated: bool) -> None:
        """Read a row of one participant, day and session."""
        when, rest = held.pop("date", (None, ""))
        if rest:
            held["session"] = " ".join(filter(None, (rest, held.get("session"))))
        status, number = held.pop("status", (None, None))
        hours = held.pop("hours", None if "hours" in row.cells.table.columns else number)
        if status is None and stated and hours is None:
            message = "neither the state nor the hours are given; the row is left out"
            error = WrongValue("table-value", message, "write present, online or absent")
            row.say(error, "status", "hours")
            return
        if status is None:
            status = "absent" if hours == 0 else "present"
        place = row.cells.place(row.line, row.cells.column(*_WHO))
        self._presence(place, who, when=when, status=status, hours=hours, **held)

    def _day(self, row: ListRow, index: int, who: str, **held: Any) -> None:  # noqa: ANN401
        """Read the cell of one day in a row of the wide form."""
        try:
            value = row.cells.read("status", row.line, index, row.values[index])
        except WrongValue:
            return
        if value is not None:
            status, hours = value
            place = row.cells.place(row.line, index)
            self._presence(place, who, status=status, hours=hours, **held)

    def _presence(
        self,
        place: Place,
        who: str,
        *,
        status: PresenceStatus,
        hours: Decimal | None,
        **held: Any,  # noqa: ANN401
    ) -> None:
        made = Presence(of=self.activity, participant=who, status=status, hours=hours, **held)
        self.add(made, place)

    def _settle(self, table: Headed, begin: int) -> None:
        """Read 1 as present where no other number tells that numbers are hours."""
        if {row.hours for row in self.rows[begin:]} - {None} == {1}:
            self.rows[begin:] = [attrs.evolve(row, hours=None) for row in self.rows[begin:]]
            self.found.say(
                "table-ones",
                "the only numbers are 0 and 1; 1 is read as present, and not as an hour",
                severity=Severity.NOTE,
                at=self.found.place(table.sheet, table.line),
                way_out="if they are hours, head a column as hours and put them there",
            )

    def _who(self, row: ListRow) -> str | None:
        """Return the id of the participant of a row, or None with a finding."""
        parts, wrong = row.held(_WHO)
        if wrong:
            return None
        organisation = row.held(["organisation"])[0].get("organisation")
        name = " ".join(
            parts[part] for part in ("given_name", "name", "family_name") if part in parts
        )
        id_ = parts.get("participant") or parts.get("id")
        try:
            who, problem = self.registered.find(id_, name or None, organisation)
        except WrongValue as error:
            row.say(error, *_WHO)
            return None
        if problem is not None:
            row.say(problem, *_WHO, severity=Severity.WARNING)
        return who


def _is_mark(value: object) -> bool:
    """Tell whether a cell may say that somebody was there, or for how long: minutes of a day."""
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return 0 <= value <= _MINUTES
    return isinstance(value, str) and len(value) <= _LONGEST_MARK and _is_written_mark(value)


_MINUTES, _LONGEST_MARK = 24 * 60, 20


@lru_cache(maxsize=4096)
def _is_written_mark(text: str) -> bool:
    if folded(text) in words("yes_no"):
        return True
    try:
        _, hours = read_presence(text) if clean(text) else ("", _MINUTES + 1)
    except WrongValue:
        return False
    return hours is None or hours <= _MINUTES


def _days(cells: Cells, table: Headed) -> list[tuple[int, When, str | None]]:
    """Return the index, day and session of each column that is headed by a day."""
    days: list[tuple[int, When, str | None]] = []
    for index, heading in table.days:
        try:
            when, rest = read_moment(heading)
        except WrongValue as error:
            message = f"{error}; the column is left out"
            cells.say(error.saying(message), table.line, index)
        else:
            days.append((index, when, rest or None))
    for name in _OF_DAY:
        if name in table.columns:
            message = f"the column {name} is not used, because there is a column for each day"
            unused = WrongValue("table-unknown-heading", message)
            cells.say(unused, table.line, table.columns[name], Severity.WARNING)
    return days
