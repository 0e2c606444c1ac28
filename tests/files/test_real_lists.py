"""Lists as people and programs really make them, each with what is to be read of it."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import vetpartner as vp
from vetpartner.files.tables.folder import reader_of
from vetpartner.model import Partnership, Plan
from vetpartner.state.attendance import attending
from vetpartner.state.same_people import same_people

if TYPE_CHECKING:
    from vetpartner.files.tables.lists import TableReading

FIXTURES = Path(__file__).parents[1] / "fixtures" / "lists"
EXAMPLE = Path(__file__).parents[2] / "examples" / "green-welding"
PEOPLE = (
    "ID,Name,Organisation,Role,Activities\nQ1,Ana Horvat,STS,learner,T3\n"
    "Q2,Ivan Šimić,STS,learner,T3\nQ3,Lukas Müller,FBK,learner,T3\n"
)


def cases(name: str) -> list[dict[str, Any]]:
    """Return the lists of a file beside this one."""
    found: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))[
        "list"
    ]
    return found


FURTHER = cases("further_lists.toml")
CASES = [*cases("real_lists.toml"), *FURTHER]


@cache
def plan(country: str | None) -> Plan:
    """Return the plan of the example without participants, one partner from another country."""
    own = vp.load(EXAMPLE).baseline
    organisations = tuple(
        attrs.evolve(o, country=country or o.country) if o.id == "zja" else o
        for o in own.organisations
    )
    return attrs.evolve(own, participants=(), payments=(), organisations=organisations)


def hide(sheet: Any, hidden: dict[str, Any]) -> None:  # noqa: ANN401 - XlsxWriter
    """Hide a sheet, or rows and columns of it."""
    if sheet.get_name() in hidden.get("sheets", ()):
        sheet.hide()
    else:
        sheet.activate()
    for line in hidden.get("rows", ()):
        sheet.set_row(line - 1, None, None, {"hidden": True})
    for column in hidden.get("columns", ()):
        sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})


def workbook(case: dict[str, Any], path: Path) -> None:
    """Write the sheets of a case; a formula has its value behind a stroke."""
    import xlsxwriter
    from xlsxwriter.utility import xl_cell_to_rowcol

    hidden = case.get("hidden", {})
    heavy = case.get("bold", ())
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        head = book.add_format({"num_format": case.get("headings", "General")})
        shows = {
            ord(letter) - ord("A"): book.add_format({"num_format": code})
            for letter, code in case.get("formats", {}).items()
        }
        for name, rows in case["sheets"].items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    formula, _, value = str(cell).partition("|")
                    if formula.startswith("="):
                        sheet.write_formula(line, column, formula, None, float(value))
                    elif cell != "":
                        plain = shows.get(column) if line else head
                        sheet.write(line, column, cell, bold if line + 1 in heavy else plain)
            for place in case.get("merged", ()):
                first = place.partition(":")[0]
                line, column = xl_cell_to_rowcol(first)
                sheet.merge_range(place, rows[line][column])
            hide(sheet, hidden)
            if "table" in case:
                heads = [{"header": head} for head in rows[0]]
                sheet.add_table(case["table"], {"columns": heads, "total_row": True})


def files(case: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Return the files of a case, by the kind of list, written where they do not stand yet."""
    names = {"attendance": "attendance-T3", "participants": "participants", "costs": "costs"}
    made: dict[str, Path] = {}
    if "folder" in case:
        for path in (FIXTURES / case["folder"]).iterdir():
            made[path.stem.partition("-")[0]] = path
    for kind, name in names.items():
        content = case.get(kind)
        if content == "workbook":
            made[kind] = folder / f"{name}.xlsx"
            workbook(case, made[kind])
        elif content is not None:
            made[kind] = folder / f"{name}.csv"
            made[kind].write_bytes(content.encode(case.get("encoding", "utf-8")))
    return made


def found_in(reading: TableReading[Any]) -> list[str]:
    """Return slug, row and column of what was found."""
    return [f"{f.slug} {f.place.line}:{f.place.column}" for f in reading.findings if f.place]


def shown(*values: object) -> str:
    """Return what is known of these, in one line."""
    return " ".join(str(value) for value in values if value is not None)


def test_each_kind_has_three_further_lists() -> None:
    """Guard that no kind of list that was once read wrongly is tried with that list alone."""
    kinds = Counter(case["kind"] for case in FURTHER)

    assert set() == {case["folder"] for case in CASES if "folder" in case} - {*kinds} - ALONE
    assert {3} == set(kinds.values())


ALONE = {"bold-and-hidden"}
"""What is no kind of its own."""


@pytest.mark.parametrize("case", [pytest.param(case, id=case["guards"]) for case in CASES])
def test_a_list(case: dict[str, Any], tmp_path: Path) -> None:
    """Guards who and what is read of a list, and what is found in it."""
    own = plan(case.get("country"))
    made = files(case, tmp_path)
    people = made.get("participants")
    if people is None:
        people = tmp_path / "participants.csv"
        people.write_text(PEOPLE, "utf-8")
    registered = reader_of(people, people.name, None, own, ()).read(people)
    found = found_in(registered)
    if "costs" in made:
        costs = reader_of(made["costs"], "costs", None, own, ()).read(made["costs"])
        assert case["spent"] == [shown(c.organisation, c.of, c.amount) for c in costs.rows]
        found = found_in(costs)
    if "attendance" in made:
        path = made["attendance"]
        reading = reader_of(path, path.name, "T3", own, registered.rows).read(path)
        found = found_in(reading)
        if "read" in case:
            assert case["read"] == [
                shown(r.participant, r.when, r.session, r.status, r.hours) for r in reading.rows
            ]
        if "hours" in case:
            whole = attrs.evolve(own, participants=registered.rows)
            p = Partnership(baseline=whole, facts=reading.rows)
            rows = attending(p, "T3") if reading.rows else ()
            assert case["hours"] == {row.participant: str(row.hours) for row in rows}
    elif "asked" in case:
        p = Partnership(baseline=attrs.evolve(own, participants=registered.rows))
        assert case["asked"] == [f"{each.first.id} {each.other.id}" for each in same_people(p)]
    elif "people" in case:
        assert case["people"] == [
            f"{who.id} {who.name or '-'} {who.organisation or '-'} {who.count}"
            for who in registered.rows
        ]
    assert case.get("found", []) == found
