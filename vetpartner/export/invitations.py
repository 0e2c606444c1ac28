"""One thing that somebody must be told, as a calendar file and as a mail with it inside."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any, Literal

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
from vetpartner.files.atomic import NotKept
from vetpartner.model import Organisation, Partnership, Person
from vetpartner.state.activity_entries import LONG_AGO, Entry

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

News = Literal["new", "changed", "cancelled", "withdrawn"]


@frozen
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


@frozen
class Draft:
    """What a mail says: from whom and to whom, under which subject, its words and its entry."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    ics: bytes


def draft_of(p: Partnership, update: Update, ics: bytes) -> Draft | None:
    """Return the mail with an entry to be answered inside.

    None where the coordinator has no address, or nobody can be reached.
    """
    organizer, people = organizer_of(p), invited(p, update)
    if organizer is None or not people:
        return None
    subject = f"{_SUBJECTS[update.news]}: {update.entry.title} ({p.plan.project.label})"
    return Draft(
        sender=_mailbox(*_named(organizer)),
        to=tuple(_mailbox(name, address) for name, address in people),
        subject=_on_a_line(subject),
        text=f"{clean(update.words)}.\n\n{clean(p.plan.project.label)}\n",
        ics=ics,
    )


def mail(update: Update, draft: Draft) -> bytes:
    """Return a mail that a mail program opens as a draft."""
    message = EmailMessage(policy=SMTP)
    message["From"] = draft.sender
    message["To"] = draft.to
    message["Subject"] = draft.subject
    message["X-Unsent"] = "1"
    message.set_content(draft.text)
    message.add_alternative(
        draft.ics.decode(), subtype="calendar", params={"method": method(update)}, cte="base64"
    )
    seed = f"{update.uid} {update.sequence} {update.recipient} {update.news}".encode()
    message.set_boundary(f"=-{hashlib.sha256(seed).hexdigest()[:32]}")
    return message.as_bytes()


def _mailbox(name: str, mail: str) -> Address:
    user, _, domain = mail.rpartition("@")
    return Address(display_name=_on_a_line(name), username=user, domain=domain)


def _on_a_line(text: str) -> str:
    return " ".join(clean(text).split())


# Both are read again before they take their place.


def mail_reads(file: Path, meant: Draft) -> None:
    """Raise `NotKept` unless a file is the mail that was meant."""
    message: Any = message_from_bytes(file.read_bytes(), policy=SMTP)
    text, entry = (part.get_payload(decode=True) for part in message.iter_parts())
    sender, to = message["From"].addresses, message["To"].addresses
    found = (*sender, *to, str(message["Subject"]), text.decode(), entry)
    wanted = (meant.sender, *meant.to, meant.subject, meant.text, meant.ics)
    if list(map(_as_read, found)) != list(map(_as_read, wanted)):
        raise NotKept(f"the mail {meant.subject!r} was not written; it would be read otherwise")


def _as_read(part: object) -> object:
    """Return a part of a mail without spaces: where a long line is folded Python adds some."""
    if isinstance(part, Address):
        return part.addr_spec, "".join(part.display_name.split())
    return "".join(part.split()) if isinstance(part, str) else part


def entry_reads(file: Path, update: Update) -> None:
    """Raise `NotKept` unless a file is the calendar entry that was meant."""
    from icalendar import Calendar

    calendar: Any = Calendar.from_ical(file.read_bytes())
    (event,) = calendar.walk("VEVENT")
    found = (event["UID"], event["SEQUENCE"], _instant(event["DTSTART"].dt))
    entry = update.entry
    if found != (update.uid, update.sequence, _instant(entry.starts or entry.first)):
        raise NotKept(f"the entry {entry.title!r} was not written; it would be read otherwise")


def _instant(moment: date) -> date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
