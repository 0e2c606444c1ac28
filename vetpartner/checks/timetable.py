"""When things happen: the period of the project, work packages, activities, places in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from vetpartner.checks.days import meeting, outside, place, said
from vetpartner.checks.finding import error, note, warning
from vetpartner.model import Precision, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Span


def project_dates_missing(s: Subject) -> Iterator[Finding]:
    """Guard that start and duration of the project are stated.

    Without them project months have no dates, and no deadline can be computed.

    Basis: the grant agreement of the project.
    """
    for name, what in (("start", "no first day"), ("months", "no duration in months")):
        if getattr(s.plan.project, name) is None:
            yield warning(f"the project has {what}", "project", way_out=f"write {name}")


def duration_not_allowed(s: Subject) -> Iterator[Finding]:
    """Guard that the project as approved is neither shorter nor longer than the call allows.

    A project outside the limits is not eligible.

    Basis: Programme Guide, Partnerships for Cooperation, duration.
    """
    months = s.p.baseline.project.months
    if months is None:
        return
    least, most = s.rules.min_months, s.rules.max_months
    if least is not None and months < least:
        message = f"the project lasts {months} months; {s.law_name} needs at least {least}"
        yield s.law("min_months", message, "project/months")
    if most is not None and months > most:
        message = f"the project lasts {months} months; {s.law_name} allows at most {most}"
        yield s.law("max_months", message, "project/months")


def extension_too_long(s: Subject) -> Iterator[Finding]:
    """Guard that an extended project is not longer than extensions may make it.

    What happens after the longest possible end is not paid.

    Basis: Programme Guide, Partnerships for Cooperation, duration.
    """
    before, months = s.p.baseline.project.months, s.plan.project.months
    if before is None or months is None or months <= before:
        return
    longest = s.rules.longest_months(before)
    if longest is not None and months > longest:
        extra = s.rules.max_extra_months is not None
        total = s.rules.max_total_months_extended is not None
        key = "max_extra_months" if extra else "max_total_months_extended" if total else None
        message = (
            f"the project was extended from {before} to {months} months; "
            f"at most {longest} are possible"
        )
        yield s.law(key or "max_months", message, "project/months")


def start_outside_window(s: Subject) -> Iterator[Finding]:
    """Guard that the project starts when the projects of its round may start.

    The agreement is made for a start within the window.

    Basis: Programme Guide, Partnerships for Cooperation, start of the project.
    """
    start, number = s.plan.project.start, s.reference_parts.get("round")
    every = s.rules.start_windows
    windows = [w for w in every if number is None or str(w.round) == number] or list(every)
    if start is None or not windows or any(w.first <= start <= w.last for w in windows):
        return
    spans = " or ".join(f"between {w.first} and {w.last}" for w in windows)
    message = f"the project starts on {start}; projects of {s.law_name} start {spans}"
    yield s.law("start_windows", message, "project/start", may=True)


def project_ends_too_late(s: Subject) -> Iterator[Finding]:
    """Guard that the project ends by the last day that a call sets for all its projects.

    What happens later is not paid, and no extension goes beyond it.

    Basis: national agencies on the call of the project.
    """
    latest = s.rules.latest_end
    if latest is not None and s.period is not None and s.period.last > latest:
        message = f"the project ends on {s.period.last}; projects of {s.law_name} end by {latest}"
        yield s.law("latest_end", message, "project/months")


def activity_outside_project(s: Subject) -> Iterator[Finding]:
    """Guard that each activity lies inside the project's period.

    What happens before the first or after the last day is not paid.
    Move it, or ask the agency for an extension in time.

    Basis: Programme Guide, eligible period of activities.
    """
    key = "activities_inside_period"
    if s.rules.activities_inside_period is False:
        return
    for at, activity in s.activities:
        message = outside(s, activity.id, activity.when, s.period, "the project")
        if message is not None:
            yield s.law(key, message, f"{at}/when", way_out="move it, or ask for an extension")


def activity_outside_work_package(s: Subject) -> Iterator[Finding]:
    """Guard that each activity lies inside the time of its work package.

    The agency reads the timetable of work packages, and contradictions look like poor planning.
    Move the activity or lengthen the work package.

    Basis: consistency of the timetable, scored under project design.
    """
    for at, activity in s.activities:
        package = s.packages.get(activity.work_package or "")
        if package is not None:
            span = s.span(package.when)
            message = outside(s, activity.id, activity.when, span, package.id)
            if message is not None:
                way_out = f"move it, or change when of {package.id}"
                yield warning(message, f"{at}/when", way_out=way_out)


def work_package_outside_project(s: Subject) -> Iterator[Finding]:
    """Guard that each work package lies inside the project's period.

    Work after the last day is not paid.

    Basis: Programme Guide, eligible period of activities.
    """
    for package in s.plan.work_packages:
        message = outside(s, package.id, package.when, s.period, "the project")
        if message is not None:
            yield error(message, f"work_packages/{package.id}/when")


def deliverable_outside_project(s: Subject) -> Iterator[Finding]:
    """Guard that each deliverable is due inside the project's period.

    A result that comes after the end cannot stand in the final report.

    Basis: Programme Guide, eligible period of activities.
    """
    for deliverable in s.plan.deliverables:
        message = outside(s, deliverable.id, deliverable.due, s.period, "the project", "is due")
        if message is not None:
            yield error(message, f"deliverables/{deliverable.id}/due")


def deliverable_after_work_package(s: Subject) -> Iterator[Finding]:
    """Guard that each deliverable is due before its work package ends.

    Nobody is planned to work on it any more.

    Basis: consistency of the timetable, scored under project design.
    """
    for deliverable in s.plan.deliverables:
        package = s.packages.get(deliverable.work_package or "")
        ends = s.span(package.when) if package is not None else None
        due = s.span(deliverable.due)
        if package is not None and ends is not None and due is not None and due.last > ends.last:
            message = (
                f"{deliverable.id} is due {said(deliverable.due)}, "
                f"but {package.id} ends on {ends.last}"
            )
            yield warning(message, f"deliverables/{deliverable.id}/due")


def milestone_outside_project(s: Subject) -> Iterator[Finding]:
    """Guard that each milestone lies inside the project's period.

    A milestone after the end steers nothing.

    Basis: consistency of the timetable, scored under project design.
    """
    for milestone in s.plan.milestones:
        message = outside(s, milestone.id, milestone.due, s.period, "the project", "is due")
        if message is not None:
            yield error(message, f"milestones/{milestone.id}/due")


def milestones_out_of_order(s: Subject) -> Iterator[Finding]:
    """Tell where milestones are numbered in another order than they are due.

    It is allowed, but readers of the report stumble over it.

    Basis: none; a matter of clarity.
    """
    dated = [(m, span.last) for m in s.plan.milestones if (span := s.span(m.due)) is not None]
    for (before, first), (after, second) in pairwise(dated):
        if second < first:
            message = f"{after.id} stands after {before.id}, but is due earlier, on {second}"
            yield note(message, f"milestones/{after.id}/due")


def activity_without_date(s: Subject) -> Iterator[Finding]:
    """Tell which activities have no date yet.

    They stand in no calendar, and nothing reminds of them.
    A project month such as M7 is enough for the beginning.

    Basis: application form, estimated start and end of each activity.
    """
    for at, activity in s.activities:
        if activity.when.precision is Precision.UNDECIDED and activity.id not in s.done:
            way_out = "write a day, or if it is not fixed yet a project month such as M7"
            yield note(f"{activity.id} has no date yet", at, way_out=way_out)


def activities_overlap(s: Subject) -> Iterator[Finding]:
    """Guard that no two activities need all partners at the same time in different places.

    One of them will be without half of its participants.

    Basis: none; nobody can be in two places.
    """
    everybody = {o.id for o in s.p.partners}
    fixed = [
        (a, span, at)
        for at, a in s.activities
        if not isinstance(a, Task)
        and not a.when.tentative
        and (not a.organisations or everybody <= set(a.organisations))
        and (span := s.span(a.when)) is not None
        and place(a) is not None
    ]
    for first, second, at in meeting(fixed):
        if place(first) != place(second):
            message = (
                f"{second.id} ({said(second.when)}, {place(second)}) overlaps with "
                f"{first.id} ({said(first.when)}, {place(first)}), and both need all partners"
            )
            yield warning(message, f"{at}/when")


def trainer_in_two_places(s: Subject) -> Iterator[Finding]:
    """Guard that no trainer teaches in two trainings at the same time.

    One of the trainings will be without its trainer.

    Basis: none; nobody can be in two places.
    """
    by_trainer: dict[str, list[tuple[Activity, Span, str]]] = {}
    for training in s.plan.trainings:
        span = s.span(training.when)
        if training.cancelled or training.when.tentative or span is None:
            continue
        for trainer in dict.fromkeys(training.trainers):
            row = (training, span, f"trainings/{training.id}/trainers")
            by_trainer.setdefault(trainer, []).append(row)
    for trainer, rows in by_trainer.items():
        for first, second, at in meeting(rows):
            message = (
                f"{s.p.label(trainer)} is trainer in {first.id} ({said(first.when)}) and "
                f"in {second.id} ({said(second.when)}) at the same time"
            )
            yield error(message, at)


TIMETABLE = (
    project_dates_missing,
    duration_not_allowed,
    extension_too_long,
    start_outside_window,
    project_ends_too_late,
    activity_outside_project,
    activity_outside_work_package,
    work_package_outside_project,
    deliverable_outside_project,
    deliverable_after_work_package,
    milestone_outside_project,
    milestones_out_of_order,
    activity_without_date,
    activities_overlap,
    trainer_in_two_places,
)
