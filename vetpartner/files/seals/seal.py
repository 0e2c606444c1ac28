"""The list of a seal, `seal.json`: what was sealed, when, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, field, frozen

from vetpartner.checks import Finding, Severity
from vetpartner.files.disk import NotOpened, contents, hash_of
from vetpartner.programme import FACTS, UnknownCall, rules_for
from vetpartner.programme.describing import shown
from vetpartner.values.reading import KEY, Strict, WrongValue, read_any_text
from vetpartner.values.showing import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


SEAL_FILE = "seal.json"
DATA_FILE = "project.json"
RULES_FILE = "rules.json"
OUTPUTS = "outputs"

NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
"""What a seal may be called: it is the name of a folder on any computer."""
_HASH = re.compile(r"[0-9a-f]{64}")


class BrokenSeal(ValueError):
    """A `seal.json` cannot be understood; the message says why."""


@frozen(kw_only=True)
class SealedFile:
    """A file of a seal: its name below the seal's folder, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@frozen(kw_only=True)
class Link:
    """The seal before this one, by name and fingerprint."""

    name: str = field(metadata={KEY: "seal"})
    fingerprint: str = field(metadata={KEY: "sha256"})


@frozen(kw_only=True)
class Seal(Shown):
    """What was reported, as it was sealed.

    `day` is the day as of which it was sealed, `until` the last day that the report covers.
    `report` is the kind of the report, None where the name tells none of the plan.
    `program` is the version that wrote it. `number` counts the seals of a project from 1.
    `previous` is the seal before; so a change of an earlier `seal.json` is seen in the next.
    `fingerprint` is the SHA-256 of `seal.json` itself: keep it where nobody can change it.
    """

    name: str = field(metadata={KEY: "seal"})
    number: int
    day: date
    until: date
    report: str | None
    project: str
    program: str = field(metadata={KEY: "vetpartner"})
    previous: Link | None
    files: tuple[SealedFile, ...]
    fingerprint: str = field(default="", eq=False, metadata={KEY: None})


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def seal_text(seal: Seal) -> str:
    """Return the text of `seal.json`: the same for the same seal."""
    return json.dumps(_table(seal), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _table(record: attrs.AttrsInstance) -> dict[str, object]:
    keys = ((a.name, a.metadata.get(KEY, a.name)) for a in attrs.fields(type(record)))
    return {key: getattr(record, name) for name, key in keys if key is not None}


def _plain(value: Any) -> object:  # noqa: ANN401 - for `json.dumps(default=…)`
    return value.isoformat() if isinstance(value, date) else _table(value)


def _hash(value: object) -> str:
    if not _HASH.fullmatch(text := read_any_text(value)):
        raise WrongValue("wrong-type", f"expected a SHA-256, not {text!r}")
    return text


_STRICT = Strict({str: read_any_text}, named={"sha256": _hash, "fingerprint": _hash})


def read_seal(data: bytes) -> Seal:
    """Read a `seal.json`; raise `BrokenSeal` for anything that this program would not write."""
    try:
        seal, problems = _STRICT.structure(json.loads(data.decode()), Seal)
    except RecursionError:
        raise BrokenSeal("it nests lists too deeply") from None
    except ValueError as error:
        raise BrokenSeal(str(error)) from None
    if problems:
        raise BrokenSeal("; ".join(problem.message for problem in problems))
    read: Seal = evolve(seal, fingerprint=sha256(data))
    return read


# The rules in force, as a seal keeps them: each value with its source.


def rules_text(p: Partnership) -> str:
    """Return the rules in force as JSON: each value that is said, with source and confidence."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        table: dict[str, object] = {"action": None, "call": None, "rules": []}
        return json.dumps(table, indent=2) + "\n"
    rows = []
    for key in filter(rules.says, FACTS):
        cited = rules.cite(key)
        rows.append(
            {
                "rule": key,
                "value": shown(getattr(rules, key)),
                "source": cited.source,
                "place": cited.place,
                "confidence": cited.confidence,
                "checked": cited.checked.isoformat() if cited.checked else None,
                "agreed": key in rules.overridden,
            }
        )
    table = {"action": rules.action, "call": rules.call, "rules": rows}
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def rule_values(text: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of the rules in a text that `rules_text` wrote."""
    return tuple((row["rule"], row["value"]) for row in json.loads(text)["rules"])


# Seals in a project's folder: which there are, and what was changed in them.

FOLDER = "sealed"
_MOST = 4_000_000
"""Bytes of the largest `seal.json` or `rules.json` that is read."""


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the seals of a project's folder, links left out."""
    place = folder / FOLDER
    if place.is_symlink() or not place.is_dir():
        return ()
    with os.scandir(place) as entries:
        found = [e.name for e in entries if e.is_dir(follow_symlinks=False)]
    return tuple(sorted(name for name in found if NAME.fullmatch(name)))


def seals(folder: Path) -> tuple[Seal, ...]:
    """Return the seals of a project's folder by their number; those that are broken left out."""
    found = (one_seal(folder, name)[0] for name in names(folder))
    return tuple(sorted((s for s in found if s is not None), key=lambda s: (s.number, s.name)))


def seal_findings(folder: Path) -> Iterator[Finding]:
    """Yield what was changed in the seals of a project's folder."""
    place = folder / FOLDER
    if place.is_symlink():
        yield _unsafe(FOLDER)
        return
    known = seals(folder)
    for name in names(folder):
        seal, why = one_seal(folder, name)
        if seal is None:
            yield broken(name, why)
        else:
            yield from changed(place / name, seal)
            yield from unchained(known, seal)
    for entry in sorted(place.iterdir()) if place.is_dir() else ():
        if entry.is_symlink():
            yield _unsafe(f"{FOLDER}/{entry.name}")


def one_seal(folder: Path, name: str) -> tuple[Seal | None, str]:
    """Return a seal without looking at its files, or None and why."""
    path = folder / FOLDER / name / SEAL_FILE
    try:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode):
            return None, "it is a link and not a file"
        seal = read_seal(contents(path, most=_MOST))
    except OSError as error:
        return None, error.strerror or "it cannot be read"
    except NotOpened as error:
        return None, f"it {error}"
    except BrokenSeal as error:
        return None, str(error)
    if seal.name != name:
        return None, f"it is the seal {seal.name!r}, and the folder was renamed"
    return seal, ""


def changed(place: Path, seal: Seal) -> Iterator[Finding]:
    """Yield each file of a seal that is not what it was."""
    expected = {file.name: file for file in seal.files}
    seen = set()
    for name, path in _files(place):
        at = f"{FOLDER}/{seal.name}/{name}"
        if path is None:
            seen.add(name)
            yield _unsafe(at)
        elif name == SEAL_FILE:
            continue
        elif name not in expected:
            message = f"{at} was added to the seal of {seal.day}"
            yield _finding("seal-file-added", message, at, "take it out")
        else:
            seen.add(name)
            if (why := _differs(path, expected[name])) is not None:
                message = f"{at} {why} after it was sealed on {seal.day}"
                yield _finding("seal-file-changed", message, at, _BACK)
    for name in expected:
        if name not in seen:
            at = f"{FOLDER}/{seal.name}/{name}"
            message = f"{at} was sealed on {seal.day} and is missing"
            yield _finding("seal-file-missing", message, at, _BACK)


_BACK = "put back the file as it was sent, for example from your version control or the e-mail"


def _files(place: Path) -> Iterator[tuple[str, Path | None]]:
    """Yield `(name below the folder, path)`; None for a path that is neither file nor folder."""
    waiting = [(place, "")]
    while waiting:
        folder, before = waiting.pop()
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            name = f"{before}{entry.name}"
            if entry.is_symlink():
                yield name, None
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((Path(entry.path), f"{name}/"))
            else:
                yield name, Path(entry.path) if entry.is_file(follow_symlinks=False) else None


def _differs(path: Path, file: SealedFile) -> str | None:
    """Return how a file differs from what was sealed, or None."""
    try:
        same = path.lstat().st_size == file.size and hash_of(path) == file.sha256
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except NotOpened as error:
        return str(error)
    return None if same else "was changed"


def unchained(known: tuple[Seal, ...], seal: Seal) -> Iterator[Finding]:
    """Yield that the seal before this one is gone, or is another one than it was."""
    if seal.previous is None:
        return
    at = f"{FOLDER}/{seal.previous.name}/{SEAL_FILE}"
    before = next((s for s in known if s.name == seal.previous.name), None)
    if before is None:
        message = f"the seal {seal.previous.name}, on which {seal.name} was put, is gone or broken"
    elif before.fingerprint != seal.previous.fingerprint:
        message = f"{at} was changed after {seal.name} was sealed on {seal.day}"
    else:
        return
    yield _finding("seal-chain-broken", message, at, _BACK)


def broken(name: str, why: str) -> Finding:
    """Return that a `seal.json` says nothing that can be used."""
    at = f"{FOLDER}/{name}/{SEAL_FILE}"
    return _finding("seal-broken", f"{at} cannot be used: {why}", at, _BACK)


def _unsafe(at: str) -> Finding:
    message = f"{at} is a link or no file, and is not followed"
    return _finding("seal-file-unsafe", message, at, "put the file itself there")


def _finding(slug: str, message: str, at: str, way_out: str) -> Finding:
    return Finding(slug=slug, message=message, severity=Severity.ERROR, address=at, way_out=way_out)
