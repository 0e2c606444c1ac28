"""Who was at an activity and for how long, one row for each participant."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.taking_part import (
    THRESHOLD,
    name_of,
    shown_hours,
    shown_percent,
    taking_part,
)
from vetpartner.model import Certified, Participant
from vetpartner.programme import country

if TYPE_CHECKING:
    from vetpartner.model import Partnership, Share


@frozen(kw_only=True)
class Attending:
    """A participant of an activity, and how much of it they were there.

    `hours` of `whole` and `percent` are rounded down to two decimals; `reached` is told from the
    exact share. `hours` and `whole` are None where hours are not known, `percent` and `reached`
    while there is no list of presences.
    `sessions` of `held` were attended. `count` is above 1 for a counted group.
    `country` is an ISO code, or as it was typed; `number` is that of a recorded certificate.
    """

    participant: str
    name: str | None
    organisation: str | None
    country: str | None
    role: str
    count: int
    registered: bool
    hours: Decimal | None
    whole: Decimal | None
    percent: Decimal | None
    reached: bool | None
    sessions: int
    held: int
    certified: bool
    number: str | None


def attending(
    p: Partnership, activity: str, *, threshold: Share = THRESHOLD
) -> tuple[Attending, ...]:
    """Return who is registered for an activity, in the order of the participants, then who else.

    A session is a day together with the name of a session; those in the list are the ones held.
    The hours of somebody are the sum of the hours of their presences.
    A presence without hours counts the hours of the activity divided by the number of sessions:
    three of five sessions of a training of 30 hours are 18 hours.
    The share is that of the activity's hours, 18 of 30 or 60 %; where the activity states none, of
    the sum of the longest presence in each session; where hours are not known at all, the share is
    that of the sessions.
    Exactly the threshold, by default 80 %, reaches it.
    An unknown activity has no rows, apart from those whose presences name it.
    """
    certificates = {
        fact.participant: fact.number
        for fact in reversed(p.facts_of(activity, Certified))
        if fact.participant is not None
    }
    rows: list[Attending] = []
    for row in taking_part(p, activity):
        who = p.get(row.participant)
        if not isinstance(who, Participant):
            who = Participant(id=row.participant)
        home = p.get(who.organisation)
        land = who.country or getattr(home, "country", None)
        rows.append(
            Attending(
                participant=row.participant,
                name=name_of(p, row.participant),
                organisation=who.organisation,
                country=land and (country(land) or land),
                role=who.role,
                count=who.count,
                registered=row.registered,
                hours=None if row.hours is None else shown_hours(row.hours),
                whole=None if row.whole is None else shown_hours(row.whole),
                percent=None if row.part is None else shown_percent(row.part),
                reached=row.reaches(threshold),
                sessions=row.sessions,
                held=row.held,
                certified=row.participant in certificates,
                number=certificates.get(row.participant),
            )
        )
    return tuple(rows)
