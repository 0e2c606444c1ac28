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

    from vetpartner.model import Fact

PROJECT_ALONE = argument("project", "PROJECT", "the project's folder or file")


@command(
    "what happened, in one line: `add held M2 --participants 11`",
    PROJECT_ALONE,
    Argument(
        "words",
        {
            "metavar": "FACT",
            "nargs": argparse.REMAINDER,
            "help": "kind, id, and the rest as options; --anyway REASON where it is doubtful",
        },
    ),
)
def add(arguments: Namespace) -> None:
    """Write one fact down: `held M2 --participants 11 --evidence minutes.pdf --on 2025-03-04`."""
    from vetpartner.files.added import typed_fact
    from vetpartner.model import FACTS
    from vetpartner.model.facts import CHANGES

    words, anyway = _pass(list(arguments.words))
    if arguments.project in {*FACTS, *CHANGES} and not Path(arguments.project).exists():
        words.insert(0, arguments.project)
        arguments.project = here() or "."
    if not words and not sys.stdin.isatty():
        kinds = ", ".join((*FACTS, *CHANGES))
        raise Trouble(f"say what happened, such as `add held M2`; there are {kinds}", code=2)
    p = sound(arguments.project, "written down")
    if len(words) < 2 and sys.stdin.isatty():  # noqa: PLR2004 - a kind alone
        from vetpartner.cli.asking import answers

        words = list(answers(p, words, the_day()))
    with told(2):
        fact = typed_fact(p, words[0], words[1:], the_day())
    written_down(p, arguments.project, fact, anyway)


def _said(p: vp.Partnership, fact: Fact, *, in_rows: bool) -> str:
    """Return a fact as it stands in the file now: as TOML, or as a row of a workbook."""
    if in_rows:
        from vetpartner.files.workbooks.adding import as_row

        return as_row(p, fact)
    from vetpartner.files.structuring import plain_facts
    from vetpartner.files.toml_text import toml_text

    alone = vp.Partnership(baseline=p.baseline, facts=(fact,))
    return toml_text(plain_facts(alone)).rstrip()


def _pass(words: list[str]) -> tuple[list[str], str | None]:
    """Return words without `--anyway REASON`, and the reason; None where there is none."""
    if "--anyway" not in words:
        return words, None
    at = words.index("--anyway")
    end = next((n for n in range(at + 1, len(words)) if words[n].startswith("--")), len(words))
    reason = " ".join(words[at + 1 : end])
    if not reason:
        raise Trouble("say why, behind --anyway", code=2)
    return [*words[:at], *words[end:]], reason


def written_down(p: vp.Partnership, path: str, fact: Fact, anyway: str | None) -> None:
    """Write a fact that is no doubt, or one that is, with the reason to go on, and say all of it.

    What cannot be true together with it is told before, what else it brings behind.
    """
    import attrs

    from vetpartner.files.added import add as added
    from vetpartner.files.added import news
    from vetpartner.files.reading import InvalidProject

    doubts, risks = news(p, fact, the_day())
    # A correction is a reason of its own.
    anyway = anyway or (fact.reason if fact.corrects else None)
    if doubts and anyway is None:
        hint = 'nothing was written; if it is so all the same, say why: --anyway "REASON"'
        raise Trouble(f"{doubts.text()}\n{hint}")
    if doubts and not fact.note and not fact.corrects:
        fact = attrs.evolve(fact, note=anyway)
    try:
        written = added(path, fact)
    except InvalidProject as refused:
        raise Trouble(str(refused)) from None
    if not written:
        print("this is recorded already; nothing was written")
        return
    rows = Path(path).suffix.lower() == ".xlsx"
    print(_said(p, fact, in_rows=rows))
    for file in written:
        wrote(file)
    for one in (*doubts, *risks):
        print(f"check says: {one.message}")
    if rows or Path(path).is_dir():
        print("`vetpartner undo` takes it back")


@command("take back what `add` wrote last", PROJECT_ALONE, group="care")
def undo(arguments: Namespace) -> None:
    """Take back the last fact, while nothing was edited, sealed or sent since."""
    from vetpartner.files.added import undo as undone

    home = Path(arguments.project)
    if not home.is_dir() and home.suffix.lower() != ".xlsx":
        raise Trouble("undo works in a project's folder, or a workbook", code=2)
    with told():
        files = undone(home)
    print(f"taken back: {', '.join(files)} as before")
