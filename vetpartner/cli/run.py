"""The commands of every week: what is wrong, due and missing, dates, calendars, money, forms."""

from __future__ import annotations

import io
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import calendars
from vetpartner.cli.command import (
    ACTIVITY,
    ANYWAY,
    PAPER,
    PROJECT,
    TABLE_FILE,
    Trouble,
    a_day,
    a_file,
    argument,
    checked,
    command,
    day_of,
    flag,
    in_format,
    known,
    missing_output,
    on_project,
    output,
    paper_output,
    partner,
    partnership,
    printed,
    show,
    sound,
    table_output,
    told,
    went_on,
    write,
    write_checked,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.files.tables.understood import UnderstoodList


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
    write_checked(findings, p, arguments)
    text = findings.text() if arguments.all else by_cause(findings)
    text = findings.compact() if arguments.format == "compact" else text
    show(findings.table, arguments, p, text=text)
    return 1 if findings.errors else 0


@command(
    "put slips of the pen right, such as 16 000 € or “quotes of a letter”",
    PROJECT[0],
    flag("--write", "change the files; the old is kept beside each"),
    *table_output(),
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
    show(found.table, arguments, p, text=found.text(whole=arguments.all))


@command(
    "what a finding means and how to put it right",
    argument("slug", "SLUG", "the word in brackets behind a finding"),
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
    EVERYTHING,
    *table_output(),
)
def move(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what moves with something; write nothing."""
    try:
        with told(code=2):
            moved = vp.move(p, arguments.id, arguments.when, reason=arguments.reason)
    except OverflowError:
        raise Trouble(f"{arguments.when} is too far away", code=2) from None
    text = f"{moved.text(whole=arguments.all)}\n\n{_recording(moved)}"
    show(moved.table, arguments, p, text=text)


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
)
def planner(p: vp.Partnership, arguments: Namespace) -> None:
    """Write a year planner to print."""
    which = {"partner": arguments.partner, "language": arguments.language}
    write(arguments.output, vp.planner, p, arguments.year, **which)


@on_project(
    "the whole project as a chart, also .svg, and .mmd for wikis",
    *paper_output(*PAPER, ".svg", ".mmd"),
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


@command(
    "take answers to invitations: who comes",
    *PROJECT,
    argument("replies", "REPLIES", "the folder with the .ics and .eml files that came back"),
    flag("--dry-run", "show what would be taken"),
)
def answers(arguments: Namespace) -> None:
    """Take answers to invitations as facts, and tell what was not taken."""
    if arguments.dry_run:
        calendars.answers(arguments)
        return
    with writing(arguments.project, "answers"):
        calendars.answers(arguments)


@on_project(
    "the money as a workbook",
    partner("only this organisation's figures"),
    *paper_output(what="FILE.xlsx", of="workbook"),
)
def budget(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the budget workbook."""
    out, target = io.BytesIO(), in_format(arguments.output, "a budget", ".xlsx")
    with told():
        vp.budget(p, partner=arguments.partner, language=arguments.language).save(out)
    wrote(target, out.getvalue())


@on_project(
    "due, sent, earned and at risk for each partner, and their letters",
    partner("the letter to this organisation, or with --format its row"),
    printed(),
    *paper_output(
        what=f"{TABLE_FILE}; with --partner the letter, {a_file(*PAPER)}",
        of="letter",
        required=False,
    ),
)
def ledger(p: vp.Partnership, arguments: Namespace) -> None:
    """Show the accounts of all partners."""
    from vetpartner.papers.account_letter import account_letter

    partner, output = arguments.partner, arguments.output
    if partner is None:
        show(vp.ledger(p).table, arguments, p)
    elif arguments.format != "text":
        _account(p, partner, arguments)
    elif output is None:
        raise Trouble(missing_output("ledger"), code=2)
    else:
        write(output, account_letter, p, partner, language=arguments.language)


def _account(p: vp.Partnership, partner: str, arguments: Namespace) -> None:
    """Print the account of one organisation as data, which its letter is not."""
    if arguments.output is not None:
        raise Trouble("with --partner, -o is for the letter; leave out --format or -o", code=2)
    found = vp.ledger(p)
    try:
        account = found.account(partner)
    except KeyError:
        raise Trouble(f"{partner!r} has neither a share nor a payment") from None
    show(found.table.of((account,), total=None), arguments, p)


@on_project(
    "what the final report may bring, for points that you give yourself",
    argument(
        "points",
        "ID=POINTS",
        "a work package and up to 100 points; for KA210 the name of a criterion",
        nargs="+",
    ),
    *table_output(),
)
def forecast(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what a score would pay."""
    from vetpartner.whatif.forecast import forecast_table, readings_table

    given = dict(_points(text) for text in arguments.points)
    points = {str(known(p, name, "anything")): number for name, number in given.items()}
    with told():
        found = vp.forecast(p, points)
    readings = readings_table(found)
    text = f"{found[0]}\n\n{readings.text() if len(found) > 1 else readings.caption}"
    show(forecast_table(found), arguments, p, text=text)


def _points(text: str) -> tuple[str, Decimal]:
    name, sign, number = text.rpartition("=")
    try:
        points = Decimal(number)
    except InvalidOperation:
        points = Decimal("NaN")
    if not sign or not name.strip() or not points.is_finite():
        raise Trouble(f"{text!r} is not of the form WP2=75", code=2)
    return name.strip(), points


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


@command(
    "planned and spent, by work package, partner and period",
    *PROJECT,
    partner("only this organisation's figures"),
    flag("--convert", "first store the conversion of costs in other currencies with them"),
    ANYWAY,
    *table_output(),
)
def costs(arguments: Namespace) -> None:
    """Show planned and spent, if costs are kept."""
    if arguments.anyway is not None and not arguments.convert:
        raise Trouble("--anyway has an effect only with --convert; leave it out", code=2)
    if arguments.convert:
        _convert(arguments, aside=arguments.format != "text")
    p = partnership(arguments)
    arguments.partner = known(p, arguments.partner, "organisations")
    show(vp.costs(p, arguments.partner).table, arguments, p)


def _convert(arguments: Namespace, *, aside: bool) -> None:
    """Store the conversions of costs; tell of it `aside` where data are printed."""
    from vetpartner.state.open_lists import costs_read, open_costs

    out = sys.stderr if aside else sys.stdout
    with writing(arguments.project, "costs --convert"):
        p = sound(arguments.project, "converted", anyway=arguments.anyway)
        with told():
            done = vp.convert(p, anyway=arguments.anyway)
        print(f"{costs_read(p)}\n{done}\n", file=out)
        if done.stored:
            for path in vp.save(done.partnership, Path(arguments.project)):
                wrote(path, aside=aside)
            print(file=out)
        went_on(arguments.anyway, open_costs(p), "converted", aside=aside)


@on_project("the list of an activity to sign", ACTIVITY, *paper_output(*PAPER, ".xlsx"))
def attendance(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the attendance list of an activity, to sign."""
    write(arguments.output, vp.attendance_list, p, arguments.activity, language=arguments.language)


@command(
    "what is understood of the lists in tables/, and why; --write fixes it",
    argument("project", "PROJECT", "the project's folder"),
    argument("list", "FILE", "only this list, such as attendance-T1.csv", nargs="?"),
    flag("--write", "write it down beside the list, to correct and keep"),
    *table_output(),
)
def tables(arguments: Namespace) -> None:
    """Show what is understood of the lists in `tables/`."""
    from vetpartner.files.tables.understood import UNDERSTOOD

    if not Path(arguments.project).is_dir():
        raise Trouble(f"{arguments.project} is no folder, and has no tables/", code=2)
    if arguments.write:
        with writing(arguments.project, "tables"):
            lists = _lists(arguments)
            _write_notes(arguments, lists)
    else:
        lists = _lists(arguments)
    rows = [row for each in lists for row in each.rows]
    text = "\n\n".join(UNDERSTOOD.of(each.rows, caption=each.file).text() for each in lists)
    show(UNDERSTOOD.of(rows), arguments, text=text or None)


def _lists(arguments: Namespace) -> list[UnderstoodList]:
    """Return what is understood of the lists that are asked for."""
    from vetpartner.files.tables.understood import understood
    from vetpartner.files.transaction import BrokenJournal, door_of
    from vetpartner.values.words import no_such

    reading = vp.read(arguments.project)
    try:
        door, _ = door_of(Path(arguments.project))
    except BrokenJournal as error:
        raise Trouble(str(error)) from None
    lists = understood(door, reading)
    if arguments.list is None:
        return list(lists)
    name = Path(arguments.list).name
    found = [each for each in lists if Path(each.file).name == name]
    if not found:
        known = (Path(each.file).name for each in lists)
        raise Trouble(no_such("lists", name, known), code=2)
    return found


def _write_notes(arguments: Namespace, lists: list[UnderstoodList]) -> None:
    """Write what is understood of lists beside them; notes that are there are kept beside."""
    from vetpartner.files.disk import contents
    from vetpartner.files.tables.folder import notes_name
    from vetpartner.files.tables.notes import notes_text
    from vetpartner.files.transaction import free_backup

    for each in lists:
        if each.noted is None:
            continue
        path = Path(arguments.project, notes_name(each.file))
        data = notes_text(each.noted).encode()
        if path.is_file() and (old := contents(path)) != data:
            wrote(free_backup(path), old, aside=arguments.format != "text")
        wrote(path, data, aside=arguments.format != "text")


@on_project("expected, registered, signed, certified and stated, side by side", *table_output())
def reconcile(p: vp.Partnership, arguments: Namespace) -> None:
    """Show numbers of participants side by side."""
    found = vp.reconcile(p)
    show(found.table, arguments, p, text=str(found))
