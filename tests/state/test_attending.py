"""One row for each participant of an activity: who, how long, and whether it is enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from builders import partnership, when

import vetpartner as vp
from vetpartner.model import Certified, Organisation, Participant, Person, Presence, Training
from vetpartner.state.attendance import Attending, attending

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
