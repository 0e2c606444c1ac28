"""What the rules look at: a partnership, the law that holds for it, and indexes made once."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from vetpartner.model import (
    FACT_TABLES,
    KINDS,
    Activity,
    Attended,
    Deliverable,
    Fact,
    Held,
    Indicator,
    Management,
    Money,
    Organisation,
    Partnership,
    Plan,
    Presence,
    ReportDue,
    Span,
    Venue,
    When,
    WorkPackage,
    management_of,
)
from vetpartner.programme import (
    Round,
    Rules,
    UnknownCall,
    country,
    known_rules,
    rules_for,
    state_of,
)
from vetpartner.state.deadlines import report_day
from vetpartner.state.transfers import Transfer, transfers_of
from vetpartner.values.finding import Finding, error, note, warning
from vetpartner.values.keyed import firsts, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


F = TypeVar("F", bound=Fact)
K = TypeVar("K")
T = TypeVar("T", Activity, Deliverable, Indicator)

_TABLES: dict[type[Any], str] = {kind: table for table, kind in KINDS.items()}
_NOTHING = (None, (), When.undecided())
"""What a field holds that says nothing."""


@frozen(kw_only=True)
class Subject:
    """A partnership as the rules see it.

    `rules` are the rules of its call; where there are none, they say nothing about anything and
    `trouble` tells why.
    `found` is what the other rules found, for those about accepted findings.
    The indexes are made when they are first used, so that checking stays linear.
    """

    p: Partnership
    rules: Rules
    trouble: str | None = None
    found: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, p: Partnership) -> Subject:
        """Take up a partnership and the law that holds for it."""
        try:
            return cls(p=p, rules=rules_for(p))
        except UnknownCall as unknown:
            return cls(p=p, rules=known_rules(p), trouble=str(unknown.args[0]))

    @property
    def law_name(self) -> str:
        """Return the action and call of the rules, `KA220-VET 2023`."""
        return f"{self.rules.action} {self.rules.call}"

    @cached_property
    def plan(self) -> Plan:
        """Return the plan in force."""
        return self.p.plan

    @cached_property
    def day(self) -> date:
        """Return the day as of which it is looked at."""
        return self.p.as_of

    @cached_property
    def period(self) -> Span | None:
        """Return the days of the project, or None while start or duration is unknown."""
        project = self.plan.project
        end = project.end
        return None if project.start is None or end is None else Span(first=project.start, last=end)

    @cached_property
    def everything(self) -> tuple[tuple[str, Any], ...]:
        """Return `(address, thing)` for all that has an id."""
        return tuple((f"{kind}/{thing.id}", thing) for kind, thing in self.plan.things())

    def each(self, kind: type[K]) -> Iterator[tuple[str, K]]:
        """Yield `(address, thing)` for things of a kind, without activities that are cancelled."""
        table = _TABLES[kind]
        for thing in getattr(self.plan, table):
            if not getattr(thing, "cancelled", False):
                yield f"{table}/{thing.id}", thing

    def some(self, kind: type[Any], otherwise: str) -> str:
        """Return the id of the first thing of a kind, for examples that can be pasted."""
        return next((thing.id for _, thing in self.each(kind)), otherwise)

    @cached_property
    def partners(self) -> tuple[tuple[str, Organisation], ...]:
        """Return `(address, organisation)` for all full partners."""
        return tuple((f"organisations/{o.id}", o) for o in self.p.partners)

    @cached_property
    def coordinator(self) -> Organisation | None:
        """Return the coordinator, where it is one of the organisations."""
        found = self.p.get(self.plan.project.coordinator)
        return found if isinstance(found, Organisation) else None

    @cached_property
    def kinds(self) -> dict[str, set[str]]:
        """Return the kinds of things that each id stands for; more than one is a mistake."""
        kinds: dict[str, set[str]] = {}
        for kind, thing in self.plan.things():
            kinds.setdefault(thing.id, set()).add(kind)
        return kinds

    @cached_property
    def activities(self) -> tuple[tuple[str, Activity], ...]:
        """Return `(address, activity)` for all activities that are not cancelled."""
        return tuple((at, a) for at, a in self.all_activities if not a.cancelled)

    @cached_property
    def all_activities(self) -> tuple[tuple[str, Activity], ...]:
        """Return `(address, activity)` for all activities, cancelled ones too."""
        return tuple(
            (f"{activity.table}/{activity.id}", activity) for activity in self.plan.activities
        )

    @cached_property
    def round(self) -> Round | None:
        """Return the selection round of the project, where it is known and open to the action."""
        return self.rules.round(self.round_number)

    @cached_property
    def round_number(self) -> int | None:
        """Return the number of the round: as the project says it, or else its reference."""
        said = self.reference_parts.get("round")
        return self.plan.project.round or (int(said) if said else None)

    @cached_property
    def management(self) -> WorkPackage | None:
        """Return the work package of project management, where the law has one."""
        return self.managing.package

    @cached_property
    def managing(self) -> Management:
        """Return the work package of project management, and whether it is a guess."""
        known = self.rules.management_share_max is not None or self.rules.has_work_packages
        return management_of(self.plan.work_packages) if known else Management()

    @cached_property
    def content_packages(self) -> tuple[WorkPackage, ...]:
        """Return the work packages other than management."""
        return tuple(wp for wp in self.plan.work_packages if wp is not self.management)

    @cached_property
    def budgeted(self) -> tuple[tuple[str, WorkPackage | Activity], ...]:
        """Return `(address, thing)` for all that can have an amount, cancelled activities too."""
        packages = ((f"work_packages/{wp.id}", wp) for wp in self.plan.work_packages)
        return (*packages, *self.all_activities)

    @cached_property
    def shares(self) -> tuple[tuple[str, str, str, Money], ...]:
        """Return address, id of the owner, organisation and money for every share."""
        return tuple(
            (at, thing.id, id_, money)
            for at, thing in self.budgeted
            for id_, money in thing.grant.items()
        )

    @cached_property
    def packages(self) -> dict[str, WorkPackage]:
        """Return the work packages by their ids."""
        return {package.id: package for package in self.plan.work_packages}

    @cached_property
    def activities_in(self) -> dict[str, list[Activity]]:
        """Return the activities of each work package that are not cancelled."""
        return _grouped(activity for _, activity in self.activities)

    @cached_property
    def budgeted_in(self) -> dict[str, list[Activity]]:
        """Return the activities of each work package, cancelled ones too: they had an amount."""
        return _grouped(activity for _, activity in self.all_activities)

    @cached_property
    def deliverables_in(self) -> dict[str, list[Deliverable]]:
        """Return the deliverables of each work package."""
        return _grouped(self.plan.deliverables)

    @cached_property
    def indicators_in(self) -> dict[str, list[Indicator]]:
        """Return the indicators of each work package, its activities and its deliverables."""
        grouped: dict[str, list[Indicator]] = {}
        for indicator in self.plan.indicators:
            of = self.p.get(indicator.of)
            package = indicator.work_package or getattr(of, "work_package", None)
            if package is not None:
                grouped.setdefault(package, []).append(indicator)
        return grouped

    @cached_property
    def reports(self) -> dict[str, ReportDue]:
        """Return the reports of the agreement by their ids."""
        return {report.id: report for report in self.plan.reports}

    def report_due(self, report: ReportDue) -> date | None:
        """Return the day of a report; that of the final report follows from the end."""
        return report_day(self.p, report)[0]

    @cached_property
    def _presences(self) -> dict[str, Fact]:
        return {at: fact for at, fact in self.p.typed if isinstance(fact, Presence)}

    def presence_at(self, address: str) -> Fact | None:
        """Return the presence to which an address, or a field of it, leads."""
        table, *rest = address.split("/")
        return self._presences.get(f"{table}/{rest[0]}") if rest and table == "presences" else None

    @cached_property
    def numbered(self) -> tuple[tuple[str, Fact], ...]:
        """Return `(address, fact)` for all facts."""
        return self.p.numbered_facts()

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """Return the money that amendments moved, with what the rules say of it."""
        return transfers_of(self.p)

    def facts(self, kind: type[F]) -> Iterator[tuple[str, F]]:
        """Yield `(address, fact)` for the facts of a kind."""
        yield from self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[type[Fact], list[tuple[str, Any]]]:
        grouped: dict[type[Fact], list[tuple[str, Any]]] = {kind: [] for kind in FACT_TABLES}
        for at, fact in self.numbered:
            grouped[type(fact)].append((at, fact))
        return grouped

    @cached_property
    def done(self) -> frozenset[str]:
        """Return the ids of activities that took place, as it or its attendance is recorded."""
        told = Held | Attended | Presence
        return frozenset(f.of for _, f in self.numbered if isinstance(f, told) and f.of)

    def state(self, thing: Organisation | Venue | None) -> str | None:
        """Return the ISO code of the state as which a country counts; None where nobody says it."""
        return state_of(self.rules, thing.country) if thing is not None and thing.country else None

    def country(self, thing: Organisation | Venue | None) -> str | None:
        """Return the ISO code of a country; None where it is not stated or no code."""
        return country(thing.country) if thing is not None and thing.country else None

    def organisation(self, text: str | None) -> str | None:
        """Return the id of the organisation that is called so by id or by name, else the text."""
        return text if text is None or text in self.p else self._names.get(text.casefold(), text)

    @cached_property
    def _names(self) -> dict[str, str]:
        listed = self.plan.organisations
        called = ((o.id, (o.id, o.acronym, o.name, *o.also_known_as)) for o in listed)
        return firsts((name.casefold(), id_) for id_, names in called for name in names if name)

    def span(self, when: When | None) -> Span | None:
        """Return the days of a date, or None where they are not known."""
        return when.span(self.plan.project.start) if when is not None else None

    def total(self, amounts: Iterable[Money]) -> Money | None:
        """Add amounts up; None where one of them is not in the project's currency."""
        currency = self.plan.project.currency
        listed = tuple(amounts)
        if any(money.currency != currency for money in listed):
            return None
        return Money.total(listed, currency) if listed else None

    def known_total(self, things: Iterable[WorkPackage | Activity]) -> tuple[Money | None, bool]:
        """Return the sum of the amounts that are known, and whether those are all."""
        amounts = [self.amount_of(thing) for thing in things]
        known = [money for money in amounts if money is not None]
        return self.total(known), len(known) == len(amounts)

    def amount_of(self, thing: WorkPackage | Activity) -> Money | None:
        """Return the amount of a work package or activity: its shares, or more where it states so.

        None where one is in another currency.
        """
        amounts = [self.total(thing.grant.values())] if thing.grant else []
        amounts += [self._own(thing.amount)] if thing.amount is not None else []
        known = [money for money in amounts if money is not None]
        return max(known) if known and len(known) == len(amounts) else None

    def _own(self, money: Money | None) -> Money | None:
        return None if money is None else self.total((money,))

    def matches(self, key: str, text: str) -> bool:
        """Tell whether a text has the form that a pattern of the law asks for, if it asks."""
        pattern: str | None = getattr(self.rules, key)
        return pattern is None or _matched(pattern, text) is not None

    @cached_property
    def reference_parts(self) -> dict[str, str]:
        """Return what the project code tells: call, round, agency and action."""
        pattern, reference = self.rules.reference_pattern, self.plan.project.reference
        if pattern is None or reference is None:
            return {}
        match = _matched(pattern, reference)
        return {k: v for k, v in match.groupdict().items() if v} if match else {}

    def error(
        self, message: str, at: str, way_out: str | None = None, *, basis: str | None = None
    ) -> Finding:
        """Make a finding that cannot be right."""
        return error(message, at, way_out=way_out, basis=basis)

    def warning(
        self, message: str, at: str, way_out: str | None = None, *, basis: str | None = None
    ) -> Finding:
        """Make a finding that may cost money or points."""
        return warning(message, at, way_out=way_out, basis=basis)

    def note(
        self, message: str, at: str, way_out: str | None = None, *, basis: str | None = None
    ) -> Finding:
        """Make a finding that is good to know."""
        return note(message, at, way_out=way_out, basis=basis)

    def missing(
        self,
        things: Iterable[tuple[str, Any]],
        field: str,
        says: str,
        *,
        way_out: str | None = None,
        note: bool = False,
    ) -> Iterator[Finding]:
        """Yield a warning, or a note, for each `(address, thing)` in which a field is empty.

        `says` is the message; `{}` in it is the name or id of the thing.
        """
        make = self.note if note else self.warning
        for at, thing in things:
            if getattr(thing, field) in _NOTHING:
                yield make(says.format(getattr(thing, "short", thing.id)), at, way_out=way_out)

    def law(
        self,
        key: str,
        message: str,
        at: str,
        way_out: str | None = None,
        *,
        may: bool = False,
        told: bool = False,
        part: tuple[str, str | None] | None = None,
    ) -> Finding:
        """Make a finding that rests on a value of the law, or on a part of it and one of its items.

        It is an error, a warning with `may`, or a note where it is only `told`; an unverified value
        makes at most a warning, and the message says so. What no rule of the call says is a
        warning too.
        """
        if not self.rules.says(key):
            may = may or getattr(self.rules, key, None) in _NOTHING
            make = note if told else warning if may else error
            return make(message, at, way_out=way_out)
        citation = self.rules.cite(key)
        citation = citation if part is None else citation.about(*part)
        if not citation.verified:
            asked = self.plan.project.assume
            own = citation.assumed_from == f"call {asked}"
            why = f"assumed from call {asked}" if own else "unverified rule"
            message, may = f"{message} ({why})", True
        make = note if told else warning if may else error
        return make(message, at, basis=str(citation), way_out=way_out)


def _grouped(things: Iterable[T]) -> dict[str, list[T]]:
    owned = ((thing.work_package, thing) for thing in things)
    return grouped((package, thing) for package, thing in owned if package is not None)


_LONGEST_CODE = 100


def _matched(pattern: str, text: str) -> re.Match[str] | None:
    """Match a code whole; none is so long that trying a pattern on it takes time."""
    return re.fullmatch(pattern, text) if len(text) <= _LONGEST_CODE else None
