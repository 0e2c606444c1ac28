"""People: who belongs where, can be reached, is in two places, or comes without an adult."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.subject import listed, meeting, place, said
from vetpartner.model import THERE, Activity, Attended, Presence
from vetpartner.state.personal import PERSONAL, held, needed_until
from vetpartner.values.finding import error, note, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Span
    from vetpartner.values.finding import Finding


_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def person_without_organisation(s: Subject) -> Iterator[Finding]:
    """Guard that each person belongs to an organisation.

    Invitations, attendance and tasks go by organisation.

    Basis: none; practice.
    """
    for person in s.plan.people:
        if person.organisation is None:
            message = f"{person.name or person.id} belongs to no organisation"
            yield warning(message, f"people/{person.id}", way_out="add organisation")


def email_malformed(s: Subject) -> Iterator[Finding]:
    """Guard that an address for e-mail can be one.

    Invitations do not arrive otherwise.

    Basis: none; practice.
    """
    for person in s.plan.people:
        if person.email is not None and _MAIL.fullmatch(person.email) is None:
            message = f"`{person.email}` of {person.name or person.id} is no e-mail address"
            yield error(message, f"people/{person.id}/email")


def same_person_twice(s: Subject) -> Iterator[Finding]:
    """Tell which people stand in the plan twice under the same name and organisation.

    They would be invited and counted twice.

    Basis: none; practice.
    """
    seen: dict[tuple[str, str | None], list[str]] = {}
    for person in s.plan.people:
        if person.name is not None:
            seen.setdefault((person.name.casefold(), person.organisation), []).append(person.id)
    for ids in seen.values():
        if len(ids) > 1 and len(set(ids)) > 1:
            message = f"{listed(ids)} have the same name and organisation"
            yield warning(message, f"people/{ids[-1]}")


def partner_without_contact(s: Subject) -> Iterator[Finding]:
    """Tell which partner has no person with an e-mail address, where the others have one.

    Invitations and changed dates do not reach it.

    Basis: none; practice.
    """
    reached = {person.organisation for person in s.plan.people if person.email is not None}
    for o in s.p.partners if reached - {None} else ():
        if o.id not in reached:
            message = f"nobody of {o.short} has an e-mail address"
            yield note(message, f"organisations/{o.id}", way_out="add a person with email")


def minors_without_accompanying_person(s: Subject) -> Iterator[Finding]:
    """Guard that minors who travel are accompanied by adults.

    Schools and insurers ask for it, and so do parents, who have to consent.
    Write how many adults come with them into `accompanying`; in attendance they have the role
    `accompanying person`.

    Basis: Programme Guide, safety and protection of participants.
    """
    for training in s.plan.trainings:
        planned = training.minors and not training.cancelled and not training.online
        if planned and not training.accompanying:
            message = f"{training.id} expects {training.minors} minors and no accompanying person"
            way_out = "write how many adults come with them into accompanying"
            yield warning(message, f"trainings/{training.id}", way_out=way_out)
    at_fact = {fact.of: at for at, fact in (*s.facts(Presence), *s.facts(Attended))}
    for _, activity in s.activities:
        rows = s.p.attended(activity.id)
        number = sum(row.minors for row in rows)
        accompanied = any(row.role == "accompanying person" for row in rows)
        if number and not accompanied and not activity.online:
            who = f"{number} minor{'s' if number > 1 else ''} attended {activity.id}"
            message = f"{who}, and no accompanying person is recorded"
            way_out = 'record them with the role "accompanying person"'
            yield warning(message, at_fact[activity.id], way_out=way_out)


def more_minors_than_participants(s: Subject) -> Iterator[Finding]:
    """Guard that no more participants are minors than there are.

    One of the two numbers is wrong.

    Basis: arithmetic.
    """
    for training in s.plan.trainings:
        minors, expected = training.minors, training.expected
        if minors is not None and expected is not None and minors > expected:
            message = f"{training.id} expects {minors} minors of {expected} participants in all"
            yield error(message, f"trainings/{training.id}/minors")
    for at, fact in s.facts(Attended):
        if fact.minors > fact.count:
            message = f"{fact.of or at}: {fact.minors} of {fact.count} participants are minors"
            yield error(message, f"{at}/minors")


def person_in_two_places(s: Subject) -> Iterator[Finding]:
    """Guard that no person attended two activities in different places at the same time.

    One of the two signatures is wrong, and a check would find it.

    Basis: evidence of activities, signed lists.
    """
    by_person: dict[str, list[tuple[Activity, Span, str]]] = {}
    for at, fact in s.facts(Attended):
        activity = s.p.get(fact.of)
        if fact.person is None or not isinstance(activity, Activity):
            continue
        span = s.span(activity.when)
        if span is not None and not activity.when.tentative and place(activity) is not None:
            by_person.setdefault(fact.person, []).append((activity, span, f"{at}/person"))
    yield from _present_twice(s)
    for person, rows in by_person.items():
        for first, second, at in meeting(rows):
            if place(first) != place(second):
                message = (
                    f"{s.p.label(person)} attended {first.id} in {place(first)} "
                    f"({said(first.when)}) and {second.id} in {place(second)} ({said(second.when)})"
                )
                yield error(message, at)


def _present_twice(s: Subject) -> Iterator[Finding]:
    """Yield participants who are in the lists of two places on one day."""
    first: dict[tuple[str | None, str], tuple[str, str]] = {}
    for at, fact in s.facts(Presence):
        activity = s.p.get(fact.of)
        where = place(activity) if isinstance(activity, Activity) else None
        if fact.status not in THERE or fact.when is None or where is None or fact.of is None:
            continue
        id_, there = first.setdefault((fact.participant, str(fact.when)), (fact.of, where))
        if there != where:
            message = (
                f"{fact.participant} was in {id_} in {there} and in {fact.of} in {where} "
                f"on {fact.when}"
            )
            yield error(message, at)


PEOPLE = (
    person_without_organisation,
    email_malformed,
    same_person_twice,
    partner_without_contact,
    minors_without_accompanying_person,
    more_minors_than_participants,
    person_in_two_places,
)


# Privacy: what is kept too long, and what should never have been written down.

_WHY = re.compile(
    r"disab|handicap|wheelchair|deaf|blind|autis|dyslex|adhd|refugee|asylum|migrant|roma\b"
    r"|behinder|flüchtling|legasthen|invalid|izbjeg|discapac|deficien|rifugiat|handicapp|réfugié",
    re.IGNORECASE,
)


def personal_data_overdue(s: Subject) -> Iterator[Finding]:
    """Guard that personal data are deleted when nobody needs them any more.

    Keeping them longer is against the law, and nobody looks for them.
    `vetpartner privacy` lists what is held and why; `vetpartner erase` makes a copy without one
    person, `vetpartner public` one without anybody.

    Basis: GDPR, as the Programme Guide names it for processing personal data (2025, pp. 463-464);
    until when each is needed is our reading.
    """
    until = needed_until(s.p)
    for field in PERSONAL:
        day, number = until[field.until], held(s.p, field)
        if day is not None and day < s.day and number:
            message = f"{field.what} were needed until {day}, and {number} are still there"
            kind = "people" if field.kind.__name__ == "Person" else "participants"
            way_out = "see `vetpartner privacy`, and delete or erase them"
            yield warning(message, kind, way_out=way_out)


def reason_of_fewer_opportunities(s: Subject) -> Iterator[Finding]:
    """Guard that nobody's reason for fewer opportunities is written down by person.

    Health, origin and the like are data that the law protects most, and a report needs the number.
    Write how many, and nothing else.

    Basis: GDPR on data about health and origin (from memory, unverified); Programme Guide 2025,
    pp. 7-8, on participants with fewer opportunities.
    """
    rows = [(f"participants/{p.id}", p.id, f"{p.id} {p.name or ''}") for p in s.plan.participants]
    for at, fact in (*s.facts(Presence), *s.facts(Attended)):
        session = fact.session or "" if isinstance(fact, Presence) else ""
        rows.append((at, fact.of or at, f"{session} {fact.note or ''}"))
    for at, name, text in rows:
        if found := _WHY.search(text):
            message = f"what stands about {name} names a reason (“{found[0]}…”) beside a person"
            yield warning(message, at, way_out="write fewer opportunities yes or no, never why")


PRIVACY = (
    personal_data_overdue,
    reason_of_fewer_opportunities,
)
