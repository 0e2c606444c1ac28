"""Costs are read from tables as people keep them, and written back without loss."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import more, when, with_fields
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from strategies import days, examples, texts, whens
from tabled import PLAN, Case, cases, said, write_ods

from vetpartner.files import load, save
from vetpartner.files.tables.costs import Costs
from vetpartner.model import Evidence, Meeting, Money, Partnership, Person, Plan, Spent, WorkPackage

if TYPE_CHECKING:
    from vetpartner.files.tables.lists import TableReading

COSTS = attrs.evolve(
    PLAN,
    people=(Person(id="ana", name="Ana Anić", organisation="sts"),),
    work_packages=(WorkPackage(id="WP1"), WorkPackage(id="WP2", title="Curriculum")),
    meetings=(Meeting(id="M1", title="Kick-off", work_package="WP1"),),
)
HEAD = "Datum;Ustanova;Ime i prezime;Radni paket;Kategorija;Dani;Iznos;Valuta;Broj računa\n"


def costs(data: str, plan: Plan = COSTS) -> TableReading:
    """Read costs from the content of a CSV file."""
    return Costs("c.csv", plan).read(Path(), data.encode())


def test_a_table_as_a_school_keeps_it() -> None:
    """Guards headings, names, titles and categories in other languages, and the amounts."""
    found = costs(
        HEAD + "12.2.2024;STS;Ana Anić;WP2;plaće;3,5;1.250,50 €;;R-1\n"
        "2024-03-01;fbk;;Curriculum;Putni troškovi;;12 500;CZK;=R2\n"
        ";;;kick-off;coffee;;(15,00);;\n"
        "2024-04;;;M1;;;7;€;3\n"
    )

    expected = (
        Spent(
            of="WP2",
            organisation="sts",
            person="ana",
            when=when("2024-02-12"),
            category="staff",
            days=Decimal("3.5"),
            amount=Money("1250.50"),
            document="R-1",
        ),
        Spent(
            of="WP2",
            organisation="fbk",
            when=when("2024-03-01"),
            category="travel",
            amount=Money(12_500, "CZK"),
            document="=R2",
        ),
        Spent(of="M1", category="coffee", amount=Money(-15)),
        Spent(of="M1", when=when("2024-04"), amount=Money(7), document="3"),
    )

    assert expected == found.rows
    assert [] == said(found)


@pytest.mark.parametrize("case", cases("costs"))
def test_lists_of_costs(case: Case) -> None:
    """Guards which costs are read, that none is guessed or counts twice, and how to go on."""
    found = costs(case.data)

    case.guard(found)
    assert found.whole is ("table-no-heading 1:1" not in case.found)


def test_the_only_amount_may_be_headed_in_euro() -> None:
    """Guards a usual heading, in a project in euro only."""
    text = "WP,Amount in EUR\nWP2,5\n"
    czech = with_fields(COSTS, "project", currency="CZK")

    assert (Spent(of="WP2", amount=Money(5)),) == costs(text).rows
    assert () == costs(text, czech).rows


def test_workbooks_and_open_documents(tmp_path: Path) -> None:
    """Guards that numbers, days and months of spreadsheets are read from their cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Date", "WP", "Amount", "Currency", "Rate month"))
    sheet.append((date(2024, 2, 12), "WP2", 10300.3, "CZK", date(2024, 2, 1)))
    sheet.append(("Total", None, 10300.3))
    book.save(tmp_path / "c.xlsx")
    write_ods(tmp_path / "c.ods", (("WP", "Amount"), ("WP2", "12 500,00 €")))

    xlsx = Costs("c.xlsx", COSTS).read(tmp_path / "c.xlsx")
    ods = Costs("c.ods", COSTS).read(tmp_path / "c.ods")

    assert (
        Spent(
            of="WP2",
            when=when("2024-02-12"),
            amount=Money("10300.30", "CZK"),
            rate_month=when("2024-02"),
        ),
    ) == xlsx.rows
    assert ["table-sum"] == [f.slug for f in xlsx.findings]
    assert (Spent(of="WP2", amount=Money(12_500)),) == ods.rows


P = Partnership(
    baseline=COSTS,
    facts=(
        Spent(of="WP1", amount=Money(1), evidence=(Evidence(kind="invoice", file="a.pdf"),)),
        Spent(of="WP2", organisation="sts", when=when("2024-02-12"), amount=Money("1250.50")),
        Spent(of="WP2", amount=Money(3, "CZK"), category="=x", note="a\nb", document="'1"),
    ),
)


def test_costs_are_written_to_a_table(tmp_path: Path) -> None:
    """Guards the file, its headings, and that evidence stays in TOML."""
    save(P, tmp_path)

    assert (
        "date,organisation,person,of,category,days,units,amount,currency,document,rate_month,rate,"
        "converted,recorded,note,reason\n"
        "2024-02-12,sts,,WP2,,,,1250.50,EUR,,,,,,,\n"
        ",,,WP2,'=x,,,3.00,CZK,'1,,,,,\"a\nb\",\n"
    ) == (tmp_path / "tables/costs.csv").read_text("utf-8")
    assert 1 == (tmp_path / "facts.toml").read_text("utf-8").count("[[spent]]")
    assert P == load(tmp_path)
    assert () == save(P, tmp_path)


def test_a_table_of_their_own_stays_as_it_is(tmp_path: Path) -> None:
    """Guards that somebody's own list is not rewritten without need, and kept where it is."""
    save(P, tmp_path)
    own = HEAD + "12.2.2024;sts;;WP2;;;1.250,50;;\n;;;WP2;=x;;3;CZK;'1\n"
    (tmp_path / "tables/costs.csv").write_text(own, "utf-8")
    p = load(tmp_path)
    later = more(p, Spent(of="WP1", amount=Money(9)))

    assert () == save(p, tmp_path)
    assert own == (tmp_path / "tables/costs.csv").read_text("utf-8")
    save(later, tmp_path)
    assert own == (tmp_path / "tables/costs.csv.bak1").read_text("utf-8")
    assert later == load(tmp_path)


def test_costs_that_stand_in_toml_stay_there(tmp_path: Path) -> None:
    """Guards that saving something else does not move what the coordinator typed."""
    (tmp_path / "facts.toml").write_text('[[spent]]\nof = "WP1"\namount = 5\n', "utf-8")
    (tmp_path / "project.toml").write_text('[[work_packages]]\nid = "WP1"\n', "utf-8")
    p = load(tmp_path)
    save(with_fields(p, "WP1", title="Course"), tmp_path)

    assert not (tmp_path / "tables").exists()
    assert (Spent(of="WP1", amount=Money(5)),) == load(tmp_path).facts


def test_a_table_is_written_anew_where_the_plan_would_read_it_differently(tmp_path: Path) -> None:
    """Guards that a new name of an organisation does not lose whose cost it was."""
    save(attrs.evolve(P, facts=()), tmp_path)
    (tmp_path / "tables").mkdir()
    text = "organisation,of,amount\nFondazione Bora,WP2,5\n"
    (tmp_path / "tables/costs.csv").write_text(text, "utf-8")
    p = load(tmp_path)
    save(with_fields(p, "fbk", name="New Bora"), tmp_path)

    assert (Spent(of="WP2", organisation="fbk", amount=Money(5)),) == load(tmp_path).facts


def test_findings_lead_to_the_row(tmp_path: Path) -> None:
    """Guards that a rule about a cost shows file and row, behind those of facts.toml."""
    save(attrs.evolve(P, facts=P.facts[:1]), tmp_path)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/costs.csv").write_text("of,amount\nWP1,5\nWP2,6\nWP9,7\n", "utf-8")
    p = load(tmp_path)
    assert p.origin is not None
    places = [str(p.origin.locate(f"{at}/amount")) for at, _ in p.numbered_facts()]

    assert [
        "facts.toml:4:10",
        "tables/costs.csv:2:1",
        "tables/costs.csv:3:1",
        "tables/costs.csv:4:1",
    ] == places


def test_findings_lead_to_the_row_on_an_earlier_day(tmp_path: Path) -> None:
    """Guards that costs which are not known yet do not move the others to their rows."""
    save(attrs.evolve(P, facts=()), tmp_path)
    (tmp_path / "tables").mkdir()
    text = "date,of,amount\n2024-02-01,WP1,5\n2024-05-01,WP1,6\n2024-03-01,WP1,7\n"
    (tmp_path / "tables/costs.csv").write_text(text, "utf-8")
    p = load(tmp_path).on(date(2024, 4, 1))
    assert p.origin is not None
    found = [(at, str(p.origin.locate(at))) for at, _ in p.numbered_facts()]

    assert {("spent/WP1", "tables/costs.csv:2:1"), ("spent/WP1#3", "tables/costs.csv:4:1")} == set(
        found
    )
    later = [at for at, _ in p.on(date(2024, 4, 2)).typed]
    assert ["spent/WP1", "spent/WP1#3"] == later
    changed = attrs.evolve(p, facts=(Spent(of="WP1", amount=Money(1)), *p.facts))
    assert ["spent/WP1", "spent/WP1#2", "spent/WP1#3"] == [at for at, _ in changed.typed]


spent = st.builds(
    Spent,
    of=st.sampled_from([None, "WP1", "M1", "WP77"]),
    when=st.none() | whens(),
    recorded=st.none() | days,
    note=st.none() | texts,
    organisation=st.sampled_from([None, "sts", "fbk", "gone"]),
    person=st.sampled_from([None, "ana", "gone"]),
    amount=st.builds(
        Money, st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["EUR", "CZK", "XYZ"])
    ),
    category=st.none() | st.sampled_from(["staff", "Reise"]) | texts,
    days=st.none() | st.decimals(0, 999, places=2),
    document=st.none() | texts,
    rate_month=st.none() | whens(),
    rate=st.none() | st.decimals(0, 999, places=4),
    converted=st.none() | st.decimals(-999, 999, places=2).map(Money),
)


@settings(max_examples=examples(30))
@given(st.lists(spent, max_size=4).map(tuple), st.lists(spent, max_size=4).map(tuple))
def test_costs_come_back_whatever_they_hold(
    first: tuple[Spent, ...], then: tuple[Spent, ...]
) -> None:
    """Guards, for any costs, that saving and saving others over it loses none and doubles none."""
    with tempfile.TemporaryDirectory() as name:
        for facts in (first, then):
            p = Partnership(baseline=COSTS, facts=facts)
            save(p, Path(name))
            assert p == load(Path(name))
            assert () == save(p, Path(name))
