"""What a project leaves behind: its risks, who keeps its results, and places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Money, Risk, Risked, Sustained
from vetpartner.programme import country
from vetpartner.state.held import actual, held_facts, held_span
from vetpartner.state.rows import DONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.rows import Achieved


@frozen(kw_only=True)
class RiskRow:
    """A risk of the plan; `came_true` is None where nobody recorded whether it did."""

    risk: Risk
    came_true: bool | None
    done: str | None

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
    """Where activities took place, and what; `country` is a code, or as it was typed."""

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
