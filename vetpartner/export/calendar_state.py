"""The one state of all calendars: by what each entry is known, how it was last seen and sent.

Feeds, invitations and what is published take their numbers from here, so that they never differ.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import asdict, evolve, field, frozen

from vetpartner.export.events import Event, Mark, event_of
from vetpartner.files.disk import NotOpened, contents
from vetpartner.model import ACTIVITY_KINDS, zone_of
from vetpartner.state.activity_entries import LONG_AGO, Entry, activity_entries
from vetpartner.state.entries import each_entry
from vetpartner.values.keyed import grouped
from vetpartner.values.reading import Strict, read_any_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from vetpartner.model import Partnership

LEDGER = "calendar-ledger.json"
"""The file in the project's folder in which the state is kept."""
_FORMAT = 2
_UID = 32
"""Letters of the digest in a UID; what stands in one has no sign that a server refuses."""


class BrokenLedger(ValueError):
    """The state cannot be read; nothing is sent, so that nobody gets anything twice."""


# What is kept.


@frozen(kw_only=True)
class Mailbox:
    """A name and its e-mail address."""

    name: str
    address: str


@frozen(kw_only=True)
class Said:
    """What an entry says of itself: days in ISO form, local times with `zone` where there are."""

    title: str
    status: str
    first: str
    last: str
    starts: str | None = None
    ends: str | None = None
    zone: str | None = None
    place: str | None = None
    link: str | None = None

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
    def when(self) -> tuple[str | None, ...]:
        """Return the date."""
        return (self.first, self.last, self.starts, self.ends, self.zone)

    @property
    def told(self) -> tuple[str | None, ...]:
        """Return what a recipient must be told again when it changes."""
        return (self.status, *self.when, self.place, self.link)


@frozen(kw_only=True)
class Sent:
    """An entry as it was last sent: `day` of the last message about it, by whom, and who has it.

    `people` are the names of those who were invited, by organisation and address; one that is
    among the `recipients` and not here was reached by an earlier version, which kept no names.
    `asked` is the number from which on invitations are about this date and place; `off` are the
    addresses for which it was called off, who need a higher number if they are invited again.
    """

    said: Said
    sequence: int
    asked: int = 0
    day: str | None = None
    organiser: Mailbox | None = None
    recipients: tuple[str, ...] = ()
    people: dict[str, dict[str, str]] = field(factory=dict)
    off: tuple[str, ...] = ()


@frozen(kw_only=True)
class Known:
    """One entry: the UID it was given when first seen, and what it said when last seen.

    `modified` is the day of the last change, None for what an earlier version kept; `content` the
    digest of all its lines. `gone` tells that the plan has it no more. `session` is the id of a
    session of a training, if it was given one.
    """

    uid: str
    sequence: int
    said: Said
    address: str = ""
    modified: str | None = None
    content: str | None = None
    gone: bool = False
    session: str | None = None
    sent: Sent | None = None


@frozen(kw_only=True)
class Copy:
    """An event as it was published: the digest of what was written, and how the server marks it."""

    digest: str
    etag: str


@frozen(kw_only=True)
class State:
    """All that is known of the calendars; `entries` by category and id, such as `meeting/M1`.

    `home` tells projects apart in UIDs and stays as it was first; `day` is the last as of which
    anything was sent or published; `organiser` invites; `published` are events by place and UID.
    """

    home: str = ""
    day: str | None = None
    organiser: Mailbox | None = None
    entries: dict[str, Known] = field(factory=dict)
    published: dict[str, dict[str, Copy]] = field(factory=dict)
    format: int = _FORMAT

    @property
    def last(self) -> date:
        """Return the last day as of which anything was sent or published."""
        return date.fromisoformat(self.day) if self.day else LONG_AGO

    @property
    def was_sent(self) -> bool:
        """Tell whether anybody was invited to anything."""
        return any(known.sent is not None for known in self.entries.values())


# Reading and writing: the form of today, and those of earlier versions.


@frozen
class _OldSent:
    """An entry as versions before this one kept it."""

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
    people: dict[str, dict[str, str]] = field(factory=dict)


@frozen
class _OldLedger:
    """The whole file in format 1, or without a format."""

    sent: dict[str, _OldSent]
    format: int = 1


_STRICT = Strict({str: read_any_text})


def state_of(p: Partnership) -> State:
    """Return the state that is kept beside a partnership; an empty one where there is none.

    Raises `BrokenLedger`.
    """
    return State() if p.origin is None else read_state(p.origin.folder / LEDGER)


def read_state(path: Path) -> State:
    """Return the state in a file, an empty one if it is not there.

    Raises `BrokenLedger` if the file is not what was written.
    """
    try:
        return _parsed(contents(path), path.name) if path.exists() else State()
    except NotOpened as error:
        raise BrokenLedger(f"{path.name} {error}; restore it from a copy, or delete it") from None


def current_ledger(data: bytes) -> bytes:
    """Return a state of an earlier version as it is written today; raises `BrokenLedger`."""
    return state_bytes(_parsed(data, LEDGER))


def state_bytes(state: State) -> bytes:
    """Return a state as it is written: readable, and in a steady order."""
    kept = asdict(state)
    form = {"format": kept.pop("format")}
    text = json.dumps({**form, **_steady(kept)}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _steady(kept: dict[str, object]) -> dict[str, object]:
    """Return it with what has ids in the order of these, and without what is empty."""
    found = {n: v for n, v in kept.items() if v or (v == 0 and v is not False)}
    for name in ("entries", "published"):
        rows = found.get(name)
        if isinstance(rows, dict):
            found[name] = {key: _steady(rows[key]) for key in sorted(rows)}
    return found


def reads_back(data: bytes, meant: State) -> bool:
    """Tell whether a written state is read as it was meant."""
    return _parsed(data, LEDGER) == meant


def _parsed(data: bytes, name: str) -> State:
    try:
        raw = json.loads(data)
        earlier = not isinstance(raw, dict) or raw.get("format", 1) == 1
        found, problems = _STRICT.structure(raw, _OldLedger if earlier else State)
        if problems:
            raise BrokenLedger("; ".join(problem.message for problem in problems))
        if found.format not in {1, _FORMAT}:
            raise BrokenLedger(f"its format is {found.format}, and this version knows {_FORMAT}")
        state: State = _of_before(found) if earlier else found
        for known in state.entries.values():
            for said in (known.said, *((known.sent.said,) if known.sent else ())):
                _ = (said.days, said.moment(said.starts), said.moment(said.ends))
            _ = mark_of(known)
        _ = state.last
    except (ValueError, KeyError, RecursionError) as error:
        msg = f"{name} cannot be read ({error}); restore it from a copy, or delete it"
        raise BrokenLedger(msg) from None
    return state


_TABLES = {str(cls.word).replace(" ", "-"): cls.table for cls in ACTIVITY_KINDS} | {
    "deliverable": "deliverables",
    "milestone": "milestones",
}


def _of_before(ledger: _OldLedger) -> State:
    """Return what an earlier version sent; every entry keeps the UID that it was sent with."""
    found = {}
    for uid, old in ledger.sent.items():
        kind = uid.rpartition("@")[0].removesuffix(f"-{old.id}")
        said = Said(
            title=old.title,
            status=old.status,
            first=old.first,
            last=old.last,
            starts=old.starts,
            ends=old.ends,
            zone=old.zone,
            place=old.place,
            link=old.link,
        )
        sent = Sent(said=said, sequence=old.sequence, recipients=old.recipients, people=old.people)
        table = _TABLES.get(kind)
        key = f"{kind.replace('-', ' ')}/{old.id}"
        if key in found and not old.recipients:
            continue  # it was called off under another acronym, and sent anew
        found[key] = Known(
            uid=uid,
            sequence=old.sequence,
            said=said,
            address=f"{table}/{old.id.partition('/')[0]}" if table else "",
            gone=not old.recipients,
            sent=sent,
        )
    return State(entries=found)


# By what an entry is known.


def said_of(entry: Entry) -> Said:
    """Return what an entry says of itself."""
    return Said(
        title=entry.title,
        status=entry.status,
        first=entry.first.isoformat(),
        last=entry.last.isoformat(),
        starts=_local(entry.starts),
        ends=_local(entry.ends),
        zone=getattr(entry.starts.tzinfo, "key", None) if entry.starts else None,
        place=entry.place,
        link=entry.link,
    )


def _local(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat() if moment else None


def home_of(p: Partnership) -> str:
    """Return what tells a project apart from others: nothing that people correct in a text."""
    project = p.baseline.project
    of = (project.action, project.call, project.coordinator, project.start, project.months)
    return sha256(" ".join(map(str, of)).encode()).hexdigest()[:_UID]


class Numbering:
    """Gives every entry of a partnership the key and the number that its state has for it."""

    def __init__(self, p: Partnership, state: State) -> None:
        """Find out which session is which; all others are known by their ids."""
        self.state, self.as_of = state, max(p.as_of, LONG_AGO)
        self.home = state.home or home_of(p)
        self._prefix = sha256(f"{self.home} ".encode())
        self._sessions = _sessions(p, state) if state.entries else {}

    def key(self, entry: Entry) -> str:
        """Return under which key the state has an entry, or will have it."""
        return self._sessions.get(entry.id) or key_of(entry)

    def mark(self, entry: Entry, event: Event) -> Mark:
        """Return the number of an entry, higher where it says something else than before."""
        key = self.key(entry)
        known = self.state.entries.get(key)
        if known is None:
            last = entry.changed
            return Mark(uid=self._uid(key), sequence=entry.sequence, modified=last, told=last)
        changed = known.gone or known.said.told != said_of(entry).told
        mark = mark_of(known)
        last = mark.modified if known.modified else entry.changed
        if changed or known.content != event.digest:
            last = max(last, self.as_of)
        number = max(entry.sequence, known.sequence + 1) if changed else known.sequence
        return evolve(mark, sequence=number, modified=last, told=max(last, mark.told))

    def lines(self, entry: Entry) -> bytes:
        """Return an entry as a feed has it."""
        event = event_of(entry)
        return event.lines(self.mark(entry, event))

    def known(self, entry: Entry) -> Known:
        """Return what is kept of an entry from now on; what was sent stays."""
        event, before = event_of(entry), self.state.entries.get(self.key(entry))
        mark = self.mark(entry, event)
        return Known(
            uid=mark.uid,
            sequence=mark.sequence,
            said=said_of(entry),
            address=entry.address,
            modified=mark.modified.isoformat(),
            content=event.digest,
            session=entry.session if entry.named else None,
            sent=before.sent if before else None,
        )

    def _uid(self, key: str) -> str:
        """Return an id that survives changes of title and date."""
        digest = self._prefix.copy()
        digest.update(key.encode())
        return f"{digest.hexdigest()[:_UID]}@vetpartner"


def numbering(p: Partnership) -> Numbering:
    """Return the numbers of all entries, by the state that is kept beside the partnership."""
    return Numbering(p, state_of(p))


def seen(p: Partnership, state: State) -> State:
    """Return the state after all entries were seen as they are on the day; nothing is written."""
    numbers = Numbering(p, state)
    now = {numbers.key(entry): numbers.known(entry) for entry in each_entry(p)}
    return evolve(
        state,
        home=numbers.home,
        entries={**state.entries, **now},
    )


def mark_of(known: Known) -> Mark:
    """Return the number of an entry as it is kept."""
    last = date.fromisoformat(known.modified) if known.modified else LONG_AGO
    sent = known.sent.day if known.sent else None
    told = max(last, date.fromisoformat(sent)) if sent else last
    return Mark(uid=known.uid, sequence=known.sequence, modified=last, told=told)


def key_of(entry: Entry) -> str:
    """Return the key of an entry that the state does not have."""
    return f"{entry.category}/{entry.id}"


def _sessions(p: Partnership, state: State) -> dict[str, str]:
    """Return the keys of sessions, by the ids of their entries.

    One that has an id is known by it, and by all it says if its id was changed. Of the others a
    session is the same that says the same, or is at the same time, or is called the same; what is
    left was moved, if as many are left. One that was called off is known again if it says the same;
    where all were, because the training was shown as a whole, they are known like any other.
    """
    parts = (entry for entry in activity_entries(p) if entry.is_session)
    now = grouped((entry.address, entry) for entry in parts)
    before = grouped(
        (known.address, (key, known))
        for key, known in state.entries.items()
        if "/" in key.partition("/")[2] and known.address
    )
    found: dict[str, str] = {}
    for address, entries in now.items():
        found |= _matched(entries, dict(before.get(address, ())), state.entries.keys())
    return found


_ALIKE: tuple[Callable[[Said], object], ...] = (
    lambda said: (said.when, said.title),
    lambda said: said.when,
    lambda said: said.title,
)


def _matched(
    entries: list[Entry], before: dict[str, Known], taken: AbstractSet[str]
) -> dict[str, str]:
    """Return the keys of the sessions of one training."""
    named = {known.session: key for key, known in before.items() if known.session}
    found = {e.id: named[e.session] for e in entries if e.named and e.session in named}
    there = {key for key, known in before.items() if not known.gone} or before.keys()
    for alike, known_by in (*((alike, there) for alike in _ALIKE), (_ALIKE[0], before.keys())):
        free = grouped(
            (alike(known.said), key)
            for key, known in before.items()
            if key in known_by - {*found.values()} and (known.session is None or alike is _ALIKE[0])
        )
        wanting = grouped((alike(said_of(e)), e.id) for e in entries if e.id not in found)
        for what, ids in wanting.items():
            found |= dict(zip(ids, free.get(what, ()), strict=False))
    left = [e for e in entries if e.id not in found]
    keys = [key for key in before if key in there - {*found.values()} and not before[key].session]
    plain = [e for e in left if not e.named]
    if len(plain) == len(keys):
        found |= {e.id: key for e, key in zip(plain, keys, strict=True)}
    used = {*taken, *found.values()}
    for entry in (e for e in left if e.id not in found):
        of = key_of(entry).rpartition("/")[0]
        tries = (key_of(entry), *(f"{of}/{n}" for n in range(1, len(used) + 2)))
        found[entry.id] = key = next(key for key in tries if key not in used)
        used.add(key)
    return found
