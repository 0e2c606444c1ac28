"""From facts and plan to the records behind a figure, by the id of the thing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import (
    FACT_TABLES,
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
)
from vetpartner.model.participants import THERE
from vetpartner.views.phrases import Phrase, bare, joined, say
from vetpartner.views.progress.rows import happened

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from vetpartner.model import Fact, Partnership


@frozen(kw_only=True)
class FigureRecord:
    """One fact, or one entry of the plan, behind a figure.

    `address` is where it stands, as `attended/T2#2`; `phrases` say what it tells.
    `counts` tells that `value` goes into the figure; other records are about the same thing only.
    `number` is how many records of the same kind this one stands for, where they are put together.
    `place` is the place in the files, where it was looked up.
    """

    address: str
    phrases: tuple[Phrase, ...]
    value: Decimal | Money | None = None
    counts: bool = True
    number: int = 1
    place: Place | None = None


Records = dict[str, tuple[FigureRecord, ...]]


def activity_records(p: Partnership) -> Records:
    """Return what the number of participants of each activity is made of.

    Presences have one record for each one who was there; where there are neither presences nor
    attendance, the number stated counts, else it stands beside.
    """
    found: dict[str, list[FigureRecord]] = {}
    seen: set[tuple[str, str]] = set()
    said: dict[object, tuple[Phrase, ...]] = {}
    for address, held in _of(p, Held):
        counts = held.participants is not None and not p.attended(held.of)
        record = _record(address, held, held.participants, counts=counts)
        found.setdefault(held.of, []).append(record)
    for address, some in _of(p, Attended):
        if not p.presences.get(some.of):
            record = _record(address, some, some.count, *_who(p, some))
            found.setdefault(some.of, []).append(record)
    for address, presence in _of(p, Presence):
        key = (presence.of, presence.participant)
        if presence.status not in THERE or not presence.participant or key in seen:
            continue
        seen.add(key)
        who = _participant(p, presence.participant)
        alike = (who.organisation, who.role, happened(presence))
        if alike not in said:
            said[alike] = (*_who(p, who), *_dated(presence))
        record = FigureRecord(address=address, phrases=said[alike], value=Decimal(who.count))
        found.setdefault(presence.of, []).append(record)
    return {id_: tuple(records) for id_, records in found.items()}


def _participant(p: Partnership, id_: str) -> Participant:
    known = p.get(id_)
    return known if isinstance(known, Participant) else Participant(id=id_)


def _who(p: Partnership, who: Attended | Participant) -> Iterator[Phrase]:
    if who.organisation is not None:
        yield bare(p.label(who.organisation))
    yield say(who.role)


def delivery_records(p: Partnership) -> Records:
    """Return what says that each deliverable was delivered; each new language counts."""
    found: dict[str, list[FigureRecord]] = {}
    have: dict[str, set[str]] = {}
    for address, fact in _of(p, Delivered):
        before = have.setdefault(fact.of, set())
        new = dict.fromkeys(language for language in fact.languages if language not in before)
        before.update(new)
        text = (bare(", ".join(fact.languages)),) if fact.languages else ()
        record = _record(address, fact, len(new) if fact.languages else None, *text)
        found.setdefault(fact.of, []).append(record)
    return {id_: tuple(records) for id_, records in found.items()}


def measured_records(p: Partnership) -> Records:
    """Return the measurements of each indicator; only the latest value counts."""
    found: dict[str, list[tuple[Measured, FigureRecord]]] = {}
    for address, fact in _of(p, Measured):
        text = (bare(fact.text),) if fact.text else ()
        record = _record(address, fact, fact.value, *text, counts=False)
        found.setdefault(fact.of, []).append((fact, record))
    made: Records = {}
    for id_, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].known_from(p.start))
        valued = [n for n, (fact, _) in enumerate(pairs) if fact.value is not None]
        last = valued[-1] if valued else None
        made[id_] = tuple(evolve(r, counts=n == last) for n, (_, r) in enumerate(pairs))
    return made


def reach_records(p: Partnership) -> Records:
    """Return what was made known for each dissemination action, and how many it reached."""
    found: dict[str, list[FigureRecord]] = {}
    for address, fact in _of(p, Disseminated):
        texts = (bare(text) for text in (fact.title, fact.channel) if text)
        record = _record(address, fact, fact.reach, *texts, counts=fact.reach is not None)
        found.setdefault(fact.of, []).append(record)
    return {id_: tuple(records) for id_, records in found.items()}


def payment_records(p: Partnership) -> Records:
    """Return what the agency paid, by payment; under an empty id what belongs to none."""
    known = {payment.id for payment in p.plan.payments}
    found: dict[str, list[FigureRecord]] = {id_: [] for id_ in known}
    for address, fact in p.numbered_facts(Paid):
        if fact.payer is None and _own(p, fact.amount):
            key = fact.of if fact.of in known else None
            found.setdefault(key or "", []).append(_record(address, fact, fact.amount))
    order = [*(payment.id for payment in p.plan.payments), ""]
    return {id_: tuple(found[id_]) for id_ in dict.fromkeys(order) if found.get(id_)}


def amount_records(p: Partnership, ids: Container[str]) -> Records:
    """Return the shares of the grant in work packages or activities, or the amount of the whole."""
    found: Records = {}
    for kind, thing in p.plan.things():
        if thing.id in ids and thing.id not in found and hasattr(thing, "grant"):
            found[thing.id] = tuple(_amounts(p, kind, thing))
    return found


def _amounts(p: Partnership, kind: str, thing: Any) -> Iterator[FigureRecord]:  # noqa: ANN401 - two classes
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
    when = happened(fact)
    return () if when is None else (bare(when),)


def together(records: tuple[FigureRecord, ...]) -> tuple[FigureRecord, ...]:
    """Put presences that tell the same into one record, so that a page has no line for each."""
    groups: dict[object, list[FigureRecord]] = {}
    texts: dict[int, str] = {}
    table = f"{FACT_TABLES[Presence]}/"
    for record in records:
        key: object = record.address
        if record.address.startswith(table):
            # Presences that tell the same share their phrases.
            shared = id(record.phrases)
            if shared not in texts:
                texts[shared] = joined(record.phrases)
            key = (record.address.partition("#")[0], texts[shared])
        groups.setdefault(key, []).append(record)
    return tuple(_sum(alike) if len(alike) > 1 else alike[0] for alike in groups.values())


def _sum(alike: list[FigureRecord]) -> FigureRecord:
    value = sum((r.value for r in alike if isinstance(r.value, Decimal)), Decimal(0))
    return evolve(alike[0], value=value, number=len(alike))
