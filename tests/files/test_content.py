"""What a file of evidence is, by its content; names that lie are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import vetpartner as vp
from vetpartner.files.disk import LARGEST_FILE
from vetpartner.files.door import Door
from vetpartner.files.evidence import content_of, expected_of

if TYPE_CHECKING:
    from pathlib import Path

PDF = b"%PDF-1.7\n%\xe2\xe3"


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (PDF, "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x00\x00\x00\x18ftypheic", "MP4"),
        (b"RIFF\x00\x00\x00\x00WEBP", "WebP"),
        (b"\xff\xfb\x90\x00", "MP3"),
        ("Škola\tZagreb\r\n".encode(), "text"),
        ("Škola".encode("cp1250"), "text"),
        ("Škola".encode("utf-16"), "text"),
        (b"\x00\x01\x02\x03", None),
        (b"MZ\x90\x00\x03", None),
    ],
)
def test_content(head: bytes, content: str | None) -> None:
    """The first bytes tell; a program is nothing that is known."""
    assert content == content_of(head)


def test_the_first_bytes_of_any_size(tmp_path: Path) -> None:
    """Guard that a film of an hour is known by its first bytes, and a short text by all."""
    film, note = tmp_path / "film.mp4", tmp_path / "note.txt"
    note.write_bytes(b"four")
    with film.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypisom")
        file.truncate(3 * LARGEST_FILE)
    door = Door(tmp_path)

    assert b"\x00\x00\x00\x18ftyp" == door.head("film.mp4", 8)
    assert b"four" == door.head("note.txt", 8)
    assert b"fo" == door.head("note.txt", 2)


def test_expected_of() -> None:
    """The ending counts in any spelling, and an unknown one promises nothing."""
    assert "JPEG" == expected_of("evidence/Photo.JPG")
    assert expected_of("evidence/list") is None


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.pdf", PDF, []),
        ("a.docx", b"PK\x03\x04", []),
        ("a", b"a list of names", []),
        ("a.pdf", b"<html>", ["other-type: is not what its name says, but plain text"]),
        ("a.png", PDF, ["other-type: is not what its name says, but a PDF file"]),
        ("a.exe", b"MZ\x90\x00\x03", ["unknown-type: is of no known type"]),
        ("a.xyz", PDF, ["unknown-type: is of no known type"]),
    ],
)
def test_files_of_a_project(tmp_path: Path, name: str, data: bytes, found: list[str]) -> None:
    """A file that exists and is not empty is looked into."""
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / name).write_bytes(data)
    (tmp_path / "project.toml").write_text('[project]\ntitle = "X"\n[[meetings]]\nid = "M1"\n')
    (tmp_path / "facts.toml").write_text(
        f'[[held]]\nof = "M1"\nevidence = [{{ kind = "agenda", file = "evidence/{name}" }}]\n'
    )

    assert found == [
        f"{f.slug}: {f.message}".removeprefix("evidence-file-of-").replace(
            f"the agenda evidence/{name} ", ""
        )
        for f in vp.read(tmp_path).findings
    ]


@pytest.mark.parametrize(
    ("named", "there", "found"),
    [
        (["Ana (1), list.pdf"], ["Ana (1), list.pdf"], []),
        (
            ["NUL.pdf"],
            ["NUL.pdf"],
            [
                (
                    "evidence/NUL.pdf: `NUL.pdf` is a name that Windows keeps for a device | "
                    'call it so, and write file = "evidence/_NUL.pdf"'
                )
            ],
        ),
        (
            ["a: b?.pdf"],
            ["a: b?.pdf"],
            [
                (
                    "evidence/a: b?.pdf: `a: b?.pdf` has a sign that no file of Windows may have | "
                    'call it so, and write file = "evidence/a- b-.pdf"'
                )
            ],
        ),
        (
            ["A.pdf", "a.pdf"],
            ["A.pdf", "a.pdf"],
            [
                (
                    "evidence/a.pdf and evidence/A.pdf are one file on Windows and macOS | "
                    'write file = "evidence/A.pdf", or give one of them another name'
                )
            ],
        ),
        (
            ["a.pdf"],
            ["A.PDF"],
            ['the agenda evidence/a.pdf is not in the folder | write file = "evidence/A.PDF"'],
        ),
        (
            ["\u00e9.pdf"],
            ["e\u0301.pdf"],
            [
                (
                    "the agenda evidence/\u00e9.pdf is not in the folder | "
                    'write file = "evidence/e\u0301.pdf"'
                )
            ],
        ),
    ],
)
def test_names_on_other_computers(
    tmp_path: Path, named: list[str], there: list[str], found: list[str]
) -> None:
    """Guard that a folder can be handed on to a computer with another system."""
    (tmp_path / "evidence").mkdir()
    for name in there:
        (tmp_path / "evidence" / name).write_bytes(PDF)
    (tmp_path / "project.toml").write_text('[project]\ntitle = "X"\n[[meetings]]\nid = "M1"\n')
    evidence = ", ".join(f'{{ kind = "agenda", file = "evidence/{name}" }}' for name in named)
    text = f'[[held]]\nof = "M1"\nevidence = [{evidence}]\n'
    (tmp_path / "facts.toml").write_text(text, "utf-8")

    assert found == [f"{f.message} | {f.way_out}" for f in vp.read(tmp_path).findings]
