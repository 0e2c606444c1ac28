"""What a report finds while it is made: missing answers, headings that are no question, words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vetpartner.checks.running import accept
from vetpartner.papers.plain_answer import characters, crossing, plain_text
from vetpartner.papers.report import all_answers
from vetpartner.papers.report_groups import same_language
from vetpartner.papers.template_findings import Slugged, outdated_templates, placed
from vetpartner.programme.questions import REPORT_KINDS, asked, structure_for
from vetpartner.render.language import has_catalogue, languages
from vetpartner.render.language import language as language_of
from vetpartner.values.finding import Findings, error, note, warning
from vetpartner.values.translations import unmarked
from vetpartner.values.words import did_you_mean, entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vetpartner.model import Partnership
    from vetpartner.papers.report import ReportData
    from vetpartner.papers.report_pictures import NotShown


Named = Callable[[str], str]
"""What says a question in the language of the report."""


def report_findings(
    p: Partnership,
    data: ReportData,
    *,
    shown: str,
    draft: bool,
    word: Path | None = None,
    not_shown: Iterable[NotShown] = (),
) -> Findings:
    """Return all findings about a report; `shown` is the language of its headings.

    `word` is the template for Word, which is looked at although only a report in Word uses it;
    `not_shown` are the pictures that are left out.

    Questions are named as the report names them, so that they can be looked up in it.
    """
    named = language_of(shown).gettext
    found = (
        placed(p, slug, finding)
        for slug, finding in (
            *_missing(data, named, draft=draft),
            *_unexplained(data, draft=draft),
            *_too_long(p, data, draft=draft),
            *_unknown_figures(data, draft=draft),
            *_told_otherwise(data),
            *_untold(data),
            *_pictures(not_shown),
            *_unknown(p, data),
            *_fallbacks(data, named),
            *_language(data, shown),
            *_statement(data, shown),
            *_word(word),
            *outdated_templates(p, "report"),
        )
    )
    return Findings(accept(found, p))


def _missing(data: ReportData, named: Named, *, draft: bool) -> Iterator[Slugged]:
    needed = data.kind == "final" and not draft
    make = error if needed else warning
    for found in all_answers(data.sections):
        if found.missing:
            yield (
                "narrative-missing",
                make(
                    f"the {data.kind} report has no answer to “{named(found.label)}” ({found.id})",
                    found.address,
                    way_out=f"write it below `## {found.id}`"
                    + (", or make a draft with --draft" if needed else ""),
                ),
            )


def _unexplained(data: ReportData, *, draft: bool) -> Iterator[Slugged]:
    needed = data.kind == "final" and not draft
    make = error if needed else warning
    for one in data.unexplained:
        yield (
            "deviation-without-reason",
            make(
                f"{unmarked(entitled(one.id, one.title))} differs from the plan without a reason: "
                f"{one.difference}",
                one.address,
                way_out="write why as `reason` of its fact, of a `[[noted]]`, or of its amendment"
                + (", or make a draft with --draft" if needed else ""),
            ),
        )


def _too_long(p: Partnership, data: ReportData, *, draft: bool) -> Iterator[Slugged]:
    make = warning if draft else error
    line_break = p.plan.project.line_break
    for found in all_answers(data.sections):
        if found.text is None or found.limit is None:
            continue
        text = plain_text(found.text)
        crossed = crossing(text, found.limit, line_break)
        if crossed is not None:
            sentence = " ".join(f"{crossed.fits}>>>{crossed.over}".split())
            yield (
                "answer-too-long",
                make(
                    f"“{found.label}” ({found.id}) has {characters(text, line_break)} characters, "
                    f"and the form takes {found.limit}: it is full at >>> in “{sentence}”",
                    found.address,
                    way_out="shorten the answer, or correct the limit in `[[limits]]`",
                ),
            )


def _unknown_figures(data: ReportData, *, draft: bool) -> Iterator[Slugged]:
    make = warning if draft else error
    known = {figure.address for figure in data.figures if figure.value is not None}
    for found in all_answers(data.sections):
        for address in found.unknown_figures:
            yield (
                "narrative-figure",
                make(
                    f"no figure with a number has the address “{address}”"
                    f"{did_you_mean(address, known)}",
                    found.address,
                    way_out="`vetpartner report … --scaffold` names those that there are",
                ),
            )


def _told_otherwise(data: ReportData) -> Iterator[Slugged]:
    for address, one in data.told_otherwise:
        yield (
            "narrative-differs",
            warning(
                f"“{one.said}” in “{one.sentence}”: the record says {one.record}",
                address,
                way_out="correct the sentence, or record what is missing" + _variable(data, one.of),
            ),
        )


def _untold(data: ReportData) -> Iterator[Slugged]:
    """Yield own numbers that nothing else says: not wrong, but nobody can follow them."""
    for address, one in data.untold:
        if one.few:
            said = f"“{one.said}” in “{one.sentence}”"
            message = f"{said} gives away a number that the tables keep back"
            way_out = "say it without the number, unless everybody who can be meant agreed"
            yield "narrative-few-people", warning(message, address, way_out=way_out)
            continue
        message = f"“{one.said}” in “{one.sentence}”: the record does not say it"
        way_out = "record it as a fact, or leave it to these words"
        yield "narrative-not-recorded", note(message, address, way_out=way_out)


def _pictures(not_shown: Iterable[NotShown]) -> Iterator[Slugged]:
    for one in not_shown:
        message = f"the report does not show {one.file} of {one.of}: {one.why}"
        slug, make = ("photo-consent", note) if one.asked else ("picture-not-shown", warning)
        yield slug, make(message, one.address, way_out=one.way_out)


def _variable(data: ReportData, of: str | None) -> str:
    """Return how a sentence always says the number of the record, where there is one."""
    found = next((f for f in data.figures if f.address == f"participants/{of}"), None)
    return f'; `{{{{ figure("{found.address}") }}}}` always says its number' if found else ""


def _unknown(p: Partnership, data: ReportData) -> Iterator[Slugged]:
    here = {found.id for found in all_answers(data.sections)}
    for narrative in p.narratives:
        if narrative.report != data.kind:
            continue
        name = f"{narrative.report}.{narrative.language}"
        for question, text in narrative.answers:
            if question in here or not text:
                continue
            reason = (
                f"a {data.kind} report does not ask `{question}`"
                if question in _asked_elsewhere(p, data.language)
                else f"`{question}` is not a question{did_you_mean(question, sorted(here))}"
            )
            yield (
                "narrative-unknown-question",
                warning(
                    f"{reason}: what stands below it in {name}.md is not in the report",
                    f"narrative/{name}/{question}",
                ),
            )


def _asked_elsewhere(p: Partnership, language: str) -> set[str]:
    """Return the questions of all kinds of report."""
    return {
        found.id
        for block in structure_for(p).blocks
        for kind in REPORT_KINDS
        for found in asked(p, block, kind, language=language)
    }


def _fallbacks(data: ReportData, named: Named) -> Iterator[Slugged]:
    for found in all_answers(data.sections):
        if found.fallback:
            yield (
                "narrative-other-language",
                note(
                    f"“{named(found.label)}” ({found.id}) is not answered in {data.language}: "
                    f"the report shows the words in {found.language}",
                    found.address,
                ),
            )


def _language(data: ReportData, shown: str) -> Iterator[Slugged]:
    if not has_catalogue(data.language):
        yield (
            "report-language",
            note(
                f"there are no headings in {data.language}: those of the report are in {shown}",
                "project/language",
                way_out=f"choose one of {', '.join(languages())}, or bring own templates",
            ),
        )


def _statement(data: ReportData, shown: str) -> Iterator[Slugged]:
    statement = data.statement
    if statement.disclaimer is None:
        yield (
            "disclaimer-unknown",
            note("the rules of this action say no disclaimer, so the report has none", "project"),
        )
    elif not same_language(statement.language, shown):
        yield (
            "disclaimer-other-language",
            note(
                f"there is no disclaimer in {shown} for this call: the report has the words in "
                f"{statement.language}",
                "project/language",
                way_out="ask your national agency for its text, and put it into a template",
            ),
        )
    elif not statement.verified:
        yield (
            "disclaimer-unverified",
            note(
                f"the disclaimer in {statement.language} is not verified: {statement.source}",
                "project/language",
                way_out="compare it with the text that your national agency gives",
            ),
        )


def _word(template: Path | None) -> Iterator[Slugged]:
    if template is None:
        return
    from vetpartner.render.word_template import RefusedTemplate, word_template

    try:
        word_template(template)
    except RefusedTemplate as refused:
        yield (
            "word-template-refused",
            warning(
                str(refused),
                f"templates/{refused.file}",
                way_out="copy its styles, headers and footers into a new document, and use that",
            ),
        )
