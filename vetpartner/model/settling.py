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
    Certified,
    Delivered,
    Disseminated,
    Held,
    LaterEvidence,
    Measured,
    Paid,
    Presence,
    Reported,
    Settled,
    Surveyed,
)
from vetpartner.model.holding import PEOPLE, Holding, NotSettled, Settling
from vetpartner.model.identities import (
    KEYS,
    Numbered,
    first_day,
    identity,
    ids_fit,
    parts_of,
    same_transfer,
    vague,
)
from vetpartner.values.hints import default_of
from vetpartner.values.keyed import grouped
from vetpartner.values.translations import Translations, renewed
from vetpartner.values.typed import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vetpartner.model.plan import Plan

NO_CORRECTION = frozenset({"id", "corrects", "recorded", "reason"})
"""Fields of a correction that are about the correction itself."""

_ORDER = (
    *("participant", "person", "organisation", "payer", "payee", "role", "session"),
    *("due", "title", "text"),
)
"""What orders facts of one kind about one thing and day."""

# What is not said of the thing itself: it never contradicts, and the first that has it counts.
_BESIDE = frozenset({"id", "recorded", "note", "source", "evidence", "corrects", "reason", "void"})


@frozen(kw_only=True)
class Clash:
    """Two things that were said of one fact and cannot both be true; the first one counts."""

    kind: type[Fact]
    of: str | None
    name: str
    counts: tuple[str, object]
    other: tuple[str, object]


@frozen(kw_only=True)
class Counting:
    """The facts that count, with their addresses, and what does not fit together.

    `clashes` are contradictions, `twice` the addresses of facts that say nothing but the same
    again, each with that of the first. `astray` are corrections and later evidence of what is not
    recorded, `idle` corrections that change nothing. `joined` are addresses of facts that count
    within another one, with that of the other. `given` tells by the address of a field, such as
    `held/M1/participants`, in which other entry it stands: the one that added, corrected or
    settled it.
    `stated` are the facts of each kind that were neither corrected nor taken back, before any are
    joined, and `corrected` is what `given` was then. `holds` tells by the address of a field of one
    of them which value was settled, and by `M1/participants` how many were there in all; `holdings`
    are all values that were settled, also such as do not hold any more, and `unsettled` the entries
    that settle nothing.
    """

    facts: tuple[Numbered, ...]
    clashes: tuple[Clash, ...] = ()
    twice: tuple[tuple[str, str], ...] = ()
    astray: tuple[Numbered, ...] = ()
    idle: tuple[Numbered, ...] = ()
    joined: Mapping[str, str] = field(factory=dict)
    given: Mapping[str, str] = field(factory=dict)
    stated: Mapping[type[Fact], list[Numbered]] = field(factory=dict)
    corrected: Mapping[str, str] = field(factory=dict)
    holds: Mapping[str, Holding] = field(factory=dict)
    holdings: tuple[Holding, ...] = ()
    unsettled: tuple[tuple[str, NotSettled], ...] = ()

    def latest(self, held: Holding) -> Holding:
        """Return what holds in place of a value that was settled: itself, or a later one."""
        rows = [f"{row}/{held.fact.field}" for row in held.rows] or [f"{held.of}/{PEOPLE}"]
        return self.holds[rows[0]]

    def number_of(self, id_: str) -> Holding | None:
        """Return how many were at an activity in all, where that was settled."""
        return self.holds.get(f"{id_}/{PEOPLE}")

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
    numbered: Iterable[Numbered],
    *,
    start: date | None,
    places: Mapping[str, int],
    currency: str = "EUR",
) -> Counting:
    """Return the facts that count of those known, whatever the order in which they were typed.

    `numbered` are `(address, fact)`; `start` places project months, `places` tells the order of
    the things of the plan, and settled amounts are in `currency`. Those of a kind come by their
    days, then in the order of the plan.
    A correction takes the place of what it corrects, with each field that it gives. Facts of the
    same identity are one: a field that one leaves out is taken from the other; where they
    contradict, what the coordinator settled counts, or else the one known later. Evidence found
    later is added to what it is of.
    """
    kinds = grouped((type(pair[1]), pair) for pair in numbered)
    later = kinds.pop(LaterEvidence, [])
    work = _Joining(start, places)
    for kind, rows in kinds.items():
        kinds[kind] = work.uncorrected(rows)
    stated, corrected = dict(kinds), dict(work.given)
    work.hold(kinds, currency)
    for kind, rows in kinds.items():
        kinds[kind] = work.kind(kind, rows)
    later = work.attach(kinds, later)
    return Counting(
        facts=tuple(pair for rows in (*kinds.values(), later) for pair in rows),
        clashes=tuple(work.clashes),
        twice=tuple(work.twice),
        astray=tuple(work.astray),
        idle=tuple(work.idle),
        joined=work.names,
        given=work.given,
        stated=stated,
        corrected=corrected,
        holds=work.holds,
        holdings=tuple(work.holdings),
        unsettled=tuple(work.unsettled),
    )


class _Joining:
    """Gathers what was found on the way."""

    def __init__(self, start: date | None, places: Mapping[str, int]) -> None:
        self.start = start
        self.places = places
        self.naturals: dict[str, tuple[int, str]] = {}
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
        self.holds: dict[str, Holding] = {}
        self.holdings: list[Holding] = []
        self.unsettled: list[tuple[str, NotSettled]] = []

    def uncorrected(self, rows: list[Numbered]) -> list[Numbered]:
        """Return facts of a kind with their corrections, without those that were taken back."""
        plain = [pair for pair in rows if pair[1].corrects is None]
        self.names.update((fact.id, at) for at, fact in plain if fact.id is not None)
        if len(plain) < len(rows):
            plain = self._corrected(plain, [row for row in rows if row[1].corrects is not None])
        return [pair for pair in plain if not pair[1].void]

    def hold(self, kinds: dict[type[Fact], list[Numbered]], currency: str) -> None:
        """Give facts that contradict each other the value that was settled, the last one known."""
        known = {at: fact for at, fact in kinds.get(Settled, []) if isinstance(fact, Settled)}
        settling = Settling(kinds, dict(kinds), self.names, self._alike, currency)
        for at, fact in sorted(known.items(), key=self._rank):
            try:
                held = settling.hold(at, fact)
            except NotSettled as refused:
                self.unsettled.append((at, refused))
                continue
            fields = [f"{row}/{fact.field}" for row in held.rows]
            self.given.update(dict.fromkeys(fields, at))
            self.holdings.append(held)
            whole = [f"{held.of}/{PEOPLE}"] if held.whole else []
            self.holds.update(dict.fromkeys((*fields, *whole), held))

    def _alike(self, kind: type[Fact], rows: list[Numbered]) -> list[list[Numbered]]:
        """Return facts put together that tell of the same; those of an activity on all its days."""
        key = KEYS.get(kind)
        groups = list(grouped((identity(fact, key), (at, fact)) for at, fact in rows).values())
        if kind is not Held:
            return [same for group in groups for same in self._apart(kind, group)]
        return [part for group in groups for part in parts_of(group)]

    def kind(self, kind: type[Fact], rows: list[Numbered]) -> list[Numbered]:
        """Return the facts of a kind that count, by their days and in the order of the plan."""
        plain, key = rows, KEYS.get(kind)
        if kind is Amended:
            return self._amendments(plain)
        if key is not None or any(fact.id is not None for _, fact in plain):
            groups = grouped((identity(pair[1], key), pair) for pair in plain)
            if len(groups) < len(plain):
                apart = (same for group in groups.values() for same in self._apart(kind, group))
                plain = [self._one(same) for same in apart]
            named = grouped((pair[1].id or pair[0], pair) for pair in plain)
            plain = [self._one(same) for same in named.values()]
        return self._in_order(plain)

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

    def _in_order(self, plain: Sequence[Numbered]) -> list[Numbered]:
        """Return facts of a kind by their days and the plan; where these are alike, by the rest."""
        names = [name for name in _ORDER if plain and hasattr(plain[0][1], name)]
        groups = grouped((self._order(pair[1], names), pair) for pair in plain)
        return [pair for key in sorted(groups) for pair in _by_the_rest(groups[key])]

    def _order(self, fact: Fact, names: Iterable[str]) -> tuple[object, ...]:
        """Return where a fact stands among those of its kind, which have fields of these names."""
        day = first_day(fact, self.start) or date.max
        return (day, self._place(fact), *[self._natural(getattr(fact, name)) for name in names])

    def _place(self, fact: Fact) -> int:
        """Return where the plan has what a fact is of."""
        return self.places.get(fact.of or "", len(self.places))

    def _natural(self, value: object) -> tuple[int, str]:
        """Return the place of an id in the plan; of another the number in it counts: P2, P10."""
        text = "" if value is None else str(value)
        if text not in self.naturals:  # ten thousand rows name the same ids again and again
            known = self.places.get(text, len(self.places))
            self.naturals[text] = (known, "" if text in self.places else _padded(text))
        return self.naturals[text]

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
        for at, fact in sorted(group, key=lambda pair: vague(pair[1])):
            fitting = (
                part
                for part in parts
                if all(ids_fit(fact, one) and self._same_days(kind, fact, one) for _, one in part)
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
        return kind is not Paid or same_transfer(one, other, self.start)

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
            elif name == "source":
                changes[name] = "; ".join(dict.fromkeys(str(v) for _, v in reversed(said))) or None
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
        return self._in_order(later)


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


def _by_the_rest(alike: list[Numbered]) -> list[Numbered]:
    """Return facts that stand at one place; the rows of a list as they stand there."""
    plain = len(alike) == 1 or isinstance(alike[0][1], Presence)
    return alike if plain else sorted(alike, key=lambda pair: repr(pair[1]))


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
    """Return every field that a correction gives; of value and claim one takes both places."""
    given = {
        name: value
        for name, default in _fields(type(correction))
        if name not in NO_CORRECTION and (value := getattr(correction, name)) != default
    }
    if isinstance(correction, Settled) and (correction.value or correction.claim):
        given |= {"value": correction.value, "claim": correction.claim}
    return given


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
