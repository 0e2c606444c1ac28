"""Days that follow from agreement and call: the final report, payments, the end of records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Paid, Partnership, Payment, Reported, add_months
from vetpartner.programme import UnknownCall, rules_for
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.programme import Rules


Day = tuple[date | None, str | None]
"""A day and the source of the rule that sets it; None where it is not known, or has no source."""

AGREEMENT = "grant agreement of the project"


def end_of(p: Partnership) -> date | None:
    """Return the last day of the project, or None where it is unknown or no calendar has it."""
    try:
        return p.end
    except (ValueError, OverflowError):
        return None


def final_day(p: Partnership, rules: Rules | None) -> Day:
    """Return when the final report is due: by the agreement, or so many days after the end."""
    agreed = [r.due for r in p.plan.reports if r.kind == "final" and r.due is not None]
    if agreed:
        return max(agreed), AGREEMENT
    return (None, None) if rules is None else _after(end_of(p), rules, "final_report_days")


def payment_day(p: Partnership, rules: Rules | None, payment: Payment) -> Day:
    """Return when a payment is expected: as stated, or after what triggers it."""
    span = payment.expected.span(p.start)
    if span is not None:
        return span.last, None
    if rules is None:
        return None, None
    if payment.trigger == "signature":
        agreement = p.plan.agreement
        return _after(agreement.signed if agreement else None, rules, "prefinancing_days")
    if payment.trigger == "final report":
        return balance_day(p, rules)
    report = (payment.trigger or "").removesuffix(" report")
    dues = [r.due for r in p.plan.reports if r.kind == report and r.due is not None]
    return _after(max(dues, default=None), rules, "further_prefinancing_days")


def balance_day(p: Partnership, rules: Rules) -> Day:
    """Return when the balance is due by the law: so many days after the final report."""
    return _after(final_day(p, rules)[0], rules, "balance_days")


def records_day(p: Partnership, rules: Rules | None) -> tuple[date, str, bool] | None:
    """Return until when records are kept, the name of the rule, and whether that is certain.

    It is certain once the balance was paid; before, the day on which it is expected counts, or
    else the end of the project. None where grant, end or rules are not known.
    """
    grant, limit = p.plan.project.lump_sum, rules.low_value_limit if rules else None
    if rules is None or grant is None or limit is None or grant.currency != limit.currency:
        return None
    key = "retention_years_low" if grant <= limit else "retention_years_high"
    years: int | None = getattr(rules, key)
    balances = [payment for payment in p.plan.payments if payment.trigger == "final report"]
    paid = [f for each in balances for f in p.facts_of(each.id, Paid) if f.from_agency]
    spans = [fact.when.span(p.start) for fact in paid if fact.when is not None]
    days = [span.last for span in spans if span is not None]
    expected = [day for each in balances if (day := payment_day(p, rules, each)[0]) is not None]
    last = max(days or expected, default=balance_day(p, rules)[0] or end_of(p))
    until = _later(last, months=12 * years) if last is not None and years is not None else None
    return None if until is None else (until, key, bool(days))


def _after(day: date | None, rules: Rules, key: str) -> Day:
    """Return a day that the law sets so many days after another, and its source."""
    days: int | None = getattr(rules, key)
    later = _later(day, days=days) if day is not None and days is not None else None
    return (None, None) if later is None else (later, str(rules.cite(key)))


def _later(day: date, *, days: int = 0, months: int = 0) -> date | None:
    """Return a later day, or None where the calendar ends before."""
    try:
        return add_months(day + timedelta(days=days), months)
    except (ValueError, OverflowError):
        return None


# What is due by agreement and call: reports, amendment requests, payments, keeping of records.

DeadlineKind = Literal["report", "results", "amendment", "project", "payment", "records"]
TITLES = {
    "progress": "Progress report to the national agency",
    "interim": "Interim report to the national agency",
    "final": "Final report to the national agency",
    "results": "All results on the project results platform, submitted for review",
    "amendment": "Last day to ask the national agency for an amendment",
    "project": "Last day of the project",
    "records": "Records of the project are kept until",
    "records at least": "Records of the project are kept at least until",
}
"""How the deadlines are called that the agreement and the call set."""
_OF_PARTNERS: tuple[DeadlineKind, ...] = ("report", "results", "amendment")
"""What the partners contribute to, so that it has an internal deadline."""


@frozen(kw_only=True)
class Deadline:
    """A day by which something has to be done, or is expected, and whether it is done.

    `id` is stable; `basis` is the source of the rule behind it, where there is one.
    """

    id: str
    phrase: Phrase
    day: date
    kind: DeadlineKind
    address: str = "project"
    basis: str | None = None
    done: bool = False

    @property
    def title(self) -> str:
        """Return what it is, in English."""
        return str(self.phrase)

    @property
    def internal(self) -> date | None:
        """Return the day by which partners send their part; None where they have no part in it."""
        return internal_day(self.day) if self.kind in _OF_PARTNERS else None


def deadlines(p: Partnership) -> tuple[Deadline, ...]:
    """Return all deadlines that can be computed, by day; what is not known is left out."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        rules = None
    found = [
        *_reports(p, rules),
        *_of_the_end(p, rules),
        *_payments(p, rules),
        *_records(p, rules),
    ]
    return tuple(sorted(found, key=lambda deadline: (deadline.day, deadline.id)))


def _reports(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    final = False
    for report in p.plan.reports:
        final = final or report.kind == "final"
        due: date | None = report.due
        basis: str | None = AGREEMENT
        if due is None and report.kind == "final":
            due, basis = final_day(p, rules)
        if due is not None:
            yield Deadline(
                id=f"report-{report.id}",
                phrase=say(TITLES[report.kind]),
                day=due,
                kind="report",
                address=f"reports/{report.id}",
                basis=basis,
                done=bool(p.facts_of(report.id, Reported)),
            )
    due, basis = final_day(p, rules)
    if not final and due is not None:
        yield Deadline(
            id="report-final",
            phrase=say(TITLES["final"]),
            day=due,
            kind="report",
            basis=basis,
            done=_final_sent(p),
        )


def _final_sent(p: Partnership) -> bool:
    finals = {report.id for report in p.plan.reports if report.kind == "final"} or {"final"}
    return any(fact.of in finals for fact in p.facts_of_kind(Reported))


def _of_the_end(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    if p.end is None:
        return
    yield Deadline(id="project-end", phrase=say(TITLES["project"]), day=p.end, kind="project")
    if rules is not None and rules.amendment_lead_days is not None:
        yield Deadline(
            id="amendment-last",
            phrase=say(TITLES["amendment"]),
            day=p.end - timedelta(days=rules.amendment_lead_days),
            kind="amendment",
            basis=str(rules.cite("amendment_lead_days")),
        )
    final, _ = final_day(p, rules)
    if rules is not None and rules.results_platform is not None and final is not None:
        yield Deadline(
            id="results-platform",
            phrase=say(TITLES["results"]),
            day=final,
            kind="results",
            basis=str(rules.cite("results_platform")),
            done=_final_sent(p),
        )


def _payments(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    for payment in p.plan.payments:
        day, basis = payment_day(p, rules, payment)
        if day is not None:
            yield Deadline(
                id=f"payment-{payment.id}",
                phrase=_expected(payment),
                day=day,
                kind="payment",
                address=f"payments/{payment.id}",
                basis=basis,
                done=any(fact.from_agency for fact in p.facts_of(payment.id, Paid)),
            )


def _expected(payment: Payment) -> Phrase:
    if payment.title is None:
        return say("Payment {payment} expected", payment=payment.id)
    return say("{payment} expected", payment=payment.title)


def _records(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    found = records_day(p, rules)
    if found is not None and rules is not None:
        day, key, certain = found
        yield Deadline(
            id="records-end",
            phrase=say(TITLES["records" if certain else "records at least"]),
            day=day,
            kind="records",
            basis=str(rules.cite(key)),
        )


def internal_day(day: date) -> date:
    """Return the day by which partners send their part: four weeks before the deadline."""
    return day - timedelta(weeks=4)
