"""When things happen: the period of the project, work packages, activities, places in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from vetpartner.checks.rule import (
    Found,
    called,
    family,
    meeting,
    outside,
    outside_project,
    place,
    said,
    same_place,
)
from vetpartner.model import (
    Deliverable,
    Held,
    Milestone,
    Organisation,
    Precision,
    Task,
    Training,
    WorkPackage,
    zone_of,
)
from vetpartner.programme import country_name
from vetpartner.programme.countries import place_of_activity, zone_of_activity, zones_to_choose
from vetpartner.state.held import parts_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Span, Venue, When

rule = family("Timetable")


@rule("the grant agreement of the project")
def project_dates_missing(s: Subject) -> Found:
    """Start and duration of the project are stated.

    Without them project months have no dates, and no deadline can be computed.
    """
    for name, what, example in (
        ("start", "no first day", "2025-11-01"),
        ("months", "no duration in months", "24"),
    ):
        if getattr(s.plan.project, name) is None:
            way_out = f"add {name} = {example} to [project]"
            yield s.warning(f"the project has {what}", "project", way_out)


@rule("Programme Guide, Partnerships for Cooperation, duration")
def duration_not_allowed(s: Subject) -> Found:
    """The project as approved is neither shorter nor longer than the call allows.

    A project outside the limits is not eligible.
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


@rule("Programme Guide, Partnerships for Cooperation, duration")
def extension_too_long(s: Subject) -> Found:
    """An extended project is no longer than extensions may make it.

    What happens after the longest possible end is not paid.
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


@rule("Programme Guide, Partnerships for Cooperation, start of the project")
def start_outside_window(s: Subject) -> Found:
    """The project starts when the projects of its round may start.

    The agreement is made for a start within the window.
    """
    start, every = s.plan.project.start, s.rules.start_windows
    own = s.round.number if s.round is not None else None
    windows = [w for w in every if own in {None, w.round}]
    if start is None or not windows or any(w.first <= start <= w.last for w in windows):
        return
    spans = " or ".join(f"between {w.first} and {w.last}" for w in windows)
    message = f"the project starts on {start}; projects of {s.law_name} start {spans}"
    yield s.law("start_windows", message, "project/start", may=True)


@rule("national agencies on the call of the project")
def project_ends_too_late(s: Subject) -> Found:
    """The project ends by the last day that the call sets for all its projects.

    What happens later is not paid, and no extension goes beyond it.
    """
    latest = s.rules.latest_end
    if latest is not None and s.period is not None and s.period.last > latest:
        message = f"the project ends on {s.period.last}; projects of {s.law_name} end by {latest}"
        yield s.law("latest_end", message, "project/months")


@rule("Programme Guide, eligible period of activities")
def activity_outside_project(s: Subject) -> Found:
    """Each activity lies inside the project's period.

    What happens before the first or after the last day is not paid.
    Move it, or ask the agency for an extension in time.
    """
    for at, activity in s.activities if s.rules.activities_inside_period is not False else ():
        message = outside(s, activity.id, activity.when, s.period, "the project")
        if message is not None:
            way_out = "move it, or ask for an extension"
            yield s.law("activities_inside_period", message, f"{at}/when", way_out)


@rule("consistency of the timetable, scored under project design")
def activity_outside_work_package(s: Subject) -> Found:
    """Each activity lies inside the dates of its work package.

    The agency reads the timetable of work packages, and contradictions look like poor planning.
    Move the activity or lengthen the work package.
    """
    for at, activity in s.activities:
        package = s.packages.get(activity.work_package or "")
        if package is not None:
            span = s.span(package.when)
            message = outside(s, activity.id, activity.when, span, package.id)
            if message is not None:
                yield s.warning(message, f"{at}/when", f"move it, or change when of {package.id}")


@rule("Programme Guide, eligible period of activities")
def work_package_outside_project(s: Subject) -> Found:
    """Each work package lies inside the project's period.

    Work after the last day is not paid.
    """
    return outside_project(s, WorkPackage, "when", "is planned for")


@rule("Programme Guide, eligible period of activities")
def deliverable_outside_project(s: Subject) -> Found:
    """Each deliverable is due inside the project's period.

    A result that comes after the end cannot stand in the final report.
    """
    return outside_project(s, Deliverable, "due", "is due")


@rule("consistency of the timetable, scored under project design")
def deliverable_after_work_package(s: Subject) -> Found:
    """Each deliverable is due before its work package ends.

    Nobody is planned to work on it any more.
    """
    for at, deliverable in s.each(Deliverable):
        package = s.packages.get(deliverable.work_package or "")
        ends = s.span(package.when) if package is not None else None
        due = s.span(deliverable.due)
        if package is not None and ends is not None and due is not None and due.last > ends.last:
            message = f"{deliverable.id} is due {said(deliverable.due)}, but {package.id} ends on "
            yield s.warning(f"{message}{ends.last}", f"{at}/due")


@rule("consistency of the timetable, scored under project design")
def milestone_outside_project(s: Subject) -> Found:
    """Each milestone lies inside the project's period.

    A milestone after the end steers nothing.
    """
    return outside_project(s, Milestone, "due", "is due")


@rule("none; a matter of clarity")
def milestones_out_of_order(s: Subject) -> Found:
    """Milestones are numbered in the order in which they are due.

    It is allowed, but readers of the report stumble over it.
    """
    dated = [(m, span.last) for m in s.plan.milestones if (span := s.span(m.due)) is not None]
    for (before, first), (after, second) in pairwise(dated):
        if second < first:
            message = f"{after.id} comes after {before.id}, but is due earlier, on {second}"
            yield s.note(message, f"milestones/{after.id}/due")


@rule("application form, estimated start and end of each activity")
def activity_without_date(s: Subject) -> Found:
    """Each activity has a date, or at least a project month.

    They stand in no calendar, and nothing reminds of them.
    A project month such as M7 is enough for the beginning.
    """
    months = {package.id for package in s.plan.work_packages if s.span(package.when) is not None}
    open_ = (
        (at, activity)
        for at, activity in s.activities
        if activity.id not in s.done
        and not (isinstance(activity, Task) and activity.work_package in months)
    )
    way_out = 'add when = 2026-05-18, or when = "M7" while the day is not fixed'
    return s.missing(open_, "when", "{} has no date yet", way_out=way_out, note=True)


@rule("none; nobody can be in two places")
def activities_overlap(s: Subject) -> Found:
    """No two activities need all partners at the same time.

    One of them will be without half of its participants. In one city it may be meant so, and where
    nobody says the place.
    Days and places are those on which they were held, as planned while that is not recorded.
    """
    everybody = {o.id for o in s.p.partners}
    fixed = [
        (now, span, at)
        for at, a in s.activities
        if not isinstance(a, Task) and (not a.organisations or everybody <= set(a.organisations))
        for now in parts_held(s.p, a)
        if not (now.when.tentative or now.online) and (span := s.span(now.when)) is not None
    ]
    for first, second, at in meeting(fixed):
        there, where = place(s, first), place(s, second)
        message = f"{second.id} ({_with(second, where)}) overlaps with "
        message += f"{first.id} ({_with(first, there)}), and both need all partners"
        make = s.note if same_place(there, where) else s.warning
        yield make(message, f"{at}/when")


def _with(activity: Activity, where: Venue | Organisation | None) -> str:
    return ", ".join(filter(None, (said(activity.when), called(where))))


@rule("none; nobody can be in two places")
def trainer_in_two_places(s: Subject) -> Found:
    """No trainer teaches in two trainings at the same time.

    One of the trainings will be without its trainer.
    Days are those on which they were held, as planned while that is not recorded.
    """
    by_trainer: dict[str, list[tuple[Activity, Span, str]]] = {}
    for at, training in s.each(Training):
        for now in parts_held(s.p, training):
            span = s.span(now.when)
            if not now.when.tentative and span is not None:
                for trainer in dict.fromkeys(now.trainers):
                    by_trainer.setdefault(trainer, []).append((now, span, f"{at}/trainers"))
    for trainer, rows in by_trainer.items():
        for first, second, at in meeting(rows):
            message = (
                f"{s.p.label(trainer)} is trainer in {first.id} ({said(first.when)}) and "
                f"in {second.id} ({said(second.when)}) at the same time"
            )
            yield s.error(message, at)


# Times that calendars can show: zones that exist and are chosen, sessions, places on Earth.

_EXAMPLE = 'write the zone of the place, such as timezone = "Europe/Zagreb"'


@rule("none; the names of the time zone database")
def time_zone_unknown(s: Subject) -> Found:
    """Each time zone that is written down exists.

    A calendar cannot place hours in a zone that it does not know, and shows the day only.
    """
    places: list[tuple[str, Venue | Organisation | None]] = [*s.each(Organisation)]
    places += [(f"{at}/venue", a.venue) for at, a in s.activities]
    places += [(f"{at}/venue", fact.venue) for at, fact in s.facts(Held)]
    for at, where in places:
        if where is not None and where.timezone and not _exists(where.timezone):
            yield s.error(f"`{where.timezone}` is not a time zone", f"{at}/timezone", _EXAMPLE)


@rule("none; practice")
def time_zone_not_chosen(s: Subject) -> Found:
    """It is clear in which time zone the hours of an activity are meant.

    Without a zone calendars show the day only.
    Spain and Portugal have islands with another time: where a town is not known to be on one side,
    the time of the capital is taken, and guests may come an hour late.
    Write `timezone` or `region` into the venue or the organisation.
    """
    told = set()
    for at, activity, when in _timed(s):
        if when.zone:
            continue
        place = place_of_activity(s.p, activity, activity.venue)
        at_place = f"organisations/{place.id}" if isinstance(place, Organisation) else f"{at}/venue"
        if place is None:
            at_place = at
        if at_place in told:
            continue
        told.add(at_place)
        zones = zones_to_choose(place) if place is not None else ()
        where = country_name(place.country or "") if place is not None else ""
        if place is None:
            message = f"{activity.id} has hours, but no venue or host that tells the time zone"
            way_out = 'add venue = { city = "Zagreb", country = "HR" }'
        elif not zone_of_activity(s.p, activity, activity.venue):
            message = f"{activity.id} has hours, but the time zone in {where} is not known"
            way_out = _EXAMPLE
        elif zones:
            town = f"{place.city}, {where}" if place.city else where
            message = f"{activity.id} has hours in {town}, for which {zones[0]} is taken"
            way_out = "write timezone = " + " or ".join(f'"{zone}"' for zone in zones)
        else:
            continue
        yield s.warning(message, at_place, way_out)


@rule("none; the time zone database")
def time_skipped(s: Subject) -> Found:
    """The hours of an activity exist where it takes place.

    In the night on which summer time begins the clock jumps over an hour.
    Calendars show the day only.
    """
    for at, activity, when in _timed(s):
        zone = when.zone or zone_of_activity(s.p, activity, activity.venue)
        if not zone or not _exists(zone):
            continue
        try:
            when.instants(zone)
        except ValueError as problem:
            way_out = "begin an hour earlier or later"
            yield s.error(f"{activity.id}: {problem}", f"{at}/when", way_out)


@rule("none; consistency of the timetable")
def session_outside_training(s: Subject) -> Found:
    """The sessions of a training lie within its days.

    Calendars then show the training as a whole, because the days of its sessions cannot be right.
    It happens when a training was moved and its sessions were not.
    """
    for at, training in s.activities:
        span = s.span(training.when)
        for session in training.sessions if isinstance(training, Training) else ():
            part = s.span(session.when)
            if part is None or (
                span is not None and (part.first < span.first or span.last < part.last)
            ):
                message = (
                    f"a session of {training.id} is {_planned(session.when)}, "
                    f"but the training is {_planned(training.when)}"
                )
                way_out = "move the session, or change when of the training"
                yield s.warning(message, f"{at}/sessions", way_out)


@rule("none; degrees go from -90 to 90, and from -180 to 180")
def venue_not_on_earth(s: Subject) -> Found:
    """A venue has both latitude and longitude, or neither, and they are possible.

    A map cannot show half a position; calendars leave it out.
    """
    for at, activity in s.activities:
        venue = activity.venue
        given = () if venue is None else (venue.latitude, venue.longitude)
        if venue is not None and venue.position is None and any(n is not None for n in given):
            shown = " and ".join("nothing" if n is None else format(n, "f") for n in given)
            message = f"the venue of {activity.id} has {shown} as latitude and longitude"
            way_out = (
                "write both in degrees, such as latitude = 43.508133 and longitude = 16.440193"
            )
            yield s.warning(message, f"{at}/venue", way_out)


def _timed(s: Subject) -> Iterator[tuple[str, Activity, When]]:
    """Yield all activities and sessions with hours."""
    for at, activity in s.activities:
        sessions = activity.sessions if isinstance(activity, Training) else ()
        for when in (activity.when, *(session.when for session in sessions)):
            if when.precision is Precision.TIMES:
                yield at, activity, when


def _exists(zone: str) -> bool:
    try:
        zone_of(zone)
    except ValueError:
        return False
    return True


def _planned(when: When) -> str:
    return "not dated" if when.precision is Precision.UNDECIDED else f"planned for {said(when)}"
