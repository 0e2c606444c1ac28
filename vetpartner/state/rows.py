"""One planned thing and what became of it, and what all such rows have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, fields_dict, frozen

from vetpartner.model import (
    OF_A_SESSION,
    TABLES,
    Amended,
    Fact,
    Indicator,
    Noted,
    Precision,
    Span,
    Training,
    When,
    date_of,
)
from vetpartner.model.partnership import once
from vetpartner.values.counts import AtLeast, known_part, percent
from vetpartner.values.keyed import firsts
from vetpartner.values.phrase import Phrase, count, joined, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership, Venue


Kind = Literal["activity", "deliverable", "milestone", "indicator", "dissemination"]
Status = Literal[
    "done",
    "exceeded",
    "partly",
    "open",
    "not judged",
    "not due",
    "overdue",
    "not recorded",
    "not reached",
    "cancelled",
]
Word = Status | Literal["done late"]
"""The state of something in the one word that all pages have for it."""
DONE: frozenset[Status] = frozenset({"done", "exceeded"})
LATE: frozenset[Status] = frozenset({"overdue", "not recorded"})
"""What should have happened, and nobody recorded that it did; `overdue` until the project is over.

That it did not happen nobody said either.
"""
NOT_JUDGED: Status = "not judged"
"""What was measured, and neither a number nor a word of the record tells whether it is enough."""


@frozen(kw_only=True)
class Achieved:
    """One planned thing and what became of it.

    `planned`, `achieved` and `difference` are texts in English; the same in `…_phrases`, to be put
    into another language. Planned is what was approved; `amended_phrases` are what of it amendments
    changed, as it is now. `difference` is None where all is as planned or not yet due.
    `reason` is what the facts say about a difference.
    `planned_value` and `achieved_value` count participants, languages, the indicator's unit, or
    people reached; `start_value` is where an indicator began. `least_value` is what is known of the
    achieved one where a part of it is not.
    `due` is the last day planned; `first` and `last` are the days it happened, or else is planned;
    None for a result that was delivered on a day that nobody stated.
    `late` is by how many days a result or milestone came late, None where it did not.
    """

    kind: Kind
    id: str
    title: str
    work_package: str | None
    status: Status
    planned_phrases: tuple[Phrase, ...] = ()
    amended_phrases: tuple[Phrase, ...] = ()
    achieved_phrases: tuple[Phrase, ...] = ()
    difference_phrases: tuple[Phrase, ...] = ()
    reason: str | None = None
    planned_value: Decimal | None = None
    achieved_value: Decimal | None = None
    start_value: Decimal | None = None
    least_value: Decimal | None = None
    due: date | None = None
    first: date | None = None
    last: date | None = None
    late: int | None = None
    address: str = ""

    @property
    def word(self) -> Word:
        """Return its state in one word: what was done after the last day planned is done late."""
        after = self.due is not None and self.last is not None and self.last > self.due
        return "done late" if self.status == "done" and after else self.status

    @property
    def planned(self) -> str:
        """Return what was planned, in English."""
        return joined(self.planned_phrases)

    @property
    def plan_phrases(self) -> tuple[Phrase, ...]:
        """Return what was approved, and behind it what of it is otherwise as amended."""
        changed = listed(self.amended_phrases, ", ")
        amended = () if changed is None else (say("as amended: {changed}", changed=changed),)
        return (*self.planned_phrases, *amended)

    @property
    def achieved(self) -> str:
        """Return what was achieved, in English; an empty text where nothing was."""
        return joined(self.achieved_phrases)

    @property
    def difference(self) -> str | None:
        """Return how both differ, in English, or None."""
        return joined(self.difference_phrases) or None

    @property
    def known_value(self) -> Decimal | None:
        """Return the achieved value, `AtLeast` what is known of it, None where nothing is."""
        if self.achieved_value is not None or not self.least_value:
            return self.achieved_value
        return AtLeast(self.least_value)

    def due_by(self, day: date) -> bool:
        """Tell whether it was to be there by the end of a day; what has no date is not."""
        return self.due is not None and self.due <= day

    @property
    def percent(self) -> int | None:
        """Return the achieved value in whole percent of the planned one, as `percent` rounds.

        Of an indicator that is to fall it is how much of the way from its start is done.
        """
        way, done, start = self.planned_value, self.achieved_value, self.start_value
        if way is None or done is None:
            return None
        if start is not None and start > way:
            way, done = start - way, start - done
        return int(percent(done, way)) if way > 0 else None


def done_of(rows: Iterable[Achieved]) -> Decimal | None:
    """Return how many are done; `AtLeast` where one is not judged, None where nothing is known."""
    states = [row.status for row in rows]
    return known_part(sum(one in DONE for one in states), whole=NOT_JUDGED not in states)


def deviations(rows: Iterable[Achieved]) -> tuple[Achieved, ...]:
    """Return the rows that differ from the plan; those without a reason have `reason` None."""
    return tuple(row for row in rows if row.difference_phrases)


@frozen(kw_only=True)
class Outcome:
    """What the facts about one planned thing say.

    `planned` tells what is planned of the thing as it was approved, or as it was amended. `values`
    are the planned and the achieved one, `start` the one before the project, `least` what is known
    of the achieved one, `days` those on which it happened, `late` by how many days it came late.
    """

    status: Status
    facts: Iterable[Fact]
    planned: Callable[[Any], Iterable[Phrase]]
    achieved: Iterable[Phrase]
    differences: Iterable[Phrase]
    values: tuple[Decimal | int | None, Decimal | int | None] = (None, None)
    start: Decimal | None = None
    least: int | None = None
    days: Span | None = None
    late: int | None = None


def joined_row(p: Partnership, kind: Kind, thing: Any, found: Outcome) -> Achieved:  # noqa: ANN401 - whatever has a date
    """Return the row of a planned thing joined with what became of it.

    How long it is overdue, or that nothing is recorded of it, stands behind the other differences;
    without any there is no reason.
    """
    span = date_of(thing).span(p.start)
    last = span.last if span is not None else None
    first, amended = _plans(p, thing, found.planned)
    sometime = kind in {"deliverable", "milestone"} and found.status in {*DONE, "partly"}
    shown = found.days or (None if sometime else span)
    differences = (*found.differences, *_late(p, kind, thing.id, found.status, last))
    before, now = (Decimal(n) if isinstance(n, int) else n for n in found.values)
    return Achieved(
        kind=kind,
        id=thing.id,
        title=p.label(thing.id),
        work_package=thing.work_package,
        status=found.status,
        planned_phrases=first,
        amended_phrases=amended,
        achieved_phrases=tuple(found.achieved),
        difference_phrases=differences,
        reason=_reason(p, thing.id, found.facts) if differences else None,
        planned_value=before,
        achieved_value=now,
        start_value=found.start,
        least_value=None if found.least is None else Decimal(found.least),
        due=last,
        first=shown.first if shown is not None else None,
        last=shown.last if shown is not None else None,
        late=found.late,
        address=f"{TABLES[type(thing)]}/{thing.id}",
    )


_SILENT: dict[Kind, Phrase] = {
    "activity": say("not recorded whether done"),
    "indicator": say("never measured"),
}
"""What is said of what is past and nobody recorded; of other kinds that nothing is recorded."""


def came_later(p: Partnership, id_: str) -> bool:
    """Tell whether something was done only after the time covered: what is known, but not in it."""
    return p.covers is not None and id_ in p.covers.since


def _late(
    p: Partnership, kind: Kind, id_: str, status: Status, last: date | None
) -> Iterator[Phrase]:
    silent = _SILENT.get(kind, say("nothing is recorded"))
    if status == "not recorded":
        yield silent
    elif status == "overdue" and last is not None:
        yield overdue(p, last) or (
            say("not done by {day}", day=last) if came_later(p, id_) else silent
        )


def overdue(p: Partnership, last: date) -> Phrase | None:
    """Return by how many days something is overdue; None where its day is the last one covered.

    The days are counted until the day on which all is looked at, or else to the last day that a
    report covers: what is due on that one is late at its end, by no whole day.
    """
    days = ((p.covers.until if p.covers is not None else p.as_of) - last).days
    return count("{n} day overdue", "{n} days overdue", days) if days > 0 else None


def _reason(p: Partnership, id_: str, facts: Iterable[Fact]) -> str | None:
    """Return what amendments and notes say about one thing, each once.

    A reason that is found later is a fact of its own: those that were reported are not edited. Why
    money was moved, or somebody else leads, is no reason for a difference in what is planned.
    """
    changed = (one for one in p.facts_of(id_, Amended) if _SHOWN_AS_DIFFERENT & {*changes(p, one)})
    told = (*changed, *facts, *p.facts_of(id_, Noted))
    return " ".join(dict.fromkeys(fact.why for fact in told if fact.why)) or None


_SHOWN_AS_DIFFERENT = {"when", "due", "venue", "mode", "expected", "cancelled", "target"}
"""What an amendment changes that stands among the differences of a row."""


def changes(p: Partnership, fact: Amended) -> tuple[str, ...]:
    """Return the fields that an amendment changes: of those that it names what the thing has.

    None where there is no such thing; of a session those that a session has.
    """
    thing = p.plan.project if fact.of is None else p.get(fact.of)
    if thing is None:
        return ()
    names = frozenset(fields_dict(type(thing)))
    if fact.session is not None:
        names = OF_A_SESSION if isinstance(thing, Training) else frozenset()
    return tuple(name for name in fact.changes() if name in names)


def approved(p: Partnership, thing: Any) -> Any:  # noqa: ANN401 - of the class of the thing
    """Return a thing as it was approved, None where it was not."""
    return _approved(p).get((type(thing), thing.id))


@once
def _approved(p: Partnership) -> dict[tuple[type, str], Any]:
    return firsts(((type(thing), thing.id), thing) for _, thing in p.baseline.things())


def _plans(
    p: Partnership,
    thing: Any,  # noqa: ANN401 - of the class that `told` takes
    told: Callable[[Any], Iterable[Phrase]],
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """Return what was approved of a thing, and what of it is otherwise as amended, as it is `told`.

    Other hours on the same days are no change.
    """
    before = approved(p, thing) or thing
    name = "due" if hasattr(thing, "due") else "when"
    if _same_days(date_of(before), date_of(thing)):
        thing = evolve(thing, **{name: getattr(before, name)})
    first = tuple(told(before))
    return first, tuple(phrase for phrase in told(thing) if phrase not in first)


def due_day(p: Partnership, thing: Any) -> date | None:  # noqa: ANN401 - whatever has a date
    """Return the last day on which something is planned, None where it is not known."""
    return last_day(p, date_of(thing))


def last_day(p: Partnership, when: When) -> date | None:
    """Return the last day of a date, or None where it has none or none that is possible."""
    span = when.span(p.start)
    return span.last if span is not None else None


def timing(p: Partnership, last: date | None, id_: str = "") -> Status:
    """Return the status of something of which nothing is recorded yet.

    What came later than the time covered was overdue at its end.
    """
    if last is not None and last >= p.as_of:
        return "not due"
    if p.end is not None and p.end < p.as_of and not (last and came_later(p, id_)):
        return "not recorded"
    return "overdue" if last is not None else "open"


def has_begun(row: Achieved) -> bool:
    """Tell of an activity that is not done whether its time has begun, or some result is there."""
    return bool(row.achieved_phrases) and row.status not in {*DONE, "partly", "cancelled"}


def is_over(p: Partnership, last: date | None) -> bool:
    """Tell whether the day of something is past; what has none lasts to the end of the project."""
    due = last or p.end
    return due is not None and due < p.as_of


def moved(p: Partnership, thing: Any) -> Iterator[Phrase]:  # noqa: ANN401 - whatever has a date
    """Yield that an amendment moved a date; other hours on the same days are no deviation."""
    old = approved(p, thing)
    if old is not None:
        before, now = date_of(old), date_of(thing)
        if before != now and not _same_days(before, now):
            yield say("moved from {before} to {now}", before=before, now=now)


def _same_days(one: When, other: When) -> bool:
    exact = not one.tentative and not other.tentative
    return exact and (one.first, one.last) == (other.first, other.last)


def other_place(before: Venue | None, now: Venue | None) -> Iterator[Phrase]:
    """Yield that something was in another place than before, where both are known."""
    old, new = city_of(before), city_of(now)
    if old and new and old.casefold() != new.casefold():
        yield say("in {now} instead of {before}", now=new, before=old)


def other_mode(before: str | None, now: str | None) -> Iterator[Phrase]:
    """Yield that something was online, in person or blended, and otherwise before."""
    if before and now and before != now:
        # One phrase for each pair, because languages bend these words.
        yield say(f"{now} instead of {before}")


def city_of(venue: Venue | None) -> str | None:
    """Return the city of a venue, or else what is known of it."""
    return (venue.city or venue.name or venue.country) if venue is not None else None


def dated(text: str, when: When) -> Phrase | None:
    """Return a phrase with a date, or None for an undecided one."""
    return None if when.precision is Precision.UNDECIDED else say(text, when=when)


def period(p: Partnership, when: When) -> Phrase | None:
    """Return a time, project months with what they are in the calendar, None for an undecided one.

    `months 2–8 (December 2023 – June 2024)`; a project that begins within a month has days instead.
    """
    span = when.span(p.start)
    if when.precision is not Precision.PROJECT_MONTHS or span is None:
        return dated("{when}", when)
    whole = span.first.day == 1
    make = When.calendar_months if whole else When.days
    return say("{when} ({days})", when=when, days=make(span.first, span.last))


def due_by(p: Partnership, when: When) -> Phrase | None:
    """Return a deadline, a project month with its last day, or None for an undecided one."""
    span = when.span(p.start)
    if when.precision is Precision.PROJECT_MONTHS and span is not None:
        return say("by {when} ({day})", when=when, day=span.last)
    return dated("by {when}", when)


def happened(fact: Fact) -> When | None:
    """Return when something happened: as stated, or else the day it was written down.

    The latter is right only of what is as of that day, such as a value that was measured.
    """
    if fact.when is not None:
        return fact.when
    return When.day(fact.recorded) if fact.recorded is not None else None


def package_of(p: Partnership, row: Achieved) -> str | None:
    """Return the work package of a row; an indicator may have it through what it measures."""
    if row.work_package is not None:
        return row.work_package
    thing = p.at(row.address)
    measured = p.get(thing.of) if isinstance(thing, Indicator) else None
    found = getattr(measured, "work_package", None)
    return str(found) if found is not None else None
