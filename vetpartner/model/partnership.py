"""A partnership: plan, facts and their index, and the day as of which it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

import attrs
from attrs import field

from vetpartner.model.activities import Task
from vetpartner.model.counting import counted, together
from vetpartner.model.covered import Covered
from vetpartner.model.fact import Fact
from vetpartner.model.facts import (
    FACT_TABLES,
    Amended,
    Attended,
    Certified,
    Held,
    LaterEvidence,
    Presence,
)
from vetpartner.model.identities import as_one, joined, same_ids
from vetpartner.model.plan import KINDS, Organisation, Plan
from vetpartner.model.settling import Counting, amended, settled
from vetpartner.values.finding import Finding
from vetpartner.values.keyed import firsts, grouped
from vetpartner.values.reading import shown
from vetpartner.values.showing import Shown
from vetpartner.values.typed import checked, frozen
from vetpartner.values.when import NO_DAY
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.values.finding import Place
    from vetpartner.values.when import When


F = TypeVar("F", bound=Fact)


def fact_address(kind: type[Fact], of: str | None, number: int) -> str:
    """Return the address of a fact: the how many-th of its kind about something."""
    suffix = f"#{number}" if number > 1 or not of else ""
    return f"{FACT_TABLES[kind]}/{of or ''}{suffix}"


@attrs.frozen(kw_only=True)
class FactIndex:
    """Looks facts up as they count, see `settled`; each way of looking costs one walk, once.

    `facts` are those known; `recorded` all that are numbered, later ones too. `start` is the first
    day of the project, `places` the order of the things of the plan by their ids, `same` the first
    id of a participant by each further one, and `currency` that of the project.
    """

    facts: tuple[Fact, ...]
    recorded: tuple[Fact, ...]
    same: Mapping[str, str] = field(factory=dict)
    start: date | None = None
    places: Mapping[str, int] = field(factory=dict)
    currency: str = "EUR"

    def about(self, id_: str, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of a kind about the thing with this id, in their order."""
        return cast("tuple[F, ...]", self._about.get((kind, id_), ()))

    def of_kind(self, kind: type[F]) -> tuple[F, ...]:
        """Return all facts of a kind, in their order."""
        return cast("tuple[F, ...]", tuple(fact for _, fact in self._of_kind.get(kind, ())))

    def numbered(self, kind: type[F]) -> tuple[tuple[str, F], ...]:
        """Return the facts of a kind with their addresses; those of all kinds for `Fact`."""
        pairs = self.settled.facts if kind is Fact else tuple(self._of_kind.get(kind, ()))
        return cast("tuple[tuple[str, F], ...]", pairs)

    @cached_property
    def typed(self) -> tuple[tuple[str, Fact], ...]:
        """Return the facts known as they were typed, corrections too, with their addresses."""
        return tuple(_numbered(self.listed, self.facts))

    @cached_property
    def settled(self) -> Counting:
        """Return the facts that count, and what does not fit together."""
        typed, same = self.typed, self.same
        facts = [(at, as_one(fact, same)) for at, fact in typed] if same else typed
        return settled(facts, start=self.start, places=self.places, currency=self.currency)

    @cached_property
    def listed(self) -> tuple[Fact, ...]:
        """Return the facts that are numbered: all recorded, unless others are in their place."""
        listed = {id(fact) for fact in self.recorded}
        return self.recorded if all(id(fact) in listed for fact in self.facts) else self.facts

    @cached_property
    def _of_kind(self) -> dict[type[Fact], list[tuple[str, Fact]]]:
        return grouped((type(pair[1]), pair) for pair in self.settled.facts)

    @cached_property
    def _about(self) -> dict[tuple[type[Fact], str], tuple[Fact, ...]]:
        about = grouped(((type(fact), fact.of or ""), fact) for _, fact in self.settled.facts)
        return {key: tuple(facts) for key, facts in about.items()}


def _numbered(listed: Iterable[F], known: Iterable[F]) -> Iterator[tuple[str, F]]:
    """Yield those listed that are known, each with its address among all that are listed."""
    wanted = {id(fact) for fact in known}
    seen: dict[tuple[type[Fact], str], int] = {}
    for fact in listed:
        key = (type(fact), fact.of or "")
        seen[key] = number = seen.get(key, 0) + 1
        if id(fact) in wanted:
            yield fact_address(type(fact), fact.of, number), fact


T = TypeVar("T")


class UnknownId(KeyError):
    """Nothing in the plan has this id; the message names similar ones."""

    def __str__(self) -> str:
        return str(self.args[0])


class Origin(Protocol):
    """Where a partnership was read from, and where in it an address such as `meetings/M3` is."""

    @property
    def folder(self) -> Path:
        """Return the project's folder, to which files of evidence and templates are relative."""
        ...

    def locate(self, address: str, fact: Fact | None = None) -> Place | None:
        """Return where the address, or the nearest thing above it, is written.

        `fact` is what the address leads to, where it is one of many alike.
        """
        ...

    def line(self, place: Place) -> str | None:
        """Return the text of the line at a place, to be shown with a caret."""
        ...


@frozen(kw_only=True)
class Narrative:
    """The coordinator's own words for one report in one language, by question id."""

    report: str
    language: str
    answers: tuple[tuple[str, str], ...] = ()

    def answer(self, question: str) -> str | None:
        """Return the text for a question id, or None where there is none."""
        return dict(self.answers).get(question) or None


@attrs.frozen(kw_only=True)
class Seen:
    """What stood in a folder or file when a partnership was read from it, to see what was edited.

    `path` is where, after all links.
    """

    path: Path
    baseline: Plan
    facts: tuple[Fact, ...]
    narratives: tuple[Narrative, ...]
    own_rules: str | None


def _by_kind(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    order = {cls: index for index, cls in enumerate(FACT_TABLES)}
    facts = tuple(facts)
    if wrong := next((fact for fact in facts if type(fact) not in order), None):
        msg = f"Partnership.facts: expected facts such as Held(of=…), not {wrong!r}"
        raise TypeError(msg)
    return tuple(sorted(facts, key=lambda fact: order[type(fact)]))


@frozen(kw_only=True, repr=False)
class Partnership(Shown):
    """Plan and facts as known on a day. Everything that can be exported is computed from it.

    `baseline` is the plan as approved; `plan` the plan in force, with the amendments of the day.
    `facts` keep their order within each kind.
    `day` is the day as of which it is looked at; without one it is the day of the latest fact.
    `own_rules` is the text of the project's own rules, `narratives` the coordinator's words.
    `origin` tells where it was read from; it does not count when two partnerships are compared.
    `seen` is what was read there, so that saving does not undo what was edited meanwhile.
    `recorded` are all facts, later ones too, so that a fact has the same address on every day.
    `covers` is the time that a report covers where it is looked at for one, on the day after.
    `unread` says what of its lists was not taken up: findings, each with the address of its list,
    such as `presences/T3`, `participants` or `spent`.
    """

    baseline: Plan = field(factory=Plan)
    facts: tuple[Fact, ...] = field(default=(), converter=_by_kind)
    day: date | None = None
    narratives: tuple[Narrative, ...] = ()
    own_rules: str | None = None
    origin: Origin | None = field(default=None, eq=False, repr=False)
    seen: Seen | None = field(default=None, eq=False, repr=False)
    recorded: tuple[Fact, ...] = field(default=(), eq=False, repr=False)
    covers: Covered | None = field(default=None, eq=False, repr=False)
    unread: tuple[Finding, ...] = field(default=(), eq=False, repr=False)

    def __repr__(self) -> str:
        plan = self.plan
        known = f" as of {self.as_of}" if self.as_of > NO_DAY else ""
        counted = (
            f"{len(plan.organisations)} organisations",
            f"{len(plan.activities)} activities",
            f"{len(self.facts)} facts",
        )
        return f"<Partnership {plan.project.label}{known}: {', '.join(counted)}>"

    @checked
    def on(self, day: date) -> Partnership:
        """Return the partnership as it was known on a day: only facts recorded up to then."""
        known = tuple(fact for fact in self.facts if self.known_from(fact) <= day)
        return attrs.evolve(self, facts=known, day=day, recorded=self._index.listed, covers=None)

    @property
    def later(self) -> tuple[Fact, ...]:
        """Return the facts that are known only after the day looked at; saving would lose them."""
        day, known = self.day, self.recorded or self.facts
        return tuple(f for f in known if day is not None and self.known_from(f) > day)

    def with_facts(self, *facts: Fact) -> Partnership:
        """Return the partnership with further facts, written down after those that it has.

        A fact that is known only after `day` raises `ValueError`: add it before `on`.
        """
        for fact in facts:
            if self.day is not None and self.known_from(fact) > self.day:
                known = f"{type(fact).__name__} of {fact.of} is known from {self.known_from(fact)}"
                msg = f"{known}, this is the partnership as of {self.day}; add it before `.on(…)`"
                raise ValueError(msg)
        recorded = (*self.recorded, *facts) if self.recorded else ()
        return attrs.evolve(self, facts=(*self.facts, *facts), recorded=recorded)

    def with_news(self, *facts: Fact) -> Partnership:
        """Return the partnership with those of the facts that say something new, see `settled`.

        What is recorded already, by whomever, is not written down again. Errors as in `with_facts`.
        """
        p = self
        for fact in facts:
            more = p.with_facts(fact)
            kinds = FACT_TABLES if isinstance(fact, LaterEvidence) else (type(fact),)
            if fact.corrects or any(more.facts_of_kind(k) != p.facts_of_kind(k) for k in kinds):
                p = more
        return p

    @cached_property
    def plan(self) -> Plan:
        """Return the plan in force: the baseline with every amendment known on the day.

        A participant who is one person under several ids, see `Identity`, stands in it once.
        """
        plan = self.baseline
        amendments = sorted(self.facts_of_kind(Amended), key=self.known_from)
        for amendment in amendments:
            plan = amended(plan, amendment)
        return joined(plan)

    @cached_property
    def as_of(self) -> date:
        """Return the day as of which this is looked at; without any date `NO_DAY`."""
        if self.day is not None:
            return self.day
        days = [self.known_from(fact) for fact in self.facts]
        return max(days, default=self.baseline.project.start or NO_DAY)

    @property
    def start(self) -> date | None:
        """Return the first day of the project."""
        return self.plan.project.start

    @property
    def end(self) -> date | None:
        """Return the last day of the project, extensions included."""
        return self.plan.project.end

    @property
    def partners(self) -> tuple[Organisation, ...]:
        """Return coordinator and full partners: those that can receive a part of the grant."""
        return tuple(o for o in self.plan.organisations if o.role == "partner")

    def role_of(self, organisation: str) -> str:
        """Return `coordinator`, `partner` or `associated`."""
        if organisation == self.plan.project.coordinator:
            return "coordinator"
        found = self.get(organisation)
        return found.role if isinstance(found, Organisation) else "partner"

    def __getitem__(self, id_: str) -> Any:  # noqa: ANN401 - one namespace of ids for all kinds
        found = self._by_id.get(id_)
        if found is None:
            msg = f"nothing in the plan has the id {id_!r}{did_you_mean(id_, self._by_id, 3)}"
            raise UnknownId(msg)
        return found[1]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def thing(self, id_: str, kind: type[T]) -> T:
        """Return what has this id and is of a class such as `Person`; else raise `UnknownId`."""
        first = self[id_]
        if isinstance(first, kind):
            return first
        for name, cls in KINDS.items():
            found = self.at(f"{name}/{id_}") if issubclass(cls, kind) else None
            if isinstance(found, kind):
                return found
        what = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
        article = "an" if what[0] in "aeiou" else "a"
        raise UnknownId(f"{id_!r} is not {article} {what} of this partnership")

    def get(self, id_: str | None) -> Any:  # noqa: ANN401 - one namespace of ids for all kinds
        """Return what has this id, or None."""
        found = self._by_id.get(id_) if id_ is not None else None
        return found[1] if found else None

    def at(self, address: str) -> Any:  # noqa: ANN401 - of the class of the table
        """Return what stands at an address such as `meetings/M1`, or None.

        While an id stands in two tables by mistake, `get` knows the first of them alone.
        """
        return self._by_address.get(address)

    def kind_of(self, id_: str) -> str | None:
        """Return the table in which an id stands, such as `meetings`, or None."""
        found = self._by_id.get(id_)
        return found[0] if found else None

    def label(self, id_: str | None) -> str:
        """Return how to call something in a text: acronym, title or name; else the id itself."""
        thing = self.get(id_)
        if thing is None:
            return id_ or ""
        if isinstance(thing, Organisation):
            return thing.short
        return str(getattr(thing, "title", None) or getattr(thing, "name", None) or thing.id)

    @cached_property
    def computed(self) -> dict[str, object]:
        """Return what views keep of it, see `once`."""
        return {}

    @cached_property
    def presences(self) -> dict[str, tuple[Presence, ...]]:
        """Return the presences of each activity, in their order."""
        facts = self.facts_of_kind(Presence)
        listed = grouped((fact.of, fact) for fact in facts if fact.of is not None)
        return {id_: tuple(rows) for id_, rows in listed.items()}

    def attended(self, id_: str) -> tuple[Attended, ...]:
        """Return who attended an activity: what the presences tell, or else what is recorded.

        From presences there is one row for each organisation and role, with the day on which
        the last of them was there. Of what is recorded nobody counts twice, see `together`.
        """
        if id_ not in self._there:
            rows = self.presences.get(id_)
            told = (row for _, row in self.attended_at(id_)) if not rows else ()
            self._there[id_] = counted(id_, rows, self.get) if rows else tuple(told)
        return self._there[id_]

    def attended_at(self, id_: str) -> tuple[tuple[str, Attended], ...]:
        """Return the recorded attendance of an activity, see `together`, with its addresses."""
        rows = self._attended.get(id_, [])
        return together(rows, self.get) if len(rows) > 1 else tuple(rows)

    def facts_of(self, id_: str, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of a kind about the thing with this id that count, by their days."""
        return self._index.about(id_, kind)

    def facts_of_kind(self, kind: type[F]) -> tuple[F, ...]:
        """Return all facts of a kind that count, each once, by their days, see `settled`."""
        return self._index.of_kind(kind)

    @overload
    def numbered_facts(self) -> tuple[tuple[str, Fact], ...]: ...

    @overload
    def numbered_facts(self, kind: type[F]) -> tuple[tuple[str, F], ...]: ...

    def numbered_facts(self, kind: type[Any] = Fact) -> tuple[tuple[str, Any], ...]:
        """Return `(address, fact)`: `held/M1`, the second one `held/M1#2`, without id `noted/#1`.

        All facts that count, or those of one kind, see `settled`. The number is that in the file.
        """
        return self._index.numbered(kind)

    def known_from(self, fact: Fact) -> date:
        """Return the day from which a fact was known.

        What took place as planned has no day of its own, and is known from the day of the plan.
        """
        day = fact.known_from(self.baseline.project.start)
        if day > NO_DAY or not isinstance(fact, Held | Attended | Certified):
            return day
        return self._planned.get(fact.of, NO_DAY)

    def narrative(self, report: str, language: str) -> Narrative | None:
        """Return the coordinator's words for a report in a language, or None."""
        for narrative in self.narratives:
            if (narrative.report, narrative.language) == (report, language):
                return narrative
        return None

    @property
    def typed(self) -> tuple[tuple[str, Fact], ...]:
        """Return `(address, fact)` as they were typed, with corrections and what stands twice."""
        return self._index.typed

    def typed_of(self, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of a kind as they were typed, in their order."""
        return cast("tuple[F, ...]", tuple(fact for fact in self.facts if type(fact) is kind))

    @property
    def settled(self) -> Counting:
        """Return the facts as they count, each of them once, and what does not fit together."""
        return self._index.settled

    @cached_property
    def _index(self) -> FactIndex:
        start, things = self.baseline.project.start, self.baseline.things()
        places = {thing.id: place for place, (_, thing) in reversed([*enumerate(things)])}
        return FactIndex(
            facts=self.facts,
            recorded=self.recorded,
            same=same_ids(self.baseline),
            start=start,
            places=places,
            currency=self.baseline.project.currency,
        )

    @cached_property
    def _planned(self) -> dict[str | None, date]:
        """Return the last planned day of each activity, the first possible one if it is not fixed.

        All amendments count, also those of later days, so that the day is the same in each view.
        A task may be held before its months are over.
        """
        moved = [f for f in self._index.listed if isinstance(f, Amended) and f.when and not f.void]
        planned: dict[str | None, When] = {
            a.id: a.when for a in self.baseline.activities if not isinstance(a, Task)
        }
        for fact in sorted(moved, key=lambda f: f.recorded):
            if fact.of in planned and fact.when is not None:
                planned[fact.of] = fact.when
        spans = {id_: (w, w.span(self.baseline.project.start)) for id_, w in planned.items()}
        return {i: s.first if w.tentative else s.last for i, (w, s) in spans.items() if s}

    @cached_property
    def _there(self) -> dict[str, tuple[Attended, ...]]:
        return {}  # filled by `attended`, which a hundred tables ask

    @cached_property
    def _attended(self) -> dict[str | None, list[tuple[str, Attended]]]:
        return grouped((fact.of, (at, fact)) for at, fact in self.numbered_facts(Attended))

    @cached_property
    def _by_id(self) -> dict[str, tuple[str, Any]]:
        return firsts((thing.id, (kind, thing)) for kind, thing in self.plan.things())

    @cached_property
    def _by_address(self) -> dict[str, Any]:
        return firsts((f"{kind}/{thing.id}", thing) for kind, thing in self.plan.things())


def once(view: Callable[[Partnership], T]) -> Callable[[Partnership], T]:
    """Make a view keep what it returned for a partnership, which never changes.

    What it returns must not be changed either. What is no partnership is a `TypeError`.
    """
    name = f"{view.__module__}.{view.__qualname__}"

    @wraps(view)
    def known(p: Partnership) -> T:
        kept = getattr(p, "computed", None)
        if kept is None:
            msg = f"expected a partnership, such as vetpartner.load returns, not {shown(p)}"
            raise TypeError(msg)
        if name not in kept:
            kept[name] = view(p)
        return cast("T", kept[name])

    return known
