"""Evidence: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, found, told

from vetpartner.model import Delivered, Disseminated, Evidence, Held, Partnership, When

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "evidence-missing",
        told(
            Held(
                of="T1",
                when=When.parse("2026-03-02"),
                evidence=(Evidence(kind="Program", url="https://example.org/p"),),
            )
        ),
        [
            (
                "warning",
                "held/T1/evidence",
                (
                    "T1 was held, but attendance list, certificate and evaluation are "
                    "missing (unverified rule)"
                ),
            )
        ],
    ),
    (
        "evidence-missing",
        told(
            Held(
                of="E1",
                when=When.parse("2026-03-02"),
                evidence=(
                    Evidence(kind="Photos", file="a.jpg"),
                    Evidence(kind="invitation", file="b.pdf"),
                ),
            )
        ),
        [
            (
                "warning",
                "held/E1/evidence",
                "E1 was held, but attendance list is missing (unverified rule)",
            )
        ],
    ),
    (
        "result-without-proof",
        told(Delivered(of="D1", when=When.parse("2026-03-02"), languages=("en", "hr"))),
        [
            (
                "warning",
                "delivered/D1",
                "D1 is delivered, but neither a file nor an address shows it",
            )
        ],
    ),
    (
        "dissemination-without-proof",
        told(Disseminated(of="DA1", when=When.parse("2026-01-10"), reach=50)),
        [("warning", "disseminated/DA1", "nothing shows DA1: no address and no file")],
    ),
    (
        "dissemination-without-proof",
        told(
            Disseminated(
                title="a post",
                when=When.parse("2026-01-10"),
                reach=50,
                evidence=(Evidence(kind="screenshot"),),
            )
        ),
        [("warning", "disseminated/#1", "nothing shows a post: no address and no file")],
    ),
    (
        "evidence-without-place",
        told(Held(of="M2", when=When.parse("2026-03-02"), evidence=(Evidence(kind="minutes"),))),
        [("warning", "held/M2/evidence", "minutes of M2: neither a file nor an address is given")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)
