"""Answers to invitations: files and mails that came back, as facts."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.export.calendar_state import Numbering, said_of
from vetpartner.export.events import event_of
from vetpartner.export.mails import on_a_line, reachable
from vetpartner.files.disk import NotOpened, contents
from vetpartner.model import ACTIVITY_KINDS, Answered, Partnership
from vetpartner.state.coming import ANSWERS, date_of
from vetpartner.state.entries import belongs, choice, each_entry
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.export.calendar_state import Known, State
    from vetpartner.model import Person
    from vetpartner.model.facts import Answer
    from vetpartner.state.activity_entries import Entry

_MOST = 4 * 1024 * 1024
_SHOWN, _LONGEST_HEADER, _LONGEST_OF_PART = 80, 10_000, 1_000
_LINE_END, _HEADER = re.compile(rb"\r?\n(?![ \t])"), re.compile(rb"[!-9;-~]+[ \t]*:")
_A_DAY = timedelta(days=1)
_BROKEN = (LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""How Python's reader of mails and that of calendars fail over what is broken or hostile."""


@frozen(kw_only=True)
class Answers:
    """What came back: the answers that are new, and a sentence for each file that was not taken."""

    partnership: Partnership
    taken: tuple[Answered, ...]
    known: int
    refused: tuple[str, ...]

    def text(self) -> str:
        """Return in words who comes to what, and what was not taken."""
        p = self.partnership
        lines = [
            f"{fact.of}{f'/{fact.session}' if fact.session else ''} {p.label(fact.of)}: "
            f"{p.label(fact.person)} {ANSWERS[fact.answer]}"
            for fact in self.taken
        ]
        if self.known:
            again = "1 answer was" if self.known == 1 else f"{self.known} answers were"
            lines.append(f"{again} recorded already, or a later one is")
        if self.refused:
            lines += ["", "not taken:", *(f"  {text}" for text in self.refused)]
        return "\n".join(lines).strip() or "no answers"


def read_answers(p: Partnership, state: State, folder: Path) -> Answers:
    """Read all `.ics` and `.eml` files of a folder; nothing is written.

    An answer is taken from people of the plan, to what still takes place on the day to which they
    were invited last. All else is told, and no file stops the others.
    """
    work = _Reading(p, state)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".ics", ".eml"} and path.is_file():
            work.file(path)
    return work.answers()


class _NotTaken(Exception):
    """Why an answer is not taken."""


@frozen(kw_only=True)
class _Reply:
    """What an answer says: `sender` is that of the mail, None for a plain file.

    `address` is of whom it is, None where it does not say so; `one_of_several` tells that it is
    about one date of an event that recurs, which no invitation of ours does.
    """

    sender: str | None
    address: str | None
    uid: str
    number: int
    word: str
    moment: datetime | None
    one_of_several: bool


class _Reading:
    """Gathers what the files say."""

    def __init__(self, p: Partnership, state: State) -> None:
        self.p, self.state = p, state
        numbers = Numbering(p, state)
        self.entries: dict[str, tuple[Entry, Known | None]] = {}
        for entry in each_entry(p):
            known = state.entries.get(numbers.key(entry))
            uid = known.uid if known else numbers.mark(entry, event_of(entry)).uid
            self.entries[uid] = entry, known
        self.gone = {known.uid: known for known in state.entries.values() if known.gone}
        self.people: dict[str, list[Person]] = grouped(
            (to.casefold(), one) for one in p.plan.people if (to := reachable(one.email))
        )
        self.found: dict[tuple[str, str | None, str], Answered] = {}
        self.known = 0
        self.refused: list[str] = []

    def answers(self) -> Answers:
        """Return what was found, without what is recorded already."""
        taken = []
        for fact in self.found.values():
            before = (
                one
                for one in self.p.facts_of(fact.of or "", Answered)
                if (one.session, one.person) == (fact.session, fact.person)
            )
            if any((one.at or "") >= (fact.at or "") for one in before):
                self.known += 1
            else:
                taken.append(fact)
        return Answers(
            partnership=self.p,
            taken=tuple(taken),
            known=self.known,
            refused=tuple(self.refused),
        )

    def file(self, path: Path) -> None:
        """Take what a file says, or tell why not."""
        try:
            data = contents(path, most=_MOST)
            replies = list(_replies(data, mail=path.suffix.lower() == ".eml"))
        except (NotOpened, ValueError) as error:
            self._refuse(path, f"cannot be read: {error}")
            return
        except _BROKEN:
            self._refuse(path, "cannot be read")
            return
        if not replies:
            self._refuse(path, "holds no answer to an invitation")
        for reply in replies:
            try:
                self._reply(reply)
            except _NotTaken as why:
                self._refuse(path, str(why))

    def _refuse(self, path: Path, why: str) -> None:
        self.refused.append(f"{on_a_line(path.name)}: {on_a_line(why)}")

    def _reply(self, reply: _Reply) -> None:
        """Keep an answer; raises `_NotTaken`."""
        person = self._person(reply)
        entry = self._entry(reply, person)
        word = next((one for one in ANSWERS if one == reply.word), None)
        if entry.is_deadline or word is None:
            raise _NotTaken(f"says neither yes nor no to {entry.title}")
        if reply.moment is None:
            raise _NotTaken("does not say when it was written")
        if reply.moment.date() > self.p.as_of + _A_DAY:
            # It would count before every later answer, for ever.
            day = reply.moment.date()
            raise _NotTaken(f"says it was written on {day}, and this is {self.p.as_of}")
        self._keep(entry, person, word, reply.moment)

    def _person(self, reply: _Reply) -> Person:
        """Return whose answer it is, if the sender may bring it."""
        if reply.address is None:
            raise _NotTaken("does not say of whom it is")
        people = self.people.get(reply.address.casefold(), [])
        if not people:
            raise _NotTaken(f"{_short(reply.address)} is nobody of this project")
        names = [one.name or one.id for one in people]
        if len(people) > 1:
            raise _NotTaken(
                f"{_short(reply.address)} is the address of {' and of '.join(names)}: give each "
                "one of their own, or write the answer into the facts"
            )
        if reply.sender is not None and not self._may_speak(reply.sender, people[0]):
            raise _NotTaken(f"{_short(reply.sender)} answers for {names[0]}, and is unknown here")
        return people[0]

    def _entry(self, reply: _Reply, person: Person) -> Entry:
        """Return what somebody answers, if it is as they were invited to it."""
        if reply.uid in self.gone:
            raise _NotTaken(f"{self.gone[reply.uid].said.title} no longer takes place")
        if reply.uid not in self.entries:
            raise _NotTaken("answers an invitation that is not of this project")
        entry, known = self.entries[reply.uid]
        who, home, sent = person.name or person.id, person.organisation, known and known.sent
        if entry.status == "cancelled":
            raise _NotTaken(f"{entry.title} no longer takes place")
        if home is None or not belongs(entry, choice(self.p, partner=home)):
            raise _NotTaken(f"{who} is not invited to {entry.title}")
        if reply.one_of_several:
            raise _NotTaken(f"{who} answers one of several dates, and {entry.title} has one")
        if sent and (reply.number < sent.asked or sent.said.told != said_of(entry).told):
            raise _NotTaken(
                f"{who} answers the date of {entry.title} before it was changed: ask again"
            )
        if entry.is_session and not entry.named:
            raise _NotTaken(
                f"{entry.title} has no id, and its number may become that of another session: "
                f"give the sessions of {entry.address.partition('/')[2]} ids in project.toml, and "
                "take the answers again"
            )
        return entry

    def _may_speak(self, sender: str, person: Person) -> bool:
        """Tell whether a mail may bring somebody's answer: their own, or that of a colleague."""
        return any(
            other.id == person.id or other.organisation == person.organisation
            for other in self.people.get(sender.casefold(), ())
        )

    def _keep(self, entry: Entry, person: Person, word: Answer, moment: datetime) -> None:
        activity = entry.address.partition("/")[2]
        thing = self.p.get(activity)
        fact = Answered(
            of=activity,
            at=f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z",
            date_asked=date_of(thing, entry.session) if isinstance(thing, ACTIVITY_KINDS) else None,
            session=entry.session,
            person=person.id,
            answer=word,
            recorded=self.p.as_of,
        )
        key = (activity, entry.session, person.id)
        before = self.found.get(key)
        if before is None or (before.at or "") < (fact.at or ""):
            self.found[key] = fact
        if before is not None:
            self.known += 1


def _replies(data: bytes, *, mail: bool) -> Iterator[_Reply]:
    """Yield the answers in a file."""
    sender, parts = None, [_text(data, None)]
    if mail:
        if any(map(_too_long, _LINE_END.split(data))):
            raise ValueError("a line of its head is longer than that of any mail")
        message: Any = message_from_bytes(data, policy=SMTP)
        boxes = message["From"].addresses if message["From"] else ()
        sender = boxes[0].addr_spec if boxes else ""
        parts = [
            _text(part.get_payload(decode=True), part.get_content_charset())
            for part in message.walk()
            if _is_calendar(part)
        ]
    seen = set()
    for part in parts:
        calendar = _calendar(part)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            continue
        for event in calendar.walk("VEVENT"):
            if (text := event.to_ical()) not in seen:  # beside the words and as a file
                seen.add(text)
                yield _said(sender, event)


def _text(data: bytes, charset: str | None) -> str:
    """Return the text of a calendar; a mark at its beginning tells more than what a mail says."""
    marked = data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE}
    try:
        return data.decode("utf-16" if marked else charset or "utf-8-sig", errors="replace")
    except LookupError:
        return data.decode("utf-8", errors="replace")


def _calendar(text: str) -> Any:  # noqa: ANN401 - of icalendar
    from icalendar import Calendar

    try:
        return Calendar.from_ical(text)
    except ValueError:  # what it says is about lines of a file that nobody has written by hand
        raise ValueError("the calendar in it is cut off or broken") from None


def _too_long(line: bytes) -> bool:
    """Tell whether what may be a line of a head, with its further lines, is longer than in mails.

    Python reads addresses and parameters in the square of their number, those of each part anew.
    """
    most = _LONGEST_OF_PART if line[:8].lower() == b"content-" else _LONGEST_HEADER
    return len(line) > most and _HEADER.match(line) is not None


def _is_calendar(part: Any) -> bool:  # noqa: ANN401 - of email
    """Tell whether a part is a calendar; some servers send one as a file of no kind."""
    if part.get_content_type() in {"text/calendar", "application/ics"}:
        return True
    name = part.get_filename()
    return name is not None and name.lower().endswith(".ics") and not part.is_multipart()


def _said(sender: str | None, event: Any) -> _Reply:  # noqa: ANN401 - of icalendar
    attendee, stamp = event.get("ATTENDEE"), event.get("DTSTAMP")
    moment = stamp.dt if stamp is not None and isinstance(stamp.dt, datetime) else None
    if moment is not None:
        # DTSTAMP is always UTC, so one without a zone is not in that of this computer.
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    alone = attendee is not None and not isinstance(attendee, list)
    return _Reply(
        sender=sender,
        address=_address(str(attendee)) if alone else None,
        uid=str(event.get("UID", "")),
        number=int(event.get("SEQUENCE", 0)),
        word=str(attendee.params.get("PARTSTAT", "")).lower() if alone else "",
        moment=moment,
        one_of_several="RECURRENCE-ID" in event,
    )


def _address(text: str) -> str:
    return text.partition(":")[2].strip() if text.casefold().startswith("mailto:") else text


def _short(text: str) -> str:
    return on_a_line(text)[:_SHOWN]
