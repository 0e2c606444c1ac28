"""A year of an invented partnership, and what each calendar holds after each of its steps.

Partner B keeps what it gets by mail: read by icalendar and by ical.js, on which Thunderbird is
built. The organiser keeps her own copies in khal. All of it is published to a folder and, where it
is installed, to radicale.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import icalendar
import pytest
from calendars import NAMED, PEOPLE, PROJECT, THIRD, Life, amended, publish

from vetpartner.export.calendar_state import LEDGER, read_state

if TYPE_CHECKING:
    from calendars import Radicale

JUDGES = Path(__file__).parents[1] / "judges"
ONE, THREE = "one@a.example.org", "three@a.example.org"
THERE = amended("M1", 'when = "2025-09-23 09:00..17:00"', "2025-02-03")
BACK = amended("M1", 'when = "2025-09-16 09:00..17:00"', "2025-02-10")
EXAM = amended(
    "T1", 'session = "S3"\nwhen = "2025-05-14 09:00..12:00"\ntitle = "Exam"', "2025-02-17"
)
LEFT = amended("b", "left = 2025-03-15", "2025-03-10")
NEW = NAMED.replace(PEOPLE, THIRD)
CORRECTED = NEW.replace('acronym = "Demo"', 'acronym = "DEMO-VET"')


class Held(NamedTuple):
    """An event in a calendar: its number, what has become of it, when it begins, who invites."""

    sequence: int
    status: str
    start: str
    organiser: str = ""


def on(number: int, start: str, by: str = ONE) -> Held:
    """Return an event that takes place."""
    return Held(number, "CONFIRMED", start, by)


def off(number: int, start: str, by: str = ONE) -> Held:
    """Return an event that does not."""
    return Held(number, "CANCELLED", start, by)


M, MOVED = "2025-09-16T07:00", "2025-09-23T07:00"
T, S1, S2, S3 = "2025-05-12T08:00", "2025-05-12T08:00", "2025-05-13T08:00", "2025-05-14T08:00"
OFF_T1 = {"T1": off(1, T)}
STEPS: dict[str, tuple[str, str, str, dict[str, Held], dict[str, int]]] = {
    # day, plan, facts; what B holds then; the numbers of what takes place in the feed
    "invite": ("2025-01-31", PROJECT, "", {"M1": on(0, M), "T1": on(0, T)}, {"M1": 0, "T1": 0}),
    "move": (
        "2025-02-03",
        PROJECT,
        THERE,
        {"M1": on(1, MOVED), "T1": on(0, T)},
        {"M1": 1, "T1": 0},
    ),
    "move back": (
        "2025-02-10",
        PROJECT,
        THERE + BACK,
        {"M1": on(2, M), "T1": on(0, T)},
        {"M1": 2, "T1": 0},
    ),
    "sessions, and one more": (
        "2025-02-17",
        NAMED,
        THERE + BACK + EXAM,
        {"M1": on(2, M), **OFF_T1, "S1": on(0, S1), "S2": on(0, S2), "S3": on(1, S3)},
        {"M1": 2, "S1": 0, "S2": 0, "S3": 1},
    ),
    "organiser changes": (
        "2025-02-24",
        NEW,
        THERE + BACK + EXAM,
        {
            "M1": on(3, M, THREE),
            **OFF_T1,
            "S1": on(1, S1, THREE),
            "S2": on(1, S2, THREE),
            "S3": on(2, S3, THREE),
        },
        {"M1": 3, "S1": 1, "S2": 1, "S3": 2},
    ),
    "acronym corrected": (
        "2025-03-03",
        CORRECTED,
        THERE + BACK + EXAM,
        {
            "M1": on(3, M, THREE),
            **OFF_T1,
            "S1": on(1, S1, THREE),
            "S2": on(1, S2, THREE),
            "S3": on(2, S3, THREE),
        },
        {"M1": 3, "S1": 1, "S2": 1, "S3": 2},
    ),
    "partner leaves": (
        "2025-03-17",
        CORRECTED,
        THERE + BACK + EXAM + LEFT,
        {
            "M1": off(4, M, THREE),
            **OFF_T1,
            "S1": off(2, S1, THREE),
            "S2": off(2, S2, THREE),
            "S3": off(3, S3, THREE),
        },
        {"M1": 4, "S1": 2, "S2": 2, "S3": 3},
    ),
}


class Year(Life):
    """A project that is sent step by step."""

    def __init__(self, place: Path) -> None:
        """Begin with nothing."""
        super().__init__(place)
        self.got: dict[str, list[Path]] = {"a": [], "b": []}

    def step(self, name: str) -> None:
        """Take a step, and keep what partners get in the order of their mails."""
        day, plan, facts, _, _ = STEPS[name]
        sent = self.send(plan, facts, day=day)
        for home, files in self.got.items():
            files.extend(sorted(sent.out.glob(f"{home}/*.ics")))

    def names(self) -> dict[str, str]:
        """Return the ids of meetings, trainings and sessions by their UIDs."""
        entries = read_state(self.folder / LEDGER).entries
        found = {known.uid: key.rpartition("/")[2] for key, known in entries.items()}
        return {uid: id_ for uid, id_ in found.items() if re.fullmatch("[MTS][0-9]", id_)}


@pytest.fixture
def year(tmp_path: Path) -> Year:
    """Return a project at its beginning."""
    return Year(tmp_path)


def kept(rows: list[dict[str, object]], names: dict[str, str]) -> dict[str, Held]:
    """Return what a reader holds, of meetings and trainings."""
    return {
        names[uid]: Held(
            int(str(row["sequence"])),
            str(row["status"]),
            str(row["start"])[:16],
            re.sub("(?i)mailto:", "", str(row["organizer"])),
        )
        for row in rows
        if (uid := str(row["uid"])) in names
    }


def by_icalendar(files: list[Path]) -> list[dict[str, object]]:
    """Return what a calendar holds that took these files one after the other."""
    held: dict[str, dict[str, object]] = {}
    for path in files:
        read = icalendar.Calendar.from_ical(path.read_bytes())
        for event in read.walk("VEVENT"):
            uid, start = str(event["UID"]), event["DTSTART"].dt
            if uid in held and int(str(held[uid]["sequence"])) > int(event["SEQUENCE"]):
                continue
            called_off = read.get("METHOD") == "CANCEL"
            held[uid] = {
                "uid": uid,
                "organizer": event.get("ORGANIZER", ""),
                "sequence": int(event["SEQUENCE"]),
                "status": "CANCELLED" if called_off else str(event["STATUS"]),
                "start": start.astimezone(UTC).isoformat() if hasattr(start, "hour") else start,
            }
    return list(held.values())


def test_icalendar(year: Year) -> None:
    """Partner B has after each step what it should have, with the number of the feed."""
    for name, (day, plan, facts, expected, numbers) in STEPS.items():
        year.step(name)
        assert expected == kept(by_icalendar(year.got["b"]), year.names()), name
        feed = year.feed(plan, facts, day=day)
        names = year.names()
        got = {names[uid]: number for uid, number, *_ in feed.values() if uid in names}
        assert numbers == got, name


@pytest.mark.judge("node", "ical.js")
def test_ical_js(year: Year) -> None:
    """The same in the engine of Thunderbird."""
    for name, (*_, expected, _) in STEPS.items():
        year.step(name)
        command = ["node", str(JUDGES / "mailbox.mjs"), *map(str, year.got["b"])]
        shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
        assert expected == kept(json.loads(shown), year.names()), name


KHAL = """\
[calendars]
[[c]]
path = {place}/cal
[sqlite]
path = {place}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
local_timezone = UTC
default_timezone = UTC
"""


@pytest.mark.judge("khal")
def test_khal(year: Year, tmp_path: Path) -> None:
    """The organiser's own calendar shows what takes place and what is off, after each step."""
    place = tmp_path / "khal"
    (place / "cal").mkdir(parents=True)
    (place / "conf").write_text(KHAL.format(place=place))
    done = 0

    def khal(*arguments: str) -> str:
        run = [sys.executable, "-m", "khal", "-c", str(place / "conf"), *arguments]
        return subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout

    for name, (*_, expected, numbers) in STEPS.items():
        year.step(name)
        files = year.got["a"]
        for file in files[done:]:
            khal("import", "--batch", str(file))
        done = len(files)
        form = "{uid}|{start-long}|{status}"
        lines = khal("list", "--once", "--format", form, "2025-05-01", "2025-12-31").splitlines()
        rows = [line.split("|") for line in lines if "|" in line]
        names = year.names()
        got = {names[uid]: (start, state.strip()) for uid, start, state in rows if uid in names}
        ours = {id_: (one.start, "CONFIRMED") for id_, one in expected.items() if id_ in numbers}
        gone = {
            id_: (one.start, "CANCELLED") for id_, one in expected.items() if id_ not in numbers
        }
        assert ours | gone == got, name


def test_a_folder(year: Year, tmp_path: Path) -> None:
    """What is published holds what takes place, and nothing else, after each step."""
    out = tmp_path / "published"
    for name, (day, plan, facts, _, numbers) in STEPS.items():
        year.write(plan, facts)
        assert 0 == publish(year.folder, str(out), day=day)
        assert {*numbers} == set(_published(year, [f.read_bytes() for f in out.iterdir()])), name


@pytest.mark.judge("radicale")
def test_radicale(year: Year, radicale: Radicale) -> None:
    """The same on a server, with the numbers that partners have."""
    for name, (day, _, _, _, numbers) in STEPS.items():
        year.step(name)
        assert 0 == publish(year.folder, radicale.address, day=day)
        assert numbers == _published(year, [radicale.events().encode()]), name


def _published(year: Year, files: list[bytes]) -> dict[str, int]:
    names = year.names()
    events = [e for data in files for e in icalendar.Calendar.from_ical(data).walk("VEVENT")]
    return {names[uid]: int(e["SEQUENCE"]) for e in events if (uid := str(e["UID"])) in names}
