"""What is still to come after a day: what is late first, then the rest by its kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.open_work import ActionItem, action_items
from vetpartner.state.rows import DONE, LATE, NOT_JUDGED, Achieved, Kind, overdue
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership


KINDS: tuple[Kind, ...] = ("activity", "deliverable", "milestone", "indicator", "dissemination")
"""The kinds in the order in which they are told, before what was agreed in minutes."""


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
    def named(self) -> Phrase:
        """Return id and title in one text."""
        return bare(entitled(self.row.id, self.row.title))

    @property
    def planned(self) -> tuple[Phrase, ...]:
        """Return what was planned."""
        return self.row.plan_phrases

    @property
    def due(self) -> date | None:
        """Return the last day planned."""
        return self.row.due


@frozen(kw_only=True)
class AheadItem:
    """An action item that is not done by a day: `at` is what it was agreed at.

    `so_far` says by how many days it is late, or when it was done since; `lead` who does it.
    """

    item: ActionItem
    at: str
    so_far: tuple[Phrase, ...]

    @property
    def named(self) -> Phrase:
        """Return what was agreed."""
        return say("Agreed: {text}", text=self.item.text)

    @property
    def planned(self) -> tuple[Phrase, ...]:
        """Return until when it was to be done, and at what it was agreed."""
        by = (say("by {when}", when=self.due),) if self.due is not None else ()
        return (*by, bare(self.at)) if self.at else by

    @property
    def due(self) -> date | None:
        """Return the last day for it."""
        return self.item.due

    @property
    def lead(self) -> str | None:
        """Return what people call who does it."""
        return self.item.owner_label


Open = AheadRow | AheadItem


@frozen(kw_only=True)
class Ahead:
    """What is not done by the end of `day`, looked at on the day `seen`, by its date.

    `late` should have been done by then, `coming` stands by kind, and `agreed` are action items
    that are neither; `since` was done or cancelled between the two days, and its rows tell it as it
    is on the latter.
    """

    day: date
    seen: date
    late: tuple[Open, ...]
    coming: tuple[tuple[Kind, tuple[Open, ...]], ...]
    agreed: tuple[Open, ...]
    since: tuple[Open, ...]


def ahead(p: Partnership, now: Partnership, day: date) -> Ahead:
    """Return what `p`, which holds what happened by the end of `day`, has not done.

    `now` is the same partnership with all that is known on its own day, which tells what is late.
    """
    later = {row.address: row for row in _rows(now)}
    late, coming, since = list[Open](), list[AheadRow](), list[Open]()
    for row in _rows(p):
        if row.status in {*DONE, "cancelled"}:
            continue
        current = later.get(row.address, row)
        if current.status in {*DONE, "cancelled"}:
            since.append(_ahead(p, current, current.achieved_phrases))
        elif _is_late(current, now.as_of):
            missed = current.status == "not reached"
            behind = (say("its target is not reached"),) if missed else _by(now, current.due)
            so_far = (*row.achieved_phrases, *behind)
            late.append(_ahead(p, evolve(row, status=current.status), so_far))
        else:
            judged = () if row.status != NOT_JUDGED else (say(NOT_JUDGED),)
            coming.append(_ahead(p, row, (*row.achieved_phrases, *judged)))
    agreed = list[Open]()
    for item, one in _items(p, now, day):
        (since if not item.open_on(now.as_of) else late if one.so_far else agreed).append(one)
    by_kind = ((kind, _by_date(one for one in coming if one.row.kind == kind)) for kind in KINDS)
    return Ahead(
        day=day,
        seen=now.as_of,
        late=_by_date(late),
        coming=tuple((kind, rows) for kind, rows in by_kind if rows),
        agreed=_by_date(agreed),
        since=_by_date(since),
    )


def _rows(p: Partnership) -> tuple[Achieved, ...]:
    return (*achieved(p), *milestones(p))


def _is_late(row: Achieved, day: date) -> bool:
    """Tell whether something is late; of what was measured and not judged nobody knows it."""
    over = row.due is not None and row.due < day
    return row.status in LATE or (over and row.status != NOT_JUDGED)


def _by(now: Partnership, due: date | None) -> tuple[Phrase, ...]:
    late = None if due is None else overdue(now, due)
    return () if late is None else (late,)


def _items(p: Partnership, now: Partnership, day: date) -> Iterator[tuple[ActionItem, AheadItem]]:
    """Yield the action items that were not done by a day, each as it is now and as it is told."""
    # What was written into a record later, such as the day on which it was done, is known now.
    later = {(item.of, item.text): item for item in action_items(now)}
    for was in action_items(p):
        if not was.open_on(day):
            continue
        item = later.get((was.of, was.text), was)
        so_far: tuple[Phrase, ...] = ()
        if item.done is not None and not item.open_on(now.as_of):
            so_far = (say("done {day}", day=item.done),)
        elif item.overdue_on(now.as_of):
            so_far = _by(now, item.due)
        at = entitled(item.of, p.label(item.of)) if item.of else ""
        yield item, AheadItem(item=item, at=at, so_far=so_far)


def _ahead(p: Partnership, row: Achieved, so_far: tuple[Phrase, ...]) -> AheadRow:
    thing = p.at(row.address)
    package = p.get(row.work_package)
    lead = getattr(thing, "lead", None) or getattr(package, "lead", None)
    return AheadRow(row=row, so_far=so_far, lead=p.label(lead) or None)


def _by_date(rows: Iterable[Open]) -> tuple[Open, ...]:
    return tuple(sorted(rows, key=lambda one: one.due or date.max))
