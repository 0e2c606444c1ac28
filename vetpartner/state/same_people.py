"""Who in the lists is probably one person under two ids: asked once, and never decided here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Participant, Person
from vetpartner.model.identities import told_apart
from vetpartner.values.person_names import sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

_SHORTEST = 7
"""Shorter names are often one letter from another person's."""
_SHORTEST_WORD = 4
_LONGEST, _MOST_SIGNS = 100, 200_000  # each sign of each name is a key that is kept
_MOST = 8
"""With so many who share a key somebody is compared."""
_VOWELS = frozenset("aeiou")
Words = tuple[str, ...]
Somebody = Person | Participant


@frozen(kw_only=True)
class Question:
    """A participant who is probably the same as an earlier one, or as a person of the plan."""

    first: Somebody
    other: Participant

    @property
    def said(self) -> tuple[str, str]:
        """Return the question, and how it is answered."""
        first, who = self.first, self.other
        message = f"{who.name} ({who.id}) is probably the same as {first.name} ({first.id})"
        ids = f'ids = ["{first.id}", "{who.id}"]'
        return message, f"add [[identities]] with {ids} and same = true, or same = false"


def same_people(p: Partnership) -> tuple[Question, ...]:
    """Return who is probably one person and was not answered yet, each once.

    In all organisations alike are names that sound the same, whatever order, accents, titles,
    particles and alphabet they are written with. Within one organisation, or where none is known,
    also names that differ in one letter, unless it is the ending of a man's and a woman's name,
    those of which one has a word more, and those with initials. Numbers tell people apart, and
    groups are nobody. Who is linked with a person of the plan is asked about no other one.
    A list of tens of thousands is not looked at letter by letter. Linear in their number.
    """
    apart = told_apart(p.baseline)
    people: list[Somebody] = [who for who in p.plan.people if who.name]
    people += [who for who in p.plan.participants if who.name and who.count == 1]
    thorough = sum(len(who.name or "") for who in people) <= _MOST_SIGNS
    known: dict[object, list[Somebody]] = {}
    found = []
    for who in people:
        keys = list(dict.fromkeys(_keys(who.name or "", thorough=thorough)))
        if isinstance(who, Participant):
            near = dict.fromkeys(other for key in keys for other in known.get(key, ()))
            linked = who.person is not None
            asked = (
                other
                for other in near
                if not (linked and isinstance(other, Person))
                and frozenset((who.id, other.id)) not in apart
                and _alike(who, other)
            )
            found += [Question(first=other, other=who) for other in islice(asked, 1)]
        for key in keys:
            held = known.setdefault(key, [])
            if len(held) < _MOST:
                held.append(who)
    return tuple(found)


def _keys(name: str, *, thorough: bool) -> Iterator[object]:
    """Yield what two names have in common that may be one person's."""
    for words in sounds(name):
        yield words
        if len(words) <= 5:  # noqa: PLR2004 - more words are no name
            for number, one in enumerate(words):
                yield from ((one, other) for other in words[number + 1 :])
                yield from ((one, other[0], "") for other in words if other is not one)
        text = " ".join(words)
        if thorough and _SHORTEST <= len(text) <= _LONGEST and not _numbered(text):
            yield text
            yield from (f"{text[:index]}{text[index + 1 :]}" for index in range(len(text)))


def _numbered(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _alike(who: Somebody, other: Somebody) -> bool:
    pairs = [(one, two) for one in sounds(who.name or "") for two in sounds(other.name or "")]
    if any(one == two for one, two in pairs):
        return True
    near = who.organisation is None or other.organisation in {None, who.organisation}
    return near and any(
        _one_word_more(*pair) or _one_letter(*pair) or _initials(*pair) for pair in pairs
    )


def _one_word_more(one: Words, two: Words) -> bool:
    """Tell whether all words of a name of two or more are in the other one too."""
    short, long = sorted(({*one}, {*two}), key=len)
    return len(short) > 1 and short < long and not any(map(_numbered, long))


def _initials(one: Words, two: Words) -> bool:
    """Tell whether two names differ only in words of which one of both has the first letter."""
    left = sorted(word for word in one if word not in two)
    right = sorted(word for word in two if word not in one)
    if len(left) != len(right) or not any(len(word) > 1 and word in two for word in one):
        return False
    return all(
        min(len(a), len(b)) == 1 and a[0] == b[0] and a[0].isalpha()
        for a, b in zip(left, right, strict=True)
    )


def _one_letter(one: Words, two: Words) -> bool:
    """Tell whether two names differ in one letter of one word, and not in a man's and a woman's."""
    if len(one) != len(two) or _numbered("".join((*one, *two))):
        return False
    left = [word for word in one if word not in two]
    right = [word for word in two if word not in one]
    if len(left) != 1 or len(right) != 1 or len(" ".join(one)) < _SHORTEST:
        return False
    short, long = sorted((left[0], right[0]), key=len)
    if len(long) < _SHORTEST_WORD or len(long) - len(short) > 1:
        return False
    if short == long[:-1]:
        return long[-1] not in _VOWELS
    if short[:-1] == long[:-1]:
        return not {short[-1], long[-1]} & _VOWELS
    at = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
