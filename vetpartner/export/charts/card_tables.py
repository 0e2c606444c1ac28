"""Listings as tables for a notebook: changes, gaps, calendars, unit costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.export.calendars.feeds import Feed
from vetpartner.showing import html_table
from vetpartner.views.compare import Change
from vetpartner.views.finance.unit_costs import UnitLine
from vetpartner.views.reports.gaps import Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST = 60
"""How many rows of a listing are shown; the rest is counted."""
Cells = tuple[object, ...]


def _change(change: Change) -> Cells:
    return change.address, change.before, change.after


def _gap(gap: Gap) -> Cells:
    return f"{gap.id} {gap.title}", gap.what, gap.owner_label, gap.due, gap.days, gap.amount


def _feed(feed: Feed) -> Cells:
    return feed.name, feed.title, f"{len(feed.data)} bytes"


def _unit_line(line: UnitLine) -> Cells:
    units = f"{line.number.normalize():f} {line.unit}"
    mark = "yes" if line.verified else "no"
    return line.heading, line.condition, units, line.rate, line.amount, mark, line.basis


_TABLES: dict[type, tuple[str, tuple[str, ...], tuple[int, ...], Callable[[Any], Cells]]] = {
    Change: ("changes", ("Where", "Before", "After"), (), _change),
    Gap: ("gaps", ("Of", "What is missing", "Who", "Due", "Days left", "At risk"), (4, 5), _gap),
    Feed: ("calendars", ("File", "Name", "Size"), (2,), _feed),
    UnitLine: (
        "unit costs",
        ("What", "Condition", "Units", "Rate", "Amount", "Verified", "Basis"),
        (2, 3, 4),
        _unit_line,
    ),
}


def listing_table(listing: Sequence[object]) -> str:
    """Return a table of values of one kind, counted in its caption."""
    if not listing:
        return "<p>None.</p>"
    name, heads, numbers, cells = _TABLES[type(listing[0])]
    one = name.removesuffix("s")
    caption = f"{len(listing)} {name if len(listing) > 1 else one}"
    rows = (cells(value) for value in listing[:MOST])
    table = html_table(caption, heads, rows, numbers=numbers)
    left = len(listing) - MOST
    return f"{table}<p>… and {left} more</p>" if left > 0 else table
