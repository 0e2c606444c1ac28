"""What is still to come after a day: what is late first, then the rest of the plan by its kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.rows import DONE, LATE, NOT_JUDGED, Achieved, Kind
from vetpartner.values.phrase import Phrase, count, say
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Partnership


KINDS: tuple[Kind, ...] = ("activity", "deliverable", "milestone", "indicator", "dissemination")
"""The kinds in the order in which they are told."""


@frozen(kw_only=True)
class AheadRow:
    """Something planned that is not done by a day: its row, what is done of it, and who leads it.

    `so_far` are what happened by that day, and by how many days it is late; its state is then that
    of the day on which it is seen.
    """

    row: Achieved
    so_far: tuple[Phrase, ...]
    lead: str | None

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.row.id, self.row.title)


@frozen(kw_only=True)
class Ahead:
    """What is not done by the end of `day`, looked at on the day `seen`, by its date.

    `late` should have been done by then, `coming` stands by kind; `since` was done or cancelled
    between the two days, and its rows tell it as it is on the latter.
    """

    day: date
    seen: date
    late: tuple[AheadRow, ...]
    coming: tuple[tuple[Kind, tuple[AheadRow, ...]], ...]
    since: tuple[AheadRow, ...]


def ahead(p: Partnership, now: Partnership, day: date) -> Ahead:
    """Return what `p`, which holds what happened by the end of `day`, has not done.

    `now` is the same partnership with all that is known on its own day, which tells what is late.
    """
    later = {row.address: row for row in _rows(now)}
    late, coming, since = list[AheadRow](), list[AheadRow](), list[AheadRow]()
    for row in _rows(p):
        if row.status in {*DONE, "cancelled"}:
            continue
        current = later.get(row.address, row)
        if current.status in {*DONE, "cancelled"}:
            since.append(_ahead(p, current, current.achieved_phrases))
        elif _is_late(current, now.as_of):
            so_far = (*row.achieved_phrases, *_by(current, now.as_of))
            late.append(_ahead(p, evolve(row, status=current.status), so_far))
        else:
            judged = () if row.status != NOT_JUDGED else (say(NOT_JUDGED),)
            coming.append(_ahead(p, row, (*row.achieved_phrases, *judged)))
    by_kind = ((kind, _by_date(one for one in coming if one.row.kind == kind)) for kind in KINDS)
    return Ahead(
        day=day,
        seen=now.as_of,
        late=_by_date(late),
        coming=tuple((kind, rows) for kind, rows in by_kind if rows),
        since=_by_date(since),
    )


def _rows(p: Partnership) -> tuple[Achieved, ...]:
    return (*achieved(p), *milestones(p))


def _is_late(row: Achieved, day: date) -> bool:
    """Tell whether something is late; of what was measured and not judged nobody knows it."""
    over = row.due is not None and row.due < day
    return row.status in LATE or (over and row.status != NOT_JUDGED)


def _by(row: Achieved, day: date) -> tuple[Phrase, ...]:
    if row.due is None:
        return ()
    return (count("{n} day overdue", "{n} days overdue", (day - row.due).days),)


def _ahead(p: Partnership, row: Achieved, so_far: tuple[Phrase, ...]) -> AheadRow:
    thing = p.at(row.address)
    package = p.get(row.work_package)
    lead = getattr(thing, "lead", None) or getattr(package, "lead", None)
    return AheadRow(row=row, so_far=so_far, lead=p.label(lead) or None)


def _by_date(rows: Iterable[AheadRow]) -> tuple[AheadRow, ...]:
    return tuple(sorted(rows, key=lambda one: one.row.due or date.max))
