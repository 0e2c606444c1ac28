"""A report, a list to sign and a certificate are in one language throughout."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from attrs import evolve, fields, has
from babel.messages.pofile import read_po
from reported import PLAN, full, partnership

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.model import Money, Narrative, Paid, Payment, Project, When
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates
from vetpartner.papers.report import all_answers
from vetpartner.programme.questions import REPORT_KINDS, statements
from vetpartner.render.language import languages
from vetpartner.state.evidence import evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
CODES = [code for code in languages() if code != "en"]
PLACEHOLDER = re.compile(r"\{\w+\}")
LATIN = re.compile(r"[A-Za-z]+")
SAME = {"OID", "AMPEU", "CMEPIUS", "Erasmus", "EUR", "Gantt"}
"""Names and short forms that are in Latin letters in every language."""


@cache
def green() -> Partnership:
    """Return the invented example after its end, without the answers of the coordinator."""
    return evolve(vp.load(GREEN).on(date(2026, 1, 31)), narratives=())


def typed(p: Partnership) -> re.Pattern[str]:
    """Return what finds the texts that somebody typed into the files of a partnership.

    To them belong the ids of questions, which are the headings of a narrative, and the keys of
    priorities.
    """
    texts = {*strings(p.plan), *strings(p.facts), *strings(p.presences), *strings(p.narratives)}
    # A sentence that another text follows loses its full stop.
    texts |= {text.removesuffix(".") for text in texts}
    texts |= {priority.key for priority in vp.rules("KA220-VET", 2023).priorities}
    for kind in ("interim", "final"):
        sections = report(p, kind, language="el").data.sections
        texts.update(answer.id for answer in all_answers(sections))
    longest = sorted((" ".join(text.split()) for text in texts if text), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def strings(value: object) -> Iterator[str]:
    """Yield all texts within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.items() for text in strings(one))
    elif isinstance(value, tuple):
        yield from (text for one in value for text in strings(one))
    elif has(type(value)):
        yield from (
            text for one in fields(type(value)) for text in strings(getattr(value, one.name))
        )


@cache
def papers(code: str) -> tuple[str, ...]:
    """Return the visible texts of all kinds of reports and papers in a language."""
    p = green()
    pages = [report(p, kind, language=code, draft=True).html for kind in ("interim", "final")]
    pages += [make(p, "T2", language=code).html for make in (attendance_list, certificates)]
    pages.append(certificate_register(p, "T2", language=code).html)
    return tuple(visible(page) for page in pages)


def visible(page: str) -> str:
    """Return what a page says, to the eye and to a screen reader.

    Addresses of records are left out: they are the names of the tables in the files. So is what is
    cut off in a drawing, beside which it stands whole.
    """
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    body = re.sub(r'<span class="record">.*?</span>', " ", body, flags=re.DOTALL)
    body = re.sub(r"<text[^>]*>[^<]*…</text>", " ", body)
    said = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", f"{body} {said}").split()))


def english(code: str) -> Iterator[str]:
    """Yield the parts of English texts that have more than two words and are not said so too."""
    path = Path(vp.__file__).parent / "locale" / code / "LC_MESSAGES" / "vetpartner.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    for message in messages:
        texts = (message.id,) if isinstance(message.id, str) else message.id
        said = message.string if isinstance(message.string, str) else " ".join(message.string)
        for text in texts:
            parts = (part.strip(" .,;:()") for part in PLACEHOLDER.split(text))
            yield from (part for part in parts if len(part.split()) > 2 and part not in said)


@pytest.mark.parametrize("code", CODES)
def test_no_english_is_left(code: str) -> None:
    """Guard against a text that was put into a page without being translated."""
    phrases = sorted(set(english(code)))

    assert len(phrases) > 150
    for paper in papers(code):
        assert [] == [phrase for phrase in phrases if phrase in paper]


def test_english_would_be_found() -> None:
    """Guard the search above: in the English papers it finds most of what it looks for."""
    shown = " ".join(papers("en"))

    assert sum(phrase in shown for phrase in set(english("el"))) > 100


def test_greek_has_no_words_but_those_that_were_typed() -> None:
    """Guard the Greek papers by their letters: what is Latin was typed by the partnership."""
    harvest = evolve(vp.load(GREEN.with_name("small-harvest")), narratives=())
    for p in (
        harvest.on(date(2025, 6, 30)),
        harvest.on(date(2027, 1, 31)),
        evolve(full(), narratives=()),
    ):
        papers_of_p = [
            visible(report(p, kind, language="el", draft=True).html) for kind in REPORT_KINDS
        ]
        assert set() == latin(p, papers_of_p)
    assert set() == latin(green(), papers("el"))


def latin(p: Partnership, texts: Iterable[str]) -> set[str]:
    """Return the words in Latin letters that nobody typed, and that number no evidence."""
    numbers = sorted((row.number for row in evidence(p)), key=len, reverse=True)
    numbered = re.compile(rf"(?:{'|'.join(map(re.escape, numbers))})(?!\w)")
    left = (typed(p).sub(" ", numbered.sub(" ", text)) for text in texts)
    return {word for text in left for word in LATIN.findall(text) if len(word) > 1} - SAME


@pytest.mark.parametrize(
    ("code", "title", "day"),
    [
        ("de", "Teilnahmebescheinigung", "20.–24. Januar 2025"),
        ("el", "Βεβαίωση παρακολούθησης", "20–24 Ιανουαρίου 2025"),
        ("es", "Certificado de asistencia", "20–24 de enero de 2025"),
        ("fr", "Attestation de présence", "20–24 janvier 2025"),
        ("hr", "Potvrda o sudjelovanju", "20.–24. siječnja 2025."),
        ("it", "Attestato di partecipazione", "20–24 gennaio 2025"),
        ("pl", "Zaświadczenie o uczestnictwie", "20–24 stycznia 2025"),
    ],
)
def test_certificates(code: str, title: str, day: str) -> None:
    """Guard title and dates of a certificate, and its statement."""
    page = certificates(green(), "T2", language=code).html

    assert f'<html lang="{code}">' in page
    assert title in page
    assert day in page
    assert html.escape(dict(statements())[code].funding_statement) in page


def test_a_greek_certificate_in_word() -> None:
    """Guard that the Word document has the same Greek words as the page."""
    data = certificates(green(), "T2", language="el").data(".docx")
    document = docx.Document(io.BytesIO(data))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]

    assert "Βεβαίωση παρακολούθησης" in [paragraph.text for paragraph in document.paragraphs]
    assert "Διάρκεια της δραστηριότητας σε ώρες\n30" in cells
    assert any(text.startswith("Με τη χρηματοδότηση της Ευρωπαϊκής Ένωσης.") for text in cells)


def test_an_answer_that_is_only_in_english_is_marked_in_greek() -> None:
    """Guard that a missing Greek answer is neither dropped nor taken for a Greek one."""
    p = partnership()
    written = (
        Narrative(report="final", language="en", answers=(("sum.results", "A curriculum."),)),
        Narrative(report="final", language="el", answers=(("sum.objectives", "Στόχος."),)),
    )
    made = report(evolve(p, narratives=written), "final", language="el", draft=True)
    (finding,) = (found for found in made.findings if found.slug == "narrative-other-language")

    mark = "Αυτή η απάντηση υπάρχει μόνο σε άλλη γλώσσα: Αγγλικά."
    assert f'<p class="fallback">{mark}</p>\n<div lang="en">\n<p>A curriculum.</p>' in made.html
    assert f"*{mark}*\n\nA curriculum." in made.markdown
    assert "<div>\n<p>Στόχος.</p>" in made.html
    assert (
        "“Αποτελέσματα” (sum.results) is not answered in el: the report shows the words in en"
        == finding.message
    )


@pytest.mark.parametrize("code", CODES)
def test_an_unverified_disclaimer_is_noted(code: str) -> None:
    """Guard that no translation of the disclaimer passes for an official one."""
    made = report(partnership(), "interim", language=code)
    (finding,) = (found for found in made.findings if found.slug.startswith("disclaimer"))

    assert "disclaimer-unverified" == finding.slug
    assert f"the disclaimer in {code} is not verified: " in finding.message
    assert "no official text of an agency was found" in finding.message


def test_the_disclaimer_of_an_earlier_call_is_not_translated() -> None:
    """Guard that the words of 2021 never stand in a report about a project of 2018."""
    p = partnership(project=Project(action="KA202-VET", call=2018))
    made = report(p, "final", language="hr", draft=True)
    (finding,) = (found for found in made.findings if found.slug.startswith("disclaimer"))

    assert "disclaimer-other-language" == finding.slug
    message = "there is no disclaimer in hr for this call: the report has the words in en"
    assert message == finding.message
    assert '<div lang="en">\n<p><strong>Co-funded by the Erasmus+ Programme' in made.html
    assert "Financirano sredstvima" not in made.html


def test_a_disclaimer_without_the_name_of_an_agency_is_in_one_language() -> None:
    """Guard that no English words stand in a disclaimer for an agency that nobody knows."""
    p = partnership(project=evolve(PLAN.project, reference=None))
    text = report(p, "final", language="hr", draft=True).data.statement.disclaimer or ""

    assert "Europske unije ili nacionalne agencije. Ni Europska" in text
    assert "the national agency" not in text


def test_payments_that_have_no_title_of_their_own() -> None:
    """Guard the words around payments: an expected one by its id, and money of no payment."""
    p = partnership(
        Paid(of=None, recorded=date(2024, 12, 1), amount=Money(500)),
        payments=(
            Payment(id="P9", expected=When.parse("2025-03"), amount=Money(900)),
            Payment(id="P8", title="Rest", expected=When.parse("2025-05"), amount=Money(100)),
        ),
    )
    german, english = (
        report(p, "final", language=code, draft=True, edition="partners").markdown
        for code in ("de", "en")
    )

    assert "| Zahlung P9 erwartet | – | 31. März 2025 |" in german
    assert "| Zahlung erwartet: Rest | – | 31. Mai 2025 |" in german
    assert "| Eingegangen, gehört aber zu keiner Zahlung des Plans | – | – | – | 500 |" in german
    assert "| Payment P9 expected | – | 31 March 2025 |" in english
    assert "| Rest expected | – | 31 May 2025 |" in english
