"""Pseudonyms by keyed hash: the same text gives the same word, and only the key tells which."""

from __future__ import annotations

import base64
import hmac
import unicodedata
from typing import TYPE_CHECKING

from vetpartner.model import Certified, Presence
from vetpartner.views.people.erasing import tells, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

LETTERS = 10


def pseudonym(key: bytes, text: str) -> str:
    """Return ten letters and digits for a text, by HMAC-SHA-256; spelling is normalised before.

    Width, case and spaces make no difference. Raises `ValueError` for an empty key.
    """
    if not key:
        raise ValueError("a pseudonym needs a key")
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = hmac.digest(key, unicodedata.normalize("NFKC", plain).encode(), "sha256")
    return base64.b32encode(digest).decode()[:LETTERS]


def pseudonymised(p: Partnership, key: bytes) -> Partnership:
    """Return the partnership with a pseudonym as id of each participant who has a name.

    So has each one whose presences or certificates name an unknown id that may be a name.
    The names go, from texts and file names too, as when a person is erased; gender and all counts
    stay. People of the plan keep their names: they work for the partnership. Of two participants
    with one name the second has `-2` behind it. Raises `ValueError` for an empty key.
    """
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
