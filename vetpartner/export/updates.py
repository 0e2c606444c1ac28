"""What changed in the calendars since they were last sent, and the files and mails that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.export.calendar_state import (
    Known,
    Mailbox,
    Numbering,
    Said,
    Sent,
    State,
    mark_of,
    seen,
)
from vetpartner.export.invitations import News, Update
from vetpartner.export.mails import on_a_line, reachable
from vetpartner.export.telling import Teller
from vetpartner.model import Organisation, Partnership
from vetpartner.state.activity_entries import LONG_AGO, Entry
from vetpartner.state.entries import all_entries, belongs, choice
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.export.events import Mark

People = Mapping[str, str]
"""Names by address."""


def organiser_of(p: Partnership, state: State | None) -> Mailbox | None:
    """Return who invites: who did so before, or else the first of the coordinator with an address.

    None if nobody of the coordinator has an address.
    """
    people = _reached(p, p.plan.project.coordinator)
    before = state.organiser.address if state is not None and state.organiser else ""
    address = next((one for one in people if _same(one, before)), next(iter(people), None))
    return Mailbox(name=people[address], address=address) if address else None


def mailboxes(p: Partnership, organisation: str) -> tuple[Mailbox, ...]:
    """Return the people of an organisation whom a mail can reach."""
    return _boxes(_reached(p, organisation))


def _reached(p: Partnership, organisation: str | None) -> dict[str, str]:
    """Return the names of the people of an organisation whom a mail can reach, by address."""
    if not isinstance(p.get(organisation), Organisation):
        return {}
    of = (person for person in p.plan.people if person.organisation == organisation)
    return {to: one.name or one.id for one in of if (to := reachable(one.email)) is not None}


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _without(people: People, others: People) -> dict[str, str]:
    """Return those people whose addresses are not among others, whatever letters are capital."""
    known = {address.casefold() for address in others}
    return {a: name for a, name in people.items() if a.casefold() not in known}


def _folded(*groups: People) -> tuple[str, ...]:
    """Return addresses by which people are known again."""
    return tuple(address.casefold() for people in groups for address in people)


def _boxes(people: People) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(name=name, address=address) for address, name in people.items())


# What is to be told.


@frozen(kw_only=True)
class Updates:
    """All updates in order, and the states of the calendar before and after they are written."""

    partnership: Partnership
    updates: tuple[Update, ...]
    before: State
    after: State

    @property
    def mails(self) -> tuple[tuple[Update, ...], ...]:
        """Return what goes together to the same people: one mail for each."""
        return tuple(tuple(each) for each in grouped((_whose(u), u) for u in self.updates).values())

    def text(self) -> str:
        """Return a page in words: what to tell to whom."""
        p = self.partnership
        lines = [f"What changed in the calendars of {p.plan.project.label}", ""]
        told = grouped((update.recipient, update) for update in self.updates)
        for recipient, found in told.items():
            lines.append(f"{p.label(recipient)}:")
            english = Teller(p)
            for to, each in grouped((_whose(u)[1], u) for u in found).items():
                if to and self.after.organiser is not None:
                    named = ", ".join(f"{one.name} <{one.address}>" for one in to)
                    code = Teller(p, recipient).language
                    lines.append(
                        f"  one mail, in {english.language.language_name(code.code)}, to {named}"
                    )
                lines += [f"  - {line}" for u in each for line in english.sentences(u)]
            lines.append("")
        lines += self._remarks(list(told))
        return "\n".join(lines).rstrip() + "\n"

    def _remarks(self, told: list[str]) -> Iterator[str]:
        """Yield what the organiser has to know beside."""
        p, old, new = self.partnership, self.before.organiser, self.after.organiser
        if new is None:
            yield (
                "Nobody of the coordinator has an e-mail address in project.toml, so the files can "
                "be opened and imported, but not answered."
            )
            return
        if old is not None and not _same(old.address, new.address):
            yield (
                f"{new.name} <{new.address}> invites from now on, instead of {old.name} "
                f"<{old.address}>: partners get the invitations again and answer there. "
                f"{old.name} deletes what stands in the calendar there; no mail does it."
            )
        for recipient in told:
            if not any(u.to for u in self.updates if u.recipient == recipient):
                yield (
                    f"Nobody of {p.label(recipient)} has an e-mail address in project.toml, so "
                    "these files can be imported, but not answered."
                )
        for person in p.plan.people:
            if person.organisation in told and person.email and not reachable(person.email):
                yield (
                    f"{person.name or person.id} cannot be reached at {on_a_line(person.email)}: "
                    "write an address of plain letters, figures and single dots before the @, "
                    "and a domain behind it."
                )


def _whose(update: Update) -> tuple[str, tuple[Mailbox, ...]]:
    return update.recipient, update.to


def updates(p: Partnership, state: State) -> Updates:
    """Compare the calendars of all organisations with what was sent; nothing is written.

    What was over before anybody had it is left out, and so is what is over now.
    """
    work = _Comparing(p, state)
    work.compare()
    order = {organisation.id: n for n, organisation in enumerate(p.plan.organisations)}
    found = sorted(
        work.found,
        key=lambda u: (order.get(u.recipient, len(order)), u.for_some, u.entry.first, u.mark.uid),
    )
    return Updates(partnership=p, updates=tuple(found), before=state, after=work.after())


class _Comparing:
    """Gathers what is to be told, and the state after it."""

    def __init__(self, p: Partnership, state: State) -> None:
        self.p, self.state = p, state
        self.seen = seen(p, state)
        self.stamp = max(p.as_of, state.last, LONG_AGO)
        self.organiser = organiser_of(p, state)
        self.found: list[Update] = []
        self.sent: dict[str, Known] = {}
        self.people = {o.id: _reached(p, o.id) for o in p.plan.organisations}

    def after(self) -> State:
        """Return the state as it will stand."""
        return evolve(
            self.seen,
            day=self.stamp.isoformat() if self.found else self.state.day,
            organiser=self.organiser,
            entries={**self.seen.entries, **self.sent},
        )

    def compare(self) -> None:
        """Look at every entry of today, and at what was sent and is no more."""
        numbers = Numbering(self.p, self.state)
        choices = {o: choice(self.p, partner=o) for o in self.people}
        now: dict[str, Entry] = {}
        for entry in all_entries(self.p):
            key = numbers.key(entry)
            now[key] = entry
            self._entry(key, entry, [o for o, of in choices.items() if belongs(entry, of)])
        for key, known in self.state.entries.items():
            if key not in now and not known.gone:
                self._gone(key, known, now)

    def _entry(self, key: str, entry: Entry, homes: list[str]) -> None:
        known = self.seen.entries[key]
        sent = known.sent
        off = entry.status == "cancelled"
        if entry.last < self.p.as_of or (sent is None and off):
            return  # nobody needs to know what is over
        people = {home: self.people[home] for home in homes}
        before = _before(sent, self.people) if sent else {}
        invited = {a: name for each in people.values() for a, name in each.items()}
        gone = {home: _without(each, invited) for home, each in before.items() if home in people}
        dropped = {home: each for home, each in before.items() if home not in people}
        old = sent.said if sent else None
        moved = old is not None and old.told != known.said.told
        handed = self._handed_over(sent) if not (entry.is_deadline or off) else None
        again = set(_folded(invited)) & set(sent.off if sent else ())
        if sent is not None and (moved or handed or dropped or again or any(gone.values())):
            known = self._raised(known, sent)
        mark, listed, found = mark_of(known), _boxes(invited), len(self.found)
        tell = _telling(self, entry, mark, known.said, old)
        for home, each in people.items():
            theirs = listed if home == self.p.plan.project.coordinator else _boxes(each)
            had = before.get(home)
            if off:
                self._call_off(entry, mark, known, home, had)
                continue
            added = _without(each, had) if had is not None and sent and home in sent.people else {}
            if had is None:
                tell(home, "new", _boxes(each), theirs)
            elif moved or handed:
                news: News = "changed" if moved else "organiser"
                tell(home, news, _boxes(each), theirs, instead_of=handed)
            elif added:
                theirs = listed if theirs is listed else _boxes(added)
                tell(home, "new", _boxes(added), theirs, for_some=len(added) < len(each))
            self._withdraw(entry, mark, sent, home, gone.get(home, {}), for_some=True)
        if old is None or old.status != "cancelled":
            for home, each in dropped.items():
                self._withdraw(entry, mark, sent, home, _without(each, invited), for_some=False)
        lost = _folded(*(_without(each, invited) for each in (*gone.values(), *dropped.values())))
        last = sent.day if sent else None
        day = self._day(mark) if len(self.found) > found else last
        self.sent[key] = evolve(known, sent=self._now_sent(known, people, lost, day, off=off))

    def _day(self, mark: Mark) -> str:
        """Return the day that a message about an entry bears."""
        return max(mark.told, self.stamp).isoformat()

    def _call_off(
        self, entry: Entry, mark: Mark, known: Known, home: str, had: People | None
    ) -> None:
        """Tell those who have an entry, once, that it is cancelled."""
        sent = known.sent
        if sent is None or had is None or sent.said.status == "cancelled":
            return
        tell = _telling(self, entry, mark, known.said, sent.said, sent.organiser)
        tell(home, "cancelled", _boxes(had), _boxes(had))

    def _withdraw(
        self,
        entry: Entry,
        mark: Mark,
        sent: Sent | None,
        home: str,
        people: People,
        *,
        for_some: bool,
    ) -> None:
        """Call an entry off for those who no longer take part; not for who invited to it."""
        of = sent.organiser if sent else None
        to = {a: name for a, name in people.items() if of is None or not _same(a, of.address)}
        if sent is None or (for_some and not to):
            return
        gone = evolve(entry, status="cancelled")
        boxes = _boxes(to)
        tell = _telling(self, gone, mark, sent.said, sent.said, of)
        tell(home, "withdrawn", boxes, boxes, for_some=for_some)

    def _gone(self, key: str, known: Known, now: Mapping[str, Entry]) -> None:
        """Call off what the plan has no more."""
        sent = known.sent
        if sent is None or not sent.recipients or sent.said.status == "cancelled":
            self.sent[key] = evolve(known, gone=True)
            return
        raised = self._raised(known, sent)
        if sent.said.days[1] >= self.p.as_of:
            others = [e for e in now.values() if e.address == known.address and known.address]
            news: News = "gone"
            if others:
                parts = any(e.is_session for e in others)
                one_of_them = parts and "/" in key.partition("/")[2]
                news = "gone" if one_of_them else "parts" if parts else "whole"
            elif "/" not in key.partition("/")[2] and key.partition("/")[2] in self.p:
                news = "undated"
            entry = _withdrawn(key, known, sent.said)
            tell = _telling(self, entry, mark_of(raised), sent.said, sent.said, sent.organiser)
            for home, people in _before(sent, self.people).items():
                to = _boxes(people)
                tell(home, news, to, to)
        cancelled = evolve(sent.said, status="cancelled")
        self.sent[key] = evolve(
            raised,
            said=cancelled,
            gone=True,
            sent=evolve(
                sent,
                said=cancelled,
                sequence=raised.sequence,
                day=self._day(mark_of(raised)),
                recipients=(),
                people={},
                off=_folded(*_before(sent, self.people).values()),
            ),
        )

    def _raised(self, known: Known, sent: Sent) -> Known:
        """Return an entry with a number above that which was sent."""
        if known.sequence > sent.sequence:
            return known
        return evolve(known, sequence=sent.sequence + 1, modified=self.stamp.isoformat())

    def _handed_over(self, sent: Sent | None) -> Mailbox | None:
        """Return who invited to an entry, if somebody else does so now."""
        old = sent.organiser if sent else None
        if old is None or self.organiser is None or _same(old.address, self.organiser.address):
            return None
        return old

    def _now_sent(
        self,
        known: Known,
        people: dict[str, dict[str, str]],
        lost: tuple[str, ...],
        day: str | None,
        *,
        off: bool,
    ) -> Sent:
        """Return an entry as it is sent now; `lost` are those for whom it is called off."""
        before = known.sent
        same = before is not None and before.said.told == known.said.told
        return Sent(
            said=known.said,
            sequence=known.sequence,
            asked=before.asked if before is not None and same else known.sequence,
            day=day,
            organiser=before.organiser if before and off else self.organiser,
            recipients=tuple(people),
            people=people,
            off=tuple(
                sorted({*lost, *(before.off if before else ())} - set(_folded(*people.values())))
            ),
        )


def _telling(
    work: _Comparing,
    entry: Entry,
    mark: Mark,
    said: Said,
    old: Said | None,
    organiser: Mailbox | None = None,
) -> Callable[..., None]:
    """Return a function that adds an update of one entry."""

    def tell(
        home: str,
        news: News,
        to: tuple[Mailbox, ...],
        listed: tuple[Mailbox, ...],
        *,
        for_some: bool = False,
        instead_of: Mailbox | None = None,
    ) -> None:
        work.found.append(
            Update(
                recipient=home,
                news=news,
                entry=entry,
                mark=mark,
                stamp=work.stamp,
                said=said,
                to=to,
                listed=listed,
                for_some=for_some,
                old=old,
                organiser=organiser or work.organiser,
                instead_of=instead_of,
            )
        )

    return tell


def _before(sent: Sent, now: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return who has an entry, by organisation; where no names were kept, who is there now."""
    return {home: sent.people.get(home, now.get(home, {})) for home in sent.recipients}


def _withdrawn(key: str, known: Known, old: Said) -> Entry:
    first, last = old.days
    category, _, id_ = key.partition("/")
    return Entry(
        id=id_,
        category=category,
        title=old.title,
        first=first,
        last=last,
        starts=old.moment(old.starts),
        ends=old.moment(old.ends),
        status="cancelled",
        place=old.place,
        changed=first,
        address=known.address,
    )
