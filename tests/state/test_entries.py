"""Entries: whose they are, in which zone, and what happened instead of what was planned."""

from datetime import UTC, date, datetime

import pytest
from builders import partnership, when

from vetpartner.model import (
    Delivered,
    Held,
    Meeting,
    Milestone,
    Organisation,
    Partnership,
    Person,
    Plan,
    Task,
    Training,
    UnknownId,
    Venue,
)
from vetpartner.state.activity_entries import Entry
from vetpartner.state.entries import entries, undated

MORNING = when("2024-05-06 09:00..12:00")


def meeting(meeting: Meeting, *facts: Held, **organisations: Organisation) -> Entry:
    """Return the entry of a meeting in a partnership led by `sts`."""
    (entry,) = entries(partnership(*organisations.values(), meeting, *facts, coordinator="sts"))
    return entry


STS = Organisation(id="sts", country="HR")
FBK = Organisation(id="fbk", country="PT", city="Funchal")
SAO = Organisation(id="sao", country="BR")


@pytest.mark.parametrize(
    ("given", "hour"),
    [
        ({"venue": Venue(country="FI")}, 6),
        ({"venue": Venue(country="ES", timezone="Atlantic/Canary")}, 8),
        ({"venue": Venue(name="Hall"), "host": "fbk"}, 8),
        ({"host": "fbk", "lead": "sts"}, 8),
        ({"host": "nobody"}, 7),
    ],
)
def test_zone(given: dict[str, object], hour: int) -> None:
    """The first of venue, host, lead and coordinator whose country is given says the zone."""
    entry = meeting(Meeting(id="M1", when=MORNING, **given), a=STS, b=FBK)

    assert entry.starts is not None
    assert datetime(2024, 5, 6, hour, tzinfo=UTC) == entry.starts.astimezone(UTC)


@pytest.mark.parametrize(
    ("given", "organisations"),
    [
        ({"venue": Venue(country="BR", city="Brasilia")}, {"a": STS}),
        ({"host": "sao"}, {"a": STS, "b": SAO}),
        ({}, {}),
    ],
)
def test_no_zone_is_guessed(
    given: dict[str, object], organisations: dict[str, Organisation]
) -> None:
    """A country without one known zone does not get that of the coordinator: the day stays."""
    entry = meeting(Meeting(id="M1", when=MORNING, **given), **organisations)

    assert (None, None) == (entry.starts, entry.ends)
    assert date(2024, 5, 6) == entry.first
    assert "Local time: 2024-05-06 09:00..12:00" == entry.description[0]


def test_what_happened_counts() -> None:
    """Day, place and mode of the meeting as held replace those planned."""
    held = Held(of="M1", when=when("2024-06-03"), mode="online")
    entry = meeting(Meeting(id="M1", when=MORNING, venue=Venue(city="Split")), held, a=STS)

    assert (date(2024, 6, 3), "online", ()) == (entry.first, entry.place, entry.alarms)


def test_a_reached_milestone_does_not_remind() -> None:
    """A milestone that was reached says so and is silent."""
    plan = Plan(milestones=(Milestone(id="MS1", due=when("2024-05-31")),))
    (before,) = entries(Partnership(baseline=plan))
    (after,) = entries(Partnership(baseline=plan, facts=(Delivered(of="MS1"),)))

    assert ("Milestone: MS1", (7,)) == (before.title, before.alarms)
    assert ("Milestone: MS1 (reached)", ()) == (after.title, after.alarms)


def test_people() -> None:
    """A person gets what concerns the organisation; one without any, what is for all or taught."""
    p = partnership(
        STS,
        FBK,
        Person(id="ana", organisation="sts"),
        Person(id="rui", organisation="fbk"),
        Person(id="free"),
        Meeting(id="ALL", when=MORNING),
        Meeting(id="STS", when=MORNING, organisations=("sts",)),
        Training(id="T1", when=MORNING, organisations=("sts",), trainers=("free",)),
        Task(id="A1", when=MORNING, lead="sts", organisations=("fbk",)),
        Task(id="A2", when=when("2024-05")),
    )
    shown = {who: {e.id for e in entries(p, person=who)} for who in ("ana", "rui", "free")}

    assert {"ana": {"ALL", "STS", "T1", "A1"}, "rui": {"ALL", "A1"}, "free": {"ALL", "T1"}} == shown
    with pytest.raises(UnknownId, match="'sts' is not a person"):
        entries(p, person="sts")


def test_undated() -> None:
    """What has no date yet is named, project months of a project without a start too."""
    assert ("M2", "MS1") == undated(
        partnership(
            Meeting(id="M1", when=MORNING), Meeting(id="M2"), Milestone(id="MS1", due=when("M3"))
        )
    )


def test_an_id_used_twice_does_not_stop_it() -> None:
    """A meeting with the id of an organisation is a mistake for the checks, not a crash."""
    entry = meeting(Meeting(id="sts", when=MORNING), a=STS)

    assert ("meeting", "meetings/sts") == (entry.category, entry.address)
