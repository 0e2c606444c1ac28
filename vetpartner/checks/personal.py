"""Personal data: each field, what it is for, and how long it is needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.model import (
    Attended,
    Organisation,
    Paid,
    Participant,
    Person,
    Presence,
    Reported,
    Training,
    add_months,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Partnership
    from vetpartner.programme import Rules

Until = Literal["final report", "records"]
_BASIS = "GDPR; Programme Guide 2025, pp. 463-464"


@frozen(kw_only=True)
class PersonalField:
    """A field of the model that holds a personal datum, its purpose and how long it is needed.

    `until` is the acceptance of the final report, or the end of the keeping of records.
    """

    kind: type[Any]
    field: str
    what: str
    purpose: str
    until: Until
    basis: str = _BASIS


PERSONAL = (
    PersonalField(
        kind=Person,
        field="name",
        what="names of staff",
        purpose="to know who works for the partnership, and to show it in a check",
        until="records",
    ),
    PersonalField(
        kind=Person,
        field="email",
        what="e-mail addresses of staff",
        purpose="to invite to meetings and to send what changed",
        until="final report",
    ),
    PersonalField(
        kind=Person,
        field="role",
        what="roles of staff",
        purpose="to know who answers for what",
        until="records",
    ),
    PersonalField(
        kind=Participant,
        field="name",
        what="names of participants",
        purpose="to make lists to sign and certificates; a pseudonym will do for learners",
        until="records",
    ),
    PersonalField(
        kind=Participant,
        field="gender",
        what="gender of participants",
        purpose="to count how many took part, where the agency asks for it",
        until="final report",
    ),
    PersonalField(
        kind=Participant,
        field="fewer_opportunities",
        what="whether participants have fewer opportunities",
        purpose="to count them for the report; never why",
        until="final report",
    ),
    PersonalField(
        kind=Participant,
        field="minors",
        what="whether participants are under 18",
        purpose="to see that they are accompanied, and to count them",
        until="final report",
    ),
    PersonalField(
        kind=Presence,
        field="participant",
        what="who was there on which day",
        purpose="to give certificates, and to show in a check that the training took place",
        until="records",
    ),
    PersonalField(
        kind=Attended,
        field="person",
        what="which person attended what",
        purpose="to show in a check who travelled",
        until="records",
    ),
)
"""All personal fields. Texts, evidence and narratives may hold names too; people read those."""

NOT_PERSONAL = {
    Organisation: {"name", "address", "website"},
    Training: {"minors"},
    Attended: {"fewer_opportunities", "minors"},
}
"""Fields that are called like personal ones and are not: names of organisations, mere counts."""


def needed_until(p: Partnership, rules: Rules | None) -> dict[Until, date | None]:
    """Return until when personal data are needed; None while that is not known.

    The final report is behind the project when it was accepted, or else on the day on which the
    balance is due; records are kept for years after the balance was paid.
    """
    if rules is None:
        return {"final report": None, "records": None}
    finals = {report.id for report in p.plan.reports if report.kind == "final"} or {"final"}
    accepted = [f.accepted for f in p.facts_of_kind(Reported) if f.of in finals and f.accepted]
    days = (rules.final_report_days, rules.balance_days)
    expected, end = None, _end(p)
    if end is not None and days[0] is not None and days[1] is not None:
        expected = _later(end, days=days[0] + days[1])
    grant, limit = p.plan.project.lump_sum, rules.low_value_limit
    low = grant is not None and limit is not None and grant.currency == limit.currency
    years = rules.retention_years_low if low and _at_most(grant, limit) else None
    years = years if years is not None else rules.retention_years_high
    balance = max(_balances(p), default=expected)
    kept = _later(balance, months=12 * years) if balance is not None and years else None
    return {"final report": max(accepted, default=expected), "records": kept}


def _end(p: Partnership) -> date | None:
    """Return the last day of the project, or None where no calendar has it."""
    try:
        return p.end
    except (ValueError, OverflowError):
        return None


def _later(day: date, *, days: int = 0, months: int = 0) -> date | None:
    """Return a later day, or None where the calendar ends before."""
    try:
        return add_months(day + timedelta(days=days), months)
    except (ValueError, OverflowError):
        return None


def _at_most(grant: Any, limit: Any) -> bool:  # noqa: ANN401 - amounts that were looked at before
    return bool(grant <= limit)


def _balances(p: Partnership) -> Iterable[date]:
    balances = {each.id for each in p.plan.payments if each.trigger == "final report"}
    paid = [f for f in p.facts_of_kind(Paid) if f.of in balances and f.payer is None]
    spans = [fact.when.span(p.start) for fact in paid if fact.when is not None]
    return [span.last for span in spans if span is not None]


def held(p: Partnership, field: PersonalField) -> int:
    """Return how many personal data of a kind the project holds as of the day."""
    things = [thing for _, thing in p.plan.things() if type(thing) is field.kind]
    facts = [fact for fact in p.facts if type(fact) is field.kind]
    return sum(bool(getattr(each, field.field)) for each in (*things, *facts))
