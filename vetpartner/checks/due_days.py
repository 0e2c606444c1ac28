"""Days that follow from agreement and call: the final report, payments, the end of records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from vetpartner.model import Paid, add_months

if TYPE_CHECKING:
    from vetpartner.model import Partnership, Payment
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
