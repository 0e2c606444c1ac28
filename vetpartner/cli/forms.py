"""Commands about forms: one for a partner, and taking it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, known_id, partnership, wrote
from vetpartner.files import read, save

if TYPE_CHECKING:
    from argparse import Namespace


def form(arguments: Namespace) -> int:
    """Write the form of a partner."""
    from vetpartner.files.workbooks.forms import form as form_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    wrote(arguments.output, form_of(p, arguments.partner))
    return 0


def merge(arguments: Namespace) -> int:
    """Take a form back: clean changes are saved, conflicts are told."""
    from vetpartner.files.workbooks.merging import merge as merged_with

    reading = read(arguments.project)
    if reading.partnership is None or reading.findings.errors:
        # What could not be read would be lost when the changes are saved.
        raise Trouble(f"{reading.findings.text()}\nnothing is merged until this is put right")
    form_file = Path(arguments.form)
    if not form_file.is_file():
        raise Trouble(f"there is no {form_file}")
    merged = merged_with(reading.partnership, form_file)
    print(merged)
    if merged.partnership is None:
        print("nothing was written: put the errors right in the form, and merge it again")
        return 1
    if arguments.dry_run:
        print("nothing was written")
    elif merged.applied or merged.added:
        for file in save(merged.partnership, arguments.project):
            wrote(file)
    return 1 if merged.conflicts else 0
