"""What is due by agreement and call: reports, amendment requests, payments, keeping of records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.checks.due_days import AGREEMENT, final_day, payment_day, records_day
from vetpartner.model import Paid, Partnership, Payment, Reported
from vetpartner.programme import UnknownCall, rules_for
from vetpartner.views.phrases import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterator

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
