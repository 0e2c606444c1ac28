"""Workbooks filled in by a map: each figure in its cell, and what has none is told."""

from __future__ import annotations

import io
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import vetpartner as vp
from vetpartner.export.filling import WrongMap, read_map, shipped_maps
from vetpartner.files.workbooks.patching import NotFilled
from vetpartner.model import Spent

EXAMPLE = Path(__file__).parents[2] / "examples/green-welding"
COSTS = """date,organisation,work package,category,units,cost per unit,amount
2024-03-01,sts,WP1,staff,2,3000,
2024-03-02,sts,WP2,travel,4,"275,50",1102
2024-03-03,sts,WP2,travel,2,,600
2024-03-04,sts,WP2,staff,,,500
2024-05-04,fbk,WP3,venue,3,100,300
2024-05-04,fbk,WP3,translation,1,50,
"""
MAP = """
name = "Sheet of a school"
[[known]]
sheet = "Start"
cell = "A1"
text = "Budget"
[[cells]]
sheet = "Start"
cell = "B2"
figure = "project/acronym"
[[cells]]
sheet = "Start"
cell = "B3"
figure = "budget/WP2"
[[cells]]
sheet = "Start"
cell = "B4"
figure = "organisations/hwk/country"
[[cells]]
sheet = "Start"
cell = "B5"
figure = "project/round"
[[lists]]
of = "organisations"
sheet = "Start"
first = 10
most = 3
columns = { A = "acronym", B = "country" }
countries = { sheet = "Lands", column = "A" }
[[costs]]
sheet = "P{organisation}"
first = 1
height = 10
columns = { units = "A", unit_cost = "B" }
rows = { staff = 1, travel = 2, venue = 3 }
indirect = { share = "7 %", rounds = 2 }
total = "C1"
"""


def template() -> bytes:
    """Return a workbook for which the map is."""
    book = Workbook()
    book.active.title = "Start"
    book.active["A1"] = "Budget"
    lands = book.create_sheet("Lands")
    for row, land in enumerate(("Croatia (HR)", "Czech Republic (CZ)", "Greece (GR)"), start=1):
        lands[f"A{row}"] = land
    for number in (1, 2):
        book.create_sheet(f"P{number}")["C1"] = "=SUMPRODUCT(A1:A99,B1:B99)*1.07"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def p(tmp_path: Path) -> vp.Partnership:
    """Return the example with costs."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "green"))
    (folder / "tables/costs.csv").write_text(COSTS, "utf-8")
    return vp.load(folder).on(date(2026, 6, 1))


def test_figures_and_lists_stand_in_their_cells(p: vp.Partnership) -> None:
    """Guards fields of the plan, figures of the report, and rows for each organisation."""
    made = vp.fill(p, template(), read_map(MAP, "map.toml"))
    sheet = load_workbook(io.BytesIO(made.data))["Start"]
    lump = vp.explain_figure(p, "budget/WP2").value

    assert isinstance(lump, vp.Money)
    assert ("GreenWeld", float(lump.amount)) == (sheet["B2"].value, sheet["B3"].value)
    first = p.plan.organisations[0]
    assert (first.acronym, "Croatia (HR)") == (sheet["A10"].value, sheet["B10"].value)
    assert None is sheet["A13"].value
    left = {each.figure: each.why for each in made.left}
    assert "it is not known" == left["project/round"]
    for organisation in p.plan.organisations[3:]:
        assert "“Start” has room for 3" == left[f"organisations/{organisation.id}"]


def test_costs_are_by_work_package_and_category(p: vp.Partnership) -> None:
    """Guards units, mean cost of a unit, sums, and what has no units, sheet or row."""
    made = vp.fill(p, template(), read_map(MAP, "map.toml"))
    book = load_workbook(io.BytesIO(made.data))
    number = {o.id: n for n, o in enumerate(p.plan.organisations, start=1)}
    sts, fbk = (book[f"P{number[id_]}"] for id_ in ("sts", "fbk"))

    assert (2, 3000) == (sts["A2"].value, sts["B2"].value)
    assert (6, 283.666666666667) == (sts["A13"].value, sts["B13"].value)
    assert (3, 100) == (fbk["A24"].value, fbk["B24"].value)
    why = [each.why for each in made.left if each.figure.startswith("spent/")]
    assert [
        "how many units it is for is not known: write `units`",
        "its category has no row",
    ] == why
    sums = {each.organisation: each.total.amount for each in made.totals}
    # 7 % of each work package, rounded as the workbook does
    assert {"sts": Decimal("8241.14"), "fbk": Decimal(321)} == sums


def test_units_and_cost_per_unit_make_the_amount(p: vp.Partnership) -> None:
    """Guards that an amount that nobody wrote is their product, and one that differs is told."""
    amounts = sorted(fact.amount.amount for _, fact in p.typed if isinstance(fact, Spent))
    assert [50, 300, 500, 600, 1102, 6000] == amounts


def test_a_workbook_that_no_map_knows_is_refused_by_name(p: vp.Partnership) -> None:
    """Guards that nothing is put into cells of which nobody knows what they are for."""
    with pytest.raises(NotFilled, match="no map knows this workbook; there are: EACEA"):
        vp.fill(p, template())
    other = read_map(MAP.replace('text = "Budget"', 'text = "Another"'), "map.toml")
    with pytest.raises(NotFilled, match="is not the one for which the map is: Sheet of a school"):
        vp.fill(p, template(), other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = ", "no TOML"),
        (b"\xff\xfe", r"map\.toml is no TOML"),
        ("[[cell]]", "`cell` is not a key"),
        ("[cells]", "double brackets"),
        ('[[cells]]\nsheet = "A"', "needs the key `figure`"),
        ('[[cells]]\nshet = "A"', r"\[\[cells\]\] 1: `shet` is not a key"),
        (
            '[[lists]]\nof = "people"\nsheet = "A"\nfirst = 1\nmost = 1\ncolumns = {}',
            "organisations",
        ),
        ('[[lists]]\nof = "people"\nsheet = "A"\nfirst = true', "expected a whole number"),
        ("[[lists]]\nof = 1", "1 is not one of"),
        (
            MAP.replace('units = "A"', "units = 1").replace("staff = 1", 'staff = "1"'),
            r"(?s)\[\[costs\]\] 1: .*text in quotes.*\[\[costs\]\] 1: .*whole number",
        ),
        (MAP.replace('share = "7 %", ', ""), "needs the key `share`"),
        (MAP.replace("rounds = 2", "rounds = 9999999"), r"\[\[costs\]\] 1: "),
        ("a = " + "[" * 9000, "no TOML"),
        ("[[cells]]\nsheet = " + "9" * 5000, "no TOML"),
    ],
)
def test_a_wrong_map_says_where(text: str | bytes, why: str) -> None:
    """Guards that who writes a map is told what is wrong with it."""
    with pytest.raises(WrongMap, match=why):
        read_map(text, "map.toml")


@pytest.mark.parametrize("figure", ["project/acronim", "organisations/gone/name", "budget/WP99"])
def test_a_figure_that_there_is_not_is_told(p: vp.Partnership, figure: str) -> None:
    """Guards that a slip in a map fills in nothing."""
    with pytest.raises(WrongMap):
        vp.fill(p, template(), read_map(MAP.replace("project/acronym", figure), "map.toml"))


@pytest.mark.parametrize("sheet", ["P{x}", "P{organisation:9999999999}", "P{organisation.x}"])
def test_only_the_number_is_put_into_the_name_of_a_sheet(p: vp.Partnership, sheet: str) -> None:
    """Guards that what a map writes in braces is no program."""
    made = vp.fill(p, template(), read_map(MAP.replace("P{organisation}", sheet), "map.toml"))
    assert {f"there is no sheet “{sheet}”"} == {
        each.why for each in made.left if each.figure.startswith("spent/")
    }


def test_a_list_is_written_as_words(p: vp.Partnership) -> None:
    """Guards that no cell shows how Python writes several texts."""
    made = vp.fill(
        p, template(), read_map(MAP.replace("project/acronym", "project/languages"), "map.toml")
    )
    (value,) = (each.value for each in made.rows if each.figure == "project/languages")
    assert ", ".join(p.plan.project.languages) == value


def test_the_shipped_maps_can_be_read() -> None:
    """Guards that a shipped map has a name and a text by which its workbook is known."""
    maps = shipped_maps()
    assert maps
    assert all(each.known and each.cells and each.costs for each in maps)
