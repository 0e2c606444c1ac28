"""Sheets of paper: how full they are, and what is not torn apart at their ends."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx as word
import pypdfium2 as pdfium
import pytest
from attrs import evolve

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.render.docx import docx
from vetpartner.render.html import html
from vetpartner.render.page import Facts, Heading, ItemList, Paragraph, Part, leads
from vetpartner.render.pdf import pdf
from vetpartner.values.grid import Grid, GridRow, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.render.page import Block, Page

ROOT = Path(__file__).parents[2] / "examples"
DAYS = {
    "green-welding": (date(2024, 7, 1), date(2025, 1, 31)),
    "small-harvest": (date(2025, 4, 30),),
}
TOP, BOTTOM = 24 / 297, 18 / 297
"""What the margins take of a sheet."""
DARK = 200
LEAST = 0.6
"""How much of each sheet but the last is filled at least: a drawing is not divided."""


@cache
def example(name: str) -> vp.Partnership:
    """Return an example."""
    return vp.load(ROOT / name)


def filled(data: bytes) -> list[float]:
    """Return of each sheet what part of it lies above the end of what stands on it."""
    found = []
    with pdfium.PdfDocument(data) as document:
        for page in document:
            seen = page.render(scale=0.4).to_pil().convert("L")
            dark = seen.point(lambda shade: 255 if shade < DARK else 0)
            box = dark.crop((0, 0, seen.width, round(seen.height * (1 - BOTTOM)))).getbbox()
            end = box[3] / seen.height if box else TOP
            found.append((end - TOP) / (1 - TOP - BOTTOM))
    return found


def sheets(data: bytes) -> list[str]:
    """Return the text of each sheet."""
    with pdfium.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("code", ["en", "el"])
@pytest.mark.parametrize("kind", ["interim", "final"])
@pytest.mark.parametrize("name", DAYS)
def test_no_sheet_is_half_empty(name: str, kind: str, code: str) -> None:
    """Guard reports of several days: what is moved on to the next sheet leaves no large gap."""
    for day in DAYS[name]:
        made = report(example(name).on(day), kind, language=code, draft=True)
        *found, last = filled(pdf(made.page))

        assert [] == [(n, round(each, 2)) for n, each in enumerate(found, 1) if each < LEAST], day
        assert last > 0.1, day


def one_page(*blocks: Block) -> Page:
    """Return a page with other blocks, in the look of a report."""
    p = example("green-welding").on(date(2025, 1, 31))
    made = report(p, "interim", language="en", draft=True).page
    return evolve(made, blocks=blocks)


def lines(number: int) -> tuple[Paragraph, ...]:
    """Return paragraphs of one line."""
    return tuple(Paragraph((Run(f"Line {n}."),)) for n in range(number))


def table(rows: int) -> Grid:
    """Return a table with rows of one line."""
    made = tuple(GridRow((f"row {n}", f"value {n}")) for n in range(rows))
    return Grid(caption="A caption", heads=("What", "Value"), rows=made)


def pairs(number: int) -> Facts:
    """Return labels and values of one line."""
    return Facts(tuple((f"row {n}", f"value {n}") for n in range(number)))


HEAD = Heading(level=2, text=(Run("A heading of its own"),))


@pytest.mark.parametrize("make", [table, pairs])
@pytest.mark.parametrize("rows", [1, 12, 25, 70])
@pytest.mark.parametrize("before", [20, 42, 43, 44, 45])
def test_a_heading_stands_over_what_it_names(make: object, rows: int, before: int) -> None:
    """Guard tables and facts of any length behind any number of lines.

    A heading has three rows below it on its sheet, or all; nothing is moved on but for that.
    """
    assert callable(make)
    data = pdf(one_page(*lines(before), HEAD, make(rows), *lines(60)))
    found = next(text for text in sheets(data) if "A heading of its own" in text)
    *full, _ = filled(data)

    assert [f"row {n}" for n in range(min(rows, 3))] == [
        f"row {n}" for n in range(min(rows, 3)) if re.search(rf"row {n}\b", found)
    ]
    assert min(full, default=1) > 0.7


@pytest.mark.parametrize("title", [Run("Dissemination", bold=True), Run("What is planned:")])
@pytest.mark.parametrize("before", range(43, 50))
def test_a_title_is_not_the_last_on_a_sheet(title: Run, before: int) -> None:
    """Guard a line in bold and one with a colon: they stand where what they name begins."""
    items = ItemList(items=tuple(((Paragraph((Run(f"item {n}"),))),) for n in range(30)))
    data = pdf(one_page(*lines(before), Paragraph((title,)), items))
    found = next(text for text in sheets(data) if title.text in text)

    assert "item 0" in found


def test_titles_stay_in_word() -> None:
    """Guard the same in Word, for titles alone: what only has a word in bold may end a sheet."""
    title, other = Run("Dissemination", bold=True), (Run("It ", bold=True), Run("ends."))
    page = one_page(Paragraph((title,)), Paragraph((Run("As planned:"),)), Paragraph(other))
    made = word.Document(io.BytesIO(docx(page)))
    kept = {p.text: p.paragraph_format.keep_with_next for p in made.paragraphs if p.text}

    assert kept["Dissemination"]
    assert kept["As planned:"]
    assert not kept["It ends."]
    assert not leads(Paragraph(()))
    assert not leads(Paragraph((Run("x" * 300, bold=True),)))


def numbers() -> Iterator[str]:
    """Yield the numbers of the evidence of an example."""
    p = example("green-welding").on(date(2025, 1, 31))
    yield from (row.number for row in report(p, "final", language="en", draft=True).data.evidence)


def test_no_number_of_evidence_is_broken() -> None:
    """Guard PDF, HTML and Word: a line does not end at the hyphen in a number of evidence."""
    p = example("green-welding").on(date(2025, 1, 31))
    page = report(p, "final", language="en", draft=True).page
    told = [number for number in numbers() if "-" in number]
    text = "\n".join(sheets(pdf(page)))
    torn = re.compile("|".join(re.escape(one).replace(r"\-", r"-[\r\n￾]+") for one in told))
    shown = html(page)
    cells = {p.text for p in word_paragraphs(docx(page))}

    assert len(told) > 40
    assert [] == torn.findall(text)
    assert all(f'<span class="nowrap">{number}</span>' in shown for number in told)
    assert ".nowrap { white-space: nowrap; }" in shown
    assert set(told) <= cells
    found = [p for p in word_paragraphs(docx(page)) if p.text in told]
    assert all("w:noBreakHyphen" in p._p.xml for p in found)  # noqa: SLF001 - it is nowhere else


def word_paragraphs(data: bytes) -> list[Any]:
    """Return the paragraphs of the cells of a Word document."""
    made = word.Document(io.BytesIO(data))
    return [p for t in made.tables for row in t.rows for cell in row.cells for p in cell.paragraphs]


def test_numbers_are_whole_in_a_narrow_column() -> None:
    """Guard many numbers in one cell beside long texts: lines end between two of them."""
    many = tuple(Run(f"AB-{n}c", look="nowrap") for n in range(10, 40))
    apart = tuple(piece for one in many for piece in (Run(", "), one))[1:]
    grid = Grid(heads=("What", "Evidence"), rows=(GridRow(("word " * 300, apart)),))
    text = "\n".join(sheets(pdf(one_page(grid))))

    assert not re.search(r"AB[-￾][\r\n]", text)
    assert all(run.text in text for run in many)


def titled(groups: int, rows: int) -> Grid:
    """Return a table of some groups, each with a title over rows of one line."""
    made = tuple(
        row
        for group in range(groups)
        for row in (
            GridRow((f"Title {group}.",), kind="group"),
            *(GridRow((f"row {group}/{n}.", f"value {group}/{n}.")) for n in range(rows)),
        )
    )
    return Grid(caption="A caption", heads=("What", "Value"), rows=made)


@pytest.mark.parametrize(("groups", "rows"), [(2, 1), (30, 1), (12, 3), (4, 12), (2, 40)])
@pytest.mark.parametrize("before", [0, 11, 22, 31])
def test_a_title_in_a_table_stands_over_its_first_row(groups: int, rows: int, before: int) -> None:
    """Guard groups of any length, behind any number of lines: no title is at the foot."""
    found = sheets(pdf(one_page(*lines(before), titled(groups, rows))))

    for group in range(groups):
        with_title = [n for n, sheet in enumerate(found) if f"Title {group}." in sheet]
        (first,) = (n for n, sheet in enumerate(found) if f"row {group}/0." in sheet)
        assert with_title == [first], group


def test_a_title_in_a_table_keeps_with_its_first_row_in_word() -> None:
    """Guard the same in Word, which divides tables by itself."""
    made = word.Document(io.BytesIO(docx(one_page(titled(3, 2)))))
    (drawn,) = made.tables
    for row in drawn.rows:
        (paragraph, *_) = row.cells[0].paragraphs
        if paragraph.text.startswith("Title"):
            assert paragraph.paragraph_format.keep_with_next is True


@pytest.mark.parametrize("kind", ["header", "under", "note"])
def test_no_word_stands_alone_on_a_line(kind: str) -> None:
    """Guard lines on the cover and notes of any length: the last one has more words than one."""
    words = [
        "The",
        "report",
        "of",
        "a",
        "partnership",
        "tells",
        "what",
        "it",
        "planned",
        "and",
        "what",
        "came",
        "of",
        "it",
    ] * 3
    for number in range(18, 34):
        text = (Run(" ".join(words[:number])),)
        (sheet,) = sheets(pdf(one_page(Part(kind=kind, blocks=(Paragraph(text),)))))
        said = sheet.partition("The report of")[2].splitlines()
        *_, last = (line for line in said if not re.fullmatch(r"\d+ / \d+", line.strip()))

        assert len(last.split()) > 1, number
