"""How quality was followed: what was counted is told with its whole, and what is not known too."""

from __future__ import annotations

import pytest
from builders import KA220, day, partnership, when

from vetpartner.model import (
    Amended,
    Decided,
    Deliverable,
    Delivered,
    Evidence,
    Held,
    Indicator,
    Measured,
    Meeting,
    Organisation,
    Risk,
    Risked,
    Surveyed,
    Training,
)
from vetpartner.papers.report_effects import amendments
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import evidence
from vetpartner.state.outcomes import risks
from vetpartner.state.quality import learned, quality
from vetpartner.state.rows import deviations


def told(*things: object) -> dict[str, str]:
    """Return what is said of the quality of a partnership, by what it is about."""
    p = partnership(*things, on="2025-01-01", **KA220)
    rows = quality(p, achieved(p), evidence(p))
    return {str(row.what): str(row.much) for row in rows}


def test_nothing_planned_says_nothing() -> None:
    """Guard against a chapter about what nobody planned."""
    assert {} == told()


def test_each_part_stands_with_its_whole() -> None:
    """Guard the numbers: each is counted from the records, and what is ahead is told apart."""
    minutes = Evidence(kind="Minutes", file="evidence/m.pdf")
    found = told(
        Meeting(id="M1", when=when("2024-02-01")),
        Meeting(id="M2", when=when("2024-03-01")),
        Training(id="T1", when=when("2024-04-01")),
        Training(id="T2", when=when("2024-05-01")),
        Deliverable(id="D1", due=when("2024-05-01")),
        Indicator(id="I1", target=5, due=when("2024-06-01")),
        Indicator(id="I2", target=5, due=when("2024-06-01")),
        Indicator(id="I3", target=5, due=when("2025-06-01")),
        Indicator(id="I4", expected="they like it"),
        Risk(id="R1", title="Snow"),
        Risk(id="R2", title="Frost"),
        Held(of="M1", when=when("2024-02-01"), evidence=(minutes,)),
        Held(of="M2", when=when("2024-03-01")),
        Held(of="T1", when=when("2024-04-01")),
        Held(of="T2", when=when("2024-05-01")),
        Delivered(
            of="D1",
            when=when("2024-05-01"),
            evidence=(Evidence(kind="Peer review", url="https://a.example"),),
        ),
        Surveyed(of="T1", when=when("2024-04-02"), respondents=7),
        Measured(of="I1", when=when("2024-06-01"), value=6),
        Measured(of="I4", when=when("2024-06-01"), text="some do"),
        Risked(of="R1", recorded=day("2024-06-01"), came_true=True),
        Decided(
            of="M1",
            when=when("2024-02-01"),
            text="a",
            due=day("2024-03-01"),
            done=day("2024-03-01"),
        ),
        Decided(
            of="M1",
            when=when("2024-02-01"),
            text="b",
            due=day("2024-03-01"),
            done=day("2024-03-02"),
        ),
        Decided(of="M1", when=when("2024-02-01"), text="c"),
    )

    expected = {
        "Indicators that were measured": "2 of 4; not due yet: 1",
        "Indicators reached": "1 of 4; measured, not judged: 1",
        "Trainings with a survey of participants": "1 of 2",
        "Answers to surveys": "7",
        "Reviews and evaluations": "D1-a",
        "Meetings with minutes": "1 of 2",
        "Agreed actions on record that are done": "2 of 3",
        "Of those that were due, done by the day agreed": "1 of 2",
        "Pieces of evidence with a file or an address": "2 of 2",
        "Addresses of which it is recorded when they were seen": "0 of 1",
        "Risks whose outcome is recorded": "1 of 2",
    }
    assert expected == found


def test_unknown_is_told() -> None:
    """Guard that a survey without a number of answers is no zero, and no review no silence."""
    found = told(
        Training(id="T1", when=when("2024-04-01")),
        Held(of="T1", when=when("2024-04-01"), evidence=(Evidence(kind="photo", file="a.png"),)),
        Surveyed(of="T1", when=when("2024-04-02")),
    )

    assert "None" == found["Answers to surveys"]
    assert "nothing is recorded" == found["Reviews and evaluations"]


def test_what_can_be_learned() -> None:
    """Guard the facts behind the lessons: by id, and with the risks of which nobody knows."""
    p = partnership(
        Meeting(id="M1", when=when("2024-02-01")),
        Risk(id="R1", title="Snow"),
        Risk(id="R2", title="Frost"),
        Amended(of="M1", recorded=day("2024-01-20"), when=when("2024-02-20"), reason="Snow."),
        Held(of="M1", when=when("2024-02-20")),
        Risked(of="R1", recorded=day("2024-06-01"), came_true=True),
        on="2025-01-01",
        **KA220,
    )
    found = learned(p, deviations(achieved(p)))

    assert ["M1", "R1; not recorded for 1", "M1"] == [str(row.much) for row in found]
    assert ["deviations", "risks", "amendments"] == [row.where for row in found]
    empty = learned(partnership(**KA220), ())
    assert ["none on record", "no risk is planned", "none on record"] == [
        str(row.much) for row in empty
    ]


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (Organisation(id="cfs-porto", acronym="CFS", country="PT"), "CFS"),
        (Organisation(id="fbk-1", acronym="FBK", name="A school", country="AT"), "FBK"),
        (Meeting(id="M1", when=when("2024-02-01")), "M1"),
    ],
)
def test_only_what_has_a_number_in_papers_is_told_by_it(
    thing: Organisation | Meeting, name: str
) -> None:
    """Guard that a change of an organisation names it, and not its id."""
    new = {"left": day("2024-01-15")} if isinstance(thing, Organisation) else {"cancelled": True}
    changed = Amended(of=thing.id, recorded=day("2024-01-20"), reason="It is so.", **new)
    p = partnership(thing, changed, on="2025-01-01", **KA220)
    (row,) = (r for r in learned(p, ()) if r.where == "amendments")

    assert name == str(row.much)
    assert [thing.id if name == thing.id else None] == [one.id for one in amendments(p)]


KNOWN = day("2024-06-01")


@pytest.mark.parametrize(
    ("came_true", "on", "said"),
    [
        (False, "2024-06-02", "not so far"),
        (False, "2030-01-01", "no"),
        (True, "2024-06-02", "yes"),
        (None, "2024-06-02", "not recorded"),
    ],
)
def test_what_became_of_a_risk(came_true: bool | None, on: str, said: str) -> None:  # noqa: FBT001 - of the case
    """Guard that nothing is over before the project is: what did not come true may do so yet."""
    facts = () if came_true is None else (Risked(of="R1", recorded=KNOWN, came_true=came_true),)
    p = partnership(Risk(id="R1", title="Snow"), *facts, on=on, **KA220)

    assert [said] == [row.outcome for row in risks(p)]
