"""Activities: venues, links, trainings, dissemination events."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.rule import Found, family, land
from vetpartner.model import Activity, DisseminationEvent, Held, Span, Task, Training, Venue
from vetpartner.programme import country, country_status, state_within
from vetpartner.values.keyed import grouped
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Measure, Mode, Organisation
    from vetpartner.programme import Seat

rule = family("Activities")


_VENUE = "Programme Guide, Partnerships for Cooperation, venue of the activities"


@rule(_VENUE)
def venue_outside_partnership(s: Subject) -> Found:
    """Activities in person take place in a country of the partnership.

    In KA210 that is the country of a partner, in KA220 also that of an associated partner, who are
    there on that day. Costs elsewhere are rejected; with a reason it may be the seat of an
    institution of the EU, and in KA220 results may be shared at an event of others. Where no source
    says whether a territory counts as a partner's state, it is asked.
    Move it to a partner, or add the host as a partner.
    """
    for place in _outside(s):
        if _seat(s, place.venue) is not None or _may_share(s, place):
            continue
        venue, code = place.venue, s.country(place.venue) or ""
        where = f"{venue.city} ({code})" if venue.city else land(code)
        message = f"{place.id} {place.verb} in {where}, but {_nobody(s, place, code)}"
        seats = [str(seat) for seat in s.rules.eu_seats]
        way_out = "move it to a partner's country"
        way_out += f", or with a reason to {', '.join(seats)}" if seats else ""
        yield s.law(_clause(s), message, place.at, way_out, may=_some_unknown(s))
    for place in _unclear(s):
        code = s.country(place.venue) or ""
        message = f"{place.id} {place.verb} in {land(code)}; it is not known whether that counts "
        message += f"as {land(state_within(code) or code)}, where a partner is from"
        yield s.law(_clause(s), message, place.at, "ask the agency", may=True)


def _clause(s: Subject) -> str:
    return "venue_countries_of" if s.rules.says("venue_countries_of") else "venue_rule"


@rule(_VENUE)
def seat_without_reason(s: Subject) -> Found:
    """An activity at the seat of an institution of the EU has a reason for its place.

    Without a reason the venue is not accepted where no partner is from that country.
    Write `reason` into the venue.
    """
    for place in _outside(s):
        seat = _seat(s, place.venue)
        if seat is None or place.venue.reason is not None:
            continue
        message = f"{place.id} {place.verb} in {seat}, a seat of an EU institution, "
        way_out = 'add reason = "final event with Members of Parliament" to the venue'
        yield s.law("eu_seats", f"{message}but gives no reason", place.at, way_out, may=True)


@rule(_VENUE)
def sharing_without_reason(s: Subject) -> Found:
    """Results that are shared outside the partnership are shared at an event of others.

    Sharing and promotion may take place at transnational thematic events and conferences in member
    states, associated and eligible third countries; an event of your own may not.
    Write `reason` into the venue: which event it is.
    """
    for place in _outside(s):
        sharing = _seat(s, place.venue) is None and _may_share(s, place)
        if sharing and place.venue.reason is None:
            where = place.venue.city or land(s.country(place.venue) or "")
            message = f"{place.id} {place.verb} in {where}, where no partner is from, "
            message += "and does not say at which event of others results are shared"
            way_out = 'add reason = "European conference on VET teachers" to the venue'
            yield s.law("sharing_elsewhere", message, place.at, way_out, may=True)


@frozen
class _Place:
    """An activity in person that is planned or was held, where and on which days."""

    at: str
    id: str
    verb: str
    venue: Venue
    activity: Activity | None
    days: Span | None


def _venues(s: Subject) -> Iterator[_Place]:
    """Yield what is planned, and what was held elsewhere, where its country is stated."""
    if s.rules.venue_rule is None and not s.rules.venue_countries_of:
        return
    for at, a in s.activities:
        if a.venue is not None and not a.online and s.country(a.venue) is not None:
            days = s.span(a.when)
            yield _Place(f"{at}/venue", a.id, "takes place", a.venue, a, days)
    for at, held in s.facts(Held):
        of = s.p.get(held.of)
        mode: Mode | None = held.mode or getattr(of, "mode", None)
        if held.venue is not None and mode != "online" and s.country(held.venue) is not None:
            activity = of if isinstance(of, Activity) else None
            days = s.span(held.when) or (s.span(activity.when) if activity is not None else None)
            name = held.of or "an activity"
            yield _Place(f"{at}/venue", name, "took place", held.venue, activity, days)


def _outside(s: Subject) -> Iterator[_Place]:
    """Yield places that are in no country of the partnership on their days."""
    stays = {state: _stays(s, local) for state, local in _local(s).items()}
    for place in _venues(s):
        if not _met(stays.get(_state(s, place.venue) or "", []), place.days, s.day):
            yield place


def _unclear(s: Subject) -> Iterator[_Place]:
    """Yield places in territories of which nobody says whether they count as a partner's state."""
    outside = list(_outside(s))
    there = {s.country(o) for o in s.plan.organisations}
    for place in _venues(s):
        unknown = s.state(place.venue) is None and s.country(place.venue) not in there
        if unknown and place not in outside:
            yield place


def _state(s: Subject, thing: Organisation | Venue | None) -> str | None:
    """Return the state as which a country counts; a territory of which nobody says it has its."""
    return s.state(thing) or state_within(s.country(thing) or "")


def _local(s: Subject) -> dict[str, list[Organisation]]:
    """Return the organisations of each state."""
    stated = ((_state(s, o), o) for o in s.plan.organisations)
    return grouped((state, o) for state, o in stated if state is not None)


def _counts(s: Subject, o: Organisation) -> bool:
    """Tell whether activities may take place in the country of an organisation, by its role."""
    of = s.rules.venue_countries_of
    return o.role == "partner" or not of or "associated partners" in of


def _stays(s: Subject, local: list[Organisation]) -> list[tuple[date, date]]:
    """Return from when to when any of these organisations is in the partnership, in order."""
    known = ((o.joined or date.min, o.left or date.max) for o in local if _counts(s, o))
    merged: list[tuple[date, date]] = []
    for first, last in sorted(known):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _met(stays: list[tuple[date, date]], days: Span | None, today: date) -> bool:
    """Tell whether somebody is there on any of the days; where none is fixed, from today on."""
    if days is None:
        return bool(stays) and stays[-1][1] >= today
    at = bisect_right(stays, (days.last, date.max))
    return at > 0 and stays[at - 1][1] >= days.first


def _nobody(s: Subject, place: _Place, code: str) -> str:
    """Return why nobody makes the country of a place one of the partnership."""
    there = land(code) if place.venue.city else "there"
    local = _local(s).get(_state(s, place.venue) or "", [])
    gone = [o for o in local if _counts(s, o)]
    if gone:
        o = max(gone, key=lambda each: each.left or date.max)
        late = o.left is not None and (place.days is None or o.left < place.days.first)
        since = f"left on {o.left}" if late else f"joins on {o.joined}"
        only = "the only partner" if len(gone) == 1 else "the last of the partners"
        return f"{o.short}, {only} from {there}, {since}"
    if local:
        return f"only {local[0].short} is from {there}, an associated partner"
    return f"no partner is from {there}"


def _may_share(s: Subject, place: _Place) -> bool:
    """Tell whether results may be shared in the country of an event outside the partnership."""
    if not isinstance(place.activity, DisseminationEvent):
        return False
    status = country_status(s.rules, s.country(place.venue) or "")
    kinds = {
        "member states": status.kind == "member state",
        "associated countries": status.kind == "associated",
        "eligible third countries": status.kind == "third country" and status.eligible is True,
    }
    return any(kinds[each] for each in s.rules.sharing_elsewhere)


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
            yield s.law("aspects", message, "project", way_out, may=True)


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
            yield s.law("aspects", message, f"{at}/measures", f"use one of {', '.join(keys)}")


def _measures(s: Subject) -> Iterator[tuple[str, Measure]]:
    for at, activity in s.activities:
        yield from ((at, measure) for measure in activity.measures)
    for at, held in s.facts(Held):
        yield from ((at, measure) for measure in held.measures)
