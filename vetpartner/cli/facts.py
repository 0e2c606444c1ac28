"""The commands of facts: what happened, a line each, and the last line taken back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import Argument, Trouble, argument, command, here, sound, told, wrote
from vetpartner.cli.command import today as the_day

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from vetpartner.model import Fact

PROJECT_ALONE = argument("project", "PROJECT", "the project's folder or file")
ASKED = {
    "held": ("when", "participants", "evidence"),
    "delivered": ("when", "languages", "url", "evidence"),
    "disseminated": ("when", "channel", "reach", "url"),
    "paid": ("amount", "when", "payee"),
    "measured": ("value", "when"),
    "moved": ("when", "reason"),
    "cancelled": ("reason",),
}
"""What is asked of a fact that is typed without options, question by question."""


@command(
    "what happened, in one line: `add held M2 --participants 11`",
    PROJECT_ALONE,
    Argument(
        "words",
        {
            "metavar": "FACT",
            "nargs": argparse.REMAINDER,
            "help": "kind, id, and the rest as options",
        },
    ),
)
def add(arguments: Namespace) -> None:
    """Write one fact down: `held M2 --participants 11 --evidence minutes.pdf --on 2025-03-04`."""
    from vetpartner.files.added import add as added
    from vetpartner.files.added import typed_fact
    from vetpartner.files.reading import InvalidProject
    from vetpartner.files.workbooks.sheets import CHANGES
    from vetpartner.model import FACTS

    words = list(arguments.words)
    if arguments.project in {*FACTS, *CHANGES} and not Path(arguments.project).exists():
        words.insert(0, arguments.project)
        arguments.project = here() or "."
    if not words and not sys.stdin.isatty():
        kinds = ", ".join((*FACTS, *CHANGES))
        raise Trouble(f"say what happened, such as `add held M2`; there are {kinds}", code=2)
    p = sound(arguments.project, "written down")
    if len(words) < 2 and sys.stdin.isatty():  # noqa: PLR2004 - a kind alone
        words = list(_answers(p, words))
    with told(2):
        fact = typed_fact(p, words[0], words[1:], the_day())
    try:
        written = added(arguments.project, fact)
    except InvalidProject as refused:
        raise Trouble(str(refused)) from None
    if not written:
        print("this is recorded already; nothing was written")
        return
    print(_said(p, fact, in_rows=Path(arguments.project).suffix.lower() == ".xlsx"))
    for path in written:
        wrote(path)
    home = Path(arguments.project)
    if home.is_dir() or home.suffix.lower() == ".xlsx":
        print("`vetpartner undo` takes it back")


def _said(p: vp.Partnership, fact: Fact, *, in_rows: bool) -> str:
    """Return a fact as it stands in the file now: as TOML, or as a row of a workbook."""
    if in_rows:
        from vetpartner.files.workbooks.adding import as_row

        return as_row(p, fact)
    from vetpartner.files.structuring import plain_facts
    from vetpartner.files.toml_text import toml_text

    alone = vp.Partnership(baseline=p.baseline, facts=(fact,))
    return toml_text(plain_facts(alone)).rstrip()


def _answers(p: vp.Partnership, words: list[str]) -> Iterator[str]:
    """Ask for a fact, question by question; what is likely stands in brackets, Enter takes it."""
    from vetpartner.model import Held

    kind = words[0] if words else _ask(f"What happened ({', '.join(ASKED)})?", "held")
    yield kind
    open_ = (each.id for each in p.on(the_day()).plan.activities if not p.facts_of(each.id, Held))
    id_ = _ask("Of what (its id)?", next(open_, "") if kind == "held" else "")
    yield id_
    thing = p.get(id_)
    for field in ASKED.get(kind, ("when", "reason")):
        planned = getattr(thing, "when", None) if field == "when" and kind == "held" else None
        said = _ask(f"{field.replace('_', ' ')} (- to leave it out)?", str(planned or ""))
        if said not in {"", "-"}:
            yield f"--{field}"
            yield said


def _ask(question: str, likely: str) -> str:
    try:
        return input(f"{question} [{likely}] " if likely else f"{question} ").strip() or likely
    except EOFError:
        raise Trouble("nothing was written") from None


@command("take back what `add` wrote last", PROJECT_ALONE)
def undo(arguments: Namespace) -> None:
    """Take back the last fact, while nothing was edited, sealed or sent since."""
    from vetpartner.files.added import undo as undone

    home = Path(arguments.project)
    if not home.is_dir() and home.suffix.lower() != ".xlsx":
        raise Trouble("undo works in a project's folder, or a workbook", code=2)
    with told():
        files = undone(home)
    print(f"taken back: {', '.join(files)} as before")
