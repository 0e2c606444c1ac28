"""The registry of commands, what they take, and what they share: reading, refusing, writing.

A command is a function with `@command(...)` above it. Its name is that of the function, its group
the one that is given, its description the first line of the docstring. Help, the overview, the
reference and the table of the README are made from these.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import vetpartner as vp
from vetpartner.cli.terminal import NO_LOOKS, tell
from vetpartner.values.words import no_format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.render.paper import Paper
    from vetpartner.values.table import Table

Given = ParamSpec("Given")
_DIGITS = 7
"""How many digits a number has not."""
Runs = Callable[[Namespace], int | None]
Ids = str | list[str] | None
RunsOn = Callable[["vp.Partnership", Namespace], int | None]


class Argument(NamedTuple):
    """What a command takes: its name, with dashes if it is an option, and the rest for argparse.

    `of` is where its value must be an id of the project: a table of the plan, or `activities`; of
    `anything` other words are taken too.
    """

    name: str
    settings: dict[str, Any]
    of: str = ""


DAILY = "daily"
"""The group of what stands first, in the order of `EVERY_DAY`."""
EVERY_DAY = ("new", "check", "status", "add", "move", "build", "report", "form", "merge")


GROUPS = {
    DAILY: "what a coordinator does all the time",
    "money": "who is owed what, what was spent, what the final report may bring",
    "people": "lists of participants, who comes, who signed, certificates",
    "paper": "agendas, minutes, plans for the wall, the index of evidence, own templates",
    "privacy": "which personal data are held, and copies without them",
    "when": "days on which all can meet, calendars, what happens if a partner leaves",
    "learn": "the rules of a call, what a finding means, what differs, an example",
    "care": "what was typed wrongly, put away, or comes from an earlier version",
}
"""The groups of commands, and what each is for."""
DOORS = ("money", "people", "paper", "privacy")
"""The groups whose commands stand behind the name of the group."""


class Command(NamedTuple):
    """One command: its group and name, what it is for, what it takes, and what runs it.

    `called` is its name behind that of its group, where the group is a door.
    """

    group: str
    name: str
    overview: str
    description: str
    takes: tuple[Argument, ...]
    run: Runs
    called: str


class Named(NamedTuple):
    """A command as it is typed: its words, its overview, and what of it the words say already."""

    words: tuple[str, ...]
    overview: str
    command: Command
    said: dict[str, str]

    @property
    def text(self) -> str:
        """Return the words as one text."""
        return " ".join(self.words)


COMMANDS: list[Command] = []
"""All commands, in the order in which help and reference show them."""


def command(
    overview: str, *takes: Argument, group: str = DAILY, called: str = ""
) -> Callable[[Runs], Runs]:
    """Make a function a command, with a line for the overview and the arguments that it takes.

    The function may return the code with which the program ends; without one it is 0. `called` is
    its name behind that of its group, where it is another one.
    """

    def register(run: Runs) -> Runs:
        _add(overview, takes, run, run, (group, called))
        return run

    return register


def on_project(
    overview: str, *takes: Argument, group: str = DAILY, called: str = ""
) -> Callable[[RunsOn], RunsOn]:
    """Make a function a command like `command` does, which is given the project as of its day."""

    def register(run: RunsOn) -> RunsOn:
        def read_and_run(arguments: Namespace) -> int | None:
            p = partnership(arguments)
            for name, _, of in takes:
                if of:
                    attribute = name.lstrip("-").replace("-", "_")
                    setattr(arguments, attribute, known(p, getattr(arguments, attribute), of))
            return run(p, arguments)

        _add(overview, (*PROJECT, *takes), run, read_and_run, (group, called))
        return run

    return register


def _add(
    overview: str,
    takes: tuple[Argument, ...],
    named: Any,  # noqa: ANN401 - either kind of function
    run: Runs,
    home: tuple[str, str],
) -> None:
    (group, called), name = home, named.__name__.rstrip("_")
    description = (named.__doc__ or "").partition("\n")[0]
    COMMANDS.append(Command(group, name, overview, description, takes, run, called or name))


# What commands take.


def argument(
    name: str,
    metavar: str | None,
    help_: str,
    *,
    of: str = "",
    **more: Any,  # noqa: ANN401 - as argparse has them
) -> Argument:
    """Take an argument, or with `--` an option that has a value."""
    return Argument(name, {"metavar": metavar, "help": help_, **more}, of)


def kind(*kinds: str) -> Argument:
    """Take one of these words."""
    return argument("kind", "KIND", ", ".join(kinds), choices=kinds)


def flag(name: str, help_: str) -> Argument:
    """Take an option without a value."""
    return Argument(name, {"action": "store_true", "help": help_})


def output(what: str, *, required: bool = True) -> Argument:
    """Take where to write, and say in which formats."""
    return argument("-o", "OUT", what, dest="output", required=required)


def missing_output(command: str) -> str:
    """Return how it is said that a command needs `-o`, with an example of what it writes."""
    (one,) = (each for each in COMMANDS if each.name == command)
    (what,) = (each.settings["help"] for each in one.takes if each.name == "-o")
    found = None if "FOLDER" in what else re.search(r"FILE(\.\w+)", what)
    file = f"{command}{found[1] if found else ''}"
    return f"missing -o: name the output {'file' if found else 'folder'}, e.g. -o {file}"


def paper_output(
    *formats: str, what: str | None = None, of: str = "words", required: bool = True
) -> tuple[Argument, ...]:
    """Take the language of a paper, the project's if none is given, and where it is written."""
    said = f"language of the {of}, such as hr; the project's if not"
    language = argument("--language", "xx", said)
    return language, output(what or a_file(*formats or PAPER), required=required)


PAPER = (".html", ".md", ".docx", ".pdf")
"""In which formats every paper can be written; some have more."""
TABLE = (*PAPER, ".xlsx", ".csv", ".json")
"""In which formats a table is written that is a paper of its own."""


def a_file(*suffixes: str) -> str:
    """Return these formats as help says them: `FILE.html, .docx or .pdf`."""
    *others, last = suffixes
    return f"FILE{', '.join(others)} or {last}" if others else f"FILE{last}"


TABLE_FILE = f"also write {a_file(*TABLE)}"


def printed(compact: str | None = None) -> Argument:
    """Take the format in which `show` prints a table.

    `compact` says what one more format is, which the command gives as `text`.
    """
    choices = ("text", "json", "csv", *(("compact",) if compact else ()))
    help_ = "; ".join(filter(None, ("text, or json or csv for programs", compact)))
    return argument("--format", None, help_, choices=choices, default="text")


def table_output(compact: str | None = None) -> tuple[Argument, ...]:
    """Take the format in which `show` prints a table, and the file to which it writes it."""
    return printed(compact), output(TABLE_FILE, required=False)


def day(what: str = "as of this day instead of today") -> Argument:
    """Take another day than today."""
    return argument("--on", "DATE", what, type=a_day)


def partner(what: str, **more: Any) -> Argument:  # noqa: ANN401 - as argparse has them
    """Take the id of an organisation, and say what it is for."""
    return argument("--partner", "ID", what, of="organisations", **more)


def a_day(text: str) -> date:
    """Return the day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2025-03-31") from None


def a_number(text: str) -> int:
    """Return a whole number above 0 of an argument."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) < _DIGITS and int(text)):
        raise ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def a_size(text: str) -> int:
    """Return megabytes of an argument as bytes."""
    from vetpartner.files.disk import MEGABYTE

    return a_number(text) * MEGABYTE


ANYWAY = argument(
    "--anyway", "REASON", "go on although a list has an open question; the reason is told"
)
ACTIVITY = argument("activity", "ACTIVITY", "the id of an activity", of="activities")
PROJECT = (argument("project", "PROJECT", "the project's folder or file"), day())
"""The project, and the day as of which it is looked at."""


# What commands share.


class Trouble(Exception):
    """Something that the user can put right; the message is printed, without a traceback."""

    def __init__(self, message: str, code: int = 1) -> None:
        """Take what to print and the code to exit with."""
        super().__init__(message)
        self.code = code


@contextmanager
def told(code: int = 1) -> Iterator[None]:
    """Tell the user, who can put it right, why something was refused."""
    try:
        yield
    except (ValueError, LookupError, ImportError) as error:
        if type(error) in {KeyError, IndexError}:
            raise  # our own refusals have a class of their own; this one is a mistake of ours
        from vetpartner.state.open_lists import OpenLists

        raise Trouble(str(error), 1 if isinstance(error, OpenLists) else code) from None


def today() -> date:
    """Return the present day: the only clock of the whole program."""
    return date.today()  # noqa: DTZ011 - the coordinator's own day, wherever that is


def here() -> str | None:
    """Return the folder of the project in which somebody works, as a path from there."""
    from vetpartner.values.file_names import PLAN_FILE

    for up, folder in enumerate((Path.cwd(), *Path.cwd().parents)):
        if (folder / PLAN_FILE).is_file():
            return "/".join([".."] * up) or "."
    return None


def day_of(arguments: Namespace) -> date:
    """Return the day that `--on` gives, or else the present day."""
    return arguments.on or today()


def opened(path: str, on: date) -> tuple[vp.Partnership, vp.Findings]:
    """Read a project as known on a day; raise `Trouble` with all findings if it cannot be built."""
    p, findings = whole(path)
    return p.on(on), findings


def whole(path: str) -> tuple[vp.Partnership, vp.Findings]:
    """Read a project with all facts, whatever their day, and raise `Trouble` like `opened`."""
    reading = vp.read(path)
    if reading.partnership is None:
        raise Trouble(reading.findings.text())
    return reading.partnership, reading.findings


def sound(path: str, what: str, *, anyway: str | None = None) -> vp.Partnership:
    """Read a project that is saved again; what could not be read would be lost by that.

    With a reason to go on `anyway` what is wrong in lists does not stop it.
    """
    reading = vp.read(path)
    p = reading.partnership
    lists = () if p is None or anyway is None else p.unread
    known = {(each.slug, each.place) for each in lists}
    wrong = [each for each in reading.findings.errors if (each.slug, each.place) not in known]
    if p is None or wrong:
        raise Trouble(f"{reading.findings.text()}\nnothing is {what} until this is put right")
    return p


def went_on(reason: str | None, findings: vp.Findings, done: str, *, aside: bool = False) -> None:
    """Tell for what reason something was done although lists have open questions.

    A reason that was not needed stands nowhere, and who gave it is told so; `aside` where data are
    printed.
    """
    if reason is None:
        return
    said = f"{done} although lists have open questions ({len(findings)}), because: {reason}"
    if not findings:
        said = (
            "no list has an open question, so --anyway was not needed, and its reason is not kept"
        )
    print(said, file=sys.stderr if aside else sys.stdout)


def partnership(arguments: Namespace) -> vp.Partnership:
    """Read the project of a command as of its day; mistakes that do not stop it are hinted at."""
    p, findings = opened(arguments.project, day_of(arguments))
    if findings.errors:
        hint = f"{findings.summary()} while reading; see `vetpartner check {arguments.project}`"
        print(hint, file=sys.stderr)
    return p


def checked(p: vp.Partnership, mistakes: vp.Findings) -> vp.Findings:
    """Return all findings: `mistakes` of reading, those of the rules, and outdated templates."""
    from vetpartner.checks import accept
    from vetpartner.papers.template_findings import template_findings

    found = vp.Findings((*accept((*mistakes, *template_findings(p)), p), *vp.check(p))).sorted()
    place = p.origin.locate("project") if p.origin is not None else None
    if place is None or "!" not in place.file:  # no sheet of a workbook
        return found
    from vetpartner.files.workbooks.checked import in_cells

    return in_cells(found, p)


def known(p: vp.Partnership, ids: Ids, of: str) -> Ids:
    """Return ids of the command line as the plan writes them: of that table, or of the activities.

    Capitals do not matter, and an organisation may be called by its acronym or name, a person by
    its name, as tables show them. Raises `Trouble` for what is none of them, or more than one.
    """
    if ids is None:
        return None
    return _known(p, ids, of) if isinstance(ids, str) else [_known(p, each, of) for each in ids]


def _known(p: vp.Partnership, word: str, of: str) -> str:
    from vetpartner.model import ACTIVITIES, KINDS
    from vetpartner.values.words import meant, no_such

    kinds = {"activities": ACTIVITIES, "anything": tuple(KINDS)}.get(of, (of,))
    things = [thing for kind in kinds for thing in getattr(p.plan, kind)]
    ids: list[str] = [thing.id for thing in things]
    found = list(meant(word, ids))
    if not found:
        folded = word.casefold()
        homes = ((o.id, name) for o in p.plan.organisations for name in (o.acronym, o.name))
        called = (*homes, *((person.id, person.name) for person in p.plan.people))
        same = {id_ for id_, name in called if name and name.casefold() == folded}
        found = [id_ for id_ in ids if id_ in same]
    if len(found) > 1:
        raise Trouble(f"“{word}” may be {' or '.join(found)}", code=2)
    if not found and of != "anything":
        raise Trouble(no_such(of, word, ids), code=2)
    return found[0] if found else word


def folder_of(p: vp.Partnership, path: str) -> Path:
    """Return the folder of a project, or that in which its file stands."""
    return p.origin.folder if p.origin is not None else Path(path).parent


@contextmanager
def writing(path: str, command: str) -> Iterator[None]:
    """Hold the folder of a project from before it is read until all is written.

    Tell what a command that was stopped there has left, which is completed first.
    """
    from vetpartner.files.transaction import working

    home = Path(path) if Path(path).is_dir() else Path(path).parent
    if not home.is_dir():
        yield  # reading says what is not there
        return
    with working(home, f"vetpartner {command}") as stopped:
        if stopped is not None:
            print(f"completed what {stopped} was stopped at", file=sys.stderr)
        yield


def wrote(path: Path | str, data: bytes | None = None, *, aside: bool = False) -> None:
    """Write data to a file, whole or not at all, and say so; `aside` where data are printed."""
    from vetpartner.files import write_whole

    if data is not None:
        write_whole(Path(path), data)
    print(f"wrote {path}", file=sys.stderr if aside else sys.stdout)


def show(
    table: Table,
    arguments: Namespace,
    p: vp.Partnership | None = None,
    *,
    text: str | None = None,
    looks: Mapping[str, str] = NO_LOOKS,
) -> None:
    """Print a table in the format of `--format`, and write it to the file of `-o`, if there is one.

    `text` is what a terminal shows in place of the table itself, all with its remarks, and `looks`
    which of it in which colour, see `terminal`.
    A page has the look of the partnership's own templates and its funding statement.
    """
    data = None
    if arguments.output is not None:
        from vetpartner.render.paper import table_paper

        title, whose = table.name.replace("_", " ").capitalize(), p or vp.Partnership()
        with told():
            paper = table_paper(whose, table, what="a table", title=title, under=str(table.caption))
            data = paper.data(Path(arguments.output).suffix.lower())
    if arguments.format == "csv":
        print(table.csv(), end="")
    elif arguments.format == "json":
        print(table.json())
    elif shown := table.text() if text is None else text:
        tell(shown, looks)
    if data is not None:
        wrote(arguments.output, data, aside=arguments.format != "text")


def in_format(path: str, what: str, *formats: str) -> Path:
    """Return where to write; raise `Trouble` unless its suffix is that of a format.

    Papers and tables know their formats themselves, and refuse others in the same words.
    """
    target = Path(path)
    if target.suffix.lower() not in formats:
        raise Trouble(no_format(what, target.suffix.lower(), formats))
    return target


def write(path: str, make: Callable[Given, Paper], *what: Given.args, **more: Given.kwargs) -> None:
    """Make a paper and write it in the format of its file; what it refuses is told."""
    with told():
        data = make(*what, **more).data(Path(path).suffix.lower())
    wrote(path, data)
