"""The commands and their options, in the groups of a coordinator's year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.cli import keep, plan, report, run
from vetpartner.cli.command import a_day, day, output, project

if TYPE_CHECKING:
    from vetpartner.cli.command import Command


def _withdraw(command: Command) -> None:
    help_ = "show what happens if a partner leaves; write nothing"
    added = project(command("withdraw", run.withdraw, help_))
    added.add_argument("id", metavar="ID", help="the id of an organisation")
    added.add_argument(
        "--last-day", metavar="DATE", type=a_day, help="its last day; left out, that of --on"
    )
    added.add_argument("--reason", metavar="TEXT", help="why, for the reports")


def _templates(command: Command) -> None:
    own = project(command("templates", report.templates, "show the templates, and your own"))
    own.add_argument("name", metavar="NAME", nargs="?", help="show what this template is given")
    own.add_argument("--copy", metavar="NAME", help="copy this one into templates/ to start from")


def _keeping(command: Command) -> None:
    paper = project(command("paper", keep.paper, "write one of the smaller papers"))
    kinds = ("agenda", "minutes", "partner-sheet", "dissemination-log", "result-sheet")
    paper.add_argument("kind", choices=kinds, metavar="KIND", help=", ".join(kinds))
    paper.add_argument(
        "id", metavar="ID", nargs="?", help="a meeting, an organisation, or a deliverable"
    )
    paper.add_argument("--language", metavar="xx", help="language of the words, such as hr")
    paper.add_argument("--from", metavar="DATE", dest="start", type=a_day, help="from this day on")
    paper.add_argument("--to", metavar="DATE", dest="end", type=a_day, help="up to this day")
    output(paper, "FILE.html, .docx or .pdf")
    seal = project(command("seal", keep.seal, "put away what was reported"))
    seal.add_argument("name", metavar="NAME", help="of the seal, such as interim-1")
    seal.add_argument("outputs", metavar="FILE", nargs="*", help="the report as it was sent")


def add_plan(command: Command) -> None:
    """Add new, schema, rules, compare."""
    new = command("new", plan.new, "write a commented project folder to start from")
    new.add_argument("folder", metavar="FOLDER", help="a folder that does not exist yet")
    day(new, "the day from which the project's start is chosen")
    schema = command("schema", plan.schema, "write the schema of the files, for your editor")
    output(schema, "FILE.json")
    rules = command("rules", plan.rules, "show the rules of a call, or what differs")
    rules.add_argument("action", metavar="ACTION", help="KA220-VET or KA210-VET")
    rules.add_argument("call", metavar="CALL", type=int, help="the year of the call")
    rules.add_argument("other", metavar="CALL", type=int, nargs="?", help="compare with this call")
    compare = command(
        "compare",
        plan.compare,
        "show what differs between versions, or from a seal",
    )
    compare.add_argument("old", metavar="PROJECT", help="the project, or its earlier version")
    compare.add_argument("new", metavar="OTHER", help="its later version, or the name of a seal")
    day(compare)


def add_look(command: Command) -> None:
    """Add check, status, explain, move, withdraw."""
    check = project(command("check", run.check, "find what is wrong or missing"))
    check.add_argument(
        "--format",
        choices=("text", "json", "compact"),
        default="text",
        help="compact is file:line:column: severity: message [slug]",
    )
    project(command("status", run.status, "show what is overdue, due, missing and next"))
    explain = command("explain", run.explain, "explain a finding and how to put it right")
    explain.add_argument("slug", metavar="SLUG", help="the word in brackets behind a finding")
    move = project(command("move", run.move, "show what moves with something; write nothing"))
    move.add_argument("id", metavar="ID", help="what moves: an id of the plan, or `project`")
    move.add_argument(
        "when", metavar="WHEN", help="its new date, as in the files; for `project` also `30 months`"
    )
    move.add_argument("--reason", metavar="TEXT", help="why, for the reports")
    _withdraw(command)


def add_calendar(command: Command) -> None:
    """Add calendar."""
    calendar = project(command("calendar", report.calendar, "write a calendar file"))
    output(calendar, "FILE.ics, or with --updates a folder")
    calendar.add_argument("--partner", metavar="ID", help="only what concerns this organisation")
    calendar.add_argument("--person", metavar="ID", help="only what concerns this person")
    calendar.add_argument(
        "--work-package", metavar="ID", help="only what belongs to this work package"
    )
    calendar.add_argument("--deadlines", action="store_true", help="only what is due on a day")
    calendar.add_argument(
        "--updates",
        action="store_true",
        help="only what changed since it was last sent, a file per recipient",
    )


def add_report(command: Command) -> None:
    """Add report and its templates."""
    written = project(command("report", report.report, "write a report"))
    written.add_argument("kind", choices=("interim", "progress", "final"), metavar="KIND")
    written.add_argument("-o", metavar="FILE", dest="output", help="FILE.md, .html, .docx or .pdf")
    written.add_argument("--language", metavar="xx", help="language of the report, such as hr")
    written.add_argument("--draft", action="store_true", help="go on although something is missing")
    written.add_argument(
        "--docx-template",
        metavar="FILE",
        help="a Word document whose styles, headers and footers FILE.docx takes over",
    )
    written.add_argument(
        "--paste", action="store_true", help="write the answers to paste instead, FILE.html"
    )
    written.add_argument(
        "--scaffold", action="store_true", help="write the file of questions to answer instead"
    )


def add_scheduling(command: Command) -> None:
    """Add dates, planner, gantt."""
    dates = project(command("dates", run.dates, "find days on which partners can meet"))
    dates.add_argument(
        "--days", metavar="N", type=int, default=2, help="how many working days in a row, 2 if not"
    )
    dates.add_argument(
        "--between", metavar="DATE", type=a_day, nargs=2, help="the first and the last day"
    )
    dates.add_argument(
        "--partner", metavar="ID", action="append", help="an organisation that comes; all if not"
    )
    planner = project(command("planner", run.planner, "write a year planner to print"))
    planner.add_argument("--year", metavar="YEAR", type=int, help="only this year")
    planner.add_argument("--partner", metavar="ID", help="only what concerns this organisation")
    gantt = project(command("gantt", run.gantt, "write the project as a Gantt chart"))
    for added, formats in (
        (planner, "FILE.html or .pdf"),
        (gantt, "FILE.html, .svg, .pdf or .mmd"),
    ):
        added.add_argument("--language", metavar="xx", help="language of the words, such as hr")
        output(added, formats)


def add_people(command: Command) -> None:
    """Add attendance, certificates, reconcile, evidence."""
    _templates(command)
    _keeping(command)
    for name, does, help_ in (
        ("attendance", report.attendance, "write the attendance list of an activity, to sign"),
        ("certificates", report.certificates, "write certificates of attendance, a page each"),
    ):
        added = project(command(name, does, help_))
        added.add_argument("activity", metavar="ACTIVITY", help="the id of an activity")
        added.add_argument("--language", metavar="xx", help="language of the words, such as hr")
        sheets = "FILE.html, .xlsx, .pdf or .docx"
        output(added, sheets if name == "attendance" else "FILE.html, .pdf or .docx")
    added.add_argument(
        "--threshold", metavar="SHARE", default="80 %", help="the part needed, such as 75 %%"
    )
    added.add_argument("--register", metavar="FILE", help="write the register too, .xlsx or .html")
    output(
        project(
            command("reconcile", report.reconcile, "show numbers of participants side by side")
        ),
        "also write FILE.html or FILE.xlsx",
        required=False,
    )
    output(
        project(command("evidence", report.evidence, "write the index of evidence")),
        "FILE.html or FILE.xlsx",
    )


def add_forms(command: Command) -> None:
    """Add form and merge."""
    form = project(command("form", run.form, "write a form for a partner to fill in"))
    form.add_argument("--partner", metavar="ID", required=True, help="whose part of the plan")
    output(form, "FILE.xlsx")
    merge = project(command("merge", run.merge, "take a form back that a partner filled in"))
    merge.add_argument("form", metavar="FORM", help="the FILE.xlsx that came back")
    merge.add_argument("--dry-run", action="store_true", help="show what would change")


def add_money(command: Command) -> None:
    """Add budget, ledger, forecast, costs."""
    budget = project(command("budget", run.budget, "write the budget workbook"))
    output(budget, "FILE.xlsx")
    budget.add_argument("--partner", metavar="ID", help="only this organisation's figures")
    ledger = project(command("ledger", run.ledger, "show the accounts of all partners"))
    ledger.add_argument("--partner", metavar="ID", help="write the letter to this organisation")
    ledger.add_argument("--language", metavar="xx", help="language of the letter, such as hr")
    output(ledger, "FILE.html or FILE.pdf, with --partner", required=False)
    forecast = project(command("forecast", run.forecast, "show what a score would pay"))
    forecast.add_argument(
        "points",
        metavar="ID=POINTS",
        nargs="+",
        help="a work package and up to 100 points; for KA210 the name of a criterion",
    )
    spent = project(command("costs", run.costs, "show planned and spent, if costs are kept"))
    spent.add_argument("--partner", metavar="ID", help="only this organisation's figures")
    spent.add_argument(
        "--convert",
        action="store_true",
        help="first store the conversion of costs in other currencies with them",
    )


def add_privacy(command: Command) -> None:
    """Add privacy, public, pseudonyms, erase."""
    project(command("privacy", keep.privacy, "show which personal data are held, and why"))
    public = project(command("public", keep.public, "write a copy without personal data"))
    output(public, "a new FOLDER or FILE.toml, .json or .xlsx")
    hidden = project(command("pseudonyms", keep.pseudonyms, "write a copy with pseudonyms"))
    hidden.add_argument("--key", metavar="FILE", required=True, help="the file with the secret key")
    hidden.add_argument("--new-key", action="store_true", help="make the key first")
    output(hidden, "a new FOLDER or FILE.toml, .json or .xlsx")
    erase = project(command("erase", keep.erase, "write a copy without one person"))
    erase.add_argument("id", metavar="ID", help="the id of a person or participant")
    output(erase, "a new FOLDER or FILE.toml, .json or .xlsx")
