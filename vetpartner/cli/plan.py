"""The commands of planning: a folder to start from, the rules of a call, what differs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import (
    Trouble,
    argument,
    command,
    day,
    day_of,
    folder_of,
    in_format,
    opened,
    output,
    show,
    table_output,
    told,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace


OF_EACH = {
    "partners": "organisations",
    "work-packages": "work_packages",
    "meetings": "meetings",
    "trainings": "trainings",
    "events": "dissemination_events",
    "results": "deliverables",
    "indicators": "indicators",
}
"""How many rows a new workbook begins with: the option, and the table."""


@command(
    "a workbook to fill in (`new plan.xlsx`), or a commented project folder",
    argument("folder", "FILE.xlsx or FOLDER", "a file or folder that does not exist yet"),
    day("the day from which the start of a folder's project is chosen"),
    argument("--language", "xx", "language of the workbook and the project, such as hr"),
    argument("--action", "ACTION", "of the workbook's project; KA220-VET if not", default=None),
    argument("--call", "YEAR", "of the workbook's project", type=int),
    *(
        argument(f"--{name}", "N", f"how many {name.replace('-', ' ')} it has rows for", type=int)
        for name in OF_EACH
    ),
)
def new(arguments: Namespace) -> None:
    """Write a workbook to fill in, or a commented project folder, to start from."""
    from vetpartner.files.saving import start_folder

    folder = Path(arguments.folder)
    if folder.suffix.lower() == ".xlsx":
        _new_workbook(folder, arguments)
        return
    counts = [name for name in OF_EACH if getattr(arguments, name.replace("-", "_")) is not None]
    others = [name for name in ("language", "action", "call") if getattr(arguments, name)]
    if counts or others:
        first = (*counts, *others)[0]
        raise Trouble(f"--{first} is for a workbook: `vetpartner new {folder}.xlsx …`", code=2)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} is there already; name a folder that does not exist yet")
    for path in start_folder(folder, day_of(arguments)):
        wrote(path)
    print(f"next: open {folder / 'project.toml'}, then run `vetpartner check {folder}`")


def _new_workbook(path: Path, arguments: Namespace) -> None:
    from vetpartner.files.saving import ACTION
    from vetpartner.files.workbooks.starting import start_workbook, starting
    from vetpartner.programme import calls
    from vetpartner.render.language import language
    from vetpartner.values.words import none_such

    known = {name for name, _ in calls()}
    action = arguments.action or ACTION
    if action not in known:
        raise Trouble(none_such("action", action, sorted(known)), code=2)
    given = {table: getattr(arguments, name.replace("-", "_")) for name, table in OF_EACH.items()}
    counts = {table: number for table, number in given.items() if number is not None}
    with told(2):
        code = language(arguments.language or "en").code
        p = starting(action=action, call=arguments.call, language=code, counts=counts)
    for each in start_workbook(path, p):
        wrote(each)
    print(f"next: fill it in, then run `vetpartner check {path} --write`")


@command(
    "from folder, workbook (.xlsx), .json or .toml to another, nothing lost",
    argument("project", "PROJECT", "the project's folder or file"),
    argument("target", "NEW", "a FOLDER, FILE.xlsx, .json or .toml that does not exist yet"),
    group="care",
)
def convert(arguments: Namespace) -> None:
    """Write a project to another home, and tell first what that does not hold."""
    from vetpartner.files.converting import not_held

    source, target = Path(arguments.project), Path(arguments.target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Trouble(f"{target} is there already; name what does not exist yet")
    reading = vp.read(source)
    if reading.partnership is None or reading.findings.errors:
        raise Trouble(f"{reading.findings.text()}\nnothing is converted until this is put right")
    lacking = not_held(reading, source, target)
    if lacking:
        print("\n".join((f"not in {target}, and still in {source}:", *(f"  {s}" for s in lacking))))
    with told(2):
        written = vp.save(reading.partnership, target)
    for path in written:
        wrote(path)
    print(f"next: `vetpartner check {target}`")


@command(
    "what may stand in the files, for an editor that completes keys",
    output("FILE.json"),
    group="learn",
)
def schema(arguments: Namespace) -> None:
    """Write the schema of the files, for your editor."""
    from vetpartner.files.schema import schema_text

    wrote(in_format(arguments.output, "a schema", ".json"), schema_text().encode())


@command(
    "the rules of a call with their sources, or what differs between two calls",
    argument("action", "ACTION", "KA220-VET or KA210-VET"),
    argument("call", "CALL", "the year of the call", type=int),
    argument("other", "CALL", "compare with this call", type=int, nargs="?"),
    argument("--assume", "CALL", "fill what the call says nothing about from this one", type=int),
    *table_output(),
    group="learn",
)
def rules(arguments: Namespace) -> None:
    """Show the rules of a call, or what differs."""
    from vetpartner.programme.describing import (
        DIFFERENCES,
        describe,
        differences,
        rules_table,
        said_by_one,
    )

    with told():
        first = vp.rules(arguments.action, arguments.call, assume=arguments.assume)
        second = None if arguments.other is None else vp.rules(arguments.action, arguments.other)
    if second is None:
        show(rules_table(first), arguments, text=describe(first))
        return
    found = differences(first, second)
    calls = f"{arguments.call} and {arguments.other}"
    said = [*map(str, found)] or [f"no rule differs between {calls}"]
    text = "\n".join((*said, *said_by_one(first, second)))
    show(DIFFERENCES.of(found, caption=f"{first.action}, {calls}"), arguments, text=text)


@command(
    "what differs between two versions, or from what was sealed",
    argument("old", "PROJECT", "the project, or its earlier version"),
    argument("new", "OTHER", "its later version, or the name of a seal"),
    day(),
    *table_output(),
    group="learn",
)
def compare(arguments: Namespace) -> int:
    """Show what differs between versions, or from a seal."""
    from vetpartner.whatif.compare import CHANGES

    if not Path(arguments.new).exists():
        return _compare_sealed(arguments)
    before, after = (opened(path, day_of(arguments))[0] for path in (arguments.old, arguments.new))
    changes = vp.compare(before, after)
    count = len(changes)
    counted = f"{count} difference{'' if count == 1 else 's'}" if changes else "no difference"
    show(CHANGES.of(changes), arguments, after, text="\n".join((*map(str, changes), counted)))
    return 0


def _compare_sealed(arguments: Namespace) -> int:
    """Print what was reported and sealed under a name and is not so any more."""
    from vetpartner.files.seals.sealing import UnknownSeal

    p, _ = opened(arguments.old, day_of(arguments))
    name = arguments.new
    try:
        found = vp.open_seal(folder_of(p, arguments.old), name)
    except UnknownSeal as error:
        raise Trouble(f"{name}: there is no such file or folder, and {error.args[0]}") from None
    if found.findings:
        print(found.findings.text(), file=None if arguments.format == "text" else sys.stderr)
    if found.seal is None or found.partnership is None:
        raise Trouble(found.unreadable)
    if p.as_of < found.seal.day:
        raise Trouble(f"{found.seal.name} was sealed on {found.seal.day}, after {p.as_of}", code=2)
    since = found.since(p)
    text = f"{found.seal.name}: fingerprint {found.seal.fingerprint}\n{since}"
    show(since.table, arguments, p, text=text)
    return 1 if found.findings.errors else 0
