"""Legal bases: on which value of the law each rule rests, and what it advises."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import add, change, clean, clean_plan, eur, old, plan, project, told

from vetpartner.checks import check
from vetpartner.model import (
    Agreement,
    Amended,
    Held,
    Money,
    Partnership,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.programme import rules_for

NEW = date(2026, 1, 1)
KA210 = old(clean(), action="KA210-VET")
KEYS = (
    "HORIZ:INCLUSION, HORIZ:GREEN, HORIZ:DIGITAL, HORIZ:VALUES, VET:LABOUR, VET:FLEX, VET:INNOV, "
    "VET:ATTRACT, VET:QA, VET:INTERNAT, VET:BASICSKILLS, VET:UKRAINE"
)
SEATS = "Brussels (BE), Frankfurt (DE), Luxembourg (LU), Strasbourg (FR), The Hague (NL)"

ON_LAW: list[tuple[str, Partnership, str | None, str]] = [
    (
        "agreement-overrides-rule",
        plan(agreement=Agreement(rules=(("max_topics", 4),))),
        None,
        "max_topics",
    ),
    (
        "reference-malformed",
        project(reference="157891"),
        "year, round, agency, action and nine digits, 2023-1-HR01-KA220-VET-000157891",
        "reference_pattern",
    ),
    (
        "agency-unlikely",
        project(reference="2025-1-HR09-KA220-VET-000157891"),
        None,
        "national_agencies",
    ),
    ("priority-missing", project(priorities=()), f"choose of {KEYS}", "priorities"),
    ("priority-unknown", project(priorities=("GREEN",)), f"known: {KEYS}", "priorities"),
    (
        "too-many-priorities",
        project(priorities=("HORIZ:GREEN", "VET:QA", "VET:FLEX", "VET:LABOUR")),
        None,
        "max_additional_priorities",
    ),
    ("too-many-topics", project(topics=("a", "b", "c", "d")), None, "max_topics"),
    (
        "too-few-organisations",
        plan(organisations=clean_plan().organisations[:2]),
        "add a full partner",
        "min_organisations",
    ),
    (
        "too-few-countries",
        change("hwk", country="HR"),
        "add a full partner from another member state or associated country",
        "min_countries",
    ),
    (
        "coordinator-not-eligible",
        change("sts", country="UK"),
        "name another coordinator",
        "third_country_regions",
    ),
    (
        "coordinator-too-young",
        change("sts", established=date(2024, 1, 2)),
        "name another coordinator",
        "applicant_min_age_years",
    ),
    (
        "partner-not-eligible",
        change("hwk", country="CH"),
        'set role = "associated"',
        "third_country_regions",
    ),
    (
        "oid-malformed",
        change("hwk", oid="941588119"),
        "nine digits are a PIC: write pic instead",
        "oid_pattern",
    ),
    ("oid-malformed", change("hwk", oid="E1"), None, "oid_pattern"),
    ("duration-not-allowed", project(months=9), None, "min_months"),
    ("duration-not-allowed", project(months=40), None, "max_months"),
    (
        "extension-too-long",
        told(Amended(recorded=NEW, reason="delay", months=37)),
        None,
        "max_total_months_extended",
    ),
    ("start-outside-window", project(start=date(2026, 1, 1)), None, "start_windows"),
    (
        "activity-outside-project",
        change("E1", when=When.parse("2025-09")),
        "move it, or ask for an extension",
        "activities_inside_period",
    ),
    (
        "lump-sum-not-allowed",
        project(lump_sum=Money(200_000)),
        "write 120 000 EUR or 250 000 EUR or 400 000 EUR",
        "lump_sums",
    ),
    (
        "allocations-differ-from-lump-sum",
        change("WP2", grant=eur(sts=36_000, fbk=30_000, hwk=30_001)),
        "take 1 EUR off the amounts of the work packages",
        "total_must_equal_lump_sum",
    ),
    (
        "allocations-differ-from-lump-sum",
        change("WP2", grant=eur(sts=36_000, fbk=30_000, hwk=29_000)),
        "share out 1 000 EUR more among the work packages",
        "total_must_equal_lump_sum",
    ),
    (
        "management-over-share",
        change("WP1", grant=eur(sts=18_000, fbk=6_000, hwk=6_000)),
        None,
        "management_share_max",
    ),
    (
        "associated-partner-with-money",
        change("M1", grant=eur(uni=500)),
        None,
        "associated_partners",
    ),
    (
        "too-few-work-packages",
        plan(work_packages=clean_plan().work_packages[:1]),
        None,
        "min_work_packages",
    ),
    (
        "too-many-work-packages",
        add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 7))),
        None,
        "recommended_max_work_packages",
    ),
    (
        "too-many-work-packages",
        add("work_packages", *(WorkPackage(id=f"WP{n}") for n in range(3, 13))),
        None,
        "max_work_packages",
    ),
    (
        "work-packages-not-foreseen",
        KA210,
        "give each activity its amount, and leave the work packages out",
        "has_work_packages",
    ),
    (
        "management-with-activities",
        change("M1", work_package="WP1"),
        "put them under the work package whose work they serve",
        "management_has_activities",
    ),
    ("work-package-without-lead", change("WP2", lead=None), None, "work_package_contents"),
    (
        "work-package-without-activity",
        add("work_packages", WorkPackage(id="WP3")),
        None,
        "min_activities_per_work_package",
    ),
    (
        "work-package-without-result",
        add("work_packages", WorkPackage(id="WP3")),
        None,
        "work_package_contents",
    ),
    ("work-package-without-indicators", change("I2", of=None), None, "work_package_contents"),
    (
        "venue-outside-partnership",
        change("M1", venue=Venue(city="Graz", country="AT")),
        f"move it to a partner's country, or with a reason to {SEATS}",
        "venue_rule",
    ),
    (
        "seat-without-reason",
        change("M1", venue=Venue(city="Bruxelles", country="BE")),
        'write reason = "…" into the venue',
        "eu_seats",
    ),
    ("licence-not-open", change("D1", licence=None), 'write licence = "CC BY 4.0"', "open_licence"),
    (
        "held-outside-project",
        told(Held(of="M2", when=When.parse("2025-10-31"), note="early")),
        None,
        "activities_inside_period",
    ),
]


@pytest.mark.parametrize(("slug", "broken", "way_out", "key"), ON_LAW)
def test_basis(slug: str, broken: Partnership, way_out: str | None, key: str) -> None:
    """Guards which value of the law a finding cites, and what a coordinator is told to do."""
    basis = str(rules_for(broken).cite(key))

    assert [(way_out, basis)] == advice(slug, broken)


def advice(slug: str, p: Partnership) -> list[tuple[str | None, str | None]]:
    """Return way out and basis of the findings of one rule."""
    return [(f.way_out, f.basis) for f in check(p) if f.slug == slug]
