"""Many calendars, and a large one: ours beside what icalendar writes of the same events."""

from __future__ import annotations

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import icalendar

import vetpartner as vp
from vetpartner.export.calendar_state import numbering
from vetpartner.export.feeds import write_feed
from vetpartner.model import (
    Meeting,
    Organisation,
    Partnership,
    Person,
    Plan,
    Project,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.state.entries import Choice, all_entries

if TYPE_CHECKING:
    from pathlib import Path

    from cases import Pair

_COUNTRIES = ("HR", "IT", "DE", "FI", "GR", "IE", "FR", "SI", "AT", "BE")


@cache
def partnership(activities: int) -> Partnership:
    """Return an invented partnership of 10 organisations and 60 people with many meetings."""
    first = date(2024, 1, 8)
    ids = [f"o{n}" for n in range(10)]
    plan = Plan(
        project=Project(
            acronym="Many",
            title="An invented project",
            action="KA220-VET",
            call=2023,
            start=date(2023, 12, 1),
            months=36,
            coordinator="o0",
        ),
        organisations=tuple(
            Organisation(id=id_, name=f"Škola {id_}", country=land)
            for id_, land in zip(ids, _COUNTRIES, strict=True)
        ),
        people=tuple(
            Person(
                id=f"p{n}", name=f"Ćiro {n}", organisation=ids[n % 10], email=f"p{n}@example.org"
            )
            for n in range(60)
        ),
        work_packages=(WorkPackage(id="WP1", title="Building a house"),),
        meetings=tuple(
            Meeting(
                id=f"M{n}",
                title=f"Meeting number {n} of all partners, Škola",
                work_package="WP1",
                host=ids[n % 10],
                organisations=tuple(ids[(n + k) % 10] for k in range(4)),
                when=When.parse(f"{first + timedelta(days=n % 1000)} 09:00..16:00"),
                venue=Venue(
                    name="Strukovna škola",
                    city="Split",
                    country=_COUNTRIES[n % 10],
                    latitude=Decimal("43.508133"),
                    longitude=Decimal("16.440193"),
                ),
                agenda=("Welcome", "What was done, and what is left to do", "Money", "Next steps"),
            )
            for n in range(activities)
        ),
    )
    return Partnership(baseline=plan)


def all_feeds_pair() -> Pair:
    """Compare all calendars of a partnership with writing each event once by icalendar."""
    p = partnership(200)
    made = vp.feeds(p)
    events = icalendar.Calendar.from_ical(made[0].data).events
    whole = b"".join(event.to_ical() for event in events)
    if whole not in made[0].data or len(made) != 73:  # all, deadlines, 10 + 60, and a package
        raise RuntimeError("the feeds are not what is compared with")
    return lambda: vp.feeds(p), lambda: [event.to_ical() for event in events]


def large_feed_pair(folder: Path) -> Pair:
    """Compare writing a feed of 10 000 events with writing it by icalendar, to the same bytes."""
    p = partnership(10_000)
    ours, theirs = folder / "ours.ics", folder / "theirs.ics"
    write_feed(p, ours, Choice())
    read = icalendar.Calendar.from_ical(ours.read_bytes())
    theirs.write_bytes(read.to_ical())
    if ours.read_bytes() != theirs.read_bytes():
        raise RuntimeError("the bytes differ, so that comparing them means nothing")
    return lambda: write_feed(p, ours, Choice()), lambda: theirs.write_bytes(read.to_ical())


def events_pair(folder: Path) -> Pair:
    """Compare writing 10 000 events, of which all is known, with icalendar writing the same."""
    p = partnership(10_000)
    numbers, events = numbering(p), all_entries(p)
    ours, theirs = folder / "ours.ics", folder / "theirs.ics"
    write_feed(p, ours, Choice())
    calendar = icalendar.Calendar.from_ical(ours.read_bytes())

    def write() -> None:
        with ours.open("wb") as file:
            file.writelines(numbers.lines(event) for event in events)

    write()
    if ours.read_bytes() not in calendar.to_ical():
        raise RuntimeError("the bytes differ, so that comparing them means nothing")
    return write, lambda: theirs.write_bytes(calendar.to_ical())


def bytes_an_event(folder: Path) -> float:
    """Return by how much the peak of memory grows for each event that is written to a file."""
    peaks = []
    for number in (5_000, 10_000):
        p = partnership(number)
        write_feed(p, folder / "x.ics", Choice())
        tracemalloc.start()
        write_feed(p, folder / "x.ics", Choice())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return (peaks[1] - peaks[0]) / 5_000
