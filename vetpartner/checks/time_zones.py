"""Times that calendars can show: zones that exist and are chosen, sessions, places on Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.days import said
from vetpartner.checks.finding import error, warning
from vetpartner.model import Held, Organisation, Precision, Training, zone_of
from vetpartner.programme import country_name
from vetpartner.programme.zones import place_of_activity, zone_of_activity, zones_to_choose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Venue, When

_EXAMPLE = 'write timezone = "Europe/Zagreb", or what it is there'


def time_zone_unknown(s: Subject) -> Iterator[Finding]:
    """Guard that each time zone that is written down exists.

    A calendar cannot place hours in a zone that it does not know, and shows the day only.

    Basis: none; the names of the time zone database.
    """
    places: list[tuple[str, Venue | Organisation]] = [
        (f"organisations/{one.id}", one) for one in s.plan.organisations
    ]
    places += [(f"{at}/venue", a.venue) for at, a in s.activities if a.venue is not None]
    places += [(f"{at}/venue", fact.venue) for at, fact in s.facts(Held) if fact.venue is not None]
    for at, place in places:
        if place.timezone and not _exists(place.timezone):
            message = f"{place.timezone!r} is not a time zone"
            yield error(message, f"{at}/timezone", way_out=_EXAMPLE)


def time_zone_not_chosen(s: Subject) -> Iterator[Finding]:
    """Guard that it is clear in which time zone the hours of an activity are meant.

    Without a zone calendars show the day only.
    Spain and Portugal have islands with another time: where a town is not known to be on one side,
    the time of the capital is taken, and guests may come an hour late.
    Write `timezone` or `region` into the venue or the organisation.

    Basis: none; practice.
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
            message = f"{activity.id} has hours, but no place that says in which time zone"
            way_out = "add a venue or a host with its country"
        elif not zone_of_activity(s.p, activity, activity.venue):
            message = f"{activity.id} has hours, but the time zone in {where} is not known"
            way_out = _EXAMPLE
        elif zones:
            town = f"{place.city}, {where}" if place.city else where
            message = f"{activity.id} has hours in {town}, for which {zones[0]} is taken"
            way_out = "write timezone = " + " or ".join(f'"{zone}"' for zone in zones)
        else:
            continue
        yield warning(message, at_place, way_out=way_out)


def time_skipped(s: Subject) -> Iterator[Finding]:
    """Guard that the hours of an activity exist where it takes place.

    In the night on which summer time begins the clock jumps over an hour.
    Calendars show the day only.

    Basis: none; the time zone database.
    """
    for at, activity, when in _timed(s):
        zone = when.zone or zone_of_activity(s.p, activity, activity.venue)
        if not zone or not _exists(zone):
            continue
        try:
            when.instants(zone)
        except ValueError as problem:
            way_out = "write an hour that exists"
            yield error(f"{activity.id}: {problem}", f"{at}/when", way_out=way_out)


def session_outside_training(s: Subject) -> Iterator[Finding]:
    """Guard that the sessions of a training lie within its days.

    Calendars then show the training as a whole, because the days of its sessions cannot be right.
    It happens when a training was moved and its sessions were not.

    Basis: none; consistency of the timetable.
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
                yield warning(message, f"{at}/sessions", way_out=way_out)


def venue_not_on_earth(s: Subject) -> Iterator[Finding]:
    """Guard that a venue has both latitude and longitude, or neither, and that they can be right.

    A map cannot show half a position; calendars leave it out.

    Basis: none; degrees go from -90 to 90, and from -180 to 180.
    """
    for at, activity in s.activities:
        venue = activity.venue
        given = () if venue is None else (venue.latitude, venue.longitude)
        if venue is not None and venue.position is None and any(n is not None for n in given):
            shown = " and ".join("nothing" if n is None else format(n, "f") for n in given)
            message = f"the venue of {activity.id} has {shown} as latitude and longitude"
            way_out = "write both in degrees, such as 43.508133 and 16.440193"
            yield warning(message, f"{at}/venue", way_out=way_out)


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


TIME_ZONES = (
    time_zone_unknown,
    time_zone_not_chosen,
    time_skipped,
    session_outside_training,
    venue_not_on_earth,
)
"""The rules about times and places in calendars."""
