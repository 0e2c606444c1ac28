"""Putting slips of the pen right in the files themselves; the old is kept beside each."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.homes import read
from vetpartner.files.transaction import free_backup, transaction
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.values.problems import Slip

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
    certain: dict[str, list[Slip]] = {}
    for name, slip in read(path).slips:
        certain.setdefault(name, []).append(slip)
    found: list[Fix] = []
    changed: dict[str, tuple[bytes, bytes]] = {}
    for name, wanted in certain.items():
        try:
            data = contents(home / name)
            text = data.decode("utf-8-sig")
        except (NotOpened, UnicodeDecodeError):
            continue  # `check` says so
        lines = text.split("\n")
        found += [_put(lines, name, slip) for slip in wanted]
        changed[name] = (data, "\n".join(lines).encode())
    if write and changed:
        with transaction(home, "vetpartner fix") as changes:
            changes.expect({name: sha256(old).hexdigest() for name, (old, _) in changed.items()})
            for name, (old, new_data) in changed.items():
                changes.write(free_backup(home / name).name, old)
                changes.write(name, new_data)
    return tuple(found)


def _put(lines: list[str], name: str, slip: Slip) -> Fix:
    """Put one line right, with the line end that it has."""
    was, right = lines[slip.line - 1], slip.right or ""
    end = "\r" if was.endswith("\r") else ""
    lines[slip.line - 1] = right + end
    return Fix(name, slip.line, was.strip(), right.strip(), slip.why)
