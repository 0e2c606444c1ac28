"""The planning workbook as it comes back from people: findings at sheet and cell."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from vetpartner.files import read, save
from vetpartner.files.workbooks.cells import CellError, SheetColumn, from_cell, to_cell
from vetpartner.files.workbooks.workbook import words_of
from vetpartner.model import Amounts, Organisation, Partnership, Plan, Project, When


def book(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook with these rows."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_what_people_type(tmp_path: Path) -> None:
    """Numbers where a text is meant, yes and no, lists in lines, blank rows and columns."""
    file = book(
        tmp_path / "p.xlsx",
        project=[["title", "months", "lump_sum"], [2024, 24.0, 120000.5]],
        meetings=[
            ["id", "cancelled", "agenda", None, "venue.city", "when"],
            ["M1", "yes", "one\ntwo", "ignored", "Split", "M3"],
            [None, None, None, None, None, None],
            ["M2", "No", None, None, None, "2024-05-06"],
        ],
        work_packages=[["id", "grant.sts", "grant.fbk"], ["WP1", 100, None]],
        indicators=[["id", "target"], ["I1", "12.5"]],
    )

    reading = read(file)

    assert () == tuple(reading.findings)
    assert reading.partnership
    plan = reading.partnership.plan
    assert ("2024", 24) == (plan.project.title, plan.project.months)
    assert [True, False] == [meeting.cancelled for meeting in plan.meetings]
    assert ("one", "two") == plan.meetings[0].agenda
    assert When.parse("2024-05-06") == plan.meetings[1].when
    assert ["sts"] == list(plan.work_packages[0].grant)


def test_mistakes_at_sheet_and_cell(tmp_path: Path) -> None:
    """Each mistake names its sheet, row and column."""
    file = book(
        tmp_path / "p.xlsx",
        project=[["titel"], ["x"]],
        meetings=[["id", "cancelled", "agenda"], ["M1", "perhaps", "[1,"], ["", "no", None]],
        metings=[["id"]],
    )

    found = {(finding.slug, str(finding.place)) for finding in read(file).findings}

    assert {
        ("unknown-key", "p.xlsx!project:2:1"),
        ("wrong-type", "p.xlsx!meetings:2:2"),
        ("wrong-type", "p.xlsx!meetings:2:3"),
        ("unknown-key", "p.xlsx!metings:1:1"),
    } <= found


def test_a_formula_without_a_value(tmp_path: Path) -> None:
    """A formula that nobody calculated is told at its cell, and is not read as an empty one."""
    file = book(tmp_path / "p.xlsx", project=[["title", "summary"], ["x", "=1+1"]])

    reading = read(file)

    assert [("wrong-type", "p.xlsx!project:2:2")] == [
        (finding.slug, str(finding.place)) for finding in reading.findings
    ]
    assert reading.partnership is None


def test_words_that_a_workbook_proposes(tmp_path: Path) -> None:
    """Priorities of the call, actions and kinds can be chosen; others are not refused."""
    plan = Plan(
        project=Project(action="KA220-VET", call=2024), organisations=(Organisation(id="a"),)
    )
    save(Partnership(baseline=plan), tmp_path / "p.xlsx")
    made = load_workbook(tmp_path / "p.xlsx")
    project = {
        made["Project"].cell(next(iter(rule.sqref.ranges)).min_row, 2).value: rule
        for rule in made["Project"].data_validations.dataValidation
    }
    lists = [[cell.value for cell in column] for column in made["_lists"].iter_cols()]

    assert "HORIZ:GREEN" in project["Priorities"].formula1
    assert not project["Priorities"].showErrorMessage
    assert "KA220-VET" in project["Action"].formula1
    kinds = [rule.formula1 for rule in made["Partners"].data_validations.dataValidation]
    assert any("VET school" in each for each in [*kinds, *lists])


def test_a_call_without_a_guide_proposes_what_is_assumed() -> None:
    """Guards that a project of a call to come chooses among the priorities that it assumes."""
    plan = Plan(project=Project(action="KA220-VET", call=2027, assume=2026))
    words = words_of(Partnership(baseline=plan))

    assert "HORIZ:GREEN" in words["Project", "priorities"]
    assert ("Project", "priorities") not in words_of(Partnership(baseline=Plan(project=Project())))


def test_files_that_are_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage, broken archives and zip bombs are findings."""
    (tmp_path / "garbage.xlsx").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as archive:
        archive.writestr("x.txt", "x")
    file = book(tmp_path / "large.xlsx", project=[["title"], ["x"]])

    assert ["not-a-workbook"] == [f.slug for f in read(tmp_path / "garbage.xlsx").findings]
    assert ["not-a-workbook"] == [f.slug for f in read(tmp_path / "broken.xlsx").findings]
    monkeypatch.setattr("vetpartner.files.disk.contents.__kwdefaults__", {"most": 1})
    assert ["file-too-large"] == [f.slug for f in read(file).findings]


@pytest.mark.parametrize(
    "entity", ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY x "boom">']
)
def test_entities_are_refused(tmp_path: Path, entity: str) -> None:
    """A workbook that would read other files, or swell in the memory, is one finding in a line."""
    good = book(tmp_path / "good.xlsx", project=[["title"], ["Green skills"]])
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = f"<!DOCTYPE r [{entity}]>".encode() + content.replace(b"title", b"&x;")
            new.writestr(name, content)
    reading = read(evil)

    assert None is reading.partnership
    assert ["table-unsafe"] == [finding.slug for finding in reading.findings]
    assert "\n" not in reading.findings[0].message


def test_own_rules_in_a_workbook(tmp_path: Path) -> None:
    """Rules that a workbook carries are checked when it is read."""
    file = book(tmp_path / "p.xlsx", own_rules=[["text"], ["action = 1"]])

    assert {"rules-problem"} == {finding.slug for finding in read(file).findings}


def test_a_text_too_long_for_a_cell(tmp_path: Path) -> None:
    """A cell would cut it silently, so it is refused before anything is written."""
    p = Partnership(baseline=Plan(project=Project(summary="x" * 40_000)))

    with pytest.raises(ValueError, match="at most 32000 characters"):
        save(p, tmp_path / "p.xlsx")
    assert [] == list(tmp_path.iterdir())


def test_cells() -> None:
    """Values that a spreadsheet cannot hold exactly stand as text."""
    from decimal import Decimal

    assert "123456789012345.67" == to_cell(Decimal("123456789012345.67"))
    assert Decimal("123456789012345.67") == from_cell("123456789012345.67", SheetColumn(Decimal))
    assert str(10**16) == to_cell(10**16)
    assert 10**16 == from_cell(str(10**16), SheetColumn(int))
    assert "abc" == from_cell("abc", SheetColumn(int))
    assert {"a": 1} == from_cell("{ a = 1 }", SheetColumn(Amounts))
    with pytest.raises(CellError, match="neither plain text nor a list"):
        from_cell("{ a = ", SheetColumn(Amounts))
