"""Attendance: who, how long, to the last digit, and whether it is enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from builders import partnership, when
from checks.clean import change, told

import vetpartner as vp
from vetpartner.model import (
    Certified,
    Organisation,
    Participant,
    Partnership,
    Person,
    Presence,
    Training,
    When,
)
from vetpartner.state.attendance import (
    Attending,
    attending,
    certified_count,
    reached_count,
    rounded_down,
    unlisted_days,
)

FIVE = tuple(When.day(date(2026, 9, day)) for day in range(7, 12))
ANA = Participant(id="L1", name="Ana Anić", organisation="sts", activities=("T1",))
GROUP = Participant(id="G1", organisation="fbk", count=3, activities=("T1",))


def with_people(*people: Participant, **training: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with these participants, and the training changed."""
    p = change("T1", **training)
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, participants=people))


def there(who: str, *days: When, **given: Any) -> tuple[Presence, ...]:  # noqa: ANN401
    """Give the presences of somebody at the training."""
    return tuple(Presence(of="T1", participant=who, when=day, **given) for day in days)


def away(who: str, *days: When) -> tuple[Presence, ...]:
    """Give the absences of somebody."""
    return there(who, *days, status="absent")


TWO = with_people(ANA, Participant(id="L2", organisation="fbk", activities=("T1",)))


@pytest.mark.parametrize(
    ("hours", "rows", "expected"),
    [
        # Four of five days are exactly 80 %, and reach it.
        (30, (*there("L1", *FIVE[:4]), *away("L1", FIVE[4])), (24, 30, Fraction(4, 5), True)),
        # Hours of presences are summed; what they do not say is an even part.
        (
            30,
            (*there("L1", FIVE[0], hours=Decimal("7.5")), *there("L1", *FIVE[1:])),
            (Fraction(63, 2), 30, Fraction(21, 20), True),
        ),
        # Without hours of the training, its hours are the longest of each session.
        (
            None,
            (
                *there("L1", FIVE[0], hours=Decimal(3)),
                *there("L2", *FIVE[:2], hours=Decimal(4)),
            ),
            (None, None, Fraction(1, 5), False),
        ),
        # They are that only where every day of the training is in the list.
        (
            None,
            (*there("L1", *FIVE[:4], hours=Decimal(3)), *there("L2", *FIVE, hours=Decimal(4))),
            (12, 20, Fraction(3, 5), False),
        ),
        # A session without hours leaves nothing but the share of sessions.
        (
            None,
            (*there("L1", FIVE[0], hours=Decimal(3)), *there("L1", FIVE[1], status="online")),
            (None, None, Fraction(2, 5), False),
        ),
        # A seventh of 10 hours is no finite decimal; seven of them are 10 hours all the same.
        (
            10,
            (*there("L1", *FIVE), *there("L1", *FIVE[:2], session="evening")),
            (10, 10, Fraction(1), True),
        ),
        # Days that are in no list yet stay in the denominator, with as many sessions as the others.
        (10, there("L1", *FIVE[:3]), (6, 10, Fraction(3, 5), False)),
        (
            30,
            (*there("L1", *FIVE[:2], session="a"), *there("L1", *FIVE[:2], session="b")),
            (12, 30, Fraction(2, 5), False),
        ),
        # The same session twice counts once, with the longer time.
        (
            6,
            (
                *there("L1", FIVE[0], hours=Decimal(2)),
                *there("L1", FIVE[0], hours=Decimal(5)),
                *there("L1", FIVE[0], hours=Decimal(1)),
            ),
            (5, 6, Fraction(5, 6), True),
        ),
        # What cannot be hours is none.
        (
            30,
            (*there("L1", FIVE[0], hours=Decimal(-2)), *there("L1", FIVE[1], hours=Decimal(-1))),
            (12, 30, Fraction(2, 5), False),
        ),
    ],
)
def test_hours(hours: int | None, rows: tuple[Presence, ...], expected: tuple[Any, ...]) -> None:
    """Guards how hours and share are computed, to the last digit."""
    p = told(*rows, p=with_people(ANA, hours=None if hours is None else Decimal(hours)))
    row = attending(p, "T1")[0]

    assert expected == (row.hours, row.whole, row.part, row.reached)


@pytest.mark.parametrize(
    ("when", "listed", "expected"),
    [
        ("2026-09-07..2026-09-11", FIVE[:4], [FIVE[4]]),
        ("2026-09-07..2026-09-14", FIVE, [When.day(date(2026, 9, 14))]),
        # Weekends need no list, and so do the holidays of the place: 1 May, in Bremen.
        ("2026-09-07..2026-09-13", FIVE, []),
        ("2026-04-30..2026-05-02", [When.day(date(2026, 4, 30))], []),
        # Without fixed days, or in a list without days, none is missing.
        ("2026-09", FIVE[:1], []),
        ("2026-09-07..2026-12-11", FIVE, []),
        ("2026-09-07..2026-09-11", [None], []),
    ],
)
def test_unlisted_days(when: str, listed: list[When | None], expected: list[When]) -> None:
    """Guards which days of an activity should be in a list and are in none."""
    p = with_people(ANA, when=When.parse(when))
    p = told(*(Presence(of="T1", participant="L1", when=day) for day in listed), p=p)

    assert expected == [When.day(day) for day in unlisted_days(p, "T1")]


def test_without_a_list_nobody_reached_anything() -> None:
    """Guards that no list is no absence."""
    row = attending(TWO, "T1")[0]

    assert ("L1", None, None, 0) == (row.participant, row.part, row.hours, row.held)
    assert row.reached is None
    assert (None, None) == (reached_count(attending(TWO, "T1")), certified_count(TWO, "T1"))


def test_registered_later_is_not_registered_yet() -> None:
    """Guards that the list of an earlier day has only those who were registered by then."""
    late = attrs.evolve(ANA, registered=date(2026, 4, 1))
    p = told(*there("L1", *FIVE), p=with_people(late))

    assert [False] == [row.registered for row in attending(p, "T1")]
    assert [True] == [
        row.registered for row in attending(attrs.evolve(p, day=date(2026, 4, 1)), "T1")
    ]


def test_counts_of_groups_and_of_certificates() -> None:
    """Guards that a group counts for all of it, and that who is named twice has one certificate."""
    p = told(
        *there("L1", *FIVE),
        *there("G1", *FIVE),
        Certified(of="T1", participant="L1"),
        Certified(of="T1", participant="L1", number="again"),
        Certified(of="T1", participant="G1"),
        p=with_people(ANA, GROUP),
    )

    assert (4, 4) == (certified_count(p, "T1"), reached_count(attending(p, "T1")))
    assert certified_count(told(Certified(of="M1")), "M1") is None


def test_numbers_are_shown_rounded_down() -> None:
    """Guards that 79.999 % never looks like 80 %."""
    shown = {
        "79.99": (79999, 1000),
        "100": (100, 1),
        "0": (0, 1),
        "66.66": (200, 3),
        "6.4": (32, 5),
    }

    for text, number in shown.items():
        assert text == str(rounded_down(Fraction(*number)))


GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAYS = tuple(map(when, ("2025-01-20", "2025-01-21", "2025-01-22")))
# A training of ten hours in three sessions with three people, one not registered.
P = partnership(
    Organisation(id="sts", country="HR"),
    Organisation(id="x", country="Oz"),
    Person(id="ana", name="Ana Anić"),
    Participant(id="P1", organisation="sts", person="ana", activities=("T1",)),
    Participant(id="P2", organisation="x", country="EL", role="staff"),
    Training(id="T1", hours=Decimal(10)),
    *(Presence(of="T1", participant="P1", when=day) for day in DAYS[:2]),
    Presence(of="T1", participant="P1", when=DAYS[2], status="excused"),
    *(Presence(of="T1", participant="P2", when=day, status="online") for day in DAYS),
    Presence(of="T1", participant="P9", when=DAYS[0]),
    Certified(of="T1", participant="P2", number="7/2025"),
    Certified(of="T1", participant="P2", number="8/2025"),
)


def test_a_row_says_everything() -> None:
    """Guard each field: the name of the person, the country of the organisation, exact hours."""
    first, *_ = attending(P, "T1")

    assert first == Attending(
        participant="P1",
        name="Ana Anić",
        organisation="sts",
        country="HR",
        role="learner",
        count=1,
        registered=True,
        hours=Decimal("6.66"),
        whole=Decimal(10),
        part=Fraction(2, 3),
        percent=Decimal("66.66"),
        reached=False,
        sessions=2,
        held=3,
        certified=False,
        number=None,
    )


def test_others_follow_those_who_are_registered() -> None:
    """Guard the order, Greece under its ISO code, and whoever is in no table."""
    rows = attending(P, "T1")

    assert [("P1", True, "HR"), ("P2", False, "GR"), ("P9", False, None)] == [
        (row.participant, row.registered, row.country) for row in rows
    ]
    assert ("7/2025", True, "staff") == (rows[1].number, rows[1].reached, rows[1].role)


def test_the_threshold_is_inclusive() -> None:
    """Guard that exactly the threshold is enough, and the least bit more is not reached."""
    whole, third = vp.Share(1), vp.Share("0.3333333333333333333333333334")

    assert [False, True, False] == [row.reached for row in attending(P, "T1", threshold=whole)]
    assert [True, True, False] == [row.reached for row in attending(P, "T1", threshold=third)]
    assert [True] * 3 == [row.reached for row in attending(P, "T1", threshold=vp.Share(0))]


def test_the_example() -> None:
    """Guard the table of the example: one of twenty missed two days."""
    rows = attending(vp.load(GREEN).on(date(2025, 1, 31)), "T2")
    short = [row for row in rows if not row.reached]

    assert 20 == len(rows)
    assert [("L09", Decimal(18), Decimal(30), Decimal(60), 3, 5)] == [
        (r.participant, r.hours, r.whole, r.percent, r.sessions, r.held) for r in short
    ]
    assert () == attending(P, "T7")
