"""Participants, presences and costs as tables of a project's folder, in CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs
from attrs import frozen

from vetpartner.files.tables import attendance_table, costs_table, participants_table
from vetpartner.files.tables.attendance_table import read_attendance
from vetpartner.files.tables.costs_table import read_costs
from vetpartner.files.tables.participants_table import read_participants
from vetpartner.files.tables.table_values import GUARDED
from vetpartner.files.tables.tables import FOLDER, ranks
from vetpartner.model import Participant, Plan, Presence, Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vetpartner.model import Partnership

T = TypeVar("T")


@frozen(kw_only=True)
class Split:
    """What of a list stands in TOML, and what in tables: the name of the file and its rows."""

    toml: tuple[object, ...]
    tables: tuple[tuple[str, tuple[object, ...]], ...] = ()


def split_participants(p: Partnership) -> Split:
    """Return where participants are written.

    They stand in a table from the first one on after which all read back as they are; those before
    stay in `project.toml`, so that the order is kept and nothing is lost that a table cannot hold.
    """
    rows = p.baseline.participants

    def read(some: tuple[Participant, ...]) -> tuple[object, ...]:
        data = participants_text(some).encode()
        return read_participants(Path(), "", plan, data=data).rows

    plan = attrs.evolve(p.baseline, participants=())
    begin = _begin(rows, read)
    if {who.id for who in rows[:begin]} & {who.id for who in rows[begin:]}:
        begin = len(rows)
    table = ((f"{FOLDER}/participants.csv", rows[begin:]),) if rows[begin:] else ()
    return Split(toml=rows[:begin], tables=table)


def split_presences(p: Partnership) -> Split:
    """Return where presences are written: in tables as far as these can hold them.

    What has evidence or belongs to no activity of the plan stays in `facts.toml`, and so does what
    stands before it, because the order of facts is kept.
    """
    rows = p.facts_of_kind(Presence)
    order = ranks(p.baseline)
    begin, last = len(rows), len(order)
    while begin and not (row := rows[begin - 1]).evidence:
        rank = order.get(row.of or "", len(order))
        if rank > last or rank == len(order):
            break
        begin, last = begin - 1, rank
    groups: dict[str, list[Presence]] = {}
    for row in rows[begin:]:
        groups.setdefault(row.of or "", []).append(row)
    kept: list[tuple[str, tuple[object, ...]]] = []
    for activity, group in reversed(groups.items()):
        read = _reader(activity, p.baseline)
        listed = tuple(group)
        first = _begin(listed, read)
        if listed[first:]:
            kept.insert(0, (f"{FOLDER}/attendance-{activity}.csv", listed[first:]))
        if first:
            break
    count = sum(len(each) for _, each in kept)
    return Split(toml=rows[: len(rows) - count], tables=tuple(kept))


def split_costs(p: Partnership) -> Split:
    """Return where costs are written: in a table from the first one on after which all fit.

    What has evidence stays in `facts.toml`, and so do those before it, to keep the order.
    """
    rows = p.facts_of_kind(Spent)

    def read(some: tuple[Spent, ...]) -> tuple[object, ...]:
        return read_costs(Path(), "", p.baseline, data=costs_text(some).encode()).rows

    begin = _begin(rows, read)
    table = ((f"{FOLDER}/costs.csv", rows[begin:]),) if rows[begin:] else ()
    return Split(toml=rows[:begin], tables=table)


def _reader(activity: str, plan: Plan) -> Callable[[tuple[Presence, ...]], tuple[object, ...]]:
    def read(some: tuple[Presence, ...]) -> tuple[object, ...]:
        data = presences_text(some).encode()
        return read_attendance(Path(), "", activity, plan.participants, plan, data=data).rows

    return read


def _begin(rows: tuple[T, ...], read: Callable[[tuple[T, ...]], tuple[object, ...]]) -> int:
    """Return from which row on all read back as they are."""
    if read(rows) == rows:
        return 0
    begin = len(rows)
    while begin and read((rows[begin - 1],)) == (rows[begin - 1],):
        begin -= 1
    return begin if read(rows[begin:]) == rows[begin:] else len(rows)


def table_text(rows: Sequence[object]) -> str:
    """Return rows of one kind as CSV."""
    if people := [row for row in rows if isinstance(row, Participant)]:
        return participants_text(people)
    if costs := [row for row in rows if isinstance(row, Spent)]:
        return costs_text(costs)
    return presences_text([row for row in rows if isinstance(row, Presence)])


def participants_text(rows: Iterable[Participant]) -> str:
    """Return participants as CSV with a heading for each field, a row each."""
    return _text(
        participants_table.COLUMNS,
        (
            (
                who.id,
                _guarded(who.name),
                _guarded(who.organisation),
                who.country,
                who.role,
                who.count if who.count != 1 else None,
                *(
                    _how_many(number, who.count)
                    for number in (who.fewer_opportunities, who.minors, who.green_travel)
                ),
                who.gender,
                " ".join(who.activities),
                who.person,
                who.registered,
            )
            for who in rows
        ),
    )


def _how_many(number: int, count: int) -> str | int | None:
    return ("yes" if count == 1 else number) if number == 1 else number or None


def presences_text(rows: Iterable[Presence]) -> str:
    """Return the presences of an activity as CSV, a row for each participant, day and session."""
    return _text(
        attendance_table.COLUMNS,
        (
            (
                _guarded(row.participant),
                row.when,
                _guarded(row.session),
                row.status,
                format(row.hours, "f") if row.hours is not None else None,
                row.recorded,
                _guarded(row.note),
            )
            for row in rows
        ),
    )


def costs_text(rows: Iterable[Spent]) -> str:
    """Return costs as CSV, a row each; amounts in plain form, with the currency beside."""
    return _text(
        costs_table.COLUMNS,
        (
            (
                row.when,
                row.organisation,
                row.person,
                row.of,
                _guarded(row.category),
                format(row.days, "f") if row.days is not None else None,
                row.amount.amount,
                row.amount.currency,
                _guarded(row.document),
                row.rate_month,
                format(row.rate, "f") if row.rate is not None else None,
                row.converted and f"{row.converted.amount} {row.converted.currency}",
                row.recorded,
                _guarded(row.note),
            )
            for row in rows
        ),
    )


def _guarded(text: str | None) -> str | None:
    """Return a text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text is not None and text.startswith(GUARDED) else text


def _text(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return file.getvalue()
