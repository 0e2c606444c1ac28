"""One entry for one recipient: a calendar file, and a mail ready to be sent with it inside."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.export.calendar import clean, event
from vetpartner.export.vtimezone import vtimezone
from vetpartner.model import Organisation, Partnership, Person
from vetpartner.state.activity_entries import LONG_AGO, Entry

if TYPE_CHECKING:
    from icalendar import Calendar, vCalAddress


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
    people = attendees_of(p, update.recipient)
    return [(person.name or person.id, person.email or "") for person in people]


def invitation(p: Partnership, update: Update) -> Calendar:
    """Return one entry for one recipient; it can be answered if the coordinator has an address."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//vetpartner//vetpartner//EN")
    made.add("version", "2.0")
    organizer, people = organizer_of(p), invited(p, update)
    if organizer is not None and (people or update.cancels):
        # A REQUEST to nobody is refused; without a method it is a plain event to import.
        made.add("method", method(update))
    moments = [m for m in (update.entry.starts, update.entry.ends) if m is not None]
    for zone in sorted({getattr(m.tzinfo, "key", "") for m in moments} - {""}):
        years = [moment.year for moment in moments]
        made.add_component(vtimezone(zone, min(years), max(years)))
    shown = event(p, evolve(update.entry, sequence=update.sequence))
    shown["UID"] = update.uid
    del shown["DTSTAMP"]
    shown.add("dtstamp", datetime.combine(max(p.as_of, LONG_AGO), time(), UTC))
    if organizer is not None:
        shown["ORGANIZER"] = _address(organizer.name or organizer.id, organizer.email or "")
        for name, mail in people:
            attendee = _address(name, mail)
            attendee.params["RSVP"] = "TRUE"
            shown.add("attendee", attendee)
    made.add_component(shown)
    return made


def method(update: Update) -> str:
    """Return whether an update asks or calls off."""
    return "CANCEL" if update.cancels else "REQUEST"


def _address(name: str, mail: str) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"MAILTO:{mail}")
    address.params["CN"] = clean(name)
    return address


def mail(p: Partnership, update: Update, ics: bytes) -> bytes | None:
    """Return a mail that a mail program opens as a draft, with the entry to be answered inside.

    None where the coordinator has no address, or nobody can be reached.
    """
    organizer, people = organizer_of(p), invited(p, update)
    if organizer is None or not people:
        return None
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(organizer.name or organizer.id, organizer.email or "")
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
