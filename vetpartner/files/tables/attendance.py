"""Who was there, from a table: a row for each day and session, or a column for each.

A list in which nothing says who was there is one of those who were invited, and tells no presence.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from vetpartner.files.tables.days import days_in, own_days, read_day, read_joined, read_moment
from vetpartner.files.tables.groups import together
from vetpartner.files.tables.headings import clean, folded
from vetpartner.files.tables.kinds import Roles
from vetpartner.files.tables.lists import ListReader, ListRow
from vetpartner.files.tables.registered import Registered
from vetpartner.files.tables.values import (
    clock,
    hours_of,
    letters_of,
    needed,
    read_note,
    read_organisation,
    read_presence,
    read_text,
    shown,
)
from vetpartner.files.tables.visits import Visits, between, rounded
from vetpartner.model import Place, Presence, PresenceStatus, When
from vetpartner.model.activities import THERE
from vetpartner.values.finding import Severity
from vetpartner.values.keyed import grouped
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from vetpartner.files.tables.columns import ColumnRead, Headed
    from vetpartner.files.tables.lists import Cells, Unused
    from vetpartner.files.tables.notes import Noted
    from vetpartner.model import Participant, Plan

    _Told = tuple[PresenceStatus, Decimal | None]

_BESIDE = "into the file beside it: `vetpartner people tables`"
_WHO = ("id", "participant", "name", "given_name", "family_name")
_TELLS = ("status", "hours", "duration", "signature")
_OF_DAY = ("date", "session", *_TELLS, "joined", "left")
_MOST_HOURS = 24
_VALUE = "table-value"


class Attendance(ListReader[Presence]):
    """Reads the lists of attendance of one activity.

    In the long form each row is a participant on a day, perhaps in a session, with the state, the
    hours, how long they stayed, or a signature; a day alone tells that they were there. In the wide
    form each row is a participant, and each column headed by a day, perhaps with a session behind
    it, holds the state or the hours; an empty cell says nothing. Where 0 and 1 are the only
    numbers, they are absent and present.
    What a program exports of a meeting has a row for each visit; those of a day are added up.
    Participants are found by name and by id. A row that cannot be read is left out and found.
    `recorded` is None unless a column says it.
    """

    kind = "attendance"
    columns = ("participant", "date", "session", "status", "hours", "recorded", "note")
    also = (
        *("id", "name", "given_name", "family_name", "organisation"),
        *("country", "role", "gender", "contact"),  # on a list to sign, and not read
        *("signature", "duration", "joined", "left", "waiting"),
        *("registered", "registration", "consent", "activities", "count", "quantity"),
        *("minors", "fewer_opportunities", "green_travel"),  # of the registration, and not read
    )
    keys = frozenset(_WHO)
    roles = Roles(
        texts=(*_WHO, "organisation"),
        numbers=("hours", "duration"),
        named=("name", "given_name", "family_name", "participant"),
        single=("signature",),
        way_out="if it is somebody's name, write the whole name",
    )
    dated = ("date", "recorded", "joined", "left")
    with_days = True
    written: ClassVar = {"date": lambda row: row.when}

    def __init__(
        self,
        file: str,
        plan: Plan,
        activity: str,
        participants: tuple[Participant, ...] | Registered,
        noted: Noted | None = None,
    ) -> None:
        """Take how findings call the file, the plan, the activity, and who is registered."""
        super().__init__(file, plan, noted)
        self.activity = activity
        planned = next((each for each in plan.activities if each.id == activity), None)
        self.own = own_days(planned)
        self.registered = Registered.of(participants)
        self.letters: Mapping[str, PresenceStatus] | None = None
        self.units: dict[str, str] = {}
        self.in_table: Headed | None = None
        self.day: When | None = None
        self.named: When | None = None  # the day that the name of the file says

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return how the cells of each field are read."""
        return {
            **dict.fromkeys(_WHO, read_text),
            "organisation": lambda value: read_organisation(value, self.known_organisations),
            "date": needed(lambda value: read_moment(value, self.days)),
            "session": read_text,
            "status": lambda value: read_presence(value, self.meant),
            "hours": needed(lambda value: self._hours("hours", value)),
            "duration": needed(lambda value: self._hours("duration", value)),
            **dict.fromkeys(("joined", "left"), self._moment),
            "waiting": read_text,
            "signature": read_text,
            "recorded": needed(lambda value: read_day(value, self.days)),
            "note": read_note,
        }

    def begin(self, table: Headed) -> None:
        """Begin a table: what its letters and numbers mean is found out once for all of it."""
        super().begin(table)
        self.in_table, self.letters, self.units = table, None, {}
        self.day = self._said_above(table)

    def _said_above(self, table: Headed) -> When | None:
        """Return the one day of the activity that the sheet's name or the titles say, if any."""
        if table.noted is not None and table.noted.day is not None:
            return table.noted.day
        if table.day_columns or "date" in table.columns or not self.own:
            return None
        texts = [table.sheet, *(text for _, text in table.shape.titles)]
        days = next(filter(None, (days_in(text, self.own) for text in texts)), set[date]())
        return When.day(min(days)) if len(days) == 1 else self.named if not days else None

    def meant(self) -> Mapping[str, PresenceStatus]:
        """Return what the letters of the table mean, by all of its cells together."""
        if self.letters is None:
            table = self.in_table
            self.letters = letters_of(self._states(table)) if table is not None else {}
        return self.letters

    @staticmethod
    def _states(table: Headed) -> Iterator[object]:
        days = [read.index for read in table.day_columns if read.when is not None]
        if "status" in table.columns and not days:
            days = [table.columns["status"]]
        for _, values in table.shape.body():
            yield from (values[at] for at in days if at < len(values))

    def _hours(self, field: str, value: object) -> Decimal:
        """Return the hours in a cell; a number alone is in the unit of its column."""
        plain = isinstance(value, float | int) or (
            isinstance(value, str) and value.strip().replace(",", ".").replace(".", "").isdigit()
        )
        unit = self._unit(field) if plain else "hours"
        return hours_of(value, unit, fine=True)

    def _unit(self, field: str) -> str:
        """Return the unit of a column: what its heading says, or what all its numbers allow."""
        if field not in self.units:
            self.units[field] = self._found_unit(field)
        if not self.units[field]:
            message = "nobody knows whether these are hours or minutes"
            way_out = "head the column as hours, or as minutes"
            raise WrongValue(_VALUE, message, way_out)
        return self.units[field]

    def _found_unit(self, field: str) -> str:
        table = self.in_table
        said = table.unit(field) if table is not None else ""
        if said or field == "hours" or table is None:
            return said or "hours"
        most = Decimal(0)
        for value in table.values(field):
            try:
                most = max(most, hours_of(value)) if not _is_spoken(value) else most
            except WrongValue:
                continue
        # More than the hours of a day can only be minutes; less can be either.
        return "minutes" if _MOST_HOURS < most <= _MOST_HOURS * 60 else ""

    def _moment(self, value: object) -> datetime | time | None:
        """Return when somebody came or went; the hour alone where another cell says the day."""
        if isinstance(value, time):
            return value
        try:
            return read_joined(value, self.days)
        except WrongValue:
            return clock(clean(value))

    def is_known(self, text: str) -> bool:
        """Tell whether a text is the name of somebody."""
        return self.registered.knows(text)

    def number(self, value: object) -> Decimal | None:
        """Return what a cell adds to a sum: its hours, or one for somebody who is there."""
        try:
            status, hours = read_presence(value, self.meant)
        except WrongValue:
            return None
        return hours if hours is not None else Decimal(status == "present")

    def table(self, cells: Cells, rows: Iterable[tuple[int, Sequence[object]]]) -> None:
        """Read all rows of a table, in its form."""
        table = cells.table
        days = [read for read in table.day_columns if read.when is not None]
        if not days and not self._tells(table):
            if not table.day_columns:
                self._refuse(cells)
            for _ in rows:  # what else is wrong with them is said all the same
                pass
            return
        if days:
            self._say_beside(cells)
        begin = len(self.rows)
        if not days and (export := table.shape.export) is not None and export.visits:
            self._visits(cells, rows, exact=export.visits == "intervals", online=export.online)
        else:
            self._rows(cells, rows, days)
        if days:
            self._say_empty(cells, days, begin)
        elif begin < len(self.rows):
            self._say_twice(begin)
        if days or not {"hours", "duration"} & set(cells.columns):
            self._settle(table, begin)

    def _tells(self, table: Headed) -> bool:
        columns = table.columns
        return (
            any(name in columns for name in (*_TELLS, "date", "joined"))
            or (table.noted is not None and table.noted.day is not None)
            or (self.named is not None and self.day == self.named)
        )

    def _refuse(self, cells: Cells) -> None:
        message = "no column tells who was there: it is a list of who was invited, and certifies "
        way_out = "add a column of presence, hours or signatures, or head one by each day"
        cells.say(WrongValue("table-no-presence", f"{message}nobody", way_out), cells.table.line, 0)

    def _say_beside(self, cells: Cells) -> None:
        """Say which columns of a day are not used because each day has one of its own."""
        for name in ("date", "session", *_TELLS[:3]):
            if name in cells.columns:
                message = f"the column {name} is not used, because there is a column for each day"
                unused = WrongValue("table-unknown-heading", message)
                cells.say(unused, cells.table.line, cells.columns[name], Severity.WARNING)

    def _rows(
        self, cells: Cells, rows: Iterable[tuple[int, Sequence[object]]], days: Sequence[Any]
    ) -> None:
        names = (*(() if days else _OF_DAY), "recorded", "note")
        stated = any(name in cells.columns for name in _TELLS)
        sessions = grouped(((read.when, read.session), read) for read in days)
        for row in self.entries(cells, rows):
            held, wrong = row.held(names)
            if (who := self._who(row)) is None or wrong:
                continue
            if not days:
                self._long(row, who, held, stated=stated)
            for (when, session), reads in sessions.items():
                self._day(row, reads, who, {"when": when, "session": session, **held})

    def _long(self, row: ListRow, who: str, held: dict[str, Any], *, stated: bool) -> None:
        """Read a row of one participant, day and session."""
        joined = (held.pop("joined", None), held.pop("left", None))
        when, rest = held.pop("date", (None, ""))
        when = self._day_of(joined[0]) if when is None else when
        if rest:
            held["session"] = " ".join(filter(None, (rest, held.get("session"))))
        status, number = held.pop("status", (None, None))
        signed = held.pop("signature", None)
        stayed = held.pop("duration", None)
        hours = held.pop("hours", None if "hours" in row.cells.columns else number)
        stayed = between(*joined) if stayed is None else stayed
        hours = rounded(stayed) if hours is None and stayed is not None else hours
        if status is None and stated and hours is None and signed is not None:
            try:
                status = self.registered.signed(who, signed)
            except WrongValue as unsigned:
                row.say(unsigned, "signature")
                return
        if status is None and stated and hours is None:
            if tuple(n for n in _TELLS if n in row.cells.columns) == ("signature",):
                return  # nobody signed here
            message = "neither the state nor the hours are given; the row is left out"
            error = WrongValue(_VALUE, message, "write present, online or absent")
            row.say(error, *_TELLS)
            return
        if status is None:
            status = "absent" if hours == 0 else "present"
        place = row.cells.place(row.line, row.cells.column(*_WHO))
        self._presence(place, who, when=when, status=status, hours=hours, **held)

    def _day_of(self, joined: datetime | time | None) -> When | None:
        """Return the day of a row that has none: when somebody came, or the only one possible."""
        if isinstance(joined, datetime):
            return When.day(joined.date())
        return self.day

    def _visits(
        self,
        cells: Cells,
        rows: Iterable[tuple[int, Sequence[object]]],
        *,
        exact: bool,
        online: bool,
    ) -> None:
        """Read what a program exports of a meeting: the visits of a day are added up."""
        visits = Visits(exact=exact)
        only = When.day(self.own[0]) if len(self.own) == 1 else None
        for row in self.entries(cells, rows):
            held, wrong = row.held(("duration", "joined", "left", "waiting"))
            if (who := self._who(row)) is None or wrong:
                continue
            if folded(held.get("waiting") or "") in {"yes", "ja", "oui", "si", "sim"}:
                wrong_row = WrongValue("table-row-left-out", "somebody waited, and was not let in")
                row.say(wrong_row, "waiting", severity=Severity.NOTE)
                continue
            when = self._day_of(held.get("joined")) or only
            if when is None:
                message = "nobody knows on which day of the activity it was; the row is left out"
                way_out = f"write day = 2024-02-12 {_BESIDE} --write"
                row.say(WrongValue("table-date", message, way_out), "joined")
                continue
            place = row.cells.place(row.line, row.cells.column(*_WHO))
            stay = (held.get("joined"), held.get("left"), held.get("duration"))
            visits.add(who, when, place, *stay)
        for who, when, place, hours in visits.all():
            status: PresenceStatus = "online" if online else "present"
            self._presence(place, who, when=when, status=status, hours=hours)

    def entries(
        self, cells: Cells, rows: Iterable[tuple[int, Sequence[object]]]
    ) -> Iterator[ListRow]:
        """Yield the rows one after the other."""
        for line, values in rows:
            yield ListRow(cells, line, values)

    def _day(
        self, row: ListRow, reads: Sequence[ColumnRead], who: str, held: dict[str, Any]
    ) -> None:
        """Read the cells of one session in a row of the wide form: a state, hours, or both."""
        told: list[tuple[int, PresenceStatus, Decimal | None]] = []
        for read in reads:
            try:
                value = self._told(row, read, who)
            except WrongValue:
                return
            told += [(read.index, *value)] if value is not None else []
        if not told:
            return
        index, status, _ = told[0]
        if len({state in THERE for _, state, _ in told}) > 1:
            message = "one cell of this session says present, and another absent; it is left out"
            row.cells.say(WrongValue(_VALUE, message, "correct one of them"), row.line, index)
            return
        hours = next((number for _, _, number in told if number is not None), None)
        place = row.cells.place(row.line, index)
        self._presence(place, who, status=status, hours=hours, **held)

    def _told(self, row: ListRow, read: ColumnRead, who: str) -> _Told | None:
        """Return what a cell tells; where signatures are meant, it is one or a state."""
        value = row.values[read.index] if read.index < len(row.values) else ""
        if self.registered.signs(who, value):
            return "present", None
        if read.holds == "signature" and isinstance(value, str) and clean(value):
            try:
                return self.registered.signed(who, clean(value)), None
            except WrongValue as error:
                row.cells.say(error, row.line, read.index)
                raise
        told: _Told | None = row.cells.read("status", row.line, read.index, value)
        return told

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

    def _say_empty(self, cells: Cells, days: Sequence[Any], begin: int) -> None:
        """Count a session in which nobody is marked where others of its day are: it was held.

        A session that stands in no row would be left out of the whole, so that whoever missed it
        would have been there all the time.
        """
        made = self.rows[begin:]
        marked = {(row.when, row.session) for row in made}
        dates = {row.when for row in made}
        people = list(dict.fromkeys(row.participant for row in made))
        for read in days:
            if (read.when, read.session) in marked or read.when not in dates:
                continue
            message = f"nobody is marked in {read.heading!r}, and all are read as absent"
            way_out = "take the column out, if it was not held"
            wrong = WrongValue("table-nobody-marked", message, way_out)
            cells.say(wrong, cells.table.line, read.index, Severity.WARNING)
            place = cells.place(cells.table.line, read.index)
            for who in people:
                if who is not None:
                    held = {"when": read.when, "session": read.session}
                    self._presence(place, who, status="absent", hours=None, **held)

    def _say_twice(self, begin: int) -> None:
        """Say where somebody stands twice on one day, and nothing tells the sessions apart."""
        first: dict[tuple[object, ...], Place] = {}
        for row, place in zip(self.rows[begin:], self.places[begin:], strict=True):
            key = (row.participant, row.session, *_instants(row.when))
            before = first.setdefault(key, place)
            if before is not place:
                self.found.say(
                    "table-presence-twice",
                    f"the same person and session stand in row {before.line} already; "
                    "nobody knows whether these are two sessions",
                    at=place,
                    way_out="take one of them out, or tell them apart in a column session",
                )

    def finish(self) -> None:
        """Make one presence of the lines of a group."""
        if self.registered.groups:
            lines = zip(self.rows, self.places, strict=True)
            made = list(together(lines, self.registered.groups, self.found))
            self.rows, self.places = [row for row, _ in made], [place for _, place in made]

    def say_unused(self, unused: Unused, cells: Cells) -> None:
        """Say which columns that nobody knows may tell who was there."""
        table = cells.table
        told = any(name in table.columns for name in _TELLS) or any(
            read.when is not None for read in table.day_columns
        )
        for index, (line, value) in unused.told(numbers=not told).items():
            heading = unused.columns[index].heading[:60]
            message = f"{heading!r} holds marks such as {shown(value)}, "
            message += "and nobody knows what they mean"
            way_out = f'head it by a day, or write means = "nothing" {_BESIDE}'
            wrong = WrongValue("table-marks-unused", message, way_out)
            cells.say(wrong, line, index)

    def _who(self, row: ListRow) -> str | None:
        """Return the id of the participant of a row, or None with a finding."""
        parts, wrong = row.held(_WHO)
        if wrong:
            return None
        organisation = row.held(["organisation"])[0].get("organisation") or self.group
        name = " ".join(
            parts[part] for part in ("given_name", "name", "family_name") if part in parts
        )
        id_ = parts.get("participant") or parts.get("id")
        try:
            who, problem, certain = self.registered.find(id_, name or None, organisation)
        except WrongValue as error:
            row.say(error, *_WHO)
            return None
        if problem is not None:
            row.say(problem, *_WHO, severity=Severity.WARNING if certain else Severity.ERROR)
        return who


def _instants(when: When | None) -> tuple[object, ...]:
    """Return what tells moments apart: days and times, which are hashed faster than all of it."""
    return () if when is None else (when.first, when.last, when.starts, when.ends)


def _is_spoken(value: object) -> bool:
    """Tell whether a cell says its unit itself."""
    return isinstance(value, timedelta) or (
        isinstance(value, str) and not value.strip().replace(",", ".").replace(".", "").isdigit()
    )
