"""Word templates that people bring: what is taken over, and what is refused."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from attrs import evolve
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from reported import full

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.export.report import report
from vetpartner.export.template_list import own
from vetpartner.render.docx import docx as docx_bytes
from vetpartner.render.markdown import narrative
from vetpartner.render.word_template import RefusedTemplate, opened, word_template

if TYPE_CHECKING:
    from collections.abc import Callable

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
BARE = {"Normal", "Heading 1", "Heading 2", "Header", "Footer", "Normal Table"}
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letterhead(*, bare: bool = False) -> bytes:
    """Return an invented letterhead; a bare one has few styles, as fresh files of others do."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.left_margin = Mm(210), Mm(40)
    section.right_margin = Mm(20)
    section.header.paragraphs[0].text = "INVENTED LETTERHEAD"
    section.footer.paragraphs[0].text = "invented footer"
    document.styles["Heading 2"].font.color.rgb = RGBColor(200, 0, 0)
    document.add_paragraph("old text")
    for style in list(document.styles) if bare else ():
        if style.name not in BARE:
            style.delete()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(
    data: bytes,
    parts: dict[str, Callable[[bytes], bytes]] | None = None,
    added: dict[str, bytes] | None = None,
) -> bytes:
    """Return a document with parts rewritten and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (parts or {}).get(name, bytes)(old.read(name)))
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_relation(kind: str, target: str) -> bytes:
    """Return a letterhead with a relation to something outside it."""
    relation = (
        f'<Relationship Id="rX" Type="{REL}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    name = "word/_rels/document.xml.rels"
    return changed(letterhead(), {name: lambda old: old.replace(b"</Relationships>", relation)})


def with_field(*pieces: str) -> bytes:
    """Return a letterhead with a field whose instruction is cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    text = f"<w:p>{runs}</w:p><w:sectPr".encode()
    return changed(
        letterhead(), {"word/document.xml": lambda old: old.replace(b"<w:sectPr", text, 1)}
    )


def macros(old: bytes) -> bytes:
    """Return the list of types of a document with macros."""
    return old.replace(b"wordprocessingml.document.main+xml", b"macroEnabled.main+xml")


def doctype(old: bytes) -> bytes:
    """Return styles that declare an entity."""
    return old.replace(b"<w:styles", b'<!DOCTYPE w [<!ENTITY a "b">]><w:styles', 1)


HOSTILE = [
    ("x.docm", letterhead(), "only .docx files are"),
    ("x.dotx", letterhead(), "only .docx files are"),
    ("x.docx", b"no archive", "it is no Word document, or damaged"),
    ("x.docx", letterhead()[:-400], "it is no Word document, or damaged"),
    ("x.docx", changed(letterhead(), added={"x/vbaProject.bin": b"x"}), "macros or embedded"),
    ("x.docx", changed(letterhead(), {"[Content_Types].xml": macros}), "macros or embedded"),
    ("x.docx", changed(letterhead(), {"word/styles.xml": doctype}), "document type or entities"),
    ("x.docx", changed(letterhead(), {"word/styles.xml": lambda old: old[:-9]}), "word/styles.xml"),
    ("x.docx", changed(letterhead(), added={"word/big.bin": b"0" * 20_000_000}), "many times"),
    ("x.docx", with_relation("attachedTemplate", "https://x.example/n.dotm"), "attachedTemplate"),
    ("x.docx", with_relation("image", "https://x.example/n.png"), "(image)"),
    ("x.docx", with_relation("hyperlink", "file://server/share"), "(hyperlink)"),
    ("x.docx", with_relation("oleObject", "https://x.example/n"), "macros or embedded"),
    ("x.docx", with_field(" DDEAUTO c:\\x "), "a field in it reads another file"),
    ("x.docx", with_field(" INCLUDE", "TEXT x "), "a field in it reads another file"),
]


@pytest.mark.parametrize(("name", "data", "reason"), HOSTILE)
def test_hostile_and_broken_templates_are_refused(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    """Guard against each way in which a document does harm or cannot be read."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(RefusedTemplate) as caught:
        word_template(tmp_path / name)
    assert reason in str(caught.value)


def test_a_workbook_or_nothing_is_no_template(tmp_path: Path) -> None:
    """Guard archives without the parts of a Word document, and a file that is not there."""
    for name, added in (("a.docx", {"x": b""}), ("b.docx", {"[Content_Types].xml": b"<Types/>"})):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, content in added.items():
                archive.writestr(part, content)

        with pytest.raises(RefusedTemplate, match="it is no Word document"):
            word_template(tmp_path / name)
    with pytest.raises(RefusedTemplate, match="it cannot be read"):
        word_template(tmp_path / "gone.docx")


def test_links_to_click_and_dates_are_let_in(tmp_path: Path) -> None:
    """Guard letterheads with the address of a school, and with fields of Word's own."""
    for data in (with_relation("hyperlink", "https://x.example"), with_field(" DATE ", "x LINKS")):
        (tmp_path / "x.docx").write_bytes(data)

        assert data == word_template(tmp_path / "x.docx").data


def test_a_document_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """Guard against parts that pass the first look but do not belong together."""
    path = tmp_path / "x.docx"
    path.write_bytes(changed(letterhead(), {"word/styles.xml": lambda _: b"<x/>"}))

    with pytest.raises(RefusedTemplate, match="it is no Word document, or damaged"):
        opened(word_template(path))


@pytest.mark.parametrize("bare", [False, True])
def test_styles_headers_and_paper_are_taken_over(tmp_path: Path, *, bare: bool) -> None:
    """Guard what a template is for, also where it lacks most styles; its text is not kept."""
    path = tmp_path / "letter.docx"
    path.write_bytes(letterhead(bare=bare))
    made = report(full(), "final", draft=True, docx_template=path)
    made.write(tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    section, styles = document.sections[0], {p.style.name for p in document.paragraphs}
    texts = [p.text for p in document.paragraphs]

    assert ["INVENTED LETTERHEAD"] == [p.text for p in section.header.paragraphs]
    assert ["invented footer"] == [p.text for p in section.footer.paragraphs]
    assert RGBColor(200, 0, 0) == document.styles["Heading 2"].font.color.rgb
    assert 1 == len(document.sections)
    assert section.page_width < section.page_height
    assert "old text" not in texts
    assert {"Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption"} <= styles
    assert ("Table Grid" if bare else "Light Grid Accent 1") == document.tables[0].style.name
    widths = [sum(cell.width.mm for cell in table.rows[0].cells) for table in document.tables]
    assert {150} == {round(width) for width in widths}
    assert not [f for f in made.findings if f.slug == "word-template-refused"]


def test_numbers_of_lists_are_written_where_no_style_has_them(tmp_path: Path) -> None:
    """Guard numbered lists in a template without the style for them."""
    (tmp_path / "x.docx").write_bytes(letterhead(bare=True))
    template = word_template(tmp_path / "x.docx")
    page = evolve(report(full(), "final").page, blocks=narrative("3. one\n4. two\n   - in", 2))
    data = docx_bytes(page, template)
    texts = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]

    assert ["3. one", "4. two", "\N{BULLET} in"] == texts
    assert docx_bytes(page, template) == data


def test_table_of_contents_leads_to_every_heading() -> None:
    """Guard the field, its entries in order, and that each leads to a bookmark that is there."""
    made = report(full(), "final", language="de", draft=True)
    data = docx_bytes(made.page)
    document = docx.Document(io.BytesIO(data))
    headings = [p for p in document.paragraphs if p.style.name in {"Heading 2", "Heading 3"}]
    marks = [p._p.find(qn("w:bookmarkStart")).get(qn("w:name")) for p in headings]  # noqa: SLF001
    entries = [p for p in document.paragraphs if p.style.name in {"toc 2", "toc 3"}]
    links = [p._p.find(qn("w:hyperlink")).get(qn("w:anchor")) for p in entries]  # noqa: SLF001
    xml = document.element.xml

    assert "Inhalt" in [p.text for p in document.paragraphs if p.style.name == "TOC Heading"]
    # The number of the page is left to who lays the document out.
    assert [f"{p.text}\t" for p in headings] == [p.text for p in entries]
    assert marks == links == re.findall(r"PAGEREF (\w+) \\h", xml)
    assert len(set(marks)) == len(marks) > 20
    assert len(marks) == xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')
    assert len(marks) == xml.count('w:dirty="true"')


def test_header_of_every_page_names_the_project() -> None:
    """Guard the header of our own template."""
    made = report(full(), "final", draft=True)
    document = docx.Document(io.BytesIO(docx_bytes(made.page)))

    assert "Weld · 2023-1-HR01-KA220-VET-000000001 · Welding & <more>" == (
        document.sections[0].header.paragraphs[0].text
    )


def copied(tmp_path: Path, data: bytes) -> Path:
    """Return a copy of the example with a template for Word in its folder."""
    folder = tmp_path / "project"
    shutil.copytree(GREEN, folder)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "report.docx").write_bytes(data)
    return folder


def test_template_of_the_project(tmp_path: Path) -> None:
    """Guard `templates/report.docx`: used, listed, and no trouble for other formats."""
    folder = copied(tmp_path, letterhead())
    made = report(vp.load(folder), "final", draft=True)

    assert folder / "templates" / "report.docx" == made.docx_template
    logos = [home.logo for home in made.partnership.plan.organisations if home.logo]
    found = [(each.name, each.problem) for each in own(folder, logos=logos)]
    assert [*((name, None) for name in sorted(logos)), ("report.docx", None)] == found
    assert made.html == evolve(made, docx_template=None).html


def test_refused_template_of_the_project_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a hostile template stops the Word file alone, and says why."""
    folder = copied(tmp_path, with_relation("attachedTemplate", "file:///n.dotm"))
    found = report(vp.load(folder), "final", draft=True).findings
    words = [str(f.message) for f in found if f.slug == "word-template-refused"]
    command = ["report", str(folder), "final", "--draft", "--on", "2025-12-10", "-o"]
    codes = [main([*command, str(tmp_path / f"x{suffix}")]) for suffix in (".html", ".docx")]

    assert [
        (
            "report.docx is not used as Word template: it reads something outside itself "
            "(attachedTemplate); take the link out"
        )
    ] == words
    assert [0, 1] == codes
    assert words[0] in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()
    problems = [str(each.problem) for each in own(folder) if each.name == "report.docx"]
    assert problems == [
        (
            "templates/report.docx: it reads something outside itself (attachedTemplate); "
            "take the link out"
        )
    ]


def test_option_of_the_command(tmp_path: Path) -> None:
    """Guard `--docx-template`."""
    (tmp_path / "letter.docx").write_bytes(letterhead())
    target = tmp_path / "x.docx"
    day = ("--draft", "--on", "2025-12-10")
    own_letter = ("--docx-template", str(tmp_path / "letter.docx"))
    code = main(["report", str(GREEN), "final", *day, "-o", str(target), *own_letter])
    header = docx.Document(str(target)).sections[0].header

    assert 0 == code
    assert "INVENTED LETTERHEAD" == header.paragraphs[0].text


@pytest.mark.judge("soffice", "pdftotext")
def test_another_program_opens_the_document_whole(tmp_path: Path) -> None:
    """Guard that LibreOffice shows every word of the report, header and footer with it."""
    (tmp_path / "letter.docx").write_bytes(letterhead(bare=True))
    made = report(full(), "final", draft=True, docx_template=tmp_path / "letter.docx")
    made.write(tmp_path / "report.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "report.docx")], check=True, capture_output=True)
    shown = subprocess.run(
        ["pdftotext", str(tmp_path / "report.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    document = docx.Document(str(tmp_path / "report.docx"))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    wanted = " ".join([*(p.text for p in document.paragraphs), *cells]).split()
    squeezed = "".join(shown.split())

    assert [] == [word for word in wanted if word not in squeezed]
    assert "INVENTEDLETTERHEAD" in squeezed
    assert "inventedfooter" in squeezed


@pytest.mark.judge("soffice", "pdftotext")
def test_contents_name_the_page_of_each_heading(tmp_path: Path) -> None:
    """Guard the numbers behind the dots: LibreOffice reckons each, and its heading is there."""
    made = report(full(), "final", draft=True)
    made.write(tmp_path / "report.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "report.docx")], check=True, capture_output=True)
    told = ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"]
    shown = subprocess.run(told, check=True, capture_output=True, text=True).stdout
    pages = shown.split("\f")
    chapters = re.findall(r"^ *(\d+\. [^\n.]+?)\.{5,} *(\d+)$", shown, re.MULTILINE)

    assert 8 < len(chapters)
    for title, number in chapters:
        assert re.search(rf"^ *{re.escape(title)} *$", pages[int(number) - 1], re.MULTILINE), title
