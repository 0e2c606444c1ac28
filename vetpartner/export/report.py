"""The report to the agency: computed parts and the coordinator's own words, in any format."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import evolve, field, frozen

from vetpartner.export.gantt import gantt_drawings, gantt_table
from vetpartner.model import Partnership
from vetpartner.model.languages import in_language
from vetpartner.model.settings import HIGHEST
from vetpartner.papers.plain_answer import Crossing, characters, crossing, plain_text
from vetpartner.papers.report import ReportData, all_answers, covered, report_data
from vetpartner.papers.report_charts import ReportCharts
from vetpartner.papers.report_findings import report_findings
from vetpartner.papers.report_pictures import ReportPictures, report_pictures
from vetpartner.papers.report_tables import ReportTables
from vetpartner.papers.scaffold import scaffold
from vetpartner.programme.questions import REPORT_KINDS
from vetpartner.render.language import has_catalogue
from vetpartner.render.language import language as language_of
from vetpartner.render.markdown import plain
from vetpartner.render.own_templates import TemplateProblem, own_templates
from vetpartner.render.page import without_bare_heads
from vetpartner.render.paper import Paper, emblem_picture, formats, page_of
from vetpartner.render.templates import WORD_TEMPLATE, look, render
from vetpartner.render.words import html_words
from vetpartner.state.statement import VisibleStatement
from vetpartner.values.finding import Findings
from vetpartner.values.phrase import Listed, Phrase, say
from vetpartner.values.showing import Shown
from vetpartner.values.translations import unmarked
from vetpartner.values.words import none_such

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.papers.report import Section
    from vetpartner.papers.report_groups import Answer
    from vetpartner.render.page import Page
    from vetpartner.state.figures import Figure


__all__ = ["Report", "TemplateProblem", "UnknownReport", "report", "scaffold"]

TITLES = {
    "progress": "Progress report",
    "interim": "Interim report",
    "final": "Final report",
}


Edition = Literal["agency", "partners"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
"""For whom a report is: the agency, or the partnership itself."""


_EMBLEM = 14
"""Millimetres of the emblem's height at least."""


class UnknownReport(ValueError):
    """There is no such kind or edition of report; the message lists those that there are."""


@frozen(kw_only=True)
class Report(Shown):
    """A report as of a day: `.markdown`, `.html`, and `.write(path)` for these, Word and PDF.

    `findings` say which answers are missing, which headings of the narrative are no question, and
    where words of another language stand in.
    `data` are the rows that it is made of, `pictures` its logos and photos.
    """

    kind: str
    language: str
    draft: bool
    edition: Edition
    findings: Findings
    data: ReportData = field(repr=False)
    pictures: ReportPictures = field(repr=False, factory=ReportPictures)
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
    edition: Edition = "agency",
    docx_template: str | Path | None = None,
) -> Report:
    """Make a `progress`, `interim` or `final` report, in the project's language if none is given.

    Another kind raises `UnknownReport`, a language without words `UnknownLanguage`.
    Where the project's own language has no words, headings are in English, and a finding says so.
    The edition for the `agency` tells story, figures and proofs; that for `partners` also what is
    still missing, deadlines ahead, and what of the money is earned and at risk. Another one raises
    `UnknownReport`.
    A final report without an answer that it needs has an error among its findings, a draft only
    a warning. The same goes for a large difference from the plan without a reason.
    `docx_template` is a Word document whose styles, headers and footers a report in Word takes
    over, in place of `templates/report.docx` of the project.
    """
    if edition not in EDITIONS:
        raise UnknownReport(none_such("edition", edition, EDITIONS))
    if kind not in REPORT_KINDS:
        raise UnknownReport(none_such("report", kind, REPORT_KINDS))
    wanted = language or p.plan.project.language
    shown = wanted if language is not None or has_catalogue(wanted) else "en"
    language_of(shown)
    told = in_language(p, shown)
    data = report_data(told, kind, wanted)
    if edition == "agency":
        # Both tell the partners what to do; what is handed in tells what was achieved.
        sections = tuple(section for section in data.sections if section.before != ("missing",))
        data = evolve(data, sections=sections, deadlines=())
        if not draft:
            # That no reason is recorded is among the findings, for who hands it in.
            data = evolve(data, without_reason=frozenset(), lines_without_reason=frozenset())
    pictures = report_pictures(told, data.evidence)
    folder = own_templates(p.origin.folder if p.origin is not None else None)
    word = Path(docx_template) if docx_template is not None else _own_word(folder)
    return Report(
        kind=kind,
        language=shown,
        draft=draft,
        edition=edition,
        findings=report_findings(
            p, data, shown=shown, draft=draft, word=word, not_shown=pictures.not_shown
        ),
        data=data,
        pictures=pictures,
        partnership=told,
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
    page = page_of(
        made.partnership,
        "report.md",
        given,
        what="a report",
        title=f"{data.label} – {given['kind_title']} – {day}",
        language=language,
        running=unmarked(plain(" · ".join(dict.fromkeys(part for part in parts if part)))),
    )
    page = evolve(page, blocks=without_bare_heads(page.blocks))
    # The logo of the look stands beside those of the partners, where there are such.
    return evolve(page, look=evolve(page.look, logo=None)) if made.pictures.logos else page


def context(made: Report) -> dict[str, Any]:
    """Return what a template gets: the rows, their tables, and what is still open."""
    language, (shown, _) = language_of(made.language), covered(made.partnership, made.kind)
    p = made.partnership
    # What ended before the report is looked at on the day after it.
    last = None if shown is p else shown.as_of - timedelta(days=1)
    own = None
    if made.pictures.logos and not any(
        home.logo for home in p.plan.organisations if home.id == p.plan.project.coordinator
    ):
        own = look(p.origin.folder if p.origin is not None else None, p.plan.look).logo
    return {
        "report": made.data,
        "tables": ReportTables(made.data, internal=made.edition == "partners"),
        "charts": ReportCharts(made.data, language),
        "gantt": gantt_drawings(shown, language, upright=True, covered=last),
        "timetable": evolve(gantt_table(shown), caption=_of_day("Timetable", last, p.as_of)),
        "kind_title": language.gettext(TITLES[made.kind]),
        "draft": made.draft,
        "logos": made.pictures.cover(own),
        "gallery": made.pictures.gallery(language),
        "emblem": emblem_picture(made.partnership, language, _EMBLEM, HIGHEST),
        "open_answers": sum(found.missing for found in all_answers(made.data.sections))
        + (len(made.data.unexplained) if made.data.without_reason else 0),
    }


def _of_day(title: str, last: date | None, as_of: date) -> Phrase:
    """Return a title with the day of the states below it: the last one covered, or that of all."""
    day = say("as of {day}", day=as_of)
    if last is not None:
        day = say("{part}: {of}", part=say("last day covered"), of=last)
    return Listed(parts=(say(title), day), between=" – ")


# The paste pack: every answer as the online form takes it, to copy one by one.


_LOW = 100
"""From how many characters left the page says so in words of warning."""


@frozen(kw_only=True)
class PasteField:
    """A field of the form: its text, plain, and how it is counted.

    `text` is None where nothing was written; `left` is negative where it is too long, and
    `crossing` then says in which sentence.
    """

    id: str
    label: str
    required: bool
    english: bool
    language: str
    fallback: bool
    text: str | None
    characters: int
    limit: int | None
    left: int | None
    crossing: Crossing | None

    @property
    def state(self) -> str:
        """Return `over`, `low`, `empty` or `fits`."""
        if self.text is None:
            return "empty"
        if self.left is None:
            return "fits"
        return "over" if self.left < 0 else "low" if self.left < _LOW else "fits"


@frozen(kw_only=True)
class PasteGroup:
    """The fields of a block of the form, or of a work package or activity in it."""

    title: str
    name: str | None
    fields: tuple[PasteField, ...]


@frozen(kw_only=True)
class PasteData:
    """All that the template of a paste pack gets."""

    label: str
    reference: str | None
    kind_title: str
    day: str
    line_break: int
    statement: VisibleStatement
    groups: tuple[PasteGroup, ...] = field(repr=False)

    @property
    def fields(self) -> tuple[PasteField, ...]:
        """Return all fields, in the order of the form."""
        return tuple(found for group in self.groups for found in group.fields)

    def number(self, state: str) -> int:
        """Return how many fields are `over`, `low`, `empty` or `fits`."""
        return sum(found.state == state for found in self.fields)

    @property
    def missing(self) -> int:
        """Return how many fields that the report cannot do without are empty."""
        return sum(found.state == "empty" and found.required for found in self.fields)


def paste_pack(p: Partnership, kind: str, *, language: str | None = None) -> Paper:
    """Return the answers of a `progress`, `interim` or `final` report, to paste: `.html`.

    They stand in the order of the form, as plain text, with counted characters, the limit of
    `[[limits]]` and what is left. Characters are code points; `project.line_break` says for how
    many the end of a line counts.
    `language` is that of answers and page; errors are those of `report`.
    """
    made = report(p, kind, language=language, draft=True)
    spoken = language_of(made.language)
    data = PasteData(
        label=made.data.label,
        reference=p.plan.project.reference,
        kind_title=TITLES[kind],
        day=spoken.value(p.as_of),
        line_break=p.plan.project.line_break,
        statement=made.data.statement,
        groups=tuple(_groups(p, made.data.sections)),
    )
    folder = p.origin.folder if p.origin is not None else None
    html = unmarked(render("paste.html", {"pack": data}, words=html_words(spoken), folder=folder))
    return Paper(what="a paste pack", makers=((".html", html.encode),))


def _groups(p: Partnership, sections: tuple[Section, ...]) -> Iterator[PasteGroup]:
    for section in sections:
        parts: list[tuple[str | None, tuple[Answer, ...]]] = [(None, section.answers)]
        parts += [(group.named, group.answers) for group in section.groups]
        for name, answers in parts:
            if answers:
                fields = tuple(_field(found, p.plan.project.line_break) for found in answers)
                yield PasteGroup(title=section.title, name=name, fields=fields)


def _field(found: Answer, line_break: int) -> PasteField:
    text = plain_text(found.text) if found.text is not None else None
    number = characters(text, line_break) if text is not None else 0
    return PasteField(
        id=found.id,
        label=found.label,
        required=found.required,
        english=found.english,
        language=found.language,
        fallback=found.fallback,
        text=text,
        characters=number,
        limit=found.limit,
        left=found.limit - number if found.limit is not None else None,
        crossing=None
        if text is None or found.limit is None
        else crossing(text, found.limit, line_break),
    )
