"""Commands for the time of planning: new, rules, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.command import Trouble, day_of, opened, wrote
from vetpartner.cli.keep import compare_sealed
from vetpartner.files.saving import start_folder
from vetpartner.programme import UnknownCall, describe, differences
from vetpartner.programme import rules as rules_of

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.programme import Rules


def new(arguments: Namespace) -> int:
    """Write a project folder to start from."""
    folder = Path(arguments.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} is there already; name a folder that does not exist yet")
    for path in start_folder(folder, day_of(arguments)):
        wrote(path)
    print(f"next: open {folder / 'project.toml'}, then run `vetpartner check {folder}`")
    return 0


def rules(arguments: Namespace) -> int:
    """Print the rules of a call, or the differences between two."""
    first = _rules(arguments.action, arguments.call)
    if arguments.other is None:
        print(describe(first))
        return 0
    found = differences(first, _rules(arguments.action, arguments.other))
    for difference in found:
        print(difference)
    if not found:
        print(f"no rule differs between {arguments.call} and {arguments.other}")
    return 0


def _rules(action: str, call: int) -> Rules:
    try:
        return rules_of(action, call)
    except UnknownCall as error:
        raise Trouble(str(error)) from None


def compare(arguments: Namespace) -> int:
    """Print what differs between two versions of a project, or from what was sealed."""
    from vetpartner.whatif.compare import compare as differences_of

    day = day_of(arguments)
    if not Path(arguments.new).exists():
        return compare_sealed(arguments.old, arguments.new, day)
    before, after = (opened(path, day)[0] for path in (arguments.old, arguments.new))
    changes = differences_of(before, after)
    for change in changes:
        print(change)
    count = len(changes)
    print(f"{count} difference{'' if count == 1 else 's'}" if changes else "no difference")
    return 0


def schema(arguments: Namespace) -> int:
    """Write the JSON Schema of the project format, for editors."""
    from vetpartner.files.schema import schema_text

    wrote(arguments.output, schema_text().encode())
    return 0
