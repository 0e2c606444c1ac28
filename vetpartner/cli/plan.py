"""The commands of plan and facts: a folder to start from, the rules of a call, what happened."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import (
    Argument,
    Trouble,
    argument,
    command,
    day,
    day_of,
    folder_of,
    here,
    in_format,
    opened,
    output,
    show,
    sound,
    table_output,
    told,
    wrote,
)
from vetpartner.cli.command import today as the_day

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.model import Fact


OF_EACH = {
    "partners": "organisations",
    "work-packages": "work_packages",
    "meetings": "meetings",
    "trainings": "trainings",
    "events": "dissemination_events",
    "results": "deliverables",
    "indicators": "indicators",
}
"""How many rows a new workbook begins with: the option, and the table."""


@command(
    "a workbook to fill in (`new plan.xlsx`), or a commented project folder",
    argument("folder", "FILE.xlsx or FOLDER", "a file or folder that does not exist yet"),
    day("the day from which the start of a folder's project is chosen"),
    argument("--language", "xx", "language of the workbook and the project, such as hr"),
    argument("--action", "ACTION", "of the workbook's project; KA220-VET if not", default=None),
    argument("--call", "YEAR", "of the workbook's project", type=int),
    *(
        argument(f"--{name}", "N", f"how many {name.replace('-', ' ')} it has rows for", type=int)
        for name in OF_EACH
    ),
)
def new(arguments: Namespace) -> None:
    """Write a workbook to fill in, or a commented project folder, to start from."""
    from vetpartner.files.saving import start_folder

    folder = Path(arguments.folder)
    if folder.suffix.lower() == ".xlsx":
        _new_workbook(folder, arguments)
        return
    counts = [name for name in OF_EACH if getattr(arguments, name.replace("-", "_")) is not None]
    others = [name for name in ("language", "action", "call") if getattr(arguments, name)]
    if counts or others:
        first = (*counts, *others)[0]
        raise Trouble(f"--{first} is for a workbook: `vetpartner new {folder}.xlsx …`", code=2)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} is there already; name a folder that does not exist yet")
    for path in start_folder(folder, day_of(arguments)):
        wrote(path)
    print(f"next: open {folder / 'project.toml'}, then run `vetpartner check {folder}`")


def _new_workbook(path: Path, arguments: Namespace) -> None:
    from vetpartner.files.saving import ACTION
    from vetpartner.files.workbooks.starting import start_workbook, starting
    from vetpartner.programme import calls
    from vetpartner.render.language import language
    from vetpartner.values.words import none_such

    known = {name for name, _ in calls()}
    action = arguments.action or ACTION
    if action not in known:
        raise Trouble(none_such("action", action, sorted(known)), code=2)
    given = {table: getattr(arguments, name.replace("-", "_")) for name, table in OF_EACH.items()}
    counts = {table: number for table, number in given.items() if number is not None}
    with told(2):
        code = language(arguments.language or "en").code
        p = starting(action=action, call=arguments.call, language=code, counts=counts)
    for each in start_workbook(path, p):
        wrote(each)
    print(f"next: fill it in, then run `vetpartner check {path} --write`")


@command(
    "from folder, workbook (.xlsx), .json or .toml to another, nothing lost",
    argument("project", "PROJECT", "the project's folder or file"),
    argument("target", "NEW", "a FOLDER, FILE.xlsx, .json or .toml that does not exist yet"),
    group="care",
)
def convert(arguments: Namespace) -> None:
    """Write a project to another home, and tell first what that does not hold."""
    from vetpartner.files.converting import not_held

    source, target = Path(arguments.project), Path(arguments.target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Trouble(f"{target} is there already; name what does not exist yet")
    reading = vp.read(source)
    if reading.partnership is None or reading.findings.errors:
        raise Trouble(f"{reading.findings.text()}\nnothing is converted until this is put right")
    lacking = not_held(reading, source, target)
    if lacking:
        print("\n".join((f"not in {target}, and still in {source}:", *(f"  {s}" for s in lacking))))
    with told(2):
        written = vp.save(reading.partnership, target)
    for path in written:
        wrote(path)
    print(f"next: `vetpartner check {target}`")


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


@command(
    "a project that begins from an application form, a spreadsheet or a list of results",
    argument(
        "source",
        "SOURCE",
        "a form (.pdf, .docx), a spreadsheet (.xlsx, .ods, .csv) or a "
        "list of results (.csv, .json)",
    ),
    argument("--reference", "REFERENCE", "which project of a list of results, if it has several"),
    output("FOLDER, a new one"),
    group="learn",
)
def import_(arguments: Namespace) -> None:
    """Begin a project folder from what a file says of it; what is not certain is a remark."""
    from vetpartner.documents.importing import import_project

    folder = Path(arguments.output)
    with told():
        draft = import_project(arguments.source, reference=arguments.reference)
    try:
        draft.write(folder)
    except FileExistsError:
        raise Trouble(f"{folder} is there already; name a new folder") from None
    print(draft)
    wrote(folder)
    print(f"next: read {folder / 'project.toml'}, then run `vetpartner check {folder}`")


# What happened, a line each, and the last line taken back.


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
