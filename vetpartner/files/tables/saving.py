"""Where participants, presences and costs are written: as far as they go, in lists."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import frozen

from vetpartner.files.tables.attendance import Attendance
from vetpartner.files.tables.costs import Costs
from vetpartner.files.tables.folder import FOLDER, ranks
from vetpartner.files.tables.participants import Participants
from vetpartner.model import Participant, Presence, Spent

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.files.tables.lists import ListReader
    from vetpartner.model import Partnership

T = TypeVar("T")
_READERS: dict[type, type[ListReader[Any]]]
_READERS = {Participant: Participants, Presence: Attendance, Spent: Costs}


@frozen(kw_only=True)
class Split:
    """What of a list stands in TOML, and what in tables: the name of the file and its rows.

    `keep` are tables that stay as they are.
    """

    toml: tuple[Any, ...]
    tables: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    keep: frozenset[Path] = frozenset()


def split_participants(p: Partnership) -> Split:
    """Return where participants are written.

    They stand in a table from the first one on after which all read back as they are; those before
    stay in `project.toml`, so that the order is kept and nothing is lost that a table cannot hold.
    """
    rows = p.baseline.participants
    plan = attrs.evolve(p.baseline, participants=())
    begin = _begin(rows, partial(Participants, "", plan))
    if {who.id for who in rows[:begin]} & {who.id for who in rows[begin:]}:
        begin = len(rows)
    return _split(rows, begin, "participants")


def split_costs(p: Partnership) -> Split:
    """Return where costs are written: in a table from the first one on after which all fit.

    What has evidence stays in `facts.toml`, and so do those before it, to keep the order.
    """
    rows = p.typed_of(Spent)
    return _split(rows, _begin(rows, partial(Costs, "", p.baseline)), "costs")


def _split(rows: tuple[Any, ...], begin: int, name: str) -> Split:
    table = ((f"{FOLDER}/{name}.csv", rows[begin:]),) if rows[begin:] else ()
    return Split(toml=rows[:begin], tables=table)


def split_presences(p: Partnership) -> Split:
    """Return where presences are written: in tables as far as these can hold them.

    What has evidence or belongs to no activity of the plan stays in `facts.toml`, and so does what
    stands before it, because the order of facts is kept.
    """
    rows, plan = p.typed_of(Presence), p.baseline
    order = ranks(plan)
    begin, last = len(rows), len(order)
    while begin and not (row := rows[begin - 1]).evidence:
        rank = order.get(row.of or "", len(order))
        if rank > last or rank == len(order):
            break
        begin, last = begin - 1, rank
    groups: dict[str, list[Presence]] = {}
    for row in rows[begin:]:
        groups.setdefault(row.of or "", []).append(row)
    kept: list[tuple[str, tuple[Any, ...]]] = []
    for activity, group in reversed(groups.items()):
        listed = tuple(group)
        first = _begin(listed, partial(Attendance, "", plan, activity, plan.participants))
        if listed[first:]:
            kept.insert(0, (f"{FOLDER}/attendance-{activity}.csv", listed[first:]))
        if first:
            break
    count = sum(len(each) for _, each in kept)
    return Split(toml=rows[: len(rows) - count], tables=tuple(kept))


def _begin(rows: tuple[T, ...], reader: Callable[[], ListReader[T]]) -> int:
    """Return from which row on all read back as they are."""

    def same(some: tuple[T, ...]) -> bool:
        return reader().read(Path(), table_text(some).encode()).rows == some

    if same(rows):
        return 0
    begin = len(rows)
    while begin and same((rows[begin - 1],)):
        begin -= 1
    return begin if same(rows[begin:]) else len(rows)


def table_text(rows: tuple[Any, ...]) -> str:
    """Return rows of one kind as CSV."""
    return _READERS[type(rows[0])].text(rows) if rows else ""
