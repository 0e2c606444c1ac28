"""Forms and planning workbooks as people fill them in: one rule for numbers, days, words and lists.

The same texts are read in lists; whatever program saved the file, each mistake names its cell.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import columns
from first_form import form
from outside import converted

import vetpartner as vp
from vetpartner.files.workbooks.human import Human
from vetpartner.files.workbooks.merging import Merged, merge
from vetpartner.files.workbooks.sheets import BY_TABLE
from vetpartner.model import Attended, Disseminated, Held, Partnership

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def p() -> Partnership:
    """Return the example."""
    return vp.load(GREEN).on(DAY)


def book_of(p: Partnership) -> Any:  # noqa: ANN401 - openpyxl
    """Return the form of cfs as a book."""
    return openpyxl.load_workbook(io.BytesIO(form(p, "cfs")))


def put(book: Any, sheet: str, row: int, **cells: Any) -> None:  # noqa: ANN401
    """Type into a row of a sheet, by the heads of its columns."""
    heads = [cell.value for cell in book[sheet][1]]
    for head, value in cells.items():
        book[sheet].cell(row, heads.index(head) + 1).value = value


def taken(p: Partnership, folder: Path, sheet: str, row: int = 2, **cells: Any) -> Merged:  # noqa: ANN401
    """Return what comes of a form in which one row was filled in."""
    book = book_of(p)
    put(book, sheet, row, **cells)
    book.save(folder / "form.xlsx")
    return merge(p, folder / "form.xlsx")


def place(p: Partnership, sheet: str, row: int, head: str) -> str:
    """Return how a finding calls the cell of a row below a head."""
    heads = [cell.value for cell in book_of(p)[sheet][1]]
    return f"form.xlsx!{sheet}:{row}:{heads.index(head) + 1}"


def told(merged: Merged) -> list[tuple[str, str]]:
    """Return slug and place of each finding."""
    return [(found.slug, str(found.place)) for found in merged.findings]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 000", 2000),
        ("1.234.567", 1_234_567),
        (3000.0, 3000),
        ("450", 450),
        ("12'000", 12_000),
        ("2.000", None),
        ("3,000", None),
        ("ungefähr 300", None),
    ],
)
def test_numbers(p: Partnership, tmp_path: Path, typed: object, expected: int | None) -> None:
    """Guard that a number of two readings is none, in a new row as in one that was sent."""
    new = taken(p, tmp_path, "disseminated", of="N3", when=date(2025, 3, 1), reach=typed)
    sent = taken(p, tmp_path, "dissemination_actions", reach=typed)

    if expected is None:
        assert [place(p, "disseminated", 2, "reach")] == [at for _, at in told(new)]
        assert [place(p, "dissemination_actions", 2, "reach")] == [at for _, at in told(sent)]
        assert (None, None) == (new.partnership, sent.partnership)
        return
    assert new.partnership is not None
    assert sent.partnership is not None
    assert expected == new.partnership.facts_of("N3", Disseminated)[-1].reach
    assert expected == sent.partnership.plan.dissemination_actions[0].reach


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12.5.2025", "2025-05-12"),
        ("12. 05. 2025.", "2025-05-12"),
        ("21/05/2025", "2025-05-21"),
        ("12 May 2025", "2025-05-12"),
        ("12. svibnja 2025.", "2025-05-12"),
        ("12 de mayo de 2025", "2025-05-12"),
        ("12.5.2025..15.5.2025", "2025-05-12..2025-05-15"),
        ("12.-15.5.2025", "2025-05-12..2025-05-15"),
        ("28.4.–2.5.2025", "2025-04-28..2025-05-02"),
        ("12.05.2025 - 15.05.2025", "2025-05-12..2025-05-15"),
        ("12.5.2025 09:00..13:00", "2025-05-12 09:00..13:00"),
        ("M18", "M18"),
        ("05/06/2025", None),
        ("2. listopad 2025", None),
        ("bald", None),
        ("31.6.2025", None),
    ],
)
def test_days(p: Partnership, tmp_path: Path, typed: str, expected: str | None) -> None:
    """Guard that a day is read as in lists, and that one of two readings names its cell."""
    merged = taken(p, tmp_path, "held", of="T3", when=typed, recorded=date(2025, 6, 1))

    if expected is None:
        assert [place(p, "held", 2, "when")] == [at for _, at in told(merged)]
        return
    assert merged.partnership is not None
    assert [vp.When.parse(expected)] == [f.when for f in merged.partnership.facts_of("T3", Held)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("20.5.2025", date(2025, 5, 20)), ("20 May 2025", date(2025, 5, 20)), ("5/6/2025", None)],
)
def test_days_of_recording(
    p: Partnership, tmp_path: Path, typed: str, expected: date | None
) -> None:
    """Guard the same for a column that holds a single day."""
    merged = taken(p, tmp_path, "held", of="T3", when="2025-05-12", recorded=typed)
    places = [at for _, at in told(merged)]

    assert ([] if expected else [place(p, "held", 2, "recorded")]) == places
    if merged.partnership is not None:
        assert expected == merged.partnership.facts_of("T3", Held)[0].recorded


@pytest.mark.parametrize(
    ("typed", "languages", "audience"),
    [
        ("en, es", ("en", "es"), ("en", "es")),
        ("en; es;pt", ("en", "es", "pt"), ("en", "es", "pt")),
        ("en\nes", ("en", "es"), ("en", "es")),
        ("en|es", ("en", "es"), ("en", "es")),
        ('["en", "es"]', ("en", "es"), ("en", "es")),
        ("teachers of welding, aged 30", None, ("teachers of welding, aged 30",)),
    ],
)
def test_lists(
    p: Partnership,
    tmp_path: Path,
    typed: str,
    languages: tuple[str, ...] | None,
    audience: tuple[str, ...],
) -> None:
    """Guard that ids and words may stand side by side, and that no phrase is cut at its comma."""
    fact = {"of": "N3", "when": date(2025, 3, 1), "audience": typed}
    cells = fact if languages is None else {**fact, "languages": typed}
    merged = taken(p, tmp_path, "disseminated", **cells)

    assert merged.partnership is not None, merged
    made = merged.partnership.facts_of("N3", Disseminated)[-1]
    assert audience == made.audience
    assert (languages or ()) == made.languages


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Schüler", "learner"), ("STAFF", "staff"), ("nastavnica", "staff"), ("boss", None)],
)
def test_words(p: Partnership, tmp_path: Path, typed: str, expected: str | None) -> None:
    """Guard that a word is known as it is in lists, in the language of a partner."""
    merged = taken(p, tmp_path, "attended", of="T3", organisation="cfs", role=typed, count="3")

    if expected is None:
        assert [place(p, "attended", 2, "role")] == [at for _, at in told(merged)]
        return
    assert merged.partnership is not None
    rows = [f for f in merged.partnership.facts_of("T3", Attended) if f.organisation == "cfs"]
    assert [(expected, 3)] == [(row.role, row.count) for row in rows]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("da", True), ("oui", True), ("όχι", False), ("TRUE", True), (1, True), ("vielleicht", None)],
)
def test_truths(p: Partnership, tmp_path: Path, typed: object, expected: bool | None) -> None:  # noqa: FBT001
    """Guard that yes and no are known in the languages of the partners."""
    merged = taken(p, tmp_path, "deliverables", learning_material=typed)

    if expected is None:
        assert [place(p, "deliverables", 2, "learning_material")] == [at for _, at in told(merged)]
        return
    assert merged.partnership is not None
    assert expected == merged.partnership.plan.deliverables[1].learning_material or not told(merged)


@pytest.mark.parametrize("typed", ["#REF!", "#N/A", "Err:502", " #DIV/0! "])
def test_errors_of_a_spreadsheet(p: Partnership, tmp_path: Path, typed: str) -> None:
    """Guard that an error that was saved as a text is no text."""
    merged = taken(p, tmp_path, "held", of="T3", when="2025-05-12", note=typed)

    assert [("table-error-cell", place(p, "held", 2, "note"))] == told(merged)


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        ("people", {"id": "ines", "name": "João Costa", "role": "trainer"}),
        ("people", {"id": " ines "}),
        ("deliverables", {"id": "D3.1", "title": "twice"}),
        ("organisations", {"id": "cfs", "name": "another"}),
    ],
)
def test_an_id_twice(p: Partnership, tmp_path: Path, sheet: str, cells: dict[str, object]) -> None:
    """Guard that nobody is renamed by a second row with the same id."""
    book = book_of(p)
    known = [row[0].value for row in book[sheet].iter_rows() if row[0].value]
    id_ = cells["id"] if str(cells["id"]).strip() in known else known[-1]
    put(book, sheet, len(known) + 1, **{**cells, "id": id_})
    book.save(tmp_path / "form.xlsx")
    merged = merge(p, tmp_path / "form.xlsx")

    assert merged.partnership is None
    assert ("id-used-twice", f"form.xlsx!{sheet}:{len(known) + 1}:1") == told(merged)[0]
    first = known.index(str(id_).strip()) + 1
    assert f"stands in rows {first} and {len(known) + 1}" in merged.findings[0].message


def test_new_people_twice(p: Partnership, tmp_path: Path) -> None:
    """Guard the same for two new rows, which would be one person with two names."""
    book = book_of(p)
    last = book["people"].max_row
    put(book, "people", last + 1, id="joao", name="João Costa")
    put(book, "people", last + 2, id="joao", name="Joana Costa")
    book.save(tmp_path / "form.xlsx")

    assert [("id-used-twice", f"form.xlsx!people:{last + 2}:1")] == told(
        merge(p, tmp_path / "form.xlsx")
    )


@pytest.mark.parametrize(
    ("slug", "sheet", "row", "cells", "head"),
    [
        ("wrong-type", "attended", 4, {"count": "many"}, "count"),
        ("unknown-word", "attended", 3, {"role": "Direktorin"}, "role"),
        ("wrong-type", "attended", 2, {"minors": "nekoliko"}, "minors"),
        ("table-date", "attended", 4, {"when": "05/06/2025", "note": "a note"}, "when"),
        ("link-to-nowhere", "attended", 3, {"of": "T9"}, "of"),
    ],
)
def test_a_mistake_in_a_new_fact_stands_at_its_own_cell(
    p: Partnership,
    tmp_path: Path,
    slug: str,
    sheet: str,
    row: int,
    cells: dict[str, str],
    head: str,
) -> None:
    """Guard that a wrong cell of a fact is not looked for among the facts that stand here."""
    book = book_of(p)
    for line in (2, 3, 4):
        put(book, "attended", line, of="T3", organisation="cfs", role="learner", count=line)
    put(book, sheet, row, **cells)
    book.save(tmp_path / "form.xlsx")

    assert [(slug, place(p, sheet, row, head))] == told(merge(p, tmp_path / "form.xlsx"))


@pytest.mark.judge("soffice")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_saved_by_libreoffice(p: Partnership, tmp_path: Path, suffix: str) -> None:
    """Guard that a form that LibreOffice saved brings what was typed, and nothing else.

    It saves a yes as the formula TRUE(), lines of a cell as paragraphs, and days as its own.
    """
    untouched, filled = book_of(p), book_of(p)
    put(filled, "held", 2, of="T3", when="12.-15.5.2025", recorded=date(2025, 5, 20))
    put(filled, "disseminated", 2, of="N3", when=date(2025, 3, 1), reach=450, languages="en, es")
    put(filled, "disseminated", 2, title="Two  spaces\nand a line")
    # What others would type: a day in words, a cell of a day, groups of digits, words for a role.
    put(filled, "held", 3, of="T2", when=date(2025, 1, 20), recorded="21. siječnja 2025.")
    put(filled, "attended", 2, of="T2", organisation="cfs", role="Schüler", count="12,0")
    put(
        filled,
        "disseminated",
        3,
        of="N3",
        when="2 de abril de 2025",
        reach="1 250",
        languages="pt;hr",
    )
    merged = {}
    for name, book in {"untouched": untouched, "filled": filled}.items():
        (tmp_path / name).mkdir()
        book.save(tmp_path / f"{name}.xlsx")
        saved = converted(tmp_path / f"{name}.xlsx", suffix, tmp_path / name)
        merged[name] = merge(p, saved)

    assert "Nothing in the form differs." == str(merged["untouched"])
    assert [] == told(merged["filled"])
    assert {"held/T2", "held/T3", "disseminated/N3", "attended/T2"} == {*merged["filled"].added}
    made = merged["filled"].partnership
    assert made is not None
    (held,), (*_, told_of, more) = made.facts_of("T3", Held), made.facts_of("N3", Disseminated)
    # It was known already that it was held, on more days: both entries are kept.
    days = [str(f.when) for f in made.facts if isinstance(f, Held) and f.of == "T2"]
    (*_, there) = made.facts_of("T2", Attended)
    assert "2025-01-20" in days
    assert ("cfs", "learner", 12) == (there.organisation, there.role, there.count)
    assert ("2025-04-02", 1250, ("pt", "hr")) == (str(more.when), more.reach, more.languages)
    assert ("2025-05-12..2025-05-15", date(2025, 5, 20)) == (str(held.when), held.recorded)
    assert (450, ("en", "es")) == (told_of.reach, told_of.languages)
    assert "Two  spaces\nand a line" == told_of.title


@pytest.mark.judge("soffice")
def test_a_planning_workbook_in_a_document(p: Partnership, tmp_path: Path) -> None:
    """Guard that a whole plan that LibreOffice saved as .ods is the same plan."""
    vp.save(p, tmp_path / "plan.xlsx")
    read = vp.read(converted(tmp_path / "plan.xlsx", "ods", tmp_path))

    assert [] == [str(found) for found in read.findings]
    assert p.baseline == (read.partnership and read.partnership.baseline)
    assert p.facts == (read.partnership and read.partnership.facts)


def test_lists_are_written_so_that_they_are_read_back(tmp_path: Path) -> None:
    """Guard that what would be taken for a list, when it is read, stands as one in its cell."""
    p = vp.load(GREEN)
    odd = vp.Partnership(
        baseline=vp.Plan(
            project=p.plan.project,
            dissemination_actions=[
                {"id": "N1", "audience": ["welders,teachers", "all"], "languages": ["en", "x,y"]},
                {"id": "N2", "audience": ["one phrase, with a comma"], "organisations": ["a|b"]},
            ],
        )
    )
    vp.save(odd, tmp_path / "p.xlsx")
    made = vp.load(tmp_path / "p.xlsx")

    assert odd.baseline.dissemination_actions == made.baseline.dissemination_actions


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("45.000", None),
        ("45,000", None),
        ("45.000,50", "45000.50"),
        ("45 000", "45000.00"),
        ("45'000.5", "45000.50"),
        ("45,5 €", "45.50"),
        ("viel", None),
    ],
)
def test_amounts_of_a_planning_workbook(
    p: Partnership, tmp_path: Path, typed: str, expected: str | None
) -> None:
    """Guard that an amount typed as a text is read as in lists, and never as a thousandth."""
    vp.save(p, tmp_path / "saved.xlsx")
    book = openpyxl.load_workbook(tmp_path / "saved.xlsx")
    sheet = book[BY_TABLE["work_packages"].title]
    column = columns(sheet)[Human("en").head("work_packages", "amount")]
    sheet.cell(5, column).value = typed
    book.save(tmp_path / "plan.xlsx")
    read = vp.read(tmp_path / "plan.xlsx")

    if expected is None:
        assert [f"plan.xlsx!{sheet.title}:5:{column}"] == [str(f.place) for f in read.findings]
        return
    assert read.partnership is not None
    assert f"{expected} EUR" == f"{read.partnership['WP1'].amount.amount:.2f} EUR"
