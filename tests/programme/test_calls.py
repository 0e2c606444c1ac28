"""The law of each shipped call, written out a second time from the sources."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from vetpartner.model import Money, Share
from vetpartner.programme import FACTS, Rules, calls, rules

YEARS = (2022, 2023, 2024, 2025, 2026)
LAST_CHECK = date(2026, 10, 31)

# What the sources of the old calls say nothing about, and no file pretends to know.
OLD_GAPS = frozenset(
    """call_id guide_versions max_applications_per_oid max_applications_per_oid_low
    max_applications_as_applicant deadlines deadline_time start_windows award_months co_financing
    subcontracting further_prefinancing_days min_work_packages max_work_packages
    recommended_max_work_packages min_activities_per_work_package management_has_activities
    management_is_scored work_package_contents eu_seats priorities max_additional_priorities
    topics max_topics aspects award_tie_break final_criteria final_rounding english_summary
    oid_pattern""".split()  # noqa: SIM905 - a list of words is read as such
)
LEFT_OUT = {
    ("KA220-VET", 2021): frozenset(
        """co_financing work_package_contents final_score final_criteria final_rounding
        final_threshold final_bands reduction_rule""".split()  # noqa: SIM905
    ),
    **{("KA202-VET", year): OLD_GAPS for year in range(2014, 2019)},
    ("KA202-VET", 2019): OLD_GAPS - {"oid_pattern"},
    ("KA202-VET", 2020): OLD_GAPS - {"oid_pattern", "guide_versions"},
    ("KA226-VET", 2020): OLD_GAPS - {"oid_pattern", "guide_versions"},
}

# Each row: the value, and what it was in 2022, 2023, 2024, 2025, 2026 with its confidence.
KA220 = """
call_id                          EAC/A09/2021 C | EAC/A10/2022 C | EAC/A07/2023 D | EAC/A08/2024 D | EAC/A12/2025 C
min_organisations                3 D   | 3 B   | 3 D   | 3 A   | 3 D
min_countries                    3 D   | 3 B   | 3 D   | 3 A   | 3 D
max_organisations                none D| none D| none D| none A| none D
applicant_min_age_years          0 B   | 0 B   | 2 B   | 2 A   | 2 D
max_applications_per_oid         10 D  | 10 D  | 10 D  | 10 A  | 10 D
max_applications_per_oid_low     10 D  | 10 D  | 10 D  | 10 A  | 10 D
max_applications_as_applicant    none D| none D| none D| none A| none D
associated_countries             IS, LI, NO, MK, TR, RS B | IS, LI, NO, MK, TR, RS B | IS, LI, NO, MK, TR, RS B | IS, LI, NO, MK, TR, RS A | IS, LI, NO, MK, TR, RS B
ineligible_countries             BY, RU D | BY, RU D | BY, RU D | BY, RU A | BY, RU C
min_months                       12 D  | 12 D  | 12 D  | 12 A  | 12 C
max_months                       36 D  | 36 D  | 36 D  | 36 A  | 36 C
max_total_months_extended        36 D  | 36 D  | 36 D  | 36 A  | 36 D
max_extra_months                 none D| none D| none D| none A| none D
deadlines                        round 1: 2022-03-23 C | round 1: 2023-03-24 B | round 1: 2024-03-05; round 2: 2024-10-01 C | round 1: 2025-03-05; round 2: 2025-10-01 A | round 1: 2026-03-05; round 2: 2026-10-01 B
start_windows                    round 1: 2022-11-01 to 2023-02-28 D | round 1: 2023-09-01 to 2023-12-31 D | round 1: 2024-09-01 to 2024-12-31; round 2: 2025-01-01 to 2025-08-31 D | round 1: 2025-09-01 to 2025-12-31; round 2: 2026-01-01 to 2026-08-31 A | round 1: 2026-09-01 to 2026-12-31; round 2: 2027-01-01 to 2027-08-31 B
award_months                     5 D   | 5 D   | 5 D   | 5 A   | 5 D
activities_inside_period         yes D | yes D | yes D | yes A | yes C
amendment_lead_days              30 B  | 30 B  | 30 B  | 30 B  | 30 B
funding                          lump sum by work package C | lump sum by work package D | lump sum by work package D | lump sum by work package A | lump sum by work package C
lump_sums                        120 000 EUR; 250 000 EUR; 400 000 EUR C | 120 000 EUR; 250 000 EUR; 400 000 EUR D | 120 000 EUR; 250 000 EUR; 400 000 EUR D | 120 000 EUR; 250 000 EUR; 400 000 EUR A | 120 000 EUR; 250 000 EUR; 400 000 EUR C
total_must_equal_lump_sum        yes D | yes D | yes D | yes D | yes C
prefinancing_days                30 D  | 30 D  | 30 D  | 30 A  | 30 D
further_prefinancing_days        60 D  | 60 D  | 60 D  | 60 A  | 60 D
used_share_before_next           70 % D| 70 % D| 70 % D| 70 % A| 70 % D
balance_days                     60 D  | 60 D  | 60 D  | 60 A  | 60 D
low_value_limit                  60 000 EUR D | 60 000 EUR D | 60 000 EUR D | 60 000 EUR A | 60 000 EUR D
has_work_packages                yes B | yes D | yes D | yes A | yes C
min_work_packages                2 D   | 2 D   | 2 D   | 2 B   | 2 B
max_work_packages                11 D  | 11 D  | 11 D  | 11 B  | 11 B
recommended_max_work_packages    5 D   | 5 D   | 5 D   | 5 A   | 5 C
min_activities_per_work_package  1 D   | 1 D   | 1 D   | 1 B   | 1 B
management_share_max             20 % D| 20 % D| 20 % D| 20 % A| 20 % C
management_has_activities        no D  | no D  | no D  | no B  | no C
management_is_scored             no B  | no D  | no D  | no D  | no C
max_additional_priorities        2 D   | 2 D   | 2 D   | 2 A   | 2 D
max_topics                       3 D   | 3 D   | 3 D   | 3 A   | 3 D
award_pass_mark                  60 D  | 60 D  | 70 C  | 70 A  | 70 D
final_report_days                60 B  | 60 B  | 60 B  | 60 B  | 60 B
final_score                      mean of work packages weighted by budget D | mean of work packages weighted by budget D | mean of work packages weighted by budget D | mean of work packages weighted by budget B | mean of work packages weighted by budget C
final_criteria                   none D| none D| none D| none D| none C
final_rounding                   up D  | up D  | up D  | up B  | up B
final_threshold                  70 D  | 70 D  | 70 D  | 70 D  | 70 C
english_summary                  yes D | yes D | yes D | yes A | yes D
retention_years_high             5 D   | 5 D   | 5 D   | 5 A   | 5 D
retention_years_low              3 D   | 3 D   | 3 D   | 3 A   | 3 D
"""  # noqa: E501 - a table is read across
KA210 = """
call_id                          EAC/A09/2021 C | EAC/A10/2022 C | EAC/A07/2023 D | EAC/A08/2024 D | EAC/A12/2025 C
min_organisations                2 D   | 2 B   | 2 D   | 2 A   | 2 D
min_countries                    2 D   | 2 B   | 2 D   | 2 A   | 2 D
max_organisations                none D| none D| none D| none A| none D
applicant_min_age_years          0 D   | 0 D   | 0 D   | 0 A   | 0 D
max_applications_per_oid         10 D  | 10 D  | 10 D  | 10 A  | 10 D
max_applications_per_oid_low     5 D   | 5 D   | 5 D   | 5 A   | 5 D
max_applications_as_applicant    1 D   | 1 D   | 1 D   | 1 A   | 1 D
ineligible_countries             none D| none D| none D| none A| none D
min_months                       6 D   | 6 D   | 6 D   | 6 A   | 6 C
max_months                       24 D  | 24 D  | 24 D  | 24 A  | 24 C
max_total_months_extended        none D| none D| none D| none A| none D
max_extra_months                 6 D   | 6 D   | 6 D   | 6 A   | 6 D
deadlines                        round 1: 2022-03-23; round 2: 2022-10-04 C | round 1: 2023-03-24; round 2: 2023-10-04 B | round 1: 2024-03-05; round 2: 2024-10-01 C | round 1: 2025-03-05; round 2: 2025-10-01 A | round 1: 2026-03-05; round 2: 2026-10-01 B
start_windows                    round 1: 2022-09-01 to 2022-12-31; round 2: 2023-01-01 to 2023-08-31 D | round 1: 2023-09-01 to 2023-12-31; round 2: 2024-01-01 to 2024-08-31 D | round 1: 2024-09-01 to 2024-12-31; round 2: 2025-01-01 to 2025-08-31 D | round 1: 2025-09-01 to 2025-12-31; round 2: 2026-01-01 to 2026-08-31 A | round 1: 2026-09-01 to 2026-12-31; round 2: 2027-01-01 to 2027-08-31 B
amendment_lead_days              30 B  | 30 B  | 30 B  | 30 B  | 30 B
funding                          lump sum by activity D | lump sum by activity D | lump sum by activity D | lump sum by activity A | lump sum by activity C
lump_sums                        30 000 EUR; 60 000 EUR D | 30 000 EUR; 60 000 EUR D | 30 000 EUR; 60 000 EUR D | 30 000 EUR; 60 000 EUR A | 30 000 EUR; 60 000 EUR C
total_must_equal_lump_sum        yes D | yes D | yes D | yes A | yes C
has_work_packages                no D  | no D  | no D  | no A  | no C
min_work_packages                none D| none D| none D| none A| none D
max_work_packages                none D| none D| none D| none A| none D
recommended_max_work_packages    none D| none D| none D| none A| none D
min_activities_per_work_package  none D| none D| none D| none A| none D
management_share_max             none D| none D| none D| none A| none D
management_has_activities        none D| none D| none D| none A| none D
max_additional_priorities        2 D   | 2 D   | 2 D   | 2 A   | 2 D
max_topics                       3 D   | 3 D   | 3 D   | 3 A   | 3 D
award_pass_mark                  60 D  | 60 D  | 60 C  | 60 A  | 60 B
final_report_days                60 B  | 60 B  | 60 B  | 60 B  | 60 B
final_score                      sum of criteria D | sum of criteria D | sum of criteria D | sum of criteria D | sum of criteria C
final_rounding                   none D| none D| none D| none D| none C
final_threshold                  60 D  | 60 D  | 60 D  | 60 D  | 60 C
"""  # noqa: E501 - a table is read across


def rows() -> list[object]:
    """Return a test case for each row and year of the two tables."""
    cases = []
    for action, table in (("KA220-VET", KA220), ("KA210-VET", KA210)):
        for line in table.strip().splitlines():
            key, _, cells = line.partition(" ")
            for year, cell in zip(YEARS, cells.split("|"), strict=True):
                value, _, confidence = cell.strip().rpartition(" ")
                expected = (value.strip(), confidence)
                cases.append(pytest.param(action, year, key, expected, id=f"{action}-{year}-{key}"))
    return cases


def text(value: object) -> str:
    """Return a value as the tables write it, apart from the code under test."""
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return {True: "yes", False: "no"}[value]
    if isinstance(value, tuple):
        joint = ", " if isinstance(value[0], str) else "; "
        return joint.join(str(item) for item in value)
    return str(value)


@pytest.mark.parametrize(("action", "year", "key", "expected"), rows())
def test_value_and_confidence(action: str, year: int, key: str, expected: tuple[str, str]) -> None:
    """Each value of each year is the one of the sources, and no surer than they are."""
    law = rules(action, year)

    assert expected == (text(getattr(law, key)), law.cite(key).confidence)


def test_types_of_amounts_and_shares() -> None:
    """Money and shares are exact values, so that checks can calculate with them."""
    law = rules("KA220-VET", 2023)

    assert (Money(120_000), Money(250_000), Money(400_000)) == law.lump_sums
    assert Share("0.2") == law.management_share_max
    assert Money(60_000) == law.low_value_limit


@pytest.mark.parametrize(
    ("action", "year", "last"),
    [
        ("KA220-VET", 2022, "VET:INTERNAT"),
        ("KA220-VET", 2023, "VET:INTERNAT"),
        ("KA220-VET", 2024, "VET:UKRAINE"),
        ("KA210-VET", 2025, "VET:BASICSKILLS VET:UKRAINE"),
        ("KA210-VET", 2026, "VET:BASICSKILLS VET:UKRAINE"),
    ],
)
def test_priorities(action: str, year: int, last: str) -> None:
    """Four horizontal priorities, six of VET in 2023, seven in 2024, eight in 2025, in order."""
    always = "HORIZ:INCLUSION HORIZ:GREEN HORIZ:DIGITAL HORIZ:VALUES VET:LABOUR VET:FLEX VET:INNOV"
    keys = [*always.split(), "VET:ATTRACT", "VET:QA", "VET:INTERNAT"]
    expected = keys + [key for key in last.split() if key not in keys]
    law = rules(action, year)

    assert expected == [priority.key for priority in law.priorities]
    assert ["horizontal" if key.startswith("HORIZ") else "VET" for key in expected] == [
        priority.field for priority in law.priorities
    ]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("KA220-VET", [(25, 13), (30, 15), (20, 10), (25, 13)]),
        ("KA210-VET", [(30, 15), (30, 15), (20, 10), (20, 10)]),
    ],
)
def test_award_criteria(action: str, year: int, expected: list[tuple[int, int]]) -> None:
    """Maxima and minima of the four award criteria, which add up to 100 points."""
    law = rules(action, year)

    assert expected == [(c.maximum, c.minimum) for c in law.award_criteria]
    assert 100 == sum(c.maximum for c in law.award_criteria)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            "KA220-VET",
            [(70, 100, "1"), (55, 69, "0.9"), (40, 54, "0.6"), (10, 39, "0.3"), (0, 9, "0")],
        ),
        (
            "KA210-VET",
            [(60, 100, "1"), (45, 59, "0.9"), (30, 44, "0.7"), (10, 29, "0.3"), (0, 9, "0")],
        ),
    ],
)
def test_final_bands(action: str, year: int, expected: list[tuple[int, int, str]]) -> None:
    """The share of the grant by points of the final report; sourced for 2026 only."""
    law = rules(action, year)

    assert [(a, b, Share(paid)) for a, b, paid in expected] == [
        (band.at_least, band.at_most, band.paid) for band in law.final_bands
    ]
    assert ("C" if year == 2026 else "D") == law.cite("final_bands").confidence


@pytest.mark.parametrize(("action", "year"), [c for c in calls() if rules(*c).final_bands])
def test_bands_leave_no_gap(action: str, year: int) -> None:
    """Every whole number of points from 0 to 100 lies in exactly one band."""
    covered = [
        points
        for band in rules(action, year).final_bands
        for points in range(band.at_least, band.at_most + 1)
    ]

    assert list(range(101)) == sorted(covered)


def test_small_scale_final_criteria() -> None:
    """The maxima of the final report of KA210 are not those of the selection."""
    law = rules("KA210-VET", 2026)

    assert [
        ("Relevance", 20),
        ("Quality of partnership", 20),
        ("Quality of implementation", 30),
        ("Impact", 30),
    ] == [(c.name, c.maximum) for c in law.final_criteria]


@pytest.mark.parametrize(("action", "year"), [c for c in calls() if c[1] > 2020])
def test_places_of_the_union(action: str, year: int) -> None:
    """Five seats of institutions, known by their local names too."""
    seats = rules(action, year).eu_seats

    assert [
        ("Brussels", "BE"),
        ("Frankfurt", "DE"),
        ("Luxembourg", "LU"),
        ("Strasbourg", "FR"),
        ("The Hague", "NL"),
    ] == [(seat.city, seat.country) for seat in seats]
    assert ["Den Haag"] == [name for name in ("Den Haag", "Paris") if seats[4].is_named(name)]
    assert seats[0].is_named(" bruxelles ")


def test_agencies() -> None:
    """Agencies by code: EL stays in the code, the country is GR; who manages VET, who was seen."""
    agencies = {agency.code: agency for agency in rules("KA220-VET", 2023).national_agencies}
    responsible = {code for code, agency in agencies.items() if agency.vet}

    assert ("AMPEU", "HR", ("hr",), True, True) == (
        agencies["HR01"].name,
        agencies["HR01"].country,
        agencies["HR01"].languages,
        agencies["HR01"].vet,
        agencies["HR01"].seen,
    )
    assert "GR" == agencies["EL01"].country
    assert {"DE02"} == {code for code in responsible if code.startswith("DE")}
    assert {"IT01"} == {code for code in responsible if code.startswith("IT")}
    assert {"BE01", "BE02", "BE03"} == {code for code in responsible if code.startswith("BE")}
    assert not agencies["SI01"].seen


def test_every_programme_country_has_an_agency() -> None:
    """All 27 member states and 6 associated countries have an agency that manages VET."""
    law = rules("KA220-VET", 2025)
    with_agency = {agency.country for agency in law.national_agencies if agency.vet}

    assert 33 == len(with_agency)
    assert {*law.member_states, *law.associated_countries} == with_agency


def test_texts_for_publications() -> None:
    """Funding statement and disclaimer are exact; the agency's name has its place twice."""
    law = rules("KA220-VET", 2023)

    assert "Funded by the European Union" == law.funding_statement
    assert "Co-funded by the European Union" == law.co_funding_statement
    assert (
        "Funded by the European Union. Views and opinions expressed are however those of the "
        "author(s) only and do not necessarily reflect those of the European Union or AMPEU. "
        "Neither the European Union nor AMPEU can be held responsible for them."
    ) == (law.disclaimer or "").format(agency="AMPEU")


def test_barriers_aspects_and_topics() -> None:
    """Eight barriers, four aspects; the topics are marked as unverified."""
    law = rules("KA210-VET", 2025)

    assert 8 == len(law.barriers)
    assert ("health", "health problems") == (law.barriers[1].key, law.barriers[1].label)
    assert ["ASPECT:INCLUSION", "ASPECT:ENV", "ASPECT:DIGITAL", "ASPECT:CIVIC"] == [
        aspect.key for aspect in law.aspects
    ]
    assert "Green skills" in law.topics
    assert not law.cite("topics").verified


@pytest.mark.parametrize(
    ("months", "expected"),
    [(("KA220-VET", 24), 36), (("KA210-VET", 24), 30), (("KA210-VET", 12), 18)],
)
def test_longest_with_extension(months: tuple[str, int], expected: int) -> None:
    """KA220 is limited in total, KA210 by six extra months."""
    action, approved = months

    assert expected == rules(action, 2025).longest_months(approved)


def test_all_are_shipped() -> None:
    """Six calls of two actions, and the strategic partnerships of the programme before."""
    expected = [("KA202-VET", year) for year in range(2014, 2021)]
    expected += [("KA210-VET", year) for year in range(2021, 2027)]
    expected += [("KA220-VET", year) for year in range(2021, 2027)]
    expected += [("KA226-VET", 2020)]

    assert expected == list(calls())


@pytest.mark.parametrize(("action", "year"), calls())
def test_complete_and_cited(action: str, year: int) -> None:
    """Each file is complete in itself: every value has a source, a valid letter and a date."""
    law = rules(action, year)

    assert (action, year) == (law.action, law.call)
    said = [citation.key for citation in law.citations]
    assert [key for key in FACTS if key not in LEFT_OUT.get((action, year), ())] == said
    for citation in law.citations:
        assert citation.confidence in ("A", "B", "C", "D"), citation.key
        assert citation.source.strip(), citation.key
        assert citation.checked is not None, citation.key
        assert date(2026, 6, 30) <= citation.checked <= LAST_CHECK, citation.key


@pytest.mark.parametrize(("action", "year"), calls())
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


@pytest.mark.parametrize(("action", "year"), calls())
def test_windows_follow_deadlines(action: str, year: int) -> None:
    """Every round has a deadline and a window, which begins after the deadline."""
    law = rules(action, year)

    assert [d.round for d in law.deadlines] == [w.round for w in law.start_windows]
    for deadline, window in zip(law.deadlines, law.start_windows, strict=True):
        assert timedelta(days=60) < window.first - deadline.day
        assert window.first < window.last


def test_reference_and_oid() -> None:
    """Patterns match whole references and ids, and name the parts of a reference."""
    law: Rules = rules("KA220-VET", 2023)
    match = re.fullmatch(law.reference_pattern or "", "2023-1-HR01-KA220-VET-000157891")

    assert match is not None
    assert {"call": "2023", "round": "1", "agency": "HR01", "action": "KA220-VET"} == (
        match.groupdict()
    )
    assert not re.fullmatch(law.reference_pattern or "", "KA220-HED-000358034")
    assert re.fullmatch(law.oid_pattern or "", "E10206959")
    assert not re.fullmatch(law.oid_pattern or "", "E1020695")
