"""Files that are damaged or made to harm are refused with a finding, and nothing is raised."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from openpyxl import Workbook
from tabled import PLAN, people, said, write_ods

from vetpartner.files import read
from vetpartner.files.disk import LARGEST_FILE
from vetpartner.files.tables.participants import Participants

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.files.tables.lists import TableReading

REPEATED = "table:number-columns-repeated"
SHEET = "xl/worksheets/sheet1.xml"


def sound(path: Path) -> Path:
    """Write a small sound workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("id", "name"))
    sheet.append(("1", "Ana"))
    book.save(path)
    return path


def patched(path: Path, part: str, old: str, new: str) -> TableReading:
    """Replace a text in a part of a sound workbook and read it as participants."""
    with zipfile.ZipFile(sound(path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    assert old in text, text
    parts[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return Participants("p.xlsx", PLAN).read(path)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]><'


@pytest.mark.parametrize(
    ("part", "old", "new", "slug"),
    [
        (SHEET, "<worksheet", f"{DOCTYPE}worksheet", "table-unsafe"),
        ("xl/workbook.xml", "<workbook", f"{DOCTYPE}workbook", "table-unsafe"),
        (SHEET, 'r="B2"', 'r="XFD1048576"', "table-unsafe"),
        (SHEET, 'r="B2"', 'r="B1048576"', "table-unsafe"),
        (SHEET, "</worksheet>", " " * 20_000_000 + "</worksheet>", "table-unsafe"),
        (SHEET, "<sheetData>", "<sheetData", "not-a-workbook"),
    ],
)
def test_workbooks_that_harm(part: str, old: str, new: str, slug: str, tmp_path: Path) -> None:
    """Guards against entities, bombs and cells that lie so far away that memory is full."""
    reading = patched(tmp_path / "p.xlsx", part, old, new)

    assert [f"{slug} 1:1"] == said(reading)
    assert not reading.whole
    assert () == reading.rows


def test_a_text_that_all_cells_share(tmp_path: Path) -> None:
    """Guards against a long text of which a small file has thousands of copies."""
    path = tmp_path / "p.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("id", "name"))
    for row in range(1, 20_000):
        sheet.write_string(row, 1, "x" * 30_000)
    book.close()
    reading = Participants("p.xlsx", PLAN).read(path)

    assert ["table-unsafe 1:1"] == said(reading)


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ((("id", "name"), ("1", "Ana")), DOCTYPE[:-1]),
        (
            (
                ("id", "name"),
                (f'<table:table-cell office:value-type="string" {REPEATED}="99999999"/>',),
            ),
            "",
        ),
    ],
)
def test_ods_that_harm(rows: tuple[tuple[str, ...], ...], head: str, tmp_path: Path) -> None:
    """Guards against entities and endless repeats in OpenDocument."""
    write_ods(tmp_path / "p.ods", rows, head)

    reading = Participants("p.ods", PLAN).read(tmp_path / "p.ods")

    assert ["table-unsafe 1:1"] == said(reading)


def test_an_ods_whose_content_breaks_off(tmp_path: Path) -> None:
    """Guards that reading comes to an end where the XML has none."""
    write_ods(tmp_path / "p.ods", (("id", "name"), ("1", "<table:table-cell")))

    reading = Participants("p.ods", PLAN).read(tmp_path / "p.ods")

    assert ["not-a-workbook 1:1"] == said(reading)


def test_repeated_empty_cells_are_ordinary(tmp_path: Path) -> None:
    """Guards that the long empty end of every OpenDocument row is no reason to refuse it."""
    empty = '<table:table-cell table:number-columns-repeated="16380"/>'
    write_ods(tmp_path / "p.ods", (("id", "name", empty), ("1", "Ana", empty)))

    reading = Participants("p.ods", PLAN).read(tmp_path / "p.ods")

    assert [] == said(reading)
    assert ["1"] == [who.id for who in reading.rows]


@pytest.mark.parametrize("name", ["p.xlsx", "p.ods"])
@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + b"\0" * 50, b"id,name\n1,Ana\n"])
def test_what_is_no_workbook(name: str, data: bytes, tmp_path: Path) -> None:
    """Guards that any bytes give a finding, and no traceback."""
    (tmp_path / name).write_bytes(data)

    assert ["not-a-workbook 1:1"] == said(Participants(name, PLAN).read(tmp_path / name))


def test_every_cut_of_a_workbook(tmp_path: Path) -> None:
    """Guards that a download which broke off anywhere is a finding."""
    data = sound(tmp_path / "p.xlsx").read_bytes()
    for size in range(0, len(data), 97):
        (tmp_path / "p.xlsx").write_bytes(data[:size])
        assert not Participants("p.xlsx", PLAN).read(tmp_path / "p.xlsx").whole


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"id,name\n1,A\0na\n", "table-encoding 1:1"),
        (b"\xff\xfei\0d\0\0", "table-encoding 1:1"),
        (b"", "table-no-heading 1:1"),
        (b'id,name\n1,"' + b"x" * 140_000, "table-broken-csv 2:1"),
        (b'id,name\n1,Ana\n2,"Bo\n3,Cy\n', "table-broken-csv 3:1"),
        (b'id,name\n1,Ana\n2,"Bo\n3,"Cy"\n4,Di\n', "table-broken-csv 3:1"),
        (b'id,name\n1,"Bo', "table-broken-csv 2:1"),
        (b"id,name\n1,A\x07b\n", "control-character 2:2"),
        (b"id,name\na/b,Ana\n", "bad-id 2:1"),
    ],
)
def test_csv_that_cannot_be_read(data: bytes, slug: str) -> None:
    """Guards that broken text is a finding at its place."""
    assert [slug] == said(people(data))


@pytest.mark.parametrize(
    ("encoding", "text", "assumed"),
    [
        ("utf-8", "Željka Šarić", None),
        ("utf-8-sig", "Željka Šarić", None),
        ("utf-16", "Željka Šarić", None),
        ("cp1250", "Željka Šarić", "cp1250"),
        ("iso8859-2", "Željka Šarić", "iso8859-2"),
        ("cp1253", "Άννα Παπαδοπούλου", "cp1253"),
        ("iso8859-7", "Άννα Παπαδοπούλου", "iso8859-7"),
        ("cp1252", "Niccolò Andò", "cp1252"),
    ],
)
def test_encodings(encoding: str, text: str, assumed: str | None) -> None:
    """Guards that letters are right in each encoding, and that an assumption is said."""
    reading = people(f"id,name\n1,{text}\n".encode(encoding))

    assert [text] == [who.name for who in reading.rows]
    assert ([] if assumed is None else [f"p.csv is not UTF-8; it was read as {assumed}"]) == [
        finding.message for finding in reading.findings
    ]


def test_a_link_out_of_the_folder_and_a_file_too_large(tmp_path: Path) -> None:
    """Guards that only what lies in the folder is read, up to the limit."""
    (tmp_path / "secret.csv").write_text("id,name\n1,Ana\n", "utf-8")
    folder = tmp_path / "project"
    (folder / "tables").mkdir(parents=True)
    (folder / "project.toml").write_text("", "utf-8")
    (folder / "tables/participants.csv").symlink_to(tmp_path / "secret.csv")
    with (folder / "tables/participants.xlsx").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    reading = read(folder)

    assert ["file-outside-folder", "file-too-large"] == [f.slug for f in reading.findings]
    assert reading.partnership is None
