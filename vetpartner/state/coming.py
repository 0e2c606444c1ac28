"""Who comes to what is ahead, by the answers to the invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ACTIVITY_KINDS, Amended, Answered
from vetpartner.state.activity_entries import LONG_AGO, begins, is_in
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from vetpartner.model import Partnership
    from vetpartner.model.facts import Answer

ANSWERS: dict[Answer, Phrase] = {
    "accepted": say("comes"),
    "tentative": say("perhaps comes"),
    "declined": say("does not come"),
}

_ASKED_AGAIN = ("when", "venue", "mode", "link", "cancelled")


@frozen(kw_only=True)
class Coming:
    """The answers to one activity, or to one session of it: ids of people by what they said."""

    accepted: tuple[str, ...]
    tentative: tuple[str, ...]
    declined: tuple[str, ...]

    def said(self, p: Partnership) -> str:
        """Return it in words, such as `2 come, 1 perhaps; not Ana, Ivo`."""
        number = len(self.accepted)
        parts = [f"{number} come" if number > 1 else "1 comes" if number else "nobody comes yet"]
        if self.tentative:
            parts.append(f"{len(self.tentative)} perhaps")
        text = ", ".join(parts)
        return f"{text}; not {', '.join(map(p.label, self.declined))}" if self.declined else text


def answers(p: Partnership, activity: str) -> dict[str | None, dict[str, Answer]]:
    """Return the last answer of each person to an activity, by session; None is all of it.

    Only answers to what it is now: none that was recorded before the day of the last change of
    date, place or link, after which people are asked again, and none of who leaves before it.
    """
    thing, known = p.get(activity), p.facts_of(activity, Answered)
    if not isinstance(thing, ACTIVITY_KINDS):
        return {}
    first = begins(p, thing)
    return {
        session: {
            fact.person: fact.answer
            for fact in facts
            if fact.person is not None
            and _recorded(fact) >= _asked(p, activity, session)
            and is_in(p, getattr(p.get(fact.person), "organisation", None) or "", first)
        }
        for session, facts in grouped((fact.session, fact) for fact in known).items()
    }


def _recorded(fact: Answered) -> str:
    """Return the day of an answer; the last of all where nobody wrote it down."""
    return fact.recorded.isoformat() if fact.recorded else (fact.at or "9999")[:10]


def _asked(p: Partnership, activity: str, session: str | None) -> str:
    """Return the day from which on answers are about the date and the place of now."""
    changes = (
        change.recorded
        for change in p.facts_of(activity, Amended)
        if change.session in {None, session}
        and any(getattr(change, name) is not None for name in _ASKED_AGAIN)
    )
    return max(changes, default=LONG_AGO).isoformat()


def coming(p: Partnership, activity: str, session: str | None = None) -> Coming | None:
    """Return who comes; None where nobody has answered."""
    found = answers(p, activity).get(session)
    if not found:
        return None

    def of(answer: Answer) -> tuple[str, ...]:
        return tuple(person for person, said in found.items() if said == answer)

    return Coming(accepted=of("accepted"), tentative=of("tentative"), declined=of("declined"))
