"""The smaller papers: a head, then lists and tables, the same in HTML, Word and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.export.pages.paper import Paper, pdf_of
from vetpartner.export.pages.paper_blocks import Block, SmallPaper
from vetpartner.export.pages.report_language import ReportLanguage, has_catalogue
from vetpartner.export.pages.report_language import language as language_of
from vetpartner.export.pages.report_words import words
from vetpartner.export.pages.templating import render
from vetpartner.views.reports.report_statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Partnership


def spoken(p: Partnership, language: str | None) -> ReportLanguage:
    """Return the language asked for, else the project's, else English."""
    code = language or p.plan.project.language
    return language_of(code if language is not None or has_catalogue(code) else "en")


def small_paper(  # noqa: PLR0913 - the parts of a page
    p: Partnership,
    language: ReportLanguage,
    *,
    what: str,
    heading: str,
    title: str,
    pairs: Iterable[tuple[str, str]],
    blocks: Iterable[Block],
    signatures: Iterable[str] = (),
    across: bool = False,
) -> Paper:
    """Return a paper of `heading`, `title` and blocks: `.html`, and `.write` for Word and PDF."""
    project = p.plan.project
    shown = SmallPaper(
        what=what,
        heading=heading,
        title=title,
        pairs=tuple((label, value) for label, value in pairs if value),
        blocks=tuple(blocks),
        signatures=tuple(signatures),
        statement=statement(p, language.code),
        language=language,
        label=project.label,
        reference=project.reference,
        as_of=p.as_of,
        across=across,
    )
    folder = p.origin.folder if p.origin is not None else None
    context: dict[str, Any] = {"paper": shown}
    html = render("small_paper.html", context, words=words(language, html=True), folder=folder)

    def docx() -> bytes:
        from vetpartner.export.papers.small_paper_docx import small_paper_docx

        return small_paper_docx(shown)

    return Paper(what=what, html=html, makers=((".pdf", pdf_of(html)), (".docx", docx)))


def project_pairs(p: Partnership, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return the project, its reference and the licence of its results, with their labels."""
    project = p.plan.project
    name = " – ".join(dict.fromkeys(filter(None, (project.label, project.title))))
    return (
        (language.gettext("Project"), name),
        (language.gettext("Project reference"), project.reference or ""),
        *project_licence(p, language),
    )


def project_licence(p: Partnership, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return the licence of the results with its label, or nothing if the project states none."""
    licence = p.plan.project.licence
    return ((language.gettext("Licence of the results"), licence),) if licence else ()
