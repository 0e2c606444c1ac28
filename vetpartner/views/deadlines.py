"""What is due by agreement and call: reports, amendment requests, payments, keeping of records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Paid, Partnership, Reported, add_months
from vetpartner.programme import UnknownCall, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Payment
    from vetpartner.programme import Rules

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
    title: str
    day: date
    kind: DeadlineKind
    address: str = "project"
    basis: str | None = None
    done: bool = False

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
        due, basis = report.due, "grant agreement of the project"
        if due is None and report.kind == "final":
            due, basis = _final_day(p, rules)
        if due is not None:
            yield Deadline(
                id=f"report-{report.id}",
                title=TITLES[report.kind],
                day=due,
                kind="report",
                address=f"reports/{report.id}",
                basis=basis,
                done=bool(p.facts_of(report.id, Reported)),
            )
    due, basis = _final_day(p, rules)
    if not final and due is not None:
        yield Deadline(
            id="report-final",
            title=TITLES["final"],
            day=due,
            kind="report",
            basis=basis,
            done=_final_sent(p),
        )


def _final_sent(p: Partnership) -> bool:
    finals = {report.id for report in p.plan.reports if report.kind == "final"} or {"final"}
    return any(fact.of in finals for fact in p.facts_of_kind(Reported))


def _final_day(p: Partnership, rules: Rules | None) -> tuple[date | None, str]:
    if rules is None or p.end is None or rules.final_report_days is None:
        return None, ""
    return p.end + timedelta(days=rules.final_report_days), str(rules.cite("final_report_days"))


def _of_the_end(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    if p.end is None:
        return
    yield Deadline(id="project-end", title=TITLES["project"], day=p.end, kind="project")
    if rules is not None and rules.amendment_lead_days is not None:
        yield Deadline(
            id="amendment-last",
            title=TITLES["amendment"],
            day=p.end - timedelta(days=rules.amendment_lead_days),
            kind="amendment",
            basis=str(rules.cite("amendment_lead_days")),
        )
    final, _ = _final_day(p, rules)
    if rules is not None and rules.results_platform is not None and final is not None:
        yield Deadline(
            id="results-platform",
            title=TITLES["results"],
            day=final,
            kind="results",
            basis=str(rules.cite("results_platform")),
            done=_final_sent(p),
        )


def _payments(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    for payment in p.plan.payments:
        title = payment.title or f"Payment {payment.id}"
        day, basis = _payment_day(p, rules, payment)
        if day is not None:
            yield Deadline(
                id=f"payment-{payment.id}",
                title=f"{title} expected",
                day=day,
                kind="payment",
                address=f"payments/{payment.id}",
                basis=basis,
                done=any(fact.payer is None for fact in p.facts_of(payment.id, Paid)),
            )


def _payment_day(
    p: Partnership, rules: Rules | None, payment: Payment
) -> tuple[date | None, str | None]:
    span = payment.expected.span(p.start)
    if span is not None:
        return span.last, None
    agreement = p.plan.agreement
    if rules is None:
        return None, None
    signed = agreement.signed if agreement else None
    if payment.trigger == "signature":
        return _later(signed, rules, "prefinancing_days")
    if payment.trigger == "final report":
        return _later(_final_day(p, rules)[0], rules, "balance_days")
    report = (payment.trigger or "").removesuffix(" report")
    dues = [r.due for r in p.plan.reports if r.kind == report and r.due is not None]
    return _later(max(dues, default=None), rules, "further_prefinancing_days")


def _later(day: date | None, rules: Rules, key: str) -> tuple[date | None, str | None]:
    """Return a day that the law sets so many days after another, and its source."""
    days: int | None = getattr(rules, key)
    if day is None or days is None:
        return None, None
    return day + timedelta(days=days), str(rules.cite(key))


def _records(p: Partnership, rules: Rules | None) -> Iterator[Deadline]:
    """Yield how long to keep records: from the balance paid, or else from the day it is expected.

    Where nothing says when the balance comes, the last day of the project stands for it: the
    records are kept at least so long.
    """
    key = _retention(p, rules)
    years = getattr(rules, key) if rules is not None and key is not None else None
    balances = [payment for payment in p.plan.payments if payment.trigger == "final report"]
    paid = {f for payment in balances for f in p.facts_of(payment.id, Paid) if f.payer is None}
    spans = [fact.when.span(p.start) for fact in paid if fact.when is not None]
    days = [span.last for span in spans if span is not None]
    expected = [day for each in balances if (day := _payment_day(p, rules, each)[0]) is not None]
    last = max(days or expected, default=p.end)
    if rules is None or key is None or years is None or last is None:
        return
    yield Deadline(
        id="records-end",
        title=TITLES["records" if days else "records at least"],
        day=add_months(last, 12 * years),
        kind="records",
        basis=str(rules.cite(key)),
    )


def _retention(p: Partnership, rules: Rules | None) -> str | None:
    """Return which period holds, for a low or a high grant; None where that cannot be told."""
    grant, limit = p.plan.project.lump_sum, rules.low_value_limit if rules else None
    if grant is None or limit is None or grant.currency != limit.currency:
        return None
    return "retention_years_low" if grant <= limit else "retention_years_high"


def internal_day(day: date) -> date:
    """Return the day by which partners send their part: four weeks before the deadline."""
    return day - timedelta(weeks=4)
