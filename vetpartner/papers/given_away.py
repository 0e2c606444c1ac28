"""Own words that give away how many a few people are whom the tables of a report keep back.

A sentence tells how many some were: those of an activity, a partner, a role. Whoever has the tables
too adds up and takes away: of 20 people there 16 were learners, so that 4 accompanied them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Organisation, WorkPackage
from vetpartner.model.partnership import once
from vetpartner.papers.claim_words import role_of, takes_place, words_of
from vetpartner.papers.claims import numbers_before
from vetpartner.programme import country_name
from vetpartner.state.inclusion import ALL, NO_ROLE, inclusion
from vetpartner.state.suppression import SMALLEST
from vetpartner.values.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from vetpartner.model import Partnership
    from vetpartner.papers.claims import Sentence

_ENDING = 4
"""How many letters the end of a place may have in another case."""
_STEPS = 2
"""How many times something is taken from a whole to reckon a number."""
_MOST_PARTS = 6
Some = frozenset[int]
"""Some of the groups that were recorded, by their numbers."""


@frozen
class _Group:
    """People of one organisation and role at one activity, as many as were recorded."""

    activity: str
    home: str
    country: str
    role: str
    people: int


@frozen
class _Known:
    """The groups, which of them the tables tell in a sum, and which sums are of few people."""

    groups: tuple[_Group, ...]
    told: tuple[Some, ...]
    few: frozenset[Some]
    homes: Phrases[tuple[str, ...]]

    def some(
        self,
        *,
        activities: Iterable[str] | None = None,
        homes: Iterable[str] | None = None,
        countries: Iterable[str] | None = None,
        roles: Iterable[str] | None = None,
    ) -> Some:
        """Return the groups of all that is given; None is for any."""
        wanted = (activities, homes, countries, roles)
        sets = [None if one is None else set(one) for one in wanted]
        return frozenset(
            n
            for n, g in enumerate(self.groups)
            if all(
                some is None or name in some
                for some, name in zip(sets, (g.activity, g.home, g.country, g.role), strict=True)
            )
        )

    def people(self, some: Some) -> int:
        """Return how many people these groups are."""
        return sum(self.groups[n].people for n in some)

    def gives_away(self, some: Some) -> bool:
        """Tell whether a small sum follows from the number of these and from what is told."""
        reached, new = {some}, {some}
        for _ in range(_STEPS):
            if new & self.few:
                return True
            new = {whole - one for one in new for whole in self.told if one < whole} - reached
            reached |= new
        return bool(new & self.few)


def given_away(p: Partnership, sentence: Sentence, of: str | None = None) -> Iterator[str]:
    """Yield the numbers of a sentence from which follows what the tables of a report keep back.

    `of` is a work package or an activity that it is about. A number that the tables tell themselves
    of what the sentence is about gives nothing away, and neither does one that no record has.
    """
    known = _known(p)
    if not known.few:
        return
    scope = _scope(p, sentence, of)
    bare: list[tuple[Decimal, str]] = []
    for value, said, behind in numbers_before(p, sentence):
        homes = [home for _, _, home in known.homes.found(behind)]
        role = next(filter(None, map(role_of, behind)), None)
        if not homes and role is None:
            bare.append((value, said))
            continue
        activities = [None, *([one] for one in scope)] if scope else [None]
        roles = [[role], None] if role is not None else [None]
        groups = [
            known.some(activities=some or scope or None, homes=homes[0] if homes else None, roles=r)
            for some, r in product(activities, roles)
        ]
        meant = [one for one in groups if one and known.people(one) == value]
        told = any(one in known.told for one in meant)
        if not told and any(known.gives_away(one) for one in meant):
            yield said
    if takes_place(sentence.text):
        yield from _parts(known, bare, scope)


def _parts(known: _Known, bare: list[tuple[Decimal, str]], scope: list[str]) -> Iterator[str]:
    """Yield numbers of which no word says whose they are, where they are the parts of a whole.

    Eight and seven of fifteen are those of the two partners from which the fifteen came.
    """
    wholes = [one for one in known.told if not scope or one & known.some(activities=scope)]
    for count, start in product(range(2, _MOST_PARTS + 1), range(len(bare))):
        some = bare[start : start + count]
        for whole in wholes if len(some) == count else ():
            homes = dict.fromkeys(known.groups[n].home for n in sorted(whole))
            parts = [whole & known.some(homes=[home]) for home in homes]
            same = sorted(map(known.people, parts)) == sorted(value for value, _ in some)
            if same and any(map(known.gives_away, parts)):
                yield from (said for _, said in some)
                return


def _scope(p: Partnership, sentence: Sentence, of: str | None) -> list[str]:
    """Return the activities that a sentence is about, none where it may be about any."""
    found = []
    for id_ in sentence.named or ((of,) if of is not None else ()):
        inside = isinstance(p.get(id_), WorkPackage)
        found += [
            a.id for a in p.plan.activities if id_ in {a.id, a.work_package if inside else None}
        ]
    return found


@once
def _known(p: Partnership) -> _Known:
    groups = tuple(_groups(p))
    known = _Known(groups, (), frozenset(), _homes(p))
    lands = {one.country for one in groups}
    roles = {one.role for one in groups}
    told = [known.some(activities=[one]) for one in dict.fromkeys(g.activity for g in groups)]
    table = inclusion(p).public().countries
    for row, (name, counts) in enumerate(table.rows):
        total = row == len(table.rows) - 1
        for head, number in zip(table.heads, counts, strict=True):
            if isinstance(number, int):
                countries = None if total else name.split(", ")
                told.append(
                    known.some(countries=countries, roles=None if head == ALL else head.split(", "))
                )
    sums = (
        known.some(
            countries=None if land is None else [land], roles=None if role is None else [role]
        )
        for land, role in product((None, *sorted(lands)), (None, *sorted(roles)))
    )
    few = frozenset(one for one in sums if one and known.people(one) < SMALLEST)
    return _Known(groups, tuple(dict.fromkeys(told)), few - set(told), known.homes)


def _groups(p: Partnership) -> Iterator[_Group]:
    for activity in p.plan.activities:
        for row in p.attended(activity.id):
            if row.people:
                home = p.get(row.organisation)
                land = getattr(home, "country", None)
                yield _Group(
                    activity=activity.id,
                    home=row.organisation or "",
                    country=country_name(land) if land else "not stated",
                    role=row.role or NO_ROLE,
                    people=row.people,
                )


def _homes(p: Partnership) -> Phrases[tuple[str, ...]]:
    """Return what partners are called, and where they are, with the ids of those that are meant."""
    found: Phrases[tuple[str, ...]] = Phrases(endings=_ENDING)
    homes = [one for one in p.plan.organisations if isinstance(one, Organisation)]
    for one in homes:
        for name in filter(None, (one.id, one.acronym, one.short, one.name, *one.also_known_as)):
            found.add(words_of(name), (one.id,))
    for city in filter(None, (one.city for one in homes)):
        found.add(words_of(city), tuple(one.id for one in homes if one.city == city))
    for land in filter(None, (one.country for one in homes)):
        same = (one.id for one in homes if one.country == land)
        found.add(words_of(country_name(land)), tuple(same))
    return found
