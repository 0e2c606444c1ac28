"""The command `tables`: what is understood of a list, and the file beside it that fixes it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

import vetpartner as vp
from vetpartner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PLAN = '[[trainings]]\nid = "T1"\nwhen = "2025-05-12..2025-05-13"\nhours = 12\n'
LIST = "Title of the list;;\nWho;Name;Mon;Tue\n7;Ana Anić;x;\n;Total;1;\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write an invented project with two lists."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "project.toml").write_text(PLAN, "utf-8")
    (tmp_path / "tables" / "participants.csv").write_text("id,name\nL1,Ana Anić\n", "utf-8")
    (tmp_path / "tables" / "attendance-T1.csv").write_text(LIST, "utf-8")
    return tmp_path


def found(project: Path) -> list[str]:
    """Return slug and place of what is wrong with the lists."""
    return [f"{f.slug} {f.place}" for f in vp.read(project).findings if f.place]


def test_what_is_understood(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard titles, headings, columns, rows left out and the sum of it, in text and as data."""
    codes = [main(["people", "tables", str(project), "attendance-T1.csv"])]
    text = capsys.readouterr().out
    codes.append(main(["people", "tables", str(project), "--format", "json"]))
    records = json.loads(capsys.readouterr().out)
    codes.append(main(["people", "tables", str(project), "--format", "csv"]))
    heads, *rows = csv.reader(io.StringIO(capsys.readouterr().out))

    assert [0, 0, 0] == codes
    assert text.startswith("tables/attendance-T1.csv\n\nStep      Where")
    steps = [
        (row["step"], row["where"], row["means"])
        for row in records
        if row["file"] == "tables/attendance-T1.csv"
    ]
    assert [
        ("file", None, "utf-8"),
        ("file", None, ";"),
        ("title", "1", "title"),
        ("headings", "2", "headings"),
        ("column", "A", ""),
        ("column", "B", "name"),
        ("column", "C", "2025-05-12"),
        ("column", "D", "2025-05-13"),
        ("row", "4", "left out: sum"),
        ("read", None, "1 person, 1 day"),
    ] == steps
    assert heads == list(records[0])
    assert len(rows) == len(records)


def test_notes_are_written_and_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that what was understood is fixed, can be corrected, and says when it fits no more."""
    path = project / "tables" / "attendance-T1.toml"
    marks = "table-unknown-heading tables/attendance-T1.csv:2:1"
    assert [marks] == [each for each in found(project) if "heading" in each]
    assert 0 == main(["people", "tables", str(project), "attendance-T1.csv", "--write"])
    assert "wrote" in capsys.readouterr().out
    written = path.read_text("utf-8")
    path.write_text(written.replace('"Who"\n', '"Who"\nmeans = "nothing"\n'), "utf-8")

    assert [] == [each for each in found(project) if "heading" in each]
    assert 0 == main(["people", "tables", str(project), "--write"])
    assert 'means = "nothing"' in path.read_text("utf-8")
    list_ = project / "tables" / "attendance-T1.csv"
    list_.write_text(LIST.replace("Tue", "Mon"), "utf-8")
    assert "table-notes tables/attendance-T1.csv:1:1" in found(project)
    assert 0 == main(["people", "tables", str(project), "--write"])
    assert (project / "tables" / "attendance-T1.toml.bak1").exists()
    assert not [each for each in found(project) if "table-notes" in each]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format = 2\n", "its format is 2, and this version knows 1"),
        ("format = 1\nordre = 1\n", "`ordre` is not a key of"),
        ('format = 1\n[[columns]]\nheading = "Who"\nmeans = "hats"\n', "`hats` is no meaning"),
        ('format = 1\nhidden = "gone"\n', "`hidden` is neither read nor left out"),
        ('format = 1\n[[columns]]\nheading = "Who"\nunit = "days"\n', "`days` is no unit"),
        ("format = \n", "it cannot be read"),
    ],
)
def test_notes_are_read_strictly(project: Path, text: str, message: str) -> None:
    """Guard that a slip in the notes is told, and the list read as without them."""
    (project / "tables" / "attendance-T1.toml").write_text(text, "utf-8")
    reading = vp.read(project)

    [told] = [f for f in reading.findings if f.slug == "table-notes"]
    assert told.message.startswith(message)
    assert told.place is not None
    assert "tables/attendance-T1.toml" == told.place.file
    assert 1 == len(reading.tables.presences)


def test_notes_of_the_encoding_and_the_day(project: Path) -> None:
    """Guard that notes decide where the file leaves it open, and not against what it says."""
    tables = project / "tables"
    (tables / "participants.csv").write_bytes(
        "id,name\nL1,Lefèvre\nL2,Anić\n".encode("cp1252", "replace")
    )
    assert "table-encoding tables/participants.csv:1:1" in found(project)
    (tables / "participants.toml").write_text('format = 1\nencoding = "cp1252"\n', "utf-8")
    (tables / "attendance-T1.csv").write_text(
        "First name,Last name,Duration,Time joined,Time exited\n,Lefèvre,30 min,9:00,9:30\n",
        "utf-8",
    )
    (tables / "attendance-T1.toml").write_text('format = 1\nday = "2025-05-13"\n', "utf-8")
    [row] = vp.read(project).tables.presences

    assert ("2025-05-13", "0.5") == (str(row.when), str(row.hours))
    (tables / "participants.csv").write_text("id,name\nL1,Lefèvre\n", "utf-8")
    assert ["Lefèvre"] == [who.name for who in vp.read(project).tables.participants]


def test_notes_without_a_list(project: Path) -> None:
    """Guard that notes which belong to no list are named."""
    (project / "tables" / "costs.toml").write_text("format = 1\n", "utf-8")

    assert "table-notes tables/costs.toml:1:1" in found(project)


def test_what_is_no_list(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the answer for a list that is not there, for a file, and for one without headings."""
    (project / "tables" / "costs.csv").write_text("a,b\n1,2\n", "utf-8")
    codes = [
        main(["people", "tables", str(project), "attendance-T2.csv"]),
        main(["people", "tables", str(project / "project.toml")]),
        main(["people", "tables", str(project), "costs.csv", "--write"]),
    ]
    out = capsys.readouterr()

    assert [2, 2, 0] == codes
    assert "no list “attendance-T2.csv”; did you mean attendance-T1.csv" in out.err
    assert "it is not read" in out.out
    assert not (project / "tables" / "costs.toml").exists()
