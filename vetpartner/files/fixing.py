"""Putting slips of the pen right in the files themselves; the old is kept beside each."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.homes import read
from vetpartner.files.meant import RETYPED, retyped
from vetpartner.files.slips import slips
from vetpartner.files.transaction import free_backup, transaction
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.files.meant import Slip

FIXES = Table(
    name="fixes",
    about="One row for each line of a file whose slip of the pen is certain.",
    columns=(
        Column("file", "File", "text", "name of the file", width=20),
        Column("line", "Line", "number", "number of the line, from 1", summed=False),
        Column("was", "As it stands", "text", "the line as it stands", width=40),
        Column("right", "As it was meant", "text", "the line as it was meant", width=40),
        Column("why", "Why", "text", "what is not TOML in it", width=40),
    ),
)


@frozen
class Fix:
    """One line of a file that was meant otherwise than it stands."""

    file: str
    line: int
    was: str
    right: str
    why: str

    def __str__(self) -> str:
        """Return it as lines of text."""
        return f"{self.file}:{self.line}: {self.why}\n  - {self.was}\n  + {self.right}"


def fixes(path: Path, *, write: bool = False) -> tuple[Fix, ...]:
    """Return the lines of a project that can be put right with certainty; with `write` do it.

    `path` is a folder or a single TOML file. Of each file that changes the old one is kept beside
    it. Raises what a transaction raises, and `NotOpened` for a file that cannot be read.
    """
    home = path if path.is_dir() else path.parent
    names = (PLAN_FILE, FACTS_FILE) if path.is_dir() else (path.name,)
    found: list[Fix] = []
    wrong = _of_another_kind(path)
    changed: dict[str, tuple[bytes, bytes]] = {}
    for name in names:
        try:
            data = contents(home / name)
            text = data.decode("utf-8-sig")
        except (NotOpened, UnicodeDecodeError):
            continue  # `check` says so
        lines = text.split("\n")
        told = slips(text.replace("\r\n", "\n")).found
        typed = [
            evolve(slip, line=at)
            for at in sorted(wrong.get(name, set()) - {slip.line for slip in told})
            if (slip := retyped(lines[at - 1].rstrip("\r"))) is not None
        ]
        certain = (slip for slip in (*told, *typed) if slip.right is not None)
        found += [_put(lines, name, slip) for slip in sorted(certain, key=lambda slip: slip.line)]
        new = "\n".join(lines)
        if new != text:
            changed[name] = (data, new.encode())
    if write and changed:
        with transaction(home, "vetpartner fix") as changes:
            changes.expect({name: sha256(old).hexdigest() for name, (old, _) in changed.items()})
            for name, (old, new_data) in changed.items():
                changes.write(free_backup(home / name).name, old)
                changes.write(name, new_data)
    return tuple(found)


def _of_another_kind(path: Path) -> dict[str, set[int]]:
    """Return the lines of each file whose value is not of the kind that its key holds."""
    found: dict[str, set[int]] = {}
    for error in read(path).findings.errors:
        if error.slug in RETYPED and error.place is not None:
            found.setdefault(error.place.file, set()).add(error.place.line)
    return found


def _put(lines: list[str], name: str, slip: Slip) -> Fix:
    """Put one line right, with the line end that it has."""
    was, right = lines[slip.line - 1], slip.right or ""
    end = "\r" if was.endswith("\r") else ""
    lines[slip.line - 1] = right + end
    return Fix(name, slip.line, was.strip(), right.strip(), slip.why)
