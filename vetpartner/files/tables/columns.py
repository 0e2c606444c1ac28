"""What each column of a table means, how sure that is, and in which unit it is."""

from __future__ import annotations

from collections import Counter
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.files.tables.days import Days, behind_words, day_like, is_numbered
from vetpartner.files.tables.headings import clean, folded, meaning, nearest, words
from vetpartner.files.tables.notes import READ, Noted
from vetpartner.files.tables.shape import Head, Rows, Shape
from vetpartner.model import When
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from vetpartner.files.tables.headings import TableFindings

Sure = Literal["sure", "likely", "as noted", "not known", "not used"]
DAY = "day"
NOTHING = "nothing"
UNREAD = frozenset({"contact", NOTHING})
"""Fields of which a list is known to have a column, and nothing is read."""
_COMPOSED = frozenset({"contact", NOTHING, "consent"})


@frozen(kw_only=True)
class ColumnRead:
    """A column: its place from 0, its heading, the field that it is, and how sure that is.

    `means` is empty where nobody knows it. A day has `when` and the name of a session, and `holds`
    says which field its cells are, where a heading does. One that is `hidden` is not used.
    """

    index: int
    heading: str
    means: str = ""
    sure: Sure = "sure"
    unit: str = ""
    why: str = ""
    when: When | None = None
    session: str | None = None
    holds: str = ""
    hidden: bool = False


@frozen(kw_only=True)
class Headed:
    """A table below its headings: what its columns mean, and its rows, each once.

    `days` is how the days of its headings were read, `order` how those of its cells are.
    """

    shape: Shape
    rows: Rows
    reads: tuple[ColumnRead, ...]
    days: Days
    noted: Noted | None = None

    @property
    def sheet(self) -> str:
        """Return the name of the sheet."""
        return self.shape.sheet.name

    @property
    def line(self) -> int:
        """Return the number of the first row of headings."""
        return self.shape.line

    @property
    def offset(self) -> int:
        """Return how many columns are empty before the first."""
        return self.shape.sheet.offset

    @cached_property
    def columns(self) -> dict[str, int]:
        """Return where each field stands, the first column where there are two."""
        found: dict[str, int] = {}
        for read in self.reads:
            if read.means and read.means != DAY and read.sure != "not used":
                found.setdefault(read.means, read.index)
        return found

    @property
    def day_columns(self) -> tuple[ColumnRead, ...]:
        """Return the columns of days."""
        return tuple(read for read in self.reads if read.means == DAY and not read.hidden)

    @property
    def unused(self) -> tuple[ColumnRead, ...]:
        """Return the columns that nobody knows."""
        return tuple(read for read in self.reads if read.sure == "not known")

    @property
    def form(self) -> tuple[object, ...]:
        """Return what two sheets with the same headings have in common."""
        held = ((read.means, str(read.when), read.session) for read in self.reads if read.means)
        return tuple(sorted(held, key=str))

    def values(self, *fields: str) -> Iterator[object]:
        """Go once more through all cells of these fields."""
        columns = self.columns
        yield from self.cells(*(columns[name] for name in fields if name in columns))

    def cells(self, *indices: int) -> Iterator[object]:
        """Go once more through all cells of these columns."""
        for _, values in self.shape.body():
            for index in indices:
                if index < len(values) and values[index] != "":
                    yield values[index]

    @cached_property
    def family_first(self) -> bool:
        """Tell whether the heading of the names says that those of families stand first."""
        spelt = words("family_first")
        return any(read.means == "name" and folded(read.heading) in spelt for read in self.reads)

    def unit(self, field: str) -> str:
        """Return the unit of a field, empty where no heading says it."""
        return next((read.unit for read in self.reads if read.means == field), "")


def columns_of(
    shape: Shape,
    rows: Rows,
    known: Mapping[str, str],
    *,
    with_days: bool,
    wanted_keys: frozenset[str] = frozenset(),
    own: Sequence[date] = (),
    noted: Noted | None = None,
) -> Headed:
    """Return what the columns of a sheet mean; `own` are the days of the activity.

    Where no column is one of `wanted_keys` the first without a heading, left of the days, is that
    of the names.
    """
    cells = [head.cell for head in shape.heads]
    days = Days(own=tuple(own), evidence=lambda: cells)
    if noted is not None:
        days.order = noted.order
        days.evidence = None if noted.order else days.evidence
    days.numbered = sum(map(is_numbered, cells))
    reads: list[ColumnRead] = []
    unseen: list[ColumnRead] = []
    taken: set[str] = set()
    shows = noted is not None and noted.hidden == READ
    for index, head in enumerate(shape.heads):
        if not head.text:
            continue
        read = _read(index, head, known, shape, noted, days if with_days else None)
        if not shows and shape.sheet.hides(index):
            unseen.append(evolve(read, sure="not used", why="nobody sees the column", hidden=True))
            continue
        if read.means and read.means in taken and read.means != DAY and read.means not in _COMPOSED:
            read = evolve(read, sure="not used", why="another column is headed so")
        taken.add(read.means)
        reads.append(read)
    if with_days and wanted_keys.isdisjoint(taken):
        reads = [*_unnamed(reads, shape), *reads]
    reads = _filled(_spare(reads, shape), shape)
    return Headed(
        shape=shape,
        rows=rows,
        reads=tuple(sorted([*_parts_of_days(reads), *unseen], key=lambda read: read.index)),
        days=days,
        noted=noted,
    )


def _read(
    index: int,
    head: Head,
    known: Mapping[str, str],
    shape: Shape,
    noted: Noted | None,
    days: Days | None,
) -> ColumnRead:
    """Return a column as it is noted or known, or as a day where `days` are read."""
    read = _noted(index, head.text, noted) or _known(index, head.text, known, shape)
    if read is None and days is not None:
        if day_like(head.cell):
            read = _day(index, head.cell, head.under, days, known)
        elif isinstance(head.cell, str):
            read = _behind(index, head, days, known)
    return read or ColumnRead(index=index, heading=head.text, sure="not known")


def _noted(index: int, heading: str, noted: Noted | None) -> ColumnRead | None:
    """Return the column as the file beside the list has it."""
    if noted is None:
        return None
    held = noted.columns[index] if index < len(noted.columns) else None
    if held is None or not (held.means or held.when):
        return None
    return ColumnRead(
        index=index,
        heading=heading,
        means=DAY if held.when is not None else held.means or "",
        sure="as noted",
        unit=held.unit or "",
        when=held.when,
        session=held.session,
        holds=(held.means or "") if held.when is not None else "",
    )


def _known(index: int, heading: str, known: Mapping[str, str], shape: Shape) -> ColumnRead | None:
    """Return a column whose heading is known, by the export or by its words."""
    if shape.export is not None:
        own = shape.export.columns.get(folded(heading))
        if own is not None:
            named = meaning(heading, known)
            unit = named.unit or ("minutes" if "minutes" in folded(heading) else "")
            return ColumnRead(index=index, heading=heading, means=own, unit=unit,
                              why=shape.export.name)  # fmt: skip
    found = meaning(heading, known)
    if not found.name:
        return None
    return ColumnRead(
        index=index,
        heading=heading,
        means=found.name,
        sure="sure" if found.sure else "likely",
        unit=found.unit,
        why="" if found.sure else "one of the languages of the heading",
    )


def _day(index: int, cell: object, under: str, days: Days, known: Mapping[str, str]) -> ColumnRead:
    """Return the column of a day; what cannot be read is said by `why`.

    What stands under the day is its session, or says what is in the cells.
    """
    heading = " ".join(filter(None, (clean(cell), under)))
    try:
        found = days.read(cell)
    except WrongValue as error:
        return ColumnRead(index=index, heading=heading, means=DAY, sure="not used", why=str(error))
    if found is None:
        return ColumnRead(index=index, heading=heading, sure="not known")
    day, rest = found
    what = meaning(under, known).name
    session = " ".join(filter(None, (rest, "" if what in _IN_CELLS else under))) or None
    return ColumnRead(
        index=index,
        heading=heading,
        means=DAY,
        when=When.day(day),
        session=session,
        holds=_holds(what),
        why=days.settled,
    )


def _unnamed(reads: list[ColumnRead], shape: Shape) -> list[ColumnRead]:
    first = next((read.index for read in reads if read.means == DAY), 0)
    free = [n for n in range(first) if not shape.heads[n].text]
    why = "it has no heading, and stands before the days"
    return [
        ColumnRead(index=n, heading="", means="name", sure="likely", why=why) for n in free[-1:]
    ]


def _behind(index: int, head: Head, days: Days, known: Mapping[str, str]) -> ColumnRead | None:
    """Return the column of a day that stands behind words: its session, or what is in its cells."""
    found = behind_words(str(head.cell))
    if found is None:
        return None
    before, day = found
    what = meaning(before, known).name
    if what and what not in _IN_CELLS:
        return None
    read = _day(index, day, head.under, days, known)
    session = read.session if what else " ".join(filter(None, (before, read.session)))
    return evolve(read, heading=head.text, session=session, holds=_holds(what) or read.holds)


_MOST_NAMED = 10
_IN_CELLS = frozenset({"status", "hours", "signature", "date"})
"""What may stand before a day in a heading, and tells what the cells hold."""


def _holds(what: str) -> str:
    return what if what in _IN_CELLS and what != "date" else ""


def _parts_of_days(reads: list[ColumnRead]) -> Iterator[ColumnRead]:
    """Tell columns of one day apart that have no name for their session: they are its parts."""
    number: dict[tuple[When, str | None, str], int] = {}
    keys = Counter((r.when, r.session, r.holds) for r in reads if r.when is not None)
    for read in reads:
        key = (read.when, read.session, read.holds) if read.when is not None else None
        if key is None or keys[key] == 1:
            yield read
            continue
        number[key] = part = number.get(key, 0) + 1
        named = " ".join(filter(None, (read.session, str(part))))
        yield evolve(read, session=named, why="one of several columns of this day")


def _spare(reads: list[ColumnRead], shape: Shape) -> list[ColumnRead]:
    """Leave the name of the account unread where the form asks for a name of its own."""
    spare = shape.export.spare if shape.export is not None else ""
    named = [r for r in reads if r.means in {"name", "given_name", "family_name"}]
    account = next((r for r in reads if folded(r.heading) == spare), None) if spare else None
    others = [r for r in named if r is not account]
    if account is None or not others:
        return reads
    return [
        evolve(r, means=NOTHING, why="the name of the account") if r is account
        else evolve(r, sure="sure", why="") if r in others and r.sure == "not used"
        else r
        for r in reads
    ]  # fmt: skip


def _filled(reads: list[ColumnRead], shape: Shape) -> list[ColumnRead]:
    """Of two columns that are headed alike, take the one in which anything stands."""
    twice = {r.means: r for r in reversed(reads) if r.sure == "not used" and r.means != DAY}
    for means, other in twice.items():
        first = next(r for r in reads if r.means == means)
        if first is other or any(_has(values, first.index) for _, values in shape.body()):
            continue
        changed = {
            first.index: evolve(first, means=NOTHING, why="it is empty"),
            other.index: evolve(other, sure="sure", why=""),
        }
        reads = [changed.get(r.index, r) for r in reads]
    return reads


def _has(values: Sequence[object], index: int) -> bool:
    return index < len(values) and values[index] != ""


def say_columns(table: Headed, known: Mapping[str, str], found: TableFindings) -> None:
    """Say which columns are not used, and why."""
    _say_hidden(table, found)
    for read in table.reads:
        if read.hidden:
            continue
        at = found.place(table.sheet, table.line, table.offset + read.index + 1)
        if read.sure == "not used" and read.means == DAY:
            message = f"{read.why}; the column is left out"
            found.say("table-date", message, at=at, way_out=_day_way_out(read.why))
        elif read.sure == "not used":
            what = f"two columns are headed as {read.means.replace('_', ' ')}; "
            what += "only the first is used"
            way_out = "rename one of them, or take it out"
            found.say("table-heading-twice", what, at=at, way_out=way_out)
        elif read.sure == "not known":
            found.say(
                "table-unknown-heading",
                f"the heading {read.heading[:60]!r} is not known, and its column is not used",
                severity=Severity.WARNING,
                at=at,
                way_out=partial(nearest, read.heading, dict(known)),
            )


def _say_hidden(table: Headed, found: TableFindings) -> None:
    """Say which columns nobody sees; an error where one of them would have been read."""
    hidden = [read for read in table.reads if read.hidden]
    if not hidden:
        return
    names = ", ".join(repr(read.heading[:40]) for read in hidden[:_MOST_NAMED])
    more = f" and {len(hidden) - _MOST_NAMED} more" if len(hidden) > _MOST_NAMED else ""
    meant = any(read.means and read.means not in UNREAD for read in hidden)
    decided = table.noted is not None and table.noted.hidden is not None
    found.say(
        "table-hidden",
        f"columns are hidden, and are not read: {names}{more}",
        severity=Severity.ERROR if meant and not decided else Severity.NOTE,
        at=found.place(table.sheet, table.line, table.offset + hidden[0].index + 1),
        way_out='show them, or delete them; hidden = "read" in the file beside the list reads them',
    )


def _day_way_out(why: str) -> str:
    if "some readers" in why:
        return "write the day as 2024-02-12 or with dots, day first: 12.2.2024"
    return "write the day as 2024-02-12"
