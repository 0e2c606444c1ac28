"""What moves when something moves: the result of a move, and how it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.checks import Finding, Findings
from vetpartner.model import Amended, Partnership, Person, Span
from vetpartner.showing import html_table
from vetpartner.views.compare import Change
from vetpartner.views.dates.deadlines import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

SHOWN = 5
"""How many lines of a group stand on one screen; the rest is counted."""


@frozen(kw_only=True)
class Shift:
    """A date of the plan in project months, and the days that it meant before and means after."""

    address: str
    id: str
    when: str
    before: Span | None
    after: Span | None

    def __str__(self) -> str:
        return f"{self.id}, {self.when}: {_span(self.before)} → {_span(self.after)}"


@frozen(kw_only=True)
class Moved:
    """What a move changes; prints as one screen and shows as a table. Nothing of it is written.

    `before` and `after` are the partnership without and with the move; `was` and `now` the dates.
    `address` is that of the field that moved, `meetings/M3/when`.
    `amendment` is the fact that records the move in `after`; None where the plan itself changes.
    `changes` is what differs, as `compare` tells it.
    `deadlines` are pairs before and after, None on one side for what appears or vanishes.
    `shifted` are the dates in project months that mean other days now.
    `early` are pairs of an activity and a result of it that is now due before the activity ends.
    `appeared` and `disappeared` are findings; one that stays with other words is in both.
    `calendars` are the ids of organisations, then people, to whom a calendar must be sent again.
    `touched` are the addresses of all that is touched: first the thing itself, each once.
    `remarks` say what a move cannot do: undo what happened, keep hours that are no longer given.
    """

    id: str
    address: str
    was: str
    now: str
    before: Partnership = field(repr=False)
    after: Partnership = field(repr=False)
    amendment: Amended | None = None
    changes: tuple[Change, ...] = ()
    deadlines: tuple[tuple[Deadline | None, Deadline | None], ...] = ()
    shifted: tuple[Shift, ...] = ()
    early: tuple[tuple[str, str], ...] = ()
    appeared: Findings = field(factory=Findings)
    disappeared: Findings = field(factory=Findings)
    calendars: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self._head(), *self.remarks]
        for title, rows in self._groups():
            lines += ["", f"{title} ({len(rows)})", *(f"  {row}" for row in rows[:SHOWN])]
            if len(rows) > SHOWN:
                lines.append(f"  … and {len(rows) - SHOWN} more")
        if len(lines) == 1 + len(self.remarks):
            lines += ["", "Nothing hangs on it: no deadline, no finding, no calendar."]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [(title, row) for title, rows in self._groups() for row in rows]
        caption = " ".join((self._head(), *self.remarks))
        return html_table(caption, ("What hangs on it", ""), rows)

    def _head(self) -> str:
        thing = self.before.get(self.id)
        label = self.before.label(self.id) if thing else self.before.plan.project.label
        called = label if label == self.id or not thing else f"{self.id} {label}"
        if self.was == self.now:
            return f"{called}: {self.now} already, so nothing moves"
        return f"{called}: {self.was} → {self.now}"

    def _groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the groups that have rows: the most important first."""
        new, still, solved = self._findings()
        found = (
            ("New findings", tuple(map(_finding, new))),
            ("Findings that stay, with other dates", tuple(map(_finding, still))),
            ("Deadlines that move with it", tuple(_deadline(*pair) for pair in self.deadlines)),
            ("Project months that mean other days", tuple(map(str, self.shifted))),
            ("Results due before the work on them ends", tuple(map(self._early, self.early))),
            ("Findings that are solved", tuple(map(_finding, solved))),
            ("Calendars to send again", tuple(self._calendars())),
        )
        yield from ((title, rows) for title, rows in found if rows)

    def _findings(self) -> tuple[list[Finding], list[Finding], list[Finding]]:
        """Return what is new, what is still there in other words, and what is solved."""
        gone = {(one.slug, one.address) for one in self.disappeared}
        come = {(one.slug, one.address) for one in self.appeared}
        return (
            [one for one in self.appeared if (one.slug, one.address) not in gone],
            [one for one in self.appeared if (one.slug, one.address) in gone],
            [one for one in self.disappeared if (one.slug, one.address) not in come],
        )

    def _early(self, pair: tuple[str, str]) -> str:
        activity, result = pair
        due, end = (
            when.span(self.after.start)
            for when in (self.after[result].due, self.after[activity].when)
        )
        return f"{result} is due {_last(due)}, and {activity}, of which it comes, ends {_last(end)}"

    def _calendars(self) -> Iterator[str]:
        """Yield a line for each organisation with its people, then people who belong to none."""
        named: set[str] = set()
        for id_ in self.calendars:
            if id_ in named:
                continue
            people = [one for one in self.before.plan.people if one.organisation == id_]
            named |= {person.id for person in people}
            names = ", ".join(_name(person) for person in people)
            yield self.before.label(id_) + (f": {names}" if names else "")


def _finding(finding: Finding) -> str:
    return f"{finding.severity.value}: {finding.message} [{finding.slug}]"


def _deadline(before: Deadline | None, after: Deadline | None) -> str:
    days = " → ".join(str(one.day) if one else "not known" for one in (before, after))
    shown = after or before
    title = shown.title if shown else ""
    internal = after.internal if after is not None else None
    return f"{title}: {days}" + (f" (the partners' part by {internal})" if internal else "")


def _name(person: Person) -> str:
    return person.name or person.id


def _span(span: Span | None) -> str:
    if span is None:
        return "not known"
    return str(span.first) if span.first == span.last else f"{span.first} to {span.last}"


def _last(span: Span | None) -> date | None:
    return span.last if span else None
