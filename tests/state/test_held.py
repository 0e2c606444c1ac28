"""How an activity was: the last word of the facts on each point, or else the plan's."""

from builders import day, partnership, when

from vetpartner.model import Held, Meeting, Span, Venue
from vetpartner.state.entries import entries
from vetpartner.state.held import actual, held_span

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
