"""The four aspects: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, change, found, told

from vetpartner.model import Held, Measure, Partnership, When

GREEN = Measure(aspect="ASPECT:ENV", what="by train")
CASES: list[tuple[str, Partnership, Found]] = [
    (
        "aspect-without-measure",
        change("T1", measures=(GREEN,)),
        [
            (
                "warning",
                "project",
                f"no activity has a measure for {name} (ASPECT:{key})",
            )
            for key, name in (
                ("DIGITAL", "Digital dimension"),
                ("INCLUSION", "Inclusion and diversity"),
                ("CIVIC", "Participation and civic engagement"),
            )
        ],
    ),
    (
        "measure-of-unknown-aspect",
        change("M1", measures=(Measure(aspect="ASPECT:ENVI", what="by train"),)),
        [
            (
                "error",
                "meetings/M1/measures",
                (
                    "`ASPECT:ENVI` is no aspect of KA220-VET 2025; "
                    "did you mean ASPECT:ENV or ASPECT:CIVIC?"
                ),
            )
        ],
    ),
    (
        "measure-of-unknown-aspect",
        told(
            Held(
                of="T1",
                when=When.parse("2026-03-02"),
                measures=(Measure(aspect="green", what="by train"),),
            )
        ),
        [("error", "held/T1/measures", "`green` is no aspect of KA220-VET 2025")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)


def test_a_cancelled_activity_measures_nothing_and_a_fact_does() -> None:
    """Guards that only what takes place counts, planned or held."""
    cancelled = change("T1", cancelled=True)
    held = told(Held(of="M1", when=When.parse("2026-03-02"), measures=(GREEN,)), p=cancelled)

    assert 4 == len(found("aspect-without-measure", cancelled))
    assert 3 == len(found("aspect-without-measure", held))
