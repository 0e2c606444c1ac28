"""Lists of participants and attendance as people make them: headings, languages, dates, sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import more
from openpyxl import Workbook
from tabled import PLAN, Case, cases, people, said, write_ods

from vetpartner.checks import check
from vetpartner.files import read
from vetpartner.files.tables.attendance import Attendance
from vetpartner.files.tables.participants import Participants
from vetpartner.model import Participant, Partnership, Training, When

if TYPE_CHECKING:
    from vetpartner.files.tables.lists import TableReading

PEOPLE = (
    Participant(id="P1", name="Ana Anić", organisation="sts"),
    Participant(id="P2", name="Bruno Rossi", organisation="fbk"),
    Participant(id="P3", name="Bruno Rossi", organisation="epl"),
)
DAY = When.day(date(2024, 2, 12))


def there(data: str) -> TableReading:
    """Read attendance of T1 from the content of a CSV file."""
    return Attendance("a.csv", PLAN, "T1", PEOPLE).read(Path(), data.encode())


@pytest.mark.parametrize("case", cases("participants"))
def test_lists_of_participants(case: Case) -> None:
    """Guards what is read of a list as people keep it, and what is found in it."""
    case.guard(people(case.data, more(PLAN, Training(id="P2"))))


@pytest.mark.parametrize("case", cases("attendance"))
def test_lists_of_attendance(case: Case) -> None:
    """Guards who is read as having been there, and what is found in the list."""
    case.guard(there(case.data))


@pytest.mark.parametrize(
    "headings",
    [
        "id,name,organisation,role,gender",
        "Šifra,Ime i prezime,Ustanova,Uloga,Spol",
        "Kennung,Vor- und Nachname,Einrichtung,Rolle,Geschlecht",
        "Código,Nome completo,Instituição,Função,Género",
        "Codice,Nome e cognome,Istituto,Ruolo,Genere",
        "Código,Nombre y apellidos,Institución,Función,Sexo",
        "Identifiant,Nom et prénom,Établissement,Rôle,Genre",
        "Številka,Ime in priimek,Šola,Vloga,Spol",
        "Cod,Nume și prenume,Instituția,Rol,Gen",
        "Lp.,Imię i nazwisko,Szkoła,Rola,Płeć",
        "Κωδικός,Ονοματεπώνυμο,Σχολείο,Ρόλος,Φύλο",
        "Numara,Ad Soyad,Okul,Görev,Cinsiyet",
        "Číslo,Jméno a příjmení,Instituce,Role,Pohlaví",
        "Azonosító,Teljes név,Iskola,Szerepkör,Nem",
    ],
)
def test_headings_of_the_languages(headings: str) -> None:
    """Guards that each language names the same columns."""
    read = people(f"{headings}\nA1,Ana Anić,sts,staff,f\n")

    who = Participant(id="A1", name="Ana Anić", organisation="sts", role="staff", gender="female")
    assert [] == said(read)
    assert (who,) == read.rows


def test_headings_that_are_not_known() -> None:
    """Guards similar words for a heading, and that a list without any is none."""
    read = people("id,name,organisatoin,name,shoe size\n1,Ana,sts,Eva,39\n")

    assert "did you mean `organisation`?" == read.findings[0].way_out
    assert ["table-no-heading 1:1"] == said(people("a,b\nc,d\n"))
    assert not people("a,b\nc,d\n").whole


def test_only_a_hundred_of_a_kind() -> None:
    """Guards that a long list of the same mistake is counted instead of shown."""
    read = people("id,name,role\n" + "".join(f"{n},Name {n},king\n" for n in range(150)))

    assert 101 == len(read.findings)
    assert "50 more of this kind in p.csv" == read.findings[-1].message


@pytest.mark.parametrize(
    "written",
    [
        *("24 March 2025", "24. ožujka 2025.", "24 de março de 2025", "24. März 2025"),
        *("24 mars 2025", "24. marca 2025", "24 marca 2025", "24 Μαρτίου 2025", "24 Mart 2025"),
        *("24. března 2025", "2025. március 24.", "March 24, 2025", "24 mar. 2025"),
        *("24 martie 2025", "24 marzo 2025"),
    ],
)
def test_days_with_the_name_of_the_month(written: str) -> None:
    """Guards days as they are written in the languages of the headings."""
    read = there(f"id;date\nP1;{written}\n")
    wide = there(f"id;{written}\nP1;x\n")

    assert [When.day(date(2025, 3, 24))] == [row.when for row in (*read.rows,)]
    assert [When.day(date(2025, 3, 24))] == [row.when for row in (*wide.rows,)]
    assert [] == said(read) + said(wide)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2. listopad 2025", "the month of '2. listopad 2025' is another one in another language"),
        ("45740", "'45740' may be a day that lost its format"),
        ("31 June 2025", "there is no day '31 June 2025'"),
    ],
)
def test_days_that_are_not_guessed(written: str, message: str) -> None:
    """Guards that a month of two languages and a number of a spreadsheet are refused."""
    read = there(f"id;date\nP1;{written}\n")
    wide = there(f"id;{written}\nP1;x\n")

    ends = ("the row is left out", "the column is left out")
    assert [(f"{message}; {end}", ()) for end in ends] == [
        (found.message, r.rows) for r in (read, wide) for found in r.findings
    ]


def test_a_workbook_as_it_is_found(tmp_path: Path) -> None:
    """Guards rows and columns in a sheet: banner, empty columns, merged cells, errors, formulas."""
    book = Workbook()
    book.create_sheet("Legend")["A1"] = "x = present"
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lista & co"
    sheet["C1"] = "Attendance list"
    sheet.merge_cells("C1:F1")
    for column, text in zip("CDEF", ("id", "name", date(2024, 2, 12), "13.2.2024"), strict=True):
        sheet[f"{column}3"] = text
    sheet["C4"], sheet["D4"], sheet["E4"] = "P1", "Ana Anić", 3
    sheet["F4"] = "=1+1"
    sheet["C5"], sheet["E5"], sheet["F5"] = "P2", True, "#REF!"
    sheet["F5"].data_type = "e"
    sheet.merge_cells("C7:C8")
    path = tmp_path / "a.xlsx"
    book.save(path)
    read = Attendance("a.xlsx", PLAN, "T1", PEOPLE).read(path)

    assert [("P1", DAY, Decimal(3)), ("P2", DAY, None)] == [
        (row.participant, row.when, row.hours) for row in read.rows
    ]
    assert ["table-formula 4:6", "table-error-cell 5:6"] == said(read)
    assert {"a.xlsx!Lista & co"} == {f.place.file for f in read.findings if f.place}


@pytest.mark.parametrize(("headings", "count"), [(("id", "name"), 2), (("id", "role"), 1)])
def test_two_sheets(headings: tuple[str, str], count: int, tmp_path: Path) -> None:
    """Guards that two sheets are read only if they have the same headings."""
    book = Workbook()
    first, second = book.active, book.create_sheet("Second")
    assert first is not None
    first.append(("id", "name"))
    first.append(("1", "Ana"))
    second.append(headings)
    second.append(("2", "guest"))
    book.save(tmp_path / "p.xlsx")
    read = Participants("p.xlsx", PLAN).read(tmp_path / "p.xlsx")

    assert count == len(read.rows)
    assert ["table-two-sheets 1:1"] == said(read)


def test_an_ods_file(tmp_path: Path) -> None:
    """Guards OpenDocument: texts, numbers, days, and an error that shows as text."""
    cells = (
        ("id", "name", "registered", "count"),
        ("1", "Ana", '<table:table-cell office:value-type="date" office:date-value="2024-02-01"/>',
         '<table:table-cell office:value-type="float" office:value="3"/>'),
        ("2", "#REF!", "2024-02-01", "1"),
    )  # fmt: skip
    path = tmp_path / "p.ods"
    write_ods(path, cells)
    read = Participants("p.ods", PLAN).read(path)

    assert [("1", "Ana", 3), ("2", None, 1)] == [(w.id, w.name, w.count) for w in read.rows]
    assert [date(2024, 2, 1)] * 2 == [who.registered for who in read.rows]
    assert ["table-error-cell 3:2"] == said(read)


def test_a_finding_about_a_presence_leads_to_its_cell(tmp_path: Path) -> None:
    """Guards file, row and column of what rules find in a list, also as of a day within it."""
    (tmp_path / "project.toml").write_text(
        '[[trainings]]\nid = "T1"\nwhen = "2027-05-10..2027-05-11"\n', "utf-8"
    )
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "participants.csv").write_text("id,name\nL1,Ana\nL2,Iva\n", "utf-8")
    (tmp_path / "tables" / "attendance-T1.csv").write_text(
        "id,2027-05-10,2027-05-11,2027-05-12\nL1,x,x,\nL9,x,x,\nL2,,30,8\n", "utf-8"
    )
    whole = read(tmp_path).partnership
    assert whole is not None

    def places(p: Partnership, slug: str) -> list[str]:
        return [str(found.place) for found in check(p) if found.slug == slug]

    table = "tables/attendance-T1.csv"
    assert [f"{table}:4:4"] == places(whole, "presence-outside-activity")
    assert [f"{table}:3:2"] == places(whole, "link-to-nowhere")
    assert [f"{table}:3:2"] == places(whole.on(date(2027, 5, 10)), "link-to-nowhere")


def test_a_folder_with_tables(tmp_path: Path) -> None:
    """Guards that tables are part of the partnership, and what is no table is said."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "project.toml").write_text('[[trainings]]\nid = "T1"\n', "utf-8")
    for name, text in {
        "participants.csv": "id,name\nP1,Ana\n",
        "Attendance-T1.csv": "id,date\nP1,2024-02-12\n",
        "attendance-T2.csv": "id,date\nP1,2024-02-12\n",
        "participants.docx": "",
        "participants.csv.bak1": "id,name\nP9,Old\n",
        "expenses.csv": "a,b\n",
        "attendance_T1.csv": "id,date\nP1,2024-02-13\n",
        "participants (1).xlsx": "",
        "~$participants.xlsx": "",
    }.items():
        (tmp_path / "tables" / name).write_text(text, "utf-8")
    reading = read(tmp_path)

    assert reading.partnership is not None
    assert reading.partnership.origin is not None
    assert ["P1"] == [who.id for who in reading.partnership.plan.participants]
    days = {str(row.when) for row in reading.partnership.presences["T1"]}
    assert {"2024-02-12", "2024-02-13"} == days
    assert [
        ("table-unknown-activity", "tables/attendance-T2.csv"),
        ("table-passed-over", "tables/expenses.csv"),
        ("table-name", "tables/participants (1).xlsx"),
        ("table-name", "tables/participants.docx"),
        ("table-passed-over", "tables/~$participants.xlsx"),
    ] == [(f.slug, f.place.file) for f in reading.findings if f.place]
    assert "tables/participants.csv:2:1" == str(
        reading.partnership.origin.locate("participants/P1")
    )
    assert "the activities are T1" == reading.findings[0].way_out
