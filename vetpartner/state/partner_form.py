"""What the form of a partner shows and asks: its next dates, what happened, what is not proved.

Each table is declared here with what computes its rows. A column with `input` is filled in by the
partner, the others are only shown; a value of such a column is what is recorded already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    DisseminationEvent,
    Held,
    Meeting,
    Organisation,
    Person,
    Task,
    Training,
    Venue,
    When,
)
from vetpartner.model.links import head_of, help_of
from vetpartner.state.deadlines import PART, deadlines
from vetpartner.state.evidence import (
    missing_evidence,
    open_evidence,
    owner_of,
    unshown,
    untraced,
)
from vetpartner.values.phrase import listed, say
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Activity, Fact, Partnership
    from vetpartner.values.table import Kind
from collections.abc import Mapping

from vetpartner.values.phrase import Phrase

RESULT = "result"
"""The kind of evidence that a result itself is."""


@frozen(kw_only=True)
class FormRow:
    """A row of the form: of what it is, what it is called, what it shows and what is recorded.

    `of` is an id of the plan, or the address of a fact; empty in a row for something new. `held`
    has the values of all columns but the first one by their names. `facts` are the addresses of
    the facts from which the values come, by column; `fixed` are columns that other entries than
    one give, so that a form cannot change them.
    """

    of: str = ""
    label: str | Phrase = ""
    held: Mapping[str, Any] = Factory(dict)
    facts: Mapping[str, str] = Factory(dict)
    fixed: frozenset[str] = frozenset()

    def value(self, column: Column) -> Any:  # noqa: ANN401
        """Return what stands in a column, None where nothing does."""
        return self.held.get(column.name)


def _asks(cls: type[Any], name: str, kind: Kind, width: int) -> Column:
    """Return the column in which a partner fills in a field of a class."""
    return Column(name, head_of(cls, name), kind, help_of(cls, name), input=True, width=width)


_EXPECTED = head_of(Meeting, "expected")
DATES = Table(
    name="dates",
    about="One row for each date of a partner that is ahead, by day.",
    columns=(
        Column("what", "What", width=46),
        Column("when", head_of(Meeting, "when"), "when", width=26),
        Column("place", "Place", width=34),
        Column("part", "Your part", width=22),
        Column("expected", _EXPECTED, "count", width=14),
    ),
)
HELD = Table(
    name="held",
    caption="Activities",
    about="One row for each activity of a partner, or each part of it that was held.",
    columns=(
        Column("activity", "Activity", width=38),
        Column("planned", "Planned for", "when", width=22),
        Column("place", "Planned place", width=30),
        Column("expected", _EXPECTED, "count", width=13),
        Column("when", "Held on", "when", "day, or first and last day", input=True, width=22),
        Column("venue", "Other place", "text", "only if it was another one", input=True, width=20),
        Column(
            "participants",
            head_of(Held, "participants"),
            "count",
            "from all partners together",
            input=True,
            width=13,
        ),
        Column("staff", "Your staff", "count", "how many", input=True, width=13),
        Column("learners", "Your learners", "count", "how many", input=True, width=13),
        _asks(Held, "reason", "text", 26),
        _asks(Held, "note", "text", 26),
    ),
)
DELIVERED = Table(
    name="delivered",
    caption="Results",
    about="One row for each result of a partner, or each delivery of it.",
    columns=(
        Column("result", "Result", width=34),
        Column("due", "Planned for", "when", width=20),
        Column("promised", "Languages planned", width=18),
        Column("when", "Finished on", "when", "day", input=True, width=20),
        _asks(Delivered, "languages", "text", 18),
        _asks(Delivered, "url", "text", 30),
        _asks(Delivered, "reason", "text", 18),
        _asks(Delivered, "note", "text", 18),
    ),
)
DISSEMINATED = Table(
    name="disseminated",
    caption="Dissemination",
    about="Rows for what a partner made known, with how often that was recorded so far.",
    columns=(
        Column("action", "Planned action", "text", "empty for anything else", width=34),
        Column("due", "Planned for", "when", width=20),
        Column("recorded", "Recorded so far", "count", width=18),
        Column("when", head_of(Disseminated, "when"), "when", "day", input=True, width=20),
        _asks(Disseminated, "title", "text", 24),
        Column(
            "channel",
            head_of(Disseminated, "channel"),
            "word",
            help_of(DisseminationAction, "channel"),
            input=True,
            width=12,
        ),
        _asks(Disseminated, "reach", "count", 10),
        _asks(Disseminated, "url", "text", 26),
    ),
)
PEOPLE = Table(
    name="people",
    caption="Your people in the project",
    about="One row for each person of a partner, and some for new ones.",
    columns=(
        Column("name", head_of(Person, "name"), width=34),
        Column("role", head_of(Person, "role"), width=20),
        _asks(Person, "email", "text", 28),
    ),
)
PROOFS = Table(
    name="proofs",
    caption="Proofs",
    about="One row for each proof of a partner that is missing, and some for others.",
    columns=(
        Column("of", "What it proves", "text", "in an empty row its number, as in M3", width=46),
        Column("kind", "What is missing", "word", "such as minutes, photo", width=26),
        Column(
            "file",
            "File or link",
            "text",
            "as you send it; several on a line each",
            input=True,
            width=46,
        ),
        Column("title", head_of(Held, "note"), "text", input=True, width=24),
    ),
)
HAPPENED = (HELD, DELIVERED, DISSEMINATED, PEOPLE)
"""The tables of what happened, in their order."""
_NEW = {"disseminated": 3, "people": 2, "proofs": 2}
"""How many empty rows stand below the others."""


def deadline(p: Partnership) -> date | None:
    """Return the day by which partners send their part of the next report; None where none is."""
    days = (d.internal for d in deadlines(p) if d.kind == "report" and not d.done)
    return next((day for day in days if day is not None and day >= p.as_of), None)


def _asked(activity: Activity, partner: str) -> bool:
    """Tell whether a partner takes part in an activity; in one that names nobody all do.

    Of a task who leads it is asked, since the others would tell the same.
    """
    if activity.cancelled or (isinstance(activity, Task) and activity.lead != partner):
        return False
    named = {activity.lead, activity.host, *activity.organisations}
    return partner in named or not activity.organisations


def form_tables(p: Partnership, partner: str) -> dict[str, Table]:
    """Return the tables of the form of a partner as of the day, by their names.

    Columns and tables that do not concern it are left out. Raises `UnknownId`.
    """
    home = p.thing(partner, Organisation)
    rows = {
        DATES: _dates(p, partner),
        HELD: _held(p, partner),
        DELIVERED: _delivered(p, partner),
        DISSEMINATED: _disseminated(p, partner),
        PEOPLE: _people(p, home),
        PROOFS: _proofs(p, partner),
    }
    found = {}
    for table, made in rows.items():
        of = table.of((*made, *(FormRow() for _ in range(_NEW.get(table.name, 0)))))
        if of.rows or table in {DATES, PROOFS}:
            found[table.name] = of
    if HELD.name in found and not any(
        isinstance(p.get(row.of), Training | DisseminationEvent) for row in found["held"].rows
    ):
        found["held"] = found["held"].without("learners")
    return found


def place_of(venue: Venue | None, *, online: bool) -> Phrase | str | None:
    """Return where something is: a place, or that it is online; None where nobody knows."""
    if online:
        return say("online")
    return str(venue) or None if venue is not None else None


def _months(p: Partnership, when: When) -> When:
    """Return months of the project as those of the calendar: a partner does not count them."""
    span = when.span(p.start) if when.months else None
    return when if span is None else When.calendar_months(span.first, span.last)


def _label(thing: Any) -> str:  # noqa: ANN401
    return entitled(thing.id, getattr(thing, "title", None))


def _order(p: Partnership, when: When) -> tuple[bool, str]:
    span = when.span(p.start)
    return span is None, span.first.isoformat() if span is not None else ""


def _dates(p: Partnership, partner: str) -> list[FormRow]:
    rows: list[FormRow] = []
    for activity in p.plan.activities:
        span = activity.when.span(p.start)
        if not _asked(activity, partner):
            continue
        if (span is None and not p.facts_of(activity.id, Held)) or (span and span.last >= p.as_of):
            place = place_of(activity.venue, online=activity.online)
            parts = (
                *((say("you lead it"),) if activity.lead == partner else ()),
                *((say("you host it"),) if activity.host == partner else ()),
            )
            held = {
                "when": _months(p, activity.when),
                "place": place,
                "part": listed(parts) or say("you take part"),
                "expected": activity.expected,
            }
            rows.append(FormRow(of=activity.id, label=_label(activity), held=held))
    for result in p.plan.deliverables:
        if result.lead == partner and not p.facts_of(result.id, Delivered):
            held = {"when": _months(p, result.due), "part": say("you lead it")}
            rows.append(FormRow(of=result.id, label=_label(result), held=held))
    for each in deadlines(p):
        if each.internal is not None and not each.done and each.internal >= p.as_of:
            held = {"when": When.day(each.internal), "part": PART}
            rows.append(FormRow(of=each.id, label=each.phrase, held=held))
    return sorted(rows, key=lambda row: _order(p, row.held["when"]))


def _held(p: Partnership, partner: str) -> Iterator[FormRow]:
    at = [(address, fact) for address, fact in p.numbered_facts(Held)]
    own = [activity for activity in p.plan.activities if _asked(activity, partner)]
    for activity in sorted(own, key=lambda a: _order(p, a.when)):
        shown = {
            "planned": _months(p, activity.when),
            "place": place_of(activity.venue, online=activity.online),
            "expected": activity.expected,
        }
        parts: list[tuple[str, Fact | None]] = [pair for pair in at if pair[1].of == activity.id]
        for number, (address, fact) in enumerate(parts or [("", None)]):
            values = (
                {} if fact is None else _stated(fact, ("when", "participants", "reason", "note"))
            )
            if isinstance(fact, Held):
                place = place_of(fact.venue, online=fact.mode == "online")
                values |= {} if place is None else {"venue": place}
            facts = dict.fromkeys(values, address)
            fixed: set[str] = set()
            if number == 0:
                for name, role in ROLES.items():
                    count, where, changes = _counted(p, activity.id, partner, role)
                    values |= {} if count is None else {name: count}
                    facts |= {name: where} if where else {}
                    fixed |= set() if changes else {name}
            else:
                fixed |= set(ROLES)  # they are told of the whole activity
            yield FormRow(
                of=activity.id,
                label=_label(activity),
                held=shown | values,
                facts=facts,
                fixed=frozenset(fixed),
            )


ROLES = {"staff": "staff", "learners": "learner"}
"""The columns of a partner's own people, and the role that each counts."""


def _stated(fact: Any, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401
    values = ((name, getattr(fact, name)) for name in names)
    return {name: value for name, value in values if value is not None}


def _counted(p: Partnership, of: str, partner: str, role: str) -> tuple[int | None, str, bool]:
    """Return how many of a role came, where that stands, and whether a form may change it."""
    if p.presences.get(of):
        rows = [f for f in p.attended(of) if (f.organisation, f.same_as) == (partner, role)]
        counts = [fact.people for fact in rows]
        known = [count for count in counts if count is not None]
        return (sum(known) if known and len(known) == len(counts) else None), "", False
    found = [
        (address, fact)
        for address, fact in p.numbered_facts(Attended)
        if (fact.of, fact.same_as) == (of, role) and _home(p, fact) == partner
    ]
    if len(found) == 1 and found[0][1].person is None:
        return found[0][1].count, found[0][0], True
    counts = [fact.people for _, fact in found]
    known = [count for count in counts if count is not None]
    return (sum(known) if known and len(known) == len(counts) else None), "", not found


def _home(p: Partnership, fact: Attended) -> str | None:
    return fact.organisation or getattr(p.get(fact.person), "organisation", None)


def _delivered(p: Partnership, partner: str) -> Iterator[FormRow]:
    at = p.numbered_facts(Delivered)
    for result in p.plan.deliverables:
        found = [pair for pair in at if pair[1].of == result.id]
        there = {code for _, fact in found for code in fact.languages}
        whole = bool(found) and set(result.languages) <= there
        if result.lead != partner and (whole or partner not in result.organisations):
            continue
        shown = {"due": _months(p, result.due), "promised": ", ".join(result.languages) or None}
        for address, fact in found:
            values = _stated(fact, ("when", "url", "reason", "note"))
            values |= {"languages": ", ".join(fact.languages)} if fact.languages else {}
            facts = dict.fromkeys(values, address)
            yield FormRow(of=result.id, label=_label(result), held=shown | values, facts=facts)
        if not whole:
            yield FormRow(of=result.id, label=_label(result), held=shown)


def _disseminated(p: Partnership, partner: str) -> Iterator[FormRow]:
    facts = [f for f in p.facts_of_kind(Disseminated) if f.organisation in {None, partner}]
    for action in p.plan.dissemination_actions:
        if action.organisations and partner not in action.organisations:
            continue
        times = sum(f.times for f in facts if f.of == action.id and f.organisation == partner)
        held = {"due": _months(p, action.when), "recorded": times}
        yield FormRow(of=action.id, label=_label(action), held=held)


def _people(p: Partnership, home: Organisation) -> Iterator[FormRow]:
    for person in p.plan.people:
        if person.organisation == home.id:
            held = _stated(person, ("role", "email"))
            yield FormRow(of=person.id, label=person.name or person.id, held=held)


def _proofs(p: Partnership, partner: str) -> Iterator[FormRow]:
    told = missing_evidence(p)
    for thing, lacking in open_evidence(p):
        # What is past is held, or will be said to be in this very form.
        span = None if isinstance(thing, Deliverable) else thing.when.span(p.start)
        past = span is not None and span.first <= p.as_of and not thing.cancelled
        if owner_of(p, thing.id) == partner and (thing.id in told or past):
            for kind in lacking:
                yield FormRow(of=thing.id, label=_label(thing), held={"kind": kind})
    for id_ in unshown(p):
        if owner_of(p, id_) == partner:
            yield FormRow(of=id_, label=_label(p[id_]), held={"kind": RESULT})
    for address, fact in untraced(p):
        if fact.organisation == partner:
            label = entitled(fact.of or "", fact.title or p.label(fact.of) or fact.channel or "")
            yield FormRow(of=address, label=label, held={"kind": RESULT})
