"""What a project leaves behind: its risks, who keeps its results, places, the four aspects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Money, Risk, Risked, Sustained, Task, Training
from vetpartner.programme import country
from vetpartner.state.held import actual, held_facts, held_span
from vetpartner.state.inclusion import EVERYBODY, TRAITS
from vetpartner.state.rows import DONE
from vetpartner.state.statement import aspects
from vetpartner.values.counts import AtLeast, known_part, percent, told
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.inclusion import Inclusion, Told
    from vetpartner.state.rows import Achieved
    from vetpartner.values.phrase import Value


@frozen(kw_only=True)
class RiskRow:
    """A risk of the plan; `came_true` is None where nobody recorded whether it did."""

    risk: Risk
    came_true: bool | None
    done: str | None

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.risk.id, self.risk.title)

    @property
    def outcome(self) -> str:
        """Return in a word whether it came true."""
        return {True: "yes", False: "no", None: "not recorded"}[self.came_true]


def risks(p: Partnership) -> tuple[RiskRow, ...]:
    """Return the risks of the plan with their outcome, which is what was recorded last."""
    last = {risk.id: next(reversed(p.facts_of(risk.id, Risked)), None) for risk in p.plan.risks}
    return tuple(
        RiskRow(
            risk=risk,
            came_true=None if (fact := last[risk.id]) is None else fact.came_true,
            done=None if fact is None else fact.done,
        )
        for risk in p.plan.risks
    )


@frozen(kw_only=True)
class KeptRow:
    """A result and who keeps it after the project; None is what nobody stated."""

    id: str
    title: str
    keeper: str | None
    url: str | None
    cost: Money | None
    until: date | None


def kept(p: Partnership) -> tuple[KeptRow, ...]:
    """Return who keeps which result after the project, in the order of the plan."""
    return tuple(row for one in p.plan.deliverables for row in _kept(p, one.id))


def not_kept(p: Partnership) -> tuple[str, ...]:
    """Return the ids of the delivered results of which nobody said who keeps them."""
    return tuple(
        one.id
        for one in p.plan.deliverables
        if p.facts_of(one.id, Delivered) and not p.facts_of(one.id, Sustained)
    )


def _kept(p: Partnership, id_: str) -> Iterator[KeptRow]:
    delivered = reversed(p.facts_of(id_, Delivered))
    address = next((fact.url for fact in delivered if fact.url), None)
    agreed = p.facts_of(id_, Sustained)
    # Of agreements without a day the order of writing them down tells nothing.
    for fact in sorted(agreed, key=lambda f: (f.organisation or "", f.until or date.max, str(f))):
        yield KeptRow(
            id=id_,
            title=p.label(id_),
            keeper=p.label(fact.organisation) or None,
            url=fact.url or address,
            cost=fact.cost,
            until=fact.until,
        )


@frozen(kw_only=True)
class Place:
    """Where something took place, and what; `country` is a code, or as it was typed."""

    city: str | None
    country: str | None
    held: tuple[str, ...]


def places(p: Partnership, rows: Iterable[Achieved]) -> tuple[Place, ...]:
    """Return the places in which something was held, in the order of the days."""
    done = {row.id for row in rows if row.status in DONE}
    held = [one for one in p.plan.activities if one.id in done and held_facts(p, one)]
    found: dict[tuple[str | None, str | None], list[str]] = {}
    for activity in sorted(held, key=lambda one: (_first(p, one), one.id)):
        venue = actual(p, activity).venue
        if venue is None or not (venue.city or venue.country):
            continue
        land = venue.country and (country(venue.country) or venue.country)
        found.setdefault((venue.city, land), []).append(activity.id)
    return tuple(Place(city=at[0], country=at[1], held=tuple(ids)) for at, ids in found.items())


def _first(p: Partnership, activity: Activity) -> date:
    span = held_span(p, activity)
    return span.first if span is not None else date.max


@frozen(kw_only=True)
class AspectTotal:
    """What was done for one of the four aspects in all; `much` is None where nobody knows it."""

    name: str
    what: Phrase
    much: Phrase | None


def aspect_totals(
    p: Partnership, people: Inclusion, rows: Iterable[Achieved]
) -> tuple[AspectTotal, ...]:
    """Return the totals of the four aspects: shares of people, hours online, measures.

    `people` are counts that may be published: what is kept back there is not told here.
    """
    counts = dict(people.traits.told)
    fewer, _, green = (counts.get(name, ()) for name, _ in TRAITS)
    whole = counts.get(EVERYBODY, ())
    measures = [row for row in aspects(p) if row.aspect == "ASPECT:CIVIC" and row.done]
    return (
        AspectTotal(
            name="Inclusion and diversity",
            what=say("participants with fewer opportunities"),
            much=_share(fewer, whole),
        ),
        AspectTotal(
            name="Environment and sustainability",
            what=say("participants who travelled green"),
            much=_share(green, whole),
        ),
        AspectTotal(name="Digital dimension", what=say("hours online"), much=_online(p, rows)),
        AspectTotal(
            name="Participation and civic engagement",
            what=say("measures taken"),
            much=bare(len(measures)),
        ),
    )


def _share(counted: Told, everybody: Told) -> Phrase | None:
    """Return a number of people with its share, None where nobody knows it."""
    whole, part = (counts[-1] if counts else None for counts in (everybody, counted))
    if not isinstance(whole, int) or not whole or part is None:
        return None
    if not isinstance(part, int | Decimal):
        return say(part)
    share = percent(part, whole)
    numbers: dict[str, Value] = {"part": Decimal(part), "whole": whole, "percent": share}
    if isinstance(part, AtLeast):
        return say("at least {part} of {whole} ({percent} %)", **numbers)
    return say("{part} of {whole} ({percent} %)", **numbers)


def _online(p: Partnership, rows: Iterable[Achieved]) -> Phrase | None:
    """Return the hours of what was held online; where those of one are not known, at least so many.

    Hours of what was blended nobody stated apart.
    """
    done = {row.id for row in rows if row.status in DONE}
    held = (one for one in p.plan.activities if one.id in done and not isinstance(one, Task))
    modes = [(one, actual(p, one).mode) for one in held]
    known = [hours for one, mode in modes if mode == "online" and (hours := _hours(p, one))]
    wanted = sum(mode in {"online", "blended"} for _, mode in modes)
    unsure = any(mode is None for _, mode in modes)
    return told(known_part(sum(known), whole=len(known) == wanted and not unsure))


def _hours(p: Partnership, activity: Activity) -> Decimal | None:
    """Return the hours of a training by its plan, of anything else those on the one day it took."""
    if isinstance(activity, Training) and activity.hours:
        return activity.hours
    when = actual(p, activity).when
    span = when.span(p.start)
    if when.starts is None or when.ends is None or span is None or span.days != 1:
        return None
    minutes = (when.ends.hour - when.starts.hour) * 60 + when.ends.minute - when.starts.minute
    return (Decimal(minutes) / 60).quantize(Decimal("0.1")).normalize() + 0 if minutes > 0 else None
