"""Limits of the online form: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, found, plan

import vetpartner as vp
from vetpartner.model import Limit, Partnership


def limited(*limits: tuple[str, int]) -> Partnership:
    """Return the clean partnership with limits of the form."""
    stated = tuple(Limit(question=question, characters=number) for question, number in limits)
    return plan(limits=stated)


CASES: list[tuple[str, Partnership, Found]] = [
    (
        "limit-of-no-question",
        limited(("sum.objectives", 500), ("sum.objectivs", 500)),
        [
            (
                "error",
                "limits/#2/question",
                "`sum.objectivs` has a limit, but no report asks it",
            )
        ],
    ),
    (
        "limit-of-no-question",
        limited(("sum.results.en", 500), ("wp.results", 1), ("wp.WP2.results", 2)),
        [],
    ),
    (
        "limit-twice",
        limited(("sum.results", 500), ("sum.results", 600)),
        [
            (
                "warning",
                "limits/#2",
                "`sum.results` has two limits, 500 and 600 characters; the first one is used",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guard what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)


def test_way_out_names_similar_questions() -> None:
    """Guard the way out of the commonest mistake, and of an id that is like no other."""
    ways = [
        one.way_out
        for one in vp.check(limited(("sum.objectivs", 5), ("x", 5), ("wp.results", 5), ("x", 6)))
        if one.slug in {"limit-of-no-question", "limit-twice"}
    ]

    assert ["did you mean sum.objectives or sum.objectives.en?", "correct the id"] == ways[:2]
    assert {"correct the id", "take one of them out"} == set(ways[2:])
