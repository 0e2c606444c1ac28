"""Seals in a project's folder: which there are, and what was changed in them.

Only what is found on the disk is opened, never a name that stands in a file, and no link is
followed: a hostile folder leads nowhere.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.checks import Finding, Severity
from vetpartner.files.seals.seal_json import (
    NAME,
    SEAL_FILE,
    BrokenSeal,
    Seal,
    SealedFile,
    read_seal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "sealed"
_MOST = 4_000_000
"""Bytes of the largest `seal.json` or `rules.json` that is read."""
_CHUNK = 1 << 20


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
        if state.st_size > _MOST:
            return None, "it is too large"
        seal = read_seal(path.read_bytes())
    except OSError as error:
        return None, error.strerror or "it cannot be read"
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
    digest = hashlib.sha256()
    try:
        if path.lstat().st_size != file.size:
            return "was changed"
        with path.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if digest.hexdigest() == file.sha256 else "was changed"


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
