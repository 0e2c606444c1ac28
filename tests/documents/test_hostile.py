"""Files that are broken, locked or made to harm: a finding each, in bounded time, nothing run."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

import vetpartner as vp

sys.path.insert(0, str(Path(__file__).parent))
from making import PICTURE, ROOT, Planted, made

if TYPE_CHECKING:
    from collections.abc import Callable


PLAIN = "The partners met in Split and spoke about the workshop for an hour."


@pytest.fixture(scope="module")
def p() -> vp.Partnership:
    """Return the example."""
    return vp.load(ROOT / "examples/green-welding").on(date(2025, 1, 31))


def file(name: str, text: str = PLAIN, **more: object) -> bytes:
    """Return a whole document of a format."""
    return made(Planted(name=name, half="", language="en", text=text, planted=[], **more))  # type: ignore[arg-type]


def pdf(change: Callable[[PdfWriter], None]) -> bytes:
    """Return a PDF to which something was done."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(file("a.pdf"))))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def slow(writer: PdfWriter) -> None:
    """Give a page so much to draw that reading it takes minutes."""
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 9 Tf " + b"(a) Tj 1 0 0 1 5 5 Tm " * 600_000 + b"ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001


def script(writer: PdfWriter) -> None:
    """Let a script run when the file is opened."""
    action = DictionaryObject()
    action[NameObject("/S")] = NameObject("/JavaScript")
    action[NameObject("/JS")] = TextStringObject("app.alert('hello')")
    writer._root_object[NameObject("/OpenAction")] = action  # noqa: SLF001


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """Return a .docx with one part put in, or put in the place of another."""
    held = zipfile.ZipFile(io.BytesIO(file("a.docx")))
    parts = {each: held.read(each) for each in held.namelist()}
    return zipped({**parts, name: data})


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>
<w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"""
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cut": ("a.pdf", lambda: file("a.pdf")[:300], "document-broken"),
    "no-pdf": ("a.pdf", lambda: b"%PDF-1.7\n" + b"\xff\x00" * 5000, "document-broken"),
    "locked": (
        "a.pdf",
        lambda: pdf(lambda w: w.encrypt("x", algorithm="RC4-128")),
        "document-encrypted",
    ),
    "script": ("a.pdf", lambda: pdf(script), "document-active"),
    "slow": ("a.pdf", lambda: pdf(slow), "document-too-slow"),
    "scanned": ("a.pdf", lambda: file("a.pdf", " "), "document-scanned"),
    "bomb": (
        "a.docx",
        lambda: with_part("word/document.xml", b" " * 90_000_000),
        "document-unsafe",
    ),
    "entities": ("a.docx", lambda: with_part("word/document.xml", ENTITIES), "document-unsafe"),
    "macros": ("a.docm", lambda: with_part("word/vbaProject.bin", b"x"), "document-active"),
    "cut-zip": ("a.docx", lambda: file("a.docx")[:-40], "document-broken"),
    "other": ("a.docx", lambda: zipped({"a.txt": b"no document"}), "document-broken"),
    "old": (
        "a.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900,
        "document-encrypted",
    ),
    "doc": (
        "a.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900,
        "document-not-read",
    ),
    "empty": ("a.txt", lambda: b"", "document-broken"),
    "binary": ("a.txt", lambda: bytes(range(256)) * 20, "document-broken"),
    "sheet": ("a.xlsx", lambda: file("a.docx"), "document-broken"),
    "zip-in-zip": (
        "a.zip",
        lambda: zipped({"b.zip": zipped({"c.txt": b"x"})}),
        "document-not-read",
    ),
    "zip-bomb": ("a.zip", lambda: zipped({"b.txt": b"\0" * 90_000_000}), "document-unsafe"),
    "page": ("a.html", lambda: b"", "document-broken"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_finding_and_nothing_worse(p: vp.Partnership, tmp_path: Path, case: str) -> None:
    """Guard the reading of files of strangers, one beside a good one, which is read as ever."""
    name, data, slug = HOSTILE[case]
    (tmp_path / name).write_bytes(data())
    (tmp_path / "z-good.md").write_text("WP3 is led by HWK.", "utf-8")
    start = time.process_time()
    found = vp.lint(p, tmp_path)
    used = time.process_time() - start

    assert slug in {each.slug for each in found if not each.document.endswith("z-good.md")}
    assert {"document-leader-differs"} == {
        each.slug for each in found if each.document.endswith("z-good.md")
    }
    assert all(each.way_out for each in found)
    assert used < 10


def test_what_stands_in_archives_and_mails_is_read(p: vp.Partnership, tmp_path: Path) -> None:
    """Guard documents inside of others: each has the name of both."""
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message.set_content("WP2 is led by CFS.")
    message.add_attachment(file("a.docx", "WP3 is led by HWK."), maintype="application",
                           subtype="octet-stream", filename="Note.docx")  # fmt: skip
    (tmp_path / "mail.eml").write_bytes(message.as_bytes())
    (tmp_path / "all.zip").write_bytes(zipped({"In/B.md": b"WP4 is led by ZJA.", "x.png": b"x"}))
    found = vp.lint(p, tmp_path)

    assert ["all.zip/In/B.md", "mail.eml", "mail.eml/Note.docx"] == [
        each.document.removeprefix(f"{tmp_path.as_posix()}/") for each in found
    ]


def test_deep_pages_and_long_lines_end(p: vp.Partnership, tmp_path: Path) -> None:
    """Guard time: what is nested deeply, or is one line of a megabyte, is read or refused soon."""
    (tmp_path / "deep.html").write_bytes(b"<div>" * 100_000 + b"WP3 is led by HWK.")
    (tmp_path / "long.txt").write_bytes(b"WP3 and 12 Graz M14 (2024 " * 40_000)
    (tmp_path / "signs.md").write_bytes(b"[" * 200_000 + b"|" * 200_000 + b"*" * 200_000)
    start = time.process_time()
    vp.lint(p, tmp_path)

    assert time.process_time() - start < 20


def test_nothing_outside_of_a_folder_is_read(p: vp.Partnership, tmp_path: Path) -> None:
    """Guard links: one that leads out of a folder is not followed."""
    (tmp_path / "secret.md").write_text("WP3 is led by HWK.", "utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/link.md").symlink_to(tmp_path / "secret.md")

    assert () == vp.lint(p, tmp_path / "documents").all
    assert PICTURE.is_file()


def test_the_same_again(p: vp.Partnership, tmp_path: Path) -> None:
    """Guard that the same input gives the same findings."""
    (tmp_path / "a.pdf").write_bytes(file("a.pdf", "WP3 is led by HWK. D7.7 is late."))

    assert vp.lint(p, tmp_path).json() == vp.lint(p, tmp_path).json()
