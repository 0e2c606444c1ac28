"""The parser of the command line, and the overview of all commands: both from the registry."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from vetpartner.cli import facts, keep, plan, report, run
from vetpartner.cli.command import COMMANDS, Command, here, missing_output
from vetpartner.values.words import did_you_mean
from vetpartner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GROUPS = {
    plan: "a folder to start from, the rules of a call, what differs between two versions",
    facts: "what happened, in a line each",
    run: "what is late and missing, what a change moves, who is told what, who is owed what",
    report: "reports with every gap visible, answers to paste, certificates, papers",
    keep: "everything at once with an overview, what was reported, personal data",
}
"""The modules of commands in a coordinator's order, and what each is for."""

EPILOG = """\
PROJECT is the folder with project.toml, or a .toml, .xlsx or .json file.
Within that folder it may be left out.
Every command looks at the project as of today, or as of another day with --on 2025-03-31.
Start with `vetpartner new my-project`, then `vetpartner check my-project`.
"""


def groups() -> dict[str, tuple[Command, ...]]:
    """Return all commands by the name of their group, in the order of a coordinator's year."""
    names = [module.__name__.rpartition(".")[2] for module in GROUPS]
    return {name: tuple(each for each in COMMANDS if each.group == name) for name in names}


class _WrongUsage(Exception):
    """What was typed is no command; `said` prints how it is used, and that it is none."""

    def __init__(self, message: str, said: Callable[[], NoReturn]) -> None:
        super().__init__(message)
        self.said = said


class _Parser(argparse.ArgumentParser):
    """Raises what it cannot understand, so that another reading can be tried first."""

    def error(self, message: str) -> NoReturn:
        raise _WrongUsage(message, partial(self._refuse, message))

    def _refuse(self, message: str) -> NoReturn:
        """End the program; that `-o` is missing is said as where it need not be given."""
        if message.endswith(": -o"):
            self.exit(2, f"{missing_output(self.prog.rpartition(' ')[2])}\n")
        super().error(_unknown_command(message) or message)


def _unknown_command(message: str) -> str | None:
    """Return what to say of a word that is no command; None where that is not what is wrong."""
    match = re.match(r"argument COMMAND: invalid choice: '(.*?)'", message)
    if match is None:
        return None
    near = did_you_mean(match[1], (each.name for each in COMMANDS))
    return f"there is no command “{match[1]}”{near or '; see `vetpartner --help`'}"


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """Return what a command line says; end the program with 2 where it says nothing that is known.

    Within the folder of a project, or one below it, PROJECT may be left out.
    """
    main = parser()
    takes = next((each.takes for each in COMMANDS if argv and each.name == argv[0]), ())
    home = here() if takes and takes[0].name == "project" else None

    def within() -> argparse.Namespace:
        return main.parse_args([argv[0], home or ".", *argv[1:]])

    try:
        said = main.parse_args(argv)
    except _WrongUsage as wrong:
        if home is not None:
            try:
                return within()
            except _WrongUsage as inside:
                wrong = inside if "required: PROJECT" in str(wrong) else wrong
        wrong.said()
    # `forecast WP2=75` takes the first word for the project, which is no file.
    if home is not None and _is_no_path(said.project):
        with suppress(_WrongUsage):
            return within()
    return said


def _is_no_path(text: str) -> bool:
    """Tell whether a text can be no project, since it is neither there nor looks like a path."""
    named = text.endswith((".toml", ".xlsx", ".json")) or "/" in text or "\\" in text
    return not named and not Path(text).exists()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    main = _Parser(
        prog="vetpartner",
        description=overview(),
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="vetpartner COMMAND …",
    )
    main.add_argument("--version", action="version", version=f"vetpartner {VERSION}")
    added = main.add_subparsers(
        metavar="COMMAND", prog="vetpartner", help=argparse.SUPPRESS, parser_class=_Parser
    )

    def without_command(_arguments: argparse.Namespace) -> int:
        main.print_help(sys.stderr)
        return 2

    main.set_defaults(run=without_command)
    for each in (each for commands in groups().values() for each in commands):
        one = added.add_parser(each.name, description=each.description)
        one.set_defaults(run=each.run)
        for name, settings, _ in each.takes:
            one.add_argument(name, **settings)
    return main


def overview() -> str:
    """Return what the program is, and a line for each command."""
    first = (
        "Run an Erasmus+ partnership in VET (KA220-VET, KA210-VET) from facts that are typed once."
    )
    lines = [first, ""]
    for group, commands in groups().items():
        titles = (group, *("" for _ in commands[1:]))
        lines += [
            f"{title:8} {each.name:12} {each.overview}"
            for title, each in zip(titles, commands, strict=True)
        ]
    return "\n".join(lines) + "\n"


def readme_table() -> str:
    """Return the table of the README: the groups, what each is for, and its commands."""
    return "\n".join(
        f"| **{group}** | {what} | {', '.join(f'`{each.name}`' for each in commands)} |"
        for (group, commands), what in zip(groups().items(), GROUPS.values(), strict=True)
    )
