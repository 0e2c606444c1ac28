"""One entry for one recipient: a calendar file, and a mail ready to be sent with it inside."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from attrs import evolve, frozen

from vetpartner.export.feeds import (
    BEGIN,
    END,
    clean,
    event_lines,
    line,
    parameter,
    zone_lines,
    zone_years,
)
from vetpartner.model import Organisation, Partnership, Person
from vetpartner.state.activity_entries import LONG_AGO, Entry

_MAIL = re.compile(r"[^\s@<>\",;:\\()\[\]]+@[^\s@<>\",;:\\()\[\]]+")
_SUBJECTS = {
    "new": "Invitation",
    "changed": "Changed",
    "cancelled": "Cancelled",
    "withdrawn": "No longer for you",
}


def organizer_of(p: Partnership) -> Person | None:
    """Return who invites: the first of the coordinator with an e-mail address."""
    coordinator = p.get(p.plan.project.coordinator)
    if not isinstance(coordinator, Organisation):
        return None
    return next(iter(attendees_of(p, coordinator.id)), None)


def attendees_of(p: Partnership, organisation: str) -> list[Person]:
    """Return the people of an organisation whom an invitation can reach."""
    return [
        person
        for person in p.plan.people
        if person.organisation == organisation and _MAIL.fullmatch(person.email or "")
    ]


def invited(p: Partnership, update: Update) -> list[tuple[str, str]]:
    """Return name and address of everybody whom an update is for."""
    if update.to:
        return list(update.to)
    return [_named(person) for person in attendees_of(p, update.recipient)]


def invitation(p: Partnership, update: Update) -> bytes:
    """Return one entry for one recipient; it can be answered if the coordinator has an address."""
    organizer, people = organizer_of(p), invited(p, update)
    # A REQUEST to nobody is refused; without a method it is a plain event to import.
    asks = organizer is not None and (people or update.cancels)
    parts = [BEGIN, line("METHOD", method(update)) if asks else b""]
    entry = evolve(update.entry, sequence=update.sequence)
    parts += [zone_lines(zone, *years) for zone, years in sorted(zone_years([entry]).items())]
    asked = [] if organizer is None else people
    event = event_lines(
        entry,
        update.uid,
        stamp=max(p.as_of, LONG_AGO),
        attendees=b"".join(_address("ATTENDEE", *one, more=";RSVP=TRUE") for one in asked),
        organizer=_address("ORGANIZER", *_named(organizer)) if organizer else b"",
    )
    return b"".join([*parts, event, END])


def method(update: Update) -> str:
    """Return whether an update asks or calls off."""
    return "CANCEL" if update.cancels else "REQUEST"


def _named(person: Person) -> tuple[str, str]:
    return person.name or person.id, person.email or ""


def _address(role: str, name: str, mail: str, more: str = "") -> bytes:
    called = parameter(clean(name), " '")  # names with spaces are quoted, as icalendar does it
    return line(f"{role};CN={called}{more}", f"MAILTO:{mail}")


def mail(p: Partnership, update: Update, ics: bytes) -> bytes | None:
    """Return a mail that a mail program opens as a draft, with the entry to be answered inside.

    None where the coordinator has no address, or nobody can be reached.
    """
    organizer, people = organizer_of(p), invited(p, update)
    if organizer is None or not people:
        return None
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(*_named(organizer))
    message["To"] = [_mailbox(name, address) for name, address in people]
    subject = f"{_SUBJECTS[update.news]}: {update.entry.title} ({p.plan.project.label})"
    message["Subject"] = " ".join(clean(subject).split())
    message["X-Unsent"] = "1"
    message.set_content(f"{clean(update.words)}.\n\n{clean(p.plan.project.label)}\n")
    message.add_alternative(
        ics.decode(), subtype="calendar", params={"method": method(update)}, cte="base64"
    )
    seed = f"{update.uid} {update.sequence} {update.recipient} {update.news}".encode()
    message.set_boundary(f"=-{hashlib.sha256(seed).hexdigest()[:32]}")
    return message.as_bytes()


def _mailbox(name: str, mail: str) -> Address:
    user, _, domain = mail.rpartition("@")
    shown = " ".join(clean(name).split())
    return Address(display_name=shown, username=user, domain=domain)


# One thing that somebody must be told about a calendar.

News = Literal["new", "changed", "cancelled", "withdrawn"]


@frozen(kw_only=True)
class Update:
    """One entry that one organisation must be told about, and in words what is new.

    `to` are names and addresses where it is for some people of the organisation only.
    """

    recipient: str
    uid: str
    news: News
    entry: Entry
    sequence: int
    words: str
    to: tuple[tuple[str, str], ...] = ()

    @property
    def cancels(self) -> bool:
        """Tell whether it calls the entry off, for these recipients or for everybody."""
        return self.entry.status == "cancelled"
