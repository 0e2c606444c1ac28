"""Expected, registered, signed, reached, certified and stated, and how they differ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from builders import partnership

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Certified,
    Fact,
    Held,
    Meeting,
    Participant,
    Partnership,
    Person,
    Presence,
    Training,
    When,
)

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAYS = tuple(When.day(date(2025, 1, day)) for day in (20, 21))


def learner(number: int, name: str | None = None) -> Participant:
    """Return a registered participant."""
    return Participant(id=f"P{number:02}", name=name, activities=("T1",))


def lists(*facts: Fact, expected: int | None = 3) -> Partnership:
    """Return a training with three registrations, and an early meeting of two people."""
    return partnership(
        Person(id="ana", name="Ana"),
        Person(id="eva", name="Eva"),
        learner(1, "Ana Anić"),
        learner(2),
        learner(3, "<Ivo>"),
        Participant(id="P07", name="Mia"),
        Participant(id="P08", person="ana", activities=("M1",)),
        Meeting(id="M1"),
        Meeting(id="M2"),
        Training(id="T1", hours=Decimal(12), expected=expected),
        *facts,
        on="2025-02-01",
    )


def presences(**days: int) -> tuple[Presence, ...]:
    """Return who was there on how many of the two days, absent on the others."""
    return tuple(
        Presence(of="T1", participant=who, when=day, status="present" if n < number else "absent")
        for who, number in days.items()
        for n, day in enumerate(DAYS)
    )


def differences(p: Partnership, id_: str = "T1") -> list[str]:
    """Return the differences of one activity as texts."""
    return [str(found) for of, found in vp.reconcile(p).differences if of == id_]


def test_numbers_agree() -> None:
    """Guard that a training in order has a row and no difference."""
    p = lists(
        *presences(P01=2, P02=2, P03=2),
        *(Certified(of="T1", participant=who) for who in ("P01", "P02", "P03")),
        Held(of="T1", participants=3),
    )
    row = vp.reconcile(p).rows[1]

    assert ("T1", (3, 3, 3, 3, 3, 3), ()) == (row.id, row.numbers, row.differences)
    assert "trainings/T1" == row.address


def test_differences_name_people() -> None:
    """Guard each sentence that names somebody, in the order of the table."""
    p = lists(
        *presences(P01=2, P02=1, P03=0, P07=2, P99=2),
        Certified(of="T1", participant="P01"),
        Certified(of="T1", participant="P02"),
        Certified(of="T1", participant="P50"),
        Held(of="T1", participants=5),
    )
    expected = [
        "registered, but not there: P03 <Ivo>",
        "there, but not registered: P07 Mia, P99",
        "certified, but in no list: P50",
        "certified, but below 80 %: P02",
        "reached 80 %, but not certified: P07 Mia, P99",
        "4 there, but 3 expected",
        "4 there, but 3 registered",
        "5 stated, but 4 there",
    ]

    assert expected == differences(p)


def test_the_threshold_is_in_the_words() -> None:
    """Guard that another threshold changes who reached it, and what is said."""
    p = lists(*presences(P01=2, P02=1, P03=1), Certified(of="T1", participant="P01"))
    found = vp.reconcile(p, threshold=vp.Share("0.5"))

    assert (3, 3, 3, 3, 1, None) == found.rows[1].numbers
    assert [
        "reached 50 %, but not certified: P02, P03 <Ivo>",
        "1 certified, but 3 reached 50 %",
    ] == [str(difference) for _, difference in found.differences if _ == "T1"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((Held(of="T1", participants=2),), ["2 stated, but 3 registered"]),
        ((Held(of="T1", participants=3),), []),
        (
            (Attended(of="T1", count=3), Certified(of="T1", count=4)),
            ["4 certified, but 3 there"],
        ),
        ((*presences(P01=2, P02=2, P03=1), Certified(of="T1", count=2)), []),
        (
            (*presences(P01=2, P02=2, P03=1), Certified(of="T1", count=3)),
            ["3 certified, but 2 reached 80 %"],
        ),
        (
            presences(P01=0, P02=0, P03=0),
            [
                "registered, but not there: P01 Ana Anić, P02, P03 <Ivo>",
                "0 there, but 3 expected",
                "0 there, but 3 registered",
            ],
        ),
    ],
)
def test_numbers_differ(facts: tuple[Fact, ...], expected: list[str]) -> None:
    """Guard which numbers are held against which, and that no pair is told twice."""
    assert expected == differences(lists(*facts))


def test_people_of_the_plan_in_a_meeting() -> None:
    """Guard that somebody of the plan and the participant that they are is one and the same."""
    both = (Attended(of="M1", person="ana"), Attended(of="M1", person="eva"))

    assert [] == differences(lists(both[0]), "M1")
    assert ["there, but not registered: eva Eva", "2 there, but 1 registered"] == (
        differences(lists(*both), "M1")
    )
    assert ["2 there, but 1 registered"] == differences(
        lists(both[0], Attended(of="M1", organisation="fbk", count=1)), "M1"
    )


def test_what_has_no_list_has_no_row() -> None:
    """Guard that a meeting to come is left out, and that an empty project says so."""
    assert ["M1", "T1"] == [row.id for row in vp.reconcile(lists()).rows]
    assert str(vp.reconcile(Partnership())).endswith("took place yet, and there is no list.")


def test_it_prints_and_shows_as_a_table() -> None:
    """Guard both shapes, and that names cannot become HTML."""
    found = vp.reconcile(lists(*presences(P01=2, P02=2, P03=0)))

    assert [
        "Activity  Expected  Registered  Signed  Reached  Certified  Stated",
        "M1               –           1       –        –          –       –",
        "T1               3           3       2        2          –       –",
        "",
        "Differences",
        "  T1: registered, but not there: P03 <Ivo>",
        "  T1: 2 there, but 3 expected",
        "  T1: 2 there, but 3 registered",
    ] == str(found).splitlines()[2:]


def test_the_example() -> None:
    """Guard the table of the example: 20 learners and 19 certificates are no difference."""
    found = vp.reconcile(vp.load(GREEN).on(date(2025, 1, 31)))

    assert {"T2": (20, 20, 20, 19, 19, 20), "M3": (12, None, 11, None, None, 12)} == {
        row.id: row.numbers for row in found.rows if row.id in {"T2", "M3"}
    }
    assert ["M3", "M3", "E1"] == [id_ for id_, _ in found.differences]
    assert "All numbers agree." in str(vp.reconcile(vp.load(GREEN).on(date(2023, 12, 31))))
