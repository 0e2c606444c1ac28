"""Every PDF: to the standards, the same every time, and no letter outside the paper."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium
import pytest
from attrs import evolve
from reported import full, partnership

import vetpartner as vp
from vetpartner.export.gantt import gantt
from vetpartner.export.paper import paper
from vetpartner.export.planner import planner
from vetpartner.export.report import report
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates
from vetpartner.papers.evidence_index import evidence_index, reconciliation
from vetpartner.render import pdf as pdf_writer
from vetpartner.render.language import language, languages
from vetpartner.render.page import Heading, Paragraph
from vetpartner.render.pdf import INSTEAD, pdf
from vetpartner.values.grid import Grid, GridRow, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.render.page import Page

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
EDGE = 2.0
"""Points by which a letter may reach beyond the margin, as an overhanging f does."""


@cache
def green(*, long: bool = False) -> Partnership:
    """Return the example; with `long` its names have words that no line holds."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    if not long:
        return p
    plan = p.baseline
    plan = evolve(
        plan,
        project=evolve(plan.project, title=f"{LONG}{LONG} {LONG}", acronym=LONG),
        organisations=tuple(
            evolve(home, name=LONG + LONG, acronym=f"{LONG}-{home.id}", city=LONG)
            for home in plan.organisations
        ),
        work_packages=tuple(evolve(one, title=LONG + LONG) for one in plan.work_packages),
        meetings=tuple(evolve(one, title=LONG + LONG) for one in plan.meetings),
        trainings=tuple(
            evolve(one, title=LONG + LONG, learning_outcomes=(f"{LONG}{LONG} {LONG}",))
            for one in plan.trainings
        ),
        deliverables=tuple(
            evolve(one, title=LONG + LONG, description=LONG + LONG) for one in plan.deliverables
        ),
        participants=tuple(evolve(one, name=LONG + LONG) for one in plan.participants),
    )
    return evolve(p, baseline=plan)


def papers(p: Partnership, code: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the PDF of every page that there is, in a language."""
    yield "final", pdf(report(p, "final", language=code, draft=True).page)
    # Where all have one name, somebody may be there twice.
    yield "certificates", certificates(p, "T2", language=code, anyway="long").data(".pdf")
    yield "list", attendance_list(p, "T2", language=code).data(".pdf")
    register = certificate_register(p, "T2", language=code, anyway="long")
    yield "register", register.data(".pdf")
    yield "letter", account_letter(p, "cfs", language=code).data(".pdf")
    for kind, of in (
        ("agenda", "M4"),
        ("minutes", "M2"),
        ("partner-sheet", "cfs"),
        ("dissemination-log", None),
        ("result-sheet", None),
    ):
        yield kind, paper(p, kind, of, language=code).data(".pdf")
    yield "gantt", gantt(p, language=code).data(".pdf")
    yield "planner", planner(p, 2025, language=code).data(".pdf")
    if code == "en":
        yield "evidence", evidence_index(p).data(".pdf")
        yield "participants", reconciliation(p).data(".pdf")


def outside(data: bytes) -> list[str]:
    """Return the letters that lie outside the margins of their page, with their places."""
    found = []
    with pdfium.PdfDocument(data) as document:
        for number, page in enumerate(document, start=1):
            width, height = page.get_size()
            margin = 12 * 72 / 25.4 if width > height else 18 * 72 / 25.4
            text = page.get_textpage()
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                if right - left <= 0 or top - bottom <= 0:
                    continue
                beside = left < margin - EDGE or right > width - margin + EDGE
                sign = text.get_text_range(index, 1)
                if sign.isspace():
                    continue
                if beside or bottom < 0 or top > height:
                    found.append(f"page {number}: {sign!r} at {left:.0f}-{right:.0f}")
    return found


@pytest.mark.parametrize("code", languages())
def test_no_letter_lies_outside_the_paper(code: str) -> None:
    """Guard every letter of every page in every language: its box lies within the margins."""
    for name, data in papers(green(), code):
        assert [] == outside(data)[:5], name


@pytest.mark.parametrize("code", ["de", "el"])
def test_no_letter_of_a_long_name_does(code: str) -> None:
    """Guard names of 160 letters without a space, in every place where a name stands."""
    for name, data in papers(green(long=True), code):
        assert [] == outside(data)[:5], name


def test_a_letter_outside_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the two tests above: without breaks in them, long words are found outside."""
    page = one_page(Paragraph((Run("1" * 200),)))
    assert [] == outside(pdf(page))

    monkeypatch.setattr(pdf_writer, "broken", lambda text, *_: text)
    assert len(outside(pdf(page))) > 50


@pytest.mark.parametrize("kind", ["report", "certificates", "list", "gantt"])
def test_standards(kind: str) -> None:
    """Guard what a file says of itself: PDF/UA-1 and PDF/A-2a, title, language, day, tags."""
    p = green()
    data = {
        "report": lambda: pdf(report(p, "final", language="hr", draft=True).page),
        "certificates": lambda: certificates(p, "T2", language="hr").data(".pdf"),
        "list": lambda: attendance_list(p, "T2", language="hr").data(".pdf"),
        "gantt": lambda: gantt(p, language="hr").data(".pdf"),
    }[kind]()
    with pikepdf.open(io.BytesIO(data)) as found:
        with found.open_metadata() as meta:
            said = {key.rpartition("}")[2]: str(value) for key, value in meta.items()}
        assert ("1", "2", "A") == (
            meta["pdfuaid:part"],
            meta["pdfaid:part"],
            meta["pdfaid:conformance"],
        )
        assert said["title"].startswith(("GreenWeld", "Potvrda", "Potpisna"))
        assert "2025-01-31" in said["CreateDate"]
        assert "hr" == str(found.Root.Lang)
        assert found.Root.MarkInfo.Marked
        assert found.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in found.Root


def tags(data: bytes) -> dict[str, int]:
    """Return how often each tag is in the tree of a PDF."""
    counts: dict[str, int] = {}
    with pikepdf.open(io.BytesIO(data)) as found:
        waiting = [found.Root.StructTreeRoot]
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Array):
                waiting += list(one)
            elif isinstance(one, pikepdf.Dictionary):
                if "/S" in one:
                    name = str(one.S).removeprefix("/")
                    counts[name] = counts.get(name, 0) + 1
                if "/K" in one:
                    waiting.append(one.K)
    return counts


def test_tags_and_bookmarks_are_those_of_the_page() -> None:
    """Guard headings, tables with heads and captions, lists, and a bookmark for each section."""
    made = report(full(), "final", draft=True)
    found = tags(pdf(made.page))
    with pikepdf.open(io.BytesIO(pdf(made.page))) as document, document.open_outline() as outline:
        titles = [entry.title for entry in outline.root]

    assert 1 == found["H1"]
    assert found["H2"] == made.html.count("<h2")
    assert found["Table"] == made.html.count("<table") > 10
    assert found["TH"] > 60
    assert found["Caption"] > 10
    assert any("10. Budget" in str(entry) for entry in (*titles, *_below(pdf(made.page))))


def _below(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as document, document.open_outline() as outline:
        return [child.title for entry in outline.root for child in entry.children]


def test_text_is_complete_and_pages_are_numbered() -> None:
    """Guard that a reader gets every block, and the number of every page."""
    made = report(full(), "final", draft=True)
    with pdfium.PdfDocument(pdf(made.page)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    text = " ".join("".join(pages).split())

    for said in ("Welding & <more>", "10. Budget", "120,000", "evidence/a.pdf", "AMPEU"):
        assert said in text
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "Annex D: Records behind the figures" in text


def test_no_page_ends_with_the_caption_of_a_table() -> None:
    """Guard that a caption stays with its table when pages are turned."""
    made = report(green(), "interim")
    captions = {
        block.caption for block in made.page.blocks if isinstance(block, Grid) and block.captioned
    }
    with pdfium.PdfDocument(pdf(made.page)) as document:
        pages = [page.get_textpage().get_text_range().splitlines() for page in document]

    assert len(captions) > 5
    assert len(pages) > 10
    assert not captions & {line.strip() for lines in pages for line in lines[-2:]}


def test_no_page_has_a_rest_alone() -> None:
    """Guard the letter, whose foot stays with who signs, and lists kept whole on a sheet."""
    made = {
        "letter": account_letter(green(), "cfs").data(".pdf"),
        "long letter": account_letter(green(long=True), "sts", language="el").data(".pdf"),
        "planner": planner(green(), 2024).data(".pdf"),
    }
    lines = {}
    for name, data in made.items():
        with pdfium.PdfDocument(data) as document:
            pages = [page.get_textpage().get_text_range().splitlines() for page in document]
        lines[name] = pages

    assert 1 == len(lines["letter"])
    assert any(line.startswith("Δεδουλευμένες θεωρούνται") for line in lines["long letter"][-1])
    assert any("Τόπος και ημερομηνία" in line for line in lines["long letter"][-1])
    assert lines["planner"][-1][0].startswith("Public holidays")


def test_words_are_broken_only_where_one_is_wider_than_its_column() -> None:
    """Guard words in another language than the page, which would be broken wrongly."""
    page = report(green(), "final", language="de", draft=True).page
    with pdfium.PdfDocument(pdf(page)) as document:
        text = "".join(one.get_textpage().get_text_range() for one in document)
    ends = {word.replace("\ufffe", "-") for word in re.findall("\\w+\ufffe\\w+", text)}

    assert ends
    assert {end for end in ends if end not in page.said} == set()


def test_each_certificate_looks_like_the_first() -> None:
    """Guard headings: each certificate begins anew, on its own sheet."""
    made = certificates(green(), "T2")

    assert tags(made.data(".pdf"))["H1"] == made.html.count('<section class="sheet') == 20


def test_no_row_stands_alone_at_the_end() -> None:
    """Guard tables: a short one is kept on one page, the last rows of a long one together."""
    for number in range(4, 120, 5):
        rows = tuple(GridRow((f"row-{n}-", "x")) for n in range(number))
        before = Paragraph((Run("\n".join("y" for _ in range(number % 37))),))
        page = one_page(before, Grid(heads=("what", "x"), rows=rows))
        with pdfium.PdfDocument(pdf(page)) as document:
            texts = [one.get_textpage().get_text_range() for one in document]
        counts = [text.count("row-") for text in texts if "row-" in text]
        assert counts[-1] > 1, number
        assert len(counts) == 1 or number > 12


def test_a_list_to_sign_has_its_foot_on_the_same_sheet() -> None:
    """Guard the height of its rows, which are lower where one sheet then holds everything."""
    for code in languages():
        with pdfium.PdfDocument(attendance_list(green(), "M4", language=code).data(".pdf")) as made:
            assert 1 == len(made), code


def test_the_same_bytes_every_time() -> None:
    """Guard that a PDF depends on nothing but its page."""
    page = report(full(), "final", language="hr", draft=True).page

    assert pdf(page) == pdf(page)


def one_page(*blocks: object) -> Page:
    """Return a page of some blocks."""
    return evolve(report(partnership(), "progress").page, blocks=blocks)


def test_letters_that_no_font_has_are_replaced() -> None:
    """Guard names in Chinese and smileys, which the standards would refuse."""
    data = pdf(one_page(Heading(level=1, text=(Run("名 😀 ok"),)), Paragraph((Run("#x *y* $z$"),))))
    with pdfium.PdfDocument(data) as document:
        text = document[0].get_textpage().get_text_range()

    assert f"{INSTEAD} {INSTEAD} ok" in text
    assert "#x *y* $z$" in text


def test_nothing_typed_is_run() -> None:
    """Guard the source that typst runs: texts are data, and no file is read."""
    text = '#read("/etc/passwd") #{1+1} $x$ \\ <a> @b // c /* d */ ~ --- "'
    data = pdf(one_page(Paragraph((Run(text),))))
    with pdfium.PdfDocument(data) as document:
        shown = document[0].get_textpage().get_text_range()

    assert " ".join(text.split()) in " ".join(shown.split())


def test_greek_words_break_with_two_letters_before_and_behind() -> None:
    """Guard against a letter alone at the end of a line, which the patterns of Greek allow."""
    words = [f"{'ω' * n}αναμενόμενηωκεανίαπαρακολούθησης" for n in range(1, 40)]
    rows = tuple(GridRow((word, word, word, "–")) for word in words)
    grid = Grid(heads=("1", "2", "3", "4"), rows=rows)
    page = evolve(one_page(grid), language=language("el"))
    with pdfium.PdfDocument(pdf(page)) as document:
        shown = document[0].get_textpage().get_text_range()
    broken = re.findall("(\\w+)\ufffe(\\w+)", shown)

    assert len(broken) > 3
    assert [] == [parts for parts in broken if min(map(len, parts)) < 2]
