"""Dissemination: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, change, found, later, told

from vetpartner.model import Disseminated, Partnership, When

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "partner-silent-for-half-a-year",
        later(date(2026, 5, 1)),
        [
            (
                "warning",
                "project",
                "it is not recorded which partner made the project known in M1 to M6",
            )
        ],
    ),
    (
        "partner-silent-for-half-a-year",
        told(
            Disseminated(organisation="sts", when=When.parse("2026-02-20")),
            p=later(date(2027, 5, 1)),
        ),
        [
            (
                "warning",
                "organisations/fbk",
                "nothing is recorded by which FBK made the project known in M1 to M18",
            ),
            (
                "warning",
                "organisations/hwk",
                "nothing is recorded by which HWK made the project known in M1 to M18",
            ),
            (
                "warning",
                "organisations/sts",
                "nothing is recorded by which STS made the project known in M7 to M18",
            ),
        ],
    ),
    (
        "partner-silent-for-half-a-year",
        told(
            Disseminated(organisation="sts", when=When.parse("2025-11-20")),
            Disseminated(of="DA1", when=When.parse("2026-05-01")),
            Disseminated(organisation="fbk", recorded=date(2026, 4, 30)),
            p=later(date(2026, 11, 2)),
        ),
        [
            (
                "warning",
                "organisations/fbk",
                "nothing is recorded by which FBK made the project known in M7 to M12",
            ),
            (
                "warning",
                "organisations/hwk",
                "nothing is recorded by which HWK made the project known in M1 to M6",
            ),
            (
                "warning",
                "organisations/sts",
                "nothing is recorded by which STS made the project known in M7 to M12",
            ),
        ],
    ),
    (
        "action-without-audience",
        change("DA1", audience=(), channel=None),
        [("warning", "dissemination_actions/DA1", "DA1 names no audience and no channel")],
    ),
    (
        "action-without-audience",
        change("DA1", channel=None),
        [("warning", "dissemination_actions/DA1", "DA1 names no channel")],
    ),
    (
        "reach-not-recorded",
        told(
            Disseminated(
                of="DA1",
                when=When.parse("2026-01-10"),
                title="a newsletter",
                url="https://example.org/n",
            )
        ),
        [("note", "disseminated/DA1", "how many people a newsletter reached is not recorded")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
