"""The tables of a project's folder, read and written: participants, attendance and costs."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from unicodedata import normalize

import attrs
from attrs import frozen

from vetpartner.files.disk import STAGED, NotOpened
from vetpartner.files.tables.attendance import Attendance
from vetpartner.files.tables.costs import Costs
from vetpartner.files.tables.days import own_days
from vetpartner.files.tables.headings import TableFindings
from vetpartner.files.tables.naming import Told, exact, is_sheet, passed_over, told_by
from vetpartner.files.tables.notes import SUFFIX as NOTES
from vetpartner.files.tables.notes import notes_of
from vetpartner.files.tables.participants import Participants
from vetpartner.files.tables.registered import Registered
from vetpartner.files.tables.rows import SUFFIXES
from vetpartner.model import Participant, Place, Plan, Presence, Spent, When, fact_address
from vetpartner.values.file_names import alike, file_stems, marked
from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from vetpartner.files.door import Door
    from vetpartner.files.tables.lists import ListReader, TableReading
    from vetpartner.model import Fact, Partnership

T = TypeVar("T")
Watch: TypeAlias = "Callable[[ListReader[Any], TableReading[Any]], None]"

FOLDER = "tables"
LISTS = "costs, participants or attendance-M1 (of the activity M1)"
"""How the lists of a folder are named, for a way out."""
_OURS = re.compile(r"(?:participants|costs|attendance-.*)\.\w+", re.IGNORECASE)
_KEPT = re.compile(r".*\.bak\d+")


@frozen(kw_only=True)
class TableFile:
    """What was read from one table of participants, presences or costs, and where each row stands.

    `activity` is that of a table of attendance, None for the others.
    """

    path: Path
    activity: str | None = None
    held: tuple[tuple[Participant | Presence | Spent, Place], ...] = ()

    @property
    def rows(self) -> tuple[Participant | Presence | Spent, ...]:
        """Return the rows alone."""
        return tuple(row for row, _ in self.held)

    @property
    def holds_costs(self) -> bool:
        """Tell whether it is a table of costs."""
        return _is_costs(self.path)


@frozen(kw_only=True)
class Tables:
    """All tables of a folder, participants first, then attendance in the order of the plan.

    `whole` tells that each of them could be read as a table.
    """

    files: tuple[TableFile, ...] = ()
    findings: Findings = Findings()  # noqa: RUF009 - frozen
    whole: bool = True

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Return the participants of all tables."""
        return self.of(Participant)

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Return the presences of all tables."""
        return self.of(Presence)

    @property
    def costs(self) -> tuple[Spent, ...]:
        """Return the costs of all tables."""
        return self.of(Spent)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """Return the rows of one kind."""
        return tuple(row for row, _ in self.placed(kind))

    def placed(self, kind: type[T]) -> tuple[tuple[T, Place], ...]:
        """Return the rows of one kind, each with where it stands."""
        return tuple(
            (row, place) for file in self.files for row, place in file.held if isinstance(row, kind)
        )


def folder_tables(door: Door, known: Plan | None, watch: Watch | None = None) -> Tables:
    """Read participants, attendance and costs of a project's folder, by the names of the files.

    `watch` is called with each reader and what it read.

    A presence may name whoever stands in the plan or in the tables. Where the plan cannot be read,
    what a list says of it is no mistake of the list.
    """
    plan = known if known is not None else Plan()
    found: list[Finding] = []
    files: list[TableFile] = []
    order, whole = ranks(plan), True
    people = list(plan.participants)
    ids = {who.id for who in people}
    registered = Registered(tuple(people))
    named = list(_files(door, found, plan))

    def rank(each: tuple[Path, str, Told]) -> tuple[int, str]:
        # Attendance comes last and in the order of the plan, what is not known before it.
        attends = each[2].kind == "attendance"
        return (order.get(each[2].activity or "", -1), each[1]) if attends else (-2, each[1])

    for path, file, told in sorted(named, key=rank):
        activity = told.activity if told.kind == "attendance" else None
        if activity is not None and activity not in order and known is not None:
            way_out = near(activity, order) or f"the activities are {', '.join(order)}"
            message = f"{file} is not read: `{activity}` is not an activity of the project"
            found.append(_finding("table-unknown-activity", message, file, way_out))
            continue
        try:
            data = door.read(file)
        except NotOpened as error:
            found.append(_finding(error.slug, f"{file} {error}", file, error.way_out or ""))
            whole = False
            continue
        noted = _noted(door, file, found)
        reader = reader_of(path, file, activity, plan, registered, noted, told)
        if isinstance(reader, Participants):
            reader.taken |= ids
        read = reader.read(path, data)
        if watch is not None:
            watch(reader, read)
        found += read.findings
        whole = whole and read.whole
        both = [row.id for row in read.rows if isinstance(row, Participant) and row.id in ids]
        if both:
            found.append(_twice(both, file))
        kept = [
            (row, place)
            for row, place in zip(read.rows, read.places, strict=True)
            if not (isinstance(row, Participant) and row.id in ids)
        ]
        files.append(TableFile(path=path, activity=activity, held=tuple(kept)))
        new = [row for row, _ in kept if isinstance(row, Participant)]
        if new:
            people += new
            ids |= {who.id for who in new}
            registered = Registered(tuple(people))
    findings = Findings(found if known is not None else filter(_by_itself, found))
    return Tables(files=tuple(files), findings=findings, whole=whole)


_OF_THE_PLAN = re.compile("table-(unknown-(?!heading).*|ambiguous-participant|other-name|encoding)")
"""Findings that are about what the plan knows; its countries tell encodings apart."""


def _by_itself(finding: Finding) -> bool:
    """Tell whether a list is wrong whatever stands in the plan."""
    encoding = finding.slug == "table-encoding" and finding.severity is Severity.ERROR
    return encoding or not _OF_THE_PLAN.fullmatch(finding.slug)


def table_places(tables: Tables, facts: tuple[Fact, ...]) -> tuple[tuple[str, Place], ...]:
    """Return the address and place of each participant and cost that stands in a table.

    Costs of tables stand behind those of `facts.toml`, and are numbered after them.
    """
    people = [(f"participants/{who.id}", place) for who, place in tables.placed(Participant)]
    costs = tables.placed(Spent)
    spent = [fact for fact in facts if isinstance(fact, Spent)]
    seen = Counter(fact.of or "" for fact in spent[: len(spent) - len(costs)])
    found = []
    for cost, place in costs:
        of = cost.of or ""
        seen[of] += 1
        found.append((fact_address(Spent, of, seen[of]), place))
    return (*people, *found)


def ranks(plan: Plan) -> dict[str, int]:
    """Return the place of each activity in the plan, by its id."""
    order: dict[str, int] = {}
    for activity in plan.activities:
        order.setdefault(activity.id, len(order))
    return order


def is_table(path: Path) -> bool:
    """Tell whether a file is a table that is read."""
    named = _OURS.fullmatch(path.name) is not None
    return named and path.suffix.lower() in SUFFIXES and path.is_file()


def _is_costs(path: Path) -> bool:
    return path.stem.lower() == "costs"


def attendance_names(plan: Plan) -> dict[str, str]:
    """Return how the list of each activity is called, without its ending, by the activity's id.

    It is `attendance-M1` of M1, and has a mark where that cannot be, or be that of one activity
    alone, on every system.
    """
    ids = list(ranks(plan))
    return dict(zip(ids, file_stems(f"attendance-{id_}" for id_ in ids), strict=True))


def _spellings(plan: Plan) -> dict[str, str]:
    """Return the ids of activities by what may stand for them in the name of a list.

    A mark is known also where it is not needed any more, and letters as macOS writes them.
    """
    names = attendance_names(plan)
    marks = {marked(f"attendance-{id_}"): id_ for id_ in names}
    known = marks | {name: id_ for id_, name in names.items()}
    spelled = {name.removeprefix("attendance-"): id_ for name, id_ in known.items()}
    return spelled | {normalize("NFC", id_): id_ for id_ in names} | {id_: id_ for id_ in names}


def concerned(file: str, plan: Plan) -> str:
    """Return the address of what a list is about, by its name: `participants`, `presences/T3`.

    It is `spent` for costs; with a list whose name is not known anybody may be meant: `presences`.
    """
    said = told(Path(file), _spellings(plan))
    if said.kind in {"costs", "participants"}:
        return "spent" if said.kind == "costs" else "participants"
    return "presences" if said.activity is None else f"presences/{said.activity}"


def told(
    path: Path, known: dict[str, str], own: Mapping[str, tuple[date, ...]] = MappingProxyType({})
) -> Told:
    """Return what the name of a list says; `known` are the spellings of activities, see there."""
    match = exact(path.stem)
    by_words = told_by(path.stem, tuple(dict.fromkeys(known.values())), own)
    if match is None:
        return by_words
    if (said := match["activity"]) is None:
        return Told(kinds=frozenset({path.stem.lower()}), exact=True)
    activity = known.get(said) or known.get(normalize("NFC", said))
    if activity is None and by_words.kind is not None:
        return by_words
    return Told(kinds=frozenset({"attendance"}), activity=activity or said, exact=True)


def _files(door: Door, found: list[Finding], plan: Plan) -> Iterator[tuple[Path, str, Told]]:
    """Yield the tables that are read with what their names say, and say which files are not."""
    first: dict[str, str] = {}
    names = door.names(FOLDER)
    if not names:
        return
    known = _spellings(plan)
    own = {a.id: own_days(a) for a in plan.activities}
    lists = [name for name in names if Path(name).suffix.lower() in SUFFIXES]
    for file in names:
        path = door.folder / file
        if _KEPT.fullmatch(path.name) or STAGED.fullmatch(path.name):
            continue
        if path.suffix.lower() == NOTES and not path.is_dir():
            if not any(notes_name(other) == file for other in lists):
                message = f"{file} belongs to no list"
                way_out = "name it like its list, or take it out"
                found.append(_finding("table-notes", message, file, way_out, Severity.WARNING))
            continue
        said = told(path, known, own)
        why = _not_read(path, file, said, own, known_ids=bool(known))
        if why is not None:
            if why.message:
                found.append(why)
            continue
        if (other := first.setdefault(alike(file), file)) != file:
            message = f"{file} and {other} are one file on Windows and macOS"
            way_out = "put the rows of both into one of them"
            found.append(_finding("table-name", message, file, way_out, Severity.WARNING))
        yield path, file, said


def _not_read(
    path: Path, file: str, said: Told, own: Mapping[str, tuple[date, ...]], *, known_ids: bool
) -> Finding | None:
    """Return why a file is not read; None for one that is, a finding without words for a readme."""
    over = passed_over(path.name)
    if path.is_dir():
        over = "it is a folder; put its lists right into tables/"
    if over is not None:
        message = f"{file} is not read: {over}" if over else ""
        return _finding("table-passed-over", message, file, "", Severity.NOTE)
    way_out = "lists are participants.csv, costs.csv, and attendance-T1.csv for T1"
    meant = said.kinds or said.activity is not None or bool(_OURS.fullmatch(path.name))
    if path.suffix.lower() not in SUFFIXES:
        message = f"{file} is not read: tables are .csv, .xlsx or .ods"
        slug = "table-name" if meant and is_sheet(path.name) else "table-passed-over"
        return _finding(slug, message, file, "save it as one of them", Severity.WARNING)
    days = own.get(said.activity or "", ())
    if said.kind is not None and not (isinstance(said.day, int) and said.day > len(days)):
        return None
    message = f"{file} is not read: no list has this name"
    if said.kind is not None:
        message = f"{file} is not read: {said.activity} has {len(days)} days, and no day {said.day}"
        way_out = "name it by one of its days"
    elif said.activity is not None:
        message = (
            f"{file} is not read: its name does not say what kind of list of {said.activity} it is"
        )
        ending = path.suffix.lower()
        registered, there = (
            f"{kind}-{said.activity}{ending}" for kind in ("participants", "attendance")
        )
        way_out = f"call it {registered} if they registered, {there} if they were there"
    slug = "table-name" if meant or not known_ids else "table-passed-over"
    return _finding(slug, message, file, way_out, Severity.WARNING)


def reader_of(
    path: Path,
    file: str,
    activity: str | None,
    plan: Plan,
    people: tuple[Participant, ...] | Registered,
    notes: bytes | None = None,
    said: Told | None = None,
) -> ListReader[Any]:
    """Return who reads a file of this name, with what the name and the file beside it say."""
    reader: ListReader[Any]
    if activity is not None:
        reader = attendance = Attendance(file, plan, activity, people)
        days, day = attendance.own, said.day if said is not None else None
        attendance.named = When.day(days[day - 1]) if isinstance(day, int) else day
    elif _is_costs(path) or (said is not None and said.kind == "costs"):
        reader = Costs(file, plan)
    else:
        reader = listed = Participants(file, plan)
        listed.registers = said.activity if said is not None else None
    if notes is not None:
        about = TableFindings(notes_name(file))
        noted = notes_of(notes, about, reader.headings(plan))
        reader.found.found += about.all()
        if noted is not None and noted.file in {"", path.name}:
            reader.noted = noted
    return reader


def notes_name(file: str) -> str:
    """Return the name of the file that says how a list is understood."""
    return f"{file.rpartition('.')[0]}{NOTES}"


def _noted(door: Door, file: str, found: list[Finding]) -> bytes | None:
    name = notes_name(file)
    if not door.has(name):
        return None
    try:
        return door.read(name)
    except NotOpened as error:
        found.append(_finding(error.slug, f"{name} {error}", name, error.way_out or ""))
        return None


def _twice(ids: list[str], file: str) -> Finding:
    listed = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")  # noqa: PLR2004
    message = f"{listed} of {file} are in project.toml or another table too; they are left out"
    return _finding("table-id-twice", message, file, "keep each participant in one place")


def _finding(
    slug: str, message: str, file: str, way_out: str, severity: Severity = Severity.ERROR
) -> Finding:
    place = Place(file=file, line=1, column=1)
    return Finding(slug=slug, message=message, severity=severity, place=place, way_out=way_out)


# Where participants, presences and costs are written: in tables as far as these can hold them.

_READERS: dict[type, type[ListReader[Any]]]
_READERS = {Participant: Participants, Presence: Attendance, Spent: Costs}


@frozen(kw_only=True)
class Split:
    """What of a list stands in TOML, and what in tables: the name of the file and its rows.

    `keep` are tables that stay as they are.
    """

    toml: tuple[Any, ...]
    tables: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    keep: frozenset[Path] = frozenset()


def split_participants(p: Partnership) -> Split:
    """Return where participants are written.

    They stand in a table from the first one on after which all read back as they are; those before
    stay in `project.toml`, so that the order is kept and nothing is lost that a table cannot hold.
    """
    rows = p.baseline.participants
    plan = attrs.evolve(p.baseline, participants=())
    begin = _begin(rows, partial(Participants, "", plan))
    if {who.id for who in rows[:begin]} & {who.id for who in rows[begin:]}:
        begin = len(rows)
    return _split(rows, begin, "participants")


def split_costs(p: Partnership) -> Split:
    """Return where costs are written: in a table from the first one on after which all fit.

    What has evidence stays in `facts.toml`, and so do those before it, to keep the order.
    """
    rows = p.typed_of(Spent)
    return _split(rows, _begin(rows, partial(Costs, "", p.baseline)), "costs")


def _split(rows: tuple[Any, ...], begin: int, name: str) -> Split:
    table = ((f"{FOLDER}/{name}.csv", rows[begin:]),) if rows[begin:] else ()
    return Split(toml=rows[:begin], tables=table)


def split_presences(p: Partnership) -> Split:
    """Return where presences are written: in tables as far as these can hold them.

    What has evidence or belongs to no activity of the plan stays in `facts.toml`, and so does what
    stands before it, because the order of facts is kept.
    """
    rows, plan = p.typed_of(Presence), p.baseline
    order = ranks(plan)
    begin, last = len(rows), len(order)
    while begin and not (row := rows[begin - 1]).evidence:
        rank = order.get(row.of or "", len(order))
        if rank > last or rank == len(order):
            break
        begin, last = begin - 1, rank
    groups: dict[str, list[Presence]] = {}
    for row in rows[begin:]:
        groups.setdefault(row.of or "", []).append(row)
    kept: list[tuple[str, tuple[Any, ...]]] = []
    names = attendance_names(plan)
    for activity, group in reversed(groups.items()):
        listed = tuple(group)
        first = _begin(listed, partial(Attendance, "", plan, activity, plan.participants))
        if listed[first:]:
            kept.insert(0, (f"{FOLDER}/{names[activity]}.csv", listed[first:]))
        if first:
            break
    count = sum(len(each) for _, each in kept)
    return Split(toml=rows[: len(rows) - count], tables=tuple(kept))


def _begin(rows: tuple[T, ...], reader: Callable[[], ListReader[T]]) -> int:
    """Return from which row on all read back as they are."""

    def same(some: tuple[T, ...]) -> bool:
        read = reader().read(Path(), table_text(some).encode())
        # What a list would have to be asked about stays where it is certain.
        twice = any(found.slug == "table-presence-twice" for found in read.findings)
        return read.rows == some and not twice

    if same(rows):
        return 0
    begin = len(rows)
    while begin and same((rows[begin - 1],)):
        begin -= 1
    return begin if same(rows[begin:]) else len(rows)


def table_text(rows: tuple[Any, ...]) -> str:
    """Return rows of one kind as CSV."""
    return _READERS[type(rows[0])].text(rows) if rows else ""
