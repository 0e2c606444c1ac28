"""The planning workbook in words of people: made, filled in, checked, added to, and read back."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import attrs
import pytest
from filled import columns, fill
from openpyxl import Workbook, load_workbook
from outside import converted
from plain_workbook import write_tables

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files.structuring import Own, plain_facts, plain_plan
from vetpartner.files.tables.headings import folded
from vetpartner.files.workbooks.heads import fitting
from vetpartner.files.workbooks.human import Human
from vetpartner.files.workbooks.sheets import (
    BY_TABLE,
    CHANGES,
    COVER,
    SECTIONS,
    SHEETS,
    TEXTS,
    TO_DO,
    WORDS,
    columns_of,
    divided,
    head,
)
from vetpartner.files.workbooks.workbook import ids_of
from vetpartner.model import Amended, Evidence, Held, Organisation, Partnership, Plan, Project
from vetpartner.values.catalogue import languages

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-11-05")
NEW = "--partners 3 --work-packages 3 --meetings 2 --trainings 1 --results 1 --indicators 1"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a workbook that was made and filled in as people do."""
    file = tmp_path / "plan.xlsx"
    assert 0 == main(["new", str(file), *NEW.split()])
    fill(file)
    return file


@pytest.mark.parametrize("code", languages())
def test_a_whole_project_in_each_language(code: str, tmp_path: Path) -> None:
    """Guard that nothing of a large project is lost, whatever the language of the heads."""
    p = vp.load(GREEN)
    project = attrs.evolve(p.baseline.project, language=code)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=project), origin=None, seen=None)
    vp.save(p, tmp_path / "plan.xlsx")
    reading = vp.read(tmp_path / "plan.xlsx")

    assert "0 errors, 0 warnings, 0 notes" == reading.findings.text()
    assert p == reading.partnership


def test_heads_of_another_language_are_known(tmp_path: Path) -> None:
    """Guard that a workbook stays one when the project gets another language."""
    p = Partnership(baseline=Plan(organisations=(Organisation(id="P1", city="Split"),)))
    project = Project(language="pl")
    vp.save(
        attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=project)), tmp_path / "p.xlsx"
    )
    book = load_workbook(tmp_path / "p.xlsx")
    assert "Partnerzy" in book.sheetnames
    sheet = book["Projekt"]
    for row in sheet.iter_rows():
        if row[1].value == Human("pl").head("project", "language"):
            row[2].value = "hr"
    book["Partnerzy"].cell(3, columns(book["Partnerzy"])["Miasto"]).value = "City"
    book.save(tmp_path / "p.xlsx")
    found = vp.load(tmp_path / "p.xlsx").plan

    assert ("hr", "Split") == (found.project.language, found.organisations[0].city)


def test_the_shape_with_keys_is_read_still(tmp_path: Path) -> None:
    """Guard that a workbook of an earlier version says what it said."""
    p = vp.load(GREEN)
    book = Workbook()
    del book[book.sheetnames[0]]
    write_tables(book, plain_plan(p) | plain_facts(p), ids_of(p), language=Own.of(p).language)
    book.save(tmp_path / "old.xlsx")
    found = vp.load(tmp_path / "old.xlsx")

    assert (p.baseline, p.facts) == (found.baseline, found.facts)


@pytest.mark.parametrize("code", languages())
def test_each_head_is_one_thing(code: str) -> None:
    """Guard that no two columns, sheets or kinds of facts are called the same in a language."""
    human = Human(code)
    titles = [folded(human.said(name)) for name in (*(s.title for s in SHEETS), COVER, TO_DO)]
    kinds = [folded(human.said(word)) for word in (*WORDS.values(), *CHANGES)]
    tables = [sheet.table for sheet in SHEETS if sheet.table not in TEXTS]

    assert len(titles) == len(set(titles))
    assert len(kinds) == len(set(kinds))
    for table in (*tables, *SECTIONS):
        keys = [key for key in columns_of(table) if not divided(table, key)]
        heads = [folded(human.head(table, key)) for key in keys]
        assert len(heads) == len(set(heads)), table
    assert not [each for each in map(human.said, (s.title for s in SHEETS)) if len(each) > 31]


def test_all_heads_have_a_language() -> None:
    """Guard that a Greek workbook shows no head in Latin letters, but for names of codes."""
    human = Human("el")
    latin = re.compile(r"[A-Za-z]{2,}")
    codes = {"PIC", "OID", "mm"}
    tables = [sheet.table for sheet in SHEETS if sheet.table not in TEXTS]
    said = {human.said(head(table, key)) for table in tables for key in columns_of(table)}

    assert set() == {word for text in said for word in latin.findall(text)} - codes


def test_a_new_workbook_knows_nothing_but_ids(tmp_path: Path) -> None:
    """Guard the rows that are asked for, and that no date, call or sum is made up."""
    file = tmp_path / "plan.xlsx"
    assert 0 == main(["new", str(file), "--language", "hr", "--partners", "2", "--meetings", "1"])
    p = vp.load(file)

    assert ["P1", "P2"] == [each.id for each in p.plan.organisations]
    assert ["M1"] == [each.id for each in p.plan.activities]
    assert "undecided" == str(p.plan.meetings[0].when)
    project = Project(action="KA220-VET", language="hr")
    assert project == p.plan.project
    assert () == p.facts
    assert 1 == main(["new", str(file)])
    assert 2 == main(["new", str(tmp_path / "other.xlsx"), "--action", "KA999"])
    assert 2 == main(["new", str(tmp_path / "folder"), "--partners", "3"])
    assert ["plan.xlsx"] == [each.name for each in tmp_path.iterdir()]


def test_how_a_new_workbook_looks(tmp_path: Path) -> None:
    """Guard one page a sheet, heads that stay, columns behind an outline, lights, and choices."""
    file = tmp_path / "plan.xlsx"
    main(["new", str(file), *NEW.split()])
    book = load_workbook(file)
    sheet = book["Meetings"]
    at = columns(sheet)

    for each in book.worksheets:
        if each.sheet_state == "visible":
            assert (1, 0) == (each.page_setup.fitToWidth, each.page_setup.fitToHeight), each.title
            assert each.sheet_properties.pageSetUpPr.fitToPage
    assert ("D5", "$3:$4", "landscape") == (
        sheet.freeze_panes,
        sheet.print_title_rows,
        sheet.page_setup.orientation,
    )
    shown = [key for key, n in at.items() if not sheet.column_dimensions[_letter(n)].hidden]
    assert ["●", "Id", "Title", "Work package", "Date", "Hosted by", "City"] == shown[:7]
    assert "People expected" == shown[-1]
    assert "Agenda" in at
    assert sheet.conditional_formatting
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    work_package = rules[f"{_letter(at['Work package'])}5:{_letter(at['Work package'])}1000"]
    assert "'Work packages'!$B$5:$B$1000" == work_package.formula1
    assert (
        "in person"
        in rules[
            f"{_letter(at['In person or online'])}5:{_letter(at['In person or online'])}1000"
        ].formula1
    )
    assert [None] * 2 == [sheet.cell(row, 1).value for row in (5, 6)]


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def test_from_nothing_to_an_interim_report(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the whole way without a line of TOML: filled in, checked, reported."""
    reading = vp.read(plan)
    p = reading.partnership
    assert p is not None
    assert () == tuple(reading.findings)

    assert 0 == main(["check", str(plan), "--write", *DAY])
    report = plan.with_name("interim.md")
    assert 0 == main(["report", str(plan), "interim", "-o", str(report), *DAY])
    text = report.read_text("utf-8")
    assert "Welding teachers learn to save energy and gas." in text
    assert "InventedWeld" in text
    held = [fact for fact in p.facts if isinstance(fact, Held)]
    assert (
        ("minutes", "evidence/M1-minutes.pdf"),
        ("attendance list", "evidence/M1-list.pdf"),
    ) == (tuple((one.kind, one.file) for one in held[0].evidence))
    (moved,) = (fact for fact in p.facts if isinstance(fact, Amended))
    assert ("M2", "2025-06-19") == (moved.of, str(moved.when))
    assert ["12500.00"] * 2 == [
        str(p.plan.work_packages[0].grant[each].amount) for each in ("P2", "P3")
    ]
    assert ["HR", "AT", "DE"] == [each.country for each in p.plan.organisations]
    assert "2025-05-12..2025-05-14" == str(p.plan.trainings[0].when)
    out = capsys.readouterr().out
    assert "write a row on “What happened”: delivered, “About”: D1" in out
    assert "[[" not in out


@pytest.mark.judge("soffice")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
@pytest.mark.parametrize("name", ["plan.xlsx", "plan-checked.xlsx"])
def test_saved_by_libreoffice(plan: Path, name: str, suffix: str) -> None:
    """Guard that the plan, and its checked copy, are the same after LibreOffice saved them."""
    p = vp.load(plan)
    main(["check", str(plan), "--write", *DAY])
    (plan.parent / "saved").mkdir()
    found = vp.load(converted(plan.with_name(name), suffix, plan.parent / "saved"))

    assert (p.baseline, p.facts, p.narratives) == (found.baseline, found.facts, found.narratives)


# A check that is written into a copy, and what somebody has of its own in a workbook.


def own_things(plan: Path) -> None:
    """Put a column, a sheet, a comment, a colour and a picture into a workbook, as people do."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(plan)
    sheet = book["Meetings"]
    sheet.cell(3, sheet.max_column + 1).value = "Who brings the cake"
    sheet.cell(5, sheet.max_column).value = "Ana"
    sheet["B6"].comment = Comment("Ask Graz first.", "Ana")
    sheet["C5"].fill = PatternFill("solid", start_color="FFFF00", end_color="FFFF00")
    ours = book.create_sheet("Phone numbers")
    ours["A1"] = "=1+1"
    book.save(plan)
    out = io.BytesIO()
    with zipfile.ZipFile(plan) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("worksheets/sheet6.xml"):
                content = content.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
            new.writestr(name, content)
        new.writestr("xl/media/image1.png", b"a picture")
    plan.write_bytes(out.getvalue())


def test_what_was_found_stands_at_its_cell(plan: Path) -> None:
    """Guard comments, lights and the sheet To do of the copy; the workbook itself stays."""
    before = plan.read_bytes()
    assert 0 == main(["check", str(plan), "--write", *DAY])
    copy = plan.with_name("plan-checked.xlsx")
    book = load_workbook(copy)
    sheet, to_do = book["Results"], book["To do"]

    assert before == plan.read_bytes()
    assert "✔" == book["Money"]["A5"].value
    assert "▲" == sheet["A5"].value
    due = sheet.cell(5, columns(sheet)["Due"])
    assert "overdue since 2025-10-31" in due.comment.text
    rows = [[cell.value for cell in row] for row in to_do.iter_rows(min_row=4)]
    (overdue,) = (row for row in rows if "overdue" in row[2])
    assert ("▲", f"Results, {due.coordinate}") == (overdue[0], overdue[1])
    links = [cell.hyperlink.location for row in to_do.iter_rows() for cell in row if cell.hyperlink]
    assert f"'Results'!{due.coordinate}" in links
    assert vp.load(plan) == vp.load(copy)
    notes = [each.message for each in vp.read(copy).findings]
    assert ["the sheet `To do` tells what the last check found; it is not read"] == notes
    assert 0 == main(["check", str(copy), "--write", *DAY, "-o", str(copy.with_name("b.xlsx"))])
    again = load_workbook(copy.with_name("b.xlsx"))
    assert book.sheetnames == again.sheetnames
    comments = [
        sum(c.comment is not None for r in b["Results"].iter_rows() for c in r)
        for b in (book, again)
    ]
    assert comments[0] == comments[1]


def test_what_somebody_has_of_its_own_stays(plan: Path) -> None:
    """Guard columns, sheets, comments, colours, values of formulas and pictures of the user."""
    own_things(plan)
    said = [(each.severity.value, each.message) for each in vp.read(plan).findings]
    assert [
        (
            "note",
            "the column `Who brings the cake` is no part of the plan; it is kept, and not read",
        ),
        ("note", "the sheet `Phone numbers` is no part of the plan; it is kept, and not read"),
    ] == said

    assert 0 == main(["check", str(plan), "--write", *DAY])
    copy = plan.with_name("plan-checked.xlsx")
    book = load_workbook(copy)
    sheet = book["Meetings"]
    text = sheet["B6"].comment.text
    assert text.startswith("Ask Graz first.")
    assert "nothing is recorded of M2" in text
    assert "00FFFF00" == sheet["C5"].fill.start_color.rgb
    assert "Ana" == sheet.cell(5, columns(sheet)["Who brings the cake"]).value
    with zipfile.ZipFile(plan) as old, zipfile.ZipFile(copy) as new:
        assert b"a picture" == new.read("xl/media/image1.png")
        numbers = [n for n in old.namelist() if b"1+1" in old.read(n)]
        assert [old.read(n) for n in numbers] == [new.read(n) for n in numbers]
    with pytest.raises(ValueError, match="would lose the column `Who brings the cake`"):
        vp.save(vp.load(plan), plan)


def test_a_copy_in_which_somebody_went_on_is_kept(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that work in an earlier checked copy is not written over."""
    main(["check", str(plan), "--write", *DAY])
    copy = plan.with_name("plan-checked.xlsx")
    assert 0 == main(["check", str(plan), "--write", *DAY])
    book = load_workbook(copy)
    book["Meetings"]["C5"] = "Another title"
    book.save(copy)
    before = copy.read_bytes()
    capsys.readouterr()

    assert 1 == main(["check", str(plan), "--write", *DAY])
    assert before == copy.read_bytes()
    assert "name another: -o plan-checked-2.xlsx" in capsys.readouterr().err


def test_a_slip_of_a_head_and_a_kind_are_told(plan: Path) -> None:
    """Guard that a column that is nearly one of the plan, and a word that is no kind, are said."""
    book = load_workbook(plan)
    meetings, facts = book["Meetings"], book["What happened"]
    meetings.cell(3, columns(meetings)["Hosted by"]).value = "Hosted bj"
    facts.cell(5, columns(facts)["What happened"]).value = "hold"
    facts.cell(6, columns(facts)["What happened"]).value = None
    book.save(plan)
    found = {(each.slug, str(each.place)): each for each in vp.read(plan).findings}
    at = columns(meetings)["Hosted bj"]

    slip = found["sheet-not-read", f"plan.xlsx!Meetings:3:{at}"]
    assert ("warning", "did you mean `hosted by`?") == (slip.severity.value, slip.way_out)
    kind = columns(facts)["What happened"]
    assert {f"plan.xlsx!What happened:{row}:{kind}" for row in (5, 6)} == {
        place for slug, place in found if slug == "unknown-word"
    }


# Lists and proofs beside it, facts put into it, and other homes.


def test_lists_and_proofs_beside_it(plan: Path) -> None:
    """Guard that lists and proofs beside a workbook belong to it, and are not taken into it."""
    (plan.parent / "tables").mkdir()
    table = "id,name,organisation,role,activities\n1,,P1,staff,T1\n2,,P2,staff,T1\n"
    (plan.parent / "tables" / "participants.csv").write_text(table, "utf-8")
    (plan.parent / "evidence").mkdir()
    (plan.parent / "evidence" / "M1-list.pdf").write_bytes(b"%PDF-1.4 a list")
    reading = vp.read(plan)
    p = reading.partnership
    assert p is not None

    assert ["1", "2"] == [who.id for who in p.plan.participants]
    assert ["evidence-file-missing"] == [each.slug for each in reading.findings]
    vp.save(p, plan)
    assert p == vp.load(plan)
    assert [] == [row for row in load_workbook(plan).sheetnames if row == "Participants"]
    assert (plan.parent / "plan.xlsx.bak1").exists() or (plan.parent / "plan.bak1.xlsx").exists()


def test_facts_are_added_and_taken_back(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a fact becomes a row and all else stays, and that undo gives the same bytes."""
    own_things(plan)
    before, p = plan.read_bytes(), vp.load(plan)
    line = ["add", str(plan), "delivered", "D1", "--on", "3.11.2025", "--languages", "en", "hr"]
    assert 0 == main(line)
    after = vp.load(plan)
    (new,) = (fact for fact in after.facts if fact not in p.facts)

    assert ("D1", "2025-11-03", ("en", "hr")) == (new.of, str(new.when), new.languages)
    sheet = load_workbook(plan)["What happened"]
    assert "delivered" == sheet.cell(10, columns(sheet)["What happened"]).value
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(plan) as now:
        changed = [name for name in old.namelist() if old.read(name) != now.read(name)]
    assert 1 == len([name for name in changed if "worksheets" in name])
    assert 0 == main(["undo", str(plan)])
    assert before == plan.read_bytes()
    assert 1 == main(["undo", str(plan)])
    added = vp.record(
        plan, Held(of="M2", evidence=(Evidence(kind="photo", file="evidence/a.png"),))
    )
    assert (plan,) == added
    assert "photo: a.png" in [
        cell.value for row in load_workbook(plan)["What happened"].iter_rows() for cell in row
    ]
    capsys.readouterr()


def test_what_has_no_sheet_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a fact for which a workbook has no sheet is not written, with the way out."""
    book = Workbook()
    book.active.title = "meetings"
    book.active.append(["id", "title", "when"])
    book.active.append(["M1", "Kick-off", "2025-01-02"])
    book.save(tmp_path / "old.xlsx")
    before = (tmp_path / "old.xlsx").read_bytes()

    assert 1 == main(["add", str(tmp_path / "old.xlsx"), "held", "M1", "--participants", "4"])
    assert "`vetpartner convert old.xlsx new.xlsx` writes a workbook that has one" in (
        capsys.readouterr().err
    )
    assert before == (tmp_path / "old.xlsx").read_bytes()


def test_from_home_to_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that nothing is lost on the way round, and that nothing is written over."""
    way = [GREEN, *(tmp_path / name for name in ("a.xlsx", "b.json", "c", "d.toml", "e.xlsx"))]
    for source, target in pairwise(way):
        assert 0 == main(["convert", str(source), str(target)]), capsys.readouterr().err
    p, found = vp.load(GREEN), vp.load(way[-1])

    assert (p.baseline, p.facts, p.narratives) == (found.baseline, found.facts, found.narratives)
    assert way[1].read_bytes() == way[-1].read_bytes()
    out = capsys.readouterr().out
    assert "files of evidence: copy the folder evidence/ (" in out
    assert "comments in TOML" in out
    assert 1 == main(["convert", str(GREEN), str(tmp_path / "b.json")])


def test_heads_are_found_below_what_stands_above_them() -> None:
    """Guard that a title and a row of help, wherever they went, are no heads and no rows."""
    rows: list[list[object]] = [["Meetings"], [None, "Id", "Title", "Date"], ["M1", None, None]]

    assert (3, 1, "en") == fitting("meetings", rows)
    assert (0, 0) == fitting("meetings", [["x"]])[:2]
    assert "Meetings" == BY_TABLE["meetings"].title
