"""One training of the example, from the table of participants to the number in the report."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import vetpartner as vp
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates

GREEN = Path(__file__).parents[1] / "examples" / "green-welding"
DAY = date(2025, 1, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example in which one more learner came, for four of five days."""
    shutil.copytree(GREEN, tmp_path / "p")
    tables = tmp_path / "p" / "tables"
    with (tables / "participants.csv").open("a", encoding="utf-8") as file:
        file.write("L17,sts,learner,HR,no,no,no,T2,2024-12-16\n")
    with (tables / "attendance-T2.csv").open("a", encoding="utf-8") as file:
        file.write("L17,6,6,,6,6\n")
    return tmp_path / "p"


def test_the_way_of_one_learner(folder: Path, tmp_path: Path) -> None:
    """Guards that one row in each of two tables reaches list, certificate, register and report."""
    p = vp.load(folder).on(DAY)
    register = tmp_path / "register.xlsx"
    certificate_register(p, "T2").write(register)
    rows = list(openpyxl.load_workbook(register).worksheets[0].iter_rows(values_only=True))
    report = vp.report(p, "final", draft=True).markdown.replace("\u2009", "")
    [row] = [row for row in vp.reconcile(p).rows if row.id == "T2"]
    html = certificates(p, "T2").html

    assert ">L17<" in attendance_list(p, "T2").html
    assert ["GreenWeld-T2-L17", "L17"] == next(list(r[:2]) for r in rows if r[1] == "L17")
    assert html.count("<h2>Certificate of attendance</h2>") == 20
    assert "24 of 30" in html.replace("\u2009", "")
    assert (20, 21, 21, 20, 19, 20) == row.numbers
    assert "held 20–24 January 2025; 21 participants" in report


def of_training(folder: Path) -> dict[str, str]:
    """Return what is found about the training, by slug."""
    found = vp.check(vp.load(folder).on(DAY)).sorted()
    return {finding.slug: str(finding) for finding in found if "T2" in finding.address}


def test_what_no_longer_agrees_is_told(folder: Path) -> None:
    """Guards that the facts, which still say 20 and 19, are named with file and line."""
    told = of_training(folder)

    assert {} == of_training(GREEN)
    assert {"participants-differ", "certified-differ-from-reached"} == set(told)
    assert "facts.toml:666" in told["participants-differ"]
    assert "T2 has 20 participants, but 21 are recorded" in told["participants-differ"]
    assert (
        "T2 has 19 certificates, but 20 participants reached 80 %"
        in (told["certified-differ-from-reached"])
    )


def test_all_of_them(folder: Path) -> None:
    """Guards the counts of the whole table, read here in another way."""
    with (folder / "tables/participants.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    p = vp.load(folder).on(DAY)
    there = p.attended("T2")

    assert len(people) == sum(row.count for row in there)
    for field, name in (("fewer opportunities", "fewer_opportunities"), ("minor", "minors")):
        assert sum(row[field] == "yes" for row in people) == sum(getattr(r, name) for r in there)
    for home in {row["organisation"] for row in people}:
        listed = sum(row["organisation"] == home for row in people)
        assert listed == sum(row.count for row in there if row.organisation == home)
