"""Those who take part: registered once, present day by day, certified by the hours."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from vetpartner.model.links import ACTIVITIES, link, links
from vetpartner.showing import Shown

ParticipantRole = Literal["staff", "learner", "accompanying person", "trainer", "guest", "other"]
Gender = Literal["female", "male", "other"]
PresenceStatus = Literal["present", "online", "absent", "excused"]


@frozen(kw_only=True)
class Participant(Shown):
    """Somebody who takes part in activities, or a counted group of learners.

    `id` is short and stays: a number or a pseudonym. `name` may be left out, and is for learners.
    `count` is above 1 for a group of which only the number is known.
    `fewer_opportunities`, `minors` and `green_travel` say how many of them; never who in a group,
    and never why. `country` is an ISO 3166 code; left out, it is that of the organisation.
    `activities` are those for which they are registered; `registered` is the day of it.
    `person` is the id of a person of the plan, for staff of the partners.
    """

    id: str
    name: str | None = None
    organisation: str | None = link("organisations")
    country: str | None = None
    role: ParticipantRole = "learner"
    count: int = 1
    fewer_opportunities: int = 0
    minors: int = 0
    green_travel: int = 0
    gender: Gender | None = None
    activities: tuple[str, ...] = links(*ACTIVITIES)
    person: str | None = link("people")
    registered: date | None = None


THERE: frozenset[PresenceStatus] = frozenset({"present", "online"})
"""The states of a presence that count as having taken part."""
