"""What holds for the rules of every shipped call, and a few values as an expert would say them."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import attrs
import pytest

import vetpartner.programme
from vetpartner.model import Money, Share
from vetpartner.programme import (
    FACTS,
    MEMBERS,
    TITLES,
    WHICH,
    SelectionRound,
    calls,
    country_status,
    not_known,
    rules,
)
from vetpartner.programme.describing import letters
from vetpartner.programme.terms import ActivityTable

if TYPE_CHECKING:
    from conftest import Golden

FILES = sorted(Path(vetpartner.programme.__file__).with_name("calls").glob("*.toml"))
EVERY = calls()


def lines_of(raw: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every line of `cited` of a file with the name of its value and what stands beside."""
    return [
        (key, table | line)
        for key, tables in raw.items()
        if key in FACTS
        for table in tables
        for line in table["cited"]
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_lines_name_calls_and_sources_of_their_file(file: Path) -> None:
    """No line is for a year that the file does not have, and no source is there for nothing."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = lines_of(raw)
    others = [
        other for _, line in lines for name in ("others", "parts") for other in line.get(name, ())
    ]

    assert file.stem == raw["action"].lower()
    assert [] == [key for key, line in lines if not {*line["calls"]} <= {*raw["calls"]}]
    assert [*raw["sources"]] == [
        word
        for word in raw["sources"]
        if any(word == cited.get("source") for cited in (*others, *(line for _, line in lines)))
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_carried_over_says_so_by_its_word(file: Path) -> None:
    """A note that says "carried over from" another year is never the only word of it."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))

    assert [] == [
        key
        for key, line in lines_of(raw)
        if line.get("note", "").startswith("Carried over") and "assumed_from" not in line
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_carried_backwards(file: Path) -> None:
    """What is assumed comes from an earlier call, or from a document that bears no year."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = [(key, line) for key, line in lines_of(raw) if "assumed_from" in line]
    years = [(key, line) for key, line in lines if isinstance(line["assumed_from"], int)]
    words = {line["assumed_from"] for _, line in lines} - {
        each["assumed_from"] for _, each in years
    }

    assert [] == [key for key, line in years if min(line["calls"]) <= line["assumed_from"]]
    assert words <= {
        "a page that bears no year",
        "pages that bear no year",
        "the programme of 2014 to 2020",
        "the agreement with one beneficiary",
        "KA202",
    }


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_each_call_has_sources_that_were_read(action: str, year: int) -> None:
    """No call is listed of which nothing was read; each value has the day of the last check."""
    law = rules(action, year)

    assert (action, year) == (law.action, law.call)
    assert any(citation.verified for citation in law.citations)
    assert [] == [citation.key for citation in law.citations if citation.checked is None]


def test_what_is_known_of_each_call(golden: Golden) -> None:
    """How many values of each letter a call has, what is carried over, and what nobody knows."""
    lines = []
    for law in (rules(*call) for call in EVERY):
        counted = ", ".join(f"{number} {letter}" for letter, number in letters(law).items())
        lines.append(f"{law.action} {law.call}: {counted}, {len(law.assumed)} carried over")
        lines += [f"    not known: {key}" for key in not_known(law)]

    golden("calls.txt", ("\n".join(lines) + "\n").encode())


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_a_value_is_as_sure_as_its_weakest_part(action: str, year: int) -> None:
    """The parts of a value are known better or worse; the whole has the weakest letter."""
    for citation in rules(action, year).citations:
        if citation.parts:
            assert citation.confidence == max(part.confidence for part in citation.parts)


def test_parts_of_a_value_are_cited_apart() -> None:
    """That a priority exists is sure in 2025, its English title is not; regions likewise."""
    law = rules("KA220-VET", 2025)
    priorities, regions = law.cite("priorities"), law.cite("third_country_regions")

    assert ("D", "D") == (priorities.confidence, regions.confidence)
    assert "A" == priorities.about(WHICH).confidence
    assert ["C", "D"] == [
        priorities.about(TITLES, key).confidence for key in ("VET:FLEX", "VET:BASICSKILLS")
    ]
    assert ["A", "D"] == [regions.about(MEMBERS, number).confidence for number in ("14", "5")]
    assert law.cite("min_months") is law.cite("min_months").about(WHICH)


def test_rounds_of_a_call() -> None:
    """A round has its deadline, its window, and the day by which an applicant was established."""
    first, second = rules("KA220-VET", 2025).rounds

    assert (
        "round 1: deadline 2025-03-05, projects start 2025-09-01 to 2025-12-31, applicants "
        "established by 2023-03-05"
    ) == str(first)
    assert (2, date(2023, 10, 1)) == (second.number, second.founded_by)
    assert [1] == [each.number for each in rules("KA220-VET", 2024).rounds]
    assert rules("KA220-VET", 2024).round(None) == rules("KA220-VET", 2024).rounds[0]
    assert None is rules("KA220-VET", 2025).round(None)


def test_a_corrigendum_counts_from_its_day() -> None:
    """What a corrigendum added is a priority of the rounds whose deadline came after it."""
    law = rules("KA220-VET", 2023)
    early = attrs.evolve(law, deadlines=(SelectionRound(round=1, day=date(2023, 3, 1)),))

    assert ["2023-03-10: a further priority of each field on the war in Ukraine, VET:UKRAINE"] == [
        str(each) for each in law.corrigenda
    ]
    assert "VET:UKRAINE" in [each.key for each in law.rounds[0].priorities]
    assert "VET:UKRAINE" not in [each.key for each in early.rounds[0].priorities]


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_sources_of_another_year_are_not_sure(action: str, year: int) -> None:
    """Whoever cites the Guide or the handbook of another year is of confidence D and says so."""
    other = [
        f"{citation.key}: {citation}"
        for citation in rules(action, year).citations
        for source, of in (("Programme Guide 2025", 2025), ("Handbook on the lump sum", 2026))
        if citation.source.startswith(source)
        and of != year
        and (citation.verified or "arried over" not in (citation.note or ""))
    ]

    assert [] == other


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_windows_follow_deadlines(action: str, year: int) -> None:
    """Every round has a deadline and a window, which begins after the deadline."""
    law = rules(action, year)

    assert [d.round for d in law.deadlines] == [w.round for w in law.start_windows]
    for deadline, window in zip(law.deadlines, law.start_windows, strict=True):
        assert timedelta(days=60) < window.first - deadline.day
        assert window.first < window.last


@pytest.mark.parametrize(("action", "year"), [c for c in EVERY if rules(*c).final_bands])
def test_bands_leave_no_gap(action: str, year: int) -> None:
    """Every whole number of points from 0 to 100 lies in exactly one band."""
    covered = [
        points
        for band in rules(action, year).final_bands
        for points in range(band.at_least, band.at_most + 1)
    ]

    assert list(range(101)) == sorted(covered)


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_criteria_add_up(action: str, year: int) -> None:
    """The criteria of the selection, and those of the final report, have 100 points in all."""
    law = rules(action, year)

    assert 100 == sum(criterion.maximum for criterion in law.award_criteria)
    assert sum(criterion.maximum for criterion in law.final_criteria) in {0, 100}


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_lists_have_stable_keys(action: str, year: int) -> None:
    """A key stands once in its list; those of priorities say whether they are horizontal."""
    law = rules(action, year)

    for terms in (law.organisation_types, law.barriers, law.report_kinds, law.aspects):
        keys = [term.key for term in terms]
        assert len(set(keys)) == len(keys)
    assert ["progress", "interim", "final"] == [term.key for term in law.report_kinds]
    assert {*get_args(ActivityTable)} == {kind.key for kind in law.activity_kinds}
    assert [each.key.startswith("HORIZ:") for each in law.priorities] == [
        each.field == "horizontal" for each in law.priorities
    ]


def test_every_programme_country_has_an_agency() -> None:
    """All 27 member states and 6 associated countries have an agency that manages VET."""
    law = rules("KA220-VET", 2025)
    with_agency = {agency.country for agency in law.national_agencies if agency.vet}

    assert 33 == len(with_agency)
    assert {*law.member_states, *law.associated_countries} == with_agency


def test_agency_of_greece() -> None:
    """The code keeps the EU's EL, the country is the GR of ISO."""
    agencies = {agency.code: agency for agency in rules("KA220-VET", 2023).national_agencies}

    assert ("IKY", "GR", ("el",)) == (
        agencies["EL01"].name,
        agencies["EL01"].country,
        agencies["EL01"].languages,
    )


def test_seats_are_known_by_their_local_names() -> None:
    """Activities at a seat of the Union are found by any of its names."""
    seats = {seat.city: seat for seat in rules("KA220-VET", 2025).eu_seats}

    assert seats["The Hague"].is_named("Den Haag")
    assert seats["Brussels"].is_named(" bruxelles ")
    assert not seats["Brussels"].is_named("Paris")


def test_cooperation_partnership_of_2025() -> None:
    """A lump sum of three sizes, a fifth of it for management at most, 70 points to be selected."""
    law = rules("KA220-VET", 2025)

    assert (Money(120_000), Money(250_000), Money(400_000)) == law.lump_sums
    assert Share("0.2") == law.management_share_max
    assert (70, 2) == (law.award_pass_mark, law.applicant_min_age_years)
    assert "Programme Guide 2025, p. 255 (confidence A, checked 2026-06-30)" == str(
        law.cite("lump_sums")
    )


def test_cooperation_partnership_of_2021() -> None:
    """The last call with unit costs: a range of grants, no work packages; lump sum is disputed."""
    law = rules("KA220-VET", 2021)

    assert ("unit costs and real costs", ()) == (law.funding, law.lump_sums)
    assert (Money(100_000), Money(400_000)) == (law.grant_min, law.grant_max)
    assert (False, Share("0.3")) == (law.has_work_packages, law.transfer_share_max)
    assert date(2024, 8, 31) == law.latest_end
    assert ["lump sum"] == [other.value for other in law.cite("funding").others]


def test_strategic_partnership_of_2019() -> None:
    """12 500 EUR a month, a fifth moves freely, below 50 points a quarter is taken off."""
    law = rules("KA202-VET", 2019)

    assert (Money(450_000), Money(12_500)) == (law.grant_max, law.grant_max_per_month)
    assert (Share("0.2"), 50) == (law.transfer_share_max, law.final_threshold)
    assert "40 to 49 points: 75 %" == str(law.final_bands[1])
    assert "Transnational project meetings: 575 EUR per participant (100 to 1 999 km)" in map(
        str, law.unit_costs
    )


def test_both_readings_are_kept() -> None:
    """Where sources disagree the other reading is named; assumed, it is D too."""
    read = rules("KA210-VET", 2025).cite("max_applications_per_oid")
    assumed = rules("KA210-VET", 2026).cite("max_applications_per_oid")

    assert 5 == rules("KA210-VET", 2025).max_applications_per_oid
    assert ["application form KA210, call 2025 round 2, and the Cypriot national agency"] == [
        other.source for other in read.others
    ]
    assert ["10"] == [other.value for other in read.others]
    assert [("10", "D")] == [(other.value, other.confidence) for other in assumed.others]


@pytest.mark.parametrize(
    ("year", "code", "kind"),
    [
        (2020, "UK", "member state"),
        (2018, "RS", "third country"),
        (2019, "RS", "associated"),
        (2019, "CH", "third country"),
        (2016, "BY", "third country"),
    ],
)
def test_countries_of_the_old_programme(year: int, code: str, kind: str) -> None:
    """The United Kingdom took part in full until 2020, Switzerland never, Serbia from 2019."""
    assert kind == country_status(rules("KA202-VET", year), code).kind


@pytest.mark.parametrize(
    ("approved", "expected"),
    [(("KA220-VET", 24), 36), (("KA210-VET", 24), 30), (("KA210-VET", 12), 18)],
)
def test_longest_with_extension(approved: tuple[str, int], expected: int) -> None:
    """KA220 is limited in total, KA210 by six extra months."""
    action, months = approved

    assert expected == rules(action, 2025).longest_months(months)


@pytest.mark.parametrize(
    ("action", "year", "reference"),
    [
        ("KA202-VET", 2019, "2019-1-RO01-KA202-063965"),
        ("KA202-VET", 2019, "2015-BE02-KA202-012317"),
        ("KA226-VET", 2020, "2020-1-HR01-KA226-094657"),
        ("KA226-VET", 2020, "2020-1-HR01-KA226-VET-094657"),
        ("KA220-VET", 2021, "2021-1-HR01-KA220-VET-000025335"),
    ],
)
def test_references(action: str, year: int, reference: str) -> None:
    """Codes before 2021 have six digits and sometimes no round; all codes here are invented."""
    match = re.fullmatch(rules(action, year).reference_pattern or "", reference)

    assert match is not None
    assert reference[:4] == match["call"]


def test_reference_of_another_action() -> None:
    """A code of higher education, or of another key action, is not one of the call."""
    assert not re.fullmatch(
        rules("KA202-VET", 2019).reference_pattern or "", "2019-1-RO01-KA203-063965"
    )
    assert not re.fullmatch(rules("KA220-VET", 2023).reference_pattern or "", "KA220-HED-000358034")
    assert not re.fullmatch(rules("KA220-VET", 2023).oid_pattern or "", "E1020695")


def test_disclaimer_takes_the_agency() -> None:
    """The agency's name has its place twice in the disclaimer."""
    disclaimer = rules("KA220-VET", 2023).disclaimer or ""

    assert 2 == disclaimer.format(agency="AMPEU").count("AMPEU")
