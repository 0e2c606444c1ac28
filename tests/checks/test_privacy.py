"""Privacy: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, add, change, clean, found, later, told

from vetpartner.model import (
    Attended,
    Money,
    Paid,
    Participant,
    Partnership,
    Presence,
    Reported,
    When,
)

BALANCE = Paid(of="P2", amount=Money(24_000), when=When.parse("2028-02-01"))
CASES: list[tuple[str, Partnership, Found]] = [
    (
        "personal-data-overdue",
        later(date(2028, 3, 1), change("L1", minors=1, gender="female")),
        [
            ("warning", at, f"{what} were needed until 2028-02-28, and {n} are still there")
            for at, what, n in (
                ("participants", "gender of participants", 1),
                ("participants", "whether participants are under 18", 1),
                ("people", "e-mail addresses of staff", 3),
            )
        ],
    ),
    (
        "personal-data-overdue",
        told(BALANCE, p=later(date(2033, 2, 2), change("ana", email=None))),
        [
            ("warning", at, f"{what} were needed until {until}, and {n} are still there")
            for at, what, until, n in (
                ("participants", "which person attended what", "2033-02-01", 1),
                ("people", "e-mail addresses of staff", "2028-02-28", 2),
                ("people", "names of staff", "2033-02-01", 3),
            )
        ],
    ),
    (
        "reason-of-fewer-opportunities",
        told(
            Presence(of="T1", participant="L1", session="group of refugees"),
            Attended(of="T1", count=3, note="two with dyslexia"),
            p=add("participants", Participant(id="deaf1")),
        ),
        [
            (
                "warning",
                at,
                f"what stands about {name} names a reason (“{word}…”) beside a person",
            )
            for at, name, word in (
                ("attended/T1", "T1", "dyslex"),
                ("participants/deaf1", "deaf1", "deaf"),
                ("presences/T1", "T1", "refugee"),
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)


@pytest.mark.parametrize(
    "p",
    [
        later(date(2028, 2, 28)),
        told(
            Reported(of="RF", when=When.parse("2027-12-20"), accepted=date(2028, 3, 10)),
            p=later(date(2028, 3, 10)),
        ),
    ],
)
def test_nothing_is_overdue_on_the_last_day(p: Partnership) -> None:
    """Guards the edge: on the day itself the data may still be needed; acceptance sets the day."""
    assert [] == found("personal-data-overdue", p)


def test_counts_are_no_reasons() -> None:
    """Guards that yes and no, and a count, are what should be written."""
    p = told(Attended(of="T1", count=3, fewer_opportunities=2), p=clean())

    assert [] == found("reason-of-fewer-opportunities", p)
