"""Commands that write: calendar, report, build, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, day_of, known_id, opened, partnership, wrote

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.checks import Findings
    from vetpartner.model import Partnership


def calendar(arguments: Namespace) -> int:
    """Write a calendar, or with `--updates` what changed since it was last sent."""
    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    known_id(p, arguments.person, "people")
    known_id(p, arguments.work_package, "work_packages")
    chosen = {
        "partner": arguments.partner,
        "person": arguments.person,
        "work_package": arguments.work_package,
        "deadlines": arguments.deadlines,
    }
    if arguments.updates:
        return _updates(p, Path(arguments.output), arguments)
    from vetpartner.export.calendars.calendar import without_date
    from vetpartner.export.calendars.feeds import write_feed
    from vetpartner.views.dates.calendar import choice

    write_feed(p, Path(arguments.output), **chosen)
    wrote(arguments.output)
    missing = without_date(p, choice(p, **chosen))
    if missing:
        print(missing)
    return 0


def _updates(p: Partnership, folder: Path, arguments: Namespace) -> int:
    from vetpartner.export.calendars.updates import (
        LEDGER,
        BrokenLedger,
        read_ledger,
        updates,
        write_updates,
    )

    if p.origin is None:
        raise Trouble("updates need a project folder, in which they keep what was sent")
    ledger = p.origin.folder / LEDGER
    try:
        sent = read_ledger(ledger)
    except BrokenLedger as error:
        raise Trouble(str(error)) from None
    written = write_updates(updates(p, sent), folder, ledger)
    for path in written:
        wrote(path)
    if not written:
        print(f"nothing changed since it was last sent (as of {day_of(arguments)})")
    return 0


def report(arguments: Namespace) -> int:
    """Write a report, or with `--paste` or `--scaffold` its answers or the file of questions."""
    from vetpartner.export.reports.report import report as report_of
    from vetpartner.export.reports.report_scaffold import scaffold

    p = partnership(arguments)
    language = arguments.language or p.plan.project.language
    if arguments.scaffold:
        folder = p.origin.folder if p.origin else Path()
        target = Path(arguments.output or folder / f"narrative/{arguments.kind}.{language}.md")
        if target.exists():
            raise Trouble(f"{target} is there already and is not written over; name another -o")
        try:
            text = scaffold(p, arguments.kind, language)
        except ValueError as error:
            raise Trouble(str(error)) from None
        wrote(target, text.encode())
        return 0
    if arguments.output is None:
        raise Trouble("say with -o where to write the report", code=2)
    if arguments.paste:
        return _paste(p, arguments)
    try:
        made = report_of(
            p,
            arguments.kind,
            language=arguments.language,
            draft=arguments.draft,
            docx_template=arguments.docx_template,
        )
    except (ValueError, LookupError) as error:
        raise Trouble(str(error)) from None
    if made.findings.errors and not arguments.draft:
        print(made.findings.text())
        raise Trouble("the report was not written; answer what is missing, or use --draft")
    try:
        made.write(arguments.output)
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None
    marked = made.data.unexplained or any(answer.missing for answer in made.answers)
    hint = "; see what is marked as missing in it" if marked else ""
    print(f"{made.findings.summary()} in the report{hint}")
    wrote(arguments.output)
    return 0


def _paste(p: Partnership, arguments: Namespace) -> int:
    """Write the paste pack; what is too long is said here too, and marked on the page."""
    from vetpartner.checks import Findings
    from vetpartner.export.reports.paste_pack import paste_pack
    from vetpartner.export.reports.report import report as report_of

    try:
        pack = paste_pack(p, arguments.kind, language=arguments.language)
        pack.write(arguments.output)
        found = report_of(p, arguments.kind, language=arguments.language).findings
    except (ValueError, LookupError) as error:
        raise Trouble(str(error)) from None
    long = Findings(finding for finding in found if finding.slug == "answer-too-long")
    if long:
        print(long.text())
    wrote(arguments.output)
    return 1 if long else 0


def build(arguments: Namespace) -> int:
    """Write everything at once."""
    p, mistakes = opened(arguments.project, day_of(arguments))
    return _build(p, mistakes, Path(arguments.output))


def demo(arguments: Namespace) -> int:
    """Build the example that comes with the program, as of a fixed day."""
    from vetpartner.cli.example import DEMO_DAY, example_folder

    with example_folder("green-welding") as folder:
        p, mistakes = opened(str(folder), DEMO_DAY)
        print(f"an invented partnership, as of {DEMO_DAY}")
        return _build(p, mistakes, Path(arguments.output))


def _build(p: Partnership, mistakes: Findings, folder: Path) -> int:
    """Write all files; `mistakes` are what reading the project found."""
    from vetpartner.checks import Findings, accept, check
    from vetpartner.export.building import build as build_of

    findings = Findings((*accept(mistakes, p), *check(p))).sorted()
    try:
        built = build_of(p, findings)
    except ValueError as error:
        raise Trouble(str(error)) from None
    for name, data in built:
        wrote(folder / name, data)
    print(findings.summary())
    return 1 if findings.errors else 0
