"""The command that shows planned and spent, and converts costs in other currencies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, known_id, partnership, wrote
from vetpartner.files import read, save

if TYPE_CHECKING:
    from argparse import Namespace


def costs(arguments: Namespace) -> int:
    """Print planned and spent; with `--convert` first store the conversions of costs."""
    from vetpartner.views.finance.costs import costs as costs_of

    if arguments.convert:
        _convert(arguments)
    p = partnership(arguments)
    print(costs_of(p, known_id(p, arguments.partner, "organisations")))
    return 0


def _convert(arguments: Namespace) -> None:
    """Store the conversions, where nothing was wrong while reading that saving would lose."""
    from vetpartner.views.finance.converting import convert

    reading = read(arguments.project)
    if reading.partnership is None or reading.findings.errors:
        raise Trouble(f"{reading.findings.text()}\nnothing is converted until this is put right")
    done = convert(reading.partnership)
    print(f"{done}\n")
    if done.stored:
        for path in save(done.partnership, Path(arguments.project)):
            wrote(path)
        print()
