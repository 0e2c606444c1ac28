"""Rules of the law made in Python: what is cited where the call is not one of those shipped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from checks.clean import add, change, clean, eur, project, told

from vetpartner.checks import RULES, Subject
from vetpartner.model import Amended, Partnership, Task, WorkPackage
from vetpartner.programme import Citation, Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vetpartner.values.finding import Finding

LONGER = told(Amended(recorded=date(2026, 1, 1), reason="delay", months=37))
BY_SLUG = {rule.slug: rule for rule in RULES}


def law(*cited: str, **values: Any) -> Rules:  # noqa: ANN401
    """Give invented rules; the source of each value cited is the name of the value."""
    citations = tuple(Citation(key=key, source=f"§ {key}", confidence="A") for key in cited)
    return Rules(action="KA220-VET", call=2025, title="Own", citations=citations, **values)


def under(rules: Rules, slug: str, p: Partnership) -> Sequence[Finding]:
    """Return what one rule finds in a partnership under these rules."""
    return list(BY_SLUG[slug](Subject(p=p, rules=rules)))


@pytest.mark.parametrize(
    ("values", "key", "longest"),
    [
        ({"max_extra_months": 12}, "max_extra_months", 36),
        ({"max_total_months_extended": 36}, "max_total_months_extended", 36),
        (
            {"max_extra_months": 6, "max_total_months_extended": 36},
            "max_extra_months",
            30,
        ),
        ({"max_months": 36}, "max_months", 36),
    ],
)
def test_an_extension_cites_the_value_that_limits_it(
    values: dict[str, int], key: str, longest: int
) -> None:
    """Guards that months more, months in all and the ordinary limit are told apart."""
    keys = ("max_extra_months", "max_total_months_extended", "max_months")
    message = f"the project was extended from 24 to 37 months; at most {longest} are possible"

    (finding,) = under(law(*keys, **values), "extension-too-long", LONGER)

    assert (message, f"§ {key} (confidence A)") == (finding.message, finding.basis)


def test_a_value_without_a_citation_makes_a_whole_finding() -> None:
    """Guards that message, address and way out are kept where there is nothing to cite."""
    finding = Subject(p=clean(), rules=law()).law("x", "odd", "project/x", way_out="wait")

    assert ("odd", "project/x", "wait", None) == (
        finding.message,
        finding.address,
        finding.way_out,
        finding.basis,
    )


def test_sums_need_no_citation() -> None:
    """Guards that more than the lump sum is an error whatever the law says of it."""
    p = change("WP2", grant=eur(sts=36_000, fbk=30_000, hwk=30_001))

    (finding,) = under(law(), "allocations-differ-from-lump-sum", p)

    assert ("error", None) == (finding.severity.value, finding.basis)


def test_a_recommendation_needs_no_citation() -> None:
    """Guards that too many work packages are noted also where nothing can be cited."""
    p = add("work_packages", WorkPackage(id="WP3"))

    (finding,) = under(law(recommended_max_work_packages=2), "too-many-work-packages", p)

    assert ("note", None) == (finding.severity.value, finding.basis)
    assert [] == under(law(recommended_max_work_packages=3), "too-many-work-packages", p)


def test_activities_of_a_work_package_are_counted() -> None:
    """Guards the words for a few, and that as many as asked for are enough."""
    p = add("work_packages", WorkPackage(id="WP3"))
    p = attrs.evolve(
        p,
        baseline=attrs.evolve(
            p.baseline, tasks=(*p.baseline.tasks, Task(id="A2", work_package="WP3"))
        ),
    )

    def messages(least: int) -> list[str]:
        rules = law(min_activities_per_work_package=least)
        return [f.message for f in under(rules, "work-package-without-activity", p)]

    assert ["WP1 has no activity", "WP3 has only 1 of 2 activities"] == messages(2)
    assert ["WP1 has no activity"] == messages(1)


def test_a_young_coordinator_needs_a_deadline() -> None:
    """Guards that an age without a deadline, and a deadline without an age, say nothing."""
    p = change("sts", established=date(2025, 1, 1))

    assert [] == under(law(applicant_min_age_years=2), "coordinator-too-young", p)
    assert [] == under(law(), "coordinator-too-young", p)


def test_no_limit_is_ever_exceeded() -> None:
    """Guards that rules which set no limit find nothing too long."""
    assert [] == under(law(), "duration-not-allowed", project(months=1))
    assert [] == under(law(), "extension-too-long", LONGER)
