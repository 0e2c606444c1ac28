"""The records behind every number of a report, so that each figure explains itself."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Money, Place
from vetpartner.showing import Shown
from vetpartner.views.finance.money import matrix, payments
from vetpartner.views.phrases import Phrase, bare, count, joined, plain
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.reports.figure_records import (
    FigureRecord,
    activity_records,
    amount_records,
    delivery_records,
    measured_records,
    payment_records,
    reach_records,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.views.progress.rows import Row

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
    def shown(self) -> str:
        """Return what the report shows, in English."""
        return joined(self.phrases)

    def __str__(self) -> str:
        lines = [f"{self.address} {self.title}: {self.shown}"]
        for record in self.records:
            number = "" if record.value is None else f" {plain(record.value)}"
            mark = "  +" if record.counts else "   "
            place = f" ({record.place})" if record.place is not None else ""
            text = f" {joined(record.phrases)}" if record.phrases else ""
            lines.append(f"{mark}{number} {record.address}{place}:{text}")
        return "\n".join(lines)


def figures(p: Partnership, rows: tuple[Row, ...]) -> tuple[Figure, ...]:
    """Return every figure that has records, from the `rows` of planned and achieved.

    An address that two things share by mistake is that of the first.
    """
    found: dict[str, Figure] = {}
    for figure in _figures(p, rows):
        if figure.records:
            found.setdefault(figure.address, figure)
    return tuple(found.values())


def explain_figure(p: Partnership, address: str) -> Figure:
    """Return one figure with its records, each with its place in the files where there are any.

    Raises `UnknownFigure` for an address that has no records.
    """
    found = {figure.address: figure for figure in figures(p, achieved(p))}
    if address not in found:
        near = get_close_matches(address, found, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        msg = f"no figure with records has the address {address!r}{hint}"
        raise UnknownFigure(msg)
    figure = found[address]
    return evolve(figure, records=tuple(_placed(p, record) for record in figure.records))


def _placed(p: Partnership, record: FigureRecord) -> FigureRecord:
    place: Place | None = p.origin.locate(record.address) if p.origin is not None else None
    return evolve(record, place=place)


def _figures(p: Partnership, rows: tuple[Row, ...]) -> Iterator[Figure]:
    records_of = {
        "activity": activity_records(p),
        "deliverable": delivery_records(p),
        "indicator": measured_records(p),
        "dissemination": reach_records(p),
    }
    for row in rows:
        if row.kind in KINDS:
            yield Figure(
                address=f"{KINDS[row.kind]}/{row.id}",
                title=row.title,
                value=row.achieved_value,
                phrases=row.achieved_phrases,
                records=records_of[row.kind].get(row.id, ()),
            )
    yield _delivered(rows, records_of["deliverable"])
    yield from _payments(p)
    yield from _budget(p)


def _delivered(rows: tuple[Row, ...], records: dict[str, tuple[FigureRecord, ...]]) -> Figure:
    """Return how many deliverables are delivered; the first record of each counts."""
    done = [row for row in rows if row.kind == "deliverable" and records.get(row.id)]
    return Figure(
        address="deliverables",
        title="Deliverables",
        value=Decimal(len(done)),
        phrases=(count("{n} delivered", "{n} delivered", len(done)),),
        records=tuple(
            evolve(record, counts=first, value=Decimal(1) if first else None)
            for row in done
            for first, record in zip(
                (True, *(False for _ in records[row.id])), records[row.id], strict=False
            )
        ),
    )


def _payments(p: Partnership) -> Iterator[Figure]:
    records = payment_records(p)
    for row in payments(p):
        yield _sum(f"payments/{row.id}", row.title, row.paid, records.get(row.id, ()))
    arrived = tuple(record for some in records.values() for record in some)
    total = Money.total((row.paid for row in payments(p)), p.plan.project.currency)
    yield _sum("payments", "Payments", total, arrived)


def _budget(p: Partnership) -> Iterator[Figure]:
    table = matrix(p)
    records = amount_records(p, {row.id for row in table.rows})
    for row in table.rows:
        if row.total is not None:
            yield _sum(f"budget/{row.id}", row.title, row.total, records.get(row.id, ()))
    together = tuple(record for row in table.rows for record in records.get(row.id, ()))
    yield _sum("budget", "Use of the grant", table.total, together)


def _sum(address: str, title: str, value: Money, records: tuple[FigureRecord, ...]) -> Figure:
    return Figure(
        address=address, title=title, value=value, phrases=(bare(value),), records=records
    )
