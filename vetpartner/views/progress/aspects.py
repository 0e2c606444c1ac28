"""What the project did, and plans to do, for each of the four aspects."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held
from vetpartner.programme import UnknownCall, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Measure, Partnership
    from vetpartner.programme import Aspect


@frozen(kw_only=True)
class AspectRow:
    """One measure: for which aspect, in which activity, what, how much, and whether it was done."""

    aspect: str
    name: str
    id: str
    activity: str
    what: str
    number: Decimal | None
    unit: str | None
    done: bool


def aspects(p: Partnership) -> tuple[AspectRow, ...]:
    """Return the measures in the order of the call's aspects, then of the activities.

    What is recorded of an activity that was held takes the place of what was planned for it.
    """
    try:
        known = rules_for(p).aspects
    except UnknownCall:
        return ()
    rows = [row for aspect in known for row in _of(p, aspect)]
    return tuple(rows)


def _of(p: Partnership, aspect: Aspect) -> Iterator[AspectRow]:
    for activity in p.plan.activities:
        done = [m for fact in p.facts_of(activity.id, Held) for m in fact.measures]
        for measure in done or (() if activity.cancelled else activity.measures):
            if measure.aspect == aspect.key:
                yield _row(aspect, activity.id, p.label(activity.id), measure, done=bool(done))


def _row(aspect: Aspect, id_: str, label: str, measure: Measure, *, done: bool) -> AspectRow:
    return AspectRow(
        aspect=aspect.key,
        name=aspect.name,
        id=id_,
        activity=label,
        what=measure.what,
        number=measure.number,
        unit=measure.unit,
        done=done,
    )
