"""The commands of people: lists, who comes, who signed, certificates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import calendars
from vetpartner.cli.command import (
    ACTIVITY,
    ANYWAY,
    PAPER,
    PROJECT,
    TABLE,
    Trouble,
    a_file,
    argument,
    command,
    flag,
    on_project,
    paper_output,
    show,
    table_output,
    told,
    went_on,
    write,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.files.tables.understood import UnderstoodList


@on_project(
    "the list of an activity to sign", ACTIVITY, *paper_output(*PAPER, ".xlsx"), group="people"
)
def attendance(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the attendance list of an activity, to sign."""
    write(arguments.output, vp.attendance_list, p, arguments.activity, language=arguments.language)


@on_project(
    "certificates of attendance, and their register",
    ACTIVITY,
    *paper_output(),
    argument("--threshold", "SHARE", "the part needed, such as 75 %%", default="80 %"),
    argument("--register", "FILE", f"write the register too, {a_file(*TABLE)}"),
    ANYWAY,
    group="people",
)
def certificates(p: vp.Partnership, arguments: Namespace) -> None:
    """Write certificates of attendance, a page each; say before what was read of the lists."""
    from vetpartner.files.atomic import write_together
    from vetpartner.papers.certificates import certificate_register
    from vetpartner.state.open_lists import open_attendance, preview

    try:
        threshold = vp.Share.parse(arguments.threshold)
    except ValueError as error:
        raise Trouble(f"--threshold: {error}", code=2) from None

    wanted = ((arguments.output, vp.certificates), (arguments.register, certificate_register))
    options = {
        "threshold": threshold,
        "language": arguments.language,
        "anyway": arguments.anyway,
    }
    made: dict[Path, bytes] = {}
    for name, make in wanted:
        path = Path(name) if name is not None else None
        if path in made:
            raise Trouble(f"-o and --register both name {path}; name two files", code=2)
        if path is not None:
            with told():
                made[path] = make(p, arguments.activity, **options).data(path.suffix.lower())
    print(preview(p, arguments.activity))
    write_together(made)
    for path in made:
        wrote(path)
    went_on(arguments.anyway, open_attendance(p, arguments.activity), "certified")


@command(
    "what is understood of the lists in tables/, and why; --write fixes it",
    argument("project", "PROJECT", "the project's folder"),
    argument("list", "FILE", "only this list, such as attendance-T1.csv", nargs="?"),
    flag("--write", "write it down beside the list, to correct and keep"),
    *table_output(),
    group="people",
)
def tables(arguments: Namespace) -> None:
    """Show what is understood of the lists in `tables/`."""
    from vetpartner.files.tables.understood import UNDERSTOOD

    if not Path(arguments.project).is_dir():
        raise Trouble(f"{arguments.project} is no folder, and has no tables/", code=2)
    if arguments.write:
        with writing(arguments.project, "tables"):
            lists = _lists(arguments)
            _write_notes(arguments, lists)
    else:
        lists = _lists(arguments)
    rows = [row for each in lists for row in each.rows]
    text = "\n\n".join(UNDERSTOOD.of(each.rows, caption=each.file).text() for each in lists)
    show(UNDERSTOOD.of(rows), arguments, text=text or None)


def _lists(arguments: Namespace) -> list[UnderstoodList]:
    """Return what is understood of the lists that are asked for."""
    from vetpartner.files.tables.understood import understood
    from vetpartner.files.transaction import BrokenJournal, door_of
    from vetpartner.values.words import no_such

    reading = vp.read(arguments.project)
    try:
        door, _ = door_of(Path(arguments.project))
    except BrokenJournal as error:
        raise Trouble(str(error)) from None
    lists = understood(door, reading)
    if arguments.list is None:
        return list(lists)
    name = Path(arguments.list).name
    found = [each for each in lists if Path(each.file).name == name]
    if not found:
        known = (Path(each.file).name for each in lists)
        raise Trouble(no_such("lists", name, known), code=2)
    return found


def _write_notes(arguments: Namespace, lists: list[UnderstoodList]) -> None:
    """Write what is understood of lists beside them; notes that are there are kept beside."""
    from vetpartner.files.disk import contents
    from vetpartner.files.tables.folder import notes_name
    from vetpartner.files.tables.notes import notes_text
    from vetpartner.files.transaction import free_backup

    for each in lists:
        if each.noted is None:
            continue
        path = Path(arguments.project, notes_name(each.file))
        data = notes_text(each.noted).encode()
        if path.is_file() and (old := contents(path)) != data:
            wrote(free_backup(path), old, aside=arguments.format != "text")
        wrote(path, data, aside=arguments.format != "text")


@on_project(
    "expected, registered, signed, certified and stated, side by side",
    *table_output(),
    group="people",
)
def reconcile(p: vp.Partnership, arguments: Namespace) -> None:
    """Show numbers of participants side by side."""
    found = vp.reconcile(p)
    show(found.table, arguments, p, text=str(found))


@command(
    "take answers to invitations: who comes",
    *PROJECT,
    argument("replies", "REPLIES", "the folder with the .ics and .eml files that came back"),
    flag("--dry-run", "show what would be taken"),
    group="people",
)
def answers(arguments: Namespace) -> None:
    """Take answers to invitations as facts, and tell what was not taken."""
    if arguments.dry_run:
        calendars.answers(arguments)
        return
    with writing(arguments.project, "answers"):
        calendars.answers(arguments)
