"""What an organisation has worked for of its share in a work package or activity up to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.transferring import complete_since
from vetpartner.model import Activity, Money
from vetpartner.views.finance.money import amount_of

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership, WorkPackage


def worked_for(
    p: Partnership, thing: WorkPackage | Activity, organisation: str, day: date
) -> tuple[Money, str]:
    """Return how much of its share an organisation has worked for up to a day, and how one knows.

    An activity counts once it is done, without asking for proof.
    In a work package the share counts in proportion to the amounts of its activities that are
    done, where there are none to its days that are over.
    """
    share = thing.grant[organisation]
    done = {id_ for id_, since in complete_since(p).items() if since <= day}
    if isinstance(thing, Activity):
        if thing.id in done and not thing.cancelled:
            return share, "done"
        return Money(0, share.currency), "not done"
    known = [(a, m) for a in _inside(p, thing) if (m := amount_of(p, a)) is not None]
    if known:
        finished = [(a, m) for a, m in known if a.id in done and not a.cancelled]
        whole = Money.total((m for _, m in known), share.currency)
        part = Money.total((m for _, m in finished), share.currency)
        basis = f"{len(finished)} of {len(known)} activities done, {part} of {whole}"
        return _portion(share, int(part.amount * 100), int(whole.amount * 100)), basis
    span = thing.when.span(p.start)
    if span is None:
        return Money(0, share.currency), "no activities with amounts, and no dates"
    length = (span.last - span.first).days + 1
    over = min(max((day - span.first).days + 1, 0), length)
    return _portion(share, over, length), f"{over} of {length} days over"


def _inside(p: Partnership, package: WorkPackage) -> tuple[Activity, ...]:
    return tuple(a for a in p.plan.activities if a.work_package == package.id)


def _portion(share: Money, part: int, whole: int) -> Money:
    return share.allocate((part, whole - part))[0]
