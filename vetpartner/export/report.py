"""The report to the agency: computed parts and the coordinator's own words, in any format."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from vetpartner.checks import Findings
from vetpartner.model import Partnership
from vetpartner.papers.report import ReportData, all_answers, report_data
from vetpartner.papers.report_findings import report_findings
from vetpartner.papers.report_tables import ReportTables
from vetpartner.papers.scaffold import scaffold
from vetpartner.programme.questions import REPORT_KINDS
from vetpartner.render.language import has_catalogue
from vetpartner.render.language import language as language_of
from vetpartner.render.markdown import plain
from vetpartner.render.paper import Paper, formats, page_of
from vetpartner.render.templates import WORD_TEMPLATE, TemplateProblem, own_templates
from vetpartner.values.showing import Shown
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from vetpartner.papers.report_groups import Answer
    from vetpartner.render.page import Page
    from vetpartner.state.figures import Figure


__all__ = ["Report", "TemplateProblem", "UnknownReport", "report", "scaffold"]

TITLES = {
    "progress": "Progress report",
    "interim": "Interim report",
    "final": "Final report",
}


class UnknownReport(ValueError):
    """There is no such kind of report; the message lists those that there are."""


@frozen(kw_only=True)
class Report(Shown):
    """A report as of a day: `.markdown`, `.html`, and `.write(path)` for these, Word and PDF.

    `findings` say which answers are missing, which headings of the narrative are no question, and
    where words of another language stand in.
    `data` are the rows that it is made of.
    """

    kind: str
    language: str
    draft: bool
    findings: Findings
    data: ReportData = field(repr=False)
    partnership: Partnership = field(repr=False)
    docx_template: Path | None = field(default=None, repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures of the report, each with the records behind it."""
        return self.data.figures

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Return every question in the order of reading, with its answer where there is one."""
        return tuple(all_answers(self.data.sections))

    @cached_property
    def page(self) -> Page:
        """Return the report as blocks, from which all formats are made."""
        return _page(self)

    @cached_property
    def markdown(self) -> str:
        """Return the report as Markdown."""
        return self._paper.data(".md").decode()

    @cached_property
    def html(self) -> str:
        """Return the report as one HTML page that needs nothing else."""
        return self._paper.html

    @cached_property
    def _paper(self) -> Paper:
        return Paper(what="a report", makers=formats(lambda: self.page, word=self.docx_template))

    def write(self, path: str | Path) -> None:
        """Write the report, whole or not at all, in the format of the suffix.

        Any other suffix than .html, .md, .docx and .pdf raises `ValueError`.
        A missing package for Word or PDF raises `MissingExtra`, a template for Word that is broken
        or may do harm `RefusedTemplate`.
        """
        self._paper.write(path)


def report(
    p: Partnership,
    kind: str,
    *,
    language: str | None = None,
    draft: bool = False,
    docx_template: str | Path | None = None,
) -> Report:
    """Make a `progress`, `interim` or `final` report, in the project's language if none is given.

    Another kind raises `UnknownReport`, a language without words `UnknownLanguage`.
    Where the project's own language has no words, headings are in English, and a finding says so.
    A final report that is no draft lists neither what is still missing nor deadlines ahead.
    A final report without an answer that it needs has an error among its findings, a draft only
    a warning. The same goes for a large difference from the plan without a reason.
    `docx_template` is a Word document whose styles, headers and footers a report in Word takes
    over, in place of `templates/report.docx` of the project.
    """
    if kind not in REPORT_KINDS:
        msg = f"there is no report {kind!r}{did_you_mean(kind, REPORT_KINDS)}; "
        raise UnknownReport(msg + f"there are {', '.join(REPORT_KINDS)}")
    wanted = language or p.plan.project.language
    shown = wanted if language is not None or has_catalogue(wanted) else "en"
    language_of(shown)
    data = report_data(p, kind, wanted)
    if kind == "final" and not draft:
        # Both tell the partners what to do; what is handed in tells what was achieved.
        sections = tuple(section for section in data.sections if section.before != ("missing",))
        data = evolve(data, sections=sections, deadlines=())
    folder = own_templates(p.origin.folder if p.origin is not None else None)
    word = Path(docx_template) if docx_template is not None else _own_word(folder)
    return Report(
        kind=kind,
        language=shown,
        draft=draft,
        findings=report_findings(p, data, shown=shown, draft=draft, word=word),
        data=data,
        partnership=p,
        docx_template=word,
    )


def _own_word(folder: Path | None) -> Path | None:
    """Return the project's own template for Word, if it has one."""
    found = folder / WORD_TEMPLATE if folder is not None else None
    return found if found is not None and found.is_file() else None


def _page(made: Report) -> Page:
    data, language = made.data, language_of(made.language)
    day = language.gettext("as of {day}").format(day=language.value(data.as_of))
    given = context(made)
    parts = (data.label, data.reference, data.title)
    return page_of(
        made.partnership,
        "report.md",
        given,
        what="a report",
        title=f"{data.label} – {given['kind_title']} – {day}",
        language=language,
        running=plain(" · ".join(dict.fromkeys(part for part in parts if part))),
    )


def context(made: Report) -> dict[str, Any]:
    """Return what a template gets: the rows, their tables, and what is still open."""
    return {
        "report": made.data,
        "tables": ReportTables(made.data),
        "kind_title": language_of(made.language).gettext(TITLES[made.kind]),
        "draft": made.draft,
        "open_answers": sum(found.missing for found in all_answers(made.data.sections)),
    }
