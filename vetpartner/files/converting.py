"""From one home of a project to another: what the new one does not hold, told beforehand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.files.disk import contents
from vetpartner.files.homes import BOOKS
from vetpartner.files.workbooks.home import own_in
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.files.reading import Reading

_BESIDE = {
    "evidence": "files of evidence",
    "templates": "templates and logos",
    "baselines": "earlier versions of the plan",
    "sealed": "reports that were sealed",
}
"""Folders of a project whose files no home holds but a folder that they are copied into."""
_COMMENT = re.compile(rb"^\s*#", re.MULTILINE)
_SENT = "calendar-ledger.json"


def not_held(reading: Reading, path: Path, target: Path) -> tuple[str, ...]:
    """Return what of a project a new home does not hold, a sentence for each.

    `reading` is what was read from `path`. Plan, facts, answers and own rules go into every home.
    """
    home = path if path.is_dir() else path.parent
    found = [*_beside(home, target)] if path.is_dir() or path.suffix.lower() in BOOKS else []
    if path.is_dir() or path.suffix.lower() == ".toml":
        files = [path / PLAN_FILE, path / FACTS_FILE] if path.is_dir() else [path]
        count = sum(len(_COMMENT.findall(contents(f))) for f in files if f.is_file())
        if count:
            found.append(f"comments in TOML, {count} lines of them")
    if path.suffix.lower() in BOOKS:
        found += own_in(reading.findings, path)
    return tuple(found)


def _beside(home: Path, target: Path) -> Iterator[str]:
    for name, what in _BESIDE.items():
        count = sum(each.is_file() for each in (home / name).rglob("*"))
        if count and target.parent.resolve() != home.resolve():
            yield f"{what}: copy the folder {name}/ ({count} files) beside it, or into it"
    if (home / _SENT).is_file():
        yield f"what was sent of the calendars ({_SENT}): copy it too"
