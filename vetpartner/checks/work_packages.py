"""Work packages: number, lead, activities, results, indicators, and who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, listed
from vetpartner.model import (
    Deliverable,
    Disseminated,
    Objective,
    Organisation,
    Spent,
    Task,
    WorkPackage,
)

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject

rule = family("Work packages")

_CONTENTS = "work_package_contents"


@rule("application form, project design and implementation")
def too_few_work_packages(s: Subject) -> Found:
    """There is management and at least one more work package.

    The form cannot be sent otherwise.
    """
    least, count = s.rules.min_work_packages, len(s.plan.work_packages)
    if least is not None and count < least:
        message = (
            f"the plan has {count or 'no'} work package{'' if count == 1 else 's'}; "
            f"{s.law_name} needs at least {least}, one of them for management"
        )
        yield s.law("min_work_packages", message, "work_packages", may=True)


@rule("Programme Guide, Partnerships for Cooperation, funding rules; application form")
def too_many_work_packages(s: Subject) -> Found:
    """There are no more work packages than the form takes, or than is recommended.

    Many small work packages are hard to steer, and each is scored at the end.
    """
    count = len(s.plan.work_packages)
    most, recommended = s.rules.max_work_packages, s.rules.recommended_max_work_packages
    if most is not None and count > most:
        message = f"the plan has {count} work packages; the form takes at most {most}"
        yield s.law("max_work_packages", message, "work_packages")
    elif recommended is not None and count > recommended:
        message = f"the plan has {count} work packages; at most {recommended} are recommended"
        yield s.law("recommended_max_work_packages", message, "work_packages", told=True)


@rule("application form of small-scale partnerships, list of activities")
def work_packages_not_foreseen(s: Subject) -> Found:
    """A small-scale partnership is planned by activities, without work packages.

    Its form has no work packages: activities hang on the project, and each has its amount.
    """
    if s.rules.has_work_packages is False and s.plan.work_packages:
        count = len(s.plan.work_packages)
        message = (
            f"the plan has {count} work package{'' if count == 1 else 's'}, "
            f"but {s.law_name} is planned by activities"
        )
        way_out = "give each activity its amount, and leave the work packages out"
        yield s.law("has_work_packages", message, "work_packages", way_out, may=True)


@rule("Handbook on the lump sum funding model, management work package")
def management_guessed(s: Subject) -> Found:
    """It is certain which work package is project management.

    Its share of the lump sum is limited and it is not scored, so that a wrong guess makes both the
    check and the forecast wrong. Title and id tell it as a rule.
    Write `management = true` into that work package.
    """
    package, why = s.managing.package, s.managing.why
    if package is not None and why is not None:
        message = f"{package.id} is taken for project management, but {why}"
        at = f"work_packages/{package.id}"
        yield s.warning(message, at, "add management = true to the work package that it is")


@rule("Handbook on the lump sum funding model, management work package")
def management_with_activities(s: Subject) -> Found:
    """The management work package has no activities.

    The form has no place for them, and what is under management is not scored.
    Put project meetings under the work package whose work they serve.
    """
    package = s.management
    if package is None or s.rules.management_has_activities is not False:
        return
    held = [activity.id for activity in s.activities_in.get(package.id, ())]
    if held:
        message = (
            f"{listed(held)} {'belong' if len(held) > 1 else 'belongs'} to {package.id}, "
            "but project management has no activities"
        )
        way_out = "move them to the work package whose work they serve"
        at = f"work_packages/{package.id}"
        yield s.law("management_has_activities", message, at, way_out, may=True)


@rule("application form, tasks and responsibilities of each partner")
def work_package_without_lead(s: Subject) -> Found:
    """Each work package has a leading organisation.

    Nobody answers for it, neither in the consortium nor to the agency.
    """
    for at, package in s.each(WorkPackage):
        if package.lead is None:
            way_out = f'add lead = "{s.some(Organisation, "sts")}"'
            yield s.law(_CONTENTS, f"{package.id} has no lead", at, way_out, may=True)


@rule("application form, project design and implementation")
def work_package_without_activity(s: Subject) -> Found:
    """Each work package besides management has activities.

    The form asks for at least one, and the money is justified by them.
    """
    least = s.rules.min_activities_per_work_package
    for package in s.content_packages if least is not None else ():
        count = len(s.activities_in.get(package.id, ()))
        if least is not None and count < least:
            few = f"only {count} of {least} activities" if count else "no activity"
            at = f"work_packages/{package.id}"
            yield s.law("min_activities_per_work_package", f"{package.id} has {few}", at, may=True)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def work_package_without_result(s: Subject) -> Found:
    """Each work package besides management has a deliverable or result.

    What is to be handed over at the end shows whether it was worth the money.
    """
    for package in s.content_packages if s.rules.has_work_packages else ():
        results = any(activity.results for activity in s.activities_in.get(package.id, ()))
        if not results and not s.deliverables_in.get(package.id):
            message = f"{package.id} has no deliverable and no activity with results"
            yield s.law(_CONTENTS, message, f"work_packages/{package.id}", may=True)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def task_without_result(s: Subject) -> Found:
    """Each task says which deliverable comes out of it.

    A task without a result cannot be shown to be done.
    Write the ids of the deliverables into `results`; where no task has any, this is said once.
    """
    without = [(at, task) for at, task in s.each(Task) if not task.results]
    way_out = f'add results = ["{s.some(Deliverable, "D1")}"]'
    if len(without) > 1 and not any(task.results for task in s.plan.tasks):
        message = f"none of the {len(without)} tasks says which deliverable comes out of it"
        yield s.warning(message, "tasks", way_out)
    else:
        yield from s.missing(without, "results", "{} has no result", way_out=way_out)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def work_package_without_indicators(s: Subject) -> Found:
    """Each work package besides management has indicators of both kinds.

    The guide asks for quantitative and qualitative ones, and its score at the end rests on them.
    """
    for package in s.content_packages if s.rules.has_work_packages else ():
        kinds = {indicator.kind for indicator in s.indicators_in.get(package.id, ())}
        missing = [kind for kind in ("quantitative", "qualitative") if kind not in kinds]
        if missing:
            message = f"{package.id} has no {' and no '.join(missing)} indicator"
            yield s.law(_CONTENTS, message, f"work_packages/{package.id}", may=True)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def work_package_without_dates(s: Subject) -> Found:
    """Each work package has a beginning and an end.

    Assessors read the timetable, and nothing can be checked against it.
    """
    way_out = 'add when = "M1..M12"'
    return s.missing(s.each(WorkPackage), "when", "{} has no dates", way_out=way_out, note=True)


@rule("Programme Guide, Partnerships for Cooperation, contents of a work package")
def without_work_package(s: Subject) -> Found:
    """Activities and deliverables belong to a work package, where there are any.

    What stands under none is in no budget line and in no part of the report.
    """
    if s.rules.has_work_packages is not False and s.plan.work_packages:
        things = (*s.activities, *s.each(Deliverable))
        says = "{} belongs to no work package"
        way_out = f'add work_package = "{s.plan.work_packages[-1].id}"'
        yield from s.missing(things, "work_package", says, way_out=way_out)


@rule("award criterion on the relevance of the project: objectives")
def objective_without_link(s: Subject) -> Found:
    """Each specific objective has an indicator, or a work package that serves it.

    Reports count by these links what was done for an objective; without one they count nothing.
    """
    linked = {id_ for package in s.plan.work_packages for id_ in package.objectives}
    linked |= {indicator.of for indicator in s.plan.indicators if indicator.of is not None}
    for at, objective in s.each(Objective):
        if objective.id not in linked:
            message = f"nothing of the plan is linked to the objective {objective.id}"
            way_out = f'add of = "{objective.id}" to an indicator that measures it'
            yield s.note(message, at, way_out)


@rule("award criterion on the quality of the partnership")
def partner_without_task(s: Subject) -> Found:
    """Each full partner is named somewhere in the work.

    Assessors ask what it is there for, and its money has no reason.
    An activity that lists nobody is for all, but gives nobody a task of its own; who was there, or
    made the project known, took part. The coordinator coordinates, whether a plan says so or not.
    """
    named: set[str | None] = set()
    for package in s.plan.work_packages:
        named.update((package.lead, *package.co_leads, *package.organisations))
    for _, activity in s.activities:
        named.update((activity.lead, activity.host, *activity.organisations))
    for deliverable in s.plan.deliverables:
        named.update((deliverable.lead, *deliverable.organisations))
    for action in s.plan.dissemination_actions:
        named.update(action.organisations)
    for _, activity in s.activities:
        for row in s.p.attended(activity.id):
            named.update((row.organisation, getattr(s.p.get(row.person), "organisation", None)))
    named.update(fact.organisation for _, fact in s.facts(Disseminated))
    named.update(fact.organisation for _, fact in s.facts(Spent))
    for at, o in s.partners if named - {None} else ():
        if o.id not in {*named, s.plan.project.coordinator}:
            message = f"{o.short} leads and hosts nothing, and is named in no part of the work"
            yield s.warning(message, at)
