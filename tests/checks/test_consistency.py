"""Consistency: what each rule finds, where, and in which words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from checks.clean import Found, add, change, eur, found, plan

from vetpartner.model import Deliverable, Milestone, Organisation, Partnership

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "id-skips-number",
        change("D1", id="D2.1")
        if 0
        else plan(deliverables=(Deliverable(id="D1"), Deliverable(id="D3"), Deliverable(id="D5"))),
        [("warning", "deliverables/D3", "D2 and D4 are not among the deliverables, but D3 is")],
    ),
    (
        "id-skips-number",
        plan(deliverables=(Deliverable(id="D2.1"), Deliverable(id="D2.3"), Deliverable(id="D3.1"))),
        [("warning", "deliverables/D2.3", "D2.2 is not among the deliverables, but D2.3 is")],
    ),
    (
        "id-skips-number",
        plan(
            milestones=(
                Milestone(id="MS1"),
                Milestone(id="MS4"),
                Milestone(id="MS5"),
                Milestone(id="MS6"),
            )
        ),
        [("warning", "milestones/MS4", "MS2 and MS3 are not among the milestones, but MS4 is")],
    ),
    (
        "id-under-other-package",
        plan(
            deliverables=(
                Deliverable(id="D1.1", work_package="WP2"),
                Deliverable(id="D2-1", work_package="WP2"),
            )
        ),
        [
            (
                "warning",
                "deliverables/D1.1/work_package",
                "D1.1 is called after another work package than WP2",
            )
        ],
    ),
    (
        "text-names-missing-thing",
        change("MS1", title="Results of WP 4 and WP7 are ready", verification="list of WP2"),
        [
            (
                "warning",
                "milestones/MS1/title",
                "`title` of MS1 names WP 4 and WP7, which the plan does not have",
            )
        ],
    ),
    (
        "text-names-missing-thing",
        plan(deliverables=(Deliverable(id="D2.1", description="builds on D1.4 and D2.1"),)),
        [
            (
                "warning",
                "deliverables/D2.1/description",
                "`description` of D2.1 names D1.4, which the plan does not have",
            )
        ],
    ),
    (
        "title-used-twice",
        change("MS2", title="draft "),
        [("warning", "milestones/MS2/title", "MS2 has the same title as MS1: draft ")],
    ),
    (
        "organisation-maybe-twice",
        add(
            "organisations",
            Organisation(id="sco", name="Škola (srednja) Split d.o.o.", country="HR"),
            Organisation(id="ss", name="Srednja škola, Split", country="HR"),
        ),
        [
            (
                "warning",
                "organisations/ss",
                (
                    "ss (Srednja škola, Split) and sco (Škola (srednja) Split d.o.o.) look "
                    "like the same"
                ),
            )
        ],
    ),
    (
        "lead-not-in-package",
        change("WP2", organisations=("sts", "hwk"), grant=eur(sts=96_000)),
        [
            (
                "warning",
                "work_packages/WP2/organisations",
                "FBK leads WP2, but is not one of its organisations",
            )
        ],
    ),
    (
        "indicator-differs-from-expected",
        change("I1", of="T1", unit="participants", target=Decimal(18)),
        [("warning", "indicators/I1/target", "I1 wants 18 participants, but T1 expects 12")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
