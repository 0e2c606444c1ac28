"""What is said twice is one: facts by their identity, corrected, and with what was learnt later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from vetpartner.model.fact import Fact
from vetpartner.model.facts import (
    Amended,
    Answered,
    Attended,
    Certified,
    Decided,
    Delivered,
    Disseminated,
    Held,
    LaterEvidence,
    Measured,
    Noted,
    Paid,
    Presence,
    Quoted,
    Reported,
    Risked,
    Surveyed,
    Sustained,
)
from vetpartner.values.hints import default_of
from vetpartner.values.keyed import grouped
from vetpartner.values.translations import Translations, renewed
from vetpartner.values.typed import fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from vetpartner.model.plan import Plan
    from vetpartner.values.when import When

Key = tuple[object, ...]
Numbered = tuple[str, Fact]
"""A fact with its address."""

KEYS: dict[type[Fact], Callable[[Any], Key]] = {
    Held: lambda f: (f.of,),
    Answered: lambda f: (f.of, f.session, f.person) if f.person else (f,),
    Attended: lambda f: (
        (f.of, f.person) if f.person else (f.of, f.organisation, f.role, f.when or "")
    ),
    Certified: lambda f: (f.of, f.participant or f.when or "", f.number if f.participant else ""),
    Delivered: lambda f: (f.of, f.when or "", f.languages),
    Measured: lambda f: (f.of, f.when or f.recorded or ""),
    Disseminated: lambda f: (
        (f.of, f.when or "", f.url)
        if f.url
        else (f.of, f.when, f.organisation, f.channel, f.title)
        if f.when or f.title
        else (f,)
    ),
    Paid: lambda f: (f.of, f.payer, f.payee, "" if f.of else f.amount),
    Decided: lambda f: (f.of, f.text),
    Surveyed: lambda f: (f.of, f.when) if f.when else (f,),
    Quoted: lambda f: (f.of, f.text),
    Risked: lambda f: (f.of, f.when or f.recorded or ""),
    Sustained: lambda f: (f.of, f.organisation, f.when) if f.when else (f,),
    Reported: lambda f: (f.of, f.when or ""),
    Noted: lambda f: (f,),
}
"""What, about whom and on which day or in which period: what makes two facts of a kind the same.

Who says it is no part of it. A kind that is not here has no identity but an `id`: of two costs
nobody can tell whether they are the same. Nor can it be told of two notes, dissemination records
or surveys without a day, unless they say the same. Presences have one for each session, see
`state.attendance`.
"""

NO_CORRECTION = frozenset({"id", "corrects", "recorded", "reason"})
"""Fields of a correction that are about the correction itself."""

_ORDER = (
    *("participant", "person", "organisation", "payer", "payee", "role", "session"),
    *("due", "title", "text"),
)
"""What orders facts of one kind about one thing and day."""

# What is not said of the thing itself: it never contradicts, and the first that has it counts.
_BESIDE = frozenset({"id", "recorded", "note", "evidence", "corrects", "reason", "void"})


@frozen(kw_only=True)
class Clash:
    """Two things that were said of one fact and cannot both be true; the first one counts."""

    kind: type[Fact]
    of: str | None
    name: str
    counts: tuple[str, object]
    other: tuple[str, object]


@frozen(kw_only=True)
class Settled:
    """The facts that count, with their addresses, and what does not fit together.

    `clashes` are contradictions, `twice` the addresses of facts that say nothing but the same
    again, each with that of the first. `astray` are corrections and later evidence of what is not
    recorded, `idle` corrections that change nothing. `joined` are addresses of facts that count
    within another one, with that of the other. `given` tells by the address of a field, such as
    `held/M1/participants`, in which other entry it stands: the one that added or corrected it.
    """

    facts: tuple[Numbered, ...]
    clashes: tuple[Clash, ...] = ()
    twice: tuple[tuple[str, str], ...] = ()
    astray: tuple[Numbered, ...] = ()
    idle: tuple[Numbered, ...] = ()
    joined: Mapping[str, str] = field(factory=dict)
    given: Mapping[str, str] = field(factory=dict)

    def typed_at(self, address: str) -> str:
        """Return the address of a field in the entry in which it stands, or the address itself."""
        table, _, rest = address.partition("/")
        of, _, inner = rest.partition("/")
        name = inner.partition("/")[0]
        entry = self.given.get(f"{table}/{of}/{name}") if name else None
        return address if entry is None else f"{entry}/{inner}"

    @cached_property
    def at(self) -> dict[str, Fact]:
        """Return the facts that count by their addresses."""
        return dict(self.facts)

    def home(self, address: str) -> str | None:
        """Return where a typed fact counts: at its own address, or within another; else None."""
        found = self.joined.get(address, address)
        found = self.joined.get(found, found)
        return found if found in self.at else None


def settled(
    numbered: Iterable[Numbered], *, start: date | None, places: Mapping[str, int]
) -> Settled:
    """Return the facts that count of those known, whatever the order in which they were typed.

    `numbered` are `(address, fact)`; `start` places project months, and `places` tells the order
    of the things of the plan. Those of a kind come by their days, then in the order of the plan.
    A correction takes the place of what it corrects, with each field that it gives. Facts of the
    same identity are one: a field that one leaves out is taken from the other; where they
    contradict, the one known later counts. Evidence found later is added to what it is of.
    """
    kinds = grouped((type(fact), (at, fact)) for at, fact in numbered)
    later = kinds.pop(LaterEvidence, [])
    work = _Settling(start, places)
    for kind, rows in kinds.items():
        kinds[kind] = work.kind(kind, rows)
    later = work.attach(kinds, later)
    return Settled(
        facts=tuple(pair for rows in (*kinds.values(), later) for pair in rows),
        clashes=tuple(work.clashes),
        twice=tuple(work.twice),
        astray=tuple(work.astray),
        idle=tuple(work.idle),
        joined=work.names,
        given=work.given,
    )


class _Settling:
    """Gathers what was found on the way."""

    def __init__(self, start: date | None, places: Mapping[str, int]) -> None:
        self.start = start
        self.places = places
        self.clashes: list[Clash] = []
        self.twice: list[tuple[str, str]] = []
        self.astray: list[Numbered] = []
        self.idle: list[Numbered] = []
        # Addresses and ids by which something is called, and where it stands now.
        self.names: dict[str, str] = {}
        self.corrected: dict[str, date] = {}
        # Addresses of fields that another entry gave, with that entry.
        self.given: dict[str, str] = {}
        # What the last correction of a field said: its day, by what it is called, and the value.
        self.said: dict[str, tuple[date, tuple[str, ...], object]] = {}

    def kind(self, kind: type[Fact], rows: list[Numbered]) -> list[Numbered]:
        """Return the facts of a kind that count, by their days and in the order of the plan."""
        plain = [(at, fact) for at, fact in rows if fact.corrects is None]
        self.names.update((fact.id, at) for at, fact in plain if fact.id is not None)
        if len(plain) < len(rows):
            plain = self._corrected(plain, [row for row in rows if row[1].corrects is not None])
        plain = [(at, fact) for at, fact in plain if not fact.void]
        key = KEYS.get(kind)
        if kind is Amended:
            return self._amendments(plain)
        if key is not None or any(fact.id is not None for _, fact in plain):
            groups = grouped((_identity(fact, key), (at, fact)) for at, fact in plain)
            if len(groups) < len(plain):
                apart = (same for group in groups.values() for same in self._apart(kind, group))
                plain = [self._one(same) for same in apart]
            named = grouped((fact.id or at, (at, fact)) for at, fact in plain)
            plain = [self._one(same) for same in named.values()]
        return sorted(plain, key=self._order)

    def _amendments(self, plain: list[Numbered]) -> list[Numbered]:
        """Return amendments by their days; of one thing on one day they may contradict each other.

        Then the order in the file does not tell which of them counts.
        """
        ordered = sorted(plain, key=lambda pair: (*self._of(pair[1]), repr(pair[1])))
        for same in grouped((self._of(fact), (at, fact)) for at, fact in ordered).values():
            told = [(name, (at, v)) for at, f in same for name, v in _changes(f)]
            for name, said in grouped(told).items():
                self._compare(Amended, same[0][1].of, name, said[::-1])
        return ordered

    def _of(self, fact: Fact) -> tuple[date, int, str]:
        """Return the day from which a fact is known, and what it is of, in the plan's order."""
        return (fact.known_from(self.start), self._place(fact), fact.of or "")

    def _order(self, pair: Numbered) -> tuple[date, int, tuple[tuple[int, str], ...]]:
        """Return where a fact stands among those of its kind."""
        fact, kind = pair[1], type(pair[1])
        day = _first_day(fact, self.start)
        told = tuple(self._natural(getattr(fact, name, None)) for name in _ORDER)
        rest = () if kind is Presence else ((0, repr(fact)),)
        return (day or date.max, self._place(fact), (*told, *rest))

    def _place(self, fact: Fact) -> int:
        """Return where the plan has what a fact is of."""
        return self.places.get(fact.of or "", len(self.places))

    def _natural(self, value: object) -> tuple[int, str]:
        """Return the place of an id in the plan; of another the number in it counts: P2, P10."""
        text = "" if value is None else str(value)
        known = self.places.get(text)
        return (known, "") if known is not None else (len(self.places), _padded(text))

    def _corrected(self, plain: list[Numbered], corrections: list[Numbered]) -> list[Numbered]:
        facts = dict(plain)
        for at, fact in self._in_turn(corrections):
            place = self.names.get(str(fact.corrects), str(fact.corrects))
            if place not in facts:
                self.astray.append((at, fact))
                continue
            given = _corrections(fact)
            changed = attrs.evolve(facts[place], **given)
            if changed == facts[place]:
                self.idle.append((at, fact))
            self._undecided(place, at, fact, given)
            self.given.update((f"{place}/{name}", at) for name in given)
            self.names[at] = place
            self.names.update({fact.id: place} if fact.id else {})
            self.corrected[place] = fact.known_from(self.start)
            facts[place] = changed
        return list(facts.items())

    def _in_turn(self, corrections: list[Numbered]) -> list[Numbered]:
        """Return corrections by their days; what corrects another one comes after it."""
        by_name = {name: pair for pair in corrections for name in (pair[0], pair[1].id) if name}

        def turn(pair: Numbered) -> tuple[date, int, str]:
            chain = [pair]
            while (before := by_name.get(str(chain[-1][1].corrects))) and before not in chain:
                chain.append(before)
            return max(self._rank(one)[0] for one in chain), len(chain), repr(pair[1])

        return sorted(corrections, key=turn)

    def _undecided(self, place: str, at: str, fact: Fact, given: Mapping[str, Any]) -> None:
        """Note what two corrections of one day say of one field, if neither corrects the other."""
        day = fact.known_from(self.start)
        for name, value in given.items():
            before = self.said.get(f"{place}/{name}")
            if before is not None and before[0] == day and fact.corrects not in before[1]:
                self._compare(type(fact), fact.of, name, [(at, value), (before[1][0], before[2])])
            self.said[f"{place}/{name}"] = (day, (at, *([fact.id] if fact.id else [])), value)

    def _rank(self, pair: Numbered) -> tuple[date, str]:
        """Return what orders facts of one identity, whatever stands first in the file."""
        at, fact = pair
        return (self.corrected.get(at, fact.known_from(self.start)), repr(fact))

    def _apart(self, kind: type[Fact], group: list[Numbered]) -> Iterator[list[Numbered]]:
        """Yield those of one key that are the same: on the same days, and not under two ids."""
        parts: list[list[Numbered]] = []
        # Those that say most come first, so that the order in the file does not matter.
        for at, fact in sorted(group, key=lambda pair: _vague(pair[1])):
            fitting = (
                part
                for part in parts
                if all(_ids_fit(fact, one) and self._same_days(kind, fact, one) for _, one in part)
            )
            part = next(fitting, None)
            if part is None:
                parts.append([(at, fact)])
            else:
                part.append((at, fact))
        yield from parts

    def _same_days(self, kind: type[Fact], one: Any, other: Any) -> bool:  # noqa: ANN401
        if kind is Held:
            mine, theirs = (f.when and f.when.span(self.start) for f in (one, other))
            return mine is None or theirs is None or mine.overlaps(theirs)
        return kind is not Paid or _same_transfer(one, other, self.start)

    def _one(self, same: Sequence[Numbered]) -> Numbered:
        """Return one fact for several of the same identity; the one known last is asked first."""
        if len(same) == 1:
            return same[0]
        ranked = sorted(same, key=self._rank, reverse=True)
        first = min((at for at, _ in same), key=_padded)
        self.names.update((at, first) for at, _ in same)
        fact = ranked[0][1]
        changes: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for name, default in _fields(type(fact)):
            values = [(at, getattr(row, name)) for at, row in ranked]
            said = [(at, v) for at, v in values if v not in (None, default)]
            if name == "recorded":
                # It was known from the day on which it was first said.
                changes[name] = min(ranked, key=lambda p: p[1].known_from(self.start))[1].recorded
            elif name == "evidence":
                pieces = (piece for _, held in reversed(values) for piece in held)
                changes[name] = tuple(dict.fromkeys(pieces))
            elif said:
                changes[name] = said[0][1]
                sources[name] = said[0][0]
                self._compare(type(fact), fact.of, name, said)
        whole = attrs.evolve(fact, **changes)
        homes = {name: self.given.get(f"{at}/{name}", at) for name, at in sources.items()}
        self.given.update((f"{first}/{name}", at) for name, at in homes.items())
        full = [at for at, row in sorted(same, key=lambda pair: _padded(pair[0])) if row == whole]
        self.twice += [(at, full[0]) for at in full[1:]]
        # Of money what adds nothing is told too: it may have been paid twice.
        again = (at for at, row in same if at != first and at not in full)
        self.twice += [(at, first) for at in again if _adds_nothing(at, same)]
        return first, whole

    def _compare(
        self, kind: type[Fact], of: str | None, name: str, said: list[tuple[str, Any]]
    ) -> None:
        if name in _BESIDE or kind is Answered:  # whoever changes their mind contradicts nobody
            return
        for other in said[1:]:
            if other[1] != said[0][1]:
                clash = Clash(kind=kind, of=of, name=name, counts=said[0], other=other)
                self.clashes.append(clash)

    def attach(
        self, kinds: dict[type[Fact], list[Numbered]], later: list[Numbered]
    ) -> list[Numbered]:
        """Add evidence that was found later to the facts that it is of; return it in order."""
        for at, found in sorted(later, key=self._rank):
            spot = next(_spots(kinds, self.names.get(found.of or "", found.of)), None)
            if spot is None:
                self.astray.append((at, found))
                continue
            kind, index = spot
            self.names[at] = kinds[kind][index][0]
            rows = kinds[kind] = list(kinds[kind])
            address, fact = rows[index]
            joined = tuple(dict.fromkeys((*fact.evidence, *found.shows)))
            rows[index] = (address, attrs.evolve(fact, evidence=joined))
        return sorted(later, key=self._order)


_SHOWN_BY = (Held, Delivered, Reported, Disseminated, Certified, Surveyed, Measured)
"""What evidence is of that names only a planned thing, the likeliest first."""


def _spots(
    kinds: dict[type[Fact], list[Numbered]], of: str | None
) -> Iterator[tuple[type[Fact], int]]:
    """Yield the facts that something is of: by the address of the fact, else what is planned."""
    for kind, rows in kinds.items() if of is not None else ():
        yield from ((kind, index) for index, (at, _) in enumerate(rows) if at == of)
    for kind in dict.fromkeys((*_SHOWN_BY, *kinds)) if of is not None else ():
        rows = kinds.get(kind, [])
        yield from (
            (kind, index) for index in reversed(range(len(rows))) if rows[index][1].of == of
        )


def _changes(fact: Fact) -> Iterable[tuple[str, Any]]:
    return fact.changes().items() if isinstance(fact, Amended) else ()


def _identity(fact: Fact, key: Callable[[Any], Key] | None) -> Key:
    return (id(fact),) if key is None else key(fact)


def _vague(fact: Fact) -> tuple[int, bool, str]:
    days = (fact.when, getattr(fact, "sent", None))
    return (sum(day is None for day in days), fact.id is None, repr(fact))


def _ids_fit(one: Fact, other: Fact) -> bool:
    return None in (one.id, other.id) or one.id == other.id


def _same_transfer(one: Paid, other: Paid, start: date | None) -> bool:
    """Tell whether two transfers of the same to the same are one: on one day, or sent and arrived.

    One that gives no day at all goes with any of the same amount.
    """
    days = [(one.sent, other.sent), (one.when, other.when)]
    both = [(mine, theirs) for mine, theirs in days if mine is not None and theirs is not None]
    if both:
        return any(mine == theirs for mine, theirs in both)
    sent = one.sent or other.sent
    arrived = _span_first((one.when or other.when), start)
    in_order = sent is None or arrived is None or sent <= arrived
    nothing = not any(day for pair in days for day in pair)
    return nothing or (one.amount == other.amount and in_order)


def _span_first(when: When | None, start: date | None) -> date | None:
    span = when.span(start) if when is not None else None
    return span.first if span is not None else None


def _first_day(fact: Fact, start: date | None) -> date | None:
    return _span_first(fact.when, start) or getattr(fact, "sent", None) or fact.recorded


def _padded(text: str) -> str:
    """Return a text so that numbers in it sort by their value."""
    return re.sub("[0-9]+", lambda found: found.group().zfill(9), text)


def _adds_nothing(address: str, same: Sequence[Numbered]) -> bool:
    """Tell whether all that a payment says is said by others of the same identity."""
    fact = next(fact for at, fact in same if at == address)
    others = [other for at, other in same if at != address]
    return isinstance(fact, Paid) and all(
        any(said == getattr(other, name) for other in others)
        for name, default in _fields(type(fact))
        if name not in {"recorded", "evidence"}
        and (said := getattr(fact, name)) not in (None, default)
    )


def _corrections(correction: Fact) -> dict[str, Any]:
    """Return every field that a correction gives."""
    return {
        name: value
        for name, default in _fields(type(correction))
        if name not in NO_CORRECTION and (value := getattr(correction, name)) != default
    }


def _fields(kind: type[Fact]) -> list[tuple[str, object]]:
    defaults = ((a.name, default_of(a)) for a in attrs.fields(kind))
    return [(name, None if default is attrs.NOTHING else default) for name, default in defaults]


def amended(plan: Plan, amendment: Amended) -> Plan:
    """Apply what an amendment changes; what does not fit the thing is left for the checks."""
    changes = amendment.changes()
    new = amendment.translations if amendment.session is None else Translations()
    if amendment.of is None:
        return attrs.evolve(plan, project=_changed(plan.project, changes, new))
    for kind, thing in plan.things():
        if thing.id == amendment.of:
            changes = amendment.changes_to(thing)
            if kind == "reports" and amendment.due is not None:
                span = amendment.due.span(plan.project.start)
                changes["due"] = span.last if span is not None else thing.due
            changed = _changed(thing, changes, new)
            things = tuple(changed if t is thing else t for t in getattr(plan, kind))
            changed_plan: dict[str, Any] = {kind: things}
            return attrs.evolve(plan, **changed_plan)
    return plan


def _changed(thing: Any, changes: dict[str, Any], new: Translations) -> Any:  # noqa: ANN401 - of one class
    """Return a thing with those of the changes that fit it."""
    of = type(thing)
    names = attrs.fields_dict(of)
    fitting = {k: v for k, v in changes.items() if k in names and fits(of, k, v)}
    return attrs.evolve(thing, **fitting, **renewed(thing, fitting, new))
