"""Only what changed in the calendars since they were last sent, for each recipient."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.export.calendar import clean, event, uid
from vetpartner.export.ledger import LEDGER, BrokenLedger, Sent, ledger_bytes, read_ledger
from vetpartner.export.vtimezone import vtimezone
from vetpartner.files import write_whole
from vetpartner.model import Organisation, Partnership, Person
from vetpartner.views.calendar import LONG_AGO, Entry, entries

if TYPE_CHECKING:
    from pathlib import Path

    from icalendar import Calendar, vCalAddress

__all__ = ["LEDGER", "BrokenLedger", "Update", "Updates", "read_ledger", "updates", "write_updates"]

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
News = Literal["new", "changed", "cancelled", "withdrawn"]


@frozen(kw_only=True)
class Update:
    """One entry that one organisation must be told about, and in words what is new."""

    recipient: str
    uid: str
    news: News
    entry: Entry
    sequence: int
    words: str


@frozen(kw_only=True)
class Updates:
    """All updates in order, and the ledger as it will stand once they are written."""

    partnership: Partnership
    updates: tuple[Update, ...]
    ledger: tuple[tuple[str, Sent], ...]

    def text(self) -> str:
        """Return a page in words: what to tell to whom."""
        lines = [f"What changed in the calendars of {self.partnership.plan.project.label}", ""]
        told = list(dict.fromkeys(update.recipient for update in self.updates))
        for recipient in told:
            lines.append(f"{self.partnership.label(recipient)}:")
            lines += [f"  - {u.words}" for u in self.updates if u.recipient == recipient]
            lines.append("")
        if _organizer(self.partnership) is None:
            lines.append(
                "Nobody of the coordinator has an e-mail address in project.toml, so the files can "
                "be opened and imported, but not answered."
            )
        else:
            silent = [r for r in told if not _attendees(self.partnership, r)]
            lines += [
                f"Nobody of {self.partnership.label(recipient)} has an e-mail address in "
                "project.toml, so these files can be imported, but not answered."
                for recipient in silent
            ]
        return "\n".join(lines).rstrip() + "\n"


def updates(p: Partnership, ledger: dict[str, Sent]) -> Updates:
    """Compare the calendars of all organisations with what was sent; nothing is written.

    What was over before anybody had it is left out.
    """
    now: dict[str, Entry] = {}
    recipients: dict[str, list[str]] = {}
    for organisation in p.plan.organisations:
        for entry in entries(p, partner=organisation.id):
            key = uid(p, entry)
            now[key] = entry
            recipients.setdefault(key, []).append(organisation.id)
    found: list[Update] = []
    sent = dict(ledger)
    for key, entry in now.items():
        old = ledger.get(key)
        if old is None and entry.last < p.as_of:
            continue  # nobody needs an invitation to what is over
        new = _sent(entry, tuple(recipients[key]), old)
        sent[key] = new
        found += _told(p, key, entry, old, new)
    for key, old in ledger.items():
        if key not in now and old.recipients:
            gone = _withdrawn(old)
            sent[key] = evolve(old, sequence=old.sequence + 1, status="cancelled", recipients=())
            words = f"{old.title} no longer takes place"
            found += [
                Update(
                    recipient=recipient,
                    uid=key,
                    news="withdrawn",
                    entry=gone,
                    sequence=old.sequence + 1,
                    words=words,
                )
                for recipient in old.recipients
            ]
    order = {organisation.id: n for n, organisation in enumerate(p.plan.organisations)}
    found.sort(key=lambda u: (order.get(u.recipient, len(order)), u.entry.first, u.uid))
    return Updates(partnership=p, updates=tuple(found), ledger=tuple(sent.items()))


def _sent(entry: Entry, recipients: tuple[str, ...], old: Sent | None) -> Sent:
    zone = getattr(entry.starts.tzinfo, "key", None) if entry.starts else None
    new = Sent(
        id=entry.id,
        sequence=entry.sequence,
        title=entry.title,
        status=entry.status,
        first=entry.first.isoformat(),
        last=entry.last.isoformat(),
        starts=_local(entry.starts),
        ends=_local(entry.ends),
        zone=zone,
        place=entry.place,
        link=entry.link,
        recipients=recipients,
    )
    if old is None:
        return new
    changed = old.said != new.said or set(old.recipients) - set(recipients)
    return evolve(new, sequence=max(new.sequence, old.sequence + (1 if changed else 0)))


def _local(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat() if moment else None


def _told(p: Partnership, key: str, entry: Entry, old: Sent | None, new: Sent) -> list[Update]:
    """Return the updates of one entry: to those who have it, who get it, and who lose it."""
    found = []

    def tell(recipient: str, news: News, words: str, entry: Entry = entry) -> None:
        found.append(
            Update(
                recipient=recipient,
                uid=key,
                news=news,
                entry=entry,
                sequence=new.sequence,
                words=words,
            )
        )

    before = set(old.recipients) if old else set()
    for recipient in new.recipients:
        if recipient not in before:
            if entry.status != "cancelled":
                tell(recipient, "new", f"{entry.title}: {_when(new)}{_where(new)}")
        elif old is not None and entry.status == "cancelled" != old.status:
            tell(recipient, "cancelled", f"{entry.title} on {_when(old)} is cancelled")
        elif old is not None and old.said != new.said:
            tell(recipient, "changed", f"{entry.title} {_difference(old, new)}")
    for recipient in sorted(before - set(new.recipients)):
        gone = evolve(entry, status="cancelled")
        words = f"{p.label(recipient)} no longer takes part in {entry.title} on {_when(new)}"
        tell(recipient, "withdrawn", words, gone)
    return found


def _withdrawn(old: Sent) -> Entry:
    first, last = old.days
    return Entry(
        id=old.id,
        category="deadline",
        title=old.title,
        first=first,
        last=last,
        starts=old.moment(old.starts),
        ends=old.moment(old.ends),
        status="cancelled",
        place=old.place,
        changed=first,
    )


def _when(sent: Sent) -> str:
    if sent.starts and sent.ends:
        begin, end = datetime.fromisoformat(sent.starts), datetime.fromisoformat(sent.ends)
        until = f"{end:%H:%M}" if begin.date() == end.date() else f"{_day(end)} {end:%H:%M}"
        return f"{_day(begin)} {begin:%H:%M} to {until} ({sent.zone})"
    first, last = sent.days
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _where(sent: Sent) -> str:
    return f", {sent.place}" if sent.place else ""


def _difference(old: Sent, new: Sent) -> str:
    parts = []
    if old.when != new.when:
        parts.append(f"moved from {_when(old)} to {_when(new)}")
    if old.place != new.place:
        parts.append(f"takes place at {new.place or 'a place not yet fixed'}")
    if old.link != new.link:
        parts.append(f"has the link {new.link or 'no longer'}")
    if old.status != new.status:
        parts.append(f"is {new.status}")
    return ", and ".join(parts)


def write_updates(found: Updates, folder: Path, ledger: Path) -> tuple[Path, ...]:
    """Write a file per recipient and entry, a page in words, and the ledger last.

    Returns the files written: none if nothing changed.
    A crash on the way leaves the ledger as it was, so the next run writes the same again.
    """
    if not found.updates:
        return ()
    written = []
    for update in found.updates:
        path = folder / _file_name(update.recipient) / f"{_file_name(update.entry.id)}.ics"
        write_whole(path, _calendar(found.partnership, update).to_ical())
        written.append(path)
    words = folder / "updates.txt"
    write_whole(words, found.text().encode())
    write_whole(ledger, ledger_bytes(dict(found.ledger)))
    return (*written, words, ledger)


def _calendar(p: Partnership, update: Update) -> Calendar:
    """Return one entry for one recipient; it can be answered if the coordinator has an address."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//vetpartner//vetpartner//EN")
    made.add("version", "2.0")
    organizer, attendees = _organizer(p), _attendees(p, update.recipient)
    cancels = update.entry.status == "cancelled"
    if organizer is not None and (attendees or cancels):
        # A REQUEST to nobody is refused; without a method it is a plain event to import.
        made.add("method", "CANCEL" if cancels else "REQUEST")
    moments = [m for m in (update.entry.starts, update.entry.ends) if m is not None]
    for zone in sorted({getattr(m.tzinfo, "key", "") for m in moments} - {""}):
        years = [moment.year for moment in moments]
        made.add_component(vtimezone(zone, min(years), max(years)))
    shown = event(p, evolve(update.entry, sequence=update.sequence))
    shown["UID"] = update.uid
    del shown["DTSTAMP"]
    shown.add("dtstamp", datetime.combine(max(p.as_of, LONG_AGO), time(), UTC))
    if organizer is not None:
        shown["ORGANIZER"] = _address(organizer)
        for person in attendees:
            attendee = _address(person)
            attendee.params["RSVP"] = "TRUE"
            shown.add("attendee", attendee)
    made.add_component(shown)
    return made


def _address(person: Person) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"MAILTO:{person.email}")
    address.params["CN"] = clean(person.name or person.id)
    return address


def _attendees(p: Partnership, organisation: str) -> list[Person]:
    """Return the people of an organisation whom an invitation can reach."""
    return [
        person
        for person in p.plan.people
        if person.organisation == organisation and _MAIL.fullmatch(person.email or "")
    ]


def _file_name(id_: str) -> str:
    """Return an id as the name of a file that cannot lead out of its folder."""
    return re.sub(r"[^\w.-]|^\.+", "-", id_)


def _organizer(p: Partnership) -> Person | None:
    coordinator = p.get(p.plan.project.coordinator)
    if not isinstance(coordinator, Organisation):
        return None
    return next(iter(_attendees(p, coordinator.id)), None)
