"""The project and its agreement: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, clean, found, old, plan, project

from vetpartner.model import Agreement, Partnership
from vetpartner.programme import UnknownCall, rules


def said_of(action: str, call: int) -> str:
    """Return what is said of a call without rules, which names all that are shipped."""
    with pytest.raises(UnknownCall) as caught:
        rules(action, call)
    return str(caught.value)


CASES: list[tuple[str, Partnership, Found]] = [
    (
        "unknown-call",
        old(clean(), call=2031),
        [
            (
                "error",
                "project/call",
                said_of("KA220-VET", 2031),
            )
        ],
    ),
    (
        "unknown-call",
        old(clean(), action=None),
        [("error", "project/call", "the project states no action, so that no rules can be chosen")],
    ),
    (
        "agreement-overrides-rule",
        plan(agreement=Agreement(reference="GA-1", rules=(("management_share_max", "25 %"),))),
        [
            (
                "note",
                "agreement/rules/management_share_max",
                (
                    "the agreement sets management_share_max to 25 % (replaces 20 % of "
                    "Programme Guide 2025, p. 255 (confidence A, checked 2026-06-30))"
                ),
            )
        ],
    ),
    (
        "agreement-rule-unreadable",
        plan(agreement=Agreement(rules=(("managment_share_max", "25 %"),))),
        [
            (
                "error",
                "agreement/rules/managment_share_max",
                (
                    "`managment_share_max` is no rule that an agreement can change; did "
                    "you mean management_share_max or transfer_share_max?"
                ),
            )
        ],
    ),
    (
        "reference-missing",
        project(reference=None),
        [("note", "project", "the project has no reference yet")],
    ),
    (
        "reference-malformed",
        project(reference="2025-HR01-KA220-VET-157891"),
        [
            (
                "error",
                "project/reference",
                ("the reference `2025-HR01-KA220-VET-157891` has not the form of a project code"),
            )
        ],
    ),
    (
        "reference-disagrees",
        project(reference="2024-1-IT01-KA210-VET-000157891"),
        [
            (
                "error",
                "project/reference",
                ("the reference names the agency IT01, but the coordinator is from Croatia"),
            ),
            (
                "error",
                "project/reference",
                "the reference says action KA210-VET, the project KA220-VET",
            ),
            ("error", "project/reference", "the reference says call 2024, the project 2025"),
            (
                "error",
                "project/reference",
                "the reference says national agency IT01, the project HR01",
            ),
        ],
    ),
    (
        "agency-unlikely",
        project(reference="2025-1-HR09-KA220-VET-000157891"),
        [
            (
                "warning",
                "project/reference",
                ("the reference names the agency HR09, which is not in the list of agencies"),
            )
        ],
    ),
    (
        "agency-unlikely",
        project(reference="2025-1-DE03-KA220-VET-000157891"),
        [
            (
                "warning",
                "project/reference",
                "the reference names DE03 (PAD), which does not manage VET",
            )
        ],
    ),
    (
        "priority-missing",
        project(priorities=()),
        [("warning", "project", "the project names no priority")],
    ),
    (
        "priority-unknown",
        project(priorities=("HORIZ:GREN",)),
        [
            (
                "error",
                "project/priorities",
                (
                    "`HORIZ:GREN` is no priority of KA220-VET 2025; did you mean "
                    "HORIZ:GREEN or HORIZ:VALUES?"
                ),
            )
        ],
    ),
    (
        "too-many-priorities",
        project(priorities=("HORIZ:GREEN", "VET:QA", "VET:FLEX", "VET:QA")),
        [
            (
                "error",
                "project/priorities",
                "the project names 4 priorities; one main and 2 further are taken",
            ),
            ("warning", "project/priorities", "the priority VET:QA stands twice"),
        ],
    ),
    (
        "too-many-topics",
        project(topics=("a", "b", "c", "d")),
        [("error", "project/topics", "the project names 4 topics; at most 3 are taken")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
