"""Bringing what an earlier version wrote into today's form; the old is kept beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.files.disk import contents
from vetpartner.files.reading import InvalidProject, read_folder
from vetpartner.files.seals.folder import names
from vetpartner.files.seals.sealing import SealIsCurrent, mend_seal
from vetpartner.files.structuring import FORMAT
from vetpartner.files.transaction import free_backup, transaction
from vetpartner.values.file_names import PLAN_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

_BEFORE_TABLES = re.compile(r"^(?=\[)", re.MULTILINE)


def migrate(
    folder: Path | str, day: date, states: Mapping[str, Callable[[bytes], bytes]]
) -> tuple[str, ...]:
    """Write a project's folder in today's form; return a sentence for each change, none for none.

    `project.toml` says its format, the `states` (how each file that a command keeps is written
    today, by its name) too, and seals are mended as by `mend_seal` on `day`. Of every file and seal
    that changes the old one stays beside it. Raises `InvalidProject` for a folder that cannot be
    read, and as `mend_seal` does where a seal is not what was sealed.
    """
    folder = Path(folder)
    reading = read_folder(folder)
    if reading.partnership is None:
        raise InvalidProject(reading.findings)
    said = []
    with transaction(folder, "a program that migrates") as changes:
        new = {PLAN_FILE: _with_format(contents(folder / PLAN_FILE))}
        for name, written in states.items():
            if (folder / name).exists():
                new[name] = written(contents(folder / name))
        for name, data in new.items():
            old = contents(folder / name)
            if data != old:
                backup = free_backup(folder / name)
                changes.write(backup.name, old)
                changes.write(name, data)
                said.append(f"{name} says its format; as it was, it is kept as {backup.name}")
    for name in names(folder):
        try:
            made = mend_seal(folder, name, day)
        except SealIsCurrent:
            continue
        said.append(f"the seal {name} was written anew, fingerprint {made.fingerprint}")
    return tuple(said)


def _with_format(data: bytes) -> bytes:
    """Return a plan with its format before the first table; all else stays, letter by letter."""
    text = data.decode("utf-8-sig")
    head = _BEFORE_TABLES.split(text, maxsplit=1)[0]
    if re.search(r"^\s*format\s*=", head, re.MULTILINE):
        return data
    end = "\r\n" if "\r\n" in text else "\n"
    line = "".join(f"{key} = {value}{end}{end}" for key, value in FORMAT.items())
    return f"{head}{line}{text[len(head) :]}".encode()
