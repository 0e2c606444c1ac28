"""The tables of what happened, who was there, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.checks import check
from vetpartner.model import THERE, Attended, Money, Partnership, Presence, Spent, Surveyed
from vetpartner.state.achieved import achieved
from vetpartner.state.balance import objective_lines
from vetpartner.state.costs import package_of
from vetpartner.state.evidence import EVIDENCE, evidence
from vetpartner.state.gaps import GAPS, gaps
from vetpartner.state.open_work import action_items as items_of
from vetpartner.state.reconciliation import RECONCILIATION, reconcile
from vetpartner.tables.columns import (
    ADDRESS,
    FEWER,
    GREEN,
    ID,
    MINORS,
    ORGANISATION,
    PACKAGE,
    ROLE,
    TITLE,
    Source,
    day,
    flag,
    last_day,
    listed,
    listing,
    number,
    text,
    whole,
)
from vetpartner.values.finding import FINDINGS
from vetpartner.values.table import Column, Table, data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.tables.columns import Cells


@frozen
class CostRow:
    """A cost of the facts with its address, and what is looked up for it."""

    p: Partnership = field(repr=False)
    fact: Spent
    address: str
    package: str | None

    @property
    def day(self) -> date | None:
        """Return the last day of the cost."""
        return last_day(self.p, self.fact.when)

    @property
    def booked(self) -> Money | None:
        """Return the amount in the project's currency: as paid, or as converted once."""
        return self.fact.booked(self.p.plan.project.currency)


def cost_rows(p: Partnership) -> Iterator[CostRow]:
    """Yield the costs in the order of the files."""
    of, packages = package_of(p), {wp.id for wp in p.plan.work_packages}
    for address, fact in p.numbered_facts(Spent):
        package = of(fact)
        yield CostRow(p, fact, address, package if package in packages else None)


COSTS = Table(
    name="costs",
    about="One row for each cost that was recorded.",
    columns=(
        data("day", "day", "day of the cost"),
        Column("when", "Date", "when", get="fact.when", place="shown", width=18),
        Column(
            "partner",
            "Partner",
            get=lambda row: row.p.label(row.fact.organisation),
            place="shown",
            width=20,
        ),
        Column("of", "For", "id", "id of the work package or activity", get="fact.of", width=14),
        data("work_package", "id", "id of the work package", "package"),
        data("organisation", "id", "id of the organisation", "fact.organisation"),
        Column(
            "category",
            "Category",
            "text",
            "staff, travel, equipment and so on",
            get="fact.category",
            width=16,
        ),
        Column(
            "person",
            "Person",
            get=lambda row: row.p.label(row.fact.person),
            place="shown",
            width=24,
        ),
        Column(
            "document",
            "Document",
            "text",
            "number of the invoice or receipt",
            get="fact.document",
            width=22,
        ),
        Column("days", "Days", "number", "staff days", get="fact.days", summed=False, width=10),
        data("units", "number", "units of a budget table", get="fact.units"),
        Column("amount", "Paid", "amount", "amount as paid", get="fact.amount"),
        Column(
            "currency",
            "Currency",
            "word",
            "currency in which it was paid",
            get="fact.amount.currency",
            width=10,
        ),
        Column(
            "booked",
            "Amount",
            "money",
            "amount in the project's currency; empty where not converted",
        ),
        data("booked_currency", "text", "the project's currency", "p.plan.project.currency"),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
)


@listing(
    text("id", "number or pseudonym"),
    ORGANISATION,
    text("country", "ISO 3166 code, their own or that of the organisation"),
    ROLE,
    whole("count", "people in this row"),
    FEWER,
    MINORS,
    GREEN,
    text("gender", "female, male or other"),
    day("registered", "day of registration"),
    text("activities", "ids of the activities for which they are registered"),
)
def participants(p: Partnership) -> Iterator[Cells]:
    """One row for each registered participant or group; names are left out."""
    for who in p.plan.participants:
        home = getattr(p.get(who.organisation), "country", None)
        about = who.id, who.organisation, who.country or home, who.role
        counted = who.count, who.fewer_opportunities, who.minors, who.green_travel
        yield *about, *counted, who.gender, who.registered, listed(who.activities)


@listing(
    text("activity", "id of the activity"),
    TITLE,
    day("day", "last day on which they were there"),
    ORGANISATION,
    text("country", "ISO 3166 code of the organisation"),
    ROLE,
    whole("count", "people"),
    FEWER,
    MINORS,
)
def attendance(p: Partnership) -> Iterator[Cells]:
    """One row for each activity, organisation and role: how many took part."""
    recorded = p.facts_of_kind(Attended)
    ids = [activity.id for activity in p.plan.activities]
    ids += [fact.of for fact in recorded if fact.of is not None]
    rows = [fact for id_ in dict.fromkeys((*ids, *p.presences)) for fact in p.attended(id_)]
    for fact in (*rows, *(fact for fact in recorded if fact.of is None)):
        country = getattr(p.get(fact.organisation), "country", None)
        about = fact.of, p.label(fact.of) or None, last_day(p, fact.when)
        counted = fact.people, fact.fewer_opportunities, fact.minors
        yield *about, fact.organisation, country, fact.role, *counted


@listing(
    text("activity", "id of the activity"),
    text("participant", "number or pseudonym"),
    day("day", "day of the session"),
    text("session", "name of the session"),
    text("status", "present, online, absent or excused"),
    flag("there", "whether they took part"),
    number("hours", "hours of 60 minutes"),
)
def presences(p: Partnership) -> Iterator[Cells]:
    """One row for each participant and session of the lists of attendance."""
    for fact in p.facts_of_kind(Presence):
        about = fact.of, fact.participant, last_day(p, fact.when), fact.session
        yield *about, fact.status, fact.status in THERE, fact.hours


@listing(
    ID,
    text("title", "objective in the words of the application"),
    text("work_packages", "ids of the work packages that serve it"),
    whole("activities", "activities planned for it"),
    whole("activities_done", "how many of them are done"),
    whole("deliverables", "deliverables planned for it"),
    whole("deliverables_done", "how many of them are done"),
    whole("indicators", "indicators that measure it"),
    whole("indicators_done", "how many of them are known to be reached"),
    whole("indicators_not_judged", "how many were measured, and nothing says if that is enough"),
    whole("differing", "how many of all these differ from the plan"),
)
def objectives(p: Partnership) -> Iterator[Cells]:
    """One row for each objective of the application."""
    for line in objective_lines(p, achieved(p)):
        tallies = (line.activities, line.deliverables, line.indicators)
        counted = (n for tally in tallies for n in (tally.planned, int(tally.done or 0)))
        about = line.id, line.title, listed(line.packages)
        yield *about, *counted, line.indicators.unjudged, line.differing


@listing(
    ID,
    text("title", "what may go wrong"),
    PACKAGE,
    text("likelihood", "low, medium or high"),
    text("impact", "low, medium or high"),
    text("mitigation", "what is done about it"),
    text("owner", "id of the organisation or person who looks after it"),
)
def risks(p: Partnership) -> Iterator[Cells]:
    """One row for each risk of the plan."""
    for risk in p.plan.risks:
        levels = risk.likelihood, risk.impact
        yield risk.id, risk.title, risk.work_package, *levels, risk.mitigation, risk.owner


@listing(
    text("of", "id of the meeting, or what else it was agreed at"),
    day("agreed", "day on which it was agreed"),
    text("text", "what was agreed"),
    text("owner", "id of the organisation or person who does it"),
    day("due", "last day for it"),
    day("done", "day on which it was done"),
    flag("open", "whether it is not done yet"),
    flag("overdue", "whether it is open although its day has passed"),
    text("proofs", "numbers of its evidence, such as E12, and what it is"),
    ADDRESS,
)
def action_items(p: Partnership) -> Iterator[Cells]:
    """One row for each action item that was agreed."""
    for item in items_of(p):
        state = item.open_on(p.as_of), item.overdue_on(p.as_of)
        about = item.of, last_day(p, item.agreed), item.text, item.owner, item.due, item.done
        yield *about, *state, listed(item.proofs), item.address


@listing(
    text("of", "id of what was asked about"),
    day("day", "last day of the survey"),
    whole("respondents", "people who answered"),
    number("score", "mean score"),
    number("scale", "highest score that there is"),
    ADDRESS,
)
def surveys(p: Partnership) -> Iterator[Cells]:
    """One row for each survey."""
    for address, fact in p.numbered_facts(Surveyed):
        yield fact.of, last_day(p, fact.when), fact.respondents, fact.score, fact.scale, address


FOLLOW_UP_TABLES = (
    objectives,
    risks,
    action_items,
    Source(RECONCILIATION, lambda p: reconcile(p).rows),
    surveys,
)
FACT_TABLES = (
    participants,
    attendance,
    presences,
    Source(COSTS, cost_rows),
    Source(EVIDENCE, evidence),
    Source(FINDINGS, check),
    Source(GAPS, gaps),
)
