"""One row for each participant of an activity: who, how long, and whether it is enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import vetpartner as vp
from vetpartner.model import (
    Certified,
    Organisation,
    Participant,
    Partnership,
    Person,
    Plan,
    Presence,
    Training,
    When,
)
from vetpartner.state.attendance import Attending, attending

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAYS = tuple(When.day(date(2025, 1, day)) for day in (20, 21, 22))


def partnership() -> Partnership:
    """Return a training of ten hours in three sessions with three people, one not registered."""
    plan = Plan(
        organisations=(Organisation(id="sts", country="HR"), Organisation(id="x", country="Oz")),
        people=(Person(id="ana", name="Ana Anić"),),
        participants=(
            Participant(id="P1", organisation="sts", person="ana", activities=("T1",)),
            Participant(id="P2", organisation="x", country="EL", role="staff"),
        ),
        trainings=(Training(id="T1", hours=Decimal(10)),),
    )
    return Partnership(
        baseline=plan,
        facts=(
            *(Presence(of="T1", participant="P1", when=day) for day in DAYS[:2]),
            Presence(of="T1", participant="P1", when=DAYS[2], status="excused"),
            *(Presence(of="T1", participant="P2", when=day, status="online") for day in DAYS),
            Presence(of="T1", participant="P9", when=DAYS[0]),
            Certified(of="T1", participant="P2", number="7/2025"),
            Certified(of="T1", participant="P2", number="8/2025"),
        ),
    )


def test_a_row_says_everything() -> None:
    """Guard each field: the name of the person, the country of the organisation, exact hours."""
    first, *_ = attending(partnership(), "T1")

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
        percent=Decimal("66.66"),
        reached=False,
        sessions=2,
        held=3,
        certified=False,
        number=None,
    )


def test_others_follow_those_who_are_registered() -> None:
    """Guard the order, Greece under its ISO code, and whoever is in no table."""
    rows = attending(partnership(), "T1")

    assert [("P1", True, "HR"), ("P2", False, "GR"), ("P9", False, None)] == [
        (row.participant, row.registered, row.country) for row in rows
    ]
    assert ("7/2025", True, "staff") == (rows[1].number, rows[1].reached, rows[1].role)


def test_the_threshold_is_inclusive() -> None:
    """Guard that exactly the threshold is enough, and the least bit more is not reached."""
    p = partnership()
    whole, third = vp.Share(1), vp.Share("0.3333333333333333333333333334")

    assert [False, True, False] == [row.reached for row in attending(p, "T1", threshold=whole)]
    assert [True, True, False] == [row.reached for row in attending(p, "T1", threshold=third)]
    assert [True] * 3 == [row.reached for row in attending(p, "T1", threshold=vp.Share(0))]


def test_the_example() -> None:
    """Guard the table of the example: one of twenty missed two days."""
    rows = attending(vp.load(GREEN).on(date(2025, 1, 31)), "T2")
    short = [row for row in rows if not row.reached]

    assert 20 == len(rows)
    assert [("L09", Decimal(18), Decimal(30), Decimal(60), 3, 5)] == [
        (r.participant, r.hours, r.whole, r.percent, r.sessions, r.held) for r in short
    ]
    assert () == attending(partnership(), "T7")
