"""What moves when something moves: deadlines, findings, and calendars to send again."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from vetpartner.model import (
    ACTIVITIES,
    DATED,
    NO_REASON,
    Activity,
    Amended,
    Delivered,
    Partnership,
    Precision,
    Reported,
    Span,
    When,
    date_of,
    fact_address,
)
from vetpartner.state.deadlines import Deadline, hanging
from vetpartner.state.held import held_facts
from vetpartner.values.finding import Finding, Findings
from vetpartner.values.phrase import plain
from vetpartner.values.table import Table, Tabled
from vetpartner.whatif.compare import (
    Change,
    compare,
    findings_that_differ,
    people_of,
    recipients,
    with_names,
)
from vetpartner.whatif.telling import Told, of_finding, told

if TYPE_CHECKING:
    from collections.abc import Iterator

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
class Moved(Tabled):
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
        return self.text()

    def text(self, *, whole: bool = False) -> str:
        """Return it for a terminal: one screen, or with `whole` every row."""
        lines = [self._head(), *self.remarks]
        for title, rows in self._groups():
            shown = rows if whole else rows[:SHOWN]
            lines += ["", f"{title} ({len(rows)})", *(f"  {row}" for row in shown)]
            if len(rows) > len(shown):
                lines.append(f"  … and {len(rows) - len(shown)} more, see --all")
        if len(lines) == 1 + len(self.remarks):
            lines += ["", "Nothing hangs on it: no deadline, no finding, no calendar."]
        return "\n".join(lines)

    @property
    def table(self) -> Table:
        """Return all that hangs on it, what is not printed too."""
        moved = {"id": self.id, "address": self.address, "before": self.was, "after": self.now}
        first = Told(kind="Move", text=" ".join((self._head(), *self.remarks)), **moved)
        made = self.amendment
        facts = () if made is None else (Told(text=f"{self._head()}: {made.reason}", **moved),)
        return told("move", first, (("Amendment", facts), *self._groups()))

    def _head(self) -> str:
        thing = self.before.get(self.id)
        label = self.before.label(self.id) if thing else self.before.plan.project.label
        called = label if label == self.id or not thing else f"{self.id} {label}"
        if self.was == self.now:
            return f"{called}: {self.now} already, so nothing moves"
        return f"{called}: {self.was} → {self.now}"

    def _groups(self) -> Iterator[tuple[str, tuple[Told, ...]]]:
        """Yield the groups that have rows: the most important first."""
        new, still, solved = self._findings()
        found = (
            ("New findings", tuple(map(of_finding, new))),
            ("Findings that stay, with other dates", tuple(map(of_finding, still))),
            ("Deadlines that move with it", tuple(_deadline(*pair) for pair in self.deadlines)),
            ("Project months that mean other days", tuple(map(_shift, self.shifted))),
            ("Results due before the work on them ends", tuple(map(self._early, self.early))),
            ("Findings that are solved", tuple(map(of_finding, solved))),
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

    def _early(self, pair: tuple[str, str]) -> Told:
        activity, result = pair
        due, end = (
            when.span(self.after.start)
            for when in (self.after[result].due, self.after[activity].when)
        )
        text = f"{result} is due {_last(due)}, and {activity}, of which it comes, ends {_last(end)}"
        return Told(id=result, address=f"{self.after.kind_of(result)}/{result}", text=text)

    def _calendars(self) -> Iterator[Told]:
        """Yield a line for each organisation with its people, then people who belong to none."""
        named: set[str] = set()
        for id_ in self.calendars:
            if id_ in named:
                continue
            people = people_of(self.before, id_)
            named |= {person.id for person in people}
            yield Told(id=id_, text=with_names(self.before.label(id_), people))


def _shift(shift: Shift) -> Told:
    was, now = (None if span is None else _span(span) for span in (shift.before, shift.after))
    return Told(id=shift.id, address=shift.address, before=was, after=now, text=str(shift))


def _deadline(before: Deadline | None, after: Deadline | None) -> Told:
    was, now = (str(one.day) if one else None for one in (before, after))
    days = " → ".join(day or "not known" for day in (was, now))
    shown = after or before
    title = shown.title if shown else ""
    internal = after.internal if after is not None else None
    text = f"{title}: {days}" + (f" (the partners' part by {internal})" if internal else "")
    address = shown.address if shown else None
    return Told(id=shown.id if shown else None, address=address, before=was, after=now, text=text)


def _span(span: Span | None) -> str:
    if span is None:
        return "not known"
    return str(span.first) if span.first == span.last else f"{span.first} to {span.last}"


def _last(span: Span | None) -> date | None:
    return span.last if span else None


PROJECT = "project"
"""What stands for the project itself where an id is asked for."""

_DURATION = re.compile(r"(\d{1,4}) months?")
_WORD = re.compile(r"\w(?:[\w.-]*\w)?")


def move(
    p: Partnership, id_: str, when: When | str | date | int, *, reason: str | None = None
) -> Moved:
    """Return what changes when something gets another date; nothing is written anywhere.

    `id_` is that of an activity, work package, deliverable, milestone, indicator, dissemination
    action, payment, instalment or report; `when` a `When`, a text of one of its forms, or a day.
    The id `project` stands for the project: a day moves its start, and a number of months, as
    `30` or `"30 months"`, is its new duration, an extension.

    The move is an amendment recorded on the day as of which `p` is looked at, as a coordinator
    writes it into the facts: the plan as approved stays, and reports show both dates.
    The start of the project and the expected day of a payment or instalment cannot be amended so,
    because they stand in an agreement; there the plan itself is changed.
    Only the thing itself moves, and with the start of the project what is dated in project months:
    activities do not follow their work package, nor calendar dates the project.
    A move to the date that it has already changes nothing.

    Raises `UnknownId`, a `KeyError`, for an unknown id; `ValueError` for a text that is no date,
    for a thing without a date, and for a date that the thing cannot have.
    """
    if id_ == PROJECT and PROJECT not in p:
        return _project(p, when, reason)
    thing, kind = p[id_], p.kind_of(id_) or ""
    if kind not in DATED:
        raise ValueError(f"{id_} stands in {kind.replace('_', ' ')}, which have no date to move")
    to, name = _when(when), DATED[kind]
    old = getattr(thing, name)
    new = _last_day(p, id_, to) if kind == "reports" else to
    moved = _from_to(p, id_, f"{kind}/{id_}/{name}", old, new)
    if new == old:
        return moved
    moved = attrs.evolve(moved, remarks=tuple(_remarks(p, thing, old, new)))
    if kind in {"payments", "instalments"}:
        return _weighed(moved, _planned(p, kind, id_, {name: to}))
    amendment = Amended(
        of=id_,
        recorded=p.as_of,
        reason=reason or NO_REASON,
        when=to if name == "when" else None,
        due=to if name == "due" else None,
    )
    amendment = amending(p, amendment)
    return _weighed(moved, _with(p, amendment), amendment)


def amending(p: Partnership, amendment: Amended) -> Amended:
    """Return an amendment as a correction of one of its day that says something else.

    Of two amendments of one thing on one day nobody could tell which of them counts.
    """
    number, corrects = 0, None
    for fact in p.facts:
        if not isinstance(fact, Amended) or fact.of != amendment.of:
            continue
        number += 1
        same_day = p.known_from(fact) == p.known_from(amendment)
        if same_day and not fact.void and fact.changes().keys() & amendment.changes().keys():
            corrects = fact.id or fact_address(Amended, fact.of, number)
    return attrs.evolve(amendment, corrects=corrects)


def _project(p: Partnership, when: When | str | date | int, reason: str | None) -> Moved:
    """Return what changes with another duration or another first day of the project."""
    project, months = p.plan.project, _months(when)
    if months is not None:
        moved = _from_to(p, PROJECT, "project/months", project.months, months)
        made = Amended(recorded=p.as_of, reason=reason or NO_REASON, months=months)
        amendment = amending(p, made)
        same = months == project.months
        return moved if same else _weighed(moved, _with(p, amendment), amendment)
    start = _first_day(when)
    moved = _from_to(p, PROJECT, "project/start", project.start, start)
    baseline = attrs.evolve(p.baseline, project=attrs.evolve(p.baseline.project, start=start))
    # The day is said, because without facts it would follow the start.
    after = attrs.evolve(p, baseline=baseline, day=p.as_of)
    return moved if start == project.start else _weighed(moved, after)


def _from_to(p: Partnership, id_: str, address: str, old: Any, new: Any) -> Moved:  # noqa: ANN401
    """Return a move of which no more is known than from where to where it goes."""
    return Moved(id=id_, address=address, was=_text(p, old), now=_text(p, new), before=p, after=p)


def _when(when: When | str | date | int) -> When:
    if isinstance(when, str):
        return When.parse(when)
    if isinstance(when, date) and not isinstance(when, datetime):
        return When.day(when)
    if not isinstance(when, When):
        raise TypeError(f"move.when: {when!r} is neither a When nor its text nor a day")
    return when


def _months(when: When | str | date | int) -> int | None:
    if isinstance(when, int):
        return when
    match = _DURATION.fullmatch(when.strip()) if isinstance(when, str) else None
    return int(match[1]) if match else None


def _first_day(when: When | str | date | int) -> date:
    way_out = "give its first day, such as 2025-09-01, or its duration, such as 30 months"
    try:
        to = _when(when)
    except ValueError:
        raise ValueError(f"{when!r} moves no project; {way_out}") from None
    if to.precision is not Precision.DAYS or to.first is None or to.first != to.last:
        raise ValueError(f"a project starts on one day, and {to} is none; {way_out}")
    return to.first


def _last_day(p: Partnership, id_: str, to: When) -> date:
    span = to.span(p.start)
    if span is None:
        raise ValueError(f"{id_} is a report and needs a day; {to} has none in this project")
    return span.last


def _text(p: Partnership, value: When | date | int | None) -> str:
    """Return a date or duration for a sentence; months with the days that they mean."""
    if isinstance(value, int):
        return f"{value} month{'' if value == 1 else 's'}"
    if not isinstance(value, When):
        return str(value or "not stated")
    span = value.span(p.start) if value.precision is Precision.PROJECT_MONTHS else None
    return f"{plain(value)} ({span.first} to {span.last})" if span else plain(value)


def _remarks(p: Partnership, thing: Any, old: Any, new: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(thing, Activity) and thing.cancelled:
        yield f"{thing.id} is cancelled, and stays so."
    held = held_facts(p, thing) if isinstance(thing, Activity) else ()
    if held or any(p.facts_of(thing.id, kind) for kind in (Delivered, Reported)):
        yield f"{thing.id} is recorded as done; what is recorded does not move."
    timed = (isinstance(when, When) and when.precision is Precision.TIMES for when in (old, new))
    if tuple(timed) == (True, False):
        yield "The hours are no longer given; write them with the date to keep them."


def _with(p: Partnership, amendment: Amended) -> Partnership:
    return attrs.evolve(p, facts=(*p.facts, amendment))


def _planned(p: Partnership, kind: str, id_: str, fields: dict[str, Any]) -> Partnership:
    """Return a partnership with a thing of the approved plan changed: the first of this id."""
    things = list(getattr(p.baseline, kind))
    at = next(number for number, thing in enumerate(things) if thing.id == id_)
    things[at] = attrs.evolve(things[at], **fields)
    tables: dict[str, Any] = {kind: tuple(things)}
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, **tables))


def _weighed(moved: Moved, after: Partnership, amendment: Amended | None = None) -> Moved:
    """Return the move with all that hangs on it."""
    before = moved.before
    appeared, disappeared = findings_that_differ(before, after)
    pairs, early = hanging(before, after)
    found = attrs.evolve(
        moved,
        after=after,
        amendment=amendment,
        changes=compare(before, after),
        deadlines=pairs,
        shifted=tuple(_shifted(before, after)),
        early=early,
        appeared=appeared,
        disappeared=disappeared,
        calendars=recipients(before, after),
    )
    return attrs.evolve(found, touched=tuple(dict.fromkeys(_touched(found))))


def _shifted(before: Partnership, after: Partnership) -> Iterator[Shift]:
    """Yield the dates in project months that mean other days, because the start moved."""
    for kind, thing in after.plan.things():
        when = date_of(thing)
        if isinstance(when, When) and when.precision is Precision.PROJECT_MONTHS:
            old, new = when.span(before.start), when.span(after.start)
            if old != new:
                yield Shift(
                    address=f"{kind}/{thing.id}/{DATED[kind]}",
                    id=thing.id,
                    when=plain(when),
                    before=old,
                    after=new,
                )


def _touched(moved: Moved) -> Iterator[str]:
    """Yield addresses: the thing, what new findings are about or name, results, deadlines."""
    p = moved.after
    yield moved.address.rpartition("/")[0]
    for finding in moved.appeared:
        table, *rest = finding.address.split("/")
        yield table if table in {"project", "agreement", "look"} else "/".join((table, *rest[:1]))
        for word in dict.fromkeys(_WORD.findall(finding.message)):
            # An overlap is found at one of the two activities; its sentence names the other.
            if p.kind_of(word) in ACTIVITIES:
                yield f"{p.kind_of(word)}/{word}"
    for pair in moved.early:
        yield from (f"{p.kind_of(id_)}/{id_}" for id_ in pair)
    for shift in moved.shifted:
        yield shift.address.rpartition("/")[0]
    for before, after in moved.deadlines:
        yield from (deadline.address for deadline in (after, before) if deadline is not None)
