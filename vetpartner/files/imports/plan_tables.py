"""Tables of partners, work packages, activities and amounts, read as lists of a project are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import Factory, define

from vetpartner.files.imports.draft import Entry
from vetpartner.files.imports.plan_cells import (
    as_text,
    euros_of,
    joined,
    kind_of,
    mode_of,
    one_of,
    organisation_of,
    organisations_of,
    package_of,
    place_of,
    read_land,
    role_of,
    when_of,
    wrong,
    yes_or_no,
)
from vetpartner.files.imports.plan_words import (
    ACTIVITIES,
    FIELDS,
    KEYS,
    ORGANISATIONS,
    PACKAGES,
    heads,
    in_title,
    month_label,
)
from vetpartner.files.tables.columns import columns_of
from vetpartner.files.tables.days import Order, read_day
from vetpartner.files.tables.headings import TableFindings, folded
from vetpartner.files.tables.kinds import Roles
from vetpartner.files.tables.lists import ListReader
from vetpartner.files.tables.merged import spread
from vetpartner.files.tables.rows import Opened
from vetpartner.files.tables.shape import shape_of
from vetpartner.files.tables.values import read_count, read_note, read_text
from vetpartner.model import Place, Plan
from vetpartner.model.activities import ACTIVITIES as ACTIVITY_TABLES
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from vetpartner.files.imports.blocks import Block
    from vetpartner.files.tables.columns import Headed
    from vetpartner.files.tables.lists import ListRow

OID, PIC = re.compile(r"E\d{8}"), re.compile(r"\d{9}")
_ID = re.compile(r"[^\W\d_][\w.-]{0,19}")
_LABELLED = re.compile(r"([A-Za-z]{1,4}\d{1,2}(?:\.\d{1,2})?)[\s:.\u2013\u2014-]+(\S.*)", re.DOTALL)


class PlanFindings(TableFindings):
    """Findings of a file whose rows may have places of their own, such as page and line."""

    def __init__(self, file: str, places: Mapping[int, Place] | None = None) -> None:
        """Take how findings call the file, and the places of its rows where it has others."""
        super().__init__(file)
        self.places = places or {}

    def place(self, sheet: str, line: int, column: int = 1) -> Place:
        """Return the place of a cell."""
        return self.places.get(line) or super().place(sheet, line, column)


@define
class Known:
    """What is known before a table is read: who takes part, and which work packages there are.

    `home` is the country whose decimal marks count, `order` how days are written where the source
    says it.
    """

    organisations: dict[str, str] = Factory(dict)
    packages: dict[str, str] = Factory(dict)
    home: str | None = None
    order: Order | None = None


def as_it_is(value: Any) -> Any:  # noqa: ANN401 - what a cell holds
    """Return what a cell holds."""
    return value


class PlanReader(ListReader[Entry]):
    """Reads one table of a plan; what a cell leaves open is a doubt of the entry."""

    of: ClassVar[str]
    kind = ""
    dated = ("start", "end", "when", "established")

    def __init__(self, block: Block, found: TableFindings, known: Known) -> None:
        """Take the table, where findings go, and what is known."""
        super().__init__(found.file, Plan())
        self.found, self.block, self.known = found, block, known
        self.held: dict[str, Any] = {}
        self.line: ListRow | None = None

    @classmethod
    def headings(cls, plan: Plan) -> dict[str, str]:  # noqa: ARG003 - as all lists have it
        """Return which head stands for which field."""
        return heads(cls.of)

    def cell_readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Return that cells are read by their row, which keeps what is open."""
        readers: dict[str, Callable[[Any], Any]] = dict.fromkeys(FIELDS[self.of], as_it_is)
        return readers | dict.fromkeys(("description", "rationale"), read_note)

    def begin(self, table: Headed) -> None:
        """Begin a table; a source may say itself in which order its days are written."""
        super().begin(table)
        if self.known.order is not None:
            self.days.order = self.known.order

    def entries(self) -> tuple[Entry, ...]:
        """Read the table of the block; none where it is no table after all."""
        return read_block(self, self.block)

    def row(self, row: ListRow) -> Entry | None:
        """Return what a row says."""
        names = [name for name in FIELDS[self.of] if name in row.cells.columns]
        held, _ = row.held(names)
        self.held = {name: value for name, value in held.items() if as_text(value)}
        self.line = row
        made = self.filled(Entry(self.of)) if self.held else None
        if made is None and self.held.keys() - {"unused", "contact"}:
            said = ", ".join(as_text(value) for value in self.held.values())
            message = f"the row says of nothing that is known: {said[:80]!r}; it is left out"
            row.say(WrongValue("table-row-left-out", message), severity=Severity.WARNING)
        return made

    def filled(self, entry: Entry) -> Entry | None:
        """Put what a row says into its entry."""
        raise NotImplementedError

    def place(self, name: str) -> Place | None:
        """Return where the cell of a field stands."""
        row = self.line
        if row is None or name not in row.cells.columns:
            return None
        return row.cells.place(row.line, row.cells.columns[name])

    def take(
        self, entry: Entry, name: str, read: Callable[[Any], Any], into: str | None = None
    ) -> Any:  # noqa: ANN401 - what `read` gives
        """Put a value into an entry as it is read, or as a doubt; return it where it is certain."""
        raw = self.held.get(name)
        if raw is None:
            return None
        key, at = into or name, self.place(name)
        try:
            value = read(raw)
        except WrongValue as error:
            entry.put(key, as_text(raw), str(error), at)
            return None
        entry.put(key, value, at=at)
        return value

    def amount(self, raw: object) -> Any:  # noqa: ANN401 - a number
        """Return an amount in euros; its column settles one that has two readings."""
        try:
            return euros_of(raw, self.known.home)
        except WrongValue as error:
            row = self.line
            index = row.cells.columns.get("amount") if row is not None else None
            text = row and index is not None and row.cells.settled(index, raw, error, money=True)
            if not text:
                raise
            return euros_of(text, self.known.home)

    def number(self, value: object) -> Any:  # noqa: ANN401 - as all lists have it
        """Return what a cell adds to a sum, None where it is no amount."""
        try:
            return euros_of(value, self.known.home)
        except WrongValue:
            return None

    def lead(self, raw: object) -> str:
        """Return the organisation of a cell."""
        return organisation_of(raw, self.known.organisations)

    def when(self, entry: Entry) -> None:
        """Put a date into an entry: from one cell, or from its beginning and end."""
        if "when" in self.held:
            self.take(entry, "when", lambda raw: when_of(raw, self.days, months=self._in("when")))
        ends = [name for name in ("start", "end") if name in self.held]
        if not ends or entry.values.get("when"):
            return
        at = self.place(ends[0])
        raws = [as_text(self.held[name]) for name in ends]
        try:
            parts = [when_of(self.held[n], self.days, months=self._in(n)) for n in ends]
            if len(parts) == 1:
                missing = "end" if ends == ["start"] else "beginning"
                raise wrong(f"its {missing} is not said")
            entry.put("when", joined(*parts), at=at)
            entry.doubts.pop("when", None)
        except WrongValue as error:
            entry.put("when", "..".join(raws), str(error), at)

    def _in(self, name: str) -> bool:
        """Tell whether the heading of a column says that it holds months of the project."""
        row = self.line
        if row is None:
            return False
        index = row.cells.columns.get(name, -1)
        texts = {read.index: read.heading for read in row.cells.table.reads}
        plain = folded(texts.get(index, ""))
        return any(month_label().fullmatch(f"{word} 1") for word in _singular(plain))


def _singular(plain: str) -> Iterator[str]:
    """Yield the words of a heading, and without the sign of many behind them."""
    for word in plain.split():
        if len(word) > 1:
            yield word
            for end in ("s", "e", "i", "es", "en"):
                yield word.removesuffix(end)
            if word in {"mjeseci", "meseci", "miesiace", "luni", "μηνεσ", "aylar", "honapok"}:
                yield "month"


class Organisations(PlanReader):
    """Reads tables of organisations."""

    of = ORGANISATIONS
    keys = KEYS[ORGANISATIONS]
    roles = Roles(texts=("name", "acronym", "city", "oid"), numbers=(), named=("name",))
    columns = FIELDS[ORGANISATIONS]

    def filled(self, entry: Entry) -> Entry | None:
        """Put what a row says of an organisation into its entry."""
        for name in ("name", "acronym", "city", "region", "kind", "website", "address"):
            self.take(entry, name, read_text)
        self.take(entry, "description", as_it_is)
        self.take(entry, "country", read_land)
        self.take(entry, "oid", lambda raw: one_of(OID, "an organisation ID", raw))
        self.take(entry, "pic", lambda raw: one_of(PIC, "a PIC", raw))
        self.take(entry, "newcomer", yes_or_no)
        self.take(entry, "established", lambda raw: read_day(raw, self.days))
        self.take(entry, "role", role_of)
        if (raw := self.held.get("id")) is not None:
            text = as_text(raw)
            number = re.fullmatch(r"(\d{1,2})\.?", text)
            entry.put("id", f"P{number[1]}" if number else text if _ID.fullmatch(text) else None)
        return entry if {"name", "acronym", "oid"} & entry.values.keys() else None


class Packages(PlanReader):
    """Reads tables of work packages."""

    of = PACKAGES
    keys = KEYS[PACKAGES]
    roles = Roles(texts=("id", "title", "lead"), numbers=("amount",), named=("title",))
    columns = FIELDS[PACKAGES]

    def filled(self, entry: Entry) -> Entry | None:
        """Put what a row says of a work package into its entry."""
        number = self._called(entry)
        if number is not None:
            entry.put("id", f"WP{number}")
        if not {"id", "title"} & entry.values.keys():
            return None
        self.take(entry, "lead", self.lead)
        self.take(
            entry, "organisations", lambda raw: organisations_of(raw, self.known.organisations)
        )
        self.when(entry)
        self.take(entry, "amount", self.amount)
        self.take(entry, "description", as_it_is)
        self.take(entry, "rationale", as_it_is)
        return entry

    def _called(self, entry: Entry) -> int | None:
        """Take the title, and return the number of `WP1 / Work package 1` in either cell."""
        cells = [
            (name, package_of(self.held[name], alone=name == "id"))
            for name in ("id", "title")
            if name in self.held
        ]
        numbers = {each.number for _, each in cells if each.number is not None}
        titles = [(name, each.title) for name, each in cells if each.title]
        if titles:
            name, title = titles[-1]
            entry.put("title", title, at=self.place(name))
            if len(titles) > 1 and folded(titles[0][1]) != folded(title):
                why = f"another cell calls it {titles[0][1]!r}"
                entry.doubts["title"] = (entry.values.pop("title"), why)
        if len(numbers) > 1:
            at = self.place("title")
            why = "its cells have two numbers of work packages"
            entry.put("id", f"WP{cells[0][1].number}", why, at)
            return None
        return numbers.pop() if numbers else None


class Activities(PlanReader):
    """Reads tables of activities; a line of a work package alone holds for the rows below it."""

    of = ACTIVITIES
    keys = KEYS[ACTIVITIES]
    roles = Roles(
        texts=("title", "lead", "venue", "city", "work_package"),
        numbers=("amount", "expected"),
        named=("title",),
    )
    columns = FIELDS[ACTIVITIES]

    def is_group(self, text: str) -> bool:
        """Tell whether a text alone in its row is the work package of the rows below."""
        package = package_of(text)
        self.group = text if package.number is not None else self.group
        return package.number is not None

    def filled(self, entry: Entry) -> Entry | None:
        """Put what a row says of an activity into its entry."""
        if self.held.get("title") is None:
            if self.held.keys() == {"work_package"}:
                self.is_group(as_text(self.held.pop("work_package")))
            return None
        self.take(entry, "title", read_text)
        title = str(entry.values.get("title", ""))
        if not title:
            return None
        if (raw := self.held.get("id")) is not None:
            text = as_text(raw)
            entry.put("id", text if _ID.fullmatch(text) else None)
        self._package(entry)
        try:
            ids = str(entry.values.get("id", ""))
            stem = ids.rstrip("0123456789. ")
            entry.table = kind_of(self.held.get("kind"), f"{title} {stem}", self.block.titles)
        except WrongValue as error:
            likely = in_title("kinds", title)
            entry.unsure = str(error)
            entry.heads = tuple(sorted(ACTIVITY_TABLES, key=lambda each: each not in likely))
            entry.places["title"] = self.place("title") or self.found.place("", 1)
        self.take(entry, "lead", self.lead)
        self.take(entry, "host", self.lead)
        self.take(
            entry, "organisations", lambda raw: organisations_of(raw, self.known.organisations)
        )
        self.when(entry)
        self._venue(entry)
        self.take(entry, "mode", mode_of)
        self.take(entry, "expected", read_count)
        self.take(entry, "amount", self.amount)
        self.take(entry, "rationale", as_it_is)
        self.take(entry, "description", as_it_is)
        return entry

    def _package(self, entry: Entry) -> None:
        """Take the work package: of the row, of a line above, or of the section of a form."""
        raw, name = self.held.get("work_package"), "work_package"
        raw = raw if raw is not None else self.group or self.block.package or None
        if raw is None:
            return
        package = package_of(raw, alone=True)
        by_title = self.known.packages.get(folded(package.title)) if package.title else None
        by_number = f"WP{package.number}" if package.number is not None else None
        if by_number and by_title not in {None, by_number}:
            why = f"the title is that of {by_title}"
            entry.put(name, by_number, why, self.place(name))
        elif (known := by_number or by_title) is not None:
            entry.put(name, known, at=self.place(name))
        else:
            entry.put(name, as_text(raw), "it is no work package that is listed", self.place(name))

    def _venue(self, entry: Entry) -> None:
        """Take the venue, from one cell or from several."""
        parts: dict[str, Any] = {}
        doubts: list[str] = []
        if (raw := self.held.get("venue")) is not None:
            try:
                place = place_of(raw)
            except WrongValue as error:
                entry.put("venue", {"name": as_text(raw)}, str(error), self.place("venue"))
                return
            if place.online:
                entry.put("mode", "online", at=self.place("venue"))
            parts = {"city": place.city, "country": place.country}
        for name, into in (("city", "city"), ("venue_name", "name"), ("address", "address")):
            if (raw := self.held.get(name)) is not None:
                parts[into] = as_text(raw)
        if (raw := self.held.get("country")) is not None:
            try:
                parts["country"] = read_land(raw)
            except WrongValue as error:
                doubts.append(str(error))
        venue = {name: value for name, value in parts.items() if value}
        if venue:
            at = self.place("venue") or self.place("city") or self.place("country")
            entry.put("venue", venue, "; ".join(doubts), at)


def labelled(entries: Sequence[Entry]) -> None:
    """Take ids from the titles of a list in which each title begins with one: `A2.1 Interviews`."""
    found = [_LABELLED.fullmatch(str(entry.values.get("title", ""))) for entry in entries]
    ids = [match[1] for match in found if match is not None]
    if len(ids) < 2 or len(set(ids)) < len(entries):  # noqa: PLR2004 - one may be chance
        return
    if any("id" in entry.values for entry in entries):
        return
    for entry, match in zip(entries, found, strict=True):
        if match is not None:
            entry.values["id"], entry.values["title"] = match[1], match[2]


def read_block(reader: Any, block: Block) -> tuple[Any, ...]:  # noqa: ANN401 - of any rows
    """Read a block by a reader of its kind; what was wrong in it goes to the reader's findings."""
    sheet = block.sheet
    wanted = reader.wanted
    first = next(iter(sheet.again()))[0]
    shaped = shape_of(sheet, wanted.known, wanted.keys)
    if shaped is None or shaped[0].line != first:
        shaped = shape_of(sheet, wanted.known, wanted.keys, (first,))
    if shaped is None:
        return ()
    shape, body = shaped
    headed = columns_of(shape, body, wanted.known, with_days=False)
    headed = spread(headed, wanted.single, reader.found)
    return tuple(reader.read_headed(Opened(sheets=(sheet,)), (headed,)).rows)
