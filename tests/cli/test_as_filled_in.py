"""Lists and forms as people filled them in, by the command line: what is written, and what is not.

All are invented; the forms are those of an example for the partner cfs, saved by several programs.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import Held

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
HELD = "T3 2025-05-12 2025-05-20"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the example, without its lists."""
    shutil.copytree(ROOT / "examples" / "green-welding", tmp_path / "project")
    for path in (tmp_path / "project" / "tables").iterdir():
        path.unlink()
    return tmp_path / "project"


def with_list(project: Path, name: str) -> Path:
    """Put a list into the project."""
    for path in (FIXTURES / "lists" / name).iterdir():
        shutil.copy(path, project / "tables")
    return project


def held(project: Path) -> list[str]:
    """Return what is recorded as held of T3."""
    facts = vp.load(project).on("2025-06-30").facts
    rows = (fact for fact in facts if isinstance(fact, Held) and fact.of == "T3")
    return [f"{fact.of} {fact.when} {fact.recorded}" for fact in rows]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("two-thousand.xlsx", "dissemination_actions:2:9: error: '2.000' can be read as 2000"),
        ("reach-three-thousand.xlsx", "disseminated:2:9: error: '3.000' can be read as 3000"),
        ("id-twice.xlsx", "people:3:1: error: the id `ines` stands in rows 2 and 3"),
        ("wrong-cell.xlsx", "attended:4:9: error: `count`: expected a whole number, not 'many'"),
    ],
)
def test_a_form_with_an_error(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, place: str
) -> None:
    """Guard that the cell is named, and that nothing of the form is taken."""
    before = {path.name: path.read_bytes() for path in project.glob("*.toml")}

    assert 1 == main(["merge", str(project), str(FIXTURES / "forms" / name)])
    out = capsys.readouterr()
    assert f"{name}!{place}" in out.out + out.err
    assert before == {path.name: path.read_bytes() for path in project.glob("*.toml")}


@pytest.mark.parametrize(
    "name", ["dates-as-written.xlsx", "saved-as-ods.ods", "saved-by-libreoffice.xlsx"]
)
def test_a_form_that_is_taken(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Guard that days as people write them, and other programs, are read without a word."""
    assert 0 == main(["merge", str(project), str(FIXTURES / "forms" / name)])
    out = capsys.readouterr()
    assert "warning" not in out.out + out.err
    assert [HELD] == held(project)


def test_a_planning_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that an amount which can be two numbers is asked where it stands."""
    path = FIXTURES / "forms" / "workbook-amount.xlsx"

    assert 1 == main(["check", str(path), "--on", "2024-01-31", "--format", "compact"])
    assert "!work_packages:2:8: error: '45.000' can be read as" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["privacy", "erase", "PROJECT", "1"],
        ["privacy", "pseudonyms", "PROJECT", "--key", "KEY"],
        ["privacy", "public", "PROJECT"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_copy_without_those_that_could_not_be_read(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Guard that two people whose ids stand twice are not left out of a copy in silence."""
    with_list(project, "erase-loses-others")
    key, copy = project.parent / "key.csv", project.parent / "copy"
    names = {"PROJECT": str(project), "KEY": str(key)}
    command = [names.get(each, each) for each in arguments]
    new = ["--new-key"] if "--key" in command else []

    assert 1 == main([*command, *new, "-o", str(copy)])
    out = capsys.readouterr()
    assert "no copy is made" in out.out + out.err
    assert not copy.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("day-columns", {"Q1": "24", "Q2": "6"}),
        ("own-list-filled", {"Q1": "24", "Q2": "24", "Q3": "24"}),
        ("running-number", {"1": "18", "2": "6", "3": "24"}),
        ("two-columns-one-day", {"Q1": "24", "Q2": "12"}),
        ("us-dates", {"Q1": "12", "Q2": "12", "Q3": "18"}),
        ("A-is-absent", None),
        ("duration-minutes", None),
        ("hours-as-time", None),
        ("leading-zeros", None),
        ("teams-report", None),
        ("ticks-of-google", None),
        ("two-heading-rows", None),
        ("zoom-report", None),
    ],
)
def test_certificates(project: Path, name: str, expected: dict[str, str] | None) -> None:
    """Guard the hours that are certified, and that none are while days are in no list."""
    with_list(project, name)
    paths = [project.parent / "c.html", project.parent / "r.html"]
    outputs = ["-o", str(paths[0]), "--register", str(paths[1])]
    code = main(["people", "certificates", str(project), "T3", "--on", "2025-06-30", *outputs])

    assert (0 if expected else 1) == code
    assert [bool(expected)] * 2 == [path.exists() for path in paths]
    if expected:
        rows = re.findall(r"<tr.*?</tr>", paths[1].read_text("utf-8"), re.DOTALL)
        cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
        assert expected == {row[1].strip(): row[4].strip() for row in cells if row[1] != "Id"}


def test_the_same_people_twice(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that two pairs of rows are told as probably the same."""
    with_list(project, "twice-with-other-school")
    main(["check", str(project), "--on", "2025-06-30", "--format", "compact"])
    lines = capsys.readouterr().out.splitlines()

    told = [line.partition(": ")[0] for line in lines if line.endswith("[table-probably-same]")]
    assert ["tables/participants.csv:3:1", "tables/participants.csv:5:1"] == told
