"""People: who belongs where, can be reached, is in two places, or comes without an adult."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.checks.rule import Found, family, listed, meeting, place, said
from vetpartner.model import THERE, Activity, Attended, Organisation, Person, Presence, Training
from vetpartner.model.mentions import PEOPLE, anybody
from vetpartner.model.rewriting import LINKS, texts
from vetpartner.state.held import as_held
from vetpartner.state.personal import PERSONAL, held, needed_until

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Span
    from vetpartner.values.finding import Finding

rule = family("People")


_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@rule("none; practice")
def person_without_organisation(s: Subject) -> Found:
    """Each person belongs to an organisation.

    Invitations, attendance and tasks go by organisation.
    """
    for at, person in s.each(Person):
        if person.organisation is None:
            message = f"{person.name or person.id} belongs to no organisation"
            yield s.warning(message, at, f'add organisation = "{s.some(Organisation, "sts")}"')


@rule("none; practice")
def email_malformed(s: Subject) -> Found:
    """An e-mail address has the form of one.

    Invitations do not arrive otherwise.
    """
    for at, person in s.each(Person):
        if person.email is not None and _MAIL.fullmatch(person.email) is None:
            message = f"`{person.email}` is not an e-mail address: {person.name or person.id}"
            yield s.error(message, f"{at}/email")


@rule("none; practice")
def same_person_twice(s: Subject) -> Found:
    """No person is in the plan twice under the same name and organisation.

    They would be invited and counted twice.
    """
    seen: dict[tuple[str, str | None], list[str]] = {}
    for _, person in s.each(Person):
        if person.name is not None:
            seen.setdefault((person.name.casefold(), person.organisation), []).append(person.id)
    for ids in seen.values():
        if len(set(ids)) > 1:
            message = f"{listed(ids)} have the same name and organisation"
            yield s.warning(message, f"people/{ids[-1]}", "delete all but one of them")


@rule("none; practice")
def partner_without_contact(s: Subject) -> Found:
    """Each full partner has a person with an e-mail address.

    Invitations and changed dates do not reach it.
    """
    reached = {person.organisation for person in s.plan.people if person.email is not None}
    for at, o in s.partners if reached - {None} else ():
        if o.id not in reached:
            way_out = f'add [[people]] with organisation = "{o.id}" and email = "ana@example.org"'
            yield s.note(f"nobody of {o.short} has an e-mail address", at, way_out)


@rule("Programme Guide, safety and protection of participants")
def minors_without_accompanying_person(s: Subject) -> Found:
    """Minors who travel are accompanied by adults.

    Schools and insurers ask for it, and so do parents, who have to consent.
    Write how many adults come with them into `accompanying`; in attendance they have the role
    `accompanying person`.
    """
    for at, training in s.each(Training):
        if training.minors and not training.accompanying and not training.online:
            message = f"{training.id} expects {training.minors} minors, but no accompanying person"
            yield s.warning(message, at, "add accompanying = 2, the adults who come with them")
    at_fact = {fact.of: at for at, fact in (*s.facts(Presence), *s.facts(Attended))}
    for _, activity in s.activities:
        rows = s.p.attended(activity.id)
        number = sum(row.minors or 0 for row in rows)
        accompanied = any(row.role == "accompanying person" for row in rows)
        if number and not accompanied and not activity.online:
            who = f"{number} minor{'s' if number > 1 else ''} attended {activity.id}"
            message = f"{who}, but no accompanying person is recorded"
            way_out = 'record them with role = "accompanying person"'
            yield s.warning(message, at_fact[activity.id], way_out)


@rule("arithmetic")
def more_minors_than_participants(s: Subject) -> Found:
    """No more participants are minors than there are participants.

    One of the two numbers is wrong.
    """
    for at, training in s.each(Training):
        minors, expected = training.minors, training.expected
        if minors is not None and expected is not None and minors > expected:
            message = f"{training.id} expects {minors} minors, but {expected} participants in all"
            yield s.error(message, f"{at}/minors")
    for at, fact in s.facts(Attended):
        if (fact.minors or 0) > fact.count:
            message = f"{fact.of or at}: {fact.minors} of {fact.count} participants are minors"
            yield s.error(message, f"{at}/minors")


@rule("evidence of activities, signed lists")
def person_in_two_places(s: Subject) -> Found:
    """No person attends two activities at the same time.

    One of the two signatures is wrong, and a check would find it. In one city it may be right.
    What counts are the days that the attendance gives, or else those on which it was held.
    """
    by_person: dict[str, list[tuple[Activity, Span, str]]] = {}
    for at, fact in s.facts(Attended):
        planned = s.p.get(fact.of)
        if fact.person is None or not isinstance(planned, Activity):
            continue
        held = as_held(s.p, planned)
        activity = held if fact.when is None else evolve(held, when=fact.when)
        span = s.span(activity.when)
        if span is not None and not activity.when.tentative and place(activity) is not None:
            by_person.setdefault(fact.person, []).append((activity, span, f"{at}/person"))
    yield from _present_twice(s)
    for person, rows in by_person.items():
        for first, second, at in meeting(rows):
            message = (
                f"{s.p.label(person)} attended {first.id} in {place(first)} "
                f"({said(first.when)}) and {second.id} in {place(second)} ({said(second.when)})"
            )
            if first.id != second.id:
                yield _at_once(s, message, at, same=place(first) == place(second))


def _at_once(s: Subject, message: str, at: str, *, same: bool) -> Finding:
    return s.note(message, at) if same else s.error(message, at)


def _present_twice(s: Subject) -> Found:
    """Yield participants who are in the lists of two activities on one day."""
    first: dict[tuple[str | None, str], tuple[str, str]] = {}
    places: dict[str, str | None] = {}
    for at, fact in s.facts(Presence):
        if fact.status not in THERE or fact.when is None or fact.of is None:
            continue
        if fact.of not in places:
            activity = s.p.get(fact.of)
            held = isinstance(activity, Activity)
            places[fact.of] = place(as_held(s.p, activity)) if held else None
        where = places[fact.of]
        if where is None:
            continue
        id_, there = first.setdefault((fact.participant, str(fact.when)), (fact.of, where))
        if id_ != fact.of:
            message = f"{fact.participant} was in {id_} in {there} and in {fact.of} in {where} "
            message += f"on {fact.when}"
            yield _at_once(s, message, at, same=there == where)


# Privacy: what is kept too long, and what should never have been written down.

privacy = family("Privacy")
_WHY = re.compile(
    r"disab|handicap|wheelchair|deaf|blind|autis|dyslex|adhd|refugee|asylum|migrant|roma\b"
    r"|behinder|flüchtling|legasthen|invalid|izbjeg|discapac|deficien|rifugiat|handicapp|réfugié",
    re.IGNORECASE,
)


@privacy(
    "GDPR, as the Programme Guide names it for processing personal data (2025, pp. 463-464); "
    "until when each is needed is our reading"
)
def personal_data_overdue(s: Subject) -> Found:
    """Personal data are deleted when nobody needs them any more.

    Keeping them longer is against the law, and nobody looks for them.
    `vetpartner privacy` lists what is held and why; `vetpartner erase` makes a copy without one
    person, `vetpartner public` one without anybody.
    """
    until = needed_until(s.p)
    for field in PERSONAL:
        day, number = until[field.until], held(s.p, field)
        if day is not None and day < s.day and number:
            message = f"needed until {day} and still there: {field.what} ({number})"
            kind = "people" if field.kind.__name__ == "Person" else "participants"
            yield s.warning(message, kind, "see `vetpartner privacy FOLDER`, and delete them")


@privacy(
    "GDPR on data about health and origin (from memory, unverified); Programme Guide 2025, "
    "pp. 7-8, on participants with fewer opportunities"
)
def reason_of_fewer_opportunities(s: Subject) -> Found:
    """Nobody's reason for fewer opportunities is written down beside their name.

    Health, origin and the like are data that the law protects most, and a report needs the number.
    Write how many, and nothing else.
    """
    rows = [(f"participants/{p.id}", p.id, f"{p.id} {p.name or ''}") for p in s.plan.participants]
    for at, fact in (*s.facts(Presence), *s.facts(Attended)):
        session = fact.session or "" if isinstance(fact, Presence) else ""
        rows.append((at, fact.of or at, f"{session} {fact.note or ''}"))
    for at, name, text in rows:
        if found := _WHY.search(text):
            message = f"a reason for fewer opportunities is written down: “{found[0]}…” ({name})"
            yield s.warning(message, at, "delete the reason; yes, no or a number is enough")


_WORST = ("national number", "date of birth", "home address")
"""What no partnership needs in a text. The others may be meant to be there."""
_SHOWN = 4


@privacy("GDPR, Article 5 (no more data than needed); Programme Guide 2025, pp. 463-464")
def personal_data_in_text(s: Subject) -> Found:
    """No telephone number, account, national number, birthday or home address is in a text.

    Titles, descriptions, notes and your own words are copied into pages, calendars and mails, and
    nobody looks for personal data there when they have to be deleted.
    E-mail addresses and handles are told too: addresses of staff stand in `[[people]]`.
    Numbers are known by their form and check digit, dates by a word such as `born`; addresses of
    organisations and venues are meant to be read. `vetpartner public` hides all of them, and names
    and initials of people.
    """
    look = anybody(s.p)
    for at, name, text in texts(s.p):
        for mark in () if _is_contact(at, name) else look.found(text, link=name in LINKS):
            make = s.warning if mark.kind in _WORST else s.note
            begins = text[mark.start : min(mark.end, mark.start + _SHOWN)]
            message = f"personal in a text: {mark.kind}, “{begins}…”"
            yield make(message, at, "take it out of the text; what everybody may know can stay")


def _is_contact(address: str, name: str) -> bool:
    """Tell whether a text is the name or address of somebody in the tables of people."""
    return address.startswith(PEOPLE) and name in {"name", "email"}
