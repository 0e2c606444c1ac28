"""Every number of a report, and the records behind it, so that each figure explains itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import (
    FACT_TABLES,
    THERE,
    Activity,
    Attended,
    Delivered,
    Disseminated,
    Held,
    Measured,
    Money,
    Paid,
    Participant,
    Place,
    Presence,
    Settled,
    WorkPackage,
)
from vetpartner.model.holding import PEOPLE
from vetpartner.state.achieved import achieved
from vetpartner.state.attendance import participant_of
from vetpartner.state.claims import settled_claims
from vetpartner.state.disputed import contradicting, unsettled
from vetpartner.state.held import settled_number, stated_at
from vetpartner.state.indicators import measurements
from vetpartner.state.rows import DONE, happened
from vetpartner.state.shares import matrix, payments
from vetpartner.values.keyed import firsts, grouped
from vetpartner.values.phrase import Phrase, bare, count, joined, plain, say, tongues
from vetpartner.values.showing import Shown
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vetpartner.model import Fact, Partnership
    from vetpartner.state.claims import Claim, ClaimedField
    from vetpartner.state.rows import Achieved


@frozen(kw_only=True)
class FigureRecord:
    """One fact, or one entry of the plan, behind a figure.

    `address` is where it stands, as `attended/T2#2`; `phrases` say what it tells.
    `who` says of whom a count of people is: their organisation and role.
    `counts` tells that `value` goes into the figure; other records are about the same thing only.
    `number` is how many records of the same kind this one stands for, where they are put together.
    `place` is the place in the files, where it was looked up.
    """

    address: str
    phrases: tuple[Phrase, ...]
    who: tuple[Phrase, ...] = ()
    value: Decimal | Money | None = None
    counts: bool = True
    number: int = 1
    place: Place | None = None


KINDS = {
    "activity": "participants",
    "deliverable": "deliverables",
    "indicator": "indicators",
    "dissemination": "dissemination",
}
"""The rows that have figures, and how the address of a figure begins."""


class UnknownFigure(LookupError):
    """No figure has this address; the message names similar ones."""


@frozen(kw_only=True)
class Figure(Shown):
    """A number of a report, and all records from which it is made.

    `address` is `participants/T2`, `indicators/I2.1`, `deliverables/D2.1` (language versions),
    `dissemination/N1` (people reached), `payments/P1`, `budget/WP2`, or `deliverables`, `payments`
    and `budget` for the whole.
    `value` is a number or an amount, None where the report says only that something happened.
    `phrases` are what the report shows, `shown` the same in English.
    """

    address: str
    title: str
    value: Decimal | Money | None
    phrases: tuple[Phrase, ...]
    records: tuple[FigureRecord, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether it sums up other figures."""
        return "/" not in self.address

    @property
    def shown(self) -> str:
        """Return what the report shows, in English."""
        return joined(self.phrases)

    def __str__(self) -> str:
        lines = [f"{self.address} {self.title}: {self.shown}"]
        for record in self.records:
            number = "" if record.value is None else f" {plain(record.value)}"
            mark = "  +" if record.counts else "   "
            place = f" ({record.place})" if record.place is not None else ""
            told = (*record.who, *record.phrases)
            text = f" {joined(told)}" if told else ""
            lines.append(f"{mark}{number} {record.address}{place}:{text}")
        return "\n".join(lines)


def figures(p: Partnership, rows: tuple[Achieved, ...]) -> tuple[Figure, ...]:
    """Return every figure that has records, from the `rows` of planned and achieved.

    An address that two things share by mistake is that of the first.
    """
    with_records = ((figure.address, figure) for figure in _figures(p, rows) if figure.records)
    said = grouped((at, one.said) for one in settled_claims(p) for at in _rows_of(one))
    return tuple(
        _with_disputed(p, _with_settled(figure, said)) for figure in firsts(with_records).values()
    )


def _with_disputed(p: Partnership, figure: Figure) -> Figure:
    """Return a figure with all entries of a record that contradict each other; none counts.

    Each stands there with what it says, as long as nobody settled which of them is right.
    Of amounts that which was known later stays in the sum, and the others beside it.
    """
    there = {record.address for record in figure.records}
    records = tuple(each for r in figure.records for each in _entries(p, r, there - {r.address}))
    of_money = ((record, contradicting(p, record.address, {"amount"})) for record in figure.records)
    amounts = (
        unsettled(dict.fromkeys(one.fact.amount for one in entries if isinstance(one.fact, Paid)))
        for record, entries in of_money
        if entries and record.counts
    )
    return evolve(figure, records=records, phrases=(*figure.phrases, *amounts))


_NUMBERS = ("participants", "count", "value", "reach", "amount")
"""The fields whose numbers are those of a record."""
_TOLD = ("title", "channel", "text", "source")
"""The fields that a record tells in words."""


def _entries(p: Partnership, record: FigureRecord, there: set[str]) -> Iterator[FigureRecord]:
    entries = contradicting(p, record.address, (*_NUMBERS, "when"))
    if not entries or any(one.address in there for one in entries):
        yield record
        return
    for one in entries:
        number = next((n for name in _NUMBERS if (n := getattr(one.fact, name, None))), None)
        texts = (getattr(one.fact, name, None) for name in _TOLD)
        said = tuple(bare(text) for text in texts if text)
        counts = record.counts and isinstance(number, Money) and number == record.value
        told = _record(
            one.address, one.fact, number, *(bare(text) for text in said if text), counts=counts
        )
        yield evolve(told, who=record.who)


def _rows_of(one: ClaimedField) -> tuple[str, ...]:
    """Return the facts of which a field was settled; how many were there is a record by itself."""
    return one.holding.rows if one.holding is not None and one.field != PEOPLE else ()


def _with_settled(figure: Figure, said: dict[str, list[Phrase]]) -> Figure:
    """Return a figure whose records say what of them was settled."""
    if not any(record.address in said for record in figure.records):
        return figure
    records = (
        evolve(record, phrases=(*record.phrases, *said.get(record.address, ())))
        for record in figure.records
    )
    return evolve(figure, records=tuple(records))


def explain_figure(p: Partnership, address: str) -> Figure:
    """Return one figure with its records, each with its place in the files where there are any.

    Raises `UnknownFigure` for an address that has no records.
    """
    found = {figure.address: figure for figure in figures(p, achieved(p))}
    if address not in found:
        near = did_you_mean(address, found, 3)
        msg = f"no figure with records has the address {address!r}{near}"
        raise UnknownFigure(msg)
    figure, origin = found[address], p.origin
    if origin is None:
        return figure
    placed = (evolve(record, place=origin.locate(record.address)) for record in figure.records)
    return evolve(figure, records=tuple(placed))


def _figures(p: Partnership, rows: tuple[Achieved, ...]) -> Iterator[Figure]:
    records_of = {
        "activity": {**grouped(_of_activities(p)), **_settled_people(p)},
        "deliverable": grouped(_of_deliverables(p)),
        "indicator": _of_indicators(p),
        "dissemination": grouped(_of_dissemination(p)),
    }
    for row in rows:
        if row.kind in KINDS:
            yield Figure(
                address=f"{KINDS[row.kind]}/{row.id}",
                title=row.title,
                value=row.achieved_value,
                phrases=row.achieved_phrases,
                records=tuple(records_of[row.kind].get(row.id, ())),
            )
    yield _delivered(rows, records_of["deliverable"])
    yield from _payments(p)
    yield from _budget(p)


def _delivered(rows: tuple[Achieved, ...], records: Mapping[str, Sequence[FigureRecord]]) -> Figure:
    """Return how many deliverables are delivered; the first record of each counts.

    Records of what is delivered in part stand beside them.
    """
    there = [row for row in rows if row.kind == "deliverable" and records.get(row.id)]
    done = sum(row.status in DONE for row in there)
    whole = count("{n} delivered", "{n} delivered", done)
    in_part = say("{number}, and {part} in part", number=whole, part=len(there) - done)
    return Figure(
        address="deliverables",
        title="Deliverables",
        value=Decimal(done),
        phrases=(whole if len(there) == done else in_part,),
        records=tuple(
            evolve(
                record,
                counts=not number and row.status in DONE,
                value=None if number else Decimal(1),
            )
            for row in there
            for number, record in enumerate(records[row.id])
        ),
    )


def _payments(p: Partnership) -> Iterator[Figure]:
    rows, known = payments(p), [payment.id for payment in p.plan.payments]
    paid = (
        (fact.of if fact.of in known else "", _record(address, fact, fact.amount))
        for address, fact in p.numbered_facts(Paid)
        if fact.payer is None and _own(p, fact.amount)
    )
    records = grouped(paid)
    for row in rows:
        yield _sum(f"payments/{row.id}", row.title, row.paid, records.get(row.id, ()))
    arrived = [record for id_ in dict.fromkeys((*known, "")) for record in records.get(id_, ())]
    total = Money.total((row.paid for row in rows), p.plan.project.currency)
    yield _sum("payments", "Payments", total, arrived)


def _budget(p: Partnership) -> Iterator[Figure]:
    table = matrix(p)
    things = firsts(
        (thing.id, (kind, thing)) for kind, thing in p.plan.things() if _budgeted(thing)
    )
    records = {row.id: tuple(_amounts(p, *things[row.id])) for row in table.rows}
    for row in table.rows:
        if row.total is not None:
            yield _sum(f"budget/{row.id}", row.title, row.total, records[row.id])
    every = (record for row in table.rows for record in records[row.id])
    if table.whole is not None:
        yield _sum("budget", "Budget", table.whole, every)


def _sum(address: str, title: str, value: Money, records: Iterable[FigureRecord]) -> Figure:
    phrases = (bare(value),)
    return Figure(
        address=address, title=title, value=value, phrases=phrases, records=tuple(records)
    )


# From facts and plan to the records behind a figure, by the id of the thing.


def _settled_people(p: Partnership) -> dict[str, list[FigureRecord]]:
    """Return how many were at each activity as it was settled, and beside it who says what."""
    found: dict[str, list[FigureRecord]] = {}
    for one in settled_claims(p):
        if one.field == PEOPLE and one.holding is not None:
            fact, number = one.holding.fact, settled_number(p, one.of)
            found[one.of] = [_record(one.holding.at, fact, number, one.said)]
            found[one.of] += (_beside(each) for each in one.claims)
    return found


def _beside(one: Claim) -> FigureRecord:
    value = Decimal(one.value) if isinstance(one.value, int) else None
    phrases = () if one.source is None else (one.source,)
    return FigureRecord(address=one.address, phrases=phrases, value=value, counts=False)


def _of_activities(p: Partnership) -> Iterator[tuple[str, FigureRecord]]:
    """Yield what the number of participants of each activity is made of.

    Presences have one record for each one who was there; where there are neither presences nor
    attendance, the number stated counts, else it stands beside.
    """
    for address, held in _of(p, Held):
        stated = stated_at(p, held.of)
        counts = stated is not None and stated[0] == address and not p.attended(held.of)
        yield held.of, _record(address, held, held.participants, counts=counts)
    for id_ in dict.fromkeys(some.of for _, some in _of(p, Attended)):
        for address, row in p.attended_at(id_) if not p.presences.get(id_) else ():
            yield (
                id_,
                evolve(
                    _record(address, row, row.people),
                    who=tuple(_who(p, row.organisation, row.role)),
                ),
            )
    seen: set[tuple[str, str]] = set()
    said: dict[object, tuple[tuple[Phrase, ...], tuple[Phrase, ...]]] = {}
    for address, presence in _of(p, Presence):
        key = (presence.of, presence.participant)
        if presence.status not in THERE or not presence.participant or key in seen:
            continue
        seen.add(key)
        who = participant_of(p, presence.participant)
        alike = (who.organisation, who.role, happened(presence))
        if alike not in said:
            known = who.role if isinstance(p.get(who.id), Participant) else None
            said[alike] = tuple(_who(p, who.organisation, known)), _dated(presence)
        told, dated = said[alike]
        value = Decimal(who.count)
        yield presence.of, FigureRecord(address=address, phrases=dated, who=told, value=value)


def _who(p: Partnership, organisation: str | None, role: str | None) -> Iterator[Phrase]:
    if organisation is not None:
        yield bare(p.label(organisation))
    if role is not None:
        yield say(role)


def _of_deliverables(p: Partnership) -> Iterator[tuple[str, FigureRecord]]:
    """Yield what says that each deliverable was delivered; each new language counts."""
    have: dict[str, set[str]] = {}
    for address, fact in _of(p, Delivered):
        before = have.setdefault(fact.of, set())
        new = set(fact.languages) - before
        before.update(new)
        named = tongues(fact.languages)
        text = (named,) if named is not None else ()
        yield fact.of, _record(address, fact, len(new) if fact.languages else None, *text)


def _of_indicators(p: Partnership) -> dict[str, list[FigureRecord]]:
    """Return the measurements of each indicator; only the latest value counts."""
    found: dict[str, list[FigureRecord]] = {}
    for id_, facts in measurements(p).items():
        if id_ is None:
            continue
        last = max((n for n, (_, fact) in enumerate(facts) if fact.value is not None), default=None)
        for number, (address, fact) in enumerate(facts):
            text = (bare(fact.text),) if fact.text else ()
            record = _record(address, fact, fact.value, *text, counts=number == last)
            found.setdefault(id_, []).append(record)
    return found


def _of_dissemination(p: Partnership) -> Iterator[tuple[str, FigureRecord]]:
    """Yield what was made known for each dissemination action, and how many it reached."""
    for address, fact in _of(p, Disseminated):
        texts = (bare(text) for text in (fact.title, fact.channel) if text)
        yield fact.of, _record(address, fact, fact.reach, *texts)


def _budgeted(thing: object) -> bool:
    return isinstance(thing, WorkPackage | Activity)


def _amounts(p: Partnership, kind: str, thing: WorkPackage | Activity) -> Iterator[FigureRecord]:
    """Yield the shares of the grant in a work package or activity, or the amount of the whole."""
    shares = [(of, money) for of, money in thing.grant.items() if _own(p, money)]
    for of, money in shares:
        at = f"{kind}/{thing.id}/grant/{of}"
        yield FigureRecord(address=at, phrases=(bare(p.label(of)),), value=money)
    if not shares and thing.amount is not None and _own(p, thing.amount):
        at = f"{kind}/{thing.id}/amount"
        yield FigureRecord(address=at, phrases=(), value=thing.amount)


def _own(p: Partnership, money: Money) -> bool:
    return money.currency == p.plan.project.currency


def _of(p: Partnership, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts of a kind that say what they are of."""
    for address, fact in p.numbered_facts(kind):
        if fact.of is not None:
            yield address, fact


def _record(
    address: str,
    fact: Fact,
    value: Decimal | Money | int | None,
    *phrases: Phrase,
    counts: bool = True,
) -> FigureRecord:
    number = Decimal(value) if isinstance(value, int) else value
    return FigureRecord(
        address=address,
        phrases=(*phrases, *_dated(fact)),
        value=number,
        counts=counts and number is not None,
    )


def _dated(fact: Fact) -> tuple[Phrase, ...]:
    when = happened(fact) if isinstance(fact, Measured | Settled) else fact.when
    return () if when is None else (bare(when),)


def for_readers(figure: Figure) -> Figure:
    """Return a figure with the people of its records put together, as a report shows it.

    How many of each organisation and role were at one activity are small numbers, and added up over
    all activities they would be those that the tables of a report keep back.
    """
    return evolve(figure, records=_together(figure.records))


def _together(records: tuple[FigureRecord, ...]) -> tuple[FigureRecord, ...]:
    """Put records that count people into one of each table, with the days that they share."""
    groups = grouped((_of_people(record), record) for record in records)
    return tuple(
        one
        for key, alike in groups.items()
        for one in ([_sum_of_records(alike)] if key is not None else alike)
    )


_OF_PEOPLE = tuple(f"{FACT_TABLES[kind]}/" for kind in (Attended, Presence))


def _of_people(record: FigureRecord) -> str | None:
    return next((table for table in _OF_PEOPLE if record.address.startswith(table)), None)


def _sum_of_records(alike: list[FigureRecord]) -> FigureRecord:
    values = [record.value for record in alike if isinstance(record.value, Decimal)]
    # Presences of one day share their phrases.
    days = {joined(each) for each in {id(r.phrases): r.phrases for r in alike}.values()}
    return evolve(
        alike[0],
        phrases=alike[0].phrases if len(days) == 1 else (),
        who=(),
        value=sum(values, Decimal(0)) if len(values) == len(alike) else None,
        number=len(alike),
    )
