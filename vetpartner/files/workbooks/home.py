"""A planning workbook as a home: with the lists and proofs that lie in folders beside it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from vetpartner.files.door import Door
from vetpartner.files.evidence import evidence_findings
from vetpartner.files.origin import Source
from vetpartner.files.reading import Reading, unread
from vetpartner.files.tables.folder import FOLDER, Tables, folder_tables, table_places
from vetpartner.files.workbooks.reading import BookReader
from vetpartner.model import Partnership, Place, Presence
from vetpartner.values.file_names import PLAN_FILE
from vetpartner.values.finding import Findings
from vetpartner.values.problems import Path as Cell

if TYPE_CHECKING:
    from vetpartner.model import Fact, Plan
    from vetpartner.values.finding import Finding

EVIDENCE = "evidence"


@frozen(kw_only=True)
class BookOrigin:
    """A workbook, with the cells from which its values came, and the lists beside it.

    `heads` are the keys of the columns of each table, from the first column on.
    """

    folder: Path
    name: str
    source: Source
    cells: Mapping[Cell, Place] = field(repr=False)
    columns: Mapping[str, tuple[str, tuple[str, ...]]] = field(repr=False)
    tables: tuple[tuple[str, Place], ...] = field(default=(), repr=False)
    presences: tuple[tuple[Presence, Place], ...] = field(default=(), repr=False)

    def locate(self, address: str, fact: Fact | None = None) -> Place | None:
        """Return the cell of an address, or of the nearest thing around it.

        `fact` is what the address leads to: of a presence in a list it tells the row.
        """
        if fact is not None and (place := self._rows.get(id(fact))):
            return place
        if address.startswith("narrative/"):
            return self._near(("narratives", *address.split("/")[1:]))
        path = self.source.path(address)
        if path is not None:
            return self._near(path)
        return self._listed.get("/".join(address.split("/")[:2]))

    def line(self, place: Place) -> str | None:  # noqa: ARG002 - as origins have it
        """Return None: a row of cells is no line of text."""
        return None

    def _near(self, path: Cell) -> Place | None:
        while path and path not in self.cells:
            path = path[:-1]
        return self.cells.get(path)

    @cached_property
    def _rows(self) -> dict[int, Place]:
        return {id(presence): place for presence, place in self.presences}

    @cached_property
    def _listed(self) -> dict[str, Place]:
        return dict(reversed(self.tables))


def read_workbook(file: Path) -> Reading:
    """Read a planning workbook, and what lies in `tables/` and `evidence/` beside it.

    A workbook within a folder that has a plan of its own is read alone. Findings name sheet, row
    and column.
    """
    reader = BookReader(file.name)
    raw: dict[str, Any] = reader.tables(file)
    built = reader.document(raw, file.name, reader.where)
    door = Door(file.parent)
    tables = tables_beside(file, built.plan)
    reader.found += tables.findings
    plan, facts = built.plan, built.facts
    if plan is not None:
        plan = attrs.evolve(plan, participants=(*plan.participants, *tables.participants))
    if facts is not None:
        facts = (*facts, *tables.presences, *tables.costs)
    built = attrs.evolve(built, plan=plan, facts=facts)
    reader.sound = not Findings(reader.found).errors
    origin = BookOrigin(
        folder=file.parent,
        name=file.name,
        source=Source(file=file.name, text="", raw=raw),
        cells=reader.cells,
        columns=reader.columns,
        tables=table_places(tables, facts or ()),
        presences=tables.placed(Presence),
    )
    made = reader.result(built, file, origin)
    if made.partnership is None:
        return made
    findings = made.findings
    if _stands_alone(file) and door.has(EVIDENCE):
        findings += evidence_findings(made.partnership, origin)
    left = tuple(unread(tables, made.partnership.baseline))
    known = attrs.evolve(made.partnership, unread=left)
    return Reading(partnership=known, findings=findings, tables=tables)


_PICTURES = re.compile(r"xl/(?:media|charts|drawings|embeddings)/[^/]+(?<!\.vml)")


def own_in(findings: Iterable[Finding], file: Path) -> tuple[str, ...]:
    """Return what somebody has in a workbook beside the plan, by what was found reading it."""
    found = [
        each.message.partition(" is no part")[0]
        for each in findings
        if each.slug == "sheet-not-read" and " is no part" in each.message
    ]
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            pictures = [name for name in archive.namelist() if _PICTURES.fullmatch(name)]
        found += [f"pictures and charts ({len(pictures)} parts)"] if pictures else []
    return tuple(found)


def tables_beside(file: Path, plan: Plan | None) -> Tables:
    """Return the lists in `tables/` beside a workbook; none within a folder with its own plan."""
    if not _stands_alone(file) or not (file.parent / FOLDER).is_dir():
        return Tables(files=(), findings=Findings(), whole=True)
    return folder_tables(Door(file.parent), plan)


def own_part(p: Partnership, file: Path) -> Partnership:
    """Return what of a partnership a workbook has to hold, since the rest lies beside it.

    Lists of which a row was changed stay in it, so that who saves it notices that they are double.
    """
    plan = attrs.evolve(p.baseline, participants=())
    first = tables_beside(file, plan)
    people = set(first.participants)
    kept = tuple(one for one in p.baseline.participants if one not in people)
    tables = tables_beside(file, attrs.evolve(plan, participants=kept))
    listed = {*tables.participants, *tables.presences, *tables.costs}
    if not listed <= {*p.baseline.participants, *p.facts}:
        return p
    facts = tuple(fact for fact in p.facts if fact not in listed)
    return attrs.evolve(p, baseline=attrs.evolve(plan, participants=kept), facts=facts)


def _stands_alone(file: Path) -> bool:
    return not (file.parent / PLAN_FILE).exists()
