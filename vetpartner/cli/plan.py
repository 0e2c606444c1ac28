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


@command(
    "a commented project folder to start from",
    argument("folder", "FOLDER", "a folder that does not exist yet"),
    day("the day from which the project's start is chosen"),
)
def new(arguments: Namespace) -> None:
    """Write a commented project folder to start from."""
    from vetpartner.files.saving import start_folder

    folder = Path(arguments.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} is there already; name a folder that does not exist yet")
    for path in start_folder(folder, day_of(arguments)):
        wrote(path)
    print(f"next: open {folder / 'project.toml'}, then run `vetpartner check {folder}`")


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
