"""Call 2021 and the programme of 2014 to 2020, and the fixed lists, written out a second time."""

from __future__ import annotations

from datetime import date

import pytest

from vetpartner.model import Money, Share
from vetpartner.programme import calls, country_status, rules

EVERY = calls()


def test_cooperation_partnerships_of_2021_are_paid_by_units() -> None:
    """KA220 of call 2021 has no lump sum: a range of grants, unit costs, no work packages."""
    law = rules("KA220-VET", 2021)

    assert ("unit costs and real costs", "B") == (law.funding, law.cite("funding").confidence)
    assert () == law.lump_sums
    assert (Money(100_000), Money(400_000)) == (law.grant_min, law.grant_max)
    assert ("C", "B") == (law.cite("grant_min").confidence, law.cite("grant_max").confidence)
    assert False is law.has_work_packages
    assert None is law.management_share_max
    assert Share("0.3") == law.transfer_share_max
    assert date(2024, 8, 31) == law.latest_end
    assert not law.cite("unit_costs").verified
    assert not any(cost.verified for cost in law.unit_costs)
    assert ["lump sum"] == [other.value for other in law.cite("funding").others]


def test_small_scale_partnerships_of_2021() -> None:
    """KA210 of call 2021 pays the same lump sums; the agencies disagree on the second window."""
    law = rules("KA210-VET", 2021)

    assert (Money(30_000), Money(60_000)) == law.lump_sums
    assert [date(2021, 5, 20), date(2021, 11, 3)] == [each.day for each in law.deadlines]
    assert "B" == law.cite("deadlines").confidence
    assert "D" == law.cite("start_windows").confidence
    assert ["B"] == [other.confidence for other in law.cite("start_windows").others]


@pytest.mark.parametrize("year", range(2014, 2021))
def test_strategic_partnerships(year: int) -> None:
    """KA202: unit costs, 12 500 EUR a month, transfer of a fifth, reduction below 50 points."""
    law = rules("KA202-VET", year)

    assert "unit costs and real costs" == law.funding
    assert (Money(450_000), Money(12_500)) == (law.grant_max, law.grant_max_per_month)
    assert (10, Share("0.2")) == (law.max_funded_organisations, law.transfer_share_max)
    assert "D" == law.cite("transfer_share_max").confidence
    assert (50, "B") == (law.final_threshold, law.cite("final_bands").confidence)
    expected = [(50, 100, "1"), (40, 49, "0.75"), (26, 39, "0.5"), (0, 25, "0.25")]
    assert [(a, b, Share(paid)) for a, b, paid in expected] == [
        (band.at_least, band.at_most, band.paid) for band in law.final_bands
    ]
    assert ["25 points and more: 50 %"] == [o.value for o in law.cite("final_bands").others]
    assert [30, 20, 20, 30] == [criterion.maximum for criterion in law.award_criteria]
    assert (36, 36, 18) == tuple(law.longest_months(months) for months in (36, 34, 12))


def test_verified_unit_costs_are_those_that_somebody_quotes() -> None:
    """500 and 250 EUR for management, 575 for meetings, 100 and 200 for events; no other one."""
    seen = [c for c in rules("KA202-VET", 2019).unit_costs if c.verified]

    assert [500, 250, 575, 100, 200] == [int(cost.amount.amount) for cost in seen]
    assert "Transnational project meetings: 575 EUR per participant (100 to 1 999 km)" == str(
        seen[2]
    )


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
    law = rules("KA202-VET", year)

    assert kind == country_status(law, code).kind
    assert not law.cite("member_states").verified


@pytest.mark.parametrize(
    ("action", "reference", "fits"),
    [
        ("KA202-VET", "2019-1-RO01-KA202-063965", True),
        ("KA202-VET", "2015-BE02-KA202-012317", True),
        ("KA202-VET", "2019-1-RO01-KA203-063965", False),
        ("KA226-VET", "2020-1-HR01-KA226-094657", True),
        ("KA226-VET", "2020-1-HR01-KA226-VET-094657", True),
        ("KA220-VET", "2021-1-HR01-KA220-VET-000025335", True),
    ],
)
def test_references(action: str, reference: str, fits: bool) -> None:  # noqa: FBT001 - a case
    """Codes before 2021 have six digits and sometimes no round; all codes here are invented."""
    import re

    year = {"KA202-VET": 2019, "KA226-VET": 2020, "KA220-VET": 2021}[action]

    assert fits is bool(re.fullmatch(rules(action, year).reference_pattern or "", reference))


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_fixed_lists_have_stable_keys(action: str, year: int) -> None:
    """Lists have keys that stay, each once, and the labels of the official texts."""
    law = rules(action, year)
    types = [term.key for term in law.organisation_types]

    assert 29 == len(set(types)) == len(types)
    assert "School/Institute/Educational centre - Vocational Training (secondary level)" == next(
        term.label for term in law.organisation_types if term.key == "vet-school"
    )
    assert [
        *("disabilities", "health", "education-systems", "cultural", "social", "economic"),
        *("discrimination", "geographical"),
    ] == [term.key for term in law.barriers]
    assert ["progress", "interim", "final"] == [term.key for term in law.report_kinds]
    assert ("Periodic report" if year > 2022 else "Interim report") == law.report_kinds[1].label


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_evidence_by_kind_of_activity(action: str, year: int) -> None:
    """Each kind of activity says what has to prove it; only call 2026 has a source for it."""
    law = rules(action, year)

    assert {
        "meetings": ("agenda", "minutes", "attendance list"),
        "trainings": ("programme", "attendance list", "certificate", "evaluation"),
        "dissemination_events": ("invitation", "attendance list", "photo"),
        "tasks": (),
        "deliverables": ("review",),
    } == {kind.key: kind.evidence for kind in law.activity_kinds}
    assert ("organiser's declaration", "platform log") == law.online_evidence
    for key in ("activity_kinds", "online_evidence"):
        assert ("C" if year == 2026 else "D") == law.cite(key).confidence


@pytest.mark.parametrize(("action", "year"), EVERY)
def test_hungarian_trusts(action: str, year: int) -> None:
    """New commitments are barred since 16 December 2022; that it still holds is unverified."""
    law = rules(action, year)
    expected = date(2022, 12, 16) if year > 2021 else None

    assert expected == law.hungarian_trusts_barred_from
    assert ("D" if year > 2024 else "C") == law.cite("hungarian_trusts_barred_from").confidence


def test_both_readings_are_kept() -> None:
    """Where sources disagree the other reading is named, with its source."""
    rounding = rules("KA220-VET", 2025).cite("final_rounding")
    most = rules("KA210-VET", 2025).cite("max_applications_per_oid")

    assert [
        (
            "nearest says Handbook on the lump sum funding model, call 2026, section 5.3 "
            "(confidence C)"
        )
    ] == [str(other) for other in rounding.others]
    assert [("5", "A")] == [(other.value, other.confidence) for other in most.others]
