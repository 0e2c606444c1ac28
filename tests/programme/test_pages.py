"""The page of the documentation that shows the rules of every call."""

from __future__ import annotations

from markdown_it import MarkdownIt

from vetpartner.model import Agreement, Partnership, Plan, Project
from vetpartner.programme import calls, page, read_rules, rules, rules_for
from vetpartner.values.counts import percent

# A call that is added later changes no expected row.
ALL = tuple(rules(action, year) for action, year in calls() if year <= 2026)


def cells(text: str) -> list[list[str]]:
    """Return the rows of all tables as a reader sees them, by an independent parser."""
    found: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and token.level == 4:
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


def test_key_facts_stand_side_by_side() -> None:
    """A reader sees at once what changed from year to year, and how sure it is."""
    rows = cells(page(ALL))

    assert ["", "2021", "2022", "2023", "2024", "2025", "2026"] in rows
    assert ["", *map(str, range(2014, 2021))] in rows
    assert [
        "Minimum age of the applicant organisation in years",
        *("0 (D)", "0 (D)", "2 (D)", "2 (B)", "2 (A)", "2 (D)"),
    ] in rows
    assert [
        "Points needed to be selected",
        *("60 (D)", "60 (D)", "60 (D)", "70 (C)", "70 (A)", "70 (D)"),
    ] in rows


def test_every_value_with_its_source() -> None:
    """Every value of every call is on the page, with source, place, letter, day and note."""
    rows = cells(page(ALL))
    listed = {(row[1], year) for row in rows if len(row) == 9 for year in row[2].split(", ")}

    assert {(c.key, str(law.call)) for law in ALL for c in law.citations} <= listed
    assert [
        "Lump sums",
        "lump_sums",
        "2025",
        "120 000 EUR; 250 000 EUR; 400 000 EUR",
        "Programme Guide 2025",
        "p. 255",
        "A",
        "2026-06-30",
        "The applicant chooses one; nothing in between, and no change afterwards.",
    ] in rows
    assert [
        "Form of an organisation id (OID)",
        "oid_pattern",
        "2021, 2022, 2023, 2024, 2026",
        r"E\d{8}",
        "organisations of the project results platform",
        "",
        "C",
        "2026-06-30",
        "In use since 2019.",
    ] in rows


def test_how_much_was_read_is_seen_at_a_glance() -> None:
    """Each call has one row: its letters, what is carried over and not known, the share of A."""
    rows = cells(page(ALL))
    heads = ["Call", "A", "B", "C", "D", "of D assumed", "Not known", "Read in the original"]

    assert heads in rows
    (row,) = [row for row in rows if len(row) == len(heads) and row[0] == "KA220-VET 2025"]
    law = rules("KA220-VET", 2025)
    assert len(law.citations) == sum(map(int, row[1:5]))
    assert f"{percent(int(row[1]), len(law.citations) + int(row[6]))} %" == row[7]


def test_what_applies_each_value() -> None:
    """Each value names the finding that applies it, or says why it is only told."""
    rows = cells(page(ALL))

    assert ["Minimum number of countries", "min_countries", "too-few-countries", ""] in rows
    assert ["Legal basis", "legal_basis", "", "it names the law"] in rows


def test_tables_are_whole() -> None:
    """No cell breaks its table: every row has as many cells as its head."""
    assert {2, 4, 7, 8, 9} == {len(row) for row in cells(page(ALL))}


def test_headings_are_in_order() -> None:
    """One title, a heading for each action, below it a heading for each group."""
    headings = [line for line in page(ALL).splitlines() if line.startswith("#")]

    assert "# The rules of each call" == headings[0]
    assert [
        "## How much of each call was read",
        "## What applies each value",
        "## KA202-VET: Strategic Partnerships for vocational education and training",
        "## KA210-VET: Small-scale Partnerships in vocational education and training",
        "## KA220-VET: Cooperation Partnerships in vocational education and training",
        (
            "## KA226-VET: Partnerships for Digital Education Readiness in vocational education "
            "and training"
        ),
    ] == [line for line in headings if line.startswith("## ")]
    assert len(set(headings)) == len(headings)


def test_one_call_and_an_agreement() -> None:
    """Rules of one project can be shown too: what its agreement replaced has no day of check."""
    plan = Plan(
        project=Project(action="KA220-VET", call=2025),
        agreement=Agreement(rules=(("balance_days", 90),)),
    )
    rows = cells(page([rules_for(Partnership(baseline=plan))]))

    assert ["Balance, days after the final report was received", "90 (A)"] in rows
    assert [
        "Balance, days after the final report was received",
        "balance_days",
        "2025",
        "90",
        "grant agreement of the project",
        "",
        "A",
        "",
        "replaces 60 of Programme Guide 2025, p. 461 (confidence A, checked 2026-06-30)",
    ] in rows


def test_rules_that_say_little() -> None:
    """Where one of two calls says nothing its cell is empty, and an empty group has no heading."""
    text = (
        'action = "KA220-VET"\ncall = 2021\ntitle = "Old"\n[min_months]\nvalue = 12\n'
        'source = "Cypriot portal"\nconfidence = "B"\nchecked = 2026-10-31\n'
    )
    old = read_rules(text, file="rules.toml").rules

    assert old is not None
    assert ["Shortest duration in months", "12 (B)", "12 (A)"] in cells(
        page([old, rules("KA220-VET", 2025)])
    )
    assert ["Longest duration in months", "", "36 (A)"] in cells(
        page([old, rules("KA220-VET", 2025)])
    )
    assert ["### KA220-VET: Time"] == [
        line for line in page([old]).splitlines() if line.startswith("### ")
    ]
