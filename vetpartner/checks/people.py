"""People: who belongs where, can be reached, is in two places, or comes without an adult."""

from __future__ import annotations

import re
from collections import Counter
from datetime import time
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.checks.rule import Found, called, family, listed, place, said, same_place
from vetpartner.model import (
    THERE,
    Activity,
    Attended,
    Organisation,
    Person,
    Presence,
    Task,
    Training,
    When,
)
from vetpartner.model.mentions import PEOPLE, anybody
from vetpartner.model.rewriting import LINKS, texts
from vetpartner.state.held import parts_held
from vetpartner.state.personal import PERSONAL, held, needed_until
from vetpartner.state.same_people import same_people
from vetpartner.values.keyed import stated
from vetpartner.values.personal_data import may_be_personal
from vetpartner.values.words import near

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Span, Venue
    from vetpartner.values.personal_data import Kind

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
def table_probably_same(s: Subject) -> Found:
    """Nobody is in the lists of participants twice under two ids, or there and in `[[people]]`.

    A person who is counted twice has two certificates, and stays in a copy from which one of the
    two was erased. Names in another order, without accents, with a title or in another alphabet
    are one name; within an organisation also those that differ in a letter, or have initials.
    Nobody is made one with somebody else: answer it in `[[identities]]`, `same` true or false, and
    nobody is asked again. Or keep one row, and use its id in the attendance.
    """
    for question in same_people(s.p):
        message, way_out = question.said
        yield s.warning(message, f"participants/{question.other.id}", way_out)


@rule("none; practice")
def identity_of_nobody(s: Subject) -> Found:
    """An answer about who is who names participants, and at most one of `[[people]]`.

    Somebody who got no id in the list may have another one now.
    Correct the id, or take the answer out.
    """
    people = {person.id for person in s.p.baseline.people}
    known = {who.id for who in s.p.baseline.participants} | people
    for number, answer in enumerate(s.p.baseline.identities, start=1):
        at = f"identities/#{number}"
        for id_ in dict.fromkeys(answer.ids):
            if id_ not in known:
                yield s.warning(
                    f"`{id_}` of [[identities]] is no participant", at, near(id_, known)
                )
        several = people.intersection(answer.ids)
        if answer.same and len(several) > 1:
            message = f"{listed(sorted(several))} of [[identities]] are two of [[people]]"
            yield s.warning(message, at, "keep one of them in [[people]]")


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
        minors = [row.minors for row in rows]
        number = sum(stated(minors))
        accompanied = any(row.role == "accompanying person" for row in rows)
        if number and not accompanied and not activity.online:
            least = "at least " if len(stated(minors)) < len(rows) else ""
            who = f"{least}{number} minor{'s' if number > 1 else ''} attended {activity.id}"
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
        if fact.people is not None and sum(stated([fact.minors])) > fact.people:
            message = f"{fact.of or at}: {fact.minors} of {fact.people} participants are minors"
            yield s.error(message, f"{at}/minors")


@rule("evidence of activities, signed lists")
def person_in_two_places(s: Subject) -> Found:
    """No person attends two activities at the same time.

    One of the two signatures is wrong, and a check would find it. In one city it may be right, and
    in two on one day where the hours do not meet.
    What counts are the days that the attendance gives, or else those on which it was held; somebody
    of the plan who is in the lists as a participant is one person.
    """
    for who, rows in _whereabouts(s).items():
        # Participants are called by their ids, as in the lists.
        name = who if s.p.kind_of(who) == "participants" else s.p.label(who)
        told: set[frozenset[str]] = set()
        seen: list[tuple[Activity, Span]] = []
        for second, span, at in rows:
            seen = [(one, days) for one, days in seen if days.last >= span.first]
            for first in (one for one, _ in seen if one.id != second.id):
                at_once, places = (
                    first.when.overlaps(second.when),
                    (place(s, first), place(s, second)),
                )
                pair, same = frozenset((first.id, second.id)), same_place(*places)
                if pair in told or (same and not at_once):
                    continue
                told.add(pair)
                message = f"{name} attended {_there(first, places[0])} and "
                message += _there(second, places[1]) + ("" if at_once else ", on one day")
                yield s.note(message, at) if same or not at_once else s.error(message, at)
            seen.append((second, span))


def _there(activity: Activity, where: Venue | Organisation | None) -> str:
    city = f" in {called(where)}" if where is not None else ""
    return f"{activity.id}{city} ({said(activity.when)})"


def _whereabouts(s: Subject) -> dict[str, list[tuple[Activity, Span, str]]]:
    """Return who was at which activity on which days, by id, and where that is written."""
    held: dict[str, Activity | None] = {}
    # Rows that were read from one table share their days.
    on_days: dict[tuple[str, int], tuple[Activity, Span | None]] = {}
    found: dict[str, dict[tuple[str, When], tuple[Activity, Span, str]]] = {}
    told = [(at, fact, fact.participant) for at, fact in s.facts(Presence) if fact.status in THERE]
    signed = [(f"{at}/person", fact, fact.person) for at, fact in s.facts(Attended)]
    for at, fact, id_ in (*signed, *told):
        thing = s.p.get(id_)
        if id_ is None or fact.of is None or getattr(thing, "count", 1) > 1:  # a group can part
            continue
        if fact.of not in held:
            planned = s.p.get(fact.of)
            held[fact.of] = _as_one(s, planned) if isinstance(planned, Activity) else None
        whole = held[fact.of]
        if whole is None or whole.online or (fact.when is None and isinstance(whole, Task)):
            continue
        key = (fact.of, id(fact.when))
        if key not in on_days:
            activity = whole if fact.when is None else evolve(whole, when=fact.when)
            on_days[key] = (activity, s.span(activity.when))
        activity, span = on_days[key]
        if span is not None and not activity.when.tentative:
            rows = found.setdefault(getattr(thing, "person", None) or id_, {})
            rows.setdefault((activity.id, activity.when), (activity, span, at))
    return {id_: sorted(rows.values(), key=_begins) for id_, rows in found.items()}


def _begins(row: tuple[Activity, Span, str]) -> tuple[Span, time]:
    return row[1], row[0].when.starts or time()


def _as_one(s: Subject, activity: Activity) -> Activity:
    """Return an activity as it was held; of one in several parts nobody knows who was at which."""
    parts = parts_held(s.p, activity)
    return parts[0] if len(parts) == 1 else evolve(parts[0], when=When.undecided())


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
    `vetpartner privacy data` lists what is held and why; `vetpartner privacy erase` makes a copy
    without one person, `vetpartner privacy public` one without anybody.
    """
    until = needed_until(s.p)
    for field in PERSONAL:
        day, number = until[field.until], held(s.p, field)
        if day is not None and day < s.day and number:
            message = f"needed until {day} and still there: {field.what} ({number})"
            kind = "people" if field.kind.__name__ == "Person" else "participants"
            yield s.warning(message, kind, "see `vetpartner privacy data FOLDER`, and delete them")


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
_TAKE_OUT = "take it out of the text; what everybody may know can stay"
_OF_A_KIND = 20
_LOOKED_AT = 1_000_000
"""How many signs are looked at, so that no project keeps `check` busy: four hundred pages."""


@privacy("GDPR, Article 5 (no more data than needed); Programme Guide 2025, pp. 463-464")
def personal_data_in_text(s: Subject) -> Found:
    """No telephone number, account, national number, birthday or home address is in a text.

    Titles, descriptions, notes and your own words are copied into pages, calendars and mails, and
    nobody looks for personal data there when they have to be deleted.
    E-mail addresses and handles are told too: addresses of staff stand in `[[people]]`.
    Numbers are known by their form and check digit, dates by a word such as `born`; addresses of
    organisations and venues are meant to be read. `vetpartner privacy public` hides all of them,
    and names and initials of people. Of one kind twenty are told in each text, and the others
    counted. Behind a million signs of texts with numbers nothing is looked at, and this says so.
    """
    look, left = anybody(s.p), _LOOKED_AT
    unseen = []
    for at, name, text in texts(s.p):
        if _is_contact(at, name) or not may_be_personal(text):
            continue
        if len(text) > left:
            unseen.append(at)
        more: Counter[Kind] = Counter()
        for mark in look.found(text[:left], link=name in LINKS):
            more[mark.kind] += 1
            if more[mark.kind] > _OF_A_KIND:
                continue
            make = s.warning if mark.kind in _WORST else s.note
            begins = text[mark.start : min(mark.end, mark.start + _SHOWN)]
            message = f"personal in a text: {mark.kind}, “{begins}…”"
            yield make(message, at, _TAKE_OUT)
        for kind, number in more.items():
            if number > _OF_A_KIND:
                message = f"personal in this text are {number - _OF_A_KIND} more: {kind}"
                yield s.warning(message, at, _TAKE_OUT)
        left = max(0, left - len(text))
    if unseen:
        message = (
            f"texts not looked at for personal data, or not to their end: {len(unseen)}, from here "
            f"on, because all texts with numbers have more than {_LOOKED_AT} signs"
        )
        yield s.warning(message, unseen[0], "make them shorter; `public` looks at all of them")


def _is_contact(address: str, name: str) -> bool:
    """Tell whether a text is the name or address of somebody in the tables of people."""
    return address.startswith(PEOPLE) and name in {"name", "email"}
