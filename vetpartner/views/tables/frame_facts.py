"""The tables for data frames about what happened, who was there, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.checks import check
from vetpartner.model import THERE, Attended, Presence, Spent
from vetpartner.views.finance.costs import package_of
from vetpartner.views.progress.evidence import evidence
from vetpartner.views.reports.gaps import gaps
from vetpartner.views.tables.frame_columns import (
    ADDRESS,
    CURRENCY,
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
