"""Commands that write: calendar, report, build, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.command import Trouble, day_of, known_id, opened, partnership, wrote
from vetpartner.model import ACTIVITIES, Share

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from vetpartner.checks import Findings
    from vetpartner.model import Partnership
    from vetpartner.render.paper import Paper


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
    from vetpartner.export.calendar import without_date
    from vetpartner.export.feeds import write_feed
    from vetpartner.state.entries import choice

    write_feed(p, Path(arguments.output), **chosen)
    wrote(arguments.output)
    missing = without_date(p, choice(p, **chosen))
    if missing:
        print(missing)
    return 0


def _updates(p: Partnership, folder: Path, arguments: Namespace) -> int:
    from vetpartner.export.updates import LEDGER, BrokenLedger, read_ledger, updates, write_updates

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
    from vetpartner.export.report import report as report_of
    from vetpartner.papers.scaffold import scaffold

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
    from vetpartner.export.paste_pack import paste_pack
    from vetpartner.export.report import report as report_of

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
    from vetpartner.cli.keep import DEMO_DAY, example_folder

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


# Commands about those who take part: lists, certificates, reconciliation, evidence.


def attendance(arguments: Namespace) -> int:
    """Write the attendance list of an activity."""
    from vetpartner.papers.attendance_list import attendance_list

    p = partnership(arguments)
    id_ = _activity(p, arguments.activity)
    _write((arguments.output, lambda: attendance_list(p, id_, language=arguments.language)))
    return 0


def certificates(arguments: Namespace) -> int:
    """Write the certificates of an activity, and with `--register` their register."""
    from vetpartner.papers.certificates import certificate_register
    from vetpartner.papers.certificates import certificates as certificates_of

    try:
        threshold = Share.parse(arguments.threshold)
    except ValueError as error:
        raise Trouble(f"--threshold: {error}", code=2) from None
    p = partnership(arguments)
    id_ = _activity(p, arguments.activity)

    def pages() -> Paper:
        return certificates_of(p, id_, threshold=threshold, language=arguments.language)

    def register() -> Paper:
        return certificate_register(p, id_, threshold=threshold, language=arguments.language)

    wanted = [(arguments.output, pages)]
    if arguments.register is not None:
        wanted.append((arguments.register, register))
    _write(*wanted)
    return 0


def reconcile(arguments: Namespace) -> int:
    """Print the numbers of participants of each activity side by side, and write them with `-o`."""
    from vetpartner.papers.reconciliation import reconciliation
    from vetpartner.state.reconciliation import reconcile as reconciled

    p = partnership(arguments)
    print(reconciled(p))
    if arguments.output is not None:
        _write((arguments.output, lambda: reconciliation(p)))
    return 0


def evidence(arguments: Namespace) -> int:
    """Write the index of evidence."""
    from vetpartner.papers.evidence_index import evidence_index

    p = partnership(arguments)
    _write((arguments.output, lambda: evidence_index(p)))
    return 0


def _activity(p: Partnership, id_: str) -> str:
    if p.kind_of(id_) in ACTIVITIES:
        return id_
    ids = ", ".join(thing.id for kind in ACTIVITIES for thing in getattr(p.plan, kind)) or "none"
    raise Trouble(f"{id_!r} is not among the activities of this project: {ids}", code=2)


def _write(*wanted: tuple[str, Callable[[], Paper]]) -> None:
    """Make all files before the first is written."""
    try:
        made = [(path, make().data(Path(path).suffix.lower())) for path, make in wanted]
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None
    for path, data in made:
        wrote(path, data)


# The command that shows which templates can be replaced, what each is given, and copies one.


def templates(arguments: Namespace) -> int:
    """List the templates and the project's own, describe one, or copy one to start from."""
    from vetpartner.export.template_list import (
        SHIPPED,
        WORD,
        UnknownTemplate,
        described,
        own,
        shipped_text,
    )
    from vetpartner.render.templates import TemplateProblem

    p = partnership(arguments)
    if p.origin is None:
        raise Trouble("own templates need a project folder")
    try:
        if arguments.copy:
            _copy(p.origin.folder / "templates" / arguments.copy, shipped_text(arguments.copy))
            return 0
        if arguments.name:
            print(described(arguments.name), end="")
            return 0
        found = own(p.origin.folder)
    except (UnknownTemplate, TemplateProblem) as error:
        raise Trouble(str(error)) from None
    uses = {each.name: each.use for each in found}
    for each in (*SHIPPED, WORD):
        given = ", ".join(name for name, _ in each.data) or "nothing of its own"
        use = uses.get(each.name)
        mark = f" (yours {use} it)" if use else ""
        print(f"{each.name:26} {each.what}{mark}")
        print(f"{'':26} given: {given}")
    problems = [each.problem for each in found if each.problem is not None]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _copy(target: Path, text: str) -> None:
    if target.exists():
        raise Trouble(f"{target} is there already and is not written over")
    wrote(target, text.encode())
