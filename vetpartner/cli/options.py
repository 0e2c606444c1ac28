"""What many commands take: a project, a day, an output."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

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
    added.add_argument("--on", metavar="DATE", type=day_of, help=what)


def day_of(text: str) -> Any:  # noqa: ANN401 - argparse calls it
    """Return the day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2025-03-31") from None
