"""What changed in the calendars since they were last sent, and the files and mails that tell it."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from attrs import asdict, evolve, field, frozen

from vetpartner.export.feeds import domain, uid
from vetpartner.export.invitations import (
    News,
    Update,
    attendees_of,
    draft_of,
    entry_reads,
    invitation,
    mail,
    mail_reads,
    organizer_of,
)
from vetpartner.files.atomic import NotKept, write_whole
from vetpartner.files.disk import NotOpened, contents
from vetpartner.files.transaction import write_all
from vetpartner.model import Partnership, zone_of
from vetpartner.state.activity_entries import Entry
from vetpartner.state.entries import entries
from vetpartner.values.file_names import file_stems
from vetpartner.values.reading import Strict, read_any_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.files.atomic import Check

# What was sent of a calendar, and to whom: a small file beside the project.

LEDGER = "calendar-ledger.json"
_FORMAT = 1


@frozen(kw_only=True)
class Sent:
    """One entry as it was last sent: what it said, its SEQUENCE, and who has it.

    `people` are the names of those who were invited, by organisation and address.
    `first` and `last` are days; `starts` and `ends` local times with `zone`, where there are times.
    """

    id: str
    sequence: int
    title: str
    status: str
    first: str
    last: str
    starts: str | None = None
    ends: str | None = None
    zone: str | None = None
    place: str | None = None
    link: str | None = None
    recipients: tuple[str, ...] = ()
    people: dict[str, dict[str, str]] = field(factory=dict, eq=False)

    def moment(self, text: str | None) -> datetime | None:
        """Return a stored local time as an aware one."""
        if text is None or self.zone is None:
            return None
        return datetime.fromisoformat(text).replace(tzinfo=zone_of(self.zone))

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return date.fromisoformat(self.first), date.fromisoformat(self.last)

    @property
    def said(self) -> tuple[str | None, ...]:
        """Return what a recipient must be told again when it changes."""
        return (self.status, *self.when, self.place, self.link)

    @property
    def when(self) -> tuple[str | None, ...]:
        """Return the date as it was sent."""
        return (self.first, self.last, self.starts, self.ends, self.zone)


@frozen
class _Ledger:
    """The whole file."""

    sent: dict[str, Sent]
    format: int = _FORMAT


class BrokenLedger(ValueError):
    """The ledger cannot be read; nothing is sent, so that nobody gets anything twice."""


_STRICT = Strict({str: read_any_text})


def read_ledger(path: Path) -> dict[str, Sent]:
    """Return what was sent by UID, nothing if there is no ledger yet.

    Raises `BrokenLedger` if the file is not what was written.
    """
    try:
        return _parsed(contents(path), path.name) if path.exists() else {}
    except NotOpened as error:
        raise BrokenLedger(f"{path.name} {error}; restore it from a copy, or delete it") from None


def current_ledger(data: bytes) -> bytes:
    """Return a ledger of an earlier version as it is written today; raises `BrokenLedger`."""
    return ledger_bytes(_parsed(data, LEDGER))


def _parsed(data: bytes, name: str) -> dict[str, Sent]:
    try:
        ledger, problems = _STRICT.structure(json.loads(data), _Ledger)
        if problems:
            raise BrokenLedger("; ".join(problem.message for problem in problems))
        if ledger.format != _FORMAT:
            raise BrokenLedger(f"its format is {ledger.format}, and this version knows {_FORMAT}")
        for sent in ledger.sent.values():
            _ = (sent.days, sent.moment(sent.starts), sent.moment(sent.ends))
    except (ValueError, KeyError, RecursionError) as error:
        msg = f"{name} cannot be read ({error}); restore it from a copy, or delete it"
        raise BrokenLedger(msg) from None
    return dict(ledger.sent)


def ledger_bytes(ledger: dict[str, Sent]) -> bytes:
    """Return a ledger as it is written: readable, and in a steady order."""
    sent = {uid: asdict(ledger[uid]) for uid in sorted(ledger)}
    return (
        json.dumps({"format": _FORMAT, "sent": sent}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _read_back(data: bytes, meant: dict[str, Sent]) -> None:
    # Whom it reached counts too, though nobody is told anew for that alone.
    found, wanted = (
        {k: asdict(one) for k, one in s.items()} for s in (_parsed(data, LEDGER), meant)
    )
    if found != wanted:
        raise NotKept(f"{LEDGER} was not written, because it would be read otherwise")


# What changed, in words that go into a mail: days, places, and how an entry differs.


def when_of(sent: Sent) -> str:
    """Return when an entry is, with its hours and their time zone."""
    if sent.starts and sent.ends:
        begin, end = datetime.fromisoformat(sent.starts), datetime.fromisoformat(sent.ends)
        until = f"{end:%H:%M}" if begin.date() == end.date() else f"{_day(end)} {end:%H:%M}"
        return f"{_day(begin)} {begin:%H:%M} to {until} ({sent.zone})"
    first, last = sent.days
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale="en")


def where_of(sent: Sent) -> str:
    """Return the place after a comma, nothing where none is known."""
    return f", {sent.place}" if sent.place else ""


def difference_of(old: Sent, new: Sent) -> str:
    """Return what is new about an entry since it was sent."""
    parts = []
    if old.when != new.when:
        parts.append(f"moved from {when_of(old)} to {when_of(new)}")
    if old.place != new.place:
        parts.append(f"takes place at {new.place or 'a place not yet fixed'}")
    if old.link != new.link:
        parts.append(f"has the link {new.link or 'no longer'}")
    if old.status != new.status:
        parts.append(f"is {new.status}")
    return ", and ".join(parts)


# All that is to be told.


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
        if organizer_of(self.partnership) is None:
            lines.append(
                "Nobody of the coordinator has an e-mail address in project.toml, so the files can "
                "be opened and imported, but not answered."
            )
        else:
            silent = [r for r in told if not attendees_of(self.partnership, r)]
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
    home = domain(p)
    now: dict[str, Entry] = {}
    recipients: dict[str, list[str]] = {}
    for organisation in p.plan.organisations:
        for entry in entries(p, partner=organisation.id):
            key = uid(entry, home)
            now[key] = entry
            recipients.setdefault(key, []).append(organisation.id)
    found: list[Update] = []
    sent = dict(ledger)
    for key, entry in now.items():
        old = ledger.get(key)
        if old is None and entry.last < p.as_of:
            continue  # nobody needs an invitation to what is over
        new = _sent(entry, _people(p, recipients[key]), old)
        sent[key] = new
        found += _told(p, key, entry, old, new)
    for key, old in ledger.items():
        if key not in now and old.recipients:
            gone = _withdrawn(old)
            sent[key] = evolve(old, sequence=old.sequence + 1, status="cancelled", recipients=())
            words = f"{old.title} no longer takes place"
            found += [
                Update(recipient, key, "withdrawn", gone, sent[key].sequence, words)
                for recipient in old.recipients
            ]
    order = {organisation.id: n for n, organisation in enumerate(p.plan.organisations)}
    found.sort(key=lambda u: (order.get(u.recipient, len(order)), u.entry.first, u.uid))
    return Updates(partnership=p, updates=tuple(found), ledger=tuple(sent.items()))


def _sent(entry: Entry, people: dict[str, dict[str, str]], old: Sent | None) -> Sent:
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
        recipients=tuple(people),
        people=people,
    )
    if old is None:
        return new
    gone = any(set(old.people.get(home, {})) - set(now) for home, now in people.items())
    changed = gone or old.said != new.said or bool(set(old.recipients) - set(people))
    return evolve(new, sequence=max(new.sequence, old.sequence + (1 if changed else 0)))


def _local(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat() if moment else None


def _told(p: Partnership, key: str, entry: Entry, old: Sent | None, new: Sent) -> list[Update]:
    """Return the updates of one entry: to those who have it, who get it, and who lose it."""
    found = []

    def tell(recipient: str, news: News, words: str, entry: Entry = entry) -> None:
        found.append(Update(recipient, key, news, entry, new.sequence, words))

    before = set(old.recipients) if old else set()
    for recipient in new.recipients:
        if recipient not in before:
            if entry.status != "cancelled":
                tell(recipient, "new", f"{entry.title}: {when_of(new)}{where_of(new)}")
        elif old is not None and entry.status == "cancelled" != old.status:
            tell(recipient, "cancelled", f"{entry.title} on {when_of(old)} is cancelled")
        elif old is not None and old.said != new.said:
            tell(recipient, "changed", f"{entry.title} {difference_of(old, new)}")
    if old is not None and entry.last >= p.as_of and entry.status != "cancelled":
        found += _persons(key, entry, old, new)
    for recipient in sorted(before - set(new.recipients)):
        gone = evolve(entry, status="cancelled")
        words = f"{p.label(recipient)} no longer takes part in {entry.title} on {when_of(new)}"
        tell(recipient, "withdrawn", words, gone)
    return found


def _people(p: Partnership, recipients: list[str]) -> dict[str, dict[str, str]]:
    """Return the names of all who are reached, by organisation and address."""
    return {
        recipient: {str(who.email): who.name or who.id for who in attendees_of(p, recipient)}
        for recipient in recipients
    }


def _persons(key: str, entry: Entry, old: Sent, new: Sent) -> list[Update]:
    """Return what people must be told who came to an organisation, or left it."""
    found = []
    for recipient in new.recipients:
        before, now = old.people.get(recipient), new.people.get(recipient, {})
        if before is None:
            continue
        for mail_, name in before.items():
            if mail_ not in now:
                words = f"{name} is no longer invited to {entry.title} on {when_of(new)}"
                gone = evolve(entry, status="cancelled")
                to = ((name, mail_),)
                found.append(Update(recipient, key, "withdrawn", gone, new.sequence, words, to))
        added = tuple((name, mail_) for mail_, name in now.items() if mail_ not in before)
        if added and old.said == new.said:
            names = ", ".join(name for name, _ in added)
            words = f"{entry.title}: {when_of(new)}{where_of(new)}, now for {names} too"
            found.append(Update(recipient, key, "new", entry, new.sequence, words, added))
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


def write_updates(found: Updates, folder: Path, ledger: Path) -> tuple[Path, ...]:
    """Write a file per recipient and entry, a mail with it, a page in words, and the ledger last.

    The mails are drafts: nothing is sent.

    Returns the files written: none if nothing changed.
    Every file is read back before any takes its place: `NotKept` tells what would be read
    otherwise, and nothing is written. A stop before the end leaves the ledger as it was, so the
    next run writes the same again.
    """
    if not found.updates:
        return ()
    files: dict[str, bytes] = {}
    checks: dict[str, Check] = {}
    for stem, update in zip(_stems(found), found.updates, strict=True):
        name = f"{stem}.ics"
        files[name] = ics = invitation(found.partnership, update)
        checks[name] = partial(entry_reads, update=update)
        draft = draft_of(found.partnership, update, ics)
        if draft is not None:
            name = f"{stem}.eml"
            files[name] = mail(update, draft)
            checks[name] = partial(mail_reads, meant=draft)
    files["updates.txt"] = found.text().encode()
    sent = dict(found.ledger)
    data = ledger_bytes(sent)
    _read_back(data, sent)
    write_all(folder, files, "vetpartner calendar --updates", checks)
    write_whole(ledger, data)
    return (*(folder / name for name in files), ledger)


def _stems(found: Updates) -> Iterator[str]:
    """Yield where each update goes, without an ending: to a folder for each recipient.

    Names are made with all ids of the plan, so that they are the same from one time to the next.
    """
    plan = found.partnership.plan
    known = [thing.id for _, thing in plan.things()]
    recipients = list(dict.fromkeys((*known, *(update.recipient for update in found.updates))))
    folders = dict(zip(recipients, file_stems(recipients), strict=True))
    entries = list(dict.fromkeys((*known, *(update.entry.id for update in found.updates))))
    names = dict(zip(entries, file_stems(entries), strict=True))
    seen: dict[str, int] = {}
    for update in found.updates:
        stem = f"{folders[update.recipient]}/{names[update.entry.id]}"
        seen[stem] = seen.get(stem, 0) + 1
        yield stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
