"""The attendance list: what stands on it, in which formats, and that nothing is cut off."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT

import vetpartner as vp
from vetpartner.files.tables.attendance import Attendance
from vetpartner.model import Answered, Participant, Partnership
from vetpartner.model.partnership import UnknownId
from vetpartner.papers.attendance_list import attendance_list, list_data
from vetpartner.render.language import UnknownLanguage, language, languages

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
ENGLISH = language("en")
NASTY = '=HYPERLINK("x") <b>&'


def green(*people: Participant, **fields: Any) -> Partnership:  # noqa: ANN401
    """Return the example with these participants, and the pilot training changed."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    plan = p.baseline
    trainings = tuple(
        attrs.evolve(one, **fields) if one.id == "T2" else one for one in plan.trainings
    )
    plan = attrs.evolve(plan, trainings=trainings, participants=people or plan.participants)
    return attrs.evolve(p, baseline=plan)


def sheet_of(data: bytes) -> Any:  # noqa: ANN401 - a sheet of openpyxl
    """Return the first sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def rows_of(html: str) -> list[str]:
    """Return the rows to sign as plain texts, cell by cell."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [
        "|".join(re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", row))
        for row in rows
    ]


def test_head_and_days_are_those_of_the_plan() -> None:
    """Guard that project, dates and place come from the plan in force."""
    data = list_data(green(), green()["T2"], ENGLISH)

    assert (
        ("Project", "GreenWeld – Green skills for welders"),
        ("Project reference", "2023-1-HR01-KA220-VET-000157891"),
        ("Activity", "T2 Pilot week for learners"),
        ("Date", "20–24 January 2025"),
        ("Place", "Workshops of Strukovna škola Split and Zavarivanje Jadran, Split, Croatia"),
    ) == tuple((k, v.replace("\u2009", " ")) for k, v in data.facts)
    assert (tuple(f"{day} January 2025" for day in range(20, 25)),) == data.sheets
    assert "3–4 December 2024" in attendance_list(green(), "M3").html.replace("\u2009", "")


def test_a_line_for_each_registered_one() -> None:
    """Guard names, pseudonyms, groups, countries, the empty lines, and that nothing is HTML."""
    p = green(
        Participant(id="P1", name=NASTY, organisation="sts", activities=("T2",)),
        Participant(id="G", organisation="fbk", count=2, country="DE", activities=("T2",)),
        Participant(id="P3", name="Not here", activities=("T1",)),
        Participant(id="P4", person="silke", activities=("T2",), registered=date(2025, 1, 31)),
        Participant(id="P5", activities=("T2",), registered=date(2025, 2, 1)),
    )
    html = attendance_list(p, "T2", empty=1).html

    assert [
        "1|=HYPERLINK(&quot;x&quot;) &lt;b&gt;&amp; P1|STS|Croatia|||||",
        "2|G/1|FBK|Germany|||||",
        "3|G/2|FBK|Germany|||||",
        "4|Silke Behrens P4|||||||",
        "5||||||||",
    ] == rows_of(html)


def test_a_number_that_is_a_mistake_makes_no_endless_list() -> None:
    """Guard that a huge group has one line, and that a huge expected number is bounded."""
    group = Participant(id="G", count=10**9, activities=("T2",))
    p = green(group, expected=10**9)
    nobody = green(Participant(id="P"), expected=10**9)

    assert ["G", ""] == [line.id for line in list_data(p, p["T2"], ENGLISH, 1).lines]
    assert 500 == len(list_data(nobody, nobody["T2"], ENGLISH).lines)


def test_a_meeting_without_registrations_lists_the_people_of_the_partners() -> None:
    """Guard that a meeting needs no registration, and that other activities list nobody unasked."""
    p = green()
    people = [line.name for line in list_data(p, p["M4"], ENGLISH, 0).lines]
    event = list_data(p, p["E3"], ENGLISH)

    assert ["Marija Perković", "Ante Bralić", "Jelena Tomić"] == people[:3]
    assert len(p.plan.people) == len(people)
    assert p["E3"].expected == len(event.lines)
    assert {""} == {line.name for line in event.lines}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2025-01-20", [1]),
        ("2025-01-20..2025-01-25", [6]),
        ("2025-01-20..2025-01-26", [4, 3]),
        ("2025-01-01..2025-01-31", [6, 6, 6, 6, 6, 1]),
        ("2025-01-01..2025-02-01", [1]),
        ("2025-01", [1]),
        ("undecided", [1]),
    ],
)
def test_never_more_columns_than_a_page_holds(when: str, expected: list[int]) -> None:
    """Guard that many days go on to another sheet, and that without days there is one column."""
    p = green(when=vp.When.parse(when))
    data = list_data(p, p["T2"], ENGLISH)
    book = openpyxl.load_workbook(io.BytesIO(attendance_list(p, "T2").xlsx))

    assert expected == [len(days) for days in data.sheets]
    assert [4 + n for n in expected] == [sheet.max_column for sheet in book.worksheets]
    assert len(expected) == attendance_list(p, "T2").html.count("<table")
    if when == "undecided":
        assert (("Date and signature",),) == data.sheets


def test_the_workbook_prints_on_one_page_across() -> None:
    """Guard the print: A4 across, one page wide, heads on every page; and no text is a formula."""
    p = green(Participant(id="P1", name="=1+1", activities=("T2",)))
    sheet = sheet_of(attendance_list(p, "T2").xlsx)
    setup = sheet.page_setup

    assert ("landscape", "9", 1, 0) == (
        setup.orientation,
        str(setup.paperSize),
        setup.fitToWidth,
        setup.fitToHeight,
    )
    assert "$9:$10" == sheet.print_title_rows
    assert ["No.", "Name", "Organisation", "Country"] == [c.value for c in sheet[10]][:4]
    assert ("=1+1 (P1)", "s") == (sheet["B11"].value, sheet["B11"].data_type)


def test_the_workbook_is_the_table() -> None:
    """Guard that sheet and page have the same lines, and the sheet the days of its own part."""
    p = green(when=vp.When.parse("2025-01-20..2025-01-26"))
    made = list_data(p, p["T2"], ENGLISH)
    book = openpyxl.load_workbook(io.BytesIO(attendance_list(p, "T2").xlsx))

    assert ["List1", "List2"] == [name for sheet in book for name in sheet.tables]
    for table, sheet in zip(made.tables, book, strict=True):
        head, *rows = sheet.iter_rows(10, 10 + len(made.lines), values_only=True)
        assert table.heads(ENGLISH) == head
        assert [str(n) for n in range(1, len(made.lines) + 1)] == [str(row[0]) for row in rows]
        # Who has no name has the id in brackets, as it stands behind the names of others.
        shown = [(no, who and f"({who})", *rest) for no, who, *rest in table.lines(ENGLISH)]
        assert shown == [tuple(str(c or "") for c in row) for row in rows]
        assert "C11" == sheet.freeze_panes


@pytest.mark.parametrize("code", languages(papers=True))
def test_the_workbook_is_read_back(code: str, tmp_path: Path) -> None:
    """Guard that a list that was filled in is read as it was sent out, in each language.

    With a name, a name of two people, an id alone, an id that is a number, an answer to the
    invitation behind the name, and groups with a line for each; the free lines and the words of the
    Union are nobody. Of a group whose lines do not say the same, it is asked.
    """
    signed = (
        ("P1", "Ana Anić", 1, "xxxxx"),
        ("P2", "Ivo Ivić", 1, "x"),
        ("P3", "Ivo Ivić", 1, "xx"),
        ("P4", None, 1, "x x"),
        ("7", None, 1, "x"),
        ("G1", None, 3, "xx x"),
        ("G2", "Class 2a", 12, "x"),
        ("G3", "Class 2b", 2, ""),
    )
    given = (
        Participant(
            id=id_, name=name, organisation="sts", activities=("T2",), count=count,
            person="ante" if id_ in {"P1", "P4"} else None,
        )
        for id_, name, count, _ in signed
    )  # fmt: skip
    p = green(*given)
    p = attrs.evolve(p, facts=(*p.facts, Answered(of="T2", person="ante", answer="accepted")))
    book = openpyxl.load_workbook(io.BytesIO(attendance_list(p, "T2", language=code).xlsx))
    sheet = book.worksheets[0]
    lines = [marks for _, _, count, marks in signed for _ in range(count)]
    lines[7] = "xx"  # the last of G1 was not there on the fourth day
    for row, marks in enumerate(lines, 11):
        for column, mark in enumerate(marks, start=5):
            sheet.cell(row, column).value = mark.strip() or None
    book.save(tmp_path / "list.xlsx")
    read = Attendance("list.xlsx", p.plan, "T2", p.plan.participants).read(tmp_path / "list.xlsx")
    days = {"P1": "01234", "P2": "0", "P3": "01", "P4": "02", "7": "0", "G1": "01", "G2": "0"}

    assert language(code, papers=True).gettext("comes") in str(sheet["B11"].value)
    assert [("table-group-unequal", 16, 8)] == [
        (found.slug, found.place.line, found.place.column)
        for found in read.findings
        if found.severity is not vp.Severity.NOTE and found.place is not None
    ]
    assert [
        (who, vp.When.day(date(2025, 1, 20 + int(n)))) for who, there in days.items() for n in there
    ] == [(row.participant, row.when) for row in read.rows]


def test_the_page_prints_across_and_repeats_its_head() -> None:
    """Guard that a signed second page still says of which activity it is."""
    html = attendance_list(green(), "T2").html
    head = html.partition("<thead>")[2].partition("</thead>")[0]

    assert "@page { size: A4 landscape;" in html
    assert "thead { display: table-header-group; }" in html
    assert "GreenWeld – T2 Pilot week for learners – 20" in head
    assert "Funded by the European Union" in html.partition("<footer>")[2]


def test_croatian() -> None:
    """Guard words, countries and dates in another language."""
    html = attendance_list(green(), "T2", language="hr").html

    assert '<html lang="hr">' in html
    assert "Potpisna lista" in html
    assert "21. siječnja 2025." in html
    assert "Hrvatska" in html
    with pytest.raises(UnknownLanguage):
        attendance_list(green(), "T2", language="sq")


def test_a_place_is_online_or_unknown() -> None:
    """Guard that an online meeting has no venue, and nothing is invented for one without any."""
    assert ("Place", "online") in list_data(green(mode="online"), green()["M2"], ENGLISH).facts
    p = green(venue=None, mode=None)
    assert ("Place", "–") in list_data(p, p["T2"], ENGLISH).facts


def test_word_and_pdf() -> None:
    """Guard the formats of the extras: across, heads repeated, a column for each day."""
    made = attendance_list(green(), "T2")
    document = docx.Document(io.BytesIO(made.data(".docx")))
    section, table = document.sections[0], document.tables[0]

    assert WD_ORIENT.LANDSCAPE == section.orientation
    assert (297, 210) == tuple(round(side.mm) for side in (section.page_width, section.page_height))
    assert (26, 9) == (len(table.rows), len(table.columns))
    assert "tblHeader" in table.rows[0]._tr.xml  # noqa: SLF001 - python-docx has no such setting
    assert b"%PDF" == made.data(".pdf")[:4]
    assert 273 == round(sum(column.width.mm for column in table.columns))


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Guard that every format is the same each time, and is written whole."""
    for suffix in (".html", ".xlsx", ".docx", ".pdf"):
        first, second = (attendance_list(green(), "T2") for _ in range(2))
        first.write(tmp_path / f"list{suffix}")
        assert first.data(suffix) == second.data(suffix)
        assert first.data(suffix) == (tmp_path / f"list{suffix}").read_bytes()
    assert zipfile.is_zipfile(tmp_path / "list.docx")


def test_what_is_not_there() -> None:
    """Guard the messages for another format and an unknown activity."""
    with pytest.raises(ValueError, match=r"cannot be written as '\.odt'; use \.html, \.md, \.docx"):
        attendance_list(green(), "T2").data(".odt")
    with pytest.raises(UnknownId, match="T9"):
        attendance_list(green(), "T9")
