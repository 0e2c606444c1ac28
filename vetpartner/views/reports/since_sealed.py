"""What of a sealed report is no longer as it was reported."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.model import FACT_TABLES, KINDS, Activity, Amended, Decided, Participant, Reported
from vetpartner.views.compare import Change, answer_changes, fact_changes, plan_changes
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.reports.figures import figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.model import Fact, Partnership, When

_LATER = {Decided: "done", Reported: "accepted"}
"""Days that are rightly filled in later: the item was done, the report was accepted."""


@frozen(kw_only=True)
class FigureChange:
    """A figure as it was reported and as it would be reported now; None where there is none."""

    address: str
    title: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.address} {self.title}: {self.before or '–'} → {self.after or '–'}"


@frozen(kw_only=True)
class Late:
    """Facts about the reported period that were recorded after the seal.

    `address` is that of the first of `number` facts about one thing; `first` and `last` are the
    days on which they became known.
    """

    address: str
    title: str
    number: int
    first: date
    last: date

    def __str__(self) -> str:
        days = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        count = f"{self.number} fact{'' if self.number == 1 else 's'}"
        return f"{self.address} {self.title}: {count}, recorded {days}"


@frozen(kw_only=True)
class SinceSealed:
    """What differs from a report that was sealed on `day` and covers the time up to `until`.

    `figures` have the old and the new value; `edited` is what was known on the day of the seal and
    is written otherwise now, `late` what was recorded about the period afterwards.
    `rules` are values of the law that are not what they were.
    """

    day: date
    until: date
    figures: tuple[FigureChange, ...] = ()
    edited: tuple[Change, ...] = ()
    late: tuple[Late, ...] = ()
    rules: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.edited or self.late or self.rules)

    def __str__(self) -> str:
        covered = f"sealed on {self.day}, covers the time until {self.until}"
        if not self:
            return f"{covered}\nnothing that was reported has changed"
        blocks: tuple[tuple[str, Sequence[object]], ...] = (
            ("Figures: as reported → as they would be reported now", self.figures),
            ("Edited since, though it was reported", self.edited),
            ("Recorded since, about the reported time", self.late),
            ("Rules: as sealed → as in force now", self.rules),
        )
        parts = [covered]
        for title, rows in blocks:
            if rows:
                parts += ["", f"{title} ({len(rows)})", *(f"  {row}" for row in rows)]
        return "\n".join(parts)


def since_sealed(
    sealed: Partnership,
    now: Partnership,
    *,
    until: date,
    report: str | None = None,
    rules: tuple[Change, ...] = (),
) -> SinceSealed:
    """Compare what was sealed with the partnership of today, for the time up to `until`.

    What happened after `until` and was recorded after the seal is no difference: the next report
    tells it. Days that are rightly filled in later, when an action item was done or a report was
    accepted, are none either. `report` is the kind whose words are compared, None for all.
    """
    day = sealed.as_of
    then = now.on(day)
    late = tuple(f for f in now.facts if _known(now, f) > day and _within(sealed, f, until))
    again = attrs.evolve(now, facts=(*then.facts, *late), day=day)
    edited = (
        *_plan(sealed, now, until),
        *_facts(sealed, then),
        *(
            change
            for change in answer_changes(sealed, now)
            if report is None or change.address.startswith(f"narrative/{report}.")
        ),
    )
    return SinceSealed(
        day=day,
        until=until,
        figures=tuple(_figures(sealed, again)),
        edited=edited,
        late=tuple(_late(again, late)),
        rules=rules,
    )


def rule_changes(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> tuple[Change, ...]:
    """Return which rules are not what they were, from names and values."""
    old, new = dict(before), dict(after)
    return tuple(
        Change(address=f"rules/{name}", before=old.get(name), after=new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    )


def _known(p: Partnership, fact: Fact) -> date:
    return fact.known_from(p.baseline.project.start)


def _within(p: Partnership, fact: Fact, until: date) -> bool:
    """Tell whether a fact is about the time up to a day; an amendment is about what it changes."""
    if isinstance(fact, Amended):
        return fact.of is None or _concerned(p, p.get(fact.of), until)
    when: When | None = fact.when
    if when is None:
        thing = p.get(fact.of)
        when = thing.when if isinstance(thing, Activity) else None
    span = when.span(p.start) if when is not None else None
    return (span.first if span is not None else _known(p, fact)) <= until


def _concerned(p: Partnership, thing: Any, until: date) -> bool:  # noqa: ANN401 - any thing of a plan
    """Tell whether something planned begins, or is due, up to a day; undated things do always."""
    if thing is None:
        return True
    if isinstance(thing, Participant):
        activities = [p.get(id_) for id_ in thing.activities]
        return any(_concerned(p, activity, until) for activity in activities)
    when = getattr(thing, "when", None) or getattr(thing, "due", None)
    if isinstance(when, date):
        return when <= until
    span = when.span(p.start) if when is not None else None
    return span is None or span.first <= until


def _plan(sealed: Partnership, now: Partnership, until: date) -> Iterator[Change]:
    """Yield what was edited in the approved plan and concerns the time up to a day."""
    for change in plan_changes(sealed.baseline, now.baseline):
        kind, _, rest = change.address.partition("/")
        if kind == "accepted":
            continue
        id_ = rest.partition("/")[0]
        both = [_thing(p, kind, id_) for p in (sealed, now)] if kind in KINDS else [None]
        things = [thing for thing in both if thing is not None]
        if not things or any(_concerned(now, thing, until) for thing in things):
            yield change


def _thing(p: Partnership, kind: str, id_: str) -> Any:  # noqa: ANN401 - any thing of a plan
    return next((thing for thing in getattr(p.baseline, kind) if thing.id == id_), None)


def _facts(sealed: Partnership, then: Partnership) -> Iterator[Change]:
    """Yield facts of the seal that were edited or taken out, and those slipped in since.

    Facts that are the same stand for each other first, so that one taken out of the middle does
    not make all that follow look edited.
    """
    old, new = _by_thing(sealed), _by_thing(then)
    for key in {**old, **new}:
        before, after = old.get(key, []), new.get(key, [])
        for pair in list(before):
            same = next((p for p in after if _same(pair[1], p[1], sealed.as_of)), None)
            if same is not None:
                before.remove(pair)
                after.remove(same)
        for number in range(max(len(before), len(after))):
            one = before[number] if number < len(before) else None
            two = after[number] if number < len(after) else None
            address = (one or two or ("", None))[0]
            yield from fact_changes(address, one and one[1], two and two[1])


def _by_thing(p: Partnership) -> dict[tuple[type[Fact], str | None], list[tuple[str, Fact]]]:
    found: dict[tuple[type[Fact], str | None], list[tuple[str, Fact]]] = {}
    for address, fact in p.numbered_facts():
        found.setdefault((type(fact), fact.of), []).append((address, fact))
    return found


def _same(before: Fact, after: Fact, day: date) -> bool:
    """Tell whether a fact is what it was, apart from a day that is rightly filled in later."""
    name = next((name for kind, name in _LATER.items() if isinstance(before, kind)), None)
    if name is not None and getattr(before, name) is None:
        filled = getattr(after, name, None)
        if filled is not None and filled > day:
            changes: dict[str, Any] = {name: None, "evidence": before.evidence}
            after = attrs.evolve(after, **changes)
    return before == after


def _figures(sealed: Partnership, again: Partnership) -> Iterator[FigureChange]:
    old, new = ({f.address: f for f in figures(p, achieved(p))} for p in (sealed, again))
    for address in {**old, **new}:
        before, after = (each[address].shown if address in each else None for each in (old, new))
        if before != after:
            title = (new.get(address) or old[address]).title
            yield FigureChange(address=address, title=title, before=before, after=after)


def _late(again: Partnership, late: tuple[Fact, ...]) -> Iterator[Late]:
    groups: dict[tuple[type[Fact], str | None], list[tuple[str, Fact]]] = {}
    wanted = {id(fact) for fact in late}
    for address, fact in again.numbered_facts():
        if id(fact) in wanted:
            groups.setdefault((type(fact), fact.of), []).append((address, fact))
    for (kind, of), facts in groups.items():
        days = [_known(again, fact) for _, fact in facts]
        yield Late(
            address=facts[0][0],
            title=again.label(of) or FACT_TABLES[kind],
            number=len(facts),
            first=min(days),
            last=max(days),
        )
