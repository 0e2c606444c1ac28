"""What all commands share: reading a project as of a day, saying what is wrong, writing files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vetpartner.files import read, write_whole

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.checks import Findings
    from vetpartner.model import Partnership


class Trouble(Exception):
    """Something that the user can put right; the message is printed, without a traceback."""

    def __init__(self, message: str, code: int = 1) -> None:
        """Take what to print and the code to exit with."""
        super().__init__(message)
        self.code = code


def today() -> date:
    """Return the present day: the only clock of the whole program."""
    return date.today()  # noqa: DTZ011 - the coordinator's own day, wherever that is


def day_of(arguments: Namespace) -> date:
    """Return the day that `--on` gives, or else the present day."""
    return arguments.on or today()


def opened(path: str, on: date) -> tuple[Partnership, Findings]:
    """Read a project as known on a day; raise `Trouble` with all findings if it cannot be built."""
    reading = read(path)
    if reading.partnership is None:
        raise Trouble(reading.findings.text())
    return reading.partnership.on(on), reading.findings


def partnership(arguments: Namespace) -> Partnership:
    """Read the project of a command as of its day; mistakes that do not stop it are hinted at."""
    p, findings = opened(arguments.project, day_of(arguments))
    if findings.errors:
        hint = f"{findings.summary()} while reading; see `vetpartner check {arguments.project}`"
        print(hint, file=sys.stderr)
    return p


def wrote(path: Path | str, data: bytes | None = None) -> None:
    """Write data to a file, whole or not at all, and say so."""
    if data is not None:
        write_whole(Path(path), data)
    print(f"wrote {path}")


def known_id(p: Partnership, id_: str | None, kind: str) -> str | None:
    """Return an id that was given on the command line; raise `Trouble` if it is unknown."""
    if id_ is None or p.kind_of(id_) == kind:
        return id_
    ids = ", ".join(thing.id for thing in getattr(p.plan, kind)) or "none"
    raise Trouble(f"{id_!r} is not among the {kind} of this project: {ids}", code=2)


# What many commands take: a project, a day, an output.

Command = Callable[[str, Callable[..., int], str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, and what it is for."""


def project(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Take the project and the day as of which it is looked at."""
    added.add_argument("project", metavar="PROJECT", help="the project's folder or file")
    day(added)
    return added


def output(added: argparse.ArgumentParser, what: str, *, required: bool = True) -> None:
    """Take where to write, and say in which formats."""
    added.add_argument("-o", metavar="OUT", dest="output", required=required, help=what)


def day(added: argparse.ArgumentParser, what: str = "as of this day instead of today") -> None:
    """Take another day than today."""
    added.add_argument("--on", metavar="DATE", type=a_day, help=what)


def a_day(text: str) -> Any:  # noqa: ANN401 - argparse calls it
    """Return the day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2025-03-31") from None
