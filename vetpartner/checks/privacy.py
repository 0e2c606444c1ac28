"""Privacy: what is kept too long, and what should never have been written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.finding import warning
from vetpartner.checks.personal import PERSONAL, held, needed_until
from vetpartner.model import Attended, Presence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

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
    until = needed_until(s.p, None if s.trouble is not None else s.rules)
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
