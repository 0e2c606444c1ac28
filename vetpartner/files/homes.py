"""Reading a partnership from any of its homes, and recording facts in it."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.files.reading import (
    InvalidProject,
    NotRecorded,
    Reading,
    read_folder,
    read_toml,
)
from vetpartner.files.tables.folder import LISTS
from vetpartner.files.tables.rows import SUFFIXES
from vetpartner.values.file_names import SEALS
from vetpartner.values.finding import Finding, Findings, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Fact, Partnership


# What reads one home, or writes it, is loaded for that alone.


def _book(path: Path) -> Reading:
    from vetpartner.files.workbooks.home import read_workbook

    return read_workbook(path)


def _json(path: Path) -> Reading:
    from vetpartner.files.document import read_json

    return read_json(path)


def _seal_findings(path: Path) -> Iterable[Finding]:
    if not os.path.lexists(path / SEALS):
        return ()
    from vetpartner.files.seals.folder import seal_findings

    return seal_findings(path)


_READERS = {
    ".toml": read_toml,
    ".json": _json,
    ".xlsx": _book,
    ".ods": _book,
}
BOOKS = frozenset({".xlsx", ".ods"})
"""Homes in which somebody may have more than the plan."""


def read(path: Path | str) -> Reading:
    """Read a partnership from a folder, or from a .toml, .json, .xlsx or .ods file.

    Never raises for a mistake of the user: `partnership` is None if it could not be built, and
    `findings` hold everything that is wrong, each with its place.
    """
    path = Path(path)
    if path.is_dir():
        reading = read_folder(path)
        return evolve(reading, findings=(reading.findings + _seal_findings(path)).sorted())
    reader = _READERS.get(path.suffix.lower())
    if reader is not None and path.is_file():
        return reader(path)
    if path.exists():
        message = f"{path.name} is neither a project folder nor a .toml, .json, .xlsx or .ods file"
    else:
        message = f"there is no {path}"
    way_out = "name the folder in which project.toml stands, or make one with `vetpartner new`"
    if path.suffix.lower() in {*SUFFIXES, ".tsv", ".xls"} and path.is_file():
        way_out = f"a list goes into tables/ of a project folder, named {LISTS}"
    finding = Finding(slug="no-project", message=message, severity=Severity.ERROR, way_out=way_out)
    return Reading(partnership=None, findings=Findings((finding,)))


def load(path: Path | str) -> Partnership:
    """Read a partnership; raise `InvalidProject` with all findings if it cannot be built.

    What is wrong and does not prevent that, such as a row of a table that was left out, is told by
    `read(path).findings` only.
    """
    reading = read(path)
    if reading.partnership is None:
        raise InvalidProject(reading.findings)
    return reading.partnership


def record(path: Path | str, *facts: Fact) -> tuple[Path, ...]:
    """Write facts down in a project, and return the files written; no file if they are no news.

    What is recorded already, by whomever, is not written again. Raises `NotRecorded` where a fact
    brings an error that was not there before, `InvalidProject` where the project has errors that
    keep it from being saved whole; then nothing is written. Otherwise as `save`.
    """
    from vetpartner.files.transaction import working

    home = Path(path) if Path(path).is_dir() else Path(path).parent
    with working(home, "a program that records facts") if home.is_dir() else nullcontext():
        return _recorded(path, facts)


def nowhere(finding: Finding) -> Finding:
    """Return a finding about a fact that stands in no file yet without a place in one."""
    at = finding.place
    unknown = at is not None and (at.line, at.column) == (1, 1)
    return evolve(finding, place=None, line=None) if unknown else finding


def _recorded(path: Path | str, facts: tuple[Fact, ...]) -> tuple[Path, ...]:
    from vetpartner.checks import check
    from vetpartner.files.saving import save

    reading = read(path)
    if reading.partnership is None or reading.findings.errors:
        raise InvalidProject(reading.findings)
    before = reading.partnership
    after = before.with_news(*facts)
    if after is before:
        return ()
    known = {(one.slug, one.message) for one in check(before).errors}
    new = [one for one in check(after).errors if (one.slug, one.message) not in known]
    if new:
        raise NotRecorded(Findings(map(nowhere, new)))
    if Path(path).suffix.lower() in BOOKS:
        return _into_workbook(before, after, Path(path))
    return save(after, path)


def _into_workbook(before: Partnership, after: Partnership, path: Path) -> tuple[Path, ...]:
    """Put what is new into a workbook, row by row, so that all else of it stays as it is."""
    from vetpartner.files.atomic import write_whole
    from vetpartner.files.disk import NotWritten
    from vetpartner.files.saving import kept
    from vetpartner.files.workbooks.adding import with_facts

    if path.suffix.lower() != ".xlsx":
        raise NotWritten(f"{path.name} cannot be written into; save it as .xlsx")
    known = list(before.facts)
    data = with_facts(before, path, tuple(fact for fact in after.facts if fact not in known))
    write_whole(path, data, check=lambda new: kept(after, read(new), path.name, new.name))
    return (path,)
