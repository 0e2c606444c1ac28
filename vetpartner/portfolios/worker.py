"""What a worker does with some paths: read, check, and give back columns.

It runs in this process, in another one, or on another machine, and gets and returns plain values.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen

from vetpartner.portfolios.lying import lying, masked
from vetpartner.values.file_names import PLAN_FILE
from vetpartner.values.progress import unheard
from vetpartner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.files import Reading
    from vetpartner.portfolios.declared import Columns
    from vetpartner.portfolios.lying import Lying
    from vetpartner.values.finding import Finding, Findings

FORM = 3
"""The form of an entry; what was kept in another one is not used."""


@frozen(kw_only=True)
class Settings:
    """As of which day all are looked at, and the secret key, which no text of it shows."""

    day: date
    key: bytes | None = field(default=None, repr=False)

    def stamp(self) -> str:
        """Return what results depend on beside the files: day, program with its rules, key.

        The key is told from others by a keyed word, from which nobody gets it back.
        """
        from vetpartner.programme.shipped import shipped_digest

        law = shipped_digest()
        which = digest(self.key, b"which key", "sha256").hex()[:16] if self.key else ""
        return f"{FORM} {self.day} {VERSION} {law[:16]} {which}"


@frozen(kw_only=True)
class Task:
    """A path to look at, as it was given; of what is known before stamp, fingerprint, evidence.

    `where` is the same for a worker that runs in another folder.
    """

    path: str
    where: str = field(
        default=Factory(lambda self: str(Path(self.path).absolute()), takes_self=True)
    )
    stamp: str = ""
    fingerprint: str = ""
    evidence: Mapping[str, tuple[int, int, str]] = field(factory=dict)


@frozen(kw_only=True)
class Result:
    """What came of a path: a new entry, or None where all is as it was known to be.

    One that is not `lasting` is made anew by the next run. `version` is that of the worker;
    `stopped` tells that the worker did not live to give one.
    """

    path: str
    entry: bytes | None
    lasting: bool = True
    stopped: bool = False
    version: str = field(factory=lambda: VERSION)


def read_batch(tasks: Iterable[Task], settings: Settings) -> list[Result]:
    """Look at some paths, one after the other; what is wrong with one stops no other."""
    return [read_one(task, settings) for task in tasks]


def read_one(task: Task, settings: Settings) -> Result:
    """Look at a path: nothing is read where nothing changed."""
    path, stamp = Path(task.where), settings.stamp()
    try:
        if not path.exists():
            entry = unread("not there", _not_there(path))
            return Result(path=task.path, entry=packed(entry), lasting=False)
        found = lying(path, task.evidence, task.evidence)
        same = task.stamp == stamp and found.fingerprint(task.evidence) == task.fingerprint
        if same:
            return Result(path=task.path, entry=None)
        with unheard():
            entry, lasting = entry_of(path, found, settings)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other projects are read
        why = error.strerror if isinstance(error, OSError) else None
        reason = f"it cannot be read: {why or type(error).__name__}"
        return Result(path=task.path, entry=packed(unread("not read", reason)), lasting=False)
    return Result(path=task.path, entry=packed({**entry, "stamp": stamp}), lasting=lasting)


NO_PROJECT = "no project"
"""The state of what lies there and is something else, such as a budget beside the projects."""
_NOTHING = "there is no project in it: no project.toml, workbook or JSON document"


def _not_there(path: Path) -> str:
    """Say where nothing was found: a worker may see other folders than who asks."""
    machine = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"there is no {path.name} for the worker on {machine or 'its machine'}"


def entry_of(path: Path, found: Lying, settings: Settings) -> tuple[dict[str, Any], bool]:
    """Read and check a project; return what is kept of it, and whether it lasts.

    Where a file of evidence lies there and cannot be opened, nothing tells when it can.
    """
    from vetpartner.checks import check
    from vetpartner.files import read
    from vetpartner.portfolios.taken import Taken

    if path.is_dir() and not (path / PLAN_FILE).exists():
        return {**unread(NO_PROJECT, _NOTHING), "fingerprint": found.fingerprint(())}, True
    reading = read(path)
    if reading.partnership is None:
        foreign = any(one.slug == "no-project" for one in reading.findings)
        told = unread(NO_PROJECT if foreign else "not read", _reason(reading))
        return {**told, "fingerprint": found.fingerprint(())}, True
    p = reading.partnership.on(settings.day)
    named = {one.file for fact in reading.partnership.facts for one in fact.shows if one.file}
    lies = {file: name for file in sorted(named) if (name := found.named(file)) is not None}
    known = {file: found.digest(name) for file, name in lies.items()}
    held = {file: told for file, told in known.items() if told is not None}
    taken = Taken(
        p=p,
        findings=_checked(reading, check(p)),
        digests={file: (size, digest) for file, (size, _, digest) in held.items()},
        key=settings.key,
    )
    evidence = {masked(lies[file]): told for file, told in held.items()}
    entry = {
        "fingerprint": found.fingerprint(evidence),
        "evidence": evidence,
        "tables": taken.columns(),
    }
    return entry, len(held) == len(known)


def _checked(reading: Reading, found: Findings) -> Findings:
    """Return what `vetpartner check` says, without templates, which no table depends on."""
    from vetpartner.checks import accept
    from vetpartner.values.finding import Findings

    p = reading.partnership
    mistakes = accept(reading.findings, p) if p is not None else tuple(reading.findings)
    return Findings((*mistakes, *found)).sorted()


def _reason(reading: Reading) -> str:
    """Return the first error, of what cannot be read before what may come of it.

    It is told by its rule and place: its words may quote what somebody typed.
    """
    from vetpartner.checks.running import UNREAD, meaning, sentence

    errors = reading.findings.errors or tuple(reading.findings)
    if not errors:
        return "it cannot be built"
    first = next((error for error in errors if meaning(error) == UNREAD), errors[0])
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return f"{sentence(first.slug)} ({first.slug}){_at(first)}{more}"


def _at(finding: Finding) -> str:
    place = finding.place
    return "" if place is None else f" at {place.file}:{place.line}"


def unread(state: str, reason: str) -> dict[str, Any]:
    """Return the entry of a path of which nothing could be read: one row that says why."""
    from vetpartner.portfolios.declared import PROJECTS, TABLES, columns_of

    said = {"state": state, "reason": reason}
    row = tuple(said.get(column.name) for column in PROJECTS.columns[1:])
    tables = {name: columns_of(table, ()) for name, table in TABLES.items()}
    return {"tables": {**tables, "projects": columns_of(PROJECTS, [row])}}


def packed(entry: Mapping[str, Any]) -> bytes:
    """Return an entry as bytes: what is known of the files in a line of JSON, the tables behind."""
    head = {name: value for name, value in entry.items() if name != "tables"}
    body = {"tables": entry["tables"], "keys": numbers_of(entry["tables"])}
    tables = zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 1)
    return json.dumps({**head, "sum": sha256(tables).hexdigest()}).encode() + b"\n" + tables


def numbers_of(tables: Mapping[str, Columns]) -> list[int]:
    """Return the numbers of all that is compared with other projects, so that a worker makes them.

    They stand in the order of the numbers, each once.
    """
    from vetpartner.portfolios.asked import keys_of
    from vetpartner.portfolios.one import One
    from vetpartner.portfolios.twice import number_of

    return sorted({number_of(key) for key, _ in keys_of(One.of(0, "", tables))})
