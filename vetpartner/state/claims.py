"""Who says what: all that was stated of one thing side by side, and what holds."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, fields, fields_dict, frozen, has

from vetpartner.model import FACT_TABLES, FACTS, Activity, Attended, Held, Money, Place
from vetpartner.model.holding import CLAIMED_OF, PEOPLE, Holding, claimed, sayable
from vetpartner.model.identities import parts_of
from vetpartner.model.links import head_of
from vetpartner.model.partnership import once
from vetpartner.state.held import participants
from vetpartner.values.hints import default_of
from vetpartner.values.keyed import added, grouped
from vetpartner.values.phrase import Phrase, bare, clause, listed, say
from vetpartner.values.table import Column, Table, Tabled, data
from vetpartner.values.when import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vetpartner.model import Fact, Partnership
    from vetpartner.model.identities import Numbered

State = Literal["contradicts", "settled", "agrees", "alone"]
_ORDER: tuple[State, ...] = ("contradicts", "settled", "agrees", "alone")


@frozen(kw_only=True)
class Claim:
    """What one entry, or a list of attendance, says.

    `source` is what the entry gives as such, or else what its proofs are; None if it has neither.
    `known` is the day from which it was known, `place` where it stands in the files, if in any.
    """

    value: object
    address: str
    source: Phrase | None
    known: date | None
    place: Place | None = None

    @property
    def said(self) -> Phrase:
        """Return the value, and in brackets who or what says it."""
        if self.source is None:
            return bare(shown(self.value))
        return say("{value} ({source})", value=shown(self.value), source=self.source)


@frozen(kw_only=True)
class ClaimedField:
    """All that is said of a field of one thing, and the value that counts today.

    `of` is the id of the thing, `table` that of the facts, `address` the first of them, and
    `settle_by` what `of` is in an entry that settles it. `holding` is what was settled, and `place`
    where that stands.
    """

    of: str
    field: str
    table: str
    address: str
    settle_by: str
    claims: tuple[Claim, ...]
    counts: object
    holding: Holding | None = None
    place: Place | None = None

    @property
    def state(self) -> State:
        """Tell in a word whether it was settled, and else whether all say the same."""
        if self.holding is not None:
            return "settled"
        if any(each.value != self.claims[0].value for each in self.claims):
            return "contradicts"
        return "agrees" if len(self.claims) > 1 else "alone"

    @property
    def others(self) -> tuple[Claim, ...]:
        """Return the claims that say something else than what counts."""
        return tuple(each for each in self.claims if each.value != self.counts)

    @property
    def kind(self) -> type[Fact]:
        """Return the class of the facts that say it."""
        cls: type[Fact] = FACTS[self.table]
        return cls

    @property
    def said(self) -> Phrase:
        """Return what was settled, why, and what the others say."""
        fact = self.holding.fact if self.holding is not None else None
        what, value = say(head_of(self.kind, self.field)), shown(self.counts)
        reason = clause(fact.reason if fact is not None else "")
        others = listed(each.said for each in self.others)
        if others is None:
            return say(
                "{what}: {value}, as settled: {reason}", what=what, value=value, reason=reason
            )
        return say(
            "{what}: {value}, as settled: {reason}; others say {others}",
            what=what,
            value=value,
            reason=reason,
            others=others,
        )

    def way_out(self, day: date) -> str:
        """Return the entry that settles it, written down on a day, with what counts today."""
        said = "; ".join(f"{one.source or one.address}: {shown(one.value)}" for one in self.claims)
        holds = f"value = {typed(self.counts)}"
        if not sayable(self.counts):
            holds = f'claim = "{self.claims[-1].address}"'
        lines = (
            f"# {said}".replace("\n", " "),
            "[[settled]]",
            f'of = "{self.settle_by}"',
            f'field = "{self.field}"',
            holds,
            f"recorded = {day}",
            'reason = "…"',
        )
        return "\n".join(lines)


def shown(value: object) -> str:
    """Return a value of a fact as a text for people."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    cls: type = type(value)
    if has(cls) and not sayable(value):
        parts = (getattr(value, a.name) for a in fields(cls))
        return ", ".join(str(part) for part in parts if part is not None)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def typed(value: object) -> str:
    """Return a value as it is typed in a file of facts."""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool | int | date):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(typed, value))}]"
    return json.dumps(str(value), ensure_ascii=False)


@once
def claims(p: Partnership) -> Claims:
    """Return who says what of each thing: contradictions first, then what was settled.

    What somebody corrected or took back is no claim, and neither is the plan. Of an activity the
    lists of attendance say how many were there.
    """
    found = sorted(_fields(p), key=lambda one: _ORDER.index(one.state))
    return Claims(label=p.plan.project.label, day=p.as_of, fields=tuple(found))


def settled_claims(p: Partnership) -> tuple[ClaimedField, ...]:
    """Return what was settled, without looking at all that is said where nothing was."""
    return claims(p).settled if p.settled.holdings else ()


def _fields(p: Partnership) -> Iterator[ClaimedField]:
    lists = _lists(p)
    for kind, rows in p.settled.stated.items():
        if claimed(kind):
            yield from _of_kind(p, kind, rows, lists)
    for of, counted in lists.items():
        yield from _people(p, of, counted)


def _of_kind(
    p: Partnership, kind: type[Fact], rows: list[Numbered], lists: dict[str, list[Claim]]
) -> Iterator[ClaimedField]:
    settled = p.settled
    groups = [*grouped((settled.home(at) or at, (at, fact)) for at, fact in rows).values()]
    if kind is Held:
        groups = [*grouped((fact.of, (at, fact)) for at, fact in rows).values()]
        for group in groups:
            of = group[0][1].of
            told = [] if of is None else [*_said(p, group, PEOPLE), *lists.pop(of, [])]
            yield from _people(p, of or "", told)
        groups = [part for group in groups for part in parts_of(group)]
    several = {of for of, same in grouped((g[0][1].of, g) for g in groups).items() if len(same) > 1}
    for group in groups:
        at, fact = group[0]
        home = settled.at.get(settled.home(group[-1][0]) or "")
        by_id = kind in CLAIMED_OF and fact.of is not None and fact.of not in several
        for name in claimed(kind):
            said = _said(p, group, name) if (kind, name) != (Held, PEOPLE) else ()
            if said and home is not None:
                yield ClaimedField(
                    of=fact.of or "",
                    field=name,
                    table=FACT_TABLES[kind],
                    address=at,
                    settle_by=fact.of if by_id and fact.of else at,
                    claims=tuple(said),
                    counts=getattr(home, name),
                    **_held(p, settled.holds.get(f"{at}/{name}")),
                )


def _people(p: Partnership, of: str, said: Iterable[Claim]) -> Iterator[ClaimedField]:
    """Yield how many were at an activity, as entries and lists say."""
    told, thing = tuple(said), p.get(of)
    if told and isinstance(thing, Activity):
        yield ClaimedField(
            of=of,
            field=PEOPLE,
            table=FACT_TABLES[Held],
            address=told[0].address,
            settle_by=of,
            claims=told,
            counts=participants(p, thing).counts,
            **_held(p, p.settled.number_of(of)),
        )


def _held(p: Partnership, holding: Holding | None) -> dict[str, Any]:
    if holding is None:
        return {}
    return {"holding": holding, "place": _place(p, f"{holding.at}/field")}


def _said(p: Partnership, group: list[Numbered], name: str) -> list[Claim]:
    """Return what facts that tell of the same say of a field."""
    default = default_of(fields_dict(type(group[0][1]))[name])
    values = ((at, fact, getattr(fact, name)) for at, fact in group)
    given = p.settled.corrected
    return [
        _claim(p, given.get(f"{at}/{name}", at), name, value, fact)
        for at, fact, value in values
        if value is not None and value != default
    ]


def _claim(p: Partnership, at: str, name: str, value: object, fact: Fact) -> Claim:
    known = p.known_from(fact)
    return Claim(
        value=value,
        address=at,
        source=_source(fact),
        known=known if known > NO_DAY else None,
        place=_place(p, f"{at}/{name}"),
    )


def _place(p: Partnership, address: str) -> Place | None:
    return p.origin.locate(address) if p.origin is not None else None


def _source(fact: Fact) -> Phrase | None:
    """Return what a fact gives as its source, or else the proofs among which it must be."""
    if fact.source is not None:
        return bare(fact.source)
    proofs = listed(dict.fromkeys(say(piece.kind) for piece in fact.shows), ", ")
    return None if proofs is None else say("proofs: {proofs}", proofs=proofs)


def _lists(p: Partnership) -> dict[str, list[Claim]]:
    """Return how many were at each activity as its lists say, where all of them are counted."""
    found: dict[str, list[Claim]] = {}
    for of, rows in p.presences.items():
        told = added(row.people for row in p.attended(of))
        if told is not None:
            found.setdefault(of, []).append(_counted(p, f"presences/{of}", told, rows))
    for of in dict.fromkeys(fact.of for fact in p.facts_of_kind(Attended) if fact.of):
        entries = p.attended_at(of)
        told = added(fact.people for _, fact in entries)
        if told is not None:
            facts = [fact for _, fact in entries]
            found.setdefault(of, []).append(_counted(p, entries[0][0], told, facts))
    return found


def _counted(p: Partnership, at: str, told: int, facts: Sequence[Fact]) -> Claim:
    known = max((p.known_from(fact) for fact in facts), default=NO_DAY)
    sources = dict.fromkeys(bare(fact.source) for fact in facts if fact.source)
    return Claim(
        value=told,
        address=at,
        source=listed((*sources, say("attendance list, counted"))),
        known=known if known > NO_DAY else None,
        place=_place(p, at),
    )


# As a table: a row for each claim, and one for what was settled.


@frozen(kw_only=True)
class ClaimRow:
    """A claim among the others of its field, or the entry that settled it."""

    of: str
    field: str
    value: str
    source: Phrase | None
    place: Place | None
    address: str
    known: date | None
    state: str
    counts: bool
    way_out: str | None


CLAIMS = Table(
    name="claims",
    about="One row for each thing that was said, and for each that was settled.",
    columns=(
        Column("of", "Of", "id", "id of the planned thing", names=True, width=10),
        Column("field", "What", "text", "field of the fact, as participants", width=16),
        Column("address", "Entry", "text", "where it stands in the project, as held/M3", width=16),
        Column("value", "Value", "text", "what is said", width=22),
        Column("source", "Source", "text", "who or what says it", width=40),
        Column("place", "Where", "text", "file and line", width=24),
        Column("known", "Known from", "day", "day from which it was known", width=12),
        Column("state", "State", "word", "contradicts, settled, agrees or alone", width=12),
        Column("counts", "Counts", "flag", "whether reports use this value", width=8),
        data("way_out", "text", "the entry that settles a contradiction"),
    ),
    empty="Nothing is said by two.",
)


@frozen(kw_only=True)
class Claims(Tabled):
    """All that is said of each thing, as of the day; contradictions first, then what is settled."""

    label: str
    day: date
    fields: tuple[ClaimedField, ...]

    @property
    def contradictions(self) -> tuple[ClaimedField, ...]:
        """Return where two say different things and nobody settled which holds."""
        return tuple(one for one in self.fields if one.state == "contradicts")

    @property
    def settled(self) -> tuple[ClaimedField, ...]:
        """Return what was settled."""
        return tuple(one for one in self.fields if one.state == "settled")

    def of(self, id_: str) -> Claims:
        """Return what is said of one thing."""
        return evolve(self, fields=tuple(one for one in self.fields if one.of == id_))

    def without_single(self) -> Claims:
        """Return it without what only one entry says."""
        return evolve(self, fields=tuple(one for one in self.fields if one.state != "alone"))

    @property
    def table(self) -> Table:
        """Return a row for each claim."""
        rows = (row for one in self.fields for row in self._rows(one))
        return CLAIMS.of(rows, caption=f"{self.label}, as of {self.day}")

    @property
    def text(self) -> str:
        """Return the table for a terminal, and below it the entries that settle contradictions."""
        ways = [one.way_out(self.day) for one in self.contradictions]
        head = "To settle one, put the value that holds and the reason into facts.toml:"
        return "\n\n".join((self.table.text(), *([head] if ways else []), *ways))

    def _rows(self, one: ClaimedField) -> Iterator[ClaimRow]:
        if one.holding is not None:
            fact = one.holding.fact
            yield ClaimRow(
                of=one.of,
                field=one.field,
                value=shown(one.holding.value),
                source=bare(fact.reason or ""),
                place=one.place,
                address=one.holding.at,
                known=fact.recorded,
                state=one.state,
                counts=True,
                way_out=None,
            )
        way_out = one.way_out(self.day) if one.state == "contradicts" else None
        for each in one.claims:
            yield ClaimRow(
                of=one.of,
                field=one.field,
                value=shown(each.value),
                source=each.source,
                place=each.place,
                address=each.address,
                known=each.known,
                state=one.state,
                counts=one.holding is None and each.value == one.counts,
                way_out=way_out,
            )
