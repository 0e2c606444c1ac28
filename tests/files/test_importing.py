"""Projects from rows of the Commission's list: what is certain, what is asked, what is left."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

import vetpartner as vp
from vetpartner.files.imports.draft import Draft, NotImported
from vetpartner.files.imports.results import from_results

if TYPE_CHECKING:
    from pathlib import Path

GRANT = (
    "EU Grant award in euros (This amount represents the grant awarded after the selection stage "
    "and is indicative. Please note that any changes made during or after the project's lifetime "
    "will not be reflected here.)"
)
ROW = {
    "Programme": "Erasmus+",
    "Action Type": "Cooperation partnerships in vocational education and training",
    "Call year": "2023",
    "Project Identifier": "2023-1-HR01-KA220-VET-000157891",
    "Start date": "01/11/2023",
    "End date": "31/10/2025",
    "Project Title": 'Welding "green", invented',
    "Topics": "Green skills",
    "Project Summary": "An invented project.\nIt has two lines.",
    GRANT: "250000.00",
    "Project Website": "https://example.org",
    "Participating countries": "HR,DE,EL",
    "Coordinating organisation name": "Škola, izmišljena",
    "Coordinating organisation type": "School/Institute",
    "Coordinator's address": "Ulica 1, 21000, Split",
    "Coordinator's country": "HR",
    "Partner 1 name": "Kammer",
    "Partner 1 country": "Germany",
    "Partner 2 name": "Κέντρο",
    "Partner 2 country": "EL",
}


def as_csv(*rows: dict[str, str], separator: str = ",") -> bytes:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def read(draft: Draft, folder: Path) -> vp.Partnership:
    """Return the project that is written, which has no mistake."""
    draft.write(folder)
    reading = vp.read(folder)
    assert reading.partnership is not None
    assert () == tuple(reading.findings)
    return reading.partnership


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_becomes_a_project_that_can_be_read(tmp_path: Path, separator: str) -> None:
    """Guards all that a row says, and that nothing else is made up."""
    draft = from_results(as_csv(ROW, separator=separator), "row.csv")
    p = read(draft, tmp_path / "made")
    project = p.plan.project

    assert ("KA220-VET", 2023, 1) == (project.action, project.call, project.round)
    assert (date(2023, 11, 1), 24) == (project.start, project.months)
    assert vp.Money(250_000) == project.lump_sum
    assert ROW["Project Summary"] == project.summary
    assert ("Green skills",) == project.topics
    assert [("P1", "HR"), ("P2", "DE"), ("P3", "EL")] == [
        (o.id, o.country) for o in p.plan.organisations
    ]
    assert "P1" == project.coordinator
    assert None is project.national_agency
    assert () == p.plan.work_packages
    left = {each.place: each.said for each in draft.left}
    assert {"programme": "Erasmus+"} == left


def test_json_is_the_same(tmp_path: Path) -> None:
    """Guards that a row in JSON makes the same files, alone or in a list."""
    wanted = from_results(as_csv(ROW), "row").text
    for held in (ROW, [ROW], {"projects": [ROW], "total": 1}):
        assert wanted == from_results(json.dumps(held).encode(), "row").text
    short = {
        "reference": ROW["Project Identifier"],
        "title": "Invented",
        "coordinator": {"legal name": "Škola", "country": "HR", "oid": "E10000001"},
        "partners": [{"name": "Kammer", "country": "DE", "city": "Bremen"}, "Κέντρο"],
        "countries": ["HR", "DE"],
    }
    p = read(from_results(json.dumps(short).encode(), "row"), tmp_path / "made")
    found = [(o.name, o.country, o.city, o.oid) for o in p.plan.organisations]
    assert [
        ("Škola", "HR", None, "E10000001"),
        ("Kammer", "DE", "Bremen", None),
        ("Κέντρο", None, None, None),
    ] == found


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        ({GRANT: "249999"}, "lump_sum = 249_999"),
        ({"Project Identifier": "123"}, 'reference = "123"'),
        ({"End date": "15/10/2025"}, "months = 23"),
        ({"Topics": "Green skills; Dragons"}, 'topics = ["Green skills", "Dragons"]'),
        ({"Project Identifier": "2023-1-HR01-KA121-VET-000157891"}, 'action = "KA121-VET"'),
    ],
)
def test_what_is_not_certain_is_a_remark(
    tmp_path: Path, changed: dict[str, str], remark: str
) -> None:
    """Guards that a person decides what the list leaves open."""
    draft = from_results(as_csv({**ROW, **changed}), "row.csv")
    key = remark.partition(" = ")[0]

    assert f"\n# {remark}\n" in draft.text
    assert f"\n{key} = " not in draft.text
    read(draft, tmp_path / "made")


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("01/11/2023", "31/10/2025", (date(2023, 11, 1), 24)),
        ("11/01/2023", "10/31/2025", (date(2023, 11, 1), 24)),
        ("2023-11-01", "2025-10-31", (date(2023, 11, 1), 24)),
        ("01/11/2023", "", (None, None)),
        ("05/06/2023", "07/08/2024", (None, None)),
        ("1.11.2023", "31.10.2025", (date(2023, 11, 1), 24)),
        ("soon", "later", (None, None)),
    ],
)
def test_a_day_with_two_readings_is_settled_by_the_other_or_asked(
    tmp_path: Path, start: str, end: str, found: tuple[date | None, int | None]
) -> None:
    """Guards that 01/11 is neither January nor November before it is known which."""
    draft = from_results(as_csv({**ROW, "Start date": start, "End date": end}), "row.csv")
    project = read(draft, tmp_path / "made").plan.project

    assert found == (project.start, project.months)
    if found[0] is None:
        assert "start date" in {each.place for each in draft.left}


def test_a_country_without_an_organisation_is_told() -> None:
    """Guards that a partner that the list does not name is not forgotten."""
    draft = from_results(as_csv({**ROW, "Participating countries": "HR, Germany, EL, FR"}), "row")
    assert ["FR"] == [each.said for each in draft.left if each.place == "participating countries"]


def test_of_several_rows_one_is_named() -> None:
    """Guards that no project is taken by chance."""
    other = {**ROW, "Project Identifier": "2024-1-SI01-KA210-VET-000245118"}
    with pytest.raises(NotImported, match="has 2 projects, such as 2023-1-HR01"):
        from_results(as_csv(ROW, other), "rows.csv")
    text = from_results(
        as_csv(ROW, other), "rows.csv", reference="2024-1-si01-KA210-VET-000245118"
    ).text
    assert 'action = "KA210-VET"' in text
    with pytest.raises(NotImported, match="has no project 2022"):
        from_results(as_csv(ROW, other), "rows.csv", reference="2022")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"", "has no row"),
        (b"a,b\n1,2\n", "has no row"),
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'Project Title\n"open', "is no CSV"),
        (b"[1, 2]", "has no row"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, why: str) -> None:
    """Guards that a wrong file ends in a sentence."""
    with pytest.raises(NotImported, match=why):
        from_results(data, "row")


def test_texts_of_a_list_are_texts(tmp_path: Path) -> None:
    """Guards that nothing in a row becomes a line of the plan."""
    nasty = '"""\n[project]\nacronym = "EVIL"\n# \\u0000 \x07'
    draft = from_results(as_csv({**ROW, "Project Title": nasty, "Topics": nasty}), nasty)
    draft.write(tmp_path / "made")
    reading = vp.read(tmp_path / "made")

    assert reading.partnership is not None
    assert None is reading.partnership.plan.project.acronym


def test_a_partner_under_another_heading_is_taken_and_one_without_a_name_is_told() -> None:
    """Guards that no partner is lost for the words of a heading."""
    other = {**ROW, "Partner 3 organisation name": "Boat AB", "Partner 3 country": "SE"}
    draft = from_results(as_csv({**other, "Partner 4 country": "FI"}), "row")

    assert 'name = "Boat AB"\ncountry = "SE"' in draft.text
    assert ["country: FI"] == [each.said for each in draft.left if each.place == "partner 4"]


def test_what_is_no_organisation_is_told_and_no_name() -> None:
    """Guards that no number or list becomes the name of an organisation."""
    row = {**ROW, "partners": [3, {"name": ["x"], "country": "SE"}, "Kammer"]}
    draft = from_results(json.dumps(row).encode(), "row")
    left = {(each.place, each.said) for each in draft.left}

    assert {("partner 1", "3"), ("name", "['x']"), ("partner 2", "country: SE")} <= left
    assert 'name = "3"' not in draft.text
    with pytest.raises(NotImported, match="holds '7', which is no project"):
        from_results(json.dumps([ROW, 7]).encode(), "row")
