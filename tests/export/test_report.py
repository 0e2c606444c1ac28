"""The report as Markdown and HTML: complete, accessible, harmless, and the same every time."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from reported import PLAN, Folder, full, partnership

import vetpartner as vp
from vetpartner.export.report import EDITIONS, Report, UnknownReport, report
from vetpartner.model import (
    NO_REASON,
    Acceptance,
    Amended,
    Amounts,
    Held,
    Money,
    Narrative,
    Organisation,
    Partnership,
    Plan,
    Project,
    WorkPackage,
)
from vetpartner.render.language import UnknownLanguage

if TYPE_CHECKING:
    from conftest import Golden

VOID = {"meta", "br", "hr", "link", "img", "col", "wbr"}


class Page(HTMLParser):
    """The elements of a page in their order, with a check that every one is closed."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which has to be this one."""
        assert self.open.pop() == tag

    def all(self, *tags: str) -> list[tuple[str, dict[str, str | None]]]:
        """Return the elements with these names."""
        return [(tag, attributes) for tag, attributes in self.found if tag in tags]


def test_golden(golden: Golden) -> None:
    """Guard every byte of the report in both languages, so that a change is looked at."""
    for language in ("en", "hr"):
        made = report(full(), "final", language=language, draft=True)
        golden(f"report-final.{language}.md", made.markdown.encode())
        golden(f"report-final.{language}.html", made.html.encode())


@pytest.mark.parametrize("kind", ["progress", "interim", "final"])
@pytest.mark.parametrize("small", [False, True])
def test_every_kind(kind: str, small: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Guard all reports of both actions, with nothing known but the plan."""
    project = Project(action="KA210-VET", call=2024)
    p = partnership(project=project, work_packages=()) if small else partnership()
    made = report(p, kind)

    assert made.html.startswith("<!DOCTYPE html>\n")
    assert "\n# " in made.markdown


def test_empty_partnership() -> None:
    """Guard a project of which nothing at all is known."""
    made = report(Partnership(), "final")

    assert "No organisation is listed." in made.markdown
    assert "No amount is allocated." in made.html
    assert "No evidence is recorded." in made.html


def test_missing_answer_is_visible_and_an_error() -> None:
    """Guard that a missing answer is never a silent blank: marked, counted, an error at the end."""
    p = evolve(full(), origin=Folder(folder=Path()))
    made, draft = report(p, "final"), report(p, "final", draft=True)
    finding = next(found for found in made.findings if found.address.endswith("/part.tasks"))

    assert "the final report has no answer to “Who does what” (part.tasks)" == finding.message
    assert ("narrative-missing", "narrative/final.en", 3) == (
        finding.slug,
        finding.place and finding.place.file,
        finding.place and finding.place.line,
    )
    assert "write it below `## part.tasks`, or make a draft with --draft" == finding.way_out
    assert len(made.findings.errors) == len(draft.findings.warnings) > 10
    assert () == draft.findings.errors
    assert "<strong>[missing: Who does what]</strong>" in made.html
    assert "**\\[missing: Who does what\\]** How tasks were shared" in made.markdown
    missing = [found for found in made.findings.errors if found.slug == "narrative-missing"]
    assert f"{len(missing)} answers are still missing." in made.markdown
    assert "draft" not in made.markdown
    assert "**Final report – draft**" in draft.markdown


def test_interim_report_only_warns() -> None:
    """Guard that only a final report is stopped by what is missing."""
    findings = report(partnership(), "interim").findings

    assert () == findings.errors
    slugs = {found.slug for found in findings.warnings}
    assert {"narrative-missing", "deviation-without-reason"} == slugs


def test_what_is_missing_is_not_handed_in() -> None:
    """Guard against a final report that tells the agency what the partners have still to do."""
    for kind, draft in product(("interim", "final"), (True, False)):
        inside, handed_in = (
            report(full(), kind, draft=draft, edition=edition).markdown
            for edition in EDITIONS[::-1]
        )
        for text in ("## 11. What is still missing", "| At risk", "| Unverified"):
            assert text in inside
            assert text not in handed_in
        assert "## 12. Funding and responsibility" in handed_in
    with pytest.raises(UnknownReport, match="no edition 'agencies'; did you mean agency"):
        report(full(), "final", edition="agencies")  # type: ignore[arg-type]


def test_a_reason_that_is_missing_is_a_question() -> None:
    """Guard the agency: what is handed in has no red mark, a draft has, a final one waits."""
    dash = Amended(of="D1", recorded=date(2024, 5, 2), lead="fbk", reason=NO_REASON)
    p = partnership(*(f for f in full().facts if not isinstance(f, Amended)), dash)
    mark = r"\[missing: Reason\]"

    row = "| 2 May 2024 | D1 Curriculum | {} | not recorded | {} |"
    field = "leading organisation"
    for edition, draft, shown in (
        ("agency", True, f"**{mark}**"),
        ("agency", False, "–"),
        ("partners", False, f"**{mark}**"),
    ):
        made = report(p, "interim", draft=draft, edition=edition)  # type: ignore[arg-type]
        assert row.format(field, shown) in made.markdown
        assert (mark in made.markdown) == (shown != "–")
    asked = {f.message for f in report(p, "final").findings.errors if f.address == "amended/D1"}
    assert {f"D1 Curriculum differs from the plan without a reason: amended: {field}"} == asked


def test_french_sets_a_space_before_a_colon() -> None:
    """Guard that a colon stands as the language sets it."""
    line = "Référence du projet{}: 2023-1"

    assert line.format("\N{NO-BREAK SPACE}") in report(full(), "final", language="fr").html
    assert "Project reference: 2023-1" in report(full(), "final").html


def test_headings_that_are_no_question() -> None:
    """Guard that nothing written is lost in silence: misspelt ids and ids of other reports."""
    answers = {
        "sum.result": "x",
        "imp.sustainability": "y",
        "rel.motivation": "",
        "sum.results": "z",
    }
    p = partnership()
    words = Narrative(report="progress", language="en", answers=tuple(answers.items()))
    p = evolve(p, narratives=(*p.narratives, words))
    found = [f for f in report(p, "progress").findings if f.slug == "narrative-unknown-question"]

    lost = "what stands below it in progress.en.md is not in the report"
    assert [
        f"`sum.result` is not a question; did you mean sum.results?: {lost}",
        f"a progress report does not ask `imp.sustainability`: {lost}",
    ] == [finding.message for finding in found]
    assert "narrative/progress.en/sum.result" == found[0].address


def told(p: Partnership, *answers: tuple[str, str], draft: bool = True) -> Report:
    """Return a progress report with these answers and no other."""
    words = Narrative(report="progress", language="en", answers=answers)
    return report(evolve(p, narratives=(words,)), "progress", draft=draft)


def test_figures_in_an_answer() -> None:
    """Guard the one thing in braces that is recognised: a number of the record, and no template."""
    text = 'We met {{ figure("participants/M1") }} people, {{ 7*7 }}, {{figure(x)}}, {% if %}.'
    made = told(full(), ("sum.results", text))
    typed = told(full(), ("sum.results", 'And {{ figure("participants/M11") }}.'), draft=False)
    (finding,) = (found for found in typed.findings if found.slug == "narrative-figure")

    assert "We met 9 people, {{ 7*7 }}, {{figure(x)}}, {% if %}." in made.html
    assert "no figure with a number has the address “participants/M11”; " in finding.message
    assert finding.severity is vp.Severity.ERROR
    assert 'And {{ figure("participants/M11") }}.' in html.unescape(typed.html)


def test_an_answer_that_differs_from_the_record() -> None:
    """Guard that a sentence which the record contradicts is told, until it is accepted."""
    p, at = full(), "narrative/progress.en/sum.results"
    answer = ("sum.results", "19 people came to M1.")
    (finding,) = (f for f in told(p, answer).findings if f.slug == "narrative-differs")
    accepted = Acceptance(slug="narrative-differs", address=at, reason="Eleven came late.")
    q = evolve(p, baseline=evolve(p.baseline, accepted=(accepted,)))
    (kept,) = (f for f in told(q, answer).findings if f.slug == "narrative-differs")

    assert "“19 people” in “19 people came to M1.”: the record says 9 there (M1)" in finding.message
    assert (at, vp.Severity.WARNING) == (finding.address, finding.severity)
    assert kept.severity is vp.Severity.NOTE


def test_answer_in_another_language_is_marked() -> None:
    """Guard that words in another language say so, for readers and for screen readers."""
    made = report(full(), "final")
    (finding,) = (f for f in made.findings if f.slug == "narrative-other-language")

    assert "This answer exists only in another language: Croatian." in made.html
    assert '<div lang="hr">\n<p>Podijeljeno.</p>' in made.html
    assert "*This answer exists only in another language: Croatian.*" in made.markdown
    assert "is not answered in en: the report shows the words in hr" in finding.message


def test_language_of_the_project_without_words() -> None:
    """Guard a project whose language nobody has translated: English headings, its own answers."""
    p = partnership(project=evolve(PLAN.project, language="sl"))
    slovene = Narrative(report="interim", language="sl", answers=(("sum.results", "Rezultati"),))
    made = report(evolve(p, narratives=(slovene,)), "interim")
    (finding,) = (found for found in made.findings if found.slug == "report-language")

    assert '<html lang="en">' in made.html
    assert '<div lang="sl">\n<p>Rezultati</p>' in made.html
    assert "there are no headings in sl: those of the report are in en" == finding.message
    with pytest.raises(UnknownLanguage):
        report(p, "interim", language="sl")


def test_unknown_kind() -> None:
    """Guard the message for a kind of report that does not exist."""
    with pytest.raises(UnknownReport) as caught:
        report(partnership(), "finale")

    expected = "no report 'finale'; did you mean final?; there are progress, interim, final"
    assert f"there is {expected}" == str(caught.value)


def test_disclaimer_findings() -> None:
    """Guard that an unverified disclaimer, or none, is noted."""
    croatian = report(partnership(), "final", language="hr").findings.notes
    unknown = report(partnership(project=Project(action="X", call=1)), "final").findings.notes

    assert ["disclaimer-unverified"] == [found.slug for found in croatian]
    assert ["disclaimer-unknown"] == [found.slug for found in unknown]


def test_hostile_text_stays_text() -> None:
    """Guard that no text of a project becomes a script, a template, a table cell or a link."""
    made = report(full(), "final", draft=True)

    assert "<script" not in made.html
    assert "<script" not in made.markdown
    assert "{{ 7 * 7 }}" in made.html
    assert "49" not in re.findall(r"\b49\b", made.markdown)
    assert 'href="javascript' not in made.html
    assert "<javascript" not in made.markdown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\| {{ 7 \\* 7 }} \\*not bold\\*" in made.markdown


def test_headings_of_answers_are_lowered() -> None:
    """Guard the order of headings: an answer cannot look like a block of the report."""
    made = report(full(), "final", draft=True)

    assert "#### Big\n\nText **bold**." in made.markdown
    assert "<h4>Big</h4>\n<p>Text <strong>bold</strong>.</p>" in made.html


def test_page_is_well_formed_and_self_contained() -> None:
    """Guard that all elements are closed, ids unique, links lead somewhere, nothing is loaded."""
    made = report(full(), "final", draft=True)
    page = Page(made.html)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    targets = {str(a["href"]) for _, a in page.all("a") if str(a.get("href")).startswith("#")}

    assert [] == page.open
    assert len(ids) == len(set(ids))
    assert targets <= {f"#{id_}" for id_ in ids}
    assert [] == page.all("script", "link", "iframe", "object", "form")
    loaded = [str(a["src"]) for _, a in page.found if "src" in a]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in loaded)
    assert not [a for _, a in page.found if any(name.startswith("on") for name in a)]
    drawn = {
        "#chart-participants-late",
        *(f"#gantt-weld-1-{of}" for of in ("late", "after", "partly")),
    }
    assert set(re.findall(r"url\(([^)]*)\)", made.html)) <= drawn
    assert "@import" not in made.html


def test_page_is_accessible() -> None:
    """Guard language, title, skip link, landmarks, order of headings, captions and scopes."""
    made = report(full(), "final", language="hr", draft=True)
    page = Page(made.html)
    levels = [int(tag[1]) for tag, _ in page.all("h1", "h2", "h3", "h4", "h5", "h6")]

    assert ("html", {"lang": "hr"}) == page.found[0]
    assert "<title>Weld – Završno izvješće – stanje na dan 31. prosinca 2024.</title>" in made.html
    assert {"class": "skip", "href": "#content"} == page.all("a")[0][1]
    assert [1, 1, 1, 1] == [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")]
    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.all("table")) == len(page.all("caption")) > 10
    assert {"col", "row", "rowgroup"} == {
        attributes.get("scope") for _, attributes in page.all("th")
    }
    regions = [a for _, a in page.all("div") if a.get("role") == "region"]
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in regions)


def test_contrast() -> None:
    """Guard that every colour of text can be read on its background (4.5 to 1)."""
    css = (Path(vp.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
    colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))

    for name in ("ink", "soft", "blue", "red"):
        for ground in ("#ffffff", "#fdf3f3", colour["wash"]):
            assert contrast(colour[name], ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_prints_on_paper() -> None:
    """Guard page size, page numbers and repeated heads of tables."""
    html = report(partnership(), "final").html

    assert "@page { size: A4" in html
    assert "counter(page)" in html
    assert "thead { display: table-header-group; }" in html


def test_every_fact_is_in_both() -> None:
    """Guard that HTML and Markdown say the same: evidence, budget, payments, differences."""
    made = report(full(), "final", draft=True, edition="partners")

    for text in (
        "evidence/a.pdf",
        "https://x.org/d",
        "96,000",
        "24,000",
        "2 days late",
        "14 interviews above the target",
        "no fair",
        "1 participant fewer",
        "Funded by the European Union",
        "AMPEU",
        "2023-1-HR01-KA220-VET-000000001",
        "100 people reached",
        "not answered",
    ):
        assert text in made.html
        assert text in made.markdown


def test_amounts_that_do_not_add_up_show() -> None:
    """Guard that a budget which misses the lump sum is not shown as if it were right."""
    p = partnership(project=evolve(PLAN.project, lump_sum=Money(250_000)))
    made = report(p, "final", draft=True)

    assert "The amounts do not add up to the lump sum of 250,000\xa0EUR." in made.html
    assert "The amounts do not add up to the lump sum of 250,000\xa0EUR." in made.markdown


def test_work_outside_the_packages_shows() -> None:
    """Guard that an activity without a work package is in the report."""
    loose = tuple(evolve(m, work_package=None) for m in PLAN.meetings)
    made = report(partnership(meetings=loose), "final", draft=True)

    assert "Outside the work packages" in made.html
    assert "### Outside the work packages" in made.markdown


def test_report_of_a_day_can_be_made_again() -> None:
    """Guard the March report made again in June, byte for byte."""
    later = evolve(full(), facts=(*full().facts, Held(of="T1", recorded=date(2025, 1, 9))))
    day = date(2024, 12, 31)

    assert report(full().on(day), "final").html == report(later.on(day), "final").html
    assert report(full().on(day), "final").html != report(later.on(date(2025, 2, 1)), "final").html


def test_a_sum_with_a_part_that_nobody_stated_is_not_known() -> None:
    """Guard the table of amounts against a total of those that happen to be known."""
    packages = (
        WorkPackage(id="WP1", grant=Amounts((("a", Money(10_000)),))),
        WorkPackage(id="WP2"),
    )
    project = Project(coordinator="a", lump_sum=Money(60_000))
    plan = Plan(project=project, organisations=(Organisation(id="a"),), work_packages=packages)
    said = report(Partnership(baseline=plan).on(date(2025, 1, 1)), "final", draft=True).markdown
    total = next(line for line in said.splitlines() if line.startswith("| **Total**"))

    assert "not known" in total
    assert "10,000" not in total
    assert "do not add up" not in said
