"""Results: deliverables, milestones, indicators, licences, reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.finding import note, warning
from vetpartner.model import Delivered, Measured, Reported, When

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

_OPEN = re.compile(
    r"cc[ -]?0|cc[ -]by|creative commons (attribution|zero)|public domain"
    r"|gpl|mit\b|apache|bsd|eupl|gfdl|odbl",
    re.IGNORECASE,
)
_NO_DERIVATIVES = re.compile(r"\bnd\b|no ?derivatives", re.IGNORECASE)


def deliverable_without_date(s: Subject) -> Iterator[Finding]:
    """Guard that each deliverable says when it is due.

    Nobody is reminded of it otherwise, and it is never late.

    Basis: Programme Guide, Partnerships for Cooperation, contents of a work package.
    """
    for deliverable in s.plan.deliverables:
        if deliverable.due == When.undecided() and not s.p.facts_of(deliverable.id, Delivered):
            at = f"deliverables/{deliverable.id}"
            message = f"{deliverable.id} does not say when it is due"
            yield warning(message, at, way_out='write due = "M9" or a day')


def deliverable_without_lead(s: Subject) -> Iterator[Finding]:
    """Guard that each deliverable has a leading organisation.

    Nobody answers for it.

    Basis: application form, tasks and responsibilities of each partner.
    """
    for deliverable in s.plan.deliverables:
        if deliverable.lead is None:
            yield warning(f"{deliverable.id} has no lead", f"deliverables/{deliverable.id}")


def deliverable_without_language(s: Subject) -> Iterator[Finding]:
    """Guard that each deliverable says in which languages it is promised.

    Versions that the application promises and that are missing in the end cost points.

    Basis: application form, languages of the results; to-do list of the German agency at BIBB.
    """
    for deliverable in s.plan.deliverables:
        if not deliverable.languages:
            message = f"{deliverable.id} does not say in which languages it is made"
            at = f"deliverables/{deliverable.id}"
            yield warning(message, at, way_out='write languages = ["en"]')


def deliverable_overdue(s: Subject) -> Iterator[Finding]:
    """Tell which deliverables are past their day and not delivered.

    Ask the lead for them, or record the new date and its reason as `amended`.

    Basis: the plan of the project; work packages that are not done are reduced.
    """
    for d in s.plan.deliverables:
        late = _past(s, d.due)
        if late is not None and not s.p.facts_of(d.id, Delivered):
            who = f" by {s.p.label(d.lead)}" if d.lead else ""
            message = f"{d.id} was due{who} until {late} and is not delivered"
            way_out = "record it as delivered, or a new date as amended"
            yield warning(message, f"deliverables/{d.id}/due", way_out=way_out)


def languages_missing(s: Subject) -> Iterator[Finding]:
    """Guard that a delivered result exists in all languages promised.

    Language versions that are missing make the result incomplete.
    Record the further versions as `delivered`, or amend the plan.

    Basis: to-do list of the German agency at BIBB for the final report.
    """
    for d in s.plan.deliverables:
        made = {code.casefold() for f in s.p.facts_of(d.id, Delivered) for code in f.languages}
        missing = [code for code in d.languages if code.casefold() not in made] if made else []
        if missing:
            message = f"{d.id} is delivered, but not in {', '.join(missing)} as promised"
            yield warning(message, f"deliverables/{d.id}/languages")


def licence_not_open(s: Subject) -> Iterator[Finding]:
    """Guard that learning material is under an open licence.

    The agreement asks for one that allows to use, adapt and share it.
    CC BY or CC BY-SA will do; a licence that forbids changes will not.

    Basis: Programme Guide, open access to educational materials.
    """
    if s.rules.open_licence is None:
        return
    for d in s.plan.deliverables:
        if not d.learning_material:
            continue
        given = next((f.licence for f in s.p.facts_of(d.id, Delivered) if f.licence), d.licence)
        licence = given or s.plan.project.licence
        if licence is None:
            message = f"{d.id} is learning material without a licence"
        elif _NO_DERIVATIVES.search(licence) or not _OPEN.search(licence):
            message = f"{d.id} is learning material under `{licence}`, which is not known as open"
        else:
            continue
        way_out = 'write licence = "CC BY 4.0"'
        yield s.law("open_licence", message, f"deliverables/{d.id}", way_out=way_out, may=True)


def milestone_overdue(s: Subject) -> Iterator[Finding]:
    """Tell which milestones are past their day and not reached.

    Record them as `delivered`, or a new date as `amended`.

    Basis: the plan of the project.
    """
    for m in s.plan.milestones:
        late = _past(s, m.due)
        if late is not None and not s.p.facts_of(m.id, Delivered):
            yield warning(f"{m.id} was to be reached until {late}", f"milestones/{m.id}/due")


def indicator_without_target(s: Subject) -> Iterator[Finding]:
    """Guard that each indicator has a target: a number, or words for a qualitative one.

    An indicator without a target shows nothing; agencies name this as a common mistake.

    Basis: Handbook on the lump sum funding model, indicators.
    """
    for indicator in s.plan.indicators:
        at = f"indicators/{indicator.id}"
        if indicator.kind == "quantitative" and indicator.target is None:
            yield warning(f"{indicator.id} has no target", at, way_out="add target")
        elif indicator.expected is None and indicator.target is None:
            message = f"{indicator.id} does not say what is expected"
            yield warning(message, at, way_out="add expected")


def indicator_without_source(s: Subject) -> Iterator[Finding]:
    """Tell which indicators have no source of verification.

    At the end nobody knows how to prove the number.

    Basis: Handbook on the lump sum funding model, indicators.
    """
    for indicator in s.plan.indicators:
        if indicator.source is None:
            message = f"{indicator.id} does not say how it is verified"
            yield note(message, f"indicators/{indicator.id}", way_out="add source")


def indicator_overdue(s: Subject) -> Iterator[Finding]:
    """Tell which indicators are past their day and never measured.

    Without a value the final report cannot compare achieved with expected.
    Record the value as `measured`, also when it is below the target.

    Basis: the plan of the project; achieved is compared with expected in the final report.
    """
    for indicator in s.plan.indicators:
        late = _past(s, indicator.due)
        if late is not None and not s.p.facts_of(indicator.id, Measured):
            message = f"{indicator.id} was to be measured until {late}"
            yield warning(message, f"indicators/{indicator.id}/due")


def measured_without_value(s: Subject) -> Iterator[Finding]:
    """Guard that a measurement says what was measured.

    A measurement without a value proves nothing.
    Write `value`, or `text` for a qualitative indicator.

    Basis: achieved is compared with expected in the final report.
    """
    for at, fact in s.facts(Measured):
        if fact.value is None and fact.text is None:
            yield warning(f"{fact.of or at} was measured, but no value is recorded", at)


def report_overdue(s: Subject) -> Iterator[Finding]:
    """Guard that reports of the agreement are sent in time.

    A late report delays the next payment, and a missing final report starts a recovery.

    Basis: the grant agreement of the project.
    """
    for report in s.plan.reports:
        due = s.report_due(report)
        sent = s.p.facts_of(report.id, Reported)
        if due is not None and due < s.day and not sent:
            message = f"the {report.kind} report {report.id} was due on {due} and is not sent"
            yield warning(message, f"reports/{report.id}", way_out="send it, and record it")


def report_late(s: Subject) -> Iterator[Finding]:
    """Tell which reports were sent after their day.

    The agency may ask why; a late report delays the payment that hangs on it.
    Nothing can be put right any more, but write the reason into `note`.

    Basis: the grant agreement of the project.
    """
    for at, fact in s.facts(Reported):
        report = s.reports.get(fact.of or "")
        due = s.report_due(report) if report is not None else None
        span = s.span(fact.when)
        if due is not None and span is not None and span.first > due:
            message = f"the report {fact.of} was sent on {span.first}, but due on {due}"
            yield warning(message, f"{at}/when")


def _past(s: Subject, due: When) -> date | None:
    """Return the last day of a date that lies before the day as of which it is looked at."""
    span = s.span(due)
    return span.last if span is not None and span.last < s.day else None


RESULTS = (
    deliverable_without_date,
    deliverable_without_lead,
    deliverable_without_language,
    deliverable_overdue,
    languages_missing,
    licence_not_open,
    milestone_overdue,
    indicator_without_target,
    indicator_without_source,
    indicator_overdue,
    measured_without_value,
    report_overdue,
    report_late,
)
