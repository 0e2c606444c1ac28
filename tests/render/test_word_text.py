"""What is written into a Word document as XML is what python-docx reads back."""

# ruff: noqa: SLF001 - python-docx shows what is in a file by its elements alone

from __future__ import annotations

import io
import struct
from datetime import date
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from vetpartner.render.docx import docx as written
from vetpartner.render.language import language
from vetpartner.render.page import (
    Block,
    Blocks,
    Code,
    Facts,
    Heading,
    Page,
    Paragraph,
    Part,
    Picture,
)
from vetpartner.render.pdf import as_png
from vetpartner.render.word_text import Letters, parsed, pieces, plain, shown, table, table_cell
from vetpartner.values.grid import Grid, GridRow, Run

if TYPE_CHECKING:
    from docx.document import Document

HARD = [
    "",
    " ",
    "  leading and trailing  ",
    "\N{NO-BREAK SPACE}kept\N{NO-BREAK SPACE}",
    "a & b < c > d \" ' &amp; <w:t> ]]>",
    "well-known – hyphens-",
    "שלום, مرحبا",
    "\N{LINE SEPARATOR}between\x85lines\N{GRINNING FACE}",
    "-1 234,50 €",
    "2025-01-31",
    "{name} {0} %s \\h",
    "x" * 100_000,
]


def read(*blocks: Block) -> Document:
    """Return what python-docx reads of a page with these blocks."""
    page = Page(
        kind="report",
        what="a report",
        title="Invented",
        language=language("en"),
        label="Invented",
        reference=None,
        as_of=date(2025, 1, 31),
        blocks=blocks,
    )
    return docx.Document(io.BytesIO(written(page)))


@pytest.mark.parametrize("text", HARD, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("look", ["", "id"])
def test_hard_text_is_read_back_everywhere(text: str, look: str) -> None:
    """Guard that no text is lost, read as marks, or put together with another."""
    run = Run(text, look=look)
    document = read(
        Paragraph((run,)),
        Heading(level=1, text=(run,)),
        Facts(((text, (run,)),)),
        Grid(caption="c" + text, heads=("h" + text,), rows=(GridRow(((run,),)),)),
    )

    texts = [each.text for each in document.paragraphs]
    cells = [row.cells[0].text for row in document.tables[0].rows]

    assert [text, text, f"{text}: {text}", "c" + text] == texts[:4]
    assert ["h" + text, text] == cells


def test_end_of_line_of_old_macs_is_kept() -> None:
    """Guard that XML, which reads such an end as another one, has it as it was."""
    document = read(Paragraph((Run("one\rtwo"),)))

    assert "one\rtwo" == document.paragraphs[0].text


def test_signs_of_a_code_and_of_a_piece() -> None:
    """Guard tabs and ends of lines, and that what is only spoken is not written."""
    document = read(Code("a\tb\n  c"), Paragraph((Run("a\nb"), Run("said", look="spoken"))))

    code, paragraph = document.paragraphs

    assert 1 == len(list(code._p.iter(qn("w:tab"))))
    assert ["a\tb\n  c", "a\nb"] == [code.text, paragraph.text]


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\ufffe", "\uffff", "\ud800", "\u202e"])
def test_sign_that_no_document_has_is_left_out(sign: str) -> None:
    """Guard that one such sign in a text, a list or a picture keeps nobody from a document."""
    drawn = Picture(data=_SVG, media="image/svg+xml", alt=f"a{sign}b")
    document = read(Paragraph((Run(f"a{sign}b"),)), drawn)
    (described,) = document.element.body.iter(qn("wp:docPr"))

    assert "ab" == document.paragraphs[0].text
    assert "ab" == described.get("descr")


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://a.org/?b=1&c=<2>", "there (https://a.org/?b=1&c=<2>)"),
        ("#T1", "there"),
        ("there", "there"),
    ],
)
def test_address_stands_behind_its_text(href: str, text: str) -> None:
    """Guard that paper shows where a link leads, once."""
    runs = (Run("there", href=href),)
    document = read(Paragraph(runs))

    assert text == shown(runs) == document.paragraphs[0].text


def test_looks_are_read_back() -> None:
    """Guard the looks of pieces and of parts, addresses of links included."""
    run = Run("x", bold=True, italic=True, look="missing", language="hr")
    document = read(
        Paragraph((run,)),
        Part(kind="large", blocks=(Paragraph((Run("y"),)),)),
        Part(kind="fallback", blocks=(Paragraph((Run("z", href="https://a.org"),)),)),
    )

    first, large, fallback = (each.runs for each in document.paragraphs)

    assert (True, True, "8F1418") == (
        first[0].bold,
        first[0].italic,
        str(first[0].font.color.rgb),
    )
    assert "hr" == first[0]._r.rPr.find(qn("w:lang")).get(qn("w:val"))
    assert (True, Pt(16)) == (large[0].bold, large[0].font.size)
    assert [True, True] == [each.italic for each in fallback]


def test_table_is_read_back() -> None:
    """Guard rows and cells: those that stand on each page, over columns, bold, at the right."""
    rows = (
        GridRow(("above",), kind="group"),
        GridRow(("a", "-1")),
        GridRow(("b", "2"), kind="total"),
    )
    table_ = read(Grid(heads=("A", "B"), rows=rows, numbers=frozenset({1}))).tables[0]

    head, group, usual, total = table_.rows
    bold = [[cell.paragraphs[0].runs[0].bold for cell in row.cells] for row in (usual, total)]

    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table_.rows)
    assert ["above", "above"] == [cell.text for cell in group.cells]
    assert 1 == len(group._tr.tc_lst)
    assert [[True, False], [True, True]] == bold
    assert [None, 2] == [cell.paragraphs[0].alignment for cell in usual.cells]
    assert [True, True, True, None] == [
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table_.rows
    ]
    assert abs(Mm(170) - sum(column.width for column in table_.columns)) < Mm(0.1)


def test_large_table_is_read() -> None:
    """Guard that libxml2, which stops at ten megabytes here and there, reads all of a table."""
    cell = table_cell(f"<w:p>{plain('&' * 1000)}</w:p>", 10)

    (made,) = parsed(table("", [10.0], [f"<w:tr>{cell}</w:tr>"] * 3_000))

    assert 3_000 == sum(text.text == "&" * 1000 for text in made.iter(qn("w:t")))


def test_letters_give_way_to_those_of_a_piece() -> None:
    """Guard that a piece keeps its colour, and that sizes are halves of points."""
    made = pieces((Run("a", look="missing"), Run("b")), Letters(colour="4D5A6A", size=7.9))

    assert ["8F1418", "4D5A6A"] == [
        each.get(qn("w:val")) for run in parsed(made) for each in run.iter(qn("w:color"))
    ]
    assert 2 == made.count('<w:sz w:val="15"/>')


def drawing(colour: str) -> bytes:
    """Return a drawing of one colour, twice as wide as high."""
    size = 'width="20" height="10"'
    inside = f'<rect {size} fill="{colour}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" {size}>'
    return f"{head}{inside}</svg>".encode()


def test_each_drawing_stays_with_its_words() -> None:
    """Guard that drawings set together are not mixed up, and each is in the file once."""
    colours = ("#f00", "#00f", "#f00")
    pictures = (
        Picture(data=drawing(one), media="image/svg+xml", alt=f'"{n}" & <{one}>')
        for n, one in enumerate(colours)
    )
    document = read(*pictures)

    found = [
        (
            shape._inline.docPr.get("descr"),
            document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed],
        )
        for shape in document.inline_shapes
    ]
    dots = as_png(map(drawing, colours))

    assert [f'"{n}" & <{one}>' for n, one in enumerate(colours)] == [alt for alt, _ in found]
    assert [dots[drawing(one)] for one in colours] == [part.blob for _, part in found]
    assert 2 == len({part.partname for _, part in found})
    assert [1, 2, 3] == [shape._inline.docPr.id for shape in document.inline_shapes]
    assert all(abs(shape.width - Mm(170)) < Mm(0.1) for shape in document.inline_shapes)


def test_drawings_together_are_those_drawn_alone() -> None:
    """Guard that the dots of a drawing do not hang on the others, nor their number."""
    one, two = drawing("#f00"), drawing("#00f")

    together = as_png([one, two])

    assert as_png([one]) | as_png([two]) == together
    assert 2047 == struct.unpack(">I", together[one][16:20])[0]
    assert {} == as_png([])


@pytest.mark.parametrize("height", [None, 20.0, 400.0])
def test_picture_that_is_too_high_becomes_smaller(height: float | None) -> None:
    """Guard the height of a picture, and that it is not stretched."""
    made: Blocks = (Picture(data=drawing("#f00"), media="image/svg+xml", alt="x", height=height),)
    (shape,) = read(*made).inline_shapes

    high = {None: Mm(85), 20.0: Mm(20), 400.0: Mm(130)}[height]

    assert abs(shape.height - high) < Mm(0.2)
    assert abs(shape.width - 2 * shape.height) < Mm(0.4)
