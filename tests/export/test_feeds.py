"""All calendars at once: the bytes of icalendar, each feed with what belongs into it."""

from __future__ import annotations

import re
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import available_timezones

import attrs
import icalendar
import pytest
from calendars import events
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export import feeds as feeds_module
from vetpartner.export.calendar import calendar
from vetpartner.export.events import (
    BEGIN,
    END,
    Mark,
    event_of,
    line,
    parameter,
    text,
    zone_lines,
    zone_years,
)
from vetpartner.export.feeds import feeds, write_feed
from vetpartner.model import (
    Amended,
    Deliverable,
    Meeting,
    Milestone,
    Organisation,
    Partnership,
    Person,
    Plan,
    Project,
    Session,
    Training,
    UnknownId,
    Venue,
    When,
    WorkPackage,
    zone_of,
)
from vetpartner.state.activity_entries import Entry
from vetpartner.state.entries import Choice, choice, entries, undated
from vetpartner.values.file_names import marked

ROOT = Path(__file__).parents[2]
ZONES = ("Europe/Zagreb", "UTC", "Etc/UTC", "Asia/Manila", "Africa/Casablanca", "Europe/Dublin")


def written(p: Partnership, **wanted: object) -> bytes:
    """Return a calendar as it is written to a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.ics"
        write_feed(p, path, choice(p, **wanted))
        return path.read_bytes()


def again(data: bytes) -> bytes:
    """Return what icalendar writes of a calendar that it has read: the judge of our bytes."""
    made: bytes = icalendar.Calendar.from_ical(data).to_ical()
    return made


nasty = st.text(
    st.one_of(
        st.characters(), st.sampled_from('\\N\\n;,^":\r\n\t\x00\x7f\u2019\u00a0\u202e\U0001f600čß')
    ),
    max_size=200,
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))  # noqa: DTZ001


def partnership() -> Partnership:
    """Return an invented partnership with two packages, two organisations and three people."""
    plan = Plan(
        project=Project(
            acronym="GW", call=2023, start=date(2024, 1, 1), months=24, coordinator="sts"
        ),
        organisations=(
            Organisation(id="sts", acronym="STS", country="HR", city="Split"),
            Organisation(id="fbk", acronym="FBK", country="PT", city="Porto"),
        ),
        people=(
            Person(id="ana", name="Ana Anić", organisation="sts", email="ana@example.org"),
            Person(id="rui", name="Rui Reis", organisation="fbk"),
            Person(id="eva", name="Eva Ek"),
        ),
        work_packages=(WorkPackage(id="WP1"), WorkPackage(id="WP2")),
        meetings=(
            Meeting(
                id="M1",
                title="Kick-off",
                work_package="WP1",
                host="sts",
                when=When.parse("2024-02-01 09:00..13:00"),
                venue=Venue(
                    name="School",
                    address="Zrinska 1",
                    city="Split",
                    country="HR",
                    latitude=Decimal("43.508133"),
                    longitude=Decimal("16.440193"),
                ),
            ),
            Meeting(id="M2", work_package="WP1", title="Second"),
        ),
        trainings=(
            Training(
                id="T1",
                title="Welding",
                work_package="WP2",
                host="fbk",
                organisations=("fbk",),
                trainers=("eva",),
                when=When.parse("2024-09-02..2024-09-04"),
                sessions=(
                    Session(when=When.parse("2024-09-02 09:00..12:30"), title="Safety"),
                    Session(when=When.parse("2024-09-03 13:00..16:00")),
                    Session(when=When.parse("2024-09-04")),
                ),
            ),
        ),
        deliverables=(
            Deliverable(id="D1", work_package="WP2", lead="fbk", due=When.parse("M9")),
            Deliverable(id="D2", work_package="WP2", lead="fbk"),
        ),
        milestones=(Milestone(id="MS1", work_package="WP1", due=When.parse("M12")),),
    )
    return Partnership(baseline=plan)


def ids(**wanted: object) -> list[str]:
    """Return the ids of the entries of a choice, deadlines of the project left out."""
    return [e.id for e in entries(partnership(), **wanted) if e.category != "deadline"]


def test_work_package_and_deadlines() -> None:
    """A work package has what belongs to it; deadlines are what is due; both can be combined."""
    sessions = ["T1/1", "T1/2", "T1/3"]

    assert ["M1", *sessions, "D1", "MS1"] == ids()
    assert ["M1", "MS1"] == ids(work_package="WP1")
    assert [*sessions, "D1"] == ids(work_package="WP2", person="rui")
    assert sessions == ids(work_package="WP2", person="eva")
    assert ["D1", "MS1"] == ids(deadlines=True)
    assert ["MS1"] == ids(deadlines=True, partner="sts")
    categories = {e.category for e in entries(partnership(), deadlines=True)}
    assert {"deadline", "deliverable", "milestone"} == categories
    with pytest.raises(UnknownId, match="'sts' is not a work package"):
        entries(partnership(), work_package="sts")


def test_sessions_of_a_training() -> None:
    """Each session is an event in the venue's zone; the first reminds early, the others late."""
    made = events(partnership(), work_package="WP2")
    found = [e for name, e in made.items() if name.startswith("training-T1")]

    assert [
        ("Welding: Safety", datetime(2024, 9, 2, 8, tzinfo=UTC), 2),
        ("Welding: session 2 of 3", datetime(2024, 9, 3, 12, tzinfo=UTC), 1),
    ] == [
        (str(e["SUMMARY"]), e["DTSTART"].dt.astimezone(UTC), len(e.walk("VALARM")))
        for e in found[:2]
    ]
    assert (date(2024, 9, 4), date(2024, 9, 5)) == (found[2]["DTSTART"].dt, found[2]["DTEND"].dt)
    assert not [e["UID"] for e in found if "/" in e["UID"]]


def test_sessions_of_a_training_that_moved() -> None:
    """Sessions outside the new days are wrong: the training is shown whole and names them."""
    moved = Amended(of="T1", when=When.parse("2024-10-07"), recorded=date(2024, 8, 1), reason="x")
    p = attrs.evolve(partnership(), facts=(moved,))
    (entry,) = (e for e in entries(p) if e.category == "training")

    assert ("T1", date(2024, 10, 7)) == (entry.id, entry.first)
    assert "Session as planned before: 2024-09-02 09:00..12:30 Safety" in entry.description


def test_place_and_contact() -> None:
    """A meeting has its address, position and contact, in the properties and in the text."""
    made = events(partnership())
    found = made["meeting-M1"]
    training = next(e for name, e in made.items() if name.startswith("training"))

    assert "School, Zrinska 1, Split, HR" == found["LOCATION"]
    assert "43.508133;16.440193" == found["GEO"].to_ical()
    assert "Ana Anić, STS, ana@example.org" == found["CONTACT"]
    assert "Contact: Ana Anić, STS, ana@example.org" in found["DESCRIPTION"]
    assert "Rui Reis, FBK" == training["CONTACT"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("43.5", "16.4", (43.5, 16.4)),
        ("0.00001", "-0.00001", (0.0, 0.0)),
        ("-90", "180", (-90.0, 180.0)),
        ("90.1", "0", None),
        ("0", "-180.1", None),
        ("43.5", None, None),
        (None, "16.4", None),
    ],
)
def test_position(
    latitude: str | None, longitude: str | None, expected: tuple[float, float] | None
) -> None:
    """Half a position, and one that is not on Earth, is none; no number has an exponent."""
    venue = Venue(
        latitude=latitude and Decimal(latitude), longitude=longitude and Decimal(longitude)
    )

    assert expected == venue.position


def test_the_calendar_itself() -> None:
    """A feed has its name twice, says how often to fetch it, and what has no date yet."""
    made = calendar(partnership(), work_package="WP1")

    assert "GW (WP1)" == made["NAME"] == made["X-WR-CALNAME"]
    assert "PT12H" == made["X-PUBLISHED-TTL"] == made["REFRESH-INTERVAL"].to_ical().decode()
    assert "Without a date yet: M2 Second" == made["DESCRIPTION"] == made["X-WR-CALDESC"]
    assert (
        "GW (Ana Anić, deadlines)" == calendar(partnership(), person="ana", deadlines=True)["NAME"]
    )
    assert "DESCRIPTION" not in calendar(partnership(), work_package="WP1", deadlines=True)


def test_undated() -> None:
    """What has no date is listed for the feed that it would stand in."""
    p = partnership()

    assert ("M2", "D2") == undated(p)
    assert ("M2",) == undated(p, Choice(organisation="sts"))
    assert ("D2",) == undated(p, Choice(work_package="WP2"))
    assert ("D2",) == undated(p, Choice(deadlines=True))


def test_all_feeds() -> None:
    """There is one of all, of the deadlines, and of each organisation, package and person."""
    p = partnership()
    made = vp.feeds(p)

    assert [
        "calendar.ics",
        "calendar-deadlines.ics",
        "calendar-sts.ics",
        "calendar-fbk.ics",
        "calendar-WP1.ics",
        "calendar-WP2.ics",
        "calendar-ana.ics",
        "calendar-rui.ics",
        "calendar-eva.ics",
    ] == [one.name for one in made]
    assert "Calendar of STS" == made[2].title
    chosen: tuple[dict[str, object], ...] = (
        {},
        {"deadlines": True},
        {"partner": "sts"},
        {"partner": "fbk"},
        {"work_package": "WP1"},
        {"work_package": "WP2"},
        {"person": "ana"},
        {"person": "rui"},
        {"person": "eva"},
    )
    assert [calendar(p, **wanted).to_ical() for wanted in chosen] == [one.data for one in made]


def test_names_of_files_never_meet() -> None:
    """Ids that differ in case only, or look like a folder, still give files of their own."""
    plan = Plan(organisations=tuple(Organisation(id=i) for i in ("a", "A", "deadlines", "../x")))
    names = [one.name for one in feeds(Partnership(baseline=plan))]

    assert [
        "calendar.ics",
        "calendar-deadlines.ics",
        "calendar-a.ics",
        f"{marked('calendar-A')}.ics",
        "calendar-deadlines-2.ics",
        "calendar-..-x.ics",
    ] == names


def test_the_example_in_both_ways() -> None:
    """The shipped example, in every feed, is what icalendar makes of it."""
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))

    for made in vp.feeds(p):
        assert again(made.data) == made.data
    for organisation in p.plan.organisations:
        data = written(p, partner=organisation.id)
        assert calendar(p, partner=organisation.id).to_ical() == data == again(data)


@settings(max_examples=examples(40))
@given(partnerships())
def test_any_partnership_in_both_ways(p: Partnership) -> None:
    """Whatever stands in a project, sound or not, the bytes are those of icalendar."""
    assert calendar(p).to_ical() == written(p) == again(written(p))
    assert calendar(p, deadlines=True).to_ical() == written(p, deadlines=True)


@settings(max_examples=examples(60))
@given(
    st.builds(
        Entry,
        # No file can hold half a character, so that no id has one.
        id=nasty.map(lambda text: text.encode(errors="ignore").decode()),
        category=st.sampled_from(["meeting", "dissemination event", "deadline"]),
        title=nasty,
        first=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
        last=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
        status=st.sampled_from(["confirmed", "tentative", "cancelled"]),
        place=st.none() | nasty,
        position=st.none() | st.just((43.508133, -16.4)),
        link=st.none() | nasty,
        contact=st.none() | nasty,
        description=st.lists(nasty, max_size=3).map(tuple),
        alarms=st.lists(st.integers(1, 90), max_size=3).map(tuple),
        sequence=st.integers(0, 9),
        changed=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
        busy=st.booleans(),
    ),
    st.none() | st.tuples(moments, moments, st.sampled_from(ZONES)),
)
def test_any_event_in_both_ways(entry: Entry, times: tuple[datetime, datetime, str] | None) -> None:
    """Any text of an event is escaped, quoted and folded as icalendar does it, and comes back."""
    if times is not None:
        begin, end, zone = times
        local = zone_of(zone)
        entry = attrs.evolve(
            entry, starts=begin.replace(tzinfo=local), ends=end.replace(tzinfo=local)
        )
    zones = [zone_lines(zone, *years) for zone, years in zone_years([entry]).items()]
    mark = Mark(
        uid="x@vetpartner", sequence=entry.sequence, modified=entry.changed, told=entry.changed
    )
    data = b"".join([BEGIN, *zones, event_of(entry).lines(mark), END])
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")

    assert again(data) == data
    assert plain(entry.title) == str(event["SUMMARY"])
    assert plain("\n".join(entry.description)) == str(event.get("DESCRIPTION", ""))
    assert (entry.status.upper(), entry.sequence) == (event["STATUS"], event["SEQUENCE"])
    if times is not None:
        assert begin.replace(microsecond=0, tzinfo=local).astimezone(UTC) == (
            event["DTSTART"].dt.astimezone(UTC)
        )


def plain(value: str) -> str:
    """Return a text as it comes back: without control characters, a line end being one."""
    kept = "".join(c for c in value if c in "\t\n" or (c >= " " and c != "\x7f"))
    return re.sub("[\ud800-\udfff]", "", kept).replace("\\N", "\n")


def test_zones_that_are_utc() -> None:
    """Times of a zone whose clock shows UTC stand in UTC, for the zones that icalendar knows."""
    day = When.parse("2024-05-06 09:00..10:00")
    for zone in sorted(available_timezones() - {"Factory", "localtime"}):  # of the machine
        meeting = Meeting(id="M1", when=day, venue=Venue(timezone=zone))
        data = written(Partnership(baseline=Plan(meetings=(meeting,))))
        as_utc = icalendar.vDatetime(datetime(2024, 5, 6, tzinfo=zone_of(zone))).is_utc()

        assert as_utc == (b"DTSTART:20240506T" in data), zone


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Zagreb", ["-1SU;BYMONTH=3", "-1SU;BYMONTH=10"]),
        ("America/New_York", ["2SU;BYMONTH=3", "1SU;BYMONTH=11"]),
        ("Pacific/Auckland", ["1SU;BYMONTH=4", "-1SU;BYMONTH=9"]),
        ("UTC", []),
    ],
)
def test_when_clocks_change(zone: str, rules: list[str]) -> None:
    """Guard the rule of a zone: a call with New York is an hour off in March otherwise."""
    made = zone_lines(zone, 2024, 2025).decode()

    assert rules == re.findall(r"RRULE:FREQ=YEARLY;BYDAY=(.*)\r", made)


def test_an_hour_that_comes_twice() -> None:
    """A time of the night in which clocks go back is written in UTC, in each way to a calendar."""
    twice = When.parse("2024-10-27 02:30..09:00")
    meeting = Meeting(id="M1", when=twice, venue=Venue(timezone="Europe/Zagreb"))
    p = Partnership(baseline=Plan(meetings=(meeting,)))

    assert b"DTSTART:20241027T003000Z" in feeds(p)[0].data
    assert b"DTEND;TZID=Europe/Zagreb:20241027T090000" in written(p)


@settings(max_examples=examples(300))
@given(st.text(st.sampled_from("aé€😀\\^;,"), max_size=400))
def test_folding(value: str) -> None:
    """Lines are cut at the same signs: never within a character, never behind an escape."""
    oracle = icalendar.Event()
    oracle["X"] = icalendar.vText(value)

    assert oracle.to_ical().partition(b"\r\n")[2].rpartition(b"END")[0] == line("X", text(value))


def test_parameters() -> None:
    """A parameter is escaped and quoted only where it must be."""
    assert ("plain", '"a,b"', "^'x^'^^^n") == tuple(map(parameter, ("plain", "a,b", '"x"^\n')))
    assert "x/" == parameter("x\\")
    assert ('"Ana Anić"', "^'x^'") == (parameter("Ana Anić", " '"), parameter('"x"', " '"))


def peak(number: int) -> int:
    """Return the bytes of memory needed to write a calendar of so many meetings."""
    (meeting, *_) = partnership().plan.meetings
    many = tuple(attrs.evolve(meeting, id=f"M{n}") for n in range(number))
    p = Partnership(baseline=attrs.evolve(partnership().baseline, meetings=many))
    size = len(written(p))
    tracemalloc.start()
    with TemporaryDirectory() as folder:
        write_feed(p, Path(folder) / "x.ics", Choice())
        _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 600 * number
    return most


def test_a_large_feed_needs_little_memory() -> None:
    """Memory grows by less than 1 kB for each event that is written to a file."""
    assert peak(1_000) - peak(200) < 800 * 1_000


def test_a_failed_feed_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written leaves what was there, and nothing beside it."""
    path = tmp_path / "x.ics"
    path.write_bytes(b"old")

    def fails(name: str, first: int, last: int) -> bytes:
        raise OSError(28, f"No space left on device for {name}, {first} to {last}")

    monkeypatch.setattr(feeds_module, "zone_lines", fails)
    with pytest.raises(OSError, match="No space left"):
        write_feed(partnership(), path, Choice())

    assert ([path], b"old") == (list(tmp_path.iterdir()), path.read_bytes())
