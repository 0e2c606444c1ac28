"""The tables of a project's folder: who takes part, who was there, and what was spent."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.checks import Finding, Findings, Severity
from vetpartner.files.tables.attendance_table import read_attendance
from vetpartner.files.tables.costs_table import read_costs
from vetpartner.files.tables.participants_table import read_participants
from vetpartner.files.tables.table_rows import SUFFIXES
from vetpartner.model import (
    ACTIVITIES,
    Participant,
    Place,
    Plan,
    Presence,
    Spent,
    fact_address,
)
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Fact

FOLDER = "tables"
_ATTENDANCE = re.compile(r"attendance-(?P<activity>.+)", re.IGNORECASE)
_OURS = re.compile(r"(?:participants|costs|attendance-.*)\.\w+", re.IGNORECASE)
_NEARLY = re.compile(r"(?:particip|attend|cost).*\.(?:csv|tsv|txt|xls[xmb]?|od[st])", re.IGNORECASE)
_KEPT = re.compile(r".*\.bak\d+")


@frozen(kw_only=True)
class TableFile:
    """What was read from one table: `activity` is None for participants and costs.

    `places` are where each participant stands, by id, and each cost, by what it is for; `spots`
    where each presence does.
    """

    path: Path
    activity: str | None
    participants: tuple[Participant, ...] = ()
    presences: tuple[Presence, ...] = ()
    costs: tuple[Spent, ...] = ()
    places: tuple[tuple[str, Place], ...] = field(default=(), repr=False)
    spots: tuple[Place, ...] = field(default=(), repr=False)


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
        return tuple(who for file in self.files for who in file.participants)

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Return the presences of all tables."""
        return tuple(row for file in self.files for row in file.presences)

    @property
    def costs(self) -> tuple[Spent, ...]:
        """Return the costs of all tables."""
        return tuple(row for file in self.files for row in file.costs)


def folder_tables(folder: Path, plan: Plan) -> Tables:
    """Read participants, attendance and costs of a project's folder, by the names of the files.

    A presence may name whoever stands in the plan or in the tables.
    """
    found: list[Finding] = []
    order = ranks(plan)
    named = [(path, file, _activity(path)) for path, file in _files(folder, found)]
    files: list[TableFile] = []
    whole = True
    ids = {who.id for who in plan.participants}
    people: tuple[Participant, ...] = plan.participants
    for path, file, activity in named:
        if _is_costs(path):
            read = read_costs(path, file, plan)
            found += read.findings
            files.append(TableFile(path=path, activity=None, costs=read.rows, places=read.places))
            whole = whole and read.whole
        elif activity is None:
            read = read_participants(path, file, plan)
            kept = tuple(who for who in read.rows if who.id not in ids)
            found += [*read.findings, *_twice(read.rows, ids, file)]
            files.append(TableFile(path=path, activity=None, participants=kept, places=read.places))
            people, ids = (*people, *kept), ids | {who.id for who in kept}
            whole = whole and read.whole
    attended = [(order.get(a, -1), path, file, a) for path, file, a in named if a is not None]
    for rank, path, file, id_ in sorted(attended, key=lambda each: (each[0], each[2])):
        if rank < 0:
            way_out = near(id_, list(order)) or f"the activities are {', '.join(order)}"
            message = f"{file} is not read: `{id_}` is not an activity of the project"
            found.append(_finding("table-unknown-activity", message, file, way_out))
            continue
        read = read_attendance(path, file, id_, people, plan)
        found += read.findings
        files.append(TableFile(path=path, activity=id_, presences=read.rows, spots=read.spots))
        whole = whole and read.whole
    return Tables(files=tuple(files), findings=Findings(found), whole=whole)


def table_places(tables: Tables, facts: tuple[Fact, ...]) -> tuple[tuple[str, Place], ...]:
    """Return the address and place of each participant and cost that stands in a table.

    Costs of tables stand behind those of `facts.toml`, and are numbered after them.
    """
    people = [
        (f"participants/{id_}", at) for f in tables.files if not f.costs for id_, at in f.places
    ]
    costs = [place for file in tables.files if file.costs for place in file.places]
    spent = [fact for fact in facts if isinstance(fact, Spent)]
    seen = Counter(fact.of or "" for fact in spent[: len(spent) - len(costs)])
    found = []
    for of, place in costs:
        seen[of] += 1
        found.append((fact_address(Spent, of, seen[of]), place))
    return (*people, *found)


def ranks(plan: Plan) -> dict[str, int]:
    """Return the place of each activity in the plan, by its id."""
    order: dict[str, int] = {}
    for kind in ACTIVITIES:
        for activity in getattr(plan, kind):
            order.setdefault(activity.id, len(order))
    return order


def is_table(path: Path) -> bool:
    """Tell whether a file is a table that is read."""
    named = _OURS.fullmatch(path.name) is not None
    return named and path.suffix.lower() in SUFFIXES and path.is_file()


def _is_costs(path: Path) -> bool:
    return path.stem.lower() == "costs"


def _activity(path: Path) -> str | None:
    match = _ATTENDANCE.fullmatch(path.stem)
    return match["activity"] if match else None


def _files(folder: Path, found: list[Finding]) -> Iterator[tuple[Path, str]]:
    """Yield the tables that are read, and say which files like them are not."""
    root = folder.resolve()
    place = folder / FOLDER
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        file = f"{FOLDER}/{path.name}"
        if _KEPT.fullmatch(path.name):
            continue
        if not _OURS.fullmatch(path.name):
            if _NEARLY.fullmatch(path.name):
                message = f"{file} is not read: no list has this name"
                way_out = "lists are participants.csv, costs.csv, and attendance-T1.csv for T1"
                found.append(_finding("table-name", message, file, way_out, Severity.WARNING))
            continue
        if path.suffix.lower() not in SUFFIXES:
            message = f"{file} is not read: tables are .csv, .xlsx or .ods"
            way_out = "save it as one of them"
            found.append(_finding("table-name", message, file, way_out, Severity.WARNING))
        elif not path.resolve().is_relative_to(root):
            message = f"{file} is not read: it leads out of the project's folder"
            way_out = "copy the file into tables/"
            found.append(_finding("table-unsafe", message, file, way_out))
        else:
            yield path, file


def _twice(rows: tuple[Participant, ...], ids: set[str], file: str) -> Iterator[Finding]:
    both = [who.id for who in rows if who.id in ids]
    if both:
        listed = ", ".join(both[:5]) + (f" and {len(both) - 5} more" if len(both) > 5 else "")  # noqa: PLR2004
        message = f"{listed} of {file} are in project.toml or another table too; they are left out"
        yield _finding("table-id-twice", message, file, "keep each participant in one place")


def _finding(
    slug: str, message: str, file: str, way_out: str, severity: Severity = Severity.ERROR
) -> Finding:
    place = Place(file=file, line=1, column=1)
    return Finding(slug=slug, message=message, severity=severity, place=place, way_out=way_out)
