"""How forms are written and taken back; the commands themselves are `run`'s."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import vetpartner as vp
from vetpartner.cli.command import (
    Trouble,
    day_of,
    in_format,
    known,
    sound,
    told,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace


def form(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the form of one partner, or a folder with those of all."""
    from vetpartner.export.form_writing import write_form, write_forms

    more: dict[str, Any] = {"by": arguments.by, "code": arguments.language or ""}
    if arguments.all == (arguments.partner is not None):
        raise Trouble("say whose form: --partner ID, or --all for one of each partner", code=2)
    if not arguments.all:
        target = in_format(arguments.output, "a form", ".xlsx")
        with told():
            write_form(p, arguments.partner, target, **more)
        wrote(target)
        return
    with told():
        written, alone = write_forms(p, Path(arguments.output), **more)
    for path in written:
        wrote(path)
    for one in alone:
        print(f"{p.label(one)}: no mail, since nobody has an e-mail address in project.toml")


def merge(arguments: Namespace) -> int:
    """Take a form back, and save what came of it unless it is a preview."""
    if arguments.dry_run:
        return _merged(arguments)
    with writing(arguments.project, "merge"):
        return _merged(arguments)


def _merged(arguments: Namespace) -> int:
    from vetpartner.export.form_taking import taken

    p = sound(arguments.project, "merged")
    form_file = Path(arguments.form)
    if not form_file.is_file():
        raise Trouble(f"there is no {form_file}")
    whose = known(p, arguments.partner, "organisations")
    partner = whose if isinstance(whose, str) else None
    merged = taken(p, form_file, on=day_of(arguments), partner=partner)
    print(merged)
    if merged.partnership is None:
        print("nothing was written: put the errors right in the form, and merge it again")
        return 1
    if arguments.dry_run:
        print("nothing was written")
    elif merged.applied or merged.added:
        for file in vp.save(merged.partnership, arguments.project):
            wrote(file)
    return 1 if merged.conflicts else 0
