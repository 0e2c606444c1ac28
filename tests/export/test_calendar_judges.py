"""Four readers show what was meant: icalendar, ical.js, libical, recurring-ical-events.

Meetings in the zones of all programme countries, around both changes of the clock, from 2023 to
2029; and whatever text somebody writes into a title.
"""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, is_thorough

import vetpartner as vp
from vetpartner import calendar
from vetpartner.model import Meeting, Partnership, Plan, Venue, When, zone_of
from vetpartner.programme import country, country_status, rules, state_of
from vetpartner.programme.countries import zone_of_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
JUDGES = ROOT / "tests/judges"
YEARS = range(2023, 2030, 1 if is_thorough() else 3)
KINDS = ("member state", "associated")
OUTSIDE = (("PT", "Ponta Delgada"), ("PT", "Funchal"), ("ES", "Las Palmas"), ("FR", "Cayenne"))
FAR = ("Atlantic/Azores", "Asia/Manila", "Africa/Casablanca", "Europe/Istanbul", "Europe/Dublin")
Instants = dict[str, tuple[str, str]]


def programme_zones() -> list[str]:
    """Return every zone of every programme country of call 2026."""
    law = rules("KA220-VET", 2026)
    codes = ("".join(letters) for letters in product(ascii_uppercase, repeat=2))
    states = (c for c in codes if country(c) == c == state_of(law, c))
    lands = [c for c in states if country_status(law, c).kind in KINDS]
    capitals = {zone_of_place(land, None) for land in lands}
    assert 33 == len(lands)
    assert None not in capitals
    others = {zone_of_place(land, city) for land, city in OUTSIDE}
    return sorted(str(zone) for zone in capitals | others)


def changes(year: int) -> Iterator[date]:
    """Yield the days before, of and after both changes of the clock in Europe."""
    for month in (3, 10):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        yield from (sunday + timedelta(days=n) for n in (-1, 0, 1))


def exists(day: date, zone: str) -> bool:
    """Tell whether half past one is a time of that day; where clocks go forward it may be none."""
    wall = datetime.combine(day, time(1, 30), zone_of(zone))
    return wall.astimezone(UTC).astimezone(zone_of(zone)).time() == wall.time()


@cache
def meetings() -> tuple[Meeting, ...]:
    """Return meetings in all zones around all changes, in the night and by day."""
    parse = cache(When.parse)
    return tuple(
        Meeting(
            id=f"M{year}{day:%m%d}{hours[0]}{number}",
            title=zone,
            when=parse(f"{day} {hours[0]}:30..{hours[1]}:45"),
            venue=Venue(timezone=zone),
        )
        for number, zone in enumerate(programme_zones())
        for year in YEARS
        for day in changes(year)
        for hours in (("01", "05"), ("09", "17"))
        if hours[0] == "09" or exists(day, zone)
    )


@cache
def made() -> bytes:
    """Return the calendar of all these meetings."""
    return calendar(Partnership(baseline=Plan(meetings=meetings()))).to_ical()


def meant(all_of_them: Iterable[Meeting]) -> Instants:
    """Return the instants that were meant, by Python's own time zones."""
    found = {}
    for each in all_of_them:
        when, zone = each.when, zone_of(str(each.venue and each.venue.timezone))
        assert when.first is not None
        assert when.starts is not None
        assert when.ends is not None
        walls = (datetime.combine(when.first, clock, zone) for clock in (when.starts, when.ends))
        start, end = map(utc, walls)
        found[f"meeting-{each.id}@project.vetpartner"] = (start, end)
    return found


def utc(moment: datetime) -> str:
    """Return an instant as all judges are made to write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def by_icalendar(data: bytes) -> Instants:
    """Return what icalendar itself reads, by the time zones that stand in the file."""
    read = icalendar.Calendar.from_ical(data)
    own = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in read.walk("VTIMEZONE")}

    def instant(value: icalendar.vDDDTypes) -> str:
        if not isinstance(value.dt, datetime):
            return value.dt.isoformat()
        zone = own[value.params["TZID"]] if "TZID" in value.params else UTC
        return utc(value.dt.replace(tzinfo=zone))

    return {
        str(e["UID"]): (instant(e["DTSTART"]), instant(e["DTEND"])) for e in read.walk("VEVENT")
    }


def by_recurring(data: bytes) -> Instants:
    """Return what recurring-ical-events finds between the years."""
    import recurring_ical_events

    read = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(read).between(date(2022, 12, 1), date(2030, 2, 1))
    return {
        str(e["UID"]): tuple(
            utc(e[name].dt) if isinstance(e[name].dt, datetime) else e[name].dt.isoformat()
            for name in ("DTSTART", "DTEND")
        )
        for e in found
    }


def by_ical_js(path: Path) -> list[dict[str, str]]:
    """Return what ical.js shows, which Thunderbird is built on."""
    shown = subprocess.run(
        ["node", str(JUDGES / "instants.mjs"), str(path)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: list[dict[str, str]] = json.loads(shown.stdout)
    return found


def by_libical(path: Path, folder: Path) -> Instants:
    """Return what libical shows, which Evolution and KOrganizer are built on."""
    program = folder / "instants"
    source = str(JUDGES / "instants.c")
    subprocess.run(["gcc", "-o", str(program), source, "-lical"], check=True, timeout=60)
    shown = subprocess.run([str(program), str(path)], capture_output=True, check=True, timeout=120)
    found: Instants = {}
    for line in shown.stdout.decode().splitlines():
        uid, start, end = line.split("\t")
        first, last = (
            text if "-" in text else utc(datetime.fromtimestamp(int(text), UTC))
            for text in (start, end)
        )
        found[uid] = (first, last)
    return found


def test_there_is_something_to_judge() -> None:
    """Guard the cases: all zones, all changes, by day and in the night that has an hour twice."""
    instants = meant(meetings())

    everything = len(programme_zones()) * len(YEARS) * 6 * 2

    assert everything - len(instants) <= len(YEARS) * 6
    assert everything > len(instants)
    assert made().count(b"BEGIN:VEVENT") == len(instants)
    assert b"VALUE=DATE" not in made()


def test_icalendar() -> None:
    """Guard the time zones that are written against Python's own."""
    assert meant(meetings()) == by_icalendar(made())


def test_recurring_ical_events() -> None:
    """Guard what servers and scripts of others compute."""
    assert meant(meetings()) == by_recurring(made())


@cache
def calendars() -> dict[str, bytes]:
    """Return the calendars that are judged: these, the example, the small one, one of far zones."""
    far = tuple(
        Meeting(
            id=f"Z{zone}{day}".replace("/", "-"),
            title=zone,
            when=When.parse(f"{day} 09:30..17:00"),
            venue=Venue(timezone=zone),
        )
        for zone in FAR
        for day in ("2024-03-30", "2024-04-01", "2024-07-01", "2024-10-28")
    )
    example = vp.load(ROOT / "examples/green-welding").on(date(2025, 1, 31))
    return {
        "changes of the clock": made(),
        "example": calendar(example).to_ical(),
        "small": (ROOT / "tests/golden/calendar-small.ics").read_bytes(),
        "far": calendar(Partnership(baseline=Plan(meetings=far))).to_ical(),
    }


JUDGED = ("changes of the clock", "example", "small", "far")


@pytest.mark.judge("node", "ical.js")
@pytest.mark.parametrize("name", JUDGED)
def test_ical_js(name: str, tmp_path: Path) -> None:
    """Guard what Thunderbird's engine shows."""
    path = tmp_path / "all.ics"
    path.write_bytes(calendars()[name])
    shown = {
        item["uid"]: tuple(re.sub(r"\.000Z$", "Z", item[key]) for key in ("start", "end"))
        for item in by_ical_js(path)
    }

    assert by_icalendar(calendars()[name]) == shown


@pytest.mark.judge("gcc", "libical")
@pytest.mark.parametrize("name", JUDGED)
def test_libical_has_no_complaint(name: str, tmp_path: Path) -> None:
    """Guard that the strict restriction check of libical passes."""
    path, program = tmp_path / "all.ics", tmp_path / "restrictions"
    path.write_bytes(calendars()[name])
    source = str(JUDGES / "restrictions.c")
    subprocess.run(["gcc", "-o", str(program), source, "-lical"], check=True, timeout=60)
    verdict = subprocess.run(
        [str(program), str(path)], capture_output=True, text=True, check=False, timeout=60
    )

    assert "restrictions 1 errors 0\n" == verdict.stdout


@pytest.mark.judge("gcc", "libical")
def test_libical(tmp_path: Path) -> None:
    """Guard what the engine of Evolution and KOrganizer shows."""
    path = tmp_path / "all.ics"
    path.write_bytes(made())

    assert meant(meetings()) == by_libical(path, tmp_path)


NASTY = (
    "a,b;c\\n\\d",
    r"a\Nb",
    "x" * 3000,
    "\N{RIGHT-TO-LEFT OVERRIDE}ab\N{POP DIRECTIONAL FORMATTING} שלום",
    "👩‍🏫🇭🇷 Škola\N{COMBINING CARON}",
    "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT",
    "tab\tand\x00control\x1f\x7f",
    '"quoted": ^n ^\' ^^',
    " space before and behind ",
)
texts = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=("Cs",)), min_size=1, max_size=120
)


def clean(text: str) -> str:
    """Return a text without what no calendar can hold.

    A backslash before a capital N is an end of line for icalendar, wherever it stands.
    """
    kept = "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and c != "\x7f"))
    return kept.replace("\r", "").replace(r"\N", "\n")


@pytest.mark.judge("node", "ical.js", "gcc", "libical")
@settings(max_examples=examples(8))
@given(st.lists(st.tuples(texts, texts), min_size=30, max_size=60), st.integers(0, 23))
def test_whatever_is_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], hour: int
) -> None:
    """Guard titles and places of any letters: each reader shows them, and no other event."""
    written = tuple(
        Meeting(
            id=f"M{n}",
            title=title,
            when=When(
                precision=When.parse("2024-01-01 09:00..10:00").precision,
                first=date(2024, 5, 6),
                last=date(2024, 5, 6),
                starts=time(hour),
                ends=time(hour, 59),
            ),
            venue=Venue(name=place, timezone="Europe/Zagreb"),
        )
        for n, (title, place) in enumerate(rows)
    )
    data = calendar(Partnership(baseline=Plan(meetings=written))).to_ical()
    folder = tmp_path_factory.mktemp("nasty")
    path = folder / "nasty.ics"
    path.write_bytes(data)
    # A title of blanks is none, so that the id stands for it; a place of blanks is no place.
    expected = {
        f"meeting-{m.id}@project.vetpartner": (
            clean(m.title or m.id),
            clean(m.venue.name) if m.venue is not None and m.venue.name else "",
        )
        for m in written
    }
    read = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}
    of_js = {item["uid"]: (item["summary"], item["location"] or "") for item in by_ical_js(path)}
    of_icalendar = {uid: (str(e["SUMMARY"]), str(e.get("LOCATION", ""))) for uid, e in read.items()}

    assert of_icalendar == of_js
    assert expected == of_js
    assert meant(written) == by_libical(path, folder)
