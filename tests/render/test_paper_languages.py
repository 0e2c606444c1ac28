"""The languages of papers: their catalogues are whole, and no paper has English left in it."""

from __future__ import annotations

import html
import io
import re
import runpy
from datetime import date
from email import message_from_bytes
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from babel import Locale
from babel.messages.pofile import read_po
from openpyxl import load_workbook

import vetpartner as vp
from vetpartner.export.telling import language_of
from vetpartner.model import When
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.evidence_index import evidence_index
from vetpartner.render.language import UnknownLanguage, has_catalogue, language, languages
from vetpartner.values.catalogue import catalogue as held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages import Catalog

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "vetpartner" / "locale"
ALL = [code for code in languages(papers=True) if code != "en"]
PAPERS_ALONE = sorted({*ALL} - {*languages()})
OFFICIAL = "bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
"""The official languages of the Union but English."""
MORE = "is mk nb sr tr"
"""Those of the other countries of the programme."""
PLACEHOLDER = re.compile(r"\{\w*\}")


@cache
def catalogue(code: str) -> Catalog:
    """Return a catalogue."""
    with (LOCALE / code / "LC_MESSAGES" / "vetpartner.po").open("rb") as file:
        return read_po(file, locale=code)


def checked(code: str) -> str:
    """Return how a catalogue was checked, as its head says."""
    head = (LOCALE / code / "LC_MESSAGES" / "vetpartner.po").read_text(encoding="utf-8")
    fields = "".join(re.findall(r'^"(.*)"$', head.partition("\n\n")[0], re.MULTILINE))
    return dict(field.split(": ", 1) for field in fields.split("\\n") if field)["X-Checked"]


@cache
def docs(name: str) -> dict[str, Any]:
    """Return what a helper of the documentation defines."""
    return runpy.run_path(str(ROOT / "docs" / f"{name}.py"))


@cache
def words(code: str) -> dict[str, str]:
    """Return the texts of a catalogue without a number."""
    found = (message for message in catalogue(code) if message.id)
    return {m.id: str(m.string) for m in found if isinstance(m.id, str)}


def test_the_languages_of_the_programme() -> None:
    """Guard that papers are there in each of them, and reports where all words are."""
    assert {*OFFICIAL.split(), *MORE.split()} == set(ALL)
    assert ("de", "el", "en", "es", "fr", "hr", "it", "pl") == languages()


# The words of the papers


def test_which_texts_papers_need_is_followed_through_the_code() -> None:
    """Guard the way: said in code and templates, put together, from the data, and what is not."""
    needed = docs("paper_texts")["paper_texts"]({*words("hr")}, {"curriculum", "newsletter"})

    assert {"This is to certify that", "Please sign for each day on which you take part."} <= needed
    assert {"no attendance list", "toolkit", "social media", "Dear colleagues,"} <= needed
    assert not {"Year planner", "Gantt chart", "Answers for the form", "Outermost region"} & needed


def test_what_the_papers_of_the_examples_look_up_is_needed() -> None:
    """Guard the texts that code was followed to against those that papers ask for when made."""
    found = docs("paper_texts")
    asked = {text for text in found["looked_up"]() if text in words("hr")}

    assert len(asked) > 100
    assert asked <= set(found["paper_texts"]({*words("hr")}, asked))


@pytest.mark.parametrize("code", PAPERS_ALONE)
def test_translations_keep_their_values_and_their_ends(code: str) -> None:
    """Guard names in braces, spaces, and full stops."""
    for text, said in words(code).items():
        assert said
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(said))
        assert text == "; " or said == said.strip()
        assert "  " not in said
        dated = text.endswith("{day}.")
        assert text == "No." or dated or text.endswith(".") == said.endswith(".")


def typed(p: vp.Partnership) -> str:
    """Return what somebody wrote into the files of a project."""
    folder = p.origin.folder if p.origin else None
    assert folder is not None
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".csv", ".md"})
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def shown(name: str, data: bytes) -> Iterator[str]:
    """Yield the texts of a paper that stand alone: parts of a page, cells, lines of a mail."""
    if name.endswith(".xlsx"):
        for sheet in load_workbook(io.BytesIO(data)):
            yield sheet.title
            yield from (str(c.value) for row in sheet for c in row if isinstance(c.value, str))
    elif name.endswith(".eml"):
        parts = message_from_bytes(data).walk()
        for part in parts:
            if part.get_content_type() == "text/plain":
                yield from bytes(part.get_payload(decode=True)).decode().splitlines()
    else:
        body = re.sub(r"<(style|script)>.*?</\1>", " ", data.decode(), flags=re.DOTALL)
        yield from re.findall(r'(?:aria-label|alt|title)="([^"]*)"', body)
        yield from re.split(r"<[^>]*>", body)


def left(code: str, p: vp.Partnership) -> set[tuple[str, str]]:
    """Return English texts on the papers of a partnership in a language, and where they stand.

    Of a text with values in it, a part of three words or more is English enough. What is the same
    in the language, such as the German Rate, or stands in the files of the project, is none.
    """
    own, whole, said_here = typed(p), set[str](), set(words(code).values())
    parts = set[str]()
    for text in words("hr"):
        said = words(code).get(text, "")
        if text not in own and text not in said_here:
            whole.add(text)
            pieces = (piece.strip(" .,;:()") for piece in PLACEHOLDER.split(text))
            parts |= {piece for piece in pieces if len(piece.split()) > 2 and piece not in said}
    found = set()
    for name, data in docs("paper_texts")["papers"](p, code, most=2):
        texts = {html.unescape(" ".join(text.split())) for text in shown(name, data)}
        found |= {(text, name) for text in texts & whole}
        found |= {(part, name) for part in parts for text in texts if part in text}
    return found


@cache
def green() -> vp.Partnership:
    """Return the invented example after its end."""
    return vp.load(ROOT / "examples" / "green-welding").on(date(2026, 1, 31))


@pytest.mark.parametrize("code", ALL)
def test_no_english_is_left_on_any_paper(code: str) -> None:
    """Guard each kind of paper in each language, in its formats that are text, and the mails."""
    assert set() == left(code, green())


def test_english_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the search above: where words are missing, it finds them."""
    slovenian = language("sl", papers=True)
    cut = {k: v for k, v in slovenian.words.items() if k not in {"Place and date", "Name"}}
    monkeypatch.setattr(
        vp.render.paper, "language_of", lambda *_, **__: evolve(slovenian, words=cut)
    )

    assert {"Place and date", "Name"} <= {text for text, _ in left("sl", green())}


# Numbers and dates


@pytest.mark.parametrize("code", PAPERS_ALONE)
def test_plural_forms_are_those_of_the_language(code: str) -> None:
    """Guard which numbers go together, against the Unicode Consortium, and that each has a form."""
    rule, form_of = Locale.parse(code).plural_form, c2py(catalogue(code).plural_expr)
    pairs = {(rule(n), form_of(n)) for n in range(1001)}

    assert len(pairs) == len({tag for tag, _ in pairs}) == len({form for _, form in pairs})
    assert catalogue(code).num_plurals == len(pairs)
    for message in catalogue(code):
        if message.id and not isinstance(message.id, str):
            assert len(pairs) == len(message.string)
            assert all(
                PLACEHOLDER.findall(message.id[1]) == PLACEHOLDER.findall(form)
                for form in message.string
            )


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("sl", {1: "1 udeleženec", 2: "2 udeleženca", 3: "3 udeleženci", 5: "5 udeležencev"}),
        ("lt", {1: "1 dalyvis", 2: "2 dalyviai", 10: "10 dalyvių", 21: "21 dalyvis"}),
        ("lv", {0: "0 dalībnieku", 1: "1 dalībnieks", 2: "2 dalībnieki", 11: "11 dalībnieku"}),
        ("ro", {1: "1 participant", 2: "2 participanți", 20: "20 de participanți"}),
        ("cs", {1: "1 účastník", 3: "3 účastníci", 5: "5 účastníků"}),
        ("mt", {1: "1 parteċipant", 3: "3 parteċipanti", 11: "11-il parteċipant"}),
        ("mk", {1: "1 учесник", 2: "2 учесници", 21: "21 учесник"}),
        ("is", {1: "1 þátttakandi", 11: "11 þátttakendur", 21: "21 þátttakandi"}),
    ],
)
def test_some_forms(code: str, forms: dict[int, str]) -> None:
    """Guard that the forms stand in the order of the rule."""
    said = language(code, papers=True)

    assert forms == {
        n: said.ngettext("{n} participant", "{n} participants", n).format(n=n) for n in forms
    }


@pytest.mark.parametrize(
    ("code", "when", "expected"),
    [
        ("hu", "2025-03-03..2025-03-05", "2025. március 3–5."),
        ("lt", "2025-03-03..2025-03-05", "2025 m. kovo 3–5 d."),
        ("lv", "2025-03-12..2025-03-13", "2025. gada 12.–13. marts"),
        ("hu", "2025-11-28..2025-12-01", "2025. november 28. – 2025. december 1."),
        ("bg", "2025-03-03..2025-03-05", "3–5 март 2025 г."),
        ("pt", "2025-03-03", "3 de março de 2025"),
        ("sr", "2025-03-03..2025-03-05", "3.–5. март 2025."),
        ("ga", "2025-05-01", "1 Bealtaine 2025"),
        ("hu", "M3..M5", "a projekt 3–5. hónapja"),
    ],
)
def test_dates(code: str, when: str, expected: str) -> None:
    """Guard that a year that comes first is said once."""
    said = language(code, papers=True).value(When.parse(when))

    assert expected == re.sub("[\u202f\u2009\xa0]", " ", said)


# How the catalogues were checked


@pytest.mark.parametrize("code", ALL)
def test_each_head_says_how_it_was_checked(code: str) -> None:
    """Guard that nobody claims that a speaker has read it, and that a check is named."""
    assert re.search(r"no speaker (has|is known to have) read it$", checked(code))
    assert re.search(r"pass|reading", checked(code))


@pytest.mark.parametrize("code", PAPERS_ALONE)
def test_what_would_mislead_is_translated_back(code: str) -> None:
    """Guard numbers, negations, and what has a meaning in law."""
    ask = docs("catalogues")["to_translate_back"]
    without = [
        message.id
        for message in catalogue(code)
        if message.id and ask(message.id) and not any("back: " in c for c in message.user_comments)
    ]

    assert [] == without
    assert "two passes" in checked(code)


# Which language is taken


def test_a_report_or_a_workbook_needs_all_words() -> None:
    """Guard the sentence: what the language has, and in which there is all."""
    asked: tuple[Any, ...] = (
        lambda: vp.report(green(), "interim", language="sl"),
        lambda: vp.budget(green(), language="sl"),
        lambda: vp.gantt(green(), language="sl"),
        lambda: vp.planner(green(), language="sl"),
        lambda: evidence_index(green(), language="sl"),
    )

    for make in asked:
        with pytest.raises(UnknownLanguage) as caught:
            make()
        assert str(caught.value) == (
            "a report or a workbook cannot be written in 'sl': Slovenian has the words of papers "
            "alone, which are lists to sign, certificates, account letters, forms, mails and what "
            "`vetpartner paper` makes; all words are there for de (German), el (Greek), "
            "en (English), es (Spanish), fr (French), hr (Croatian), it (Italian), pl (Polish)"
        )


def test_a_project_in_such_a_language() -> None:
    """Guard that its papers are in it, its reports in English, and that a note says so."""
    plan = evolve(green().plan, project=evolve(green().plan.project, language="sl"))
    p = evolve(green(), baseline=plan)

    made = vp.report(p, "interim", draft=True)

    assert "Lista prisotnosti" in vp.attendance_list(p, "T1").html
    assert "en" == made.language
    assert "report-language" in {found.slug for found in made.findings}
    assert 'lang="en' in vp.gantt(p).html


def test_the_language_of_an_organisation_and_a_person() -> None:
    """Guard letters, mails and certificates, each in that of whom they are for."""
    homes = tuple(
        evolve(home, language={"hwk": "sl", "fbk": "no"}.get(home.id, home.language))
        for home in green().baseline.organisations
    )
    p = evolve(green(), baseline=evolve(green().baseline, organisations=homes))

    assert ["sl", "no"] == [language_of(p, home) for home in ("hwk", "fbk")]
    assert "Obračunski pregled" in account_letter(p, "hwk").html
    assert "Avregningsoversikt" in account_letter(p, "fbk").html
    assert "Potrdilo o udeležbi" in vp.certificates(p, "T2").html


def test_codes_that_people_write() -> None:
    """Guard another code for the same words, a country, and that another script is none."""
    assert "nb" == language("no", papers=True).code == language("nb_NO", papers=True).code
    assert "pt" == language("pt-PT", papers=True).code
    assert not has_catalogue("sr_Latn", papers=True)
    with pytest.raises(UnknownLanguage, match=r"did you mean sl\?"):
        language("sll", papers=True)


def test_only_the_catalogue_that_is_asked_for_is_read() -> None:
    """Guard the start: thirty catalogues cost nothing until one is needed."""
    p = green()
    language.cache_clear()
    held.cache_clear()

    vp.attendance_list(p, "T1", language="ga").data(".html")

    assert 1 == held.cache_info().currsize
