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
    from collections.abc import Callable

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


def by_ical_js(files: list[Path]) -> list[dict[str, object]]:
    """Return what a calendar holds that took these files, in the engine of Thunderbird."""
    command = ["node", str(JUDGES / "mailbox.mjs"), *map(str, files)]
    found = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    rows: list[dict[str, object]] = json.loads(found)
    return rows


@pytest.mark.judge("node", "ical.js")
def test_ical_js(year: Year) -> None:
    """Partner B has the same in the engine of Thunderbird."""
    for name, (*_, expected, _) in STEPS.items():
        year.step(name)
        assert expected == kept(by_ical_js(year.got["b"]), year.names()), name


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


class Khal:
    """A calendar of khal, into which files are imported."""

    def __init__(self, place: Path) -> None:
        """Begin with an empty one."""
        (place / "cal").mkdir(parents=True)
        self.conf = place / "conf"
        self.conf.write_text(KHAL.format(place=place))

    def run(self, *arguments: str) -> str:
        """Run a command of khal."""
        run = [sys.executable, "-m", "khal", "-c", str(self.conf), *arguments]
        return subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout

    def take(self, *files: Path) -> None:
        """Import files one after the other."""
        for file in files:
            self.run("import", "--batch", str(file))

    def shows(self, names: dict[str, str]) -> dict[str, tuple[str, str]]:
        """Return when each event begins, and what has become of it."""
        form = "{uid}|{start-long}|{status}"
        shown = self.run("list", "--once", "--format", form, "2025-05-01", "2025-12-31")
        rows = [line.split("|") for line in shown.splitlines() if "|" in line]
        return {names[uid]: (start, state.strip()) for uid, start, state in rows if uid in names}


@pytest.mark.judge("khal")
def test_khal(year: Year, tmp_path: Path) -> None:
    """The organiser's own calendar shows what takes place and what is off, after each step."""
    khal, done = Khal(tmp_path / "khal"), 0
    for name, (*_, expected, numbers) in STEPS.items():
        year.step(name)
        khal.take(*year.got["a"][done:])
        done = len(year.got["a"])
        ours = {
            id_: (one.start, "CONFIRMED" if id_ in numbers else "CANCELLED")
            for id_, one in expected.items()
        }
        assert ours == khal.shows(year.names()), name


# A new organiser: by a REQUEST of the new one alone, or after a CANCEL of the old one.


class Handed(NamedTuple):
    """The invitation to a meeting, and the messages of both ways to hand it over."""

    invited: Path
    alone: Path
    cancel: Path
    request: Path
    names: dict[str, str]


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    """Return the messages to partner B, as they are written where the organiser changes."""
    new, off = PROJECT.replace(PEOPLE, THIRD), amended("M1", "cancelled = true")
    alone, both = Year(tmp_path / "alone"), Year(tmp_path / "both")
    first = alone.send(PROJECT, day="2025-01-31")
    both.send(PROJECT, day="2025-01-31")
    sent = [
        first,
        alone.send(new, day="2025-02-03"),
        both.send(new, off, day="2025-02-03"),
        both.send(new, day="2025-02-04"),
    ]
    return Handed(*(one.out / "b" / "M1.ics" for one in sent), alone.names())


ALONE, AFTER_CANCEL = {"M1": on(1, M, THREE)}, {"M1": on(2, M, THREE)}


@pytest.mark.parametrize(
    "read",
    [by_icalendar, pytest.param(by_ical_js, marks=pytest.mark.judge("node", "ical.js"))],
)
def test_a_new_organiser(
    handed: Handed, read: Callable[[list[Path]], list[dict[str, object]]]
) -> None:
    """Both ways lead to the new organiser for whoever looks at SEQUENCE, in whatever order."""
    invited, alone, cancel, request, names = handed
    assert {"M1": off(1, M)} == kept(read([invited, cancel]), names)

    assert ALONE == kept(read([invited, alone]), names)
    assert AFTER_CANCEL == kept(read([invited, cancel, request]), names)
    assert AFTER_CANCEL == kept(read([invited, request, cancel]), names)


@pytest.mark.judge("khal")
def test_a_new_organiser_in_khal(handed: Handed, tmp_path: Path) -> None:
    """Whoever takes what comes last loses the meeting where the CANCEL is the slower of two mails.

    That is why there is no CANCEL: the REQUEST of the new organiser says it all in one message.
    """
    invited, alone, cancel, request, names = handed
    ways = {
        (invited, alone): "CONFIRMED",
        (invited, cancel, request): "CONFIRMED",
        (invited, request, cancel): "CANCELLED",
    }
    for number, (way, state) in enumerate(ways.items()):
        khal = Khal(tmp_path / str(number))
        khal.take(*way)
        assert {"M1": (M, state)} == khal.shows(names)


@pytest.mark.judge("radicale")
def test_a_new_organiser_on_a_server(handed: Handed, radicale: Radicale) -> None:
    """So does a server, which keeps what was put there last."""
    invited, alone, cancel, request, names = handed

    def held(*way: Path) -> dict[str, Held]:
        for path in way:
            text = re.sub(r"METHOD:.*\r?\n", "", path.read_bytes().decode())
            assert radicale.ask("PUT", "/ana/c/m1.ics", text)[0] in {201, 204}
        (radicale_keeps := radicale.storage.parent / "kept.ics").write_text(radicale.events())
        return kept(by_icalendar([radicale_keeps]), names)

    assert ALONE == held(invited, alone)
    assert AFTER_CANCEL == held(cancel, request)
    assert {"M1": off(1, M)} == held(request, cancel)


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
