"""The report on disk: Markdown, HTML, Word and PDF, whole or not at all."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import docx
import pytest
from attrs import evolve
from reported import full, partnership

from vetpartner.export.report import Report, report
from vetpartner.render import pdf as pdf_writer
from vetpartner.render.docx import docx as docx_bytes
from vetpartner.render.pdf import MissingExtra

if TYPE_CHECKING:
    from pathlib import Path


def made() -> Report:
    """Return the draft of a report with something in every part."""
    return report(full(), "final", draft=True)


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
    with pytest.raises(
        ValueError, match=r"cannot be written as .*; use \.html, \.md, \.docx or \.pdf"
    ):
        made().write(tmp_path / name)

    assert [] == list(tmp_path.iterdir())


def test_failing_format_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that a missing package costs nobody the report of last week."""

    def nothing(module: str) -> None:
        raise ImportError(f"no module {module}")

    monkeypatch.setattr(pdf_writer, "import_module", nothing)
    for suffix, extra in ((".pdf", "pdf"), (".docx", "docx")):
        target = tmp_path / f"report{suffix}"
        target.write_bytes(b"old")
        with pytest.raises(MissingExtra) as caught:
            made().write(target)

        way = f"needs the '{extra}' extra: pip install \"vetpartner[{extra}]\""
        assert way in str(caught.value)
        assert b"old" == target.read_bytes()


def test_word_document_is_complete() -> None:
    """Guard that every word of the Markdown is in the Word document, in real styles."""
    found = made()
    document = docx.Document(io.BytesIO(docx_bytes(found.page)))
    text = "\n".join(
        [
            *(paragraph.text for paragraph in document.paragraphs),
            *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
            *(shape._inline.docPr.get("descr") for shape in document.inline_shapes),  # noqa: SLF001
        ]
    )
    styles = {paragraph.style.name for paragraph in document.paragraphs}

    assert words(found.markdown) <= words(text)
    assert {"Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption"} <= styles
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
    found = report(full(), "final", language="hr", draft=True)
    data = [docx_bytes(found.page) for _ in range(2)]
    core = docx.Document(io.BytesIO(data[0])).core_properties
    with zipfile.ZipFile(io.BytesIO(data[0])) as archive:
        dates = {entry.date_time for entry in archive.infolist()}
        styles = archive.read("word/styles.xml").decode()

    assert data[0] == data[1]
    assert {(1980, 1, 1, 0, 0, 0)} == dates
    assert ("2023-1-HR01-KA220-VET-000000001", "Weld", "hr") == (
        core.subject,
        core.author,
        core.language,
    )
    assert core.title.startswith("Weld – Završno izvješće – stanje na dan")
    assert datetime(2024, 12, 31) == core.created.replace(tzinfo=None)  # noqa: DTZ001
    assert '<w:lang w:val="hr"/>' in styles


def test_word_shows_every_kind_of_markdown() -> None:
    """Guard answers with lists in lists, quotations, code, links and line breaks."""
    answer = (
        "1. one\n2. two\n   - *deep*\n     - deeper\n       - deepest\n\n> said\n\n"
        "```\ncode\n```\n\n[text](https://x.org) and <https://y.org>  \nhard\nsoft\n\n---\n\nend"
    )
    found = report(partnership(answers={"sum.results": answer}), "final", draft=True)
    document = docx.Document(io.BytesIO(docx_bytes(found.page)))
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


def test_report_is_repeatable_in_word_after_later_facts() -> None:
    """Guard the Word file of an earlier day."""
    day = date(2024, 12, 31)
    first, again = report(full().on(day), "final"), report(evolve(full()).on(day), "final")

    assert docx_bytes(first.page) == docx_bytes(again.page)
