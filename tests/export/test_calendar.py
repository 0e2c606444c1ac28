"""Calendars: right instants in every program, stable ids, the same bytes, nothing lost."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import icalendar
import pytest
from calendars import events
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples

import vetpartner as vp
from vetpartner.export.calendar import calendar
from vetpartner.export.events import zone_lines
from vetpartner.model import (
    Amended,
    Deliverable,
    DisseminationEvent,
    Held,
    Meeting,
    Milestone,
    Organisation,
    Partnership,
    Person,
    Plan,
    Project,
    ReportDue,
    Session,
    Training,
    UnknownId,
    Venue,
    When,
    zone_of,
)

ROOT = Path(__file__).parents[2]
JUDGES = ROOT / "tests" / "judges"
ZONES = (
    "Europe/Zagreb",
    "Europe/Lisbon",
    "Europe/Helsinki",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Atlantic/Azores",
    "Asia/Manila",
    "Africa/Casablanca",
)
Golden = Callable[[str, bytes], None]


def small() -> Partnership:
    """Return a partnership with an entry of every kind."""
    plan = Plan(
        project=Project(
            reference="2023-1-HR01-KA220-VET-000157891",
            acronym="GreenWeld",
            action="KA220-VET",
            call=2023,
            start=date(2023, 11, 1),
            months=24,
            coordinator="sts",
        ),
        organisations=(
            Organisation(id="sts", acronym="STS", country="HR", city="Split"),
            Organisation(id="fbk", acronym="FBK", country="PT"),
        ),
        people=(
            Person(id="ana", name="Ana Anić; Ing.", organisation="sts", email="ana@example.org"),
        ),
        meetings=(
            Meeting(
                id="M1",
                title="Kick-off; with, signs",
                host="sts",
                when=When.parse("2023-12-04 09:00..2023-12-05 13:00"),
                venue=Venue(
                    city="Split",
                    country="HR",
                    name="School",
                    latitude=Decimal("43.508133"),
                    longitude=Decimal("16.440193"),
                ),
                agenda=("Plan", "Money"),
            ),
            Meeting(
                id="M2",
                title="Online",
                when=When.parse("2024-05"),
                mode="online",
                link="https://meet.example.org/x",
                organisations=("fbk",),
            ),
            Meeting(id="M3", when=When.undecided()),
        ),
        trainings=(
            Training(
                id="T1", title="Training", host="fbk", when=When.parse("2024-09-02..2024-09-06")
            ),
            Training(
                id="T2",
                title="Workshop",
                host="sts",
                when=When.parse("2025-03-28..2025-03-31"),
                sessions=(
                    Session(when=When.parse("2025-03-28 09:00..12:00"), title="Before the change"),
                    Session(when=When.parse("2025-03-31 09:00..12:00"), title="After it"),
                ),
            ),
        ),
        dissemination_events=(
            DisseminationEvent(
                id="E1", title="Conference", when=When.parse("2024-10-10 10:00..16:00"), host="fbk"
            ),
        ),
        deliverables=(
            Deliverable(
                id="D1", title="Curriculum", lead="fbk", due=When.parse("M9"), languages=("en",)
            ),
        ),
        milestones=(
            Milestone(id="MS1", title="Half-way", due=When.parse("M12"), verification="report"),
        ),
        reports=(ReportDue(id="R1", kind="interim", due=date(2024, 11, 30)),),
    )
    facts = (
        Held(of="M1", participants=4, recorded=date(2023, 12, 6)),
        Amended(of="E1", recorded=date(2024, 9, 20), reason="The hall burnt down.", cancelled=True),
        Amended(
            of="T1",
            recorded=date(2024, 8, 1),
            reason="Exams.",
            when=When.parse("2024-09-09..2024-09-13"),
        ),
    )
    return Partnership(baseline=plan, facts=facts)


def test_golden(golden: Golden) -> None:
    """The whole calendar, byte for byte."""
    golden("calendar-small.ics", calendar(small()).to_ical())


def test_the_example(golden: Golden) -> None:
    """The calendar of a partner of the example, byte for byte."""
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))

    golden("green-welding-sts.ics", vp.calendar(p, partner="sts").to_ical())


def test_times_days_and_months() -> None:
    """Times stand in the venue's zone, ranges as whole days, months as tentative ones."""
    found = events(small())
    kick_off, online, training = found["meeting-M1"], found["meeting-M2"], found["training-T1"]

    assert datetime(2023, 12, 4, 8, 0, tzinfo=UTC) == kick_off["DTSTART"].dt.astimezone(UTC)
    assert "Europe/Zagreb" == kick_off["DTSTART"].params["TZID"]
    assert (date(2024, 5, 1), date(2024, 6, 1)) == (online["DTSTART"].dt, online["DTEND"].dt)
    assert "TENTATIVE" == online["STATUS"]
    assert "https://meet.example.org/x" == online["URL"]
    assert "https://meet.example.org/x" == online["CONFERENCE"]
    assert (date(2024, 9, 9), date(2024, 9, 14)) == (training["DTSTART"].dt, training["DTEND"].dt)
    assert "meeting-M3" not in found


def test_cancelled_stays_and_moves_count() -> None:
    """A cancelled event stays with its status and reason; SEQUENCE counts the changes."""
    found = events(small())
    before = events(small().on(date(2024, 1, 1)))

    assert ("CANCELLED", 1) == (
        found["dissemination-event-E1"]["STATUS"],
        found["dissemination-event-E1"]["SEQUENCE"],
    )
    assert "Cancelled: The hall burnt down." in found["dissemination-event-E1"]["DESCRIPTION"]
    assert not found["dissemination-event-E1"].walk("VALARM")
    assert (1, 0) == (found["training-T1"]["SEQUENCE"], before["training-T1"]["SEQUENCE"])
    assert set(before) == set(found)


def test_deadlines_are_in_it() -> None:
    """Deliverables and reports are whole days that do not make busy, with reminders."""
    found = events(small())

    assert date(2024, 7, 31) == found["deliverable-D1"]["DTSTART"].dt
    assert date(2024, 11, 30) == found["deadline-report-R1"]["DTSTART"].dt
    assert date(2025, 12, 30) == found["deadline-report-final"]["DTSTART"].dt
    assert "TRANSPARENT" == found["deadline-report-final"]["TRANSP"]
    triggers = [alarm["TRIGGER"].dt for alarm in found["deliverable-D1"].walk("VALARM")]
    assert [timedelta(days=-28), timedelta(days=-7)] == triggers


def test_only_what_concerns_a_partner() -> None:
    """A partner gets its activities and deliverables, and when its part of reports is due."""
    sts, fbk = (events(small(), partner=id_) for id_ in ("sts", "fbk"))

    assert "meeting-M2" not in sts
    assert "meeting-M2" in fbk
    assert "deliverable-D1" not in sts
    assert "deadline-report-final" in sts
    assert "deadline-report-final" not in fbk
    assert date(2025, 12, 2) == fbk["deadline-report-final-input"]["DTSTART"].dt
    with pytest.raises(UnknownId, match="nothing in the plan has the id 'xyz'"):
        calendar(small(), partner="xyz")
    with pytest.raises(UnknownId, match="'M1' is not an organisation"):
        calendar(small(), partner="M1")
    with pytest.raises(UnknownId, match="'sts' is not a person"):
        calendar(small(), person="sts")


def test_a_link_that_is_none_stops_nothing() -> None:
    """A link with a line end or spaces is made fit; the description keeps it as it was written."""
    meeting = Meeting(id="M1", when=When.parse("2024-05-06"), link="https://x.example.org/a\n b")
    found = events(Partnership(baseline=Plan(meetings=(meeting,))))["meeting-M1"]

    assert "https://x.example.org/a%20b" == found["URL"] == found["CONFERENCE"]
    assert "Link: https://x.example.org/a\n b" in found["DESCRIPTION"]


LOOKS: dict[str, Callable[[icalendar.Calendar], object]] = {
    "a property": lambda c: c["NAME"],
    "get": lambda c: c.get("X-WR-CALNAME"),
    "in": lambda c: ("name" in c, "nothing" in c),
    "length": len,
    "order": list,
    "backwards": lambda c: list(reversed(c)),
    "as a dict": lambda c: ({**c}, dict(c)),
    "together": lambda c: (c | {"X-A": 1}, {"X-A": 1} | c),
    "text": lambda c: (repr(c), str(c), f"{c}"),
    "events": lambda c: [e["UID"] for e in c.events],
    "walk": lambda c: [each.name for each in c.walk()],
    "parts": lambda c: len(c.subcomponents),
    "copies": lambda c: (copy.copy(c), copy.deepcopy(c).to_ical(), pickle.loads(pickle.dumps(c))),  # noqa: S301 - our own
    "unsorted": lambda c: c.to_ical(sorted=False),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_look_parses_it(look: Callable[[icalendar.Calendar], object]) -> None:
    """However one looks into it, it is what icalendar reads from the bytes, and stays the same."""
    made = calendar(small())
    data = made.to_ical()
    parsed = icalendar.Calendar.from_ical(data)
    for name in ("NAME", "X-WR-CALNAME", "X-WR-CALDESC"):
        parsed[name] = icalendar.vText(parsed[name])

    assert (True, True) == (isinstance(made, icalendar.Calendar), bool(made))
    assert look(parsed) == look(made)
    assert icalendar.Calendar is type(made)
    assert (True, False) == (made == parsed, made != parsed)
    assert data == made.to_ical()


def test_it_is_not_parsed_for_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are those of the feed; two calendars are compared by what is in them."""
    assert calendar(small()) == calendar(small())
    monkeypatch.setattr(icalendar.Calendar, "from_ical", None)
    p = small()

    assert vp.feeds(p)[0].data == calendar(p).to_ical()


CHANGES: dict[str, Callable[[icalendar.Calendar], object]] = {
    "a property": lambda c: c.__setitem__("NAME", "Mine"),
    "another one": lambda c: c.add("x-mine", "Mine"),
    "by attribute": lambda c: setattr(c, "calendar_name", "Mine"),
    "in place": lambda c: c.__ior__({"NAME": "Mine"}),
    "an event": lambda c: c.events[0].__setitem__("SUMMARY", "Mine"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_written(change: Callable[[icalendar.Calendar], object]) -> None:
    """What the user changes stands in the bytes, as icalendar writes them."""
    made = calendar(small())
    change(made)

    assert b":Mine\r\n" in made.to_ical()


def test_what_is_taken_away_is_gone() -> None:
    """Properties and parts can be taken out of a calendar that was not yet looked into."""
    without, empty = calendar(small()), calendar(small())
    del without["NAME"]
    empty.subcomponents = []

    assert b"\nNAME:" not in without.to_ical()
    assert b"BEGIN:VEVENT" not in empty.to_ical()
    with pytest.raises(AttributeError):
        del calendar(small()).nothing


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)


@settings(max_examples=examples(60))
@given(
    texts,
    texts,
    st.datetimes(datetime(2023, 1, 1), datetime(2029, 12, 30)),  # noqa: DTZ001
    st.integers(1, 72),
    st.sampled_from(ZONES),
)
def test_whatever_the_text_and_time(
    title: str, place: str, begin: datetime, hours: int, zone: str
) -> None:
    """Any text and any time comes back as it was meant; a time that does not exist is no time."""
    begin = begin.replace(second=0, microsecond=0, fold=0)
    when = When(
        precision=When.parse("2024-01-01 09:00..10:00").precision,
        first=begin.date(),
        last=(begin + timedelta(hours=hours)).date(),
        starts=begin.time(),
        ends=(begin + timedelta(hours=hours)).time(),
    )
    meeting = Meeting(id="M1", title=title, when=when, venue=Venue(name=place, timezone=zone))
    read = events(Partnership(baseline=Plan(meetings=(meeting,))))["meeting-M1"]
    start = read["DTSTART"].dt

    clean = "".join(c for c in title if c in "\n\t" or (ord(c) >= 32 and c != "\x7f"))
    assert (clean.replace("\r", "") if title.strip() else "M1") == str(read["SUMMARY"])
    if isinstance(start, datetime):
        assert begin.replace(tzinfo=zone_of(zone)).astimezone(UTC) == start.astimezone(UTC)
    else:
        assert begin.date() == start
        assert "does not exist" in read["DESCRIPTION"]


@pytest.mark.parametrize("zone", ZONES)
def test_vtimezones_say_what_the_zone_does(zone: str) -> None:
    """Every day of six years has the offset that the zone has."""
    alone = icalendar.Timezone.from_ical(zone_lines(zone, 2024, 2029)).to_tz(lookup_tzid=False)
    truth = zone_of(zone)
    noon = datetime(2024, 1, 1, 12)  # noqa: DTZ001
    wrong = [
        day
        for day in (noon + timedelta(days=n) for n in range(6 * 365))
        if day.replace(tzinfo=alone).utcoffset() != day.replace(tzinfo=truth).utcoffset()
    ]

    assert [] == wrong
