"""Application forms that were made of a plan come back as it: what is right, asked, and left."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.documents.document import Document, Line
from vetpartner.documents.importing import import_project
from vetpartner.documents.placed import tables_of
from vetpartner.files.imports.draft import NotImported

sys.path.insert(0, str(Path(__file__).parent))
from forms_made import Block, docx, form, pdf
from measured import measured, settle, summary

ROOT = Path(__file__).parents[2]
ASKED = {
    *(f"project/{name}" for name in ("title", "start", "months", "lump_sum", "action", "call")),
    *(f"project/{name}" for name in ("national_agency", "language", "coordinator")),
    *(f"organisation/{name}" for name in ("name", "country", "city", "oid")),
    *(f"activity/{name}" for name in ("kind", "title", "lead", "when", "city", "country")),
    "activity/amount",
}
LARGE = {
    *(f"organisation/{name}" for name in ("kind", "newcomer", "website")),
    *(f"work package/{name}" for name in ("title", "amount", "grant")),
    *("activity/work_package", "activity/organisations"),
}
CHOSEN = {"project/priorities", "project/topics"}
LED = {"work package/lead", "work package/when"}


def approved(name: str) -> vp.Partnership:
    """Return an example as it was approved, without what changed later."""
    return vp.Partnership(baseline=vp.load(ROOT / "examples" / name).baseline)


def written(p: vp.Partnership, language: str, folder: Path, how: str) -> Path:
    """Write a form, as Word or as PDF with so much room in its cells."""
    made, call = form(p, language), p.plan.project.call
    path = folder / ("form.docx" if how == "docx" else "form.pdf")
    head = f"Call {call} Round 1 KA2"
    path.write_bytes(docx(made) if how == "docx" else pdf(made, inset=how, head=head))
    return path


@pytest.mark.parametrize("how", ["docx", "3pt", "6pt"])
@pytest.mark.parametrize(
    ("language", "says", "right", "asked"),
    [
        ("en", ASKED | LARGE | CHOSEN, 115, 90),
        ("de", ASKED | LARGE | LED, 123, 90),
        ("hr", ASKED | LARGE | LED, 123, 90),
    ],
)
def test_a_large_form_comes_back(
    tmp_path: Path, language: str, says: set[str], right: int, asked: int, how: str
) -> None:
    """Guards that nothing is wrong or lost; of 13 activities no form says of which kind they are.

    Where a coordinator chooses it, all that was asked is right too.
    """
    p = approved("green-welding")
    draft = import_project(written(p, language, tmp_path, how))
    found = measured(p, draft, tmp_path / "made", says)

    assert {"right": right, "wrong": 0, "remark": asked, "missing": 0} == summary(found), found
    assert "an application form" == draft.what
    settle(draft, p)
    found = measured(p, draft, tmp_path / "settled", says)
    assert {"right": right + asked, "wrong": 0, "remark": 0, "missing": 0} == summary(found), found


@pytest.mark.parametrize(("how", "right", "missing"), [("docx", 64, 0), ("4pt", 62, 2)])
def test_a_small_form_comes_back(tmp_path: Path, how: str, right: int, missing: int) -> None:
    """Guards activities whose labels stand below each other; pages tear two of them apart."""
    p = approved("small-harvest")
    draft = import_project(written(p, "en", tmp_path, how))
    settle(draft, p)
    found = measured(p, draft, tmp_path / "made", ASKED | CHOSEN)

    assert {"right": right, "wrong": 0, "remark": 0, "missing": missing} == summary(found), found


@pytest.mark.parametrize("room", ["0pt", "1.5pt"])
def test_rows_without_room_are_told_or_read_right(tmp_path: Path, room: str) -> None:
    """Guards that no cell of one row goes to another where a page has no room between them."""
    p = approved("green-welding")
    draft = import_project(written(p, "en", tmp_path, room))
    settle(draft, p)

    assert 0 == measured(p, draft, tmp_path / "made", ASKED | LARGE | CHOSEN)["wrong"]


def test_what_is_not_understood_has_page_and_line(tmp_path: Path) -> None:
    """Guards that each answer in words is told with its place, once, and each remark too."""
    p = approved("green-welding")
    draft = import_project(written(p, "en", tmp_path, "6pt"))
    told = {str(each.place): each.message for each in draft.findings.warnings}

    assert len(draft.left) == len(draft.findings.warnings)
    assert len(draft.remarks) == len(draft.findings.notes) == 13
    assert all("form.pdf, p. " in place for place in told)
    answered = next(m for m in told.values() if "How does the project address" in m)
    assert "In words that belong to no field" in answered
    assert "Form ID KA220-VET-0A1B2C3D" in draft.text
    assert str(draft).startswith("form.pdf, read as an application form: certain values: ")


def test_the_same_form_makes_the_same_files(tmp_path: Path) -> None:
    """Guards that nothing depends on the clock or on chance."""
    path = written(approved("green-welding"), "en", tmp_path, "4pt")
    import_project(path).write(tmp_path / "one")
    import_project(path).write(tmp_path / "two")
    for name in ("project.toml", "facts.toml", "not-understood.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_two_sayings_that_differ_are_a_remark(tmp_path: Path) -> None:
    """Guards that neither of two amounts, nor of two dates, is taken."""
    made: list[Block] = [
        "Form ID KA220-VET-0A1B2C3D",
        [["Project Start Date (dd/mm/yyyy)", "Project Duration"], ["01/11/2023", "24"]],
        [["Project End Date (dd/mm/yyyy)", "31/12/2025"]],
        "Applicant organisation",
        [["OID", "Legal name", "Country"], ["E10000001", "A", "Croatia"]],
        "Partner organisations",
        [["OID", "Legal name", "Country"], ["E10000002", "B", "Atlantis"]],
        [["Work package id", "Title", "Grant (EUR)"], ["WP1", "Management", "10 000,00"]],
        "Budget Summary",
        [["Budget Items", "Allocated amount (EUR)"], ["Work package No.1", "12 000,00"]],
    ]
    path = tmp_path / "form.docx"
    path.write_bytes(docx(made))
    text = import_project(path).text

    assert "# Another place says 10000:\n# amount = 12_000\n" in text
    assert "# The project ends on 2025-12-31:\n# months = 24\n" in text
    assert "# 'Atlantis' is no country that is known:\n# country = \"Atlantis\"\n" in text
    assert 'coordinator = "P1"' in text


def test_a_document_that_is_no_form_is_refused(tmp_path: Path) -> None:
    """Guards that minutes, and broken files, end in a sentence."""
    path = tmp_path / "minutes.docx"
    path.write_bytes(docx(["# Minutes", "We met in Split, and agreed on the next steps."]))
    with pytest.raises(NotImported, match="no organisations, work packages or activities"):
        import_project(path)
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(NotImported, match=r"minutes.docx .*damaged"):
        import_project(path)
    broken = tmp_path / "form.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(NotImported, match=r"form.pdf .*damaged"):
        import_project(broken)


def test_broken_words_are_no_cells() -> None:
    """Guards that a table whose columns break words and amounts is told as text."""
    page = "OID       Name\n\n\n\n\nE1000000  Strukov\n\n\n\n\n1         na\n"
    (found,) = tables_of([page])
    assert ["OID Name", "E1000000 Strukov", "1 na"] == [
        row.cells[0] for table in found for row in table
    ]


def test_a_line_in_a_column_that_had_ended_begins_a_row() -> None:
    """Guards rows between which there is no more room than between the lines of a cell."""
    lines = ["Activity     Venue    Start", "Kick-off     Split    04/12/2023", "meeting",
             "Study                 01/01/2024", "Fair         Graz     05/05/2024"]  # fmt: skip
    (found,) = tables_of(["\n\n\n\n\n".join(lines)])
    assert [
        ("Activity", "Venue", "Start"),
        ("Kick-off meeting", "Split", "04/12/2023"),
        ("Study", "", "01/01/2024"),
        ("Fair", "Graz", "05/05/2024"),
    ] == [row.cells for table in found for row in table]


@pytest.mark.parametrize(
    "line",
    [
        "Results: What results do you expect your project to have?",
        "• : Are there other groups that will benefit?",
        "Please provide a title: of your own",
    ],
)
def test_a_question_is_no_label(line: str) -> None:
    """Guards that neither a question of the form nor a sign before it is taken for a label."""
    from vetpartner.documents.application import from_document

    told = Line("Project title: Harvest", "1", 1), Line(line, "1", 2)
    draft = from_document(Document(name="f.pdf", lines=told))

    assert {"title": "Harvest"} == draft.entries[0].values
    assert all("nobody knows" not in each.why for each in draft.left)


def test_lines_of_a_document_keep_their_places() -> None:
    """Guards that a list of contents, and what stands on each page, is no label."""
    from vetpartner.documents.application import from_document

    lines = [("Call 2024 Round 1", "1"), ("Table of contents", "1"), ("Project title 4", "1"),
             ("Call 2024 Round 1", "2"), ("Project title: Harvest", "2"),
             ("Call 2024 Round 1", "3"), ("Lump sum: 60 000", "3")]  # fmt: skip
    document = Document(
        name="f.pdf", lines=tuple(Line(text, page, n) for n, (text, page) in enumerate(lines, 1))
    )
    draft = from_document(document)

    assert {"title": "Harvest", "lump_sum": 60_000, "call": 2024, "round": 1} == (
        draft.entries[0].values
    )
    assert [] == draft.left
