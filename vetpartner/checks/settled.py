"""Facts among each other: contradictions, doubles, corrections and evidence that lead nowhere."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family
from vetpartner.model import FACT_TABLES, NO_KIND, Amended, Held, LaterEvidence, Settled, Task
from vetpartner.state.claims import settled_claims, shown, typed
from vetpartner.values.words import near

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject

rule = family("Facts among each other")
_SETTLE = "`vetpartner claims` shows who says what, and the entry that settles it"


@rule("the identity of facts")
def facts_contradict(s: Subject) -> Found:
    """Two entries about the same do not contradict each other.

    Entries of one kind about the same thing, on the same days and of the same people, are one fact,
    whoever wrote them down. Where they say different things, nothing is added up: the entry that
    was recorded later counts, until one of them is corrected or taken out, or until `[[settled]]`
    says which of them holds.
    Where one of the two names its `source`, what that says stands beside the other on purpose, and
    this is a warning until it is settled.
    Two that are not the same, such as two transfers of one day, each get an `id` of their own.
    Of two amendments of one thing on one day that say different things nobody can tell which came
    later.
    """
    typed_facts = dict(s.p.typed)
    for clash in s.p.settled.clashes:
        (first, counts), (other, value) = clash.counts, clash.other
        table = FACT_TABLES[clash.kind]
        message = f"{first} and {other} contradict each other: {clash.name} is {_text(counts)} in "
        message += f"one and {_text(value)} in the other; {_text(counts)} counts"
        about = f'of = "{clash.of}", ' if clash.of else ""
        way_out = f'delete the wrong one, or add [[{table}]] with {about}corrects = "{first}", '
        way_out += f"{clash.name} = {typed(value)}, recorded = {s.day} and a reason"
        if clash.kind is not Amended:
            way_out += f"; if both are right, give each its own id; {_SETTLE}"
        sourced = clash.kind is not Amended and any(typed_facts[at].source for at in (first, other))
        say = s.warning if sourced else s.error
        yield say(message, f"{other}/{clash.name}", way_out)


@rule("the identity of facts")
def fact_twice(s: Subject) -> Found:
    """Nothing is written down twice.

    The second entry says the same as the first and changes nothing; it counts once.
    If it happened twice, the two differ in something: a day, a document, or an `id`.
    """
    for at, first in s.p.settled.twice:
        message = f"{at} says the same as {first}, and counts once"
        yield s.warning(message, at, 'delete one of the two, or give each its own id = "first"')


@rule("the identity of facts")
def correction_of_nothing(s: Subject) -> Found:
    """A correction, or evidence that came later, belongs to something that is recorded.

    What it is of is not recorded, so that it changes nothing and is in no report.
    """
    for at, fact in s.p.settled.astray:
        of = fact.corrects or fact.of
        field = "corrects" if fact.corrects else "of"
        same = [
            address
            for address, other in s.p.typed
            if type(other) is type(fact) or isinstance(fact, LaterEvidence)
        ]
        if of is None:
            message = f"{at} does not say of what it is evidence"
            yield s.error(message, at, 'add of = "M1", the id of what it shows')
            continue
        what = "corrects" if fact.corrects else "shows"
        message = f"{at} {what} “{of}”, of which nothing is recorded"
        guess = near(of, same) or f'record it first, as [[held]] with of = "{of}"'
        yield s.error(message, f"{at}/{field}", guess)


@rule("the identity of facts")
def correction_without_reason(s: Subject) -> Found:
    """A correction says why, and from which day on it is known.

    Who compares two reports asks for both; without `recorded` it would change earlier reports too.
    """
    for at, fact in s.p.typed:
        if fact.corrects is not None:
            named = ("recorded", "reason")
            lacking = [name for name in named if getattr(fact, name) is None]
            if lacking:
                message = f"{at} corrects {fact.corrects} without {' and '.join(lacking)}"
                way_out = f'add recorded = {s.day} and reason = "the list was counted again"'
                yield s.warning(message, at, way_out)
        elif fact.void:
            message = f"{at} is void, but does not say what it corrects; it does not count itself"
            yield s.warning(message, f"{at}/void", f'add corrects = "{at}", or delete it')


@rule("the identity of facts")
def correction_changes_nothing(s: Subject) -> Found:
    """A correction changes something.

    It says what the entry says that it corrects; a value that is the one left out, such as
    `role = "staff"`, is not taken for a change. Then void the entry, and record it anew.
    """
    for at, fact in s.p.settled.idle:
        message = f"{at} corrects {fact.corrects}, but says nothing else than that"
        yield s.warning(message, at, f'write void = true and corrects = "{fact.corrects}"')


@rule("the identity of facts")
def held_on_other_days_too(s: Subject) -> Found:
    """A meeting, training or event is held once.

    Two entries with days that do not meet are two parts of it, or one of them is wrong.
    Of two parts each has an `id`; the largest number of participants counts.
    """
    for activity in s.plan.activities:
        facts = s.p.facts_of(activity.id, Held) if not isinstance(activity, Task) else ()
        for one, other in combinations(facts, 2):
            if one.id is None or other.id is None:
                message = f"{activity.id} is recorded as held on {one.when} and on {other.when}"
                at = next(at for at, fact in s.facts(Held) if fact is other)
                way_out = 'give each part an id, as id = "morning", or correct the wrong one'
                yield s.warning(message, f"{at}/when", way_out)


@rule("the identity of facts")
def settled_nowhere(s: Subject) -> Found:
    """What is settled is a field of something that is recorded, and a value that it can have.

    The entry has no effect: the facts count as if it was not there.
    `vetpartner claims` gives the entry for each contradiction, to be pasted.
    """
    for at, refused in s.p.settled.unsettled:
        message = f"{at} settles nothing: {refused}"
        yield s.error(message, f"{at}/{refused.field}", refused.way_out)


@rule("the identity of facts")
def settled_twice(s: Subject) -> Found:
    """One entry settles what holds, and no other.

    The one that was written down last counts. Who came to another view corrects the first entry.
    """
    for held in s.p.settled.holdings:
        now = s.p.settled.latest(held)
        if now is not held:
            message = f"{held.at} and {now.at} settle the same: {held.fact.field} of {held.of}"
            message += f"; {shown(now.value)} counts"
            way_out = f'delete one, or add corrects = "{held.at}" to the later one'
            yield s.warning(message, f"{held.at}/field", way_out)


@rule("the identity of facts")
def settled_without_reason(s: Subject) -> Found:
    """What was settled has a reason.

    The report shows it beside what the others say; who reads that asks why.
    """
    for at, fact in s.facts(Settled):
        if fact.why is None:
            message = f"{at} does not say why it holds"
            way_out = 'write reason = "the list was signed by all who were there"'
            yield s.warning(message, f"{at}/reason", way_out)


@rule("the identity of facts")
def settled_differs_from_claims(s: Subject) -> Found:
    """The value that was settled is one that somebody states.

    It may be right all the same; then record where it stands, as a fact with its `source`.
    """
    for one in settled_claims(s.p):
        if one.holding is not None and not any(each.value == one.counts for each in one.claims):
            said = " or ".join(dict.fromkeys(shown(each.value) for each in one.claims))
            message = f"{one.holding.at} settles {one.field} of {one.of} as {shown(one.counts)}, "
            message += f"which nobody states; stated is {said}"
            way_out = 'record where it stands, with source = "minutes, p. 3", or correct the value'
            yield s.warning(message, f"{one.holding.at}/value", way_out)


@rule("the identity of facts")
def settled_differs_from_later(s: Subject) -> Found:
    """What was settled was settled with all that is known.

    Something else was stated since. The settled value counts until it is settled anew.
    """
    for one in settled_claims(s.p):
        day = one.holding.fact.recorded if one.holding is not None else s.day
        for each in one.others:
            if one.holding is not None and each.known is not None and each.known > day:
                message = f"{each.address} states {one.field} of {one.of} as {shown(each.value)}, "
                message += f"but {one.holding.at} settled it before as {shown(one.counts)}"
                way_out = f'settle it anew: [[settled]] with corrects = "{one.holding.at}"'
                yield s.warning(message, f"{one.holding.at}/field", way_out)


@rule("evidence of activities")
def evidence_without_kind(s: Subject) -> Found:
    """Evidence says what it is: an agenda, minutes, an attendance list.

    A file of which nobody knows the kind proves nothing that the rules ask for.
    """
    for at, fact in s.facts(LaterEvidence):
        if any(piece.kind == NO_KIND for piece in fact.shows):
            message = f"the evidence for {fact.of or at} does not say what it is"
            yield s.warning(message, f"{at}/kind", 'add kind = "attendance list"')


def _text(value: object) -> str:
    """Return a value for a sentence."""
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    return f"“{value}”" if isinstance(value, str) else str(value)
