"""Who comes to what is ahead, by the answers to the invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import ACTIVITY_KINDS, Amended, Answered
from vetpartner.state.activity_entries import LONG_AGO, begins, is_in
from vetpartner.values.phrase import Listed, Phrase, count, say

if TYPE_CHECKING:
    from vetpartner.model import Activity, Partnership, When
    from vetpartner.model.facts import Answer

    Stands = Answer | Literal["earlier"]

ANSWERS: dict[Answer, Phrase] = {
    "accepted": say("comes"),
    "tentative": say("perhaps comes"),
    "declined": say("does not come"),
}

_EARLIER = say("answered for the old date or place")


def phrase_of(stands: Stands) -> Phrase:
    """Return what an answer is now: to a date or a place that was changed it is none."""
    return _EARLIER if stands == "earlier" else ANSWERS[stands]


_ASKED_AGAIN = ("when", "venue", "mode", "link", "cancelled")


@frozen(kw_only=True)
class Coming:
    """The answers to one activity, or to one session of it: ids of people by what they said."""

    accepted: tuple[str, ...]
    tentative: tuple[str, ...]
    declined: tuple[str, ...]
    earlier: tuple[str, ...]

    def said(self, p: Partnership) -> Phrase:
        """Return it in words, such as `2 come, 1 perhaps; not Ana, Ivo`."""
        number = len(self.accepted)
        come = [count("{n} comes", "{n} come", number) if number else say("nobody comes yet")]
        if self.tentative:
            come.append(say("{number} perhaps", number=len(self.tentative)))
        parts: list[Phrase] = [Listed(parts=tuple(come), between=", ")]
        if self.declined:
            parts.append(say("not {names}", names=", ".join(map(p.label, self.declined))))
        if self.earlier:
            names = ", ".join(map(p.label, self.earlier))
            parts.append(say("{names} {answered}", names=names, answered=_EARLIER))
        return Listed(parts=tuple(parts))


def answers(p: Partnership, activity: str) -> dict[str | None, dict[str, Stands]]:
    """Return the last answer of each person to an activity, by session; None is all of it.

    An answer is to the date that was asked for, and to what was known when it was recorded: after
    a change of date, place or link it is an earlier one. Who leaves before it is not among them.
    """
    thing, known = p.get(activity), p.facts_of(activity, Answered)
    if not isinstance(thing, ACTIVITY_KINDS):
        return {}
    first = begins(p, thing)
    found: dict[str | None, dict[str, Stands]] = {}
    for fact in known:
        person, said = fact.person, found.setdefault(fact.session, {})
        home = getattr(p.get(person), "organisation", None) or ""
        if person is None or not is_in(p, home, first):
            continue
        if _holds(p, thing, fact):
            said[person] = fact.answer
        else:
            said.setdefault(person, "earlier")
    return found


def _holds(p: Partnership, thing: Activity, fact: Answered) -> bool:
    """Tell whether an answer is to the date and the place of now."""
    if fact.date_asked is not None and fact.date_asked != date_of(thing, fact.session):
        return False
    return _recorded(fact) >= _asked(p, thing.id, fact.session)


def date_of(thing: Activity, session: str | None) -> When | None:
    """Return the date of an activity, or that of one of its sessions."""
    if session is None:
        return thing.when
    return next((one.when for one in getattr(thing, "sessions", ()) if one.id == session), None)


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

    def of(answer: Stands) -> tuple[str, ...]:
        return tuple(person for person, said in found.items() if said == answer)

    return Coming(
        accepted=of("accepted"),
        tentative=of("tentative"),
        declined=of("declined"),
        earlier=of("earlier"),
    )
