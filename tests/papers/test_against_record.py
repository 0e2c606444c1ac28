"""Sentences in somebody's own words beside the record: what differs is told, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import day, more, partnership, when

from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    DisseminationEvent,
    Held,
    Indicator,
    Measured,
    Meeting,
    Organisation,
    Participant,
    Training,
    Venue,
    WorkPackage,
)
from vetpartner.papers.against_record import differences, untold

if TYPE_CHECKING:
    from vetpartner.model import Partnership

with Path(__file__).with_name("sentences.toml").open("rb") as _file:
    CASES = tomllib.load(_file)


def weld(**project: object) -> Partnership:
    """Return an invented partnership of three organisations with a training of 45 people."""
    graz, split = Venue(city="Graz", country="AT"), Venue(city="Split", country="HR")
    return partnership(
        Organisation(id="sts", name="Strukovna škola", country="HR", city="Split"),
        Organisation(id="fbk", name="Berufskolleg", country="AT", city="Graz"),
        Organisation(id="cfs", name="Centro de Formação", country="PT", city="Porto"),
        WorkPackage(id="WP2", title="Curriculum and units"),
        Meeting(id="M1", title="Kick-off meeting", when=when("2024-02-01"), venue=split),
        Training(
            id="T1",
            title="Training of trainers",
            when=when("2025-05-12..2025-05-14"),
            venue=graz,
            expected=40,
            work_package="WP2",
        ),
        DisseminationEvent(
            id="E1", title="Information day", when=when("2025-03-14"), venue=split, expected=40
        ),
        Deliverable(
            id="D2.1", title="Curriculum of welding", due=when("2024-09-01"), work_package="WP2"
        ),
        Deliverable(id="D2.2", title="Grid of assessment", due=when("2024-10-01")),
        Indicator(id="I1", title="Interviews", target=60, work_package="WP2"),
        *(
            Participant(id=f"P{n}", organisation="fbk", role="learner", activities=("T1",))
            for n in range(1, 49)
        ),
        Held(of="M1", when=when("2024-02-01"), participants=11),
        Held(of="T1", when=when("2025-05-12..2025-05-14")),
        Attended(of="T1", organisation="sts", role="learner", count=30, fewer_opportunities=6),
        Attended(of="T1", organisation="fbk", role="staff", count=15),
        Held(of="E1", when=when("2025-03-14"), participants=46),
        Delivered(of="D2.1", when=when("2024-09-18"), languages=("en", "hr", "de")),
        Measured(of="I1", when=when("2024-03-31"), value=74),
        on="2025-06-30",
        **{"start": "2024-01-01", "months": 24, **project},
    )


def told(text: str, of: str | None = None) -> list[str]:
    """Return what of a text is said to differ."""
    return [each.said for each in differences(weld(), text, of)]


@pytest.mark.parametrize("text", [case["text"] for case in CASES["true"]])
def test_true(text: str) -> None:
    """Guard against false alarms: what agrees with the record, or is not in it, is let pass."""
    assert told(text) == []


@pytest.mark.parametrize(("text", "said"), [(c["text"], c["said"]) for c in CASES["wrong"]])
def test_wrong(text: str, said: str) -> None:
    """Guard numbers, days, places, ids and titles that the record has otherwise, by language."""
    assert told(text) == [said]


def test_scope() -> None:
    """Guard what an answer is about: 74 are those of its work package, and of no other's."""
    assert told("74 people were interviewed.", "WP2") == []
    assert told("74 people took part.", "E1") == ["74 people"]


def test_record() -> None:
    """Guard what stands beside it: the numbers of the record, achieved ones first."""
    (found,) = differences(weld(), "At T1 in Graz 52 learners took part.")

    assert found.record == "30 of the role learner (T1), 45 there (T1), 40 planned (T1)"
    assert found.of == "T1"
    assert day("2025-06-30") == weld().as_of


@pytest.mark.parametrize(
    ("text", "of", "said"),
    [
        ("38 certificates were given at E1.", None, ["38 certificates"]),
        ("At E1 46 people were welcomed, and 12 were registered.", None, ["12 were registered"]),
        ("Nine newsletters went out.", None, ["Nine newsletters"]),
        ("Seven learners wrote to us.", "D2.2", ["Seven learners"]),
        ("6 visitors of E1 have fewer opportunities.", None, ["6 visitors"]),
        ("visitors with fewer opportunities (6 of 46 visitors)", "E1", ["6"]),
        ("U E1 je sudjelovalo 7 osoba s manje mogućnosti.", None, ["7 osoba"]),
        ("Six of the 45 participants of T1 have fewer opportunities.", None, []),
        ("45 people took part in the training in Graz, 15 of them staff.", None, []),
        ("Three partners in three countries work together.", "WP2", []),
        ("About 50 participants were expected at T1.", None, []),
        ("40 people are expected at E1.", None, []),
    ],
)
def test_what_the_record_does_not_say(text: str, of: str | None, said: list[str]) -> None:
    """Guard own numbers: of which nothing is recorded is listed, and what agrees is not."""
    assert said == [one.said for one in untold(weld(), text, of)]


def test_numbers_of_few_people() -> None:
    """Guard people: own words must not say what the tables keep back; a known one is marked so."""
    known = more(weld(), Attended(of="E1", role="learner", count=9, fewer_opportunities=3))
    (found,) = untold(known, "3 learners with fewer opportunities came to E1.")
    assert (True, "E1") == (found.few, found.of)

    (found,) = untold(weld(), "3 learners with fewer opportunities came to E1.")
    assert not found.few, "nobody recorded it"
