"""Calendars: an invented project that is sent again and again, and what its calendars hold."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import icalendar

from vetpartner.cli import main
from vetpartner.export.calendar import calendar
from vetpartner.export.calendar_state import Numbering, State
from vetpartner.export.events import event_of
from vetpartner.state.entries import each_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from vetpartner.model import Partnership


def uids(p: Partnership, state: State | None = None) -> dict[str, str]:
    """Return kind and id of all entries, such as `meeting-M1`, by their UIDs."""
    numbers = Numbering(p, state or State())
    return {
        numbers.mark(entry, event_of(entry)).uid: f"{entry.category.replace(' ', '-')}-{entry.id}"
        for entry in each_entry(p)
    }


def events(p: Partnership, **wanted: object) -> dict[str, icalendar.Event]:
    """Return the events of a calendar, as read back from its bytes, by kind and id."""
    names = uids(p)
    read = icalendar.Calendar.from_ical(calendar(p, **wanted).to_ical())
    return {names[str(e["UID"])]: e for e in read.walk("VEVENT")}


PROJECT = """\
[project]
acronym = "Demo"
title = "Demo"
action = "KA220-VET"
call = 2023
start = 2023-11-01
months = 24
coordinator = "a"
language = "en"

[[organisations]]
id = "a"
name = "School A"
acronym = "A"
country = "HR"
city = "Split"

[[organisations]]
id = "b"
name = "School B"
acronym = "B"
country = "PT"
city = "Porto"

[[people]]
id = "p1"
name = "Person One"
organisation = "a"
email = "one@a.example.org"

[[people]]
id = "p2"
name = "Person Two"
organisation = "b"
email = "two@b.example.org"

[[work_packages]]
id = "WP1"
title = "Management"
lead = "a"
when = "M1..M24"

[[trainings]]
id = "T1"
work_package = "WP1"
title = "Training"
lead = "b"
host = "b"
when = "2025-05-12 09:00..2025-05-15 15:00"
venue = { city = "Porto", country = "PT" }

[[meetings]]
id = "M1"
work_package = "WP1"
title = "Meeting"
lead = "a"
host = "a"
when = "2025-09-16 09:00..17:00"
venue = { city = "Split", country = "HR" }
agenda = ["Results", "Plan"]
"""
TRAINING = 'when = "2025-05-12 09:00..2025-05-15 15:00"\n'
SESSIONS = (
    '  { when = "2025-05-12 09:00..12:30", title = "Start" },\n'
    '  { when = "2025-05-13 09:00..15:00", title = "Simulator" },\n'
    '  { when = "2025-05-14 09:00..15:00" },\n'
)


def with_sessions(*lines: str) -> str:
    """Return the project with these lines of sessions."""
    return PROJECT.replace(TRAINING, f"{TRAINING}sessions = [\n{''.join(lines)}]\n")


THREE = with_sessions(SESSIONS)
PEOPLE = PROJECT[PROJECT.index('[[people]]\nid = "p1"') : PROJECT.index('[[people]]\nid = "p2"')]
SIXTH = (
    PEOPLE.replace("p1", "p6").replace("One", "Six").replace("one@a", "six@b").replace('"a"', '"b"')
)
THIRD = PEOPLE.replace("p1", "p3").replace("One", "Three").replace("one@", "three@")


NAMED = with_sessions(
    '  { id = "S1", when = "2025-05-12 09:00..12:30", title = "Start" },\n'
    '  { id = "S2", when = "2025-05-13 09:00..15:00", title = "Simulator" },\n'
)


def amended(of: str, more: str, day: str = "2025-02-03") -> str:
    """Return a fact that changes something."""
    return f'[[amended]]\nof = "{of}"\nrecorded = {day}\nreason = "invented"\n{more}\n\n'


class Life:
    """A project whose calendars are written again and again."""

    def __init__(self, place: Path) -> None:
        """Begin with an empty folder."""
        self.place, self.folder, self.runs = place, place / "p", 0
        self.folder.mkdir(parents=True)

    def write(self, project: str = PROJECT, facts: str = "") -> None:
        """Write plan and facts."""
        (self.folder / "project.toml").write_text(project, "utf-8")
        (self.folder / "facts.toml").write_text(facts, "utf-8")

    def run(self, *arguments: str, day: str) -> int:
        """Run the command as of a day."""
        return main(["calendar", str(self.folder), *arguments, "--on", day])

    def send(self, project: str, facts: str = "", *, day: str) -> Sent:
        """Write the drafts of a day into a folder of its own."""
        self.write(project, facts)
        self.runs += 1
        out = self.place / f"out{self.runs}"
        assert self.run("--updates", "-o", str(out), day=day) == 0
        return Sent(out)

    def feed(
        self, project: str, facts: str = "", *, day: str, partner: str = ""
    ) -> dict[str, Event]:
        """Return the events of a feed by title."""
        self.write(project, facts)
        self.runs += 1
        out = self.place / f"feed{self.runs}.ics"
        of = ("--partner", partner) if partner else ()
        assert self.run("-o", str(out), *of, day=day) == 0
        return by_title(out.read_bytes())


Event = tuple[str, int, str, str]
"""UID, SEQUENCE, start and LAST-MODIFIED."""


def by_title(data: bytes) -> dict[str, Event]:
    """Return the events of a calendar by title."""
    read = icalendar.Calendar.from_ical(data)
    return {
        str(e["SUMMARY"]): (
            str(e["UID"]),
            int(e["SEQUENCE"]),
            e["DTSTART"].dt.isoformat(),
            f"{e['LAST-MODIFIED'].dt:%Y-%m-%d}",
        )
        for e in read.walk("VEVENT")
    }


class Sent:
    """What one run has written."""

    def __init__(self, out: Path) -> None:
        """Take the folder, which is not there if nothing was to be told."""
        self.out = out
        page = out / "updates.txt"
        self.words = page.read_text("utf-8") if page.exists() else ""

    def files(self, home: str) -> list[str]:
        """Return the names of the files of an organisation."""
        return sorted(path.name for path in (self.out / home).glob("*"))

    def of(self, home: str) -> dict[str, tuple[str | None, int, str]]:
        """Return method, SEQUENCE and UID of each entry of an organisation by title."""
        found = {}
        for path in sorted((self.out / home).glob("*.ics")):
            read = icalendar.Calendar.from_ical(path.read_bytes())
            for event in read.walk("VEVENT"):
                method = str(read["METHOD"]) if "METHOD" in read else None
                found[str(event["SUMMARY"])] = (method, int(event["SEQUENCE"]), str(event["UID"]))
        return found

    def mail(self, home: str, name: str = "mail") -> EmailMessage:
        """Return the mail to an organisation."""
        data = (self.out / home / f"{name}.eml").read_bytes()
        found = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(found, email.message.EmailMessage)
        return found


def text_of(message: EmailMessage) -> str:
    """Return the words of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


# A server of calendars.

SECRET = "correct horse battery"  # noqa: S105 - invented


def publish(folder: Path, target: str, *more: str, day: str = "2025-02-03") -> int:
    """Publish as of a day."""
    return main(["calendar", str(folder), "--publish", target, *more, "--on", day])


class Radicale:
    """A CalDAV server on this computer, with one calendar."""

    def __init__(self, place: Path, port: int) -> None:
        """Take where it keeps its files."""
        self.storage, self.port = place / "radicale", port
        self.address = f"http://127.0.0.1:{port}/ana/c/"

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        """Return what it answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        token = base64.b64encode(f"ana:{SECRET}".encode()).decode()
        line.request(method, path, body=body.encode(), headers={"Authorization": f"Basic {token}"})
        answer = line.getresponse()
        found = answer.status, answer.read()
        line.close()
        return found

    def events(self) -> str:
        """Return the whole calendar."""
        return self.ask("GET", "/ana/c/")[1].decode().replace("\r\n", "\n")


@contextlib.contextmanager
def served_by_radicale(tmp_path: Path) -> Iterator[Radicale]:
    """Start a server on this computer, and stop it."""
    users = tmp_path / "users"
    users.write_text(f"ana:{SECRET}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Radicale(tmp_path, port)
    command = [
        *(sys.executable, "-m", "radicale", "--config", ""),
        *("--server-hosts", f"127.0.0.1:{port}", "--auth-type", "htpasswd"),
        *("--auth-htpasswd-filename", str(users), "--auth-htpasswd-encryption", "plain"),
        *("--auth-delay", "0", "--storage-filesystem-folder", str(found.storage)),
    ]
    log = (tmp_path / "log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                if found.ask("GET", "/.web/")[0]:
                    break
            time.sleep(0.05)
        assert 201 == found.ask("MKCALENDAR", "/ana/c/")[0], (tmp_path / "log").read_text()
        yield found
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        log.close()
