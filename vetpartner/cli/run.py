"""The commands of every week: what is wrong, due and missing, dates, calendars, forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import calendars
from vetpartner.cli.command import (
    PAPER,
    PROJECT,
    Trouble,
    a_day,
    argument,
    checked,
    command,
    day_of,
    flag,
    in_format,
    missing_output,
    on_project,
    output,
    paper_output,
    partner,
    show,
    sound,
    table_output,
    told,
    write,
    wrote,
)
from vetpartner.cli.facts import written_down
from vetpartner.cli.terminal import SEVERITIES, URGENCIES

if TYPE_CHECKING:
    from argparse import Namespace


EVERYTHING = flag("--all", "print every row, however many there are")


@command(
    "everything that is wrong or missing, with the way out",
    *PROJECT,
    flag("--all", "print every finding, and not each cause once"),
    flag("--write", "of a workbook: a copy that says it at its cells, with a sheet To do"),
    *table_output("compact is file:line:column: severity: message [slug]"),
)
def check(arguments: Namespace) -> int:
    """Find what is wrong or missing."""
    from vetpartner.checks.running import by_cause

    reading = vp.read(arguments.project)
    findings, p = reading.findings, reading.partnership
    if p is not None:
        p = p.on(day_of(arguments))
        findings = checked(p, findings)
    _write_checked(findings, p, arguments)
    whole = findings.text() if arguments.all else by_cause(findings)
    text = findings.compact() if arguments.format == "compact" else whole
    show(findings.table, arguments, p, text=text, looks=SEVERITIES)
    return 1 if findings.errors else 0


def _write_checked(findings: vp.Findings, p: vp.Partnership | None, arguments: Namespace) -> None:
    """Write a copy of a workbook with what was found at its cells, where `--write` asks for it.

    The copy is `plan-checked.xlsx`, or what `-o` names. An earlier copy in which somebody went on
    to write is not written over.
    """
    if not arguments.write:
        return
    from vetpartner.files.workbooks.checked import checked_copy
    from vetpartner.files.workbooks.human import human_of

    path = Path(arguments.project)
    if path.suffix.lower() != ".xlsx":
        raise Trouble("--write is for a workbook: `check plan.xlsx --write`", code=2)
    target = Path(arguments.output or path.with_name(f"{path.stem}-checked.xlsx"))
    arguments.output = None
    if target.exists() and (target.resolve() == path.resolve() or _differs(target, p)):
        hint = f"-o {path.stem}-checked-2.xlsx"
        raise Trouble(f"{target} says otherwise than {path}, and stays; name another: {hint}")
    with told():
        data = checked_copy(path, findings, human_of(p or vp.Partnership()))
    wrote(in_format(str(target), "a checked copy", ".xlsx"), data, aside=arguments.format != "text")


def _differs(path: Path, p: vp.Partnership | None) -> bool:
    """Tell whether a file says something else than a partnership, whatever their days."""
    there = vp.read(path).partnership
    return p is None or there is None or there.on(p.as_of) != p


@command(
    "put slips of the pen right, such as 16 000 € or “quotes of a letter”",
    PROJECT[0],
    flag("--write", "change the files; the old is kept beside each"),
    *table_output(),
    group="care",
)
def fix(arguments: Namespace) -> None:
    """Show which lines were meant otherwise, and put them right with `--write`."""
    from vetpartner.files.fixing import FIXES, fixes

    path = Path(arguments.project)
    if not path.is_dir() and path.suffix != ".toml":
        raise Trouble(f"{path} is no folder and no file of TOML, which alone is put right here")
    found = fixes(path, write=arguments.write)
    text = "no line is certain to be meant otherwise; `vetpartner check` tells what is wrong"
    if found:
        done = "written; the old is kept" if arguments.write else "nothing was written: see --write"
        text = "\n\n".join((*map(str, found), done))
    show(FIXES.of(found, caption=str(path)), arguments, text=text)


@on_project(
    "what is overdue, due, missing and next: for Monday morning",
    EVERYTHING,
    *table_output(),
)
def status(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what is overdue, due, missing and next."""
    found = vp.status(p)
    show(found.table, arguments, p, text=found.text(whole=arguments.all), looks=URGENCIES)


@command(
    "what a finding means and how to put it right",
    argument("slug", "SLUG", "the word in brackets behind a finding"),
    group="learn",
)
def explain(arguments: Namespace) -> None:
    """Explain a finding and how to put it right."""
    with told(code=2):
        print(vp.explain(arguments.slug))


@on_project(
    "what else moves when something moves",
    argument("id", "ID", "what moves: an id of the plan, or `project`", of="anything"),
    argument("when", "WHEN", "its new date, as in the files; for `project` also `30 months`"),
    argument("--reason", "TEXT", "why, for the reports"),
    flag("--write", "write the move into the facts; `vetpartner undo` takes it back"),
    argument("--anyway", "REASON", "write it although something cannot be true together with it"),
    EVERYTHING,
    *table_output(),
)
def move(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what moves with something; write the move itself with `--write`."""
    try:
        with told(code=2):
            moved = vp.move(p, arguments.id, arguments.when, reason=arguments.reason)
    except OverflowError:
        raise Trouble(f"{arguments.when} is too far away", code=2) from None
    if arguments.write:
        _write_move(moved, arguments)
        return
    text = f"{moved.text(whole=arguments.all)}\n\n{_recording(moved)}"
    show(moved.table, arguments, p, text=text)


def _write_move(moved: vp.Moved, arguments: Namespace) -> None:
    """Show what a move means, and write it as `add moved` does."""
    if moved.amendment is None:
        where = f"change {moved.address} in the plan" if moved.changes else "nothing moves"
        raise Trouble(f"there is no fact to write: {where}", code=2)
    if arguments.reason is None:
        raise Trouble('say why: --reason "The school is closed that week."', code=2)
    whole = sound(arguments.project, "written down")
    show(moved.table, arguments, whole, text=f"{moved.text(whole=arguments.all)}\n")
    written_down(whole, arguments.project, moved.amendment, arguments.anyway)


def _recording(moved: vp.Moved) -> str:
    """Return how to make the move stay: the fact to add, or what to change in the plan."""
    if moved.amendment is not None:
        fact = _facts(moved.before, moved.amendment)
        return f"Nothing was written. To record it, add this to the facts:\n\n{fact}"
    if moved.changes:
        return f"Nothing was written. To record it, change {moved.address} in the plan."
    return "Nothing was written."


def _facts(p: vp.Partnership, *amendments: object) -> str:
    """Return amendments as they are written into the facts."""
    from vetpartner.files import structuring, toml_text

    rows = [structuring.plain(one, structuring.Own.of(p)) for one in amendments]
    return toml_text.toml_text({"amended": rows}).rstrip()


@on_project(
    "what happens if a partner leaves",
    argument("id", "ID", "the id of an organisation", of="organisations"),
    argument("--last-day", "DATE", "its last day; left out, that of --on", type=a_day),
    argument("--reason", "TEXT", "why, for the reports"),
    *table_output(),
    group="when",
)
def withdraw(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what happens if a partner leaves; write nothing."""
    with told(code=2):
        found = vp.withdraw(p, arguments.id, on=arguments.last_day, reason=arguments.reason)
    recording = (
        "Nothing was written. Once it is agreed, add this to the facts, with the leaders and\n"
        f"hosts that take over, and the agency's day as approved:\n\n{_facts(p, *found.amendments)}"
    )
    show(found.table, arguments, p, text=f"{found}\n\n{recording}")


@on_project(
    "days on which all can meet, best first, with reasons",
    argument("--days", "N", "how many working days in a row, 2 if not", type=int, default=2),
    argument("--between", "DATE", "the first and the last day", type=a_day, nargs=2),
    partner("an organisation that comes; all if not", action="append"),
    EVERYTHING,
    *table_output(),
    group="when",
)
def dates(p: vp.Partnership, arguments: Namespace) -> int:
    """Find days on which partners can meet."""
    with told(code=2):
        found = vp.free_days(p, arguments.partner, arguments.days, arguments.between)
    show(found.table, arguments, p, text=found.text(whole=arguments.all))
    return 0 if found.choices else 1


@on_project(
    "the year on a page for the wall",
    argument("--year", "YEAR", "only this year", type=int),
    partner("only what concerns this organisation"),
    *paper_output(),
    group="paper",
)
def planner(p: vp.Partnership, arguments: Namespace) -> None:
    """Write a year planner to print."""
    which = {"partner": arguments.partner, "language": arguments.language}
    write(arguments.output, vp.planner, p, arguments.year, **which)


@on_project(
    "the whole project as a chart, also .svg, and .mmd for wikis",
    *paper_output(*PAPER, ".svg", ".mmd"),
    group="paper",
)
def gantt(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the project as a Gantt chart."""
    write(arguments.output, vp.gantt, p, language=arguments.language)


@on_project(
    "meetings, trainings, events and deadlines as .ics",
    output("FILE.ics, or with --updates a folder", required=False),
    partner("only what concerns this organisation"),
    argument("--person", "ID", "only what concerns this person", of="people"),
    argument("--work-package", "ID", "only what belongs to this work package", of="work_packages"),
    flag("--deadlines", "only what is due on a day"),
    flag("--updates", "only what changed since it was last sent, one mail per partner"),
    flag("--dry-run", "say what each partner would get, and write nothing"),
    argument("--publish", "URL", "write what changed to a calendar of a server, or to a folder"),
    flag("--force", "also as of an older day than what was sent, or without what was sent"),
    group="when",
)
def calendar(p: vp.Partnership, arguments: Namespace) -> int:
    """Write a calendar file."""
    from vetpartner.state.entries import choice

    wanted = choice(
        p,
        partner=arguments.partner,
        person=arguments.person,
        work_package=arguments.work_package,
        deadlines=arguments.deadlines,
    )
    if arguments.publish is not None:
        if arguments.dry_run or arguments.updates:
            raise Trouble("--publish goes without --updates and --dry-run", code=2)
        return calendars.publish(p, arguments, wanted)
    if arguments.dry_run or arguments.updates:
        return calendars.updates(p, arguments)
    if arguments.output is None:
        raise Trouble(missing_output("calendar"), code=2)
    calendars.feed(p, arguments, wanted)
    return 0


@on_project(
    "a workbook in which a partner fills in what happened, and what proves it",
    partner("whose form"),
    flag("--all", "one for each partner, with a draft of the mail that brings it"),
    argument("--by", "DATE", "when it should come back; else for the next report", type=a_day),
    argument("--language", "xx", "its language, such as hr; that of the partner if not"),
    output("FILE.xlsx; with --all FOLDER"),
)
def form(p: vp.Partnership, arguments: Namespace) -> None:
    """Write a form for a partner to fill in, or one for each."""
    from vetpartner.cli import forms

    forms.form(p, arguments)


@command(
    "take it back: what was changed, what does not fit",
    *PROJECT,
    argument("form", "FORM", "the file that came back: .xlsx, .ods, or one sheet as .csv"),
    partner("whose form it is, where the file does not say"),
    flag("--dry-run", "show what would change"),
)
def merge(arguments: Namespace) -> int:
    """Take a form back that a partner filled in."""
    from vetpartner.cli import forms

    return forms.merge(arguments)
