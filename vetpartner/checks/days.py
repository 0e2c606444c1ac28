"""Days for sentences: what lies outside of what, and what meets what."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from vetpartner.checks.subject import listed
from vetpartner.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Span, When


def meeting(
    rows: Iterable[tuple[Activity, Span, str]],
) -> Iterator[tuple[Activity, Activity, str]]:
    """Yield each activity that begins while the longest one so far goes on, in one pass."""
    longest: tuple[Activity, Span] | None = None
    for activity, span, at in sorted(rows, key=lambda row: (row[1], row[0].when.starts or time())):
        if longest is not None and _overlap(longest, (activity, span)):
            yield longest[0], activity, at
        if longest is None or span.last >= longest[1].last:
            longest = activity, span


def _overlap(one: tuple[Activity, Span], other: tuple[Activity, Span]) -> bool:
    """Tell whether two share time; with a zone that does not exist, whether they share a day."""
    try:
        return one[0].when.overlaps(other[0].when)
    except ValueError:
        return one[1].overlaps(other[1])


def place(activity: Activity) -> str | None:
    """Return the city or country of an activity in person."""
    if activity.online or activity.venue is None:
        return None
    return activity.venue.city or activity.venue.country


def outside(
    s: Subject, name: str, when: When, around: Span | None, what: str, verb: str = "is planned for"
) -> str | None:
    """Return a sentence saying on which side `when` lies outside; None if it does not."""
    span = s.span(when)
    if span is None or around is None:
        return None
    # A calendar month at the edge of the period may mean the days of it that lie inside.
    vague = when.precision is Precision.CALENDAR_MONTHS
    sides = []
    if (span.last if vague else span.first) < around.first:
        sides.append(f"{what} begins on {around.first}")
    if (span.first if vague else span.last) > around.last:
        sides.append(f"{what} ends on {around.last}")
    return f"{name} {verb} {said(when)}, but {listed(sides)}" if sides else None


def said(when: When) -> str:
    """Return a date for a sentence."""
    return str(when).replace("..", " to ")
