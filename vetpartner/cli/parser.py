"""The parser of the command line, and the overview of all commands: both from the registry.

What is for every day stands first. What belongs together stands behind a door, as `ledger` behind
`money`; a door alone shows what is behind it.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NoReturn

from vetpartner.cli import keep, money, people, plan, report, run  # noqa: F401 - they register
from vetpartner.cli.command import (
    COMMANDS,
    DAILY,
    DOORS,
    EVERY_DAY,
    GROUPS,
    Command,
    Named,
    here,
    missing_output,
)
from vetpartner.export.paper import KINDS
from vetpartner.values.words import alike
from vetpartner.version import SAID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_HELP = frozenset({"-h", "--help"})

EPILOG = """\
PROJECT is the folder with project.toml, or a .toml, .xlsx or .json file.
Within that folder it may be left out.
Every command looks at the project as of today, or as of another day with --on 2025-03-31.
Start with `vetpartner new my-project`, then `vetpartner check my-project`.
"""
_PAPERS = {
    "agenda": "of a meeting",
    "minutes": "of a meeting, with who was there and what was decided",
    "partner-sheet": "what an organisation does and is owed, on one page",
    "dissemination-log": "who was told what, by which channel",
    "result-sheet": "what a deliverable is, and where it is to be had",
}
"""The kinds of the smaller papers, which stand behind their door by themselves."""


def groups() -> dict[str, tuple[Command, ...]]:
    """Return all commands by the name of their group; those of every day in their order."""
    found = {name: [each for each in COMMANDS if each.group == name] for name in GROUPS}
    found[DAILY].sort(key=lambda each: EVERY_DAY.index(each.name))
    return {name: tuple(commands) for name, commands in found.items()}


def named() -> dict[str, tuple[Named, ...]]:
    """Return all that may be typed, by group, in the order of help."""
    return {group: tuple(_named(commands)) for group, commands in groups().items()}


def _named(commands: Sequence[Command]) -> Iterator[Named]:
    for each in commands:
        if each.group not in DOORS:
            yield Named((each.name,), each.overview, each, {})
        elif each.name == "paper":
            # Each of its kinds is a name of its own.
            for kind in KINDS:
                yield Named((each.group, kind), _PAPERS[kind], each, {"kind": kind})
        else:
            yield Named((each.group, each.called), each.overview, each, {})


def words_of(name: str) -> tuple[str, ...]:
    """Return the words by which a command is typed; the first of them where it has more."""
    return next(
        each.words for found in named().values() for each in found if name == each.command.name
    )


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
            self.exit(2, f"{missing_output(self.command)}\n")
        super().error(message)

    command = ""


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """Return what a command line says; end the program with 2 where it says nothing that is known.

    Within the folder of a project, or one below it, PROJECT may be left out. An old name of a
    command that stands behind a door now is said on stderr.
    """
    if not argv or (argv[0] in DOORS and set(argv[1:]) <= _HELP):
        return argparse.Namespace(run=_shows_help if not argv else _opened(argv[0]))
    one, rest = _found(list(argv))
    parser, takes = parser_of(one), one.command.takes
    found = _tried(parser, rest)
    left_out = takes and takes[0].name == "project" and not _is_there(found)
    if left_out and (home := here()) is not None:
        # PROJECT was left out, and a word that is no path is the next one.
        inside = _tried(parser, [home, *rest])
        if not isinstance(inside, _WrongUsage) or "required: PROJECT" in str(found):
            found = inside
    if isinstance(found, _WrongUsage):
        return found.said()
    return found


def _is_there(found: argparse.Namespace | _WrongUsage) -> bool:
    """Tell whether a project was typed that there is."""
    return not isinstance(found, _WrongUsage) and Path(found.project).exists()


def _tried(
    parser: argparse.ArgumentParser, words: Sequence[str]
) -> argparse.Namespace | _WrongUsage:
    try:
        return parser.parse_args(words)
    except _WrongUsage as wrong:
        return wrong


def _found(argv: list[str]) -> tuple[Named, list[str]]:
    """Return which command is typed, and what stands behind its words."""
    if argv[0].startswith("-"):
        _main().parse_args(argv)
    first, *rest = argv
    all_ = [each for found in named().values() for each in found]
    second = rest[0] if rest else ""
    for each in all_:
        if each.words == (first,):
            return each, rest
        if each.words == (first, second):
            return each, rest[1:]
    old = next((each for each in COMMANDS if each.name == first), None)
    if old is not None:
        now = next((each for each in all_ if each.command is old and not each.said), None)
        example = now.text if now is not None else f"{old.group} {'|'.join(KINDS)}"
        print(
            f"`vetpartner {first}` is `vetpartner {example}` now; "
            "the old way of writing it ends with the next version",
            file=sys.stderr,
        )
        return now or Named((first,), old.overview, old, {}), rest
    return _unknown(argv[: 1 + (first in DOORS)], all_)


def _main() -> argparse.ArgumentParser:
    """Return the parser of what stands without a command: help and version."""
    main = argparse.ArgumentParser(
        prog="vetpartner",
        description=overview(),
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="vetpartner COMMAND …",
    )
    main.add_argument("--version", action="version", version=SAID)
    return main


def _shows_help(_arguments: argparse.Namespace) -> int:
    _main().print_help(sys.stderr)
    return 2


def _opened(group: str) -> Callable[[argparse.Namespace], None]:
    """Return what shows what stands behind a door."""
    return lambda _: print(door(group), end="")


def _unknown(words: Sequence[str], all_: Sequence[Named]) -> NoReturn:
    """Say which command is meant where there is none of these words, and end."""
    typed = " ".join(words)
    # What stands behind a door is meant by its last word as well.
    names = {each.words[-1]: each.text for each in all_} | {each.text: each.text for each in all_}
    doors = DOORS if len(words) == 1 else ()
    near = dict.fromkeys(names.get(name, name) for name in alike(typed, (*names, *doors), 2))
    see = f"`vetpartner {words[0]}`" if words[0] in DOORS else "`vetpartner --help`"
    hint = f"did you mean {' or '.join(near)}?" if near else f"see {see}"
    print(f"there is no command “{typed}”; {hint}", file=sys.stderr)
    sys.exit(2)


def parser_of(one: Named) -> argparse.ArgumentParser:
    """Return the parser of a command as it is typed."""
    parser = _Parser(prog=f"vetpartner {one.text}", description=one.command.description)
    parser.command = one.command.name
    parser.set_defaults(run=one.command.run, **one.said)
    for name, settings, _ in one.command.takes:
        if name not in one.said:
            parser.add_argument(name, **settings)
    return parser


_INDENTED: dict[str, Any] = dict.fromkeys(("initial_indent", "subsequent_indent"), " " * 10)


def overview() -> str:
    """Return what the program is, and a line for each command; of a door what is behind it."""
    first = (
        "Run an Erasmus+ partnership in VET (KA220-VET, KA210-VET) from facts that are typed once."
    )
    lines = [first]
    for group, found in named().items():
        if group in DOORS:
            lines += [""] * (group == DOORS[0])
            behind = ", ".join(each.words[-1] for each in found)
            lines += [f"{group:9} {GROUPS[group]}:", *wrap(behind, 79, **_INDENTED)]
        else:
            lines += ["", *_lines(found)]
    return "\n".join(lines) + "\n"


def door(group: str) -> str:
    """Return what stands behind a door, a line each."""
    found = named()[group]
    shown = "\n".join(_lines(found))
    return (
        f"vetpartner {group} …: {GROUPS[group]}\n\n{shown}\n\n"
        f"`vetpartner {found[0].text} --help` says more of the first, and so on.\n"
    )


def _lines(found: Sequence[Named]) -> list[str]:
    wide = max(9, *(len(each.words[-1]) for each in found))
    return [f"{each.words[-1]:{wide}} {each.overview}" for each in found]


def readme_table() -> str:
    """Return the table of the README: the groups, what each is for, and its commands."""
    return "\n".join(
        f"| **{group}** | {GROUPS[group]} | {', '.join(f'`{each.text}`' for each in found)} |"
        for group, found in named().items()
    )
