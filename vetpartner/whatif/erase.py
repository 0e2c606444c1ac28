"""Erasing one person or participant, so that all counts stay what they were."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from functools import lru_cache
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import Certified, Participant, Person, Presence
from vetpartner.model.mentions import Mentions, anybody, words
from vetpartner.values.page_text import folded
from vetpartner.whatif.copies import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership, Plan


_LETTERS = 3


def erase(p: Partnership, id_: str) -> Partnership:
    """Return the partnership without any personal datum of one person or participant.

    Name, e-mail, role of a person and gender go, also those of the participant that is the same
    person; the name becomes `[…]` in all texts, and file names and links with the name in them are
    dropped. Presences and certificates stay under the id; an id that may come from the name, or
    whose name is not known, is replaced everywhere by the next free one such as `X1`.
    All counts stay, but for gender, which is no longer known.
    Where it was read from is forgotten; files of evidence are not looked into.
    Raises `UnknownId` for an unknown id, `ValueError` for that of something else.
    """
    found = p[id_]
    if not isinstance(found, Person | Participant):
        msg = f"{id_} stands in {p.kind_of(id_)}; only people and participants can be erased"
        raise ValueError(msg)  # noqa: TRY004 - the id is wrong, not its type
    same = _same(p, found)
    return without(p, same, _new_ids(p, same, _names(p, same)))


def without(
    p: Partnership, same: frozenset[str], ids: dict[str, str], *, gender: bool = False
) -> Partnership:
    """Return the partnership without the names of these people, under other ids.

    With `gender` that stays as it is. Texts, links and origin are treated as in `erase`.
    """
    plans = (p.baseline, p.plan)
    names = _names(p, same)
    mails = [each.email for plan in plans for each in plan.people if each.id in same]
    look = Mentions.of(names, mails, ids, known=anybody(p).known)
    accepted = tuple(
        attrs.evolve(
            each, address="/".join(ids.get(part, part) for part in each.address.split("/"))
        )
        for each in p.baseline.accepted
    )
    plan = attrs.evolve(_bare(p.baseline, same, gender=gender), accepted=accepted)
    found = hidden(attrs.evolve(p, baseline=plan), look, ids, in_rules=Mentions.of(names, mails))
    return attrs.evolve(found, baseline=_with_others(found.baseline, plan, same))


def _with_others(after: Plan, before: Plan, same: frozenset[str]) -> Plan:
    """Return a plan in which everybody else is called as before: a family name is theirs too."""
    people = tuple(
        one if old.id in same else attrs.evolve(one, name=old.name, email=old.email)
        for one, old in zip(after.people, before.people, strict=True)
    )
    participants = tuple(
        one if old.id in same else attrs.evolve(one, name=old.name)
        for one, old in zip(after.participants, before.participants, strict=True)
    )
    return attrs.evolve(after, people=people, participants=participants)


def _names(p: Partnership, same: frozenset[str]) -> list[str]:
    """Return the names under which they stand, in the first plan and in that in force."""
    everybody = (
        each
        for those in ("participants", "people")
        for plan in (p.baseline, p.plan)
        for each in getattr(plan, those)
    )
    return [each.name for each in everybody if each.id in same and each.name]


def _same(p: Partnership, found: Person | Participant) -> frozenset[str]:
    """Return the ids under which somebody stands: as a person and as a participant."""
    person = found.person if isinstance(found, Participant) else found.id
    linked = {each.id for each in p.plan.participants if person and each.person == person}
    known = person is not None and p.kind_of(person) == "people"
    return frozenset({found.id, *linked, *({person} if known and person else ())})


def _bare(plan: Plan, same: frozenset[str], *, gender: bool) -> Plan:
    return attrs.evolve(
        plan,
        people=tuple(
            attrs.evolve(each, name=None, email=None, role=None) if each.id in same else each
            for each in plan.people
        ),
        participants=tuple(
            attrs.evolve(each, name=None, gender=each.gender if gender else None)
            if each.id in same
            else each
            for each in plan.participants
        ),
    )


def _new_ids(p: Partnership, same: frozenset[str], names: list[str]) -> dict[str, str]:
    """Return new ids for those that may come from a name."""
    taken = {thing.id for _, thing in (*p.baseline.things(), *p.plan.things())}
    taken |= {str(getattr(fact, "participant", None)) for fact in p.facts}
    taken |= {str(fact.id) for fact in p.facts}
    free = (id_ for n in count(1) if (id_ := f"X{n}") not in taken)
    own = {fact.id for fact in p.facts if fact.id is not None}
    return {id_: next(free) for id_ in sorted(same | own) if tells(id_, names)}


def tells(id_: str, names: list[str]) -> bool:
    """Tell whether an id may come from a name; without a known name, any word may."""
    inner = [part for part in words(id_) if part]
    if not names:
        return any(len(part) >= _LETTERS for part in inner)
    parts: list[Any] = [part for name in names for part in words(name)]
    initials = {"".join(part[0] for part in words(name)) for name in names}
    flat = folded(id_)
    return (
        any(part in flat for part in parts if len(part) >= _LETTERS)
        or any(len(word) >= _LETTERS and part.startswith(word) for word in inner for part in parts)
        or bool({*inner} & ({i for i in initials if len(i) > 1} | set(parts)))
    )


# Pseudonyms by keyed hash: the same text gives the same word, and only the key tells which.

LETTERS = 10
_FEWEST = 16
"""So many different bytes, and steps between them, has a key that was drawn; most have 30."""


@lru_cache(maxsize=1)
def weakness(key: bytes) -> str | None:
    """Return what is wrong with a key that was not drawn at random, None for a good one.

    Names are few: with a key that somebody thought of, all of them can be tried. A good one is 32
    random bytes, written as 64 hexadecimal digits.
    """
    if re.fullmatch(rb"[0-9a-f]{64}", key) is None:
        return "it is not the 64 hexadecimal digits of a key that was made for this"
    drawn = bytes.fromhex(key.decode())
    steps = {(after - before) % 256 for before, after in pairwise(drawn)}
    return None if min(len({*drawn}), len(steps)) >= _FEWEST else "it was not drawn at random"


def _refuse_weak(key: bytes) -> None:
    if (weak := weakness(key)) is not None:
        raise ValueError(f"this key can be guessed: {weak}; make one with --new-key")


def pseudonym(key: bytes, text: str) -> str:
    """Return ten letters and digits for a text, by HMAC-SHA-256; spelling is normalised before.

    Width, case and spaces make no difference. Raises `ValueError` for a key that can be guessed;
    `vetpartner pseudonyms … --new-key` makes one.
    """
    _refuse_weak(key)
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = hmac.digest(key, unicodedata.normalize("NFKC", plain).encode(), "sha256")
    return base64.b32encode(digest).decode()[:LETTERS]


def pseudonymised(p: Partnership, key: bytes) -> Partnership:
    """Return the partnership with a pseudonym as id of each participant who has a name.

    So has each one whose presences or certificates name an unknown id that may be a name.
    The names go, from texts and file names too, as when a person is erased; gender and all counts
    stay. People of the plan keep their names: they work for the partnership. Of two participants
    with one name the second has `-2` behind it. Raises `ValueError` as `pseudonym` does.
    """
    _refuse_weak(key)
    ids = {id_: pseudonym(key, id_) for id_ in _unknown(p) if tells(id_, [])}
    given: dict[str, int] = {}
    for plan in (p.plan, p.baseline):
        for each in plan.participants:
            if each.name is not None and each.person is None and each.id not in ids:
                word = pseudonym(key, each.name)
                given[word] = given.get(word, 0) + 1
                ids[each.id] = word if given[word] == 1 else f"{word}-{given[word]}"
    return without(p, frozenset(ids), ids, gender=True)


def _unknown(p: Partnership) -> Iterator[str]:
    """Yield the ids of participants who stand in facts and in no plan."""
    known = {thing.id for plan in (p.plan, p.baseline) for _, thing in plan.things()}
    for fact in p.facts:
        if not isinstance(fact, Presence | Certified) or fact.participant is None:
            continue
        if fact.participant not in known:
            yield fact.participant
