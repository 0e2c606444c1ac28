"""The report on disk: Markdown, HTML, Word and PDF, whole or not at all."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from attrs import evolve
from reported import full, partnership

import vetpartner as vp
from vetpartner.export.report import Report, report
from vetpartner.papers.report_docx import docx_bytes
from vetpartner.render import pdf as report_extras
from vetpartner.render.language import language
from vetpartner.render.pdf import MissingExtra, OutsideResource, needed, pdf_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def made() -> Report:
    """Return the draft of a report with something in every part."""
    return report(full(), "final", draft=True)


@pytest.fixture
def _pango() -> None:
    """Skip where the libraries of the system that draw a PDF are missing."""
    try:
        needed("weasyprint", "pdf", "a report as PDF")
    except MissingExtra as error:
        pytest.skip(str(error))


def test_markdown_and_html(tmp_path: Path) -> None:
    """Guard that what is written is what Python shows, also over an older file."""
    found = made()
    for suffix, text in ((".md", found.markdown), (".HTML", found.html)):
        target = tmp_path / f"report{suffix}"
        target.write_text("old", encoding="utf-8")
        found.write(target)

        assert text.encode() == target.read_bytes()
    assert ["report.HTML", "report.md"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["report.odt", "report"])
def test_other_suffix(tmp_path: Path, name: str) -> None:
    """Guard the message for a format that we do not write."""
    with pytest.raises(ValueError, match=r"cannot be written as .*; use \.md, .*or \.pdf"):
        made().write(tmp_path / name)

    assert [] == list(tmp_path.iterdir())


def test_failing_format_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that a missing package costs nobody the report of last week."""

    def nothing(module: str) -> None:
        raise ImportError(f"no module {module}")

    monkeypatch.setattr(report_extras, "import_module", nothing)
    for suffix, extra in ((".pdf", "pdf"), (".docx", "docx")):
        target = tmp_path / f"report{suffix}"
        target.write_bytes(b"old")
        with pytest.raises(MissingExtra) as caught:
            made().write(target)

        way = f"needs the '{extra}' extra: pip install \"vetpartner[{extra}]\""
        assert way in str(caught.value)
        assert b"old" == target.read_bytes()


def test_library_of_the_system_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard PDF on a machine without Pango: the same message, with the cause."""

    def broken(module: str) -> None:
        raise OSError(f"{module}: cannot load library pango")

    monkeypatch.setattr(report_extras, "import_module", broken)
    with pytest.raises(MissingExtra, match="cannot load library pango"):
        needed("weasyprint", "pdf", "a report as PDF")


def test_word_document_is_complete() -> None:
    """Guard that every word of the Markdown is in the Word document, in real styles."""
    found = made()
    document = docx.Document(io.BytesIO(docx_bytes(found.markdown, found.data, language("en"))))
    text = "\n".join(
        [
            *(paragraph.text for paragraph in document.paragraphs),
            *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
        ]
    )
    styles = {paragraph.style.name for paragraph in document.paragraphs}

    assert words(found.markdown) <= words(text)
    assert {"Heading 1", "Heading 2", "Heading 3", "Heading 4", "List Bullet", "Caption"} <= styles
    assert found.markdown.count("| --- ") // 1 > len(document.tables) > 10
    for table in document.tables:
        assert "tblHeader" in table.rows[0]._tr.xml  # noqa: SLF001 - python-docx hides it
        assert "cantSplit" in table.rows[-1]._tr.xml  # noqa: SLF001


def words(text: str) -> set[str]:
    """Return the words of a text without marks of Markdown."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("\\", "")
    return set(re.findall(r"\w+", plain)) - {"lt", "gt"}


def test_word_document_says_what_it_is_and_keeps_its_bytes() -> None:
    """Guard title, language and dates of the file, and that it is the same every time."""
    found = made()
    data = [docx_bytes(found.markdown, found.data, language("hr")) for _ in range(2)]
    core = docx.Document(io.BytesIO(data[0])).core_properties
    with zipfile.ZipFile(io.BytesIO(data[0])) as archive:
        dates = {entry.date_time for entry in archive.infolist()}
        styles = archive.read("word/styles.xml").decode()

    assert data[0] == data[1]
    assert {(1980, 1, 1, 0, 0, 0)} == dates
    assert ("Welding & <more>", "2023-1-HR01-KA220-VET-000000001", "Weld", "hr") == (
        core.title,
        core.subject,
        core.author,
        core.language,
    )
    assert datetime(2024, 12, 31) == core.created.replace(tzinfo=None)  # noqa: DTZ001
    assert '<w:lang w:val="hr"/>' in styles


def test_word_shows_every_kind_of_markdown() -> None:
    """Guard answers with lists in lists, quotations, code, links and line breaks."""
    answer = (
        "1. one\n2. two\n   - *deep*\n     - deeper\n       - deepest\n\n> said\n\n"
        "```\ncode\n```\n\n[text](https://x.org) and <https://y.org>  \nhard\nsoft\n\n---\n\nend"
    )
    found = report(partnership(answers={"sum.results": answer}), "final", draft=True)
    document = docx.Document(io.BytesIO(docx_bytes(found.markdown, found.data, language("en"))))
    shown = [(p.style.name, p.text) for p in document.paragraphs]
    start = shown.index(("List Number", "one"))

    expected = [
        ("List Number", "one"),
        ("List Number", "two"),
        ("List Bullet 2", "deep"),
        ("List Bullet 3", "deeper"),
        ("List Bullet 3", "deepest"),
        ("Quote", "said"),
        ("No Spacing", "code"),
        ("Normal", "text (https://x.org) and https://y.org\nhard soft"),
        ("Normal", "end"),
    ]
    assert expected == shown[start : start + len(expected)]
    assert document.paragraphs[start + 2].runs[0].italic


def test_write_word(tmp_path: Path) -> None:
    """Guard that `.docx` makes a Word document."""
    made().write(tmp_path / "report.docx")

    assert b"PK" == (tmp_path / "report.docx").read_bytes()[:2]


@pytest.mark.usefixtures("_pango")
def test_pdf_is_tagged_and_the_same_every_time(tmp_path: Path) -> None:
    """Guard the PDF: tagged, in its language, and equal bytes for the same report."""
    small = report(partnership(), "progress", language="hr")
    small.write(tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    inside = b"".join(streams(data))

    assert b"%PDF-1.7" == data[:8]
    assert b"pdfuaid" in inside
    assert b"/Lang (hr)" in inside
    assert b"/StructTreeRoot" in inside
    assert pdf_bytes(small.html) == data


def streams(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a PDF, unpacked."""
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(part)
        except zlib.error:
            yield part


@pytest.mark.judge("pdftotext")
@pytest.mark.usefixtures("_pango")
def test_pdf_text_is_complete(tmp_path: Path) -> None:
    """Guard that a reader of the PDF gets every block and the footer of every page."""
    made().write(tmp_path / "report.pdf")
    result = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    pages = result.stdout.rstrip("\f").split("\f")

    for text in ("Welding & <more>", "8. Budget", "120,000", "evidence/a.pdf", "AMPEU"):
        assert text in result.stdout
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))


@pytest.mark.judge("pdftotext")
@pytest.mark.usefixtures("_pango")
def test_no_page_ends_with_the_caption_of_a_table(tmp_path: Path) -> None:
    """Guard that a caption stays with its table when pages are turned."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    report(p, "interim").write(tmp_path / "report.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pages = [[line for line in page.split("\n") if line.strip()] for page in text.split("\f")]
    above_the_footer = [page[-2].strip() for page in pages if len(page) > 1]

    assert 10 < len(above_the_footer)
    assert [] == [line for line in above_the_footer if re.fullmatch(r"[A-Z]\w+ – WP\d", line)]
    assert not any(line.startswith("Payments of the agency") for line in above_the_footer)


@pytest.mark.usefixtures("_pango")
def test_pdf_fetches_nothing() -> None:
    """Guard local files and the network, which the maker of PDF would read by itself."""
    for url in ("file:///etc/passwd", "https://example.org/x.png", "http://localhost/x.png"):
        with pytest.raises(OutsideResource, match="a report fetches nothing from outside"):
            pdf_bytes(f'<html lang="en"><title>x</title><img alt="x" src="{url}">')

    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC"
    assert b"%PDF" == pdf_bytes(f'<html lang="en"><title>x</title><img alt="x" src="{dot}">')[:4]


def test_report_is_repeatable_in_word_after_later_facts() -> None:
    """Guard the Word file of an earlier day."""
    day = date(2024, 12, 31)
    first, again = report(full().on(day), "final"), report(evolve(full()).on(day), "final")

    assert docx_bytes(first.markdown, first.data, language("en")) == docx_bytes(
        again.markdown, again.data, language("en")
    )


@pytest.mark.judge("pdfinfo")
@pytest.mark.usefixtures("_pango")
def test_pdf_has_what_the_standard_for_accessible_pdf_asks(tmp_path: Path) -> None:
    """Guard the tree of structure, marks, language, title and bookmarks of a PDF/UA file."""
    found = report(partnership(), "progress", language="hr")
    found.write(tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    inside = data + b"".join(streams(data))
    info, tree = (
        subprocess.run(
            ["pdfinfo", *option, str(tmp_path / "report.pdf")],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for option in ((), ("-struct",))
    )
    tags = re.findall(r"(?m)^ *(\w+)(?: |$)", tree)
    # What is for the screen only is not on paper.
    paper = re.sub(r'<section class="screen".*?</section>', "", found.html, flags=re.DOTALL)
    shown = paper.count
    roots = re.findall(rb"/Type /Catalog.*?>>", inside, re.DOTALL)

    assert "Tagged:          yes" in info
    assert "PDF subtype:" not in info or "PDF/UA-1" in info
    assert re.search(r"(?m)^Title: +Weld – ", info)
    assert all(name in inside for name in (b"/MarkInfo", b"/Marked true", b"/Outlines"))
    assert all(name in inside for name in (b"/DisplayDocTitle true", b"/Lang (hr)"))
    assert 1 == len(roots)
    assert 1 == tags.count("H1") == shown("<h1>")
    # A table that goes on over the page is tagged once for each page.
    assert tags.count("Table") >= shown("<table") > 5
    assert shown("<caption>") == tags.count("Caption")
    assert tags.count("H2") == len(re.findall("<h2", paper)) > 8
    assert tags.count("TH") >= shown('scope="col"')
    for heading in re.findall(r"<h2[^>]*>([^<]+)</h2>", paper):
        assert outline(heading) in inside


def outline(heading: str) -> bytes:
    """Return a heading as a bookmark of a PDF holds it."""
    plain = heading.replace("&amp;", "&")
    if plain.isascii():
        return f"/Title ({plain})".encode()
    return b"/Title <" + ("\ufeff" + plain).encode("utf-16-be").hex().encode() + b">"
