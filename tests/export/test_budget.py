"""The budget workbook: formulas with their values, steady bytes, and no text that calculates."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from openpyxl import Workbook, load_workbook

import vetpartner as vp
from vetpartner.export.budget import budget
from vetpartner.model import (
    Amended,
    Amounts,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Plan,
    Project,
    Share,
    Spent,
    UnknownId,
    When,
    WorkPackage,
)
from vetpartner.render.language import language as spoken
from vetpartner.render.xlsx_cells import LONGEST, shortened

CROWNS = Money(500, "CZK")
EXAMPLES = Path(__file__).parents[2] / "examples"
Golden = Callable[[str, bytes], None]


def green() -> Partnership:
    """Return the example on the last day of its facts."""
    return vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))


def saved(book: Workbook) -> bytes:
    """Return a workbook as it is saved."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(data: bytes) -> dict[str, dict[str, object]]:
    """Return what a viewer that does not calculate shows, by sheet and cell."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def test_sheets_and_totals() -> None:
    """The promised sheets, with the totals stored beside their formulas."""
    book = budget(green())
    data = saved(book)
    shown = values(data)
    formulas = load_workbook(io.BytesIO(data))

    assert [
        "Summary",
        "Work packages × partners",
        "Activities",
        "Payments",
        "Partners",
        "Instalments",
        "Planned and spent",
        "Changes",
        "Findings",
        "Planned and achieved",
    ] == formulas.sheetnames
    assert "=ROUND(SUM(H5:H9),2)" == formulas["Work packages × partners"]["H10"].value
    assert 250_000 == shown["Work packages × partners"]["H10"]
    assert 0.18 == shown["Work packages × partners"]["I5"]
    assert [250_000, 250_000, 0, "yes, to the cent", 100_000, 150_000] == [
        shown["Summary"][f"B{row}"] for row in range(10, 16)
    ]
    assert [250_000, 100_000, 150_000] == [shown["Payments"][f"{c}8"] for c in "FGH"]
    assert 1 == len(book["Summary"]._charts)  # noqa: SLF001 - openpyxl has no public way to them


def test_every_formula_has_its_value() -> None:
    """No cell with a formula is without the value that a viewer shows."""
    for p in (green(), vp.load(EXAMPLES / "small-harvest"), Partnership()):
        data = saved(budget(p))
        shown = values(data)
        formulas = [
            (sheet.title, cell.coordinate)
            for sheet in load_workbook(io.BytesIO(data))
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

        assert formulas
        assert [] == [at for at in formulas if shown[at[0]].get(at[1]) is None]


def test_golden(golden: Golden) -> None:
    """The sheets of the example, byte for byte."""
    with zipfile.ZipFile(io.BytesIO(saved(budget(green())))) as archive:
        for number in range(1, 11):
            name = f"xl/worksheets/sheet{number}.xml"
            golden(f"budget-sheet{number}.xml", archive.read(name).replace(b"</row>", b"</row>\n"))


def test_a_partner_sees_its_own_figures() -> None:
    """The partner's workbook has its figures only, and no payments of the agency."""
    data = saved(budget(green(), partner="sts"))
    shown = values(data)

    assert "Payments" not in shown
    assert 76_000 == shown["Work packages × partners"]["D10"]
    assert ("Allocated", 76_000) == (shown["Summary"]["A10"], shown["Summary"]["B10"])
    assert {"To send to: STS", "To be given back by: STS"} <= set(shown["Summary"].values())
    assert "FBK" not in shown["Work packages × partners"].values()
    assert [] == [v for v in shown["Activities"].values() if isinstance(v, int | float)]
    assert ["STS", "Total"] == [shown["Partners"][at] for at in ("A5", "A6")]
    assert {"STS"} == {v for k, v in shown["Instalments"].items() if k[0] == "F" and int(k[1:]) > 4}
    assert "Findings" not in shown
    for unknown in ("xyz", "WP1"):
        with pytest.raises(UnknownId, match=unknown):
            budget(green(), partner=unknown)


def test_texts_never_calculate() -> None:
    """A title that begins like a formula stays a text; control characters are left out."""
    plan = Plan(
        project=Project(acronym="=1+1", title="\x00+cmd|' /C calc'!A0"),
        organisations=(Organisation(id="a", acronym="@a"),),
        meetings=(Meeting(id="M1", title="=HYPERLINK(1)", grant=Amounts({"a": Money(5)})),),
    )
    data = saved(budget(Partnership(baseline=plan)))
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[:1] in {"=", "+", "@"}
    ]

    assert all(
        cell.value.startswith(("=ROUND", "=IF", "=SUM", "=MAX", "='", "=0"))
        for cell in cells
        if cell.data_type == "f"
    )
    assert {"=HYPERLINK(1)", "@a", "+cmd|' /C calc'!A0"} <= {
        c.value for c in cells if c.data_type == "s"
    }
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")


def test_long_texts_end_visibly() -> None:
    """A cell cuts silently; we cut before, with a mark."""
    text = shortened("x" * (LONGEST + 10))

    assert LONGEST >= len(text)
    assert text.endswith(" […]")


def test_what_does_not_add_up_is_said() -> None:
    """The summary compares the lump sum with what is allocated, in words and in colour."""
    words = {
        59_000: "no: a part of the lump sum is not allocated yet",
        60_000: "yes, to the cent",
        61_000: "no: more is allocated than the lump sum",
    }
    for amount, expected in words.items():
        plan = Plan(
            project=Project(lump_sum=Money(60_000)),
            organisations=(Organisation(id="a"),),
            work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(amount)})),),
            payments=(Payment(id="P1", share=Share("0.8")), Payment(id="P2")),
        )
        book = budget(Partnership(baseline=plan))
        shown = values(saved(book))["Summary"]
        rules = {str(c.sqref): c for c in book["Summary"].conditional_formatting}
        coloured = rules["B13"]

        assert (60_000 - amount, expected) == (shown["B12"], shown["B13"])
        assert ["B12=0", "B12>0", "B12<0"] == [rule.formula[0] for rule in coloured.rules]


def test_a_lump_sum_in_another_currency_is_named() -> None:
    """A sum over two currencies is not made, and the reader is told which one stands there."""
    shown = values(saved(budget(Partnership(baseline=Plan(project=Project(lump_sum=CROWNS))))))

    assert (
        "500\N{NO-BREAK SPACE}CZK, which is not the currency of the project"
        == shown["Summary"]["B10"]
    )
    assert "Difference" not in shown["Summary"].values()


def test_organisations_that_are_not_in_the_plan_keep_their_shares() -> None:
    """A wrong id in a grant loses no money: it has a column of its own."""
    plan = Plan(
        project=Project(lump_sum=Money(100)),
        organisations=(Organisation(id="a"),),
        work_packages=(WorkPackage(id="WP1", grant=Amounts({"AMU": Money(40), "a": Money(60)})),),
    )
    shown = values(saved(budget(Partnership(baseline=plan))))

    assert ["a", "AMU"] == [shown["Work packages × partners"][at] for at in ("C4", "D4")]
    assert [60, 40, 100] == [shown["Work packages × partners"][at] for at in ("C6", "D6", "E6")]
    assert "yes, to the cent" == shown["Summary"]["B13"]


def test_money_for_no_payment_of_the_plan_is_shown() -> None:
    """What arrived without a payment's id counts, and what is still open is right."""
    plan = Plan(project=Project(lump_sum=Money(100)), payments=(Payment(id="P1", share=Share(1)),))
    facts = (Paid(amount=Money(70), recorded=date(2024, 1, 1)),)
    shown = values(saved(budget(Partnership(baseline=plan, facts=facts))))["Payments"]

    assert "Arrived, but for no payment of the plan" == shown["B6"]
    assert [100, 70, 30] == [shown[at] for at in ("F7", "G7", "H7")]


def test_money_that_nothing_was_agreed_about_leaves_nothing_open() -> None:
    """Guard that what is still to arrive is not known while an amount is not."""
    project, facts = Project(lump_sum=Money(100)), (Paid(of="P1", amount=Money(70)),)
    first = Payment(id="P1", share=Share("0.7"))
    for payments, row in (((), 5), ((first, Payment(id="P2")), 6)):
        plan = Plan(project=project, payments=payments)
        shown = values(saved(budget(Partnership(baseline=plan, facts=facts))))

        assert "not known" == shown["Payments"][f"H{row}"] == shown["Payments"][f"H{row + 1}"]
        assert "not known" == shown["Summary"]["B15"]


def test_a_large_partnership() -> None:
    """Fifty partners and twenty work packages: columns beyond Z, sums to the cent."""
    ids = [f"p{n}" for n in range(50)]
    grant = Amounts.shared(Money("10000.01"), dict.fromkeys(ids, 1))
    plan = Plan(
        organisations=tuple(Organisation(id=id_) for id_ in ids),
        work_packages=tuple(WorkPackage(id=f"WP{n}", grant=grant) for n in range(20)),
    )
    book = budget(Partnership(baseline=plan))
    sheet = book["Work packages × partners"]
    shown = values(saved(book))["Work packages × partners"]

    assert "=ROUND(SUM(BA5:BA24),2)" == sheet["BA25"].value
    assert ("Total", 200_000.2) == (shown["BA4"], shown["BA25"])
    assert Decimal("200.01") == sheet["C5"].value


def test_without_any_amount() -> None:
    """Real projects without amounts make a workbook too."""
    real = Path(__file__).parents[1] / "real"
    for folder in ("career-tree", "green-finance", "robostem"):
        shown = values(saved(budget(vp.load(real / folder))))

        assert "not stated" in shown["Summary"].values()


def test_saving_to_a_path(tmp_path: Path) -> None:
    """A path is written whole, the same bytes as a stream."""
    budget(green()).save(tmp_path / "x.xlsx")

    assert saved(budget(green())) == (tmp_path / "x.xlsx").read_bytes()
    assert ["x.xlsx"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.judge("soffice")
def test_libreoffice_calculates_the_same(tmp_path: Path) -> None:
    """A recalculation changes no figure and finds no error."""
    for name in ("green-welding", "small-harvest"):
        day = date(2025, 1, 31)
        data = saved(budget(vp.load(EXAMPLES / name).on(day)))
        source = tmp_path / f"{name}.xlsx"
        source.write_bytes(data)
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(tmp_path / "out"),
                str(source),
            ],
            capture_output=True,
            check=True,
            timeout=120,
        )
        ours, theirs = values(data), values((tmp_path / "out" / source.name).read_bytes())

        assert ours.keys() == theirs.keys()
        for sheet, cells in ours.items():
            for cell, value in cells.items():
                if isinstance(value, int | float):
                    assert abs(value - theirs[sheet][cell]) < 0.005, (sheet, cell)
                elif isinstance(value, str):
                    assert value == theirs[sheet][cell], (sheet, cell)
        assert not any(str(v).startswith("#") for cells in theirs.values() for v in cells.values())


def test_accounts_of_the_partners() -> None:
    """The shares come from the matrix, what is derived is a formula, sums agree with the ledger."""
    data = saved(budget(green()))
    shown = values(data)["Partners"]
    sheet = load_workbook(io.BytesIO(data))["Partners"]
    at = {cell.value: cell.column_letter for cell in sheet[4]}
    total = vp.ledger(green()).total

    assert "='Work packages × partners'!F10" == sheet["B8"].value
    received, share, risk = (at[head] for head in ("Received", "Share", "At risk"))
    assert f"=MAX(0,ROUND({received}8-{share}8+{risk}8,2))" == sheet[f"{at['To recover']}8"].value
    assert {
        "Share": 43_000,
        "Due": 17_200,
        "Earned": 15_400,
        "At risk": 2_181.82,
        "Open": 25_418.18,
        "To recover": 0,
    }.items() <= {head: shown[f"{letter}8"] for head, letter in at.items()}.items()
    assert [total.share, total.earned, total.at_risk] == [
        Money(str(shown[f"{at[head]}10"])) for head in ("Share", "Earned", "At risk")
    ]


def test_instalments_of_the_partners() -> None:
    """What the coordinator keeps is not to be sent; what is not due is not asked for."""
    shown = values(saved(budget(green())))["Instalments"]

    assert ["I1", "kept", "STS", 30_400, 30_400, 0] == [shown[f"{c}5"] for c in "AEFGHI"]
    assert ["I2", "not due", "STS", 30_400, 0, 0] == [shown[f"{c}10"] for c in "AEFGHI"]
    assert [250_000, 100_000, 0] == [shown[f"{c}20"] for c in "GHI"]


def test_what_changed_against_the_approved_plan() -> None:
    """An amended grant stands beside the approved one, with the difference."""
    moved = Amended(
        of="WP5",
        recorded=date(2025, 1, 20),
        reason="fewer events",
        grant=Amounts({"sts": Money(9_000), "fbk": Money(5_000)}),
    )
    p = green()
    before = dict(p["WP5"].grant)
    shown = values(saved(budget(attrs.evolve(p, facts=(*p.facts, moved)))))["Changes"]

    assert ["WP5", "STS", float(before["sts"].amount), 9_000] == [shown[f"{c}5"] for c in "ABCD"]
    assert 9_000 - float(before["sts"].amount) == shown["E5"]
    assert "nothing" == values(saved(budget(p)))["Changes"]["A5"]


def test_findings_about_money_stand_in_the_workbook() -> None:
    """What a check says about money is there, with the way out, and nothing else."""
    p = green()
    plan = attrs.evolve(
        p.baseline, project=attrs.evolve(p.baseline.project, lump_sum=Money(250_001))
    )
    shown = values(saved(budget(attrs.evolve(p, baseline=plan))))["Findings"]
    told = [text for at, text in shown.items() if at[0] == "B" and int(at[1:]) > 4]

    assert told
    assert told == [
        f.message
        for f in vp.check(attrs.evolve(p, baseline=plan))
        if f.slug in {"lump-sum-not-allowed", "allocations-differ-from-lump-sum", "payment-sum-off"}
    ]


def test_a_handy_workbook() -> None:
    """Structured tables, names, checked inputs, protection with open inputs, A4 across."""
    book = load_workbook(io.BytesIO(saved(budget(green()))))
    matrix = book["Work packages × partners"]
    (allowed,) = matrix.data_validations.dataValidation

    assert {
        "Shares": "A4:I9",
        "ActivityAmounts": "A4:H21",
        "AgencyPayments": "A4:H7",
        "PartnerInstalments": "A4:I19",
        "PlannedAndSpent": "A4:H9",
    }.items() <= {name: ref for sheet in book for name, ref in sheet.tables.items()}.items()
    assert "PartnerAccounts" in book["Partners"].tables
    assert {"LumpSum", "Allocated", "Arrived", "AtRisk", "Earned", "ToSend", "ToRecover"} <= set(
        book.defined_names
    )
    assert "C5:G9" == str(allowed.sqref)
    assert not matrix["C5"].protection.locked
    assert matrix["H5"].protection.locked
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None
        assert ("landscape", "9") == (sheet.page_setup.orientation, str(sheet.page_setup.paperSize))
        assert sheet.print_title_rows


def test_equal_heads_make_no_broken_table() -> None:
    """Two partners with one acronym would make a file that Excel has to repair."""
    plan = Plan(
        organisations=(Organisation(id="a", acronym="X"), Organisation(id="b", acronym="x")),
        work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(4), "b": Money(6)})),),
    )

    assert not budget(Partnership(baseline=plan))["Work packages × partners"].tables


def test_costs_row_by_row() -> None:
    """Each cost stands with its document; what is not converted is in no sum."""
    facts = (
        Spent(
            of="WP3",
            organisation="fbk",
            amount=Money("120.50"),
            category="travel",
            document="=R7",
            when=When.parse("2024-03-05"),
        ),
        Spent(
            organisation="fbk",
            amount=Money(500, "CZK"),
            converted=Money("19.90"),
            days=Decimal("1.5"),
        ),
        Spent(organisation="hwk", amount=Money(70, "CZK")),
    )
    p = green()
    p = attrs.evolve(p, facts=(*p.facts, *facts))
    data = saved(budget(p))
    shown = values(data)["Costs"]

    assert date(2024, 3, 5) == shown["A5"].date()
    assert ["FBK", "WP3", "travel", "=R7", 120.5, "EUR", 120.5] == [
        shown[f"{column}5"] for column in "BCDFHIJ"
    ]
    assert [1.5, 500, "CZK", 19.9] == [shown[f"{column}6"] for column in "GHIJ"]
    assert "J7" not in shown
    assert 140.4 == shown["J8"]
    assert "=ROUND(SUM(J5:J7),2)" == load_workbook(io.BytesIO(data))["Costs"]["J8"].value
    assert "left out (no exchange rate): 70 CZK" in values(data)["Planned and spent"]["A2"]
    assert "left out" not in values(saved(budget(green())))["Planned and spent"]["A2"]
    mine = values(saved(budget(p, partner="hwk")))["Costs"]
    assert "FBK" not in mine.values()
    assert "Costs" not in budget(green()).sheetnames


def test_activities_by_partner() -> None:
    """Shares of activities stand by partner, add up to the amount, and so do the columns."""
    plan = Plan(
        organisations=(Organisation(id="a"), Organisation(id="b"), Organisation(id="c")),
        work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(9), "c": Money(1)})),),
        meetings=(
            Meeting(id="M1", grant=Amounts({"a": Money("1.25"), "b": Money(2)})),
            Meeting(id="M2", amount=Money(4)),
        ),
    )
    p = Partnership(baseline=plan)
    data = saved(budget(p))
    shown = values(data)["Activities"]

    assert ["a", "b", "Amount"] == [shown[at] for at in ("H4", "I4", "J4")]
    assert [1.25, 2, 3.25] == [shown[at] for at in ("H5", "I5", "J5")]
    assert "=ROUND(SUM(H5:I5),2)" == load_workbook(io.BytesIO(data))["Activities"]["J5"].value
    assert ("H6" in shown, shown["J6"]) == (False, 4)
    assert [1.25, 2, 7.25] == [shown[at] for at in ("H7", "I7", "J7")]
    assert "H4" in values(saved(budget(p, partner="b")))["Activities"]


@pytest.mark.parametrize("code", ["en", "de", "el", "es"])
def test_days_have_room(code: str) -> None:
    """Guard that no day is shown as ###: each column of days holds the longest of its language."""
    book = vp.budget(
        vp.load(Path(__file__).parents[2] / "examples/green-welding").on(date(2025, 1, 31)),
        language=code,
    )
    longest = max(len(spoken(code).value(date(2025, month, 28))) for month in range(1, 13))
    widths = {
        (sheet.title, cell.coordinate): sheet.column_dimensions[cell.column_letter].width
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.is_date
    }

    assert len(widths) >= 8
    assert min(widths.values()) > longest
