"""The tables for data frames about what happened, who was there, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.checks import check
from vetpartner.model import THERE, Attended, Presence, Spent, Surveyed
from vetpartner.state.achieved import achieved
from vetpartner.state.balance import objective_lines
from vetpartner.state.costs import package_of
from vetpartner.state.evidence import evidence
from vetpartner.state.gaps import gaps
from vetpartner.state.open_work import action_items
from vetpartner.state.reconciliation import reconcile
from vetpartner.tables.columns import (
    ADDRESS,
    CURRENCY,
    ID,
    ORGANISATION,
    PACKAGE,
    TITLE,
    FrameTable,
    amount,
    day,
    digits,
    flag,
    last_day,
    listed,
    number,
    text,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


Cells = tuple[Any, ...]


def _participants(p: Partnership) -> Iterator[Cells]:
    for who in p.plan.participants:
        home = getattr(p.get(who.organisation), "country", None)
        about = who.id, who.organisation, who.country or home, who.role
        counted = who.count, who.fewer_opportunities, who.minors, who.green_travel
        yield *about, *counted, who.gender, who.registered, listed(who.activities)


def _attendance(p: Partnership) -> Iterator[Cells]:
    recorded = p.facts_of_kind(Attended)
    ids = [activity.id for activity in p.plan.activities]
    ids += [fact.of for fact in recorded if fact.of is not None]
    rows = [fact for id_ in dict.fromkeys((*ids, *p.presences)) for fact in p.attended(id_)]
    for fact in (*rows, *(fact for fact in recorded if fact.of is None)):
        country = getattr(p.get(fact.organisation), "country", None)
        about = fact.of, p.label(fact.of) or None, last_day(p, fact.when)
        counted = fact.count, fact.fewer_opportunities, fact.minors
        yield *about, fact.organisation, country, fact.role, *counted


def _presences(p: Partnership) -> Iterator[Cells]:
    for fact in p.facts_of_kind(Presence):
        about = fact.of, fact.participant, last_day(p, fact.when), fact.session
        yield *about, fact.status, fact.status in THERE, fact.hours


def _costs(p: Partnership) -> Iterator[Cells]:
    of, currency = package_of(p), p.plan.project.currency
    packages = {wp.id for wp in p.plan.work_packages}
    for address, fact in p.numbered_facts(Spent):
        package = of(fact)
        about = last_day(p, fact.when), fact.of, package if package in packages else None
        bill = fact.organisation, fact.category, fact.document, fact.days
        sums = fact.amount.amount, fact.amount.currency, digits(fact.booked(currency)), currency
        yield *about, *bill, *sums, address


def _evidence(p: Partnership) -> Iterator[Cells]:
    for row in evidence(p):
        about = row.number, row.of, row.title, row.kind, row.file, row.url
        yield *about, row.seen, row.known, row.address


def _findings(p: Partnership) -> Iterator[Cells]:
    for found in check(p):
        place = found.place
        where = (None, None, None) if place is None else (place.file, place.line, place.column)
        about = found.severity.value, found.slug, found.message, found.address
        yield *about, *where, found.basis, found.way_out, found.accepted


def _gaps(p: Partnership) -> Iterator[Cells]:
    currency = p.plan.project.currency
    for gap in gaps(p):
        about = gap.kind, gap.id, gap.title, gap.what, gap.owner, gap.due, gap.days
        yield *about, digits(gap.amount), currency, gap.address


FACT_TABLES = (
    FrameTable(
        name="participants",
        about="One row for each registered participant or group; names are left out.",
        columns=(
            text("id", "number or pseudonym"),
            ORGANISATION,
            text("country", "ISO 3166 code, their own or that of the organisation"),
            text("role", "staff, learner, accompanying person, trainer or guest"),
            whole("count", "people in this row"),
            whole("fewer_opportunities", "how many of them have fewer opportunities"),
            whole("minors", "how many of them are under 18"),
            whole("green_travel", "how many of them travel green"),
            text("gender", "female, male or other"),
            day("registered", "day of registration"),
            text("activities", "ids of the activities for which they are registered"),
        ),
        rows=_participants,
    ),
    FrameTable(
        name="attendance",
        about="One row for each activity, organisation and role: how many took part.",
        columns=(
            text("activity", "id of the activity"),
            TITLE,
            day("day", "last day on which they were there"),
            ORGANISATION,
            text("country", "ISO 3166 code of the organisation"),
            text("role", "staff, learner, accompanying person, trainer or guest"),
            whole("count", "people"),
            whole("fewer_opportunities", "how many of them have fewer opportunities"),
            whole("minors", "how many of them are under 18"),
        ),
        rows=_attendance,
    ),
    FrameTable(
        name="presences",
        about="One row for each participant and session of the lists of attendance.",
        columns=(
            text("activity", "id of the activity"),
            text("participant", "number or pseudonym"),
            day("day", "day of the session"),
            text("session", "name of the session"),
            text("status", "present, online, absent or excused"),
            flag("there", "whether they took part"),
            number("hours", "hours of 60 minutes"),
        ),
        rows=_presences,
    ),
    FrameTable(
        name="costs",
        about="One row for each cost that was recorded.",
        columns=(
            day("day", "day of the cost"),
            text("of", "id of the work package or activity"),
            PACKAGE,
            ORGANISATION,
            text("category", "staff, travel, equipment and so on"),
            text("document", "number of the invoice or receipt"),
            number("days", "staff days"),
            amount("amount", "amount as paid"),
            text("currency", "currency in which it was paid"),
            amount("booked", "amount in the project's currency; empty where not converted"),
            text("booked_currency", "the project's currency"),
            ADDRESS,
        ),
        rows=_costs,
    ),
    FrameTable(
        name="evidence",
        about="One row for each proof, in the order in which it became known.",
        columns=(
            text("number", "its number in the reports, such as E7"),
            text("of", "id of what it proves"),
            TITLE,
            text("kind", "agenda, minutes, attendance list and so on"),
            text("file", "file in the project's folder"),
            text("url", "address on the web"),
            day("seen", "day on which the address was seen"),
            day("known", "day from which the partnership had it"),
            ADDRESS,
        ),
        rows=_evidence,
    ),
    FrameTable(
        name="findings",
        about="One row for each finding of `vp.check`.",
        columns=(
            text("severity", "error, warning or note"),
            text("slug", "name of the rule"),
            text("message", "what was found"),
            ADDRESS,
            text("file", "file in which it stands"),
            whole("line", "line in the file, from 1"),
            whole("column", "column in the line, from 1"),
            text("basis", "legal basis"),
            text("way_out", "what can be done"),
            text("accepted", "reason for which the project accepts it"),
        ),
        rows=_findings,
    ),
    FrameTable(
        name="gaps",
        about="One row for each thing that is missing.",
        columns=(
            text("kind", "fact, evidence, deliverable, measurement or answer"),
            text("id", "id of the thing"),
            TITLE,
            text("what", "what is missing"),
            text("owner", "id of the organisation that owes it"),
            day("due", "last day by which it was promised"),
            whole("days", "days until the partners' part of the next report is due"),
            amount("amount", "what the agency may cut for it"),
            CURRENCY,
            ADDRESS,
        ),
        rows=_gaps,
    ),
)


# The tables for data frames of what a coordinator follows up: aims, risks, agreements, numbers.


def _objectives(p: Partnership) -> Iterator[Cells]:
    for line in objective_lines(p, achieved(p)):
        tallies = (line.activities, line.deliverables, line.indicators)
        counted = (number for tally in tallies for number in (tally.planned, tally.done))
        yield line.id, line.title, listed(line.packages), *counted, line.differing


def _risks(p: Partnership) -> Iterator[Cells]:
    for risk in p.plan.risks:
        levels = risk.likelihood, risk.impact
        yield risk.id, risk.title, risk.work_package, *levels, risk.mitigation, risk.owner


def _action_items(p: Partnership) -> Iterator[Cells]:
    for item in action_items(p):
        state = item.open_on(p.as_of), item.overdue_on(p.as_of)
        about = item.of, last_day(p, item.agreed), item.text, item.owner, item.due, item.done
        yield *about, *state, listed(item.proofs), item.address


def _reconciliation(p: Partnership) -> Iterator[Cells]:
    for row in reconcile(p).rows:
        # Who differs are names, which no data frame has; `vp.reconcile` tells them.
        differing = listed(found.what for found in row.differences)
        yield row.id, row.title, *row.numbers, differing, row.address


def _surveys(p: Partnership) -> Iterator[Cells]:
    for address, fact in p.numbered_facts(Surveyed):
        yield fact.of, last_day(p, fact.when), fact.respondents, fact.score, fact.scale, address


FOLLOW_UP_TABLES = (
    FrameTable(
        name="objectives",
        about="One row for each objective of the application.",
        columns=(
            ID,
            text("title", "objective in the words of the application"),
            text("work_packages", "ids of the work packages that serve it"),
            whole("activities", "activities planned for it"),
            whole("activities_done", "how many of them are done"),
            whole("deliverables", "deliverables planned for it"),
            whole("deliverables_done", "how many of them are done"),
            whole("indicators", "indicators that measure it"),
            whole("indicators_done", "how many of them are reached"),
            whole("differing", "how many of all these differ from the plan"),
        ),
        rows=_objectives,
    ),
    FrameTable(
        name="risks",
        about="One row for each risk of the plan.",
        columns=(
            ID,
            text("title", "what may go wrong"),
            PACKAGE,
            text("likelihood", "low, medium or high"),
            text("impact", "low, medium or high"),
            text("mitigation", "what is done about it"),
            text("owner", "id of the organisation or person who looks after it"),
        ),
        rows=_risks,
    ),
    FrameTable(
        name="action_items",
        about="One row for each action item that was agreed.",
        columns=(
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
        ),
        rows=_action_items,
    ),
    FrameTable(
        name="reconciliation",
        about="One row for each activity that took place or has a list, as in `vp.reconcile`.",
        columns=(
            text("activity", "id of the activity"),
            TITLE,
            whole("expected", "people planned"),
            whole("registered", "people registered up to the day"),
            whole("signed", "people who were there by the lists"),
            whole("reached", "how many of them were there for 80 % of the hours"),
            whole("certified", "certificates given out"),
            whole("stated", "people by the minutes or the report"),
            text("differences", "what does not agree, without names"),
            ADDRESS,
        ),
        rows=_reconciliation,
    ),
    FrameTable(
        name="surveys",
        about="One row for each survey.",
        columns=(
            text("of", "id of what was asked about"),
            day("day", "last day of the survey"),
            whole("respondents", "people who answered"),
            number("score", "mean score"),
            number("scale", "highest score that there is"),
            ADDRESS,
        ),
        rows=_surveys,
    ),
)
