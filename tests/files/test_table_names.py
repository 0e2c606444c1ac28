"""What the names of lists say, and that no file in `tables/` is passed over without a word.

All names are invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

import vetpartner as vp
from vetpartner.files import read
from vetpartner.files.tables.naming import told_by

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """\
[project]
title = "Lists"
acronym = "LISTS"
action = "KA220-VET"
call = 2024
start = 2024-09-01
months = 24
coordinator = "a"

[[organisations]]
id = "a"
country = "HR"

[[trainings]]
id = "T1"
when = 2025-03-10..2025-03-12

[[trainings]]
id = "T1.b"
when = 2025-05-05
"""
PEOPLE = "name,organisation,role\nAda Invented,a,learner\nBo Invented,a,learner\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two trainings and no list yet."""
    project = PROJECT.replace("2025-03-10..2025-03-12", '"2025-03-10..2025-03-12"')
    (tmp_path / "project.toml").write_text(project, "utf-8")
    (tmp_path / "tables").mkdir()
    return tmp_path


def put(folder: Path, name: str, text: str = PEOPLE) -> None:
    """Write a list."""
    (folder / "tables" / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("stem", "kind", "activity", "day"),
    [
        ("participants-T1", "participants", "T1", None),
        ("Teilnehmer T1", "participants", "T1", None),
        ("t1_sudionici", "participants", "T1", None),
        ("attendance T1 day 2", "attendance", "T1", 2),
        ("Anwesenheit T1 Tag 3", "attendance", "T1", 3),
        ("prisutnost-T1-2.dan", "attendance", "T1", 2),
        ("obecność T1 dzień2", "attendance", "T1", 2),
        ("participants T1.b", "participants", "T1.b", None),
        ("Lista T1", None, "T1", None),
        ("attendance of participants T1", None, "T1", None),
        ("costs T1", None, "T1", None),
        ("participants T1 and T2", "participants", "T1", None),
        ("attendance", None, None, None),
        ("photos", None, None, None),
    ],
)
def test_what_a_name_says(stem: str, kind: str | None, activity: str | None, day: object) -> None:
    """Guard kind, activity and day in several languages, and that nothing is made up."""
    said = told_by(stem, ("T1", "T1.b"), {})

    assert (kind, activity, day) == (said.kind, said.activity, said.day)


def test_two_activities_in_a_name_are_none() -> None:
    """Guard that nobody knows of which of them the list is."""
    said = told_by("participants T1 T2", ("T1", "T2"), {})

    assert (None, None) == (said.kind, said.activity)


def test_a_list_registers_for_its_training(folder: Path) -> None:
    """Guard a list without a column of activities, and one that has its own."""
    put(folder, "participants-T1.csv")
    put(folder, "participants T1.b.csv", "name,organisation,role,activities\nCy,a,learner,T1\n")
    p = vp.load(folder)

    assert {"Ada Invented": ("T1",), "Bo Invented": ("T1",), "Cy": ("T1",)} == {
        str(who.name): who.activities for who in p.plan.participants
    }
    assert 3 == len({who.id for who in p.plan.participants})


def test_each_day_has_its_list(folder: Path) -> None:
    """Guard the day that a name says, by its number and by its date, and one that is not there."""
    put(folder, "participants-T1.csv")
    put(folder, "attendance T1 day 2.csv", "name,organisation\nAda Invented,a\n")
    put(folder, "attendance T1 2025-03-12.csv", PEOPLE)
    put(folder, "attendance T1 day 9.csv", "name,organisation\nAda Invented,a\n")
    found = read(folder)
    assert found.partnership is not None
    days = [str(row.when) for row in found.partnership.presences["T1"]]
    told = {one.place.file: one.message for one in found.findings if one.place}

    assert ["2025-03-11", "2025-03-12", "2025-03-12"] == sorted(days)
    assert "T1 has 3 days, and no day 9" in told["tables/attendance T1 day 9.csv"]


def test_saving_does_not_double_such_lists(folder: Path) -> None:
    """Guard that a list by another name is not read beside what takes its place."""
    put(folder, "participants-T1.csv")
    put(folder, "attendance T1 day 2.csv", "name,organisation\nAda Invented,a\n")
    p = vp.load(folder)
    more = vp.model.Participant(id="Z9", name="Zoe Invented", organisation="a")
    baseline = vp.load(folder).baseline
    import attrs

    saved = attrs.evolve(
        p, baseline=attrs.evolve(baseline, participants=(*baseline.participants, more))
    )
    vp.save(saved, folder)
    again = vp.load(folder)

    assert 3 == len(again.plan.participants)
    assert 1 == len(again.presences["T1"])


def test_no_file_is_passed_over_without_a_word(folder: Path) -> None:
    """Guard every kind of file that lies there, with the way out for what may be a list."""
    for name in ("old.doc", "scan.pdf", "x.numbers", ".hidden.csv", "~$Lista T1.xlsx", "empty.csv"):
        put(folder, name, "")
    put(folder, "attendance T1.pdf", "%PDF")
    put(folder, "README.txt", "Lists.")
    (folder / "tables" / "sub").mkdir()
    book = Workbook()
    book.active.append(["name", "organisation"])
    book.save(folder / "tables" / "Lista T1.xlsx")
    told = {one.place.file: one for one in read(folder).findings if one.place}
    files = {f"tables/{path.name}" for path in (folder / "tables").iterdir()}

    assert files - {"tables/README.txt"} == set(told) & files
    assert "table-name" == told["tables/attendance T1.pdf"].slug
    assert "table-passed-over" == told["tables/scan.pdf"].slug
    assert (
        "call it participants-T1.xlsx if they registered, attendance-T1.xlsx if they were there"
        == told["tables/Lista T1.xlsx"].way_out
    )
