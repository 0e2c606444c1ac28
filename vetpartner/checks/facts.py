"""Facts: they point to the plan, lie before the day, and agree with plan and each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.rule import Found, family, land, listed, outside
from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Delivered,
    Disseminated,
    Fact,
    Held,
    Measured,
    Paid,
    Project,
    Quoted,
    Reported,
    Risked,
    Spent,
    Surveyed,
    Sustained,
    Task,
    Training,
)
from vetpartner.model.facts import OF_A_SESSION
from vetpartner.state.evidence import missing_evidence, unshown, untraced
from vetpartner.state.indicators import indicator_row, measurements, meets
from vetpartner.state.rows import NOT_JUDGED
from vetpartner.values.file_names import portable
from vetpartner.values.keyed import added, firsts, stated
from vetpartner.values.phrase import plain

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity

rule = family("Facts")


_NEED_ID = (Held, Attended, Delivered, Measured, Quoted, Reported, Risked, Sustained)
_HAPPENED = (*_NEED_ID, Disseminated, Paid, Spent, Surveyed)
_EXAMPLES = {
    Held: "M1",
    Attended: "M1",
    Delivered: "D1",
    Measured: "I1",
    Quoted: "T1",
    Reported: "R1",
    Risked: "R1",
    Sustained: "D1",
}
_WORDS = {
    Held: "held",
    Attended: "attended",
    Delivered: "delivered",
    Measured: "measured",
    Reported: "sent",
    Disseminated: "disseminated",
    Paid: "paid",
    Spent: "spent",
    Surveyed: "surveyed",
    Quoted: "said",
    Risked: "the outcome of a risk",
    Sustained: "kept after the project",
}


@rule("the file format")
def fact_without_id(s: Subject) -> Found:
    """A fact says what it is about, where it makes no sense otherwise.

    It cannot be joined with the plan, and is in no report.
    """
    for at, fact in s.numbered:
        if isinstance(fact, _NEED_ID) and fact.of is None:
            message = f"something is recorded as {_WORDS[type(fact)]}, but not what"
            yield s.error(message, at, f'add of = "{_EXAMPLES[type(fact)]}", an id of the plan')


@rule("the difference of plan and facts")
def fact_after_day(s: Subject) -> Found:
    """Nothing is recorded as done on a day that is still to come.

    A plan is written into the plan; facts are what happened.
    Correct the date, or wait.
    """
    for at, fact in s.numbered:
        span = s.span(fact.when)
        if isinstance(fact, _HAPPENED) and span is not None and span.first > s.day:
            what = f"{fact.of or 'something'} is recorded as {_WORDS[type(fact)]}"
            message = f"{what} on {span.first}, after {s.day}, the day of the facts"
            yield s.error(message, f"{at}/when")
        elif fact.recorded is not None and fact.recorded > s.day:
            yield s.error(f"{at} was recorded on {fact.recorded}, after {s.day}", f"{at}/recorded")
    for at, item in s.facts(Decided):
        if item.done is not None and item.done > s.day:
            message = f"the item “{item.text}” is recorded as done on {item.done}, after {s.day}"
            yield s.error(message, f"{at}/done")


@rule("Programme Guide, eligible period of activities")
def held_outside_project(s: Subject) -> Found:
    """Activities are held inside the project's period.

    What happened before the first or after the last day is not paid.
    """
    for at, fact in s.facts(Held) if s.rules.activities_inside_period is not False else ():
        message = outside(s, fact.of or at, fact.when, s.period, "the project", "was held on")
        if message is not None:
            yield s.law("activities_inside_period", message, f"{at}/when")


@rule("Programme Guide, eligible period of activities")
def done_outside_project(s: Subject) -> Found:
    """Results are delivered while the project runs, and made known before it ends.

    What is delivered before the first or after the last day is not paid, and counts as not earned.
    """
    for at, fact in (*s.facts(Delivered), *s.facts(Disseminated)):
        span, period = s.span(fact.when), s.period
        if span is None or period is None:
            continue
        what = f"{fact.of or 'something'} is recorded as {_WORDS[type(fact)]} on {span.first}"
        if span.first > period.last:
            message = f"{what}, after the project ended on {period.last}"
            yield s.warning(message, f"{at}/when", "correct the date, or amend the duration")
        elif isinstance(fact, Delivered) and span.last < period.first:
            message = f"{what}, before the project began on {period.first}"
            yield s.warning(message, f"{at}/when", "correct the date")


@rule("the difference of plan and facts")
def facts_not_known_yet(s: Subject) -> Found:
    """All facts are known on the day that is looked at.

    Those that are dated later do not count yet, and no figure holds them.
    """
    number = len(s.p.later)
    if number:
        facts, do = ("1 fact is", "does") if number == 1 else (f"{number} facts are", "do")
        message = f"{facts} dated after {s.day}, and {do} not count yet"
        yield s.note(message, "project", "look as of a later day, with --on")


@rule("reduction of the grant for activities that were not implemented")
def activity_without_fact(s: Subject) -> Found:
    """Each activity whose date has passed has something recorded about it.

    What is not recorded is not reported, and its amount may be reduced.
    Record it as `held`, or amend its date, or cancel it with a reason.
    A task counts as done when all of its results are delivered.
    """
    told = {f.of for _, f in s.numbered if isinstance(f, Disseminated | Surveyed)} | s.done
    for at, activity in s.activities:
        span = s.span(activity.when)
        if span is None or span.last >= s.day or activity.id in told:
            continue
        if not _delivered(s, activity):
            message = f"nothing is recorded of {activity.id}, which was planned until {span.last}"
            way_out = f'record [[held]] with of = "{activity.id}" and when = {span.last}, or '
            way_out += "amend its date, or cancel it with a reason"
            yield s.warning(message, at, way_out)


def _delivered(s: Subject, activity: Activity) -> bool:
    results = activity.results if isinstance(activity, Task) else ()
    return bool(results) and all(s.p.facts_of(id_, Delivered) for id_ in results)


@rule("final report, section on changes")
def moved_without_reason(s: Subject) -> Found:
    """An activity held on other days than planned has a reason.

    The final report asks for deviations and their reasons.
    Record the change as `amended`, or write a `reason` into the fact; a `note` is a remark.
    """
    for at, fact in s.facts(Held):
        planned = s.p.get(fact.of)
        when, held = s.span(getattr(planned, "when", None)), s.span(fact.when)
        if when is None or held is None or fact.why is not None or isinstance(planned, Task):
            continue
        if not when.overlaps(held):
            message = f"{fact.of} was planned for {planned.when}, but held on {fact.when}; "
            way_out = 'add reason = "the school was closed"'
            yield s.warning(f"{message}no reason is given", f"{at}/when", way_out)


@rule("final report, section on changes")
def held_elsewhere_without_reason(s: Subject) -> Found:
    """An activity held in another country than planned has a reason.

    The final report asks for deviations and their reasons.
    """
    for at, fact in s.facts(Held):
        planned = s.country(getattr(s.p.get(fact.of), "venue", None))
        held = s.country(fact.venue)
        if planned and held and planned != held and fact.why is None:
            message = f"{fact.of} was planned in {land(planned)}, but held in {land(held)}; "
            way_out = 'add reason = "the hall was flooded"'
            yield s.warning(f"{message}no reason is given", f"{at}/venue", way_out)


@rule("Handbook on the lump sum funding model, replaced activities")
def cancelled_without_reason(s: Subject) -> Found:
    """A cancelled activity has a reason.

    Its amount may be reduced; with a good reason and a replacement it is not.
    Cancel by a fact `amended` with `cancelled = true` and the reason.
    """
    for at, activity in s.all_activities:
        amended = any(fact.cancels for fact in s.p.facts_of(activity.id, Amended))
        if activity.cancelled and not amended:
            way_out = 'record [[amended]] with cancelled = true and reason = "too few registered"'
            message = f"{activity.id} is cancelled without a reason"
            yield s.warning(message, f"{at}/cancelled", way_out)


@rule("consistency of the facts")
def cancelled_but_held(s: Subject) -> Found:
    """Nothing is both cancelled and held.

    One of the two is wrong.
    """
    for at, activity in s.all_activities:
        if activity.cancelled and activity.id in s.done:
            yield s.error(f"{activity.id} is cancelled, but recorded as held", f"{at}/cancelled")


@rule("evidence of activities, signed lists")
def participants_differ(s: Subject) -> Found:
    """The number of participants stated equals that of the records, and entries that of the list.

    Two numbers for one meeting make a reader doubt all the others.
    Where there is a list of presences it alone counts, and who stands only in `[[attended]]` not.
    `[[settled]]` says which number holds.
    """
    for id_ in s.p.presences:
        if s.p.settled.number_of(id_) is not None:
            continue
        entries = s.p.attended_at(id_)
        told = added(fact.people for _, fact in entries)
        there = added(row.people for row in s.p.attended(id_))
        if entries and told not in {None, there}:
            message = f"{id_} has {told} in [[attended]], but {there} in its list, which counts"
            way_out = "add to the list who is missing in it, or correct the entries"
            yield s.warning(message, entries[0][0], way_out)
    stated: dict[str, int] = {}
    for at, held in s.facts(Held):
        if held.of is None or held.participants is None or s.p.settled.number_of(held.of):
            continue
        way_out = f"see who says what, and settle it: `vetpartner claims FOLDER {held.of}`"
        first = stated.setdefault(held.of, held.participants)
        number = held.participants
        attended = s.p.attended(held.of)
        recorded = added(row.people for row in attended)
        listed = attended or s.p.presences.get(held.of)
        if first != number:
            message = f"{held.of} has {first} participants in one fact and {number} in another"
            yield s.warning(message, f"{at}/participants", way_out)
        elif listed and recorded not in {None, number}:
            are = "is" if recorded == 1 else "are"
            message = f"{held.of} has {number} participants, but {recorded} {are} recorded"
            yield s.warning(message, f"{at}/participants", way_out)


@rule("evidence of activities, signed lists")
def attended_impossible(s: Subject) -> Found:
    """The numbers of an attendance record agree with each other.

    There are no more people with fewer opportunities than people, and a person comes from
    the own organisation.
    """
    for at, fact in s.facts(Attended):
        if fact.people is not None and sum(stated([fact.fewer_opportunities])) > fact.people:
            message = (
                f"{fact.of or at}: {fact.fewer_opportunities} of {fact.people} participants have "
                "fewer opportunities"
            )
            yield s.error(message, f"{at}/fewer_opportunities")
        theirs = getattr(s.p.get(fact.person), "organisation", None)
        if fact.organisation is not None and theirs is not None and theirs != fact.organisation:
            message = (
                f"{s.p.label(fact.person)} attended {fact.of or 'something'} for "
                f"{s.p.label(fact.organisation)}, but belongs to {s.p.label(theirs)}"
            )
            yield s.warning(message, f"{at}/organisation")


@rule("the file format")
def amendment_does_not_fit(s: Subject) -> Found:
    """An amendment changes a field that the thing has.

    A field that the thing does not have changes nothing.
    A deliverable has `due`, an activity `when`.
    A session is one of a training by its `id`; `when`, `title` and `cancelled` are its own, and one
    that is added needs `when`.
    """
    for at, fact in s.facts(Amended):
        thing = s.plan.project if fact.of is None else s.p.get(fact.of)
        if thing is None:
            continue
        if fact.session is not None:
            yield from _of_a_session(s, at, fact, thing)
            continue
        names = attrs.fields_dict(type(thing))
        called = "the project" if isinstance(thing, Project) else thing.id
        changes = fact.changes()
        for field in changes:
            if field not in names:
                message = f"an amendment changes `{field}` of {called}, which has no such field"
                amendable = _amendable() - {"translations"}  # they are typed within the texts
                known = ", ".join(name for name in names if name in amendable)
                yield s.error(message, f"{at}/{field}", f"it can change {known}")
        if not changes:
            yield s.note(f"an amendment of {called} changes nothing", at)


def _of_a_session(s: Subject, at: str, fact: Amended, thing: object) -> Found:
    """Yield what does not fit about an amendment of a session."""
    if not isinstance(thing, Training):
        message = (
            f"an amendment changes the session {fact.session} of {fact.of}, which is no training"
        )
        yield s.error(message, f"{at}/session", "take the line session = … out")
        return
    for field in sorted(fact.changes().keys() - OF_A_SESSION):
        message = (
            f"an amendment changes `{field}` of a session of {thing.id}, which has no such field"
        )
        yield s.error(message, f"{at}/{field}", f"it can change {', '.join(sorted(OF_A_SESSION))}")
    known = [session.id for session in thing.sessions if session.id is not None]
    if fact.session not in known:
        message = f"{thing.id} has no session {fact.session}"
        way_out = f"write one of {', '.join(known)}, " if known else "give it id in project.toml, "
        yield s.error(message, f"{at}/session", f"{way_out}or add when to make it")


def _amendable() -> frozenset[str]:
    return frozenset(attrs.fields_dict(Amended)) - frozenset(attrs.fields_dict(Fact)) | {"when"}


@rule("none; what the partners agreed")
def item_overdue(s: Subject) -> Found:
    """What the partners agreed to do is done by its day.

    What nobody follows up is not done, and later deadlines hang on it.
    Write `done` with the day into the fact.
    """
    for at, item in s.facts(Decided):
        if item.due is not None and item.due < s.day and item.done is None:
            who = f" ({s.p.label(item.owner)})" if item.owner else ""
            way_out = f"add done = {s.day} to this entry (the day it was done)"
            yield s.warning(f"overdue since {item.due}{who}: “{item.text}”", at, way_out)


@rule("achieved is compared with expected in the final report")
def measured_not_judged(s: Subject) -> Found:
    """Of an indicator that no number judges somebody says whether its target is reached.

    Words such as “three of four find it fit for use” do not tell a reader whether that is enough,
    and a report calls the indicator neither reached nor missed.
    Write `reached = true` or `reached = false` into the latest measurement, or give the indicator a
    `target` and the measurement a `value`.
    """
    for indicator in s.plan.indicators:
        rows = measurements(s.p).get(indicator.id, ())
        said = [(at, fact) for at, fact in rows if fact.text or fact.value is not None]
        if said and indicator_row(s.p, indicator).status == NOT_JUDGED:
            message = f"{indicator.id} was measured, and nothing says whether it is reached"
            yield s.note(message, said[-1][0], "add reached = true, or reached = false")


@rule("achieved is compared with expected in the final report")
def reached_against_number(s: Subject) -> Found:
    """What is said to be reached agrees with the number that was measured.

    Where target and value are numbers these decide, and `reached` is not used.
    Correct the number, or take `reached` out.
    """
    for indicator in s.plan.indicators:
        value = None
        for at, fact in measurements(s.p).get(indicator.id, ()):
            value = fact.value if fact.value is not None else value
            if fact.reached is None or value is None or indicator.target is None:
                continue
            if fact.reached is not meets(indicator, value):
                said = "reached" if fact.reached else "not reached"
                message = f"{indicator.id} is said to be {said}, but it is {plain(value)}, and its "
                message += f"target is {plain(indicator.target)}"
                yield s.warning(message, f"{at}/reached", "correct the number, or take this out")


@rule("GDPR, Article 6(1)(a)")
def quote_without_consent(s: Subject) -> Found:
    """Whoever is quoted agreed to it.

    The words of somebody without a recorded consent stand in no report.
    Ask them, and write the day on which they agreed into `agreed`, or name what they signed as
    evidence of the kind `consent`.
    """
    for at, quote in s.facts(Quoted):
        if not quote.may_be_printed:
            message = f"nobody recorded that it may be printed: “{quote.text}”"
            yield s.warning(message, at, f"ask, and add agreed = {s.day} (the day they agreed)")


# Evidence: what each held activity, result and dissemination must have to show.

evidence = family("Evidence")
_SHOW_IT = 'add url = "https://example.org/result", or evidence with a file'


@evidence("Handbook on the lump sum funding model, evidence of activities")
def evidence_missing(s: Subject) -> Found:
    """Each activity held and each result delivered has the evidence of its kind.

    A check asks for it years later, and what cannot be shown is not paid.
    Collect it now, while people remember: put the file into `evidence/` and name it in the fact.
    What is past was held if somebody is recorded to have been there, though no `[[held]]` says so.
    """
    done = {fact.of: at for at, fact in (*s.facts(Delivered), *s.facts(Held))}
    results = {deliverable.id for deliverable in s.plan.deliverables}
    for id_, missing in missing_evidence(s.p).items():
        has = "is" if len(missing) == 1 else "are"
        what = "is delivered" if id_ in results else "was held"
        message = f"{id_} {what}, but {listed(missing)} {has} missing"
        file = f"evidence/{portable(f'{id_}-{missing[0]}')}.pdf"
        one = f'{{ kind = "{missing[0]}", file = "{file}" }}'
        if id_ in done:
            at, way_out = f"{done[id_]}/evidence", f"add {one} to evidence"
        else:
            at = f"{s.p.kind_of(id_)}/{id_}"
            way_out = f'add [[held]] with of = "{id_}" and evidence = [{one}]'
        yield s.law("activity_kinds", message, at, way_out, may=True)


@evidence("upload to the Erasmus+ project results platform")
def result_without_proof(s: Subject) -> Found:
    """Each delivered result can be shown: by a file or an address.

    The final report asks for all results on the results platform.
    Write `url`, or add evidence with a file.
    """
    first = firsts((fact.of, at) for at, fact in s.facts(Delivered))
    for id_ in unshown(s.p):
        message = f"{id_} is delivered, but neither a file nor an address shows it"
        yield s.warning(message, first[id_], _SHOW_IT)


@evidence("Handbook on the lump sum funding model, evidence of activities")
def dissemination_without_proof(s: Subject) -> Found:
    """Each dissemination can be shown: by an address, a picture or a cutting.

    Posts vanish, and a number without a trace convinces nobody.
    Write `url`, or add a screenshot as evidence.
    """
    for at, fact in untraced(s.p):
        name = fact.title or fact.of or "a dissemination"
        yield s.warning(f"neither an address nor a file shows “{name}”", at, _SHOW_IT)


@evidence("keeping of records")
def evidence_without_place(s: Subject) -> Found:
    """Each piece of evidence says where it is.

    Who looks for it in five years will not find it.
    Write `file` with its name in the folder, or `url`.
    """
    for at, fact in s.numbered:
        for proof in fact.evidence:
            if proof.file is None and proof.url is None:
                # Of a fact that was told in several entries, it may stand in any of them.
                entries = (here for here, one in s.p.typed if proof in one.evidence)
                inside = (here for here in entries if s.p.settled.home(here) == at)
                message = f"{proof.kind} of {fact.of or at}: neither a file nor an address is given"
                way_out = 'add file = "evidence/list.pdf" or url = "https://example.org/list"'
                yield s.warning(message, f"{next(inside, at)}/evidence", way_out)
