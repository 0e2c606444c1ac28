"""Shares and reasons: who works for which money, and why an amount is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import warning
from vetpartner.model import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, WorkPackage


def grant_outside_range(s: Subject) -> Iterator[Finding]:
    """Guard that the grant lies in the range of a call without lump sums.

    An application outside it was not eligible, so that one of the numbers is wrong.

    Basis: Programme Guide of the call, funding rules.
    """
    grant, rules = s.plan.project.lump_sum, s.rules
    if grant is None or s.total((grant,)) is None:
        return
    months, per_month = s.p.baseline.project.months, rules.grant_max_per_month
    by_time = None
    if per_month is not None and months is not None:
        by_time = Money(per_month.amount * months, per_month.currency)
    limits = (
        ("grant_min", rules.grant_min, False),
        ("grant_max", rules.grant_max, True),
        ("grant_max_per_month", by_time, True),
    )
    for key, limit, most in limits:
        if limit is None or limit.currency != grant.currency:
            continue
        if (grant > limit) if most else (grant < limit):
            what = "most" if most else "least"
            over = f" for {months} months" if key == "grant_max_per_month" else ""
            message = f"the grant is {grant}; {s.law_name} pays at {what} {limit}{over}"
            yield s.law(key, message, "project/lump_sum")
            return


def amount_without_rationale(s: Subject) -> Iterator[Finding]:
    """Guard that each amount says how it was determined.

    Amounts that are not explained are scored low, and a check asks for the reason years later.
    Write `rationale` into the work package, where there are none into the activity.

    Basis: application form, how the amount was determined and its cost-effectiveness.
    """
    if not s.rules.lump_sums:
        return
    things: Sequence[tuple[str, WorkPackage | Activity]] = s.activities
    if s.rules.has_work_packages is not False:
        things = [(f"work_packages/{wp.id}", wp) for wp in s.content_packages]
    for at, thing in things:
        amount = s.amount_of(thing)
        if amount is not None and amount.amount > 0 and thing.rationale is None:
            message = f"{thing.id} takes {amount}, and nothing says how that was determined"
            yield warning(message, at, way_out="add rationale")


def money_without_work(s: Subject) -> Iterator[Finding]:
    """Guard that who gets money from a work package is named in its work.

    Assessors compare shares and tasks, and partners argue about them.
    An activity that lists nobody is for all.

    Basis: application form, tasks and responsibilities of each partner.
    """
    for package in s.plan.work_packages:
        named = _named(s, package)
        if named is None:
            continue
        paid = [id_ for id_, money in package.grant.items() if money.amount > 0]
        for id_ in paid:
            if id_ not in named:
                who = s.p.label(id_)
                message = f"{who} gets money from {package.id}, but is named nowhere in its work"
                yield warning(message, f"work_packages/{package.id}/grant/{id_}")


def work_without_money(s: Subject) -> Iterator[Finding]:
    """Guard that who leads a work package or one of its results gets money from it.

    A partner that is not paid for its work does it late or not at all.

    Basis: Handbook on the lump sum funding model, matrix of work packages and organisations.
    """
    full = {o.id for o in s.p.partners}
    for package in s.plan.work_packages if full else ():
        paid = {id_ for id_, money in package.grant.items() if money.amount > 0}
        leads = {package.lead, *(d.lead for d in s.deliverables_in.get(package.id, ()))}
        for id_ in sorted(full.intersection(filter(None, leads))) if paid else ():
            if id_ not in paid:
                what = "leads" if id_ == package.lead else "leads a result of"
                message = f"{s.p.label(id_)} {what} {package.id}, but gets no money from it"
                yield warning(message, f"work_packages/{package.id}/grant")


def _named(s: Subject, package: WorkPackage) -> set[str | None] | None:
    """Return who is named in the work of a package; None where that means everybody."""
    named: set[str | None] = {package.lead, *package.co_leads, *package.organisations}
    activities = s.budgeted_in.get(package.id, [])
    if any(not a.organisations for a in activities) or not (activities or package.organisations):
        return None
    for activity in activities:
        named.update((activity.lead, activity.host, *activity.organisations))
    for deliverable in s.deliverables_in.get(package.id, ()):
        named.update((deliverable.lead, *deliverable.organisations))
    return named


def payment_without_report(s: Subject) -> Iterator[Finding]:
    """Guard that a payment that follows a report has that report among those of the agreement.

    Nobody is reminded of the report otherwise, and the payment does not come.
    Add the report with its day, or correct the trigger of the payment.

    Basis: Programme Guide, further pre-financing on request with a report.
    """
    kinds = {report.kind for report in s.plan.reports} | {"final"}
    for payment in s.plan.payments:
        kind = (payment.trigger or "").removesuffix(" report")
        if kind != payment.trigger and payment.trigger is not None and kind not in kinds:
            message = f"{payment.id} follows {_a(kind)} {kind} report, but the agreement has none"
            yield warning(message, f"payments/{payment.id}/trigger", way_out="add the report")


def _a(word: str) -> str:
    return "an" if word.startswith("i") else "a"


SHARES = (
    grant_outside_range,
    amount_without_rationale,
    money_without_work,
    work_without_money,
    payment_without_report,
)
