"""A form goes out, comes back, and is merged: clean changes, conflicts, and what was tampered."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from builders import changed, with_fields
from first_form import form
from hypothesis import given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files.workbooks.merging import Merged, merge, part_of
from vetpartner.model import Amended, Held, Organisation, Partnership, UnknownId

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


@pytest.fixture
def p() -> Partnership:
    """Return the example."""
    return vp.load(GREEN)


def calculated(raw: Path, file: Path) -> None:
    """Write a workbook anew with 2 as the value of each formula, as a spreadsheet program does."""
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>2</v>", old.read(name)))


def edited(p: Partnership) -> Any:  # noqa: ANN401
    """Return the form as a book."""
    return openpyxl.load_workbook(io.BytesIO(form(p, "cfs")))


def heads(sheet: Any) -> list[str]:  # noqa: ANN401
    """Return the heads of a sheet."""
    return [cell.value for cell in sheet[1]]


def at(sheet: Any, row: int, head: str) -> Any:  # noqa: ANN401
    """Return the cell of a row below a head."""
    return sheet.cell(row, heads(sheet).index(head) + 1)


def merged_with(p: Partnership, book: Any, folder: Path) -> Merged:  # noqa: ANN401
    """Return what comes of a book that a partner sent back."""
    book.save(folder / "x.xlsx")
    return merge(p, folder / "x.xlsx")


def filled(p: Partnership, tmp_path: Path, **cells: dict[str, dict[str, Any]]) -> Path:
    """Return the form of cfs with some cells typed into: `meetings={"M4": {"title": "x"}}`."""
    book = edited(p)
    for name, rows in cells.items():
        sheet = book[name]
        columns = {head: n for n, head in enumerate(heads(sheet), start=1)}
        ids = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for id_, held in rows.items():
            row = ids.get(id_) or sheet.max_row + 1
            for head, value in {"id": id_, **held}.items():
                if head in columns:
                    sheet.cell(row, columns[head], value)
    file = tmp_path / "form.xlsx"
    book.save(file)
    return file


def test_a_partner_gets_its_part_only(p: Partnership) -> None:
    """Guard who and what stands in a form: no money, nobody else's people and deliverables."""
    part = part_of(p, "cfs")
    book = edited(p)

    assert ["cfs"] == [row["id"] for row in part["organisations"]]
    assert {"cfs"} == {row["organisation"] for row in part["people"]}
    assert {"cfs"} == {row["lead"] for row in part["deliverables"]}
    assert {"E2", "E3"} == {row["id"] for row in part["dissemination_events"]} - {"E1"}
    assert not {"amount", "grant", "rationale"} & {
        key for rows in part.values() for row in rows for key in row
    }
    assert "work_packages" not in book.sheetnames
    assert ["id" in heads(book["meetings"]), book["_sent"].sheet_state] == [True, "hidden"]
    with pytest.raises(UnknownId):
        form(p, "M1")


def test_what_helps_to_fill_it_in(p: Partnership) -> None:
    """Guard choices, hints, and that heads and ids are guarded while the rest can be typed."""
    book = edited(p)
    sheet = book["meetings"]
    column = {head: openpyxl.utils.get_column_letter(n) for n, head in enumerate(heads(sheet), 1)}
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }

    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert sheet["A2"].protection.locked
    assert not sheet[f"{column['title']}2"].protection.locked
    assert '"in person,online,blended"' == rules[f"{column['mode']}2"]
    assert rules[f"{column['host']}2"].startswith("organisations!$A$2:$A$")
    assert "2024-03-14 09:00..13:00" in sheet[f"{column['when']}1"].comment.text
    assert "amount" not in column
    assert "the one at whose place it happens" in sheet[f"{column['host']}1"].comment.text
    assert ",HR," in rules[f"{column['venue.country']}2"]
    assert rules[f"{column['lead']}2"] == rules[f"{column['host']}2"]
    assert form(p, "cfs") == form(p, "cfs")


def test_nothing_changed(p: Partnership, tmp_path: Path) -> None:
    """Guard that a form that comes back as it went changes nothing."""
    merged = merge(p, filled(p, tmp_path))

    assert ((), (), (), p) == (
        merged.applied,
        merged.conflicts,
        merged.added,
        merged.partnership,
    )
    assert "Nothing in the form differs." == str(merged)


def test_clean_changes_and_a_conflict(p: Partnership, tmp_path: Path) -> None:
    """Guard the three ways: changed there, changed here, changed in both."""
    file = filled(
        p,
        tmp_path,
        meetings={
            "M4": {"title": "Fourth, in Porto", "expected": 15, "venue.city": "Braga", "link": None}
        },
    )
    here = with_fields(p, "M4", expected=11, description="new here")
    merged = merge(here, file)
    assert merged.partnership is not None
    m4 = merged.partnership["M4"]

    assert ["meetings/M4/title", "meetings/M4/venue.city"] == [d.address for d in merged.applied]
    assert ["meetings/M4/expected: sent 12, here now 11, in the form 15"] == [
        str(found) for found in merged.conflicts
    ]
    assert ("Fourth, in Porto", 11, "Braga", "new here") == (
        m4.title,
        m4.expected,
        m4.venue.city,
        m4.description,
    )


def test_the_same_change_here_and_there(p: Partnership, tmp_path: Path) -> None:
    """Guard that who did the same has no conflict."""
    file = filled(p, tmp_path, meetings={"M4": {"expected": 11}})

    merged = merge(with_fields(p, "M4", expected=11), file)

    assert ((), ()) == (merged.applied, merged.conflicts)


def test_new_rows(p: Partnership, tmp_path: Path) -> None:
    """Guard that a new person and a fact are added, and what happened keeps its date."""
    file = filled(
        p,
        tmp_path,
        people={"rosa": {"name": "Rosa Lima", "organisation": "cfs"}},
        held={"": {"of": "M4", "participants": 9, "recorded": date(2025, 9, 20)}},
    )
    merged = merge(p, file)
    assert merged.partnership is not None

    assert ("people/rosa", "held/M4") == merged.added
    assert "Rosa Lima" == merged.partnership["rosa"].name
    assert 9 == merged.partnership.facts_of("M4", Held)[0].participants
    assert ((), merged.partnership) == (
        merge(merged.partnership, file).added,
        merge(merged.partnership, file).partnership,
    )


def told(merged: Merged) -> list[str]:
    """Return the messages of a merge."""
    return [finding.message for finding in merged.findings]


def test_gone_rows_and_columns_are_told(p: Partnership, tmp_path: Path) -> None:
    """Guard that what is gone from a form is gone nowhere else."""
    book = edited(p)
    sheet = book["meetings"]
    sheet.delete_rows(2)
    sheet.delete_cols(at(sheet, 1, "title").column)
    merged = merged_with(p, book, tmp_path)

    assert [
        "the column title is gone from the form; its values stay",
        "meetings/M1 is gone from the form; nothing was taken out here",
    ] == told(merged)
    assert p == merged.partnership


def test_a_renamed_column_is_told(p: Partnership, tmp_path: Path) -> None:
    """Guard that a value under a wrong head is not lost silently."""
    book = edited(p)
    at(book["meetings"], 1, "title").value = "titel"
    merged = merged_with(p, book, tmp_path)

    assert "the column title is gone from the form; its values stay" in told(merged)
    assert any("titel" in message for message in told(merged))
    assert merged.partnership is None


def test_formulas_and_texts_that_look_like_some(p: Partnership, tmp_path: Path) -> None:
    """Guard that a formula is told, and a text with an equals sign stays a text."""
    book = edited(p)
    at(book["meetings"], 2, "title").value = "=1+1"
    text = at(book["meetings"], 3, "title")
    text.value, text.data_type = "=x", "s"
    book.save(tmp_path / "raw.xlsx")
    calculated(tmp_path / "raw.xlsx", tmp_path / "x.xlsx")
    merged = merge(p, tmp_path / "x.xlsx")

    assert ["a formula stands here; its last value is taken"] == told(merged)
    assert ["2", "=x"] == [difference.form for difference in merged.applied]


def test_a_formula_without_a_value_empties_nothing(p: Partnership, tmp_path: Path) -> None:
    """Guard that a formula that nobody calculated is no empty cell."""
    book = edited(p)
    at(book["meetings"], 2, "title").value = "=1+1"
    merged = merged_with(p, book, tmp_path)

    assert merged.partnership is None
    assert ["x.xlsx!meetings:2:2"] == [str(found.place) for found in merged.findings]


def test_only_what_was_offered_is_taken(p: Partnership, tmp_path: Path) -> None:
    """Guard against a form that somebody widened: amounts, payments, rows of other partners."""
    book = edited(p)
    sheet = book["meetings"]
    sheet.cell(1, sheet.max_column + 1, "amount")
    sheet.cell(2, sheet.max_column, 99_000)
    payments = book.create_sheet("payments")
    payments.append(["id", "amount"])
    payments.append(["P9", 1])
    sent = json.loads(book["_sent"]["A1"].value)
    sent["tables"]["organisations"].append({"id": "fbk", "name": p["fbk"].name})
    book["_sent"]["A1"] = json.dumps(sent)
    for head, value in (("id", "fbk"), ("name", "Taken over")):
        at(book["organisations"], 3, head).value = value
    merged = merged_with(p, book, tmp_path)

    assert p == merged.partnership
    assert {
        "amounts are not taken from a form",
        "the sheet payments is not part of the form; nothing was taken from it",
        "fbk is not of the part of this partner; it stays as it is",
    } == set(told(merged))


def test_what_was_taken_out_here_stays_out(p: Partnership, tmp_path: Path) -> None:
    """Guard that a form brings nothing back that was deleted while it was away."""
    file = filled(p, tmp_path)
    here = changed(p, meetings=tuple(m for m in p.baseline.meetings if m.id != "M4"))
    merged = merge(here, file)

    assert here == merged.partnership
    assert ["M4 was taken out here since the form was sent; it stays out"] == told(merged)


@pytest.mark.parametrize("name", ["other", "garbage", "no form", "tampered"])
def test_what_is_no_form(name: str, p: Partnership, tmp_path: Path) -> None:
    """Guard that nothing is taken from another project's form, or a file that is none."""
    file = tmp_path / "x.xlsx"
    if name == "garbage":
        file.write_bytes(b"PK")
    elif name == "no form":
        vp.save(p, file)
    elif name == "tampered":
        book = edited(p)
        book["_sent"]["A1"] = '{"project": 1, "tables": {"meetings": [[1]]}}'
        book.save(file)
    else:
        file.write_bytes(form(with_fields(p, "project", acronym="Other"), "cfs"))
    merged = merge(p, file)

    assert merged.partnership is None
    assert merged.findings.errors


def test_on_the_command_line(
    p: Partnership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard the way out and back: comments of the folder stay, and a conflict is told."""
    folder = tmp_path / "p"
    shutil.copytree(GREEN, folder)
    out = str(tmp_path / "out.xlsx")
    file = filled(p, tmp_path, meetings={"M4": {"title": "In Porto"}})

    assert 0 == main(["form", str(folder), "--partner", "cfs", "-o", out])
    assert 0 == main(["merge", str(folder), str(file), "--dry-run"])
    assert "nothing was written" in capsys.readouterr().out
    assert 0 == main(["merge", str(folder), str(file)])
    assert "meetings/M4/title: Fourth meeting → In Porto" in capsys.readouterr().out
    text = (folder / "facts.toml").read_text("utf-8")
    assert 'title = "In Porto"' in text
    assert text.count("#") == (GREEN / "facts.toml").read_text("utf-8").count("#")
    assert (GREEN / "project.toml").read_bytes() == (folder / "project.toml").read_bytes()
    assert "In Porto" == vp.load(folder)["M4"].title
    assert 0 == main(["merge", str(folder), str(file)])
    assert text == (folder / "facts.toml").read_text("utf-8")
    assert 1 == main(["merge", str(folder), str(tmp_path / "none.xlsx")])


def test_a_form_with_errors_changes_no_file(
    p: Partnership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a list of changes is never taken for changes that were made."""
    folder = tmp_path / "p"
    shutil.copytree(GREEN, folder)
    before = (folder / "project.toml").read_bytes()
    book = edited(p)
    at(book["meetings"], 2, "title").value = "In Porto"
    at(book["meetings"], 2, "expected").value = "many"
    book.save(tmp_path / "x.xlsx")

    assert 1 == main(["merge", str(folder), str(tmp_path / "x.xlsx")])
    assert "nothing was written: put the errors right in the form" in capsys.readouterr().out
    assert before == (folder / "project.toml").read_bytes()


def test_a_form_shows_what_holds_and_never_edits_the_plan(p: Partnership, tmp_path: Path) -> None:
    """Guard a plan that was amended before the form went out, and is changed by it again."""
    day = date(2025, 2, 3)
    moved = Amended(
        of="M4",
        when=vp.When.parse("2025-09-23..2025-09-24"),
        recorded=date(2025, 1, 31),
        reason="exams",
    )
    gone = Amended(of="E3", recorded=date(2025, 1, 31), reason="no room", cancelled=True)
    p = p.with_facts(moved, gone)
    sheet = edited(p)["meetings"]
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    shown = at(sheet, rows["M4"], "when").value
    file = filled(p, tmp_path, meetings={"M4": {"when": "2025-09-24..2025-09-25"}})
    merged = merge(p, file, on=day).partnership
    assert merged is not None
    new = merged.facts_of("M4", Amended)[-1]

    assert "2025-09-23..2025-09-24" == str(shown)
    assert part_of(p, "cfs")["dissemination_events"][-1]["cancelled"]
    assert p.baseline == merged.baseline
    assert ("cfs", day, "not yet recorded") == (new.source, new.recorded, new.reason)
    assert vp.When.parse("2025-09-24..2025-09-25") == merged["M4"].when
    assert p["M4"].when != p.baseline.meetings[3].when


def test_merged_again_and_again(p: Partnership, tmp_path: Path) -> None:
    """Guard that nothing comes twice, whatever cells equal their defaults or say it otherwise."""
    cells = {"of": "M4", "organisation": "cfs", "count": 2, "role": "staff"}
    file = filled(
        p,
        tmp_path,
        attended={"": cells},
        held={"": {"of": "M4", "participants": 9, "mode": "in person"}},
        delivered={"": {"of": "D3.1", "languages": "pt", "when": date(2025, 1, 20)}},
        disseminated={"": {"of": "N3", "organisation": "cfs", "title": "Post", "reach": 20}},
        meetings={"M4": {"expected": 15}},
    )
    once = merge(p, file).partnership
    assert once is not None
    again = merge(once, file, on=date(2025, 12, 1))

    assert 5 == len(once.facts) - len(p.facts)
    assert ((), (), once) == (again.applied, again.added, again.partnership)


# What goes out is read back first.


@settings(max_examples=examples(60))
@given(partnerships())
def test_an_untouched_form_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, p: Partnership
) -> None:
    """Guard that every form that was written can be taken back, with whatever stands in it."""
    file = tmp_path_factory.mktemp("form") / "form.xlsx"
    plan = attrs.evolve(p.baseline, organisations=(Organisation(id="own"), *p.plan.organisations))
    p = attrs.evolve(p, baseline=plan)
    file.write_bytes(form(p, "own"))
    merged = merge(p, file)

    assert "Nothing in the form differs." == str(merged)
    assert p == merged.partnership
