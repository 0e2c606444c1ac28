"""The numbers of each activity side by side: planned, registered, signed, certified, stated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Attended, Certified, Held, Share, Task, those_there
from vetpartner.state.attendance import (
    THRESHOLD,
    attending,
    called,
    certified_count,
    reached_count,
    registered,
)
from vetpartner.state.held import participants
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import Column, Table, Tabled, data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Activity, Partnership
    from vetpartner.state.attendance import Attending
    from vetpartner.values.phrase import Language


@frozen(kw_only=True)
class Disagreement:
    """Something that does not agree; `who` are those whom it is about, where they are known."""

    phrase: Phrase
    who: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Return it without names, in English."""
        return str(self.phrase)

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(self.who)}" if self.who else self.what

    def within(self, language: Language) -> str:
        """Return it in a language."""
        said = self.phrase.within(language)
        return f"{said}: {', '.join(self.who)}" if self.who else said


@frozen(kw_only=True)
class Reconciled:
    """The numbers of one activity; None where there is no such list or statement.

    `expected` is that of the plan; `registered` counts those registered up to the day;
    `signed` those who were there by the lists; `reached` those of them who reached the threshold;
    `certified` the certificates given out; `stated` is the number of minutes or report.
    """

    id: str
    title: str
    expected: int | None
    registered: int | None
    signed: int | None
    reached: int | None
    certified: int | None
    stated: int | None
    differences: tuple[Disagreement, ...]
    address: str

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Return the numbers in the order in which they are shown."""
        return tuple(c.get(self) for c in RECONCILIATION.columns if c.kind == "count")


@frozen(kw_only=True)
class Reconciliation(Tabled):
    """A row for each activity that took place or has any list; prints and shows as a table."""

    label: str
    day: date
    threshold: Share
    rows: tuple[Reconciled, ...]

    @property
    def differences(self) -> tuple[tuple[str, Disagreement], ...]:
        """Return all differences with the id of their activity."""
        return tuple((row.id, found) for row in self.rows for found in row.differences)

    @property
    def table(self) -> Table:
        """Return the numbers with what does not agree."""
        caption = f"{self.label}, participants as of {self.day}"
        return RECONCILIATION.of(self.rows, caption=caption)

    def __str__(self) -> str:
        # In a terminal differences are too long for a column.
        told = tuple(f"  {id_}: {found}" for id_, found in self.differences)
        notes = ("Differences", *told) if told else (self._verdict,)
        return evolve(self.table.without("title", "found"), notes=notes).text()

    @property
    def _verdict(self) -> str:
        """Return what can be said where nothing differs: one number has nothing to agree with.

        Fewer may be registered than expected until it took place.
        """
        compared = [
            any(None not in (getattr(row, one), getattr(row, other)) for one, other, _ in _PAIRS)
            for row in self.rows
        ]
        if all(compared):
            return "All numbers agree."
        alone = ", ".join(row.id for row, two in zip(self.rows, compared, strict=True) if not two)
        known = "No numbers differ; " if any(compared) else ""
        return f"{known}{alone}: no two numbers to compare."


def _number(name: str, head: str, meaning: str) -> Column:
    return Column(name, head, "count", meaning, width=12)


RECONCILIATION = Table(
    name="reconciliation",
    about="One row for each activity that took place or has a list, as in `vp.reconcile`.",
    columns=(
        Column("activity", "Activity", "id", "id of the activity", get="id", names=True, width=10),
        Column("title", "Title", "text", "title, or else the id", width=40),
        _number("expected", "Expected", "people planned"),
        _number("registered", "Registered", "people registered up to the day"),
        _number("signed", "Signed", "people who were there by the lists"),
        _number("reached", "Reached", "how many of them were there for 80 % of the hours"),
        _number("certified", "Certified", "certificates given out"),
        _number("stated", "Stated", "people by the minutes or the report"),
        Column("found", "Differences", "lines", get="differences", place="shown"),
        # Who differs are names, which no file of data has; `vp.reconcile` tells them.
        data(
            "differences",
            "text",
            "what does not agree, without names",
            lambda row: ", ".join(found.what for found in row.differences) or None,
        ),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
    empty="Nothing took place yet, and there is no list.",
)


def reconcile(p: Partnership, *, threshold: Share = THRESHOLD) -> Reconciliation:
    """Put the numbers of each meeting, training and dissemination event side by side.

    Differences are named person by person where lists and certificates name people, else as
    numbers; fewer participants than expected, or more, are a difference once it took place.
    """
    rows = tuple(
        _row(p, activity, f"{activity.table}/{activity.id}", threshold)
        for activity in p.plan.activities
        if not isinstance(activity, Task) and _has_any(p, activity.id)
    )
    return Reconciliation(label=p.plan.project.label, day=p.as_of, threshold=threshold, rows=rows)


def _has_any(p: Partnership, id_: str) -> bool:
    told = any(p.facts_of(id_, kind) for kind in (Held, Attended, Certified))
    return told or id_ in p.presences or bool(registered(p, id_))


def _row(p: Partnership, activity: Activity, address: str, threshold: Share) -> Reconciled:
    people = participants(p, activity)
    listed = registered(p, activity.id)
    rows = attending(p, activity.id, threshold=threshold)
    there = activity.id in p.presences
    numbers = {
        "expected": people.planned,
        "registered": sum(who.count for who in listed) if listed else None,
        "signed": 0 if there and not people.listed else people.recorded,
        "reached": reached_count(rows),
        "certified": certified_count(p, activity.id),
        "stated": people.stated if people.settled is None else people.settled,
    }
    settled = people.settled is not None
    counts = _counts(numbers, threshold, settled=settled)
    found = (*_people(p, activity.id, rows, threshold), *counts)
    return Reconciled(
        id=activity.id,
        title=p.label(activity.id),
        differences=found,
        address=address,
        **numbers,
    )


def _people(
    p: Partnership, id_: str, rows: tuple[Attending, ...], threshold: Share
) -> Iterator[Disagreement]:
    """Yield who is in one list and not in another."""
    there = _there(p, id_)
    if there is not None:
        expected = {row.participant for row in rows if row.registered}
        if expected:
            absent = [one for one in expected if one not in there]
            yield from _named(p, say("registered, but not there"), rows, absent)
            more = there - expected
            yield from _named(p, say("there, but not registered"), rows, more)
    certified = {row.participant for row in rows if row.certified}
    facts = p.facts_of(id_, Certified)
    others = [
        fact.participant for fact in facts if fact.participant and fact.participant not in certified
    ]
    if there is not None and others:
        who = tuple(called(p, one) for one in dict.fromkeys(others))
        yield Disagreement(phrase=say("certified, but in no list"), who=who)
    below = [row.participant for row in rows if row.certified and row.reached is False]
    part = str(threshold)
    yield from _named(p, say("certified, but below {part}", part=part), rows, below)
    if facts and all(fact.participant for fact in facts):
        without = [row.participant for row in rows if row.reached and not row.certified]
        reached = say("reached {part}, but not certified", part=part)
        yield from _named(p, reached, rows, without)


def _named(
    p: Partnership, phrase: Phrase, rows: Iterable[Attending], ids: Iterable[str]
) -> Iterator[Disagreement]:
    """Yield a difference that names people, in the order of the rows and then of the ids."""
    wanted = set(ids)
    known = [row.participant for row in rows if row.participant in wanted]
    order = (*known, *sorted(wanted.difference(known)))
    if order:
        yield Disagreement(phrase=phrase, who=tuple(called(p, one) for one in order))


def _there(p: Partnership, id_: str) -> set[str] | None:
    """Return the ids of those who were there, or None where the lists do not name all of them.

    Somebody of the plan who is a participant too goes by the id of the participant.
    """
    if id_ in p.presences:
        return set(those_there(p.presences[id_]))
    facts = p.facts_of(id_, Attended)
    if not facts or not all(fact.person for fact in facts):
        return None
    same = {who.person: who.id for who in registered(p, id_) if who.person is not None}
    return {same.get(fact.person, fact.person) for fact in facts if fact.person is not None}


_SETTLED = say("{one} settled, {other} there")
_PAIRS = (
    ("signed", "expected", say("{one} there, but {other} expected")),
    ("signed", "registered", say("{one} there, but {other} registered")),
    ("stated", "signed", say("{one} stated, but {other} there")),
    ("certified", "reached", say("{one} certified, but {other} reached {part}")),
    ("certified", "signed", say("{one} certified, but {other} there")),
    ("stated", "registered", say("{one} stated, but {other} registered")),
    ("stated", "expected", say("{one} stated, but {other} expected")),
)


def _counts(
    numbers: dict[str, int | None], threshold: Share, *, settled: bool
) -> Iterator[Disagreement]:
    """Yield the pairs of numbers that differ; two where one is only a stand-in for another.

    Where it was `settled` how many were there, that stands in place of what is stated.
    """
    for first, second, usual in _PAIRS:
        phrase = _SETTLED if settled and (first, second) == ("stated", "signed") else usual
        if first == "stated" and second != "signed" and numbers["signed"] is not None:
            continue
        if (first, second) == ("stated", "expected") and numbers["registered"] is not None:
            continue
        # Who was there too little has no certificate, which is as it should be.
        if (first, second) == ("certified", "signed") and numbers["reached"] is not None:
            continue
        one, other = numbers[first], numbers[second]
        if one is not None and other is not None and one != other:
            values = (("one", one), ("other", other), ("part", str(threshold)))
            yield Disagreement(phrase=evolve(phrase, values=values))
