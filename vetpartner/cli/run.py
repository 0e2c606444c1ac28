"""Commands that look at a project: check, status, explain."""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.command import Trouble, day_of, known_id, partnership, wrote
from vetpartner.files import read, save
from vetpartner.files.structuring import plain
from vetpartner.files.toml_text import toml_text

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.render.paper import Paper
    from vetpartner.whatif.move import Moved


def check(arguments: Namespace) -> int:
    """Print all findings; exit with 1 if there are errors."""
    # Rules are imported here, so that commands which need none start sooner.
    from vetpartner.checks import Findings, accept
    from vetpartner.checks import check as checked

    reading = read(arguments.project)
    findings = reading.findings
    if reading.partnership is not None:
        p = reading.partnership.on(day_of(arguments))
        findings = Findings((*accept(findings, p), *checked(p))).sorted()
    shown = {"text": findings.text, "json": findings.json, "compact": findings.compact}
    text = shown[arguments.format]()
    if text:
        print(text)
    return 1 if findings.errors else 0


def status(arguments: Namespace) -> int:
    """Print what needs attention, most important first."""
    from vetpartner.state.status import status as status_of

    print(status_of(partnership(arguments)))
    return 0


def explain(arguments: Namespace) -> int:
    """Print the page of a finding."""
    from vetpartner.checks import explain as explained

    try:
        print(explained(arguments.slug))
    except LookupError as error:
        raise Trouble(str(error.args[0]), code=2) from None
    return 0


# The command that shows what moves when something moves; it writes nothing.


def move(arguments: Namespace) -> int:
    """Print what a move touches, and how to record it."""
    from vetpartner.whatif.move import move as moved_of

    p = partnership(arguments)
    try:
        moved = moved_of(p, arguments.id, arguments.when, reason=arguments.reason)
    except (KeyError, ValueError) as error:
        raise Trouble(str(error), code=2) from None
    except OverflowError:
        raise Trouble(f"{arguments.when} is too far away to reckon with", code=2) from None
    print(moved)
    print(f"\n{_recording(moved)}")
    return 0


def _recording(moved: Moved) -> str:
    """Return how to make the move stay: the fact to add, or what to change in the plan."""
    if moved.amendment is not None:
        currency = moved.before.baseline.project.currency
        fact = toml_text({"amended": [plain(moved.amendment, currency)]})
        return f"Nothing was written. To record it, add this to the facts:\n\n{fact.rstrip()}"
    if moved.changes:
        return f"Nothing was written. To record it, change {moved.address} in the plan."
    return "Nothing was written."


# The command that shows what happens if a partner withdraws; it writes nothing.


def withdraw(arguments: Namespace) -> int:
    """Print what the withdrawal of a partner means, and how to record it."""
    from vetpartner.whatif.withdraw import withdraw as withdrawal_of

    p = partnership(arguments)
    known_id(p, arguments.id, "organisations")
    try:
        found = withdrawal_of(p, arguments.id, on=arguments.last_day, reason=arguments.reason)
    except ValueError as error:
        raise Trouble(str(error), code=2) from None
    currency = p.baseline.project.currency
    facts = toml_text({"amended": [plain(one, currency) for one in found.amendments]})
    print(found)
    print("\nNothing was written. Once it is agreed, add this to the facts, with the leaders and")
    print(f"hosts that take over, and the agency's day as approved:\n\n{facts.rstrip()}")
    return 0


# Commands about time: days on which all can meet, a year planner, a Gantt chart.


def dates(arguments: Namespace) -> int:
    """Print the days on which partners can meet; exit with 1 if there are none."""
    from vetpartner.whatif.dates import free_days

    p = partnership(arguments)
    for id_ in arguments.partner or ():
        known_id(p, id_, "organisations")
    between = tuple(arguments.between) if arguments.between else None
    try:
        found = free_days(p, arguments.partner, arguments.days, between)
    except ValueError as error:
        raise Trouble(str(error), code=2) from None
    print(found)
    return 0 if found.choices else 1


def planner(arguments: Namespace) -> int:
    """Write the year planner."""
    from vetpartner.export.planner import planner as planner_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    try:
        made = planner_of(p, arguments.year, partner=arguments.partner, language=arguments.language)
        return _write(made, arguments.output)
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None


def gantt(arguments: Namespace) -> int:
    """Write the Gantt chart."""
    from vetpartner.export.gantt import gantt as gantt_of

    p = partnership(arguments)
    try:
        return _write(gantt_of(p, language=arguments.language), arguments.output)
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None


def _write(made: Paper, path: str) -> int:
    wrote(path, made.data(Path(path).suffix.lower()))
    return 0


# Commands about money: budget workbook, partner accounts, letters, forecast.


def budget(arguments: Namespace) -> int:
    """Write the budget workbook."""
    from vetpartner.export.budget import budget as budget_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    out = io.BytesIO()
    budget_of(p, partner=arguments.partner).save(out)
    wrote(arguments.output, out.getvalue())
    return 0


def ledger(arguments: Namespace) -> int:
    """Print the accounts of all partners, or write the letter to one of them."""
    from vetpartner.papers.account_letter import account_letter
    from vetpartner.state.ledger import ledger as ledger_of

    p = partnership(arguments)
    if arguments.partner is None:
        if arguments.output is not None:
            raise Trouble("say with --partner whose letter to write", code=2)
        print(ledger_of(p))
        return 0
    known_id(p, arguments.partner, "organisations")
    if arguments.output is None:
        raise Trouble("say with -o where to write the letter", code=2)
    try:
        letter = account_letter(p, arguments.partner, language=arguments.language)
        data = letter.data(Path(arguments.output).suffix.lower())
    except (ValueError, LookupError, ImportError) as error:
        raise Trouble(str(error.args[0] if error.args else error)) from None
    wrote(arguments.output, data)
    return 0


def forecast(arguments: Namespace) -> int:
    """Print what the final report may bring for self-assessed points."""
    from vetpartner.whatif.forecast import CannotForecast
    from vetpartner.whatif.forecast import forecast as forecast_of

    p = partnership(arguments)
    points = dict(_points(text) for text in arguments.points)
    try:
        found = forecast_of(p, points)
    except (CannotForecast, LookupError) as error:
        raise Trouble(str(error.args[0])) from None
    print("\n\n".join(map(str, found)))
    return 0


def _points(text: str) -> tuple[str, Decimal]:
    name, sign, number = text.rpartition("=")
    try:
        points = Decimal(number)
    except InvalidOperation:
        points = Decimal("NaN")
    if not sign or not name.strip() or not points.is_finite():
        raise Trouble(f"{text!r} is not of the form WP2=75", code=2)
    return name.strip(), points


# The command that shows planned and spent, and converts costs in other currencies.


def costs(arguments: Namespace) -> int:
    """Print planned and spent; with `--convert` first store the conversions of costs."""
    from vetpartner.state.costs import costs as costs_of

    if arguments.convert:
        _convert(arguments)
    p = partnership(arguments)
    print(costs_of(p, known_id(p, arguments.partner, "organisations")))
    return 0


def _convert(arguments: Namespace) -> None:
    """Store the conversions, where nothing was wrong while reading that saving would lose."""
    from vetpartner.state.rates import convert

    reading = read(arguments.project)
    if reading.partnership is None or reading.findings.errors:
        raise Trouble(f"{reading.findings.text()}\nnothing is converted until this is put right")
    done = convert(reading.partnership)
    print(f"{done}\n")
    if done.stored:
        for path in save(done.partnership, Path(arguments.project)):
            wrote(path)
        print()


# Commands about forms: one for a partner, and taking it back.


def form(arguments: Namespace) -> int:
    """Write the form of a partner."""
    from vetpartner.files.workbooks.merging import form as form_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    wrote(arguments.output, form_of(p, arguments.partner))
    return 0


def merge(arguments: Namespace) -> int:
    """Take a form back: clean changes are saved, conflicts are told."""
    from vetpartner.files.workbooks.merging import merge as merged_with

    reading = read(arguments.project)
    if reading.partnership is None or reading.findings.errors:
        # What could not be read would be lost when the changes are saved.
        raise Trouble(f"{reading.findings.text()}\nnothing is merged until this is put right")
    form_file = Path(arguments.form)
    if not form_file.is_file():
        raise Trouble(f"there is no {form_file}")
    merged = merged_with(reading.partnership, form_file)
    print(merged)
    if merged.partnership is None:
        print("nothing was written: put the errors right in the form, and merge it again")
        return 1
    if arguments.dry_run:
        print("nothing was written")
    elif merged.applied or merged.added:
        for file in save(merged.partnership, arguments.project):
            wrote(file)
    return 1 if merged.conflicts else 0
