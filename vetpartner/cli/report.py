"""The commands of reporting: reports, evidence, templates, the smaller papers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

import vetpartner as vp
from vetpartner.cli.command import (
    TABLE,
    Trouble,
    a_day,
    a_number,
    a_size,
    argument,
    flag,
    kind,
    missing_output,
    on_project,
    paper_output,
    show,
    table_output,
    told,
    write,
    wrote,
)
from vetpartner.export.paper import KINDS

if TYPE_CHECKING:
    from argparse import Namespace


@on_project(
    "interim, progress or final report",
    kind("interim", "progress", "final"),
    *paper_output(of="report", required=False),
    flag("--draft", "go on although something is missing"),
    argument(
        "--for",
        None,
        "the agency, or the partners with what is missing, due, earned and at risk",
        dest="edition",
        choices=("agency", "partners"),
        default="agency",
    ),
    argument(
        "--docx-template",
        "FILE",
        "a Word document whose styles, headers and footers FILE.docx takes over",
    ),
    flag("--paste", "write the answers to paste instead, FILE.html"),
    flag("--scaffold", "write the file of questions to answer instead"),
)
def report(p: vp.Partnership, arguments: Namespace) -> int:
    """Write a report."""
    if arguments.scaffold:
        return _scaffold(p, arguments)
    if arguments.output is None:
        raise Trouble(missing_output("report"), code=2)
    return _paste(p, arguments) if arguments.paste else _report(p, arguments)


_NOT_MARKED = {
    *("narrative-differs", "narrative-figure", "narrative-not-recorded", "narrative-few-people"),
    *("picture-not-shown", "photo-consent"),
}
"""What is to be known of own words and of pictures, and marked nowhere in the report itself."""


def _report(p: vp.Partnership, arguments: Namespace) -> int:
    with told():
        made = vp.report(
            p,
            arguments.kind,
            language=arguments.language,
            draft=arguments.draft,
            edition=arguments.edition,
            docx_template=arguments.docx_template,
        )
    if made.findings.errors and not arguments.draft:
        print(made.findings.text())
        raise Trouble("the report was not written; answer what is missing, or use --draft")
    with told():
        made.write(arguments.output)
    if not_marked := [each for each in made.findings if each.slug in _NOT_MARKED]:
        print(vp.Findings(not_marked).text())
    marked = made.data.unexplained or any(answer.missing for answer in made.answers)
    hint = "; see what is marked as missing in it" if marked else ""
    print(f"{made.findings.summary()} in the report{hint}")
    wrote(arguments.output)
    return 0


def _paste(p: vp.Partnership, arguments: Namespace) -> int:
    """Write the paste pack; what is too long is said here too, and marked on the page."""
    with told():
        vp.paste_pack(p, arguments.kind, language=arguments.language).write(arguments.output)
        found = vp.report(p, arguments.kind, language=arguments.language).findings
    long = vp.Findings(finding for finding in found if finding.slug == "answer-too-long")
    if long:
        print(long.text())
    wrote(arguments.output)
    return 1 if long else 0


def _scaffold(p: vp.Partnership, arguments: Namespace) -> int:
    """Write the questions to answer, where the report looks for the answers."""
    language = arguments.language or p.plan.project.language
    folder = p.origin.folder if p.origin else Path()
    target = Path(arguments.output or folder / f"narrative/{arguments.kind}.{language}.md")
    if target.exists():
        raise Trouble(f"{target} is there already and is not written over; name another -o")
    with told():
        text = vp.scaffold(p, arguments.kind, language)
    wrote(target, text.encode())
    return 0


@on_project("the index of evidence for the annex", *paper_output(*TABLE), group="paper")
def evidence(p: vp.Partnership, arguments: Namespace) -> None:
    """Write the index of evidence."""
    from vetpartner.papers.evidence_index import evidence_index

    write(arguments.output, evidence_index, p, language=arguments.language)


@on_project(
    "what is uploaded with a report: report, index, evidence in joined PDFs",
    kind("interim", "progress", "final"),
    argument("--file-mb", "N", "megabytes that the form takes a file", type=a_size),
    argument("--total-mb", "N", "megabytes that it takes in all", type=a_size),
    argument("--files", "N", "how many files it takes", type=a_number),
    flag("--public", "only evidence of kinds that are made for everybody"),
    flag("--draft", "go on although something is missing in the report"),
    *paper_output(what="FOLDER, a new one"),
    group="paper",
)
def pack(p: vp.Partnership, arguments: Namespace) -> int:
    """Write the files to upload with a report, within the limits of the form."""
    from vetpartner.export.pack import UploadLimits, pack
    from vetpartner.files.atomic import write_folder_whole

    given = {"file": arguments.file_mb, "total": arguments.total_mb, "files": arguments.files}
    stated = {name: value for name, value in given.items() if value is not None}
    limits = UploadLimits.of(p)
    if stated:
        limits = evolve(limits, **stated, said=f"yours where you gave them; else {limits.said}")
    with told():
        made = pack(
            p,
            arguments.kind,
            limits=limits,
            language=arguments.language,
            draft=arguments.draft,
            public=arguments.public,
        )
    try:
        write_folder_whole(Path(arguments.output), made.files)
    except FileExistsError:
        raise Trouble(f"{arguments.output} is there already; name a new folder") from None
    print(made)
    wrote(arguments.output)
    return 1 if made.left else 0


@on_project(
    "the templates of all pages, what each is given, and your own",
    argument("name", "NAME", "show what this template is given", nargs="?"),
    argument("--copy", "NAME", "copy this one into templates/ to start from"),
    *table_output(),
    group="paper",
)
def templates(p: vp.Partnership, arguments: Namespace) -> int:
    """Show the templates, and your own."""
    from vetpartner.export.template_list import described, listed, own, shipped_text

    if p.origin is None:
        raise Trouble("own templates need a project folder")
    with told():
        if arguments.copy:
            _copy(p.origin.folder / "templates" / arguments.copy, shipped_text(arguments.copy))
            return 0
        if arguments.name:
            print(described(arguments.name), end="")
            return 0
        logos = [home.logo for home in p.plan.organisations if home.logo]
        found = own(p.origin.folder, p.plan.look, logos)
    problems = [each.problem for each in found if each.problem is not None]
    lines = []
    for each in (table := listed(found)).rows:
        mark = f" (yours {each.use} it)" if each.use else ""
        lines += [f"{each.name:26} {each.what}{mark}", f"{'':26} given: {each.given}"]
    text = "\n".join((*lines, *map(str, problems)))
    show(table, arguments, p, text=text)
    for problem in problems if arguments.format != "text" else ():
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _copy(target: Path, text: str) -> None:
    if target.exists():
        raise Trouble(f"{target} is there already and is not written over")
    wrote(target, text.encode())


@on_project(
    ", ".join(KINDS).replace("-", " "),
    kind(*KINDS),
    argument("id", "ID", "a meeting, an organisation, or a deliverable", of="anything", nargs="?"),
    argument("--from", "DATE", "from this day on", dest="start", type=a_day),
    argument("--to", "DATE", "up to this day", dest="end", type=a_day),
    *paper_output(),
    group="paper",
)
def paper(p: vp.Partnership, arguments: Namespace) -> None:
    """Write one of the smaller papers."""
    options = {"language": arguments.language, "period": (arguments.start, arguments.end)}
    write(arguments.output, vp.paper, p, arguments.kind, arguments.id, **options)


@on_project(
    "partners' documents against the plan: names, numbers, dates, statements",
    argument("files", "FILE", "files or folders; documents/ and evidence/ if not", nargs="*"),
    flag("--all", "print every finding, and not each cause once"),
    *table_output("compact is file:line:column: severity: message [slug]"),
    group="care",
)
def lint(p: vp.Partnership, arguments: Namespace) -> int:
    """Read partners' documents, and find what they say otherwise than plan and facts."""
    from vetpartner.checks.running import by_cause
    from vetpartner.documents.finding import DOCUMENT_FINDINGS

    missing = [each for each in arguments.files if not Path(each).exists()]
    if missing:
        raise Trouble(f"there is no {missing[0]}", code=2)
    findings = vp.lint(p, arguments.files or None)
    whole = findings.text() if arguments.all else by_cause(findings)
    text = findings.compact() if arguments.format == "compact" else whole
    table = DOCUMENT_FINDINGS.of(findings, caption=findings.summary())
    show(table, arguments, p, text=text)
    return 1 if findings.warnings else 0


@on_project(
    "who says what of each thing: contradictions first, and how to settle them",
    argument("id", "ID", "only what is said of this", of="anything", nargs="?"),
    flag("--all", "also what only one entry says"),
    flag("--documents", "also what partners' documents say otherwise, see `lint`"),
    *table_output(),
    group="care",
)
def claims(p: vp.Partnership, arguments: Namespace) -> None:
    """Show who says what of each thing, what contradicts, and what was settled."""
    found = vp.claims(p)
    if arguments.id is not None:
        found = found.of(arguments.id)
    elif not arguments.all:
        found = found.without_single()
    table, text = found.table, found.text
    if arguments.documents:
        from vetpartner.documents.finding import document_claims

        told = [row for row in document_claims(vp.lint(p)) if arguments.id in {None, row.of}]
        text = f"{text}\n\n{table.of(told, caption=_IN_DOCUMENTS, empty='Nothing.').text()}"
        table = table.of((*table.rows, *told))
    show(table, arguments, p, text=text)


_IN_DOCUMENTS = "In partners’ documents; the way out of each is told by `vetpartner lint`"
