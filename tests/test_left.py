"""A partner that has left is in nothing that is about the time after it, whatever is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest

import vetpartner as vp
from vetpartner.model import (
    Answered,
    Meeting,
    Organisation,
    Participant,
    Person,
    Plan,
    Project,
    Training,
)
from vetpartner.papers.meeting import agenda, minutes
from vetpartner.state.entries import choice, entries, undated

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.model import Partnership

LEFT, TODAY = date(2025, 2, 28), date(2025, 3, 10)
MARKS = ("Zephyr", "zephyr.example.org", "Person Zed")
PLAN = Plan(
    project=Project(
        acronym="X",
        action="KA220-VET",
        call=2023,
        start=date(2023, 11, 1),
        months=24,
        coordinator="a",
    ),
    organisations=(
        Organisation(id="a", acronym="Alfa", country="HR", city="Split"),
        Organisation(id="b", acronym="Beta", country="HR", city="Zadar"),
        Organisation(
            id="z",
            acronym="Zephyr",
            country="FI",
            city="Turku",
            left=LEFT,
            school_holidays=("2025-09-15..2025-09-19",),
        ),
    ),
    people=(
        Person(id="p1", name="Person One", organisation="a", email="one@a.example.org"),
        Person(id="pz", name="Person Zed", organisation="z", email="zed@zephyr.example.org"),
    ),
    participants=(
        Participant(id="L1", name="Learner of Zephyr", organisation="z", activities=("T1",)),
        Participant(id="L2", organisation="b", activities=("T1",)),
    ),
    meetings=(
        Meeting(id="M0", title="Before", when="2025-01-16 09:00..17:00", organisations=("a", "z")),
        Meeting(
            id="M1", title="After", when="2025-09-16 09:00..17:00", organisations=("a", "b", "z")
        ),
        Meeting(id="M2", title="For all", when="2025-12-06 09:00..17:00"),
        Meeting(id="M3", title="Not fixed"),
    ),
    trainings=(Training(id="T1", title="Training", when="2025-05-12..2025-05-14", lead="z"),),
)


ANSWERED = tuple(
    Answered(of=of, person="pz", answer="declined", at="2025-02-03T10:00:00Z", recorded=LEFT)
    for of in ("M1", "M2", "T1")
)


@pytest.fixture
def p() -> Partnership:
    """Return the partnership after it."""
    return vp.Partnership(baseline=PLAN, day=TODAY)


PAGES: dict[str, Callable[[Partnership], str]] = {
    "agenda": lambda p: agenda(p, "M1").html,
    "agenda for all": lambda p: agenda(p, "M2").html,
    "minutes": lambda p: minutes(p, "M1").html,
    "list of a meeting": lambda p: vp.attendance_list(p, "M2").html,
    "list of a training": lambda p: vp.attendance_list(p, "T1").html,
    "planner": lambda p: vp.planner(p, 2026).html,
    "free days": lambda p: str(vp.free_days(p, None, 2, (date(2025, 9, 1), date(2025, 12, 24)))),
    "who comes": lambda p: "\n".join(r.text for r in vp.status(p.with_facts(*ANSWERED)).rows),
    "events ahead": lambda p: "\n".join(
        "\n".join((e.contact or "", *e.description)) for e in entries(p) if e.first > LEFT
    ),
    "findings of holidays": lambda p: "\n".join(
        str(f) for f in vp.check(p) if f.slug.endswith(("public-holiday", "school-holidays"))
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_is_on_no_page_about_later(name: str, p: Partnership) -> None:
    """While it took part it is there; afterwards it is not."""
    stayed = attrs.evolve(
        p,
        baseline=attrs.evolve(
            PLAN,
            organisations=tuple(attrs.evolve(o, left=None) for o in PLAN.organisations),
        ),
    )
    page = PAGES[name]
    if name != "planner":
        assert any(mark in page(stayed) for mark in MARKS)
    assert not [mark for mark in MARKS if mark in page(p)]


def test_its_calendar_ends(p: Partnership) -> None:
    """For the organisation and its people alike, and nothing undated is left for it."""
    for wanted in ({"partner": "z"}, {"person": "pz"}):
        assert ["M0"] == [entry.id for entry in entries(p, **wanted)]
        assert () == undated(p, choice(p, **wanted))
    assert {"M1", "M2"} <= {entry.id for entry in entries(p, partner="b")}


def test_what_was_stays(p: Partnership) -> None:
    """The meeting in which it took part has it."""
    assert "Zephyr" in agenda(p, "M0").html
    assert "Person Zed" in vp.attendance_list(p, "M0").html
    assert "Zephyr" in vp.planner(p, 2025, partner="z").html
