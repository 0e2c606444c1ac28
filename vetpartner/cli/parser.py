"""The commands and their options, grouped by a coordinator's year."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from vetpartner import __version__
from vetpartner.cli import (
    building,
    costs,
    forms,
    keeping,
    looking,
    money,
    moving,
    people,
    planning,
    privacy,
    templates,
    withdrawing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[[str, Callable[..., int], str], argparse.ArgumentParser]

DESCRIPTION = """\
Run an Erasmus+ partnership in VET (KA220-VET, KA210-VET) from facts that are typed once.

plan     new          a commented project folder to start from
         schema       what may stand in the files, for an editor that completes keys
         rules        the rules of a call with their sources, or what differs between two calls
         compare      what differs between two versions of a project
run      check        everything that is wrong or missing, with the way out
         status       what is overdue, due, missing and next: for Monday morning
         explain      what a finding means and how to put it right
         move         what else moves when something moves
         withdraw     what happens if a partner leaves
         calendar     meetings, trainings, events and deadlines as .ics
         budget       the money as a workbook
         ledger       due, sent, earned and at risk for each partner, and their letters
         forecast     what the final report may bring, for points that you give yourself
         form         a workbook in which a partner fills in its part
         merge        take it back: what was changed, what does not fit
         costs        planned and spent, by work package, partner and period
         attendance   the list of an activity to sign
         reconcile    expected, registered, signed, certified and stated, side by side
report   report       interim, progress or final report as .md, .html, .docx or .pdf
         certificates certificates of attendance, and their register
         evidence     the index of evidence for the annex
         templates    the templates of all pages, what each is given, and your own
         paper        agenda, minutes, partner sheet, dissemination log, result sheet
keep     build        everything at once, with an index page
         demo         the same for an invented example, to look around
         seal         put away what was reported, and see what of it has changed since
         privacy      which personal data are held, why, and until when
         public       a copy without any personal datum
         pseudonyms   a copy with pseudonyms for the names of participants
         erase        a copy without one person, all counts the same
"""

EPILOG = """\
PROJECT is the folder with project.toml, or a .toml, .xlsx or .json file.
Every command looks at the project as of today, or as of another day with --on 2025-03-31.
Start with `vetpartner new my-project`, then `vetpartner check my-project`.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    main = argparse.ArgumentParser(
        prog="vetpartner",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="vetpartner COMMAND …",
    )
    main.add_argument("--version", action="version", version=f"vetpartner {__version__}")
    commands = main.add_subparsers(metavar="COMMAND", required=True, help=argparse.SUPPRESS)

    def command(name: str, run: Callable[..., int], help_: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
        added.set_defaults(run=run)
        return added

    _plan(command)
    _look(command)
    _calendar(command)
    _money(command)
    _report(command)
    _people(command)
    _forms(command)
    _output(_project(command("build", building.build, "write everything at once")), "DIR")
    _output(command("demo", building.demo, "build the invented example"), "DIR")
    _privacy(command)
    return main


def _withdraw(command: Command) -> None:
    help_ = "show what happens if a partner leaves; write nothing"
    added = _project(command("withdraw", withdrawing.withdraw, help_))
    added.add_argument("id", metavar="ID", help="the id of an organisation")
    added.add_argument(
        "--last-day", metavar="DATE", type=_date, help="its last day; left out, that of --on"
    )
    added.add_argument("--reason", metavar="TEXT", help="why, for the reports")


def _templates(command: Command) -> None:
    own = _project(command("templates", templates.templates, "show the templates, and your own"))
    own.add_argument("name", metavar="NAME", nargs="?", help="show what this template is given")
    own.add_argument("--copy", metavar="NAME", help="copy this one into templates/ to start from")


def _keeping(command: Command) -> None:
    paper = _project(command("paper", keeping.paper, "write one of the smaller papers"))
    kinds = ("agenda", "minutes", "partner-sheet", "dissemination-log", "result-sheet")
    paper.add_argument("kind", choices=kinds, metavar="KIND", help=", ".join(kinds))
    paper.add_argument(
        "id", metavar="ID", nargs="?", help="a meeting, an organisation, or a deliverable"
    )
    paper.add_argument("--language", metavar="xx", help="language of the words, such as hr")
    paper.add_argument("--from", metavar="DATE", dest="start", type=_date, help="from this day on")
    paper.add_argument("--to", metavar="DATE", dest="end", type=_date, help="up to this day")
    _output(paper, "FILE.html, .docx or .pdf")
    seal = _project(command("seal", keeping.seal, "put away what was reported"))
    seal.add_argument("name", metavar="NAME", help="of the seal, such as interim-1")
    seal.add_argument("outputs", metavar="FILE", nargs="*", help="the report as it was sent")
    seal.add_argument(
        "--compare", action="store_true", help="show what of a seal has changed since instead"
    )


def _plan(command: Command) -> None:
    new = command("new", planning.new, "write a commented project folder to start from")
    new.add_argument("folder", metavar="FOLDER", help="a folder that does not exist yet")
    _day(new, "the day from which the project's start is chosen")
    schema = command("schema", planning.schema, "write the schema of the files, for your editor")
    _output(schema, "FILE.json")
    rules = command("rules", planning.rules, "show the rules of a call, or what differs")
    rules.add_argument("action", metavar="ACTION", help="KA220-VET or KA210-VET")
    rules.add_argument("call", metavar="CALL", type=int, help="the year of the call")
    rules.add_argument("other", metavar="CALL", type=int, nargs="?", help="compare with this call")
    compare = command("compare", planning.compare, "show what differs between two versions")
    compare.add_argument("old", metavar="OLD", help="the earlier project")
    compare.add_argument("new", metavar="NEW", help="the later project")
    _day(compare)


def _look(command: Command) -> None:
    check = _project(command("check", looking.check, "find what is wrong or missing"))
    check.add_argument(
        "--format",
        choices=("text", "json", "compact"),
        default="text",
        help="compact is file:line:column: severity: message [slug]",
    )
    _project(command("status", looking.status, "show what is overdue, due, missing and next"))
    explain = command("explain", looking.explain, "explain a finding and how to put it right")
    explain.add_argument("slug", metavar="SLUG", help="the word in brackets behind a finding")
    move = _project(command("move", moving.move, "show what moves with something; write nothing"))
    move.add_argument("id", metavar="ID", help="what moves: an id of the plan, or `project`")
    move.add_argument(
        "when", metavar="WHEN", help="its new date, as in the files; for `project` also `30 months`"
    )
    move.add_argument("--reason", metavar="TEXT", help="why, for the reports")
    _withdraw(command)


def _calendar(command: Command) -> None:
    calendar = _project(command("calendar", building.calendar, "write a calendar file"))
    _output(calendar, "FILE.ics, or with --updates a folder")
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


def _report(command: Command) -> None:
    report = _project(command("report", building.report, "write a report"))
    report.add_argument("kind", choices=("interim", "progress", "final"), metavar="KIND")
    report.add_argument("-o", metavar="FILE", dest="output", help="FILE.md, .html, .docx or .pdf")
    report.add_argument("--language", metavar="xx", help="language of the report, such as hr")
    report.add_argument("--draft", action="store_true", help="go on although answers are missing")
    report.add_argument(
        "--paste", action="store_true", help="write the answers to paste instead, FILE.html"
    )
    report.add_argument(
        "--scaffold", action="store_true", help="write the file of questions to answer instead"
    )


def _people(command: Command) -> None:
    _templates(command)
    _keeping(command)
    for name, run, help_ in (
        ("attendance", people.attendance, "write the attendance list of an activity, to sign"),
        ("certificates", people.certificates, "write certificates of attendance, a page each"),
    ):
        added = _project(command(name, run, help_))
        added.add_argument("activity", metavar="ACTIVITY", help="the id of an activity")
        added.add_argument("--language", metavar="xx", help="language of the words, such as hr")
        sheets = "FILE.html, .xlsx, .pdf or .docx"
        _output(added, sheets if name == "attendance" else "FILE.html, .pdf or .docx")
    added.add_argument(
        "--threshold", metavar="SHARE", default="80 %", help="the part needed, such as 75 %%"
    )
    added.add_argument("--register", metavar="FILE", help="write the register too, .xlsx or .html")
    _output(
        _project(
            command("reconcile", people.reconcile, "show numbers of participants side by side")
        ),
        "also write FILE.html or FILE.xlsx",
        required=False,
    )
    _output(
        _project(command("evidence", people.evidence, "write the index of evidence")),
        "FILE.html or FILE.xlsx",
    )


def _forms(command: Command) -> None:
    form = _project(command("form", forms.form, "write a form for a partner to fill in"))
    form.add_argument("--partner", metavar="ID", required=True, help="whose part of the plan")
    _output(form, "FILE.xlsx")
    merge = _project(command("merge", forms.merge, "take a form back that a partner filled in"))
    merge.add_argument("form", metavar="FORM", help="the FILE.xlsx that came back")
    merge.add_argument("--dry-run", action="store_true", help="show what would change")


def _money(command: Command) -> None:
    budget = _project(command("budget", money.budget, "write the budget workbook"))
    _output(budget, "FILE.xlsx")
    budget.add_argument("--partner", metavar="ID", help="only this organisation's figures")
    ledger = _project(command("ledger", money.ledger, "show the accounts of all partners"))
    ledger.add_argument("--partner", metavar="ID", help="write the letter to this organisation")
    ledger.add_argument("--language", metavar="xx", help="language of the letter, such as hr")
    _output(ledger, "FILE.html or FILE.pdf, with --partner", required=False)
    forecast = _project(command("forecast", money.forecast, "show what a score would pay"))
    forecast.add_argument(
        "points",
        metavar="ID=POINTS",
        nargs="+",
        help="a work package and up to 100 points; for KA210 the name of a criterion",
    )
    spent = _project(command("costs", costs.costs, "show planned and spent, if costs are kept"))
    spent.add_argument("--partner", metavar="ID", help="only this organisation's figures")
    spent.add_argument(
        "--convert",
        action="store_true",
        help="first store the conversion of costs in other currencies with them",
    )


def _privacy(command: Command) -> None:
    _project(command("privacy", privacy.privacy, "show which personal data are held, and why"))
    public = _project(command("public", privacy.public, "write a copy without personal data"))
    _output(public, "a new FOLDER or FILE.toml, .json or .xlsx")
    hidden = _project(command("pseudonyms", privacy.pseudonyms, "write a copy with pseudonyms"))
    hidden.add_argument("--key", metavar="FILE", required=True, help="the file with the secret key")
    hidden.add_argument("--new-key", action="store_true", help="make the key first")
    _output(hidden, "a new FOLDER or FILE.toml, .json or .xlsx")
    erase = _project(command("erase", privacy.erase, "write a copy without one person"))
    erase.add_argument("id", metavar="ID", help="the id of a person or participant")
    _output(erase, "a new FOLDER or FILE.toml, .json or .xlsx")


def _project(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
    added.add_argument("project", metavar="PROJECT", help="the project's folder or file")
    _day(added)
    return added


def _output(added: argparse.ArgumentParser, what: str, *, required: bool = True) -> None:
    added.add_argument("-o", metavar="OUT", dest="output", required=required, help=what)


def _day(added: argparse.ArgumentParser, what: str = "as of this day instead of today") -> None:
    added.add_argument("--on", metavar="DATE", type=_date, help=what)


def _date(text: str) -> Any:  # noqa: ANN401 - argparse calls it
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2025-03-31") from None
