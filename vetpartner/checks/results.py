"""Results: deliverables, milestones, indicators, licences, reports."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, listed
from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    DisseminationEvent,
    Held,
    Indicator,
    Measured,
    Milestone,
    Organisation,
    ReportDue,
    Reported,
    When,
    add_months,
)
from vetpartner.programme.questions import REPORT_KINDS, asked, structure_for
from vetpartner.state.achieved import late_without_reason
from vetpartner.state.held import participants
from vetpartner.state.indicators import measurements
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import plain
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Span

rule = family("Results, indicators and reports")


_OPEN = re.compile(
    r"cc[ -]?0|cc[ -]by|creative commons (attribution|zero)|public domain"
    r"|gpl|mit\b|apache|bsd|eupl|gfdl|odbl",
    re.IGNORECASE,
)
_NO_DERIVATIVES = re.compile(r"\bnd\b|no ?derivatives", re.IGNORECASE)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def deliverable_without_date(s: Subject) -> Found:
    """Each deliverable says when it is due.

    Nobody is reminded of it otherwise, and it is never late.
    """
    open_ = ((at, d) for at, d in s.each(Deliverable) if not s.p.facts_of(d.id, Delivered))
    way_out = 'add due = "M9", or the day as due = 2026-07-31'
    return s.missing(open_, "due", "{} does not say when it is due", way_out=way_out)


@rule("application form, tasks and responsibilities of each partner")
def deliverable_without_lead(s: Subject) -> Found:
    """Each deliverable has a leading organisation, of its own or of its work package.

    Nobody answers for it.
    """
    way_out = f'add lead = "{s.some(Organisation, "sts")}"'
    led = {package.id for package in s.plan.work_packages if package.lead is not None}
    alone = ((at, d) for at, d in s.each(Deliverable) if d.work_package not in led)
    return s.missing(alone, "lead", "{} has no lead", way_out=way_out)


@rule("application form, languages of the results; to-do list of the German agency at BIBB")
def deliverable_without_language(s: Subject) -> Found:
    """Each deliverable says in which languages it is promised.

    Versions that the application promises and that are missing in the end cost points.
    """
    says, way_out = "{} does not say in which languages it is made", 'add languages = ["en"]'
    return s.missing(s.each(Deliverable), "languages", says, way_out=way_out)


@rule("the plan of the project; work packages that are not done are reduced")
def deliverable_overdue(s: Subject) -> Found:
    """Each deliverable is delivered by its day.

    Ask the lead for them, or record the new date and its reason as `amended`.
    """
    for at, d in s.each(Deliverable):
        late = _past(s, d.due)
        if late is not None and not s.p.facts_of(d.id, Delivered):
            who = f" ({s.p.label(d.lead)})" if d.lead else ""
            message = f"overdue since {late}{who}: {d.id} is not delivered"
            way_out = f'record [[delivered]] with of = "{d.id}" and when = {s.day}, or amend due'
            yield s.warning(message, f"{at}/due", way_out)


@rule("final report, section on changes")
def delivered_late_without_reason(s: Subject) -> Found:
    """A result that came late has a reason.

    The final report asks for deviations and their reasons.
    Record the new date as `amended`, or write a `reason` into the fact.
    """
    for row in late_without_reason(s.p):
        at = next(at for at, fact in s.facts(Delivered) if fact.of == row.id)
        exact = row.first == row.last
        days = f"on {row.last}, " if exact else f"between {row.first} and {row.last}, at least "
        message = f"{row.id} was due on {row.due} and delivered {days}{row.late} days late"
        way_out = 'add reason = "the reviewer was ill" to the entry'
        yield s.warning(f"{message}; no reason is given", f"{at}/when", way_out)


@rule("to-do list of the German agency at BIBB for the final report")
def languages_missing(s: Subject) -> Found:
    """A delivered result exists in all languages that were promised.

    Language versions that are missing make the result incomplete.
    Record the further versions as `delivered`, or amend the plan.
    """
    for at, d in s.each(Deliverable):
        made = {code.casefold() for f in s.p.facts_of(d.id, Delivered) for code in f.languages}
        missing = [code for code in d.languages if code.casefold() not in made] if made else []
        if missing:
            message = f"{d.id} is delivered, but not in {listed(missing)} as promised"
            yield s.warning(message, f"{at}/languages")


@rule("Programme Guide, open access to educational materials")
def licence_not_open(s: Subject) -> Found:
    """Learning material is under an open licence.

    The agreement asks for one that allows to use, adapt and share it.
    CC BY or CC BY-SA will do; a licence that forbids changes will not.
    """
    for at, d in s.each(Deliverable) if s.rules.open_licence is not None else ():
        given = next((f.licence for f in s.p.facts_of(d.id, Delivered) if f.licence), d.licence)
        licence = given or s.plan.project.licence
        if not d.learning_material:
            continue
        if licence is None:
            message = f"{d.id} is learning material without a licence"
        elif _NO_DERIVATIVES.search(licence) or not _OPEN.search(licence):
            message = f"{d.id} is learning material under `{licence}`, not known as an open licence"
        else:
            continue
        yield s.law("open_licence", message, at, 'add licence = "CC BY 4.0"', may=True)


@rule("the plan of the project")
def milestone_overdue(s: Subject) -> Found:
    """Each milestone is reached by its day.

    Record them as `delivered`, or a new date as `amended`.
    """
    for at, m in s.each(Milestone):
        late = _past(s, m.due)
        if late is not None and not s.p.facts_of(m.id, Delivered):
            way_out = f'record [[delivered]] with of = "{m.id}" and when = {s.day}, or amend due'
            yield s.warning(f"overdue since {late}: {m.id} is not reached", f"{at}/due", way_out)


@rule("Handbook on the lump sum funding model, indicators")
def indicator_without_target(s: Subject) -> Found:
    """Each indicator has a target: a number, or words for a qualitative one.

    An indicator without a target shows nothing; agencies name this as a common mistake.
    """
    for at, indicator in s.each(Indicator):
        if indicator.kind == "quantitative" and indicator.target is None:
            yield s.warning(f"{indicator.id} has no target", at, "add target = 12")
        elif indicator.expected is None and indicator.target is None:
            way_out = 'add expected = "four in five say that it helps them"'
            yield s.warning(f"{indicator.id} does not say what is expected", at, way_out)


@rule("Handbook on the lump sum funding model, indicators")
def indicator_without_source(s: Subject) -> Found:
    """Each indicator has a source of verification.

    At the end nobody knows how to prove the number.
    """
    says, way_out = "{} does not say how it is verified", 'add source = "attendance lists"'
    return s.missing(s.each(Indicator), "source", says, way_out=way_out, note=True)


@rule("the plan of the project; achieved is compared with expected in the final report")
def indicator_overdue(s: Subject) -> Found:
    """Each indicator is measured by its day.

    Without a value the final report cannot compare achieved with expected.
    Record the value as `measured`, also when it is below the target.
    """
    for at, indicator in s.each(Indicator):
        late = _past(s, indicator.due)
        if late is not None and not s.p.facts_of(indicator.id, Measured):
            message = f"overdue since {late}: {indicator.id} is not measured"
            way_out = f'record [[measured]] with of = "{indicator.id}" and value = 12'
            yield s.warning(message, f"{at}/due", way_out)


@rule("a measurement is what was reached in all up to its day")
def indicator_falls(s: Subject) -> Found:
    """What is counted in all does not become less.

    A digit is missing, or what was added since the last time was written in place of the whole.
    A share, a score or a number that ought to fall may fall; of a count that was wrong before, say
    so in `reason`.
    """
    for indicator in s.plan.indicators:
        rows = measurements(s.p).get(indicator.id, ())
        known = [(at, fact, fact.value) for at, fact in rows if fact.value is not None]
        for (_, one, before), (at, other, now) in pairwise(known):
            if now < before and other.why is None and _counts_up(indicator, before, now):
                message = f"{indicator.id} was {plain(before)}{_on(one)}, and is only {plain(now)}"
                message += f"{_on(other)}, though it counts all up to its day"
                way_out = 'write what was reached in all, or add reason = "some were counted twice"'
                yield s.warning(message, f"{at}/value", way_out)


_NO_COUNT = re.compile(
    r"%|‰|^points?$|\b(percent(age)?|prozent|scores?|share|rate|mean|average|median|of \d+|scale"
    r"|satisfaction|degree|days? late)\b"
)


def _counts_up(indicator: Indicator, *values: Decimal) -> bool:
    said = (indicator.unit or indicator.title or "").casefold()
    target, baseline = indicator.target, indicator.baseline
    falls = target is not None and baseline is not None and baseline > target
    whole = all(value == value.to_integral_value() for value in values)
    return indicator.kind != "qualitative" and whole and not falls and not _NO_COUNT.search(said)


def _on(fact: Measured) -> str:
    day = fact.when or fact.recorded
    return f" on {day}" if day is not None else ""


_MANY, _TIMES, _REACHED = 10, 5, 10
"""From how many more people, and how many times target and reach, a number is looked at again."""


@rule("achieved is compared with expected in the final report")
def number_far_from_plan(s: Subject) -> Found:
    """A number that is many times the planned one is no slip of the pen.

    More than twice as many participants, five times the target of an indicator, or ten times the
    people to be reached makes a reader look for a digit too many. If it is right, say why in
    `reason`.
    """
    there = grouped((f.of, (at, f)) for at, f in (*s.facts(Held), *s.facts(Attended)))
    for _, activity in s.activities:
        people, facts = participants(s.p, activity), there.get(activity.id, [])
        planned, known = people.planned, people.least if people.known is None else people.known
        far = planned and known is not None and known > max(2 * planned, planned + _MANY)
        if far and not any(fact.why for _, fact in facts):
            message = f"{activity.id} has {known} participants, and {planned} were expected"
            at = facts[0][0] if facts else f"presences/{activity.id}"
            yield s.warning(message, at, 'correct it, or add reason = "the whole school came"')
    for at, fact in s.facts(Measured):
        target = getattr(s.p.get(fact.of), "target", None)
        if target and fact.value is not None and fact.value >= _TIMES * target > 0 and not fact.why:
            message = f"{fact.of} is measured as {plain(fact.value)}, and its target is "
            way_out = 'correct one of the two, or add reason = "a film was shared widely"'
            yield s.warning(f"{message}{plain(target)}", f"{at}/value", way_out)
    for at, told in s.facts(Disseminated):
        action = s.p.get(told.of)
        reach = action.reach if isinstance(action, DisseminationAction) else None
        if reach and told.reach is not None and told.reach >= _REACHED * reach and not told.why:
            message = f"{told.of} reached {told.reach} people, and {reach} were planned"
            way_out = 'correct one of the two, or add reason = "a newspaper wrote about it"'
            yield s.warning(message, f"{at}/reach", way_out)


@rule("achieved is compared with expected in the final report")
def measured_without_value(s: Subject) -> Found:
    """A measurement says what was measured.

    A measurement without a value proves nothing.
    Write `value`, or `text` and `reached` for a qualitative indicator.
    """
    for at, fact in s.facts(Measured):
        if not fact.says_something:
            message = f"{fact.of or at} was measured, but no value is recorded"
            yield s.warning(message, at, 'add value = 12, or text = "good" where it has no number')


@rule("the grant agreement of the project")
def report_overdue(s: Subject) -> Found:
    """The reports of the agreement are sent.

    A late report delays the next payment, and a missing final report starts a recovery.
    """
    for at, report in s.each(ReportDue):
        due = s.report_due(report)
        if due is not None and due < s.day and not s.p.facts_of(report.id, Reported):
            message = f"overdue since {due}: the {report.kind} report {report.id} is not sent"
            way_out = f'send it, and record [[reported]] with of = "{report.id}" and when = {s.day}'
            yield s.warning(message, at, way_out)


@rule("the grant agreement of the project")
def report_late(s: Subject) -> Found:
    """The reports of the agreement are sent by their day.

    The agency may ask why; a late report delays the payment that hangs on it.
    Nothing can be put right any more, but write why into `reason`.
    """
    for at, fact in s.facts(Reported):
        report = s.reports.get(fact.of or "")
        due = s.report_due(report) if report is not None else None
        span = s.span(fact.when)
        if due is not None and span is not None and span.first > due and fact.why is None:
            message = f"the report {fact.of} was sent on {span.first}, but was due on {due}"
            yield s.warning(message, f"{at}/when", 'add reason = "the form was closed until then"')


def _past(s: Subject, due: When) -> date | None:
    """Return the last day of a date that lies before the day as of which it is looked at."""
    span = s.span(due)
    return span.last if span is not None and span.last < s.day else None


# Limits of the online form: each one belongs to a question, and to one alone.

_NOT_ENGLISH = "hr"
"""A report in any other language than English has the most questions."""


@rule("the file format")
def limit_of_no_question(s: Subject) -> Found:
    """Each limit of the online form belongs to a question of a report.

    A limit below a misspelt id is never applied, and you notice only in the form.
    `vetpartner report … --scaffold` writes the ids of all questions.
    """
    known = _questions(s) if s.plan.limits else set()
    for number, limit in enumerate(s.plan.limits, start=1):
        if limit.question not in known:
            message = f"no report asks the question `{limit.question}`, which has a limit"
            scaffold = "`vetpartner report FOLDER final --scaffold` writes the ids of all questions"
            way_out = near(limit.question, sorted(known)) or scaffold
            yield s.error(message, f"limits/#{number}/question", way_out)


@rule("the file format")
def limit_twice(s: Subject) -> Found:
    """Each question has one limit.

    The first one is used, and nobody can tell whether it is the right one.
    Look at the counter of the form, and take the other one out.
    """
    first: dict[str, int] = {}
    for number, limit in enumerate(s.plan.limits, start=1):
        if limit.question in first:
            message = (
                f"`{limit.question}` has two limits, {first[limit.question]} and "
                f"{limit.characters} characters; the first one is used"
            )
            yield s.warning(message, f"limits/#{number}", "delete one of them")
        else:
            first[limit.question] = limit.characters


def _questions(s: Subject) -> set[str]:
    found = (
        each
        for block in structure_for(s.p).blocks
        for kind in REPORT_KINDS
        for each in asked(s.p, block, kind, language=_NOT_ENGLISH)
    )
    return {name for each in found for name in (each.id, each.question.id)}


# Dissemination: every partner, all the time, for somebody, with numbers.

dissemination = family("Dissemination")
_HALF = 6
_ADD = {"audience": 'add audience = ["companies"]', "channel": 'add channel = "newsletter"'}


@dissemination("award criterion on impact; Handbook on the lump sum funding model, section 2.2")
def partner_silent_for_half_a_year(s: Subject) -> Found:
    """Each full partner makes the project known in every half-year.

    Dissemination that is left to the coordinator alone has little impact, and costs points.
    Record what the partner did as `disseminated` with `organisation`, or agree on what it will do.
    Only half-years of the project that are over count, and for a partner that joined later or
    left only those in which it took part from the first to the last day.
    """
    if s.period is None:
        return
    ends = _half_years(s, s.period)
    starts = [s.period.first, *ends]
    active: dict[str, set[int]] = {}
    for id_, day in _activity(s):
        half = sum(1 for end in ends if end <= day)
        active.setdefault(id_, set()).add(half)
    if not any(half < len(ends) for halves in active.values() for half in halves):
        if ends:
            months = _months(range(len(ends)))
            message = f"no dissemination by any partner is recorded in {months}"
            yield s.warning(message, "project")
        return
    for o in s.p.partners:
        halves = [half for half in range(len(ends)) if half not in active.get(o.id, set())]
        silent = [
            half
            for half in halves
            if (o.joined is None or o.joined <= starts[half])
            and (o.left is None or o.left >= ends[half])
        ]
        if silent:
            message = f"no dissemination by {o.short} is recorded in "
            way_out = f'record [[disseminated]] with organisation = "{o.id}" and the day as when'
            yield s.warning(message + _months(silent), f"organisations/{o.id}", way_out)


def _months(halves: Sequence[int]) -> str:
    """Return half-years as project months; those that follow each other are one stretch."""
    stretches: list[list[int]] = []
    for half in halves:
        if stretches and stretches[-1][-1] == half - 1:
            stretches[-1].append(half)
        else:
            stretches.append([half])
    return listed([f"M{each[0] * _HALF + 1} to M{(each[-1] + 1) * _HALF}" for each in stretches])


def _half_years(s: Subject, period: Span) -> list[date]:
    """Return the days after the half-years of the project that are over."""
    ends: list[date] = []
    end = add_months(period.first, _HALF)
    while end <= s.day and end <= add_months(period.last, 1):
        ends.append(end)
        end = add_months(period.first, _HALF * (len(ends) + 1))
    return ends


def _activity(s: Subject) -> Iterator[tuple[str, date]]:
    """Yield who made the project known on which day."""
    for _, fact in s.facts(Disseminated):
        span = s.span(fact.when)
        day = span.last if span else fact.recorded
        if day is None:
            continue
        thing = s.p.get(fact.of)
        named = (fact.organisation,) if fact.organisation else getattr(thing, "organisations", ())
        yield from ((id_, day) for id_ in named if id_)
    for _, held in s.facts(Held):
        event = s.p.get(held.of)
        span = s.span(held.when or getattr(event, "when", None))
        if isinstance(event, DisseminationEvent) and span is not None:
            everybody = tuple(o.id for o in s.p.partners)
            named = event.organisations or everybody
            yield from ((id_, span.last) for id_ in {*named, event.lead, event.host} if id_)


@dissemination("Programme Guide, communication and dissemination: objectives, audience, channels")
def action_without_audience(s: Subject) -> Found:
    """Each planned dissemination says for whom it is and through which channel.

    A communication plan names audiences and channels; without them it is no plan.
    """
    for at, action in s.each(DisseminationAction):
        names = (("audience", action.audience), ("channel", action.channel))
        missing = [name for name, value in names if not value]
        if missing:
            message = f"{action.id} names no {' and no '.join(missing)}"
            yield s.warning(message, at, " and ".join(_ADD[name] for name in missing))


@dissemination("Programme Guide, communication and dissemination: indicators of success")
def reach_not_recorded(s: Subject) -> Found:
    """Each dissemination says how many people it reached.

    Impact is shown by numbers, and nobody can look them up a year later.
    Write `reach`, also where it is small.
    """
    for at, fact in s.facts(Disseminated):
        if fact.reach is None:
            name = fact.title or fact.of or "a dissemination"
            message = f"it is not recorded how many people “{name}” reached"
            yield s.note(message, at, "add reach = 120")
