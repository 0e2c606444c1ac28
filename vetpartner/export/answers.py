"""Answers to invitations: files and mails that came back, as facts."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.export.calendar_state import Numbering
from vetpartner.export.events import event_of
from vetpartner.export.mails import on_a_line, reachable
from vetpartner.files.disk import NotOpened, contents
from vetpartner.model import Answered, Partnership
from vetpartner.state.coming import ANSWERS
from vetpartner.state.entries import each_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.export.calendar_state import State
    from vetpartner.model import Person
    from vetpartner.model.facts import Answer
    from vetpartner.state.activity_entries import Entry

_MOST = 4 * 1024 * 1024
_SHOWN = 80


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
    were invited last. All else is told.
    """
    work = _Reading(p, state)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".ics", ".eml"} and path.is_file():
            work.file(path)
    return work.answers()


class _Reading:
    """Gathers what the files say."""

    def __init__(self, p: Partnership, state: State) -> None:
        self.p, self.state = p, state
        numbers = Numbering(p, state)
        self.entries: dict[str, tuple[Entry, int]] = {}
        for entry in each_entry(p):
            known = state.entries.get(numbers.key(entry))
            asked = known.sent.asked if known and known.sent else 0
            uid = known.uid if known else numbers.mark(entry, event_of(entry)).uid
            self.entries[uid] = entry, asked
        self.gone = {known.uid: known for known in state.entries.values() if known.gone}
        self.people = {
            to.casefold(): one for one in p.plan.people if (to := reachable(one.email)) is not None
        }
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
        except (NotOpened, ValueError, LookupError, RecursionError) as error:
            self._refuse(path, f"cannot be read: {error}")
            return
        if not replies:
            self._refuse(path, "holds no answer to an invitation")
        for sender, event in replies:
            why = self._reply(sender, event)
            if why:
                self._refuse(path, why)

    def _refuse(self, path: Path, why: str) -> None:
        self.refused.append(f"{on_a_line(path.name)}: {on_a_line(why)}")

    def _reply(self, sender: str | None, event: Any) -> str:  # noqa: ANN401 - of icalendar
        """Keep an answer; return why it is not taken, or nothing."""
        uid, attendee = str(event.get("UID", "")), event.get("ATTENDEE")
        if attendee is None or isinstance(attendee, list):
            return "does not say of whom it is"
        address = _address(str(attendee))
        person = self.people.get(address.casefold())
        if person is None:
            return f"{_short(address)} is nobody of this project"
        if sender is not None and not self._may_speak(sender, person):
            return f"{_short(sender)} answers for {person.name or person.id}, and is unknown here"
        if uid in self.gone:
            return f"{self.gone[uid].said.title} no longer takes place"
        if uid not in self.entries:
            return "answers an invitation that is not of this project"
        entry, asked = self.entries[uid]
        said = str(attendee.params.get("PARTSTAT", "")).lower()
        word = next((one for one in ANSWERS if one == said), None)
        if entry.is_deadline or word is None:
            return f"says neither yes nor no to {entry.title}"
        number = int(event.get("SEQUENCE", 0))
        who = person.name or person.id
        if number < asked:
            return f"{who} answers the date of {entry.title} before it was changed: ask again"
        stamp = event.get("DTSTAMP")
        moment = stamp.dt if stamp is not None and isinstance(stamp.dt, datetime) else None
        if moment is None:
            return "does not say when it was written"
        self._keep(entry, person, word, moment.astimezone(UTC))
        return ""

    def _may_speak(self, sender: str, person: Person) -> bool:
        """Tell whether a mail may bring somebody's answer: their own, or that of a colleague."""
        other = self.people.get(sender.casefold())
        return other is not None and (
            other.id == person.id or other.organisation == person.organisation
        )

    def _keep(self, entry: Entry, person: Person, word: Answer, moment: datetime) -> None:
        activity = entry.address.partition("/")[2]
        fact = Answered(
            of=activity,
            at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
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


def _replies(data: bytes, *, mail: bool) -> Iterator[tuple[str | None, Any]]:
    """Yield the events of answers, each with the sender of the mail; None for a plain file."""
    from icalendar import Calendar

    sender, parts = None, [data]
    if mail:
        message: Any = message_from_bytes(data, policy=SMTP)
        boxes = message["From"].addresses if message["From"] else ()
        sender = boxes[0].addr_spec if boxes else ""
        parts = [
            part.get_payload(decode=True)
            for part in message.walk()
            if part.get_content_type() in {"text/calendar", "application/ics"}
        ]
    seen = set()
    for part in parts:
        calendar: Any = Calendar.from_ical(part)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            continue
        for event in calendar.walk("VEVENT"):
            if (text := event.to_ical()) not in seen:  # beside the words and as a file
                seen.add(text)
                yield sender, event


def _address(text: str) -> str:
    return text.partition(":")[2].strip() if text.casefold().startswith("mailto:") else text


def _short(text: str) -> str:
    return on_a_line(text)[:_SHOWN]
