"""Attendance: what each rule finds, where, and in which words; and where it stays silent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from checks.clean import Found, change, clean, found, told

from vetpartner.model import (
    Attended,
    Certified,
    Held,
    Participant,
    Partnership,
    Presence,
    When,
)
from vetpartner.state.attendance import (
    attending,
    certified_count,
    reached_count,
    rounded_down,
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
SHORT = told(*there("L1", *FIVE[:3]), *away("L1", *FIVE[3:]), p=with_people(ANA))
FULL = told(*there("L1", *FIVE), *there("L2", *FIVE), p=TWO)
CASES: list[tuple[str, Partnership, Found]] = [
    (
        "certificate-below-threshold",
        told(Certified(of="T1", participant="L1"), p=SHORT),
        [
            (
                "warning",
                "certified/T1",
                (
                    "L1 Ana Anić has a certificate of T1, but was there for 18 of 30 hours (60 %), "
                    "below 80 %"
                ),
            )
        ],
    ),
    (
        "certificate-below-threshold",
        told(
            *there("L1", *FIVE[:2]),
            *away("L1", FIVE[2]),
            Certified(of="T1", participant="L1"),
            p=with_people(ANA, hours=None),
        ),
        [
            (
                "warning",
                "certified/T1",
                (
                    "L1 Ana Anić has a certificate of T1, but was there for 2 of 3 sessions "
                    "(66.66 %), below 80 %"
                ),
            )
        ],
    ),
    (
        "certified-differ-from-reached",
        told(Certified(of="T1", count=1), p=FULL),
        [
            (
                "warning",
                "certified/T1",
                "T1 has 1 certificate, but 2 participants reached 80 %",
            )
        ],
    ),
    ("certified-differ-from-reached", told(Certified(of="T1", count=3), p=FULL), []),
    (
        "more-certificates-than-participants",
        told(Certified(of="T1", count=1), Certified(of="T1", count=2), p=FULL),
        [("error", "certified/T1", "T1 has 3 certificates, but 2 participants were there")],
    ),
    (
        "more-certificates-than-participants",
        told(Certified(of="T1", count=9), Held(of="T1", participants=8)),
        [("error", "certified/T1", "T1 has 9 certificates, but 8 participants were stated")],
    ),
    ("more-certificates-than-participants", told(Certified(of="T1", count=9)), []),
    (
        "more-hours-than-activity",
        told(*there("L1", *FIVE, hours=Decimal("6.5")), p=with_people(ANA)),
        [
            (
                "error",
                "presences/T1",
                "L1 Ana Anić was at T1 for 32.5 of 30 hours (108.33 %)",
            )
        ],
    ),
    ("more-hours-than-activity", told(*there("L1", *FIVE), p=with_people(ANA)), []),
    (
        "certificate-number-twice",
        told(
            Certified(of="T1", participant="L1", number="7"),
            Certified(of="T1", participant="L2", number="7"),
            Certified(of="T1", participant="L1", number="7"),
            p=FULL,
        ),
        [
            (
                "warning",
                "certified/T1#2/number",
                "the certificate 7 is that of L1 of T1 and that of L2 of T1",
            )
        ],
    ),
    (
        "certificate-number-twice",
        told(Certified(of="T1", participant="L1"), Certified(of="T1", participant="L2"), p=FULL),
        [],
    ),
    (
        "stated-differs-from-registered",
        told(Held(of="T1", participants=3), p=TWO),
        [
            (
                "warning",
                "held/T1/participants",
                "T1 has 3 participants, but 2 are registered, and no list tells who was there",
            )
        ],
    ),
    ("stated-differs-from-registered", told(Held(of="T1", participants=2), p=TWO), []),
    ("stated-differs-from-registered", told(Held(of="T1", participants=3), p=FULL), []),
    ("stated-differs-from-registered", told(Held(of="T1", participants=3)), []),
    (
        "presence-of-unregistered",
        told(*there("L1", *FIVE), *there("L9", *FIVE), p=with_people(ANA, Participant(id="L9"))),
        [
            (
                "warning",
                "presences/T1#6/participant",
                "L9 was at T1, but is not registered for it",
            )
        ],
    ),
    ("presence-of-unregistered", told(*there("L1", *FIVE)), []),
    ("presence-of-unregistered", told(*away("L9", FIVE[0]), p=with_people(ANA)), []),
    (
        "presence-outside-activity",
        told(*there("L1", FIVE[0], When.parse("2026-10-07"))),
        [
            (
                "warning",
                "presences/T1#2/when",
                "the list of T1 has 2026-10-07, which is no day of it",
            )
        ],
    ),
    (
        "presence-outside-activity",
        told(
            *there("L1", When.parse("2026-10-07")),
            Held(of="T1", when=When.parse("2026-10-06..2026-10-08")),
        ),
        [],
    ),
    (
        "presence-twice",
        told(
            *there("L1", FIVE[0], session="morning"),
            *there("L1", FIVE[0], session="evening", status="absent"),
            *there("L1", FIVE[0], session="morning", status="absent"),
            p=with_people(ANA),
        ),
        [
            (
                "warning",
                "presences/T1#3",
                (
                    "L1 Ana Anić stands twice in the list of T1 for 2026-09-07, morning: present, "
                    "and absent"
                ),
            )
        ],
    ),
    (
        "presence-twice",
        told(
            *there("L1", FIVE[0], hours=Decimal(6)),
            *there("L1", FIVE[0], hours=Decimal("6.0")),
            *there("L1", FIVE[0], hours=Decimal("2.50")),
        ),
        [
            (
                "warning",
                "presences/T1#3",
                (
                    "L1 stands twice in the list of T1 for 2026-09-07: present 6 hours, and "
                    "present 2.5 hours"
                ),
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place, and its silence."""
    assert expected == found(slug, broken)


def test_presences_count_for_the_number_stated() -> None:
    """Guards that a number beside a list of presences is compared with it, even an empty one."""
    slug, at = "participants-differ", "held/T1/participants"
    held = Held(of="T1", participants=2)
    nobody = told(held, *away("L1", *FIVE), p=TWO)

    assert [] == found(slug, told(held, p=FULL))
    assert [("warning", at, "T1 has 2 participants, but 1 are recorded")] == found(
        slug, told(held, *there("L1", *FIVE), p=TWO)
    )
    assert [("warning", at, "T1 has 2 participants, but 0 are recorded")] == found(slug, nobody)


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
            (3, 8, Fraction(3, 8), False),
        ),
        # A session without hours leaves nothing but the share of sessions.
        (
            None,
            (*there("L1", FIVE[0], hours=Decimal(3)), *there("L1", FIVE[1], status="online")),
            (None, None, Fraction(1), True),
        ),
        # A third of 10 hours is no finite decimal; three thirds are 10 hours all the same.
        (10, there("L1", *FIVE[:3]), (10, 10, Fraction(1), True)),
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
            (*there("L1", FIVE[0], hours=Decimal("NaN")), *there("L1", FIVE[1], hours=Decimal(-1))),
            (30, 30, Fraction(1), True),
        ),
    ],
)
def test_hours(hours: int | None, rows: tuple[Presence, ...], expected: tuple[Any, ...]) -> None:
    """Guards how hours and share are computed, to the last digit."""
    p = told(*rows, p=with_people(ANA, hours=None if hours is None else Decimal(hours)))
    row = attending(p, "T1")[0]

    assert expected == (row.hours, row.whole, row.part, row.reached)


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
    assert [] == found("certified-differ-from-reached", p)
    assert 1 == certified_count(told(Certified(of="M1")), "M1")


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


def test_a_meeting_without_certificates_is_silent() -> None:
    """Guards that recorded attendance alone makes no finding of this family."""
    p = told(Attended(of="M1", organisation="hwk"), p=clean())
    slugs = {slug for slug, _, _ in CASES}

    assert [] == [row for slug in sorted(slugs) for row in found(slug, p)]
