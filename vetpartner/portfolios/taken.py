"""What is taken of one partnership for the tables of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.checks.subject import Subject
from vetpartner.model import (
    Attended,
    Organisation,
    Partnership,
    Person,
    Spent,
    Task,
)
from vetpartner.model.mentions import Mentions
from vetpartner.portfolios import declared
from vetpartner.portfolios.lying import masked
from vetpartner.programme import known_rules
from vetpartner.state.achieved import achieved
from vetpartner.state.deadlines import deadlines, end_of
from vetpartner.state.earned import at_risk, total_at_risk, unjudged
from vetpartner.state.evidence import owner_of
from vetpartner.state.held import actual, held_facts, held_span
from vetpartner.state.ledger import LEDGER, ledger
from vetpartner.state.open_work import action_items
from vetpartner.state.rows import DONE, LATE
from vetpartner.tables.plan import activities, deliverables
from vetpartner.values.finding import Findings
from vetpartner.values.page_text import folded
from vetpartner.values.person_names import sounds
from vetpartner.whatif.copies import pseudonym

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.model import Activity, Participant, Span, Venue
    from vetpartner.portfolios.declared import Columns

Words = tuple[str | None, str | None, str | None]
"""The keyed words of a person: of the name, of another reading of it, of the e-mail address."""
_PERSONAL = ("people", "participants", "presences")


def key_of(one: Organisation | None) -> str | None:
    """Return what tells an organisation in all projects; None for none, or one without any."""
    if one is None:
        return None
    if one.oid:
        return f"oid {one.oid.strip().upper()}"
    if one.pic:
        return f"pic {one.pic.strip()}"
    if one.name and one.country:
        return f"name {' '.join(folded(one.name).split())} {one.country}"
    return None


def words_of(key: bytes, name: str | None, mail: str | None) -> Words:
    """Return the keyed words of a person."""
    read = sounds(name) if name else ()
    said = [pseudonym(key, f"name {' '.join(words)}") for words in read if words]
    mailed = pseudonym(key, f"mail {mail.strip()}") if mail and mail.strip() else None
    first, *others = [*said, None]
    return first, next((word for word in others if word not in {None, first}), None), mailed


@frozen(kw_only=True)
class Taken:
    """A partnership as of its day, its findings, and the digests and sizes of its evidence.

    Without a `key` nobody stands in the tables of people and presences.
    """

    p: Partnership
    findings: Findings
    digests: Mapping[str, tuple[int, str]]
    key: bytes | None

    def columns(self) -> dict[str, Columns]:
        """Return all tables as columns, without the path."""
        rows: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
            "projects": self._project,
            "organisations": self._organisations,
            "people": self._people,
            "activities": self._activities,
            "deliverables": self._deliverables,
            "deadlines": self._deadlines,
            "findings": self._findings,
            "money": self._money,
            "presences": self._presences,
            "risks": self._risks,
            "evidence": self._evidence,
            "invoices": self._invoices,
        }
        return {
            name: declared.columns_of(table, rows[name]())
            for name, table in declared.TABLES.items()
        }

    @cached_property
    def _mentions(self) -> Mentions:
        people = list(people_of(self.p))
        return Mentions.of([name for name, _ in people], [mail for _, mail in people])

    def _hidden(self, text: str | None) -> str | None:
        return self._mentions.hide(text) if text else text

    def _keyed(self, id_: str | None) -> str | None:
        return self._key_of(self.p.get(id_))

    def _key_of(self, found: object) -> str | None:
        """Return the key of an organisation; one that is called as somebody of it, masked."""
        if not isinstance(found, Organisation):
            return None
        key = key_of(found)
        if key is not None and key.startswith("name ") and self._hidden(found.name) != found.name:
            return f"name {masked(key)}"
        return key

    def _home(self, owner: str | None) -> tuple[str | None, str | None]:
        """Return short name and key of an organisation, or of that of a person."""
        found = self.p.get(owner)
        if isinstance(found, Person):
            found = self.p.get(found.organisation)
        if not isinstance(found, Organisation):
            return None, None
        return self._hidden(found.short), self._key_of(found)

    def _project(self) -> Iterator[tuple[Any, ...]]:
        p, project, rules = self.p, self.p.plan.project, known_rules(self.p)
        rows, risks, unsure = achieved(p), at_risk(p), unjudged(p)
        home, key = self._home(project.coordinator)
        limits = (rules.max_applications_per_oid, rules.max_applications_per_oid_low)
        # A call that is known to set no limit says so; one of which nothing was read says nothing.
        says = next(
            (
                f"max_applications_{name}"
                for name in _LIMITS
                if rules.says(f"max_applications_{name}")
            ),
            None,
        )
        yield (
            *("read", None, project.reference, self._hidden(project.acronym)),
            self._hidden(project.title),
            *(project.action, project.call, Subject.of(p).round_number),
            *(p.start, end_of(p), home, key, project.lump_sum),
            total_at_risk(p, risks) if risks else None,
            unsure or None,
            project.currency,
            *(len(rows), sum(row.status in DONE for row in rows)),
            sum(row.status in LATE for row in rows),
            *(len(self.findings.errors), len(self.findings.warnings), len(self.findings.notes)),
            *limits,
            rules.max_applications_as_applicant,
            str(rules.cite(says)) if says is not None else None,
        )

    def _organisations(self) -> Iterator[tuple[Any, ...]]:
        for o in self.p.plan.organisations:
            where = self.p.role_of(o.id), o.country, o.city, o.oid, o.pic, o.kind, o.left
            applied = o.applications, o.applications_as_applicant
            names = self._hidden(o.label), self._hidden(o.short)
            yield o.id, self._key_of(o), *names, *where, *applied

    def _people(self) -> Iterator[tuple[Any, ...]]:
        if self.key is None:
            return
        plan = self.p.plan
        people: list[Person | Participant] = [*plan.people, *plan.participants]
        for who in people:
            words = self._words(who.id)
            if any(words):
                kind = "person" if who in plan.people else "participant"
                home = self.p.get(who.organisation)
                about = who.organisation, self._keyed(who.organisation)
                yield *words, kind, *about, getattr(home, "country", None)

    def _words(self, id_: str | None) -> Words:
        """Return the keyed words of a person or of a participant who is one person."""
        who = self.p.get(id_)
        linked = self.p.get(getattr(who, "person", None))
        names = [name for one in (who, linked) if (name := getattr(one, "name", None))]
        mails = [mail for one in (who, linked) if (mail := getattr(one, "email", None))]
        if self.key is None or getattr(who, "count", 1) != 1:
            return None, None, None
        return words_of(self.key, names[0] if names else None, mails[0] if mails else None)

    def _activities(self) -> Iterator[tuple[Any, ...]]:
        for row, activity in zip(activities.rows(self.p), self.p.plan.activities, strict=True):
            venue = actual(self.p, activity).place
            told = [
                self._hidden(cell) if n == _TITLE_OF_ACTIVITY else cell
                for n, cell in enumerate(row)
            ]
            place = self._hidden(venue.name) if venue is not None else None
            yield *told, place, self._keyed(activity.host)

    def _deliverables(self) -> Iterator[tuple[Any, ...]]:
        for row in deliverables.rows(self.p):
            told = dict(zip((c.name for c in deliverables.table.columns), row, strict=True))
            told["title"], told["reason"] = (
                self._hidden(told["title"]),
                self._hidden(told["reason"]),
            )
            yield *told.values(), self._keyed(told["lead"])

    def _deadlines(self) -> Iterator[tuple[Any, ...]]:
        p, coordinator = self.p, self._home(self.p.plan.project.coordinator)
        for one in deadlines(p):
            if not one.done:
                yield one.id, self._hidden(one.title), one.kind, one.day, one.internal, *coordinator
        for row in achieved(p):
            if row.kind == "deliverable" and row.due is not None and row.status not in _OVER:
                owner = self._home(owner_of(p, row.id))
                yield row.id, self._hidden(row.title), row.kind, row.due, None, *owner
        for item in action_items(p):
            if item.due is not None and item.open_on(p.as_of):
                about = item.of, self._hidden(item.text), "agreed", item.due, None
                yield *about, *self._home(item.owner)

    def _findings(self) -> Iterator[tuple[Any, ...]]:
        for one in self.findings:
            table, _, rest = one.address.partition("/")
            id_ = rest.partition("/")[0].partition("#")[0]
            concerned = id_ if table == "organisations" else owner_of(self.p, id_)
            address = table if table in _PERSONAL else self._hidden(one.address)
            yield one.slug, one.severity.value, address, *self._home(concerned)

    def _money(self) -> Iterator[tuple[Any, ...]]:
        for account in ledger(self.p).accounts:
            cells = (column.get(account) for column in LEDGER.data)
            yield *cells, self._keyed(account.id)

    def _risks(self) -> Iterator[tuple[Any, ...]]:
        for one in at_risk(self.p):
            title = self._hidden(one.title)
            yield one.id, title, one.amount, one.amount.currency, *self._home(one.owner)

    def _evidence(self) -> Iterator[tuple[Any, ...]]:
        told: dict[tuple[str | None, str], str] = {}
        for _, fact in self.p.settled.facts:
            for one in fact.shows:
                if one.file is not None and one.file in self.digests:
                    told.setdefault((fact.of, one.file), self._hidden(one.kind) or one.kind)
        for (of, file), kind in told.items():
            size, digest = self.digests[file]
            yield of, kind, digest, size

    def _invoices(self) -> Iterator[tuple[Any, ...]]:
        for fact in self.p.facts_of_kind(Spent):
            if fact.document is not None:
                span = fact.when.span(self.p.start) if fact.when is not None else None
                paid = fact.amount, fact.amount.currency, self._keyed(fact.organisation)
                day = span.last if span is not None else None
                yield self._hidden(fact.document), fact.of, day, *paid

    def _presences(self) -> Iterator[tuple[Any, ...]]:
        if self.key is None:
            return
        for activity in self.p.plan.activities:
            now = actual(self.p, activity)
            if isinstance(activity, Task) or activity.cancelled or now.mode == "online":
                continue
            city, land = self._place(now.place, activity.host)
            title = self._hidden(activity.title or activity.id)
            for id_, span, basis, sure in self._there(activity):
                words, home = self._words(id_), getattr(self.p.get(id_), "organisation", None)
                if any(words):
                    days = span.first, span.last, city, land
                    yield *words, self._keyed(home), activity.id, title, *days, basis, sure

    def _place(self, venue: Venue | None, host: str | None) -> tuple[str | None, str | None]:
        """Return town and country of an activity: of its venue, or else of its host."""
        if venue is not None and venue.country is not None:
            return venue.city, venue.country
        found = self.p.get(host)
        return (found.city, found.country) if isinstance(found, Organisation) else (None, None)

    def _there(self, activity: Activity) -> Iterator[tuple[str, Span, str, bool]]:
        """Yield who is at an activity, on which days, where that is said, and whether on each."""
        p = self.p
        for fact in p.presences.get(activity.id, ()):
            span = fact.when.span(p.start) if fact.when is not None else None
            if fact.participant is not None and span is not None and fact.status == "present":
                yield fact.participant, span, "list", True
        if held_facts(p, activity):
            held = held_span(p, activity)
            for recorded in p.facts_of(activity.id, Attended):
                own = recorded.when.span(p.start) if recorded.when is not None else None
                span = own or held
                if recorded.person is not None and span is not None:
                    yield recorded.person, span, "record", span.first == span.last
            return
        planned = activity.when.span(p.start)
        if planned is not None and not activity.when.tentative:
            for id_ in getattr(activity, "trainers", ()):
                yield id_, planned, "plan", planned.first == planned.last


_LIMITS = ("per_oid", "per_oid_low", "as_applicant")
_OVER = (*DONE, "cancelled")
_TITLE_OF_ACTIVITY = [column.name for column in activities.table.columns].index("title")


def people_of(p: Partnership) -> Iterator[tuple[str | None, str | None]]:
    """Yield name and e-mail address of all people and participants of the plan."""
    yield from ((who.name, who.email) for who in p.plan.people)
    yield from ((who.name, None) for who in p.plan.participants)
