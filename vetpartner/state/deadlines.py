"""What is due by agreement and call: reports, amendment requests, payments, the end of records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import (
    Deliverable,
    Paid,
    Partnership,
    Payment,
    ReportDue,
    Reported,
    add_months,
)
from vetpartner.programme import known_rules
from vetpartner.values.keyed import beside
from vetpartner.values.phrase import Phrase, count, say

if TYPE_CHECKING:
    from collections.abc import Iterator


DeadlineKind = Literal["report", "results", "amendment", "project", "payment", "records"]
AGREEMENT = "grant agreement of the project"
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
PART = say("Contributions of the partners")
"""How their internal deadline is called, before what it is for."""


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
        """Return the day by which partners send their part, four weeks before.

        None where they have no part in it.
        """
        return self.day - timedelta(weeks=4) if self.kind in _OF_PARTNERS else None

    @property
    def can_be_late(self) -> bool:
        """Tell whether somebody has to act by it; the end of the project just comes."""
        return self.kind in {"report", "results", "payment"}


def deadlines(p: Partnership) -> tuple[Deadline, ...]:
    """Return all deadlines that can be computed, by day; what is not known is left out."""
    found = [*_reports(p), *_of_the_end(p), *_payments(p), *_records(p)]
    return tuple(sorted(found, key=lambda deadline: (deadline.day, deadline.id)))


def _reports(p: Partnership) -> Iterator[Deadline]:
    reports = p.plan.reports
    if all(report.kind != "final" for report in reports):
        reports = (*reports, ReportDue(id="final", kind="final"))
    for report in reports:
        day, basis = report_day(p, report)
        if day is not None:
            yield Deadline(
                id=f"report-{report.id}",
                phrase=say(TITLES[report.kind]),
                day=day,
                kind="report",
                address=f"reports/{report.id}" if report in p.plan.reports else "project",
                basis=basis,
                done=bool(p.facts_of(report.id, Reported)),
            )


def _of_the_end(p: Partnership) -> Iterator[Deadline]:
    rules, end, (final, _) = known_rules(p), end_of(p), final_day(p)
    if end is None:
        return
    yield Deadline(id="project-end", phrase=say(TITLES["project"]), day=end, kind="project")
    if rules.amendment_lead_days is not None:
        yield Deadline(
            id="amendment-last",
            phrase=say(TITLES["amendment"]),
            day=end - timedelta(days=rules.amendment_lead_days),
            kind="amendment",
            basis=str(rules.cite("amendment_lead_days")),
        )
    if rules.results_platform is not None and final is not None:
        yield Deadline(
            id="results-platform",
            phrase=say(TITLES["results"]),
            day=final,
            kind="results",
            basis=str(rules.cite("results_platform")),
            done=bool(final_reports(p)),
        )


def _payments(p: Partnership) -> Iterator[Deadline]:
    for payment in p.plan.payments:
        day, basis = payment_day(p, payment)
        if day is not None:
            yield Deadline(
                id=f"payment-{payment.id}",
                phrase=say("Payment {payment} expected", payment=payment.id)
                if payment.title is None
                else say("{payment} expected", payment=payment.title),
                day=day,
                kind="payment",
                address=f"payments/{payment.id}",
                basis=basis,
                done=any(fact.from_agency for fact in p.facts_of(payment.id, Paid)),
            )


def _records(p: Partnership) -> Iterator[Deadline]:
    found = records_day(p)
    if found is not None:
        day, key, certain = found
        yield Deadline(
            id="records-end",
            phrase=say(TITLES["records" if certain else "records at least"]),
            day=day,
            kind="records",
            basis=str(known_rules(p).cite(key)),
        )


def final_reports(p: Partnership) -> tuple[Reported, ...]:
    """Return what is recorded of final reports that were sent."""
    finals = [report.id for report in p.plan.reports if report.kind == "final"] or ["final"]
    return tuple(fact for id_ in dict.fromkeys(finals) for fact in p.facts_of(id_, Reported))


# The days that follow from agreement and call, each with its source.

Day = tuple[date | None, str | None]
"""A day and the source of the rule that sets it; None where it is not known, or has no source."""


def end_of(p: Partnership) -> date | None:
    """Return the last day of the project, or None where it is unknown or no calendar has it."""
    try:
        return p.end
    except (ValueError, OverflowError):
        return None


def ended(day: date, seen: date) -> Phrase:
    """Return that the project ended on a day, and how long before the day on which it is seen."""
    return count(
        "The project ended {n} day ago, on {day}.",
        "The project ended {n} days ago, on {day}.",
        (seen - day).days,
        day=day,
    )


def report_day(p: Partnership, report: ReportDue) -> Day:
    """Return when a report is due: as agreed, and of the final one else as the law has it."""
    agreed = _agreed(p, report)
    if agreed is None and report.kind == "final":
        return final_day(p)
    return agreed, AGREEMENT


def final_day(p: Partnership) -> Day:
    """Return when the final report is due: by the agreement, or so many days after the end."""
    finals = (report for report in p.plan.reports if report.kind == "final")
    agreed = [day for report in finals if (day := _agreed(p, report)) is not None]
    return (max(agreed), AGREEMENT) if agreed else _after(p, end_of(p), "final_report_days")


def _agreed(p: Partnership, report: ReportDue) -> date | None:
    """Return the day agreed for a report, None where there is none that still holds.

    An extension up to that day or beyond has taken it back for the final one: it is not due before
    the end.
    """
    end, before = end_of(p), p.baseline.project.end
    extended = end is not None and before is not None and end > before
    if report.kind != "final" or report.due is None or end is None or not extended:
        return report.due
    return report.due if report.due > end else None


def payment_day(p: Partnership, payment: Payment) -> Day:
    """Return when a payment is expected: as stated, or after what triggers it."""
    span = payment.expected.span(p.start)
    if span is not None:
        return span.last, None
    if payment.trigger == "signature":
        agreement = p.plan.agreement
        return _after(p, agreement.signed if agreement else None, "prefinancing_days")
    if payment.trigger == "final report":
        return balance_day(p)
    report = (payment.trigger or "").removesuffix(" report")
    dues = [r.due for r in p.plan.reports if r.kind == report and r.due is not None]
    return _after(p, max(dues, default=None), "further_prefinancing_days")


def balance_day(p: Partnership) -> Day:
    """Return when the balance is due by the law: so many days after the final report."""
    return _after(p, final_day(p)[0], "balance_days")


def records_day(p: Partnership) -> tuple[date, str, bool] | None:
    """Return until when records are kept, the name of the rule, and whether that is certain.

    It is certain once the balance was paid; before, the day on which it is expected counts, or
    else the end of the project. None where grant, end or rules are not known.
    """
    rules, grant = known_rules(p), p.plan.project.lump_sum
    limit = rules.low_value_limit
    if grant is None or limit is None or grant.currency != limit.currency:
        return None
    key = "retention_years_low" if grant <= limit else "retention_years_high"
    years: int | None = getattr(rules, key)
    balances = [payment for payment in p.plan.payments if payment.trigger == "final report"]
    paid = [f for each in balances for f in p.facts_of(each.id, Paid) if f.from_agency]
    spans = [fact.when.span(p.start) for fact in paid if fact.when is not None]
    days = [span.last for span in spans if span is not None]
    expected = [day for each in balances if (day := payment_day(p, each)[0]) is not None]
    last = max(days or expected, default=balance_day(p)[0] or end_of(p))
    until = _later(last, months=12 * years) if last is not None and years is not None else None
    return None if until is None else (until, key, bool(days))


def _after(p: Partnership, day: date | None, key: str) -> Day:
    """Return a day that the law sets so many days after another, and its source."""
    rules = known_rules(p)
    days: int | None = getattr(rules, key)
    later = _later(day, days=days) if day is not None and days is not None else None
    return (None, None) if later is None else (later, str(rules.cite(key)))


def _later(day: date, *, days: int = 0, months: int = 0) -> date | None:
    """Return a later day, or None where the calendar ends before."""
    try:
        return add_months(day + timedelta(days=days), months)
    except (ValueError, OverflowError):
        return None


# What hangs on dates that change.


Pairs = tuple[tuple[Deadline | None, Deadline | None], ...]


def hanging(before: Partnership, after: Partnership) -> tuple[Pairs, tuple[tuple[str, str], ...]]:
    """Return what hangs on a change of dates: deadlines that move, and results due too early.

    Deadlines are pairs before and after, None on one side for what appears or vanishes; the others
    an activity and a result of it that is due before the activity ends, and was not before.
    """
    old, new = ({deadline.id: deadline for deadline in deadlines(p)} for p in (before, after))
    pairs = ((was, now) for _, was, now in beside(old, new) if was != now)
    known = set(_early(before))
    early = (pair for pair in dict.fromkeys(_early(after)) if pair not in known)
    return tuple(pairs), tuple(early)


def _early(p: Partnership) -> Iterator[tuple[str, str]]:
    """Yield each activity and those of its results that are due before it ends."""
    for activity in p.plan.activities:
        end = None if activity.cancelled else activity.when.span(p.start)
        for id_ in activity.results if end is not None else ():
            result = p.get(id_)
            due = result.due.span(p.start) if isinstance(result, Deliverable) else None
            if end is not None and due is not None and due.last < end.last:
                yield activity.id, id_
