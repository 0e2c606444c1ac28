"""The rules of one project: its call or its own rules, and what its agreement replaces."""

from __future__ import annotations

from typing import Any

import pytest

from vetpartner.model import Agreement, Money, Partnership, Plan, Project, Share
from vetpartner.programme import (
    BrokenRules,
    Citation,
    UnknownCall,
    override_problems,
    rules,
    rules_for,
)

OWN = """
action = "KA202-VET"
call = 2019
title = "Strategic Partnerships for VET"

[final_threshold]
value = 50
source = "Slovak agency"
confidence = "B"
checked = 2026-06-30
"""


def partnership(
    action: str | None = "KA220-VET",
    call: int | None = 2023,
    agreed: tuple[tuple[str, Any], ...] | None = None,
    own: str | None = None,
) -> Partnership:
    """Return a partnership that has nothing but what chooses its rules."""
    agreement = None if agreed is None else Agreement(reference="GA-1", rules=agreed)
    plan = Plan(project=Project(action=action, call=call), agreement=agreement)
    return Partnership(baseline=plan, own_rules=own)


def problems_of(p: Partnership) -> list[tuple[str, str]]:
    """Return address and message of every problem."""
    return [(problem.address, problem.message) for problem in override_problems(p)]


@pytest.mark.parametrize("agreed", [None, ()])
def test_rules_of_the_call(agreed: tuple[()] | None) -> None:
    """Without anything of its own, a project has the rules of its call."""
    p = partnership(agreed=agreed)

    assert rules_for(p) is rules("KA220-VET", 2023)
    assert [] == problems_of(p)


def test_agreement_comes_first() -> None:
    """What was agreed replaces value and citation; the citation tells what it replaced."""
    p = partnership(agreed=(("management_share_max", "25 %"), ("final_report_days", 45)))
    law = rules_for(p)

    assert [] == problems_of(p)
    assert (Share("0.25"), 45) == (law.management_share_max, law.final_report_days)
    assert ("management_share_max", "final_report_days") == law.overridden
    assert Citation(
        key="management_share_max",
        source="grant agreement of the project",
        place="GA-1",
        confidence="A",
        checked=None,
        note="the rules of KA220-VET 2023 say nothing about it",
    ) == law.cite("management_share_max")
    assert "grant agreement of the project, GA-1 (confidence A)" == str(
        law.cite("final_report_days")
    )
    assert law.cite("min_months") == rules("KA220-VET", 2023).cite("min_months")
    assert len(rules("KA220-VET", 2023).citations) + 1 == len(law.citations)


def test_agreement_without_reference() -> None:
    """An agreement need not have a reference to be cited."""
    plan = Plan(
        project=Project(action="KA210-VET", call=2025),
        agreement=Agreement(rules=(("lump_sums", (45_000,)), ("max_organisations", 4))),
    )
    law = rules_for(Partnership(baseline=plan))

    assert (Money(45_000),) == law.lump_sums
    assert "grant agreement of the project (confidence A)" == str(law.cite("lump_sums"))
    assert (
        "replaces none of Programme Guide 2025, p. 258 (confidence A, checked 2026-06-30)"
        == law.cite("max_organisations").note
    )


def test_wrong_overrides_are_problems() -> None:
    """Unknown names and wrong types are told and not used; a contradiction is told."""
    p = partnership(
        agreed=(
            ("management_share", "25 %"),
            ("final_report_days", "soon"),
            ("action", "KA999"),
            ("max_months", 6),
            ("balance_days", 90),
        )
    )
    law = rules_for(p)

    assert [
        (
            "agreement/rules/management_share",
            (
                "`management_share` is not a rule that an agreement can change; "
                "did you mean management_share_max or management_is_scored?"
            ),
        ),
        ("agreement/rules/final_report_days", "expected a whole number, not 'soon'"),
        ("agreement/rules/action", "`action` is not a rule that an agreement can change"),
        ("agreement/rules/max_months", "12 for min_months is above 6 for max_months"),
    ] == problems_of(p)
    assert ("KA220-VET", None, 60) == (
        law.action,
        law.management_share_max,
        law.final_report_days,
    )
    assert ("max_months", "balance_days") == law.overridden


def test_own_rules() -> None:
    """A project may bring the rules of an action that is not shipped."""
    p = partnership("KA202-VET", 2019, own=OWN, agreed=(("final_report_days", 60),))
    law = rules_for(p)

    assert [] == problems_of(p)
    assert ("KA202-VET", 50, 60) == (law.action, law.final_threshold, law.final_report_days)
    assert "the rules of KA202-VET 2019 say nothing about it" == (
        law.cite("final_report_days").note
    )


def test_own_rules_without_stated_call() -> None:
    """Own rules hold for a project that states no action and call."""
    p = partnership(None, None, own=OWN)

    assert [] == problems_of(p)
    assert 2019 == rules_for(p).call


def test_own_rules_of_another_call() -> None:
    """Own rules that are for something else than the project says are used, and told."""
    p = partnership("KA202-VET", 2018, own=OWN)

    assert [("rules/call", "rules.toml is for call 2019, the project for 2018")] == problems_of(p)
    assert 2019 == rules_for(p).call


def test_broken_own_rules() -> None:
    """Own rules that cannot be read are a kind of unknown call, with every problem."""
    p = partnership(own='action = 1\ncall = 2019\ntitle = ""')

    assert [] == problems_of(p)
    with pytest.raises(
        BrokenRules,
        match=r'action: expected a text .*, not 1; write "1" in quotes\ntitle: the text is empty',
    ):
        rules_for(p)


@pytest.mark.parametrize(
    ("action", "call", "message"),
    [
        (None, None, "the project states no action and no call, so that no rules can be chosen"),
        ("KA220-VET", None, "the project states no call, so that no rules can be chosen"),
        ("KA220-VET", 2031, "there are no rules for KA220-VET 2031; add them in "),
    ],
)
def test_unknown_call(action: str | None, call: int | None, message: str) -> None:
    """Without own rules an unknown call is an exception that the checks turn into a finding."""
    p = partnership(action, call, agreed=(("final_report_days", 45),))

    assert [] == problems_of(p)
    with pytest.raises(UnknownCall, match=message):
        rules_for(p)


def test_what_is_not_known_is_assumed_only_when_asked_for() -> None:
    """With `assume` gaps are filled from another call, as confidence D that says from where."""
    plain = rules("KA220-VET", 2023)
    p = Partnership(baseline=Plan(project=Project(action="KA220-VET", call=2023, assume=2026)))
    law = rules_for(p)
    cited = law.cite("management_share_max")

    assert (None, Share("0.2")) == (plain.management_share_max, law.management_share_max)
    assert ("D", "call 2026") == (cited.confidence, cited.assumed_from)
    assert (cited.note or "").startswith("Assumed from call 2026, as the project asks.")
    assert plain.cite("lump_sums") == law.cite("lump_sums")
    assert {"D"} == {part.confidence for part in law.cite("third_country_regions").parts}


def test_a_call_without_a_guide_can_be_planned() -> None:
    """Call 2027 has the rules of 2026 where it is asked for, but no day of another call."""
    with pytest.raises(UnknownCall, match=r"write assume = 2026 into \[project\]$"):
        rules("KA220-VET", 2027)
    law = rules("KA220-VET", 2027, assume=2026)

    assert (2027, "KA220-VET") == (law.call, law.action)
    assert {"D"} == {citation.confidence for citation in law.citations}
    assert {"call 2026"} == {citation.assumed_from for citation in law.citations}
    assert ((), (), None) == (law.deadlines, law.start_windows, law.call_id)
    with pytest.raises(UnknownCall, match="there are no rules for KA220-VET 2031"):
        rules("KA220-VET", 2027, assume=2031)


def test_own_rules_are_filled_too() -> None:
    """Rules of a project's own come first, and what they do not say is assumed where asked."""
    project = Project(action="KA202-VET", call=2019, assume=2019)
    law = rules_for(Partnership(baseline=Plan(project=project), own_rules=OWN))

    assert (50, "Slovak agency") == (law.final_threshold, law.cite("final_threshold").source)
    assert (36, "call 2019") == (law.max_months, law.cite("max_months").assumed_from)
