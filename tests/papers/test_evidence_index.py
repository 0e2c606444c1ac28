"""The index of evidence: each proof with its number, and whether it is there."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import attrs
import openpyxl
import pytest

import vetpartner as vp
from vetpartner.model import Delivered, Evidence, Fact, Held, Noted, Partnership
from vetpartner.papers.evidence_index import evidence_index, index_table

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 1, 31)


def project(folder: Path) -> Partnership:
    """Return a project whose folder has one good, one empty and two odd files."""
    (folder / "evidence").mkdir()
    for name, data in {
        "good.pdf": b"%PDF-1.7",
        "empty.pdf": b"",
        "odd.png": b"%PDF-1.7",
        "odd.xyz": b"\x00\x01\x02",
    }.items():
        (folder / "evidence" / name).write_bytes(data)
    files = ("good.pdf", "empty.pdf", "odd.png", "odd.xyz", "gone.pdf", "../../x.pdf")
    p = vp.load(GREEN)
    proofs = (
        *(Evidence(kind="list", file=f"evidence/{name}") for name in files),
        Evidence(kind="=1+1", title="<b>", url="https://example.org/a", seen=date(2025, 1, 2)),
        Evidence(kind="page", url="javascript:x"),
        Evidence(kind="minutes"),
    )
    assert p.origin is not None

    @attrs.frozen
    class Origin:
        folder: Path

        def locate(self, address: str, fact: Fact | None = None) -> None:
            del address, fact

        def line(self, place: object) -> None:
            del place

    facts = (Noted(of="M1", recorded=DAY, evidence=proofs),)
    return attrs.evolve(p, facts=facts, origin=Origin(folder))


def test_each_state(tmp_path: Path) -> None:
    """Guard what is said of a file that is there, empty, missing, odd or outside, and of links."""
    rows = tuple(index_table(project(tmp_path)).lines())

    assert [
        "there",
        "empty",
        "not what its name says",
        "of no known type",
        "missing",
        "outside the folder",
        "link",
        "link, not seen",
        "no file and no link",
    ] == [row[-1] for row in rows]
    assert ("M1-Ng", "M1", "<b>", "=1+1", "https://example.org/a", "2025-01-02", "link") == rows[6]


def test_page_and_workbook(tmp_path: Path) -> None:
    """Guard that texts stay texts, that only web addresses are links, and that numbers agree."""
    made = evidence_index(project(tmp_path))
    sheet = openpyxl.load_workbook(io.BytesIO(made.xlsx)).worksheets[0]
    cells = [tuple(said(cell.value) for cell in row) for row in sheet.iter_rows(min_row=5)]

    assert "&lt;b&gt;" in made.html
    assert '<a href="https://example.org/a">' in made.html
    assert 'href="javascript' not in made.html
    assert index_table(project_again(tmp_path)).heads() == tuple(cell.value for cell in sheet[4])
    assert cells == list(index_table(project_again(tmp_path)).lines())
    assert "s" == sheet["D11"].data_type


def said(value: object) -> str:
    """Return a cell as the page shows it; days are days in a sheet."""
    return str(value.date() if isinstance(value, datetime) else value or "")


def project_again(folder: Path) -> Partnership:
    """Return the same project, whose files are there already."""
    for path in (folder / "evidence").iterdir():
        path.unlink()
    (folder / "evidence").rmdir()
    return project(folder)


def test_the_example() -> None:
    """Guard that the example has all its files, and the numbers of the report."""
    p = vp.load(GREEN).on(DAY)
    rows = tuple(index_table(p).lines())

    assert ("M1-a", "M1", "Kick-off meeting", "agenda", "evidence/M1-agenda.pdf", "", "there") == (
        rows[0]
    )
    assert {"there", "link", "link, not seen"} == {row[-1] for row in rows}
    assert {"not looked for"} == {
        row[-1]
        for row in tuple(index_table(attrs.evolve(p, origin=None)).lines())
        if row[4].startswith("evid")
    }


def test_both_a_file_and_a_link() -> None:
    """Guard that nothing is lost where a proof has both, and a published address is a proof."""
    proof = Evidence(kind="result", file="a.pdf", url="https://example.org/a")
    p = Partnership(facts=(Held(of="M1", evidence=(proof,)), Delivered(of="D1", url="https://b")))

    assert ["https://b", "a.pdf – https://example.org/a"] == sorted(
        (row[4] for row in tuple(index_table(p).lines())), reverse=True
    )


def test_same_input_same_bytes_and_no_other_format() -> None:
    """Guard repeatability, and the message for a format that there is not."""
    first, second = (evidence_index(vp.load(GREEN).on(DAY)) for _ in range(2))

    assert (first.html, first.xlsx) == (second.html, second.xlsx)
    with pytest.raises(ValueError, match=r"index of evidence cannot be written as '\.odt'"):
        first.data(".odt")
