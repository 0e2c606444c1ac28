"""Activities: venues, links, trainings, dissemination events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, land
from vetpartner.model import DisseminationEvent, Held, Task, Training
from vetpartner.programme import country
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Measure, Mode, Venue
    from vetpartner.programme import Seat

rule = family("Activities")


@rule("Programme Guide, Partnerships for Cooperation, venue of the activities")
def venue_outside_partnership(s: Subject) -> Found:
    """Activities in person take place in a country of the partnership.

    Costs elsewhere are rejected; with a reason it may be the seat of an institution of the EU.
    Move it to a partner, or add the host as partner or associated partner.
    """
    for at, name, verb, venue in _venues(s):
        code = s.country(venue)
        if code is None or code in s.partner_countries or _seat(s, venue) is not None:
            continue
        where = f"{venue.city} ({code})" if venue.city else land(code)
        there = land(code) if venue.city else "there"
        message = f"{name} {verb} in {where}, but no partner is from {there}"
        seats = [str(seat) for seat in s.rules.eu_seats]
        way_out = f"move it to a partner's country, or with a reason to {', '.join(seats)}"
        yield s.law("venue_rule", message, f"{at}/venue", way_out, may=_some_unknown(s))


@rule("Programme Guide, Partnerships for Cooperation, venue of the activities")
def seat_without_reason(s: Subject) -> Found:
    """An activity at the seat of an institution of the EU has a reason for its place.

    Without a reason the venue is not accepted where no partner is from that country.
    Write `reason` into the venue.
    """
    for at, name, verb, venue in _venues(s):
        seat = _seat(s, venue)
        if seat is None or seat.country in s.partner_countries or venue.reason is not None:
            continue
        message = f"{name} {verb} in {seat}, a seat of an EU institution, but gives no reason"
        way_out = 'add reason = "final event with Members of Parliament" to the venue'
        yield s.law("eu_seats", message, f"{at}/venue", way_out, may=True)


def _venues(s: Subject) -> Iterator[tuple[str, str, str, Venue]]:
    """Yield `(address, id, verb, venue)` of what is planned, and of what was held elsewhere."""
    if s.rules.venue_rule is None:
        return
    for at, activity in s.activities:
        if activity.venue is not None and not activity.online:
            yield at, activity.id, "takes place", activity.venue
    for at, held in s.facts(Held):
        mode: Mode | None = held.mode or getattr(s.p.get(held.of), "mode", None)
        if held.venue is not None and mode != "online":
            yield at, held.of or "an activity", "took place", held.venue


def _seat(s: Subject, venue: Venue) -> Seat | None:
    code, city = s.country(venue), venue.city
    seats = (seat for seat in s.rules.eu_seats if city is not None and seat.is_named(city))
    return next((seat for seat in seats if seat.country == code), None)


def _some_unknown(s: Subject) -> bool:
    return any(o.country is None or country(o.country) is None for o in s.plan.organisations)


@rule("application form, venue of each activity")
def activity_without_place(s: Subject) -> Found:
    """A meeting, training or event with a fixed date says where it is.

    Nobody can book a journey, and the calendar has no time zone for it. Where it was held is known
    once that is written down.
    """
    for at, a in s.activities:
        held = s.p.facts_of(a.id, Held)
        told = any(fact.venue is not None or fact.mode == "online" for fact in held)
        fixed = not a.when.tentative and a.mode in {None, "in person", "blended"} and not told
        if fixed and not isinstance(a, Task) and a.venue is None and a.host is None:
            message = f"{a.id} is fixed for {a.when}, but has no venue and no host"
            yield s.warning(message, at, 'add venue = { city = "Zagreb", country = "HR" }')


@rule("none; practice")
def online_without_link(s: Subject) -> Found:
    """An online activity that is still to come has the link to join it.

    Participants look for it in the calendar.
    """
    for at, a in s.activities:
        span = s.span(a.when)
        past = a.id in s.done or (span is not None and span.last < s.day)
        if a.online and a.link is None and not a.when.tentative and not past:
            way_out = 'add link = "https://meet.example.org/kick-off"'
            yield s.warning(f"{a.id} is online on {a.when}, but has no link", at, way_out)


@rule("Programme Guide, learning, teaching and training activities")
def training_without_hours(s: Subject) -> Found:
    """A training states its hours.

    The agency judges the volume of a training by them, and certificates name them.
    """
    says = "{} does not say how many hours it has"
    timed = ((at, t) for at, t in s.each(Training) if not _timed(t))
    return s.missing(timed, "hours", says, way_out="add hours = 30")


def _timed(training: Training) -> bool:
    """Tell whether the sessions of a training say by their times how long it is."""
    sessions = [session.when.starts and session.when.ends for session in training.sessions]
    return bool(sessions) and None not in sessions


@rule("Programme Guide, quality of learning, teaching and training activities")
def training_without_learning_outcomes(s: Subject) -> Found:
    """A training states what participants can do afterwards.

    Recognition and certificates rest on learning outcomes, and quality is judged by them.
    """
    says, way_out = "{} has no learning outcomes", 'add learning_outcomes = ["can weld aluminium"]'
    return s.missing(s.each(Training), "learning_outcomes", says, way_out=way_out)


@rule("application form, number and profile of participants")
def participants_not_planned(s: Subject) -> Found:
    """Trainings and dissemination events say how many participants are expected.

    Planned and achieved cannot be compared otherwise, and the amount has no reason.
    """
    things = (*s.each(Training), *s.each(DisseminationEvent))
    says = "{} does not say how many participants are expected"
    return s.missing(things, "expected", says, way_out="add expected = 20")


@rule("application form, profile of participants; award criterion on impact")
def event_without_audience(s: Subject) -> Found:
    """A dissemination event says who it is for.

    Impact is scored by who was reached.
    """
    says, way_out = "{} does not say who it is for", 'add audience = ["vocational schools"]'
    return s.missing(s.each(DisseminationEvent), "audience", says, way_out=way_out)


@rule("arithmetic")
def more_foreign_than_expected(s: Subject) -> Found:
    """No more participants are expected from abroad than in all.

    One of the two numbers is wrong.
    """
    for at, event in s.each(DisseminationEvent):
        foreign, expected = event.expected_foreign, event.expected
        if foreign is not None and expected is not None and foreign > expected:
            message = (
                f"{event.id} expects {foreign} participants from abroad, but {expected} in all"
            )
            yield s.error(message, f"{at}/expected_foreign")


@rule("consistency of the plan")
def host_does_not_take_part(s: Subject) -> Found:
    """An organisation that leads or hosts an activity takes part in it.

    Otherwise it is missing in attendance, in calendars and in the budget.
    """
    for at, activity in s.activities:
        for verb, id_ in (("leads", activity.lead), ("hosts", activity.host)):
            among = not activity.organisations or id_ in activity.organisations
            if id_ is not None and id_ in s.p and not among:
                message = f"{s.p.label(id_)} {verb} {activity.id}, but does not take part in it"
                yield s.warning(message, f"{at}/organisations", f'add "{id_}" to organisations')


# The four aspects that every project has to address in all its phases.

_EXAMPLES = {
    "ASPECT:INCLUSION": "the venue has step-free access",
    "ASPECT:ENV": "everybody travels by train",
    "ASPECT:DIGITAL": "the course materials are online",
    "ASPECT:CIVIC": "participants debate with the town council",
}


@rule(
    "Programme Guide, award criteria on inclusion, digital tools, green practices and civic "
    "engagement"
)
def aspect_without_measure(s: Subject) -> Found:
    """Each of the four aspects of the programme has a measure, planned or done.

    The application promises all four, and the final report asks what was done for each.
    Write `measures` into an activity, or into the fact that it was held, with a number if you can.
    """
    seen = {measure.aspect for _, measure in _measures(s)}
    for aspect in s.rules.aspects:
        if aspect.key not in seen:
            message = f"no activity has a measure for {aspect.name} ({aspect.key})"
            what = _EXAMPLES.get(aspect.key, "one sentence on what is done")
            way_out = f'add measures = [{{ aspect = "{aspect.key}", what = "{what}" }}]'
            yield s.warning(message, "project", way_out, basis=str(s.rules.cite("aspects")))


@rule("Programme Guide, aspects of every project")
def measure_of_unknown_aspect(s: Subject) -> Found:
    """Each measure belongs to one of the aspects of the call.

    It is in no answer of the report otherwise.
    """
    keys = [aspect.key for aspect in s.rules.aspects]
    for at, measure in _measures(s) if keys else ():
        if measure.aspect not in keys:
            hint = did_you_mean(measure.aspect, keys)
            message = f"`{measure.aspect}` is not an aspect of {s.law_name}{hint}"
            yield s.error(message, f"{at}/measures", f"use one of {', '.join(keys)}")


def _measures(s: Subject) -> Iterator[tuple[str, Measure]]:
    for at, activity in s.activities:
        yield from ((at, measure) for measure in activity.measures)
    for at, held in s.facts(Held):
        yield from ((at, measure) for measure in held.measures)
