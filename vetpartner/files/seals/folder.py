"""The seals of a project's folder: which there are, and what was changed in them."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.files.disk import STAGED, NotOpened, contents, hash_of
from vetpartner.files.document import read_json
from vetpartner.files.seals.seal import DATA_FILE, NAME, SEAL_FILE, BrokenSeal, Seal, read_seal
from vetpartner.values.file_names import SEALS
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.when import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.files.seals.seal import SealedFile


_MOST = 4_000_000
"""Bytes of the largest `seal.json` or `rules.json` that is read."""
_KEPT = re.compile(rf"(?:{NAME.pattern})_[0-9a-f]{{8}}")


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the seals of a project's folder, links left out."""
    place = folder / SEALS
    if place.is_symlink() or not place.is_dir():
        return ()
    return tuple(name for name in _folders(place) if NAME.fullmatch(name))


def _folders(place: Path) -> list[str]:
    with os.scandir(place) as entries:
        return sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))


def kept_name(name: str, fingerprint: str) -> str:
    """Return the folder in which a seal is kept that was mended; no seal can be called so."""
    return f"{name}_{fingerprint[:8]}"


def seals(folder: Path) -> tuple[Seal, ...]:
    """Return the seals of a project's folder by their number; those that are broken left out."""
    found = (one_seal(folder, name)[0] for name in names(folder))
    return tuple(sorted((s for s in found if s is not None), key=lambda s: (s.number, s.name)))


def seal_findings(folder: Path) -> Iterator[Finding]:
    """Yield what was changed in the seals of a project's folder."""
    place = folder / SEALS
    if place.is_symlink():
        yield _unsafe(SEALS)
        return
    known = seals(folder)
    for name in names(folder):
        seal, why = one_seal(folder, name)
        if seal is None:
            yield broken(name, why)
        else:
            yield from findings_of(folder, seal, known)
    reached = {kept_name(s.name, f) for s in known for f in mended_from(folder, s)}
    for name in _folders(place) if place.is_dir() else ():
        if _KEPT.fullmatch(name) and name not in reached:
            at = f"{SEALS}/{name}"
            message = f"{at} was kept when a seal was mended, and no seal says that it was"
            yield _finding("seal-chain-broken", message, at, _BACK)
    for entry in sorted(place.iterdir()) if place.is_dir() else ():
        if entry.is_symlink():
            yield _unsafe(f"{SEALS}/{entry.name}")


def findings_of(folder: Path, seal: Seal, known: tuple[Seal, ...]) -> Iterator[Finding]:
    """Yield what is wrong with a seal, and from what it was mended."""
    found = list(changed(folder / SEALS / seal.name, seal))
    yield from found
    yield from unchained(folder, known, seal)
    if not found:
        yield from _mended(folder, seal)
    if seal.day == NO_DAY:
        at = f"{SEALS}/{seal.name}/{SEAL_FILE}"
        message = f"{at} does not say as of which day it was sealed"
        way_out = f"seal it again under another name, as of that day: `vetpartner seal … {_ON}`"
        yield _finding("seal-without-day", message, at, way_out, Severity.WARNING)


def one_seal(folder: Path, name: str) -> tuple[Seal | None, str]:
    """Return a seal without looking at its files, or None and why."""
    seal, why = _listed(folder / SEALS / name)
    if seal is not None and seal.name != name:
        return None, f"it is the seal {seal.name!r}, and the folder was renamed"
    return seal, why


def _listed(place: Path) -> tuple[Seal | None, str]:
    path = place / SEAL_FILE
    try:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode):
            return None, "it is a link and not a file"
        return read_seal(contents(path, most=_MOST)), ""
    except OSError as error:
        return None, error.strerror or "it cannot be read"
    except NotOpened as error:
        return None, f"it {error}"
    except BrokenSeal as error:
        return None, str(error)


def mended_from(folder: Path, seal: Seal) -> Iterator[str]:
    """Yield the fingerprints of the seals from which one was mended, as far as they are kept."""
    while seal.mended is not None:
        kept, _ = _listed(folder / SEALS / kept_name(seal.name, seal.mended.fingerprint))
        if kept is None or kept.fingerprint != seal.mended.fingerprint or kept.name != seal.name:
            return
        yield kept.fingerprint
        seal = kept


def _mended(folder: Path, seal: Seal) -> Iterator[Finding]:
    """Yield from what a seal was mended, or that it does not say what that one says."""
    new = folder / SEALS / seal.name
    while seal.mended is not None:
        was = seal.mended
        place = new.with_name(kept_name(seal.name, was.fingerprint))
        at = f"{SEALS}/{place.name}"
        kept, _ = _listed(place)
        if kept is None:
            message = f"{at}, from which the seal {seal.name} was mended, is gone or broken"
            yield _finding("seal-file-missing", message, at, _BACK)
            return
        if kept.fingerprint != was.fingerprint:
            message = f"{at}/{SEAL_FILE} was changed after the seal {seal.name} was mended from it"
            yield _finding("seal-file-changed", message, f"{at}/{SEAL_FILE}", _BACK)
            return
        if found := list(changed(place, kept)):
            yield from found
            return
        if what := _otherwise(kept, seal) or _data_otherwise(place, new):
            name = f"{SEALS}/{new.name}/{what}"
            message = f"{name} does not say what the seal said from which it was mended"
            yield _finding("seal-file-changed", message, name, _BACK)
            return
        message = (
            f"the seal {seal.name} was mended on {was.day}; as it was before, it is kept in {at}, "
            f"fingerprint {was.fingerprint}"
        )
        way_out = "nothing is to be done; both fingerprints are right"
        yield _finding("seal-mended", message, f"{SEALS}/{seal.name}", way_out, Severity.NOTE)
        seal = kept


def _otherwise(kept: Seal, seal: Seal) -> str | None:
    """Return which file of a mended seal is another one; its data may be written otherwise."""
    first, last = ({f.name: f for f in s.files if f.name != DATA_FILE} for s in (kept, seal))
    for name in (*first, *last):
        if first.get(name) != last.get(name):
            return name
    said = evolve(kept, program="", mended=None, files=())
    return None if said == evolve(seal, program="", mended=None, files=()) else SEAL_FILE


def _data_otherwise(place: Path, new: Path) -> str | None:
    first, last = (read_json(each / DATA_FILE, ours=True).partnership for each in (place, new))
    return None if first == last else DATA_FILE


def changed(place: Path, seal: Seal) -> Iterator[Finding]:
    """Yield each file of a seal that is not what it was."""
    expected = {file.name: file for file in seal.files}
    seen = set()
    for name, path in _files(place):
        at = f"{SEALS}/{place.name}/{name}"
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
            at = f"{SEALS}/{place.name}/{name}"
            message = f"{at} was sealed on {seal.day} and is missing"
            yield _finding("seal-file-missing", message, at, _BACK)


_ON = "--on 2025-01-31"
_BACK = "put back the file as it was sent, for example from your version control or the e-mail"


def _files(place: Path) -> Iterator[tuple[str, Path | None]]:
    """Yield `(name below the folder, path)`; None for a path that is neither file nor folder."""
    waiting = [(place, "")]
    while waiting:
        folder, before = waiting.pop()
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            name = f"{before}{entry.name}"
            if STAGED.fullmatch(entry.name):
                continue  # a command that was stopped left it aside
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


def unchained(folder: Path, known: tuple[Seal, ...], seal: Seal) -> Iterator[Finding]:
    """Yield that the seal before this one is gone, or is another one than it was."""
    if seal.previous is None:
        return
    at = f"{SEALS}/{seal.previous.name}/{SEAL_FILE}"
    before = next((s for s in known if s.name == seal.previous.name), None)
    if before is None:
        message = f"the seal {seal.previous.name}, on which {seal.name} was put, is gone or broken"
    elif seal.previous.fingerprint not in {before.fingerprint, *mended_from(folder, before)}:
        message = f"{at} was changed after {seal.name} was sealed on {seal.day}"
    else:
        return
    yield _finding("seal-chain-broken", message, at, _BACK)


def broken(name: str, why: str) -> Finding:
    """Return that a `seal.json` says nothing that can be used."""
    at = f"{SEALS}/{name}/{SEAL_FILE}"
    return _finding("seal-broken", f"{at} cannot be used: {why}", at, _BACK)


def _unsafe(at: str) -> Finding:
    message = f"{at} is a link or no file, and is not followed"
    return _finding("seal-file-unsafe", message, at, "put the file itself there")


def _finding(
    slug: str, message: str, at: str, way_out: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(slug=slug, message=message, severity=severity, address=at, way_out=way_out)
