"""What differs: between two partnerships, in their findings and calendars, since a seal."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.checks import check, placed
from vetpartner.model import (
    ACTIVITIES,
    FACT_TABLES,
    KINDS,
    Activity,
    Agreement,
    Amended,
    Attended,
    Decided,
    Held,
    LintSettings,
    LookSettings,
    Paid,
    Participant,
    Partnership,
    Person,
    Presence,
    Reported,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.entries import entries
from vetpartner.state.figures import figures
from vetpartner.values.finding import Findings
from vetpartner.values.keyed import beside, grouped
from vetpartner.values.showing import Listing, Shown
from vetpartner.values.table import Column, Table
from vetpartner.whatif.telling import Told, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from vetpartner.model import Fact, Origin, Plan
    from vetpartner.state.activity_entries import Entry


def findings_that_differ(before: Partnership, after: Partnership) -> tuple[Findings, Findings]:
    """Return the findings that appear with a change, and those that disappear.

    One that stays with other words is in both.
    """
    # Looking up places in the files is dear, so only findings that differ get theirs.
    old, new = (check(attrs.evolve(p, origin=None)) for p in (before, after))
    return _without(new, old, before.origin), _without(old, new, before.origin)


def _without(these: Findings, others: Findings, origin: Origin | None) -> Findings:
    known = {(one.slug, one.address, one.message) for one in others}
    found = (one for one in these if (one.slug, one.address, one.message) not in known)
    return Findings(placed(one, origin) for one in found).sorted()


# What differs between two versions of a partnership, by address.


@frozen(kw_only=True)
class Change(Shown):
    """One difference: `before` is None for what was added, `after` for what was removed."""

    address: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.address}: added {self.after}"
        if self.after is None:
            return f"{self.address}: removed {self.before}"
        return f"{self.address}: {self.before} → {self.after}"


CHANGES = Table(
    name="changes",
    about="One row for each difference, as in `vp.compare`.",
    columns=(
        Column("address", "Where", "text", "where it stands in the project", names=True, width=40),
        Column("before", "Before", "text", "as it was; missing for what was added", width=40),
        Column("after", "After", "text", "as it is; missing for what was removed", width=40),
    ),
)


def compare(before: Partnership, after: Partnership) -> Listing[Change]:
    """Return what differs between two partnerships: the plans in force, then facts and words.

    Each changed field is one `Change` at its address; things and facts that came or went are one.
    """
    return Listing(
        (
            *plan_changes(before.plan, after.plan),
            *_tables(dict(before.numbered_facts()), dict(after.numbered_facts()), _fact_name),
            *answer_changes(before, after),
        )
    )


def answer_changes(before: Partnership, after: Partnership) -> Iterator[Change]:
    """Yield what differs between the coordinator's own words in two partnerships."""
    yield from _tables(_answers(before), _answers(after), str)


def plan_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Yield what differs between two plans, each changed field at its address."""
    yield from _fields("project", before.project, after.project)
    plain = {"agreement": Agreement(), "look": LookSettings(), "lint": LintSettings()}
    for name, none in plain.items():
        yield from _fields(name, getattr(before, name) or none, getattr(after, name) or none)
    for kind in KINDS:
        old = {f"{kind}/{thing.id}": thing for thing in getattr(before, kind)}
        new = {f"{kind}/{thing.id}": thing for thing in getattr(after, kind)}
        yield from _tables(old, new, _thing_name)
    yield from _tables(_decided(before), _decided(after), str)


def _decided(plan: Plan) -> dict[str, str]:
    """Return what was accepted, who was said to be whom, and the limits, by address."""
    said: dict[str, str] = {f"accepted/{a.slug}/{a.address}": a.reason for a in plan.accepted}
    for each in plan.identities:
        answer = "one person" if each.same else "not one person"
        said[f"identities/{' '.join(each.ids)}"] = ": ".join(filter(None, (answer, each.reason)))
    return said | {
        f"limits/{each.question}": f"{each.characters} characters" for each in plan.limits
    }


def _tables(
    before: Mapping[str, Any], after: Mapping[str, Any], name: Callable[[Any], str]
) -> Iterator[Change]:
    for address, old, new in beside(before, after):
        if old is None or new is None:
            was, now = (each if each is None else name(each) for each in (old, new))
            yield Change(address=address, before=was, after=now)
        elif attrs.has(type(old)):
            yield from _fields(address, old, new)
        elif old != new:
            yield Change(address=address, before=name(old), after=name(new))


def _fields(address: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401
    for name in attrs.fields_dict(type(before)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(address=f"{address}/{name}", before=_shown(old), after=_shown(new))


def _answers(p: Partnership) -> dict[str, str]:
    return {
        f"narrative/{n.report}.{n.language}/{question}": text
        for n in p.narratives
        for question, text in n.answers
    }


def _thing_name(thing: Any) -> str:  # noqa: ANN401
    return str(getattr(thing, "title", None) or getattr(thing, "name", None) or thing.id)


def _fact_name(fact: Fact) -> str:
    return fact.note or getattr(fact, "text", None) or type(fact).__name__.lower()


def _shown(value: Any) -> str | None:  # noqa: ANN401 - whatever a field of the model holds
    if value is None or value in ((), ""):
        return None
    if isinstance(value, tuple):
        return ", ".join(str(_shown(item)) for item in value)
    if hasattr(value, "items"):
        return ", ".join(f"{key} {item}" for key, item in value.items()) or None
    return str(value)


# What of a sealed report is no longer as it was reported.

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

    @property
    def _covered(self) -> str:
        return f"sealed on {self.day}, covers the time until {self.until}"

    @property
    def _blocks(self) -> tuple[tuple[str, tuple[Told, ...]], ...]:
        blocks: tuple[tuple[str, Sequence[FigureChange | Change | Late]], ...] = (
            ("Figures: as reported → as they would be reported now", self.figures),
            ("Edited since, though it was reported", self.edited),
            ("Recorded since, about the reported time", self.late),
            ("Rules: as sealed → as in force now", self.rules),
        )
        return tuple((title, tuple(map(_told, rows))) for title, rows in blocks if rows)

    @property
    def table(self) -> Table:
        """Return what differs, each beside what it is."""
        first = Told(kind="Seal", after=str(self.day), text=self._covered)
        return told("since_sealed", first, self._blocks)

    def __str__(self) -> str:
        if not self:
            return f"{self._covered}\nnothing that was reported has changed"
        parts = [self._covered]
        for title, rows in self._blocks:
            parts += ["", f"{title} ({len(rows)})", *(f"  {row}" for row in rows)]
        return "\n".join(parts)


def _told(row: FigureChange | Change | Late) -> Told:
    if isinstance(row, Late):
        return Told(address=row.address, text=str(row))
    return Told(address=row.address, before=row.before, after=row.after, text=str(row))


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
    late = tuple(f for f in now.facts if now.known_from(f) > day and _within(sealed, f, until))
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
    return tuple(
        Change(address=f"rules/{name}", before=old, after=new)
        for name, old, new in beside(dict(before), dict(after))
        if old != new
    )


def _within(p: Partnership, fact: Fact, until: date) -> bool:
    """Tell whether a fact is about the time up to a day; an amendment is about what it changes."""
    if isinstance(fact, Amended):
        return fact.of is None or _concerned(p, p.get(fact.of), until)
    thing = p.get(fact.of)
    when = fact.when or (thing.when if isinstance(thing, Activity) else None)
    span = when.span(p.start) if when is not None else None
    return (span.first if span is not None else p.known_from(fact)) <= until


def _concerned(p: Partnership, thing: Any, until: date) -> bool:  # noqa: ANN401 - any thing of a plan
    """Tell whether something planned begins, or is due, up to a day; undated things do always."""
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
    for _, old, new in beside(_by_thing(sealed), _by_thing(then)):
        before, after = old or [], new or []
        for pair in list(before):
            same = next((one for one in after if _same(pair[1], one[1], sealed.as_of)), None)
            if same is not None:
                before.remove(pair)
                after.remove(same)
        for one, other in zip_longest(before, after):
            # Both stand at one address, because one took the place of the other.
            address, _ = one or other or ("", None)
            was, now = ({} if each is None else {address: each[1]} for each in (one, other))
            yield from _tables(was, now, _fact_name)


def _by_thing(p: Partnership) -> dict[tuple[type[Fact], str | None], list[tuple[str, Fact]]]:
    return grouped(((type(fact), fact.of), (at, fact)) for at, fact in p.numbered_facts())


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
    for address, was, now in beside(old, new):
        before, after = (None if each is None else each.shown for each in (was, now))
        title = now or was
        if before != after and title is not None:
            yield FigureChange(address=address, title=title.title, before=before, after=after)


def _late(again: Partnership, late: tuple[Fact, ...]) -> Iterator[Late]:
    wanted = {id(fact) for fact in late}
    typed = grouped(((type(fact), fact.of), (at, fact)) for at, fact in again.typed)
    for (kind, of), facts in typed.items():
        known = [(at, again.known_from(fact)) for at, fact in facts if id(fact) in wanted]
        if known:
            yield Late(
                address=known[0][0],
                title=again.label(of) or FACT_TABLES[kind],
                number=len(known),
                first=min(day for _, day in known),
                last=max(day for _, day in known),
            )


# Whose calendars say something else after a change: to whom they must be sent again.

_IN_CALENDARS = (*ACTIVITIES, "deliverables", "milestones")
_AT_ONCE = 25
_NOT_SHOWN = attrs.filters.exclude("sequence", "changed", "concerns", "people", "work_package")


def recipients(before: Partnership, after: Partnership) -> tuple[str, ...]:
    """Return the ids of organisations, then of people, whose calendar entries differ.

    A number or a stamp that nobody sees in a calendar is no difference.
    `after` has the organisations and people of `before`.
    """
    differ = _recipient_shown(before) ^ _recipient_shown(after)
    keys = {(address, id_) for address, id_, _ in differ}
    waiting = list(_recipients(before))
    # Each calendar is searched only up to the first entry that differs, a few things at a time:
    # what moves many entries moves some that are in every calendar.
    for addresses in _portions(before, {address for address, _ in keys}):
        for p in (before, after):
            part = _only(p, addresses)
            waiting = [one for one in waiting if not _concerns(part, one, keys)]
    left = set(waiting)
    return tuple(id_ for key, id_ in _recipients(before) if keys and (key, id_) not in left)


def people_of(p: Partnership, organisation: str) -> tuple[Person, ...]:
    """Return the people of an organisation."""
    return tuple(one for one in p.plan.people if one.organisation == organisation)


def with_names(label: str, people: Iterable[Person]) -> str:
    """Return what somebody is called together with the people there: `STS: Ana, Ivo`."""
    names = ", ".join(person.name or person.id for person in people)
    return f"{label}: {names}" if names else label


def _recipient_shown(p: Partnership) -> set[tuple[str, str, tuple[Any, ...]]]:
    return {
        (entry.address, entry.id, attrs.astuple(entry, recurse=False, filter=_NOT_SHOWN))
        for entry in entries(p)
    }


def _recipients(p: Partnership) -> Iterator[tuple[str, str]]:
    """Yield `partner` or `person` and the id; a person with the id of an organisation has none."""
    for organisation in dict.fromkeys(o.id for o in p.plan.organisations):
        yield "partner", organisation
    for person in dict.fromkeys(one.id for one in p.plan.people):
        if isinstance(p.get(person), Person):
            yield "person", person


def _portions(p: Partnership, addresses: set[str]) -> Iterator[frozenset[str]]:
    """Yield nothing first, which leaves the deadlines; then things, a few at a time."""
    yield frozenset()
    things = [f"{kind}/{thing.id}" for kind, thing in p.plan.things() if kind in _IN_CALENDARS]
    found = [address for address in dict.fromkeys(things) if address in addresses]
    for start in range(0, len(found), _AT_ONCE):
        yield frozenset(found[start : start + _AT_ONCE])


def _only(p: Partnership, addresses: frozenset[str]) -> Partnership:
    """Return the partnership without activities, deliverables and milestones but these."""
    kept: dict[str, Any] = {
        kind: tuple(thing for thing in getattr(p.plan, kind) if f"{kind}/{thing.id}" in addresses)
        for kind in _IN_CALENDARS
    }
    # The plan in force is taken, so amendments are in it already.
    facts = tuple(fact for fact in p.facts if isinstance(fact, Held | Paid | Attended | Presence))
    return attrs.evolve(p, baseline=attrs.evolve(p.plan, **kept), facts=facts, day=p.as_of)


def _concerns(p: Partnership, recipient: tuple[str, str], keys: set[tuple[str, str]]) -> bool:
    kind, id_ = recipient
    found: tuple[Entry, ...] = (
        entries(p, partner=id_) if kind == "partner" else entries(p, person=id_)
    )
    return any((entry.address, entry.id) in keys for entry in found)
