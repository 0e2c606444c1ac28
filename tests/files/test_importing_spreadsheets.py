"""Spreadsheets that were made of a plan come back as it, whatever their heads are called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.documents.importing import import_project
from vetpartner.files.imports.draft import Draft, NotImported
from vetpartner.files.imports.spreadsheet import from_spreadsheet

sys.path.insert(0, str(Path(__file__).parent))
from measured import measured, summary
from sheets_made import HEADS, PLAIN, WRITTEN, Rows, csv_text, plain_sheets, sheets, xlsx

GREEN = Path(__file__).parents[2] / "examples/green-welding"


def approved() -> vp.Partnership:
    """Return the example as it was approved."""
    return vp.Partnership(baseline=vp.load(GREEN).baseline)


def draft_of(*tables: Rows, name: str = "plan.xlsx") -> Draft:
    """Return what is read of sheets with these rows."""
    return from_spreadsheet(xlsx({str(n): rows for n, rows in enumerate(tables, 1)}), name)


def entries(draft: Draft, table: str) -> list[dict[str, Any]]:
    """Return the certain values of a table."""
    return [entry.values for entry in draft.entries if entry.table == table]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", sorted(HEADS))
def test_a_spreadsheet_comes_back(tmp_path: Path, language: str, kind: str) -> None:
    """Guards eight languages: 206 fields each; where 01/11/2023 stands alone it is asked."""
    p = approved()
    made = sheets(p, language)
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(xlsx(made) if kind == "xlsx" else csv_text(made))
    draft = import_project(path)
    asked = 1 if language in {"es", "fr", "it", "el"} else 0
    found = measured(p, draft, tmp_path / "made", WRITTEN)

    assert {"right": 206 - asked, "wrong": 0, "remark": asked, "missing": 0} == summary(found), (
        found
    )
    assert "a spreadsheet" == draft.what
    assert [] == draft.left


@pytest.mark.parametrize(
    ("name", "right"), [("career-tree", 45), ("green-finance", 153), ("robostem", 28)]
)
def test_a_real_partnership_comes_back(tmp_path: Path, name: str, right: int) -> None:
    """Guards that what was printed of three real ones is read back, and nothing is added."""
    real = vp.load(Path(__file__).parents[1] / "real" / name)
    p = vp.Partnership(baseline=real.baseline)
    draft = from_spreadsheet(xlsx(plain_sheets(p)), "plan.xlsx")
    found = measured(p, draft, tmp_path / "made", PLAIN)

    assert {"right": right, "wrong": 0, "remark": 0, "missing": 0} == summary(found), found


def test_ids_that_are_missing_are_made_and_told() -> None:
    """Guards that the same rows get the same ids, and that all made ids are named."""
    draft = draft_of(
        [["Partner", "Country"], ["School", "HR"], ["Chamber", "DE"]],
        [["WP", "Activity", "Type"], ["WP2", "Kick-off", "TPM"], ["WP2", "Study", "Task"]],
    )
    assert ["P1", "P2"] == [o["id"] for o in entries(draft, "organisations")]
    assert ["A2.1"] == [a["id"] for a in entries(draft, "meetings")]
    assert "Ids made here, which the source does not have: P1, P2, A2.1, A2.2" in draft.told
    assert "WP2 is named by activities alone" in draft.told
    assert [{"id": "WP2"}] == entries(draft, "work_packages")


@pytest.mark.parametrize(
    ("cell", "id_", "title"),
    [
        ("WP1", "WP1", "Management"),
        ("Work package 1", "WP1", "Management"),
        ("WP 1 – Management", "WP1", "Management"),
        ("Arbeitspaket 1: Management", "WP1", "Management"),
        ("1", "WP1", "Management"),
        ("Radni paket br. 1", "WP1", "Management"),
    ],
)
def test_a_work_package_is_known_by_its_number(cell: str, id_: str, title: str) -> None:
    """Guards the ways in which a number of a work package is written."""
    draft = draft_of([["Work package", "Title", "Budget"], [cell, title, 1000]])
    assert [{"id": id_, "title": title, "amount": 1000}] == entries(draft, "work_packages")


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ("STS", "P1"),
        ("Škola Split", "P1"),
        ("skola split", "P1"),
        ("STS (HR)", "P1"),
        ("P2", "P2"),
        ("Kammer, Bremen", "P2"),
        ("STS / Kammer, Bremen", None),
        ("STS (co-lead: Kammer, Bremen)", None),
        ("STS (with P2)", None),
        ("somebody", None),
        ("VET", None),
    ],
)
def test_a_leader_is_known_by_acronym_or_name(lead: str, found: str | None) -> None:
    """Guards that a name of two organisations, and of none, is a remark with what stands there."""
    partners: Rows = [
        ["No", "Name", "Acronym", "Country"],
        [1, "Škola Split", "STS", "HR"],
        [2, "Kammer, Bremen", "", "DE"],
        [3, "One", "VET", "AT"],
        [4, "Two", "VET", "FR"],
    ]
    draft = draft_of(partners, [["WP", "Title", "Lead"], ["WP1", "Management", lead]])
    (package,) = entries(draft, "work_packages")

    assert found == package.get("lead")
    assert (f'# lead = "{lead}"' in draft.text) == (found is None)


@pytest.mark.parametrize(
    ("heads", "cells", "when"),
    [
        (["When"], ["M1-M14"], "M1..M14"),
        (["Months"], ["3 – 9"], "M3..M9"),
        (["Duration"], ["month 3 - month 9"], "M3..M9"),
        (["Start month", "End month"], [1, 14], "M1..M14"),
        (["Start", "End"], ["2023-11-01", "31.10.2025"], "2023-11-01..2025-10-31"),
        (["Start", "End"], ["November 2023", "Dezember 2024"], "2023-11..2024-12"),
        (["Start", "End"], ["11/2023", "12/2024"], "2023-11..2024-12"),
        (["When"], ["12.-15.5.2025"], "2025-05-12..2025-05-15"),
        (["When"], ["4-5 December 2023"], "2023-12-04..2023-12-05"),
        (["When"], ["4. und 5. Dezember 2023"], "2023-12-04..2023-12-05"),
        (["When"], ["30-5 December 2023"], None),
        (["When"], ["31-32 December 2023"], None),
        (["Start", "End"], [1, 14], None),
        (["Start", "End"], ["2023-11-01", ""], None),
        (["Start", "End"], ["04/05/2024", "05/06/2024"], None),
        (["Start", "End"], ["2024-05-04", "2024-05-01"], None),
        (["Start", "End"], ["M3", "2024-05-01"], None),
        (["When"], ["spring"], None),
    ],
)
def test_dates_are_read_as_people_write_them(
    heads: list[str], cells: list[Any], when: str | None
) -> None:
    """Guards that a date of two readings, or half of one, is a remark."""
    draft = draft_of([["WP", "Title", *heads], ["WP1", "Management", *cells]])
    (package,) = entries(draft, "work_packages")

    assert when == package.get("when")
    assert ("# when = " in draft.text) == (when is None)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12.500,00 €", 12_500),
        ("EUR 12,500.00", 12_500),
        ("12 500", 12_500),
        (12_500.5, "12500.50"),
        ("12.500", None),
        ("12 500 CZK", None),
        ("about 12 500", None),
        ("012 500", None),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: Any, amount: Any) -> None:  # noqa: ANN401
    """Guards that an amount of two readings, and of another currency, is a remark."""
    draft = draft_of([["WP", "Title", "Budget"], ["WP1", "Management", cell]])
    text = f"amount = {amount}" if not isinstance(amount, int) else "amount = 12_500"

    assert (f"\n{text}\n" in draft.text) == (amount is not None)
    assert ("\n# amount = " in draft.text) == (amount is None)


@pytest.mark.parametrize(
    ("venue", "found"),
    [
        ("Split, Croatia", {"city": "Split", "country": "HR"}),
        ("Graz (AT)", {"city": "Graz", "country": "AT"}),
        ("Deutschland", {"country": "DE"}),
        ("Porto", {"city": "Porto"}),
        ("Main Street 3, Split, Croatia", None),
    ],
)
def test_a_venue_is_a_town_and_a_country(venue: str, found: dict[str, str] | None) -> None:
    """Guards that an address is not taken apart."""
    draft = draft_of([["Activity", "Type", "Venue"], ["Kick-off", "meeting", venue]])
    (meeting,) = entries(draft, "meetings")
    assert found == meeting.get("venue")


@pytest.mark.parametrize(
    ("title", "kind", "sheet", "table"),
    [
        ("Week", "LTTA", "Plan", "trainings"),
        ("Week", "Training (LTT)", "Plan", "trainings"),
        ("Kick-off meeting", None, "Plan", "meetings"),
        ("Week", None, "Trainings", "trainings"),
        ("Week", None, "Sastanci", "meetings"),
        ("Week", None, "Plan", None),
        ("Week", "something", "Meetings", None),
    ],
)
def test_the_kind_of_an_activity_is_stated_or_asked(
    title: str, kind: str | None, sheet: str, table: str | None
) -> None:
    """Guards that a title alone tells nothing, unless it is a term of the programme."""
    heads, row = ["Activity", "Venue", "Cost"], [title, "Split", 500]
    if kind is not None:
        heads, row = [*heads, "Type"], [*row, kind]
    draft = from_spreadsheet(xlsx({sheet: [heads, row]}), "plan.xlsx")
    (entry,) = draft.entries[1:]

    assert (table is None) == bool(entry.unsure)
    if table is None:
        assert "\n# [[meetings]]\n" in draft.text
        assert f'\n# title = "{title}"\n' in draft.text
    else:
        assert table == entry.table


def test_sums_and_totals_are_held_against_each_other() -> None:
    """Guards that rows of sums are no work packages, and that a total that differs is told."""
    partners: Rows = [["Partner", "Acronym"], ["School", "S"], ["Chamber", "C"]]
    packages: Rows = [
        ["WP", "Title", "Budget"], ["WP1", "Management", 900], ["WP2", "Study", 300],
        ["Total", "", 1200],
    ]  # fmt: skip
    amounts: Rows = [
        ["", "S", "C", "Total"], ["WP1", 500, 500, 1000], ["WP2", 100, 200, 350],
        ["WP9", 1, 2, 3], ["Total", 600, 700, 1350],
    ]  # fmt: skip
    draft = draft_of(partners, packages, amounts)
    first, second, third = entries(draft, "work_packages")

    assert {"P1": 500, "P2": 500} == first["grant"]
    assert {"P1": 100, "P2": 200} == second["grant"]
    assert {"id": "WP9", "grant": {"P1": 1, "P2": 2}} == third
    assert "# The shares of the organisations make 1000:\n# amount = 900\n" in draft.text
    assert ["WP2: total 350", "Total"] == [each.said for each in draft.left]


def test_the_columns_of_amounts_may_be_work_packages() -> None:
    """Guards the direction of the form, where organisations are the rows."""
    draft = draft_of(
        [["Partner", "Acronym"], ["School", "S"], ["Chamber", "C"]],
        [["Partner", "WP1", "WP2"], ["School", "1.000,00", "2.000,00"], ["C", "-", 500]],
    )
    assert [
        {"id": "WP1", "grant": {"P1": 1000}},
        {"id": "WP2", "grant": {"P1": 2000, "P2": 500}},
    ] == entries(draft, "work_packages")


def test_tables_side_by_side_are_told_apart() -> None:
    """Guards that the country of a partner is none of an activity beside it."""
    draft = draft_of(
        [
            ["Activity", "Type", "Lead", "", "Partner", "Acronym", "Country"],
            ["Kick-off", "TPM", "S", "", "School", "S", "HR"],
            ["Study", "task", "C", "", "Chamber", "C", "DE"],
            ["Fair", "event", "S", "", "", "", ""],
        ]
    )
    assert [("S", "HR"), ("C", "DE")] == [
        (o["acronym"], o["country"]) for o in entries(draft, "organisations")
    ]
    assert [("Kick-off", "P1")] == [(a["title"], a["lead"]) for a in entries(draft, "meetings")]
    assert [{"id": "A3", "title": "Fair", "lead": "P1"}] == entries(draft, "dissemination_events")


def test_labels_and_values_in_turn_are_facts() -> None:
    """Guards a head of a sheet that has two facts in a row, and that a hidden one is none."""
    from io import BytesIO

    from openpyxl import load_workbook

    held = xlsx({"1": [
        ["Project title", "Harvest", "Acronym", "Harv"],
        ["Project start", "2025-09-01", "Project end", "2027-02-28"],
        ["Lump sum", "60 000"],
    ]})  # fmt: skip
    book = load_workbook(BytesIO(held))
    book["1"].row_dimensions[3].hidden = True
    out = BytesIO()
    book.save(out)
    draft = from_spreadsheet(out.getvalue(), "plan.xlsx")
    (project,) = entries(draft, "project")

    assert {"title": "Harvest", "acronym": "Harv", "months": 18} == {
        name: project[name] for name in ("title", "acronym", "months")
    }
    assert "lump_sum" not in project
    assert ["Lump sum | 60 000"] == [each.said for each in draft.left]


def test_nothing_is_lost_in_silence() -> None:
    """Guards that hidden sheets, unknown heads, remarks and double ids are told with places."""
    import io

    from openpyxl import load_workbook

    held = xlsx({
        "Plan": [["WP", "Title", "Mood"], ["WP1", "Management", "good"], ["WP1", "Study", "bad"],
                 [], ["Remember: ask the agency"]],
        "Old": [["WP", "Title"], ["WP7", "Gone"]],
    })  # fmt: skip
    book = load_workbook(io.BytesIO(held))
    book["Old"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    draft = from_spreadsheet(out.getvalue(), "plan.xlsx")

    assert ["WP1", "WP2"] == [w["id"] for w in entries(draft, "work_packages")]
    assert [
        ("plan.xlsx!Old:1:1", "Old"),
        ("plan.xlsx!Plan:3:2", "WP1"),
        ("plan.xlsx!Plan:1:3", "Mood"),
        ("plan.xlsx!Plan:5:1", "Remember: ask the agency"),
    ] == [(each.place, each.said) for each in draft.left]
    assert 4 == len(draft.findings.warnings)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["a", "b"], [1, 2]], "no table of partners, work packages or activities"),
        ([[]], "no table of partners, work packages or activities"),
    ],
)
def test_a_table_of_something_else_is_refused(rows: Rows, why: str) -> None:
    """Guards that a list of something else ends in a sentence that names the heads."""
    with pytest.raises(NotImported, match=why):
        draft_of(rows)


def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    """Guards broken and unknown files, and a reference where there is no list."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(NotImported, match=r"plan.xlsx"):
        import_project(path)
    with pytest.raises(NotImported, match=r"missing.csv"):
        import_project(tmp_path / "missing.csv")
    other = tmp_path / "plan.exe"
    other.write_bytes(b"MZ")
    with pytest.raises(NotImported, match=r"plan.exe is not read: only \.csv"):
        import_project(other)
    path.write_bytes(xlsx({"1": [["WP", "Title"], ["WP1", "Management"]]}))
    with pytest.raises(NotImported, match="is no list of results"):
        import_project(path, reference="2023-1-HR01-KA220-VET-000157891")


def test_a_source_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards that no file keeps the import busy without end."""
    monkeypatch.setattr("vetpartner.files.imports.drafting.MOST_ROWS", 3)
    with pytest.raises(NotImported, match="has more than 3 rows: no plan is so long"):
        draft_of([["WP", "Title"], ["WP1", "A"], ["WP2", "B"], ["WP3", "C"]])


def test_the_command_says_what_it_read_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards the command as people type it, the second time too."""
    source, folder = tmp_path / "plan.csv", tmp_path / "made"
    source.write_text("WP;Title;Mood\nWP1;Management;good\n", encoding="utf-8")

    assert 0 == main(["import", str(source), "-o", str(folder)])
    said = capsys.readouterr().out
    assert said.startswith("plan.csv, read as a spreadsheet: certain values: 2; remarks")
    assert "plan.csv:1:3  Mood" in said
    before = (folder / "project.toml").read_bytes()
    assert 1 == main(["import", str(source), "-o", str(folder)])
    assert "is there already; name a new folder" in capsys.readouterr().err
    assert before == (folder / "project.toml").read_bytes()


def test_texts_of_a_sheet_are_texts(tmp_path: Path) -> None:
    """Guards that no cell becomes a line of the plan, and that ids are made where none stand."""
    nasty = '\u202e"""\n[project]\nacronym = "EVIL"\n# \\u0000'
    draft = draft_of(
        [["ID", "Partner", "Country"], ["a b", nasty, nasty], ["=1+1", "Chamber", "DE"]],
        [["WP", "Title", "Lead"], [nasty, nasty, nasty], ["WP3", "\u202e", "\u202e"]],
    )
    draft.write(tmp_path / "made")
    reading = vp.read(tmp_path / "made")

    assert () == tuple(reading.findings.errors)
    assert reading.partnership is not None
    assert None is reading.partnership.plan.project.acronym
    with pytest.raises(FileExistsError):
        draft.write(tmp_path / "made")
