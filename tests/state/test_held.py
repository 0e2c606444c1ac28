"""How an activity was: the last word of the facts on each point, or else the plan's."""

import attrs
import pytest
from builders import day, partnership, when

from vetpartner.model import Held, Meeting, Mode, Span, Venue
from vetpartner.state.achieved import achieved
from vetpartner.state.attendance import activity_head
from vetpartner.state.entries import entries
from vetpartner.state.held import actual, held_span
from vetpartner.state.outcomes import places
from vetpartner.tables.plan import activities

SPLIT, GRAZ = Venue(city="Split", country="HR"), Venue(city="Graz", country="AT")
MEETING = Meeting(id="M1", when=when("2024-03-04"), venue=SPLIT, mode="in person")
FIRST = Held(of="M1", when=when("2024-03-11"), venue=GRAZ)
LATER = Held(of="M1", mode="online", recorded=day("2024-04-01"))


def test_as_planned_while_nothing_is_recorded() -> None:
    """Guard that a plan alone is no record."""
    now = actual(partnership(MEETING), MEETING)

    assert (MEETING.when, SPLIT, "in person", False) == (now.when, now.venue, now.mode, now.held)


def test_a_later_record_replaces_only_what_it_says() -> None:
    """Guard against a second record that sends the calendar back to the planned day."""
    p = partnership(MEETING, FIRST, LATER)
    now = actual(p, MEETING)

    assert (when("2024-03-11"), GRAZ, "online", True) == (now.when, now.venue, now.mode, now.held)
    assert [(day("2024-03-11"), "online")] == [(one.first, one.place) for one in entries(p)]


def test_the_days_are_those_of_all_records() -> None:
    """Guard that a record without a day belongs to the other, and that parts are joined."""
    second = Held(of="M1", when=when("2024-03-14"), id="second")
    both = Span(first=day("2024-03-11"), last=day("2024-03-14"))

    assert FIRST.when is not None
    assert FIRST.when.span(None) == held_span(partnership(MEETING, FIRST, LATER), MEETING)
    assert both == held_span(partnership(MEETING, FIRST, second), MEETING)
    assert held_span(partnership(MEETING), MEETING) is None


BOTH = when("2024-03-04")


@pytest.mark.parametrize(
    ("planned", "facts", "cities"),
    [
        ("in person", [Held(of="M1", mode="online")], []),
        ("online", [Held(of="M1")], []),
        ("in person", [Held(of="M1", mode="online", venue=GRAZ)], []),
        ("blended", [Held(of="M1")], ["Split"]),
        (None, [Held(of="M1")], ["Split"]),
        ("online", [Held(of="M1", venue=GRAZ)], ["Graz"]),
        ("online", [Held(of="M1", mode="in person")], ["Split"]),
        ("in person", [Held(of="M1", mode="in person", venue=GRAZ)], ["Graz"]),
        (
            "in person",
            [Held(of="M1", id="a", when=BOTH), Held(of="M1", id="b", when=BOTH, mode="online")],
            ["Split"],
        ),
        (
            "online",
            [Held(of="M1", id="a", when=BOTH), Held(of="M1", id="b", when=BOTH, venue=GRAZ)],
            ["Graz"],
        ),
    ],
)
def test_what_was_online_was_at_no_place(
    planned: Mode | None, facts: list[Held], cities: list[str]
) -> None:
    """Guard that nobody counts a venue to which nobody went, planned or held."""
    p = partnership(attrs.evolve(MEETING, mode=planned), *facts, on="2024-06-01")
    (meeting,) = p.plan.meetings
    place = actual(p, meeting).place
    head = activity_head(p, meeting, held=True)

    assert cities == [one.city for one in places(p, achieved(p))]
    assert cities[-1:] == ([] if place is None else [place.city])
    assert head.place == (cities[-1] if cities else None)


def test_what_is_planned_online_has_no_place() -> None:
    """Guard the plan beside what came of it, and the list of activities."""
    meeting = attrs.evolve(MEETING, mode="online")
    p = partnership(meeting, on="2024-01-01")
    (row,) = achieved(p)

    assert "online" in map(str, row.planned_phrases)
    assert "Split" not in map(str, row.planned_phrases)
    assert "Split" not in [cell for cells in activities.rows(p) for cell in cells]
