"""Whatever file is handed in, whoever made it: findings, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import shutil
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from strategies import examples
from tabled import write_ods

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files.structuring import ALL_TABLES, iso
from vetpartner.files.toml_text import toml_text
from vetpartner.files.workbooks.cells import columns
from vetpartner.files.workbooks.sheets import MANY, SINGLE, TEXTS
from vetpartner.model import Partnership

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
CLASSES: dict[str, type[Any]] = {**SINGLE, **MANY}
HEADS = sorted({head for cls in CLASSES.values() for head in columns(cls)})

words = st.sampled_from(["x", "M1", "sts", "2.000", "16,400", "=1+1", "#REF!", "", " ", "[", "{ a"])
numbers = st.one_of(
    st.integers(-3, 3000),
    st.floats(-1e4, 1e4),
    st.sampled_from([1e300, 16.4, 16.375, 2**70, 45_000, float("nan")]),
)
texts = st.text(st.characters(exclude_categories=("C",)), max_size=5)
cells = st.one_of(st.none(), words, numbers, st.booleans(), st.just(date(2024, 1, 1)), texts)
formats = st.sampled_from(["General", "0", "0.000", "0%", "#,##0.00 €", "yyyy-mm-dd", "@"])


@st.composite
def heads_of(draw: st.DrawFn, sheet: str) -> list[str]:
    """Draw heads: those of the sheet and of others, with parts, twice, and none at all."""
    cls = CLASSES.get(sheet)
    own = [*columns(cls), "id"] if cls else list(TEXTS.get(sheet, HEADS))
    one = st.sampled_from(own)
    odd = st.sampled_from([*HEADS, "", ".", "venue.", ".city", "a.b.c", "rules.x", "grant.sts"])
    part = st.tuples(one, st.sampled_from(["city", "x", "sts"])).map(".".join)
    return draw(st.lists(st.one_of(one, one, one, part, odd, words), max_size=7))


@st.composite
def books(draw: st.DrawFn) -> Workbook:
    """Draw a workbook whose sheets are ours, or nearly."""
    ours = st.sampled_from([*CLASSES, *TEXTS, "_sent"])
    names = draw(st.lists(st.one_of(ours, ours, words.filter(str.strip)), min_size=1, max_size=3))
    book = Workbook()
    del book[book.sheetnames[0]]
    for name in dict.fromkeys(name for name in names if not set(name) & set("[]:*?/\\")):
        sheet = book.create_sheet(name)
        heads = draw(heads_of(name))
        for column, head in enumerate(heads, start=1):
            sheet.cell(1, column, head)
        for row in range(2, draw(st.integers(2, 4))):
            for column in range(1, len(heads) + 2):
                cell = sheet.cell(row, column, draw(cells))
                cell.number_format = draw(formats)
    if not book.sheetnames:
        book.create_sheet("x")
    return book


plain = st.recursive(
    st.one_of(words, st.integers(-3, 3000), st.booleans(), st.decimals(-99, 99, places=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(HEADS), inner, max_size=2)
    ),
    max_leaves=4,
)
tables = st.dictionaries(st.sampled_from([*HEADS, "id", "x"]), plain, max_size=4)
documents = st.dictionaries(
    st.sampled_from([*ALL_TABLES, "tool", "projekt"]),
    st.one_of(tables, st.lists(tables, max_size=2), plain),
    max_size=4,
)


def ends_well(*arguments: str | Path) -> bool:
    """Tell whether a command ends with 0, 1 or 2; whatever it raises else comes through."""
    try:
        return main([*map(str, arguments)]) in {0, 1, 2}
    except SystemExit as ended:
        return ended.code in {0, 1, 2}


@settings(max_examples=examples(150))
@given(books())
def test_any_workbook(tmp_path_factory: pytest.TempPathFactory, book: Workbook) -> None:
    """Guard the planning workbook and the form against heads and cells of any kind."""
    folder = tmp_path_factory.mktemp("any")
    book.save(folder / "any.xlsx")
    (folder / "project.toml").write_text('[project]\nacronym = "X"\n', "utf-8")

    assert ends_well("check", folder / "any.xlsx", "--on", "2024-06-30")
    assert ends_well("merge", folder, folder / "any.xlsx", "--on", "2024-06-30")


@settings(max_examples=examples(150))
@given(documents)
def test_any_document(tmp_path_factory: pytest.TempPathFactory, raw: dict[str, Any]) -> None:
    """Guard JSON and TOML against keys at the wrong place and values of a wrong type."""
    folder = tmp_path_factory.mktemp("any")
    texts = {
        "any.json": json.dumps(
            raw, default=lambda v: float(v) if isinstance(v, Decimal) else iso(v)
        )
    }
    try:
        texts["any.toml"] = toml_text(raw)
    except (TypeError, ValueError, AttributeError):
        texts["any.toml"] = "x = 1"  # such a document no TOML file holds
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")

        assert ends_well("check", folder / name, "--on", "2024-06-30")


LIST_HEADS = st.sampled_from(
    ["amount", "Betrag", "date", "of", "organisation", "days", "rate", "id", "count", "role"]
)


@settings(max_examples=examples(100))
@given(
    st.sampled_from(["costs", "participants", "attendance-M1"]),
    st.lists(st.one_of(LIST_HEADS, LIST_HEADS, words), max_size=6),
    st.lists(st.lists(st.tuples(cells, formats), max_size=6), max_size=3),
)
def test_any_list(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    heads: list[str],
    rows: list[list[tuple[Any, str]]],
) -> None:
    """Guard the lists of a folder, as CSV and as XLSX."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "tables").mkdir()
    (folder / "project.toml").write_bytes((GREEN / "project.toml").read_bytes())
    book = Workbook()
    sheet: Any = book.active
    for column, head in enumerate(heads, start=1):
        sheet.cell(1, column, head)
    for line, row in enumerate(rows, start=2):
        for column, (value, number_format) in enumerate(row, start=1):
            sheet.cell(line, column, value).number_format = number_format
    text = io.StringIO()
    csv.writer(text).writerows([heads, *([value for value, _ in row] for row in rows)])
    for suffix in ("xlsx", "csv"):
        path = folder / "tables" / f"{name}.{suffix}"
        if suffix == "csv":
            path.write_text(text.getvalue(), "utf-8")
        else:
            book.save(path)

        assert ends_well("check", folder, "--on", "2024-06-30")
        path.unlink()


def foreign(path: Path, sheet: str, heads: list[str], rows: int) -> Path:
    """Write a workbook of somebody else."""
    book = Workbook(write_only=True)
    made = book.create_sheet(sheet)
    made.append(heads)
    for row in range(rows):
        made.append([f"line {row}", row * 1.5, datetime(2024, 1, 1), *(["x"] * 20)])  # noqa: DTZ001
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "heads", "rows", "why"),
    [
        ("Budget summary", ["id", "title"], 3, "none of its sheets is called Project, Partners"),
        ("organisations", ["id", "venue", "venue.city"], 3, "its sheet `organisations` has other"),
        ("project", ["Name", "Start", "Ende"], 20_000, "its sheet `project` has other heads"),
    ],
)
def test_a_foreign_workbook_within_a_second(
    tmp_path: Path, sheet: str, heads: list[str], rows: int, why: str
) -> None:
    """Guard the workbooks of agencies, which took 15 seconds to end in a traceback."""
    file = foreign(tmp_path / "official.xlsx", sheet, heads, rows)
    before = time.perf_counter()
    (found,) = vp.read(file).findings
    took = time.perf_counter() - before

    assert file.stat().st_size > 50 * rows
    assert ("no-project" if why.startswith("none") else "not-a-workbook") == found.slug
    assert f"official.xlsx is no planning workbook of vetpartner: {why}" in found.message
    assert "tables/" in (found.way_out or "")
    assert took < 3  # a second where nothing else runs


def test_large_documents_of_others(tmp_path: Path) -> None:
    """Guard against thousands of findings that each look for similar words."""
    (tmp_path / "other.json").write_text(
        json.dumps({f"key {n}": {"a": [n] * 9} for n in range(60_000)}), "utf-8"
    )
    (tmp_path / "pyproject.toml").write_text('[tool.x]\na = 1\n[build-system]\nb = "c"\n', "utf-8")
    before = time.process_time()
    slugs = [[f.slug for f in vp.read(path).findings] for path in sorted(tmp_path.iterdir())]
    took = time.process_time() - before

    assert [["no-project"], ["no-project"]] == slugs
    assert took < 3


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "old.xls"])
def test_a_list_is_no_project(tmp_path: Path, name: str) -> None:
    """Guard the way out for whoever hands in a list alone."""
    (tmp_path / name).write_text("amount,date\n1,2\n", "utf-8")
    (found,) = vp.read(tmp_path / name).findings

    assert "no-project" == found.slug
    assert "tables/" in (found.way_out or "")


def test_a_list_in_a_document_is_no_planning_workbook(tmp_path: Path) -> None:
    """Guard the same way out for a list in OpenDocument, which a planning workbook may be too."""
    write_ods(tmp_path / "list.ods", (("Name", "School"), ("Ana", "STS")))
    (found,) = vp.read(tmp_path / "list.ods").findings

    assert "no-project" == found.slug
    assert "tables/" in (found.way_out or "")


def test_heads_that_contradict_each_other(tmp_path: Path) -> None:
    """Guard a place that stands in a column and in parts of it too, which was a TypeError."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet("meetings")
    for row in (["id", "title", "title", "venue", "venue.city"], ["M1", "a", "b", "x", "Split"]):
        sheet.append(row)
    book.save(tmp_path / "p.xlsx")
    found = vp.read(tmp_path / "p.xlsx").findings

    assert [("table-heading-twice", 3), ("table-heading-twice", 4)] == [
        (f.slug, f.place.column) for f in found if f.place
    ]


def test_a_damaged_workbook(tmp_path: Path) -> None:
    """Guard archives that break off, and parts that are no XML."""
    vp.save(vp.load(GREEN), tmp_path / "p.xlsx")
    data = (tmp_path / "p.xlsx").read_bytes()
    (tmp_path / "half.xlsx").write_bytes(data[: len(data) // 2])
    with (
        zipfile.ZipFile(tmp_path / "p.xlsx") as old,
        zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, b"<x" if name == "xl/worksheets/sheet1.xml" else old.read(name))

    for name in ("half.xlsx", "odd.xlsx"):
        assert ["not-a-workbook"] == [f.slug for f in vp.read(tmp_path / name).findings]


def test_ours_is_still_ours(tmp_path: Path) -> None:
    """Guard against a planning workbook that is taken for that of somebody else."""
    p = vp.load(GREEN)
    vp.save(p, tmp_path / "p.xlsx")

    assert p == vp.load(tmp_path / "p.xlsx")
    assert Partnership() == vp.load(_saved(Partnership(), tmp_path / "empty.xlsx"))


def _saved(p: Partnership, path: Path) -> Path:
    vp.save(p, path)
    return path


@pytest.mark.parametrize("head", ["14/20", "13.31.", "45/50 x", "20.30"])
def test_a_head_of_two_numbers_that_are_no_day(tmp_path: Path, head: str) -> None:
    """Guard points of an exam over a column of a list of attendance, which were a TypeError."""
    shutil.copytree(GREEN, tmp_path, dirs_exist_ok=True)
    text = f"participant,{head}\nP1,yes\n"
    (tmp_path / "tables" / "attendance-M1.csv").write_text(text, "utf-8")
    reading = vp.read(tmp_path)

    assert reading.findings
    assert not reading.partnership or not reading.partnership.presences.get("M1")
