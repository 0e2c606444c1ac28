"""Numbers in files and cells: what has two readings is refused, what shows otherwise is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from first_form import form
from openpyxl import Workbook, load_workbook
from tabled import write_ods

import vetpartner as vp
from vetpartner.files.tables.costs import Costs
from vetpartner.files.tables.money import (
    NumberCell,
    amount_of,
    as_shown,
    as_written,
    stored,
    told,
)
from vetpartner.files.tables.safety import look
from vetpartner.files.workbooks.merging import merge
from vetpartner.model import (
    Disseminated,
    Indicator,
    Measured,
    Money,
    Partnership,
    Plan,
    Surveyed,
    WorkPackage,
)
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from vetpartner.values.finding import Finding

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def said(findings: Any) -> list[str]:  # noqa: ANN401 - findings
    """Return errors as text, with the way out."""
    return [f"{f.slug}: {f.message} -> {f.way_out}" for f in findings.errors]


@pytest.mark.parametrize("home", ["toml", "json"])
@pytest.mark.parametrize(
    ("table", "key", "number", "message"),
    [
        (
            "paid",
            "amount",
            "16.400",
            "16.400 can be read as 16400 or as 16.400 -> write 16400.00 or",
        ),
        (
            "paid",
            "amount",
            "-16.400",
            "-16.400 can be read as -16400 or as -16.400 -> write -16400",
        ),
        ("paid", "amount", "16.375", "16.375 can be read as 16375 or as 16.375 -> write 16375.00"),
        (
            "paid",
            "amount",
            '"16.400 CZK"',
            "'16.400' can be read as 16400 or as 16.400 -> write 164",
        ),
        (
            "paid",
            "amount",
            '"1.234.567"',
            "'1.234.567' is not an amount in plain form; write 12500",
        ),
        ("paid", "amount", "1234.567", "1234.567 has more than two decimals"),
        ("paid", "amount", "1e400", "1E+400 is too large for an amount"),
        (
            "disseminated",
            "reach",
            "3.000",
            "3.000 can be read as 3000 or as 3.000 -> write 3000 or 3",
        ),
        (
            "disseminated",
            "reach",
            '"3.000"',
            "'3.000' can be read as 3000 or as 3.000 -> write",
        ),
        (
            "attended",
            "count",
            "1.200",
            "1.200 can be read as 1200 or as 1.200 -> write 1200 or 1.2",
        ),
        (
            "measured",
            "value",
            "4.125",
            "4.125 can be read as 4125 or as 4.125 -> write 4125",
        ),
    ],
)
def test_numbers_with_two_readings(
    tmp_path: Path, home: str, table: str, key: str, number: str, message: str
) -> None:
    """Guard that nobody's thousands become units, in whichever home they stand."""
    texts = {
        "toml": f"[[{table}]]\n{key} = {number}\n",
        "json": f'{{"{table}": [{{"{key}": {number}}}]}}',
    }
    file = tmp_path / f"p.{home}"
    file.write_text(texts[home], "utf-8")
    (found,) = said(vp.read(file).findings)

    # In a line of TOML an amount has both lines to paste, see `test_both_lines_to_paste`.
    reading, _, _ = message.partition(" -> ")
    assert f"`{key}`: {message if (home, key) != ('toml', 'amount') else reading}" in found


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        ("16.400", ("16400.00", "16.40")),
        ("-16.400", ("-16400.00", "-16.40")),
        ('"16.400 CZK"', ('"16400.00 CZK"', '"16.40 CZK"')),
        ('"-16.400 €"', ('"-16400.00 EUR"', '"-16.40 EUR"')),
    ],
)
def test_both_lines_to_paste(tmp_path: Path, number: str, lines: tuple[str, str]) -> None:
    """Guard that the lines among which one chooses keep sign and currency, and can be read."""
    file = tmp_path / "p.toml"
    file.write_text(f"[[paid]]\namount = {number}\n", "utf-8")
    (found,) = vp.read(file).findings
    assert " or ".join(f"`amount = {line}`" for line in lines) == found.way_out
    for line in lines:
        file.write_text(f"[[paid]]\namount = {line}\n", "utf-8")
        assert () == tuple(vp.read(file).findings)


def test_rules_of_an_agreement(tmp_path: Path) -> None:
    """Guard an amount that the project's own agreement sets."""
    (tmp_path / "p.toml").write_text("[agreement]\nrules = { low_value_limit = 60.000 }\n", "utf-8")
    (found,) = vp.read(tmp_path / "p.toml").findings

    assert ("ambiguous-number", "write 60000 or 60") == (found.slug, found.way_out)


@pytest.mark.parametrize(
    ("line", "way_out"),
    [
        ("16,400", "`amount = 16400.00` or `amount = 16.40`"),
        ("16 400", "amount = 16400"),
        ("1.234.567  # all", "amount = 1234567  # all"),
        ("12-3", "write a number such as 12500.00"),
    ],
)
def test_numbers_that_are_no_toml(tmp_path: Path, line: str, way_out: str) -> None:
    """Guard that the line that is no TOML says how its number is written."""
    (tmp_path / "p.toml").write_text(f"[[paid]]\namount = {line}\n", "utf-8")
    (found,) = vp.read(tmp_path / "p.toml").findings

    assert ("not-toml", way_out) == (found.slug, found.way_out)


@pytest.mark.parametrize(
    ("table", "key", "number"),
    [
        ("paid", "amount", "16.4"),
        ("paid", "amount", "0.400"),
        ("paid", "amount", "1.64e1"),
        ("paid", "amount", "-5"),
        ("rates", "rate", "24.715"),
        ("surveyed", "score", "4.125"),
        ("measured", "value", "4.1250"),
        ("measured", "value", "0.125"),
    ],
)
def test_numbers_with_one_reading(tmp_path: Path, table: str, key: str, number: str) -> None:
    """Guard rates, scores and whatever cannot be thousands."""
    more = {"rates": 'currency = "CZK"\nwhen = "2024-02"\nsource = "x"\nrecorded = 2024-03-01\n'}
    text = f"[[{table}]]\n{key} = {number}\n{more.get(table, '')}"
    (tmp_path / "p.toml").write_text(text, "utf-8")
    reading = vp.read(tmp_path / "p.toml")

    assert [] == said(reading.findings)
    assert reading.partnership is not None


@pytest.mark.parametrize("home", ["p", "p.toml", "p.json", "p.xlsx"])
def test_three_decimals_are_written_so_that_they_read_back(tmp_path: Path, home: str) -> None:
    """Guard numbers that really have three decimals."""
    from decimal import Decimal

    plan = Plan(
        indicators=(Indicator(id="I1", target=Decimal("4.125"), baseline=Decimal("1.500")),)
    )
    facts = (Measured(of="I1", value=Decimal("812.345")), Surveyed(score=Decimal("4.125")))
    p = Partnership(baseline=plan, facts=facts)
    vp.save(p, tmp_path / home)

    assert p == vp.load(tmp_path / home)


def test_the_example_with_points_for_thousands(tmp_path: Path) -> None:
    """Guard the payment that was 16.40 and the grant that was 250 euros."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "p"))
    for name, old, new in (
        ("project.toml", "lump_sum = 250_000", "lump_sum = 250.000"),
        ("facts.toml", "amount = 100_000", "amount = 100.000"),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    way_outs = [
        "`amount = 100000.00` or `amount = 100.00`",
        "`lump_sum = 250000.00` or `lump_sum = 250.00`",
    ]
    assert way_outs == sorted(str(f.way_out) for f in vp.read(folder).findings.errors)


# What cells store, and what they show.


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (16.4, "0", "16"),
        (16.5, "0", "17"),
        (0.5, "0%", "50 %"),
        (33.333, "0.00", "33.33"),
        (16.4, "0.000", "16.400"),
        (3, "0.000", "3.000"),
        (1234567, "0,", "1235"),
        (-16.46, "0.0;[Red]-0.0", "-16.5"),
        (-16.456, "0.0;-0.00", "-16.46"),
        (16.456, "0.0;-0.00", "16.5"),
        (-16.456, "0.0;-0.00;0", "-16.46"),
        (12.344, '_-* #,##0.00\\ "kn"_-;-* #,##0.00', "12.34"),
        (0.333, "0.#", "0.3"),
    ],
)
def test_cells_that_show_another_number(value: float, number_format: str, text: str) -> None:
    """Guard what a format makes of a number."""
    shown = as_shown(value, number_format)

    assert isinstance(shown, NumberCell)
    assert (text, value) == (shown.text, shown)


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (16.4, "General"),
        (16.4, None),
        (16.4, "#,##0.00 €"),
        (16.0, "[$€-407] #,##0"),
        (45_000, "yyyy-mm-dd"),
        (1.5, "# ?/?"),
        (1.5, "0.00E+00"),
        (7, "[<10]0;0.0"),
        (5, "@"),
        (5, ";;;"),
        (True, "0.00"),
        (float("inf"), "0"),
    ],
)
def test_cells_that_show_what_they_store(value: float, number_format: str | None) -> None:
    """Guard days, fractions and whatever shows no other number, or may show anything."""
    assert value is as_shown(value, number_format)


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        (16.4, "16,400", "16.400"),
        (16.4, "16.400 €", "16.400"),
        (16.4, "16", "16"),
        (16.4, "16.400,00 €", "16400.00"),
        (33.333, "33,33", "33.33"),
        (16_400, "16", "16"),
        (1_234_567, "1.235", "1.235"),
        (-16.46, "-16,5", "-16.5"),
        (0.5, "50 %", "50 %"),
        (3, "3,000", "3.000"),
    ],
)
def test_texts_that_show_another_number(value: float, text: str, shown: str) -> None:
    """Guard the texts of an OpenDocument cell, in the spelling of any country."""
    cell = as_written(value, text)

    assert isinstance(cell, NumberCell)
    assert (shown, value) == (cell.text, cell)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (16.4, "16,4"),
        (16.4, "€ 16.40"),
        (16_400, "16,400"),
        (16_400, "16.400,00 €"),
        (16_400, "16\u202f400"),
        (1_234_567.5, "1'234'567.50 CHF"),
        (1_234_567, "1.234.567"),
        (-5, "(5)"),
        (100 / 3, "33.3333333333333"),
        (1.5, "1 1/2"),
        (1500, "1,5E+03"),
        (16.4, ""),
        (float("nan"), "1"),
    ],
)
def test_texts_that_show_what_is_stored(value: float, text: str) -> None:
    """Guard marks of thousands and of decimals, and whatever is no plain number."""
    assert value is as_written(value, text)


NUMBER = (
    '<table:table-cell {more} office:value-type="{kind}" office:value="{value}">'
    "<office:annotation><text:p>is it 17?</text:p></office:annotation>"
    "<text:p>{text}</text:p></table:table-cell>"
)


def number(value: str, text: str, *, kind: str = "float", more: str = "") -> str:
    """Return a cell of an OpenDocument sheet with a remark, its number and what it shows."""
    return NUMBER.format(value=value, text=text, kind=kind, more=more)


def test_an_ods_that_shows_otherwise(tmp_path: Path) -> None:
    """Guard a list of LibreOffice: both numbers are told, in their rows, also below gaps."""
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = (
        (empty,),
        (empty,),
        (empty, "of", "amount", "days"),
        (empty, "WP2", number("16.4", "16,400", kind="currency"), number("2", "2")),
        (empty, "WP2", number("12.5", "13", kind="currency"), number("3", "3,000")),
        (empty, "WP2", number("33.333333", "33,33")),
        (empty, "WP2", number("16400", "16.400,00 €", kind="currency")),
    )
    write_ods(tmp_path / "costs.ods", rows)
    reading = Costs("costs.ods", vp.load(GREEN).baseline).read(tmp_path / "costs.ods")

    assert ["12.50", "33.33", "16400.00"] == [str(cost.amount.amount) for cost in reading.rows]
    assert [
        "4:4 table-money-ambiguous: 16.400 can be read as 16400 or as 16.400",
        "5:5 ambiguous-number: the cell shows 3.000, which can be read as 3000 or as 3.000",
        "5:4 cell-shows-otherwise: 12.5 is stored in the cell, which shows 13; 12.50 is taken",
        "6:4 cell-shows-otherwise: 33.333333 is stored in the cell, which shows 33.33; 33.33 is",
    ] == [f"{str(f.place)[-3:]} {f.slug}: {f.message}"[:86] for f in reading.findings]


def test_repeated_cells_of_an_ods(tmp_path: Path) -> None:
    """Guard cells and rows that stand once and mean many."""
    twice = 'table:number-columns-repeated="2"'
    cells = (number("16.4", "16", more=twice), number("1", "1"), number("2", "3"))
    write_ods(tmp_path / "p.ods", (("a", "b"), cells))
    found = look((tmp_path / "p.ods").read_bytes()).shown

    assert {"S": [((2, 1), "16"), ((2, 2), "16"), ((2, 4), "3")]} == {
        sheet: [(at, cell.text) for at, cell in held.items()] for sheet, held in found.items()
    }
    write_ods(tmp_path / "p.ods", (("a", "b"), (number("16", "16"),)))

    assert {} == look((tmp_path / "p.ods").read_bytes()).shown


def test_amounts_of_cells() -> None:
    """Guard rounding to cents, and the refusal of thousands."""
    third = as_shown(100 / 3, "0.00")
    unformatted = 100 / 3
    severities = [
        found[1] if (found := told(cell, amount_of(cell))) else None
        for cell in (third, unformatted, as_shown(16.4, "0"), 0.1 + 0.2, 12)
    ]

    assert [Severity.NOTE, Severity.WARNING, Severity.WARNING, None, None] == severities
    assert ["33.33", "0.30"] == [str(amount_of(each)) for each in (third, 0.1 + 0.2)]
    for cell in (as_shown(16.4, "0.000"), 16.375):
        with pytest.raises(WrongValue, match=r"can be read as 16\d00|16375"):
            amount_of(cell)
    with pytest.raises(WrongValue, match=r"the cell shows 3\.000, which can be read as 3000 or"):
        stored(as_shown(3, "0.000"))


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return work packages and organisations of the example as a workbook."""
    plan = vp.load(GREEN).baseline
    few = Plan(
        project=plan.project,
        organisations=plan.organisations,
        objectives=plan.objectives,
        work_packages=plan.work_packages,
    )
    path = tmp_path_factory.mktemp("green") / "p.xlsx"
    vp.save(Partnership(baseline=few), path)
    return path


def workbook(green: Path, path: Path, value: object, number_format: str) -> Path:
    """Write the example with another amount of WP1."""
    book = load_workbook(green)
    sheet = book["Work packages"]
    heads = [str(cell.value) for cell in sheet[3]]
    for head in heads:
        if head.startswith("Amount: "):
            sheet.cell(5, heads.index(head) + 1).value = None
    cell = sheet.cell(5, heads.index("Amount") + 1)
    cell.value, cell.number_format = value, number_format
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "number_format", "amount", "found"),
    [
        (45_000, "General", Money(45_000), []),
        (
            33.333,
            "0.00",
            Money("33.33"),
            ["33.333 is stored in the cell, which shows 33.33; "],
        ),
        (16.4, "0", Money("16.40"), ["16.4 is stored in the cell, which shows 16; 16.40 is taken"]),
        (0.5, "0%", Money("0.50"), ["0.5 is stored in the cell, which shows 50 %; 0.50 is taken"]),
        ("45 000", "@", Money(45_000), []),
        ("45.000", "@", None, ["'45.000' can be read as 45000 or as 45.000"]),
        ("45,000", "@", None, ["'45,000' can be read as 45000 or as 45.000"]),
        (45, "0.000", None, ["45.000 can be read as 45000 or as 45.000"]),
        (16.375, "General", None, ["16.375 can be read as 16375 or as 16.375"]),
    ],
)
def test_amounts_of_a_planning_workbook(
    green: Path,
    tmp_path: Path,
    value: object,
    number_format: str,
    amount: Money | None,
    found: list[str],
) -> None:
    """Guard an amount of a work package against 45.00 EUR in the place of 45 000."""
    reading = vp.read(workbook(green, tmp_path / "p.xlsx", value, number_format))
    at = [f for f in reading.findings if f.place and f.place.file.endswith("!Work packages")]
    package: WorkPackage | None = reading.partnership["WP1"] if reading.partnership else None

    assert found == [f.message[: len(text)] for f, text in zip(at, found, strict=True)]
    assert {5} >= {f.place.line for f in at if f.place}
    assert amount == (package and package.amount)


def returned(p: Partnership, path: Path, sheet: str, row: int, cells: dict[str, object]) -> Any:  # noqa: ANN401
    """Return what becomes of a form of CFS with these cells filled in."""
    path.write_bytes(form(p, "cfs"))
    book = load_workbook(path)
    heads = [cell.value for cell in book[sheet][1]]
    for head, value in cells.items():
        book[sheet].cell(row, heads.index(head) + 1).value = value
    book.save(path)
    return merge(p, path, on=date(2025, 1, 31))


@pytest.mark.parametrize(
    ("text", "reach"),
    [("2.000", None), ("2,000", None), ("2 000", 2000), ("2000", 2000), (2000, 2000)],
)
def test_counts_of_a_form(tmp_path: Path, text: object, reach: int | None) -> None:
    """Guard a reach of two thousand that became two, of what is planned and of what was done."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    file = tmp_path / "form.xlsx"
    at = 2 + [a.id for a in p.plan.dissemination_actions if "cfs" in a.organisations].index("N1")
    done = {"of": "N3", "when": "2025-01-20", "organisation": "cfs", "channel": "x", "reach": text}
    planned = returned(p, file, "dissemination_actions", at, {"reach": text})
    told_ = returned(p, file, "disseminated", 2, done)

    if reach is None:
        for merged in (planned, told_):
            (found,) = merged.findings.errors
            assert "can be read as 2000 or as 2.000" in found.message
            assert "write 2000 or 2" == found.way_out
            assert merged.partnership is None
    else:
        assert reach == planned.partnership["N1"].reach
        assert reach == told_.partnership.facts_of("N3", Disseminated)[-1].reach


def costs(tmp_path: Path, value: object, number_format: str) -> tuple[list[Finding], Any]:
    """Return findings and costs of a list with one amount."""
    folder = tmp_path / "p"
    (folder / "tables").mkdir(parents=True)
    (folder / "project.toml").write_bytes((GREEN / "project.toml").read_bytes())
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["", "date", "of", "amount"])
    sheet.append(["", date(2024, 2, 1), "WP1", value])
    sheet["D2"].number_format = number_format
    book.save(folder / "tables" / "costs.xlsx")
    reading = vp.read(folder)
    at = [f for f in reading.findings if f.place and "costs.xlsx!" in f.place.file]
    return at, reading.tables.costs


@pytest.mark.parametrize(
    ("value", "number_format", "amount", "severity"),
    [
        (100 / 3, "0.00", "33.33", Severity.NOTE),
        (16.4, "0", "16.40", Severity.WARNING),
        (0.5, "0%", "0.50", Severity.WARNING),
        (16.4, "#,##0.00 €", "16.40", None),
        (16.4, "0.000", None, Severity.ERROR),
        (16.375, "General", None, Severity.ERROR),
    ],
)
def test_amounts_of_a_list(
    tmp_path: Path, value: object, number_format: str, amount: str | None, severity: Severity | None
) -> None:
    """Guard that a list follows the rule of workbooks for what is stored and what is shown."""
    found, rows = costs(tmp_path, value, number_format)

    assert ([severity] if severity else []) == [f.severity for f in found]
    assert [4] * len(found) == [f.place.column for f in found if f.place]
    assert ([Money(amount)] if amount else []) == [row.amount for row in rows]
