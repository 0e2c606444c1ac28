"""Organisations under special rules: what each rule finds, where, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from checks.clean import Found, change, found, old

if TYPE_CHECKING:
    from vetpartner.model import Partnership

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "hungarian-trust-with-money",
        change("hwk", country="HU", public_interest_trust=True),
        [
            (
                "warning",
                "organisations/hwk/public_interest_trust",
                (
                    "HWK is a Hungarian public-interest trust or maintained by one, and may "
                    "get no money from an agreement made from 2022-12-16 on (unverified rule)"
                ),
            )
        ],
    ),
    (
        "hungarian-trust-with-money",
        old(change("hwk", country="HU", public_interest_trust=True), call=2023),
        [
            (
                "error",
                "organisations/hwk/public_interest_trust",
                (
                    "HWK is a Hungarian public-interest trust or maintained by one, and may "
                    "get no money from an agreement made from 2022-12-16 on"
                ),
            )
        ],
    ),
    (
        "hungarian-trust-not-stated",
        change("hwk", country="HU", name="Invented University"),
        [("note", "organisations/hwk", "HWK does not say whether it is a public-interest trust")],
    ),
    (
        "hungarian-trust-not-stated",
        change("hwk", country="HU", kind="foundation"),
        [("note", "organisations/hwk", "HWK does not say whether it is a public-interest trust")],
    ),
    (
        "too-many-applications",
        change("hwk", applications=11),
        [
            (
                "error",
                "organisations/hwk/applications",
                "HWK takes part in 11 applications of one deadline; KA220-VET 2025 allows 10",
            )
        ],
    ),
    (
        "too-many-applications",
        old(change("hwk", applications=6), action="KA210-VET"),
        [
            (
                "warning",
                "organisations/hwk/applications",
                (
                    "HWK takes part in 6 applications of one deadline; by the stricter "
                    "reading KA210-VET 2025 allows 5"
                ),
            )
        ],
    ),
    (
        "third-country-without-reason",
        change("hwk", country="UA"),
        [("warning", "organisations/hwk", "HWK is from Ukraine, and nothing says what it adds")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
