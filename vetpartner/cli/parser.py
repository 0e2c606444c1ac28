"""The commands and their options, grouped by a coordinator's year."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from vetpartner import __version__
from vetpartner.cli import report
from vetpartner.cli.command import output, project
from vetpartner.cli.commands import (
    add_calendar,
    add_forms,
    add_look,
    add_money,
    add_people,
    add_plan,
    add_privacy,
    add_report,
    add_scheduling,
)

if TYPE_CHECKING:
    from collections.abc import Callable


DESCRIPTION = """\
Run an Erasmus+ partnership in VET (KA220-VET, KA210-VET) from facts that are typed once.

plan     new          a commented project folder to start from
         schema       what may stand in the files, for an editor that completes keys
         rules        the rules of a call with their sources, or what differs between two calls
         compare      what differs between two versions, or from what was sealed
run      check        everything that is wrong or missing, with the way out
         status       what is overdue, due, missing and next: for Monday morning
         explain      what a finding means and how to put it right
         move         what else moves when something moves
         withdraw     what happens if a partner leaves
         dates        days on which all can meet, best first, with reasons
         planner      the year on a page for the wall, .html or .pdf
         gantt        the whole project as a chart, .html, .svg, .pdf or .mmd for wikis
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
         seal         put away what was reported; `compare` tells what of it has changed
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
    commands = main.add_subparsers(metavar="COMMAND", prog="vetpartner", help=argparse.SUPPRESS)

    def without_command(_arguments: argparse.Namespace) -> int:
        main.print_help(sys.stderr)
        return 2

    main.set_defaults(run=without_command)

    def command(name: str, run: Callable[..., int], help_: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
        added.set_defaults(run=run)
        return added

    add_plan(command)
    add_look(command)
    add_calendar(command)
    add_scheduling(command)
    add_money(command)
    add_report(command)
    add_people(command)
    add_forms(command)
    output(project(command("build", report.build, "write everything at once")), "DIR")
    output(command("demo", report.demo, "build the invented example"), "DIR")
    add_privacy(command)
    return main
